//! One record whole: what it says, statement by statement, and where each was put.

use super::frame::{framed, hidden};
use crate::index::Hit;
use crate::model::{Feedback, Statement};
use crate::pipeline::answers::{RecordAnswer, StatementAnswer};
use crate::report::html::links::{Records, address};
use crate::report::html::tags::{Out, record_page};
use crate::report::phrase;
use crate::web::answer::{Answer, Fault};
use crate::web::api;
use crate::web::routes::Asked;

/// Bytes of a text that are shown; the rest is in the data.
const LONGEST: usize = 100_000;
/// Records that one number is looked for in.
const SAME_NUMBER: usize = 20;

/// A record by the number that people see; where several sources have it, a choice of them.
pub(in crate::web) fn numbered(asked: &Asked<'_>) -> Result<Answer, Fault> {
    let number = asked.given.text("record").unwrap_or("");
    let source = asked.given.text("source");
    let found = asked.reader()?.numbered(number, source, SAME_NUMBER);
    let found = found.map_err(|error| Fault::of(error, ""))?;
    match found.as_slice() {
        [] => Err(Fault::missing(format!("there is no record {number:?}"))),
        [one] => Ok(Answer::Elsewhere(record_page(&one.id.to_string(), None))),
        several => Ok(choice(asked, number, several)),
    }
}

fn choice(asked: &Asked<'_>, number: &str, several: &[Hit]) -> Answer {
    framed(asked, "Records of one number", "", |out| {
        out.raw("<main id=\"main\" class=\"single\"><h1>").text(&format!("Records {number}"));
        out.raw("</h1><ul class=\"plain\">");
        for one in several {
            out.raw("<li>");
            out.link(
                &record_page(&one.id.to_string(), None),
                &format!("{} {}", one.source, one.external),
            );
            out.raw("</li>");
        }
        out.raw("</ul></main>");
    })
}

pub(in crate::web) fn record(asked: &Asked<'_>) -> Result<Answer, Fault> {
    let reader = asked.reader()?;
    let id = api::record_id(asked)?;
    let missing = || Fault::missing(format!("there is no record {id}"));
    let found = reader.found(id).map_err(|error| Fault::of(error, ""))?.ok_or_else(missing)?;
    let answer = reader.whole(&found).map_err(|error| Fault::of(error, ""))?;
    let title = format!("{} {}", answer.head.source, answer.head.record);
    Ok(framed(asked, &title, "", |out| {
        out.raw("<main id=\"main\" class=\"record\"><h1 dir=\"auto\">").text(&title).raw("</h1>");
        known(out, &answer);
        if !found.by_customer {
            out.raw("<p class=\"told\">Somebody else wrote this in a conversation: search finds it, and it counts in no theme.</p>");
        }
        out.raw("<div class=\"two\"><div>");
        if let Some(question) = &answer.head.question {
            out.raw("<p class=\"question\" dir=\"auto\">").text(question).raw("</p>");
        }
        text(out, &found.feedback, &found.statements);
        if !answer.thread.trim().is_empty() {
            out.raw("<section class=\"thread\"><h2>In the conversation, not by the customer</h2><p dir=\"auto\">");
            lines(out, &answer.thread);
            out.raw("</p></section>");
        }
        out.raw("</div><div>");
        statements(out, asked, &answer);
        copies(out, &answer);
        out.raw("<p>");
        let alike = [("like", answer.head.id.as_str())].into_iter();
        out.link(&address("/search", alike), "Records that say the same in other words")
            .raw("</p><p class=\"key\">");
        out.text(&format!("Read from {}, line {}. ", answer.file, phrase::count(answer.line)));
        out.link(&format!("/api/v1/records/{}", answer.head.id), "As JSON")
            .raw("</p></div></div></main>");
    }))
}

/// What is known of it; each opens the records of which it is known too.
fn known(out: &mut Out, one: &RecordAnswer) {
    out.raw("<ul class=\"known\">");
    let mut item = |words: String, records: Records| {
        out.raw("<li dir=\"auto\">").records(&words, &records).raw("</li>");
    };
    if let Some(at) = &one.head.at {
        let day = at.get(..10).unwrap_or(at);
        item(phrase::iso_date(at), Records::all().days(day, day));
    }
    if let Some(rating) = one.head.rating {
        let kind = one.head.rating_kind.as_deref().unwrap_or("");
        item(phrase::rating(rating, kind), Records::all().with("rating", &rating.to_string()));
    }
    item(one.head.source.clone(), Records::all().with("source", &one.head.source));
    item(one.head.kind.clone(), Records::all().with("kind", &one.head.kind));
    item(phrase::language(&one.head.lang).to_owned(), Records::all().with("lang", &one.head.lang));
    if let Some(product) = &one.head.product {
        item(product.clone(), Records::all().with("product", product));
    }
    for segment in &one.segments {
        let words = format!("{} {}", segment.name, segment.value);
        item(words, Records::all().segment(&segment.name, &segment.value));
    }
    if one.votes > 0 {
        out.raw("<li>").text(&phrase::counted(one.votes.into(), "vote", "votes")).raw("</li>");
    }
    out.raw("</ul>");
}

/// Text with its lines.
fn lines(out: &mut Out, text: &str) {
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            out.raw("<br>");
        }
        out.text(line);
    }
}

/// The customer's words with each statement marked by its stance and numbered.
fn text(out: &mut Out, one: &Feedback, statements: &[Statement]) {
    let whole = one.own_words();
    let end = whole.floor_char_boundary(LONGEST);
    let text = &whole[..end];
    let mut marked: Vec<&Statement> = statements.iter().collect();
    marked.sort_by_key(|one| one.span.start);
    out.raw("<p class=\"text\" dir=\"auto\">");
    let mut from = 0;
    for statement in marked {
        let (start, stop) = (statement.span.start as usize, statement.span.end as usize);
        // Statements never overlap; what lies beyond what is shown is not marked.
        let (Some(before), Some(said)) = (text.get(from..start), text.get(start..stop)) else {
            continue;
        };
        lines(out, before);
        out.raw("<span").attr("id", &format!("s{}", statement.ordinal + 1));
        out.attr(
            "class",
            &format!("said {} severity{}", statement.stance.name(), statement.severity),
        );
        out.raw(">");
        lines(out, said);
        out.raw("</span><sup>").text(&(statement.ordinal + 1).to_string()).raw("</sup>");
        from = stop;
    }
    lines(out, text.get(from..).unwrap_or(""));
    if end < whole.len() {
        out.raw(" …");
    }
    out.raw("</p>");
}

/// The statements one by one: stance, severity, theme.
fn statements(out: &mut Out, asked: &Asked<'_>, one: &RecordAnswer) {
    if one.statements.is_empty() {
        return;
    }
    out.raw("<h2>What it says</h2><ol class=\"says\">");
    for statement in &one.statements {
        out.raw("<li><span class=\"kind ").raw(kind_class(&statement.stance)).raw("\">");
        out.text(&statement.stance);
        if statement.severity > 0 {
            out.text(&format!(", severity {}", statement.severity));
        }
        out.raw("</span> ");
        match (&statement.theme, &statement.theme_title, &statement.filtered) {
            (Some(theme), title, _) => {
                out.theme(theme, title.as_deref().unwrap_or(theme), true);
                out.raw(" <small>").text(theme).raw("</small>");
            }
            (None, _, Some(_)) => {
                out.raw("<span class=\"none\">says nothing about anything</span>");
            }
            (None, _, None) => {
                out.records("in no theme", &Records::all().with("theme", "none"));
            }
        }
        if asked.editor.is_some() && statement.filtered.is_none() {
            correct(out, asked, one, statement);
        }
        out.raw("</li>");
    }
    out.raw("</ol>");
}

fn kind_class(stance: &str) -> &'static str {
    match stance {
        "complaint" => "complaint",
        "request" => "request",
        "praise" => "praise",
        "question" => "question",
        _ => "remark",
    }
}

/// Forms that put a statement elsewhere.
fn correct(out: &mut Out, asked: &Asked<'_>, one: &RecordAnswer, statement: &StatementAnswer) {
    let Some(editor) = &asked.editor else { return };
    out.raw("<details class=\"correct\"><summary>Correct</summary><form method=\"post\" class=\"filters\"");
    out.attr("action", &format!("/records/{}/correct", one.head.id)).raw(">");
    hidden(out, "form", &editor.form);
    hidden(out, "do", "move");
    hidden(out, "statement", &statement.ordinal.to_string());
    out.raw("<label>Belongs to<input name=\"theme\" required placeholder=\"T-17\" list=\"themes\"></label><label class=\"wide\">Why<input name=\"why\" maxlength=\"1000\"></label><button>Move</button><button name=\"look\" value=\"1\">Try</button></form>");
    if let Some(theme) = &statement.theme {
        out.raw("<form method=\"post\" class=\"filters\"");
        out.attr("action", &format!("/records/{}/correct", one.head.id)).raw(">");
        hidden(out, "form", &editor.form);
        hidden(out, "do", "reject");
        hidden(out, "statement", &statement.ordinal.to_string());
        hidden(out, "theme", theme);
        out.raw("<button>").text(&format!("Not {theme}")).raw("</button></form>");
    }
    out.raw("</details>");
}

fn copies(out: &mut Out, one: &RecordAnswer) {
    if one.copies.is_empty() {
        return;
    }
    out.raw("<h2>").text(&phrase::counted(one.copies.len() as u64, "copy", "copies"));
    out.raw(" by the same customer, one voice</h2><ul class=\"plain\">");
    for copy in &one.copies {
        let pairs = [("record", copy.record.as_str()), ("source", copy.source.as_str())];
        out.raw("<li>");
        out.link(
            &address("/records", pairs.into_iter()),
            &format!("{} {}", copy.source, copy.record),
        );
        out.raw("</li>");
    }
    out.raw("</ul>");
}
