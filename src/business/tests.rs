//! Tables as people keep them, and joins.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::model::invented::{Said, company};
use crate::model::{Progress, SheetRow, ThemeId};

fn table(text: &str) -> Sheet {
    let mut lines = text.lines().zip(1u64..);
    let cells = |line: &str| line.split(',').map(|cell| cell.trim().to_owned()).collect();
    let (head, _) = lines.next().expect("a header");
    Sheet {
        file: Arc::from("table.csv"),
        head: 1,
        columns: cells(head),
        rows: lines.map(|(line, number)| SheetRow { line: number, cells: cells(line) }).collect(),
    }
}

/// The key that `invented` gives author number n.
fn key_of(author: u32) -> AuthorKey {
    let mut bytes = [7; 16];
    bytes[..4].copy_from_slice(&author.to_be_bytes());
    AuthorKey(bytes)
}

fn with<T>(work: impl FnOnce(&Readers<'_>) -> T) -> T {
    let days = |values: &[&str]| -> Vec<Result<Option<Day>, &'static str>> {
        let read = |value: &&str| match *value {
            "" => Ok(None),
            value => value.parse().map(Some).map_err(|_| "no day"),
        };
        values.iter().map(read).collect()
    };
    let money = |text: &str| match text.parse::<f64>() {
        Ok(value) if value >= 0.0 => Ok(Some(value)),
        Ok(_) => Err("below nothing"),
        Err(_) => Ok(None),
    };
    let keys = |text: &str| -> Vec<AuthorKey> { text.parse().map(key_of).into_iter().collect() };
    let label = |text: &str| text.to_owned();
    work(&Readers { keys: &keys, days: &days, money: &money, label: &label })
}

#[test]
fn customers_with_segments_and_bad_rows() {
    let sheet = table(
        "customer_id,Plan,ARR,active since,name\n1,pro,100,2026-01-01,Ada\n2,free,-5,,Bo\n1,free,,,\nx,,,,\n3,,7\n4,free,,2026-02-30,\n5,pro,50,,",
    );
    let (found, file) = with(|readers| customers(&sheet, readers)).expect("a table");
    let lines: Vec<u64> = found.iter().map(|one| one.line).collect();
    assert_eq!(lines, [2, 8]);
    assert_eq!(found[0].segments.len(), 1, "a name is no segment");
    assert_eq!((&*found[0].segments[0].name, &*found[0].segments[0].value), ("plan", "pro"));
    let bad: Vec<(u64, &str)> = file.bad.iter().map(|row| (row.line, &*row.reason)).collect();
    assert_eq!(
        bad,
        [
            (3, "revenue: below nothing"),
            (4, "its key is that of line 2"),
            (5, "no key, or one that is nobody's"),
            (6, "3 cells where the header has 5"),
            (7, "no day"),
        ]
    );
    let fault = with(|readers| customers(&table("plan,since\npro,"), readers)).expect_err("no key");
    assert!(
        fault.to_string().starts_with("table.csv:1: no column of authors or accounts"),
        "{fault}"
    );
}

#[test]
fn a_roadmap_and_what_a_tracker_knows_of_it() {
    let own = table(
        "id,item,themes,effort,team,status,shipped,key,confidence\n\
         R-1,Fix the crash,T-1 T-9,6w,web,in progress,,FW-1,80%\n\
         R-2,Refunds,T-2,web 2w; ios 5 days,,shipped,2026-03-01,FW-2,\n\
         R-3,Dark mode,nonsense,1w,,,,,\n\
         R-4,Nothing,,0.5m,,,,,-3",
    );
    let (items, file) = with(|readers| roadmap(&own, readers)).expect("a table");
    assert_eq!(items.len(), 2);
    assert_eq!(file.bad.iter().map(|row| row.line).collect::<Vec<_>>(), [4, 5]);
    assert_eq!(items[0].themes, [ThemeId(1), ThemeId(9)]);
    assert_eq!(items[0].inputs["confidence"], 0.8);
    assert_eq!(items[0].weeks(), Some(6.0));
    let of: Vec<(&str, f64)> = items[1].effort.iter().map(|(team, &w)| (&**team, w)).collect();
    assert_eq!(of, [("ios", 1.0), ("web", 2.0)]);
    assert_eq!((items[1].progress, items[0].progress), (Progress::Shipped, Progress::Doing));

    let jira = table(
        "Summary,Issue key,Status,Labels,Labels,Original estimate,Resolved\n\
         Fix the crash,FW-1,Done,mobile,earful-T-5,288000,2026-04-02\n\
         Unknown,FW-9,To Do,,,,",
    );
    let (later, file) = with(|readers| roadmap(&jira, readers)).expect("an export");
    assert!(file.columns.contains("Jira"));
    assert_eq!(file.assumed, "", "288,000 are seconds");
    let both = updated(items, later);
    assert_eq!(both.len(), 3);
    assert_eq!((both[0].progress, both[0].weeks()), (Progress::Shipped, Some(2.0)));
    assert_eq!(both[0].themes, [ThemeId(1), ThemeId(9), ThemeId(5)]);
    assert_eq!(both[0].shipped, "2026-04-02".parse().ok());
    assert_eq!(&*both[0].id, "R-1");
}

#[test]
fn points_are_weeks_and_that_is_said() {
    let jira = table("Summary,Issue key,Status,Story Points\nFix the crash,FW-1,To Do,8");
    let (items, file) = with(|readers| roadmap(&jira, readers)).expect("an export");
    assert_eq!(items[0].weeks(), Some(1.6));
    assert!(file.assumed.contains("5 points to the week"), "{}", file.assumed);
}

#[test]
fn an_effort_below_nothing_is_none() {
    let efforts =
        ["-2w", "− 2w", "web -2w", "web=-2w", ".5w", "web: -1d; ios 1w", "* 2w", "2w; -1w"];
    let rows: Vec<String> =
        efforts.iter().enumerate().map(|(at, one)| format!("R-{at},Item,{one}\n")).collect();
    let sheet =
        table(&format!("id,item,effort\n{}R-9,Kept,mobile-web: 2w; C# 1w\n", rows.concat()));
    let (items, file) = with(|readers| roadmap(&sheet, readers)).expect("a table");
    assert_eq!(file.bad.len(), efforts.len(), "{:?}", file.bad);
    for bad in &file.bad {
        assert!(bad.reason.contains("no amount of 0 or more"), "{bad:?}");
    }
    let of: Vec<(&str, f64)> = items[0].effort.iter().map(|(team, &w)| (&**team, w)).collect();
    assert_eq!(of, [("C#", 1.0), ("mobile-web", 2.0)]);
}

#[test]
fn customers_join_by_author_or_account() {
    let mut said = vec![Said::complaint(1).by(1), Said::complaint(1).by(2), Said::complaint(1)];
    said[2].attributes = vec![("account", "acme".to_owned()), ("plan", "old".to_owned())];
    let (corpus, _) = company(&said);
    let sheet = table("customer_id,account,plan,revenue\n1,,pro,100\n,acme,team,900\n7,,free,1");
    let (found, _) = with(|readers| customers(&sheet, readers)).expect("a table");
    let joined = join(&corpus, &found, "account");
    assert_eq!(joined.of_row, [Some(0), None, Some(1)]);
    let counts = &joined.counts;
    assert_eq!((counts.customers, counts.heard, counts.authors, counts.known), (3, 2, 3, 2));
    let both = segments(&corpus.feedback()[2].attributes, &found[1]);
    let both: Vec<(&str, &str)> = both.iter().map(|one| (&*one.name, &*one.value)).collect();
    assert_eq!(both, [("account", "acme"), ("plan", "team")], "tonight's file decides");

    let stakes = Stakes::of(&found);
    let all = stakes.behind(joined.of_row.iter().flatten().copied()).expect("revenue");
    assert_eq!((all.accounts, all.revenue), (2, 1_000.0));
    assert_eq!(all.one_account, Some(0.9));
    assert_eq!(stakes.behind([].into_iter()), None);
}

#[test]
fn active_customers_by_day() {
    let sheet = table("user,since,until\n1,2026-01-01,2026-01-10\n2,2026-01-05,");
    let (found, _) = with(|readers| customers(&sheet, readers)).expect("a table");
    let exposure = exposure_of_customers(&found);
    let on = |day: &str| exposure.on(day.parse().expect("a day"));
    assert_eq!(
        (on("2025-12-31"), on("2026-01-01"), on("2026-01-07")),
        (None, Some(1.0), Some(2.0))
    );
    assert_eq!(on("2026-01-11"), Some(1.0));
    let (from, to) = ("2026-01-09".parse().expect("a day"), "2026-01-12".parse().expect("a day"));
    assert_eq!(exposure.mean(from, to), Some(1.5));
    assert!(exposure_of_customers(&[]).steps.is_empty());
}

#[test]
fn searches_with_segments_and_bad_rows() {
    let sheet = table(
        "Search term,Date,Hits,Clicks,Plan,User ID,Email\nmap,2026-01-01,0,,pro,7,a@b.example\nmap,2026-01-02,1.5,,pro,7,\n,2026-01-02,1,,,,\nmap,,1,,,,\nhotel,2026-01-03,4,2,,8,",
    );
    let (found, file) = with(|readers| searches(&sheet, readers)).expect("a table");
    let told: Vec<_> =
        found.iter().map(|one| (&*one.query, one.count, one.results, one.clicks)).collect();
    assert_eq!(told, [("map", 1, Some(0), None), ("hotel", 1, Some(4), Some(2))]);
    let segments: Vec<&str> = found[0].segments.iter().map(|one| &*one.name).collect();
    assert_eq!(segments, ["plan"], "who searched is no segment");
    let bad: Vec<(u64, &str)> = file.bad.iter().map(|row| (row.line, &*row.reason)).collect();
    assert_eq!(
        bad,
        [
            (3, "results is no whole number of 0 or more"),
            (4, "it has no query"),
            (5, "it has no day"),
        ]
    );
    let none = with(|readers| searches(&table("day,count\n"), readers)).expect_err("no queries");
    assert_eq!(none.line, 1);
    assert!(none.fix.contains("`query`"), "{none}");
}

proptest! {
    #[test]
    fn any_table_is_read_or_refused(
        head in proptest::collection::vec("[a-z_ ]{0,12}|id|customer_id|item|date|name|cost|channel|themes|effort|query|count|results|metric|value|base", 1..6),
        rows in proptest::collection::vec(proptest::collection::vec("[ -~é;]{0,12}", 0..6), 0..8),
    ) {
        let all = rows.len() as u64;
        let rows = rows.into_iter().zip(2..).map(|(cells, line)| SheetRow { line, cells });
        let sheet = Sheet { file: Arc::from("t"), head: 1, columns: head, rows: rows.collect() };
        let files = with(|readers| {
            [
                customers(&sheet, readers).ok().map(|found| found.1),
                events(&sheet, readers).ok().map(|found| found.1),
                roadmap(&sheet, readers).ok().map(|found| found.1),
                costs(&sheet, readers).ok().map(|found| found.1),
                exposure(&sheet, readers).ok().map(|found| found.1),
                searches(&sheet, readers).ok().map(|found| found.1),
                metrics(&sheet, readers).ok().map(|found| found.1),
            ]
        });
        for file in files.into_iter().flatten() {
            prop_assert_eq!(file.used + file.bad.len() as u64, all, "{}", file.kind);
        }
    }
}
