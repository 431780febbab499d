//! Marking an item of the roadmap as shipped: a row more in a file that only grows.
//!
//! Takes what a person says of an item; writes it beside the settings, signed and dated, or says why not.
//! The roadmap itself is the company's and is never written; the next night reads both.

use crate::business::{SHIPPED, SHIPPED_COLUMNS};
use crate::model::{Day, Item};
use crate::report::{csv_line, escape, phrase};
use crate::sources;
use crate::store::Workspace;

use super::Error;
use super::business::roadmap;
use super::settings::Settings;

/// What is said of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shipped {
    /// Its id, its key in the tracker, or what it is called.
    pub item: String,
    /// The day it reached customers; `None` takes back what was said before.
    pub on: Option<Day>,
    /// The version it reached them with; may be empty.
    pub version: String,
    /// Who says so.
    pub by: String,
    /// Today.
    pub today: Day,
    /// Why; may be empty.
    pub why: String,
}

/// Writes it, and gives the item as the roadmap has it.
///
/// # Errors
/// [`Error::Usage`] when there is no such item, nobody signs, the day has not come, or the file is read as
/// feedback; [`Error::Settings`] when the roadmap cannot be read; [`Error::Store`] when the disk refuses or a
/// night is at work.
pub fn ship(workspace: &Workspace, settings: &Settings, said: &Shipped) -> Result<Item, Error> {
    let usage = |words: String| Err(Error::Usage(words));
    if said.by.trim().is_empty() {
        return usage("say who you are: a word about the roadmap is signed".to_owned());
    }
    if let Some(day) = said.on.filter(|&day| day > said.today) {
        return usage(format!(
            "{} has not come yet: a plan stands in the roadmap, and what shipped is said on the day",
            phrase::date(day)
        ));
    }
    if settings.feeds.iter().any(|feed| sources::takes(feed, SHIPPED)) {
        return usage(format!(
            "a source of the settings reads {SHIPPED} as feedback: let its `files` leave it out"
        ));
    }
    // Held from before the file is read until it is replaced, so that no row is lost.
    let writer = workspace.lock()?;
    let items = roadmap(workspace, settings)?;
    let Some(item) = Item::named(items.iter(), &said.item).map(|at| &items[at]) else {
        let known: Vec<String> = items.iter().take(12).map(|item| item.id.to_string()).collect();
        return usage(match known.is_empty() {
            true => "there is no roadmap yet: `earful roadmap` says how to make one".to_owned(),
            false => format!(
                "the roadmap has no item {:?}: there are {}{}",
                said.item,
                known.join(", "),
                if items.len() > known.len() { " and more" } else { "" }
            ),
        });
    };
    let mut text = workspace.beside(SHIPPED)?;
    if text.trim().is_empty() {
        text = csv_line(&SHIPPED_COLUMNS.map(str::to_owned));
    } else if !text.ends_with('\n') {
        text.push_str("\r\n");
    }
    text.push_str(&csv_line(&[
        item.id.to_string(),
        said.on.map(|day| day.to_string()).unwrap_or_default(),
        escape::csv(said.version.trim()),
        escape::csv(said.by.trim()),
        said.today.to_string(),
        escape::csv(said.why.trim()),
    ]));
    writer.put_beside(SHIPPED, &text)?;
    Ok(item.clone())
}
