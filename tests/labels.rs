//! The names of themes, to be read by a person.
//!
//! Reads labelled sets (`<EARFUL_DATA>/*.jsonl.gz`, one JSON object a line with `text` and
//! `labels`), finds the themes of each with the defaults, and prints areas, themes, their commonest
//! label in the set, and times. Without the variable there is nothing to read and the test passes.
//! Run it with `EARFUL_DATA=<folder> cargo test --test labels -- --ignored --nocapture`;
//! `EARFUL_SETS=airline,nhs` chooses sets, `EARFUL_QUOTES=1` prints the exemplars.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use earful::model::{
    Corpus, Day, Feedback, FeedbackId, Kind, Lang, Origin, Redacted, Span, Stance, Statement,
    Vectors,
};
use earful::space::{self, Encoder, Table};
use earful::themes::{self, Assigner, Settings};

#[test]
#[ignore = "reads labelled sets from the folder named by EARFUL_DATA"]
fn names_a_person_reads() {
    let Some(folder) = std::env::var_os("EARFUL_DATA") else {
        eprintln!("EARFUL_DATA is not set: nothing to read");
        return;
    };
    let sets = std::env::var("EARFUL_SETS").unwrap_or_else(|_| "airline,nhs,banking77".to_owned());
    for set in sets.split(',') {
        let path = Path::new(&folder).join(format!("{set}.jsonl.gz"));
        if path.exists() {
            read(set, &path);
        } else {
            eprintln!("{} is not there", path.display());
        }
    }
}

fn load(path: &Path) -> (Corpus, BTreeMap<FeedbackId, String>) {
    let mut lines = String::new();
    flate2::read::GzDecoder::new(std::fs::File::open(path).expect("the file opens"))
        .read_to_string(&mut lines)
        .expect("the file is gzip of UTF-8");
    let noise = regex::Regex::new(r"https?://\S+|@\w+|#").expect("a pattern");
    let pain = r"(?i)\b(not|no|never|\w+n't|cannot|fail\w*|broken|problem|issue|wait\w*|delay\w*|cancel\w*|lost|rude|worst|terrible|hold|still|slow|late|improve|more|need)\b";
    let pain = regex::Regex::new(pain).expect("a pattern");
    let joy = r"(?i)\b(great|thanks?|love\w*|excellent|good|best|amazing|awesome)\b";
    let joy = regex::Regex::new(joy).expect("a pattern");
    let name: Arc<str> = Arc::from("set");
    let mut gold = BTreeMap::new();
    let items = lines.lines().enumerate().map(|(at, line)| {
        let record: serde_json::Value = serde_json::from_str(line).expect("a line is JSON");
        let text = record["text"].as_str().expect("a line has a text");
        let text = noise.replace_all(text, " ").replace("&amp;", "&").trim().to_owned();
        let label = record["labels"].as_object().and_then(|labels| labels.values().next());
        let hash = blake3::hash(format!("{at} {text}").as_bytes());
        let mut id = [0; 16];
        id.copy_from_slice(&hash.as_bytes()[..16]);
        let id = FeedbackId(id);
        gold.insert(id, label.map_or(String::new(), ToString::to_string));
        let stance = match (pain.is_match(&text), joy.is_match(&text)) {
            (true, _) => Stance::Complaint,
            (false, true) => Stance::Praise,
            _ => Stance::Remark,
        };
        let statement = Statement {
            row: 0,
            ordinal: 0,
            span: Span { start: 0, end: text.len() as u32 },
            polarity: 0.0,
            stance,
            severity: 1,
            filtered: None,
        };
        let feedback = Feedback {
            id,
            source: name.clone(),
            external: Arc::from(at.to_string()),
            kind: Kind::Review,
            origin: Origin { file: name.clone(), record: at as u64 + 1, line: at as u64 + 1 },
            at: None,
            version: None,
            author: None,
            rating: None,
            lang: Lang::ENGLISH,
            product: None,
            value: None,
            question: None,
            text: Redacted::declare(text),
            parts: Vec::new(),
            attributes: Vec::new(),
            voice: id,
        };
        (feedback, vec![statement])
    });
    let items: Vec<_> = items.collect();
    (Corpus::new(items), gold)
}

fn read(set: &str, path: &Path) {
    let (corpus, gold) = load(path);
    let settings = Settings::default();
    let table = Table::shipped();
    let text = |row: u32| {
        let statement = &corpus.statements()[row as usize];
        (corpus.text_of(statement), corpus.feedback_of(statement).lang)
    };
    let began = Instant::now();
    let sample = themes::sample(&corpus, &settings);
    println!("=== {set}: {} in the sample, drawn in {:?}", sample.rows.len(), began.elapsed());
    let texts: Vec<_> = sample.rows.iter().map(|&row| text(row)).collect();
    let space = space::fit(&texts, table, settings.seed);
    let encoder = Encoder::new(table, &space).expect("fitted with it");
    let encode = |rows: &[u32]| -> Vectors {
        encoder.encode_all(&rows.iter().map(|&row| text(row)).collect::<Vec<_>>())
    };
    let vectors = encode(&sample.rows);
    let began = Instant::now();
    let memory = themes::fit(&corpus, &sample, &vectors, space.clone(), None, Day(0), &settings);
    println!(
        "{} themes in {} areas, strangers below {:.3}, {} remembered, in {:?}",
        memory.themes.len(),
        memory.areas.len(),
        memory.stranger_below,
        memory.sample.len(),
        began.elapsed()
    );
    let all: Vec<u32> = (0..corpus.statements().len() as u32).collect();
    let vectors = encode(&all);
    let began = Instant::now();
    let places = Assigner::new(&memory).assign(&vectors);
    println!("{} assigned in {:?}", places.len(), began.elapsed());
    let began = Instant::now();
    let found = themes::place(&corpus, &memory, places, |rows| encode(rows));
    println!("put together in {:?}; {} loose", began.elapsed(), found.loose.len());
    if std::env::var_os("EARFUL_QUOTES").is_some() {
        for &row in found.loose.iter().take(20) {
            println!("   loose: {}", text(row).0);
        }
    }
    for area in &found.areas {
        println!("## {} [{}] {}", area.label.title, area.label.terms.join(" | "), area.id);
        for theme in area.themes.iter().filter_map(|&id| found.get(id)) {
            let mut labels: BTreeMap<&str, usize> = BTreeMap::new();
            for &row in &theme.members {
                let feedback = corpus.feedback_of(&corpus.statements()[row as usize]);
                *labels.entry(gold[&feedback.id].as_str()).or_default() += 1;
            }
            let top = labels.iter().max_by_key(|(_, count)| **count);
            println!(
                "  {:>5} {:5} coh {:.2} {}{:34} [{}] {:?}",
                theme.id.to_string(),
                theme.members.len(),
                theme.cohesion,
                if theme.general { "GENERAL " } else { "" },
                theme.label.title,
                theme.label.terms.join(" | "),
                top
            );
            if std::env::var_os("EARFUL_QUOTES").is_some() {
                for exemplar in &theme.exemplars {
                    let statement = &corpus.statements()[exemplar.statement as usize];
                    println!(
                        "          {:.2} {:9} {}",
                        exemplar.similarity,
                        statement.stance.name(),
                        corpus.text_of(statement)
                    );
                }
            }
        }
    }
}
