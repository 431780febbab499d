//! How often the language is told right, on other people's texts, where they are at hand:
//! `cargo test --lib language::measure -- --ignored --nocapture`, with `EARFUL_DATA` the
//! folder of `xlmt.jsonl.gz` and `raw/udhr2.zip` (else `../shared/data`).

use std::collections::BTreeMap;
use std::io::Read;
use std::path::PathBuf;
use std::time::Instant;

use super::detect;

fn data() -> PathBuf {
    let folder = std::env::var_os("EARFUL_DATA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data"),
        PathBuf::from,
    );
    assert!(folder.join("xlmt.jsonl.gz").exists(), "no xlmt.jsonl.gz in {}", folder.display());
    folder
}

/// Declarations by file name, for the languages with a code of two letters that we know.
const DECLARATIONS: [(&str, &str); 29] = [
    ("eng", "en"),
    ("deu_1901", "de"),
    ("fra", "fr"),
    ("spa", "es"),
    ("ita", "it"),
    ("por_BR", "pt"),
    ("por_PT", "pt"),
    ("nld", "nl"),
    ("swe", "sv"),
    ("dan", "da"),
    ("nob", "no"),
    ("fin", "fi"),
    ("pol", "pl"),
    ("ces", "cs"),
    ("tur", "tr"),
    ("ron_1993", "ro"),
    ("hun", "hu"),
    ("rus", "ru"),
    ("ukr", "uk"),
    ("arb", "ar"),
    ("hin", "hi"),
    ("ind", "id"),
    ("vie", "vi"),
    ("cmn_hans", "zh"),
    ("jpn", "ja"),
    ("kor", "ko"),
    ("ell_monotonic", "el"),
    ("heb", "he"),
    ("tha", "th"),
];

/// Declarations in Latin letters that nobody here speaks, by file name.
const STRANGERS: [&str; 26] = [
    "afr", "als", "azj_latn", "cat", "cym", "est", "eus", "gle", "glg", "hau_NG", "haw", "hrv",
    "isl", "lav", "lit", "mlt", "plt", "quz", "slk", "slv", "som", "swh", "tgl", "uzn_latn", "yor",
    "zul",
];

/// What each judge takes, in microseconds a text.
fn judges(texts: &[(String, String)]) {
    let timed = |name: &str, judge: &dyn Fn(&str) -> bool| {
        let started = Instant::now();
        let told = texts.iter().filter(|(_, text)| judge(text)).count();
        let micros = started.elapsed().as_secs_f64() * 1e6 / texts.len() as f64;
        println!("{name}: {micros:.1} µs a text ({told} told)");
    };
    timed("whichlang", &|text| whichlang::detect_language(text) == whichlang::Lang::Eng);
    timed("whatlang among those we speak", &|text| super::by_trigrams(text).is_some());
    timed("whatlang among all it knows", &|text| super::widest(text).is_some());
}

/// Pieces of 100 characters of a declaration.
fn pieces(
    zip: &mut zip::ZipArchive<std::fs::File>,
    name: &str,
    lang: &str,
) -> Vec<(String, String)> {
    let mut text = String::new();
    zip.by_name(&format!("udhr2/{name}.txt"))
        .expect("a declaration")
        .read_to_string(&mut text)
        .expect("text");
    let text: Vec<char> = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().collect();
    text.chunks_exact(100).map(|piece| (lang.to_owned(), piece.iter().collect())).collect()
}

fn right(what: &str, texts: &[(String, String)]) -> f64 {
    let started = Instant::now();
    let mut by: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    let mut sure: BTreeMap<u8, (u32, u32)> = BTreeMap::new();
    for (lang, text) in texts {
        let told = detect(text, None, None);
        let hit = u32::from(told.lang.code() == lang);
        for count in [by.entry(lang).or_default(), sure.entry(told.sure).or_default()] {
            count.0 += hit;
            count.1 += 1;
        }
    }
    let micros = started.elapsed().as_secs_f64() * 1e6 / texts.len() as f64;
    let all: u32 = by.values().map(|count| count.0).sum();
    let share = f64::from(all) / texts.len() as f64;
    println!("{what}: {share:.4} of {} right, {micros:.1} µs a text", texts.len());
    for (lang, (hits, of)) in by {
        println!("  {lang} {:.3} of {of}", f64::from(hits) / f64::from(of));
    }
    for (sure, (hits, of)) in sure {
        println!("  said to be {sure} % sure: {:.3} of {of}", f64::from(hits) / f64::from(of));
    }
    share
}

#[test]
#[ignore = "measures on texts that are not ours to keep"]
fn tweets_and_declarations() {
    let folder = data();
    let file = std::fs::File::open(folder.join("xlmt.jsonl.gz")).expect("tweets");
    let mut lines = String::new();
    flate2::read::MultiGzDecoder::new(file).read_to_string(&mut lines).expect("tweets");
    let tweets: Vec<(String, String)> = lines
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter_map(|one| {
            Some((one["labels"]["lang"].as_str()?.to_owned(), one["text"].as_str()?.to_owned()))
        })
        .collect();
    let file = std::fs::File::open(folder.join("raw/udhr2.zip")).expect("declarations");
    let mut zip = zip::ZipArchive::new(file).expect("a zip");
    let mut spoken = Vec::new();
    for (name, lang) in DECLARATIONS {
        spoken.extend(pieces(&mut zip, name, lang));
    }
    let mut strange = Vec::new();
    for name in STRANGERS {
        strange.extend(pieces(&mut zip, name, "und"));
    }
    judges(&tweets);
    let tweets = right("tweets", &tweets);
    let spoken = right("declarations", &spoken);
    let strange = right("declarations in languages nobody here speaks", &strange);
    assert!(tweets >= 0.93 && spoken >= 0.99, "{tweets} {spoken}");
    assert!(strange >= 0.75, "{strange}");
}
