//! `earful compare`: two segments, or the arms of a test, theme by theme.

use super::{Outcome, Place, chosen_run, json_line, view_of};
use crate::cli::args::CompareArgs;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::print::{Printer, Style, inert, shortened, table};
use crate::config;
use crate::pipeline::answers::ComparisonAnswer;
use crate::pipeline::{self, CompareError, Compared, Comparison, Difference};
use crate::report::{View, phrase};

pub(super) fn run(place: &Place, args: &CompareArgs, out: &mut Printer) -> Outcome {
    let workspace = place.workspace()?;
    let settings = place.settings(&place.root()?)?.for_the_night();
    let run = chosen_run(&workspace, args.run.as_deref())?;
    let view = view_of(&workspace, &run)?;
    let (first, second) = (&args.first.0, &args.second.0);
    let found = pipeline::compare(&workspace, &run, &settings, [first, second]).map_err(told)?;
    let labels = [args.first.to_string(), args.second.to_string()];
    if args.json {
        json_line(out, &ComparisonAnswer::of(&found, &labels, &view));
    } else {
        print(&found, &labels, &view, args.limit, out);
    }
    Ok(if found.themes.is_empty() { Exit::NothingFound } else { Exit::Done })
}

/// Names and values that are listed when one is not known.
const LISTED: usize = 12;

/// What cannot be compared, and what to ask instead.
fn told(error: CompareError) -> Failure {
    let instead = |asked: &str, known: &[String]| {
        let known: Vec<String> = known.iter().map(|one| inert(one)).collect();
        let meant = config::nearest(asked, known.iter().map(String::as_str));
        let meant = meant.map_or(String::new(), |meant| format!("did you mean {meant:?}? "));
        let more = known.len().saturating_sub(LISTED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let listed = &known[..known.len().min(LISTED)];
        format!("{meant}there are {}{more}", listed.join(", "))
    };
    let words = error.to_string();
    Failure::Usage(match error {
        CompareError::NoName { name, known } => {
            format!("{}: {}", inert(&words), instead(&name, &known))
        }
        CompareError::NoValue { value, known, .. } => {
            format!("{}: {}", inert(&words), instead(&value, &known))
        }
        CompareError::Nobody(_) => format!("{words}: no record meets all of its conditions"),
        CompareError::Forgotten(_) => {
            format!("{words}: leave --run out, or keep more of them with [run] keep_runs")
        }
        CompareError::Pipeline(error) => return error.into(),
    })
}

fn title(view: &View, theme: &str) -> String {
    let found = view.themes.iter().find(|one| one.id == theme);
    found.map_or_else(|| theme.to_owned(), |one| one.title.clone())
}

/// A share with its interval: `12.4 % (10.1 to 15.2)`.
fn share(share: f64, (low, high): (f64, f64)) -> String {
    let bare = |value: f64| phrase::decimal(100.0 * value, 1);
    format!("{} % ({} to {})", bare(share), bare(low), bare(high))
}

/// A difference of shares in points, signed.
fn points(value: f64) -> String {
    phrase::signed(100.0 * value, 1)
}

fn says(one: &Compared, labels: &[String; 2]) -> String {
    let from = format!("seen from {} points", phrase::decimal(100.0 * one.detectable, 1));
    match one.verdict {
        Difference::MoreInFirst => format!("more in {}", inert(&labels[0])),
        Difference::MoreInSecond => format!("more in {}", inert(&labels[1])),
        Difference::Level => format!("level, {from}"),
        Difference::TooFew => format!("too few, {from}"),
    }
}

fn print(found: &Comparison, labels: &[String; 2], view: &View, limit: usize, out: &mut Printer) {
    for (side, label) in found.sides.iter().zip(labels) {
        out.line(format!(
            "{}: {} in {}",
            out.styled(Style::Bold, &inert(label)),
            phrase::counted(side.customers.into(), "customer", "customers"),
            phrase::counted(side.feedback.into(), "piece of feedback", "pieces of feedback"),
        ));
    }
    match found.in_both {
        0 => {}
        1 => out.line("1 customer is in both and counts in each."),
        many => out.line(format!(
            "{} customers are in both and count in each.",
            phrase::count(many.into())
        )),
    }
    if found.themes.is_empty() {
        out.line("Nobody in either wants anything changed that has a theme.");
        return;
    }
    out.gap();
    let mut rows = vec![
        ["theme", "", &*inert(&labels[0]), &*inert(&labels[1]), "difference", "q", "says"]
            .map(str::to_owned)
            .to_vec(),
    ];
    rows.extend(found.themes.iter().take(limit).map(|one| {
        let id = one.theme.to_string();
        let (low, high) = one.difference_interval;
        vec![
            id.clone(),
            shortened(&inert(&title(view, &id)), 40),
            share(one.share.0, one.interval.0),
            share(one.share.1, one.interval.1),
            format!("{} ({} to {})", points(one.difference), points(low), points(high)),
            phrase::chance(one.q_value).trim_start_matches("= ").to_owned(),
            says(one, labels),
        ]
    }));
    for (at, line) in table(&rows, &[2, 3, 4]).into_iter().enumerate() {
        let line = if at == 0 { out.styled(Style::Dim, &line) } else { line };
        out.line(line);
    }
    out.gap();
    if found.themes.len() > limit {
        let more = (found.themes.len() - limit) as u64;
        out.line(format!(
            "{} with --limit {}.",
            phrase::counted(more, "more theme", "more themes"),
            found.themes.len()
        ));
    }
    for one in &found.themes {
        let Some(name) = found.reversed.get(&one.theme) else { continue };
        let (more, less) = if one.difference > 0.0 { (0, 1) } else { (1, 0) };
        out.line(format!(
            "{} {}: more in {} over all, but in none of the segments of {name}: their mix makes the \
             difference. Within them it is more in {}.",
            one.theme,
            inert(&phrase::quoted(&title(view, &one.theme.to_string()))),
            inert(&labels[more]),
            inert(&labels[less]),
            name = inert(name),
        ));
    }
    out.line(
        "Shares are of the customers of each part, with 95 % intervals; q is the chance of such a \
         difference if there were none, corrected for all themes; \u{201c}seen from\u{201d} is the smallest \
         difference that four of five such comparisons would find.",
    );
}
