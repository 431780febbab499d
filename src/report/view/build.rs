//! An analysis to its published shape.
//!
//! Takes the night's findings, the corpus and the settings, gives the [`View`]; what several parts
//! need is worked out once, in [`Context`].

use rayon::prelude::*;

use super::{
    AlarmView, AreaView, Changes, CoverageView, CurationView, IntakeView, Limits, MeetingView,
    Method, OpportunityView, RunView, SCHEMA, Summary, ThemeView, View, few,
};
use crate::model::{Analysis, Corpus, ThemeId};
use crate::report::Settings;

/// What the parts of a view are made from.
pub(super) struct Context<'a> {
    pub(super) analysis: &'a Analysis,
    pub(super) corpus: &'a Corpus,
    pub(super) settings: &'a Settings,
    /// The author of every feedback row (see [`Corpus::authors`]).
    pub(super) authors: &'a [u32],
    /// Whether any feedback carries a rating.
    pub(super) anything_rated: bool,
}

impl View {
    /// Publishes one night's findings. Costs one pass over the statements of every theme.
    pub fn new(analysis: &Analysis, corpus: &Corpus, settings: &Settings) -> View {
        let authors = corpus.authors();
        let sheltered = few::sheltered(analysis, corpus, authors, settings.least_authors);
        let analysis = &*sheltered;
        let context = Context {
            analysis,
            corpus,
            settings,
            authors,
            anything_rated: corpus.feedback().iter().any(|feedback| feedback.rating.is_some()),
        };
        let mut opportunities: Vec<OpportunityView> = analysis
            .opportunities
            .par_iter()
            .map(|one| OpportunityView::new(one, &context))
            .collect();
        opportunities.sort_by_key(|one| one.rank);
        let themes: Vec<ThemeView> = analysis
            .themes
            .themes
            .par_iter()
            .map(|theme| ThemeView::new(theme, &context))
            .collect();
        let intake = IntakeView::new(&analysis.intake);
        let coverage = CoverageView::new(&analysis.coverage);
        let alarms = AlarmView::all(analysis);
        let changes = Changes::new(&context, &opportunities, &alarms);
        let curation = CurationView::new(&context);
        View {
            schema: SCHEMA.to_owned(),
            run: RunView {
                id: analysis.run.id.clone(),
                sequence: analysis.run.sequence,
                today: analysis.run.today.to_string(),
                program: analysis.run.program.clone(),
                company: analysis.run.company.trim().to_owned(),
            },
            as_of: analysis.as_of.map(|day| day.to_string()),
            limits: Limits { top: settings.top, pages: settings.pages },
            summary: Summary::new(
                analysis,
                &alarms,
                &opportunities,
                &intake,
                &coverage,
                &changes,
                curation.as_ref(),
            ),
            alarms,
            areas: AreaView::all(&context, &opportunities),
            curation,
            meeting: (analysis.meeting.as_ref())
                .map(|meeting| MeetingView::new(meeting, &|theme| title_in(&themes, theme))),
            method: Method::new(analysis),
            changes,
            opportunities,
            themes,
            intake,
            coverage,
        }
    }
}

impl AlarmView {
    /// The alarms of one night as its view has them, without making the rest of it.
    pub fn of_night(analysis: &Analysis, corpus: &Corpus, settings: &Settings) -> Vec<AlarmView> {
        if analysis.alarms.is_empty() {
            return Vec::new();
        }
        let least = settings.least_authors;
        AlarmView::all(&few::sheltered(analysis, corpus, corpus.authors(), least))
    }
}

/// What a theme is called in a view; its id where it is not there.
fn title_in(themes: &[ThemeView], theme: ThemeId) -> String {
    let id = theme.to_string();
    themes.iter().find(|one| one.id == id).map_or(id, |one| one.title.clone())
}

impl View {
    /// What a theme is called; its id where it is not there.
    pub fn title(&self, theme: ThemeId) -> String {
        title_in(&self.themes, theme)
    }
}
