//! `[privacy]` and `[retention]`: what is masked, how few people are too few, how long it is kept.
//!
//! Takes the tables, gives the patterns (each compiled once here, so that a bad one is a fault with
//! its line), the least authors of a theme that may be quoted, and the ages.

use std::collections::BTreeMap;

use crate::intake;
use crate::pipeline::{Keep, Retention};
use crate::report;

use super::keys::Keys;

/// What `[privacy]` says.
#[derive(Debug)]
pub(super) struct Privacy {
    /// Patterns of order numbers.
    pub(super) orders: Vec<String>,
    /// Patterns of account and customer numbers.
    pub(super) accounts: Vec<String>,
    /// Fewer authors than this, and a theme is neither quoted nor named.
    pub(super) least_authors: u32,
}

pub(super) fn privacy(mut keys: Keys) -> Privacy {
    let privacy = Privacy {
        orders: patterns(&mut keys, "orders"),
        accounts: patterns(&mut keys, "accounts"),
        least_authors: keys.whole(
            "least_authors",
            0..=1_000_000,
            report::Settings::default().least_authors,
        ),
    };
    keys.finish();
    privacy
}

fn patterns(keys: &mut Keys, key: &'static str) -> Vec<String> {
    let mut sound = Vec::new();
    for (at, text) in keys.texts(key) {
        match intake::check_pattern(&text) {
            Ok(_) => sound.push(text),
            Err(why) => {
                let fix = r"write a regular expression in single quotes, such as '\bA[0-9]{8}\b'";
                keys.page().fault(at, keys.path_of(key), why, fix);
            }
        }
    }
    sound
}

pub(super) fn retention(mut keys: Keys, sources: &[&str]) -> Retention {
    let all = keep(&mut keys);
    let inner = keys.table("sources");
    let mut own = BTreeMap::new();
    for (name, span, item) in inner.entries() {
        if !sources.contains(&name) {
            let fix = format!("the sources are {}", sources.join(", "));
            inner.page().fault(span.start, inner.path_of(name), "no such source", fix);
        }
        let Some(table) = item.get_ref().as_table() else {
            let want = format!("a table, written [retention.sources.{name}]");
            inner.type_fault(item, name, &want);
            continue;
        };
        let mut one = Keys::new(inner.page(), Some(table), inner.path_of(name), item.span());
        if let Some(keep) = keep(&mut one) {
            own.insert(name.to_owned(), keep);
        }
        one.finish();
    }
    keys.finish();
    Retention { all, sources: own }
}

fn keep(keys: &mut Keys) -> Option<Keep> {
    let days = keys.maybe_whole("days", 1..=36_500);
    let months = keys.maybe_whole("months", 1..=1_200);
    match (days, months) {
        (Some(_), Some(_)) => {
            let fix = "keep one of `days` and `months`";
            keys.page().fault(keys.start(), keys.path_of("days"), "the age is given twice", fix);
            None
        }
        (Some(days), None) => Some(Keep::Days(days)),
        (None, Some(months)) => Some(Keep::Months(months)),
        (None, None) => None,
    }
}
