//! What the company decides about the report.

/// Knobs of the report, with their defaults.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Opportunities in the ranked table of the Markdown, and those the page shows before somebody
    /// asks for all; the page, the JSON and the CSV hold every one.
    pub top: usize,
    /// Opportunities that get a page of their own in Markdown and HTML.
    pub pages: usize,
    /// Quotes on a page.
    pub quotes: usize,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { top: 25, pages: 25, quotes: 5 }
    }
}
