//! `earful competitors`: whom customers name beside the company, and where they say they go.

use serde_json::{Map, Value, json};

use super::{Outcome, Place, json_line, opened};
use crate::cli::args::CompetitorsArgs;
use crate::cli::exit::Exit;
use crate::cli::print::{Printer, Style, inert, shortened, table};
use crate::pipeline::{self, Competitor, Said};
use crate::report::phrase;
use crate::report::view::View;

/// Columns of a statement below its name.
const WIDE: usize = 84;

pub(super) fn run(place: &Place, args: &CompetitorsArgs, out: &mut Printer) -> Outcome {
    let mut names = place.settings(&place.root()?)?.competitors;
    names.extend(args.name.iter().cloned());
    let (opened, view, settings) = opened(place)?;
    let found =
        pipeline::with_threads(None, || pipeline::competitors(&opened, &names, &settings.company))?;
    if args.json {
        found.iter().for_each(|one| json_line(out, &as_json(one)));
    } else if found.is_empty() {
        out.line(match names.is_empty() {
            true => {
                "Nobody says that they go somewhere else, or names anybody as better or worse. Names \
                 you know: competitors = [\"…\"] in earful.toml, or --name."
            }
            false => "Nobody names any of them, or anybody else.",
        });
    } else {
        let (listed, other): (Vec<&Competitor>, Vec<&Competitor>) =
            found.iter().partition(|one| one.listed);
        list("Named in the settings", &listed, &view, args.limit, out);
        list(
            "Found behind \u{201c}switched to\u{201d}, \u{201c}better than\u{201d} and the like: names, as far as a capital letter tells",
            &other,
            &view,
            args.limit,
            out,
        );
        out.gap();
        out.line("Who names one: earful search NAME. Wording is counted; irony is not heard.");
    }
    Ok(if found.is_empty() { Exit::NothingFound } else { Exit::Done })
}

fn as_json(one: &Competitor) -> Value {
    let said: Map<String, Value> = (Said::ALL.iter().zip(one.said))
        .map(|(said, customers)| (said.name().to_owned(), customers.into()))
        .collect();
    json!({
        "name": one.name,
        "listed": one.listed,
        "customers": one.customers,
        "said": said,
        "themes": one.themes.iter()
            .map(|(theme, customers)| json!({ "theme": theme.to_string(), "customers": customers }))
            .collect::<Vec<_>>(),
        "records": one.records.iter()
            .map(|(record, said)| json!({ "record": record.to_string(), "said": said.name() }))
            .collect::<Vec<_>>(),
        "quote": one.quote.as_ref().map(|quote| json!({
            "record": quote.record.to_string(), "source": quote.source, "external": quote.external,
            "text": quote.words,
        })),
    })
}

fn list(heading: &str, names: &[&Competitor], view: &View, limit: usize, out: &mut Printer) {
    if names.is_empty() {
        return;
    }
    out.gap();
    out.line(out.styled(Style::Bold, heading));
    let mut rows = vec![
        [
            "name",
            "customers",
            "go there",
            "it is better",
            "came from it",
            "it is worse",
            "pains of those who go",
        ]
        .map(str::to_owned)
        .to_vec(),
    ];
    rows.extend(names.iter().take(limit).map(|one| {
        let [leaves, better, came, worse, _] = one.said.map(|count| phrase::count(count.into()));
        let title = |id: &str| {
            let found = view.themes.iter().find(|theme| theme.id == id);
            found.map_or_else(|| id.to_owned(), |theme| theme.title.clone())
        };
        let pains: Vec<String> =
            one.themes.iter().map(|(theme, _)| title(&theme.to_string())).collect();
        vec![
            shortened(&inert(&one.name), 24),
            phrase::count(one.customers.into()),
            leaves,
            better,
            came,
            worse,
            shortened(&inert(&pains.join("; ")), 60),
        ]
    }));
    for (at, line) in table(&rows, &[1, 2, 3, 4, 5]).into_iter().enumerate() {
        let Some(place) = at.checked_sub(1) else {
            out.line(out.styled(Style::Dim, &line));
            continue;
        };
        out.line(line);
        if let Some(quote) = &names[place].quote {
            let words = shortened(&inert(&phrase::quoted(&quote.words)), WIDE);
            out.line(out.styled(Style::Dim, &format!("    {words}")));
        }
    }
    if names.len() > limit {
        let more = phrase::counted((names.len() - limit) as u64, "more", "more");
        out.line(format!("and {more}; --limit shows them."));
    }
}
