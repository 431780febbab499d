//! What tools really write: one small invented file for each oddity, through the real binary, and
//! what must come out of it. The descriptions the files follow are those of the presets.

use serde_json::{Value, json};

use crate::desk::{CASES, Desk, case, in_windows_1252};

fn steam(id: &str, review: &str, up: Value, updated: u64) -> Value {
    json!({
        "recommendationid": id, "author": {"steamid": "7650", "playtime_at_review": 120},
        "language": "english", "review": review, "timestamp_created": 1_762_153_200,
        "timestamp_updated": updated, "voted_up": up, "votes_funny": 4_294_967_295_u64,
        "weighted_vote_score": "0.5", "received_for_free": false,
        "written_during_early_access": false,
    })
}

#[test]
fn steam_votes_flip_and_pages_overlap() {
    let page = |reviews: Value| json!({"success": 1, "cursor": "AoJ", "reviews": reviews});
    let desk = Desk::new()
        .with(
            "p1.json",
            page(json!([
                steam("101", "[h1]Fine[/h1]", json!(true), 1_762_153_200),
                steam("102", "[b]bold[/b] [sic] [url=http://x.example]link[/url]", json!(true), 1),
                steam("103", " ", json!(true), 1),
            ]))
            .to_string(),
        )
        .with(
            "p2.json",
            page(json!([
                steam("101", "It crashes.", json!(false), 1_762_239_600),
                steam("102", "[b]bold[/b]", json!(true), 1),
            ]))
            .to_string(),
        )
        .with("p3.json", page(json!([])).to_string());
    let read = desk.read("steam", &["p1.json", "p2.json", "p3.json"]);
    assert_eq!(read.texts(), [("101", "It crashes."), ("102", "bold [sic] link")]);
    assert_eq!(read.records[0]["rating_norm"], 0.0);
    assert_eq!(read.sums(), (2, 2, 0, json!({"no_text": 1})));
    // Copies of the data have every value as a text.
    let copy = json!({"reviews": [{
        "recommendationid": "1", "author": {"steamid": "2", "playtime_at_review": "90"},
        "review": "Good", "timestamp_created": "1762153200", "timestamp_updated": "1762153200",
        "voted_up": "True", "received_for_free": "False", "written_during_early_access": "True",
    }]});
    let desk = Desk::new().with("copy.json", copy.to_string());
    let read = desk.read("steam", &["copy.json"]);
    assert_eq!(read.records[0]["rating"], 1.0);
    let attrs = json!({"playtime": 90, "early_access": true, "free": false, "has_reply": false});
    assert_eq!(read.records[0]["attrs"], attrs);
}

#[test]
fn a_pull_request_is_told_by_its_key_alone() {
    let issue = |id: u64, more: Value| {
        let mut issue = json!({
            "id": id, "number": id, "title": "T", "body": "words", "user": {"login": "kim"},
            "created_at": "2025-11-01T08:00:00Z", "updated_at": "2025-11-01T08:00:00Z",
        });
        issue.as_object_mut().expect("an object").extend(more.as_object().cloned().expect("more"));
        issue
    };
    let list = json!([
        issue(1, json!({})),
        issue(2, json!({"pull_request": {"html_url": "http://x.example/2"}})),
        issue(3, json!({"pull_request": {}})),
        issue(4, json!({"pull_request": null, "user": null})),
    ]);
    let desk = Desk::new().with("issues.json", list.to_string());
    let read = desk.read("github_issues", &["issues.json"]);
    assert_eq!(read.texts(), [("1", "words"), ("4", "words")]);
    assert_eq!(read.sums(), (2, 0, 0, json!({"pull_request": 2})));
}

#[test]
fn a_topic_says_its_tags_once_and_its_own_voices_are_no_customers() {
    let post = |id: u64, more: Value| {
        let mut post = json!({
            "id": id, "username": "kim", "cooked": "<p>Same &amp; here</p>", "post_number": id,
            "post_type": 1, "created_at": "2025-11-01T08:00:00.123Z",
            "updated_at": "2025-11-01T08:00:00.123Z", "topic_id": 5, "deleted_at": null,
        });
        post.as_object_mut().expect("an object").extend(more.as_object().cloned().expect("more"));
        post
    };
    let topic = json!({
        "post_stream": {"posts": [
            post(1, json!({})),
            post(2, json!({"username": "system", "user_id": -1})),
            post(3, json!({"deleted_at": "2025-11-02T08:00:00Z"})),
            post(4, json!({"moderator": true})),
            post(5, json!({"post_type": 4})),
            post(6, json!({"cooked": "<aside class=\"quote\"><blockquote>x</blockquote></aside>"})),
        ]},
        "id": 5, "title": "Sync", "tags": ["sync"], "category_id": 3,
    });
    let desk = Desk::new().with("topic.json", topic.to_string());
    let read = desk.read("discourse", &["topic.json"]);
    assert_eq!(read.texts(), [("1", "Same & here")]);
    assert_eq!(read.records[0]["attrs"], json!({"category": 3, "tags": ["sync"]}));
    let skipped = json!({"agent_message": 1, "no_text": 1, "system_message": 2});
    assert_eq!(read.sums(), (1, 0, 1, skipped));
}

#[test]
fn the_encoding_is_told_where_the_first_accent_stands() {
    // The accent comes after more than is looked at first.
    let many: String =
        (0..1_200).map(|n| case(&format!("X{n:06}"), &"plain ".repeat(10))).collect();
    let text = format!("{CASES}{many}{}", case("500A", "größer, €5"));
    for bytes in [text.as_bytes().to_vec(), in_windows_1252(&text)] {
        let desk = Desk::new().with("Case.csv", bytes);
        let read = desk.read("salesforce_case", &["Case.csv"]);
        assert_eq!(read.texts()[0], ("500A", "größer, €5"));
        assert_eq!(read.records[0]["attrs"]["case_number"], "00001026");
    }
    // A file that is UTF-16 by its preset, saved again as UTF-8.
    let play = "Package Name,Review Submit Millis Since Epoch,Star Rating,Review Text,Review Link\n\
                com.x,1762353632542,2,langsam,http://x.example/?reviewId=gp%3AAOq\n";
    let desk = Desk::new().with("reviews_com.x_202511.csv", play);
    let read = desk.read("google_play", &["reviews_com.x_202511.csv"]);
    assert_eq!(read.texts(), [("gp:AOq", "langsam")]);
    assert_eq!(read.records[0]["created_at"], "2025-11-05T14:40:32.542Z");
}

#[test]
fn a_report_has_rows_around_its_table() {
    let report = "\"Cases this quarter\"\n\"As of 2026-01-05\",\"Generated by Kim\"\n\n\
        \"Case Number\",\"Subject\",\"Description\",\"Date/Time Opened\",\"Status\"\n\
        \"00001026\",\"Refund\",\"Where, please,\nis it?\",\"7/15/2025 2:03 PM\",\"New\"\n\
        \"00001027\",\"Sync\",\"Stops.\",\"7/16/2025 9:03 AM\"\n\n\
        \"Grand Totals (2 records)\"\n\"Confidential Information\"\n";
    let desk = Desk::new().with("report.csv", report);
    let read = desk.read("salesforce_report", &["report.csv"]);
    assert_eq!(read.texts(), [("00001026", "Where, please,\nis it?")]);
    assert_eq!(read.records[0]["created_at"], "2025-07-15T14:03:00Z");
    // A short row is rejected all the same, and said with its line.
    assert_eq!(read.counts["rejected"][0]["reason"], "ragged_row");
    assert_eq!(read.sums().0, 1);
}

#[test]
fn a_bare_conversation_has_no_envelope() {
    let conversation = json!({
        "id": "1", "created_at": 1_762_153_200, "updated_at": 1_762_153_200, "state": "open",
        "source": {"type": "conversation", "body": "<p>Hi</p>", "author": {"type": "user", "id": "u"}},
        "conversation_parts": {"conversation_parts": [
            {"id": "2", "part_type": "comment", "body": "<p>We look.</p>", "author": {"type": "admin"}},
            {"id": "3", "part_type": "comment", "body": "<p>More</p>", "author": {"type": "lead"}},
            {"id": "4", "part_type": "comment", "body": "<p>x</p>", "author": {"type": "user"}, "redacted": true},
        ]},
        "conversation_rating": {"rating": 2, "remark": "Slow."},
    });
    let csv = |rows: &[(&str, &str, &str)]| {
        let mut sheet = String::from("_airbyte_raw_id,_airbyte_generation_id,_airbyte_data\n");
        for (id, generation, data) in rows {
            sheet.push_str(&format!("{id},{generation},\"{}\"\n", data.replace('"', "\"\"")));
        }
        sheet
    };
    let text = conversation.to_string();
    let desk = Desk::new()
        .with("one.json", &text)
        .with("wrapped.jsonl", json!({"_airbyte_data": conversation}).to_string())
        .with(
            "wrapped.csv",
            csv(&[("a", "1", &text), ("a", "1", &text), ("b", "0", &text), ("c", "1", "{cut")]),
        );
    let wanted = [("1", "Hi\n\nMore\n\nSlow.")];
    assert_eq!(desk.read("intercom", &["one.json"]).texts(), wanted);
    assert_eq!(desk.read("airbyte_intercom", &["wrapped.jsonl"]).texts(), wanted);
    // The same stream landed as CSV, at least once, with a row of a refresh long past.
    let read = desk.read("airbyte_intercom", &["wrapped.csv"]);
    assert_eq!(read.texts(), wanted);
    assert_eq!(read.sums(), (1, 1, 0, json!({"stale_generation": 1})));
    assert_eq!(read.counts["rejected"][0]["reason"], "bad_json");
}

#[test]
fn a_flattened_landing_is_a_table() {
    let sheet = "_airbyte_raw_id,id,createdAt,updatedAt,archived,properties.subject,properties.content\n\
        a,9007199254740993,2025-10-01T06:00:00.120Z,2025-10-03T06:00:00.120Z,false,Login,\"No, way\nin\"\n\
        b,2,2025-10-01T06:00:00.120Z,2025-10-03T06:00:00.120Z,true,,\n";
    let desk = Desk::new().with("tickets/a.csv", sheet);
    let read = desk.read("hubspot_parquet", &["tickets/a.csv"]);
    assert_eq!(read.texts(), [("9007199254740993", "No, way\nin")]);
    assert_eq!(read.sums(), (1, 0, 1, json!({})));
    let sheet = "id,rating,body,author__name,created_at,deleted_at,_dlt_id,_dlt_load_id\n\
        1,5,Words,Kim,2025-11-01T08:00:00Z,,d1,1762135200.1\n\
        2,5,,Kim,2025-11-01T08:00:00Z,2025-11-02T08:00:00Z,d2,1762135200.1\n";
    let desk = Desk::new().with("reviews/1762135200.1.a.csv", sheet);
    let read = desk.read("dlt_filesystem", &["reviews/1762135200.1.a.csv"]);
    assert_eq!(read.texts(), [("1", "Words")]);
    assert_eq!(read.sums(), (1, 0, 1, json!({})));
}

#[test]
fn dictionaries_of_python_are_read() {
    let lines = "{'reviewerID': 'A1', 'asin': 'B', 'helpful': [2, 3], 'reviewText': \"It's \
        &#34;great&#34;\", 'overall': 5.0, 'summary': u'Heavenly \\u2014', 'unixReviewTime': \
        1252800000, 'verified': True, 'style': None}\n{'reviewerID': 'A2', 'asin': 'B', \
        'reviewText': 'cut";
    let desk = Desk::new().with("reviews.json", lines);
    let json = "{\"reviewerID\":\"A\",\"asin\":\"B\",\"reviewText\":\"x\",\"unixReviewTime\":1,\"overall\":1}";
    let plain = Desk::new().with("plain.json", json);
    assert_eq!(plain.detected("plain.json")["preset"], "amazon_2018");
    // Where JSON is what a file should hold, such a line is none.
    assert_eq!(desk.read_as("amazon_2018", &["reviews.json"]).records.len(), 0);
    let read = desk.read("amazon_2014", &["reviews.json"]);
    assert_eq!(read.records.len(), 1);
    let one = &read.records[0];
    assert_eq!((&one["text"], &one["title"]), (&"It's \"great\"".into(), &"Heavenly —".into()));
    assert_eq!(one["attrs"], json!({"product": "B", "verified": true, "helpful": 2}));
    assert_eq!(read.counts["rejected"][0]["reason"], "bad_json");
    assert_eq!(read.counts["repaired"], 0);
}

#[test]
fn questions_of_any_form_are_found_by_how_they_ask() {
    let form = "\"Timestamp\",\"Username\",\"How happy are you with us?\",\"What do you like best?\",\
        \"Which tools do you use?\",\"Any other feedback?\",\"Any other feedback?\"\n\
        \"2020/10/30 3:08:44 PM GMT+5:30\",\"kim@example.org\",\"4\",\"The search\",\"A;B\",\"\",\"More\"\n\
        \"2020/10/30 3:08:44 PM GMT+5:30\",\"kim@example.org\",\"4\",\"The search\",\"A;B\",\"\",\"More\"\n";
    let desk = Desk::new().with("form.csv", form);
    let read = desk.read("google_forms", &["form.csv"]);
    let texts: Vec<&str> = read.texts().iter().map(|(_, text)| *text).collect();
    assert_eq!(texts, ["The search", "More"]);
    assert_eq!(read.records[0]["created_at"], "2020-10-30T09:38:44Z");
    assert_eq!(
        (&read.records[0]["rating"], &read.records[0]["context"]),
        (&4.0.into(), &"What do you like best?".into())
    );
    assert_eq!(read.sums(), (1, 1, 0, json!({})));
    let bricks = "\"No.\",\"Response ID\",\"Timestamp\",\"Finished\",\"User ID\",\"Tags\",\
        \"1. How likely are you to recommend us?\",\"2. What should we do better?\",\"3. Which plan?\",\
        \"3. Which plan? - Option ID\"\n1,\"c1\",\"2025-11-03 14:05:09 GMT+8\",\"No\",\"u\",\"a, b\",3,\
        \"'- too slow\",\"Pro\",\"x\"";
    let desk = Desk::new().with("export.csv", bricks);
    let read = desk.read("formbricks", &["export.csv"]);
    assert_eq!(read.texts(), [("c1#8", "- too slow")]);
    assert_eq!(
        (&read.records[0]["rating"], &read.records[0]["created_at"]),
        (&3.0.into(), &"2025-11-03T06:05:09Z".into())
    );
}

#[test]
fn a_score_of_qualtrics_is_the_number_beside_its_group() {
    let sheet = "RecordedDate,ResponseId,Status,Q7_NPS_GROUP,Q7,Q8\n\
        Recorded Date,Response ID,Response Type,How likely are you to recommend us? - Group,\
        How likely are you to recommend us?,Why?\n\
        \"{\"\"ImportId\"\":\"\"recordedDate\"\",\"\"timeZone\"\":\"\"Europe/Zurich\"\"}\",\
        \"{\"\"ImportId\"\":\"\"_recordId\"\"}\",\"{\"\"ImportId\"\":\"\"status\"\"}\",\
        \"{\"\"ImportId\"\":\"\"QID1_NPS_GROUP\"\"}\",\"{\"\"ImportId\"\":\"\"QID1\"\"}\",\
        \"{\"\"ImportId\"\":\"\"QID2_TEXT\"\"}\"\n\
        2025-07-01 11:13:44,R_1,IP Address,Detractor,3,Too slow\n";
    let tabs = sheet.replace(',', "\t").replace("\t\"\"timeZone", ",\"\"timeZone");
    let marked = format!("\u{feff}{tabs}");
    let wide: Vec<u8> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let desk = Desk::new().with("Pulse.csv", sheet).with("Pulse.tsv", wide);
    for name in ["Pulse.csv", "Pulse.tsv"] {
        let read = desk.read("qualtrics", &[name]);
        assert_eq!(read.texts(), [("R_1#QID2_TEXT", "Too slow")], "{name}");
        assert_eq!(read.records[0]["rating"], 3.0);
        assert_eq!(read.records[0]["created_at"], "2025-07-01T09:13:44Z");
    }
}

#[test]
fn a_form_beside_its_answers_is_none_of_them() {
    let answers = json!({"items": [{
        "response_id": "r", "submitted_at": "2025-11-03T08:05:00Z",
        "answers": [{"field": {"id": "a", "ref": "why", "type": "long_text"}, "type": "text", "text": "Dear"}],
    }]});
    let form = json!({"fields": [{"id": "g", "type": "group", "properties": {"fields": [
        {"id": "a", "title": "Why {{field:nps}}?"}]}}]});
    let desk = Desk::new()
        .with("responses_1.json", answers.to_string())
        .with("form.json", form.to_string());
    let read = desk.read("typeform", &["responses_1.json", "form.json"]);
    assert_eq!(read.texts(), [("r#why", "Dear")]);
    assert_eq!(read.records[0]["context"], "Why …?");
    assert!(read.counts.get("refused_files").is_none(), "{}", read.counts);
}

#[test]
fn help_comes_newest_first_and_rates_in_many_ways() {
    let thread = |kind: &str, body: &str, more: Value| {
        let mut thread = json!({"id": 1, "type": kind, "state": "published", "body": body});
        thread.as_object_mut().expect("an object").extend(more.as_object().cloned().expect("more"));
        thread
    };
    let talk = |id: u64, threads: Value| {
        json!({
            "id": id, "number": id, "subject": "Re: Sync", "status": "active", "state": "published",
            "createdAt": "2025-11-01T08:00:00Z", "userUpdatedAt": "2025-11-02T08:00:00Z",
            "primaryCustomer": {"id": 9}, "tags": [{"tag": "sync"}], "source": {"type": "email"},
            "_embedded": {"threads": threads},
        })
    };
    let page = json!({"_embedded": {"conversations": [
        talk(1, json!([
            thread("message", "not sent", json!({"state": "draft"})),
            thread("customer", "<p>Still broken.</p>", json!({"rating": {"rating": "great", "comments": "Quick!"}})),
            thread("note", "internal", json!({})),
            thread("customer", "taken back", json!({"state": "hidden"})),
            thread("customer", "Sync stops.", json!({})),
        ])),
        talk(2, json!([thread("customer", "Words", json!({"rating": {"rating": "😀"}}))])),
        talk(3, json!([thread("customer", "Words", json!({"rating": {"rating": "8"}}))])),
        talk(4, json!([thread("message", "We wrote", json!({}))])),
    ]}});
    let desk = Desk::new().with("page.json", page.to_string());
    let read = desk.read("help_scout", &["page.json"]);
    assert_eq!(read.texts()[0], ("1", "Sync stops.\n\nStill broken.\n\nQuick!"));
    let rated: Vec<&Value> = read.records.iter().map(|one| &one["rating_norm"]).collect();
    assert_eq!(rated, [&json!(1.0), &json!(1.0), &json!(0.8)]);
    assert_eq!(read.sums(), (3, 0, 0, json!({"no_text": 1})));
}

#[test]
fn a_rating_of_support_has_words_of_its_own() {
    let page = json!({"tickets": [
        {"id": 1, "created_at": "2025-11-03T08:55:29Z", "updated_at": "2025-11-04T10:38:52Z",
         "description": "Words", "status": "open", "requester_id": 7, "subject": "S", "tags": [],
         "satisfaction_rating": {"score": "bad", "comment": "Slow answer."}},
        {"id": 2, "created_at": "2025-11-03T08:55:29Z", "updated_at": "2025-11-04T10:38:52Z",
         "description": "Others", "status": "open", "requester_id": 8, "priority": null,
         "satisfaction_rating": {"score": "offered"}},
    ]});
    let desk = Desk::new().with("tickets_1.json", page.to_string());
    assert_eq!(desk.read("zendesk_incremental", &["tickets_1.json"]).texts().len(), 2);
    let read = desk.read_as("zendesk_csat", &["tickets_1.json"]);
    assert_eq!(read.texts(), [("1", "Slow answer.")]);
    assert_eq!(read.records[0]["rating_norm"], 0.0);
    assert_eq!(read.sums(), (1, 0, 0, json!({"no_text": 1})));
}
