//! Which columns hold the customers' words.
//!
//! Takes the columns; gives one text, with its question where rows hold one answer each, or several
//! texts that are kept apart: open questions, what was good and what was not. An exact name beats
//! length; what others wrote, what programs made of a text, and what repeats over comments is left.

use std::collections::BTreeSet;

use super::facts::{Facts, is_blank};
use super::names::{self, List};
use super::vocabulary::{ASKING, BAD, GOOD};

/// What was found.
pub(super) enum Words {
    /// Nothing that customers say.
    None,
    /// One column, by number, and the column of the question it answers.
    One {
        /// The text.
        text: usize,
        /// The question.
        question: Option<usize>,
        /// Why.
        why: String,
    },
    /// Several, each a record of its own.
    Several(Vec<usize>),
}

impl Words {
    /// Columns of the words.
    pub(super) fn all(&self) -> Vec<usize> {
        match self {
            Words::None => Vec::new(),
            Words::One { text, .. } => vec![*text],
            Words::Several(list) => list.clone(),
        }
    }

    /// Columns that are records of their own.
    pub(super) fn questions(&self) -> Vec<usize> {
        match self {
            Words::Several(list) => list.clone(),
            _ => Vec::new(),
        }
    }
}

/// More open questions than this are a matrix.
const MOST_QUESTIONS: usize = 40;

/// Finds the words.
pub(super) fn find(columns: &[Facts<'_>], used: &BTreeSet<usize>) -> Words {
    let free = |at: usize| !used.contains(&at) && !columns[at].values.is_empty();
    if let Some(found) = rows_of_answers(columns, &free) {
        return found;
    }
    let mut several = pairs(columns, &free);
    for at in questions(columns, &free) {
        if !several.contains(&at) {
            several.push(at);
        }
    }
    let best = best(columns, &free);
    if several.is_empty()
        && let Some((text, _)) = &best
    {
        several = of_one_sort(columns, &free, *text);
    }
    if several.is_empty() && best.is_none() {
        // Short answers that repeat are answers where nothing else is there.
        several = (0..columns.len()).filter(|&at| free(at) && asks(columns, at, true)).collect();
    }
    if several.is_empty() || several.len() > MOST_QUESTIONS {
        return match best {
            Some((text, why)) => Words::One { text, question: None, why },
            None => Words::None,
        };
    }
    // A column that is called what texts are called says more than the questions beside it ask.
    if let Some((text, _)) = best
        && !several.contains(&text)
        && columns[text].fit("text") >= 60
        && columns[text].is_talk()
        && !columns[text].called(names::is_others_text)
    {
        several.push(text);
    }
    several.sort_unstable();
    Words::Several(several)
}

/// One row for each question: the question repeats, and an answer stands beside it.
fn rows_of_answers(columns: &[Facts<'_>], free: &dyn Fn(usize) -> bool) -> Option<Words> {
    let question = (0..columns.len()).filter(|&at| free(at)).find(|&at| {
        let column = &columns[at];
        column.fit("question") >= 60
            && column.distinct() > 1
            && column.distinct() * 2 <= column.values.len()
            && !column.is_number()
    })?;
    let answers = [
        "answer",
        "answers",
        "response",
        "responses",
        "reply",
        "antwort",
        "reponse",
        "respuesta",
        "risposta",
        "resposta",
        "antwoord",
        "ответ",
        "odpowiedz",
        "cevap",
        "回答",
        "답변",
        "jawaban",
        "value",
        "text",
        "comment",
    ];
    let text = (0..columns.len()).filter(|&at| free(at) && at != question).find(|&at| {
        names::has(&columns[at].words, &answers)
            && columns[at].spoken * 8 > columns[at].values.len()
    })?;
    let why = "each row answers the question beside it".to_owned();
    Some(Words::One { text, question: Some(question), why })
}

/// The columns that are called as the best is but for what they are about, as in "delivery comment"
/// and "product comment"; none where it stands alone.
fn of_one_sort(columns: &[Facts<'_>], free: &dyn Fn(usize) -> bool, best: usize) -> Vec<usize> {
    const SORTS: [&str; 9] = [
        "comment",
        "comments",
        "feedback",
        "remark",
        "remarks",
        "kommentar",
        "commentaire",
        "comentario",
        "opmerking",
    ];
    let sort = |at: usize| columns[at].words.last().filter(|_| columns[at].words.len() == 2);
    let Some(own) = sort(best).filter(|word| SORTS.contains(&word.as_str())) else {
        return Vec::new();
    };
    let like = |at: &usize| {
        let column = &columns[*at];
        free(*at)
            && sort(*at) == Some(own)
            && column.is_talk()
            && !column.called(names::is_others_text)
            && !is_made_of(column, &columns[best])
            && !is_made_of(&columns[best], column)
    };
    let found: Vec<usize> = (0..columns.len()).filter(like).collect();
    if found.len() > 1 { found } else { Vec::new() }
}

/// Columns of what was good and what was not.
fn pairs(columns: &[Facts<'_>], free: &dyn Fn(usize) -> bool) -> Vec<usize> {
    let speaks = |at: usize| {
        let column = &columns[at];
        free(at)
            && column.spoken * 4 >= column.values.len()
            && !column.is_number()
            && !column.is_blob()
    };
    let rest = |words: &[String], side: &List| -> Option<Vec<String>> {
        let at = words.iter().position(|word| side.is_in(std::slice::from_ref(word)))?;
        let mut rest = words.to_vec();
        rest.remove(at);
        Some(rest)
    };
    let mut found = Vec::new();
    for good in (0..columns.len()).filter(|&at| speaks(at)) {
        let Some(one) = rest(&columns[good].words, &GOOD) else { continue };
        let bad = (0..columns.len())
            .filter(|&at| speaks(at) && at != good)
            .find(|&at| rest(&columns[at].words, &BAD).is_some_and(|other| other == one));
        if let Some(bad) = bad {
            found.extend([good, bad]);
        }
    }
    found.dedup();
    found
}

/// Columns whose name asks something that is answered in words.
fn questions(columns: &[Facts<'_>], free: &dyn Fn(usize) -> bool) -> Vec<usize> {
    (0..columns.len()).filter(|&at| free(at) && asks(columns, at, false)).collect()
}

/// Whether a column's name asks something open; `repeats` is whether its answers may repeat.
fn asks(columns: &[Facts<'_>], at: usize, repeats: bool) -> bool {
    let column = &columns[at];
    let name = &column.head.name;
    let marked = name.contains(['?', '？', '؟']);
    let begins = ASKING.is_in(&column.words[..column.words.len().min(1)]);
    let long =
        name.split_whitespace().count() >= 3 || !name.is_ascii() && name.chars().count() >= 6;
    let words = name.split_whitespace().count();
    let asked = long && (marked || begins && (words >= 4 || column.is_talk()));
    // A column for each choice beside it: the choices are joined here.
    let choices = columns.iter().any(|other| {
        let rest = other.head.name.strip_prefix(name.as_str());
        rest.is_some_and(|rest| {
            rest.starts_with(['/', '[', ':', '-'])
                || rest.starts_with(" [")
                || rest.starts_with(" - ")
        })
    });
    let rows = column.values.len();
    // Of few rows only what says one thing or two is a choice and no answer.
    let few = column.letters <= 25
        && (column.distinct() * 4 <= column.values.len() && rows >= 12
            || column.distinct() <= 2 && rows >= 5);
    let rated = column.ratings.read * 10 >= column.values.len() * 8;
    asked
        && !choices
        && (repeats || !few)
        && !rated
        && column.spoken * 4 > column.values.len()
        && !column.is_number()
        && !column.is_time()
        && !column.is_blob()
        && !column.is_link()
}

/// The one text: the best name of what can be one, then length.
fn best(columns: &[Facts<'_>], free: &dyn Fn(usize) -> bool) -> Option<(usize, String)> {
    let candidates: Vec<usize> =
        (0..columns.len()).filter(|&at| free(at) && can_be_text(&columns[at])).collect();
    let derived = |at: usize| {
        candidates.iter().any(|&other| other != at && is_made_of(&columns[at], &columns[other]))
    };
    let varied = |column: &Facts<'_>| column.distinct() * 10 >= column.values.len() * 9;
    let other_varied = candidates.iter().any(|&at| {
        let column = &columns[at];
        column.fit("text") > 0
            && column.is_talk()
            && varied(column)
            && !column.called(names::is_others_text)
    });
    let best = candidates.iter().copied().max_by_key(|&at| {
        let column = &columns[at];
        let name = column.fit("text");
        let others = column.called(names::is_others_text) && name < 95 || derived(at);
        // What repeats over rows that differ is what they are about.
        let about = other_varied && column.distinct() * 2 <= column.values.len();
        // A few words under the best name beside sentences under a headline's: shops call the
        // headline a review and the review a summary.
        let label = column.letters < 30
            && candidates.iter().any(|&other| {
                let other = &columns[other];
                other.fit("title") > 0 && other.is_talk() && other.letters > 3 * column.letters
            });
        let title = name == 0 && column.fit("title") > 0;
        let score = name * 4
            + column.letters.min(200)
            + 60 * column.distinct() / column.values.len().max(1)
            + if column.is_talk() { 60 } else { 0 };
        (!others, !about && !label, !title || column.letters > 80, score, std::cmp::Reverse(at))
    })?;
    let column = &columns[best];
    let by_name = if column.fit("text") > 0 { "by its name; " } else { "" };
    Some((best, format!("{by_name}{} letters on average", column.letters)))
}

fn can_be_text(column: &Facts<'_>) -> bool {
    let name = column.fit("text");
    let varied = column.distinct() * 4 > column.values.len();
    let long =
        column.letters >= 12 || column.letters >= 6 && column.values.iter().any(|v| !v.is_ascii());
    // Answers of a scale ("Strongly agree") are ratings.
    let rated = column.ratings.words > 0 && column.ratings.read * 10 >= column.values.len() * 8;
    let talk = column.is_talk() && long && (varied || name > 0) && !(rated && name < 60);
    let named = name >= 60
        && column.letters >= 3
        && !column.is_number()
        && !column.is_time()
        && !column.is_blob()
        && !column.is_link()
        && !(column.is_names() && name < 90);
    talk || named
}

/// Whether one column is the other without capitals and signs, as programs prepare texts.
fn is_made_of(one: &Facts<'_>, other: &Facts<'_>) -> bool {
    let bare = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let signs =
        |text: &str| text.chars().filter(|c| c.is_uppercase() || c.is_ascii_punctuation()).count();
    let pairs = one.head.cells.iter().zip(&other.head.cells).take(200);
    let (mut same, mut all, mut plainer) = (0, 0, 0i64);
    for (one, other) in pairs {
        let (Some(one), Some(other)) = (one, other) else { continue };
        all += 1;
        same += usize::from(bare(one) == bare(other));
        plainer += signs(other) as i64 - signs(one) as i64;
    }
    all > 0 && same * 10 >= all * 7 && plainer > 0
}

/// What programs wrote for an empty text, as it stands in the cells.
pub(super) fn missing<'a, 'c: 'a>(columns: impl Iterator<Item = &'a Facts<'c>>) -> Vec<String> {
    let mut found: BTreeSet<String> = BTreeSet::new();
    for column in columns {
        let cells = column.head.cells.iter().flatten();
        let says_none = |cell: &&String| is_blank(cell) || is_no(cell, &column.words);
        found.extend(cells.filter(says_none).cloned());
    }
    found.into_iter().collect()
}

/// Whether a cell says no more than that there is none of what its column is called ("No Negative").
fn is_no(cell: &str, name: &[String]) -> bool {
    // A word of the name and blanks around it, thrice as long as written without accents.
    let longest = 16 + name.iter().map(|word| 3 * word.len() + 2).sum::<usize>();
    if cell.len() > longest {
        return false;
    }
    let words = names::words(cell);
    let [no, rest @ ..] = words.as_slice() else { return false };
    matches!(no.as_str(), "no" | "kein" | "keine" | "aucun" | "sin" | "nessun")
        && !rest.is_empty()
        && rest.iter().all(|word| name.contains(word))
}

/// The cleanings that texts need: entities and tags that a web page left in them.
pub(super) fn transforms<'a, 'c: 'a>(
    columns: impl Iterator<Item = &'a Facts<'c>>,
) -> Vec<&'static str> {
    let (mut tags, mut entities) = (false, false);
    let marked = |value: &&&str| value.contains(['<', '&']);
    for value in columns.flat_map(|column| column.values.iter()).filter(marked) {
        let lower = value.to_lowercase();
        let named = [
            "<br", "<p>", "</p>", "<div", "</div>", "<b>", "<i>", "<span", "<a href", "<li>",
            "<strong", "<em>",
        ];
        tags |= named.iter().any(|tag| lower.contains(tag));
        let written = ["&amp;", "&#", "&quot;", "&lt;", "&gt;", "&nbsp;", "&apos;"];
        entities |= written.iter().any(|one| lower.contains(one));
    }
    match (tags, entities) {
        (true, _) => vec!["html"],
        (false, true) => vec!["entities"],
        (false, false) => Vec::new(),
    }
}
