//! The store as its callers see it: what goes in comes out, and what is damaged is named.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;
use tempfile::TempDir;

use super::memory::tests::memory;
use super::*;
use crate::model::{
    Attribute, AuthorKey, Day, FactorName, Feedback, FeedbackId, FileReceipt, Filtered, Kind,
    Origin, Part, PartName, Rating, RatingKind, Redacted, Rejection, Span, Stance, Statement,
    ThemeId, Timestamp, Units,
};

fn id(number: u32) -> FeedbackId {
    let mut bytes = [0; 16];
    bytes[..4].copy_from_slice(&number.to_be_bytes());
    FeedbackId(bytes)
}

fn feedback(number: u32, text: &str) -> Feedback {
    Feedback {
        external: Arc::from(format!("R-{number}")),
        origin: Origin { file: Arc::from("in/reviews.csv"), record: 3, line: u64::MAX },
        at: Some(Timestamp(-1)),
        author: Some(AuthorKey([9; 16])),
        rating: Some(Rating { kind: RatingKind::Stars, raw: 2.0, unit: 0.25 }),
        value: Some(f64::MIN_POSITIVE),
        question: Some(Arc::from("Why?")),
        parts: vec![Part { name: PartName::Body, span: 0..text.len() as u32 }],
        lang_sure: 97,
        votes: 340,
        ..Feedback::of_words(id(number), "reviews", Redacted::declare(text))
    }
}

fn whole(one: &Feedback) -> Vec<Statement> {
    vec![Statement {
        row: 0,
        ordinal: 0,
        span: Span { start: 0, end: one.text.as_str().len() as u32 },
        polarity: -0.3,
        stance: Stance::Complaint,
        severity: 2,
        filtered: None,
    }]
}

fn new_workspace() -> (TempDir, Workspace) {
    let folder = tempfile::tempdir().expect("a folder");
    let workspace = Workspace::open_or_create(folder.path()).expect("a workspace");
    (folder, workspace)
}

fn add(writer: &Writer, items: &[Feedback], deleted: &[FeedbackId]) -> u32 {
    let statements: Vec<_> = items.iter().map(whole).collect();
    writer.append(items, &statements, deleted, &[], &[]).expect("a segment")
}

fn texts(workspace: &Workspace) -> Vec<String> {
    let corpus = workspace.load().expect("a corpus");
    corpus.feedback().iter().map(|one| one.text.as_str().to_owned()).collect()
}

/// Every file of a folder with its bytes, by path.
fn bytes_of(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for name in disk::names(folder).expect("names") {
        let path = folder.join(&name);
        if path.is_dir() {
            found.extend(
                bytes_of(&path).into_iter().map(|(below, b)| (format!("{name}/{below}"), b)),
            );
        } else {
            found.push((name, fs::read(&path).expect("bytes")));
        }
    }
    found
}

#[test]
fn a_workspace_is_made_once() {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(matches!(Workspace::open(folder.path()), Err(Error::NoWorkspace { .. })));
    let salt = Workspace::open_or_create(folder.path()).and_then(|w| w.salt()).expect("a salt");
    let again = Workspace::open_or_create(folder.path()).and_then(|w| w.salt()).expect("a salt");
    assert_eq!(salt, again);
    assert_ne!(salt, [0; 32]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(folder.path().join("salt")).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    fs::write(folder.path().join("salt"), b"short").expect("written");
    let error = Workspace::open(folder.path()).and_then(|w| w.salt()).expect_err("damaged");
    assert!(error.to_string().contains("5 bytes instead of 32"), "{error}");
}

#[test]
fn formats_of_other_programs() {
    let (folder, workspace) = new_workspace();
    let format = folder.path().join("FORMAT");
    fs::write(&format, "1.7\n").expect("written");
    assert!(Workspace::open(folder.path()).is_ok(), "a newer minor is read");
    assert!(matches!(workspace.lock(), Err(Error::NewerFormat { .. })), "and never written over");
    fs::write(&format, "2.0").expect("written");
    assert!(matches!(Workspace::open(folder.path()), Err(Error::NewerFormat { .. })));
    fs::write(&format, "one").expect("written");
    assert!(matches!(Workspace::open(folder.path()), Err(Error::Damaged { .. })));
}

#[test]
fn a_second_writer_is_told_who_writes() {
    let (_folder, workspace) = new_workspace();
    let writer = workspace.lock().expect("the lock");
    let error = workspace.lock().expect_err("locked");
    assert!(error.to_string().contains(&format!("process {}", std::process::id())), "{error}");
    drop(writer);
    workspace.lock().expect("free again");
}

#[test]
fn what_is_appended_is_loaded() {
    let (_folder, workspace) = new_workspace();
    assert_eq!(workspace.load().expect("empty").feedback().len(), 0);
    let writer = workspace.lock().expect("the lock");
    let mut one = feedback(1, "Größe\0 \u{1b}[31m=1+1");
    let pair = |name: &str, value: &str| Attribute { name: name.into(), value: value.into() };
    one.attributes = vec![pair("country", "DE"), pair("tags", "a"), pair("tags", "b\"}")];
    one.parts = vec![
        Part { name: PartName::Title, span: 0..7 },
        Part { name: PartName::Body, span: 8..one.text.as_str().len() as u32 },
    ];
    let mut two = feedback(2, "");
    (two.at, two.author, two.rating, two.value, two.question) = (None, None, None, None, None);
    two.votes = 0;
    two.parts.clear();
    let mut of_one = whole(&one);
    of_one.push(Statement {
        ordinal: u16::MAX,
        filtered: Some(Filtered::NoInformation),
        polarity: f32::MIN_POSITIVE,
        ..of_one[0]
    });
    let rejection = Rejection { origin: one.origin.clone(), reason: "bad_date:created_at".into() };
    let file = FileReceipt {
        source: "reviews".into(),
        file: "in/reviews.csv".into(),
        hash: "ab".into(),
        units: Units {
            read: 3,
            kept: 2,
            rejected: [("bad_date:created_at".to_owned(), 1)].into(),
            cut: 1,
            ..Units::default()
        },
        ..FileReceipt::default()
    };
    let number = writer
        .append(
            &[one.clone(), two.clone()],
            &[of_one.clone(), Vec::new()],
            &[],
            &[rejection],
            std::slice::from_ref(&file),
        )
        .expect("a segment");
    assert_eq!(number, 1);
    let corpus = workspace.load().expect("a corpus");
    assert_eq!(corpus.feedback(), [one.clone(), two]);
    assert_eq!(corpus.statements(), of_one);
    let segments = workspace.segments().expect("segments");
    assert_eq!(segments[0].receipt.files, std::slice::from_ref(&file));
    assert_eq!((segments[0].receipt.feedback, segments[0].receipt.statements), (2, 2));
    let lines = fs::read_to_string(workspace.root().join("corpus/000001/rejections.jsonl"));
    assert!(lines.expect("lines").contains("\"reason\":\"bad_date:created_at\""));
}

#[test]
fn newer_segments_have_the_last_word() {
    let (_folder, workspace) = new_workspace();
    let writer = workspace.lock().expect("the lock");
    add(&writer, &[feedback(1, "one"), feedback(2, "two"), feedback(3, "three")], &[]);
    add(&writer, &[feedback(2, "two again")], &[id(1)]);
    assert_eq!(texts(&workspace), ["two again", "three"]);
    add(&writer, &[feedback(1, "one is back")], &[id(3)]);
    assert_eq!(texts(&workspace), ["one is back", "two again"]);
    assert_eq!(writer.erase(&[id(2)], &[]).expect("erased"), 1);
    assert_eq!(texts(&workspace), ["one is back"]);
    add(&writer, &[feedback(2, "an erased one does not return")], &[]);
    assert_eq!(texts(&workspace), ["one is back"]);
    assert!(workspace.erased().expect("marks").has_record(id(2)));
    let marks = fs::read_to_string(workspace.root().join("corpus/erased")).expect("marks");
    assert!(!marks.contains(&id(2).to_string()), "the list tells who is on it");
}

#[test]
fn a_segment_of_many_groups_keeps_its_order() {
    let (_folder, workspace) = new_workspace();
    let writer = workspace.lock().expect("the lock");
    let items: Vec<_> = (0..20_000).map(|n| feedback(n, &format!("text {n}"))).collect();
    add(&writer, &items, &[]);
    let corpus = workspace.load().expect("a corpus");
    assert_eq!(corpus.feedback(), items);
    assert_eq!(corpus.statements().len(), items.len());
}

#[test]
fn the_same_segment_has_the_same_bytes() {
    let made = || {
        let (folder, workspace) = new_workspace();
        let writer = workspace.lock().expect("the lock");
        add(&writer, &[feedback(1, "one"), feedback(2, "two")], &[id(9), id(8), id(9)]);
        bytes_of(&folder.path().join("corpus/000001"))
    };
    assert_eq!(made(), made());
}

#[test]
fn disorder_is_refused() {
    let (_folder, workspace) = new_workspace();
    let writer = workspace.lock().expect("the lock");
    let items = [feedback(2, "two"), feedback(1, "one")];
    let statements = [Vec::new(), Vec::new()];
    let refused = writer.append(&items, &statements, &[], &[], &[]);
    assert!(matches!(refused, Err(Error::Unstorable { .. })));
    let mut late = feedback(1, "one");
    late.at = Some(Timestamp(i64::MAX));
    let refused = writer.append(&[late], &statements[..1], &[], &[], &[]);
    assert!(matches!(refused, Err(Error::Unstorable { .. })));
    assert_eq!(disk::names(&workspace.corpus_folder()).expect("names"), Vec::<String>::new());
}

#[test]
fn damage_is_found_and_named() {
    let (folder, workspace) = new_workspace();
    let writer = workspace.lock().expect("the lock");
    add(&writer, &[feedback(1, "one")], &[]);
    for name in ["feedback.parquet", "statements.parquet", "receipt.json"] {
        let path = folder.path().join("corpus/000001").join(name);
        let whole = fs::read(&path).expect("bytes");
        let mut torn = whole.clone();
        torn.truncate(whole.len() / 2);
        let mut flipped = whole.clone();
        // Not inside a digest of the receipt: there a flip means another file, found below.
        flipped[2] ^= 1;
        for bad in [torn, flipped] {
            fs::write(&path, bad).expect("written");
            let error = workspace.load().expect_err("damaged");
            assert!(matches!(error, Error::Damaged { .. }), "{error}");
            assert!(error.to_string().contains(name), "{error}");
            assert!(error.to_string().contains("backup"), "{error}");
        }
        fs::write(&path, whole).expect("written");
        assert_eq!(texts(&workspace), ["one"]);
    }
    for name in ["feedback.parquet", "statements.parquet"] {
        let path = folder.path().join("corpus/000001").join(name);
        let whole = fs::read(&path).expect("bytes");
        fs::remove_file(&path).expect("removed");
        let error = workspace.load().expect_err("damaged");
        assert!(matches!(error, Error::Damaged { .. }), "{error}");
        for words in [name, "it is gone", "backup"] {
            assert!(error.to_string().contains(words), "{error}");
        }
        fs::write(&path, whole).expect("written");
    }
}

#[test]
fn what_a_killed_writer_left_is_swept() {
    let (folder, workspace) = new_workspace();
    let corpus = folder.path().join("corpus");
    add(&workspace.lock().expect("the lock"), &[feedback(1, "one")], &[]);
    for left in ["corpus/.writing-000002", "runs/.writing-a", "runs/.dropped-b", "corpus/000002"] {
        fs::create_dir_all(folder.path().join(left)).expect("a folder");
        fs::write(folder.path().join(left).join("feedback.parquet"), b"half").expect("written");
    }
    fs::write(folder.path().join(".writing-FORMAT"), b"1").expect("written");
    assert_eq!(texts(&workspace), ["one"], "readers never see it");
    let writer = workspace.lock().expect("the lock");
    assert_eq!(disk::names(&corpus).expect("names"), [".torn-000002", "000001", "inventory.json"]);
    assert_eq!(disk::names(&folder.path().join("runs")).expect("names"), Vec::<String>::new());
    assert!(!folder.path().join(".writing-FORMAT").exists());
    assert_eq!(add(&writer, &[feedback(2, "two")], &[]), 3, "a number names one content for ever");
}

#[test]
fn a_disk_that_refuses_leaves_nothing_visible() {
    let (folder, workspace) = new_workspace();
    let writer = workspace.lock().expect("the lock");
    let corpus = folder.path().join("corpus");
    fs::create_dir(&corpus).expect("a folder");
    // A file stands where the hidden folder must go: refused for every user, also for root.
    fs::write(corpus.join(".writing-000001"), b"").expect("written");
    let items = [feedback(1, "one")];
    let refused = writer.append(&items, &[whole(&items[0])], &[], &[], &[]);
    assert!(matches!(refused, Err(Error::Io { .. })), "{refused:?}");
    assert_eq!(workspace.segments().expect("none"), []);
}

#[test]
fn a_full_disk_is_called_that() {
    let path = Path::new("corpus/000001/feedback.parquet");
    let full = || std::io::Error::from(std::io::ErrorKind::StorageFull);
    let wrapped = parquet::errors::ParquetError::External(Box::new(full()));
    for error in [Error::io("write", path, full()), Error::parquet_write(path, wrapped)] {
        assert!(error.to_string().contains("the disk is full"), "{error}");
    }
    // The real thing, where the system has a disk that is always full.
    if Path::new("/dev/full").exists() {
        let items = [feedback(1, "one")];
        let written =
            table_feedback::Table::create(Path::new("/dev/full")).and_then(|mut table| {
                items.into_iter().try_for_each(|one| table.push(one))?;
                table.finish()
            });
        let error = written.expect_err("full");
        assert!(matches!(error, Error::Full { .. }), "{error}");
    }
}

fn manifest(run: &str, sequence: u64) -> Manifest {
    Manifest {
        refit: false,
        schema: 0,
        id: run.to_owned(),
        sequence,
        base: None,
        today: Day(20_000),
        segments: vec![1, 2],
        settings_hash: "5e77".to_owned(),
        program: "0.1.0".to_owned(),
        counts: [("feedback".to_owned(), 7)].into(),
        opportunities: vec![RankedTheme {
            theme: ThemeId(17),
            rank: 1,
            score: 0.1 + 0.2,
            wanting: 4,
            authors: 3,
            status: "rising".to_owned(),
            rank_interval: Some([1, 3]),
            points: [("reach".to_owned(), 4_012), ("momentum".to_owned(), -7)].into(),
        }],
        weights: [("reach".to_owned(), "0.4".to_owned())].into(),
        watched: Default::default(),
        curation: None,
        business: None,
        next_theme: 21,
        files: Default::default(),
    }
}

#[test]
fn runs_are_kept_in_order() {
    let (_folder, workspace) = new_workspace();
    assert_eq!(workspace.latest().expect("none"), None);
    let writer = workspace.lock().expect("the lock");
    let files =
        vec![("report.html".to_owned(), b"<p>".to_vec()), ("csv/rows.csv".to_owned(), vec![])];
    let published = writer.publish(manifest("b", 2), &files, &memory()).expect("a run");
    writer.publish(manifest("c", 1), &files, &memory()).expect("a run");
    let ids: Vec<_> = workspace.runs().expect("runs").into_iter().map(|run| run.id).collect();
    assert_eq!(ids, ["c", "b"]);
    assert_eq!(workspace.latest().expect("runs"), Some(published.clone()));
    assert_eq!(published.files.len(), 3);
    let previous = published.previous("other settings");
    assert_eq!(previous.opportunities[0].score, 0.1 + 0.2);
    assert_eq!(previous.opportunities[0].rank_interval, Some((1, 3)));
    let points = [(FactorName::Reach, 40.12), (FactorName::Momentum, -0.07)];
    assert_eq!(previous.opportunities[0].points, points);
    assert_eq!(
        (previous.weights, previous.other_settings),
        (vec![("reach".to_owned(), 0.4)], true)
    );
    assert!(!published.previous(&published.settings_hash).other_settings);
    assert_eq!(workspace.run_file("b", "report.html").expect("bytes"), b"<p>");
    assert!(matches!(workspace.run_file("b", "other"), Err(Error::NoRun { .. })));
    for bad in ["zz", "../b", "b/..", "", ".writing-b"] {
        assert!(matches!(workspace.run(bad), Err(Error::NoRun { .. })), "{bad}");
    }
    for bad in ["../x", "/etc/x", "manifest.json", "a//b", ".x", "memory/memory.bin"] {
        let files = [(bad.to_owned(), Vec::new())];
        let refused = writer.publish(manifest("d", 3), &files, &memory());
        assert!(matches!(refused, Err(Error::Unstorable { .. })), "{bad}");
    }
}

#[test]
fn publishing_again_changes_nothing_or_all() {
    let (folder, workspace) = new_workspace();
    let writer = workspace.lock().expect("the lock");
    // The segments that the run has counted.
    add(&writer, &[feedback(1, "one")], &[]);
    add(&writer, &[feedback(2, "two")], &[]);
    let file = |text: &str| vec![("report.md".to_owned(), text.as_bytes().to_vec())];
    writer.publish(manifest("a", 1), &file("one"), &memory()).expect("a run");
    let runs = folder.path().join("runs");
    let before = bytes_of(&runs);
    writer.publish(manifest("a", 1), &file("one"), &memory()).expect("the same run");
    assert_eq!(bytes_of(&runs), before);
    writer.publish(manifest("a", 1), &file("two"), &memory()).expect("another");
    assert_eq!(workspace.run_file("a", "report.md").expect("bytes"), b"two");
    assert_eq!(disk::names(&runs).expect("names"), ["a"]);
    // A kill between the two renames of a replacement.
    fs::rename(runs.join("a"), runs.join(".replaced-a")).expect("renamed");
    drop(writer);
    let writer = workspace.lock().expect("the lock");
    assert_eq!(workspace.run_file("a", "report.md").expect("bytes"), b"two");
    // A damaged file is not taken for the run that was published.
    fs::write(runs.join("a/report.md"), b"bad").expect("written");
    assert!(matches!(workspace.run_file("a", "report.md"), Err(Error::Damaged { .. })));
    writer.publish(manifest("a", 1), &file("two"), &memory()).expect("mended");
    assert_eq!(workspace.run_file("a", "report.md").expect("bytes"), b"two");
}

#[test]
fn old_runs_lose_their_memory_only() {
    let (_folder, workspace) = new_workspace();
    let writer = workspace.lock().expect("the lock");
    let files = vec![("report.md".to_owned(), b"x".to_vec())];
    for (sequence, run) in ["a", "b", "c"].into_iter().enumerate() {
        writer.publish(manifest(run, sequence as u64), &files, &memory()).expect("a run");
    }
    assert_eq!(writer.keep_memories(0).expect("kept"), Vec::<String>::new());
    assert!(workspace.memory("a").expect("kept").is_some());
    assert_eq!(writer.keep_memories(2).expect("kept"), ["a"]);
    assert_eq!(writer.keep_memories(2).expect("kept"), Vec::<String>::new());
    assert!(workspace.memory("a").expect("let go").is_none());
    assert!(workspace.memory("b").expect("kept").is_some());
    assert_eq!(workspace.run_file("a", "report.md").expect("bytes"), b"x");
}

fn any_feedback() -> impl Strategy<Value = Feedback> {
    let pairs = proptest::collection::btree_set(("[a-c]{1,2}", "\\PC{1,3}"), 0..4);
    let rating = (0usize..5, any::<f64>(), 0.0..1.0)
        .prop_filter("equal to itself", |(_, raw, _)| !raw.is_nan())
        .prop_map(|(kind, raw, unit)| Rating { kind: RatingKind::ALL[kind], raw, unit });
    let marks = (
        proptest::option::of(-9_000_000_000_000_i64..9_000_000_000_000),
        proptest::option::of(any::<[u8; 16]>()),
        proptest::option::of(rating),
        proptest::option::of("\\PC{0,8}"),
        any::<u64>(),
    );
    (any::<u32>(), ".{0,40}", pairs, marks, 0usize..4).prop_map(
        |(number, text, pairs, (at, author, rating, product, record), kind)| Feedback {
            kind: Kind::ALL[kind],
            at: at.map(Timestamp),
            version: at.map(|at| Timestamp(at / 2)),
            author: author.map(AuthorKey),
            rating,
            product: product.map(Arc::from),
            origin: Origin { file: Arc::from("f"), record, line: record / 3 },
            attributes: pairs
                .into_iter()
                .map(|(name, value)| Attribute { name: name.into(), value: value.into() })
                .collect(),
            ..feedback(number, &text)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_feedback_comes_back(items in proptest::collection::vec(any_feedback(), 0..12)) {
        let mut items = items;
        items.sort_by_key(|one| one.id);
        items.dedup_by_key(|one| one.id);
        let (_folder, workspace) = new_workspace();
        let writer = workspace.lock().expect("the lock");
        add(&writer, &items, &[]);
        let corpus = workspace.load().expect("a corpus");
        prop_assert_eq!(corpus.feedback(), &items[..]);
    }

    #[test]
    fn a_corpus_brought_up_to_date_is_the_corpus_loaded(
        nights in proptest::collection::vec(
            (
                proptest::collection::vec(any_feedback(), 0..6),
                proptest::collection::vec(0usize..12, 0..4),
            ),
            1..4,
        ),
    ) {
        let (_folder, workspace) = new_workspace();
        let writer = workspace.lock().expect("the lock");
        let mut corpus = workspace.load().expect("empty");
        let mut met: Vec<FeedbackId> = Vec::new();
        for (mut items, gone) in nights {
            // Some records come in a newer version.
            for (one, &old) in items.iter_mut().zip(met.iter().step_by(2)) {
                one.id = old;
            }
            items.sort_by_key(|one| one.id);
            items.dedup_by_key(|one| one.id);
            let mut gone: Vec<FeedbackId> =
                gone.iter().filter_map(|&at| met.get(at).copied()).collect();
            gone.sort_unstable();
            gone.dedup();
            met.extend(items.iter().map(|one| one.id));
            add(&writer, &items, &gone);
            let items = items.iter().map(|one| (one.clone(), whole(one))).collect();
            corpus = corpus.updated(items, &gone);
            let loaded = workspace.load().expect("a corpus");
            prop_assert_eq!(corpus.feedback(), loaded.feedback());
            prop_assert_eq!(corpus.statements(), loaded.statements());
        }
    }

    #[test]
    fn any_score_comes_back(bits in any::<u64>(), wanting in any::<u32>()) {
        let score = f64::from_bits(bits);
        prop_assume!(score.is_finite());
        let mut one = manifest("a", 1);
        one.opportunities[0].score = score;
        one.opportunities[0].wanting = wanting;
        let json = serde_json::to_vec(&one).expect("json");
        let back: Manifest = serde_json::from_slice(&json).expect("a manifest");
        prop_assert_eq!(back.opportunities[0].score.to_bits(), score.to_bits());
        prop_assert_eq!(back, one);
    }
}
