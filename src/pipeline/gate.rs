//! A feed's gate: what a file must be like to count.
//!
//! Takes what a file gave and what the feed's files gave before; says why it is set aside, if it is.

use std::collections::HashMap;

use crate::model::FileReceipt;
use crate::sources::preset::Gate;
use crate::store::Segment;

/// Why a feed's gate does not let a file pass; `earlier` are the units of the file before it.
pub(super) fn closed(gate: &Gate, file: &FileReceipt, earlier: Option<u64>) -> Option<String> {
    let (units, rejected) = (file.units.read, file.units.rejected_total());
    if let Some(most) = gate.max_reject_ratio
        && rejected as f64 > most * units as f64
    {
        return Some(format!("gate: {rejected} of {units} units cannot be read"));
    }
    if let Some(least) = gate.min_units
        && units < least
    {
        return Some(format!("gate: {units} units, fewer than {least}"));
    }
    if let (Some(drop), Some(earlier)) = (gate.max_drop_vs_last, earlier)
        && (units as f64) < (1.0 - drop) * earlier as f64
    {
        return Some(format!("gate: {units} units, and {earlier} in the file before"));
    }
    None
}

/// Units of the last file of every source, from earlier nights.
pub(super) fn last_files(segments: &[Segment]) -> HashMap<String, u64> {
    let files = segments.iter().flat_map(|segment| &segment.receipt.files);
    files
        .filter(|file| file.refused.is_none())
        .map(|file| (file.source.to_string(), file.units.read))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Units;

    #[test]
    fn a_gate_closes_for_a_reason() {
        let units = Units { read: 100, kept: 90, ..Units::default() };
        let mut file = FileReceipt { units, ..FileReceipt::default() };
        file.units.rejected.insert("bad_json".into(), 10);
        let open = Gate::default();
        assert_eq!(closed(&open, &file, Some(1000)), None);
        let strict = Gate { max_reject_ratio: Some(0.05), ..open };
        assert!(closed(&strict, &file, None).is_some_and(|why| why.contains("10 of 100")));
        let large = Gate { min_units: Some(101), ..open };
        assert!(closed(&large, &file, None).is_some());
        let steady = Gate { max_drop_vs_last: Some(0.5), ..open };
        assert_eq!(closed(&steady, &file, Some(200)), None);
        assert!(closed(&steady, &file, Some(201)).is_some());
        assert_eq!(closed(&steady, &file, None), None);
    }
}
