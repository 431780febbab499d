//! New pains, the first night they are heard.
//!
//! Takes a night's statements with their vectors, opens themes in the memory for what fits
//! nowhere. Strangers are grouped; a group is a new theme when enough people are behind it, it
//! holds together and is heard far more often tonight than in all the past the fit drew, loners
//! and copies counted: without that last gate every thin corner of an old theme is announced as
//! news. A fifth of the classes hidden on the first night, three draws each, on banking77, clinc150
//! and hwu64: precision 1.00 on each, recall .93/.89/.75, and no theme opened when nothing was new
//! (`earful eval novelty`). The values below were picked on these very sets, so the figures say how
//! well they can do, not how well they will do elsewhere.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use crate::model::{
    AreaId, Corpus, Day, Label, Lineage, LineageEvent, Memory, Saying, StatementId, Theme, ThemeId,
    Vectors, cosine, dot,
};

use super::Settings;
use super::assign::Assigner;
use super::communities::{Graph, leiden};
use super::fit::name_new;
use super::general::is_general;
use super::group::{centres_of, neighbours_for, quantile};
use super::label::Named;
use super::neighbours::nearest;
use super::sample::{background, text_hash};
use super::sayings::CENTRAL;

/// Statements a new theme needs.
const LEAST: usize = 8;

/// Mean cosine of its statements to their centre, at least: 0.45 finds .75 of clinc150's hidden
/// classes where this finds .81.
const COHESION: f64 = 0.40;

/// It is heard this many times more often tonight than before. Measured as above, with cohesion
/// 0.45: 4 recalls .81/.69/.57 of the hidden classes, 3 .83/.71/.60, 2 .89/.75/.60, and 1.5
/// .92/.77/.60 at a precision of .99/.96/1.00.
const GROWTH: f64 = 2.0;

/// Chance of hearing it as often tonight if nothing had changed, at most. One night weighs some
/// dozen groups, so that one false theme comes in hundreds of nights.
const CHANCE: f64 = 1e-5;

/// Resolutions tried, as shares of the settings'.
const LOWERED: [f64; 3] = [1.0, 0.4, 0.15];

/// Resolution at which strangers are grouped first (RECIPE section 8, step 11).
const RESOLUTION: f64 = 3.0;

/// Texts of the past a new theme's name is held against.
const BACKGROUND: usize = 3_000;

/// A theme opened tonight.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// The new theme.
    pub theme: ThemeId,
    /// Rows of the statements it was founded on, ascending.
    pub founders: Vec<u32>,
    /// The old theme nearest to it.
    pub nearest: Option<ThemeId>,
    /// Cosine between the two centres.
    pub similarity: f32,
    /// Share of the statements of the past that are like it, above 0.
    pub share: f64,
    /// Statements of the past that `share` was counted from, one added: 1 or more.
    pub events: f64,
}

/// Where a statement stands before new themes are opened.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Near {
    /// The theme it is nearest to, whether it counts there or not; `None` where it is far from all.
    pub theme: Option<ThemeId>,
    /// Whether it is near a theme and says what no theme is called.
    pub is_unsaid: bool,
}

/// How often a group's like was heard in the past.
#[derive(Clone, Copy)]
struct Past {
    share: f64,
    events: f64,
}

impl Past {
    /// So many of all, one added.
    fn of(count: u64, all: u64) -> Past {
        let events = (count + 1) as f64;
        Past { share: events / all.max(1) as f64, events }
    }
}

/// Founders of a new theme, places in the rows looked at, and how often their like was heard before.
type Founders = (Vec<u32>, Past);

/// Opens themes for what fits nowhere, largest first.
///
/// `rows` are statements of the corpus: all of tonight's new ones, and known ones worth a second
/// look (see [`known`](super::known)); `vectors` has one row for each, and so has `near`: where it stands
/// tonight. What is far from everything is a stranger, and so is what is near a theme and says what no
/// theme is called. Founders join the memory's
/// sample, so that assigning them afterwards gives the new theme. A memory without themes, or a
/// night without strangers, opens nothing. Places already remembered are not touched.
pub fn open(
    memory: &mut Memory,
    corpus: &Corpus,
    rows: &[u32],
    vectors: &Vectors,
    near: &[Near],
    today: Day,
    settings: &Settings,
) -> Vec<Opened> {
    if memory.themes.is_empty() {
        return Vec::new();
    }
    let mut tonight: Option<Tonight<'_>> = None;
    let mut groups: Vec<Founders> = Vec::new();
    let mut sides: Vec<bool> = Vec::new();
    for side in [true, false] {
        let strangers = strangers(memory, corpus, (rows, near), vectors, side);
        if strangers.len() < LEAST {
            continue;
        }
        let tonight =
            tonight.get_or_insert_with(|| Tonight::new(memory, corpus, rows, vectors, near));
        groups.extend(candidates(memory, tonight, &strangers, settings));
        sides.resize(groups.len(), side);
    }
    if groups.is_empty() {
        return Vec::new();
    }
    let past = background(corpus, settings.seed, BACKGROUND);
    for (founders, _) in &mut groups {
        founders.sort_unstable_by_key(|&at| rows[at as usize]);
    }
    let labels = names(memory, corpus, (rows, vectors), &groups, &past, &settings.company);
    let mut opened = Vec::new();
    for ((founders, &side), label) in groups.iter().zip(&sides).zip(labels) {
        opened.push(found(memory, (rows, vectors), founders, side, today, label));
    }
    opened
}

/// Statements of one side (places in `rows`) that are far from all its themes, or say too little of what
/// any is called. Where one side has no themes the other has those of both, and its strangers too.
fn strangers(
    memory: &Memory,
    corpus: &Corpus,
    (rows, near): (&[u32], &[Near]),
    vectors: &Vectors,
    side: bool,
) -> Vec<u32> {
    let has = |side: bool| memory.themes.iter().any(|theme| theme.wants == side);
    if !has(side) {
        return Vec::new();
    }
    let wants = |at: &u32| {
        let statement = &corpus.statements()[rows[*at as usize] as usize];
        statement.stance.wants_change() == side || !has(!side)
    };
    let own: Vec<u32> =
        (0..rows.len() as u32).filter(|&at| !vectors.is_zero(at as usize)).filter(wants).collect();
    let below = if side { memory.stranger_below } else { memory.stranger_below_others };
    let closeness = Assigner::new(memory, side).closeness(&vectors.select(&own));
    let is_stranger = |&(at, close): &(u32, f32)| close < below || near[at as usize].is_unsaid;
    own.into_iter().zip(closeness).filter(is_stranger).map(|(at, _)| at).collect()
}

/// What is looked at tonight.
struct Tonight<'a> {
    vectors: &'a Vectors,
    near: &'a [Near],
    /// Whether each row was never sorted before.
    is_fresh: Vec<bool>,
    /// Hash of the words of each row.
    words: Vec<u64>,
    /// How many statements sorted before, tonight's second looks left out, have the words of a row, by hash.
    said_before: HashMap<u64, u64>,
    /// How many there are in all.
    before: u64,
    /// Who said each row: its author, or where none is known its voice.
    people: Vec<u32>,
    /// Statements these rows were picked from: tonight's, and those of the nights whose loose and
    /// unsure statements are looked at again.
    heard: usize,
}

impl<'a> Tonight<'a> {
    fn new(
        memory: &Memory,
        corpus: &Corpus,
        rows: &[u32],
        vectors: &'a Vectors,
        near: &'a [Near],
    ) -> Tonight<'a> {
        let statements = corpus.statements();
        let (authors, voices) = (corpus.authors(), corpus.voices());
        let person = |&row: &u32| {
            let row = statements[row as usize].row as usize;
            if corpus.feedback()[row].author.is_some() { authors[row] } else { voices[row] }
        };
        let known = |row: u32| {
            let id = corpus.id_of(&statements[row as usize]);
            memory.places.binary_search_by_key(&id, |place| place.0).is_ok()
        };
        let day = |row: u32| corpus.feedback_of(&statements[row as usize]).day();
        let again: Vec<u32> = rows.iter().copied().filter(|&row| known(row)).collect();
        let since = again.iter().filter_map(|&row| day(row)).min();
        let words: Vec<u64> = (rows.iter())
            .map(|&row| text_hash(corpus.text_of(&statements[row as usize])))
            .collect();
        let ids: BTreeSet<StatementId> =
            again.iter().map(|&row| corpus.id_of(&statements[row as usize])).collect();
        let mut said_before: HashMap<u64, u64> = words.iter().map(|&hash| (hash, 0)).collect();
        for (id, hash, _) in &memory.places {
            if let Some(count) = said_before.get_mut(hash).filter(|_| !ids.contains(id)) {
                *count += 1;
            }
        }
        let others = since.map_or(0, |since| {
            let themable = |&row: &u32| statements[row as usize].filtered.is_none();
            let recent = |&row: &u32| day(row).is_some_and(|day| day >= since) && known(row);
            (0..statements.len() as u32).into_par_iter().filter(themable).filter(recent).count()
        });
        Tonight {
            vectors,
            near,
            is_fresh: rows.iter().map(|&row| !known(row)).collect(),
            words,
            said_before,
            before: (memory.places.len() - ids.len()) as u64,
            people: rows.iter().map(person).collect(),
            heard: rows.len() - again.len() + others.max(again.len()),
        }
    }
}

/// Groups of strangers (places in `vectors`) that are a theme of their own, largest first.
///
/// Few strangers fall into crumbs at the usual resolution; what founded nothing is grouped again at lower
/// ones.
fn candidates(
    memory: &Memory,
    tonight: &Tonight<'_>,
    strangers: &[u32],
    settings: &Settings,
) -> Vec<Founders> {
    let mut found: Vec<Founders> = Vec::new();
    let mut left: Vec<u32> = strangers.to_vec();
    let least = LEAST.max(settings.min_theme);
    for lowered in LOWERED {
        if left.len() < least {
            break;
        }
        let alone = tonight.vectors.select(&left);
        let graph = Graph::from_neighbours(&nearest(&alone, neighbours_for(left.len())));
        let of = leiden(&graph, RESOLUTION * lowered, settings.seed, 2);
        let count = of.iter().max().map_or(0, |&most| most as usize + 1);
        let mut groups: Vec<Vec<u32>> = vec![Vec::new(); count];
        for (&stranger, &group) in left.iter().zip(&of) {
            groups[group as usize].push(stranger);
        }
        let founders = |group: Vec<u32>| {
            let past = (group.len() >= least).then(|| growth(memory, tonight, &group, least));
            past.flatten().map(|past| (group, past))
        };
        let groups: Vec<Founders> = groups.into_iter().filter_map(founders).collect();
        let gone: BTreeSet<u32> = groups.iter().flat_map(|(group, _)| group).copied().collect();
        left.retain(|stranger| !gone.contains(stranger));
        found.extend(groups);
    }
    found.sort_by_key(|(group, _)| (std::cmp::Reverse(group.len()), group[0]));
    found
}

/// How often a group was heard before; `None` unless it holds together, comes from enough people, and is
/// heard far more often tonight.
///
/// What was founded on its members is unfair to the past: each of them draws the centre towards
/// itself. So a member is held against the centre of the others, and the past against the whole.
fn growth(memory: &Memory, tonight: &Tonight<'_>, group: &[u32], least: usize) -> Option<Past> {
    let distinct = |people: Vec<u32>| people.into_iter().collect::<BTreeSet<u32>>().len();
    if distinct(group.iter().map(|&at| tonight.people[at as usize]).collect()) < least {
        return None;
    }
    let own = tonight.vectors.select(group);
    let centre = centres_of(&own, &vec![0; group.len()], 1);
    let centre = centre.row(0);
    let near = |vectors: &Vectors, at: usize| cosine(dot(vectors.row(at), centre));
    let cohesion = (0..own.len()).map(|at| f64::from(near(&own, at))).sum::<f64>();
    if cohesion / (own.len() as f64) < COHESION {
        return None;
    }
    let apart = each_without_itself(&own);
    let radius = quantile(&apart, 0.5);
    let mut members = vec![None; tonight.vectors.len()];
    group.iter().zip(&apart).for_each(|(&at, &near)| members[at as usize] = Some(near));
    let heard = |&at: &usize| members[at].unwrap_or_else(|| near(tonight.vectors, at)) >= radius;
    let people = (0..members.len()).filter(heard).map(|at| tonight.people[at]);
    let people = distinct(people.collect());
    // Statements of the past within the radius, and all of them.
    let past = |vectors: &Vectors, weights: &[u32]| -> [u64; 2] {
        let within = weights.iter().enumerate().filter(|&(at, _)| near(vectors, at) >= radius);
        let sum =
            |weights: &mut dyn Iterator<Item = &u32>| weights.map(|&one| u64::from(one)).sum();
        [sum(&mut within.map(|(_, weight)| weight)), sum(&mut weights.iter())]
    };
    let [placed, strays] =
        [past(&memory.sample, &memory.sample_weights), past(&memory.strays, &memory.stray_weights)];
    let near = Past::of(placed[0] + strays[0], placed[1] + strays[1]);
    // The same words have other vectors among other things said beside them.
    let words: BTreeSet<u64> = group.iter().map(|&at| tonight.words[at as usize]).collect();
    let same = words.iter().filter_map(|hash| tonight.said_before.get(hash)).sum();
    let same = Past::of(same, tonight.before);
    // The past was counted within the radius, which holds half of the members; the words are of them all.
    let within = apart.iter().filter(|&&near| near >= radius).count().max(1);
    let part = within as f64 / group.len() as f64;
    let expected = near.share.max(same.share * part) * tonight.heard as f64;
    let expected = expected * growth_beside(memory, tonight, group);
    let grows = people as f64 >= GROWTH * expected && chance_of(people, expected) <= CHANCE;
    let near = Past { share: near.share / part, ..near };
    grows.then_some(if same.share > near.share { same } else { near })
}

/// How many times as much as usual is heard tonight, beside a group, of the theme that most of it is near
/// to; at least 1. What grows with a theme is that theme in other words.
fn growth_beside(memory: &Memory, tonight: &Tonight<'_>, group: &[u32]) -> f64 {
    let mut themes: BTreeMap<ThemeId, usize> = BTreeMap::new();
    for theme in group.iter().filter_map(|&at| tonight.near[at as usize].theme) {
        *themes.entry(theme).or_default() += 1;
    }
    // The lower id of equals.
    let Some((&theme, _)) = themes.iter().rev().max_by_key(|one| one.1) else { return 1.0 };
    let members: BTreeSet<u32> = group.iter().copied().collect();
    let fresh =
        (0u32..).zip(&tonight.is_fresh).filter(|&(at, &fresh)| fresh && !members.contains(&at));
    let (mut own, mut all) = (0u64, 0u64);
    for (at, _) in fresh {
        all += 1;
        own += u64::from(tonight.near[at as usize].theme == Some(theme));
    }
    let weight = |of: &dyn Fn(&ThemeId) -> bool| -> u64 {
        let rows = memory.sample_themes.iter().zip(&memory.sample_weights);
        rows.filter(|(id, _)| of(id)).map(|(_, &weight)| u64::from(weight)).sum()
    };
    let usual = (weight(&|id| *id == theme) + 1) as f64 / weight(&|_| true).max(1) as f64;
    (own as f64 / (usual * all.max(1) as f64)).max(1.0)
}

/// The cosine of each row to the centre of the others.
fn each_without_itself(rows: &Vectors) -> Vec<f32> {
    let mut sum = vec![0i64; rows.width()];
    for at in 0..rows.len() {
        sum.iter_mut().zip(rows.row(at)).for_each(|(sum, &one)| *sum += i64::from(one));
    }
    let near = |at: usize| {
        let own = rows.row(at);
        let mut centre = Vectors::new(rows.width());
        let others = sum.iter().zip(own).map(|(&sum, &one)| (sum - i64::from(one)) as f32);
        centre.push_normalised(&others.collect::<Vec<_>>());
        cosine(dot(own, centre.row(0)))
    };
    (0..rows.len()).map(near).collect()
}

/// Chance of `count` or more where `expected` are expected (the upper tail of Poisson's
/// distribution), 0 to 1. Summed from the lower end: exact enough down to 1e-12.
fn chance_of(count: usize, expected: f64) -> f64 {
    let mut term = libm::exp(-expected);
    let mut below = 0.0;
    for at in 0..count {
        below += term;
        term *= expected / (at + 1) as f64;
    }
    (1.0 - below).clamp(0.0, 1.0)
}

/// The names of the groups (places in `rows`), held against one another and against the texts of
/// the rows in `past`.
fn names(
    memory: &Memory,
    corpus: &Corpus,
    (rows, vectors): (&[u32], &Vectors),
    groups: &[Founders],
    past: &[u32],
    company: &str,
) -> Vec<(Label, Named, Vec<Saying>)> {
    let mut of: BTreeMap<u32, Option<u32>> = past.iter().map(|&row| (row, None)).collect();
    for (group, (founders, _)) in groups.iter().enumerate() {
        of.extend(founders.iter().map(|&at| (rows[at as usize], Some(group as u32))));
    }
    let (texts, of): (Vec<u32>, Vec<Option<u32>>) = of.into_iter().unzip();
    let central: Vec<Vec<usize>> = (groups.iter())
        .map(|(founders, _)| {
            let central = most_central(vectors, founders).into_iter();
            central.filter_map(|at| texts.binary_search(&rows[at as usize]).ok()).collect()
        })
        .collect();
    let ids: Vec<ThemeId> =
        (0..groups.len() as u32).map(|group| ThemeId(memory.next_theme + group)).collect();
    name_new(corpus, &texts, &of, &central, &ids, memory, company)
}

/// The few founders nearest to their centre, nearest first; ties in their order.
fn most_central(vectors: &Vectors, founders: &[u32]) -> Vec<u32> {
    let own = vectors.select(founders);
    let centres = centres_of(&own, &vec![0; own.len()], 1);
    let mut near: Vec<(i32, u32)> = (founders.iter().enumerate())
        .map(|(at, &founder)| (dot(own.row(at), centres.row(0)), founder))
        .collect();
    near.sort_by_key(|&(product, _)| std::cmp::Reverse(product));
    near.truncate(CENTRAL);
    near.into_iter().map(|(_, founder)| founder).collect()
}

/// Adds the theme to the memory.
fn found(
    memory: &mut Memory,
    (rows, vectors): (&[u32], &Vectors),
    (founders, past): &Founders,
    wants: bool,
    today: Day,
    (label, named, sayings): (Label, Named, Vec<Saying>),
) -> Opened {
    let own = vectors.select(founders);
    let centres = centres_of(&own, &vec![0; own.len()], 1);
    let centre = centres.row(0).to_vec();
    let sum: f64 = (0..own.len()).map(|at| f64::from(cosine(dot(own.row(at), &centre)))).sum();
    let cohesion = (sum / own.len() as f64) as f32;
    let mut nearest: Option<(i32, ThemeId, AreaId)> = None;
    for theme in memory.themes.iter().filter(|theme| theme.wants == wants) {
        let product = dot(&theme.centre, &centre);
        if nearest.is_none_or(|(most, ..)| product > most) {
            nearest = Some((product, theme.id, theme.area));
        }
    }
    let id = ThemeId(memory.next_theme);
    memory.next_theme += 1;
    let founding: Vec<u32> = founders.iter().map(|&at| rows[at as usize]).collect();
    // The area of the nearest theme, until a refit draws the areas anew.
    let area = nearest.map_or(AreaId(0), |(.., area)| area);
    if let Some(area) = memory.areas.iter_mut().find(|one| one.id == area) {
        area.themes.push(id);
    }
    memory.themes.push(Theme {
        id,
        area,
        label,
        born: today,
        lineage: Lineage::New,
        cohesion,
        general: is_general(cohesion, &named),
        wants,
        known: None,
        sayings,
        centre,
        members: Vec::new(),
        exemplars: Vec::new(),
        gist: None,
        against: None,
    });
    for at in 0..own.len() {
        let row = own.row(at);
        // A vector the sample already holds keeps its theme: one vector, one theme.
        let known = (0..memory.sample.len()).any(|held| memory.sample.row(held) == row);
        if !known {
            memory.sample.push(row);
            memory.sample_themes.push(id);
            memory.sample_weights.push(1);
        }
    }
    memory.ledger.push(LineageEvent { day: today, theme: id, event: "born", other: None });
    Opened {
        theme: id,
        founders: founding,
        nearest: nearest.map(|(_, id, _)| id),
        similarity: nearest.map_or(0.0, |(product, ..)| cosine(product).clamp(-1.0, 1.0)),
        share: past.share,
        events: past.events,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_of_poisson() {
        // Abramowitz & Stegun, table 26.7: P(X >= 4 | 1) and P(X >= 3 | 0.5).
        assert!((chance_of(4, 1.0) - 0.018_988).abs() < 1e-6);
        assert!((chance_of(3, 0.5) - 0.014_388).abs() < 1e-6);
        assert_eq!(chance_of(0, 5.0), 1.0);
    }
}
