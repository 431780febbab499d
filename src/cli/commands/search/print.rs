//! A page of hits for people, a hit as data.

use crate::cli::args::SearchArgs;
use crate::cli::print::{Printer, Style, inert};
use crate::index::{self, Hit, Page, Tier};
use crate::pipeline;
use crate::report::phrase;

/// The hits, and how many there are.
pub(super) fn page(page: &Page, args: &SearchArgs, out: &mut Printer) {
    for note in &page.notes {
        let (name, value) = (inert(&note.name), inert(&note.value));
        let near = note.near.as_deref().map(|near| format!("; did you mean {:?}?", inert(near)));
        let near = near.unwrap_or_else(|| ".".to_owned());
        out.line(match name.as_str() {
            "record" => format!("No record has the number {value:?}."),
            "segment" => format!("There is no segment {value:?}{near}"),
            _ => format!("No record has the {name} {value:?}{near}"),
        });
    }
    for one in &page.corrections {
        let (typed, used) = (inert(&one.typed), inert(&one.used));
        let records = phrase::counted(one.found, "record", "records");
        out.line(match one.searched {
            true if one.said > 0 => format!(
                "{} {typed:?}; searched for {used:?} too ({records}).",
                phrase::counted(one.said, "record holds", "records hold")
            ),
            true => format!("No record holds {typed:?}; searched for {used:?} ({records})."),
            false => format!("No record holds {typed:?}; did you mean {used:?} ({records})?"),
        });
    }
    if !page.notes.is_empty() || !page.corrections.is_empty() {
        out.gap();
    }
    let mut is_headed = false;
    for hit in &page.hits {
        if hit.tier != Tier::All && !is_headed {
            out.line(out.styled(Style::Bold, pipeline::heading(page)));
            out.gap();
            is_headed = true;
        }
        print(hit, out);
    }
    let shown = page.hits.len() as u64;
    let all = page.found();
    let mut records = pipeline::amount(page);
    if let Some(statements) = page.statements.filter(|_| page.total > 0) {
        let words = phrase::counted(statements, "statement", "statements");
        records = format!("{records} ({words})");
    }
    if all == 0 {
        out.line("Nothing found.");
    } else if page.hits.is_empty() && args.limit == 0 {
        out.line(records);
    } else if page.hits.is_empty() {
        let only = phrase::counted(all, "record", "records");
        out.line(format!("There are only {only}; --offset skips them all."));
    } else if shown < all || args.offset > 0 {
        let first = args.offset as u64 + 1;
        let range = from_to(first, first + shown - 1);
        let of = match page.total == all && page.statements.is_none() {
            true => phrase::count(page.total),
            false if page.total == all => records,
            false => format!("{}: {records}", phrase::count(all)),
        };
        out.line(format!("{range} of {of}; --limit and --offset show others"));
    } else {
        out.line(records);
    }
}

fn from_to(first: u64, last: u64) -> String {
    if first == last {
        phrase::count(first)
    } else {
        format!("{} to {}", phrase::count(first), phrase::count(last))
    }
}

/// The query with a caret under the place at fault.
pub(super) fn with_caret(query: &str, fault: &index::QueryError) -> String {
    format!(
        "the query cannot be read: {}\n  {}\n  {}^ {}",
        fault.message,
        inert(query),
        " ".repeat(fault.column),
        fault.hint
    )
}

fn print(hit: &Hit, out: &mut Printer) {
    let mut head = vec![inert(&hit.source), inert(&hit.external)];
    head.extend(hit.day.map(phrase::date));
    head.extend(hit.rating.map(|(kind, raw)| phrase::rating(raw, kind.name())));
    head.extend(hit.product.as_deref().map(inert));
    if hit.tier == Tier::Meaning {
        head.push("in other words".to_owned());
    } else if !hit.missing.is_empty() {
        let missing: Vec<String> =
            hit.missing.iter().map(|word| format!("{:?}", inert(word))).collect();
        head.push(format!("without {}", missing.join(", ")));
    }
    if hit.opposite {
        head.push("says the opposite".to_owned());
    }
    out.line(out.styled(Style::Dim, &head.join("  ")));
    let snippet = &hit.snippet;
    let mut line = String::from("  ");
    if snippet.in_thread {
        line.push_str(&out.styled(Style::Dim, "in the conversation, not by the customer: "));
    }
    if snippet.more_before {
        line.push_str("… ");
    }
    let mut from = 0;
    for mark in &snippet.marks {
        line.push_str(&inert(&snippet.text[from..mark.start]));
        line.push_str(&out.styled(Style::Match, &inert(&snippet.text[mark.clone()])));
        from = mark.end;
    }
    line.push_str(&inert(&snippet.text[from..]));
    if snippet.more_after {
        line.push_str(" …");
    }
    out.line(line);
    out.gap();
}
