//! What the files beside the settings know of a pain: the work on it, what is at stake, what happened.

use super::Line;
use crate::report::view::{ItemView, OpportunityView, View};
use crate::report::{meeting, phrase};

/// Items of the roadmap that answer a theme, by name or by search.
fn items<'v>(view: &'v View, theme: &'v str) -> impl Iterator<Item = &'v ItemView> {
    view.meeting.iter().flat_map(move |all| meeting::answering(all, theme))
}

/// A sum of money, in whole units.
fn money(value: f64) -> String {
    phrase::count(value.round().max(0.0) as u64)
}

/// What was done about it before: what shipped, with what that changed, and what was dropped. A blank for
/// what else was tried.
pub(super) fn earlier(view: &View, one: &OpportunityView, lead: &str) -> Line {
    let done = items(view, &one.theme).filter_map(|item| {
        let outcome = match item.progress.as_str() {
            "shipped" => meeting::outcome(view.meeting.as_ref()?, item),
            "dropped" => item.status.clone(),
            _ => return None,
        };
        Some((item, format!("“{}” ({}) {outcome}", item.title, item.id)))
    });
    let (items, known): (Vec<&ItemView>, Vec<String>) = done.unzip();
    let what = "what was tried, and what came of it";
    if known.is_empty() {
        return Line::new(format!("{lead}:")).blank(what);
    }
    let line = Line::new(format!("{lead}: {}. What else:", known.join("; "))).blank(what);
    let shipped = items.into_iter().filter(|item| item.progress == "shipped");
    let shell = crate::report::figures::shell;
    shipped.fold(line, |line, item| line.opens(format!("earful fixes {}", shell(&item.id))))
}

/// What it costs to build, item by item; a blank where no item that is ahead and has an effort answers
/// it.
pub(super) fn cost(view: &View, one: &OpportunityView) -> Line {
    let is_ahead = |item: &&ItemView| matches!(item.progress.as_str(), "open" | "doing");
    let ahead = items(view, &one.theme).filter(is_ahead);
    let known = ahead.filter(|item| !item.effort.is_empty()).map(|item| {
        let owner = match item.owner.as_str() {
            "" => String::new(),
            owner => format!(", {owner}"),
        };
        format!("“{}” ({}): {}, {}{owner}", item.title, item.id, meeting::effort(item), item.status)
    });
    let known: Vec<String> = known.collect();
    match known.is_empty() {
        true => Line::new("What it costs to build:").blank("effort, team, by when"),
        false => Line::new(format!("What it costs to build: {}.", known.join("; ")))
            .opens("earful roadmap"),
    }
}

/// What it is worth, from customers and costs; a blank for what of it is not known.
pub(super) fn worth(view: &View, one: &OpportunityView) -> Line {
    let stake = view.meeting.iter().flat_map(|all| &all.stakes).find(|s| s.theme == one.theme);
    let mut known: Vec<String> = Vec::new();
    if let Some(revenue) = stake.and_then(|stake| stake.revenue) {
        let accounts = stake.map_or(0, |stake| stake.accounts);
        let accounts = phrase::counted(accounts.into(), "account", "accounts");
        known.push(format!("{accounts} behind it pay {} a year", money(revenue)));
    }
    if let Some((cost, contacts)) = stake.and_then(|stake| stake.contact_cost.zip(stake.contacts)) {
        let (cost, contacts) = (money(cost), phrase::decimal(contacts, 1));
        let days = view.meeting.as_ref().and_then(|all| all.window.as_ref());
        let days = days.map_or_else(
            || "in the recent days".to_owned(),
            |[from, to]| format!("from {} to {}", phrase::iso_date(from), phrase::iso_date(to)),
        );
        known.push(format!("{contacts} contacts about it cost {cost} {days}"));
    }
    if let Some((amount, sales)) =
        stake.and_then(|stake| stake.sales_amount.zip(stake.sales_undone))
    {
        let (amount, sales) = (money(amount), phrase::decimal(sales, 1));
        known.push(format!("{sales} sales undone for it were worth {amount}"));
    }
    match known.is_empty() {
        true => Line::new("What it is worth:")
            .blank("revenue at stake, cost to serve; and how that was worked out"),
        false => {
            Line::new(format!("What it is worth: {}.", known.join("; "))).opens("earful impact")
        }
    }
}

/// Releases, incidents and campaigns between two days, both included; a blank for what else was changed.
pub(super) fn events(view: &View, from: &str, to: &str) -> Line {
    let all = view.meeting.iter().flat_map(|all| &all.events);
    let known: Vec<String> = all
        .filter(|event| event.from.as_str() <= to && event.to.as_str() >= from)
        .map(|event| format!("{} {} ({})", phrase::iso_date(&event.from), event.name, event.kind))
        .collect();
    let what = "what was changed when, by whom";
    match known.is_empty() {
        true => Line::new("Releases, changes, switches in those days:").blank(what),
        false => {
            let listed = known.join("; ");
            Line::new(format!("In those days: {listed}. What else was changed:")).blank(what)
        }
    }
}
