//! From messages to the bytes of the three files.
//!
//! Takes an order (which feed, how much, of when), gives CSV or JSON lines and, to whoever asks,
//! what was planted. One record at a time: the largest scale needs no more memory than the
//! smallest.

use std::fmt::Write as _;
use std::io;

use crate::model::Day;

use super::compose::{Message, Writer};
use super::flaws;
use super::people::{Customer, Plan};
use super::plan::Story;
use super::rng::Rng;
use super::{Feed, QUESTIONS, Scale, Truth};

/// What to write.
#[derive(Clone, Debug)]
pub struct Order {
    feed: Feed,
    seed: u64,
    story: Story,
    customers: u64,
    first: u64,
    count: u64,
    /// All records on this day, and no flaws.
    night: Option<Day>,
}

impl Order {
    /// A year of a feed.
    pub fn year(feed: Feed, seed: u64, scale: Scale, last_day: Day) -> Order {
        Order {
            feed,
            seed,
            story: Story::ending(last_day),
            customers: scale.customers(),
            first: 0,
            count: scale.units(feed),
            night: None,
        }
    }

    /// The night after that year.
    pub fn night(feed: Feed, seed: u64, scale: Scale, last_day: Day, night: Scale) -> Order {
        Order {
            first: scale.units(feed),
            count: night.units(feed),
            night: Some(last_day.plus(1)),
            ..Order::year(feed, seed, scale, last_day)
        }
    }
}

/// Writes the feed of `order` to `out` and tells `plant` the truth of every kept record.
pub fn feed(
    order: &Order,
    out: &mut dyn io::Write,
    plant: &mut dyn FnMut(Truth),
) -> io::Result<()> {
    let mut line = String::new();
    match order.feed {
        Feed::Reviews => line.push_str(
            "review_id,date,stars,title,review,user,country,app_version,platform,last_changed\n",
        ),
        Feed::Tickets => {}
        Feed::Survey => {
            let _ = writeln!(
                line,
                "response_id,submitted_at,customer_id,plan,country,app_version,annual_revenue,nps,\
                 {},{}",
                QUESTIONS[0], QUESTIONS[1]
            );
        }
    }
    out.write_all(line.as_bytes())?;
    for at in 0..order.count {
        let index = order.first + at;
        let day = order.night.unwrap_or_else(|| order.story.day(order.feed, index, order.count));
        let mut rng = Rng::at(order.seed, &[2 + order.feed as u64, index]);
        // The smaller of two draws: some customers write often, most once.
        let number = rng.below(order.customers as usize).min(rng.below(order.customers as usize));
        let customer = Customer::numbered(order.seed, number as u64);
        let version = order.story.release(day, customer.lag);
        let writer =
            Writer { story: &order.story, feed: order.feed, day, customer: &customer, version };
        line.clear();
        match order.feed {
            Feed::Reviews => review(index, &writer, &mut rng, &mut line, plant),
            Feed::Tickets => ticket(index, &writer, &mut rng, &mut line, plant),
            Feed::Survey => form(index, &writer, &mut rng, &mut line, plant),
        }
        if order.night.is_none() {
            flaws::after(order.feed, at, order.count, day, &mut line, plant);
        }
        out.write_all(line.as_bytes())?;
    }
    Ok(())
}

fn review(
    index: u64,
    writer: &Writer,
    rng: &mut Rng,
    line: &mut String,
    plant: &mut dyn FnMut(Truth),
) {
    let message = writer.message(rng);
    let customer = writer.customer;
    let id = format!("R-{:06}", index + 1);
    let date = format!("{} {}", writer.day, clock(rng));
    let stars = noisy_stars(message.stars, rng).to_string();
    let title = if rng.chance(55) { message.title.as_str() } else { "" };
    let user = format!("{}{}", customer.name.to_lowercase(), customer.number * 7 + 11);
    let country = if rng.chance(3) { "" } else { customer.country };
    let version = if rng.chance(8) { "" } else { writer.version };
    let changed = if rng.chance(4) {
        format!("{} 23:59:59", writer.story.later(writer.day, rng.between(1, 9) as i32))
    } else {
        String::new()
    };
    let cells = [
        &id,
        &date,
        &stars,
        title,
        &message.text,
        &user,
        country,
        version,
        customer.platform.name(),
        &changed,
    ];
    push_row(&cells, line);
    plant(Truth { source: "reviews", record: id, question: None, themes: message.themes });
}

fn ticket(
    index: u64,
    writer: &Writer,
    rng: &mut Rng,
    line: &mut String,
    plant: &mut dyn FnMut(Truth),
) {
    let message = writer.message(rng);
    let customer = writer.customer;
    let id = format!("FW-{}", 10_000 + index);
    let time = clock(rng);
    let status = ["solved", "open", "pending"][rng.weighted(&[80, 12, 8])];
    let csat = (status == "solved" && rng.chance(45))
        .then(|| noisy_stars((message.stars + 8).min(50), rng));
    let channel = ["email", "web form", "chat"][rng.weighted(&[50, 30, 20])];
    let changed = writer.story.later(writer.day, rng.between(0, 6) as i32);
    let body = letter(&message, writer, channel, rng);
    push_ticket(
        &Ticket {
            id: &id,
            created: &format!("{}T{time}Z", writer.day),
            updated: &format!("{changed}T23:{:02}:00Z", rng.below(60)),
            status,
            channel,
            subject: if message.title.is_empty() { "Help" } else { &message.title },
            body: &body,
            customer,
            version: writer.version,
            csat,
        },
        line,
    );
    plant(Truth { source: "tickets", record: id, question: None, themes: message.themes });
}

/// The message as people write to support: greeting, text, thanks, name, now and then a number to
/// call back (Ofcom's numbers for drama), a signature or the mail it answers.
fn letter(message: &Message, writer: &Writer, channel: &str, rng: &mut Rng) -> String {
    use super::banks::{FAREWELLS, GREETINGS};
    let customer = writer.customer;
    let mut body = String::new();
    let formal = channel != "chat" && rng.chance(60) && message.text.is_ascii();
    if formal {
        let _ = write!(body, "{}\n\n", rng.pick(GREETINGS));
    }
    body.push_str(&message.text);
    if rng.chance(12) {
        let _ = write!(body, " My booking number is FWB-{}.", 40_000 + rng.below(50_000));
    }
    if rng.chance(2) {
        let _ = write!(
            body,
            " You can reach me at {}.{}@example.org or +44 20 7946 0{:03}.",
            customer.name.to_lowercase(),
            customer.number,
            rng.below(1000)
        );
    }
    if formal {
        let _ = write!(body, "\n\n{}\n{}", rng.pick(FAREWELLS), customer.name);
        if customer.plan == Plan::Business && rng.chance(25) {
            let _ = write!(body, "\n-- \n{} | Travel desk | Example GmbH", customer.name);
        }
    }
    if channel == "email" && rng.chance(5) {
        let _ = write!(
            body,
            "\n\nOn {} at 09:12, Fernweh Support <support@example.com> wrote:\n> Thank you for \
             your message. Have you tried to restart the app?",
            writer.day.plus(-1)
        );
    }
    body
}

fn form(
    index: u64,
    writer: &Writer,
    rng: &mut Rng,
    line: &mut String,
    plant: &mut dyn FnMut(Truth),
) {
    let customer = writer.customer;
    let improve = rng.chance(90).then(|| writer.message(rng));
    let liked = rng.chance(60).then(|| writer.liking(rng));
    // Who likes something is happier than the complaint alone tells.
    let stars = match (&improve, &liked) {
        (Some(bad), Some(good)) => (2 * bad.stars + good.stars) / 3,
        (Some(one), None) | (None, Some(one)) => one.stars,
        (None, None) => 36,
    };
    let nps = match noisy_stars(stars, rng) {
        1 => rng.between(0, 3),
        2 => rng.between(2, 6),
        3 => rng.between(5, 8),
        4 => rng.between(7, 9),
        _ => rng.between(9, 10),
    };
    let id = format!("S-{:05}", index + 1);
    let texts = [&improve, &liked].map(|one| one.as_ref().map_or("", |one| one.text.as_str()));
    push_form(
        &Form {
            id: &id,
            at: &format!("{} {}", writer.day, &clock(rng)[..5]),
            customer,
            nps,
            texts,
        },
        writer.version,
        line,
    );
    for (question, message) in QUESTIONS.into_iter().zip([improve, liked]) {
        if let Some(message) = message {
            plant(Truth {
                source: "survey",
                record: id.clone(),
                question: Some(question),
                themes: message.themes,
            });
        }
    }
}

/// Stars around a mean of ten times `mean`: one off in either direction now and then, anything in
/// one case of thirty.
fn noisy_stars(mean: u32, rng: &mut Rng) -> i64 {
    if rng.below(30) == 0 {
        return rng.between(1, 5);
    }
    let low = i64::from(mean / 10);
    let rounded = low + i64::from(rng.below(10) < (mean % 10) as usize);
    let moved = match rng.below(10) {
        0 => rounded - 1,
        1 => rounded + 1,
        _ => rounded,
    };
    moved.clamp(1, 5)
}

/// A time of the day, evenings likelier than nights.
fn clock(rng: &mut Rng) -> String {
    const HOURS: [u32; 24] =
        [4, 2, 1, 1, 1, 2, 6, 10, 14, 16, 15, 14, 16, 15, 14, 14, 15, 18, 22, 25, 26, 22, 15, 8];
    format!("{:02}:{:02}:{:02}", rng.weighted(&HOURS), rng.below(60), rng.below(60))
}

/// A line of JSON.
#[derive(Debug)]
pub struct Ticket<'a> {
    /// The ticket's number.
    pub id: &'a str,
    /// RFC 3339.
    pub created: &'a str,
    /// RFC 3339.
    pub updated: &'a str,
    /// `open`, `solved`, …
    pub status: &'a str,
    /// How it came in.
    pub channel: &'a str,
    /// Its subject.
    pub subject: &'a str,
    /// Its text.
    pub body: &'a str,
    /// Who wrote it.
    pub customer: &'a Customer,
    /// Release of their app.
    pub version: &'a str,
    /// Satisfaction with the answer, 1 to 5.
    pub csat: Option<i64>,
}

/// Appends the ticket as one line.
pub fn push_ticket(ticket: &Ticket, line: &mut String) {
    let customer = ticket.customer;
    let text = |key: &str, value: &str, line: &mut String| {
        let _ = write!(line, "\"{key}\":");
        push_json(value, line);
        line.push(',');
    };
    line.push('{');
    text("id", ticket.id, line);
    text("created_at", ticket.created, line);
    text("updated_at", ticket.updated, line);
    text("status", ticket.status, line);
    text("channel", ticket.channel, line);
    text("subject", ticket.subject, line);
    text("body", ticket.body, line);
    let _ = write!(line, "\"customer\":{{\"id\":\"C-{:05}\",", customer.number);
    let email = format!("{}.{}@example.org", customer.name.to_lowercase(), customer.number);
    text("email", &email, line);
    text("plan", customer.plan.name(), line);
    text("country", customer.country, line);
    let _ = write!(
        line,
        "\"annual_revenue\":{}}},\"app\":{{\"version\":\"{}\",\"platform\":\"{}\"}},\"csat\":",
        customer.revenue,
        ticket.version,
        customer.platform.name()
    );
    match ticket.csat {
        Some(csat) => {
            let _ = write!(line, "{csat}");
        }
        None => line.push_str("null"),
    }
    let tags: &[&str] = match (customer.plan, customer.revenue) {
        (Plan::Business, 10_000..) => &["key account", "business"],
        (Plan::Business, _) => &["business"],
        (Plan::Plus, _) => &["member"],
        (Plan::Free, _) => &[],
    };
    line.push_str(",\"tags\":[");
    for (at, tag) in tags.iter().enumerate() {
        let _ = write!(line, "{}\"{tag}\"", if at > 0 { "," } else { "" });
    }
    line.push_str("]}\n");
}

/// A row of the survey.
#[derive(Debug)]
pub struct Form<'a> {
    /// The response's number.
    pub id: &'a str,
    /// Local time in Berlin, to the minute.
    pub at: &'a str,
    /// Who filled it in.
    pub customer: &'a Customer,
    /// Would recommend, 0 to 10.
    pub nps: i64,
    /// Answers to the two questions.
    pub texts: [&'a str; 2],
}

/// Appends the form as a row.
pub fn push_form(form: &Form, version: &str, line: &mut String) {
    let customer = form.customer;
    let cells: [&str; 10] = [
        form.id,
        form.at,
        &format!("C-{:05}", customer.number),
        customer.plan.name(),
        customer.country,
        version,
        &customer.revenue.to_string(),
        &form.nps.to_string(),
        form.texts[0],
        form.texts[1],
    ];
    push_row(&cells, line);
}

/// Appends a CSV row (RFC 4180; line feed at the end).
pub fn push_row(cells: &[&str], line: &mut String) {
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            line.push(',');
        }
        if cell.contains([',', '"', '\n', '\r']) {
            line.push('"');
            line.push_str(&cell.replace('"', "\"\""));
            line.push('"');
        } else {
            line.push_str(cell);
        }
    }
    line.push('\n');
}

/// Appends a JSON string.
fn push_json(text: &str, line: &mut String) {
    line.push('"');
    for letter in text.chars() {
        match letter {
            '"' => line.push_str("\\\""),
            '\\' => line.push_str("\\\\"),
            '\n' => line.push_str("\\n"),
            control if control < ' ' => {
                let _ = write!(line, "\\u{:04x}", control as u32);
            }
            other => line.push(other),
        }
    }
    line.push('"');
}
