//! `[text]`: where the customer's words are.

use crate::sources::preset::{
    AnswerContext, AnswerList, Cells, Columns, Expression, Suffix, Text, TextMode, Thread, Which,
};

use super::super::expression;
use super::super::keys::Keys;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Field,
    Questions,
    Thread,
}

/// The text of a source: `[text]`, or its short forms `fields.text` (`short`) and `questions` at
/// the top. `titles` is what `fallback_to_title` is where nothing says it.
pub(super) fn text(source: &mut Keys, short: Option<Expression>, titles: bool) -> Option<Text> {
    let top = source.plain_texts("questions");
    let mut keys = source.table("text");
    let modes = [("field", Mode::Field), ("questions", Mode::Questions), ("thread", Mode::Thread)];
    let said = keys.choice("mode", &modes);
    let from = expression::take(&mut keys, "from");
    let inner = keys.plain_texts("questions");
    let columns = keys.has("columns").then(|| columns(keys.table("columns")));
    let array = keys.has("array").then(|| array(keys.table("array")));
    let thread = keys.has("thread").then(|| thread(keys.table("thread")));
    for key in ["columns", "array", "thread"] {
        keys.take(key);
    }
    let transforms = expression::transforms(&mut keys, "transforms");
    let missing = keys.plain_texts("missing");
    let fallback_to_title = keys.truth("fallback_to_title", titles);
    let place = keys.start();
    let named = from.is_some()
        || keys.has("from")
        || source.has("fields") && source.table("fields").has("text")
        || source.has("questions");
    keys.finish();
    let listed = !top.is_empty() || !inner.is_empty();
    let written = [from.is_some(), short.is_some(), !top.is_empty(), !inner.is_empty()];
    // A mode that is said chooses; without one the text must have one place.
    if said.is_none() && written.iter().filter(|one| **one).count() > 1 {
        source.page().fault(
            place,
            source.path_of("text"),
            "the text is named more than once",
            "keep one of `fields.text`, `text.from`, `questions`",
        );
    }
    let mode = said.unwrap_or(match () {
        () if listed || columns.is_some() || array.is_some() => Mode::Questions,
        () if thread.is_some() => Mode::Thread,
        () => Mode::Field,
    });
    let mode = match mode {
        Mode::Thread => match thread {
            Some(thread) => TextMode::Thread(Box::new(thread?)),
            None => {
                source.page().fault(
                    place,
                    format!("{}.thread", source.path_of("text")),
                    "is missing",
                    "say where the messages are: [text.thread] array = \"…\", text = \"…\"",
                );
                return None;
            }
        },
        Mode::Questions => match (columns, array) {
            _ if listed => TextMode::Columns(Columns {
                which: Which::Names(if top.is_empty() { inner } else { top }),
                except: None,
                role: "name".to_owned(),
                pointer: None,
                suffix: Suffix::Name,
                context_role: "name".to_owned(),
                by_answers: false,
            }),
            (Some(columns), None) => TextMode::Columns(columns?),
            (None, Some(array)) => TextMode::Array(Box::new(array?)),
            (Some(_), Some(_)) => {
                source.page().fault(
                    place,
                    source.path_of("text"),
                    "both `columns` and `array` say where the answers are",
                    "keep one of them",
                );
                return None;
            }
            (None, None) => {
                source.missing("questions", "name the columns of the open questions");
                return None;
            }
        },
        Mode::Field => match from.or(short) {
            Some(expression) => TextMode::Field(expression),
            None => {
                // A text that is named and wrong has its fault already.
                if !named {
                    let fix = "name the column of the customer's words in [fields]: text = \"…\"";
                    source.missing("text", fix);
                }
                return None;
            }
        },
    };
    Some(Text { mode, transforms, missing, fallback_to_title })
}

fn columns(mut keys: Keys) -> Option<Columns> {
    let names = keys.take("names").map(|item| keys.texts_of(item, "names"));
    let within = keys.take("in").map(|item| keys.texts_of(item, "in"));
    let regex = expression::pattern(&mut keys, "regex", false);
    let except = expression::pattern(&mut keys, "except", false);
    let tests = [names.is_some(), within.is_some(), keys.has("regex")];
    let one = tests.iter().filter(|test| **test).count() == 1;
    if !one {
        keys.page().fault(
            keys.start(),
            keys.path_of("names"),
            "open questions need exactly one of `names`, `in`, `regex`",
            "keep one of them",
        );
    }
    let by_name = names.is_some();
    let role = keys.text("role").unwrap_or("name").to_string();
    let pointer = keys.text("json").map(str::to_string);
    let context_role = keys.text("context_role").unwrap_or("name").to_string();
    let suffixes =
        [("column_number", Suffix::ColumnNumber), ("key", Suffix::Key), ("name", Suffix::Name)];
    let suffix = keys.choice("suffix", &suffixes).unwrap_or_default();
    let by_answers = keys.truth("by_answers", false);
    keys.finish();
    let plain =
        |list: Vec<(usize, String)>| list.into_iter().map(|(_, text)| text).collect::<Vec<_>>();
    let which = match (names, within, regex) {
        (Some(names), ..) => Which::Names(plain(names)),
        (None, Some(within), _) => Which::In(plain(within)),
        (None, None, regex) => Which::Regex(regex?),
    };
    if !one {
        return None;
    }
    let role = if by_name { "name".to_owned() } else { role };
    Some(Columns { which, except, role, pointer, suffix, context_role, by_answers })
}

fn array(mut keys: Keys) -> Option<AnswerList> {
    let first = keys.text("first").filter(|text| !text.trim().is_empty()).map(str::to_string);
    // Nothing is the record itself.
    let path = match keys.text("path") {
        Some("") => Some(String::new()),
        _ => pointer(&mut keys, "path", "the list of answers, such as \"/answers\""),
    };
    let conditions = expression::equalities(&mut keys, "where");
    // Nothing is the element itself.
    let text = match keys.text("text") {
        Some("") => Some(String::new()),
        _ => pointer(&mut keys, "text", "the answer in an element, such as \"/text\""),
    };
    let suffix = pointer(&mut keys, "suffix", "what tells questions apart, such as \"/field/id\"");
    let context = match keys.take("context") {
        None => None,
        Some(item) if item.get_ref().is_str() => keys.text("context").map(|key| AnswerContext {
            lookup: None,
            key: key.to_owned(),
            list: None,
            required: false,
            transforms: Vec::new(),
        }),
        Some(_) => {
            let mut inner = keys.table("context");
            let lookup = inner.text("lookup").map(str::to_string);
            let key = pointer(&mut inner, "key", "where the question or its key is");
            let list = inner.text("list").map(str::to_string).and_then(|list| {
                let own = pointer(&mut inner, "match", "a question's own key");
                let value = pointer(&mut inner, "value", "the question, such as \"/title\"");
                Some((list, own?, value?))
            });
            let required = inner.truth("required", false);
            let transforms = expression::transforms(&mut inner, "transforms");
            inner.finish();
            key.map(|key| AnswerContext { lookup, key, list, required, transforms })
        }
    };
    let by_answers = keys.truth("by_answers", false);
    keys.finish();
    let (path, text, suffix) = (path?, text?, suffix?);
    Some(AnswerList { first, path, conditions, text, suffix, context, by_answers })
}

fn pointer(keys: &mut Keys, key: &'static str, what: &str) -> Option<String> {
    let text = keys.text(key).filter(|text| !text.trim().is_empty());
    if text.is_none() && !keys.has(key) {
        keys.missing(key, format!("name {what}"));
    }
    text.map(str::to_string)
}

fn thread(mut keys: Keys) -> Option<Thread> {
    let optional = |keys: &mut Keys, key| keys.text(key).map(str::to_string);
    let first = optional(&mut keys, "first");
    let first_when = expression::conditions(&mut keys, "first_when");
    let array = optional(&mut keys, "array");
    let text = keys.plain_texts("text");
    let when = expression::conditions(&mut keys, "when");
    let kept = |keys: &mut Keys, key| keys.has(key).then(|| expression::conditions(keys, key));
    let searchable = kept(&mut keys, "searchable");
    let first_searchable = kept(&mut keys, "first_searchable");
    let newest_first = keys.truth("newest_first", false);
    let last = optional(&mut keys, "last");
    let cells = optional(&mut keys, "cells");
    let regex = expression::pattern(&mut keys, "cell_regex", false);
    let author_is = keys.plain_texts("cell_author_is");
    if array.is_some() && text.is_empty() && !keys.has("text") {
        keys.missing("text", "name the text in an element, such as \"/body\"");
    }
    let cells = match cells {
        None => None,
        Some(cells) => {
            for key in ["cell_regex", "cell_author_is"] {
                if !keys.has(key) {
                    keys.missing(key, "say how a cell is written and who the customer is");
                }
            }
            if let (Some(pattern), Some(item)) = (&regex, keys.take("cell_regex"))
                && let Ok(compiled) = regex::Regex::new(pattern)
            {
                let names: Vec<&str> = compiled.capture_names().flatten().collect();
                if !names.contains(&"text") || !names.contains(&"author") {
                    let fix = "name two groups: (?P<author>…) and (?P<text>…)";
                    keys.wrong(item, "cell_regex", "the pattern does not say what is what", fix);
                }
            }
            Some(Cells { cells, regex: regex?, author_is })
        }
    };
    if first.is_none() && array.is_none() && cells.is_none() {
        keys.page().fault(
            keys.start(),
            keys.path_of("array"),
            "a conversation needs one of `first`, `array`, `cells`",
            "say where the customer's messages are",
        );
        keys.finish();
        return None;
    }
    keys.finish();
    Some(Thread {
        first,
        first_when,
        array,
        text,
        when,
        searchable,
        first_searchable,
        newest_first,
        last,
        cells,
    })
}
