//! The frameworks that teams rank by, as formulas over named inputs, side by side.
//!
//! A value depends on the candidate's own inputs and on nothing else; where one is missing the value
//! is missing, and which one is said.

use std::collections::BTreeMap;

use super::expression::Expression;
use crate::model::FactorName;

/// A framework by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Framework {
    /// What it is asked for by.
    pub name: &'static str,
    /// Its formula.
    pub formula: &'static str,
    /// What it means and where it is from.
    pub about: &'static str,
}

/// Every framework, in the order they are listed to people.
pub const FRAMEWORKS: [Framework; 7] = [
    Framework {
        name: "score",
        formula: "score",
        about: "the score of this report, 0 to 100; of an item the highest of its pains",
    },
    Framework { name: "volume", formula: "records", about: "records that want a change" },
    Framework {
        name: "rice",
        formula: "reach * impact * confidence / effort",
        about: "RICE (Intercom): customers a quarter × impact of 0.25 to 3 × confidence of 0 to 1 ÷ weeks",
    },
    Framework {
        name: "ice",
        formula: "ice_impact * ice_confidence * ice_ease",
        about: "ICE (Ellis): impact × confidence × ease, each 1 to 10 as your file says",
    },
    Framework {
        name: "wsjf",
        formula: "(business_value + time_criticality + risk_reduction) / job_size",
        about: "WSJF (SAFe): relative points of your file ÷ job size",
    },
    Framework {
        name: "cd3",
        formula: "cost_of_delay / duration",
        about: "CD3 (Reinertsen): cost of delay a week ÷ weeks",
    },
    Framework {
        name: "ulwick",
        formula: "importance + max(importance - satisfaction, 0)",
        about: "a proxy of Ulwick's opportunity, 0 to 20: importance from how many want a change, \
                satisfaction from praise; a survey would ask",
    },
];

impl Framework {
    /// The framework of that name.
    pub fn named(name: &str) -> Option<Framework> {
        FRAMEWORKS.into_iter().find(|one| one.name.eq_ignore_ascii_case(name))
    }
}

/// A named number of a candidate.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// The number.
    pub value: f64,
    /// Whether the company's file says so; else it was measured.
    pub by_file: bool,
}

/// What is ranked.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Candidate {
    /// Its name for ever.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Its numbers by name.
    pub inputs: BTreeMap<String, Input>,
}

impl Candidate {
    /// Gives it a measured number; what its file says stays.
    pub fn measured(&mut self, name: &str, value: Option<f64>) {
        if let Some(value) = value.filter(|value| value.is_finite()) {
            self.inputs.entry(name.to_owned()).or_insert(Input { value, by_file: false });
        }
    }
}

/// One framework over all candidates.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its formula.
    pub formula: String,
    /// For each candidate its value, in the order given.
    pub values: Vec<Option<f64>>,
    /// For each candidate its rank among those with a value: 1 for the highest; equals share one.
    pub ranks: Vec<Option<u32>>,
    /// For each candidate the inputs it lacks, ascending.
    pub missing: Vec<Vec<String>>,
}

/// Candidates by several formulas (name, formula).
pub fn side_by_side(
    candidates: &[Candidate],
    formulas: &[(String, Expression, String)],
) -> Vec<Column> {
    let column = |(name, expression, text): &(String, Expression, String)| {
        let of = |one: &Candidate, name: &str| one.inputs.get(name).map(|input| input.value);
        let values: Vec<Option<f64>> =
            candidates.iter().map(|one| expression.value(&|name| of(one, name))).collect();
        let rank = |value: &Option<f64>| {
            let own = (*value)?;
            Some(1 + values.iter().flatten().filter(|&&other| other > own).count() as u32)
        };
        let lacks = |one: &Candidate| {
            let names = expression.names().into_iter();
            names.filter(|name| of(one, name).is_none()).map(str::to_owned).collect()
        };
        Column {
            name: name.clone(),
            formula: text.clone(),
            ranks: values.iter().map(rank).collect(),
            missing: candidates.iter().map(lacks).collect(),
            values,
        }
    };
    formulas.iter().map(column).collect()
}

/// A score with other weights: 100 × Σ weight × scaled ÷ Σ weight over the factors that were measured
/// (`scaled` is `None` for the others). `None` where none of them has a weight.
pub fn reweighed(
    factors: &[(FactorName, Option<f64>)],
    weights: &BTreeMap<FactorName, f64>,
) -> Option<f64> {
    let weighed = factors
        .iter()
        .filter_map(|&(name, scaled)| Some((weights.get(&name).copied().unwrap_or(0.0), scaled?)));
    let (sum, all) = weighed
        .fold((0.0, 0.0), |(sum, all), (weight, scaled)| (sum + weight * scaled, all + weight));
    (all > 0.0).then(|| 100.0 * sum / all)
}

/// A proxy of importance and satisfaction, each 0 to 10: the scaled reach of 0 to 1, and praise over
/// praise, complaints and requests of the subject.
///
/// Ulwick ("Turn customer input into innovation", Harvard Business Review 80, 2002) asks customers for
/// both; text alone says how many speak up, not how important it is to them.
pub fn ulwick_proxy(scaled_reach: f64, praise: u32, wanting: u32) -> (f64, Option<f64>) {
    let all = f64::from(praise) + f64::from(wanting);
    (10.0 * scaled_reach, (all > 0.0).then(|| 10.0 * f64::from(praise) / all))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn candidate(id: usize, inputs: &[(&str, f64)]) -> Candidate {
        let input =
            |&(name, value): &(&str, f64)| (name.to_owned(), Input { value, by_file: true });
        Candidate {
            id: format!("R-{id}"),
            title: String::new(),
            inputs: inputs.iter().map(input).collect(),
        }
    }

    fn by(name: &str) -> (String, Expression, String) {
        let one = Framework::named(name).expect("a framework");
        (name.to_owned(), Expression::read(one.formula).expect("a formula"), one.formula.to_owned())
    }

    #[test]
    fn known_values() {
        let rice = [("reach", 2_000.0), ("impact", 2.0), ("confidence", 0.8), ("effort", 4.0)];
        let some = [candidate(1, &rice), candidate(2, &rice[..3])];
        let column = &side_by_side(&some, &[by("rice")])[0];
        assert_eq!(column.values, [Some(800.0), None]);
        assert_eq!(column.missing[1], ["effort"]);
        assert_eq!(column.ranks, [Some(1), None]);
        let ulwick = |a, b| candidate(1, &[("importance", a), ("satisfaction", b)]);
        let found = side_by_side(&[ulwick(9.0, 3.0), ulwick(9.0, 9.0)], &[by("ulwick")]);
        assert_eq!(found[0].values, [Some(15.0), Some(9.0)]);
        for one in FRAMEWORKS {
            assert!(Expression::read(one.formula).is_ok(), "{}", one.name);
        }
    }

    #[test]
    fn other_weights() {
        use FactorName::{Momentum, Reach, Severity};
        let factors = [(Reach, Some(0.5)), (Severity, Some(1.0)), (Momentum, None)];
        let weights = |pairs: &[(FactorName, f64)]| pairs.iter().copied().collect();
        let half = reweighed(&factors, &weights(&[(Reach, 0.5), (Severity, 0.5), (Momentum, 9.0)]));
        assert_eq!(half, Some(75.0));
        assert_eq!(reweighed(&factors, &weights(&[(Momentum, 1.0)])), None);
    }

    proptest! {
        /// Jira's weighted score fails this: FEATURES, "rank reversal".
        #[test]
        fn adding_one_never_reorders_the_others(
            all in proptest::collection::vec((0.0f64..1e4, 0.1f64..3.0, 0.1f64..30.0), 2..12),
        ) {
            let of = |(at, &(reach, impact, effort)): (usize, &(f64, f64, f64))| {
                candidate(at, &[("reach", reach), ("impact", impact), ("confidence", 0.5),
                    ("effort", effort), ("records", reach), ("cost_of_delay", impact), ("duration", effort)])
            };
            let all: Vec<Candidate> = all.iter().enumerate().map(of).collect();
            let formulas = [by("rice"), by("cd3"), by("volume")];
            let with = side_by_side(&all, &formulas);
            let without = side_by_side(&all[..all.len() - 1], &formulas);
            for (with, without) in with.iter().zip(&without) {
                prop_assert_eq!(&with.values[..all.len() - 1], &without.values[..]);
                for a in 0..all.len() - 1 {
                    for b in 0..all.len() - 1 {
                        let order = |column: &Column| column.ranks[a].cmp(&column.ranks[b]);
                        prop_assert_eq!(order(with), order(without));
                    }
                }
            }
        }
    }
}
