//! Known pains in languages that the static table does not know, told by stretches of letters.
//!
//! Takes the phrases of pains in one language, gives for a text of that language how likely it is
//! about each. Phrases and texts are compared by their stretches of two and three letters, weighed by
//! how rare they are among the phrases: inflections, compounds and scripts without blanks meet in
//! them.

use std::collections::BTreeMap;

use crate::text::fold;

/// What a cosine is multiplied by before it becomes a chance: a phrase that shares a third of its
/// stretches with a text outweighs sixty that share none.
const SHARPNESS: f32 = 15.0;

/// A text whose nearest phrase is less near than this (a cosine) says nothing of any pain.
const LEAST: f32 = 0.12;

/// The phrases of one language.
pub(super) struct Letters {
    /// How rare each stretch is, a logarithm.
    rarity: BTreeMap<u64, f32>,
    /// Phrases: the pain of each and its weighed stretches, ascending, of unit length.
    phrases: Vec<(u32, Vec<(u64, f32)>)>,
}

/// The stretches of a text with how often each stands in it.
fn stretches(text: &str) -> BTreeMap<u64, f32> {
    let folded = fold(text);
    let letters: Vec<char> = std::iter::once(' ')
        .chain(folded.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }))
        .chain([' '])
        .collect();
    let mut found = BTreeMap::new();
    for length in [2, 3] {
        for stretch in letters.windows(length) {
            if stretch.windows(2).any(|two| two == [' ', ' ']) {
                continue;
            }
            let key = stretch.iter().fold(length as u64, |key, &c| key << 21 | u64::from(c));
            *found.entry(key).or_insert(0.0) += 1.0;
        }
    }
    found
}

impl Letters {
    /// Reads phrases with the pain of each.
    pub(super) fn read<'p>(phrases: impl Iterator<Item = (u32, &'p str)>) -> Letters {
        let read: Vec<(u32, BTreeMap<u64, f32>)> =
            phrases.map(|(pain, phrase)| (pain, stretches(phrase))).collect();
        let mut rarity: BTreeMap<u64, f32> = BTreeMap::new();
        for key in read.iter().flat_map(|(_, found)| found.keys()) {
            *rarity.entry(*key).or_insert(0.0) += 1.0;
        }
        let all = read.len() as f32;
        rarity.values_mut().for_each(|held| *held = libm::logf((all + 1.0) / *held));
        let mut letters = Letters { rarity, phrases: Vec::new() };
        letters.phrases =
            read.into_iter().map(|(pain, found)| (pain, letters.weighed(&found))).collect();
        letters
    }

    /// Known stretches with their weights, ascending, to unit length.
    fn weighed(&self, found: &BTreeMap<u64, f32>) -> Vec<(u64, f32)> {
        let weight = |(key, count): (&u64, &f32)| {
            let rarity = self.rarity.get(key)?;
            Some((*key, (1.0 + libm::logf(*count)) * rarity))
        };
        let mut weighed: Vec<(u64, f32)> = found.iter().filter_map(weight).collect();
        // What no phrase holds makes a text less like all of them.
        let unknown = found.keys().filter(|key| !self.rarity.contains_key(key)).count() as f32;
        let square: f32 = weighed.iter().map(|(_, one)| one * one).sum::<f32>() + unknown;
        weighed.iter_mut().for_each(|(_, one)| *one /= square.sqrt().max(1e-6));
        weighed
    }

    /// Adds the chance of each pain to `chances`, which are wide enough; nothing where the text is
    /// near no phrase.
    pub(super) fn chances(&self, text: &str, chances: &mut [f32]) {
        let own = self.weighed(&stretches(text));
        let mut nearest: BTreeMap<u32, f32> = BTreeMap::new();
        for (pain, phrase) in &self.phrases {
            let best = nearest.entry(*pain).or_insert(0.0);
            *best = best.max(product(&own, phrase));
        }
        let most = nearest.values().copied().fold(0.0, f32::max);
        if most < LEAST {
            return;
        }
        let weight = |&near: &f32| libm::expf(SHARPNESS * (near - most));
        let sum: f32 = nearest.values().map(weight).sum();
        for (pain, near) in &nearest {
            chances[*pain as usize] += weight(near) / sum;
        }
    }
}

/// The sum of products of what both hold.
fn product(a: &[(u64, f32)], b: &[(u64, f32)]) -> f32 {
    let (mut at, mut sum) = (0, 0.0);
    for &(key, value) in a {
        while at < b.len() && b[at].0 < key {
            at += 1;
        }
        if at < b.len() && b[at].0 == key {
            sum += value * b[at].1;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inflections_and_scripts_without_blanks_meet() {
        let phrases = [
            (0, "アプリが落ちる"),
            (0, "すぐ落ちて使えない"),
            (1, "広告が多い"),
            (2, "ứng dụng bị lỗi"),
        ];
        let letters = Letters::read(phrases.into_iter());
        let most = |text: &str| {
            let mut chances = [0.0; 3];
            letters.chances(text, &mut chances);
            (0..3)
                .max_by(|&a, &b| chances[a].total_cmp(&chances[b]))
                .filter(|&at| chances[at] > 0.5)
        };
        assert_eq!(most("起動するとアプリがすぐ落ちます"), Some(0));
        assert_eq!(most("広告が多すぎる"), Some(1));
        assert_eq!(most("ứng dụng hay bị lỗi lắm"), Some(2));
        assert_eq!(most("今日は晴れ"), None);
    }
}
