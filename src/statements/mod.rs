//! Feedback to statements.

mod settings;
pub use settings::Settings;
