//! Where a statement belongs: one function for old and new ones.
//!
//! Takes the memory and vectors, gives a place for each. A statement is held against the members
//! of the five nearest themes only (by centre or anchor), and of those opened since the fit; its ten nearest
//! among them vote with the fourth power of their cosine.
//! Measured on six labelled sets: a centre alone agrees with the vote for 70 % of texts, while the
//! vote's winner is among the five nearest centres for 93 %. All sums are of integers, so a batch
//! of one equals a batch of a million on any machine.

use std::collections::HashMap;
use std::ops::Range;

use rayon::prelude::*;

use crate::model::{Assignment, Memory, ThemeId, Vectors, cosine, dot};

use super::anchors::anchors;
use super::neighbours::{BASE, QUERIES, Tile};
use super::subthemes::nearest_part;

/// Centres whose members a statement is held against.
pub(super) const NEAREST_THEMES: usize = 5;

/// Neighbours that vote.
const VOTERS: usize = 10;

/// Mean cosine of the three nearest above which nearness no longer limits confidence.
pub(super) const NEAR: f64 = 0.6;

/// A statement whose closeness is below this share of the strangers' threshold is loose. The
/// threshold is the 15 % quantile of the sample's own closeness, so this follows the encoder: on
/// three labelled sets the 1 % quantile was .77 to .80 of it.
pub(super) const LOOSE_SHARE: f32 = 0.75;

/// The memory, laid out for assigning.
pub struct Assigner {
    ids: Vec<ThemeId>,
    centres: Vectors,
    /// `starts[theme]..starts[theme + 1]` are the rows of a theme in `members`.
    starts: Vec<usize>,
    members: Vectors,
    /// Theme of each row of `members`.
    themes: Vec<u32>,
    /// Rows of `members` by a hash of their numbers, to find copies.
    copies: HashMap<u64, Vec<u32>>,
    loose_below: f32,
    /// For each theme with parts their numbers and centres.
    parts: Vec<Option<(Vec<u32>, Vectors)>>,
    /// Whether each theme was opened after the fit.
    is_later: Vec<bool>,
    /// Members that are far from the centres of their themes.
    anchors: Vectors,
    /// The theme of each.
    anchored: Vec<u32>,
}

/// Rows looked at together: enough that the rows that ask about one theme fill a tile, few enough
/// that their best so far stay in the cache.
const SHARE: usize = 2_048;

/// A row on its way to its place.
struct Seeker {
    row: usize,
    /// The theme of a row of the sample that is the same.
    own: Option<u32>,
    nearest: Best<NEAREST_THEMES>,
    /// The nearest of the themes opened after the fit. They are asked beside the others and not instead of
    /// them: what was said before they opened was placed without them, and a sentence that went to the sixth
    /// nearest theme then must not go to another one on the night that five open beside it.
    later: Best<NEAREST_THEMES>,
    voters: Best<VOTERS>,
}

impl Seeker {
    fn of(row: usize, own: Option<u32>) -> Seeker {
        Seeker { row, own, nearest: Best::new(), later: Best::new(), voters: Best::new() }
    }

    fn offer(&mut self, product: i32, theme: u32, is_later: bool) {
        match is_later {
            true => self.later.offer(product, theme),
            false => self.nearest.offer(product, theme),
        }
    }

    /// The themes whose members are asked.
    fn themes(&self) -> impl Iterator<Item = u32> + Clone + '_ {
        self.nearest.kept().iter().chain(self.later.kept()).map(|&(_, theme)| theme)
    }
}

/// What was found around a statement.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Around {
    theme: usize,
    similarity: f32,
    confidence: f32,
    /// Mean cosine of the three nearest rows that are not its copies; 0 when there are none.
    closeness: f32,
    /// Whether the sample holds the very same vector.
    known: bool,
    /// The part of the theme it belongs to, where the theme has parts.
    part: Option<u32>,
}

impl Assigner {
    /// Lays out the themes of one side of a memory: those found among statements that want a
    /// change, or those found among all others. A side without themes is the other side: a small
    /// corpus has one kind of themes for both. Themes without a row in the sample are never assigned
    /// to.
    pub fn new(memory: &Memory, wants: bool) -> Assigner {
        let has = |side: bool| memory.themes.iter().any(|theme| theme.wants == side);
        let side = if has(wants) { wants } else { !wants };
        let themes = || memory.themes.iter().filter(|theme| theme.wants == side);
        let ids: Vec<ThemeId> = themes().map(|theme| theme.id).collect();
        let mut centres = Vectors::new(memory.sample.width());
        for theme in themes() {
            centres.push(&theme.centre);
        }
        let place = |id: &ThemeId| ids.binary_search(id).ok();
        let themes: Vec<u32> = memory
            .sample_themes
            .iter()
            .map(|id| place(id).map_or(u32::MAX, |at| at as u32))
            .collect();
        let parts: Vec<Option<(Vec<u32>, Vectors)>> = ids
            .iter()
            .map(|&id| {
                let split = memory.split(id).filter(|split| !split.parts.is_empty())?;
                let mut centres = Vectors::new(memory.sample.width());
                split.parts.iter().for_each(|part| centres.push(&part.centre));
                Some((split.parts.iter().map(|part| part.id.number).collect(), centres))
            })
            .collect();
        let below = if side { memory.stranger_below } else { memory.stranger_below_others };
        let is_later = (memory.themes.iter().filter(|theme| theme.wants == side))
            .map(|theme| theme.born > memory.fitted_on)
            .collect();
        let assigner = Assigner::from_parts(ids, centres, &memory.sample, &themes, below);
        Assigner { parts, is_later, ..assigner }
    }

    /// The same from its parts; `themes` gives the place in `ids` of each row of `sample`.
    pub(super) fn from_parts(
        ids: Vec<ThemeId>,
        centres: Vectors,
        sample: &Vectors,
        themes: &[u32],
        stranger_below: f32,
    ) -> Assigner {
        let mut order: Vec<u32> = (0..sample.len() as u32)
            .filter(|&row| (themes[row as usize] as usize) < ids.len())
            .collect();
        order.sort_by_key(|&row| themes[row as usize]);
        let members = sample.select(&order);
        let themes: Vec<u32> = order.iter().map(|&row| themes[row as usize]).collect();
        let starts = (0..=ids.len()).map(|at| themes.partition_point(|&t| (t as usize) < at));
        let starts: Vec<usize> = starts.collect();
        let mut copies: HashMap<u64, Vec<u32>> = HashMap::new();
        for row in 0..members.len() {
            copies.entry(row_hash(members.row(row))).or_default().push(row as u32);
        }
        let loose_below = stranger_below * LOOSE_SHARE;
        let parts = vec![None; ids.len()];
        let is_later = vec![false; ids.len()];
        let (anchors, anchored) = anchors(&centres, &starts, &members);
        Assigner {
            ids,
            centres,
            starts,
            members,
            themes,
            copies,
            loose_below,
            parts,
            is_later,
            anchors,
            anchored,
        }
    }

    /// The place of each row: `None` (loose) when the row is zero, there is no theme, or it is far
    /// from everything the fit has seen. A copy of a row of the sample has that row's theme.
    ///
    /// Where the theme has parts, the place names the one whose centre is nearest.
    /// Ties: the nearer, then the lower theme. About 1 000 to 2 000 dot products a row.
    pub fn assign(&self, vectors: &Vectors) -> Vec<Option<Assignment>> {
        let around = self.look(vectors).into_iter();
        let place = |around: Around| {
            (around.known || around.closeness >= self.loose_below).then(|| Assignment {
                theme: self.ids[around.theme],
                similarity: around.similarity,
                confidence: around.confidence,
                part: around.part,
            })
        };
        around.map(|around| around.and_then(place)).collect()
    }

    /// The place of one row when some themes are out of the question: the next best, or `None`
    /// (loose) where nothing else is near. Slow: for the few that a person put out of a theme.
    pub fn assign_without(&self, row: &[i16], out: &[ThemeId]) -> Option<Assignment> {
        let mut seeker = Seeker::of(0, None);
        let members = |theme: usize| self.starts[theme]..self.starts[theme + 1];
        let anchors = self.anchored.iter().enumerate();
        for theme in 0..self.ids.len() {
            if !out.contains(&self.ids[theme]) && !members(theme).is_empty() {
                let own = anchors.clone().filter(|&(_, &of)| of as usize == theme);
                let product = own
                    .map(|(at, _)| dot(row, self.anchors.row(at)))
                    .fold(dot(row, self.centres.row(theme)), i32::max);
                seeker.offer(product, theme as u32, self.is_later[theme]);
            }
        }
        let mut near: Vec<u32> = seeker.themes().collect();
        near.sort_unstable();
        for member in near.into_iter().flat_map(|theme| members(theme as usize)) {
            seeker.voters.offer(dot(row, self.members.row(member)), member as u32);
        }
        let around = self.judge(row, &seeker)?;
        (around.closeness >= self.loose_below).then(|| Assignment {
            theme: self.ids[around.theme],
            similarity: around.similarity,
            confidence: around.confidence,
            part: around.part,
        })
    }

    /// How near each row is to what the fit has seen: the mean cosine of its three nearest rows
    /// among the sample (within the five nearest themes), copies of itself left out; 0 for a zero
    /// row and when there is nothing to compare with.
    pub fn closeness(&self, vectors: &Vectors) -> Vec<f32> {
        let around = self.look(vectors).into_iter();
        around.map(|around| around.map_or(0.0, |around| around.closeness)).collect()
    }

    /// What is around each row, on all threads; how the rows are shared out changes nothing.
    fn look(&self, vectors: &Vectors) -> Vec<Option<Around>> {
        let share = vectors.len().div_ceil(4 * rayon::current_num_threads()).clamp(64, SHARE);
        (0..vectors.len().div_ceil(share))
            .into_par_iter()
            .flat_map_iter(|at| {
                self.look_at(vectors, at * share..vectors.len().min((at + 1) * share))
            })
            .collect()
    }

    /// What is around each of some rows. Rows that ask about the same theme are multiplied with
    /// its members together, which is three times as fast as one by one.
    fn look_at(&self, vectors: &Vectors, rows: Range<usize>) -> Vec<Option<Around>> {
        let mut around = vec![None; rows.len()];
        if self.members.is_empty() {
            return around;
        }
        let mut seekers: Vec<Seeker> = rows
            .clone()
            .filter(|&row| !vectors.is_zero(row))
            .map(|row| {
                let copy = self.copy_of(vectors.row(row));
                Seeker::of(row, copy.map(|copy| self.themes[copy as usize]))
            })
            .collect();
        let mut tile = Tile::new(vectors.width());
        let of_centres: Vec<u32> = (0..self.ids.len() as u32).collect();
        // How near each theme is to each of some seekers, one seeker after the other.
        let mut near = vec![i32::MIN; QUERIES * self.ids.len()];
        for group in seekers.chunks_mut(QUERIES) {
            tile.ask(group.iter().map(|seeker| vectors.row(seeker.row)));
            near.fill(i32::MIN);
            for (rows, of) in [(&self.centres, &of_centres), (&self.anchors, &self.anchored)] {
                for first in (0..of.len()).step_by(BASE) {
                    let block = first..of.len().min(first + BASE);
                    tile.meet(rows.range(block.clone()));
                    for at in 0..group.len() {
                        let near = &mut near[at * self.ids.len()..(at + 1) * self.ids.len()];
                        for (&theme, &product) in of[block.clone()].iter().zip(tile.products(at)) {
                            let nearest = &mut near[theme as usize];
                            *nearest = product.max(*nearest);
                        }
                    }
                }
            }
            for (seeker, near) in group.iter_mut().zip(near.chunks(self.ids.len().max(1))) {
                for (theme, &product) in near.iter().enumerate() {
                    if self.starts[theme] < self.starts[theme + 1] {
                        seeker.offer(product, theme as u32, self.is_later[theme]);
                    }
                }
            }
        }

        let mut asking: Vec<Vec<u32>> = vec![Vec::new(); self.ids.len()];
        for (at, seeker) in seekers.iter().enumerate() {
            let extra = seeker.own.filter(|&own| seeker.themes().all(|theme| theme != own));
            seeker.themes().chain(extra).for_each(|theme| asking[theme as usize].push(at as u32));
        }
        // Themes and their members ascending, so that equal dot products keep the lower row.
        for (theme, asking) in asking.iter().enumerate() {
            for group in asking.chunks(QUERIES) {
                tile.ask(group.iter().map(|&at| vectors.row(seekers[at as usize].row)));
                let members = self.starts[theme]..self.starts[theme + 1];
                for first in members.clone().step_by(BASE) {
                    let block = first..members.end.min(first + BASE);
                    tile.meet(self.members.range(block.clone()));
                    for (at, &seeker) in group.iter().enumerate() {
                        let Seeker { row, own, voters, .. } = &mut seekers[seeker as usize];
                        for (member, &product) in block.clone().zip(tile.products(at)) {
                            let is_copy =
                                || own.is_some() && self.members.row(member) == vectors.row(*row);
                            if voters.takes(product) && !is_copy() {
                                voters.offer(product, member as u32);
                            }
                        }
                    }
                }
            }
        }
        for seeker in &seekers {
            around[seeker.row - rows.start] = self.judge(vectors.row(seeker.row), seeker);
        }
        around
    }

    /// What the voters of a row say.
    fn judge(&self, row: &[i16], seeker: &Seeker) -> Option<Around> {
        let Seeker { own, voters, .. } = seeker;
        let voters = voters.kept();
        // A dot product is at most about 2^28: the fourth power of its upper half needs 56 bits, ten of them 60.
        // With squares nine rows that are hardly near (.35) outvote the very same sentence (.97), which one
        // row of the sample stands for however many say it; and on the night after they do not any more.
        let weighed = |product: i32| i64::from(product.max(0) >> 14).pow(4);
        let votes = |theme: u32| -> i64 {
            let agrees = |&&(_, member): &&(i32, u32)| self.themes[member as usize] == theme;
            voters.iter().filter(agrees).map(|&(product, _)| weighed(product)).sum()
        };
        let theme = match own {
            Some(own) => *own,
            // The voters come nearest first and `max_by_key` keeps the last of equals.
            None => voters
                .iter()
                .rev()
                .map(|&(_, member)| self.themes[member as usize])
                .max_by_key(|&theme| votes(theme))?,
        };
        let positive = |product: i32| i64::from(product.max(0));
        let all: i64 = voters.iter().map(|&(product, _)| positive(product)).sum();
        let mine: i64 = voters
            .iter()
            .filter(|&&(_, member)| self.themes[member as usize] == theme)
            .map(|&(product, _)| positive(product))
            .sum();
        let top = &voters[..voters.len().min(3)];
        let closeness = if top.is_empty() {
            0.0
        } else {
            let sum: i64 = top.iter().map(|&(product, _)| i64::from(product)).sum();
            sum as f64 / top.len() as f64 / f64::from(crate::model::SCALE).powi(2)
        };
        // Nobody else to ask: a copy of the only text there is is certain.
        let confidence = match (all, voters.is_empty()) {
            (_, true) => 1.0,
            (0, false) => 0.0,
            _ => mine as f64 / all as f64 * (closeness / NEAR).clamp(0.0, 1.0),
        };
        Some(Around {
            theme: theme as usize,
            similarity: cosine(dot(row, self.centres.row(theme as usize))).clamp(-1.0, 1.0),
            confidence: confidence as f32,
            closeness: closeness as f32,
            known: own.is_some(),
            part: self.parts[theme as usize]
                .as_ref()
                .map(|(numbers, centres)| numbers[nearest_part(row, centres) as usize]),
        })
    }

    fn copy_of(&self, row: &[i16]) -> Option<u32> {
        let same = self.copies.get(&row_hash(row))?;
        same.iter().copied().find(|&member| self.members.row(member as usize) == row)
    }
}

/// Both sides of a memory, laid out.
pub struct Assigners {
    wanting: Assigner,
    others: Assigner,
}

impl Assigners {
    /// Lays out a memory; see [`Assigner::new`].
    pub fn new(memory: &Memory) -> Assigners {
        Assigners { wanting: Assigner::new(memory, true), others: Assigner::new(memory, false) }
    }

    /// The place of each row, among the themes of its side: `wants` says which row wants a change.
    /// See [`Assigner::assign`].
    pub fn assign(&self, wants: &[bool], vectors: &Vectors) -> Vec<Option<Assignment>> {
        let mut places = vec![None; vectors.len()];
        for (side, assigner) in [(true, &self.wanting), (false, &self.others)] {
            let rows: Vec<u32> =
                (0..wants.len() as u32).filter(|&row| wants[row as usize] == side).collect();
            let found = assigner.assign(&vectors.select(&rows));
            rows.iter().zip(found).for_each(|(&row, place)| places[row as usize] = place);
        }
        places
    }

    /// The next best place of one row; see [`Assigner::assign_without`].
    pub fn assign_without(&self, wants: bool, row: &[i16], out: &[ThemeId]) -> Option<Assignment> {
        let side = if wants { &self.wanting } else { &self.others };
        side.assign_without(row, out)
    }

    /// How near each row is to what the fit has seen; see [`Assigner::closeness`].
    pub(super) fn closeness(&self, wants: &[bool], vectors: &Vectors) -> Vec<f32> {
        let mut found = vec![0.0; vectors.len()];
        for (side, assigner) in [(true, &self.wanting), (false, &self.others)] {
            let rows: Vec<u32> =
                (0..wants.len() as u32).filter(|&row| wants[row as usize] == side).collect();
            let near = assigner.closeness(&vectors.select(&rows));
            rows.iter().zip(near).for_each(|(&row, near)| found[row as usize] = near);
        }
        found
    }
}

/// How near a row is to a theme, and the part of it that is nearest where it has parts; nothing
/// where there is no such theme.
pub fn near(memory: &Memory, theme: ThemeId, row: &[i16]) -> (f32, Option<u32>) {
    let Ok(at) = memory.themes.binary_search_by_key(&theme, |one| one.id) else {
        return (0.0, None);
    };
    let centre = &memory.themes[at].centre;
    let similarity = if centre.len() == row.len() { cosine(dot(row, centre)) } else { 0.0 };
    let part = memory.split(theme).filter(|split| !split.parts.is_empty()).map(|split| {
        let mut centres = Vectors::new(row.len());
        split.parts.iter().for_each(|part| centres.push(&part.centre));
        split.parts[nearest_part(row, &centres) as usize].id.number
    });
    (similarity.clamp(-1.0, 1.0), part)
}

/// FNV-1a over the components, two bytes at a time.
pub(super) fn row_hash(row: &[i16]) -> u64 {
    row.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &component| {
        (hash ^ u64::from(component as u16)).wrapping_mul(0x100_0000_01b3)
    })
}

/// The best few of many: larger product first, earlier offer first among equals.
struct Best<const N: usize> {
    kept: [(i32, u32); N],
    len: usize,
}

impl<const N: usize> Best<N> {
    fn new() -> Best<N> {
        Best { kept: [(0, 0); N], len: 0 }
    }

    fn kept(&self) -> &[(i32, u32)] {
        &self.kept[..self.len]
    }

    fn takes(&self, product: i32) -> bool {
        self.len < N || product > self.kept[N - 1].0
    }

    fn offer(&mut self, product: i32, row: u32) {
        if !self.takes(product) {
            return;
        }
        self.len = (self.len + 1).min(N);
        let mut at = self.len - 1;
        while at > 0 && self.kept[at - 1].0 < product {
            self.kept[at] = self.kept[at - 1];
            at -= 1;
        }
        self.kept[at] = (product, row);
    }
}

#[cfg(test)]
mod tests;
