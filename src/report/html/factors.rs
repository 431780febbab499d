//! How the factors of a score look: a shade each, the same in the chart, the table and the legend.
//!
//! A factor without a shade is refused by the compiler. One that this program does not know (a report of
//! a newer one) has the last shade, so that it is shown all the same.

use crate::model::FactorName;
use crate::report::view::FactorView;

/// The shade of a factor: `.f0`, `.f1`, … of the style sheet, in the markup that shows it.
pub(super) struct Shade {
    /// A part of the chart, open for its place.
    pub part: &'static str,
    /// A square beside the name.
    pub swatch: &'static str,
}

/// The shade of a factor.
pub(super) fn shade_of(factor: &FactorView) -> Shade {
    let of = |part, swatch| Shade { part, swatch };
    match FactorName::from_name(&factor.name) {
        Some(FactorName::Reach) => of("<rect class=\"f0\"", "<span class=\"swatch f0\"></span>"),
        Some(FactorName::Severity) => of("<rect class=\"f1\"", "<span class=\"swatch f1\"></span>"),
        Some(FactorName::Satisfaction) => {
            of("<rect class=\"f2\"", "<span class=\"swatch f2\"></span>")
        }
        Some(FactorName::Momentum) => of("<rect class=\"f3\"", "<span class=\"swatch f3\"></span>"),
        Some(FactorName::Value) | None => {
            of("<rect class=\"f4\"", "<span class=\"swatch f4\"></span>")
        }
    }
}

/// Whether the number of its records opens exactly the records that want a change.
pub(super) fn opens_wanting(factor: &FactorView) -> bool {
    match FactorName::from_name(&factor.name) {
        Some(FactorName::Reach | FactorName::Severity) => true,
        // Rated records, records of two windows, and those of customers of known worth.
        Some(FactorName::Satisfaction | FactorName::Momentum | FactorName::Value) | None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_factor_has_a_shade_of_its_own_in_the_style_sheet() {
        let style = include_str!("style.css");
        let factor = |name: FactorName| FactorView {
            name: name.name().to_owned(),
            raw: None,
            unit: String::new(),
            scaled: 0.0,
            weight: 0.0,
            points: 0.0,
            shown: 0.0,
            records: 0,
            how: String::new(),
        };
        let mut seen = BTreeSet::new();
        for name in FactorName::ALL {
            let shade = shade_of(&factor(name));
            let class = shade.part.trim_start_matches("<rect class=\"").trim_end_matches('"');
            assert!(seen.insert(class.to_owned()), "{class} stands for two");
            assert_eq!(shade.swatch, format!("<span class=\"swatch {class}\"></span>"));
            let colour = format!("--{class}: ");
            let (square, part) = (format!(".swatch.{class} {{"), format!(".{class} {{ fill"));
            for rule in [colour, square, part] {
                assert!(style.contains(&rule), "the style sheet has no {rule}");
            }
        }
    }
}
