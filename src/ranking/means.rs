//! Mean ratings: of some records, and period by period.
//!
//! Takes a corpus and which of its records are meant; gives means in the company's own scale, each kind of
//! rating by itself, with intervals that take the records of one customer together.

use super::clusters::Clusters;
use super::company::{Ratings, gather, rating, scale};
use crate::model::{Corpus, Day, MeanRating, RatingKind, RatingOverTime};

/// The mean rating of one kind over rows, in the scale in which the company reads it; `None` where none of
/// them is rated so.
pub fn mean(corpus: &Corpus, kind: RatingKind, rows: &[u32]) -> Option<f64> {
    let all = corpus.feedback();
    let mut ratings = Ratings::default();
    let rated = rows.iter().filter_map(|&row| rating(&all[row as usize]));
    rated.filter(|one| RatingKind::ALL[one.0] == kind).for_each(|one| ratings.add(one.1));
    let scale = scale(kind, all);
    (ratings.count > 0.0).then(|| scale.low + scale.span * ratings.sum / ratings.count)
}

/// The mean ratings of rows in each of some periods (first and last day, ascending, none overlapping), of
/// every kind that is rated in any of them; in the order of [`RatingKind::ALL`]. Records without a date
/// are in no period.
pub fn over_time(
    corpus: &Corpus,
    rows: impl Iterator<Item = u32>,
    periods: &[(Day, Day)],
) -> Vec<RatingOverTime> {
    let all = corpus.feedback();
    let person = corpus.customers();
    let mut entries: [Vec<Vec<(u32, f64)>>; 5] =
        std::array::from_fn(|_| vec![Vec::new(); periods.len()]);
    for row in rows {
        let one = &all[row as usize];
        let (Some((kind, unit)), Some(day)) = (rating(one), one.day()) else { continue };
        let at = periods.partition_point(|period| period.1 < day);
        if periods.get(at).is_some_and(|period| period.0 <= day) {
            entries[kind][at].push((person[row as usize], unit));
        }
    }
    (RatingKind::ALL.into_iter().zip(entries))
        .filter(|(_, of_kind)| of_kind.iter().any(|period| !period.is_empty()))
        .map(|(kind, of_kind)| {
            let scale = scale(kind, all);
            let shown = |unit: f64| scale.low + scale.span * unit;
            let period = |entries: Vec<(u32, f64)>| {
                let mut ratings = Ratings::default();
                entries.iter().for_each(|entry| ratings.add(entry.1));
                let rated = gather(entries);
                let mean = ratings.sum / ratings.count;
                // Where all are the same nothing is known of others: no interval of no width.
                let margin =
                    Clusters::of(&rated, &ratings).margin(&ratings).filter(|&one| one > 0.0);
                (!rated.is_empty()).then(|| MeanRating {
                    rated: ratings.count as u32,
                    customers: rated.len() as u32,
                    mean: shown(mean),
                    interval: margin.map(|margin| {
                        let ends = [mean - margin, mean + margin].map(|end| end.clamp(0.0, 1.0));
                        let [one, other] = ends.map(shown);
                        (one.min(other), one.max(other))
                    }),
                })
            };
            RatingOverTime {
                kind,
                means: of_kind.into_iter().map(period).collect(),
                scale: scale.name,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::invented::{Said, company};

    #[test]
    fn months_by_hand() {
        let nps = |score: u8, day: i32, author: u32| {
            let (raw, unit) = (f64::from(score), f64::from(score) / 10.0);
            Said { rating: Some((RatingKind::Nps, raw, unit)), ..Said::default() }
                .on(day)
                .by(author)
        };
        let (corpus, _) = company(&[
            Said::default().stars(1).on(3).by(1),
            Said::default().stars(5).on(4).by(2),
            // The same two people once more: no more is known than before.
            Said::default().stars(1).on(5).by(1),
            Said::default().stars(5).on(9).by(2),
            Said::default().stars(2).on(30).by(3),
            Said::default().stars(4),
            Said::default().stars(4).on(99).by(4),
            nps(10, 3, 1),
            nps(3, 31, 1),
        ]);
        let periods = [(Day(0), Day(9)), (Day(10), Day(19)), (Day(20), Day(39))];
        let found = over_time(&corpus, 0..9, &periods);
        assert_eq!(
            found.iter().map(|one| one.kind).collect::<Vec<_>>(),
            [RatingKind::Stars, RatingKind::Nps]
        );
        let stars: Vec<_> = found[0].means.iter().map(|one| one.as_ref()).collect();
        let first = stars[0].expect("a mean");
        assert_eq!((first.rated, first.customers, first.mean), (4, 2, 3.0));
        // Two customers at −½ and ½ around the mean: 1.96 × 4 × √(2 × ½²) ÷ 2 stars, more than there are.
        assert_eq!(first.interval, Some((1.0, 5.0)));
        assert!(stars[1].is_none());
        let last = stars[2].expect("a mean");
        assert_eq!((last.rated, last.customers, last.mean, last.interval), (1, 1, 2.0, None));
        let scores: Vec<_> = found[1].means.iter().map(|one| one.map(|one| one.mean)).collect();
        assert_eq!(scores, [Some(100.0), None, Some(-100.0)]);
        assert_eq!(mean(&corpus, RatingKind::Stars, &[0, 1, 7]), Some(3.0));
        assert_eq!(mean(&corpus, RatingKind::Csat, &[0, 1, 7]), None);
        assert_eq!(over_time(&corpus, 0..9, &[]), Vec::new());
    }
}
