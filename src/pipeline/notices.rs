//! What a person should look at in the corpus: clocks that are wrong, campaigns, texts that came garbled,
//! and segments of more values than a table shows.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::model::{AuthorKey, Corpus, Day, FeedbackId, Notice, Segments};

/// Different authors from which copies of one text are a campaign and no family.
const CAMPAIGN_FROM: u64 = 5;
/// Records on one day, and days without any after it, from which a clock began anew there and nobody
/// spoke. Devices do so on 1 January 1980 and 2000, years before anybody could have been heard.
const BEHIND_FROM: u64 = 3;
const BEHIND_BY: i32 = 3 * 365;
/// Campaigns told of; the rest only count.
const MOST: usize = 10;
/// Characters of a campaign's text shown.
const SHOWN: usize = 80;

/// Records dated after `today` by source in name order, then days long before all others likewise, then
/// garbled texts likewise, then segments of too many values by name (`segments` are those of the
/// settings), then campaigns, largest first, ties by id.
///
/// A campaign is a voice of at least five authors (records without one count as one each). Its
/// text is that of its first record.
pub fn of_corpus(corpus: &Corpus, segments: &[String], today: Day) -> Vec<Notice> {
    let mut ahead: BTreeMap<&Arc<str>, (u64, Day)> = BTreeMap::new();
    let mut dated: BTreeMap<&Arc<str>, BTreeMap<Day, u64>> = BTreeMap::new();
    let mut garbled: BTreeMap<&Arc<str>, u64> = BTreeMap::new();
    let mut groups: HashMap<FeedbackId, Vec<usize>> = HashMap::new();
    for (row, feedback) in corpus.feedback().iter().enumerate() {
        // The day after may be today where it was said.
        if let Some(day) = feedback.day().filter(|day| day.since(today) > 1) {
            let (records, until) = ahead.entry(&feedback.source).or_insert((0, day));
            (*records, *until) = (*records + 1, day.max(*until));
        }
        if let Some(day) = feedback.day() {
            *dated.entry(&feedback.source).or_default().entry(day).or_default() += 1;
        }
        if is_garbled(feedback.own_words()) {
            *garbled.entry(&feedback.source).or_default() += 1;
        }
        if feedback.voice != feedback.id {
            groups.entry(feedback.voice).or_default().push(row);
        }
    }
    let mut notices: Vec<Notice> = ahead
        .into_iter()
        .map(|(source, (records, until))| Notice::Ahead {
            source: source.clone(),
            records,
            until,
            today,
        })
        .collect();
    notices.extend(dated.into_iter().filter_map(|(source, days)| behind(source, &days)));
    let garbled = garbled
        .into_iter()
        .map(|(source, records)| Notice::Garbled { source: source.clone(), records });
    notices.extend(garbled);
    notices.extend(Segments::of(corpus, segments).cut().iter().map(|one| Notice::Folded {
        name: one.name.clone(),
        values: one.values,
        others: one.others,
    }));
    let mut campaigns: Vec<(u64, FeedbackId, u64, Vec<usize>)> = groups
        .into_iter()
        .filter_map(|(voice, mut rows)| {
            rows.extend(corpus.row_of(voice).map(|row| row as usize));
            let authors = authors(corpus, &rows);
            (authors >= CAMPAIGN_FROM).then_some((rows.len() as u64, voice, authors, rows))
        })
        .collect();
    campaigns.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    notices.extend(campaigns.into_iter().take(MOST).map(|(copies, voice, authors, rows)| {
        let first = corpus.row_of(voice).map_or(rows[0], |row| row as usize);
        Notice::Campaign {
            voice,
            copies,
            authors,
            days: days(corpus, &rows),
            text: beginning(corpus.feedback()[first].own_words()),
        }
    }));
    notices
}

/// The first day of a source where a clock that began anew wrote it: several records on it, nothing for
/// years after, and most records later.
fn behind(source: &Arc<str>, days: &BTreeMap<Day, u64>) -> Option<Notice> {
    let mut each = days.iter();
    let ((&day, &records), (&next, _)) = (each.next()?, each.next()?);
    let all: u64 = days.values().sum();
    let is_behind = records >= BEHIND_FROM && next.since(day) >= BEHIND_BY && 2 * records < all;
    is_behind.then(|| Notice::Behind { source: source.clone(), records, day, next })
}

fn authors(corpus: &Corpus, rows: &[usize]) -> u64 {
    let keys = || rows.iter().map(|&row| corpus.feedback()[row].author);
    let known: HashSet<AuthorKey> = keys().flatten().collect();
    (known.len() + keys().filter(Option::is_none).count()) as u64
}

fn days(corpus: &Corpus, rows: &[usize]) -> Option<(Day, Day)> {
    let days = || rows.iter().filter_map(|&row| corpus.feedback()[row].day());
    Some((days().min()?, days().max()?))
}

fn beginning(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

/// Whether a text looks like UTF-8 that was read as Windows-1252 or Latin-1 on its way here: a
/// letter with a tilde or circumflex followed by what the second byte of a character became, or the
/// mark of a byte that could not be read.
fn is_garbled(text: &str) -> bool {
    if text.is_ascii() {
        return false;
    }
    let mut before = ' ';
    for c in text.chars() {
        // "Ã¼", "Â°", "â€™", "ðŸ˜€": second bytes are 0x80 to 0xbf.
        let tail = matches!(
            c,
            '\u{80}'
                ..='\u{bf}'
                    | '€'
                    | '‚'
                    | 'ƒ'
                    | '„'
                    | '…'
                    | '†'
                    | '‡'
                    | 'ˆ'
                    | '‰'
                    | 'Š'
                    | '‹'
                    | 'Œ'
                    | 'Ž'
                    | '•'
                    | '–'
                    | '—'
                    | '˜'
                    | '™'
                    | 'š'
                    | '›'
                    | 'œ'
                    | 'ž'
                    | 'Ÿ'
        );
        if c == '\u{fffd}' || (tail && matches!(before, 'Ã' | 'Â' | 'â' | 'ð')) {
            return true;
        }
        before = c;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn garbled_text_is_known_and_foreign_text_is_not() {
        for text in ["FÃ¼r mich", "CafÃ©", "Itâ€™s slow", "ðŸ˜€", "gut \u{fffd}", "20 Â°C"]
        {
            assert!(is_garbled(text), "{text}");
        }
        for text in
            ["Für mich", "São João", "Âge", "it’s", "pâté", "“â”", "20 °C", "VÂNĂTOARE", "plain"]
        {
            assert!(!is_garbled(text), "{text}");
        }
    }

    #[test]
    fn only_the_beginning_is_shown() {
        assert_eq!(beginning(" a \n b "), "a b");
        let long = "word ".repeat(40);
        assert!(beginning(&long).chars().count() <= SHOWN + 1);
        assert!(beginning(&long).ends_with("word…"));
    }
}
