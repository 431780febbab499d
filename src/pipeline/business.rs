//! What the company keeps beside the settings, read before the night and joined to the corpus in it.
//!
//! Takes the workspace's folder and the settings; gives [`Business`], or what is wrong with a file
//! before any work. Joining puts the customers' segments on the records in memory: nothing of it
//! reaches the corpus on disk, so that tonight's file decides.

use std::sync::Arc;

use crate::business::{self, Joined, Readers};
use crate::intake::{self, AuthorKeys, Rules};
use crate::model::{Business, Corpus, Item, Kind, Sheet};
use crate::sources;
use crate::store::Workspace;

use super::settings::Settings;
use super::{Error, rules};

/// What the files beside the settings say; nothing where there is none.
///
/// # Errors
/// [`Error::Settings`] when a file that the settings name is not there, or one cannot be read or lacks
/// a column it needs: file, line and fix. [`Error::Store`] when the salt is gone.
pub fn business(workspace: &Workspace, settings: &Settings) -> Result<Business, Error> {
    some_of(workspace, settings, |_| true)
}

/// What the customers file says alone.
///
/// # Errors
/// As [`business`].
pub(super) fn customers(workspace: &Workspace, settings: &Settings) -> Result<Business, Error> {
    some_of(workspace, settings, |kind| kind == "customers")
}

/// What the files said when a run was made: those it kept as they were, customers and searches as they
/// are now.
///
/// # Errors
/// As [`business`]; [`Error::Store`] when what was kept cannot be read.
pub(super) fn business_of_run(
    workspace: &Workspace,
    settings: &Settings,
    run: &str,
) -> Result<Business, Error> {
    let Some(kept) = workspace.sheets_of(run)? else { return business(workspace, settings) };
    let (now, problems) = sheets(workspace, settings, |kind| !is_kept(kind));
    let mut all: Vec<(&'static str, Sheet)> = Vec::new();
    let kinds = KINDS.iter();
    kinds.for_each(|&kind| {
        let then = kept.iter().filter(|one| one.0 == kind).map(|one| &one.1);
        let now = now.iter().filter(|one| one.0 == kind).map(|one| &one.1);
        all.extend(then.chain(now).map(|sheet| (kind, sheet.clone())));
    });
    understood(workspace, settings, all, problems)
}

/// The kinds of files, in the order in which they are read.
const KINDS: [&str; 8] =
    ["customers", "events", "roadmap", "shipped", "costs", "exposure", "searches", "metrics"];

/// Whether runs keep files of a kind: those that name no customer.
fn is_kept(kind: &str) -> bool {
    !matches!(kind, "customers" | "searches")
}

/// The items of the roadmap as its own files have them, without what was said to have shipped.
///
/// # Errors
/// As [`business`].
pub(super) fn roadmap(workspace: &Workspace, settings: &Settings) -> Result<Vec<Item>, Error> {
    Ok(some_of(workspace, settings, |kind| kind == "roadmap")?.roadmap)
}

fn some_of(
    workspace: &Workspace,
    settings: &Settings,
    is_wanted: impl Fn(&str) -> bool,
) -> Result<Business, Error> {
    let (sheets, problems) = sheets(workspace, settings, is_wanted);
    understood(workspace, settings, sheets, problems)
}

/// The wanted files as rows of cells, in the order of [`KINDS`], and what is wrong with the others.
fn sheets(
    workspace: &Workspace,
    settings: &Settings,
    is_wanted: impl Fn(&str) -> bool,
) -> (Vec<(&'static str, Sheet)>, Vec<String>) {
    let mut sheets: Vec<(&'static str, Sheet)> = Vec::new();
    let mut problems = Vec::new();
    for (kind, name, is_named) in settings.business.files() {
        if !is_wanted(kind) {
            continue;
        }
        let path = workspace.root().join(&name);
        // A feed may have that name, or take it in: what is read as feedback stays feedback.
        let is_feed = settings.feeds.iter().any(|feed| match kind {
            "searches" | "metrics" => sources::takes(feed, &name),
            _ => feed.input.files.contains(&name),
        });
        if !is_named && (is_feed || !path.exists()) {
            continue;
        }
        match sources::sheet(&path, &name) {
            Ok(sheet) => sheets.push((kind, sheet)),
            Err((problem, fix)) => problems.push(format!("{name}: {problem}; {fix}")),
        }
    }
    (sheets, problems)
}

fn understood(
    workspace: &Workspace,
    settings: &Settings,
    sheets: Vec<(&'static str, Sheet)>,
    mut problems: Vec<String>,
) -> Result<Business, Error> {
    if sheets.is_empty() && problems.is_empty() {
        return Ok(Business::default());
    }
    let rules: Vec<Rules> = settings.feeds.iter().map(rules::rules).collect();
    let keys = AuthorKeys::of(&workspace.salt()?, &rules.iter().collect::<Vec<_>>(), &[]);
    let readers = Readers {
        keys: &|author| keys.of_somebody(author),
        days: &intake::days,
        money: &intake::amount,
        label: &intake::label,
    };
    let mut found = Business {
        account_segment: Arc::from(settings.business.account.as_str()),
        name: name(&sheets, settings),
        ..Business::default()
    };
    let mut exposure = None;
    for (kind, sheet) in &sheets {
        let file = match *kind {
            "customers" => business::customers(sheet, &readers).map(|(customers, file)| {
                found.customers = customers;
                file
            }),
            "events" => business::events(sheet, &readers).map(|(events, file)| {
                found.events = events;
                file
            }),
            "roadmap" => business::roadmap(sheet, &readers).map(|(items, file)| {
                found.roadmap = business::updated(std::mem::take(&mut found.roadmap), items);
                file
            }),
            // After the roadmap, whose items it speaks of.
            "shipped" => business::shipped(sheet, &readers).map(|(rows, mut file)| {
                let (items, unknown) = business::marked(std::mem::take(&mut found.roadmap), &rows);
                found.roadmap = items;
                file.used -= unknown.len() as u64;
                file.bad.extend(unknown);
                file.bad.sort_by_key(|row| row.line);
                file
            }),
            "costs" => business::costs(sheet, &readers).map(|(costs, file)| {
                found.costs = costs;
                file
            }),
            "searches" => business::searches(sheet, &readers).map(|(searches, file)| {
                found.searches = searches;
                file
            }),
            "metrics" => business::metrics(sheet, &readers).map(|(metrics, file)| {
                found.metrics = metrics;
                file
            }),
            _ => business::exposure(sheet, &readers).map(|(days, file)| {
                exposure = Some(days);
                file
            }),
        };
        match file {
            Ok(file) => found.files.push(file),
            Err(bad) => problems.push(bad.to_string()),
        }
    }
    if !problems.is_empty() {
        return Err(Error::Settings(problems.join("\n")));
    }
    found.sheets = sheets.into_iter().filter(|(kind, _)| is_kept(kind)).collect();
    found.exposure = exposure.unwrap_or_else(|| business::exposure_of_customers(&found.customers));
    Ok(found)
}

/// Names what the files hold, whatever the salt; nothing where there is none.
fn name(sheets: &[(&'static str, Sheet)], settings: &Settings) -> String {
    if sheets.is_empty() {
        return String::new();
    }
    let mut hasher = blake3::Hasher::new();
    hasher.update(settings.business.account.as_bytes());
    for (kind, sheet) in sheets {
        // The derived `Debug` prints every field.
        hasher.update(format!("{kind}{sheet:?}\n").as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

/// Joins the customers to a corpus and gives its records their segments; what a customer pays becomes
/// what the record's author is worth, where the file has it by author.
pub(super) fn joined(corpus: &mut Corpus, business: &Business) -> Joined {
    if business.customers.is_empty() {
        return Joined::default();
    }
    let joined = business::join(corpus, &business.customers, &business.account_segment);
    corpus.describe(|row, feedback| {
        let Some(at) = joined.of_row[row] else { return };
        let customer = &business.customers[at as usize];
        if !customer.segments.is_empty() {
            feedback.attributes = business::segments(&feedback.attributes, customer);
        }
        // The value of a sale is its own amount, whoever the customer is.
        let is_sale = feedback.kind == Kind::Sale;
        if customer.account.is_none() && customer.revenue.is_some() && !is_sale {
            feedback.value = customer.revenue;
        }
    });
    joined
}
