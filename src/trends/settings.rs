//! What counts as recent and what it is compared with.

/// Knobs of the trends, with their defaults.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Length of the recent window in days.
    pub recent_days: u32,
    /// Length of the baseline before it in days.
    pub baseline_days: u32,
    /// Weeks shown.
    pub weeks: u32,
    /// Share of false alarms among announced changes (Benjamini-Hochberg).
    pub false_alarms: f64,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { recent_days: 28, baseline_days: 182, weeks: 53, false_alarms: 0.10 }
    }
}
