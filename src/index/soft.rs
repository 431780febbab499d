//! The words of a query of which some may be missing: which documents hold which, and what they tell.
//!
//! Takes a plan, gives bits by document and the tier that they make. A word tells its inverse document
//! frequency; beside a neighbour with which it mostly stands, the part that the pair leaves it.

use tantivy::query::{EnableScoring, Weight};
use tantivy::{DocSet, SegmentReader, TERMINATED};

use super::page::Tier;
use super::plan::Plan;
use super::snapshot::Snapshot;

/// A hit that misses words holds at least this share of what all of them tell, by their inverse
/// document frequency: of two words the rarer one is enough, of many the telling half.
const MOST: f64 = 0.5;

/// Which of the soft words each document of a segment holds, bit by bit.
pub(super) struct Held {
    pub bits: Vec<u64>,
    /// Whether it says what the query denies; empty where the query denies nothing.
    pub denied: Vec<bool>,
}

/// The words of a query of which some may be missing, what they tell, and which of them somebody says.
pub(super) struct Soft {
    words: Vec<Box<dyn Weight>>,
    never: Vec<(u32, Box<dyn Weight>)>,
    /// The inverse document frequency of each, alone and beside its neighbours; 0 for what nobody says.
    tell: Vec<(f64, f64)>,
    every: u64,
    whole: (f64, f64),
}

impl Soft {
    pub(super) fn new(snapshot: &Snapshot, plan: &Plan) -> tantivy::Result<Soft> {
        let scoring = EnableScoring::disabled_from_searcher(&snapshot.searcher);
        let words: tantivy::Result<Vec<Box<dyn Weight>>> =
            plan.soft.iter().map(|query| query.weight(scoring)).collect();
        let never: tantivy::Result<Vec<(u32, Box<dyn Weight>)>> =
            plan.never.iter().map(|(bit, query)| Ok((*bit, query.weight(scoring)?))).collect();
        let mut tell = vec![(0.0, 0.0); plan.soft.len()];
        for group in &plan.groups {
            if let Some(place) = group.bit.and_then(|bit| tell.get_mut(bit as usize)) {
                *place = match group.found {
                    // What tells nothing by itself is nothing to miss.
                    0 => (0.0, 0.0),
                    _ if group.share == 0.0 => (0.0, 0.0),
                    found => {
                        let alone = rarity(snapshot, found);
                        (alone, alone * group.share)
                    }
                };
            }
        }
        let every = (0..plan.soft.len()).fold(0, |all, bit| all | 1 << bit);
        let whole = sum(tell.iter());
        Ok(Soft { words: words?, never: never?, every, whole, tell })
    }

    /// What the documents of a segment hold; one that says what the query denies holds nothing.
    pub(super) fn held(&self, segment: &SegmentReader) -> tantivy::Result<Held> {
        let documents = segment.max_doc() as usize;
        let mut bits = vec![0u64; documents];
        for (bit, weight) in self.words.iter().enumerate() {
            let mut matches = weight.scorer(segment, 1.0)?;
            let mut doc = matches.doc();
            while doc != TERMINATED {
                bits[doc as usize] |= 1 << bit;
                doc = matches.advance();
            }
        }
        let mut denied = vec![false; if self.never.is_empty() { 0 } else { documents }];
        for (bit, weight) in &self.never {
            let mut matches = weight.scorer(segment, 1.0)?;
            let mut doc = matches.doc();
            while doc != TERMINATED {
                if bits[doc as usize] >> bit & 1 == 0 {
                    bits[doc as usize] = 0;
                    denied[doc as usize] = true;
                }
                doc = matches.advance();
            }
        }
        Ok(Held { bits, denied })
    }

    /// Whether these are all of the words, of which there are some.
    pub(super) fn has_all(&self, held: u64) -> bool {
        self.every != 0 && held == self.every
    }

    /// How much of the query a document holds; `None` for too little to be a hit.
    pub(super) fn tier(&self, held: u64, exact: bool) -> Option<Tier> {
        if held == self.every {
            return Some(Tier::All);
        }
        if exact || held == 0 {
            return None;
        }
        let bits = self.tell.iter().enumerate().filter(|(bit, _)| held >> bit & 1 == 1);
        let (alone, together) = sum(bits.map(|(_, tell)| tell));
        // Two of several are enough where two others are told as one.
        let most = alone >= MOST * self.whole.0
            || held.count_ones() > 1 && together >= MOST * self.whole.1;
        most.then_some(Tier::Most)
    }
}

/// Whether these words tell half of what all of them do, each beside its neighbours.
pub(super) fn tells_half(snapshot: &Snapshot, plan: &Plan, held: u64) -> bool {
    let (mut told, mut whole) = (0.0, 0.0);
    for group in plan.groups.iter().filter(|group| group.found > 0) {
        let Some(bit) = group.bit else { continue };
        let tell = rarity(snapshot, group.found) * group.share;
        whole += tell;
        told += if held >> bit & 1 == 1 { tell } else { 0.0 };
    }
    told >= MOST * whole
}

/// Both sums of some pairs, in their order.
fn sum<'t>(pairs: impl Iterator<Item = &'t (f64, f64)>) -> (f64, f64) {
    pairs.fold((0.0, 0.0), |(one, other), (first, second)| (one + first, other + second))
}

/// The weight of a word by the living documents that hold it.
pub(super) fn rarity(snapshot: &Snapshot, found: u64) -> f64 {
    let (all, with) = (snapshot.documents as f64, found as f64);
    libm::log(1.0 + (all - with + 0.5) / (with + 0.5))
}
