//! Questions that compare: "cheaper than the others", "worse than before".
//!
//! Takes the words of a query, gives what is compared with what; tells of a stretch of a text whether it says
//! so, says the opposite, or only holds the words. "Than" decides: who stands behind it is surpassed, whoever
//! stands before the comparative surpasses. Knows English comparatives; pure.

use std::collections::BTreeSet;

use crate::text::{Stems, Term};

use super::negation::{Reached, begins_clause, holds, is_joint};
use super::wording::Worded;

/// What introduces the standard of a comparison; "then" is how many write it.
const THAN: &str = "than then vs versus";
/// Before a name these make it the standard too: "compared to them it is cheaper".
const AGAINST: &str = "than then to with vs versus unlike over from beats beat";
/// Standards of all the others there are.
const OTHERS: &str = "other others competitor competitors competition rival rivals rest anyone anybody any \
                      anything everyone everybody every all most alternatives elsewhere anywhere";
/// Standards of times past, with the words around them.
const PAST: &str = "before earlier previously formerly used usual usually always ever last past previous once ago \
                    year years month months week weeks yesterday time times be";
/// The same in a text, where a clause follows: "worse than it was".
const WAS: &str = "was were did had prior";
/// What tells in a text that now is held against then.
const MARKERS: &str =
    "before earlier previously formerly anymore nowadays lately recently longer since now";
/// What becomes more so: "getting worse".
const BECOMES: &str = "get gets getting got become becomes became becoming go goes going gone went turn turned \
                       turning been";
/// What is not so, but should be: "could be better".
const WISHED: &str = "could can should would must need needs might hope wish please make may will";
/// What is said of something that is worse than it was.
const DECLINED: &str =
    "deteriorated degraded worsened downgraded downhill deteriorating degrading worsening";
/// The same in several words.
const DECLINES: [&str; 5] = ["used to be", "gone down", "went down", "as before", "like before"];
/// What is said of something that is better than it was.
const IMPROVED: &str = "improved improving improvement";
/// Terms before a comparative that may be its subject.
const BEFORE: usize = 8;
/// Terms around a comparative among which it is said that it was otherwise.
const AROUND: usize = 6;
/// Terms behind "than" that may be its standard.
const BEHIND: usize = 5;

/// What is surpassed.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Standard {
    /// Somebody with a name, by stems.
    Named(BTreeSet<String>),
    /// All the others.
    Others,
    /// The same, earlier.
    Past,
}

/// A comparison that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Comparison {
    /// The stems of the comparative, and of the one that says the same of the other side.
    same: BTreeSet<String>,
    converse: BTreeSet<String>,
    /// The stems of what surpasses; none where it goes without saying.
    subject: BTreeSet<String>,
    standard: Standard,
    /// Places in the query: the comparative, and the standard up to its end.
    pub at: usize,
    pub than: usize,
}

/// Whether a folded word is a comparative where "than" follows.
fn is_comparative(word: &str, before: Option<&str>) -> bool {
    holds("better worse more less fewer", word)
        || word.len() > 4 && word.ends_with("er") && !holds("rather other", word)
        || before.is_some_and(|word| holds("more less", word))
}

/// What a comparative is one of: "slower" of "slow", "easier" of "easy", "bigger" of "big".
pub(super) fn bases(comparative: &str) -> Vec<String> {
    let Some(stem) = comparative.strip_suffix("er") else { return Vec::new() };
    let mut found = vec![stem.to_owned(), format!("{stem}e")];
    if let Some(short) = stem.strip_suffix('i') {
        found.push(format!("{short}y"));
    }
    let mut letters = stem.chars().rev();
    if let (Some(one), Some(other)) = (letters.next(), letters.next())
        && one == other
    {
        found.push(stem[..stem.len() - one.len_utf8()].to_owned());
    }
    found
}

/// Reads the folded words of a query; `tells` says which of them are more than function words.
pub(super) fn compared(words: &[&str], tells: impl Fn(&str) -> bool) -> Option<Comparison> {
    let than = (1..words.len()).find(|&at| {
        holds("than then", words[at])
            && is_comparative(words[at - 1], at.checked_sub(2).map(|before| words[before]))
    })?;
    let at = than - 1;
    let stems = Stems::new(crate::model::Lang::ENGLISH);
    let of = |words: &[&str]| -> BTreeSet<String> {
        words.iter().filter(|word| tells(word)).map(|word| stems.stem(word)).collect()
    };
    let subject = words[..at].iter().filter(|word| !holds("more less", word));
    let subject = of(&subject.copied().collect::<Vec<_>>());
    let behind = &words[than + 1..];
    let is_past = |word: &&&str| holds(PAST, word);
    let told: Vec<&&str> = behind.iter().filter(|word| tells(word) || is_past(word)).collect();
    let standard = if behind.iter().any(|word| holds(OTHERS, word)) {
        Standard::Others
    } else if !told.is_empty() && told.iter().all(|word| holds(PAST, word)) {
        Standard::Past
    } else {
        let named = of(behind);
        // "Than us", "than this": it goes without saying who is surpassed.
        if named.is_empty() && subject.is_empty() {
            return None;
        }
        Standard::Named(named)
    };
    let converse: &[&str] = match words[at] {
        "better" => &["worse"],
        "worse" => &["better"],
        "more" => &["less"],
        "less" => &["more"],
        "cheaper" => &["costlier", "expensive", "pricier"],
        "faster" | "quicker" => &["slower"],
        "slower" => &["faster", "quicker"],
        "easier" => &["harder"],
        "harder" => &["easier"],
        _ => &[],
    };
    let mut same = BTreeSet::from([stems.stem(words[at])]);
    if standard == Standard::Past {
        same.extend(bases(words[at]).iter().map(|word| stems.stem(word)));
    }
    let converse = match standard {
        Standard::Past => BTreeSet::new(),
        _ => converse.iter().map(|word| stems.stem(word)).collect(),
    };
    Some(Comparison { same, converse, subject, standard, at, than })
}

impl Comparison {
    /// The words any of which an answer holds in the place of the comparative, and the runs of words; `typed`
    /// is the comparative, folded. Some may be in no record.
    pub(super) fn choices(&self, typed: &str) -> (Vec<String>, &'static [&'static str]) {
        let list = |list: &str| list.split_ascii_whitespace().map(str::to_owned).collect();
        let mut words: Vec<String> = vec![typed.to_owned()];
        let mut runs: &[&str] = &[];
        match (&self.standard, typed) {
            (Standard::Past, "worse") => {
                words.extend::<Vec<String>>(list(DECLINED));
                runs = &DECLINES;
            }
            (Standard::Past, "better") => words.extend::<Vec<String>>(list(IMPROVED)),
            (Standard::Past, _) => words.extend(bases(typed)),
            (_, "worse") => words.push("better".to_owned()),
            (_, "better") => words.push("worse".to_owned()),
            _ => {}
        }
        (words, runs)
    }

    /// Whether what the query names behind "than" has to be in an answer.
    pub(super) fn names_standard(&self) -> bool {
        self.standard != Standard::Past
    }

    /// The side of who says so: -1 where something is worse than it was, 1 where it is better, 0 where it may
    /// be either, `None` where it is to be told from the words.
    pub(super) fn side(&self, typed: &str) -> Option<i8> {
        match (&self.standard, typed) {
            (Standard::Past, "better") => Some(1),
            (Standard::Past, "worse") => Some(-1),
            (Standard::Past, _) => None,
            // Whoever says that another is better is troubled, and who says that he is worse is pleased.
            _ if !self.subject.is_empty() => Some(0),
            _ => None,
        }
    }

    /// How a stretch of a text, of which these are all terms, says it.
    pub(super) fn worded(&self, text: &str, terms: &[Term], reached: &[Reached]) -> Worded {
        let mut best: Option<Worded> = None;
        for at in 0..terms.len() {
            let converse = self.converse.contains(&terms[at].stem);
            if !converse && !self.same.contains(&terms[at].stem) {
                continue;
            }
            let denied = reached.iter().any(|one| one.at == at && !one.subject);
            let said = match self.read(text, terms, at) {
                Some(holds_so) if holds_so ^ converse ^ denied => Worded::Says,
                Some(_) => Worded::Contradicts,
                None => Worded::Apart,
            };
            // The first that decides; one that says it is enough.
            best = Some(match (best, said) {
                (Some(Worded::Says), _) | (_, Worded::Says) => Worded::Says,
                (Some(Worded::Contradicts), _) | (_, Worded::Contradicts) => Worded::Contradicts,
                _ => said,
            });
        }
        match best {
            Some(said) => said,
            // What says in several words that it is no longer what it was.
            None if self.standard == Standard::Past => Worded::Loosely,
            None => Worded::Apart,
        }
    }

    /// Whether the comparative at a place holds of what is asked about and not of the standard; `None` where
    /// neither can be told.
    fn read(&self, text: &str, terms: &[Term], at: usize) -> Option<bool> {
        let word = |place: usize| terms.get(place).map_or("", |term| term.folded.as_str());
        let starts = |place: usize| begins_clause(text, terms, place);
        let first = (at.saturating_sub(BEFORE)..=at).rev().find(|&place| {
            starts(place) || place == at.saturating_sub(BEFORE) || is_joint(word(place - 1))
        });
        let before = first.unwrap_or(at)..at;
        let last = (at + 1..terms.len()).find(|&place| starts(place)).unwrap_or(terms.len());
        let than = (at + 1..last.min(at + 4)).find(|&place| holds(THAN, word(place)));
        let after = match than {
            Some(than) => than + 1..last.min(than + 1 + BEHIND),
            None => 0..0,
        };
        let has = |range: &std::ops::Range<usize>, stems: &BTreeSet<String>| {
            range.clone().find(|&place| stems.contains(&terms[place].stem))
        };
        let listed = |range: &std::ops::Range<usize>, list: &str| {
            range.clone().any(|place| holds(list, word(place)))
        };
        match &self.standard {
            Standard::Named(named) => {
                let ahead = at + 1..last.min(at + 6);
                if has(&after, named).is_some() {
                    Some(true)
                } else if has(&after, &self.subject).is_some() {
                    Some(false)
                } else if let Some(place) = has(&before, named) {
                    // Words between: "compared to the old one".
                    let against =
                        (place.saturating_sub(2)..place).any(|one| holds(AGAINST, word(one)));
                    Some(against && place > 0)
                } else if word(at + 1) == "off" && has(&ahead, named).is_some() {
                    Some(false)
                } else if has(&before, &self.subject).is_some()
                    || word(at + 1) == "off" && has(&ahead, &self.subject).is_some()
                {
                    Some(true)
                } else {
                    None
                }
            }
            Standard::Others => match than {
                Some(_) if listed(&after, OTHERS) => Some(true),
                // The name of one of them, as often as not.
                Some(_) if !listed(&after, "this that these here it") => Some(true),
                Some(_) => Some(false),
                None if listed(&before, WISHED) || listed(&before, OTHERS) => Some(false),
                None if listed(&(at + 1..last), OTHERS) => Some(false),
                // Worse, and that is all.
                None => self.converse.contains(&terms[at].stem).then_some(true),
            },
            Standard::Past => {
                let near = at.saturating_sub(3)..at;
                let around = at.saturating_sub(AROUND)..terms.len().min(at + 1 + AROUND);
                let said = than.is_some() && (listed(&after, PAST) || listed(&after, WAS))
                    || listed(&near, BECOMES)
                    || listed(&around, MARKERS);
                said.then_some(true)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::negation::reached;
    use crate::model::Lang;
    use crate::text::{Analyser, is_stopword};

    fn of(query: &str, text: &str) -> Option<Worded> {
        let words: Vec<&str> = query.split(' ').collect();
        let asked = compared(&words, |word| !is_stopword(Lang::ENGLISH, word))?;
        let terms = Analyser::new().terms(text, Lang::ENGLISH);
        let reached = reached(text, &terms, Lang::ENGLISH);
        Some(asked.worded(text, &terms, &reached))
    }

    #[test]
    fn who_stands_behind_than_is_surpassed() {
        let cheaper = |text| of("cheaper than brewly", text).expect("a comparison");
        assert_eq!(cheaper("So much cheaper than Brewly"), Worded::Says);
        assert_eq!(cheaper("always cheaper then brewly"), Worded::Says);
        assert_eq!(cheaper("Brewly is cheaper"), Worded::Contradicts);
        assert_eq!(cheaper("Brewly is always cheaper than this"), Worded::Contradicts);
        assert_eq!(cheaper("Compared to Brewly it is cheaper"), Worded::Says);
        assert_eq!(cheaper("not cheaper than Brewly"), Worded::Contradicts);
        assert_eq!(cheaper("a cheaper cup"), Worded::Apart);
        let better = |text| of("brewly is better than beanery", text).expect("a comparison");
        assert_eq!(better("Brewly does it better than Beanery"), Worded::Says);
        assert_eq!(better("beanery is so much better than brewly"), Worded::Contradicts);
        assert_eq!(better("Beanery is worse than brewly"), Worded::Says);
        assert_eq!(better("You are better off with Brewly"), Worded::Says);
        let worse = |text| of("worse than a kettle", text).expect("a comparison");
        assert_eq!(worse("a kettle is better"), Worded::Says);
        assert_eq!(worse("better than any kettle"), Worded::Contradicts);
    }

    #[test]
    fn others_and_the_past_are_standards() {
        let others = |text| of("better than other roasters", text).expect("a comparison");
        assert_eq!(others("tastes better than others"), Worded::Says);
        assert_eq!(others("the coffee could be better"), Worded::Contradicts);
        assert_eq!(others("Other places are better"), Worded::Contradicts);
        let before = |text| of("slower than before", text).expect("a comparison");
        assert_eq!(before("it is getting slower"), Worded::Says);
        assert_eq!(before("Since the update it is so slow"), Worded::Says);
        assert_eq!(before("slow, as one expects"), Worded::Apart);
        let used = compared(&["worse", "than", "it", "used", "to", "be"], |_| false);
        assert_eq!(used.map(|one| one.standard), Some(Standard::Past));
        assert_eq!(of("better and cheaper", "better"), None);
        assert_eq!(of("rather than wait", "wait"), None);
        let than_us = |text| of("brewly is cheaper than us", text).expect("a comparison");
        assert_eq!(than_us("Brewly is cheaper"), Worded::Says);
        assert_eq!(than_us("So much cheaper than Brewly"), Worded::Contradicts);
    }

    #[test]
    fn a_comparative_is_one_of_an_adjective() {
        assert!(bases("slower").contains(&"slow".to_owned()));
        assert!(bases("easier").contains(&"easy".to_owned()));
        assert!(bases("bigger").contains(&"big".to_owned()));
        assert!(bases("worse").is_empty());
    }
}
