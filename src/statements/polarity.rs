//! How good or bad a statement is.
//!
//! Takes a reading, gives a logit (above 0 for praise) and, with rating, question and heading as
//! further evidence, a polarity from −1 to 1. English: our lexicon's counts and a logistic
//! regression over hashed words and pairs. Seven other languages: a regression taught with tweets
//! beside the list, if there is one. Others we have a list of: the list alone. No list: the rating,
//! else 0. `assets/polarity/README.md` has the provenance and the measurements.

use super::Logits;
use super::clauses::{Reading, Token, Voice};
use super::weights::{DENSE, Features, bucket, word_state};
use crate::model::Kind;

/// What denial does to praise: "not good" is bad, if less so than "bad".
const DENIED_PRAISE: f64 = -0.6;
/// What denial does to blame: "not bad" is mild praise.
const DENIED_BLAME: f64 = -0.4;
/// Steepness for languages judged by the list alone: one clear word gives about ±0.7.
const LIST_SLOPE: f64 = 2.4;
/// Logit of the best rating (the worst is its negative). A text of clear feeling (beyond ±1.2)
/// outweighs it: a five-star review that says "crashes every time" stays a complaint.
pub(super) const RATING_LOGIT: f64 = 1.2;
/// Logit of each level of a trouble found, where only the list judges.
const TROUBLE_LOGIT: f64 = 0.25;
/// How much more than mild blame by the list is needed before something hurts.
const LIST_DOUBT: f64 = 0.4;
/// Prior of a message to support. Chosen on the half of the airline tweets that a hash of the id
/// picks; the other half agrees.
const TICKET_LOGIT: f64 = 0.7;
/// Share of the channel's logit that goes to polarity.
pub(super) const CHANNEL_SHARE: f64 = 0.5;
/// Share of a heading's logit that goes to the statements below it.
pub(super) const HEADING_SHARE: f64 = 0.4;

/// The logit of a rating from 0 (worst) to 1 (best); a statement of several carries less of it.
pub(super) fn rating_logit(unit: f64, statements: usize) -> f64 {
    if !unit.is_finite() {
        return 0.0;
    }
    let share = if statements > 1 { 0.5 } else { 1.0 };
    (unit.clamp(0.0, 1.0) - 0.5) * 2.0 * RATING_LOGIT * share
}

/// What one word adds: its level (0 for mild to 2 for strong), and by how much it is good or bad.
pub(super) fn felt(token: &Token<'_>) -> Option<(usize, f64)> {
    let hit = token.hit?;
    let level = usize::from(hit.weight.unsigned_abs()) - 1;
    let mut value = f64::from(hit.weight) * token.scale * token.weight;
    if let Some(denial) = token.denied {
        if value > 0.0 {
            value *= DENIED_PRAISE;
        } else if denial.turns_blame() {
            value *= DENIED_BLAME;
        }
    }
    Some((level, value))
}

/// Sums of the lexicon over a statement.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Felt {
    /// Praise by level, in units of the level.
    pub praise: [f64; 3],
    /// Blame by level, positive numbers.
    pub blame: [f64; 3],
    /// Praise that is denied ("not good"), by the list's weights.
    denied_praise: f64,
    /// Blame that is denied ("no problem", "not a single crash").
    denied_blame: f64,
    /// Praise and blame after the last "but".
    after: (f64, f64),
}

impl Felt {
    fn add(&mut self, level: usize, value: f64) {
        let side = if value > 0.0 { &mut self.praise } else { &mut self.blame };
        side[level] += value.abs() / (level + 1) as f64;
    }

    fn of(tokens: &[Token<'_>], without: Option<usize>) -> Felt {
        let mut all = Felt::default();
        let turn = tokens.iter().rposition(|token| token.weight < 1.0);
        for (at, token) in tokens.iter().enumerate() {
            if Some(at) == without {
                continue;
            }
            let Some((level, value)) = felt(token) else { continue };
            all.add(level, value);
            let size = (level + 1) as f64;
            let denied = token.denied.is_some();
            if value > 0.0 && (denied || token.voice == Voice::Turning) {
                all.denied_blame += size;
            } else if denied && token.hit.is_some_and(|hit| hit.weight > 0) {
                all.denied_praise += size;
            }
            if turn.is_some_and(|turn| at > turn) {
                all.after.0 += value.max(0.0);
                all.after.1 -= value.min(0.0);
            }
        }
        all
    }

    /// Praise and blame, strong words counting three times a mild one.
    fn sides(&self) -> (f64, f64) {
        let side = |levels: &[f64; 3]| levels[0] + 2.0 * levels[1] + 3.0 * levels[2];
        (side(&self.praise), side(&self.blame))
    }
}

/// Emoji, marks and how a statement is written.
#[derive(Clone, Copy, Default, PartialEq, Debug)]
pub(super) struct Marks {
    /// Happy emoji and emoticons.
    pub happy: usize,
    /// Unhappy ones.
    pub unhappy: usize,
    exclamations: usize,
    /// Question marks.
    pub questions: usize,
    /// Whether its last word, handles and addresses aside, asks.
    asks_last: bool,
    address: bool,
    handles: usize,
    hashtags: usize,
    quotes: bool,
    digits: bool,
    trails_off: bool,
    shouted: usize,
}

const HAPPY: &str =
    "😀😁😂😃😄😅😆😇😉😊😋😌😍😎😘😗😙😚🙂☺👍👌❤💕💖💗💙💚💜🧡💯🎉🙏👏🤗🤩🥰🌟⭐✨💪🔥✅🥳😻♥";
const UNHAPPY: &str =
    "😒😓😔😕😖😞😟😠😡😢😣😤😥😦😧😨😩😪😫😭😰😱😾😿🙁☹👎💔🤬🤮🤢😑😐🙄💩🖕❌⛔😬😳🤦";

/// Counts the marks of a text.
pub(super) fn marks(text: &str) -> Marks {
    let mut marks = Marks { quotes: text.starts_with("RT "), ..Marks::default() };
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '!' | '！' => marks.exclamations += 1,
            '?' | '？' => marks.questions += 1,
            '#' => marks.hashtags += 1,
            '“' | '”' => marks.quotes = true,
            '…' => marks.trails_off = true,
            ':' | ';' | '=' => {
                if chars.peek() == Some(&'-') {
                    chars.next();
                }
                match chars.peek() {
                    Some(')' | 'D') => marks.happy += 1,
                    Some('(') => marks.unhappy += 1,
                    _ => {}
                }
            }
            '<' if chars.peek() == Some(&'3') => marks.happy += 1,
            c if matches!(c, '\u{2600}'..='\u{2bff}' | '\u{1f300}'..='\u{1faff}') => {
                marks.happy += usize::from(HAPPY.contains(c));
                marks.unhappy += usize::from(UNHAPPY.contains(c));
            }
            _ => {}
        }
    }
    for word in text.split_whitespace() {
        if word.starts_with("http://") || word.starts_with("https://") {
            marks.address = true;
        } else if word.trim_start_matches(['.', '"', '(', '“']).starts_with('@') {
            marks.handles += 1;
        } else {
            marks.asks_last = word.trim_end_matches(['"', '”', ')', '\'']).ends_with(['?', '？']);
            marks.digits |= word.bytes().any(|byte| byte.is_ascii_digit());
            marks.trails_off |= word.contains("...");
            let mut letters = word.chars().filter(|c| c.is_alphabetic());
            let shouts = letters.clone().count() >= 3 && letters.all(char::is_uppercase);
            marks.shouted += usize::from(shouts);
        }
    }
    marks
}

/// What is known beside words and marks.
#[derive(Clone, Copy, Default, PartialEq, Debug)]
pub(super) struct Told {
    /// Level of the gravest trouble found; 0 for none.
    pub trouble: u8,
    /// Whether a wish was found.
    pub wish: bool,
}

/// A question begins with one of these.
const ASKING: [&str; 25] = [
    "how", "what", "where", "when", "who", "which", "can", "could", "do", "does", "did", "is",
    "are", "will", "would", "any", "anyone", "has", "have", "may", "should", "was", "were", "why",
    "whats",
];

/// The counts of a statement, in the order the weights expect.
pub(super) fn counts(
    reading: &Reading<'_>,
    marks: &Marks,
    told: Told,
    without: Option<usize>,
) -> [f64; DENSE] {
    let felt = Felt::of(&reading.tokens, without);
    let (praise, blame) = felt.sides();
    let all: f64 = felt.praise.iter().sum::<f64>() + felt.blame.iter().sum::<f64>();
    let spread = (all + 2.0).sqrt();
    let words = reading.tokens.len() as f64;
    let length = (words + 1.0).sqrt();
    let denials = reading.tokens.iter().filter(|t| t.denied.is_some_and(|d| d.distance == 1));
    let first = reading.tokens.first().map_or("", |token| &*token.plain);
    let is = |so: bool| f64::from(u8::from(so));
    let thirds = |count: usize| count.min(3) as f64 / 3.0;
    [
        felt.praise[0] / spread,
        felt.praise[1] / spread,
        felt.praise[2] / spread,
        felt.blame[0] / spread,
        felt.blame[1] / spread,
        felt.blame[2] / spread,
        (praise - blame) / (praise * praise + blame * blame + 15.0).sqrt(),
        praise / length,
        blame / length,
        marks.happy.min(2) as f64,
        marks.unhappy.min(2) as f64,
        marks.exclamations.min(3) as f64,
        marks.questions.min(2) as f64,
        libm::log1p(words),
        denials.count() as f64 / length,
        is(marks.address),
        thirds(marks.handles),
        is(marks.quotes),
        is(marks.asks_last),
        is(ASKING.contains(&first)),
        is(marks.digits),
        is(marks.trails_off),
        thirds(marks.shouted),
        thirds(marks.hashtags),
        is(reading.tokens.len() <= 3),
        is(reading.tokens.len() <= 6),
        is(told.trouble >= 2),
        is(told.trouble >= 3),
        is(told.wish),
        is(marks.questions > 0 && told.trouble > 0),
        felt.denied_praise / spread,
        felt.denied_blame / spread,
        felt.after.0 / (felt.after.0 + felt.after.1 + 2.0),
        felt.after.1 / (felt.after.0 + felt.after.1 + 2.0),
    ]
}

/// The word as the models hear it, and whether as its opposite; `None` for one that is not heard.
/// A negation that turns blame into praise is heard as that, whatever its word.
pub(super) fn spoken<'a>(token: &'a Token<'_>) -> Option<(&'a str, bool)> {
    match token.voice {
        Voice::Own => Some((&*token.plain, token.denied.is_some())),
        Voice::Turned | Voice::Opposite => Some((&*token.plain, true)),
        Voice::Turning => Some((TURNING, true)),
        Voice::Silent => None,
    }
}

/// No word: words have no marks in them.
const TURNING: &str = "-";

/// All the models know of a statement.
pub(super) fn features(reading: &Reading<'_>, marks: &Marks, told: Told) -> Features {
    let mut buckets = Vec::with_capacity(2 * reading.tokens.len());
    let mut meanings = Vec::with_capacity(reading.tokens.len());
    let mut before = None;
    for token in &reading.tokens {
        let Some((plain, denied)) = spoken(token) else { continue };
        let alone = word_state(None, plain, denied);
        buckets.push(bucket(alone));
        if let Some(before) = before {
            buckets.push(bucket(word_state(Some(before), plain, denied)));
        }
        before = Some(alone);
        // What a denied word means is not meant.
        if !denied {
            meanings.push(bucket(alone));
        }
    }
    buckets.sort_unstable();
    buckets.dedup();
    Features { buckets, meanings, counts: counts(reading, marks, told, None) }
}

/// Words of a statement whose feeling the list can sum up.
const FEW_WORDS: usize = 12;
/// The model's share where the list hears no feeling, no trouble and no wish: narration ("I bought
/// it in March") tells a side by chance.
const UNFELT: f64 = 0.45;
/// Least logit of a short statement in which all blame is denied: "no major issues so far".
const ALL_DENIED: f64 = 0.6;
/// Least logit of a short statement with clear praise and no blame, unless the model is against it.
const ALL_PRAISE: f64 = 0.45;
/// What a "but" between praise and blame adds to the side that comes last.
const TURN: f64 = 0.9;
/// Blame by the list that is none: "but" and "however" are listed at 1.
const HARDLY: f64 = 1.5;
/// The same before a "but", where words weigh less: "a bit slow" is more than this.
const HARDLY_BEFORE: f64 = 0.7;

/// Names of the rules that follow.
pub(super) const UNFELT_RULE: &str = "nothing felt";
/// The side after a "but" counts more.
pub(super) const TURNED: &str = "what comes after the but";
/// A short text denies blame and nothing else.
pub(super) const DENIED: &str = "all blame is denied";
/// A short text praises and nothing else.
pub(super) const PRAISED: &str = "praise alone";

/// What the model cannot know, because it hears words and pairs in no order: the logits, and the
/// name of the rule that changed them with what it added to the polarity.
pub(super) fn settled(
    reading: &Reading<'_>,
    marks: &Marks,
    told: Told,
    logits: Logits,
) -> (Logits, Option<(&'static str, f64)>) {
    let felt = Felt::of(&reading.tokens, None);
    let (praise, blame) = felt.sides();
    let short = reading.tokens.len() <= FEW_WORDS && marks.questions == 0 && told.trouble == 0;
    let denied = felt.denied_praise + felt.denied_blame;
    let (good, bad) = felt.after;
    let Logits { polarity, problem } = logits;
    let plain = marks.happy + marks.unhappy + marks.exclamations + marks.questions == 0;
    let (name, polarity, problem) =
        if praise + blame + denied == 0.0 && told == Told::default() && plain {
            (UNFELT_RULE, polarity * UNFELT, problem)
        } else if good > HARDLY && bad < HARDLY && blame - bad > HARDLY_BEFORE {
            (TURNED, polarity + TURN, problem - TURN)
        } else if bad > HARDLY && good < HARDLY && praise - good > HARDLY_BEFORE {
            (TURNED, polarity - TURN, problem + TURN)
        } else if short && felt.denied_blame > 0.0 && felt.denied_praise == 0.0 && blame < HARDLY {
            (DENIED, polarity.max(ALL_DENIED), problem.min(-ALL_DENIED))
        } else if short && !told.wish && praise > HARDLY && blame + denied == 0.0 {
            let least = if polarity > 0.0 { ALL_PRAISE } else { polarity };
            (PRAISED, polarity.max(least), problem)
        } else {
            return (logits, None);
        };
    (Logits { polarity, problem }, Some((name, polarity - logits.polarity)))
}

/// The logits by the list alone, and by troubles found.
pub(super) fn by_list(
    reading: &Reading<'_>,
    marks: &Marks,
    told: Told,
    without: Option<usize>,
) -> Logits {
    let (praise, blame) = Felt::of(&reading.tokens, without).sides();
    let value = (praise - blame) / (praise * praise + blame * blame + 4.0).sqrt();
    let polarity = LIST_SLOPE * value + emoji(marks) - TROUBLE_LOGIT * f64::from(told.trouble);
    Logits { polarity, problem: -polarity - LIST_DOUBT }
}

/// What the channel says before a word is read: a message to support is about a trouble more often
/// than not, and so is the reason of a return or a cancellation; a review or an answer no more often than in the training sets.
pub(super) fn channel(kind: Kind) -> f64 {
    match kind {
        Kind::Ticket | Kind::Sale => TICKET_LOGIT,
        Kind::Review | Kind::Survey | Kind::Community => 0.0,
    }
}

/// The logit of emoji alone.
pub(super) fn emoji(marks: &Marks) -> f64 {
    marks.happy.min(2) as f64 - marks.unhappy.min(2) as f64
}
