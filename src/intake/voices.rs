//! One customer's same complaint, said again: one voice.
//!
//! Takes all feedback of the corpus; gives for each the smallest id of its group. Whole corpus, in
//! one thread, linear but for the few texts of one busy author. The pipeline calls it after the
//! night's versions are settled and before the corpus is made, since a copy can arrive nights after
//! the first.
//!
//! Two pieces are one voice when they lie within some days of each other (or neither is dated) and
//! either one author wrote both and their words are equal or nearly so (Jaccard similarity of three
//! word shingles of at least 0.8, Broder 1997, for texts of eight words and more), or no author is
//! known for both and the words, twelve or more, are equal.

use std::collections::{HashMap, HashSet};

use crate::model::{AuthorKey, Feedback, FeedbackId};
use crate::text::fold;

/// Words from which two texts can be nearly equal.
const NEARLY_FROM: usize = 8;
/// Words from which a text without an author is told again and not just said again by another.
const ANONYMOUS_FROM: usize = 12;
/// Share of shingles two nearly equal texts have in common.
const NEARLY: f64 = 0.8;
/// Neighbours in time a text of one author is held against: bounds the cost of an author who is a
/// machine.
const NEIGHBOURS: usize = 40;

/// For every piece of feedback, in the order given, the smallest id of the pieces that are one
/// voice with it; its own when there are none.
///
/// Any order of the input gives the same voices. `days` is how far apart copies may lie; 0 means
/// the same day.
pub fn voices(feedback: &[Feedback], days: u32) -> Vec<FeedbackId> {
    let mut groups = Groups { parent: (0..feedback.len()).collect() };
    let mut authored: HashMap<AuthorKey, Vec<usize>> = HashMap::new();
    let mut anonymous: HashMap<[u8; 16], Vec<usize>> = HashMap::new();
    for (row, one) in feedback.iter().enumerate() {
        match one.author {
            Some(author) => authored.entry(author).or_default().push(row),
            None => {
                let words = words(one.text.as_str());
                if words.split(' ').nth(ANONYMOUS_FROM - 1).is_some() {
                    anonymous.entry(hash(&words)).or_default().push(row);
                }
            }
        }
    }
    // The order of the maps does not show: groups are disjoint, and each is put in order here.
    for rows in anonymous.values_mut().filter(|rows| rows.len() > 1) {
        in_time(feedback, rows);
        chain(feedback, rows, days, &mut groups);
    }
    for rows in authored.values_mut().filter(|rows| rows.len() > 1) {
        in_time(feedback, rows);
        by_one_author(feedback, rows, days, &mut groups);
    }
    let mut smallest: HashMap<usize, FeedbackId> = HashMap::new();
    for (row, one) in feedback.iter().enumerate() {
        let root = groups.root(row);
        smallest.entry(root).and_modify(|id| *id = (*id).min(one.id)).or_insert(one.id);
    }
    (0..feedback.len()).map(|row| smallest[&groups.root(row)]).collect()
}

/// The words that count: folded, separated by one blank.
fn words(text: &str) -> String {
    let folded = fold(text);
    let mut out = String::with_capacity(folded.len());
    for word in folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

fn hash(text: &str) -> [u8; 16] {
    let mut half = [0; 16];
    half.copy_from_slice(&blake3::hash(text.as_bytes()).as_bytes()[..16]);
    half
}

/// By time, the undated first, then id.
fn in_time(feedback: &[Feedback], rows: &mut [usize]) {
    rows.sort_by_key(|&row| (feedback[row].at, feedback[row].id));
}

fn near_in_time(one: &Feedback, other: &Feedback, days: u32) -> bool {
    match (one.at, other.at) {
        (None, None) => true,
        (Some(one), Some(other)) => one.day().since(other.day()).unsigned_abs() <= days,
        _ => false,
    }
}

/// Joins rows in time order with the first of their group as long as that is near: a group does
/// not stretch for ever by small steps.
fn chain(feedback: &[Feedback], rows: &[usize], days: u32, groups: &mut Groups) {
    let mut anchor = rows[0];
    for &row in &rows[1..] {
        if near_in_time(&feedback[anchor], &feedback[row], days) {
            groups.join(anchor, row);
        } else {
            anchor = row;
        }
    }
}

fn by_one_author(feedback: &[Feedback], rows: &[usize], days: u32, groups: &mut Groups) {
    let texts: Vec<String> = rows.iter().map(|&row| words(feedback[row].text.as_str())).collect();
    let mut equal: HashMap<&str, Vec<usize>> = HashMap::new();
    for (text, &row) in texts.iter().zip(rows) {
        if !text.is_empty() {
            equal.entry(text).or_default().push(row);
        }
    }
    for same in equal.values().filter(|same| same.len() > 1) {
        chain(feedback, same, days, groups);
    }
    let shingled: Vec<HashSet<[&str; 3]>> = texts.iter().map(|text| shingles(text)).collect();
    for (at, one) in shingled.iter().enumerate() {
        if one.is_empty() {
            continue;
        }
        for other in at + 1..rows.len().min(at + 1 + NEIGHBOURS) {
            if !near_in_time(&feedback[rows[at]], &feedback[rows[other]], days) {
                break;
            }
            if nearly(one, &shingled[other]) {
                groups.join(rows[at], rows[other]);
            }
        }
    }
}

/// Sets of three neighbouring words; none for texts too short to be nearly equal.
fn shingles(text: &str) -> HashSet<[&str; 3]> {
    let words: Vec<&str> = text.split(' ').collect();
    if words.len() < NEARLY_FROM {
        return HashSet::new();
    }
    words.windows(3).map(|three| [three[0], three[1], three[2]]).collect()
}

fn nearly(one: &HashSet<[&str; 3]>, other: &HashSet<[&str; 3]>) -> bool {
    let (small, large) = if one.len() < other.len() { (one, other) } else { (other, one) };
    if (small.len() as f64) < NEARLY * large.len() as f64 {
        return false;
    }
    let common = small.iter().filter(|shingle| large.contains(*shingle)).count();
    common as f64 >= NEARLY * (one.len() + other.len() - common) as f64
}

/// Disjoint sets with path halving.
struct Groups {
    parent: Vec<usize>,
}

impl Groups {
    fn root(&mut self, mut row: usize) -> usize {
        while self.parent[row] != row {
            self.parent[row] = self.parent[self.parent[row]];
            row = self.parent[row];
        }
        row
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        self.parent[one.max(other)] = one.min(other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Kind, Lang, Origin, Redacted, Timestamp};
    use proptest::prelude::*;

    fn said(id: u8, author: Option<u8>, day: Option<i64>, text: &str) -> Feedback {
        let id = FeedbackId([id; 16]);
        Feedback {
            id,
            source: "reviews".into(),
            external: "1".into(),
            kind: Kind::Review,
            origin: Origin { file: "a.csv".into(), record: 1, line: 2 },
            at: day.map(|day| Timestamp(day * 86_400 + 5)),
            version: None,
            author: author.map(|author| AuthorKey([author; 16])),
            rating: None,
            lang: Lang::ENGLISH,
            product: None,
            value: None,
            question: None,
            text: Redacted::declare(text),
            parts: Vec::new(),
            attributes: Vec::new(),
            voice: id,
        }
    }

    fn numbers(feedback: &[Feedback]) -> Vec<u8> {
        voices(feedback, 14).into_iter().map(|id| id.0[0]).collect()
    }

    #[test]
    fn one_author_again_is_one_voice() {
        let list = [
            said(3, Some(1), Some(0), "It crashes!"),
            said(1, Some(1), Some(10), "it CRASHES"),
            said(2, Some(1), Some(40), "It crashes"),
            said(4, Some(2), Some(0), "It crashes"),
            said(5, None, Some(0), "It crashes"),
            said(6, None, Some(0), "It crashes"),
        ];
        assert_eq!(numbers(&list), [1, 1, 2, 4, 5, 6]);
    }

    #[test]
    fn nearly_equal_texts_of_one_author() {
        let long =
            "my card was charged twice for one order last week and nobody at all answers my mails";
        let list = [
            said(1, Some(1), Some(0), long),
            said(2, Some(1), Some(1), &format!("{long} today")),
            said(3, Some(1), Some(2), "my card was charged twice but then you paid it all back"),
            said(4, Some(2), Some(2), long),
        ];
        assert_eq!(numbers(&list), [1, 1, 3, 4]);
    }

    #[test]
    fn long_copies_without_an_author() {
        let long = "twelve words or more that nobody writes twice by chance in one week";
        let list = [
            said(2, None, None, long),
            said(1, None, None, long),
            said(3, None, Some(0), long),
            said(4, None, Some(30), long),
        ];
        assert_eq!(numbers(&list), [1, 1, 3, 4]);
        assert!(voices(&[], 14).is_empty());
    }

    proptest! {
        #[test]
        fn order_does_not_matter(
            list in proptest::collection::vec((0u8..3, 0i64..40, 0usize..3), 0..24)
        ) {
            let texts = [
                "bad",
                "one two three four five six seven eight nine ten eleven twelve thirteen",
                "one two three four five six seven eight nine ten eleven twelve thirteen more",
            ];
            let made: Vec<Feedback> = list
                .iter()
                .enumerate()
                .map(|(id, &(author, day, text))| {
                    said(id as u8, (author > 0).then_some(author), Some(day), texts[text])
                })
                .collect();
            let mut turned = made.clone();
            turned.reverse();
            let mut back = voices(&turned, 7);
            back.reverse();
            prop_assert_eq!(voices(&made, 7), back);
        }
    }
}
