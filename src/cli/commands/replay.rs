//! `earful replay`: past nights lived again, what rang in them, and how often in vain.

use serde_json::{Value, json};

use super::{Outcome, Place, json_line};
use crate::cli::args::ReplayArgs;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::print::{Printer, Style, inert, shortened, table};
use crate::model::{Day, hex};
use crate::pipeline::{self, Conclusion, Met, Past, Rang, Relived, Replayed};
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
    let business = pipeline::business(&workspace, &settings)?;
    let past = Past::of(&workspace)?.exposed(business.exposure);
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
        let seed = (!args.quick).then_some(SEED);
        pipeline::replay_and_shuffled(&past, &settings, &hash, (from, to), seed, &mut |one| {
            told.push(one.clone())
        })
    })?;
    let found = pipeline::conclusion(&replayed, in_vain.as_ref(), &business.events, (from, to));
    match args.json {
        true => {
            told.iter().for_each(|one| json_line(out, &night_json(one)));
            json_line(out, &whole_json(&replayed, in_vain.as_ref(), &found));
        }
        false => {
            told.iter().for_each(|one| night(one, out));
            if from.since(first) < WARM {
                out.line(format!(
                    "The first record is of {first}: the first nights have little to compare with."
                ));
            }
            whole(&replayed, &found, (from, to), out);
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

fn whole_json(replayed: &Replayed, in_vain: Option<&Replayed>, found: &Conclusion) -> Value {
    let rang = replayed.rang.iter().map(|one| {
        json!({
            "alarm": one.alarm,
            "theme_of_the_newest_run": one.here.map(|theme| theme.to_string()),
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
        "conclusion": {
            "alarms_of_themes": found.alarms,
            "median_days_after_it_began": found.after_it_began,
            "by_the_peak": found.by_the_peak,
            "median_days_before_its_peak": found.before_the_peak,
            "before_it_was_called_rising": found.before_called,
            "nights_in_vain_on_shuffled_days": found.in_vain,
            "events": found.events.iter().map(|one| json!({
                "day": one.day.to_string(),
                "name": one.name,
                "alarm": one.alarm,
                "days_after": one.after,
            })).collect::<Vec<_>>(),
            "words": sentences(replayed, found),
        },
    })
}

/// What all nights together say, a sentence each.
fn sentences(replayed: &Replayed, found: &Conclusion) -> Vec<String> {
    let days = |days: i32| phrase::counted(u64::from(days.unsigned_abs()), "day", "days");
    let mut told = Vec::new();
    if found.alarms == 0 {
        told.push("No alarm about a theme rang: nobody would have been woken.".to_owned());
    } else {
        let began = match found.after_it_began {
            Some(0) | None => "on the night of the day it began".to_owned(),
            Some(after) => format!("{} after the day it began", days(after)),
        };
        let alarms = phrase::counted(found.alarms.into(), "alarm", "alarms");
        told.push(match found.alarms {
            1 => format!("1 alarm about a theme rang, {began}."),
            _ => format!("{alarms} about themes rang, in the median {began}."),
        });
        if let Some(lead) = found.before_the_peak {
            let median = match lead {
                0 => "on the day itself in the median".to_owned(),
                1.. => format!("{} before it in the median", days(lead)),
                _ => format!("{} after it in the median", days(lead)),
            };
            told.push(format!(
                "{} rang no later than the day with most records of it, {median}; {} before a \
                 report called the theme new or rising, or where none did.",
                phrase::part(found.by_the_peak.into(), found.alarms.into()),
                phrase::part(found.before_called.into(), found.alarms.into()),
            ));
        }
    }
    if let Some(in_vain) = found.in_vain {
        told.push(format!(
            "In vain: with the same records on shuffled days, where nothing can happen, {} had an \
             alarm about a theme, against {} with the days as they are; {}.",
            phrase::part_of_all(
                in_vain.into(),
                replayed.nights.into(),
                if replayed.nights == 1 { "night" } else { "nights" }
            ),
            phrase::count(replayed.ringing_themes.into()),
            match (in_vain, replayed.ringing_themes) {
                (0, 0) => "alarms were quiet".to_owned(),
                (0, _) => "none of these is to be expected from chance alone".to_owned(),
                (many, rang) if many < rang => {
                    format!("about {many} of {rang} may have rung for nothing")
                }
                _ => "no more than chance alone would ring, so these prove nothing".to_owned(),
            }
        ));
    }
    told.extend(found.events.iter().map(event));
    told
}

fn event(one: &Met) -> String {
    let what = format!("Known event “{}” of {}", one.name, phrase::date(one.day));
    match (&one.alarm, one.after) {
        (Some(alarm), Some(after)) => {
            let days = phrase::counted(u64::from(after.unsigned_abs()), "day", "days");
            let when = match after {
                0 => "that very night".to_owned(),
                1.. => format!("{days} after it"),
                _ => format!("{days} before it"),
            };
            format!("{what}: {alarm} rang {when}.")
        }
        _ => format!("{what}: nothing that began within a week of it rang."),
    }
}

fn night(one: &Relived, out: &mut Printer) {
    for alarm in one.alarms.iter().filter(|alarm| alarm.rings()) {
        let words = format!("{}  Alarm. {}", one.day, alarm.words);
        out.line(out.styled(Style::Bad, &inert(&words)));
    }
}

fn whole(replayed: &Replayed, found: &Conclusion, (from, to): (Day, Day), out: &mut Printer) {
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
            [
                "rang",
                "",
                "in the report",
                "held",
                "usual",
                "after it began",
                "before its peak",
                "before “rising”",
            ]
            .map(str::to_owned)
            .to_vec(),
        ];
        rows.extend(replayed.rang.iter().map(|one| {
            let name = match one.alarm.kind.as_str() {
                "theme" => {
                    let part = one.alarm.within.as_ref();
                    let part = part.map(|part| format!(" ({} {})", part.name, part.value));
                    format!("{}{} {}", one.alarm.of, part.unwrap_or_default(), one.alarm.title)
                }
                _ => format!("mail: {}", one.alarm.title),
            };
            vec![
                one.night.to_string(),
                shortened(&inert(&name), 40),
                one.here.map_or_else(blank, |theme| theme.to_string()),
                phrase::count(one.alarm.observed.into()),
                phrase::decimal(one.alarm.usual, 1),
                in_days(days(&one.alarm.since, Some(one.night))),
                in_days(lead(one, one.peak)),
                in_days(lead(one, one.called)),
            ]
        }));
        for (at, line) in table(&rows, &[3, 4, 5, 6, 7]).into_iter().enumerate() {
            let line = if at == 0 { out.styled(Style::Dim, &line) } else { line };
            out.line(line);
        }
        out.line(
            "Ids are those of this replay, whose first night numbers themes afresh; “in the report” is the \
             theme of the newest run that holds most of its statements. The peak is the day with most \
             records of it; “rising” is the first report that calls its theme new or rising. A negative \
             number is after it.",
        );
    }
    for line in sentences(replayed, found) {
        out.line(inert(&line));
    }
    if replayed.undated > 0 {
        out.line(format!(
            "{} without a date are in no night.",
            phrase::counted(replayed.undated, "record", "records")
        ));
    }
    out.line("Nothing was written: the workspace is as it was.");
}
