//! The one special function behind the tails: the regularised incomplete beta function.
//!
//! Written here on `libm`, because the same bytes on every machine are promised and the system's
//! mathematics library differs from one to the next.

use libm::{exp, lgamma, log, log1p};

/// Where the continued fraction is taken as settled: the last factor is 1 within this.
const SETTLED: f64 = 1e-15;

/// Steps after which it is taken as it is. It needs about the square root of the larger parameter,
/// so this serves counts of a hundred million.
const STEPS: u32 = 10_000;

/// I_x(a, b) for `a, b > 0`, 0 to 1; `x` outside 0 to 1 counts as the nearer end. Good to a relative
/// 1e-7 for parameters up to a million.
///
/// The continued fraction of Abramowitz and Stegun, Handbook of Mathematical Functions (1964),
/// 26.5.8, evaluated from the front by the method of Lentz as modified by Thompson and Barnett,
/// Journal of Computational Physics 64 (1986); on the side of the mean where it converges quickly.
pub(super) fn beta_regularised(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x));
    let value = if x < (a + 1.0) / (a + b + 2.0) {
        front * fraction(x, a, b) / a
    } else {
        1.0 - front * fraction(1.0 - x, b, a) / b
    };
    value.clamp(0.0, 1.0)
}

/// 1 / (1 + d₁/(1 + d₂/(1 + …))) with the coefficients of 26.5.8.
fn fraction(x: f64, a: f64, b: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let mut value = d;
    for step in 1..=STEPS {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away(1.0 + even * d);
        c = away(1.0 + even / c);
        value *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away(1.0 + odd * d);
        c = away(1.0 + odd / c);
        let factor = d * c;
        value *= factor;
        if (factor - 1.0).abs() < SETTLED {
            break;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_values() {
        // Closed forms: I_x(1, b) = 1 − (1−x)^b, I_x(a, 1) = x^a, I_x(2, 3) = x²(6 − 8x + 3x²),
        // I_x(½, ½) = 2 asin(√x) / π.
        for (x, a, b, expected) in [
            (0.5, 2.0, 3.0, 0.6875),
            (0.1, 2.0, 3.0, 0.01 * (6.0 - 0.8 + 0.03)),
            (0.3, 1.0, 4.0, 1.0 - 0.7f64 * 0.7 * 0.7 * 0.7),
            (0.9, 3.0, 1.0, 0.729),
            (0.25, 0.5, 0.5, 1.0 / 3.0),
            (0.5, 1000.0, 1000.0, 0.5),
            (0.5, 1e6, 1e6, 0.5),
            (0.0, 2.0, 2.0, 0.0),
            (1.0, 2.0, 2.0, 1.0),
        ] {
            let found = beta_regularised(x, a, b);
            assert!((found - expected).abs() < 1e-7 * expected.max(1e-6), "{x} {a} {b}: {found}");
        }
    }

    #[test]
    fn binomial_tail() {
        // P(X ≥ 8) for 10 tosses of a fair coin is (45 + 10 + 1) / 1024.
        assert!((beta_regularised(0.5, 8.0, 3.0) - 56.0 / 1024.0).abs() < 1e-14);
    }

    proptest! {
        #[test]
        fn mirrored(x in 0.001f64..0.999, a in 0.01f64..500.0, b in 0.01f64..500.0) {
            let sum = beta_regularised(x, a, b) + beta_regularised(1.0 - x, b, a);
            prop_assert!((sum - 1.0).abs() < 1e-10, "{}", sum);
        }

        #[test]
        fn grows_with_x(x in 0.01f64..0.98, a in 0.1f64..300.0, b in 0.1f64..300.0) {
            prop_assert!(beta_regularised(x, a, b) <= beta_regularised(x + 0.01, a, b) + 1e-12);
        }
    }
}
