//! Where a text may be cut: after sentences and lines, and inside a sentence where a clause begins.
//!
//! Takes one part of a text and the terms in it, gives its segments: the stretches between the
//! places at which a cut may fall, each with what kind of place it begins at. Every word is in
//! exactly one segment, and every segment has a word. Whether a cut falls at a place is for
//! `borders` to say. Per part, linear, no settings.

use std::ops::Range;
use std::sync::LazyLock;

use super::weights::WordMap;
use crate::model::Lang;
use crate::text::Term;

/// What stands at a place where a cut may fall.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// The beginning of the part, or a place that nothing marks.
    Start,
    /// A full stop.
    Stop,
    /// An exclamation mark or a question mark.
    Exclamation,
    /// Points of suspension.
    Trail,
    /// A line end.
    Line,
    /// A comma.
    Comma,
    /// A comma with a conjunction behind it.
    CommaAnd,
    /// A semicolon, a colon or a bracket.
    Semicolon,
    /// A dash.
    Dash,
    /// A conjunction without a mark before it.
    And,
    /// A personal pronoun without a mark before it, where people type no marks.
    Pronoun,
    /// A blank in a script without blanks, or a Korean or Japanese clause ending.
    Blank,
}

/// How many kinds there are.
pub(super) const KINDS: usize = 12;

impl Kind {
    /// Whether a sentence or a line ends here.
    pub fn ends_sentence(self) -> bool {
        matches!(self, Kind::Start | Kind::Stop | Kind::Exclamation | Kind::Trail | Kind::Line)
    }
}

/// A stretch between two places.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Segment {
    /// Its bytes in the part, blanks and marks behind it with it.
    pub bytes: Range<usize>,
    /// Its terms.
    pub terms: Range<usize>,
    /// What it begins at.
    pub kind: Kind,
    /// Twice its number of words: in scripts without blanks two letters make about a word.
    pub halves: usize,
}

/// The segments of `text` (one part), whose terms are `terms` with positions in `text`, in order.
/// Text without words gives none. `forced` are places where a cut is known (ascending).
pub(super) fn segments(text: &str, terms: &[Term], lang: Lang, forced: &[usize]) -> Vec<Segment> {
    let mut places = places(text, terms, lang);
    for &at in forced {
        if let Err(slot) = places.binary_search_by_key(&at, |place| place.0) {
            places.insert(slot, (at, Kind::Start));
        }
    }
    let mut found: Vec<Segment> = Vec::with_capacity(places.len() + 1);
    let mut start = 0;
    let mut kind = Kind::Start;
    let mut next = 0;
    for (end, after) in places.into_iter().chain([(text.len(), Kind::Start)]) {
        let first = next;
        while next < terms.len() && terms[next].start < end {
            next += 1;
        }
        if first == next {
            // No word here: the stretch goes with what stands before it.
            match found.last_mut() {
                Some(last) => {
                    last.bytes.end = end;
                    start = end;
                    kind = stronger(kind, after);
                }
                None => kind = Kind::Start,
            }
            continue;
        }
        push(&mut found, Segment { bytes: start..end, terms: first..next, kind, halves: 0 }, terms);
        start = end;
        kind = after;
    }
    if let Some(last) = found.last_mut() {
        last.bytes.end = text.len();
    }
    found
}

/// Adds a segment, one of more than [`ENDLESS`] words in stretches of as many.
fn push(found: &mut Vec<Segment>, mut segment: Segment, terms: &[Term]) {
    let mut have = 0;
    for at in segment.terms.clone() {
        let more = halves(&terms[at]);
        if have + more > 2 * ENDLESS && terms[at].start > segment.bytes.start {
            let (cut, end, last) = (terms[at].start, segment.bytes.end, segment.terms.end);
            segment.bytes.end = cut;
            segment.terms.end = at;
            segment.halves = have;
            found.push(segment);
            segment = Segment { bytes: cut..end, terms: at..last, kind: Kind::Blank, halves: 0 };
            have = 0;
        }
        have += more;
    }
    segment.halves = have;
    found.push(segment);
}

/// Words after which a stretch without any mark is cut, so that no statement can be as long as a
/// document.
pub(super) const ENDLESS: usize = 100;

/// Of two places with no word between them the one that ends a sentence.
fn stronger(one: Kind, other: Kind) -> Kind {
    if one.ends_sentence() && one != Kind::Start { one } else { other }
}

/// Halves of a word a term counts for: scripts without spaces give one term for each pair of
/// neighbouring characters, and two characters make about one word.
pub(super) fn halves(term: &Term) -> usize {
    if term.folded.chars().next().is_some_and(is_unspaced) { 1 } else { 2 }
}

fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{2fa1f}'
        | '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

/// The places in order of their bytes, none twice: sentence ends first, then what is inside.
fn places(text: &str, terms: &[Term], lang: Lang) -> Vec<(usize, Kind)> {
    let mut found: Vec<(usize, Kind)> = sentence_ends(text);
    let ends = found.len();
    let words = beginnings(lang);
    let mut reached = 0;
    let mut end = 0; // the first sentence end not passed yet
    for pair in terms.windows(2) {
        let [term, next] = pair else { continue };
        reached = reached.max(term.end);
        // Overlapping pairs of letters, and the pieces of a Korean phrase: no cut inside.
        if next.start < reached {
            continue;
        }
        while end < ends && found[end].0 < reached {
            end += 1;
        }
        if end < ends && found[end].0 <= next.start {
            continue;
        }
        let gap = text.get(reached..next.start).unwrap_or_default();
        let blank = gap.contains(char::is_whitespace);
        let mark = gap.char_indices().rev().find_map(|(at, c)| {
            let kind = match c {
                ',' | '，' | '、' | '،' => Kind::Comma,
                ';' | ':' | '；' | '：' | '؛' | '(' | ')' | '[' | ']' | '|' | '（' | '）' => {
                    Kind::Semicolon
                }
                '–' | '—' | '~' => Kind::Dash,
                '-' if gap.len() > 1 => Kind::Dash,
                // With a blank behind it a sentence end would have been found.
                '…' | '.' if !blank || gap.contains("..") || c == '…' => Kind::Trail,
                '!' | '?' if !blank => Kind::Exclamation,
                _ => return None,
            };
            // A bracket that opens belongs to what follows.
            let opens = matches!(c, '(' | '[' | '（');
            Some((reached + at + if opens { 0 } else { c.len_utf8() }, kind))
        });
        let begins = words.and_then(|words| words.get(&*next.folded).copied());
        let joins = begins == Some(Begins::Joined);
        let place = match mark {
            Some((at, Kind::Comma)) if joins => Some((at, Kind::CommaAnd)),
            Some(place) => Some(place),
            None if joins => Some((next.start, Kind::And)),
            None if begins.is_some() => Some((next.start, Kind::Pronoun)),
            None if !gap.is_empty() && ends_clause(term, next) => Some((next.start, Kind::Blank)),
            None => None,
        };
        found.extend(place.filter(|&(at, _)| at > 0 && at < text.len()));
    }
    // Sentence ends stay where both say the same place.
    let mut all: Vec<(usize, bool, Kind)> =
        found.iter().enumerate().map(|(nth, &(at, kind))| (at, nth >= ends, kind)).collect();
    all.sort_by_key(|&(at, inside, _)| (at, inside));
    all.dedup_by_key(|&mut (at, _, _)| at);
    all.into_iter().map(|(at, _, kind)| (at, kind)).collect()
}

/// Whether a blank between these two ends a clause: in Thai, Chinese and Japanese any does, in
/// Korean one behind an ending of a clause.
fn ends_clause(term: &Term, next: &Term) -> bool {
    let unspaced = |term: &Term| term.folded.chars().next().is_some_and(is_unspaced);
    let ending = ["고", "지만", "는데", "은데", "데", "서", "어요", "아요", "니다", "해요", "음"];
    (unspaced(term) && unspaced(next)) || ending.iter().any(|end| term.folded.ends_with(end))
}

/// What a word may begin.
#[derive(Clone, Copy, PartialEq)]
enum Begins {
    /// A clause joined to the one before.
    Joined,
    /// A clause where no mark is typed.
    Unmarked,
}

/// Words that begin a clause, in one language; folded.
type Beginnings = WordMap<&'static str, Begins>;

fn beginnings(lang: Lang) -> Option<&'static Beginnings> {
    static ALL: LazyLock<Vec<(&str, Beginnings)>> = LazyLock::new(|| {
        let of = |join: &'static str, begin: &'static str| {
            let begin = begin.split_ascii_whitespace().map(|word| (word, Begins::Unmarked));
            let join = join.split_ascii_whitespace().map(|word| (word, Begins::Joined));
            begin.chain(join).collect()
        };
        WORDS.iter().map(|&(code, join, begin)| (code, of(join, begin))).collect()
    });
    let code = if lang == Lang::UNKNOWN { "en" } else { lang.code() };
    ALL.iter().find(|(known, _)| *known == code).map(|(_, words)| words)
}

/// Language, conjunctions, and words that begin a clause where no mark is typed.
const WORDS: [(&str, &str, &str); 17] = [
    (
        "en",
        "and but however although though while whereas yet plus also except because so since \
         when if then or & nor which unless until after n",
        "i we they he she it you i'm im i've ive it's they're there this that please pls plz my \
         the thanks thank no not very too they've don't dont can't cant never still just only why \
         what how would could should can wish love hate great good bad worst best",
    ),
    (
        "de",
        "und aber jedoch obwohl sondern doch weil wahrend trotzdem dafur leider sowie dann denn \
         wenn ausserdem allerdings nur oder",
        "ich wir sie er es man bitte das die der danke",
    ),
    (
        "fr",
        "et mais cependant toutefois bien que car parce par contre donc alors puis dommage sauf \
         meme si ou quand",
        "je j'ai nous ils elle il on vous merci c'est le la les",
    ),
    (
        "es",
        "y e pero aunque sin embargo porque ademas sino pues entonces asi tambien si cuando \
         mientras o",
        "yo no me nos la el los las gracias por",
    ),
    (
        "it",
        "e ed ma pero anche perche tuttavia invece quindi poi mentre se quando o peccato",
        "io non mi ci il la lo i gli grazie",
    ),
    (
        "pt",
        "e mas porem embora porque entretanto contudo so alem tambem pois quando se enquanto ou",
        "eu nao me o a os as obrigado obrigada",
    ),
    (
        "nl",
        "en maar echter hoewel omdat want terwijl ook alleen daarnaast dus toen als of",
        "ik we wij ze het de dit bedankt",
    ),
    (
        "pl",
        "i a ale jednak lecz oraz bo poniewaz chociaz choc natomiast tylko gdy jesli",
        "nie prosze dziekuje",
    ),
    (
        "ru",
        "и а но однако хотя зато потому поэтому только если когда также еще",
        "я мы они не это спасибо",
    ),
    (
        "tr",
        "ve ama fakat ancak cunku ayrica ama lakin yalniz oysa ise hem",
        "ben biz bu cok lutfen",
    ),
    (
        "id",
        "dan tapi tetapi namun karena tp cuma hanya sayangnya meskipun walaupun juga kalau terus",
        "saya aku tolong mohon",
    ),
    ("vi", "va nhung ma tuy nhien vi nen con roi neu con", "toi minh xin cam on"),
    ("hi", "aur lekin par magar kyunki और लेकिन पर मगर but and", "main mera ye yeh mujhe मैं"),
    ("ar", "و لكن ولكن بس لان لأن مع ثم او", "انا لا ما شكرا"),
    ("th", "แต่ และ", ""),
    ("ko", "그리고 하지만 그런데 근데 다만 그래도", ""),
    ("ja", "", ""),
];

/// Words after which a full stop ends no sentence. Folded, without the stop.
const ABBREVIATIONS: [&str; 40] = [
    "mr", "mrs", "ms", "dr", "prof", "st", "vs", "eg", "e.g", "ie", "i.e", "cf", "ca", "approx",
    "no", "nr", "inc", "ltd", "co", "corp", "dept", "min", "max", "tel", "est", "fig", "vol",
    "z.b", "d.h", "u.a", "bzw", "ggf", "inkl", "zzgl", "sr", "sra", "jr", "u.s", "u.k", "v",
];

/// The places right after each sentence and line, in order; the end of the text is not one.
fn sentence_ends(text: &str) -> Vec<(usize, Kind)> {
    let mut found = Vec::new();
    let mut chars = text.char_indices().peekable();
    let mut word_start = 0; // where the word before the current character began
    while let Some((at, c)) = chars.next() {
        match c {
            '。' | '！' | '？' => {
                let mut end = at + c.len_utf8();
                while let Some(&(next, c)) = chars.peek()
                    && matches!(c, '。' | '！' | '？' | '”' | '」' | '』' | '）')
                {
                    end = next + c.len_utf8();
                    chars.next();
                }
                found.push((end, if c == '。' { Kind::Stop } else { Kind::Exclamation }));
            }
            '.' | '!' | '?' | '…' => {
                let mut end = at + c.len_utf8();
                let mut stops = String::from(c);
                while let Some(&(next, c)) = chars.peek()
                    && matches!(c, '.' | '!' | '?' | '…' | '"' | '\'' | ')' | ']' | '”' | '’' | '»')
                {
                    end = next + c.len_utf8();
                    if stops.len() < 8 {
                        stops.push(c);
                    }
                    chars.next();
                }
                let followed = chars.peek().is_some_and(|&(_, c)| c.is_whitespace());
                if followed
                    && !is_decimal(text, at, end)
                    && ends_sentence(text, word_start, at, end, &stops)
                {
                    let kind = match c {
                        '!' | '?' => Kind::Exclamation,
                        _ if stops.starts_with("..") || c == '…' => Kind::Trail,
                        _ => Kind::Stop,
                    };
                    found.push((end, kind));
                }
            }
            '\n' => {
                let rest = &text[at..];
                let next = rest.chars().take(64).find(|c| !c.is_whitespace());
                // A lone line break before a small letter is a wrapped line.
                if !next.is_some_and(char::is_lowercase) || rest[1..].starts_with(['\n', '\r']) {
                    found.push((at + 1, Kind::Line));
                }
            }
            '•' | '●' | '▪' => found.push((at, Kind::Line)),
            _ => {}
        }
        if c.is_whitespace() || matches!(c, '(' | '"' | '“' | '\'') {
            word_start = at + c.len_utf8();
        }
    }
    found.retain(|&(end, _)| end > 0 && end < text.len());
    found.dedup_by_key(|place| place.0);
    found
}

/// Whether a stop set off by blanks stands inside a number: "8 . 5 hours".
fn is_decimal(text: &str, at: usize, end: usize) -> bool {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    text[..at].ends_with(' ')
        && digit(text[..at].trim_end().chars().next_back())
        && digit(text[end..].trim_start().chars().next())
}

/// Whether the stop after the word `word_start..at` ends a sentence.
fn ends_sentence(text: &str, word_start: usize, at: usize, end: usize, stops: &str) -> bool {
    if stops.contains(['!', '?']) {
        return true;
    }
    if stops != "." {
        // "..." goes on when a small letter follows.
        let next = text[end..].chars().take(64).find(|c| !c.is_whitespace());
        return !(stops.starts_with("..") || stops.starts_with('…'))
            || !next.is_some_and(char::is_lowercase);
    }
    let word = &text[word_start.min(at)..at];
    if word.len() > 8 {
        return true;
    }
    let folded = word.to_lowercase();
    let initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase) && word != "I";
    !(initial || ABBREVIATIONS.contains(&folded.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Analyser;
    use proptest::prelude::*;

    fn cut(text: &str, lang: &str) -> Vec<(Kind, String)> {
        let lang: Lang = lang.parse().expect("a code");
        let terms = Analyser::new().terms(text, lang);
        let segments = segments(text, &terms, lang, &[]);
        segments.into_iter().map(|one| (one.kind, text[one.bytes].trim().to_owned())).collect()
    }

    fn sentences(text: &str) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for (kind, piece) in cut(text, "en") {
            match found.last_mut() {
                Some(last) if !kind.ends_sentence() => {
                    last.push(' ');
                    last.push_str(&piece);
                }
                _ => found.push(piece),
            }
        }
        found
    }

    #[test]
    fn stops_that_end_nothing() {
        assert_eq!(
            sentences(
                "Mr. Smith of v2.1 paid 3.50 e.g. twice. He left... and came. Why? For 8 . 5 h."
            ),
            [
                "Mr. Smith of v2.1 paid 3.50 e.g. twice.",
                "He left...",
                "and came.",
                "Why?",
                "For 8 . 5 h."
            ]
        );
    }

    #[test]
    fn lines_and_bullets() {
        assert_eq!(
            sentences(
                "The good things are\n- fast loading\n- nice colours\nwrapped\nhere • dark mode"
            ),
            [
                "The good things are",
                "- fast loading",
                "- nice colours\nwrapped\nhere",
                "• dark mode"
            ]
        );
    }

    #[test]
    fn clauses_begin_at_marks_and_conjunctions() {
        let kinds = |text: &str, lang: &str| -> Vec<Kind> {
            cut(text, lang).into_iter().map(|one| one.0).collect()
        };
        assert_eq!(
            cut("Checkout crashes, parcel late and support never answers.", "en"),
            [
                (Kind::Start, "Checkout crashes,".to_owned()),
                (Kind::Comma, "parcel late".to_owned()),
                (Kind::And, "and support".to_owned()),
                (Kind::Pronoun, "never answers.".to_owned()),
            ]
        );
        assert_eq!(
            kinds("Cold, but tasty – really; good", "en"),
            [Kind::Start, Kind::CommaAnd, Kind::Dash, Kind::Semicolon]
        );
        assert_eq!(kinds("味道很好，可是太贵", "zh"), [Kind::Start, Kind::Comma]);
        assert_eq!(kinds("อร่อยมาก แต่รอนาน", "th").len(), 2);
        assert_eq!(kinds("배송 빠르고 친절해요", "ko"), [Kind::Start, Kind::Blank]);
    }

    #[test]
    fn an_endless_stretch_is_cut() {
        assert_eq!(cut(&"word ".repeat(500), "en").len(), 5);
        let chinese = "应用总是崩溃".repeat(300);
        let pieces: Vec<String> = cut(&chinese, "zh").into_iter().map(|one| one.1).collect();
        assert!(pieces.len() > 5, "{}", pieces.len());
        assert_eq!(pieces.concat(), chinese);
    }

    proptest! {
        #[test]
        fn segments_cover_the_text(
            text in "([a-zA-Zé应用ก🙂]{1,6}([.!?…。\n,;]{0,3}| (and|but) | )[ \n]{0,2}){0,60}",
        ) {
            let terms = Analyser::new().terms(&text, Lang::ENGLISH);
            let segments = segments(&text, &terms, Lang::ENGLISH, &[]);
            let (mut byte, mut term) = (0, 0);
            for segment in &segments {
                prop_assert_eq!(segment.bytes.start, byte);
                prop_assert_eq!(segment.terms.start, term);
                prop_assert!(!segment.terms.is_empty() && segment.halves > 0);
                prop_assert!(text.is_char_boundary(segment.bytes.start));
                (byte, term) = (segment.bytes.end, segment.terms.end);
            }
            prop_assert_eq!(term, terms.len());
            prop_assert!(segments.is_empty() || byte == text.len());
        }
    }
}
