//! From a preset to what intake must know of it: one room's words into another's.

use crate::intake::{Newer, Rules, Scale};
use crate::sources::preset::{self, Preset, UpdateMode, Version, Zone};

/// What intake must know of a feed.
pub(super) fn rules(preset: &Preset) -> Rules {
    Rules {
        source: preset.source.as_str().into(),
        kind: preset.kind,
        role: preset.role.as_str().into(),
        scale: preset.rating.as_ref().map(scale),
        formats: preset.time.formats.clone(),
        order: preset.time.order,
        gmt_suffix: preset.time.gmt_suffix_pattern.clone(),
        zone: match &preset.time.zone {
            Zone::Named(name) => Some(name.clone()),
            Zone::Utc | Zone::Header { .. } => None,
        },
        dated: preset.fields.created_at.is_some() && preset.time.required,
        transforms: preset.transforms(),
        fallback_to_title: preset.text.fallback_to_title,
        authors_shared: preset.authors_shared,
        newer: match preset.update.version {
            Version::UpdatedAt => Newer::Updated,
            Version::CreatedAt => Newer::Created,
            Version::FileOrder => Newer::Order,
        },
        // Where the order decides, the last is the newest.
        keep_last: preset.update.keep_last || preset.update.version == Version::FileOrder,
        append: preset.update.mode == UpdateMode::Append,
    }
}

fn scale(scale: &preset::Scale) -> Scale {
    Scale {
        kind: scale.kind,
        min: scale.min,
        max: scale.max,
        missing: scale.missing.clone(),
        others: scale.others.iter().map(|(_, other)| self::scale(other)).collect(),
    }
}
