//! Many nights rehearsed in a row, nothing written.
//!
//! Takes texts and which of them come on which night, lives the nights one by one: what is new is
//! cut and joins the corpus, and [`think`] does what it does every night (place, open themes, refit
//! when due, count, rank) with the memory of the night before. A night is a day, so a refit comes
//! when as many nights have passed as the settings say days.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use crate::model::{
    Assignment, Corpus, Day, Feedback, FeedbackId, Memory, RunStamp, Statement, StatementId,
    ThemeId,
};
use crate::statements::Judge;
use crate::text::Analyser;

use super::assigned::start_afresh;
use super::corrections::Lessons;
use super::rehearsal::{Text, feedback, ids_of};
use super::settings::Settings;
use super::think::{Night, think};

/// The day of the first night; which one changes nothing.
const FIRST: Day = Day(20_000);

/// Days over which what is there on the first night was said, evenly.
const PAST: usize = 90;

/// Nights to be lived.
pub struct Nights<'a> {
    texts: &'a [Text],
    ids: Vec<FeedbackId>,
    nights: &'a [Vec<usize>],
    settings: &'a Settings,
    judge: Judge,
    lived: usize,
    corpus: Corpus,
    memory: Option<Memory>,
    /// Statements in each theme as the findings have it, and loose ones.
    sizes: BTreeMap<Option<ThemeId>, u64>,
}

impl<'a> Nights<'a> {
    /// Nothing is lived yet. `nights[n]` are the places in `texts` of what comes on night `n`; each
    /// text comes once.
    pub fn new(texts: &'a [Text], nights: &'a [Vec<usize>], settings: &'a Settings) -> Nights<'a> {
        Nights {
            ids: ids_of(texts),
            texts,
            nights,
            settings,
            judge: Judge::new(),
            lived: 0,
            corpus: Corpus::default(),
            memory: None,
            sizes: BTreeMap::new(),
        }
    }

    /// Lives the next night; `false` when there is none.
    pub fn live(&mut self) -> bool {
        let Some(tonight) = self.nights.get(self.lived) else { return false };
        let today = FIRST.plus(self.lived as i32);
        let said = |at: usize| match self.lived {
            0 => today.plus(-((1 + (tonight.len() - 1 - at) * PAST / tonight.len()) as i32)),
            _ => today,
        };
        let mut items: Vec<(Feedback, Vec<Statement>)> = tonight
            .par_iter()
            .enumerate()
            .map_init(Analyser::new, |analyser, (at, &text)| {
                let mut feedback = feedback(&self.texts[text], self.ids[text]);
                feedback.at = Some(said(at).start());
                let statements = self.judge.cut(&feedback, analyser, &self.settings.statements);
                (feedback, statements)
            })
            .collect();
        items.sort_by_key(|(feedback, _)| feedback.id);
        let night = Night {
            corpus: std::mem::take(&mut self.corpus).updated(items, &[]),
            before: self.memory.take(),
            previous: None,
            files: Vec::new(),
            notices: Vec::new(),
            stamp: RunStamp {
                id: format!("night-{}", self.lived + 1),
                sequence: self.lived as u64 + 1,
                today,
                program: env!("CARGO_PKG_VERSION").to_owned(),
                company: String::new(),
            },
            refit: false,
            corrections: Default::default(),
            exposure: Default::default(),
        };
        let table = self.settings.space.table();
        let (analysis, corpus, memory) = think(night, table, self.settings, &|_| {});
        let themes = &analysis.themes;
        self.sizes =
            themes.themes.iter().map(|one| (Some(one.id), one.members.len() as u64)).collect();
        self.sizes.insert(None, themes.loose.len() as u64);
        self.corpus = corpus;
        self.memory = Some(memory);
        self.lived += 1;
        true
    }

    /// What the last night left; `None` before the first.
    pub fn memory(&self) -> Option<&Memory> {
        self.memory.as_ref()
    }

    /// For each statement that is not filtered the place of its text in `texts` and its theme after
    /// the last night; nothing before the first. In order of the statements.
    pub fn found(&self) -> Vec<(usize, Option<ThemeId>)> {
        let places = self.memory.as_ref().map_or(&[][..], |memory| &memory.places);
        let of = self.texts_by_id();
        let place = |(id, _, place): &(StatementId, u64, Option<Assignment>)| {
            (of[&id.feedback], place.map(|place| place.theme))
        };
        places.iter().map(place).collect()
    }

    /// The same, had the last night been the first and found all of it at once.
    pub fn afresh(&self) -> Vec<(usize, Option<ThemeId>)> {
        let today = FIRST.plus(self.lived as i32);
        let table = self.settings.space.table();
        let (_, places) = start_afresh(
            &self.corpus,
            None,
            today,
            table,
            self.settings,
            &mut Lessons::none(),
            &|_| {},
        );
        let of = self.texts_by_id();
        self.corpus
            .statements()
            .iter()
            .zip(places)
            .filter(|(statement, _)| statement.filtered.is_none())
            .map(|(statement, place)| {
                (of[&self.corpus.id_of(statement).feedback], place.map(|place| place.theme))
            })
            .collect()
    }

    fn texts_by_id(&self) -> HashMap<FeedbackId, usize> {
        self.ids.iter().copied().zip(0..).collect()
    }

    /// Statements in each theme after the last night, and loose ones (`None`), as they were found
    /// and put together.
    pub fn sizes(&self) -> &BTreeMap<Option<ThemeId>, u64> {
        &self.sizes
    }

    /// Pieces of feedback so far.
    pub fn records(&self) -> usize {
        self.corpus.feedback().len()
    }

    /// Whether the last night grouped everything afresh.
    pub fn refitted(&self) -> bool {
        let today = FIRST.plus(self.lived as i32 - 1);
        self.memory.as_ref().is_some_and(|memory| memory.fitted_on == today)
    }
}
