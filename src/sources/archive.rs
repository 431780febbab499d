//! Zip archives: each member a file of its own.
//!
//! Takes the path of an archive; gives its members' names and sizes, and each as a stream. Nothing
//! is extracted, so that a member's name is a label and never a path. What members declare to hold
//! is added up before any is read, and no member gives more than it declared. A member is found by
//! its place in the file: an archive of a hundred thousand members has its table of contents read
//! once and not a hundred thousand times.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use flate2::Crc;
use flate2::bufread::DeflateDecoder;
use zip::{CompressionMethod, ZipArchive};

use super::contain::contained;
use super::refused;
use super::unpack::allowance;

/// Members of an archive at most. A Slack workspace of ten years has some hundred thousand days of
/// channels.
const MOST_MEMBERS: usize = 1_000_000;
/// Bytes of an archive's table of contents at most, which is read into memory.
const LARGEST_TABLE: u64 = 256 << 20;

const BROKEN: &str = "corrupt_archive: the zip archive has no readable table of contents";

/// One member of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Member {
    /// Its name in the archive, with `/`.
    pub(super) name: String,
    /// Bytes it takes in the archive.
    pub(super) packed: u64,
    /// Where it starts.
    start: u64,
    /// Bytes it declares to hold.
    size: u64,
    /// Their checksum.
    crc: u32,
    /// How it is packed; `None` for a way that is not known, or with a password.
    deflated: Option<bool>,
}

/// Whether a file starts like a zip archive (or is an empty one).
pub(super) fn is_archive(path: &Path) -> bool {
    let mut magic = [0; 4];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut magic));
    read.is_ok() && matches!(&magic, b"PK\x03\x04" | b"PK\x05\x06")
}

/// Whether a file is a workbook: an archive that is itself a document.
pub(super) fn is_workbook(path: &Path) -> bool {
    is_archive(path) && matches!(members(path, 1, u64::MAX), Ok(None))
}

/// The members that can be files of a feed, in the order of their names. Folders, hidden files and
/// what macOS adds are left out. `None` for an archive that is itself a document: a workbook.
///
/// # Errors
/// The reason the archive is refused, for its receipt.
pub(super) fn members(path: &Path, ratio: u64, most: u64) -> io::Result<Option<Vec<Member>>> {
    let mut file = BufReader::new(File::open(path)?);
    let length = table_fits(&mut file)?;
    let archive = contained(BROKEN, || ZipArchive::new(file))?.map_err(|_| refused(BROKEN))?;
    if archive.len() > MOST_MEMBERS {
        return Err(refused("decompression_limit: more than a million members"));
    }
    let mut found = Vec::new();
    let mut total = 0u64;
    for index in 0..archive.len() {
        let entry = contained(BROKEN, || archive.by_index_data(index))?;
        let entry = entry.map_err(|_| refused(BROKEN))?;
        let Ok(name) = entry.name().map(|name| name.replace('\\', "/")) else {
            return Err(refused(BROKEN));
        };
        // An OpenDocument says what it is before anything else.
        if name == "[Content_Types].xml" || index == 0 && name == "mimetype" {
            return Ok(None);
        }
        total = total.saturating_add(entry.size());
        let hidden = name.split('/').any(|step| step.starts_with('.') || step == "__MACOSX");
        if hidden || name.is_empty() || name.ends_with('/') {
            continue;
        }
        let deflated = match entry.compression() {
            _ if entry.encrypted() => None,
            CompressionMethod::Stored => Some(false),
            CompressionMethod::Deflated => Some(true),
            _ => None,
        };
        found.push(Member {
            name,
            packed: entry.compressed_size(),
            start: entry.header_start(),
            size: entry.size(),
            crc: entry.crc32(),
            deflated,
        });
    }
    // Members may share bytes: each alone is within bounds, all together are a bomb.
    if total > allowance(length, ratio, most) {
        let said = format!("decompression_limit: {length} bytes declare to hold {total}");
        return Err(refused(said));
    }
    found.sort_by(|one, other| (&one.name, one.start).cmp(&(&other.name, other.start)));
    Ok(Some(found))
}

/// Hands the bytes of one member to `give`, in pieces, until it says stop.
///
/// # Errors
/// What the disk reports; a refusal when the member is broken, locked, packed in a way that is not
/// known, or larger than it declares.
pub(super) fn read(
    path: &Path,
    member: &Member,
    piece: usize,
    give: &mut dyn FnMut(Vec<u8>) -> bool,
) -> io::Result<()> {
    let mut bytes = open(path, member)?;
    let (mut left, mut crc) = (member.size, Crc::new());
    loop {
        let mut next = Vec::with_capacity(piece);
        (&mut bytes).take(piece as u64).read_to_end(&mut next).map_err(|error| {
            match error.kind() {
                io::ErrorKind::UnexpectedEof => refused("truncated_compressed_stream"),
                io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
                    refused("corrupt_compressed_stream")
                }
                _ => error,
            }
        })?;
        let count = next.len() as u64;
        left = left
            .checked_sub(count)
            .ok_or_else(|| refused("decompression_limit: a member holds more than it declares"))?;
        crc.update(&next);
        if count == 0 {
            return match (left, crc.sum() == member.crc) {
                (0, true) => Ok(()),
                (0, false) => Err(refused("corrupt_compressed_stream")),
                _ => Err(refused("truncated_compressed_stream")),
            };
        }
        if !give(next) {
            return Ok(());
        }
    }
}

/// A member's bytes, unpacked.
fn open(path: &Path, member: &Member) -> io::Result<Box<dyn Read>> {
    let Some(deflated) = member.deflated else {
        return Err(refused("unreadable: the member is locked or packed in an unknown way"));
    };
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(member.start))?;
    // The header that stands before the bytes: a mark, and at its end the lengths of a name and of
    // extra fields.
    let mut header = [0u8; 30];
    let read = file.read_exact(&mut header);
    if read.is_err() || !header.starts_with(b"PK\x03\x04") {
        return Err(refused("corrupt_compressed_stream"));
    }
    let length = |at: usize| i64::from(u16::from_le_bytes([header[at], header[at + 1]]));
    file.seek(SeekFrom::Current(length(26) + length(28)))?;
    let packed = BufReader::with_capacity(1 << 16, file).take(member.packed);
    Ok(if deflated { Box::new(DeflateDecoder::new(packed)) } else { Box::new(packed) })
}

/// Gives the file's length. The table of contents stands at its end; how large it says it is has
/// to be bearable.
fn table_fits(file: &mut (impl Read + Seek)) -> io::Result<u64> {
    let length = file.seek(SeekFrom::End(0))?;
    // The end record has 22 bytes and a comment of at most 65,535.
    let tail = length.min(65_557);
    file.seek(SeekFrom::Start(length - tail))?;
    let mut end = Vec::new();
    file.take(tail).read_to_end(&mut end)?;
    file.seek(SeekFrom::Start(0))?;
    let Some(at) = end.windows(4).rposition(|four| four == b"PK\x05\x06") else {
        return Err(refused(BROKEN));
    };
    let size = end.get(at + 12..at + 16).and_then(|four| four.try_into().ok());
    let size = u64::from(size.map_or(u32::MAX, u32::from_le_bytes));
    // The largest number says that the true one stands elsewhere (ZIP64).
    if size != u64::from(u32::MAX) && size > LARGEST_TABLE {
        return Err(refused("decompression_limit: the archive's table of contents is too large"));
    }
    Ok(length)
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

    fn whole(path: &Path, member: &Member) -> Result<Vec<u8>, String> {
        let mut out = Vec::new();
        read(path, member, 4, &mut |bytes| {
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
        // Bytes before the archive, as of a program that unpacks itself.
        let archive = zipped(&parts);
        for bytes in [archive.clone(), [b"#!/bin/sh\n", &archive[..]].concat()] {
            let file = stored(&bytes);
            let found = members(file.path(), 1000, 1 << 30).expect("an archive").expect("of files");
            let names: Vec<&str> = found.iter().map(|one| one.name.as_str()).collect();
            assert_eq!(names, ["a/1.json", "b/2.json"], "a name that starts with a dot is hidden");
            assert_eq!(whole(file.path(), &found[0]), Ok(b"[1, 1]".to_vec()));
            assert_eq!(whole(file.path(), &found[1]), Ok(b"[2]".to_vec()));
        }
        assert!(is_archive(stored(&archive).path()) && !is_archive(stored(b"PK").path()));
        let book = stored(&zipped(&[("[Content_Types].xml", b"x"), ("xl/workbook.xml", b"x")]));
        assert_eq!(members(book.path(), 1000, 1 << 30).expect("an archive"), None);
    }

    #[test]
    fn bombs_and_broken_archives_are_refused() {
        let told = |bytes: &[u8], most: u64| {
            let file = stored(bytes);
            let found = members(file.path(), 1000, most);
            found.map(drop).map_err(|error| crate::sources::reason_of(&error))
        };
        let bomb = zipped(&[("a", &vec![0; 1 << 20]), ("b", &vec![0; 1 << 20])]);
        assert_eq!(told(&bomb, 1 << 30), Ok(()));
        let limit = told(&bomb, 1 << 20).expect_err("a bomb");
        assert!(
            limit.starts_with("decompression_limit: ") && limit.ends_with(" 2097152"),
            "{limit}"
        );
        assert_eq!(told(&bomb[..bomb.len() / 2], 1 << 30), Err(BROKEN.to_owned()));
        assert_eq!(told(b"PK\x03\x04", 1 << 30), Err(BROKEN.to_owned()));

        let file = stored(&zipped(&[("a", b"some words, some words, some words")]));
        let good =
            members(file.path(), 1000, 1 << 30).expect("an archive").expect("of files").remove(0);
        assert_eq!(whole(file.path(), &good).map(|bytes| bytes.len()), Ok(34));
        let broken = |change: fn(&mut Member)| {
            let mut member = good.clone();
            change(&mut member);
            whole(file.path(), &member).expect_err("a broken member")
        };
        assert_eq!(broken(|one| one.crc ^= 1), "corrupt_compressed_stream");
        assert_eq!(broken(|one| one.start += 1), "corrupt_compressed_stream");
        assert_eq!(broken(|one| one.size += 1), "truncated_compressed_stream");
        assert_eq!(broken(|one| one.packed = 5), "truncated_compressed_stream");
        assert!(broken(|one| one.size -= 1).starts_with("decompression_limit"));
        assert!(broken(|one| one.deflated = None).starts_with("unreadable"));
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
                    let _ = whole(file.path(), &one);
                }
            }
        }
    }
}
