//! What the words of a query say of one another, and whether a statement puts them the same way.
//!
//! Takes the words of a query: what is denied in it, what compared (`comparison`), what too much or too little
//! (`degree`). Tells of a statement that holds its words whether it says so, says something of the kind, has
//! the words apart, or says the opposite: "can't get a table" is not said by "we hadn't long to wait for a
//! table", although both deny something of a table. Pure.

use std::collections::BTreeSet;

use crate::model::{Lang, Stance};
use crate::text::{Analyser, Term, fold};

use super::comparison::{Comparison, compared};
use super::degree::{Degree, graded};
use super::document::{Said, stemmed_as};
use super::negation::{Reached, Sort, follows, holds, is_light, reached, sort_of};

/// Telling words of its own between a negation and what it denies: with two, it denies them.
const BETWEEN: usize = 1;
/// Words behind which a new part of a clause begins that is rarely what the negation before it denies.
const PREPOSITIONS: &str =
    "for in on at with about from by of into after before during over under through";
/// Words that stand between a verb and its object.
const DETERMINERS: &str = "a an the my your his her our their its any some this that these those";
/// Statements of a record that are read, at most.
pub(super) const READ: usize = 4;

/// How a statement says what is asked, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Worded {
    /// It does.
    Says,
    /// Something of the kind.
    Loosely,
    /// It has the words, and they say something else.
    Apart,
    /// The opposite.
    Contradicts,
}

/// What a word of a query is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// Nothing denies it.
    Free,
    /// It is what a negation denies, with so many words between the two; `subject` says that a negation
    /// behind it would deny it as well.
    Denied { far: usize, subject: bool },
    /// It is the object of what is denied.
    Tied,
}

#[derive(Clone, Debug)]
struct Asked {
    /// As typed, folded.
    word: String,
    stems: BTreeSet<String>,
    role: Role,
}

/// A query, read.
#[derive(Clone, Debug, Default)]
pub(super) struct Wording {
    words: Vec<Asked>,
    /// What is denied, folded.
    pub denied: Vec<String>,
    pub comparison: Option<Comparison>,
    pub degree: Option<Degree>,
    /// The folded words by their places, of which `comparison` and `degree` speak.
    pub places: Vec<String>,
    graded: BTreeSet<String>,
}

/// Reads a query in a language. `tells` says which folded words are more than function words, `stems` gives
/// those that an answer may hold for one.
pub(super) fn wording<E>(
    query: &str,
    lang: Lang,
    analyser: &mut Analyser,
    tells: impl Fn(&str) -> bool,
    mut stems: impl FnMut(&str) -> Result<BTreeSet<String>, E>,
) -> Result<Wording, E> {
    let terms = analyser.terms(query, lang);
    let folded: Vec<&str> = terms.iter().map(|term| term.folded.as_str()).collect();
    let negated: Vec<(usize, Sort)> =
        (0..terms.len()).filter_map(|at| Some((at, sort_of(lang, folded[at])?))).collect();
    let is_word = |at: usize| tells(folded[at]) && sort_of(lang, folded[at]).is_none();
    let english = lang == Lang::ENGLISH || lang == Lang::UNKNOWN;
    let mut roles = vec![Role::Free; terms.len()];
    for &(by, sort) in &negated {
        let next = negated.iter().find(|(at, _)| *at > by).map_or(terms.len(), |&(at, _)| at);
        let words = || (by + 1..next).filter(|&at| is_word(at));
        let Some(main) = words().find(|&at| !is_light(folded[at])).or_else(|| words().next())
        else {
            continue;
        };
        let far = (by + 1..main).filter(|&at| holds(PREPOSITIONS, folded[at])).count();
        let subject = sort == Sort::Thing || follows(lang);
        roles[main] = Role::Denied { far: far.max(BETWEEN), subject };
        for at in main + 1..next {
            if is_word(at) {
                roles[at] = Role::Tied;
            } else if !holds(DETERMINERS, folded[at]) {
                break;
            }
        }
    }
    let (mut comparison, mut degree) = (None, None);
    if english {
        comparison = compared(&folded, &tells).filter(|_| negated.is_empty());
        degree = graded(
            &folded,
            |word| tells(word) && sort_of(lang, word).is_none(),
            !negated.is_empty(),
        );
    }
    let mut read = Wording {
        words: Vec::new(),
        denied: Vec::new(),
        comparison,
        degree: None,
        places: folded.iter().map(|&word| word.to_owned()).collect(),
        graded: BTreeSet::new(),
    };
    for at in (0..terms.len()).filter(|&at| is_word(at)) {
        let stems = stems(folded[at])?;
        if let Some(degree) = degree.filter(|degree| degree.at == at) {
            (read.degree, read.graded) = (Some(degree), stems.clone());
        }
        if let Role::Denied { .. } = roles[at] {
            read.denied.push(folded[at].to_owned());
        }
        read.words.push(Asked { word: folded[at].to_owned(), stems, role: roles[at] });
    }
    Ok(read)
}

impl Wording {
    /// Adds what was looked for in the place of a word.
    pub(super) fn corrected(&mut self, typed: &str, used: impl Iterator<Item = String>) {
        let typed = fold(typed);
        if let Some(word) = self.words.iter_mut().find(|word| word.word == typed) {
            word.stems.extend(used);
        }
    }

    /// The side of who asks so, where the words of the query say it and not what they mean.
    pub(super) fn side(&self) -> Option<i8> {
        match (&self.comparison, self.degree) {
            (Some(comparison), _) => comparison.side(&self.places[comparison.at]),
            (None, Some(_)) => Some(-1),
            (None, None) => None,
        }
    }

    /// Whether a query says more than that its words be there.
    pub(super) fn matters(&self) -> bool {
        !self.denied.is_empty() || self.comparison.is_some() || self.degree.is_some()
    }

    /// How a statement in a language puts it, for somebody on a side; `said` is what is known of it.
    pub(super) fn of(
        &self,
        statement: &str,
        lang: Lang,
        analyser: &mut Analyser,
        (side, said): (i8, Option<Said>),
    ) -> Worded {
        let lang = stemmed_as(lang);
        let terms = analyser.terms(statement, lang);
        let reached = reached(statement, &terms, lang);
        if let Some(comparison) = &self.comparison {
            return comparison.worded(statement, &terms, &reached);
        }
        if let Some(degree) = &self.degree {
            return degree.worded(&self.graded, &terms, &reached);
        }
        match self.denied.is_empty() {
            true => self.undenied(&terms, lang, &reached, (side, said)),
            false => self.negated(&terms, lang, &reached),
        }
    }

    /// Words of its own between a negation and what it reaches.
    fn between(&self, terms: &[Term], one: &Reached) -> usize {
        let range = if one.subject { one.at + 1..one.by } else { one.from..one.at };
        let own = |term: &&Term| {
            let telling = !term.stop && !is_light(&term.folded);
            let asked = || self.words.iter().any(|word| word.stems.contains(&term.stem));
            holds(PREPOSITIONS, &term.folded) || telling && !asked()
        };
        terms[range].iter().filter(own).count()
    }

    /// Of a query that denies nothing: whether its words are denied here.
    fn undenied(
        &self,
        terms: &[Term],
        lang: Lang,
        reached: &[Reached],
        (side, said): (i8, Option<Said>),
    ) -> Worded {
        let denied = self.words.iter().any(|word| {
            let mut places =
                (0..terms.len()).filter(|&at| word.stems.contains(&terms[at].stem)).peekable();
            let is_denied = |at: usize| {
                let mut of = reached.iter().filter(|one| one.at == at && !one.subject);
                of.any(|one| self.between(terms, one) == 0)
                    && sort_of(lang, &terms[at].folded).is_none()
            };
            places.peek().is_some() && places.all(is_denied)
        });
        let stance = said.map(|one| one.stance);
        let against = match side {
            1 => true,
            -1 => !stance.is_some_and(Stance::wants_change),
            // A subject that is denied is a complaint about it as often as not; praise is none.
            _ => stance == Some(Stance::Praise),
        };
        if denied && against { Worded::Contradicts } else { Worded::Says }
    }

    /// Of a query that denies something: whether the same is denied here, and not something beside it.
    fn negated(&self, terms: &[Term], lang: Lang, reached: &[Reached]) -> Worded {
        let mut worst = Worded::Says;
        let mut negations: BTreeSet<usize> = BTreeSet::new();
        for word in &self.words {
            let is_it = |at: &usize| word.stems.contains(&terms[*at].stem);
            let is_there = (0..terms.len()).any(|at| is_it(&at));
            match word.role {
                Role::Free => negations.clear(),
                // Here it may be said in another way, as "unable to".
                _ if !is_there => {}
                Role::Denied { far, subject } => {
                    let close = reached.iter().filter(|one| {
                        is_it(&one.at)
                            && (!one.subject || subject || follows(lang))
                            && self.between(terms, one) <= far
                    });
                    negations = close.map(|one| one.by).collect();
                    if negations.is_empty() {
                        worst = worst.max(Worded::Apart);
                    }
                }
                Role::Tied if negations.is_empty() => {}
                Role::Tied => {
                    let held = |one: &Reached| is_it(&one.at) && negations.contains(&one.by);
                    if !reached.iter().any(held) {
                        worst = worst.max(Worded::Apart);
                    }
                }
            }
        }
        worst
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::document::Polarity;
    use crate::text::{Stems, is_stopword};
    use proptest::prelude::*;

    fn read(query: &str) -> Wording {
        let stems = Stems::new(Lang::ENGLISH);
        let of = |word: &str| Ok::<_, ()>(BTreeSet::from([stems.stem(word)]));
        let tells = |word: &str| !is_stopword(Lang::ENGLISH, word);
        wording(query, Lang::ENGLISH, &mut Analyser::new(), tells, of).expect("no stem fails")
    }

    fn of(query: &str, side: i8, stance: Stance, text: &str) -> Worded {
        let said = Said { ordinal: 0, stance, sign: Polarity::Neutral, severity: 0 };
        read(query).of(text, Lang::ENGLISH, &mut Analyser::new(), (side, Some(said)))
    }

    #[test]
    fn a_negation_denies_what_stands_close_behind_it() {
        let table = |text| of("can't get a table", -1, Stance::Remark, text);
        assert_eq!(table("We could not get a table."), Worded::Says);
        assert_eq!(table("never a table free"), Worded::Says);
        assert_eq!(table("We hadn't had to wait long for a table."), Worded::Apart);
        let cash = |text| of("does not accept cash", -1, Stance::Complaint, text);
        assert_eq!(cash("they don't accept cash"), Worded::Says);
        assert_eq!(cash("They do not accept cards. They want cash."), Worded::Apart);
        let refund = |text| of("no refund", -1, Stance::Complaint, text);
        assert_eq!(refund("the refund never came"), Worded::Says);
        assert_eq!(refund("they did not refund me"), Worded::Says);
    }

    #[test]
    fn what_is_denied_is_not_said() {
        let praised = |query, side, text| of(query, side, Stance::Praise, text);
        assert_eq!(praised("felt rushed", 0, "I never felt rushed"), Worded::Contradicts);
        assert_eq!(praised("felt rushed", 0, "I felt rushed"), Worded::Says);
        assert_eq!(praised("friendly crew", 1, "a crew less than friendly"), Worded::Contradicts);
        assert_eq!(praised("friendly crew", 1, "The crew is friendly"), Worded::Says);
        let complained = |query, text| of(query, -1, Stance::Complaint, text);
        assert_eq!(complained("online booking", "I can't use online booking"), Worded::Says);
    }

    proptest! {
        /// Also no query and no text ends the reading.
        #[test]
        fn who_has_none_of_the_words_says_no_opposite(
            query in "((not|no|too|enough|worse|than|before|warm|cup) ?){0,8}",
            text in "((not|no|too|enough|than|then|off|before|[a-z]{1,4}|[.,]) ?){0,16}",
        ) {
            let said = of(&query, -1, Stance::Complaint, &text);
            let held = read(&query).words;
            let terms = Analyser::new().terms(&text, Lang::ENGLISH);
            let is_held = |one: &Asked| terms.iter().any(|term| one.stems.contains(&term.stem));
            prop_assert!(said != Worded::Contradicts || held.iter().any(is_held), "{:?}", said);
        }
    }
}
