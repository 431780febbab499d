//! The way in at full size: `cargo bench --bench intake`.
//!
//! Writes a CSV of 1,000,000 invented short reviews, of which one in twenty repeats another, then takes
//! it in in a process of its own: parse, clean, redact, language, sketch, statements, segment on disk,
//! voices. Prints seconds, the seconds of all cores the process used, and the kernel's high-water mark
//! of memory (`VmHWM`, Linux only) of each of three steps. Then measures voices alone: all at once, a
//! night of 1,000 new records, and how many planted near-duplicates are found.
//!
//! What is given after `--` is read instead, and nothing else is measured: numbers of records
//! (`-- 1000000`), or a size (`-- 2GB`), which is read as four files, of an eighth, a quarter and a
//! half of it and of all, so that one can see whether memory grows with the file. On two cores that
//! ten other programs used too, so that the seconds by the clock say little:
//!
//! | records | CSV | of all cores | peak, reading | keeping | telling voices |
//! |---|---|---|---|---|---|
//! | 1,000,000 | 140 MB | 56.2 s | 135 MB | 135 MB | 152 MB |
//! | 1,775,000 | 250 MB | 91.3 s | 135 MB | 135 MB | 170 MB |
//! | 14,200,000 | 2,018 MB | 835.3 s | 135 MB | 138 MB | 232 MB |
//!
//! So reading and keeping take no more memory for a larger file, and telling voices six bytes a
//! record.

use std::cell::RefCell;
use std::fs;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use earful::intake::{Trace, groups, sketch, voices, voices_after};
use earful::model::{AuthorKey, Day, FeedbackId, Sketch};
use earful::pipeline::{Event, Step, take_in};

const SETTINGS: &str = "\
company = \"Bench\"

[sources.reviews]
kind = \"review\"
files = [\"reviews.csv\"]

[sources.reviews.fields]
id = \"id\"
text = \"text\"
created_at = \"date\"
author = \"author\"
rating = \"stars\"

[sources.reviews.rating]
min = 1
max = 5
";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|one| one != "--bench").collect();
    if let [mode, folder] = &arguments[..]
        && mode == "read"
    {
        return read(Path::new(folder));
    }
    println!("| what | figure |\n|---|---|");
    if arguments.is_empty() {
        whole(Size::Records(1_000_000));
        alone(1_000_000);
        return found();
    }
    for argument in &arguments {
        match Size::of(argument) {
            // An eighth, a quarter, a half, all: whether memory grows can be read off four lines.
            Some(Size::Bytes(bytes)) => {
                (0..4).rev().for_each(|halves| whole(Size::Bytes(bytes >> halves)));
            }
            Some(size) => whole(size),
            None => panic!("{argument}: a number of records, or a size such as 250MB or 2GB"),
        }
    }
}

/// How much is written into the file.
#[derive(Clone, Copy)]
enum Size {
    Records(u64),
    Bytes(u64),
}

impl Size {
    fn of(argument: &str) -> Option<Size> {
        let unit = |ending: &str, bytes: u64| {
            let number: u64 = argument.strip_suffix(ending)?.parse().ok()?;
            Some(Size::Bytes(number * bytes))
        };
        let records = || argument.parse().ok().map(Size::Records);
        unit("GB", 1_000_000_000).or_else(|| unit("MB", 1_000_000)).or_else(records)
    }
}

/// SplitMix64 (Steele, Lea & Flood 2014): the same reviews every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % limit as u64) as usize
    }
}

const WORDS: &str = "the app my phone login code account order refund delivery battery screen price \
support agent answer week update version crash crashes slow freezes charged twice card payment \
invoice hotel trip map route calendar sync backup photo video sound alarm button menu dark mode \
font translation email message call waiting minutes hours again never always every time please \
fix help cannot does not work anymore after since when i open close save lost everything great \
good nice love easy useful but and then so because it is was with for in on at to of from";

fn text(dice: &mut Dice, words: &[&str], length: usize) -> String {
    let picked: Vec<&str> = (0..length).map(|_| words[dice.below(words.len())]).collect();
    picked.join(" ")
}

/// Texts from which a copy may be taken.
const REMEMBERED: usize = 4_096;

/// Writes the file; gives its records and its bytes. One text in twenty is that of an earlier record,
/// half of these with a word more.
fn write(path: &Path, size: Size) -> (u64, u64) {
    let mut file = BufWriter::new(fs::File::create(path).expect("a file"));
    let words: Vec<&str> = WORDS.split_ascii_whitespace().collect();
    let mut dice = Dice(1);
    let mut earlier: Vec<String> = Vec::with_capacity(REMEMBERED);
    let header = "id,date,author,stars,text\n";
    file.write_all(header.as_bytes()).expect("a line");
    let (mut records, mut bytes) = (0, header.len() as u64);
    while match size {
        Size::Records(most) => records < most,
        Size::Bytes(most) => bytes < most,
    } {
        let day = Day::from_civil(2026, 1, 1).expect("a day").plus(dice.below(240) as i32);
        // As many authors as a file of a million records would have.
        let (author, stars) = (dice.below(1_000_000), 1 + dice.below(5));
        let text = match (earlier.len() == REMEMBERED, dice.below(40)) {
            (true, 0) => earlier[dice.below(REMEMBERED)].clone(),
            (true, 1) => format!("{} please", earlier[dice.below(REMEMBERED)]),
            _ => {
                let length = 8 + dice.below(24);
                text(&mut dice, &words, length)
            }
        };
        let line = format!("{records},{day},u{author},{stars},{text}\n");
        file.write_all(line.as_bytes()).expect("a line");
        if earlier.len() < REMEMBERED {
            earlier.push(text);
        } else {
            earlier[records as usize % REMEMBERED] = text;
        }
        records += 1;
        bytes += line.len() as u64;
    }
    file.into_inner().map_err(|error| error.into_error()).expect("the file");
    (records, bytes)
}

fn whole(size: Size) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("earful.toml"), SETTINGS).expect("settings");
    let (records, bytes) = write(&folder.path().join("reviews.csv"), size);
    let this = std::env::current_exe().expect("this program");
    let started = Instant::now();
    let output = Command::new(this)
        .arg("read")
        .arg(folder.path())
        .stderr(Stdio::inherit())
        .output()
        .expect("a process");
    let seconds = started.elapsed().as_secs_f64();
    assert!(output.status.success());
    let said = String::from_utf8_lossy(&output.stdout);
    let figures: Vec<&str> = said.trim().split('|').collect();
    let &[reading, keeping, telling, used] = &figures[..] else { panic!("{said}") };
    // Thirty-two bytes for each record that shares its voice.
    let voices = fs::metadata(folder.path().join("corpus/voices")).expect("voices").len() / 32;
    let megabytes = bytes / 1_000_000;
    println!("| intake whole, {records} records, {megabytes} MB CSV | {seconds:.1} s |");
    println!("| seconds of all cores it used | {used} |");
    println!("| records that share their voice with another | {voices} |");
    println!(
        "| peak memory while reading; keeping; telling voices | {reading}; {keeping}; {telling} |"
    );
}

fn read(folder: &Path) {
    let settings = earful::config::parse(SETTINGS, "earful.toml").expect("sound").for_the_night();
    let started = Instant::now();
    let peaks = RefCell::new(Vec::new());
    take_in(folder, &settings, "bench", Day(20_696), &|event| match event {
        Event::End(step, words) => {
            let wall = started.elapsed().as_secs_f64();
            let (used, peak) = (used(), peak());
            eprintln!("{}: {words}; {wall:.1} s, {used:.1} s of cores, {peak}", step.words());
            if matches!(step, Step::Reading | Step::Keeping) {
                peaks.borrow_mut().push(peak);
            }
            forget_peak();
        }
        Event::Begin(..) | Event::Advance(_) => {}
    })
    .expect("the file is read");
    peaks.borrow_mut().push(peak());
    println!("{}|{:.1} s", peaks.take().join("|"), used());
}

/// Lets the kernel begin a new high-water mark (Linux 4.0 and later; elsewhere marks only rise).
fn forget_peak() {
    let _ = fs::write("/proc/self/clear_refs", "5");
}

/// The most memory this process had since the mark was last forgotten, as the kernel says it.
fn peak() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes = peak.and_then(|peak| peak.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    kibibytes.map_or_else(|| "unknown".to_owned(), |peak| format!("{} MB", peak * 1024 / 1_000_000))
}

/// Seconds of all cores this process has used: what other work on the machine does not change.
fn used() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // After the name in brackets; the 12th and 13th that follow are hundredths of seconds.
    let after = stat.rsplit(')').next().unwrap_or_default().split_ascii_whitespace();
    after.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

struct Said {
    id: FeedbackId,
    author: AuthorKey,
    day: Day,
    sketch: Sketch,
}

fn traces(list: &[Said]) -> Vec<Trace<'_>> {
    list.iter()
        .map(|one| Trace {
            id: one.id,
            author: Some(one.author),
            day: Some(one.day),
            sketch: one.sketch.numbers(),
        })
        .collect()
}

fn id(number: u64) -> FeedbackId {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&number.to_be_bytes());
    FeedbackId(bytes)
}

fn alone(records: u32) {
    let words: Vec<&str> = WORDS.split_ascii_whitespace().collect();
    for count in [records / 10, records] {
        let mut dice = Dice(2);
        let said: Vec<Said> = (0..count)
            .map(|number| Said {
                id: id(u64::from(number)),
                author: AuthorKey(id(dice.below(count as usize) as u64).0),
                day: Day(20_000 + dice.below(240) as i32),
                sketch: sketch(&text(&mut dice, &words, 8 + number as usize % 24), &[]),
            })
            .collect();
        let traces = traces(&said);
        let started = Instant::now();
        let told = voices(&traces, 14);
        println!(
            "| voices of {count} records at once | {:.2} s |",
            started.elapsed().as_secs_f64()
        );
        let known = groups(traces.iter().map(|trace| trace.id).zip(told.iter().copied()));
        // A night brings records of its day.
        let day = Day(20_239);
        let fresh: Vec<FeedbackId> =
            said.iter().filter(|one| one.day == day).take(1_000).map(|one| one.id).collect();
        let started = Instant::now();
        assert_eq!(voices_after(&traces, 14, &known, &fresh), told);
        let seconds = started.elapsed().as_secs_f64();
        println!("| the same when {} of them are new | {seconds:.3} s |", fresh.len());
    }
}

/// Near-duplicates of texts of 20 to 60 words: so many words replaced, dropped or added.
fn found() {
    let words: Vec<&str> = WORDS.split_ascii_whitespace().collect();
    for edits in [0, 1, 2, 3, 5, 8] {
        let mut dice = Dice(3);
        let (mut said, pairs) = (Vec::new(), 5_000u64);
        for pair in 0..pairs {
            let length = 20 + dice.below(41);
            let original = text(&mut dice, &words, length);
            let mut copy: Vec<&str> = original.split(' ').collect();
            for _ in 0..edits {
                let (at, word) = (dice.below(copy.len()), words[dice.below(words.len())]);
                match dice.below(3) {
                    0 => copy[at] = word,
                    1 => drop(copy.remove(at)),
                    _ => copy.insert(at, word),
                }
            }
            for (copied, text) in [(0, original.clone()), (1, copy.join(" "))] {
                said.push(Said {
                    id: id(2 * pair + copied),
                    author: AuthorKey(id(1_000_000 + 2 * pair + copied).0),
                    day: Day(20_000),
                    sketch: sketch(&text, &[]),
                });
            }
        }
        let told = voices(&traces(&said), 14);
        let joined = told.chunks(2).filter(|pair| pair[0] == pair[1]).count();
        let foreign =
            (0..told.len()).filter(|&at| told[at].0[..8] != (at as u64 & !1).to_be_bytes());
        let wrong = foreign.filter(|&at| told[at] != said[at].id).count();
        println!(
            "| pairs with {edits} words edited found, of {pairs}; joined to a stranger | {:.3}; {wrong} |",
            joined as f64 / pairs as f64
        );
    }
}
