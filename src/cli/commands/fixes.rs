//! `earful fixes`: what shipped, and what it changed.

use super::roadmap::{desk, item_named, no_item, said};
use super::{Outcome, Place, json_line};
use crate::cli::args::FixesArgs;
use crate::cli::exit::Exit;
use crate::cli::print::{Printer, Style, inert};
use crate::model::{ItemHeard, Progress};
use crate::report::meeting::verdict;
use crate::report::phrase;
use crate::report::view::{FixView, MeetingView};

pub(super) fn run(place: &Place, args: &FixesArgs, out: &mut Printer) -> Outcome {
    let (desk, view) = desk(place)?;
    let shown = MeetingView::new(&desk.meeting, &|theme| view.title(theme));
    let asked = args.item.as_ref().map(|asked| {
        let at = item_named(&desk, asked);
        at.map(|at| &desk.meeting.items[at]).ok_or_else(|| no_item(&desk, asked))
    });
    let asked = match asked.transpose() {
        Ok(asked) => asked,
        Err(words) => {
            eprintln!("earful: {}", inert(&words));
            return Ok(Exit::NothingFound);
        }
    };
    let wanted = |fix: &&FixView| asked.is_none_or(|one| fix.item == *one.item.id);
    let fixes: Vec<&FixView> = shown.fixes.iter().filter(wanted).collect();
    if args.json {
        fixes.iter().for_each(|fix| json_line(out, fix));
    } else {
        said(&shown, out);
        fixes.iter().for_each(|fix| print(fix, out));
        if fixes.is_empty() {
            out.line(inert(&asked.map_or_else(|| NONE.to_owned(), not_followed)));
        }
    }
    let regressed = fixes.iter().any(|fix| fix.verdict == "regressed");
    if regressed && !args.json {
        out.line(
            out.styled(Style::Bad, "Something that shipped is heard more than before, or is back."),
        );
    }
    Ok(if fixes.is_empty() { Exit::NothingFound } else { Exit::Done })
}

/// Why nothing is in the ledger.
const NONE: &str = "No item of the roadmap is shipped with a day: write the status `shipped` and the day into the \
     columns status and shipped.";

/// Why an item is not in the ledger.
fn not_followed(one: &ItemHeard) -> String {
    let item = &one.item;
    let name = format!("{} {}", item.id, item.title);
    let name = if item.id == item.title { &*item.title } else { name.as_str() };
    match (item.progress, item.shipped) {
        (Progress::Shipped, None) => format!(
            "{name} is shipped without a day: write the day into the column shipped, so that what it \
             changed can be followed."
        ),
        (Progress::Shipped, Some(_)) => {
            format!("{name} is shipped, but nothing that is heard is dated.")
        }
        _ => format!("{name} is not shipped: its status is {:?}.", &*item.status),
    }
}

fn print(fix: &FixView, out: &mut Printer) {
    let head = format!(
        "{} {}, shipped {}: {}",
        fix.item,
        fix.title,
        phrase::iso_date(&fix.shipped),
        verdict(&fix.verdict)
    );
    let style = if fix.verdict == "regressed" { Style::Bad } else { Style::Bold };
    out.line(out.styled(style, &inert(&head)));
    out.line(format!("  {}", inert(&fix.words)));
    for words in [&fix.version_words, &fix.saved_words] {
        if !words.is_empty() {
            out.line(format!("  {}", inert(words)));
        }
    }
    for (name, value, change, [low, high]) in &fix.parts {
        let per_cent = |value: f64| phrase::signed(100.0 * value, 0);
        out.line(inert(&format!(
            "  {name}={value}: {} % ({} to {})",
            per_cent(*change),
            per_cent(*low),
            per_cent(*high)
        )));
    }
    for one in &fix.metrics {
        out.line(inert(&format!("  {}", one.words)));
    }
    for words in &fix.meanwhile {
        out.line(inert(&format!("  meanwhile {words}")));
    }
    out.gap();
}
