//! The morning after: quiet nights are quiet, what breaks rings once and is named in the first line.
//!
//! A company of two sources is invented day by day, its nights are run by the real binary.

mod pauses;
mod unheard;

use serde_json::Value;

use crate::support::Workspace;
use earful::model::{Day, GOLDEN_GAMMA, mixed};

/// The first day of feedback, a Monday.
const FIRST: &str = "2026-03-02";
/// Days before anything happens.
const QUIET: i32 = 60;

const SETTINGS: &str = r#"company = "Testers"

[sources.reviews]
kind = "review"
files = ["reviews-*.csv"]

[sources.reviews.fields]
id = "id"
created_at = "date"
text = "text"
author = "user"

[sources.reviews.attrs]
version = "version"
country = "country"

[sources.tickets]
kind = "ticket"
files = ["tickets-*.csv"]

[sources.tickets.fields]
id = "id"
created_at = "date"
text = "text"
author = "user"

[sources.tickets.attrs]
version = "version"
country = "country"
"#;

/// What people write about: a subject with ways to say it, and what they were doing.
pub(crate) const SUBJECTS: [(&str, [&str; 5]); 5] = [
    (
        "login code",
        [
            "The login code never arrives",
            "No login code is sent to me",
            "I wait for the login code and it does not come",
            "Cannot sign in because the login code is missing",
            "The code for my login does not reach my phone",
        ],
    ),
    (
        "map",
        [
            "The map is terribly slow",
            "The map takes ages to load",
            "Scrolling the map is so slow",
            "The map freezes and stays grey",
            "The slow map makes me late",
        ],
    ),
    (
        "invoice",
        [
            "The invoice shows the wrong amount",
            "My invoice is wrong again",
            "There is a wrong tax on the invoice",
            "The invoice lists a trip I never made",
            "The amount on the invoice is not correct",
        ],
    ),
    (
        "battery",
        [
            "The app drains my battery",
            "My battery is empty after an hour with this app",
            "Battery use is terrible",
            "It eats the battery in the background",
            "The battery drain is bad since the update",
        ],
    ),
    (
        "refund",
        [
            "The refund was never paid",
            "I am still waiting for my refund",
            "Nobody pays the refund they promised",
            "My refund is three weeks late",
            "The refund does not show in my account",
        ],
    ),
];

pub(crate) const WHERE: [&str; 12] = [
    "on my way to work",
    "at the airport",
    "since yesterday evening",
    "with two suitcases in hand",
    "while my children waited",
    "in the middle of the night",
    "after the third try",
    "on a new tablet",
    "during a business trip",
    "in the hotel lobby",
    "before a long weekend",
    "with my parents beside me",
];

const MOOD: [&str; 10] = [
    "This annoys me.",
    "Please repair that.",
    "I expected better.",
    "Not again!",
    "What a shame.",
    "Support did not answer.",
    "I may leave.",
    "So disappointing.",
    "It used to be fine.",
    "Help me, please.",
];

/// A seeded source of chance.
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(GOLDEN_GAMMA);
        (mixed(self.0) % end as u64) as usize
    }
}

/// Something said, with a place and a mood, so that no two are copies of one another.
pub(crate) fn in_other_words(said: &str, chance: &mut Chance) -> String {
    format!("{said} {}. {}", WHERE[chance.below(WHERE.len())], MOOD[chance.below(MOOD.len())])
}

/// The company, written a file a day and source.
struct Company {
    workspace: Workspace,
    chance: Chance,
    number: usize,
}

/// How much is written on a day: of each subject, in each source.
#[derive(Clone, Copy)]
struct Written {
    reviews: [usize; 5],
    tickets: [usize; 5],
    /// Where what is written above two of a subject comes from.
    broken: (&'static str, &'static str),
}

const USUAL: Written = Written { reviews: [2; 5], tickets: [1; 5], broken: ("5.1", "DE") };

fn day(number: i32) -> Day {
    FIRST.parse::<Day>().expect("a day").plus(number)
}

impl Company {
    /// After the quiet days; the night after the last of them has been run.
    fn quiet() -> Company {
        let workspace = Workspace::empty();
        workspace.write("earful.toml", SETTINGS);
        let mut company = Company { workspace, chance: Chance(14), number: 0 };
        for number in 0..QUIET {
            company.write(number, USUAL);
        }
        company
    }

    /// Writes what is said on a day.
    fn write(&mut self, number: i32, written: Written) {
        for (source, counts) in [("reviews", written.reviews), ("tickets", written.tickets)] {
            let mut rows = "id,date,text,user,version,country\n".to_owned();
            for (subject, &count) in counts.iter().enumerate() {
                for at in 0..count {
                    rows.push_str(&self.row(number, subject, at, written.broken));
                }
            }
            self.workspace.write(&format!("{source}-{}.csv", day(number)), rows);
        }
    }

    fn row(&mut self, number: i32, subject: usize, at: usize, broken: (&str, &str)) -> String {
        self.number += 1;
        let (_, ways) = SUBJECTS[subject];
        let way = ways[self.chance.below(ways.len())];
        let text = in_other_words(way, &mut self.chance);
        let (version, country) = if at < 2 {
            (
                ["5.0", "5.1", "4.9"][self.chance.below(3)],
                ["DE", "FR", "US", "IT"][self.chance.below(4)],
            )
        } else {
            broken
        };
        let id = self.number;
        format!("{id},{},\"{text}\",user{id},{version},{country}\n", day(number))
    }

    /// The night after a day, with its exit code, its alarms and its first line.
    fn night(&self, number: i32) -> (Option<i32>, Vec<Value>, String) {
        let today = day(number + 1).to_string();
        let ran = self.workspace.earful(&["run", "--today", &today]);
        assert!(matches!(ran.code, Some(0 | 5)), "{:?}\n{}\n{}", ran.code, ran.out, ran.err);
        let alarms = self.workspace.view()["alarms"].as_array().expect("alarms").clone();
        (ran.code, alarms, ran.out.lines().next().unwrap_or_default().to_owned())
    }
}

fn ringing(alarms: &[Value]) -> Vec<&Value> {
    alarms.iter().filter(|alarm| alarm["ring"] != "lasting").collect()
}

#[test]
fn what_breaks_rings_once_and_a_recovery_is_quiet() {
    let mut company = Company::quiet();
    let (code, alarms, first) = company.night(QUIET - 1);
    assert_eq!((code, alarms.len()), (Some(0), 0), "{first}");
    company.write(QUIET, USUAL);
    let (code, alarms, first) = company.night(QUIET);
    assert_eq!((code, alarms.len()), (Some(0), 0), "{first}");

    // The login breaks in one version, in all countries alike.
    let mut broken = USUAL;
    broken.reviews[0] = 30;
    broken.broken = ("5.1", "DE");
    company.write(QUIET + 1, broken);
    let (code, alarms, first) = company.night(QUIET + 1);
    assert_eq!(code, Some(5), "{first}");
    assert!(first.starts_with("Alarm. "), "{first}");
    let rings = ringing(&alarms);
    let themes: Vec<&&Value> = rings.iter().filter(|alarm| alarm["kind"] == "theme").collect();
    let theme = themes.first().expect("a theme rings");
    let titles: String = themes.iter().map(|alarm| alarm["title"].to_string()).collect();
    let named = ["log in", "login", "code", "phone"].iter().any(|word| titles.contains(word));
    assert!(named, "{titles}");
    let title = theme["title"].as_str().expect("a title");
    assert!(first.contains(title), "{first}");
    assert_eq!(theme["since"], Value::from(day(QUIET + 1).to_string()));
    let above: f64 = themes.iter().filter_map(|alarm| alarm["above"].as_f64()).sum();
    assert!(above > 10.0, "{themes:?}");
    assert!(theme["q_value"].as_f64() < Some(0.01), "{theme}");
    let places = theme["places"].as_array().expect("places");
    assert!(
        places.iter().any(|place| place["name"] == "version" && place["value"] == "5.1"),
        "{theme}"
    );
    let report = String::from_utf8(company.workspace.report("md")).expect("text");
    assert!(report.starts_with("**Alarm.** "), "{}", &report[..80]);
    let page = String::from_utf8(company.workspace.report("html")).expect("text");
    assert!(
        page.find("class=\"alarm\"").expect("on the page") < page.find("<h1").expect("a title")
    );

    // The same night again says the same; the next at the same level rings no more.
    let published = company.workspace.published();
    assert_eq!(company.night(QUIET + 1).0, Some(5));
    assert_eq!(company.workspace.published(), published);
    company.write(QUIET + 2, broken);
    let (code, alarms, first) = company.night(QUIET + 2);
    assert_eq!((code, ringing(&alarms).len()), (Some(0), 0), "{first}");
    assert!(alarms.iter().any(|alarm| alarm["of"] == theme["of"]), "it is still told of");
    let summary = company.workspace.view()["summary"]["changed"][0].to_string();
    assert!(summary.contains("Still far above usual"), "{summary}");

    // Back to usual: nothing rings, and after a few days nothing is told.
    for number in QUIET + 3..QUIET + 7 {
        let mut mended = USUAL;
        if number < QUIET + 5 {
            (mended.reviews[0], mended.tickets[0]) = (0, 0);
        }
        company.write(number, mended);
        let (code, alarms, first) = company.night(number);
        assert_eq!((code, ringing(&alarms).len()), (Some(0), 0), "{first}");
        if number == QUIET + 6 {
            assert_eq!(alarms.len(), 0, "{alarms:?}");
        }
    }
    // It breaks again: it rings again, though nights are missed.
    company.write(QUIET + 7, USUAL);
    company.write(QUIET + 8, USUAL);
    company.write(QUIET + 9, broken);
    let (code, alarms, _) = company.night(QUIET + 9);
    assert_eq!(code, Some(5));
    assert!(ringing(&alarms).iter().any(|alarm| alarm["of"] == theme["of"]));
}

/// A company that is heard much in one country and little in another; what breaks in the small one is
/// lost among what the large one says.
#[test]
fn a_break_in_one_country_alone_says_where() {
    let workspace = Workspace::empty();
    let settings = SETTINGS.split("[sources.tickets]").next().expect("the first source");
    workspace.write("earful.toml", settings);
    let (mut chance, mut number) = (Chance(41), 0);
    let mut write = |at: i32, broken: usize| {
        let mut rows = "id,date,text,user,version,country\n".to_owned();
        let mut add = |ways: &[&str], country: &str, count: usize| {
            for _ in 0..count {
                number += 1;
                // Two places and two moods, so that a year of it holds no copies.
                let way = ways[chance.below(ways.len())];
                let [one, two] = [0; 2].map(|_| WHERE[chance.below(WHERE.len())]);
                let [first, second] = [0; 2].map(|_| MOOD[chance.below(MOOD.len())]);
                let text = format!("{way} {one} and {two}. {first} {second}");
                let date = day(at);
                rows.push_str(&format!("{number},{date},\"{text}\",u{number},5.0,{country}\n"));
            }
        };
        add(&SUBJECTS[0].1, "DE", 60);
        (1..5).for_each(|subject| add(&SUBJECTS[subject].1, "DE", 4));
        (0..5).for_each(|subject| add(&SUBJECTS[subject].1, "IT", 1));
        add(&SUBJECTS[0].1[..1], "IT", broken);
        workspace.write(&format!("reviews-{}.csv", day(at)), rows);
    };
    (0..QUIET).for_each(|at| write(at, 0));
    let run = |at: i32| {
        let ran = workspace.earful(&["run", "--today", &day(at + 1).to_string()]);
        assert!(matches!(ran.code, Some(0 | 5)), "{}\n{}", ran.out, ran.err);
        let alarms = workspace.view()["alarms"].as_array().expect("alarms").clone();
        (ran.code, alarms, ran.out)
    };
    let (code, alarms, _) = run(QUIET - 1);
    assert_eq!((code, alarms.len()), (Some(0), 0), "{alarms:?}");
    // What is said beside it is sorted too, so that about half of them count for the code: ten times the
    // usual there, and less than twice over all.
    write(QUIET, 36);
    let (code, alarms, out) = run(QUIET);
    assert_eq!(code, Some(5), "{out}");
    let rings = ringing(&alarms);
    let of_italy = |alarm: &&&Value| {
        alarm["places"][0]["value"] == "IT" && alarm["places"][0]["name"] == "country"
    };
    let alarm = rings.iter().find(of_italy).unwrap_or_else(|| panic!("no place: {alarms:?}"));
    let says_where = |line: &str| line.starts_with("Alarm. ") && line.contains("country IT");
    assert!(out.lines().any(says_where), "{out}");
    assert_eq!(alarm["since"], Value::from(day(QUIET).to_string()), "{alarm}");
    // What rings for a part opens the part.
    let parts: Vec<(usize, &Value)> =
        alarms.iter().enumerate().filter(|(_, one)| !one["within"].is_null()).collect();
    assert!(!parts.is_empty(), "{alarms:?}");
    for (at, one) in parts {
        let told = workspace.ok(&["why", &format!("alarms[{at}].observed")]).out;
        let value = one["within"]["value"].as_str().expect("a value");
        assert!(told.contains(&format!("={value}")), "{one}\n{told}");
    }
    // The next night it lasts and rings no more.
    write(QUIET + 1, 36);
    let (_, alarms, _) = run(QUIET + 1);
    let again = alarms.iter().find(|one| one["id"] == alarm["id"]).expect("it is told");
    assert_eq!(again["ring"], "lasting", "{again}");
}

#[test]
fn more_mail_alone_is_an_alarm_of_the_mail_and_of_no_theme() {
    let mut company = Company::quiet();
    company.write(QUIET, USUAL);
    assert_eq!(company.night(QUIET).0, Some(0));
    let six = Written { reviews: [12; 5], ..USUAL };
    company.write(QUIET + 1, six);
    let (code, alarms, first) = company.night(QUIET + 1);
    assert_eq!(code, Some(5), "{first}");
    let kinds: Vec<&Value> = alarms.iter().map(|alarm| &alarm["kind"]).collect();
    assert_eq!(kinds, ["mail"], "{alarms:?}");
    assert_eq!(alarms[0]["of"], "reviews", "the source that explains it: {alarms:?}");
}

#[test]
fn a_new_source_is_no_rise_and_a_silent_one_is_named() {
    let mut company = Company::quiet();
    company.write(QUIET, USUAL);
    assert_eq!(company.night(QUIET).0, Some(0));
    // Old and new records of a third source, half of them of one subject, on one night.
    let reviews = SETTINGS.split("[sources.tickets]").next().expect("the first source");
    let more = reviews.replace("reviews", "survey").replace("company = \"Testers\"\n", "");
    company.workspace.write("earful.toml", format!("{SETTINGS}{more}"));
    for number in QUIET - 20..=QUIET + 1 {
        let mut rows = "id,date,text,user,version,country\n".to_owned();
        for at in 0..20 {
            rows.push_str(&company.row(number, if at < 10 { 0 } else { 3 }, 0, ("", "")));
        }
        company.workspace.write(&format!("survey-{}.csv", day(number)), rows);
    }
    let silent = Written { tickets: [0; 5], ..USUAL };
    company.write(QUIET + 1, silent);
    let (code, alarms, first) = company.night(QUIET + 1);
    assert_eq!((code, alarms.len()), (Some(0), 0), "{first} {alarms:?}");
    for number in QUIET + 2..QUIET + 6 {
        company.write(number, silent);
    }
    let (code, alarms, first) = company.night(QUIET + 5);
    assert_eq!((code, ringing(&alarms).len()), (Some(0), 0), "{first} {alarms:?}");
    let notices = company.workspace.view()["intake"]["notices"].clone();
    let told: Vec<&Value> = notices.as_array().expect("notices").iter().collect();
    let silence = told.iter().find(|one| one["kind"] == "silent").expect("a silent source");
    assert_eq!(silence["of"], "tickets");
    assert!(told.iter().all(|one| one["kind"] != "doubled" && one["kind"] != "halved"), "{told:?}");
}

#[test]
fn odd_calendars_ring_nothing() {
    // One day of history; all of one second; a clock in the future; a night after a month's pause.
    let company = Company::quiet();
    let row = |id: usize, date: &str| {
        format!("{id},{date},\"The login code never arrives, number {id}\",u{id},5.1,DE\n")
    };
    let head = "id,date,text,user,version,country\n";
    let one_second: String = (0..40).map(|id| row(id, "2026-03-02T08:00:00Z")).collect();
    let single = Workspace::empty();
    single.write("earful.toml", SETTINGS.split("[sources.tickets]").next().expect("a source"));
    single.write("reviews-1.csv", format!("{head}{one_second}"));
    assert_eq!(single.earful(&["run", "--today", "2026-03-03"]).code, Some(0));
    let future: String = (100..140).map(|id| row(id, "2031-01-01")).collect();
    single.write("reviews-2.csv", format!("{head}{future}"));
    assert_eq!(single.earful(&["run", "--today", "2026-03-04"]).code, Some(0));
    assert_eq!(single.view()["alarms"], serde_json::json!([]));

    let (code, alarms, first) = company.night(QUIET - 1);
    assert_eq!((code, alarms.len()), (Some(0), 0), "{first}");
    let (code, alarms, first) = company.night(QUIET + 29);
    assert_eq!((code, alarms.len()), (Some(0), 0), "{first}");
}

/// Answers requests to a free port with these codes, one after the other; gives the address and
/// what was posted.
fn receiver(codes: &'static [u16]) -> (String, std::thread::JoinHandle<Vec<String>>) {
    use std::io::{Read, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/hooks/secret-token", listener.local_addr().expect("an address"));
    let thread = std::thread::spawn(move || {
        let mut bodies = Vec::new();
        for code in codes {
            let (mut stream, _) = listener.accept().expect("a caller");
            let mut got = Vec::new();
            let mut piece = [0; 4096];
            let body = loop {
                let read = stream.read(&mut piece).expect("bytes");
                got.extend_from_slice(&piece[..read]);
                let text = String::from_utf8_lossy(&got).into_owned();
                let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
                let length = head.lines().find_map(|line| {
                    let (name, value) = line.split_once(':')?;
                    name.eq_ignore_ascii_case("content-length")
                        .then(|| value.trim().parse().ok())?
                });
                if length.is_none_or(|length: usize| body.len() >= length) || read == 0 {
                    break body.to_owned();
                }
            };
            write!(stream, "HTTP/1.1 {code} x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
                .expect("an answer");
            bodies.push(body);
        }
        bodies
    });
    (url, thread)
}

#[test]
fn an_alarm_is_delivered_once_to_each_and_a_week_once() {
    let mut company = Company::quiet();
    company.night(QUIET - 1);
    let mail = ["deliver", "--to", "team@example.com"];
    let quiet = company.workspace.earful(&mail);
    assert_eq!((quiet.code, quiet.out.as_str()), (Some(1), ""), "{}", quiet.err);

    company.write(QUIET, Written { reviews: [30, 2, 2, 2, 2], ..USUAL });
    assert_eq!(company.night(QUIET).0, Some(5));
    let shown = company.workspace.earful(&["deliver", "--to", "team@example.com", "--dry-run"]);
    let sent = company.workspace.earful(&mail);
    assert_eq!((shown.code, sent.code), (Some(0), Some(0)), "{}", sent.err);
    assert_eq!(shown.out, sent.out, "what is shown is what is sent");
    let (head, body) = sent.out.split_once("\r\n\r\n").expect("headers and a text");
    assert!(head.contains("To: <team@example.com>"), "{head}");
    assert!(
        head.contains("Subject: ") && head.contains("Auto-Submitted: auto-generated"),
        "{head}"
    );
    assert!(body.contains("Alarm. "), "{body}");
    assert_eq!(company.workspace.earful(&mail).code, Some(1), "nobody is told twice");

    // Another receiver is told; what may pass is tried again, what is refused is not noted.
    let (url, thread) = receiver(&[503, 404]);
    let refused = company.workspace.earful(&["deliver", "--webhook", &url]);
    assert_eq!(refused.code, Some(4), "{}", refused.err);
    assert!(
        refused.err.contains("answered 404") && !refused.err.contains("secret"),
        "{}",
        refused.err
    );
    assert_eq!(thread.join().expect("answers").len(), 2);
    let (again, thread) = receiver(&[200]);
    let posted = company.workspace.earful(&["deliver", "--webhook", &again]);
    assert_eq!(posted.code, Some(0), "{}", posted.err);
    let body = thread.join().expect("an answer").remove(0);
    let told: Value = serde_json::from_str(&body).expect("JSON");
    assert_eq!(
        told["alarms"].as_array().expect("alarms").len(),
        told["ids"].as_array().expect("ids").len()
    );
    assert!(told["text"].as_str().expect("words").contains("Alarm. "), "{told}");
    assert_eq!(company.workspace.earful(&["deliver", "--webhook", &again]).code, Some(1));

    let weekly = ["deliver", "--weekly", "--to", "team@example.com"];
    assert_eq!(company.workspace.earful(&weekly).code, Some(0));
    assert_eq!(company.workspace.earful(&weekly).code, Some(1), "once a week");
    for wrong in [&["deliver"][..], &["deliver", "--to", "nobody"], &["deliver", "--webhook", "x"]]
    {
        assert_eq!(company.workspace.earful(wrong).code, Some(2), "{wrong:?}");
    }
}
