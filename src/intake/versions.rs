//! Which version of a record stays: upserts and tombstones, whatever order files come in.
//!
//! Takes what one night brought, in reading order, and what is known from earlier nights; says of
//! each whether it is kept, beaten or a tombstone. Pure; a whole list at once ([`settle`]), or the
//! versions of one record after another ([`Standing`]).
//!
//! The rules: a tombstone beats every version, whichever comes first, so that nobody who asked to
//! be forgotten comes back with an old file. Then the later generation of the table wins, then the
//! later version. Of equal versions the
//! first stays, in the order of file names and places in a file (or the last, where the feed says
//! so); the very same content again is beaten, whatever its version says.

use std::collections::HashMap;

use crate::model::{Feedback, FeedbackId, PartName, Timestamp};

use super::time::Moment;

/// Something a night brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// A version of a record.
    Record {
        /// Which record.
        id: FeedbackId,
        /// Which generation of its table it is of, where the tool that landed it numbers them: what
        /// is of a later one is newer, whatever its version says.
        generation: Option<u64>,
        /// Its version; none is older than any.
        version: Option<Moment>,
        /// Its content, by [`digest_of`].
        digest: [u8; 16],
        /// Whether it beats an equal version that came before it.
        keep_last: bool,
    },
    /// Says that a record is gone.
    Tombstone {
        /// Which record.
        id: FeedbackId,
    },
}

impl Arrival {
    /// Which record it is about.
    pub fn id(&self) -> FeedbackId {
        match self {
            Arrival::Record { id, .. } | Arrival::Tombstone { id } => *id,
        }
    }
}

/// What earlier nights know of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// This version of it.
    Version {
        /// The generation of its table.
        generation: Option<u64>,
        /// The version, to the second: what is kept is no finer.
        version: Option<Timestamp>,
        /// Its content, by [`digest_of`].
        digest: [u8; 16],
    },
    /// A tombstone: it stays gone.
    Gone,
}

/// What becomes of an arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is the record now, and replaces a known version if there is one.
    Kept,
    /// Another version, the same content or a tombstone beats it.
    Superseded,
    /// A tombstone: whatever is known of the record goes.
    Deleted,
}

/// Which version of one record stands, as more of them arrive.
#[derive(Clone, Copy, Debug)]
pub struct Standing(Best);

#[derive(Clone, Copy, Debug)]
enum Best {
    /// Nothing is known of the record yet.
    None,
    /// A tombstone: it stays gone.
    Gone,
    /// An earlier night's version.
    Old(Option<u64>, Option<Timestamp>, [u8; 16]),
    /// The arrival of this number.
    New(u64, (Option<u64>, Option<Moment>), [u8; 16]),
}

impl Standing {
    /// What stands before anything arrives.
    pub fn of(known: Option<Known>) -> Standing {
        Standing(match known {
            None => Best::None,
            Some(Known::Gone) => Best::Gone,
            Some(Known::Version { generation, version, digest }) => {
                Best::Old(generation, version, digest)
            }
        })
    }

    /// Takes in what arrived next; `number` names it, if it should be the one that stands.
    pub fn meet(&mut self, number: u64, arrival: &Arrival) {
        let &Arrival::Record { generation, version, digest, keep_last, .. } = arrival else {
            self.0 = Best::Gone;
            return;
        };
        let own = (generation, version);
        let wins = match self.0 {
            Best::None => true,
            Best::Gone => false,
            // What says the same in a later generation is kept as of that one.
            Best::Old(before, ..) if generation != before => generation > before,
            Best::Old(_, other, content) => {
                let seconds = version.map(Moment::timestamp);
                let newer = seconds > other || (seconds == other && keep_last);
                newer && digest != content
            }
            // The newer of tonight's stays though it says the same: which of them is read first
            // must not show.
            Best::New(_, other, content) => {
                own > other || (own == other && keep_last && digest != content)
            }
        };
        if wins {
            self.0 = Best::New(number, own, digest);
        }
    }

    /// The number of the arrival that stands; `None` when none of them does.
    pub fn winner(&self) -> Option<u64> {
        match self.0 {
            Best::New(number, ..) => Some(number),
            Best::None | Best::Gone | Best::Old(..) => None,
        }
    }
}

/// The fates of a night's arrivals, in their order; exactly one kept at most for each id.
pub fn settle(arrivals: &[Arrival], known: impl Fn(FeedbackId) -> Option<Known>) -> Vec<Fate> {
    let mut standing: HashMap<FeedbackId, Standing> = HashMap::with_capacity(arrivals.len());
    for (number, arrival) in (0..).zip(arrivals) {
        let id = arrival.id();
        standing.entry(id).or_insert_with(|| Standing::of(known(id))).meet(number, arrival);
    }
    (0..)
        .zip(arrivals)
        .map(|(number, arrival)| match (arrival, standing.get(&arrival.id())) {
            (Arrival::Tombstone { .. }, _) => Fate::Deleted,
            (_, Some(one)) if one.winner() == Some(number) => Fate::Kept,
            _ => Fate::Superseded,
        })
        .collect()
}

/// What a piece of feedback says, as 128 bits of BLAKE3: text, question, time, rating, language,
/// product, worth, votes and segments. Not where it was read, not its version, and not its author, whose
/// key differs between workspaces.
pub fn digest(feedback: &Feedback) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new();
    let mut add = |bytes: &[u8]| {
        hasher.update(&(bytes.len() as u64).to_le_bytes()).update(bytes);
    };
    add(feedback.text.as_str().as_bytes());
    // Where the title ends says it all; which lines are templates is not the source's to change.
    for part in feedback.parts.iter().filter(|part| part.name == PartName::Title) {
        add(&part.span.end.to_le_bytes());
    }
    add(feedback.question.as_deref().unwrap_or_default().as_bytes());
    add(&feedback.at.map_or(i64::MIN, |at| at.0).to_le_bytes());
    if let Some(rating) = feedback.rating {
        add(rating.kind.name().as_bytes());
        add(&rating.raw.to_bits().to_le_bytes());
        add(&rating.unit.to_bits().to_le_bytes());
    }
    add(feedback.lang.code().as_bytes());
    add(feedback.kind.name().as_bytes());
    add(feedback.product.as_deref().unwrap_or_default().as_bytes());
    add(&feedback.value.unwrap_or(f64::NAN).to_bits().to_le_bytes());
    // What was kept before there were votes says what it said.
    if feedback.votes > 0 {
        add(b"votes");
        add(&feedback.votes.to_le_bytes());
    }
    for pair in &feedback.attributes {
        add(pair.name.as_bytes());
        add(pair.value.as_bytes());
    }
    let mut half = [0; 16];
    half.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    half
}

/// What all answers of one respondent say, whatever order they come in: a digest of the one, or
/// of their ids and digests.
pub fn digest_of<'a>(feedback: impl IntoIterator<Item = &'a Feedback>) -> [u8; 16] {
    let mut each: Vec<(FeedbackId, [u8; 16])> =
        feedback.into_iter().map(|one| (one.id, digest(one))).collect();
    each.sort_unstable();
    if let [(_, only)] = each.as_slice() {
        return *only;
    }
    let mut hasher = blake3::Hasher::new();
    for (id, digest) in &each {
        hasher.update(&id.0).update(digest);
    }
    let mut half = [0; 16];
    half.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    half
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn record(id: u8, version: i64, content: u8) -> Arrival {
        Arrival::Record {
            id: FeedbackId([id; 16]),
            generation: None,
            version: Some(Moment(version * 1000)),
            digest: [content; 16],
            keep_last: false,
        }
    }

    #[test]
    fn newer_wins_equal_stays() {
        let none = |_| None;
        assert_eq!(
            settle(&[record(1, 5, 1), record(1, 6, 2), record(1, 4, 3)], none),
            [Fate::Superseded, Fate::Kept, Fate::Superseded]
        );
        assert_eq!(
            settle(&[record(1, 5, 2), record(1, 5, 1), record(1, 5, 1)], none),
            [Fate::Kept, Fate::Superseded, Fate::Superseded]
        );
        let last = |content| match record(1, 5, content) {
            Arrival::Record { id, generation, version, digest, .. } => {
                Arrival::Record { id, generation, version, digest, keep_last: true }
            }
            tombstone => tombstone,
        };
        assert_eq!(settle(&[last(1), last(2)], none), [Fate::Superseded, Fate::Kept]);
        let old = |_| {
            Some(Known::Version { generation: None, version: Some(Timestamp(5)), digest: [9; 16] })
        };
        assert_eq!(settle(&[record(1, 5, 1)], old), [Fate::Superseded]);
        assert_eq!(settle(&[record(1, 6, 9)], old), [Fate::Superseded]);
        assert_eq!(settle(&[record(1, 6, 1)], old), [Fate::Kept]);
    }

    #[test]
    fn a_later_generation_wins_whatever_its_version_says() {
        let of = |generation: u64, version: i64| match record(1, version, 7) {
            Arrival::Record { id, version, digest, keep_last, .. } => {
                Arrival::Record { id, generation: Some(generation), version, digest, keep_last }
            }
            stone => stone,
        };
        assert_eq!(settle(&[of(2, 5), of(1, 9)], |_| None), [Fate::Kept, Fate::Superseded]);
        let old = |_| {
            let version = Some(Timestamp(5));
            Some(Known::Version { generation: Some(1), version, digest: [7; 16] })
        };
        assert_eq!(settle(&[of(1, 5)], old), [Fate::Superseded]);
        assert_eq!(settle(&[of(2, 5)], old), [Fate::Kept]);
    }

    #[test]
    fn tombstones_are_final() {
        let stone = Arrival::Tombstone { id: FeedbackId([1; 16]) };
        assert_eq!(
            settle(&[record(1, 5, 1), stone, record(1, 9, 1)], |_| None),
            [Fate::Superseded, Fate::Deleted, Fate::Superseded]
        );
        assert_eq!(settle(&[record(1, 9, 1)], |_| Some(Known::Gone)), [Fate::Superseded]);
    }

    fn arrivals() -> impl Strategy<Value = Vec<Arrival>> {
        proptest::collection::vec(
            (0u8..4, proptest::option::of(0i64..3), 0u8..3, 0u8..9).prop_map(
                |(id, version, content, kind)| match kind {
                    0 => Arrival::Tombstone { id: FeedbackId([id; 16]) },
                    _ => Arrival::Record {
                        id: FeedbackId([id; 16]),
                        generation: None,
                        version: version.map(|at| Moment(at * 1000)),
                        digest: [content; 16],
                        keep_last: false,
                    },
                },
            ),
            0..20,
        )
    }

    fn winners(arrivals: &[Arrival]) -> BTreeMap<FeedbackId, (Option<Moment>, [u8; 16])> {
        settle(arrivals, |_| None)
            .into_iter()
            .zip(arrivals)
            .filter_map(|(fate, arrival)| match (fate, arrival) {
                (Fate::Kept, Arrival::Record { id, version, digest, .. }) => {
                    Some((*id, (*version, *digest)))
                }
                _ => None,
            })
            .collect()
    }

    proptest! {
        #[test]
        fn order_decides_between_equal_versions_only(list in arrivals()) {
            // Different versions are different instants here.
            let list: Vec<Arrival> = list
                .into_iter()
                .map(|one| match one {
                    Arrival::Record { id, generation, version, digest, keep_last } => Arrival::Record {
                        id,
                        generation,
                        version: version.map(|at| Moment(at.0 * 4 + i64::from(digest[0]) * 1000)),
                        digest,
                        keep_last,
                    },
                    stone => stone,
                })
                .filter(|one| !matches!(one, Arrival::Record { version: None, .. }))
                .collect();
            let mut turned = list.clone();
            turned.reverse();
            prop_assert_eq!(winners(&list), winners(&turned));
            let middle = turned.len() / 2;
            turned.rotate_left(middle);
            prop_assert_eq!(winners(&list), winners(&turned));
        }

        #[test]
        fn the_same_night_again_changes_nothing(list in arrivals()) {
            let before = winners(&list);
            let gone: Vec<_> = list
                .iter()
                .filter(|one| matches!(one, Arrival::Tombstone { .. }))
                .map(Arrival::id)
                .collect();
            let again = settle(&list, |id| {
                if gone.contains(&id) {
                    return Some(Known::Gone);
                }
                before.get(&id).map(|&(version, digest)| Known::Version {
                    generation: None,
                    version: version.map(Moment::timestamp),
                    digest,
                })
            });
            prop_assert!(!again.contains(&Fate::Kept));
        }
    }
}
