//! Heads of quoted mail, as programs write them in the languages they speak.
//!
//! Takes the lines of a mail; says whether a head stands at one, how many lines it has, and whether
//! it announces something forwarded. A head names a day or a clock or an address: a sentence that
//! only ends in "wrote:" is the writer's.

use std::sync::LazyLock;

use regex::Regex;

macro_rules! pattern {
    ($name:ident, $text:literal) => {
        static $name: LazyLock<Regex> =
            LazyLock::new(|| Regex::new($text).expect("a pattern of the program compiles"));
    };
}

/// A head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// Lines it takes.
    pub(super) lines: usize,
    /// Whether what follows is passed on rather than answered.
    pub(super) forwards: bool,
}

// The word for "wrote" in English, German, French, Spanish, Italian, Portuguese, Dutch, the
// Scandinavian languages, Finnish, Polish, Czech, Russian, Ukrainian, Turkish, Hungarian, Romanian,
// Greek, Japanese, Chinese, Korean, Hindi, Arabic, Hebrew, Indonesian and Vietnamese.
pattern!(
    WROTE,
    r"(?x)\b(?:wrote|writes|schrieb|a\ écrit|escribió|ha\ scritto|scritto|escreveu|schreef|skrev|kirjoitti
        |napsala?|писала?|написала?|пише|пишет|pisze|yazdı|írta|a\ scris|έγραψε|menulis|đã\ viết)\b
      |napisał|מאת|のメール|書きました|さんは|写道|寫道|작성|썼습니다|लिखा|كتب|כתב"
);
pattern!(ENDS, r"[:：]\s*$");
pattern!(ADDRESS, r"[<(\[]?(?:mailto:)?[^\s<>()@]+@[^\s<>()@]+\.[^\s<>()]+");
pattern!(CLOCK, r"\b\d{1,2}[:.h]\d{2}\b|\d{1,2}時|\d{1,2}시");
pattern!(DATE, r"\b\d{4}\b|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{4}[年년]");
pattern!(
    FIRST_PERSON,
    r"(?i)\b(?:I|we)\ wrote|\b(?:ich|wir)\ schrieb|j'ai\ écrit|schrieb\ ich|escribí\b"
);
pattern!(
    START,
    r"^\s*(?:On|Am|Le|El|Il|Em|Op|Den|Dne|W dniu|Dnia|A |Pe|Στις|Pada|Vào|في|בתאריך)\b"
);
pattern!(
    DIVIDER,
    r"(?ix)^\s*(?: _{24,} | -{2,}\s*(?:
        Original\ (?:Message|Appointment)
        | Ursprüngliche\ Nachricht | Originalnachricht | Original-Nachricht
        | Message\ d['’]origine | Message\ original
        | Mensaje\ original
        | Messaggio\ originale
        | Mensagem\ original
        | Oorspronkelijk\ bericht
        | Ursprungligt\ meddelande | Oprindelig\ meddelelse | Opprinnelig\ melding
        | Alkuperäinen\ viesti | Oryginalna\ wiadomość | Wiadomość\ oryginalna | Původní\ zpráva
        | Исходное\ сообщение | Özgün\ İleti | Orijinal\ Mesaj | Eredeti\ üzenet
        | 原始邮件 | 原始郵件 | 元のメッセージ | 원본\ 메시지 | الرسالة\ الأصلية
    )\s*-{2,} )\s*$"
);
pattern!(
    FORWARDED,
    r"(?ix)^\s*(?: -{2,}\s*(?:
        Forwarded\ message | Weitergeleitete\ Nachricht | Message\ transféré | Mensaje\ reenviado
        | Messaggio\ inoltrato | Mensagem\ encaminhada | Doorgestuurd\ bericht
        | Vidarebefordrat\ meddelande | Videresendt\ \w+ | Wiadomość\ przekazana | Пересылаемое\ сообщение
        | 转发的邮件 | 転送メッセージ | 전달된\ 메시지
      )\s*-{2,}
      | (?:Begin\ forwarded\ message | Anfang\ der\ weitergeleiteten\ Nachricht | Début\ du\ message\ transféré
        | Inicio\ del\ mensaje\ reenviado | Inizio\ messaggio\ inoltrato | Início\ da\ mensagem\ reencaminhada
        | Begin\ doorgestuurd\ bericht)\s*:
    )\s*$"
);
pattern!(
    FROM,
    r"(?x)^\s*\**(?:From|Von|De|Da|Van|Från|Fra|Lähettäjä|Od|От|Від|Kimden|Feladó|De\ la|Από|差出人|送信者|发件人
        |寄件者|보낸\ ?사람|من|מאת|Dari)\s*[:：]\**\s*\S.*$"
);
pattern!(
    FIELD,
    r"(?x)^\s*\**(?P<key>Sent|Date|To|Cc|Bcc|Subject|Reply-To|Importance
        |Gesendet|Datum|An|Betreff|Envoyé|Envoyé\ le|À|A|Objet|Enviado|Enviado\ el|Fecha|Para|Asunto|Inviato|Data|Oggetto
        |Assunto|Verzonden|Aan|Onderwerp|Skickat|Till|Ämne|Sendt|Til|Emne|Lähetetty|Vastaanottaja|Aihe|Päivämäärä
        |Wysłano|Do|Temat|Odesláno|Komu|Předmět|Отправлено|Дата|Кому|Тема|Gönderildi|Tarih|Kime|Konu|Küldve|Címzett|Tárgy
        |送信日時|日時|宛先|件名|发送时间|日期|收件人|主题|寄件日期|收件者|主旨|보낸\ ?날짜|날짜|받는\ ?사람|제목|التاريخ|إلى|الموضوع)
      \s*[:：]\**(?:\s.*)?$"
);
/// Names of the field that only mail has.
const SUBJECTS: [&str; 20] = [
    "Subject",
    "Betreff",
    "Objet",
    "Asunto",
    "Oggetto",
    "Assunto",
    "Onderwerp",
    "Ämne",
    "Emne",
    "Aihe",
    "Temat",
    "Předmět",
    "Тема",
    "Konu",
    "Tárgy",
    "件名",
    "主题",
    "主旨",
    "제목",
    "الموضوع",
];

/// Names of the field that says when a mail was sent, which journeys do not have.
const SENT: [&str; 21] = [
    "Sent",
    "Gesendet",
    "Envoyé",
    "Envoyé le",
    "Enviado",
    "Enviado el",
    "Inviato",
    "Verzonden",
    "Skickat",
    "Sendt",
    "Lähetetty",
    "Wysłano",
    "Отправлено",
    "送信日時",
    "Odesláno",
    "Gönderildi",
    "Küldve",
    "发送时间",
    "寄件日期",
    "보낸 날짜",
    "보낸날짜",
];

/// A head of a quote has at most this many bytes (350 characters of four bytes and some blanks):
/// longer lines need not be joined and tried.
const LONGEST_HEAD: usize = 1600;
/// Lines over which programs break a head.
const MOST_LINES: usize = 4;
/// Fields of a head at most.
const MOST_FIELDS: usize = 9;

/// The head at a line.
pub(super) fn at(lines: &[&str], at: usize) -> Option<Head> {
    let line = lines[at];
    if line.len() >= LONGEST_HEAD || line.starts_with('>') {
        return None;
    }
    if FORWARDED.is_match(line) {
        let below = (at + 1..lines.len()).find(|&next| !lines[next].trim().is_empty());
        let fields = below.map_or(0, |below| below - at - 1 + block(lines, below));
        let more = if below.is_some_and(|below| block(lines, below) > 0) { fields } else { 0 };
        return Some(Head { lines: 1 + more, forwards: true });
    }
    if DIVIDER.is_match(line) {
        return Some(Head { lines: 1 + block(lines, at + 1), forwards: false });
    }
    let fields = block(lines, at);
    if fields > 0 && is_head(&lines[at..at + fields]) {
        return Some(Head { lines: fields, forwards: false });
    }
    wrote(lines, at).map(|lines| Head { lines, forwards: false })
}

/// Lines of a head that says who wrote when, broken over a few lines.
fn wrote(lines: &[&str], at: usize) -> Option<usize> {
    let mut joined = String::new();
    for (count, line) in (1..=MOST_LINES).zip(&lines[at..]) {
        if line.trim().is_empty() || joined.len() + line.len() >= LONGEST_HEAD {
            return None;
        }
        joined.push_str(if count == 1 { "" } else { " " });
        joined.push_str(line.trim());
        if is_line(&joined) {
            // A sentence above a head is none of it.
            let inner =
                (1..count).any(|skip| is_line(lines[at + skip..at + count].join(" ").trim()));
            let starts = count == 1 || START.is_match(line_of(lines, at)) || !inner;
            return (starts && (count == 1 || begins(line_of(lines, at)))).then_some(count);
        }
    }
    None
}

fn line_of<'a>(lines: &[&'a str], at: usize) -> &'a str {
    lines.get(at).copied().unwrap_or_default()
}

/// Whether a line can be the beginning of a head: it names a day, a clock or an address.
fn begins(line: &str) -> bool {
    DATE.is_match(line) || CLOCK.is_match(line) || ADDRESS.is_match(line)
}

fn is_line(line: &str) -> bool {
    if !ENDS.is_match(line) || FIRST_PERSON.is_match(line) {
        return false;
    }
    let address = ADDRESS.is_match(line);
    let when = CLOCK.is_match(line) || DATE.is_match(line);
    WROTE.is_match(line) && (address || when) && line.chars().any(|c| c.is_numeric())
        || address && CLOCK.is_match(line) && DATE.is_match(line)
}

/// How many lines of a block `From: … To: … Subject: …` begin at a line.
fn block(lines: &[&str], at: usize) -> usize {
    if !lines.get(at).is_some_and(|line| FROM.is_match(line)) {
        return 0;
    }
    let fields = lines[at + 1..].iter().take(MOST_FIELDS).take_while(|line| FIELD.is_match(line));
    1 + fields.count()
}

/// Whether a block is of mail and not of a journey: it has an address, a subject, or a clock behind
/// who sent it and when.
fn is_head(block: &[&str]) -> bool {
    let key = |line: &&str| FIELD.captures(line).map(|found| found["key"].to_owned());
    let keys: Vec<String> = block.iter().filter_map(key).collect();
    let subject = keys.iter().any(|key| SUBJECTS.contains(&key.as_str()));
    let address = block.iter().any(|line| ADDRESS.is_match(line));
    let clock = block.iter().skip(1).any(|line| CLOCK.is_match(line));
    let sent = keys.len() > 1 && keys.iter().any(|key| SENT.contains(&key.as_str()));
    !keys.is_empty() && (subject || address || clock || sent)
}
