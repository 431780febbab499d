//! Names of the company and its products: they name no theme, alone or at the end of a phrase.
//!
//! Takes what the settings and the records call them, and what is written like a name in all themes
//! alike; gives words without any weight for names.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::model::{Corpus, Lang};
use crate::text::Analyser;

use super::lexicon::Class;
use super::phrases::{key, stems};
use super::terms::Terms;

/// A name in this many texts, in half of this many groups or more, and not more than this share of
/// it in one of them, is the company's own: it says nothing of any theme.
const SPREAD_TEXTS: usize = 20;
const SPREAD_GROUPS: usize = 5;
const SPREAD: f64 = 0.3;

impl Terms<'_> {
    /// Names of products never name a theme; those of one word are weak beside others.
    pub(super) fn learn_products(&mut self, corpus: &Corpus, numbers: &HashMap<String, u32>) {
        let mut names: BTreeSet<&str> = BTreeSet::new();
        for feedback in corpus.feedback() {
            names.extend(feedback.product.as_deref());
            for name in ["product", "company", "brand", "app"] {
                names.extend(feedback.attribute(name));
            }
        }
        let mut analyser = Analyser::new();
        let mut weak: BTreeSet<u32> = BTreeSet::new();
        for name in names {
            let words = analyser.terms(name, Lang::ENGLISH);
            let known: Option<Vec<u32>> =
                words.iter().map(|word| numbers.get(&word.stem).copied()).collect();
            let Some(known) = known else { continue };
            if let [one] = known[..] {
                weak.insert(one);
            }
            self.products.extend(key(known.into_iter()));
        }
        for token in self.tokens.iter_mut().flatten() {
            if token.class == Class::Content && weak.contains(&token.stem) {
                token.class = Class::Weak;
            }
        }
    }

    /// Takes the names of the company, and of what all its themes speak of, out of every phrase:
    /// "back from Fernweh" is no name, and "Fernweh app crashes" is "app crashes".
    pub(super) fn forget_brands(
        &mut self,
        company: &str,
        numbers: &HashMap<String, u32>,
        group: &[Option<u32>],
    ) {
        let words = Analyser::new().terms(company, Lang::ENGLISH);
        let alone = words.len() == 1;
        let mut brands: BTreeSet<u32> = words
            .iter()
            .filter_map(|word| numbers.get(&word.stem).copied())
            .filter(|&stem| alone || self.proper[stem as usize])
            .collect();
        let groups: BTreeSet<u32> = group.iter().flatten().copied().collect();
        for (stem, held) in self.postings.iter().enumerate() {
            let named = self.proper[stem] && held.len() >= SPREAD_TEXTS;
            if !named || groups.len() < SPREAD_GROUPS {
                continue;
            }
            let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
            for group in held.iter().filter_map(|&doc| group[doc as usize]) {
                *counts.entry(group).or_default() += 1;
            }
            let most = counts.values().max().copied().unwrap_or(0);
            if 2 * counts.len() >= groups.len() && most as f64 <= SPREAD * held.len() as f64 {
                brands.insert(stem as u32);
            }
        }
        for product in self.products.iter().filter(|product| stems(product).len() == 1) {
            brands.extend(stems(product).iter().filter(|&&stem| self.proper[stem as usize]));
        }
        for token in self.tokens.iter_mut().flatten() {
            if token.class > Class::Negation && brands.contains(&token.stem) {
                token.class = Class::Noise;
            }
        }
    }
}
