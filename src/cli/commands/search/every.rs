//! All hits of a search with their whole texts, for other tools.

use serde_json::json;

use crate::cli::args::AllFormat;
use crate::cli::commands::export::csv_line;
use crate::cli::commands::json_line;
use crate::cli::print::Printer;
use crate::index::{self, Hit, Index, Search};
use crate::report::escape;

/// Hits read at a time: their texts are in memory, all others are not.
const STRETCH: usize = 2_000;

/// The columns of the table and the keys of the objects.
const COLUMNS: [&str; 12] = [
    "record", "source", "id", "kind", "lang", "product", "at", "rating", "question", "match",
    "score", "text",
];

/// Writes every hit in order; gives how many there were.
pub(super) fn write(
    index: &Index,
    search: &Search<'_>,
    format: AllFormat,
    out: &mut Printer,
) -> index::Result<u64> {
    if format == AllFormat::Csv {
        // Searched once before the head: a query that cannot be read writes nothing.
        index.search(&Search { limit: 0, ..search.clone() })?;
        out.bytes(csv_line(&COLUMNS.map(str::to_owned)).as_bytes());
    }
    let mut offset = 0;
    loop {
        let stretch = Search { limit: STRETCH, offset, snippet: usize::MAX, ..search.clone() };
        let page = index.search(&stretch)?;
        for hit in &page.hits {
            match format {
                AllFormat::Jsonl => json_line(out, &object(hit)),
                AllFormat::Csv => out.bytes(csv_line(&cells(hit)).as_bytes()),
            }
        }
        offset += page.hits.len();
        if page.hits.len() < STRETCH {
            return Ok(offset as u64);
        }
    }
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
