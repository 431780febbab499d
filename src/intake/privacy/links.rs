//! Links: a query, a fragment or a user name can carry a person's key; the host cannot.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use super::replace;

/// Shortens links with a query, a fragment or a user to scheme and host.
pub(super) fn shorten(text: &str) -> Option<String> {
    static LINK: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"(?i)(?:\b(?:https?|ftp)://|\bwww\.)[^\s<>"]+"#)
            .expect("a pattern of the program compiles")
    });
    replace(text, &LINK, |text, start, end| {
        let link = &text[start..end];
        // The sentence's own full stop or bracket is not the link's.
        let link = link.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'', '’', '”']);
        let (scheme, rest) = match link.split_once("://") {
            Some((scheme, rest)) => (&link[..scheme.len() + 3], rest),
            None => ("", link),
        };
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let host = authority.rsplit('@').next().unwrap_or_default();
        let secret = host.len() != authority.len() || rest.contains(['?', '#']);
        secret.then(|| {
            let short = format!("{scheme}{host}");
            (start, start + link.len(), Cow::Owned(short))
        })
    })
}
