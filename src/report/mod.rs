//! An analysis to what people read: Markdown, one HTML page, JSON, CSV.
//!
//! Takes the whole of one night ([`crate::model::Analysis`]) and the corpus behind it, gives files
//! as bytes. First [`View`]: the published shape with a schema number, every number rounded once,
//! every sentence computed from the counts it states. Then one small file per format, each a
//! [`Renderer`] that sees the view and nothing else, so that a stored `report.json` renders to the
//! same bytes again.
//!
//! It never counts anything the view does not hold, never writes a file, never reads a clock, and
//! never lets a customer's words reach a format unescaped: titles, sources and segment values are
//! customers' words too ([`escape`] has the rules of each format).

pub mod differences;
pub mod documents;
pub mod escape;
pub mod figures;
pub mod letter;
pub mod phrase;
pub mod tables;
pub mod view;

pub(crate) mod cells;
mod csv;
pub mod demand;
mod drafts;
pub(crate) mod html;
mod json;
mod markdown;
pub mod meeting;
pub mod over_time;
mod settings;

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;

pub use self::csv::{OpportunitiesCsv, ThemesCsv, csv_line};
pub use drafts::{Tracker, drafts};
pub use html::Html;
pub use json::Json;
pub use markdown::Markdown;
pub use settings::Settings;
pub use view::{AlarmView, Error, NoticeView, Removed, View};

use rayon::prelude::*;

/// One format of the report.
pub trait Renderer: Sync {
    /// The file's name without its extension.
    fn stem(&self) -> &'static str {
        "report"
    }

    /// The name a person asks for it by: `markdown`, `html`, `json`, `csv`, `themes-csv`.
    fn name(&self) -> &'static str;

    /// The file's extension, without the dot.
    fn extension(&self) -> &'static str;

    /// The file's bytes: UTF-8, lines ended by a newline, the same for the same view everywhere.
    fn render(&self, view: &View) -> Vec<u8>;

    /// The file's name.
    fn file_name(&self) -> String {
        format!("{}.{}", self.stem(), self.extension())
    }
}

/// Every format, in the order they are listed to people.
pub fn renderers() -> [&'static dyn Renderer; 5] {
    [&Markdown, &Html, &Json, &OpportunitiesCsv, &ThemesCsv]
}

/// The renderer with that [`Renderer::name`].
pub fn renderer(name: &str) -> Option<&'static dyn Renderer> {
    renderers().into_iter().find(|renderer| renderer.name() == name)
}

/// Every file of a report: name and bytes, in the order of [`renderers`].
pub fn render_all(view: &View) -> Vec<(String, Vec<u8>)> {
    renderers().into_par_iter().map(|one| (one.file_name(), one.render(view))).collect()
}
