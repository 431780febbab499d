//! `earful export`: tables for other tools.

use std::path::Path;

use serde_json::{Map, Value};

use super::{Outcome, Place, chosen_run, view_of};
use crate::cli::args::{ExportArgs, Exported, TableFormat};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::print::Printer;
use crate::model::{Assignment, Corpus, Feedback, Statement, StatementId, SubthemeId};
use crate::report::view::OpportunityView;
use crate::report::{View, csv_line, escape};
use crate::store::{self, Values, Workspace};

/// The column whose texts are JSON objects.
const SEGMENTS: &str = "segments";

/// A table: named columns of equal length.
type Table = Vec<(&'static str, Values)>;

pub(super) fn run(place: &Place, args: &ExportArgs, out: &mut Printer) -> Outcome {
    let workspace = place.workspace()?;
    let table = match args.what {
        Exported::Feedback => feedback(&workspace.load()?),
        Exported::Statements => statements(&workspace.load()?, format(args)?),
        Exported::Assignments => assignments(&workspace, args.run.as_deref(), format(args)?)?,
        Exported::Themes => {
            themes(&view_of(&workspace, &chosen_run(&workspace, args.run.as_deref())?)?)
        }
        Exported::Opportunities => {
            opportunities(&view_of(&workspace, &chosen_run(&workspace, args.run.as_deref())?)?)
        }
    };
    let rows = table.first().map_or(0, |(_, values)| values.len());
    match (format(args)?, &args.out) {
        (TableFormat::Parquet, Some(path)) => store::export(path, &table)?,
        (TableFormat::Parquet, None) => {
            return Err(Failure::Usage(
                "Parquet is no text: say where to write it with --out FILE".to_owned(),
            ));
        }
        (format, None) => text(format, &table, rows, &mut |bytes| {
            out.bytes(bytes);
            Ok(())
        })
        .map_err(Failure::Printing)?,
        (format, Some(path)) => {
            store::write_out(path, |file| {
                text(format, &table, rows, &mut |bytes| file.write_all(bytes))
            })?;
        }
    }
    Ok(if rows == 0 { Exit::NothingFound } else { Exit::Done })
}

fn format(args: &ExportArgs) -> Result<TableFormat, Failure> {
    if args.json {
        return Ok(TableFormat::Jsonl);
    }
    if let Some(format) = args.format {
        return Ok(format);
    }
    let ending = args.out.as_deref().and_then(Path::extension).and_then(|ending| ending.to_str());
    match ending {
        None | Some("jsonl" | "ndjson" | "json") => Ok(TableFormat::Jsonl),
        Some("csv") => Ok(TableFormat::Csv),
        Some("parquet") => Ok(TableFormat::Parquet),
        Some(other) => Err(Failure::Usage(format!(
            "the ending .{other} does not say which format: add --format jsonl, csv or parquet"
        ))),
    }
}

fn text(
    format: TableFormat,
    table: &Table,
    rows: usize,
    write: &mut dyn FnMut(&[u8]) -> std::io::Result<()>,
) -> std::io::Result<()> {
    if format == TableFormat::Csv {
        let heads: Vec<String> = table.iter().map(|(name, _)| (*name).to_owned()).collect();
        write(csv_line(&heads).as_bytes())?;
    }
    for row in 0..rows {
        let line = if format == TableFormat::Csv {
            csv_line(&table.iter().map(|(_, values)| cell(values, row)).collect::<Vec<_>>())
        } else {
            let fields = table.iter().map(|(name, values)| {
                let value = value(values, row);
                // Segments are JSON in a text column, because a cell holds no object.
                let value = match value.as_str().filter(|_| *name == SEGMENTS) {
                    Some(text) => serde_json::from_str(text).unwrap_or(value),
                    None => value,
                };
                ((*name).to_owned(), value)
            });
            let line = Value::Object(fields.collect::<Map<_, _>>()).to_string();
            format!("{}\n", escape::unhidden(&line))
        };
        write(line.as_bytes())?;
    }
    Ok(())
}

/// A value as a cell: none is a formula.
fn cell(values: &Values, row: usize) -> String {
    match values {
        Values::Texts(values) => values[row].as_deref().map(escape::csv).unwrap_or_default(),
        Values::Integers(values) => values[row].map(|value| value.to_string()).unwrap_or_default(),
        Values::Numbers(values) => values[row].map(|value| value.to_string()).unwrap_or_default(),
    }
}

fn value(values: &Values, row: usize) -> Value {
    match values {
        Values::Texts(values) => values[row].as_deref().map_or(Value::Null, Value::from),
        Values::Integers(values) => values[row].map_or(Value::Null, Value::from),
        Values::Numbers(values) => values[row].map_or(Value::Null, Value::from),
    }
}

fn texts<T>(rows: &[T], value: impl Fn(&T) -> Option<String>) -> Values {
    Values::Texts(rows.iter().map(value).collect())
}

fn integers<T>(rows: &[T], value: impl Fn(&T) -> Option<i64>) -> Values {
    Values::Integers(rows.iter().map(value).collect())
}

fn numbers<T>(rows: &[T], value: impl Fn(&T) -> Option<f64>) -> Values {
    Values::Numbers(rows.iter().map(value).collect())
}

/// A 32-bit number as the decimal number it prints as: 0.61, not 0.6100000143051147.
fn short(value: f32) -> f64 {
    value.to_string().parse().unwrap_or(0.0)
}

fn feedback(corpus: &Corpus) -> Table {
    let rows = corpus.feedback();
    let segments = |one: &Feedback| {
        let mut object: Map<String, Value> = Map::new();
        for pair in &one.attributes {
            let value = Value::from(&*pair.value);
            match object.get_mut(&*pair.name) {
                None => {
                    object.insert(pair.name.to_string(), value);
                }
                Some(Value::Array(values)) => values.push(value),
                Some(first) => *first = Value::Array(vec![first.take(), value]),
            }
        }
        Some(Value::Object(object).to_string())
    };
    vec![
        ("id", texts(rows, |one| Some(one.id.to_string()))),
        ("record", texts(rows, |one| Some(one.external.to_string()))),
        ("source", texts(rows, |one| Some(one.source.to_string()))),
        ("kind", texts(rows, |one| Some(one.kind.name().to_owned()))),
        ("at", texts(rows, |one| one.at.map(|at| at.to_string()))),
        ("author", texts(rows, |one| one.author.map(|author| author.to_string()))),
        ("rating", numbers(rows, |one| one.rating.map(|rating| rating.raw))),
        ("rating_kind", texts(rows, |one| one.rating.map(|rating| rating.kind.name().to_owned()))),
        ("satisfaction", numbers(rows, |one| one.rating.map(|rating| rating.unit))),
        ("lang", texts(rows, |one| Some(one.lang.code().to_owned()))),
        ("product", texts(rows, |one| one.product.as_deref().map(str::to_owned))),
        ("value", numbers(rows, |one| one.value)),
        ("votes", integers(rows, |one| (one.votes > 0).then_some(one.votes.into()))),
        ("question", texts(rows, |one| one.question.as_deref().map(str::to_owned))),
        ("text", texts(rows, |one| Some(one.own_words().to_owned()))),
        (SEGMENTS, texts(rows, segments)),
        ("file", texts(rows, |one| Some(one.origin.file.to_string()))),
        ("line", integers(rows, |one| Some(one.origin.line as i64))),
    ]
}

/// Where a statement begins and ends in the text of its record, as that format writes the text:
/// Parquet exactly as it is, the others without characters that nobody sees.
fn place_of(corpus: &Corpus, one: &Statement, at: u32, format: TableFormat) -> Option<i64> {
    let text = corpus.feedback_of(one).own_words();
    Some(match format {
        TableFormat::Parquet => at.into(),
        _ => escape::unhidden_place(text, at as usize) as i64,
    })
}

fn statements(corpus: &Corpus, format: TableFormat) -> Table {
    let rows = corpus.statements();
    let of = |one: &Statement| corpus.feedback_of(one);
    vec![
        ("record", texts(rows, |one| Some(of(one).external.to_string()))),
        ("source", texts(rows, |one| Some(of(one).source.to_string()))),
        ("statement", integers(rows, |one| Some(one.ordinal.into()))),
        ("start", integers(rows, |one| place_of(corpus, one, one.span.start, format))),
        ("end", integers(rows, |one| place_of(corpus, one, one.span.end, format))),
        ("text", texts(rows, |one| Some(corpus.text_of(one).to_owned()))),
        ("polarity", numbers(rows, |one| Some(short(one.polarity)))),
        ("stance", texts(rows, |one| Some(one.stance.name().to_owned()))),
        ("severity", integers(rows, |one| Some(one.severity.into()))),
        ("filtered", texts(rows, |one| one.filtered.map(|reason| reason.name().to_owned()))),
    ]
}

fn assignments(
    workspace: &Workspace,
    run: Option<&str>,
    format: TableFormat,
) -> Result<Table, Failure> {
    let run = chosen_run(workspace, run)?;
    let corpus = workspace.load()?;
    let memory = workspace.memory(&run.id)?.ok_or_else(|| {
        Failure::Usage(format!(
            "run {} is too old: its assignments are no longer kept ([run] keep_runs)",
            run.id
        ))
    })?;
    let places: Vec<(StatementId, Option<Assignment>)> =
        memory.curated_places().map(|(id, _, place)| (id, place)).collect();
    let place = |one: &Statement| -> Option<Assignment> {
        let id: StatementId = corpus.id_of(one);
        let at = places.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        places[at].1
    };
    let area = |one: &Statement| {
        let theme = place(one)?.theme;
        let by_hand = &memory.curated.areas;
        if let Ok(at) = by_hand.binary_search_by_key(&theme, |one| one.0) {
            return Some(by_hand[at].1.to_string());
        }
        let at = memory.themes.binary_search_by_key(&theme, |theme| theme.id).ok()?;
        Some(memory.themes[at].area.to_string())
    };
    let part = |one: &Statement| -> Option<String> {
        let place = place(one)?;
        Some(SubthemeId { theme: place.theme, number: place.part? }.to_string())
    };
    let rows = corpus.statements();
    let of = |one: &Statement| corpus.feedback_of(one);
    Ok(vec![
        ("record", texts(rows, |one| Some(of(one).external.to_string()))),
        ("source", texts(rows, |one| Some(of(one).source.to_string()))),
        ("statement", integers(rows, |one| Some(one.ordinal.into()))),
        ("start", integers(rows, |one| place_of(&corpus, one, one.span.start, format))),
        ("end", integers(rows, |one| place_of(&corpus, one, one.span.end, format))),
        ("theme", texts(rows, |one| place(one).map(|place| place.theme.to_string()))),
        ("area", texts(rows, area)),
        ("similarity", numbers(rows, |one| place(one).map(|place| short(place.similarity)))),
        ("polarity", numbers(rows, |one| Some(short(one.polarity)))),
        ("stance", texts(rows, |one| Some(one.stance.name().to_owned()))),
        ("severity", integers(rows, |one| Some(one.severity.into()))),
        ("subtheme", texts(rows, part)),
        ("confidence", numbers(rows, |one| place(one).map(|place| short(place.confidence)))),
    ])
}

fn themes(view: &View) -> Table {
    let rows = &view.themes;
    vec![
        ("theme", texts(rows, |one| Some(one.id.clone()))),
        ("area", texts(rows, |one| Some(one.area.clone()))),
        ("title", texts(rows, |one| Some(one.title.clone()))),
        ("terms", texts(rows, |one| Some(one.terms.join("; ")))),
        ("rank", integers(rows, |one| one.rank.map(i64::from))),
        ("general", integers(rows, |one| Some(one.general.into()))),
        ("strength", integers(rows, |one| Some(one.strength.into()))),
        ("statements", integers(rows, |one| Some(one.statements.into()))),
        ("feedback", integers(rows, |one| Some(one.feedback.into()))),
        ("customers", integers(rows, |one| Some(one.customers.into()))),
        ("complaints", integers(rows, |one| Some(one.stances.complaint.into()))),
        ("requests", integers(rows, |one| Some(one.stances.request.into()))),
        ("praise", integers(rows, |one| Some(one.stances.praise.into()))),
        ("status", texts(rows, |one| Some(one.status.clone()))),
        ("born", texts(rows, |one| Some(one.born.clone()))),
    ]
}

fn opportunities(view: &View) -> Table {
    let rows = &view.opportunities;
    let points = |name: &'static str| {
        numbers(rows, move |one| {
            one.factors.iter().find(|factor| factor.name == name).map(|factor| factor.shown)
        })
    };
    let interval = |one: &OpportunityView| one.impact.as_ref().and_then(|impact| impact.interval);
    vec![
        ("rank", integers(rows, |one| Some(one.rank.into()))),
        ("rank_low", integers(rows, |one| Some(one.rank_interval[0].into()))),
        ("rank_high", integers(rows, |one| Some(one.rank_interval[1].into()))),
        ("theme", texts(rows, |one| Some(one.theme.clone()))),
        ("title", texts(rows, |one| Some(one.title.clone()))),
        ("area", texts(rows, |one| Some(one.area_title.clone()))),
        ("score", numbers(rows, |one| Some(one.score))),
        ("customers", integers(rows, |one| Some(one.customers.into()))),
        ("voters", integers(rows, |one| Some(one.evidence.voters.into()))),
        ("records", integers(rows, |one| Some(one.evidence.wanting.into()))),
        ("status", texts(rows, |one| Some(one.status.clone()))),
        ("impact", numbers(rows, |one| one.impact.as_ref().map(|impact| impact.impact))),
        ("impact_low", numbers(rows, |one| interval(one).map(|ends| ends[0]))),
        ("impact_high", numbers(rows, |one| interval(one).map(|ends| ends[1]))),
        ("impact_scale", texts(rows, |one| one.impact.as_ref().map(|impact| impact.scale.clone()))),
        ("value", numbers(rows, |one| one.evidence.value)),
        ("reach_points", points("reach")),
        ("severity_points", points("severity")),
        ("satisfaction_points", points("satisfaction")),
        ("momentum_points", points("momentum")),
        ("value_points", points("value")),
        ("search", texts(rows, |one| Some(one.search.clone()))),
    ]
}
