//! `earful search`: hits with their matched words marked.

use serde_json::json;

use super::{Outcome, Place, chosen_run, json_line, resolved};
use crate::cli::args::{Polarity, SearchArgs, Sort, When};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::print::{Printer, Style, inert};
use crate::index::{self, Hit, Order, Search};
use crate::model::{Day, FeedbackId};
use crate::pipeline;
use crate::report::{escape, phrase};
use crate::store::Workspace;

pub(super) fn run(place: &Place, args: &SearchArgs, out: &mut Printer) -> Outcome {
    let workspace = place.workspace()?;
    let only: Option<Vec<FeedbackId>> = match args.theme {
        None => None,
        Some(theme) => {
            let newest = chosen_run(&workspace, None)?;
            let memory = workspace.memory(&newest.id)?.ok_or_else(|| super::no_theme(theme))?;
            match pipeline::records_of_search(&workspace, theme)? {
                Some(found) => Some(found),
                None => {
                    let theme = resolved(&memory, theme)?;
                    let members = (memory.curated_places())
                        .filter(|(_, _, place)| place.is_some_and(|p| p.theme == theme));
                    Some(members.map(|(id, _, _)| id.feedback).collect())
                }
            }
        }
    };
    let query = args.query.join(" ");
    let filters = only.is_some()
        || args.since.is_some()
        || args.until.is_some()
        || args.rating.is_some()
        || args.polarity.is_some()
        || args.stance.is_some()
        || [
            args.source.len(),
            args.kind.len(),
            args.lang.len(),
            args.product.len(),
            args.segment.len(),
        ]
        .iter()
        .any(|&count| count > 0);
    if query.trim().is_empty() && !filters {
        return Err(Failure::Usage(
            "say what to look for: words, or a filter such as --theme T-17".to_owned(),
        ));
    }
    let today = args.today.unwrap_or_else(crate::cli::today);
    let day = |when: When| match when {
        When::Day(day) => day,
        When::DaysAgo(days) => today.plus(-(days as i32)),
    };
    let (since, until) = (args.since.map(day), args.until.map(day));
    let newest_first = query.trim().is_empty();
    let search = Search {
        query: query.clone(),
        sources: args.source.clone(),
        kinds: args.kind.clone(),
        langs: args.lang.clone(),
        products: args.product.clone(),
        since,
        until,
        rating: args.rating.map(|range| (range.from, range.to)),
        segments: args.segment.iter().map(|one| (one.name.clone(), one.value.clone())).collect(),
        stances: args.stance.into_iter().collect(),
        polarities: args
            .polarity
            .into_iter()
            .map(|sign| match sign {
                Polarity::Negative => index::Polarity::Negative,
                Polarity::Neutral => index::Polarity::Neutral,
                Polarity::Positive => index::Polarity::Positive,
            })
            .collect(),
        only: only.as_deref(),
        order: match args.sort {
            Some(Sort::Relevance) => Order::Relevance,
            Some(Sort::Newest) => Order::Newest,
            None if newest_first => Order::Newest,
            None => Order::Relevance,
        },
        limit: args.limit,
        offset: args.offset,
        snippet: 0,
    };
    let index = pipeline::open_index(&workspace)?;
    let page = index.search(&search).map_err(|error| match error {
        index::Error::Query(fault) => Failure::Usage(with_caret(&query, &fault)),
        other => other.into(),
    })?;
    if args.json {
        page.hits.iter().for_each(|hit| json_line(out, &as_json(hit)));
    } else {
        for hit in &page.hits {
            print(hit, out);
        }
        let shown = page.hits.len() as u64;
        if page.total == 0 {
            out.line("Nothing found.");
            for (word, count) in page.words.iter().filter(|(_, count)| *count == 0) {
                debug_assert_eq!(*count, 0);
                out.line(format!("No record holds {:?}.", inert(word)));
            }
        } else if page.hits.is_empty() {
            out.line(format!(
                "There are only {}; --offset skips them all.",
                phrase::counted(page.total, "record", "records")
            ));
        } else if shown < page.total || args.offset > 0 {
            out.line(format!(
                "{} of {}; --limit and --offset show others",
                from_to(args.offset as u64 + 1, args.offset as u64 + shown),
                phrase::count(page.total)
            ));
        } else {
            out.line(phrase::counted(page.total, "record", "records"));
        }
    }
    behind(&workspace, index.covers())?;
    Ok(if page.total == 0 { Exit::NothingFound } else { Exit::Done })
}

/// Says what was read and is not in the search, or in the search and in no report.
fn behind(workspace: &Workspace, covers: u32) -> Result<(), Failure> {
    let reported = super::reported(workspace.latest()?.as_ref());
    let unheard = workspace.segments_above(covers.min(reported))?;
    let records = |from: u32, to: u32| -> u64 {
        let within = unheard.iter().filter(|one| one.number > from && one.number <= to);
        within.map(|one| one.receipt.feedback).sum()
    };
    let searched = records(reported, covers);
    if searched > 0 {
        eprintln!(
            "earful: the search holds {} that no report has counted yet: {}",
            phrase::counted(searched, "record", "records"),
            super::UNFINISHED
        );
    }
    let unsearched = records(covers, u32::MAX);
    if unsearched > 0 {
        eprintln!(
            "earful: {} that were read last cannot be searched yet: {}",
            phrase::counted(unsearched, "record", "records"),
            super::UNFINISHED
        );
    }
    Ok(())
}

fn from_to(first: u64, last: u64) -> String {
    if first == last {
        phrase::count(first)
    } else {
        format!("{} to {}", phrase::count(first), phrase::count(last))
    }
}

/// The query with a caret under the place at fault.
fn with_caret(query: &str, fault: &index::QueryError) -> String {
    format!(
        "the query cannot be read: {}\n  {}\n  {}^ {}",
        fault.message,
        inert(query),
        " ".repeat(fault.column),
        fault.hint
    )
}

fn as_json(hit: &Hit) -> serde_json::Value {
    // Marks are places in the text as it is printed.
    let text = &hit.snippet.text;
    let place = |at: usize| escape::unhidden_place(text, at);
    json!({
        "record": hit.external, "source": hit.source, "id": hit.id.to_string(),
        "kind": hit.kind.name(), "lang": hit.lang.code(), "product": hit.product,
        "at": hit.at.map(|at| at.to_string()),
        "rating": hit.rating.map(|(_, raw)| raw), "rating_kind": hit.rating.map(|(kind, _)| kind.name()),
        "question": hit.question, "score": hit.score,
        "snippet": hit.snippet.text, "start": hit.snippet.start,
        "in_thread": hit.snippet.in_thread,
        "marks": hit.snippet.marks.iter().map(|mark| [place(mark.start), place(mark.end)]).collect::<Vec<_>>(),
    })
}

fn print(hit: &Hit, out: &mut Printer) {
    let mut head = vec![inert(&hit.source), inert(&hit.external)];
    head.extend(hit.day.map(day_words));
    head.extend(hit.rating.map(|(kind, raw)| phrase::rating(raw, kind.name())));
    head.extend(hit.product.as_deref().map(inert));
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

fn day_words(day: Day) -> String {
    phrase::date(day)
}
