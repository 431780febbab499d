//! Compression, told from the first bytes and never from the name; hashing; limits.
//!
//! Takes a file's raw bytes; gives them decompressed, and an error where the stream is cut, broken
//! or grows beyond its limits.

use std::io::{self, BufReader, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::packing::{Members, Packing};
use super::preset::{Compression, Input};
use super::refused;

/// Reads through, hashing every byte, and keeps the first ones for a second pass.
pub(super) struct Hashing<R> {
    inner: R,
    hasher: blake3::Hasher,
    bytes: u64,
    kept: Option<Vec<u8>>,
    keep_at_most: usize,
}

impl<R: Read> Hashing<R> {
    /// Hashes `inner`; keeps its bytes too as long as they are at most `keep_at_most`.
    pub(super) fn new(inner: R, keep_at_most: usize) -> Hashing<R> {
        Hashing {
            inner,
            hasher: blake3::Hasher::new(),
            bytes: 0,
            kept: Some(Vec::new()),
            keep_at_most,
        }
    }

    /// Reads what is left and gives the hash in hexadecimal, the number of bytes, and the bytes
    /// themselves when they are few.
    ///
    /// # Errors
    /// What the disk reports.
    pub(super) fn finish(mut self) -> io::Result<(String, u64, Option<Vec<u8>>)> {
        let mut rest = vec![0u8; 1 << 16];
        while self.read(&mut rest)? > 0 {}
        Ok((self.hasher.finalize().to_hex().to_string(), self.bytes, self.kept))
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let fresh = &buffer[..count];
        self.hasher.update(fresh);
        self.bytes += count as u64;
        match &mut self.kept {
            Some(kept) if kept.len() + count <= self.keep_at_most => kept.extend_from_slice(fresh),
            other => *other = None,
        }
        Ok(count)
    }
}

/// The bytes a compressed file may grow to: `ratio` times its size, but a gibibyte is always
/// allowed, and never more than `max_bytes`.
pub(super) fn allowance(compressed: u64, ratio: u64, max_bytes: u64) -> u64 {
    compressed.saturating_mul(ratio).max(1 << 30).min(max_bytes)
}

/// How a file may be packed and what it may grow to.
#[derive(Clone, Debug)]
pub(super) struct Packed {
    /// What the settings say about it.
    pub(super) how: Compression,
    /// Unpacked bytes at most.
    pub(super) allowed: u64,
    /// Base-two logarithm of the largest zstd window.
    pub(super) window_log: u32,
    /// Set when bytes after the end of the compressed data were left out.
    pub(super) trailing: Arc<AtomicBool>,
}

impl Default for Packed {
    fn default() -> Packed {
        Packed {
            how: Compression::Auto,
            allowed: 1 << 30,
            window_log: 27,
            trailing: Arc::default(),
        }
    }
}

impl Packed {
    /// What a feed allows a file of `length` bytes.
    pub(super) fn of(input: &Input, length: u64) -> Packed {
        Packed {
            how: input.compression,
            allowed: allowance(length, input.max_ratio, input.max_bytes),
            window_log: input.zstd_window_log_max,
            trailing: Arc::default(),
        }
    }

    /// What a person should know of what was unpacked.
    pub(super) fn note(&self) -> Option<String> {
        let said = "bytes after the end of the compressed data were left out";
        self.trailing.load(Ordering::Relaxed).then(|| said.to_owned())
    }
}

/// Decompresses where the first bytes say so.
///
/// # Errors
/// What reading the first bytes reports.
pub(super) fn unpack<'a, R: Read + 'a>(
    mut raw: R,
    packed: &Packed,
) -> io::Result<Box<dyn Read + 'a>> {
    let allowed = packed.allowed;
    let mut magic = [0u8; 4];
    let mut have = 0;
    while have < magic.len() {
        match raw.read(&mut magic[have..])? {
            0 => break,
            count => have += count,
        }
    }
    let whole = Cursor::new(magic).take(have as u64).chain(raw);
    let may = |one| packed.how == Compression::Auto || packed.how == one;
    let packing = match &magic[..have] {
        [0x1f, 0x8b, ..] if may(Compression::Gzip) => Some(Packing::Gzip),
        // A frame, or one to be skipped before it.
        [0x28, 0xb5, 0x2f, 0xfd] | [0x50..=0x5f, 0x2a, 0x4d, 0x18] if may(Compression::Zstd) => {
            Some(Packing::Zstd(packed.window_log))
        }
        _ => None,
    };
    match packing {
        Some(packing) => {
            let inner = BufReader::with_capacity(1 << 16, whole);
            let members = Members::new(packing, inner, packed.trailing.clone())?;
            Ok(Box::new(Limited { inner: members, left: allowed }))
        }
        None => Ok(Box::new(Limited { inner: whole, left: allowed })),
    }
}

/// Stops a stream that grows beyond what is allowed.
struct Limited<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.left =
            self.left.checked_sub(count as u64).ok_or_else(|| refused("decompression_limit"))?;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).expect("writing to memory");
        encoder.finish().expect("writing to memory")
    }

    fn all(bytes: &[u8], allowed: u64) -> Result<Vec<u8>, String> {
        let mut out = Vec::new();
        unpack(bytes, &Packed { allowed, ..Packed::default() })
            .and_then(|mut stream| stream.read_to_end(&mut out))
            .map(|_| out)
            .map_err(|error| super::super::reason_of(&error))
    }

    #[test]
    fn every_member_is_read() {
        let two = [gzip(b"one\n"), gzip(b"two\n")].concat();
        assert_eq!(all(&two, 100).as_deref(), Ok(&b"one\ntwo\n"[..]));
        assert_eq!(all(b"plain", 100).as_deref(), Ok(&b"plain"[..]));
        assert_eq!(all(b"p", 100).as_deref(), Ok(&b"p"[..]));
    }

    #[test]
    fn cut_broken_and_growing_streams_are_told_apart() {
        let text: Vec<u8> = (0..20_000u32).flat_map(|n| n.to_string().into_bytes()).collect();
        let whole = gzip(&text);
        for cut in [2, 5, 12, whole.len() / 2, whole.len() - 1] {
            assert_eq!(
                all(&whole[..cut], u64::MAX),
                Err("truncated_compressed_stream".into()),
                "cut at {cut}"
            );
        }
        let mut broken = whole.clone();
        let last = broken.len() - 5;
        broken[last] ^= 0xff;
        assert_eq!(all(&broken, u64::MAX), Err("corrupt_compressed_stream".into()));
        assert_eq!(all(&whole, 1000), Err("decompression_limit".into()));
    }

    #[test]
    fn small_files_are_kept_for_the_second_pass() {
        let (hash, bytes, kept) =
            Hashing::new(&b"abc"[..], 3).finish().expect("reading from memory");
        assert_eq!((bytes, kept.as_deref()), (3, Some(&b"abc"[..])));
        assert_eq!(hash, blake3::hash(b"abc").to_hex().as_str());
        let (_, _, kept) = Hashing::new(&b"abcd"[..], 3).finish().expect("reading from memory");
        assert_eq!(kept, None);
    }
}
