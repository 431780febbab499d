//! What customers ask for that does not exist.
//!
//! Takes an opened run and its report; gives the themes with requests by how many customers ask. A
//! theme of a wish ("Want dark mode") is an unmet need, and so is one that no catalogue knows in which at
//! least half of those who want a change ask, in words that ask; in the others the wish belongs to a pain:
//! something is there and does not work.

use crate::catalogue::Catalogue;
use crate::model::{Lang, Selection, Stance, ThemeId};
use crate::report::view::View;

use super::opened::{Opened, Quoted};
use super::settings::Settings;

/// Words with which people ask for a thing in English. "I am a patient person, but listen" and "consulates
/// want it on paper" are orders by their grammar and ask for nothing.
const ASKING: [&str; 28] = [
    "add", "allow", "allows", "bring", "can", "could", "give", "hope", "i want", "i'd", "include",
    "let me", "let us", "like to", "make", "need", "needs", "offer", "option", "please", "provide",
    "should", "suggest", "support", "we want", "why not", "wish", "would",
];

/// Requests in one theme.
#[derive(Clone, Debug, PartialEq)]
pub struct Need {
    /// The theme.
    pub theme: ThemeId,
    /// What it is called.
    pub title: String,
    /// Its rank among what customers want changed, where it has one.
    pub rank: Option<u32>,
    /// Customers who ask: authors, and who voted for what they wrote.
    pub customers: u64,
    /// Of those, by votes.
    pub voters: u64,
    /// Statements that ask.
    pub requests: u64,
    /// Statements that complain.
    pub complaints: u64,
    /// Whether it is a wish: by what it is of, or because most of it asks and it is no known pain.
    pub is_unmet: bool,
    /// A request in a customer's words, where the theme may be quoted.
    pub quote: Option<Quoted>,
}

/// Themes with at least one request: unmet needs before wishes within a pain, then by customers who ask,
/// then by id. Themes without a subject and muted ones are left out.
pub fn needs(opened: &Opened, view: &View, settings: &Settings) -> Vec<Need> {
    let mut found: Vec<Need> = (view.themes.iter())
        .filter(|theme| !theme.general && !theme.muted && theme.stances.request > 0)
        .filter_map(|theme| {
            let id: ThemeId = theme.id.parse().ok()?;
            let asking = Selection { stances: vec![Stance::Request], ..Selection::theme(id) };
            let selected = opened.select(&asking);
            let complaints = u64::from(theme.stances.complaint);
            // A small theme is not quoted, as everywhere.
            let may_quote = theme.quote.is_some();
            Some(Need {
                theme: id,
                title: theme.title.clone(),
                rank: theme.rank,
                customers: selected.authors + selected.voters,
                voters: selected.voters,
                requests: selected.statements,
                complaints,
                is_unmet: match kind(opened, id, &theme.title, settings) {
                    Kind::Wish => true,
                    Kind::Pain => false,
                    Kind::Unknown => {
                        selected.statements >= complaints && asks(opened, id, &selected.rows)
                    }
                },
                quote: may_quote.then(|| nearest(opened, id, &selected.rows)).flatten(),
            })
        })
        .collect();
    found.sort_by_key(|one| (!one.is_unmet, std::cmp::Reverse(one.customers), one.theme));
    found
}

/// What a theme is of.
enum Kind {
    /// Something that customers wish for.
    Wish,
    /// Something that hurts.
    Pain,
    /// No catalogue says.
    Unknown,
}

/// A theme of a pain that usually does not hurt at all is a wish, and so is one that is called so.
fn kind(opened: &Opened, theme: ThemeId, title: &str, settings: &Settings) -> Kind {
    let lower = title.to_lowercase();
    let is_called = ["want ", "wants "].iter().any(|word| lower.starts_with(word))
        || lower.ends_with(" wanted");
    if is_called {
        return Kind::Wish;
    }
    let own = opened.memory.themes.iter().find(|one| one.id == theme);
    let Some(known) = own.and_then(|one| one.known.as_ref()) else { return Kind::Unknown };
    let books = settings.catalogue.code_books.iter().chain(Catalogue::shipped().fields());
    let severity = books.flat_map(|field| &field.pains).find(|pain| pain.name == *known);
    match severity.map(|pain| pain.severity) {
        Some(0) => Kind::Wish,
        _ => Kind::Pain,
    }
}

/// Whether at least half of a theme's requests ask in words; of those in other languages than English their
/// stance says so.
fn asks(opened: &Opened, theme: ThemeId, rows: &[u32]) -> bool {
    let corpus = &opened.corpus;
    let (mut asking, mut all) = (0usize, 0usize);
    for at in rows.iter().flat_map(|&row| corpus.statements_of(row)) {
        let statement = &corpus.statements()[at];
        if opened.theme_of(at) != Some(theme) || statement.stance != Stance::Request {
            continue;
        }
        let is_english = corpus.feedback_of(statement).lang == Lang::ENGLISH;
        all += 1;
        asking += usize::from(!is_english || says_so(corpus.text_of(statement)));
    }
    2 * asking >= all
}

/// Whether a text in English has a word that asks.
fn says_so(text: &str) -> bool {
    let plain = text.to_lowercase().replace('\u{2019}', "'");
    let words: Vec<&str> = plain
        .split(|letter: char| !letter.is_alphanumeric() && letter != '\'')
        .filter(|word| !word.is_empty())
        .collect();
    let said = format!(" {} ", words.join(" "));
    ASKING.iter().any(|word| said.contains(&format!(" {word} ")))
}

/// The most typical request of a theme; the first of equals.
fn nearest(opened: &Opened, theme: ThemeId, rows: &[u32]) -> Option<Quoted> {
    let corpus = &opened.corpus;
    let mut best: Option<(f32, usize)> = None;
    for at in rows.iter().flat_map(|&row| corpus.statements_of(row)) {
        let Some(place) = opened.places[at].filter(|place| place.theme == theme) else { continue };
        let asks = corpus.statements()[at].stance == Stance::Request;
        if asks && best.is_none_or(|(similarity, _)| place.similarity > similarity) {
            best = Some((place.similarity, at));
        }
    }
    Some(opened.quoted(best?.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn openings_and_complaints_ask_for_nothing() {
        for text in ["Please add a map.", "I wish it had a widget", "We need invoices by mail"] {
            assert!(says_so(text), "{text}");
        }
        for text in ["I am a patient person, but listen.", "Consulates want it on paper.", ""] {
            assert!(!says_so(text), "{text}");
        }
    }
}
