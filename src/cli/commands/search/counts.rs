//! What the hits of a search are made of: counts, facets, the words that set them apart.

use crate::cli::args::SearchArgs;
use crate::cli::commands::json_line;
use crate::cli::failure::Failure;
use crate::cli::print::{Printer, Style, inert, table};
use crate::index::{self, Index, Search};
use crate::pipeline::answers::CountsAnswer;
use crate::report::phrase;

/// Significant words that are shown; more tell less.
const WORDS: usize = 20;
/// Values of a facet that people are shown; the data holds all.
const VALUES: usize = 20;

/// Prints the counts; gives the number of hits.
pub(super) fn show(
    index: &Index,
    search: &Search<'_>,
    args: &SearchArgs,
    out: &mut Printer,
) -> Result<index::Result<u64>, Failure> {
    for name in &args.facet {
        index.check_facet(name, search.joined).map_err(|hint| {
            Failure::Usage(format!("hits cannot be counted by {:?}: {hint}", inert(name)))
        })?;
    }
    let words = if args.words { WORDS } else { 0 };
    let (page, counted) = match index
        .search(&Search { limit: 0, ..search.clone() })
        .and_then(|page| Ok((page, index.counted(search, &args.facet, words)?)))
    {
        Ok(both) => both,
        Err(error) => return Ok(Err(error)),
    };
    if args.json {
        json_line(out, &CountsAnswer::of(&page, &counted));
        return Ok(Ok(counted.records));
    }
    let mut line = phrase::counted(page.total, "record", "records");
    if page.most > 0 {
        line = format!("{line} with all words, {} with most", phrase::count(page.most));
    }
    out.line(line);
    if let Some(statements) = page.statements {
        out.line(phrase::counted(statements, "statement", "statements"));
    }
    let customers = phrase::counted(counted.customers, "customer", "customers");
    let unsigned = phrase::counted(counted.unsigned, "record", "records");
    out.line(match (counted.customers, counted.unsigned) {
        (_, 0) => customers,
        (0, _) => "no record names its author: customers cannot be counted".to_owned(),
        _ => format!("{customers}, and {unsigned} that name no author"),
    });
    if page.total == 0 && page.most > 0 && (args.words || !args.facet.is_empty()) {
        out.line("None holds all of the words: what follows counts those with most of them.");
    }
    for facet in &counted.facets {
        out.gap();
        out.line(out.styled(Style::Bold, &inert(&facet.name)));
        let mut rows: Vec<Vec<String>> = facet
            .values
            .iter()
            .take(VALUES)
            .map(|(value, records)| {
                let share = phrase::percent(*records as f64 / counted.records.max(1) as f64);
                vec![inert(value), phrase::count(*records), share]
            })
            .collect();
        if facet.without > 0 {
            let share = phrase::percent(facet.without as f64 / counted.records.max(1) as f64);
            rows.push(vec!["(none)".to_owned(), phrase::count(facet.without), share]);
        }
        table(&rows, &[1, 2]).iter().for_each(|line| out.line(format!("  {line}")));
        if facet.values.len() > VALUES {
            let more = (facet.values.len() - VALUES) as u64;
            out.line(format!("  and {}; --json has all", phrase::counted(more, "more", "more")));
        }
    }
    if args.words {
        out.gap();
        out.line(out.styled(Style::Bold, "words that set them apart"));
        let rows: Vec<Vec<String>> = counted
            .words
            .iter()
            .map(|one| {
                let of = format!("{} of {}", phrase::count(one.hits), phrase::count(one.records));
                vec![inert(&one.word), of, format!("G² {}", phrase::decimal(one.surprise, 1))]
            })
            .collect();
        if rows.is_empty() {
            out.line("  none beyond chance");
        }
        table(&rows, &[1, 2]).iter().for_each(|line| out.line(format!("  {line}")));
    }
    Ok(Ok(counted.records))
}
