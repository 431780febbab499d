//! Values and tests of values: the small language in which a preset says what a field is.
//!
//! Takes nothing, gives the types that config parses and [`crate::sources`] compiles. What is done
//! to a value is done in the order in which [`Change`] lists it.

use std::collections::BTreeMap;

use crate::model::Cleaning;

/// A test of one field.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// The field, as a selector.
    pub field: String,
    /// What must hold.
    pub test: Test,
}

/// A rule that leaves units out.
#[derive(Clone, Debug, PartialEq)]
pub struct Skip {
    /// For which units it holds.
    pub when: Condition,
    /// The reason counted.
    pub reason: String,
    /// Whether search may find what they say: answers of agents, which are units of their own.
    /// Where the text is a field of the unit; nothing else looks at them.
    pub searchable: bool,
}

/// What must hold of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// It is one of these.
    In(Vec<String>),
    /// It is none of these; an absent field passes unless `absent_ok`.
    NotIn {
        /// The values that fail.
        values: Vec<String>,
        /// Whether an absent field fails the test, for rules that say what is left out.
        absent_ok: bool,
    },
    /// It is there (or, when false, is not).
    Present(bool),
    /// It matches.
    Regex(String),
    /// It equals another field.
    EqualsField(String),
    /// It is a key of a side table; nothing is where the side file is absent.
    InLookup(String),
}

/// A value written in the settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal {
    /// As text.
    pub text: String,
    /// Whether it is a number or a truth and no text.
    pub bare: bool,
}

/// Value of a field: a selector, several of which the first present wins, or something made of
/// them.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// A column name, a JSON pointer (`/a/b`, `*` for each), `@file`, `@stem`, `@dir`, `@doc/a`
    /// (in the document, outside the record), or what a format offers: `attr:id`, `header:Date`.
    Select(String),
    /// The first that gives something.
    First(Vec<Expression>),
    /// Always this.
    Constant(Literal),
    /// `h:` and the first 16 hexadecimal digits of a hash of these values; `*` is the whole row.
    Hash(Vec<String>),
    /// Text with `{selector}` in it; nothing when one of them is missing.
    Template(String),
    /// A value of the first element of a list that has certain others.
    Pick {
        /// The list.
        array: String,
        /// Pointers and the values that must be there.
        conditions: Vec<(String, String)>,
        /// Pointer to what is taken.
        take: String,
    },
    /// Another expression, changed.
    With(Box<Change>),
}

/// What is done to a value, in this order.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// What is changed.
    pub from: Expression,
    /// Keep the first group of this pattern's match; nothing when it does not match.
    pub regex: Option<String>,
    /// Undo percent-encoding.
    pub percent_decode: bool,
    /// `true` when there is a value, `false` when not.
    pub present: bool,
    /// Take the list of the child table of this name, for the value of this selector.
    pub nested: Option<(String, String)>,
    /// Cut into several values.
    pub split: Option<String>,
    /// Put several values together with this between them.
    pub join: Option<String>,
    /// Replace values; one that is not listed is missing.
    pub map: BTreeMap<String, Literal>,
    /// Several values even where there is one.
    pub list: bool,
    /// What sort of value it is.
    pub sort: Option<Sort>,
    /// Cleanings, in order.
    pub transforms: Vec<Cleaning>,
    /// Whether a file may lack the column.
    pub optional: bool,
}

impl Change {
    /// Nothing done to `from`.
    pub fn of(from: Expression) -> Change {
        Change {
            from,
            regex: None,
            percent_decode: false,
            present: false,
            nested: None,
            split: None,
            join: None,
            map: BTreeMap::new(),
            list: false,
            sort: None,
            transforms: Vec::new(),
            optional: false,
        }
    }
}

/// What sort of value a text stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// A whole number; blanks and commas in it do not count.
    Int,
    /// `true`, `1` and `yes` are true, all else false.
    Bool,
    /// A text, though it looks like a number.
    String,
}

impl Expression {
    /// The cleanings of every way a value can be had, in the order the ways are tried.
    pub(super) fn ways(&self) -> Vec<Vec<Cleaning>> {
        match self {
            Expression::First(list) => list.iter().flat_map(Expression::ways).collect(),
            Expression::With(change) => {
                let mut ways = change.from.ways();
                for way in &mut ways {
                    way.extend(change.transforms.iter().cloned());
                }
                ways
            }
            _ => vec![Vec::new()],
        }
    }
}
