//! A written date cut into numbers, words and signs.
//!
//! Takes text; gives tokens in order with full-width and Arabic digits made plain, words folded,
//! and CJK letters apart (`年`, `月`, `日` are signs between numbers there). What a reader has
//! understood is taken away, so that the rest shows whether it was a date.

use crate::text::fold;

/// One piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// Digits, plain.
    Number(String),
    /// Letters, folded.
    Word(String),
    /// Anything else that shows.
    Sign(char),
    /// Blanks.
    Blank,
    /// Understood already.
    Taken,
}

/// The pieces of a text.
pub(super) struct Tokens {
    pub(super) list: Vec<Token>,
}

/// A digit of any script that dates are written in, as its value.
fn digit(c: char) -> Option<char> {
    let zero = match c {
        '0'..='9' => return Some(c),
        '\u{ff10}'..='\u{ff19}' => 0xff10,
        '\u{660}'..='\u{669}' => 0x660,
        '\u{6f0}'..='\u{6f9}' => 0x6f0,
        '\u{966}'..='\u{96f}' => 0x966,
        _ => return None,
    };
    char::from_digit(c as u32 - zero, 10)
}

/// Letters that stand for themselves: one of them is a word.
fn alone(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

impl Tokens {
    /// Cuts a text.
    pub(super) fn of(text: &str) -> Tokens {
        let mut list: Vec<Token> = Vec::new();
        let mut word = String::new();
        let flush = |word: &mut String, list: &mut Vec<Token>| {
            if !word.is_empty() {
                list.push(Token::Word(fold(word)));
                word.clear();
            }
        };
        for c in text.chars() {
            let letter = c.is_alphabetic()
                || matches!(c, '\u{300}'..='\u{36f}' | '\u{e31}' | '\u{e33}'..='\u{e4e}' | '\u{93e}'..='\u{94d}' | '\u{901}'..='\u{903}');
            if letter && !alone(c) {
                word.push(c);
                continue;
            }
            flush(&mut word, &mut list);
            if let Some(digit) = digit(c) {
                match list.last_mut() {
                    Some(Token::Number(digits)) => digits.push(digit),
                    _ => list.push(Token::Number(digit.to_string())),
                }
            } else if alone(c) {
                list.push(Token::Word(c.to_string()));
            } else if c.is_whitespace() {
                if list.last() != Some(&Token::Blank) {
                    list.push(Token::Blank);
                }
            } else if !matches!(c, '\u{200e}' | '\u{200f}' | '\u{feff}' | '\u{200b}') {
                list.push(Token::Sign(match c {
                    '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
                    '\u{ff0f}' => '/',
                    '\u{ff1a}' => ':',
                    '\u{ff0e}' => '.',
                    other => other,
                }));
            }
        }
        flush(&mut word, &mut list);
        Tokens { list }
    }

    /// Places of the numbers that are left.
    pub(super) fn numbers(&self) -> impl Iterator<Item = usize> {
        (0..self.list.len()).filter(|&at| matches!(self.list[at], Token::Number(_)))
    }

    /// The digits of a number; empty where there is none.
    pub(super) fn digits(&self, at: usize) -> &str {
        match self.list.get(at) {
            Some(Token::Number(digits)) => digits,
            _ => "",
        }
    }

    /// The number.
    pub(super) fn value(&self, at: usize) -> u64 {
        self.digits(at).parse().unwrap_or(u64::MAX)
    }

    /// The word there.
    pub(super) fn word(&self, at: usize) -> Option<&str> {
        match self.list.get(at) {
            Some(Token::Word(word)) => Some(word),
            _ => None,
        }
    }

    /// The sign there.
    pub(super) fn sign(&self, at: usize) -> Option<char> {
        match self.list.get(at) {
            Some(Token::Sign(sign)) => Some(*sign),
            _ => None,
        }
    }

    /// Marks one as understood.
    pub(super) fn take(&mut self, at: usize) {
        if let Some(token) = self.list.get_mut(at) {
            *token = Token::Taken;
        }
    }

    /// The place behind blanks.
    pub(super) fn behind_blanks(&self, mut at: usize) -> usize {
        while self.list.get(at) == Some(&Token::Blank) {
            at += 1;
        }
        at
    }

    /// The number behind this one with a sign of dates between them, and the sign; those of CJK
    /// count as one and the same.
    pub(super) fn joined(&self, number: usize) -> Option<(char, usize)> {
        let at = self.behind_blanks(number + 1);
        let sign = match self.list.get(at)? {
            Token::Sign(sign @ ('-' | '/' | '.')) => *sign,
            Token::Word(word) if matches!(word.as_str(), "年" | "月" | "년" | "월") => '年',
            _ => return None,
        };
        let next = self.behind_blanks(at + 1);
        (!self.digits(next).is_empty()).then_some((sign, next))
    }

    /// The next number before or behind a place, with nothing but small words, signs and what has
    /// been understood between.
    pub(super) fn near(&self, at: usize, behind: bool) -> Option<usize> {
        const SMALL: &[&str] = &[
            "st", "nd", "rd", "th", "er", "de", "del", "of", "den", "der", "do", "the", "d", "o",
            "a", "г", "ב", "tháng", "thang", "ngay", "nam",
        ];
        let mut place = at;
        for _ in 0..12 {
            place = if behind { place + 1 } else { place.checked_sub(1)? };
            match self.list.get(place)? {
                Token::Number(_) => return Some(place),
                Token::Word(word) if !SMALL.contains(&word.as_str()) => return None,
                Token::Sign(sign)
                    if !matches!(
                        sign,
                        '.' | ',' | '-' | '/' | '\'' | '’' | 'º' | 'ª' | '°' | '،'
                    ) =>
                {
                    return None;
                }
                _ => {}
            }
        }
        None
    }

    /// Numbers nobody has understood.
    pub(super) fn numbers_left(&self) -> usize {
        self.numbers().count()
    }

    /// Words nobody has understood.
    pub(super) fn words_left(&self) -> usize {
        self.list.iter().filter(|one| matches!(one, Token::Word(_))).count()
    }
}
