//! A text as a sketch: how near-duplicates are told without reading words twice.
//!
//! Takes text, gives a [`Sketch`]: the 64 smallest hashes of its three-word shingles (a bottom-k
//! sketch; Broder, "On the resemblance and containment of documents", 1997, section 4). A text of
//! up to 66 words keeps all its shingles, so the likeness of two such texts is exact; for longer
//! ones it is Broder's unbiased estimate, whose standard error at a likeness of 0.8 is 0.05.
//!
//! Words are those of the shared tokens ([`crate::text::words`]), folded but not stemmed: a stem
//! depends on the language told, and two copies of one text may come with two language codes.
//! Scripts without blanks give a pair of letters for each letter: of these one in so many is kept,
//! by its hash, that as many are left as there are words, and twelve words are twelve words in any
//! script.

use crate::model::{Part, PartName, Sketch, splitmix};
use crate::text::{fold, words};

/// Hashes a sketch keeps.
const KEPT: usize = 64;
/// Words of a shingle. With three a changed word touches three shingles: texts of a dozen words
/// with one word changed are still 0.54 alike, with one added at the end 0.91 (Broder's own choice
/// for whole documents, ten, would leave nothing of texts this short).
const SHINGLE: usize = 3;
/// Shingles below which a text is compared whole: of seven words or less one changed word is
/// another message.
const NEARLY_FROM: usize = 6;

/// The sketch of a text. Any text has one; linear in its length.
///
/// Only titles and bodies among `parts` are looked at; without parts the whole text is. Letter
/// case, accents, punctuation and blanks make no difference.
pub fn sketch(text: &str, parts: &[Part]) -> Sketch {
    let mut hashes: Vec<(u64, bool)> = Vec::with_capacity(text.len() / 5);
    if parts.is_empty() {
        hash_words(text, &mut hashes);
    }
    for part in parts.iter().filter(|part| matches!(part.name, PartName::Title | PartName::Body)) {
        let span = part.span.start as usize..part.span.end as usize;
        hash_words(text.get(span).unwrap_or_default(), &mut hashes);
    }
    if hashes.is_empty() {
        return Sketch::default();
    }
    let kept: Vec<u64> = hashes.iter().filter(|(_, kept)| *kept).map(|(hash, _)| *hash).collect();
    let mut shingles: Vec<u32> = kept
        .windows(SHINGLE)
        .map(|window| (window.iter().fold(0, |sum, &word| join(sum, word)) >> 32) as u32)
        .collect();
    shingles.sort_unstable();
    shingles.dedup();
    if shingles.len() < NEARLY_FROM {
        let whole = hashes.iter().fold(hashes.len() as u64, |sum, &(word, _)| join(sum, word));
        return Sketch::declare([(whole >> 32) as u32, whole as u32]);
    }
    shingles.truncate(KEPT);
    Sketch::declare(shingles)
}

/// How many pairs of letters of a script without blanks stand for a word: words of Chinese and
/// Japanese have some two letters, those of Thai, Lao, Khmer and Burmese some four.
fn pairs_a_word(letter: char) -> u64 {
    match letter {
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' => 4,
        '\u{3040}'..='\u{309f}'
        | '\u{3400}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{2fa1f}' => 2,
        _ => 1,
    }
}

/// Appends the hash of every word, and whether it counts as one.
fn hash_words(text: &str, hashes: &mut Vec<(u64, bool)>) {
    let mut end = 0;
    for word in words(text) {
        // The pieces of a Korean phrase are in the phrase.
        let inside = word.end <= end;
        end = end.max(word.end);
        let folded = |bytes: &mut dyn Iterator<Item = u8>| {
            // FNV-1a (Fowler, Noll & Vo): a word is a few bytes, and `join` mixes well.
            bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
            })
        };
        if word.surface.is_ascii() {
            let hash = folded(&mut word.surface.bytes().map(|byte| byte.to_ascii_lowercase()));
            hashes.push((hash, true));
            continue;
        }
        let hash = folded(&mut fold(word.surface).bytes());
        let every = word.surface.chars().next().map_or(1, pairs_a_word);
        hashes.push((hash, !inside && join(0, hash).is_multiple_of(every)));
    }
}

/// Mixes one more word into a hash.
fn join(sum: u64, word: u64) -> u64 {
    splitmix(sum.rotate_left(23).wrapping_add(word))
}

/// The shingles two texts have in common, at least this share of all they have (Jaccard): an edit
/// of one word in fifteen in the middle, two added words in ten at an end.
const NEARLY: (usize, usize) = (4, 5);

/// Whether a sketch is of a text long enough to be nearly equal to another.
pub(super) fn is_shingled(sketch: &[u32]) -> bool {
    sketch.len() >= NEARLY_FROM
}

/// Whether two sketches are of equal or nearly equal texts: at least 0.8 of all their shingles in
/// common. Symmetric; exact for texts of up to 66 words, Broder's estimate beyond.
pub(super) fn nearly_equal(one: &[u32], other: &[u32]) -> bool {
    if !is_shingled(one) || !is_shingled(other) {
        return one == other && !one.is_empty();
    }
    // Of a sketch that is full only the hashes up to its largest are known; compare up to there.
    let limit = |sketch: &[u32]| if sketch.len() < KEPT { u32::MAX } else { sketch[KEPT - 1] };
    let limit = limit(one).min(limit(other));
    let (mut a, mut b, mut common, mut all) = (0, 0, 0, 0);
    loop {
        let (left, right) = (one.get(a), other.get(b));
        let smallest = match (left, right) {
            (None, None) => break,
            (Some(&left), None) => left,
            (None, Some(&right)) => right,
            (Some(&left), Some(&right)) => left.min(right),
        };
        if smallest > limit {
            break;
        }
        let (in_one, in_other) = (left == Some(&smallest), right == Some(&smallest));
        all += 1;
        common += usize::from(in_one && in_other);
        a += usize::from(in_one);
        b += usize::from(in_other);
    }
    common * NEARLY.1 >= all * NEARLY.0
}

/// Bands of a signature, and the rows of each. Two texts that are 0.8 alike agree in a band of
/// three with probability 0.51, in at least one of ten with 0.9992; texts half alike in one of ten
/// with 0.74, texts a fifth alike with 0.08 (1 − (1 − s³)¹⁰; Leskovec, Rajaraman & Ullman, "Mining
/// of Massive Datasets", section 3.4).
pub(super) const BANDS: u32 = 10;
const ROWS: u32 = 3;

/// One band of the MinHash signature of a shingled sketch, as a key: nearly equal texts share most
/// of theirs.
pub(super) fn band(sketch: &[u32], band: u32) -> u64 {
    (0..ROWS).fold(u64::from(band), |sum, row| {
        let seed = (band * ROWS + row + 1).wrapping_mul(0x9e37_79b9);
        let smallest = sketch.iter().map(|&hash| scramble(hash ^ seed)).min().unwrap_or(0);
        join(sum, u64::from(smallest))
    })
}

/// A permutation of the 32-bit numbers (MurmurHash3's finaliser, Appleby 2011).
fn scramble(mut z: u32) -> u32 {
    z = (z ^ (z >> 16)).wrapping_mul(0x85eb_ca6b);
    z = (z ^ (z >> 13)).wrapping_mul(0xc2b2_ae35);
    z ^ (z >> 16)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(text: &str) -> Sketch {
        sketch(text, &[])
    }

    fn alike(one: &str, other: &str) -> bool {
        nearly_equal(of(one).numbers(), of(other).numbers())
    }

    #[test]
    fn spelling_of_the_same_words_makes_no_difference() {
        assert_eq!(of("It CRASHES, always!"), of("it crashes always"));
        assert_eq!(of("Größe passt nicht"), of("GRÖßE passt nicht"));
        assert_eq!(of("…"), Sketch::default());
        assert_ne!(of("crashes it"), of("it crashes"));
    }

    #[test]
    fn long_texts_forgive_a_word_and_short_ones_do_not() {
        let long = "after the last update the app closes by itself whenever i open my saved trips \
                    and i have to log in again each time which is really annoying";
        assert!(alike(long, &format!("{long} please fix")));
        assert!(!alike(
            long,
            "the delivery came two days late and nobody answered my calls at all"
        ));
        assert!(!alike("the app closes by itself", "the app closes by itself often"));
        assert!(!alike("", ""));
    }

    #[test]
    fn parts_of_other_kinds_are_not_looked_at() {
        let text = "Crash\nIt closes";
        let body = [Part { name: PartName::Body, span: 6..15 }];
        assert_eq!(sketch(text, &body), of("It closes"));
    }

    #[test]
    fn long_sketches_estimate_what_they_cannot_hold() {
        // 400 words of which the last fifteen differ: 0.92 alike.
        let words = |end: &str| -> String {
            (0..400)
                .map(|n| if n < 385 { format!("w{n} ") } else { format!("{end}{n} ") })
                .collect()
        };
        assert!(alike(&words("a"), &words("a")));
        assert!(alike(&words("a"), &words("b")));
        let half: String = (0..400).map(|n| format!("w{} ", n + 200)).collect();
        assert!(!alike(&words("a"), &half));
    }

    proptest! {
        #[test]
        fn likeness_is_symmetric_and_a_text_is_like_itself(
            one in "[a-c]{1,2}( [a-c]{1,2}){0,90}", other in "[a-c]{1,2}( [a-c]{1,2}){0,90}"
        ) {
            prop_assert_eq!(alike(&one, &other), alike(&other, &one));
            prop_assert!(alike(&one, &one));
        }

        #[test]
        fn any_text_has_a_sketch_in_order(text in any::<String>()) {
            let sketch = of(&text);
            if is_shingled(sketch.numbers()) {
                prop_assert!(sketch.numbers().is_sorted_by(|a, b| a < b));
            }
            prop_assert!(sketch.numbers().len() <= KEPT);
        }
    }
}
