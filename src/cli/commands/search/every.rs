//! All hits of a search with their whole texts, for other tools.

use std::path::Path;

use serde_json::json;

use super::asked;
use crate::cli::args::AllFormat;
use crate::cli::failure::Failure;
use crate::cli::print::Printer;
use crate::index::{self, Hit, Index, Search};
use crate::report::{csv_line, escape};
use crate::store::{self, Values};

/// Hits read at a time: their texts are in memory, all others are not.
const STRETCH: usize = 2_000;

/// The columns of the table and the keys of the objects.
const COLUMNS: [&str; 12] = [
    "record", "source", "id", "kind", "lang", "product", "at", "rating", "question", "match",
    "score", "text",
];

/// Writes every hit in order, to a file where one is named; gives how many there were.
pub(super) fn write(
    index: &Index,
    search: &Search<'_>,
    (format, path): (AllFormat, Option<&Path>),
    query: &str,
    out: &mut Printer,
) -> Result<u64, Failure> {
    // Searched once before anything is written: a query that cannot be read leaves nothing.
    index.search(&Search { limit: 0, ..search.clone() }).map_err(asked(query))?;
    match (format, path) {
        (AllFormat::Parquet, None) => {
            Err(Failure::Usage("Parquet is no text: name a file with --out".to_owned()))
        }
        (AllFormat::Parquet, Some(path)) => {
            let mut hits = Vec::new();
            let found = each(index, search, |hit| {
                hits.push(hit);
                Ok(())
            });
            let found = found.map_err(|fault| fault.told(query))?;
            store::export(path, &columns(&hits))?;
            Ok(found)
        }
        (_, None) => {
            if format == AllFormat::Csv {
                out.bytes(csv_line(&COLUMNS.map(str::to_owned)).as_bytes());
            }
            let found = each(index, search, |hit| {
                out.bytes(line(format, &hit).as_bytes());
                Ok(())
            });
            found.map_err(|fault| fault.told(query))
        }
        (_, Some(path)) => {
            let (mut found, mut stopped) = (0, None);
            let written = store::write_out(path, |file| {
                if format == AllFormat::Csv {
                    file.write_all(csv_line(&COLUMNS.map(str::to_owned)).as_bytes())?;
                }
                match each(index, search, |hit| file.write_all(line(format, &hit).as_bytes())) {
                    Ok(many) => found = many,
                    Err(Fault::Disk(error)) => return Err(error),
                    Err(Fault::Index(error)) => {
                        stopped = Some(error);
                        return Err(std::io::Error::other("the search failed"));
                    }
                }
                Ok(())
            });
            if let Some(error) = stopped {
                return Err(asked(query)(error));
            }
            written?;
            Ok(found)
        }
    }
}

/// What stopped the writing.
enum Fault {
    Index(index::Error),
    Disk(std::io::Error),
}

impl Fault {
    fn told(self, query: &str) -> Failure {
        match self {
            Fault::Index(error) => asked(query)(error),
            Fault::Disk(error) => Failure::Printing(error),
        }
    }
}

/// Hands over every hit in order; gives how many there were.
fn each(
    index: &Index,
    search: &Search<'_>,
    mut take: impl FnMut(Hit) -> std::io::Result<()>,
) -> Result<u64, Fault> {
    let mut offset = 0;
    loop {
        let stretch = Search { limit: STRETCH, offset, snippet: usize::MAX, ..search.clone() };
        let page = index.search(&stretch).map_err(Fault::Index)?;
        let found = page.hits.len();
        page.hits.into_iter().try_for_each(&mut take).map_err(Fault::Disk)?;
        offset += found;
        if found < STRETCH {
            return Ok(offset as u64);
        }
    }
}

fn line(format: AllFormat, hit: &Hit) -> String {
    match format {
        AllFormat::Csv => csv_line(&cells(hit)),
        _ => format!("{}\n", escape::unhidden(&object(hit).to_string())),
    }
}

/// The hits as columns of [`COLUMNS`].
fn columns(hits: &[Hit]) -> Vec<(&'static str, Values)> {
    let texts = |of: &dyn Fn(&Hit) -> Option<String>| Values::Texts(hits.iter().map(of).collect());
    let numbers = |of: &dyn Fn(&Hit) -> Option<f64>| Values::Numbers(hits.iter().map(of).collect());
    COLUMNS
        .map(|name| {
            let values = match name {
                "record" => texts(&|hit| Some(hit.external.clone())),
                "source" => texts(&|hit| Some(hit.source.clone())),
                "id" => texts(&|hit| Some(hit.id.to_string())),
                "kind" => texts(&|hit| Some(hit.kind.name().to_owned())),
                "lang" => texts(&|hit| Some(hit.lang.code().to_owned())),
                "product" => texts(&|hit| hit.product.clone()),
                "at" => texts(&|hit| hit.at.map(|at| at.to_string())),
                "rating" => numbers(&|hit| hit.rating.map(|(_, raw)| raw)),
                "question" => texts(&|hit| hit.question.clone()),
                "match" => texts(&|hit| Some(hit.tier.name().to_owned())),
                "score" => numbers(&|hit| Some(hit.score)),
                _ => texts(&|hit| Some(hit.snippet.text.clone())),
            };
            (name, values)
        })
        .to_vec()
}

fn object(hit: &Hit) -> serde_json::Value {
    json!({
        "record": hit.external, "source": hit.source, "id": hit.id.to_string(),
        "kind": hit.kind.name(), "lang": hit.lang.code(), "product": hit.product,
        "at": hit.at.map(|at| at.to_string()), "rating": hit.rating.map(|(_, raw)| raw),
        "question": hit.question, "match": hit.tier.name(), "score": hit.score,
        "text": hit.snippet.text, "in_thread": hit.snippet.in_thread,
    })
}

fn cells(hit: &Hit) -> Vec<String> {
    let optional = |text: &Option<String>| text.as_deref().map(escape::csv).unwrap_or_default();
    vec![
        escape::csv(&hit.external),
        escape::csv(&hit.source),
        hit.id.to_string(),
        hit.kind.name().to_owned(),
        hit.lang.code().to_owned(),
        optional(&hit.product),
        hit.at.map(|at| at.to_string()).unwrap_or_default(),
        hit.rating.map(|(_, raw)| raw.to_string()).unwrap_or_default(),
        optional(&hit.question),
        hit.tier.name().to_owned(),
        hit.score.to_string(),
        escape::csv(&hit.snippet.text),
    ]
}
