//! Vectors to themes.

pub mod communities;
pub mod hierarchy;
pub mod neighbours;
mod settings;
pub mod stability;

pub use settings::Settings;
