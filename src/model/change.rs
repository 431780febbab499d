//! What is different from the last run: the numbers, and what made them so.

use std::collections::BTreeSet;

use super::{Analysis, Day, Done, EntryId, FactorName, Opportunity, Status, ThemeId, Watched};

/// One opportunity of the last run, as far as the next one compares with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// The theme.
    pub theme: ThemeId,
    /// 1 is first.
    pub rank: u32,
    /// 90 % interval of the rank; `None` where an older version of the program did not keep it.
    pub rank_interval: Option<(u32, u32)>,
    /// 0 to 100.
    pub score: f64,
    /// Points of each factor that could be measured, in the order of [`FactorName::ALL`]; empty
    /// where an older version of the program did not keep them.
    pub points: Vec<(FactorName, f64)>,
    /// Pieces of feedback that want a change.
    pub wanting: u32,
    /// The customers behind them.
    pub customers: u32,
    /// What it was doing.
    pub status: Status,
}

impl Standing {
    /// What the next run needs of an opportunity.
    pub fn of(one: &Opportunity) -> Standing {
        let measured = one.factors.iter().filter(|factor| factor.raw.is_some());
        Standing {
            theme: one.theme,
            rank: one.rank,
            rank_interval: Some(one.rank_interval),
            score: one.score,
            points: measured.map(|factor| (factor.name, factor.points)).collect(),
            wanting: one.evidence.wanting,
            customers: one.evidence.customers(),
            status: one.status,
        }
    }
}

/// What the last run said, as far as the next one compares with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Previous {
    /// Its id.
    pub run: String,
    /// Its day.
    pub today: Day,
    /// Feedback in its corpus.
    pub feedback: u64,
    /// Its opportunities, best first.
    pub opportunities: Vec<Standing>,
    /// What it left for tonight's alarms.
    pub watched: Watched,
    /// The weights it ranked with; empty where an older version of the program did not keep them.
    pub weights: Vec<(String, f64)>,
    /// Whether tonight's settings are others than its own.
    pub other_settings: bool,
    /// The version of the program that made it.
    pub program: String,
    /// Above the number of every theme that it knew of: what the next one is called where nothing else
    /// of it is remembered.
    pub next_theme: u32,
    /// The corrections that were in force, ascending.
    pub in_force: Vec<EntryId>,
}

impl Previous {
    /// The corrections that are in force now (`done`) and were not then, or the other way round.
    pub fn corrected_since(&self, done: &Done) -> BTreeSet<EntryId> {
        let now: BTreeSet<EntryId> = done.entries.iter().map(|one| one.entry.id).collect();
        let then: BTreeSet<EntryId> = self.in_force.iter().copied().collect();
        now.symmetric_difference(&then).copied().collect()
    }

    /// A night's findings as the next night sees them, with the same settings.
    pub fn of(analysis: &Analysis) -> Previous {
        let weight = |&(name, weight): &(&str, f64)| (name.to_owned(), weight);
        Previous {
            run: analysis.run.id.clone(),
            today: analysis.run.today,
            feedback: analysis.coverage.feedback,
            opportunities: analysis.opportunities.iter().map(Standing::of).collect(),
            watched: analysis.watched.clone(),
            weights: analysis.weights.iter().map(weight).collect(),
            other_settings: false,
            program: analysis.run.program.clone(),
            next_theme: (analysis.themes.themes.iter())
                .filter(|theme| theme.id.made().is_none())
                .map(|theme| theme.id.0 + 1)
                .fold(1, u32::max),
            in_force: analysis.done.entries.iter().map(|one| one.entry.id).collect(),
        }
    }
}

/// What a change is, most important first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// Ranked now and not before, by what is said anew.
    New,
    /// Its share has grown beyond chance, and had not when last looked at.
    Rise,
    /// Its rank is another.
    Moved,
    /// Ranked now and not before, by feedback that was counted elsewhere before.
    Regrouped,
    /// Not ranked any more.
    Left,
    /// Its rank is the same and its counts or what it is doing are others.
    Stayed,
}

impl ChangeKind {
    /// The name used in reports.
    pub fn name(self) -> &'static str {
        match self {
            ChangeKind::New => "new",
            ChangeKind::Rise => "rise",
            ChangeKind::Moved => "move",
            ChangeKind::Regrouped => "regrouped",
            ChangeKind::Left => "left",
            ChangeKind::Stayed => "same_rank",
        }
    }
}

/// What made a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A person corrected the theme since, or took a correction back.
    Curation,
    /// The weights of the settings are others.
    Weights,
    /// The same feedback is sorted into themes another way than last time.
    Regrouping,
    /// What was said, or voted for, since; or what was taken back.
    Feedback,
    /// The same customers, and one of the other factors counts another way: days have passed, or
    /// ratings, severities or worths are others.
    Factor,
    /// Its own score is what it was; others have passed it or fallen behind.
    Others,
}

impl Cause {
    /// The name used in reports.
    pub fn name(self) -> &'static str {
        match self {
            Cause::Curation => "curation",
            Cause::Weights => "weights",
            Cause::Regrouping => "regrouping",
            Cause::Feedback => "feedback",
            Cause::Factor => "factor",
            Cause::Others => "others",
        }
    }
}

/// One difference from the last run.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// What it is.
    pub kind: ChangeKind,
    /// The theme.
    pub theme: ThemeId,
    /// Rank then and now; `None` when it was or is not ranked.
    pub rank: (Option<u32>, Option<u32>),
    /// Score then and now.
    pub score: (Option<f64>, Option<f64>),
    /// Points of each factor then and now, in the order of [`FactorName::ALL`]; only those
    /// measured at both times.
    pub points: Vec<FactorMoved>,
    /// Wanting feedback then and now.
    pub wanting: (u32, u32),
    /// Customers then and now; `None` when it was or is not ranked.
    pub customers: (Option<u32>, Option<u32>),
    /// Status then and now.
    pub status: (Option<Status>, Option<Status>),
    /// What was called differently then: the theme's title.
    pub title_then: Option<String>,
    /// Customers it has more (or fewer) because people corrected themes since, or took a correction
    /// back.
    pub corrected: i64,
    /// Customers it has more (or fewer) because the program sorts the same feedback another way.
    pub regrouped: i64,
    /// Customers it has more (or fewer) because of what was said or taken back since: with
    /// `corrected` and `regrouped` it adds up to the difference.
    pub heard: i64,
    /// What made it so.
    pub cause: Cause,
    /// The corrections about it that were made or taken back since, ascending.
    pub entries: Vec<EntryId>,
}

/// Points of a factor in two runs that measured it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FactorMoved {
    /// The factor.
    pub factor: FactorName,
    /// Its points in the last run.
    pub then: f64,
    /// Its points in this one.
    pub now: f64,
}

impl Change {
    /// The factor whose points moved the score most, with them; `None` where no score moved or the
    /// last run did not keep its points. The first of equals.
    pub fn factor(&self) -> Option<FactorMoved> {
        let moved = |one: &FactorMoved| (one.now - one.then).abs();
        let largest = self.points.iter().rev().max_by(|a, b| moved(a).total_cmp(&moved(b)))?;
        (moved(largest) > 0.0).then_some(*largest)
    }
}

/// Customers that a theme counts tonight and counted elsewhere last time, though what they said is
/// the same: counted on the records of both runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// The theme that was counted with them then; `None`: they fitted nowhere.
    pub from: Option<ThemeId>,
    /// The theme that is counted with them now; `None`: they fit nowhere.
    pub to: Option<ThemeId>,
    /// The correction, made or taken back since, that did it; `None` where the program did.
    pub by: Option<EntryId>,
    /// Customers who want a change in `to` now, did not then, and did in `from` (for a flow to
    /// nowhere: who wanted one in `from` then and do not now).
    pub customers: u32,
    /// Their pieces of feedback.
    pub feedback: u32,
}
