//! Other languages: how good themes are where the static table knows no word, and whether texts of
//! several languages meet.
//!
//! German complaints by aspect, Chinese reviews by category, the six English sets written in
//! Cyrillic letters, so that the table cannot read them; sentences of our own about the same
//! troubles in five languages, the articles of the Declaration of Human Rights in seven, tweets in
//! eight (whose only label is their language: there themes had better not agree with it).

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use earful::evaluation::{Agreement, agreement, neighbour_purity};
use earful::model::Lang;
use earful::pipeline::{Settings, Text, Units, neighbours, rehearse};

use crate::{SETS, cell, groups, three};

/// Texts of a set at most: every so many-th is taken of more.
const MOST: usize = 5_000;
/// A theme of which one language holds more than this share is that language's alone.
const ALONE: f64 = 0.95;
const NEIGHBOURS: usize = 10;
/// The most frequent letters of Cyrillic alphabets, one for each Latin one.
const CYRILLIC: &str = "абцдефгхијклмнопќрстувшђџз";
/// The declaration's files, by language.
const DECLARATIONS: [(&str, &str); 7] = [
    ("en", "eng"),
    ("de", "deu"),
    ("fr", "fra"),
    ("es", "spa"),
    ("it", "ita"),
    ("pt", "por_PT"),
    ("nl", "nld"),
];

type Labelled = Vec<(Text, String)>;

pub(crate) fn languages(folder: &Path) {
    println!(
        "\n| set | texts | themes | ARI / AMI / B3 | neighbours of the class | neighbours of another language | AMI with the language | themes of one language | coverage as the night |"
    );
    println!("|---|--:|--:|---|--:|--:|--:|--:|---|");
    measure("germeval_dev, aspects", thinned(german(folder)));
    measure("zh_reviews, categories", thinned(of_field(folder, "zh_reviews", "category", "zh")));
    let mut sums = ([0.0; 3], 0.0);
    for (name, ..) in SETS {
        let texts = of_field(folder, &format!("themes/{name}"), "theme", "en");
        let written = texts.into_iter().map(|(text, label)| (in_cyrillic(&text), label)).collect();
        if let Some(found) = measure(&format!("{name}, in Cyrillic letters"), thinned(written)) {
            sums.0.iter_mut().zip(three(&found)).for_each(|(sum, figure)| *sum += figure);
            sums.1 += 1.0;
        }
    }
    if sums.1 > 0.0 {
        let mean = sums.0.map(|sum| sum / sums.1);
        println!("| average in Cyrillic letters | | | {} | | | | | |", cell(mean));
    }
    measure("five languages, our own sentences", parallel());
    measure("seven languages, articles of the declaration", declarations(folder));
    measure("xlmt, by language", thinned(of_field(folder, "xlmt", "lang", "und")));
}

fn thinned(texts: Labelled) -> Labelled {
    let step = texts.len().div_ceil(MOST).max(1);
    texts.into_iter().step_by(step).collect()
}

/// Measures one set and prints its line; nothing for one that is not there.
fn measure(name: &str, set: Labelled) -> Option<Agreement> {
    if set.is_empty() {
        println!("| {name} | not there |");
        return None;
    }
    let (texts, labels): (Vec<Text>, Vec<String>) = set.into_iter().unzip();
    let labels = numbered(&labels);
    let languages = numbered(&texts.iter().map(|one| one.lang.to_string()).collect::<Vec<_>>());
    let settings = Settings::default();
    let found = rehearse(&texts, Units::Whole, &settings);
    let night = rehearse(&texts, Units::AsTheNight, &settings);
    let near = neighbours(&texts, NEIGHBOURS, &settings);
    let themes = groups(&found.theme);
    let agreed = agreement(&labels, &themes);
    let several = languages.iter().any(|&one| one != 0);
    let of_several = |figure: f64| if several { format!("{figure:.3}") } else { String::new() };
    println!(
        "| {name} | {} | {} | {} | {:.3} | {} | {} | {} | {} |",
        texts.len(),
        agreed.clusters,
        cell(three(&agreed)),
        neighbour_purity(&labels, &near),
        of_several(1.0 - neighbour_purity(&languages, &near)),
        of_several(agreement(&languages, &themes).ami),
        of_several(alone(&languages, &themes)),
        coverage(&texts, &night.theme),
    );
    Some(agreed)
}

/// Names to numbers, in the order of the names.
fn numbered(names: &[String]) -> Vec<u32> {
    let mut sorted: Vec<&String> = names.iter().collect();
    sorted.sort();
    sorted.dedup();
    names.iter().map(|name| sorted.binary_search(&name).unwrap_or(0) as u32).collect()
}

/// Share of the themes of which one language holds more than [`ALONE`].
fn alone(languages: &[u32], themes: &[u32]) -> f64 {
    let mut held: BTreeMap<u32, BTreeMap<u32, usize>> = BTreeMap::new();
    for (&theme, &lang) in themes.iter().zip(languages) {
        *held.entry(theme).or_default().entry(lang).or_default() += 1;
    }
    let single = held.values().filter(|by| {
        let (most, all) = (by.values().max().copied().unwrap_or(0), by.values().sum::<usize>());
        most as f64 > ALONE * all as f64
    });
    single.count() as f64 / held.len().max(1) as f64
}

/// Share of each language's texts that have a theme.
fn coverage(texts: &[Text], themes: &[Option<u32>]) -> String {
    let mut by: BTreeMap<Lang, (usize, usize)> = BTreeMap::new();
    for (text, theme) in texts.iter().zip(themes) {
        let (themed, all) = by.entry(text.lang).or_default();
        *themed += usize::from(theme.is_some());
        *all += 1;
    }
    let each =
        by.iter().map(|(lang, &(themed, all))| format!("{lang} {:.2}", themed as f64 / all as f64));
    each.collect::<Vec<_>>().join(", ")
}

/// A set with one label, every text in the language its record names, else in `otherwise`.
fn of_field(folder: &Path, name: &str, label: &str, otherwise: &str) -> Labelled {
    let fallback = otherwise.parse().unwrap_or(Lang::UNKNOWN);
    let records = read(&folder.join(format!("{name}.jsonl.gz")));
    let set = records.iter().filter_map(|record| {
        let (labels, text) = (&record["labels"], record["text"].as_str()?.to_owned());
        let code = record["lang"].as_str().or(labels["lang"].as_str());
        let lang = code.and_then(|code| code.parse().ok()).unwrap_or(fallback);
        Some((Text { text, lang }, labels[label].as_str()?.to_owned()))
    });
    set.collect()
}

fn read(path: &Path) -> Vec<serde_json::Value> {
    let mut lines = String::new();
    let Ok(file) = std::fs::File::open(path) else { return Vec::new() };
    if flate2::read::MultiGzDecoder::new(file).read_to_string(&mut lines).is_err() {
        return Vec::new();
    }
    lines.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

/// Complaints about a railway, by the first of their aspects that says more than "general"; those
/// without one are left out.
fn german(folder: &Path) -> Labelled {
    let lang = "de".parse().unwrap_or(Lang::UNKNOWN);
    let mut seen = std::collections::BTreeSet::new();
    let aspect = |record: &serde_json::Value| -> Option<String> {
        let all = record["labels"]["aspects"].as_array()?.iter();
        let names = all.filter_map(|one| one["aspect"].as_str());
        let names = names.map(|name| name.split('#').next().unwrap_or(name));
        names.into_iter().find(|name| *name != "Allgemein").map(str::to_owned)
    };
    let records = read(&folder.join("germeval_dev.jsonl.gz"));
    let labelled = records.iter().filter_map(|record| {
        let text = record["text"].as_str()?.to_owned();
        let label = aspect(record)?;
        seen.insert(text.clone()).then_some((Text { text, lang }, label))
    });
    labelled.collect()
}

/// The same text in letters the table has never met, in a language nobody has a stemmer for.
fn in_cyrillic(text: &Text) -> Text {
    let letters: Vec<char> = CYRILLIC.chars().collect();
    let turned = text.text.chars().map(|c| match c {
        'a'..='z' => letters[(c as u8 - b'a') as usize],
        'A'..='Z' => letters[(c as u8 - b'A') as usize],
        other => other,
    });
    Text { text: turned.collect(), lang: "mk".parse().unwrap_or(Lang::UNKNOWN) }
}

/// Our own sentences: sixteen troubles, four sentences about each in five languages.
fn parallel() -> Labelled {
    let lines = include_str!("../../fixtures/languages/parallel.jsonl").lines();
    let records = lines.filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let set = records.filter_map(|record| {
        let lang = record["lang"].as_str()?.parse().ok()?;
        let text = record["text"].as_str()?.to_owned();
        Some((Text { text, lang }, record["labels"]["subject"].as_str()?.to_owned()))
    });
    set.collect()
}

/// The paragraphs of the declaration's thirty articles, by article. Articles are told by a short
/// line with the next number.
fn declarations(folder: &Path) -> Labelled {
    let path = folder.join("raw/udhr2.zip");
    let Some(mut archive) =
        std::fs::File::open(path).ok().and_then(|file| zip::ZipArchive::new(file).ok())
    else {
        return Vec::new();
    };
    let mut set = Vec::new();
    for (code, file) in DECLARATIONS {
        let mut text = String::new();
        let opened = archive.by_name(&format!("udhr2/{file}.txt"));
        if opened.is_ok_and(|mut file| file.read_to_string(&mut text).is_err()) {
            continue;
        }
        let lang = code.parse().unwrap_or(Lang::UNKNOWN);
        let mut article = 0u32;
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let digits: String = line
                .chars()
                .skip_while(|c| !c.is_ascii_digit())
                .take_while(char::is_ascii_digit)
                .collect();
            let first = article == 0 && line.to_lowercase().starts_with("article premier");
            let length = line.chars().count();
            if first || length < 40 && article < 30 && digits.parse() == Ok(article + 1) {
                article += 1;
            } else if article > 0 && length > 25 {
                set.push((Text { text: line.to_owned(), lang }, article.to_string()));
            }
        }
    }
    set
}
