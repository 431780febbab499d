//! The shapes of lists and of hits, around the shapes of `--json`.

use schemars::JsonSchema;
use serde::Serialize;

use crate::index::{Correction, Note};
use crate::pipeline::Behind;
use crate::pipeline::answers::{HitAnswer, LoggedAnswer, RunAnswer};
use crate::report::view::{OpportunityView, ThemeView};

/// A page of hits.
#[derive(Serialize, JsonSchema)]
pub(in crate::web) struct SearchAnswer {
    /// The run whose themes are named.
    pub run: String,
    /// Records that hold every word, on all pages.
    pub total: u64,
    /// Records that hold most of them; they come after the others.
    pub most: u64,
    /// Records that hold fewer and mean the same; they stand among those.
    pub meant: u64,
    /// Statements that are what is asked of statements; null where nothing is.
    pub statements: Option<u64>,
    /// Words that were searched for in place of others, or would be.
    pub corrections: Vec<CorrectionAnswer>,
    /// Values asked for that no record has.
    pub notes: Vec<NoteAnswer>,
    /// For each word, how many records of all hold it.
    pub words: Vec<SaidAnswer>,
    /// Themes that answer the words.
    pub themes: Vec<ThemeFound>,
    /// The hits of this page.
    pub hits: Vec<HitAnswer>,
    /// The address of the next page.
    pub next: Option<String>,
    /// What was read and is not analysed yet; left out where everything is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub behind: Option<BehindAnswer>,
}

/// Records whose night is not finished: the next run finishes it.
#[derive(Serialize, JsonSchema)]
pub(in crate::web) struct BehindAnswer {
    /// Records that the search holds and no report has counted yet.
    uncounted: u64,
    /// Records that were read last and cannot be searched yet.
    unsearched: u64,
}

impl BehindAnswer {
    /// Nothing where all is analysed.
    pub(super) fn of(behind: Behind) -> Option<BehindAnswer> {
        let Behind { uncounted, unsearched } = behind;
        (!behind.is_nothing()).then_some(BehindAnswer { uncounted, unsearched })
    }
}

/// A word that no record holds, or few, and the one that was most likely meant.
#[derive(Serialize, JsonSchema)]
pub(in crate::web) struct CorrectionAnswer {
    /// As typed.
    typed: String,
    /// Records that hold it so.
    said: u64,
    /// What was most likely meant.
    used: String,
    /// Records that hold that.
    found: u64,
    /// Whether it was searched for.
    searched: bool,
}

impl CorrectionAnswer {
    pub(super) fn of(one: &Correction) -> CorrectionAnswer {
        let Correction { typed, said, used, found, searched } = one.clone();
        CorrectionAnswer { typed, said, used, found, searched }
    }
}

/// A value that no record has.
#[derive(Serialize, JsonSchema)]
pub(in crate::web) struct NoteAnswer {
    /// Of what.
    name: String,
    /// As asked for.
    value: String,
    /// The nearest there is.
    near: Option<String>,
}

impl NoteAnswer {
    pub(super) fn of(one: &Note) -> NoteAnswer {
        let Note { name, value, near } = one.clone();
        NoteAnswer { name, value, near }
    }
}

/// A word and how many records hold it.
#[derive(Serialize, JsonSchema)]
pub(in crate::web) struct SaidAnswer {
    /// The word as typed.
    word: String,
    /// Records that hold it.
    records: u64,
}

impl SaidAnswer {
    pub(super) fn of((word, records): &(String, u64)) -> SaidAnswer {
        SaidAnswer { word: word.clone(), records: *records }
    }
}

/// A theme that answers a query.
#[derive(Serialize, JsonSchema)]
pub(in crate::web) struct ThemeFound {
    /// Its id.
    id: String,
    /// What it is called.
    title: String,
    /// Its rank.
    rank: Option<u32>,
    /// Its customers.
    customers: u32,
    /// Its records.
    feedback: u32,
}

impl ThemeFound {
    pub(super) fn of(theme: &ThemeView) -> ThemeFound {
        ThemeFound {
            id: theme.id.clone(),
            title: theme.title.clone(),
            rank: theme.rank,
            customers: theme.customers,
            feedback: theme.feedback,
        }
    }
}

/// A page of themes.
#[derive(Serialize, JsonSchema)]
pub(in crate::web) struct ThemesAnswer {
    /// The run they are of.
    pub run: String,
    /// Themes on all pages.
    pub total: u64,
    /// Those of this page, ranked first.
    pub themes: Vec<ThemeView>,
    /// The address of the next page.
    pub next: Option<String>,
}

/// One theme.
#[derive(Serialize, JsonSchema)]
pub(in crate::web) struct ThemeAnswer {
    /// The theme.
    pub theme: ThemeView,
    /// Its place in the ranking; null where it has none.
    pub opportunity: Option<OpportunityView>,
}

/// A page of runs.
#[derive(Serialize, JsonSchema)]
pub(in crate::web) struct RunsAnswer {
    /// Runs on all pages.
    pub total: u64,
    /// Those of this page, newest first.
    pub runs: Vec<RunAnswer>,
    /// The address of the next page.
    pub next: Option<String>,
}

/// What people corrected.
#[derive(Serialize, JsonSchema)]
pub(in crate::web) struct CorrectionsAnswer {
    /// Every entry, the first first.
    pub entries: Vec<LoggedAnswer>,
}
