//! What a company measures beside its feedback: conversion, retention, anything counted by day or week.

use std::sync::Arc;

use super::{Attribute, Day, ThemeId};

/// A row of the metrics file.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// What is measured.
    pub name: Arc<str>,
    /// The day, or the first day of the week.
    pub day: Day,
    /// The value, at least 0; where there is a base how many of it did, as a whole number.
    pub value: f64,
    /// Of how many; `None` where the value is no share.
    pub base: Option<u64>,
    /// Every other column: segments, sorted by name; empty where the row is of all.
    pub segments: Vec<Attribute>,
    /// Themes that it is a metric of, as the file names them.
    pub themes: Vec<ThemeId>,
    /// Its line.
    pub line: u64,
}

/// A metric over some days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// The first and the last day of them on which it was measured.
    pub days: (Day, Day),
    /// Rows that are summed.
    pub rows: u32,
    /// The sum of the values over the sum of their bases; the mean of the values where they have none.
    pub value: f64,
    /// How many did, of how many; `None` where a value has no base.
    pub of: Option<(u64, u64)>,
}

/// A metric before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct MetricChange {
    /// Its name, as the metrics file has it.
    pub name: Arc<str>,
    /// The segment whose rows these are; `None` for all.
    pub segment: Option<Attribute>,
    /// Before; `None` where it was not measured then.
    pub before: Option<Level>,
    /// After; `None` where it was not measured then.
    pub after: Option<Level>,
    /// After less before, where both are known.
    pub difference: Option<f64>,
    /// The 95 % interval of the difference of two shares; `None` where a base lacks.
    pub interval: Option<(f64, f64)>,
}

/// The metrics of a theme.
#[derive(Clone, Debug, PartialEq)]
pub struct ThemeMetric {
    /// The theme as it is today.
    pub theme: ThemeId,
    /// The metric in the recent window of the trends against their baseline.
    pub change: MetricChange,
}
