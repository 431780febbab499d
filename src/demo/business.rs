//! What Fernweh keeps beside its feedback: customers, events, roadmap, costs, sales undone, searches,
//! metrics, corrections.
//!
//! Takes the seed, the scale and the last day of the year; gives CSV files that fit the people and
//! the story: who writes tickets and answers surveys is among the customers (app reviewers go by
//! other names, as everywhere), the release that fixed the calendar is a shipped item, the outage is
//! an incident, and one row is broken on purpose.

use std::fmt::Write as _;

use super::Scale;
use super::metrics;
use super::people::{Customer, Plan};
use super::plan::RELEASES;
use super::rng::Rng;
use super::sales::sales;
use super::searches::searches;
use super::write::push_row;
use crate::model::Day;

/// Customers who never write, for each hundred who might.
const SILENT: u64 = 60;

/// The files: name and bytes.
pub fn files(seed: u64, scale: Scale, last_day: Day) -> Vec<(String, Vec<u8>)> {
    let named = |name: &str, text: String| (name.to_owned(), text.into_bytes());
    vec![
        named("customers.csv", customers(seed, scale, last_day)),
        named("events.csv", events(last_day)),
        named("roadmap.csv", roadmap(last_day)),
        named("costs.csv", "channel,cost\nemail,6.50\nchat,4.20\nweb form,5.10\n".to_owned()),
        named("data/sales.csv", sales(seed, scale, last_day)),
        named("searches.csv", searches(seed, scale, last_day)),
        named("metrics.csv", metrics::metrics(seed, scale, last_day)),
        named("curation.toml", curation(last_day)),
    ]
}

fn region(country: &str) -> &'static str {
    match country {
        "DE" | "AT" | "CH" => "DACH",
        "GB" | "IE" => "British Isles",
        "US" | "MX" => "Americas",
        "FR" | "ES" => "South-west Europe",
        _ => "Benelux",
    }
}

fn customers(seed: u64, scale: Scale, last_day: Day) -> String {
    let mut text =
        String::from("customer_id,plan,revenue,region,company size,active since,active until\n");
    let known = scale.customers();
    for number in 0..known + known * SILENT / 100 {
        let customer = Customer::numbered(seed, number);
        let mut rng = Rng::at(seed, &[9, number]);
        // Nobody wrote before being a customer: the year is a year long.
        let since = last_day.plus(-rng.between(366, 1_500) as i32);
        let until = if number >= known && rng.chance(20) {
            last_day.plus(-rng.between(1, 300) as i32).to_string()
        } else {
            String::new()
        };
        let size = match (customer.plan, customer.revenue) {
            (Plan::Business, 10_000..) => "over 200",
            (Plan::Business, _) => "up to 200",
            _ => "",
        };
        push_row(
            &[
                &format!("C-{number:05}"),
                customer.plan.name(),
                &customer.revenue.to_string(),
                region(customer.country),
                size,
                &since.to_string(),
                &until,
            ],
            &mut text,
        );
    }
    // A credit note that somebody booked as a customer.
    text.push_str("C-99999,Business,-1200,DACH,,2026-01-01,\n");
    text
}

fn events(last_day: Day) -> String {
    let mut text = String::from("date,to,kind,name\n");
    for (version, ago) in RELEASES {
        let _ = writeln!(text, "{},,release,Release {version}", last_day.plus(-ago));
    }
    let (from, to) = (last_day.plus(-81), last_day.plus(-61));
    let _ = writeln!(text, "{from},{to},incident,Login codes are not delivered");
    let _ = writeln!(text, "{},{},campaign,Summer sale", last_day.plus(-50), last_day.plus(-36));
    text
}

fn roadmap(last_day: Day) -> String {
    let ago = |days: i32| last_day.plus(-days).to_string();
    let rows: [[&str; 11]; 11] = [
        [
            "R-1",
            "A checkout that survives on Android",
            "checkout OR crash OR crashes OR crashing",
            "6w",
            "mobile",
            "in progress",
            "Ines",
            "",
            "",
            "FW-101",
            "90%",
        ],
        [
            "R-2",
            "Location only while travelling",
            "battery OR GPS",
            "4w",
            "mobile",
            "open",
            "Ines",
            "",
            "",
            "FW-102",
            "80%",
        ],
        [
            "R-3",
            "An assistant that knows opening hours",
            "assistant OR planner",
            "5w",
            "web",
            "open",
            "Tomas",
            "",
            "",
            "FW-103",
            "50%",
        ],
        [
            "R-4",
            "Refunds within five days",
            "refund OR refunds OR refunded",
            "web 3w; mobile 1w",
            "",
            "open",
            "Tomas",
            "",
            "",
            "FW-104",
            "80%",
        ],
        [
            "R-5",
            "Invoices with VAT",
            "invoice OR invoices OR VAT",
            "2w",
            "web",
            "open",
            "Priya",
            "",
            "",
            "FW-105",
            "100%",
        ],
        [
            "R-6",
            "Dark mode",
            "\"dark mode\" OR \"dark theme\"",
            "3w",
            "mobile",
            "open",
            "Ines",
            "",
            "",
            "FW-106",
            "100%",
        ],
        [
            "R-7",
            "Badges for frequent planners",
            "badge OR badges",
            "4w",
            "web",
            "open",
            "Priya",
            "",
            "",
            "FW-107",
            "50%",
        ],
        [
            "R-8",
            "Calendar sync without duplicates",
            "calendar OR calendars",
            "2w",
            "mobile",
            "shipped",
            "Ines",
            &ago(130),
            "5.4",
            "FW-88",
            "",
        ],
        [
            "R-9",
            "A faster search",
            "search AND (slow OR slowly OR seconds OR spins OR loading)",
            "5w",
            "web",
            "shipped",
            "Tomas",
            &ago(75),
            "5.5",
            "FW-91",
            "",
        ],
        [
            "R-10",
            "Login codes from a second provider",
            "\"login code\" OR \"code\"",
            "1w",
            "web",
            "shipped",
            "Priya",
            &ago(60),
            "",
            "FW-95",
            "",
        ],
        // Meant for the battery, which is drained more and more: a fix that failed.
        [
            "R-11",
            "Fewer updates in the background",
            "battery",
            "3w",
            "mobile",
            "shipped",
            "Ines",
            &ago(75),
            "5.5",
            "FW-93",
            "",
        ],
    ];
    let mut text = String::from(
        "id,item,query,effort,team,status,owner,shipped,version,key,confidence,metric\n",
    );
    for row in rows {
        let metric = metrics::of_item(row[0]);
        push_row(&[&row[..], &[metric]].concat(), &mut text);
    }
    text
}

/// Corrections that name no theme, since which there are is found out in the night: saved searches, and
/// one of them taken back.
fn curation(last_day: Day) -> String {
    let entry = |number: u32, lines: &str, why: &str| {
        let on = last_day.plus(-30 + number as i32);
        format!(
            "[[entry]]\nid = \"E-{number}\"\n{lines}by = \"ines\"\non = {on}\nwhy = \"{why}\"\n"
        )
    };
    let track = |number: u32, query: &str, title: &str| {
        format!(
            "action = \"track\"\nquery = '{query}'\nmakes = \"T-C{number}\"\ntitle = \"{title}\"\n"
        )
    };
    [
        entry(1, &track(1, "offline map", "Maps without internet"), "the board asked for it"),
        entry(2, &track(2, "\"dark mode\" OR \"dark theme\"", "Dark mode"), "item R-6"),
        entry(3, &track(3, "widget", "Widgets"), "an idea of the offsite"),
        entry(4, "action = \"revert\"\nentry = \"E-3\"\n", "nobody asks for them"),
    ]
    .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_people_pay() {
        let last = Day::from_civil(2026, 8, 31).expect("a day");
        let scale = Scale::records(300);
        let made = files(1, scale, last);
        assert_eq!(made, files(1, scale, last));
        let text = String::from_utf8(made[0].1.clone()).expect("text");
        let row = text.lines().nth(1 + 17).expect("customer 17");
        let customer = Customer::numbered(1, 17);
        assert!(row.starts_with(&format!(
            "C-00017,{},{},",
            customer.plan.name(),
            customer.revenue
        )));
        let names: Vec<&str> = made.iter().map(|file| file.0.as_str()).collect();
        assert_eq!(
            names,
            [
                "customers.csv",
                "events.csv",
                "roadmap.csv",
                "costs.csv",
                "data/sales.csv",
                "searches.csv",
                "metrics.csv",
                "curation.toml"
            ]
        );
    }
}
