//! Vectors to themes.

mod settings;
pub use settings::Settings;
