//! What became of every record and every statement, so that the report adds up to 100 %.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::{
    Corpus, Coverage, FileReceipt, Lang, NightIntake, Notice, SourceIntake, Themes,
};

/// Counts where every statement and every piece of feedback of the corpus went.
///
/// Statements: themed + loose + filtered. Feedback: themed (at least one themed statement), else
/// loose (at least one loose one), else filtered.
pub fn coverage(corpus: &Corpus, themes: &Themes) -> Coverage {
    let general: BTreeSet<_> =
        themes.themes.iter().filter(|theme| theme.general).map(|theme| theme.id).collect();
    let mut counts = Coverage {
        feedback: corpus.feedback().len() as u64,
        voices: distinct(corpus.voices()),
        authors: distinct(corpus.authors()),
        voters: corpus.ballots().iter().map(|&(_, voters)| u64::from(voters)).sum(),
        statements: corpus.statements().len() as u64,
        ..Coverage::default()
    };
    let mut stances: BTreeMap<&str, u64> = BTreeMap::new();
    let mut filtered: BTreeMap<&str, u64> = BTreeMap::new();
    let mut languages: BTreeMap<Lang, u64> = BTreeMap::new();
    for (row, feedback) in corpus.feedback().iter().enumerate() {
        let (mut themed, mut loose) = (false, false);
        for at in corpus.statements_of(row as u32) {
            let statement = &corpus.statements()[at];
            *stances.entry(statement.stance.name()).or_default() += 1;
            match (&themes.assignments[at], statement.filtered) {
                (Some(place), _) => {
                    themed = true;
                    counts.themed += 1;
                    counts.general += u64::from(general.contains(&place.theme));
                }
                (None, Some(reason)) => {
                    *filtered.entry(reason.name()).or_default() += 1;
                }
                (None, None) => {
                    loose = true;
                    counts.loose += 1;
                }
            }
        }
        match (themed, loose) {
            (true, _) => counts.feedback_themed += 1,
            (false, true) => counts.feedback_loose += 1,
            (false, false) => counts.feedback_filtered += 1,
        }
        *languages.entry(feedback.lang).or_default() += 1;
    }
    let named = |(name, count): (&str, u64)| (name.to_owned(), count);
    counts.stances = stances.into_iter().map(named).collect();
    counts.filtered = filtered.into_iter().map(named).collect();
    counts.languages =
        languages.into_iter().map(|(lang, count)| (lang.code().to_owned(), count)).collect();
    counts
}

fn distinct(numbers: &[u32]) -> u64 {
    numbers.iter().enumerate().filter(|&(row, &number)| row as u32 == number).count() as u64
}

/// What each source gave since the last run and what it holds in all, from the files' receipts.
pub fn night_intake(corpus: &Corpus, mut files: Vec<FileReceipt>) -> NightIntake {
    files.sort_by(|a, b| (&a.source, &a.file, &a.hash).cmp(&(&b.source, &b.file, &b.hash)));
    let mut sources: BTreeMap<Arc<str>, SourceIntake> = BTreeMap::new();
    for file in &files {
        let source = named(&mut sources, &file.source);
        source.files += 1;
        source.units.add(&file.units);
        if let Some(reason) = &file.refused {
            source.refused.push((file.file.clone(), reason.clone()));
        }
        if let Some(note) = &file.note {
            source.notes.push((file.file.clone(), note.clone()));
        }
    }
    for feedback in corpus.feedback() {
        let source = named(&mut sources, &feedback.source);
        source.corpus += 1;
        source.rated += u64::from(feedback.rating.is_some());
        source.authored += u64::from(feedback.author.is_some());
        if let Some(day) = feedback.day() {
            source.dated += 1;
            source.days = Some(match source.days {
                Some((first, last)) => (first.min(day), last.max(day)),
                None => (day, day),
            });
        }
    }
    let sources: Vec<SourceIntake> = sources.into_values().collect();
    let notices = sources.iter().filter_map(wordless).collect();
    NightIntake { sources, files, notices }
}

/// Records without a text from which a source is told of when it has no other: a few may be forms
/// that were sent empty.
const WORDLESS_FROM: u64 = 5;

fn wordless(source: &SourceIntake) -> Option<Notice> {
    let records = source.units.skipped.get("no_text").copied().unwrap_or(0);
    let nothing = source.corpus == 0 && source.units.kept + source.units.superseded == 0;
    (nothing && records >= WORDLESS_FROM)
        .then(|| Notice::Wordless { source: source.source.clone(), records })
}

fn named<'a>(
    sources: &'a mut BTreeMap<Arc<str>, SourceIntake>,
    name: &Arc<str>,
) -> &'a mut SourceIntake {
    sources
        .entry(name.clone())
        .or_insert_with(|| SourceIntake { source: name.clone(), ..SourceIntake::default() })
}
