//! Little-endian numbers, texts and lists to bytes and back.
//!
//! Takes values in a fixed order and gives bytes; reads them back with every length checked
//! against what is left, so that damaged bytes are an error and never a panic or a huge
//! allocation. Numbers keep every bit.

/// Bytes being written.
#[derive(Default)]
pub(super) struct Out(pub(super) Vec<u8>);

impl Out {
    pub(super) fn raw(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    pub(super) fn u8(&mut self, value: u8) {
        self.0.push(value);
    }

    pub(super) fn u16(&mut self, value: u16) {
        self.raw(&value.to_le_bytes());
    }

    pub(super) fn u32(&mut self, value: u32) {
        self.raw(&value.to_le_bytes());
    }

    pub(super) fn i32(&mut self, value: i32) {
        self.raw(&value.to_le_bytes());
    }

    pub(super) fn u64(&mut self, value: u64) {
        self.raw(&value.to_le_bytes());
    }

    /// The bits of the number, so that every NaN stays the NaN it was.
    pub(super) fn f32(&mut self, value: f32) {
        self.u32(value.to_bits());
    }

    pub(super) fn text(&mut self, text: &str) {
        self.u64(text.len() as u64);
        self.raw(text.as_bytes());
    }

    /// The number of items, then each item as `put` writes it.
    pub(super) fn list<T>(&mut self, items: &[T], mut put: impl FnMut(&mut Out, &T)) {
        self.u64(items.len() as u64);
        items.iter().for_each(|item| put(self, item));
    }
}

/// Bytes being read.
pub(super) struct In<'a>(pub(super) &'a [u8]);

/// Why bytes cannot be read.
pub(super) type Fault = String;
type Read<T> = Result<T, Fault>;

impl<'a> In<'a> {
    pub(super) fn raw(&mut self, length: usize) -> Read<&'a [u8]> {
        let (taken, rest) = self
            .0
            .split_at_checked(length)
            .ok_or_else(|| format!("{length} bytes expected, {} left", self.0.len()))?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Read<[u8; N]> {
        let mut array = [0; N];
        array.copy_from_slice(self.raw(N)?);
        Ok(array)
    }

    pub(super) fn id(&mut self) -> Read<[u8; 16]> {
        self.array()
    }

    pub(super) fn u8(&mut self) -> Read<u8> {
        Ok(u8::from_le_bytes(self.array()?))
    }

    pub(super) fn u16(&mut self) -> Read<u16> {
        Ok(u16::from_le_bytes(self.array()?))
    }

    pub(super) fn u32(&mut self) -> Read<u32> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    pub(super) fn i32(&mut self) -> Read<i32> {
        Ok(i32::from_le_bytes(self.array()?))
    }

    pub(super) fn u64(&mut self) -> Read<u64> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    pub(super) fn f32(&mut self) -> Read<f32> {
        Ok(f32::from_bits(self.u32()?))
    }

    pub(super) fn bool(&mut self) -> Read<bool> {
        match self.u8()? {
            0 => Ok(false),
            1 => Ok(true),
            other => Err(format!("{other} is neither yes nor no")),
        }
    }

    pub(super) fn text(&mut self) -> Read<&'a str> {
        let length = self.length(1)?;
        std::str::from_utf8(self.raw(length)?).map_err(|e| e.to_string())
    }

    /// A number of things of at least `size` bytes each, which must still be there.
    fn length(&mut self, size: usize) -> Read<usize> {
        let length = self.u64()?;
        usize::try_from(length)
            .ok()
            .filter(|length| length.checked_mul(size).is_some_and(|bytes| bytes <= self.0.len()))
            .ok_or_else(|| format!("{length} things announced, {} bytes left", self.0.len()))
    }

    /// A list whose items take at least `size` bytes each.
    pub(super) fn list<T>(
        &mut self,
        size: usize,
        mut get: impl FnMut(&mut In<'a>) -> Read<T>,
    ) -> Read<Vec<T>> {
        let length = self.length(size)?;
        // Not reserved in full: an item in memory may be far larger than its least bytes.
        let mut items = Vec::with_capacity(length.min(1 << 20));
        for _ in 0..length {
            items.push(get(self)?);
        }
        Ok(items)
    }

    /// Nothing may be left.
    pub(super) fn end(&self) -> Read<()> {
        if self.0.is_empty() { Ok(()) } else { Err(format!("{} bytes too many", self.0.len())) }
    }
}
