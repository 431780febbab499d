//! What the verbs that correct themes take.

use clap::{Args, Subcommand};

use crate::model::{Day, EntryId, ThemeId};

/// Options of `theme`.
#[derive(Args, Debug)]
pub struct ThemeArgs {
    /// What to do.
    #[command(subcommand)]
    pub verb: ThemeVerb,
}

/// Who writes an entry, when and why, and whether it is written at all.
#[derive(Args, Debug)]
pub struct Signature {
    /// Why, for whoever reads it next year.
    #[arg(long, value_name = "WORDS")]
    pub why: Option<String>,
    /// Who decides it [default: the user's name].
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// The day it is decided [default: today, in UTC].
    #[arg(long, value_name = "DATE")]
    pub today: Option<Day>,
    /// Show what it does to every theme it touches, and write nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Print the entry, and with --dry-run its effects, as JSON.
    #[arg(long)]
    pub json: bool,
}

/// A record that is corrected.
#[derive(Args, Debug)]
pub struct OneRecord {
    /// The record, by its source's id or by earful's.
    #[arg(value_name = "RECORD")]
    pub record: String,
    /// The theme.
    #[arg(value_name = "T-N")]
    pub theme: ThemeId,
    /// The source it is of, where several have such an id.
    #[arg(long, value_name = "NAME")]
    pub source: Option<String>,
    /// Only this statement of it, by its number in `earful export statements`.
    #[arg(long, value_name = "N")]
    pub statement: Option<u16>,
    /// Who, when, why.
    #[command(flatten)]
    pub signature: Signature,
}

/// One theme.
#[derive(Args, Debug)]
pub struct OneTheme {
    /// The theme.
    #[arg(value_name = "T-N")]
    pub theme: ThemeId,
    /// Who, when, why.
    #[command(flatten)]
    pub signature: Signature,
}

/// How themes can be corrected.
#[derive(Subcommand, Debug)]
pub enum ThemeVerb {
    /// Calls a theme by another name, through every refit.
    Rename {
        /// The theme.
        #[arg(value_name = "T-N")]
        theme: ThemeId,
        /// Its name.
        #[arg(value_name = "TITLE", required = true)]
        title: Vec<String>,
        /// Who, when, why.
        #[command(flatten)]
        signature: Signature,
    },
    /// Makes a theme part of another; its id means the other from then on.
    Merge {
        /// The theme that goes.
        #[arg(value_name = "T-N")]
        theme: ThemeId,
        /// The theme it goes into.
        #[arg(value_name = "INTO")]
        into: ThemeId,
        /// Who, when, why.
        #[command(flatten)]
        signature: Signature,
    },
    /// Makes a theme of the statements of a theme that say some words.
    Split {
        /// The theme.
        #[arg(value_name = "T-N")]
        theme: ThemeId,
        /// The words, as `earful search` takes them.
        #[arg(value_name = "WORDS", required = true)]
        words: Vec<String>,
        /// What the new theme is called [default: the words].
        #[arg(long, value_name = "TITLE")]
        title: Option<String>,
        /// Who, when, why.
        #[command(flatten)]
        signature: Signature,
    },
    /// Takes a theme out of the ranking; it is counted and listed as muted.
    Mute(OneTheme),
    /// Puts a muted theme back into the ranking.
    Unmute(OneTheme),
    /// Always shows a theme in the ranking, whatever its rank.
    Pin(OneTheme),
    /// Shows a pinned theme only where its rank is.
    Unpin(OneTheme),
    /// Puts a record into a theme; later ones like it follow.
    Move(OneRecord),
    /// Takes a record out of a theme: into the next best, or into none.
    Reject(OneRecord),
    /// Counts what a search finds as a theme beside the themes, from the first record on.
    Track {
        /// The search, as `earful search` takes it.
        #[arg(value_name = "QUERY", required = true)]
        query: Vec<String>,
        /// What it is called [default: the search].
        #[arg(long, value_name = "TITLE")]
        title: Option<String>,
        /// Who, when, why.
        #[command(flatten)]
        signature: Signature,
    },
    /// Counts a saved search no longer.
    Untrack(OneTheme),
    /// Puts a theme into an area: one there is, or one by its name.
    Parent {
        /// The theme.
        #[arg(value_name = "T-N")]
        theme: ThemeId,
        /// The area.
        #[arg(value_name = "AREA", required = true)]
        area: Vec<String>,
        /// Who, when, why.
        #[command(flatten)]
        signature: Signature,
    },
    /// Takes an entry back.
    Revert {
        /// The entry.
        #[arg(value_name = "E-N")]
        entry: EntryId,
        /// Who, when, why.
        #[command(flatten)]
        signature: Signature,
    },
    /// Lists every entry, and which hold.
    Log {
        /// One JSON object an entry.
        #[arg(long)]
        json: bool,
    },
}
