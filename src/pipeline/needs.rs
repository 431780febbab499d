//! What customers ask for that does not exist.
//!
//! Takes an opened run and its report; gives the themes with requests by how many customers ask. A
//! theme in which at least half of those who want a change ask is an unmet need; in the others the
//! wish belongs to a pain: something is there and does not work.

use crate::model::{Selection, Stance, ThemeId};
use crate::report::view::View;

use super::opened::Opened;

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
    /// Whether most of it is asking.
    pub is_unmet: bool,
    /// A request in a customer's words, where the theme may be quoted: source, number, words.
    pub quote: Option<(String, String, String)>,
}

/// Themes with at least one request: unmet needs before wishes within a pain, then by customers who ask,
/// then by id. Themes without a subject and muted ones are left out.
pub fn needs(opened: &Opened, view: &View) -> Vec<Need> {
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
                is_unmet: selected.statements >= complaints,
                quote: may_quote.then(|| nearest(opened, id, &selected.rows)).flatten(),
            })
        })
        .collect();
    found.sort_by_key(|one| (!one.is_unmet, std::cmp::Reverse(one.customers), one.theme));
    found
}

/// The most typical request of a theme; the first of equals.
fn nearest(opened: &Opened, theme: ThemeId, rows: &[u32]) -> Option<(String, String, String)> {
    let corpus = &opened.corpus;
    let mut best: Option<(f32, usize)> = None;
    for at in rows.iter().flat_map(|&row| corpus.statements_of(row)) {
        let Some(place) = opened.places[at].filter(|place| place.theme == theme) else { continue };
        let asks = corpus.statements()[at].stance == Stance::Request;
        if asks && best.is_none_or(|(similarity, _)| place.similarity > similarity) {
            best = Some((place.similarity, at));
        }
    }
    let statement = &corpus.statements()[best?.1];
    let feedback = corpus.feedback_of(statement);
    let words = corpus.text_of(statement).to_owned();
    Some((feedback.source.to_string(), feedback.external.to_string(), words))
}
