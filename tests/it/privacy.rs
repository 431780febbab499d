//! Planted secrets: no byte of the workspace and no line printed may hold them.

use std::sync::OnceLock;

use crate::support::{TODAY, Workspace};

/// Written in texts, titles, subjects, answers, signatures, quoted mails, tables and rows that are
/// rejected.
const SECRETS: &[&str] = &[
    "jane.doe@mail.example.org",
    "JANE.DOE@MAIL.EXAMPLE.ORG",
    "jane.doe+refund@mail.example.org",
    "+49 30 901820 44",
    "(555) 010-4477",
    "4111 1111 1111 1111",
    "5500-0000-0000-0004",
    "DE89 3704 0044 0532 0130 00",
    "GB82WEST12345698765432",
];

/// Who wrote: kept as a salted hash only.
const AUTHORS: &[&str] = &["customer-secret-4711", "wilhelmina.author@mail.example.org"];

fn night() -> &'static (Workspace, String) {
    static NIGHT: OnceLock<(Workspace, String)> = OnceLock::new();
    NIGHT.get_or_init(|| {
        let workspace = Workspace::empty();
        workspace.write("earful.toml", SETTINGS);
        let mut csv = String::from("id,date,title,text,stars,user,country\n");
        for (at, secret) in SECRETS.iter().enumerate() {
            let author = AUTHORS[at % 2];
            for (number, text) in [
                format!("My payment crashed. Please call or write: {secret}."),
                format!("The checkout crashes,{secret},what now?"),
                format!("{secret} {secret} is how to reach me about the crash in the checkout"),
            ]
            .iter()
            .enumerate()
            {
                csv.push_str(&format!(
                    "R{at}-{number},2026-08-0{},About {secret},\"{text}\",1,{author},DE\n",
                    number + 1
                ));
            }
            // Rejected: no date, and too many cells. Skipped: no text.
            csv.push_str(&format!("X{at},no day {secret},{secret},{secret},1,{author},DE\n"));
            csv.push_str(&format!("Y{at},2026-08-01,{secret},{secret},1,{author},DE,{secret}\n"));
            csv.push_str(&format!("Z{at},2026-08-01,,,1,{author},DE\n"));
        }
        workspace.write("input/reviews.csv", csv);
        let mut lines = String::new();
        for (at, secret) in SECRETS.iter().enumerate() {
            let body = format!(
                "Hello,\\nthe app crashes when I pay.\\n\\nOn 2 August 2026 Jane wrote:\\n> call \
                 {secret}\\n-- \\nJane\\n{secret}"
            );
            lines.push_str(&format!(
                "{{\"id\":\"K{at}\",\"day\":\"2026-08-03\",\"body\":\"{body}\",\"who\":\"{}\"}}\n",
                AUTHORS[at % 2]
            ));
            lines.push_str(&format!("{{\"id\":\"broken\", \"body\": \"{secret}\n"));
        }
        workspace.write("input/tickets.jsonl", lines);
        let ran = workspace.earful(&["run", "--today", TODAY]);
        assert_eq!(ran.code, Some(3), "{}\n{}", ran.out, ran.err);
        let printed = format!("{}{}", ran.out, ran.err);
        (workspace, printed)
    })
}

const SETTINGS: &str = r#"company = "Testers"

[sources.reviews]
kind = "review"
files = ["input/*.csv"]

[sources.reviews.fields]
id = "id"
created_at = "date"
title = "title"
text = "text"
rating = "stars"
author = "user"

[sources.reviews.rating]
min = 1
max = 5

[sources.reviews.attrs]
country = "country"

[sources.tickets]
kind = "ticket"
files = ["input/*.jsonl"]

[sources.tickets.fields]
id = "id"
created_at = "day"
text = "body"
author = "who"
"#;

fn secrets() -> impl Iterator<Item = &'static str> {
    // A number without its blanks would be as bad.
    SECRETS.iter().chain(AUTHORS).copied()
}

fn holds_none(place: &str, bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes).to_lowercase();
    let dense: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    for secret in secrets() {
        let secret = secret.to_lowercase();
        assert!(!text.contains(&secret), "{place} holds {secret}");
        let pressed: String = secret.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        assert!(!dense.contains(&pressed), "{place} holds {pressed}");
    }
}

#[test]
fn no_byte_of_the_workspace() {
    let (workspace, _) = night();
    let mut looked_at = 0;
    for (path, bytes) in workspace.files() {
        if path.starts_with(workspace.path().join("input")) {
            continue;
        }
        looked_at += 1;
        holds_none(&path.display().to_string(), &bytes);
    }
    assert!(looked_at > 10);
}

#[test]
fn nothing_printed() {
    let (workspace, printed) = night();
    holds_none("the night's output", printed.as_bytes());
    // The tables of the ground state are packed: looked at unpacked, through the exports.
    for typed in [
        &["export", "feedback", "--json"][..],
        &["export", "statements", "--json"],
        &["export", "themes", "--json"],
        &["export", "opportunities", "--json"],
        &["themes"],
        &["themes", "show", "T-1"],
        &["why", "T-1"],
        &["search", "crash*", "-n", "500", "--json"],
        &["report", "--format", "md"],
        &["report", "--format", "html"],
    ] {
        let ran = workspace.ok(typed);
        assert!(!ran.out.is_empty());
        holds_none(&format!("{typed:?}"), ran.out.as_bytes());
        holds_none(&format!("{typed:?}"), ran.err.as_bytes());
    }
}

#[test]
fn nothing_to_be_found_by_search() {
    let (workspace, _) = night();
    for secret in SECRETS.iter().chain(AUTHORS) {
        let ran = workspace.earful(&["search", &format!("\"{secret}\"")]);
        assert_eq!(ran.code, Some(1), "{secret}: {}", ran.out);
    }
}

#[test]
fn what_was_there_is_still_counted() {
    let (workspace, _) = night();
    let view = workspace.view();
    let total = &view["intake"]["total"];
    let count = |name: &str| total[name].as_u64().expect("a number") as usize;
    // Three reviews and a ticket for each secret; two bad rows and half a line; one without text.
    assert_eq!(count("kept"), SECRETS.len() * 4);
    assert_eq!(count("rejected"), SECRETS.len() * 3);
    assert_eq!(count("skipped"), SECRETS.len());
    // Authors are told apart although nobody can say who they are. The two sources do not share
    // their customers, so each of the two counts once in each.
    assert_eq!(view["coverage"]["customers"], 4);
    let rejected = workspace.text("corpus/000001/rejections.jsonl");
    assert_eq!(rejected.lines().count(), SECRETS.len() * 3);
}

#[cfg(unix)]
#[test]
fn the_salt_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;

    let (workspace, _) = night();
    let salt = std::fs::metadata(workspace.path().join("salt")).expect("a salt");
    assert_eq!(salt.permissions().mode() & 0o777, 0o600);
    assert_eq!(salt.len(), 32);
}
