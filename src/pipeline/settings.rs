//! What the whole journey needs to know; each room gets its own part and no other.

use std::collections::BTreeMap;

use crate::model::{Day, Timestamp};
use crate::sources::preset::Preset;
use crate::{
    business, catalogue, intake, planning, ranking, report, space, statements, themes, trends,
};

/// Checked settings of a night.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Settings {
    /// The company's name, for the report.
    pub company: String,
    /// The feeds, each with its name, in name order.
    pub feeds: Vec<Preset>,
    /// The way in.
    pub intake: intake::Settings,
    /// How feedback is cut.
    pub statements: statements::Settings,
    /// What turns words into vectors.
    pub space: space::Settings,
    /// Which known pains are used.
    pub catalogue: catalogue::Settings,
    /// How statements are grouped.
    pub themes: themes::Settings,
    /// What counts as recent.
    pub trends: trends::Settings,
    /// What counts as important.
    pub ranking: ranking::Settings,
    /// What is shown.
    pub report: report::Settings,
    /// How long feedback is kept.
    pub retention: Retention,
    /// Where customers, events, roadmap, costs and exposure are.
    pub business: business::Settings,
    /// How the roadmap is weighed.
    pub planning: planning::Settings,
    /// Runs whose memory is kept; older runs keep their report only. 0 keeps all.
    pub keep_runs: usize,
}

/// How long feedback is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// So many days before the day of the run.
    Days(u32),
    /// The month of the run and so many whole calendar months before it: feedback leaves a month
    /// at a time, so the corpus is written anew once a month and not every night.
    Months(u32),
}

impl Keep {
    /// The first day that is kept.
    pub fn first(self, today: Day) -> Day {
        match self {
            Keep::Days(days) => Day(today.0.saturating_sub_unsigned(days)),
            Keep::Months(months) => {
                let (year, month, _) = today.civil();
                let count = i64::from(year) * 12 + i64::from(month) - 1 - i64::from(months);
                let (year, month) = (count.div_euclid(12), count.rem_euclid(12) + 1);
                Day::from_civil(year as i32, month as u32, 1)
                    .unwrap_or(Day(today.0.saturating_sub_unsigned(months.saturating_mul(31))))
            }
        }
    }
}

/// How long feedback is kept, by source. Without a date feedback has no age and stays.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Retention {
    /// Of every source that has no age of its own; `None` keeps for ever.
    pub all: Option<Keep>,
    /// Of single sources.
    pub sources: BTreeMap<String, Keep>,
}

impl Retention {
    /// The first day of a source's feedback that is kept; `None` keeps all of it.
    pub fn first(&self, source: &str, today: Day) -> Option<Day> {
        self.sources.get(source).copied().or(self.all).map(|keep| keep.first(today))
    }

    /// Whether something said at that second is too old to be kept in any source.
    pub(super) fn concerns(&self, oldest: i64, today: Day) -> bool {
        let day = Timestamp(oldest).day();
        self.all.iter().chain(self.sources.values()).any(|keep| day < keep.first(today))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages() {
        let day = |text: &str| text.parse::<Day>().expect("a day");
        let today = day("2026-03-15");
        assert_eq!(Keep::Days(14).first(today), day("2026-03-01"));
        assert_eq!(Keep::Months(0).first(today), day("2026-03-01"));
        assert_eq!(Keep::Months(3).first(today), day("2025-12-01"));
        assert_eq!(Keep::Months(15).first(today), day("2024-12-01"));
        let retention = Retention {
            all: Some(Keep::Months(12)),
            sources: [("tickets".to_owned(), Keep::Days(30))].into(),
        };
        assert_eq!(retention.first("tickets", today), Some(day("2026-02-13")));
        assert_eq!(retention.first("reviews", today), Some(day("2025-03-01")));
        assert_eq!(Retention::default().first("reviews", today), None);
    }
}
