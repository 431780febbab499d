//! Records that meet another of their id which says something else altogether.
//!
//! Takes tonight's rows in the order of their ids and the corpus; notes in the receipts of their
//! files for which ids two versions have no word in common. An edited text keeps some of its words;
//! two people's do not, and where many "replace" one another the column of the id is no id.

use std::collections::HashSet;

use crate::model::{Corpus, Feedback, FeedbackId, Lang};
use crate::store::{self, unpack};
use crate::text::{fold, is_stopword, words};

use super::night::{LINES, NUMBER, Opened, unit_of};

/// Ids noted of one file at most.
const MOST: usize = 1_000;
/// Words that say something in each of two texts at least: two of one or two words have none in
/// common too easily.
const FEWEST: usize = 3;
/// Words that begin with as many equal letters are one word in two forms.
const STEM: usize = 5;

/// Watches rows pass by in ascending id.
pub(super) struct Unlike<'a> {
    files: &'a [Opened],
    corpus: &'a Corpus,
    last: Option<FeedbackId>,
    /// The row before, where it has the last id.
    row: Vec<u8>,
    /// By file.
    found: Vec<Vec<FeedbackId>>,
}

impl<'a> Unlike<'a> {
    pub(super) fn new(files: &'a [Opened], corpus: &'a Corpus) -> Unlike<'a> {
        let found = vec![Vec::new(); files.len()];
        Unlike { files, corpus, last: None, row: Vec::new(), found }
    }

    /// A row passes by.
    pub(super) fn meet(&mut self, id: FeedbackId, row: &[u8]) -> store::Result<()> {
        let unit = unit_of(row);
        let Some(at) = self.files.partition_point(|file| file.first <= unit).checked_sub(1) else {
            return Ok(());
        };
        if self.files[at].taken_back {
            return Ok(());
        }
        let again = self.last == Some(id);
        let known = self.corpus.row_of(id).map(|row| &self.corpus.feedback()[row as usize]);
        let noted = self.found[at].last() == Some(&id) || self.found[at].len() >= MOST;
        if !noted && (again || known.is_some()) {
            let new = unpack(&row[NUMBER + LINES..])?;
            let unlike = match (again, known) {
                (true, _) => are_unlike(&unpack(&self.row[NUMBER + LINES..])?, &new),
                (false, Some(known)) => are_unlike(known, &new),
                (false, None) => false,
            };
            if unlike {
                self.found[at].push(id);
            }
        }
        self.last = Some(id);
        self.row.clear();
        self.row.extend_from_slice(row);
        Ok(())
    }

    /// What was found, by file.
    pub(super) fn found(self) -> Vec<Vec<FeedbackId>> {
        self.found
    }
}

/// Whether two texts both say something and have no word in common.
fn are_unlike(one: &Feedback, other: &Feedback) -> bool {
    let said = |one: &Feedback| telling(one.own_words(), one.lang);
    have_nothing_in_common(&said(one), &said(other))
}

fn have_nothing_in_common(one: &HashSet<String>, other: &HashSet<String>) -> bool {
    one.len() >= FEWEST && other.len() >= FEWEST && one.is_disjoint(other)
}

/// The words of a text that say something, without their ends.
fn telling(text: &str, lang: Lang) -> HashSet<String> {
    words(text)
        .into_iter()
        .map(|word| fold(word.surface))
        .filter(|word| !is_stopword(lang, word))
        .map(|word| word.chars().take(STEM).collect())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edited_text_is_alike() {
        let english: Lang = "en".parse().expect("a language");
        let both = |one: &str, other: &str| {
            have_nothing_in_common(&telling(one, english), &telling(other, english))
        };
        assert!(both("The shower drain was blocked", "My parcel arrived with a broken lid"));
        assert!(!both("The shower drain was blocked", "The showers work again since Monday noon"));
        assert!(!both("Very good", "Terrible now"));
    }
}
