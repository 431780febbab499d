//! Survey sheets in the languages, layouts and orders of day and month that people export: which
//! preset takes them, what is an answer in words, and what is none.

use crate::desk::Desk;

#[test]
fn a_form_of_any_language_is_read_by_its_answers_and_its_own_order_of_day_and_month() {
    let desk = Desk::new()
        .with(
            "greek.csv",
            "\"Χρονική σήμανση\",\"Πόσο ικανοποιημένοι είστε;\",\"Τι θα βελτιώνατε στην εξυπηρέτηση\"\n\
             \"2025/11/03 3:08:44 μ.μ. EET\",\"4\",\"Να απαντάτε πιο γρήγορα στο τηλέφωνο\"\n",
        )
        .with(
            "turkish.csv",
            "\"Zaman damgası\",\"Ne kadar memnunsunuz?\",\"Neyi daha iyi yapabiliriz\",\"Şehir\"\n\
             \"03.11.2025 15:08:44\",\"4\",\"Kargo her zaman çok geç geliyor\",\"İzmir\"\n\
             \"04.11.2025 10:00:00\",\"5\",\"yok\",\"Ankara\"\n",
        )
        .with(
            "japanese.csv",
            "\"タイムスタンプ\",\"満足度\",\"ご自由にお書きください\",\"性別\"\n\
             \"2025/11/03 3:08:44 午後 JST\",\"4\",\"注文した椅子が三週間たっても届きません\",\"女性\"\n",
        )
        .with(
            "british.csv",
            "Timestamp,Would you come again,Please tell us about your visit\n\
             13/11/2025 15:08:44,Yes,The queue at the door was far too long\n\
             02/11/2025 09:00:00,No,Nothing\n",
        )
        .with(
            "american.csv",
            "Timestamp,Would you come again,Please tell us about your visit\n\
             11/13/2025 15:08:44,Yes,The queue at the door was far too long\n\
             11/02/2025 9:00:00,No,Nothing\n",
        )
        .with("log.csv", "Timestamp,Level,Message\n2025-11-03 10:00:00,INFO,The server has started\n");
    let read = desk.read("google_forms", &["greek.csv"]);
    assert_eq!(read.records[0]["text"], "Να απαντάτε πιο γρήγορα στο τηλέφωνο");
    assert_eq!(read.records[0]["created_at"], "2025-11-03T13:08:44Z");
    assert_eq!(read.records[0]["rating"], 4.0);
    let read = desk.read("google_forms", &["turkish.csv"]);
    let mut words: Vec<&str> = read.texts().iter().map(|(_, text)| *text).collect();
    words.sort_unstable();
    assert_eq!(words, ["Kargo her zaman çok geç geliyor", "yok"]);
    let read = desk.read("google_forms", &["japanese.csv"]);
    assert_eq!(read.records.len(), 1);
    assert_eq!(read.records[0]["created_at"], "2025-11-03T06:08:44Z");
    for (file, second) in
        [("british.csv", "2025-11-02T09:00:00Z"), ("american.csv", "2025-11-02T09:00:00Z")]
    {
        let read = desk.read("google_forms", &[file]);
        let days: Vec<&str> =
            read.records.iter().filter_map(|one| one["created_at"].as_str()).collect();
        assert!(
            days.contains(&second) && days.contains(&"2025-11-13T15:08:44Z"),
            "{file}: {days:?}"
        );
        // A choice of two is no answer in words, though it asks like one.
        assert!(read.texts().iter().all(|(_, text)| *text != "Yes" && *text != "No"));
    }
    assert!(desk.detected("log.csv")["preset"].is_null());
}

#[test]
fn questions_in_full_or_as_codes() {
    let desk = Desk::new()
        .with(
            "full.csv",
            "\"Antwort ID\";\"Datum Abgeschickt\";\"Letzte Seite\";\"Start-Sprache\";\"Zufallsstartwert\";\
             \"Wie zufrieden sind Sie?\";\"Was sollen wir ändern? [Sonstiges]\"\n\
             1;10.05.23 14:03;5;de;99;4;Die Öffnungszeiten sind zu kurz\n",
        )
        .with(
            "both.csv",
            "\"id. Response ID\",\"submitdate. Date submitted\",\"lastpage. Last page\",\
             \"startlanguage. Start language\",\"G1Q1. How do you like the new garden?\"\n\
             \"1\",\"2023-05-10 14:03:22\",\"3\",\"en\",\"The benches are gone and I miss them\"\n",
        );
    let read = desk.read("limesurvey", &["full.csv"]);
    let id = "1#Was sollen wir ändern? [Sonstiges]";
    assert_eq!(read.texts(), [(id, "Die Öffnungszeiten sind zu kurz")]);
    assert_eq!(read.records[0]["created_at"], "2023-05-10T14:03:00Z");
    assert_eq!((&read.records[0]["rating"], &read.records[0]["lang"]), (&4.0.into(), &"de".into()));
    let read = desk.read("limesurvey", &["both.csv"]);
    assert_eq!(read.records[0]["text"], "The benches are gone and I miss them");
}

#[test]
fn forms_of_an_office_have_heads_in_the_language_of_who_exports() {
    let desk = Desk::new()
        .with(
            "english.csv",
            "ID,Start time,Completion time,Email,Name,How would you rate it?,What could be better?,\
             Points - What could be better?\n\
             1,8/20/25 12:51:45,8/20/25 12:54:25,anonymous,,Excellent,More time for questions,0\n",
        )
        .with(
            "japanese.csv",
            "ID,開始時刻,完了時刻,メール,名前,満足度,改善してほしい点を教えてください\n\
             1,2025/8/20 12:51:45,2025/8/20 12:54:25,anonymous,,5,もっと静かな席を増やしてください\n",
        )
        .with(
            "spanish.csv",
            "Id,Hora de inicio,Hora de finalización,Correo electrónico,Nombre,¿Qué mejorarías?\n\
             1,20/8/25 12:51:45,20/8/25 12:54:25,ana@example.org,Ana,El ruido en la sala\n",
        );
    let mut ids = Vec::new();
    for (file, words, authored) in [
        ("english.csv", "More time for questions", false),
        ("japanese.csv", "もっと静かな席を増やしてください", false),
        ("spanish.csv", "El ruido en la sala", true),
    ] {
        let read = desk.read("ms_forms", &[file]);
        assert_eq!(read.records.len(), 1, "{file}: {:?}", read.texts());
        assert_eq!(read.records[0]["text"], words);
        assert_eq!(read.records[0]["created_at"], "2025-08-20T12:54:25Z", "{file}");
        assert_eq!(read.records[0]["author"].is_string(), authored, "{file}");
        ids.push(read.records[0]["id"].as_str().unwrap_or_default().to_owned());
    }
    // Three forms that all count from 1, at the same times: only the question tells them apart.
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 3);
}

#[test]
fn loops_and_groups_of_a_recommendation() {
    let quoted = |name: &str| format!("\"{{\"\"ImportId\"\":\"\"{name}\"\"}}\"");
    let imports: Vec<String> = [
        "startDate",
        "endDate",
        "status",
        "progress",
        "finished",
        "recordedDate",
        "_recordId",
        "userLanguage",
        "QID1",
        "1_QID2_TEXT",
        "2_QID2_TEXT",
        "1_QID2_4_TEXT",
        "QID1_NPS_GROUP",
    ]
    .map(quoted)
    .to_vec();
    let loops = format!(
        "StartDate,EndDate,Status,Progress,Finished,RecordedDate,ResponseId,UserLanguage,Q1,1_Q2,2_Q2,\
         1_Q2_4_TEXT,Q1_NPS_GROUP\n\
         Start,End,Type,Progress,Finished,Recorded,Response ID,Language,How likely are you to recommend \
         us?,What about the bus?,What about the tram?,Other,Group\n{}\n\
         2025-11-03 10:00:00,2025-11-03 10:05:00,IP Address,100,True,2025-11-03 10:05:01,R_1,EN,3,\
         Late every day,Too full,by foot,Detractor\n",
        imports.join(",")
    );
    let desk = Desk::new().with("loops.csv", loops);
    let read = desk.read("qualtrics", &["loops.csv"]);
    assert_eq!(
        read.texts(),
        [
            ("R_1#1_QID2_4_TEXT", "by foot"),
            ("R_1#1_QID2_TEXT", "Late every day"),
            ("R_1#2_QID2_TEXT", "Too full")
        ]
    );
    assert_eq!(
        (&read.records[0]["rating"], &read.records[0]["thread_id"]),
        (&3.0.into(), &"R_1".into())
    );
}
