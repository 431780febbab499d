//! A night rehearsed on labelled texts: the same stages, nothing written.
//!
//! Takes texts, gives the theme and area of each, as the first night or a refit would find them.
//! It calls what the night calls (cut, judge, sample, learn a space, fit, assign), so that what is
//! measured is what runs. Either every text is one statement and every statement gets the nearest
//! theme (how groupings are compared: coverage 1.0), or texts are cut, judged, filtered and left
//! loose as the night does it.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::model::{
    Assignment, Corpus, Day, Feedback, FeedbackId, Kind, Label, Lang, Memory, Redacted, Span,
    Stance, Statement, ThemeId,
};
use crate::space::{self, Encoder, Table};
use crate::statements::{Judge, Verdict};
use crate::text::Analyser;
use crate::themes;
use crate::themes::neighbours::nearest;

use super::assigned::{SECOND_LOOK, carry_on, start_afresh, texts as said};
use super::corrections::Lessons;
use super::progress::Tell;
use super::settings::Settings;

/// A text to rehearse with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// What is said.
    pub text: String,
    /// Its language.
    pub lang: Lang,
}

/// How texts become statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Units {
    /// Each text is one statement, and every statement gets a theme: loose ones the nearest, those
    /// without a known word the largest.
    Whole,
    /// Texts are cut, judged and filtered, and what fits no theme stays loose.
    AsTheNight,
}

/// A theme as the fit made it.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundTheme {
    /// Its id.
    pub id: ThemeId,
    /// Its name.
    pub label: Label,
    /// Whether it is general dissatisfaction or delight.
    pub general: bool,
    /// Mean cosine of its members to its centre, 0 to 1.
    pub cohesion: f32,
    /// Parts it has; 0 for a theme that is not split.
    pub parts: usize,
}

/// What the rehearsal found; everything is in the order of the texts given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// For each text the themes of its statements, ascending without repeats; none when all of it
    /// is loose or filtered.
    pub themes: Vec<Vec<u32>>,
    /// The same for areas.
    pub areas: Vec<Vec<u32>>,
    /// For each text the theme that most of its bytes are in (the lower id of equals), as a number.
    pub theme: Vec<Option<u32>>,
    /// For each text the area that most of its bytes are in.
    pub area: Vec<Option<u32>>,
    /// For each text the theme and the part of it that most of its bytes are in; part 0 where the
    /// theme has none.
    pub part: Vec<Option<(u32, u32)>>,
    /// The themes, by id.
    pub found: Vec<FoundTheme>,
}

impl Found {
    /// Share of the texts that have a theme; 1 for no text.
    pub fn coverage(&self) -> f64 {
        let themed = self.theme.iter().flatten().count();
        if self.theme.is_empty() { 1.0 } else { themed as f64 / self.theme.len() as f64 }
    }
}

/// Finds the themes of the texts. The order of the texts and the number of threads change nothing.
pub fn rehearse(texts: &[Text], units: Units, settings: &Settings) -> Found {
    let table = settings.space.table();
    let stage = Stage::new(texts, units, settings);
    let (memory, assignments) =
        start_afresh(&stage.corpus, None, TODAY, table, settings, &mut Lessons::none(), &|_| {});
    let assignments = match units {
        Units::Whole => everywhere(&stage.corpus, &memory, assignments, table),
        Units::AsTheNight => assignments,
    };
    stage.found(&memory, &assignments)
}

/// What a first night with these whole texts remembers: the function that assigns later ones.
pub fn remembered(texts: &[Text], settings: &Settings) -> Memory {
    let stage = Stage::new(texts, Units::Whole, settings);
    start_afresh(
        &stage.corpus,
        None,
        TODAY,
        settings.space.table(),
        settings,
        &mut Lessons::none(),
        &|_| {},
    )
    .0
}

/// The `k` nearest others of each whole text, nearest first, in the space its own themes are found
/// in; none for a text without a known word. Quadratic in the texts.
pub fn neighbours(texts: &[Text], k: usize, settings: &Settings) -> Vec<Vec<u32>> {
    let table = settings.space.table();
    let stage = Stage::new(texts, Units::Whole, settings);
    let sample = themes::sample(&stage.corpus, &settings.themes);
    let space = space::fit(&said(&stage.corpus, &sample.rows), table, settings.themes.seed);
    let all: Vec<(&str, Lang)> = texts.iter().map(|one| (one.text.as_str(), one.lang)).collect();
    let encoder = Encoder::new(table, &space).expect("the space was fitted with this table");
    let near = nearest(&encoder.encode_all(&all), k);
    (0..near.len()).map(|text| near.of(text).map(|(other, _)| other).collect()).collect()
}

/// Two nights: the first with the texts that are not `later`, the second with all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TwoNights {
    /// What was there after the first night; texts that came later have no theme.
    pub first: Found,
    /// After the second, which kept the themes and opened new ones.
    pub second: Found,
    /// After a refit on the second night instead, ids followed through the ledger.
    pub refit: Found,
    /// Themes that the second night opened.
    pub opened: Vec<u32>,
}

/// Rehearses two nights. `later[text]` says which texts only come on the second. Each text is
/// one statement, loose where the night leaves it loose.
pub fn two_nights(
    texts: &[Text],
    later: &[bool],
    with_refit: bool,
    settings: &Settings,
) -> TwoNights {
    let (tell, table): (Tell<'_>, _) = (&|_| {}, settings.space.table());
    let stage = Stage::new(texts, Units::Whole, settings);
    let early: Vec<Text> = texts
        .iter()
        .zip(later)
        .filter(|(_, later)| !**later)
        .map(|(text, _)| text.clone())
        .collect();
    let before = Stage::new(&early, Units::Whole, settings);
    let (mut memory, assignments) =
        start_afresh(&before.corpus, None, TODAY, table, settings, &mut Lessons::none(), tell);
    memory.places = themes::places(&before.corpus, &assignments, &themes::hashes(&before.corpus));
    let first = before.found(&memory, &assignments);
    let spread = |found: &Found| {
        let mut rows = (0..found.theme.len()).rev().collect::<Vec<_>>();
        let at: Vec<Option<usize>> =
            later.iter().map(|&later| if later { None } else { rows.pop() }).collect();
        Found {
            themes: at
                .iter()
                .map(|at| at.map_or_else(Vec::new, |at| found.themes[at].clone()))
                .collect(),
            areas: at
                .iter()
                .map(|at| at.map_or_else(Vec::new, |at| found.areas[at].clone()))
                .collect(),
            theme: at.iter().map(|at| at.and_then(|at| found.theme[at])).collect(),
            area: at.iter().map(|at| at.and_then(|at| found.area[at])).collect(),
            part: at.iter().map(|at| at.and_then(|at| found.part[at])).collect(),
            ..found.clone()
        }
    };
    let first = spread(&first);
    let known: Vec<ThemeId> = memory.themes.iter().map(|theme| theme.id).collect();
    let refit = if with_refit {
        let tomorrow = TODAY.plus(1);
        let (after, places) = start_afresh(
            &stage.corpus,
            Some(&memory),
            tomorrow,
            table,
            settings,
            &mut Lessons::none(),
            tell,
        );
        stage.found(&after, &places)
    } else {
        Found::default()
    };
    let remembered = themes::known(&stage.corpus, &memory, SECOND_LOOK);
    let (after, places, _) = carry_on(
        &stage.corpus,
        memory,
        remembered,
        TODAY.plus(1),
        table,
        settings,
        &mut Lessons::none(),
        tell,
    );
    let second = stage.found(&after, &places);
    let opened = after.themes.iter().map(|theme| theme.id).filter(|id| !known.contains(id));
    TwoNights { first, second, refit, opened: opened.map(|id| id.0).collect() }
}

/// Hears every text, with the channel it came through: no rating, no question, the words alone.
pub fn hear(texts: &[(Text, Kind)], settings: &Settings) -> Vec<Verdict> {
    let judge = Judge::new();
    texts
        .par_iter()
        .map_init(Analyser::new, |analyser, (text, kind)| {
            let feedback = Feedback { kind: *kind, ..feedback(text, FeedbackId([0; 16])) };
            Verdict::of(&judge.cut(&feedback, analyser, &settings.statements))
        })
        .collect()
}

/// Rehearsals need a day; which one changes nothing they measure.
const TODAY: Day = Day(20_000);

/// Texts as a corpus, and the way back.
struct Stage {
    corpus: Corpus,
    /// The text behind each row of feedback.
    text_of: Vec<u32>,
    texts: usize,
}

impl Stage {
    fn new(texts: &[Text], units: Units, settings: &Settings) -> Stage {
        let ids = ids_of(texts);
        let judge = Judge::new();
        let items: Vec<(Feedback, Vec<Statement>)> = texts
            .par_iter()
            .zip(&ids)
            .map_init(Analyser::new, |analyser, (text, &id)| {
                let feedback = feedback(text, id);
                let statements = match units {
                    Units::Whole => vec![whole(&text.text)],
                    Units::AsTheNight => judge.cut(&feedback, analyser, &settings.statements),
                };
                (feedback, statements)
            })
            .collect();
        let corpus = Corpus::new(items);
        let mut text_of = vec![0; corpus.feedback().len()];
        for (id, text) in ids.iter().zip(0..) {
            let row = corpus.row_of(*id).expect("every text has just been put in");
            text_of[row as usize] = text;
        }
        Stage { corpus, text_of, texts: texts.len() }
    }

    fn found(&self, memory: &Memory, assignments: &[Option<Assignment>]) -> Found {
        let area: BTreeMap<ThemeId, u32> =
            memory.themes.iter().map(|theme| (theme.id, theme.area.0)).collect();
        // For each text the bytes in each theme and area.
        let mut in_themes: Vec<BTreeMap<u32, u32>> = vec![BTreeMap::new(); self.texts];
        let mut in_areas = in_themes.clone();
        let mut in_parts: Vec<BTreeMap<(u32, u32), u32>> = vec![BTreeMap::new(); self.texts];
        for (statement, place) in self.corpus.statements().iter().zip(assignments) {
            let text = self.text_of[statement.row as usize] as usize;
            let bytes = statement.span.end - statement.span.start;
            let Some(place) = place else { continue };
            *in_themes[text].entry(place.theme.0).or_default() += bytes;
            let part = (place.theme.0, place.part.unwrap_or(0));
            *in_parts[text].entry(part).or_default() += bytes;
            if let Some(&area) = area.get(&place.theme) {
                *in_areas[text].entry(area).or_default() += bytes;
            }
        }
        let sets = |held: &BTreeMap<u32, u32>| held.keys().copied().collect();
        let found = |theme: &crate::model::Theme| FoundTheme {
            id: theme.id,
            label: theme.label.clone(),
            general: theme.general,
            cohesion: theme.cohesion,
            parts: memory.split(theme.id).map_or(0, |split| split.parts.len()),
        };
        Found {
            themes: in_themes.iter().map(sets).collect(),
            areas: in_areas.iter().map(sets).collect(),
            theme: in_themes.iter().map(most).collect(),
            area: in_areas.iter().map(most).collect(),
            part: in_parts.iter().map(most).collect(),
            found: memory.themes.iter().map(found).collect(),
        }
    }
}

/// What holds most bytes; the lower of equals.
fn most<K: Ord + Copy>(held: &BTreeMap<K, u32>) -> Option<K> {
    let key = |&(id, bytes): &(&K, &u32)| (*bytes, std::cmp::Reverse(*id));
    held.iter().max_by_key(key).map(|(&id, _)| id)
}

/// An id for each text: of its words and how many before it have the same.
pub(super) fn ids_of(texts: &[Text]) -> Vec<FeedbackId> {
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    let mut ids = Vec::with_capacity(texts.len());
    for text in texts {
        let copy = seen.entry(&text.text).or_default();
        *copy += 1;
        let hash = blake3::hash(format!("{copy} {}", text.text).as_bytes());
        let mut id = [0; 16];
        id.copy_from_slice(&hash.as_bytes()[..16]);
        ids.push(FeedbackId(id));
    }
    ids
}

pub(super) fn feedback(text: &Text, id: FeedbackId) -> Feedback {
    let words = Redacted::declare(text.text.as_str());
    // It has no sketch, so that no copies are folded: every text of the gold file counts.
    Feedback { lang: text.lang, ..Feedback::of_words(id, "rehearsal", words) }
}

fn whole(text: &str) -> Statement {
    Statement {
        row: 0,
        ordinal: 0,
        span: Span { start: 0, end: text.len() as u32 },
        polarity: 0.0,
        stance: Stance::Remark,
        severity: 0,
        filtered: None,
    }
}

/// The same places, with loose statements put to the nearest theme, and those without a known word
/// to the largest: coverage 1.0. Without a theme nothing changes.
fn everywhere(
    corpus: &Corpus,
    memory: &Memory,
    mut assignments: Vec<Option<Assignment>>,
    table: &Table,
) -> Vec<Option<Assignment>> {
    let loose: Vec<u32> =
        (0..assignments.len() as u32).filter(|&at| assignments[at as usize].is_none()).collect();
    let texts = said(corpus, &loose);
    let encoder = Encoder::new(table, &memory.space).expect("the space was fitted with this table");
    let open = Memory {
        stranger_below: f32::NEG_INFINITY,
        stranger_below_others: f32::NEG_INFINITY,
        ..memory.clone()
    };
    let wants: Vec<bool> =
        loose.iter().map(|&row| corpus.statements()[row as usize].stance.wants_change()).collect();
    let nearest = themes::Assigners::new(&open).assign(&wants, &encoder.encode_all(&texts));
    let mut sizes: BTreeMap<ThemeId, usize> = BTreeMap::new();
    for id in &memory.sample_themes {
        *sizes.entry(*id).or_default() += 1;
    }
    let largest = sizes.iter().max_by_key(|(id, size)| (**size, std::cmp::Reverse(**id)));
    let last = largest.map(|(&theme, _)| Assignment {
        theme,
        similarity: 0.0,
        confidence: 0.0,
        part: memory.split(theme).and_then(|split| Some(split.parts.first()?.id.number)),
    });
    for (at, place) in loose.into_iter().zip(nearest) {
        assignments[at as usize] = place.or(last);
    }
    assignments
}
