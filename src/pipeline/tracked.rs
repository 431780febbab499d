//! Saved searches as themes beside the themes.
//!
//! Takes the saved searches with what each finds; counts each by day over all records there are, and
//! measures and scores it as a theme is. It is a view: its statements stay in the themes they are
//! in, so that totals still add up. Records are those that its search finds; what counts as said of
//! it are their statements that say its words, or all of a record's where no single one does.

use std::collections::{BTreeMap, BTreeSet};

use crate::index::Words;
use crate::model::{
    Action, AreaId, Assignment, Corpus, Day, Entry, FeedbackId, Label, Lineage, Opportunity, Theme,
    ThemeId, Themes, Tracked,
};
use crate::ranking::{self, FEWEST_TO_LEAD};
use crate::text::Analyser;
use crate::trends::{self, Cube};

use super::corrections::Corrections;
use super::settings::Settings;

/// Every saved search that is in force, in the order of the file.
pub(super) fn tracked(
    corrections: &Corrections,
    corpus: &Corpus,
    ranked: &[Opportunity],
    today: Day,
    settings: &Settings,
) -> Vec<Tracked> {
    let mut analyser = Analyser::new();
    let in_force = corrections.curation.in_force();
    in_force
        .into_iter()
        .filter_map(|entry| {
            let Action::Track { query, id, title } = &entry.action else { return None };
            let words = Words::new(query).ok();
            let found = corrections.found.get(&entry.id);
            let rows = match (found, &words) {
                (Some(found), _) => rows_of(corpus, found),
                (None, Some(words)) => saying(corpus, words, &mut analyser),
                (None, None) => Vec::new(),
            };
            let one = Saved { entry, id: *id, title, query, words: words.as_ref() };
            Some(one.measured(corpus, &rows, ranked, today, settings, &mut analyser))
        })
        .collect()
}

/// Rows of the records of these ids that are in the corpus, ascending.
fn rows_of(corpus: &Corpus, found: &[FeedbackId]) -> Vec<u32> {
    let mut rows: Vec<u32> = found.iter().filter_map(|&id| corpus.row_of(id)).collect();
    rows.sort_unstable();
    rows
}

/// Rows of records whose own words say it.
pub(super) fn saying(corpus: &Corpus, words: &Words, analyser: &mut Analyser) -> Vec<u32> {
    let all = (0u32..).zip(corpus.feedback());
    all.filter(|(_, one)| words.said(analyser, one.text.as_str(), one.lang))
        .map(|(row, _)| row)
        .collect()
}

struct Saved<'a> {
    entry: &'a Entry,
    id: ThemeId,
    title: &'a str,
    query: &'a str,
    words: Option<&'a Words>,
}

impl Saved<'_> {
    fn measured(
        &self,
        corpus: &Corpus,
        rows: &[u32],
        ranked: &[Opportunity],
        today: Day,
        settings: &Settings,
        analyser: &mut Analyser,
    ) -> Tracked {
        let themes = self.theme(corpus, rows, analyser);
        let trends =
            trends::measure(corpus, &themes, &Cube::default(), today, &settings.trends).trends;
        let nothing = BTreeMap::new();
        let seed = settings.themes.seed;
        let mut scored = ranking::rank(corpus, &themes, &trends, &nothing, &settings.ranking, seed);
        let opportunity = scored.pop();
        let mut days: BTreeMap<Day, u32> = BTreeMap::new();
        for day in rows.iter().filter_map(|&row| corpus.feedback()[row as usize].day()) {
            *days.entry(day).or_default() += 1;
        }
        let authors = corpus.authors();
        let customers: BTreeSet<u32> = rows.iter().map(|&row| authors[row as usize]).collect();
        // As the ranking puts them in order: what few want after what more want, then by score.
        let place = |one: &Opportunity| (one.evidence.customers() >= FEWEST_TO_LEAD, one.score);
        let before = |own: &Opportunity| {
            let (many, score) = place(own);
            let stands_before = |other: &&Opportunity| match place(other) {
                (others, theirs) if others == many => theirs > score,
                (others, _) => others,
            };
            ranked.iter().filter(stands_before).count() as u32
        };
        Tracked {
            entry: self.entry.id,
            id: self.id,
            title: self.title.to_owned(),
            query: self.query.to_owned(),
            records: rows.len() as u32,
            customers: customers.len() as u32,
            days: days.into_iter().collect(),
            beside: opportunity.as_ref().map(|own| before(own) + 1),
            opportunity,
            trend: trends.into_iter().next(),
        }
    }

    /// The search as the only theme there is.
    fn theme(&self, corpus: &Corpus, rows: &[u32], analyser: &mut Analyser) -> Themes {
        let mut assignments = vec![None; corpus.statements().len()];
        let mut members = Vec::new();
        for &row in rows {
            let heard = |at: &usize| corpus.statements()[*at].filtered.is_none();
            let all: Vec<usize> = corpus.statements_of(row).filter(heard).collect();
            let lang = corpus.feedback()[row as usize].lang;
            let mut says = |at: &usize| {
                let text = corpus.text_of(&corpus.statements()[*at]);
                self.words.is_some_and(|words| words.said(analyser, text, lang))
            };
            let saying: Vec<usize> = all.iter().copied().filter(|at| says(at)).collect();
            for at in if saying.is_empty() { all } else { saying } {
                members.push(at as u32);
                let place =
                    Assignment { theme: self.id, similarity: 1.0, confidence: 1.0, part: None };
                assignments[at] = Some(place);
            }
        }
        let theme = Theme {
            id: self.id,
            area: AreaId(0),
            label: Label { title: self.title.to_owned(), terms: Vec::new() },
            born: self.entry.on,
            lineage: Lineage::New,
            cohesion: 0.0,
            general: false,
            wants: true,
            against: None,
            known: None,
            sayings: Vec::new(),
            centre: Vec::new(),
            members,
            exemplars: Vec::new(),
            gist: None,
        };
        Themes { themes: vec![theme], assignments, ..Themes::default() }
    }
}
