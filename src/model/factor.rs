//! What a score is made of: the factors, and a value for each of them.
//!
//! The list below is the only one. Whoever keeps something for each factor keeps a [`ByFactor`] or
//! matches on the name, so that a factor nobody thought of is refused by the compiler.

use std::iter::Zip;
use std::ops::{Index, IndexMut};

macro_rules! factors {
    ($($(#[$about:meta])* $factor:ident = $name:literal,)+) => {
        /// What a score is made of.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum FactorName {
            $($(#[$about])* $factor,)+
        }

        impl FactorName {
            /// Every factor, in the order reports list them.
            pub const ALL: [FactorName; [$($name),+].len()] = [$(FactorName::$factor),+];

            /// The name used in settings and exports.
            pub fn name(self) -> &'static str {
                match self {
                    $(FactorName::$factor => $name,)+
                }
            }
        }
    };
}

factors! {
    /// How many different customers want it changed.
    Reach = "reach",
    /// How badly it hurts those it hurts.
    Severity = "severity",
    /// How much satisfaction would change if these records scored like the rest.
    Satisfaction = "satisfaction",
    /// Whether it is growing.
    Momentum = "momentum",
    /// What the customers it reaches are worth.
    Value = "value",
}

impl FactorName {
    /// The factor with that [`FactorName::name`].
    pub fn from_name(name: &str) -> Option<FactorName> {
        FactorName::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// How many factors there are.
const COUNT: usize = FactorName::ALL.len();

/// A value for each factor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ByFactor<T>([T; COUNT]);

impl<T> ByFactor<T> {
    /// Asks for each in the order of [`FactorName::ALL`].
    pub fn of(value: impl FnMut(FactorName) -> T) -> ByFactor<T> {
        ByFactor(FactorName::ALL.map(value))
    }

    /// The values in the order of [`FactorName::ALL`].
    pub fn values(&self) -> std::slice::Iter<'_, T> {
        self.0.iter()
    }
}

impl<T> Index<FactorName> for ByFactor<T> {
    type Output = T;

    fn index(&self, name: FactorName) -> &T {
        // Both are in the order of the one list.
        &self.0[name as usize]
    }
}

impl<T> IndexMut<FactorName> for ByFactor<T> {
    fn index_mut(&mut self, name: FactorName) -> &mut T {
        &mut self.0[name as usize]
    }
}

/// In the order of [`FactorName::ALL`].
impl<T> IntoIterator for ByFactor<T> {
    type Item = (FactorName, T);
    type IntoIter = Zip<std::array::IntoIter<FactorName, COUNT>, std::array::IntoIter<T, COUNT>>;

    fn into_iter(self) -> Self::IntoIter {
        FactorName::ALL.into_iter().zip(self.0)
    }
}

/// One part of a score: `points = 100 × weight × scaled / sum of the weights in use`.
#[derive(Clone, Debug, PartialEq)]
pub struct Factor {
    /// Which.
    pub name: FactorName,
    /// The measured number, in `unit`; `None` when the data cannot say, and then it has no weight.
    pub raw: Option<f64>,
    /// What `raw` counts: "customers", "mean severity 0–3", ….
    pub unit: String,
    /// `raw` on a scale of 0 to 1 that does not depend on the other themes.
    pub scaled: f64,
    /// Weight from the settings, at least 0; 0 when `raw` is `None`.
    pub weight: f64,
    /// What it adds to the score.
    pub points: f64,
    /// Number of records behind it.
    pub records: u32,
    /// One sentence on how `raw` becomes `scaled`, with the numbers.
    pub how: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_found_under_its_factor() {
        let names = ByFactor::of(FactorName::name);
        for factor in FactorName::ALL {
            assert_eq!(names[factor], factor.name());
            assert_eq!(FactorName::from_name(factor.name()), Some(factor));
        }
        assert!(names.into_iter().eq(FactorName::ALL.map(|one| (one, one.name()))));
        assert_eq!(FactorName::from_name("reaches"), None);
    }
}
