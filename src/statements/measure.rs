//! The features the weights of polarity are trained from.
//!
//! Reads JSON lines (gzip) from the folder that `EARFUL_DATA` names and writes the features of the
//! training sets to the file that `EARFUL_FEATURES` names, as `assets/polarity/train.py` reads them.
//! No text is written, only words, hashes and counts. How right the judgements are,
//! `cargo bench --bench quality -- polarity` prints.

use std::fmt::Write as _;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;

use super::weights::Weights;
use super::{Judge, heard_as, polarity};
use crate::model::{Feedback, FeedbackId, Kind, Lang, Origin, Part, PartName, Redacted};
use crate::text::Analyser;

/// Sets the weights are trained on: a fifth of each (by a hash of the id) is held out.
const TRAINING: [&str; 7] =
    ["pros_cons", "huliu", "nhs_phase1", "youtube_app", "maalej", "cfpb", "xlmt"];
/// Questions and orders by intent: some intents are troubles, most are not. Trained on too.
const QUESTIONS: [&str; 2] = ["banking77", "clinc150"];

/// A plain feedback of that text.
pub(super) fn feedback(text: &str, lang: &str) -> Feedback {
    let name: Arc<str> = "reviews".into();
    Feedback {
        id: FeedbackId::default(),
        source: name.clone(),
        external: "1".into(),
        kind: Kind::Review,
        origin: Origin { file: name, record: 1, line: 1 },
        at: None,
        version: None,
        east: 0,
        generation: None,
        author: None,
        rating: None,
        lang: lang.parse().expect("a language code"),
        product: None,
        value: None,
        question: None,
        text: Redacted::declare(text),
        parts: vec![Part { name: PartName::Body, span: 0..text.len() as u32 }],
        attributes: Vec::new(),
        voice: FeedbackId::default(),
        sketch: crate::model::Sketch::default(),
        lang_sure: 97,
        votes: 0,
    }
}

/// One labelled text: −1, 0, 1.
struct Row {
    id: String,
    text: String,
    lang: String,
    truth: i8,
    kind: Option<String>,
}

fn truth(set: &str, row: &Value) -> Option<i8> {
    let labels = &row["labels"];
    match set {
        "nhs_phase1" => labels["criticality"].as_f64().map(|c| c.signum() as i8 * (c != 0.0) as i8),
        "huliu" => {
            let strengths: Vec<f64> = labels["aspects"]
                .as_array()
                .map(|aspects| aspects.iter().filter_map(|a| a["strength"].as_f64()).collect())
                .unwrap_or_default();
            match (strengths.iter().any(|&s| s > 0.0), strengths.iter().any(|&s| s < 0.0)) {
                (true, true) => None,
                (good, bad) => Some(good as i8 - bad as i8),
            }
        }
        "uber_app" | "zomato" | "youtube_app" | "maalej" | "amazon_2007" => {
            let rating = row["rating"].as_f64()?;
            Some((rating >= 4.0) as i8 - (rating <= 2.0) as i8)
        }
        "banking77" | "clinc150" => Some(0),
        _ => match labels["polarity"].as_str()? {
            "negative" => Some(-1),
            "positive" => Some(1),
            _ => Some(0),
        },
    }
}

fn lines(folder: &Path, set: &str) -> Vec<Value> {
    let path = folder.join(format!("{set}.jsonl.gz"));
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut text = String::new();
    flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut text).expect("UTF-8 JSON lines");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn rows(folder: &Path, set: &str) -> Vec<Row> {
    lines(folder, set)
        .into_iter()
        .filter_map(|row| {
            let title = row["title"].as_str().map(|title| format!("{title}\n")).unwrap_or_default();
            let lang = row["lang"].as_str().or(row["labels"]["lang"].as_str()).unwrap_or("und");
            Some(Row {
                id: row["id"].as_str()?.to_owned(),
                text: title + row["text"].as_str()?,
                lang: lang.to_owned(),
                truth: truth(set, &row)?,
                kind: row["labels"]["kind"]
                    .as_str()
                    .or(row["labels"]["intent"].as_str())
                    .or(row["labels"]["theme"].as_str())
                    .map(str::to_owned),
            })
        })
        .collect()
}

/// FNV-1a.
fn hash(id: &str) -> u64 {
    id.bytes().fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// One in five by the hash of the id is held out of training.
fn held_out(id: &str) -> bool {
    (hash(id) >> 32).is_multiple_of(5)
}

fn folder() -> PathBuf {
    PathBuf::from(std::env::var_os("EARFUL_DATA").expect("EARFUL_DATA names the folder of sets"))
}

#[test]
#[ignore = "writes the features the weights are trained from"]
fn features() {
    let folder = folder();
    let to = std::env::var_os("EARFUL_FEATURES").expect("EARFUL_FEATURES names the file to write");
    // As it is without weights: they are what is to be made.
    let judge = Judge::with(Weights::none(), Weights::none());
    let mut analyser = Analyser::new();
    let mut out = String::new();
    for set in TRAINING.into_iter().chain(QUESTIONS) {
        for row in rows(&folder, set) {
            let lang: Lang = row.lang.parse().expect("a language code");
            let terms = analyser.terms(&row.text, heard_as(lang));
            let heard = judge.hear(lang, &row.text, &terms, 0);
            let known = polarity::features(&heard.reading, &heard.marks, heard.told());
            let numbers = |buckets: &[u32]| -> String {
                buckets.iter().map(u32::to_string).collect::<Vec<_>>().join(" ")
            };
            let counts = known.counts.map(|count| format!("{count:.6}"));
            let words: Vec<&str> = heard.reading.tokens.iter().map(|token| &*token.plain).collect();
            let fold = if held_out(&row.id) { "test" } else { "train" };
            writeln!(
                out,
                "{set}\t{fold}\t{lang}\t{}\t{}\t{}\t{}\t{}\t{}",
                row.truth,
                row.kind.as_deref().unwrap_or("-"),
                counts.join(","),
                numbers(&known.buckets),
                numbers(&known.meanings),
                words.join(" "),
            )
            .expect("a string");
        }
    }
    std::fs::write(to, out).expect("a writable file");
}
