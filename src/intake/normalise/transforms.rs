//! Named cleanings a feed asks for: only the customer's own words shall be left.
//!
//! Takes text with one kind of line end; gives text. Each is a pure function; the settings name
//! them in the order they apply. [`NAMES`] is the one list of what there is: settings accept what
//! stands in it and nothing else.

use regex::Regex;

use crate::text::{html_text, unescape};

use super::{mail, markup};

/// The names that settings may use.
pub const NAMES: [&str; 12] = [
    "html",
    "tags",
    "entities",
    "bbcode",
    "jira_wiki",
    "markdown",
    "issue_form",
    "slack",
    "strip_quotes",
    "strip_signature",
    "subject_prefix",
    "unguard_formula",
];

/// One cleaning.
#[derive(Clone, Debug)]
pub(crate) enum Transform {
    /// One of those that have a name.
    Named(fn(&str) -> String),
    /// A pattern, and what stands in its place.
    Replace(Regex, String),
}

impl Transform {
    /// The cleaning with that name.
    pub(crate) fn from_name(name: &str) -> Option<Transform> {
        Some(Transform::Named(match name {
            "html" => html_text,
            "tags" => markup::tags,
            "entities" => unescape,
            "bbcode" => markup::bbcode,
            "jira_wiki" => markup::jira_wiki,
            "markdown" => markup::markdown,
            "issue_form" => markup::issue_form,
            "slack" => markup::slack,
            "strip_quotes" => mail::strip_quotes,
            "strip_signature" => mail::strip_signature,
            "subject_prefix" => mail::subject_prefix,
            "unguard_formula" => unguard_formula,
            _ => return None,
        }))
    }

    /// Puts `with` where `pattern` matches; `$1` in it is the pattern's first group.
    ///
    /// # Errors
    /// What is wrong with the pattern, in words.
    pub(crate) fn replacing(pattern: &str, with: &str) -> Result<Transform, String> {
        let regex = Regex::new(pattern).map_err(|error| error.to_string())?;
        Ok(Transform::Replace(regex, with.to_owned()))
    }

    /// The text, cleaned.
    pub(crate) fn apply(&self, text: &str) -> String {
        match self {
            Transform::Named(cleaning) => cleaning(text),
            Transform::Replace(regex, with) => regex.replace_all(text, with.as_str()).into_owned(),
        }
    }
}

/// Without the apostrophe that some exports put before `=`, `+`, `-`, `@` so that no spreadsheet
/// takes the cell for a formula.
fn unguard_formula(text: &str) -> String {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => rest.to_owned(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::normalise::clean;
    use proptest::prelude::*;

    #[test]
    fn every_name_is_a_cleaning() {
        for name in NAMES {
            assert!(Transform::from_name(name).is_some(), "{name}");
        }
        assert!(Transform::from_name("htlm").is_none());
    }

    #[test]
    fn small_ones() {
        assert_eq!(unguard_formula("'=1+1"), "=1+1");
        assert_eq!(unguard_formula("'quoted'"), "'quoted'");
        let replaced = |pattern, with, text| {
            Transform::replacing(pattern, with).expect("a pattern").apply(text)
        };
        assert_eq!(replaced(r"\[\[(VIDEOID|ASIN):[^\]]*\]\]", "", "a [[VIDEOID:1]]b"), "a b");
        assert_eq!(replaced("(a)(b)", "${2}$$1$1", "xab"), "xb$1a");
        assert_eq!(replaced(r"\{\{[^}]*\}\}", "…", "How is {{field:x}}?"), "How is …?");
        assert!(Transform::replacing("(", "").is_err());
    }

    proptest! {
        #[test]
        fn any_text_survives_and_is_clean_after(text in any::<String>(), chain in proptest::collection::vec(0..NAMES.len(), 0..4)) {
            let mut cleaned = text;
            for name in chain {
                cleaned = Transform::from_name(NAMES[name]).expect("a name").apply(&cleaned);
            }
            let once = clean(&cleaned);
            prop_assert_eq!(clean(&once), once);
        }
    }
}
