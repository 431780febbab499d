//! The names of themes, to be read by a person, and what is found new.
//!
//! `names` finds the themes of labelled sets with the defaults and prints areas, themes, their
//! commonest label in the set, how well the head phrases fit, and times; `EARFUL_SETS=airline,nhs`
//! chooses sets, `EARFUL_QUOTES=1` prints the exemplars. `new` hides a fifth of the classes on a
//! first night and brings them in on a second.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::time::Instant;

use earful::model::{
    Corpus, Day, Feedback, FeedbackId, Lang, Recognition, Redacted, Span, Stance, Statement,
    Vectors,
};
use earful::space::{self, Encoder, Table};
use earful::themes::{self, Assigners, LabelFit, Settings};

/// Whether each statement of a corpus wants a change.
fn sides(corpus: &Corpus) -> Vec<bool> {
    corpus.statements().iter().map(|statement| statement.stance.wants_change()).collect()
}

/// Prints the themes of some sets with their names.
pub fn names(folder: &Path) {
    let sets = std::env::var("EARFUL_SETS").unwrap_or_else(|_| "airline,nhs,banking77".to_owned());
    for set in sets.split(',') {
        let path = folder.join(format!("themes/{set}.jsonl.gz"));
        if path.exists() {
            read(set, &path);
        } else {
            println!("{} is not there", path.display());
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
        let feedback = Feedback::of_words(id, "set", Redacted::declare(text));
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
    let memory = themes::fit(
        &corpus,
        &sample,
        &vectors,
        space.clone(),
        &themes::Knowledge { recognition: &Recognition::default(), wants_change: &|_| true },
        None,
        Day(0),
        &settings,
    );
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
    let places = Assigners::new(&memory).assign(&sides(&corpus), &vectors);
    println!("{} assigned in {:?}", places.len(), began.elapsed());
    let began = Instant::now();
    let found = themes::place(&corpus, &memory, places, |rows| encode(rows));
    println!("put together in {:?}; {} loose", began.elapsed(), found.loose.len());
    if std::env::var_os("EARFUL_QUOTES").is_some() {
        for &row in found.loose.iter().take(20) {
            println!("   loose: {}", text(row).0);
        }
    }
    let fits = themes::label_fits(&corpus, &found);
    let mean = |of: fn(&LabelFit) -> Option<f64>| {
        let known: Vec<f64> = fits.iter().filter_map(of).collect();
        known.iter().sum::<f64>() / known.len().max(1) as f64
    };
    println!(
        "head phrases: precision {:.3}, coverage {:.3} on average",
        mean(LabelFit::precision),
        mean(LabelFit::coverage)
    );
    for area in &found.areas {
        println!("## {} [{}] {}", area.label.title, area.label.terms.join(" | "), area.id);
        for theme in area.themes.iter().filter_map(|&id| found.get(id)) {
            let mut labels: BTreeMap<&str, usize> = BTreeMap::new();
            for &row in &theme.members {
                let feedback = corpus.feedback_of(&corpus.statements()[row as usize]);
                *labels.entry(gold[&feedback.id].as_str()).or_default() += 1;
            }
            let top = labels.iter().max_by_key(|(_, count)| **count);
            let fit = fits.iter().find(|fit| fit.theme == theme.id);
            println!(
                "  {:>5} {:5} coh {:.2} prec {:.2} cov {:.2} {}{:34} [{}] {:?}",
                theme.id.to_string(),
                theme.members.len(),
                theme.cohesion,
                fit.and_then(LabelFit::precision).unwrap_or(0.0),
                fit.and_then(LabelFit::coverage).unwrap_or(0.0),
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

/// Hides a fifth of the classes on the first night and brings them in on the second.
pub fn new_pains(folder: &Path) {
    for set in ["banking77", "clinc150", "hwu64"] {
        let path = folder.join(format!("themes/{set}.jsonl.gz"));
        if path.exists() {
            for seed in 0..3 {
                hide_and_seek(set, &path, seed);
            }
        }
    }
}

fn hide_and_seek(set: &str, path: &Path, seed: u8) {
    let (corpus, gold) = load(path);
    let hidden =
        |label: &str| blake3::hash(&[label.as_bytes(), &[seed]].concat()).as_bytes()[0] < 51;
    let first = |id: &FeedbackId| id.0[usize::from(seed)] & 1 == 0;
    let settings = Settings::default();
    let of = |one: &Feedback| gold[&one.id].as_str();
    let pick = |wanted: &dyn Fn(&Feedback) -> bool| {
        let items = corpus.feedback().iter().enumerate().filter(|(_, one)| wanted(one));
        let items = items.map(|(row, one)| {
            (one.clone(), corpus.statements()[corpus.statements_of(row as u32)].to_vec())
        });
        Corpus::new(items.collect())
    };
    let old = pick(&|one| first(&one.id) && !hidden(of(one)));
    let texts = |corpus: &'_ Corpus, rows: &[u32]| -> Vec<(String, Lang)> {
        let text = |&row: &u32| corpus.text_of(&corpus.statements()[row as usize]).to_owned();
        rows.iter().map(|row| (text(row), Lang::ENGLISH)).collect()
    };
    let drawn = themes::sample(&old, &settings);
    let owned = texts(&old, &drawn.rows);
    let borrowed: Vec<(&str, Lang)> = owned.iter().map(|(text, lang)| (&**text, *lang)).collect();
    let table = Table::shipped();
    let space = space::fit(&borrowed, table, 0);
    let encoder = Encoder::new(table, &space).expect("fitted with it");
    let encode = |corpus: &Corpus, rows: &[u32]| {
        let owned = texts(corpus, rows);
        let borrowed: Vec<(&str, Lang)> =
            owned.iter().map(|(text, lang)| (&**text, *lang)).collect();
        encoder.encode_all(&borrowed)
    };
    let mut memory = themes::fit(
        &old,
        &drawn,
        &encode(&old, &drawn.rows),
        space.clone(),
        &themes::Knowledge { recognition: &Recognition::default(), wants_change: &|_| true },
        None,
        Day(0),
        &settings,
    );
    let all: Vec<u32> = (0..old.statements().len() as u32).collect();
    let places = Assigners::new(&memory).assign(&sides(&old), &encode(&old, &all));
    memory.places = themes::places(&old, &places, &themes::hashes(&old));
    for (case, whole) in [("new", corpus.clone()), ("none", pick(&|one| !hidden(of(one))))] {
        let mut memory = memory.clone();
        let known = themes::known(&whole, &memory, 5_000);
        let mut rows: Vec<u32> = known.fresh.iter().chain(&known.revisit).copied().collect();
        rows.sort_unstable();
        let vectors = encode(&whole, &rows);
        // Nothing has sayings without a catalogue: all that is near counts.
        let near = vec![themes::Near::default(); rows.len()];
        let opened = themes::open(&mut memory, &whole, &rows, &vectors, &near, Day(1), &settings);
        let mut right = 0;
        let mut found = std::collections::BTreeSet::new();
        for one in &opened {
            let labels: Vec<&str> = one
                .founders
                .iter()
                .map(|&row| of(whole.feedback_of(&whole.statements()[row as usize])))
                .collect();
            let new = labels.iter().filter(|label| hidden(label)).count();
            right += usize::from(new * 2 > labels.len());
            let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
            labels.iter().for_each(|label| *counts.entry(label).or_default() += 1);
            found.extend(counts.iter().max_by_key(|(_, count)| **count).map(|(label, _)| *label));
        }
        let classes: std::collections::BTreeSet<&str> =
            gold.values().map(String::as_str).filter(|label| hidden(label)).collect();
        println!(
            "{set} seed {seed} {case}: opened {} right {right} recall {}/{}: {:?}",
            opened.len(),
            found.intersection(&classes).count(),
            classes.len(),
            memory
                .themes
                .iter()
                .filter(|theme| theme.born == Day(1))
                .map(|theme| theme.label.title.as_str())
                .collect::<Vec<_>>()
        );
    }
}
