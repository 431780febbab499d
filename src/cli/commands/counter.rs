//! `earful counter T-17`: what speaks against a theme, looked for on purpose.

use serde_json::json;

use super::{Outcome, Place, json_line, opened, ranked};
use crate::cli::args::CounterArgs;
use crate::cli::exit::Exit;
use crate::cli::print::{Printer, Style, inert, shortened, table};
use crate::pipeline::{self, Counter, Missing};
use crate::report::documents::LESS_OFTEN;
use crate::report::phrase;
use crate::report::view::OpportunityView;

/// Praise and segments printed; the data holds all.
const PRAISE: usize = 8;
const SEGMENTS: usize = 8;
/// Columns of a text.
const WIDE: usize = 76;

pub(super) fn run(place: &Place, args: &CounterArgs, out: &mut Printer) -> Outcome {
    let (opened, view, settings) = opened(place)?;
    let one = ranked(&view, &opened.memory, args.theme)?;
    let found = pipeline::with_threads(None, || pipeline::counter(&opened, &view, one, &settings))?;
    match args.json {
        true => json_line(out, &as_json(&found, one)),
        false => print(&found, one, out),
    }
    Ok(Exit::Done)
}

fn as_json(found: &Counter, one: &OpportunityView) -> serde_json::Value {
    let praise = found.praise.iter().map(|one| {
        json!({
            "record": one.record.to_string(), "source": one.name.0, "external": one.name.1,
            "text": one.words, "similarity": phrase::rounded(one.similarity.into(), 6),
        })
    });
    let without = found.without.iter().map(|one| {
        json!({
            "name": one.name, "value": one.value, "wanting": one.wanting, "near": one.near,
            "all": one.all, "interval": one.interval.map(|end| phrase::rounded(end, 6)),
            "elsewhere": phrase::rounded(one.elsewhere, 6),
        })
    });
    let missing = found.missing.iter().map(|one| {
        json!({
            "kind": one.kind, "name": one.name, "value": one.value, "records": one.records,
            "of": one.of, "words": words(one),
        })
    });
    let read = found.to_read.iter().map(|one| {
        json!({
            "record": one.record.to_string(), "source": one.name.0, "external": one.name.1,
            "theme": one.theme.to_string(), "doubt": phrase::rounded(one.doubt, 6),
            "points": phrase::rounded(one.points, 6), "text": one.words, "alike": one.alike,
        })
    });
    json!({
        "theme": one.theme,
        "title": one.title,
        "customers": one.customers,
        "praising": found.praising,
        "praise": praise.collect::<Vec<_>>(),
        "without": without.collect::<Vec<_>>(),
        "missing": missing.collect::<Vec<_>>(),
        "rivals": found.rivals.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "to_read": read.collect::<Vec<_>>(),
    })
}

/// What is missing, in a sentence.
fn words(one: &Missing) -> String {
    let part = phrase::part_of_all(one.records.into(), one.of.into(), "records");
    match one.kind {
        "one_source" => format!("Nearly all of it is {}: {part}.", one.name),
        "undated" => format!("No date: {part}; they are in no trend."),
        "unrated" => format!("No rating: {part}; what they would rate is not known."),
        "unsigned" => format!("No author: {part}; each counts as a customer of its own."),
        "unknown" => {
            format!("{} is not known: {part}; no segment of {} holds them.", one.name, one.name)
        }
        "silent" => format!(
            "{} was last heard on {}: what its customers say since is missing.",
            one.name,
            phrase::iso_date(&one.value)
        ),
        _ => format!(
            "{} of {} with fewer than 20 records each ({}): too few to say anything of them.",
            phrase::sentence_case(&phrase::counted(one.records.into(), "value", "values")),
            one.name,
            one.value
        ),
    }
}

fn print(found: &Counter, one: &OpportunityView, out: &mut Printer) {
    let head = |out: &mut Printer, words: &str| {
        out.gap();
        out.line(out.styled(Style::Bold, words));
    };
    let title = format!("Against {} {}", one.theme, inert(&one.title));
    out.line(out.styled(Style::Bold, &title));
    out.line(inert(&one.claim));

    head(out, "Praise of the same thing");
    if found.praise.is_empty() {
        out.line("No statement was heard that praises what it complains about.");
    } else {
        out.line(format!(
            "{} praise it in {}; {} want it changed.",
            phrase::counted(found.praising.into(), "customer", "customers"),
            phrase::counted(found.praise.len() as u64, "statement", "statements"),
            phrase::count(one.customers.into())
        ));
        for praised in found.praise.iter().take(PRAISE) {
            if !praised.words.is_empty() {
                out.line(format!("  {}", shortened(&inert(&phrase::quoted(&praised.words)), WIDE)));
            }
            let who = format!("     {} {}", inert(&praised.name.0), inert(&praised.name.1));
            out.line(out.styled(Style::Dim, &who));
        }
        if found.praise.len() > PRAISE {
            let more = phrase::count((found.praise.len() - PRAISE) as u64);
            out.line(format!("  and {more} more; --json has all."));
        }
    }

    head(out, "Who says it less");
    if found.without.is_empty() {
        out.line("No segment says it less often than the others beyond chance.");
    } else {
        out.line(LESS_OFTEN);
        let rows: Vec<Vec<String>> = (found.without.iter().take(SEGMENTS))
            .map(|place| {
                vec![
                    inert(&format!("{} {}", place.name, place.value)),
                    phrase::part_of(place.wanting.into(), place.all.into()),
                    format!("at most {}", phrase::percent(place.interval[1])),
                    format!("all: {}", phrase::percent(place.elsewhere)),
                ]
            })
            .collect();
        table(&rows, &[1]).iter().for_each(|line| out.line(format!("  {line}")));
    }

    head(out, "Who is missing from the sample");
    out.line("Customers who have the problem and say nothing: no feedback counts them.");
    found.missing.iter().for_each(|missing| out.line(inert(&words(missing))));

    head(out, "Records whose reading would settle its rank most");
    let rivals: Vec<String> = found.rivals.iter().map(ToString::to_string).collect();
    out.line(match rivals.len() {
        0 => "No other theme\u{2019}s rank interval meets this one\u{2019}s; these are the least certain of its own.".to_owned(),
        1..=6 => format!("Its rank interval meets that of {}; read these first.", phrase::list(&rivals)),
        many => format!("Its rank interval meets those of {many} themes; read these first."),
    });
    let mut rows =
        vec![["record", "counts for", "doubt", "points", "say so", ""].map(str::to_owned).to_vec()];
    rows.extend(found.to_read.iter().map(|one| {
        vec![
            inert(&format!("{} {}", one.name.0, one.name.1)),
            one.theme.to_string(),
            phrase::percent(one.doubt),
            phrase::decimal(one.points, 2),
            phrase::count(one.alike.into()),
            shortened(&inert(&one.words), 60),
        ]
    }));
    if rows.len() > 1 {
        for (at, line) in table(&rows, &[2, 3, 4]).into_iter().enumerate() {
            let line = if at == 0 { out.styled(Style::Dim, &line) } else { line };
            out.line(line);
        }
        out.line(
            "Doubt is how unsure the grouping is of the theme; points are what hangs on the record: \
             the reach of an author with no other record in it, and severity. Of records that say the \
             same one is listed, with how many say so.",
        );
    }
    out.gap();
    out.line("Open a record: earful show ID");
}
