//! What customers search for, beside what they complain about.
//!
//! Takes the rows of the search log and the ranked themes with their words; gives the queries of the
//! recent days: what finds nothing, what rises, what says the words of a theme. Spellings that differ in
//! case, accents and signs are one query; what stands for masked personal data is no part of it. It counts no search as feedback.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::catalogue::{self, Catalogue};
use crate::intake::Found;
use crate::model::{Corpus, Day, Demand, Lang, QueryDemand, Searched, ThemeId};
use crate::text::{Analyser, fold, words};
use crate::trends;
use crate::trends::series::{Moved, Series, Spans, moved};

/// Searches in both spans together from which a query is tested: with fewer nothing can be told, and
/// every further test makes the others weaker.
const TESTED: u64 = 5;
/// A language with this share of the feedback is one that queries may be in.
const SPOKEN: f64 = 0.01;
/// A word of more than this share of the ranked themes, and of at least [`COMMON_THEMES`], tells none of
/// them from the others.
const COMMON: f64 = 0.25;
const COMMON_THEMES: usize = 3;

/// The words of a ranked theme, as they are written.
pub(super) struct ThemeWords {
    pub theme: ThemeId,
    /// Its title and the phrases behind it.
    pub label: Vec<String>,
    /// The pain of the catalogue it is of.
    pub known: Option<String>,
}

/// What queries are held against.
pub(super) struct Listening {
    themes: Vec<ThemeId>,
    langs: Vec<Lang>,
    today: Day,
    trends: trends::Settings,
    /// For each language: stems of titles and terms with their themes, and the phrases of known pains.
    heard: Vec<Heard>,
}

/// The words of all themes in one language.
#[derive(Default)]
struct Heard {
    /// The themes that have a stem in their title or terms, ascending place in the ranking.
    named: BTreeMap<String, Vec<u32>>,
    /// Stems of each phrase of a known pain, with its theme.
    phrases: Vec<(u32, BTreeSet<String>)>,
    /// Stems that tell no theme from the others.
    common: BTreeSet<String>,
}

impl Listening {
    /// Made ready for the ranked themes, best first; queries may be in any language that a hundredth of
    /// the feedback is in, and in English.
    pub(super) fn new(
        themes: &[ThemeWords],
        corpus: &Corpus,
        today: Day,
        trends: &trends::Settings,
        catalogue: &catalogue::Settings,
    ) -> Listening {
        let mut spoken: BTreeMap<Lang, usize> = BTreeMap::new();
        for one in corpus.feedback() {
            *spoken.entry(one.lang).or_default() += 1;
        }
        let least = SPOKEN * corpus.feedback().len() as f64;
        let mut langs: Vec<Lang> = spoken
            .into_iter()
            .filter(|one| one.1 as f64 >= least && one.0 != Lang::ENGLISH)
            .map(|one| one.0)
            .collect();
        langs.insert(0, Lang::ENGLISH);
        let said: Vec<Vec<(Lang, &str)>> =
            themes.iter().map(|one| phrases(one.known.as_deref(), catalogue)).collect();
        let mut analyser = Analyser::new();
        let heard =
            langs.iter().map(|&lang| Heard::of(themes, &said, lang, &mut analyser)).collect();
        Listening {
            themes: themes.iter().map(|one| one.theme).collect(),
            langs,
            today,
            trends: trends.clone(),
            heard,
        }
    }

    /// The demand of these rows.
    pub(super) fn demand<'r>(&self, rows: impl Iterator<Item = &'r Searched>) -> Demand {
        let (dated, future): (Vec<&Searched>, Vec<&Searched>) =
            rows.partition(|row| row.day <= self.today);
        let mut found =
            Demand { future: future.iter().map(|row| row.count).sum(), ..Demand::default() };
        let days = || dated.iter().filter(|row| row.count > 0).map(|row| row.day);
        let (Some(first), Some(last)) = (days().min(), days().max()) else { return found };
        let spans = Spans::new(first, last, &self.trends);
        found.window = Some(spans.recent);
        found.baseline = spans.baseline;

        let mut all = spans.series();
        let mut groups: BTreeMap<String, Group> = BTreeMap::new();
        let mut keys: BTreeMap<&str, (String, Arc<str>)> = BTreeMap::new();
        for row in dated {
            let (key, bare) = keys.entry(&row.query).or_insert_with(|| {
                let bare = unmasked(&row.query);
                (key(&bare), bare)
            });
            if !groups.contains_key(key) {
                groups.insert(key.clone(), Group::new(&spans));
            }
            if let Some(group) = groups.get_mut(key) {
                group.add(row, bare, &spans);
                spans.add(&mut all, row.day, row.count);
            }
        }
        let changes = changes(&groups, &all, found.baseline.is_some());
        let mut analyser = Analyser::new();
        for (key, group) in groups {
            let searches = group.series.now();
            found.searches += searches;
            found.known += group.known;
            found.empty += group.empty;
            // Masks alone are what somebody typed about themselves: searches, but of no query that
            // anybody could act on.
            if key.is_empty() {
                continue;
            }
            found.different += u64::from(searches > 0);
            if searches < Demand::FEWEST {
                found.rare += u64::from(searches > 0);
                continue;
            }
            let change = changes.get(&key);
            let rises = change
                .is_some_and(|one| one.ratio > 1.0 && one.q_value <= self.trends.false_alarms);
            let query = group.spelling();
            let themes = self.said_by(&query, &mut analyser);
            found.queries.push(QueryDemand {
                query,
                searches,
                known: group.known,
                empty: group.empty,
                clicks: group.clicks,
                before: group.series.before(),
                ratio: change.map(|one| one.ratio),
                q_value: change.map(|one| one.q_value),
                rises,
                themes,
            });
        }
        // Stable: equals stay in the order of their letters.
        found.queries.sort_by_key(|one| std::cmp::Reverse(one.searches));
        found
    }

    /// The themes whose words a query says, best ranked first: two thirds of its telling words, or more,
    /// are words of the theme's title and terms. Where that holds for no theme, those of which all its
    /// telling words, two at least, stand in one phrase of the known pain that the theme is of: phrases
    /// have homonyms (a phone is charged twice a day). Function words tell nothing, nor do words that
    /// many themes share.
    fn said_by(&self, query: &str, analyser: &mut Analyser) -> Vec<ThemeId> {
        let (mut found, mut said) = (BTreeSet::<u32>::new(), BTreeSet::<u32>::new());
        for (heard, &lang) in self.heard.iter().zip(&self.langs) {
            let mut telling = stems(query, lang, analyser);
            telling.retain(|stem| !heard.common.contains(stem));
            let mut hits: BTreeMap<u32, usize> = BTreeMap::new();
            for theme in telling.iter().filter_map(|stem| heard.named.get(stem)).flatten() {
                *hits.entry(*theme).or_default() += 1;
            }
            let most = |one: &(u32, usize)| 3 * one.1 >= 2 * telling.len();
            found.extend(hits.into_iter().filter(most).map(|one| one.0));
            if telling.len() >= 2 {
                let says = |one: &&(u32, BTreeSet<String>)| telling.is_subset(&one.1);
                said.extend(heard.phrases.iter().filter(says).map(|one| one.0));
            }
        }
        let found = if found.is_empty() { said } else { found };
        found.into_iter().map(|place| self.themes[place as usize]).collect()
    }
}

impl Heard {
    fn of(
        themes: &[ThemeWords],
        said: &[Vec<(Lang, &str)>],
        lang: Lang,
        analyser: &mut Analyser,
    ) -> Heard {
        let mut heard = Heard::default();
        for ((place, one), said) in (0u32..).zip(themes).zip(said) {
            let label = one.label.join(" . ");
            for stem in stems(&label, lang, analyser) {
                heard.named.entry(stem).or_default().push(place);
            }
            let of_lang = said.iter().filter(|phrase| phrase.0 == lang);
            heard.phrases.extend(of_lang.map(|phrase| (place, stems(phrase.1, lang, analyser))));
        }
        let many = (COMMON * themes.len() as f64).max(COMMON_THEMES as f64 - 1.0);
        heard.common = (heard.named.iter())
            .filter(|(_, themes)| themes.len() as f64 > many)
            .map(|(stem, _)| stem.clone())
            .collect();
        heard
    }
}

/// How customers say a known pain, in the code books of the team and in the catalogue.
fn phrases<'c>(known: Option<&str>, settings: &'c catalogue::Settings) -> Vec<(Lang, &'c str)> {
    let Some(known) = known else { return Vec::new() };
    let fields = settings.code_books.iter().chain(Catalogue::shipped().fields());
    let pains = fields.flat_map(|field| &field.pains).filter(|pain| pain.name == known);
    pains
        .flat_map(|pain| {
            let names = pain.other_names.iter().map(|name| (Lang::ENGLISH, name.as_str()));
            names.chain(pain.phrases.iter().map(|(lang, phrase)| (*lang, phrase.as_str())))
        })
        .collect()
}

/// The stems of a text that are no function words.
fn stems(text: &str, lang: Lang, analyser: &mut Analyser) -> BTreeSet<String> {
    let terms = analyser.terms(text, lang).into_iter();
    terms.filter(|term| !term.stop).map(|term| term.stem).collect()
}

/// A query without the marks that stand for personal data (`<EMAIL>`): they are no words of the customer,
/// and would say the words of themes about mail or telephones. Nothing where nothing else was typed.
fn unmasked(query: &Arc<str>) -> Arc<str> {
    let mut bare = query.to_string();
    for found in Found::ALL {
        bare = bare.replace(found.token(), " ");
    }
    if bare == **query {
        return query.clone();
    }
    if words(&bare).is_empty() {
        return Arc::from("");
    }
    Arc::from(bare.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// What spellings of a query have in common: its words without case, accents and signs; all of it where
/// it has no words.
fn key(query: &str) -> String {
    let words: Vec<String> = words(query).iter().map(|word| fold(word.surface)).collect();
    let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
    if words.is_empty() { query.trim().to_lowercase() } else { words.join(" ") }
}

/// The rows of one query.
struct Group {
    spellings: BTreeMap<Arc<str>, u64>,
    series: Series,
    known: u64,
    empty: u64,
    clicks: Option<(u64, u64)>,
}

impl Group {
    fn new(spans: &Spans) -> Group {
        Group {
            spellings: BTreeMap::new(),
            series: spans.series(),
            known: 0,
            empty: 0,
            clicks: None,
        }
    }

    /// Adds a row whose query without marks of personal data is `bare`.
    fn add(&mut self, row: &Searched, bare: &Arc<str>, spans: &Spans) {
        *self.spellings.entry(bare.clone()).or_default() += row.count;
        spans.add(&mut self.series, row.day, row.count);
        let (from, to) = spans.recent;
        if !(from..=to).contains(&row.day) {
            return;
        }
        if let Some(results) = row.results {
            self.known += row.count;
            self.empty += if results == 0 { row.count } else { 0 };
        }
        if let Some(clicks) = row.clicks {
            let (sum, of) = self.clicks.unwrap_or_default();
            self.clicks = Some((sum + clicks, of + row.count));
        }
    }

    /// The spelling that most searches have; the first in the order of letters of equals.
    fn spelling(&self) -> Arc<str> {
        let most = self.spellings.values().max();
        let found = self.spellings.iter().find(|one| Some(one.1) == most);
        found.map_or_else(|| Arc::from(""), |one| one.0.clone())
    }
}

/// How the queries that can be tested changed, by key.
fn changes(
    groups: &BTreeMap<String, Group>,
    all: &Series,
    comparable: bool,
) -> BTreeMap<String, Moved> {
    if !comparable {
        return BTreeMap::new();
    }
    let tested = |(key, group): &(&String, &Group)| {
        !key.is_empty() && group.series.now() + group.series.before() >= TESTED
    };
    let tested: Vec<(&String, &Group)> = groups.iter().filter(tested).collect();
    let series: Vec<Series> = tested.iter().map(|one| one.1.series.clone()).collect();
    tested.into_iter().map(|one| one.0.clone()).zip(moved(&series, all)).collect()
}

#[cfg(test)]
mod tests;
