//! Unit vectors as 16-bit integers: what makes nearness the same number on every machine.
//!
//! Floating-point dot products differ between processors (fused multiply-add, width of a
//! register); sums of integer products do not. A unit vector scaled by 2^14 keeps a cosine to
//! about 1e-4, far below what tells two texts apart, and one instruction multiplies and adds 16
//! pairs.

/// A component of 1.0 is stored as this: 2^14, so that the dot product of two unit vectors is at
/// most 2^28 and no partial sum (bounded by Cauchy-Schwarz) leaves 32 bits.
pub const SCALE: f32 = 16_384.0;

/// Rows of equal width; a row is a unit vector times [`SCALE`], or all zero when its text has no
/// known word.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Vectors {
    width: usize,
    data: Vec<i16>,
}

impl Vectors {
    /// No rows yet, each to be `width` wide.
    pub fn new(width: usize) -> Vectors {
        Vectors { width, data: Vec::new() }
    }

    /// Rows from their concatenation; `None` when its length is not a multiple of `width`.
    pub fn from_data(width: usize, data: Vec<i16>) -> Option<Vectors> {
        let whole = if width == 0 { data.is_empty() } else { data.len().is_multiple_of(width) };
        whole.then_some(Vectors { width, data })
    }

    /// Components of a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.data.len().checked_div(self.width).unwrap_or(0)
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.data.is_empty()
    }

    /// One row.
    pub fn row(&self, row: usize) -> &[i16] {
        &self.data[row * self.width..(row + 1) * self.width]
    }

    /// Neighbouring rows, concatenated.
    pub fn range(&self, rows: std::ops::Range<usize>) -> &[i16] {
        &self.data[rows.start * self.width..rows.end * self.width]
    }

    /// All rows, concatenated.
    pub fn data(&self) -> &[i16] {
        &self.data
    }

    /// Whether the row is zero: its text has no known word.
    pub fn is_zero(&self, row: usize) -> bool {
        self.row(row).iter().all(|&component| component == 0)
    }

    /// Adds `values` scaled to unit length; a zero (or not finite) vector is added as zero.
    pub fn push_normalised(&mut self, values: &[f32]) {
        debug_assert_eq!(values.len(), self.width);
        let from = self.data.len();
        self.data.resize(from + values.len(), 0);
        normalise(values, &mut self.data[from..]);
    }

    /// Adds a row already in integers.
    pub fn push(&mut self, row: &[i16]) {
        debug_assert_eq!(row.len(), self.width);
        self.data.extend_from_slice(row);
    }

    /// A copy of the given rows, in the given order.
    pub fn select(&self, rows: &[u32]) -> Vectors {
        let mut chosen = Vectors::new(self.width);
        chosen.data.reserve(rows.len() * self.width);
        for &row in rows {
            chosen.data.extend_from_slice(self.row(row as usize));
        }
        chosen
    }
}

/// Writes `values`, scaled to unit length, as a row into `row`, which is as long; a zero (or not
/// finite) vector becomes zero.
pub fn normalise(values: &[f32], row: &mut [i16]) {
    let square = sum_of_squares(values);
    if !(square > 0.0 && square.is_finite()) {
        row.fill(0);
        return;
    }
    // No value is longer than the whole, so all are finite and at most SCALE when scaled.
    let factor = f64::from(SCALE) / square.sqrt();
    for (component, &value) in row.iter_mut().zip(values) {
        *component = rounded(f64::from(value) * factor);
    }
}

/// The squared length of a vector: four sums side by side, added in a fixed order, which is as
/// exact as one and does not wait for the addition before.
pub fn sum_of_squares(values: &[f32]) -> f64 {
    let mut squares = [0.0f64; 4];
    for four in values.chunks(4) {
        for (square, &value) in squares.iter_mut().zip(four) {
            *square += f64::from(value) * f64::from(value);
        }
    }
    (squares[0] + squares[1]) + (squares[2] + squares[3])
}

/// The nearest whole number, halves away from zero: what `f64::round` gives, without the call that
/// it is on processors of the first generation. `value` is at most [`SCALE`] in size, give or take
/// a rounding.
fn rounded(value: f64) -> i16 {
    let whole = value as i32;
    let rest = value - f64::from(whole);
    (whole + i32::from(rest >= 0.5) - i32::from(rest <= -0.5)) as i16
}

/// The cosine behind a [`dot`] of two rows, −1 to 1 (rounding may pass it by 1e-3).
pub fn cosine(dot: i32) -> f32 {
    dot as f32 / (SCALE * SCALE)
}

/// Dot product of two rows of equal width, exact.
///
/// Uses 256-bit registers where the processor has them; the result is the same where it has not.
#[allow(unsafe_code, reason = "registers of 256 bits, on processors that have them")]
pub fn dot(a: &[i16], b: &[i16]) -> i32 {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has just been asked whether it has AVX2.
        return unsafe { dot_avx2(a, b) };
    }
    dot_plain(a, b)
}

fn dot_plain(a: &[i16], b: &[i16]) -> i32 {
    a.iter().zip(b).map(|(&x, &y)| i32::from(x) * i32::from(y)).sum()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
#[allow(unsafe_code, reason = "registers of 256 bits, on processors that have them")]
fn dot_avx2(a: &[i16], b: &[i16]) -> i32 {
    use std::arch::x86_64::*;
    let whole = a.len().min(b.len()) / 16;
    let mut sums = _mm256_setzero_si256();
    for block in 0..whole {
        // SAFETY: `block * 16 + 16` is at most the length of both slices; the loads need no
        // alignment.
        let (x, y) = unsafe {
            (
                _mm256_loadu_si256(a.as_ptr().add(block * 16).cast()),
                _mm256_loadu_si256(b.as_ptr().add(block * 16).cast()),
            )
        };
        sums = _mm256_add_epi32(sums, _mm256_madd_epi16(x, y));
    }
    let mut lanes = [0i32; 8];
    // SAFETY: `lanes` is 32 bytes long; the store needs no alignment.
    unsafe { _mm256_storeu_si256(lanes.as_mut_ptr().cast(), sums) };
    lanes.iter().sum::<i32>() + dot_plain(&a[whole * 16..], &b[whole * 16..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_and_plain_agree() {
        let rows: Vec<Vec<i16>> = (0..4)
            .map(|seed| (0..353).map(|at| ((at * 37 + seed * 101) % 1741 - 870) as i16).collect())
            .collect();
        for a in &rows {
            for b in &rows {
                assert_eq!(dot(a, b), dot_plain(a, b));
            }
        }
    }

    #[test]
    fn rounding_is_the_standard_one() {
        for at in -40_000i32..=40_000 {
            for beside in [-1e-9, 0.0, 1e-9] {
                let value = f64::from(at) / 2.5 + beside;
                assert_eq!(rounded(value), value.round() as i16, "{value}");
                let half = f64::from(at / 4) + 0.5;
                assert_eq!(rounded(half), half.round() as i16, "{half}");
            }
        }
        assert_eq!(rounded(0.499_999_999_999_999_94), 0);
    }

    #[test]
    fn a_row_is_near_itself() {
        let mut vectors = Vectors::new(3);
        vectors.push_normalised(&[3.0, 0.0, 4.0]);
        vectors.push_normalised(&[0.0, 0.0, 0.0]);
        vectors.push_normalised(&[f32::NAN, 1.0, 0.0]);
        assert!((cosine(dot(vectors.row(0), vectors.row(0))) - 1.0).abs() < 1e-3);
        assert!(vectors.is_zero(1) && vectors.is_zero(2));
        assert_eq!(vectors.select(&[1, 0]).row(1), vectors.row(0));
    }
}
