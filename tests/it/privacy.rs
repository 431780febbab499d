//! Planted secrets: no byte of the workspace and no line printed may hold them.

use std::sync::OnceLock;

use earful::intake::{Names, Redactor, redact};

use crate::support::{TODAY, Workspace, settings_of_reviews};

#[path = "../../benches/support/planted/mod.rs"]
mod planted;
#[path = "../../benches/support/spelled/mod.rs"]
mod spelled;

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
    "jane.doe at mail dot example dot org",
    "jane.doe @ mail.example.org",
    "0171/9018204",
    "203.0.113.77",
    "2001:db8:85a3::8a2e:370:7334",
    "https://shop.example.com/reset?token=geheim4711",
    "17 Foxglove Avenue, Springfield, IL 62704",
    "Fuchsienstraße 17b, 50667 Köln",
    "@jane_doe_4477",
    "Wilhelmina Featherstone",
    "FW-4711-0815",
];

/// Who wrote: kept as a salted hash only.
const AUTHORS: &[&str] = &["customer-secret-4711", "wilhelmina.author@mail.example.org"];

/// A column that never comes out: what it says is masked in the text too.
const DISPLAYED: &str = "Wilhelmina Featherstone";

fn night() -> &'static (Workspace, String) {
    static NIGHT: OnceLock<(Workspace, String)> = OnceLock::new();
    NIGHT.get_or_init(|| {
        let workspace = Workspace::empty();
        workspace.write("earful.toml", settings());
        let mut csv = String::from("id,date,title,text,stars,user,country,shown,product,ask\n");
        for (at, secret) in SECRETS.iter().enumerate() {
            let author = AUTHORS[at % 2];
            for (number, text) in [
                format!("My payment crashed. Please call or write: {secret}."),
                format!("The checkout crashes, {secret}, what now?"),
                format!("{secret} {secret} is how to reach me about the crash in the checkout"),
            ]
            .iter()
            .enumerate()
            {
                csv.push_str(&format!(
                    "R{at}-{number},2026-08-0{},\"About {secret}\",\"{text}\",1,{author},\"{secret}\",{DISPLAYED},\"{secret}\",\"Why, {secret}?\"\n",
                    number + 1
                ));
            }
            // Rejected: no date, and too many cells. Skipped: no text.
            csv.push_str(&format!("X{at},no day {secret},{secret},{secret},1,{author},DE,{DISPLAYED},,\n"));
            csv.push_str(&format!("Y{at},2026-08-01,{secret},{secret},1,{author},DE,{secret},,,,{secret}\n"));
            csv.push_str(&format!("Z{at},2026-08-01,,,1,{author},DE,{DISPLAYED},,\n"));
        }
        workspace.write("input/reviews.csv", csv);
        let mut lines = String::new();
        for (at, secret) in SECRETS.iter().enumerate() {
            let body = format!(
                "Hello,\\nthe app crashes when I pay.\\n\\nOn 2 August 2026 Jane wrote:\\n> call \
                 {secret}\\n-- \\nJane\\n{secret}"
            );
            lines.push_str(&format!(
                "{{\"id\":\"K{at}\",\"day\":\"2026-08-03\",\"body\":\"{body}\",\"who\":\"{}\",\"shown\":\"{DISPLAYED}\"}}\n",
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

fn settings() -> String {
    let orders = r"[privacy]
orders = ['\bFW-[0-9]{4}-[0-9]{4}\b']";
    let fields = r#"title = "title"
product = "product"
question = "ask"

[sources.reviews.pii]
never = ["shown"]"#;
    let tickets = r#"
[sources.tickets]
kind = "ticket"
files = ["input/*.jsonl"]

[sources.tickets.fields]
id = "id"
created_at = "day"
text = "body"
author = "who"

[sources.tickets.pii]
never = ["shown"]
"#;
    settings_of_reviews(orders, "input/*.csv", fields) + tickets
}

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
        &["run", "--today", TODAY, "--json"],
    ] {
        let ran = workspace.earful(typed);
        assert!(!ran.out.is_empty(), "{typed:?}: {}", ran.err);
        holds_none(&format!("{typed:?}"), ran.out.as_bytes());
        holds_none(&format!("{typed:?}"), ran.err.as_bytes());
    }
}

#[test]
fn nothing_to_be_found_by_search() {
    let (workspace, _) = night();
    for secret in SECRETS.iter().chain(AUTHORS) {
        let words = secret.replace(['"', ':'], " ");
        let ran = workspace.earful(&["search", &format!("\"{words}\"")]);
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

#[test]
fn forgetting_and_looking_name_nobody() {
    let workspace = night().0.copied();
    for typed in [
        &["audit", "privacy"][..],
        &["audit", "privacy", "--json"],
        &["forget", "--author", AUTHORS[1], "--dry-run"],
        &["forget", "--author", AUTHORS[1]],
        &["forget", "--author", AUTHORS[1]],
        &["forget", "--record", SECRETS[0]],
    ] {
        let ran = workspace.earful(typed);
        assert!(matches!(ran.code, Some(0 | 1)), "{typed:?}: {}", ran.err);
        holds_none(&format!("{typed:?}"), ran.out.as_bytes());
        holds_none(&format!("{typed:?}"), ran.err.as_bytes());
    }
    for (path, bytes) in workspace.files() {
        if !path.starts_with(workspace.path().join("input")) {
            holds_none(&path.display().to_string(), &bytes);
        }
    }
}

#[test]
fn the_audit_tells_what_to_look_at() {
    let workspace = Workspace::reviews(
        "id,date,stars,user,country,text\n\
         1,2026-08-01,1,a,DE,\"Ask Mrs Doe, my password is bananas, number 123 456 789 012.\"\n\
         2,2026-08-01,1,b,DE,The checkout crashes.\n",
    );
    workspace.night();
    let found = workspace.json(&["audit", "privacy", "--json"]);
    let kinds: Vec<&str> = found.iter().map(|one| one["kind"].as_str().expect("a kind")).collect();
    assert_eq!(kinds, ["name", "password", "long_number"]);
    let shown = workspace.ok(&["audit", "privacy"]).out;
    assert!(shown.contains("1 of 2 records"), "{shown}");
    for secret in ["Doe", "bananas", "456"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

/// How well masking does on 4,000 invented texts; `cargo bench --bench privacy` prints the figures
/// of 20,000.
#[test]
fn most_is_masked_and_little_else() {
    let own = |patterns: &[&str]| patterns.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
    let redactor = Redactor::new(&own(planted::ORDERS), &own(planted::ACCOUNTS)).expect("sound");
    let scores = planted::measure(
        &planted::texts(7, 4_000),
        |one| {
            let finds = redactor.finds(&one.text, &Names::of([one.author.as_str()]));
            let sort = |token: &str| {
                planted::SORTS
                    .into_iter()
                    .find(|sort| token == format!("<{sort}>"))
                    .expect("a sort")
            };
            finds.into_iter().map(|find| (sort(find.kind.token()), find.span)).collect()
        },
        |_, _, _, _| {},
    );
    for (sort, score) in planted::SORTS.iter().zip(scores) {
        assert!(score.planted >= 150, "{sort}: {score:?}");
        assert!(score.recall() >= 0.98, "{sort}: {score:?}");
        assert!(score.precision() >= 0.95, "{sort}: {score:?}");
    }
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

#[test]
fn odd_spellings_are_masked_and_innocents_stay() {
    for seed in 1..=3 {
        let all = spelled::personal(seed);
        for sort in spelled::SORTS {
            let of_sort: Vec<_> = all.iter().filter(|one| one.sort == sort).collect();
            assert!(of_sort.len() >= 40, "{sort}: {} spellings", of_sort.len());
            let missed: Vec<&str> = of_sort
                .iter()
                .filter(|one| redact(&one.text).contains(&one.secret))
                .map(|one| one.text.as_str())
                .collect();
            let recall = 1.0 - missed.len() as f64 / of_sort.len() as f64;
            println!("{sort}: {recall:.4} of {}", of_sort.len());
            assert!(
                recall >= 0.95,
                "{sort}: {recall:.3}, such as {:?}",
                &missed[..missed.len().min(9)]
            );
        }
    }
    let innocent = spelled::innocent();
    let harmed: Vec<_> = innocent.iter().filter(|text| redact(text) != text.as_str()).collect();
    let kept = 1.0 - harmed.len() as f64 / innocent.len() as f64;
    println!("innocent: {kept:.4} of {}", innocent.len());
    assert!(kept >= 0.97, "{kept:.3}, such as {:?}", &harmed[..harmed.len().min(9)]);
}
