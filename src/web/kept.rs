//! Answers that were made before from the same state: an address that many open is made once.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use crate::store::Stamp;

use super::answer::Answer;

/// Bytes of answers that are kept: some hundred pages.
const MOST_BYTES: usize = 32 << 20;
/// A larger answer is asked for by few.
const LARGEST: usize = 1 << 20;

/// Answers by address, of one state.
#[derive(Default)]
pub(super) struct Kept(Mutex<Answers>);

#[derive(Default)]
struct Answers {
    of: Option<Stamp>,
    bytes: usize,
    by_address: HashMap<String, Answer>,
    /// The oldest first.
    order: VecDeque<String>,
}

impl Kept {
    /// The answer to an address, where it was made from this state.
    pub(super) fn get(&self, state: &Stamp, address: &str) -> Option<Answer> {
        let answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = answers.by_address.get(address);
        found.filter(|_| answers.of.as_ref() == Some(state)).cloned()
    }

    /// Keeps a page or data; all that is of another state goes, and the oldest where it is too much.
    pub(super) fn put(&self, state: &Stamp, address: String, answer: &Answer) {
        let (Answer::Page(text) | Answer::Json(text)) = answer else { return };
        if text.len() > LARGEST {
            return;
        }
        let mut answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if answers.of.as_ref() != Some(state) {
            *answers = Answers { of: Some(state.clone()), ..Answers::default() };
        }
        let size = size_of(&address, answer);
        if answers.by_address.insert(address.clone(), answer.clone()).is_some() {
            return;
        }
        answers.bytes += size;
        answers.order.push_back(address);
        while answers.bytes > MOST_BYTES {
            let Some(oldest) = answers.order.pop_front() else { break };
            if let Some(gone) = answers.by_address.remove(&oldest) {
                answers.bytes = answers.bytes.saturating_sub(size_of(&oldest, &gone));
            }
        }
    }
}

/// Bytes that an answer and its address take.
fn size_of(address: &str, answer: &Answer) -> usize {
    match answer {
        Answer::Page(text) | Answer::Json(text) => 2 * address.len() + text.len(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_made_of_the_same_state() {
        let folder = tempfile::tempdir().expect("a folder");
        let workspace =
            crate::store::Workspace::open_or_create(folder.path()).expect("a workspace");
        let before = workspace.stamp().expect("a stamp");
        std::fs::write(folder.path().join("curation.toml"), "# other").expect("a file");
        let after = workspace.stamp().expect("a stamp");
        assert_ne!(before, after);
        let kept = Kept::default();
        kept.put(&before, "/".to_owned(), &Answer::Page("then".to_owned()));
        assert!(matches!(kept.get(&before, "/"), Some(Answer::Page(text)) if text == "then"));
        assert!(kept.get(&after, "/").is_none() && kept.get(&before, "/themes").is_none());
        kept.put(&after, "/".to_owned(), &Answer::Page("now".to_owned()));
        assert!(kept.get(&before, "/").is_none());
        // Never more than so much: the oldest go.
        let large = Answer::Page("x".repeat(LARGEST));
        for at in 0..2 * MOST_BYTES / LARGEST {
            kept.put(&after, format!("/search?offset={at}"), &large);
        }
        assert!(kept.0.lock().expect("nobody else").bytes <= MOST_BYTES);
        assert!(kept.get(&after, "/").is_none() && kept.get(&after, "/search?offset=63").is_some());
        kept.put(&after, "/report".to_owned(), &Answer::Page("x".repeat(LARGEST + 1)));
        assert!(kept.get(&after, "/report").is_none());
    }
}
