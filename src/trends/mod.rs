//! Themes and dates to trends.

mod settings;
pub use settings::Settings;
