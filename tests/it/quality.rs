//! The eval verb on invented texts, and the measures against values worked out elsewhere.
//!
//! Figures on real labelled sets are `cargo bench --bench quality`'s; nothing here needs them.

use std::path::PathBuf;

use earful::evaluation::{npmi, term_share};
use serde_json::Value;

use crate::support::Workspace;

/// Three subjects, a hundred invented texts each, as JSON lines.
fn gold() -> String {
    let subjects = [
        ("delivery", ["parcel", "courier", "late", "box", "doorstep"], -1),
        ("login", ["password", "login", "locked", "code", "account"], -1),
        ("meal", ["soup", "waiter", "delicious", "table", "dessert"], 1),
    ];
    let fillers =
        ["today", "again", "for my sister", "on Monday", "as ever", "before lunch", "twice"];
    let mut lines = String::new();
    for at in 0..300usize {
        let (subject, words, sign) = subjects[at % 3];
        let (one, two) = (words[at / 3 % 5], words[(at / 15 + 1 + at / 3) % 5]);
        let feeling = if sign < 0 { "terrible, it failed" } else { "wonderful, I love it" };
        let text = format!("The {one} and the {two} {} were {feeling}", fillers[at / 7 % 7]);
        let record = serde_json::json!({
            "text": text,
            "labels": { "theme": subject, "sign": if sign < 0 { "negative" } else { "positive" } },
        });
        lines.push_str(&format!("{record}\n"));
    }
    lines
}

fn figures(arguments: &[&str]) -> Vec<Value> {
    figures_on(gold(), arguments)
}

fn figures_on(gold: String, arguments: &[&str]) -> Vec<Value> {
    let workspace = Workspace::empty();
    workspace.write("gold.jsonl", gold);
    let mut typed = vec!["eval"];
    typed.extend(arguments);
    typed.extend(["--gold", "gold.jsonl", "--json"]);
    let told = workspace.json(&typed).remove(0);
    told["figures"].as_array().expect("a list").clone()
}

fn number(row: &Value, name: &str) -> f64 {
    row[name].as_f64().unwrap_or_else(|| panic!("{name} in {row}"))
}

#[test]
fn themes_of_three_subjects() {
    let rows = figures(&["themes", "--label", "labels.theme"]);
    assert_eq!(rows.len(), 4);
    let whole = &rows[0];
    assert_eq!((&whole["level"], &whole["units"]), (&"theme".into(), &"whole texts".into()));
    assert_eq!(number(whole, "coverage"), 1.0);
    assert!(number(whole, "purity") > 0.95, "{whole}");
    assert!(number(whole, "kNN") > 0.95, "{whole}");
    // Of single labels and single themes the extended measure is the plain one.
    assert_eq!(number(whole, "B3"), number(whole, "B3 ext"));
}

/// Names are made of pairs of neighbouring characters that overlap, and must come out as the words
/// they were cut from.
#[test]
fn a_language_without_blanks() {
    let subjects = [
        ["服务员态度很差", "菜太咸了", "汤是冷的"],
        ["快递员态度恶劣", "包裹破损", "送货太慢"],
        ["应用经常闪退", "登录不了账号", "更新以后崩溃"],
    ];
    let fillers = ["今天", "昨天", "真的", "上次", "每次", "我们", "老是"];
    let lines: String = (0..300usize)
        .map(|at| {
            let said = subjects[at % 3];
            let (one, two) = (said[at / 3 % 3], said[(at / 9 + 1) % 3]);
            let (before, after) = (fillers[at / 7 % 7], fillers[at / 21 % 7]);
            let text = format!("{before}{one}，{two}{after}{at}");
            let labels = serde_json::json!({ "theme": at % 3 });
            format!("{}\n", serde_json::json!({ "text": text, "lang": "zh", "labels": labels }))
        })
        .collect();
    let rows = figures_on(lines, &["themes", "--label", "labels.theme"]);
    assert!(number(&rows[0], "purity") > 0.9, "{}", rows[0]);
}

/// The same sixteen troubles in five languages: themes are of the trouble, not of the language, and
/// each language's coverage is told.
#[test]
fn languages_meet_where_they_mean_the_same() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/languages/parallel.jsonl");
    let gold = std::fs::read_to_string(path).expect("the fixture");
    let rows = figures_on(gold, &["themes", "--label", "labels.subject"]);
    assert!(number(&rows[0], "AMI") > 0.7, "{}", rows[0]);
    let languages: Vec<&Value> = rows.iter().filter(|row| row["language"].is_string()).collect();
    let codes: Vec<&str> =
        languages.iter().map(|row| row["language"].as_str().expect("a code")).collect();
    assert_eq!(codes, ["de", "en", "es", "fr", "it", "de", "en", "es", "fr", "it"]);
    for row in languages {
        assert_eq!(number(row, "texts"), 64.0);
        // English texts of a night are compared with the title word by word: a quarter says too little of it.
        let is_compared = row["language"] == "en" && row["units"] == "as the night";
        let least = if is_compared { 0.7 } else { 0.8 };
        assert!(number(row, "coverage") > least && number(row, "alone") < 0.2, "{row}");
    }
}

#[test]
fn polarity_novelty_stability_and_labels() {
    let rows = figures(&["polarity", "--label", "/labels/sign"]);
    assert!(number(&rows[0], "acc 2") > 0.9, "{}", rows[0]);
    assert!((number(&rows[0], "majority 2") - 2.0 / 3.0).abs() < 1e-3);

    let rows = figures(&["novelty", "--label", "labels.theme", "--draws", "1"]);
    assert_eq!(rows.len(), 2);
    assert_eq!(number(&rows[1], "hidden"), 1.0);

    let rows = figures(&["stability"]);
    assert_eq!(number(&rows[0], "same when shuffled, 1 2 8 threads"), 1.0);
    assert_eq!(number(&rows[0], "kept next night"), 1.0);

    let rows = figures(&["labels"]);
    // Names drawn at random would be right for one text in twenty-two.
    assert!(number(&rows[0], "label precision") > 0.5, "{}", rows[0]);
}

#[test]
fn a_table_for_people_and_faults_in_words() {
    let workspace = Workspace::empty();
    workspace.write("gold.jsonl", gold());
    let shown =
        workspace.ok(&["eval", "polarity", "--gold", "gold.jsonl", "--label", "labels.sign"]);
    assert!(shown.out.starts_with("lang"), "{}", shown.out);
    assert!(!shown.out.contains('{'));

    let refused = |arguments: &[&str], words: &str| {
        let ran = workspace.earful(arguments);
        assert_eq!(ran.code, Some(2), "{}", ran.err);
        assert!(ran.err.contains(words), "{}", ran.err);
    };
    refused(&["eval", "themes", "--gold", "gold.jsonl", "--label", "nowhere"], "`nowhere`");
    refused(&["eval", "polarity", "--gold", "gold.jsonl", "--label", "labels.theme"], "number");
    refused(&["eval", "labels", "--gold", "none.jsonl"], "none.jsonl");
    workspace.write("broken.jsonl", "{\"text\": \"a\"}\n{\"text\": 3}\n");
    refused(&["eval", "labels", "--gold", "broken.jsonl"], "line 2");
    workspace.write("cut.jsonl", [0x1f, 0x8b, 8, 0, 0]);
    refused(&["eval", "labels", "--gold", "cut.jsonl"], "gzip");
}

/// Worked out apart from the program: normalised pointwise mutual information (Bouma 2009) of a pair
/// said together 20 times, and class-based tf-idf (Grootendorst 2022) of three words in two themes.
#[test]
fn the_golden_values_of_the_word_measures() {
    assert!((npmi(20, 40, 50, 1000) - 0.588_591_910_088_083).abs() < 1e-12);
    let themes: [[u32; 3]; 2] = [[8, 2, 0], [1, 4, 5]];
    let (words_of_a_theme, said) = (10, [9, 6, 5]);
    let expected = [
        [0.597_771_521_464_176_9, 0.196_165_850_602_345_26, 0.0],
        [0.074_721_440_183_022_11, 0.392_331_701_204_690_5, 0.549_306_144_334_054_9],
    ];
    for (counts, expected) in themes.iter().zip(expected) {
        for (word, &times) in counts.iter().enumerate() {
            let found = term_share(times, counts.iter().sum(), words_of_a_theme, said[word]);
            assert!((found - expected[word]).abs() < 1e-9, "{counts:?} {word}: {found}");
        }
    }
}

/// A small Model2Vec folder: a piece for each word of [`gold`], each in a direction of its own.
fn small_model(workspace: &Workspace, rows: usize) {
    let words = [
        "[UNK]",
        "parcel",
        "courier",
        "late",
        "box",
        "doorstep",
        "password",
        "login",
        "locked",
        "code",
        "account",
        "soup",
        "waiter",
        "delicious",
        "table",
        "dessert",
        "terrible",
        "wonderful",
        "failed",
        "love",
    ];
    let vocabulary: serde_json::Map<String, Value> =
        words.iter().enumerate().map(|(at, word)| ((*word).to_owned(), at.into())).collect();
    let tokenizer = serde_json::json!({
        "normalizer": { "type": "BertNormalizer", "lowercase": true },
        "model": {
            "type": "WordPiece",
            "unk_token": "[UNK]",
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
            "vocab": vocabulary,
        },
    });
    let width = 4;
    let mut data = Vec::new();
    for row in 0..rows {
        let subject = row.div_ceil(5) % width;
        data.extend(
            (0..width).map(|at| if at == subject { 100u8 } else { (row * 7 + at) as u8 % 20 }),
        );
    }
    let header = serde_json::json!({
        "embeddings": { "dtype": "I8", "shape": [rows, width], "data_offsets": [0, data.len()] },
    })
    .to_string();
    let mut model = (header.len() as u64).to_le_bytes().to_vec();
    model.extend(header.into_bytes());
    model.extend(data);
    workspace.write("own/model.safetensors", model);
    workspace.write("own/tokenizer.json", tokenizer.to_string());
    workspace.write("own/config.json", format!("{{\"hidden_dim\": {width}}}"));
}

#[test]
fn a_model_of_the_users_own() {
    let workspace = Workspace::fixture("small");
    let settings = workspace.text("earful.toml");
    workspace.write("earful.toml", format!("{settings}\n[space]\nmodel = \"own\"\n"));
    let refused = |words: &str| {
        let ran = workspace.earful(&["run", "--today", crate::support::TODAY]);
        assert_eq!(ran.code, Some(2), "{}", ran.err);
        assert!(ran.err.contains("space.model: own") && ran.err.contains(words), "{}", ran.err);
    };
    refused("model.safetensors");
    // A table of fewer rows than the tokenizer has pieces.
    small_model(&workspace, 19);
    refused("19 rows");
    small_model(&workspace, 20);
    let whole = workspace.read("own/model.safetensors");
    workspace.write("own/model.safetensors", &whole[..whole.len() - 9]);
    refused("cut short");
    workspace.write("own/model.safetensors", &whole);
    workspace.write("own/config.json", "{\"hidden_dim\": 8}");
    refused("config.json");
    workspace.write("own/config.json", "{\"hidden_dim\": 4}");
    let tokenizer = workspace.text("own/tokenizer.json");
    workspace.write("own/tokenizer.json", tokenizer.replace("WordPiece", "Unigram"));
    refused("Unigram");
    workspace.write("own/tokenizer.json", tokenizer);
    workspace.ok(&["run", "--today", crate::support::TODAY]);
}

/// A night on made texts, one feedback each, with everything accounted for.
fn night(texts: &[String]) -> Value {
    let mut csv = String::from("id,date,stars,text\n");
    for (at, text) in texts.iter().enumerate() {
        csv.push_str(&format!("{at},2026-08-01,2,\"{}\"\n", text.replace('"', "'")));
    }
    let workspace = Workspace::reviews(csv);
    workspace.night();
    let view = workspace.view();
    let coverage = &view["coverage"];
    let parts = &coverage["statement_parts"];
    let of = |name: &str| parts[name].as_u64().unwrap_or_else(|| panic!("{name} in {coverage}"));
    let all = of("themed") + of("loose") + of("filtered");
    assert_eq!(coverage["statements"].as_u64(), Some(all), "{coverage}");
    view
}

#[test]
fn strange_corpora_give_a_sensible_night() {
    let themes = |view: &Value| view["themes"].as_array().expect("a list").len();
    // One text a thousand times says one thing at most.
    let same = vec!["The app crashes when I open my photos".to_owned(); 1000];
    assert!(themes(&night(&same)) <= 1);
    // Ten texts.
    let ten: Vec<String> = (0..10).map(|at| format!("The parcel number {at} came late")).collect();
    assert!(themes(&night(&ten)) <= 2);
    // Nothing goes with anything: words that nobody shares.
    let strays: Vec<String> = (0..40u64)
        .map(|at| {
            let word = |part: u64| -> String {
                let mut state = at * 31 + part * 7_919 + 17;
                (0..9)
                    .map(|_| {
                        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                        char::from(b'a' + (state >> 33) as u8 % 26)
                    })
                    .collect()
            };
            format!("{} {} {}", word(1), word(2), word(3))
        })
        .collect();
    night(&strays);
    // A language without blanks.
    let subjects = ["送货太慢了包裹还没到", "应用程序总是崩溃打不开", "客服态度很差不退款"];
    let han: Vec<String> = (0..60).map(|at| format!("{}第{at}次", subjects[at % 3])).collect();
    night(&han);
    // Emoji only.
    let faces: Vec<String> = (1..40).map(|at| "😡".repeat(at % 7 + 1)).collect();
    night(&faces);
    // Statements of two thousand words.
    let long: Vec<String> = (0..12)
        .map(|at| {
            let words = ["parcel", "late", "refund", "waiting", "courier", "support", "phone"];
            let said: Vec<&str> = (0..2000).map(|word| words[(word * (at + 3)) % 7]).collect();
            said.join(" ")
        })
        .collect();
    night(&long);
}

/// Texts of [`gold`] over forty days; the meal is first spoken of on the last ones.
fn history(dated: bool) -> String {
    let gold = gold();
    let of = |rest: usize| gold.lines().skip(rest).step_by(3);
    let old: Vec<&str> = of(0).zip(of(1)).flat_map(|(one, two)| [one, two]).collect();
    let lines = old[..160].iter().copied().chain(of(2).take(60)).chain(old[160..].iter().copied());
    let mut told = String::new();
    for (at, line) in lines.enumerate() {
        let mut record: Value = serde_json::from_str(line).expect("JSON");
        if dated {
            let day = at / 7;
            record["created_at"] = format!("2026-0{}-{:02}", 5 + day / 30, 1 + day % 30).into();
        }
        told.push_str(&format!("{record}\n"));
    }
    told
}

#[test]
fn nights_in_a_row_keep_their_themes_and_add_up() {
    let workspace = Workspace::empty();
    workspace.write("gold.jsonl", history(true));
    workspace.write("undated.jsonl", history(false));
    let typed = ["eval", "nights", "--nights", "20", "--json", "--each", "--gold"];
    let run = |file: &str| {
        let told = workspace.json(&[&typed[..], &[file]].concat()).remove(0);
        told["figures"].as_array().expect("a list").clone()
    };
    let rows = run("gold.jsonl");
    let named =
        |name: &str| -> Vec<&Value> { rows.iter().filter(|row| !row[name].is_null()).collect() };
    let kept = named("identity");
    assert_eq!((number(kept[0], "nights"), number(kept[0], "least")), (17.0, 1.0));
    // A refit of so few texts draws many groups anew; the ledger says what became of them.
    assert_eq!(number(kept[1], "nights"), 2.0);
    assert!(number(kept[1], "or what it became") > number(kept[1], "keep their theme"));
    for row in named("moves").into_iter().chain(named("night")) {
        assert_eq!(number(row, "accounts off"), 0.0, "{row}");
    }
    let lives = named("themes").into_iter().find(|row| row["themes"].is_string()).expect("lives");
    assert_eq!((number(lives, "lead nowhere"), number(lives, "used twice")), (0.0, 0.0));
    assert_eq!(named("night").len(), 20);
    let whole = &rows[0];
    let born: f64 = (named("moves").iter())
        .map(|row| number(row, "new to theme") + number(row, "new to loose"))
        .sum();
    let first = named("night")[0];
    let there = number(first, "new to theme") + number(first, "new to loose");
    assert_eq!(born + there, number(whole, "statements"));
    // Themes that heed their past agree with the labels about as well as themes found afresh: of so
    // few statements a dozen that change groups are worth a tenth.
    let labelled = [&typed[..], &["gold.jsonl", "--label", "labels.theme"]].concat();
    let told = workspace.json(&labelled).remove(0);
    let rows = told["figures"].as_array().expect("a list");
    let against: Vec<&Value> = rows.iter().filter(|row| !row["agreement"].is_null()).collect();
    // All that count in a theme: some say too little of what theirs is called.
    let told = number(against[0], "statements");
    assert!(told <= number(whole, "statements") && told > 0.85 * number(whole, "statements"));
    assert!(number(against[0], "ARI") > number(against[1], "ARI") - 0.1, "{against:?}");
    let undated = run("undated.jsonl");
    let words = undated[0]["order"].as_str().expect("words");
    assert!(words.contains("not every record has created_at"), "{words}");

    // Times are of this machine; all else is the same everywhere.
    let shown = workspace.ok(&["eval", "nights", "--nights", "20", "--gold", "gold.jsonl"]).out;
    let (figures, costs) = shown.split_once("cost ").expect("a table of costs");
    assert!(costs.contains("between refits"), "{costs}");
    insta::assert_snapshot!("nights", figures);

    workspace.write("few.jsonl", "{\"text\": \"a\"}\n");
    let ran = workspace.earful(&["eval", "nights", "--gold", "few.jsonl"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("--nights"), "{}", ran.err);
}
