//! Corrections to a small company: what is written down, refused, resolved and replayed.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::model::invented::{self, Said, company, event};
use crate::model::{
    Action, Assignment, Corpus, Curation, Day, Entry, EntryId, Idle, Label, LineageEvent, Memory,
    Placing, RecordName, ThemeId, Themes,
};

fn entry(number: u32, action: Action) -> Entry {
    Entry {
        id: EntryId(number),
        action,
        replaces: None,
        by: "Ada".to_owned(),
        on: Day(5),
        why: String::new(),
        line: number as usize,
    }
}

fn curation(actions: Vec<Action>) -> Curation {
    Curation { entries: (1..).zip(actions).map(|(id, action)| entry(id, action)).collect() }
}

fn theme(number: u32) -> ThemeId {
    ThemeId(number)
}

fn record(number: usize) -> RecordName {
    RecordName { source: "source".to_owned(), record: number.to_string(), statement: None }
}

fn merge(from: u32, into: u32) -> Action {
    Action::Merge { theme: theme(from), into: theme(into) }
}

fn rename(number: u32, title: &str) -> Action {
    Action::Rename { theme: theme(number), title: title.to_owned() }
}

fn split(number: u32, words: &str, made: u32) -> Action {
    Action::Split {
        theme: theme(number),
        words: words.to_owned(),
        id: ThemeId::by_hand(made),
        title: format!("About {words}"),
    }
}

fn moved(number: usize, to: u32) -> Action {
    Action::Move { record: record(number), theme: theme(to) }
}

fn reject(number: usize, from: u32) -> Action {
    Action::Reject { record: record(number), theme: theme(from) }
}

/// A company of ten customers: customer n complains in theme 1 + n modulo 3.
fn night() -> (Corpus, Memory, Themes) {
    let said: Vec<Said> =
        (0..10).map(|at| Said { source: "source", ..Said::complaint(1 + at % 3).by(at) }).collect();
    let (corpus, themes) = company(&said);
    (corpus, memory(&[1, 2, 3], Vec::new()), themes)
}

fn memory(ids: &[u32], mut events: Vec<LineageEvent>) -> Memory {
    let mut ledger: Vec<LineageEvent> = ids.iter().map(|&id| event(1, id, "born", None)).collect();
    ledger.append(&mut events);
    let theme =
        |&id: &u32| invented::theme(id, Label { title: format!("Theme {id}"), terms: Vec::new() });
    Memory { themes: ids.iter().map(theme).collect(), ledger, ..invented::memory() }
}

/// Replays; customer n says the word "n is even" when it is. The next best theme is the lowest that
/// is not out of the question.
fn replayed(curation: &Curation, corpus: &Corpus, memory: &Memory, themes: &Themes) -> Applied {
    let mut rules = Rules::new(curation, memory);
    let told = rules.told(corpus);
    let even = |row: u32| {
        corpus.feedback()[corpus.statements()[row as usize].row as usize]
            .external
            .parse::<u32>()
            .is_ok_and(|number| number % 2 == 0)
    };
    let queries = rules.queries().to_vec();
    apply(
        &rules,
        &Given {
            corpus,
            memory,
            places: &themes.assignments,
            told: &told,
            taught: &Taught::new(),
            says: &|query, row| (queries[query] == "even") == even(row),
            near: &|_, _| (0.5, None),
            next: &|_, out| {
                let free = memory.themes.iter().map(|one| one.id).find(|id| !out.contains(id))?;
                Some(Assignment { theme: free, similarity: 0.3, confidence: 0.4, part: None })
            },
        },
    )
}

fn shown(applied: &Applied) -> Vec<Option<ThemeId>> {
    applied.places.iter().map(|place| place.map(|place| place.theme)).collect()
}

fn sizes(applied: &Applied) -> BTreeMap<String, usize> {
    let mut sizes = BTreeMap::new();
    for place in shown(applied) {
        let name = place.map_or("none".to_owned(), |theme| theme.to_string());
        *sizes.entry(name).or_default() += 1;
    }
    sizes
}

fn of(actions: Vec<Action>) -> Applied {
    let (corpus, memory, themes) = night();
    replayed(&curation(actions), &corpus, &memory, &themes)
}

fn told(pairs: &[(&str, usize)]) -> BTreeMap<String, usize> {
    pairs.iter().map(|(name, size)| ((*name).to_owned(), *size)).collect()
}

#[test]
fn every_action_does_what_it_says() {
    // Theme 1 has customers 0, 3, 6, 9; theme 2 has 1, 4, 7; theme 3 has 2, 5, 8.
    let merged = of(vec![merge(2, 1)]);
    assert_eq!(sizes(&merged), told(&[("T-1", 7), ("T-3", 3)]));
    assert_eq!(merged.curated.living, [(theme(2), theme(1))]);
    let parted = of(vec![split(1, "even", 1)]);
    assert_eq!(sizes(&parted), told(&[("T-1", 2), ("T-C1", 2), ("T-2", 3), ("T-3", 3)]));
    let made = parted.themes.iter().find(|one| one.id == ThemeId::by_hand(1)).expect("a theme");
    assert_eq!(made.label.title, "About even");
    let gone = of(vec![moved(0, 3), reject(1, 2), Action::Mute { theme: theme(3) }]);
    assert_eq!(sizes(&gone), told(&[("T-1", 4), ("T-2", 2), ("T-3", 4)]));
    assert_eq!(gone.muted, [theme(3)]);
    let went: Vec<_> =
        gone.done.rehomed.iter().map(|one| (one.entry.0, one.from, one.to)).collect();
    assert_eq!(went, [(1, Some(theme(1)), Some(theme(3))), (2, Some(theme(2)), Some(theme(1)))]);
    assert!(gone.done.rehomed.iter().all(|one| one.by == Placing::Said));
    // Rejected by every theme there is.
    let nowhere = of(vec![merge(2, 1), merge(3, 1), reject(0, 1)]);
    assert_eq!(sizes(&nowhere), told(&[("T-1", 9), ("none", 1)]));
    let area = of(vec![Action::Parent { theme: theme(1), area: "Money".to_owned() }]);
    assert_eq!(area.areas.last().map(|area| area.label.title.as_str()), Some("Money"));
}

#[test]
fn later_entries_find_what_earlier_ones_did() {
    // What is merged into 1 is split with it, and what was moved there goes along.
    let both = of(vec![merge(2, 1), moved(8, 1), split(1, "even", 1)]);
    assert_eq!(sizes(&both), told(&[("T-1", 4), ("T-3", 2), ("T-C1", 4)]));
    // A split before the merge takes only what was there then.
    let first = of(vec![split(1, "even", 1), merge(2, 1)]);
    assert_eq!(sizes(&first), told(&[("T-1", 5), ("T-3", 3), ("T-C1", 2)]));
    // What is split off can be merged on, by the id it got.
    let on =
        of(vec![split(1, "even", 1), Action::Merge { theme: ThemeId::by_hand(1), into: theme(3) }]);
    assert_eq!(sizes(&on), told(&[("T-1", 2), ("T-2", 3), ("T-3", 5)]));
    // A name given by an old id is the name of what it became.
    let named = of(vec![merge(2, 1), rename(2, "Both")]);
    assert_eq!(named.themes[0].label.title, "Both");
}

#[test]
fn a_merge_stays_a_merge_when_a_refit_splits_or_ends_its_themes() {
    let (corpus, _, themes) = night();
    let merged = curation(vec![merge(2, 1)]);
    // Theme 3 split off theme 2 after the entry was written: it goes along.
    let after = memory(&[1, 2, 3], vec![event(6, 3, "split", Some(2))]);
    let found = replayed(&merged, &corpus, &after, &themes);
    assert_eq!(sizes(&found), told(&[("T-1", 10)]));
    // Before, people saw both: it does not.
    let before = memory(&[1, 2, 3], vec![event(5, 3, "split", Some(2))]);
    assert_eq!(
        sizes(&replayed(&merged, &corpus, &before, &themes)),
        told(&[("T-1", 7), ("T-3", 3)])
    );
    // The other went on in theme 3.
    let into = memory(&[2, 3], vec![event(6, 1, "merged", Some(3))]);
    let found = replayed(&merged, &corpus, &into, &themes);
    assert_eq!(shown(&found)[1], Some(theme(3)));
    // Theme 2 went into theme 3 by itself: theme 3 is not what was merged, and the id says so.
    let elsewhere = memory(&[1, 3], vec![event(6, 2, "merged", Some(3))]);
    let found = replayed(&merged, &corpus, &elsewhere, &themes);
    let idle = found.done.entries[0].idle;
    assert_eq!(idle, Some(Idle::WentInto(theme(2), theme(3))));
    assert_eq!(found.curated.living, [(theme(2), theme(1))]);
}

#[test]
fn what_contradicts_is_named_with_both_lines() {
    let lines = |actions: Vec<Action>| -> Vec<(usize, Option<usize>)> {
        let faults = contradictions(&curation(actions));
        faults.into_iter().map(|fault| (fault.line, fault.other)).collect()
    };
    assert_eq!(lines(vec![rename(1, "A"), rename(1, "B")]), [(2, Some(1))]);
    assert_eq!(lines(vec![merge(1, 2), merge(1, 3)]), [(2, Some(1))]);
    assert_eq!(lines(vec![merge(1, 2), merge(2, 1)]), [(2, Some(1))]);
    assert_eq!(lines(vec![merge(1, 1)]), [(1, None)]);
    assert_eq!(lines(vec![moved(1, 2), moved(1, 3)]), [(2, Some(1))]);
    assert_eq!(lines(vec![moved(1, 2), reject(1, 2)]), [(2, Some(1))]);
    assert_eq!(lines(vec![merge(2, 3), moved(1, 2), reject(1, 3)]), [(3, Some(2))]);
    let muted = vec![Action::Mute { theme: theme(1) }, Action::Pin { theme: theme(1) }];
    assert_eq!(lines(muted), [(2, Some(1))]);
    assert_eq!(lines(vec![split(1, "a", 1), split(1, "a", 2)]), [(2, Some(1))]);
    let areas = |area: &str| Action::Parent { theme: theme(1), area: area.to_owned() };
    assert_eq!(lines(vec![areas("A"), areas("B")]), [(2, Some(1))]);
    // What can hold together, and what is taken back.
    assert!(lines(vec![rename(1, "A"), merge(2, 1), reject(1, 2), moved(1, 3)]).is_empty());
    let back = Action::Revert { entry: EntryId(1) };
    assert!(lines(vec![rename(1, "A"), back, rename(1, "B")]).is_empty());
    let mut replaced = curation(vec![rename(1, "A"), rename(1, "B")]);
    replaced.entries[1].replaces = Some(EntryId(1));
    assert!(contradictions(&replaced).is_empty());
    let unknown: Vec<usize> = unknown(&curation(vec![merge(1, 2), rename(9, "A")]), &|id| id.0 < 5)
        .into_iter()
        .map(|fault| fault.line)
        .collect();
    assert_eq!(unknown, [2]);
}

#[test]
fn the_file_reads_as_it_is_written_and_faults_have_lines() {
    let actions = vec![
        rename(1, "Who \"pays\" \\ what?"),
        merge(2, 1),
        split(1, "gift OR card", 1),
        Action::Mute { theme: theme(3) },
        Action::Pin { theme: theme(1) },
        Action::Move { record: RecordName { statement: Some(2), ..record(7) }, theme: theme(1) },
        reject(8, 1),
        Action::Track {
            query: "\"dark mode\"".to_owned(),
            id: ThemeId::by_hand(2),
            title: "Dark".to_owned(),
        },
        Action::Parent { theme: theme(1), area: "A-3".to_owned() },
        Action::Revert { entry: EntryId(4) },
    ];
    let mut all = curation(actions);
    all.entries[0].why = "it is ' what they say".to_owned();
    all.entries[8].replaces = Some(EntryId(5));
    let mut text = "# ours\n".to_owned();
    for entry in &all.entries {
        text = appended(&text, entry);
    }
    assert!(text.starts_with("# ours\n"));
    let mut read = super::read(&text).expect("entries");
    let lines: Vec<usize> = read.entries.iter().map(|entry| entry.line).collect();
    assert!(lines.is_sorted() && text.lines().nth(lines[3] - 1) == Some("[[entry]]"), "{lines:?}");
    (1..).zip(&mut read.entries).for_each(|(line, entry)| entry.line = line);
    assert_eq!(read, all);

    let fault = |text: &str| -> String {
        let faults = super::read(text).expect_err("a fault");
        faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    let head = "[[entry]]\nid = \"E-1\"\nby = \"A\"\non = 2026-08-01\n";
    assert!(super::read(&format!("{head}action = \"mute\"\ntheme = \"T-1\"\n")).is_ok());
    assert!(fault(&format!("{head}action = \"mute\"\n")).contains("theme is missing"));
    assert!(fault(&format!("{head}action = \"hide\"\ntheme = \"T-1\"\n")).contains("no action"));
    assert!(
        fault(&format!("{head}action = \"mute\"\ntheme = \"T-1\"\ncolour = 1\n"))
            .starts_with("7: unknown key")
    );
    assert!(fault(&format!("{head}action = \"mute\"\ntheme = \"x\"\n")).contains("T-17"));
    assert!(fault("[[entry]\n").starts_with('1'));
    assert!(fault("x = 1\n").contains("unknown key"));
    let twice = format!("{head}action = \"mute\"\ntheme = \"T-1\"\n").repeat(2);
    assert!(fault(&twice).starts_with("7 and 1: "), "{}", fault(&twice));
    assert!(fault(&format!("{head}action = \"revert\"\nentry = \"E-9\"\n")).contains("E-9"));
}

#[test]
fn an_entry_that_takes_back_a_revert_lets_the_first_hold_again() {
    let back = |id: u32| Action::Revert { entry: EntryId(id) };
    let all = curation(vec![rename(1, "A"), back(1), back(2)]);
    let ids: Vec<u32> = all.in_force().iter().map(|entry| entry.id.0).collect();
    assert_eq!(ids, [1]);
    assert!(curation(vec![rename(1, "A"), back(1)]).in_force().is_empty());
}

/// Entries of any kind, whatever they have to do with each other.
fn some_actions() -> impl Strategy<Value = Vec<Action>> {
    let one = (0u8..8, 1u32..4, 1u32..4, 0usize..10);
    prop::collection::vec(one, 0..7).prop_map(|all| {
        let made = |at: usize| at as u32 + 1;
        let action = |(at, (kind, a, b, customer)): (usize, (u8, u32, u32, usize))| match kind {
            0 => merge(a, b),
            1 => split(a, "even", made(at)),
            2 => split(a, "odd", made(at)),
            3 => moved(customer, a),
            4 => reject(customer, a),
            5 => rename(a, "Called"),
            6 => Action::Mute { theme: theme(a) },
            _ => Action::Parent { theme: theme(a), area: "Money".to_owned() },
        };
        all.into_iter().enumerate().map(action).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever is written: every statement is in one theme that stands or in none, areas are the
    /// union of their themes, and replaying what was replayed changes nothing more.
    #[test]
    fn statements_are_conserved(actions in some_actions()) {
        let (corpus, memory, themes) = night();
        let curation = curation(actions);
        let once = replayed(&curation, &corpus, &memory, &themes);
        prop_assert_eq!(once.places.len(), themes.assignments.len());
        let standing: Vec<ThemeId> = once.themes.iter().map(|one| one.id).collect();
        prop_assert!(shown(&once).into_iter().flatten().all(|id| standing.contains(&id)));
        for one in &once.themes {
            let of: Vec<_> = once.areas.iter().filter(|a| a.themes.contains(&one.id)).collect();
            // The invented memory has no areas of its own.
            prop_assert!(of.iter().all(|area| area.id == one.area) && of.len() <= 1);
        }
        let moved: u32 = once.done.rehomed.iter().map(|one| one.statements).sum();
        prop_assert_eq!(moved as usize, once.curated.places.len());
        let again = replayed(&curation, &corpus, &memory, &themes);
        prop_assert_eq!(shown(&once), shown(&again));
        prop_assert_eq!(&once.curated, &again.curated);
    }

    /// Every entry taken back: nothing is left.
    #[test]
    fn a_revert_gives_back_what_was_before(actions in some_actions()) {
        let (corpus, memory, themes) = night();
        let mut all = curation(actions);
        let count = all.entries.len() as u32;
        for id in 1..=count {
            all.entries.push(entry(count + id, Action::Revert { entry: EntryId(id) }));
        }
        let found = replayed(&all, &corpus, &memory, &themes);
        prop_assert_eq!(&found.places, &themes.assignments);
        prop_assert_eq!(&found.themes, &memory.themes);
        prop_assert_eq!(&found.areas, &memory.areas);
        prop_assert_eq!(found.curated, crate::model::Curated::default());
        prop_assert!(found.done.entries.is_empty() && found.done.marks.is_empty());
    }

    /// Entries that have nothing to do with each other may stand in any order.
    #[test]
    fn independent_entries_in_any_order(turned in Just(vec![0usize, 1, 2, 3, 4]).prop_shuffle()) {
        let all = [
            merge(2, 1),
            rename(3, "Other"),
            moved(5, 3),
            Action::Pin { theme: theme(3) },
            Action::Parent { theme: theme(1), area: "Money".to_owned() },
        ];
        let (corpus, memory, themes) = night();
        let numbered = |order: &[usize]| Curation {
            entries: order.iter().map(|&at| entry(at as u32 + 1, all[at].clone())).collect(),
        };
        let found = replayed(&numbered(&turned), &corpus, &memory, &themes);
        let plain = replayed(&numbered(&[0, 1, 2, 3, 4]), &corpus, &memory, &themes);
        prop_assert_eq!(found.places, plain.places);
        prop_assert_eq!(found.themes, plain.themes);
        prop_assert_eq!(found.areas, plain.areas);
        prop_assert_eq!(found.curated, plain.curated);
        prop_assert_eq!(found.done.marks, plain.done.marks);
    }
}
