//! `earful plan`: the quarter that helps most within what the teams can do.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::json;

use super::roadmap::{desk, named, said};
use super::{Outcome, Place, json_line};
use crate::cli::args::{AimFor, PlanArgs};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::print::{Printer, Style, inert, table};
use crate::model::RatingKind;
use crate::pipeline::{Aim, Desk, Quarter};
use crate::report::meeting::{effort, weeks};
use crate::report::phrase;
use crate::report::view::MeetingView;

pub(super) fn run(place: &Place, args: &PlanArgs, out: &mut Printer) -> Outcome {
    let settings = place.settings(&place.root()?)?.planning;
    let (desk, view) = desk(place)?;
    let mut capacity: BTreeMap<String, f64> = settings.capacity;
    if !args.capacity.is_empty() {
        capacity = args.capacity.iter().map(|one| (one.0.clone(), one.1)).collect();
    }
    if capacity.is_empty() {
        let teams: Vec<String> = desk.teams().iter().map(|team| format!("{team}=6w")).collect();
        let such = if teams.is_empty() { "all=6w".to_owned() } else { teams.join(",") };
        return Err(Failure::Usage(format!(
            "nobody said what the teams can do: --capacity '{such}', or [planning.capacity] in earful.toml"
        )));
    }
    let aim = match args.aim {
        AimFor::Voices => Aim::Voices,
        AimFor::Revenue => {
            if !desk.stakes.is_known() {
                return Err(Failure::Usage(
                    "nobody's revenue is known: give customers.csv a column `revenue`, or plan --for voices"
                        .to_owned(),
                ));
            }
            Aim::Revenue
        }
        AimFor::Impact => Aim::Impact(args.on.or_else(|| desk.main_rating()).ok_or_else(|| {
            Failure::Usage("no record has a rating: plan --for voices".to_owned())
        })?),
    };
    if let Aim::Impact(kind) = aim {
        rated(&desk, kind)?;
    }
    let found = desk.quarter(&capacity, aim);
    let shown = MeetingView::new(&desk.meeting, &|theme| view.title(theme));
    if args.json {
        print_json(&found, &desk, aim, out);
    } else {
        print(&found, &shown, &desk.teams(), aim, out);
    }
    Ok(if found.chosen.is_empty() { Exit::NothingFound } else { Exit::Done })
}

/// Refuses to plan for a kind of rating that no record has.
fn rated(desk: &Desk, kind: RatingKind) -> Result<(), Failure> {
    let ratings = &desk.meeting.ratings;
    if ratings.iter().any(|one| one.kind == kind) {
        return Ok(());
    }
    let there: Vec<String> = ratings.iter().map(|one| one.kind.name().to_owned()).collect();
    let there = match there.is_empty() {
        true => "plan --for voices".to_owned(),
        false => format!("there is {}", phrase::list(&there)),
    };
    Err(Failure::Usage(format!("nothing is rated by {}: {there}", kind.name())))
}

fn ids(desk: &Desk, places: &[usize]) -> Vec<String> {
    places.iter().map(|&at| desk.meeting.items[at].item.id.to_string()).collect()
}

fn print_json(found: &Quarter, desk: &Desk, aim: Aim, out: &mut Printer) {
    let number = |value: f64| phrase::rounded(value, 6);
    let teams: Vec<_> = (found.teams.iter())
        .map(|team| {
            json!({ "team": team.team, "capacity": number(team.capacity), "used": number(team.used),
                    "one_more_week": number(team.more), "added": ids(desk, &team.added),
                    "dropped": ids(desk, &team.dropped) })
        })
        .collect();
    json_line(
        out,
        &json!({
            "for": aim_name(aim), "items": ids(desk, &found.chosen), "value": number(found.value),
            "bound": number(found.bound), "exact": found.exact, "all": number(found.all),
            "teams": teams, "looked_at": found.looked_at,
            "without_effort": ids(desk, &found.without_effort),
            "without_team": ids(desk, &found.without_team),
        }),
    );
}

fn aim_name(aim: Aim) -> String {
    match aim {
        Aim::Voices => "voices".to_owned(),
        Aim::Revenue => "revenue".to_owned(),
        Aim::Impact(kind) => format!("impact on {}", kind.name()),
    }
}

/// A value of the plan in words.
fn amount(value: f64, aim: Aim) -> String {
    match aim {
        Aim::Voices => phrase::counted(value.round() as u64, "customer", "customers"),
        Aim::Revenue => format!("{} of revenue a year", phrase::decimal(value, 0)),
        Aim::Impact(RatingKind::Nps) => format!("{} points of NPS", phrase::decimal(value, 2)),
        Aim::Impact(kind) => format!("{} points of {}", phrase::decimal(value, 3), kind.name()),
    }
}

fn print(found: &Quarter, shown: &MeetingView, teams: &[Arc<str>], aim: Aim, out: &mut Printer) {
    said(shown, out);
    if found.chosen.is_empty() {
        out.line(why_nothing(found, teams, aim));
    } else {
        out.line(out.styled(Style::Bold, &sentence(found, shown, aim)));
        out.gap();
        let mut rows = vec![["item", "", "customers", "effort"].map(str::to_owned).to_vec()];
        rows.extend(found.chosen.iter().map(|&at| {
            let item = &shown.items[at];
            vec![
                inert(&item.id),
                inert(&item.title),
                phrase::count(item.customers.into()),
                inert(&effort(item)),
            ]
        }));
        for (at, line) in table(&rows, &[2]).into_iter().enumerate() {
            let line = if at == 0 { out.styled(Style::Dim, &line) } else { line };
            out.line(line);
        }
        out.gap();
        if found.with_overlaps > found.value {
            out.line(format!(
                "One by one these would add up to {}; who wants several of them counts once.",
                amount(found.with_overlaps, aim)
            ));
        }
        out.line(match found.exact {
            true => format!(
                "No other set of the {} does better.",
                phrase::counted(found.looked_at as u64, "item", "items")
            ),
            false => format!(
                "{} are too many to try every set: no set can do better than {}.",
                phrase::counted(found.looked_at as u64, "item", "items"),
                amount(found.bound, aim)
            ),
        });
    }
    for team in &found.teams {
        let used =
            format!("{}: {} of {} used", inert(&team.team), weeks(team.used), weeks(team.capacity));
        let names = |places: &[usize]| {
            let all: Vec<String> = places.iter().map(|&at| named(&shown.items[at])).collect();
            phrase::list(&all)
        };
        out.line(match team.more > 0.0 {
            false => format!("{used}; one more week buys nothing."),
            true => {
                let instead = if team.dropped.is_empty() {
                    String::new()
                } else {
                    format!(" instead of {}", names(&team.dropped))
                };
                format!(
                    "{used}; one more week buys {} more: {}{instead}.",
                    amount(team.more, aim),
                    names(&team.added)
                )
            }
        });
    }
    for (places, why) in [
        (&found.without_effort, "have no effort in the roadmap and cannot be planned"),
        (&found.without_team, "are of teams without any capacity here"),
    ] {
        if !places.is_empty() {
            let all: Vec<String> = places.iter().map(|&at| named(&shown.items[at])).collect();
            out.line(format!("Left out, they {why}: {}.", phrase::list(&all)));
        }
    }
    if let Aim::Impact(_) = aim {
        out.line(
            "Points are what the mean would gain if the records of these themes scored like the mean, not a \
             promise; items that answer only a search count for nothing here.",
        );
    }
}

/// What an executive wants to hear.
fn sentence(found: &Quarter, shown: &MeetingView, aim: Aim) -> String {
    let names: Vec<String> = found.chosen.iter().map(|&at| inert(&shown.items[at].title)).collect();
    let used: f64 = found.teams.iter().map(|team| team.used).sum();
    let share = if found.all > 0.0 { found.value / found.all } else { 0.0 };
    let verb = match aim {
        Aim::Voices => "helps",
        Aim::Revenue => "answers",
        Aim::Impact(_) => "is worth",
    };
    format!(
        "This quarter {} in {} {verb} {}, {} of what all open items together would.",
        phrase::list(&names),
        in_words(&weeks(used)),
        amount(found.value, aim),
        phrase::percent(share)
    )
}

/// Weeks of a table (`1 w`, `2.5 w`) as a sentence has them.
fn in_words(weeks: &str) -> String {
    match weeks {
        "1 w" => "1 week".to_owned(),
        _ => weeks.replace(" w", " weeks"),
    }
}

/// Why no item is chosen; `teams` are those that open items name.
fn why_nothing(found: &Quarter, teams: &[Arc<str>], aim: Aim) -> String {
    if found.teams.iter().all(|team| team.capacity <= 0.0) {
        return "No team can do anything: every capacity is 0.".to_owned();
    }
    if found.looked_at == 0 && !found.without_team.is_empty() {
        let asked: Vec<String> = found.teams.iter().map(|team| inert(&team.team)).collect();
        let named: Vec<String> = teams.iter().map(|team| inert(team)).collect();
        let there = match named.len() {
            0 => "the roadmap names no team".to_owned(),
            1 => format!("the roadmap names only the team {}", named[0]),
            _ => format!("the roadmap names the teams {}", phrase::list(&named)),
        };
        return format!(
            "No open item with an effort belongs to {} alone: {there}.",
            phrase::list(&asked)
        );
    }
    if found.looked_at == 0 {
        return match found.without_effort.is_empty() {
            true => "There is no open item: nothing can be planned.".to_owned(),
            false => "There is no open item with an effort: nothing can be planned.".to_owned(),
        };
    }
    match aim {
        Aim::Revenue if found.all <= 0.0 => {
            "No revenue above 0 is known of anybody who wants an open item: plan --for voices, or give \
             more customers a revenue in customers.csv."
                .to_owned()
        }
        _ => format!(
            "None of {} fits what the teams can do, or none helps anybody.",
            phrase::counted(found.looked_at as u64, "open item", "open items")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::TeamWeek;

    fn quarter(looked_at: usize, without_effort: usize, without_team: usize) -> Quarter {
        Quarter {
            chosen: Vec::new(),
            value: 0.0,
            bound: 0.0,
            exact: true,
            all: 0.0,
            with_overlaps: 0.0,
            teams: vec![TeamWeek {
                team: "web".to_owned(),
                capacity: 6.0,
                used: 0.0,
                more: 0.0,
                added: Vec::new(),
                dropped: Vec::new(),
            }],
            looked_at,
            without_effort: (0..without_effort).collect(),
            without_team: (0..without_team).collect(),
        }
    }

    #[test]
    fn weeks_in_words() {
        assert_eq!(in_words(&weeks(1.0)), "1 week");
        assert_eq!(in_words(&weeks(2.5)), "2.5 weeks");
        assert_eq!(in_words(&weeks(11.0)), "11 weeks");
    }

    #[test]
    fn why_nothing_is_chosen() {
        let teams: Vec<Arc<str>> = vec![Arc::from("data"), Arc::from("ios")];
        let why = |found: &Quarter, teams: &[Arc<str>]| why_nothing(found, teams, Aim::Voices);
        assert_eq!(
            why(&quarter(0, 1, 2), &teams),
            "No open item with an effort belongs to web alone: the roadmap names the teams data and \
             ios."
        );
        assert!(why(&quarter(0, 0, 2), &[]).ends_with("the roadmap names no team."));
        assert!(why(&quarter(0, 1, 0), &[]).contains("no open item with an effort"));
        assert!(why(&quarter(0, 0, 0), &[]).contains("There is no open item:"));
        assert!(why(&quarter(3, 0, 0), &teams).contains("None of 3 open items fits"));
        let paid = why_nothing(&quarter(3, 0, 0), &teams, Aim::Revenue);
        assert!(paid.starts_with("No revenue above 0 is known"), "{paid}");
        let mut none = quarter(3, 0, 0);
        none.teams[0].capacity = 0.0;
        assert!(why(&none, &teams).contains("every capacity is 0"));
    }
}
