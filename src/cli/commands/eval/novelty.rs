//! `earful eval novelty`: are new subjects found the first night they are heard?
//!
//! A fifth of the classes is hidden on the first night and comes on the second. A theme opened
//! then is right when most of its texts are of hidden classes; a hidden class is found when it is
//! the most frequent of some opened theme. In the other rehearsal a fifth of the texts, of every
//! class, comes later: whatever opens is false.

use std::collections::BTreeMap;

use super::gold::{Gold, numbered};
use super::{Row, draw, drawn, settings};
use crate::cli::args::EvalNoveltyArgs;
use crate::cli::failure::Failure;
use crate::pipeline::two_nights;

/// One class in so many is hidden, and one text in so many comes later.
const HIDDEN: usize = 5;

pub(super) fn figures(args: &EvalNoveltyArgs) -> Result<Vec<Row>, Failure> {
    let gold = Gold::read(&args.gold)?;
    let settings = settings(&args.gold);
    let (texts, labels) = gold.labelled(&args.label)?;
    let labels: Vec<u32> = numbered(&labels).iter().map(|all| all[0]).collect();
    let classes = labels.iter().max().map_or(0, |&most| most as usize + 1);
    let mut rows = Vec::new();
    let mut sums = [0.0; 5];
    for round in 0..args.draws {
        let seed = args.gold.seed ^ u64::from(round + 1) << 32;
        let hidden = drawn(seed, classes, (classes / HIDDEN).max(1));
        let later: Vec<bool> =
            labels.iter().map(|label| hidden.contains(&(*label as usize))).collect();
        let nights = two_nights(&texts, &later, false, &settings);
        // Of each opened theme: tonight's texts of each class.
        let mut inside: BTreeMap<u32, BTreeMap<u32, usize>> = BTreeMap::new();
        for (at, theme) in nights.second.theme.iter().enumerate() {
            if let Some(theme) = theme.filter(|theme| later[at] && nights.opened.contains(theme)) {
                *inside.entry(theme).or_default().entry(labels[at]).or_default() += 1;
            }
        }
        let mut right = 0usize;
        let mut found = Vec::new();
        for theme in &nights.opened {
            let all = nights.second.theme.iter().filter(|&&one| one == Some(*theme)).count();
            let fresh = inside.get(theme);
            let of_hidden = fresh.map_or(0, |classes| classes.values().sum::<usize>());
            if of_hidden * 2 > all {
                right += 1;
                let most = fresh.and_then(|classes| classes.iter().max_by_key(|class| class.1));
                found.extend(most.map(|(class, _)| *class));
            }
        }
        found.sort_unstable();
        found.dedup();
        let opened = nights.opened.len();
        let (precision, recall) =
            (right as f64 / opened.max(1) as f64, found.len() as f64 / hidden.len() as f64);

        let same: Vec<bool> = (0..texts.len() as u64)
            .map(|text| draw(!seed, text).is_multiple_of(HIDDEN as u64))
            .collect();
        let quiet = two_nights(&texts, &same, false, &settings).opened.len();
        let figures = [hidden.len() as f64, opened as f64, precision, recall, quiet as f64];
        sums.iter_mut().zip(figures).for_each(|(sum, figure)| *sum += figure);
        rows.push(row((round + 1).to_string(), figures));
    }
    let mean = sums.map(|sum| sum / f64::from(args.draws));
    rows.push(row("mean".to_owned(), mean));
    Ok(rows)
}

fn row(draw: String, [hidden, opened, precision, recall, quiet]: [f64; 5]) -> Row {
    Row {
        of: vec![("draw", draw)],
        figures: vec![
            ("hidden", hidden),
            ("opened", opened),
            ("precision", precision),
            ("recall", recall),
            ("false when nothing is new", quiet),
        ],
    }
}
