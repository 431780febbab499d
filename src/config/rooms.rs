//! The sections of the stage rooms: `[intake]`, `[statements]`, `[space]`, `[themes]`, `[trends]`,
//! `[ranking]`, `[report]`, and `[run]`.
//!
//! Takes a table, gives the room's own settings. A range here is what can be meant, not what is
//! wise; the reasons for the defaults stand with the rooms.

use crate::model::{ByFactor, Lang};
use crate::{catalogue, intake, ranking, report, space, statements, themes, trends};

use super::keys::Keys;

/// How a night is run and kept; nothing here changes what it finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Threads that compute; `None` is one for each processor.
    pub threads: Option<usize>,
    /// Runs whose memory is kept; older ones keep their report only. 0 keeps all.
    pub keep_runs: usize,
}

impl Default for Run {
    fn default() -> Run {
        Run { threads: None, keep_runs: 30 }
    }
}

pub(super) fn intake(mut keys: Keys) -> intake::Settings {
    let default = intake::Settings::default();
    let language = keys.text("language").and_then(|text| {
        let parsed = text.parse::<Lang>();
        if parsed.is_err()
            && let Some(item) = keys.take("language")
        {
            let fix = "use a code such as \"en\" or \"de\"";
            keys.wrong(item, "language", format!("{text:?} is no language code"), fix);
        }
        parsed.ok()
    });
    let settings = intake::Settings {
        max_reject_ratio: keys.number("max_reject_ratio", 0.0..=1.0, default.max_reject_ratio),
        language: language.or(default.language),
        voice_days: keys.whole("voice_days", 0..=3650, default.voice_days),
        max_text_bytes: keys.whole("max_text_bytes", 1024..=1 << 26, default.max_text_bytes),
        redact: keys.truth("redact", default.redact),
        ..default
    };
    keys.finish();
    settings
}

pub(super) fn statements(mut keys: Keys) -> statements::Settings {
    let default = statements::Settings::default();
    let settings = statements::Settings {
        whole_up_to_words: keys.whole("whole_up_to_words", 1..=1000, default.whole_up_to_words),
        piece_words: keys.whole("piece_words", 1..=1000, default.piece_words),
    };
    keys.finish();
    settings
}

pub(super) fn space(mut keys: Keys) -> space::Settings {
    let mut settings = space::Settings::default();
    settings.model = keys.text("model").map(str::to_owned);
    keys.finish();
    settings
}

/// The known pains, and the files of a team's own.
pub(super) fn catalogue(mut keys: Keys) -> (catalogue::Settings, Vec<String>) {
    let default = catalogue::Settings::default();
    let known = catalogue::Catalogue::shipped();
    let mut fields = Vec::new();
    for (at, name) in keys.texts("fields") {
        if known.field(&name).is_none() {
            let all: Vec<&str> = known.fields().map(|field| field.name.as_str()).collect();
            let problem = format!("the catalogue has no field {name:?}");
            let fix = format!("use some of {}", all.join(", "));
            keys.page().fault(at, keys.path_of("fields"), problem, fix);
        }
        fields.push(name);
    }
    let without = keys.plain_texts("without");
    let enabled = keys.truth("enabled", default.enabled);
    let code_books = keys.plain_texts("code_books");
    keys.finish();
    (catalogue::Settings { enabled, fields, without, ..default }, code_books)
}

pub(super) fn themes(mut keys: Keys) -> themes::Settings {
    let default = themes::Settings::default();
    let settings = themes::Settings {
        fit_sample: keys.whole("fit_sample", 100..=1_000_000, default.fit_sample),
        resolution: keys.maybe_number("resolution", 0.01..=100.0).or(default.resolution),
        min_theme: keys.whole("min_theme", 2..=10_000, default.min_theme),
        refit_days: keys.whole("refit_days", 1..=3650, default.refit_days),
        // TOML's whole numbers end at 2^63 - 1.
        seed: keys.whole("seed", 0..=i64::MAX as u64, default.seed),
        afresh: default.afresh,
        company: default.company,
    };
    keys.finish();
    settings
}

pub(super) fn trends(mut keys: Keys) -> trends::Settings {
    let default = trends::Settings::default();
    let settings = trends::Settings {
        recent_days: keys.whole("recent_days", 1..=3650, default.recent_days),
        baseline_days: keys.whole("baseline_days", 1..=36_500, default.baseline_days),
        weeks: keys.whole("weeks", 1..=5200, default.weeks),
        false_alarms: keys.number("false_alarms", 0.0..=1.0, default.false_alarms),
    };
    keys.finish();
    settings
}

pub(super) fn ranking(mut keys: Keys) -> ranking::Settings {
    let default = ranking::Settings::default();
    let mut weights = keys.table("weights");
    let settings = ranking::Settings {
        weights: ByFactor::of(|factor| {
            weights.number(factor.name(), 0.0..=1000.0, default.weights[factor])
        }),
        few_authors: keys.whole("few_authors", 0..=1_000_000, default.few_authors),
        bootstraps: keys.whole("bootstraps", 0..=10_000, default.bootstraps),
        segments: keys.plain_texts("segments"),
    };
    let all: f64 = settings.weights.values().sum();
    if all <= 0.0 {
        weights.page().fault(
            weights.start(),
            keys.path_of("weights"),
            "all weights are 0",
            "give at least one factor a weight above 0",
        );
    }
    weights.finish();
    keys.finish();
    settings
}

pub(super) fn report(mut keys: Keys) -> report::Settings {
    let default = report::Settings::default();
    let settings = report::Settings {
        top: keys.whole("top", 1..=10_000, default.top),
        pages: keys.whole("pages", 0..=10_000, default.pages),
        quotes: keys.whole("quotes", 0..=100, default.quotes),
        ..default
    };
    keys.finish();
    settings
}

pub(super) fn run(mut keys: Keys) -> Run {
    let default = Run::default();
    let settings = Run {
        threads: keys.maybe_whole("threads", 1..=1024).or(default.threads),
        keep_runs: keys.whole("keep_runs", 0..=1_000_000, default.keep_runs),
    };
    keys.finish();
    settings
}
