//! Links: what follows the host can be a person's key; the host cannot.
//!
//! A link with a user, a query, a fragment, or a piece of path that looks like a key keeps its
//! scheme and host, and `<URL>` stands for the rest. Any query counts, not only `token=` and `key=`:
//! signed links name their parameters as they like. A link with none of these stays whole, since
//! the page complained about is worth knowing.

use super::{Finds, Found, program_pattern};

program_pattern!(
    LINK,
    r#"(?i)\b[a-z][a-z0-9+.-]{1,15}://[^\s<>"]+|\bwww\.[^\s<>"]+|\b[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?::[0-9]+)?/[^\s<>"]+"#
);

/// Letters and digits mixed, so long, are a key and no word.
const KEY_FROM: usize = 16;
/// So long, and with capitals among the letters, one digit is enough.
const LONG_KEY: usize = 20;

pub(super) fn find(text: &str, finds: &mut Finds) {
    for fit in LINK.find_iter(text) {
        // The sentence's own full stop or bracket is not the link's.
        let link = fit
            .as_str()
            .trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'', '’', '”', '*', '_']);
        let at = link.find("://").map_or(0, |at| at + 3);
        let rest = &link[at..];
        let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
        let host = authority.rsplit('@').next().unwrap_or_default();
        let path = rest[authority.len()..].split(['?', '#']).next().unwrap_or_default();
        let secret = host.len() != authority.len()
            || rest.contains(['?', '#'])
            || path.split(['/', '=', ';', ',']).any(is_key);
        if secret {
            let start = fit.start() + at;
            let kept = format!("{host}/");
            finds.add_keeping(start, fit.start() + link.len(), Found::Url, kept);
        }
    }
}

/// Capitals side by side and changes of case, both often: words grown together have their capitals
/// apart.
fn is_drawn(piece: &str) -> bool {
    let pairs =
        || piece.as_bytes().windows(2).filter(|pair| pair.iter().all(u8::is_ascii_alphabetic));
    let beside = pairs().filter(|pair| pair.iter().all(u8::is_ascii_uppercase)).count();
    let changes =
        pairs().filter(|pair| pair[0].is_ascii_uppercase() != pair[1].is_ascii_uppercase()).count();
    beside >= 3 && changes >= 6
}

/// Whether a piece of a path looks drawn by chance: long, with letters and several digits mixed.
fn is_key(piece: &str) -> bool {
    let digits = piece.bytes().filter(u8::is_ascii_digit).count();
    let letters = piece.bytes().filter(u8::is_ascii_alphabetic).count();
    // Titles in links (`how-to-reset-2024`) are cut into words by hyphens.
    let longest = piece.split(['-', '_', '.']).map(str::len).max().unwrap_or(0);
    let is_uuid = piece.len() == 36 && piece.split('-').map(str::len).eq([8, 4, 4, 4, 12]);
    let mixed = piece.bytes().any(|byte| byte.is_ascii_uppercase())
        && piece.bytes().any(|byte| byte.is_ascii_lowercase());
    is_uuid
        || (longest >= KEY_FROM && is_drawn(piece))
        || (longest >= KEY_FROM && digits >= 3 && letters >= 1)
        || (longest >= LONG_KEY && digits >= 1 && mixed)
}
