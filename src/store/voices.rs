//! `corpus/voices`: which records were one voice, as the last night told it.
//!
//! Derived: it can be lost at any time, and then the next night tells all voices again, with the
//! same result. Takes pairs of record and voice with the segment they are up to and the rule they
//! were told by; gives them back only to whoever asks for exactly that.

use crate::model::FeedbackId;

use super::bytes::{Fault, In, Out};
use super::disk;
use super::error::Result;
use super::workspace::{Workspace, Writer};

const MAGIC: &[u8; 8] = b"earful\0V";
const FILE: &str = "voices";
const HASH: usize = 32;

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
        let folder = self.workspace().corpus_folder();
        disk::create_folder(&folder)?;
        disk::replace_file(&folder.join(FILE), &encode(upto, rule, pairs))
    }
}

fn encode(upto: u32, rule: &str, pairs: &[(FeedbackId, FeedbackId)]) -> Vec<u8> {
    let mut out = Out::default();
    out.raw(MAGIC);
    out.u32(upto);
    out.text(rule);
    out.list(pairs, |out, (id, voice)| {
        out.raw(&id.0);
        out.raw(&voice.0);
    });
    let hash = blake3::hash(&out.0);
    out.raw(hash.as_bytes());
    out.0
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
        let bytes = encode(3, "14 days", &pairs);
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
