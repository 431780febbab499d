//! `earful eval nights`: do themes keep their statements night after night, and what does a night
//! cost?
//!
//! The first night holds the first three tenths of the records, the others get the rest in order of
//! date. Where the rest has days enough every night is made of whole days, as many as for any
//! other; else the records are dealt out evenly, and the output says so. Each night is a whole one
//! ([`pipeline::Nights`]) in memory. Times are printed and go nowhere else.

use std::collections::BTreeMap;
use std::time::Instant;

use super::gold::Gold;
use super::{Row, settings};
use crate::cli::args::EvalNightsArgs;
use crate::cli::failure::Failure;
use crate::evaluation::{Ids, Moves, agreement, moves};
use crate::model::{Day, Lineage, Memory, ThemeId};
use crate::pipeline::{Nights, resolve};

/// Share of the records that are there on the first night: enough history for themes to be found,
/// and most of it still to come.
const HISTORY: (usize, usize) = (3, 10);

/// One night, measured.
struct Lived {
    refit: bool,
    moves: Moves,
    records: usize,
    themes: usize,
    unbalanced: usize,
    seconds: f64,
    /// Megabytes above what was held before; `None` where the system does not say.
    growth: Option<f64>,
}

pub(super) fn figures(args: &EvalNightsArgs) -> Result<Vec<Row>, Failure> {
    let gold = Gold::read(&args.gold)?;
    let (plan, order) = plan(&gold.each(&args.at), args.nights as usize, &args.at)?;
    let settings = settings(&args.gold);
    let mut nights = Nights::new(gold.texts(), &plan, &settings);
    let mut all: Vec<Lived> = Vec::with_capacity(plan.len());
    let mut ids = Ids::default();
    let (mut places, mut sizes, mut told) = (Vec::new(), BTreeMap::new(), 0);
    let mut themes: Vec<ThemeId> = Vec::new();
    loop {
        let held = Held::mark();
        let start = Instant::now();
        if !nights.live() {
            break;
        }
        let (seconds, growth) = (start.elapsed().as_secs_f64(), held.growth());
        let Some(memory) = nights.memory() else { break };
        let moves = moves(&places, &memory.places, |old, new| became(memory, old, new));
        let fresh = memory.ledger.get(told..).unwrap_or_default();
        themes = memory.themes.iter().map(|theme| theme.id).collect();
        ids.night(&themes, &memory.ledger, fresh, nights.refitted(), |id| {
            resolve(&memory.ledger, id)
        });
        all.push(Lived {
            refit: nights.refitted(),
            records: nights.records(),
            themes: themes.len(),
            unbalanced: moves.unbalanced(&sizes, nights.sizes()).len(),
            moves,
            seconds,
            growth,
        });
        places.clone_from(&memory.places);
        sizes.clone_from(nights.sizes());
        told = memory.ledger.len();
    }
    let refits = all.iter().skip(1).filter(|night| night.refit).count();
    let mut rows = vec![Row {
        of: vec![("order", order)],
        figures: vec![
            ("nights", all.len() as f64),
            ("records", nights.records() as f64),
            ("on the first", all.first().map_or(0, |night| night.records) as f64),
            ("statements", places.len() as f64),
            ("refits", refits as f64),
            ("themes", themes.len() as f64),
        ],
    }];
    rows.extend(identity(&all));
    rows.extend(accounts(&all, &ids));
    rows.extend(costs(&all));
    if let Some(label) = &args.label {
        let labels = gold.each(label);
        rows.push(against("after all nights", &labels, &nights.found()));
        rows.push(against("had all come at once", &labels, &nights.afresh()));
    }
    if args.each {
        rows.extend(all.iter().zip(1..).map(each));
    }
    Ok(rows)
}

/// How well the themes of statements agree with the labels of their texts; the statements without
/// a theme or a label are left out.
fn against(name: &str, labels: &[Option<String>], found: &[(usize, Option<ThemeId>)]) -> Row {
    let mut numbers: BTreeMap<&str, u32> = BTreeMap::new();
    let themed = found.iter().filter_map(|&(text, theme)| Some((labels[text].as_ref()?, theme?.0)));
    let (labels, themes): (Vec<u32>, Vec<u32>) = themed
        .map(|(label, theme)| {
            let next = numbers.len() as u32;
            (*numbers.entry(label).or_insert(next), theme)
        })
        .unzip();
    let of = agreement(&labels, &themes);
    Row {
        of: vec![("agreement", name.to_owned())],
        figures: vec![
            ("statements", labels.len() as f64),
            ("labels", of.labels as f64),
            ("themes", of.clusters as f64),
            ("ARI", of.ari),
            ("AMI", of.ami),
            ("B3", of.b_cubed),
        ],
    }
}

/// Whether a theme is what an old one became: it took it in, or split off it.
fn became(memory: &Memory, old: ThemeId, new: ThemeId) -> bool {
    let lineage = memory.themes.iter().find(|theme| theme.id == new).map(|theme| &theme.lineage);
    resolve(&memory.ledger, old) == Some(new)
        || lineage.is_some_and(|lineage| match lineage {
            Lineage::SplitFrom(from) => *from == old,
            Lineage::MergedFrom(from) => from.contains(&old),
            Lineage::New | Lineage::Continues => false,
        })
}

/// Nights after the first, without or with a refit.
fn later(all: &[Lived], refit: bool) -> impl Iterator<Item = &Lived> {
    all.iter().skip(1).filter(move |night| night.refit == refit)
}

/// Who kept their theme.
fn identity(all: &[Lived]) -> Vec<Row> {
    let row = |(refit, name): (bool, &str)| {
        let kept: Vec<f64> = later(all, refit).map(|night| night.moves.identity()).collect();
        let followed: Vec<f64> = later(all, refit).map(|night| night.moves.lineage()).collect();
        let least = |shares: &[f64]| shares.iter().copied().fold(1.0, f64::min);
        Row {
            of: vec![("identity", name.to_owned())],
            figures: vec![
                ("nights", kept.len() as f64),
                ("keep their theme", mean(&kept)),
                ("least", least(&kept)),
                ("or what it became", mean(&followed)),
                ("least of these", least(&followed)),
            ],
        }
    };
    [(false, "between refits"), (true, "over refits")].map(row).into()
}

/// Where statements went, and what became of themes.
fn accounts(all: &[Lived], ids: &Ids) -> Vec<Row> {
    let sum = |part: fn(&Moves) -> u64, refit| {
        later(all, refit).map(|night| part(&night.moves)).sum::<u64>() as f64
    };
    let row = |(refit, name): (bool, &str)| Row {
        of: vec![("moves", name.to_owned())],
        figures: vec![
            ("theme to theme", sum(|one| one.moved, refit)),
            ("theme to loose", sum(|one| one.loosened, refit)),
            ("loose to theme", sum(|one| one.found, refit)),
            ("new to theme", sum(|one| one.born_themed, refit)),
            ("new to loose", sum(|one| one.born_loose, refit)),
            ("accounts off", later(all, refit).map(|night| night.unbalanced).sum::<usize>() as f64),
        ],
    };
    let kinds = ids.kinds;
    let lives = Row {
        of: vec![("themes", "after the first night".to_owned())],
        figures: vec![
            ("continued", kinds.continued as f64),
            ("split from", kinds.split as f64),
            ("merged into", kinds.merged as f64),
            ("new", kinds.new as f64),
            ("ended", kinds.ended as f64),
            ("ids ever", ids.seen() as f64),
            ("lead nowhere", ids.lost as f64),
            ("used twice", ids.reused as f64),
        ],
    };
    let mut rows: Vec<Row> = [(false, "between refits"), (true, "over refits")].map(row).into();
    rows.push(lives);
    rows
}

/// What nights cost. Growth is left out where the system does not tell it.
fn costs(all: &[Lived]) -> Vec<Row> {
    let first: Vec<&Lived> = all.iter().take(1).collect();
    let once = first.first().map_or(0.0, |night| night.seconds);
    let row = |(name, nights): (&str, Vec<&Lived>)| {
        let seconds: Vec<f64> = nights.iter().map(|night| night.seconds).collect();
        let growth: Vec<f64> = nights.iter().filter_map(|night| night.growth).collect();
        let mut figures = vec![
            ("nights", nights.len() as f64),
            ("median s", median(&seconds)),
            ("most s", seconds.iter().copied().fold(0.0, f64::max)),
            ("of the first", if once > 0.0 { median(&seconds) / once } else { 0.0 }),
        ];
        if growth.len() == nights.len() {
            figures.push(("median growth MB", median(&growth)));
            figures.push(("most growth MB", growth.iter().copied().fold(0.0, f64::max)));
        }
        Row { of: vec![("cost", name.to_owned())], figures }
    };
    vec![
        row(("first night", first)),
        row(("between refits", later(all, false).collect())),
        row(("refits", later(all, true).collect())),
    ]
}

/// One night.
fn each((night, number): (&Lived, usize)) -> Row {
    let moves = &night.moves;
    Row {
        of: vec![("night", format!("{number}{}", if night.refit { " refit" } else { "" }))],
        figures: vec![
            ("records", night.records as f64),
            ("themes", night.themes as f64),
            ("keep their theme", moves.identity()),
            ("theme to theme", moves.moved as f64),
            ("theme to loose", moves.loosened as f64),
            ("loose to theme", moves.found as f64),
            ("new to theme", moves.born_themed as f64),
            ("new to loose", moves.born_loose as f64),
            ("accounts off", night.unbalanced as f64),
            ("s", night.seconds),
        ],
    }
}

/// 1 for none: nothing was lost.
fn mean(shares: &[f64]) -> f64 {
    if shares.is_empty() { 1.0 } else { shares.iter().sum::<f64>() / shares.len() as f64 }
}

/// The middle one, the lower of two; 0 for none.
fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len().saturating_sub(1) / 2).copied().unwrap_or(0.0)
}

/// Which texts come on which night, and in which order that is, in words.
///
/// `said` is what each record holds for a date: a day in its first ten letters. One record without
/// a day leaves all of them in the order of the file.
fn plan(
    said: &[Option<String>],
    nights: usize,
    field: &str,
) -> Result<(Vec<Vec<usize>>, String), Failure> {
    let history = said.len() * HISTORY.0 / HISTORY.1;
    if history == 0 || said.len() - history < nights - 1 {
        return Err(Failure::Usage(format!(
            "{} records are too few for {nights} nights: ask for fewer with --nights",
            said.len()
        )));
    }
    let day = |text: &String| text.get(..10).and_then(|day| day.parse::<Day>().ok());
    let days: Option<Vec<(Day, &String, usize)>> = said
        .iter()
        .zip(0..)
        .map(|(text, at)| text.as_ref().and_then(|text| Some((day(text)?, text, at))))
        .collect();
    let Some(mut dated) = days else {
        let order: Vec<usize> = (0..said.len()).collect();
        let words = format!("as in the file, dealt out evenly: not every record has {field}");
        return Ok((even(&order, history, nights), words));
    };
    dated.sort_unstable();
    let order: Vec<usize> = dated.iter().map(|one| one.2).collect();
    // The first night's last day is whole.
    let first_day = dated[history - 1].0;
    let rest = dated.partition_point(|one| one.0 <= first_day);
    let later: Vec<&[(Day, &String, usize)]> = dated[rest..].chunk_by(|a, b| a.0 == b.0).collect();
    if later.len() < nights - 1 {
        let words = format!(
            "by {field}, dealt out evenly: {} days after the first night are too few",
            later.len()
        );
        return Ok((even(&order, history, nights), words));
    }
    let mut plan = vec![order[..rest].to_vec()];
    plan.extend((0..nights - 1).map(|night| {
        let cut = |night: usize| night * later.len() / (nights - 1);
        later[cut(night)..cut(night + 1)].iter().copied().flatten().map(|one| one.2).collect()
    }));
    Ok((plan, format!("by {field}, whole days: {} after the first night", later.len())))
}

/// The history, then the rest in nights of equal size, to one record.
fn even(order: &[usize], history: usize, nights: usize) -> Vec<Vec<usize>> {
    let rest = order.len() - history;
    let cut = |night: usize| history + night * rest / (nights - 1);
    let mut plan = vec![order[..history].to_vec()];
    plan.extend((0..nights - 1).map(|night| order[cut(night)..cut(night + 1)].to_vec()));
    plan
}

/// How much memory the process holds, as Linux says it; elsewhere nothing.
struct Held(Option<f64>);

impl Held {
    /// Forgets the most that was held so far.
    fn mark() -> Held {
        let forgot = std::fs::write("/proc/self/clear_refs", "5").is_ok();
        Held(status("VmRSS:").filter(|_| forgot))
    }

    /// Megabytes between what was held at the mark and the most since.
    fn growth(&self) -> Option<f64> {
        Some((status("VmHWM:")? - self.0?).max(0.0))
    }
}

/// A line of the kernel's account of this process (proc(5), `/proc/pid/status`), in megabytes.
fn status(name: &str) -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    let kibibytes: f64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kibibytes * 1024.0 / 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(days: &[Option<&str>]) -> Vec<Option<String>> {
        days.iter().map(|day| day.map(str::to_owned)).collect()
    }

    #[test]
    fn nights_are_days_where_there_are_enough() {
        let of = |days: &[Option<&str>], nights| plan(&said(days), nights, "at").expect("a plan");
        let day = |at: usize| format!("2026-01-{:02}T10:00:00Z", 10 + at / 2);
        let days: Vec<String> = (0..20).rev().map(day).collect();
        let days: Vec<Option<&str>> = days.iter().map(|day| Some(day.as_str())).collect();
        // Six of twenty make the history; seven days are left.
        let (nights, words) = of(&days, 8);
        assert_eq!(words, "by at, whole days: 7 after the first night");
        assert_eq!(nights.iter().map(Vec::len).collect::<Vec<_>>(), [6, 2, 2, 2, 2, 2, 2, 2]);
        assert_eq!(nights[7], [0, 1]);
        let (nights, _) = of(&days, 4);
        assert_eq!(nights.iter().map(Vec::len).collect::<Vec<_>>(), [6, 4, 4, 6]);
        let (nights, words) = of(&days, 9);
        assert_eq!(words, "by at, dealt out evenly: 7 days after the first night are too few");
        assert_eq!(nights.iter().flatten().count(), 20);
        assert!(nights[1..].iter().all(|night| (1..=2).contains(&night.len())));

        let mut holes = days.clone();
        holes[3] = None;
        let (nights, words) = of(&holes, 4);
        assert_eq!(words, "as in the file, dealt out evenly: not every record has at");
        assert_eq!(nights.concat(), (0..20).collect::<Vec<_>>());
        assert!(plan(&said(&days), 40, "at").is_err());
        assert!(plan(&said(&[]), 2, "at").is_err());
    }

    #[test]
    fn the_middle_of_some() {
        assert_eq!((median(&[]), median(&[3.0]), median(&[4.0, 1.0, 2.0])), (0.0, 3.0, 2.0));
    }
}
