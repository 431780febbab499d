//! How far the ledger of fixes can be believed: `cargo bench --bench fixes`.
//!
//! Invents weekly counts of 40 themes around a day, 26 weeks before and 13 after: means from 2 to 25 a
//! week, a season and a growth of the whole mail that all share; counts by chance alone (Poisson), in
//! gusts (each week's mean a gamma, of variance 0.2) and with themes that drift (a random walk of 3 % a
//! week each). One theme falls by 0, 20 or 50 % on the day. The verdict is the program's own
//! (`planning::judged`).
//!
//! Printed: how often the 95 % interval holds the truth (wanted: 0.93 to 0.97), how often it says
//! "worked" (at 0 %: at most 0.05), how wide the interval is.

use earful::model::{Verdict, Weeks};
use earful::planning::{AFTER, BEFORE, judged};

#[path = "support/chance.rs"]
mod chance;

use chance::Chance;

/// Themes of a company.
const THEMES: usize = 40;
/// Companies of each kind.
const WORLDS: u64 = 2_000;

/// How counts scatter.
#[derive(Clone, Copy)]
struct Kind {
    name: &'static str,
    gusts: bool,
    drift: f64,
}

const KINDS: [Kind; 4] = [
    Kind { name: "chance alone", gusts: false, drift: 0.0 },
    Kind { name: "gusts", gusts: true, drift: 0.0 },
    Kind { name: "drift", gusts: false, drift: 0.03 },
    Kind { name: "gusts and drift", gusts: true, drift: 0.03 },
];

/// The weeks of all themes; the first one falls.
fn world(kind: Kind, drop: f64, seed: u64) -> Vec<Weeks> {
    let mut chance = Chance(seed.wrapping_mul(0x2545_f491_4f6c_dd1d));
    let weeks = (BEFORE + AFTER) as usize;
    let phase = 6.0 * chance.next();
    let growth = 0.3 * chance.normal() / weeks as f64;
    let common: Vec<f64> = (0..weeks)
        .map(|week| {
            let season = 1.0 + 0.3 * libm::sin(week as f64 / 8.0 + phase);
            season * libm::exp(growth * week as f64)
        })
        .collect();
    (0..THEMES)
        .map(|theme| {
            let mean = 2.0 * libm::exp(chance.next() * libm::log(12.5));
            let mut walk = 0.0;
            let mut counts = Vec::with_capacity(weeks);
            for (week, common) in common.iter().enumerate() {
                walk += kind.drift * chance.normal();
                let fallen = theme == 0 && week >= BEFORE as usize;
                let gust = if kind.gusts { chance.gust(5) } else { 1.0 };
                let left = if fallen { 1.0 - drop } else { 1.0 };
                counts.push(chance.poisson(mean * common * libm::exp(walk) * gust * left));
            }
            let after = counts.split_off(BEFORE as usize);
            Weeks { before: counts, after }
        })
        .collect()
}

fn main() {
    println!(
        "| counts | fall | told | interval holds it | says \"worked\" | says \"regressed\" | width |"
    );
    println!("|---|--:|--:|--:|--:|--:|--:|");
    let mut all = (0.0, 0.0);
    for kind in KINDS {
        for drop in [0.0, 0.2, 0.5] {
            let (mut told, mut held, mut worked, mut regressed, mut width) =
                (0.0, 0.0, 0.0, 0.0, 0.0);
            for seed in 0..WORLDS {
                let themes = world(kind, drop, 1 + seed);
                let found = judged(themes[0].clone(), &themes[1..]);
                let Some(effect) = found.effect else { continue };
                told += 1.0;
                let (low, high) = effect.interval;
                held += f64::from(u8::from((low..=high).contains(&-drop)));
                worked += f64::from(u8::from(found.verdict == Verdict::Worked));
                regressed += f64::from(u8::from(found.verdict == Verdict::Regressed));
                width += high - low;
            }
            all = (all.0 + held, all.1 + told);
            println!(
                "| {} | {:.0} % | {told:.0} | {:.3} | {:.3} | {:.3} | {:.2} |",
                kind.name,
                100.0 * drop,
                held / told,
                worked / told,
                regressed / told,
                width / told
            );
        }
    }
    println!("\nOver all kinds the interval holds the truth in {:.3}.", all.0 / all.1);
}
