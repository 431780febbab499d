//! The customers file: who they are, what they pay, since when.
//!
//! Takes a table with a column of authors' keys or of accounts; gives one [`Account`] a row. Columns of
//! revenue and of days are read; every other column is a segment.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::columns::{Columns, cell, column};
use super::{BadTable, Readers, receipt};
use crate::model::{Account, Attribute, AuthorKey, BusinessFile, Sheet};

/// Columns whose values are the keys of authors, as the feedback has them.
pub(super) const AUTHORS: [&str; 14] = [
    "author",
    "author_id",
    "customer",
    "customer_id",
    "customer_key",
    "customer_number",
    "user",
    "user_id",
    "username",
    "user_name",
    "contact_id",
    "member_id",
    "email",
    "e_mail",
];

/// Columns whose values are accounts.
pub(super) const ACCOUNTS: [&str; 8] = [
    "account",
    "account_id",
    "account_key",
    "organization_id",
    "organisation_id",
    "company_id",
    "tenant",
    "tenant_id",
];

/// Columns of what a customer pays in a year.
const REVENUE: [&str; 9] = [
    "revenue",
    "annual_revenue",
    "arr",
    "acv",
    "value",
    "annual_value",
    "revenue_a_year",
    "yearly_revenue",
    "annual_recurring_revenue",
];

/// The same in a month.
const MONTHLY: [&str; 4] =
    ["mrr", "monthly_revenue", "monthly_recurring_revenue", "revenue_a_month"];

/// Columns of the first day as a customer.
const SINCE: [&str; 11] = [
    "active_since",
    "since",
    "customer_since",
    "created_at",
    "created",
    "signup",
    "signup_date",
    "signed_up",
    "start",
    "start_date",
    "joined",
];

/// Columns of the last day.
const UNTIL: [&str; 10] = [
    "active_until",
    "until",
    "customer_until",
    "churned",
    "churned_at",
    "churn_date",
    "cancelled_at",
    "canceled_at",
    "end",
    "end_date",
];

/// Columns that name or describe a person and are no segment: they never leave the file.
pub(super) const PERSONAL: [&str; 10] = [
    "name",
    "first_name",
    "last_name",
    "full_name",
    "phone",
    "address",
    "street",
    "contact",
    "notes",
    "id",
];

/// The customers of a table, in its order.
///
/// # Errors
/// A table without a column of authors or accounts.
pub fn customers(
    sheet: &Sheet,
    readers: &Readers<'_>,
) -> Result<(Vec<Account>, BusinessFile), BadTable> {
    let columns = Columns::of(sheet);
    let mut authors = columns.all(&AUTHORS);
    let account = columns.find(&ACCOUNTS);
    if authors.is_empty() && account.is_none() {
        // A lone column of ids can only be the customers' own.
        authors = columns.all(&["id", "key"]);
    }
    if authors.is_empty() && account.is_none() {
        return Err(columns.lacks(
            "of authors or accounts",
            "name one `customer_id` (what the feedback has as its author) or `account`",
        ));
    }
    let revenue = columns.find(&REVENUE);
    let monthly = columns.find(&MONTHLY).filter(|_| revenue.is_none());
    let (since, until) = (columns.find(&SINCE), columns.find(&UNTIL));
    let mut special: Vec<Option<usize>> = authors.iter().copied().map(Some).collect();
    special.extend([account, revenue, monthly, since, until]);
    let unnamed: [&[&str]; 6] = [&AUTHORS, &ACCOUNTS, &REVENUE, &MONTHLY, &PERSONAL, &["key"]];
    let segments = columns.segments(&special, &unnamed);

    let mut bad = Vec::new();
    let rows = columns.rows(&mut bad);
    let first_days = (readers.days)(&column(&rows, since));
    let last_days = (readers.days)(&column(&rows, until));
    let mut values: BTreeMap<String, Arc<str>> = BTreeMap::new();
    let mut seen: BTreeMap<AuthorKey, u64> = BTreeMap::new();
    let mut seen_accounts: BTreeMap<Arc<str>, u64> = BTreeMap::new();
    let mut found = Vec::new();
    for (row, (first, last)) in rows.into_iter().zip(first_days.into_iter().zip(last_days)) {
        let mut keys: Vec<AuthorKey> =
            authors.iter().filter_map(|&at| cell(row, Some(at))).flat_map(readers.keys).collect();
        keys.sort_unstable();
        keys.dedup();
        let account: Option<Arc<str>> =
            cell(row, account).map(readers.label).filter(|one| !one.is_empty()).map(Arc::from);
        if keys.is_empty() && account.is_none() {
            bad.push(columns.bad(row, "no key, or one that is nobody's"));
            continue;
        }
        let before = keys.iter().find_map(|key| seen.get(key)).copied();
        let before = before.or_else(|| {
            let named = account.as_ref().filter(|_| keys.is_empty());
            named.and_then(|account| seen_accounts.get(account)).copied()
        });
        if let Some(line) = before {
            bad.push(columns.bad(row, format!("its key is that of line {line}")));
            continue;
        }
        let paid = match cell(row, revenue.or(monthly)).map_or(Ok(None), readers.money) {
            Ok(paid) => paid.map(|paid| if monthly.is_some() { 12.0 * paid } else { paid }),
            Err(reason) => {
                bad.push(columns.bad(row, format!("revenue: {reason}")));
                continue;
            }
        };
        let (first, last) = match (first, last) {
            (Ok(first), Ok(last)) => (first, last),
            (Err(reason), _) | (_, Err(reason)) => {
                bad.push(columns.bad(row, reason));
                continue;
            }
        };
        if first.zip(last).is_some_and(|(first, last)| last < first) {
            bad.push(columns.bad(row, "its last day is before its first"));
            continue;
        }
        for &key in &keys {
            seen.insert(key, row.line);
        }
        if let Some(account) = account.as_ref().filter(|_| keys.is_empty()) {
            seen_accounts.insert(account.clone(), row.line);
        }
        let mut of_row: Vec<Attribute> = (segments.iter())
            .filter_map(|(at, name)| {
                let value = cell(row, Some(*at))?;
                let value = match values.get(value) {
                    Some(known) => known.clone(),
                    None => {
                        let new: Arc<str> = Arc::from((readers.label)(value));
                        values.insert(value.to_owned(), new.clone());
                        new
                    }
                };
                Some(Attribute { name: name.clone(), value })
            })
            .collect();
        of_row.retain(|one| !one.value.is_empty());
        of_row.sort();
        of_row.dedup();
        found.push(Account {
            line: row.line,
            keys,
            account,
            revenue: paid,
            since: first,
            until: last,
            segments: of_row,
        });
    }
    let named =
        |places: &[usize]| places.iter().map(|&at| columns.name(at)).collect::<Vec<_>>().join(", ");
    let mut words = match (authors.is_empty(), account) {
        (false, Some(account)) => {
            format!("key {}, account {}", named(&authors), columns.name(account))
        }
        (false, None) => format!("key {}", named(&authors)),
        (true, account) => format!("account {}", named(&Vec::from_iter(account))),
    };
    for (what, at) in [("revenue", revenue.or(monthly)), ("since", since), ("until", until)] {
        if let Some(at) = at {
            words.push_str(&format!(", {what} {}", columns.name(at)));
        }
    }
    let places: Vec<usize> = segments.iter().map(|one| one.0).collect();
    if !places.is_empty() {
        words.push_str(&format!("; segments {}", named(&places)));
    }
    let file = receipt("customers", sheet, found.len(), bad, words);
    Ok((found, file))
}
