//! Themes by market: heard everywhere, or in some only.
//!
//! Takes an opened run, its report and the segment that tells markets apart; gives each ranked theme's
//! share of the records of every market with its interval, and whether the markets differ beyond chance
//! after all themes were looked at.

use crate::model::{Segments, Selection, ThemeId, wilson};
use crate::report::view::View;
use crate::trends::spread::homogeneity;

use super::opened::Opened;

/// Segments that tell markets apart, the first that the records have.
pub const MARKETS: [&str; 4] = ["market", "country", "region", "locale"];
/// Records from which a market is judged.
const FEWEST: u32 = 30;

/// One market.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Market {
    /// Its value.
    pub value: String,
    /// Its records.
    pub records: u32,
}

/// How a theme is spread over markets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spread {
    /// Markets differ beyond chance.
    Local,
    /// It is heard in every market that is judged, and they do not differ beyond chance.
    Universal,
    /// Too few records to tell.
    TooFew,
}

impl Spread {
    /// The name used in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Spread::Local => "local",
            Spread::Universal => "universal",
            Spread::TooFew => "too_few",
        }
    }
}

/// One theme over the markets.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The theme.
    pub theme: ThemeId,
    /// What it is called.
    pub title: String,
    /// Its rank.
    pub rank: u32,
    /// Records with a complaint or a request in it, by market.
    pub wanting: Vec<u32>,
    /// 95 % Wilson intervals of the shares.
    pub intervals: Vec<(f64, f64)>,
    /// The chance of markets that differ so if they did not, after all themes were looked at.
    pub q_value: f64,
    /// What can be said.
    pub spread: Spread,
    /// Places of the markets whose whole interval lies above the share of all of them together.
    pub above: Vec<usize>,
    /// Places of the markets whose whole interval lies below the share of all of them together.
    pub below: Vec<usize>,
}

/// The matrix.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix {
    /// The segment's name.
    pub by: String,
    /// The markets, most records first, ties by value.
    pub markets: Vec<Market>,
    /// Records that name no market.
    pub unknown: u32,
    /// The themes, by rank.
    pub rows: Vec<Row>,
}

/// Themes by market; `None` where no record has such a segment with two values. `by` is the segment's
/// name, or nothing for the first of [`MARKETS`] that is there, else the language.
pub fn markets(
    opened: &Opened,
    view: &View,
    by: Option<&str>,
    false_alarms: f64,
) -> Option<Matrix> {
    let corpus = &opened.corpus;
    let names: Vec<&str> =
        by.map_or_else(|| MARKETS.iter().copied().chain(["lang"]).collect(), |by| vec![by]);
    let (by, segments) = names.into_iter().find_map(|name| {
        let segments = Segments::of(corpus, &[name.to_owned()]);
        (segments.len() >= 2).then_some((name, segments))
    })?;
    let mut sizes = vec![0u32; segments.len()];
    let mut unknown = 0;
    for row in 0..corpus.feedback().len() as u32 {
        let of = segments.of_row(row);
        unknown += u32::from(of.is_empty());
        of.iter().for_each(|&one| sizes[one as usize] += 1);
    }
    let mut order: Vec<usize> = (0..segments.len()).collect();
    // Stable: equals stay in the order of their values.
    order.sort_by_key(|&at| std::cmp::Reverse(sizes[at]));
    let markets: Vec<Market> = order
        .iter()
        .map(|&at| Market { value: segments.pair(at as u32).1.to_string(), records: sizes[at] })
        .collect();
    let mut rows: Vec<Row> = Vec::new();
    for one in &view.opportunities {
        let Ok(theme) = one.theme.parse::<ThemeId>() else { continue };
        let mut counts = vec![0u32; segments.len()];
        for row in opened.select(&Selection::wanting(theme)).rows {
            segments.of_row(row).iter().for_each(|&one| counts[one as usize] += 1);
        }
        let wanting: Vec<u32> = order.iter().map(|&at| counts[at]).collect();
        let intervals = wanting.iter().zip(&markets).map(|(&k, m)| wilson(k, m.records)).collect();
        rows.push(Row {
            theme,
            title: one.title.clone(),
            rank: one.rank,
            wanting,
            intervals,
            q_value: 1.0,
            spread: Spread::TooFew,
            above: Vec::new(),
            below: Vec::new(),
        });
    }
    judge(&mut rows, &markets, false_alarms);
    Some(Matrix { by: by.to_owned(), markets, unknown, rows })
}

/// Says of each row whether its markets differ: over those with enough records.
fn judge(rows: &mut [Row], markets: &[Market], false_alarms: f64) {
    let judged: Vec<usize> =
        (0..markets.len()).filter(|&at| markets[at].records >= FEWEST).collect();
    let parts = |row: &Row| -> Vec<(u32, u32)> {
        judged.iter().map(|&at| (row.wanting[at], markets[at].records)).collect()
    };
    let all: Vec<Vec<(u32, u32)>> = rows.iter().map(parts).collect();
    let chances = homogeneity(&all);
    for (row, q_value) in rows.iter_mut().zip(chances) {
        let Some(q_value) = q_value else { continue };
        row.q_value = q_value;
        let (own, size) = judged.iter().fold((0u64, 0u64), |(own, size), &at| {
            (own + u64::from(row.wanting[at]), size + u64::from(markets[at].records))
        });
        let share = own as f64 / size.max(1) as f64;
        row.above = judged.iter().copied().filter(|&at| row.intervals[at].0 > share).collect();
        row.below = judged.iter().copied().filter(|&at| row.intervals[at].1 < share).collect();
        // Markets may differ beyond chance although none stands above the others: one small market can
        // be below the rest, or several can differ a little each.
        row.spread = if q_value <= false_alarms {
            Spread::Local
        } else if judged.iter().all(|&at| row.wanting[at] > 0) {
            Spread::Universal
        } else {
            Spread::TooFew
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn market(value: &str, records: u32) -> Market {
        Market { value: value.to_owned(), records }
    }

    fn row(wanting: &[u32], markets: &[Market]) -> Row {
        let intervals = wanting.iter().zip(markets).map(|(&k, m)| wilson(k, m.records)).collect();
        Row {
            theme: ThemeId(1),
            title: String::new(),
            rank: 1,
            wanting: wanting.to_vec(),
            intervals,
            q_value: 1.0,
            spread: Spread::TooFew,
            above: Vec::new(),
            below: Vec::new(),
        }
    }

    #[test]
    fn a_market_below_the_others_is_local_too() {
        let markets = [market("DE", 2_000), market("FR", 2_000), market("SG", 200)];
        let mut rows = [
            row(&[400, 400, 4], &markets),
            row(&[400, 400, 40], &markets),
            row(&[400, 100, 25], &markets),
            row(&[1, 1, 0], &markets),
        ];
        judge(&mut rows, &markets, 0.05);
        let told: Vec<_> =
            rows.iter().map(|row| (row.spread, row.above.clone(), row.below.clone())).collect();
        assert_eq!(told[0], (Spread::Local, vec![], vec![2]), "{rows:?}");
        assert_eq!(told[1], (Spread::Universal, vec![], vec![]), "{rows:?}");
        assert_eq!(told[2], (Spread::Local, vec![0], vec![1]), "{rows:?}");
        assert_eq!(told[3].0, Spread::TooFew, "{rows:?}");
    }
}
