//! How well a finder finds what was planted.

use std::ops::Range;

use super::{Planted, SORTS, Sort};

/// How well one sort is found.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Score {
    /// Items planted.
    pub planted: usize,
    /// Of those, wholly masked as what they are.
    pub masked: usize,
    /// Finds of the sort.
    pub finds: usize,
    /// Of those, on an item of the sort.
    pub right: usize,
}

impl Score {
    /// Share of planted items that are masked.
    pub fn recall(&self) -> f64 {
        self.masked as f64 / self.planted.max(1) as f64
    }

    /// Share of finds that are right.
    pub fn precision(&self) -> f64 {
        self.right as f64 / self.finds.max(1) as f64
    }
}

/// The scores of a finder, in the order of [`SORTS`]; `find` gives the finds of a text. An item is
/// masked when every letter and digit of it lies in finds of its sort (a link's host may stay). A
/// find is right when it touches an item of its sort and goes at most two words beyond it. `tell`
/// is told of every miss and every false find.
pub fn measure(
    texts: &[Planted],
    mut find: impl FnMut(&Planted) -> Vec<(Sort, Range<usize>)>,
    mut tell: impl FnMut(&str, Sort, &Planted, &Range<usize>),
) -> [Score; 11] {
    let mut scores = [Score::default(); 11];
    let at = |sort: Sort| SORTS.iter().position(|one| *one == sort).expect("a sort");
    for one in texts {
        let finds = find(one);
        for (sort, span) in &one.items {
            let score = &mut scores[at(sort)];
            score.planted += 1;
            let covered = |place: usize| {
                finds.iter().any(|(kind, find)| kind == sort && find.contains(&place))
            };
            let whole = if *sort == "URL" {
                // The secret is at the end, or between scheme and host.
                covered(span.end - 1)
            } else {
                one.text[span.clone()]
                    .char_indices()
                    .filter(|(_, c)| c.is_alphanumeric())
                    .all(|(offset, _)| covered(span.start + offset))
            };
            if whole {
                score.masked += 1;
            } else {
                tell("missed", sort, one, span);
            }
        }
        for (kind, span) in &finds {
            let score = &mut scores[at(kind)];
            score.finds += 1;
            let right = one.items.iter().any(|(sort, item)| {
                let touches = item.start < span.end && span.start < item.end;
                let beyond = |text: &str| text.split_whitespace().count();
                let before = one.text.get(span.start..item.start.max(span.start)).unwrap_or("");
                let behind = one.text.get(item.end.min(span.end)..span.end).unwrap_or("");
                sort == kind && touches && beyond(before) + beyond(behind) <= 2
            });
            if right {
                score.right += 1;
            } else {
                tell("false", kind, one, span);
            }
        }
    }
    scores
}
