//! A published run opened to be asked: the records it counted, each statement in its place.
//!
//! Takes a run and what it remembers, gives its corpus with the theme of every statement, people's
//! corrections included; answers which records a number is made of. Nothing is sorted anew, and
//! records that came later are not read.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use crate::business::{Joined, Stakes};
use crate::model::{
    Answered, Assignment, Corpus, Day, Feedback, FeedbackId, Memory, OTHER, RatingKind, Segments,
    Selection, Standpoint, Statement, Subtheme, SubthemeId, ThemeId,
};
use crate::ranking;
use crate::report::figures::{Counts, Figure};
use crate::report::phrase;
use crate::store::{Manifest, Workspace};

use super::Error;
use super::business::{customers, joined};
use super::meeting::{found, wants_of};
use super::settings::Settings;
use super::voices::tell_voices;

/// A run, to be asked.
pub struct Opened {
    /// The run.
    pub manifest: Manifest,
    /// The records it counted, their voices told.
    pub corpus: Corpus,
    /// What it remembers.
    pub memory: Memory,
    /// For each statement row its place; `None` is loose or filtered.
    pub places: Vec<Option<Assignment>>,
    /// Records it counted that are gone since: forgotten, or too old to be kept.
    pub gone: u64,
    segments: std::sync::OnceLock<Segments>,
    segment_names: Vec<String>,
    /// The customer of every record by the file as it is now, and what accounts pay.
    joined: Joined,
    stakes: Stakes,
    /// Where searches are asked.
    workspace: Workspace,
}

/// What a selection finds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selected {
    /// Rows of records, ascending.
    pub rows: Vec<u32>,
    /// Statements in them that meet the conditions of statements.
    pub statements: u64,
    /// Records with copies of one voice counted once.
    pub voices: u64,
    /// Different authors: a record without one counts as one each.
    pub authors: u64,
    /// Customers beyond those who voted for what they wrote.
    pub voters: u64,
    /// Searches that cannot be asked, each with the reason: they find nothing.
    pub unasked: Vec<String>,
}

/// A figure made again from its records.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Recounted {
    /// Things that are counted.
    Count(u64),
    /// A sum or a mean, to six decimals.
    Number(f64),
}

impl Recounted {
    /// Whether it is the number that stands in the report, which has six decimals.
    pub fn is(self, value: &str) -> bool {
        // Sums of parts may differ in the last digit.
        const NEAR: f64 = 1.5e-6;
        match self {
            Recounted::Count(count) => count.to_string() == value,
            Recounted::Number(number) => {
                value.parse::<f64>().is_ok_and(|value| (value - number).abs() <= NEAR)
            }
        }
    }
}

/// A statement in its customer's words, with the record it is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quoted {
    /// The record.
    pub record: FeedbackId,
    /// Its source.
    pub source: String,
    /// The source's own id of it.
    pub external: String,
    /// The statement.
    pub words: String,
}

impl Opened {
    /// Opens a run; `None` when what it remembered was let go.
    ///
    /// # Errors
    /// [`Error::Store`] when the disk refuses.
    pub fn new(
        workspace: &Workspace,
        manifest: Manifest,
        settings: &Settings,
    ) -> Result<Option<Opened>, Error> {
        let Some(memory) = workspace.memory(&manifest.id)? else { return Ok(None) };
        let mut corpus = workspace.load_of(&manifest.segments)?;
        tell_voices(&mut corpus, settings.intake.voice_days);
        // The segments of the customers are those of the file as it is now.
        let business = customers(workspace, settings)?;
        let joined = joined(&mut corpus, &business);
        let mut remembered = memory.curated_places().peekable();
        let place = |statement: &Statement| {
            if statement.filtered.is_some() {
                return None;
            }
            let id = corpus.id_of(statement);
            while remembered.next_if(|place| place.0 < id).is_some() {}
            remembered.next_if(|place| place.0 == id).and_then(|place| place.2)
        };
        let places: Vec<Option<Assignment>> = corpus.statements().iter().map(place).collect();
        drop(remembered);
        let left = corpus.feedback().len() as u64;
        let counted = manifest.counts.get("feedback").copied().unwrap_or(left);
        Ok(Some(Opened {
            gone: counted.saturating_sub(left),
            segment_names: settings.ranking.segments.clone(),
            segments: std::sync::OnceLock::new(),
            joined,
            stakes: Stakes::of(&business.customers),
            workspace: workspace.clone(),
            manifest,
            corpus,
            memory,
            places,
        }))
    }

    /// The words of a statement, by its row.
    pub fn quoted(&self, statement: usize) -> Quoted {
        let statement = &self.corpus.statements()[statement];
        let feedback = self.corpus.feedback_of(statement);
        Quoted {
            record: feedback.id,
            source: feedback.source.to_string(),
            external: feedback.external.to_string(),
            words: self.corpus.text_of(statement).to_owned(),
        }
    }

    /// The theme of a statement.
    pub fn theme_of(&self, statement: usize) -> Option<ThemeId> {
        self.places[statement].map(|place| place.theme)
    }

    /// Every record's segments, as the report has them.
    pub fn segments(&self) -> &Segments {
        self.segments.get_or_init(|| Segments::of(&self.corpus, &self.segment_names))
    }

    /// A remembered part of a theme.
    pub fn part(&self, id: SubthemeId) -> Option<&Subtheme> {
        let parts = &self.memory.split(id.theme)?.parts;
        parts.iter().find(|part| part.id == id)
    }

    /// What a selection finds. Linear in the corpus; days in the searches of an item, such as `since:7d`,
    /// count from the day of the run.
    pub fn select(&self, selection: &Selection) -> Selected {
        let corpus = &self.corpus;
        let (searched, unasked) = self.searched(selection.answered.as_ref());
        let mut hits: Vec<(u32, u64)> = Vec::new();
        for (row, one) in (0u32..).zip(corpus.feedback()) {
            if !self.of_record(row, one, selection) {
                continue;
            }
            let of = |&at: &usize| self.of_statement(at, selection);
            let found = match &selection.answered {
                None => corpus.statements_of(row).filter(of).count() as u64,
                Some(answered) => {
                    let wants: Vec<usize> = wants_of(corpus, row).filter(of).collect();
                    self.answered(&wants, answered, searched.contains(&row))
                }
            };
            if found > 0 || !asks_statements(selection) {
                hits.push((row, found));
            }
        }
        if selection.first_heard {
            hits = self.first_heard(hits);
        }
        if let Some((from, to)) = selection.days {
            let within = |row: u32| {
                corpus.feedback()[row as usize].day().is_some_and(|day| day >= from && day <= to)
            };
            hits.retain(|&(row, _)| within(row));
        }
        let rows: Vec<u32> = hits.iter().map(|hit| hit.0).collect();
        Selected {
            statements: hits.iter().map(|hit| hit.1).sum(),
            voices: distinct(&rows, corpus.voices()),
            authors: distinct(&rows, corpus.authors()),
            voters: self.voters(&rows),
            unasked,
            rows,
        }
    }

    /// The rows that the searches of an item find, and those searches that cannot be asked.
    fn searched(&self, answered: Option<&Answered>) -> (BTreeSet<u32>, Vec<String>) {
        let (mut rows, mut unasked) = (BTreeSet::new(), Vec::new());
        for query in answered.into_iter().flat_map(|one| &one.queries) {
            match found(&self.workspace, &self.corpus, query, self.manifest.today) {
                Ok(ids) => rows.extend(ids.into_iter().filter_map(|id| self.corpus.row_of(id))),
                Err(why) => unasked.push(format!("{query}: {why}")),
            }
        }
        (rows, unasked)
    }

    /// How many complaints and requests of a record an item answers, of those that `wants` lists: those in
    /// its themes, and all where only its searches find the record.
    fn answered(&self, wants: &[usize], answered: &Answered, is_searched: bool) -> u64 {
        let in_theme =
            |at: &&usize| self.theme_of(**at).is_some_and(|own| answered.themes.contains(&own));
        let found = wants.iter().filter(in_theme).count();
        if found > 0 || !is_searched { found as u64 } else { wants.len() as u64 }
    }

    /// A figure made again from the records that its selection found; `None` where it is no count, sum or
    /// mean of them. What customers pay is what the file says now.
    pub fn recount(&self, told: &Figure, found: &Selected) -> Option<Recounted> {
        Some(match told.counts {
            Counts::Records => Recounted::Count(found.rows.len() as u64),
            Counts::Voices => Recounted::Count(found.voices),
            Counts::Statements => Recounted::Count(found.statements),
            Counts::Authors => Recounted::Count(found.authors),
            Counts::Voters => Recounted::Count(found.voters),
            Counts::Customers => Recounted::Count(found.authors + found.voters),
            Counts::Revenue => {
                let of_file = |row: &u32| self.joined.of_row.get(*row as usize).copied().flatten();
                let stake = self.stakes.behind(found.rows.iter().filter_map(of_file))?;
                Recounted::Number(phrase::rounded(stake.revenue, 6))
            }
            Counts::Mean => {
                let rated = told.selection.as_ref().and_then(|one| one.rated.as_deref());
                let kind = RatingKind::from_name(rated?)?;
                let mean = ranking::mean(&self.corpus, kind, &found.rows)?;
                Recounted::Number(phrase::rounded(mean, 6))
            }
            Counts::Nothing => return None,
        })
    }

    fn of_record(&self, row: u32, one: &Feedback, selection: &Selection) -> bool {
        selection.record.is_none_or(|id| id == one.id)
            && selection.rated.as_deref().is_none_or(|kind| {
                one.rating.is_some_and(|rating| {
                    rating.unit.is_finite()
                        && (rating.kind.name() == kind || kind == "satisfaction")
                })
            })
            && selection.segments.iter().all(|(name, value)| self.is_of(row, one, name, value))
    }

    /// Whether a record is of a segment, as the report counts it.
    fn is_of(&self, row: u32, one: &Feedback, name: &str, value: &str) -> bool {
        match name {
            "source" => &*one.source == value,
            "lang" => one.lang.code() == value,
            _ if value == OTHER => {
                let segments = self.segments();
                segments.of_row(row).iter().any(|&number| {
                    let (own, its) = segments.pair(number);
                    &**own == name && &**its == value
                })
            }
            "kind" => one.kind.name() == value,
            "product" => one.product.as_deref() == Some(value),
            _ => one.attribute(name).any(|its| its == value),
        }
    }

    fn of_statement(&self, at: usize, selection: &Selection) -> bool {
        let statement = &self.corpus.statements()[at];
        let place = self.places[at];
        let standpoint = match (place, statement.filtered) {
            (Some(_), _) => Standpoint::Themed,
            (None, Some(_)) => Standpoint::Filtered,
            (None, None) => Standpoint::Loose,
        };
        let in_theme = |place: Assignment| selection.themes.contains(&place.theme);
        (selection.themes.is_empty() || place.is_some_and(in_theme))
            && selection.part.is_none_or(|part| {
                place.is_some_and(|own| own.theme == part.theme && own.part == Some(part.number))
            })
            && (selection.stances.is_empty() || selection.stances.contains(&statement.stance))
            && selection.severity.is_none_or(|severity| statement.severity.min(3) == severity)
            && selection.standpoint.is_none_or(|asked| standpoint == asked)
    }

    /// Of each voice the record heard first.
    fn first_heard(&self, hits: Vec<(u32, u64)>) -> Vec<(u32, u64)> {
        let voices = self.corpus.voices();
        let day = |row: u32| self.corpus.feedback()[row as usize].day();
        let mut first: BTreeMap<u32, (bool, Option<Day>, u32, u64)> = BTreeMap::new();
        for (row, found) in hits {
            let own = (day(row).is_none(), day(row), row, found);
            let held = first.entry(voices[row as usize]).or_insert(own);
            *held = (*held).min(own);
        }
        let mut hits: Vec<(u32, u64)> =
            first.into_values().map(|(_, _, row, found)| (row, found)).collect();
        hits.sort_unstable();
        hits
    }

    fn voters(&self, rows: &[u32]) -> u64 {
        let ballots = self.corpus.ballots();
        if ballots.is_empty() {
            return 0;
        }
        let voices: BTreeSet<u32> =
            rows.iter().map(|&row| self.corpus.voices()[row as usize]).collect();
        let of = ballots.iter().filter(|(voice, _)| voices.contains(voice));
        of.map(|&(_, voters)| u64::from(voters)).sum()
    }

    /// Feedback of each day that meets a selection, and all feedback of that day, over a stretch of
    /// days.
    pub fn daily(&self, selection: &Selection, days: RangeInclusive<Day>) -> Vec<(Day, u32, u32)> {
        let (from, to) = (*days.start(), *days.end());
        let length = usize::try_from(to.since(from) + 1).unwrap_or(0);
        let mut counts = vec![(0, 0); length];
        let place = |one: &Feedback| {
            let day = one.day().filter(|day| *day >= from && *day <= to)?;
            usize::try_from(day.since(from)).ok()
        };
        for one in self.corpus.feedback() {
            if let Some(at) = place(one) {
                counts[at].1 += 1;
            }
        }
        for row in self.select(selection).rows {
            if let Some(at) = place(&self.corpus.feedback()[row as usize]) {
                counts[at].0 += 1;
            }
        }
        (0..).zip(counts).map(|(at, (own, all))| (from.plus(at), own, all)).collect()
    }
}

/// Whether a selection asks anything of statements.
fn asks_statements(selection: &Selection) -> bool {
    !selection.themes.is_empty()
        || selection.part.is_some()
        || !selection.stances.is_empty()
        || selection.severity.is_some()
        || selection.standpoint.is_some()
        || selection.answered.is_some()
}

/// Different numbers of rows.
fn distinct(rows: &[u32], number: &[u32]) -> u64 {
    rows.iter().map(|&row| number[row as usize]).collect::<BTreeSet<u32>>().len() as u64
}
