//! `earful eval polarity`: what is heard against what is labelled.
//!
//! The words alone are heard, and the channel they came through: ratings are often what the label
//! was made from. A text's side, polarity and severity are `statements::Verdict`'s.

use super::gold::Gold;
use super::{Row, settings};
use crate::cli::args::EvalPolarityArgs;
use crate::cli::failure::Failure;
use crate::evaluation::{area_under_curve, rank_correlation, verdicts};
use crate::pipeline::{Verdict, hear};

pub(super) fn figures(args: &EvalPolarityArgs) -> Result<Vec<Row>, Failure> {
    let gold = Gold::read(&args.gold)?;
    let (texts, labels) = gold.labelled_by_channel(&args.label)?;
    let truth: Vec<f64> =
        labels.iter().map(|said| degree(&said[0], args.middle)).collect::<Option<_>>().ok_or_else(
            || {
                Failure::Usage(format!(
                    "`{}` holds something else than negative, neutral, positive or a number",
                    args.label
                ))
            },
        )?;
    let heard = hear(&texts, &settings(&args.gold));
    let mut languages: Vec<&str> = texts.iter().map(|(text, _)| text.lang.code()).collect();
    languages.sort_unstable();
    languages.dedup();
    let mut rows = vec![row("all", &truth, &heard)];
    if languages.len() > 1 {
        for language in languages {
            let at: Vec<usize> =
                (0..texts.len()).filter(|&at| texts[at].0.lang.code() == language).collect();
            let truth: Vec<f64> = at.iter().map(|&at| truth[at]).collect();
            let heard: Vec<Verdict> = at.iter().map(|&at| heard[at]).collect();
            rows.push(row(language, &truth, &heard));
        }
    }
    Ok(rows)
}

/// How far from the middle a label is; below 0 is negative.
fn degree(label: &str, middle: f64) -> Option<f64> {
    match label.to_ascii_lowercase().as_str() {
        "negative" | "neg" => Some(-1.0),
        "neutral" => Some(0.0),
        "positive" | "pos" => Some(1.0),
        number => number.parse::<f64>().ok().filter(|n| n.is_finite()).map(|n| n - middle),
    }
}

fn row(lang: &str, truth: &[f64], heard: &[Verdict]) -> Row {
    let sign = |degree: &f64| if *degree < 0.0 { -1 } else { i32::from(*degree > 0.0) };
    let classes: Vec<i32> = truth.iter().map(sign).collect();
    let felt: Vec<f64> = heard.iter().map(|one| one.polarity).collect();
    let said: Vec<i32> = heard.iter().map(|one| i32::from(one.side)).collect();
    let decided: Vec<usize> = (0..truth.len()).filter(|&at| classes[at] != 0).collect();
    let two = verdicts(
        &decided.iter().map(|&at| classes[at]).collect::<Vec<_>>(),
        &decided.iter().map(|&at| if felt[at] < 0.0 { -1 } else { 1 }).collect::<Vec<_>>(),
    );
    let three = verdicts(&classes, &said);
    let negative: Vec<bool> = classes.iter().map(|&class| class < 0).collect();
    let down: Vec<f64> = felt.iter().map(|felt| -felt).collect();
    let problem = verdicts(
        &negative.iter().map(|&one| i32::from(one)).collect::<Vec<_>>(),
        &heard.iter().map(|one| i32::from(one.side < 0)).collect::<Vec<_>>(),
    );
    let severity: Vec<f64> = heard.iter().map(|one| f64::from(one.severity)).collect();
    let away: Vec<f64> = truth.iter().map(|truth| (-truth).max(0.0)).collect();
    Row {
        of: vec![("lang", lang.to_owned())],
        figures: vec![
            ("texts", truth.len() as f64),
            ("acc 2", two.accuracy),
            ("F1 2", two.macro_f1),
            ("majority 2", two.majority),
            ("acc 3", three.accuracy),
            ("F1 3", three.macro_f1),
            ("majority 3", three.majority),
            ("AUC neg", area_under_curve(&negative, &down)),
            ("problem F1", problem.classes.get(&1).map_or(0.0, |class| class.f1)),
            ("rank r", rank_correlation(truth, &felt)),
            ("severity r", rank_correlation(&away, &severity)),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_stars() {
        assert_eq!(degree("Negative", 3.0), Some(-1.0));
        assert_eq!(degree("2", 3.0), Some(-1.0));
        assert_eq!(degree("-4", 0.0), Some(-4.0));
        assert_eq!((degree("nan", 0.0), degree("so-so", 0.0)), (None, None));
    }
}
