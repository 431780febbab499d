//! Whether a report can be changed without anybody noticing: `cargo bench --bench verify [-- all]`.
//!
//! Makes two workspaces of the invented company with the real binary, each with a second night, and asks
//! the program's own prover (`pipeline::Prover`, which `earful verify` asks) about the newest report:
//! untouched, and with one byte changed, one report for each change. Of a small company every digit of
//! every number, every byte of every text in a customer's words and every digit in any other text is
//! changed once; of the demo so many of each kind, evenly over the report (`all`: every one of them, which
//! takes long). Of all other bytes (names of fields, letters of sentences, blanks) a sample is changed.
//! A digit becomes another digit and a letter another letter, so that the report stays well formed where
//! it can.
//!
//! Printed: how many changes of each kind are rejected, which means that the prover calls the report
//! wrong and names a place. It fails when an untouched report is not proved or a change is not rejected;
//! what was not rejected is printed with its place.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;
use std::process::{Command, Stdio};

use earful::demo::{self, Scale};
use earful::pipeline::{Event, ProofVerdict, Prover, with_threads};
use earful::report::View;
use earful::report::differences::{Held, held};
use earful::store::{Manifest, Workspace};
use earful::{config, pipeline};

#[path = "support/chance.rs"]
mod chance;
#[path = "support/files.rs"]
mod files;

use chance::Chance;

/// A company whose report is changed.
struct Company {
    name: &'static str,
    /// Records of its year.
    records: u32,
    /// Records of the day after.
    new: u32,
    /// Changes of each kind of place at most.
    most: usize,
}

const SMALL: Company = Company { name: "A small company", records: 300, new: 30, most: usize::MAX };
const DEMO: Company = Company { name: "The demo", records: 2_600, new: 200, most: 200 };
/// Changes of bytes that are of no other kind.
const OTHERS: usize = 500;
/// Provers at work at once at most: each makes the night again for itself.
const PROVERS: usize = 8;

/// A number or a text of a report.
struct Leaf {
    /// Where it stands, as `opportunities[0].score`.
    path: String,
    /// Its bytes, without quotation marks.
    bytes: Range<usize>,
    is_text: bool,
}

/// A walk over the bytes of a report.
struct Walk<'r> {
    report: &'r [u8],
    at: usize,
    found: Vec<Leaf>,
}

impl Walk<'_> {
    /// Every number and every text, in the order of the file.
    fn over(report: &[u8]) -> Vec<Leaf> {
        let mut walk = Walk { report, at: 0, found: Vec::new() };
        walk.value("");
        walk.found
    }

    /// The next byte that is no blank.
    fn next(&mut self) -> u8 {
        while self.report[self.at].is_ascii_whitespace() {
            self.at += 1;
        }
        self.report[self.at]
    }

    fn value(&mut self, path: &str) {
        let first = self.next();
        match first {
            b'{' | b'[' => self.inside(first == b'{', path),
            b'"' => {
                let bytes = self.text();
                self.found.push(Leaf { path: path.to_owned(), bytes, is_text: true });
            }
            _ => {
                let start = self.at;
                while !matches!(self.report[self.at], b',' | b'}' | b']' | b'\n') {
                    self.at += 1;
                }
                // Truths and nothings are no numbers.
                if first == b'-' || first.is_ascii_digit() {
                    let (path, bytes) = (path.to_owned(), start..self.at);
                    self.found.push(Leaf { path, bytes, is_text: false });
                }
            }
        }
    }

    /// What stands between brackets.
    fn inside(&mut self, is_object: bool, path: &str) {
        self.at += 1;
        let mut place = 0;
        loop {
            match self.next() {
                b'}' | b']' => break,
                b',' => self.at += 1,
                _ if is_object => {
                    let key = self.text();
                    let key = String::from_utf8_lossy(&self.report[key]).into_owned();
                    // The colon.
                    self.next();
                    self.at += 1;
                    let path = if path.is_empty() { key } else { format!("{path}.{key}") };
                    self.value(&path);
                }
                _ => {
                    self.value(&format!("{path}[{place}]"));
                    place += 1;
                }
            }
        }
        self.at += 1;
    }

    /// The bytes of the text that begins here, without quotation marks.
    fn text(&mut self) -> Range<usize> {
        let start = self.at + 1;
        self.at = start;
        while self.report[self.at] != b'"' {
            self.at += if self.report[self.at] == b'\\' { 2 } else { 1 };
        }
        self.at += 1;
        start..self.at - 1
    }
}

/// Bytes of one kind, by their places in the report.
struct Kind {
    name: String,
    places: Vec<usize>,
    /// Changes at most.
    most: usize,
}

/// Every byte of a report, by kind.
fn kinds(report: &[u8], leaves: &[Leaf], most: usize) -> Vec<Kind> {
    let view = View::from_json(report).expect("the night wrote a report");
    let quotes: BTreeSet<String> =
        view.quoted().into_iter().map(|(path, _)| format!("{path}.text")).collect();
    let named = |name: String, most: usize| Kind { name, places: Vec::new(), most };
    let mut numbers: Vec<Kind> = Vec::new();
    let mut words = named("customers' words: every byte".to_owned(), most);
    let mut texts = named("other texts: digits".to_owned(), most);
    let mut others = named("all other bytes".to_owned(), OTHERS);
    let mut is_taken = vec![false; report.len()];
    for leaf in leaves {
        let is_quote = quotes.contains(&leaf.path) || leaf.path.ends_with(".gist");
        let kind = match (leaf.is_text, is_quote) {
            (true, true) => &mut words,
            (true, false) => &mut texts,
            (false, _) => {
                let section = leaf.path.split(['.', '[']).next().unwrap_or_default();
                let name = format!("numbers of `{section}`: digits");
                let at = numbers.iter().position(|kind| kind.name == name);
                let at = at.unwrap_or_else(|| {
                    numbers.push(named(name, most));
                    numbers.len() - 1
                });
                &mut numbers[at]
            }
        };
        for at in leaf.bytes.clone() {
            if is_quote || report[at].is_ascii_digit() {
                kind.places.push(at);
                is_taken[at] = true;
            }
        }
    }
    others.places = (0..report.len()).filter(|&at| !is_taken[at]).collect();
    numbers.extend([words, texts, others]);
    numbers.retain(|kind| !kind.places.is_empty());
    numbers
}

/// One byte changed.
struct Change {
    at: usize,
    byte: u8,
    /// Which of the kinds.
    kind: usize,
}

/// Another byte: a digit for a digit, a letter for a letter, a blank for the end of a line; of others one
/// bit is turned.
fn another(byte: u8, chance: &mut Chance) -> u8 {
    let mut turned = |first: u8, count: u8| {
        let by = 1 + chance.below(usize::from(count) - 1) as u8;
        first + (byte - first + by) % count
    };
    match byte {
        b'0'..=b'9' => turned(b'0', 10),
        b'a'..=b'z' => turned(b'a', 26),
        b'A'..=b'Z' => turned(b'A', 26),
        b'\n' => b' ',
        _ => byte ^ 1,
    }
}

/// The changes that are tried: all places of a kind, or as many as it may have, evenly.
fn changes(report: &[u8], kinds: &[Kind]) -> Vec<Change> {
    let mut chance = Chance(15);
    let mut changes = Vec::new();
    for (kind, Kind { places, most, .. }) in kinds.iter().enumerate() {
        let count = places.len().min(*most);
        for part in 0..count {
            // One of each stretch; a stretch is one place where all are changed.
            let (from, to) = (part * places.len() / count, (part + 1) * places.len() / count);
            let at = places[from + chance.below(to - from)];
            changes.push(Change { at, byte: another(report[at], &mut chance), kind });
        }
    }
    changes
}

/// What a prover says of the untouched report, and of each change that it does not reject.
type Told<'c> = (ProofVerdict, Vec<(&'c Change, ProofVerdict)>);

/// Asks one prover, which makes the night again once.
fn told<'c>(root: &Path, report: &[u8], changes: impl Iterator<Item = &'c Change>) -> Told<'c> {
    let workspace = Workspace::open(root).expect("the night made it");
    let path = root.join(config::SETTINGS_FILE);
    let settings_of = |_: &Manifest| -> Option<pipeline::Settings> {
        Some(config::load(&path).expect("the demo's settings are sound").for_the_night())
    };
    let tell = |_: Event| {};
    let mut prover = Prover::new(&workspace, &settings_of, &tell);
    let mut verdict = |given: &[u8]| prover.prove(given).expect("the workspace is whole").verdict;
    let untouched = verdict(report);
    let (mut bytes, mut passed) = (report.to_vec(), Vec::new());
    for change in changes {
        bytes[change.at] = change.byte;
        let verdict = verdict(&bytes);
        if !matches!(&verdict, ProofVerdict::Wrong(found) if !found.is_empty()) {
            passed.push((change, verdict));
        }
        bytes[change.at] = report[change.at];
    }
    (untouched, passed)
}

/// Asks as many provers as there are processors, each on a thread of its own: a prover remembers what it
/// made, and cannot be shared.
fn told_by_all<'c>(root: &Path, report: &[u8], changes: &'c [Change]) -> Vec<Told<'c>> {
    let provers = std::thread::available_parallelism().map_or(1, usize::from).min(PROVERS);
    std::thread::scope(|scope| {
        let asked: Vec<_> = (0..provers)
            .map(|number| {
                let own = changes.iter().skip(number).step_by(provers);
                scope.spawn(move || with_threads(Some(1), || told(root, report, own)))
            })
            .collect();
        let told = asked.into_iter().map(|one| one.join().expect("no prover gives up"));
        told.map(|one| one.expect("threads start")).collect()
    })
}

/// Runs the binary and insists on a night. Records are broken on purpose and alarms may ring, which is no failure.
fn run(command: &mut Command) {
    let ran = command.stdin(Stdio::null()).stdout(Stdio::null()).output();
    let ran = ran.expect("the binary starts");
    let words = String::from_utf8_lossy(&ran.stderr);
    assert!(matches!(ran.status.code(), Some(0 | 3 | 5)), "the night ended badly: {words}");
}

/// Two nights of a company.
fn nights(company: &Company, root: &Path) {
    let records = company.records.to_string();
    let mut command = Command::new(env!("CARGO_BIN_EXE_earful"));
    run(command.arg("demo").arg("--dir").arg(root).args(["--records", &records]));
    let (scale, day) = (Scale::records(company.records), files::last_day());
    files::write(root, &demo::next_night(files::SEED, scale, day, company.new));
    let today = day.plus(1).to_string();
    let mut command = Command::new(env!("CARGO_BIN_EXE_earful"));
    run(command.arg("--workspace").arg(root).args(["run", "--today", &today]));
}

/// Changes the newest report of a company; gives the changes that were not rejected.
fn changed(company: &Company) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = folder.path();
    nights(company, root);
    let workspace = Workspace::open(root).expect("the night made it");
    let run = workspace.latest().expect("runs are readable").expect("there were two nights");
    assert_eq!(run.sequence, 2, "the second night has a run of its own");
    let report = workspace.run_file(&run.id, "report.json").expect("a run has a report");
    let leaves = Walk::over(&report);
    let texts = leaves.iter().filter(|leaf| leaf.is_text).count() as u64;
    let found = Held { numbers: leaves.len() as u64 - texts, texts };
    assert_eq!(found, held(&report), "the walk meets every number and every text");
    let kinds = kinds(&report, &leaves, company.most);
    let changes = changes(&report, &kinds);
    let told = told_by_all(root, &report, &changes);

    for (untouched, _) in &told {
        assert!(matches!(untouched, ProofVerdict::Proved { .. }), "untouched: {untouched:?}");
    }
    println!(
        "{}: a report of {} bytes, {} numbers and {} texts from {} records. Untouched: proved.\n",
        company.name,
        report.len(),
        found.numbers,
        found.texts,
        run.counts.get("feedback").copied().unwrap_or_default(),
    );
    println!("| kind of place | places | changed | rejected | share |\n|---|--:|--:|--:|--:|");
    let passed: Vec<&(&Change, ProofVerdict)> = told.iter().flat_map(|one| &one.1).collect();
    let row = |name: &str, places: usize, tried: usize, passed: usize| {
        let rejected = tried - passed;
        let share = rejected as f64 / tried.max(1) as f64;
        println!("| {name} | {places} | {tried} | {rejected} | {share:.4} |");
    };
    for (number, kind) in kinds.iter().enumerate() {
        let tried = changes.iter().filter(|change| change.kind == number).count();
        let passed = passed.iter().filter(|(change, _)| change.kind == number).count();
        row(&kind.name, kind.places.len(), tried, passed);
    }
    row("**all**", report.len(), changes.len(), passed.len());
    println!();
    passed
        .into_iter()
        .map(|(change, verdict)| {
            let leaf = leaves.iter().find(|leaf| leaf.bytes.contains(&change.at));
            let path = leaf.map_or("between values", |leaf| leaf.path.as_str());
            let (was, is) = (report[change.at].escape_ascii(), change.byte.escape_ascii());
            format!("{}: {path}, byte {}: {was} became {is}: {verdict:?}", company.name, change.at)
        })
        .collect()
}

fn main() {
    let all = std::env::args().skip(1).any(|word| word == "all");
    let demo = if all { Company { most: usize::MAX, ..DEMO } } else { DEMO };
    let mut passed = changed(&SMALL);
    passed.extend(changed(&demo));
    passed.iter().for_each(|one| println!("not rejected: {one}"));
    assert!(passed.is_empty(), "{} changes were not rejected", passed.len());
}
