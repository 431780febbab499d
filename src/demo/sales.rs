//! Sales of Fernweh that were undone: subscriptions cancelled or downgraded, bookings given back, each
//! with the reason that the form asked for.
//!
//! Takes the seed, the scale and the last day; gives a CSV file and the settings that read it. The
//! reasons are of the pains that the feedback speaks of, and of some that are nobody's fault.

use super::Scale;
use super::people::{Customer, Plan};
use super::plan::DAYS;
use super::rng::Rng;
use super::write::push_row;
use crate::model::Day;

/// The source, as a user would write it below the others.
pub const SETTINGS: &str = r#"
# ---- sales undone: cancellations, downgrades, bookings given back, with the reason -----------
[sources.sales]
kind = "sale"
files = ["data/sales*.csv"]
authors = "shared"

[sources.sales.fields]
id = "sale_id"
created_at = "day"
text = "reason"
author = "customer_id"
amount = "amount"                       # what the sale was worth, in your own unit
product = "product"

[sources.sales.attrs]
event = "event"
plan = "plan"
"#;

/// Sales for each thousand records.
const SHARE: u64 = 60;

/// A reason, how often it is given, and whether only the Business plan gives it.
const REASONS: [(&str, u32, bool); 24] = [
    ("You charged me twice and nobody answered", 9, false),
    ("I was charged twice for one booking", 7, false),
    ("The refund never came, so I am leaving", 9, false),
    ("I still have not received my refund", 6, false),
    ("The price is too high for what I get", 9, false),
    ("It became too expensive after the last price increase", 6, false),
    ("The app drains my battery while travelling", 8, false),
    ("Battery empty by noon because of the location service", 5, false),
    ("The checkout crashes on my phone every time", 8, false),
    ("App crashes when I try to pay", 6, false),
    ("No dark mode after all these years", 5, false),
    ("Please add a dark mode, then I come back", 3, false),
    ("Too many notifications, I could not turn them off", 5, false),
    ("The search is far too slow", 5, false),
    ("Our invoices have no VAT, accounting refuses them", 14, true),
    ("The invoice is always wrong", 9, true),
    ("My login code never arrives", 5, false),
    ("Maps do not work offline", 5, false),
    ("The assistant invents opening hours", 4, false),
    ("Hotel looked nothing like the photos", 4, false),
    ("I no longer travel", 8, false),
    ("We changed our plans", 8, false),
    ("Switched to Roamify", 4, false),
    ("Only needed it for one trip", 7, false),
];

/// The file.
pub(super) fn sales(seed: u64, scale: Scale, last_day: Day) -> String {
    let mut text = String::from("sale_id,day,event,product,amount,reason,customer_id,plan\n");
    for number in 0..u64::from(scale.0) * SHARE / 1_000 {
        let mut rng = Rng::at(seed, &[12, number]);
        let customer = Customer::numbered(seed, rng.below(scale.customers() as usize) as u64);
        let day = last_day.plus(-(rng.below(DAYS as usize) as i32));
        let weights = REASONS.map(|(_, weight, of_business)| {
            let fits = !of_business || customer.plan == Plan::Business;
            if fits { weight } else { 0 }
        });
        let (reason, _, _) = REASONS[rng.weighted(&weights)];
        let (event, product, amount) = match (customer.plan, rng.below(100)) {
            (Plan::Business, 0..30) => ("downgrade", "Business plan", customer.revenue / 2),
            (Plan::Business, 30..75) => ("cancellation", "Business plan", customer.revenue),
            (Plan::Plus, 0..65) => ("cancellation", "Plus", customer.revenue),
            _ => ("return", "Booking", 40 + 5 * rng.below(90) as u64),
        };
        push_row(
            &[
                &format!("SA-{:05}", number + 1),
                &day.to_string(),
                event,
                product,
                &format!("{amount}.00"),
                reason,
                &format!("C-{:05}", customer.number),
                customer.plan.name(),
            ],
            &mut text,
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_sales_for_ever() {
        let last = Day::from_civil(2026, 8, 31).expect("a day");
        let text = sales(1, Scale::DEMO, last);
        assert_eq!(text, sales(1, Scale::DEMO, last));
        assert_eq!(text.lines().count(), 157);
        for event in ["cancellation", "downgrade", "return"] {
            assert!(text.contains(&format!(",{event},")), "{event}");
        }
    }
}
