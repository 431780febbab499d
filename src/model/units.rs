//! What became of the records that were read, counted.

use std::collections::BTreeMap;

/// Records of a file or a source, and what became of them:
/// `read = kept + superseded + deleted + skipped + rejected`, always ([`Units::adds_up`]).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Units {
    /// Records there are.
    pub read: u64,
    /// Became feedback, or a newer version of it.
    pub kept: u64,
    /// Beaten by a newer or equal version of the same record, or already known.
    pub superseded: u64,
    /// Said that a record is gone.
    pub deleted: u64,
    /// Well formed and left out by rule, by reason (`no_text`, …).
    pub skipped: BTreeMap<String, u64>,
    /// Could not be read, by reason.
    pub rejected: BTreeMap<String, u64>,
    /// Of all these, records whose text is longer than the settings allow and is kept without its end.
    pub cut: u64,
}

impl Units {
    /// All that were left out by rule.
    pub fn skipped_total(&self) -> u64 {
        self.skipped.values().sum()
    }

    /// All that could not be read.
    pub fn rejected_total(&self) -> u64 {
        self.rejected.values().sum()
    }

    /// Whether the parts add up to the whole.
    pub fn adds_up(&self) -> bool {
        self.read
            == self.kept
                + self.superseded
                + self.deleted
                + self.skipped_total()
                + self.rejected_total()
    }

    /// Adds those of another file.
    pub fn add(&mut self, other: &Units) {
        self.read += other.read;
        self.kept += other.kept;
        self.superseded += other.superseded;
        self.deleted += other.deleted;
        self.cut += other.cut;
        let both = [(&mut self.skipped, &other.skipped), (&mut self.rejected, &other.rejected)];
        for (own, others) in both {
            for (reason, count) in others {
                *own.entry(reason.clone()).or_default() += count;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_of_files_add_up() {
        let some = |reason: &str, count| BTreeMap::from([(reason.to_owned(), count)]);
        let one = Units { read: 7, kept: 4, skipped: some("no_text", 3), ..Units::default() };
        let other = Units {
            read: 9,
            superseded: 2,
            deleted: 1,
            skipped: some("no_text", 2),
            rejected: some("bad_json", 4),
            cut: 1,
            ..Units::default()
        };
        let mut both = one.clone();
        both.add(&other);
        assert!(one.adds_up() && other.adds_up() && both.adds_up());
        assert_eq!(
            (both.read, both.skipped_total(), both.rejected_total(), both.cut),
            (16, 5, 4, 1)
        );
        both.kept += 1;
        assert!(!both.adds_up());
    }
}
