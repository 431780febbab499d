//! How good the themes are, on every labelled set at hand, beside the peers' figures.
//!
//! `cargo bench --bench quality [-- themes|long|stability|speed|languages|polarity|night|curves|names|new]`
//! reads the sets below the folder named by `EARFUL_DATA` (or `../shared/data`), runs the night's
//! own stages on them with one setting for all, and prints the tables that the README quotes. Sets
//! that are not there are skipped; without any there is nothing to measure. The peers' figures are
//! RECIPE.md's; `benches/peers` makes them again.

mod languages;
mod names;
mod night;
mod polarity;

use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Instant;

use earful::evaluation::{Agreement, adjusted_rand, agreement};
use earful::model::Lang;
use earful::pipeline::{Found, Settings, Text, Units, rehearse, remembered, with_threads};
use earful::space::{Encoder, Table, fit};
use earful::themes::Assigner;
use earful::themes::communities::{Graph, leiden};
use earful::themes::neighbours::nearest;
use earful::themes::stability::{stability as repeats, suited_resolution};

/// A set of `themes/` with BERTopic's ARI, AMI and B-cubed: by default, and with its
/// min_cluster_size of 30 (the best of four, chosen with the labels), outliers reassigned.
/// RECIPE.md, "BERTopic with other minimum cluster sizes" and section 0.
const SETS: [(&str, [f64; 3], [f64; 3]); 6] = [
    ("banking77", [0.337, 0.734, 0.357], [0.514, 0.781, 0.546]),
    ("clinc150", [0.660, 0.849, 0.688], [0.642, 0.880, 0.756]),
    ("hwu64", [0.498, 0.735, 0.517], [0.551, 0.777, 0.609]),
    ("stackoverflow", [0.588, 0.652, 0.597], [0.609, 0.680, 0.632]),
    ("airline", [0.071, 0.197, 0.161], [0.101, 0.214, 0.203]),
    ("nhs", [0.035, 0.205, 0.101], [0.055, 0.200, 0.146]),
];

/// The ten domains of clinc150 and their intents (Larson et al., "An evaluation dataset for intent
/// classification and out-of-scope prediction", 2019, and the list that comes with the set).
const DOMAINS: [(&str, &str); 10] = [
    (
        "banking",
        "freeze_account routing pin_change bill_due pay_bill account_blocked interest_rate \
         min_payment bill_balance transfer order_checks balance spending_history transactions \
         report_fraud",
    ),
    (
        "credit cards",
        "replacement_card_duration expiration_date damaged_card improve_credit_score \
         report_lost_card card_declined credit_limit_change apr redeem_rewards credit_limit \
         rewards_balance application_status credit_score new_card international_fees",
    ),
    (
        "kitchen and dining",
        "food_last confirm_reservation how_busy ingredients_list calories nutrition_info recipe \
         restaurant_reviews restaurant_reservation meal_suggestion restaurant_suggestion \
         cancel_reservation ingredient_substitution cook_time accept_reservations",
    ),
    (
        "home",
        "what_song play_music todo_list_update reminder reminder_update calendar_update \
         order_status update_playlist shopping_list calendar next_song order todo_list \
         shopping_list_update smart_home",
    ),
    (
        "auto and commute",
        "current_location oil_change_when oil_change_how uber traffic tire_pressure \
         schedule_maintenance gas mpg distance directions last_maintenance gas_type tire_change \
         jump_start",
    ),
    (
        "travel",
        "plug_type travel_notification translate flight_status international_visa timezone \
         exchange_rate travel_suggestion travel_alert vaccines lost_luggage book_flight book_hotel \
         carry_on car_rental",
    ),
    (
        "utility",
        "weather alarm date find_phone share_location timer make_call calculator definition \
         measurement_conversion flip_coin spelling time roll_dice text",
    ),
    (
        "work",
        "pto_request_status next_holiday insurance_change insurance meeting_schedule payday taxes \
         income rollover_401k pto_balance pto_request w2 schedule_meeting direct_deposit pto_used",
    ),
    (
        "small talk",
        "who_made_you meaning_of_life who_do_you_work_for do_you_have_pets \
         what_are_your_hobbies fun_fact what_is_your_name where_are_you_from goodbye thank_you \
         greeting tell_joke are_you_a_bot how_old_are_you what_can_i_ask_you",
    ),
    (
        "meta",
        "change_speed user_name whisper_mode yes change_volume no change_language repeat \
         change_accent cancel sync_device change_user_name change_ai_name reset_settings maybe",
    ),
];

fn main() {
    let folder = std::env::var_os("EARFUL_DATA")
        .map_or_else(|| PathBuf::from("../shared/data"), PathBuf::from);
    if !folder.is_dir() {
        println!(
            "{} is not there (EARFUL_DATA names another): nothing to measure",
            folder.display()
        );
        return;
    }
    let asked: Vec<String> =
        std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let wants = |part: &str| asked.is_empty() || asked.iter().any(|word| word == part);
    if wants("themes") {
        themes(&folder);
    }
    if wants("long") {
        long(&folder);
    }
    if wants("stability") {
        stability(&folder);
    }
    if wants("speed") {
        speed(&folder);
    }
    if wants("polarity") {
        polarity::polarity(&folder);
    }
    if wants("languages") {
        languages::languages(&folder);
    }
    if wants("night") {
        night::night(&folder);
    }
    // Long, and for reading one by one: printed when asked for.
    if asked.iter().any(|word| word == "names") {
        names::names(&folder);
    }
    if asked.iter().any(|word| word == "new") {
        names::new_pains(&folder);
    }
    if asked.iter().any(|word| word == "curves") {
        curves(&folder, &asked);
    }
}

/// The texts of a set that have the label, with its values as numbers, in the order of their names.
fn load(path: &Path, label: &str) -> Option<(Vec<Text>, Vec<u32>)> {
    let (texts, said) = load_named(path, label)?;
    let mut names = said.clone();
    names.sort();
    names.dedup();
    let number = |name: &String| names.binary_search(name).unwrap_or(0) as u32;
    Some((texts, said.iter().map(number).collect()))
}

/// The texts of a set that have the label, with its values.
fn load_named(path: &Path, label: &str) -> Option<(Vec<Text>, Vec<String>)> {
    let mut lines = String::new();
    let file = std::fs::File::open(path).ok()?;
    flate2::read::MultiGzDecoder::new(file).read_to_string(&mut lines).ok()?;
    let (mut texts, mut said) = (Vec::new(), Vec::new());
    for line in lines.lines() {
        let record: serde_json::Value = serde_json::from_str(line).ok()?;
        let value = record.pointer(&format!("/labels/{label}")).or_else(|| record.get(label));
        let (Some(value), Some(text)) =
            (value.and_then(|value| value.as_str()), record["text"].as_str())
        else {
            continue;
        };
        let lang = record["lang"].as_str().and_then(|code| code.parse().ok());
        texts.push(Text { text: text.to_owned(), lang: lang.unwrap_or(Lang::ENGLISH) });
        said.push(value.to_owned());
    }
    (!texts.is_empty()).then_some((texts, said))
}

/// How well the areas of clinc150 agree with its ten domains.
fn domains(folder: &Path) {
    let path = folder.join("themes/clinc150.jsonl.gz");
    let Some((texts, intents)) = load_named(&path, "theme") else { return };
    let domain = |intent: &String| {
        let of = |(_, intents): &(_, &str)| intents.split_whitespace().any(|one| one == intent);
        DOMAINS.iter().position(of).unwrap_or(DOMAINS.len()) as u32
    };
    let labels: Vec<u32> = intents.iter().map(domain).collect();
    let found = rehearse(&texts, Units::Whole, &Settings::default());
    let areas = agreement(&labels, &groups(&found.area));
    println!(
        "\nclinc150, areas against its ten domains: {} areas, {}, purity {:.3}",
        areas.clusters,
        cell(three(&areas)),
        areas.purity
    );
}

fn groups(of: &[Option<u32>]) -> Vec<u32> {
    of.iter().map(|one| one.unwrap_or(u32::MAX)).collect()
}

fn three(found: &Agreement) -> [f64; 3] {
    [found.ari, found.ami, found.b_cubed]
}

fn cell([ari, ami, b_cubed]: [f64; 3]) -> String {
    format!("{ari:.3} / {ami:.3} / {b_cubed:.3}")
}

fn themes(folder: &Path) {
    println!(
        "\n| set | texts | classes | themes | earful | areas | BERTopic | BERTopic, tuned with the labels | as the night: coverage, ARI / AMI / B3 |"
    );
    println!("|---|--:|--:|--:|---|---|---|---|---|");
    let mut sums = [[0.0; 3]; 3];
    let mut sets = 0.0;
    for (name, plain, tuned) in SETS {
        let path = folder.join("themes").join(format!("{name}.jsonl.gz"));
        let Some((texts, labels)) = load(&path, "theme") else {
            println!("| {name} | not there |");
            continue;
        };
        let settings = Settings::default();
        let found = rehearse(&texts, Units::Whole, &settings);
        let themes = agreement(&labels, &groups(&found.theme));
        let areas = agreement(&labels, &groups(&found.area));
        let night = rehearse(&texts, Units::AsTheNight, &settings);
        for (sum, of) in sums.iter_mut().zip([three(&themes), plain, tuned]) {
            sum.iter_mut().zip(of).for_each(|(sum, figure)| *sum += figure);
        }
        sets += 1.0;
        println!(
            "| {name} | {} | {} | {} | {} | {}: {} | {} | {} | {:.2}, {} |",
            texts.len(),
            themes.labels,
            themes.clusters,
            cell(three(&themes)),
            areas.clusters,
            cell(three(&areas)),
            cell(plain),
            cell(tuned),
            night.coverage(),
            cell(three(&covered(&labels, &night))),
        );
    }
    if sets > 0.0 {
        let mean = sums.map(|sum| cell(sum.map(|figure| figure / sets)));
        println!("| average | | | | **{}** | | {} | {} | |", mean[0], mean[1], mean[2]);
    }
    domains(folder);
}

/// Agreement on the texts that have a theme.
fn covered(labels: &[u32], found: &Found) -> Agreement {
    let themed = labels.iter().zip(&found.theme).filter_map(|(&label, &of)| Some((label, of?)));
    let (labels, groups): (Vec<u32>, Vec<u32>) = themed.unzip();
    agreement(&labels, &groups)
}

fn long(folder: &Path) {
    println!("\n| set | label | texts | themes: ARI / AMI / B3 | areas: ARI / AMI / B3 |");
    println!("|---|---|--:|---|---|");
    for (name, label) in [
        ("cfpb", "theme"),
        ("cfpb", "product"),
        ("amazon_2007", "category"),
        ("amazon_2007", "product"),
    ] {
        let Some((texts, labels)) = load(&folder.join(format!("{name}.jsonl.gz")), label) else {
            println!("| {name} | {label} | not there |");
            continue;
        };
        let found = rehearse(&texts, Units::Whole, &Settings::default());
        let themes = agreement(&labels, &groups(&found.theme));
        let areas = agreement(&labels, &groups(&found.area));
        println!(
            "| {name} | {label} ({}) | {} | {}: {} | {}: {} |",
            themes.labels,
            texts.len(),
            themes.clusters,
            cell(three(&themes)),
            areas.clusters,
            cell(three(&areas)),
        );
    }
}

fn stability(folder: &Path) {
    println!(
        "\n| set | ARI with a tenth left out, mean of five (least) | shuffled, 1 2 8 threads |"
    );
    println!("|---|---|---|");
    for (name, ..) in SETS {
        let path = folder.join("themes").join(format!("{name}.jsonl.gz"));
        let Some((texts, _)) = load(&path, "theme") else { continue };
        let settings = Settings::default();
        let whole = rehearse(&texts, Units::Whole, &settings);
        let (mean, least) = left_out(&texts, &whole, &settings);
        let backwards: Vec<Text> = texts.iter().rev().cloned().collect();
        let same = [1, 2, 8].iter().all(|&threads| {
            with_threads(Some(threads), || rehearse(&backwards, Units::Whole, &settings))
                .is_ok_and(|again| again.theme.iter().rev().eq(&whole.theme))
        });
        println!(
            "| {name} | {mean:.3} ({least:.3}) | {} |",
            if same { "identical" } else { "DIFFER" }
        );
    }
}

/// Agreement on the rest when a tenth of the texts is left out: the mean of five draws, and the
/// least.
fn left_out(texts: &[Text], whole: &Found, settings: &Settings) -> (f64, f64) {
    let mut shares = Vec::new();
    for share in 0..5u64 {
        // Every text draws a number that depends on the share; the lowest tenth is left out.
        let key = |at: &usize| draw(*at as u64, share);
        let mut order: Vec<usize> = (0..texts.len()).collect();
        order.sort_by_key(key);
        let mut kept = order.split_off(texts.len() / 10);
        kept.sort_unstable();
        let rest: Vec<Text> = kept.iter().map(|&at| texts[at].clone()).collect();
        let found = rehearse(&rest, Units::Whole, settings);
        let before: Vec<u32> = kept.iter().map(|&at| whole.theme[at].unwrap_or(u32::MAX)).collect();
        shares.push(adjusted_rand(&before, &groups(&found.theme)));
    }
    let mean = shares.iter().sum::<f64>() / 5.0;
    (mean, shares.iter().copied().fold(1.0, f64::min))
}

/// At each resolution, how well the groups repeat on shares of the texts and how good they are; of
/// the sets whose name was asked for, else of all.
fn curves(folder: &Path, asked: &[String]) {
    const RESOLUTIONS: [f64; 9] = [0.6, 1.0, 1.6, 2.8, 4.5, 6.0, 8.0, 11.0, 16.0];
    let sets = SETS.iter().map(|(name, ..)| (format!("themes/{name}"), "theme"));
    for (name, label) in sets.chain([("cfpb".to_owned(), "theme"), ("cfpb".to_owned(), "product")])
    {
        if asked.len() > 1 && !asked.iter().any(|one| name.ends_with(one.as_str())) {
            continue;
        }
        let Some((texts, labels)) = load(&folder.join(format!("{name}.jsonl.gz")), label) else {
            continue;
        };
        println!(
            "\n| {name}, {label} | agreement of shares | a tenth left out | themes | ARI / AMI / B3 | areas | |"
        );
        println!("|--:|--:|--:|--:|---|--:|---|");
        let table = Table::shipped();
        let all: Vec<(&str, Lang)> =
            texts.iter().map(|one| (one.text.as_str(), one.lang)).collect();
        let space = fit(&all, table, 0);
        let encoder = Encoder::new(table, &space).expect("the space was fitted with this table");
        let lists = nearest(&encoder.encode_all(&all), 16);
        for at in repeats(&lists, 10, &RESOLUTIONS, 0) {
            let mut settings = Settings::default();
            settings.themes.resolution = Some(at.resolution);
            let found = rehearse(&texts, Units::Whole, &settings);
            let themes = agreement(&labels, &groups(&found.theme));
            let areas = agreement(&labels, &groups(&found.area));
            println!(
                "| {} | {:.3} | {:.3} | {} | {} | {} | {} |",
                at.resolution,
                at.agreement,
                left_out(&texts, &found, &settings).0,
                themes.clusters,
                cell(three(&themes)),
                areas.clusters,
                cell(three(&areas)),
            );
        }
    }
}

/// The finaliser of SplitMix64 (Steele, Lea and Flood 2014).
fn draw(item: u64, seed: u64) -> u64 {
    let mut z = item.wrapping_add((seed + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn speed(folder: &Path) {
    let mut texts: Vec<Text> = Vec::new();
    for (name, ..) in SETS {
        let path = folder.join("themes").join(format!("{name}.jsonl.gz"));
        texts.extend(load(&path, "theme").map(|(texts, _)| texts).unwrap_or_default());
    }
    if texts.is_empty() {
        return;
    }
    let words: usize = texts.iter().map(|text| text.text.split_whitespace().count()).sum();
    let all: Vec<(&str, Lang)> = texts.iter().map(|one| (one.text.as_str(), one.lang)).collect();
    let sample: Vec<(&str, Lang)> =
        all.iter().copied().step_by((all.len() / 20_000).max(1)).take(20_000).collect();
    let table = Table::shipped();
    println!("\n| step | figure |\n|---|---|");
    let began = Instant::now();
    let space = fit(&sample, table, 0);
    println!(
        "| learn a space from {} texts | {:.2} s |",
        sample.len(),
        began.elapsed().as_secs_f64()
    );
    let encoder = Encoder::new(table, &space).expect("the space was fitted with this table");
    let best = (0..3)
        .map(|_| {
            let began = Instant::now();
            with_threads(Some(1), || encoder.encode_all(&all)).expect("a thread starts");
            all.len() as f64 / began.elapsed().as_secs_f64()
        })
        .fold(0.0, f64::max);
    println!(
        "| encode, one core, texts of {:.1} words (best of three) | {best:.0} a second |",
        words as f64 / texts.len() as f64
    );
    let vectors = encoder.encode_all(&sample);
    let began = Instant::now();
    let lists = nearest(&vectors, 16);
    println!("| nearest 16 of {} | {:.2} s |", sample.len(), began.elapsed().as_secs_f64());
    let began = Instant::now();
    let resolution = suited_resolution(&lists, 10, 0).unwrap_or(3.0);
    println!("| resolution ({resolution:.2}) | {:.2} s |", began.elapsed().as_secs_f64());
    let rows: Vec<u32> = (0..vectors.len() as u32).collect();
    let graph = Graph::from_neighbours(&lists.restricted(&rows, 10));
    let began = Instant::now();
    leiden(&graph, resolution, 0, 2);
    println!("| group once | {:.2} s |", began.elapsed().as_secs_f64());
    let some: Vec<Text> =
        sample.iter().map(|&(text, lang)| Text { text: text.to_owned(), lang }).collect();
    let began = Instant::now();
    let found = rehearse(&some, Units::Whole, &Settings::default());
    println!(
        "| the whole fit of {} statements, names and assignment included ({} themes) | {:.1} s |",
        sample.len(),
        found.found.len(),
        began.elapsed().as_secs_f64()
    );
    let memory = remembered(&some, &Settings::default());
    let assigner = Assigner::new(&memory, false);
    let encoder = Encoder::new(table, &memory.space).expect("the space was fitted with this table");
    let best = (0..3)
        .map(|_| {
            let began = Instant::now();
            let vectors = encoder.encode_all(&all);
            assigner.assign(&vectors);
            vectors.len() as f64 / began.elapsed().as_secs_f64()
        })
        .fold(0.0, f64::max);
    println!("| encode and assign, all cores (best of three) | {best:.0} a second |");
}
