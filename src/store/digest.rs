//! What a piece of feedback says, in 16 bytes: whether a record met again has changed.
//!
//! Takes feedback, gives a hash of what the customer said and what is known about it. Where it was
//! read and whose copy it is do not count: the same record in another file is the same record.

use crate::model::Feedback;

/// 128 bits of BLAKE3 over all of the feedback but its origin and voice. Equal for equal content
/// on every machine; each field carries its length, so that no two contents run together.
pub fn digest(feedback: &Feedback) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new_derive_key("earful feedback content 1");
    let mut put = |bytes: Option<&[u8]>| {
        // 0 for absence, otherwise the length plus one.
        let length = bytes.map_or(0, |bytes| bytes.len() as u64 + 1);
        hasher.update(&length.to_le_bytes());
        hasher.update(bytes.unwrap_or_default());
    };
    put(Some(&feedback.id.0));
    put(Some(feedback.source.as_bytes()));
    put(Some(feedback.external.as_bytes()));
    put(Some(feedback.kind.name().as_bytes()));
    put(feedback.at.map(|at| at.0.to_le_bytes()).as_ref().map(|bytes| &bytes[..]));
    put(feedback.version.map(|at| at.0.to_le_bytes()).as_ref().map(|bytes| &bytes[..]));
    put(feedback.author.as_ref().map(|key| &key.0[..]));
    put(feedback.rating.map(|rating| rating.kind.name().as_bytes()));
    for number in [feedback.rating.map(|r| r.raw), feedback.rating.map(|r| r.unit), feedback.value]
    {
        put(number.map(f64::to_le_bytes).as_ref().map(|bytes| &bytes[..]));
    }
    put(Some(feedback.lang.code().as_bytes()));
    put(feedback.product.as_ref().map(|text| text.as_bytes()));
    put(feedback.question.as_ref().map(|text| text.as_bytes()));
    put(Some(feedback.text.as_str().as_bytes()));
    for part in &feedback.parts {
        put(Some(part.name.name().as_bytes()));
        put(Some(&part.span.start.to_le_bytes()));
        put(Some(&part.span.end.to_le_bytes()));
    }
    for pair in &feedback.attributes {
        put(Some(pair.name.as_bytes()));
        put(Some(pair.value.as_bytes()));
    }
    let mut digest = [0; 16];
    digest.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    digest
}
