//! The pages of `earful serve`: every link opens, every number opens its records, nobody who should
//! not gets in, and nothing that is asked brings it down.

use std::collections::{BTreeSet, VecDeque};
use std::io::Write;
use std::net::TcpStream;

use serde_json::Value;

use crate::served::{Served, demo_site, links};
use crate::support::{TODAY, Workspace, demo, small};

/// Nothing in a page may run or be styled but what stands in files of its own.
pub fn is_inert(path: &str, page: &str) {
    for script in page.split("<script").skip(1) {
        assert!(script.starts_with(" defer src=\"/page.js?v="), "{path}: a script in the page");
    }
    assert!(!page.contains("<style"), "{path}: a style in the page");
    for tag in page.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap_or("");
        // Values stand in quotation marks, and those within them are escaped.
        let tag: String = tag.split('"').step_by(2).collect();
        let mut words = tag.split_ascii_whitespace();
        let name = words.next().unwrap_or("");
        for attribute in words {
            assert!(
                !attribute.starts_with("on") && !attribute.starts_with("style="),
                "{path}: <{name} … {attribute}"
            );
        }
    }
    for elsewhere in ["href=\"http", "src=\"http", "href=\"//", "src=\"//"] {
        assert!(!page.contains(elsewhere), "{path} names another place");
    }
}

#[test]
fn every_link_opens() {
    let site = demo_site();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut open: VecDeque<String> = VecDeque::from(["/".to_owned()]);
    let mut pages = 0;
    // A page of each kind leads to thousands of others of its kind.
    let mut kinds: std::collections::BTreeMap<String, usize> = Default::default();
    while let Some(path) = open.pop_front() {
        let answer = site.get(&path);
        assert!(matches!(answer.status, 200 | 303), "{path}: {} {}", answer.status, answer.body);
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "no-referrer"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{path}");
        }
        let policy = answer.header("content-security-policy").expect("a policy");
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{path}");
        let is_page = answer.header("content-type") == Some("text/html; charset=utf-8");
        if !is_page || answer.header("content-disposition").is_some() {
            continue;
        }
        is_inert(&path, &answer.body);
        pages += 1;
        for link in links(&answer.body) {
            let (place, query) = link.split_once('?').unwrap_or((&link, ""));
            let first = place.split('/').take(3).nth(if place.starts_with("/api") { 2 } else { 1 });
            let name = query.split('=').next().unwrap_or("");
            let kind = format!("{}?{name}", first.unwrap_or(""));
            if seen.insert(link.clone()) {
                let many = kinds.entry(kind).or_default();
                *many += 1;
                if *many <= 12 {
                    open.push_back(link);
                }
            }
        }
    }
    assert!(pages > 60, "only {pages} pages");
}

fn total(site: &Served, query: &str) -> (u64, u64) {
    let found = site.data(&format!("/api/v1/counts?{query}"));
    let number = |name: &str| found[name].as_u64().unwrap_or(0);
    (number("records"), number("statements"))
}

/// A value as it stands in an address.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[test]
fn every_number_opens_as_many_records() {
    let site = demo_site();
    let report = site.data("/api/v1/report");
    let opportunities = report["opportunities"].as_array().expect("a list");
    assert!(opportunities.len() > 5);
    for one in opportunities {
        let theme = one["theme"].as_str().expect("an id");
        let wanting = format!("theme={theme}&stance=complaint&stance=request");
        let evidence = &one["evidence"];
        let count = |value: &Value| value.as_u64().expect("a count");
        assert_eq!(total(site, &wanting).0, count(&evidence["wanting"]), "{theme}");
        assert_eq!(
            total(site, &format!("theme={theme}")).0,
            count(&evidence["feedback"]),
            "{theme}"
        );
        for (stance, number) in evidence["stances"].as_object().expect("stances") {
            let (_, statements) = total(site, &format!("theme={theme}&stance={stance}"));
            assert_eq!(statements, count(number), "{stance} in {theme}");
        }
        for (severity, number) in
            evidence["severities"].as_array().expect("a list").iter().enumerate()
        {
            let (_, statements) = total(site, &format!("{wanting}&q=severity:{severity}"));
            assert_eq!(statements, count(number), "severity {severity} in {theme}");
        }
        for source in evidence["sources"].as_array().expect("a list") {
            let name = encoded(source["name"].as_str().expect("a name"));
            let (records, _) = total(site, &format!("{wanting}&source={name}"));
            assert_eq!(records, count(&source["count"]), "{name} in {theme}");
        }
        for segment in one["segments"].as_array().expect("a list").iter().take(6) {
            let (name, value) = (
                segment["name"].as_str().expect("a name"),
                segment["value"].as_str().expect("a value"),
            );
            let narrowed = match name {
                "source" | "kind" | "lang" | "product" => format!("{name}={}", encoded(value)),
                _ => format!("segment={}", encoded(&format!("{name}={value}"))),
            };
            assert_eq!(
                total(site, &format!("{wanting}&{narrowed}")).0,
                count(&segment["feedback"]),
                "{narrowed} in {theme}"
            );
            assert_eq!(total(site, &narrowed).0, count(&segment["all"]), "{narrowed}");
        }
        let Some(weeks) = one["trend"]["weeks"].as_array() else { continue };
        for week in weeks.iter().rev().take(3) {
            let start: String = week["start"].as_str().expect("a day").to_owned();
            let day = |plus: u64| {
                // Days of one month: the fixture's last weeks lie within August.
                let number: u64 = start[8..].parse::<u64>().expect("a day") + plus;
                format!("{}{number:02}", &start[..8])
            };
            let last = day(week["days"].as_u64().expect("days") - 1);
            if last[8..].parse::<u64>().expect("a day") > 31 {
                continue;
            }
            let days = format!("since={start}&until={last}");
            assert_eq!(
                total(site, &format!("{wanting}&{days}")).0,
                count(&week["feedback"]),
                "{days} in {theme}"
            );
            assert_eq!(total(site, &days).0, count(&week["all"]), "{days}");
        }
        let page = site.page(&format!("/themes/{theme}"));
        assert!(
            page.contains(&format!(
                "/search?theme={theme}&amp;stance=complaint&amp;stance=request"
            ))
        );
    }
}

#[test]
fn data_has_the_shapes_of_the_command_line() {
    let (site, workspace) = (demo_site(), demo());
    let printed = workspace.json(&["search", "refund", "--json", "-n", "5", "--today", TODAY]);
    let found = site.data("/api/v1/search?q=refund&limit=5");
    assert_eq!(found["hits"].as_array().expect("hits"), &printed);
    let id = printed[0]["id"].as_str().expect("an id");
    let number = printed[0]["record"].as_str().expect("a number");
    let source = printed[0]["source"].as_str().expect("a source");
    let shown = workspace.json(&["show", number, "--source", source, "--json"]);
    assert_eq!(site.data(&format!("/api/v1/records/{id}")), shown[0]);
    let themes = workspace.json(&["themes", "--json"]);
    let found = site.data("/api/v1/themes?limit=200");
    assert_eq!(found["themes"].as_array().expect("themes"), &themes);
    let first = themes[0]["id"].as_str().expect("an id");
    let opened = workspace.json(&["themes", "show", first, "--json"]);
    assert_eq!(site.data(&format!("/api/v1/themes/{first}")), opened[0]);
    let why = workspace.json(&["why", first, "--json"]);
    assert_eq!(site.data(&format!("/api/v1/themes/{first}/why")), why[0]);
    let compared = workspace.json(&["compare", "kind=review", "kind=ticket", "--json"]);
    let found = site.data("/api/v1/compare?first=kind%3Dreview&second=kind%3Dticket");
    assert_eq!(found, compared[0]);
    let counted = workspace.json(&[
        "search",
        "refund",
        "--count",
        "--facet",
        "rating,month",
        "--words",
        "--json",
    ]);
    let found = site.data("/api/v1/counts?q=refund&facet=rating&facet=month&words=true");
    assert_eq!(found, counted[0]);
    let mut runs = workspace.json(&["runs", "--json"]);
    runs[0].as_object_mut().expect("an object").remove("folder");
    assert_eq!(site.data("/api/v1/runs")["runs"], Value::from(runs));
    assert_eq!(site.data("/api/v1/report"), workspace.view());
}

#[test]
fn lists_are_turned_to_their_end() {
    let site = demo_site();
    let mut path = "/api/v1/search?q=refund&limit=40".to_owned();
    let mut seen = BTreeSet::new();
    let all = loop {
        let found = site.data(&path);
        let all =
            found["total"].as_u64().expect("a count") + found["most"].as_u64().expect("a count");
        for hit in found["hits"].as_array().expect("hits") {
            assert!(seen.insert(hit["id"].to_string()), "{hit} comes twice");
        }
        match found["next"].as_str() {
            Some(next) => path = next.to_owned(),
            None => break all,
        }
    };
    assert_eq!(seen.len() as u64, all);
    assert!(all > 40);
    let beyond = site.data("/api/v1/search?q=refund&offset=99999");
    assert!(beyond["hits"].as_array().expect("hits").is_empty() && beyond["next"].is_null());
}

#[test]
fn what_is_known_is_not_sent_again() {
    let site = demo_site();
    for path in ["/", "/api/v1/themes", "/search?q=refund"] {
        let first = site.get(path);
        let tag = first.header("etag").expect("a tag").to_owned();
        let again = site.get_with(path, &[("If-None-Match", tag.as_str())]);
        assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
        assert_eq!(again.header("etag"), Some(&*tag));
        let other = site.get_with(path, &[("If-None-Match", "\"00\"")]);
        assert_eq!(other.status, 200);
        let head = site.send("HEAD", path);
        assert_eq!((head.status, head.body.len()), (200, 0), "{path}");
    }
}

#[test]
fn faults_say_what_to_do() {
    let site = demo_site();
    let nested = format!("{}crash{}", "(".repeat(3_000), ")".repeat(900));
    for (path, status, words) in [
        ("/nothing".to_owned(), 404, "no such page"),
        ("/themes/T-99999".to_owned(), 404, "no theme T-99999"),
        ("/themes/evil".to_owned(), 400, "a theme id such as T-17"),
        ("/records/00000000000000000000000000000000".to_owned(), 404, "no record"),
        ("/records/..%2f..%2fsalt".to_owned(), 400, "32 hexadecimal digits"),
        ("/records?record=nobody".to_owned(), 404, "no record"),
        ("/runs/..%2f..%2fsalt".to_owned(), 404, "no run"),
        ("/runs/2026-08-22-00000000/salt".to_owned(), 400, "expected one of report.html"),
        ("/search?q=%28crash".to_owned(), 400, "cannot be read"),
        ("/search?q=stance%3Abad".to_owned(), 400, "cannot be read"),
        ("/search?limit=0".to_owned(), 400, "a whole number from 1 to 100"),
        ("/search?offset=-1".to_owned(), 400, "a whole number from 0"),
        ("/search?since=yesterday".to_owned(), 400, "expected a day such as"),
        ("/search?rating=5..1".to_owned(), 400, "expected a rating such as"),
        ("/search?segment=country".to_owned(), 400, "NAME=VALUE"),
        ("/search?theme=T-99999".to_owned(), 400, "no theme T-99999"),
        ("/search?by=nonsense".to_owned(), 400, "cannot be counted by"),
        ("/search?tehme=T-1".to_owned(), 400, "no parameter"),
        ("/search?lang=english".to_owned(), 400, "lang"),
        (format!("/search?q={}", "a".repeat(4_001)), 400, "at most 4000"),
        (format!("/search?q={}", encoded(&nested[..3_900])), 400, "cannot be read"),
        (format!("/search?q={}", "x".repeat(25_000)), 414, "too long"),
        ("/compare?first=plan&second=plan%3Dfree".to_owned(), 400, "NAME=VALUE"),
        ("/compare?first=nobody%3D1&second=kind%3Dreview".to_owned(), 400, "there are"),
        (format!("/search?{}", "source=a&".repeat(31)), 400, "31 times"),
        (format!("/search?{}", "a=1&".repeat(300)), 400, "too many parameters"),
    ] {
        let shown: String = path.chars().take(60).collect();
        let page = site.get(&path);
        assert_eq!(page.status, status, "{shown}: {}", page.body);
        let text = page.body.replace("&#39;", "'").replace("&quot;", "\"");
        assert!(text.contains(words), "{shown} says {text}");
        is_inert(&shown, &page.body);
        if path.starts_with("/search") && !path.contains("by=") {
            let data = site.get(&path.replacen("/search", "/api/v1/search", 1));
            assert_eq!(data.status, status, "{shown}");
            assert_eq!(data.header("content-type"), Some("application/problem+json"), "{shown}");
            let problem: Value = serde_json::from_str(&data.body).expect("JSON");
            assert_eq!(problem["status"], status, "{shown}");
        }
    }
}

#[test]
fn odd_queries_are_answered() {
    let site = demo_site();
    for query in [
        "the and of",
        "!!! ??? ...",
        "*",
        "a*",
        "?*",
        "refund~2",
        "😡",
        "שלום עולם",
        "عربى",
        "\u{202e}refund",
        "' OR 1=1 --",
        "<script>alert(1)</script>",
        "../../etc/passwd",
        "{{7*7}}",
        "%00",
        "\u{0}",
        "theme:T-1 stance:complaint",
        "id:1",
        "\"\"",
        "-refund",
        "C++ .NET C:\\Users",
        "country=DE",
        "${jndi:ldap://x}",
        "refund^9999999999",
        "rating:1..2 since:7d",
        "a b c d e f g h",
    ] {
        for path in ["/search", "/api/v1/search", "/api/v1/counts"] {
            let answer = site.get(&format!("{path}?q={}", encoded(query)));
            assert!(matches!(answer.status, 200 | 400), "{path} {query:?}: {}", answer.body);
            if path == "/search" {
                is_inert(query, &answer.body);
                assert!(!answer.body.contains("<script>"), "{query}");
            }
        }
    }
}

#[test]
fn only_by_its_own_names() {
    let site = demo_site();
    for host in ["evil.example", "evil.example:80", "127.0.0.1.evil.example", ""] {
        for path in ["/", "/api/v1/themes", "/style.css"] {
            let answer = site.get_with(path, &[("Host", host)]);
            assert_eq!(answer.status, 421, "{host} {path}");
            assert!(!answer.body.contains("customers"), "{host} is told something");
        }
    }
    assert_eq!(site.get_with("/", &[("Host", "localhost:1")]).status, 200);
    let named = Served::of(small(), &["--host", "feedback.example.com"]);
    assert_eq!(named.get_with("/", &[("Host", "feedback.example.com")]).status, 200);
}

#[test]
fn methods_and_bodies() {
    let site = demo_site();
    for (method, path) in [
        ("POST", "/"),
        ("DELETE", "/api/v1/themes"),
        ("PUT", "/themes/T-1"),
        ("GET", "/themes/T-1/correct"),
    ] {
        let answer = site.send(method, path);
        assert_eq!(answer.status, 405, "{method} {path}");
        assert!(answer.header("allow").is_some(), "{method} {path}");
    }
    // Without a token nothing can be changed, whatever is sent.
    let answer = site.post("/themes/T-1/correct", &[], "do=mute&form=00");
    assert_eq!(answer.status, 403, "{}", answer.body);
    let head =
        format!("GET / HTTP/1.1\r\nHost: {}\r\nX: {}\r\n\r\n", site.address, "x".repeat(100_000));
    assert!(matches!(site.raw(head.as_bytes()).status, 0 | 400 | 431));
    assert!(matches!(site.raw(b"nonsense\r\n\r\n").status, 0 | 400));
}

#[test]
fn slow_clients_hold_nobody_up() {
    let site = demo_site();
    let mut slow: Vec<TcpStream> = (0..60)
        .map(|_| {
            let mut stream = TcpStream::connect(&site.address).expect("a connection");
            stream.write_all(b"GET / HTTP/1.1\r\nHost: localh").expect("half a head");
            stream
        })
        .collect();
    let begun = std::time::Instant::now();
    for _ in 0..5 {
        assert_eq!(site.get("/search?q=refund").status, 200);
    }
    assert!(begun.elapsed().as_secs() < 8, "{:?}", begun.elapsed());
    slow.iter_mut().for_each(|stream| drop(stream.shutdown(std::net::Shutdown::Both)));
}

#[test]
fn a_new_night_is_shown_whole() {
    let workspace = small().copied();
    let site = Served::of(&workspace, &[]);
    let before = site.data("/api/v1/themes")["run"].clone();
    let next = "2026-08-29";
    workspace.ok(&["run", "--today", next]);
    let mut after = before.clone();
    for _ in 0..100 {
        after = site.data("/api/v1/themes")["run"].clone();
        if after != before {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    assert!(after.as_str().is_some_and(|run| run.starts_with(next)), "{after}");
    assert!(site.page("/").contains("29 August 2026"));
    let from = before.as_str().expect("a run");
    let changed = site.data(&format!("/api/v1/changes?from={from}"));
    assert_eq!((&changed["from"]["run"], &changed["to"]["run"]), (&before, &after));
    assert!(site.page(&format!("/changes?from={from}")).contains("What changed"));
    let old = site.page(&format!("/runs/{from}"));
    assert!(old.contains("as it was"));
    let file = site.get(&format!("/runs/{from}/report.html"));
    assert!(file.header("content-disposition").is_some_and(|how| how.starts_with("attachment")));
    let same = std::fs::read(workspace.path().join("runs").join(from).join("report.html"));
    assert_eq!(file.body.as_bytes(), same.expect("the report"));
}

#[test]
fn before_the_first_night() {
    let workspace = Workspace::fixture("small");
    let ran = workspace.earful(&["serve", "--port", "0"]);
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert!(ran.err.contains("`earful run`"), "{}", ran.err);
    workspace.ok(&["ingest", "--today", TODAY]);
    let site = Served::of(&workspace, &[]);
    let page = site.get("/");
    assert_eq!(page.status, 503);
    assert!(page.body.contains("earful run"), "{}", page.body);
    let empty = Workspace::empty();
    assert_eq!(empty.earful(&["serve"]).code, Some(2));
}

#[test]
fn of_a_newer_format_nothing_is_read() {
    let workspace = small().copied();
    workspace.write("FORMAT", "9.0\n");
    let ran = workspace.earful(&["serve", "--port", "0"]);
    assert_eq!(ran.code, Some(4));
    assert!(ran.err.contains("use a newer earful"), "{}", ran.err);
}

#[test]
fn from_afar_only_with_a_token() {
    let workspace = small().copied();
    let ran = workspace.earful(&["serve", "--port", "0", "--bind", "0.0.0.0"]);
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert!(ran.err.contains("--token-file"), "{}", ran.err);
    workspace.write("word", "a word that nobody would guess\n");
    let ran = workspace.earful(&["serve", "--port", "0", "--token-file", "word"]);
    assert_eq!(ran.code, Some(4), "{}", ran.err);
    assert!(ran.err.contains("one word of at least 16"), "{}", ran.err);
    let mut site = Served::of(&workspace, &["--bind", "0.0.0.0", "--token-file", "token"]);
    site.address = site.address.replace("0.0.0.0", "127.0.0.1");
    let token = workspace.text("token");
    let token = token.trim();
    for path in ["/", "/search?q=refund", "/themes/T-1"] {
        let answer = site.get(path);
        assert_eq!(answer.status, 303, "{path}");
        assert!(answer.header("location").is_some_and(|to| to.starts_with("/login?next=")));
    }
    assert_eq!(site.get("/api/v1/themes").status, 401);
    let with = format!("Bearer {token}");
    assert_eq!(site.get_with("/api/v1/themes", &[("Authorization", with.as_str())]).status, 200);
    assert_eq!(site.get_with("/api/v1/themes", &[("Authorization", "Bearer 1")]).status, 401);
    let wrong = site.post("/login", &[], "token=wrong&name=Jo");
    assert!(
        wrong.status == 200 && wrong.body.contains("not the token") && wrong.cookies().is_empty()
    );
    let right = site.post("/login", &[], &format!("token={token}&name=Jo&next=//evil.example/"));
    assert_eq!((right.status, right.header("location")), (303, Some("/")));
    let cookie = right.cookies();
    assert!(!cookie.contains(token), "the cookie is the token");
    assert_eq!(site.get_with("/", &[("Cookie", cookie.as_str())]).status, 200);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(workspace.path().join("token")).expect("a file").permissions();
        assert_eq!(mode.mode() & 0o777, 0o600);
    }
}

#[test]
fn corrections_from_the_page() {
    let workspace = small().copied();
    let site = Served::of(&workspace, &["--token-file", "token"]);
    let token = workspace.text("token");
    // Reading is open on this machine; forms are not even shown.
    let themes = site.data("/api/v1/themes");
    let ids: Vec<&str> = themes["themes"]
        .as_array()
        .expect("themes")
        .iter()
        .filter_map(|one| one["id"].as_str())
        .collect();
    let (first, second) = (ids[0], ids[1]);
    let page = format!("/themes/{first}");
    assert!(!site.page(&page).contains("Correct it"));
    assert_eq!(site.post(&format!("{page}/correct"), &[], "do=mute&form=0").status, 401);
    let login = format!("token={}&name=J%C3%B6&next=%2Fthemes%2F{first}", token.trim());
    let session = site.post("/login", &[], &login).cookies();
    let cookie = [("Cookie", session.as_str())];
    let shown = site.get_with(&page, &cookie).body;
    assert!(shown.contains("Correct it") && shown.contains("signed in as"));
    let word = shown.split("name=\"form\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let word = word.expect("the word of the form");
    // Forged forms: without the word, from another site, of another kind.
    let path = format!("{page}/correct");
    assert_eq!(site.post(&path, &cookie, "do=mute").status, 400);
    assert_eq!(site.post(&path, &cookie, "do=mute&form=00").status, 403);
    let good = format!("do=mute&form={word}");
    for forged in [("Sec-Fetch-Site", "cross-site"), ("Origin", "http://evil.example")] {
        assert_eq!(site.post(&path, &[cookie[0], forged], &good).status, 403, "{forged:?}");
    }
    assert!(!workspace.path().join("curation.toml").exists(), "something was written");
    // Tried, then done.
    let rename = format!("do=rename&to=%3Cb%3ERefunds%3C%2Fb%3E+are+late&why=said+so&form={word}");
    let tried = site.post(&path, &cookie, &format!("{rename}&look=1"));
    assert!(tried.status == 200 && tried.body.contains("Nothing was written"), "{}", tried.body);
    assert!(!workspace.path().join("curation.toml").exists(), "trying wrote something");
    let done = site.post(&path, &cookie, &rename);
    assert!(done.status == 200 && done.body.contains("E-1, by Jö"), "{}", done.body);
    is_inert("written", &done.body);
    let merge = site.post(
        &format!("/themes/{second}/correct"),
        &cookie,
        &format!("do=merge&to={first}&form={word}"),
    );
    assert!(merge.body.contains("E-2"), "{}", merge.body);
    let record =
        site.data(&format!("/api/v1/search?theme={first}&limit=1"))["hits"][0]["id"].clone();
    let record = record.as_str().expect("an id");
    let moved = format!("do=reject&theme={first}&form={word}");
    let rejected = site.post(&format!("/records/{record}/correct"), &cookie, &moved);
    assert_eq!(rejected.status, 200, "{}", rejected.body);
    let log = workspace.json(&["theme", "log", "--json"]);
    assert_eq!(site.data("/api/v1/corrections")["entries"], Value::from(log.clone()));
    assert_eq!(
        (log.len(), log[0]["by"].as_str(), log[0]["why"].as_str()),
        (3, Some("Jö"), Some("said so"))
    );
    let back = site.post("/corrections/E-2/revert", &cookie, &format!("form={word}"));
    assert_eq!(back.status, 200, "{}", back.body);
    let nonsense = site.post(&path, &cookie, &format!("do=merge&to={first}&form={word}"));
    assert_eq!(nonsense.status, 400, "{}", nonsense.body);
    workspace.ok(&["run", "--today", "2026-08-23"]);
    let named = (0..100).find(|_| {
        std::thread::sleep(std::time::Duration::from_millis(100));
        site.page(&page).contains("&lt;b&gt;Refunds&lt;/b&gt; are late")
    });
    assert!(named.is_some(), "the night did not follow the page");
    let gone = site.post("/logout", &cookie, "").cookies();
    assert!(!gone.contains("earful_session=0") && gone.contains("earful_session="));
}

#[test]
#[cfg(unix)]
fn told_to_end_it_ends() {
    let mut site = Served::of(small(), &[]);
    assert_eq!(site.get("/").status, 200);
    let told = std::process::Command::new("kill").args(["-TERM", &site.pid().to_string()]).status();
    assert!(told.is_ok_and(|status| status.success()));
    assert_eq!(site.ended(), Some(0));
}
