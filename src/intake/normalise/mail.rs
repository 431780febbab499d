//! Mail: only the words that the writer wrote this time.
//!
//! Takes text with one kind of line end; cuts what repeats older mail, what signs, and what a subject
//! carries in front. Answers below a quote and between its lines stay, and so does what is
//! forwarded, which is why it was sent on. What may be the writer's own (`From: Berlin`, a line of
//! dashes, a price behind `>`) is kept: better too much than a customer unheard.

use std::sync::LazyLock;

use regex::Regex;

use super::heads;
use super::newlines;

macro_rules! pattern {
    ($name:ident, $text:literal) => {
        static $name: LazyLock<Regex> =
            LazyLock::new(|| Regex::new($text).expect("a pattern of the program compiles"));
    };
}

pattern!(
    SIGNATURE,
    r"(?x)^(?: Sent\ from\ my\  | Sent\ from\ Mail\ for\  | Get\ Outlook\ for\x20 | Sent\ via\x20
        | Von\ meinem\ .*\ gesendet | Gesendet\ von\ meinem\  | Envoyé\ de\ mon\  | Envoyé\ depuis\x20
        | Enviado\ desde\ mi\  | Enviado\ do\ meu\  | Inviato\ da(?:l\ mio)?\ i[A-Z] | Verstuurd\ vanaf\ mijn\x20
        | Skickat\ från\ min\  | Sendt\ fra\ min\  | Lähetetty\ | Отправлено\ с\  | Wysłane\ z\x20
        | iPhone\ から | iPhoneから送信 | 发自我的 | 나의\ iPhone에서 )"
);
pattern!(
    SUBJECT,
    r"(?i)^(?:\s*(?:re|fw|fwd|aw|wg|sv|antw|tr|rv|vs|odp|ynt|ilt|回复|答复|转发)\s*(?:\[\d+\])?[:：]\s*)+"
);
// A price or a measure, which `>` compares.
pattern!(COMPARED, r"^>\s*(?:[\d$€£¥]|[A-Z]{3}\s?\d)");

/// What help desks put above the mail they quote.
const REPLY_LINE: &str = "Please type your reply above this line";
/// A signature's mark without its blank begins one of at most so many lines.
const LONGEST_SIGNATURE: usize = 8;
/// Letters of a line that signs at most: longer ones are sentences.
const LONGEST_LINE: usize = 60;
/// Words above something forwarded that only pass it on.
const PASSED_ON: usize = 12;

/// Without quoted mail: what a head announces, when it is marked by `>` or nothing of the writer's
/// follows it, and lines that start with `>`.
pub(super) fn strip_quotes(text: &str) -> String {
    let text = newlines(text);
    let lines: Vec<&str> = text.split('\n').collect();
    let mut kept: Vec<&str> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        let said = kept.iter().map(|line| line.split_whitespace().count()).sum::<usize>();
        if let Some(head) = heads::at(&lines, at) {
            let behind =
                (at + head.lines..lines.len()).find(|&next| !lines[next].trim().is_empty());
            let marked = behind.is_some_and(|next| lines[next].starts_with('>'));
            let passed_on = head.forwards && said <= PASSED_ON;
            if marked {
                at = behind.unwrap_or(lines.len());
            } else if said == 0 || passed_on {
                at += head.lines;
            } else {
                break;
            }
            continue;
        }
        if line.contains(REPLY_LINE) && said > 0 {
            break;
        }
        if !(line.starts_with('>') && is_quoted(&lines, at)) {
            kept.push(line);
        }
        at += 1;
    }
    let kept = kept.join("\n");
    if kept.trim().is_empty() {
        return text.into_owned();
    }
    kept.trim_end_matches('\n').to_owned()
}

/// Whether a line behind `>` is quoted, and does not compare: `> 100 euro` alone among others.
fn is_quoted(lines: &[&str], at: usize) -> bool {
    let alone = |other: Option<usize>| {
        other.and_then(|other| lines.get(other)).is_none_or(|line| !line.starts_with('>'))
    };
    let lone = alone(at.checked_sub(1)) && alone(Some(at + 1));
    !(lone && COMPARED.is_match(lines[at]) && lines[at].len() <= LONGEST_LINE)
}

/// Without the signature: `-- ` alone on a line or what phones write, when something stands before.
pub(super) fn strip_signature(text: &str) -> String {
    let text = newlines(text);
    let mut start = 0;
    let mut said = false;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end_matches('\n');
        let phone = SIGNATURE.is_match(bare) && bare.chars().count() <= LONGEST_LINE;
        let dashes = bare == "-- " || bare == "--" && signs(&text[start + line.len()..]);
        if said && (phone || dashes) {
            return text[..start].trim_end_matches('\n').to_owned();
        }
        said |= !line.trim().is_empty();
        start += line.len();
    }
    text.into_owned()
}

/// Whether what stands behind two dashes is who wrote and not what: a few short lines, none of
/// which ends as sentences do.
fn signs(rest: &str) -> bool {
    let lines: Vec<&str> = rest.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.len() <= LONGEST_SIGNATURE
        && lines.iter().all(|line| {
            line.chars().count() <= LONGEST_LINE
                && !line.ends_with(['.', '!', '?', '。', '！', '？'])
        })
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
            "-- Ursprüngliche Nachricht --",
            "----- Message d'origine -----",
            "________________________________",
            "##- Please type your reply above this line -##",
            "From: Help <h@example.com>\nSent: Monday",
            "*From:* Help\n*Sent:* Monday\n*To:* me\n*Subject:* Re: lamp",
            "Von: Hilfe\nAn: mich\nGesendet: Montag\nBetreff: AW: Lampe",
            "De : Aide\nA : moi\nObjet : x\nEnvoyé : lundi",
            "Il giorno lun 3 nov 2025 alle ore 10:00 Aiuto <a@example.com> ha scritto:",
            "Op ma 3 nov. 2025 om 10:00 schreef Hulp <h@example.com>:",
            "Den mån 3 nov. 2025 kl 10:00 skrev Hjälp <h@example.com>:",
            "W dniu 03.11.2025 o 10:00, Pomoc pisze:",
            "pon., 3 lis 2025 o 10:00 Pomoc <p@example.com> napisał(a):",
            "пн, 3 нояб. 2025 г. в 10:00, Помощь <p@example.com>:",
            "Yardım <y@example.com>, 3 Kas 2025 Pzt, 10:00 tarihinde şunu yazdı:",
            "Segítség <s@example.com> ezt írta (időpont: 2025. nov. 3., H, 10:00):",
            "2025年11月3日(月) 10:00 ヘルプ <h@example.com>:",
            "帮助 <h@example.com> 于2025年11月3日周一 10:00写道：",
            "2025년 11월 3일 (월) 오전 10:00, 도움말 <h@example.com>님이 작성:",
            "في الاثنين، 3 نوفمبر 2025 في 10:00 كتب <h@example.com>:",
            "सोम, 3 नव॰ 2025 को 10:00 am बजे को मदद <h@example.com> ने लिखा:",
            "Da: Aiuto <a@example.com>\nInviato: lunedì",
        ] {
            let mail = format!("Still broken.\n> old\nHi\n{head}\nold words\n");
            assert_eq!(strip_quotes(&mail), "Still broken.\nHi", "{head}");
        }
        assert_eq!(strip_quotes("> only\n> a quote"), "> only\n> a quote");
        for kept in [
            "On the whole it works",
            "From: nobody",
            "I wrote:\nthis",
            "On this: x\n\nwrote:",
            "My ticket:\nFrom: Oslo\nTo: Bergen\nDate: 1 October\nIt is wrong.",
            "Good.\n________\nBad.",
            "It cost\n> 30 euro\nmore.",
            "On 3 May I wrote:\nthe lamp is broken",
        ] {
            assert_eq!(strip_quotes(kept), kept);
        }
    }

    #[test]
    fn answers_below_and_between_stay() {
        let head = "On Tue, 3 Nov 2025 at 10:00, Help <h@example.com> wrote:";
        let below = format!("Hi,\n\n{head}\n> is it on?\n> Regards\n\nYes, and it blinks.");
        assert_eq!(strip_quotes(&below), "Hi,\n\n\nYes, and it blinks.");
        let between = format!("{head}\n> is it on?\nYes.\n> does it blink?\nTwice.");
        assert_eq!(strip_quotes(&between), "Yes.\nTwice.");
    }

    #[test]
    fn what_is_forwarded_stays() {
        let mail = "FYI\n\n---------- Forwarded message ---------\nFrom: Kim <k@example.com>\n\
                    Date: Mon, 3 Nov 2025\nSubject: Lamp\nTo: <h@example.com>\n\nIt melted.";
        assert_eq!(strip_quotes(mail), "FYI\n\n\nIt melted.");
        let alone =
            "Begin forwarded message:\n\nFrom: Kim <k@example.com>\nSubject: Lamp\n\nIt melted.";
        assert_eq!(strip_quotes(alone).trim(), "It melted.");
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
        for kept in [
            "Two things.\n--\nThe lid leaks.",
            "Hi\nSent from my old address in May, the first letter got no answer at all",
        ] {
            assert_eq!(strip_signature(kept), kept);
        }
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
