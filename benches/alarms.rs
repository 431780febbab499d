//! How often an alarm is false, and what is caught: `cargo bench --bench alarms`.
//!
//! Lives nights over counts alone, with the watch of every night (`trends::alarms::Vigil`). First
//! over invented themes: 500 of them, means from 0.3 to 10 a day, Poisson counts or counts in gusts
//! (each day's mean a gamma of shape 3), without and with weekdays (all mail and each theme its
//! own) and a season (each theme its own, up to ± 40 %), with 110 days or 560 days of history. Then,
//! where they are, over the weekly counts of 300 real themes of three companies
//! (`raw/theme_weekly_counts.csv.gz` below the folder named by `EARFUL_DATA`, `../shared/data`
//! without it), into which bursts of a week are added.
//!
//! Quiet nights have no burst at all; whatever rings is false. In the real counts real things
//! happened and nobody wrote down which: there every alarm counts as false, which is an upper
//! bound. They are weeks, so a night is a seventh of a look.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::PathBuf;

use earful::model::{Day, Subject, ThemeId};
use earful::trends::alarms::{Series, Source, ThemeCounts, Vigil};

#[path = "support/chance.rs"]
mod chance;
#[path = "support/parts.rs"]
mod parts;

use chance::Chance;

/// Share of false alarms among alarms, as the settings have it by default.
const FALSE_ALARMS: f64 = 0.10;
/// Themes invented.
const THEMES: usize = 500;
/// Nights lived of each company.
const NIGHTS: usize = 140;
/// Companies of each kind.
const SEEDS: u64 = 4;
/// Themes that burst at once, every second week, for a week.
const BURSTS: usize = 10;
/// What a burst multiplies the counts with.
const SIZES: [f64; 3] = [2.0, 3.0, 10.0];
/// Usual voices a week from which a theme is in a class, and to which.
const CLASSES: [(f64, f64); 4] = [(2.0, 7.0), (7.0, 20.0), (20.0, 40.0), (40.0, f64::INFINITY)];
/// More of a day of each weekday, Monday first.
const WEEKDAYS: [f64; 7] = [1.15, 1.1, 1.05, 1.0, 1.0, 0.85, 0.85];

/// A burst: theme, first day, usual voices a week.
type Burst = (usize, usize, f64);

/// What happened on the nights of one or several companies.
#[derive(Default)]
struct Told {
    nights: f64,
    false_alarms: f64,
    mail: f64,
    bursts: Vec<(Burst, Option<usize>)>,
}

impl Told {
    /// Lives the nights from `start` on, one in `every`.
    fn live(&mut self, series: &Series, bursts: &[Burst], start: usize, every: usize, scale: f64) {
        let mut vigil = Vigil::default();
        let mut caught: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for day in (start..series.days).filter(|day| (day + 1 - start).is_multiple_of(every)) {
            self.nights += every as f64;
            for (_, subject) in vigil.night(series, series.first.plus(day as i32), FALSE_ALARMS) {
                let Subject::Theme(ThemeId(number)) = subject else {
                    self.mail += 1.0;
                    continue;
                };
                let theme = number as usize - 1;
                // On the morning after the last day of a burst the week that holds it is complete.
                let of =
                    |&&(which, from, _): &&Burst| which == theme && (from..from + 8).contains(&day);
                match bursts.iter().find(of) {
                    Some(&(_, from, _)) => {
                        caught.entry((theme, from)).or_insert(day - from);
                    }
                    None => self.false_alarms += scale,
                }
            }
        }
        self.bursts.extend(bursts.iter().map(|&one| (one, caught.get(&(one.0, one.1)).copied())));
    }

    /// Shares of the bursts of a class that rang on the first morning and within seven days.
    fn caught(&self, from: f64, to: f64) -> String {
        let of: Vec<&Option<usize>> = (self.bursts.iter())
            .filter(|((_, _, usual), _)| *usual >= from && *usual < to)
            .map(|(_, nights)| nights)
            .collect();
        let share = |within: usize| {
            let found = of.iter().filter(|nights| nights.is_some_and(|nights| nights <= within));
            found.count() as f64 / of.len().max(1) as f64
        };
        if of.is_empty() { "–".to_owned() } else { format!("{:.2} / {:.2}", share(0), share(7)) }
    }

    fn quiet(&self, name: &str) {
        let a_night = |count: f64| count / self.nights;
        println!("| {name} | {:.3} | {:.3} |", a_night(self.false_alarms), a_night(self.mail));
    }

    fn row(&self, name: &str, size: f64) {
        let classes: Vec<String> =
            CLASSES.iter().map(|&(from, to)| self.caught(from, to)).collect();
        println!(
            "| {name} | × {size} | {} | {} |",
            classes.join(" | "),
            self.caught(20.0, f64::INFINITY)
        );
    }
}

/// A theme's counts by day, of one source.
fn of_theme(theme: usize, counts: Vec<u32>) -> ThemeCounts {
    ThemeCounts { id: ThemeId(theme as u32 + 1), counts: vec![counts], prior: None }
}

/// How a company's counts are invented.
#[derive(Clone, Copy)]
struct Kind {
    name: &'static str,
    gusts: bool,
    seasons: bool,
    history: usize,
}

/// An invented company, and its bursts.
fn invent(kind: Kind, seed: u64, burst: f64) -> (Series, Vec<Burst>) {
    let mut chance = Chance(seed * 7919);
    let days = kind.history + NIGHTS;
    let first = Day(20_000);
    let rate = |theme: usize| 0.3 * (10.0f64 / 0.3).powf(theme as f64 / (THEMES - 1) as f64);
    let mut bursts: Vec<Burst> = Vec::new();
    if burst > 1.0 {
        for (round, from) in (kind.history..days - 7).step_by(14).enumerate() {
            bursts.extend((0..BURSTS).map(|at| {
                let theme = (round * 97 + at * 53 + seed as usize * 11) % THEMES;
                (theme, from, 7.0 * rate(theme))
            }));
        }
    }
    let mut themes = Vec::with_capacity(THEMES);
    for theme in 0..THEMES {
        let (phase, swing, own) =
            (chance.next() * std::f64::consts::TAU, 0.4 * chance.next(), 0.6 * chance.next());
        let counts: Vec<u32> = (0..days)
            .map(|day| {
                let weekday = first.plus(day as i32).weekday() as usize;
                let mut mean = rate(theme);
                if kind.seasons {
                    let turn = std::f64::consts::TAU * day as f64 / 365.25;
                    let more = if weekday == theme % 7 { 1.0 } else { -1.0 / 6.0 };
                    mean *= WEEKDAYS[weekday] * (1.0 + swing * (turn + phase).sin());
                    mean *= 1.0 + own * more;
                }
                if kind.gusts {
                    mean *= chance.gust(3);
                }
                let within =
                    |&(which, from, _): &Burst| which == theme && (from..from + 7).contains(&day);
                if bursts.iter().any(within) {
                    mean *= burst;
                }
                chance.poisson(mean)
            })
            .collect();
        themes.push(of_theme(theme, counts));
    }
    // As much again says nothing of any theme.
    let all = (0..days)
        .map(|day| {
            let weekday = first.plus(day as i32).weekday() as usize;
            let shape = if kind.seasons { WEEKDAYS[weekday] } else { 1.0 };
            let heard: u32 = themes.iter().map(|theme| theme.counts[0][day]).sum();
            heard + chance.poisson(1400.0 * shape)
        })
        .collect();
    let sources = vec![Source { name: None, all, start: 0 }];
    (Series { first, days, sources, themes, exposure: Vec::new() }, bursts)
}

fn invented() {
    let kinds: Vec<Kind> = [("Poisson", false), ("gusts", true)]
        .into_iter()
        .flat_map(|(_, gusts)| {
            [
                (if gusts { "gusts" } else { "Poisson" }, false, 110),
                (
                    if gusts {
                        "gusts, weekdays, season, no year yet"
                    } else {
                        "Poisson, weekdays, season, no year yet"
                    },
                    true,
                    110,
                ),
                (
                    if gusts {
                        "gusts, weekdays, season, a year and a half"
                    } else {
                        "Poisson, weekdays, season, a year and a half"
                    },
                    true,
                    560,
                ),
            ]
            .map(move |(name, seasons, history)| Kind {
                name,
                gusts,
                seasons,
                history,
            })
        })
        .collect();
    let nights = |kind: Kind, burst: f64| {
        let mut told = Told::default();
        for seed in 1..=SEEDS {
            let (series, bursts) = invent(kind, seed, burst);
            told.live(&series, &bursts, kind.history, 1, 1.0);
        }
        told
    };
    println!("\n## {THEMES} invented themes\n");
    println!("| quiet nights | false alarms a night | of all mail |\n|---|--:|--:|");
    kinds.iter().for_each(|&kind| nights(kind, 1.0).quiet(kind.name));
    heading();
    let mut all: [Told; SIZES.len()] = Default::default();
    for &kind in &kinds {
        for (&size, all) in SIZES.iter().zip(&mut all) {
            let told = nights(kind, size);
            told.row(kind.name, size);
            all.bursts.extend(told.bursts);
        }
    }
    SIZES.iter().zip(&all).for_each(|(&size, all)| all.row("**all of these**", size));
}

fn heading() {
    let classes: Vec<String> = CLASSES
        .iter()
        .map(
            |&(from, to)| {
                if to.is_finite() { format!("{from}–{to}") } else { format!("{from} up") }
            },
        )
        .collect();
    println!(
        "\nBursts of a week; rang on the first morning / within seven days, by usual voices a week.\n"
    );
    println!(
        "| counts | burst | {} | **20 up** |\n|---|--:|--:|--:|--:|--:|--:|",
        classes.join(" | ")
    );
}

/// Weeks left out at the beginning of a real series, watched as history only.
const LEARNT: usize = 66;
/// Weeks of it lived.
const LIVED: usize = 150;

/// The weekly counts of each data set, themes by weeks, without the last week, which is not whole.
fn borrowed() -> Option<BTreeMap<String, Vec<Vec<u32>>>> {
    let folder =
        std::env::var_os("EARFUL_DATA").map_or_else(|| "../shared/data".into(), PathBuf::from);
    let path = folder.join("raw/theme_weekly_counts.csv.gz");
    let Ok(file) = std::fs::File::open(&path) else {
        println!("\n{} is not there (EARFUL_DATA names another folder): skipped", path.display());
        return None;
    };
    let mut text = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).expect("a text");
    let mut sets: BTreeMap<String, BTreeMap<(u32, String), u32>> = BTreeMap::new();
    for row in csv::Reader::from_reader(text.as_bytes()).into_records() {
        let row = row.expect("a row");
        let number = |at: usize| row[at].parse::<u32>().expect("a number");
        sets.entry(row[2].to_owned())
            .or_default()
            .insert((number(1), row[0].to_owned()), number(3));
    }
    let laid = |counts: BTreeMap<(u32, String), u32>| {
        let mut weeks: Vec<&String> =
            counts.keys().map(|(_, week)| week).collect::<BTreeSet<_>>().into_iter().collect();
        weeks.pop();
        let from = weeks.len().saturating_sub(LEARNT + LIVED);
        let themes: BTreeSet<u32> = counts.keys().map(|(theme, _)| *theme).collect();
        let of = |theme: u32| {
            let one = |week: &&String| counts.get(&(theme, (*week).clone())).copied().unwrap_or(0);
            weeks[from..].iter().map(one).collect()
        };
        themes.into_iter().map(of).collect()
    };
    Some(sets.into_iter().map(|(name, counts)| (name, laid(counts))).collect())
}

/// Weekly counts by day, each voice on a day of its week by chance, with bursts of `size` added.
fn spread(weekly: &[Vec<u32>], size: f64) -> (Series, Vec<Burst>) {
    let mut chance = Chance(3);
    let weeks = weekly[0].len();
    let usual = |theme: usize, week: usize| {
        f64::from(weekly[theme][week - 13..week].iter().sum::<u32>()) / 13.0
    };
    let all = |weeks: std::ops::Range<usize>| -> f64 {
        weeks.map(|week| weekly.iter().map(|one| f64::from(one[week])).sum::<f64>()).sum()
    };
    let mut more = vec![vec![0u32; weeks]; weekly.len()];
    let mut bursts: Vec<Burst> = Vec::new();
    let mut last: Vec<usize> = vec![0; weekly.len()];
    for week in (LEARNT..weeks).step_by(2).filter(|_| size > 1.0) {
        let mail = all(week - 13..week);
        for (from, to) in CLASSES {
            let free: Vec<usize> = (0..weekly.len())
                .filter(|&theme| {
                    let heard = usual(theme, week);
                    // Not one that is most of what is said, nor one that had a burst lately.
                    let small = heard * 13.0 < 0.05 * mail;
                    heard >= from
                        && heard < to
                        && small
                        && (last[theme] == 0 || week - last[theme] > 26)
                })
                .collect();
            for _ in 0..2usize.min(free.len()) {
                let theme = free[chance.below(free.len())];
                if last[theme] == week {
                    continue;
                }
                last[theme] = week;
                let expected = usual(theme, week) * all(week..week + 1) / (mail / 13.0);
                more[theme][week] += chance.poisson((size - 1.0) * expected);
                bursts.push((theme, week * 7, usual(theme, week)));
            }
        }
    }
    let themes: Vec<ThemeCounts> = (weekly.iter().zip(&more).enumerate())
        .map(|(theme, (counts, more))| {
            let mut days = vec![0; weeks * 7];
            for week in 0..weeks {
                for _ in 0..counts[week] + more[week] {
                    days[week * 7 + chance.below(7)] += 1;
                }
            }
            of_theme(theme, days)
        })
        .collect();
    let day = |day: usize| themes.iter().map(|theme| theme.counts[0][day]).sum();
    let all = (0..weeks * 7).map(day).collect();
    let sources = vec![Source { name: None, all, start: 0 }];
    let first = Day(20_000).monday();
    (Series { first, days: weeks * 7, sources, themes, exposure: Vec::new() }, bursts)
}

fn main() {
    invented();
    parts::print(FALSE_ALARMS);
    let Some(sets) = borrowed() else { return };
    let lived = |weekly: &[Vec<u32>], size: f64| {
        let (series, bursts) = spread(weekly, size);
        let mut told = Told::default();
        told.live(&series, &bursts, LEARNT * 7, 7, THEMES as f64 / weekly.len() as f64);
        told
    };
    println!("\n## Weekly counts of real themes, per {THEMES} of them\n");
    println!("| nights as they were | alarms a night | of all mail |\n|---|--:|--:|");
    sets.iter().for_each(|(name, weekly)| lived(weekly, 1.0).quiet(name));
    heading();
    let mut all: [Told; SIZES.len()] = Default::default();
    for (name, weekly) in &sets {
        for (&size, all) in SIZES.iter().zip(&mut all) {
            let told = lived(weekly, size);
            told.row(name, size);
            all.bursts.extend(told.bursts);
        }
    }
    SIZES.iter().zip(&all).for_each(|(&size, all)| all.row("**all of these**", size));
}
