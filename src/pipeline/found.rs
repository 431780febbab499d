//! How many hits a search has and in which way they were found, in words.

use crate::index::Page;
use crate::report::phrase;

/// How many were found in which way, in words that add up.
pub fn amount(page: &Page) -> String {
    // As many as are looked at: there may be more.
    let cut = if page.meant_is_cut { " and more" } else { "" };
    let kinds = [
        (page.total, " with all words".to_owned()),
        (page.most, " with most words".to_owned()),
        (page.meant, format!("{cut} in other words")),
    ];
    let found: Vec<_> = kinds.into_iter().filter(|(count, _)| *count > 0).collect();
    match found.as_slice() {
        [] => phrase::counted(page.total, "record", "records"),
        [(total, _)] if *total == page.total => phrase::counted(page.total, "record", "records"),
        [(first, how), rest @ ..] => {
            let more = rest.iter().map(|(count, how)| format!(", {}{how}", phrase::count(*count)));
            let more: String = more.collect();
            format!("{}{how}{more}", phrase::counted(*first, "record", "records"))
        }
    }
}

/// What stands above the hits that do not hold every word.
pub fn heading(page: &Page) -> &'static str {
    match (page.total, page.most, page.meant) {
        (0, 0, _) | (_, 0, _) => "In other words:",
        (0, _, 0) => "None holds all of the words. Most of them:",
        (0, _, _) => "None holds all of the words. Most of them, or the same in other words:",
        (_, _, 0) => "With most of the words:",
        _ => "With most of the words, or the same in other words:",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Meaning;

    fn page(total: u64, most: u64, meant: u64) -> Page {
        let (corrections, notes, hits, words) = Default::default();
        Page {
            total,
            most,
            meant,
            meant_is_cut: meant >= 200,
            meaning: Meaning::NONE,
            side: 0,
            stance: None,
            statements: None,
            corrections,
            notes,
            hits,
            words,
        }
    }

    #[test]
    fn amounts_say_how() {
        assert_eq!(amount(&page(0, 0, 0)), "no records");
        assert_eq!(amount(&page(1, 0, 0)), "1 record");
        assert_eq!(amount(&page(1, 2, 0)), "1 record with all words, 2 with most words");
        assert_eq!(amount(&page(0, 0, 3)), "3 records in other words");
        assert_eq!(
            amount(&page(1_000, 2, 200)),
            "1,000 records with all words, 2 with most words, 200 and more in other words"
        );
    }
}
