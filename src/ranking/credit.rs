//! What themes do to the mean of each kind of rating, so that overlapping themes add up, and how a
//! change of that mean splits into mix and rate.
//!
//! Takes a corpus, the theme of every statement and two windows; gives a table for each kind of rating.
//! Kinds are never mixed: a net promoter score stays one, stars stay stars.

use std::collections::BTreeMap;

use super::clusters::{ALIKE, margin_of_change};
use super::company::{Company, Ratings, gather, rating};
use super::impact::{FEWEST_RATED, measure};
use crate::model::{
    Corpus, Day, RatingChange, RatingImpact, RatingKind, RatingLine, RatingPart, ThemeId,
};

/// Weight and weighted sum of the ratings of each theme, and of records in none.
type Shares = BTreeMap<Option<ThemeId>, (f64, f64)>;

/// Ratings of the records of a theme, added up and each with its customer.
type Inside = (Ratings, Vec<(u32, f64)>);

/// The tables of all kinds that anybody rated, in the order of [`RatingKind::ALL`].
///
/// `theme_of` says the theme of a statement; `windows` are the recent one and the baseline. A record of
/// k themes counts for each of them as a k-th of a record: C_t = (1/N) Σ (y − A) / k over the records of
/// theme t, with A the mean of all N, so that all credits and that of the records in no theme add up to
/// nothing. A change splits by Kitagawa ("Components of a difference between two rates", Journal of the
/// American Statistical Association 50, 1955): share × mean, each with the other held at its average.
pub fn on_ratings(
    corpus: &Corpus,
    theme_of: &dyn Fn(usize) -> Option<ThemeId>,
    windows: Option<[(Day, Day); 2]>,
) -> Vec<RatingImpact> {
    let company = Company::of(corpus, None);
    let mut inside: [BTreeMap<ThemeId, Inside>; 5] = Default::default();
    let mut shares: [Shares; 5] = Default::default();
    let mut in_windows: [[Shares; 2]; 5] = Default::default();
    let mut untagged = [0u32; 5];
    let mut entries: [[Vec<(u32, f64)>; 2]; 5] = Default::default();
    for (row, one) in (0u32..).zip(corpus.feedback()) {
        let Some((kind, unit)) = rating(one) else { continue };
        let mut themes: Vec<Option<ThemeId>> =
            corpus.statements_of(row).filter_map(theme_of).map(Some).collect();
        themes.sort_unstable();
        themes.dedup();
        for theme in themes.iter().flatten() {
            let held = inside[kind].entry(*theme).or_default();
            held.0.add(unit);
            held.1.push((company.person[row as usize], unit));
        }
        if themes.is_empty() {
            untagged[kind] += 1;
            themes.push(None);
        }
        let part = 1.0 / themes.len() as f64;
        let window = windows.zip(one.day()).and_then(|(windows, day)| {
            windows.iter().position(|&(from, to)| (from..=to).contains(&day))
        });
        let add = |into: &mut Shares| {
            for &theme in &themes {
                let held = into.entry(theme).or_default();
                held.0 += part;
                held.1 += part * unit;
            }
        };
        add(&mut shares[kind]);
        if let Some(window) = window {
            add(&mut in_windows[kind][window]);
            entries[kind][window].push((company.person[row as usize], unit));
        }
    }
    (RatingKind::ALL.into_iter().enumerate())
        .filter(|&(at, _)| company.ratings[at].count > 0.0)
        .map(|(at, kind)| {
            let (all, scale) = (company.ratings[at], &company.scales[at]);
            let mean = all.sum / all.count;
            let scatter = (all.squares / all.count - mean * mean).max(0.0);
            let margin = company.clusters[at].margin(&all);
            let credit = |theme: Option<ThemeId>| {
                let (weight, sum) = shares[at].get(&theme).copied().unwrap_or_default();
                scale.span * (sum - weight * mean) / all.count
            };
            let line = |(theme, (own, entries)): (ThemeId, Inside)| RatingLine {
                theme,
                rated: own.count as u32,
                // Where all ratings are the same nothing can be told from them, and no interval is
                // known to be empty.
                impact: (own.count >= FEWEST_RATED && scatter > ALIKE)
                    .then(|| measure(&own, &gather(entries), &company.of_kind(at)))
                    .flatten(),
                credit: credit(Some(theme)),
            };
            let [now, before] = &in_windows[at];
            let counts = [0, 1].map(|window| entries[at][window].len() as u32);
            let is_rated = counts[0] > 0 && counts[1] > 0;
            let change =
                windows.filter(|_| is_rated && scatter > ALIKE).map(|[recent, baseline]| {
                    let found = split(before, now);
                    let shown = |mean: f64| scale.low + scale.span * mean;
                    let [lately, earlier] = std::mem::take(&mut entries[at]).map(gather);
                    let margin = margin_of_change(&earlier, &lately);
                    let by = scale.span * (found.now - found.before);
                    RatingChange {
                        interval: margin.map(|margin| {
                            let margin = scale.span.abs() * margin;
                            (by - margin, by + margin)
                        }),
                        days: [baseline, recent],
                        before: shown(found.before),
                        now: shown(found.now),
                        rated: (counts[1], counts[0]),
                        parts: (found.parts.into_iter())
                            .map(|part| RatingPart {
                                theme: part.theme,
                                mix: scale.span * part.mix,
                                rate: scale.span * part.rate,
                            })
                            .collect(),
                    }
                });
            RatingImpact {
                kind,
                scale: scale.name.clone(),
                rated: all.count as u32,
                customers: company.rated[at].len() as u32,
                mean: scale.low + scale.span * mean,
                margin: margin.map(|margin| scale.span.abs() * margin),
                lines: std::mem::take(&mut inside[at]).into_iter().map(line).collect(),
                untagged: credit(None),
                untagged_rated: untagged[at],
                change,
            }
        })
        .collect()
}

/// A mean before and now, and what each theme changed of it.
struct Split {
    before: f64,
    now: f64,
    parts: Vec<RatingPart>,
}

/// Both means and, for each theme, what its share and what its own mean changed: mix
/// (w₁ − w₀)(m̄ − Ā) and rate w̄ (m₁ − m₀). A theme that one period lacks has the mean of the other there, so
/// that all it changed is mix.
fn split(before: &Shares, now: &Shares) -> Split {
    let total = |shares: &Shares| {
        let all = shares.values().fold((0.0, 0.0), |all, one| (all.0 + one.0, all.1 + one.1));
        (all.0, all.1 / all.0)
    };
    let ((n0, a0), (n1, a1)) = (total(before), total(now));
    let middle = (a0 + a1) / 2.0;
    let mut themes: Vec<Option<ThemeId>> = before.keys().chain(now.keys()).copied().collect();
    themes.sort_unstable();
    themes.dedup();
    let parts = themes.into_iter().map(|theme| {
        let of = |shares: &Shares| shares.get(&theme).copied().unwrap_or_default();
        let ((w0, s0), (w1, s1)) = (of(before), of(now));
        let mean = |weight: f64, sum: f64| (weight > 0.0).then(|| sum / weight);
        let (m0, m1) = (mean(w0, s0), mean(w1, s1));
        let (m0, m1) = (m0.or(m1).unwrap_or(middle), m1.or(m0).unwrap_or(middle));
        let (w0, w1) = (w0 / n0, w1 / n1);
        RatingPart {
            theme,
            mix: (w1 - w0) * ((m0 + m1) / 2.0 - middle),
            rate: (w0 + w1) / 2.0 * (m1 - m0),
        }
    });
    Split { before: a0, now: a1, parts: parts.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Stance;
    use crate::model::invented::{Said, company};
    use proptest::prelude::*;

    #[test]
    fn the_known_split() {
        // golden.json, "kitagawa": a, b and what is in neither.
        let shares = |w: [f64; 3], m: [f64; 3]| -> Shares {
            let names = [Some(ThemeId(1)), Some(ThemeId(2)), None];
            names.into_iter().zip(w.into_iter().zip(m)).map(|(n, (w, m))| (n, (w, w * m))).collect()
        };
        let found = split(
            &shares([0.2, 0.3, 0.5], [-40.0, 10.0, 50.0]),
            &shares([0.35, 0.2, 0.45], [-55.0, 15.0, 52.0]),
        );
        let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-9, "{a} {b}");
        near(found.now - found.before, -12.85);
        let known = [
            (None, -1.871_25, 0.95),
            (Some(ThemeId(1)), -9.161_25, -4.125),
            (Some(ThemeId(2)), 0.107_5, 1.25),
        ];
        for (found, known) in found.parts.iter().zip(known) {
            assert_eq!(found.theme, known.0);
            near(found.mix, known.1);
            near(found.rate, known.2);
        }
    }

    #[test]
    fn ratings_that_are_all_the_same_tell_nothing() {
        let of = |stars: &dyn Fn(usize) -> u8| {
            let said: Vec<Said> = (0..40)
                .map(|at| Said {
                    points: match at < 15 {
                        true => vec![(Some(1), Stance::Complaint, 1)],
                        false => Vec::new(),
                    },
                    ..Said::default().stars(stars(at))
                })
                .collect();
            let (corpus, themes) = company(&said);
            let theme_of = |at: usize| themes.assignments[at].map(|place| place.theme);
            on_ratings(&corpus, &theme_of, None)
        };
        let alike = of(&|_| 3);
        assert!(alike[0].lines.iter().all(|line| line.impact.is_none()), "{:?}", alike[0].lines);
        let different = of(&|at| if at < 15 { 1 } else { 5 });
        assert!(different[0].lines[0].impact.is_some());
    }

    proptest! {
        #[test]
        fn credits_and_changes_add_up(
            all in proptest::collection::vec(
                (1u8..6, 0i32..100, proptest::collection::vec(proptest::option::of(1u32..6), 0..4)), 1..80),
        ) {
            let said: Vec<Said> = all.iter().map(|(stars, day, themes)| Said {
                points: themes.iter().map(|&theme| (theme, Stance::Complaint, 1)).collect(),
                ..Said::default().stars(*stars).on(*day)
            }).collect();
            let (corpus, themes) = company(&said);
            let of = |at: usize| themes.assignments[at].map(|place| place.theme);
            let windows = [(Day(50), Day(99)), (Day(0), Day(49))];
            let found = on_ratings(&corpus, &of, Some(windows));
            prop_assert_eq!(found.len(), 1);
            let one = &found[0];
            let sum: f64 = one.lines.iter().map(|line| line.credit).sum();
            prop_assert!((sum + one.untagged).abs() < 1e-9, "{}", sum);
            if let Some(change) = &one.change {
                let parts: f64 = change.parts.iter().map(|part| part.mix + part.rate).sum();
                prop_assert!((change.now - change.before - parts).abs() < 1e-9);
            }
        }
    }
}
