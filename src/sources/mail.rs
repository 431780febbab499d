//! Mail: mailboxes of many (mbox) and files of one (EML, Maildir).
//!
//! Takes bytes; gives one unit a message, which answers to `header:NAME` and to `mail:body`,
//! `mail:from_address`, `mail:envelope_date`, `mail:received_date`, `mail:has_attachment`. mail-parser finds the MIME
//! parts; which of them is the text, what its bytes mean and how flowed lines join is decided
//! here. A message is read up to a fixed size: what lies beyond is attachments.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::io::{self, BufRead, Read};

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::parsers::MessageStream;
use mail_parser::{
    Encoding as Transfer, Message, MessageParser, MessagePart, MimeHeaders, PartType,
};

use crate::text::html_text;

use super::expression::Lookup;
use super::refused;

/// Bytes of a message that are looked at. Mail systems stop at 25 to 50 MB, of which the text is
/// the first few kilobytes.
const LONGEST: usize = 32 << 20;

/// What messages are handed on to: each one (or why it cannot be had) and its line.
pub(super) type EmitMail<'a> =
    dyn FnMut(Result<&Mail<'_>, &'static str>, u64) -> io::Result<()> + 'a;

/// Every message of a mailbox. A separator is a line that starts with `From ` and has a time in
/// it, after an empty line (or the first line); `>From ` in a body loses its guard (mboxrd).
///
/// # Errors
/// Refuses a file that does not start with a separator (`bad_mbox`) or is empty (`empty_file`), and
/// passes on what the stream or `emit` reports.
pub(super) fn read_mbox(mut bytes: impl BufRead, emit: &mut EmitMail<'_>) -> io::Result<()> {
    let mut line = Vec::new();
    let mut message = Vec::new();
    let mut envelope: Option<(String, u64)> = None;
    let (mut number, mut after_empty) = (0, true);
    loop {
        line.clear();
        let read = (&mut bytes).take(LONGEST as u64).read_until(b'\n', &mut line)?;
        if read > 0 && line.last() != Some(&b'\n') {
            // A line longer than a message is nothing that anybody wrote.
            bytes.skip_until(b'\n')?;
        }
        number += 1;
        let separates =
            after_empty && line.starts_with(b"From ") && (envelope.is_none() || has_time(&line));
        if read == 0 || separates {
            if let Some((envelope, line)) = envelope.take() {
                tell(&message, &envelope, line, emit)?;
            }
            if read == 0 {
                return if number == 1 { Err(refused("empty_file")) } else { Ok(()) };
            }
            message.clear();
            envelope = Some((text_of(trimmed(&line), None), number));
            after_empty = false;
            continue;
        }
        after_empty = trimmed(&line).is_empty();
        if envelope.is_none() {
            if after_empty {
                continue;
            }
            return Err(refused(format!("bad_mbox: line {number} does not start with `From `")));
        }
        let guards = line.iter().take_while(|&&byte| byte == b'>').count();
        let guarded = guards > 0 && line[guards..].starts_with(b"From ");
        let kept = &line[usize::from(guarded)..];
        if message.len() + kept.len() <= LONGEST {
            message.extend_from_slice(kept);
        }
    }
}

/// The one message of a file.
///
/// # Errors
/// Refuses an empty file (`empty_file`), and passes on what the stream or `emit` reports.
pub(super) fn read_eml(mut bytes: impl BufRead, emit: &mut EmitMail<'_>) -> io::Result<()> {
    let mut message = Vec::new();
    (&mut bytes).take(LONGEST as u64).read_to_end(&mut message)?;
    // The rest counts for whether the file is whole.
    io::copy(&mut bytes, &mut io::sink())?;
    if message.is_empty() {
        return Err(refused("empty_file"));
    }
    tell(&message, "", 1, emit)
}

/// Hands on one message; one without a header is no message.
fn tell(bytes: &[u8], envelope: &str, line: u64, emit: &mut EmitMail<'_>) -> io::Result<()> {
    let headers = headers(bytes);
    if headers.is_empty() {
        return emit(Err("empty_message"), line);
    }
    let mail = Mail { headers, message: OnceCell::new(), bytes, envelope };
    emit(Ok(&mail), line)
}

/// Something like `9:05`, which every envelope line has and almost no sentence.
fn has_time(line: &[u8]) -> bool {
    line.windows(4).any(|four| {
        four[0].is_ascii_digit()
            && four[1] == b':'
            && four[2].is_ascii_digit()
            && four[3].is_ascii_digit()
    })
}

fn trimmed(line: &[u8]) -> &[u8] {
    let mut line = line;
    while let [rest @ .., b'\n' | b'\r'] = line {
        line = rest;
    }
    line
}

/// Bytes as text: the named encoding, else UTF-8, else windows-1252, in which every byte means
/// something. A label nobody knows and `us-ascii`, which mails say of anything, count as none.
fn text_of(bytes: &[u8], label: Option<&str>) -> String {
    let named = label
        .filter(|label| !label.trim().eq_ignore_ascii_case("us-ascii"))
        .and_then(|label| Encoding::for_label(label.as_bytes()));
    let encoding = named.unwrap_or(match std::str::from_utf8(bytes) {
        Ok(_) => UTF_8,
        Err(_) => WINDOWS_1252,
    });
    encoding.decode(bytes).0.into_owned()
}

/// The headers in order, with continued lines joined.
fn headers(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut found: Vec<(String, Vec<u8>)> = Vec::new();
    for line in bytes.split(|&byte| byte == b'\n') {
        let line = trimmed(line);
        if line.is_empty() {
            break;
        }
        if line[0] == b' ' || line[0] == b'\t' {
            if let Some((_, value)) = found.last_mut() {
                value.extend_from_slice(line);
            }
            continue;
        }
        let Some(colon) = line.iter().position(|&byte| byte == b':') else { break };
        let name = &line[..colon];
        if name.is_empty() || !name.iter().all(|byte| byte.is_ascii_graphic()) {
            break;
        }
        let name = String::from_utf8_lossy(name).into_owned();
        found.push((name, line[colon + 1..].trim_ascii_start().to_vec()));
    }
    found
}

/// Headers whose value has a grammar of its own: an encoded word in them is part of a name, and
/// ids are made from them as they stand.
const STRUCTURED: [&str; 13] = [
    "from",
    "to",
    "cc",
    "bcc",
    "sender",
    "reply-to",
    "return-path",
    "delivered-to",
    "message-id",
    "in-reply-to",
    "references",
    "date",
    "content-type",
];

/// One message.
pub(super) struct Mail<'a> {
    headers: Vec<(String, Vec<u8>)>,
    /// Its parts, found when somebody asks for them.
    message: OnceCell<Option<Message<'a>>>,
    bytes: &'a [u8],
    envelope: &'a str,
}

impl<'a> Mail<'a> {
    fn message(&self) -> Option<&Message<'a>> {
        self.message.get_or_init(|| MessageParser::default().parse(self.bytes)).as_ref()
    }

    /// A header's value; encoded words of running text are decoded.
    fn header(&self, name: &str) -> Option<String> {
        let (name, value) = self.headers.iter().find(|(one, _)| one.eq_ignore_ascii_case(name))?;
        let plain = || text_of(value, None);
        let structured = STRUCTURED.iter().any(|one| name.eq_ignore_ascii_case(one));
        if structured || !value.windows(2).any(|two| two == b"=?") {
            return Some(plain());
        }
        let mut line = value.clone();
        line.push(b'\n');
        let decoded = MessageStream::new(&line).parse_unstructured();
        Some(decoded.as_text().map_or_else(plain, str::to_owned))
    }

    /// The date of the line before the message, as `Mon Nov 3 08:00:00 2025`.
    fn envelope_date(&self) -> Option<String> {
        let mut words: Vec<&str> = self.envelope.split_ascii_whitespace().collect();
        let year = words.pop()?;
        // Some programs put the offset before the year; the zone of the others is UTC by use.
        if words.last().is_some_and(|word| matches!(*word, "+0000" | "-0000" | "UTC" | "GMT")) {
            words.pop();
        }
        let [.., weekday, month, day, time] = words.as_slice() else { return None };
        let letters = |word: &str| word.len() == 3 && word.bytes().all(|b| b.is_ascii_alphabetic());
        let digits = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
        let good = letters(weekday)
            && letters(month)
            && digits(day)
            && time.len() == 8
            && time.split(':').all(digits)
            && year.len() == 4
            && digits(year);
        good.then(|| format!("{weekday} {month} {day} {time} {year}"))
    }

    fn sender_address(&self) -> Option<String> {
        let address = self.message()?.from()?.first()?.address()?;
        Some(address.trim().to_owned()).filter(|address| !address.is_empty())
    }

    fn parts(&self) -> &[MessagePart<'_>] {
        self.message().map_or(&[], |message| &message.parts)
    }

    fn has_attachment(&self) -> bool {
        self.parts().iter().any(is_attachment)
    }

    /// The plain texts that are no attachments, one below the other (a picture may stand between
    /// them); the HTML as text, where there is no plain text or it only says that there is HTML.
    fn body(&self) -> Option<String> {
        let words: Vec<&MessagePart<'_>> = self
            .parts()
            .iter()
            .filter(|part| {
                !matches!(part.body, PartType::Multipart(_) | PartType::Message(_))
                    && !is_attachment(part)
            })
            .collect();
        let plain: Vec<String> = words
            .iter()
            .filter(|part| is_plain(&kind_of(part)))
            .map(|part| {
                let text = self.text(part);
                let says = |name: &str, wanted: &str| {
                    parameter(part, name).is_some_and(|one| one.eq_ignore_ascii_case(wanted))
                };
                match says("format", "flowed") {
                    true => unflowed(&text, says("delsp", "yes")),
                    false => text,
                }
            })
            .filter(|text| !text.trim().is_empty())
            .collect();
        let html = || {
            let part = words.iter().find(|part| kind_of(part) == "text/html")?;
            Some(html_text(&self.text(part))).filter(|text| !text.trim().is_empty())
        };
        match plain.as_slice() {
            [] => html(),
            [only] if speaks_of_html(only) => html().or(Some(only.clone())),
            several => Some(several.join("\n")),
        }
    }

    /// The time the last station received it: what stands behind the last semicolon of the first
    /// such header.
    fn received_date(&self) -> Option<String> {
        let received = self.header("Received")?;
        Some(received.rsplit_once(';')?.1.trim().to_owned())
    }

    /// A part's text: its transfer encoding undone, its bytes in the encoding it names.
    fn text(&self, part: &MessagePart<'_>) -> String {
        let raw =
            self.bytes.get(part.offset_body as usize..part.offset_end as usize).unwrap_or_default();
        let decoded = match part.encoding {
            Transfer::None => None,
            Transfer::QuotedPrintable => quoted_printable_decode(raw),
            Transfer::Base64 => base64_decode(raw),
        };
        let bytes = decoded.as_deref().unwrap_or(raw);
        let named = parameter(part, "charset").map(str::to_owned);
        let named = named.or_else(|| (kind_of(part) == "text/html").then(|| declared(bytes))?);
        let text = text_of(bytes, named.as_deref());
        text.replace("\r\n", "\n")
    }
}

fn is_attachment(part: &MessagePart<'_>) -> bool {
    part.content_disposition().is_some_and(|one| one.is_attachment())
        || parameter(part, "name").is_some_and(|name| !name.trim().is_empty())
}

/// Whether a media type is words as they are: plain text, Markdown and a type that is only called
/// text. Calendars, tables and cards are for programs.
fn is_plain(kind: &str) -> bool {
    let Some(rest) = kind.strip_prefix("text/") else { return false };
    !["html", "calendar", "csv", "css", "vcard", "x-vcard", "directory", "rtf", "xml"]
        .contains(&rest)
}

/// Whether a short text only says that the words stand in the other part.
fn speaks_of_html(text: &str) -> bool {
    text.trim().chars().count() < 200 && text.to_ascii_lowercase().contains("html")
}

/// The encoding that a page names in its head.
fn declared(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]).to_ascii_lowercase();
    let rest = head.split_once("charset")?.1.trim_start().strip_prefix('=')?.trim_start();
    let label: String = rest
        .trim_start_matches(['"', '\''])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':'))
        .collect();
    Some(label).filter(|label| !label.is_empty())
}

/// The media type in lower case; without one, plain text.
fn kind_of(part: &MessagePart<'_>) -> String {
    match part.content_type() {
        None => "text/plain".to_owned(),
        Some(kind) => {
            format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()).to_ascii_lowercase()
        }
    }
}

fn parameter<'p>(part: &'p MessagePart<'_>, name: &str) -> Option<&'p str> {
    part.content_type()?.attribute(name)
}

/// Joins the lines of a flowed text (RFC 3676): a line that ends in a blank goes on in the next,
/// unless it is the signature's mark or the next is quoted more or less deeply.
fn unflowed(text: &str, glued: bool) -> String {
    let depth = |line: &str| line.bytes().take_while(|&byte| byte == b'>').count();
    let mut out = String::with_capacity(text.len());
    let mut open: Option<usize> = None;
    for (nth, line) in text.split('\n').enumerate() {
        let here = depth(line);
        let joins = open == Some(here) && nth > 0;
        if joins {
            if glued {
                out.pop();
            }
            out.push_str(&line[here..]);
        } else {
            if nth > 0 {
                out.push('\n');
            }
            out.push_str(line);
        }
        open = (line.ends_with(' ') && line != "-- ").then_some(here);
    }
    out
}

impl Lookup for Mail<'_> {
    fn is_bare(&self, selector: &str) -> bool {
        selector == "mail:has_attachment"
    }

    fn values(&self, selector: &str) -> Vec<Cow<'_, str>> {
        let value = match selector {
            "mail:body" => self.body(),
            "mail:from_address" => self.sender_address(),
            "mail:envelope_date" => self.envelope_date(),
            "mail:received_date" => self.received_date(),
            "mail:has_attachment" => Some(self.has_attachment().to_string()),
            _ => match selector.strip_prefix("header:") {
                Some(name) => match name.strip_suffix("[*]") {
                    None => self.header(name),
                    Some(name) => {
                        return self
                            .headers
                            .iter()
                            .filter(|(one, _)| one.eq_ignore_ascii_case(name))
                            .map(|(_, value)| Cow::Owned(text_of(value, None)))
                            .collect();
                    }
                },
                None => None,
            },
        };
        value.map(Cow::Owned).into_iter().collect()
    }
}

#[cfg(test)]
mod tests;
