//! `earful write`: documents for the meeting, filled from the newest report and its records.

use super::{Outcome, Place, opened, ranked, view_of};
use crate::cli::args::{DocumentKind, WriteArgs};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::print::Printer;
use crate::model::{Day, ThemeId};
use crate::pipeline::{self, Incident, Opened};
use crate::report::View;
use crate::report::documents::{self, Document};
use crate::report::view::{AlarmView, EventView, OpportunityView};
use crate::store::{self, Workspace};

pub(super) fn run(place: &Place, args: &WriteArgs, out: &mut Printer) -> Outcome {
    sure_of(args)?;
    let (opened, view, settings) = opened(place)?;
    let one = args.theme.map(|asked| ranked(&view, &opened.memory, asked)).transpose()?;
    let (_, as_of) = days_of_run(&opened, &view);
    let document = pipeline::with_threads(None, || -> Result<Document, Failure> {
        let about = |one: &OpportunityView| {
            let counter = pipeline::counter(&opened, &view, one, &settings);
            let theme: Option<ThemeId> = one.theme.parse().ok();
            pipeline::briefing(&opened, theme, as_of, None, Some(&counter))
        };
        Ok(match (args.document, one) {
            (DocumentKind::Weekly, None) => {
                let counts = pipeline::briefing(&opened, None, as_of, None, None);
                documents::weekly(&view, None, &counts)
            }
            (DocumentKind::Weekly, Some(one)) => documents::weekly(&view, Some(one), &about(one)),
            (DocumentKind::Prfaq, Some(one)) => documents::prfaq(&view, one, &about(one)),
            (DocumentKind::Prd, Some(one)) => documents::prd(&view, one, &about(one)),
            (DocumentKind::Coe, Some(one)) => error(place, args, &opened, &view, one)?,
            (_, None) => return Err(Failure::Usage("say which theme it is about".to_owned())),
        })
    })??;
    let named_html = args.out.as_ref().is_some_and(|path| {
        path.extension().is_some_and(|ending| ending == "html" || ending == "htm")
    });
    let text = match args.html || named_html {
        true => documents::html(&document),
        false => documents::markdown(&document),
    };
    match &args.out {
        Some(path) if path.as_os_str() != "-" => {
            store::write_out(path, |file| file.write_all(text.as_bytes()))?;
        }
        _ => out.bytes(text.as_bytes()),
    }
    Ok(Exit::Done)
}

/// Refuses options that do not go with the document.
fn sure_of(args: &WriteArgs) -> Result<(), Failure> {
    if args.theme.is_none() && args.document != DocumentKind::Weekly {
        let lead = "say which theme it is about, as in";
        return Err(Failure::Usage(format!(
            "{lead} `earful write {} T-1`; `earful themes` lists them",
            match args.document {
                DocumentKind::Prfaq => "prfaq",
                DocumentKind::Prd => "prd",
                _ => "coe",
            }
        )));
    }
    if args.from.is_some() && args.document != DocumentKind::Coe {
        let words =
            "--from and --to are the days of an incident: `earful write coe T-1 --from DATE`";
        return Err(Failure::Usage(words.to_owned()));
    }
    if args.from.zip(args.to).is_some_and(|(from, to)| to < from) {
        return Err(Failure::Usage("--to is before --from".to_owned()));
    }
    Ok(())
}

/// The correction of an error: around its alarm, else around the days that are given, else around an
/// incident of the events file that is about the theme.
fn error(
    place: &Place,
    args: &WriteArgs,
    opened: &Opened,
    view: &View,
    one: &OpportunityView,
) -> Result<Document, Failure> {
    let (today, as_of) = days_of_run(opened, view);
    let given = args.from.map(|from| (from, args.to.unwrap_or(from)));
    let rang = match given {
        Some(_) => None,
        None => alarm_of(&place.workspace()?, view, today, &one.theme)?,
    };
    let told = match (&rang, given) {
        (Some(_), _) => None,
        (None, Some(days)) => Some(given_days(days)),
        (None, None) => pipeline::told_incident(opened, view, one).cloned(),
    };
    let incident = match (&rang, &told) {
        (Some((alarm, rang)), _) => days_of(&alarm.since, &alarm.until, Some(*rang)),
        (None, Some(event)) => days_of(&event.from, &event.to, None),
        (None, None) => None,
    };
    let theme: Option<ThemeId> = one.theme.parse().ok();
    let counts = pipeline::briefing(opened, theme, as_of, incident, None);
    let night = rang.as_ref().map(|(_, night)| night.to_string()).unwrap_or_default();
    let alarm = rang.as_ref().map(|(alarm, _)| (alarm, night.as_str()));
    Ok(documents::coe(view, one, alarm, told.as_ref(), &counts))
}

/// The day of a run, and the last day its trends speak for.
fn days_of_run(opened: &Opened, view: &View) -> (Day, Day) {
    let today: Day = opened.manifest.today;
    (today, view.as_of.as_ref().and_then(|day| day.parse().ok()).unwrap_or(today))
}

/// The days of an incident. Where no alarm rang it is looked at to its end, as if one had rung then.
fn days_of(since: &str, until: &str, rang: Option<Day>) -> Option<Incident> {
    let (since, until) = (since.parse().ok()?, until.parse().ok()?);
    Some(Incident { since, until, rang: rang.unwrap_or(until) })
}

/// Days that somebody names, as an event that no file has.
fn given_days((from, to): (Day, Day)) -> EventView {
    EventView {
        from: from.to_string(),
        to: to.max(from).to_string(),
        kind: String::new(),
        name: String::new(),
        themes: Vec::new(),
    }
}

/// The newest alarm about a theme in any run, as it stands in the newest report that tells of it, with
/// the night it first rang.
fn alarm_of(
    workspace: &Workspace,
    view: &View,
    today: Day,
    theme: &str,
) -> Result<Option<(AlarmView, Day)>, Failure> {
    let of = |view: &View| view.alarms.iter().find(|alarm| alarm.of == theme).cloned();
    let mut newest = of(view);
    let mut rang = today;
    for run in workspace.runs()?.into_iter().rev() {
        if run.id == view.run.id {
            continue;
        }
        let Ok(earlier) = view_of(workspace, &run) else { continue };
        match (&newest, of(&earlier)) {
            (None, Some(alarm)) => (newest, rang) = (Some(alarm), run.today),
            (Some(known), Some(alarm)) if alarm.id == known.id => rang = run.today,
            _ => {}
        }
    }
    Ok(newest.map(|alarm| (alarm, rang)))
}
