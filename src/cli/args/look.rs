//! What the verbs that look at what is there take.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::values::{Polarity, Ratings, Segment, Sort, When, kind, stance};
use crate::model::{AreaId, Day, Kind, Lang, Stance, ThemeId};

/// Options of `search`.
#[derive(Args, Debug)]
pub struct SearchArgs {
    /// Words, "phrases", -exclusions, word*, field:value; may be left out when a filter is given.
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    /// Only this source (may be repeated).
    #[arg(long, value_name = "NAME")]
    pub source: Vec<String>,
    /// Only this kind: review, ticket, survey, community or sale.
    #[arg(long, value_parser = kind, value_name = "KIND")]
    pub kind: Vec<Kind>,
    /// Only this language, as a code.
    #[arg(long, value_name = "CODE")]
    pub lang: Vec<Lang>,
    /// Only this product.
    #[arg(long, value_name = "NAME")]
    pub product: Vec<String>,
    /// Only from this day on, or this long ago: 2026-08-22, 30d, 6w, 12m.
    #[arg(long, value_name = "WHEN")]
    pub since: Option<When>,
    /// Only up to this day, included.
    #[arg(long, value_name = "WHEN")]
    pub until: Option<When>,
    /// Only ratings in this range, on their own scale: 1, 1..2, ..6.
    #[arg(long, value_name = "RANGE")]
    pub rating: Option<Ratings>,
    /// Only this segment (may be repeated): country=DE.
    #[arg(long, value_name = "NAME=VALUE")]
    pub segment: Vec<Segment>,
    /// Only feedback with a statement in this theme.
    #[arg(long, value_name = "T-N")]
    pub theme: Option<ThemeId>,
    /// Only feedback with a statement of this sign.
    #[arg(long, value_enum, value_name = "SIGN")]
    pub polarity: Option<Polarity>,
    /// Only feedback with such a statement: complaint, request, praise, question, remark.
    #[arg(long, value_parser = stance, value_name = "STANCE")]
    pub stance: Option<Stance>,
    /// Records that mean what a statement of this one means; words and filters hold too.
    #[arg(long, value_name = "ID", conflicts_with_all = ["sort", "exact", "count", "facet", "words", "all"])]
    pub like: Option<String>,
    /// The order of hits [default: relevance with words, newest without].
    #[arg(long, value_enum, value_name = "ORDER")]
    pub sort: Option<Sort>,
    /// Only hits with every word as typed: none with most of them, none by a corrected word.
    #[arg(long)]
    pub exact: bool,
    /// How many hits to print.
    #[arg(long, short = 'n', default_value_t = 10, value_name = "N")]
    pub limit: usize,
    /// How many hits to skip first.
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub offset: usize,
    /// What `--since 30d` counts from [default: today, in UTC].
    #[arg(long, value_name = "DATE")]
    pub today: Option<Day>,
    /// Only how many there are: records, customers, statements.
    #[arg(long, conflicts_with_all = ["limit", "offset", "all"])]
    pub count: bool,
    /// All hits by these: source, kind, lang, product, stance, polarity, severity, rating, day, month,
    /// year, or a segment; commas between.
    #[arg(long, value_name = "NAMES", value_delimiter = ',', conflicts_with = "all")]
    pub facet: Vec<String>,
    /// The words that set all hits apart from the rest, strongest first.
    #[arg(long, conflicts_with = "all")]
    pub words: bool,
    /// Every hit with its whole text, as JSON lines, CSV or Parquet.
    #[arg(long, value_enum, value_name = "FORMAT", conflicts_with_all = ["limit", "offset"])]
    pub all: Option<AllFormat>,
    /// Where to write what --all gives [default: the terminal, but for Parquet].
    #[arg(long, value_name = "FILE", requires = "all")]
    pub out: Option<PathBuf>,
    /// One JSON object a hit.
    #[arg(long)]
    pub json: bool,
}

/// How every hit is written.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum AllFormat {
    /// One JSON object a line.
    Jsonl,
    /// A table with a head (RFC 4180).
    Csv,
    /// A table for other tools (needs --out).
    Parquet,
}

/// Options of `show`.
#[derive(Args, Debug)]
pub struct ShowArgs {
    /// The number that a hit or a quote names the record by.
    #[arg(value_name = "ID")]
    pub id: String,
    /// The source, where two have a record of that number.
    #[arg(long, value_name = "NAME")]
    pub source: Option<String>,
    /// Print it as JSON.
    #[arg(long)]
    pub json: bool,
}

/// Options of `themes`.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub struct ThemesArgs {
    /// Opening one theme.
    #[command(subcommand)]
    pub show: Option<ThemesVerb>,
    /// Only the themes of this area.
    #[arg(long, value_name = "A-N")]
    pub area: Option<AreaId>,
    /// One JSON object a theme.
    #[arg(long)]
    pub json: bool,
}

/// What `themes` can open.
#[derive(Subcommand, Debug)]
pub enum ThemesVerb {
    /// Opens one theme: trend, segments, quotes.
    Show {
        /// The theme.
        #[arg(value_name = "T-N")]
        theme: ThemeId,
        /// Print it as JSON.
        #[arg(long)]
        json: bool,
    },
}

/// Options of `why`.
#[derive(Args, Debug)]
pub struct WhyArgs {
    /// The theme, or the place of any number in report.json, such as opportunities[0].score.
    #[arg(value_name = "T-N|PLACE", value_parser = Figured::read)]
    pub what: Figured,
    /// One figure of the theme: reach, severity, customers, complaints, score, trend.recent.share, …
    #[arg(value_name = "FIGURE")]
    pub figure: Option<String>,
    /// Of this run [default: the newest].
    #[arg(long, value_name = "ID")]
    pub run: Option<String>,
    /// How many record ids to print.
    #[arg(long, short = 'n', default_value_t = 20, value_name = "N")]
    pub limit: usize,
    /// Print it as JSON.
    #[arg(long)]
    pub json: bool,
}

/// What is to be explained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Figured {
    /// A theme, or one of its figures.
    Theme(ThemeId),
    /// A number by its place in report.json.
    Place(String),
}

impl Figured {
    fn read(text: &str) -> Result<Figured, String> {
        let is_place = text.starts_with(|first: char| first.is_ascii_lowercase());
        match text.parse() {
            Ok(theme) => Ok(Figured::Theme(theme)),
            Err(_) if is_place && text.contains(['.', '[']) => Ok(Figured::Place(text.to_owned())),
            Err(error) => Err(error.to_string()),
        }
    }
}

/// A report's format.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportFormat {
    /// One self-contained page.
    Html,
    /// Markdown.
    Md,
    /// JSON with a schema number.
    Json,
    /// The ranked table for trackers.
    Csv,
}

/// Options of `report`.
#[derive(Args, Debug)]
pub struct ReportArgs {
    /// Which run [default: the newest].
    #[arg(long, value_name = "ID")]
    pub run: Option<String>,
    /// Which format [default: all of them, in the run's folder].
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<ReportFormat>,
    /// Where to write it; `-` is the terminal or pipe.
    #[arg(long, value_name = "FILE", requires = "format")]
    pub out: Option<PathBuf>,
    /// Print where the files are as JSON.
    #[arg(long)]
    pub json: bool,
}

/// Options of `deliver`.
#[derive(Args, Debug)]
pub struct DeliverArgs {
    /// Print a mail to this address (may be repeated), for `sendmail -t`.
    #[arg(long, value_name = "ADDRESS", conflicts_with = "webhook")]
    pub to: Vec<String>,
    /// Whom the mail is from.
    #[arg(long, value_name = "ADDRESS", default_value = "earful@localhost")]
    pub from: String,
    /// Post JSON to this address; its `text` is what chat programs show [default: the variable
    /// EARFUL_WEBHOOK].
    #[arg(long, value_name = "URL")]
    pub webhook: Option<String>,
    /// The page of the week instead of the alarms: once from Monday to Sunday.
    #[arg(long)]
    pub weekly: bool,
    /// Also what was told before.
    #[arg(long)]
    pub again: bool,
    /// Print what would be sent, send nothing and note nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// Options of `runs`.
#[derive(Args, Debug)]
pub struct RunsArgs {
    /// One JSON object a run.
    #[arg(long)]
    pub json: bool,
}

/// What can be exported.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exported {
    /// Every record as it is kept.
    Feedback,
    /// Every statement cut from it.
    Statements,
    /// Every statement's theme.
    Assignments,
    /// Every theme.
    Themes,
    /// The ranked opportunities.
    Opportunities,
}

/// A table's format.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableFormat {
    /// One JSON object a line.
    Jsonl,
    /// Comma-separated values, safe to open in a spreadsheet.
    Csv,
    /// Parquet (needs --out).
    Parquet,
}

/// Options of `export`.
#[derive(Args, Debug)]
pub struct ExportArgs {
    /// What to export.
    #[arg(value_enum, value_name = "WHAT")]
    pub what: Exported,
    /// The format [default: by the ending of --out, else jsonl].
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<TableFormat>,
    /// JSON lines; the same as --format jsonl.
    #[arg(long, conflicts_with = "format")]
    pub json: bool,
    /// Where to write it [default: the terminal or pipe].
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Which run's themes [default: the newest].
    #[arg(long, value_name = "ID")]
    pub run: Option<String>,
}

/// Options of `compare`.
#[derive(Args, Debug)]
pub struct CompareArgs {
    /// The first part: NAME=VALUE, several joined with &; with --queries a search.
    #[arg(value_name = "SEGMENT")]
    pub first: String,
    /// The second part.
    #[arg(value_name = "SEGMENT")]
    pub second: String,
    /// The parts are what two searches find; also the words that set them apart.
    #[arg(long)]
    pub queries: bool,
    /// By the themes of this run [default: the newest].
    #[arg(long, value_name = "ID")]
    pub run: Option<String>,
    /// How many themes to print.
    #[arg(long, short = 'n', default_value_t = 20, value_name = "N")]
    pub limit: usize,
    /// One JSON object with every theme.
    #[arg(long)]
    pub json: bool,
}
