//! What is sent to people who do not open the report: the alarm of a night, and the page of a week.
//!
//! Takes a view, gives a subject and plain text, one screen long, with the ids of what it tells, so
//! that whoever delivers it can see to it that nobody is told twice. The text is [`visible`] text:
//! customers' words in it start no command, no link and no header.

use super::escape::visible;
use super::phrase;
use super::view::{AlarmView, View};
use crate::model::Day;

/// A letter, not yet sent to anybody.
#[derive(Clone, Debug, PartialEq)]
pub struct Letter {
    /// One line.
    pub subject: String,
    /// Plain text, lines ended by a newline.
    pub text: String,
    /// What it tells, each by a name that no other letter's has: an alarm's id, a week.
    pub ids: Vec<String>,
    /// Ids of the alarms among it, as they stand in `report.json`.
    pub alarms: Vec<String>,
}

/// The name of an alarm as it rang on this night: one that has grown much worse is told again.
fn told_as(alarm: &AlarmView) -> String {
    match alarm.ring.as_str() {
        "worse" => format!("{} worse by {}", alarm.id, alarm.until),
        _ => alarm.id.clone(),
    }
}

/// The letter about the alarms that ring in this run and were not told yet; `None` when there are
/// none.
pub fn alarm(view: &View, told: &dyn Fn(&str) -> bool) -> Option<Letter> {
    let ringing: Vec<&AlarmView> =
        view.alarms.iter().filter(|one| one.rings() && !told(&told_as(one))).collect();
    let first = ringing.first()?;
    let more = match ringing.len() - 1 {
        0 => String::new(),
        more => format!(" and {}", phrase::counted(more as u64, "more alarm", "more alarms")),
    };
    let mut text = String::new();
    for one in &ringing {
        line(&mut text, &format!("Alarm. {}", one.words));
    }
    text.push('\n');
    first_screen(&mut text, view);
    Some(Letter {
        subject: visible(&format!(
            "{}alarm: {}{more}, since {}",
            company(view),
            first.title,
            first.since
        )),
        text,
        ids: ringing.iter().map(|one| told_as(one)).collect(),
        alarms: ringing.iter().map(|one| one.id.clone()).collect(),
    })
}

/// The page of the week that the run's day lies in; weeks begin on Monday. `None` when it was told.
pub fn week(view: &View, told: &dyn Fn(&str) -> bool) -> Option<Letter> {
    let monday = view
        .run
        .today
        .parse::<Day>()
        .map_or(view.run.today.clone(), |day| day.monday().to_string());
    let id = format!("week of {monday}");
    if told(&id) {
        return None;
    }
    let mut text = String::new();
    for words in &view.summary.alarms {
        line(&mut text, &format!("Alarm. {words}"));
    }
    if !view.summary.alarms.is_empty() {
        text.push('\n');
    }
    first_screen(&mut text, view);
    let subject = visible(&format!("{}{}", company(view), view.summary.headline));
    Some(Letter { subject, text, ids: vec![id], alarms: Vec::new() })
}

fn company(view: &View) -> String {
    if view.run.company.is_empty() { String::new() } else { format!("{}: ", view.run.company) }
}

fn line(text: &mut String, words: &str) {
    text.push_str(&visible(words));
    text.push('\n');
}

/// The answer in 20 seconds: headline, first pains with what customers say, how sure, what changed.
fn first_screen(text: &mut String, view: &View) {
    let summary = &view.summary;
    line(text, &format!("{}.", summary.headline));
    if !summary.standfirst.is_empty() {
        line(text, &summary.standfirst);
    }
    if !summary.top.is_empty() {
        text.push('\n');
    }
    for one in &summary.top {
        let [low, high] = one.rank_interval;
        line(
            text,
            &format!(
                "{}. ({}) {} ({}): {}, {}",
                one.rank,
                phrase::span(low, high),
                one.title,
                one.theme,
                phrase::counted(one.customers.into(), "customer", "customers"),
                one.status
            ),
        );
        if !one.gist.is_empty() {
            line(text, &format!("   {}", phrase::quoted(&one.gist)));
        }
    }
    for (heading, lines) in [("How sure", &summary.sure), ("What changed", &summary.changed)] {
        if lines.is_empty() {
            continue;
        }
        text.push('\n');
        line(text, heading);
        for words in lines {
            line(text, &format!("- {words}"));
        }
    }
    text.push('\n');
    line(text, &format!("The whole report: `earful report --run {}`.", view.run.id));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Settings, sample};

    fn night() -> View {
        let (analysis, corpus) = sample::night();
        View::new(&analysis, &corpus, &Settings::default())
    }

    #[test]
    fn a_letter_is_one_screen_and_is_told_once() {
        let view = night();
        let letter = week(&view, &|_| false).expect("a week");
        assert!(letter.text.lines().count() <= 45, "{}", letter.text);
        assert!(letter.text.contains(&visible(&view.summary.headline)), "{}", letter.text);
        assert!(week(&view, &|id| letter.ids.contains(&id.to_owned())).is_none());
        assert!(!letter.subject.contains('\n'));
    }

    #[test]
    fn only_what_rings_and_was_not_told_is_an_alarm() {
        let mut view = night();
        view.alarms.clear();
        assert_eq!(alarm(&view, &|_| false), None);
        let rings = |id: &str, ring: &str| AlarmView {
            id: id.to_owned(),
            kind: "theme".to_owned(),
            of: "T-1".to_owned(),
            within: None,
            title: "Crash\r\nBcc: all@example.com".to_owned(),
            ring: ring.to_owned(),
            since: "2026-08-20".to_owned(),
            until: "2026-08-22".to_owned(),
            over: false,
            observed: 40,
            usual: 4.0,
            above: 36.0,
            places: Vec::new(),
            p_value: 1e-9,
            q_value: 1e-7,
            words: "Crash: 40 customers instead of 4.".to_owned(),
        };
        view.alarms =
            vec![rings("T-1@a", "worse"), rings("T-2@a", "new"), rings("T-3@a", "lasting")];
        let letter = alarm(&view, &|id| id == "T-1@a").expect("two");
        assert_eq!(letter.ids, ["T-1@a worse by 2026-08-22", "T-2@a"]);
        assert!(!letter.subject.contains(['\r', '\n']), "{}", letter.subject);
        assert!(letter.subject.contains("and 1 more alarm"), "{}", letter.subject);
        assert_eq!(alarm(&view, &|id| letter.ids.contains(&id.to_owned())), None);
    }
}
