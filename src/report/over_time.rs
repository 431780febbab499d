//! Ratings and what is at stake over time as cells and words.

use super::meeting::{BLANK, maybe};
use super::phrase;
use super::view::{MeanRatingView, OverTimeView, PeriodView, StakeOverTimeView};
use crate::model::{Calendar, Day};

/// Heads of a kind of rating.
pub const RATINGS: [&str; 5] = ["Period", "Rated", "Customers", "Mean", "95 % interval"];

/// Heads of what is at stake.
pub const STAKES: [&str; 7] = [
    "Period",
    "Customers",
    "Revenue a year",
    "Contacts",
    "Their cost",
    "Sales undone",
    "Their amount",
];

/// What a period is called: `August 2026`, `Q3 2026`, `10 Aug 2026`; one that is not over says to which day
/// it goes: `August 2026 (to 14 August)`.
pub fn period(view: &OverTimeView, one: &PeriodView) -> String {
    let (Ok(from), Some(by)) = (one.from.parse::<Day>(), Calendar::from_name(&view.by)) else {
        return format!("{} to {}", one.from, one.to);
    };
    let name = match by {
        Calendar::Week => phrase::short_date(from),
        Calendar::Month => phrase::month(from),
        Calendar::Quarter => {
            let (year, month, _) = from.civil();
            format!("Q{} {year}", month.div_ceil(3))
        }
    };
    match view.until.parse().ok().filter(|_| one.running) {
        Some(until) => format!("{name} (to {})", phrase::day_of_month(until)),
        None => name,
    }
}

/// Decimals of a mean.
fn digits(kind: &str) -> u32 {
    if kind == "nps" { 1 } else { 2 }
}

/// The mean rating of a period.
pub fn rating(view: &OverTimeView, kind: &str, one: &MeanRatingView) -> [String; 5] {
    let points = |value: f64| phrase::decimal(value, digits(kind));
    let count = |value: Option<u32>| maybe(value, |value| phrase::count(value.into()));
    [
        period(view, &one.period),
        count(one.rated),
        count(one.customers),
        maybe(one.mean, points),
        maybe(one.interval, |[low, high]| format!("{} to {}", points(low), points(high))),
    ]
}

/// What is at stake in a period.
pub fn stake(view: &OverTimeView, one: &StakeOverTimeView) -> [String; 7] {
    let money = |value: f64| phrase::decimal(value, 0);
    let parts = |value: f64| {
        let is_whole = (value - value.round()).abs() < 0.05;
        phrase::decimal(value, if is_whole { 0 } else { 1 })
    };
    [
        period(view, &one.period),
        maybe(one.customers, |value| phrase::count(value.into())),
        maybe(one.revenue, money),
        maybe(one.contacts, parts),
        maybe(one.contact_cost, money),
        maybe(one.sales_undone, parts),
        maybe(one.sales_amount, money),
    ]
}

/// Which columns of [`STAKES`] anything is known of.
pub fn known(view: &OverTimeView) -> [bool; 7] {
    let any = |has: &dyn Fn(&StakeOverTimeView) -> bool| view.stakes.iter().any(has);
    let contacts = any(&|one| one.contacts.is_some());
    [
        true,
        true,
        any(&|one| one.revenue.is_some()),
        contacts,
        contacts,
        any(&|one| one.sales_undone.is_some()),
        any(&|one| one.sales_amount.is_some()),
    ]
}

/// What the columns of [`STAKES`] are, in a sentence each.
pub fn words(view: &OverTimeView) -> Vec<String> {
    let [_, _, revenue, contacts, _, sales, _] = known(view);
    let within = if view.theme.is_some() { " in it" } else { "" };
    let mut found = vec![format!(
        "Customers are those with a complaint or a request{within} in the period; who has one in several \
         counts in each, so that periods do not add up to all. A period without any record is {BLANK}."
    )];
    if revenue {
        found.push(
            "Revenue is what they pay in a year by the customers file as it is now, an account once and \
             capped."
                .to_owned(),
        );
    }
    let parted = "; one that is of several themes is parted among them";
    if contacts {
        let parted = if view.theme.is_some() { parted } else { "" };
        found.push(format!("Contacts are their records that have a cost{parted}."));
    }
    if sales {
        found.push(match view.theme {
            Some(_) => {
                format!("Sales undone are those with a complaint or a request in it{parted}.")
            }
            None => "Sales undone are all of the period, whatever their reason.".to_owned(),
        });
    }
    found
}

/// What the columns of [`RATINGS`] are.
pub fn rating_words(view: &OverTimeView) -> String {
    let weeks = match view.by.as_str() {
        "week" => " A week is named by its Monday.",
        _ => "",
    };
    format!(
        "Intervals take the records of one customer together; one customer alone gives none. A period \
         without a rating is {BLANK}.{weeks}"
    )
}
