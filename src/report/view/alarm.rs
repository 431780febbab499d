//! What broke, as data and in a sentence computed from it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::fixes;
use super::opportunity::{number, title_of};
use super::sentences::{quoted, records};
use crate::model::{Alarm, Analysis, ItemFix, Ring, Subject};
use crate::report::phrase;

/// The kind of an alarm about a shipped item.
pub(super) const FIX: &str = "fix";
/// Alarms spelled out on the first screen; the rest are counted there and listed below.
const SHOWN: usize = 3;
/// The part of an alarm from which a place holds nearly all of it, and from which most.
const NEARLY_ALL: f64 = 0.9;
const MOST: f64 = 0.5;

/// Far more is heard than usual, beyond chance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AlarmView {
    /// Stays the same for as long as the alarm lasts: the theme, or `mail`, and the day it began:
    /// `T-12@2026-08-20`; of one part of the feedback `T-12/version=5.1@2026-08-20`; of a shipped item
    /// `fix:R-5@2026-07-02` with the day it shipped.
    pub id: String,
    /// `theme` (how many want a change in it), `mail` (how much feedback comes at all) or `fix` (an
    /// item that shipped is heard more than before, or again).
    pub kind: String,
    /// The theme's id, the source's name or the item's id; empty where it is all feedback.
    pub of: String,
    /// The one part of the feedback that it is about, where it rings for that part and not for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<PartView>,
    /// What it is called.
    pub title: String,
    /// `new`, `worse` (rang before, at least twice as bad now) or `lasting` (rings no more).
    pub ring: String,
    /// The day it began.
    pub since: String,
    /// The last day counted.
    pub until: String,
    /// Whether it is over already.
    pub over: bool,
    /// Pieces of feedback of those days, copies of one voice counted once; in a theme those that
    /// want a change.
    pub observed: u32,
    /// What is usual in as many days, with as much other feedback.
    pub usual: f64,
    /// How many above usual.
    pub above: f64,
    /// Parts of the feedback that explain it, the narrowest first; empty where it is everywhere.
    pub places: Vec<AlarmPlaceView>,
    /// Chance of as much on such days if nothing had changed.
    pub p_value: f64,
    /// The same after looking at every theme, source and part.
    pub q_value: f64,
    /// It in a sentence.
    pub words: String,
}

/// A part of the feedback.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PartView {
    /// `version`, `country`, `source`, ….
    pub name: String,
    /// Its value.
    pub value: String,
}

/// A part of the feedback that explains an alarm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AlarmPlaceView {
    /// `version`, `country`, `source`, ….
    pub name: String,
    /// Its value.
    pub value: String,
    /// Pieces of feedback of the alarm in it.
    pub observed: u32,
    /// What is usual of it in as many days.
    pub usual: f64,
}

impl AlarmView {
    /// What broke, then the shipped items that regressed.
    pub(super) fn all(analysis: &Analysis) -> Vec<AlarmView> {
        let broke = analysis.alarms.iter().map(|alarm| AlarmView::new(alarm, analysis));
        let fixes = analysis.meeting.iter().flat_map(|meeting| &meeting.fixes);
        broke.chain(fixes.filter_map(|one| AlarmView::of_fix(one, analysis))).collect()
    }

    /// The alarm of a shipped item; `None` where nothing rings for it.
    fn of_fix(one: &ItemFix, analysis: &Analysis) -> Option<AlarmView> {
        let alarm = one.alarm?;
        let mut items = analysis.meeting.iter().flat_map(|meeting| &meeting.items);
        let title = match items.find(|item| item.item.id == one.item) {
            Some(item) if item.item.title != one.item => {
                format!("{} {}", one.item, item.item.title)
            }
            _ => one.item.to_string(),
        };
        let observed = one.fix.own.sums().1;
        let usual = one.fix.effect.map_or(0.0, |effect| effect.expected);
        let theme = |id| title_of(analysis.themes.get(id), &id.to_string());
        Some(AlarmView {
            id: one.alarm_id(),
            kind: FIX.to_owned(),
            of: one.item.to_string(),
            within: None,
            ring: ring_name(alarm.ring).to_owned(),
            since: one.shipped.to_string(),
            until: one.shipped.plus(7 * one.fix.own.after.len() as i32 - 1).to_string(),
            over: false,
            observed,
            usual: number(usual),
            above: number(f64::from(observed) - usual),
            places: Vec::new(),
            p_value: number(alarm.p_value),
            q_value: number(alarm.q_value),
            words: format!(
                "{title}, shipped on {}: {}",
                phrase::date(one.shipped),
                phrase::inside_sentence(&fixes::words(one, &theme))
            ),
            title,
        })
    }

    fn new(alarm: &Alarm, analysis: &Analysis) -> AlarmView {
        let (kind, of, title) = match &alarm.subject {
            Subject::Mail(None) => ("mail", String::new(), "All feedback".to_owned()),
            Subject::Mail(Some(source)) => ("mail", source.to_string(), source.to_string()),
            Subject::Theme(theme) | Subject::Part { theme, .. } => {
                let id = theme.to_string();
                let title = title_of(analysis.themes.get(*theme), &id);
                ("theme", id, title)
            }
        };
        AlarmView {
            id: alarm.id(),
            kind: kind.to_owned(),
            words: words(alarm, &title),
            of,
            within: match &alarm.subject {
                Subject::Part { name, value, .. } => {
                    Some(PartView { name: name.to_string(), value: value.to_string() })
                }
                _ => None,
            },
            title,
            ring: ring_name(alarm.ring).to_owned(),
            since: alarm.since.to_string(),
            until: alarm.until.to_string(),
            over: alarm.over,
            observed: alarm.observed,
            usual: number(alarm.usual),
            above: number(f64::from(alarm.observed) - alarm.usual),
            places: (alarm.places.iter())
                .map(|place| AlarmPlaceView {
                    name: place.name.to_string(),
                    value: place.value.to_string(),
                    observed: place.observed,
                    usual: number(place.usual),
                })
                .collect(),
            p_value: number(alarm.p_value),
            q_value: number(alarm.q_value),
        }
    }

    /// Whether it is worth waking somebody: it is new, or much worse than when it last rang.
    pub fn rings(&self) -> bool {
        self.ring != "lasting"
    }
}

fn ring_name(ring: Ring) -> &'static str {
    match ring {
        Ring::New => "new",
        Ring::Worse => "worse",
        Ring::Lasting => "lasting",
    }
}

/// What stands above everything else: one line for each of the first alarms that ring and one for
/// the rest, then a line for each shipped item that regressed. Empty on a quiet night.
pub(super) fn lines(alarms: &[AlarmView]) -> Vec<String> {
    let ringing = alarms.iter().filter(|alarm| alarm.rings());
    let (fixes, ringing): (Vec<&AlarmView>, Vec<_>) = ringing.partition(|alarm| alarm.kind == FIX);
    let mut lines: Vec<String> =
        ringing.iter().take(SHOWN).map(|alarm| alarm.words.clone()).collect();
    // A whole source is louder; what is said in it is what broke.
    let broke: Vec<String> = (ringing.iter().filter(|alarm| alarm.kind == "theme"))
        .take(SHOWN)
        .map(|alarm| quoted(&alarm.title))
        .collect();
    if let (Some(first), true) = (ringing.first(), !broke.is_empty())
        && first.kind == "mail"
    {
        lines[0].push_str(&format!(" Above all: {}.", phrase::list(&broke)));
    }
    if ringing.len() > SHOWN {
        let more: Vec<String> =
            ringing[SHOWN..].iter().take(SHOWN).map(|alarm| quoted(&alarm.title)).collect();
        let rest = ringing.len() - SHOWN - more.len();
        let rest = if rest > 0 { format!(" and {rest} more") } else { String::new() };
        let more = if rest.is_empty() { phrase::list(&more) } else { more.join(", ") };
        lines.push(format!("Far above usual as well: {more}{rest}."));
    }
    lines.extend(fixes.into_iter().map(|alarm| alarm.words.clone()));
    lines
}

/// What goes on since an earlier night, in a sentence; `None` when nothing does.
pub(super) fn lasting(alarms: &[AlarmView]) -> Option<String> {
    // Of what regressed the sentence about the roadmap tells every night.
    let all: Vec<&AlarmView> =
        alarms.iter().filter(|alarm| !alarm.rings() && alarm.kind != FIX).collect();
    let mut named: Vec<String> = all
        .iter()
        .take(SHOWN)
        .map(|alarm| {
            let title =
                if alarm.kind == "theme" { quoted(&alarm.title) } else { inside(&alarm.title) };
            format!("{title} (since {})", phrase::iso_short(&alarm.since))
        })
        .collect();
    let rest = all.len() - named.len();
    if rest > 0 {
        named.push(format!("{rest} more"));
    }
    (!named.is_empty()).then(|| format!("Still far above usual: {}.", phrase::list(&named)))
}

/// "All feedback" inside a sentence; a source's name as it is.
fn inside(title: &str) -> String {
    if title == "All feedback" { phrase::inside_sentence(title) } else { title.to_owned() }
}

fn words(alarm: &Alarm, title: &str) -> String {
    let heard = u64::from(alarm.observed);
    let what = match &alarm.subject {
        Subject::Mail(_) => format!("{title}: {}", records(heard)),
        Subject::Theme(theme) => {
            format!("{} ({theme}): {} want it changed", quoted(title), records(heard))
        }
        Subject::Part { theme, name, value } => format!(
            "{} ({theme}) in {name} {value}: {} want it changed",
            quoted(title),
            records(heard)
        ),
    };
    let when = if alarm.since == alarm.until {
        format!("on {}", phrase::date(alarm.since))
    } else {
        format!("from {} to {}", phrase::date(alarm.since), phrase::date(alarm.until))
    };
    // One decimal where it matters: "usually 0.4", "usually 31".
    let round = |value: f64| phrase::decimal(value, if value < 10.0 { 1 } else { 0 });
    let above = round(f64::from(alarm.observed) - alarm.usual);
    let with = match &alarm.subject {
        Subject::Mail(_) => "",
        Subject::Theme(_) => " with as much other feedback",
        Subject::Part { .. } => " with as much other feedback there",
    };
    let mut text =
        format!("{what} {when}, usually {}{with}: {above} above usual", round(alarm.usual));
    let told = matches!(alarm.subject, Subject::Part { .. });
    let places: Vec<String> = (alarm.places.iter().filter(|_| !told))
        .map(|place| {
            let part = match phrase::share(u64::from(place.observed), heard) {
                share if share >= NEARLY_ALL => "nearly all",
                share if share >= MOST => "most",
                _ => "above all",
            };
            let count = phrase::count(u64::from(place.observed));
            format!("{part} in {} {} ({count})", place.name, place.value)
        })
        .collect();
    if !places.is_empty() {
        text.push_str(&format!(", {}", phrase::list(&places)));
    }
    let q = phrase::chance(alarm.q_value);
    let again = if alarm.ring == Ring::Worse { "; much worse than when it last rang" } else { "" };
    let over = if alarm.over { "; it is over" } else { "" };
    format!("{text} (q {q}){again}{over}.")
}
