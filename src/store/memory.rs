//! `memory.bin`: what a night leaves for the next one, to the bit.
//!
//! Takes a [`Memory`], gives bytes: a magic word, a version, sections each with a name and a
//! length, and a BLAKE3 hash of all before it. Reads the same memory back; anything else is an
//! error that says why. Not Parquet: it is one value with lists inside lists, read whole, by
//! nobody but this program, and every bit of a vector counts.

use std::sync::Arc;

use crate::model::{
    Area, AreaId, Assignment, Count, Curated, Day, DayCount, Exemplar, FeedbackId, Label,
    LanguageSpace, Lineage, LineageEvent, Memory, ParseIdError, Saying, Space, Split, StatementId,
    Subtheme, SubthemeId, TermTable, Theme, ThemeId, Vectors,
};

use super::bytes::{Fault, In, Out};
use super::curated;

const MAGIC: &[u8; 8] = b"earful\0M";
const VERSION: u32 = 5;
/// Versions that are read too: one knew no languages of their own, the next no sides and no known
/// pains: all its themes are of statements that want a change, until a refit parts them; the last no sayings:
/// everything near a theme counts in it until a refit.
const BEFORE: [u32; 3] = [2, 3, 4];
const HASH: usize = 32;
const EVENTS: [&str; 4] = ["born", "split", "merged", "ended"];

type Read<T> = Result<T, Fault>;

/// The bytes of a memory; equal memories have equal bytes.
///
/// # Errors
/// Names the value that has no place in the format.
pub(super) fn encode(memory: &Memory) -> Result<Vec<u8>, String> {
    for event in &memory.ledger {
        if !EVENTS.contains(&event.event) {
            return Err(format!("an event named {:?}", event.event));
        }
    }
    let mut out = Out::default();
    out.raw(MAGIC);
    out.u32(VERSION);
    section(&mut out, b"spac", |out| put_space(out, &memory.space));
    section(&mut out, b"fit ", |out| {
        out.i32(memory.fitted_on.0);
        out.u64(memory.fitted_size);
        out.f32(memory.stranger_below);
        out.f32(memory.stranger_below_others);
        out.u32(memory.next_theme);
        out.u32(memory.next_area);
    });
    section(&mut out, b"them", |out| out.list(&memory.themes, put_theme));
    section(&mut out, b"area", |out| out.list(&memory.areas, put_area));
    section(&mut out, b"samp", |out| {
        put_vectors(out, &memory.sample);
        out.list(&memory.sample_themes, |out, theme| out.u32(theme.0));
        out.list(&memory.sample_weights, |out, weight| out.u32(*weight));
        put_vectors(out, &memory.strays);
        out.list(&memory.stray_weights, |out, weight| out.u32(*weight));
    });
    section(&mut out, b"ledg", |out| out.list(&memory.ledger, put_event));
    section(&mut out, b"plac", |out| out.list(&memory.places, put_place));
    // Only where there is something to say: the memory of a night without it reads as ever.
    let is_curated = memory.curated != Curated::default();
    if !memory.splits.is_empty() || !memory.counts.is_empty() || is_curated {
        section(&mut out, b"spli", |out| put_splits(out, memory));
    }
    if !memory.counts.is_empty() || is_curated {
        section(&mut out, b"coun", |out| put_counts(out, &memory.counts));
    }
    if is_curated {
        section(&mut out, b"cura", |out| curated::put(out, &memory.curated));
    }
    let hash = blake3::hash(&out.0);
    out.raw(hash.as_bytes());
    Ok(out.0)
}

/// The memory behind the bytes.
///
/// # Errors
/// Says what is wrong with bytes that [`encode`] did not make.
pub(super) fn decode(bytes: &[u8]) -> Read<Memory> {
    let body = bytes.len().checked_sub(HASH).ok_or("too short")?;
    let (body, hash) = bytes.split_at(body);
    if blake3::hash(body).as_bytes() != hash {
        return Err("its bytes are not those written".to_owned());
    }
    decode_body(body)
}

/// [`decode`] after the hash: safe on any bytes too.
pub(super) fn decode_body(body: &[u8]) -> Read<Memory> {
    let mut input = In(body);
    if input.raw(MAGIC.len())? != MAGIC {
        return Err("not a memory".to_owned());
    }
    let version = input.u32()?;
    if version != VERSION && !BEFORE.contains(&version) {
        return Err(format!("version {version}, this program reads {VERSION}"));
    }
    let space = read_section(&mut input, b"spac", |input| get_space(input, version))?;
    let (fitted_on, fitted_size, [stranger_below, stranger_below_others], next_theme, next_area) =
        read_section(&mut input, b"fit ", |input| {
            let (day, size, below) = (Day(input.i32()?), input.u64()?, input.f32()?);
            let others = if version > BEFORE[1] { input.f32()? } else { below };
            Ok((day, size, [below, others], input.u32()?, input.u32()?))
        })?;
    let themes = read_section(&mut input, b"them", |input| {
        input.list(8, |input| get_theme(input, version))
    })?;
    let areas = read_section(&mut input, b"area", |input| input.list(8, get_area))?;
    let (sample, sample_themes, sample_weights, strays, stray_weights) =
        read_section(&mut input, b"samp", |input| {
            Ok((
                get_vectors(input)?,
                input.list(4, |input| Ok(ThemeId(input.u32()?)))?,
                input.list(4, In::u32)?,
                get_vectors(input)?,
                input.list(4, In::u32)?,
            ))
        })?;
    let ledger = read_section(&mut input, b"ledg", |input| input.list(9, get_event))?;
    let mut places = read_section(&mut input, b"plac", |input| input.list(27, get_place))?;
    let splits = if input.0.is_empty() {
        Vec::new()
    } else {
        read_section(&mut input, b"spli", |input| get_splits(input, &mut places))?
    };
    let counts = if input.0.is_empty() {
        Vec::new()
    } else {
        read_section(&mut input, b"coun", get_counts)?
    };
    let curated = if input.0.is_empty() {
        Curated::default()
    } else {
        read_section(&mut input, b"cura", curated::get)?
    };
    input.end()?;
    Ok(Memory {
        space,
        fitted_on,
        fitted_size,
        themes,
        areas,
        splits,
        sample,
        sample_themes,
        sample_weights,
        strays,
        stray_weights,
        stranger_below,
        stranger_below_others,
        next_theme,
        next_area,
        ledger,
        places,
        counts,
        curated,
    })
}

/// A name of four bytes, the length of what follows, and that.
fn section(out: &mut Out, name: &[u8; 4], fill: impl FnOnce(&mut Out)) {
    out.raw(name);
    let length_at = out.0.len();
    out.u64(0);
    fill(out);
    let length = (out.0.len() - length_at - 8) as u64;
    out.0[length_at..length_at + 8].copy_from_slice(&length.to_le_bytes());
}

fn read_section<'a, T>(
    input: &mut In<'a>,
    name: &[u8; 4],
    get: impl FnOnce(&mut In<'a>) -> Read<T>,
) -> Read<T> {
    let shown = String::from_utf8_lossy(name);
    if input.raw(name.len())? != name {
        return Err(format!("no section {shown}"));
    }
    let length = usize::try_from(input.u64()?).map_err(|e| e.to_string())?;
    let mut inside = In(input.raw(length)?);
    let value = get(&mut inside).map_err(|why| format!("section {shown}: {why}"))?;
    inside.end().map_err(|why| format!("section {shown}: {why}"))?;
    Ok(value)
}

fn put_space(out: &mut Out, space: &Space) {
    out.text(&space.table);
    out.list(&space.mean, |out, value| out.f32(*value));
    out.u64(space.terms.width as u64);
    out.list(&space.terms.terms, |out, term| out.text(term));
    out.list(&space.terms.rows, |out, value| out.f32(*value));
    out.list(&space.terms.mean, |out, value| out.f32(*value));
    out.text(&space.fingerprint);
    out.list(&space.languages, |out, one| {
        out.text(one.lang.code());
        out.f32(one.known);
        out.list(&one.mean, |out, value| out.f32(*value));
        out.list(&one.terms_mean, |out, value| out.f32(*value));
    });
}

fn get_space(input: &mut In<'_>, version: u32) -> Read<Space> {
    let mut space = Space {
        table: input.text()?.to_owned(),
        mean: input.list(4, In::f32)?,
        terms: TermTable {
            width: usize::try_from(input.u64()?).map_err(|e| e.to_string())?,
            terms: input.list(8, |input| input.text().map(str::to_owned))?,
            rows: input.list(4, In::f32)?,
            mean: input.list(4, In::f32)?,
        },
        fingerprint: input.text()?.to_owned(),
        languages: Vec::new(),
    };
    if version > BEFORE[0] {
        space.languages = input.list(28, |input| {
            let lang = input.text()?.parse().map_err(|fault: ParseIdError| fault.to_string())?;
            let known = input.f32()?;
            let (mean, terms_mean) = (input.list(4, In::f32)?, input.list(4, In::f32)?);
            Ok(LanguageSpace { lang, known, mean, terms_mean })
        })?;
    }
    Ok(space)
}

fn put_components(out: &mut Out, components: &[i16]) {
    out.list(components, |out, value| out.u16(value.cast_unsigned()));
}

fn get_components(input: &mut In<'_>) -> Read<Vec<i16>> {
    input.list(2, |input| input.u16().map(u16::cast_signed))
}

fn put_vectors(out: &mut Out, vectors: &Vectors) {
    out.u64(vectors.width() as u64);
    put_components(out, vectors.data());
}

fn get_vectors(input: &mut In<'_>) -> Read<Vectors> {
    let width = usize::try_from(input.u64()?).map_err(|e| e.to_string())?;
    Vectors::from_data(width, get_components(input)?)
        .ok_or_else(|| format!("vectors that are not {width} wide"))
}

fn put_label(out: &mut Out, label: &Label) {
    out.text(&label.title);
    out.list(&label.terms, |out, term| out.text(term));
}

fn get_label(input: &mut In<'_>) -> Read<Label> {
    let title = input.text()?.to_owned();
    Ok(Label { title, terms: input.list(8, |input| input.text().map(str::to_owned))? })
}

fn put_theme(out: &mut Out, theme: &Theme) {
    out.u32(theme.id.0);
    out.u32(theme.area.0);
    put_label(out, &theme.label);
    out.i32(theme.born.0);
    match &theme.lineage {
        Lineage::New => out.u8(0),
        Lineage::Continues => out.u8(1),
        Lineage::SplitFrom(from) => {
            out.u8(2);
            out.u32(from.0);
        }
        Lineage::MergedFrom(from) => {
            out.u8(3);
            out.list(from, |out, theme| out.u32(theme.0));
        }
    }
    out.f32(theme.cohesion);
    out.u8(u8::from(theme.general));
    out.u8(u8::from(theme.wants));
    out.text(theme.known.as_deref().unwrap_or_default());
    out.list(&theme.sayings, |out, saying| {
        out.list(&saying.words, |out, (word, weight)| {
            out.text(word);
            out.f32(*weight);
        });
    });
    put_components(out, &theme.centre);
    out.list(&theme.members, |out, row| out.u32(*row));
    out.list(&theme.exemplars, |out, exemplar| {
        out.u32(exemplar.statement);
        out.f32(exemplar.similarity);
    });
}

fn get_theme(input: &mut In<'_>, version: u32) -> Read<Theme> {
    Ok(Theme {
        id: ThemeId(input.u32()?),
        area: AreaId(input.u32()?),
        label: get_label(input)?,
        born: Day(input.i32()?),
        lineage: match input.u8()? {
            0 => Lineage::New,
            1 => Lineage::Continues,
            2 => Lineage::SplitFrom(ThemeId(input.u32()?)),
            3 => Lineage::MergedFrom(input.list(4, |input| Ok(ThemeId(input.u32()?)))?),
            other => return Err(format!("unknown lineage {other}")),
        },
        cohesion: input.f32()?,
        general: input.bool()?,
        wants: version <= BEFORE[1] || input.bool()?,
        known: if version > BEFORE[1] {
            Some(input.text()?.to_owned()).filter(|name| !name.is_empty())
        } else {
            None
        },
        sayings: if version > BEFORE[2] { input.list(4, get_saying)? } else { Vec::new() },
        centre: get_components(input)?,
        members: input.list(4, In::u32)?,
        gist: None,
        against: None,
        exemplars: input
            .list(8, |input| Ok(Exemplar { statement: input.u32()?, similarity: input.f32()? }))?,
    })
}

fn get_saying(input: &mut In<'_>) -> Read<Saying> {
    Ok(Saying { words: input.list(8, |input| Ok((input.text()?.to_owned(), input.f32()?)))? })
}

fn put_area(out: &mut Out, area: &Area) {
    out.u32(area.id.0);
    put_label(out, &area.label);
    out.list(&area.themes, |out, theme| out.u32(theme.0));
}

fn get_area(input: &mut In<'_>) -> Read<Area> {
    Ok(Area {
        id: AreaId(input.u32()?),
        label: get_label(input)?,
        themes: input.list(4, |input| Ok(ThemeId(input.u32()?)))?,
    })
}

fn put_event(out: &mut Out, event: &LineageEvent) {
    out.i32(event.day.0);
    out.u32(event.theme.0);
    // An unknown event has been refused before anything is written.
    let number = EVENTS.iter().position(|known| *known == event.event).unwrap_or(EVENTS.len());
    out.u8(number as u8);
    out.u8(u8::from(event.other.is_some()));
    if let Some(other) = event.other {
        out.u32(other.0);
    }
}

fn get_event(input: &mut In<'_>) -> Read<LineageEvent> {
    let (day, theme) = (Day(input.i32()?), ThemeId(input.u32()?));
    let number = input.u8()?;
    let event = EVENTS.get(usize::from(number)).ok_or_else(|| format!("unknown event {number}"))?;
    let other = if input.bool()? { Some(ThemeId(input.u32()?)) } else { None };
    Ok(LineageEvent { day, theme, event, other })
}

pub(super) fn put_statement(out: &mut Out, id: &StatementId) {
    out.raw(&id.feedback.0);
    out.u16(id.ordinal);
}

pub(super) fn get_statement(input: &mut In<'_>) -> Read<StatementId> {
    Ok(StatementId { feedback: FeedbackId(input.id()?), ordinal: input.u16()? })
}

fn put_place(out: &mut Out, (id, hash, place): &(StatementId, u64, Option<Assignment>)) {
    put_statement(out, id);
    out.u64(*hash);
    out.u8(u8::from(place.is_some()));
    if let Some(place) = place {
        out.u32(place.theme.0);
        out.f32(place.similarity);
        out.f32(place.confidence);
    }
}

fn get_place(input: &mut In<'_>) -> Read<(StatementId, u64, Option<Assignment>)> {
    let id = get_statement(input)?;
    let hash = input.u64()?;
    let place = if input.bool()? {
        Some(Assignment {
            theme: ThemeId(input.u32()?),
            similarity: input.f32()?,
            confidence: input.f32()?,
            part: None,
        })
    } else {
        None
    };
    Ok((id, hash, place))
}

/// Places by id, hash and assignment, as a memory has them.
type Places = [(StatementId, u64, Option<Assignment>)];

/// The parts of themes, then the part of every statement that is in one: its place in the list of
/// places and the number.
fn put_splits(out: &mut Out, memory: &Memory) {
    out.list(&memory.splits, |out, split| {
        out.u32(split.theme.0);
        out.u32(split.next);
        out.list(&split.parts, |out, part| {
            out.u32(part.id.number);
            put_label(out, &part.label);
            out.i32(part.born.0);
            put_components(out, &part.centre);
            out.list(&part.members, |out, row| out.u32(*row));
        });
    });
    let parts: Vec<(u32, u32)> = (0..)
        .zip(&memory.places)
        .filter_map(|(at, (_, _, place))| Some((at, (*place)?.part?)))
        .collect();
    out.list(&parts, |out, (at, part)| {
        out.u32(*at);
        out.u32(*part);
    });
}

fn get_splits(input: &mut In<'_>, places: &mut Places) -> Read<Vec<Split>> {
    let splits = input.list(16, |input| {
        let theme = ThemeId(input.u32()?);
        let next = input.u32()?;
        let parts = input.list(32, |input| {
            Ok(Subtheme {
                id: SubthemeId { theme, number: input.u32()? },
                label: get_label(input)?,
                born: Day(input.i32()?),
                centre: get_components(input)?,
                members: input.list(4, In::u32)?,
            })
        })?;
        Ok(Split { theme, next, parts })
    })?;
    for (at, part) in input.list(8, |input| Ok((input.u32()?, input.u32()?)))? {
        let place = places.get_mut(at as usize).and_then(|(_, _, place)| place.as_mut());
        place.ok_or_else(|| format!("a part of statement {at}, which has no theme"))?.part =
            Some(part);
    }
    Ok(splits)
}

/// Counts of days, source by source so that each name is written once.
fn put_counts(out: &mut Out, counts: &[DayCount]) {
    let by_source: Vec<&[DayCount]> = counts.chunk_by(|a, b| a.source == b.source).collect();
    out.list(&by_source, |out, of| {
        out.text(&of[0].source);
        out.list(of, |out, one| {
            // Themes count from 1.
            out.u32(one.theme.map_or(0, |theme| theme.0));
            out.i32(one.day.0);
            out.u32(one.count.feedback);
            out.u32(one.count.voices);
            out.u32(one.count.rated);
            out.u64(one.count.rating);
        });
    });
}

fn get_counts(input: &mut In<'_>) -> Read<Vec<DayCount>> {
    let by_source = input.list(16, |input| {
        let source: Arc<str> = input.text()?.into();
        input.list(28, |input| {
            let theme = Some(ThemeId(input.u32()?)).filter(|theme| theme.0 > 0);
            let day = Day(input.i32()?);
            let (feedback, voices, rated) = (input.u32()?, input.u32()?, input.u32()?);
            let count = Count { feedback, voices, rated, rating: input.u64()? };
            Ok(DayCount { source: source.clone(), theme, day, count })
        })
    })?;
    Ok(by_source.into_iter().flatten().collect())
}

#[cfg(test)]
pub(super) mod tests;
