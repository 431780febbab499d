//! A vector for a text of which nobody knows a word, from its letters.
//!
//! Takes a text in a language that the table does not know, gives a direction: texts that share
//! words and stretches of letters point the same way, others are square to one another. So a few
//! dozen answers in any language are sorted; where there are more, the corpus teaches its own words
//! and this is not asked. Every word and every stretch of three letters of a word adds to a few
//! components, which its hash picks ("Feature hashing for large scale multitask learning":
//! Weinberger, Dasgupta, Langford, Smola and Attenberg, ICML 2009).

use crate::model::SplitMix;
use crate::text::{fold, words};

/// Components that one word or stretch adds to.
const COMPONENTS: usize = 8;

/// Letters of a stretch.
const STRETCH: usize = 3;

/// Adds a text's words and stretches to `vector`, which is zero. A text without words adds nothing.
pub(super) fn add_letters(text: &str, vector: &mut [f32]) {
    if vector.is_empty() {
        return;
    }
    for word in words(text) {
        let letters: Vec<char> = fold(word.surface).chars().collect();
        add(&letters, vector);
        letters.windows(STRETCH).for_each(|stretch| add(stretch, vector));
    }
}

/// Adds one word or stretch.
fn add(letters: &[char], vector: &mut [f32]) {
    // FNV-1a over the letters, then SplitMix64 for each component.
    let hash = letters.iter().fold(0xcbf2_9ce4_8422_2325u64, |hash, &letter| {
        (hash ^ u64::from(letter)).wrapping_mul(0x100_0000_01b3)
    });
    let mut draws = SplitMix(hash);
    for _ in 0..COMPONENTS {
        let draw = draws.next();
        let at = (draw >> 1) as usize % vector.len();
        vector[at] += if draw & 1 == 0 { 1.0 } else { -1.0 };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cosine(a: &str, b: &str) -> f32 {
        let [a, b] = [a, b].map(|text| {
            let mut vector = vec![0.0; 512];
            add_letters(text, &mut vector);
            vector
        });
        let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
        dot(&a, &b) / (dot(&a, &a) * dot(&b, &b)).sqrt()
    }

    #[test]
    fn texts_that_share_words_are_near() {
        assert!(cosine("Không đăng nhập được.", "không đăng nhập được") > 0.99);
        assert!(cosine("Mãi không đăng nhập được", "Không đăng nhập được!") > 0.6);
        assert!(cosine("Không đăng nhập được", "Quảng cáo quá nhiều") < 0.3);
        let mut empty = vec![0.0; 4];
        add_letters("", &mut empty);
        assert_eq!(empty, [0.0; 4]);
    }
}
