//! Which known pains a sample speaks of, and how likely each statement is about each.
//!
//! Takes the statements of a sample with their vectors, gives a [`Recognition`]. Each source is
//! matched with the field its words speak of; where it speaks of none, with the pains that all
//! fields share; where it does not sound like those either, with none. A team's own code books take
//! part everywhere.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::discriminant::Discriminant;
use super::field::spoken_of;
use super::letters::Letters;
use super::sayings::sayings;
use super::settings::Settings;
use super::table::{Catalogue, Field, Pain, SHARED};
use crate::model::{KnownPain, Lang, Phrases, Recognition, Saying, Vectors};

/// One statement of the sample.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    /// Its words.
    pub text: &'a str,
    /// The language it is in.
    pub lang: Lang,
    /// The source it came from, as a number.
    pub source: u32,
    /// Whether it wants a change. Others are matched with nothing.
    pub wants: bool,
}

/// A source speaks of a field that has at least this share of its statements: the right fields of
/// nine sets have .19 to .48, the best of sets of no or many fields .09 to .16 (the .16 does not sound
/// like its field).
const SPEAKS: f32 = 0.15;

/// A source sounds like a field when the median of its statements has a phrase at least this near
/// (a cosine). The same nine sets have .37 to .42 but for titles of a software tracker (.32, whose
/// topics are parts of the software and no pains), the others .29 to .34.
const SOUNDS: f32 = 0.35;

/// Fewer statements than this say too little of their field; they are matched as the whole sample is.
const ENOUGH: usize = 20;

/// Fewer different texts than this speak of no field: a list of reasons to choose from sounds like
/// any.
const DIFFERENT: usize = 8;

/// Statements looked at to see what a source speaks of and sounds like.
const LOOKED_AT: usize = 400;

/// How texts are compared with the phrases of the pains.
#[expect(missing_debug_implementations, reason = "it holds functions")]
pub struct Comparison<'a> {
    /// The first components of a vector that are compared: those of the static table. What the corpus itself
    /// has taught says nothing of phrases it does not hold.
    pub components: usize,
    /// Vectors of the phrases.
    pub encode: Encode<'a>,
    /// Word by word: how much of the best saying of each of some pains each of some texts says, a row for each
    /// text; and whether its words could be compared.
    pub align: Align<'a>,
}

/// Texts to vectors.
pub type Encode<'a> = &'a dyn Fn(&[(&str, Lang)]) -> Vectors;

/// Sayings of pains, and texts, to alignments.
pub type Align<'a> = &'a dyn Fn(&[Vec<Saying>], &[(&str, Lang)]) -> (Vec<f32>, Vec<bool>);

/// Matches a sample with the catalogue.
///
/// `vectors` has one row for each statement. Alignments change no chance: chances made sharper by them gave
/// AMI of points .285 to .292 on six sets, .295 without. Linear in the sample, and in the square of the
/// components once a field. The order of the sources' numbers decides the order of the pains and nothing
/// else.
pub fn recognise(
    said: &[Said<'_>],
    vectors: &Vectors,
    comparison: &Comparison<'_>,
    settings: &Settings,
) -> Recognition {
    let Comparison { components, encode, align } = *comparison;
    let rows = units(vectors, components);
    let unit = |row: u32| &rows[row as usize * components..(row as usize + 1) * components];
    let mut by_source: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (at, one) in said.iter().enumerate().filter(|(_, one)| one.wants) {
        by_source.entry(one.source).or_default().push(at as u32);
    }
    let all: Vec<u32> = by_source.values().flatten().copied().collect();
    let mut examples = Examples { components, encode, known: BTreeMap::new() };
    let mut of_whole: Option<Option<&'static Field>> = None;
    let mut groups: Vec<(Vec<&Field>, Vec<u32>)> = Vec::new();
    for own in by_source.into_values() {
        let mut fields: Vec<&Field> = settings.code_books.iter().collect();
        if settings.enabled && settings.fields.is_empty() {
            let mut found = |rows: &[u32]| field_of(said, rows, &unit, &mut examples);
            fields.extend(if own.len() >= ENOUGH {
                found(&own)
            } else {
                *of_whole.get_or_insert_with(|| found(&all))
            });
        } else if settings.enabled {
            let catalogue = Catalogue::shipped();
            fields.extend(settings.fields.iter().filter_map(|name| catalogue.field(name)));
        }
        match groups.iter_mut().find(|(known, _)| same(known, &fields)) {
            Some((_, rows)) => rows.extend(own),
            None => groups.push((fields, own)),
        }
    }
    matched(&groups, said, &unit, (&mut examples, align), settings)
}

fn same(a: &[&Field], b: &[&Field]) -> bool {
    a.iter().map(|field| &field.name).eq(b.iter().map(|field| &field.name))
}

/// The first components of each row, to unit length; zero where there are none.
fn units(vectors: &Vectors, components: usize) -> Vec<f32> {
    let mut units = vec![0.0f32; vectors.len() * components];
    units.par_chunks_mut(components.max(1)).enumerate().for_each(|(row, unit)| {
        let own = &vectors.row(row)[..components.min(vectors.width())];
        let square: i64 = own.iter().map(|&one| i64::from(one) * i64::from(one)).sum();
        let length = (square as f64).sqrt();
        if length > 0.0 {
            for (unit, &one) in unit.iter_mut().zip(own) {
                *unit = (f64::from(one) / length) as f32;
            }
        }
    });
    units
}

/// Phrases of fields as vectors, made once each.
struct Examples<'a> {
    components: usize,
    encode: Encode<'a>,
    known: BTreeMap<String, (Vec<f32>, Vec<u32>)>,
}

impl Examples<'_> {
    /// The phrases and names of some pains as unit rows, and the place of the pain of each; those
    /// without a known word are left out.
    fn of(&mut self, name: &str, pains: &[&Pain]) -> &(Vec<f32>, Vec<u32>) {
        let (components, encode) = (self.components, self.encode);
        self.known.entry(name.to_owned()).or_insert_with(|| {
            let mut texts: Vec<(&str, Lang)> = Vec::new();
            let mut of: Vec<u32> = Vec::new();
            for (at, pain) in pains.iter().enumerate() {
                let names = [&pain.name].into_iter().chain(&pain.other_names);
                let names = names.map(|name| (name.as_str(), Lang::ENGLISH));
                let phrases = pain.phrases.iter().map(|(lang, phrase)| (phrase.as_str(), *lang));
                texts.extend(names.chain(phrases));
                of.resize(texts.len(), at as u32);
            }
            let rows = units(&encode(&texts), components);
            let mut kept = (Vec::with_capacity(rows.len()), Vec::with_capacity(of.len()));
            for (row, of) in rows.chunks(components.max(1)).zip(of) {
                if row.iter().any(|&value| value != 0.0) {
                    kept.0.extend_from_slice(row);
                    kept.1.push(of);
                }
            }
            kept
        })
    }
}

/// The field that some statements speak of and sound like.
fn field_of<'r>(
    said: &[Said<'_>],
    rows: &[u32],
    unit: &(impl Fn(u32) -> &'r [f32] + Sync),
    examples: &mut Examples<'_>,
) -> Option<&'static Field> {
    // Evenly over the rows, so that a source sorted by day or author is seen whole.
    let step = rows.len().div_ceil(LOOKED_AT).max(1);
    let looked_at: Vec<u32> = rows.iter().copied().step_by(step).collect();
    let (field, share) = spoken_of(looked_at.iter().map(|&row| said[row as usize].text))?;
    let shared = Catalogue::shipped().field(SHARED);
    let own = (share >= SPEAKS && looked_at.len() >= DIFFERENT).then_some(field);
    own.into_iter().chain(shared).find(|field| {
        let pains: Vec<&Pain> = field.pains.iter().collect();
        let components = examples.components;
        let (phrases, _) = examples.of(&field.name, &pains);
        let mut nearest: Vec<f32> = looked_at
            .par_iter()
            .map(|&row| {
                let own = unit(row);
                let cosine =
                    |phrase: &[f32]| -> f32 { own.iter().zip(phrase).map(|(a, b)| a * b).sum() };
                phrases.chunks(components.max(1)).map(cosine).fold(0.0, f32::max)
            })
            .collect();
        nearest.sort_unstable_by(f32::total_cmp);
        nearest.get(nearest.len() / 2).is_some_and(|&median| median >= SOUNDS)
    })
}

/// Pains that have a place in the result, and what is found of each row.
struct Found {
    pains: Vec<KnownPain>,
    place: BTreeMap<String, usize>,
    /// Rows with the places of classes and the chances of each row for them.
    chances: Vec<(Vec<u32>, Vec<usize>, Vec<f32>)>,
    phrases: Phrases,
    sayings: Vec<(u32, Saying)>,
    /// Rows with the places of pains and the alignment of each row with them.
    alignments: Vec<(Vec<u32>, Vec<usize>, Vec<f32>)>,
    is_aligned: Vec<bool>,
}

impl Found {
    /// The place of a pain; pains of the same name are one.
    fn place(&mut self, pain: &Pain, has_subject: bool) -> usize {
        *self.place.entry(pain.name.to_lowercase()).or_insert_with(|| {
            self.pains.push(KnownPain {
                name: pain.name.clone(),
                other_names: pain.other_names.clone(),
                area: pain.area.clone(),
                severity: pain.severity,
                has_subject,
            });
            self.pains.len() - 1
        })
    }

    /// The chances of all rows; what was found in several ways counts evenly.
    fn recognition(self, rows: usize) -> Recognition {
        let width = self.pains.len();
        let mut chances = vec![0.0f32; rows * width];
        for (own, places, found) in &self.chances {
            for (&row, found) in own.iter().zip(found.chunks(places.len().max(1))) {
                let into = &mut chances[row as usize * width..(row as usize + 1) * width];
                places.iter().zip(found).for_each(|(&place, &chance)| into[place] += chance);
            }
        }
        chances.par_chunks_mut(width.max(1)).for_each(|row| {
            let sum: f32 = row.iter().sum();
            if sum > 0.0 {
                row.iter_mut().for_each(|one| *one /= sum);
            }
        });
        let mut alignments = vec![0.0f32; rows * width];
        for (own, places, found) in &self.alignments {
            for (&row, found) in own.iter().zip(found.chunks(places.len().max(1))) {
                let into = &mut alignments[row as usize * width..(row as usize + 1) * width];
                places
                    .iter()
                    .zip(found)
                    .for_each(|(&place, &one)| into[place] = into[place].max(one));
            }
        }
        let Found { pains, phrases, sayings, is_aligned, .. } = self;
        Recognition { pains, chances, phrases, sayings, alignments, is_aligned }
    }
}

/// Chances of all rows for the pains of their group of fields, and of rows in other languages than
/// English for the pains that have phrases in theirs.
fn matched<'r>(
    groups: &[(Vec<&Field>, Vec<u32>)],
    said: &[Said<'_>],
    unit: &(impl Fn(u32) -> &'r [f32] + Sync),
    (examples, align): (&mut Examples<'_>, Align<'_>),
    settings: &Settings,
) -> Recognition {
    let general = Catalogue::shipped().general();
    let wanted = |pain: &&Pain| !settings.without.contains(&pain.name);
    let mut found = Found {
        pains: Vec::new(),
        place: BTreeMap::new(),
        chances: Vec::new(),
        phrases: Phrases { components: examples.components, ..Phrases::default() },
        sayings: Vec::new(),
        alignments: Vec::new(),
        is_aligned: vec![false; said.len()],
    };
    for (fields, own) in groups.iter().filter(|(fields, _)| !fields.is_empty()) {
        let of_group: Vec<&Pain> =
            fields.iter().flat_map(|field| &field.pains).filter(wanted).chain(general).collect();
        let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
        // Without the pains that are not used, and with the one without a subject.
        let key = format!("+{}", names.join("+"));
        let components = examples.components;
        let (phrases, of) = examples.of(&key, &of_group);
        // A pain none of whose words is known has no class.
        let mut class_of = vec![None; of_group.len()];
        let mut classes = 0u32;
        for &pain in of {
            class_of[pain as usize].get_or_insert_with(|| {
                classes += 1;
                classes - 1
            });
        }
        let of: Vec<u32> = of.iter().filter_map(|&pain| class_of[pain as usize]).collect();
        let Some(model) = Discriminant::teach(phrases, components, &of, classes as usize) else {
            continue;
        };
        let mut places = vec![0; classes as usize];
        for (pain, class) in of_group.iter().zip(&class_of) {
            let Some(class) = class else { continue };
            let has_subject = general.is_none_or(|general| general.name != pain.name);
            places[*class as usize] = found.place(pain, has_subject);
        }
        found.phrases.rows.extend_from_slice(phrases);
        found.phrases.of.extend(of.iter().map(|&class| places[class as usize] as u32));
        let mut chances = vec![0.0f32; own.len() * classes as usize];
        chances.par_chunks_mut(classes as usize).zip(own).for_each(|(chances, &row)| {
            if unit(row).iter().any(|&value| value != 0.0) {
                model.chances(unit(row), chances);
            }
        });
        let alignments = aligned(own, said, (&of_group, &class_of, &places), align, &mut found);
        found.alignments.push((own.clone(), places.clone(), alignments));
        found.chances.push((own.clone(), places, chances));
    }
    in_other_languages(groups, said, settings, &mut found);
    found.recognition(said.len())
}

/// The alignment of some rows with each class of a group of fields, a row for each; notes the sayings.
fn aligned(
    own: &[u32],
    said: &[Said<'_>],
    (pains, class_of, places): (&[&Pain], &[Option<u32>], &[usize]),
    align: Align<'_>,
    found: &mut Found,
) -> Vec<f32> {
    let mut of_class: Vec<Vec<Saying>> = vec![Vec::new(); places.len()];
    for (pain, saying) in sayings(pains) {
        let Some(class) = class_of[pain as usize] else { continue };
        found.sayings.push((places[class as usize] as u32, saying.clone()));
        of_class[class as usize].push(saying);
    }
    let texts: Vec<(&str, Lang)> =
        own.iter().map(|&row| (said[row as usize].text, said[row as usize].lang)).collect();
    let (alignments, is_aligned) = align(&of_class, &texts);
    own.iter().zip(is_aligned).for_each(|(&row, own)| found.is_aligned[row as usize] = own);
    alignments
}

/// Chances of rows in other languages than English, by stretches of letters. Sources that were
/// matched with any field of the catalogue are matched with the shared pains too: those are the ones
/// that have phrases in other languages.
fn in_other_languages(
    groups: &[(Vec<&Field>, Vec<u32>)],
    said: &[Said<'_>],
    settings: &Settings,
    found: &mut Found,
) {
    let shared = Catalogue::shipped().field(SHARED).filter(|_| settings.enabled);
    let general = Catalogue::shipped().general();
    let mut by_language: BTreeMap<Lang, Vec<u32>> = BTreeMap::new();
    for &row in groups.iter().flat_map(|(_, rows)| rows) {
        let lang = said[row as usize].lang;
        if lang != Lang::ENGLISH {
            by_language.entry(lang).or_default().push(row);
        }
    }
    for (lang, mut rows) in by_language {
        rows.sort_unstable();
        let pains: Vec<&Pain> = shared
            .iter()
            .flat_map(|field| &field.pains)
            .chain(general.filter(|_| shared.is_some()))
            .filter(|pain| !settings.without.contains(&pain.name))
            .filter(|pain| pain.phrases.iter().any(|(of, _)| *of == lang))
            .collect();
        if pains.is_empty() {
            continue;
        }
        let phrases = pains.iter().enumerate().flat_map(|(at, pain)| {
            let own = pain.phrases.iter().filter(|(of, _)| *of == lang);
            own.map(move |(_, phrase)| (at as u32, phrase.as_str()))
        });
        let letters = Letters::read(phrases);
        let has_subject = |pain: &Pain| general.is_none_or(|general| general.name != pain.name);
        let places: Vec<usize> =
            pains.iter().map(|pain| found.place(pain, has_subject(pain))).collect();
        let mut chances = vec![0.0f32; rows.len() * places.len()];
        chances.par_chunks_mut(places.len()).zip(&rows).for_each(|(chances, &row)| {
            letters.chances(said[row as usize].text, chances);
        });
        found.chances.push((rows, places, chances));
    }
}
