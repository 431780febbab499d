//! Nights over invented records with parts: versions, countries, plans, sources.
//!
//! The counts of `alarms.rs` know no parts, so the whole watch of a night (`trends::alarms::watch`) is
//! lived here, over a corpus whose records carry attributes. Every theme has countries and plans where
//! more is said of it (a factor of gamma law with shape 4 for each), a version comes out every fourth week
//! and is taken up within two. A burst multiplies what one theme is said in one part, for a week.

use std::collections::BTreeMap;
use std::sync::Arc;

use earful::model::{
    Assignment, Attribute, AuthorKey, Corpus, Day, Exposure, Feedback, FeedbackId, Kind, Label,
    Lang, Origin, Redacted, Sketch, Span, Stance, Statement, Subject, Theme, ThemeId, Themes,
    Timestamp, Watched,
};
use earful::trends::Cube;
use earful::trends::alarms::{Watch, watch};

use super::chance::Chance;

/// Themes of a company.
const THEMES: usize = 500;
/// Days of history before the first night.
const HISTORY: usize = 110;
/// Nights lived.
const NIGHTS: usize = 84;
/// Companies of each kind.
const SEEDS: u64 = 2;
/// Themes that burst in a part at once, every second week.
const BURSTS: usize = 10;
/// Records a day that say nothing of any theme.
const REST: f64 = 500.0;
/// Countries with their shares of the records.
const COUNTRIES: [(&str, f64); 6] =
    [("US", 0.35), ("DE", 0.20), ("FR", 0.15), ("BR", 0.12), ("JP", 0.10), ("NL", 0.08)];
const PLANS: [(&str, f64); 2] = [("free", 0.7), ("pro", 0.3)];
/// Days from one version to the next, and until nearly everybody has it.
const RELEASES: usize = 28;
const TAKEN_UP: f64 = 14.0;
const FIRST: Day = Day(20_000);

/// A theme's burst in one part.
struct Burst {
    theme: usize,
    from: usize,
    part: (&'static str, String),
}

/// What happened on the nights.
#[derive(Default)]
struct Told {
    nights: usize,
    /// False alarms of themes over all, of themes in a part, of mail.
    of_themes: usize,
    of_parts: usize,
    of_mail: usize,
    /// Usual voices a week of each burst in its part, and how many nights passed until it rang.
    bursts: Vec<(f64, Option<usize>)>,
}

/// The version a record of a day has: the newest the likelier, the longer it is out.
fn version(day: usize, chance: &mut Chance) -> String {
    let newest = day / RELEASES;
    let taken = ((day % RELEASES) as f64 / TAKEN_UP).min(1.0) * 0.9;
    let back = if chance.next() < taken { 0 } else { 1 + usize::from(chance.next() < 0.1) };
    format!("4.{}", (newest + 2).saturating_sub(back))
}

fn one_of<'a>(choices: &[(&'a str, f64)], weights: &[f64], chance: &mut Chance) -> &'a str {
    let mut left = chance.next() * weights.iter().sum::<f64>();
    for ((name, _), weight) in choices.iter().zip(weights) {
        left -= weight;
        if left < 0.0 {
            return name;
        }
    }
    choices[choices.len() - 1].0
}

/// How much each theme is said in each country and plan.
struct Leaning {
    countries: Vec<f64>,
    plans: Vec<f64>,
}

impl Leaning {
    fn of(chance: &mut Chance) -> Leaning {
        let mut tilted = |choices: &[(&str, f64)]| -> Vec<f64> {
            choices.iter().map(|(_, share)| share * chance.gust(4)).collect()
        };
        Leaning { countries: tilted(&COUNTRIES), plans: tilted(&PLANS) }
    }
}

/// Records in the making.
struct Maker {
    items: Vec<(Feedback, Vec<Statement>)>,
    assignments: Vec<Option<Assignment>>,
    names: BTreeMap<String, Arc<str>>,
}

impl Maker {
    fn shared(&mut self, name: &str) -> Arc<str> {
        self.names.entry(name.to_owned()).or_insert_with(|| Arc::from(name)).clone()
    }

    fn record(&mut self, day: usize, theme: Option<usize>, parts: [(&str, &str); 3], source: &str) {
        let mut id = [0; 16];
        id[..8].copy_from_slice(&(self.items.len() as u64).to_be_bytes());
        let attributes = parts
            .map(|(name, value)| Attribute { name: self.shared(name), value: self.shared(value) })
            .to_vec();
        let statement = Statement {
            row: 0,
            ordinal: 0,
            span: Span { start: 0, end: 0 },
            polarity: -0.5,
            stance: Stance::Complaint,
            severity: 1,
            filtered: None,
        };
        let feedback = Feedback {
            id: FeedbackId(id),
            source: self.shared(source),
            external: self.shared("invented"),
            kind: Kind::Review,
            origin: Origin { file: self.shared("invented.csv"), record: 1, line: 1 },
            at: Some(Timestamp(FIRST.plus(day as i32).start().0 + 3600)),
            east: 0,
            generation: None,
            version: None,
            author: Some(AuthorKey(id)),
            rating: None,
            lang: Lang::ENGLISH,
            lang_sure: 97,
            product: None,
            value: None,
            votes: 0,
            question: None,
            text: Redacted::declare(""),
            parts: Vec::new(),
            attributes,
            sketch: Sketch::default(),
            voice: FeedbackId(id),
        };
        let statements = theme.map(|_| statement).into_iter().collect();
        if let Some(theme) = theme {
            self.assignments.push(Some(Assignment {
                theme: ThemeId(theme as u32 + 1),
                similarity: 0.9,
                confidence: 1.0,
                part: None,
            }));
        }
        self.items.push((feedback, statements));
    }
}

/// An invented company with its themes and bursts of `size`; `gusts` as in `alarms.rs`.
fn invent(gusts: bool, seed: u64, size: f64) -> (Corpus, Themes, Vec<(Burst, f64)>) {
    let mut chance = Chance(seed * 104_729);
    let rate = |theme: usize| 0.1 * (6.0f64 / 0.1).powf(theme as f64 / (THEMES - 1) as f64);
    let leanings: Vec<Leaning> = (0..THEMES).map(|_| Leaning::of(&mut chance)).collect();
    let flat = Leaning {
        countries: COUNTRIES.map(|one| one.1).to_vec(),
        plans: PLANS.map(|one| one.1).to_vec(),
    };
    let mut bursts: Vec<(Burst, f64)> = Vec::new();
    if size > 1.0 {
        for (round, from) in (HISTORY..HISTORY + NIGHTS - 7).step_by(14).enumerate() {
            for at in 0..BURSTS {
                let theme = (round * 97 + at * 53 + seed as usize * 11) % THEMES;
                let part = match at % 2 {
                    0 => ("country", COUNTRIES[(round + at) % COUNTRIES.len()].0.to_owned()),
                    _ => ("version", format!("4.{}", from / RELEASES + 1)),
                };
                bursts.push((Burst { theme, from, part }, 0.0));
            }
        }
    }
    let mut maker = Maker { items: Vec::new(), assignments: Vec::new(), names: BTreeMap::new() };
    for day in 0..HISTORY + NIGHTS {
        let mut say = |theme: Option<usize>, leaning: &Leaning, count: u32, chance: &mut Chance| {
            for _ in 0..count {
                let country = one_of(&COUNTRIES, &leaning.countries, chance);
                let plan = one_of(&PLANS, &leaning.plans, chance);
                let version = version(day, chance);
                let source = if chance.next() < 0.7 { "app" } else { "desk" };
                let parts = [("country", country), ("plan", plan), ("version", &version)];
                let mut copies = 1.0;
                for (burst, usual) in &mut bursts {
                    let is_within = parts.contains(&(burst.part.0, burst.part.1.as_str()));
                    if Some(burst.theme) != theme || !is_within {
                        continue;
                    }
                    if (burst.from..burst.from + 7).contains(&day) {
                        copies *= size;
                    } else if (burst.from - 28..burst.from).contains(&day) {
                        *usual += 0.25;
                    }
                }
                // Each voice of a burst brings so many more on average.
                let more = if copies > 1.0 { chance.poisson(copies - 1.0) } else { 0 };
                for _ in 0..=more {
                    maker.record(day, theme, parts, source);
                }
            }
        };
        for (theme, leaning) in leanings.iter().enumerate() {
            let gust = if gusts { chance.gust(3) } else { 1.0 };
            let count = chance.poisson(rate(theme) * gust);
            say(Some(theme), leaning, count, &mut chance);
        }
        let count = chance.poisson(REST);
        say(None, &flat, count, &mut chance);
    }
    let themes = (1..=THEMES as u32).map(theme).collect();
    let Maker { items, assignments, .. } = maker;
    let mut themes = Themes { themes, assignments, ..Themes::default() };
    // Ids ascend, so that statements keep their order.
    let mut corpus = Corpus::new(items);
    let voices: Vec<FeedbackId> = corpus.feedback().iter().map(|one| one.id).collect();
    corpus.set_voices(&voices);
    for (at, place) in themes.assignments.iter().enumerate() {
        let theme = place.expect("all are sorted").theme.0 as usize - 1;
        themes.themes[theme].members.push(at as u32);
    }
    (corpus, themes, bursts)
}

fn theme(number: u32) -> Theme {
    let label = Label { title: format!("Theme {number}"), terms: Vec::new() };
    Theme { born: FIRST, ..Theme::blank(ThemeId(number), label) }
}

impl Told {
    fn live(&mut self, gusts: bool, seed: u64, size: f64, false_alarms: f64) {
        let (corpus, themes, bursts) = invent(gusts, seed, size);
        let cube = Cube::build(&corpus, &themes);
        let mut watched = Watched::default();
        let mut caught: BTreeMap<usize, usize> = BTreeMap::new();
        for day in HISTORY..HISTORY + NIGHTS {
            let today = FIRST.plus(day as i32 + 1);
            let seen = watch(&Watch {
                corpus: &corpus,
                themes: &themes,
                cube: &cube,
                as_of: Some(FIRST.plus(day as i32)),
                today,
                before: &watched,
                resolve: &Some,
                fitted_on: FIRST,
                opened: &[],
                lineage: &[],
                exposure: &Exposure::default(),
                false_alarms,
            });
            watched = seen.watched;
            self.nights += 1;
            for alarm in seen.alarms.iter().filter(|alarm| alarm.rings()) {
                let Some(theme) = alarm.subject.theme() else {
                    self.of_mail += 1;
                    continue;
                };
                let of = |(burst, _): &(Burst, f64)| {
                    burst.theme as u32 + 1 == theme.0 && (burst.from..burst.from + 8).contains(&day)
                };
                match bursts.iter().position(of) {
                    Some(at) => {
                        caught.entry(at).or_insert(day - bursts[at].0.from);
                    }
                    None if matches!(alarm.subject, Subject::Part { .. }) => self.of_parts += 1,
                    None => self.of_themes += 1,
                }
            }
        }
        let nights = |(at, (_, usual)): (usize, &(Burst, f64))| (*usual, caught.get(&at).copied());
        self.bursts.extend(bursts.iter().enumerate().map(nights));
    }

    fn quiet(&self, name: &str) {
        let a_night = |count: usize| count as f64 / self.nights as f64;
        println!(
            "| {name} | {:.3} | {:.3} | {:.3} | {:.3} |",
            a_night(self.of_themes + self.of_parts),
            a_night(self.of_themes),
            a_night(self.of_parts),
            a_night(self.of_mail)
        );
    }

    fn row(&self, name: &str, size: f64) {
        let caught = |from: f64, to: f64| {
            let of = self.bursts.iter().filter(|(usual, _)| *usual >= from && *usual < to);
            let of: Vec<Option<usize>> = of.map(|one| one.1).collect();
            let share = |within: usize| {
                let found =
                    of.iter().filter(|nights| nights.is_some_and(|nights| nights <= within));
                found.count() as f64 / of.len().max(1) as f64
            };
            match of.is_empty() {
                true => "–".to_owned(),
                false => format!("{:.2} / {:.2} ({})", share(0), share(7), of.len()),
            }
        };
        println!(
            "| {name} | × {size} | {} | {} | {} |",
            caught(1.0, 4.0),
            caught(4.0, 10.0),
            caught(10.0, f64::INFINITY)
        );
    }
}

/// Prints what rang on quiet nights, and of the bursts in one part.
pub fn print(false_alarms: f64) {
    let kinds = [("Poisson", false), ("gusts", true)];
    let lived = |gusts: bool, size: f64| {
        let mut told = Told::default();
        (1..=SEEDS).for_each(|seed| told.live(gusts, seed, size, false_alarms));
        told
    };
    println!("\n## {THEMES} invented themes in 16 parts\n");
    println!("| quiet nights | false alarms a night | of themes | of themes in a part | of mail |");
    println!("|---|--:|--:|--:|--:|");
    kinds.iter().for_each(|&(name, gusts)| lived(gusts, 1.0).quiet(name));
    println!(
        "\nBursts of a week in one country or one version; rang on the first morning / within"
    );
    println!("seven days (bursts), by usual voices a week of the theme in that part.\n");
    println!("| counts | burst | 1–4 | 4–10 | 10 up |\n|---|--:|--:|--:|--:|");
    for (name, gusts) in kinds {
        [3.0, 10.0].iter().for_each(|&size| lived(gusts, size).row(name, size));
    }
}
