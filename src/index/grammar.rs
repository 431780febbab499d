//! The query language: text to a tree, or to an error that points at the place.
//!
//! `crash login` both words · `"log in"` side by side · `-refund`, `NOT refund` without it ·
//! `crash OR freeze` · `( )` · `log*` words that begin so · `field:value`, `field:1..2`,
//! `field:>=2`, `field:"two words"`. Our own and small: the engine's grammar drops `log*` silently
//! and refuses a query of exclusions alone. Pure; any text gives a tree or an error.

use super::error::QueryError;

/// A query as written.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expr {
    /// Everything: an empty query.
    All,
    /// A bare word (which may hold several terms: `log-in`, a run of Chinese).
    Word { text: String, at: usize },
    /// Words that begin so.
    Prefix { text: String, at: usize },
    /// Words side by side.
    Phrase { text: String, at: usize },
    /// `name:value`.
    Field { name: String, value: String, at: usize, value_at: usize },
    /// Not this.
    Not(Box<Expr>),
    /// All of these.
    And(Vec<Expr>),
    /// Any of these.
    Or(Vec<Expr>),
}

/// A longer query is a mistake (a pasted review), and would be slow.
const LONGEST: usize = 4_096;
/// Parentheses and exclusions inside each other.
const DEEPEST: usize = 32;
/// Pieces of one query.
const MOST: usize = 256;

fn fault(message: impl Into<String>, column: usize, hint: impl Into<String>) -> QueryError {
    QueryError { message: message.into(), column, hint: hint.into() }
}

/// Reads a query. Columns in errors count characters.
pub(super) fn parse(query: &str) -> Result<Expr, QueryError> {
    let chars: Vec<char> = query.chars().collect();
    if chars.len() > LONGEST {
        let hint = format!("search for a few words, at most {LONGEST} characters");
        return Err(fault("the query is too long", LONGEST, hint));
    }
    let mut parser = Parser { chars, at: 0, pieces: 0 };
    parser.blanks();
    if parser.peek().is_none() {
        return Ok(Expr::All);
    }
    let expr = parser.any(0)?;
    match parser.peek() {
        None => Ok(expr),
        // `any` ends at the end of the text or before a parenthesis that nothing opened.
        Some(_) => Err(fault("a ) that nothing opened", parser.at, "remove it, or quote it")),
    }
}

struct Parser {
    chars: Vec<char>,
    at: usize,
    pieces: usize,
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{ff02}')
}

impl Parser {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn blanks(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    /// Whether `word` stands here as a whole word, in capitals.
    fn is_word(&self, word: &str) -> bool {
        let end = self.at + word.len();
        self.chars.get(self.at..end).is_some_and(|here| here.iter().copied().eq(word.chars()))
            && self.chars.get(end).is_none_or(|&c| c.is_whitespace() || c == '(' || is_quote(c))
    }

    /// Pieces joined by OR.
    fn any(&mut self, depth: usize) -> Result<Expr, QueryError> {
        let mut choices = vec![self.all(depth)?];
        while self.is_word("OR") {
            let or = self.at;
            self.at += 2;
            self.blanks();
            if self.peek().is_none_or(|c| c == ')') {
                return Err(fault("OR without a right side", or, "write `crash OR freeze`"));
            }
            choices.push(self.all(depth)?);
        }
        Ok(if choices.len() == 1 { choices.swap_remove(0) } else { Expr::Or(choices) })
    }

    /// Pieces side by side, or joined by AND.
    fn all(&mut self, depth: usize) -> Result<Expr, QueryError> {
        let mut parts = Vec::new();
        loop {
            self.blanks();
            match self.peek() {
                None | Some(')') => break,
                Some(_) if self.is_word("OR") => break,
                Some(_) if self.is_word("AND") => {
                    if parts.is_empty() {
                        let hint = "write `crash AND login`";
                        return Err(fault("AND without a left side", self.at, hint));
                    }
                    let and = self.at;
                    self.at += 3;
                    self.blanks();
                    if self.peek().is_none_or(|c| c == ')') || self.is_word("OR") {
                        return Err(fault("AND without a right side", and, "write `a AND b`"));
                    }
                    parts.push(self.unary(depth)?);
                }
                Some(_) => parts.push(self.unary(depth)?),
            }
        }
        match parts.len() {
            0 => Err(fault("nothing to search for", self.at, "put a word here")),
            1 => Ok(parts.swap_remove(0)),
            _ => Ok(Expr::And(parts)),
        }
    }

    fn unary(&mut self, depth: usize) -> Result<Expr, QueryError> {
        self.pieces += 1;
        if self.pieces > MOST {
            let hint = format!("use at most {MOST} words");
            return Err(fault("too many pieces", self.at, hint));
        }
        if depth > DEEPEST {
            let hint = format!("nest at most {DEEPEST} levels");
            return Err(fault("nested too deeply", self.at, hint));
        }
        let start = self.at;
        let minus = self.peek() == Some('-')
            && self.chars.get(self.at + 1).is_some_and(|c| !c.is_whitespace());
        if minus || self.is_word("NOT") {
            self.at += if minus { 1 } else { 3 };
            self.blanks();
            if self.peek().is_none_or(|c| c == ')') {
                return Err(fault("an exclusion of nothing", start, "write `-refund`"));
            }
            return Ok(Expr::Not(Box::new(self.unary(depth + 1)?)));
        }
        self.primary(depth)
    }

    fn primary(&mut self, depth: usize) -> Result<Expr, QueryError> {
        let start = self.at;
        match self.peek() {
            Some('(') => {
                self.at += 1;
                let inside = self.any(depth + 1)?;
                if self.peek() != Some(')') {
                    return Err(fault("a ( that nothing closes", start, "add a )"));
                }
                self.at += 1;
                Ok(inside)
            }
            Some(c) if is_quote(c) => Ok(Expr::Phrase { text: self.quoted()?, at: start }),
            _ => self.word(),
        }
    }

    /// The text between two quotation marks; the first is here.
    fn quoted(&mut self) -> Result<String, QueryError> {
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        while let Some(c) = self.peek() {
            self.at += 1;
            if is_quote(c) {
                return Ok(text);
            }
            text.push(c);
        }
        Err(fault("a quotation that nothing closes", start, "add a \""))
    }

    /// A bare word, a prefix, or a field with its value.
    fn word(&mut self) -> Result<Expr, QueryError> {
        let start = self.at;
        let mut text = String::new();
        while let Some(c) = self.peek() {
            if c.is_whitespace() || matches!(c, '(' | ')') || is_quote(c) {
                break;
            }
            self.at += 1;
            let names = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
            let is_name =
                text.chars().next().is_some_and(char::is_alphabetic) && text.chars().all(names);
            if c == ':' && is_name {
                let value_at = self.at;
                let value = self.value(&text)?;
                return Ok(Expr::Field { name: text, value, at: start, value_at });
            }
            text.push(c);
        }
        if let Some(stem) = text.strip_suffix('*') {
            if stem.is_empty() || stem.contains('*') {
                let hint = "write the beginning of a word, then *: `log*`";
                return Err(fault("a * without a beginning", start, hint));
            }
            return Ok(Expr::Prefix { text: stem.to_owned(), at: start });
        }
        Ok(Expr::Word { text, at: start })
    }

    fn value(&mut self, name: &str) -> Result<String, QueryError> {
        let value = match self.peek() {
            Some(c) if is_quote(c) => self.quoted()?,
            Some('(') => {
                let hint = format!("write `({name}:a OR {name}:b)`");
                return Err(fault("a group behind a field", self.at, hint));
            }
            _ => {
                let mut value = String::new();
                while let Some(c) = self.peek() {
                    if c.is_whitespace() || matches!(c, '(' | ')') {
                        break;
                    }
                    self.at += 1;
                    value.push(c);
                }
                value
            }
        };
        if value.trim().is_empty() {
            let hint = format!("write `{name}:value`, or quote the words to search for them");
            return Err(fault(format!("{name}: has no value"), self.at, hint));
        }
        Ok(value)
    }
}
