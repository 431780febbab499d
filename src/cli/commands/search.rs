//! `earful search`: hits with their matched words marked, the themes that answer above them.

mod counts;
mod every;
mod print;
mod related;

use super::{Outcome, Place, chosen_run, json_line, resolved};
use crate::cli::args::{Polarity, SearchArgs, Sort, When};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::print::{Printer, inert};
use crate::index::{self, Index, JoinedSegments, Order, Page, Search};
use crate::model::{FeedbackId, StatementId, ThemeId};
use crate::pipeline::{self, Behind, answers::HitAnswer};
use crate::report::phrase;
use crate::store::{self, Workspace};

pub(super) fn run(place: &Place, args: &SearchArgs, out: &mut Printer) -> Outcome {
    let workspace = place.workspace()?;
    let query = args.query.join(" ");
    if query.trim().is_empty() && !has_filters(args) {
        return Err(Failure::Usage(
            "say what to look for: words, or a filter such as --theme T-17".to_owned(),
        ));
    }
    let named = index::named(&query).map_err(|fault| asked(&query)(fault.into()))?;
    let mut only: Option<Vec<StatementId>> = None;
    let mut themes: Vec<(String, Vec<StatementId>)> = Vec::new();
    if args.theme.is_some() || !named.is_empty() {
        let newest = chosen_run(&workspace, None)?;
        let memory = workspace.memory(&newest.id)?;
        let of = |theme: ThemeId| -> Result<Vec<StatementId>, Failure> {
            let memory = memory.as_ref().ok_or_else(|| super::no_theme(theme))?;
            match pipeline::records_of_search(&workspace, theme)? {
                Some(found) => Ok(pipeline::statements_of(memory, &found)),
                None => Ok(pipeline::members(memory, resolved(memory, theme)?)),
            }
        };
        only = args.theme.map(of).transpose()?;
        for name in named {
            // What is no number of a theme is the query's fault: the index points at it.
            if let Ok(theme) = name.parse() {
                themes.push((name, of(theme)?));
            }
        }
    }
    let index = pipeline::open_index(&workspace)?;
    let like = args.like.as_deref().map(|id| like(&index, id, &args.source)).transpose()?;
    let joined = joined(place, &workspace, &query, args)?;
    let search = searched(args, &query, only.as_deref(), themes, like);
    let search = Search { joined: joined.as_ref(), ..search };
    if let Some(format) = args.all {
        let found = every::write(&index, &search, (format, args.out.as_deref()), &query, out)?;
        behind(&workspace, index.covers())?;
        return Ok(if found == 0 { Exit::NothingFound } else { Exit::Done });
    }
    if args.count || args.words || !args.facet.is_empty() {
        let found = counts::show(&index, &search, args, out)?.map_err(asked(&query))?;
        behind(&workspace, index.covers())?;
        return Ok(if found == 0 { Exit::NothingFound } else { Exit::Done });
    }
    let page = index.search(&search).map_err(asked(&query))?;
    if args.json {
        page.hits.iter().for_each(|hit| json_line(out, &HitAnswer::of(hit)));
    } else {
        if args.offset == 0 && args.limit > 0 && args.theme.is_none() {
            related::show(&workspace, &page, out)?;
        }
        print::page(&page, args, out);
        if page.found() == 0 {
            why_nothing(&index, &search, &page, out)?;
        }
    }
    behind(&workspace, index.covers())?;
    Ok(if page.found() == 0 { Exit::NothingFound } else { Exit::Done })
}

/// The words for an error of the index; a fault of the query is shown where it is.
pub(super) fn asked(query: &str) -> impl Fn(index::Error) -> Failure {
    move |error| match error {
        index::Error::Query(fault) => Failure::Usage(print::with_caret(query, &fault)),
        other => other.into(),
    }
}

fn has_filters(args: &SearchArgs) -> bool {
    args.theme.is_some()
        || args.like.is_some()
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
        .any(|&count| count > 0)
}

/// Records of one number that are named.
const SAME_NUMBER: usize = 10;

/// The record that others are to be like, by the number that people see or by its id here.
fn like(index: &Index, id: &str, sources: &[String]) -> Result<FeedbackId, Failure> {
    match index.numbered(id, sources, SAME_NUMBER)?.as_slice() {
        [one] => Ok(one.id),
        [] => Err(Failure::Usage(format!(
            "there is no record {:?}: a hit of `earful search` names it, behind its source",
            inert(id)
        ))),
        many => {
            let names: Vec<String> = many.iter().map(|one| inert(&one.source)).collect();
            Err(Failure::Usage(format!(
                "{} have a record {:?}: add --source {}",
                phrase::list(&names),
                inert(id),
                names[0]
            )))
        }
    }
}

/// What the customers file knows of the segments that are asked for.
fn joined(
    place: &Place,
    workspace: &Workspace,
    query: &str,
    args: &SearchArgs,
) -> Result<Option<JoinedSegments>, Failure> {
    let filters = args.segment.iter().map(|one| one.name.clone());
    let names: Vec<String> = filters.chain(args.facet.iter().cloned()).collect();
    if names.is_empty() && !query.contains([':', '=']) {
        return Ok(None);
    }
    let settings = place.settings(&place.root()?)?.for_the_night();
    Ok(pipeline::joined_segments(workspace, &settings, query, names)?)
}

/// What was typed, as the index takes it.
fn searched<'a>(
    args: &SearchArgs,
    query: &str,
    only: Option<&'a [StatementId]>,
    themes: Vec<(String, Vec<StatementId>)>,
    like: Option<FeedbackId>,
) -> Search<'a> {
    let today = args.today.unwrap_or_else(crate::cli::today);
    let day = |when: When| when.day(today);
    Search {
        query: query.to_owned(),
        sources: args.source.clone(),
        kinds: args.kind.clone(),
        langs: args.lang.clone(),
        products: args.product.clone(),
        since: args.since.map(day),
        until: args.until.map(day),
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
        only,
        themes,
        joined: None,
        today: Some(today),
        exact: args.exact,
        order: match args.sort {
            Some(Sort::Relevance) => Order::Relevance,
            Some(Sort::Newest) => Order::Newest,
            None if query.trim().is_empty() => Order::Newest,
            None => Order::Relevance,
        },
        limit: args.limit,
        offset: args.offset,
        snippet: 0,
        // All hits for other tools, and what is counted of hits, are those that hold the words.
        semantics: args.all.is_none().then_some(pipeline::SEMANTICS),
        like,
    }
}

/// Says what left nothing over, and what would find something.
fn why_nothing(
    index: &Index,
    search: &Search<'_>,
    page: &Page,
    out: &mut Printer,
) -> Result<(), Failure> {
    for (word, count) in &page.words {
        let word = inert(word);
        out.line(match count {
            0 => format!("No record holds {word:?}."),
            count => {
                let words = phrase::counted(*count, "record holds", "records hold");
                format!("{words} {word:?}.")
            }
        });
    }
    let count = |search: &Search<'_>| -> u64 {
        index.search(&Search { limit: 0, ..search.clone() }).map_or(0, |page| page.found())
    };
    let words = Search {
        query: search.query.clone(),
        themes: search.themes.clone(),
        joined: search.joined,
        today: search.today,
        exact: search.exact,
        ..Search::default()
    };
    let without = count(&words);
    if without > 0 {
        let records = phrase::counted(without, "record", "records");
        out.line(format!("Without the filters there are {records}."));
    }
    let is_quote = |c: char| matches!(c, '"' | '\u{201c}' | '\u{201d}' | '\u{201e}');
    if search.query.contains(is_quote) {
        let query = search.query.replace(is_quote, " ");
        let apart = count(&Search { query, ..search.clone() });
        if apart > 0 {
            let records = phrase::counted(apart, "record", "records");
            out.line(format!("Without the quotation marks there are {records}."));
        }
    }
    if search.exact {
        let loose = count(&Search { exact: false, ..search.clone() });
        if loose > 0 {
            let records = phrase::counted(loose, "record", "records");
            out.line(format!("Without --exact there are {records}."));
        }
    }
    Ok(())
}

/// Says what was read and is not in the search, or in the search and in no report.
fn behind(workspace: &Workspace, covers: u32) -> Result<(), Failure> {
    // The hits are whole; what is lost is what was found in them.
    if let Err(lost @ store::Error::Damaged { .. }) = workspace.expect_runs() {
        eprintln!("earful: {lost}");
        return Ok(());
    }
    let Behind { uncounted, unsearched } =
        Behind::of(workspace, covers, workspace.latest()?.as_ref())?;
    if uncounted > 0 {
        eprintln!(
            "earful: the search holds {} that no report has counted yet: {}",
            phrase::counted(uncounted, "record", "records"),
            super::UNFINISHED
        );
    }
    if unsearched > 0 {
        eprintln!(
            "earful: {} that were read last cannot be searched yet: {}",
            phrase::counted(unsearched, "record", "records"),
            super::UNFINISHED
        );
    }
    Ok(())
}
