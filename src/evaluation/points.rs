//! What a night says of records against what a careful reader found in them, point by point.
//!
//! Takes, for each record, what the program said (statements) and what the reader marked (points),
//! gives the figures of both matched. A point is held against the statement of its record that
//! shares most of its words. The same arithmetic as the script that comes with the readers' files,
//! to the third digit: words, ties and what counts are its own.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;

use crate::model::Stance;

use super::clusters::{agreement, harmonic};

/// The pain of a point that names none: it is no subject, and in no figure of groups.
pub const GENERAL: &str = "General dissatisfaction";

/// Pains of which the parts are counted: the largest.
const LARGEST: usize = 10;

/// A theme is judged pure or not when at least so many points that want change lie in it.
const JUDGED: usize = 4;

/// Share of a point's words that one statement must hold for the point to be cut well.
const HELD: f64 = 0.8;

/// Something the program said of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said<'a> {
    /// Its words.
    pub text: &'a str,
    /// What it does.
    pub stance: Stance,
    /// How bad it is, 0 to 3.
    pub severity: u8,
    /// The theme it lies in; `None` is loose.
    pub theme: Option<u32>,
}

/// A point that a reader found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point<'a> {
    /// Its words.
    pub text: &'a str,
    /// What it does.
    pub stance: Stance,
    /// How bad it is, 0 to 3.
    pub severity: u8,
    /// The pain behind it, the same words for the same pain; empty where there is none.
    pub pain: &'a str,
}

/// A record that a reader has read.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Read<'a> {
    /// Its statements, ascending ordinal; none when the program kept nothing of it.
    pub said: Vec<Said<'a>>,
    /// Its points, in the reader's order.
    pub points: Vec<Point<'a>>,
}

/// The figures; each a share from 0 to 1 unless it says otherwise, 0 where there is nothing to
/// divide by.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Points {
    /// Records with a statement and a point.
    pub records: usize,
    /// Records without a statement: their points are in no figure but `cuts`.
    pub absent: usize,
    /// Points held against a statement.
    pub points: usize,
    /// Points whose words lie to 80 % or more in one statement of which they are at least half; of
    /// all points.
    pub cuts: f64,
    /// Points with the stance of their statement.
    pub stance_accuracy: f64,
    /// F1 of each of the five stances, their mean; a stance that nobody has counts as 0.
    pub stance_macro_f1: f64,
    /// Of the points heard as a complaint or a request, those that are one.
    pub wants_precision: f64,
    /// Of the complaints and requests, those heard as one or the other.
    pub wants_recall: f64,
    /// The harmonic mean of the two.
    pub wants_f1: f64,
    /// F1 of requests.
    pub request_f1: f64,
    /// Of the points heard as severity 3, those that are.
    pub severity3_precision: f64,
    /// Of the points of severity 3, those heard as such.
    pub severity3_recall: f64,
    /// Mean distance of the severities of points that both call a complaint or a request, 0 to 3.
    pub severity_error: f64,
    /// Adjusted Rand index of pains and themes (Hubert and Arabie 1985), loose points each on their
    /// own; −1 to 1.
    pub ari: f64,
    /// Adjusted mutual information of the same (Vinh, Epps and Bailey 2010).
    pub ami: f64,
    /// Pains.
    pub pains: usize,
    /// B-cubed precision (Bagga and Baldwin 1998). Every point on its own scores 1.
    pub b_precision: f64,
    /// B-cubed recall.
    pub b_recall: f64,
    /// Their harmonic mean.
    pub b_cubed: f64,
    /// In how many themes half of a pain's points lie, its mean over the ten largest; 1 at best.
    pub pain_parts: f64,
    /// The same for the largest alone (of equal ones the first met).
    pub largest_parts: usize,
    /// Share of a ranked theme's largest pain among its points that want change, mean over ranked
    /// themes with four such points or more.
    pub theme_purity: f64,
    /// Those themes.
    pub themes_judged: usize,
    /// Of the pairs of two pains in one record, those that lie in two themes.
    pub split_two: f64,
    /// Those pairs.
    pub pairs_two: usize,
}

/// A text's words, each with how often it occurs: runs of letters, digits and `_` of the text in
/// lower case; of a text with fewer than three such runs its characters without blanks, as in
/// languages without blanks.
type Bag = BTreeMap<String, u32>;

static WORD: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[\p{L}\p{N}_]+").expect("a pattern of two classes"));

fn bag(text: &str) -> Bag {
    let text = text.to_lowercase();
    let words: Vec<&str> = WORD.find_iter(&text).map(|found| found.as_str()).collect();
    let mut bag = Bag::new();
    if words.len() > 2 {
        words.into_iter().for_each(|word| *bag.entry(word.to_owned()).or_default() += 1);
    } else {
        let is_blank = |c: &char| c.is_whitespace() || ('\x1c'..='\x1f').contains(c);
        let said = text.chars().filter(|c| !is_blank(c));
        said.for_each(|c| *bag.entry(c.to_string()).or_default() += 1);
    }
    bag
}

fn size(bag: &Bag) -> u32 {
    bag.values().sum()
}

/// Words that two texts share, each as often as the one that has fewer of it.
fn shared(a: &Bag, b: &Bag) -> u32 {
    a.iter().filter_map(|(word, &times)| Some(times.min(*b.get(word)?))).sum()
}

/// A point with what was said of it.
struct Matched<'r> {
    record: usize,
    point: &'r Point<'r>,
    said: &'r Said<'r>,
}

/// All figures of records that a reader has read, `ranked` the themes that have a rank. The order
/// of the records decides nothing but which of equally large pains are the ten largest.
pub fn points(read: &[Read<'_>], ranked: &BTreeSet<u32>) -> Points {
    let mut found = Points::default();
    let (mut matched, mut all, mut well_cut) = (Vec::new(), 0usize, 0usize);
    for (record, one) in read.iter().enumerate() {
        let bags: Vec<Bag> = one.said.iter().map(|said| bag(said.text)).collect();
        found.absent += usize::from(bags.is_empty());
        found.records += usize::from(!bags.is_empty() && !one.points.is_empty());
        for point in &one.points {
            let words = bag(point.text);
            let own = f64::from(size(&words));
            let is_cut = |said: &Bag| {
                let both = shared(&words, said);
                f64::from(both) >= HELD * own && 2 * both >= size(said)
            };
            all += 1;
            well_cut += usize::from(bags.iter().any(is_cut));
            // Of equals the shorter, and of those the first.
            let best = one.said.iter().zip(&bags).rev().max_by_key(|(said, bag)| {
                (shared(&words, bag), std::cmp::Reverse(said.text.chars().count()))
            });
            matched.extend(best.map(|(said, _)| Matched { record, point, said }));
        }
    }
    found.points = matched.len();
    found.cuts = share(well_cut, all);
    found.hear(&matched);
    found.group(&matched, ranked);
    found
}

impl Points {
    /// Stances and severities.
    fn hear(&mut self, matched: &[Matched<'_>]) {
        let same = matched.iter().filter(|one| one.point.stance == one.said.stance).count();
        self.stance_accuracy = share(same, matched.len());
        let each = Stance::ALL.map(|stance| retrieved(matched, |of| of == stance, |of| of));
        self.stance_macro_f1 = each.iter().map(|one| one[2]).sum::<f64>() / each.len() as f64;
        let request = Stance::ALL.iter().position(|&stance| stance == Stance::Request);
        self.request_f1 = request.map_or(0.0, |at| each[at][2]);
        [self.wants_precision, self.wants_recall, self.wants_f1] =
            retrieved(matched, |wants| wants, Stance::wants_change);
        let three = |severity: u8| severity == 3;
        let heard = matched.iter().filter(|one| three(one.said.severity)).count();
        let there = matched.iter().filter(|one| three(one.point.severity)).count();
        let both = |one: &&Matched<'_>| three(one.point.severity) && three(one.said.severity);
        let right = matched.iter().filter(both).count();
        self.severity3_precision = share(right, heard);
        self.severity3_recall = share(right, there);
        let both = matched
            .iter()
            .filter(|one| one.point.stance.wants_change() && one.said.stance.wants_change());
        let off: Vec<usize> =
            both.map(|one| usize::from(one.point.severity.abs_diff(one.said.severity))).collect();
        self.severity_error = share(off.iter().sum(), off.len());
    }

    /// Pains against themes.
    fn group(&mut self, matched: &[Matched<'_>], ranked: &BTreeSet<u32>) {
        let is_pain = |one: &&Matched<'_>| {
            let point = one.point;
            point.stance.wants_change() && !point.pain.is_empty() && point.pain != GENERAL
        };
        let pains: Vec<&Matched<'_>> = matched.iter().filter(is_pain).collect();
        let names = in_order(pains.iter().map(|one| one.point.pain));
        let labels: Vec<u32> = pains.iter().map(|one| names[one.point.pain]).collect();
        let themes: BTreeSet<u32> = pains.iter().filter_map(|one| one.said.theme).collect();
        let beyond = themes.last().map_or(0, |last| last + 1);
        let place = |(one, at): (&&Matched<'_>, u32)| one.said.theme.unwrap_or(beyond + at);
        let groups: Vec<u32> = pains.iter().zip(0..).map(place).collect();
        let agreed = agreement(&labels, &groups);
        // Where both sides are whole, or both every point alone, nothing is left to be found.
        let count = agreed.labels;
        let is_trivial = count == agreed.clusters && (count == 1 || count == pains.len());
        self.ari = agreed.ari;
        self.ami = if is_trivial { 0.0 } else { agreed.ami };
        (self.b_precision, self.b_recall) = (agreed.b_precision, agreed.b_recall);
        self.b_cubed = harmonic(agreed.b_precision, agreed.b_recall);
        self.pains = names.len();

        let mut sizes = vec![0usize; names.len()];
        labels.iter().for_each(|&label| sizes[label as usize] += 1);
        let mut largest: Vec<u32> = (0..names.len() as u32).collect();
        largest.sort_by_key(|&label| std::cmp::Reverse(sizes[label as usize]));
        largest.truncate(LARGEST);
        let parts: Vec<usize> =
            largest.iter().map(|&label| parts_of(label, &labels, &groups)).collect();
        self.pain_parts = share(parts.iter().sum(), parts.len());
        self.largest_parts = parts.first().copied().unwrap_or(0);

        let mut purity = Vec::new();
        for theme in themes.iter().filter(|theme| ranked.contains(theme)) {
            let inside = matched
                .iter()
                .filter(|one| one.said.theme == Some(*theme) && one.point.stance.wants_change());
            let (most, all) = most_of(inside.map(|one| one.point.pain));
            if all >= JUDGED {
                purity.push(share(most, all));
            }
        }
        self.themes_judged = purity.len();
        self.theme_purity = purity.iter().sum::<f64>() / purity.len().max(1) as f64;

        let (mut pairs, mut apart) = (0, 0);
        for (at, one) in pains.iter().enumerate() {
            let rest = (at + 1..pains.len()).take_while(|&to| pains[to].record == one.record);
            for other in rest.filter(|&other| labels[other] != labels[at]) {
                pairs += 1;
                apart += usize::from(groups[other] != groups[at]);
            }
        }
        (self.pairs_two, self.split_two) = (pairs, share(apart, pairs));
    }
}

/// Precision, recall and F1 of what is `wanted` among what the stances are `of`.
fn retrieved<T>(
    matched: &[Matched<'_>],
    wanted: impl Fn(T) -> bool,
    of: impl Fn(Stance) -> T,
) -> [f64; 3] {
    let (mut heard, mut there, mut right) = (0, 0, 0);
    for one in matched {
        let (is, was) = (wanted(of(one.point.stance)), wanted(of(one.said.stance)));
        there += usize::from(is);
        heard += usize::from(was);
        right += usize::from(is && was);
    }
    let (precision, recall) = (share(right, heard), share(right, there));
    [precision, recall, harmonic(precision, recall)]
}

/// Names to numbers in the order they are met.
fn in_order<'a>(names: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, u32> {
    let mut numbers = BTreeMap::new();
    for name in names {
        let next = numbers.len() as u32;
        numbers.entry(name).or_insert(next);
    }
    numbers
}

/// How many groups, the fullest first, hold half of a label's items.
fn parts_of(label: u32, labels: &[u32], groups: &[u32]) -> usize {
    let mut sizes: BTreeMap<u32, usize> = BTreeMap::new();
    for (_, group) in labels.iter().zip(groups).filter(|(of, _)| **of == label) {
        *sizes.entry(*group).or_default() += 1;
    }
    let mut sizes: Vec<usize> = sizes.into_values().collect();
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    let all: usize = sizes.iter().sum();
    let mut got = 0;
    let before = sizes.iter().take_while(|&&size| {
        got += size;
        2 * got < all
    });
    before.count() + 1
}

/// How often the most frequent word occurs, and all of them.
fn most_of<'a>(words: impl Iterator<Item = &'a str>) -> (usize, usize) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    words.for_each(|word| *counts.entry(word).or_default() += 1);
    (counts.values().max().copied().unwrap_or(0), counts.values().sum())
}

fn share(part: usize, of: usize) -> f64 {
    part as f64 / of.max(1) as f64
}

#[cfg(test)]
mod tests;
