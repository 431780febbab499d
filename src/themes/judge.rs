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
use super::lexicon::{Class, leaves_open};
use super::phrases::{Phrase, Window, key, stems};
use super::stance::finish;
use super::terms::{NONE, Terms, Token};

/// A phrase needs more than this log-likelihood ratio (about 1 % of chance, one degree of freedom)
/// and this many members that say it.
const STRICT: (f64, u32) = (6.0, 3);

/// The same where nothing meets that (about 5 % of chance): small themes in many words.
const LENIENT: (f64, u32) = (3.84, 2);

/// Share of the members that say a phrase.
const LEAST: f64 = 0.01;

/// Power of the share of members that say a phrase in its worth.
const COVER: [f64; 2] = [0.5, 0.35];

/// Bonus by number of words that are not function words, found by reading the names of five sets:
/// of a theme, and of an area, whose name is wider and shorter.
const LENGTH: [[f64; 5]; 2] = [[0.2, 0.55, 1.7, 2.0, 2.0], [0.2, 1.2, 1.7, 1.0, 0.8]];

/// How much it counts that those who say a phrase lie nearer the centre than the rest, for each
/// standard deviation.
const NEARNESS: f64 = 0.35;

/// A word that nearly always follows (or leads) a phrase belongs to it: from this share of its
/// windows on, the phrase is cut short.
const CUT: f64 = 0.5;

/// Words of a name, those that only join included, and what each more makes it worth.
const WORDS: f64 = 4.0;
const LONG: f64 = 0.85;

/// What a word is worth in a phrase that says too little alone.
const WEAK: f64 = 0.6;

/// A weak word said with this share of a word's texts is part of its name.
const COMPOUND: f64 = 0.3;

/// A lone word is worth less than the best phrase with it, unless it is said this many times as
/// often: "movie" names a theme of which hardly anybody says "plot of the movie".
const OFTENER: [f64; 2] = [14.0, 2.0];

/// What a lone word is worth as the name of an area when it is mostly something people do.
const VERB: f64 = 0.35;

/// Power of the share of those who want a change among all who say a phrase, over the share among
/// all texts: a name of complaints is what people complain with.
const PAIN: f64 = 1.2;

/// From this share of its windows on that go on with "to" or "of", a phrase is cut short:
/// "gallery belongs".
const LEFT_OPEN: f64 = 0.7;

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
    wanting: bool,
    level: Level,
    /// What each stem can do, as these texts say.
    classes: HashMap<u32, Class>,
    /// Mean and standard deviation of the texts' nearness to the centre.
    near: (f64, f64),
    /// What each stem says alone, the most telling one 1, and how many of the texts hold it.
    telling: HashMap<u32, (f64, u32)>,
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
        let mut judge = Judge { terms, docs, texts, wanting, level, classes, near, telling };
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
            found.sort_by(worth);
        }
        let mut seen = BTreeSet::new();
        found.retain(|one| seen.insert(one.phrase));
        finish(&mut found, self.terms, self.wanting);
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

    /// Less than 1 for words that are rarely said in one piece, in one order and few: a set of
    /// words near one another is no name.
    fn whole(&self, windows: &[(Window, u32)], holders: usize) -> f64 {
        if stems(&windows[0].0.phrase).len() == 1 {
            return 1.0;
        }
        let mut first: BTreeMap<u32, u32> = BTreeMap::new();
        let mut pieces = 0usize;
        let mut words = 0usize;
        let mut last = NONE;
        for (window, doc) in windows {
            let token = self.terms.tokens[*doc as usize][window.start as usize];
            *first.entry(token.stem).or_default() += 1;
            pieces += usize::from(*doc != last);
            words += (window.end - window.start) as usize;
            last = *doc;
        }
        let count = windows.len() as f64;
        let ordered = f64::from(first.values().max().copied().unwrap_or(0)) / count;
        let pieces = (pieces as f64 / holders.max(1) as f64).min(1.0);
        let long = (words as f64 / count - WORDS).max(0.0);
        libm::sqrt(pieces * ordered) * libm::pow(LONG, long)
    }

    /// More than 1 for a weak word that is part of another's name ("time zone"): nothing is weak
    /// about a word that this one is said with so often.
    fn compound(&self, phrase: &Phrase, holders: usize) -> f64 {
        let [a, b] = *stems(phrase) else { return 1.0 };
        let word = match (self.class(a), self.class(b)) {
            (Class::Weak, Class::Content) => b,
            (Class::Content, Class::Weak) => a,
            _ => return 1.0,
        };
        let alone = self.telling.get(&word).map_or(0, |&(_, inside)| inside);
        if holders as f64 >= COMPOUND * f64::from(alone) { 1.0 / WEAK } else { 1.0 }
    }

    /// Where the constants of the level stand.
    fn of_level(&self) -> usize {
        usize::from(self.level == Level::Area)
    }

    fn class(&self, stem: u32) -> Class {
        self.classes.get(&stem).copied().unwrap_or(Class::Weak)
    }

    /// How much the words of a phrase say alone, 0.2 to 1.2.
    fn words(&self, phrase: &Phrase) -> f64 {
        let each = || {
            stems(phrase)
                .iter()
                .filter(|&&stem| self.class(stem) == Class::Content)
                .map(|stem| self.telling.get(stem).map_or(0.0, |&(worth, _)| worth))
        };
        let count = each().count().max(1) as f64;
        0.2 + 0.5 * each().fold(0.0, f64::max) + 0.5 * each().sum::<f64>() / count
    }

    /// What a phrase's words make it worth beside its numbers.
    fn weight(&self, phrase: &Phrase) -> f64 {
        let classes: Vec<Class> = stems(phrase).iter().map(|&stem| self.class(stem)).collect();
        let full = classes.iter().filter(|&&class| class >= Class::Weak).count();
        let mut weight = LENGTH[self.of_level()][full];
        if self.level == Level::Area && classes.contains(&Class::Negation) {
            // An area is a subject; what goes wrong with it are its themes.
            weight *= 0.2;
        }
        if self.level == Level::Area
            && let [one] = *stems(phrase)
            && self.terms.verbal[one as usize]
        {
            weight *= VERB;
        }
        for class in &classes {
            weight *= match class {
                Class::Weak => WEAK,
                Class::Opinion => 0.5,
                Class::Negation if full == 1 => 2.0,
                Class::Particle if full == 1 => 2.4,
                _ => 1.0,
            };
        }
        // Names of places, people and things: no topic by themselves.
        for &stem in stems(phrase) {
            if self.class(stem) == Class::Content && self.terms.proper[stem as usize] {
                weight *= 0.6;
            }
        }
        weight
    }

    /// Less than 1 for a phrase said in one setting only (a form, a stock phrase), and for one that
    /// is cut short.
    pub(super) fn settings(&self, windows: &[(Window, u32)]) -> f64 {
        let mut before: BTreeMap<u32, u32> = BTreeMap::new();
        let mut after: BTreeMap<u32, u32> = BTreeMap::new();
        let mut both: BTreeMap<(u32, u32), u32> = BTreeMap::new();
        let mut weak_ends = 0usize;
        let mut left_open = 0usize;
        for (window, doc) in windows {
            let tokens = &self.terms.tokens[*doc as usize];
            let (start, end) = (window.start as usize, window.end as usize);
            let joined = |at: usize| tokens.get(at).filter(|token| token.joined);
            let lead =
                if start > 0 && tokens[start].joined { Some(tokens[start - 1]) } else { None };
            let tail = joined(end).copied();
            let text = self.terms.texts[*doc as usize];
            let open = |token: Token| leaves_open(&text[token.start as usize..token.end as usize]);
            left_open += usize::from(tail.is_some_and(open));
            let stem = |token: Option<Token>| token.map_or(NONE, |token| token.stem);
            *both.entry((stem(lead), stem(tail))).or_default() += 1;
            // What only joins belongs to no phrase; half a particle verb does.
            let bearing = |token: Option<Token>| token.filter(|one| one.bears());
            if let Some(token) = bearing(lead) {
                *before.entry(token.stem).or_default() += 1;
            }
            if let Some(token) = bearing(tail) {
                *after.entry(token.stem).or_default() += 1;
            }
            weak_ends += usize::from(tokens[end - 1].class == Class::Weak)
                + usize::from(tokens[start].class == Class::Weak);
        }
        let count = windows.len() as f64;
        let share = |counts: &BTreeMap<u32, u32>| {
            f64::from(counts.values().max().copied().unwrap_or(0)) / count
        };
        let cut = |share: f64| if share > CUT { 1.0 - 0.7 * share } else { 1.0 };
        let same = f64::from(both.values().max().copied().unwrap_or(0)) / count;
        // Said alone in every text, a short text is its own setting: that is no stock phrase.
        let alone = f64::from(both.get(&(NONE, NONE)).copied().unwrap_or(0)) / count;
        let stock = if windows.len() >= 5 { (same - alone).max(0.0) } else { 0.0 };
        let weak = 1.0 - 0.3 * weak_ends as f64 / count;
        let whole = if left_open as f64 > LEFT_OPEN * count { 0.6 } else { 1.0 };
        (1.0 - 0.5 * stock) * cut(share(&before)) * cut(share(&after)) * weak * whole
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
