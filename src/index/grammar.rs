//! The query language: text to a tree, or to an error that points at the place.
//!
//! `crash login` both words · `"log in"` side by side · `"log in"~3` at most three words between ·
//! `"log i*"` the last one begun · `-refund`, `!refund`, `NOT refund` without it · `crash OR freeze`,
//! `crash || freeze` · `crash AND login`, `crash && login` · `( )` · `log*` words that begin so ·
//! `l*in`, `l?gin` · `logn~` words like it · `crash^2` counts double · `field:value`, `field:1..2`,
//! `field:>=2`, `field:"two words"`, `field=value`. What only looks like one of these (`Error: 404`,
//! `C:\Users`, `https://…`, `why?`) is words. Our own and small: the engine's grammar drops `log*`
//! silently and refuses a query of exclusions alone. Pure; any text gives a tree or an error.

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
    /// Words of this shape: `*` is any letters, `?` one.
    Wildcard { text: String, at: usize },
    /// Words that differ by so many letters at most.
    Fuzzy { text: String, edits: usize, at: usize },
    /// Words side by side, or with so many others between them; the last one may be begun only.
    Phrase { text: String, slop: u32, begun: bool, at: usize },
    /// `name:value`.
    Field { name: String, value: String, at: usize, value_at: usize },
    /// `name=value`: a segment where there is one of that name, else words.
    Pair { name: String, value: String, at: usize },
    /// Counts so many times as much in the order.
    Boost(Box<Expr>, f64),
    /// Not this.
    Not(Box<Expr>),
    /// All of these; joined by `AND` no word may be missing.
    And { parts: Vec<Expr>, strict: bool },
    /// Any of these.
    Or(Vec<Expr>),
}

/// Fields that the language knows by itself.
pub(super) const FIELDS: [&str; 25] = [
    "source",
    "kind",
    "lang",
    "product",
    "theme",
    "stance",
    "polarity",
    "severity",
    "rating",
    "stars",
    "nps",
    "csat",
    "thumbs",
    "ces",
    "satisfaction",
    "date",
    "created",
    "since",
    "until",
    "title",
    "question",
    "id",
    "record",
    "version",
    "text",
];

/// Whether a field of this name is part of the language.
pub(super) fn is_field(name: &str) -> bool {
    FIELDS.iter().any(|field| field.eq_ignore_ascii_case(name))
}

/// A longer query is a mistake (a pasted review), and would be slow.
const LONGEST: usize = 4_096;
/// Parentheses and exclusions inside each other.
const DEEPEST: usize = 32;
/// Pieces of one query: each is a bit of a word that says which of them a record holds.
const MOST: usize = 64;
/// Words between the words of a phrase; more is what words side by side are for.
const WIDEST: u32 = 50;

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

/// The values of a field in a query, as typed, each once, in order.
pub(super) fn values_of(expr: &Expr, field: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (name, value) in pairs_of(expr) {
        if name.eq_ignore_ascii_case(field) && !found.contains(value) {
            found.push(value.clone());
        }
    }
    found
}

/// The names of all fields in a query, as typed, each once, in order.
pub(super) fn names_of(expr: &Expr) -> Vec<String> {
    let mut found = Vec::new();
    for (name, _) in pairs_of(expr) {
        if !found.contains(name) {
            found.push(name.clone());
        }
    }
    found
}

/// `name:value` and `name=value` of a query, in order.
fn pairs_of(expr: &Expr) -> Vec<(&String, &String)> {
    let mut found = Vec::new();
    let mut rest = vec![expr];
    while let Some(one) = rest.pop() {
        match one {
            Expr::Field { name, value, .. } | Expr::Pair { name, value, .. } => {
                found.push((name, value));
            }
            Expr::Boost(inner, _) | Expr::Not(inner) => rest.push(inner),
            Expr::And { parts, .. } | Expr::Or(parts) => rest.extend(parts.iter().rev()),
            _ => {}
        }
    }
    found
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

    /// The length of the operator that stands here, as a word or as a sign.
    fn operator(&self, word: &str, sign: char) -> Option<usize> {
        if self.is_word(word) {
            return Some(word.len());
        }
        let signs = self.chars.get(self.at..self.at + 2)?;
        (signs == [sign, sign]).then_some(2)
    }

    fn or(&self) -> Option<usize> {
        self.operator("OR", '|')
    }

    fn and(&self) -> Option<usize> {
        self.operator("AND", '&')
    }

    /// Pieces joined by OR.
    fn any(&mut self, depth: usize) -> Result<Expr, QueryError> {
        let mut choices = vec![self.all(depth)?];
        while let Some(length) = self.or() {
            let or = self.at;
            self.at += length;
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
        let mut strict = false;
        loop {
            self.blanks();
            match self.peek() {
                None | Some(')') => break,
                Some(_) if self.or().is_some() => break,
                Some(_) => {
                    if let Some(length) = self.and() {
                        if parts.is_empty() {
                            let hint = "write `crash AND login`";
                            return Err(fault("AND without a left side", self.at, hint));
                        }
                        let and = self.at;
                        self.at += length;
                        self.blanks();
                        if self.peek().is_none_or(|c| c == ')') || self.or().is_some() {
                            return Err(fault("AND without a right side", and, "write `a AND b`"));
                        }
                        strict = true;
                    }
                    parts.push(self.unary(depth)?);
                }
            }
        }
        match parts.len() {
            0 => Err(fault("nothing to search for", self.at, "put a word here")),
            1 => Ok(parts.swap_remove(0)),
            _ => Ok(Expr::And { parts, strict }),
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
        let next = self.chars.get(self.at + 1).copied();
        let sign = match self.peek() {
            // `--` is a dash, or a comment of another language.
            Some('-') => next.is_some_and(|c| !c.is_whitespace() && c != '-'),
            // `!!!` is what people write behind a word.
            Some('!') => next.is_some_and(|c| c.is_alphanumeric() || c == '(' || is_quote(c)),
            _ => false,
        };
        if sign || self.is_word("NOT") {
            self.at += if sign { 1 } else { 3 };
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
            Some(c) if is_quote(c) => {
                let text = self.quoted()?;
                let mut slop = 0;
                if self.peek() == Some('~') {
                    self.at += 1;
                    let tilde = self.at;
                    let digits = self.digits();
                    slop = match digits.parse() {
                        Ok(slop) if slop <= WIDEST => slop,
                        _ => {
                            let hint = format!("write a number up to {WIDEST}: `\"log in\"~3`");
                            let what = "a ~ behind a phrase says how many words may stand between";
                            return Err(fault(what, tilde, hint));
                        }
                    };
                }
                let begun = text.trim_end().strip_suffix('*').map(str::to_owned);
                let phrase = match begun {
                    Some(text) => Expr::Phrase { text, slop, begun: true, at: start },
                    None => Expr::Phrase { text, slop, begun: false, at: start },
                };
                if self.peek() == Some('^') {
                    let caret = self.at;
                    self.at += 1;
                    let digits = self.digits();
                    return boosted(phrase, &digits, caret);
                }
                Ok(phrase)
            }
            _ => self.word(),
        }
    }

    /// Digits and points from here on.
    fn digits(&mut self) -> String {
        let mut digits = String::new();
        while let Some(c) = self.peek().filter(|&c| c.is_ascii_digit() || c == '.') {
            digits.push(c);
            self.at += 1;
        }
        digits
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
            if c == ':' && is_name(&text) && self.is_value(&text) {
                let value_at = self.at;
                let value = self.value(&text)?;
                return Ok(Expr::Field { name: text, value, at: start, value_at });
            }
            // `plan="pro plus"`.
            if c == '=' && is_name(&text) && self.peek().is_some_and(is_quote) {
                let value = self.quoted()?;
                return Ok(Expr::Pair { name: text, value, at: start });
            }
            text.push(c);
        }
        if let Some((name, value)) = text.split_once('=')
            && is_name(name)
            && !value.is_empty()
            && !value.contains('=')
        {
            return Ok(Expr::Pair { name: name.to_owned(), value: value.to_owned(), at: start });
        }
        if let Some((word, factor)) = text.rsplit_once('^')
            && word.chars().any(char::is_alphanumeric)
            && (factor.is_empty() || factor.starts_with(|c: char| c.is_ascii_digit()))
        {
            let caret = start + word.chars().count();
            return boosted(shaped(word.to_owned(), start)?, factor, caret);
        }
        shaped(text, start)
    }

    /// Whether what stands behind `name:` is a value. A clock, a path, an address and the colon of
    /// "Error: 404" are none.
    fn is_value(&self, name: &str) -> bool {
        match self.peek() {
            Some('/' | '\\' | ':') => is_field(name) && self.peek() != Some('\\'),
            None => is_field(name),
            Some(c) if c.is_whitespace() => is_field(name),
            _ => true,
        }
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

/// Whether a text can be the name of a field.
fn is_name(text: &str) -> bool {
    let names = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    text.chars().next().is_some_and(char::is_alphabetic) && text.chars().all(names)
}

/// A piece that counts more or less than once.
fn boosted(piece: Expr, factor: &str, caret: usize) -> Result<Expr, QueryError> {
    match factor.parse::<f64>() {
        Ok(factor) if factor > 0.0 && factor <= 100.0 => Ok(Expr::Boost(Box::new(piece), factor)),
        _ => {
            let hint = "write a number above 0, at most 100: `crash^2`";
            Err(fault("a ^ says how many times a word counts", caret, hint))
        }
    }
}

/// A word by its signs: a beginning, a shape, a likeness, or itself.
fn shaped(text: String, at: usize) -> Result<Expr, QueryError> {
    // Addresses and paths keep their signs.
    if text.contains("://") || text.contains('\\') {
        return Ok(Expr::Word { text, at });
    }
    if let Some((word, edits)) = text.rsplit_once('~')
        && word.chars().any(char::is_alphanumeric)
        && edits.chars().all(|c| c.is_ascii_digit())
    {
        let edits = match edits {
            "" | "2" => 2,
            "1" => 1,
            _ => {
                let hint = "write `word~`, `word~1` or `word~2`";
                let column = at + word.chars().count();
                return Err(fault("a word may differ by one or two letters", column, hint));
            }
        };
        return Ok(Expr::Fuzzy { text: word.to_owned(), edits, at });
    }
    let letters: Vec<char> = text.chars().collect();
    // A question mark behind a word asks; between letters it stands for one.
    let inner = letters.windows(3).any(|three| {
        three[1] == '?'
            && three[0].is_alphanumeric()
            && (three[2].is_alphanumeric() || three[2] == '*')
    });
    let stars = letters.iter().filter(|&&c| c == '*').count();
    let trailing = letters.last() == Some(&'*');
    if !inner && stars == 1 && trailing && letters.len() > 1 {
        let text = letters[..letters.len() - 1].iter().collect();
        return Ok(Expr::Prefix { text, at });
    }
    if stars > 0 && !letters.iter().any(|c| c.is_alphanumeric()) {
        let hint = "write the beginning of a word, then *: `log*`";
        return Err(fault("a * without a beginning", at, hint));
    }
    if stars > 0 || inner {
        return Ok(Expr::Wildcard { text, at });
    }
    Ok(Expr::Word { text, at })
}
