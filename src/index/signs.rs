//! What is no word and is looked for all the same: pictures, and words that a sign belongs to.
//!
//! The analyser keeps letters and digits: to it `C++`, `C#` and `C` are one word and 😡 is none. Here
//! they are themselves, folded, so that each is found as typed. Pure.

use crate::text::fold;

/// Signs of one text that are kept: a wall of pictures is one picture many times.
const MOST: usize = 64;
/// A word with signs is not longer than this in bytes.
const LONGEST: usize = 40;

/// Whether a character is a picture by itself.
fn is_picture(c: char) -> bool {
    matches!(c, '\u{1f300}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{2b05}'..='\u{2b55}'
        | '\u{1f1e6}'..='\u{1f1ff}' | '\u{231a}'..='\u{23ff}')
        // Colours of skin only colour what stands before them.
        && !matches!(c, '\u{1f3fb}'..='\u{1f3ff}')
}

/// A word that a sign belongs to: pluses or a hash behind it (`c++`, `f#`, `disney+`), a point before
/// it (`.net`), money before a number (`$5`), a share behind one (`50%`). Punctuation around it is
/// not part of it.
pub(super) fn signed(chunk: &str) -> Option<String> {
    let front =
        |c: char| matches!(c, '"' | '\'' | '(' | '[' | '{' | '<' | '“' | '„' | '‘' | '*' | '-');
    let behind = |c: char| {
        matches!(
            c,
            '"' | '\''
                | ')'
                | ']'
                | '}'
                | '>'
                | '”'
                | '“'
                | '’'
                | '*'
                | ','
                | ';'
                | ':'
                | '!'
                | '?'
                | '.'
        )
    };
    let word = chunk.trim_start_matches(front).trim_end_matches(behind);
    let first = word.chars().next()?;
    let last = word.chars().next_back()?;
    let second = word.chars().nth(1)?;
    let inner = word.trim_end_matches(['+', '#']);
    let suffixed = matches!(last, '+' | '#')
        && inner.chars().next_back().is_some_and(char::is_alphanumeric)
        && word.len() - inner.len() <= 2;
    let pointed = first == '.' && second.is_alphabetic();
    let money = matches!(first, '$' | '€' | '£' | '¥' | '₹') && second.is_numeric();
    let share = last == '%' && word.chars().rev().nth(1).is_some_and(char::is_numeric);
    let kept = (suffixed || pointed || money || share)
        && word.len() <= LONGEST
        && !word.contains(['/', '\\', '@', '\n']);
    kept.then(|| fold(word))
}

/// The signs of a text, in its order: what a query's signs are held against.
pub(super) fn signs(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for chunk in text.split(char::is_whitespace) {
        if found.len() >= MOST {
            break;
        }
        // Most chunks are letters alone.
        if chunk.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            continue;
        }
        found.extend(signed(chunk));
        if !chunk.is_ascii() {
            found.extend(pictures(chunk));
        }
    }
    found.truncate(MOST);
    found
}

/// The pictures in a text.
pub(super) fn pictures(text: &str) -> impl Iterator<Item = String> + '_ {
    text.chars().filter(|&c| is_picture(c)).map(String::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_belong_to_their_words() {
        assert_eq!(signs("I know C++, (C#) and .NET!"), ["c++", "c#", ".net"]);
        assert_eq!(signs("Disney+ costs $5... 50% more"), ["disney+", "$5", "50%"]);
        assert_eq!(signs("So bad 😡😡 👍🏽"), ["😡", "😡", "👍"]);
        assert_eq!(signs("AT&T, a/b, wi-fi, #1, ... --"), Vec::<String>::new());
        assert_eq!(signs(&"😡 ".repeat(1_000)).len(), MOST);
    }
}
