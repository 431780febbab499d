//! `earful audit privacy`: what may still be personal in what is stored.

use std::collections::BTreeMap;

use serde_json::json;

use super::{Outcome, Place, json_line};
use crate::cli::args::{AuditArgs, Audited};
use crate::cli::exit::Exit;
use crate::cli::print::{Printer, Style, inert, table};
use crate::model::Feedback;
use crate::pipeline::{Suspect, Suspicion, suspects};
use crate::report::phrase;

pub(super) fn run(place: &Place, args: &AuditArgs, out: &mut Printer) -> Outcome {
    let Audited::Privacy = args.what;
    let workspace = place.workspace()?;
    let corpus = workspace.load()?;
    let mut counts: BTreeMap<Suspicion, u64> = BTreeMap::new();
    let (mut records, mut shown) = (0u64, 0usize);
    let mut rows = Vec::new();
    let mut overheard = Vec::new();
    for segment in workspace.segments()? {
        for stretch in workspace.overheard(&segment)? {
            overheard.extend(stretch?.into_iter().filter(|one| !of(one).is_empty()));
        }
    }
    for one in corpus.feedback().iter().chain(&overheard) {
        let found = of(one);
        records += u64::from(!found.is_empty());
        for (field, suspect) in found {
            *counts.entry(suspect.kind).or_default() += 1;
            if args.json {
                json_line(
                    out,
                    &json!({
                        "record": one.id.to_string(),
                        "source": &*one.source,
                        "field": field,
                        "kind": suspect.kind.name(),
                        "start": suspect.start,
                        "excerpt": suspect.excerpt,
                    }),
                );
            } else if shown < args.limit {
                shown += 1;
                rows.push(vec![
                    one.id.to_string(),
                    inert(&one.source),
                    inert(&field),
                    suspect.kind.name().to_owned(),
                    inert(&suspect.excerpt),
                ]);
            }
        }
    }
    if args.json {
        return Ok(if counts.is_empty() { Exit::NothingFound } else { Exit::Done });
    }
    if counts.is_empty() {
        out.line(format!(
            "Nothing that looks personal is left in {}.",
            phrase::counted(corpus.feedback().len() as u64, "record", "records")
        ));
        return Ok(Exit::NothingFound);
    }
    out.line(format!(
        "{} may still hold personal data. Each is for a person to judge; what is suspected is not \
         shown.",
        phrase::part_of_all(records, corpus.feedback().len() as u64, "records")
    ));
    for (kind, count) in &counts {
        out.line(format!("  {} {}", phrase::count(*count), words(*kind)));
    }
    out.gap();
    rows.insert(0, ["record", "source", "field", "kind", ""].map(str::to_owned).to_vec());
    for (at, line) in table(&rows, &[]).into_iter().enumerate() {
        let line = if at == 0 { out.styled(Style::Dim, &line) } else { line };
        out.line(line);
    }
    let all: u64 = counts.values().sum();
    if all > shown as u64 {
        out.line(format!(
            "… and {} more: --limit, or --json for all.",
            phrase::count(all - shown as u64)
        ));
    }
    out.gap();
    out.line(
        "A number of yours that names a customer: give its pattern in [privacy] orders or accounts. \
         A record that must go: earful forget --record ID.",
    );
    Ok(Exit::Done)
}

/// The suspects of everything a record stores as text, by field.
fn of(one: &Feedback) -> Vec<(String, Suspect)> {
    let mut found = Vec::new();
    let mut look = |field: String, text: &str| {
        found.extend(suspects(text).into_iter().map(|suspect| (field.clone(), suspect)));
    };
    look("text".to_owned(), one.text.as_str());
    look("question".to_owned(), one.question.as_deref().unwrap_or_default());
    look("product".to_owned(), one.product.as_deref().unwrap_or_default());
    for pair in &one.attributes {
        look(pair.name.to_string(), &pair.value);
    }
    found
}

fn words(kind: Suspicion) -> &'static str {
    match kind {
        Suspicion::AtSign => "with an @ that is no address (at_sign)",
        Suspicion::LongNumber => "of nine digits and more (long_number)",
        Suspicion::Name => "behind “my name is” or a title (name)",
        Suspicion::BirthDate => "days of birth (birth_date)",
        Suspicion::Postcode => "postcodes (postcode)",
        Suspicion::Key => "long mixes of letters and digits (key)",
        Suspicion::Password => "behind “password” or “PIN” (password)",
    }
}
