//! What the verbs of proof take: documents, what speaks against a theme, nights lived again.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::model::{Day, ThemeId};

/// Options of `verify`.
#[derive(Args, Debug)]
pub struct VerifyArgs {
    /// The report.json of a run, or a copy of it; several of one workspace.
    #[arg(value_name = "REPORT.json", required = true)]
    pub reports: Vec<PathBuf>,
    /// One JSON object a report.
    #[arg(long)]
    pub json: bool,
}

/// A document for the meeting.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentKind {
    /// A press release written backwards, with its questions.
    Prfaq,
    /// The seed of requirements: segments, what is asked for, edge cases, acceptance.
    Prd,
    /// The review of a week: six weeks, twelve months, exceptions only.
    Weekly,
    /// The correction of an error: impact, timeline, what would have shown it earlier.
    Coe,
}

/// Options of `write`.
#[derive(Args, Debug)]
pub struct WriteArgs {
    /// Which document.
    #[arg(value_enum, value_name = "DOCUMENT")]
    pub document: DocumentKind,
    /// About which theme; `weekly` may leave it out.
    #[arg(value_name = "T-N")]
    pub theme: Option<ThemeId>,
    /// coe: the first day of the incident [default: the alarm's, else that of an incident of the events
    /// file which is about the theme].
    #[arg(long, value_name = "DATE")]
    pub from: Option<Day>,
    /// coe: its last day [default: the first].
    #[arg(long, value_name = "DATE", requires = "from")]
    pub to: Option<Day>,
    /// Where to write it; a name that ends in .html is written as a page [default: the terminal or
    /// pipe, as Markdown].
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// As one HTML page.
    #[arg(long)]
    pub html: bool,
}

/// Options of `counter`.
#[derive(Args, Debug)]
pub struct CounterArgs {
    /// The theme.
    #[arg(value_name = "T-N")]
    pub theme: ThemeId,
    /// One JSON object with everything.
    #[arg(long)]
    pub json: bool,
}

/// Options of `replay`.
#[derive(Args, Debug)]
pub struct ReplayArgs {
    /// The first night.
    #[arg(long, value_name = "DATE")]
    pub from: Day,
    /// The last night.
    #[arg(long, value_name = "DATE")]
    pub to: Day,
    /// Leave out the second round, on shuffled days, that says how many nights ring for nothing.
    #[arg(long)]
    pub quick: bool,
    /// One JSON object a night, then one for the whole.
    #[arg(long)]
    pub json: bool,
}

/// Options of `competitors`.
#[derive(Args, Debug)]
pub struct CompetitorsArgs {
    /// A name to look for besides those of the settings (may be repeated).
    #[arg(long, value_name = "NAME")]
    pub name: Vec<String>,
    /// How many to print.
    #[arg(long, short = 'n', default_value_t = 20, value_name = "N")]
    pub limit: usize,
    /// One JSON object a name.
    #[arg(long)]
    pub json: bool,
}

/// Options of `needs`.
#[derive(Args, Debug)]
pub struct NeedsArgs {
    /// How many to print.
    #[arg(long, short = 'n', default_value_t = 20, value_name = "N")]
    pub limit: usize,
    /// One JSON object a theme.
    #[arg(long)]
    pub json: bool,
}

/// Options of `markets`.
#[derive(Args, Debug)]
pub struct MarketsArgs {
    /// The segment that tells markets apart [default: market, country, region or locale, whichever
    /// the records have, else the language].
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// How many themes to print.
    #[arg(long, short = 'n', default_value_t = 15, value_name = "N")]
    pub limit: usize,
    /// How many markets to print.
    #[arg(long, default_value_t = 6, value_name = "N")]
    pub markets: usize,
    /// One JSON object a theme, with every market.
    #[arg(long)]
    pub json: bool,
}
