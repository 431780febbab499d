//! `earful compare`: two segments, the arms of a test, or what two searches find, theme by theme.

use super::search::asked;
use super::{Outcome, Place, chosen_run, json_line, view_of};
use crate::cli::args::CompareArgs;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::print::{Printer, Style, inert, shortened, table};
use crate::config;
use crate::index::{Search, Significant};
use crate::model::FeedbackId;
use crate::pipeline::answers::{ComparisonAnswer, WordAnswer};
use crate::pipeline::{
    self, CompareError, Compared, Comparison, Conditions, Difference, Membership, Reader,
};
use crate::report::{View, phrase};
use crate::store::Workspace;

pub(super) fn run(place: &Place, args: &CompareArgs, out: &mut Printer) -> Outcome {
    let workspace = place.workspace()?;
    let settings = place.settings(&place.root()?)?.for_the_night();
    let run = chosen_run(&workspace, args.run.as_deref())?;
    let view = view_of(&workspace, &run)?;
    let labels = [&args.first, &args.second].map(|part| part.trim().to_owned());
    let (found, words) = match args.queries {
        true => {
            let found = searched(&workspace, &settings, &labels)?;
            let parts = found.ids.each_ref().map(|ids| Membership::Records(ids));
            let compared = pipeline::compare(&workspace, &run, &settings, parts).map_err(told)?;
            (compared, Some(found.words))
        }
        false => {
            let read = |part: &String| part.parse::<Conditions>().map_err(Failure::Usage);
            let parts = [read(&labels[0])?, read(&labels[1])?];
            let parts = parts.each_ref().map(|part| Membership::Conditions(&part.0));
            (pipeline::compare(&workspace, &run, &settings, parts).map_err(told)?, None)
        }
    };
    if args.json {
        let answer = ComparisonAnswer::of(&found, &labels, &view);
        let words = words.map(|both| both.map(|words| words.iter().map(WordAnswer::of).collect()));
        json_line(out, &ComparisonAnswer { words, ..answer });
    } else {
        print(&found, &labels, &view, args.limit, out);
        if let Some(words) = &words {
            set_apart(words, &labels, out);
        }
    }
    Ok(if found.themes.is_empty() { Exit::NothingFound } else { Exit::Done })
}

/// What two searches find.
struct Searched {
    /// The records of each, ascending.
    ids: [Vec<FeedbackId>; 2],
    /// The words that set each apart from the other.
    words: [Vec<Significant>; 2],
}

/// Words that set a search apart which are shown.
const WORDS: usize = 20;

fn searched(
    workspace: &Workspace,
    settings: &pipeline::Settings,
    queries: &[String; 2],
) -> Result<Searched, Failure> {
    let reader = Reader::open(workspace, settings.intake.voice_days)?
        .ok_or_else(|| Failure::Usage("there is no run yet: `earful run` makes one".to_owned()))?;
    let today = Some(crate::cli::today());
    let prepared = |query: &String| {
        if query.is_empty() {
            return Err(Failure::Usage("say what to look for: a search is empty".to_owned()));
        }
        let search = Search { query: query.clone(), exact: true, today, ..Search::default() };
        reader.prepared(search, None, &[], settings).map_err(|error| match error {
            pipeline::Error::Index(error) => asked(query)(error),
            other => other.into(),
        })
    };
    let searches = [prepared(&queries[0])?, prepared(&queries[1])?];
    let index = pipeline::open_index(workspace)?;
    let ids = |at: usize| {
        let mut ids = index.ids(&searches[at]).map_err(asked(&queries[at]))?;
        ids.sort_unstable();
        Ok::<_, Failure>(ids)
    };
    let words =
        index.contrasted([&searches[0], &searches[1]], WORDS).map_err(asked(&queries[0]))?;
    Ok(Searched { ids: [ids(0)?, ids(1)?], words })
}

fn set_apart(words: &[Vec<Significant>; 2], labels: &[String; 2], out: &mut Printer) {
    for (at, found) in words.iter().enumerate() {
        out.gap();
        let (own, other) = (inert(&labels[at]), inert(&labels[1 - at]));
        out.line(out.styled(Style::Bold, &format!("Words of {own}, not of {other}")));
        if found.is_empty() {
            out.line("No word sets it apart beyond chance.");
        }
        let rows: Vec<Vec<String>> = (found.iter())
            .map(|one| {
                let both = phrase::part_of(one.hits, one.records);
                vec![inert(&one.word), both, phrase::decimal(one.surprise, 1)]
            })
            .collect();
        table(&rows, &[1, 2]).iter().for_each(|line| out.line(line));
    }
    out.gap();
    out.line(
        "Words: records of the search that hold the word, of those of both; the last column is the likelihood \
         ratio G² (beyond chance from 15.1).",
    );
}

/// Names and values that are listed when one is not known.
const LISTED: usize = 12;

/// What cannot be compared, and what to ask instead.
fn told(error: CompareError) -> Failure {
    let instead = |asked: &str, known: &[String]| {
        let known: Vec<String> = known.iter().map(|one| inert(one)).collect();
        let meant = config::nearest(asked, known.iter().map(String::as_str));
        let meant = meant.map_or(String::new(), |meant| format!("did you mean {meant:?}? "));
        let more = known.len().saturating_sub(LISTED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let listed = &known[..known.len().min(LISTED)];
        format!("{meant}there are {}{more}", listed.join(", "))
    };
    let words = error.to_string();
    Failure::Usage(match error {
        CompareError::NoName { name, known } => {
            format!("{}: {}", inert(&words), instead(&name, &known))
        }
        CompareError::NoValue { value, known, .. } => {
            format!("{}: {}", inert(&words), instead(&value, &known))
        }
        CompareError::Nobody(_) => format!(
            "{words}: no record of the run meets all of its conditions, or holds all of its words"
        ),
        CompareError::Forgotten(_) => {
            format!("{words}: leave --run out, or keep more of them with [run] keep_runs")
        }
        CompareError::Pipeline(error) => return error.into(),
    })
}

fn title(view: &View, theme: &str) -> String {
    let found = view.themes.iter().find(|one| one.id == theme);
    found.map_or_else(|| theme.to_owned(), |one| one.title.clone())
}

/// A share with its interval: `12.4 % (10.1 to 15.2)`.
fn share(share: f64, (low, high): (f64, f64)) -> String {
    let bare = |value: f64| phrase::decimal(100.0 * value, 1);
    format!("{} % ({} to {})", bare(share), bare(low), bare(high))
}

/// A difference of shares in points, signed.
fn points(value: f64) -> String {
    phrase::signed(100.0 * value, 1)
}

fn says(one: &Compared, labels: &[String; 2]) -> String {
    let from = format!("seen from {} points", phrase::decimal(100.0 * one.detectable, 1));
    match one.verdict {
        Difference::MoreInFirst => format!("more in {}", inert(&labels[0])),
        Difference::MoreInSecond => format!("more in {}", inert(&labels[1])),
        Difference::Level => format!("level, {from}"),
        Difference::TooFew => format!("too few, {from}"),
    }
}

fn print(found: &Comparison, labels: &[String; 2], view: &View, limit: usize, out: &mut Printer) {
    for (side, label) in found.sides.iter().zip(labels) {
        out.line(format!(
            "{}: {} in {}",
            out.styled(Style::Bold, &inert(label)),
            phrase::counted(side.customers.into(), "customer", "customers"),
            phrase::counted(side.feedback.into(), "piece of feedback", "pieces of feedback"),
        ));
    }
    match found.in_both {
        0 => {}
        1 => out.line("1 customer is in both and counts in each."),
        many => out.line(format!(
            "{} customers are in both and count in each.",
            phrase::count(many.into())
        )),
    }
    if found.themes.is_empty() {
        out.line("Nobody in either wants anything changed that has a theme.");
        return;
    }
    out.gap();
    let mut rows = vec![
        ["theme", "", &*inert(&labels[0]), &*inert(&labels[1]), "difference", "q", "says"]
            .map(str::to_owned)
            .to_vec(),
    ];
    rows.extend(found.themes.iter().take(limit).map(|one| {
        let id = one.theme.to_string();
        let (low, high) = one.difference_interval;
        vec![
            id.clone(),
            shortened(&inert(&title(view, &id)), 40),
            share(one.share.0, one.interval.0),
            share(one.share.1, one.interval.1),
            format!("{} ({} to {})", points(one.difference), points(low), points(high)),
            phrase::chance(one.q_value).trim_start_matches("= ").to_owned(),
            says(one, labels),
        ]
    }));
    for (at, line) in table(&rows, &[2, 3, 4]).into_iter().enumerate() {
        let line = if at == 0 { out.styled(Style::Dim, &line) } else { line };
        out.line(line);
    }
    out.gap();
    if found.themes.len() > limit {
        let more = (found.themes.len() - limit) as u64;
        out.line(format!(
            "{} with --limit {}.",
            phrase::counted(more, "more theme", "more themes"),
            found.themes.len()
        ));
    }
    for one in &found.themes {
        let Some(name) = found.reversed.get(&one.theme) else { continue };
        let (more, less) = if one.difference > 0.0 { (0, 1) } else { (1, 0) };
        out.line(format!(
            "{} {}: more in {} over all, but in none of the segments of {name}: their mix makes the \
             difference. Within them it is more in {}.",
            one.theme,
            inert(&phrase::quoted(&title(view, &one.theme.to_string()))),
            inert(&labels[more]),
            inert(&labels[less]),
            name = inert(name),
        ));
    }
    out.line(
        "Shares are of the customers of each part, with 95 % intervals; q is the chance of such a \
         difference if there were none, corrected for all themes; \u{201c}seen from\u{201d} is the smallest \
         difference that four of five such comparisons would find.",
    );
}
