//! Two hundred mixed queries against the index of one company.
//!
//! `cargo bench --bench search`; an item is a query. The spread over single queries is in
//! `cargo bench --bench figures`.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use earful::index::Index;
use earful::pipeline::keep_index;
use earful::store::Workspace;

#[path = "support/company.rs"]
mod company;
#[path = "support/files.rs"]
mod files;
#[path = "support/queries.rs"]
mod queries;

fn main() {
    divan::main();
}

#[divan::bench(args = [1_000, 10_000, 100_000], sample_count = 10, sample_size = 1)]
fn two_hundred_queries(bencher: Bencher, records: u32) {
    let folder = files::founded(records);
    let corpus = company::taken_in(folder.path(), &company::settings());
    let workspace = Workspace::open(folder.path()).expect("a workspace");
    let writer = workspace.lock().expect("nobody else writes");
    let segments = workspace.segments().expect("one segment");
    keep_index(&writer, &corpus, &segments, &|_| {}).expect("an index");
    let index = Index::open(&workspace.index_folder()).expect("the index just made");
    let queries = queries::mixed();
    bencher.counter(ItemsCount::new(queries.len())).bench_local(|| {
        for query in &queries {
            black_box(index.search(query).expect("the query is sound"));
        }
    });
}
