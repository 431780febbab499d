//! The roadmap meeting as it is published: what matched, what is at stake, the roadmap and what it
//! covers.
//!
//! Takes the night's [`Meeting`] and what themes are called; gives numbers with the sentences computed
//! from them. Names in the company's own files are outside text like any other: each format escapes
//! them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::demand::DemandView;
use super::fixes::FixView;
use super::matched::{bad_words, cost_words, join_words, roadmap_words};
use super::metric::ThemeMetricView;
use super::opportunity::number;
use super::ratings::RatingView;
use crate::model::{AtStake, BusinessFile, ItemHeard, Meeting, Progress, ThemeId, ThemeStake};
use crate::report::phrase;

/// Queries that a report names in each list; the counts are whole, and `earful demand` names all.
const QUERIES: usize = 20;
/// Rows that could not be used which a report names; the counts are whole.
const BAD_ROWS: usize = 50;

/// The roadmap meeting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MeetingView {
    /// What the files are and what of them matched, in sentences.
    pub words: Vec<String>,
    /// The files.
    pub files: Vec<BusinessFileView>,
    /// What the customers file matched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joins: Option<JoinView>,
    /// First and last day of the recent window.
    pub window: Option<[String; 2]>,
    /// Active customers in it, on average.
    pub active: Option<f64>,
    /// The revenue above which an account counts no more.
    pub cap: Option<f64>,
    /// The amount above which a sale counts no more, where sales were undone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sales_cap: Option<f64>,
    /// What themes do to each kind of rating; kinds are never mixed.
    pub ratings: Vec<RatingView>,
    /// What the ranked themes mean to the business, best ranked first.
    pub stakes: Vec<StakeView>,
    /// What happened, by day.
    pub events: Vec<EventView>,
    /// The roadmap, in the order of its files.
    pub items: Vec<ItemView>,
    /// What it covers, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coverage: Option<RoadmapView>,
    /// The ledger of fixes, latest first.
    pub fixes: Vec<FixView>,
    /// What customers search for, where there is a log of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demand: Option<DemandView>,
    /// Metrics of themes, lately against before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub metrics: Vec<ThemeMetricView>,
}

/// One file beside the settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BusinessFileView {
    /// `customers`, `events`, `roadmap`, `shipped`, `costs`, `exposure`, `searches` or `metrics`.
    pub kind: String,
    /// Its name.
    pub file: String,
    /// Rows used.
    pub used: u64,
    /// Rows that could not be used.
    pub bad: u64,
    /// The first of those: line and reason.
    pub bad_rows: Vec<(u64, String)>,
    /// What was understood of its columns.
    pub columns: String,
}

/// What the customers file matched.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct JoinView {
    /// Customers of the file.
    pub customers: u64,
    /// Of those, heard in the feedback.
    pub heard: u64,
    /// Customers in the feedback.
    pub authors: u64,
    /// Of those, in the file.
    pub known: u64,
    /// By source: its name, its records, those with an author or account, those matched.
    pub sources: Vec<(String, u64, u64, u64)>,
}

/// What a theme means to the business.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StakeView {
    /// The theme.
    pub theme: String,
    /// What it is called.
    pub title: String,
    /// Its rank.
    pub rank: u32,
    /// Customers who want it changed.
    pub customers: u32,
    /// Of those, in the recent window.
    pub recent: u32,
    /// Per 1,000 active customers, with the 95 % interval.
    pub incidence: Option<[f64; 3]>,
    /// What the customers behind it pay in a year, capped.
    pub revenue: Option<f64>,
    /// Accounts behind that.
    pub accounts: u32,
    /// Accounts whose revenue nobody knows.
    pub unknown: u32,
    /// The share of one account, where it is more than half.
    pub one_account: Option<f64>,
    /// Contacts about it in the recent window that have a cost.
    pub contacts: Option<f64>,
    /// What they cost.
    pub contact_cost: Option<f64>,
    /// Sales undone for it (returns, cancellations, downgrades), one with several reasons parted among them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sales_undone: Option<f64>,
    /// What they were worth, each capped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sales_amount: Option<f64>,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EventView {
    /// The first day.
    pub from: String,
    /// The last day.
    pub to: String,
    /// What kind of thing.
    pub kind: String,
    /// What it is called.
    pub name: String,
    /// The themes that the file says it is about, as they are today.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub themes: Vec<String>,
}

/// An item of the roadmap.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ItemView {
    /// Its name for ever.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// The themes it names.
    pub themes: Vec<ItemThemeView>,
    /// The searches it names.
    pub queries: Vec<String>,
    /// Themes that those searches find, with their titles.
    pub found: Vec<(String, String)>,
    /// Weeks by team; the team without a name is empty.
    pub effort: Vec<(String, f64)>,
    /// `open`, `doing`, `shipped` or `dropped`.
    pub progress: String,
    /// The same in the tracker's words.
    pub status: String,
    /// Who answers for it; may be empty.
    pub owner: String,
    /// The day it shipped.
    pub shipped: Option<String>,
    /// The version it shipped with.
    pub version: Option<String>,
    /// Its key in the tracker.
    pub tracker: Option<String>,
    /// The best rank of its themes.
    pub best_rank: Option<u32>,
    /// Customers who want what it answers.
    pub customers: u32,
    /// Their records.
    pub records: u32,
    /// What they pay in a year, capped.
    pub revenue: Option<f64>,
    /// What is wrong with it, in sentences: ids that never were, searches that cannot be read.
    pub problems: Vec<String>,
    /// The file it stands in, and its line.
    pub place: String,
}

/// A theme that an item names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ItemThemeView {
    /// The id as the file has it.
    pub named: String,
    /// The theme that carries it today; `None` where nothing is left of it.
    pub today: Option<String>,
    /// What that one is called.
    pub title: String,
    /// Whether there never was a theme of that id.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub never: bool,
}

/// What the roadmap covers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RoadmapView {
    /// All of it in a sentence.
    pub words: String,
    /// Pains that nobody works on: theme, title, rank.
    pub without_work: Vec<(String, String, u32)>,
    /// Items that answer no pain: id and title.
    pub without_pain: Vec<(String, String)>,
    /// Pains that somebody works on: theme, title, items.
    pub covered: Vec<(String, String, Vec<String>)>,
}

impl MeetingView {
    /// Publishes a meeting; `title` says what a theme is called.
    pub fn new(meeting: &Meeting, title: &dyn Fn(ThemeId) -> String) -> MeetingView {
        let mut words: Vec<String> = Vec::new();
        words.extend(meeting.joins.as_ref().map(join_words));
        words.extend(meeting.costs.as_ref().and_then(cost_words));
        if let (Some(active), Some((from, to))) = (meeting.active, meeting.window) {
            words.push(format!(
                "{} active customers on average from {} to {}: incidence counts those of them who were heard, per 1,000.",
                phrase::count(active.round().max(0.0) as u64),
                phrase::date(from),
                phrase::date(to)
            ));
        }
        words.extend(meeting.files.iter().filter_map(bad_words));
        words.extend(
            (meeting.files.iter().filter(|file| !file.assumed.is_empty()))
                .map(|file| format!("{}: {}.", file.file, file.assumed)),
        );
        if !meeting.metrics_of_none.is_empty() {
            let ids: Vec<String> = meeting.metrics_of_none.iter().map(ThemeId::to_string).collect();
            words.push(format!(
                "The metrics file names themes that never were: {}; `earful themes` lists them.",
                ids.join(", ")
            ));
        }
        words.extend(roadmap_words(meeting));
        let mut stakes: Vec<StakeView> =
            meeting.stakes.iter().map(|one| stake(one, title)).collect();
        stakes.sort_by_key(|one| one.rank);
        let name = |id: &str| {
            let found = meeting.items.iter().find(|one| *one.item.id == *id);
            found.map_or_else(|| id.to_owned(), |one| one.item.title.to_string())
        };
        MeetingView {
            words,
            files: meeting.files.iter().map(file).collect(),
            joins: meeting.joins.as_ref().map(|joins| JoinView {
                customers: joins.customers,
                heard: joins.heard,
                authors: joins.authors,
                known: joins.known,
                sources: (joins.sources.iter())
                    .map(|one| (one.source.to_string(), one.records, one.named, one.matched))
                    .collect(),
            }),
            window: meeting.window.map(|(from, to)| [from.to_string(), to.to_string()]),
            active: meeting.active.map(number),
            cap: meeting.cap.map(number),
            sales_cap: meeting.sales_cap.map(number),
            ratings: meeting.ratings.iter().map(|one| RatingView::new(one, title)).collect(),
            stakes,
            events: (meeting.events.iter())
                .map(|event| EventView {
                    from: event.from.to_string(),
                    to: event.to.to_string(),
                    kind: event.kind.to_string(),
                    name: event.name.to_string(),
                    themes: event.themes.iter().map(ThemeId::to_string).collect(),
                })
                .collect(),
            items: meeting.items.iter().map(|one| item(one, title)).collect(),
            coverage: meeting.coverage.as_ref().map(|coverage| {
                let rank = |theme: &ThemeId| {
                    let found = meeting.stakes.iter().find(|one| one.theme == *theme);
                    found.map_or(0, |one| one.rank)
                };
                let looked_at = coverage.without_work.len() + coverage.covered.len();
                RoadmapView {
                    words: coverage_words(
                        looked_at as u64,
                        coverage.without_work.len() as u64,
                        coverage.without_pain.len() as u64,
                    ),
                    without_work: (coverage.without_work.iter())
                        .map(|theme| (theme.to_string(), title(*theme), rank(theme)))
                        .collect(),
                    without_pain: (coverage.without_pain.iter())
                        .map(|id| (id.clone(), name(id)))
                        .collect(),
                    covered: (coverage.covered.iter())
                        .map(|(theme, items)| (theme.to_string(), title(*theme), items.clone()))
                        .collect(),
                }
            }),
            fixes: (meeting.fixes.iter())
                .map(|fix| FixView::new(fix, &name(&fix.item), title))
                .collect(),
            metrics: meeting.metrics.iter().map(|one| ThemeMetricView::new(one, title)).collect(),
            demand: (meeting.demand.as_ref()).map(|demand| DemandView::new(demand, title, QUERIES)),
        }
    }
}

fn coverage_words(looked_at: u64, without_work: u64, without_pain: u64) -> String {
    let pains = match without_work {
        0 => format!("Somebody works on each of the first {looked_at} pains"),
        _ => format!(
            "Nobody works on {} of the first {} pains",
            phrase::count(without_work),
            phrase::count(looked_at)
        ),
    };
    let items = match without_pain {
        0 => "every open item answers one that somebody has".to_owned(),
        1 => "1 open item answers none that anybody has".to_owned(),
        many => format!("{} open items answer none that anybody has", phrase::count(many)),
    };
    format!("{pains}; {items}.")
}

fn file(file: &BusinessFile) -> BusinessFileView {
    BusinessFileView {
        kind: file.kind.to_owned(),
        file: file.file.to_string(),
        used: file.used,
        bad: file.bad.len() as u64,
        bad_rows: (file.bad.iter().take(BAD_ROWS))
            .map(|row| (row.line, row.reason.clone()))
            .collect(),
        columns: file.columns.clone(),
    }
}

fn stake(one: &ThemeStake, title: &dyn Fn(ThemeId) -> String) -> StakeView {
    let stake = one.at_stake;
    StakeView {
        theme: one.theme.to_string(),
        title: title(one.theme),
        rank: one.rank,
        customers: one.customers,
        recent: one.recent,
        incidence: one.incidence.map(|(rate, low, high)| [rate, low, high].map(number)),
        revenue: stake.map(|stake| number(stake.revenue)),
        accounts: stake.map_or(0, |stake| stake.accounts),
        unknown: stake.map_or(0, |stake| stake.unknown),
        one_account: stake.and_then(|stake: AtStake| stake.one_account).map(number),
        contacts: one.contacts.map(|contacts| number(contacts.0)),
        contact_cost: one.contacts.map(|contacts| number(contacts.1)),
        sales_undone: one.undone.map(|undone| number(undone.sales)),
        // Where no amount is known there is no sum of them.
        sales_amount: (one.undone.filter(|undone| undone.sales > undone.unknown))
            .map(|undone| number(undone.amount)),
    }
}

fn item(one: &ItemHeard, title: &dyn Fn(ThemeId) -> String) -> ItemView {
    let item = &one.item;
    let mut problems: Vec<String> = (one.never.iter())
        .map(|theme| format!("There never was a theme {theme}: `earful themes` lists them."))
        .collect();
    let gone =
        one.themes.iter().filter(|(named, today)| today.is_none() && !one.never.contains(named));
    problems.extend(gone.map(|(named, _)| format!("Nothing is left of {named}.")));
    problems.extend(
        one.unmeasured
            .iter()
            .map(|name| format!("The metrics file has no metric {}.", phrase::quoted(name))),
    );
    problems.extend(one.unreadable.iter().map(|why| format!("The search cannot be asked: {why}.")));
    match (item.progress, item.shipped) {
        (Progress::Shipped, None) => problems.push(
            "It is shipped without a day: write it into the column shipped, so that what it changed can be \
             followed."
                .to_owned(),
        ),
        (_, Some(day)) if one.ahead => problems.push(format!(
            "It ships on {}, after the day of this run: what it changed cannot be told yet.",
            phrase::date(day)
        )),
        _ => {}
    }
    ItemView {
        id: item.id.to_string(),
        title: item.title.to_string(),
        themes: (one.themes.iter())
            .map(|(named, today)| ItemThemeView {
                named: named.to_string(),
                today: today.map(|today| today.to_string()),
                title: today.map(title).unwrap_or_default(),
                never: one.never.contains(named),
            })
            .collect(),
        queries: item.queries.clone(),
        found: one.found.iter().map(|theme| (theme.to_string(), title(*theme))).collect(),
        effort: (item.effort.iter())
            .map(|(team, weeks)| (team.to_string(), number(*weeks)))
            .collect(),
        progress: item.progress.name().to_owned(),
        status: item.status.to_string(),
        owner: item.owner.as_deref().unwrap_or_default().to_owned(),
        shipped: item.shipped.map(|day| day.to_string()),
        version: item.version.as_deref().map(str::to_owned),
        tracker: item.tracker.as_deref().map(str::to_owned),
        best_rank: one.best_rank,
        customers: one.customers,
        records: one.records,
        revenue: one.at_stake.map(|stake| number(stake.revenue)),
        problems,
        place: format!("{}:{}", item.file, item.line),
    }
}
