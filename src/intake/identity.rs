//! Who and which: ids that last, and author keys that say nothing about the person.

use sha2::{Digest, Sha256};

use crate::model::{AuthorKey, FeedbackId};

use super::normalised::Normalised;

fn first_half(hash: &blake3::Hash) -> [u8; 16] {
    let mut half = [0; 16];
    half.copy_from_slice(&hash.as_bytes()[..16]);
    half
}

/// The id of a record: 128 bits of BLAKE3 over the source's name, a NUL and the source's own id.
/// Names of sources hold no NUL, so two records share an id only when both agree.
pub fn feedback_id(source: &str, external: &str) -> FeedbackId {
    let mut hasher = blake3::Hasher::new();
    hasher.update(source.as_bytes()).update(&[0]).update(external.as_bytes());
    FeedbackId(first_half(&hasher.finalize()))
}

/// The key of an author: BLAKE3 keyed with the workspace's salt, over the source's name (nothing
/// when ids of authors mean the same person everywhere), a NUL, and the author's id without outer
/// blanks and in lower case. Nobody without the salt can test a guess.
pub fn author_key(salt: &[u8; 32], source: &str, shared: bool, author: &str) -> AuthorKey {
    let mut hasher = blake3::Hasher::new_keyed(salt);
    hasher.update(if shared { b"" } else { source.as_bytes() }).update(&[0]);
    hasher.update(author.trim().to_lowercase().as_bytes());
    AuthorKey(first_half(&hasher.finalize()))
}

/// What stands in for the id of a record without one: `h:` and 32 hexadecimal digits of BLAKE3 over
/// what it holds, so that reading it again changes nothing.
pub(super) fn content_id<'a>(parts: impl IntoIterator<Item = Option<&'a str>>) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        // Lengths keep ("a", "bc") and ("ab", "c") apart, and a missing part from an empty one.
        let length = part.map_or(u64::MAX, |part| part.len() as u64);
        hasher.update(&length.to_le_bytes()).update(part.unwrap_or_default().as_bytes());
    }
    format!("h:{}", &hasher.finalize().to_hex()[..32])
}

/// What stands in for the id of a uniform record without one, for whoever reads it un-redacted.
pub fn content_id_of(record: &Normalised) -> String {
    let at = record.created_at.map(|at| at.to_string());
    content_id([
        Some(&*record.source),
        at.as_deref(),
        record.author.as_deref(),
        record.title.as_deref(),
        Some(record.text.as_str()),
        record.context.as_deref(),
    ])
}

/// An author without a key: 16 hexadecimal digits of SHA-256 over the source's name, a NUL and the
/// author's id as written. Anybody can test a guess, so it is for the terminal of whoever has the
/// file, and nothing that is kept has it.
pub fn open_author(source: &str, author: &str) -> String {
    let digest = Sha256::digest(format!("{source}\0{author}").as_bytes());
    digest[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_depend_on_source_and_id_only() {
        assert_eq!(feedback_id("play", "1"), feedback_id("play", "1"));
        assert_ne!(feedback_id("play", "1"), feedback_id("store", "1"));
        assert_ne!(feedback_id("a", "bc"), feedback_id("ab", "c"));
        assert_ne!(content_id([Some("a"), Some("bc")]), content_id([Some("ab"), Some("c")]));
        assert_ne!(content_id([None, Some("a")]), content_id([Some(""), Some("a")]));
    }

    #[test]
    fn keys_need_the_salt() {
        let (one, other) = ([1; 32], [2; 32]);
        assert_eq!(
            author_key(&one, "play", false, " Anna@Example.com"),
            author_key(&one, "play", false, "anna@example.com ")
        );
        assert_ne!(author_key(&one, "a", false, "x"), author_key(&other, "a", false, "x"));
        assert_ne!(author_key(&one, "a", false, "x"), author_key(&one, "b", false, "x"));
        assert_eq!(author_key(&one, "a", true, "x"), author_key(&one, "b", true, "x"));
    }
}
