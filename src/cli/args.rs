//! What may be typed: every verb, its options, its help with examples.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::model::{AreaId, Day, Kind, Lang, Stance, ThemeId};

/// Reads all of your customers' feedback and ranks what hurts them most.
///
/// Start with `earful demo`, or `earful init FILES…` in a folder of your own, then `earful run`
/// every night.
#[derive(Parser, Debug)]
#[command(name = "earful", version, max_term_width = 100, after_help = EXIT_CODES)]
pub struct Cli {
    /// The folder with earful.toml [default: the nearest one, from here upwards].
    #[arg(long, short, global = true, value_name = "DIR", help_heading = EVERYWHERE)]
    pub workspace: Option<PathBuf>,
    /// When to colour what is printed: auto, always or never.
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto, value_name = "WHEN",
          hide_possible_values = true, help_heading = EVERYWHERE)]
    pub color: Colour,
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
}

/// Options that every verb takes come last, under this heading.
const EVERYWHERE: &str = "Options of every verb";

const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  nothing found
  2  wrong usage or settings; nothing was done
  3  done, but more records were rejected than the settings allow
  4  failed; what was there before is still there";

/// When to colour.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The verbs.
#[derive(Subcommand, Debug)]
pub enum Verb {
    /// Makes an invented company with a year of feedback, runs the night on it, says where to look.
    #[command(
        after_help = "Examples:\n  earful demo\n  earful demo --dir /tmp/fernweh --records 20000"
    )]
    Demo(DemoArgs),
    /// Writes a commented earful.toml, guessing the sources from files.
    #[command(
        after_help = "Examples:\n  earful init exports/reviews.csv exports/tickets.jsonl\n  earful init --company Northwind exports/*"
    )]
    Init(InitArgs),
    /// Says which preset reads a file, and why.
    #[command(
        after_help = "Examples:\n  earful detect exports/*\n  earful detect --json exports/reviews.csv"
    )]
    Detect(DetectArgs),
    /// Lists the presets, shows one, or checks one of your own.
    #[command(
        after_help = "Examples:\n  earful preset list\n  earful preset show trustpilot > presets/ours.toml\n  earful preset check presets/ours.toml\n\nIn earful.toml: [sources.helpdesk] preset = \"zendesk_incremental\", folder = \"exports/zendesk\",\nand any key of your own in place of the preset's."
    )]
    Preset(PresetArgs),
    /// Shows what tonight's files would bring, redacted as it would be kept; writes nothing.
    #[command(
        after_help = "Examples:\n  earful ingest --dry-run\n  earful ingest --dry-run --limit 20"
    )]
    Ingest(IngestArgs),
    /// Prints what a preset makes of files: every record, un-redacted, to this terminal only.
    #[command(
        after_help = "Examples:\n  earful read --preset trustpilot exports/trustpilot.csv\n  earful read --preset zendesk_incremental --json exports/zendesk/ | head -1\n  earful read --preset mine.toml --counts counts.json survey.csv\n\nNothing is redacted and nothing is kept: this is for whoever writes a preset."
    )]
    Read(ReadArgs),
    /// The night: reads what is new, analyses everything, writes a report.
    #[command(
        after_help = "Examples:\n  earful run\n  earful run --today 2026-08-22          the same night again, to the same bytes\n  earful -w /srv/feedback run --json     for a script"
    )]
    Run(RunArgs),
    /// Finds feedback by its words and by what is known about it.
    #[command(
        after_help = "Examples:\n  earful search 'checkout crash' --source tickets --since 30d\n  earful search '\"double charge\" -refund'\n  earful search 'crash*' --segment country=DE --rating 1..2 --sort newest\n  earful search --theme T-17 --limit 50\n\nWords are all required; \"phrases\" in quotation marks; -word excludes; OR and parentheses;\nword* for beginnings; field:value for source, kind, lang, product, stance, polarity, rating\nand any segment."
    )]
    Search(SearchArgs),
    /// Lists the themes, ranked, or opens one.
    #[command(
        after_help = "Examples:\n  earful themes\n  earful themes --area A-2\n  earful themes show T-17"
    )]
    Themes(ThemesArgs),
    /// Shows every input of a theme's rank, with the number of records behind each.
    #[command(after_help = "Examples:\n  earful why T-17\n  earful why T-17 --json")]
    Why(WhyArgs),
    /// Renders a run's report again.
    #[command(
        after_help = "Examples:\n  earful report                        where the newest report is\n  earful report --format md --out -    the Markdown, to a pipe\n  earful report --run 2026-08-22-7f3a91c2 --format html --out board.html"
    )]
    Report(ReportArgs),
    /// Lists the runs, newest first.
    #[command(after_help = "Examples:\n  earful runs\n  earful runs --json")]
    Runs(RunsArgs),
    /// Writes feedback, statements, assignments, themes or opportunities for other tools.
    #[command(
        after_help = "Examples:\n  earful export assignments --json > assignments.jsonl\n  earful export opportunities --format csv --out tracker.csv\n  earful export feedback --format parquet --out feedback.parquet"
    )]
    Export(ExportArgs),
    /// Lists what may still be personal in what is stored.
    #[command(
        after_help = "Examples:\n  earful audit privacy\n  earful audit privacy --json | jq -r .kind | sort | uniq -c"
    )]
    Audit(AuditArgs),
    /// Takes a person's feedback out of everything, for good.
    #[command(
        after_help = "Examples:\n  earful forget --author jane.doe@example.com --dry-run\n  earful forget --author jane.doe@example.com\n  earful forget --record 4711 --source tickets\n\nEvery run that counted them is made again without them, so that the next report is the one of\na workspace that never saw them. That takes about as long as those nights did; --drop-runs drops\nthem instead. Whoever is forgotten stays out, whichever file brings them again."
    )]
    Forget(ForgetArgs),
    /// Measures themes, polarity and names on texts whose subjects are known.
    #[command(
        after_help = "Examples:\n  earful eval themes --gold tickets.jsonl --label team\n  earful eval themes --gold reviews.jsonl.gz --label labels.theme --json\n  earful eval stability --gold reviews.jsonl.gz\n\nA gold file holds one JSON object a line with `text` and labels; gzip is read as it is. A label\nis a field, a path of fields (labels.theme) or a JSON pointer (/labels/theme)."
    )]
    Eval(EvalArgs),
    /// Prints a completion script for a shell.
    #[command(
        after_help = "Examples:\n  earful completions bash > ~/.local/share/bash-completion/completions/earful"
    )]
    Completions(CompletionsArgs),
}

/// Options of `demo`.
#[derive(Args, Debug)]
pub struct DemoArgs {
    /// The folder to make; it must not exist yet, or be an earlier demo.
    #[arg(long, default_value = "earful-demo", value_name = "DIR")]
    pub dir: PathBuf,
    /// About how many records to invent.
    #[arg(long, default_value_t = 2_600, value_name = "N", value_parser = clap::value_parser!(u32).range(100..=2_000_000))]
    pub records: u32,
    /// Another seed invents another year.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub seed: u64,
    /// Worker threads [default: one a core].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub threads: Option<u16>,
    /// Print the run as JSON.
    #[arg(long)]
    pub json: bool,
}

/// Options of `init`.
#[derive(Args, Debug)]
pub struct InitArgs {
    /// Files (or folders of files) to look at.
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The company's name, for the report [default: the folder's name].
    #[arg(long, value_name = "NAME")]
    pub company: Option<String>,
    /// Replace an earful.toml that is already there.
    #[arg(long)]
    pub force: bool,
    /// Print the settings instead of writing them.
    #[arg(long)]
    pub print: bool,
}

/// Options of `detect`.
#[derive(Args, Debug)]
pub struct DetectArgs {
    /// Files to look at.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Print one JSON object a file.
    #[arg(long)]
    pub json: bool,
}

/// Options of `preset`.
#[derive(Args, Debug)]
pub struct PresetArgs {
    /// What to do.
    #[command(subcommand)]
    pub verb: PresetVerb,
}

/// What can be done with presets.
#[derive(Subcommand, Debug)]
pub enum PresetVerb {
    /// Names those there are.
    List,
    /// Prints one, to be copied and changed.
    Show {
        /// Its name.
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Says everything that is wrong with a preset file.
    Check {
        /// The file.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

/// Options of `ingest`.
#[derive(Args, Debug)]
pub struct IngestArgs {
    /// Write nothing: `earful run` is what keeps feedback.
    #[arg(long, required = true)]
    pub dry_run: bool,
    /// How many records to print.
    #[arg(long, default_value_t = 5, value_name = "N")]
    pub limit: usize,
}

/// Options of `read`.
#[derive(Args, Debug)]
pub struct ReadArgs {
    /// Files, or folders in which the preset's own patterns are looked for.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// How they are written: the name of a preset, or a preset file (*.toml) [default: the one that
    /// fits].
    #[arg(long, value_name = "NAME")]
    pub preset: Option<String>,
    /// Print one JSON object a record, by id.
    #[arg(long)]
    pub json: bool,
    /// Write what became of every unit to a file, as JSON.
    #[arg(long, value_name = "FILE")]
    pub counts: Option<PathBuf>,
}

/// Options of `run`.
#[derive(Args, Debug)]
pub struct RunArgs {
    /// The day the night speaks for [default: today, in UTC].
    #[arg(long, value_name = "DATE")]
    pub today: Option<Day>,
    /// Worker threads; the result does not depend on it [default: one a core].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub threads: Option<u16>,
    /// Group everything afresh tonight; themes keep their ids where their members stay together.
    #[arg(long)]
    pub refit: bool,
    /// Show so many texts of tonight as they came and without template lines (20 at most).
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=20))]
    pub show_stripped: Option<u16>,
    /// Print the summary as JSON.
    #[arg(long)]
    pub json: bool,
}

/// A moment given as a day or as an age.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// A day.
    Day(Day),
    /// So many days before today.
    DaysAgo(u32),
}

impl FromStr for When {
    type Err = String;

    fn from_str(text: &str) -> Result<When, String> {
        let wrong = || {
            format!(
                "expected a day such as 2026-08-22 or an age such as 30d, 6w or 12m, not {text:?}"
            )
        };
        if let Ok(day) = text.parse() {
            return Ok(When::Day(day));
        }
        let unit = text.chars().next_back().ok_or_else(wrong)?;
        let number: u32 = text[..text.len() - unit.len_utf8()].parse().map_err(|_| wrong())?;
        let days = match unit {
            'd' => 1,
            'w' => 7,
            'm' => 30,
            'y' => 365,
            _ => return Err(wrong()),
        };
        number
            .checked_mul(days)
            .filter(|&days| days < 1_000_000)
            .map(When::DaysAgo)
            .ok_or_else(wrong)
    }
}

/// A range of ratings on their own scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ratings {
    /// Lowest, included.
    pub from: f64,
    /// Highest, included.
    pub to: f64,
}

impl FromStr for Ratings {
    type Err = String;

    fn from_str(text: &str) -> Result<Ratings, String> {
        let wrong = || format!("expected a rating such as 1 or a range such as 1..2, not {text:?}");
        let number = |part: &str| part.trim().parse::<f64>().ok().filter(|n| n.is_finite());
        let (from, to) = match text.split_once("..") {
            Some((from, to)) => (
                if from.is_empty() { f64::MIN } else { number(from).ok_or_else(wrong)? },
                if to.is_empty() { f64::MAX } else { number(to).ok_or_else(wrong)? },
            ),
            None => {
                let one = number(text).ok_or_else(wrong)?;
                (one, one)
            }
        };
        if from <= to { Ok(Ratings { from, to }) } else { Err(wrong()) }
    }
}

/// A segment and its value: `country=DE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The segment's name.
    pub name: String,
    /// Its value.
    pub value: String,
}

impl FromStr for Segment {
    type Err = String;

    fn from_str(text: &str) -> Result<Segment, String> {
        match text.split_once('=') {
            Some((name, value)) if !name.is_empty() && !value.is_empty() => {
                Ok(Segment { name: name.to_owned(), value: value.to_owned() })
            }
            _ => Err(format!("expected NAME=VALUE such as country=DE, not {text:?}")),
        }
    }
}

fn kind(text: &str) -> Result<Kind, String> {
    Kind::from_name(text).ok_or_else(|| "expected review, ticket, survey or community".to_owned())
}

fn stance(text: &str) -> Result<Stance, String> {
    Stance::from_name(text)
        .ok_or_else(|| "expected complaint, request, praise, question or remark".to_owned())
}

/// The sign of what is said.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Polarity {
    /// It hurts.
    Negative,
    /// Neither.
    Neutral,
    /// It pleases.
    Positive,
}

/// The order of hits.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Best match first.
    Relevance,
    /// Newest first.
    Newest,
}

/// Options of `search`.
#[derive(Args, Debug)]
pub struct SearchArgs {
    /// Words, "phrases", -exclusions, word*, field:value; may be left out when a filter is given.
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    /// Only this source (may be repeated).
    #[arg(long, value_name = "NAME")]
    pub source: Vec<String>,
    /// Only this kind: review, ticket, survey or community.
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
    /// The order of hits [default: relevance with words, newest without].
    #[arg(long, value_enum, value_name = "ORDER")]
    pub sort: Option<Sort>,
    /// How many hits to print.
    #[arg(long, short = 'n', default_value_t = 10, value_name = "N")]
    pub limit: usize,
    /// How many hits to skip first.
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub offset: usize,
    /// What `--since 30d` counts from [default: today, in UTC].
    #[arg(long, value_name = "DATE")]
    pub today: Option<Day>,
    /// One JSON object a hit.
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
    /// The theme.
    #[arg(value_name = "T-N")]
    pub theme: ThemeId,
    /// Print it as JSON.
    #[arg(long)]
    pub json: bool,
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

/// What `audit` can look through.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audited {
    /// Personal data that redaction may have left.
    Privacy,
}

/// Options of `audit`.
#[derive(Args, Debug)]
pub struct AuditArgs {
    /// What to look for: privacy.
    #[arg(value_enum, value_name = "WHAT")]
    pub what: Audited,
    /// How many suspects to print.
    #[arg(long, short = 'n', default_value_t = 50, value_name = "N")]
    pub limit: usize,
    /// One JSON object a suspect, all of them.
    #[arg(long)]
    pub json: bool,
}

/// Options of `forget`.
#[derive(Args, Debug)]
#[command(group = clap::ArgGroup::new("whom").required(true).multiple(true).args(["author", "record"]))]
pub struct ForgetArgs {
    /// The author as the source names them, for instance an e-mail address (may be repeated).
    #[arg(long, value_name = "AUTHOR")]
    pub author: Vec<String>,
    /// A record by its source's id or by earful's (may be repeated).
    #[arg(long, value_name = "ID")]
    pub record: Vec<String>,
    /// Only in this source.
    #[arg(long, value_name = "NAME")]
    pub source: Option<String>,
    /// Only say what would go.
    #[arg(long)]
    pub dry_run: bool,
    /// Drop the runs that counted them instead of making them again.
    #[arg(long)]
    pub drop_runs: bool,
    /// Worker threads [default: one a core].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub threads: Option<u16>,
    /// Print what was done as JSON.
    #[arg(long)]
    pub json: bool,
}

/// Options of `eval`.
#[derive(Args, Debug)]
pub struct EvalArgs {
    /// What to measure.
    #[command(subcommand)]
    pub what: EvalVerb,
}

/// What can be measured.
#[derive(Subcommand, Debug)]
pub enum EvalVerb {
    /// How well the themes and areas found agree with the labels.
    Themes(EvalThemesArgs),
    /// How often the polarity heard is the one labelled; numbers count by their sign.
    Polarity(EvalPolarityArgs),
    /// Whether classes hidden on the first night are found when they come, and nothing else.
    Novelty(EvalNoveltyArgs),
    /// Whether the same themes are found again: shuffled, with other threads, with a tenth left
    /// out, from night to night.
    Stability(EvalStabilityArgs),
    /// How well the names of the themes stand for them.
    Labels(EvalLabelsArgs),
}

/// The labelled texts.
#[derive(Args, Debug)]
pub struct GoldArgs {
    /// One JSON object a line with `text`, plain or gzip.
    #[arg(long, value_name = "FILE")]
    pub gold: PathBuf,
    /// The language of texts without a `lang`, as a code.
    #[arg(long, default_value = "en", value_name = "CODE")]
    pub lang: Lang,
    /// Seed of everything that is drawn.
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub seed: u64,
    /// Print it as JSON.
    #[arg(long)]
    pub json: bool,
}

/// Options of `eval themes`.
#[derive(Args, Debug)]
pub struct EvalThemesArgs {
    /// The labelled texts.
    #[command(flatten)]
    pub gold: GoldArgs,
    /// The field with the subject (or a list of subjects) of a text.
    #[arg(long, value_name = "FIELD")]
    pub label: String,
    /// The field with the wider subject, for the areas [default: the same].
    #[arg(long, value_name = "FIELD")]
    pub area: Option<String>,
    /// Resolution of the grouping [default: the one that suits].
    #[arg(long, value_name = "GAMMA")]
    pub resolution: Option<f64>,
}

/// Options of `eval polarity`.
#[derive(Args, Debug)]
pub struct EvalPolarityArgs {
    /// The labelled texts.
    #[command(flatten)]
    pub gold: GoldArgs,
    /// The field with negative, neutral or positive, or with a number.
    #[arg(long, value_name = "FIELD")]
    pub label: String,
    /// The number that is neutral: 3 for stars.
    #[arg(long, default_value_t = 0.0, value_name = "N", allow_negative_numbers = true)]
    pub middle: f64,
}

/// Options of `eval novelty`.
#[derive(Args, Debug)]
pub struct EvalNoveltyArgs {
    /// The labelled texts.
    #[command(flatten)]
    pub gold: GoldArgs,
    /// The field with the subject of a text.
    #[arg(long, value_name = "FIELD")]
    pub label: String,
    /// Draws of hidden classes to average over.
    #[arg(long, default_value_t = 3, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100))]
    pub draws: u32,
}

/// Options of `eval stability`.
#[derive(Args, Debug)]
pub struct EvalStabilityArgs {
    /// The texts; labels are not needed.
    #[command(flatten)]
    pub gold: GoldArgs,
}

/// Options of `eval labels`.
#[derive(Args, Debug)]
pub struct EvalLabelsArgs {
    /// The texts; labels are not needed.
    #[command(flatten)]
    pub gold: GoldArgs,
}

/// Options of `completions`.
#[derive(Args, Debug)]
pub struct CompletionsArgs {
    /// The shell.
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn ages_and_ranges() {
        assert_eq!("30d".parse(), Ok(When::DaysAgo(30)));
        assert_eq!("6w".parse(), Ok(When::DaysAgo(42)));
        assert!("99999999y".parse::<When>().is_err());
        assert!("é".parse::<When>().is_err());
        assert_eq!("1..2".parse(), Ok(Ratings { from: 1.0, to: 2.0 }));
        assert_eq!("..6".parse(), Ok(Ratings { from: f64::MIN, to: 6.0 }));
        assert!("2..1".parse::<Ratings>().is_err());
        assert!("country".parse::<Segment>().is_err());
    }
}
