//! A record as its source gives it, before intake has cleaned it, and where it stood.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// Where a record was read: enough for a person to find it again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Origin {
    /// The file, relative to the workspace where it lies below it.
    pub file: Arc<str>,
    /// 1 for the first record of the file.
    pub record: u64,
    /// 1 for the first line of the file; the line on which the record starts.
    pub line: u64,
}

/// One record as read: named texts, nothing interpreted, nothing redacted.
///
/// Field names are those of the normalised record: `id`, `thread_id`, `parent_id`, `created_at`,
/// `created_at_fallback`, `updated_at`, `version`, `rating`, `title`, `text`, `question`, `lang`, `author`,
/// `product`, `value`, and `attr.<name>` for each kept segment; `zone` is the zone of its times,
/// `order` is `day_first` or `month_first` where its column shows which the dates are,
/// `repeat` is how often the same has been said before it in its file, where it has no id,
/// and `scale` the number of its rating's scale, where the feed leaves that to the record; `thread`
/// is what others said in its conversation, for search alone. A field
/// may hold several values (tags, the messages of a conversation). A missing field is absent,
/// never empty.
#[derive(Clone, PartialEq)]
pub struct RawRecord {
    /// Where it stood.
    pub origin: Origin,
    /// Its fields.
    pub fields: BTreeMap<Arc<str>, Vec<String>>,
    /// What is to be known about a field beside its texts; most have nothing.
    pub marks: BTreeMap<Arc<str>, Mark>,
}

/// What is to be known about a field beside its texts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Mark {
    /// Whether it is a list, even of one.
    pub list: bool,
    /// Whether its values are numbers and truths and no texts.
    pub bare: bool,
    /// Which of the field's alternatives gave it, where they are cleaned differently; 0 for the
    /// first.
    pub way: u16,
}

impl RawRecord {
    /// A record without fields that stood there.
    pub fn at(origin: Origin) -> RawRecord {
        RawRecord { origin, fields: BTreeMap::new(), marks: BTreeMap::new() }
    }

    /// The first value of a field.
    pub fn first(&self, field: &str) -> Option<&str> {
        self.fields.get(field).and_then(|values| values.first()).map(String::as_str)
    }

    /// Every value of a field.
    pub fn all(&self, field: &str) -> &[String] {
        self.fields.get(field).map_or(&[], Vec::as_slice)
    }

    /// What is to be known about a field.
    pub fn mark(&self, field: &str) -> Mark {
        self.marks.get(field).copied().unwrap_or_default()
    }
}

impl fmt::Debug for RawRecord {
    /// Names of fields only: un-redacted text must not reach a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawRecord")
            .field("origin", &self.origin)
            .field("fields", &self.fields.keys().collect::<Vec<_>>())
            .finish()
    }
}
