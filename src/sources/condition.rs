//! Conditions: tests of one field that say what is left out, what is gone and which messages count.

use regex::Regex;
use serde_json::Value;

use super::expression::Context;
use super::preset;
use super::selector::{Selectors, Values, is_object, steps, walk};

/// A compiled test of one field.
#[derive(Debug, Clone)]
pub(super) struct Condition {
    field: usize,
    /// The steps to the field in an element of a list.
    steps: Vec<String>,
    test: Test,
}

#[derive(Debug, Clone)]
enum Test {
    In(Vec<String>),
    NotIn(Vec<String>, bool),
    Present(bool),
    Regex(Regex),
    NotRegex(Regex),
    Equals(usize),
    InLookup(String),
}

/// `^(?!…)` is a test that the start does not match; the one look-ahead there is. Gives the pattern
/// that must not match.
pub fn negated(pattern: &str) -> Option<String> {
    let inner = pattern.strip_prefix("^(?!")?.strip_suffix(')')?;
    // The bracket that closes last must be the one that opened first.
    let mut depth = 0i32;
    for letter in inner.chars() {
        depth += i32::from(letter == '(') - i32::from(letter == ')');
        if depth < 0 {
            return None;
        }
    }
    (depth == 0).then(|| format!("^(?:{inner})"))
}

/// Compiles a pattern of the settings.
///
/// # Errors
/// The pattern and what is wrong with it.
pub(super) fn pattern(text: &str) -> Result<Regex, String> {
    Regex::new(text).map_err(|error| format!("`{text}` is no regular expression: {error}"))
}

impl Condition {
    /// Compiles a condition.
    ///
    /// # Errors
    /// As [`super::expression::Compiled::new`].
    pub(super) fn new(
        condition: &preset::Condition,
        selectors: &mut Selectors,
    ) -> Result<Condition, String> {
        let trimmed =
            |list: &[String]| list.iter().map(|value| value.trim().to_owned()).collect::<Vec<_>>();
        let field = condition.field.trim();
        let path = if field.starts_with('/') { steps(field) } else { vec![field.to_owned()] };
        Ok(Condition {
            field: selectors.checked(field)?,
            steps: path,
            test: match &condition.test {
                preset::Test::In(list) => Test::In(trimmed(list)),
                preset::Test::NotIn { values, absent_ok } => {
                    Test::NotIn(trimmed(values), *absent_ok)
                }
                preset::Test::Present(wanted) => Test::Present(*wanted),
                preset::Test::Regex(text) => match negated(text) {
                    Some(inner) => Test::NotRegex(pattern(&inner)?),
                    None => Test::Regex(pattern(text)?),
                },
                preset::Test::EqualsField(other) => Test::Equals(selectors.checked(other)?),
                preset::Test::InLookup(table) => Test::InLookup(table.clone()),
            },
        })
    }

    /// Whether it holds of a unit.
    pub(super) fn holds(&self, unit: &Context<'_>) -> bool {
        self.test(&unit.get(self.field), unit, unit.is_object(self.field))
    }

    /// Whether it holds of an element of a list in the unit.
    pub(super) fn holds_of(&self, element: &Value, unit: &Context<'_>) -> bool {
        let mut values = walk(element, &self.steps);
        values.texts.retain(|text| !text.trim().is_empty());
        self.test(&values, unit, is_object(element, &self.steps))
    }

    /// `object`: whether the field holds an object, which has no text and is there all the same.
    fn test(&self, values: &Values<'_>, unit: &Context<'_>, object: bool) -> bool {
        let one_of = |list: &[String]| {
            values.texts.iter().any(|value| list.iter().any(|one| one == value.trim()))
        };
        match &self.test {
            Test::In(list) => one_of(list),
            Test::NotIn(_, absent_ok) if values.is_empty() => !absent_ok,
            Test::NotIn(list, _) => !one_of(list),
            Test::Present(wanted) => (object || !values.is_empty()) == *wanted,
            Test::Regex(regex) => values.texts.iter().any(|value| regex.is_match(value)),
            Test::NotRegex(regex) => {
                !values.is_empty() && !values.texts.iter().any(|value| regex.is_match(value))
            }
            Test::InLookup(table) => {
                values.texts.iter().any(|key| unit.side.text(table, key.trim()).is_some())
            }
            Test::Equals(other) => {
                let other = unit.get(*other);
                values.first().is_some()
                    && values.first().map(str::trim) == other.first().map(str::trim)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_look_ahead_is_understood() {
        assert_eq!(negated("^(?!no$)").as_deref(), Some("^(?:no$)"));
        assert_eq!(negated("^(?!a)b(c)"), None);
        assert_eq!(negated("no"), None);
    }
}
