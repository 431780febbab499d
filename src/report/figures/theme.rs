//! The figures of themes, ranked or not, of their parts, and of areas.

use super::opportunity::{quote, stance_named};
use super::{Asked, Counts, Said, Step};
use crate::model::{Selection, Stance, SubthemeId, ThemeId};
use crate::report::view::{AreaView, SubthemeView, ThemeView};

pub(super) fn of_theme(asked: &Asked<'_>, one: &ThemeView, rest: &[Step<'_>]) -> Option<Said> {
    let theme: ThemeId = one.id.parse().ok()?;
    let all = Selection::theme(theme);
    let count = |means: &str, of: Selection, counts| Some(Said::count(means, of, counts));
    match rest {
        [("rank", None)] => {
            let ranked = asked.view.opportunities.iter().position(|other| other.theme == one.id)?;
            Some(Said::made(
                "Its rank among what customers want changed.",
                "",
                vec![format!("opportunities[{ranked}].rank")],
            ))
        }
        [("statements", None)] => count("Statements in the theme.", all, Counts::Statements),
        [("feedback", None)] => {
            count("Records with at least one statement in the theme.", all, Counts::Records)
        }
        [("customers", None)] => count("Different authors of those records.", all, Counts::Authors),
        [("praise", None)] => {
            let of = Selection { stances: vec![Stance::Praise], ..all };
            count("Different authors who praise it.", of, Counts::Authors)
        }
        [("stances", None), (name, None)] => {
            let of = Selection { stances: vec![stance_named(name)?], ..all };
            count(&format!("Statements in the theme that are a {name}."), of, Counts::Statements)
        }
        [("quote", None), (key, None)] => quote(asked, key),
        [("subthemes", Some(place)), (key, None)] => part(one.subthemes.get(*place)?, key),
        _ => None,
    }
}

/// A figure of a part of a theme.
pub(super) fn part(one: &SubthemeView, key: &str) -> Option<Said> {
    let (theme, number) = one.id.rsplit_once('.')?;
    let part = Some(SubthemeId { theme: theme.parse().ok()?, number: number.parse().ok()? });
    let of = Selection { part, ..Selection::default() };
    Some(match key {
        "statements" => {
            Said::count("Statements in this part of the theme.", of, Counts::Statements)
        }
        "feedback" => Said::count(
            "Records with at least one of them; one may speak of several parts.",
            of,
            Counts::Records,
        ),
        "customers" => Said::count("Different authors of those records.", of, Counts::Authors),
        _ => return None,
    })
}

pub(super) fn of_area(asked: &Asked<'_>, one: &AreaView, rest: &[Step<'_>]) -> Option<Said> {
    let themes: Vec<ThemeId> = one.themes.iter().filter_map(|id| id.parse().ok()).collect();
    let all = Selection { themes, ..Selection::default() };
    let ranked = |at: &usize| asked.view.opportunities.get(*at);
    Some(match rest {
        [("statements", None)] => {
            Said::count("Statements in the themes of the area.", all, Counts::Statements)
        }
        [("feedback", None)] => Said::count(
            "Records with at least one of them: once, however many of its themes they speak of.",
            all,
            Counts::Records,
        ),
        [("customers", None)] => {
            let stances = vec![Stance::Complaint, Stance::Request];
            let of = Selection { stances, ..all };
            Said::count(
                "Different authors of a complaint or a request in any of its themes.",
                of,
                Counts::Authors,
            )
        }
        [("best_rank", None)] => {
            let best = (0..asked.view.opportunities.len())
                .find(|at| ranked(at).is_some_and(|other| other.area == one.id));
            let inputs = best.map(|at| format!("opportunities[{at}].rank")).into_iter().collect();
            Said::made("The best rank among its themes.", "", inputs)
        }
        _ => return None,
    })
}
