//! The themes that a query asks for: the answer above the hits.
//!
//! A theme answers when its title and the phrases behind it hold every telling word of a short
//! query, or most of those of a longer one, in any of their forms.

use std::collections::BTreeSet;

use crate::cli::failure::Failure;
use crate::cli::print::{Printer, Style, inert};
use crate::index::Page;
use crate::model::Lang;
use crate::report::phrase;
use crate::report::view::ThemeView;
use crate::store::Workspace;
use crate::text::{Analyser, is_stopword};

/// More are a list: `earful themes` is that.
const SHOWN: usize = 3;
/// A query of up to this many words is answered by a theme that holds all of them.
const SHORT: usize = 2;

/// Prints the themes that answer the words of a page; nothing where there is no report yet.
pub(super) fn show(workspace: &Workspace, page: &Page, out: &mut Printer) -> Result<(), Failure> {
    let mut analyser = Analyser::new();
    let mut words: Vec<String> = Vec::new();
    for (typed, _) in &page.words {
        for term in analyser.terms(typed, Lang::ENGLISH) {
            if !is_stopword(Lang::ENGLISH, &term.folded) && !words.contains(&term.stem) {
                words.push(term.stem);
            }
        }
    }
    let Some(newest) = workspace.latest()?.filter(|_| !words.is_empty()) else { return Ok(()) };
    // A report that cannot be read is not what was asked for: the hits are.
    let Ok(view) = super::super::view_of(workspace, &newest) else { return Ok(()) };
    let mut stems = |texts: &[&str]| -> BTreeSet<String> {
        let of = |text: &&str| analyser.terms(text, Lang::ENGLISH);
        texts.iter().flat_map(of).map(|term| term.stem).collect()
    };
    let mut found: Vec<(usize, usize, &ThemeView)> = Vec::new();
    for theme in view.themes.iter().filter(|theme| !theme.general) {
        let title = stems(&[&theme.title]);
        let all: Vec<&str> = theme.terms.iter().map(String::as_str).collect();
        let terms = stems(&all);
        let in_title = words.iter().filter(|word| title.contains(*word)).count();
        let held = |word: &&String| title.contains(*word) || terms.contains(*word);
        let held = words.iter().filter(held).count();
        if held == words.len() || (words.len() > SHORT && held * 2 > words.len()) {
            found.push((held, in_title, theme));
        }
    }
    found.sort_by(|(held, titled, one), (other_held, other_titled, other)| {
        (other_held.cmp(held))
            .then(other_titled.cmp(titled))
            .then(other.customers.max(other.feedback).cmp(&one.customers.max(one.feedback)))
            .then(one.number().cmp(&other.number()))
    });
    found.truncate(SHOWN);
    for (_, _, theme) in &found {
        let heard = match theme.customers {
            0 => phrase::counted(theme.feedback.into(), "record", "records"),
            customers => phrase::counted(customers.into(), "customer", "customers"),
        };
        let name = out.styled(Style::Bold, &format!("{} {}", theme.id, inert(&theme.title)));
        out.line(format!("{name}: {heard}"));
    }
    if !found.is_empty() {
        out.gap();
    }
    Ok(())
}
