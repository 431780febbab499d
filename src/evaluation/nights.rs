//! Night after night: does every statement keep its theme, and does every move add up?
//!
//! Takes where each statement was before and after a night, and what a memory says of its themes;
//! gives the moves as accounts that must balance, the share that kept its theme, and whether every
//! id ever handed out still leads somewhere. Sizes are counted by the caller from something else
//! than the places, so that a statement lost on the way shows.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Assignment, LineageEvent, StatementId, ThemeId};

/// Where statements are: id, hash of the text, place (`None` is loose); ascending id. What
/// [`Memory`](crate::model::Memory) remembers.
pub type Places = [(StatementId, u64, Option<Assignment>)];

/// How many statements are in each theme, and loose (`None`).
pub type Sizes = BTreeMap<Option<ThemeId>, u64>;

/// What one night did to the statements.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Moves {
    /// Untouched statements: there before with the same text, and still there.
    pub untouched: u64,
    /// Those of them that had a theme.
    pub themed: u64,
    /// Those that still have the same.
    pub kept: u64,
    /// Those that have the same or the one it became: what took it in, or split off it.
    pub followed: u64,
    /// Untouched ones that went from one theme to another.
    pub moved: u64,
    /// From a theme to none.
    pub loosened: u64,
    /// From none to a theme.
    pub found: u64,
    /// New or changed ones that have a theme.
    pub born_themed: u64,
    /// New or changed ones that have none.
    pub born_loose: u64,
    /// Gone or changed ones.
    pub gone: u64,
    /// Statements that left each theme (`None`: loose) for another one.
    pub out: Sizes,
    /// Statements that came into each from another one.
    pub into: Sizes,
    /// New statements of each.
    pub births: Sizes,
    /// Gone statements of each.
    pub deaths: Sizes,
}

/// The moves of a night. `follows(old, new)` says whether a theme is what an old one became.
pub fn moves(before: &Places, after: &Places, follows: impl Fn(ThemeId, ThemeId) -> bool) -> Moves {
    let mut moves = Moves::default();
    let theme = |place: &Option<Assignment>| place.map(|place| place.theme);
    let mut old = before.iter().peekable();
    let dies = |place: &Option<Assignment>, moves: &mut Moves| {
        moves.gone += 1;
        *moves.deaths.entry(theme(place)).or_default() += 1;
    };
    for (id, hash, place) in after {
        while let Some((_, _, was)) = old.next_if(|one| one.0 < *id) {
            dies(was, &mut moves);
        }
        let was = old.next_if(|one| one.0 == *id);
        match was {
            Some((_, then, was)) if then == hash => {
                moves.untouched(theme(was), theme(place), &follows)
            }
            was => {
                if let Some((_, _, was)) = was {
                    dies(was, &mut moves);
                }
                *moves.births.entry(theme(place)).or_default() += 1;
                *(if place.is_some() { &mut moves.born_themed } else { &mut moves.born_loose }) +=
                    1;
            }
        }
    }
    for (_, _, was) in old {
        dies(was, &mut moves);
    }
    moves
}

impl Moves {
    fn untouched(
        &mut self,
        was: Option<ThemeId>,
        is: Option<ThemeId>,
        follows: &impl Fn(ThemeId, ThemeId) -> bool,
    ) {
        self.untouched += 1;
        self.themed += u64::from(was.is_some());
        self.kept += u64::from(was.is_some() && was == is);
        let heir = |(was, is): (ThemeId, ThemeId)| was == is || follows(was, is);
        self.followed += u64::from(was.zip(is).is_some_and(heir));
        if was != is {
            *self.out.entry(was).or_default() += 1;
            *self.into.entry(is).or_default() += 1;
            match (was, is) {
                (Some(_), Some(_)) => self.moved += 1,
                (Some(_), None) => self.loosened += 1,
                _ => self.found += 1,
            }
        }
    }

    /// Share of the untouched statements with a theme that kept it, 0 to 1; 1 for none.
    pub fn identity(&self) -> f64 {
        share(self.kept, self.themed)
    }

    /// The same for [`Moves::followed`].
    pub fn lineage(&self) -> f64 {
        share(self.followed, self.themed)
    }

    /// Accounts that do not balance: themes (and what is loose) whose size before, less what left
    /// and is gone, with what came and is new, is not their size after. The last account is that of
    /// all: what left somewhere came in somewhere.
    pub fn unbalanced(&self, before: &Sizes, after: &Sizes) -> Vec<Option<ThemeId>> {
        let books = [&self.out, &self.into, &self.births, &self.deaths, before, after];
        let accounts: BTreeSet<Option<ThemeId>> =
            books.iter().flat_map(|book| book.keys().copied()).collect();
        let of = |book: &Sizes, account: &Option<ThemeId>| {
            i128::from(book.get(account).copied().unwrap_or(0))
        };
        let remainder = |account: &Option<ThemeId>| {
            of(before, account) - of(&self.out, account) - of(&self.deaths, account)
                + of(&self.into, account)
                + of(&self.births, account)
                - of(after, account)
        };
        let mut wrong: Vec<Option<ThemeId>> =
            accounts.iter().copied().filter(|account| remainder(account) != 0).collect();
        let sum = |book: &Sizes| book.values().sum::<u64>();
        if sum(&self.out) != sum(&self.into) && wrong.is_empty() {
            wrong.push(None);
        }
        wrong
    }
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// What happened to themes, counted by kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kinds {
    /// Lived on over a refit.
    pub continued: u64,
    /// Split off another in a refit.
    pub split: u64,
    /// Went into another in a refit.
    pub merged: u64,
    /// New.
    pub new: u64,
    /// Ended, its statements going many ways or none.
    pub ended: u64,
}

/// Every theme id ever seen, and whether ids keep what they promise.
#[derive(Clone, Debug, Default)]
pub struct Ids {
    /// Every id, with whether it was alive on the last night.
    seen: BTreeMap<ThemeId, bool>,
    /// Ids that came back after they had gone, or were handed out below one seen before.
    pub reused: u64,
    /// Ids that led neither to a living theme nor to a named end, summed over the nights.
    pub lost: u64,
    /// What happened, the first night left out.
    pub kinds: Kinds,
}

impl Ids {
    /// Looks at a night: its themes, the ledger (`fresh`: tonight's part of it), whether it was a
    /// refit, and what an id resolves to.
    pub fn night(
        &mut self,
        living: &[ThemeId],
        ledger: &[LineageEvent],
        fresh: &[LineageEvent],
        refit: bool,
        resolve: impl Fn(ThemeId) -> Option<ThemeId>,
    ) {
        let first = self.seen.is_empty();
        let most = self.seen.keys().next_back().copied();
        let alive: BTreeSet<ThemeId> = living.iter().copied().collect();
        for id in &alive {
            match self.seen.get(id) {
                Some(true) => self.kinds.continued += u64::from(refit),
                Some(false) => self.reused += 1,
                None => self.reused += u64::from(most.is_some_and(|most| *id <= most)),
            }
        }
        alive.iter().for_each(|&id| {
            self.seen.insert(id, true);
        });
        self.seen.iter_mut().for_each(|(id, lives)| *lives = alive.contains(id));
        if !first {
            let count = |name: &str| fresh.iter().filter(|one| one.event == name).count() as u64;
            self.kinds.split += count("split");
            self.kinds.merged += count("merged");
            self.kinds.new += count("born");
            self.kinds.ended += count("ended");
        }
        let is_end = |event: &LineageEvent| matches!(event.event, "merged" | "ended");
        let ended: BTreeSet<ThemeId> =
            ledger.iter().filter(|event| is_end(event)).map(|event| event.theme).collect();
        let leads = |id: ThemeId| match resolve(id) {
            Some(heir) => alive.contains(&heir),
            None => ended.contains(&id),
        };
        self.lost += self.seen.keys().filter(|&&id| !leads(id)).count() as u64;
    }

    /// Ids ever seen.
    pub fn seen(&self) -> usize {
        self.seen.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FeedbackId;
    use crate::model::invented::event;
    use proptest::prelude::*;

    fn places(of: &[(u8, u64, u32)]) -> Vec<(StatementId, u64, Option<Assignment>)> {
        let place = |theme| Assignment {
            theme: ThemeId(theme),
            similarity: 0.5,
            confidence: 0.5,
            part: None,
        };
        of.iter()
            .map(|&(id, hash, theme)| {
                let id = StatementId { feedback: FeedbackId([id; 16]), ordinal: 0 };
                (id, hash, (theme > 0).then(|| place(theme)))
            })
            .collect()
    }

    fn sizes(places: &Places) -> Sizes {
        let mut sizes = Sizes::new();
        for (_, _, place) in places {
            *sizes.entry(place.map(|place| place.theme)).or_default() += 1;
        }
        sizes
    }

    #[test]
    fn a_night_by_hand() {
        // Kept, moved, loosened, found, stays loose, changed, gone; two are new.
        let before =
            places(&[(1, 0, 1), (2, 0, 1), (3, 0, 2), (4, 0, 0), (5, 0, 0), (6, 0, 2), (7, 0, 1)]);
        let after = places(&[
            (1, 0, 1),
            (2, 0, 3),
            (3, 0, 0),
            (4, 0, 2),
            (5, 0, 0),
            (6, 9, 2),
            (8, 0, 3),
            (9, 0, 0),
        ]);
        let found = moves(&before, &after, |old, new| (old, new) == (ThemeId(1), ThemeId(3)));
        assert_eq!((found.untouched, found.themed, found.kept, found.followed), (5, 3, 1, 2));
        assert_eq!((found.moved, found.loosened, found.found), (1, 1, 1));
        assert_eq!((found.born_themed, found.born_loose, found.gone), (2, 1, 2));
        assert!((found.identity() - 1.0 / 3.0).abs() < 1e-12);
        assert_eq!(found.unbalanced(&sizes(&before), &sizes(&after)), []);
        // A statement that a theme loses without a move is missed.
        let mut after = sizes(&after);
        *after.entry(Some(ThemeId(3))).or_default() -= 1;
        assert_eq!(found.unbalanced(&sizes(&before), &after), [Some(ThemeId(3))]);
    }

    #[test]
    fn ids_handed_out_anew_are_no_identity() {
        let before = places(&[(1, 0, 1), (2, 0, 2), (3, 0, 2)]);
        let after = places(&[(1, 0, 2), (2, 0, 1), (3, 0, 1)]);
        let found = moves(&before, &after, |_, _| false);
        assert_eq!(found.identity(), 0.0);
        assert_eq!(found.unbalanced(&sizes(&before), &sizes(&after)), []);
    }

    #[test]
    fn ids_that_end_never_come_back() {
        let ledger = [
            event(1, 1, "born", None),
            event(1, 2, "born", None),
            event(2, 1, "merged", Some(2)),
            event(2, 3, "split", Some(2)),
        ];
        let resolve = |id: ThemeId| if id.0 == 1 { Some(ThemeId(2)) } else { Some(id) };
        let ids = |list: &[u32]| list.iter().copied().map(ThemeId).collect::<Vec<_>>();
        let mut all = Ids::default();
        all.night(&ids(&[1, 2]), &ledger[..2], &ledger[..2], true, Some);
        all.night(&ids(&[2, 3]), &ledger, &ledger[2..], true, resolve);
        assert_eq!((all.reused, all.lost, all.seen()), (0, 0, 3));
        assert_eq!(all.kinds, Kinds { continued: 1, split: 1, merged: 1, new: 0, ended: 0 });
        // An id that led to nothing, then one that rose from the dead.
        let mut lost = all.clone();
        lost.night(&ids(&[2]), &ledger, &[], false, resolve);
        assert_eq!((lost.reused, lost.lost), (0, 1));
        all.night(&ids(&[1, 2, 3]), &ledger, &[], false, Some);
        assert_eq!(all.reused, 1);
    }

    proptest! {
        #[test]
        fn moves_add_to_zero(
            was in prop::collection::btree_map(0u8..60, (0u64..2, 0u32..5), 0..60),
            is in prop::collection::btree_map(0u8..60, (0u64..2, 0u32..5), 0..60),
        ) {
            let all = |map: &BTreeMap<u8, (u64, u32)>| {
                places(&map.iter().map(|(&id, &(hash, theme))| (id, hash, theme)).collect::<Vec<_>>())
            };
            let (before, after) = (all(&was), all(&is));
            let found = moves(&before, &after, |_, _| false);
            prop_assert_eq!(found.unbalanced(&sizes(&before), &sizes(&after)), []);
            prop_assert_eq!(found.untouched + found.gone, before.len() as u64);
            prop_assert_eq!(
                found.untouched + found.born_themed + found.born_loose,
                after.len() as u64
            );
            prop_assert_eq!(
                found.themed,
                found.kept + found.moved + found.loosened
            );
        }
    }
}
