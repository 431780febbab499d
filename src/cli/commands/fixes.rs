//! `earful fixes`: what shipped, and what it changed.

use super::roadmap::{desk, said};
use super::{Outcome, Place, json_line};
use crate::cli::args::FixesArgs;
use crate::cli::exit::Exit;
use crate::cli::print::{Printer, Style, inert};
use crate::report::meeting::verdict;
use crate::report::phrase;
use crate::report::view::{FixView, MeetingView};

pub(super) fn run(place: &Place, args: &FixesArgs, out: &mut Printer) -> Outcome {
    let (desk, view) = desk(place)?;
    let shown = MeetingView::new(&desk.meeting, &|theme| view.title(theme));
    let wanted =
        |fix: &&FixView| args.item.as_ref().is_none_or(|item| fix.item.eq_ignore_ascii_case(item));
    let fixes: Vec<&FixView> = shown.fixes.iter().filter(wanted).collect();
    if args.json {
        fixes.iter().for_each(|fix| json_line(out, fix));
    } else {
        said(&shown, out);
        fixes.iter().for_each(|fix| print(fix, out));
        if fixes.is_empty() {
            out.line(
                "No item of the roadmap is shipped with a day: write the status `shipped` and the day into the \
                 columns status and shipped.",
            );
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
