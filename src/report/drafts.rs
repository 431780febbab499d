//! Issue drafts for trackers: a pain as an issue, with the words of customers and the way back.
//!
//! Every draft has the external id `earful-T-17`, also as a label, so that an export of the tracker
//! tells later which pain an issue is about. Customers' words are made inert for the markup of the
//! tracker and for spreadsheets.

use super::view::{OpportunityView, View};
use super::{csv_line, escape, phrase};

/// A tracker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tracker {
    /// Jira: "Import issues from CSV".
    Jira,
    /// Linear: the CSV of its importer.
    Linear,
    /// Title, body and labels, as the usual importers for GitHub read them.
    GitHub,
}

/// Quotes in a draft.
const QUOTES: usize = 3;

/// Drafts of some themes as the CSV that a tracker imports; a theme that is not ranked has none.
pub fn drafts(view: &View, themes: &[String], tracker: Tracker) -> Vec<u8> {
    let found =
        themes.iter().filter_map(|id| view.opportunities.iter().find(|one| one.theme == *id));
    let head: &[&str] = match tracker {
        Tracker::Jira => &["Summary", "Issue Type", "Description", "Labels", "External ID"],
        Tracker::Linear => &["Title", "Description", "Labels", "Priority", "External ID"],
        Tracker::GitHub => &["title", "body", "labels"],
    };
    let heads = head.iter().map(|name| (*name).to_owned()).collect();
    let rows = found.map(|one| row(one, view, tracker));
    std::iter::once(heads)
        .chain(rows)
        .map(|cells| csv_line(&cells))
        .collect::<String>()
        .into_bytes()
}

fn row(one: &OpportunityView, view: &View, tracker: Tracker) -> Vec<String> {
    let id = format!("earful-{}", one.theme);
    let title = escape::csv(&one.title);
    let body = lines(&description(one, view, tracker));
    match tracker {
        Tracker::Jira => vec![title, "Bug".to_owned(), body, id.clone(), id],
        Tracker::Linear => vec![title, body, id.clone(), String::new(), id],
        Tracker::GitHub => vec![title, body, id],
    }
}

/// A cell of several lines, each of them inert.
fn lines(text: &str) -> String {
    text.lines().map(escape::csv).collect::<Vec<_>>().join("\n")
}

fn description(one: &OpportunityView, view: &View, tracker: Tracker) -> String {
    let inert = |text: &str| match tracker {
        Tracker::Jira => wiki(text),
        Tracker::Linear | Tracker::GitHub => escape::markdown(text),
    };
    let mut parts = vec![inert(&one.claim)];
    for words in [&one.severity, &one.impact_words, &one.status_words, &one.rank_words] {
        if !words.is_empty() {
            parts.push(inert(words));
        }
    }
    let quotes: Vec<String> = (one.quotes.iter().take(QUOTES))
        .map(|quote| {
            let said = inert(&phrase::quoted(&quote.text));
            format!("{said} ({})", inert(&format!("{}, {}", quote.place(), quote.external)))
        })
        .collect();
    if !quotes.is_empty() {
        parts.push(format!("What customers say:\n\n{}", quotes.join("\n\n")));
    }
    parts.push(inert(&format!("All records: {}", one.search)));
    parts.push(inert(&format!(
        "From the report {} of {}; pain {}.",
        view.run.id,
        phrase::iso_date(&view.run.today),
        one.theme
    )));
    parts.join("\n\n")
}

/// Text that Jira's wiki markup makes nothing of.
fn wiki(text: &str) -> String {
    let seen = escape::visible(text);
    let mut out = String::with_capacity(seen.len());
    for letter in seen.chars() {
        if matches!(letter, '{' | '}' | '[' | ']' | '!' | '|' | '*' | '~' | '^' | '\\') {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}
