//! What a run says of records and segments that are not what they seem, and by whose clocks it counts.

use crate::support::Workspace;

fn workspace(more: &str) -> Workspace {
    let workspace = Workspace::empty();
    workspace.write(
        "earful.toml",
        format!(
            "company = \"Acme\"\n[sources.notes]\nkind = \"review\"\nfiles = [\"in/*.csv\"]\n{more}\n\
             [sources.notes.fields]\nid = \"id\"\ncreated_at = \"at\"\ntext = \"text\"\n"
        ),
    );
    workspace
}

fn rows(day: u32, texts: &[&str]) -> String {
    let row = |(at, text): (usize, &&str)| format!("{},2026-08-{day:02} 10:00,{text}\n", at + 1);
    format!("id,at,text\n{}", texts.iter().enumerate().map(row).collect::<String>())
}

const FIRST: [&str; 3] = [
    "The drawer squeaks whenever somebody opens it",
    "Lovely colour and easy to clean",
    "Delivery took nine days longer than promised",
];
const OTHERS: [&str; 3] = [
    "Battery empties overnight without any reason",
    "Support never answers the telephone at all",
    "Wrong size sent twice already",
];

#[test]
fn records_that_replace_others_altogether_are_told_of() {
    let workspace = workspace("");
    workspace.write("in/a.csv", rows(1, &FIRST));
    workspace.ok(&["run", "--today", "2026-08-10", "--threads", "1"]);
    workspace.write("in/b.csv", rows(2, &OTHERS));
    let ran = workspace.ok(&["run", "--today", "2026-08-11", "--threads", "1"]);
    assert!(ran.out.contains("3 records took the place of others"), "{}", ran.out);
    assert!(ran.out.contains("such as 1, 2, 3"), "{}", ran.out);
    let view = workspace.view();
    let notice = &view["intake"]["notices"][0];
    assert_eq!((&notice["kind"], &notice["of"]), (&"replaced".into(), &"notes".into()));
}

#[test]
fn the_same_within_a_night_and_not_of_edits() {
    let both = workspace("");
    both.write("in/a.csv", rows(1, &FIRST));
    both.write("in/b.csv", rows(2, &OTHERS));
    let ran = both.ok(&["run", "--today", "2026-08-10", "--threads", "1"]);
    assert!(ran.out.contains("took the place of others"), "{}", ran.out);
    let edited = workspace("");
    edited.write("in/a.csv", rows(1, &FIRST));
    let again: Vec<String> = FIRST.iter().map(|text| format!("{text} and still does")).collect();
    let again: Vec<&str> = again.iter().map(String::as_str).collect();
    edited.write("in/b.csv", rows(2, &again));
    let ran = edited.ok(&["run", "--today", "2026-08-10", "--threads", "1"]);
    assert!(!ran.out.contains("took the place of others"), "{}", ran.out);
}

#[test]
fn a_segment_of_many_values_keeps_its_largest() {
    let workspace = Workspace::empty();
    let mut csv = String::from("id,at,text,town\n");
    for number in 0..400 {
        // Town 0 has most, and towns beyond the sixtieth one record each.
        let town = if number < 340 { (number * number) % 60 } else { number - 280 };
        let text = FIRST[number % 3];
        csv.push_str(&format!("{number},2026-08-01,{text} ({number}),Town {town:03}\n"));
    }
    workspace.write("in.csv", csv);
    let said = workspace.ok(&["init", "--company", "Acme", "in.csv"]);
    assert!(said.out.contains("the 49 largest are segments"), "{}", said.out);
    let ran = workspace.ok(&["run", "--today", "2026-08-10", "--threads", "1"]);
    assert!(ran.out.contains("its 49 largest are segments"), "{}", ran.out);
}

#[test]
fn days_are_those_of_the_source() {
    let workspace = workspace("[sources.notes.time]\nzone = \"Asia/Tokyo\"");
    workspace.write(
        "in/a.csv",
        "id,at,text\n1,2026-08-02 02:00,The drawer squeaks a lot\n2,2026-08-01 23:00,The lid came loose\n",
    );
    workspace.ok(&["run", "--today", "2026-08-10", "--threads", "1"]);
    let found = |args: &[&str]| {
        let all = [&["search", "--json"], args].concat();
        let hits = workspace.json(&all);
        hits.iter().filter_map(|hit| hit["record"].as_str().map(str::to_owned)).collect::<Vec<_>>()
    };
    // The first was said on the first of August in UTC.
    assert_eq!(found(&["--since", "2026-08-02"]), ["1"]);
    assert_eq!(found(&["--until", "2026-08-01"]), ["2"]);
    assert_eq!(found(&["date:2026-08-02"]), ["1"]);
}
