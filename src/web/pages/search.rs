//! The search: what was asked, what answers it, the hits, and what they are made of.

use super::bars;
use super::frame::{data_address, framed, hidden, turning};
use super::themes::option;
use crate::index::{Hit, Page, Search, Tier};
use crate::pipeline::answers::CountsAnswer;
use crate::pipeline::{self, Reader, Within, answering};
use crate::report::html::links::Records;
use crate::report::html::tags::{Out, record_page};
use crate::report::phrase;
use crate::web::address::{replaced, with, without};
use crate::web::answer::{Answer, Fault};
use crate::web::api;
use crate::web::routes::Asked;
use crate::web::searching;

/// What hits are counted by on every page of them.
const USUAL: [&str; 6] = ["source", "month", "rating", "stance", "lang", "product"];
/// Words that set the hits apart that are shown.
const WORDS: usize = 12;
/// Segments that can be counted by, at most, on one page.
const SEGMENTS: usize = 24;

pub(in crate::web) fn search(asked: &Asked<'_>) -> Result<Answer, Fault> {
    let reader = asked.reader()?;
    let (search, within) = searching::search(&asked.given, asked)?;
    let query = search.query.clone();
    let fault = |error| Fault::of(error, &query);
    let words_alone = searching::only_words(&search);
    let by: Vec<String> = asked.given.all("by").map(str::to_owned).collect();
    let settings = &asked.desk.settings;
    let search = reader.prepared(search, within, &by, settings).map_err(fault)?;
    let page = reader.search(&search).map_err(fault)?;
    let counts = counts(asked, reader, &search, &page)?;
    let title = match query.trim() {
        "" => "Search".to_owned(),
        words => format!("{} – search", shortened(words)),
    };
    Ok(framed(asked, &title, "/search", |out| {
        out.raw("<main id=\"main\" class=\"search\"><h1 class=\"unseen\">Search</h1>");
        form(out, asked);
        chosen(out, asked, reader);
        if page.found() == 0 {
            nothing(out, reader, asked, &page, words_alone, within);
        } else {
            out.raw("<div class=\"found\"><div class=\"hits\">");
            hits(out, asked, reader, &search, &page, &counts);
            out.raw("</div><aside aria-label=\"What the hits are made of\">");
            facets(out, asked, reader, &counts);
            out.raw("</aside></div>");
        }
        help(out);
        out.raw("</main>");
    }))
}

fn shortened(text: &str) -> String {
    let mut cut: String = text.chars().take(60).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    cut
}

fn counts(
    asked: &Asked<'_>,
    reader: &Reader,
    search: &Search<'_>,
    page: &Page,
) -> Result<CountsAnswer, Fault> {
    let index = reader.index().map_err(|error| Fault::new(503, error.to_string()))?;
    let mut names: Vec<String> = USUAL.iter().map(|name| (*name).to_owned()).collect();
    for name in asked.given.all("by") {
        index.check_facet(name, search.joined).map_err(|hint| {
            Fault::unclear(format!("by: hits cannot be counted by {name:?}: {hint}"))
        })?;
        names.push(name.to_owned());
    }
    // The words are counted for the first page alone, where they are shown.
    let words = if search.offset == 0 && !search.query.trim().is_empty() { WORDS } else { 0 };
    let counted = index.counted(search, &names, words);
    let counted = counted.map_err(|error| Fault::of(error.into(), &search.query))?;
    Ok(CountsAnswer::of(page, &counted))
}

fn form(out: &mut Out, asked: &Asked<'_>) {
    let given = &asked.given;
    out.raw("<form action=\"/search\" class=\"finder\" role=\"search\"><label class=\"wide\"><span class=\"unseen\">What to look for</span><input type=\"search\" name=\"q\" autocomplete=\"off\" placeholder=\"Ask the feedback: not received, &quot;log in&quot;, refund -hotel\"");
    out.attr("value", given.text("q").unwrap_or("")).raw("></label><button>Search</button>");
    out.raw("<details");
    if ["since", "until", "rating", "polarity", "exact", "kind"]
        .iter()
        .any(|name| given.text(name).is_some())
    {
        out.raw(" open");
    }
    out.raw("><summary>Days, ratings, order</summary><div class=\"filters\">");
    for (name, words, example) in [
        ("since", "Since", "2026-08-22 or 30d"),
        ("until", "Until", "2026-08-22"),
        ("rating", "Rating", "1..2"),
    ] {
        out.raw("<label>")
            .text(words)
            .raw("<input")
            .attr("name", name)
            .attr("placeholder", example);
        out.attr("value", given.text(name).unwrap_or("")).raw("></label>");
    }
    out.raw("<label>Sounds<select name=\"polarity\"><option value=\"\">Any way</option>");
    for sign in ["negative", "neutral", "positive"] {
        option(out, sign, sign, given.text("polarity").unwrap_or(""));
    }
    out.raw("</select></label><label>Order<select name=\"sort\"><option value=\"\">Usual</option>");
    for (value, name) in [("relevance", "Best first"), ("newest", "Newest first")] {
        option(out, value, name, given.text("sort").unwrap_or(""));
    }
    out.raw("</select></label><label class=\"check\"><input type=\"checkbox\" name=\"exact\" value=\"true\"");
    if given.is_set("exact") {
        out.raw(" checked");
    }
    out.raw(">As typed</label></div></details>");
    // What is chosen beside the fields stays chosen.
    for (name, value) in given.pairs() {
        if ["theme", "source", "kind", "lang", "product", "segment", "stance", "by", "like"]
            .contains(&name.as_str())
        {
            hidden(out, name, value);
        }
    }
    out.raw("</form>");
}

/// What the hits are narrowed to; each can be let go.
fn chosen(out: &mut Out, asked: &Asked<'_>, reader: &Reader) {
    let pairs = asked.given.pairs();
    let narrowing: Vec<_> = pairs
        .iter()
        .filter(|(name, _)| !["q", "sort", "limit", "offset", "by"].contains(&name.as_str()))
        .collect();
    if narrowing.is_empty() {
        return;
    }
    out.raw("<ul class=\"chosen\" aria-label=\"Narrowed to\">");
    for (name, value) in narrowing {
        out.raw("<li><a").attr("href", &without(asked.path, pairs, name, value));
        out.attr("aria-label", &format!("Not only {name} {value}")).raw("><span dir=\"auto\">");
        match name.as_str() {
            "theme" if value == "none" => out.text("in no theme"),
            "theme" => {
                let title = value.parse().ok().and_then(|id| reader.theme(id));
                let title = title.map(|(theme, _)| format!("{} {}", theme.id, theme.title));
                out.text(&title.unwrap_or_else(|| value.clone()))
            }
            "segment" => out.text(value),
            "exact" => out.text("as typed"),
            "like" => out.text("says the same as one record"),
            _ => out.text(&format!("{name}: {}", named(name, value))),
        };
        out.raw("</span> <span aria-hidden=\"true\">×</span></a></li>");
    }
    out.raw("</ul>");
}

/// A value as people read it.
fn named(name: &str, value: &str) -> String {
    match name {
        "lang" => phrase::language(value).to_owned(),
        _ => value.to_owned(),
    }
}

/// How many were found, in a sentence that adds up.
fn amount(page: &Page, counts: &CountsAnswer) -> String {
    let mut words = pipeline::amount(page);
    if let Some(statements) = page.statements.filter(|_| page.total > 0) {
        words = format!("{words}, {}", phrase::counted(statements, "statement", "statements"));
    }
    if page.total > 0 {
        words = match (counts.customers, counts.without_author) {
            (0, _) => words,
            (customers, 0) => {
                format!("{words}, {}", phrase::counted(customers, "customer", "customers"))
            }
            (customers, unsigned) => format!(
                "{words}, {} and {} without an author",
                phrase::counted(customers, "customer", "customers"),
                phrase::counted(unsigned, "record", "records")
            ),
        };
    }
    words
}

fn hits(
    out: &mut Out,
    asked: &Asked<'_>,
    reader: &Reader,
    search: &Search<'_>,
    page: &Page,
    counts: &CountsAnswer,
) {
    notes(out, asked, page);
    if search.offset == 0 && asked.given.text("theme").is_none() {
        for theme in answering(page, reader.view()) {
            out.raw("<p class=\"answer\"><small>Theme</small> ");
            out.theme(&theme.id, &theme.title, true)
                .raw(" <small>")
                .text(&theme.id)
                .raw("</small> ");
            let heard = match theme.customers {
                0 => phrase::counted(theme.feedback.into(), "record", "records"),
                customers => phrase::counted(customers.into(), "customer", "customers"),
            };
            out.records(&heard, &Records::of_theme(&theme.id)).raw("</p>");
        }
    }
    out.raw("<p class=\"amount\" role=\"status\">")
        .text(&amount(page, counts))
        .raw("</p><ol class=\"list\"");
    out.attr("start", &(search.offset + 1).to_string()).raw(">");
    let mut is_headed = false;
    for hit in &page.hits {
        if hit.tier != Tier::All && !is_headed {
            is_headed = true;
            out.raw("<li class=\"tier\">").raw(pipeline::heading(page)).raw("</li>");
        }
        one(out, hit);
    }
    out.raw("</ol>");
    let all = page.found();
    let shown = page.hits.len();
    if shown == 0 {
        out.raw("<p class=\"none\">There are no hits so far down. ");
        out.link(&replaced(asked.path, asked.given.pairs(), "offset", &[]), "The first ones")
            .raw("</p>");
    } else if all > shown as u64 {
        let to = |at: usize| match at {
            0 => replaced(asked.path, asked.given.pairs(), "offset", &[]),
            at => replaced(asked.path, asked.given.pairs(), "offset", &[&at.to_string()]),
        };
        let before = (search.offset > 0).then(|| to(search.offset.saturating_sub(search.limit)));
        let after = api::next(asked, search.offset + shown, all);
        let words = format!(
            "{} to {} of {}",
            phrase::count(search.offset as u64 + 1),
            phrase::count((search.offset + shown) as u64),
            phrase::count(all)
        );
        turning(out, before, after, &words);
    }
    elsewhere(out, asked, search);
}

/// The same as data, and as a theme that is counted from now on.
fn elsewhere(out: &mut Out, asked: &Asked<'_>, search: &Search<'_>) {
    out.raw("<p class=\"key\">");
    out.link(&data_address("/api/v1/search", asked, &["by"]), "These hits as JSON").raw(" · ");
    out.link(&data_address("/api/v1/counts", asked, &["by", "sort", "limit", "offset"]), "counted");
    out.raw("</p>");
    let is_words =
        !search.query.trim().is_empty() && asked.given.pairs().iter().all(|(name, _)| name == "q");
    let Some(editor) = asked.editor.as_ref().filter(|_| is_words) else { return };
    out.raw("<form method=\"post\" action=\"/track\" class=\"filters correct\">");
    hidden(out, "form", &editor.form);
    hidden(out, "q", &search.query);
    out.raw("<label class=\"wide\">Count this search every night, as<input name=\"title\" maxlength=\"200\"");
    out.attr("value", &phrase::sentence_case(search.query.trim()));
    out.raw("></label><button>Track it</button></form>");
}

/// One hit.
fn one(out: &mut Out, hit: &Hit) {
    out.raw("<li class=\"hit\"><p class=\"meta\"><a")
        .attr("href", &record_page(&hit.id.to_string(), None));
    out.raw(">").text(&format!("{} {}", hit.source, hit.external)).raw("</a>");
    let mut known: Vec<String> = Vec::new();
    known.extend(hit.day.map(phrase::date));
    known.extend(hit.rating.map(|(kind, raw)| phrase::rating(raw, kind.name())));
    known.extend(hit.product.clone());
    if hit.lang.code() != "en" && hit.lang.code() != "und" {
        known.push(phrase::language(hit.lang.code()).to_owned());
    }
    for words in known {
        out.raw(" · <span dir=\"auto\">").text(&words).raw("</span>");
    }
    if !hit.missing.is_empty() {
        let missing: Vec<String> = hit.missing.iter().map(|word| format!("“{word}”")).collect();
        out.raw(" · without ").text(&missing.join(", "));
    }
    if hit.opposite {
        out.raw(" · says the opposite");
    }
    out.raw("</p>");
    if let Some(question) = &hit.question {
        out.raw("<p class=\"question\" dir=\"auto\">").text(question).raw("</p>");
    }
    let snippet = &hit.snippet;
    out.raw("<p class=\"snippet\" dir=\"auto\">");
    if snippet.in_thread {
        out.raw("<small>in the conversation, not by the customer:</small> ");
    }
    if snippet.more_before {
        out.raw("… ");
    }
    let mut from = 0;
    for mark in &snippet.marks {
        out.text(&snippet.text[from..mark.start]).raw("<mark>");
        out.text(&snippet.text[mark.clone()]).raw("</mark>");
        from = mark.end;
    }
    out.text(&snippet.text[from..]);
    if snippet.more_after {
        out.raw(" …");
    }
    out.raw("</p></li>");
}

/// Words that were searched for in place of others, and values that nothing has.
fn notes(out: &mut Out, asked: &Asked<'_>, page: &Page) {
    if page.notes.is_empty() && page.corrections.is_empty() {
        return;
    }
    out.raw("<ul class=\"told\">");
    for note in &page.notes {
        let near = note.near.as_deref();
        let near = near.map_or_else(|| ".".to_owned(), |near| format!("; did you mean “{near}”?"));
        out.raw("<li>").text(&match note.name.as_str() {
            "record" => format!("No record has the number “{}”.", note.value),
            "segment" => format!("There is no segment “{}”{near}", note.value),
            name => format!("No record has the {name} “{}”{near}", note.value),
        });
        out.raw("</li>");
    }
    let query = asked.given.text("q").unwrap_or("");
    for one in &page.corrections {
        let records = phrase::counted(one.found, "record", "records");
        out.raw("<li>");
        match one.searched {
            true if one.said > 0 => out.text(&format!(
                "{} “{}”; searched for “{}” too ({records}).",
                phrase::counted(one.said, "record holds", "records hold"),
                one.typed,
                one.used
            )),
            true => out.text(&format!(
                "No record holds “{}”; searched for “{}” ({records}).",
                one.typed, one.used
            )),
            false => {
                out.text(&format!("No record holds “{}”; did you mean ", one.typed));
                let meant = query.replace(&one.typed, &one.used);
                out.link(&replaced(asked.path, asked.given.pairs(), "q", &[&meant]), &one.used);
                out.text(&format!(" ({records})?"))
            }
        };
        out.raw("</li>");
    }
    out.raw("</ul>");
}

/// What left nothing over, and what would find something.
fn nothing(
    out: &mut Out,
    reader: &Reader,
    asked: &Asked<'_>,
    page: &Page,
    words_alone: Search<'static>,
    within: Option<Within>,
) {
    out.raw("<section class=\"hits\"><h2>Nothing found</h2>");
    notes(out, asked, page);
    out.raw("<ul class=\"plain\">");
    for (word, records) in &page.words {
        out.raw("<li>").text(&match records {
            0 => format!("No record holds “{word}”."),
            _ => format!("{} “{word}”.", phrase::counted(*records, "record holds", "records hold")),
        });
        out.raw("</li>");
    }
    let is_narrowed = within.is_some()
        || asked.given.pairs().iter().any(|(name, _)| {
            !["q", "sort", "limit", "offset", "by", "exact"].contains(&name.as_str())
        });
    let words = words_alone.query.clone();
    let found = |query: &str, exact: bool| {
        let search = Search { query: query.to_owned(), exact, ..words_alone.clone() };
        let prepared = reader.prepared(search, None, &[], &asked.desk.settings).ok();
        prepared.and_then(|search| reader.search(&search).ok()).map_or(0, |page| page.found())
    };
    let mut suggest = |query: &str, what: &'static str| {
        let records = found(query, false);
        if records > 0 {
            out.raw("<li>").raw(what).raw(" there are ");
            let href = crate::report::html::links::address("/search", [("q", query)].into_iter());
            out.link(&href, &phrase::counted(records, "record", "records")).raw(".</li>");
        }
    };
    if is_narrowed {
        suggest(&words, "Without the filters");
    }
    let is_quote = |c: char| matches!(c, '"' | '\u{201c}' | '\u{201d}' | '\u{201e}');
    if words.contains(is_quote) {
        suggest(&words.replace(is_quote, " "), "Without the quotation marks");
    }
    if words_alone.exact {
        suggest(&words, "With words that are not quite as typed");
    }
    out.raw("</ul></section>");
}

fn facets(out: &mut Out, asked: &Asked<'_>, reader: &Reader, counts: &CountsAnswer) {
    let pairs = asked.given.pairs();
    let path = asked.path;
    let plain = |value: &str| value.to_owned();
    let toggled = |name: &str, value: &str| match is_given(asked, name, value) {
        true => without(path, pairs, name, value),
        false => with(path, pairs, name, value),
    };
    for (name, facet) in &counts.facets {
        // One language or one product tells nothing.
        let is_one = facet.values.len() < 2;
        match name.as_str() {
            "lang" | "product" if is_one => {}
            "month" => bars::months(out, facet, &|month| of_month(asked, month)),
            "rating" => {
                let href = |value: &str| toggled_one(asked, "rating", value);
                bars::list(out, name, facet, &href, &plain, &|value| is_given(asked, name, value));
            }
            "lang" => {
                let shown = |value: &str| phrase::language(value).to_owned();
                let is_chosen = |value: &str| is_given(asked, name, value);
                bars::list(
                    out,
                    "language",
                    facet,
                    &|value| toggled(name, value),
                    &shown,
                    &is_chosen,
                );
            }
            "source" | "stance" | "product" => {
                let is_chosen = |value: &str| is_given(asked, name, value);
                bars::list(out, name, facet, &|value| toggled(name, value), &plain, &is_chosen);
            }
            segment => {
                let pair = |value: &str| format!("{segment}={value}");
                let href = |value: &str| toggled("segment", &pair(value));
                let is_chosen = |value: &str| is_given(asked, "segment", &pair(value));
                bars::list(out, segment, facet, &href, &plain, &is_chosen);
            }
        }
    }
    segments(out, asked, reader);
    if !counts.words.is_empty() {
        out.raw("<section class=\"facet\"><h2>Words that set them apart</h2><ul>");
        for one in &counts.words {
            let query = format!("{} {}", asked.given.text("q").unwrap_or(""), one.word);
            out.raw("<li><a").attr("href", &replaced(path, pairs, "q", &[query.trim()]));
            out.raw("><span dir=\"auto\">").text(&one.word).raw("</span><span class=\"n\">");
            out.text(&format!("{} of {}", phrase::count(one.hits), phrase::count(one.records)));
            out.raw("</span></a></li>");
        }
        out.raw("</ul></section>");
    }
}

/// Whether the hits are narrowed to a value.
fn is_given(asked: &Asked<'_>, name: &str, value: &str) -> bool {
    asked.given.pairs().iter().any(|one| one.0 == name && one.1 == value)
}

/// The address of the same hits in one month.
fn of_month(asked: &Asked<'_>, month: &str) -> String {
    let from = replaced(asked.path, asked.given.pairs(), "since", &[&format!("{month}-01")]);
    let pairs = from.split_once('?').and_then(|(_, query)| crate::web::address::pairs(query));
    let last = last_of(month).unwrap_or_default();
    replaced(asked.path, &pairs.unwrap_or_default(), "until", &[&last])
}

/// An address with one rating, or with none where it is the one already.
fn toggled_one(asked: &Asked<'_>, name: &str, value: &str) -> String {
    let values: &[&str] = if asked.given.text(name) == Some(value) { &[] } else { &[value] };
    replaced(asked.path, asked.given.pairs(), name, values)
}

/// The last day of a month written as `2026-02`.
fn last_of(month: &str) -> Option<String> {
    let first: crate::model::Day = format!("{month}-01").parse().ok()?;
    let (year, month, _) = first.civil();
    let next = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    Some(crate::model::Day::from_civil(next.0, next.1, 1)?.plus(-1).to_string())
}

/// Segments that the hits can be counted by, too.
fn segments(out: &mut Out, asked: &Asked<'_>, reader: &Reader) {
    let by: Vec<&str> = asked.given.all("by").collect();
    let names = reader.segments();
    let other: Vec<&String> =
        names.iter().filter(|name| !by.contains(&name.as_str())).take(SEGMENTS).collect();
    if other.is_empty() {
        return;
    }
    out.raw("<section class=\"facet\"><h2>Count them by</h2><p class=\"by\">");
    for (at, name) in other.into_iter().enumerate() {
        if at > 0 {
            out.raw(" · ");
        }
        out.link(&with(asked.path, asked.given.pairs(), "by", name), name);
    }
    out.raw("</p></section>");
}

/// How a query is written, for whoever wants to know.
fn help(out: &mut Out) {
    out.raw("<details class=\"help\"><summary>How to ask</summary><dl>");
    for (written, finds) in [
        ("crash login", "both words, in any of their forms; then most of them"),
        ("not received", "what denies it, never “received”"),
        ("\"log in\"  \"log in\"~3", "side by side; with three words between at most"),
        ("crash OR freeze   refund -hotel", "either; without"),
        ("log*   logn~", "words that begin so; words like it"),
        ("theme:T-1 stance:request", "one statement that is both"),
        ("rating:<=2   since:7d   created:2026-08..", "ratings and days"),
        ("country=DE   version:>=3.2   id:4711", "segments, versions by their numbers, a record"),
    ] {
        out.raw("<div><dt><code>")
            .text(written)
            .raw("</code></dt>")
            .tagged("dd", finds)
            .raw("</div>");
    }
    out.raw("</dl></details>");
}
