//! `earful needs`: what customers ask for that does not exist.

use serde_json::json;

use super::{Outcome, Place, json_line, opened};
use crate::cli::args::NeedsArgs;
use crate::cli::exit::Exit;
use crate::cli::print::{Printer, Style, inert, shortened, table};
use crate::pipeline::{self, Need};
use crate::report::phrase;

/// Columns of a request below its theme.
const WIDE: usize = 84;

pub(super) fn run(place: &Place, args: &NeedsArgs, out: &mut Printer) -> Outcome {
    let (opened, view, settings) = opened(place)?;
    let found = pipeline::needs(&opened, &view, &settings);
    if args.json {
        for one in &found {
            json_line(out, &as_json(one));
        }
    } else if found.is_empty() {
        out.line("Nobody asks for anything that has a theme.");
    } else {
        let (unmet, within): (Vec<&Need>, Vec<&Need>) = found.iter().partition(|one| one.is_unmet);
        if unmet.is_empty() {
            out.line(
                "No unmet need: no theme is a wish, and no other asks more than it complains without \
                 being a known pain.",
            );
        }
        list(
            "Unmet needs: wishes, and themes that ask more than they complain",
            &unmet,
            args.limit,
            out,
        );
        list(
            "Wishes within a pain: something is there and does not work as they want",
            &within,
            args.limit,
            out,
        );
        out.gap();
        out.line("Requests of a theme: earful search --theme T-N --stance request");
    }
    Ok(if found.is_empty() { Exit::NothingFound } else { Exit::Done })
}

fn as_json(one: &Need) -> serde_json::Value {
    json!({
        "theme": one.theme.to_string(),
        "title": one.title,
        "rank": one.rank,
        "unmet": one.is_unmet,
        "customers": one.customers,
        "voters": one.voters,
        "requests": one.requests,
        "complaints": one.complaints,
        "quote": one.quote.as_ref().map(|quote| {
            json!({ "source": quote.source, "external": quote.external, "text": quote.words })
        }),
        "search": format!("earful search --theme {} --stance request", one.theme),
    })
}

fn list(heading: &str, needs: &[&Need], limit: usize, out: &mut Printer) {
    if needs.is_empty() {
        return;
    }
    out.gap();
    out.line(out.styled(Style::Bold, heading));
    let mut rows = vec![
        ["theme", "", "customers who ask", "requests", "complaints", "rank"]
            .map(str::to_owned)
            .to_vec(),
    ];
    rows.extend(needs.iter().take(limit).map(|one| {
        let by_votes = match one.voters {
            0 => String::new(),
            voters => format!(" ({} by votes)", phrase::count(voters)),
        };
        vec![
            one.theme.to_string(),
            shortened(&inert(&one.title), 48),
            format!("{}{by_votes}", phrase::count(one.customers)),
            phrase::count(one.requests),
            phrase::count(one.complaints),
            one.rank.map_or_else(|| "–".to_owned(), |rank| rank.to_string()),
        ]
    }));
    for (at, line) in table(&rows, &[2, 3, 4, 5]).into_iter().enumerate() {
        let Some(place) = at.checked_sub(1) else {
            out.line(out.styled(Style::Dim, &line));
            continue;
        };
        out.line(line);
        if let Some(quote) = &needs[place].quote {
            let words = shortened(&inert(&phrase::quoted(&quote.words)), WIDE);
            out.line(out.styled(Style::Dim, &format!("      {words}")));
        }
    }
    if needs.len() > limit {
        let more = phrase::counted((needs.len() - limit) as u64, "more", "more");
        out.line(format!("and {more}; --limit shows them."));
    }
}
