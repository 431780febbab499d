//! `earful eval labels`: do the names of the themes stand for them?
//!
//! For each theme its title: how many of the texts that say it are the theme's (label precision),
//! how many of the theme's texts say it, how much more frequent it is inside. A text says a title
//! of two phrases ("lost · bag") when it says both. "My bag was lost" does not say "lost bag": how
//! many of the theme's texts have the title's words wherever they stand, and how many have one of
//! them at least, is told beside it.

use std::collections::{BTreeMap, BTreeSet};

use super::gold::Gold;
use super::{Row, settings};
use crate::cli::args::EvalLabelsArgs;
use crate::cli::failure::Failure;
use crate::evaluation::{Naming, has_all, holds, naming, words_of};
use crate::model::Lang;
use crate::pipeline::{Units, rehearse};

/// What stands between the two phrases of a title.
const JOINT: &str = " · ";

/// How the texts of one theme say its title.
struct Said {
    title: String,
    /// Its texts.
    members: usize,
    /// The title as it is written.
    naming: Naming,
    /// Share of its texts that have all words of the title that say something, wherever they stand.
    all_words: f64,
    /// Share of its texts that have one of them.
    a_word: f64,
}

pub(super) fn figures(args: &EvalLabelsArgs) -> Result<Vec<Row>, Failure> {
    let gold = Gold::read(&args.gold)?;
    let texts = gold.texts();
    let found = rehearse(texts, Units::Whole, &settings(&args.gold));
    let pairs: Vec<(&str, Lang)> =
        texts.iter().map(|text| (text.text.as_str(), text.lang)).collect();
    let stems: Vec<Vec<String>> = words_of(&pairs).into_iter().map(|(_, all)| all).collect();
    let bags: Vec<BTreeSet<&str>> =
        stems.iter().map(|stems| stems.iter().map(String::as_str).collect()).collect();
    let mut names: Vec<Said> = Vec::new();
    let mut heads: BTreeMap<Vec<Vec<String>>, usize> = BTreeMap::new();
    let mut nameless = 0;
    for theme in &found.found {
        let is_member = |at: usize| found.theme[at] == Some(theme.id.0);
        let members: Vec<usize> = (0..texts.len()).filter(|&at| is_member(at)).collect();
        if theme.label.terms.is_empty() {
            nameless += 1;
            continue;
        }
        let phrases: Vec<(&str, Lang)> =
            theme.label.title.split(JOINT).map(|phrase| (phrase, texts[0].lang)).collect();
        let (telling, mut phrases): (Vec<_>, Vec<_>) = words_of(&phrases).into_iter().unzip();
        let says = |at: &usize| phrases.iter().all(|phrase| holds(&stems[*at], phrase));
        let with: Vec<usize> = (0..texts.len()).filter(says).collect();
        let inside = with.iter().filter(|&&at| is_member(at)).count();
        let [all, own] = [texts.len() as u64, members.len() as u64];
        // Of a title of function words alone ("how are you") every word counts.
        let mut words = telling.concat();
        if words.is_empty() {
            words = phrases.concat();
        }
        let share = |has: &dyn Fn(&BTreeSet<&str>) -> bool| {
            let having = members.iter().filter(|&&at| has(&bags[at])).count();
            having as f64 / members.len().max(1) as f64
        };
        names.push(Said {
            title: theme.label.title.clone(),
            members: members.len(),
            naming: naming(inside as u64, own, with.len() as u64, all),
            all_words: share(&|bag| has_all(bag, &words)),
            a_word: share(&|bag| words.iter().any(|word| bag.contains(word.as_str()))),
        });
        phrases.sort();
        *heads.entry(phrases).or_default() += 1;
    }
    let count = names.len().max(1) as f64;
    let mean = |figure: fn(&Said) -> f64| names.iter().map(figure).sum::<f64>() / count;
    let shared: usize = heads.values().filter(|&&count| count > 1).sum();
    let mut rows = vec![Row {
        of: vec![("themes", found.found.len().to_string())],
        figures: vec![
            ("without a phrase", f64::from(nameless)),
            ("label precision", mean(|one| one.naming.precision)),
            ("coverage of members", mean(|one| one.naming.coverage)),
            ("all its words", mean(|one| one.all_words)),
            ("a word of it", mean(|one| one.a_word)),
            ("times more frequent", mean(|one| one.naming.lift)),
            ("sharing a title", shared as f64),
        ],
    }];
    names.sort_by(|a, b| b.members.cmp(&a.members).then_with(|| a.title.cmp(&b.title)));
    rows.extend(names.into_iter().map(|one| Row {
        of: vec![("theme", one.title)],
        figures: vec![
            ("texts", one.members as f64),
            ("precision", one.naming.precision),
            ("coverage", one.naming.coverage),
            ("all its words", one.all_words),
            ("a word of it", one.a_word),
            ("lift", one.naming.lift),
        ],
    }));
    Ok(rows)
}
