//! What may still be personal in text that has been redacted: for a person to look at.
//!
//! Takes stored text, gives suspects: things that redaction leaves on purpose, because masking them
//! everywhere would cost what complaints are about (long numbers, a name after "my name is", a date
//! of birth). An excerpt never shows the suspect itself.

use regex::Regex;

use super::{program_pattern, tokens};

/// What sort of suspicion it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Suspicion {
    /// A sign of an address, in none that could be told.
    AtSign,
    /// Nine digits and more.
    LongNumber,
    /// A word behind "my name is", "Herr", "madame".
    Name,
    /// A day behind "born on".
    BirthDate,
    /// A postcode with a town, or a British one.
    Postcode,
    /// Letters and digits mixed, too long for a word.
    Key,
    /// A word behind "password", "PIN".
    Password,
}

impl Suspicion {
    /// Every sort, in the order they are listed.
    pub const ALL: [Suspicion; 7] = [
        Suspicion::AtSign,
        Suspicion::LongNumber,
        Suspicion::Name,
        Suspicion::BirthDate,
        Suspicion::Postcode,
        Suspicion::Key,
        Suspicion::Password,
    ];

    /// The name that is printed.
    pub fn name(self) -> &'static str {
        match self {
            Suspicion::AtSign => "at_sign",
            Suspicion::LongNumber => "long_number",
            Suspicion::Name => "name",
            Suspicion::BirthDate => "birth_date",
            Suspicion::Postcode => "postcode",
            Suspicion::Key => "key",
            Suspicion::Password => "password",
        }
    }

    fn pattern(self) -> &'static Regex {
        match self {
            Suspicion::AtSign => &AT_SIGN,
            Suspicion::LongNumber => &LONG_NUMBER,
            Suspicion::Name => &NAME,
            Suspicion::BirthDate => &BIRTH_DATE,
            Suspicion::Postcode => &POSTCODE,
            Suspicion::Key => &KEY,
            Suspicion::Password => &PASSWORD,
        }
    }
}

/// One suspect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspect {
    /// What sort.
    pub kind: Suspicion,
    /// First byte of it in the text.
    pub start: usize,
    /// The words around it, at most 24 characters each side, with dots in its place.
    pub excerpt: String,
}

program_pattern!(AT_SIGN, r"[\p{L}\p{N}._-]{2,}\s?[@＠﹫]\s?[\p{L}\p{N}._-]{2,}");
program_pattern!(LONG_NUMBER, r"\b[0-9](?:[ .\-/]?[0-9]){8,}\b");
program_pattern!(
    NAME,
    r"(?:\b(?i:my name is|i am called|this is|name[:=]|ich hei(?:ß|ss)e|mein name ist|je m['’]appelle|mon nom est|me llamo|mi nombre es)|\b(?:Mr|Mrs|Ms|Miss|Dr|Herr|Herrn|Frau|Mme|Madame|Monsieur|Sr|Sra|Se[nñ]or|Se[nñ]ora)\b\.?)\s+(?P<it>\p{Lu}\p{Ll}+(?:[ -]\p{Lu}\p{Ll}+){0,2})"
);
program_pattern!(
    BIRTH_DATE,
    r"(?i)\b(?:born(?: on)?|d\.?o\.?b\.?|date of birth|birthday(?: is)?|geboren(?: am)?|geburtsdatum|geb\.|n[ée]e? le|date de naissance|nacid[oa](?: el)?|fecha de nacimiento)[ :]*(?P<it>[0-9]{1,4}[./ -](?:[0-9]{1,2}|\p{L}{3,9})[./ -][0-9]{2,4})"
);
program_pattern!(
    POSTCODE,
    r"\b(?:(?:D-)?[0-9]{5} \p{Lu}\p{Ll}{2,}|[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}|[A-Z]{2} [0-9]{5})\b"
);
program_pattern!(KEY, r"\b[A-Za-z0-9_-]{20,}\b");
program_pattern!(
    PASSWORD,
    r"(?i)\b(?:password|passwort|passcode|kennwort|mot de passe|contrase[nñ]a|pin|api[_ -]?key|token)\b(?:\s+(?:is|was|ist|war|lautet|est|es)\b|\s*[:=])\s*(?P<it>[^\s,;]{3,})"
);

/// The suspects of a text, in the order of the text, at most one of each sort at a place.
pub fn suspects(text: &str) -> Vec<Suspect> {
    let masked = tokens(text);
    let mut found: Vec<(usize, usize, Suspicion)> = Vec::new();
    for kind in Suspicion::ALL {
        for fit in kind.pattern().captures_iter(text) {
            let Some(it) = fit.name("it").or_else(|| fit.get(0)) else { continue };
            let touches = masked.iter().any(|one| one.start < it.end() && it.start() < one.end);
            let mixed = it.as_str().bytes().any(|b| b.is_ascii_digit())
                && it.as_str().bytes().any(|b| b.is_ascii_alphabetic());
            if !touches && (kind != Suspicion::Key || mixed) {
                found.push((it.start(), it.end(), kind));
            }
        }
    }
    found.sort_unstable();
    found
        .iter()
        .map(|&(start, end, kind)| Suspect {
            kind,
            start,
            excerpt: excerpt(text, start, end, &found),
        })
        .collect()
}

/// Characters shown on each side.
const AROUND: usize = 24;

fn excerpt(text: &str, start: usize, end: usize, all: &[(usize, usize, Suspicion)]) -> String {
    let from = text[..start].char_indices().rev().nth(AROUND - 1).map_or(0, |(at, _)| at);
    let to = text[end..].char_indices().nth(AROUND).map_or(text.len(), |(at, _)| end + at);
    let mut out = String::new();
    let mut inside = false;
    for (at, c) in text[from..to].char_indices() {
        let at = from + at;
        let hidden = (start..end).contains(&at)
            || all.iter().any(|&(start, end, _)| (start..end).contains(&at));
        match (hidden, inside) {
            (true, false) => out.push_str("•••"),
            (true, true) => {}
            (false, _) => out.push(if c.is_whitespace() { ' ' } else { c }),
        }
        inside = hidden;
    }
    out.trim().to_owned()
}
