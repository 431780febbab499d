//! Names: on social networks, and those that the record's own fields reveal.
//!
//! A handle is told by its `@`. A person's name cannot be told from text alone without masking half
//! a language; but who wrote is often known ("Jane Doe" in the author's column), and then the same
//! words in the text are masked, whole words of three letters and more. Words that mean something
//! ("Mark", "Rose", "guest") are masked only beside another word of the same name: a user called
//! "Google user" must not cost every text its Google.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::model::Lang;
use crate::text::{fold, is_stopword};

use super::{Finds, Found, after, before, program_pattern};

/// Words of a name shorter than this many letters are too common to mask.
const SHORTEST: usize = 3;
/// A record's fields reveal no more words than this; a field with more holds no name.
const MOST_WORDS: usize = 12;

/// First and last names that are words of a language too, and what people without a name are
/// called. Folded.
const COMMON: &str = "user users google guest customer client clients anonymous anonym unknown admin \
administrator support team staff member someone nobody kunde kundin kunden nutzer gast unbekannt \
benutzer utilisateur client cliente usuario invite anonyme anonimo invitado desconocido reviewer \
buyer seller owner driver rider amazon apple android iphone facebook twitter none null test tester \
mark rose grace hope joy faith will bill may june april august summer autumn dawn amber ruby pearl \
iris ivy lily daisy violet jasmine olive ginger sandy rusty rich frank art chase chip cliff dale dean \
drew earl gene glen grant guy hank heath jack jay jean josh king lance lane max miles nick norm pat \
penny pete ray reed rob rod sky sonny star stone sue tab tad terry victor wade ward west young white \
black brown green gray grey gold silver day knight page park parks price rice short long small little \
strong swift wise wood woods wolf fox bird fish frost snow rain winter church hill field fields ford \
bush brook brooks banks bank bell best bond book booker cook baker miller smith carpenter taylor mason \
hunter fisher farmer shepherd cash case carry drive marsh love case cost current fast ernst wolf klein \
gross lang kurz schwarz weiss braun roth jung alt neu koch richter vogel stein berg bach wald sommer \
winter herbst frei kaiser konig bauer muller schneider fischer weber mann frau herr baum blum engel \
petit grand blanc noir roux legrand leroy boulanger marchand mercier fontaine rivière riviere forêt \
foret dupont bon belle claire rose marguerite mar sol luz flor cruz rey reyes leal bueno malo rubio \
moreno blanco calle iglesia campo rosa alba paz angel pilar mercedes consuelo esperanza dolores app \
service phone mobile online shop store account order email mail info contact kontakt contacto";

/// What a record's own fields reveal of names; empty for most records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Words, folded.
    words: BTreeSet<String>,
    /// Whole values that are no words: `rider_05`, in lower case.
    whole: BTreeSet<String>,
}

impl Names {
    /// The names in the values of a record's fields.
    pub fn of<'v>(values: impl IntoIterator<Item = &'v str>) -> Names {
        let mut names = Names::default();
        for value in values {
            names.take(value.trim());
        }
        names
    }

    fn take(&mut self, value: &str) {
        let value = value.strip_prefix('@').unwrap_or(value);
        // "Jane Doe <jane@example.com>": the address is found by its sign, its owner by her name.
        let (shown, address) = match value.split_once(['@', '＠']) {
            Some((before, _)) => {
                match before.rsplit_once(|c: char| c.is_whitespace() || c == '<') {
                    Some((shown, local)) => (shown, local),
                    None => ("", before),
                }
            }
            None => (value, ""),
        };
        for part in [shown, address] {
            let is_id = part.chars().any(|c| c.is_ascii_digit() || c == '_');
            let words: Vec<String> = part
                .split(|c: char| !c.is_alphabetic())
                .filter(|word| word.chars().count() >= SHORTEST)
                .map(fold)
                .collect();
            if words.len() > MOST_WORDS {
                continue;
            }
            let lower = part.trim().to_lowercase();
            let single = !lower.contains(char::is_whitespace) && lower.chars().count() > SHORTEST;
            if is_id && !address.is_empty() && part == address {
                // "jane.doe92@": the digits are the address's, the words the person's.
                self.words.extend(words);
            } else if is_id {
                // A name made of several pieces is told by the whole; "rider05" must not cost the
                // text every rider.
                if single && lower.chars().any(char::is_alphabetic) {
                    self.whole.insert(lower);
                }
            } else {
                self.words.extend(words);
            }
        }
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.whole.is_empty()
    }

    pub(super) fn find(&self, text: &str, finds: &mut Finds) {
        if self.is_empty() {
            return;
        }
        for (start, end) in pieces(text, |c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.')) {
            let piece = text[start..end].trim_matches(['.', '-']);
            let start = start + text[start..end].find(piece).unwrap_or(0);
            if self.whole.contains(&piece.to_lowercase()) {
                finds.add(start, start + piece.len(), Found::Name);
            }
        }
        if self.words.is_empty() {
            return;
        }
        let mut hits: Vec<(Range<usize>, bool)> = Vec::new();
        for (start, end) in pieces(text, |c| c.is_alphabetic() || is_mark(c)) {
            let word = fold(&text[start..end]);
            if self.words.contains(&word) {
                hits.push((apostrophe(text, start)..end, is_common(&word)));
            }
        }
        let mut at = 0;
        while at < hits.len() {
            // Neighbours are one name: "Jane Doe", "Doe, Jane", "Anna-Lena".
            let mut to = at;
            while to + 1 < hits.len() {
                let gap = &text[hits[to].0.end..hits[to + 1].0.start];
                if !matches!(gap, " " | "-" | ", " | "." | "\u{a0}") {
                    break;
                }
                to += 1;
            }
            let group = &hits[at..=to];
            if group.len() > 1 || !group[0].1 {
                finds.add(group[0].0.start, group[group.len() - 1].0.end, Found::Name);
            }
            at = to + 1;
        }
    }
}

/// Where a word begins, with a letter and an apostrophe in front of it: O'Connor, D’Angelo.
fn apostrophe(text: &str, start: usize) -> usize {
    let mut back = text[..start].char_indices().rev();
    match (back.next(), back.next(), back.next()) {
        (Some((_, '\'' | '’')), Some((at, letter)), further)
            if letter.is_alphabetic() && !further.is_some_and(|(_, c)| c.is_alphanumeric()) =>
        {
            at
        }
        _ => start,
    }
}

/// Combining marks belong to the letter before them.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// The stretches of a text made of such characters only.
fn pieces(text: &str, inside: impl Fn(char) -> bool) -> impl Iterator<Item = (usize, usize)> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices() {
        match (inside(c), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                found.push((from, at));
                start = None;
            }
            _ => {}
        }
    }
    found.extend(start.map(|from| (from, text.len())));
    found.into_iter()
}

fn is_common(folded: &str) -> bool {
    COMMON.split_ascii_whitespace().any(|word| word == folded)
        || ["en", "de", "fr", "es"]
            .iter()
            .filter_map(|code| code.parse::<Lang>().ok())
            .any(|lang| is_stopword(lang, folded))
}

/// Characters of a handle at most: twice what the networks allow.
const LONGEST_HANDLE: usize = 60;
program_pattern!(REDDIT, r"(?:^|[\s(,;:])/?(u/[A-Za-z0-9_-]{3,24})\b");
// Places and times people are "@", and words that programs write so.
program_pattern!(
    NO_HANDLE,
    r"(?i)^@(?:home|work|school|office|night|noon|midnight|lunch|airport|[0-9]+(?:am|pm|x|uhr|h)?|media|import|param|override|all|here|everyone|channel|about|least|the|a|my|your|our|this|that|gmail|hotmail|yahoo|outlook)$"
);

pub(super) fn handles(text: &str, finds: &mut Finds) {
    for (start, _) in text.match_indices('@') {
        let behind = &text[start + 1..];
        let length: usize = behind
            .chars()
            .take(LONGEST_HANDLE)
            .take_while(|&c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-'))
            .map(char::len_utf8)
            .sum();
        let name = text[start..start + 1 + length].trim_end_matches(['.', '-']);
        let letters = name.chars().filter(|c| c.is_alphabetic()).count();
        let touching = before(text, start)
            .is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '/' | '@'));
        let end = start + name.len();
        let begins = behind.starts_with(|c: char| c.is_alphanumeric() || c == '_');
        if begins
            && letters >= 2
            && !touching
            && !NO_HANDLE.is_match(name)
            && after(text, end) != Some('@')
        {
            finds.add(start, end, Found::Handle);
        }
    }
    for fit in REDDIT.captures_iter(text) {
        if let Some(name) = fit.get(1) {
            finds.add(name.start(), name.end(), Found::Handle);
        }
    }
}
