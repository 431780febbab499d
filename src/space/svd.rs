//! The directions along which texts differ most: a truncated singular value decomposition.
//!
//! Takes a sparse matrix (texts by terms), gives its leading right singular vectors, by
//! randomised subspace iteration (Halko, Martinsson & Tropp, "Finding structure with randomness",
//! 2011, algorithms 4.4 and 5.1): multiply a random block by the matrix and its transpose a few
//! times, make it orthonormal each time, and solve the small problem that is left. Every number
//! is summed in one fixed order, in 64 bits, whatever the number of threads.

use rayon::prelude::*;

use crate::model::SplitMix;

/// A sparse matrix by rows, and the same by columns, so that both products run along memory.
pub(super) struct Sparse {
    rows: Lines,
    columns: Lines,
}

/// The entries of a matrix line by line: for each the place across and the value.
struct Lines {
    offsets: Vec<usize>,
    entries: Vec<(u32, f64)>,
}

impl Lines {
    fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    fn line(&self, at: usize) -> &[(u32, f64)] {
        &self.entries[self.offsets[at]..self.offsets[at + 1]]
    }

    /// This matrix times a dense one of `width` columns.
    fn times(&self, dense: &[f64], width: usize) -> Vec<f64> {
        let mut product = vec![0.0; self.len() * width];
        product.par_chunks_mut(width).enumerate().with_min_len(64).for_each(|(at, sum)| {
            for &(across, value) in self.line(at) {
                let across = across as usize * width;
                for (sum, &other) in sum.iter_mut().zip(&dense[across..across + width]) {
                    *sum += value * other;
                }
            }
        });
        product
    }
}

impl Sparse {
    /// A matrix from its rows; `columns` is one more than the largest place across can be.
    pub(super) fn new(rows: &[Vec<(u32, f64)>], columns: usize) -> Sparse {
        let mut offsets = vec![0];
        let mut counts = vec![0usize; columns];
        for row in rows {
            offsets.push(offsets[offsets.len() - 1] + row.len());
            for &(across, _) in row {
                counts[across as usize] += 1;
            }
        }
        let entries: Vec<(u32, f64)> = rows.iter().flatten().copied().collect();
        let mut turned_offsets = vec![0];
        for count in counts {
            turned_offsets.push(turned_offsets[turned_offsets.len() - 1] + count);
        }
        let mut next = turned_offsets.clone();
        let mut turned = vec![(0, 0.0); entries.len()];
        for (at, row) in rows.iter().enumerate() {
            for &(across, value) in row {
                turned[next[across as usize]] = (at as u32, value);
                next[across as usize] += 1;
            }
        }
        Sparse {
            rows: Lines { offsets, entries },
            columns: Lines { offsets: turned_offsets, entries: turned },
        }
    }
}

/// Times the block is multiplied by the matrix and its transpose. With 2, 4, 6 or 12 rounds the
/// neighbours of the labelled sets share a label equally often (68.1 %), so the last directions
/// need not be exact.
const ROUNDS: usize = 4;
/// Directions computed beyond those asked for, which sharpens the last of them (Halko et al.
/// advise 5 to 10).
const SPARE: usize = 12;

/// The leading right singular vectors: `width` numbers for each column of the matrix, by singular
/// value descending. Directions that the matrix does not have are zero.
///
/// Depends on the matrix and the seed only. Costs `ROUNDS` times two products of the matrix with
/// `width` dense columns.
pub(super) fn right_singular(matrix: &Sparse, width: usize, seed: u64) -> Vec<f64> {
    let columns = matrix.columns.len();
    let block = (width + SPARE).min(columns).min(matrix.rows.len().max(1));
    let mut basis = signs(columns * block, seed);
    orthonormalise(&mut basis, block);
    for _ in 0..ROUNDS {
        let image = matrix.rows.times(&basis, block);
        basis = matrix.columns.times(&image, block);
        // Twice: the first pass leaves an error of the square of the block's condition number.
        orthonormalise(&mut basis, block);
        orthonormalise(&mut basis, block);
    }
    let image = matrix.rows.times(&basis, block);
    let (values, turn) = symmetric_eigen(gram(&image, block), block);
    let mut order: Vec<usize> = (0..block).collect();
    order.sort_by(|&a, &b| values[b].total_cmp(&values[a]));
    order.truncate(width);
    let mut vectors = vec![0.0; columns * width];
    for (to, from) in vectors.chunks_mut(width).zip(basis.chunks(block)) {
        for (to, &direction) in to.iter_mut().zip(&order) {
            *to = (0..block).map(|at| from[at] * turn[at * block + direction]).sum();
        }
    }
    vectors
}

/// Random signs, which serve as well as normal numbers (Halko et al., section 4.6 remarks) and
/// need no logarithm.
fn signs(count: usize, seed: u64) -> Vec<f64> {
    let mut draws = SplitMix(seed);
    (0..count).map(|_| if draws.next() >> 63 == 0 { 1.0 } else { -1.0 }).collect()
}

/// Rows whose products are summed together; the sums of chunks are then added in order.
const CHUNK: usize = 1_024;

/// Products of all pairs of columns of a dense matrix: `width` by `width`, symmetric.
fn gram(dense: &[f64], width: usize) -> Vec<f64> {
    let partial: Vec<Vec<f64>> = dense
        .par_chunks(CHUNK * width)
        .map(|rows| {
            let mut sums = vec![0.0; width * width];
            for row in rows.chunks_exact(width) {
                for (at, &value) in row.iter().enumerate() {
                    let line = &mut sums[at * width + at..(at + 1) * width];
                    for (sum, &other) in line.iter_mut().zip(&row[at..]) {
                        *sum += value * other;
                    }
                }
            }
            sums
        })
        .collect();
    let mut sums = vec![0.0; width * width];
    for partial in partial {
        for (sum, part) in sums.iter_mut().zip(partial) {
            *sum += part;
        }
    }
    for row in 0..width {
        for column in 0..row {
            sums[row * width + column] = sums[column * width + row];
        }
    }
    sums
}

/// Makes the columns orthonormal by the Cholesky factor of their products; a column that depends
/// on those before it becomes zero.
fn orthonormalise(dense: &mut [f64], width: usize) {
    let mut factor = gram(dense, width);
    // Upper factor R with RᵀR = gram, row by row; a zero pivot marks a dependent column.
    for pivot in 0..width {
        let whole: f64 = factor[pivot * width + pivot];
        let mut left = whole;
        for above in 0..pivot {
            let entry = factor[above * width + pivot];
            left -= entry * entry;
        }
        let root = if left > whole * 1e-12 && left > 0.0 { left.sqrt() } else { 0.0 };
        for column in pivot + 1..width {
            let mut value = factor[pivot * width + column];
            for above in 0..pivot {
                value -= factor[above * width + pivot] * factor[above * width + column];
            }
            factor[pivot * width + column] = if root > 0.0 { value / root } else { 0.0 };
        }
        factor[pivot * width + pivot] = root;
    }
    dense.par_chunks_mut(width).with_min_len(64).for_each(|row| {
        for pivot in 0..width {
            let root = factor[pivot * width + pivot];
            let value = if root > 0.0 { row[pivot] / root } else { 0.0 };
            row[pivot] = value;
            let line = &factor[pivot * width + pivot + 1..(pivot + 1) * width];
            for (entry, &above) in row[pivot + 1..].iter_mut().zip(line) {
                *entry -= value * above;
            }
        }
    });
}

/// Eigenvalues and eigenvectors (by columns) of a small symmetric matrix, by Jacobi's rotations
/// (Golub & Van Loan, "Matrix computations", section 8.5).
fn symmetric_eigen(mut matrix: Vec<f64>, size: usize) -> (Vec<f64>, Vec<f64>) {
    let mut vectors = vec![0.0; size * size];
    for at in 0..size {
        vectors[at * size + at] = 1.0;
    }
    let all: f64 = matrix.iter().map(|value| value * value).sum();
    for _ in 0..60 {
        let off: f64 = (0..size)
            .flat_map(|row| (0..row).map(move |column| (row, column)))
            .map(|(row, column)| matrix[row * size + column] * matrix[row * size + column])
            .sum();
        if off <= all * 1e-24 {
            break;
        }
        for p in 0..size {
            for q in p + 1..size {
                let entry = matrix[p * size + q];
                if entry == 0.0 {
                    continue;
                }
                let theta = (matrix[q * size + q] - matrix[p * size + p]) / (2.0 * entry);
                let tangent = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
                let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
                let sine = tangent * cosine;
                for at in 0..size {
                    let (left, right) = (matrix[at * size + p], matrix[at * size + q]);
                    matrix[at * size + p] = cosine * left - sine * right;
                    matrix[at * size + q] = sine * left + cosine * right;
                }
                for at in 0..size {
                    let (left, right) = (matrix[p * size + at], matrix[q * size + at]);
                    matrix[p * size + at] = cosine * left - sine * right;
                    matrix[q * size + at] = sine * left + cosine * right;
                }
                for at in 0..size {
                    let (left, right) = (vectors[at * size + p], vectors[at * size + q]);
                    vectors[at * size + p] = cosine * left - sine * right;
                    vectors[at * size + q] = sine * left + cosine * right;
                }
            }
        }
    }
    ((0..size).map(|at| matrix[at * size + at]).collect(), vectors)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn dense(rows: usize, columns: usize) -> impl Strategy<Value = Vec<Vec<f64>>> {
        let entry = prop_oneof![Just(0.0), -3.0f64..3.0];
        prop::collection::vec(prop::collection::vec(entry, columns), rows)
    }

    fn sparse(dense: &[Vec<f64>], columns: usize) -> Sparse {
        let rows: Vec<Vec<(u32, f64)>> = dense
            .iter()
            .map(|row| (0..).zip(row.iter().copied()).filter(|&(_, value)| value != 0.0).collect())
            .collect();
        Sparse::new(&rows, columns)
    }

    fn dot(vectors: &[f64], width: usize, a: usize, b: usize) -> f64 {
        vectors.chunks(width).map(|row| row[a] * row[b]).sum()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn eigenvectors_rebuild_the_matrix(rows in dense(9, 6)) {
            let flat: Vec<f64> = rows.concat();
            let matrix = gram(&flat, 6);
            let (values, vectors) = symmetric_eigen(matrix.clone(), 6);
            for row in 0..6 {
                for column in 0..6 {
                    let rebuilt: f64 = (0..6)
                        .map(|at| values[at] * vectors[row * 6 + at] * vectors[column * 6 + at])
                        .sum();
                    prop_assert!((rebuilt - matrix[row * 6 + column]).abs() < 1e-8);
                }
            }
        }

        #[test]
        fn directions_are_orthonormal_and_keep_what_can_be_kept(rows in dense(30, 20)) {
            let matrix = sparse(&rows, 20);
            let vectors = right_singular(&matrix, 8, 7);
            let (exact, _) = symmetric_eigen(gram(&rows.concat(), 20), 20);
            let mut exact: Vec<f64> = exact;
            exact.sort_by(|a, b| b.total_cmp(a));
            let image = matrix.rows.times(&vectors, 8);
            for a in 0..8 {
                for b in 0..8 {
                    let expected = if a == b { 1.0 } else { 0.0 };
                    prop_assert!((dot(&vectors, 8, a, b) - expected).abs() < 1e-8);
                }
                let kept = dot(&image, 8, a, a);
                prop_assert!((kept - exact[a]).abs() < 1e-6 * exact[0]);
            }
        }
    }

    #[test]
    fn a_matrix_of_low_rank_has_zero_directions() {
        let rows = vec![vec![(0, 1.0), (1, 1.0)]; 5];
        let vectors = right_singular(&Sparse::new(&rows, 4), 3, 0);
        assert!((dot(&vectors, 3, 0, 0) - 1.0).abs() < 1e-9);
        assert!(dot(&vectors, 3, 1, 1).abs() < 1e-9 && vectors.iter().all(|v| v.is_finite()));
    }
}
