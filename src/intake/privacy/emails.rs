//! E-mail addresses: as they are, torn by blanks, and spelled out.
//!
//! A plain address is found from its sign, which is faster than a pattern, and tweets are full of
//! lone ones. Spelled out ("anna punkt muster at example dot com") it must end in a known top-level
//! domain, and what stands in front of the "at" must not be a word one is "at" a shop with.

use super::{Finds, Found, before, program_pattern};

/// Top-level domains an address may end in when its dots are spelled out or torn: those people
/// have addresses under, and the two reserved for examples (RFC 2606).
macro_rules! top {
    () => {
        r"(?:com|org|net|edu|gov|info|biz|io|me|eu|de|at|ch|fr|es|it|nl|be|pt|pl|se|dk|no|fi|ie|uk|us|ca|au|nz|mx|ar|co|cl|br|in|jp|ru|example|test)"
    };
}
macro_rules! dot {
    () => {
        r"(?:\s*[\[({]\s*(?:dot|punkt|punto|point|ponto|\.)\s*[\])}]\s*|\s+(?:dot|punkt|punto|point|ponto)\s+)"
    };
}
macro_rules! local {
    () => {
        concat!(
            r"[\p{L}\p{N}_%+-]+(?:(?:\.|",
            dot!(),
            r"|\s+(?:underscore|minus|unterstrich)\s+)[\p{L}\p{N}_%+-]+)*"
        )
    };
}
macro_rules! host {
    () => {
        concat!(r"[\p{L}\p{N}-]+(?:(?:\.|", dot!(), r")[\p{L}\p{N}-]+)*")
    };
}

// "at" in words or in brackets, the last dot in words or brackets.
program_pattern!(
    SPELLED,
    concat!(
        r"(?i)",
        local!(),
        r"(?:\s*[\[({]\s*(?:at|ät|@|arroba|arobase|a)\s*[\])}]\s*|\s+(?:at|ät|arroba|arobase|klammeraffe)\s+|\s?@\s?)",
        host!(),
        dot!(),
        top!(),
        r"\b"
    )
);
// "at" in brackets, the dots as they are.
program_pattern!(
    BRACKETS,
    concat!(
        r"(?i)",
        local!(),
        r"\s*[\[({]\s*(?:at|ät|@|arroba|arobase|a)\s*[\])}]\s*[\p{L}\p{N}-]+(?:(?:\.| \. )[\p{L}\p{N}-]+)*(?:\.| \. )",
        top!(),
        r"\b"
    )
);
// "at" and "dot" between underscores.
program_pattern!(
    UNDERSCORED,
    concat!(
        r"(?i)[\p{L}\p{N}.%+-]+(?:_[\p{L}\p{N}.%+-]+)*?_at_[\p{L}\p{N}-]+(?:(?:\.|_dot_)[\p{L}\p{N}-]+)*?(?:\.|_dot_)",
        top!(),
        r"\b"
    )
);
// Blanks around the sign, around the last dot, or in front of it.
program_pattern!(
    TORN,
    concat!(
        r"(?i)[\p{L}\p{N}_%+.-]+(?:\s@\s?|@\s|@)(?:[\p{L}\p{N}-]+(?:\.\n|\.| \. | \.)){1,3}",
        top!(),
        r"\b"
    )
);
// Nothing of the kind without one of these.
program_pattern!(
    WORDS,
    r"(?i)\b(?:dot|punkt|punto|point|ponto)\b|[\[({]\s?(?:at|ät|@|a|\.)[^\[({]{0,9}[\])}]"
);
// One buys it, looks, stays "at" a place that is spelled out; nobody is called so.
program_pattern!(
    NO_LOCAL,
    r"(?i)^(?:it|him|her|them|us|me|you|this|that|look|looked|shop|shopped|order|ordered|bought|buy|stay|stayed|available|support|is|was|one|here|there|all|not|and|or|price|prices|products?|items?|only|store|sale|stuff)$"
);

pub(super) fn find(text: &str, at_sign: bool, finds: &mut Finds) {
    if at_sign {
        plain(text, finds);
    }
    if text.contains("_at_") || text.contains("_AT_") {
        for fit in UNDERSCORED.find_iter(text) {
            finds.add(fit.start(), fit.end(), Found::Email);
        }
    }
    if WORDS.is_match(text) {
        for pattern in [&*SPELLED, &*BRACKETS] {
            for fit in pattern.find_iter(text) {
                let found = fit.as_str();
                let local = found.split(char::is_whitespace).next().unwrap_or_default();
                if !NO_LOCAL.is_match(local) {
                    finds.add(fit.start(), fit.end(), Found::Email);
                }
            }
        }
    }
    if at_sign
        && [" @", "@ ", " .", ". ", "@\n", "\n@", ".\n"].iter().any(|torn| text.contains(torn))
    {
        for fit in TORN.find_iter(text) {
            let torn = fit.as_str();
            let (local, _) = torn.split_once('@').unwrap_or((torn, ""));
            if !NO_LOCAL.is_match(local.trim()) {
                finds.add(fit.start(), fit.end(), Found::Email);
            }
        }
    }
}

/// Addresses as they are, also with the wide signs of East Asian keyboards.
fn plain(text: &str, finds: &mut Finds) {
    let local = |c: char| {
        c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-' | '\'' | '&' | '~')
    };
    let domain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '．');
    for (at, sign) in text.match_indices(['@', '＠', '﹫']) {
        let from = at + sign.len();
        let start = text[..at]
            .char_indices()
            .rev()
            .take_while(|&(_, c)| local(c))
            .last()
            .map_or(at, |(start, _)| start);
        let start = at - text[start..at].trim_start_matches(|c: char| !c.is_alphanumeric()).len();
        let end = text[from..]
            .char_indices()
            .find(|&(_, c)| !domain(c))
            .map_or(text.len(), |(end, _)| from + end);
        let host = text[from..end].trim_end_matches(['.', '-', '．']);
        let dots = ['.', '．'];
        let (mut name, mut last) = host.rsplit_once(dots).unwrap_or((host, ""));
        // A sentence that goes on without a blank: "anna@example.com.Please".
        let capital = |word: &str| word.starts_with(char::is_uppercase) && word.chars().count() > 2;
        if capital(last) && !host.starts_with(char::is_uppercase) && name.contains(dots) {
            (name, last) = name.rsplit_once(dots).unwrap_or((name, ""));
        }
        let is_host = last.chars().count() >= 2
            && last.chars().all(char::is_alphabetic)
            && name.starts_with(char::is_alphanumeric);
        if start >= at || !is_host {
            continue;
        }
        // `@anna@example.social` is one name on a social network.
        let end = from
            + name.len()
            + last.len()
            + text[from + name.len()..].chars().next().map_or(1, char::len_utf8);
        if before(text, start) == Some('@') {
            finds.add(start - 1, end, Found::Handle);
        } else {
            finds.add(start, end, Found::Email);
        }
    }
}
