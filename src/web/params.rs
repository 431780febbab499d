//! What may be asked, one name at a time: the parameters of pages, API and tools, checked.
//!
//! Takes pairs; gives values, or a fault that names the parameter and says what was expected. The
//! same list of a route is printed as its OpenAPI parameters and as the schema of its tool.

use std::str::FromStr;

use serde_json::{Value, json};

use super::address::Pairs;
use super::answer::Fault;

/// What the values of a parameter look like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Shape {
    /// Any text up to so many characters.
    Text(usize),
    /// A whole number from one to another.
    Whole(u64, u64),
    /// One of these words.
    Word(&'static [&'static str]),
    /// A word of this form (a regular expression of ECMA 262, anchored).
    Form(&'static str),
    /// `true` or `false`.
    Flag,
}

/// One parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Param {
    /// Its name.
    pub name: &'static str,
    /// What it is, for people and assistants.
    pub about: &'static str,
    /// What its values look like.
    pub shape: Shape,
    /// Whether it may be given several times.
    pub many: bool,
    /// Whether it must be given.
    pub needed: bool,
}

impl Param {
    /// A parameter that may be given once.
    pub(super) const fn new(name: &'static str, shape: Shape, about: &'static str) -> Param {
        Param { name, about, shape, many: false, needed: false }
    }

    /// The same, several times.
    pub(super) const fn many(self) -> Param {
        Param { many: true, ..self }
    }

    /// The same, which must be given.
    pub(super) const fn needed(self) -> Param {
        Param { needed: true, ..self }
    }

    /// The JSON Schema of its values.
    pub(super) fn schema(&self) -> Value {
        let one = match self.shape {
            Shape::Text(most) => json!({ "type": "string", "maxLength": most }),
            Shape::Whole(least, most) => {
                json!({ "type": "integer", "minimum": least, "maximum": most })
            }
            Shape::Word(words) => json!({ "type": "string", "enum": words }),
            Shape::Form(form) => json!({ "type": "string", "pattern": form, "maxLength": LONGEST }),
            Shape::Flag => json!({ "type": "boolean" }),
        };
        match self.many {
            true => json!({ "type": "array", "items": one, "maxItems": MOST }),
            false => one,
        }
    }

    fn check(&self, value: &str) -> Result<(), Fault> {
        let wrong = |expected: String| {
            Err(Fault::unclear(format!(
                "{}: expected {expected}, not {:?}",
                self.name,
                short(value)
            )))
        };
        match self.shape {
            Shape::Text(most) if value.chars().count() > most => Err(Fault::unclear(format!(
                "{} has {} characters: at most {most} are read",
                self.name,
                value.chars().count()
            ))),
            Shape::Form(_) if value.is_empty() => wrong("a word".to_owned()),
            Shape::Form(_) if value.chars().count() > LONGEST => wrong("a short word".to_owned()),
            Shape::Whole(least, most) => match value.parse::<u64>() {
                Ok(number) if (least..=most).contains(&number) => Ok(()),
                _ => wrong(format!("a whole number from {least} to {most}")),
            },
            Shape::Word(words) if !words.contains(&value) => {
                wrong(format!("one of {}", words.join(", ")))
            }
            Shape::Flag if !matches!(value, "true" | "false") => wrong("true or false".to_owned()),
            _ => Ok(()),
        }
    }
}

/// A parameter is given at most so many times.
const MOST: usize = 30;
/// Words of a form are at most so long.
const LONGEST: usize = 200;

fn short(value: &str) -> String {
    let mut cut: String = value.chars().take(60).collect();
    if cut.len() < value.len() {
        cut.push('…');
    }
    cut
}

/// Values given, checked against a list of parameters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Given {
    pairs: Pairs,
}

impl Given {
    /// Checks the pairs of a form or of a page: empty values are as none, since forms send them.
    pub(super) fn of_form(mut pairs: Pairs, params: &[Param]) -> Result<Given, Fault> {
        pairs.retain(|(_, value)| !value.is_empty());
        Given::new(pairs, params)
    }

    /// Checks pairs: names that are not in the list, names given too often, values of another form.
    pub(super) fn new(pairs: Pairs, params: &[Param]) -> Result<Given, Fault> {
        for (name, value) in &pairs {
            let Some(param) = params.iter().find(|param| param.name == name) else {
                let known: Vec<&str> = params.iter().map(|param| param.name).collect();
                let there_are = match known.is_empty() {
                    true => "there are none here".to_owned(),
                    false => format!("there are {}", known.join(", ")),
                };
                return Err(Fault::unclear(format!(
                    "there is no parameter {:?}: {there_are}",
                    short(name)
                )));
            };
            param.check(value)?;
        }
        for param in params {
            let times = pairs.iter().filter(|(name, _)| name == param.name).count();
            if times == 0 && param.needed {
                return Err(Fault::unclear(format!("{} is missing: {}", param.name, param.about)));
            }
            if times > 1 && !param.many || times > MOST {
                let most = if param.many { MOST } else { 1 };
                return Err(Fault::unclear(format!(
                    "{} is given {times} times: at most {most}",
                    param.name
                )));
            }
        }
        Ok(Given { pairs })
    }

    /// All pairs, in the order given.
    pub(super) fn pairs(&self) -> &Pairs {
        &self.pairs
    }

    /// The value of a name.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// All values of a name.
    pub(super) fn all<'g>(&'g self, name: &'g str) -> impl Iterator<Item = &'g str> + 'g {
        self.pairs.iter().filter(move |(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// A whole number, else `other`.
    pub(super) fn whole(&self, name: &str, other: usize) -> usize {
        self.text(name).and_then(|value| value.parse().ok()).unwrap_or(other)
    }

    /// Whether a flag is set.
    pub(super) fn is_set(&self, name: &str) -> bool {
        self.text(name) == Some("true")
    }

    /// A value read.
    pub(super) fn read<T>(&self, name: &'static str) -> Result<Option<T>, Fault>
    where
        T: FromStr<Err: std::fmt::Display>,
    {
        self.text(name).map(|text| read(name, text)).transpose()
    }

    /// All values of a name, read.
    pub(super) fn read_all<T>(&self, name: &'static str) -> Result<Vec<T>, Fault>
    where
        T: FromStr<Err: std::fmt::Display>,
    {
        self.all(name).map(|text| read(name, text)).collect()
    }
}

fn read<T>(name: &str, text: &str) -> Result<T, Fault>
where
    T: FromStr<Err: std::fmt::Display>,
{
    text.trim().parse().map_err(|error: T::Err| Fault::unclear(format!("{name}: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARAMS: &[Param] = &[
        Param::new("q", Shape::Text(5), "words"),
        Param::new("limit", Shape::Whole(1, 100), "how many"),
        Param::new("sort", Shape::Word(&["newest"]), "the order"),
        Param::new("source", Shape::Text(9), "a source").many(),
        Param::new("exact", Shape::Flag, "as typed"),
    ];

    fn given(pairs: &[(&str, &str)]) -> Result<Given, Fault> {
        let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Given::of_form(pairs.collect(), PARAMS)
    }

    #[test]
    fn every_fault_names_its_parameter() {
        for (pairs, words) in [
            (&[("limt", "3")][..], "there is no parameter \"limt\": there are q, limit"),
            (&[("limit", "0")], "limit: expected a whole number from 1 to 100, not \"0\""),
            (&[("limit", "-1")], "limit: expected"),
            (&[("q", "äöüßéx")], "q has 6 characters: at most 5"),
            (&[("sort", "best")], "sort: expected one of newest"),
            (&[("q", "a"), ("q", "b")], "q is given 2 times: at most 1"),
            (&[("exact", "yes")], "exact: expected true or false"),
        ] {
            let fault = given(pairs).expect_err("a fault");
            assert!(fault.words.contains(words) && fault.status == 400, "{}", fault.words);
        }
        let needed = [Param::new("first", Shape::Text(9), "the first part").needed()];
        let fault = Given::new(Vec::new(), &needed).expect_err("a fault");
        assert_eq!(fault.words, "first is missing: the first part");
    }

    #[test]
    fn values_as_they_were_given() {
        let given = given(&[("q", ""), ("source", "b"), ("source", "a"), ("limit", "7")]);
        let given = given.expect("no fault");
        assert_eq!(given.text("q"), None);
        assert_eq!(given.all("source").collect::<Vec<_>>(), ["b", "a"]);
        assert_eq!((given.whole("limit", 20), given.whole("offset", 0)), (7, 0));
        assert!(!given.is_set("exact"));
        let empty = vec![("limit".to_owned(), String::new())];
        assert!(Given::new(empty.clone(), PARAMS).is_err(), "a program sends no empty number");
        assert!(Given::of_form(empty, PARAMS).is_ok());
    }
}
