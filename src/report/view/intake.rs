//! What was read, what was left out and why, and what became of what was kept: it all adds up.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{self, Coverage, MOST_VALUES, NightIntake, Notice, OTHER, SourceIntake};
use crate::report::phrase;

/// What was read since the last run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IntakeView {
    /// What was read, in a sentence.
    pub words: String,
    /// Over all sources.
    pub total: Units,
    /// By source, in name order.
    pub sources: Vec<SourceView>,
    /// Every file read, in (source, name) order.
    pub files: Vec<FiledView>,
    /// What a person should look at.
    #[serde(default)]
    pub notices: Vec<NoticeView>,
}

/// Something a person should look at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NoticeView {
    /// A stable word: `silent`, `halved`, `doubled`, `replaced`, `ahead`, `behind`, `let_go`, `garbled`,
    /// `wordless`, `folded`, `campaign`.
    pub kind: String,
    /// The source it is about; the first record's id for a campaign, and the run for a memory that was let go.
    pub of: String,
    /// It in a sentence.
    pub words: String,
}

impl NoticeView {
    fn new(notice: &Notice) -> NoticeView {
        let records = |count: u64| phrase::counted(count, "record", "records");
        let (kind, of, words) = match notice {
            Notice::Silent { source, last, usual } => (
                "silent",
                source.to_string(),
                format!(
                    "{source} has brought nothing since {}; it usually brings {} a week.",
                    phrase::date(*last),
                    phrase::count(*usual)
                ),
            ),
            Notice::Halved { source, heard, usual, until } => (
                "halved",
                source.to_string(),
                format!(
                    "{source} brought {} in the week to {}, less than half of its usual {}.",
                    records(*heard),
                    phrase::date(*until),
                    phrase::count(*usual)
                ),
            ),
            Notice::Doubled { source, heard, usual, until } => (
                "doubled",
                source.to_string(),
                format!(
                    "{source} brought {} in the week to {}, {}.",
                    records(*heard),
                    phrase::date(*until),
                    match usual {
                        0 => "and usually fewer than one".to_owned(),
                        _ => format!("more than twice its usual {}", phrase::count(*usual)),
                    }
                ),
            ),
            Notice::Campaign { voice, copies, authors, days, text } => {
                let when = days.map_or_else(String::new, |(first, last)| {
                    if first == last {
                        format!(" on {first}")
                    } else {
                        format!(" between {first} and {last}")
                    }
                });
                // Where authors are not known each message counts as one's, and is called so.
                let by = match authors < copies {
                    true => format!("from {}", phrase::counted(*authors, "author", "authors")),
                    false => "in as many messages".to_owned(),
                };
                (
                    "campaign",
                    voice.to_string(),
                    format!(
                        "One text came {} times {by}{when} and counts as one voice: “{text}”.",
                        phrase::count(*copies)
                    ),
                )
            }
            Notice::Ahead { source, records: count, until, today } => (
                "ahead",
                source.to_string(),
                format!(
                    "{} of {source} {} dated after {}, the day of this run, up to {}: {} in every \
                     count and in no trend. Is a clock wrong, or are days and months read the wrong \
                     way round?",
                    records(*count),
                    if *count == 1 { "is" } else { "are" },
                    phrase::date(*today),
                    phrase::date(*until),
                    if *count == 1 { "it is" } else { "they are" },
                ),
            ),
            Notice::Behind { source, records: count, day, next } => (
                "behind",
                source.to_string(),
                format!(
                    "{} of {source} are dated {}, and the next is of {}: a clock that begins anew writes \
                     such a day. They are in every count, and the history begins with them. Is a clock \
                     wrong, or is the day one that the export writes where it knows none?",
                    records(*count),
                    phrase::date(*day),
                    phrase::date(*next),
                ),
            ),
            Notice::LetGo { run, day } => (
                "let_go",
                run.to_string(),
                format!(
                    "What the run of {} remembered was let go ([run] keep_runs), so all themes were \
                     found afresh: their ids are new, and none is an id of before. To carry themes \
                     on, keep what more runs remember.",
                    phrase::date(*day)
                ),
            ),
            Notice::Garbled { source, records: count } => (
                "garbled",
                source.to_string(),
                format!(
                    "{} of {source} {} text decoded with the wrong character set (“Ã¼” for “ü”); \
                     it is kept as it came.",
                    records(*count),
                    if *count == 1 { "holds" } else { "hold" }
                ),
            ),
            Notice::Replaced { source, records: count, examples } => (
                "replaced",
                source.to_string(),
                format!(
                    "In {source} {} took the place of others with the same id and share no word with \
                     them, such as {}: its id is probably no id. Name another column under \
                     [sources.{source}.fields], or none.",
                    records(*count),
                    examples.join(", ")
                ),
            ),
            Notice::Wordless { source, records: count } => (
                "wordless",
                source.to_string(),
                format!(
                    "None of the {} of {source} has a text, so nothing of it counts: name the column \
                     that holds it as text under [sources.{source}.fields].",
                    records(*count)
                ),
            ),
            Notice::Folded { name, values, others } => (
                "folded",
                name.to_string(),
                format!(
                    "{name} has {} different values: its {} largest are segments, and the rest, {}, \
                     is “{OTHER}”.",
                    phrase::count(*values),
                    MOST_VALUES - 1,
                    records(*others)
                ),
            ),
        };
        NoticeView { kind: kind.to_owned(), of, words: phrase::sentence_case(&words) }
    }
}

/// Units, and what became of them: `units = kept + superseded + deleted + skipped + rejected`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Units {
    /// Records the files hold.
    pub units: u64,
    /// Became feedback or a newer version of it.
    pub kept: u64,
    /// Beaten by another version, or already known.
    pub superseded: u64,
    /// Said that a record is gone.
    pub deleted: u64,
    /// Left out by rule.
    pub skipped: u64,
    /// Unreadable.
    pub rejected: u64,
    /// Of all these, records whose text is longer than the settings allow and lost its end; not
    /// written where there is none.
    #[serde(default, skip_serializing_if = "is_none")]
    pub cut: u64,
}

/// Whether a count is not worth a line.
fn is_none(count: &u64) -> bool {
    *count == 0
}

/// A count and its reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reason {
    /// The stable code: `bad_date:created_at`.
    pub code: String,
    /// How many.
    pub count: u64,
}

/// One source.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SourceView {
    /// Its name.
    pub source: String,
    /// Files read.
    pub files: u64,
    /// Units and what became of them.
    pub units: Units,
    /// Why units were left out by rule.
    pub skipped: Vec<Reason>,
    /// Why units could not be read.
    pub rejected: Vec<Reason>,
    /// Files refused whole, each with its reason.
    pub refused: Vec<FiledView>,
    /// Files that count though a person should know something of them; not written where there is
    /// none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<FileNote>,
    /// Feedback of this source in the whole corpus.
    pub corpus: u64,
    /// Of those, with a date.
    pub dated: u64,
    /// Of those, with a rating.
    pub rated: u64,
    /// Of those, with an author.
    pub authored: u64,
    /// First and last day, where dated.
    pub days: Option<[String; 2]>,
}

/// One file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FiledView {
    /// The source it belongs to.
    pub source: String,
    /// Its name, relative to the workspace.
    pub file: String,
    /// Units and what became of them.
    pub units: Units,
    /// Why the whole file was refused.
    pub refused: Option<String>,
}

/// What a person should know of a file that counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FileNote {
    /// The file's name, relative to the workspace.
    pub file: String,
    /// It in words: what was left out of the file.
    pub words: String,
}

/// Parts that add up to a whole, with shares in tenths of a per cent that add up to 1,000.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Parts {
    /// In a theme.
    pub themed: u64,
    /// Fit nowhere.
    pub loose: u64,
    /// Say nothing that can be sorted.
    pub filtered: u64,
    /// The three in tenths of a per cent, rounded so that they add up.
    pub tenths: [u32; 3],
}

/// What became of everything in the corpus.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CoverageView {
    /// What became of it, in a sentence.
    pub words: String,
    /// Feedback in the corpus.
    pub feedback: u64,
    /// Distinct voices among it.
    pub voices: u64,
    /// Distinct customers; feedback without an author counts as one each.
    pub customers: u64,
    /// What became of the feedback.
    pub feedback_parts: Parts,
    /// Statements cut from it.
    pub statements: u64,
    /// What became of the statements.
    pub statement_parts: Parts,
    /// Of the themed ones, in a theme without a subject.
    pub general: u64,
    /// Why statements are filtered.
    pub filtered: Vec<Reason>,
    /// Feedback by language code, most first.
    pub languages: Vec<Reason>,
    /// Statements by stance name, most first.
    pub stances: Vec<Reason>,
}

fn reasons(from: &BTreeMap<String, u64>) -> Vec<Reason> {
    let mut found: Vec<Reason> =
        from.iter().map(|(code, &count)| Reason { code: code.clone(), count }).collect();
    // Names are in order already and the sort is stable.
    found.sort_by_key(|reason| std::cmp::Reverse(reason.count));
    found
}

impl From<&model::Units> for Units {
    fn from(units: &model::Units) -> Units {
        Units {
            units: units.read,
            kept: units.kept,
            superseded: units.superseded,
            deleted: units.deleted,
            skipped: units.skipped_total(),
            rejected: units.rejected_total(),
            cut: units.cut,
        }
    }
}

impl Units {
    fn add(&mut self, other: Units) {
        self.units += other.units;
        self.kept += other.kept;
        self.superseded += other.superseded;
        self.deleted += other.deleted;
        self.skipped += other.skipped;
        self.rejected += other.rejected;
        self.cut += other.cut;
    }
}

impl Parts {
    fn new(themed: u64, loose: u64, filtered: u64) -> Parts {
        let tenths = phrase::tenths(&[themed, loose, filtered]);
        Parts { themed, loose, filtered, tenths: [tenths[0], tenths[1], tenths[2]] }
    }
}

impl IntakeView {
    pub(super) fn new(intake: &NightIntake) -> IntakeView {
        let mut total = Units::default();
        let sources: Vec<SourceView> = intake.sources.iter().map(SourceView::new).collect();
        for source in &sources {
            total.add(source.units);
        }
        let files: u64 = sources.iter().map(|source| source.files).sum();
        let refused: u64 = sources.iter().map(|source| source.refused.len() as u64).sum();
        IntakeView {
            words: words(&total, files, refused, sources.len() as u64),
            notices: intake.notices.iter().map(NoticeView::new).collect(),
            total,
            sources,
            files: intake
                .files
                .iter()
                .map(|file| FiledView {
                    source: file.source.to_string(),
                    file: file.file.to_string(),
                    units: Units::from(&file.units),
                    refused: file.refused.clone(),
                })
                .collect(),
        }
    }
}

fn words(total: &Units, files: u64, refused: u64, sources: u64) -> String {
    if files == 0 && total.units == 0 {
        return "No new file was read for this run.".to_owned();
    }
    let from = phrase::counted(files, "file", "files");
    let of = phrase::counted(sources, "source", "sources");
    let units = phrase::sentence_case(&phrase::counted(total.units, "record", "records"));
    let were = if total.units == 1 { "was" } else { "were" };
    let left_out: Vec<String> = [
        (total.superseded, "already known or replaced by a newer version"),
        (total.deleted, "taken back by their source"),
        (total.skipped, "left out by rule"),
        (total.rejected, "unreadable"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, what)| format!("{} {what}", phrase::count(count)))
    .collect();
    let rest = if left_out.is_empty() {
        match total.units {
            0 => "",
            1 => " It was kept.",
            _ => " All of them were kept.",
        }
        .to_owned()
    } else {
        let kept = phrase::sentence_case(&phrase::count(total.kept));
        let were = if total.kept == 1 { "was" } else { "were" };
        format!(" {kept} {were} kept; {}.", phrase::list(&left_out))
    };
    let lost = match refused {
        0 => String::new(),
        1 => " 1 file could not be read at all.".to_owned(),
        many => format!(" {} files could not be read at all.", phrase::count(many)),
    };
    let cut = match total.cut {
        0 => String::new(),
        1 => " 1 text was longer than the settings allow and lost its end.".to_owned(),
        many => {
            let many = phrase::count(many);
            format!(" {many} texts were longer than the settings allow and lost their end.")
        }
    };
    format!("{units} in {from} of {of} {were} read for this run.{rest}{cut}{lost}")
}

impl SourceView {
    fn new(source: &SourceIntake) -> SourceView {
        SourceView {
            source: source.source.to_string(),
            files: source.files,
            units: Units::from(&source.units),
            skipped: reasons(&source.units.skipped),
            rejected: reasons(&source.units.rejected),
            refused: source
                .refused
                .iter()
                .map(|(file, why)| FiledView {
                    source: source.source.to_string(),
                    file: file.to_string(),
                    units: Units::default(),
                    refused: Some(why.clone()),
                })
                .collect(),
            notes: source
                .notes
                .iter()
                .map(|(file, words)| FileNote { file: file.to_string(), words: words.clone() })
                .collect(),
            corpus: source.corpus,
            dated: source.dated,
            rated: source.rated,
            authored: source.authored,
            days: source.days.map(|(first, last)| [first.to_string(), last.to_string()]),
        }
    }
}

impl CoverageView {
    pub(super) fn new(coverage: &Coverage) -> CoverageView {
        let filtered: u64 = coverage.filtered.values().sum();
        let feedback_parts = Parts::new(
            coverage.feedback_themed,
            coverage.feedback_loose,
            coverage.feedback_filtered,
        );
        CoverageView {
            words: if coverage.feedback == 0 {
                "There is no feedback yet.".to_owned()
            } else {
                let [themed, loose, silent] = feedback_parts.tenths.map(phrase::tenths_text);
                format!(
                    "Of {}, {themed} speak of a theme, {loose} fit none clearly and {silent} say \
                     nothing that can be sorted.",
                    phrase::counted(coverage.feedback, "piece of feedback", "pieces of feedback")
                )
            },
            feedback: coverage.feedback,
            voices: coverage.voices,
            customers: coverage.customers(),
            feedback_parts,
            statements: coverage.statements,
            statement_parts: Parts::new(coverage.themed, coverage.loose, filtered),
            general: coverage.general,
            filtered: reasons(&coverage.filtered),
            languages: reasons(&coverage.languages),
            stances: reasons(&coverage.stances),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn less_than_one_a_week_is_no_usual_0() {
        let until = crate::model::Day(20_000);
        let words = |usual| {
            NoticeView::new(&Notice::Doubled { source: "r".into(), heard: 12, usual, until }).words
        };
        assert!(words(0).ends_with(", and usually fewer than one."), "{}", words(0));
        assert!(words(5).ends_with(", more than twice its usual 5."), "{}", words(5));
    }
}
