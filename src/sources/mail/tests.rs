//! Mails as programs write them.

use super::*;
use proptest::prelude::*;

/// What each message has at the selectors, joined by `|`, and its line.
fn messages(mailbox: &[u8], selectors: &[&str]) -> Result<Vec<(String, u64)>, String> {
    let mut found = Vec::new();
    read_mbox(mailbox, &mut |mail, line| {
        found.push((told(mail, selectors), line));
        Ok(())
    })
    .map_err(|error| crate::sources::reason_of(&error))
    .map(|()| found)
}

fn told(mail: Result<&Mail<'_>, &'static str>, selectors: &[&str]) -> String {
    match mail {
        Ok(mail) => selectors
            .iter()
            .map(|selector| mail.values(selector).join("+"))
            .collect::<Vec<_>>()
            .join("|"),
        Err(reason) => reason.to_owned(),
    }
}

/// The body of one mail made of these header lines and these bytes.
fn body(headers: &str, bytes: &[u8]) -> String {
    let mail = [format!("From: a@b.example\n{headers}\n\n").as_bytes(), bytes].concat();
    let mut found = None;
    read_eml(&mail[..], &mut |mail, _| {
        found = Some(told(mail, &["mail:body"]));
        Ok(())
    })
    .expect("reading from memory");
    found.expect("one message")
}

#[test]
fn mailboxes_are_cut_at_their_separators() {
    let mailbox = b"From a@x.example Mon Nov  3 08:00:00 2025\nSubject: one\n\nHello\nFrom here 8:00\n\n>From now on\n>>From you\n\
        From my side\n\nFrom the start of\n\nFrom - Tue Nov  4 09:10:11 +0000 2025\r\nSubject: two\r\n\r\nBye\r\n\r\n\
        From nobody Thu Nov  6 09:00:00 2025\n\nFrom b Fri Nov 7 1:02 2025\nSubject: three\n";
    let found = messages(mailbox, &["header:subject", "mail:body", "mail:envelope_date"])
        .expect("a mailbox");
    assert_eq!(
        found,
        [
            (
                "one|Hello\nFrom here 8:00\n\nFrom now on\n>From you\nFrom my side\n\nFrom the start of\n\n|Mon Nov 3 08:00:00 2025".to_owned(),
                1
            ),
            ("two|Bye\n\n|Tue Nov 4 09:10:11 2025".into(), 13),
            ("empty_message".into(), 18),
            ("three||".into(), 20),
        ]
    );
    assert_eq!(
        messages(b"Subject: x\n\ny", &[]),
        Err("bad_mbox: line 1 does not start with `From `".into())
    );
    assert_eq!(messages(b"", &[]), Err("empty_file".into()));
    assert_eq!(messages(b"\n", &[]), Ok(Vec::new()));
}

#[test]
fn headers_say_what_they_mean() {
    let mail = "From x 1:00\nSubject: =?utf-8?Q?Gr=C3=B6=C3=9Fe?=\n =?utf-8?Q?_x?=\nFROM: \"A, B\" <a@b.example>\n\
        X-Note: =?ISO-2022-JP?B?GyRCRjE0fBsoQg==?=\nReferences: <1@x>\n\t<2@x>\nReceived: one\nReceived: two\n\
        Auto-Submitted: auto-replied\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\ntext\n--b\n\
        Content-Disposition: attachment; filename=log.txt\n\nERROR\n--b--\n";
    let selectors = [
        "header:Subject",
        "header:From",
        "mail:from_address",
        "header:X-Note",
        "header:References",
        "header:Received[*]",
        "header:auto-submitted",
        "mail:has_attachment",
        "mail:body",
        "header:No",
        "mail:no",
    ];
    let found = messages(mail.as_bytes(), &selectors).expect("a mailbox");
    assert_eq!(
        found[0].0,
        "Größe x|\"A, B\" <a@b.example>|a@b.example|同期|<1@x>\t<2@x>|one+two|auto-replied|true|text||"
    );
}

#[test]
fn bodies_come_out_of_every_wrapping() {
    let plain = "Content-Type: text/plain; charset=";
    assert_eq!(body("Content-Transfer-Encoding: quoted-printable", b"Gr=C3=B6=\n=C3=9Fe"), "Größe");
    assert_eq!(body("Content-Transfer-Encoding: base64", b"R3LD\ntsOf\nZQ=="), "Größe");
    assert_eq!(body(&format!("{plain}windows-1252"), b"caf\xe9 \x80"), "café €");
    assert_eq!(body(&format!("{plain}iso-8859-1"), b"\x93x\x94"), "“x”");
    assert_eq!(body(&format!("{plain}us-ascii"), "café".as_bytes()), "café");
    assert_eq!(body(&format!("{plain}x-unknown"), b"caf\xe9"), "café");
    assert_eq!(body(&format!("{plain}ISO-2022-JP"), b"\x1b$B\x46\x31\x34\x7c\x1b(B"), "同期");
    assert_eq!(
        body("Content-Type: text/html", b"<p>Hi<br>you</p><blockquote>old</blockquote>"),
        "Hi\nyou\n"
    );
    let both =
        b"--b\nContent-Type: text/html\n\n<p>no</p>\n--b\nContent-Type: text/plain\n\nyes\n--b--\n";
    assert_eq!(body("Content-Type: multipart/alternative; boundary=b", both), "yes");
    let nested = b"--b\nContent-Type: multipart/alternative; boundary=c\n\n--c\nContent-Type: text/plain\n\nin\n--c--\n--b--\n";
    assert_eq!(body("Content-Type: multipart/mixed; boundary=b", nested), "in");
    assert_eq!(body("Content-Type: image/png", b"\x89PNG"), "");
}

#[test]
fn flowed_lines_are_joined() {
    let text = "one \ntwo\n-- \nme \n> a \n> b\n>> c \nd";
    assert_eq!(unflowed(text, false), "one two\n-- \nme \n> a  b\n>> c \nd");
    assert_eq!(unflowed("日本 \n語", true), "日本語");
    assert_eq!(body("Content-Type: text/plain; format=flowed; charset=utf-8", b"a \nb\n"), "a b\n");
}

proptest! {
    #[test]
    fn any_bytes_survive(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = messages(&bytes, &["mail:body"]);
        let mut whole = b"From a 1:00\nSubject: =?utf-8?B?".to_vec();
        whole.extend_from_slice(&bytes);
        let _ = messages(&whole, &["header:Subject", "mail:body", "mail:from_address", "mail:envelope_date", "mail:has_attachment"]);
    }

    #[test]
    fn any_parts_survive(text in "(--b|--b--|\n|Content-Type: (text/html|message/rfc822|multipart/mixed; boundary=b)|Content-Transfer-Encoding: (base64|quoted-printable)|Content-Disposition: attachment|=C3|=\n|R3LD| x|From x 1:00|>From ){0,40}") {
        let mailbox = format!("From a 1:00\nContent-Type: multipart/mixed; boundary=b\n{text}");
        let _ = messages(mailbox.as_bytes(), &["mail:body", "mail:from_address", "mail:has_attachment"]);
    }

    #[test]
    fn a_mailbox_is_read_as_it_was_written(
        mails in proptest::collection::vec(
            (
                "[a-z]{1,10}( [a-z]{1,5})?",
                proptest::collection::vec("(>{0,2}From )?[a-z][a-z .]{0,20}[a-z]|", 1..6),
            ),
            1..6,
        ),
    ) {
        let (mut mailbox, mut expected, mut line) = (String::new(), Vec::new(), 1);
        for (subject, lines) in &mails {
            // Every body begins with a word: it is plain where the header ends.
            let body = format!("x\n{}\n", lines.join("\n"));
            expected.push((format!("{subject}|{body}\n"), line));
            let guarded: String = body
                .lines()
                .map(|line| match line.trim_start_matches('>').starts_with("From ") {
                    true => format!(">{line}\n"),
                    false => format!("{line}\n"),
                })
                .collect();
            let mail = format!("From a@x.example Mon Nov  3 08:00:00 2025\nSubject: {subject}\n\n{guarded}\n");
            line += mail.lines().count() as u64;
            mailbox.push_str(&mail);
        }
        prop_assert_eq!(messages(mailbox.as_bytes(), &["header:subject", "mail:body"]), Ok(expected));
    }

    #[test]
    fn messages_of_any_bytes_stand_in_order(
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
        pieces in proptest::collection::vec(
            proptest::sample::select(vec![
                &b"From a 1:00\n"[..], b"Subject: x\n", b"\n", b"\r\n", b"text\n", b">From b 2:00\n", b"From ",
            ]),
            0..20,
        ),
    ) {
        let mailbox = [&b"From a 1:00\n"[..], &pieces.concat(), &bytes].concat();
        let found = messages(&mailbox, &["mail:body"]).expect("it starts with a separator");
        let lines = mailbox.split(|&byte| byte == b'\n').count() as u64;
        prop_assert!(!found.is_empty());
        prop_assert!(found.windows(2).all(|pair| pair[0].1 < pair[1].1));
        prop_assert!(found.iter().all(|(_, line)| (1..=lines).contains(line)));
    }

    #[test]
    fn one_file_is_one_message(bytes in proptest::collection::vec(any::<u8>(), 1..300)) {
        let mut lines = Vec::new();
        let read = read_eml(&bytes[..], &mut |_, line| {
            lines.push(line);
            Ok(())
        });
        prop_assert!(read.is_ok());
        prop_assert_eq!(lines, [1]);
    }
}
