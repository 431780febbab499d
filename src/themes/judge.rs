//! What a phrase is worth as a name: the phrases of some texts, weighed and put in order.
//!
//! Takes the texts of a group, gives its candidates, best first. Worth is the square root of a
//! phrase's log-likelihood ratio against all other texts (Dunning, "Accurate methods for the
//! statistics of surprise and coincidence", Computational Linguistics 19, 1993), times how many say
//! it, how long it is, how near the centre those lie who say it, how much its words say alone,
//! whether those who say it elsewhere want a change too, and whether it is said in more than one
//! setting and to its end. A phrase that most say with a negation is that phrase negated.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::label::Level;
use super::lexicon::Class;
use super::phrases::{Phrase, Window, key, stems};
use super::stance::finish;
use super::terms::Terms;

/// A phrase needs more than this log-likelihood ratio (about 1 % of chance, one degree of freedom)
/// and this many members that say it.
const STRICT: (f64, u32) = (6.0, 3);

/// The same where nothing meets that (about 5 % of chance): small themes in many words.
const LENIENT: (f64, u32) = (3.84, 2);

/// Share of the members that say a phrase.
const LEAST: f64 = 0.01;

/// Power of the share of members that say a phrase in its worth.
const COVER: [f64; 2] = [0.5, 0.35];

/// How much it counts that those who say a phrase lie nearer the centre than the rest, for each
/// standard deviation.
const NEARNESS: f64 = 0.35;

/// A lone word is worth less than the best phrase with it, unless it is said this many times as
/// often: "movie" names a theme of which hardly anybody says "plot of the movie".
const OFTENER: [f64; 2] = [14.0, 2.0];

/// Power of the share of those who want a change among all who say a phrase, over the share among
/// all texts: a name of complaints is what people complain with.
const PAIN: f64 = 1.2;

/// Phrases of a group looked at closely, the best by surprise and length.
const CLOSELY: usize = 150;

/// Candidates of a group.
const KEPT: usize = 40;

/// Signed log-likelihood ratio (G²) of a term, four cells: positive when it is commoner inside.
///
/// `inside` of `size` texts of the group and `everywhere` of `all` texts hold it; `inside` is part
/// of `everywhere`. 0 when any margin is empty. Dunning 1993; `0 ln 0` is 0.
pub(super) fn surprise(inside: u32, size: u32, everywhere: u32, all: u32) -> f64 {
    let [a, b, c, d] = [inside, size, everywhere, all].map(f64::from);
    let cells = [(a, b, c), (b - a, b, d - c), (c - a, d - b, c), (d - b - c + a, d - b, d - c)];
    let mut sum = 0.0;
    for (observed, row, column) in cells {
        let expected = row * column / d;
        if observed > 0.0 && expected > 0.0 {
            sum += observed * libm::log(observed / expected);
        }
    }
    // Rounding may leave a hair below zero.
    let sum = 2.0 * sum.max(0.0);
    if a * d >= c * b { sum } else { -sum }
}

/// One candidate.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Candidate {
    /// The phrase.
    pub phrase: Phrase,
    /// Surprise, coverage and length in one number.
    pub score: f64,
    /// Share of the speakers that say it.
    pub covers: f64,
    /// Whether it is one word.
    pub single: bool,
}

/// A word does not go before the best phrase with it: "app" says less than "app crashes". Phrases
/// too rare to stand for the word do not count.
fn yield_to_phrases(found: &mut [Candidate], oftener: f64) {
    let alone: BTreeMap<u32, f64> =
        found.iter().filter(|one| one.single).map(|one| (one.phrase[0], one.covers)).collect();
    let mut best: BTreeMap<u32, f64> = BTreeMap::new();
    for one in found.iter().filter(|one| !one.single) {
        for &stem in stems(&one.phrase) {
            if one.covers * oftener >= alone.get(&stem).copied().unwrap_or(0.0) {
                let most = best.entry(stem).or_insert(one.score);
                *most = most.max(one.score);
            }
        }
    }
    for one in found.iter_mut().filter(|one| one.single) {
        if let Some(&most) = best.get(&one.phrase[0]) {
            one.score = one.score.min(0.9 * most);
        }
    }
}

/// Judges what some texts of a group say.
pub(super) struct Judge<'a> {
    /// The sample's words.
    pub(super) terms: &'a Terms<'a>,
    /// The texts, ascending.
    pub(super) docs: &'a [u32],
    /// Texts to hold them against, they among them.
    texts: u32,
    /// Whether only texts that want a change count.
    pub(super) wanting: bool,
    pub(super) level: Level,
    /// What each stem can do, as these texts say.
    classes: HashMap<u32, Class>,
    /// Mean and standard deviation of the texts' nearness to the centre.
    near: (f64, f64),
    /// What each stem says alone, the most telling one 1, and how many of the texts hold it.
    pub(super) telling: HashMap<u32, (f64, u32)>,
    /// Share of the texts that hold each stem.
    pub(super) said: HashMap<u32, f64>,
    /// The largest of a telling word.
    pub(super) most_said: f64,
}

impl<'a> Judge<'a> {
    pub(super) fn new(
        terms: &'a Terms<'a>,
        docs: &'a [u32],
        texts: u32,
        wanting: bool,
        level: Level,
    ) -> Judge<'a> {
        let mut classes: HashMap<u32, Class> = HashMap::new();
        for &doc in docs {
            for token in &terms.tokens[doc as usize] {
                let class = classes.entry(token.stem).or_insert(token.class);
                *class = (*class).max(token.class);
            }
        }
        let count = docs.len().max(1) as f64;
        let near = |doc: &u32| terms.near.get(*doc as usize).map_or(0.0, |&near| f64::from(near));
        let mean = docs.iter().map(near).sum::<f64>() / count;
        let spread = docs.iter().map(|doc| (near(doc) - mean) * (near(doc) - mean)).sum::<f64>();
        let near = (mean, libm::sqrt(spread / count));
        let telling = HashMap::new();
        let mut said: HashMap<u32, f64> = HashMap::new();
        for &doc in docs {
            let mut held: Vec<u32> =
                terms.tokens[doc as usize].iter().map(|one| one.stem).collect();
            held.sort_unstable();
            held.dedup();
            held.iter().for_each(|&stem| *said.entry(stem).or_default() += 1.0);
        }
        said.values_mut().for_each(|texts| *texts /= count);
        let mut judge = Judge {
            terms,
            docs,
            texts,
            wanting,
            level,
            classes,
            near,
            telling,
            said,
            most_said: 1.0,
        };
        let mut words: Vec<u32> = judge.classes.keys().copied().collect();
        words.sort_unstable();
        let mut most = 0.0;
        for stem in words {
            if judge.classes[&stem] != Class::Content {
                continue;
            }
            let Some(phrase) = key(std::iter::once(stem)) else { continue };
            let (inside, surprise, _) = judge.surprise(&phrase);
            if surprise <= 0.0 {
                continue;
            }
            let covers = inside.len() as f64 / count;
            let worth = libm::sqrt(surprise) * libm::pow(covers, 0.3) * judge.nearness(&inside);
            most = f64::max(most, worth);
            judge.telling.insert(stem, (worth, inside.len() as u32));
        }
        judge.telling.values_mut().for_each(|(worth, _)| *worth /= most);
        let best = judge.telling.iter().max_by(|a, b| a.1.0.total_cmp(&b.1.0).then(b.0.cmp(a.0)));
        judge.most_said = best.map_or(1.0, |(stem, _)| judge.said[stem]);
        judge
    }

    /// The texts that hold a phrase, how much more that is than elsewhere, and what it is worth
    /// that those who say it want a change.
    fn surprise(&self, phrase: &Phrase) -> (Vec<u32>, f64, f64) {
        let mut holders = self.terms.holders(phrase);
        let mut pain = 1.0;
        if self.wanting {
            let all = holders.len() as f64;
            holders.retain(|&doc| self.terms.wanting[doc as usize]);
            let usual = f64::from(self.texts) / self.terms.texts.len().max(1) as f64;
            // Two more who are like all others, lest few speakers say too much.
            let share = (holders.len() as f64 + 2.0 * usual) / (all + 2.0);
            pain = libm::pow(share / usual, PAIN).min(1.8);
        }
        let everywhere = holders.len() as u32;
        holders.retain(|doc| self.docs.binary_search(doc).is_ok());
        let (inside, size) = (holders.len() as u32, self.docs.len() as u32);
        // A group that is all there is has nothing to be set apart from: what most say names it.
        let surprise = if size == self.texts {
            f64::from(inside) * 2.0
        } else {
            surprise(inside, size, everywhere, self.texts)
        };
        (holders, surprise, pain)
    }

    /// More than 1 when those who say it lie nearer the centre than the others, else less.
    fn nearness(&self, holders: &[u32]) -> f64 {
        let (mean, spread) = self.near;
        if spread <= 0.0 || holders.is_empty() {
            return 1.0;
        }
        let near = |&doc: &u32| f64::from(self.terms.near[doc as usize]) - mean;
        let count = holders.len() as f64;
        // Few speakers say little about where a phrase lies.
        let above = holders.iter().map(near).sum::<f64>() / (count + 4.0) / spread;
        libm::exp(NEARNESS * above.clamp(-1.5, 1.5))
    }

    /// The phrases that set the texts apart, best first.
    pub(super) fn candidates(&self) -> Vec<Candidate> {
        let mut said: Vec<(Window, u32)> = Vec::new();
        for &doc in self.docs {
            said.extend(self.terms.windows[doc as usize].iter().map(|&window| (window, doc)));
        }
        said.sort_unstable_by_key(|&(window, doc)| (window.phrase, doc, window.start, window.end));
        let mut found = self.seek(&said, STRICT);
        if found.is_empty() {
            found = self.seek(&said, LENIENT);
        }
        yield_to_phrases(&mut found, OFTENER[self.of_level()]);
        let worth = |a: &Candidate, b: &Candidate| {
            b.score.total_cmp(&a.score).then(a.phrase.cmp(&b.phrase))
        };
        found.sort_by(worth);
        found.truncate(KEPT);
        if self.level == Level::Theme {
            self.turn(&mut found, &said);
            // What was turned may be worth less, and a word must not go before it.
            yield_to_phrases(&mut found, OFTENER[self.of_level()]);
            found.sort_by(worth);
        }
        let mut seen = BTreeSet::new();
        found.retain(|one| seen.insert(one.phrase));
        finish(&mut found, self.terms, self.wanting);
        if self.level == Level::Theme {
            yield_to_phrases(&mut found, OFTENER[self.of_level()]);
        }
        found.sort_by(worth);
        found
    }

    fn seek(&self, said: &[(Window, u32)], (least, members): (f64, u32)) -> Vec<Candidate> {
        let size = self.docs.len() as f64;
        let members = f64::from(members).max(LEAST * size).min(size);
        let mut rough: Vec<(f64, &[(Window, u32)])> = said
            .chunk_by(|a, b| a.0.phrase == b.0.phrase)
            .filter(|windows| windows.len() as f64 * 1.5 >= members)
            .map(|windows| {
                let worth = libm::sqrt(windows.len() as f64) * self.weight(&windows[0].0.phrase);
                (worth * self.words(&windows[0].0.phrase), windows)
            })
            .collect();
        rough.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1[0].0.phrase.cmp(&b.1[0].0.phrase)));
        rough.truncate(CLOSELY);
        let judge = |(_, windows): (f64, &[(Window, u32)])| {
            let phrase = windows[0].0.phrase;
            let (holders, surprise, pain) = self.surprise(&phrase);
            if (holders.len() as f64) < members || surprise <= least {
                return None;
            }
            let covers = holders.len() as f64 / size;
            let score = libm::sqrt(surprise)
                * libm::pow(covers, COVER[self.of_level()])
                * self.weight(&phrase)
                * self.words(&phrase)
                * self.nearness(&holders)
                * pain
                * self.compound(&phrase, holders.len())
                * self.whole(windows, holders.len())
                * self.settings(windows);
            let single = stems(&phrase).len() == 1;
            Some(Candidate { phrase, score, covers, single })
        };
        rough.into_iter().filter_map(judge).collect()
    }

    /// Where the constants of the level stand.
    pub(super) fn of_level(&self) -> usize {
        usize::from(self.level == Level::Area)
    }

    pub(super) fn class(&self, stem: u32) -> Class {
        self.classes.get(&stem).copied().unwrap_or(Class::Weak)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surprise_is_dunnings() {
        // 52 of 50,000 against 57 of 75,000: 2.654 by hand, four cells.
        assert!((surprise(52, 50_000, 109, 125_000) - 2.654_064_260_601_069_8).abs() < 1e-9);
        assert!((surprise(57, 75_000, 109, 125_000) + 2.654_064_260_601_069_8).abs() < 1e-9);
        assert_eq!(surprise(0, 0, 0, 0), 0.0);
        assert_eq!(surprise(5, 5, 5, 5), 0.0);
    }
}
