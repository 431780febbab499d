//! Feedback and rejections as a few bytes, for as long as a night lasts.
//!
//! Takes one record and gives bytes; reads exactly the same record back. What is kept for good is
//! Parquet ([`super::table_feedback`]); this is how rows wait in a [`super::Spill`] until their
//! order is known, so the layout is nobody's but this program's.

use std::sync::Arc;

use crate::model::{
    Attribute, AuthorKey, Feedback, FeedbackId, Kind, Origin, Part, PartName, Rating, RatingKind,
    Redacted, Rejection, Sketch, Timestamp,
};

use super::bytes::{Fault, In, Out};
use super::error::{Error, Result};

type Read<T> = std::result::Result<T, Fault>;

/// Appends the bytes of a piece of feedback.
pub fn pack(feedback: &Feedback, into: &mut Vec<u8>) {
    let mut out = Out(std::mem::take(into));
    let one = feedback;
    out.raw(&one.id.0);
    out.raw(&one.voice.0);
    text(&mut out, &one.source);
    text(&mut out, &one.external);
    out.u8(place(&Kind::ALL, one.kind));
    text(&mut out, &one.origin.file);
    out.u64(one.origin.record);
    out.u64(one.origin.line);
    option(&mut out, one.at, |out, at| out.u64(at.0.cast_unsigned()));
    out.u32(one.east.cast_unsigned());
    option(&mut out, one.version, |out, at| out.u64(at.0.cast_unsigned()));
    option(&mut out, one.generation, Out::u64);
    option(&mut out, one.author, |out, key| out.raw(&key.0));
    option(&mut out, one.rating, |out, rating| {
        out.u8(place(&RatingKind::ALL, rating.kind));
        out.u64(rating.raw.to_bits());
        out.u64(rating.unit.to_bits());
    });
    text(&mut out, one.lang.code());
    out.u8(one.lang_sure);
    option(&mut out, one.product.as_deref(), text);
    option(&mut out, one.value, |out, value| out.u64(value.to_bits()));
    out.u32(one.votes);
    option(&mut out, one.question.as_deref(), text);
    text(&mut out, one.text.as_str());
    out.u32(one.parts.len() as u32);
    for part in &one.parts {
        out.u8(code(part.name));
        out.u32(part.span.start);
        out.u32(part.span.end);
    }
    out.u32(one.attributes.len() as u32);
    for pair in &one.attributes {
        text(&mut out, &pair.name);
        text(&mut out, &pair.value);
    }
    out.u32(one.sketch.numbers().len() as u32);
    one.sketch.numbers().iter().for_each(|&number| out.u32(number));
    *into = out.0;
}

/// The feedback that [`pack`] made these bytes of.
///
/// # Errors
/// [`Error::Unstorable`] when they are not of [`pack`].
pub fn unpack(bytes: &[u8]) -> Result<Feedback> {
    feedback(&mut In(bytes)).map_err(unreadable)
}

/// Appends the bytes of a rejection.
pub fn pack_rejection(rejection: &Rejection, into: &mut Vec<u8>) {
    let mut out = Out(std::mem::take(into));
    text(&mut out, &rejection.origin.file);
    out.u64(rejection.origin.record);
    out.u64(rejection.origin.line);
    text(&mut out, &rejection.reason);
    *into = out.0;
}

/// The rejection that [`pack_rejection`] made these bytes of.
///
/// # Errors
/// As [`unpack`].
pub fn unpack_rejection(bytes: &[u8]) -> Result<Rejection> {
    let mut input = In(bytes);
    let mut read = || {
        let origin = Origin { file: shared(&mut input)?, record: input.u64()?, line: input.u64()? };
        Ok(Rejection { origin, reason: plain(&mut input)?.to_owned() })
    };
    read().map_err(unreadable)
}

fn unreadable(why: Fault) -> Error {
    Error::Unstorable { what: format!("what was put aside: {why}") }
}

const PARTS: [PartName; 4] =
    [PartName::Title, PartName::Body, PartName::Template, PartName::Thread];

/// The place of a part's name in [`PARTS`]; a match, so that a name that is added is not forgotten
/// here.
fn code(name: PartName) -> u8 {
    match name {
        PartName::Title => 0,
        PartName::Body => 1,
        PartName::Template => 2,
        PartName::Thread => 3,
    }
}

fn place<T: PartialEq>(all: &[T], one: T) -> u8 {
    all.iter().position(|other| *other == one).map_or(u8::MAX, |at| at as u8)
}

fn at<T: Copy>(all: &[T], place: u8) -> Read<T> {
    all.get(usize::from(place)).copied().ok_or_else(|| format!("no place {place}"))
}

fn text(out: &mut Out, text: &str) {
    out.u32(text.len() as u32);
    out.raw(text.as_bytes());
}

fn plain<'a>(input: &mut In<'a>) -> Read<&'a str> {
    let length = input.u32()? as usize;
    std::str::from_utf8(input.raw(length)?).map_err(|error| error.to_string())
}

fn shared(input: &mut In<'_>) -> Read<Arc<str>> {
    plain(input).map(Arc::from)
}

fn option<T>(out: &mut Out, value: Option<T>, put: impl FnOnce(&mut Out, T)) {
    out.u8(u8::from(value.is_some()));
    if let Some(value) = value {
        put(out, value);
    }
}

fn maybe<'a, T>(input: &mut In<'a>, get: impl FnOnce(&mut In<'a>) -> Read<T>) -> Read<Option<T>> {
    input.bool()?.then(|| get(input)).transpose()
}

fn number(input: &mut In<'_>) -> Read<f64> {
    input.u64().map(f64::from_bits)
}

fn instant(input: &mut In<'_>) -> Read<Timestamp> {
    input.u64().map(|seconds| Timestamp(seconds.cast_signed()))
}

/// As many as the bytes say, each read by `get`.
fn several<'a, T>(input: &mut In<'a>, mut get: impl FnMut(&mut In<'a>) -> Read<T>) -> Read<Vec<T>> {
    let count = input.u32()?;
    // Not reserved on the word of the bytes alone: every item takes at least one of them.
    let mut items = Vec::with_capacity((count as usize).min(input.0.len()));
    for _ in 0..count {
        items.push(get(input)?);
    }
    Ok(items)
}

fn feedback(input: &mut In<'_>) -> Read<Feedback> {
    let (id, voice) = (FeedbackId(input.id()?), FeedbackId(input.id()?));
    let (source, external) = (shared(input)?, shared(input)?);
    let kind = at(&Kind::ALL, input.u8()?)?;
    let origin = Origin { file: shared(input)?, record: input.u64()?, line: input.u64()? };
    let (said, east) = (maybe(input, instant)?, input.u32()?.cast_signed());
    let (version, generation) = (maybe(input, instant)?, maybe(input, In::u64)?);
    let author = maybe(input, |input| input.id().map(AuthorKey))?;
    let rating = maybe(input, |input| {
        let kind = at(&RatingKind::ALL, input.u8()?)?;
        Ok(Rating { kind, raw: number(input)?, unit: number(input)? })
    })?;
    let lang = plain(input)?.parse().map_err(|_| "no language".to_owned())?;
    let lang_sure = input.u8()?;
    let product = maybe(input, shared)?;
    let value = maybe(input, number)?;
    let votes = input.u32()?;
    let question = maybe(input, shared)?;
    let text = Redacted::declare(shared(input)?);
    let parts = several(input, |input| {
        Ok(Part { name: at(&PARTS, input.u8()?)?, span: input.u32()?..input.u32()? })
    })?;
    let attributes =
        several(input, |input| Ok(Attribute { name: shared(input)?, value: shared(input)? }))?;
    let sketch = Sketch::declare(several(input, |input| input.u32())?);
    Ok(Feedback {
        id,
        source,
        external,
        kind,
        origin,
        at: said,
        east,
        version,
        generation,
        author,
        rating,
        lang,
        lang_sure,
        product,
        value,
        votes,
        question,
        text,
        parts,
        attributes,
        sketch,
        voice,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn said() -> impl Strategy<Value = Feedback> {
        let texts = (".{0,40}", ".{0,9}", proptest::option::of(".{0,9}"));
        let numbers = (any::<[u8; 16]>(), proptest::option::of(any::<i64>()), any::<u64>());
        let lists = (proptest::collection::vec(any::<u32>(), 0..9), 0usize..6, 0..PARTS.len());
        (texts, numbers, lists).prop_map(
            |((text, external, product), (id, at, number), (sketch, rating, pairs))| Feedback {
                id: FeedbackId(id),
                source: "reviews".into(),
                external: external.as_str().into(),
                kind: Kind::ALL[number as usize % Kind::ALL.len()],
                origin: Origin { file: "in/a.csv".into(), record: number, line: u64::MAX },
                at: at.map(Timestamp),
                east: number as i32,
                version: at.map(|at| Timestamp(at.wrapping_add(1))),
                generation: at.map(|_| number),
                author: at.map(|_| AuthorKey(id)),
                rating: RatingKind::ALL.get(rating).map(|&kind| Rating {
                    kind,
                    raw: number as f64,
                    unit: 0.25,
                }),
                lang: if rating == 0 {
                    crate::model::Lang::ENGLISH
                } else {
                    crate::model::Lang::UNKNOWN
                },
                lang_sure: number as u8,
                product: product.as_deref().map(Arc::from),
                value: at.map(|at| at as f64 / 3.0),
                votes: number as u32,
                question: product.as_deref().map(Arc::from),
                parts: vec![Part { name: PARTS[pairs], span: 0..text.len() as u32 }],
                text: Redacted::declare(text),
                attributes: vec![Attribute { name: "plan".into(), value: "pro".into() }; pairs],
                sketch: Sketch::declare(sketch),
                voice: FeedbackId(id),
            },
        )
    }

    #[test]
    fn every_part_has_a_code_of_its_own() {
        assert_eq!(PARTS.map(code), [0, 1, 2, 3]);
    }

    proptest! {
        #[test]
        fn what_is_packed_comes_back(one in said()) {
            let mut bytes = vec![7];
            pack(&one, &mut bytes);
            prop_assert_eq!(bytes[0], 7);
            prop_assert_eq!(unpack(&bytes[1..]).expect("just packed"), one.clone());
            let rejection = Rejection { origin: one.origin, reason: "bad_json".into() };
            bytes.clear();
            pack_rejection(&rejection, &mut bytes);
            prop_assert_eq!(unpack_rejection(&bytes).expect("just packed"), rejection);
        }

        #[test]
        fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = unpack(&bytes);
            let _ = unpack_rejection(&bytes);
        }
    }
}
