//! Customers' words made inert, by format.
//!
//! Takes any text at all, gives text that is only ever shown: never a tag, a link, a formula, a
//! terminal command or a change of writing direction. What a person reads stays the same wherever
//! the format allows; the exact bytes are in the run's `report.json` and in the corpus.

use std::borrow::Cow;

/// Text without anything that acts on a terminal or on the direction of writing, on one line.
///
/// Line breaks and tabs become spaces, other control characters their pictures (`␛`), overrides of
/// the writing direction `�`; direction marks and invisible tag characters, which can carry hidden
/// orders to a reading machine, are dropped.
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' | '\r' | '\t' | '\u{0b}' | '\u{0c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            '\u{00}'..='\u{1f}' => {
                out.push(char::from_u32(0x2400 + u32::from(letter)).unwrap_or('\u{fffd}'));
            }
            '\u{7f}' => out.push('\u{2421}'),
            '\u{80}'..='\u{9f}' => out.push('\u{fffd}'),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => out.push('\u{fffd}'),
            '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{feff}' => {}
            '\u{e0000}'..='\u{e007f}' => {}
            _ => out.push(letter),
        }
    }
    out
}

/// Whether a character cannot be seen and acts all the same: it turns the direction of writing, or is
/// a tag, of which whole orders to a reading machine can be made that no person sees.
pub fn is_hidden(letter: char) -> bool {
    matches!(
        letter,
        '\u{061c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

/// Text for programs, without hidden characters ([`is_hidden`]); all else stays, line breaks too. Of
/// JSON it may be the whole: hidden characters stand in its strings alone.
pub fn unhidden(text: &str) -> Cow<'_, str> {
    match text.contains(is_hidden) {
        true => Cow::Owned(text.chars().filter(|&letter| !is_hidden(letter)).collect()),
        false => Cow::Borrowed(text),
    }
}

/// Where byte `at` of a text stands in it once it is [`unhidden`].
pub fn unhidden_place(text: &str, at: usize) -> usize {
    let before = &text[..text.floor_char_boundary(at)];
    at - before.chars().filter(|&letter| is_hidden(letter)).map(char::len_utf8).sum::<usize>()
}

/// [`visible`] text for HTML, safe between tags and inside a quoted attribute.
pub fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for letter in visible(text).chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '`' => out.push_str("&#96;"),
            _ => out.push(letter),
        }
    }
    out
}

/// [`visible`] text for Markdown, safe in a paragraph, a list item, a quotation and a table cell.
///
/// Every mark that could start a tag, a link, emphasis, code, mathematics or a block is escaped.
/// Viewers also make links of bare addresses and notify people by `@name` after escapes are gone,
/// so an invisible word joiner (U+2060) is put inside those.
pub fn markdown(text: &str) -> String {
    let seen = visible(text);
    let text = seen.trim();
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut digits_only = true;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let next = letters.peek().map(|&(_, next)| next);
        match letter {
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '$' => {
                out.push('\\');
                out.push(letter);
            }
            '#' | '@' => {
                out.push('\\');
                out.push(letter);
                if next.is_some_and(char::is_alphanumeric) {
                    out.push('\u{2060}');
                }
            }
            ':' if matches!(next, Some('/')) => out.push_str(":\u{2060}"),
            '.' if at >= 3 && text[..at].to_ascii_lowercase().ends_with("www") => {
                out.push_str("\u{2060}.");
            }
            '-' | '+' | '=' if at == 0 => {
                out.push('\\');
                out.push(letter);
            }
            '.' | ')' if digits_only && at > 0 && next.is_none_or(char::is_whitespace) => {
                out.push('\\');
                out.push(letter);
            }
            _ => out.push(letter),
        }
        digits_only &= letter.is_ascii_digit();
    }
    out
}

/// [`visible`] text for a cell of a spreadsheet: never a formula.
///
/// A cell that would start one (`=`, `+`, `-`, `@`, also in their full-width forms, also behind
/// blanks) gets an apostrophe in front; so does such a sign behind a semicolon, which spreadsheets
/// of other countries read as the end of a cell. Quoting is the writer's.
pub fn csv(text: &str) -> String {
    let starts = |letter: char| matches!(letter, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠');
    let blank = |letter: &char| letter.is_whitespace() || matches!(letter, '"' | '\'');
    // A tab or a carriage return in front is folded to a blank by `visible`.
    let seen = visible(text);
    let mut out = String::with_capacity(seen.len() + 1);
    if seen.chars().find(|letter| !blank(letter)).is_some_and(starts) {
        out.push('\'');
    }
    for (at, letter) in seen.char_indices() {
        out.push(letter);
        let rest = &seen[at + letter.len_utf8()..];
        if letter == ';' && rest.chars().find(|letter| !blank(letter)).is_some_and(starts) {
            out.push('\'');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn terminal_and_direction() {
        assert_eq!(visible("a\u{1b}[31mred\u{202e}x\r\n\tb\u{200f}"), "a␛[31mred\u{fffd}x b");
        assert_eq!(visible("ok\u{e0041}\u{9b}2J\u{7f}"), "ok\u{fffd}2J␡");
    }

    #[test]
    fn hidden_characters() {
        let text = "a\u{202e}b\u{e0041}\u{200f}c\nü";
        assert_eq!(unhidden(text), "abc\nü");
        for (at, _) in text.char_indices() {
            let shown = unhidden(&text[..at]).len();
            assert_eq!(unhidden_place(text, at), shown, "byte {at}");
        }
        assert_eq!(unhidden_place(text, text.len()), unhidden(text).len());
        assert!(matches!(unhidden("plain ü 👩\u{200d}👧"), Cow::Borrowed(_)));
    }

    #[test]
    fn tags() {
        assert_eq!(
            html("\"><img onerror='x'>&`"),
            "&quot;&gt;&lt;img onerror=&#39;x&#39;&gt;&amp;&#96;"
        );
    }

    #[test]
    fn markdown_marks() {
        assert_eq!(markdown("[x](javascript:alert(1))"), "\\[x\\](javascript:alert(1))");
        assert_eq!(markdown("- a | b\n# c"), "\\- a \\| b \\# c");
        assert_eq!(markdown("1. one"), "1\\. one");
        assert_eq!(markdown("costs 3.50"), "costs 3.50");
        assert_eq!(markdown("https://x.org"), "https:\u{2060}//x.org");
        assert_eq!(markdown("WWW.x.org"), "WWW\u{2060}.x.org");
        assert_eq!(markdown("@team #12"), "\\@\u{2060}team \\#\u{2060}12");
    }

    #[test]
    fn formulas() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " \"=1", "＝1"] {
            assert!(csv(text).starts_with('\''), "{text:?} gave {:?}", csv(text));
        }
        assert_eq!(csv("a; =1"), "a;' =1");
        assert_eq!(csv("2 - 1 = 1"), "2 - 1 = 1");
    }

    proptest! {
        #[test]
        fn nothing_live_comes_out(text in any::<String>()) {
            let shown = visible(&text);
            prop_assert!(!shown.contains(|c: char| c.is_control()));
            let turns = |c: char| {
                ('\u{202a}'..='\u{202e}').contains(&c) || ('\u{2066}'..='\u{2069}').contains(&c)
            };
            prop_assert!(!shown.contains(turns));
            prop_assert_eq!(visible(&shown), shown.clone());
            prop_assert!(!html(&text).contains(['<', '>', '"', '\'', '`']));
            prop_assert!(!csv(&text).starts_with(['=', '+', '-', '@', '\t', '\r']));
            let escaped = markdown(&text);
            let mut slash = false;
            for letter in escaped.chars() {
                if "`*_[]<>|~&$#@".contains(letter) {
                    prop_assert!(slash, "{} in {}", letter, escaped);
                }
                slash = letter == '\\' && !slash;
            }
        }
    }
}
