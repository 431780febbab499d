//! What the company decides about the way in.

use crate::model::Lang;

/// Knobs of intake, with their defaults.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// A run whose share of rejected units is above this ends with exit code 3.
    pub max_reject_ratio: f64,
    /// Language of records whose language cannot be told from the text.
    pub language: Option<Lang>,
    /// Copies of one text by one author within this many days are one voice.
    pub voice_days: u32,
    /// Texts longer than this many bytes are cut (and counted); the rest is never read.
    pub max_text_bytes: usize,
    /// Replace e-mail addresses, phone and card numbers, … by typed tokens.
    pub redact: bool,
    /// Patterns of order numbers that name a customer; none by default, since an order number is
    /// often what the complaint is about.
    pub orders: Vec<String>,
    /// Patterns of account and customer numbers.
    pub accounts: Vec<String>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            max_reject_ratio: 0.05,
            language: None,
            voice_days: 14,
            max_text_bytes: 1 << 20,
            redact: true,
            orders: Vec::new(),
            accounts: Vec::new(),
        }
    }
}
