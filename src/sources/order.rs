//! Which of the first two numbers of a file's dates is the day.
//!
//! Takes a file and the feed that reads it; gives the order that one of its dates shows (`13/04/2026`
//! has no thirteenth month). A column has one order, so that `03/04/2026` beside it can be read. Looked
//! for only where the settings leave it open, and only as far as the first date that tells.

use std::io::Read;

use crate::text::dates::{self, DayOrder};

use super::expression::Compiled;
use super::feed::Feed;
use super::mapping::{Framed, Mapping};
use super::read::frames;
use super::refused;
use super::unpack::Packed;

/// Dates looked at before a column is held to be written in a way that leaves nothing open.
const FIRST_LOOK: usize = 200;

/// Whether the settings leave the order of day and month to the file.
pub(super) fn is_open(feed: &Feed) -> bool {
    let time = &feed.preset.time;
    let usual = time.formats.is_empty() || time.formats.iter().any(|one| one == "usual");
    time.order.is_none() && usual && created(feed).is_some()
}

fn created(feed: &Feed) -> Option<&Compiled> {
    feed.fields.iter().find(|(name, _)| &**name == "created_at").map(|(_, one)| one)
}

/// The order that the file's dates show, if one of them does.
pub(super) fn of_file(mapping: &Mapping<'_>, raw: impl Read, packed: &Packed) -> Option<DayOrder> {
    let created = created(mapping.feed)?;
    let (mut seen, mut open, mut order) = (0, false, None);
    // The file is whole: the only error is that enough has been seen.
    let _ = frames(mapping.feed, raw, packed, &mut |framed: Framed<'_>| {
        let Ok(cells) = framed.cells else { return Ok(()) };
        let unit = mapping.unit(cells);
        if let Some(text) = created.values(&unit).first() {
            seen += 1;
            order = dates::order(text);
            open |= matches!(dates::read(text), Some(dates::Written::Either { .. }));
        }
        match order.is_some() || (seen >= FIRST_LOOK && !open) {
            true => Err(refused("seen enough")),
            false => Ok(()),
        }
    });
    order
}
