//! `earful eval themes`: agreement of themes and areas with labels, and, where the texts are in
//! several languages, how many texts of each have a theme and whether themes keep to one language.

use std::collections::{BTreeMap, BTreeSet};

use super::gold::{Gold, numbered};
use super::{Row, settings};
use crate::cli::args::EvalThemesArgs;
use crate::cli::failure::Failure;
use crate::evaluation::{
    agreement, coherence, diversity, extended_b_cubed, neighbour_purity, telling_words, words_of,
};
use crate::model::Lang;
use crate::pipeline::{Found, Text, Units, neighbours, rehearse};

/// Neighbours whose labels are compared (RECIPE's kNN purity).
const NEIGHBOURS: usize = 10;

/// Words a theme for coherence.
const COHERENT: usize = 10;

/// Words a theme for diversity (Dieng et al. 2020).
const DIVERSE: usize = 25;

/// A theme of which one language holds more than this share is that language's alone.
const ALONE: f64 = 0.95;

pub(super) fn figures(args: &EvalThemesArgs) -> Result<Vec<Row>, Failure> {
    let gold = Gold::read(&args.gold)?;
    let mut settings = settings(&args.gold);
    settings.themes.resolution = args.resolution;
    let (texts, labels) = gold.labelled(&args.label)?;
    let labels = numbered(&labels);
    let wider = match &args.area {
        Some(field) => {
            let (others, wider) = gold.labelled(field)?;
            if others.len() != texts.len() {
                return Err(Failure::Usage(format!(
                    "`{field}` is not in the same records as `{}`",
                    args.label
                )));
            }
            numbered(&wider)
        }
        None => labels.clone(),
    };
    let pairs: Vec<(&str, Lang)> =
        texts.iter().map(|text| (text.text.as_str(), text.lang)).collect();
    let words: Vec<Vec<String>> = words_of(&pairs).into_iter().map(|(said, _)| said).collect();
    let near = neighbours(&texts, NEIGHBOURS, &settings);
    let first = |labels: &[Vec<u32>]| -> Vec<u32> { labels.iter().map(|all| all[0]).collect() };
    let (mut rows, mut languages) = (Vec::new(), Vec::new());
    for (units, name) in [(Units::Whole, "whole texts"), (Units::AsTheNight, "as the night")] {
        let found = rehearse(&texts, units, &settings);
        let levels = [
            ("theme", &found.theme, &found.themes, &labels),
            ("area", &found.area, &found.areas, &wider),
        ];
        for (level, one, all, labels) in levels {
            let mut row = row_of(&texts, one, all, labels, &words);
            row.of = vec![("level", level.to_owned()), ("units", name.to_owned())];
            row.figures.push(("kNN", neighbour_purity(&first(labels), &near)));
            rows.push(row);
        }
        if found.found.iter().any(|theme| theme.parts > 0) {
            let (finest, all) = finest(&found);
            let mut row = row_of(&texts, &finest, &all, &labels, &words);
            row.of = vec![("level", "subtheme".to_owned()), ("units", name.to_owned())];
            row.figures.push(("kNN", neighbour_purity(&first(&labels), &near)));
            rows.push(row);
            rows.extend(splits(&found, &first(&labels), name));
        }
        languages.extend(by_language(&texts, &found.theme, name));
    }
    rows.extend(languages);
    Ok(rows)
}

/// The finest place of each text as a number, and as a set of one.
fn finest(found: &Found) -> (Vec<Option<u32>>, Vec<Vec<u32>>) {
    let known: BTreeSet<(u32, u32)> = found.part.iter().flatten().copied().collect();
    let numbers: BTreeMap<(u32, u32), u32> = known.into_iter().zip(0..).collect();
    let one: Vec<Option<u32>> = found.part.iter().map(|part| Some(numbers[&(*part)?])).collect();
    let all = one.iter().map(|one| one.iter().copied().collect()).collect();
    (one, all)
}

/// A theme mixes labels when its second one is this share of its texts.
const MIXED: f64 = 0.2;

/// How often themes that mix labels are split, and those that do not, and how pure the parts are
/// beside the themes they are of (each text counts once).
fn splits(found: &Found, labels: &[u32], name: &str) -> Vec<Row> {
    let mut inside: BTreeMap<u32, BTreeMap<u32, BTreeMap<u32, usize>>> = BTreeMap::new();
    for (part, label) in found.part.iter().zip(labels) {
        if let Some((theme, part)) = *part {
            let parts = inside.entry(theme).or_default();
            *parts.entry(part).or_default().entry(*label).or_default() += 1;
        }
    }
    let kinds = [("of several labels", true), ("of one label", false)];
    let mut rows: Vec<Row> = Vec::new();
    for (kind, wanted) in kinds {
        let (mut themes, mut split) = (0usize, 0usize);
        let (mut texts, mut right, mut right_in_parts) = (0usize, 0usize, 0usize);
        for parts in inside.values() {
            let mut whole: BTreeMap<u32, usize> = BTreeMap::new();
            for (label, count) in parts.values().flatten() {
                *whole.entry(*label).or_default() += count;
            }
            let mut counts: Vec<usize> = whole.values().copied().collect();
            counts.sort_unstable_by(|a, b| b.cmp(a));
            let size: usize = counts.iter().sum();
            let second = counts.get(1).copied().unwrap_or(0);
            if (second as f64 >= MIXED * size as f64) != wanted {
                continue;
            }
            themes += 1;
            if parts.len() > 1 {
                split += 1;
                texts += size;
                right += counts[0];
                right_in_parts +=
                    parts.values().map(|of| of.values().max().copied().unwrap_or(0)).sum::<usize>();
            }
        }
        let share = |part: usize| if texts == 0 { 1.0 } else { part as f64 / texts as f64 };
        rows.push(Row {
            of: vec![("themes", kind.to_owned()), ("units", name.to_owned())],
            figures: vec![
                ("all", themes as f64),
                ("split", split as f64),
                ("purity of the split", share(right)),
                ("purity of their parts", share(right_in_parts)),
            ],
        });
    }
    rows
}

/// A row for each language, by code; none where there is one only.
fn by_language(texts: &[Text], theme: &[Option<u32>], units: &str) -> Vec<Row> {
    let mut themes: BTreeMap<u32, BTreeMap<Lang, usize>> = BTreeMap::new();
    // Texts of each language, and those of them that have a theme.
    let mut all: BTreeMap<Lang, (usize, usize)> = BTreeMap::new();
    for (text, theme) in texts.iter().zip(theme) {
        let (count, themed) = all.entry(text.lang).or_default();
        *count += 1;
        if let Some(theme) = theme {
            *themed += 1;
            *themes.entry(*theme).or_default().entry(text.lang).or_default() += 1;
        }
    }
    if all.len() < 2 {
        return Vec::new();
    }
    let alone = |lang: Lang| -> usize {
        let held = themes
            .values()
            .map(|by| (by.get(&lang).copied().unwrap_or_default(), by.values().sum::<usize>()));
        held.filter(|&(own, all)| own as f64 > ALONE * all as f64).map(|(own, _)| own).sum()
    };
    all.into_iter()
        .map(|(lang, (count, themed))| Row {
            of: vec![("language", lang.to_string()), ("units", units.to_owned())],
            figures: vec![
                ("texts", count as f64),
                ("coverage", themed as f64 / count as f64),
                ("alone", alone(lang) as f64 / themed.max(1) as f64),
            ],
        })
        .collect()
}

/// The figures of one level. Indices are of the texts that have a theme; coverage says how many.
fn row_of(
    texts: &[Text],
    one: &[Option<u32>],
    all: &[Vec<u32>],
    labels: &[Vec<u32>],
    words: &[Vec<String>],
) -> Row {
    let themed: Vec<usize> = (0..texts.len()).filter(|&at| one[at].is_some()).collect();
    let groups: Vec<u32> = themed.iter().filter_map(|&at| one[at]).collect();
    let truth: Vec<u32> = themed.iter().map(|&at| labels[at][0]).collect();
    let found = agreement(&truth, &groups);
    let mut figures = vec![
        ("coverage", themed.len() as f64 / texts.len() as f64),
        ("clusters", found.clusters as f64),
        ("labels", found.labels as f64),
        ("ARI", found.ari),
        ("AMI", found.ami),
        ("V", found.v),
        ("B3", found.b_cubed),
        ("purity", found.purity),
    ];
    // Only where some text has several labels or lies in several themes does this say more.
    let sets: Vec<Vec<u32>> = themed.iter().map(|&at| all[at].clone()).collect();
    let several: Vec<Vec<u32>> = themed.iter().map(|&at| labels[at].clone()).collect();
    figures.push(("B3 ext", extended_b_cubed(&several, &sets).f1));
    let words: Vec<Vec<String>> = themed.iter().map(|&at| words[at].clone()).collect();
    let mut compact: Vec<u32> = groups.clone();
    compact.sort_unstable();
    compact.dedup();
    let places: Vec<u32> =
        groups.iter().map(|group| compact.partition_point(|one| one < group) as u32).collect();
    figures.push(("NPMI", coherence(&words, &telling_words(&words, &places, COHERENT))));
    figures.push(("diversity", diversity(&telling_words(&words, &places, DIVERSE))));
    Row { of: Vec::new(), figures }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_counted_where_there_are_several() {
        let of = |code: &str| Text { text: "x".to_owned(), lang: code.parse().expect("a code") };
        let texts = [of("de"), of("de"), of("de"), of("en")];
        let rows = by_language(&texts, &[Some(1), Some(2), None, Some(2)], "whole texts");
        let figures: Vec<_> = rows.iter().map(|row| row.figures.clone()).collect();
        let row = |texts, coverage, alone| {
            vec![("texts", texts), ("coverage", coverage), ("alone", alone)]
        };
        assert_eq!(figures, [row(3.0, 2.0 / 3.0, 0.5), row(1.0, 1.0, 0.0)]);
        assert!(by_language(&texts[..3], &[None, None, None], "whole texts").is_empty());
    }
}
