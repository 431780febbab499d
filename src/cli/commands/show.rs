//! `earful show ID`: one record whole.

use std::collections::BTreeMap;

use super::{Outcome, Place, json_line, view_of};
use crate::cli::args::ShowArgs;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::print::{Printer, Style, inert};
use crate::model::{Corpus, Feedback, FeedbackId, StatementId, ThemeId};
use crate::pipeline;
use crate::pipeline::answers::RecordAnswer;
use crate::report::phrase;
use crate::store::Workspace;

/// Copies that are named; the others are counted.
const COPIES: usize = 10;

pub(super) fn run(place: &Place, args: &ShowArgs, out: &mut Printer) -> Outcome {
    let workspace = place.workspace()?;
    let corpus = workspace.load()?;
    let row = wanted(&corpus, args)?;
    let one = &corpus.feedback()[row as usize];
    let places = places(&workspace, &corpus, row)?;
    let copies = copies(place, &workspace, &corpus, one.id)?;
    if args.json {
        let statements = &corpus.statements()[corpus.statements_of(row)];
        json_line(out, &RecordAnswer::of(one, statements, &places, &copies));
    } else {
        print(&corpus, row, &places, &copies, out);
    }
    Ok(Exit::Done)
}

/// Other records of the same voice, as the newest night told it.
fn copies<'c>(
    place: &Place,
    workspace: &Workspace,
    corpus: &'c Corpus,
    id: FeedbackId,
) -> Result<Vec<&'c Feedback>, Failure> {
    // Without settings nobody knows by which rule voices were told.
    let Ok(settings) = place.settings(workspace.root()) else { return Ok(Vec::new()) };
    let upto = super::reported(workspace.latest()?.as_ref());
    let found = pipeline::copies(workspace, upto, settings.intake.voice_days, id)?;
    let rows = found.into_iter().filter_map(|copy| corpus.row_of(copy));
    Ok(rows.map(|row| &corpus.feedback()[row as usize]).collect())
}

/// The row of the record asked for: by its own number, else by its id here.
fn wanted(corpus: &Corpus, args: &ShowArgs) -> Result<u32, Failure> {
    let asked = args.id.trim();
    let is_source = |one: &Feedback| {
        args.source.as_deref().is_none_or(|source| one.source.eq_ignore_ascii_case(source))
    };
    let rows: Vec<u32> = (0u32..)
        .zip(corpus.feedback())
        .filter(|(_, one)| one.external.eq_ignore_ascii_case(asked) && is_source(one))
        .map(|(row, _)| row)
        .collect();
    match rows.as_slice() {
        [row] => Ok(*row),
        [] => asked.parse().ok().and_then(|id| corpus.row_of(id)).ok_or_else(|| {
            let of = args.source.as_deref().map(|source| format!(" in {:?}", inert(source)));
            Failure::Usage(format!(
                "there is no record {:?}{}: a hit of `earful search` names it, behind its source; what \
                 an agent wrote is found by search alone",
                inert(asked),
                of.unwrap_or_default()
            ))
        }),
        many => {
            let sources: Vec<String> = many
                .iter()
                .map(|&row| inert(&corpus.feedback()[row as usize].source))
                .collect();
            Err(Failure::Usage(format!(
                "{} have a record {:?}: add --source {}",
                phrase::list(&sources),
                inert(asked),
                sources[0]
            )))
        }
    }
}

/// For each statement of the record, its theme with its title, where the newest run put it in one.
fn places(
    workspace: &Workspace,
    corpus: &Corpus,
    row: u32,
) -> Result<Vec<Option<(ThemeId, String)>>, Failure> {
    let mut themes: BTreeMap<StatementId, ThemeId> = BTreeMap::new();
    let mut titles: BTreeMap<String, String> = BTreeMap::new();
    let feedback = corpus.feedback()[row as usize].id;
    if let Some(newest) = workspace.latest()? {
        if let Some(memory) = workspace.memory(&newest.id)? {
            let of_it = memory.places.iter().filter(|(id, _, _)| id.feedback == feedback);
            themes.extend(of_it.filter_map(|(id, _, place)| Some((*id, place.as_ref()?.theme))));
        }
        let view = view_of(workspace, &newest)?;
        titles.extend(view.themes.into_iter().map(|theme| (theme.id, theme.title)));
    }
    let statements = &corpus.statements()[corpus.statements_of(row)];
    Ok(statements
        .iter()
        .map(|one| {
            let theme = *themes.get(&corpus.id_of(one))?;
            Some((theme, titles.get(&theme.to_string()).cloned().unwrap_or_default()))
        })
        .collect())
}

fn print(
    corpus: &Corpus,
    row: u32,
    places: &[Option<(ThemeId, String)>],
    copies: &[&Feedback],
    out: &mut Printer,
) {
    let one = &corpus.feedback()[row as usize];
    let mut head = vec![inert(&one.source), inert(&one.external)];
    head.extend(one.day().map(phrase::date));
    head.extend(one.rating.map(|rating| phrase::rating(rating.raw, rating.kind.name())));
    head.extend(one.product.as_deref().map(inert));
    out.line(out.styled(Style::Bold, &head.join("  ")));
    let mut known = vec![one.kind.name().to_owned(), phrase::language(one.lang.code()).to_owned()];
    known.extend(
        one.attributes.iter().map(|pair| format!("{}={}", inert(&pair.name), inert(&pair.value))),
    );
    if one.votes > 0 {
        known.push(phrase::counted(one.votes.into(), "vote", "votes"));
    }
    out.line(out.styled(Style::Dim, &known.join("  ")));
    out.gap();
    if let Some(question) = &one.question {
        out.line(out.styled(Style::Dim, &format!("  {}", inert(question))));
    }
    for line in one.own_words().lines() {
        out.line(format!("  {}", inert(line)));
    }
    let statements = &corpus.statements()[corpus.statements_of(row)];
    if !statements.is_empty() {
        out.gap();
        out.line(out.styled(Style::Bold, "What it says"));
    }
    for (statement, place) in statements.iter().zip(places) {
        let mut words = vec![statement.stance.name().to_owned()];
        if statement.severity > 0 {
            words.push(format!("severity {}", statement.severity));
        }
        words.push(match (place, statement.filtered) {
            (Some((theme, title)), _) => format!("{theme} {}", inert(title)),
            (None, Some(_)) => "says nothing about anything".to_owned(),
            (None, None) => "in no theme".to_owned(),
        });
        let text = inert(corpus.text_of(statement));
        out.line(format!("  {}. {}", statement.ordinal + 1, text));
        out.line(format!("     {}", out.styled(Style::Dim, &words.join(", "))));
    }
    if !copies.is_empty() {
        out.gap();
        let many = phrase::counted(copies.len() as u64, "copy", "copies");
        out.line(out.styled(Style::Bold, &format!("{many} by the same customer, one voice")));
        for copy in copies.iter().take(COPIES) {
            let mut words = vec![inert(&copy.source), inert(&copy.external)];
            words.extend(copy.day().map(phrase::date));
            out.line(format!("  {}", words.join("  ")));
        }
        if copies.len() > COPIES {
            out.line("  …");
        }
    }
    if !one.thread().is_empty() {
        out.gap();
        out.line(out.styled(Style::Bold, "In the conversation, not by the customer"));
        for line in one.thread().lines() {
            out.line(format!("  {}", inert(line)));
        }
    }
    out.gap();
    out.line(out.styled(
        Style::Dim,
        &format!("read from {}, line {}", inert(&one.origin.file), one.origin.line),
    ));
}
