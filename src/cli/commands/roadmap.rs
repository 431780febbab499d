//! `earful roadmap`: the items with what is heard of them, issue drafts, whom to tell.

use serde_json::json;

use super::{Outcome, Place, json_line, newest_view};
use crate::cli::args::{DraftsArgs, RoadmapArgs, RoadmapVerb, ShipArgs, TrackerFormat};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::print::{Printer, Style, inert, shortened, table};
use crate::config;
use crate::model::Item;
use crate::pipeline::{self, Desk, Shipped};
use crate::report::meeting::{self, ROADMAP};
use crate::report::view::{ItemView, MeetingView, View};
use crate::report::{self, Tracker, phrase};
use crate::store;

/// Columns of the cells that can be long.
const WIDE: usize = 34;
/// Records that are named for one customer.
const RECORDS: usize = 3;

pub(super) fn run(place: &Place, args: &RoadmapArgs, out: &mut Printer) -> Outcome {
    match &args.verb {
        None => list(place, args.json, out),
        Some(RoadmapVerb::Drafts(args)) => drafts(place, args, out),
        Some(RoadmapVerb::Ship(args)) => ship(place, args, out),
        Some(RoadmapVerb::Tell { item, json }) => tell(place, item, *json, out),
    }
}

/// The newest run with the files beside the settings as they are now.
pub(super) fn desk(place: &Place) -> Result<(Desk, View), Failure> {
    let workspace = place.workspace()?;
    let settings = place.settings(workspace.root())?;
    let threads = settings.run.threads;
    let settings = settings.for_the_night();
    let (run, view) = newest_view(&workspace)?;
    let desk =
        pipeline::with_threads(threads, || pipeline::meeting(&workspace, &run, &view, &settings))??;
    Ok((desk, view))
}

/// What matched and what could not be used.
pub(super) fn said(shown: &MeetingView, out: &mut Printer) {
    shown.words.iter().for_each(|words| out.line(inert(words)));
    if !shown.words.is_empty() {
        out.gap();
    }
}

/// What to do without a roadmap.
const NONE: &str = "There is no roadmap yet: write roadmap.csv beside earful.toml with the columns item, themes (\"T-1 T-4\"), effort \
     (\"6w\"), team, status, owner, shipped, version, key; or name an export of Jira, Linear or GitHub in \
     [business] roadmap = [\"exports/jira.csv\"].";

fn list(place: &Place, json: bool, out: &mut Printer) -> Outcome {
    let (desk, view) = desk(place)?;
    let shown = MeetingView::new(&desk.meeting, &|theme| view.title(theme));
    if json {
        shown.items.iter().for_each(|item| json_line(out, item));
        return Ok(if shown.items.is_empty() { Exit::NothingFound } else { Exit::Done });
    }
    said(&shown, out);
    let Some(coverage) = shown.coverage.as_ref().filter(|_| !shown.items.is_empty()) else {
        out.line(NONE);
        return Ok(Exit::NothingFound);
    };
    let mut rows = vec![ROADMAP.map(|head| head.to_lowercase()).to_vec()];
    rows.extend(shown.items.iter().map(|item| {
        let mut cells = meeting::item(item).map(|cell| inert(&cell)).to_vec();
        cells[1] = shortened(&cells[1], WIDE);
        cells[7] = shortened(&cells[7], 2 * WIDE);
        cells
    }));
    for (at, line) in table(&rows, &[2, 3]).into_iter().enumerate() {
        let line = if at == 0 { out.styled(Style::Dim, &line) } else { line };
        out.line(line);
    }
    out.gap();
    out.line(out.styled(Style::Bold, &coverage.words));
    if !coverage.without_work.is_empty() {
        out.line("Pains nobody works on:");
        for (theme, title, rank) in coverage.without_work.iter().take(meeting::PAINS) {
            let shipped = meeting::shipped_for(&shown, theme);
            let shipped = shipped.map_or_else(String::new, |words| format!(" ({words})"));
            out.line(inert(&format!("  number {rank}: {theme} {title}{shipped}")));
        }
        if let Some(more) = meeting::more_pains(coverage.without_work.len()) {
            out.line(format!("  {more}"));
        }
    }
    if !coverage.without_pain.is_empty() {
        out.line("Work that answers no pain:");
        for (id, title) in &coverage.without_pain {
            out.line(format!("  {} {}", inert(id), inert(title)));
        }
    }
    for item in &shown.items {
        for words in &item.problems {
            out.line(out.styled(Style::Bad, &inert(&format!("{}: {words}", item.place))));
        }
    }
    Ok(Exit::Done)
}

fn ship(place: &Place, args: &ShipArgs, out: &mut Printer) -> Outcome {
    let workspace = place.workspace()?;
    let settings = place.settings(workspace.root())?.for_the_night();
    let today = args.today.unwrap_or_else(crate::cli::today);
    let said = Shipped {
        item: args.item.clone(),
        on: (!args.not).then(|| args.on.unwrap_or(today)),
        version: args.version.clone(),
        by: args.by.clone(),
        today,
        why: args.why.clone(),
    };
    let item = pipeline::ship(&workspace, &settings, &said)?;
    let name = inert(&format!("{} {}", item.id, item.title));
    out.line(match said.on {
        Some(day) => {
            format!("{name}: shipped on {}. The next night follows it.", phrase::date(day))
        }
        None => format!("{name}: as the roadmap has it. The next night follows it."),
    });
    Ok(Exit::Done)
}

fn drafts(place: &Place, args: &DraftsArgs, out: &mut Printer) -> Outcome {
    let (desk, view) = desk(place)?;
    let themes: Vec<String> = match args.theme.is_empty() {
        false => args.theme.iter().map(|theme| theme.to_string()).collect(),
        true => match &desk.meeting.coverage {
            Some(coverage) => coverage.without_work.iter().map(|one| one.to_string()).collect(),
            None => view.opportunities.iter().map(|one| one.theme.clone()).collect(),
        },
    };
    let unknown = themes.iter().find(|id| !view.opportunities.iter().any(|one| one.theme == **id));
    if let Some(id) = unknown {
        return Err(Failure::Usage(format!(
            "{id} is not ranked, so that there is nothing to draft: `earful themes` lists what is"
        )));
    }
    let tracker = match args.format {
        TrackerFormat::Jira => Tracker::Jira,
        TrackerFormat::Linear => Tracker::Linear,
        TrackerFormat::Github => Tracker::GitHub,
    };
    let themes: Vec<String> = themes.into_iter().take(args.top).collect();
    let bytes = report::drafts(&view, &themes, tracker);
    match &args.out {
        Some(path) if path.as_os_str() != "-" => {
            store::write_out(path, |file| file.write_all(&bytes))?;
            out.line(format!(
                "{} in {}; each has a label earful-T-…, by which its status is known again when the export of \
                 the tracker is named in [business] roadmap.",
                phrase::counted(themes.len() as u64, "draft", "drafts"),
                path.display()
            ));
        }
        _ => out.bytes(&bytes),
    }
    Ok(if themes.is_empty() { Exit::NothingFound } else { Exit::Done })
}

fn tell(place: &Place, asked: &str, json: bool, out: &mut Printer) -> Outcome {
    let (desk, _) = desk(place)?;
    let Some(at) = item_named(&desk, asked) else {
        return Err(Failure::Usage(no_item(&desk, asked)));
    };
    let told = desk.to_tell(at);
    let item = &desk.meeting.items[at];
    if json {
        let customers: Vec<_> = (told.customers.iter())
            .map(|(line, records)| json!({ "line": line, "records": records }))
            .collect();
        json_line(
            out,
            &json!({ "item": &*item.item.id, "customers": customers, "others": told.others }),
        );
    } else {
        let file = desk.meeting.files.iter().find(|file| file.kind == "customers");
        let name = file.map_or_else(|| "customers.csv".to_owned(), |file| file.file.to_string());
        out.line(out.styled(
            Style::Bold,
            &inert(&format!(
                "{} {}: {} asked for it",
                item.item.id,
                item.item.title,
                phrase::counted(item.customers.into(), "customer", "customers")
            )),
        ));
        for (line, records) in &told.customers {
            let shown: Vec<String> = (records.iter().take(RECORDS))
                .map(|(source, record)| format!("{source} {record}"))
                .collect();
            let more = records.len().saturating_sub(RECORDS);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            out.line(inert(&format!("{name} line {line}: {}{more}", shown.join(", "))));
        }
        if !told.others.is_empty() {
            out.line(format!(
                "{} of people whom the customers file does not know; answer them where they wrote:",
                phrase::counted(told.others.len() as u64, "record", "records")
            ));
            for (source, record) in &told.others {
                out.line(inert(&format!("{source} {record}")));
            }
        }
    }
    let nobody = told.customers.is_empty() && told.others.is_empty();
    Ok(if nobody { Exit::NothingFound } else { Exit::Done })
}

/// The place in the roadmap of the item that a name means.
pub(super) fn item_named(desk: &Desk, asked: &str) -> Option<usize> {
    Item::named(desk.meeting.items.iter().map(|one| &one.item), asked)
}

/// Says that the roadmap has no such item, and which one may be meant.
pub(super) fn no_item(desk: &Desk, asked: &str) -> String {
    let items = desk.meeting.items.iter().map(|one| &one.item);
    let known = items.flat_map(|item| [&*item.id, &*item.title]);
    let meant = config::nearest(asked, known)
        .map_or_else(String::new, |meant| format!(" Did you mean {meant:?}?"));
    format!("there is no item {asked:?}: `earful roadmap` lists them.{meant}")
}

/// An item's id and title.
pub(super) fn named(item: &ItemView) -> String {
    inert(&format!("{} {}", item.id, item.title))
}
