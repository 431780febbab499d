//! The journey as a list of steps: the progress bar and the mental model are the same list.

/// A stretch of the night.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Feedback taken out for good.
    Forgetting,
    /// Files to feedback and statements.
    Reading,
    /// The new segment to disk.
    Keeping,
    /// New feedback into the search index.
    Indexing,
    /// The whole corpus back from disk.
    Loading,
    /// A space learnt from the fit sample.
    Learning,
    /// The fit sample into groups.
    Grouping,
    /// Every other statement to its theme.
    Assigning,
    /// Trends and ranks.
    Ranking,
    /// The report to disk.
    Writing,
}

impl Step {
    /// What a person is told.
    pub fn words(self) -> &'static str {
        match self {
            Step::Forgetting => "taking out what must go",
            Step::Reading => "reading files",
            Step::Keeping => "keeping what is new",
            Step::Indexing => "indexing for search",
            Step::Loading => "loading the corpus",
            Step::Learning => "learning the company's words",
            Step::Grouping => "grouping statements into themes",
            Step::Assigning => "assigning statements",
            Step::Ranking => "measuring trends and ranking",
            Step::Writing => "writing the report",
        }
    }
}

/// What the pipeline tells whoever watches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A step begins; how much there is to do, where that is known.
    Begin(Step, Option<u64>),
    /// So much more of it is done.
    Advance(u64),
    /// The step is done; one line on what came of it.
    End(Step, String),
}

/// Who watches: called from the thread that runs the pipeline, never from workers.
pub type Tell<'a> = &'a dyn Fn(Event);
