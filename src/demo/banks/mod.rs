//! The words of the invented customers, as patterns (see `phrase`).
//!
//! One [`Pain`] for each planted theme, one [`Joy`] for each praised thing; noise and other
//! languages beside them. A table of sentences, long because variety is its purpose: themes must
//! be found by meaning, so no theme leans on one wording and no wording on one theme.

mod app;
mod booking;
mod languages;
mod money;
mod noise;
mod praise;
mod trip;

pub use languages::{FOREIGN, Foreign};
pub use noise::*;
pub use praise::JOYS;

/// Something that hurts, and the ways to say so.
#[derive(Debug)]
pub struct Pain {
    /// Its key in the truth.
    pub key: &'static str,
    /// Circumstances: fit before ("On my phone, …") and after the main clause.
    pub when: &'static [&'static str],
    /// Main clauses, without a full stop, in lower case but for names and I.
    pub what: &'static [&'static str],
    /// Further sentences that only make sense for this theme.
    pub more: &'static [&'static str],
    /// What came of it.
    pub so: &'static [&'static str],
    /// Wishes and questions; those that end in `?` keep it.
    pub ask: &'static [&'static str],
    /// Subjects of tickets and titles of reviews.
    pub title: &'static [&'static str],
}

/// Every planted theme, in the order of `plan::PROFILES`.
pub static PAINS: [&Pain; 24] = [
    &booking::ANDROID_CRASH,
    &money::DOUBLE_CHARGE,
    &money::REFUND_SLOW,
    &trip::OFFLINE_MAPS,
    &app::DARK_MODE,
    &trip::CALENDAR_SYNC,
    &app::BATTERY,
    &app::LOGIN_CODE,
    &money::PRICE_JUMP,
    &booking::SEAT_LOST,
    &booking::SLOW_SEARCH,
    &trip::TIME_ZONE,
    &booking::CHATBOT_LOOP,
    &money::VAT_INVOICE,
    &trip::PDF_EXPORT,
    &booking::HOTEL_PHOTOS,
    &app::NOTIFICATION_SPAM,
    &trip::FAMILY_SHARING,
    &app::FONT_SIZE,
    &trip::AI_PLANNER,
    &money::CANCEL_PLAN,
    &money::POINTS_MISSING,
    &trip::MAP_PIN,
    &booking::BAGGAGE_INFO,
];
