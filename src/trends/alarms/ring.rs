//! Each alarm rings once: what rang before, what is over, what got worse.
//!
//! Takes the series and what the nights before left; goes day by day through what has come since,
//! as if no night had been missed, and gives what rings with what the next night must know.

use super::cells::Cells;
use super::expect::{Expected, Stretch};
use super::scan::{Finding, InPart, Look, WEEK};
use super::series::{BASELINE, Series};
use crate::model::{Day, Ring, Rung, Subject};

/// Voices in a look below which nothing rings: a handful is read by daylight.
pub const FLOOR: u32 = 8;
/// How many times what was expected of a theme is worth ringing for, however sure it is.
const MARKED: f64 = 1.5;
/// The same of mail, which grows and sinks without anything being broken.
const MARKED_MAIL: f64 = 2.0;
/// How many times its usual count a theme must have, whatever came beside it: less mail of others is
/// no alarm.
const ABOVE: f64 = 1.2;
/// How many times as bad as when it last rang it rings again at.
const WORSE: f64 = 2.0;
/// Days looked at to tell whether an alarm is over, and the chance from which they are usual again.
const OVER_DAYS: usize = 3;
const USUAL_AGAIN: f64 = 0.05;
/// Days after which what lasts is the usual.
pub(super) const LONGEST: i32 = 28;
/// Days back from which a beginning is sought.
const REACH: usize = 14;
/// The part of what is above usual in all mail, or in a theme, that one source or part explains.
const EXPLAINS: f64 = 0.8;

/// An alarm of these nights.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Raised {
    pub ring: Ring,
    pub since: Day,
    /// The day that raised it.
    pub on: Day,
    pub finding: Finding,
}

/// Watches one more day. `rung` is what rang before and is brought up to that day; gives what is
/// raised on it, mail first, then themes by id. A day that is not `whole` yet may raise an alarm and
/// end none: the counts it lacks could only be more. `people`
/// says how many different ones are behind a subject from one day to another: as many as would ring
/// must be. `parts` are the counts by part, where they are known, and what was found in them that day.
pub(super) fn step(
    series: &Series,
    day: Day,
    rung: &mut Vec<Rung>,
    (cells, parts): (Option<&Cells>, &[InPart]),
    whole: bool,
    false_alarms: f64,
    people: &dyn Fn(&Subject, Day, Day) -> usize,
) -> Vec<Raised> {
    // What is longer ago than the history of any later day, and its gap, is forgotten.
    rung.retain(|one| one.ended.is_none_or(|ended| day.since(ended) <= BASELINE + 2 * WEEK as i32));
    let look = Look::on(series, day, rung, cells);
    if whole {
        end(&look, day, rung);
    }
    let before = rung.clone();
    let after = |subject: &Subject| {
        let of = before.iter().filter(|one| one.subject == *subject);
        of.filter_map(|one| one.ended).max()
    };
    let first = day.plus(1 - WEEK as i32);
    let findings =
        look.findings(&before, parts, &|subject| after(subject).is_none_or(|ended| ended < first));
    let findings = findings.into_iter().filter(|one| stands_out(one, false_alarms)).collect();
    let mut raised = Vec::new();
    for finding in one_of_each_theme(findings) {
        let open =
            rung.iter().position(|one| one.subject == finding.subject && one.ended.is_none());
        let times = times(&finding.expected, finding.stretch);
        if is_over(&look, &finding, &before)
            || (open.is_none() && in_a_part(&look, &finding, &before))
        {
            continue;
        }
        let after = after(&finding.subject);
        let (ring, since) = match open {
            // What got so much worse broke anew: it is told from the day it did.
            Some(at) if times >= WORSE * rung[at].level => {
                (Ring::Worse, since(&look, &finding, after, &before).max(rung[at].since))
            }
            Some(_) => continue,
            None => (Ring::New, since(&look, &finding, after, &before)),
        };
        let first = day.plus(1 - finding.stretch.days as i32);
        let people = people(&finding.subject, first, day) as f64;
        if people < f64::from(FLOOR) || people < marked(&finding) * finding.expected.mean {
            continue;
        }
        if let Some(at) = open {
            if rung[at].since == since {
                rung.remove(at);
            } else {
                rung[at].ended = Some(since.plus(-1));
            }
        }
        rung.push(Rung {
            subject: finding.subject.clone(),
            since,
            level: times,
            p_value: finding.p_value,
            q_value: finding.q_value,
            ended: None,
            settled: false,
        });
        raised.push(Raised { ring, since, on: day, finding });
    }
    let explained = |raised: &Raised| {
        raised.finding.subject == Subject::Mail(None) && explained(&look, raised, rung)
    };
    let explained: Vec<bool> = raised.iter().map(explained).collect();
    let mut explained = explained.into_iter();
    raised.retain(|_| !explained.next().unwrap_or(false));
    raised
}

/// What stands out, without the parts of themes that stand out over all (where they broke is told with
/// them), and of other themes the least likely part alone.
fn one_of_each_theme(findings: Vec<Finding>) -> Vec<Finding> {
    let is_part = |one: &Finding| matches!(one.subject, Subject::Part { .. });
    let mut kept: Vec<Finding> = Vec::new();
    for finding in findings {
        // Subjects are in order: parts come last.
        let theme = finding.subject.theme();
        let held = kept.iter_mut().find(|one| is_part(&finding) && one.subject.theme() == theme);
        match held {
            None => kept.push(finding),
            Some(held) if is_part(held) && finding.p_value < held.p_value => *held = finding,
            Some(_) => {}
        }
    }
    kept
}

/// Whether an alarm that lasts in a part of the feedback says already what a theme would ring for.
fn in_a_part(look: &Look<'_>, finding: &Finding, rung: &[Rung]) -> bool {
    let Subject::Theme(theme) = finding.subject else { return false };
    let above = |expected: &Expected| f64::from(expected.observed) - expected.mean;
    let whole = above(&finding.expected);
    rung.iter().any(|one| {
        one.ended.is_none()
            && matches!(one.subject, Subject::Part { theme: of, .. } if of == theme)
            && look
                .expected(&one.subject, finding.stretch, rung)
                .is_some_and(|part| above(&part) >= EXPLAINS * whole)
    })
}

/// How many times what was expected, half a voice a week added to both: so that one day and several days at
/// the same level are as many times.
fn times(expected: &Expected, stretch: Stretch) -> f64 {
    let more = 0.5 * stretch.days as f64 / WEEK as f64;
    (f64::from(expected.observed) + more) / (expected.mean + more)
}

/// Whether what stands out in the week was over already, on its last day or its last three: they
/// hold no more than usual and should have held a voice or two if it went on. That rings for nothing
/// any more, unless it does go on tomorrow.
fn is_over(look: &Look<'_>, finding: &Finding, rung: &[Rung]) -> bool {
    let quiet = |days: usize, least: f64| {
        let stretch = Stretch { last: look.last, days };
        look.expected(&finding.subject, stretch, rung).is_some_and(|late| {
            late.mean * times(&finding.expected, finding.stretch) >= least
                && f64::from(late.observed) <= late.mean.max(least - 1.0)
        })
    };
    finding.stretch.days > 1 && (quiet(1, 1.0) || quiet(OVER_DAYS, 2.0))
}

fn marked(finding: &Finding) -> f64 {
    match finding.subject {
        Subject::Mail(_) => MARKED_MAIL,
        Subject::Theme(_) | Subject::Part { .. } => MARKED,
    }
}

fn stands_out(finding: &Finding, false_alarms: f64) -> bool {
    let Expected { observed, mean, usual, .. } = finding.expected;
    let heard = f64::from(observed);
    finding.q_value <= false_alarms
        && observed >= FLOOR
        && heard >= marked(finding) * mean
        && heard >= ABOVE * usual
}

/// Ends what is usual again, and what has lasted so long that it is the usual now.
fn end(look: &Look<'_>, day: Day, rung: &mut [Rung]) {
    for at in 0..rung.len() {
        if rung[at].ended.is_some() || day <= rung[at].since {
            continue;
        }
        if day.since(rung[at].since) >= LONGEST {
            rung[at].ended = Some(day);
            rung[at].settled = true;
            continue;
        }
        let days = OVER_DAYS.min((day.since(rung[at].since)) as usize);
        let stretch = Stretch { last: look.last, days };
        let expected = look.expected(&rung[at].subject, stretch, rung);
        if expected.is_none_or(|expected| expected.at_least() > USUAL_AGAIN) {
            rung[at].ended = Some(day);
        }
    }
}

/// The day it began: of the last two weeks the one from which on the counts are the least likely
/// at their usual level (the largest likelihood ratio of a change of rate, Page 1954), not before
/// an earlier alarm ended.
fn since(look: &Look<'_>, finding: &Finding, after: Option<Day>, rung: &[Rung]) -> Day {
    let mut best = (0.0, 1);
    for days in 1..=REACH.min(look.last) {
        if after.is_some_and(|ended| look.series.day(look.last + 1 - days) <= ended) {
            break;
        }
        let stretch = Stretch { last: look.last, days };
        let Some(expected) = look.expected(&finding.subject, stretch, rung) else { break };
        let (heard, mean) = (f64::from(expected.observed), expected.mean.max(0.01));
        if heard > mean {
            let ratio = heard * libm::log(heard / mean) - (heard - mean);
            if ratio > best.0 {
                best = (ratio, days);
            }
        }
    }
    look.series.day(look.last + 1 - best.1)
}

/// Whether one source's alarm says what that of all mail would say.
fn explained(look: &Look<'_>, all: &Raised, rung: &[Rung]) -> bool {
    let above = |expected: &Expected| f64::from(expected.observed) - expected.mean;
    let whole = above(&all.finding.expected);
    rung.iter().any(|one| {
        one.ended.is_none()
            && matches!(one.subject, Subject::Mail(Some(_)))
            && look
                .expected(&one.subject, all.finding.stretch, rung)
                .is_some_and(|part| above(&part) >= EXPLAINS * whole)
    })
}
