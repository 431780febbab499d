//! What is different from the last run: ranks, scores, counts and statuses side by side, what made
//! the difference, and the most important first.

use std::collections::BTreeMap;

use crate::model::{
    Cause, Change, ChangeKind, Corpus, EntryId, FactorMoved, FactorName, Memory, Opportunity,
    Previous, Standing, Status, Theme, ThemeId, Themes,
};

use super::regrouped::Regrouped;

/// What tonight is held against.
pub struct Then<'a> {
    /// What the last run said.
    pub previous: &'a Previous,
    /// What its themes were called; empty where nothing is remembered of it.
    pub titles: &'a BTreeMap<ThemeId, String>,
    /// What became of the same feedback.
    pub regrouped: &'a Regrouped,
    /// The theme that carries an old id's members today.
    pub resolve: &'a dyn Fn(ThemeId) -> Option<ThemeId>,
    /// The weights of tonight, by factor.
    pub weights: &'a [(&'static str, f64)],
    /// What fewer people said is not called by their words.
    pub least_authors: u32,
    /// Themes that a person corrected since, or whose correction was taken back, with the entries,
    /// ascending.
    pub corrected: BTreeMap<ThemeId, Vec<EntryId>>,
}

impl Then<'_> {
    /// Whether the last run ranked with other weights; `false` where that is not known.
    fn other_weights(&self) -> bool {
        let then = self.previous.weights.iter();
        let now = |name: &str| self.weights.iter().find(|one| one.0 == name).map(|one| one.1);
        then.clone().any(|(name, weight)| now(name) != Some(*weight))
    }

    /// At which rank each living theme stood in the last run; the better one where two live on in
    /// it. Nothing where the last run ranked with other weights: its order says nothing then.
    pub fn ranks(&self) -> BTreeMap<ThemeId, u32> {
        let mut ranks: BTreeMap<ThemeId, u32> = BTreeMap::new();
        if self.other_weights() {
            return ranks;
        }
        for one in &self.previous.opportunities {
            if let Some(theme) = (self.resolve)(one.theme) {
                let rank = ranks.entry(theme).or_insert(one.rank);
                *rank = one.rank.min(*rank);
            }
        }
        ranks
    }
}

/// What themes are called in a memory.
pub fn titles(memory: &Memory) -> BTreeMap<ThemeId, String> {
    memory.themes.iter().map(|theme| (theme.id, theme.label.title.clone())).collect()
}

/// Differences of tonight's opportunities from the last run's. Order: by [`ChangeKind`]; within one
/// what moved by the greater part of its rank first (from 4 to 1 before 80 to 60), then by rank
/// now, then by theme id. A theme that stayed at its rank with the same counts and status, and that
/// no correction gave or took customers, is not a difference.
///
/// A theme that is not ranked any more may still be there (what is said in it has no subject now):
/// its members in `found` say how many want a change.
pub fn changes(
    then: &Then<'_>,
    opportunities: &[Opportunity],
    (corpus, found): (&Corpus, &Themes),
) -> Vec<Change> {
    let mut before: BTreeMap<ThemeId, Vec<&Standing>> = BTreeMap::new();
    for one in &then.previous.opportunities {
        let now = (then.resolve)(one.theme).unwrap_or(one.theme);
        // What went into a theme that was there beside it does not speak for its past.
        let joined = now != one.theme && then.regrouped.there.contains(&now);
        if !joined {
            before.entry(now).or_default().push(one);
        }
    }
    let mut now: BTreeMap<ThemeId, &Opportunity> =
        opportunities.iter().map(|one| (one.theme, one)).collect();
    let ids: Vec<ThemeId> = before.keys().chain(now.keys()).copied().collect();
    let mut all: BTreeMap<ThemeId, Change> = BTreeMap::new();
    for theme in ids {
        let standings = before.remove(&theme).unwrap_or_default();
        let one = now.remove(&theme);
        if !standings.is_empty() || one.is_some() {
            let gone = || found.get(theme).map_or(0, |theme| wanting(corpus, theme));
            let wanting = one.map_or_else(gone, |one| one.evidence.wanting);
            all.insert(theme, change(theme, &standings, one, wanting, then, found));
        }
    }
    let mut moved: Vec<Change> = all
        .into_values()
        .filter(|change| {
            change.rank.0 != change.rank.1
                || change.wanting.0 != change.wanting.1
                || change.status.0 != change.status.1
                || change.corrected != 0
        })
        .collect();
    moved.sort_by(|a, b| {
        let key = |one: &Change| (one.rank.1.or(one.rank.0).unwrap_or(u32::MAX), one.theme);
        let by_kind = a.kind.cmp(&b.kind);
        by_kind.then_with(|| farther(a, b)).then_with(|| key(a).cmp(&key(b)))
    });
    moved
}

/// Orders two changes by the part of its rank that each has moved, the larger first: the ratio of
/// the ranks, in whole numbers.
fn farther(a: &Change, b: &Change) -> std::cmp::Ordering {
    let ratio = |one: &Change| match one.rank {
        (Some(then), Some(now)) => (u64::from(then.max(now)), u64::from(then.min(now).max(1))),
        _ => (1, 1),
    };
    let (a, b) = (ratio(a), ratio(b));
    (b.0 * a.1).cmp(&(a.0 * b.1))
}

/// The difference of one theme; several standings are of themes that live on in it.
fn change(
    theme: ThemeId,
    standings: &[&Standing],
    one: Option<&Opportunity>,
    wanting: u32,
    then: &Then<'_>,
    found: &Themes,
) -> Change {
    // The better ranked one speaks for the past.
    let best = standings.iter().min_by_key(|one| (one.rank, one.theme)).copied();
    let now = one.map(Standing::of);
    let same = then.regrouped.of_theme(theme);
    let customers = match standings {
        [] => None,
        [only] => Some(only.customers),
        // Who was in two of them is one customer.
        _ => Some(same.then),
    };
    let customers = (customers, now.as_ref().map(|now| now.customers));
    // What is not ranked any more may still have those who are behind it.
    let still = customers.1.unwrap_or(same.now);
    let difference = i64::from(still) - i64::from(customers.0.unwrap_or(0));
    // A theme that was not ranked may have been there, with those who are behind it then.
    let sorted = match customers {
        (None, Some(now)) => i64::from(same.now.min(now)),
        // What was no theme of the ranking then and lives on in this one came by regrouping.
        (Some(then), _) if standings.len() == 1 => {
            i64::from(same.now) - i64::from(same.then.min(then))
        }
        _ => i64::from(same.now) - i64::from(same.then),
    };
    let corrected = i64::from(same.now) - i64::from(same.uncorrected);
    let title = |theme: &Theme| theme.label.title.clone();
    // A theme of very few people was not called by their words then, and what is several themes of
    // then had no one name.
    let was_named = standings.len() <= 1 && same.authors_then >= then.least_authors;
    let called = then.titles.get(&theme).filter(|_| was_named);
    let called = called.filter(|called| found.get(theme).map(title).as_ref() != Some(*called));
    let points = match (best, &now) {
        (Some(best), Some(now)) => both(&best.points, &now.points),
        _ => Vec::new(),
    };
    let mut change = Change {
        kind: ChangeKind::Stayed,
        theme,
        rank: (best.map(|one| one.rank), now.as_ref().map(|one| one.rank)),
        score: (best.map(|one| one.score), now.as_ref().map(|one| one.score)),
        points,
        wanting: (standings.iter().map(|one| one.wanting).sum(), wanting),
        customers,
        status: (best.map(|one| one.status), now.as_ref().map(|one| one.status)),
        title_then: called.cloned(),
        corrected,
        regrouped: sorted - corrected,
        heard: difference - sorted,
        cause: Cause::Others,
        entries: then.corrected.get(&theme).cloned().unwrap_or_default(),
    };
    change.kind = kind(&change);
    change.cause = cause(&change, then.other_weights());
    // Whatever else happened to it: what a person did to a theme is why it is where it is.
    let came_or_left = change.rank.0.is_none() || change.rank.1.is_none();
    if change.corrected != 0 || (came_or_left && !change.entries.is_empty()) {
        change.cause = Cause::Curation;
    }
    change
}

/// Factors measured at both times, with their points then and now.
fn both(then: &[(FactorName, f64)], now: &[(FactorName, f64)]) -> Vec<FactorMoved> {
    let before = |name| then.iter().find(|one| one.0 == name).map(|one| one.1);
    let moved = |&(factor, now): &(FactorName, f64)| {
        Some(FactorMoved { factor, then: before(factor)?, now })
    };
    now.iter().filter_map(moved).collect()
}

fn kind(change: &Change) -> ChangeKind {
    let rises = |status: Option<Status>| status == Some(Status::Rising);
    match change.rank {
        (None, Some(_)) if change.heard > change.regrouped + change.corrected => ChangeKind::New,
        (None, Some(_)) => ChangeKind::Regrouped,
        (Some(_), None) => ChangeKind::Left,
        _ if rises(change.status.1) && !rises(change.status.0) => ChangeKind::Rise,
        (Some(then), Some(now)) if then != now => ChangeKind::Moved,
        _ => ChangeKind::Stayed,
    }
}

/// Scores that are alike within this many points are printed alike.
const LEVEL: f64 = 0.05;

/// What made a change: the first of these that is so. The weights are others; its score is what it
/// was; more of its customers came or went by sorting than by what was said; any came or went by
/// what was said; no customer came or went.
fn cause(change: &Change, other_weights: bool) -> Cause {
    let score = change.score.0.zip(change.score.1).map(|(then, now)| (now - then).abs());
    let level = score.is_some_and(|by| by < LEVEL);
    let stayed = change.status.0 == change.status.1 && change.wanting.0 == change.wanting.1;
    let (regrouped, heard) = (change.regrouped.abs(), change.heard.abs());
    match () {
        () if other_weights && !level => Cause::Weights,
        () if level && stayed && change.rank.0 != change.rank.1 => Cause::Others,
        () if regrouped > 0 && regrouped >= heard => Cause::Regrouping,
        () if heard > 0 || change.wanting.0 != change.wanting.1 => Cause::Feedback,
        () if level && change.rank.0 != change.rank.1 => Cause::Others,
        () => Cause::Factor,
    }
}

/// Pieces of feedback with a statement of the theme that wants a change.
fn wanting(corpus: &Corpus, theme: &Theme) -> u32 {
    let statements = corpus.statements();
    let wants = |&&member: &&u32| statements[member as usize].stance.wants_change();
    let mut rows: Vec<u32> = (theme.members.iter().filter(wants))
        .map(|&member| statements[member as usize].row)
        .collect();
    rows.dedup();
    rows.len() as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::invented::{Said, company};
    use crate::model::{Corpus, Day, Stance, Watched};
    use crate::{ranking, themes};

    fn standing(theme: u32, rank: u32, customers: u32) -> Standing {
        Standing {
            theme: ThemeId(theme),
            rank,
            rank_interval: None,
            score: 50.0,
            points: Vec::new(),
            wanting: customers,
            customers,
            status: Status::Unknown,
        }
    }

    fn previous(opportunities: Vec<Standing>) -> Previous {
        Previous {
            run: "before".to_owned(),
            today: Day(1),
            feedback: 3,
            opportunities,
            watched: Watched::default(),
            weights: Vec::new(),
            other_settings: false,
            next_theme: 1,
            in_force: Vec::new(),
            program: String::new(),
        }
    }

    fn ranked(corpus: &Corpus, themes: &Themes) -> Vec<Opportunity> {
        let settings = ranking::Settings { bootstraps: 5, ..ranking::Settings::default() };
        ranking::rank(corpus, themes, &[], &BTreeMap::new(), &settings, 1)
    }

    fn then<'a>(
        previous: &'a Previous,
        titles: &'a BTreeMap<ThemeId, String>,
        regrouped: &'a Regrouped,
    ) -> Then<'a> {
        Then {
            previous,
            titles,
            regrouped,
            resolve: &Some,
            weights: &[("reach", 0.4)],
            least_authors: 1,
            corrected: BTreeMap::new(),
        }
    }

    #[test]
    fn what_is_not_ranked_any_more_is_still_counted() {
        let twice = Said {
            points: vec![(Some(1), Stance::Complaint, 1), (Some(1), Stance::Request, 0)],
            ..Said::default()
        };
        let praise = Said { points: vec![(Some(1), Stance::Praise, 0)], ..Said::default() };
        let (corpus, themes) = company(&[twice, praise, Said::complaint(1)]);
        let previous = previous(vec![standing(1, 1, 5), standing(2, 2, 5)]);
        let (titles, regrouped) = (BTreeMap::new(), Regrouped::default());
        let found = changes(&then(&previous, &titles, &regrouped), &[], (&corpus, &themes));
        let told: Vec<_> = found.iter().map(|one| (one.theme.0, one.rank, one.wanting)).collect();
        // The first lives on without a rank; the second is gone.
        assert_eq!(told, [(1, (Some(1), None), (5, 2)), (2, (Some(2), None), (5, 0))]);
        assert!(found.iter().all(|one| one.kind == ChangeKind::Left));
    }

    /// A company of six customers with theme `of` for each, and with the places of another night.
    fn night(of: &[u32], then: &[u32]) -> (Corpus, Themes, Regrouped) {
        let said = |of: &[u32]| -> Vec<Said> {
            of.iter().zip(0..).map(|(&theme, at)| Said::complaint(theme).by(at)).collect()
        };
        let (before, old) = company(&said(then));
        let places = themes::places(&before, &old.assignments, &themes::hashes(&before));
        let (corpus, found) = company(&said(of));
        let hashes = themes::hashes(&corpus);
        let regrouped = Regrouped::of(&corpus, &found, &places, &hashes, &Some, &|_| None);
        (corpus, found, regrouped)
    }

    #[test]
    fn the_same_feedback_elsewhere_is_no_more_customers() {
        // Five said something last time; three of theme 2 are in theme 1 now, and one is new there.
        let (corpus, themes, regrouped) = night(&[1, 1, 1, 1, 2, 1], &[1, 2, 2, 2, 2]);
        let previous = previous(vec![standing(2, 1, 4), standing(1, 2, 1)]);
        let titles = BTreeMap::from([(ThemeId(1), "Called otherwise".to_owned())]);
        let opportunities = ranked(&corpus, &themes);
        let found =
            changes(&then(&previous, &titles, &regrouped), &opportunities, (&corpus, &themes));
        let told: Vec<_> = found
            .iter()
            .map(|one| (one.theme.0, one.rank, one.customers, one.regrouped, one.heard, one.cause))
            .collect();
        let moved = Cause::Regrouping;
        assert_eq!(
            told,
            [
                (1, (Some(2), Some(1)), (Some(1), Some(5)), 3, 1, moved),
                (2, (Some(1), Some(2)), (Some(4), Some(1)), -3, 0, moved)
            ]
        );
        assert_eq!(found[0].title_then.as_deref(), Some("Called otherwise"));
        assert_eq!(found[1].title_then, None);
    }

    #[test]
    fn the_most_important_first() {
        // Theme 3 is said anew; theme 4 is made of what was in theme 1; theme 5 left.
        let (corpus, themes, regrouped) = night(&[1, 1, 4, 4, 2, 3, 3, 3, 3], &[1, 1, 1, 1, 2]);
        let previous = previous(vec![
            standing(5, 1, 9),
            standing(1, 2, 4),
            Standing { rank: 4, ..standing(2, 4, 1) },
        ]);
        let (titles, mut opportunities) = (BTreeMap::new(), ranked(&corpus, &themes));
        for one in &mut opportunities {
            one.status = if one.theme == ThemeId(2) { Status::Rising } else { one.status };
        }
        let found =
            changes(&then(&previous, &titles, &regrouped), &opportunities, (&corpus, &themes));
        let told: Vec<_> = found.iter().map(|one| (one.kind.name(), one.theme.0)).collect();
        assert_eq!(
            told,
            [("new", 3), ("rise", 2), ("regrouped", 4), ("left", 5), ("same_rank", 1)]
        );
    }

    #[test]
    fn other_weights_are_a_cause_and_say_nothing_of_the_order() {
        let (corpus, themes, regrouped) = night(&[1, 1, 2], &[1, 1, 2]);
        let mut previous = previous(vec![standing(2, 1, 1), standing(1, 2, 2)]);
        let (titles, opportunities) = (BTreeMap::new(), ranked(&corpus, &themes));
        assert_eq!(then(&previous, &titles, &regrouped).ranks().len(), 2);
        previous.weights = vec![("reach".to_owned(), 0.1)];
        let then = then(&previous, &titles, &regrouped);
        assert!(then.ranks().is_empty());
        let found = changes(&then, &opportunities, (&corpus, &themes));
        assert!(found.iter().all(|one| one.cause == Cause::Weights), "{found:?}");
    }

    #[test]
    fn far_moves_first() {
        let of = |then: u32, now: u32| Change {
            kind: ChangeKind::Moved,
            theme: ThemeId(1),
            rank: (Some(then), Some(now)),
            score: (None, None),
            points: vec![
                FactorMoved { factor: FactorName::Reach, then: 4.0, now: 6.0 },
                FactorMoved { factor: FactorName::Severity, then: 9.0, now: 7.0 },
            ],
            wanting: (0, 0),
            customers: (None, None),
            status: (None, None),
            title_then: None,
            corrected: 0,
            regrouped: 0,
            heard: 0,
            cause: Cause::Others,
            entries: Vec::new(),
        };
        assert_eq!(farther(&of(4, 1), &of(80, 60)), std::cmp::Ordering::Less);
        assert_eq!(farther(&of(2, 4), &of(4, 2)), std::cmp::Ordering::Equal);
        assert_eq!(farther(&of(2, 3), &of(1, 2)), std::cmp::Ordering::Greater);
        assert_eq!(of(1, 2).factor().map(|moved| moved.factor), Some(FactorName::Reach));
    }
}
