//! Named cleanings a feed asks for: only the customer's own words shall be left.
//!
//! Takes text with one kind of line end; gives text. Each is a pure function; the settings name
//! them in the order they apply.

use std::sync::LazyLock;

use regex::Regex;

use super::entities::unescape;
use super::newlines;

/// A named cleaning.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Transform {
    /// Resolves HTML character references.
    Entities,
    /// Removes tags from plain text that has a few, and resolves references.
    Tags,
    /// Cuts quoted mail: everything from the quote's head on, and lines that start with `>`.
    StripQuotes,
    /// Cuts a signature.
    StripSignature,
    /// Removes `Re:`, `Fwd:`, `AW:`, … from the start of a subject.
    SubjectPrefix,
    /// Removes the apostrophe some exports put before `=`, `+`, `-`, `@`.
    UnguardFormula,
}

impl Transform {
    /// Every cleaning.
    pub(crate) const ALL: [Transform; 6] = [
        Transform::Entities,
        Transform::Tags,
        Transform::StripQuotes,
        Transform::StripSignature,
        Transform::SubjectPrefix,
        Transform::UnguardFormula,
    ];

    /// The name used in settings.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Transform::Entities => "entities",
            Transform::Tags => "tags",
            Transform::StripQuotes => "strip_quotes",
            Transform::StripSignature => "strip_signature",
            Transform::SubjectPrefix => "subject_prefix",
            Transform::UnguardFormula => "unguard_formula",
        }
    }

    /// The cleaning with that name.
    pub(crate) fn from_name(name: &str) -> Option<Transform> {
        Transform::ALL.into_iter().find(|one| one.name() == name)
    }

    /// The text, cleaned.
    pub(crate) fn apply(self, text: &str) -> String {
        match self {
            Transform::Entities => unescape(text),
            Transform::Tags => tags(text),
            Transform::StripQuotes => strip_quotes(text),
            Transform::StripSignature => strip_signature(text),
            Transform::SubjectPrefix => subject_prefix(text),
            Transform::UnguardFormula => unguard_formula(text),
        }
    }
}

macro_rules! pattern {
    ($name:ident, $text:literal) => {
        static $name: LazyLock<Regex> =
            LazyLock::new(|| Regex::new($text).expect("a pattern of the program compiles"));
    };
}

pattern!(BREAK, r"(?i)<br\s*/?>|</(?:p|div|li)>");
pattern!(TAG, r"</?[a-zA-Z][^<>]*>");
pattern!(
    QUOTE_HEAD,
    r"^\s*(?:On|Am|Le|El)\b.{5,250}\b(?:wrote|schrieb|a écrit|escribió)\b.{0,80}:\s*$"
);
pattern!(QUOTE_START, r"^\s*(?:On|Am|Le|El)\b");
pattern!(
    DIVIDER,
    r"(?i)^\s*(?:-{2,}\s*(?:Original Message|Forwarded message|Ursprüngliche Nachricht|Message d'origine)\s*-{2,}|_{8,})\s*$"
);
pattern!(FROM, r"^\s*(?:From|Von|De)\s*:\s.+$");
pattern!(SENT, r"^\s*(?:Sent|Date|Gesendet|Envoyé)\s*:");
pattern!(
    SIGNATURE,
    r"^(?:-- ?$|Sent from my |Sent from Mail for |Get Outlook for |Von meinem .* gesendet|Envoyé de mon )"
);
pattern!(SUBJECT, r"(?i)^(?:\s*(?:re|fw|fwd|aw|wg|sv|antw|tr|rv)\s*(?:\[\d+\])?:\s*)+");

fn tags(text: &str) -> String {
    let broken = BREAK.replace_all(text, "\n");
    unescape(&TAG.replace_all(&broken, ""))
}

fn strip_quotes(text: &str) -> String {
    let text = newlines(text);
    let lines: Vec<&str> = text.split('\n').collect();
    let heads = |at: usize| {
        let line = lines[at];
        let next = lines.get(at + 1);
        QUOTE_HEAD.is_match(line)
            || (QUOTE_START.is_match(line)
                && next.is_some_and(|next| {
                    line.len() + next.len() < 600 && QUOTE_HEAD.is_match(&format!("{line} {next}"))
                }))
            || DIVIDER.is_match(line)
            || line.contains("Please type your reply above this line")
            || (FROM.is_match(line)
                && lines[at + 1..].iter().take(3).any(|line| SENT.is_match(line)))
    };
    let end = (0..lines.len()).find(|&at| heads(at)).unwrap_or(lines.len());
    let kept: Vec<&str> =
        lines[..end].iter().copied().filter(|line| !line.starts_with('>')).collect();
    let kept = kept.join("\n");
    // A message that is nothing but a quote keeps it: better too much than a customer unheard.
    if kept.trim().is_empty() { text.into_owned() } else { kept }
}

fn strip_signature(text: &str) -> String {
    let text = newlines(text);
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if SIGNATURE.is_match(line.trim_end_matches('\n')) && !text[..start].trim().is_empty() {
            return text[..start].trim_end_matches('\n').to_owned();
        }
        start += line.len();
    }
    text.into_owned()
}

fn subject_prefix(text: &str) -> String {
    SUBJECT.replace(text, "").into_owned()
}

fn unguard_formula(text: &str) -> String {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => rest.to_owned(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn quoted_mail_goes() {
        let mail = "Still broken.\n> old\n\nOn Tue, 3 Nov 2025 at 10:00, Help <h@example.com> wrote:\n> hi";
        assert_eq!(strip_quotes(mail).trim(), "Still broken.");
        let broken = "Danke!\nAm 3. November 2025 um 10:00 Uhr\nHelp Desk schrieb:\n> hallo";
        assert_eq!(strip_quotes(broken).trim(), "Danke!");
        let outlook = "Fine.\nFrom: Help\nSent: Monday\nTo: me\nold";
        assert_eq!(strip_quotes(outlook), "Fine.");
        assert_eq!(strip_quotes("> only\n> a quote"), "> only\n> a quote");
        assert_eq!(strip_quotes("On the whole it works"), "On the whole it works");
    }

    #[test]
    fn signatures_go_when_something_is_left() {
        assert_eq!(strip_signature("It crashes.\n-- \nAnna"), "It crashes.");
        assert_eq!(strip_signature("Sent from my phone"), "Sent from my phone");
        assert_eq!(strip_signature("Hi\n\nSent from my phone"), "Hi");
    }

    #[test]
    fn small_ones() {
        assert_eq!(subject_prefix("Re: AW: Fwd[2]: Refund"), "Refund");
        assert_eq!(subject_prefix("Reset"), "Reset");
        assert_eq!(unguard_formula("'=1+1"), "=1+1");
        assert_eq!(unguard_formula("'quoted'"), "'quoted'");
        assert_eq!(tags("a<br />b <b>bold</b> 1 < 2 &amp; 3"), "a\nb bold 1 < 2 & 3");
        for one in Transform::ALL {
            assert_eq!(Transform::from_name(one.name()), Some(one));
        }
    }

    proptest! {
        #[test]
        fn any_text_survives(text in "(On|From: |Sent:|wrote:|> |-- |\n|<b>|&amp;|é|x){0,20}") {
            for one in Transform::ALL {
                let _ = one.apply(&text);
            }
        }
    }
}
