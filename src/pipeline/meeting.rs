//! The roadmap meeting: what is heard, joined to what the company knows.
//!
//! Takes a corpus with its themes and ranking, and the files beside the settings; gives a [`Meeting`]
//! and, on the [`Desk`], the people behind every item and theme, which plans and ranks are made of. The
//! night makes one for its report; the verbs make one of the newest run and of the files as they are
//! now, so that a changed roadmap is seen at once.

mod heard;
mod ledger;
mod metrics;
mod over_time;
mod quarter;
mod ranks;
mod stakes;

use std::collections::{BTreeMap, BTreeSet};

use crate::business::{Amounts, Joined, Stakes, cost_match};
use crate::index::Words;
use crate::model::{
    Analysis, Business, CompanyEvent, Corpus, Day, Demand, FeedbackId, ItemHeard, Kind,
    LineageEvent, Meeting, Searched, Stance, StatementId, Theme, ThemeId, ThemeStake,
};
use crate::planning::{self, Work};
use crate::ranking;
use crate::report::View;
use crate::report::view::OpportunityView;
use crate::store::{Manifest, Workspace};
use crate::text::Analyser;

use super::Error;
use super::business::{business, joined};
use super::demand::{Listening, ThemeWords};
use super::indexing::open_index;
use super::settings::Settings;
use super::tracked::saying;
use super::voices::known_voices;

use heard::heard;
pub(super) use heard::wants_of;
use stakes::{contacts, incidence, parts, undone};

pub use quarter::{Aim, Quarter, TeamWeek};
pub use ranks::{RankOf, Ranks, Row, WhatIf, framework_about, weights_of};

/// Records and customers who want something.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wanting {
    /// Rows with a complaint or request, ascending.
    pub rows: Vec<u32>,
    /// The customers behind them, ascending.
    pub people: Vec<u32>,
    /// Complaints and requests.
    pub statements: u32,
    /// Sum of their severities.
    pub severities: u32,
    /// Statements of praise.
    pub praise: u32,
}

/// All that the meeting is made of.
pub struct Desk {
    /// What is shown.
    pub meeting: Meeting,
    /// The corpus, with the segments of the customers.
    pub corpus: Corpus,
    /// What the company knows.
    pub business: Business,
    /// The customer of every row.
    pub person: Vec<u32>,
    /// For every row a place in the customers of the file.
    pub joined: Joined,
    /// What accounts pay.
    pub stakes: Stakes,
    /// Who wants each theme changed.
    pub themes: BTreeMap<ThemeId, Wanting>,
    /// Who wants what each item answers, in the order of the roadmap.
    pub items: Vec<Wanting>,
    /// The ranked themes, best first.
    pub ranked: Vec<ThemeId>,
    /// The last day the trends speak for.
    pub as_of: Option<Day>,
    /// The theme of every statement that counts; of a night none is kept.
    places: Vec<Option<ThemeId>>,
    /// What queries are held against, where there is a log of searches.
    listening: Option<Listening>,
}

/// What themes there are, however they are remembered.
struct Known<'a> {
    /// The theme of each statement that counts: themes without a subject are left out.
    theme_of: &'a dyn Fn(usize) -> Option<ThemeId>,
    ranked: Vec<ThemeId>,
    /// The theme that carries an id today.
    resolve: &'a dyn Fn(ThemeId) -> Option<ThemeId>,
    /// Whether an id was ever given.
    ever: &'a dyn Fn(ThemeId) -> bool,
    /// Rows that a search finds, ascending.
    find: &'a dyn Fn(&str) -> Result<Vec<FeedbackId>, String>,
    windows: Option<[(Day, Day); 2]>,
    as_of: Option<Day>,
    /// The words of the ranked themes, best first; asked where there is a log of searches.
    words: &'a dyn Fn() -> Vec<ThemeWords>,
    today: Day,
}

/// The meeting of a night; `None` where the company keeps no such file and no sale was undone.
pub(super) fn of_night(
    workspace: &Workspace,
    analysis: &Analysis,
    corpus: &Corpus,
    ledger: &[LineageEvent],
    resolve: &dyn Fn(ThemeId) -> Option<ThemeId>,
    (business, joined): (&Business, &Joined),
    settings: &Settings,
) -> Option<Meeting> {
    if business.is_empty() && corpus.feedback().iter().all(|one| one.kind != Kind::Sale) {
        return None;
    }
    let themes = &analysis.themes;
    let general: BTreeSet<ThemeId> =
        themes.themes.iter().filter(|theme| theme.general).map(|theme| theme.id).collect();
    let theme_of = |at: usize| {
        let place = themes.assignments.get(at).copied().flatten()?;
        (!general.contains(&place.theme)).then_some(place.theme)
    };
    let ever = |id: ThemeId| {
        id.made().is_some_and(|_| themes.get(id).is_some())
            || ledger.iter().any(|event| event.theme == id)
    };
    let trend = analysis.trends.first();
    let known = Known {
        theme_of: &theme_of,
        ranked: analysis.opportunities.iter().map(|one| one.theme).collect(),
        resolve,
        ever: &ever,
        find: &|query| found(workspace, corpus, query, analysis.run.today),
        windows: trend
            .map(|one| [(one.recent.from, one.recent.to), (one.baseline.from, one.baseline.to)]),
        as_of: analysis.as_of,
        words: &|| {
            let ranked = analysis.opportunities.iter().filter_map(|one| themes.get(one.theme));
            let words = |theme: &Theme| {
                let title = std::iter::once(&theme.label.title);
                let label = title.chain(&theme.label.terms).cloned().collect();
                ThemeWords { theme: theme.id, label, known: theme.known.clone() }
            };
            ranked.map(words).collect()
        },
        today: analysis.run.today,
    };
    let mut desk = desk(corpus, business.clone(), joined.clone(), &known, settings);
    ledger::ring(&mut desk.meeting.fixes, &|| told(workspace, analysis));
    Some(desk.meeting)
}

/// The ids of the alarms that the report of the last night tells of; none where it cannot be read.
fn told(workspace: &Workspace, analysis: &Analysis) -> BTreeSet<String> {
    let last = analysis.previous.as_ref();
    let report = last.and_then(|last| workspace.run_file(&last.run, "report.json").ok());
    let view = report.and_then(|bytes| View::from_json(&bytes).ok());
    view.into_iter().flat_map(|view| view.alarms).map(|alarm| alarm.id).collect()
}

/// The meeting of a run, with the files beside the settings as they are now.
///
/// # Errors
/// [`Error::Settings`] when a file cannot be used; [`Error::Usage`] when the run remembers nothing; what
/// the disk or the index refuses.
pub fn meeting(
    workspace: &Workspace,
    run: &Manifest,
    view: &View,
    settings: &Settings,
) -> Result<Desk, Error> {
    let business = business(workspace, settings)?;
    let memory = workspace.memory(&run.id)?.ok_or_else(|| {
        let words = "the newest run no longer knows which record is in which theme: `earful run` makes a \
                     new one";
        Error::Usage(words.to_owned())
    })?;
    let mut corpus = workspace.load_of(&run.segments)?;
    let upto = run.segments.last().copied().unwrap_or(0);
    known_voices(workspace, &mut corpus, upto, settings.intake.voice_days)?;
    let joined = joined(&mut corpus, &business);
    let general: BTreeSet<ThemeId> = (view.themes.iter().filter(|theme| theme.general))
        .filter_map(|theme| theme.id.parse().ok())
        .collect();
    let mut places: Vec<(StatementId, ThemeId)> = (memory.curated_places())
        .filter_map(|(id, _, place)| Some((id, place?.theme)))
        .filter(|(_, theme)| !general.contains(theme))
        .collect();
    places.sort_unstable();
    let theme_of: Vec<Option<ThemeId>> = (corpus.statements().iter())
        .map(|statement| {
            let id = corpus.id_of(statement);
            places.binary_search_by_key(&id, |place| place.0).ok().map(|at| places[at].1)
        })
        .collect();
    let day = |text: &str| text.parse::<Day>().ok();
    let trend = view.opportunities.iter().find_map(|one| one.trend.as_ref());
    let windows = trend.and_then(|one| {
        let window = |from: &str, to: &str| Some((day(from)?, day(to)?));
        Some([
            window(&one.recent.from, &one.recent.to)?,
            window(&one.baseline.from, &one.baseline.to)?,
        ])
    });
    let known = Known {
        theme_of: &|at| theme_of[at],
        ranked: view.opportunities.iter().filter_map(|one| one.theme.parse().ok()).collect(),
        resolve: &|id| super::living(&memory, id),
        ever: &|id| {
            memory.ledger.iter().any(|event| event.theme == id)
                || super::living(&memory, id).is_some()
        },
        find: &|query| found(workspace, &corpus, query, run.today),
        windows,
        as_of: view.as_of.as_deref().and_then(day),
        words: &|| {
            let ranked = view.opportunities.iter();
            let words = |one: &OpportunityView| {
                let shown = view.themes.iter().find(|theme| theme.id == one.theme)?;
                let theme: ThemeId = shown.id.parse().ok()?;
                let label = std::iter::once(&shown.title).chain(&shown.terms).cloned().collect();
                let remembered = memory.themes.iter().find(|one| one.id == theme);
                let known = remembered.and_then(|one| one.known.clone());
                Some(ThemeWords { theme, label, known })
            };
            ranked.filter_map(words).collect()
        },
        today: run.today,
    };
    let mut desk = desk(&corpus, business, joined, &known, settings);
    desk.corpus = corpus;
    desk.places = theme_of;
    Ok(desk)
}

/// What a search finds in the index; the words of why it cannot be asked. While people are forgotten the
/// index is made again last: then the texts are asked.
pub(super) fn found(
    workspace: &Workspace,
    corpus: &Corpus,
    query: &str,
    today: Day,
) -> Result<Vec<FeedbackId>, String> {
    let named = crate::index::named(query).map_err(|error| error.to_string())?;
    if let Some(name) = named.first() {
        return Err(format!("theme:{name} belongs into the column of themes"));
    }
    let search = crate::index::Search {
        query: query.to_owned(),
        exact: true,
        today: Some(today),
        ..Default::default()
    };
    // What is wrong with an index may show only when it is asked.
    match open_index(workspace).and_then(|index| Ok(index.ids(&search)?)) {
        Ok(ids) => Ok(ids),
        Err(Error::Index(error)) if error.is_stale() => {
            let words = Words::new(query).map_err(|error| error.to_string())?;
            let rows = saying(corpus, &words, &mut Analyser::new());
            Ok(rows.into_iter().map(|row| corpus.feedback()[row as usize].id).collect())
        }
        Err(error) => Err(error.to_string()),
    }
}

/// Everything but the corpus, which the caller has.
fn desk(
    corpus: &Corpus,
    business: Business,
    joined: Joined,
    known: &Known<'_>,
    settings: &Settings,
) -> Desk {
    let person = corpus.customers();
    let stakes = Stakes::of(&business.customers);
    let themes = wanted(corpus, &person, known.theme_of);
    let mut meeting = Meeting {
        files: business.files.clone(),
        joins: business.has("customers").then(|| joined.counts.clone()),
        costs: (!business.costs.is_empty() && !corpus.feedback().is_empty())
            .then(|| cost_match(&business.costs, corpus)),
        window: known.windows.map(|windows| windows[0]),
        active: known.windows.and_then(|[(from, to), _]| business.exposure.mean(from, to)),
        cap: stakes.is_known().then(|| stakes.cap()),
        ratings: ranking::on_ratings(corpus, known.theme_of, known.windows),
        events: events(&business, known),
        ..Meeting::default()
    };
    let of_file = |rows: &[u32]| -> Vec<u32> {
        rows.iter().filter_map(|&row| joined.of_row.get(row as usize).copied().flatten()).collect()
    };
    let behind = |rows: &[u32]| stakes.behind(of_file(rows).into_iter());
    // Who is active is told by the file of customers or by that of exposure. Of the first only its own
    // customers are counted, so that those who cannot be found in it are no part of it.
    let counted = |rows: &[u32], heard: u32| -> Option<u32> {
        if business.has("exposure") {
            return Some(heard);
        }
        let found: std::collections::BTreeSet<u32> = of_file(rows).into_iter().collect();
        (!found.is_empty() || heard == 0).then_some(found.len() as u32)
    };
    let parts = parts(&themes);
    // Costs that no record has make no sum of nothing.
    let are_known = meeting.costs.as_ref().is_some_and(|one| one.without < one.records);
    let costs = if are_known { &business.costs[..] } else { &[] };
    let sold = corpus.feedback().iter().filter(|one| one.kind == Kind::Sale);
    let sales = Amounts::of(sold.clone().filter_map(|one| one.value));
    meeting.sales_cap = sold.clone().next().map(|_| sales.cap);
    for (place, &theme) in known.ranked.iter().enumerate() {
        let Some(one) = themes.get(&theme) else { continue };
        let in_window = |row: &&u32| {
            let day = corpus.feedback()[**row as usize].day();
            meeting.window.zip(day).is_some_and(|((from, to), day)| (from..=to).contains(&day))
        };
        let recent: Vec<u32> = one.rows.iter().filter(in_window).copied().collect();
        let heard = people_of(&recent, &person).len() as u32;
        meeting.stakes.push(ThemeStake {
            theme,
            rank: place as u32 + 1,
            customers: one.people.len() as u32,
            recent: heard,
            incidence: meeting
                .active
                .and_then(|active| incidence(counted(&recent, heard)?, active)),
            at_stake: behind(&one.rows),
            contacts: contacts(corpus, costs, &recent, &parts),
            undone: sales.undone(undone(corpus, &one.rows, &parts)),
        });
    }
    let mut items = Vec::new();
    for item in &business.roadmap {
        let (heard, wanting) = heard(item, corpus, &person, &themes, known);
        let at_stake = behind(&wanting.rows);
        let unmeasured = match business.has("metrics") {
            true => metrics::unknown(item, &business.metrics),
            false => Vec::new(),
        };
        let ahead = item.shipped.is_some_and(|day| day > known.today);
        meeting.items.push(ItemHeard { at_stake, unmeasured, ahead, ..heard });
        items.push(wanting);
    }
    if business.has("roadmap") {
        let work: Vec<Work> = meeting.items.iter().map(work_of).collect();
        meeting.coverage = Some(planning::coverage(&known.ranked, settings.report.top, &work));
    }
    (meeting.metrics, meeting.metrics_of_none) =
        metrics::of_themes(&business.metrics, known.windows, known.resolve, known.ever);
    let mut desk = Desk {
        meeting,
        corpus: Corpus::default(),
        business,
        person,
        joined,
        stakes,
        themes,
        items,
        ranked: known.ranked.clone(),
        as_of: known.as_of,
        places: Vec::new(),
        listening: None,
    };
    if desk.business.has("searches") {
        let words = (known.words)();
        let (trends, catalogue) = (&settings.trends, &settings.catalogue);
        desk.listening = Some(Listening::new(&words, corpus, known.today, trends, catalogue));
        desk.meeting.demand = desk.demand(None);
    }
    desk.meeting.fixes = ledger::fixes(&desk, corpus, settings, known.today);
    desk
}

/// What happened, with the themes it is about as they are today.
fn events(business: &Business, known: &Known<'_>) -> Vec<CompanyEvent> {
    let today = |event: &CompanyEvent| CompanyEvent {
        themes: event.themes.iter().filter_map(|&theme| (known.resolve)(theme)).collect(),
        ..event.clone()
    };
    business.events.iter().map(today).collect()
}

fn work_of(one: &ItemHeard) -> Work {
    Work {
        id: one.item.id.to_string(),
        progress: one.item.progress,
        themes: one.answers().into_iter().collect(),
        customers: one.customers,
    }
}

/// Who wants each theme changed.
fn wanted(
    corpus: &Corpus,
    person: &[u32],
    theme_of: &dyn Fn(usize) -> Option<ThemeId>,
) -> BTreeMap<ThemeId, Wanting> {
    let mut themes: BTreeMap<ThemeId, Wanting> = BTreeMap::new();
    for (at, statement) in corpus.statements().iter().enumerate() {
        let Some(theme) = theme_of(at) else { continue };
        let one = themes.entry(theme).or_default();
        if statement.stance.wants_change() {
            one.statements += 1;
            one.severities += u32::from(statement.severity.min(3));
            if one.rows.last() != Some(&statement.row) {
                one.rows.push(statement.row);
            }
        } else if statement.stance == Stance::Praise {
            one.praise += 1;
        }
    }
    for one in themes.values_mut() {
        one.people = people_of(&one.rows, person);
    }
    themes
}

/// The customers behind rows, ascending.
fn people_of(rows: &[u32], person: &[u32]) -> Vec<u32> {
    let mut people: Vec<u32> = rows.iter().map(|&row| person[row as usize]).collect();
    people.sort_unstable();
    people.dedup();
    people
}

/// Whom to tell when an item ships.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ToTell {
    /// Customers of the file, by line: the line and their records (source, the source's id).
    pub customers: Vec<(u64, Vec<(String, String)>)>,
    /// Records of people whom the file does not know.
    pub others: Vec<(String, String)>,
}

impl Desk {
    /// What customers search for; of one segment's searches where a name and a value are given. `None`
    /// where there is no log of searches.
    pub fn demand(&self, segment: Option<(&str, &str)>) -> Option<Demand> {
        let is_of = |row: &&Searched| {
            segment.is_none_or(|(name, value)| {
                let mut pairs = row.segments.iter();
                pairs.any(|pair| &*pair.name == name && pair.value.eq_ignore_ascii_case(value))
            })
        };
        let rows = self.business.searches.iter().filter(is_of);
        self.listening.as_ref().map(|listening| listening.demand(rows))
    }

    /// Whom to tell when item number `at` ships: everybody who asked, by the lines of the customers
    /// file, because keys are hashed here and only the file knows who they are.
    pub fn to_tell(&self, at: usize) -> ToTell {
        let mut by_line: BTreeMap<u64, Vec<(String, String)>> = BTreeMap::new();
        let mut told = ToTell::default();
        for &row in &self.items[at].rows {
            let one = &self.corpus.feedback()[row as usize];
            let name = (one.source.to_string(), one.external.to_string());
            match self.joined.of_row.get(row as usize).copied().flatten() {
                Some(customer) => {
                    let line = self.business.customers[customer as usize].line;
                    by_line.entry(line).or_default().push(name);
                }
                None => told.others.push(name),
            }
        }
        told.others.sort();
        told.customers = by_line.into_iter().collect();
        told
    }
}
