//! `earful demand`: what customers search for.

use serde_json::json;

use super::roadmap::desk;
use super::{Outcome, Place, chosen_run, json_line, resolved};
use crate::cli::args::DemandArgs;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::print::{Printer, Style, inert, shortened, table};
use crate::report::demand::{self, SEARCHED, Table};
use crate::report::phrase;
use crate::report::view::{DemandView, ThemeDemandView};

/// Columns of the cells that can be long.
const WIDE: usize = 48;

/// What to do without a log.
const NONE: &str = "There is no log of searches: write searches.csv beside earful.toml with the columns query, day, count, \
     results, clicks, and any further column as a segment; or name a file in [business] searches = \
     \"exports/searches.csv\".";

pub(super) fn run(place: &Place, args: &DemandArgs, out: &mut Printer) -> Outcome {
    let (desk, view) = desk(place)?;
    if desk.meeting.demand.is_none() {
        out.line(NONE);
        return Ok(Exit::NothingFound);
    }
    let segment = args.segment.as_ref().map(|(name, value)| (name.as_str(), value.as_str()));
    if let Some((name, value)) = segment {
        let rows = || desk.business.searches.iter().flat_map(|row| &row.segments);
        let names: std::collections::BTreeSet<&str> = rows().map(|one| &*one.name).collect();
        if !rows().any(|one| &*one.name == name && one.value.eq_ignore_ascii_case(value)) {
            return Err(Failure::Usage(format!(
                "no search of the log has {}={}; its segments are {}",
                inert(name),
                inert(value),
                if names.is_empty() {
                    "none".to_owned()
                } else {
                    names.iter().map(|name| inert(name)).collect::<Vec<_>>().join(", ")
                }
            )));
        }
    }
    let Some(found) = desk.demand(segment) else { return Ok(Exit::NothingFound) };
    let most = if args.json { usize::MAX } else { args.limit };
    let shown = DemandView::new(&found, &|theme| view.title(theme), most);
    let file = desk.business.files.iter().find(|file| file.kind == "searches");
    if let Some(asked) = args.theme {
        let workspace = place.workspace()?;
        let newest = chosen_run(&workspace, None)?;
        let theme = match workspace.memory(&newest.id)? {
            Some(memory) => resolved(&memory, asked)?.to_string(),
            None => asked.to_string(),
        };
        return of_theme(&shown, &theme, args, out);
    }
    if args.json {
        let rows = file
            .map(|file| json!({ "file": &*file.file, "used": file.used, "bad": file.bad.len() }));
        let segment = segment.map(|(name, value)| json!({ "name": name, "value": value }));
        json_line(
            out,
            &json!({ "run": view.run.id, "rows": rows, "segment": segment, "demand": shown }),
        );
    } else {
        if let Some(file) = file.filter(|file| !file.bad.is_empty()) {
            out.line(inert(&format!(
                "{}: {} could not be used, the first on line {}: {}.",
                file.file,
                phrase::counted(file.bad.len() as u64, "row", "rows"),
                file.bad[0].line,
                file.bad[0].reason
            )));
        }
        shown.words.iter().for_each(|words| out.line(inert(words)));
        demand::tables(&shown, args.limit).into_iter().for_each(|one| list(one, out));
    }
    Ok(if found.queries.is_empty() { Exit::NothingFound } else { Exit::Done })
}

fn of_theme(shown: &DemandView, theme: &str, args: &DemandArgs, out: &mut Printer) -> Outcome {
    let Some(one) = shown.of_theme(theme) else {
        out.line(format!("No query that is listed says the words of {theme}."));
        return Ok(Exit::NothingFound);
    };
    if args.json {
        json_line(out, one);
        return Ok(Exit::Done);
    }
    out.line(out.styled(Style::Bold, &inert(&format!("{} {}", one.theme, one.title))));
    out.line(inert(&one.words()));
    list(queries(one), out);
    Ok(Exit::Done)
}

fn queries(one: &ThemeDemandView) -> Table {
    let rows: Vec<Vec<String>> =
        one.queries.queries.iter().map(|query| demand::searched(query).to_vec()).collect();
    Table {
        heading: "Searches that say its words",
        heads: SEARCHED.to_vec(),
        more: one.queries.all - rows.len() as u64,
        rows,
        right: vec![1, 2, 3, 4],
    }
}

fn list(found: Table, out: &mut Printer) {
    out.gap();
    out.line(out.styled(Style::Bold, found.heading));
    let mut rows = vec![found.heads.iter().map(|head| head.to_lowercase()).collect::<Vec<_>>()];
    let cells = |row: Vec<String>| row.iter().map(|cell| shortened(&inert(cell), WIDE)).collect();
    rows.extend(found.rows.into_iter().map(cells));
    for (at, line) in table(&rows, &found.right).into_iter().enumerate() {
        let line = if at == 0 { out.styled(Style::Dim, &line) } else { line };
        out.line(line);
    }
    if found.more > 0 {
        let more = phrase::counted(found.more, "more", "more");
        out.line(format!("and {more}; --limit shows them."));
    }
}
