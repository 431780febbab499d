//! All feedback of a company with its statements, in one fixed order.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::OnceLock;

use foldhash::fast::FixedState;

use super::{AuthorKey, Feedback, FeedbackId, Sketch, Statement, StatementId};

/// Feedback in ascending id, statements in ascending (feedback, ordinal).
///
/// Rows (`u32`) are places in these two lists and mean nothing outside this value.
#[derive(Debug, Default, Clone)]
pub struct Corpus {
    feedback: Vec<Feedback>,
    statements: Vec<Statement>,
    /// `starts[row]..starts[row + 1]` are the statements of feedback `row`.
    starts: Vec<u32>,
    /// Counted when first asked for: every stage of a night wants them.
    voices: OnceLock<Vec<u32>>,
    authors: OnceLock<Vec<u32>>,
}

impl Corpus {
    /// Puts pairs of feedback and its statements into order and numbers their rows.
    ///
    /// Any order of the input gives the same corpus. When two items share an id the later one in
    /// the input stays.
    pub fn new(mut items: Vec<(Feedback, Vec<Statement>)>) -> Corpus {
        items.sort_by_key(|(feedback, _)| feedback.id);
        let mut corpus = Corpus {
            feedback: Vec::with_capacity(items.len()),
            starts: vec![0],
            ..Corpus::default()
        };
        let mut items = items.into_iter().peekable();
        while let Some((feedback, statements)) = items.next() {
            if items.peek().is_some_and(|(next, _)| next.id == feedback.id) {
                continue;
            }
            corpus.push(feedback, &statements);
        }
        corpus
    }

    /// The corpus without `gone`, then with `items`, each in the place of what had its id.
    ///
    /// `items` and `gone` ascend by id, without repeats. The same as reading everything again, in a
    /// hundredth of the time.
    pub fn updated(self, items: Vec<(Feedback, Vec<Statement>)>, gone: &[FeedbackId]) -> Corpus {
        let Corpus { feedback, statements, starts, .. } = self;
        let mut corpus = Corpus {
            feedback: Vec::with_capacity(feedback.len() + items.len()),
            statements: Vec::with_capacity(statements.len() + items.len()),
            starts: Vec::with_capacity(starts.len() + items.len()),
            ..Corpus::default()
        };
        corpus.starts.push(0);
        let mut items = items.into_iter().peekable();
        for (row, one) in feedback.into_iter().enumerate() {
            while let Some((new, cut)) = items.next_if(|(new, _)| new.id < one.id) {
                corpus.push(new, &cut);
            }
            if let Some((new, cut)) = items.next_if(|(new, _)| new.id == one.id) {
                corpus.push(new, &cut);
            } else if gone.binary_search(&one.id).is_err() {
                corpus.push(one, &statements[starts[row] as usize..starts[row + 1] as usize]);
            }
        }
        for (new, cut) in items {
            corpus.push(new, &cut);
        }
        corpus
    }

    fn push(&mut self, feedback: Feedback, statements: &[Statement]) {
        let row = self.feedback.len() as u32;
        self.feedback.push(feedback);
        self.statements.extend(statements.iter().map(|&one| Statement { row, ..one }));
        self.starts.push(self.statements.len() as u32);
    }

    /// All feedback, ascending id.
    pub fn feedback(&self) -> &[Feedback] {
        &self.feedback
    }

    /// All statements, ascending (feedback, ordinal).
    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }

    /// Rows of the statements of feedback `row`.
    pub fn statements_of(&self, row: u32) -> Range<usize> {
        self.starts[row as usize] as usize..self.starts[row as usize + 1] as usize
    }

    /// The feedback a statement was cut from.
    pub fn feedback_of(&self, statement: &Statement) -> &Feedback {
        &self.feedback[statement.row as usize]
    }

    /// The statement's words.
    pub fn text_of(&self, statement: &Statement) -> &str {
        &self.feedback_of(statement).text.as_str()[statement.span.range()]
    }

    /// The statement's lasting id.
    pub fn id_of(&self, statement: &Statement) -> StatementId {
        StatementId { feedback: self.feedback_of(statement).id, ordinal: statement.ordinal }
    }

    /// The row of a feedback id, by binary search.
    pub fn row_of(&self, id: FeedbackId) -> Option<u32> {
        self.feedback.binary_search_by_key(&id, |one| one.id).ok().map(|row| row as u32)
    }

    /// Makes the sketch of every piece of feedback that has none but has words: a segment written
    /// by another version of the program keeps none this one can use.
    pub fn fill_sketches(&mut self, make: impl Fn(&Feedback) -> Sketch) {
        for feedback in &mut self.feedback {
            if feedback.sketch.numbers().is_empty() && !feedback.text.as_str().is_empty() {
                feedback.sketch = make(feedback);
            }
        }
    }

    /// Lets a caller say more of every row: its segments, what its author is worth. Identity, text and
    /// author stay as they are.
    pub fn describe(&mut self, mut say: impl FnMut(usize, &mut Feedback)) {
        self.feedback.iter_mut().enumerate().for_each(|(row, one)| say(row, one));
    }

    /// Sets the voice of every feedback row; see [`Feedback::voice`].
    ///
    /// # Panics
    /// When there is not one voice for each row.
    pub fn set_voices(&mut self, voices: &[FeedbackId]) {
        assert_eq!(voices.len(), self.feedback.len(), "one voice for each row");
        for (feedback, &voice) in self.feedback.iter_mut().zip(voices) {
            feedback.voice = voice;
        }
        self.voices.take();
        self.authors.take();
    }

    /// The voice of every feedback row: rows with the same number are copies of one voice. Numbers
    /// are rows, `voice[row] <= row` unless the first copy is not in the corpus.
    pub fn voices(&self) -> &[u32] {
        self.voices.get_or_init(|| self.count_voices())
    }

    fn count_voices(&self) -> Vec<u32> {
        // Nearly every record is the first of its voice and named by its own id: only the others
        // are looked up.
        let mut first: HashMap<FeedbackId, u32> = HashMap::new();
        for (row, one) in self.feedback.iter().enumerate() {
            if one.voice != one.id {
                first.entry(one.voice).or_insert(row as u32);
            }
        }
        for (voice, row) in &mut first {
            let own = self.row_of(*voice);
            *row = own
                .filter(|&own| self.feedback[own as usize].voice == *voice)
                .map_or(*row, |own| own.min(*row));
        }
        let number =
            |(row, one): (usize, &Feedback)| first.get(&one.voice).copied().unwrap_or(row as u32);
        self.feedback.iter().enumerate().map(number).collect()
    }

    /// Voices that others voted for: the voice and how many customers beyond its author, ascending
    /// by voice. Copies of one voice have the votes of the one with the most: boards that are read
    /// twice do not count twice. Who voted is not known, so that who voted for two posts is two.
    pub fn ballots(&self) -> Vec<(u32, u32)> {
        let mut ballots: BTreeMap<u32, u32> = BTreeMap::new();
        for (row, one) in self.feedback.iter().enumerate().filter(|(_, one)| one.voters() > 0) {
            let most = ballots.entry(self.voices()[row]).or_default();
            *most = (*most).max(one.voters());
        }
        ballots.into_iter().collect()
    }

    /// The author of every feedback row as a small number: rows of one author share it; a row whose
    /// author is unknown is an author of its own. A copy counts for the author of the first copy:
    /// one person in two channels is one, and a text that a thousand pasted is one person's. Numbers
    /// are the author's first row, so that they do not depend on the salt behind the keys.
    pub fn authors(&self) -> &[u32] {
        self.authors.get_or_init(|| self.count_authors())
    }

    /// The customer behind every feedback row, numbered by first appearance: its author, where it
    /// has one; else whoever is behind the first copy of it.
    pub fn customers(&self) -> Vec<u32> {
        const NOBODY: u32 = u32::MAX;
        let (authors, voices) = (self.authors(), self.voices());
        // An author's number is a row, see `Corpus::authors`.
        let mut numbers = vec![NOBODY; authors.len()];
        let mut next = 0;
        let customer = |(row, one): (usize, &Feedback)| {
            let known = if one.author.is_some() { row } else { voices[row] as usize };
            let number = &mut numbers[authors[known] as usize];
            if *number == NOBODY {
                *number = next;
                next += 1;
            }
            *number
        };
        self.feedback.iter().enumerate().map(customer).collect()
    }

    fn count_authors(&self) -> Vec<u32> {
        // The keys are secret hashes: nobody can make them collide.
        let mut first: HashMap<AuthorKey, u32, FixedState> = HashMap::default();
        let mut authors: Vec<u32> = Vec::with_capacity(self.feedback.len());
        for (row, (one, voice)) in
            self.feedback.iter().zip(self.voices().iter().copied()).enumerate()
        {
            authors.push(match one.author {
                _ if (voice as usize) < row => authors[voice as usize],
                Some(key) => *first.entry(key).or_insert(row as u32),
                None => row as u32,
            });
        }
        authors
    }
}
