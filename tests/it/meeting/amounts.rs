//! Amounts that nobody pays, in the files beside the settings.

use super::{company, customers, list, ranked, view};

/// Rows with amounts below nothing or beyond all money are refused with their line, and no number that
/// people read is without an end.
#[test]
fn amounts_that_cannot_be_are_refused_with_their_line() {
    let workspace = company();
    let rows = ["1e308", "-5", "inf", "-1e308"];
    let mut text = customers(2_000);
    for (number, amount) in rows.iter().enumerate() {
        text.push_str(&format!("X-{number};north;{amount};\n"));
    }
    workspace.write("customers.csv", text);
    workspace.write("costs.csv", "channel,cost\ntickets,7\nreviews,1e308\nnps,-5\nchat,inf\n");
    let found = view(&workspace);
    let files = list(&found["meeting"], "files");
    let lines = |name: &str| -> Vec<u64> {
        let file = files.iter().find(|file| file["file"] == name).expect("the file");
        list(file, "bad_rows").iter().filter_map(|row| row[0].as_u64()).collect()
    };
    assert_eq!(lines("customers.csv"), [2_002, 2_003, 2_004, 2_005]);
    assert_eq!(lines("costs.csv"), [3, 4, 5]);

    let first = ranked(&found)[0].clone();
    let mut read = vec![String::from_utf8(workspace.report("md")).expect("text")];
    for typed in [&["why", &first][..], &["impact"], &["themes", "show", &first], &["roadmap"]] {
        read.push(workspace.earful(typed).out);
    }
    for text in &read {
        let mut words = text.split(|letter: char| !letter.is_alphanumeric());
        assert!(!words.any(|word| matches!(word, "inf" | "NaN")), "{text}");
    }
    let html = String::from_utf8(workspace.report("html")).expect("text");
    for senseless in [">inf", " inf ", "NaN "] {
        assert!(!html.contains(senseless), "{senseless:?}");
    }
}
