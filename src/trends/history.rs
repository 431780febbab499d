//! What was counted of days whose records have left the workspace.
//!
//! Takes the counts that the last night kept, which days have left, and how that night's themes are
//! tonight's; gives a cube to be added to the cube of the records that are there. Counts of one day
//! come from one of the two, never from both.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::cube::{Cube, Segment};
use crate::model::{Count, Day, DayCount, ThemeId};

/// Days back that are kept: a year and a half, which is what a season (a year) and what is compared
/// with it read, so that what is kept is bounded by themes × sources × these days.
pub const KEPT: i32 = 560;

/// What an old theme is tonight: themes (`None`: nowhere) and how much of it each has.
pub type Shares = BTreeMap<ThemeId, Vec<(Option<ThemeId>, u32)>>;

/// The cube of what has left.
///
/// `left` says of a source's day whether its records have left; other days are counted from the
/// records. A theme in `shares` is divided among what it is now in that proportion, piece by piece in
/// order of the days, each to the one that has got least of its part so far (ties to the first): the
/// sum stays the same, and nothing is known of who said what any more. Any other theme goes to what
/// `resolve` says carries it.
pub fn past(
    counts: &[DayCount],
    left: &dyn Fn(&str, Day) -> bool,
    shares: &Shares,
    resolve: &dyn Fn(ThemeId) -> Option<ThemeId>,
) -> Cube {
    let mut cells: BTreeMap<(Arc<str>, Option<ThemeId>, Day), Count> = BTreeMap::new();
    let mut divided: BTreeMap<(Arc<str>, ThemeId), Divided> = BTreeMap::new();
    for one in counts.iter().filter(|one| left(&one.source, one.day)) {
        let mut add = |theme: Option<ThemeId>, count: Count| {
            *cells.entry((one.source.clone(), theme, one.day)).or_default() += count;
        };
        let Some(theme) = one.theme else {
            add(None, one.count);
            continue;
        };
        match shares.get(&theme).filter(|parts| parts.iter().any(|part| part.1 > 0)) {
            Some(parts) => {
                let key = (one.source.clone(), theme);
                let so_far = divided.entry(key).or_insert_with(|| Divided::among(parts));
                for (theme, count) in so_far.take(one.count) {
                    add(Some(theme), count);
                }
            }
            None => {
                if let Some(theme) = resolve(theme) {
                    add(Some(theme), one.count);
                }
            }
        }
    }
    let source: Arc<str> = Arc::from("source");
    let mut cube = Cube::default();
    for ((name, theme, day), count) in cells {
        cube.add(Segment::Everything, theme, Some(day), count);
        cube.add(Segment::Of(source.clone(), name), theme, Some(day), count);
    }
    cube
}

/// What the next night keeps of a cube: the days from `from` on, by source; ascending. A cube
/// without sources of its own is of one source: `only`, and nothing is kept where that is not known.
pub fn kept(cube: &Cube, only: Option<&Arc<str>>, from: Day) -> Vec<DayCount> {
    let mut found = Vec::new();
    let of_source = |segment: &Segment| match segment {
        Segment::Of(name, source) if &**name == "source" => Some(source.clone()),
        _ => None,
    };
    let sources = cube.segments().filter_map(|one| Some((one.clone(), of_source(one)?)));
    let mut sources: Vec<(Segment, Arc<str>)> = sources.collect();
    if sources.is_empty() {
        sources.extend(only.map(|only| (Segment::Everything, only.clone())));
    }
    for (segment, source) in &sources {
        for cell in cube.cells(segment) {
            let Some(day) = cell.day.filter(|&day| day >= from) else { continue };
            let source = source.clone();
            found.push(DayCount { source, theme: cell.theme, day, count: cell.count });
        }
    }
    found
}

/// One old theme on its way into what it is now.
struct Divided {
    /// Theme, its part, and pieces it has got.
    parts: Vec<(Option<ThemeId>, u64, u64)>,
    whole: u64,
    given: u64,
}

impl Divided {
    fn among(parts: &[(Option<ThemeId>, u32)]) -> Divided {
        Divided {
            parts: parts.iter().map(|&(theme, part)| (theme, u64::from(part), 0)).collect(),
            whole: parts.iter().map(|part| u64::from(part.1)).sum(),
            given: 0,
        }
    }

    /// Hands a day's pieces out, one by one.
    fn take(&mut self, count: Count) -> BTreeMap<ThemeId, Count> {
        let mut found: BTreeMap<ThemeId, Count> = BTreeMap::new();
        for piece in 0..count.feedback {
            self.given += 1;
            let (given, whole) = (self.given, self.whole);
            // What a part should have got by now less what it has, times the whole.
            let owed = |&(_, part, got): &(Option<ThemeId>, u64, u64)| {
                i128::from(part) * i128::from(given) - i128::from(got) * i128::from(whole)
            };
            let Some(next) = self.parts.iter_mut().rev().max_by_key(|part| owed(part)) else {
                break;
            };
            next.2 += 1;
            let Some(theme) = next.0 else { continue };
            // The first pieces are those that are voices, and those that are rated.
            let rated = piece < count.rated;
            let each = count.rating / u64::from(count.rated.max(1));
            let more = if piece == 0 { count.rating % u64::from(count.rated.max(1)) } else { 0 };
            *found.entry(theme).or_default() += Count {
                feedback: 1,
                voices: u32::from(piece < count.voices),
                rated: u32::from(rated),
                rating: if rated { each + more } else { 0 },
            };
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn count(feedback: u32) -> Count {
        Count { feedback, voices: feedback, rated: feedback, rating: 500_000 * u64::from(feedback) }
    }

    fn day(source: &str, theme: Option<u32>, day: i32, feedback: u32) -> DayCount {
        let theme = theme.map(ThemeId);
        DayCount { source: source.into(), theme, day: Day(day), count: count(feedback) }
    }

    #[test]
    fn days_that_left_come_from_what_was_kept_and_others_do_not() {
        let counts = [
            day("a", None, 1, 9),
            day("a", Some(1), 1, 4),
            day("a", Some(7), 2, 2),
            day("a", Some(1), 9, 5),
            day("b", Some(1), 1, 3),
        ];
        let left = |source: &str, day: Day| source == "b" || day < Day(5);
        // Theme 7 lives on in theme 1, and theme 2 ended.
        let living = |id: ThemeId| Some(if id.0 == 7 { ThemeId(1) } else { id });
        let found = past(&counts, &left, &Shares::new(), &living);
        let everything = Segment::Everything;
        let sum = |theme: Option<u32>, from, to| {
            found.sum(&everything, theme.map(ThemeId), Day(from), Day(to)).feedback
        };
        assert_eq!((sum(None, 0, 20), sum(Some(1), 1, 1), sum(Some(1), 2, 2)), (9, 7, 2));
        assert_eq!(sum(Some(1), 5, 20), 0);
        // What is kept of it is what it was made of, by the themes of tonight.
        let again = past(&kept(&found, None, Day(0)), &|_, _| true, &Shares::new(), &Some);
        assert_eq!(again, found);
        assert!(kept(&found, None, Day(3)).is_empty());
        // One source is no segment of its own, neither before nor after.
        let one = [day("a", Some(1), 1, 4)];
        let there = |_: &str, _: Day| true;
        let alone = Cube::default().with_past(&past(&one, &there, &Shares::new(), &Some), None);
        assert_eq!(alone.segments().count(), 1);
        assert_eq!(kept(&alone, Some(&Arc::from("a")), Day(0)), one);
    }

    #[test]
    fn a_theme_that_was_divided_takes_its_past_along() {
        let counts: Vec<DayCount> = (0..30).map(|at| day("a", Some(1), at, 1)).collect();
        let shares = Shares::from([(
            ThemeId(1),
            vec![(None, 1), (Some(ThemeId(1)), 3), (Some(ThemeId(2)), 2)],
        )]);
        let found = past(&counts, &|_, _| true, &shares, &Some);
        let sum = |theme: u32, to: i32| {
            found.sum(&Segment::Everything, Some(ThemeId(theme)), Day(0), Day(to)).feedback
        };
        assert_eq!((sum(1, 29), sum(2, 29)), (15, 10));
        // And so in every stretch of it, to a piece.
        assert!((14..=16).contains(&(2 * sum(1, 14))), "{}", sum(1, 14));
    }

    fn some_counts() -> impl Strategy<Value = Vec<DayCount>> {
        let one = (0usize..2, 1u32..4, 0i32..6, 0u32..9, 0u32..9, 0u32..9, 0u64..9_000_000);
        proptest::collection::vec(one, 0..30).prop_map(|all| {
            let day = |(source, theme, day, feedback, voices, rated, rating): (
                usize,
                u32,
                i32,
                u32,
                u32,
                u32,
                u64,
            )| {
                let rated = rated.min(feedback);
                DayCount {
                    source: ["a", "b"][source].into(),
                    theme: Some(ThemeId(theme)),
                    day: Day(day),
                    count: Count {
                        feedback,
                        voices: voices.min(feedback),
                        rated,
                        rating: if rated > 0 { rating } else { 0 },
                    },
                }
            };
            all.into_iter().map(day).collect()
        })
    }

    proptest! {
        #[test]
        fn merging_is_adding(
            a in some_counts(), b in some_counts(), c in some_counts(),
        ) {
            let cube = |counts: &[DayCount]| past(counts, &|_, _| true, &Shares::new(), &Some);
            let all: Vec<DayCount> = [&a[..], &b, &c].concat();
            let merged = cube(&a).merge(cube(&b)).merge(cube(&c));
            prop_assert_eq!(&merged, &cube(&c).merge(cube(&a).merge(cube(&b))));
            prop_assert_eq!(&merged, &cube(&all));
            prop_assert_eq!(&merged.clone().merge(Cube::default()), &merged);
        }

        #[test]
        fn dividing_keeps_the_sum(counts in some_counts(), parts in proptest::collection::vec(1u32..50, 1..4)) {
            let parts: Vec<(Option<ThemeId>, u32)> =
                parts.into_iter().zip(10..).map(|(part, id)| (Some(ThemeId(id)), part)).collect();
            let shares: Shares = (1..4).map(|id| (ThemeId(id), parts.clone())).collect();
            let whole = |cube: &Cube| {
                let mut sum = Count::default();
                cube.cells(&Segment::Everything).iter().for_each(|cell| sum += cell.count);
                sum
            };
            let plain = past(&counts, &|_, _| true, &Shares::new(), &Some);
            prop_assert_eq!(whole(&past(&counts, &|_, _| true, &shares, &Some)), whole(&plain));
        }
    }
}
