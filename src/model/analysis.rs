//! One night's findings, whole: what a report is rendered from.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{
    Alarm, Change, Day, Done, FeedbackId, FileReceipt, Flow, LineageEvent, Meeting, Opportunity,
    Previous, Themes, Trend, Units, Watched,
};

/// Which run this is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunStamp {
    /// `2026-08-22-7f3a91c2`: the day and a hash of everything that went in.
    pub id: String,
    /// 1 for the first run of a workspace, one more for each after.
    pub sequence: u64,
    /// The day it speaks for.
    pub today: Day,
    /// The version of the program.
    pub program: String,
    /// The company's name from the settings.
    pub company: String,
}

/// What one source gave since the last run.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct SourceIntake {
    /// The source's name.
    pub source: Arc<str>,
    /// Files read.
    pub files: u64,
    /// Their records, and what became of them.
    pub units: Units,
    /// Files refused whole: name and reason.
    pub refused: Vec<(Arc<str>, String)>,
    /// Files that count though a person should know something of them: name and what.
    pub notes: Vec<(Arc<str>, String)>,
    /// Feedback of this source in the whole corpus.
    pub corpus: u64,
    /// Of those, how many carry a date.
    pub dated: u64,
    /// Of those, how many carry a rating.
    pub rated: u64,
    /// Of those, how many carry an author.
    pub authored: u64,
    /// First and last day, where dated.
    pub days: Option<(Day, Day)>,
}

/// Something about what was read that a person should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// A source that is usually heard every few days has not been heard.
    Silent {
        /// The source.
        source: Arc<str>,
        /// The last day it was heard.
        last: Day,
        /// What it usually brings in a week.
        usual: u64,
    },
    /// A source brought less than half of what it usually does in a week.
    Halved {
        /// The source.
        source: Arc<str>,
        /// Voices in the week.
        heard: u64,
        /// What it usually brings in a week.
        usual: u64,
        /// The last day of the week.
        until: Day,
    },
    /// A source brought more than twice what it usually does in a week.
    Doubled {
        /// The source.
        source: Arc<str>,
        /// Voices in the week.
        heard: u64,
        /// What it usually brings in a week.
        usual: u64,
        /// The last day of the week.
        until: Day,
    },
    /// Many people sent one text within a short time; it counts as one voice.
    Campaign {
        /// The first record of it.
        voice: FeedbackId,
        /// Records with the text.
        copies: u64,
        /// Different authors of them; records without one count as one each.
        authors: u64,
        /// First and last day, where dated.
        days: Option<(Day, Day)>,
        /// How the text begins.
        text: String,
    },
    /// Records of a source are dated after the day of the run: a clock is wrong, or days and months
    /// are read the wrong way round.
    Ahead {
        /// The source.
        source: Arc<str>,
        /// How many.
        records: u64,
        /// The latest of their days.
        until: Day,
        /// The day of the run.
        today: Day,
    },
    /// Several records of a source lie on one day years before all others of it: a clock began anew.
    Behind {
        /// The source.
        source: Arc<str>,
        /// How many.
        records: u64,
        /// Their day.
        day: Day,
        /// The first day after it on which the source was heard.
        next: Day,
    },
    /// What the last run remembered was let go by the settings: its themes could not be carried on.
    LetGo {
        /// That run.
        run: Arc<str>,
        /// Its day.
        day: Day,
    },
    /// Texts of a source were decoded with the wrong character set before they came here.
    Garbled {
        /// The source.
        source: Arc<str>,
        /// Feedback with such text.
        records: u64,
    },
    /// Records took the place of others of their id that say something else altogether: the id is
    /// likely none.
    Replaced {
        /// The source.
        source: Arc<str>,
        /// Ids for which it happened.
        records: u64,
        /// Some of them, ascending.
        examples: Vec<Arc<str>>,
    },
    /// No record of a source has a text: another column holds it.
    Wordless {
        /// The source.
        source: Arc<str>,
        /// Records left out for it.
        records: u64,
    },
    /// A segment has more values than a table shows.
    Folded {
        /// The segment's name.
        name: Arc<str>,
        /// How many values it has.
        values: u64,
        /// Records with one of those that are together "other".
        others: u64,
    },
}

/// What was read since the last run.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct NightIntake {
    /// By source, in name order.
    pub sources: Vec<SourceIntake>,
    /// Every file, in (source, name) order.
    pub files: Vec<FileReceipt>,
    /// What a person should look at: sources in name order, then campaigns, largest first.
    pub notices: Vec<Notice>,
}

/// What became of every statement and every piece of feedback: each group adds up.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Coverage {
    /// Feedback in the corpus.
    pub feedback: u64,
    /// Distinct voices among it.
    pub voices: u64,
    /// Distinct authors; feedback without one counts as one each.
    pub authors: u64,
    /// Customers beyond those who voted for what they wrote.
    pub voters: u64,
    /// Feedback with at least one themed statement.
    pub feedback_themed: u64,
    /// Feedback with no themed statement and at least one loose one.
    pub feedback_loose: u64,
    /// Feedback whose statements are all filtered (or that has none).
    pub feedback_filtered: u64,
    /// Statements: `themed + loose + filtered`.
    pub statements: u64,
    /// In a theme.
    pub themed: u64,
    /// Of those, in a theme without a subject (general dissatisfaction).
    pub general: u64,
    /// Fit nowhere.
    pub loose: u64,
    /// Not themed, by reason.
    pub filtered: BTreeMap<String, u64>,
    /// Feedback by language code.
    pub languages: BTreeMap<String, u64>,
    /// Statements by stance name.
    pub stances: BTreeMap<String, u64>,
}

impl Coverage {
    /// All customers who were heard: those who wrote, and those who voted for it.
    pub fn customers(&self) -> u64 {
        self.authors + self.voters
    }
}

/// One night's findings.
#[derive(Clone, Debug)]
pub struct Analysis {
    /// Which run.
    pub run: RunStamp,
    /// The last day the trends speak for: today, or the newest dated feedback if that is earlier.
    pub as_of: Option<Day>,
    /// What was read.
    pub intake: NightIntake,
    /// What became of it.
    pub coverage: Coverage,
    /// The themes with their members.
    pub themes: Themes,
    /// One for each theme, ascending theme id.
    pub trends: Vec<Trend>,
    /// What broke: alarms that ring first.
    pub alarms: Vec<Alarm>,
    /// What the next night's alarms must know.
    pub watched: Watched,
    /// Ranked, best first.
    pub opportunities: Vec<Opportunity>,
    /// The last run's day and id, if there was one.
    pub previous: Option<Previous>,
    /// Differences from it, the most important first: what is new, what rises, what moved, what is
    /// sorted another way, what left, the rest; within each the largest first. Empty when there was
    /// none.
    pub changes: Vec<Change>,
    /// How the same feedback moved between themes since then, most customers first, then by theme.
    pub flows: Vec<Flow>,
    /// Whether everything was grouped afresh tonight, and had been grouped before.
    pub refitted: bool,
    /// What happened to themes this night.
    pub lineage: Vec<LineageEvent>,
    /// Weights in use, by factor name, for the reader who re-adds a score.
    pub weights: Vec<(&'static str, f64)>,
    /// What people changed, and what it did.
    pub done: Done,
    /// What the roadmap meeting looks at; `None` where the company keeps no such file.
    pub meeting: Option<Meeting>,
}
