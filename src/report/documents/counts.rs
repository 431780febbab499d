//! The counts behind documents that a report does not hold.
//!
//! Plain data, read from the records of the same run by whoever has them. Days are ISO 8601.

/// What is counted for a document about one theme, or about all feedback.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Counts {
    /// The last six whole weeks, oldest first, each by its Monday.
    pub weeks: Vec<Period>,
    /// The last twelve calendar months, oldest first, each `2026-08`; the last one may not be over.
    pub months: Vec<Period>,
    /// Measures of all feedback over the same weeks and months.
    pub measures: Vec<Measure>,
    /// Each day around an incident, oldest first.
    pub days: Vec<DayCount>,
    /// Segments that have this pain significantly less often than the company.
    pub without: Vec<Place>,
    /// Praise of the same thing.
    pub praise: Praise,
    /// What would have shown an incident before the alarm rang, the earliest first.
    pub foreseen: Vec<Foreseen>,
}

/// A week or a month.
#[derive(Clone, Debug, PartialEq)]
pub struct Period {
    /// Its Monday, or its year and month.
    pub name: String,
    /// Records with a complaint or a request in the theme.
    pub wanting: u32,
    /// All records.
    pub all: u32,
}

/// One number of all feedback, week by week and month by month.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// What it is: `Records`, `Stars (mean)`, `NPS`, ….
    pub name: String,
    /// Decimals worth showing.
    pub digits: u32,
    /// One a week of [`Counts::weeks`]; `None` where nothing was heard.
    pub weeks: Vec<Option<f64>>,
    /// One a month of [`Counts::months`].
    pub months: Vec<Option<f64>>,
    /// Whether the last week lies outside what the weeks before it allow (process limits, Wheeler
    /// 2000: mean ± 2.66 × mean moving range); `None` with fewer than six weeks before it.
    pub is_exception: Option<bool>,
    /// Those limits.
    pub limits: Option<[f64; 2]>,
}

/// One day.
#[derive(Clone, Debug, PartialEq)]
pub struct DayCount {
    /// The day.
    pub day: String,
    /// Records with a complaint or a request in the theme.
    pub wanting: u32,
    /// What is usual: the mean of the eight days of the same weekday before the incident.
    pub usual: f64,
    /// All records.
    pub all: u32,
}

/// A segment.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Records with a complaint or a request in the theme.
    pub wanting: u32,
    /// Those, and records that say its telling words in a complaint or a request of another theme.
    pub near: u32,
    /// All records.
    pub all: u32,
    /// 95 % Wilson interval of the share that wants it changed.
    pub interval: [f64; 2],
    /// The same share among all records of which a segment of this name is known.
    pub elsewhere: f64,
}

/// Praise of what a theme complains about.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Praise {
    /// Statements of praise.
    pub statements: u32,
    /// Different authors.
    pub customers: u32,
    /// The nearest ones: the record's lasting id and the words.
    pub nearest: Vec<(String, String)>,
}

/// A series that left its usual range before an alarm rang.
#[derive(Clone, Debug, PartialEq)]
pub struct Foreseen {
    /// What was counted: `all of it`, `version 5.4`, `severity 2 and more`, ….
    pub name: String,
    /// The day on which it could have been seen.
    pub day: String,
    /// Days before the alarm rang; negative where after it.
    pub lead: i32,
    /// Records of the three days that end there.
    pub observed: u32,
    /// Usual of three days.
    pub usual: f64,
}
