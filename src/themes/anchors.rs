//! Anchors: members that make a broad theme found.

use rayon::prelude::*;

use crate::model::{Vectors, cosine, dot};

use super::assign::NEAREST_THEMES;

/// A theme is near by its centre, or by one of its anchors: a broad theme has members that are far from its
/// centre, farther than five other themes are, and what is said like them must find it all the same. Otherwise
/// a sentence that the fit has put there goes elsewhere on the night after, and an alarm rings for nothing.
/// An anchor stands for members at least so near to it (a cosine).
const ANCHORED: f32 = 0.6;

/// Members that an anchor stands for at least, and anchors of one theme at most.
const ANCHORS: (usize, usize) = (3, 6);

/// Members that are tried as anchors of one theme: bounds the time that strays cost.
const LEADERS: usize = 64;

/// Members of each theme that stand for those whose own theme is not among the nearest by its centre, with the
/// theme of each: ascending theme, then the one that stands for most, ties to the first.
pub(super) fn anchors(
    centres: &Vectors,
    starts: &[usize],
    members: &Vectors,
) -> (Vectors, Vec<u32>) {
    let count = starts.len() - 1;
    let is_far = |theme: usize, member: usize| {
        let row = members.row(member);
        let own = dot(row, centres.row(theme));
        let nearer =
            (0..count).filter(|&other| other != theme && starts[other] < starts[other + 1]);
        nearer.filter(|&other| dot(row, centres.row(other)) > own).nth(NEAREST_THEMES - 1).is_some()
    };
    let of_theme = |theme: usize| -> Vec<u32> {
        let mut leaders: Vec<(usize, u32)> = Vec::new();
        for member in (starts[theme]..starts[theme + 1]).filter(|&member| is_far(theme, member)) {
            let near = |&(_, leader): &(usize, u32)| {
                cosine(dot(members.row(member), members.row(leader as usize))) >= ANCHORED
            };
            match leaders.iter().position(near) {
                Some(at) => leaders[at].0 += 1,
                None if leaders.len() < LEADERS => leaders.push((1, member as u32)),
                None => {}
            }
        }
        let (least, most) = ANCHORS;
        leaders.retain(|&(stands_for, _)| stands_for >= least);
        leaders.sort_by_key(|&(stands_for, _)| std::cmp::Reverse(stands_for));
        leaders.into_iter().take(most).map(|(_, leader)| leader).collect()
    };
    let found: Vec<Vec<u32>> = (0..count).into_par_iter().map(of_theme).collect();
    let themes = found.iter().zip(0u32..).flat_map(|(own, theme)| own.iter().map(move |_| theme));
    (members.select(&found.concat()), themes.collect())
}
