//! `earful eval night`: the night as it runs, on records whose subject is known and on points that
//! a reader found.
//!
//! The gold file is a feed like any other: its text, title, rating, date, language, channel and
//! segments are mapped, its labels never, and the first night of it is lived in memory with the
//! settings as shipped ([`pipeline::first_night`]). What came out is held against the labels record
//! by record, against the points word by word, and every ranked title against its own members.

pub(super) mod feed;
pub(super) mod read;

use super::Row;
use super::gold::{Gold, numbered};
use crate::cli::args::EvalNightArgs;
use crate::cli::failure::Failure;
use crate::evaluation::{Member, Points, Titled, agreement, titled};
use crate::model::{Analysis, Corpus, Stance, Statement, Theme};
use crate::pipeline;

/// Ranks that people read.
const TOP: usize = 20;

pub(super) fn figures(args: &EvalNightArgs) -> Result<Vec<Row>, Failure> {
    let gold = Gold::read(&args.gold)?;
    let read = args.points.as_deref().map(read::judged).transpose()?;
    let labels = args.label.as_deref().map(|field| labels(&gold, field)).transpose()?;
    let (root, settings) = feed::settings(&args.gold, &gold)?;
    let (analysis, corpus) =
        pipeline::first_night(&root, &settings, &|_| {}).map_err(Failure::Pipeline)?;
    let night = Night { analysis: &analysis, corpus: &corpus, gold: &gold };

    let mut rows = vec![night.counts()];
    if let Some(labels) = &labels {
        rows.push(night.agreement("all statements", labels, |_| true));
        rows.push(night.agreement("complaints and requests", labels, Stance::wants_change));
    }
    if let Some(read) = &read {
        rows.extend(rows_of_points(&night.points(read)?));
    }
    let titles = night.titles();
    rows.extend(means(&titles));
    if args.titles {
        rows.extend(titles.into_iter().map(Ranked::row));
    }
    Ok(rows)
}

/// The label of each record as a number, in file order; the first of several.
fn labels(gold: &Gold, field: &str) -> Result<Vec<Option<u32>>, Failure> {
    // A field that no record has is a fault.
    gold.labelled(field)?;
    let each = gold.each(field);
    let words: Vec<Vec<String>> = each.iter().map(|word| word.iter().cloned().collect()).collect();
    Ok(numbered(&words).into_iter().map(|one| one.first().copied()).collect())
}

/// A night and the records it was lived on.
struct Night<'a> {
    analysis: &'a Analysis,
    corpus: &'a Corpus,
    gold: &'a Gold,
}

/// A ranked theme as it is read.
struct Ranked {
    rank: u32,
    title: String,
    general: bool,
    of: Titled,
}

impl Night<'_> {
    /// The theme of a statement by its row; `None` is loose or filtered.
    fn theme(&self, row: usize) -> Option<u32> {
        self.analysis.themes.assignments[row].map(|place| place.theme.0)
    }

    /// The gold record behind each piece of feedback.
    fn record(&self, feedback: usize) -> Option<usize> {
        self.gold.at_line(self.corpus.feedback()[feedback].origin.line)
    }

    fn counts(&self) -> Row {
        let themes = &self.analysis.themes;
        let statements = self.corpus.statements();
        let filtered = statements.iter().filter(|one| one.filtered.is_some()).count();
        let placed = themes.assignments.iter().flatten().count();
        let could = statements.len() - filtered;
        Row {
            of: vec![("night", "as shipped".to_owned())],
            figures: vec![
                ("records", self.corpus.feedback().len() as f64),
                ("left out", (self.gold.records().len() - self.corpus.feedback().len()) as f64),
                ("statements", statements.len() as f64),
                ("filtered", filtered as f64),
                ("themes", themes.themes.len() as f64),
                ("ranked", self.analysis.opportunities.len() as f64),
                ("in a theme", placed as f64 / could.max(1) as f64),
            ],
        }
    }

    /// Records by the theme that most of their statements of a stance lie in (of equals the one
    /// met first) against their labels; records without a label or without such a theme are left
    /// out, and coverage says how many of the labelled ones are in.
    fn agreement(
        &self,
        name: &str,
        labels: &[Option<u32>],
        counts: impl Fn(Stance) -> bool,
    ) -> Row {
        let (mut truth, mut themes, mut labelled) = (Vec::new(), Vec::new(), 0usize);
        for feedback in 0..self.corpus.feedback().len() {
            let Some(label) = self.record(feedback).and_then(|at| labels[at]) else { continue };
            labelled += 1;
            let rows = self.corpus.statements_of(feedback as u32);
            let rows = rows.filter(|&row| counts(self.corpus.statements()[row].stance));
            if let Some(theme) = most(rows.filter_map(|row| self.theme(row))) {
                truth.push(label);
                themes.push(theme);
            }
        }
        let found = agreement(&truth, &themes);
        Row {
            of: vec![("records by", name.to_owned())],
            figures: vec![
                ("labelled", labelled as f64),
                ("coverage", truth.len() as f64 / labelled.max(1) as f64),
                ("labels", found.labels as f64),
                ("clusters", found.clusters as f64),
                ("ARI", found.ari),
                ("AMI", found.ami),
                ("B3", found.b_cubed),
                ("purity", found.purity),
            ],
        }
    }

    /// Every ranked theme with its members, by rank.
    fn titles(&self) -> Vec<Ranked> {
        let of = |theme: &Theme, rank: u32| {
            let member = |&row: &u32| {
                let statement: &Statement = &self.corpus.statements()[row as usize];
                Member {
                    text: self.corpus.text_of(statement),
                    lang: self.corpus.feedback_of(statement).lang,
                    stance: statement.stance,
                }
            };
            let members: Vec<Member<'_>> = theme.members.iter().map(member).collect();
            let title = theme.label.title.clone();
            Ranked { rank, general: theme.general, of: titled(&title, &members), title }
        };
        let mut found: Vec<Ranked> = (self.analysis.opportunities.iter())
            .filter_map(|one| Some(of(self.analysis.themes.get(one.theme)?, one.rank)))
            .collect();
        found.sort_by_key(|one| one.rank);
        found
    }
}

/// What occurs most often; of equals the first met.
fn most(themes: impl Iterator<Item = u32>) -> Option<u32> {
    let mut met: Vec<(u32, usize)> = Vec::new();
    for theme in themes {
        match met.iter_mut().find(|one| one.0 == theme) {
            Some(one) => one.1 += 1,
            None => met.push((theme, 1)),
        }
    }
    met.into_iter().rev().max_by_key(|one| one.1).map(|one| one.0)
}

impl Ranked {
    fn row(self) -> Row {
        Row {
            of: vec![
                ("rank", self.rank.to_string()),
                ("title", self.title),
                ("general", if self.general { "yes" } else { "" }.to_owned()),
            ],
            figures: vec![
                ("members", self.of.members as f64),
                ("complain or ask", self.of.wanting as f64),
                ("a word of it", self.of.a_word),
                ("all its words", self.of.all_words),
                ("praise", self.of.praise),
            ],
        }
    }
}

/// Means over the ranks that people read, and the worst of them: the least words, the most praise.
fn means(titles: &[Ranked]) -> [Row; 2] {
    let top = &titles[..titles.len().min(TOP)];
    let row = |name: &str, over: fn(&mut dyn Iterator<Item = f64>, bool) -> f64| {
        let of = |figure: fn(&Titled) -> f64, high_is_bad: bool| {
            over(&mut top.iter().map(|one| figure(&one.of)), high_is_bad)
        };
        Row {
            of: vec![("titles", name.to_owned())],
            figures: vec![
                ("ranks", top.len() as f64),
                ("a word of it", of(|one| one.a_word, false)),
                ("all its words", of(|one| one.all_words, false)),
                ("praise", of(|one| one.praise, true)),
                ("general", top.iter().filter(|one| one.general).count() as f64),
            ],
        }
    };
    [
        row("mean of the first 20", |all, _| {
            let (sum, count) = all.fold((0.0, 0usize), |(sum, count), one| (sum + one, count + 1));
            sum / count.max(1) as f64
        }),
        row("worst of the first 20", |all, high_is_bad| {
            let worse = if high_is_bad { f64::max } else { f64::min };
            all.reduce(worse).unwrap_or(0.0)
        }),
    ]
}

/// The figures under the names that the readers' own script gives them.
fn rows_of_points(of: &Points) -> [Row; 3] {
    let row = |name: &str, figures| Row { of: vec![("reading", name.to_owned())], figures };
    [
        row(
            "heard",
            vec![
                ("records", of.records as f64),
                ("absent", of.absent as f64),
                ("points", of.points as f64),
                ("cuts", of.cuts),
                ("stance_accuracy", of.stance_accuracy),
                ("stance_macro_f1", of.stance_macro_f1),
                ("request_f1", of.request_f1),
            ],
        ),
        row(
            "weighed",
            vec![
                ("wants_precision", of.wants_precision),
                ("wants_recall", of.wants_recall),
                ("wants_f1", of.wants_f1),
                ("severity3_precision", of.severity3_precision),
                ("severity3_recall", of.severity3_recall),
                ("severity_mae", of.severity_error),
            ],
        ),
        row(
            "grouped",
            vec![
                ("point_ari", of.ari),
                ("point_ami", of.ami),
                ("pains", of.pains as f64),
                ("point_b3_p", of.b_precision),
                ("point_b3_r", of.b_recall),
                ("point_b3", of.b_cubed),
                ("pain_parts", of.pain_parts),
                ("largest_parts", of.largest_parts as f64),
                ("theme_purity", of.theme_purity),
                ("themes_judged", of.themes_judged as f64),
                ("split_two", of.split_two),
                ("pairs_two", of.pairs_two as f64),
            ],
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_and_the_first_of_equals() {
        assert_eq!(most([3, 1, 1, 3, 2].into_iter()), Some(3));
        assert_eq!(most([3, 1, 1].into_iter()), Some(1));
        assert_eq!(most([].into_iter()), None);
    }

    #[test]
    fn means_and_the_worst() {
        let one = |a_word, praise| Ranked {
            rank: 1,
            title: String::new(),
            general: false,
            of: Titled { a_word, praise, ..Titled::default() },
        };
        let [mean, worst] = means(&[one(0.5, 0.1), one(1.0, 0.3)]);
        let of = |row: &Row| row.figures.iter().map(|one| one.1).collect::<Vec<_>>();
        assert_eq!(of(&mean), [2.0, 0.75, 0.0, 0.2, 0.0]);
        assert_eq!(of(&worst), [2.0, 0.5, 0.0, 0.3, 0.0]);
        assert_eq!(of(&means(&[])[1]), [0.0; 5]);
    }
}
