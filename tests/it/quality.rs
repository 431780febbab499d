//! How well the groups agree with what people said the texts are about.
//!
//! Reads labelled sets (`<EARFUL_DATA>/*.jsonl.gz`, one JSON object a line with `text` and
//! `labels.theme`), clusters each with the defaults, and prints agreement and times. Without the
//! variable there is nothing to measure and the test passes. Run it with
//! `EARFUL_DATA=<folder> cargo test --release --test it quality -- --ignored --nocapture`.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Instant;

use earful::model::{Lang, Vectors};
use earful::space::{Encoder, Table, fit};
use earful::themes::communities::{Graph, leiden, resolution_for};
use earful::themes::hierarchy::areas;
use earful::themes::neighbours::{Neighbours, nearest};
use earful::themes::stability::{RESOLUTIONS, stable_resolution};

#[test]
#[ignore = "reads labelled sets from the folder named by EARFUL_DATA"]
fn agreement_with_labels() {
    let Some(folder) = std::env::var_os("EARFUL_DATA") else {
        eprintln!("EARFUL_DATA is not set: nothing to measure");
        return;
    };
    let files = files(&folder);
    println!(
        "set              n  groups  areas    ARI    AMI     B3    kNN   fit  encode  near  group"
    );
    let mut sums = [0.0; 4];
    for file in &files {
        let (texts, labels) = load(file);
        let scores = measure(file, &texts, &labels);
        for (sum, score) in sums.iter_mut().zip(scores) {
            *sum += score / files.len() as f64;
        }
    }
    println!("average {:32.3} {:6.3} {:6.3} {:6.3}", sums[0], sums[1], sums[2], sums[3]);
}

/// Seeds over which agreement is averaged.
const SEEDS: u64 = 5;

#[test]
#[ignore = "reads labelled sets from the folder named by EARFUL_DATA"]
fn time_of_a_full_fit() {
    let Some(folder) = std::env::var_os("EARFUL_DATA") else {
        eprintln!("EARFUL_DATA is not set: nothing to measure");
        return;
    };
    let texts: Vec<String> = files(&folder).iter().flat_map(|file| load(file).0).collect();
    let texts: Vec<(&str, Lang)> =
        texts.iter().map(|text| (text.as_str(), Lang::ENGLISH)).collect();
    let began = Instant::now();
    let table = Table::shipped();
    println!("table decoded in {:.3} s", began.elapsed().as_secs_f64());
    let sample: Vec<(&str, Lang)> =
        texts.iter().copied().step_by((texts.len() / 20_000).max(1)).take(20_000).collect();
    let began = Instant::now();
    let space = fit(&sample, table, 0);
    println!("space fitted to {} texts in {:.2} s", sample.len(), began.elapsed().as_secs_f64());
    let encoder = Encoder::new(table, &space).expect("fitted with it");
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool starts");
    let began = Instant::now();
    one.install(|| encoder.encode_all(&texts));
    let rate = texts.len() as f64 / began.elapsed().as_secs_f64();
    println!("{rate:.0} texts encoded a second on one core");
    let vectors = encoder.encode_all(&sample);
    let began = Instant::now();
    let neighbours = nearest(&vectors, 10);
    println!("nearest 10 of {} in {:.2} s", vectors.len(), began.elapsed().as_secs_f64());
    let began = Instant::now();
    let graph = Graph::from_neighbours(&neighbours);
    println!("graph of {} edges in {:.3} s", graph.edges(), began.elapsed().as_secs_f64());
    let began = Instant::now();
    leiden(&graph, 3.0, 0, 2);
    println!("grouped in {:.3} s", began.elapsed().as_secs_f64());
    let began = Instant::now();
    let chosen = stable_resolution(&neighbours, 8, &RESOLUTIONS, 0);
    println!("resolution {chosen:?} chosen in {:.2} s", began.elapsed().as_secs_f64());
}

fn files(folder: &OsStr) -> Vec<PathBuf> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("EARFUL_DATA names a folder")
        .map(|entry| entry.expect("the folder can be listed").path())
        .filter(|path| path.to_string_lossy().ends_with(".jsonl.gz"))
        .collect();
    files.sort();
    files
}

fn load(path: &Path) -> (Vec<String>, Vec<u32>) {
    let mut lines = String::new();
    flate2::read::GzDecoder::new(std::fs::File::open(path).expect("the file opens"))
        .read_to_string(&mut lines)
        .expect("the file is gzip of UTF-8");
    let mut names = BTreeMap::new();
    let (mut texts, mut labels) = (Vec::new(), Vec::new());
    for line in lines.lines() {
        let record: serde_json::Value = serde_json::from_str(line).expect("a line is JSON");
        let label = record["labels"]["theme"].as_str().expect("a line has a theme").to_owned();
        let next = names.len() as u32;
        labels.push(*names.entry(label).or_insert(next));
        texts.push(record["text"].as_str().expect("a line has a text").to_owned());
    }
    (texts, labels)
}

fn measure(file: &Path, texts: &[String], labels: &[u32]) -> [f64; 4] {
    let table = Table::shipped();
    let texts: Vec<(&str, Lang)> =
        texts.iter().map(|text| (text.as_str(), Lang::ENGLISH)).collect();
    let began = Instant::now();
    let space = fit(&texts, table, 0);
    let fitted = began.elapsed();
    let began = Instant::now();
    let vectors = Encoder::new(table, &space).expect("fitted with it").encode_all(&texts);
    let encoded = began.elapsed();
    let began = Instant::now();
    let neighbours = nearest(&vectors, 10);
    let near = began.elapsed();
    let began = Instant::now();
    let graph = Graph::from_neighbours(&neighbours);
    let resolution = resolution_for(3.0, texts.len());
    let mut partitions: Vec<_> = vec![leiden(&graph, resolution, 0, 2)];
    let grouped = began.elapsed();
    // One run differs from the next by about 0.01; the mean of some seeds does not.
    partitions.extend((1..SEEDS).map(|seed| leiden(&graph, resolution, seed, 2)));
    let mut scores = [0.0; 4];
    for partition in &mut partitions {
        *partition = without_small(&vectors, partition, 8);
        let of_one = [
            adjusted_rand(labels, partition),
            adjusted_information(labels, partition),
            b_cubed(labels, partition),
            purity(labels, &neighbours),
        ];
        for (mean, score) in scores.iter_mut().zip(of_one) {
            *mean += score / SEEDS as f64;
        }
    }
    let found = &partitions[0];
    let area = areas(&graph, found, 0.5, 0);
    println!(
        "{:13} {:5} {:7} {:6} {:6.3} {:6.3} {:6.3} {:6.3} {:5.2} {:7.3} {:5.2} {:6.2}",
        file.file_name().unwrap_or_default().to_string_lossy().trim_end_matches(".jsonl.gz"),
        texts.len(),
        groups(found),
        groups(&area),
        scores[0],
        scores[1],
        scores[2],
        scores[3],
        fitted.as_secs_f64(),
        encoded.as_secs_f64(),
        near.as_secs_f64(),
        grouped.as_secs_f64(),
    );
    scores
}

fn groups(partition: &[u32]) -> u32 {
    partition.iter().max().map_or(0, |&most| most + 1)
}

/// Members of groups below `least` go to the nearest centre of the others.
fn without_small(vectors: &Vectors, partition: &[u32], least: usize) -> Vec<u32> {
    let width = vectors.width();
    let count = groups(partition) as usize;
    let mut sizes = vec![0usize; count];
    let mut centres = vec![0.0f64; count * width];
    for (row, &group) in partition.iter().enumerate() {
        sizes[group as usize] += 1;
        let centre = &mut centres[group as usize * width..(group as usize + 1) * width];
        for (sum, &value) in centre.iter_mut().zip(vectors.row(row)) {
            *sum += f64::from(value);
        }
    }
    for centre in centres.chunks_mut(width) {
        let norm = centre.iter().map(|value| value * value).sum::<f64>().sqrt().max(1e-9);
        centre.iter_mut().for_each(|value| *value /= norm);
    }
    let large: Vec<usize> = (0..count).filter(|&group| sizes[group] >= least).collect();
    let nearest = |row: usize| {
        let cosine = |group: usize| -> f64 {
            let centre = &centres[group * width..(group + 1) * width];
            centre.iter().zip(vectors.row(row)).map(|(a, &b)| a * f64::from(b)).sum()
        };
        large.iter().map(|&group| (cosine(group), group)).max_by(|a, b| a.0.total_cmp(&b.0))
    };
    partition
        .iter()
        .enumerate()
        .map(|(row, &group)| match nearest(row) {
            Some((_, near)) if sizes[group as usize] < least => near as u32,
            _ => group,
        })
        .collect()
}

/// How many rows each pair of groups shares.
type Cells = BTreeMap<(u32, u32), f64>;

/// How often each pair of groups meets, and the sizes on either side.
fn contingency(a: &[u32], b: &[u32]) -> (Cells, Vec<f64>, Vec<f64>) {
    let mut cells = BTreeMap::new();
    let (mut rows, mut columns) = (vec![0.0; groups(a) as usize], vec![0.0; groups(b) as usize]);
    for (&a, &b) in a.iter().zip(b) {
        *cells.entry((a, b)).or_insert(0.0) += 1.0;
        rows[a as usize] += 1.0;
        columns[b as usize] += 1.0;
    }
    (cells, rows, columns)
}

/// Hubert & Arabie 1985.
fn adjusted_rand(a: &[u32], b: &[u32]) -> f64 {
    let (cells, rows, columns) = contingency(a, b);
    let pairs = |count: &f64| count * (count - 1.0) / 2.0;
    let together: f64 = cells.values().map(pairs).sum();
    let (rows, columns) =
        (rows.iter().map(pairs).sum::<f64>(), columns.iter().map(pairs).sum::<f64>());
    let expected = rows * columns / pairs(&(a.len() as f64));
    (together - expected) / ((rows + columns) / 2.0 - expected)
}

/// Vinh, Epps & Bailey 2010, with the arithmetic mean of the entropies.
fn adjusted_information(a: &[u32], b: &[u32]) -> f64 {
    let (cells, rows, columns) = contingency(a, b);
    let all = a.len() as f64;
    let entropy = |sizes: &[f64]| -> f64 {
        sizes.iter().filter(|&&size| size > 0.0).map(|size| -size / all * (size / all).ln()).sum()
    };
    let shared: f64 = cells
        .iter()
        .map(|(&(row, column), count)| {
            count / all * (count * all / (rows[row as usize] * columns[column as usize])).ln()
        })
        .sum();
    let factorial: Vec<f64> = (0..=a.len()).map(|n| libm::lgamma(n as f64 + 1.0)).collect();
    let log = |n: f64| factorial[n as usize];
    let mut expected = 0.0;
    for &row in rows.iter().filter(|&&row| row > 0.0) {
        for &column in columns.iter().filter(|&&column| column > 0.0) {
            let fixed = log(row) + log(column) + log(all - row) + log(all - column) - log(all);
            let mut count = (row + column - all).max(1.0);
            while count <= row.min(column) {
                let chance = (fixed
                    - log(count)
                    - log(row - count)
                    - log(column - count)
                    - log(all - row - column + count))
                .exp();
                expected += count / all * (all * count / (row * column)).ln() * chance;
                count += 1.0;
            }
        }
    }
    (shared - expected) / ((entropy(&rows) + entropy(&columns)) / 2.0 - expected)
}

/// Harmonic mean of B-cubed precision and recall (Bagga & Baldwin 1998).
fn b_cubed(truth: &[u32], found: &[u32]) -> f64 {
    let (cells, truths, founds) = contingency(truth, found);
    let (mut precision, mut recall) = (0.0, 0.0);
    for (&(row, column), count) in &cells {
        precision += count * count / founds[column as usize];
        recall += count * count / truths[row as usize];
    }
    let all = truth.len() as f64;
    2.0 * precision * recall / (precision + recall) / all
}

/// Share of a text's neighbours that have its label.
fn purity(labels: &[u32], neighbours: &Neighbours) -> f64 {
    let (mut same, mut all) = (0usize, 0usize);
    for row in 0..neighbours.len() {
        for (other, _) in neighbours.of(row) {
            same += usize::from(labels[other as usize] == labels[row]);
            all += 1;
        }
    }
    same as f64 / all.max(1) as f64
}
