//! The laws of the whole room, on invented corpora.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::model::{
    Assignment, Corpus, Day, Filtered, Lineage, Memory, Space, Stance, StatementId, ThemeId,
    Themes, Vectors,
};

type Lines = Vec<(String, Stance)>;

/// Whether each statement of a corpus wants a change.
fn sides(corpus: &Corpus) -> Vec<bool> {
    corpus.statements().iter().map(|statement| statement.stance.wants_change()).collect()
}

/// The place of every statement of a corpus.
fn assign(corpus: &Corpus, memory: &Memory, vectors: &Vectors) -> Vec<Option<Assignment>> {
    Assigners::new(memory).assign(&sides(corpus), vectors)
}

/// The place of every row that is remembered, on the side of its theme.
fn assign_sample(memory: &Memory) -> Vec<Option<Assignment>> {
    let wants = |id: &ThemeId| memory.themes.iter().any(|theme| theme.id == *id && theme.wants);
    let wants: Vec<bool> = memory.sample_themes.iter().map(wants).collect();
    Assigners::new(memory).assign(&wants, &memory.sample)
}

/// A first night or a refit: the memory with places, and the themes.
fn night(corpus: &Corpus, before: Option<&Memory>, today: i32) -> (Memory, Themes) {
    let settings = Settings::default();
    let drawn = sample(corpus, &settings);
    let vectors = fixture::encode(corpus, &drawn.rows);
    let mut memory = fit(
        corpus,
        &drawn,
        &vectors,
        Space::default(),
        &fixture::knowledge(),
        before,
        Day(today),
        &settings,
    );
    let assignments = assign(corpus, &memory, &fixture::vectors(corpus));
    memory.places = places(corpus, &assignments, &hashes(corpus));
    let themes = place(corpus, &memory, assignments, |rows| fixture::encode(corpus, rows));
    (memory, themes)
}

/// A night between refits, as the pipeline does it.
fn next(corpus: &Corpus, memory: &mut Memory, today: i32) -> (Themes, Vec<Opened>) {
    let settings = Settings::default();
    let Known { mut assignments, fresh, revisit, hashes } = known(corpus, memory, 5_000);
    let mut rows: Vec<u32> = fresh.iter().chain(&revisit).copied().collect();
    rows.sort_unstable();
    let vectors = fixture::encode(corpus, &rows);
    let near = vec![Near::default(); rows.len()];
    let opened = open(memory, corpus, &rows, &vectors, &near, Day(today), &settings);
    let new: BTreeSet<ThemeId> = opened.iter().map(|one| one.theme).collect();
    let all = sides(corpus);
    let wants: Vec<bool> = rows.iter().map(|&row| all[row as usize]).collect();
    for (&row, place) in rows.iter().zip(Assigners::new(memory).assign(&wants, &vectors)) {
        let moves = place.is_some_and(|place| new.contains(&place.theme));
        if fresh.binary_search(&row).is_ok() || moves {
            assignments[row as usize] = place;
        }
    }
    memory.places = places(corpus, &assignments, &hashes);
    (place(corpus, memory, assignments, |rows| fixture::encode(corpus, rows)), opened)
}

/// [`night`] with so wide a grouping that all topics are one theme, of topics `0..topics` only.
fn one_theme(lines: &Lines, before: Option<&Memory>, today: i32) -> (Corpus, Memory, Themes) {
    // All of one side, so that it is one theme.
    let complaints: Lines =
        lines.iter().map(|(text, _)| (text.clone(), Stance::Complaint)).collect();
    let corpus = fixture::corpus(&complaints);
    let settings = Settings { resolution: Some(0.1), ..Settings::default() };
    let drawn = sample(&corpus, &settings);
    let vectors = fixture::encode(&corpus, &drawn.rows);
    let mut memory = fit(
        &corpus,
        &drawn,
        &vectors,
        Space::default(),
        &fixture::knowledge(),
        before,
        Day(today),
        &settings,
    );
    let assignments = assign(&corpus, &memory, &fixture::vectors(&corpus));
    memory.places = places(&corpus, &assignments, &hashes(&corpus));
    let themes = place(&corpus, &memory, assignments, |rows| fixture::encode(&corpus, rows));
    (corpus, memory, themes)
}

/// Lines of some topics only.
fn of_topics(count: usize, topics: &[usize]) -> Lines {
    let lines = fixture::lines(count).into_iter().enumerate();
    lines.filter(|(at, _)| topics.contains(&(at % 6))).map(|(_, line)| line).collect()
}

fn by_id(corpus: &Corpus, themes: &Themes) -> BTreeMap<StatementId, Option<ThemeId>> {
    corpus
        .statements()
        .iter()
        .zip(&themes.assignments)
        .map(|(statement, place)| (corpus.id_of(statement), place.map(|place| place.theme)))
        .collect()
}

fn adds_up(corpus: &Corpus, memory: &Memory, themes: &Themes) {
    let filtered = corpus.statements().iter().filter(|one| one.filtered.is_some()).count();
    let mut seen = BTreeSet::new();
    for theme in &themes.themes {
        assert!(theme.members.is_sorted());
        for &row in &theme.members {
            assert!(seen.insert(row));
            let place = themes.assignments[row as usize].expect("a member has a place");
            assert_eq!(place.theme, theme.id);
            assert!((0.0..=1.0).contains(&place.confidence));
            assert!((-1.0..=1.0).contains(&place.similarity));
        }
        assert!(theme.exemplars.iter().all(|one| theme.members.contains(&one.statement)));
        assert!((0.0..=1.0).contains(&theme.cohesion));
        assert!(!theme.label.title.is_empty());
        assert!(theme.id.0 < memory.next_theme);
    }
    seen.extend(&themes.loose);
    assert_eq!(seen.len() + filtered, corpus.statements().len());
    let listed: Vec<ThemeId> =
        themes.areas.iter().flat_map(|area| area.themes.iter().copied()).collect();
    let ids: BTreeSet<ThemeId> = themes.themes.iter().map(|theme| theme.id).collect();
    assert_eq!(listed.len(), ids.len());
    assert_eq!(listed.into_iter().collect::<BTreeSet<_>>(), ids);
    for theme in &themes.themes {
        let area = themes.area(theme.area).expect("a theme lies in an area");
        assert!(area.themes.contains(&theme.id));
        assert!(themes.areas.iter().all(|area| area.label.title != theme.label.title));
    }
    let titles: BTreeSet<&String> = themes.themes.iter().map(|theme| &theme.label.title).collect();
    assert_eq!(titles.len(), themes.themes.len());
    for split in &themes.splits {
        let whole = themes.get(split.theme).expect("a part is of a theme");
        let mut inside: Vec<u32> = Vec::new();
        for part in &split.parts {
            assert!(part.members.is_sorted() && part.id.number < split.next);
            assert!(part.members.iter().all(|&row| {
                themes.assignments[row as usize].is_some_and(|p| p.part == Some(part.id.number))
            }));
            inside.extend(&part.members);
        }
        inside.sort_unstable();
        assert_eq!(inside, whole.members, "a theme is the union of its parts");
        assert!(split.parts.len() >= 2);
    }
}

#[test]
fn topics_are_found_and_everything_adds_up() {
    let lines = fixture::lines(480);
    let corpus = fixture::corpus(&lines);
    let (memory, themes) = night(&corpus, None, 1);
    adds_up(&corpus, &memory, &themes);
    let topic: BTreeMap<&str, usize> = lines
        .iter()
        .enumerate()
        .map(|(at, (text, _))| (text.as_str(), fixture::topic(at)))
        .collect();
    let mut right = 0;
    for theme in &themes.themes {
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        for &row in &theme.members {
            let text = corpus.text_of(&corpus.statements()[row as usize]);
            *counts.entry(topic[text]).or_default() += 1;
        }
        right += counts.values().max().copied().unwrap_or(0);
    }
    assert!(right * 10 >= corpus.statements().len() * 8, "{right}");
    // What is only praised is named by its things; of what is praised and blamed alike some names
    // say no fault.
    assert!(themes.themes.iter().all(|theme| theme.wants || !theme.general));
}

#[test]
fn assigning_the_fit_gives_the_fit() {
    let corpus = fixture::corpus(&fixture::lines(480));
    let (memory, _) = night(&corpus, None, 1);
    let again: Vec<Option<ThemeId>> =
        assign_sample(&memory).into_iter().map(|place| place.map(|place| place.theme)).collect();
    let fitted: Vec<Option<ThemeId>> = memory.sample_themes.iter().copied().map(Some).collect();
    assert!(fitted.len() > 300);
    assert_eq!(again, fitted);
}

#[test]
fn a_batch_of_one_is_a_batch_of_many() {
    let corpus = fixture::corpus(&fixture::lines(300));
    let (memory, _) = night(&corpus, None, 1);
    let strange: Lines = (0..40)
        .map(|at| (format!("parcel {at} agent refund word{at} photos"), Stance::Complaint))
        .collect();
    let strange = fixture::corpus(&strange);
    let vectors = fixture::vectors(&strange);
    let many = assign(&strange, &memory, &vectors);
    let alone = Assigners::new(&memory);
    for row in 0..vectors.len() as u32 {
        assert_eq!(alone.assign(&[true], &vectors.select(&[row])), [many[row as usize]]);
    }
}

#[test]
fn the_order_of_the_input_changes_nothing() {
    let lines = fixture::lines(300);
    let mut shuffled = lines.clone();
    shuffled.reverse();
    shuffled.rotate_left(77);
    let (there, back) = (fixture::corpus(&lines), fixture::corpus(&shuffled));
    let ((a, at), (b, bt)) = (night(&there, None, 1), night(&back, None, 1));
    assert_eq!(a, b);
    assert_eq!(at, bt);
}

#[test]
fn small_and_strange_corpora() {
    let corpus = fixture::corpus(&[]);
    let (memory, themes) = night(&corpus, None, 1);
    adds_up(&corpus, &memory, &themes);
    assert!(themes.themes.is_empty());

    let one = vec![("the parcel is late".to_owned(), Stance::Complaint)];
    let corpus = fixture::corpus(&one);
    let (memory, themes) = night(&corpus, None, 1);
    adds_up(&corpus, &memory, &themes);
    assert_eq!((themes.themes.len(), themes.loose.len()), (0, 1));

    let same: Lines = vec![one[0].clone(); 1000];
    let corpus = fixture::corpus(&same);
    let (memory, themes) = night(&corpus, None, 1);
    adds_up(&corpus, &memory, &themes);
    assert_eq!((themes.themes.len(), themes.loose.len()), (1, 0));
    assert_eq!(themes.themes[0].members.len(), 1000);
    assert_eq!(themes.themes[0].exemplars.len(), 1);
    assert!(!themes.themes[0].general);

    let corpus = fixture::corpus(&fixture::lines(10));
    let (memory, themes) = night(&corpus, None, 1);
    adds_up(&corpus, &memory, &themes);
    assert!(themes.themes.len() <= 1);

    // Emoji only: no vector, no theme, nothing lost.
    let mute: Lines = (0..50).map(|at| ("😀".repeat(at + 1), Stance::Remark)).collect();
    let corpus = fixture::corpus(&mute);
    let (memory, themes) = night(&corpus, None, 1);
    adds_up(&corpus, &memory, &themes);
    assert_eq!(themes.loose.len(), 50);
}

#[test]
fn filtered_statements_are_in_no_theme() {
    let lines = fixture::lines(240);
    let items = lines.iter().enumerate().map(|(at, (text, stance))| {
        let (feedback, mut statements) = fixture::item(text, *stance, at as u32, 0);
        if at % 7 == 0 {
            statements[0].filtered = Some(Filtered::NoInformation);
        }
        (feedback, statements)
    });
    let corpus = Corpus::new(items.collect());
    let (memory, themes) = night(&corpus, None, 1);
    adds_up(&corpus, &memory, &themes);
    assert_eq!(memory.places.len(), 240 - 240usize.div_ceil(7));
}

#[test]
fn a_second_night_keeps_every_place() {
    let lines = fixture::lines(540);
    let old: Lines = lines
        .iter()
        .enumerate()
        .filter(|(at, _)| at % 7 != 6)
        .map(|(_, line)| line.clone())
        .collect();
    let corpus = fixture::corpus(&old);
    let (mut memory, first) = night(&corpus, None, 1);
    let before = by_id(&corpus, &first);
    let more = fixture::corpus(&lines);
    let (second, opened) = next(&more, &mut memory, 2);
    adds_up(&more, &memory, &second);
    assert_eq!(opened, []);
    let after = by_id(&more, &second);
    assert!(before.iter().all(|(id, theme)| after[id] == *theme));
    assert_eq!(after.len(), 540);
}

#[test]
fn a_new_pain_is_a_new_theme_the_first_night() {
    let lines = fixture::lines(720);
    let old: Lines = lines
        .iter()
        .enumerate()
        .filter(|(at, _)| at % 6 != 5)
        .map(|(_, line)| line.clone())
        .collect();
    let corpus = fixture::corpus(&old);
    let (mut memory, _) = night(&corpus, None, 1);
    let ids: BTreeSet<ThemeId> = memory.themes.iter().map(|theme| theme.id).collect();
    let more = fixture::corpus(&lines);
    let (themes, opened) = next(&more, &mut memory, 2);
    adds_up(&more, &memory, &themes);
    assert!(!opened.is_empty());
    for one in &opened {
        assert!(!ids.contains(&one.theme));
        let theme = themes.get(one.theme).expect("it is there");
        assert!(theme.members.len() >= one.founders.len());
        assert_eq!(theme.lineage, Lineage::New);
        assert!(one.nearest.is_some());
    }
    let again = assign_sample(&memory);
    let same = again.iter().zip(&memory.sample_themes);
    assert!(same.into_iter().all(|(place, id)| place.map(|place| place.theme) == Some(*id)));
}

#[test]
fn a_refit_keeps_names_and_ids() {
    let corpus = fixture::corpus(&fixture::lines(480));
    let (memory, _) = night(&corpus, None, 1);
    let (same, _) = night(&corpus, Some(&memory), 8);
    let titles = |memory: &Memory| -> Vec<(ThemeId, String)> {
        memory.themes.iter().map(|theme| (theme.id, theme.label.title.clone())).collect()
    };
    assert_eq!(titles(&memory), titles(&same));
    assert!(same.themes.iter().all(|theme| theme.lineage == Lineage::Continues));
    assert!(same.themes.iter().all(|theme| theme.born == Day(1)));
    assert_eq!(same.ledger, memory.ledger);
    let ids = |memory: &Memory| memory.areas.iter().map(|area| area.id).collect::<Vec<_>>();
    assert_eq!(ids(&memory), ids(&same));

    // A topic goes and its id with it; what comes later gets another.
    let fewer: Lines = fixture::lines(480)
        .into_iter()
        .enumerate()
        .filter(|(at, _)| at % 6 != 2)
        .map(|(_, line)| line)
        .collect();
    let (third, _) = night(&fixture::corpus(&fewer), Some(&same), 15);
    let (fourth, themes) = night(&corpus, Some(&third), 22);
    adds_up(&corpus, &fourth, &themes);
    let gone: Vec<ThemeId> =
        third.ledger.iter().filter(|one| one.event != "born").map(|one| one.theme).collect();
    assert!(fourth.themes.iter().all(|theme| {
        !gone.contains(&theme.id) || third.themes.iter().any(|old| old.id == theme.id)
    }));
    for event in &fourth.ledger {
        if let Some(heir) = resolve(&fourth.ledger, event.theme) {
            assert!(fourth.themes.iter().any(|theme| theme.id == heir));
        }
    }
    assert!(fourth.next_theme >= third.next_theme);
}

#[test]
fn a_large_theme_that_splits_cleanly_has_parts() {
    let (corpus, memory, themes) = one_theme(&of_topics(900, &[0, 1, 3]), None, 1);
    adds_up(&corpus, &memory, &themes);
    assert_eq!((themes.themes.len(), themes.splits.len()), (1, 1));
    let (theme, parts) = (&themes.themes[0], themes.parts(themes.themes[0].id));
    assert!((2..=5).contains(&parts.len()));
    let topic: BTreeMap<String, usize> =
        (fixture::lines(900).into_iter().zip(0..)).map(|((text, _), at)| (text, at % 6)).collect();
    let mut right = 0;
    for part in parts {
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        for &row in &part.members {
            *counts
                .entry(topic[corpus.text_of(&corpus.statements()[row as usize])])
                .or_default() += 1;
        }
        right += counts.values().max().copied().unwrap_or(0);
        assert!(!part.label.title.is_empty() && part.label.title != theme.label.title);
        assert_eq!(part.born, Day(1));
    }
    assert!(right * 10 >= theme.members.len() * 9, "{right} of {}", theme.members.len());
    let titles: BTreeSet<&String> = parts.iter().map(|part| &part.label.title).collect();
    assert_eq!(titles.len(), parts.len());

    // What the fit said is what a later night says, one by one or together.
    let vectors = fixture::vectors(&corpus);
    let again = assign(&corpus, &memory, &vectors);
    assert_eq!(again, themes.assignments);
    let alone = Assigners::new(&memory);
    for row in 0..vectors.len() as u32 {
        assert_eq!(alone.assign(&[true], &vectors.select(&[row])), [again[row as usize]]);
    }
}

#[test]
fn parts_keep_their_names_and_numbers() {
    let (_, first, _) = one_theme(&of_topics(900, &[0, 1, 3]), None, 1);
    let of = |memory: &Memory| -> Vec<(u32, String, Day)> {
        let parts = memory.splits.iter().flat_map(|split| &split.parts);
        parts.map(|part| (part.id.number, part.label.title.clone(), part.born)).collect()
    };
    let (_, second, _) = one_theme(&of_topics(1_020, &[0, 1, 3]), Some(&first), 8);
    assert_eq!(of(&second), of(&first));
    let next_of = |memory: &Memory| memory.splits[0].next;
    assert_eq!(next_of(&second), next_of(&first));
    // A topic goes and its parts with it; what comes later has other numbers.
    let (_, third, _) = one_theme(&of_topics(1_020, &[0, 1]), Some(&second), 15);
    let numbers = |memory: &Memory| of(memory).iter().map(|one| one.0).collect::<BTreeSet<u32>>();
    let (corpus, fourth, themes) = one_theme(&of_topics(1_020, &[0, 1, 3]), Some(&third), 22);
    adds_up(&corpus, &fourth, &themes);
    for (before, after) in [(&second, &third), (&third, &fourth)] {
        let known = numbers(before);
        assert!(numbers(after).iter().all(|one| known.contains(one) || *one >= next_of(before)));
    }
    assert!(numbers(&fourth).iter().any(|&number| number >= next_of(&third)));
    assert!(of(&fourth).iter().all(|one| one.2 == Day(22) || one.0 < next_of(&third)));
    // Too small for parts, a theme still knows which numbers it gave.
    let (_, fifth, themes) = one_theme(&of_topics(360, &[0]), Some(&fourth), 29);
    assert_eq!(themes.splits, []);
    assert_eq!(
        (fifth.splits[0].theme, next_of(&fifth)),
        (fourth.splits[0].theme, next_of(&fourth))
    );
    // A night between refits puts new statements with the parts there are.
    let mut memory = fourth;
    let complains = |(text, _): (String, Stance)| (text, Stance::Complaint);
    let more: Lines = of_topics(1_200, &[0, 1, 3]).into_iter().map(complains).collect();
    let more = fixture::corpus(&more);
    let (themes, _) = next(&more, &mut memory, 23);
    adds_up(&more, &memory, &themes);
    let fresh: u32 = themes.splits[0].parts.iter().map(|part| part.members.len() as u32).sum();
    assert_eq!(fresh as usize, themes.get(themes.splits[0].theme).expect("there").members.len());
}

#[test]
fn quotes_want_change_and_differ() {
    let corpus = fixture::corpus(&fixture::lines(480));
    let (_, themes) = night(&corpus, None, 1);
    for theme in themes.themes.iter().filter(|theme| theme.wants) {
        let stances: Vec<Stance> = theme
            .exemplars
            .iter()
            .map(|one| corpus.statements()[one.statement as usize].stance)
            .collect();
        let (pain, praise) = stances.split_at(stances.partition_point(|one| one.wants_change()));
        assert!(!pain.is_empty() && pain.len() <= 6);
        assert!(praise.iter().all(|&one| one == Stance::Praise) && praise.len() <= 2);
        let rows: BTreeSet<u32> = theme.exemplars.iter().map(|one| one.statement).collect();
        assert_eq!(rows.len(), theme.exemplars.len());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn any_vectors_have_a_place(
        data in prop::collection::vec(-9i8..9, 8 * 60),
        min_theme in 1usize..12,
    ) {
        let lines: Lines = (0..60).map(|at| (format!("text {at}"), Stance::Complaint)).collect();
        let corpus = fixture::corpus(&lines);
        let mut vectors = Vectors::new(8);
        for row in data.chunks(8) {
            vectors.push_normalised(&row.iter().map(|&x| f32::from(x)).collect::<Vec<_>>());
        }
        let settings = Settings { min_theme, ..Settings::default() };
        let drawn = sample(&corpus, &settings);
        let memory =
            fit(&corpus, &drawn, &vectors, Space::default(), &fixture::knowledge(), None, Day(0), &settings);
        let assignments: Vec<Option<Assignment>> = assign(&corpus, &memory, &vectors);
        let themes = place(&corpus, &memory, assignments, |rows| vectors.select(rows));
        adds_up(&corpus, &memory, &themes);
        let again = assign_sample(&memory);
        for (place, id) in again.iter().zip(&memory.sample_themes) {
            prop_assert_eq!(place.map(|place| place.theme), Some(*id));
        }
    }
}
