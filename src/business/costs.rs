//! The costs file: what a contact costs in each channel.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::columns::{Columns, cell};
use super::{BadTable, Readers, receipt};
use crate::model::{BusinessFile, Cost, Sheet};

const CHANNEL: [&str; 5] = ["channel", "source", "kind", "queue", "name"];
const EACH: [&str; 8] = [
    "cost",
    "cost_per_ticket",
    "cost_per_contact",
    "unit_cost",
    "each",
    "price",
    "amount",
    "cost_each",
];

/// The costs of a table, in its order.
///
/// # Errors
/// A table without a column of channels or of costs.
pub fn costs(sheet: &Sheet, readers: &Readers<'_>) -> Result<(Vec<Cost>, BusinessFile), BadTable> {
    let columns = Columns::of(sheet);
    let lacks = |what, fix| columns.lacks(what, fix);
    let channel =
        columns.find(&CHANNEL).ok_or_else(|| lacks("of channels", "name one `channel`"))?;
    let each = columns.find(&EACH).ok_or_else(|| lacks("of costs", "name one `cost`"))?;
    let mut bad = Vec::new();
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    let mut found = Vec::new();
    for row in columns.rows(&mut bad) {
        let Some(channel) = cell(row, Some(channel)) else {
            bad.push(columns.bad(row, "it has no channel"));
            continue;
        };
        let amount = cell(row, Some(each)).map_or(Ok(None), readers.money);
        let each = match amount {
            Ok(Some(each)) => each,
            Ok(None) => {
                bad.push(columns.bad(row, "it has no cost"));
                continue;
            }
            Err(reason) => {
                bad.push(columns.bad(row, reason));
                continue;
            }
        };
        if let Some(line) = seen.insert(channel.to_lowercase(), row.line) {
            bad.push(columns.bad(row, format!("its channel is that of line {line}")));
            seen.insert(channel.to_lowercase(), line);
            continue;
        }
        found.push(Cost { channel: Arc::from(channel), each, line: row.line });
    }
    let words = format!("channel {}, cost {}", columns.name(channel), columns.name(each));
    let file = receipt("costs", sheet, found.len(), bad, words);
    Ok((found, file))
}
