//! `earful eval search`: are the records that answer on the first page?
//!
//! The records become the corpus of a first night and its index. Each subject, in its label's words, is a
//! query; a record answers when it has that subject. Records of unknown subject are left out of the list
//! of hits (Sakai, "Alternatives to Bpref", 2007), so that a set of which a part was read can be used whole.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::Row;
use super::gold::Gold;
use super::night::{feed, read};
use crate::cli::args::EvalSearchArgs;
use crate::cli::failure::Failure;
use crate::evaluation::{GENERAL, discounted_gain};
use crate::index::{Index, Search};
use crate::model::{Corpus, FeedbackId, Lang, Meaning};
use crate::pipeline;

/// Hits of a first page.
const PAGE: usize = 10;
/// Hits looked at for that many of known subject.
const LOOKED_AT: usize = 2_000;
/// A subject of fewer records is no question that many would ask.
const FEWEST: usize = 2;

pub(super) fn figures(args: &EvalSearchArgs) -> Result<Vec<Row>, Failure> {
    let gold = Gold::read(&args.gold)?;
    let subjects = subjects(args, &gold)?;
    let (root, settings) = feed::settings(&args.gold, &gold)?;
    let (_, corpus) =
        pipeline::first_night(&root, &settings, &|_| {}).map_err(Failure::Pipeline)?;
    let folder = Folder::new()?;
    let index = pipeline::index_of(&folder.0, &corpus).map_err(Failure::Pipeline)?;

    let known = Known::new(&corpus, &gold, &subjects);
    let mut sums = Sums::default();
    for (query, answers) in &known.queries {
        let words = Search { query: query.clone(), limit: LOOKED_AT, ..Search::default() };
        let both = Search { semantics: Some(pipeline::SEMANTICS), ..words.clone() };
        let of_words = hits(&index, &words)?;
        let of_both = hits(&index, &both)?;
        let of_meaning = known.by_meaning(query);
        sums.add(&known, answers, [&of_words, &of_meaning, &of_both]);
    }
    let queries = known.queries.len().max(1) as f64;
    Ok(vec![Row {
        of: vec![("search", "first page".to_owned())],
        figures: vec![
            ("records", corpus.feedback().len() as f64),
            ("queries", known.queries.len() as f64),
            ("nDCG@10 words", sums.gains[0] / queries),
            ("nDCG@10 meaning", sums.gains[1] / queries),
            ("nDCG@10 both", sums.gains[2] / queries),
            ("answered by words", f64::from(sums.answered[0]) / queries),
            ("answered by both", f64::from(sums.answered[2]) / queries),
            ("index / text", index_size(&folder.0) / text_size(&corpus)),
        ],
    }])
}

/// The subjects of each record, by its place; records of unknown subject are not there.
fn subjects(
    args: &EvalSearchArgs,
    gold: &Gold,
) -> Result<BTreeMap<usize, BTreeSet<String>>, Failure> {
    let mut subjects: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    if let Some(path) = &args.points {
        let ids = gold.each("id");
        let places: BTreeMap<&str, usize> =
            (0..).zip(&ids).filter_map(|(at, id)| Some((id.as_deref()?, at))).collect();
        for one in read::judged(path)? {
            let Some(&at) = places.get(one.id()) else { continue };
            let pains = one.pains().filter(|&pain| pain != GENERAL).map(str::to_owned);
            subjects.insert(at, pains.collect());
        }
    } else if let Some(field) = &args.label {
        gold.labelled(field)?;
        for (at, label) in gold.each(field).into_iter().enumerate() {
            subjects.extend(label.map(|label| (at, BTreeSet::from([label]))));
        }
    } else {
        return Err(Failure::Usage(
            "say what the records are about: --label or --points".to_owned(),
        ));
    }
    Ok(subjects)
}

/// What is known of the records of a corpus.
struct Known {
    /// The record behind each piece of feedback of known subject.
    rows: BTreeMap<FeedbackId, u32>,
    /// What the statements of each mean.
    meanings: BTreeMap<FeedbackId, Vec<Meaning>>,
    /// Each query with the feedback that answers it.
    queries: Vec<(String, BTreeSet<FeedbackId>)>,
}

impl Known {
    fn new(corpus: &Corpus, gold: &Gold, subjects: &BTreeMap<usize, BTreeSet<String>>) -> Known {
        let mut rows = BTreeMap::new();
        let mut meanings = BTreeMap::new();
        let mut queries: BTreeMap<String, BTreeSet<FeedbackId>> = BTreeMap::new();
        for (row, one) in (0u32..).zip(corpus.feedback()) {
            let Some(own) = gold.at_line(one.origin.line).and_then(|at| subjects.get(&at)) else {
                continue;
            };
            rows.insert(one.id, row);
            let statements = &corpus.statements()[corpus.statements_of(row)];
            meanings.insert(one.id, pipeline::meanings(one, statements));
            for subject in own {
                let plain = |c: char| if c.is_alphanumeric() || c == '\'' { c } else { ' ' };
                let query: String = subject.chars().map(plain).collect();
                let query = query.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
                queries.entry(query).or_default().insert(one.id);
            }
        }
        queries.retain(|query, answers| !query.is_empty() && answers.len() >= FEWEST);
        Known { rows, meanings, queries: queries.into_iter().collect() }
    }

    /// All records of known subject by the nearest meaning of their statements; ties by row.
    fn by_meaning(&self, query: &str) -> Vec<FeedbackId> {
        let asked = pipeline::meaning_of_query(query, &[Lang::ENGLISH]);
        let mut ranked: Vec<(u32, u32, FeedbackId)> = (self.rows.iter())
            .map(|(&id, &row)| {
                let near = self.meanings[&id].iter().map(|one| one.distance(asked)).min();
                (near.unwrap_or(Meaning::BITS), row, id)
            })
            .collect();
        ranked.sort_unstable();
        ranked.into_iter().map(|(_, _, id)| id).collect()
    }
}

fn hits(index: &Index, search: &Search<'_>) -> Result<Vec<FeedbackId>, Failure> {
    let page = index.search(search)?;
    Ok(page.hits.into_iter().map(|hit| hit.id).collect())
}

/// Sums over queries, for words, meaning and both.
#[derive(Default)]
struct Sums {
    gains: [f64; 3],
    /// Queries with an answer on the first page.
    answered: [u32; 3],
}

impl Sums {
    fn add(&mut self, known: &Known, answers: &BTreeSet<FeedbackId>, lists: [&Vec<FeedbackId>; 3]) {
        for (at, list) in lists.into_iter().enumerate() {
            let judged = list.iter().filter(|id| known.rows.contains_key(id));
            let page: Vec<bool> = judged.take(PAGE).map(|id| answers.contains(id)).collect();
            self.answered[at] += u32::from(page.contains(&true));
            self.gains[at] += discounted_gain(page.into_iter(), answers.len(), PAGE);
        }
    }
}

fn text_size(corpus: &Corpus) -> f64 {
    let bytes: usize = corpus.feedback().iter().map(|one| one.text.as_str().len()).sum();
    bytes.max(1) as f64
}

fn index_size(folder: &Path) -> f64 {
    let sizes = fs::read_dir(folder).into_iter().flatten().flatten();
    sizes.filter_map(|file| file.metadata().ok()).map(|file| file.len() as f64).sum()
}

/// A folder for an index, removed when done.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Result<Folder, Failure> {
        let path = std::env::temp_dir().join(format!("earful-eval-{}", std::process::id()));
        fs::create_dir_all(&path).map_err(|error| {
            Failure::Usage(format!("{}: cannot be made: {error}", path.display()))
        })?;
        Ok(Folder(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left in a folder for temporary files harms nobody.
        let _ = fs::remove_dir_all(&self.0);
    }
}
