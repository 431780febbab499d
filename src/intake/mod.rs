//! Raw records to feedback or rejections: mapping, identity, normalise, privacy, language, duplicates.

mod settings;
pub use settings::Settings;
