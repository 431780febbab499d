//! How far ranks move when nothing real has happened: `cargo bench --bench stability [-- demo|sets|workspace|scatter]`.
//!
//! Four things that change how feedback is sorted into themes and nothing about what customers
//! want: a refit with 0.3 % new records, other record ids, the files in another order, and a tenth
//! left out. After each the ranks are held against the intervals that were printed before. Takes
//! the invented company and, where they are, real sets below the folder named by `EARFUL_DATA`
//! (`../shared/data` without it); eight of these as one workspace that is refitted every week.
//! `scatter` prints how far scores move, which is what the constant of the ranking is taken from.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::Read;
use std::path::{Path, PathBuf};

use earful::model::{
    Analysis, Corpus, Day, Feedback, FeedbackId, Memory, Previous, RunStamp, Statement, ThemeId,
};
use earful::pipeline::{Night, Settings, resolve, think};
use serde_json::Value;

#[path = "support/company.rs"]
mod company;
#[path = "support/files.rs"]
mod files;

/// Real sets looked at one by one.
const ALONE: [&str; 3] = ["uber_app", "youtube_app", "airline_tweets"];
/// Real sets that are one workspace: customers' own words in English, none of them sentences or
/// titles cut out of their texts.
const TOGETHER: [&str; 8] = [
    "airline_tweets",
    "amazon_2007",
    "cfpb",
    "maalej",
    "nhs_phase1",
    "uber_app",
    "youtube_app",
    "zomato",
];
/// Fields of the records that the program has a place for, beside `text` and `rating`.
const FIELDS: [&str; 5] = ["id", "title", "created_at", "lang", "product"];
/// Fields that are segments.
const SEGMENTS: [&str; 3] = ["company", "version", "country"];
/// Of a thousand records those that are new at the refit.
const NEW: u64 = 3;
/// Draws of other ids and of a tenth left out.
const DRAWS: u64 = 2;
/// Weeks of the workspace; one record in a hundred is new in each.
const WEEKS: u64 = 6;
/// Ranks that count as the top.
const TOP: u32 = 20;
/// Themes of two runs are the same when they share this much of their statements.
const SAME: f64 = 0.2;

/// A company's files and how they are read.
struct Set {
    name: String,
    settings: Settings,
    files: Vec<(String, Vec<u8>)>,
    /// The day after the newest feedback.
    today: Day,
}

impl Set {
    fn demo() -> Set {
        let scale = earful::demo::Scale::DEMO;
        Set {
            name: "demo".to_owned(),
            settings: company::settings(),
            files: earful::demo::files(files::SEED, scale, files::last_day()),
            today: files::last_day().plus(1),
        }
    }

    /// The sets of these names as one company; `None` where one is not there.
    fn real(name: &str, of: &[&str]) -> Option<Set> {
        let mut toml = "company = \"X\"\n".to_owned();
        let mut files = Vec::new();
        for one in of {
            let text = records(one)?;
            let records: Vec<Value> =
                text.lines().map(|line| serde_json::from_str(line).expect("a record")).collect();
            toml.push_str(&source(one, &records));
            files.push((format!("{one}.jsonl"), text.into_bytes()));
        }
        let settings = earful::config::parse(&toml, "earful.toml").expect("sound settings");
        let today = Day::from_civil(2025, 6, 1).expect("a day");
        Some(Set { name: name.to_owned(), settings: settings.for_the_night(), files, today })
    }

    fn corpus(&self) -> Corpus {
        let folder = tempfile::tempdir().expect("a temporary folder");
        files::write(folder.path(), &self.files);
        company::taken_in(folder.path(), &self.settings)
    }

    /// The same with the records of every file in another order.
    fn shuffled(&self) -> Corpus {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let turned: Vec<(String, Vec<u8>)> = (self.files.iter())
            .map(|(path, bytes)| (path.clone(), reordered(path, bytes)))
            .collect();
        files::write(folder.path(), &turned);
        company::taken_in(folder.path(), &self.settings)
    }

    /// A night of the corpus, after another one or as the first.
    fn night(&self, corpus: Corpus, before: Option<Lived>, week: i32) -> Lived {
        let (memory, previous) = match before {
            Some(lived) => (Some(lived.memory), Some(Previous::of(&lived.analysis))),
            None => (None, None),
        };
        let night = Night {
            corpus,
            before: memory,
            previous,
            files: Vec::new(),
            notices: Vec::new(),
            stamp: RunStamp {
                id: "bench".to_owned(),
                sequence: 1,
                today: self.today.plus(7 * week),
                program: env!("CARGO_PKG_VERSION").to_owned(),
                company: "X".to_owned(),
            },
            refit: false,
            corrections: Default::default(),
            exposure: Default::default(),
        };
        let table = self.settings.space.table();
        let (analysis, corpus, memory) = think(night, table, &self.settings, &|_| {});
        Lived { analysis, corpus, memory }
    }
}

/// The lines of a set.
fn records(name: &str) -> Option<String> {
    let folder =
        std::env::var_os("EARFUL_DATA").map_or_else(|| "../shared/data".into(), PathBuf::from);
    let path: &Path = &folder.join(format!("{name}.jsonl.gz"));
    let Ok(file) = std::fs::File::open(path) else {
        println!("{} is not there (EARFUL_DATA names another folder): skipped", path.display());
        return None;
    };
    let mut text = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).expect("a text");
    Some(text)
}

/// The source of a set, as a user would write it.
fn source(name: &str, records: &[Value]) -> String {
    let has =
        |field: &&&str| records.iter().any(|one| one.get(**field).is_some_and(|v| !v.is_null()));
    let mapped = |fields: &[&'static str]| -> String {
        fields.iter().filter(has).map(|field| format!("{field} = \"/{field}\"\n")).collect()
    };
    let kind = records[0]["kind"].as_str().unwrap_or("review");
    let mut toml = format!(
        "\n[sources.{name}]\nkind = \"{kind}\"\nfiles = [\"{name}.jsonl\"]\n\n\
         [sources.{name}.fields]\ntext = \"/text\"\n{}",
        mapped(&FIELDS)
    );
    if has(&&"rating") {
        toml.push_str(&format!(
            "rating = \"/rating\"\n\n[sources.{name}.rating]\nmin = 1\nmax = 5\n"
        ));
    }
    let segments = mapped(&SEGMENTS);
    if !segments.is_empty() {
        toml.push_str(&format!("\n[sources.{name}.attrs]\n{segments}"));
    }
    toml
}

/// The bytes of a file with its records in another order.
fn reordered(path: &str, bytes: &[u8]) -> Vec<u8> {
    let order = |count: usize| {
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by_key(|&at| draw(5, &at.to_le_bytes()));
        order
    };
    if path.ends_with(".csv") {
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
        let rows: Vec<csv::ByteRecord> =
            reader.byte_records().collect::<Result<_, _>>().expect("rows");
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        writer.write_byte_record(&rows[0]).expect("a row");
        for at in order(rows.len() - 1) {
            writer.write_byte_record(&rows[1 + at]).expect("a row");
        }
        return writer.into_inner().expect("bytes");
    }
    if path.ends_with(".jsonl") {
        let text = String::from_utf8_lossy(bytes);
        let lines: Vec<&str> = text.lines().collect();
        return order(lines.len())
            .into_iter()
            .flat_map(|at| [lines[at], "\n"])
            .collect::<String>()
            .into();
    }
    bytes.to_vec()
}

/// An even number for some bytes: the same on every machine.
fn draw(salt: u64, bytes: &[u8]) -> u64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&salt.to_le_bytes()).update(bytes);
    let mut eight = [0; 8];
    eight.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    u64::from_le_bytes(eight)
}

/// A corpus with only the records that `keep` says, under the ids that `name` gives.
fn remade(
    corpus: &Corpus,
    keep: impl Fn(&Feedback) -> bool,
    name: impl Fn(FeedbackId) -> FeedbackId,
) -> Corpus {
    let items: Vec<(Feedback, Vec<Statement>)> = (corpus.feedback().iter().zip(0u32..))
        .filter(|(one, _)| keep(one))
        .map(|(one, row)| {
            let cut = corpus.statements()[corpus.statements_of(row)].to_vec();
            (Feedback { id: name(one.id), voice: name(one.voice), ..one.clone() }, cut)
        })
        .collect();
    Corpus::new(items)
}

fn without(corpus: &Corpus, salt: u64, left_out: impl Fn(u64) -> bool) -> Corpus {
    remade(corpus, |one| !left_out(draw(salt, &one.id.0)), |id| id)
}

fn with_other_ids(corpus: &Corpus, salt: u64) -> Corpus {
    remade(
        corpus,
        |_| true,
        |id| {
            let mut other = [0; 16];
            let mut hasher = blake3::Hasher::new();
            hasher.update(&salt.to_le_bytes()).update(&id.0);
            other.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
            FeedbackId(other)
        },
    )
}

/// A night that was lived.
struct Lived {
    analysis: Analysis,
    corpus: Corpus,
    memory: Memory,
}

/// One theme in two runs.
#[derive(Clone, Copy)]
struct Pair {
    before: u32,
    interval: (u32, u32),
    after: u32,
    customers: u32,
    scores: (f64, f64),
}

impl Pair {
    fn outside(&self) -> bool {
        self.after < self.interval.0 || self.after > self.interval.1
    }
}

/// What became of the ranks.
struct Told {
    pairs: Vec<Pair>,
    came: usize,
    left: usize,
}

impl Told {
    /// Holds two runs against each other; `same` gives the theme of the second that one of the
    /// first is.
    fn of(
        before: &[earful::model::Standing],
        after: &Analysis,
        same: impl Fn(ThemeId) -> Option<ThemeId>,
    ) -> Told {
        let mut met = BTreeSet::new();
        let mut pairs = Vec::new();
        for one in before {
            let Some(theme) = same(one.theme) else { continue };
            let now = after.opportunities.iter().find(|now| now.theme == theme);
            if let Some(now) = now
                && met.insert(theme)
            {
                pairs.push(Pair {
                    before: one.rank,
                    interval: one.rank_interval.expect("an interval"),
                    after: now.rank,
                    customers: one.customers,
                    scores: (one.score, now.score),
                });
            }
        }
        let came = after.opportunities.len() - pairs.len();
        Told { came, left: before.len() - pairs.len(), pairs }
    }

    /// Themes of the first run by those of the second that share most of their statements.
    fn matched(before: &Lived, after: &Lived) -> Told {
        let places = |lived: &Lived| -> HashMap<(String, String, Option<String>, u16), ThemeId> {
            let of = lived.corpus.statements().iter().zip(&lived.analysis.themes.assignments);
            of.filter_map(|(statement, place)| {
                let one = lived.corpus.feedback_of(statement);
                let question = one.question.as_ref().map(|question| question.to_string());
                let key =
                    (one.source.to_string(), one.external.to_string(), question, statement.ordinal);
                Some((key, (*place)?.theme))
            })
            .collect()
        };
        let (then, now) = (places(before), places(after));
        let mut shared: BTreeMap<(ThemeId, ThemeId), u64> = BTreeMap::new();
        let (mut in_then, mut in_now) = (BTreeMap::new(), BTreeMap::new());
        for (key, &theme) in &then {
            if let Some(&other) = now.get(key) {
                *shared.entry((theme, other)).or_default() += 1;
                *in_then.entry(theme).or_insert(0u64) += 1;
                *in_now.entry(other).or_insert(0u64) += 1;
            }
        }
        let mut pairs: Vec<(f64, ThemeId, ThemeId)> = (shared.iter())
            .map(|(&(a, b), &both)| (both as f64 / (in_then[&a] + in_now[&b] - both) as f64, a, b))
            .collect();
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        let (mut same, mut taken) = (BTreeMap::new(), BTreeSet::new());
        for (overlap, a, b) in pairs {
            if overlap >= SAME && !same.contains_key(&a) && taken.insert(b) {
                same.insert(a, b);
            }
        }
        let previous = Previous::of(&before.analysis);
        Told::of(&previous.opportunities, &after.analysis, |theme| same.get(&theme).copied())
    }

    fn moved(&self) -> usize {
        self.pairs.iter().filter(|pair| pair.before != pair.after).count()
    }

    fn outside(&self) -> usize {
        self.pairs.iter().filter(|pair| pair.outside()).count()
    }

    fn top(&self) -> (usize, usize) {
        let top = || self.pairs.iter().filter(|pair| pair.before <= TOP);
        let moved = top().filter(|pair| pair.before != pair.after).count();
        (moved, top().filter(|pair| pair.outside()).count())
    }

    /// Kendall's tau: pairs in the same order less pairs in the other, of all pairs.
    fn tau(&self) -> f64 {
        let (mut sum, mut all) = (0i64, 0i64);
        for (at, one) in self.pairs.iter().enumerate() {
            for other in &self.pairs[..at] {
                let agrees = (one.before < other.before) == (one.after < other.after);
                sum += if agrees { 1 } else { -1 };
                all += 1;
            }
        }
        if all == 0 { 1.0 } else { sum as f64 / all as f64 }
    }

    fn width(&self) -> f64 {
        let wide = |pair: &Pair| f64::from(pair.interval.1 - pair.interval.0 + 1);
        self.pairs.iter().map(wide).sum::<f64>() / self.pairs.len().max(1) as f64
    }

    fn row(&self, set: &str, what: &str) {
        let (moved, outside) = self.top();
        println!(
            "| {set} | {what} | {} | {} / {} | {} | {} ({:.1} %) | {moved} / {outside} | {:.3} | {:.1} |",
            self.pairs.len(),
            self.came,
            self.left,
            self.moved(),
            self.outside(),
            100.0 * self.outside() as f64 / self.pairs.len().max(1) as f64,
            self.tau(),
            self.width(),
        );
    }
}

fn heading() {
    println!(
        "| set | what changed | themes in both | came / left | moved | outside their interval | top {TOP}: moved / outside | tau | ranks in an interval |\n\
         |---|---|--:|--:|--:|--:|--:|--:|--:|"
    );
}

/// How far the scores of two themes of a run drift apart, for all pairs of them.
fn drifts(told: &Told) -> Vec<f64> {
    let off: Vec<f64> = told.pairs.iter().map(|pair| pair.scores.1 - pair.scores.0).collect();
    let of = |(at, one): (usize, &f64)| off[..at].iter().map(|two| (one - two).abs()).collect();
    off.iter().enumerate().flat_map(|pair| -> Vec<f64> { of(pair) }).collect()
}

/// The four changes of one set; gives what became of the themes in the runs that
/// knew nothing of one another.
fn perturbed(set: &Set) -> Vec<Told> {
    let whole = set.corpus();
    let first = set.night(without(&whole, 1, |draw| draw % 1000 < NEW), None, 0);
    let before = Previous::of(&first.analysis).opportunities;
    let second = set.night(whole.clone(), Some(first), 1);
    assert!(second.analysis.refitted, "the second night is a refit");
    let ledger = &second.memory.ledger;
    Told::of(&before, &second.analysis, |id| resolve(ledger, id))
        .row(&set.name, "refit with 0.3 % new records");
    let base = set.night(whole.clone(), None, 0);
    let mut all = Vec::new();
    for draw in 0..DRAWS {
        let other = set.night(with_other_ids(&whole, 40 + draw), None, 0);
        let told = Told::matched(&base, &other);
        told.row(&set.name, &format!("other record ids, draw {}", draw + 1));
        all.push(told);
    }
    let told = Told::matched(&base, &set.night(set.shuffled(), None, 0));
    told.row(&set.name, "files in another order");
    for number in 0..DRAWS {
        let rest = without(&whole, 60 + number, |draw| draw.is_multiple_of(10));
        let told = Told::matched(&base, &set.night(rest, None, 0));
        told.row(&set.name, &format!("a tenth left out, draw {}", number + 1));
        all.push(told);
    }
    all
}

/// Eight sets as one workspace, refitted every week with a hundredth of it new.
fn workspace(set: &Set) {
    let whole = set.corpus();
    let here = |week: u64| without(&whole, 9, |draw| draw % 100 >= 100 - WEEKS + week);
    let mut lived = set.night(here(0), None, 0);
    println!(
        "\n{} records, {} ranked\n",
        whole.feedback().len(),
        lived.analysis.opportunities.len()
    );
    heading();
    for week in 1..=WEEKS {
        let before = Previous::of(&lived.analysis).opportunities;
        lived = set.night(here(week), Some(lived), week as i32);
        assert!(lived.analysis.refitted, "every week is a refit");
        let ledger = &lived.memory.ledger;
        Told::of(&before, &lived.analysis, |id| resolve(ledger, id))
            .row(&set.name, &format!("week {week}"));
    }
}

/// How far scores move, by how many customers are behind them.
fn scatter(told: &[Told]) {
    let pairs: Vec<Pair> = told.iter().flat_map(|told| told.pairs.iter().copied()).collect();
    let mut apart: Vec<f64> = told.iter().flat_map(drifts).collect();
    apart.sort_by(f64::total_cmp);
    if let Some(last) = apart.len().checked_sub(1) {
        let at = |share: f64| apart[(last as f64 * share).round() as usize];
        println!(
            "\nTwo themes of a run drift apart by {:.2} points (median), {:.2} (90 %), {:.2} (95 %).",
            at(0.5),
            at(0.9),
            at(0.95)
        );
    }
    println!(
        "\n| customers | themes | root mean square | median | 90 % | 95 % | largest |\n|---|--:|--:|--:|--:|--:|--:|"
    );
    let classes =
        [(1, 2), (3, 5), (6, 10), (11, 20), (21, 40), (41, 80), (81, 160), (161, u32::MAX)];
    for (from, to) in classes {
        let mut off: Vec<f64> = (pairs.iter())
            .filter(|pair| (from..=to).contains(&pair.customers))
            .map(|pair| (pair.scores.1 - pair.scores.0).abs())
            .collect();
        if off.is_empty() {
            continue;
        }
        off.sort_by(f64::total_cmp);
        let at = |share: f64| off[((off.len() - 1) as f64 * share).round() as usize];
        let square = off.iter().map(|one| one * one).sum::<f64>() / off.len() as f64;
        let to = if to == u32::MAX { "up".to_owned() } else { to.to_string() };
        println!(
            "| {from} to {to} | {} | {:.2} | {:.2} | {:.2} | {:.2} | {:.2} |",
            off.len(),
            square.sqrt(),
            at(0.5),
            at(0.9),
            at(0.95),
            off[off.len() - 1]
        );
    }
}

fn main() {
    let asked: Vec<String> =
        std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let wants = |part: &str| asked.is_empty() || asked.iter().any(|word| word == part);
    let mut told = Vec::new();
    let mut sets = Vec::new();
    if wants("demo") || wants("scatter") {
        sets.push(Set::demo());
    }
    if wants("sets") || wants("scatter") {
        sets.extend(ALONE.iter().filter_map(|name| Set::real(name, &[name])));
    }
    if !sets.is_empty() {
        heading();
        sets.iter().for_each(|set| told.extend(perturbed(set)));
        println!("\nHow far scores move with other ids and without a tenth:");
        scatter(&told);
    }
    if wants("workspace")
        && let Some(set) = Set::real("eight sets", &TOGETHER)
    {
        workspace(&set);
    }
}
