//! Trends to ranked opportunities.

mod settings;
pub use settings::Settings;
