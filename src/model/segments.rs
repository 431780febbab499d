//! Every record's segments as small numbers: what counts are cut by.
//!
//! Takes a corpus, gives for each row the (name, value) pairs it belongs to: source, kind, product,
//! language and every attribute. Names with a single value tell nothing apart and names with more
//! than [`MOST_VALUES`] (order numbers, addresses) are not segments; both are left out.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::{Corpus, Feedback, Kind, Lang};

/// A name with more values than this is an identifier and not a segment: a table of more rows is
/// not read by anybody.
pub const MOST_VALUES: usize = 50;

/// The segments of a corpus, numbered in the order of their pairs.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Segments {
    /// (name, value), ascending, without repeats.
    pairs: Vec<(Arc<str>, Arc<str>)>,
    /// `starts[row]..starts[row + 1]` is the stretch of `numbers` of feedback `row`.
    starts: Vec<u32>,
    numbers: Vec<u32>,
}

impl Segments {
    /// The segments of every row. `names` limits them to those names (then with any number of
    /// values); empty means every name with 2 to [`MOST_VALUES`] values.
    pub fn of(corpus: &Corpus, names: &[String]) -> Segments {
        let chosen: BTreeSet<&str> = names.iter().map(String::as_str).collect();
        let own = Own::of(corpus);
        // Rows that were read together share their texts: one look at each pair of them is enough.
        // The corpus holds them all, so that no address is used twice.
        let mut looked_at: HashSet<Addresses> = HashSet::new();
        // `None` once a name has too many values: its values are no longer remembered.
        let mut found: HashMap<Arc<str>, Option<BTreeMap<Arc<str>, u32>>> = HashMap::new();
        for feedback in corpus.feedback() {
            own.for_each_pair(feedback, |name, value| {
                if looked_at.contains(&addresses(name, value)) {
                    return;
                }
                if looked_at.len() < REMEMBERED {
                    looked_at.insert(addresses(name, value));
                }
                if !chosen.is_empty() && !chosen.contains(name as &str) {
                    return;
                }
                match found.get_mut(name) {
                    Some(Some(values)) if values.contains_key(value) => {}
                    Some(Some(values)) if chosen.is_empty() && values.len() >= MOST_VALUES => {
                        found.insert(name.clone(), None);
                    }
                    Some(Some(values)) => {
                        values.insert(value.clone(), 0);
                    }
                    Some(None) => {}
                    None => {
                        found.insert(name.clone(), Some(BTreeMap::from([(value.clone(), 0)])));
                    }
                }
            });
        }
        found.retain(|_, values| values.as_ref().is_some_and(|values| values.len() >= 2));
        let ordered: BTreeSet<Arc<str>> = found.keys().cloned().collect();
        let mut segments = Segments { starts: vec![0], ..Segments::default() };
        for name in ordered {
            if let Some(Some(values)) = found.get_mut(&name) {
                for (value, number) in values.iter_mut() {
                    *number = segments.pairs.len() as u32;
                    segments.pairs.push((name.clone(), value.clone()));
                }
            }
        }
        let mut of_row: Vec<u32> = Vec::new();
        let mut numbered: HashMap<Addresses, Option<u32>> = HashMap::new();
        for feedback in corpus.feedback() {
            of_row.clear();
            own.for_each_pair(feedback, |name, value| {
                let look = || found.get(name)?.as_ref()?.get(value).copied();
                let number = match numbered.get(&addresses(name, value)) {
                    Some(&number) => number,
                    None if numbered.len() >= REMEMBERED => look(),
                    None => *numbered.entry(addresses(name, value)).or_insert_with(look),
                };
                of_row.extend(number);
            });
            of_row.sort_unstable();
            of_row.dedup();
            segments.numbers.extend_from_slice(&of_row);
            segments.starts.push(segments.numbers.len() as u32);
        }
        segments
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
        assert_eq!(Segments::of(&corpus, &["order".to_owned()]).len(), 60);
        assert!(Segments::of(&Corpus::new(Vec::new()), &[]).is_empty());
    }
}
