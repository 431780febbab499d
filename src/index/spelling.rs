//! Other spellings of a word, and words like it, from the corpus's own dictionary.
//!
//! Pure: takes words, gives words and distances. Whether a spelling is in the corpus is looked up by
//! the planner.

/// Particles that are written with their verb or apart from it: `login`, `log in`, `log-in`.
const PARTICLES: [&str; 8] = ["in", "out", "up", "off", "on", "down", "back", "over"];

/// Whether a word is a particle of a verb.
pub(super) fn is_particle(folded: &str) -> bool {
    PARTICLES.contains(&folded)
}

/// The two pieces a word may be written in, longest first piece first; both have two letters at
/// least, but for the e of e-mail.
pub(super) fn splits(folded: &str) -> Vec<(&str, &str)> {
    let letters = folded.chars().count();
    if !(4..=30).contains(&letters) || !folded.chars().all(char::is_alphanumeric) {
        return Vec::new();
    }
    let at = |n: usize| folded.char_indices().nth(n).map_or(folded.len(), |(at, _)| at);
    let mut found: Vec<(&str, &str)> =
        (2..=letters - 2).rev().map(|n| folded.split_at(at(n))).collect();
    if folded.starts_with('e') {
        found.push(folded.split_at(1));
    }
    found
}

/// How German and its neighbours write a word without a key for it: ä as ae, ß as ss. `typed` is the
/// word as typed, `folded` the same folded (ä is a, ß is s there). Each spelling once, folded.
pub(super) fn umlauts(typed: &str, folded: &str) -> Vec<String> {
    let mut found = Vec::new();
    let typed = typed.to_lowercase();
    let spelt: String = typed
        .chars()
        .map(|c| match c {
            'ä' | 'æ' => "ae".to_owned(),
            'ö' | 'ø' => "oe".to_owned(),
            'ü' => "ue".to_owned(),
            'ß' => "ss".to_owned(),
            'å' => "aa".to_owned(),
            other => other.to_string(),
        })
        .collect();
    let spelt = crate::text::fold(&spelt);
    let plain = folded.replace("ae", "a").replace("oe", "o").replace("ue", "u").replace("ss", "s");
    for one in [spelt, plain] {
        if one != folded && !found.contains(&one) {
            found.push(one);
        }
    }
    found
}

/// Letters that differ, two neighbours changed for one another counting once (Damerau 1964, in the
/// restricted form of optimal string alignment); `None` above `limit`.
pub(super) fn distance(one: &[char], other: &[char], limit: usize) -> Option<usize> {
    if one.len().abs_diff(other.len()) > limit {
        return None;
    }
    let width = other.len() + 1;
    let mut before_last = vec![0; width];
    let mut last: Vec<usize> = (0..width).collect();
    let mut row = vec![0; width];
    for (i, a) in one.iter().enumerate() {
        row[0] = i + 1;
        let mut least = row[0];
        for (j, b) in other.iter().enumerate() {
            let mut cost = (last[j] + usize::from(a != b)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == other[j - 1] && one[i - 1] == *b {
                cost = cost.min(before_last[j - 1] + 1);
            }
            row[j + 1] = cost;
            least = least.min(cost);
        }
        if least > limit {
            return None;
        }
        std::mem::swap(&mut before_last, &mut last);
        std::mem::swap(&mut last, &mut row);
    }
    Some(last[width - 1]).filter(|&found| found <= limit)
}

/// Whether two words differ by two neighbours changed for one another, or by a letter doubled or not.
pub(super) fn is_slip(one: &[char], other: &[char]) -> bool {
    if one.len() == other.len() {
        let mut apart = (0..one.len()).filter(|&at| one[at] != other[at]);
        return match (apart.next(), apart.next(), apart.next()) {
            (Some(first), Some(second), None) => {
                second == first + 1 && one[first] == other[second] && one[second] == other[first]
            }
            _ => false,
        };
    }
    let single = |word: &[char]| -> Vec<char> {
        let mut letters = word.to_vec();
        letters.dedup();
        letters
    };
    one.len().abs_diff(other.len()) == 1 && single(one) == single(other)
}

/// Whether a word is another of seven letters or more with one letter wrong, missing or too many ("resturant"),
/// and not one of its forms ("orders").
pub(super) fn is_misspelt(one: &[char], other: &[char]) -> bool {
    let shortest = one.len().min(other.len());
    shortest >= LONG - 1
        && one.first() == other.first()
        && one[..shortest - 1] != other[..shortest - 1]
        && distance(one, other, 1).is_some()
}

/// Letters from which on a word has few neighbours one letter away.
const LONG: usize = 7;

/// How many letters of a word may be wrong before it is another word: Elasticsearch's `AUTO`, none
/// below three letters, one up to five, two beyond.
pub(super) fn tolerance(letters: usize) -> usize {
    match letters {
        0..=2 => 0,
        3..=5 => 1,
        _ => 2,
    }
}

/// How many letters may be wrong where nobody asked for likeness: four in five slips are one letter
/// (Damerau 1964), and two of eight make another word of its own ("declined", "deceived").
pub(super) fn slips(letters: usize) -> usize {
    match letters {
        0..=2 => 0,
        3..=8 => 1,
        _ => 2,
    }
}

/// The nearest of some names to what was typed: for a field, a source, a segment. Ties by the order
/// given.
pub(super) fn nearest<'a>(
    typed: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let typed: Vec<char> = typed.to_lowercase().chars().take(40).collect();
    let limit = tolerance(typed.len()).max(1);
    let mut best: Option<(usize, &str)> = None;
    for name in names {
        let letters: Vec<char> = name.to_lowercase().chars().take(40).collect();
        let begun =
            typed.len() >= 3 && (letters.starts_with(&typed) || typed.starts_with(&letters));
        let found =
            if begun && !letters.is_empty() { Some(1) } else { distance(&typed, &letters, limit) };
        if let Some(found) = found
            && best.is_none_or(|(least, _)| found < least)
        {
            best = Some((found, name));
        }
    }
    best.map(|(_, name)| name)
}

/// Whether a word has a shape: `*` is any letters, `?` one.
pub(super) fn matches(pattern: &[char], word: &[char]) -> bool {
    // The last star, and how much of the word it has swallowed: going back to it is enough.
    let (mut p, mut w) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while w < word.len() {
        if p < pattern.len() && pattern[p] == '*' {
            star = Some((p, w));
            p += 1;
        } else if p < pattern.len() && (pattern[p] == '?' || pattern[p] == word[w]) {
            p += 1;
            w += 1;
        } else if let Some((at, swallowed)) = star {
            star = Some((at, swallowed + 1));
            p = at + 1;
            w = swallowed + 1;
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|&c| c == '*')
}

/// A version in its numbers: `v3.10.2` is above `3.9`. `None` for what is none.
pub fn version(text: &str) -> Option<Vec<u64>> {
    let text = text.trim();
    let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
    // What follows a dash or a blank (`3.2-beta`, `3.2 (417)`) does not order.
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let mut numbers = Vec::new();
    for part in text[..end].trim_end_matches('.').split('.') {
        numbers.push(part.parse().ok()?);
    }
    // 3.2.0 is 3.2.
    while numbers.len() > 1 && numbers.last() == Some(&0) {
        numbers.pop();
    }
    Some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn letters(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn distances() {
        let of = |a: &str, b: &str| distance(&letters(a), &letters(b), 2);
        assert_eq!(of("recieved", "received"), Some(1));
        assert_eq!(of("refnd", "refund"), Some(1));
        assert_eq!(of("crash", "crash"), Some(0));
        assert_eq!(of("abc", "xyz"), None);
        assert_eq!(nearest("tickts", ["reviews", "tickets"]), Some("tickets"));
        assert_eq!(nearest("ticket", ["reviews", "tickets"]), Some("tickets"));
        assert_eq!(nearest("zebra", ["reviews", "tickets"]), None);
    }

    #[test]
    fn slips_are_of_the_hand() {
        let is = |a: &str, b: &str| is_slip(&letters(a), &letters(b));
        assert!(is("recieved", "received") && is("recomended", "recommended"));
        assert!(!is("leather", "weather") && !is("received", "received") && !is("crash", "trash"));
    }

    #[test]
    fn shapes() {
        let is = |pattern: &str, word: &str| matches(&letters(pattern), &letters(word));
        assert!(is("l*in", "login") && is("l?gin", "login") && is("*fund*", "refunds"));
        assert!(!is("l?in", "login") && !is("l*in", "logins") && is("a*b*c", "aXbXbYc"));
    }

    #[test]
    fn versions_are_numbers() {
        assert!(version("3.10") > version("3.9") && version("v3.2") == version("3.2.0"));
        assert!(version("3.2-beta") == version("3.2") && version("beta").is_none());
        assert!(version("4") > version("3.99.1") && version("").is_none());
    }

    #[test]
    fn umlauts_both_ways() {
        assert_eq!(umlauts("Müller", "muller"), ["mueller"]);
        assert_eq!(umlauts("Mueller", "mueller"), ["muller"]);
        assert_eq!(umlauts("Straße", "strase"), ["strasse"]);
        assert_eq!(umlauts("strasse", "strasse"), ["strase"]);
        assert!(umlauts("crash", "crash").is_empty());
        assert_eq!(splits("wifi"), [("wi", "fi")]);
        assert_eq!(splits("email")[2], ("e", "mail"));
    }

    proptest! {
        #[test]
        fn distance_is_the_same_both_ways(a in "[a-d]{0,8}", b in "[a-d]{0,8}") {
            let (a, b) = (letters(&a), letters(&b));
            prop_assert_eq!(distance(&a, &b, 3), distance(&b, &a, 3));
            prop_assert_eq!(distance(&a, &b, 0).is_some(), a == b);
        }
    }
}
