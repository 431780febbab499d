//! An invented company with a year of invented feedback: "Fernweh", a trip planner.
//!
//! Takes a seed, a scale and the last day; gives bytes (reviews as CSV, tickets as JSON lines, a
//! survey as CSV, and the settings that read them) and, apart, the truth: which themes were planted
//! in which record. The same seed, scale and day give the same bytes for ever. The same generator
//! makes the demo, the frozen fixture of the tests and the hundred thousands of the benches.
//! It writes no file, reads no clock, and imports nothing but the nouns.
//!
//! What is planted: 24 themes of pain and 8 of praise (`banks`), a spike (login codes, a three-week
//! outage), a release that fixes something (calendar sync, 5.4), a slow riser (battery), a theme
//! born with the last release (the AI planner), a season, weekdays, segments (checkout crashes on
//! Android from 5.2 on, invoices on the Business plan) (`plan`), people with habits (`people`,
//! `style`), three languages beside English, and a few flaws on purpose (`flaws`).

mod banks;
mod business;
mod compose;
mod flaws;
mod metrics;
mod people;
mod phrase;
mod plan;
mod rng;
mod sales;
mod searches;
mod style;
mod write;

use std::io;

use crate::model::Day;

pub use business::files as business;
pub use plan::RELEASES;
pub use sales::SETTINGS as SALES_SETTINGS;

/// The settings of the demo's workspace, as a user would write them.
pub const SETTINGS: &str = include_str!("earful.toml");

/// How much feedback.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale(u32);

impl Scale {
    /// The demo: about 2,600 pieces of feedback.
    pub const DEMO: Scale = Scale(2_600);

    /// About `count` pieces of feedback (within two in a hundred), from 100 to 1,000,000.
    pub fn records(count: u32) -> Scale {
        Scale(count.clamp(100, 1_000_000))
    }

    /// Units in a feed: 46 % reviews, 32 % tickets, and survey forms with one and a half answers
    /// each.
    fn units(self, feed: Feed) -> u64 {
        let share = match feed {
            Feed::Reviews => 460,
            Feed::Tickets => 320,
            Feed::Survey => 147,
        };
        u64::from(self.0) * share / 1000
    }

    /// Customers of the company.
    fn customers(self) -> u64 {
        u64::from(self.0) * 45 / 100
    }
}

/// One of the three sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feed {
    /// App reviews, CSV.
    Reviews = 0,
    /// Support tickets, JSON lines.
    Tickets = 1,
    /// A survey with two open questions, CSV.
    Survey = 2,
}

impl Feed {
    /// All three, in the order of [`files`].
    pub const ALL: [Feed; 3] = [Feed::Reviews, Feed::Tickets, Feed::Survey];

    /// The source's name in the settings.
    pub fn name(self) -> &'static str {
        match self {
            Feed::Reviews => "reviews",
            Feed::Tickets => "tickets",
            Feed::Survey => "survey",
        }
    }

    /// Its file, relative to the workspace.
    pub fn path(self) -> &'static str {
        match self {
            Feed::Reviews => "data/reviews.csv",
            Feed::Tickets => "data/tickets.jsonl",
            Feed::Survey => "data/survey.csv",
        }
    }
}

/// What was planted in one piece of feedback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Truth {
    /// Name of the source.
    pub source: &'static str,
    /// The source's own id.
    pub record: String,
    /// The question it answers, for the survey.
    pub question: Option<&'static str>,
    /// Keys of the planted themes, in the order they are mentioned; empty for noise.
    pub themes: Vec<&'static str>,
}

/// The survey's open questions, in column order.
pub const QUESTIONS: [&str; 2] = ["What should we improve?", "What do you like most?"];

/// Every file of the workspace: path with forward slashes, and bytes. Settings first.
///
/// Holds everything in memory: 250 bytes a record. For the large scales see [`write()`].
pub fn files(seed: u64, scale: Scale, last_day: Day) -> Vec<(String, Vec<u8>)> {
    let mut files = vec![("earful.toml".to_string(), SETTINGS.as_bytes().to_vec())];
    for feed in Feed::ALL {
        let mut bytes = Vec::new();
        // Writing to memory cannot fail.
        let _ = write(feed, seed, scale, last_day, &mut bytes);
        files.push((feed.path().to_string(), bytes));
    }
    files
}

/// Writes one feed, record by record, in constant memory.
///
/// # Errors
/// Only those of `out`.
pub fn write(
    feed: Feed,
    seed: u64,
    scale: Scale,
    last_day: Day,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    write::feed(&write::Order::year(feed, seed, scale, last_day), out, &mut |_| {})
}

/// The files of the night after: about `records` new pieces of feedback of the day after
/// `last_day`, with ids that the year of the same seed and scale does not use. Their paths match
/// the globs of [`SETTINGS`].
pub fn next_night(seed: u64, scale: Scale, last_day: Day, records: u32) -> Vec<(String, Vec<u8>)> {
    let day = last_day.plus(1);
    let night = Scale(records.min(1_000_000));
    Feed::ALL
        .map(|feed| {
            let mut bytes = Vec::new();
            let order = write::Order::night(feed, seed, scale, last_day, night);
            // Writing to memory cannot fail.
            let _ = write::feed(&order, &mut bytes, &mut |_| {});
            let path = feed.path().replacen('.', &format!("-{day}."), 1);
            (path, bytes)
        })
        .into()
}

/// What was planted in each piece of feedback that a correct reader keeps from [`files`], by source
/// in the order of [`Feed::ALL`], then in file order. Of several versions of a record the newest
/// counts.
pub fn truth(seed: u64, scale: Scale, last_day: Day) -> Vec<Truth> {
    let mut truths: Vec<Truth> = Vec::new();
    for feed in Feed::ALL {
        let order = write::Order::year(feed, seed, scale, last_day);
        // A sink cannot fail.
        let _ = write::feed(&order, &mut io::sink(), &mut |truth| truths.push(truth));
    }
    truths
}

#[cfg(test)]
mod tests;
