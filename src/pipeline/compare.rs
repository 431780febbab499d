//! Two segments of the customers, or the arms of a test, held against each other.
//!
//! Takes a run and what the two parts are; gives each theme's share of the customers of both parts
//! with what can be said of the difference. Counts by the themes of that run and the records it
//! covered; nothing is read or sorted anew.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::{Corpus, Feedback, FeedbackId, Segments, StatementId, ThemeId};
use crate::ranking::strata::{self, reversed};
use crate::store::{Manifest, Workspace};
use crate::trends::arms::{Arm, Compared, compare as held_against};

use super::Error;
use super::business::{business, joined};
use super::settings::Settings;
use super::voices::tell_voices;

/// A name and the value it must have: ("plan", "pro").
pub type Condition = (String, String);

/// What makes a record one of a part.
#[derive(Clone, Copy, Debug)]
pub enum Membership<'a> {
    /// It meets all of these conditions.
    Conditions(&'a [Condition]),
    /// It is one of these, ascending: what a search found.
    Records(&'a [FeedbackId]),
}

impl<'a> Membership<'a> {
    fn conditions(&self) -> &'a [Condition] {
        match self {
            Membership::Conditions(conditions) => conditions,
            Membership::Records(_) => &[],
        }
    }

    fn holds(&self, one: &Feedback) -> bool {
        match self {
            Membership::Conditions(conditions) => {
                conditions.iter().all(|(name, value)| has(one, name, value))
            }
            Membership::Records(ids) => ids.binary_search(&one.id).is_ok(),
        }
    }
}

/// Why two parts cannot be compared.
#[derive(Debug, thiserror::Error)]
pub enum CompareError {
    /// No record has a segment of that name.
    #[error("no record has a segment {name:?}")]
    NoName {
        /// What was asked for.
        name: String,
        /// The names there are, ascending.
        known: Vec<String>,
    },
    /// No record has that value of the segment.
    #[error("no record has {name}={value}")]
    NoValue {
        /// The segment.
        name: String,
        /// What was asked for.
        value: String,
        /// The values there are, most records first, ties by value.
        known: Vec<String>,
    },
    /// No record meets all conditions of a part.
    #[error("no record is in part {0} of the two")]
    Nobody(usize),
    /// The run's memory was let go, so that nobody knows which record is in which theme.
    #[error("run {0} no longer knows which record is in which theme")]
    Forgotten(String),
    /// The workspace refused.
    #[error(transparent)]
    Pipeline(#[from] Error),
}

/// One part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// Its customers.
    pub customers: u32,
    /// Their records in it.
    pub feedback: u32,
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Both parts, in the order asked.
    pub sides: [Side; 2],
    /// Customers with records in both: they count in each.
    pub in_both: u32,
    /// The themes, as [`held_against`] orders them; those without a subject are left out.
    pub themes: Vec<Compared>,
    /// Themes whose difference goes the other way within every segment of a name: the first such
    /// name.
    pub reversed: BTreeMap<ThemeId, Arc<str>>,
}

/// Compares two parts by the themes of a run. Each part is made of records; a customer is in it with one
/// of them, and wants a change in a theme when one of them says so. Who only voted is in no segment and does not count.
///
/// # Errors
/// [`CompareError::NoName`] and [`CompareError::NoValue`] name what there is instead.
pub fn compare(
    workspace: &Workspace,
    run: &Manifest,
    settings: &Settings,
    parts: [Membership<'_>; 2],
) -> Result<Comparison, CompareError> {
    let fail = |error| CompareError::Pipeline(Error::Store(error));
    let memory = workspace.memory(&run.id).map_err(fail)?;
    let memory = memory.ok_or_else(|| CompareError::Forgotten(run.id.clone()))?;
    let mut corpus = workspace.load_of(&run.segments).map_err(fail)?;
    tell_voices(&mut corpus, settings.intake.voice_days);
    // The segments of the customers are those of the file as it is now.
    joined(&mut corpus, &business(workspace, settings)?);
    // What a person split off has a subject, whatever it was split off.
    let general: BTreeSet<ThemeId> =
        memory.themes.iter().filter(|theme| theme.general).map(|theme| theme.id).collect();
    let mut places: Vec<(StatementId, ThemeId)> = (memory.curated_places())
        .filter_map(|(id, _, place)| Some((id, place?.theme)))
        .filter(|(_, theme)| !general.contains(theme))
        .collect();
    places.sort_unstable();
    of_corpus(&corpus, &places, settings.trends.false_alarms, parts)
}

/// The same of a corpus; `places` has the theme of every statement that counts, ascending.
fn of_corpus(
    corpus: &Corpus,
    places: &[(StatementId, ThemeId)],
    false_alarms: f64,
    parts: [Membership<'_>; 2],
) -> Result<Comparison, CompareError> {
    for (name, value) in parts.iter().flat_map(Membership::conditions) {
        known(corpus, name, value)?;
    }
    let customers = corpus.customers();
    let segments = Segments::of(corpus, &[]);
    let mut members: [BTreeMap<u32, Member>; 2] = Default::default();
    let mut feedback = [0; 2];
    for (row, one) in (0u32..).zip(corpus.feedback()) {
        for (side, part) in parts.iter().enumerate() {
            if !part.holds(one) {
                continue;
            }
            feedback[side] += 1;
            let member = members[side].entry(customers[row as usize]).or_default();
            member.segments.extend(segments.of_row(row));
            let wanting = corpus.statements_of(row).map(|at| &corpus.statements()[at]);
            for statement in wanting.filter(|one| one.stance.wants_change()) {
                let id = corpus.id_of(statement);
                if let Ok(at) = places.binary_search_by_key(&id, |place| place.0) {
                    member.wants.insert(places[at].1);
                }
            }
        }
    }
    if let Some(side) = members.iter().position(BTreeMap::is_empty) {
        return Err(CompareError::Nobody(side + 1));
    }
    let arms: [Arm; 2] = [0, 1].map(|side: usize| {
        let mut wanting: BTreeMap<ThemeId, u32> = BTreeMap::new();
        for theme in members[side].values().flat_map(|member| &member.wants) {
            *wanting.entry(*theme).or_default() += 1;
        }
        Arm { customers: members[side].len() as u32, wanting }
    });
    let themes = held_against(&arms[0], &arms[1], false_alarms);
    let asked: BTreeSet<&str> =
        parts.iter().flat_map(Membership::conditions).map(|one| one.0.as_str()).collect();
    let in_both = members[0].keys().filter(|one| members[1].contains_key(one)).count();
    Ok(Comparison {
        sides: [0, 1]
            .map(|side: usize| Side { customers: arms[side].customers, feedback: feedback[side] }),
        in_both: in_both as u32,
        reversed: turned(&members, &arms, &segments, &asked),
        themes,
    })
}

/// A customer in a part.
#[derive(Default)]
struct Member {
    segments: BTreeSet<u32>,
    wants: BTreeSet<ThemeId>,
}

/// The segments every record has beside its attributes.
const OWN: [&str; 4] = ["kind", "lang", "product", "source"];

/// Calls `tell` with the name and value of every segment of a record.
fn each_segment<'f>(one: &'f Feedback, mut tell: impl FnMut(&'f str, &'f str)) {
    let [kind, lang, product, source] = OWN;
    tell(kind, one.kind.name());
    tell(lang, one.lang.code());
    if let Some(name) = &one.product {
        tell(product, name);
    }
    tell(source, &one.source);
    one.attributes.iter().for_each(|pair| tell(&pair.name, &pair.value));
}

fn has(one: &Feedback, name: &str, value: &str) -> bool {
    let mut found = false;
    each_segment(one, |own, its| found |= own == name && its == value);
    found
}

/// Says which names or values there are when one is not.
fn known(corpus: &Corpus, name: &str, value: &str) -> Result<(), CompareError> {
    let mut names: BTreeSet<&str> = BTreeSet::new();
    let mut values: BTreeMap<&str, u64> = BTreeMap::new();
    for one in corpus.feedback() {
        each_segment(one, |own, its| {
            names.insert(own);
            if own == name {
                *values.entry(its).or_default() += 1;
            }
        });
    }
    if values.contains_key(value) {
        return Ok(());
    }
    if values.is_empty() {
        let known = names.into_iter().map(str::to_owned).collect();
        return Err(CompareError::NoName { name: name.to_owned(), known });
    }
    let mut known: Vec<(&str, u64)> = values.into_iter().collect();
    // Stable: equals stay in the order of the values.
    known.sort_by_key(|one| std::cmp::Reverse(one.1));
    let known = known.into_iter().map(|one| one.0.to_owned()).collect();
    Err(CompareError::NoValue { name: name.to_owned(), value: value.to_owned(), known })
}

/// Themes whose difference goes the other way within the segments of another name than those asked
/// for, with the first such name.
fn turned(
    members: &[BTreeMap<u32, Member>; 2],
    arms: &[Arm; 2],
    segments: &Segments,
    asked: &BTreeSet<&str>,
) -> BTreeMap<ThemeId, Arc<str>> {
    let mut sizes = vec![[0u32; 2]; segments.len()];
    let mut hits: BTreeMap<(ThemeId, u32), [u32; 2]> = BTreeMap::new();
    for (side, of) in members.iter().enumerate() {
        for member in of.values() {
            for &number in &member.segments {
                sizes[number as usize][side] += 1;
                for &theme in &member.wants {
                    hits.entry((theme, number)).or_default()[side] += 1;
                }
            }
        }
    }
    let mut names: BTreeMap<&Arc<str>, Vec<u32>> = BTreeMap::new();
    for number in 0..segments.len() as u32 {
        let (name, _) = segments.pair(number);
        // A text's language is nobody's segment.
        if !asked.contains(&**name) && &**name != "lang" {
            names.entry(name).or_default().push(number);
        }
    }
    let ids: BTreeSet<ThemeId> = arms.iter().flat_map(|arm| arm.wanting.keys()).copied().collect();
    let of = |theme: ThemeId| {
        names.iter().find(|(_, numbers)| {
            let part = |&number: &u32| {
                let [a, b] = hits.get(&(theme, number)).copied().unwrap_or_default();
                let [n, m] = sizes[number as usize];
                strata::Part { first: (a, n), second: (b, m) }
            };
            reversed(&numbers.iter().map(part).collect::<Vec<_>>())
        })
    };
    ids.into_iter().filter_map(|theme| Some((theme, (*of(theme)?.0).clone()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::invented::{Said, company};
    use crate::model::{Stance, Themes};
    use crate::trends::arms::Verdict;

    fn said(author: u32, of: &[(&'static str, &str)], theme: Option<u32>) -> Said {
        let stance = if theme.is_some() { Stance::Complaint } else { Stance::Praise };
        Said {
            author: Some(author),
            attributes: of.iter().map(|&(name, value)| (name, value.to_owned())).collect(),
            points: vec![(theme, stance, 1)],
            ..Said::default()
        }
    }

    fn compared(said: &[Said], parts: [&[Condition]; 2]) -> Result<Comparison, CompareError> {
        let (corpus, themes): (Corpus, Themes) = company(said);
        let of = corpus.statements().iter().zip(&themes.assignments);
        let places: Vec<(StatementId, ThemeId)> =
            of.filter_map(|(one, place)| Some((corpus.id_of(one), (*place)?.theme))).collect();
        of_corpus(&corpus, &places, 0.1, parts.map(Membership::Conditions))
    }

    fn plan(value: &str) -> Vec<Condition> {
        vec![("plan".to_owned(), value.to_owned())]
    }

    /// So many of so many customers of a plan want theme 1 changed.
    fn customers(from: u32, of: &[(&'static str, &str)], wanting: u32, all: u32) -> Vec<Said> {
        let one = |at: u32| said(from + at, of, (at < wanting).then_some(1));
        (0..all).map(one).collect()
    }

    #[test]
    fn customers_are_compared_and_not_records() {
        let mut all = customers(0, &[("plan", "pro")], 40, 100);
        // The same forty say it again.
        all.extend(customers(0, &[("plan", "pro")], 40, 40));
        all.extend(customers(1_000, &[("plan", "free")], 10, 100));
        // One customer has both.
        all.push(said(0, &[("plan", "free")], None));
        let found = compared(&all, [&plan("pro"), &plan("free")]).expect("two parts");
        assert_eq!(found.sides[0], Side { customers: 100, feedback: 140 });
        assert_eq!(found.sides[1], Side { customers: 101, feedback: 101 });
        assert_eq!(found.in_both, 1);
        let one = &found.themes[0];
        assert_eq!((one.wanting, one.verdict), ((40, 10), Verdict::MoreInFirst));
        assert!(found.reversed.is_empty());
    }

    #[test]
    fn like_with_like() {
        let mut all = Vec::new();
        for (from, country, plan, wanting, many) in [
            (0, "IN", "pro", 90, 300),
            (1_000, "IN", "free", 40, 100),
            (2_000, "SE", "pro", 4, 100),
            (3_000, "SE", "free", 36, 400),
        ] {
            all.extend(customers(from, &[("country", country), ("plan", plan)], wanting, many));
        }
        let found = compared(&all, [&plan("pro"), &plan("free")]).expect("two parts");
        assert!(found.themes[0].difference > 0.0);
        assert_eq!(found.reversed.get(&ThemeId(1)).map(|name| &**name), Some("country"));
        let swedes =
            [("country".to_owned(), "SE".to_owned()), ("plan".to_owned(), "pro".to_owned())];
        let found = compared(&all, [&swedes, &plan("free")]).expect("two parts");
        assert_eq!(found.sides[0].customers, 100, "all conditions must hold");
    }

    #[test]
    fn what_is_not_there_is_named_with_what_is() {
        let mut all = customers(0, &[("plan", "pro")], 1, 2);
        all.extend(customers(10, &[("plan", "free")], 1, 3));
        let asked = |name: &str, value: &str| vec![(name.to_owned(), value.to_owned())];
        let fault = compared(&all, [&asked("plna", "pro"), &plan("free")]);
        let Err(CompareError::NoName { name, known }) = fault else { panic!("{fault:?}") };
        assert_eq!((&*name, known.join(" ")), ("plna", "kind lang plan source".to_owned()));
        let fault = compared(&all, [&plan("pro"), &plan("fre")]);
        let Err(CompareError::NoValue { value, known, .. }) = fault else { panic!("{fault:?}") };
        assert_eq!((&*value, known.join(" ")), ("fre", "free pro".to_owned()));
        let both = [("plan".to_owned(), "pro".to_owned()), ("plan".to_owned(), "free".to_owned())];
        let fault = compared(&all, [&plan("pro"), &both]);
        assert!(matches!(fault, Err(CompareError::Nobody(2))), "{fault:?}");
    }
}
