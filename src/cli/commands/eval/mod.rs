//! `earful eval`: how good is it, on texts whose subjects are known?
//!
//! Takes a file of labelled texts, runs the stages of a night on the texts alone, prints how well
//! what was found agrees with the labels: a table for people, one JSON object for scripts.

mod gold;
mod labels;
mod night;
mod nights;
mod novelty;
mod polarity;
mod search;
mod stability;
mod themes;

use serde_json::{Map, Value, json};

use super::{Outcome, json_line};
use crate::cli::args::{EvalArgs, EvalVerb, GoldArgs};
use crate::cli::exit::Exit;
use crate::cli::print::{Printer, table};
use crate::model::splitmix;
use crate::pipeline;

pub(super) fn run(args: &EvalArgs, out: &mut Printer) -> Outcome {
    let (gold, rows) = match &args.what {
        EvalVerb::Themes(args) => (&args.gold, themes::figures(args)?),
        EvalVerb::Polarity(args) => (&args.gold, polarity::figures(args)?),
        EvalVerb::Novelty(args) => (&args.gold, novelty::figures(args)?),
        EvalVerb::Stability(args) => (&args.gold, stability::figures(args)?),
        EvalVerb::Night(args) => (&args.gold, night::figures(args)?),
        EvalVerb::Search(args) => (&args.gold, search::figures(args)?),
        EvalVerb::Nights(args) => (&args.gold, nights::figures(args)?),
        EvalVerb::Labels(args) => (&args.gold, labels::figures(args)?),
    };
    if gold.json {
        let rows: Vec<Value> = rows.into_iter().map(Row::json).collect();
        json_line(out, &json!({ "gold": gold.gold.display().to_string(), "figures": rows }));
    } else {
        print(&rows, out);
    }
    Ok(Exit::Done)
}

/// One line of figures under names.
struct Row {
    /// What the figures are of, as names and words.
    of: Vec<(&'static str, String)>,
    figures: Vec<(&'static str, f64)>,
}

impl Row {
    fn json(self) -> Value {
        let words = self.of.into_iter().map(|(name, word)| (name.to_owned(), json!(word)));
        // Four digits: more would be noise.
        let rounded = |figure: f64| (figure * 1e4).round() / 1e4;
        let figures = self
            .figures
            .into_iter()
            .map(|(name, figure)| (name.to_owned(), json!(rounded(figure))));
        Value::Object(words.chain(figures).collect::<Map<_, _>>())
    }
}

/// Rows with the same names under one heading.
fn print(rows: &[Row], out: &mut Printer) {
    let heading = |row: &Row| -> Vec<String> {
        let names = row.of.iter().map(|(name, _)| *name);
        names.chain(row.figures.iter().map(|(name, _)| *name)).map(str::to_owned).collect()
    };
    for (at, block) in rows.chunk_by(|a, b| heading(a) == heading(b)).enumerate() {
        if at > 0 {
            out.gap();
        }
        let mut cells = vec![heading(&block[0])];
        cells.extend(block.iter().map(|row| {
            let words = row.of.iter().map(|(_, word)| crate::cli::print::inert(word));
            words.chain(row.figures.iter().map(|(name, figure)| shown(name, *figure))).collect()
        }));
        let words = block[0].of.len();
        let right: Vec<usize> = (words..words + block[0].figures.len()).collect();
        table(&cells, &right).iter().for_each(|line| out.line(line));
    }
}

/// Figures that count something; of all others 1 is a share.
const COUNTS: [&str; 43] = [
    "absent",
    "accounts off",
    "all",
    "clusters",
    "complain or ask",
    "continued",
    "ended",
    "filtered",
    "general",
    "hidden",
    "ids ever",
    "labelled",
    "labels",
    "largest_parts",
    "lead nowhere",
    "left out",
    "loose to theme",
    "members",
    "merged into",
    "new",
    "new to loose",
    "new to theme",
    "nights",
    "on the first",
    "opened",
    "pains",
    "pairs_two",
    "points",
    "ranked",
    "ranks",
    "records",
    "refits",
    "sharing a title",
    "split",
    "split from",
    "statements",
    "texts",
    "theme to loose",
    "theme to theme",
    "themes",
    "themes_judged",
    "used twice",
    "without a phrase",
];

/// Whole numbers as they are, others and shares to three digits.
fn shown(name: &str, figure: f64) -> String {
    if figure.fract() == 0.0 && (figure.abs() > 1.0 || COUNTS.contains(&name)) {
        format!("{figure:.0}")
    } else {
        format!("{figure:.3}")
    }
}

/// The settings of a rehearsal: the defaults, with the seed asked for.
fn settings(args: &GoldArgs) -> pipeline::Settings {
    let mut settings = pipeline::Settings::default();
    settings.themes.seed = args.seed;
    settings
}

/// Draws that stay the same for ever.
fn draw(seed: u64, item: u64) -> u64 {
    splitmix(seed.wrapping_mul(0x2545_f491_4f6c_dd1d) ^ item)
}

/// The first `count` of the items in a drawn order.
fn drawn(seed: u64, items: usize, count: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..items).collect();
    order.sort_by_key(|&item| (draw(seed, item as u64), item));
    order.truncate(count);
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_of_the_items_and_repeat() {
        let mut some = drawn(3, 100, 40);
        assert_eq!(some, drawn(3, 100, 40));
        assert_ne!(some, drawn(4, 100, 40));
        some.sort_unstable();
        some.dedup();
        assert_eq!((some.len(), some.last() < Some(&100)), (40, true));
    }

    #[test]
    fn figures_are_rounded() {
        let row =
            Row { of: vec![("level", "theme".to_owned())], figures: vec![("ari", 0.123_456)] };
        assert_eq!(row.json(), json!({ "level": "theme", "ari": 0.1235 }));
        let share = |figure| shown("ARI", figure);
        assert_eq!([share(12.0), share(0.5), share(1.0)], ["12", "0.500", "1.000"]);
        assert_eq!([shown("new", 1.0), shown("opened", 34.5)], ["1", "34.500"]);
    }
}
