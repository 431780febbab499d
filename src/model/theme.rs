//! Themes: what customers keep saying, with a name that lasts.

use super::{
    AreaId, Curated, Day, DayCount, Saying, Space, StatementId, SubthemeId, ThemeId, Vectors,
};

/// What a theme is called.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Label {
    /// What a product manager would write on a sticky note.
    pub title: String,
    /// The phrases behind it, strongest first, as customers wrote them.
    pub terms: Vec<String>,
}

/// Where a theme comes from, seen from the last refit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lineage {
    /// Not seen before.
    New,
    /// The same theme as before.
    Continues,
    /// Part of what used to be another theme.
    SplitFrom(ThemeId),
    /// Took in one or more other themes, ascending, which ended.
    MergedFrom(Vec<ThemeId>),
}

/// What happened to a theme on a day: the ledger in which old ids resolve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineageEvent {
    /// The night it happened.
    pub day: Day,
    /// The theme it happened to.
    pub theme: ThemeId,
    /// `born`, `split`, `merged` or `ended`.
    pub event: &'static str,
    /// The theme it came from (`split`) or went into (`merged`, `ended`).
    pub other: Option<ThemeId>,
}

/// Where one statement belongs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Assignment {
    /// The theme.
    pub theme: ThemeId,
    /// Cosine to the theme's centre, −1 to 1.
    pub similarity: f32,
    /// Share of its nearest neighbours that are in the theme, damped when they are far, 0 to 1.
    pub confidence: f32,
    /// The number of the part of the theme, where the theme has parts.
    pub part: Option<u32>,
}

/// A statement that stands for its theme.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exemplar {
    /// Row of the statement in the corpus.
    pub statement: u32,
    /// Cosine to the theme's centre.
    pub similarity: f32,
}

/// One theme. Its members are all statements assigned to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    /// Its name for ever.
    pub id: ThemeId,
    /// The area it lies in.
    pub area: AreaId,
    /// What it is called.
    pub label: Label,
    /// The night it was first seen.
    pub born: Day,
    /// Where it comes from.
    pub lineage: Lineage,
    /// Mean cosine of its fitted members to its centre, 0 to 1.
    pub cohesion: f32,
    /// Whether it is general dissatisfaction (or delight) without a subject: never an opportunity.
    pub general: bool,
    /// Whether it was found among statements that want a change. Pains are grouped among pains and
    /// all else among all else; a corpus too small for two has themes of both in one.
    pub wants: bool,
    /// The theme of pain that it speaks against: the nearest one, for a theme of other statements
    /// that is about the same subject. Remade every night, as members are.
    pub against: Option<ThemeId>,
    /// The name of the pain of the catalogue it is of; `None` for what no catalogue knows.
    pub known: Option<String>,
    /// The ways to say what it is called: a statement counts in it when it says enough of one of them. None
    /// at all: whatever is nearest to it counts.
    pub sayings: Vec<Saying>,
    /// Unit vector of its centre, in the space's integers.
    pub centre: Vec<i16>,
    /// Rows of its statements in the corpus, ascending.
    pub members: Vec<u32>,
    /// Statements that stand for it, best first.
    pub exemplars: Vec<Exemplar>,
    /// Row of the shortest whole statement that says what it is about, in a customer's own words.
    pub gist: Option<u32>,
}

/// A part of a theme that is large and splits cleanly. Parts are shown, never ranked.
#[derive(Clone, Debug, PartialEq)]
pub struct Subtheme {
    /// Its name for ever.
    pub id: SubthemeId,
    /// What it is called, beside the other parts of its theme.
    pub label: Label,
    /// The night it was first seen.
    pub born: Day,
    /// Unit vector of its centre: what is nearest to it, among the theme's statements, is its own.
    pub centre: Vec<i16>,
    /// Rows of its statements in the corpus, ascending.
    pub members: Vec<u32>,
}

/// The parts of one theme: every statement of the theme is in exactly one of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    /// The theme.
    pub theme: ThemeId,
    /// The next free number of a part; numbers are never reused.
    pub next: u32,
    /// The parts, ascending number: none (it had some once), or two and more.
    pub parts: Vec<Subtheme>,
}

/// A group of neighbouring themes: the union of them, nothing else.
#[derive(Clone, Debug, PartialEq)]
pub struct Area {
    /// Its name for ever.
    pub id: AreaId,
    /// What it is called.
    pub label: Label,
    /// Its themes, ascending id.
    pub themes: Vec<ThemeId>,
}

/// Every statement's place: in a theme, loose or filtered.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Themes {
    /// Areas, ascending id.
    pub areas: Vec<Area>,
    /// Themes, ascending id.
    pub themes: Vec<Theme>,
    /// Themes that have parts, ascending id.
    pub splits: Vec<Split>,
    /// For each statement row, its theme; `None` when loose or filtered.
    pub assignments: Vec<Option<Assignment>>,
    /// Rows of statements that fit nowhere, ascending.
    pub loose: Vec<u32>,
    /// Themes that people took out of the ranking, ascending id.
    pub muted: Vec<ThemeId>,
}

impl Themes {
    /// The theme with that id, by binary search.
    pub fn get(&self, id: ThemeId) -> Option<&Theme> {
        self.themes.binary_search_by_key(&id, |theme| theme.id).ok().map(|at| &self.themes[at])
    }

    /// Rows of statements in the themes that speak against a theme, theme after theme.
    pub fn against(&self, id: ThemeId) -> impl Iterator<Item = u32> + '_ {
        let themes = self.themes.iter().filter(move |theme| theme.against == Some(id));
        themes.flat_map(|theme| theme.members.iter().copied())
    }

    /// The parts of a theme, ascending number; none where it has none.
    pub fn parts(&self, id: ThemeId) -> &[Subtheme] {
        let found = self.splits.binary_search_by_key(&id, |split| split.theme);
        found.map_or(&[], |at| &self.splits[at].parts)
    }

    /// The area with that id, by binary search.
    pub fn area(&self, id: AreaId) -> Option<&Area> {
        self.areas.binary_search_by_key(&id, |area| area.id).ok().map(|at| &self.areas[at])
    }
}

/// What the next night must know to give the same statements the same themes: written whole with
/// each run, read by the next.
#[derive(Clone, Debug, PartialEq)]
pub struct Memory {
    /// The space all vectors here live in.
    pub space: Space,
    /// The night of the last fit.
    pub fitted_on: Day,
    /// Statements in the corpus at the last fit.
    pub fitted_size: u64,
    /// Themes without members and exemplars (those are remade every night).
    pub themes: Vec<Theme>,
    /// Areas.
    pub areas: Vec<Area>,
    /// Themes that have parts, or had some, ascending id; parts without members.
    pub splits: Vec<Split>,
    /// Vectors of the fit sample (and of the founders of themes opened since).
    pub sample: Vectors,
    /// The theme of each row of `sample`.
    pub sample_themes: Vec<ThemeId>,
    /// How many statements of the corpus each row of `sample` stood for when it was drawn (copies
    /// of it, and what was thinned): shares of the past are counted with it.
    pub sample_weights: Vec<u32>,
    /// Vectors of the draw that were left out of `sample` because they lie alone.
    pub strays: Vectors,
    /// How many statements each of those stood for.
    pub stray_weights: Vec<u32>,
    /// A new statement that wants a change and whose mean cosine to its three nearest rows of such
    /// statements is below this is a stranger.
    pub stranger_below: f32,
    /// The same for all other statements.
    pub stranger_below_others: f32,
    /// The next free theme number; ids are never reused.
    pub next_theme: u32,
    /// The next free area number.
    pub next_area: u32,
    /// Everything that ever happened to a theme, oldest first.
    pub ledger: Vec<LineageEvent>,
    /// Where every statement was put: id, hash of its text (a changed text is assigned anew), and
    /// its place; `None` is loose. Ascending id.
    pub places: Vec<(StatementId, u64, Option<Assignment>)>,
    /// What was heard on which day, by source and theme: only where feedback leaves with age, for the
    /// nights after its records have left. Ascending (source, theme, day).
    pub counts: Vec<DayCount>,
    /// What people's corrections made of it that night. Everything above is as the program found
    /// it, so that taking a correction back gives back exactly what was before.
    pub curated: Curated,
}

impl Theme {
    /// A theme of a pain without members, in the first area.
    pub fn blank(id: ThemeId, label: Label) -> Theme {
        Theme {
            id,
            area: AreaId(1),
            label,
            born: Day(0),
            lineage: Lineage::New,
            cohesion: 0.0,
            general: false,
            wants: true,
            known: None,
            sayings: Vec::new(),
            gist: None,
            against: None,
            centre: Vec::new(),
            exemplars: Vec::new(),
            members: Vec::new(),
        }
    }
}

impl Memory {
    /// A memory of no theme, but that numbers below `next_theme` were given to themes.
    pub fn blank(next_theme: u32, today: Day) -> Memory {
        Memory {
            space: Space::default(),
            fitted_on: today,
            fitted_size: 0,
            themes: Vec::new(),
            areas: Vec::new(),
            splits: Vec::new(),
            sample: Vectors::default(),
            sample_themes: Vec::new(),
            sample_weights: Vec::new(),
            strays: Vectors::default(),
            stray_weights: Vec::new(),
            stranger_below: 0.0,
            stranger_below_others: 0.0,
            next_theme,
            next_area: 1,
            ledger: Vec::new(),
            places: Vec::new(),
            counts: Vec::new(),
            curated: Curated::default(),
        }
    }

    /// What is remembered of the parts of a theme, by binary search.
    pub fn split(&self, id: ThemeId) -> Option<&Split> {
        let found = self.splits.binary_search_by_key(&id, |split| split.theme);
        found.ok().map(|at| &self.splits[at])
    }

    /// Where every statement was put that night, people's corrections included: ascending id.
    pub fn curated_places(
        &self,
    ) -> impl Iterator<Item = (StatementId, u64, Option<Assignment>)> + '_ {
        let mut corrected = self.curated.places.iter().peekable();
        self.places.iter().map(move |&(id, hash, place)| {
            while corrected.next_if(|one| one.statement < id).is_some() {}
            match corrected.next_if(|one| one.statement == id) {
                Some(one) => (id, hash, one.place),
                None => (id, hash, place),
            }
        })
    }
}
