//! Daily counts by theme and segment, as a table that adds up.
//!
//! Takes a corpus and its themes, gives for every (segment, theme, day) how much feedback wants a
//! change. Two cubes of disjoint records merge by addition, in any order and grouping, to the cube
//! of both: that makes threads harmless and a night's counts cheap to join. Only cells that are not
//! zero are kept.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use crate::model::{Corpus, Count, Day, Feedback, Segments, ThemeId, Themes};

/// Records a thread counts at a time: enough that merging is a small part of the work.
const CHUNK: usize = 16_384;

/// Which part of the feedback a count is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Segment {
    /// All of it.
    Everything,
    /// The records with this name and value: ("source", "reviews").
    Of(Arc<str>, Arc<str>),
}

/// One cell of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Feedback with a complaint or request in this theme; `None` is all feedback, whatever it says.
    pub theme: Option<ThemeId>,
    /// The day where its source is; `None` is feedback without a date.
    pub day: Option<Day>,
    /// How much, never zero.
    pub count: Count,
}

/// The table: cells by segment, each segment's in ascending (theme, day).
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Cube {
    cells: BTreeMap<Segment, Vec<Cell>>,
}

impl Cube {
    /// Counts a corpus. Its segments are the sources, whose mix the trends hold still; every
    /// attribute as well would be eight times the work, and only the last months are read by those
    /// (see `Cube::cut`).
    ///
    /// A record with two statements in a theme counts once in it, a record in two themes once in
    /// each. Linear in records times their segments; the result does not depend on the number of
    /// threads.
    pub fn build(corpus: &Corpus, themes: &Themes) -> Cube {
        Cube::cut(corpus, themes, &["source".to_owned()], &|_| true)
    }

    /// Counts a part of a corpus, the records that `keep` says, by the segments of these names
    /// (none: by all there are, [`Segments::of`]).
    pub(super) fn cut(
        corpus: &Corpus,
        themes: &Themes,
        names: &[String],
        keep: &(dyn Fn(&Feedback) -> bool + Sync),
    ) -> Cube {
        let segments = match names {
            [one] => Segments::whole(corpus, std::slice::from_ref(one)),
            _ => Segments::of(corpus, names),
        };
        let voices = corpus.voices();
        // Copies of one voice lie side by side, the first heard first, so that a chunk that holds
        // one of them holds them all and knows which to count.
        let mut order: Vec<u32> = (0..corpus.feedback().len() as u32).collect();
        order.retain(|&row| keep(&corpus.feedback()[row as usize]));
        let day_of = |row: u32| corpus.feedback()[row as usize].day();
        order.par_sort_unstable_by_key(|&row| {
            (voices[row as usize], day_of(row).is_none(), day_of(row), row)
        });
        chunks(&order, voices)
            .into_par_iter()
            .map(|chunk| count(corpus, themes, &segments, voices, &order[chunk]))
            .reduce(Cube::default, Cube::merge)
    }

    /// The cube of the records of both: cells are added. Commutative and associative; the empty
    /// cube changes nothing.
    pub fn merge(self, other: Cube) -> Cube {
        let (mut into, from) =
            if self.cells.len() >= other.cells.len() { (self, other) } else { (other, self) };
        for (segment, cells) in from.cells {
            match into.cells.get_mut(&segment) {
                Some(held) => *held = add(held, &cells),
                None => {
                    into.cells.insert(segment, cells);
                }
            }
        }
        into
    }

    /// Adds to one cell; nothing where the count is none.
    pub(super) fn add(
        &mut self,
        segment: Segment,
        theme: Option<ThemeId>,
        day: Option<Day>,
        count: Count,
    ) {
        if count == Count::default() {
            return;
        }
        let cells = self.cells.entry(segment).or_default();
        match cells.binary_search_by_key(&(theme, day), |cell| (cell.theme, cell.day)) {
            Ok(at) => cells[at].count += count,
            Err(at) => cells.insert(at, Cell { theme, day, count }),
        }
    }

    /// This cube of the records that are there, with the cube of what has left. Sources are cells of
    /// their own only where there are several, before or now; `only` is the one source of the
    /// records, where they have one.
    pub(super) fn with_past(mut self, past: &Cube, only: Option<&Arc<str>>) -> Cube {
        if past.cells.is_empty() {
            return self;
        }
        let of_source = |name: &Arc<str>| Segment::Of(Arc::from("source"), name.clone());
        if let (Some(only), Some(all)) = (only, self.cells.get(&Segment::Everything)) {
            let all = all.clone();
            self.cells.entry(of_source(only)).or_insert(all);
        }
        let mut both = self.merge(past.clone());
        if both.cells.len() == 2 {
            both.cells.retain(|segment, _| *segment == Segment::Everything);
        }
        both
    }

    /// Segments with any feedback, ascending.
    pub fn segments(&self) -> impl Iterator<Item = &Segment> {
        self.cells.keys()
    }

    /// All cells of a segment, ascending (theme, day); empty when it has none.
    pub fn cells(&self, segment: &Segment) -> &[Cell] {
        self.cells.get(segment).map_or(&[], Vec::as_slice)
    }

    /// The cells of one theme (`None`: of all feedback) in a segment, ascending day, undated first.
    pub fn series(&self, segment: &Segment, theme: Option<ThemeId>) -> &[Cell] {
        let cells = self.cells(segment);
        let from = cells.partition_point(|cell| cell.theme < theme);
        let to = cells.partition_point(|cell| cell.theme <= theme);
        &cells[from..to]
    }

    /// The sum of a series from one day to another, both included.
    pub fn sum(&self, segment: &Segment, theme: Option<ThemeId>, from: Day, to: Day) -> Count {
        sum(self.series(segment, theme), from, to)
    }
}

/// The sum of the cells of one series from one day to another, both included.
pub(super) fn sum(series: &[Cell], from: Day, to: Day) -> Count {
    let start = series.partition_point(|cell| cell.day < Some(from));
    let mut total = Count::default();
    for cell in series[start..].iter().take_while(|cell| cell.day <= Some(to)) {
        total += cell.count;
    }
    total
}

/// Stretches of `order` of about [`CHUNK`] rows that never part copies of one voice.
fn chunks(order: &[u32], voices: &[u32]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    while start < order.len() {
        let mut end = (start + CHUNK).min(order.len());
        while end < order.len() && voices[order[end] as usize] == voices[order[end - 1] as usize] {
            end += 1;
        }
        found.push(start..end);
        start = end;
    }
    found
}

/// Counts rows in which copies of one voice lie side by side.
fn count(
    corpus: &Corpus,
    themes: &Themes,
    segments: &Segments,
    voices: &[u32],
    rows: &[u32],
) -> Cube {
    // (segment, theme, day, what the record adds); segment 0 is everything.
    let mut marks: Vec<(u32, Option<ThemeId>, Option<Day>, Count)> = Vec::new();
    // Themes in which the voice at hand has been heard.
    let mut heard: Vec<Option<ThemeId>> = Vec::new();
    let mut wanted: Vec<Option<ThemeId>> = Vec::new();
    let mut voice = None;
    for &row in rows {
        if voice != Some(voices[row as usize]) {
            voice = Some(voices[row as usize]);
            heard.clear();
        }
        wanted.clear();
        wanted.push(None);
        for at in corpus.statements_of(row) {
            if corpus.statements()[at].stance.wants_change()
                && let Some(Some(place)) = themes.assignments.get(at)
                && !wanted.contains(&Some(place.theme))
            {
                wanted.push(Some(place.theme));
            }
        }
        let one = &corpus.feedback()[row as usize];
        let (day, rating) = (one.day(), one.rating.filter(|rating| rating.unit.is_finite()));
        for &theme in &wanted {
            let copy = heard.contains(&theme);
            if !copy {
                heard.push(theme);
            }
            let count = Count {
                feedback: 1,
                voices: u32::from(!copy),
                rated: u32::from(rating.is_some()),
                rating: rating.map_or(0, |one| (1e6 * one.unit.clamp(0.0, 1.0)).round() as u64),
            };
            marks.push((0, theme, day, count));
            marks.extend(segments.of_row(row).iter().map(|&one| (one + 1, theme, day, count)));
        }
    }
    marks.sort_unstable_by_key(|mark| (mark.0, mark.1, mark.2));
    let mut cube = Cube::default();
    for of_segment in marks.chunk_by(|a, b| a.0 == b.0) {
        let segment = match of_segment[0].0.checked_sub(1) {
            None => Segment::Everything,
            Some(number) => {
                let (name, value) = segments.pair(number);
                Segment::Of(name.clone(), value.clone())
            }
        };
        let cells = of_segment
            .chunk_by(|a, b| (a.1, a.2) == (b.1, b.2))
            .map(|same| {
                let mut count = Count::default();
                same.iter().for_each(|mark| count += mark.3);
                Cell { theme: same[0].1, day: same[0].2, count }
            })
            .collect();
        cube.cells.insert(segment, cells);
    }
    cube
}

/// Adds two ascending lists of cells.
fn add(a: &[Cell], b: &[Cell]) -> Vec<Cell> {
    let key = |cell: &Cell| (cell.theme, cell.day);
    let mut sum = Vec::with_capacity(a.len() + b.len());
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    loop {
        let next = match (a.peek(), b.peek()) {
            (Some(x), Some(y)) if key(x) == key(y) => {
                let mut count = x.count;
                count += y.count;
                let cell = Cell { count, ..**x };
                a.next();
                b.next();
                cell
            }
            (Some(x), Some(y)) if key(x) > key(y) => {
                let cell = **y;
                b.next();
                cell
            }
            (Some(x), _) => {
                let cell = **x;
                a.next();
                cell
            }
            (None, Some(y)) => {
                let cell = **y;
                b.next();
                cell
            }
            (None, None) => return sum,
        };
        sum.push(next);
    }
}
