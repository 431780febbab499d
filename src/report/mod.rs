//! An analysis to what people read: Markdown, HTML, JSON, CSV.

mod settings;
pub use settings::Settings;
