//! What ETL tools wrap records in.
//!
//! Takes one parsed line; gives the record in it, nothing where the line is no record (a state, a
//! schema, another stream), or the reason it cannot be read. Remembers what the lines before said
//! about versions, in this file, in every other of the feed, and on earlier nights: which generation
//! of a table is the last is known only when all of them have been looked at.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::Value;

use super::preset::Envelope;

/// Reasons for which a record is well formed and left out.
pub(super) const STALE: [&str; 2] = ["stale_generation", "stale_version"];

/// The latest version of a feed's table that was activated or begun, in any of its files; shared by
/// all who read it. Zero before any is known.
#[derive(Clone, Debug, Default)]
pub(super) struct Latest(Arc<AtomicU64>);

impl Latest {
    pub(super) fn get(&self) -> Option<u64> {
        Some(self.0.load(Ordering::Relaxed)).filter(|version| *version > 0)
    }

    pub(super) fn meet(&self, version: Option<u64>) {
        self.0.fetch_max(version.unwrap_or(0), Ordering::Relaxed);
    }
}

/// Opens the envelopes of one file.
#[derive(Debug, Default)]
pub(super) struct Opener {
    latest: Latest,
}

/// What a line holds.
pub(super) enum Opened {
    /// A record, and the version of the table it is of.
    Record(Value, Option<u64>),
    /// A record that cannot be read, or belongs to a version of the table that is no more.
    Bad(&'static str),
    /// No record: not a unit.
    Control,
}

impl Opener {
    /// An opener that knows what has been seen of the feed's versions.
    pub(super) fn of(latest: &Latest) -> Opener {
        Opener { latest: latest.clone() }
    }

    /// Opens one line's value.
    pub(super) fn open(&mut self, envelope: Option<&Envelope>, value: Value) -> Opened {
        match envelope {
            None | Some(Envelope::Dlt) => Opened::Record(value, None),
            Some(Envelope::Airbyte) => self.airbyte(value),
            Some(Envelope::Singer { stream }) => self.singer(value, stream),
        }
    }

    fn airbyte(&mut self, mut value: Value) -> Opened {
        // A refresh starts a new generation; what an older one says later is stale.
        let generation = value.get("_airbyte_generation_id").and_then(whole);
        if self.is_stale(generation) {
            return Opened::Bad("stale_generation");
        }
        match value.get_mut("_airbyte_data").map(Value::take) {
            None => Opened::Record(value, generation),
            Some(Value::String(text)) => match serde_json::from_str(&text) {
                Ok(inner) => Opened::Record(inner, generation),
                Err(_) => Opened::Bad("bad_json"),
            },
            Some(inner) => Opened::Record(inner, generation),
        }
    }

    fn singer(&mut self, mut value: Value, stream: &str) -> Opened {
        let text = |key: &str| value.get(key).and_then(Value::as_str);
        if text("stream") != Some(stream) {
            return Opened::Control;
        }
        let sort = text("type").unwrap_or_default().to_ascii_uppercase();
        let version = value.get("version").and_then(Value::as_u64);
        match sort.as_str() {
            "ACTIVATE_VERSION" => {
                self.latest.meet(version);
                Opened::Control
            }
            "RECORD" if version.is_some() && version < self.latest.get() => {
                Opened::Bad("stale_version")
            }
            "RECORD" => match value.get_mut("record").map(Value::take) {
                Some(record) if record.is_object() => Opened::Record(record, version),
                _ => Opened::Bad("bad_json"),
            },
            _ => Opened::Control,
        }
    }

    fn is_stale(&mut self, version: Option<u64>) -> bool {
        self.latest.meet(version);
        version.is_some() && version < self.latest.get()
    }
}

/// A whole number, which a sheet writes as text.
fn whole(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.trim().parse().ok())
}
