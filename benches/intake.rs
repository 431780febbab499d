//! The way in at full size: `cargo bench --bench intake`.
//!
//! Writes a CSV of 1,000,000 invented short reviews (other numbers may be given after `--`: each is
//! read, and nothing else is measured), then takes it in in a process of its own: parse, clean,
//! redact, language, sketch, statements, segment on disk, voices. Prints seconds, the seconds of all
//! cores the process used, and the kernel's high-water mark of memory (`VmHWM`, Linux only) when the
//! segment is written and when voices are told. Then measures voices alone: all at once, a night of
//! 1,000 new records, and how many planted near-duplicates are found.
//!
//! `cargo bench --bench intake -- 1000000` on two quiet cores, and 50,000, 400,000 and 1,170,000 while
//! ten other programs used them, so that of these the seconds by the clock say little:
//!
//! | records | CSV | by the clock | of all cores | peak, segment written | peak, voices told |
//! |---|---|---|---|---|---|
//! | 50,000 | 6 MB | | 2.7 s | 97 MB | 97 MB |
//! | 400,000 | 56 MB | | 24.4 s | 170 MB | 183 MB |
//! | 1,000,000 | 140 MB | 40.5 s | 68.1 s | 171 MB | 343 MB |
//! | 1,170,000 | 164 MB | | 76.1 s | 172 MB | 390 MB |
//!
//! So reading and keeping takes no more memory for a larger file once the piles that wait in memory
//! are full (some 200,000 short records). Telling voices takes 270 bytes a record (the step from the
//! second line to the third).

use std::cell::Cell;
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
    let sizes: Vec<u32> = arguments.iter().filter_map(|one| one.parse().ok()).collect();
    println!("| what | figure |\n|---|---|");
    if sizes.is_empty() {
        whole(1_000_000);
        alone(1_000_000);
        return found();
    }
    sizes.into_iter().for_each(whole);
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

fn whole(records: u32) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("earful.toml"), SETTINGS).expect("settings");
    let path = folder.path().join("reviews.csv");
    let mut file = BufWriter::new(fs::File::create(&path).expect("a file"));
    let words: Vec<&str> = WORDS.split_ascii_whitespace().collect();
    let mut dice = Dice(1);
    writeln!(file, "id,date,author,stars,text").expect("a line");
    for id in 0..records {
        let day = Day::from_civil(2026, 1, 1).expect("a day").plus(dice.below(240) as i32);
        let (author, stars) = (dice.below(records as usize), 1 + dice.below(5));
        let length = 8 + dice.below(24);
        let text = text(&mut dice, &words, length);
        writeln!(file, "{id},{day},u{author},{stars},{text}").expect("a line");
    }
    file.into_inner().map_err(|error| error.into_error()).expect("the file");
    let bytes = fs::metadata(&path).expect("the file").len();
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
    let &[kept, whole, used] = &figures[..] else { panic!("{said}") };
    let megabytes = bytes / 1_000_000;
    println!("| intake whole, {records} records, {megabytes} MB CSV | {seconds:.1} s |");
    println!("| seconds of all cores it used | {used} |");
    println!("| its peak memory until the segment is written | {kept} |");
    println!("| its peak memory with voices told | {whole} |");
}

fn read(folder: &Path) {
    let settings = earful::config::parse(SETTINGS, "earful.toml").expect("sound").for_the_night();
    let started = Instant::now();
    let kept = Cell::new(String::new());
    take_in(folder, &settings, "bench", Day(20_696), &|event| match event {
        Event::End(step, words) => {
            let wall = started.elapsed().as_secs_f64();
            let (used, peak) = (used(), peak());
            eprintln!("{}: {words}; {wall:.1} s, {used:.1} s of cores, {peak}", step.words());
            if step == Step::Keeping {
                kept.set(peak);
            }
        }
        Event::Begin(..) | Event::Advance(_) => {}
    })
    .expect("the file is read");
    println!("{}|{}|{:.1} s", kept.take(), peak(), used());
}

/// The most memory this process had so far, as the kernel says it.
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
