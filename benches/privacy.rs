//! How much personal data is masked, and how much else: recall and precision by sort, on 20,000
//! invented texts in three languages with more than 5,000 planted items; then the odd spellings, one
//! text each.
//!
//! `cargo bench --bench privacy`; `-- --misses` prints every miss and false find, `-- SEED` draws
//! another set.

use std::time::Instant;

use earful::intake::{Names, Redactor, redact};

#[path = "support/planted/mod.rs"]
mod planted;
#[path = "support/spelled/mod.rs"]
mod spelled;

const TEXTS: usize = 20_000;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let seed = arguments.iter().find_map(|one| one.parse().ok()).unwrap_or(1);
    let misses = arguments.iter().any(|one| one == "--misses");
    let texts = planted::texts(seed, TEXTS);
    let own = |patterns: &[&str]| patterns.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
    let redactor =
        Redactor::new(&own(planted::ORDERS), &own(planted::ACCOUNTS)).expect("sound patterns");
    let scores = planted::measure(
        &texts,
        |one| {
            let finds = redactor.finds(&one.text, &Names::of([one.author.as_str()]));
            finds.into_iter().map(|find| (name(&find), find.span)).collect()
        },
        |what, sort, one, span| {
            if misses {
                println!(
                    "{what} {sort}: {:?} in {:?} by {:?}",
                    &one.text[span.clone()],
                    one.text,
                    one.author
                );
            }
        },
    );
    println!("{:10} {:>8} {:>8} {:>10}", "", "planted", "recall", "precision");
    for (sort, score) in planted::SORTS.iter().zip(scores) {
        println!(
            "{sort:10} {:>8} {:>8.4} {:>10.4}",
            score.planted,
            score.recall(),
            score.precision()
        );
    }
    spellings(seed, misses);
    let started = Instant::now();
    let bytes: usize = texts.iter().map(|one| one.text.len()).sum();
    let left: usize = texts
        .iter()
        .map(|one| redactor.redact(&one.text, &Names::of([one.author.as_str()])).len())
        .sum();
    let seconds = started.elapsed().as_secs_f64();
    println!(
        "{TEXTS} texts, {bytes} bytes to {left}, in {:.0} ms: {:.1} µs a text",
        seconds * 1e3,
        seconds * 1e6 / TEXTS as f64
    );
}

/// The odd spellings, sort by sort, and sentences that only look as if.
fn spellings(seed: u64, misses: bool) {
    println!("{:10} {:>8} {:>8}", "spelled", "planted", "recall");
    let all = spelled::personal(seed);
    for sort in spelled::SORTS {
        let of_sort: Vec<_> = all.iter().filter(|one| one.sort == sort).collect();
        let found = |one: &&&spelled::Spelled| !redact(&one.text).contains(&one.secret);
        if misses {
            of_sort.iter().filter(|one| !found(one)).for_each(|one| {
                println!("missed {sort}: {:?} became {:?}", one.text, redact(&one.text));
            });
        }
        let recall = of_sort.iter().filter(found).count() as f64 / of_sort.len() as f64;
        println!("{sort:10} {:>8} {recall:>8.4}", of_sort.len());
    }
    let innocent = spelled::innocent();
    let harmed: Vec<_> = innocent.iter().filter(|text| redact(text) != **text).collect();
    if misses {
        harmed.iter().for_each(|text| println!("harmed: {text:?} became {:?}", redact(text)));
    }
    let kept = 1.0 - harmed.len() as f64 / innocent.len() as f64;
    println!("{:10} {:>8} {kept:>8.4}", "innocent", innocent.len());
}

fn name(find: &earful::intake::Find) -> planted::Sort {
    let token = find.kind.token();
    planted::SORTS
        .into_iter()
        .find(|sort| token == format!("<{sort}>"))
        .expect("a sort for each kind")
}
