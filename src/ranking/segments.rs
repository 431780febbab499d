//! In which segments a theme hurts more than elsewhere.
//!
//! Takes the rows that want a change and every row's segments; gives the segments where the theme
//! is surprisingly common. Small segments are shrunk towards the company's share, and the order is
//! by the lower end of the interval, so that two records out of two do not come first. One fact is
//! shown once, whatever it is called, and a difference that the mix of other segments makes is
//! marked.

use std::ops::Range;

use crate::model::{Corpus, SegmentShare, Segments, wilson};

use super::strata::{Part, reversed};

/// Records' worth of the company's share that a segment's is mixed with (a beta prior of weight
/// 20, the usual choice for small cells).
const SHRINKAGE: f64 = 20.0;

/// Segments with fewer records of the theme are left out: below five, an interval reaches from
/// next to nothing to a multiple.
const FEWEST: u32 = 5;

/// Segments shown for one theme.
const MOST: usize = 12;

/// Segments that the first themes are compared in, and values of one name among them, at most: what fits
/// across a page.
const COLUMNS: usize = 12;
const VALUES: usize = 6;

/// Records that such a segment has at least: among fewer, one of ten is known to eight in a hundred.
const COLUMN_RECORDS: u32 = 50;

/// More segments than this are not looked at two by two: the table would not fit in the memory.
const CROSSED: usize = 2_048;

/// Two names are one fact when of the records that have both so many agree on which value goes with
/// which: exports name a country and its market, and a few records in a hundred are entered wrong.
const AGREE: f64 = 0.99;

/// And when so many of the records with the name that is left out have the other one too.
const COVERED: f64 = 0.95;

/// What language a text is in says something of the text and is no choice of the company's: it is
/// shown only where the settings ask for it.
const LANGUAGE: &str = "lang";

/// Which of two names for one fact stays: these first, then the others by name; the kind of record
/// goes with its source.
const FIRST: [&str; 2] = ["source", "product"];
const LAST: &str = "kind";

/// All segments of a corpus, counted.
pub(super) struct Table<'a> {
    segments: &'a Segments,
    /// Records in each segment.
    sizes: Vec<u32>,
    /// Records in two segments, row by row; nothing where there are too many segments.
    both: Vec<u32>,
    /// The numbers of each name that is shown.
    shown: Vec<Range<usize>>,
    records: usize,
}

impl<'a> Table<'a> {
    /// Counts a corpus; `asked` says whether the settings name the segments: then all are shown.
    ///
    /// Linear in records times the square of the segments a record has.
    pub(super) fn of(corpus: &Corpus, segments: &'a Segments, asked: bool) -> Table<'a> {
        let count = segments.len();
        let records = corpus.feedback().len();
        let mut sizes = vec![0; count];
        let mut both = vec![0; if count <= CROSSED { count * count } else { 0 }];
        for row in 0..records as u32 {
            let of_row = segments.of_row(row);
            for &one in of_row {
                sizes[one as usize] += 1;
                if !both.is_empty() {
                    let line = one as usize * count;
                    of_row.iter().for_each(|&other| both[line + other as usize] += 1);
                }
            }
        }
        let mut table = Table { segments, sizes, both, shown: Vec::new(), records };
        table.shown = table.names(asked);
        table
    }

    fn name(&self, of: &Range<usize>) -> &str {
        self.segments.pair(of.start as u32).0
    }

    /// The names to be shown: without the language and without copies of one fact.
    fn names(&self, asked: bool) -> Vec<Range<usize>> {
        let mut all: Vec<Range<usize>> = Vec::new();
        for number in 0..self.segments.len() {
            match all.last_mut() {
                Some(last) if self.name(last) == &**self.segments.pair(number as u32).0 => {
                    last.end = number + 1;
                }
                _ => all.push(number..number + 1),
            }
        }
        if asked {
            return all;
        }
        all.retain(|of| self.name(of) != LANGUAGE);
        // Stable: the others stay in the order of their names.
        let mut order: Vec<Range<usize>> = all;
        order.sort_by_key(|of| match self.name(of) {
            name if FIRST.contains(&name) => 0,
            LAST => 2,
            _ => 1,
        });
        let mut kept: Vec<Range<usize>> = Vec::new();
        for of in order {
            if !kept.iter().any(|other| self.is_copy(&of, other)) {
                kept.push(of);
            }
        }
        kept.sort_by_key(|of| of.start);
        kept
    }

    /// Whether one name says what another says: values go together one to one.
    fn is_copy(&self, of: &Range<usize>, other: &Range<usize>) -> bool {
        if self.both.is_empty() {
            return false;
        }
        let together = |a: usize, b: usize| self.both[a * self.segments.len() + b];
        // The value that most go with; the lesser of equals.
        let mate = |one: usize, among: &Range<usize>| {
            among.clone().rev().max_by_key(|&mate| together(one, mate)).unwrap_or(among.start)
        };
        let (mut agree, mut all, mut rows) = (0u64, 0u64, 0u64);
        for one in of.clone() {
            let best = mate(one, other);
            if mate(best, of) == one {
                agree += u64::from(together(one, best));
            }
            all += other.clone().map(|two| u64::from(together(one, two))).sum::<u64>();
            rows += u64::from(self.sizes[one]);
        }
        all > 0 && agree as f64 >= AGREE * all as f64 && all as f64 >= COVERED * rows as f64
    }

    /// The segments with at least five records of the theme, by the lower end of the interval of
    /// their plain share, highest first, at most twelve; ties by name, then value. `wanting` are the
    /// theme's rows.
    pub(super) fn shares(&self, wanting: &[u32]) -> Vec<SegmentShare> {
        if self.records == 0 || wanting.is_empty() {
            return Vec::new();
        }
        let company = wanting.len() as f64 / self.records as f64;
        let counts = self.counts(wanting);
        let mut found: Vec<(usize, SegmentShare)> = (self.shown.iter().cloned().flatten())
            .filter(|&number| counts[number] >= FEWEST)
            .map(|number| (number, self.share(number, counts[number], company)))
            .collect();
        // Stable: equals stay in the order of their names and values.
        found.sort_by(|a, b| b.1.interval.0.total_cmp(&a.1.interval.0));
        found.truncate(MOST);
        self.mark(&mut found, wanting, &counts);
        found.into_iter().map(|(_, share)| share).collect()
    }

    /// Records among these rows in each segment.
    fn counts(&self, rows: &[u32]) -> Vec<u32> {
        let mut counts = vec![0u32; self.segments.len()];
        for &row in rows {
            self.segments.of_row(row).iter().for_each(|&one| counts[one as usize] += 1);
        }
        counts
    }

    /// How common a theme is in one segment, of which `feedback` records want it changed; `company` is its
    /// share of all records.
    fn share(&self, number: usize, feedback: u32, company: f64) -> SegmentShare {
        let size = self.sizes[number];
        let share = (f64::from(feedback) + SHRINKAGE * company) / (f64::from(size) + SHRINKAGE);
        let (name, value) = self.segments.pair(number as u32);
        SegmentShare {
            name: name.clone(),
            value: value.clone(),
            feedback,
            all: size,
            share,
            lift: share / company,
            interval: wilson(feedback, size),
            reversed: None,
        }
    }

    /// The segments that the first themes are compared in: of the names that most records have (ties by
    /// name) the largest values, where at least two are large enough. In the order of names, then values.
    pub(super) fn columns(&self) -> Vec<usize> {
        let mut names: Vec<(u32, Vec<usize>)> = Vec::new();
        for of in &self.shown {
            let mut values: Vec<usize> =
                of.clone().filter(|&number| self.sizes[number] >= COLUMN_RECORDS).collect();
            values.sort_by_key(|&number| std::cmp::Reverse(self.sizes[number]));
            values.truncate(VALUES);
            if values.len() > 1 {
                names.push((values.iter().map(|&number| self.sizes[number]).sum(), values));
            }
        }
        // Stable: equals stay in the order of their names.
        names.sort_by_key(|one| std::cmp::Reverse(one.0));
        let mut columns: Vec<usize> = Vec::new();
        for (_, values) in names {
            if columns.len() + values.len() <= COLUMNS {
                columns.extend(values);
            }
        }
        columns.sort_unstable();
        columns
    }

    /// How common a theme is in each of these segments, whatever it is there. `wanting` are its rows.
    pub(super) fn across(&self, columns: &[usize], wanting: &[u32]) -> Vec<SegmentShare> {
        if wanting.is_empty() {
            return Vec::new();
        }
        let company = wanting.len() as f64 / self.records as f64;
        let counts = self.counts(wanting);
        columns.iter().map(|&number| self.share(number, counts[number], company)).collect()
    }

    /// Marks the segments whose difference from all others goes the other way within the segments of
    /// another name; the first such name.
    fn mark(&self, found: &mut [(usize, SegmentShare)], wanting: &[u32], counts: &[u32]) {
        if self.both.is_empty() {
            return;
        }
        let all = self.segments.len();
        for (number, share) in found {
            let mut together = vec![0u32; all];
            for &row in wanting {
                let of_row = self.segments.of_row(row);
                if of_row.binary_search(&(*number as u32)).is_ok() {
                    of_row.iter().for_each(|&other| together[other as usize] += 1);
                }
            }
            let part = |other: usize| {
                let here = (together[other], self.both[*number * all + other]);
                Part { first: here, second: (counts[other] - here.0, self.sizes[other] - here.1) }
            };
            let others = self.shown.iter().filter(|of| !of.contains(number));
            let turned = others.filter(|of| reversed(&(*of).clone().map(part).collect::<Vec<_>>()));
            share.reversed = turned.map(|of| self.segments.pair(of.start as u32).0.clone()).next();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::invented::{Said, company};
    use crate::model::{Corpus, Stance};

    fn said(attributes: &[(&'static str, &str)], wants: bool, times: usize) -> Vec<Said> {
        let stance = if wants { Stance::Complaint } else { Stance::Praise };
        let one = Said {
            attributes: attributes.iter().map(|&(name, value)| (name, value.to_owned())).collect(),
            points: vec![(Some(1), stance, 1)],
            ..Said::default()
        };
        vec![one; times]
    }

    fn shown(said: &[Said], names: &[String]) -> Vec<SegmentShare> {
        let (corpus, _) = company(said);
        let wants = |row: &u32| {
            let of = corpus.statements_of(*row);
            corpus.statements()[of].iter().any(|one| one.stance.wants_change())
        };
        let wanting: Vec<u32> = (0..corpus.feedback().len() as u32).filter(wants).collect();
        let segments = Segments::of(&corpus, names);
        Table::of(&corpus, &segments, !names.is_empty()).shares(&wanting)
    }

    fn named(found: &[SegmentShare]) -> Vec<String> {
        found.iter().map(|one| format!("{}={}", one.name, one.value)).collect()
    }

    #[test]
    fn one_fact_is_shown_once() {
        let mut all = Vec::new();
        for (country, market, wanting) in [("DE", "dach", 30), ("FR", "ouest", 10)] {
            let of = [("country", country), ("market", market), ("plan", "pro")];
            all.extend(said(&of, true, wanting));
            all.extend(said(&[of[0], of[1], ("plan", "free")], false, 40));
        }
        // One of two hundred is entered wrong.
        all.extend(said(&[("country", "DE"), ("market", "ouest"), ("plan", "free")], false, 1));
        assert_eq!(named(&shown(&all, &[])), ["plan=pro", "country=DE", "country=FR"]);
        let names = ["country".to_owned(), "market".to_owned()];
        assert_eq!(named(&shown(&all, &names)).len(), 4, "what is asked for is shown");
        // Two plans in each country are no copy of it.
        let mixed = said(&[("country", "DE"), ("market", "ouest")], true, 30);
        all.extend(mixed);
        assert!(named(&shown(&all, &[])).contains(&"market=ouest".to_owned()));
    }

    #[test]
    fn a_version_that_only_its_countries_make_worse_is_marked() {
        let mut all = Vec::new();
        for (country, version, wanting, others) in [
            ("IN", "5.4", 90, 210),
            ("IN", "5.3", 40, 60),
            ("SE", "5.4", 4, 96),
            ("SE", "5.3", 36, 364),
        ] {
            let of = [("country", country), ("version", version)];
            all.extend(said(&of, true, wanting));
            all.extend(said(&of, false, others));
        }
        let found = shown(&all, &[]);
        let of = |value: &str| found.iter().find(|one| &*one.value == value).expect("shown");
        assert!(of("5.4").lift > 1.0);
        assert_eq!(of("5.4").reversed.as_deref(), Some("country"));
        assert_eq!(of("5.3").reversed.as_deref(), Some("country"));
        assert_eq!(of("IN").reversed, None);
    }

    #[test]
    fn nothing_is_shared_by_nobody() {
        let segments = Segments::of(&Corpus::default(), &[]);
        assert!(Table::of(&Corpus::default(), &segments, false).shares(&[]).is_empty());
    }
}
