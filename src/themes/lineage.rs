//! The same theme as last time: names that outlive a refit.
//!
//! A refit draws its groups anew. What says that a group is an old theme is its members: the
//! statements that were known before, and where they were. Pairs of old and new are matched
//! greedily by the Jaccard overlap of those members (Greene, Doyle and Cunningham, "Tracking the
//! evolution of communities in dynamic social networks", ASONAM 2010, section 3.2); what is left
//! over has split off, merged, is new or has ended. No id is used twice and every old one
//! resolves.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Area, AreaId, Day, Lineage, LineageEvent, Memory, ThemeId};

/// An old theme continues in a group only when they share this much of their members. Below it,
/// calling the group by the old name would tell the reader that most of another topic is his own.
const CONTINUES: f64 = 0.2;

/// A group split off an old theme, or an old theme merged into a group, when more than this share
/// of its known members went one way.
const MOST: f64 = 0.5;

/// Groups of a refit with their names.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Named {
    /// The theme of each group.
    pub ids: Vec<ThemeId>,
    /// Where it comes from.
    pub lineages: Vec<Lineage>,
    /// The night each was first seen.
    pub born: Vec<Day>,
    /// What happened, in order of theme.
    pub events: Vec<LineageEvent>,
    /// The next free theme number.
    pub next_theme: u32,
}

/// Names `groups` groups; `known` says for each statement that had a theme before which group it
/// is in now and which theme that was. Unmatched groups get the next free numbers in their order.
pub(super) fn name_groups(
    groups: usize,
    known: &[(u32, ThemeId)],
    before: Option<&Memory>,
    today: Day,
) -> Named {
    let mut shared: BTreeMap<(u32, ThemeId), u64> = BTreeMap::new();
    let mut in_theme: BTreeMap<ThemeId, u64> =
        before.iter().flat_map(|memory| &memory.themes).map(|theme| (theme.id, 0)).collect();
    for &(group, theme) in known {
        if let Some(count) = in_theme.get_mut(&theme) {
            *count += 1;
            *shared.entry((group, theme)).or_default() += 1;
        }
    }
    let counted: Vec<(u32, ThemeId)> =
        known.iter().copied().filter(|(_, theme)| in_theme.contains_key(theme)).collect();
    let in_group = sizes(groups, &counted);
    let of_group = continued(groups, &counted);
    let of_theme: BTreeMap<ThemeId, u32> =
        (0..).zip(&of_group).filter_map(|(group, theme)| Some(((*theme)?, group))).collect();
    let mut named = Named {
        ids: Vec::with_capacity(groups),
        lineages: Vec::with_capacity(groups),
        born: Vec::with_capacity(groups),
        events: Vec::new(),
        next_theme: before.map_or(1, |memory| memory.next_theme),
    };
    for (group, continued) in of_group.iter().enumerate() {
        if let Some(theme) = *continued {
            let born = before
                .and_then(|memory| memory.themes.iter().find(|old| old.id == theme))
                .map_or(today, |old| old.born);
            named.ids.push(theme);
            named.lineages.push(Lineage::Continues);
            named.born.push(born);
            continue;
        }
        let id = ThemeId(named.next_theme);
        named.next_theme += 1;
        let parent = in_theme.keys().copied().find(|&theme| {
            let both = shared.get(&(group as u32, theme)).copied().unwrap_or(0);
            both as f64 > MOST * in_group[group] as f64 && of_theme.contains_key(&theme)
        });
        let (event, lineage) = match parent {
            Some(parent) => ("split", Lineage::SplitFrom(parent)),
            None => ("born", Lineage::New),
        };
        named.events.push(LineageEvent { day: today, theme: id, event, other: parent });
        named.ids.push(id);
        named.lineages.push(lineage);
        named.born.push(today);
    }
    end_the_rest(&mut named, &shared, &in_theme, &of_theme, today);
    named.events.sort_by_key(|event| (event.theme, event.other));
    named
}

/// Known members of each group.
fn sizes<K>(groups: usize, known: &[(u32, K)]) -> Vec<u64> {
    let mut sizes = vec![0u64; groups];
    known.iter().for_each(|(group, _)| sizes[*group as usize] += 1);
    sizes
}

/// Which old name each group carries on: `known` says for each member that had a name before which
/// group it is in now and which name it had. Greedy by overlap, ties to the lower name, then group;
/// no name twice.
pub(super) fn continued<K: Ord + Copy>(groups: usize, known: &[(u32, K)]) -> Vec<Option<K>> {
    let in_group = sizes(groups, known);
    let mut in_name: BTreeMap<K, u64> = BTreeMap::new();
    let mut shared: BTreeMap<(u32, K), u64> = BTreeMap::new();
    for &(group, name) in known {
        *in_name.entry(name).or_default() += 1;
        *shared.entry((group, name)).or_default() += 1;
    }
    let mut pairs: Vec<(f64, K, u32)> = shared
        .iter()
        .map(|(&(group, name), &both)| {
            let either = in_group[group as usize] + in_name[&name] - both;
            (both as f64 / either as f64, name, group)
        })
        .collect();
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut of_group: Vec<Option<K>> = vec![None; groups];
    let mut taken: BTreeSet<K> = BTreeSet::new();
    for (overlap, name, group) in pairs {
        let free = of_group[group as usize].is_none() && !taken.contains(&name);
        if overlap >= CONTINUES && free {
            of_group[group as usize] = Some(name);
            taken.insert(name);
        }
    }
    of_group
}

/// Ends every old theme no group continues, and says where its statements went.
fn end_the_rest(
    named: &mut Named,
    shared: &BTreeMap<(u32, ThemeId), u64>,
    in_theme: &BTreeMap<ThemeId, u64>,
    of_theme: &BTreeMap<ThemeId, u32>,
    today: Day,
) {
    for (&theme, &members) in in_theme {
        if of_theme.contains_key(&theme) {
            continue;
        }
        let heir = (0..named.ids.len())
            .filter_map(|group| Some((*shared.get(&(group as u32, theme))?, group)))
            .max_by_key(|&(both, group)| (both, std::cmp::Reverse(named.ids[group])));
        let merged = heir.filter(|&(both, _)| both as f64 > MOST * members as f64);
        if let Some((_, group)) = merged {
            match &mut named.lineages[group] {
                Lineage::MergedFrom(ended) => ended.push(theme),
                // A group that is mostly part of one theme stays its child: two parents are not
                // told by this noun, and the ledger has both.
                Lineage::SplitFrom(_) => {}
                other => *other = Lineage::MergedFrom(vec![theme]),
            }
        }
        named.events.push(LineageEvent {
            day: today,
            theme,
            event: if merged.is_some() { "merged" } else { "ended" },
            other: heir.map(|(_, group)| named.ids[group]),
        });
    }
}

/// The living theme behind an id: itself, or what took its statements in, however many refits ago.
///
/// `None` when no such theme was ever born, or it ended and left its statements to nobody.
pub fn resolve(ledger: &[LineageEvent], id: ThemeId) -> Option<ThemeId> {
    let mut id = id;
    ledger.iter().find(|event| event.theme == id)?;
    // Each step moves to a later event, so the ledger is read once however long the chain.
    for event in ledger {
        if event.theme == id && matches!(event.event, "merged" | "ended") {
            id = event.other?;
        }
    }
    Some(id)
}

/// Names groups of themes: `members[area]` are its themes with their sizes.
///
/// An old area continues in the new one that shares most of its themes by size (Jaccard, greedy,
/// ties by id); the others get the next free numbers in their order. Returns the ids and the next
/// free number.
pub(super) fn name_areas(
    members: &[Vec<(ThemeId, u64)>],
    before: &[Area],
    next_area: u32,
) -> (Vec<AreaId>, u32) {
    let sizes: BTreeMap<ThemeId, u64> = members.iter().flatten().copied().collect();
    let weight = |id: &ThemeId| sizes.get(id).copied().unwrap_or(0);
    let mut pairs = Vec::new();
    for (at, area) in members.iter().enumerate() {
        for old in before {
            let now: BTreeSet<ThemeId> = area.iter().map(|&(id, _)| id).collect();
            let then: BTreeSet<ThemeId> = old.themes.iter().copied().collect();
            let both: u64 = now.intersection(&then).map(weight).sum();
            let either: u64 = now.union(&then).map(weight).sum();
            if both > 0 {
                pairs.push((both as f64 / either as f64, old.id, at));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut ids: Vec<Option<AreaId>> = vec![None; members.len()];
    let mut taken = BTreeSet::new();
    for (_, old, at) in pairs {
        if ids[at].is_none() && taken.insert(old) {
            ids[at] = Some(old);
        }
    }
    let mut next = next_area;
    let ids = ids
        .into_iter()
        .map(|id| {
            id.unwrap_or_else(|| {
                next += 1;
                AreaId(next - 1)
            })
        })
        .collect();
    (ids, next)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::model::Label;
    use crate::model::invented::{self, event};

    fn memory(ids: &[u32], next_theme: u32) -> Memory {
        let theme = |&id: &u32| invented::theme(id, Label::default());
        Memory { themes: ids.iter().map(theme).collect(), next_theme, ..nothing() }
    }

    /// A memory of no theme.
    pub(in crate::themes) fn nothing() -> Memory {
        invented::memory()
    }

    fn known(counts: &[(u32, u32, usize)]) -> Vec<(u32, ThemeId)> {
        counts
            .iter()
            .flat_map(|&(group, theme, count)| vec![(group, ThemeId(theme)); count])
            .collect()
    }

    #[test]
    fn first_night_counts_from_one() {
        let named = name_groups(2, &[], None, Day(3));
        assert_eq!(named.ids, [ThemeId(1), ThemeId(2)]);
        assert_eq!(named.next_theme, 3);
        assert_eq!(resolve(&named.events, ThemeId(2)), Some(ThemeId(2)));
        assert_eq!(resolve(&named.events, ThemeId(9)), None);
    }

    #[test]
    fn themes_continue_split_merge_and_end() {
        let before = memory(&[1, 2, 3, 4], 7);
        // 1 splits into groups 0 and 1; 2 and 3 meet in group 2; group 3 is new; 4 is gone.
        let known = known(&[(0, 1, 60), (1, 1, 40), (2, 2, 50), (2, 3, 20)]);
        let named = name_groups(4, &known, Some(&before), Day(9));
        assert_eq!(named.ids, [ThemeId(1), ThemeId(7), ThemeId(2), ThemeId(8)]);
        assert_eq!(
            named.lineages,
            [
                Lineage::Continues,
                Lineage::SplitFrom(ThemeId(1)),
                Lineage::MergedFrom(vec![ThemeId(3)]),
                Lineage::New
            ]
        );
        assert_eq!(named.born, [Day(0), Day(9), Day(0), Day(9)]);
        assert_eq!(named.next_theme, 9);
        let told: Vec<_> =
            named.events.iter().map(|one| (one.theme.0, one.event, one.other)).collect();
        assert_eq!(
            told,
            [
                (3, "merged", Some(ThemeId(2))),
                (4, "ended", None),
                (7, "split", Some(ThemeId(1))),
                (8, "born", None)
            ]
        );
    }

    #[test]
    fn old_ids_resolve_through_many_refits() {
        let ledger = [
            event(1, 1, "born", None),
            event(1, 2, "born", None),
            event(2, 1, "merged", Some(2)),
            event(3, 3, "split", Some(2)),
            event(4, 2, "ended", Some(3)),
        ];
        assert_eq!(resolve(&ledger, ThemeId(1)), Some(ThemeId(3)));
        assert_eq!(resolve(&ledger, ThemeId(3)), Some(ThemeId(3)));
        let gone = [event(1, 1, "born", None), event(2, 1, "ended", None)];
        assert_eq!(resolve(&gone, ThemeId(1)), None);
    }

    #[test]
    fn areas_keep_their_names() {
        let old = |id, themes: &[u32]| Area {
            id: AreaId(id),
            label: Label::default(),
            themes: themes.iter().copied().map(ThemeId).collect(),
        };
        let before = [old(1, &[1, 2]), old(2, &[3])];
        let members = [vec![(ThemeId(3), 5), (ThemeId(4), 1)], vec![(ThemeId(9), 5)]];
        assert_eq!(name_areas(&members, &before, 3), (vec![AreaId(2), AreaId(3)], 4));
    }
}
