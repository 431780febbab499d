//! What people say has shipped, from the terminal or the page: a file of its own, one row a word, the last
//! word about an item holds. It changes the items of the roadmap and adds none.

use std::sync::Arc;

use super::columns::{Columns, cell, column};
use super::{BadTable, Readers, receipt};
use crate::model::{BadRow, BusinessFile, Day, Item, Progress, Sheet};

/// The file's name beside the settings.
pub const SHIPPED: &str = "roadmap-shipped.csv";

/// Its columns, as they are written.
pub const SHIPPED_COLUMNS: [&str; 6] = ["item", "shipped", "version", "by", "written", "why"];

/// What one row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shipping {
    /// The id of the item, or its key in the tracker.
    pub item: Arc<str>,
    /// The day it reached customers; `None` takes back what was said before.
    pub shipped: Option<Day>,
    /// The version it reached them with.
    pub version: Option<Arc<str>>,
    /// The file.
    pub file: Arc<str>,
    /// Its line.
    pub line: u64,
}

/// The rows of a table, in its order.
///
/// # Errors
/// A table without a column of items or of days.
pub fn shipped(
    sheet: &Sheet,
    readers: &Readers<'_>,
) -> Result<(Vec<Shipping>, BusinessFile), BadTable> {
    let columns = Columns::of(sheet);
    let item = columns.find(&["item", "id", "key"]);
    let item = item.ok_or_else(|| columns.lacks("of items", "name one `item`"))?;
    let day = columns.find(&["shipped", "day", "date"]);
    let day = day.ok_or_else(|| columns.lacks("of days", "name one `shipped`"))?;
    let version = columns.find(&["version"]);
    let mut bad = Vec::new();
    let rows = columns.rows(&mut bad);
    let days = (readers.days)(&column(&rows, Some(day)));
    let mut found = Vec::new();
    for (row, day) in rows.into_iter().zip(days) {
        match (cell(row, Some(item)), day) {
            (Some(item), Ok(shipped)) => found.push(Shipping {
                item: Arc::from(item),
                shipped,
                version: cell(row, version).map(Arc::from),
                file: sheet.file.clone(),
                line: row.line,
            }),
            (None, _) => bad.push(columns.bad(row, "it names no item")),
            (_, Err(reason)) => bad.push(columns.bad(row, reason)),
        }
    }
    let words = format!("item {}, shipped {}", columns.name(item), columns.name(day));
    let file = receipt("shipped", sheet, found.len(), bad, words);
    Ok((found, file))
}

fn is_named(item: &Item, name: &str) -> bool {
    let key = item.tracker.as_ref();
    item.id.eq_ignore_ascii_case(name) || key.is_some_and(|key| key.eq_ignore_ascii_case(name))
}

/// The roadmap with what shipped: the last row about an item holds, and one without a day leaves the item
/// as the roadmap has it. Rows about items that are in no roadmap come back as bad ones.
pub fn marked(mut items: Vec<Item>, rows: &[Shipping]) -> (Vec<Item>, Vec<BadRow>) {
    let mut bad = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let Some(item) = items.iter_mut().find(|item| is_named(item, &row.item)) else {
            let reason = format!("the roadmap has no item {:?}", row.item);
            bad.push(BadRow { file: row.file.clone(), line: row.line, reason });
            continue;
        };
        let is_last = !rows[at + 1..].iter().any(|later| is_named(item, &later.item));
        if let (true, Some(day)) = (is_last, row.shipped) {
            item.progress = Progress::Shipped;
            item.status = Arc::from(Progress::Shipped.name());
            item.shipped = Some(day);
            item.version = row.version.clone().or(item.version.take());
        }
    }
    (items, bad)
}
