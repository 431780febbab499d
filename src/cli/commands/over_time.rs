//! `earful impact --by month`: ratings and what is at stake, period by period.

use serde_json::json;

use super::roadmap::{desk, said};
use super::{Outcome, Place, json_line, no_theme, resolved};
use crate::cli::args::ImpactArgs;
use crate::cli::exit::Exit;
use crate::cli::print::{Printer, Style, inert, table};
use crate::model::{Calendar, ThemeId};
use crate::report::over_time::{self, RATINGS, STAKES};
use crate::report::view::{MeetingView, OverTimeView, View};

pub(super) fn run(place: &Place, args: &ImpactArgs, by: Calendar, out: &mut Printer) -> Outcome {
    let (desk, view) = desk(place)?;
    let theme = match args.theme {
        None => None,
        Some(asked) => match place.workspace()?.memory(&view.run.id)? {
            Some(memory) => Some(resolved(&memory, asked)?),
            None => return Err(no_theme(asked)),
        },
    };
    let mut shown = desk.over_time(by, theme).map(|found| OverTimeView::new(&found));
    // One kind of rating alone is no question about money.
    let with_stakes = args.on.is_none();
    if let (Some(kind), Some(shown)) = (args.on, &mut shown) {
        shown.ratings.retain(|one| one.kind == kind.name());
        shown.stakes.clear();
    }
    let Some(shown) = shown.filter(|one| with_stakes || !one.ratings.is_empty()) else {
        let of = theme.map_or_else(String::new, |theme| format!(" of {theme}"));
        match (args.json, args.on) {
            (true, _) => {
                json_line(out, &json!({ "run": view.run.id, "ratings": [], "stakes": [] }));
            }
            (_, Some(kind)) => {
                out.line(format!("No dated record{of} has a rating of kind {}.", kind.name()));
            }
            (_, None) => out.line(format!("No record{of} has a date.")),
        }
        return Ok(Exit::NothingFound);
    };
    if args.json {
        let mut told = json!(shown);
        told["run"] = json!(view.run.id);
        told["cap"] = json!(desk.meeting.cap);
        told["sales_cap"] = json!(desk.meeting.sales_cap);
        json_line(out, &told);
        return Ok(Exit::Done);
    }
    said(&MeetingView::new(&desk.meeting, &|theme| view.title(theme)), out);
    heading(&view, theme, args.theme, out);
    ratings(&shown, out);
    let is_known = ["customers", "costs"].iter().any(|file| desk.business.has(file));
    if with_stakes && (is_known || desk.meeting.sales_cap.is_some()) {
        stakes(&shown, out);
    } else if with_stakes {
        out.line(
            "With customers.csv beside earful.toml this shows what the customers who complain pay, with \
             costs.csv what their contacts cost.",
        );
    }
    Ok(Exit::Done)
}

fn heading(view: &View, theme: Option<ThemeId>, asked: Option<ThemeId>, out: &mut Printer) {
    let (Some(theme), Some(asked)) = (theme, asked) else { return };
    if theme != asked {
        out.line(format!("{asked} is part of {theme} today."));
    }
    let title = view.title(theme);
    out.line(out.styled(Style::Bold, &format!("{theme} {}", inert(&title))));
    out.gap();
}

fn ratings(shown: &OverTimeView, out: &mut Printer) {
    for one in &shown.ratings {
        out.line(out.styled(Style::Bold, &inert(&format!("{} by {}", one.scale, shown.by))));
        let cells = |period| over_time::rating(shown, &one.kind, period).to_vec();
        let rows = one.periods.iter().map(cells);
        print(RATINGS.map(str::to_lowercase).to_vec(), rows, out);
        out.gap();
    }
    if shown.ratings.is_empty() {
        out.line("No dated record has a rating.");
        out.gap();
    } else {
        out.line(over_time::rating_words(shown));
        out.gap();
    }
}

fn stakes(shown: &OverTimeView, out: &mut Printer) {
    let known = over_time::known(shown);
    let kept = |cells: Vec<String>| -> Vec<String> {
        cells.into_iter().zip(known).filter(|one| one.1).map(|one| one.0).collect()
    };
    out.line(out.styled(Style::Bold, &format!("What is at stake by {}", shown.by)));
    let rows = shown.stakes.iter().map(|one| kept(over_time::stake(shown, one).to_vec()));
    print(kept(STAKES.map(str::to_lowercase).to_vec()), rows, out);
    over_time::words(shown).iter().for_each(|words| out.line(words));
}

/// A table whose first column is the period and whose others are numbers.
fn print(heads: Vec<String>, rows: impl Iterator<Item = Vec<String>>, out: &mut Printer) {
    let numbers: Vec<usize> = (1..heads.len()).collect();
    let all: Vec<Vec<String>> = std::iter::once(heads).chain(rows).collect();
    for (at, line) in table(&all, &numbers).into_iter().enumerate() {
        let line = if at == 0 { out.styled(Style::Dim, &line) } else { line };
        out.line(line);
    }
}
