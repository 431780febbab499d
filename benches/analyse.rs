//! The second half of a night, without the disk: a corpus to ranked themes, and how well they fit
//! what was planted.
//!
//! `cargo bench --bench analyse`; an item is a piece of feedback. Before the times it prints, for
//! each size: purity (share of statements whose theme is mostly about what their record was planted
//! with), completeness (share of statements in the theme that holds most of their planted theme),
//! and coverage (share of statements that have a theme). Records with one planted theme count.

use std::collections::{BTreeMap, HashMap};

use divan::Bencher;
use divan::counter::ItemsCount;
use earful::demo::{self, Scale};
use earful::model::{Analysis, Corpus, RunStamp};
use earful::pipeline::{Night, think};
use earful::space::Table;

#[path = "support/company.rs"]
mod company;
#[path = "support/files.rs"]
mod files;

const SIZES: [u32; 3] = [1_000, 10_000, 100_000];

fn main() {
    // A listing or a filtered run wants no quality.
    let asked: Vec<String> = std::env::args().skip(1).filter(|one| one != "--bench").collect();
    if asked.is_empty() {
        println!("records  statements  themes  purity  completeness  coverage");
        SIZES.into_iter().for_each(quality);
    }
    divan::main();
}

#[divan::bench(args = SIZES, sample_count = 3, sample_size = 1)]
fn corpus_to_ranks(bencher: Bencher, records: u32) {
    let folder = files::founded(records);
    let corpus = company::taken_in(folder.path(), &company::settings());
    bencher
        .counter(ItemsCount::new(records))
        .with_inputs(|| corpus.clone())
        .bench_values(first_night);
}

fn first_night(corpus: Corpus) -> (Analysis, Corpus) {
    let night = Night {
        corpus,
        before: None,
        previous: None,
        files: Vec::new(),
        notices: Vec::new(),
        stamp: RunStamp {
            id: "bench".to_owned(),
            sequence: 1,
            today: files::last_day(),
            program: env!("CARGO_PKG_VERSION").to_owned(),
            company: "Fernweh".to_owned(),
        },
        refit: false,
        corrections: Default::default(),
        exposure: Default::default(),
    };
    let (analysis, corpus, _) = think(night, Table::shipped(), &company::settings(), &|_| {});
    (analysis, corpus)
}

fn quality(records: u32) {
    let folder = files::founded(records);
    let corpus = company::taken_in(folder.path(), &company::settings());
    let (analysis, corpus) = first_night(corpus);
    let planted = demo::truth(files::SEED, Scale::records(records), files::last_day());
    let planted: HashMap<(&str, &str, Option<&str>), &str> = planted
        .iter()
        .filter_map(|truth| match truth.themes[..] {
            [only] => Some(((truth.source, truth.record.as_str(), truth.question), only)),
            _ => None,
        })
        .collect();
    // Statements by planted and found theme.
    let mut table: BTreeMap<(&str, u32), usize> = BTreeMap::new();
    let mut themable = 0;
    for (statement, place) in corpus.statements().iter().zip(&analysis.themes.assignments) {
        let feedback = corpus.feedback_of(statement);
        let key = (&*feedback.source, &*feedback.external, feedback.question.as_deref());
        if let (None, Some(planted)) = (statement.filtered, planted.get(&key)) {
            themable += 1;
            if let Some(place) = place {
                *table.entry((planted, place.theme.0)).or_default() += 1;
            }
        }
    }
    let placed: usize = table.values().sum();
    let (mut of_found, mut of_planted) = (BTreeMap::new(), BTreeMap::new());
    for (&(planted, found), &count) in &table {
        let most: &mut usize = of_found.entry(found).or_default();
        *most = count.max(*most);
        let most: &mut usize = of_planted.entry(planted).or_default();
        *most = count.max(*most);
    }
    let share = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
    println!(
        "{records:>7}  {:>10}  {:>6}  {:>4.1} %  {:>10.1} %  {:>6.1} %",
        corpus.statements().len(),
        analysis.themes.themes.len(),
        share(of_found.values().sum(), placed),
        share(of_planted.values().sum(), placed),
        share(placed, themable),
    );
}
