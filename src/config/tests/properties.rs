//! Settings and files that nobody should write: a fault with a place, or settings, and never a panic.

use proptest::prelude::*;

use super::*;

proptest! {
    #[test]
    fn arbitrary_text_never_panics(text in "\\PC{0,200}") {
        let _ = parse(&text, "x").map_err(|faults| faults.to_string());
    }

    #[test]
    fn toml_like_text_never_panics(
        lines in prop::collection::vec(
            (
                prop::sample::select(vec![
                    "company", "sources", "[sources.a]", "[sources.a.fields]", "[[sources.a.delete]]",
                    "[sources.a.text]", "[sources.a.rating]", "files", "kind", "id", "text", "min", "max",
                    "delete", "skip", "questions", "[ranking.weights]", "reach", "[run]", "threads", "format",
                    "delimiter", "zone", "formats", "\"\"", "[sources.a.time]", "[themes]", "seed",
                ]),
                prop::sample::select(vec![
                    "", " = 1", " = -1", " = \"x\"", " = []", " = [\"a\", 1, {}]", " = {}", " = { from = \"a\" }",
                    " = { from = [{ from = { hash = [] } }], split = \"\" }", " = nan", " = 1979-05-27",
                    " = { regex = \"(\", from = \"a\" }", " = \"\"", " = [[[[[[[[[[[[\"x\"]]]]]]]]]]]]", " = true",
                    " = { template = \"{\" }", " = \"\"\"\nä\n\"\"\"", " = 'é",
                ]),
            ),
            0..14,
        )
    ) {
        let text: String = lines.iter().map(|(key, value)| {
            if key.starts_with('[') { format!("{key}\n") } else { format!("{key}{value}\n") }
        }).collect();
        if let Err(faults) = parse(&text, "x") {
            prop_assert!(!faults.faults.is_empty());
            prop_assert!(faults.faults.iter().all(|fault| fault.line >= 1 && fault.column >= 1));
        }
    }

    #[test]
    fn faults_of_a_broken_reference_name_a_place_in_it(
        edits in prop::collection::vec(
            (
                0usize..100_000,
                0usize..30,
                prop::sample::select(vec!["", "=", "\"", "[", "]", "{", "\n", "#", "-1", "x", "ä", "'''", "\u{0}"]),
            ),
            1..4,
        ),
    ) {
        let mut text = REFERENCE.to_owned();
        for (at, cut, put) in edits {
            let from = text.floor_char_boundary(at % text.len());
            let to = text.floor_char_boundary((from + cut).min(text.len()));
            text.replace_range(from..to, put);
        }
        let Err(faults) = parse(&text, "x") else { return Ok(()) };
        let lines: Vec<&str> = text.split('\n').collect();
        prop_assert!(!faults.faults.is_empty());
        for fault in &faults.faults {
            let line = fault.line.checked_sub(1).and_then(|at| lines.get(at));
            prop_assert!(line.is_some(), "{:?}", fault);
            let letters = line.map_or(0, |line| line.chars().count());
            prop_assert!((1..=letters + 1).contains(&fault.column), "{:?}", fault);
            prop_assert!(!fault.problem.is_empty(), "{:?}", fault);
        }
        prop_assert!(faults.faults.is_sorted_by_key(|fault| fault.line));
    }

    #[test]
    fn any_bytes_can_be_guessed_from(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = proposal(&[("any.csv", bytes)]);
    }

    #[test]
    fn any_table_gives_settings_that_parse(
        header in prop::collection::vec("[^\n\r]{0,12}", 1..5),
        rows in prop::collection::vec(prop::collection::vec("[a-z0-9 .:/?-]{0,30}", 1..5), 0..12),
        end in prop::sample::select(vec!["csv", "tsv", "json", "txt", "jsonl"]),
    ) {
        let quote = |cells: &Vec<String>| {
            cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect::<Vec<_>>().join(",")
        };
        let text = std::iter::once(&header).chain(&rows).map(|row| quote(row) + "\n").collect::<String>();
        let _ = proposal(&[(&format!("any.{end}"), text.into_bytes())]);
    }
}
