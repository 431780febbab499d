//! The pure heart of the night: a corpus and what is remembered in, findings and what to remember
//! out.
//!
//! No disk, no clock, no terminal: the same input gives the same findings. Tests, benches and
//! whoever uses the library call this.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::curation::Applied;
use crate::model::{
    Action, Analysis, Assignment, Corpus, Curated, CuratedPlace, Day, DayCount, Done, EntryId,
    Exposure, FileReceipt, LineageEvent, Memory, NightIntake, Notice, Previous, RunStamp,
    StatementId, ThemeId, Themes, Vectors, Watched,
};
use crate::report::phrase::counted;
use crate::space::Table;
use crate::trends::{Cube, history};
use crate::{ranking, themes, trends};

use super::assigned::{SECOND_LOOK, carry_on, encoder, is_due, prior_rates, start_afresh};
use super::changes::{Then, changes, titles};
use super::context::encoded;
use super::corrections::{Corrections, Lessons, corrected};
use super::coverage::{coverage, night_intake};
use super::progress::{Event, Step, Tell};
use super::regrouped::Regrouped;
use super::settings::{Retention, Settings};
use super::tracked::tracked;

/// What a night starts from.
#[derive(Debug)]
pub struct Night {
    /// All feedback with its statements, its voices settled ([`super::keep_voices`]).
    pub corpus: Corpus,
    /// What the last run left, if there was one.
    pub before: Option<Memory>,
    /// What the last run said.
    pub previous: Option<Previous>,
    /// Receipts of the files read since.
    pub files: Vec<FileReceipt>,
    /// What a person should look at in what was read.
    pub notices: Vec<Notice>,
    /// Which run this is to be; its day is the day the night speaks for.
    pub stamp: RunStamp,
    /// Group everything afresh, whether it is due or not and whatever was found before.
    pub refit: bool,
    /// What people corrected.
    pub corrections: Corrections,
    /// How many customers use the product, where the company says.
    pub exposure: Exposure,
}

/// Finds, measures and ranks. Gives the findings with the corpus they point into and what the
/// next night must remember.
///
/// The themes of an earlier night are kept and added to; they are fitted afresh when there are
/// none, when a refit is due (`refit_days` since the last, and something new since), when the
/// corpus has doubled, when the words are analysed in another way than before, or when asked.
pub fn think(
    night: Night,
    table: &Table,
    settings: &Settings,
    tell: Tell<'_>,
) -> (Analysis, Corpus, Memory) {
    let Night { corpus, before, previous, files, notices, stamp, refit, corrections, exposure } =
        night;
    let curation = &corrections.curation;
    let today = stamp.today;
    let due = refit
        || before.as_ref().is_none_or(|memory| is_due(memory, &corpus, today, table, settings));
    let kept = before.as_ref().filter(|_| !due);
    let known = kept.map(|memory| themes::known(&corpus, memory, SECOND_LOOK));
    let refitted = due && before.is_some();
    // The ledger only grows: what tonight adds stands after it. Its days do not tell, since an
    // earlier night may have been of the same day.
    let written = before.as_ref().map_or(0, |memory| memory.ledger.len());
    let mut titles = before.as_ref().map(titles).unwrap_or_default();
    // What a person called it is what it was shown as.
    let in_force = previous.iter().flat_map(|previous| &previous.in_force);
    for entry in in_force.filter_map(|&id| curation.get(id)) {
        match &entry.action {
            Action::Rename { theme, title } | Action::Split { id: theme, title, .. } => {
                titles.insert(*theme, title.clone());
            }
            _ => {}
        }
    }
    let mut opened = Vec::new();
    let (mut memory, assignments, hashes, was, kept, taught) = match (before, known) {
        (Some(memory), Some(mut known)) => {
            let hashes = std::mem::take(&mut known.hashes);
            let mut lessons = Lessons::after(curation, &memory);
            let (mut memory, places, new) =
                carry_on(&corpus, memory, known, today, table, settings, &mut lessons, tell);
            opened = prior_rates(&new, &corpus);
            let was = Before::taken(&mut memory);
            let kept = std::mem::take(&mut memory.counts);
            (memory, places, hashes, was, kept, lessons.taught)
        }
        (before, _) => {
            // Somebody who asks for everything afresh gets it; a refit that is due heeds the past.
            let themes = themes::Settings { afresh: refit, ..settings.themes.clone() };
            let settings = Settings { themes, ..settings.clone() };
            let mut lessons = Lessons::afresh(curation);
            // Where what the last run remembered was let go, its ids are not given to other themes.
            let blank = previous.as_ref().map(|previous| Memory::blank(previous.next_theme, today));
            let past = before.as_ref().or(blank.as_ref());
            let (memory, places) =
                start_afresh(&corpus, past, today, table, &settings, &mut lessons, tell);
            let (was, kept) = before.map_or_else(Default::default, |mut memory| {
                (Before::taken(&mut memory), std::mem::take(&mut memory.counts))
            });
            (memory, places, themes::hashes(&corpus), was, kept, lessons.taught)
        }
    };
    let encoder = encoder(table, &memory.space);
    let corrected = corrected(&corrections, &corpus, &memory, &assignments, &taught, &encoder);
    let (places, (found, done, curated, rules)) = rayon::join(
        || themes::places(&corpus, &assignments, &hashes),
        || {
            let encode = |rows: &[u32]| -> Vectors { encoded(&corpus, rows, &encoder) };
            let Some((applied, rules)) = corrected else {
                let found = themes::place(&corpus, &memory, assignments.clone(), encode);
                return (found, Done::default(), Curated::default(), None);
            };
            let Applied { themes, areas, splits, places, muted, curated, done } = applied;
            let themes = Themes { areas, themes, splits, muted, ..Themes::default() };
            (themes::place_in(&corpus, themes, places, encode), done, curated, Some(rules))
        },
    );
    memory.places = places;
    memory.curated = curated;

    tell(Event::Begin(Step::Ranking, None));
    let ledger = &memory.ledger;
    let resolve = |id| match &rules {
        Some(rules) => rules.carried_on(id),
        None => themes::resolve(ledger, id),
    };
    let since =
        previous.as_ref().map(|previous| previous.corrected_since(&done)).unwrap_or_default();
    let regrouped = match &previous {
        Some(_) => {
            let by = |id| {
                let entries = [placed_by(&memory.curated.places, id), placed_by(&was.by_hand, id)];
                entries.into_iter().flatten().find(|entry| since.contains(entry))
            };
            Regrouped::of(&corpus, &found, was.curated(), &hashes, &resolve, &by)
        }
        None => Regrouped::default(),
    };
    let retention = &settings.retention;
    let left = |source: &str, day| retention.first(source, today).is_some_and(|first| day < first);
    let past = history::past(&kept, &left, &regrouped.shares, &resolve);
    let measured = trends::measure(&corpus, &found, &past, today, &settings.trends);
    let weights = weights(&settings.ranking);
    let then = previous.as_ref().map(|previous| Then {
        previous,
        titles: &titles,
        regrouped: &regrouped,
        resolve: &resolve,
        weights: &weights,
        least_authors: settings.report.least_authors,
        corrected: touched(&corrections, &since, &done, &resolve),
    });
    let stood = then.as_ref().map(Then::ranks).unwrap_or_default();
    let (ranked, seed) = (&settings.ranking, settings.themes.seed);
    let opportunities = ranking::rank(&corpus, &found, &measured.trends, &stood, ranked, seed);
    let tracked = tracked(&corrections, &corpus, &opportunities, today, settings);
    let done = Done { tracked, ..done };
    let changes = then.as_ref().map(|then| changes(then, &opportunities, (&corpus, &found)));
    let changes = changes.unwrap_or_default();
    let lineage: Vec<LineageEvent> = ledger.iter().skip(written).cloned().collect();
    let nothing = Watched::default();
    let seen = trends::alarms::watch(&trends::alarms::Watch {
        corpus: &corpus,
        themes: &found,
        cube: &measured.cube,
        as_of: measured.as_of,
        today,
        before: previous.as_ref().map_or(&nothing, |previous| &previous.watched),
        resolve: &resolve,
        fitted_on: memory.fitted_on,
        opened: &opened,
        lineage: &lineage,
        exposure: &exposure,
        false_alarms: settings.trends.false_alarms,
    });
    let intake = night_intake(&corpus, files);
    let notices = seen.notices.into_iter().chain(intake.notices).chain(notices).collect();
    memory.counts = match &rules {
        // What is remembered is what the program found by itself.
        Some(_) if *retention != Retention::default() => {
            let raw = uncorrected(&memory, &assignments);
            let resolve = |id| themes::resolve(ledger, id);
            let by = |_| None;
            let moved = Regrouped::of(&corpus, &raw, &was.places, &hashes, &resolve, &by);
            let past = history::past(&kept, &left, &moved.shares, &resolve);
            let measured = trends::measure(&corpus, &raw, &past, today, &settings.trends);
            to_keep(&measured.cube, measured.only_source.as_ref(), retention, today)
        }
        _ => to_keep(&measured.cube, measured.only_source.as_ref(), retention, today),
    };
    let analysis = Analysis {
        as_of: measured.as_of,
        intake: NightIntake { notices, sources: intake.sources, files: intake.files },
        coverage: coverage(&corpus, &found),
        changes,
        flows: regrouped.flows,
        refitted,
        alarms: seen.alarms,
        watched: seen.watched,
        lineage,
        weights,
        done,
        run: stamp,
        themes: found,
        trends: measured.trends,
        opportunities,
        previous,
        meeting: None,
    };
    tell(Event::End(
        Step::Ranking,
        counted(analysis.opportunities.len() as u64, "opportunity", "opportunities"),
    ));
    (analysis, corpus, memory)
}

/// Where everything was in the last run.
#[derive(Default)]
struct Before {
    /// As the program found it.
    places: Vec<(StatementId, u64, Option<Assignment>)>,
    /// As it was shown.
    shown: Option<Vec<(StatementId, u64, Option<Assignment>)>>,
    /// What corrections had put elsewhere.
    by_hand: Vec<CuratedPlace>,
}

impl Before {
    /// Takes it out of a memory.
    fn taken(memory: &mut Memory) -> Before {
        let is_corrected = !memory.curated.places.is_empty();
        let shown = is_corrected.then(|| memory.curated_places().collect());
        let by_hand = std::mem::take(&mut memory.curated).places;
        Before { places: std::mem::take(&mut memory.places), shown, by_hand }
    }

    fn curated(&self) -> &[(StatementId, u64, Option<Assignment>)] {
        self.shown.as_ref().unwrap_or(&self.places)
    }
}

/// The themes as the program found them, with their places and no members.
fn uncorrected(memory: &Memory, assignments: &[Option<Assignment>]) -> Themes {
    let assignments = assignments.to_vec();
    Themes { themes: memory.themes.clone(), assignments, ..Themes::default() }
}

/// The entry that put a statement where it is shown; `None` where none did.
fn placed_by(places: &[CuratedPlace], id: StatementId) -> Option<EntryId> {
    let at = places.binary_search_by_key(&id, |one| one.statement).ok()?;
    Some(places[at].entry)
}

/// The themes that these entries are about, each with its entries.
fn touched(
    corrections: &Corrections,
    since: &BTreeSet<EntryId>,
    done: &Done,
    resolve: &dyn Fn(ThemeId) -> Option<ThemeId>,
) -> BTreeMap<ThemeId, Vec<EntryId>> {
    let mut touched: BTreeMap<ThemeId, Vec<EntryId>> = BTreeMap::new();
    for &id in since {
        let Some(entry) = corrections.curation.get(id) else { continue };
        let named = entry.action.themes().into_iter().chain(entry.action.makes());
        let went = done.rehomed.iter().filter(|one| one.entry == id);
        let went = went.flat_map(|one| [one.from, one.to]).flatten();
        let of: BTreeSet<ThemeId> =
            named.chain(went).flat_map(|theme| [Some(theme), resolve(theme)]).flatten().collect();
        of.into_iter().for_each(|theme| touched.entry(theme).or_default().push(id));
    }
    touched
}

/// What later nights must know of the days whose records will have left by then: of sources whose
/// feedback leaves with age before counts of its days are too old to be read. Nothing where none
/// does, so that the memory of most workspaces is what it was.
fn to_keep(
    cube: &Cube,
    only: Option<&Arc<str>>,
    retention: &Retention,
    today: Day,
) -> Vec<DayCount> {
    if *retention == Retention::default() {
        return Vec::new();
    }
    let from = today.plus(-history::KEPT);
    let leaves = |source: &str| retention.first(source, today).is_some_and(|first| first > from);
    let mut kept = history::kept(cube, only, from);
    kept.retain(|one| leaves(&one.source));
    kept
}

fn weights(settings: &ranking::Settings) -> Vec<(&'static str, f64)> {
    use crate::model::FactorName;
    FactorName::ALL.into_iter().map(|name| (name.name(), settings.weights[name])).collect()
}
