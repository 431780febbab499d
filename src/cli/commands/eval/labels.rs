//! `earful eval labels`: do the names of the themes stand for them?
//!
//! For each theme its title: how many of the texts that say it are the theme's (label precision),
//! how many of the theme's texts say it, how much more frequent it is inside. A text says a title
//! of two phrases ("lost · bag") when it says both.

use std::collections::BTreeMap;

use super::gold::Gold;
use super::{Row, settings};
use crate::cli::args::EvalLabelsArgs;
use crate::cli::failure::Failure;
use crate::evaluation::{Naming, holds, naming, words_of};
use crate::model::Lang;
use crate::pipeline::{Units, rehearse};

/// What stands between the two phrases of a title.
const JOINT: &str = " · ";

pub(super) fn figures(args: &EvalLabelsArgs) -> Result<Vec<Row>, Failure> {
    let gold = Gold::read(&args.gold)?;
    let texts = gold.texts();
    let found = rehearse(texts, Units::Whole, &settings(&args.gold));
    let pairs: Vec<(&str, Lang)> =
        texts.iter().map(|text| (text.text.as_str(), text.lang)).collect();
    let stems: Vec<Vec<String>> = words_of(&pairs).into_iter().map(|(_, all)| all).collect();
    let mut names: Vec<(String, f64, Naming)> = Vec::new();
    let mut heads: BTreeMap<Vec<Vec<String>>, usize> = BTreeMap::new();
    let mut nameless = 0;
    for theme in &found.found {
        let is_member = |at: usize| found.theme[at] == Some(theme.id.0);
        let members = (0..texts.len()).filter(|&at| is_member(at)).count();
        if theme.label.terms.is_empty() {
            nameless += 1;
            continue;
        }
        let phrases: Vec<(&str, Lang)> =
            theme.label.title.split(JOINT).map(|phrase| (phrase, texts[0].lang)).collect();
        let mut phrases: Vec<Vec<String>> =
            words_of(&phrases).into_iter().map(|(_, all)| all).collect();
        let says = |at: &usize| phrases.iter().all(|phrase| holds(&stems[*at], phrase));
        let with: Vec<usize> = (0..texts.len()).filter(says).collect();
        let inside = with.iter().filter(|&&at| is_member(at)).count();
        let of = naming(inside as u64, members as u64, with.len() as u64, texts.len() as u64);
        phrases.sort();
        *heads.entry(phrases).or_default() += 1;
        names.push((theme.label.title.clone(), members as f64, of));
    }
    let count = names.len().max(1) as f64;
    let mean = |figure: fn(&Naming) -> f64| {
        names.iter().map(|(_, _, naming)| figure(naming)).sum::<f64>() / count
    };
    let shared: usize = heads.values().filter(|&&count| count > 1).sum();
    let mut rows = vec![Row {
        of: vec![("themes", found.found.len().to_string())],
        figures: vec![
            ("without a phrase", f64::from(nameless)),
            ("label precision", mean(|naming| naming.precision)),
            ("coverage of members", mean(|naming| naming.coverage)),
            ("times more frequent", mean(|naming| naming.lift)),
            ("sharing a title", shared as f64),
        ],
    }];
    names.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    rows.extend(names.into_iter().map(|(title, members, naming)| Row {
        of: vec![("theme", title)],
        figures: vec![
            ("texts", members),
            ("precision", naming.precision),
            ("coverage", naming.coverage),
            ("lift", naming.lift),
        ],
    }));
    Ok(rows)
}
