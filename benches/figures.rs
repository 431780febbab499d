//! The README's table of figures, measured: `cargo bench --bench figures`.
//!
//! Runs the real binary on an invented company of 100,000 records (another number may be given
//! after `--`): three first nights, each followed by a second with 1,000 new records; then two
//! hundred mixed queries in this process; then whether a report has the same bytes whatever the
//! number of threads and the order of the files. Peak memory is the kernel's own high-water mark
//! (`VmHWM`), read every few milliseconds while the night runs; it is known on Linux only.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use earful::demo::{self, Scale};
use earful::index::{Index, Search};
use earful::model::Day;
use earful::store::Workspace;
use tempfile::TempDir;

#[path = "support/files.rs"]
mod files;
#[path = "support/queries.rs"]
mod queries;

/// Nights measured; the median is told.
const TIMES: usize = 3;
/// New records of the second night.
const NEW: u32 = 1_000;
/// Records of the company whose report is compared byte for byte.
const COMPARED: u32 = 5_000;
/// Times each query is asked after it has been asked once.
const REPEATED: usize = 10;

fn main() {
    let records = std::env::args().skip(1).find_map(|one| one.parse().ok()).unwrap_or(100_000);
    println!("load before: {}", load());
    println!("| what | figure |\n|---|---|");
    // `-- search FOLDER`: the search alone, in a workspace that is there.
    let words: Vec<String> = std::env::args().skip_while(|one| one != "search").collect();
    if let [_, folder, ..] = words.as_slice() {
        return search(Path::new(folder));
    }
    let folder = nights(records);
    search(folder.path());
    same_bytes();
    println!("load after: {}", load());
}

/// How busy the machine is with other things: the load of the last 1, 5 and 15 minutes.
fn load() -> String {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let minutes: Vec<&str> = load.split(' ').take(3).collect();
    format!("{} on {cores} cores", minutes.join(" "))
}

struct Cost {
    seconds: f64,
    /// Bytes; 0 where it is not known.
    peak: u64,
}

/// The median of each, taken by itself.
fn median(mut costs: Vec<Cost>) -> Cost {
    let middle = costs.len() / 2;
    let mut peaks: Vec<u64> = costs.iter().map(|cost| cost.peak).collect();
    peaks.sort_unstable();
    costs.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
    Cost { seconds: costs[middle].seconds, peak: peaks[middle] }
}

fn night(root: &Path, today: Day, threads: Option<u32>) -> Cost {
    let started = Instant::now();
    let mut command = Command::new(env!("CARGO_BIN_EXE_earful"));
    command.arg("--workspace").arg(root).args(["run", "--today", &today.to_string()]);
    if let Some(threads) = threads {
        command.args(["--threads", &threads.to_string()]);
    }
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().expect("the binary starts");
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    loop {
        peak = high_water(&status).max(peak);
        if let Some(exit) = child.try_wait().expect("the night is waited for") {
            assert!(exit.success(), "the night ended with {exit}");
            return Cost { seconds: started.elapsed().as_secs_f64(), peak };
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn high_water(status: &str) -> u64 {
    let status = fs::read_to_string(status).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kilobytes.unwrap_or(0) * 1024
}

/// First and second nights; gives the last company, for its index.
fn nights(records: u32) -> TempDir {
    let (mut first, mut second, mut last) = (Vec::new(), Vec::new(), None);
    for _ in 0..TIMES {
        let folder = files::founded(records);
        let today = files::last_day();
        first.push(night(folder.path(), today, None));
        let scale = Scale::records(records);
        files::write(folder.path(), &demo::next_night(files::SEED, scale, today, NEW));
        second.push(night(folder.path(), today.plus(1), None));
        last = Some(folder);
    }
    let (first, second) = (median(first), median(second));
    let megabytes = |cost: &Cost| cost.peak as f64 / 1e6;
    let statements = last.as_ref().map_or(0, |folder| statements(folder.path()));
    let median = last.as_ref().map_or(0, |folder| words(folder.path()));
    println!("| words of a review, ticket or survey form, median | {median} |");
    println!("| full first run, {records} records | {:.1} s |", first.seconds);
    println!("| statements it cut and grouped | {statements} |");
    println!("| its peak memory | {:.0} MB |", megabytes(&first));
    println!(
        "| second night, {NEW} new records | {:.2} s, {:.1} % of the full run, {:.0} MB |",
        second.seconds,
        100.0 * second.seconds / first.seconds,
        megabytes(&second),
    );
    last.expect("at least one company")
}

/// How many statements the first night's feedback was cut into.
fn statements(root: &Path) -> u64 {
    let segments = Workspace::open(root).and_then(|workspace| workspace.segments());
    segments.expect("a corpus").first().map_or(0, |first| first.receipt.statements)
}

/// The median number of words that a unit of the company's files is written in: title and text of a
/// review, subject and body of a ticket, both answers of a survey form.
fn words(root: &Path) -> usize {
    let read = |name: &str| fs::read_to_string(root.join("data").join(name)).expect("a file");
    let count = |texts: &[&str]| texts.iter().map(|text| text.split_whitespace().count()).sum();
    let mut counts: Vec<usize> = Vec::new();
    for (name, columns) in [
        ("reviews.csv", ["title", "review"]),
        ("survey.csv", ["What should we improve?", "What do you like most?"]),
    ] {
        let file = read(name);
        let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(file.as_bytes());
        let heads = rows.headers().expect("a header").clone();
        let places = columns.map(|column| heads.iter().position(|head| head == column));
        for row in rows.records() {
            let row = row.expect("a row");
            counts
                .push(count(&places.map(|place| row.get(place.expect("a column")).unwrap_or(""))));
        }
    }
    for line in read("tickets.jsonl").lines() {
        let Ok(ticket) = serde_json::from_str::<serde_json::Value>(line) else { continue };
        counts.push(count(&["subject", "body"].map(|field| ticket[field].as_str().unwrap_or(""))));
    }
    counts.sort_unstable();
    counts[counts.len() / 2]
}

fn search(root: &Path) {
    let index = Index::open(&root.join("index")).expect("the night made it");
    asked(&index, "mixed queries", &queries::mixed());
    asked(&index, "questions as typed", &queries::typed());
}

fn asked(index: &Index, what: &str, queries: &[Search<'_>]) {
    let mut found = 0;
    for query in queries {
        let page = index.search(query).expect("the query is sound");
        found += u32::from(page.total + page.most > 0);
    }
    let mut slowest = (Duration::ZERO, "");
    let mut times = Vec::with_capacity(REPEATED * queries.len());
    for _ in 0..REPEATED {
        for query in queries {
            let started = Instant::now();
            let page = index.search(query);
            let took = started.elapsed();
            drop(page);
            slowest = slowest.max((took, &query.query));
            times.push(took);
        }
    }
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    println!(
        "| search, {} records, {} {what} ({found} find something) | p50 {:.1} ms, p99 {:.1} ms, max {:.1} ms (`{}`) |",
        index.documents(),
        queries.len(),
        at(0.5),
        at(0.99),
        at(1.0),
        slowest.1,
    );
}

/// Every file of the newest run, by name.
fn published(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let runs = fs::read_dir(root.join("runs")).expect("there are runs");
    for run in runs.map(|entry| entry.expect("a run").path()) {
        for file in fs::read_dir(&run).expect("a run is a folder") {
            let path = file.expect("a file").path();
            if path.is_file() {
                let name = path.strip_prefix(root).expect("below the root").display().to_string();
                files.insert(name, fs::read(&path).expect("a file of the run"));
            }
        }
    }
    files
}

fn same_bytes() {
    let scale = Scale::records(COMPARED);
    let day = files::last_day();
    // Three files a feed.
    let mut written = demo::files(files::SEED, scale, day);
    written.extend(demo::next_night(files::SEED, scale, day, COMPARED / 4));
    written.extend(demo::next_night(files::SEED, scale, day.plus(1), COMPARED / 4));
    let mut report = |threads: u32| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        files::write(folder.path(), &written);
        night(folder.path(), day.plus(2), Some(threads));
        // The next company's files are put into its folder the other way round.
        written.reverse();
        published(folder.path())
    };
    let one = report(1);
    let all = [2, 8, 1].into_iter().all(|threads| report(threads) == one);
    let words = if all && one.len() > 3 { "the same" } else { "NOT the same" };
    println!("| bytes of the report, 1, 2 and 8 threads, files in any order | {words} |");
    assert!(all, "the bytes of a report depend on threads or on the order of files");
}
