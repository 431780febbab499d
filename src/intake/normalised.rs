//! One raw record made uniform: times read, texts cleaned, the rating on its scale, and nothing
//! taken out of it yet.
//!
//! Takes a raw record and the rules of its feed; gives what every later step starts from, or why
//! the record is left out. What is un-redacted here has no `Debug` and no `Display`: it goes on to
//! be redacted, or to the terminal of whoever writes a preset, and nowhere else.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{Cleaning, Kind, Mark, Origin, Rating, RatingKind, RawRecord};

use crate::text::dates::DayOrder;
use crate::text::fold;

use super::identity::is_nobody;
use super::normalise::{Transform, clean, newlines};
use super::time::{Moment, Times, Trouble};
use super::{Error, TRANSFORMS, rating};

/// Bytes of a record's own id at most. Addresses of pages serve as ids and reach two thousand; what is
/// far longer is a text in the wrong column, and would stand in every table beside its record.
const LONGEST_ID: usize = 4096;

/// What intake must know of one feed.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    /// The source's name.
    pub source: Arc<str>,
    /// What sort of channel it is.
    pub kind: Kind,
    /// Who speaks: `customer`, or `internal`.
    pub role: Arc<str>,
    /// The rating's scale; without one ratings are not read.
    pub scale: Option<Scale>,
    /// Formats of times, tried in order; empty means the usual suspects.
    pub formats: Vec<String>,
    /// Which of the first two numbers of `03/04/2026` is the day; `None` leaves it to the column.
    pub order: Option<DayOrder>,
    /// Pattern before the `GMT+1` of the format `gmt_suffix`.
    pub gmt_suffix: Option<String>,
    /// IANA zone of times without an offset; UTC when `None`.
    pub zone: Option<String>,
    /// Whether records have a time of their own, so that one without cannot be read.
    pub dated: bool,
    /// Cleanings by field (`text`, `title`, `question`, `product`, `author`, `attr.<name>`), for
    /// each way the field can be had.
    pub transforms: BTreeMap<String, Vec<Vec<Cleaning>>>,
    /// Whether a record without text says it in its title.
    pub fallback_to_title: bool,
    /// Whether author ids mean the same person in every source that says so too.
    pub authors_shared: bool,
    /// What says which of two versions of a record is newer.
    pub newer: Newer,
    /// Whether the last of two equal versions stays instead of the first.
    pub keep_last: bool,
    /// Whether every record is its own, so that a repeated id with other content is kept too.
    pub append: bool,
}

/// What says which of two versions of a record is newer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Newer {
    /// The last change, else when it was said.
    #[default]
    Updated,
    /// When it was said.
    Created,
    /// The order in which they are read.
    Order,
}

/// A rating's scale.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    /// What it measures.
    pub kind: RatingKind,
    /// The worst rating.
    pub min: f64,
    /// The best rating.
    pub max: f64,
    /// Spellings of "not rated".
    pub missing: Vec<String>,
    /// Other scales, which a record names by their place.
    pub others: Vec<Scale>,
}

/// A uniform record, un-redacted.
#[derive(Clone, PartialEq)]
pub struct Normalised {
    /// Where it was read.
    pub origin: Origin,
    /// The source's name.
    pub source: Arc<str>,
    /// What sort of channel it is.
    pub kind: Kind,
    /// Who speaks.
    pub role: Arc<str>,
    /// The source's own id.
    pub id: Option<String>,
    /// Which of the records of its file that say the same it is, where they have no ids.
    pub repeat: Option<String>,
    /// The conversation, or the respondent.
    pub thread_id: Option<String>,
    /// What it answers.
    pub parent_id: Option<String>,
    /// When it was said.
    pub created_at: Option<Moment>,
    /// When it last changed.
    pub updated_at: Option<Moment>,
    /// What tells its versions apart, where it has a time of its own for that.
    pub version_at: Option<Moment>,
    /// The rating, when it is on its scale.
    pub rating: Option<Rating>,
    /// Its headline.
    pub title: Option<String>,
    /// Its text, never empty.
    pub text: String,
    /// What others said in its conversation.
    pub thread: Option<String>,
    /// The question it answers.
    pub context: Option<String>,
    /// The language as the source says it.
    pub lang: Option<String>,
    /// The author's id as the source gives it.
    pub author: Option<String>,
    /// The product.
    pub product: Option<String>,
    /// What the customer is worth, as written.
    pub value: Option<String>,
    /// Customers who voted for it, where the source says a number of them.
    pub votes: Option<u32>,
    /// Segments by name, with what is to be known about them.
    pub attrs: BTreeMap<Arc<str>, (Vec<String>, Mark)>,
}

/// Why a raw record does not become a uniform one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Left {
    /// Well formed and left out by rule.
    Skipped(&'static str),
    /// Cannot be read.
    Rejected(String),
}

/// The rules of one feed, checked and compiled.
pub(super) struct Ready {
    pub(super) rules: Rules,
    times: Times,
    transforms: BTreeMap<Arc<str>, Vec<Vec<Transform>>>,
}

impl Ready {
    /// Checks and compiles.
    ///
    /// # Errors
    /// The first setting at fault.
    pub(super) fn new(rules: Rules) -> Result<Ready, Error> {
        let source_name = rules.source.to_string();
        let (suffix, zone) = (rules.gmt_suffix.as_deref(), rules.zone.as_deref());
        let times = Times::new(&rules.formats, suffix, zone, rules.order)
            .map_err(|fault| Error::Time { source_name: source_name.clone(), fault })?;
        let scales = rules.scale.iter().flat_map(|one| std::iter::once(one).chain(&one.others));
        for scale in scales {
            if scale.min >= scale.max || !scale.min.is_finite() || !scale.max.is_finite() {
                return Err(Error::Scale {
                    source_name,
                    min: scale.min.to_string(),
                    max: scale.max.to_string(),
                });
            }
        }
        let mut transforms = BTreeMap::new();
        for (field, ways) in &rules.transforms {
            let ways = ways
                .iter()
                .map(|way| way.iter().map(|one| step(one, &source_name, field)).collect())
                .collect::<Result<Vec<Vec<Transform>>, _>>()?;
            transforms.insert(Arc::from(field.as_str()), ways);
        }
        Ok(Ready { rules, times, transforms })
    }

    /// Seconds by which clocks were ahead of UTC then in the zone of the record, or of the feed.
    pub(super) fn east(&self, raw: &RawRecord, at: Moment) -> i32 {
        self.times.east(raw.first("zone"), at)
    }

    /// The text after the field's cleanings, with one kind of line end.
    pub(super) fn apply(&self, field: &str, way: u16, text: &str) -> String {
        let mut text = newlines(text).into_owned();
        let ways = self.transforms.get(field);
        for step in ways.and_then(|ways| ways.get(usize::from(way))).into_iter().flatten() {
            text = step.apply(&text);
        }
        text
    }

    /// The record made uniform. `longest` is the bytes of text that are kept later: what lies far
    /// beyond is not looked at.
    pub(super) fn normalise(&self, raw: &RawRecord, longest: usize) -> Result<Normalised, Left> {
        let rules = &self.rules;
        let (created_at, updated_at, version_at) = self.times(raw)?;
        // Cleaning never makes text longer than a few times the raw bytes; what lies far beyond
        // the cap would only be thrown away again.
        let far = longest.saturating_mul(4).max(1 << 16);
        let cleaned = |field: &str, text: &str| {
            let text = &text[..text.floor_char_boundary(far)];
            clean(&self.apply(field, raw.mark(field).way, text))
        };
        let one = |field: &str| {
            let texts = raw.all(field).iter().map(|text| cleaned(field, text));
            let mut kept: Vec<String> = texts.filter(|text| !text.is_empty()).collect();
            match kept.len() {
                0 => None,
                1 => kept.pop(),
                _ => Some(kept.join("\n\n")),
            }
        };
        let mut title = one("title");
        let mut text = one("text").unwrap_or_default();
        if text.is_empty() && rules.fallback_to_title {
            text = title.take().unwrap_or_default();
        }
        if text.is_empty() {
            return Err(Left::Skipped("no_text"));
        }
        let plain = |field: &str| raw.first(field).map(str::to_owned);
        if raw.first("id").is_some_and(|id| id.len() > LONGEST_ID) {
            return Err(Left::Rejected("too_long:id".to_owned()));
        }
        let applied = |field: &str| {
            let text = raw.first(field)?;
            Some(self.apply(field, raw.mark(field).way, text))
                .filter(|text| !text.trim().is_empty())
        };
        Ok(Normalised {
            origin: raw.origin.clone(),
            source: rules.source.clone(),
            kind: raw.first("kind").and_then(kind_of).unwrap_or(rules.kind),
            role: rules.role.clone(),
            id: plain("id").map(|id| id.trim().to_owned()).filter(|id| !id.is_empty()),
            repeat: plain("repeat"),
            thread_id: plain("thread_id"),
            parent_id: plain("parent_id"),
            created_at,
            updated_at,
            version_at,
            rating: self.rating(raw),
            title,
            text,
            thread: one("thread"),
            context: one("question"),
            lang: plain("lang"),
            author: applied("author").filter(|author| !is_nobody(author)),
            product: applied("product"),
            value: plain("value"),
            votes: raw.first("votes").and_then(rating::count),
            attrs: self.attrs(raw),
        })
    }

    /// When it was said and when it last changed.
    fn times(&self, raw: &RawRecord) -> Result<Instants, Left> {
        let zone = raw.first("zone");
        let order = match raw.first("order") {
            Some("day_first") => Some(DayOrder::DayFirst),
            Some("month_first") => Some(DayOrder::MonthFirst),
            _ => None,
        };
        let time = |field: &str| match raw.first(field) {
            None => Ok(None),
            Some(text) => self.times.read(text, zone, order),
        };
        let said = time("created_at");
        let created = match (said, self.rules.dated) {
            (Ok(Some(at)), _) => Some(at),
            (Ok(None), false) => None,
            (trouble, _) => match (time("created_at_fallback"), trouble) {
                (Ok(Some(at)), _) => Some(at),
                (_, Err(trouble)) => {
                    return Err(Left::Rejected(bad_date("created_at", raw, trouble)));
                }
                _ => return Err(Left::Rejected("bad_date:created_at".to_owned())),
            },
        };
        let updated = time("updated_at")
            .map_err(|trouble| Left::Rejected(bad_date("updated_at", raw, trouble)))?;
        // One that cannot be read decides nothing.
        let version = time("version").unwrap_or_default();
        Ok((created, updated, version))
    }

    fn rating(&self, raw: &RawRecord) -> Option<Rating> {
        let scale = self.rules.scale.as_ref()?;
        let other = raw.first("scale").and_then(|number| number.parse::<usize>().ok());
        let scale = other.and_then(|number| scale.others.get(number)).unwrap_or(scale);
        rating::read(raw.first("rating")?, scale)
    }

    fn attrs(&self, raw: &RawRecord) -> BTreeMap<Arc<str>, (Vec<String>, Mark)> {
        let mut attrs = BTreeMap::new();
        for (field, values) in &raw.fields {
            let Some(name) = field.strip_prefix("attr.") else { continue };
            let mark = raw.mark(field);
            let changed = self.transforms.contains_key(&**field);
            let values: Vec<String> = values
                .iter()
                .map(|value| match changed {
                    true => self.apply(field, mark.way, value),
                    false => value.clone(),
                })
                .filter(|value| !value.trim().is_empty())
                .collect();
            if !values.is_empty() {
                attrs.insert(Arc::from(name), (values, mark));
            }
        }
        attrs
    }
}

/// The kind that a word stands for, as exports of several channels write it: `Reviews`, `Support
/// ticket`.
pub fn kind_of(word: &str) -> Option<Kind> {
    let word = fold(word.trim()).replace(['_', '-'], " ");
    let bare = word.strip_suffix("ies").map(|stem| format!("{stem}y"));
    let bare = bare.unwrap_or_else(|| word.trim_end_matches('s').to_owned());
    Some(match bare.as_str() {
        "review" | "app review" | "store review" | "product review" => Kind::Review,
        "ticket" | "support ticket" | "case" | "support case" | "support" => Kind::Ticket,
        "survey" | "survey response" | "survey answer" | "questionnaire" => Kind::Survey,
        "community" | "post" | "forum" | "forum post" | "community post" => Kind::Community,
        "sale" | "return" | "cancellation" | "cancelation" | "downgrade" => Kind::Sale,
        _ => return None,
    })
}

/// Why a time cannot be read: the value's shape, and the key that would help.
fn bad_date(field: &str, raw: &RawRecord, trouble: Trouble) -> String {
    let shape = shape(raw.first(field).unwrap_or_default());
    match trouble {
        Trouble::Ambiguous => format!(
            "bad_date:{field} {shape} may be day first or month first: set time.order, or time.formats"
        ),
        Trouble::Unreadable => format!("bad_date:{field} {shape} fits none of time.formats"),
    }
}

/// A value as it may be shown to anybody: digits and signs of a date as they are, letters as `a`.
fn shape(value: &str) -> String {
    let dated = value.chars().all(|c| c.is_ascii_digit() || " /.:-+".contains(c));
    let kept = value.trim().chars().take(32);
    match dated {
        true => kept.collect(),
        false => kept
            .map(|c| match c {
                c if c.is_alphabetic() => 'a',
                c if c.is_numeric() => '0',
                c if c.is_control() => ' ',
                other => other,
            })
            .collect(),
    }
}

/// When a record was said, when it last changed, and what tells its versions apart.
type Instants = (Option<Moment>, Option<Moment>, Option<Moment>);

impl Normalised {
    /// What tells it from an older version of itself.
    pub fn version(&self, newer: Newer) -> Option<Moment> {
        match newer {
            Newer::Updated => self.version_at.or(self.updated_at).or(self.created_at),
            Newer::Created => self.created_at,
            Newer::Order => None,
        }
    }
}

fn step(cleaning: &Cleaning, source_name: &str, field: &str) -> Result<Transform, Error> {
    let unknown = |name: &str, there: String| Error::Transform {
        source_name: source_name.to_owned(),
        field: field.to_owned(),
        name: name.to_owned(),
        there,
    };
    match cleaning {
        Cleaning::Named(name) => {
            Transform::from_name(name).ok_or_else(|| unknown(name, TRANSFORMS.join(", ")))
        }
        Cleaning::Replace { pattern, with } => Transform::replacing(pattern, with)
            .map_err(|_| unknown(pattern, "regular expressions".to_owned())),
    }
}
