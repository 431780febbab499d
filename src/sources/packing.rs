//! Compressed streams member by member: gzip and zstd.
//!
//! Takes a buffered stream that starts with a member (gzip's word; zstd says frame); gives what all
//! members hold, one after the other. A plain `GzDecoder` stops silently after the first member,
//! and flate2's own reader of many calls bytes after the last one an error; here they are a note,
//! because the data before them is whole: its length and checksum have been compared.

use std::io::{self, BufRead, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use flate2::bufread::GzDecoder;
use zstd::stream::read::Decoder;

use super::refused;

/// What a compressed stream is packed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    /// Gzip (RFC 1952).
    Gzip,
    /// Zstandard (RFC 8878); the base-two logarithm of the largest window that is accepted.
    Zstd(u32),
}

impl Packing {
    /// Whether a member can start like this; one byte is enough to tell it from what programs
    /// leave behind.
    fn starts(self, bytes: &[u8]) -> bool {
        match (self, bytes) {
            (Packing::Gzip, [0x1f]) | (Packing::Gzip, [0x1f, 0x8b, ..]) => true,
            (Packing::Zstd(_), [0x28, ..]) => true,
            // A skippable frame.
            (Packing::Zstd(_), [0x50..=0x5f, rest @ ..]) => {
                b"\x2a\x4d\x18".starts_with(&rest[..rest.len().min(3)])
            }
            _ => false,
        }
    }
}

enum Member<R: BufRead> {
    Gzip(Box<GzDecoder<R>>),
    Zstd(Box<Decoder<'static, R>>),
}

impl<R: BufRead> Member<R> {
    fn new(packing: Packing, inner: R) -> io::Result<Member<R>> {
        Ok(match packing {
            Packing::Gzip => Member::Gzip(Box::new(GzDecoder::new(inner))),
            Packing::Zstd(window) => {
                let mut decoder = Decoder::with_buffer(inner)?.single_frame();
                decoder.window_log_max(window)?;
                Member::Zstd(Box::new(decoder))
            }
        })
    }

    fn into_inner(self) -> R {
        match self {
            Member::Gzip(decoder) => decoder.into_inner(),
            Member::Zstd(decoder) => decoder.finish(),
        }
    }
}

/// All members of a stream.
pub(super) struct Members<R: BufRead> {
    packing: Packing,
    member: Option<Member<R>>,
    /// Set when bytes after the last member were left out.
    trailing: Arc<AtomicBool>,
}

impl<R: BufRead> Members<R> {
    /// Reads `inner`.
    ///
    /// # Errors
    /// When the decoder cannot be had.
    pub(super) fn new(
        packing: Packing,
        inner: R,
        trailing: Arc<AtomicBool>,
    ) -> io::Result<Members<R>> {
        Ok(Members { packing, member: Some(Member::new(packing, inner)?), trailing })
    }
}

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            let count = match &mut self.member {
                None => return Ok(0),
                Some(Member::Gzip(decoder)) => decoder.read(buffer),
                Some(Member::Zstd(decoder)) => decoder.read(buffer),
            };
            let count = count.map_err(|error| named(error, self.packing))?;
            if count > 0 {
                return Ok(count);
            }
            let Some(ended) = self.member.take() else { return Ok(0) };
            let mut inner = ended.into_inner();
            let next = inner.fill_buf()?;
            if self.packing.starts(next) {
                self.member = Some(Member::new(self.packing, inner)?);
            } else if next.iter().any(|&byte| byte != 0) {
                // Zeros are how tapes and block devices fill up; nothing else is expected here.
                self.trailing.store(true, Ordering::Relaxed);
            }
        }
    }
}

/// A decoder's complaint with the name receipts use.
fn named(error: io::Error, packing: Packing) -> io::Error {
    if super::is_refusal(&error) {
        return error;
    }
    match (error.kind(), packing) {
        (io::ErrorKind::UnexpectedEof, _) => refused("truncated_compressed_stream"),
        (io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData, _) => {
            refused("corrupt_compressed_stream")
        }
        (io::ErrorKind::Other, Packing::Zstd(window)) => {
            // zstd's own words are all there is to tell its errors apart.
            match error.to_string() {
                text if text.contains("too much memory") => refused(format!(
                    "decompression_limit: the stream needs more than {} MiB to unpack; when it \
                     can be trusted, set zstd_window_log_max = 31",
                    (1u64 << window) >> 20
                )),
                _ => refused("corrupt_compressed_stream"),
            }
        }
        _ => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};
    use proptest::prelude::*;
    use std::io::{BufReader, Write};

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).expect("writing to memory");
        encoder.finish().expect("writing to memory")
    }

    fn zstd_of(bytes: &[u8]) -> Vec<u8> {
        zstd::encode_all(bytes, 3).expect("writing to memory")
    }

    /// What comes out, and whether something was left out at the end.
    fn all(packing: Packing, bytes: &[u8]) -> Result<(Vec<u8>, bool), String> {
        let trailing = Arc::new(AtomicBool::new(false));
        let mut out = Vec::new();
        // A small buffer: members end anywhere in it.
        let inner = BufReader::with_capacity(7, bytes);
        Members::new(packing, inner, trailing.clone())
            .and_then(|mut stream| stream.read_to_end(&mut out))
            .map_err(|error| crate::sources::reason_of(&error))?;
        Ok((out, trailing.load(Ordering::Relaxed)))
    }

    const ZSTD: Packing = Packing::Zstd(27);

    #[test]
    fn every_member_is_read_and_what_follows_is_noted() {
        for (packing, pack) in [(Packing::Gzip, gzip as fn(&[u8]) -> Vec<u8>), (ZSTD, zstd_of)] {
            let two = [pack(b"one\n"), pack(b""), pack(b"two\n")].concat();
            assert_eq!(all(packing, &two), Ok((b"one\ntwo\n".to_vec(), false)));
            let garbage = [&two[..], b"PK rubbish"].concat();
            assert_eq!(all(packing, &garbage), Ok((b"one\ntwo\n".to_vec(), true)));
            let padded = [&two[..], &[0; 100]].concat();
            assert_eq!(all(packing, &padded), Ok((b"one\ntwo\n".to_vec(), false)));
        }
        let skippable = [&b"\x50\x2a\x4d\x18\x02\0\0\0xy"[..], &zstd_of(b"one")].concat();
        assert_eq!(all(ZSTD, &skippable), Ok((b"one".to_vec(), false)));
    }

    #[test]
    fn cut_streams_are_refused_wherever_they_end() {
        let text: Vec<u8> = (0..3000u32).flat_map(|n| n.to_string().into_bytes()).collect();
        for (packing, packed) in [(Packing::Gzip, gzip(&text)), (ZSTD, zstd_of(&text))] {
            for cut in [5, 12, packed.len() / 2, packed.len() - 1] {
                let told = all(packing, &packed[..cut]);
                assert_eq!(told, Err("truncated_compressed_stream".into()), "{packing:?} at {cut}");
            }
            // The second of two members is cut.
            let two = [&packed[..], &packed[..packed.len() / 2]].concat();
            assert_eq!(all(packing, &two), Err("truncated_compressed_stream".into()));
        }
    }

    #[test]
    fn a_long_window_needs_leave() {
        let mut encoder = zstd::Encoder::new(Vec::new(), 1).expect("an encoder");
        encoder.long_distance_matching(true).expect("a parameter");
        encoder.window_log(30).expect("a parameter");
        encoder.write_all(b"words\n").expect("writing to memory");
        let long = encoder.finish().expect("writing to memory");
        let told = all(ZSTD, &long).expect_err("it is refused");
        assert!(
            told.starts_with("decompression_limit: the stream needs more than 128 MiB"),
            "{told}"
        );
        assert_eq!(all(Packing::Zstd(31), &long), Ok((b"words\n".to_vec(), false)));
    }

    proptest! {
        #[test]
        fn any_bytes_end(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = all(Packing::Gzip, &[b"\x1f\x8b\x08", &bytes[..]].concat());
            let _ = all(ZSTD, &[b"\x28\xb5\x2f\xfd", &bytes[..]].concat());
        }

        #[test]
        fn broken_streams_end(at in 0usize..200, byte in any::<u8>(), twice in any::<bool>()) {
            for (packing, mut packed) in [(Packing::Gzip, gzip(b"some words, some words")), (ZSTD, zstd_of(b"some words, some words"))] {
                let at = at % packed.len();
                packed[at] = byte;
                if twice {
                    packed.extend_from_within(..);
                }
                let _ = all(packing, &packed);
            }
        }
    }
}
