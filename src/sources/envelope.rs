//! What ETL tools wrap records in.
//!
//! Takes one parsed line; gives the record in it, nothing where the line is no record (a state, a
//! schema, another stream), or the reason it cannot be read. Remembers what the lines before said
//! about versions.

use serde_json::Value;

use super::preset::Envelope;

/// Reasons for which a record is well formed and left out.
pub(super) const STALE: [&str; 2] = ["stale_generation", "stale_version"];

/// Opens the envelopes of one file.
#[derive(Debug, Default)]
pub(super) struct Opener {
    /// The latest version of the table that was activated or begun.
    current: Option<u64>,
}

/// What a line holds.
pub(super) enum Opened {
    /// A record.
    Record(Value),
    /// A record that cannot be read, or belongs to a version of the table that is no more.
    Bad(&'static str),
    /// No record: not a unit.
    Control,
}

impl Opener {
    /// Opens one line's value.
    pub(super) fn open(&mut self, envelope: Option<&Envelope>, value: Value) -> Opened {
        match envelope {
            None | Some(Envelope::Dlt) => Opened::Record(value),
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
            None => Opened::Record(value),
            Some(Value::String(text)) => match serde_json::from_str(&text) {
                Ok(inner) => Opened::Record(inner),
                Err(_) => Opened::Bad("bad_json"),
            },
            Some(inner) => Opened::Record(inner),
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
                self.current = self.current.max(version);
                Opened::Control
            }
            "RECORD" if version.is_some() && version < self.current => Opened::Bad("stale_version"),
            "RECORD" => match value.get_mut("record").map(Value::take) {
                Some(record) if record.is_object() => Opened::Record(record),
                _ => Opened::Bad("bad_json"),
            },
            _ => Opened::Control,
        }
    }

    fn is_stale(&mut self, version: Option<u64>) -> bool {
        let stale = version.is_some() && version < self.current;
        self.current = self.current.max(version);
        stale
    }
}

/// A whole number, which a sheet writes as text.
fn whole(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.trim().parse().ok())
}
