//! Who and which: ids that last, and author keys that say nothing about the person.

use sha2::{Digest, Sha256};

use crate::model::{AuthorKey, FeedbackId, hex};
use crate::text::fold;

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

/// The id of what a record says, made that of one of several in a file that say the same.
pub(super) fn repeated(content: String, repeat: Option<&str>) -> String {
    match repeat {
        None => content,
        Some(number) => content_id([Some(content.as_str()), Some(number)]),
    }
}

/// What stands in for the id of a uniform record without one, for whoever reads it un-redacted.
pub fn content_id_of(record: &Normalised) -> String {
    let at = record.created_at.map(|at| at.to_string());
    let content = content_id([
        Some(&*record.source),
        at.as_deref(),
        record.author.as_deref(),
        record.title.as_deref(),
        Some(record.text.as_str()),
        record.context.as_deref(),
    ]);
    repeated(content, record.repeat.as_deref())
}

/// What stands for nobody in the column of authors, folded: the names that stores and forums give
/// those who have none, what programs write for an empty cell, and the same in other languages.
const NOBODY: &[&str] = &[
    "a google user",
    "google user",
    "anonymous",
    "anonymous user",
    "anonymous customer",
    "anon",
    "amazon customer",
    "kindle customer",
    "ebay user",
    "guest",
    "guest user",
    "guest reviewer",
    "a guest",
    "user",
    "customer",
    "a customer",
    "client",
    "visitor",
    "unknown",
    "unknown user",
    "unknown author",
    "deleted",
    "deleted user",
    "deleted account",
    "removed",
    "former user",
    "private",
    "private user",
    "hidden",
    "not available",
    "not provided",
    "not applicable",
    "n/a",
    "na",
    "null",
    "none",
    "nil",
    "nan",
    "undefined",
    "no name",
    "noname",
    "name",
    "test",
    "a user",
    "verified customer",
    "verified buyer",
    "verified user",
    "verified reviewer",
    "tripadvisor member",
    "a tripadvisor member",
    "steam user",
    "reddit user",
    "app store user",
    "facebook user",
    "ein google-nutzer",
    "google-nutzer",
    "anonym",
    "anonymer nutzer",
    "amazon-kunde",
    "amazon kunde",
    "kunde",
    "gast",
    "unbekannt",
    "keine angabe",
    "geloschter nutzer",
    "geloscht",
    "un utilisateur de google",
    "utilisateur google",
    "anonyme",
    "client amazon",
    "client d'amazon",
    "cliente de amazon",
    "cliente amazon",
    "invite",
    "inconnu",
    "supprime",
    "un usuario de google",
    "usuario de google",
    "anonimo",
    "anonima",
    "cliente",
    "invitado",
    "desconocido",
    "eliminado",
    "un utente google",
    "utente google",
    "utente anonimo",
    "ospite",
    "sconosciuto",
    "um usuario do google",
    "usuario do google",
    "convidado",
    "desconhecido",
    "een google-gebruiker",
    "google-gebruiker",
    "anoniem",
    "onbekend",
    "gebruiker",
    "пользователь google",
    "аноним",
    "анонимно",
    "гость",
    "неизвестно",
    "пользователь",
    "anonimowy",
    "anonim",
    "gosc",
    "nieznany",
    "bir google kullanicisi",
    "misafir",
    "isimsiz",
    "anonyymi",
    "vieras",
    "okand",
    "ukendt",
    "ukjent",
    "匿名",
    "匿名用户",
    "匿名用戶",
    "游客",
    "名無し",
    "名無しさん",
    "ゲスト",
    "google ユーザー",
    "amazonカスタマー",
    "amazon カスタマー",
    "익명",
    "비회원",
    "google 사용자",
    "구글 사용자",
    "ผู้ใช้ google",
    "ไม่ระบุชื่อ",
    "مجهول",
    "مستخدم google",
    "अनाम",
    "pengguna google",
    "nguoi dung google",
    "אנונימי",
    "ανωνυμος",
];

/// Whether an author is nobody in particular: a placeholder, or a number that a spreadsheet has
/// rounded so that many people have the same.
pub(super) fn is_nobody(author: &str) -> bool {
    let folded = fold(author);
    let bare = folded.trim().trim_matches(['[', ']', '(', ')', '<', '>', '*', '"', '.', ' ', '-']);
    let letters = bare.chars().any(char::is_alphanumeric);
    let rounded = || {
        let (digits, exponent) = bare.split_once("e+").unwrap_or((bare, ""));
        !exponent.is_empty()
            && exponent.bytes().all(|byte| byte.is_ascii_digit())
            && digits.parse::<f64>().is_ok()
    };
    !letters || bare.bytes().all(|byte| byte == b'0') || NOBODY.contains(&bare) || rounded()
}

/// An author without a key: 16 hexadecimal digits of SHA-256 over the source's name, a NUL and the
/// author's id as written. Anybody can test a guess, so it is for the terminal of whoever has the
/// file, and nothing that is kept has it.
pub fn open_author(source: &str, author: &str) -> String {
    let digest = Sha256::digest(format!("{source}\0{author}").as_bytes());
    hex(&digest[..8])
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
    fn nobody_is_nobody() {
        for author in [
            "A Google user",
            "Anonymous",
            "[deleted]",
            "N/A",
            "0",
            "-",
            "ANONYM",
            "Client d'Amazon",
            "匿名",
            "7.65612E+16",
            "",
            "Гость",
        ] {
            assert!(is_nobody(author), "{author}");
        }
        for author in ["Marla", "user17", "100", "guest4", "76561198000000000", "李"] {
            assert!(!is_nobody(author), "{author}");
        }
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
