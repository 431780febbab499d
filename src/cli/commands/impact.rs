//! `earful impact`: what themes do to NPS, CSAT and stars, and what they mean to the business.

use serde_json::json;

use super::roadmap::{desk, said};
use super::{Outcome, Place, json_line, over_time};
use crate::cli::args::ImpactArgs;
use crate::cli::exit::Exit;
use crate::cli::print::{Printer, Style, inert, shortened, table};
use crate::report::meeting::{self, RATINGS, STAKES, known_stakes};
use crate::report::phrase;
use crate::report::view::{MeetingView, RatingView};

/// Columns of a theme's title.
const TITLE: usize = 44;

pub(super) fn run(place: &Place, args: &ImpactArgs, out: &mut Printer) -> Outcome {
    if let Some(by) = args.by {
        return over_time::run(place, args, by, out);
    }
    let (desk, view) = desk(place)?;
    let shown = MeetingView::new(&desk.meeting, &|theme| view.title(theme));
    let wanted = |one: &&RatingView| args.on.is_none_or(|kind| kind.name() == one.kind);
    let ratings: Vec<&RatingView> = shown.ratings.iter().filter(wanted).collect();
    if args.json {
        let mut found = json!({
            "run": view.run.id, "ratings": ratings, "stakes": shown.stakes, "active": shown.active,
            "window": shown.window, "joins": shown.joins
        });
        if !shown.metrics.is_empty() {
            found["metrics"] = json!(shown.metrics);
        }
        json_line(out, &found);
    } else {
        said(&shown, out);
        ratings.iter().for_each(|one| rating(one, args.limit, out));
        if args.on.is_none() {
            stakes(&shown, args.limit, out);
            sales(&shown, args.limit, out);
            metrics(&shown, args.limit, out);
        }
        if ratings.is_empty() {
            out.line(match args.on {
                Some(kind) => format!("No record has a rating of kind {}.", kind.name()),
                None => "No record has a rating.".to_owned(),
            });
        }
    }
    Ok(if ratings.is_empty() { Exit::NothingFound } else { Exit::Done })
}

fn rating(one: &RatingView, limit: usize, out: &mut Printer) {
    out.line(out.styled(Style::Bold, &inert(&meeting::mean(one))));
    if !one.change_words.is_empty() {
        out.line(&one.change_words);
    }
    let mut rows = vec![RATINGS.map(|head| head.to_lowercase()).to_vec()];
    rows.extend(one.lines.iter().take(limit).map(|line| {
        let mut cells = meeting::rating(line, &one.kind).to_vec();
        cells[1] = shortened(&inert(&cells[1]), TITLE);
        cells
    }));
    for (at, line) in table(&rows, &[2, 3, 4, 5, 6]).into_iter().enumerate() {
        let line = if at == 0 { out.styled(Style::Dim, &line) } else { line };
        out.line(line);
    }
    let rest: f64 = one.lines.iter().skip(limit).map(|line| line.credit).sum();
    let points = |value: f64| phrase::signed(value, meeting::digits(&one.kind));
    if one.lines.len() > limit {
        out.line(format!("{} more themes add up to {}.", one.lines.len() - limit, points(rest)));
    }
    out.line(format!(
        "{} in no theme: {}. All of it adds up to nothing: points are measured from the mean, and a record of \
         several themes is parted among them. Share × gap is what the mean would gain or lose if these records \
         scored like the rest, not a promise.",
        phrase::counted(one.untagged_rated.into(), "rated record is", "rated records are"),
        points(one.untagged),
    ));
    out.gap();
}

fn sales(shown: &MeetingView, limit: usize, out: &mut Printer) {
    let found = meeting::sales(shown);
    if found.is_empty() {
        return;
    }
    out.gap();
    out.line(out.styled(Style::Bold, "Sales undone"));
    let mut rows = vec![meeting::SALES.map(|head| head.to_lowercase()).to_vec()];
    rows.extend(found.into_iter().take(limit).map(|mut cells| {
        cells[1] = shortened(&inert(&cells[1]), TITLE);
        cells.to_vec()
    }));
    for (at, line) in table(&rows, &[0, 2, 3]).into_iter().enumerate() {
        let line = if at == 0 { out.styled(Style::Dim, &line) } else { line };
        out.line(line);
    }
    if let Some(words) = meeting::sales_words(shown) {
        out.line(words);
    }
}

fn metrics(shown: &MeetingView, limit: usize, out: &mut Printer) {
    if shown.metrics.is_empty() {
        return;
    }
    out.gap();
    out.line(out.styled(Style::Bold, "Metrics of pains, lately against before"));
    let all = meeting::metrics(shown);
    all.iter().take(limit).for_each(|words| out.line(inert(words)));
    if all.len() > limit {
        out.line(format!("{} more; --limit shows them.", all.len() - limit));
    }
}

fn stakes(shown: &MeetingView, limit: usize, out: &mut Printer) {
    let known = known_stakes(shown);
    if !known[3..].contains(&true) {
        out.line(
            "With customers.csv beside earful.toml this shows incidence and revenue at stake, with costs.csv \
             what contacts cost.",
        );
        return;
    }
    let kept = |cells: Vec<String>| -> Vec<String> {
        cells.into_iter().zip(known).filter(|one| one.1).map(|one| one.0).collect()
    };
    out.line(out.styled(Style::Bold, "What is at stake"));
    let mut rows = vec![kept(STAKES.map(|head| head.to_lowercase()).to_vec())];
    rows.extend(shown.stakes.iter().take(limit).map(|one| {
        let mut cells = meeting::stake(one).to_vec();
        cells[1] = shortened(&inert(&cells[1]), TITLE);
        kept(cells)
    }));
    let right: Vec<usize> = (0..rows[0].len()).filter(|&at| at != 1).collect();
    for (at, line) in table(&rows, &right).into_iter().enumerate() {
        let line = if at == 0 { out.styled(Style::Dim, &line) } else { line };
        out.line(line);
    }
    if let Some(words) = meeting::stakes_words(shown) {
        out.line(words);
    }
    if let Some(cap) = shown.cap {
        out.line(format!(
            "Revenue is that of the customers heard; an account counts with at most {}.",
            phrase::decimal(cap, 0)
        ));
    }
}
