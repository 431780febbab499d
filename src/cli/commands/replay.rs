//! `earful replay`: past nights lived again, what rang in them, and how often in vain.

use serde_json::{Value, json};

use super::{Outcome, Place, json_line};
use crate::cli::args::ReplayArgs;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::print::{Printer, Style, inert, shortened, table};
use crate::model::{Day, hex};
use crate::pipeline::{self, Past, Rang, Relived, Replayed};
use crate::report::phrase;

/// Days from the first record that a first night needs to know what is usual.
const WARM: i32 = 28;
/// More nights are years, and a slip of the keys.
const MOST: i32 = 1_000;
/// The second round is always dealt out the same.
const SEED: u64 = 1;

pub(super) fn run(place: &Place, args: &ReplayArgs, out: &mut Printer) -> Outcome {
    let (from, to) = (args.from, args.to);
    let nights = to.since(from) + 1;
    if !(1..=MOST).contains(&nights) {
        return Err(Failure::Usage(format!(
            "{} to {} are {nights} nights: give --from and a later --to, at most {MOST} nights",
            from, to
        )));
    }
    let workspace = place.workspace()?;
    let settings = place.settings(&place.root()?)?;
    let hash = hex(&crate::config::settings_hash(&settings));
    let threads = settings.run.threads;
    let settings = settings.for_the_night();
    let past = Past::of(&workspace)?;
    let Some((first, last)) = past.days() else {
        return Err(Failure::Usage("nothing here is dated, so no night can be lived again".into()));
    };
    if to < first || from > last {
        return Err(Failure::Usage(format!(
            "the records here are dated {first} to {last}: give days among these"
        )));
    }
    let mut told: Vec<Relived> = Vec::new();
    let (replayed, in_vain) = pipeline::with_threads(threads, || {
        let replayed = pipeline::replay(&past, &settings, &hash, (from, to), &mut |one| {
            told.push(one.clone())
        });
        let in_vain = (!args.quick).then(|| {
            let shuffled = past.shuffled(SEED);
            pipeline::replay(&shuffled, &settings, &hash, (from, to), &mut |_| {})
        });
        (replayed, in_vain)
    })?;
    match args.json {
        true => {
            told.iter().for_each(|one| json_line(out, &night_json(one)));
            json_line(out, &whole_json(&replayed, in_vain.as_ref()));
        }
        false => {
            told.iter().for_each(|one| night(one, out));
            if from.since(first) < WARM {
                out.line(format!(
                    "The first record is of {first}: the first nights have little to compare with."
                ));
            }
            whole(&replayed, in_vain.as_ref(), (from, to), out);
        }
    }
    Ok(if replayed.rang.is_empty() { Exit::NothingFound } else { Exit::Done })
}

fn night_json(one: &Relived) -> Value {
    json!({
        "night": one.day.to_string(),
        "records": one.records,
        "refitted": one.refitted,
        "alarms": one.alarms,
    })
}

/// Days from one to another, where both are known.
fn days(from: &str, to: Option<Day>) -> Option<i32> {
    Some(to?.since(from.parse().ok()?))
}

fn lead(one: &Rang, to: Option<Day>) -> Option<i32> {
    to.map(|day| day.since(one.night))
}

fn whole_json(replayed: &Replayed, in_vain: Option<&Replayed>) -> Value {
    let rang = replayed.rang.iter().map(|one| {
        json!({
            "alarm": one.alarm,
            "night": one.night.to_string(),
            "after_it_began": days(&one.alarm.since, Some(one.night)),
            "peak": one.peak.map(|day| day.to_string()),
            "before_its_peak": lead(one, one.peak),
            "called_rising": one.called.map(|day| day.to_string()),
            "before_it_was_called_rising": lead(one, one.called),
        })
    });
    json!({
        "nights": replayed.nights,
        "nights_with_alarms": replayed.ringing,
        "nights_with_alarms_of_themes": replayed.ringing_themes,
        "rang": rang.collect::<Vec<_>>(),
        "shuffled_nights_with_alarms_of_themes": in_vain.map(|one| one.ringing_themes),
        "undated": replayed.undated,
    })
}

fn night(one: &Relived, out: &mut Printer) {
    for alarm in one.alarms.iter().filter(|alarm| alarm.rings()) {
        let words = format!("{}  Alarm. {}", one.day, alarm.words);
        out.line(out.styled(Style::Bad, &inert(&words)));
    }
}

fn whole(
    replayed: &Replayed,
    in_vain: Option<&Replayed>,
    (from, to): (Day, Day),
    out: &mut Printer,
) {
    out.gap();
    out.line(out.styled(
        Style::Bold,
        &format!(
            "{} from {} to {}, {} with an alarm",
            phrase::counted(replayed.nights.into(), "night", "nights"),
            phrase::date(from),
            phrase::date(to),
            phrase::count(replayed.ringing.into())
        ),
    ));
    let blank = || "–".to_owned();
    let in_days = |days: Option<i32>| days.map_or_else(blank, |days| format!("{days} d"));
    if !replayed.rang.is_empty() {
        let mut rows = vec![
            ["rang", "", "held", "usual", "after it began", "before its peak", "before “rising”"]
                .map(str::to_owned)
                .to_vec(),
        ];
        rows.extend(replayed.rang.iter().map(|one| {
            let name = match one.alarm.kind.as_str() {
                "theme" => format!("{} {}", one.alarm.of, one.alarm.title),
                _ => format!("mail: {}", one.alarm.title),
            };
            vec![
                one.night.to_string(),
                shortened(&inert(&name), 40),
                phrase::count(one.alarm.observed.into()),
                phrase::decimal(one.alarm.usual, 1),
                in_days(days(&one.alarm.since, Some(one.night))),
                in_days(lead(one, one.peak)),
                in_days(lead(one, one.called)),
            ]
        }));
        for (at, line) in table(&rows, &[2, 3, 4, 5, 6]).into_iter().enumerate() {
            let line = if at == 0 { out.styled(Style::Dim, &line) } else { line };
            out.line(line);
        }
        out.line(
            "The peak is the day with most records of it; “rising” is the first report that calls its \
             theme new or rising. A negative number is after it.",
        );
    }
    if let Some(in_vain) = in_vain {
        out.line(format!(
            "In vain: with the same records on shuffled days, where nothing can happen, {} had an alarm \
             about a theme, against {} with the days as they are.",
            phrase::part_of_all(
                in_vain.ringing_themes.into(),
                in_vain.nights.into(),
                if in_vain.nights == 1 { "night" } else { "nights" }
            ),
            phrase::count(replayed.ringing_themes.into())
        ));
    }
    if replayed.undated > 0 {
        out.line(format!(
            "{} without a date are in no night.",
            phrase::counted(replayed.undated, "record", "records")
        ));
    }
    out.line("Nothing was written: the workspace is as it was.");
}
