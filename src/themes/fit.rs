//! The fit: a sample of statements to themes that last.
//!
//! Takes the sample with its vectors and the last memory, gives the next memory. Old names are
//! carried over, new ones coined. Everything else is assigned afterwards, by the function that
//! assigns a new night. How the groups are found is in `group`; here they become themes.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::model::{
    Area, AreaId, Assignment, Corpus, Day, Label, Lang, Memory, Recognition, Saying, Space,
    StatementId, Theme, ThemeId, Vectors, cosine, dot,
};

use crate::text::is_unspaced;

use super::Settings;
use super::general::{is_general, is_verdict};
use super::group::{Groups, Texts, group, group_seeded, least_of};
use super::known::{Said, common_stems, known_title, sounds_like};
use super::label::{self, Level};
use super::lineage::{name_areas, name_groups};
use super::sample::{Sample, text_hash};
use super::sayings::{CENTRAL, own_sayings};
use super::settled::settled;
use super::subthemes::{Whole, is_large, splits};
use super::terms::Terms;

/// What is known of the sample beside its statements.
#[derive(Clone, Copy)]
pub struct Knowledge<'a> {
    /// How likely each row is about each known pain.
    pub recognition: &'a Recognition,
    /// Whether a sentence by itself complains or asks for something, by the judge of stances. A title of the
    /// members' own words that does neither says no pain: "sent an email", "star rating".
    pub wants_change: &'a dyn Fn(&str) -> bool,
}

/// Fits themes to the sample: the first night's, or a refit's.
///
/// `vectors` has one row for each row of `sample`, in `space`; the recognition of `knowledge` says how
/// likely each is about each known pain. Statements that want a change are grouped among themselves by what is
/// wrong, all others by what they speak of; where too few want a change, all together. With
/// `before`, themes whose members carry on keep their id, birthday and (while it still fits) their
/// name; ids are never reused. The result's `places` are empty: assign everything, then fill them
/// with [`places`](super::places). Nothing to fit on (no statement, or no known word in any) gives a
/// memory without themes. The order of the corpus' input and the number of threads change nothing;
/// the seed does. Quadratic in the sample, which is why the sample is of fixed size.
#[expect(clippy::too_many_arguments, reason = "all that a fit depends on, and nothing else")]
pub fn fit(
    corpus: &Corpus,
    sample: &Sample,
    vectors: &Vectors,
    space: Space,
    knowledge: &Knowledge<'_>,
    before: Option<&Memory>,
    today: Day,
    settings: &Settings,
) -> Memory {
    let recognition = knowledge.recognition;
    let then = places_before(corpus, &sample.rows, before);
    let Sides { mut groups, pains, wanting, apart, others_below } =
        sides(corpus, sample, vectors, recognition, before, &then, settings);
    let area_names = areas_of_pains(&mut groups, &pains, recognition);
    let rows: Vec<u32> = groups.rows.iter().map(|&at| sample.rows[at as usize]).collect();
    let then: Vec<Option<Assignment>> = groups.rows.iter().map(|&at| then[at as usize]).collect();
    let known: Vec<(u32, ThemeId)> = (groups.of.iter().zip(&then))
        .filter_map(|(&group, then)| Some((group, (*then)?.theme)))
        .collect();
    let named = name_groups(groups.count, &known, before, today);

    let of: Vec<Option<u32>> = groups.of.iter().copied().map(Some).collect();
    let mut terms = Terms::read(corpus, &rows, &of, &settings.company);
    terms.near = nearness(&groups, vectors);
    let old: Vec<Option<&Label>> = named.ids.iter().map(|&id| old_label(before?, id)).collect();
    let names = label::name(&terms, &of, groups.count, Level::Theme, &old, &BTreeSet::new());
    let weights: Vec<u32> = groups.rows.iter().map(|&at| sample.copies[at as usize]).collect();
    let pain_of = |group: usize| Some(&recognition.pains[pains.get(group).copied()?? as usize]);
    let common = common_stems(&terms, &recognition.pains);
    let past = before.filter(|_| !settings.afresh);
    let settled = settled(&named.ids, &groups.of, &then, past, |group| group < wanting);
    // Names that are kept are given to nobody else.
    let mut titles: BTreeSet<String> =
        settled.iter().flatten().map(|theme| theme.label.title.to_lowercase()).collect();

    let mut themes = Vec::with_capacity(groups.count);
    for (at, name) in names.iter().enumerate() {
        let mut label = name.label.clone();
        let mut general = is_general(groups.cohesion[at], name);
        let lang = lang_of(&terms, &of, at);
        let mut kept_pain = None;
        let own = (0..of.len()).filter(|&doc| of[doc] == Some(at as u32));
        let own: Vec<(u32, u32)> = own.map(|doc| (doc as u32, weights[doc])).collect();
        let said = Said { terms: &terms, lang, own: &own, common: &common, taken: &titles };
        if let Some(pain) = pain_of(at) {
            let sounds = sounds_like(recognition, vectors, &groups, at as u32, pains[at]);
            if let Some(title) = known_title(&said, pain, sounds, &label, old[at]) {
                label.title = title;
                general = !pain.has_subject;
                kept_pain = Some(pain.name.clone());
            }
        }
        if kept_pain.is_none()
            && let Some(text) = said_by_most(&terms, &own)
        {
            // They say it in the same words: those are the name.
            label.title = in_their_words(std::iter::once(text), named.ids[at]);
            // Whatever phrases say of the few others in it, what most say in the same words is its
            // subject; plain dissatisfaction is a known pain.
            general = at >= wanting && name.opinion;
        }
        if kept_pain.is_none() && label.title.chars().any(is_unspaced) && !is_quoted(&label.title) {
            // Pairs of letters of a script without blanks are halves of words.
            label.title.clear();
        }
        // What only names a thing does not say what is wrong with it (faults are known by a list of
        // English words), and what few say is not what the others want.
        let unnamed = apart && at < wanting && kept_pain.is_none() && !label.title.is_empty();
        let things_do = pains.is_empty();
        let names_pain = |title: &str| {
            let says = lang != Lang::ENGLISH
                || terms.says_what_is_wrong(title, things_do, knowledge.wants_change);
            says && said.is_heard(title)
        };
        if unnamed && !is_quoted(&label.title) && !names_pain(&label.title) {
            label.title = mixed(&label.title);
            general = true;
        }
        if kept_pain.is_none() && !general && titles.contains(&label.title.to_lowercase()) {
            // Another theme has that name: this one is shown by what a member says.
            label.title.clear();
        }
        if label.title.is_empty() {
            let near = groups.nearest_to_centre(at as u32, NEAR_TEXTS);
            let text = |&at: &usize| corpus.text_of(&corpus.statements()[rows[at] as usize]);
            label.title = in_their_words(near.iter().map(text), named.ids[at]);
        }
        // As plain dissatisfaction among the known pains: counted, and not ranked.
        general |= at < wanting && kept_pain.is_none() && is_verdict(&label.title);
        if let Some(old) = settled[at] {
            (label, general, kept_pain) = (old.label.clone(), old.general, old.known.clone());
        }
        titles.insert(label.title.to_lowercase());
        let own_words = || {
            let central = groups.nearest_to_centre(at as u32, CENTRAL);
            own_sayings(&terms, lang, &label.title, &central)
        };
        let sayings = match (&kept_pain, pain_of(at)) {
            _ if general || !apart || at >= wanting => Vec::new(),
            (Some(name), Some(pain)) if pain.name == *name => recognition.sayings_of(pains[at]),
            (None, _) if !pains.is_empty() => own_words(),
            _ => Vec::new(),
        };
        let sayings = match settled[at] {
            Some(old) if !old.sayings.is_empty() => old.sayings.clone(),
            _ => sayings,
        };
        themes.push(Theme {
            id: named.ids[at],
            area: AreaId(0),
            label,
            born: named.born[at],
            lineage: named.lineages[at].clone(),
            cohesion: groups.cohesion[at],
            general,
            wants: at < wanting,
            known: kept_pain,
            sayings,
            centre: groups.centres.row(at).to_vec(),
            members: Vec::new(),
            exemplars: Vec::new(),
            gist: None,
            against: None,
        });
    }
    let next_area = before.map_or(1, |memory| memory.next_area);
    let (areas, next_area) = areas_of(&groups, &area_names, &mut themes, &terms, before, next_area);
    let wholes = large(&groups, &themes, &rows, vectors, &then, before);
    let splits = splits(corpus, &wholes, &named.ids, before, today, settings);
    themes.sort_by_key(|theme| theme.id);
    let drawn = stood_for(corpus, sample, vectors, &groups.rows);
    let mut ledger = before.map_or_else(Vec::new, |memory| memory.ledger.clone());
    ledger.extend(named.events);
    Memory {
        space,
        fitted_on: today,
        fitted_size: corpus.statements().len() as u64,
        themes,
        areas,
        splits,
        sample: vectors.select(&groups.rows),
        sample_themes: groups.of.iter().map(|&group| named.ids[group as usize]).collect(),
        sample_weights: drawn.weights,
        strays: drawn.strays,
        stray_weights: drawn.stray_weights,
        stranger_below: groups.stranger_below,
        stranger_below_others: others_below,
        next_theme: named.next_theme,
        next_area,
        ledger,
        places: Vec::new(),
        counts: Vec::new(),
        curated: Default::default(),
    }
}

/// The text that more than half of the members say, if there is one that several say. `own` has the statements behind
/// each text.
fn said_by_most<'t>(terms: &Terms<'t>, own: &[(u32, u32)]) -> Option<&'t str> {
    let all: u64 = own.iter().map(|&(_, weight)| u64::from(weight)).sum();
    let &(doc, weight) =
        own.iter().max_by_key(|&&(doc, weight)| (weight, std::cmp::Reverse(doc)))?;
    (weight > 1 && 2 * u64::from(weight) > all).then(|| terms.texts[doc as usize])
}

/// Whether a title is a quotation.
fn is_quoted(title: &str) -> bool {
    title.starts_with('“')
}

/// The commonest language of a group's texts; ties to the first by code.
fn lang_of(terms: &Terms<'_>, of: &[Option<u32>], group: usize) -> Lang {
    let mut counts: BTreeMap<Lang, usize> = BTreeMap::new();
    for (lang, _) in terms.langs.iter().zip(of).filter(|&(_, &of)| of == Some(group as u32)) {
        *counts.entry(*lang).or_default() += 1;
    }
    let most = counts.into_iter().rev().max_by_key(|&(_, count)| count);
    most.map_or(Lang::ENGLISH, |(lang, _)| lang)
}

/// The groups of both sides: those of statements that want a change first.
struct Sides {
    groups: Groups,
    /// The known pain of each of the first groups, where it is of one.
    pains: Vec<Option<u32>>,
    /// How many of the groups are of statements that want a change.
    wanting: usize,
    /// Whether those are grouped apart from the others.
    apart: bool,
    /// The closeness below which a statement that wants no change is a stranger.
    others_below: f32,
}

/// Groups statements that want a change and all others, each among themselves.
fn sides(
    corpus: &Corpus,
    sample: &Sample,
    vectors: &Vectors,
    recognition: &Recognition,
    before: Option<&Memory>,
    then: &[Option<Assignment>],
    settings: &Settings,
) -> Sides {
    let statement = |&row: &u32| &corpus.statements()[row as usize];
    let wants: Vec<bool> =
        sample.rows.iter().map(|row| statement(row).stance.wants_change()).collect();
    let of_side = |side: bool| -> Vec<u32> {
        (0..wants.len() as u32).filter(|&at| wants[at as usize] == side).collect()
    };
    let heard = |rows: &[u32]| -> u64 {
        rows.iter().map(|&at| u64::from(sample.copies[at as usize])).sum()
    };
    let drawn = |rows: &[u32], by_pains: bool| -> (Groups, Vec<Option<u32>>) {
        let texts: Vec<&str> =
            rows.iter().map(|&at| corpus.text_of(statement(&sample.rows[at as usize]))).collect();
        let copies: Vec<u32> = rows.iter().map(|&at| sample.copies[at as usize]).collect();
        let past: Vec<Option<ThemeId>> =
            rows.iter().map(|&at| Some(then[at as usize]?.theme)).collect();
        let own = vectors.select(rows);
        let texts = Texts { vectors: &own, texts: &texts, copies: &copies, past: &past };
        // Where most were matched with nothing, the catalogue does not know what they speak of.
        let matched = |&&at: &&u32| recognition.of(at as usize).iter().any(|&one| one > 0.0);
        let by_pains = by_pains && 2 * rows.iter().filter(matched).count() > rows.len();
        let (mut groups, pains) = if by_pains {
            let chances: Vec<f32> =
                rows.iter().flat_map(|&at| recognition.of(at as usize)).copied().collect();
            let unknown = |id: ThemeId| {
                let theme = before.and_then(|memory| theme_of(memory, id));
                theme.is_some_and(|theme| theme.wants && theme.known.is_none() && !theme.general)
            };
            group_seeded(&texts, &chances, &recognition.pains, &unknown, settings)
        } else {
            (group(&texts, corpus.statements().len(), settings), Vec::new())
        };
        groups.rows.iter_mut().for_each(|row| *row = rows[*row as usize]);
        (groups, pains)
    };
    let (wanting, others) = (of_side(true), of_side(false));
    if heard(&wanting) < least_of(settings.min_theme, heard(&wanting)) {
        let everything: Vec<u32> = (0..wants.len() as u32).collect();
        let (groups, pains) = drawn(&everything, false);
        let (wanting, others_below) = (groups.count, groups.stranger_below);
        return Sides { groups, pains, wanting, apart: false, others_below };
    }
    let ((groups, pains), (others, _)) =
        rayon::join(|| drawn(&wanting, true), || drawn(&others, false));
    let (wanting, others_below) = (groups.count, others.stranger_below);
    Sides { groups: groups.joined(others), pains, wanting, apart: true, others_below }
}

/// What a theme is called whose members share a thing and not what is wrong with it.
fn mixed(thing: &str) -> String {
    let mut letters = thing.chars();
    let first = letters.next().map(|first| first.to_lowercase().to_string()).unwrap_or_default();
    format!("{MIXED_ABOUT}{first}{}", letters.as_str())
}

/// How the title of such a theme begins.
const MIXED_ABOUT: &str = "Mixed: about ";

/// What a theme was called; nothing where that was no name.
fn old_label(memory: &Memory, id: ThemeId) -> Option<&Label> {
    let label = &theme_of(memory, id)?.label;
    (!label.title.starts_with(MIXED_ABOUT)).then_some(label)
}

/// What the draw stood for in the corpus.
struct Drawn {
    /// Statements behind each row that is remembered.
    weights: Vec<u32>,
    /// Rows that are not, no two of them the same vector and none zero.
    strays: Vectors,
    /// Statements behind each of those.
    stray_weights: Vec<u32>,
}

/// Counts the statements behind the rows of the sample: those `kept` (one row for each vector) and
/// the others.
fn stood_for(corpus: &Corpus, sample: &Sample, vectors: &Vectors, kept: &[u32]) -> Drawn {
    let mut place: HashMap<&[i16], usize> = HashMap::new();
    for (at, &row) in kept.iter().enumerate() {
        place.insert(vectors.row(row as usize), at);
    }
    let mut drawn = Drawn {
        weights: vec![0; kept.len()],
        strays: Vectors::new(vectors.width()),
        stray_weights: Vec::new(),
    };
    for (row, weight) in sample.weights(corpus).into_iter().enumerate() {
        if vectors.is_zero(row) {
            continue;
        }
        let next = kept.len() + drawn.stray_weights.len();
        let at = *place.entry(vectors.row(row)).or_insert(next);
        if at == next {
            drawn.strays.push(vectors.row(row));
            drawn.stray_weights.push(0);
        }
        let held = match at.checked_sub(kept.len()) {
            None => &mut drawn.weights[at],
            Some(stray) => &mut drawn.stray_weights[stray],
        };
        *held = held.saturating_add(weight);
    }
    drawn
}

/// The cosine of every grouped row to its group's centre.
fn nearness(groups: &Groups, vectors: &Vectors) -> Vec<f32> {
    let near = |(&row, &group): (&u32, &u32)| {
        cosine(dot(vectors.row(row as usize), groups.centres.row(group as usize)))
    };
    groups.rows.iter().zip(&groups.of).map(near).collect()
}

fn theme_of(memory: &Memory, id: ThemeId) -> Option<&Theme> {
    memory.themes.binary_search_by_key(&id, |theme| theme.id).ok().map(|at| &memory.themes[at])
}

/// For each row its place before, where it had one and still says the same.
fn places_before(
    corpus: &Corpus,
    rows: &[u32],
    before: Option<&Memory>,
) -> Vec<Option<Assignment>> {
    let place = |&row: &u32| -> Option<Assignment> {
        let before = before?;
        let statement = &corpus.statements()[row as usize];
        let id: StatementId = corpus.id_of(statement);
        let at = before.places.binary_search_by_key(&id, |place| place.0).ok()?;
        let (_, hash, place) = before.places[at];
        place.filter(|_| hash == text_hash(corpus.text_of(statement)))
    };
    rows.iter().map(place).collect()
}

/// The themes whose parts are sought: large ones with a subject, in the order of their groups
/// (`themes` are in it too). What is general has no parts: they would be as empty as the whole.
fn large<'t>(
    groups: &Groups,
    themes: &'t [Theme],
    rows: &[u32],
    vectors: &Vectors,
    then: &[Option<Assignment>],
    before: Option<&Memory>,
) -> Vec<Whole<'t>> {
    let is_wanted = |group: &usize| {
        let theme = &themes[*group];
        let old = before.and_then(|memory| memory.split(theme.id));
        let split = old.is_some_and(|old| !old.parts.is_empty());
        is_large(groups.sizes[*group] as usize, groups.of.len(), split) && !theme.general
    };
    let whole = |group: usize| {
        let of: Vec<usize> =
            (0..groups.of.len()).filter(|&at| groups.of[at] as usize == group).collect();
        let own: Vec<u32> = of.iter().map(|&at| groups.rows[at]).collect();
        Whole {
            id: themes[group].id,
            label: &themes[group].label,
            rows: of.iter().map(|&at| rows[at]).collect(),
            vectors: vectors.select(&own),
            then: of.iter().map(|&at| then[at]).collect(),
        }
    };
    (0..groups.count).filter(is_wanted).map(whole).collect()
}

/// Puts groups of known pains into the areas that the catalogue has them in; groups that no
/// catalogue knows, beside such, into the area of the nearest of them. Gives the names of the areas,
/// in the order of their numbers; areas of groups without any known pain stay as they are and have
/// none.
fn areas_of_pains<'r>(
    groups: &mut Groups,
    pains: &[Option<u32>],
    recognition: &'r Recognition,
) -> Vec<Option<&'r str>> {
    let known: Vec<usize> = (0..pains.len()).filter(|&group| pains[group].is_some()).collect();
    let area_of = |group: usize| -> Option<&'r str> {
        let pain = &recognition.pains[pains[group]? as usize];
        (!pain.area.is_empty()).then_some(pain.area.as_str())
    };
    let nearest = |group: usize| -> Option<&'r str> {
        let row = groups.centres.row(group);
        let close =
            |&other: &usize| (dot(row, groups.centres.row(other)), std::cmp::Reverse(other));
        known
            .iter()
            .copied()
            .filter(|&other| area_of(other).is_some())
            .max_by_key(close)
            .and_then(area_of)
    };
    let named: Vec<Option<&str>> = (0..groups.count)
        .map(|group| {
            let own = (group < pains.len()).then(|| area_of(group).or_else(|| nearest(group)));
            own.flatten()
        })
        .collect();
    let mut numbers: HashMap<(Option<&str>, u32), u32> = HashMap::new();
    let mut names = Vec::new();
    for (area, &name) in groups.area.iter_mut().zip(&named) {
        // Groups without a name keep together as they were.
        let key = (name, if name.is_some() { 0 } else { *area });
        *area = *numbers.entry(key).or_insert_with(|| {
            names.push(name);
            names.len() as u32 - 1
        });
    }
    names
}

/// Areas with names and lasting ids; sets the area of every theme (themes are still in the order
/// of their groups).
fn areas_of(
    groups: &Groups,
    given: &[Option<&str>],
    themes: &mut [Theme],
    terms: &Terms<'_>,
    before: Option<&Memory>,
    next_area: u32,
) -> (Vec<Area>, u32) {
    let count = groups.area.iter().max().map_or(0, |&most| most as usize + 1);
    let mut members: Vec<Vec<(ThemeId, u64)>> = vec![Vec::new(); count];
    for (at, &area) in groups.area.iter().enumerate() {
        members[area as usize].push((themes[at].id, u64::from(groups.sizes[at])));
    }
    members.iter_mut().for_each(|themes| themes.sort_unstable());
    let known = before.map_or(&[][..], |memory| &memory.areas);
    let (ids, next_area) = name_areas(&members, known, next_area);
    let of: Vec<Option<u32>> =
        groups.of.iter().map(|&group| Some(groups.area[group as usize])).collect();
    let old: Vec<Option<&Label>> = ids
        .iter()
        .map(|id| known.iter().find(|area| area.id == *id).map(|area| &area.label))
        .collect();
    // An area is never called what one of the themes is called.
    let taken = label::words_of(terms, themes.iter().map(|theme| &theme.label));
    let names = label::name(terms, &of, count, Level::Area, &old, &taken);
    let mut areas = Vec::with_capacity(count);
    for (at, ((id, members), name)) in ids.iter().zip(&members).zip(names).enumerate() {
        let mut label = name.label;
        if let Some(given) = given.get(at).copied().flatten() {
            label.title = given.to_owned();
        } else if name.precision < MIXED && old[at] != Some(&label) {
            let texts: Vec<u32> =
                (0..of.len() as u32).filter(|&doc| of[doc as usize] == Some(at as u32)).collect();
            let two = two_largest(members, themes).and_then(|two| label::of_two(terms, two));
            let told = |label: &Label| label::told_by_two(terms, &texts, label);
            if let Some(two) = two
                && told(&two) >= NEARLY * told(&label)
            {
                label = two;
            }
        }
        if label.title.is_empty() {
            // Nothing to tell it from its largest theme by.
            let largest = members.iter().max_by_key(|&&(id, size)| (size, std::cmp::Reverse(id)));
            let theme = largest.and_then(|(id, _)| themes.iter().find(|theme| theme.id == *id));
            label.title = theme.map_or_else(
                || format!("Area {}", id.0),
                |theme| format!("{} (area)", theme.label.title),
            );
        }
        areas.push(Area { id: *id, label, themes: members.iter().map(|&(id, _)| id).collect() });
    }
    for (theme, &area) in themes.iter_mut().zip(&groups.area) {
        theme.area = ids[area as usize];
    }
    areas.sort_by_key(|area: &Area| area.id);
    (areas, next_area)
}

/// An area whose own phrases fewer of its texts say than this is mixed: it may be called by its
/// themes.
const MIXED: f64 = 0.25;

/// It is called by its themes when they tell of nearly as many texts as its own phrases do, for
/// they tell of more than one thing.
const NEARLY: f64 = 0.8;

/// The labels of an area's two largest themes that have a subject; ties to the lower id.
fn two_largest<'t>(members: &[(ThemeId, u64)], themes: &'t [Theme]) -> Option<[&'t Label; 2]> {
    let mut sized: Vec<(u64, ThemeId)> = members.iter().map(|&(id, size)| (size, id)).collect();
    sized.sort_by_key(|&(size, id)| (std::cmp::Reverse(size), id));
    let theme = |&(_, id): &(u64, ThemeId)| themes.iter().find(|theme| theme.id == id);
    let mut named = sized.iter().filter_map(theme).filter(|theme| !theme.general);
    Some([&named.next()?.label, &named.next()?.label])
}

/// Words of a title nobody's phrases give.
const TITLE_WORDS: usize = 6;

/// Letters of such a title at most: a text without blanks is one word.
const TITLE_LETTERS: usize = 60;

/// Texts near the centre among which such a title is sought.
const NEAR_TEXTS: usize = 10;

/// A title for a group no phrase sets apart: the first words of a member. `texts` are some near the
/// centre, nearest first; the shortest that is still a sentence is taken, the nearest of equals.
pub(super) fn in_their_words<'t>(texts: impl Iterator<Item = &'t str>, id: ThemeId) -> String {
    let counted = texts.map(|text| (text.split_whitespace().count(), text));
    let Some((count, text)) = counted.min_by_key(|&(words, _)| (words < 3, words)) else {
        return format!("Theme {}", id.0);
    };
    let words: Vec<&str> = text.split_whitespace().take(TITLE_WORDS).collect();
    let said = words.join(" ");
    let shown: String = said.chars().take(TITLE_LETTERS).collect();
    let more = if count > TITLE_WORDS || shown.len() < said.len() { "…" } else { "" };
    format!("“{shown}{more}”")
}

/// Names groups opened tonight together: `of` has the group of each text in `rows` (ascending), or
/// nothing for a text of the past they are held against; `central` are the places in `rows` of the most
/// central texts of each. The texts are read once for all of them. Each has its sayings where the themes of
/// the memory have theirs.
pub(super) fn name_new(
    corpus: &Corpus,
    rows: &[u32],
    of: &[Option<u32>],
    central: &[Vec<usize>],
    ids: &[ThemeId],
    memory: &Memory,
    company: &str,
) -> Vec<(Label, label::Named, Vec<Saying>)> {
    let terms = Terms::read(corpus, rows, of, company);
    let taken = label::words_of(&terms, memory.themes.iter().map(|theme| &theme.label));
    let compares = memory.themes.iter().any(|theme| !theme.sayings.is_empty());
    let before = vec![None; ids.len()];
    let named = label::name(&terms, of, ids.len(), Level::Theme, &before, &taken);
    let titled = |(group, mut named): (usize, label::Named)| {
        let mut label = named.label.clone();
        // Its phrases may be opinions ("wrong") where its title names the thing ("Wrong city").
        let own: Vec<u32> =
            (0..of.len() as u32).filter(|&doc| of[doc as usize] == Some(group as u32)).collect();
        named.opinion &= !terms.says_what_about(&label.title, &own);
        if label.title.is_empty() {
            let texts = terms.texts.iter().zip(of).filter(|&(_, &of)| of == Some(group as u32));
            label.title = in_their_words(texts.map(|(text, _)| *text), ids[group]);
        }
        let lang = lang_of(&terms, of, group);
        let own_words = || own_sayings(&terms, lang, &label.title, &central[group]);
        let sayings = if compares { own_words() } else { Vec::new() };
        (label, named, sayings)
    };
    named.into_iter().enumerate().map(titled).collect()
}
