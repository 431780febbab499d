//! What `eval` takes.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::model::Lang;

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
    /// The night as it runs, on records and on points that a reader found: what is shown, how it is
    /// cut, heard, grouped and called.
    Night(EvalNightArgs),
    /// Whether a search for a subject finds its records: by words, by meaning, by both.
    Search(EvalSearchArgs),
    /// Whether statements keep their theme over many nights, whether every move adds up, and what a
    /// night costs.
    Nights(EvalNightsArgs),
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

/// Options of `eval night`.
#[derive(Args, Debug)]
pub struct EvalNightArgs {
    /// The records: text, and what they have of id, title, rating, rating_max, created_at, kind,
    /// lang, product, version, country, company.
    #[command(flatten)]
    pub gold: GoldArgs,
    /// The field with the subject of a record.
    #[arg(long, value_name = "FIELD")]
    pub label: Option<String>,
    /// What a reader found in records of the file, one JSON object a line: `id`, and `points` with
    /// `start` and `end` in characters of `text` (or of `part`), `stance`, `severity`, `pain`.
    #[arg(long, value_name = "FILE")]
    pub points: Option<PathBuf>,
    /// Print how every ranked theme's title stands to its members.
    #[arg(long)]
    pub titles: bool,
}

/// Options of `eval search`.
#[derive(Args, Debug)]
pub struct EvalSearchArgs {
    /// The records, as for `eval night`.
    #[command(flatten)]
    pub gold: GoldArgs,
    /// The field with the subject of a record: each subject is a query.
    #[arg(long, value_name = "FIELD", conflicts_with = "points")]
    pub label: Option<String>,
    /// What a reader found in records of the file, as for `eval night`: each pain is a query.
    #[arg(long, value_name = "FILE")]
    pub points: Option<PathBuf>,
}

/// Options of `eval nights`.
#[derive(Args, Debug)]
pub struct EvalNightsArgs {
    /// The texts; labels are not needed.
    #[command(flatten)]
    pub gold: GoldArgs,
    /// Nights, the first with three tenths of the records, the others with the rest.
    #[arg(long, default_value_t = 90, value_name = "N", value_parser = clap::value_parser!(u32).range(2..=3650))]
    pub nights: u32,
    /// The field with the date of a text.
    #[arg(long, default_value = "created_at", value_name = "FIELD")]
    pub at: String,
    /// The field with the subject of a text: how well the last night's themes agree with it, and
    /// how well themes found afresh would.
    #[arg(long, value_name = "FIELD")]
    pub label: Option<String>,
    /// Print every night too.
    #[arg(long)]
    pub each: bool,
}
