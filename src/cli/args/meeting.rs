//! What the verbs of the roadmap meeting take.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Subcommand, ValueEnum};

use crate::model::{Calendar, FactorName, RatingKind, ThemeId, weeks};

/// Options of `impact`.
#[derive(Args, Debug)]
pub struct ImpactArgs {
    /// Only this kind of rating: stars, nps, csat, thumbs or ces.
    #[arg(long, value_parser = rating_kind, value_name = "KIND")]
    pub on: Option<RatingKind>,
    /// Over time instead, oldest first: by week, month or quarter.
    #[arg(long, value_parser = calendar, value_name = "PERIOD", conflicts_with = "limit")]
    pub by: Option<Calendar>,
    /// Over time, of this theme alone.
    #[arg(long, value_name = "T-N", requires = "by")]
    pub theme: Option<ThemeId>,
    /// How many themes to print in each table.
    #[arg(long, short = 'n', default_value_t = 15, value_name = "N")]
    pub limit: usize,
    /// One JSON object.
    #[arg(long)]
    pub json: bool,
}

/// Options of `rank`.
#[derive(Args, Debug)]
pub struct RankArgs {
    /// Frameworks, side by side: score, volume, rice, ice, wsjf, cd3, ulwick (a proxy), or a formula named
    /// in [planning.formulas]; commas between [default: score,volume,rice,cd3,ulwick].
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub by: Vec<String>,
    /// A formula as typed, such as 'reach * severity / effort' (may be repeated).
    #[arg(long, value_name = "FORMULA")]
    pub formula: Vec<String>,
    /// The report's ranking with the weights of this profile ([planning.profiles.NAME]).
    #[arg(long, value_name = "NAME", conflicts_with_all = ["by", "formula", "themes"])]
    pub profile: Option<String>,
    /// The same with this weight for a factor, such as satisfaction=0.6 (may be repeated).
    #[arg(long, value_name = "FACTOR=NUMBER", conflicts_with_all = ["by", "formula", "themes"])]
    pub weight: Vec<Weight>,
    /// Rank the themes, though there is a roadmap.
    #[arg(long)]
    pub themes: bool,
    /// How many to print.
    #[arg(long, short = 'n', default_value_t = 20, value_name = "N")]
    pub limit: usize,
    /// One JSON object a row.
    #[arg(long)]
    pub json: bool,
}

/// Options of `roadmap`.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub struct RoadmapArgs {
    /// What to do with it.
    #[command(subcommand)]
    pub verb: Option<RoadmapVerb>,
    /// One JSON object an item.
    #[arg(long)]
    pub json: bool,
}

/// What `roadmap` can do.
#[derive(Subcommand, Debug)]
pub enum RoadmapVerb {
    /// Writes issue drafts for the pains nobody works on, as a CSV that a tracker imports.
    Drafts(DraftsArgs),
    /// Says that an item has shipped: a row more in roadmap-shipped.csv, signed and dated.
    Ship(ShipArgs),
    /// Says whom to tell when an item ships: everybody who asked.
    Tell {
        /// The item's id.
        #[arg(value_name = "ITEM")]
        item: String,
        /// Print it as JSON.
        #[arg(long)]
        json: bool,
    },
}

/// Options of `roadmap ship`.
#[derive(Args, Debug)]
pub struct ShipArgs {
    /// The item's id, or its key in the tracker.
    #[arg(value_name = "ITEM")]
    pub item: String,
    /// The day it reached customers [default: today].
    #[arg(long, value_name = "DAY", conflicts_with = "not")]
    pub on: Option<crate::model::Day>,
    /// The version it reached them with.
    #[arg(
        long,
        value_name = "VERSION",
        default_value = "",
        hide_default_value = true,
        conflicts_with = "not"
    )]
    pub version: String,
    /// It has not shipped after all: takes back what was said before.
    #[arg(long)]
    pub not: bool,
    /// Who says so.
    #[arg(long, value_name = "NAME")]
    pub by: String,
    /// Why, for those who read it later.
    #[arg(long, value_name = "WORDS", default_value = "", hide_default_value = true)]
    pub why: String,
    /// Today, for those who try things out [default: the clock].
    #[arg(long, value_name = "DAY", hide = true)]
    pub today: Option<crate::model::Day>,
}

/// Options of `roadmap drafts`.
#[derive(Args, Debug)]
pub struct DraftsArgs {
    /// Whose import reads it.
    #[arg(long, value_enum, value_name = "TRACKER")]
    pub format: TrackerFormat,
    /// These themes instead of the pains nobody works on (may be repeated).
    #[arg(long, value_name = "T-N")]
    pub theme: Vec<crate::model::ThemeId>,
    /// How many drafts at most.
    #[arg(long, default_value_t = 10, value_name = "N")]
    pub top: usize,
    /// Where to write it [default: the terminal or pipe].
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// A tracker that imports issues.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrackerFormat {
    /// Jira's CSV import.
    Jira,
    /// Linear's CSV import.
    Linear,
    /// Title, body and labels, as importers for GitHub read them.
    Github,
}

/// Options of `plan`.
#[derive(Args, Debug)]
pub struct PlanArgs {
    /// What each team can do in the quarter, such as 'web=6w,ios=4w' [default: [planning.capacity]].
    #[arg(long, value_name = "TEAM=WEEKS", value_delimiter = ',')]
    pub capacity: Vec<Capacity>,
    /// What is to be as large as can be: voices (different customers, each once), impact (on the mean
    /// rating) or revenue (of the accounts behind it).
    #[arg(long = "for", value_enum, default_value_t = AimFor::Voices, value_name = "WHAT", hide_possible_values = true)]
    pub aim: AimFor,
    /// The kind of rating that --for impact is about [default: the one with most records].
    #[arg(long, value_parser = rating_kind, value_name = "KIND")]
    pub on: Option<RatingKind>,
    /// One JSON object.
    #[arg(long)]
    pub json: bool,
}

/// What a plan is to reach.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum AimFor {
    /// Different customers.
    Voices,
    /// The mean rating.
    Impact,
    /// What accounts pay.
    Revenue,
}

/// Options of `demand`.
#[derive(Args, Debug)]
pub struct DemandArgs {
    /// Only what is searched for of this theme.
    #[arg(value_name = "THEME")]
    pub theme: Option<crate::model::ThemeId>,
    /// Only searches of this segment, by a column of the log, such as plan=pro.
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    pub segment: Option<(String, String)>,
    /// How many to print in each list.
    #[arg(long, short = 'n', default_value_t = 20, value_name = "N")]
    pub limit: usize,
    /// One JSON object, with every query that may be listed.
    #[arg(long)]
    pub json: bool,
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() && !value.trim().is_empty() => {
            Ok((name.trim().to_owned(), value.trim().to_owned()))
        }
        _ => {
            Err(format!("expected a column of the log and a value such as plan=pro, not {text:?}"))
        }
    }
}

/// Options of `fixes`.
#[derive(Args, Debug)]
pub struct FixesArgs {
    /// Only this item, by its id, its key or what it is called.
    #[arg(value_name = "ITEM")]
    pub item: Option<String>,
    /// One JSON object a shipped item.
    #[arg(long)]
    pub json: bool,
}

/// A weight as typed: `satisfaction=0.6`.
#[derive(Clone, Debug, PartialEq)]
pub struct Weight(pub FactorName, pub f64);

impl FromStr for Weight {
    type Err = String;

    fn from_str(text: &str) -> Result<Weight, String> {
        let known: Vec<&str> = FactorName::ALL.iter().map(|one| one.name()).collect();
        let wrong = || {
            format!(
                "expected a factor and its weight such as reach=0.5, not {text:?}; factors are {}",
                known.join(", ")
            )
        };
        let (name, number) = text.split_once('=').ok_or_else(wrong)?;
        let name = FactorName::ALL.into_iter().find(|one| one.name() == name.trim());
        let number: f64 = number.trim().parse().map_err(|_| wrong())?;
        match name {
            Some(name) if (0.0..=1000.0).contains(&number) => Ok(Weight(name, number)),
            _ => Err(wrong()),
        }
    }
}

/// A team and its weeks: `web=6w`.
#[derive(Clone, Debug, PartialEq)]
pub struct Capacity(pub String, pub f64);

impl FromStr for Capacity {
    type Err = String;

    fn from_str(text: &str) -> Result<Capacity, String> {
        let wrong =
            || format!("expected a team and its time such as web=6w, 30d or 1.5m, not {text:?}");
        let (team, amount) = text.split_once('=').ok_or_else(wrong)?;
        let weeks =
            weeks(amount, |bare| bare).filter(|weeks| *weeks <= 10_000.0).ok_or_else(wrong)?;
        match team.trim() {
            "" => Err(wrong()),
            team => Ok(Capacity(team.to_owned(), weeks)),
        }
    }
}

fn calendar(text: &str) -> Result<Calendar, String> {
    Calendar::from_name(text).ok_or_else(|| "expected week, month or quarter".to_owned())
}

fn rating_kind(text: &str) -> Result<RatingKind, String> {
    RatingKind::from_name(text).ok_or_else(|| "expected stars, nps, csat, thumbs or ces".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_and_weeks() {
        assert_eq!("reach=0.5".parse(), Ok(Weight(FactorName::Reach, 0.5)));
        assert!("reach=-1".parse::<Weight>().is_err());
        assert!("speed=1".parse::<Weight>().is_err());
        assert_eq!("web=30d".parse(), Ok(Capacity("web".to_owned(), 6.0)));
        assert!("=6w".parse::<Capacity>().is_err());
        assert!("web=six".parse::<Capacity>().is_err());
    }
}
