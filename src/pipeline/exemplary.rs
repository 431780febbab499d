//! Which statements of a moved record are examples of the theme it was moved to.
//!
//! Takes the curation and what a night knows; gives rows. A record is moved as a whole, and most of what a
//! long one says is of other things: an example of the theme is what says its name, not the birthday that
//! was spoilt. A statement that a person names is one whatever it says.

use std::collections::BTreeMap;

use crate::curation::Rules;
use crate::model::{Action, Corpus, Curation, EntryId, Memory, ThemeId, Vectors};
use crate::space::{Encoder, Reading};
use crate::text::Analyser;
use crate::themes;

use super::alignment::Gate;
use super::context::encoded;

/// A statement that was moved: the entry, its row, the theme it is an example of.
pub(super) type Example = (EntryId, u32, ThemeId);

/// The examples of an entry in force for each record it moves, ascending rows: the statement that it names;
/// else those that say what the theme is called; where none does, the one that is nearest to the theme, if
/// what it is nearest to of all themes has a subject.
pub(super) fn examples(
    curation: &Curation,
    corpus: &Corpus,
    memory: &Memory,
    encoder: &Encoder<'_>,
) -> Vec<Example> {
    let told = Rules::new(curation, memory).told(corpus);
    let moved: Vec<Example> = (told.iter())
        .filter_map(|(row, told)| told.moved().map(|(entry, theme)| (entry, *row, theme)))
        .collect();
    let (named, whole): (Vec<Example>, Vec<Example>) =
        moved.into_iter().partition(|one| names_statement(curation, one.0));
    let mut found = named;
    if !whole.is_empty() {
        let rows: Vec<u32> = whole.iter().map(|one| one.1).collect();
        let vectors = encoded(corpus, &rows, encoder);
        let mut fitting = Fitting {
            corpus,
            memory,
            curation,
            gate: Gate::new(encoder.table(), memory),
            reading: Reading::default(),
            analyser: Analyser::new(),
        };
        let mut by_entry: BTreeMap<EntryId, Vec<usize>> = BTreeMap::new();
        whole.iter().enumerate().for_each(|(at, one)| by_entry.entry(one.0).or_default().push(at));
        for places in by_entry.into_values() {
            found.extend(fitting.of_record(&whole, &places, &vectors));
        }
    }
    found.sort_unstable_by_key(|one| one.1);
    found
}

/// Whether an entry moves one statement of its record.
fn names_statement(curation: &Curation, entry: EntryId) -> bool {
    let action = curation.get(entry).map(|entry| &entry.action);
    matches!(action, Some(Action::Move { record, .. }) if record.statement.is_some())
}

/// What tells whether a statement fits.
struct Fitting<'a> {
    corpus: &'a Corpus,
    memory: &'a Memory,
    curation: &'a Curation,
    gate: Gate<'a>,
    reading: Reading,
    analyser: Analyser,
}

impl Fitting<'_> {
    /// The examples among the statements of one record, by their places in `whole` and `vectors`.
    fn of_record(
        &mut self,
        whole: &[Example],
        places: &[usize],
        vectors: &Vectors,
    ) -> Vec<Example> {
        let fits = |&&at: &&usize| self.says(whole[at].1, whole[at].2);
        let said: Vec<Example> = places.iter().filter(fits).map(|&at| whole[at]).collect();
        if !said.is_empty() {
            return said;
        }
        let with_subject = places.iter().filter(|&&at| self.has_subject(vectors.row(at)));
        let near = |at: usize| themes::near(self.memory, whole[at].2, vectors.row(at)).0;
        // The first of equals, as in the record.
        let nearest =
            with_subject.copied().reduce(|best, at| if near(at) > near(best) { at } else { best });
        nearest.map(|at| whole[at]).into_iter().collect()
    }

    /// Whether a statement says what a theme is called: enough of a saying of it, or, where it has none, a
    /// telling word of its title.
    fn says(&mut self, row: u32, theme: ThemeId) -> bool {
        if let Some(says) = self.gate.says(&mut self.reading, self.corpus, row, theme) {
            return says;
        }
        let Some(title) = self.title(theme) else { return false };
        let statement = &self.corpus.statements()[row as usize];
        let lang = self.corpus.feedback_of(statement).lang;
        let name = self.analyser.telling(&title, lang);
        let said = self.analyser.telling(self.corpus.text_of(statement), lang);
        name.iter().any(|word| said.iter().any(|own| own.stem == word.stem))
    }

    /// What the program or the person who made it calls a theme.
    fn title(&self, theme: ThemeId) -> Option<String> {
        let own = self.memory.themes.iter().find(|one| one.id == theme);
        if let Some(own) = own {
            return Some(own.label.title.clone());
        }
        self.curation.in_force().into_iter().find_map(|entry| match &entry.action {
            Action::Split { id, title, .. } if *id == theme => Some(title.clone()),
            _ => None,
        })
    }

    /// Whether the theme that a statement is nearest to has a subject; the first theme of equals.
    fn has_subject(&self, vector: &[i16]) -> bool {
        let near = |theme: &crate::model::Theme| themes::near(self.memory, theme.id, vector).0;
        let nearest = (self.memory.themes.iter())
            .map(|theme| (near(theme), theme.general))
            .reduce(|best, one| if one.0 > best.0 { one } else { best });
        nearest.is_none_or(|(_, general)| !general)
    }
}
