//! A workspace opened for reading, whole: its newest report, which statement is in which theme, the
//! index, its records.
//!
//! Takes a workspace; gives one state of it, which stays what it is while nights are published. The
//! pages and the tools for assistants answer from it.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::index::{Index, JoinedSegments, Page, Search};
use crate::model::{Action, Feedback, FeedbackId, Memory, StatementId, ThemeId, Vectors};
use crate::report::View;
use crate::report::view::{OpportunityView, ThemeView};
use crate::store::{Found, Lookup, Manifest, Stamp, Workspace};

use super::Error;
use super::answers::{CopyAnswer, RecordAnswer};
use super::behind::Behind;
use super::correcting::{entries, living};
use super::indexing::open_index;
use super::joined::joined_segments;
use super::settings::Settings;
use super::voices::{copies_among, kept_voices};

/// Copies of a record that are named; more are counted in its report.
const COPIES: usize = 50;

/// What a search is held to beside its words and filters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    /// Statements of a theme, by any id it ever had, or of a saved search.
    Theme(ThemeId),
    /// Statements that fit no theme yet.
    NoTheme,
}

/// One state of a workspace.
pub struct Reader {
    workspace: Workspace,
    stamp: Stamp,
    run: Manifest,
    view: View,
    report: Vec<u8>,
    /// Without places and vectors: what resolves ids.
    memory: Option<Memory>,
    /// Statements in a theme, ascending.
    places: Vec<(StatementId, ThemeId)>,
    members: BTreeMap<ThemeId, Vec<StatementId>>,
    loose: Vec<StatementId>,
    index: Result<Index, Error>,
    segments: Vec<String>,
    /// Segments of the customers file, once a search asked for one.
    joined: OnceLock<JoinedSegments>,
    lookup: Result<Lookup, Error>,
    behind: Behind,
    /// Records that share a voice with another, by voice and then by record.
    voices: Vec<(FeedbackId, FeedbackId)>,
}

impl Reader {
    /// Opens the newest state; `None` where there is no run yet. `voice_days` as in the settings.
    ///
    /// # Errors
    /// [`Error::Store`] when the newest run cannot be read. An index or a corpus that cannot be read
    /// is an error of those who ask for it.
    pub fn open(workspace: &Workspace, voice_days: u32) -> Result<Option<Reader>, Error> {
        let stamp = workspace.stamp()?;
        let Some(run) = workspace.latest()? else { return Ok(None) };
        let report = workspace.run_file(&run.id, "report.json")?;
        let view = View::from_json(&report).map_err(|error| Error::Usage(error.to_string()))?;
        let mut memory = workspace.memory(&run.id)?;
        let (mut places, mut members, mut loose) = (Vec::new(), BTreeMap::new(), Vec::new());
        if let Some(memory) = &mut memory {
            for (id, _, place) in memory.curated_places() {
                match place {
                    Some(place) => {
                        places.push((id, place.theme));
                        members.entry(place.theme).or_insert_with(Vec::new).push(id);
                    }
                    None => loose.push(id),
                }
            }
            // Saved searches are asked of the index as it is.
            for entry in entries(workspace)?.in_force() {
                let Action::Track { id, .. } = &entry.action else { continue };
                if let Ok(Some(found)) = super::records_of_search(workspace, *id) {
                    members.insert(*id, statements_of(memory, &found));
                }
            }
            memory.places = Vec::new();
            memory.sample = Vectors::new(memory.sample.width());
            memory.strays = Vectors::new(memory.strays.width());
        }
        let upto = run.segments.last().copied().unwrap_or(0);
        let index = open_index(workspace);
        let segments = index.as_ref().ok().and_then(|index| index.segments().ok());
        // What is wrong with an index or a segment is told to those who ask for it.
        let covers = index.as_ref().map_or(upto, Index::covers);
        let behind = Behind::of(workspace, covers, Some(&run)).unwrap_or_default();
        Ok(Some(Reader {
            index,
            segments: segments.unwrap_or_default(),
            joined: OnceLock::new(),
            lookup: workspace.lookup().map_err(Error::Store),
            behind,
            voices: kept_voices(workspace, upto, voice_days)?,
            workspace: workspace.clone(),
            stamp,
            run,
            view,
            report,
            memory,
            places,
            members,
            loose,
        }))
    }

    /// Whether the workspace is still what it was when this was opened.
    ///
    /// # Errors
    /// [`Error::Store`] when the disk refuses.
    pub fn is_current(&self) -> Result<bool, Error> {
        Ok(self.workspace.stamp()? == self.stamp)
    }

    /// Names this state: another state has another stamp.
    pub fn stamp(&self) -> &Stamp {
        &self.stamp
    }

    /// The workspace.
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// The newest run.
    pub fn run(&self) -> &Manifest {
        &self.run
    }

    /// Its report.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// Its `report.json`, as it was published.
    pub fn report(&self) -> &[u8] {
        &self.report
    }

    /// Statements that fit no theme yet.
    pub fn loose(&self) -> usize {
        self.loose.len()
    }

    /// What the search index holds, or what is wrong with it.
    pub fn index(&self) -> Result<&Index, &Error> {
        self.index.as_ref()
    }

    /// How far the search and the report are behind what was read.
    pub fn behind(&self) -> Behind {
        self.behind
    }

    /// The names of all segments, ascending.
    pub fn segments(&self) -> &[String] {
        &self.segments
    }

    /// The theme that carries an id today, through refits and merges.
    pub fn living(&self, theme: ThemeId) -> Option<ThemeId> {
        self.memory.as_ref().and_then(|memory| living(memory, theme))
    }

    /// A theme by any id it ever had, with its place in the ranking where it has one.
    pub fn theme(&self, asked: ThemeId) -> Option<(&ThemeView, Option<&OpportunityView>)> {
        let id = self.living(asked).unwrap_or(asked).to_string();
        let theme = self.view.themes.iter().find(|one| one.id == id)?;
        Some((theme, self.view.opportunities.iter().find(|one| one.theme == id)))
    }

    /// The statements that a search within something is held to; `None` where there is no such
    /// theme.
    pub fn statements(&self, within: Within) -> Option<&[StatementId]> {
        match within {
            Within::NoTheme => Some(&self.loose),
            Within::Theme(theme) => {
                let saved = self.members.get(&theme).filter(|_| theme.made().is_some());
                saved.or_else(|| self.members.get(&self.living(theme)?)).map(Vec::as_slice)
            }
        }
    }

    /// Segments of the customers file, where the query, a filter or one of `facets` asks for one. They are
    /// made once in the life of this state.
    ///
    /// # Errors
    /// As [`joined_segments`].
    fn joined<'a>(
        &'a self,
        search: &Search<'a>,
        facets: &[String],
        settings: &Settings,
    ) -> Result<Option<&'a JoinedSegments>, Error> {
        if let Some(made) = self.joined.get() {
            return Ok(Some(made));
        }
        let filters = search.segments.iter().map(|one| one.0.clone());
        let names = filters.chain(facets.iter().cloned());
        let made = joined_segments(&self.workspace, settings, &search.query, names)?;
        Ok(made.map(|made| self.joined.get_or_init(|| made)))
    }

    /// A search with what its query and `within` say of themes filled in, and with the segments of the
    /// customers file where it asks for one, or `facets` do.
    ///
    /// # Errors
    /// [`Error::Index`] when the query cannot be read; [`Error::Usage`] when there is no such theme;
    /// [`Error::Settings`] when the customers file cannot be read.
    pub fn prepared<'a>(
        &'a self,
        mut search: Search<'a>,
        within: Option<Within>,
        facets: &[String],
        settings: &Settings,
    ) -> Result<Search<'a>, Error> {
        search.joined = self.joined(&search, facets, settings)?;
        search.only = within
            .map(|within| {
                self.statements(within).ok_or_else(|| match within {
                    Within::Theme(theme) => Error::Usage(format!(
                        "there is no theme {theme}: the list of themes has those there are"
                    )),
                    Within::NoTheme => Error::Usage("nothing is known of themes yet".to_owned()),
                })
            })
            .transpose()?;
        for name in
            crate::index::named(&search.query).map_err(|fault| Error::Index(fault.into()))?
        {
            // What is no number of a theme is the query's fault: the index points at it.
            let Ok(theme) = name.parse() else { continue };
            let found = self.statements(Within::Theme(theme)).ok_or_else(|| {
                Error::Usage(format!(
                    "there is no theme {theme}: the list of themes has those there are"
                ))
            })?;
            search.themes.push((name, found.to_vec()));
        }
        Ok(search)
    }

    /// The record of an id here; `None` where there is none.
    ///
    /// # Errors
    /// What is wrong with the corpus.
    pub fn found(&self, id: FeedbackId) -> Result<Option<Found>, Error> {
        match &self.lookup {
            Ok(lookup) => Ok(lookup.find(id)?),
            Err(error) => Err(Error::Usage(error.to_string())),
        }
    }

    /// A record whole, by its id here.
    ///
    /// # Errors
    /// As [`Reader::found`].
    pub fn record(&self, id: FeedbackId) -> Result<Option<RecordAnswer>, Error> {
        self.found(id)?.map(|found| self.whole(&found)).transpose()
    }

    /// The same of a record that was looked up.
    ///
    /// # Errors
    /// As [`Reader::found`].
    pub fn whole(&self, found: &Found) -> Result<RecordAnswer, Error> {
        let id = found.feedback.id;
        let title = |theme: ThemeId| {
            let id = theme.to_string();
            let known = self.view.themes.iter().find(|one| one.id == id);
            known.map_or_else(String::new, |one| one.title.clone())
        };
        let places: Vec<Option<(ThemeId, String)>> = (found.statements.iter())
            .map(|one| {
                let id = StatementId { feedback: id, ordinal: one.ordinal };
                let at = self.places.binary_search_by_key(&id, |place| place.0).ok()?;
                let theme = self.places[at].1;
                Some((theme, title(theme)))
            })
            .collect();
        let mut answer = RecordAnswer::of(&found.feedback, &found.statements, &places, &[]);
        for other in copies_among(&self.voices, id).into_iter().take(COPIES) {
            if let Some(Found { feedback: Feedback { external, source, .. }, .. }) =
                self.found(other)?
            {
                answer
                    .copies
                    .push(CopyAnswer { record: external.to_string(), source: source.to_string() });
            }
        }
        Ok(answer)
    }

    /// Records with the number that people see, in one source or in any: at most `most`.
    ///
    /// # Errors
    /// [`Error::Index`] or [`Error::Usage`] when the index cannot be asked.
    pub fn numbered(
        &self,
        number: &str,
        source: Option<&str>,
        most: usize,
    ) -> Result<Vec<crate::index::Hit>, Error> {
        let sources: Vec<String> = source.map(str::to_owned).into_iter().collect();
        match &self.index {
            Ok(index) => Ok(index.numbered(number, &sources, most)?),
            Err(error) => Err(Error::Usage(error.to_string())),
        }
    }

    /// Runs a search that is [`Reader::prepared`].
    ///
    /// # Errors
    /// [`Error::Index`] when the query cannot be read or the disk refuses, [`Error::Usage`] when
    /// there is no index.
    pub fn search(&self, search: &Search<'_>) -> Result<Page, Error> {
        match &self.index {
            Ok(index) => Ok(index.search(search)?),
            Err(error) => Err(Error::Usage(error.to_string())),
        }
    }
}

/// The statements in a theme of a night, people's corrections included.
pub fn members(memory: &Memory, theme: ThemeId) -> Vec<StatementId> {
    let inside =
        memory.curated_places().filter(|(_, _, place)| place.is_some_and(|p| p.theme == theme));
    inside.map(|(id, _, _)| id).collect()
}

/// All statements of some records, which come ascending; a record without any stands as its first.
pub fn statements_of(memory: &Memory, records: &[FeedbackId]) -> Vec<StatementId> {
    let first = |&feedback: &FeedbackId| StatementId { feedback, ordinal: 0 };
    let known = memory.places.iter().map(|(id, _, _)| *id);
    let mut all: Vec<StatementId> =
        known.filter(|id| records.binary_search(&id.feedback).is_ok()).collect();
    all.extend(records.iter().map(first));
    all.sort_unstable();
    all.dedup();
    all
}
