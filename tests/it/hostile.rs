//! Customers' text, ids, names of files and values of segments as weapons: harmless in the
//! terminal, the page, the Markdown, the tables.

use std::fmt::Write as _;
use std::sync::OnceLock;

use crate::page::is_inert;
use crate::served::{Served, links};
use crate::support::{TODAY, Workspace, settings_of_reviews};

/// Each is put into texts, ids, titles, authors, products and segments.
const WEAPONS: &[&str] = &[
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(2)>",
    "</script></style><svg onload=alert(3)>",
    "\" onmouseover=\"alert(4)",
    "=HYPERLINK(\"http://evil.example\";\"x\")",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1-2",
    "-2+3",
    "\x1b[2J\x1b]0;owned\x07",
    "\u{9b}31m",
    "\u{202e}desrever\u{2066}",
    "[click](javascript:alert(5))",
    "![x](http://evil.example/x.png)",
    "| a | b |",
    "# heading",
    "`code` *bold* _under_ ~~gone~~ $x$",
    "&lt;b&gt; &#60;i&#62;",
    "\u{feff}\u{200f}\u{e0041}",
];

const COMPLAINTS: &[&str] = &[
    "the checkout crashes when I pay",
    "my payment crashes at the checkout",
    "checkout crashed again while paying",
    "the app crashes in the checkout, I cannot pay",
    "paying is impossible, the checkout crashes",
    "a crash in the checkout stops my payment",
];

fn quoted(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\""))
}

/// A night on nothing but weapons.
fn armed() -> &'static Workspace {
    static ARMED: OnceLock<Workspace> = OnceLock::new();
    ARMED.get_or_init(|| {
        let workspace = Workspace::empty();
        workspace.write(
            "earful.toml",
            settings_of_reviews("", "reviews*.csv", "title = \"title\"\nproduct = \"product\"")
                .replace("Testers", r"<script>alert(0)</script> & \u001b[2J Sons"),
        );
        let mut csv = String::from("id,date,title,text,stars,user,product,country\n");
        for (at, weapon) in WEAPONS.iter().enumerate() {
            for (number, complaint) in COMPLAINTS.iter().enumerate() {
                let text = match number % 3 {
                    0 => format!("{weapon} {complaint} {weapon}"),
                    1 => format!("{complaint}\n{weapon}\n{complaint}"),
                    _ => (*weapon).to_owned(),
                };
                let cells = [
                    format!("{weapon}{at}-{number}"),
                    format!("2026-0{}-1{at:.1}", number + 1),
                    (*weapon).to_owned(),
                    text,
                    "1".to_owned(),
                    format!("{weapon}{number}"),
                    (*weapon).to_owned(),
                    (*weapon).to_owned(),
                ];
                let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
                writeln!(csv, "{}", cells.join(",")).expect("memory");
            }
        }
        workspace.write("reviews-1.csv", csv);
        // A name of a file can hold anything but a slash.
        #[cfg(unix)]
        workspace.write(
            "reviews-<img src=x onerror=alert(6)>\x1b[2J\u{202e}.csv",
            "id,date,title,text,stars,user,product,country\nbroken\n",
        );
        let ran = workspace.earful(&["run", "--today", TODAY]);
        assert!(matches!(ran.code, Some(0 | 3)), "{}\n{}", ran.out, ran.err);
        workspace
    })
}

/// Nothing that moves a cursor, colours, rings or turns the writing round.
fn inert(name: &str, text: &str) {
    for (at, letter) in text.char_indices() {
        let harmful = match letter {
            '\n' => false,
            '\r' => !text[at..].starts_with("\r\n"),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
            '\u{e0000}'..='\u{e007f}' | '\u{200e}' | '\u{200f}' | '\u{feff}' => true,
            other => other.is_control(),
        };
        let around: String = text[..at].chars().rev().take(40).collect();
        let around: String = around.chars().rev().collect();
        assert!(!harmful, "{name} holds {letter:?} after {around:?}");
    }
}

#[test]
fn in_the_terminal() {
    for typed in [
        &["run", "--today", TODAY][..],
        &["run", "--today", TODAY, "--json"],
        &["themes"],
        &["themes", "--json"],
        &["themes", "show", "T-1"],
        &["themes", "show", "T-1", "--json"],
        &["why", "T-1"],
        &["runs"],
        &["report"],
        &["search", "crash*", "-n", "200"],
        &["search", "crash*", "-n", "200", "--json"],
        &["search", "\x1b[2J\u{202e}nothing"],
        &["search", "\"\x1b[2J\u{202e}open"],
        &["search", "x:\x1b[2J"],
        &["report", "--format", "md"],
        &["report", "--format", "html"],
        &["report", "--format", "json"],
        &["report", "--format", "csv"],
        &["export", "feedback", "--json"],
        &["export", "feedback", "--format", "csv"],
        &["export", "statements", "--json"],
        &["export", "themes", "--format", "csv"],
        &["export", "opportunities", "--format", "csv"],
        &["report", "--run", "\x1b[2J\u{202e}"],
    ] {
        // Tests run side by side, and a workspace has one writer.
        let own = (typed[0] == "run").then(|| armed().copied());
        let ran = own.as_ref().unwrap_or(armed()).earful(typed);
        assert!(ran.code != Some(4), "{typed:?}: {}", ran.err);
        inert(&format!("{typed:?}"), &ran.out);
        inert(&format!("{typed:?}, errors"), &ran.err);
    }
}

#[test]
fn in_colour_only_our_own_codes() {
    for typed in [&["search", "crash*"][..], &["themes", "show", "T-1"], &["run", "--today", TODAY]]
    {
        let mut typed = typed.to_vec();
        typed.extend(["--color", "always"]);
        let mut text = armed().copied().earful(&typed).out;
        assert!(text.contains("\x1b["), "{typed:?} has no colour");
        for code in ["0", "1", "2", "31", "1;33"] {
            text = text.replace(&format!("\x1b[{code}m"), "");
        }
        inert(&format!("{typed:?}"), &text);
    }
}

#[test]
fn on_the_page() {
    let page = String::from_utf8(armed().report("html")).expect("text");
    let lower = page.to_lowercase();
    for tag in ["<img", "<svg onload", "<script>alert", "</script></style>", "onerror=alert(2)>"] {
        assert!(!lower.contains(tag), "the page holds {tag}");
    }
    assert_eq!(lower.matches("<script").count(), 1);
    assert_eq!(lower.matches("</script").count(), 1);
    assert_eq!(lower.matches("<style").count(), 1);
    assert_eq!(lower.matches("</style").count(), 1);
    // Every attribute of every tag is one of ours: no quotation mark of a customer ended one.
    for tag in tags(&page) {
        for (name, _) in attributes(tag) {
            assert!(!name.starts_with("on"), "{tag}");
        }
        assert!(
            !tag.contains("javascript:")
                || attributes(tag).iter().all(|(name, value)| {
                    !matches!(name.as_str(), "href" | "src" | "action")
                        || !value.contains("javascript:")
                })
        );
    }
    assert!(page.contains("&lt;script&gt;alert(1)"), "the weapon itself is to be read");
}

/// The inside of every start tag outside script and style.
fn tags(page: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let end = rest.find('>').expect("a tag ends");
        let tag = &rest[..end];
        rest = &rest[end + 1..];
        for raw in ["script", "style"] {
            if tag.starts_with(raw) {
                let end = rest.find(&format!("</{raw}")).expect("it ends");
                rest = &rest[end..];
            }
        }
        if tag.starts_with(|c: char| c.is_ascii_alphabetic()) {
            found.push(tag);
        }
    }
    assert!(found.len() > 100);
    found
}

/// Names and values of a tag's attributes, as a browser reads them.
fn attributes(tag: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = tag.split_once(char::is_whitespace).map_or("", |(_, rest)| rest).trim_start();
    while !rest.is_empty() {
        let name_end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let name = rest[..name_end].to_ascii_lowercase();
        rest = &rest[name_end..];
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            if let Some(inside) = after.strip_prefix('"') {
                let end = inside.find('"').expect("a quotation ends in its tag");
                (value, rest) = (&inside[..end], &inside[end + 1..]);
            } else {
                let end = after.find(char::is_whitespace).unwrap_or(after.len());
                (value, rest) = (&after[..end], &after[end..]);
            }
        }
        found.push((name, value.to_owned()));
        rest = rest.trim_start();
    }
    found
}

#[test]
fn in_markdown() {
    let text = String::from_utf8(armed().report("md")).expect("text");
    // What is inside code spans is shown as it is; ours are commands and ids only.
    for weapon in [
        "<script",
        "<img",
        "<svg",
        "](javascript:",
        "](http",
        "![x]",
        "http://evil",
        "*bold*",
        "~~gone~~",
        "$x$",
    ] {
        let bare = text
            .match_indices(weapon)
            .any(|(at, _)| !text[..at].ends_with('\\') && !text[..at].ends_with("\\!"));
        assert!(!bare, "the Markdown holds {weapon}");
    }
    for line in text.lines() {
        let line = line.trim_start_matches("> ").trim_start();
        assert!(line != "# heading" && !line.starts_with("| a |"), "{line}");
    }
}

#[test]
fn in_tables_no_cell_is_a_formula() {
    let mut tables: Vec<(String, Vec<u8>)> =
        armed().published().into_iter().filter(|(name, _)| name.ends_with(".csv")).collect();
    for what in ["feedback", "statements", "assignments", "themes", "opportunities"] {
        let csv = armed().ok(&["export", what, "--format", "csv"]).out;
        tables.push((format!("export {what}"), csv.into_bytes()));
    }
    for (name, bytes) in tables {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&bytes[..]);
        let mut rows = 0;
        for row in reader.records() {
            rows += 1;
            for cell in &row.expect("every row has its cells") {
                let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '|', '%']);
                assert!(!formula || cell.parse::<f64>().is_ok(), "{name}: {cell:?}");
            }
        }
        assert!(rows > 1, "{name} is empty");
    }
}

#[test]
fn on_the_pages() {
    let workspace = armed();
    let site = Served::of(workspace, &[]);
    let mut paths = vec![
        "/".to_owned(),
        "/themes".to_owned(),
        "/search".to_owned(),
        "/search?q=crash&by=country".to_owned(),
        "/data".to_owned(),
        "/runs".to_owned(),
        "/compare".to_owned(),
    ];
    let themes = site.data("/api/v1/themes?limit=200");
    for theme in themes["themes"].as_array().expect("themes") {
        paths.push(format!("/themes/{}", theme["id"].as_str().expect("an id")));
    }
    let hits = site.data("/api/v1/search?limit=100");
    for hit in hits["hits"].as_array().expect("hits") {
        paths.push(format!("/records/{}", hit["id"].as_str().expect("an id")));
    }
    // Segments and products are weapons too: every link of a page of hits carries them.
    paths.extend(
        links(&site.page("/search?by=country"))
            .into_iter()
            .filter(|path| path.starts_with("/search")),
    );
    assert!(paths.len() > 60, "{} pages", paths.len());
    for path in paths {
        let page = site.page(&path);
        is_inert(&path, &page);
        inert(&path, &page);
        for tag in ["<img", "<svg onload", "<i>", "</style>"] {
            assert!(!page.contains(tag), "{path} holds {tag}");
        }
    }
    for path in ["/api/v1/themes?limit=200", "/api/v1/search?limit=100", "/api/v1/report"] {
        let data = site.get(path).body;
        assert!(
            !data.contains('\u{202e}') && !data.contains('\u{e0041}') && !data.contains('\u{1b}'),
            "{path}"
        );
    }
}
