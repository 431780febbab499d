//! How statements are grouped.

/// Knobs of the themes, with their defaults.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Statements the fit looks at; the rest is assigned. Fixed from night to night, because
    /// modularity's number of groups grows with the sample.
    pub fit_sample: usize,
    /// Resolution of the grouping: higher gives more and smaller themes. `None` takes the one whose
    /// grouping repeats best on shares of the sample.
    pub resolution: Option<f64>,
    /// A theme has at least this many statements of the sample.
    pub min_theme: usize,
    /// Days between refits; nights between them assign and open new themes only.
    pub refit_days: u32,
    /// Seed of everything that is drawn.
    pub seed: u64,
    /// Group as if for the first time: a refit that nobody asks for heeds what was found last time.
    /// Names and ids carry over all the same.
    pub afresh: bool,
    /// What the company is called; its name names no theme. Empty when nobody said.
    pub company: String,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            fit_sample: 20_000,
            resolution: None,
            min_theme: 8,
            refit_days: 7,
            seed: 0,
            afresh: false,
            company: String::new(),
        }
    }
}
