//! Markup of tools and forums to plain text: a few tags, BBCode, Jira wiki, Markdown, Slack.
//!
//! Takes text with one kind of line end; gives the words. What is no known markup stays (`[sic]`
//! is not BBCode). Each is a handful of patterns in a fixed order; none looks ahead further than
//! the engine's linear time allows.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use crate::text::unescape;

use super::newlines;

macro_rules! pattern {
    ($name:ident, $text:literal) => {
        static $name: LazyLock<Regex> =
            LazyLock::new(|| Regex::new($text).expect("a pattern of the program compiles"));
    };
}

pattern!(BREAK, r"(?i)<br\s*/?>|</(?:p|div|li)>");
pattern!(TAG, r"</?[a-zA-Z][^<>]*>");

/// Plain text with a few tags: line breaks stay line breaks, other tags go, references resolve.
pub(super) fn tags(text: &str) -> String {
    let broken = BREAK.replace_all(text, "\n");
    unescape(&TAG.replace_all(&broken, ""))
}

pattern!(BB_BLOCK, r"(?i)\[/?(?:h[1-3]|list|olist|quote|code|hr|table|tr)(?:=[^\]]*)?\]");
pattern!(BB_INLINE, r"(?i)\[/?(?:b|i|u|strike|spoiler|noparse|url|img|td|th)(?:=[^\]]*)?\]");

/// The tags that Steam and old forums know; others are words in brackets.
pub(super) fn bbcode(text: &str) -> String {
    let text = BB_BLOCK.replace_all(text, "\n").replace("[*]", "- ");
    BB_INLINE.replace_all(&text, "").into_owned()
}

pattern!(
    WIKI_QUOTED,
    r"(?s)\{code(?::[^}]*)?\}.*?\{code\}|\{noformat\}.*?\{noformat\}|\{quote\}.*?\{quote\}"
);
pattern!(WIKI_FRAME, r"\{color(?::[^}]*)?\}|\{panel(?::[^}]*)?\}");
pattern!(WIKI_HEAD, r"(?m)^h[1-6]\.\s+");
pattern!(WIKI_ITEM, r"(?m)^[*#-]+[ \t]+");
pattern!(WIKI_IMAGE, r"![^!\s|]+\.\w+(?:\|[^!]*)?!");
pattern!(WIKI_LINK, r"\[([^\]|]+)\|[^\]]+\]");

/// Jira's wiki text without code, quotes, colours, images and addresses.
pub(super) fn jira_wiki(text: &str) -> String {
    let steps: [Step; 6] = [
        (&WIKI_QUOTED, ""),
        (&WIKI_FRAME, ""),
        (&WIKI_HEAD, ""),
        (&WIKI_ITEM, "- "),
        (&WIKI_IMAGE, ""),
        (&WIKI_LINK, "$1"),
    ];
    in_turn(newlines(text), &steps)
}

/// A pattern and what stands in its place.
type Step<'a> = (&'a Regex, &'a str);

/// The text after every step, in their order.
fn in_turn(text: Cow<'_, str>, steps: &[Step<'_>]) -> String {
    let step = |text: String, (pattern, with): &Step<'_>| match pattern.replace_all(&text, *with) {
        Cow::Borrowed(_) => text,
        Cow::Owned(changed) => changed,
    };
    steps.iter().fold(text.into_owned(), step)
}

pattern!(MD_COMMENT, r"(?s)<!--.*?-->");
pattern!(MD_FENCE, r"(?ms)^```.*?^```[^\n]*$|^~~~.*?^~~~[^\n]*$");
pattern!(MD_IMAGE, r"!\[[^\]]*\]\([^)]*\)");
pattern!(MD_LINK, r"\[([^\]]+)\]\([^)]*\)");
pattern!(MD_HEAD, r"(?m)^#{1,6}\s+");
pattern!(MD_ITEM, r"(?m)^[*+]\s+");
pattern!(MD_STRONG, r"\*\*(.+?)\*\*");
pattern!(MD_STRUCK, r"~~(.+?)~~");

/// Markdown without code blocks, comments, quotes, images and addresses. One asterisk is left as
/// it is: it is a mark of emphasis as often as a footnote or a masked word.
pub(super) fn markdown(text: &str) -> String {
    let blocks: [Step; 4] = [(&MD_COMMENT, ""), (&MD_FENCE, ""), (&MD_IMAGE, ""), (&MD_LINK, "$1")];
    let marks: [Step; 4] =
        [(&MD_HEAD, ""), (&MD_ITEM, "- "), (&MD_STRONG, "$1"), (&MD_STRUCK, "$1")];
    let own = unquoted(&in_turn(newlines(text), &blocks));
    let plain = in_turn(Cow::Owned(own), &marks).replace('`', "");
    TAG.replace_all(&plain, "").into_owned()
}

pattern!(FORM_HEAD, r"(?m)^[ \t]{0,3}#{1,6}[ \t].*$");
pattern!(FORM_EMPTY, r"(?mi)^_no response_[ \t]*$");
// A label is short, or it asks: "**Is your feature request related to a problem? Please describe.**"
pattern!(
    FORM_LABEL,
    r"(?m)^\*\*(?:[^*\n]{1,60}|[^*\n]{1,200}[?:]|[^*\n]{1,160}\?[^*?\n]{1,60})\*\*:?[ \t]*(?:\S+(?:[ \t]\S+)?)?[ \t]*$"
);
pattern!(FORM_BOX, r"(?mi)^[-*] \[[ x]\].*$");

/// Without what the form of an issue wrote: its headings, its labels with a version or two behind
/// them, its boxes to tick and "no response".
pub(super) fn issue_form(text: &str) -> String {
    let steps: [Step; 4] =
        [(&FORM_HEAD, ""), (&FORM_EMPTY, ""), (&FORM_LABEL, ""), (&FORM_BOX, "")];
    in_turn(newlines(text), &steps)
}

/// Without the lines that start with `>`.
pub(super) fn unquoted(text: &str) -> String {
    text.split('\n').filter(|line| !line.starts_with('>')).collect::<Vec<_>>().join("\n")
}

pattern!(SLACK_USER, r"<@[A-Z0-9]+(?:\|[^>]*)?>");
pattern!(SLACK_CHANNEL, r"<#[A-Z0-9]+\|([^>]*)>");
pattern!(SLACK_ALL, r"<!(here|channel|everyone)[^>]*>");
pattern!(SLACK_LINK, r"<[a-z]+:[^>|]*\|([^>]*)>");
pattern!(SLACK_BARE, r"<([a-z]+:[^>|]*)>");

/// Slack's text: people and channels by what they are called, links by their label, no emphasis.
pub(super) fn slack(text: &str) -> String {
    let text = SLACK_USER.replace_all(text, "@user");
    let text = SLACK_CHANNEL.replace_all(&text, "#$1");
    let text = SLACK_ALL.replace_all(&text, "@$1");
    let text = SLACK_LINK.replace_all(&text, "$1");
    let text = SLACK_BARE.replace_all(&text, "$1");
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    without_emphasis(&unquoted(&text))
}

/// Marks of emphasis: `*bold*`, `_italic_`, `~struck~`, `` `code` ``.
const MARKS: [char; 4] = ['*', '_', '~', '`'];

/// Removes pairs of the same mark around words: no word character before the first or after the
/// second, no blank on their inner sides, one line. The longest way around goes first: where a
/// pair around at least two characters can be had, the nearest such one is it.
fn without_emphasis(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let word = |at: usize| chars.get(at).is_some_and(|c| c.is_alphanumeric() || *c == '_');
    let closes = |at: usize, mark: char| {
        chars.get(at) == Some(&mark) && !chars[at - 1].is_whitespace() && !word(at + 1)
    };
    // For each mark the places that can close a pair, in order, and the first not yet passed.
    let mut closers: [Vec<usize>; 4] = Default::default();
    for at in 1..chars.len() {
        if let Some(mark) = MARKS.iter().position(|&mark| closes(at, mark)) {
            closers[mark].push(at);
        }
    }
    let mut line_end = vec![chars.len(); chars.len()];
    for at in (0..chars.len()).rev() {
        line_end[at] = match chars[at] {
            '\n' => at,
            _ => line_end.get(at + 1).copied().unwrap_or(chars.len()),
        };
    }
    let mut passed = [0usize; 4];
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let mark = MARKS.iter().position(|&mark| mark == chars[at]);
        let opens = at.checked_sub(1).is_none_or(|before| !word(before))
            && chars.get(at + 1).is_some_and(|c| !c.is_whitespace());
        let end = mark.filter(|_| opens).and_then(|mark| {
            let places = &closers[mark];
            while places.get(passed[mark]).is_some_and(|&place| place < at + 3) {
                passed[mark] += 1;
            }
            let far = places.get(passed[mark]).copied().filter(|&place| place <= line_end[at]);
            far.or_else(|| Some(at + 2).filter(|&near| closes(near, MARKS[mark])))
        });
        match end {
            Some(end) => {
                out.extend(&chars[at + 1..end]);
                at = end + 1;
            }
            None => {
                out.push(chars[at]);
                at += 1;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_few_tags() {
        assert_eq!(tags("a<br />b <b>bold</b> 1 < 2 &amp; 3"), "a\nb bold 1 < 2 & 3");
        assert_eq!(tags("<p>one</p><li>two</LI>"), "one\ntwo\n");
    }

    #[test]
    fn only_known_codes_of_a_forum() {
        assert_eq!(
            bbcode("[h1]Title[/h1][b]good[/b] [sic] [list][*]one[/list][url=x]there[/url]"),
            "\nTitle\ngood [sic] \n- one\nthere"
        );
    }

    #[test]
    fn wiki_text() {
        assert_eq!(
            jira_wiki(
                "h2. Title\n* one\n## two\n{code:java}x{code}{color:red}red{color} [docs|http://x] !a.png|thumb! wow!"
            ),
            "Title\n- one\n- two\nred docs  wow!"
        );
        assert_eq!(
            jira_wiki("{quote}old{quote}new {noformat}x\n{noformat}{code} open"),
            "new {code} open"
        );
    }

    #[test]
    fn markdown_text() {
        let text = "<!-- template -->\n# Title\n```rs\ncode\n```\n> quote\n* one **bold** ~~no~~ `x`\n![i](u)[link](u) <b>t</b>";
        assert_eq!(markdown(text), "\nTitle\n\n- one bold no x\nlink t");
        assert_eq!(markdown("2 * 3 and *soft*\n~~~\nx\n```\n~~~\nend"), "2 * 3 and *soft*\n\nend");
    }

    #[test]
    fn slack_text() {
        assert_eq!(
            slack(
                "<@U1|anna> in <#C1|general> <!here> *bold* _it_ ~no~ `c` <https://x.y|site> <mailto:a@b> &lt;x&gt;\n&gt; quote"
            ),
            "@user in #general @here bold it no c site mailto:a@b <x>"
        );
        assert_eq!(
            slack("snake_case_name 2*3*4 * a * **x** *a* b* *q"),
            "snake_case_name 2*3*4 * a * *x* a* b *q"
        );
        assert_eq!(slack("*one\ntwo* ***"), "*one\ntwo* *");
    }

    #[test]
    fn emphasis_takes_linear_time() {
        let text = "*a ".repeat(200_000);
        assert_eq!(without_emphasis(&text), text);
        let text = "*a* ".repeat(200_000);
        assert!(without_emphasis(&text).len() < text.len());
    }

    proptest! {
        #[test]
        fn any_text_survives(text in "(\\[/?(b|list|url=x|\\*)\\]|\\{(code|quote|color:red)\\}|```|~~|\\*{1,3}|_|`|<@U1>|<#C\\|g>|<a:b\\|c>|<!--|-->|!a.png!|\\[x\\|y\\]|> |[ \n]|é|x){0,30}") {
            for one in [tags, bbcode, jira_wiki, markdown, slack] {
                // Marks are only taken away; a list mark is at most two bytes longer.
                prop_assert!(one(&text).len() <= 3 * text.len() + 8);
            }
        }

        #[test]
        fn any_characters_survive(text in any::<String>()) {
            for one in [tags, bbcode, jira_wiki, markdown, slack] {
                let _ = one(&text);
            }
        }

        #[test]
        fn words_alone_stay(text in "[a-zé .,?\n]{0,60}") {
            for one in [tags, bbcode, jira_wiki, markdown, slack] {
                prop_assert_eq!(one(&text), text.clone());
            }
        }
    }
}
