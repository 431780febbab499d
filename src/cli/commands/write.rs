//! `earful write`: documents for the meeting, filled from the newest report and its records.

use super::{Outcome, Place, opened, ranked, view_of};
use crate::cli::args::{DocumentKind, WriteArgs};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::print::Printer;
use crate::model::{Day, ThemeId};
use crate::pipeline::{self, Incident};
use crate::report::View;
use crate::report::documents::{self, Document};
use crate::report::view::{AlarmView, OpportunityView};
use crate::store::{self, Workspace};

pub(super) fn run(place: &Place, args: &WriteArgs, out: &mut Printer) -> Outcome {
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
    let (opened, view, settings) = opened(place)?;
    let one = args.theme.map(|asked| ranked(&view, &opened.memory, asked)).transpose()?;
    let today: Day = opened.manifest.today;
    let as_of = view.as_of.as_ref().and_then(|day| day.parse().ok()).unwrap_or(today);
    let document = pipeline::with_threads(None, || -> Result<Document, Failure> {
        let about = |one: &OpportunityView, incident: Option<Incident>| {
            let counter = pipeline::counter(&opened, &view, one, &settings);
            let theme: Option<ThemeId> = one.theme.parse().ok();
            pipeline::briefing(&opened, theme, as_of, incident, Some(&counter))
        };
        Ok(match (args.document, one) {
            (DocumentKind::Weekly, None) => {
                let counts = pipeline::briefing(&opened, None, as_of, None, None);
                documents::weekly(&view, None, &counts)
            }
            (DocumentKind::Weekly, Some(one)) => {
                documents::weekly(&view, Some(one), &about(one, None))
            }
            (DocumentKind::Prfaq, Some(one)) => documents::prfaq(&view, one, &about(one, None)),
            (DocumentKind::Prd, Some(one)) => documents::prd(&view, one, &about(one, None)),
            (DocumentKind::Coe, Some(one)) => {
                let workspace = place.workspace()?;
                let rang = alarm_of(&workspace, &view, today, &one.theme)?;
                let incident = rang.as_ref().and_then(|(alarm, rang)| {
                    let (since, until) = (alarm.since.parse().ok()?, alarm.until.parse().ok()?);
                    Some(Incident { since, until, rang: *rang })
                });
                let night = rang.as_ref().map(|(_, night)| night.to_string()).unwrap_or_default();
                let alarm = rang.as_ref().map(|(alarm, _)| (alarm, night.as_str()));
                documents::coe(&view, one, alarm, &about(one, incident))
            }
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
