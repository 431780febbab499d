//! Laws of the whole room, and a table of invented sentences with what they must come out as.

use super::measure::feedback;
use super::{Judge, Settings};
use crate::text::Analyser;

#[test]
fn empty_text_gives_no_statement() {
    let judge = Judge::new();
    let statements = judge.cut(&feedback(" \n", "en"), &mut Analyser::new(), &Settings::default());
    assert!(statements.is_empty());
}
