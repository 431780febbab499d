//! Every record's segments as small numbers: what counts are cut by.
//!
//! Takes a corpus, gives for each row the (name, value) pairs it belongs to: source, kind, product,
//! language and every attribute. Names with a single value tell nothing apart and are left out, and
//! so are those whose values number records (order numbers, addresses). Of any other name with more
//! than [`MOST_VALUES`] values the largest stay, and the rest are together [`OTHER`].

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use foldhash::fast::FixedState;

use super::{Corpus, Feedback, Kind, Lang};

/// Values of one name at most, [`OTHER`] among them: a table of more rows is not read by anybody.
pub const MOST_VALUES: usize = 50;
/// The value of everything beyond the largest.
pub const OTHER: &str = "other";
/// A name with more values than this numbers records, whatever they are; it is remembered no
/// further.
const MOST_MET: usize = 1 << 16;

/// A name and a value.
type Pair = (Arc<str>, Arc<str>);

/// The segments of a corpus, numbered in the order of their pairs.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Segments {
    /// (name, value), ascending, without repeats.
    pairs: Vec<Pair>,
    /// `starts[row]..starts[row + 1]` is the stretch of `numbers` of feedback `row`.
    starts: Vec<u32>,
    numbers: Vec<u32>,
    /// Names that were cut to their largest values, ascending.
    cut: Vec<CutName>,
}

/// A name that has more values than a table shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CutName {
    /// The name.
    pub name: Arc<str>,
    /// How many values it has.
    pub values: u64,
    /// Records with one of those that are together [`OTHER`].
    pub others: u64,
}

impl Segments {
    /// The segments of every row. `names` limits them to those names; empty means every name with
    /// at least two values that does not number records (no more than eight in ten of its
    /// records have a value of their own). Of more than [`MOST_VALUES`] values the [`MOST_VALUES`] - 1 largest
    /// stay; ties go to the lesser value. They are counted over the whole corpus, so that a night
    /// more moves few of them.
    pub fn of(corpus: &Corpus, names: &[String]) -> Segments {
        Segments::made(corpus, names, if names.is_empty() { Cut::Judged } else { Cut::Largest })
    }

    /// The segments of every row by these names, however many values they have.
    pub fn whole(corpus: &Corpus, names: &[String]) -> Segments {
        Segments::made(corpus, names, Cut::None)
    }

    /// Names that were cut to their largest values, ascending.
    pub fn cut(&self) -> &[CutName] {
        &self.cut
    }

    fn made(corpus: &Corpus, names: &[String], cut: Cut) -> Segments {
        let chosen: BTreeSet<&str> = names.iter().map(String::as_str).collect();
        let own = Own::of(corpus);
        let mut met = Met::new(cut);
        // Rows that were read together share their texts: one look at each pair of them is enough.
        // The corpus holds them all, so that no address is used twice.
        let mut known: HashMap<Addresses, Option<u32>, FixedState> = HashMap::default();
        let mut segments = Segments { starts: vec![0], ..Segments::default() };
        for feedback in corpus.feedback() {
            own.for_each_pair(feedback, |name, value| {
                if !chosen.is_empty() && !chosen.contains(name as &str) {
                    return;
                }
                let number = match known.get(&addresses(name, value)) {
                    Some(&number) => number,
                    None => {
                        let number = met.number(name, value);
                        if known.len() < REMEMBERED {
                            known.insert(addresses(name, value), number);
                        }
                        number
                    }
                };
                segments.numbers.extend(number);
            });
            segments.starts.push(segments.numbers.len() as u32);
        }
        let mut sizes = vec![0; met.count as usize];
        segments.numbers.iter().for_each(|&number| sizes[number as usize] += 1);
        let (pairs, lasting, cut) = met.pairs(&sizes);
        segments.pairs = pairs;
        segments.cut = cut;
        segments.renumber(&lasting);
        segments
    }

    /// Puts the lasting numbers in the place of those given on the way, ascending for each row,
    /// without repeats; what did not last goes.
    fn renumber(&mut self, lasting: &[Option<u32>]) {
        let mut kept = 0;
        for row in 0..self.starts.len() - 1 {
            let (from, to) = (self.starts[row] as usize, self.starts[row + 1] as usize);
            self.starts[row] = kept as u32;
            let start = kept;
            for at in from..to {
                if let Some(number) = lasting[self.numbers[at] as usize] {
                    self.numbers[kept] = number;
                    kept += 1;
                }
            }
            self.numbers[start..kept].sort_unstable();
            let mut last = start;
            for at in start..kept {
                if at == start || self.numbers[at] != self.numbers[last - 1] {
                    self.numbers[last] = self.numbers[at];
                    last += 1;
                }
            }
            kept = last;
        }
        if let Some(end) = self.starts.last_mut() {
            *end = kept as u32;
        }
        self.numbers.truncate(kept);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.pairs.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// Name and value of a segment.
    pub fn pair(&self, number: u32) -> (&Arc<str>, &Arc<str>) {
        let (name, value) = &self.pairs[number as usize];
        (name, value)
    }

    /// The segments of feedback `row`, ascending, each once.
    pub fn of_row(&self, row: u32) -> &[u32] {
        &self.numbers[self.starts[row as usize] as usize..self.starts[row as usize + 1] as usize]
    }
}

/// What becomes of a name with more than [`MOST_VALUES`] values.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cut {
    /// Its largest stay, unless it numbers records.
    Judged,
    /// Its largest stay.
    Largest,
    /// All stay.
    None,
}

/// Pairs in the order they were met, numbered.
struct Met {
    cut: Cut,
    /// The numbers of each name's values; `None` once it has too many, when its values are no longer
    /// remembered.
    names: BTreeMap<Arc<str>, Option<BTreeMap<Arc<str>, u32>>>,
    count: u32,
}

impl Met {
    fn new(cut: Cut) -> Met {
        Met { cut, names: BTreeMap::new(), count: 0 }
    }

    /// The number of a pair; `None` when its name has too many values.
    fn number(&mut self, name: &Arc<str>, value: &Arc<str>) -> Option<u32> {
        if !self.names.contains_key(name) {
            self.names.insert(name.clone(), Some(BTreeMap::new()));
        }
        let held = self.names.get_mut(name)?;
        let values = held.as_mut()?;
        if let Some(&number) = values.get(value) {
            return Some(number);
        }
        if self.cut == Cut::Judged && values.len() >= MOST_MET {
            *held = None;
            return None;
        }
        values.insert(value.clone(), self.count);
        self.count += 1;
        Some(self.count - 1)
    }

    /// The pairs that are segments, ascending, for each number the place of its pair among them,
    /// and the names that were cut. `sizes` is how often each number was met.
    fn pairs(self, sizes: &[u64]) -> (Vec<Pair>, Vec<Option<u32>>, Vec<CutName>) {
        let mut lasting = vec![None; self.count as usize];
        let (mut pairs, mut cut) = (Vec::new(), Vec::new());
        for (name, values) in self.names {
            let values = values.filter(|values| values.len() >= 2).unwrap_or_default();
            let rows: u64 = values.values().map(|&number| sizes[number as usize]).sum();
            let many = self.cut != Cut::None && values.len() > MOST_VALUES;
            let single = values.values().filter(|&&number| sizes[number as usize] == 1).count();
            if many && self.cut == Cut::Judged && single as u64 * 10 > rows * 8 {
                continue;
            }
            let kept = if many { largest(&values, sizes) } else { BTreeSet::new() };
            let mut of_name: BTreeMap<Arc<str>, Vec<u32>> = BTreeMap::new();
            let mut others = 0;
            for (value, &number) in &values {
                let stays = !many || kept.contains(&number);
                others += if stays { 0 } else { sizes[number as usize] };
                let value = if stays { value.clone() } else { OTHER.into() };
                of_name.entry(value).or_default().push(number);
            }
            if many {
                cut.push(CutName { name: name.clone(), values: values.len() as u64, others });
            }
            for (value, numbers) in of_name {
                for number in numbers {
                    lasting[number as usize] = Some(pairs.len() as u32);
                }
                pairs.push((name.clone(), value));
            }
        }
        (pairs, lasting, cut)
    }
}

/// The numbers of the largest values, leaving room for [`OTHER`], which is never among them.
fn largest(values: &BTreeMap<Arc<str>, u32>, sizes: &[u64]) -> BTreeSet<u32> {
    let named = values.iter().filter(|(value, _)| &***value != OTHER);
    let mut all: Vec<(u64, u32)> =
        named.map(|(_, &number)| (sizes[number as usize], number)).collect();
    // Stable: equals stay in the order of their values.
    all.sort_by_key(|(size, _)| std::cmp::Reverse(*size));
    all.into_iter().take(MOST_VALUES - 1).map(|(_, number)| number).collect()
}

/// Where the two texts of a pair lie.
type Addresses = (*const u8, *const u8);

/// Pairs remembered by their addresses: far more than there are segments, and no more than a few
/// megabytes where every record has texts of its own.
const REMEMBERED: usize = 1 << 16;

fn addresses(name: &Arc<str>, value: &Arc<str>) -> Addresses {
    (name.as_ptr(), value.as_ptr())
}

/// The pairs every record has beside its attributes, as texts that last as long as this.
struct Own {
    names: [Arc<str>; 4],
    kinds: [Arc<str>; Kind::ALL.len()],
    langs: BTreeMap<Lang, Arc<str>>,
}

impl Own {
    fn of(corpus: &Corpus) -> Own {
        let langs: BTreeSet<Lang> = corpus.feedback().iter().map(|one| one.lang).collect();
        Own {
            names: ["source", "kind", "product", "lang"].map(Arc::from),
            kinds: Kind::ALL.map(|kind| Arc::from(kind.name())),
            langs: langs.into_iter().map(|lang| (lang, Arc::from(lang.code()))).collect(),
        }
    }

    /// Calls `tell` with every (name, value) of a record.
    fn for_each_pair(&self, feedback: &Feedback, mut tell: impl FnMut(&Arc<str>, &Arc<str>)) {
        let [source, kind, product, lang] = &self.names;
        tell(source, &feedback.source);
        for (_, name) in Kind::ALL.iter().zip(&self.kinds).filter(|(one, _)| **one == feedback.kind)
        {
            tell(kind, name);
        }
        if let Some(name) = &feedback.product {
            tell(product, name);
        }
        if let Some(code) = self.langs.get(&feedback.lang) {
            tell(lang, code);
        }
        for pair in &feedback.attributes {
            tell(&pair.name, &pair.value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::invented::{Said, company};

    #[test]
    fn keeps_names_that_tell_records_apart() {
        let said: Vec<Said> = (0..60)
            .map(|number| Said {
                source: if number % 2 == 0 { "reviews" } else { "tickets" },
                attributes: vec![
                    ("order", format!("{number}")),
                    ("plan", if number < 20 { "free".into() } else { "paid".into() }),
                    ("region", "eu".into()),
                ],
                ..Said::default()
            })
            .collect();
        let (corpus, _) = company(&said);
        let segments = Segments::of(&corpus, &[]);
        let names: Vec<String> = (0..segments.len() as u32)
            .map(|number| format!("{}={}", segments.pair(number).0, segments.pair(number).1))
            .collect();
        assert_eq!(names, ["plan=free", "plan=paid", "source=reviews", "source=tickets"]);
        assert_eq!(segments.of_row(0), [0, 2]);
        assert_eq!(segments.of_row(59), [1, 3]);
        assert_eq!(Segments::whole(&corpus, &["order".to_owned()]).len(), 60);
        assert!(Segments::of(&Corpus::new(Vec::new()), &[]).is_empty());
    }

    #[test]
    fn of_many_values_the_largest_stay() {
        // City 0 has 90 records, city 1 has 89, and so on; the last ten have one each.
        let mut said = Vec::new();
        for city in 0..90usize {
            for _ in 0..(90 - city).max(1) {
                let attributes = vec![("city", format!("{city:02}"))];
                said.push(Said { attributes, ..Said::default() });
            }
        }
        let values = |said: &[Said]| {
            let (corpus, _) = company(said);
            let segments = Segments::of(&corpus, &[]);
            let cut = segments.cut().to_vec();
            let values: Vec<String> = (0..segments.len() as u32)
                .map(|number| segments.pair(number).1.to_string())
                .collect();
            let other = (0..corpus.feedback().len() as u32)
                .filter(|&row| {
                    segments.of_row(row).iter().any(|&one| &**segments.pair(one).1 == OTHER)
                })
                .count() as u64;
            (values, cut, other)
        };
        let (found, cut, other) = values(&said);
        assert_eq!((found.len(), &*found[0], &*found[48], &*found[49]), (50, "00", "48", OTHER));
        assert_eq!((&*cut[0].name, cut[0].values, cut[0].others), ("city", 90, other));
        said.reverse();
        assert_eq!(values(&said).0, found);
    }
}
