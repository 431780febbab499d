//! What stands around every page: its head, where one can go, the box to search with.

use std::sync::LazyLock;

use crate::pipeline::Behind;
use crate::report::html::links::{Links, address};
use crate::report::html::tags::Out;
use crate::report::html::{MEETING, STYLE};
use crate::report::phrase;
use crate::web::answer::{Answer, Fault};
use crate::web::routes::Asked;

const OWN_STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// The addresses of style and script change with what is in them.
static STYLE_ADDRESS: LazyLock<String> =
    LazyLock::new(|| format!("/style.css?v={}", version(&[STYLE, MEETING, OWN_STYLE])));
static SCRIPT_ADDRESS: LazyLock<String> =
    LazyLock::new(|| format!("/page.js?v={}", version(&[SCRIPT])));

fn version(texts: &[&str]) -> String {
    let mut hasher = blake3::Hasher::new();
    texts.iter().for_each(|text| {
        hasher.update(text.as_bytes());
    });
    hasher.finalize().to_hex()[..12].to_owned()
}

/// Places one can go to from everywhere.
const PLACES: [(&str, &str); 8] = [
    ("/", "This morning"),
    ("/themes", "Themes"),
    ("/search", "Search"),
    ("/roadmap", "Roadmap"),
    ("/compare", "Compare"),
    ("/runs", "Runs"),
    ("/data", "Data"),
    ("/method", "Method"),
];

pub(in crate::web) fn style(_: &Asked<'_>) -> Result<Answer, Fault> {
    Ok(Answer::Asset("text/css; charset=utf-8", format!("{STYLE}\n{MEETING}\n{OWN_STYLE}")))
}

pub(in crate::web) fn script(_: &Asked<'_>) -> Result<Answer, Fault> {
    Ok(Answer::Asset("text/javascript; charset=utf-8", SCRIPT.to_owned()))
}

/// A page with its title; `here` is the place it belongs to.
pub(super) fn framed(
    asked: &Asked<'_>,
    title: &str,
    here: &str,
    body: impl FnOnce(&mut Out),
) -> Answer {
    let mut out = Out::new(Links::Site);
    let run = asked.reader.as_deref().map(|reader| &reader.view().run);
    let company = run.map_or("", |run| run.company.as_str());
    head(&mut out, title, company);
    out.raw("<a class=\"skip\" href=\"#main\">Skip to the page</a><header class=\"masthead\"><p class=\"who\">");
    out.raw("<a href=\"/\"><b dir=\"auto\">");
    out.text(if company.is_empty() { "Customer feedback" } else { company }).raw("</b></a>");
    if let Some(run) = run {
        out.raw(" <span>").text(&phrase::iso_date(&run.today)).raw("</span>");
    }
    out.raw("</p>");
    navigation(&mut out, here);
    if here != "/search" {
        search_box(&mut out);
    }
    out.raw("<button type=\"button\" id=\"shade\" hidden>Dark</button></header>");
    if let Some(trouble) = asked.desk.trouble() {
        out.raw("<section class=\"told\" aria-label=\"What is shown\"><p><b>An older state is shown.</b> The newest cannot be read: ");
        out.text(&trouble).raw("</p></section>");
    }
    let behind = asked.reader.as_deref().map(|reader| reader.behind());
    if let Some(behind) = behind.filter(|behind| !behind.is_nothing()) {
        unfinished(&mut out, behind);
    }
    body(&mut out);
    out.raw("<footer><p>");
    if let Some(run) = run {
        out.text(&format!(
            "Run {}, number {} of this workspace, made by earful {}. ",
            run.id,
            phrase::count(run.sequence),
            run.program
        ));
    }
    out.raw("<a href=\"/api/v1/openapi.json\">Data for programs</a> · <a href=\"/corrections\">Corrections</a>");
    match (&asked.editor, &asked.desk.token) {
        (Some(editor), _) => {
            out.raw(" · signed in as <bdi>").text(&editor.name);
            out.raw("</bdi> <form method=\"post\" action=\"/logout\" class=\"inline\"><button>Sign out</button></form>");
        }
        (None, Some(_)) => {
            out.raw(" · <a href=\"/login\">Sign in to correct</a>");
        }
        (None, None) => {}
    }
    out.raw(" <span id=\"keys\" hidden>· Keys: <kbd>/</kbd> search, <kbd>j</kbd> <kbd>k</kbd> next and last, <kbd>g</kbd> then <kbd>m</kbd> <kbd>t</kbd> <kbd>s</kbd> morning, themes, search</span></p></footer></body></html>\n");
    Answer::Page(out.finish())
}

/// Says what was read and is not in the search yet, or in the search and in no report.
fn unfinished(out: &mut Out, behind: Behind) {
    out.raw("<section class=\"told\" aria-label=\"What is not analysed yet\"><p><b>A night is not finished.</b> ");
    let records = |count: u64| phrase::counted(count, "record", "records");
    if behind.uncounted > 0 {
        let words = "that no report has counted yet";
        out.text(&format!("The search holds {} {words}. ", records(behind.uncounted)));
    }
    if behind.unsearched > 0 {
        let words = "that were read last cannot be searched yet";
        out.text(&format!("{} {words}. ", records(behind.unsearched)));
    }
    out.raw("<code>earful run</code> finishes it.</p></section>");
}

fn head(out: &mut Out, title: &str, company: &str) {
    out.raw("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
    out.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    out.raw("<meta name=\"color-scheme\" content=\"light dark\"><meta name=\"robots\" content=\"noindex\">");
    let title = if company.is_empty() { title.to_owned() } else { format!("{title} · {company}") };
    out.tagged("title", &title);
    out.raw("<link rel=\"stylesheet\"").attr("href", &STYLE_ADDRESS).raw(">");
    out.raw("<link rel=\"icon\" href=\"data:,\">");
    out.raw("<script defer").attr("src", &SCRIPT_ADDRESS).raw("></script></head><body>");
}

fn navigation(out: &mut Out, here: &str) {
    out.raw("<nav aria-label=\"Pages\">");
    for (path, name) in PLACES {
        out.raw("<a").attr("href", path);
        if path == here {
            out.raw(" aria-current=\"page\"");
        }
        out.raw(">").raw(name).raw("</a>");
    }
    out.raw("</nav>");
}

/// The box to search with.
fn search_box(out: &mut Out) {
    out.raw("<form action=\"/search\" class=\"ask\" role=\"search\"><label><span class=\"unseen\">Search</span><input type=\"search\" name=\"q\" placeholder=\"Ask the feedback\" autocomplete=\"off\"></label></form>");
}

/// The page of a fault: it needs no state, and shows none.
pub(in crate::web) fn fault(fault: &Fault) -> String {
    let mut out = Out::new(Links::Site);
    head(&mut out, fault.title(), "");
    out.raw("<header class=\"masthead\"><p class=\"who\"><a href=\"/\"><b>earful</b></a></p>");
    navigation(&mut out, "");
    search_box(&mut out);
    out.raw("<button type=\"button\" id=\"shade\" hidden>Dark</button></header><main id=\"main\" class=\"single\"><h1>");
    out.text(fault.title()).raw("</h1><p class=\"lead\">");
    out.text(&phrase::sentence_case(&fault.words)).raw(".</p>");
    if let Some((query, column)) = &fault.place {
        let at = query.char_indices().nth(*column).map_or(query.len(), |(at, _)| at);
        out.raw("<p class=\"at\"><code>").text(&query[..at]).raw("<mark>");
        let rest = &query[at..];
        let next = rest.chars().next().map_or(0, char::len_utf8);
        out.text(if next == 0 { "⏎" } else { &rest[..next] }).raw("</mark>");
        out.text(&rest[next..]).raw("</code></p>");
        again(&mut out, query);
    }
    out.raw("</main></body></html>\n");
    out.finish()
}

fn again(out: &mut Out, query: &str) {
    out.raw("<form action=\"/search\" class=\"finder\" role=\"search\" aria-label=\"Search again\"><label>Search again<input type=\"search\" name=\"q\"");
    out.attr("value", query).raw("></label><button>Search</button></form>");
}

/// The page that takes the token.
pub(in crate::web) fn login(asked: &Asked<'_>) -> Result<Answer, Fault> {
    Ok(login_page(asked.given.text("next").unwrap_or("/"), None))
}

/// The same after a wrong token.
pub(in crate::web) fn refused_login(next: &str) -> Answer {
    login_page(next, Some("That is not the token."))
}

fn login_page(next: &str, refused: Option<&str>) -> Answer {
    let mut out = Out::new(Links::Site);
    head(&mut out, "Sign in", "");
    out.raw("<header class=\"masthead\"><p class=\"who\"><b>earful</b></p><button type=\"button\" id=\"shade\" hidden>Dark</button></header>");
    out.raw("<main id=\"main\" class=\"single\"><h1>Sign in</h1>");
    if let Some(words) = refused {
        out.raw("<p class=\"told\" role=\"alert\">").text(words).raw("</p>");
    }
    out.raw("<p class=\"lead\">The token stands in the file that <code>earful serve --token-file</code> names.</p>");
    out.raw("<form method=\"post\" action=\"/login\" class=\"finder tall\"><input type=\"hidden\" name=\"next\"");
    out.attr("value", next);
    out.raw("><label>Token<input type=\"password\" name=\"token\" required autocomplete=\"current-password\"></label>");
    out.raw("<label>Your name, which signs what you change<input name=\"name\" maxlength=\"80\" autocomplete=\"name\"></label>");
    out.raw("<button>Sign in</button></form></main></body></html>\n");
    Answer::Page(out.finish())
}

/// A hidden field.
pub(super) fn hidden(out: &mut Out, name: &str, value: &str) {
    out.raw("<input type=\"hidden\"").attr("name", name).attr("value", value).raw(">");
}

/// Links to the pages of a list before and after this one.
pub(super) fn turning(out: &mut Out, before: Option<String>, after: Option<String>, words: &str) {
    out.raw("<nav class=\"turn\" aria-label=\"Pages of the list\">");
    match before {
        Some(href) => out.raw("<a rel=\"prev\"").attr("href", &href).raw(">← Before</a>"),
        None => out.raw("<span></span>"),
    };
    out.raw("<span class=\"n\">").text(words).raw("</span>");
    match after {
        Some(href) => out.raw("<a rel=\"next\"").attr("href", &href).raw(">After →</a>"),
        None => out.raw("<span></span>"),
    };
    out.raw("</nav>");
}

/// An address of the API with the same parameters.
pub(super) fn data_address(path: &str, asked: &Asked<'_>, leave_out: &[&str]) -> String {
    let pairs = asked.given.pairs().iter();
    let kept = pairs.filter(|(name, _)| !leave_out.contains(&name.as_str()));
    address(path, kept.map(|(name, value)| (name.as_str(), value.as_str())))
}
