//! Tonight against the nights before: which source fell silent, halved or doubled, and which one's
//! records took the place of others that have nothing in common with them.
//!
//! Takes the receipts of earlier segments (one a night) and tonight's; gives what to tell.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::{Corpus, FeedbackId, FileReceipt, Notice};
use crate::store::Segment;

/// Earlier nights looked at.
const NIGHTS: usize = 8;
/// Earlier nights a source must have been heard in before its silence or its noise is news.
const HEARD: usize = 3;
/// Units of a usual night below which halves and doubles are chance: counts of twenty and forty
/// differ by more than chance, of three and six they do not.
const USUAL: u64 = 20;

/// What the sources' numbers say. Sources in name order; each is told of once.
///
/// `earlier` are the segments before tonight, ascending; a source is compared with its median over
/// the last eight of them, nights without it counting as none.
pub fn notices(earlier: &[&Segment], tonight: &[FileReceipt]) -> Vec<Notice> {
    let last = &earlier[earlier.len().saturating_sub(NIGHTS)..];
    let mut nights: BTreeMap<&Arc<str>, Vec<u64>> = BTreeMap::new();
    for (at, segment) in last.iter().enumerate() {
        for file in read(&segment.receipt.files) {
            nights.entry(&file.source).or_insert_with(|| vec![0; last.len()])[at] += file.units;
        }
    }
    let mut units: BTreeMap<&Arc<str>, u64> = BTreeMap::new();
    for file in read(tonight) {
        *units.entry(&file.source).or_default() += file.units;
    }
    let told = |(source, mut nights): (&Arc<str>, Vec<u64>)| {
        let heard = nights.iter().filter(|&&units| units > 0).count();
        nights.sort_unstable();
        let usual = nights[nights.len() / 2];
        let units = units.get(source).copied().unwrap_or(0);
        let source = source.clone();
        if heard < HEARD || usual == 0 {
            None
        } else if units == 0 {
            Some(Notice::Silent { source, usual })
        } else if usual >= USUAL && units * 2 < usual {
            Some(Notice::Halved { source, units, usual })
        } else if usual >= USUAL && units > usual * 2 {
            Some(Notice::Doubled { source, units, usual })
        } else {
            None
        }
    };
    nights.into_iter().filter_map(told).collect()
}

/// Replaced records shown.
const SHOWN: usize = 5;
/// Of a file of so few records one that is replaced is news.
const FEW: u64 = 50;

/// Sources, in name order, whose records took the place of others of their id and share no word
/// with them. One alone in a large file may be a text that somebody wrote anew.
pub fn replaced(corpus: &Corpus, tonight: &[FileReceipt]) -> Vec<Notice> {
    let mut found: BTreeMap<&Arc<str>, (BTreeSet<FeedbackId>, u64)> = BTreeMap::new();
    for file in read(tonight).filter(|file| !file.unlike.is_empty()) {
        let (ids, units) = found.entry(&file.source).or_default();
        ids.extend(&file.unlike);
        *units += file.units;
    }
    let told = |(source, (ids, units)): (&Arc<str>, (BTreeSet<FeedbackId>, u64))| {
        let rows = ids.iter().filter_map(|&id| corpus.row_of(id));
        let mut examples: Vec<Arc<str>> =
            rows.map(|row| corpus.feedback()[row as usize].external.clone()).collect();
        examples.sort_unstable();
        examples.truncate(SHOWN);
        let records = ids.len() as u64;
        let news = records > 1 || units < FEW;
        news.then(|| Notice::Replaced { source: source.clone(), records, examples })
    };
    found.into_iter().filter_map(told).collect()
}

fn read(files: &[FileReceipt]) -> impl Iterator<Item = &FileReceipt> {
    files.iter().filter(|file| file.refused.is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Receipt;

    fn file(source: &str, units: u64) -> FileReceipt {
        FileReceipt { source: source.into(), units, kept: units, ..FileReceipt::default() }
    }

    fn nights(units: &[&[(&str, u64)]]) -> Vec<Segment> {
        let files = |night: &[(&str, u64)]| night.iter().map(|&(name, n)| file(name, n)).collect();
        (1..)
            .zip(units)
            .map(|(number, night)| Segment {
                number,
                receipt: Receipt { files: files(night), ..Receipt::default() },
            })
            .collect()
    }

    fn told(earlier: &[Segment], tonight: &[FileReceipt]) -> Vec<Notice> {
        notices(&earlier.iter().collect::<Vec<_>>(), tonight)
    }

    #[test]
    fn silence_halves_and_doubles_are_told() {
        let usual: &[(&str, u64)] = &[("a", 100), ("b", 100), ("c", 100), ("d", 100), ("e", 3)];
        let earlier = nights(&[usual, usual, usual, usual]);
        let tonight = [
            file("b", 49),
            file("c", 150),
            file("d", 120),
            file("d", 90),
            file("e", 1),
            file("f", 9),
        ];
        let (a, b, d) = ("a".into(), "b".into(), "d".into());
        assert_eq!(
            told(&earlier, &tonight),
            [
                Notice::Silent { source: a, usual: 100 },
                Notice::Halved { source: b, units: 49, usual: 100 },
                Notice::Doubled { source: d, units: 210, usual: 100 },
            ]
        );
    }

    #[test]
    fn nothing_is_usual_before_three_nights_or_for_a_monthly_source() {
        let one: &[(&str, u64)] = &[("a", 100)];
        assert_eq!(told(&nights(&[one, one]), &[]), []);
        assert_eq!(told(&[], &[file("a", 1)]), []);
        let monthly = nights(&[one, &[], &[], one, &[], &[], one, &[]]);
        assert_eq!(told(&monthly, &[]), []);
    }
}
