//! Which field of business texts speak of.
//!
//! Takes texts, gives for each field the share of them that its words fit best. A multinomial naive
//! Bayes over hashed words (McCallum and Nigam, "A comparison of event models for naive Bayes text
//! classification", 1998), taught with nothing but the catalogue's phrases. On 6 sets of the fields
//! airline, credit, health care, restaurants, ride hailing and video the right one has .21 to .36 and
//! the next .04 to .14; on reviews of 25 kinds of goods, app reviews of many kinds and incidents of
//! aviation, which is no field of the catalogue, the best has .09 to .16.

use std::sync::LazyLock;

use super::table::{Catalogue, Field, SHARED};

/// Buckets of hashed words: the phrases have some 9,000 different ones.
const BUCKETS: usize = 1 << 14;

/// Words a field is taken to hold beside its own, in which words are as usual as in all fields
/// (Dirichlet prior: Zhai and Lafferty, 2004).
const PRIOR: f32 = 2_000.0;

struct Words {
    /// Fields, without the shared one.
    fields: Vec<&'static Field>,
    /// For each bucket how much more usual it is in each field than in all, a logarithm.
    logs: Vec<f32>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let fields: Vec<&Field> =
        Catalogue::shipped().fields().filter(|field| field.name != SHARED).collect();
    let mut counts = vec![0.0f32; BUCKETS * fields.len()];
    let mut totals = vec![0.0f32; fields.len()];
    for (at, field) in fields.iter().enumerate() {
        for (_, phrase) in field.pains.iter().flat_map(|pain| &pain.phrases) {
            for bucket in buckets(phrase) {
                counts[bucket * fields.len() + at] += 1.0;
                totals[at] += 1.0;
            }
        }
    }
    let all: f32 = totals.iter().sum();
    for held in counts.chunks_mut(fields.len()) {
        let usual = (held.iter().sum::<f32>() + 0.5) / (all + 0.5 * BUCKETS as f32);
        for (count, total) in held.iter_mut().zip(&totals) {
            *count = libm::logf((*count + PRIOR * usual) / (total + PRIOR) / usual);
        }
    }
    Words { fields, logs: counts }
});

/// The different words of a text as buckets, ascending.
fn buckets(text: &str) -> Vec<usize> {
    let words = text.split(|c: char| !c.is_alphabetic()).filter(|word| word.len() > 1);
    let mut found: Vec<usize> = words
        .map(|word| {
            let small = word.bytes().map(|byte| byte.to_ascii_lowercase());
            let hash = small.fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
            });
            (hash >> 20) as usize % BUCKETS
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// The field that most of the texts speak of, with its share of them, 0 to 1; `None` without a
/// word. A text counts for each field by the chance that it is of it. Ties to the first by name.
pub(super) fn spoken_of<'t>(texts: impl Iterator<Item = &'t str>) -> Option<(&'static Field, f32)> {
    let words = &*WORDS;
    let mut shares = vec![0.0f32; words.fields.len()];
    let mut heard = 0.0;
    for text in texts {
        let mut logs = vec![0.0f32; shares.len()];
        let found = buckets(text);
        for bucket in &found {
            let row = &words.logs[bucket * logs.len()..(bucket + 1) * logs.len()];
            logs.iter_mut().zip(row).for_each(|(log, &one)| *log += one);
        }
        if found.is_empty() {
            continue;
        }
        heard += 1.0;
        let most = logs.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        logs.iter_mut().for_each(|log| *log = libm::expf(*log - most));
        let sum: f32 = logs.iter().sum();
        shares.iter_mut().zip(&logs).for_each(|(share, log)| *share += log / sum);
    }
    let best = (0..shares.len()).rev().max_by(|&a, &b| shares[a].total_cmp(&shares[b]))?;
    (heard > 0.0).then(|| (words.fields[best], shares[best] / heard))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_a_field_are_told_by_their_words() {
        for (name, texts) in [
            (
                "ridehailing",
                ["the driver took a detour", "no drivers near me", "the ride fare is too high"],
            ),
            (
                "restaurant",
                ["our waiter forgot the dessert", "the soup was cold", "the table was sticky"],
            ),
            ("banking", ["my transfer is pending", "the card was declined", "overdraft fee again"]),
        ] {
            let (field, share) = spoken_of(texts.into_iter()).expect("they have words");
            assert!(field.name == name && share > 0.15, "{name}: {} {share}", field.name);
        }
        assert!(spoken_of(std::iter::empty()).is_none());
        assert!(spoken_of(["", "12 34"].into_iter()).is_none());
    }
}
