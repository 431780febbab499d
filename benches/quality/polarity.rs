//! How well sides, problems, kinds and severity are told, beside VADER on the same rows.
//!
//! Takes the sets below the folder, hears every text as the night would (the words and the channel,
//! no rating), prints a table. VADER's figures are those of `benches/peers/vader.md`, which
//! `benches/peers/vader.py` prints from the same files; a set whose number of rows differs says so.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use earful::evaluation::{rank_correlation, verdicts};
use earful::model::{Kind, Lang, Stance};
use earful::pipeline::{Settings, Text, Verdict, hear};
use serde_json::Value;

/// VADER's rows, as `vader.py` prints them.
const VADER: &str = include_str!("../peers/vader.md");

/// Sets that weights were trained on: only the fifth that was held out is measured.
const HELD_OUT: [&str; 7] =
    ["pros_cons", "huliu", "nhs_phase1", "youtube_app", "maalej", "cfpb", "xlmt"];
/// Sets that no weight has seen.
const UNSEEN: [&str; 6] =
    ["airline_tweets", "amazon_2007", "uber_app", "zomato", "germeval_dev", "zh_reviews"];

struct Row {
    text: Text,
    channel: Kind,
    truth: i32,
    kind: String,
    criticality: Option<f64>,
}

pub fn polarity(folder: &Path) {
    println!(
        "\n| set | lang | rows | two-way acc / F1 | VADER, 0 is praise | 0 is blame | three-way \
         acc / F1 | VADER | largest class | problem F1 | VADER |"
    );
    println!("|---|---|--:|---|---|---|---|---|---|---|---|");
    let mut more = Vec::new();
    for set in HELD_OUT.into_iter().chain(UNSEEN) {
        let Some(languages) = load(folder, set) else {
            println!("| {set} | not there |");
            continue;
        };
        for (lang, rows) in languages {
            let texts: Vec<(Text, Kind)> =
                rows.iter().map(|row| (row.text.clone(), row.channel)).collect();
            let heard = hear(&texts, &Settings::default());
            line(set, &lang, &rows, &heard);
            if set == "maalej" {
                more.push(kinds(&rows, &heard));
            }
            if set == "nhs_phase1" {
                more.push(severity(&rows, &heard));
            }
        }
    }
    more.iter().for_each(|more| println!("\n{more}"));
}

/// One line of the table.
fn line(set: &str, lang: &str, rows: &[Row], heard: &[Verdict]) {
    let sided: Vec<usize> = (0..rows.len()).filter(|&at| rows[at].truth != 0).collect();
    let two = verdicts(
        &sided.iter().map(|&at| rows[at].truth).collect::<Vec<_>>(),
        &sided.iter().map(|&at| if heard[at].polarity < 0.0 { -1 } else { 1 }).collect::<Vec<_>>(),
    );
    let mut cells = vec![format!("{:.3} / {:.3}", two.accuracy, two.macro_f1)];
    let vader = vader(set, lang, rows.len());
    let peer = |at: usize| vader.as_ref().map_or("?".to_owned(), |cells| cells[at].clone());
    cells.extend([peer(0), peer(1)]);
    if sided.len() < rows.len() {
        let truth: Vec<i32> = rows.iter().map(|row| row.truth).collect();
        let side: Vec<i32> = heard.iter().map(|one| i32::from(one.side)).collect();
        let three = verdicts(&truth, &side);
        let against = |of: &[i32]| of.iter().map(|&one| i32::from(one < 0)).collect::<Vec<_>>();
        let problem = verdicts(&against(&truth), &against(&side));
        cells.push(format!("{:.3} / {:.3}", three.accuracy, three.macro_f1));
        cells.push(peer(2));
        cells.push(format!("{:.3}", three.majority));
        cells.push(format!("{:.3}", problem.classes.get(&1).map_or(0.0, |class| class.f1)));
        cells.push(peer(4));
    } else {
        cells.extend(std::iter::repeat_n(String::new(), 5));
    }
    println!("| {set} | {lang} | {} | {} |", rows.len(), cells.join(" | "));
}

/// VADER's cells for the set: two-way with 0 as praise, as blame, three-way, largest class,
/// problem. `None` when it has no line for as many rows.
fn vader(set: &str, lang: &str, rows: usize) -> Option<Vec<String>> {
    let start = format!("| {set} | {lang} | {rows} | ");
    let line = VADER.lines().find_map(|line| line.strip_prefix(&start))?;
    let cells: Vec<String> = line.split('|').map(|cell| cell.trim().replace('/', " / ")).collect();
    (cells.len() >= 5).then_some(cells)
}

/// What the authors of the reviews were doing, by the kind labelled, and how often that names it.
fn kinds(rows: &[Row], heard: &[Verdict]) -> String {
    let mut table: BTreeMap<&str, [usize; Stance::ALL.len()]> = BTreeMap::new();
    for (row, one) in rows.iter().zip(heard) {
        table.entry(&row.kind).or_default()[one.stance as usize] += 1;
    }
    let names = Stance::ALL.map(Stance::name).join(" | ");
    let mut text = format!("| maalej: kind | {names} |\n|---|--:|--:|--:|--:|--:|");
    for (kind, counts) in &table {
        let counts = counts.map(|count| count.to_string()).join(" | ");
        text.push_str(&format!("\n| {kind} | {counts} |"));
    }
    // A request is a wish for a feature, a complaint that tells of a trouble a bug, the rest ratings.
    let kinds: Vec<&str> = table.into_keys().collect();
    let number = |kind: &str| kinds.iter().position(|one| *one == kind).map_or(-1, |at| at as i32);
    let told = |one: &Verdict| match one.stance {
        Stance::Request => "Feature",
        Stance::Complaint if one.severity >= 2 => "Bug",
        _ => "Rating",
    };
    let truth: Vec<i32> = rows.iter().map(|row| number(&row.kind)).collect();
    let told: Vec<i32> = heard.iter().map(|one| number(told(one))).collect();
    let right = verdicts(&truth, &told);
    let usual = vec![number("Rating"); truth.len()];
    let largest = verdicts(&truth, &usual);
    text.push_str(&format!(
        "\n\nFour kinds by stance: accuracy {:.3}, macro-F1 {:.3} (always \"Rating\": {:.3}, {:.3}); F1",
        right.accuracy, right.macro_f1, largest.accuracy, largest.macro_f1
    ));
    for (kind, at) in kinds.iter().zip(0..) {
        let f1 = right.classes.get(&at).map_or(0.0, |class| class.f1);
        text.push_str(&format!(" {kind} {f1:.3}"));
    }
    text
}

/// Severity against how critical comments were judged.
fn severity(rows: &[Row], heard: &[Verdict]) -> String {
    let mut text = String::from(
        "| nhs_phase1: rank correlation with criticality | all | criticism |\n|---|---|---|",
    );
    let mut line = |name: &str, level: &dyn Fn(&Verdict) -> f64| {
        let pick = |only_bad: bool| {
            let (levels, critical): (Vec<f64>, Vec<f64>) = rows
                .iter()
                .zip(heard)
                .filter_map(|(row, one)| Some((row.criticality?, one)))
                .filter(|(criticality, _)| !only_bad || *criticality < 0.0)
                .map(|(criticality, one)| (level(one), -criticality))
                .unzip();
            rank_correlation(&levels, &critical)
        };
        text.push_str(&format!("\n| {name} | {:.3} | {:.3} |", pick(false), pick(true)));
    };
    line("severity, 0 to 3", &|one| f64::from(one.severity));
    // Less than one level: it decides only between texts of one severity.
    line("the same, equal ones by polarity", &|one| f64::from(one.severity) - one.polarity / 4.0);
    if let Some(cell) =
        vader("nhs_phase1", "en", rows.len()).and_then(|cells| cells.get(5).cloned())
        && let Some((all, bad)) = cell.split_once(", ")
    {
        text.push_str(&format!("\n| VADER's score | {all} | {bad} |"));
    }
    text
}

/// The rows of a set by language; `None` when it is not there.
fn load(folder: &Path, set: &str) -> Option<BTreeMap<String, Vec<Row>>> {
    let mut lines = String::new();
    let file = std::fs::File::open(folder.join(format!("{set}.jsonl.gz"))).ok()?;
    flate2::read::MultiGzDecoder::new(file).read_to_string(&mut lines).ok()?;
    let mut languages: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for line in lines.lines() {
        let record: Value = serde_json::from_str(line).ok()?;
        let (Some(id), Some(words)) = (record["id"].as_str(), record["text"].as_str()) else {
            continue;
        };
        let Some(truth) = truth(set, &record) else { continue };
        if HELD_OUT.contains(&set) && !held_out(id) {
            continue;
        }
        let code = record["lang"].as_str().or(record["labels"]["lang"].as_str()).unwrap_or("und");
        let lang: Lang = code.parse().ok()?;
        let title = record["title"].as_str().map(|title| format!("{title}\n")).unwrap_or_default();
        languages.entry(code.to_owned()).or_default().push(Row {
            text: Text { text: title + words, lang },
            channel: record["kind"].as_str().and_then(Kind::from_name).unwrap_or(Kind::Review),
            truth,
            kind: record["labels"]["kind"].as_str().unwrap_or("none").to_owned(),
            criticality: record["labels"]["criticality"].as_f64(),
        });
    }
    Some(languages)
}

/// −1, 0 or 1; `None` for a row that says both or nothing.
fn truth(set: &str, record: &Value) -> Option<i32> {
    let labels = &record["labels"];
    let sign = |good: bool, bad: bool| i32::from(good) - i32::from(bad);
    match set {
        "nhs_phase1" => labels["criticality"].as_f64().map(|c| sign(c > 0.0, c < 0.0)),
        "huliu" => {
            let aspects = labels["aspects"].as_array().map(Vec::as_slice).unwrap_or_default();
            let strengths = || aspects.iter().filter_map(|aspect| aspect["strength"].as_f64());
            let (good, bad) = (strengths().any(|one| one > 0.0), strengths().any(|one| one < 0.0));
            (!(good && bad)).then(|| sign(good, bad))
        }
        "uber_app" | "zomato" | "youtube_app" | "maalej" | "amazon_2007" => {
            record["rating"].as_f64().map(|stars| sign(stars >= 4.0, stars <= 2.0))
        }
        _ => labels["polarity"].as_str().map(|said| sign(said == "positive", said == "negative")),
    }
}

/// One in five by the hash (FNV-1a, 64 bits) of the id is held out of training.
fn held_out(id: &str) -> bool {
    let hash = id.bytes().fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    (hash >> 32).is_multiple_of(5)
}
