//! The data that programs ask for: the shapes of `--json`, a page at a time.

mod shapes;

use std::sync::Arc;

use serde::Serialize;

use crate::index::Search;
use crate::model::{AreaId, FeedbackId, ThemeId};
use crate::pipeline::answers::{
    BetweenAnswer, ComparisonAnswer, CountsAnswer, HitAnswer, RunAnswer, logged,
};
use crate::pipeline::{self, CompareError, Conditions};
use crate::report::View;
use crate::report::view::ThemeView;

use super::address::replaced;
use super::answer::{Answer, Fault};
use super::routes::Asked;
use super::searching;

use shapes::{BehindAnswer, CorrectionAnswer, NoteAnswer, SaidAnswer};
pub(super) use shapes::{
    CorrectionsAnswer, RunsAnswer, SearchAnswer, ThemeAnswer, ThemeFound, ThemesAnswer,
};

/// Words that set hits apart that are given.
const WORDS: usize = 20;
/// Items of a list where nothing else is asked for.
const ITEMS: usize = 50;
/// Names and values that are listed when one is not known.
const LISTED: usize = 12;

/// The address of the next page of the same list, where there is one.
pub(super) fn next(asked: &Asked<'_>, shown_to: usize, total: u64) -> Option<String> {
    let more = (shown_to as u64) < total && (shown_to as u64) <= searching::DEEPEST;
    more.then(|| replaced(asked.path, asked.given.pairs(), "offset", &[&shown_to.to_string()]))
}

pub(super) fn search(asked: &Asked<'_>) -> Result<Answer, Fault> {
    let reader = asked.reader()?;
    let (search, within) = searching::search(&asked.given, asked)?;
    let query = search.query.clone();
    let fault = |error| Fault::of(error, &query);
    let (limit, offset) = (search.limit, search.offset);
    let page = reader
        .prepared(search, within, &[], &asked.desk.settings)
        .and_then(|search| reader.search(&search))
        .map_err(fault)?;
    let view = reader.view();
    let themes = match offset == 0 && within.is_none() {
        true => pipeline::answering(&page, view),
        false => Vec::new(),
    };
    Ok(Answer::json(&SearchAnswer {
        run: view.run.id.clone(),
        total: page.total,
        most: page.most,
        meant: page.meant,
        statements: page.statements,
        corrections: page.corrections.iter().map(CorrectionAnswer::of).collect(),
        notes: page.notes.iter().map(NoteAnswer::of).collect(),
        words: page.words.iter().map(SaidAnswer::of).collect(),
        themes: themes.into_iter().map(ThemeFound::of).collect(),
        hits: page.hits.iter().map(HitAnswer::of).collect(),
        next: next(asked, offset + limit.min(page.hits.len().max(1)), page.found()),
        behind: BehindAnswer::of(reader.behind()),
    }))
}

pub(super) fn counts(asked: &Asked<'_>) -> Result<Answer, Fault> {
    let reader = asked.reader()?;
    let (search, within) = searching::search(&asked.given, asked)?;
    let query = search.query.clone();
    let fault = |error| Fault::of(error, &query);
    let names: Vec<String> = asked.given.all("facet").map(str::to_owned).collect();
    let index = reader.index().map_err(|error| Fault::new(503, error.to_string()))?;
    let search = Search { limit: 0, ..search };
    let search = reader.prepared(search, within, &names, &asked.desk.settings).map_err(fault)?;
    for name in &names {
        index.check_facet(name, search.joined).map_err(|hint| {
            Fault::unclear(format!("facet: hits cannot be counted by {name:?}: {hint}"))
        })?;
    }
    let words = if asked.given.is_set("words") { WORDS } else { 0 };
    let page = reader.search(&search).map_err(fault)?;
    let counted = index.counted(&search, &names, words).map_err(|error| fault(error.into()))?;
    Ok(Answer::json(&CountsAnswer::of(&page, &counted)))
}

/// Themes in the order of `earful themes`: ranked first, then by how much is heard.
pub(super) fn in_order(view: &View) -> Vec<&ThemeView> {
    let mut themes: Vec<&ThemeView> = view.themes.iter().collect();
    themes.sort_by_key(|theme| {
        let heard = std::cmp::Reverse(theme.feedback);
        (theme.rank.unwrap_or(u32::MAX), heard, theme.id.len(), theme.id.clone())
    });
    themes
}

pub(super) fn themes(asked: &Asked<'_>) -> Result<Answer, Fault> {
    let reader = asked.reader()?;
    let view = reader.view();
    let area = asked.given.read::<AreaId>("area")?.map(|area| area.to_string());
    let of_area = |theme: &&ThemeView| area.as_ref().is_none_or(|area| theme.area == *area);
    let all: Vec<&ThemeView> = in_order(view).into_iter().filter(of_area).collect();
    let (offset, limit) = (asked.given.whole("offset", 0), asked.given.whole("limit", ITEMS));
    Ok(Answer::json(&ThemesAnswer {
        run: view.run.id.clone(),
        total: all.len() as u64,
        next: next(asked, offset + limit, all.len() as u64),
        themes: all.into_iter().skip(offset).take(limit).cloned().collect(),
    }))
}

/// The theme that is asked for in the path.
pub(super) fn theme_id(asked: &Asked<'_>) -> Result<ThemeId, Fault> {
    let id = asked.given.read::<ThemeId>("theme")?;
    id.ok_or_else(|| Fault::unclear("theme: which one?"))
}

/// What is said of a theme that is not there.
pub(super) fn no_theme(theme: ThemeId) -> Fault {
    Fault::missing(format!("there is no theme {theme}: the list of themes has those there are"))
}

pub(super) fn theme(asked: &Asked<'_>) -> Result<Answer, Fault> {
    let reader = asked.reader()?;
    let id = theme_id(asked)?;
    let (theme, opportunity) = reader.theme(id).ok_or_else(|| no_theme(id))?;
    Ok(Answer::json(&ThemeAnswer { theme: theme.clone(), opportunity: opportunity.cloned() }))
}

/// Why a theme has no rank, in a sentence.
pub(super) fn unranked(theme: &ThemeView) -> String {
    let why = match (theme.muted, theme.general) {
        (true, _) => "a person took it out of the ranking",
        (_, true) => "it is general dissatisfaction or delight without a subject",
        _ => "nobody complains or asks for anything in it",
    };
    format!("{} is not ranked: {why}", theme.id)
}

pub(super) fn why(asked: &Asked<'_>) -> Result<Answer, Fault> {
    let reader = asked.reader()?;
    let id = theme_id(asked)?;
    let (theme, opportunity) = reader.theme(id).ok_or_else(|| no_theme(id))?;
    let opportunity = opportunity.ok_or_else(|| Fault::missing(unranked(theme)))?;
    Ok(Answer::json(opportunity))
}

/// The record that is asked for in the path.
pub(super) fn record_id(asked: &Asked<'_>) -> Result<FeedbackId, Fault> {
    let id = asked.given.read::<FeedbackId>("id")?;
    id.ok_or_else(|| Fault::unclear("id: which one?"))
}

pub(super) fn record(asked: &Asked<'_>) -> Result<Answer, Fault> {
    let id = record_id(asked)?;
    let found = asked.reader()?.record(id).map_err(|error| Fault::of(error, ""))?;
    let found = found.ok_or_else(|| Fault::missing(format!("there is no record {id}")))?;
    Ok(Answer::json(&found))
}

/// Two parts of the customers by the themes of the newest run.
pub(super) fn compared(
    asked: &Asked<'_>,
    first: &Conditions,
    second: &Conditions,
) -> Result<Arc<ComparisonAnswer>, Fault> {
    let reader = asked.reader()?;
    let labels = [first.to_string(), second.to_string()];
    let key = format!("{}\n{}\n{}", reader.run().id, labels[0], labels[1]);
    asked.desk.compared(&key, || {
        let parts = [first, second].map(|part| pipeline::Membership::Conditions(&part.0));
        let settings = &asked.desk.settings;
        let found = pipeline::compare(reader.workspace(), reader.run(), settings, parts);
        found.map(|found| ComparisonAnswer::of(&found, &labels, reader.view())).map_err(told)
    })
}

fn told(error: CompareError) -> Fault {
    let words = error.to_string();
    let listed = |known: &[String]| {
        let more = known.len().saturating_sub(LISTED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!("there are {}{more}", known[..known.len().min(LISTED)].join(", "))
    };
    match error {
        CompareError::NoName { known, .. } | CompareError::NoValue { known, .. } => {
            Fault::unclear(format!("{words}: {}", listed(&known)))
        }
        CompareError::Nobody(_) => {
            Fault::unclear(format!("{words}: no record meets all of its conditions"))
        }
        CompareError::Forgotten(_) => Fault::missing(words),
        CompareError::Pipeline(error) => Fault::of(error, ""),
    }
}

pub(super) fn compare(asked: &Asked<'_>) -> Result<Answer, Fault> {
    let part = |name| -> Result<Conditions, Fault> {
        asked.given.read(name)?.ok_or_else(|| Fault::unclear(format!("{name} is missing")))
    };
    let found = compared(asked, &part("first")?, &part("second")?)?;
    Ok(Answer::json(&*found))
}

pub(super) fn runs(asked: &Asked<'_>) -> Result<Answer, Fault> {
    let mut runs = asked.desk.workspace().runs().map_err(|error| Fault::of(error.into(), ""))?;
    runs.reverse();
    let (offset, limit) = (asked.given.whole("offset", 0), asked.given.whole("limit", ITEMS));
    Ok(Answer::json(&RunsAnswer {
        total: runs.len() as u64,
        next: next(asked, offset + limit, runs.len() as u64),
        runs: runs.iter().skip(offset).take(limit).map(|run| RunAnswer::of(run, None)).collect(),
    }))
}

/// The report of a run.
pub(super) fn view_of(asked: &Asked<'_>, run: &str) -> Result<View, Fault> {
    let bytes = asked.desk.workspace().run_file(run, "report.json");
    let bytes = bytes.map_err(|error| Fault::of(error.into(), ""))?;
    View::from_json(&bytes).map_err(|error| Fault::new(500, error.to_string()))
}

/// What is different between the two runs asked for: the newest and the one before it where none is
/// named.
pub(super) fn between(asked: &Asked<'_>) -> Result<BetweenAnswer, Fault> {
    let reader = asked.reader()?;
    let newest = reader.view();
    let to = match asked.given.text("to") {
        Some(id) if id != newest.run.id => view_of(asked, id)?,
        _ => newest.clone(),
    };
    let before = || newest.changes.previous.as_ref().map(|previous| previous.run.clone());
    let from = asked.given.text("from").map(str::to_owned).or_else(before).ok_or_else(|| {
        Fault::missing("there is one run so far: from the next on, changes are shown here")
    })?;
    let from = view_of(asked, &from)?;
    let living = |theme| reader.living(theme);
    Ok(BetweenAnswer::of(&from, &to, &living))
}

pub(super) fn changes(asked: &Asked<'_>) -> Result<Answer, Fault> {
    Ok(Answer::json(&between(asked)?))
}

pub(super) fn report(asked: &Asked<'_>) -> Result<Answer, Fault> {
    let text = String::from_utf8_lossy(asked.reader()?.report()).into_owned();
    Ok(Answer::Json(text))
}

pub(super) fn corrections(asked: &Asked<'_>) -> Result<Answer, Fault> {
    let curation = pipeline::entries(asked.desk.workspace());
    let curation = curation.map_err(|error| Fault::of(error, ""))?;
    Ok(Answer::json(&CorrectionsAnswer { entries: logged(&curation) }))
}

/// A fault as data (RFC 9457).
#[derive(Serialize)]
struct Problem<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'static str,
    status: u16,
    detail: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
}

/// A fault as `application/problem+json`.
pub(super) fn problem(fault: &Fault) -> String {
    let problem = Problem {
        kind: "about:blank",
        title: fault.title(),
        status: fault.status,
        detail: &fault.words,
        column: fault.place.as_ref().map(|(_, column)| *column),
    };
    let Answer::Json(text) = Answer::json(&problem) else { return String::new() };
    text
}
