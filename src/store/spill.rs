//! More rows than memory should hold, given back in the order of their keys.
//!
//! Takes rows of bytes under keys of 16 bytes, in any order; gives them back ascending by key, rows
//! of equal keys in the order they came in. What memory does not hold goes to a file of sorted runs,
//! which are merged while they are read (external merge sort; Knuth, "The Art of Computer
//! Programming", volume 3, section 5.4). The file is hidden, holds what would be kept anyway
//! (redacted text) and has no name where the system allows it, so that a kill leaves nothing.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::model::hex;

use super::disk::{self, WRITING};
use super::error::{Error, Result};
use super::workspace::Writer;

/// Bytes of a run that are read at once, where there are few runs.
const PIECE: usize = 1 << 16;
/// Bytes of all runs that are read at once: of more than 64 runs the pieces are smaller, so that
/// the memory of reading does not grow with what is read.
const PIECES: usize = 4 << 20;
/// The least piece, so that a row of an ordinary text is read in one go; reached at 1,024 runs.
const LEAST_PIECE: usize = 1 << 12;
/// Bytes before each row of a run: its key, and its length in 32 bits.
const HEAD: usize = 20;

/// Bytes by which rows are put in order.
type Key = [u8; 16];

/// A place in the memory of a spill.
struct Waiting {
    key: Key,
    start: u32,
    end: u32,
}

/// Rows on their way into order.
pub struct Spill {
    folder: PathBuf,
    /// Bytes held in memory at most.
    most: usize,
    bytes: Vec<u8>,
    waiting: Vec<Waiting>,
    disk: Option<Runs>,
    rows: u64,
}

/// Sorted runs, one behind the other in one file.
struct Runs {
    file: File,
    path: PathBuf,
    /// Whether the file still has its name.
    named: bool,
    runs: Vec<Range<u64>>,
}

impl Drop for Runs {
    fn drop(&mut self) {
        if self.named {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

impl Writer {
    /// An empty spill whose file, if it needs one, lies hidden in the workspace; `most` are the
    /// bytes it holds in memory.
    ///
    /// # Errors
    /// [`Error::Io`] when the folder cannot be made.
    pub fn spill(&self, most: usize) -> Result<Spill> {
        let folder = self.workspace().corpus_folder();
        disk::create_folder(&folder)?;
        Ok(Spill::within(folder, most))
    }
}

impl Spill {
    /// The same for whoever writes nothing into a workspace: its file, if it needs one, lies in the
    /// system's folder for temporary files.
    pub fn aside(most: usize) -> Spill {
        Spill::within(std::env::temp_dir(), most)
    }

    fn within(folder: PathBuf, most: usize) -> Spill {
        // Places in memory are 32 bits.
        let most = most.min(1 << 30);
        Spill { folder, most, bytes: Vec::new(), waiting: Vec::new(), disk: None, rows: 0 }
    }

    /// Rows taken in.
    pub fn len(&self) -> u64 {
        self.rows
    }

    /// Whether no row was taken in.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Takes a row in.
    ///
    /// # Errors
    /// [`Error::Full`] or [`Error::Io`] when the disk refuses; [`Error::Unstorable`] for a row of a
    /// gibibyte.
    pub fn push(&mut self, key: Key, row: &[u8]) -> Result<()> {
        if row.len() >= 1 << 30 {
            return Err(Error::Unstorable { what: "a row of a gibibyte".to_owned() });
        }
        let held = self.bytes.len() + self.waiting.len() * size_of::<Waiting>();
        if held + row.len() + size_of::<Waiting>() > self.most && !self.waiting.is_empty() {
            self.write_run()?;
        }
        let start = self.bytes.len() as u32;
        self.bytes.extend_from_slice(row);
        self.waiting.push(Waiting { key, start, end: self.bytes.len() as u32 });
        self.rows += 1;
        Ok(())
    }

    /// Lets go of all rows, in memory and on disk.
    pub fn clear(&mut self) {
        *self = Spill::within(std::mem::take(&mut self.folder), self.most);
    }

    /// Puts the last rows to the others on disk, so that the memory is free for what follows; where
    /// all are in memory they stay there.
    ///
    /// # Errors
    /// [`Error::Full`] or [`Error::Io`] when the disk refuses.
    pub fn put_down(&mut self) -> Result<()> {
        if self.disk.is_some() && !self.waiting.is_empty() {
            self.write_run()?;
            self.bytes = Vec::new();
            self.waiting = Vec::new();
        }
        Ok(())
    }

    /// The rows in memory, put in order: equal keys as they came in.
    fn sort(&mut self) {
        // A number of 128 bits compares as its bytes do, in two instructions.
        self.waiting.sort_unstable_by_key(|one| (number(one.key), one.start, one.end));
    }

    fn write_run(&mut self) -> Result<()> {
        self.sort();
        if self.disk.is_none() {
            self.disk = Some(Runs::create(&self.folder)?);
        }
        let Some(disk) = &mut self.disk else { return Ok(()) };
        let (path, runs) = (&disk.path, &mut disk.runs);
        let start = runs.last().map_or(0, |run| run.end);
        let mut file = &disk.file;
        file.seek(SeekFrom::Start(start)).map_err(|e| Error::io("write", path, e))?;
        let mut out = BufWriter::with_capacity(1 << 18, file);
        let mut end = start;
        for one in &self.waiting {
            let row = &self.bytes[one.start as usize..one.end as usize];
            out.write_all(&one.key)
                .and_then(|()| out.write_all(&(row.len() as u32).to_le_bytes()))
                .and_then(|()| out.write_all(row))
                .map_err(|e| Error::io("write", path, e))?;
            end += (HEAD + row.len()) as u64;
        }
        out.flush().map_err(|e| Error::io("write", path, e))?;
        runs.push(start..end);
        self.bytes.clear();
        self.waiting.clear();
        Ok(())
    }

    /// All rows in order, from the first; may be asked for more than once.
    ///
    /// # Errors
    /// [`Error::Io`] when the disk refuses.
    pub fn sorted(&mut self) -> Result<Sorted<'_>> {
        self.sort();
        let spill: &Spill = self;
        let all = spill.disk.as_ref().map_or(&[][..], |disk| &disk.runs);
        let piece = (PIECES / all.len().max(1)).clamp(LEAST_PIECE, PIECE);
        let mut runs: Vec<Run> = all.iter().map(|run| Run::new(run.clone(), piece)).collect();
        let mut next = BinaryHeap::with_capacity(runs.len() + 1);
        for (at, run) in runs.iter_mut().enumerate() {
            if let Some(disk) = &spill.disk
                && let Some(key) = run.advance(disk)?
            {
                next.push(Reverse((number(key), at)));
            }
        }
        // What is still in memory came last.
        if let Some(first) = spill.waiting.first() {
            next.push(Reverse((number(first.key), runs.len())));
        }
        Ok(Sorted { spill, runs, at: 0, next })
    }
}

impl Runs {
    fn create(folder: &Path) -> Result<Runs> {
        let mut random = [0u8; 8];
        getrandom::fill(&mut random).map_err(|e| {
            Error::io("draw random bytes for", folder, std::io::Error::other(e.to_string()))
        })?;
        let path = folder.join(format!("{WRITING}spill-{}", hex(&random)));
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path).map_err(|e| Error::io("create", &path, e))?;
        // A file without a name goes with its process, however that ends.
        let named = !cfg!(unix) || std::fs::remove_file(&path).is_err();
        Ok(Runs { file, path, named, runs: Vec::new() })
    }

    fn read(&self, at: u64, into: &mut [u8]) -> Result<()> {
        let mut file = &self.file;
        file.seek(SeekFrom::Start(at))
            .and_then(|_| file.read_exact(into))
            .map_err(|e| Error::io("read", &self.path, e))
    }
}

/// The number by which keys are put in order.
fn number(key: Key) -> u128 {
    u128::from_be_bytes(key)
}

/// One run being read.
#[derive(Clone)]
struct Run {
    /// Bytes read at once.
    piece: usize,
    /// What is not in memory yet.
    left: Range<u64>,
    bytes: Vec<u8>,
    /// The first byte that has not been given out.
    at: usize,
    /// The row that comes next.
    row: Range<usize>,
}

impl Run {
    fn new(left: Range<u64>, piece: usize) -> Run {
        Run { piece, left, bytes: Vec::new(), at: 0, row: 0..0 }
    }

    /// Makes the next row the one at hand and gives its key; `None` at the end.
    fn advance(&mut self, disk: &Runs) -> Result<Option<Key>> {
        if self.at == self.bytes.len() && self.left.is_empty() {
            return Ok(None);
        }
        self.have(HEAD, disk)?;
        let head = &self.bytes[self.at..self.at + HEAD];
        let (mut key, mut length) = ([0; 16], [0; 4]);
        key.copy_from_slice(&head[..16]);
        length.copy_from_slice(&head[16..]);
        let length = u32::from_le_bytes(length) as usize;
        self.have(HEAD + length, disk)?;
        self.row = self.at + HEAD..self.at + HEAD + length;
        self.at = self.row.end;
        Ok(Some(key))
    }

    /// Sees to it that so many bytes from `at` on are in memory.
    fn have(&mut self, wanted: usize, disk: &Runs) -> Result<()> {
        let held = self.bytes.len() - self.at;
        if held >= wanted {
            return Ok(());
        }
        self.bytes.drain(..self.at);
        self.at = 0;
        let more = (self.piece.max(wanted) - held) as u64;
        let more = more.min(self.left.end - self.left.start);
        self.bytes.resize(held + more as usize, 0);
        disk.read(self.left.start, &mut self.bytes[held..])?;
        self.left.start += more;
        if self.bytes.len() < wanted {
            let why = std::io::Error::from(std::io::ErrorKind::UnexpectedEof);
            return Err(Error::io("read", &disk.path, why));
        }
        Ok(())
    }
}

/// Rows in order. A clone goes on from the same place by itself.
#[derive(Clone)]
pub struct Sorted<'a> {
    spill: &'a Spill,
    runs: Vec<Run>,
    /// The next of the rows in memory.
    at: usize,
    /// The key each run stands at; the rows in memory are the last run.
    next: BinaryHeap<Reverse<(u128, usize)>>,
}

impl Sorted<'_> {
    /// Appends the next row's bytes to `into` and gives its key; `None` after the last.
    ///
    /// # Errors
    /// [`Error::Io`] when the disk refuses.
    pub fn next(&mut self, into: &mut Vec<u8>) -> Result<Option<Key>> {
        let Some(mut top) = self.next.peek_mut() else { return Ok(None) };
        let Reverse((key, at)) = *top;
        let following = match (self.runs.get_mut(at), &self.spill.disk) {
            (Some(run), Some(disk)) => {
                into.extend_from_slice(&run.bytes[run.row.clone()]);
                run.advance(disk)?
            }
            _ => {
                let one = &self.spill.waiting[self.at];
                into.extend_from_slice(&self.spill.bytes[one.start as usize..one.end as usize]);
                self.at += 1;
                self.spill.waiting.get(self.at).map(|one| one.key)
            }
        };
        // The next key of the same run takes the place of this one's: one move, where taking out
        // and putting in would be two.
        match following {
            Some(following) => *top = Reverse((number(following), at)),
            None => drop(PeekMut::pop(top)),
        }
        Ok(Some(key.to_be_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(spill: &mut Spill) -> Vec<(Key, Vec<u8>)> {
        let mut sorted = spill.sorted().expect("the disk reads");
        let mut rows = Vec::new();
        loop {
            let mut row = Vec::new();
            match sorted.next(&mut row).expect("the disk reads") {
                Some(key) => rows.push((key, row)),
                None => return rows,
            }
        }
    }

    proptest! {
        #[test]
        fn rows_come_back_in_order_however_little_memory_there_is(
            rows in proptest::collection::vec((0u8..9, proptest::collection::vec(any::<u8>(), 0..40)), 0..200),
            most in 1usize..4_000,
        ) {
            let folder = tempfile::tempdir().expect("a folder");
            let mut spill = Spill::within(folder.path().to_owned(), most);
            let mut wanted: Vec<(Key, Vec<u8>)> = Vec::new();
            for (key, row) in rows {
                spill.push([key; 16], &row).expect("the disk writes");
                wanted.push(([key; 16], row));
            }
            // Stable: equal keys stay as they came in.
            wanted.sort_by_key(|(key, _)| *key);
            prop_assert_eq!(spill.len(), wanted.len() as u64);
            prop_assert_eq!(&all(&mut spill), &wanted);
            spill.put_down().expect("the disk writes");
            prop_assert_eq!(&all(&mut spill), &wanted);
            spill.clear();
            prop_assert!(spill.is_empty() && all(&mut spill).is_empty());
            spill.push([1; 16], b"again").expect("the disk writes");
            prop_assert_eq!(all(&mut spill), [([1; 16], b"again".to_vec())]);
            drop(spill);
            prop_assert!(disk::names(folder.path()).expect("a folder").is_empty());
        }
    }

    #[test]
    fn rows_larger_than_a_piece_come_back() {
        let mut spill = Spill::aside(1 << 10);
        for number in 0..5u8 {
            spill.push([5 - number; 16], &vec![number; 3 * PIECE + 7]).expect("the disk writes");
        }
        let rows = all(&mut spill);
        assert_eq!(rows.len(), 5);
        assert!(rows.iter().all(|(key, row)| row.len() == 3 * PIECE + 7 && row[0] == 5 - key[0]));
    }
}
