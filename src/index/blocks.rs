//! Checksums of the blocks of the index's files: bytes that rotted are noticed by whoever reads them.
//!
//! Takes the files of the index after a commit, gives a checksum for each block of each, kept beside
//! them in a file of its own. To readers it gives file handles that compare a block with its checksum
//! when a read first touches it, so that opening and searching cost what they read, however large the
//! index. What differed is remembered: a search over an index in which anything did is no answer,
//! also where the engine went on without the error.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use tantivy::directory::error::OpenReadError;
use tantivy::directory::{FileHandle, MmapDirectory, OwnedBytes};
use tantivy::{Directory, HasLen};

/// Name of the file that holds the checksums.
pub(super) const BLOCKS: &str = "blocks";
/// Bytes of a block: what the system brings into memory anyway when one byte of a mapped file is
/// touched (Linux maps 16 pages around it). Smaller ones would save nothing and need a longer list, which
/// is read whole at opening: with this it is an eight-thousandth of the index. Larger ones would make
/// the look at one short list of documents dearer: comparing this much takes some microseconds.
pub(super) const BLOCK: usize = 64 << 10;
/// First word of the file, with the version of its form.
const HEAD: &str = "blocks-1";
/// First word of its last line: the checksum of all lines before.
const LAST: &str = "whole";

/// The checksums of some files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sums(BTreeMap<String, Arc<Summed>>);

/// The checksums of one file: CRC-32 (IEEE) of each block, in order; the last one may be short.
#[derive(Debug, PartialEq, Eq)]
struct Summed {
    bytes: usize,
    blocks: Vec<u32>,
}

impl Summed {
    fn of(bytes: &[u8]) -> Summed {
        let blocks = bytes.chunks(BLOCK).map(crc32fast::hash).collect();
        Summed { bytes: bytes.len(), blocks }
    }
}

impl Sums {
    /// The checksums of these files of a folder. Those that are known are taken from `known`, since a
    /// file never changes: what rotted after it was written must not become what it was.
    ///
    /// # Errors
    /// When one cannot be read.
    pub(super) fn of(
        directory: &MmapDirectory,
        names: &BTreeSet<String>,
        known: &Sums,
    ) -> tantivy::Result<Sums> {
        let mut sums = BTreeMap::new();
        for name in names {
            let summed = match known.0.get(name) {
                Some(summed) => summed.clone(),
                None => Arc::new(Summed::of(&directory.open_read(Path::new(name))?.read_bytes()?)),
            };
            sums.insert(name.clone(), summed);
        }
        Ok(Sums(sums))
    }

    /// Those kept in a folder; none where an older version made the index.
    ///
    /// # Errors
    /// What is wrong with them.
    pub(super) fn kept(directory: &MmapDirectory) -> Result<Sums, String> {
        match directory.atomic_read(Path::new(BLOCKS)) {
            Ok(bytes) => Sums::read(&bytes).ok_or_else(|| rotten(BLOCKS)),
            Err(OpenReadError::FileDoesNotExist(_)) => Ok(Sums::default()),
            Err(error) => Err(error.to_string()),
        }
    }

    /// Keeps them in a folder, in place of what was kept there.
    ///
    /// # Errors
    /// When the disk refuses.
    pub(super) fn keep(&self, directory: &MmapDirectory) -> io::Result<()> {
        directory.atomic_write(Path::new(BLOCKS), self.written().as_bytes())
    }

    /// A line a file, ascending: its name, its bytes and eight hexadecimal digits a block.
    fn written(&self) -> String {
        let mut text = format!("{HEAD} {BLOCK}\n");
        for (name, summed) in &self.0 {
            text.push_str(&format!("{name} {} ", summed.bytes));
            summed.blocks.iter().for_each(|sum| text.push_str(&format!("{sum:08x}")));
            text.push('\n');
        }
        let whole = crc32fast::hash(text.as_bytes());
        text.push_str(&format!("{LAST} {whole:08x}\n"));
        text
    }

    /// Reads what [`Sums::written`] wrote; `None` when any byte of it is another.
    fn read(bytes: &[u8]) -> Option<Sums> {
        let text = std::str::from_utf8(bytes).ok()?;
        let (lines, whole) = text.strip_suffix('\n')?.rsplit_once('\n')?;
        let promised = whole.strip_prefix(LAST)?.strip_prefix(' ')?;
        let found = crc32fast::hash(&bytes[..lines.len() + 1]);
        let mut lines = lines.split('\n');
        if promised != format!("{found:08x}") || lines.next()? != format!("{HEAD} {BLOCK}") {
            return None;
        }
        let one = |line: &str| {
            let mut words = line.split(' ');
            let name = words.next()?;
            let length: usize = words.next()?.parse().ok()?;
            let digits = words.next()?.as_bytes();
            let sum = |eight: &[u8]| u32::from_str_radix(std::str::from_utf8(eight).ok()?, 16).ok();
            let blocks: Vec<u32> = digits.chunks(8).map(sum).collect::<Option<_>>()?;
            let is_whole = digits.len() % 8 == 0 && blocks.len() == length.div_ceil(BLOCK);
            is_whole.then(|| (name.to_owned(), Arc::new(Summed { bytes: length, blocks })))
        };
        lines.map(one).collect::<Option<_>>().map(Sums)
    }
}

/// The words for a file whose bytes are others.
fn rotten(name: &str) -> String {
    format!("{name} is not what was written")
}

/// What the readers of one opened index share.
#[derive(Debug, Default)]
pub(super) struct Guard {
    sums: Sums,
    /// The first thing that was not what was written.
    fault: OnceLock<String>,
    /// Whether a file was opened that has no checksums.
    is_bare: AtomicBool,
}

impl Guard {
    /// One that compares all that has checksums.
    pub(super) fn new(sums: Sums) -> Guard {
        Guard { sums, ..Guard::default() }
    }

    /// One that compares nothing: whoever makes an index reads what was written a moment ago.
    pub(super) fn none() -> Guard {
        Guard { is_bare: AtomicBool::new(true), ..Guard::default() }
    }

    /// The checksums that it goes by.
    pub(super) fn sums(&self) -> &Sums {
        &self.sums
    }

    /// What was noticed so far: which file is not what was written.
    pub(super) fn fault(&self) -> Option<&str> {
        self.fault.get().map(String::as_str)
    }

    /// Whether every file that was opened is compared as it is read.
    pub(super) fn is_whole(&self) -> bool {
        !self.is_bare.load(Ordering::Relaxed)
    }

    fn refuse(&self, name: &str) -> io::Error {
        let why = self.fault.get_or_init(|| rotten(name));
        io::Error::new(io::ErrorKind::InvalidData, why.clone())
    }

    /// A handle of a file that compares what is read of it; the same handle where the file has no
    /// checksums.
    ///
    /// # Errors
    /// When the file has another size.
    pub(super) fn over(
        self: &Arc<Guard>,
        name: &Path,
        handle: Arc<dyn FileHandle>,
    ) -> io::Result<Arc<dyn FileHandle>> {
        let known = name.to_str().and_then(|name| self.sums.0.get_key_value(name));
        let Some((name, summed)) = known else {
            self.is_bare.store(true, Ordering::Relaxed);
            return Ok(handle);
        };
        if handle.len() != summed.bytes {
            return Err(self.refuse(name));
        }
        // The bytes of a mapped file: nothing is read yet.
        let bytes = handle.read_bytes(0..summed.bytes)?;
        let seen = (0..summed.blocks.len().div_ceil(64)).map(|_| AtomicU64::new(0)).collect();
        let (guard, name, summed) = (self.clone(), name.clone(), summed.clone());
        Ok(Arc::new(Guarded { guard, name, bytes, summed, seen }))
    }
}

/// A file of which each block is compared with its checksum when it is first read.
struct Guarded {
    guard: Arc<Guard>,
    name: String,
    bytes: OwnedBytes,
    summed: Arc<Summed>,
    /// A bit a block: it was what was written. Two threads may compare the same one, which does no harm.
    seen: Vec<AtomicU64>,
}

impl Guarded {
    /// Whether a block is what was written.
    fn is_sound(&self, block: usize) -> bool {
        let (word, bit) = (&self.seen[block / 64], 1 << (block % 64));
        if word.load(Ordering::Relaxed) & bit != 0 {
            return true;
        }
        let end = ((block + 1) * BLOCK).min(self.bytes.len());
        let is_sound =
            crc32fast::hash(&self.bytes[block * BLOCK..end]) == self.summed.blocks[block];
        if is_sound {
            word.fetch_or(bit, Ordering::Relaxed);
        }
        is_sound
    }
}

impl FileHandle for Guarded {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        let is_inside = range.start <= range.end && range.end <= self.bytes.len();
        let mut touched = range.start / BLOCK..range.end.div_ceil(BLOCK);
        if is_inside && (range.is_empty() || touched.all(|block| self.is_sound(block))) {
            Ok(self.bytes.slice(range))
        } else {
            Err(self.guard.refuse(&self.name))
        }
    }
}

impl HasLen for Guarded {
    fn len(&self) -> usize {
        self.bytes.len()
    }
}

impl fmt::Debug for Guarded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Guarded({})", self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with one file of three blocks and a piece, and its checksums.
    fn folder() -> (tempfile::TempDir, MmapDirectory, Sums) {
        let folder = tempfile::tempdir().expect("a folder");
        let directory = MmapDirectory::open(folder.path()).expect("a directory");
        directory.atomic_write(Path::new("a.store"), &bytes()).expect("written");
        directory.atomic_write(Path::new("empty.pos"), b"").expect("written");
        let names = ["a.store", "empty.pos"].map(str::to_owned).into();
        let sums = Sums::of(&directory, &names, &Sums::default()).expect("read");
        (folder, directory, sums)
    }

    fn bytes() -> Vec<u8> {
        (0..3 * BLOCK + 100).map(|at| (at % 251) as u8).collect()
    }

    fn opened(directory: &MmapDirectory, guard: &Arc<Guard>, name: &str) -> Arc<dyn FileHandle> {
        let path = Path::new(name);
        let handle = directory.get_file_handle(path).expect("a file");
        guard.over(path, handle).expect("of the same size")
    }

    #[test]
    fn checksums_are_read_as_they_were_written_or_not_at_all() {
        let (_folder, directory, sums) = folder();
        sums.keep(&directory).expect("written");
        assert_eq!(Sums::kept(&directory), Ok(sums.clone()));
        let written = sums.written().into_bytes();
        for at in 0..written.len() {
            for flip in [0x01, 0x20] {
                let mut bytes = written.clone();
                bytes[at] ^= flip;
                assert_eq!(Sums::read(&bytes), None, "byte {at}");
            }
            assert_eq!(Sums::read(&written[..at]), None, "{at} bytes");
        }
        directory.delete(Path::new(BLOCKS)).expect("gone");
        assert_eq!(Sums::kept(&directory), Ok(Sums::default()));
    }

    #[test]
    fn a_block_is_compared_when_it_is_read() {
        let (_folder, directory, sums) = folder();
        let mut rotten = bytes();
        rotten[BLOCK + 7] ^= 1;
        directory.atomic_write(Path::new("a.store"), &rotten).expect("written");
        let guard = Arc::new(Guard::new(sums));
        let handle = opened(&directory, &guard, "a.store");
        for sound in [0..BLOCK, 2 * BLOCK..3 * BLOCK + 100, 3 * BLOCK + 99..3 * BLOCK + 100, 7..7] {
            for _ in 0..2 {
                let read = handle.read_bytes(sound.clone()).expect("sound");
                assert_eq!(read.as_slice(), &bytes()[sound.clone()]);
            }
        }
        assert_eq!(guard.fault(), None);
        for bad in [BLOCK..BLOCK + 1, BLOCK - 1..BLOCK + 1, 0..3 * BLOCK + 100] {
            for _ in 0..2 {
                assert!(handle.read_bytes(bad.clone()).is_err(), "{bad:?}");
            }
        }
        assert_eq!(guard.fault(), Some("a.store is not what was written"));
        // No range that an engine works out from bytes ends the program.
        assert!(handle.read_bytes(5..3 * BLOCK + 101).is_err());
        let empty = opened(&directory, &guard, "empty.pos");
        assert!(empty.is_empty() && empty.read_bytes(0..0).is_ok());
        assert!(guard.is_whole());
        directory.atomic_write(Path::new("new.store"), b"new").expect("written");
        assert!(opened(&directory, &guard, "new.store").read_bytes(0..3).is_ok());
        assert!(!guard.is_whole());
    }

    #[test]
    fn a_file_of_another_size_is_refused() {
        let (_folder, directory, sums) = folder();
        directory.atomic_write(Path::new("a.store"), &bytes()[..BLOCK]).expect("written");
        let guard = Arc::new(Guard::new(sums));
        let path = Path::new("a.store");
        let handle = directory.get_file_handle(path).expect("a file");
        assert!(guard.over(path, handle).is_err());
        assert_eq!(guard.fault(), Some("a.store is not what was written"));
    }

    /// What rotted does not become what was written when the next commit takes checksums.
    #[test]
    fn known_checksums_stay() {
        let (_folder, directory, sums) = folder();
        directory.atomic_write(Path::new("a.store"), b"other").expect("written");
        directory.atomic_write(Path::new("b.store"), b"new").expect("written");
        let names = ["a.store", "b.store"].map(str::to_owned).into();
        let now = Sums::of(&directory, &names, &sums).expect("read");
        assert_eq!(now.0["a.store"], sums.0["a.store"]);
        assert_eq!(*now.0["b.store"], Summed::of(b"new"));
        assert_eq!(now.0.len(), 2, "files that are gone are left out");
    }
}
