//! `earful markets`: themes by market, heard everywhere or in some only.

use serde_json::json;

use super::{Outcome, Place, json_line, opened};
use crate::cli::args::MarketsArgs;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::print::{Printer, Style, inert, shortened, table};
use crate::pipeline::{self, MARKETS, MarketRow, Matrix, Spread};
use crate::report::phrase;

pub(super) fn run(place: &Place, args: &MarketsArgs, out: &mut Printer) -> Outcome {
    let (opened, view, settings) = opened(place)?;
    let by = args.by.as_deref();
    let alarms = settings.trends.false_alarms;
    let Some(matrix) = pipeline::markets(&opened, &view, by, alarms) else {
        return Err(Failure::Usage(match by {
            Some(by) => format!(
                "no record has a segment {:?} with two values: name one of [sources.NAME.attrs], or \
                 source, kind, product, lang",
                inert(by)
            ),
            None => format!(
                "no record has a segment {}, and all are in one language: say what tells markets apart \
                 with --by",
                MARKETS.join(", ")
            ),
        }));
    };
    match args.json {
        true => matrix.rows.iter().for_each(|row| json_line(out, &as_json(row, &matrix))),
        false => print(&matrix, args, out),
    }
    Ok(if matrix.rows.is_empty() { Exit::NothingFound } else { Exit::Done })
}

fn as_json(row: &MarketRow, matrix: &Matrix) -> serde_json::Value {
    let markets = matrix.markets.iter().enumerate().map(|(at, market)| {
        let share = phrase::share(row.wanting[at].into(), market.records.into());
        let (low, high) = row.intervals[at];
        json!({
            "value": market.value,
            "records": market.records,
            "wanting": row.wanting[at],
            "share": phrase::rounded(share, 6),
            "interval": [phrase::rounded(low, 6), phrase::rounded(high, 6)],
            "above": row.above.contains(&at),
            "below": row.below.contains(&at),
        })
    });
    json!({
        "theme": row.theme.to_string(),
        "title": row.title,
        "rank": row.rank,
        "by": matrix.by,
        "spread": row.spread.name(),
        "q": phrase::rounded(row.q_value, 6),
        "markets": markets.collect::<Vec<_>>(),
    })
}

fn says(row: &MarketRow, matrix: &Matrix) -> String {
    match row.spread {
        Spread::Universal => "universal".to_owned(),
        Spread::TooFew => "too few to tell".to_owned(),
        Spread::Local => {
            let named = |places: &[usize]| {
                let names: Vec<String> =
                    places.iter().take(3).map(|&at| inert(&matrix.markets[at].value)).collect();
                let more = places.len().saturating_sub(names.len());
                let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                format!("{}{more}", names.join(", "))
            };
            match (row.above.is_empty(), row.below.is_empty()) {
                (false, _) => format!("local: {}", named(&row.above)),
                (true, false) => format!("local: less in {}", named(&row.below)),
                (true, true) => "local: no single market stands out".to_owned(),
            }
        }
    }
}

fn print(matrix: &Matrix, args: &MarketsArgs, out: &mut Printer) {
    let shown = matrix.markets.len().min(args.markets);
    out.line(out.styled(
        Style::Bold,
        &format!(
            "Themes by {}: share of the records of each that want a change",
            inert(&matrix.by)
        ),
    ));
    let head = matrix.markets[..shown].iter().map(|market| {
        format!("{} ({})", inert(&market.value), phrase::count(market.records.into()))
    });
    let mut rows: Vec<Vec<String>> = vec![
        ["rank", "theme", ""]
            .into_iter()
            .map(str::to_owned)
            .chain(head)
            .chain(["says".to_owned()])
            .collect(),
    ];
    rows.extend(matrix.rows.iter().take(args.limit).map(|row| {
        let cells = (0..shown).map(|at| {
            let share = phrase::share(row.wanting[at].into(), matrix.markets[at].records.into());
            let mark = match (row.above.contains(&at), row.below.contains(&at)) {
                (true, _) => " ▲",
                (_, true) => " ▼",
                _ => "",
            };
            format!("{}{mark}", phrase::percent(share))
        });
        [row.rank.to_string(), row.theme.to_string(), shortened(&inert(&row.title), 40)]
            .into_iter()
            .chain(cells)
            .chain([says(row, matrix)])
            .collect()
    }));
    let right: Vec<usize> = std::iter::once(0).chain(3..3 + shown).collect();
    for (at, line) in table(&rows, &right).into_iter().enumerate() {
        let line = if at == 0 { out.styled(Style::Dim, &line) } else { line };
        out.line(line);
    }
    out.gap();
    if matrix.markets.len() > shown {
        let more = (matrix.markets.len() - shown) as u64;
        out.line(format!(
            "{} with --markets.",
            phrase::counted(more, "more market", "more markets")
        ));
    }
    if matrix.rows.len() > args.limit {
        let more = (matrix.rows.len() - args.limit) as u64;
        out.line(format!("{} with --limit.", phrase::counted(more, "more theme", "more themes")));
    }
    if matrix.unknown > 0 {
        out.line(format!(
            "{} name no {}.",
            phrase::counted(matrix.unknown.into(), "record", "records"),
            inert(&matrix.by)
        ));
    }
    out.line(
        "Local: markets of at least 30 records differ beyond chance (chi-square, corrected for all \
         themes), and ▲ marks where the whole 95 % interval lies above the share of all, ▼ where it lies \
         below. Universal: heard in each, and no difference beyond chance.",
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ThemeId;
    use crate::pipeline::Market;

    #[test]
    fn what_is_said_of_a_theme() {
        let markets = ["DE", "FR", "SG"];
        let market = |value: &str| Market { value: value.to_owned(), records: 100 };
        let matrix = Matrix {
            by: "country".to_owned(),
            markets: markets.into_iter().map(market).collect(),
            unknown: 0,
            rows: Vec::new(),
        };
        let row = |above: &[usize], below: &[usize]| MarketRow {
            theme: ThemeId(1),
            title: String::new(),
            rank: 1,
            wanting: vec![20, 20, 1],
            intervals: vec![(0.0, 1.0); 3],
            q_value: 0.001,
            spread: Spread::Local,
            above: above.to_vec(),
            below: below.to_vec(),
        };
        assert_eq!(says(&row(&[0, 1], &[2]), &matrix), "local: DE, FR");
        assert_eq!(says(&row(&[], &[2]), &matrix), "local: less in SG");
        assert_eq!(says(&row(&[], &[]), &matrix), "local: no single market stands out");
        let json = as_json(&row(&[], &[2]), &matrix);
        assert_eq!(json["spread"], "local");
        let below: Vec<bool> =
            (0..3).filter_map(|at| json["markets"][at]["below"].as_bool()).collect();
        assert_eq!(below, [false, false, true]);
    }
}
