//! Invented files in the shape that tools export, through the real binary: what the shipped presets
//! make of the oddities in them, and that a dry run leaves nothing behind.

use std::fs;

use serde_json::Value;

use crate::fixtures::{earful, formats, read, texts};

#[test]
fn reviews() {
    let steam = read("steam");
    assert_eq!(texts(&steam), [("101", "It crashes since the patch.")]);
    assert_eq!((&steam[0]["rating"], &steam[0]["rating_norm"]), (&0.0.into(), &0.0.into()));
    let yelp = read("yelp");
    assert_eq!(texts(&yelp), [("a1", "Slow kitchen.\nCold soup."), ("a2", "Warm bread!")]);
    assert_eq!(yelp[0]["created_at"], "2020-01-01T10:00:00Z");
    assert_eq!(yelp[0]["rating_norm"], 0.25);
}

#[test]
fn tickets() {
    let github = read("github_issues");
    assert_eq!(
        texts(&github),
        [
            ("4", "Dark mode please"),
            ("5", "I lose my filters.\n\nKeep them."),
            ("9007199254740993", "It fails with:\n\nSee log.")
        ]
    );
    assert_eq!(github[2]["attrs"]["labels"], serde_json::json!(["bug"]));
    assert_eq!((&github[2]["votes"], &github[1]["votes"]), (&3.into(), &Value::Null));
    let cases = read("salesforce_case");
    assert_eq!(texts(&cases), [("5003000000D8cuI", "Where is my money? It’s been €20 for weeks.")]);
    assert_eq!(cases[0]["attrs"]["case_number"], "00001026");
    assert_eq!(
        (&cases[0]["title"], &cases[0]["created_at"]),
        (&"Refund".into(), &"2025-07-15T14:03:22Z".into())
    );
    assert_eq!(texts(&read("help_scout")), [("55", "Sync stops.\nEvery day.\n\nStill broken.")]);
    assert_eq!(texts(&read("gorgias")), [("1", "Where is it?\n\nStill nothing.")]);
    let desk = read("singer_freshdesk");
    assert_eq!(texts(&desk), [("1", "It is wrong.")]);
    assert_eq!(desk[0]["attrs"]["status"], "open");
}

#[test]
fn surveys() {
    let typeform = read("typeform");
    assert_eq!(texts(&typeform), [("r1#why", "Too dear.")]);
    assert_eq!((&typeform[0]["context"], &typeform[0]["rating"]), (&"Why …?".into(), &4.0.into()));
    assert_eq!(typeform[0]["attrs"], serde_json::json!({ "country": "DE", "plan": "Pro" }));
    assert_eq!(typeform[0]["thread_id"], "r1");
    let delighted = read("delighted");
    assert_eq!(
        texts(&delighted),
        [("1", "Fast."), ("1#q1", "A dark mode."), ("2", "Fine, mostly.")]
    );
    assert_eq!(delighted[1]["context"], "What is missing?");
    assert_eq!(
        (&delighted[0]["rating_norm"], &delighted[1]["rating_norm"]),
        (&0.9.into(), &0.9.into())
    );
    assert_eq!(delighted[2]["rating_norm"], 0.75);
    let qualtrics = read("qualtrics");
    assert_eq!(texts(&qualtrics), [("R_1#QID2_TEXT", "Too slow")]);
    assert_eq!(qualtrics[0]["context"], "Why?\nBe frank.");
    assert_eq!(qualtrics[0]["created_at"], "2025-11-03T15:00:01Z");
}

#[test]
fn reviews_by_api_and_portal() {
    let play = read("google_play_api");
    assert_eq!(texts(&play), [("g1", "but it crashes"), ("g2", "No title here")]);
    assert_eq!((&play[0]["title"], &play[1]["title"]), (&"Great idea".into(), &Value::Null));
    let voices = read("bazaarvoice_api");
    assert_eq!(texts(&voices), [("b1", "It flickers.\nOften.")]);
    assert_eq!((&voices[0]["rating"], &voices[0]["rating_norm"]), (&7.0.into(), &0.6667.into()));
    let g2 = read("g2");
    assert_eq!(texts(&g2), [("77#hate", "The price."), ("77#love", "The search.")]);
    assert_eq!(g2[0]["context"], "What do you dislike?");
    assert_eq!((&g2[0]["rating_norm"], &g2[0]["title"]), (&0.9.into(), &"Solid".into()));
    let capterra = read("capterra");
    assert_eq!(texts(&capterra), [("c1#Cons", "No offline mode."), ("c1#Pros", "Quick to learn.")]);
    assert_eq!((&capterra[0]["context"], &capterra[0]["rating"]), (&"Cons".into(), &4.0.into()));
}

#[test]
fn tickets_as_sheets_and_mails() {
    let hubspot = read("hubspot_csv");
    assert_eq!(texts(&hubspot), [("9007199254740993", "I cannot log in.")]);
    assert_eq!(hubspot[0]["created_at"], "2025-11-03T08:00:00Z");
    let freshdesk = read("freshdesk_csv");
    assert_eq!(texts(&freshdesk), [("7", "Invoice shows two charges")]);
    assert_eq!(freshdesk[0]["rating_norm"], 0.3333);
    assert_eq!(freshdesk[0]["attrs"]["tags"], serde_json::json!(["billing", "vip"]));
    let zendesk = read("zendesk_csv");
    assert_eq!(texts(&zendesk), [("12345678901234567", "The export is empty")]);
    assert_eq!(
        (&zendesk[0]["created_at"], &zendesk[0]["rating"]),
        (&"2025-11-03T07:00:00Z".into(), &0.0.into())
    );
    let mail = read("eml");
    assert_eq!(texts(&mail), [("e1@example.org", "The invoice is still wrong.")]);
    assert_eq!(
        (&mail[0]["title"], &mail[0]["thread_id"]),
        (&"Invoice".into(), &"e0@example.org".into())
    );
}

#[test]
fn surveys_as_sheets() {
    let typeform = read("typeform_csv");
    let why = "tok1#Why did you give this score?";
    assert_eq!(
        texts(&typeform),
        [("tok1#Anything else?", "-1 for the search"), (why, "Too dear,\nand slow")]
    );
    assert_eq!((&typeform[0]["rating"], &typeform[0]["thread_id"]), (&3.0.into(), &"tok1".into()));
    assert_eq!(typeform[0]["attrs"]["response_type"], "completed");
    let nice = read("asknicely");
    assert_eq!(texts(&nice), [("5", "Nobody called back.")]);
    assert_eq!(
        (&nice[0]["rating_norm"], &nice[0]["created_at"]),
        (&0.25.into(), &"2025-11-03T07:00:00Z".into())
    );
    assert_eq!(read("asknicely_csv")[0]["rating_norm"], 0.9);
    let medallia = read("medallia_agent_connect");
    assert_eq!(
        texts(&medallia),
        [
            ("m1#additional_question_response", "I waited an hour."),
            ("m1#areas_for_improvement", "Waiting time")
        ]
    );
}

#[test]
fn layouts_beside_the_usual_ones() {
    let jira = read("jira_api");
    let words = "It smells\nbadly @ann😢\n\n- one\n- two\n\nstill\n\nbad";
    assert_eq!(texts(&jira), [("SUP-1", words), ("SUP-2", "Wiki\nThe *text*")]);
    assert_eq!(jira[0]["created_at"], "2025-07-14T13:42:00Z");
    let report = read("salesforce_report");
    assert_eq!(
        texts(&report),
        [("00001026", "Where is my money?"), ("00001027", "It stops, every\nday.")]
    );
    let legacy = read("qualtrics_legacy");
    assert_eq!(texts(&legacy), [("R_1#Q2", "It is slow"), ("R_2#Q2_TEXT", "Ok")]);
    assert_eq!(
        (&legacy[0]["rating"], &legacy[0]["context"]),
        (&7.0.into(), &"Why did you say that?".into())
    );
    let delivered = read("typeform_webhook");
    assert_eq!(texts(&delivered), [("w1#why", "Too dear.")]);
    assert_eq!((&delivered[0]["rating"], &delivered[0]["thread_id"]), (&4.0.into(), &"w1".into()));
    let bricks = read("formbricks_api");
    assert_eq!(texts(&bricks), [("c1#q2open", "Too slow")]);
    assert_eq!(bricks[0]["context"], "What should we do better?");
    let events = read("zendesk_events");
    assert_eq!(texts(&events), [("1", "Please help")]);
    assert_eq!(events[0]["thread_id"], "11");
}

#[test]
fn submissions_are_no_comments() {
    let posts = read("reddit_submissions");
    assert_eq!(texts(&posts), [("t3_abc", "Since Monday."), ("t3_abd", "See this chart")]);
    assert_eq!(posts[0]["title"], "Sync & share fails");
}

/// Agents and notes are found by search, said to be no customer's words, and come out nowhere else.
#[test]
fn what_agents_said_is_found_and_never_quoted() {
    let workspace = crate::support::Workspace::empty();
    let settings = "company = \"Testers\"\n\n[sources.desk]\npreset = \"zendesk_export\"\n\
                    files = [\"tickets-*.json\"]\n";
    workspace.write("earful.toml", settings);
    let tickets = formats().join("zendesk_export/tickets-2025-11.json");
    workspace.write("tickets-2025-11.json", fs::read(tickets).expect("a fixture"));
    workspace.ok(&["run", "--today", "2025-11-10"]);
    let found = workspace.ok(&["search", "quarantine"]).out;
    assert!(
        found.contains("not by the customer: …") && found.contains("quarantine folder"),
        "{found}"
    );
    assert!(found.contains("<EMAIL>") && !found.contains("ann.agent@"), "{found}");
    assert!(workspace.ok(&["search", "gremlin"]).out.contains("not by the customer"));
    let hit = &workspace.json(&["search", "gremlin", "--json"])[0];
    assert_eq!(hit["in_thread"], true);
    // What the customer said is shown as theirs, though agents said it too.
    let own = &workspace.json(&["search", "empty", "--json"])[0];
    assert_eq!(own["in_thread"], false);
    // A phrase does not run from one to the other.
    assert_eq!(workspace.earful(&["search", "\"still empty please\""]).code, Some(1));
    let kept = workspace.json(&["export", "feedback", "--json"]);
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0]["text"], "Export broken\nThe export is empty.\n\nStill empty.");
    for (name, bytes) in workspace.published() {
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        assert!(!text.contains("quarantine") && !text.contains("gremlin"), "{name}");
    }
}

#[test]
fn chats() {
    let telegram = read("telegram");
    assert_eq!(texts(&telegram), [("2", "The line snaps in wind."), ("4", "Mine too.")]);
    assert_eq!(telegram[1]["parent_id"], "2");
    let discord = read("discord");
    assert_eq!(texts(&discord), [("10", "The reel jams."), ("13", "Mine does as well")]);
    assert_eq!(discord[0]["attrs"]["channel"], "feedback");
    assert_eq!(discord[0]["created_at"], "2025-11-03T08:00:00.500Z");
}

#[test]
fn communities() {
    let posts = read("discourse");
    assert_eq!(texts(&posts), [("1", "The sync :cry: fails.\na\nb"), ("3", "Same here.")]);
    assert_eq!((&posts[0]["title"], &posts[0]["thread_id"]), (&"Sync fails".into(), &"5".into()));
    assert_eq!(posts[0]["created_at"], "2025-11-01T08:00:00.123Z");
}

#[test]
fn what_no_preset_reads_is_said_with_its_columns() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("odd.jsonl"), "{\"a\":1,\"b\":2}\n").expect("a file");
    let output = earful(folder.path(), &["detect", "odd.jsonl"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("no preset: columns are /a, /b"));
}

#[test]
fn presets_are_listed_shown_and_checked() {
    let folder = tempfile::tempdir().expect("a folder");
    let list = earful(folder.path(), &["preset", "list"]);
    assert!(String::from_utf8_lossy(&list.stdout).contains("zendesk_incremental"));
    let shown = earful(folder.path(), &["preset", "show", "trustpilot"]);
    fs::write(folder.path().join("own.toml"), &shown.stdout).expect("a file");
    let checked = earful(folder.path(), &["preset", "check", "own.toml"]);
    assert_eq!(checked.status.code(), Some(0), "{}", String::from_utf8_lossy(&checked.stderr));
    fs::write(folder.path().join("bad.toml"), "extends = \"yelp\"\nkidn = \"review\"\n")
        .expect("a file");
    let checked = earful(folder.path(), &["preset", "check", "bad.toml"]);
    let said = String::from_utf8_lossy(&checked.stderr).into_owned();
    assert_eq!(checked.status.code(), Some(2));
    assert!(said.contains("bad.toml:2:1: kidn: unknown key") && said.contains("`kind`"), "{said}");
    assert_eq!(earful(folder.path(), &["preset", "show", "nobody"]).status.code(), Some(2));
}

#[test]
fn a_mixed_folder_is_proposed_by_preset_and_rehearsed_without_a_trace() {
    let folder = tempfile::tempdir().expect("a folder");
    for (from, to) in [
        ("steam/page.json", "steam.json"),
        ("salesforce_case/Case.csv", "Case.csv"),
        ("typeform/responses_1.json", "typeform/responses_1.json"),
        ("typeform/form.json", "typeform/form.json"),
    ] {
        let to = folder.path().join("exports").join(to);
        fs::create_dir_all(to.parent().expect("a parent")).expect("a folder");
        fs::copy(formats().join(from), to).expect("a copy");
    }
    let made = earful(folder.path(), &["init", "--company", "Northwind", "exports"]);
    assert_eq!(made.status.code(), Some(0), "{}", String::from_utf8_lossy(&made.stderr));
    let settings = fs::read_to_string(folder.path().join("earful.toml")).expect("settings");
    for preset in ["steam", "salesforce_case", "typeform"] {
        assert!(settings.contains(&format!("preset = \"{preset}\"")), "{settings}");
    }
    assert!(!settings.contains("form.json"), "{settings}");
    let tried = earful(folder.path(), &["ingest", "--dry-run", "--limit", "10"]);
    let said = String::from_utf8_lossy(&tried.stdout).into_owned();
    assert_eq!(tried.status.code(), Some(0), "{said}{}", String::from_utf8_lossy(&tried.stderr));
    assert!(said.contains("3 records would be kept") && said.contains("Too dear."), "{said}");
    let left: Vec<String> = fs::read_dir(folder.path())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(left.len(), 2, "{left:?}");
}
