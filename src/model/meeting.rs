//! What the roadmap meeting looks at: what themes do to ratings, what customers behind them pay, what
//! the roadmap answers, and what shipped fixes changed.

use std::sync::Arc;

use super::{
    BusinessFile, CompanyEvent, Day, Demand, Impact, Item, MetricChange, RatingKind, Ring, ThemeId,
    ThemeMetric,
};

/// How many of a source's records are of a known customer.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct SourceMatch {
    /// The source.
    pub source: Arc<str>,
    /// Its records.
    pub records: u64,
    /// Of those, records with an author or an account at all.
    pub named: u64,
    /// Of those, records of a customer of the file.
    pub matched: u64,
}

/// What a join matched, on either side.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct JoinCounts {
    /// Customers of the file.
    pub customers: u64,
    /// Of those, who is heard in the feedback.
    pub heard: u64,
    /// Customers in the feedback.
    pub authors: u64,
    /// Of those, who is in the file.
    pub known: u64,
    /// By source, in name order.
    pub sources: Vec<SourceMatch>,
}

/// What of the records the costs file has a line for.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct CostMatch {
    /// All records.
    pub records: u64,
    /// Of those, records without a cost.
    pub without: u64,
    /// Channels of the file that no record is of, in its order.
    pub idle: Vec<Arc<str>>,
}

/// Revenue at stake.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct AtStake {
    /// Accounts of known revenue behind it.
    pub accounts: u32,
    /// Customers behind it whose revenue nobody knows.
    pub unknown: u32,
    /// Their revenue a year, each capped.
    pub revenue: f64,
    /// The same without the cap.
    pub uncapped: f64,
    /// The largest part that one account holds of the uncapped sum, where it is more than half.
    pub one_account: Option<f64>,
}

/// Sales that were undone: returned, cancelled, downgraded.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Undone {
    /// How many; one whose reason speaks of several themes is parted among them.
    pub sales: f64,
    /// What they were worth, each capped, in the company's own unit.
    pub amount: f64,
    /// Of those, sales whose amount nobody knows.
    pub unknown: f64,
}

/// Weekly counts of one thing, before and after a day, in order of time.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Weeks {
    /// Before.
    pub before: Vec<u32>,
    /// After.
    pub after: Vec<u32>,
}

impl Weeks {
    /// The sums before and after.
    pub fn sums(&self) -> (u32, u32) {
        (self.before.iter().sum(), self.after.iter().sum())
    }

    /// The sum of several, week by week.
    pub fn sum<'w>(all: impl Iterator<Item = &'w Weeks>) -> Weeks {
        let mut sum = Weeks::default();
        let add = |into: &mut Vec<u32>, more: &[u32]| {
            into.resize(into.len().max(more.len()), 0);
            into.iter_mut().zip(more).for_each(|(sum, one)| *sum += one);
        };
        for one in all {
            add(&mut sum.before, &one.before);
            add(&mut sum.after, &one.after);
        }
        sum
    }
}

/// A change against what the others lead to expect: −0.5 is half as much.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    /// The change, above −1.
    pub change: f64,
    /// Its 95 % interval.
    pub interval: (f64, f64),
    /// What was expected after, had nothing changed.
    pub expected: f64,
    /// The estimate on the scale of logarithms over its standard error.
    pub z: f64,
}

/// What can be said of a shipped item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is heard less, beyond chance and beyond what other themes did.
    Worked,
    /// Nothing beyond chance is shown.
    NotShown,
    /// It is heard more than before, or again after it was heard less.
    Regressed,
    /// Too few weeks or too few voices to tell.
    TooEarly,
}

impl Verdict {
    /// The name used in exports.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Worked => "worked",
            Verdict::NotShown => "not_shown",
            Verdict::Regressed => "regressed",
            Verdict::TooEarly => "too_early",
        }
    }
}

/// What was found of an item.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// Its own weeks.
    pub own: Weeks,
    /// The weeks of the themes it was compared with, together.
    pub others: Weeks,
    /// Places of those themes among the ones given.
    pub alike: Vec<usize>,
    /// What changed; `None` where too little is known.
    pub effect: Option<Effect>,
    /// By how much the interval is wider for what other themes did without a reason, at least 1.
    pub inflation: f64,
    /// Share of the other themes for which the same day shows as strong a fall; `None` where fewer than
    /// nine can speak.
    pub placebo: Option<f64>,
    /// How the last four weeks differ from those between; `None` where too few weeks have passed.
    pub lately: Option<Effect>,
    /// What can be said.
    pub verdict: Verdict,
}

/// What is covered.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct RoadmapCoverage {
    /// Pains that no open item answers, best ranked first.
    pub without_work: Vec<ThemeId>,
    /// Open items that answer no pain that anybody has, in the order given.
    pub without_pain: Vec<String>,
    /// Pains that an open item answers, with those items, best ranked first.
    pub covered: Vec<(ThemeId, Vec<String>)>,
}

/// What themes do to the mean of one kind of rating.
#[derive(Clone, Debug, PartialEq)]
pub struct RatingImpact {
    /// The kind: numbers of two kinds never stand in one column.
    pub kind: RatingKind,
    /// How its scale is called.
    pub scale: String,
    /// Rated records.
    pub rated: u32,
    /// Customers who rated them.
    pub customers: u32,
    /// Their mean, in `scale`.
    pub mean: f64,
    /// Half the 95 % interval of the mean, with the records of one customer taken together; `None` where
    /// fewer than two customers rated, or where records differ and customers do not.
    pub margin: Option<f64>,
    /// The themes, ascending id; those with no rated record are left out.
    pub lines: Vec<RatingLine>,
    /// What the records in no theme pull the mean by, in `scale`.
    pub untagged: f64,
    /// Records in no theme.
    pub untagged_rated: u32,
    /// How the mean changed between the windows of the trends, where both have ratings.
    pub change: Option<RatingChange>,
}

/// What one theme does to the mean.
#[derive(Clone, Debug, PartialEq)]
pub struct RatingLine {
    /// The theme.
    pub theme: ThemeId,
    /// Rated records with a statement in it.
    pub rated: u32,
    /// Share × gap with its interval; `None` where fewer than ten are rated.
    pub impact: Option<Impact>,
    /// What it pulls the mean by, each record parted among its themes: all lines and `untagged` add up
    /// to nothing, because the mean is what they are measured from.
    pub credit: f64,
}

/// A change of a mean, split exactly.
#[derive(Clone, Debug, PartialEq)]
pub struct RatingChange {
    /// The first and the last day of the baseline and of the recent window.
    pub days: [(Day, Day); 2],
    /// The mean before.
    pub before: f64,
    /// The mean in the recent window.
    pub now: f64,
    /// 95 % interval of `now − before`, with the records of one customer taken together; `None` where
    /// fewer than two customers rated before or now, or where customers do not differ.
    pub interval: Option<(f64, f64)>,
    /// Rated records before and in the recent window.
    pub rated: (u32, u32),
    /// The parts; all of them add up to `now − before`. Ascending, records in no theme first.
    pub parts: Vec<RatingPart>,
}

/// What one theme changed of a mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RatingPart {
    /// The theme; `None`: records in no theme.
    pub theme: Option<ThemeId>,
    /// What its share of the records changed.
    pub mix: f64,
    /// What its own mean changed.
    pub rate: f64,
}

/// What a theme means to the business.
#[derive(Clone, Debug, PartialEq)]
pub struct ThemeStake {
    /// The theme.
    pub theme: ThemeId,
    /// Its rank.
    pub rank: u32,
    /// Customers who want it changed.
    pub customers: u32,
    /// Of those, who said so in the recent window.
    pub recent: u32,
    /// `recent` per 1,000 active customers with its 95 % interval, where exposure is known.
    pub incidence: Option<(f64, f64, f64)>,
    /// What they pay.
    pub at_stake: Option<AtStake>,
    /// Contacts about it in the recent window that have a cost, and what they cost; one that is about
    /// several themes is parted among them.
    pub contacts: Option<(f64, f64)>,
    /// Sales undone for it.
    pub undone: Option<Undone>,
}

/// An item of the roadmap with what is heard of it.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemHeard {
    /// The item.
    pub item: Item,
    /// The themes it names, as named, each with the theme that carries the id today.
    pub themes: Vec<(ThemeId, Option<ThemeId>)>,
    /// Of those, ids that never were.
    pub never: Vec<ThemeId>,
    /// Themes of whose complaints and requests at least half say what its searches ask for, ascending.
    pub found: Vec<ThemeId>,
    /// Searches that cannot be read, each with the reason.
    pub unreadable: Vec<String>,
    /// Metrics it names that the metrics file does not have; none where there is no such file.
    pub unmeasured: Vec<Arc<str>>,
    /// The best rank of its themes.
    pub best_rank: Option<u32>,
    /// Customers who want what it answers.
    pub customers: u32,
    /// Their records.
    pub records: u32,
    /// What they pay.
    pub at_stake: Option<AtStake>,
    /// Whether the day on which it shipped is after the day of the run.
    pub ahead: bool,
}

impl ItemHeard {
    /// The themes it answers as they are today: those it names and those its searches find; ascending.
    pub fn answers(&self) -> Vec<ThemeId> {
        let named = self.themes.iter().filter_map(|theme| theme.1);
        let mut all: Vec<ThemeId> = named.chain(self.found.iter().copied()).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// A shipped item and what it changed.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemFix {
    /// Its id.
    pub item: Arc<str>,
    /// The day it shipped.
    pub shipped: Day,
    /// What was found.
    pub fix: Fix,
    /// The themes it was compared with, nearest first.
    pub compared: Vec<ThemeId>,
    /// The effect in parts of the feedback: segment, value, effect; most heard before first.
    pub parts: Vec<(Arc<str>, Arc<str>, Effect)>,
    /// Versions with the fix against versions without, after the day: (records that speak of it, all) of
    /// each, and how they differ.
    pub versions: Option<VersionsCompared>,
    /// Contacts it saved since, with their interval, and what one costs; where costs are known and it
    /// worked.
    pub saved: Option<(f64, (f64, f64), f64)>,
    /// Incidents, campaigns and other releases within the weeks looked at: they may be behind it.
    pub meanwhile: Vec<CompanyEvent>,
    /// The metrics it names, before and since: of each all, then its segments.
    pub metrics: Vec<MetricChange>,
    /// What rings for it, where it regressed; told by a night alone.
    pub alarm: Option<FixAlarm>,
}

impl ItemFix {
    /// What its alarm is called for as long as it lasts: `fix:R-5@2026-05-01`.
    pub fn alarm_id(&self) -> String {
        format!("fix:{}@{}", self.item, self.shipped)
    }
}

/// The alarm of a shipped item that is heard more than before, or again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FixAlarm {
    /// Whether the last night told of it already.
    pub ring: Ring,
    /// Chance of a change as far from nothing, to either side, if nothing had changed.
    pub p_value: f64,
    /// The same times the shipped items that were looked at, at most 1.
    pub q_value: f64,
}

/// Records that speak of a pain and all records, of versions with its fix and of versions without, and
/// how they differ.
pub type VersionsCompared = ((u32, u32), (u32, u32), Effect);

/// All of it.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Meeting {
    /// The files it is made from.
    pub files: Vec<BusinessFile>,
    /// What the customers file matched.
    pub joins: Option<JoinCounts>,
    /// What the costs file matched, where there is one.
    pub costs: Option<CostMatch>,
    /// The recent window of the trends.
    pub window: Option<(Day, Day)>,
    /// Active customers in it, on average.
    pub active: Option<f64>,
    /// The most that one account counts with.
    pub cap: Option<f64>,
    /// The most that one sale counts with, where sales were undone.
    pub sales_cap: Option<f64>,
    /// What themes do to each kind of rating, in the order of [`RatingKind::ALL`].
    pub ratings: Vec<RatingImpact>,
    /// The ranked themes, best first.
    pub stakes: Vec<ThemeStake>,
    /// What happened, by day.
    pub events: Vec<CompanyEvent>,
    /// The roadmap, in the order of its files.
    pub items: Vec<ItemHeard>,
    /// What it covers, where there is one.
    pub coverage: Option<RoadmapCoverage>,
    /// The ledger of fixes, latest first.
    pub fixes: Vec<ItemFix>,
    /// What customers search for, where there is a log of it.
    pub demand: Option<Demand>,
    /// Metrics of themes, by theme, then name.
    pub metrics: Vec<ThemeMetric>,
    /// Themes that the metrics file names and that never were, ascending.
    pub metrics_of_none: Vec<ThemeId>,
}
