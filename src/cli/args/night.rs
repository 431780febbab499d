//! What the verbs that make a workspace and read files take.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::model::Day;

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

/// Options of `catalogue`.
#[derive(Args, Debug)]
pub struct CatalogueArgs {
    /// What to do.
    #[command(subcommand)]
    pub verb: CatalogueVerb,
}

/// What can be done with the catalogue of known pains.
#[derive(Subcommand, Debug)]
pub enum CatalogueVerb {
    /// Names the fields, with the number of their pains.
    List,
    /// Prints the pains of a field: name, area, usual severity, other names.
    Show {
        /// The field.
        #[arg(value_name = "FIELD")]
        field: String,
        /// Print the phrases too.
        #[arg(long)]
        phrases: bool,
    },
    /// Says whether a code book can be used, and what is wrong if not.
    Check {
        /// The file: CSV or TOML.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Says which themes of the newest run are of known pains, and which no catalogue knows.
    Matched {
        /// Print JSON lines.
        #[arg(long)]
        json: bool,
    },
}

/// Options of `ingest`.
#[derive(Args, Debug)]
pub struct IngestArgs {
    /// Write nothing, and show the first records as they would be kept.
    #[arg(long)]
    pub dry_run: bool,
    /// How many records to print.
    #[arg(long, default_value_t = 5, value_name = "N", requires = "dry_run")]
    pub limit: usize,
    /// The day the night speaks for, such as 2026-08-22 [default: today].
    #[arg(long, value_name = "DATE")]
    pub today: Option<Day>,
    /// Print what became of every file as JSON.
    #[arg(long)]
    pub json: bool,
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
    /// Group everything afresh tonight, whatever was found before; themes keep their ids where their
    /// members stay together.
    #[arg(long)]
    pub refit: bool,
    /// Show so many texts of tonight as they came and without template lines (20 at most).
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=20))]
    pub show_stripped: Option<u16>,
    /// Print the summary as JSON.
    #[arg(long)]
    pub json: bool,
}
