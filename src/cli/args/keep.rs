//! What the verbs that guard privacy take.

use clap::{Args, ValueEnum};

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
