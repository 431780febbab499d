//! The first half of a night: files to a segment of the corpus, then the search index of it.
//!
//! `cargo bench --bench ingest`; an item is a piece of feedback.

use divan::Bencher;
use divan::counter::ItemsCount;
use earful::model::{Corpus, Day};
use earful::pipeline::{Ready, ingest, keep_index};
use earful::store::Workspace;

#[path = "support/company.rs"]
mod company;
#[path = "support/files.rs"]
mod files;

const SIZES: [u32; 3] = [1_000, 10_000, 100_000];

fn main() {
    divan::main();
}

/// Read, decode, admit, redact, cut, judge, keep.
#[divan::bench(args = SIZES, sample_count = 3, sample_size = 1)]
fn files_to_segment(bencher: Bencher, records: u32) {
    let settings = company::settings();
    let ready = Ready::new(&settings).expect("the demo's settings are sound");
    bencher.counter(ItemsCount::new(records)).with_inputs(|| files::founded(records)).bench_refs(
        |folder| {
            let workspace = Workspace::open_or_create(folder.path()).expect("a workspace");
            let writer = workspace.lock().expect("nobody else writes");
            ingest(&writer, &ready, &Corpus::default(), &[], &settings, Day(20_000), &|_| {})
                .expect("the files are read")
        },
    );
}

/// The index of a whole corpus.
#[divan::bench(args = SIZES, sample_count = 3, sample_size = 1)]
fn corpus_to_index(bencher: Bencher, records: u32) {
    let folder = files::founded(records);
    let corpus = company::taken_in(folder.path(), &company::settings());
    let workspace = Workspace::open(folder.path()).expect("a workspace");
    let segments = workspace.segments().expect("one segment");
    bencher
        .counter(ItemsCount::new(records))
        .with_inputs(|| {
            let writer = workspace.lock().expect("nobody else writes");
            writer.drop_index().expect("an empty folder");
            writer
        })
        .bench_values(|writer| keep_index(&writer, &corpus, &segments, &|_| {}).expect("an index"));
}
