//! The words: one analyser for vectors, labels, near-duplicates and search.
//!
//! Takes text in a known (or unknown) language, gives its terms: words folded (case, accents,
//! width), stemmed where rust-stemmers has the language, marked when they are function words, each
//! with its bytes in the text. Scripts without blanks give overlapping bigrams. Gives the words of a
//! page of HTML too. Per item, pure, no state but caches. It never looks at meaning.
//!
//! [`VERSION`] is part of every fingerprint: an index or a space made by another version is
//! remade.

mod analyser;
pub mod dates;
mod fold;
mod html;
mod stem;
mod stopwords;
mod words;

pub use analyser::{Analyser, Term};
pub use fold::fold;
pub use html::{html_text, unescape};
pub use stem::Stems;
pub use stopwords::is_stopword;
pub use words::{Word, is_unspaced, words};

/// Changes whenever the same text could give other terms.
pub const VERSION: u32 = 2;
