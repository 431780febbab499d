//! Where the company keeps what it knows.

use std::fmt;

use super::shipped::SHIPPED;

/// Names of the files, relative to the settings.
#[derive(Clone, PartialEq, Eq)]
pub struct Settings {
    /// The customers; without a name `customers.csv`, where there is one.
    pub customers: Option<String>,
    /// What happened; without a name `events.csv`, where there is one.
    pub events: Option<String>,
    /// The roadmap and exports of trackers, which know better the later they stand; without a name
    /// `roadmap.csv`, where there is one.
    pub roadmap: Vec<String>,
    /// What contacts cost; without a name `costs.csv`, where there is one.
    pub costs: Option<String>,
    /// How many customers there are by day; without a name `exposure.csv`, where there is one.
    pub exposure: Option<String>,
    /// What customers searched for; without a name `searches.csv`, where there is one.
    pub searches: Option<String>,
    /// What the company measures by day or week; without a name `metrics.csv`, where there is one.
    pub metrics: Option<String>,
    /// The segment of the feedback that says which account a record is from.
    pub account: String,
}

/// What settings are named by: those that say nothing of a key that was added later are printed, and
/// so named, as they were before there was that key.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Settings { customers, events, roadmap, costs, exposure, searches, metrics, account } =
            self;
        let mut out = f.debug_struct("Settings");
        out.field("customers", customers).field("events", events).field("roadmap", roadmap);
        out.field("costs", costs).field("exposure", exposure).field("account", account);
        if searches.is_some() {
            out.field("searches", searches);
        }
        if metrics.is_some() {
            out.field("metrics", metrics);
        }
        out.finish()
    }
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            customers: None,
            events: None,
            roadmap: Vec::new(),
            costs: None,
            exposure: None,
            searches: None,
            metrics: None,
            account: "account".to_owned(),
        }
    }
}

impl Settings {
    /// Every file: its kind, its name, and whether the settings name it themselves.
    pub fn files(&self) -> Vec<(&'static str, String, bool)> {
        let one = |kind: &'static str, named: &Option<String>| {
            let name = named.clone().unwrap_or_else(|| format!("{kind}.csv"));
            (kind, name, named.is_some())
        };
        let mut files = vec![one("customers", &self.customers), one("events", &self.events)];
        match self.roadmap.is_empty() {
            true => files.push(one("roadmap", &None)),
            false => {
                files.extend(self.roadmap.iter().map(|name| ("roadmap", name.clone(), true)));
            }
        }
        files.push(("shipped", SHIPPED.to_owned(), false));
        files.extend([one("costs", &self.costs), one("exposure", &self.exposure)]);
        files.extend([one("searches", &self.searches), one("metrics", &self.metrics)]);
        files
    }
}
