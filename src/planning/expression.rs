//! A formula over named numbers: `reach * severity / effort`.
//!
//! `+ - * /`, brackets, `min(a, b)`, `max(a, b)`, `sqrt(a)`, `log(a)` (natural); names are letters, digits
//! and `_`. A formula of which one name has no number has no value, and so has one that divides by
//! zero.

use std::collections::BTreeSet;

use libm::log;

/// A formula of more letters is none.
const LONGEST: usize = 1_000;
/// Brackets in brackets.
const DEEPEST: usize = 40;

/// A formula that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadExpression(String);

impl std::fmt::Display for BadExpression {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadExpression {}

/// A formula.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression(Node);

#[derive(Clone, Debug, PartialEq)]
enum Node {
    Number(f64),
    Name(String),
    Negative(Box<Node>),
    Two(char, Box<Node>, Box<Node>),
    Call(Function, Vec<Node>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Function {
    Min,
    Max,
    Sqrt,
    Log,
}

impl Function {
    fn named(name: &str) -> Option<(Function, usize)> {
        Some(match name {
            "min" => (Function::Min, 2),
            "max" => (Function::Max, 2),
            "sqrt" => (Function::Sqrt, 1),
            "log" => (Function::Log, 1),
            _ => return None,
        })
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Number(f64),
    Name(String),
    Sign(char),
}

impl Expression {
    /// Reads a formula.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn read(text: &str) -> Result<Expression, BadExpression> {
        if text.len() > LONGEST {
            return Err(BadExpression(format!("the formula is longer than {LONGEST} letters")));
        }
        let mut reader = Reader { tokens: tokens(text)?, at: 0 };
        let node = reader.sum(0)?;
        match reader.tokens.get(reader.at) {
            None => Ok(Expression(node)),
            Some(token) => Err(BadExpression(format!("unexpected {}", shown(token)))),
        }
    }

    /// Its value; `None` where a name has no number or the value is no number.
    pub fn value(&self, of: &dyn Fn(&str) -> Option<f64>) -> Option<f64> {
        value(&self.0, of).filter(|value| value.is_finite())
    }

    /// The names in it, ascending.
    pub fn names(&self) -> BTreeSet<&str> {
        let mut names = BTreeSet::new();
        let mut left = vec![&self.0];
        while let Some(node) = left.pop() {
            match node {
                Node::Number(_) => {}
                Node::Name(name) => {
                    names.insert(name.as_str());
                }
                Node::Negative(inner) => left.push(inner),
                Node::Two(_, a, b) => left.extend([&**a, &**b]),
                Node::Call(_, inner) => left.extend(inner),
            }
        }
        names
    }
}

fn value(node: &Node, of: &dyn Fn(&str) -> Option<f64>) -> Option<f64> {
    Some(match node {
        Node::Number(number) => *number,
        Node::Name(name) => of(name)?,
        Node::Negative(inner) => -value(inner, of)?,
        Node::Two(sign, a, b) => {
            let (a, b) = (value(a, of)?, value(b, of)?);
            match sign {
                '+' => a + b,
                '-' => a - b,
                '*' => a * b,
                _ if b == 0.0 => return None,
                _ => a / b,
            }
        }
        Node::Call(function, inner) => {
            let of: Vec<f64> = inner.iter().map(|one| value(one, of)).collect::<Option<_>>()?;
            match function {
                Function::Min => of[0].min(of[1]),
                Function::Max => of[0].max(of[1]),
                Function::Sqrt => of[0].sqrt(),
                Function::Log => log(of[0]),
            }
        }
    })
}

fn shown(token: &Token) -> String {
    match token {
        Token::Number(number) => number.to_string(),
        Token::Name(name) => name.clone(),
        Token::Sign(sign) => format!("{sign:?}"),
    }
}

fn tokens(text: &str) -> Result<Vec<Token>, BadExpression> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let stretch = |is: &dyn Fn(char) -> bool| rest.find(|c: char| !is(c)).unwrap_or(rest.len());
        let length = if first.is_ascii_digit() || first == '.' {
            let length = stretch(&|c| c.is_ascii_digit() || c == '.');
            let number = rest[..length].parse::<f64>();
            let bad = |_| BadExpression(format!("{:?} is no number", &rest[..length]));
            found.push(Token::Number(number.map_err(bad)?));
            length
        } else if first.is_alphabetic() || first == '_' {
            let length = stretch(&|c| c.is_alphanumeric() || c == '_');
            found.push(Token::Name(rest[..length].to_lowercase()));
            length
        } else if "+-*/(),".contains(first) {
            found.push(Token::Sign(first));
            1
        } else {
            return Err(BadExpression(format!("{first:?} is no part of a formula")));
        };
        rest = rest[length..].trim_start();
    }
    Ok(found)
}

struct Reader {
    tokens: Vec<Token>,
    at: usize,
}

impl Reader {
    fn sign(&mut self, among: &str) -> Option<char> {
        match self.tokens.get(self.at) {
            Some(Token::Sign(sign)) if among.contains(*sign) => {
                self.at += 1;
                Some(*sign)
            }
            _ => None,
        }
    }

    fn expect(&mut self, sign: char) -> Result<(), BadExpression> {
        let found = self.sign(&sign.to_string());
        found.map(drop).ok_or_else(|| BadExpression(format!("{sign:?} is missing")))
    }

    fn sum(&mut self, depth: usize) -> Result<Node, BadExpression> {
        if depth > DEEPEST {
            return Err(BadExpression("too many brackets in one another".to_owned()));
        }
        let mut node = self.product(depth)?;
        while let Some(sign) = self.sign("+-") {
            let next = self.product(depth)?;
            node = Node::Two(sign, Box::new(node), Box::new(next));
        }
        Ok(node)
    }

    fn product(&mut self, depth: usize) -> Result<Node, BadExpression> {
        let mut node = self.one(depth)?;
        while let Some(sign) = self.sign("*/") {
            let next = self.one(depth)?;
            node = Node::Two(sign, Box::new(node), Box::new(next));
        }
        Ok(node)
    }

    fn one(&mut self, depth: usize) -> Result<Node, BadExpression> {
        let mut negative = false;
        while self.sign("-").is_some() {
            negative = !negative;
        }
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        let node = match token {
            None => return Err(BadExpression("the formula ends too early".to_owned())),
            Some(Token::Number(number)) => Node::Number(number),
            Some(Token::Name(name)) if self.sign("(").is_some() => {
                let (function, wanted) = Function::named(&name)
                    .ok_or_else(|| BadExpression(format!("there is no function {name}")))?;
                let mut inner = vec![self.sum(depth + 1)?];
                while self.sign(",").is_some() {
                    inner.push(self.sum(depth + 1)?);
                }
                self.expect(')')?;
                if inner.len() != wanted {
                    return Err(BadExpression(format!("{name} takes {wanted} numbers")));
                }
                Node::Call(function, inner)
            }
            Some(Token::Name(name)) => Node::Name(name),
            Some(Token::Sign('(')) => {
                let inner = self.sum(depth + 1)?;
                self.expect(')')?;
                inner
            }
            Some(token) => return Err(BadExpression(format!("unexpected {}", shown(&token)))),
        };
        Ok(if negative { Node::Negative(Box::new(node)) } else { node })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(text: &str) -> Option<f64> {
        let given = |name: &str| match name {
            "reach" => Some(2_000.0),
            "effort" => Some(4.0),
            "none" => Some(0.0),
            _ => None,
        };
        Expression::read(text).expect(text).value(&given)
    }

    #[test]
    fn values() {
        assert_eq!(of("reach * 2 * 0.8 / effort"), Some(800.0));
        assert_eq!(of("1 - 2 - 3 * -(2 + 1)"), Some(8.0));
        assert_eq!(of("9 + max(9 - 3, 0)"), Some(15.0));
        assert_eq!(of("min(sqrt(Reach), 10) + log(1)"), Some(10.0));
        assert_eq!(of("reach / none"), None, "a division by zero has no value");
        assert_eq!(of("reach * unknown"), None, "a missing input has none either");
        assert_eq!(of("sqrt(0 - 1)"), None);
    }

    #[test]
    fn what_is_no_formula_is_refused() {
        for text in ["", "1 +", "(1", "1 2", "max(1)", "sin(1)", "a ; b", "1..2", "reach *", ")"] {
            assert!(Expression::read(text).is_err(), "{text:?}");
        }
        assert!(Expression::read(&"(".repeat(500)).is_err());
        let read = Expression::read("b * max(a, b) + 1").expect("a formula");
        assert_eq!(read.names().into_iter().collect::<Vec<_>>(), ["a", "b"]);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[ -~é]{0,60}") {
            if let Ok(read) = Expression::read(&text) {
                let value = read.value(&|_| Some(2.0));
                prop_assert!(value.is_none_or(f64::is_finite));
            }
        }
    }
}
