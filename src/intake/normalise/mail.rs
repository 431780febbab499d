//! Mail: only the words that the writer wrote this time.
//!
//! Takes text with one kind of line end; cuts what repeats older mail (its head in the languages
//! of common programs, also when it is broken over two lines), what signs, and what a subject
//! carries in front. When nothing would be left the text stays: better too much than a customer
//! unheard.

use std::sync::LazyLock;

use regex::Regex;

use super::markup::unquoted;
use super::newlines;

macro_rules! pattern {
    ($name:ident, $text:literal) => {
        static $name: LazyLock<Regex> =
            LazyLock::new(|| Regex::new($text).expect("a pattern of the program compiles"));
    };
}

// English, German, French, Spanish, Italian, Portuguese, Dutch, and the Scandinavian languages, as
// Gmail, Apple Mail, Outlook and Thunderbird write them.
pattern!(
    QUOTE_HEAD,
    r"^\s*(?:On|Am|Le|El|Il|Em|Op|Den)\b.{5,250}\b(?:wrote|schrieb|a écrit|escribió|ha scritto|escreveu|schreef|skrev)\b.{0,80}:\s*$"
);
pattern!(QUOTE_START, r"^\s*(?:On|Am|Le|El|Il|Em|Op|Den)\b");
pattern!(
    DIVIDER,
    r"(?ix)^\s*(?: _{8,} | -{2,}\s*(?:
        Original\ Message | Forwarded\ message
        | Ursprüngliche\ Nachricht | Originalnachricht | Original-Nachricht | Weitergeleitete\ Nachricht
        | Message\ d'origine | Message\ original | Message\ transféré
        | Mensaje\ original | Mensaje\ reenviado
        | Messaggio\ originale | Messaggio\ inoltrato
        | Mensagem\ original | Mensagem\ encaminhada
        | Oorspronkelijk\ bericht | Doorgestuurd\ bericht
    )\s*-{2,} )\s*$"
);
pattern!(FROM, r"^\s*(?:From|Von|De|Da|Van|Från|Fra)\s*:\s.+$");
pattern!(
    SENT,
    r"^\s*(?:Sent|Date|Gesendet|Datum|Envoyé|Enviado|Fecha|Inviato|Data|Verzonden|Skickat|Sendt)\s*:"
);
pattern!(
    SIGNATURE,
    r"(?x)^(?: --\ ?$ | Sent\ from\ my\  | Sent\ from\ Mail\ for\  | Get\ Outlook\ for\x20
        | Von\ meinem\ .*\ gesendet | Gesendet\ von\ meinem\  | Envoyé\ de\ mon\x20
        | Enviado\ desde\ mi\  | Enviado\ do\ meu\  | Inviato\ da(?:l\ mio)?\ i[A-Z] | Verstuurd\ vanaf\ mijn\  )"
);
pattern!(SUBJECT, r"(?i)^(?:\s*(?:re|fw|fwd|aw|wg|sv|antw|tr|rv)\s*(?:\[\d+\])?:\s*)+");

/// What help desks put above the mail they quote.
const REPLY_LINE: &str = "Please type your reply above this line";
/// A head of a quote has at most this many bytes (350 characters of four bytes and some blanks):
/// longer lines need not be joined and tried.
const LONGEST_HEAD: usize = 1600;

/// Without quoted mail: everything from the first line that heads a quote, then lines that start
/// with `>`.
pub(super) fn strip_quotes(text: &str) -> String {
    let text = newlines(text);
    let lines: Vec<&str> = text.split('\n').collect();
    let end = (0..lines.len()).find(|&at| heads_quote(&lines, at)).unwrap_or(lines.len());
    let kept = unquoted(&lines[..end].join("\n"));
    if kept.trim().is_empty() { text.into_owned() } else { kept }
}

fn heads_quote(lines: &[&str], at: usize) -> bool {
    let line = lines[at];
    let broken = || {
        lines.get(at + 1).is_some_and(|next| {
            line.len() + next.len() < LONGEST_HEAD
                && QUOTE_START.is_match(line)
                && QUOTE_HEAD.is_match(&format!("{line} {next}"))
        })
    };
    let outlook =
        || FROM.is_match(line) && lines[at + 1..].iter().take(3).any(|line| SENT.is_match(line));
    (line.len() < LONGEST_HEAD && QUOTE_HEAD.is_match(line))
        || broken()
        || DIVIDER.is_match(line)
        || line.contains(REPLY_LINE)
        || outlook()
}

/// Without the signature: `--` alone on a line or what phones write, when something stands before.
pub(super) fn strip_signature(text: &str) -> String {
    let text = newlines(text);
    let mut start = 0;
    let mut said = false;
    for line in text.split_inclusive('\n') {
        if said && SIGNATURE.is_match(line.trim_end_matches('\n')) {
            return text[..start].trim_end_matches('\n').to_owned();
        }
        said |= !line.trim().is_empty();
        start += line.len();
    }
    text.into_owned()
}

/// Without `Re:`, `Fwd:`, `AW:`, …, as often as they stand in front.
pub(super) fn subject_prefix(text: &str) -> String {
    SUBJECT.replace(text, "").into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn quoted_mail_goes() {
        for head in [
            "On Tue, 3 Nov 2025 at 10:00, Help <h@example.com> wrote:",
            "Am 3. November 2025 um 10:00 Uhr\nHelp Desk schrieb:",
            "Le lun. 3 nov. 2025 à 10:00, Aide <a@example.com> a écrit :",
            "El lun, 3 nov 2025 a las 10:00, Ayuda\n(<a@example.com>) escribió:",
            "-----Original Message-----",
            "---------- Forwarded message ---------",
            "-- Ursprüngliche Nachricht --",
            "----- Message d'origine -----",
            "________________________________",
            "##- Please type your reply above this line -##",
            "From: Help\nSent: Monday",
            "Von: Hilfe\nAn: mich\nGesendet: Montag",
            "De : Aide\nA : moi\nObjet : x\nEnvoyé : lundi",
            "Il giorno lun 3 nov 2025 alle ore 10:00 Aiuto <a@example.com> ha scritto:",
            "Op ma 3 nov. 2025 om 10:00 schreef Hulp <h@example.com>:",
            "Den mån 3 nov. 2025 kl 10:00 skrev Hjälp <h@example.com>:",
            "---- Mensagem encaminhada ----",
            "Da: Aiuto\nInviato: lunedì",
        ] {
            let mail = format!("Still broken.\n> old\nHi\n{head}\nold words\n");
            assert_eq!(strip_quotes(&mail), "Still broken.\nHi", "{head}");
        }
        assert_eq!(strip_quotes("> only\n> a quote"), "> only\n> a quote");
        for kept in
            ["On the whole it works", "From: nobody", "I wrote:\nthis", "On this: x\n\nwrote:"]
        {
            assert_eq!(strip_quotes(kept), kept);
        }
    }

    #[test]
    fn signatures_go_when_something_is_left() {
        assert_eq!(strip_signature("It crashes.\n-- \nAnna"), "It crashes.");
        assert_eq!(strip_signature("It crashes.\n--\nAnna"), "It crashes.");
        assert_eq!(strip_signature("Sent from my phone"), "Sent from my phone");
        assert_eq!(strip_signature("Hi\n\nSent from my phone"), "Hi");
        assert_eq!(strip_signature("Hallo\nVon meinem iPhone gesendet"), "Hallo");
        assert_eq!(strip_signature("Ciao\nInviato da iPhone"), "Ciao");
        assert_eq!(strip_signature("Hi\nGet Outlook for iOS"), "Hi");
        assert_eq!(strip_signature("a -- b\n--- c"), "a -- b\n--- c");
    }

    #[test]
    fn prefixes_of_subjects_go() {
        assert_eq!(subject_prefix("Re: AW: Fwd[2]: Refund"), "Refund");
        assert_eq!(subject_prefix("Reset: no"), "Reset: no");
    }

    proptest! {
        #[test]
        fn cutting_only_cuts(text in "(On|Am 3\\.|From: |Sent:|wrote:|schrieb:|> |-- |--|________|\n|é|x| ){0,30}") {
            for cut in [strip_quotes, strip_signature, subject_prefix] {
                prop_assert!(cut(&text).len() <= text.len());
            }
            for settles in [strip_signature, subject_prefix] {
                let once = settles(&text);
                prop_assert_eq!(settles(&once), once);
            }
            let silent = text.trim().is_empty();
            prop_assert!(silent || !strip_quotes(&text).trim().is_empty());
            prop_assert!(silent || !strip_signature(&text).trim().is_empty());
        }
    }
}
