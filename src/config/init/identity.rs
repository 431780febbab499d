//! Which column is a record's own id.
//!
//! Takes the columns of all files of a group; gives the column that is different in every record, or
//! with the product beside it is. People, products, orders and devices are no ids, nor are numbers
//! that a spreadsheet has rounded. Where two records share an id and say different things, it is
//! none: the content is hashed then, and each row of a file counts.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::Facts;
use super::{Identity, names};

/// The id, if there is one.
pub(super) fn id(
    columns: &[Facts<'_>],
    used: &BTreeSet<usize>,
    workbook: bool,
    fields: &[(&'static str, usize)],
    said: &mut Vec<String>,
) -> Identity {
    let updated = fields.iter().any(|(field, _)| *field == "updated_at");
    let mut candidates: Vec<usize> = (0..columns.len())
        .filter(|at| !used.contains(at) && columns[*at].fit("id") > 0 && can_be_id(&columns[*at]))
        .collect();
    // The number of who wrote it, as in "/from/id", after that of what was written.
    let of_person = |at: usize| columns[at].is_of_person();
    candidates.sort_by_key(|&at| (of_person(at), std::cmp::Reverse(columns[at].fit("id")), at));
    for at in candidates {
        let column = &columns[at];
        let name = &column.head.selector;
        if column.is_rounded(workbook) {
            said.push(format!(
                "{name}: its long numbers were rounded by a spreadsheet and are no ids any more"
            ));
            continue;
        }
        let clashes = clashes(columns, &[at], updated);
        if clashes == 0 {
            let why =
                format!("by its name; {} different in {}", column.distinct(), column.values.len());
            return Identity::Column(at, why);
        }
        let product = columns.iter().position(|column| {
            column.fit("product") >= 60 && column.values.len() == columns[at].values.len()
        });
        if let Some(product) = product.filter(|&product| product != at)
            && self::clashes(columns, &[product, at], updated) == 0
        {
            return Identity::Pair(product, at);
        }
        said.push(format!(
            "{name}: {clashes} records share it with another that says something else: it is no id"
        ));
    }
    Identity::None
}

fn can_be_id(column: &Facts<'_>) -> bool {
    let whole = column.words.join("_");
    // "Respondent" numbers answers; "user_id" numbers people.
    let of_others = names::is_not_record(&column.words)
        && !["review_id", "id", "respondent", "respondent_id"].contains(&whole.as_str());
    let compact =
        column.values.iter().all(|value| value.len() <= 100 && value.split(' ').count() <= 3);
    let there = column.values.len() == column.head.cells.len();
    let dates = column.time.is_time() && column.time.bare < column.time.read;
    !of_others && compact && there && !dates && !column.is_talk() && !column.is_blob()
}

/// Records that share these cells with one before and are not the same record again: other cells
/// differ, and nothing says that one is a newer version of the other.
fn clashes(columns: &[Facts<'_>], at: &[usize], updated: bool) -> usize {
    let rows = columns[at[0]].head.cells.len();
    let mut first: BTreeMap<Vec<Option<&str>>, usize> = BTreeMap::new();
    let cell = |column: usize, row: usize| columns[column].head.cells[row].as_deref();
    let mut clashes = 0;
    for row in 0..rows {
        let key: Vec<Option<&str>> = at.iter().map(|&column| cell(column, row)).collect();
        let Some(&before) = first.get(&key) else {
            first.insert(key, row);
            continue;
        };
        let same = (0..columns.len()).all(|column| cell(column, row) == cell(column, before));
        clashes += usize::from(!same && !updated);
    }
    clashes
}
