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
    /// A theme (or area) with fewer different authors than this is counted, but neither quoted nor
    /// called by its words; 0 and 1 name all. Three is the least group in which nobody's words are
    /// told to one other person (k-anonymity: L. Sweeney, Int. J. of Uncertainty, Fuzziness and
    /// Knowledge-Based Systems 10(5), 2002).
    pub least_authors: u32,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { top: 25, pages: 25, quotes: 5, least_authors: 3 }
    }
}
