//! The chain: one raw record to feedback, a reason, or a rejection.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::model::{
    Attribute, AuthorKey, Feedback, Part, PartName, RawRecord, Redacted, Rejection, hex,
};

use super::identity::{author_key, content_id, feedback_id, is_nobody, repeated};
use super::normalise::clean_line;
use super::normalised::{Left, Normalised, Ready, Rules};
use super::privacy::{Names, Redactor, redact};
use super::rating::Worth;
use super::sketch::sketch;
use super::time::Moment;
use super::{Settings, language, rating};

/// A feed's settings that intake cannot work with.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Error {
    /// A time format or zone.
    #[error("source `{source_name}`, time.{fault}")]
    Time {
        /// The source.
        source_name: String,
        /// What is wrong and what would be right.
        fault: String,
    },
    /// A cleaning nobody knows.
    #[error(
        "source `{source_name}`, transforms of {field}: `{name}` is unknown; there are {there}"
    )]
    Transform {
        /// The source.
        source_name: String,
        /// The field it was named for.
        field: String,
        /// The name.
        name: String,
        /// The names there are.
        there: String,
    },
    /// A scale without a length.
    #[error("source `{source_name}`, rating: min {min} must be below max {max}")]
    Scale {
        /// The source.
        source_name: String,
        /// The worst rating.
        min: String,
        /// The best rating.
        max: String,
    },
    /// A pattern of the company's own numbers.
    #[error("privacy: the pattern `{pattern}` cannot be used: {why}")]
    Pattern {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        why: String,
    },
}

/// What became of one raw record.
#[derive(Debug, Clone, PartialEq)]
pub enum Admitted {
    /// It is feedback; which version of it stays is for [`super::settle`] to say.
    Kept {
        /// The feedback, its own voice for now.
        feedback: Box<Feedback>,
        /// Whether its text was longer than the settings allow and was cut.
        cut: bool,
        /// What tells it from other versions of itself read at the same time, finer than what is
        /// kept.
        version: Option<Moment>,
        /// What it says that cannot be.
        odd: Odd,
    },
    /// Well formed and left out by rule: `no_text`.
    Skipped(&'static str),
    /// Cannot be read.
    Rejected(Rejection),
}

/// What a record says that cannot be; it counts as not said, and the record stays.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Odd {
    /// A worth that no customer has: below nothing, or more than all money.
    pub value: bool,
    /// A date that a clock at zero wrote: 1 January 1970, in any zone.
    pub date: bool,
}

/// The way in, made ready once a night and shared by all threads.
pub struct Intake {
    settings: Settings,
    redactor: Redactor,
    salt: [u8; 32],
    feeds: Vec<Ready>,
}

/// Text that has not been redacted yet. It has no `Debug` and cannot leave this room.
struct Draft {
    title: String,
    body: String,
    thread: String,
    question: Option<String>,
}

/// Of what others said in a conversation so many bytes are kept for search: a hundred mails of half
/// a page. Longer ones are forwarded logs.
const LONGEST_THREAD: usize = 1 << 16;
/// Segment values and products longer than this many bytes are cut: they are labels.
const LONGEST_LABEL: usize = 256;

/// Seconds of a day: no zone is further from UTC.
const DAY: i64 = 86_400;

impl Intake {
    /// Checks and compiles the rules of all feeds; `salt` makes author keys.
    ///
    /// # Errors
    /// [`Error`] names the first source and setting at fault.
    pub fn new(settings: Settings, salt: [u8; 32], rules: Vec<Rules>) -> Result<Intake, Error> {
        let feeds = rules.into_iter().map(Ready::new).collect::<Result<_, _>>()?;
        let redactor = Redactor::new(&settings.orders, &settings.accounts)
            .map_err(|(pattern, why)| Error::Pattern { pattern, why })?;
        Ok(Intake { settings, redactor, salt, feeds })
    }

    /// What becomes of one record of feed `feed`, counted as the rules were given.
    ///
    /// Pure: the same record gives the same feedback on any thread, in any order.
    ///
    /// # Panics
    /// When `feed` is not the number of one of the rules, which is a fault of the caller.
    pub fn admit(&self, feed: usize, raw: RawRecord) -> Admitted {
        self.made(feed, raw, false)
    }

    /// What somebody else said in a record of their own (an agent, a bot), redacted as all else:
    /// its text is [`PartName::Thread`] from end to end and it bears no rating. `None` when it says
    /// nothing or cannot be read.
    ///
    /// # Panics
    /// As [`Intake::admit`].
    pub fn overhear(&self, feed: usize, raw: RawRecord) -> Option<Feedback> {
        match self.made(feed, raw, true) {
            Admitted::Kept { feedback, .. } => {
                let (rating, value, attributes) = (None, None, Vec::new());
                Some(Feedback { rating, value, votes: 0, attributes, ..*feedback })
            }
            Admitted::Skipped(_) | Admitted::Rejected(_) => None,
        }
    }

    fn made(&self, feed: usize, raw: RawRecord, of_others: bool) -> Admitted {
        let ready = &self.feeds[feed];
        let rules = &ready.rules;
        let reject = |reason: &str| {
            Admitted::Rejected(Rejection { origin: raw.origin.clone(), reason: reason.to_owned() })
        };
        let normal = match ready.normalise(&raw, self.settings.max_text_bytes) {
            Ok(normal) => normal,
            Err(Left::Skipped(reason)) => return Admitted::Skipped(reason),
            Err(Left::Rejected(reason)) => return reject(&reason),
        };
        let draft = draft(&normal);
        let author = normal.author.as_deref();
        let names = self.names(&raw);
        let (external, id) =
            self.identity(rules, &raw, &draft, normal.id.as_deref(), author, &names);

        let told = {
            let whole = if draft.title.is_empty() { None } else { Some(draft.title.as_str()) };
            let text = match whole {
                Some(title) if draft.body.len() < 80 => &format!("{title}\n{}", draft.body),
                _ => &draft.body,
            };
            language::detect(text, normal.lang.as_deref(), self.settings.language)
        };
        let question = draft.question.as_deref().map(|text| self.redacted(text, &names).into());
        let (text, parts, cut) = if of_others {
            let said = self.redacted(&draft.body, &names);
            let said = said[..said.floor_char_boundary(LONGEST_THREAD)].trim_end().to_owned();
            let whole = Part { name: PartName::Thread, span: 0..said.len() as u32 };
            (said, vec![whole], false)
        } else {
            self.stored(&draft, &names)
        };
        if text.is_empty() {
            return Admitted::Skipped("no_text");
        }
        let product = normal
            .product
            .as_deref()
            .map(|text| self.label(text, &names))
            .filter(|text| !text.is_empty())
            .map(Arc::from);
        let attributes = self.attributes(&normal, &names);
        let version = normal.version(rules.newer);
        let at = normal.created_at.filter(|at| at.timestamp().0.abs() >= DAY);
        let worth = normal.value.as_deref().map_or(Worth::Unknown, rating::money);
        let feedback = Feedback {
            id,
            source: rules.source.clone(),
            external: external.into(),
            kind: normal.kind,
            at: at.map(Moment::timestamp),
            east: at.map_or(0, |at| ready.east(&raw, at)),
            version: version.map(Moment::timestamp),
            generation: raw.first("generation").and_then(|number| number.parse().ok()),
            author: author
                .map(|author| author_key(&self.salt, &rules.source, rules.authors_shared, author)),
            rating: normal.rating,
            lang: told.lang,
            lang_sure: told.sure,
            product,
            value: worth.known(),
            votes: normal.votes.unwrap_or(0),
            question,
            sketch: sketch(&text, &parts),
            text: Redacted::declare(text),
            parts,
            attributes,
            voice: id,
            origin: raw.origin,
        };
        let odd =
            Odd { value: worth == Worth::Odd, date: normal.created_at.is_some() && at.is_none() };
        Admitted::Kept { feedback: Box::new(feedback), cut, version, odd }
    }

    /// One record of feed `feed` made uniform and nothing more: neither redacted nor stored, for
    /// whoever writes a preset.
    ///
    /// # Errors
    /// Why it is left out.
    ///
    /// # Panics
    /// As [`Intake::admit`].
    pub fn normalise(&self, feed: usize, raw: &RawRecord) -> Result<Normalised, Left> {
        self.feeds[feed].normalise(raw, self.settings.max_text_bytes)
    }

    /// What tells a uniform record of feed `feed` from an older version of itself.
    ///
    /// # Panics
    /// As [`Intake::admit`].
    pub fn version(&self, feed: usize, record: &Normalised) -> Option<Moment> {
        record.version(self.feeds[feed].rules.newer)
    }

    /// Whether the last of two equal versions of feed `feed` stays.
    ///
    /// # Panics
    /// As [`Intake::admit`].
    pub fn keeps_last(&self, feed: usize) -> bool {
        self.feeds[feed].rules.keep_last
    }

    /// Whether every record of feed `feed` is its own.
    ///
    /// # Panics
    /// As [`Intake::admit`].
    pub fn appends(&self, feed: usize) -> bool {
        self.feeds[feed].rules.append
    }

    /// The id of a record the source's id names, for tombstones.
    ///
    /// # Panics
    /// As [`Intake::admit`].
    pub fn id_of(&self, feed: usize, external: &str) -> crate::model::FeedbackId {
        feedback_id(&self.feeds[feed].rules.source, external.trim())
    }

    /// The key of a record's author, if it names one.
    ///
    /// # Panics
    /// As [`Intake::admit`].
    pub fn author_of(&self, feed: usize, raw: &RawRecord) -> Option<AuthorKey> {
        let ready = &self.feeds[feed];
        let author = ready.apply("author", raw.mark("author").way, raw.first("author")?);
        let known = !is_nobody(&author);
        known.then(|| {
            author_key(&self.salt, &ready.rules.source, ready.rules.authors_shared, &author)
        })
    }

    fn identity(
        &self,
        rules: &Rules,
        raw: &RawRecord,
        draft: &Draft,
        given: Option<&str>,
        author: Option<&str>,
        names: &Names,
    ) -> (String, crate::model::FeedbackId) {
        let content = || {
            let content = content_id([
                Some(&*rules.source),
                raw.first("created_at"),
                author,
                Some(draft.title.as_str()),
                Some(draft.body.as_str()),
                draft.question.as_deref(),
            ]);
            repeated(content, raw.first("repeat"))
        };
        match given {
            None => {
                let external = content();
                let id = feedback_id(&rules.source, &external);
                (external, id)
            }
            Some(given) => {
                let id = if rules.append {
                    feedback_id(&rules.source, &format!("{given}\0{}", content()))
                } else {
                    feedback_id(&rules.source, given)
                };
                // Some tools take an e-mail address for an id; it is shown as a hash.
                let shown = clean_line(given);
                let private =
                    shown.contains(['@', '+', ' ', '/']) && self.redacted(&shown, names) != shown;
                (if private { content_id([Some(given)]) } else { shown }, id)
            }
        }
    }

    /// The names that the record itself reveals: who wrote it, and the fields that the settings
    /// keep from coming out (`pii.never`).
    fn names(&self, raw: &RawRecord) -> Names {
        let reveals = |field: &str| field == "author" || field.starts_with("pii.");
        let values = raw.fields.iter().filter(|(field, _)| reveals(field));
        let values = values.flat_map(|(_, values)| values).filter(|value| !is_nobody(value));
        Names::of(values.map(String::as_str))
    }

    /// The name of a file as it may be shown and stored: people name files after customers, and a
    /// name is text like any other. Each step of its path is redacted on its own.
    pub fn file_name(&self, name: &Arc<str>) -> Arc<str> {
        let steps = name.split('/').map(|step| self.redacted(step, &Names::default()));
        let shown = steps.collect::<Vec<_>>().join("/");
        if *shown == **name { name.clone() } else { shown.into() }
    }

    fn redacted(&self, text: &str, names: &Names) -> String {
        if self.settings.redact {
            self.redactor.redact(text, names).into_owned()
        } else {
            text.to_owned()
        }
    }

    /// The text as it is stored, its parts, and whether it had to be cut.
    fn stored(&self, draft: &Draft, names: &Names) -> (String, Vec<Part>, bool) {
        let most = self.settings.max_text_bytes.min(u32::MAX as usize);
        let title = self.redacted(&draft.title, names);
        let body = self.redacted(&draft.body, names);
        let mut text = String::with_capacity(title.len() + body.len() + 1);
        let mut parts = Vec::with_capacity(2);
        let mut cut = false;
        let thread = self.redacted(&draft.thread, names);
        let pieces = [(PartName::Title, title), (PartName::Body, body), (PartName::Thread, thread)];
        for (name, piece) in pieces {
            // What others said is nothing without what the customer did.
            let theirs = name == PartName::Thread;
            if piece.is_empty() || (theirs && text.is_empty()) {
                continue;
            }
            let gap = usize::from(!text.is_empty());
            let left = most.saturating_sub(text.len() + gap);
            let room = if theirs { left.min(LONGEST_THREAD) } else { left };
            let kept = piece[..piece.floor_char_boundary(room)].trim_end();
            cut |= !theirs && kept.len() < piece.len();
            if kept.is_empty() {
                continue;
            }
            if gap == 1 {
                text.push('\n');
            }
            let start = text.len() as u32;
            text.push_str(kept);
            parts.push(Part { name, span: start..text.len() as u32 });
        }
        (text, parts, cut)
    }

    fn label(&self, text: &str, names: &Names) -> String {
        let text = &text[..text.floor_char_boundary(8 * LONGEST_LABEL)];
        let mut label = self.redacted(&clean_line(text), names);
        label.truncate(label.floor_char_boundary(LONGEST_LABEL));
        label
    }

    fn attributes(&self, normal: &Normalised, names: &Names) -> Vec<Attribute> {
        let mut pairs = Vec::new();
        for (name, (values, _)) in &normal.attrs {
            for value in values {
                let value = self.label(value, names);
                if !value.is_empty() {
                    pairs.push(Attribute { name: name.clone(), value: value.into() });
                }
            }
        }
        pairs.sort();
        pairs.dedup();
        pairs
    }
}

/// Title, body and question as they are stored. A title that the body starts with is not said
/// twice.
fn draft(normal: &Normalised) -> Draft {
    let mut title = normal.title.as_deref().unwrap_or_default().replace('\n', " ");
    let body = normal.text.clone();
    if begins_with(&body, &title) {
        title.clear();
    }
    let question = normal.context.as_deref().map(clean_line).filter(|text| !text.is_empty());
    let thread = normal.thread.clone().unwrap_or_default();
    Draft { title, body, thread, question }
}

/// The keys that an author, as the customer states it, may have in a source: as it is and after
/// the named cleanings of the source's rules; for a source without rules (it left the settings)
/// both as its own and as shared. Hashed authors (`hash` of one column) are tried too.
pub fn author_keys(
    salt: &[u8; 32],
    source: &str,
    rules: Option<&Rules>,
    author: &str,
) -> Vec<AuthorKey> {
    let known: Vec<&Rules> = rules.into_iter().collect();
    let without: Vec<&str> = if known.is_empty() { vec![source] } else { Vec::new() };
    AuthorKeys::of(salt, &known, &without).of_author(author)
}

/// A value of a segment as it is kept: one line, without personal data, cut where it is long. The
/// same for a value that the records bring and for one that a table of customers does.
pub fn label(text: &str) -> String {
    let text = &text[..text.floor_char_boundary(8 * LONGEST_LABEL)];
    let mut label = redact(&clean_line(text)).into_owned();
    label.truncate(label.floor_char_boundary(LONGEST_LABEL));
    label
}

/// What keys authors, made ready once for many of them.
pub struct AuthorKeys {
    salt: [u8; 32],
    /// The source, whether its authors are shared (`None`: nobody knows), and its cleanings.
    sources: Vec<(Arc<str>, Option<bool>, Option<Ready>)>,
}

impl AuthorKeys {
    /// Of the sources of these rules, and of further sources without any.
    pub fn of(salt: &[u8; 32], rules: &[&Rules], without: &[&str]) -> AuthorKeys {
        let ruled = rules.iter().map(|&rules| {
            (rules.source.clone(), Some(rules.authors_shared), Ready::new(rules.clone()).ok())
        });
        let without = without.iter().map(|&source| (Arc::from(source), None, None));
        AuthorKeys { salt: *salt, sources: ruled.chain(without).collect() }
    }

    /// Every key that an author may have in these sources, ascending.
    pub fn of_author(&self, author: &str) -> Vec<AuthorKey> {
        let spelled = [author.to_owned(), hashed_author(author)];
        let mut keys = Vec::new();
        for (source, shared, ready) in &self.sources {
            let cleaned: Vec<String> = (ready.iter())
                .flat_map(|ready| spelled.iter().map(|author| ready.apply("author", 0, author)))
                .collect();
            for shared in [true, false].into_iter().filter(|one| shared.is_none_or(|is| is == *one))
            {
                let all = spelled.iter().chain(&cleaned);
                keys.extend(all.map(|author| author_key(&self.salt, source, shared, author)));
            }
        }
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// The same; nothing for a name that stands for nobody.
    pub fn of_somebody(&self, author: &str) -> Vec<AuthorKey> {
        if is_nobody(author) { Vec::new() } else { self.of_author(author) }
    }
}

/// What the expression `hash = ["column"]` makes of a value.
fn hashed_author(author: &str) -> String {
    let digest = Sha256::digest(author.as_bytes());
    format!("h:{}", hex(&digest[..8]))
}

/// Whether the body starts with the title, perhaps cut short with dots, at the end of a word.
fn begins_with(body: &str, title: &str) -> bool {
    let title = title.trim_end_matches(['.', '…']).trim_end();
    if title.is_empty() {
        return false;
    }
    let Some(start) = body.get(..title.len()) else { return false };
    start.eq_ignore_ascii_case(title)
        && !body[title.len()..].chars().next().is_some_and(char::is_alphanumeric)
}

#[cfg(test)]
mod tests;
