//! Zip archives: each member a file of its own.
//!
//! Takes the path of an archive; gives its members' names and sizes, and each as a stream. Nothing
//! is extracted, so that a member's name is a label and never a path. What members declare to hold
//! is added up before any is read, and no member gives more than it declared.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::path::Path;

use zip::ZipArchive;

use super::contain::contained;
use super::refused;

/// Members of an archive at most. A Slack workspace of ten years has some hundred thousand days of
/// channels.
const MOST_MEMBERS: usize = 1_000_000;
/// Bytes of an archive's table of contents at most, which is read into memory.
const LARGEST_TABLE: u64 = 256 << 20;

const BROKEN: &str = "corrupt_archive: the zip archive has no readable table of contents";

/// One member of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Member {
    /// Which of them.
    pub(super) index: usize,
    /// Its name in the archive, with `/`.
    pub(super) name: String,
    /// Bytes it takes in the archive.
    pub(super) packed: u64,
    /// Bytes it declares to hold.
    pub(super) size: u64,
}

/// Whether a file starts like a zip archive (or is an empty one).
pub(super) fn is_archive(path: &Path) -> bool {
    let mut magic = [0; 4];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut magic));
    read.is_ok() && matches!(&magic, b"PK\x03\x04" | b"PK\x05\x06")
}

/// The members that can be files of a feed, in the order of their names. Folders, hidden files and
/// what macOS adds are left out. `None` for an archive that is itself a document: a workbook.
///
/// # Errors
/// The reason the archive is refused, for its receipt.
pub(super) fn members(path: &Path, ratio: u64, most: u64) -> io::Result<Option<Vec<Member>>> {
    let mut archive = open(path)?;
    if archive.len() > MOST_MEMBERS {
        return Err(refused("decompression_limit: more than a million members"));
    }
    let length = std::fs::metadata(path)?.len();
    let mut found = Vec::new();
    let mut total = 0u64;
    for index in 0..archive.len() {
        let member = contained(BROKEN, || {
            let file = archive.by_index_raw(index).ok()?;
            let name = file.name().ok()?.replace('\\', "/");
            Some((name, file.compressed_size(), file.size(), file.is_dir()))
        })?;
        let Some((name, packed, size, folder)) = member else { return Err(refused(BROKEN)) };
        if name == "[Content_Types].xml" {
            return Ok(None);
        }
        total = total.saturating_add(size);
        let hidden = name.split('/').any(|step| step.starts_with('.') || step == "__MACOSX");
        if !folder && !hidden && !name.is_empty() {
            found.push(Member { index, name, packed, size });
        }
    }
    // Members may share bytes: each alone is within bounds, all together are a bomb.
    if total > super::unpack::allowance(length, ratio, most) {
        return Err(refused(format!(
            "decompression_limit: {length} bytes declare to hold {total}"
        )));
    }
    found.sort_by(|one, other| (&one.name, one.index).cmp(&(&other.name, other.index)));
    Ok(Some(found))
}

/// Hands the bytes of one member to `give`, in pieces, until it says stop.
///
/// # Errors
/// What the disk reports; a refusal when the member is broken, locked, packed in a way that is not
/// known, or larger than it declares.
pub(super) fn read(
    path: &Path,
    index: usize,
    piece: usize,
    give: &mut dyn FnMut(Vec<u8>) -> bool,
) -> io::Result<()> {
    let mut archive = open(path)?;
    let locked = "unreadable: the member is locked or packed in an unknown way";
    let mut file = contained(BROKEN, || archive.by_index(index))?.map_err(|_| refused(locked))?;
    let mut left = file.size();
    loop {
        let mut bytes = vec![0; piece];
        let mut have = 0;
        while have < piece {
            let read = contained(BROKEN, || file.read(&mut bytes[have..]))?;
            match read.map_err(|_| refused("corrupt_compressed_stream"))? {
                0 => break,
                count => have += count,
            }
        }
        left = left.checked_sub(have as u64).ok_or_else(|| refused("decompression_limit"))?;
        bytes.truncate(have);
        if have == 0 {
            // Fewer bytes than declared: the member was cut.
            return if left == 0 { Ok(()) } else { Err(refused("truncated_compressed_stream")) };
        }
        if !give(bytes) {
            return Ok(());
        }
    }
}

fn open(path: &Path) -> io::Result<ZipArchive<BufReader<File>>> {
    let mut file = BufReader::new(File::open(path)?);
    table_fits(&mut file)?;
    contained(BROKEN, || ZipArchive::new(file))?.map_err(|_| refused(BROKEN))
}

/// The table of contents is what lies behind the last member: how much the end record says it is
/// may be a lie, how much is read is not more than the file.
fn table_fits(file: &mut (impl Read + Seek)) -> io::Result<()> {
    let length = file.seek(io::SeekFrom::End(0))?;
    let tail = length.min(65_557);
    file.seek(io::SeekFrom::End(-(tail as i64)))?;
    let mut end = Vec::new();
    file.take(tail).read_to_end(&mut end)?;
    file.seek(io::SeekFrom::Start(0))?;
    let Some(at) = end.windows(4).rposition(|four| four == b"PK\x05\x06") else {
        return Err(refused(BROKEN));
    };
    let size = end.get(at + 12..at + 16).and_then(|four| four.try_into().ok());
    let size = u64::from(size.map_or(u32::MAX, u32::from_le_bytes));
    // The largest number says that the true one stands elsewhere (ZIP64).
    if size != u64::from(u32::MAX) && size > LARGEST_TABLE {
        return Err(refused("decompression_limit: the archive's table of contents is too large"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::xlsx::tests::zipped;
    use proptest::prelude::*;

    fn stored(bytes: &[u8]) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), bytes).expect("a file");
        file
    }

    fn whole(path: &Path, index: usize) -> Result<Vec<u8>, String> {
        let mut out = Vec::new();
        read(path, index, 4, &mut |bytes| {
            out.extend(bytes);
            true
        })
        .map_err(|error| crate::sources::reason_of(&error))
        .map(|()| out)
    }

    #[test]
    fn members_are_files() {
        let parts: [(&str, &[u8]); 5] = [
            ("b/2.json", b"[2]"),
            ("a/1.json", b"[1, 1]"),
            ("__MACOSX/a/1.json", b"x"),
            (".DS_Store", b"x"),
            ("../../up.json", b"[0]"),
        ];
        let file = stored(&zipped(&parts));
        assert!(is_archive(file.path()));
        let found = members(file.path(), 1000, 1 << 30).expect("an archive").expect("of files");
        let names: Vec<&str> = found.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["a/1.json", "b/2.json"], "a name that starts with a dot is hidden");
        assert_eq!(whole(file.path(), found[0].index), Ok(b"[1, 1]".to_vec()));
        assert_eq!(whole(file.path(), found[1].index), Ok(b"[2]".to_vec()));
        let book = stored(&zipped(&[("[Content_Types].xml", b"x"), ("xl/workbook.xml", b"x")]));
        assert_eq!(members(book.path(), 1000, 1 << 30).expect("an archive"), None);
    }

    #[test]
    fn bombs_and_broken_archives_are_refused() {
        let told = |bytes: &[u8], most: u64| {
            let file = stored(bytes);
            members(file.path(), 1000, most).map(drop).map_err(|error| crate::sources::reason_of(&error))
        };
        let bomb = zipped(&[("a", &vec![0; 1 << 20]), ("b", &vec![0; 1 << 20])]);
        assert_eq!(told(&bomb, 1 << 30), Ok(()));
        assert!(told(&bomb, 1 << 20).is_err_and(|reason| reason.starts_with("decompression_limit: ")));
        assert_eq!(told(&bomb[..bomb.len() / 2], 1 << 30), Err(BROKEN.to_owned()));
        assert_eq!(told(b"PK\x03\x04", 1 << 30), Err(BROKEN.to_owned()));
        let mut broken = zipped(&[("a", b"some words, some words, some words")]);
        broken[36] ^= 0xff;
        let file = stored(&broken);
        assert_eq!(whole(file.path(), 0), Err("corrupt_compressed_stream".into()));
    }

    proptest! {
        #[test]
        fn broken_archives_survive(at in 0usize..400, byte in any::<u8>(), cut in 0usize..600, twice in any::<bool>()) {
            let mut bytes = zipped(&[("a/1.json", b"[1, 2, 3, 1, 2, 3]"), ("b", b"x")]);
            let at = at % bytes.len();
            bytes[at] = byte;
            if twice {
                bytes.extend_from_within(at..);
            }
            bytes.truncate(cut.max(1));
            let file = stored(&bytes);
            if let Ok(Some(found)) = members(file.path(), 1000, 1 << 20) {
                for one in found {
                    let _ = whole(file.path(), one.index);
                }
            }
        }
    }
}
