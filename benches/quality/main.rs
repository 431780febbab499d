//! How good the themes are, on every labelled set at hand, beside the peers' figures.
//!
//! `cargo bench --bench quality [-- themes|long|stability|speed]` reads the sets below the folder
//! named by `EARFUL_DATA` (or `../shared/data`), runs the night's own stages on them with one
//! setting for all, and prints the tables that the README quotes. Sets that are not there are
//! skipped; without any there is nothing to measure. The peers' figures are RECIPE.md's;
//! `benches/peers` makes them again.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Instant;

use earful::evaluation::{Agreement, adjusted_rand, agreement};
use earful::model::Lang;
use earful::pipeline::{Found, Settings, Text, Units, rehearse, remembered, with_threads};
use earful::space::{Encoder, Table, fit};
use earful::themes::Assigner;
use earful::themes::communities::{Graph, leiden};
use earful::themes::neighbours::nearest;
use earful::themes::stability::suited_resolution;

/// A set of `themes/` with BERTopic's ARI, AMI and B-cubed: by default, and with its
/// min_cluster_size of 30 (the best of four, chosen with the labels), outliers reassigned.
/// RECIPE.md, "BERTopic with other minimum cluster sizes" and section 0.
const SETS: [(&str, [f64; 3], [f64; 3]); 6] = [
    ("banking77", [0.337, 0.734, 0.357], [0.514, 0.781, 0.546]),
    ("clinc150", [0.660, 0.849, 0.688], [0.642, 0.880, 0.756]),
    ("hwu64", [0.498, 0.735, 0.517], [0.551, 0.777, 0.609]),
    ("stackoverflow", [0.588, 0.652, 0.597], [0.609, 0.680, 0.632]),
    ("airline", [0.071, 0.197, 0.161], [0.101, 0.214, 0.203]),
    ("nhs", [0.035, 0.205, 0.101], [0.055, 0.200, 0.146]),
];

fn main() {
    let folder = std::env::var_os("EARFUL_DATA")
        .map_or_else(|| PathBuf::from("../shared/data"), PathBuf::from);
    if !folder.is_dir() {
        println!(
            "{} is not there (EARFUL_DATA names another): nothing to measure",
            folder.display()
        );
        return;
    }
    let asked: Vec<String> =
        std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let wants = |part: &str| asked.is_empty() || asked.iter().any(|word| word == part);
    if wants("themes") {
        themes(&folder);
    }
    if wants("long") {
        long(&folder);
    }
    if wants("stability") {
        stability(&folder);
    }
    if wants("speed") {
        speed(&folder);
    }
}

/// The texts of a set that have the label, with its values as numbers.
fn load(path: &Path, label: &str) -> Option<(Vec<Text>, Vec<u32>)> {
    let mut lines = String::new();
    let file = std::fs::File::open(path).ok()?;
    flate2::read::MultiGzDecoder::new(file).read_to_string(&mut lines).ok()?;
    let (mut texts, mut said) = (Vec::new(), Vec::new());
    for line in lines.lines() {
        let record: serde_json::Value = serde_json::from_str(line).ok()?;
        let value = record.pointer(&format!("/labels/{label}")).or_else(|| record.get(label));
        let (Some(value), Some(text)) =
            (value.and_then(|value| value.as_str()), record["text"].as_str())
        else {
            continue;
        };
        let lang = record["lang"].as_str().and_then(|code| code.parse().ok());
        texts.push(Text { text: text.to_owned(), lang: lang.unwrap_or(Lang::ENGLISH) });
        said.push(value.to_owned());
    }
    let mut names = said.clone();
    names.sort();
    names.dedup();
    let number = |name: &String| names.binary_search(name).unwrap_or(0) as u32;
    (!texts.is_empty()).then(|| (texts, said.iter().map(number).collect()))
}

fn groups(of: &[Option<u32>]) -> Vec<u32> {
    of.iter().map(|one| one.unwrap_or(u32::MAX)).collect()
}

fn three(found: &Agreement) -> [f64; 3] {
    [found.ari, found.ami, found.b_cubed]
}

fn cell([ari, ami, b_cubed]: [f64; 3]) -> String {
    format!("{ari:.3} / {ami:.3} / {b_cubed:.3}")
}

fn themes(folder: &Path) {
    println!(
        "\n| set | texts | classes | themes | earful | areas | BERTopic | BERTopic, tuned with the labels | as the night: coverage, ARI / AMI / B3 |"
    );
    println!("|---|--:|--:|--:|---|---|---|---|---|");
    let mut sums = [[0.0; 3]; 3];
    let mut sets = 0.0;
    for (name, plain, tuned) in SETS {
        let path = folder.join("themes").join(format!("{name}.jsonl.gz"));
        let Some((texts, labels)) = load(&path, "theme") else {
            println!("| {name} | not there |");
            continue;
        };
        let settings = Settings::default();
        let found = rehearse(&texts, Units::Whole, &settings);
        let themes = agreement(&labels, &groups(&found.theme));
        let areas = agreement(&labels, &groups(&found.area));
        let night = rehearse(&texts, Units::AsTheNight, &settings);
        for (sum, of) in sums.iter_mut().zip([three(&themes), plain, tuned]) {
            sum.iter_mut().zip(of).for_each(|(sum, figure)| *sum += figure);
        }
        sets += 1.0;
        println!(
            "| {name} | {} | {} | {} | {} | {}: {} | {} | {} | {:.2}, {} |",
            texts.len(),
            themes.labels,
            themes.clusters,
            cell(three(&themes)),
            areas.clusters,
            cell(three(&areas)),
            cell(plain),
            cell(tuned),
            night.coverage(),
            cell(three(&covered(&labels, &night))),
        );
    }
    if sets > 0.0 {
        let mean = sums.map(|sum| cell(sum.map(|figure| figure / sets)));
        println!("| average | | | | **{}** | | {} | {} | |", mean[0], mean[1], mean[2]);
    }
}

/// Agreement on the texts that have a theme.
fn covered(labels: &[u32], found: &Found) -> Agreement {
    let themed = labels.iter().zip(&found.theme).filter_map(|(&label, &of)| Some((label, of?)));
    let (labels, groups): (Vec<u32>, Vec<u32>) = themed.unzip();
    agreement(&labels, &groups)
}

fn long(folder: &Path) {
    println!("\n| set | label | texts | themes: ARI / AMI / B3 | areas: ARI / AMI / B3 |");
    println!("|---|---|--:|---|---|");
    for (name, label) in [
        ("cfpb", "theme"),
        ("cfpb", "product"),
        ("amazon_2007", "category"),
        ("amazon_2007", "product"),
    ] {
        let Some((texts, labels)) = load(&folder.join(format!("{name}.jsonl.gz")), label) else {
            println!("| {name} | {label} | not there |");
            continue;
        };
        let found = rehearse(&texts, Units::Whole, &Settings::default());
        let themes = agreement(&labels, &groups(&found.theme));
        let areas = agreement(&labels, &groups(&found.area));
        println!(
            "| {name} | {label} ({}) | {} | {}: {} | {}: {} |",
            themes.labels,
            texts.len(),
            themes.clusters,
            cell(three(&themes)),
            areas.clusters,
            cell(three(&areas)),
        );
    }
}

fn stability(folder: &Path) {
    println!(
        "\n| set | ARI with a tenth left out, mean of five (least) | shuffled, 1 2 8 threads |"
    );
    println!("|---|---|---|");
    for (name, ..) in SETS {
        let path = folder.join("themes").join(format!("{name}.jsonl.gz"));
        let Some((texts, _)) = load(&path, "theme") else { continue };
        let settings = Settings::default();
        let whole = rehearse(&texts, Units::Whole, &settings);
        let mut shares = Vec::new();
        for share in 0..5u64 {
            // Every text draws a number that depends on the share; the lowest tenth is left out.
            let key = |at: &usize| draw(*at as u64, share);
            let mut order: Vec<usize> = (0..texts.len()).collect();
            order.sort_by_key(key);
            let mut kept = order.split_off(texts.len() / 10);
            kept.sort_unstable();
            let rest: Vec<Text> = kept.iter().map(|&at| texts[at].clone()).collect();
            let found = rehearse(&rest, Units::Whole, &settings);
            let before: Vec<u32> =
                kept.iter().map(|&at| whole.theme[at].unwrap_or(u32::MAX)).collect();
            shares.push(adjusted_rand(&before, &groups(&found.theme)));
        }
        let backwards: Vec<Text> = texts.iter().rev().cloned().collect();
        let same = [1, 2, 8].iter().all(|&threads| {
            with_threads(Some(threads), || rehearse(&backwards, Units::Whole, &settings))
                .is_ok_and(|again| again.theme.iter().rev().eq(&whole.theme))
        });
        let mean = shares.iter().sum::<f64>() / 5.0;
        let least = shares.iter().copied().fold(1.0, f64::min);
        println!(
            "| {name} | {mean:.3} ({least:.3}) | {} |",
            if same { "identical" } else { "DIFFER" }
        );
    }
}

/// The finaliser of SplitMix64 (Steele, Lea and Flood 2014).
fn draw(item: u64, seed: u64) -> u64 {
    let mut z = item.wrapping_add((seed + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn speed(folder: &Path) {
    let mut texts: Vec<Text> = Vec::new();
    for (name, ..) in SETS {
        let path = folder.join("themes").join(format!("{name}.jsonl.gz"));
        texts.extend(load(&path, "theme").map(|(texts, _)| texts).unwrap_or_default());
    }
    if texts.is_empty() {
        return;
    }
    let words: usize = texts.iter().map(|text| text.text.split_whitespace().count()).sum();
    let all: Vec<(&str, Lang)> = texts.iter().map(|one| (one.text.as_str(), one.lang)).collect();
    let sample: Vec<(&str, Lang)> =
        all.iter().copied().step_by((all.len() / 20_000).max(1)).take(20_000).collect();
    let table = Table::shipped();
    println!("\n| step | figure |\n|---|---|");
    let began = Instant::now();
    let space = fit(&sample, table, 0);
    println!(
        "| learn a space from {} texts | {:.2} s |",
        sample.len(),
        began.elapsed().as_secs_f64()
    );
    let encoder = Encoder::new(table, &space).expect("the space was fitted with this table");
    let best = (0..3)
        .map(|_| {
            let began = Instant::now();
            with_threads(Some(1), || encoder.encode_all(&all)).expect("a thread starts");
            all.len() as f64 / began.elapsed().as_secs_f64()
        })
        .fold(0.0, f64::max);
    println!(
        "| encode, one core, texts of {:.1} words (best of three) | {best:.0} a second |",
        words as f64 / texts.len() as f64
    );
    let vectors = encoder.encode_all(&sample);
    let began = Instant::now();
    let lists = nearest(&vectors, 16);
    println!("| nearest 16 of {} | {:.2} s |", sample.len(), began.elapsed().as_secs_f64());
    let began = Instant::now();
    let resolution = suited_resolution(&lists, 10, 0).unwrap_or(3.0);
    println!("| resolution ({resolution:.2}) | {:.2} s |", began.elapsed().as_secs_f64());
    let rows: Vec<u32> = (0..vectors.len() as u32).collect();
    let graph = Graph::from_neighbours(&lists.restricted(&rows, 10));
    let began = Instant::now();
    leiden(&graph, resolution, 0, 2);
    println!("| group once | {:.2} s |", began.elapsed().as_secs_f64());
    let some: Vec<Text> =
        sample.iter().map(|&(text, lang)| Text { text: text.to_owned(), lang }).collect();
    let began = Instant::now();
    let found = rehearse(&some, Units::Whole, &Settings::default());
    println!(
        "| the whole fit of {} statements, names and assignment included ({} themes) | {:.1} s |",
        sample.len(),
        found.found.len(),
        began.elapsed().as_secs_f64()
    );
    let memory = remembered(&some, &Settings::default());
    let assigner = Assigner::new(&memory);
    let encoder = Encoder::new(table, &memory.space).expect("the space was fitted with this table");
    let best = (0..3)
        .map(|_| {
            let began = Instant::now();
            let vectors = encoder.encode_all(&all);
            assigner.assign(&vectors);
            vectors.len() as f64 / began.elapsed().as_secs_f64()
        })
        .fold(0.0, f64::max);
    println!("| encode and assign, all cores (best of three) | {best:.0} a second |");
}
