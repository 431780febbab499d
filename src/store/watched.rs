//! What a night leaves for the next one's alarms, as it stands in a run's manifest.
//!
//! Takes and gives the model's nouns; days and themes are written as they are printed, so that a
//! person can read in the manifest what rang and why it is quiet now.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::runs::exact;
use crate::model::{Day, Pause, PriorRate, Rung, Subject, ThemeId, Watched};

/// [`Watched`] as it is stored.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WatchedState {
    /// The last whole day that was watched.
    until: Option<String>,
    /// The day until which everything should have been there.
    complete: Option<String>,
    /// Alarms that last, and those that ended not long ago.
    rung: Vec<RungState>,
    /// The sources' pauses, in name order.
    pauses: Vec<PauseState>,
    /// Of the themes that opened since the last fit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    prior_rates: Vec<PriorRateState>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct RungState {
    /// `T-12`, `mail` or `mail:reviews`.
    about: String,
    /// Name and value of the part of the feedback it is about, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    part: Option<[String; 2]>,
    since: String,
    #[serde(deserialize_with = "exact")]
    level: f64,
    #[serde(deserialize_with = "exact")]
    p_value: f64,
    #[serde(deserialize_with = "exact")]
    q_value: f64,
    ended: Option<String>,
    settled: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct PauseState {
    source: String,
    last: String,
    late: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct PriorRateState {
    theme: String,
    #[serde(deserialize_with = "exact")]
    rate: f64,
    #[serde(deserialize_with = "exact")]
    events: f64,
}

/// What all mail is called.
const MAIL: &str = "mail";

impl From<&Watched> for WatchedState {
    fn from(watched: &Watched) -> WatchedState {
        let text = |day: Option<Day>| day.map(|day| day.to_string());
        let about = |subject: &Subject| match subject {
            Subject::Mail(None) => MAIL.to_owned(),
            Subject::Mail(Some(source)) => format!("{MAIL}:{source}"),
            Subject::Theme(theme) | Subject::Part { theme, .. } => theme.to_string(),
        };
        let part = |subject: &Subject| match subject {
            Subject::Part { name, value, .. } => Some([name.to_string(), value.to_string()]),
            _ => None,
        };
        WatchedState {
            until: text(watched.until),
            complete: text(watched.complete),
            rung: (watched.rung.iter())
                .map(|one| RungState {
                    about: about(&one.subject),
                    part: part(&one.subject),
                    since: one.since.to_string(),
                    level: one.level,
                    p_value: one.p_value,
                    q_value: one.q_value,
                    ended: text(one.ended),
                    settled: one.settled,
                })
                .collect(),
            pauses: (watched.pauses.iter())
                .map(|one| PauseState {
                    source: one.source.to_string(),
                    last: one.last.to_string(),
                    late: one.late,
                })
                .collect(),
            prior_rates: (watched.prior_rates.iter())
                .map(|one| PriorRateState {
                    theme: one.theme.to_string(),
                    rate: one.rate,
                    events: one.events,
                })
                .collect(),
        }
    }
}

impl WatchedState {
    /// What was stored. An alarm or a pause that cannot be read is as one that never was: the worst
    /// that follows is that it rings a second time.
    pub(super) fn read(&self) -> Watched {
        let day = |text: &Option<String>| text.as_ref().and_then(|text| text.parse().ok());
        let subject = |about: &str, part: &Option<[String; 2]>| match about.split_once(':') {
            _ if about == MAIL => Some(Subject::Mail(None)),
            Some((MAIL, source)) => Some(Subject::Mail(Some(Arc::from(source)))),
            _ => {
                let theme = about.parse::<ThemeId>().ok()?;
                Some(match part {
                    None => Subject::Theme(theme),
                    Some([name, value]) => Subject::Part {
                        theme,
                        name: Arc::from(name.as_str()),
                        value: Arc::from(value.as_str()),
                    },
                })
            }
        };
        let rung = |one: &RungState| {
            Some(Rung {
                subject: subject(&one.about, &one.part)?,
                since: one.since.parse().ok()?,
                level: one.level,
                p_value: one.p_value,
                q_value: one.q_value,
                ended: day(&one.ended),
                settled: one.settled,
            })
        };
        let pause = |one: &PauseState| {
            let (source, last) = (Arc::from(one.source.as_str()), one.last.parse().ok()?);
            Some(Pause { source, last, late: one.late })
        };
        let prior_rate = |one: &PriorRateState| {
            let is_rate = one.rate > 0.0 && one.rate.is_finite() && one.events >= 1.0;
            let theme = one.theme.parse().ok().filter(|_| is_rate)?;
            Some(PriorRate { theme, rate: one.rate, events: one.events })
        };
        Watched {
            until: day(&self.until),
            complete: day(&self.complete),
            rung: self.rung.iter().filter_map(rung).collect(),
            pauses: self.pauses.iter().filter_map(pause).collect(),
            prior_rates: self.prior_rates.iter().filter_map(prior_rate).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comes_back_as_it_was() {
        let rung = |subject: Subject, ended: Option<Day>| Rung {
            subject,
            since: Day(17_000),
            level: 1.0 / 3.0,
            p_value: 1e-300,
            q_value: 0.1 + 0.2,
            ended,
            settled: ended.is_some(),
        };
        let watched = Watched {
            until: Some(Day(17_003)),
            complete: Some(Day(17_004)),
            rung: vec![
                rung(Subject::Mail(None), None),
                rung(Subject::Mail(Some("a:b".into())), Some(Day(17_002))),
                rung(Subject::Theme(ThemeId(12)), None),
                rung(
                    Subject::Part {
                        theme: ThemeId(12),
                        name: "app=version".into(),
                        value: "5.1/a:b".into(),
                    },
                    None,
                ),
            ],
            pauses: vec![Pause { source: "reviews".into(), last: Day(17_001), late: 3 }],
            prior_rates: vec![PriorRate { theme: ThemeId(13), rate: 1.0 / 7.0, events: 1.0 }],
        };
        let json = serde_json::to_string(&WatchedState::from(&watched)).expect("JSON");
        let state: WatchedState = serde_json::from_str(&json).expect("what was written");
        assert_eq!(state.read(), watched);
        assert_eq!(WatchedState::default().read(), Watched::default());
    }
}
