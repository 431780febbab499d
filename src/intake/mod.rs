//! Raw records to feedback: the way in, one record at a time.
//!
//! Takes a [`crate::model::RawRecord`] and the rules of its feed; gives [`Admitted`]: clean,
//! redacted [`crate::model::Feedback`], a reason why it was left out, or a
//! [`crate::model::Rejection`]. The chain, in order: times, cleaning, identity, redaction, language.
//! Per item and pure ([`Intake::admit`] is called from many threads at once). Three look at many
//! records: [`Boilerplate`] marks lines nobody wrote, [`settle`] decides between versions of one
//! record, [`voices`] finds the copies of one message.
//!
//! Un-redacted text has no name outside this room: inside it is a `Draft`, which cannot be printed.
//! It reads no file, knows no clock and never fails on a record: a bad one is data.

mod admit;
mod boilerplate;
mod identity;
mod language;
mod normalise;
mod normalised;
mod privacy;
mod rating;
mod settings;
mod sketch;
mod time;
mod versions;
mod voices;

pub use admit::{Admitted, AuthorKeys, Error, Intake, Odd, author_keys, label};
pub use boilerplate::{Boilerplate, Learning, Lines, Witness};
pub use identity::{author_key, content_id_of, feedback_id, open_author};
pub use normalise::NAMES as TRANSFORMS;
pub use normalised::{Left, Newer, Normalised, Rules, Scale, kind_of};
pub use privacy::{
    Find, Found, Names, Redactor, Suspect, Suspicion, pattern as check_pattern, redact, suspects,
};
pub use rating::{Ratings, amount, look as look_at_ratings};
pub use settings::Settings;
pub use sketch::sketch;
pub use time::{Moment, TimeColumn, days};
pub use versions::{Arrival, Fate, Known, Standing, digest_of, settle};
pub use voices::{Groups, Trace, groups, join_copies, voices, voices_after};
