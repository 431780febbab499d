//! People's corrections in the night: read and checked before it, replayed in it, tried without it.
//!
//! Takes the curation file and what the night has found; gives the findings as corrected. What needs
//! vectors (the next best theme, examples) and words (splits, saved searches) is asked here of the
//! rooms that have them, so that the room of corrections stays arithmetic on ids.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;

use crate::curation::{self, Applied, Given, Rules, Taught, Told};
use crate::index::Words;
use crate::model::{
    Action, Assignment, Corpus, Curation, EntryId, FeedbackId, LineageEvent, Memory, Placing,
    ThemeId, Vectors,
};
use crate::space::{Encoder, Reading};
use crate::store::{CURATION, Workspace};
use crate::text::Analyser;
use crate::themes::{self, Assigners, Examples};

use super::Error;
use super::alignment::Gate;
use super::context::encoded;
use super::exemplary;
use super::indexing::open_index;

/// The corrections of a night.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Corrections {
    /// The entries.
    pub curation: Curation,
    /// The file they stand in, as it is.
    pub text: String,
    /// What each saved search finds, ascending id; one that is not here is asked of the texts.
    pub found: BTreeMap<EntryId, Vec<FeedbackId>>,
}

impl Corrections {
    /// The entries of a text; their searches are not asked yet.
    ///
    /// # Errors
    /// [`Error::Curation`] with everything that is wrong with it by itself.
    pub fn read(text: String, file: &str) -> Result<Corrections, Error> {
        let curation = curation::read(&text).map_err(|faults| told(file, &faults))?;
        let mut faults = curation::contradictions(&curation);
        faults.extend(unreadable(&curation));
        if !faults.is_empty() {
            faults.sort_by_key(|fault| fault.line);
            return Err(told(file, &faults));
        }
        Ok(Corrections { curation, text, found: BTreeMap::new() })
    }

    /// What a workspace's file says, checked against the themes its newest run knows of.
    ///
    /// # Errors
    /// [`Error::Curation`] with everything that is wrong with it; [`Error::Store`] when the disk
    /// refuses.
    pub fn of(workspace: &Workspace) -> Result<Corrections, Error> {
        let text = workspace.curation()?;
        if text.trim().is_empty() {
            return Ok(Corrections::default());
        }
        let file = workspace.root().join(CURATION).display().to_string();
        let corrections = Corrections::read(text, &file)?;
        let newest = workspace.latest()?;
        let memory = newest.map(|run| workspace.memory(&run.id)).transpose()?.flatten();
        let ledger = memory.map(|memory| memory.ledger).unwrap_or_default();
        corrections.known_in(&ledger, &file)?;
        Ok(corrections)
    }

    /// Refuses entries about themes that never were.
    ///
    /// # Errors
    /// [`Error::Curation`].
    pub fn known_in(&self, ledger: &[LineageEvent], file: &str) -> Result<(), Error> {
        let known = |id: ThemeId| ledger.iter().any(|event| event.theme == id);
        let faults = curation::unknown(&self.curation, &known);
        if faults.is_empty() { Ok(()) } else { Err(told(file, &faults)) }
    }

    /// Asks the search index what the saved searches find.
    ///
    /// # Errors
    /// [`Error::Index`] when the index refuses.
    pub(super) fn search(&mut self, workspace: &Workspace) -> Result<(), Error> {
        let tracked: Vec<(EntryId, String)> = (self.curation.in_force().into_iter())
            .filter_map(|entry| match &entry.action {
                Action::Track { query, .. } => Some((entry.id, query.clone())),
                _ => None,
            })
            .collect();
        if tracked.is_empty() {
            return Ok(());
        }
        let asked = || -> Result<Vec<(EntryId, Vec<FeedbackId>)>, Error> {
            let index = open_index(workspace)?;
            let one = |(entry, query)| {
                let search = crate::index::Search { query, exact: true, ..Default::default() };
                Ok((entry, index.ids(&search)?))
            };
            tracked.into_iter().map(one).collect()
        };
        match asked() {
            Ok(found) => self.found.extend(found),
            // While people are forgotten the index is made again last: the texts are asked.
            Err(Error::Index(error)) if error.is_stale() => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Names the entries in force: the same entries have the same name wherever they stand in the
    /// file; nothing where none is in force.
    pub fn name(&self) -> String {
        let in_force = self.curation.in_force();
        if in_force.is_empty() {
            return String::new();
        }
        let mut hasher = blake3::Hasher::new();
        for entry in in_force {
            // The derived `Debug` prints every field.
            let all = format!(
                "{:?}{:?}{:?}{:?}{:?}\n",
                entry.id, entry.action, entry.by, entry.on, entry.why
            );
            hasher.update(all.as_bytes());
        }
        hasher.finalize().to_hex().to_string()
    }
}

fn told(file: &str, faults: &[curation::Fault]) -> Error {
    let lines: Vec<String> = faults.iter().map(|fault| format!("{file}:{fault}")).collect();
    Error::Curation(lines.join("\n"))
}

/// Entries whose words no search can read.
fn unreadable(curation: &Curation) -> Vec<curation::Fault> {
    let fault = |line: usize, problem: String, fix: &str| curation::Fault {
        line,
        other: None,
        problem,
        fix: fix.to_owned(),
    };
    let mut faults = Vec::new();
    for entry in curation.in_force() {
        let (query, splits) = match &entry.action {
            Action::Split { words, .. } => (words, true),
            Action::Track { query, .. } => (query, false),
            _ => continue,
        };
        match Words::new(query) {
            Err(error) => faults.push(fault(entry.line, error.to_string(), "")),
            Ok(words) if splits && words.field().is_some() => {
                let problem = format!("{}: belongs to a record", words.field().unwrap_or_default());
                let fix = "a theme is split by the words of its statements; `earful theme track` \
                           takes any search";
                faults.push(fault(entry.line, problem, fix));
            }
            Ok(_) => {}
        }
    }
    faults
}

/// What moved statements teach in a night.
pub struct Lessons<'a> {
    curation: &'a Curation,
    /// What they taught so far.
    pub(super) taught: Taught,
}

/// No entry.
static NOTHING: Curation = Curation { entries: Vec::new() };

impl Lessons<'static> {
    /// Nothing to teach.
    pub(super) fn none() -> Lessons<'static> {
        Lessons::afresh(&NOTHING)
    }
}

impl<'a> Lessons<'a> {
    /// The lessons of a night that puts everything afresh.
    pub(super) fn afresh(curation: &'a Curation) -> Lessons<'a> {
        Lessons { curation, taught: Taught::new() }
    }

    /// The lessons of a night that goes on: what was taught before holds as long as its entry does.
    pub(super) fn after(curation: &'a Curation, before: &Memory) -> Lessons<'a> {
        let in_force: Vec<EntryId> = curation.in_force().iter().map(|entry| entry.id).collect();
        let taught = (before.curated.places.iter())
            .filter(|one| one.by == Placing::Taught && in_force.contains(&one.entry))
            .filter_map(|one| Some((one.statement, (one.entry, one.place?))))
            .collect();
        Lessons { curation, taught }
    }

    /// The examples of tonight; `None` where nothing was moved.
    pub(super) fn examples(
        &self,
        corpus: &Corpus,
        memory: &Memory,
        encoder: &Encoder<'_>,
    ) -> Option<Teacher> {
        if self.curation.entries.is_empty() {
            return None;
        }
        let mut moved = exemplary::examples(self.curation, corpus, memory, encoder);
        if moved.is_empty() {
            return None;
        }
        let rows: Vec<u32> = moved.iter().map(|one| one.1).collect();
        let vectors = encoded(corpus, &rows, encoder);
        // In the order in which they were moved.
        let mut order: Vec<u32> = (0..rows.len() as u32).collect();
        order.sort_by_key(|&at| (moved[at as usize].0, rows[at as usize]));
        let examples = Examples::new(vectors.select(&order));
        moved.sort_unstable();
        Some(Teacher {
            examples,
            of: moved.into_iter().map(|(id, _, theme)| (id, theme)).collect(),
        })
    }

    /// Teaches some rows, all of them anew.
    pub(super) fn teach(
        &mut self,
        teacher: &Teacher,
        corpus: &Corpus,
        assigners: &Assigners,
        (rows, wants, vectors): (&[u32], &[bool], &Vectors),
    ) {
        let found = teacher.examples.of(assigners, wants, vectors);
        for (&row, found) in rows.iter().zip(found) {
            let id = corpus.id_of(&corpus.statements()[row as usize]);
            self.taught.remove(&id);
            if let Some((example, similarity)) = found {
                let (entry, theme) = teacher.of[example];
                let place = Assignment { theme, similarity, confidence: similarity, part: None };
                self.taught.insert(id, (entry, place));
            }
        }
    }
}

/// Moved statements as examples, each with the entry that moved it and where to.
pub struct Teacher {
    examples: Examples,
    of: Vec<(EntryId, ThemeId)>,
}

/// A night's places with every correction in them; `None` where there is none.
pub(super) fn corrected(
    corrections: &Corrections,
    corpus: &Corpus,
    memory: &Memory,
    places: &[Option<Assignment>],
    taught: &Taught,
    encoder: &Encoder<'_>,
) -> Option<(Applied, Rules)> {
    let mut rules = Rules::new(&corrections.curation, memory);
    if rules.is_empty() {
        return None;
    }
    let told = rules.told(corpus);
    let applied = applied(&rules, &told, corpus, memory, places, taught, encoder);
    Some((applied, rules))
}

fn applied(
    rules: &Rules,
    told: &BTreeMap<u32, Told>,
    corpus: &Corpus,
    memory: &Memory,
    places: &[Option<Assignment>],
    taught: &Taught,
    encoder: &Encoder<'_>,
) -> Applied {
    let rows: Vec<u32> = told.keys().copied().collect();
    let vectors = encoded(corpus, &rows, encoder);
    let vector = |row: u32| rows.binary_search(&row).ok().map(|at| vectors.row(at));
    // Laid out only when somebody is put out of a theme.
    let others: OnceCell<(Assigners, Gate<'_>)> = OnceCell::new();
    let reading = RefCell::new(Reading::default());
    let words: Vec<Option<Words>> =
        rules.queries().iter().map(|query| Words::new(query).ok()).collect();
    let analyser = RefCell::new(Analyser::new());
    let statement = |row: u32| &corpus.statements()[row as usize];
    curation::apply(
        rules,
        &Given {
            corpus,
            memory,
            places,
            told,
            taught,
            says: &|query, row| {
                let (one, text) = (statement(row), corpus.text_of(statement(row)));
                let lang = corpus.feedback_of(one).lang;
                let words = words.get(query).and_then(Option::as_ref);
                words.is_some_and(|words| words.said(&mut analyser.borrow_mut(), text, lang))
            },
            near: &|row, theme| {
                vector(row).map_or((0.0, None), |vector| themes::near(memory, theme, vector))
            },
            next: &|row, out| {
                let (assigners, gate) = others
                    .get_or_init(|| (Assigners::new(memory), Gate::new(encoder.table(), memory)));
                let wants = statement(row).stance.wants_change();
                let next = assigners.assign_without(wants, vector(row)?, out)?;
                gate.counts(&mut reading.borrow_mut(), corpus, row, next).then_some(next)
            },
        },
    )
}
