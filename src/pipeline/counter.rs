//! What speaks against a theme, looked for on purpose.
//!
//! Takes an opened run, its report and a theme; gives praise of the same thing, segments without the
//! pain, who is missing from the sample, and the records whose reading would settle its rank most.
//! Praise counts as of the same thing where a statement would fall into this theme if it complained
//! (held against the pains' own examples as a complaint is) and has a telling word of the theme: not
//! because it stands in the same group.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Day, FeedbackId, Lang, MOST_VALUES, Selection, Stance, ThemeId, Vectors, wilson,
};
use crate::report::documents::{Place, Praise};
use crate::report::view::{OpportunityView, View};
use crate::space::Encoder;
use crate::text::Analyser;
use crate::themes::Assigners;

use super::context::encoded;
use super::correcting::living;
use super::opened::Opened;
use super::settings::Settings;
use super::settling::{ToRead, may_quote, to_read};

/// Records below which a segment says nothing of its own.
const THIN: u32 = 20;
/// Praise that is named with its words.
const NEAREST: usize = 12;
/// Polarity from which praise is glad in its own words: half of the scale above nothing.
const GLAD: f32 = 0.5;
/// Statements encoded at a time.
const BLOCK: usize = 1 << 14;

/// A brief against a theme.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Counter {
    /// Statements that praise the same thing, nearest first, ties by row.
    pub praise: Vec<Praised>,
    /// Different authors of them.
    pub praising: u32,
    /// Segments in which it is said less often than where the same is known of a record, beyond chance: the
    /// furthest below first.
    pub without: Vec<Place>,
    /// What is missing from the sample.
    pub missing: Vec<Missing>,
    /// Records whose reading would settle the rank most, the one that says most first.
    pub to_read: Vec<ToRead>,
    /// Themes whose rank intervals meet this one's, by rank.
    pub rivals: Vec<ThemeId>,
}

/// A statement of praise.
#[derive(Clone, Debug, PartialEq)]
pub struct Praised {
    /// Its record.
    pub record: FeedbackId,
    /// The source and the source's own id.
    pub name: (String, String),
    /// Its words.
    pub words: String,
    /// How near it is to the theme, −1 to 1.
    pub similarity: f32,
    /// The row of the statement.
    pub statement: u32,
}

/// Something the sample lacks.
#[derive(Clone, Debug, PartialEq)]
pub struct Missing {
    /// A stable word: `unknown` (a segment's name is not known of them), `thin` (a segment with too few
    /// records), `one_source`, `undated`, `unrated`, `unsigned`, `silent` (a source not heard lately).
    pub kind: &'static str,
    /// The name of a segment or source; empty for the whole.
    pub name: String,
    /// A segment's value, or the day a source was last heard.
    pub value: String,
    /// Records it is about.
    pub records: u32,
    /// Of so many.
    pub of: u32,
}

impl Counter {
    /// Praise as documents tell of it.
    pub fn told(&self) -> Praise {
        Praise {
            statements: self.praise.len() as u32,
            customers: self.praising,
            nearest: (self.praise.iter().take(NEAREST))
                .map(|one| (one.record.to_string(), one.words.clone()))
                .collect(),
        }
    }
}

/// The brief against one ranked theme.
pub fn counter(
    opened: &Opened,
    view: &View,
    one: &OpportunityView,
    settings: &Settings,
) -> Counter {
    let Ok(theme) = one.theme.parse::<ThemeId>() else { return Counter::default() };
    let mut analyser = Analyser::new();
    let subject = subject(opened, one, theme, &mut analyser);
    let mut praise = praise(opened, theme, &subject, &mut analyser, settings);
    if !may_quote(view, theme) {
        praise.iter_mut().for_each(|one| one.words.clear());
    }
    let authors = opened.corpus.authors();
    let statements = opened.corpus.statements();
    let praising: BTreeSet<u32> = (praise.iter())
        .map(|one| authors[statements[one.statement as usize].row as usize])
        .collect();
    let rivals: Vec<&OpportunityView> = (view.opportunities.iter())
        .filter(|other| other.theme != one.theme && meets(other, one))
        .collect();
    Counter {
        praising: praising.len() as u32,
        praise,
        without: without(opened, theme, &subject, &mut analyser),
        missing: missing(opened, view),
        to_read: to_read(opened, view, one, &rivals),
        rivals: rivals.iter().filter_map(|other| other.theme.parse().ok()).collect(),
    }
}

/// Whether two rank intervals have a rank in common.
fn meets(one: &OpportunityView, other: &OpportunityView) -> bool {
    one.rank_interval[0] <= other.rank_interval[1] && other.rank_interval[0] <= one.rank_interval[1]
}

fn praise(
    opened: &Opened,
    theme: ThemeId,
    subject: &BTreeSet<String>,
    analyser: &mut Analyser,
    settings: &Settings,
) -> Vec<Praised> {
    let table = settings.space.table();
    let Ok(encoder) = Encoder::new(table, &opened.memory.space) else { return Vec::new() };
    let corpus = &opened.corpus;
    let complained: BTreeSet<String> = (corpus.statements().iter())
        .filter(|statement| statement.stance.wants_change())
        .map(|statement| corpus.text_of(statement).trim().to_lowercase())
        .collect();
    let is_praise = |&row: &u32| {
        let statement = &corpus.statements()[row as usize];
        statement.stance == Stance::Praise
            && statement.filtered.is_none()
            && statement.polarity >= GLAD
            && statement.severity == 0
            && !complained.contains(&corpus.text_of(statement).trim().to_lowercase())
    };
    // Words first: they cost less than vectors. What lies nearest to complaints are complaints that
    // were taken for praise: nothing counts that is gladly said by its rating alone, or that somebody
    // says as a complaint, word for word.
    let candidates: Vec<u32> = (0..corpus.statements().len() as u32)
        .filter(is_praise)
        .filter(|&row| {
            let statement = &corpus.statements()[row as usize];
            let lang = corpus.feedback_of(statement).lang;
            telling(analyser, corpus.text_of(statement), lang)
                .iter()
                .any(|term| subject.contains(term))
        })
        .collect();
    let assigners = Assigners::new(&opened.memory);
    let mut found = Vec::new();
    for block in candidates.chunks(BLOCK) {
        let vectors: Vectors = encoded(corpus, block, &encoder);
        let places = assigners.assign(&vec![true; block.len()], &vectors);
        for (&row, place) in block.iter().zip(places) {
            let Some(place) = place else { continue };
            if living(&opened.memory, place.theme) != Some(theme) {
                continue;
            }
            let statement = &corpus.statements()[row as usize];
            let feedback = corpus.feedback_of(statement);
            found.push(Praised {
                record: feedback.id,
                name: (feedback.source.to_string(), feedback.external.to_string()),
                words: corpus.text_of(statement).to_owned(),
                similarity: place.similarity,
                statement: row,
            });
        }
    }
    found.sort_by(|a, b| b.similarity.total_cmp(&a.similarity).then(a.statement.cmp(&b.statement)));
    found
}

/// The telling words of a theme: those that its complaints and requests say at least five times as
/// often as complaints and requests of other themes do, and those of its phrases that hardly any of the
/// others says. Held against other pains and not against all statements: praise of the thing has its
/// words too, and a pain that is a third of all would have none of its own.
fn subject(
    opened: &Opened,
    one: &OpportunityView,
    theme: ThemeId,
    analyser: &mut Analyser,
) -> BTreeSet<String> {
    const OFTEN: f64 = 5.0;
    const SHARE: f64 = 0.05;
    let corpus = &opened.corpus;
    let mut own: BTreeMap<String, u32> = BTreeMap::new();
    let mut others: BTreeMap<String, u32> = BTreeMap::new();
    let (mut members, mut strangers) = (0u32, 0u32);
    for (row, statement) in corpus.statements().iter().enumerate() {
        if !statement.stance.wants_change() {
            continue;
        }
        let lang = corpus.feedback_of(statement).lang;
        let terms: BTreeSet<String> =
            telling(analyser, corpus.text_of(statement), lang).into_iter().collect();
        let inside = opened.theme_of(row) == Some(theme);
        let (count, said) =
            if inside { (&mut members, &mut own) } else { (&mut strangers, &mut others) };
        *count += 1;
        terms.into_iter().for_each(|term| *said.entry(term).or_default() += 1);
    }
    let elsewhere = |term: &String| {
        let count = others.get(term).copied().unwrap_or_default();
        f64::from(count) / f64::from(strangers.max(1))
    };
    let mut subject: BTreeSet<String> = own
        .iter()
        .filter(|&(term, &count)| {
            let inside = f64::from(count) / f64::from(members.max(1));
            count > 1 && inside >= SHARE && inside >= OFTEN * elsewhere(term)
        })
        .map(|(term, _)| term.clone())
        .collect();
    for phrase in &one.terms {
        let words = telling(analyser, phrase, Lang::ENGLISH).into_iter();
        subject.extend(words.filter(|term| own.contains_key(term) && elsewhere(term) < SHARE));
    }
    subject
}

/// The stems of a text without its function words.
fn telling(analyser: &mut Analyser, text: &str, lang: Lang) -> Vec<String> {
    let terms = analyser.terms(text, lang).into_iter();
    terms.filter(|term| !term.stop).map(|term| term.stem).collect()
}

/// Where it is said less often. Like is held against like: a segment against all records of which its
/// name is known, because what only one source tells would else be held against other sources. And
/// nothing is called absent that is said in other words of the same theme: the share must lie below also
/// when complaints and requests of other themes that say the theme's telling words are counted.
fn without(
    opened: &Opened,
    theme: ThemeId,
    subject: &BTreeSet<String>,
    analyser: &mut Analyser,
) -> Vec<Place> {
    let segments = opened.segments();
    let records = opened.corpus.feedback().len() as u32;
    let wanting: BTreeSet<u32> =
        opened.select(&Selection::wanting(theme)).rows.into_iter().collect();
    let near: BTreeSet<u32> = saying(opened, subject, analyser);
    let mut found_of = vec![Said::default(); segments.len()];
    let mut known: BTreeMap<&str, Said> = BTreeMap::new();
    for row in 0..records {
        let own = Said {
            all: 1,
            wanting: u32::from(wanting.contains(&row)),
            near: u32::from(wanting.contains(&row) || near.contains(&row)),
        };
        let mut names: Vec<&str> = Vec::new();
        for &segment in segments.of_row(row) {
            found_of[segment as usize].add(own);
            names.push(segments.pair(segment).0);
        }
        names.dedup();
        names.into_iter().for_each(|name| known.entry(name).or_default().add(own));
    }
    let mut found: Vec<(f64, Place)> = (0..segments.len())
        .filter_map(|at| {
            let (name, value) = segments.pair(at as u32);
            let (own, all) = (found_of[at], known.get(&**name)?);
            let interval = wilson(own.wanting, own.all);
            let is_below = interval.1 < all.share(all.wanting)
                && wilson(own.near, own.all).1 < all.share(all.near);
            (own.all >= THIN && is_below && &**name != "lang").then(|| {
                let place = Place {
                    name: name.to_string(),
                    value: value.to_string(),
                    wanting: own.wanting,
                    near: own.near,
                    all: own.all,
                    interval: [interval.0, interval.1],
                    elsewhere: all.share(all.wanting),
                };
                (interval.1 / place.elsewhere, place)
            })
        })
        .collect();
    // Stable: equals stay in the order of their names and values.
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    // The kind of record goes with its source: one fact is told once.
    let all: Vec<Place> = found.into_iter().map(|(_, place)| place).collect();
    let is_copy = |one: &Place| {
        let same = |other: &&Place| (other.wanting, other.all) == (one.wanting, one.all);
        one.name == "kind" && all.iter().filter(|other| other.name != "kind").any(|o| same(&o))
    };
    all.iter().filter(|one| !is_copy(one)).cloned().collect()
}

/// Records of which some want a theme changed.
#[derive(Clone, Copy, Debug, Default)]
struct Said {
    /// All of them.
    all: u32,
    /// Those with a complaint or a request in the theme.
    wanting: u32,
    /// Those, and those that say its words in a complaint or a request of another theme.
    near: u32,
}

impl Said {
    fn add(&mut self, one: Said) {
        self.all += one.all;
        self.wanting += one.wanting;
        self.near += one.near;
    }

    fn share(&self, of: u32) -> f64 {
        f64::from(of) / f64::from(self.all.max(1))
    }
}

/// Rows of records with a complaint or a request, in any theme or none, that says a telling word.
fn saying(opened: &Opened, subject: &BTreeSet<String>, analyser: &mut Analyser) -> BTreeSet<u32> {
    let corpus = &opened.corpus;
    let mut found = BTreeSet::new();
    for statement in corpus.statements() {
        if !statement.stance.wants_change() || found.contains(&statement.row) {
            continue;
        }
        let lang = corpus.feedback_of(statement).lang;
        let terms = telling(analyser, corpus.text_of(statement), lang);
        if terms.iter().any(|term| subject.contains(term)) {
            found.insert(statement.row);
        }
    }
    found
}

/// Days without a record after which a source is called silent here.
const SILENT: i32 = 28;
/// A part of all records from which one source is nearly everything.
const NEARLY_ALL: f64 = 0.8;
/// A part of the records of which a segment is not known from which that is told.
const OFTEN_UNKNOWN: f64 = 0.2;

fn missing(opened: &Opened, view: &View) -> Vec<Missing> {
    let corpus = &opened.corpus;
    let all = corpus.feedback().len() as u32;
    let mut found = Vec::new();
    let mut tell = |kind, name: &str, value: &str, records: u32, of: u32| {
        let (name, value) = (name.to_owned(), value.to_owned());
        found.push(Missing { kind, name, value, records, of });
    };
    let mut sources: BTreeMap<&str, u32> = BTreeMap::new();
    let mut known: BTreeMap<&str, u32> = BTreeMap::new();
    let (mut undated, mut unrated, mut unsigned) = (0, 0, 0);
    for one in corpus.feedback() {
        *sources.entry(&one.source).or_default() += 1;
        undated += u32::from(one.at.is_none());
        unrated += u32::from(one.rating.is_none());
        unsigned += u32::from(one.author.is_none());
        let names: BTreeSet<&str> = one.attributes.iter().map(|pair| &*pair.name).collect();
        names.into_iter().for_each(|name| *known.entry(name).or_default() += 1);
    }
    for (name, &records) in &sources {
        if sources.len() > 1 && f64::from(records) >= NEARLY_ALL * f64::from(all) {
            tell("one_source", name, "", records, all);
        }
    }
    for (kind, records) in [("undated", undated), ("unrated", unrated), ("unsigned", unsigned)] {
        if records > 0 {
            tell(kind, "", "", records, all);
        }
    }
    for (name, records) in known {
        if f64::from(all - records) >= OFTEN_UNKNOWN * f64::from(all) {
            tell("unknown", name, "", all - records, all);
        }
    }
    let as_of = view.as_of.as_ref().and_then(|day| day.parse::<Day>().ok());
    for source in &view.intake.sources {
        let last = source.days.as_ref().and_then(|[_, last]| last.parse::<Day>().ok());
        if let (Some(last), Some(as_of)) = (last, as_of)
            && as_of.since(last) > SILENT
        {
            tell("silent", &source.source, &last.to_string(), source.corpus as u32, all);
        }
    }
    let segments = opened.segments();
    let mut sizes = vec![0u32; segments.len()];
    (0..all).for_each(|row| {
        segments.of_row(row).iter().for_each(|&one| sizes[one as usize] += 1);
    });
    let mut thin: BTreeMap<&str, (u32, u32, Vec<&str>)> = BTreeMap::new();
    for (at, &size) in sizes.iter().enumerate() {
        let (name, value) = segments.pair(at as u32);
        if size < THIN && &**name != "lang" {
            let of = thin.entry(name).or_default();
            of.0 += 1;
            of.1 += size;
            of.2.push(value);
        }
    }
    for (name, (values, records, which)) in thin {
        let shown = which.into_iter().take(6).collect::<Vec<_>>().join(", ");
        tell("thin", name, &shown, values.min(MOST_VALUES as u32), records);
    }
    found
}
