//! Laws of the settings: the reference says what the code does, faults are all found and placed,
//! nothing panics, and what is proposed parses.

use std::path::PathBuf;

use crate::sources::preset::{Expression, Format, TextMode, Which};

use super::*;

mod properties;

fn parsed(text: &str) -> Settings {
    parse(text, "earful.toml").unwrap_or_else(|faults| panic!("{faults}"))
}

fn faults(text: &str) -> String {
    match parse(text, "earful.toml") {
        Ok(settings) => panic!("parsed: {settings:?}"),
        Err(faults) => faults.to_string(),
    }
}

const SHORT: &str = r#"
company = "Fernweh"
[sources.reviews]
kind = "review"
files = ["data/reviews*.csv"]
[sources.reviews.fields]
id = "review_id"
text = "review"
"#;

/// What the files look like, read one after the other.
fn looked_at(files: &[PathBuf]) -> Guess {
    guess(files, files.iter().map(|path| crate::sources::head(path)))
}

#[test]
fn the_reference_says_what_the_code_does() {
    let reference = parsed(REFERENCE);
    assert_eq!(reference.intake, intake::Settings::default());
    assert_eq!(reference.statements, statements::Settings::default());
    assert_eq!(reference.themes, themes::Settings::default());
    assert_eq!(reference.trends, trends::Settings::default());
    assert_eq!(reference.ranking, ranking::Settings::default());
    assert_eq!(reference.report, report::Settings::default());
    assert_eq!(reference.business, crate::business::Settings::default());
    assert_eq!(reference.planning, crate::planning::Settings::default());
    assert_eq!(reference.run, Run::default());
    // Leaving everything out of a source that may be left out means the same as writing it down.
    let short = parsed(
        &SHORT.replace("text =", "created_at = \"date\"\nrating = \"stars\"\ntitle = \"title\"\nauthor = \"user\"\ntext =")
            .replace("[sources.reviews.fields]", "[sources.reviews.rating]\nmin = 1\nmax = 5\n[sources.reviews.attrs]\ncountry = \"country\"\n[sources.reviews.fields]"),
    );
    assert_eq!(short.sources[0].preset, reference.sources[0].preset);
}

#[test]
fn the_reference_has_the_weight_of_every_factor() {
    let weights = REFERENCE.split_once("\n[ranking.weights]").expect("the table").1;
    let weights = weights.split("\n[").next().unwrap_or_default();
    for factor in crate::model::FactorName::ALL {
        let key = format!("{} = ", factor.name());
        assert!(weights.lines().any(|line| line.starts_with(&key)), "no {key}");
    }
}

#[test]
fn every_commented_key_of_the_reference_is_known() {
    // Lines `# key = value` are settings without a default: uncommented they must parse, too.
    let text: String = REFERENCE
        .lines()
        .map(|line| {
            let bare = line.strip_prefix("# ").filter(|rest| {
                let key = rest.split(" =").next().unwrap_or_default();
                rest.contains(" = ") && !key.is_empty() && !key.contains(' ')
            });
            format!("{}\n", bare.unwrap_or(line))
        })
        .collect();
    let settings = parsed(&text);
    assert_eq!(settings.run.threads, Some(2));
    assert_eq!(settings.sources[0].preset.input.records.as_deref(), Some("/data/items"));
    assert!(settings.sources[0].preset.fields.question.is_some());
}

#[test]
fn the_demo_reads_as_meant() {
    let settings = parsed(include_str!("../../fixtures/demo/earful.toml"));
    assert_eq!(settings.company, "Fernweh");
    let names: Vec<&str> = settings.sources.iter().map(|source| source.name.as_str()).collect();
    assert_eq!(names, ["reviews", "survey", "tickets"]);
    let [reviews, survey, tickets] = &settings.sources[..] else { panic!("three sources") };
    assert_eq!(reviews.preset.input.format, Format::Csv);
    assert_eq!(tickets.preset.input.format, Format::Ndjson);
    assert_eq!(tickets.preset.deletes.len(), 1);
    assert_eq!(tickets.preset.skips[0].reason, "spam");
    assert!(tickets.preset.authors_shared && !reviews.preset.authors_shared);
    let questions = ["What should we improve?", "What do you like most?"].map(String::from);
    let TextMode::Columns(columns) = &survey.preset.text.mode else { panic!("questions") };
    assert_eq!(columns.which, Which::Names(questions.into()));
    let kinds: Vec<&str> = settings
        .sources
        .iter()
        .filter_map(|source| source.preset.rating.as_ref())
        .map(|scale| scale.kind.name())
        .collect();
    assert_eq!(kinds, ["stars", "nps", "csat"]);
}

#[test]
fn expressions_have_many_forms() {
    let text = r#"
company = "C"
[sources.play]
kind = "review"
[sources.play.input]
files = ["r.csv", "r.csv.gz"]
encoding = "utf-16"
[sources.play.input.csv]
delimiter = ";"
ragged = "pad"
[sources.play.fields]
id = [{ from = "Link", regex = "[?&]id=([^&]+)", decode = "percent" }, { hash = ["A", "B"] }]
rating = { from = "score", map = { good = 1, bad = 0 } }
title = { template = "{a}-{b}" }
[sources.play.rating]
min = 0
max = 1
kind = "thumbs"
[sources.play.text]
from = ["long", "short"]
transforms = ["html", "strip_quotes"]
[sources.play.attrs]
"odd name" = { const = "x" }
tags = { from = "Tags", split = ";" }
replied = { from = "Reply", present = true }
"#;
    insta::assert_debug_snapshot!(parsed(text).sources[0].preset);
}

#[test]
fn every_shipped_preset_is_sound() {
    for name in preset_names() {
        let preset =
            preset(name, Path::new(".")).unwrap_or_else(|faults| panic!("{name}: {faults}"));
        crate::sources::Feed::new(&preset).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(preset.fields.id.is_some() && preset.fields.created_at.is_some(), "{name}");
    }
}

#[test]
fn a_source_stands_on_a_preset() {
    let text = r#"
company = "C"
[sources.helpdesk]
preset = "zendesk_incremental"
folder = "exports/zendesk"
files = ["page*.json"]
[sources.helpdesk.attrs]
brand = "/brand_id"
[sources.helpdesk.time]
zone = "Europe/Berlin"
[sources.scores]
preset = "google_forms"
questions = ["Why?"]
[sources.scores.fields]
rating = "Score"
"#;
    let settings = parsed(text);
    let [helpdesk, scores] = &settings.sources[..] else { panic!("two sources") };
    let preset = &helpdesk.preset;
    assert_eq!((preset.source.as_str(), preset.kind.name()), ("helpdesk", "ticket"));
    assert_eq!(preset.input.files, ["page*.json"]);
    assert_eq!(preset.input.records.as_deref(), Some("/tickets"));
    assert!(preset.attrs.contains_key("brand") && preset.attrs.contains_key("tags"));
    assert!(!preset.text.fallback_to_title);
    let TextMode::Columns(columns) = &scores.preset.text.mode else { panic!("questions") };
    assert_eq!(columns.which, Which::Names(vec!["Why?".into()]));
    assert_eq!(scores.preset.fields.rating, Some(Expression::Select("Score".into())));
}

#[test]
fn faults_on_top_of_a_preset_have_a_line() {
    let text = "company = \"C\"\n[sources.a]\npreset = \"zendesk\"\nkind = \"ticket\"\n[sources.b]\npreset = \"yelp\"\ntime = { zone = \"Mars/Base\" }\n";
    let words = faults(text);
    assert!(words.contains("earful.toml:3:") && words.contains("earful preset list"), "{words}");
    assert!(words.contains("earful.toml:7:") && words.contains("sources.b.time.zone"), "{words}");
}

#[test]
fn the_users_own_presets_extend_shipped_ones() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("presets")).expect("a folder");
    let own = "extends = \"trustpilot\"\n[fields]\nid = \"Review No\"\n";
    std::fs::write(folder.path().join("presets/mine.toml"), own).expect("a file");
    let mine = preset("mine", folder.path()).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(mine.fields.id, Some(Expression::Select("Review No".into())));
    assert_eq!(mine.source, "trustpilot");
    let settings = folder.path().join("earful.toml");
    std::fs::write(&settings, "company = \"C\"\n[sources.tp]\npreset = \"mine\"\n")
        .expect("a file");
    let loaded = load(&settings).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(loaded.sources[0].preset.fields.id, mine.fields.id);
    std::fs::write(folder.path().join("presets/mine.toml"), "extends = \"mine\"").expect("a file");
    assert!(preset("mine", folder.path()).is_err());
    assert!(preset("nobody", folder.path()).is_err());
}

#[test]
fn personal_fields_stay_in() {
    let text = r#"
company = "C"
[sources.a]
preset = "trustpilot"
[sources.a.attrs]
who = "Review Username"
"#;
    assert!(faults(text).contains("must never come out"));
}

#[test]
fn all_faults_at_once() {
    let text = r#"compny = "Fernweh"
unknown = 1
[sources.reviews]
kind = "revieww"
files = ["data/[reviews.csv", ""]
format = "csvv"
encoding = "klingon"
delimiter = "--"
skip_rows = -1
ragged = true
authors = "shred"
update = "sometimes"
delete = [{ field = "status", in = ["x"], regex = "y" }, { in = ["x"] }, 3]
[sources.reviews.fields]
id = { from = "a", regex = "(unclosed" }
created_at = 7
updated_at = []
rating = "stars"
title = { from = "a", regx = "b" }
text = ""
lang = { map = { a = "b" } }
author = { from = "a", regex = "no group" }
[sources.reviews.rating]
min = 5
max = 5
kind = "starz"
[sources.reviews.time]
formats = ["rfc3393", "%Y-%", "sometime"]
zone = "Europe/Berln"
[sources.reviews.text]
transforms = ["htlm"]
[sources.reviews.attrs]
"" = "x"
[sources."bad name"]
kind = "ticket"
files = "data/unknown.dat"
[sources.empty]
[sources.number]
kind = 3
files = [1.5]
[sources.survey]
kind = "survey"
files = []
questions = "Why?"
[sources.survey.fields]
text = "why"
[sources.survey.rating]
min = 0
max = 10
[sources.private]
kind = "ticket"
files = "t.csv"
[sources.private.fields]
title = "{ name }"
text = { template = "{name} wrote {body" }
[sources.private.attrs]
mail = "email"
[sources.private.pii]
never = ["email"]
[intake]
max_reject_ratio = 1.5
language = "english"
voice_days = 1.5
redact = "yes"
[themes]
min_theme = 99999999999999999999
resolution = nan
seed = 0xff
[ranking.weights]
reach = 0
severity = 0
satisfaction = 0
momentum = 0
vlaue = 1
[report]
top = 0
[run]
threads = "many"
thread = 2
"#;
    insta::assert_snapshot!(faults(text));
}

#[test]
fn broken_toml_has_places_too() {
    let text =
        "company = \"Fernweh\nsources = [\n[sources.a]\nkind = \"review\"\nkind = \"ticket\"\n";
    insta::assert_snapshot!(faults(text));
}

#[test]
fn a_key_twice_is_a_fault() {
    let found = faults(&SHORT.replace("kind =", "kind = \"ticket\"\nkind ="));
    assert_eq!(found, "earful.toml:5:1: duplicate key");
}

#[test]
fn an_empty_file_says_what_is_needed() {
    insta::assert_snapshot!(faults(""));
}

#[test]
fn places_count_characters() {
    // The ä before the key's value is two bytes and one column; the mark is no column.
    let text = "\u{feff}company = \"C\"\n[sources.a]\n\"ä\" = 1\nkind = \"x\"\nfiles = \"a.csv\"\n";
    let found = parse(text, "f").expect_err("two faults");
    let places: Vec<(usize, usize)> =
        found.faults.iter().map(|fault| (fault.line, fault.column)).collect();
    assert_eq!(places, [(2, 1), (3, 1), (4, 8)], "{found}");
}

#[test]
fn files_that_are_no_settings() {
    let folder = tempfile::tempdir().expect("a folder");
    let message = |path: &Path| load(path).expect_err("a fault").to_string();
    let missing = folder.path().join("none.toml");
    assert!(message(&missing).contains("cannot be read"), "{}", message(&missing));
    assert!(message(folder.path()).contains("cannot be read"));
    let binary = folder.path().join("binary.toml");
    std::fs::write(&binary, b"company = \"\xff\"").expect("a file");
    assert!(message(&binary).contains("no UTF-8 from byte 11"), "{}", message(&binary));
    let huge = folder.path().join("huge.toml");
    std::fs::write(&huge, vec![b'#'; 2 << 20]).expect("a file");
    assert!(message(&huge).contains("more than a settings file"), "{}", message(&huge));
}

#[test]
fn the_nearest_workspace_upwards() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().canonicalize().expect("it is there");
    let deep = root.join("a/b/c");
    std::fs::create_dir_all(&deep).expect("folders");
    std::fs::write(root.join("a").join(SETTINGS_FILE), "").expect("a file");
    assert_eq!(find_workspace(&deep), Some(root.join("a")));
    assert_eq!(find_workspace(&root.join("nowhere")), None);
}

#[test]
fn the_hash_sees_what_matters() {
    let base = parsed(SHORT);
    let same = parsed(&SHORT.replace("kind =", "# a comment\nkind   ="));
    assert_eq!(settings_hash(&base), settings_hash(&same));
    let threads = parsed(&format!("{SHORT}\n[run]\nthreads = 7\n"));
    assert_eq!(settings_hash(&base), settings_hash(&threads));
    for other in ["[trends]\nrecent_days = 29\n", "[sources.reviews.attrs]\na = \"b\"\n"] {
        let other = parsed(&format!("{SHORT}\n{other}"));
        assert_ne!(settings_hash(&base), settings_hash(&other));
    }
}

/// Writes files into a fresh folder, guesses, checks that the proposal parses, and gives both with
/// the folder's name taken out.
fn proposal(files: &[(&str, Vec<u8>)]) -> (String, Settings) {
    let folder = tempfile::tempdir().expect("a folder");
    let paths: Vec<PathBuf> = files
        .iter()
        .map(|(name, bytes)| {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).expect("a file");
            path
        })
        .collect();
    let text = propose("Fernweh", &looked_at(&paths));
    let settings = parsed(&text);
    (text.replace(&folder.path().display().to_string(), "DIR"), settings)
}

#[test]
fn the_demo_is_guessed() {
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/demo/data");
    let files: Vec<PathBuf> =
        ["reviews.csv", "tickets.jsonl", "survey.csv"].map(|name| demo.join(name)).into();
    let text = propose("Fernweh", &looked_at(&files));
    parsed(&text);
    insta::assert_snapshot!(text.replace(&demo.display().to_string(), "data"));
}

#[test]
fn odd_files_are_guessed_or_left_out() {
    let gz = |text: &str| {
        use std::io::Write;
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(text.as_bytes()).expect("memory");
        packer.finish().expect("memory")
    };
    let utf16: Vec<u8> = "\u{feff}Review Id;Datum;Sterne rating;Review Text\n1;31.12.2025;4;sehr gute App für Reisen\n2;01.01.2026;1;stürzt leider immer ab beim Zahlen\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let hostile = "\"id\",\"evil\"\"] \n[run]\nthreads = 0 #\",\"te\u{202e}xt\u{1b}[31m comment\",\"email\"\n\
                   1,a,the app crashes a lot,x@example.org\n2,b,the map is wrong again,y@example.org\n\
                   3,a,it does not load at all,z@example.org\n4,b,search is really slow here,w@example.org\n";
    let nested = r#"{"meta":{"n":2},"data":{"items":[{"id":1,"a/b":{"created":1700000000},"~c":"x","body":"hello there, it broke","score":7},{"id":2,"a/b":{"created":1700000100},"~c":"y","body":"another thing is broken","score":0}]}}"#;
    let (text, settings) = proposal(&[
        ("hostile [1].csv", hostile.into()),
        ("umlaut.csv", utf16),
        (
            "case_export-2026-01.jsonl.gz",
            gz(
                "{\"id\":\"a\",\"message\":\"cannot log in at all\",\"tags\":[\"x\"]}\n{\"id\":\"b\",\"message\":\"refund is late again\",\"tags\":[]}\n",
            ),
        ),
        ("nested.json", nested.into()),
        ("list.json", b"[{\"text\":\"good app\"},{\"text\":\"bad app".to_vec()),
        (
            "latin.csv",
            b"text\tuser\ncaf\xe9 was not in the tips\ta\nno map of the caf\xe9s\tb\n".to_vec(),
        ),
        ("empty.csv", Vec::new()),
        ("binary.csv", vec![0, 159, 146, 150, 0, 1, 2, 3]),
        ("numbers.csv", b"a,b\n1,2\n3,4\n".to_vec()),
        ("header.csv", b"id,text\n".to_vec()),
    ]);
    insta::assert_snapshot!(text);
    let hostile = &settings.sources.iter().find(|one| one.name == "hostile").expect("it").preset;
    assert!(
        matches!(&hostile.text.mode, TextMode::Field(Expression::Select(name)) if name.contains('\u{1b}')),
        "{:?}",
        hostile.text
    );
    assert_eq!(settings.run, Run::default());
}

#[test]
fn no_files_give_an_example() {
    let (text, settings) = proposal(&[]);
    assert!(text.contains("This is an example"), "{text}");
    assert_eq!(settings.sources.len(), 1);
    let missing = looked_at(&[PathBuf::from("no/such/file.csv")]);
    assert!(parsed(&propose("", &missing)).company == "My company");
}

#[test]
fn privacy_and_retention() {
    let text = |more: &str| {
        format!(
            "company = \"A\"\n[sources.reviews]\nkind = \"review\"\nfiles = [\"a.csv\"]\n\
             [sources.reviews.fields]\ntext = \"text\"\n{more}"
        )
    };
    let good = "[privacy]\norders = ['\\bA[0-9]{8}\\b']\nleast_authors = 5\n\
                [retention]\nmonths = 24\n[retention.sources.reviews]\ndays = 90\n";
    let settings = parse(&text(good), "earful.toml").expect("sound settings");
    assert_eq!(settings.intake.orders, [r"\bA[0-9]{8}\b"]);
    assert_eq!(settings.report.least_authors, 5);
    assert_eq!(settings.retention.all, Some(pipeline::Keep::Months(24)));
    assert_eq!(settings.retention.sources["reviews"], pipeline::Keep::Days(90));
    let bad = "[privacy]\norders = ['[0-9']\naccounts = ['x*']\n[retention]\ndays = 1\nmonths = 1\n\
               [retention.sources.nobody]\ndays = 1\n";
    let faults = parse(&text(bad), "earful.toml").expect_err("faults").to_string();
    for (line, key) in [
        (8, "privacy.orders"),
        (9, "privacy.accounts"),
        (10, "retention.days"),
        (13, "retention.sources.nobody"),
    ] {
        let said = faults
            .lines()
            .any(|one| one.starts_with(&format!("earful.toml:{line}:")) && one.contains(key));
        assert!(said, "{key} at line {line}: {faults}");
    }
}
