//! Severity: how badly it hurts those it hurts.

use super::{Measure, Observed, Redrawn};
use crate::ranking::words::{decimals, grouped};

/// Its weight where the settings say nothing.
pub(super) const WEIGHT: f64 = 0.25;

/// Statements' worth of the company's mean that a theme's mean severity is mixed with: the usual
/// weight of a prior for small cells. A theme of 20 statements is believed by half.
const SHRINKAGE: f64 = 20.0;

/// Mean severity of complaints and requests.
pub(super) fn measured(theme: &Observed) -> Measure {
    let (tally, company) = (theme.tally, theme.company);
    let counts = tally.evidence.severities;
    let statements: u32 = counts.iter().sum();
    let sum: u32 =
        counts.iter().zip(0..).map(|(count, severity): (&u32, u32)| count * severity).sum();
    let plain = f64::from(sum) / f64::from(statements.max(1));
    let mean = shrunk(f64::from(sum), f64::from(statements), company.severity);
    let scaled = scale(mean);
    Measure {
        raw: Some(mean),
        unit: "mean severity, 0 to 3".to_owned(),
        scaled,
        records: tally.evidence.wanting,
        how: format!(
            "{} a mean severity of {} of 3; mixed with {} statements at the company's mean of {} \
             it is {}, and a third of that is {}.",
            match statements {
                1 => "1 complaint or request has".to_owned(),
                many => format!("{} complaints and requests have", grouped(many)),
            },
            decimals(plain, 2),
            SHRINKAGE,
            decimals(company.severity, 2),
            decimals(mean, 2),
            decimals(scaled, 2),
        ),
    }
}

/// Its scale in a world; the company's mean stays as observed.
pub(super) fn redrawn(theme: &Redrawn) -> f64 {
    let (sum, statements) = (f64::from(theme.severities), f64::from(theme.statements));
    scale(shrunk(sum, statements, theme.company.severity))
}

/// Mean severity, 0 to 3, mixed with the company's mean.
fn shrunk(sum: f64, statements: f64, company: f64) -> f64 {
    (sum + SHRINKAGE * company) / (statements + SHRINKAGE)
}

/// Scaled severity.
fn scale(mean: f64) -> f64 {
    (mean / 3.0).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_by_hand() {
        assert_eq!(shrunk(60.0, 20.0, 1.0), 2.0);
        assert_eq!(scale(1.5), 0.5);
    }
}
