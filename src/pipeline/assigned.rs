//! Every statement in the theme it belongs to: the fit of all feedback, and the night between two fits.
//!
//! Takes a corpus and what is remembered; gives the memory brought up to tonight and the place of every
//! statement. No disk, no clock.

use crate::model::{Assignment, Corpus, Day, Lang, Memory, PriorRate, Space, Statement};
use crate::report::phrase::{count, counted};
use crate::space::{self, Encoder, Table};
use crate::{catalogue, themes};

use super::alignment::{Gate, aligned};
use super::context::{encoded, said};
use super::corrections::Lessons;
use super::progress::{Event, Step, Tell};
use super::semantics::wants_change;
use super::settings::Settings;

/// Statements encoded and assigned at a time: 64 Ki rows of 352 16-bit numbers are 46 MB.
const BLOCK: usize = 1 << 16;

/// At most so many loose or unsure statements of earlier nights get a second look when new themes
/// are sought: enough for a slow newcomer to be found, too few to make a night expensive.
pub(super) const SECOND_LOOK: usize = 2_000;

/// Statements that can be themed.
pub(super) fn themable(corpus: &Corpus) -> usize {
    corpus.statements().iter().filter(|statement| statement.filtered.is_none()).count()
}

pub(super) fn is_due(
    memory: &Memory,
    corpus: &Corpus,
    today: Day,
    table: &Table,
    settings: &Settings,
) -> bool {
    let now = themable(corpus) as u64;
    let stale = today.since(memory.fitted_on) >= settings.themes.refit_days as i32;
    memory.space.table != table.fingerprint()
        || (stale && now != memory.fitted_size)
        || now >= 2 * memory.fitted_size.max(1)
}

/// The encoder of a space fitted with this table: `is_due` refits when a memory's is another.
pub(super) fn encoder<'a>(table: &'a Table, space: &'a Space) -> Encoder<'a> {
    Encoder::new(table, space).expect("the space was fitted with this table")
}

pub(super) fn texts<'a>(corpus: &'a Corpus, rows: &[u32]) -> Vec<(&'a str, Lang)> {
    rows.iter()
        .map(|&row| {
            let statement: &Statement = &corpus.statements()[row as usize];
            (corpus.text_of(statement), corpus.feedback_of(statement).lang)
        })
        .collect()
}

/// The first night, or a refit: learn a space, group the fit sample, assign everything.
pub(super) fn start_afresh(
    corpus: &Corpus,
    before: Option<&Memory>,
    today: Day,
    table: &Table,
    settings: &Settings,
    lessons: &mut Lessons<'_>,
    tell: Tell<'_>,
) -> (Memory, Vec<Option<Assignment>>) {
    tell(Event::Begin(Step::Learning, None));
    let sample = themes::sample(corpus, &settings.themes);
    let space = space::fit(&texts(corpus, &sample.rows), table, settings.themes.seed);
    let encoder = encoder(table, &space);
    let vectors = encoded(corpus, &sample.rows, &encoder);
    tell(Event::End(
        Step::Learning,
        format!(
            "{} looked at",
            counted(sample.rows.len() as u64, "different statement", "different statements")
        ),
    ));

    tell(Event::Begin(Step::Grouping, None));
    let comparison = catalogue::Comparison {
        components: table.width(),
        encode: &|texts| encoder.encode_all(texts),
        align: &|sayings, texts| aligned(table, sayings, texts),
    };
    let said = said(corpus, &sample.rows);
    let recognition = catalogue::recognise(&said, &vectors, &comparison, &settings.catalogue);
    let knowledge = themes::Knowledge { recognition: &recognition, wants_change: &wants_change };
    let mut memory =
        themes::fit(corpus, &sample, &vectors, space, &knowledge, before, today, &settings.themes);
    memory.fitted_size = themable(corpus) as u64;
    let themes = counted(memory.themes.len() as u64, "theme", "themes");
    let areas = counted(memory.areas.len() as u64, "area", "areas");
    tell(Event::End(Step::Grouping, format!("{themes} in {areas}")));

    let rows: Vec<u32> = (0..corpus.statements().len() as u32)
        .filter(|&row| corpus.statements()[row as usize].filtered.is_none())
        .collect();
    let mut assignments = vec![None; corpus.statements().len()];
    assign_rows(corpus, &memory, &rows, &mut assignments, table, lessons, tell);
    (memory, assignments)
}

/// A night between refits: known statements stay, new ones are assigned, strangers may found new
/// themes.
#[expect(clippy::too_many_arguments, reason = "all that a night depends on, and nothing else")]
pub(super) fn carry_on(
    corpus: &Corpus,
    mut memory: Memory,
    known: themes::Known,
    today: Day,
    table: &Table,
    settings: &Settings,
    lessons: &mut Lessons<'_>,
    tell: Tell<'_>,
) -> (Memory, Vec<Option<Assignment>>, Vec<themes::Opened>) {
    let mut assignments = known.assignments;
    let mut looked_at = known.fresh.clone();
    looked_at.extend(&known.revisit);
    looked_at.sort_unstable();

    tell(Event::Begin(Step::Grouping, None));
    let vectors = encoded(corpus, &looked_at, &encoder(table, &memory.space));
    let near = Gate::new(table, &memory).near(corpus, &memory, &looked_at, &vectors);
    let opened =
        themes::open(&mut memory, corpus, &looked_at, &vectors, &near, today, &settings.themes);
    let new = opened.len();
    tell(Event::End(Step::Grouping, format!("{} kept, {new} new", memory.themes.len() - new)));

    // Statements looked at a second time move only when a new theme has opened for them.
    let rows = if new > 0 { &looked_at } else { &known.fresh };
    assign_rows(corpus, &memory, rows, &mut assignments, table, lessons, tell);
    (memory, assignments, opened)
}

/// Of each row whether it wants a change.
pub(super) fn want_change(corpus: &Corpus, rows: &[u32]) -> Vec<bool> {
    rows.iter().map(|&row| corpus.statements()[row as usize].stance.wants_change()).collect()
}

/// How often the themes that opened were heard before, by voices: a share of the statements is as large a
/// share of the voices' statements.
pub(super) fn prior_rates(opened: &[themes::Opened], corpus: &Corpus) -> Vec<PriorRate> {
    let each = themable(corpus) as f64 / corpus.feedback().len().max(1) as f64;
    let of = |one: &themes::Opened| PriorRate {
        theme: one.theme,
        rate: one.share * each,
        events: one.events,
    };
    opened.iter().map(of).collect()
}

fn assign_rows(
    corpus: &Corpus,
    memory: &Memory,
    rows: &[u32],
    assignments: &mut [Option<Assignment>],
    table: &Table,
    lessons: &mut Lessons<'_>,
    tell: Tell<'_>,
) {
    tell(Event::Begin(Step::Assigning, Some(rows.len() as u64)));
    let encoder = encoder(table, &memory.space);
    let assigners = themes::Assigners::new(memory);
    let gate = Gate::new(table, memory);
    let teacher = lessons.examples(corpus, memory, &encoder);
    let mut placed = 0usize;
    for block in rows.chunks(BLOCK) {
        let vectors = encoded(corpus, block, &encoder);
        let wants = want_change(corpus, block);
        let mut found = assigners.assign(&wants, &vectors);
        gate.keep_counted(corpus, block, &mut found);
        for (&row, place) in block.iter().zip(found) {
            placed += usize::from(place.is_some());
            assignments[row as usize] = place;
        }
        if let Some(teacher) = &teacher {
            lessons.teach(teacher, corpus, &assigners, (block, &wants, &vectors));
        }
        tell(Event::Advance(block.len() as u64));
    }
    tell(Event::End(
        Step::Assigning,
        format!("{} of {} fit a theme", count(placed as u64), count(rows.len() as u64)),
    ));
}
