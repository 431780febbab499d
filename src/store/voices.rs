//! `corpus/voices`: which records were one voice, as the last night told it.
//!
//! Derived: it can be lost at any time, and then the next night tells all voices again, with the
//! same result. Takes pairs of record and voice with the segment they are up to and the rule they
//! were told by; gives them back only to whoever asks for exactly that.

use crate::model::FeedbackId;

use super::bytes::{Fault, In, Out};
use super::disk;
use super::error::Result;
use super::spill::Spill;
use super::workspace::{Workspace, Writer};

const MAGIC: &[u8; 8] = b"earful\0V";
const FILE: &str = "voices";
const HASH: usize = 32;
/// Bytes written at once.
const AT_ONCE: usize = 1 << 16;

/// Records that share a voice, each with it.
type Pairs = Vec<(FeedbackId, FeedbackId)>;

impl Workspace {
    /// The pairs of record and voice that [`Writer::keep_voices`] kept for the corpus up to this
    /// segment by this rule; `None` when there are none, they are of something else, or damaged.
    ///
    /// # Errors
    /// [`super::Error::Io`] when the file is there and cannot be read.
    pub fn voices(&self, upto: u32, rule: &str) -> Result<Option<Pairs>> {
        let bytes = disk::read_if_there(&self.corpus_folder().join(FILE))?;
        Ok(bytes.and_then(|bytes| decode(&bytes, upto, rule).ok()))
    }
}

impl Writer {
    /// Forgets the pairs, which name records that are about to leave; the next night tells all
    /// voices again.
    pub(super) fn drop_voices(&self) -> Result<()> {
        let path = self.workspace().corpus_folder().join(FILE);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(super::Error::io("remove", &path, error))
            }
            _ => Ok(()),
        }
    }

    /// Keeps the pairs for the next night, in place of the last ones.
    ///
    /// # Errors
    /// [`super::Error::Full`] or [`super::Error::Io`]; then the old ones are still there.
    pub fn keep_voices(
        &self,
        upto: u32,
        rule: &str,
        pairs: &[(FeedbackId, FeedbackId)],
    ) -> Result<()> {
        let mut pairs = pairs.iter().copied();
        let count = pairs.len() as u64;
        self.replace_voices(upto, rule, count, || Ok(pairs.next()))
    }

    /// The same for more pairs than memory should hold: `pairs` are the voices, 16 bytes each,
    /// under the ids of the records.
    ///
    /// # Errors
    /// As [`Writer::keep_voices`], and [`super::Error::Unstorable`] for a row that is no id.
    pub fn keep_voices_of(&self, upto: u32, rule: &str, pairs: &mut Spill) -> Result<()> {
        let count = pairs.len();
        let mut sorted = pairs.sorted()?;
        let mut voice = Vec::new();
        self.replace_voices(upto, rule, count, || {
            voice.clear();
            let Some(id) = sorted.next(&mut voice)? else { return Ok(None) };
            let voice = voice.as_slice().try_into().map_err(|_| super::Error::Unstorable {
                what: format!("the voice of {}: no id", FeedbackId(id)),
            })?;
            Ok(Some((FeedbackId(id), FeedbackId(voice))))
        })
    }

    fn replace_voices(
        &self,
        upto: u32,
        rule: &str,
        count: u64,
        next: impl FnMut() -> Result<Option<(FeedbackId, FeedbackId)>>,
    ) -> Result<()> {
        let folder = self.workspace().corpus_folder();
        disk::create_folder(&folder)?;
        let path = folder.join(FILE);
        disk::replace_file_by(&path, |file| {
            let io = |error| super::Error::io("write", &path, error);
            encode(upto, rule, count, next, |bytes| file.write_all(bytes).map_err(io))
        })
    }
}

/// Writes so many pairs, which `next` gives.
fn encode(
    upto: u32,
    rule: &str,
    count: u64,
    mut next: impl FnMut() -> Result<Option<(FeedbackId, FeedbackId)>>,
    mut write: impl FnMut(&[u8]) -> Result<()>,
) -> Result<()> {
    let mut hasher = blake3::Hasher::new();
    let mut out = Out::default();
    out.raw(MAGIC);
    out.u32(upto);
    out.text(rule);
    out.u64(count);
    loop {
        let pair = next()?;
        if let Some((id, voice)) = pair {
            out.raw(&id.0);
            out.raw(&voice.0);
        }
        if pair.is_none() || out.0.len() >= AT_ONCE {
            hasher.update(&out.0);
            write(&out.0)?;
            out.0.clear();
        }
        if pair.is_none() {
            return write(hasher.finalize().as_bytes());
        }
    }
}

fn decode(bytes: &[u8], upto: u32, rule: &str) -> std::result::Result<Pairs, Fault> {
    let body = bytes.len().checked_sub(HASH).ok_or("too short")?;
    let (body, hash) = bytes.split_at(body);
    if blake3::hash(body).as_bytes() != hash {
        return Err("its bytes are not those written".to_owned());
    }
    let mut input = In(body);
    if input.raw(MAGIC.len())? != MAGIC || input.u32()? != upto || input.text()? != rule {
        return Err("of something else".to_owned());
    }
    let pairs = input.list(32, |input| Ok((FeedbackId(input.id()?), FeedbackId(input.id()?))))?;
    input.end()?;
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_was_kept_comes_back_to_whoever_asks_for_it() {
        let pairs = [(FeedbackId([1; 16]), FeedbackId([1; 16]))];
        let (mut bytes, mut left) = (Vec::new(), pairs.iter().copied());
        let write = |piece: &[u8]| {
            bytes.extend_from_slice(piece);
            Ok(())
        };
        encode(3, "14 days", 1, || Ok(left.next()), write).expect("memory takes all");
        assert_eq!(decode(&bytes, 3, "14 days"), Ok(pairs.to_vec()));
        assert!(decode(&bytes, 4, "14 days").is_err());
        assert!(decode(&bytes, 3, "7 days").is_err());
        assert!(decode(&bytes[..bytes.len() - 1], 3, "14 days").is_err());
    }

    proptest! {
        #[test]
        fn any_bytes_are_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(decode(&bytes, 1, "").is_err());
        }
    }
}
