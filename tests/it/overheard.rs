//! Answers of agents that are records of their own: found by search, and nowhere else.

use std::fs;

use crate::support::Workspace;

const SETTINGS: &str = "company = \"Testers\"\n\n[sources.mail]\npreset = \"mbox\"\n\
                        files = [\"*.mbox\"]\n";

/// A mail of the mailbox: who wrote it, its number, on which day, which it answers, and the text.
fn mail(from: &str, number: u32, day: u32, answers: Option<u32>, text: &str) -> String {
    let reply = answers.map_or(String::new(), |to| {
        format!("In-Reply-To: <m{to}@post.test>\nReferences: <m{to}@post.test>\n")
    });
    format!(
        "From - Mon Jun  2 10:00:00 2025\nFrom: {from}\nTo: Jolanda Quist <jolanda@quist.test>\n\
         Date: Mon, {day} Jun 2025 10:00:00 +0000\nMessage-ID: <m{number}@post.test>\n{reply}\
         Subject: The kettle\nContent-Type: text/plain; charset=utf-8\n\n{text}\n\n"
    )
}

const CUSTOMER: &str = "Jolanda Quist <jolanda@quist.test>";
const AGENT: &str = "Arlo Beck <arlo@example.com>";

/// A customer writes twice and Arlo answers once.
fn mailbox() -> String {
    [
        mail(CUSTOMER, 1, 2, None, "The kettle leaks at the handle since Tuesday."),
        mail(
            AGENT,
            2,
            3,
            Some(1),
            "Dear Jolanda Quist, please descale the gasket and call +44 20 7946 0958.",
        ),
        mail(CUSTOMER, 3, 4, Some(2), "It still leaks and I want my money back."),
    ]
    .concat()
}

fn ran() -> Workspace {
    let workspace = Workspace::empty();
    workspace.write("earful.toml", SETTINGS);
    workspace.write("a.mbox", mailbox());
    workspace.ok(&["run", "--today", "2025-06-10"]);
    workspace
}

#[test]
fn found_by_search_and_said_to_be_nobodys_feedback() {
    let workspace = ran();
    let found = workspace.json(&["search", "gasket", "--json"]);
    assert_eq!(found.len(), 1);
    // An id that is an address of its own is shown as a hash.
    let record = found[0]["record"].as_str().unwrap_or_default();
    assert!(record.starts_with("h:") && found[0]["in_thread"] == true, "{found:?}");
    let shown = workspace.ok(&["search", "descale"]).out;
    assert!(shown.contains("not by the customer: Dear "), "{shown}");
    for personal in ["Jolanda", "Quist", "7946"] {
        assert!(!shown.contains(personal), "{shown}");
    }
    // Without a word to look for its beginning is shown.
    let all = workspace.json(&["search", "source:mail", "--json"]);
    assert_eq!(all.len(), 3);
    assert!(all.iter().all(|hit| hit["snippet"].as_str().is_some_and(|text| !text.is_empty())));

    // It is counted as left out, and nothing else knows of it.
    let source = &workspace.view()["intake"]["sources"][0];
    assert_eq!((&source["units"]["kept"], &source["units"]["skipped"]), (&2.into(), &1.into()));
    assert_eq!(source["skipped"][0]["code"], "agent_message");
    for what in ["feedback", "statements"] {
        let exported = workspace.ok(&["export", what, "--format", "jsonl"]).out;
        assert!(exported.contains("leaks") && !exported.contains("gasket"), "{exported}");
    }
    for (name, bytes) in workspace.published() {
        assert!(!String::from_utf8_lossy(&bytes).contains("gasket"), "{name}");
    }
}

/// What is derived comes back: the index is made again from the segments.
#[test]
fn an_index_made_again_finds_the_same() {
    let workspace = ran();
    workspace.write("b.mbox", mail(AGENT, 5, 6, Some(3), "We refund the kettle with its gasket."));
    workspace.ok(&["run", "--today", "2025-06-11"]);
    let queries: [&[&str]; 3] = [
        &["search", "gasket", "--json"],
        &["search", "kettle", "--json"],
        &["search", "source:mail", "--json"],
    ];
    let found = || queries.map(|query| workspace.ok(query).out);
    let before = found();
    assert_eq!(before[0].lines().count(), 2);
    fs::remove_dir_all(workspace.path().join("index")).expect("an index");
    workspace.ok(&["run", "--today", "2025-06-11"]);
    assert_eq!(found(), before);
}

/// The newest version is found; what turns out to be the customer's is theirs.
#[test]
fn versions_and_changed_minds() {
    let workspace = ran();
    workspace.write("b.mbox", mail(AGENT, 2, 7, Some(1), "Please replace the washer instead."));
    // The customer's own mail comes again under the agent's name: it stays the customer's.
    workspace.write("c.mbox", mail(AGENT, 1, 1, None, "The kettle leaks, says the customer."));
    workspace.ok(&["run", "--today", "2025-06-11"]);
    assert_eq!(workspace.json(&["search", "washer", "--json"]).len(), 1);
    assert_eq!(workspace.earful(&["search", "gasket"]).code, Some(1));
    let own = &workspace.json(&["search", "handle", "--json"])[0];
    assert_eq!(own["in_thread"], false);

    let rule = "\n[[sources.mail.skip]]\nfield = \"mail:from_address\"\nregex = '@agency\\.test$'\n\
                reason = \"agent_message\"\n";
    workspace.write("earful.toml", format!("{SETTINGS}{rule}"));
    workspace.write("d.mbox", mail(AGENT, 2, 9, Some(1), "I bought the kettle myself: it leaks."));
    workspace.ok(&["run", "--today", "2025-06-12"]);
    assert_eq!(workspace.json(&["search", "bought", "--json"])[0]["in_thread"], false);
    assert_eq!(workspace.earful(&["search", "washer"]).code, Some(1));
    fs::remove_dir_all(workspace.path().join("index")).expect("an index");
    workspace.ok(&["run", "--today", "2025-06-12"]);
    assert_eq!(workspace.earful(&["search", "washer"]).code, Some(1));
}

/// Those who answer are people too.
#[test]
fn forgotten_audited_and_aged_out() {
    let workspace = ran();
    workspace
        .write("b.mbox", mail(AGENT, 5, 6, Some(3), "My PIN is mango and my name is Arlo Beck."));
    workspace.ok(&["run", "--today", "2025-06-11"]);
    let suspects = workspace.json(&["audit", "privacy", "--json"]);
    assert!(suspects.iter().any(|one| one["kind"] == "password"), "{suspects:?}");

    let aged = workspace.copied();
    aged.write("earful.toml", format!("{SETTINGS}\n[retention]\ndays = 30\n"));
    aged.ok(&["run", "--today", "2025-07-05"]);
    assert_eq!(aged.earful(&["search", "descale"]).code, Some(1));
    assert_eq!(aged.json(&["search", "PIN", "--json"]).len(), 1);

    let one = workspace.copied();
    one.ok(&["forget", "--record", "m2@post.test"]);
    assert_eq!(one.earful(&["search", "descale"]).code, Some(1));
    assert_eq!(one.json(&["search", "PIN", "--json"]).len(), 1);

    let told = workspace.ok(&["forget", "--author", "arlo@example.com"]).out;
    assert!(told.starts_with("2 records forgotten: 2 in mail."), "{told}");
    assert!(!told.contains("made again"), "no run's numbers had them: {told}");
    for query in ["descale", "PIN"] {
        assert_eq!(workspace.earful(&["search", query]).code, Some(1));
    }
    for (path, bytes) in workspace.files() {
        let is_input = path.extension().is_some_and(|ending| ending == "mbox");
        let holds = |what: &[u8]| bytes.windows(what.len()).any(|window| window == what);
        assert!(is_input || !holds(b"descale"), "{}", path.display());
    }
    // What they send again stays out.
    workspace.write("e.mbox", mail(AGENT, 8, 9, Some(3), "The flange is on its way."));
    workspace.ok(&["run", "--today", "2025-06-13"]);
    assert_eq!(workspace.earful(&["search", "flange"]).code, Some(1));
}
