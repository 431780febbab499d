//! How deep a Parquet schema nests, read before anything else reads it.
//!
//! Takes a file's bytes; refuses one whose footer is not there or whose schema nests deeper than
//! any export. The schema is a tree that the parquet package builds and drops by recursion: a
//! hundred kilobytes of footer can nest deep enough to exhaust the stack, which no wall contains.
//! The footer is in Thrift's compact protocol: field headers of an id step and a type, varints,
//! lists with a length.

use std::io;

use super::super::refused;

/// Levels of a schema; nested exports have four.
const DEEPEST: usize = 64;

/// Looks at the footer.
///
/// # Errors
/// Refuses with `bad_parquet`.
pub(super) fn check(bytes: &[u8]) -> io::Result<()> {
    let start =
        footer(bytes).ok_or_else(|| refused("bad_parquet: it is not a whole Parquet file"))?;
    match (Compact { bytes: start }).depth() {
        Some(depth) if depth <= DEEPEST => Ok(()),
        Some(_) => Err(refused("bad_parquet: its columns nest more than 64 deep")),
        None => Err(refused("bad_parquet: its footer cannot be read")),
    }
}

/// The footer: its length and a mark stand at the end of the file.
fn footer(bytes: &[u8]) -> Option<&[u8]> {
    let body = bytes.strip_prefix(b"PAR1")?.strip_suffix(b"PAR1")?;
    let (rest, length) = body.split_last_chunk::<4>()?;
    let length = u32::from_le_bytes(*length) as usize;
    rest.get(rest.len().checked_sub(length)?..)
}

struct Compact<'a> {
    bytes: &'a [u8],
}

const LIST: u8 = 9;
const STRUCT: u8 = 12;

impl Compact<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (&first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(first)
    }

    fn varint(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    fn zigzag(&mut self) -> Option<i64> {
        let value = self.varint()?;
        Some((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    fn pass(&mut self, count: u64) -> Option<()> {
        self.bytes = self.bytes.get(usize::try_from(count).ok()?..)?;
        Some(())
    }

    /// The next field of a struct: its id and type; `None` inside at the struct's end.
    fn field(&mut self, last: &mut i64) -> Option<Option<(i64, u8)>> {
        let header = self.byte()?;
        if header == 0 {
            return Some(None);
        }
        *last = match header >> 4 {
            0 => self.zigzag()?,
            step => last.checked_add(i64::from(step))?,
        };
        Some(Some((*last, header & 0x0f)))
    }

    fn list(&mut self) -> Option<(u64, u8)> {
        let header = self.byte()?;
        let length = match header >> 4 {
            15 => self.varint()?,
            short => u64::from(short),
        };
        Some((length, header & 0x0f))
    }

    fn skip(&mut self, kind: u8, left: u8) -> Option<()> {
        let left = left.checked_sub(1)?;
        match kind {
            1 | 2 => {}
            3 => self.pass(1)?,
            4..=6 => drop(self.varint()?),
            7 => self.pass(8)?,
            8 => {
                let length = self.varint()?;
                self.pass(length)?;
            }
            LIST | 10 => {
                let (length, kind) = self.list()?;
                for _ in 0..length {
                    self.skip_element(kind, left)?;
                }
            }
            11 => {
                let length = self.varint()?;
                if length > 0 {
                    let kinds = self.byte()?;
                    for _ in 0..length {
                        self.skip_element(kinds >> 4, left)?;
                        self.skip_element(kinds & 0x0f, left)?;
                    }
                }
            }
            STRUCT => {
                let mut last = 0;
                while let Some((_, kind)) = self.field(&mut last)? {
                    self.skip(kind, left)?;
                }
            }
            _ => return None,
        }
        Some(())
    }

    /// Skips what stands in a list or a map. A truth is a byte there, where in a field it is the
    /// type; so everything takes a byte at least, and a length of 2^63 ends where the bytes do.
    fn skip_element(&mut self, kind: u8, left: u8) -> Option<()> {
        if matches!(kind, 1 | 2) { self.pass(1) } else { self.skip(kind, left) }
    }

    /// The levels of the schema: field 2 of the footer, a list of elements in the order of the
    /// tree, each with its number of children in field 5.
    fn depth(&mut self) -> Option<usize> {
        let mut last = 0;
        while let Some((id, kind)) = self.field(&mut last)? {
            if (id, kind) != (2, LIST) {
                self.skip(kind, 32)?;
                continue;
            }
            let (length, kind) = self.list()?;
            if kind != STRUCT {
                return None;
            }
            let (mut open, mut deepest) = (Vec::new(), 0);
            for _ in 0..length {
                let (mut last, mut children) = (0, 0);
                while let Some((id, kind)) = self.field(&mut last)? {
                    if (id, kind) == (5, 5) {
                        children = self.zigzag()?;
                    } else {
                        self.skip(kind, 32)?;
                    }
                }
                if let Some(left) = open.last_mut() {
                    *left -= 1;
                }
                if children > 0 {
                    open.push(children);
                    deepest = deepest.max(open.len());
                }
                while open.last().is_some_and(|left| *left <= 0) {
                    open.pop();
                }
                if deepest > DEEPEST {
                    break;
                }
            }
            return Some(deepest);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A footer that is a schema of `depth` groups, each in the one before.
    fn nested(depth: usize) -> Vec<u8> {
        let mut footer = vec![0x15, 2, 0x19, 0xf0 | STRUCT];
        let mut length = depth as u64;
        while length >= 0x80 {
            footer.push(length as u8 | 0x80);
            length >>= 7;
        }
        footer.push(length as u8);
        for _ in 0..depth {
            // Field 4 is the name, field 5 the number of children.
            footer.extend_from_slice(&[0x48, 1, b'x', 0x15, 2, 0]);
        }
        footer.push(0);
        let length = (footer.len() as u32).to_le_bytes();
        [b"PAR1", &footer[..], &length, b"PAR1"].concat()
    }

    #[test]
    fn deep_schemas_are_refused_before_they_are_built() {
        assert!(check(&nested(60)).is_ok());
        let told = |bytes: &[u8]| crate::sources::reason_of(&check(bytes).expect_err("a bad file"));
        assert_eq!(told(&nested(1_000_000)), "bad_parquet: its columns nest more than 64 deep");
        assert_eq!(told(b"PAR1"), "bad_parquet: it is not a whole Parquet file");
        assert_eq!(
            told(b"PAR1\xff\xff\xff\xffPAR1"),
            "bad_parquet: it is not a whole Parquet file"
        );
        assert_eq!(told(b"PAR1\0\0\0\0PAR1"), "bad_parquet: its footer cannot be read");
    }

    #[test]
    fn endless_maps_and_lists_end_with_the_bytes() {
        // A field with a map of truths, or a list of them, longer than any file.
        let longest = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f];
        for footer in
            [[&[0x1b][..], &longest, &[0x11]].concat(), [&[0x19, 0xf1][..], &longest].concat()]
        {
            let length = (footer.len() as u32).to_le_bytes();
            assert!(check(&[b"PAR1", &footer[..], &length, b"PAR1"].concat()).is_err());
        }
    }

    proptest! {
        #[test]
        fn any_footer_survives(footer in proptest::collection::vec(any::<u8>(), 0..200)) {
            let length = (footer.len() as u32).to_le_bytes();
            let _ = check(&[b"PAR1", &footer[..], &length, b"PAR1"].concat());
        }
    }
}
