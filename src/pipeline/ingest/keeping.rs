//! The rows that stay, in the order of their ids, into the segment.
//!
//! Takes the night and what was settled; learns tonight's templates in two passes over the texts of
//! several lines (none where there are none), then marks them, cuts statements and writes, a
//! stretch of rows at a time: while one stretch is written the next is made on all other cores.

use rayon::prelude::*;

use crate::intake::{Boilerplate, Learning, Lines, Witness};
use crate::model::{Corpus, Feedback, FeedbackId, Statement};
use crate::statements::Judge;
use crate::store::{self, Growing, Sorted, Spill, unpack};
use crate::text::Analyser;

use super::super::Error;
use super::super::settings::Settings;
use super::night::{LINES, NUMBER, Night, unit_of};
use super::overheard::Overheard;
use super::settling::{Kept, Settled};
use super::unlike::Unlike;

/// Bytes of a stretch's packed rows at most: long texts make it shorter.
const STRETCH_BYTES: usize = 8 << 20;
/// Rows that one thread takes at once: an analyser remembers the words it has seen.
const AT_ONCE: usize = 512;

/// Writes what stays; gives how many rows, and what is gone of earlier nights.
pub(super) fn keep(
    night: &mut Night,
    settled: Settled,
    corpus: &Corpus,
    settings: &Settings,
    segment: &mut Growing<'_>,
    stretch: usize,
) -> Result<(u64, Vec<FeedbackId>), Error> {
    let Settled { kept, gone, outdated } = settled;
    // Writing wants the memory that reading had.
    night.rows.put_down()?;
    let boilerplate = learn(night, &kept, corpus, stretch)?;
    let judge = Judge::new();
    let finish = |rows: &Rows| rows.finished(&boilerplate, &judge, settings);
    let mut others =
        Overheard::new(night.files.iter(), &mut night.overheard, corpus, gone.clone())?;
    let mut gone = Gone::new(gone);
    let mut count = 0;
    let mut unlike = Unlike::new(&night.files, corpus);
    let mut sorted = night.rows.sorted()?;
    let mut rows = Rows::of(stretch);
    rows.fill(&mut sorted, &kept, false, Some(&mut unlike))?;
    let mut made = finish(&rows)?;
    while !made.is_empty() {
        count += made.len() as u64;
        for (one, _) in &made {
            gone.meet(one.id);
            others.meet(one.id, segment)?;
        }
        let write = || -> store::Result<()> {
            made.into_iter().try_for_each(|(one, cut)| segment.add(one, &cut))
        };
        let (written, next) = rayon::join(write, || {
            rows.fill(&mut sorted, &kept, false, Some(&mut unlike))?;
            finish(&rows)
        });
        written?;
        made = next?;
    }
    drop(sorted);
    others.rest(segment)?;
    for (file, ids) in unlike.found().into_iter().enumerate() {
        night.files[file].receipt.unlike = ids;
    }
    let left = gone.left();
    segment.outdate(outdated.into_iter().filter(|id| left.binary_search(id).is_ok()).collect());
    Ok((count, left))
}

/// All that stays, templates marked and statements cut, in ascending id: what [`keep`] writes.
pub(super) fn all(
    night: &mut Night,
    settled: &Settled,
    settings: &Settings,
    stretch: usize,
) -> Result<Vec<(Feedback, Vec<Statement>)>, Error> {
    let kept = &settled.kept;
    let boilerplate = learn(night, kept, &Corpus::default(), stretch)?;
    let judge = Judge::new();
    let mut all = Vec::new();
    let mut sorted = night.rows.sorted()?;
    let mut rows = Rows::of(stretch);
    loop {
        rows.fill(&mut sorted, kept, false, None)?;
        let made = rows.finished(&boilerplate, &judge, settings)?;
        if made.is_empty() {
            return Ok(all);
        }
        all.extend(made);
    }
}

/// The first rows of what would stay, how many there are, and what would be gone.
pub(super) fn first(
    night: &mut Night,
    settled: Settled,
    shown: usize,
) -> Result<(u64, Vec<Feedback>, Vec<FeedbackId>), Error> {
    let Settled { kept, gone, .. } = settled;
    let mut gone = Gone::new(gone);
    let (mut count, mut first) = (0, Vec::new());
    let mut sorted = night.rows.sorted()?;
    let mut row = Vec::new();
    while let Some(key) = sorted.next(&mut row)? {
        if kept.has(unit_of(&row)) {
            count += 1;
            gone.meet(FeedbackId(key));
            if first.len() < shown {
                first.push(unpack(&row[NUMBER + LINES..])?);
            }
        }
        row.clear();
    }
    Ok((count, first, gone.left()))
}

/// What tonight's texts and the marks of earlier ones say about templates.
fn learn(
    night: &mut Night,
    kept: &Kept,
    corpus: &Corpus,
    stretch: usize,
) -> Result<Boilerplate, Error> {
    let mut learning = Learning::default();
    if night.any_lines {
        each_text(&mut night.rows, kept, stretch, |text| {
            learning.count(text);
            Ok(())
        })?;
        let (lines, mut said) = (&mut night.lines, Vec::new());
        each_text(&mut night.rows, kept, stretch, |text| {
            learning.weigh(text, |one| said.push(one));
            said.drain(..).try_for_each(|one| {
                let [line, remainder] = [one.line, one.remainder].map(u128::from);
                lines.push((line << 64 | remainder).to_be_bytes(), &one.source.to_le_bytes())
            })
        })?;
        hear(lines, &mut learning)?;
        lines.clear();
    }
    Ok(learning.done(corpus.feedback().iter()))
}

/// Lets what the texts said be heard in its order.
fn hear(lines: &mut Spill, learning: &mut Learning) -> store::Result<()> {
    let mut sorted = lines.sorted()?;
    let mut source = Vec::new();
    while let Some(key) = sorted.next(&mut source)? {
        let both = u128::from_be_bytes(key);
        let number = source.first_chunk().map_or(u32::MAX, |bytes| u32::from_le_bytes(*bytes));
        let (line, remainder) = ((both >> 64) as u64, both as u64);
        learning.hear(Witness { line, remainder, source: number });
        source.clear();
    }
    Ok(())
}

/// Hands every text of several lines that stays to `look`.
fn each_text(
    spill: &mut Spill,
    kept: &Kept,
    stretch: usize,
    mut look: impl FnMut(&Lines) -> store::Result<()>,
) -> Result<(), Error> {
    let mut sorted = spill.sorted()?;
    let mut rows = Rows::of(stretch);
    loop {
        rows.fill(&mut sorted, kept, true, None)?;
        if rows.ends.is_empty() {
            return Ok(());
        }
        let texts = rows.each(|_, one| Lines::of(&one), || ())?;
        texts.iter().flatten().try_for_each(&mut look)?;
    }
}

/// A stretch of packed rows, one behind the other.
struct Rows {
    /// How many at most.
    most: usize,
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Rows {
    /// None yet, and so many at most.
    fn of(most: usize) -> Rows {
        Rows { most, bytes: Vec::new(), ends: Vec::new() }
    }

    /// Takes the next rows that stay, in the place of what was here; none at the end. `unlike` sees
    /// all that pass by.
    fn fill(
        &mut self,
        sorted: &mut Sorted<'_>,
        kept: &Kept,
        with_lines: bool,
        mut unlike: Option<&mut Unlike<'_>>,
    ) -> store::Result<()> {
        self.bytes.clear();
        self.ends.clear();
        while self.ends.len() < self.most && self.bytes.len() < STRETCH_BYTES {
            let start = self.bytes.len();
            let Some(key) = sorted.next(&mut self.bytes)? else { break };
            let row = &self.bytes[start..];
            if let Some(unlike) = &mut unlike {
                unlike.meet(FeedbackId(key), row)?;
            }
            if kept.has(unit_of(row)) && (!with_lines || row[NUMBER] == 1) {
                self.ends.push(self.bytes.len());
            } else {
                self.bytes.truncate(start);
            }
        }
        Ok(())
    }

    /// What `make` makes of each row, in order, on all cores; `tools` is what a thread has at hand.
    fn each<T: Send, S>(
        &self,
        make: impl Fn(&mut S, Feedback) -> T + Sync,
        tools: impl Fn() -> S + Sync + Send,
    ) -> store::Result<Vec<T>> {
        (0..self.ends.len())
            .into_par_iter()
            .with_min_len(AT_ONCE)
            .map_init(tools, |tools, at| {
                let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
                let row = &self.bytes[start + NUMBER + LINES..self.ends[at]];
                unpack(row).map(|one| make(tools, one))
            })
            .collect()
    }

    /// The rows as they are kept: templates marked, statements cut.
    fn finished(
        &self,
        boilerplate: &Boilerplate,
        judge: &Judge,
        settings: &Settings,
    ) -> store::Result<Vec<(Feedback, Vec<Statement>)>> {
        let make = |analyser: &mut Analyser, mut one: Feedback| {
            boilerplate.mark(&mut one);
            let statements = judge.cut(&one, analyser, &settings.statements);
            (one, statements)
        };
        self.each(make, Analyser::new)
    }
}

/// Feedback of earlier nights that goes, unless tonight brings it back.
struct Gone {
    /// Ascending, without repeats.
    ids: Vec<FeedbackId>,
    /// The first that is not below what has been met.
    next: usize,
    left: Vec<FeedbackId>,
}

impl Gone {
    fn new(ids: Vec<FeedbackId>) -> Gone {
        Gone { ids, next: 0, left: Vec::new() }
    }

    /// Tonight keeps feedback of this id; ids ascend.
    fn meet(&mut self, id: FeedbackId) {
        while let Some(&gone) = self.ids.get(self.next).filter(|&&gone| gone <= id) {
            self.next += 1;
            self.left.extend((gone != id).then_some(gone));
        }
    }

    /// What goes.
    fn left(mut self) -> Vec<FeedbackId> {
        self.left.extend_from_slice(&self.ids[self.next..]);
        self.left
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_back_is_not_gone() {
        let id = |number: u8| FeedbackId([number; 16]);
        let mut gone = Gone::new(vec![id(1), id(3), id(4), id(9)]);
        [2, 3, 5].into_iter().for_each(|number| gone.meet(id(number)));
        assert_eq!(gone.left(), [id(1), id(4), id(9)]);
    }
}
