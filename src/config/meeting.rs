//! The sections of what the company knows and decides: `[business]` and `[planning]`.

use std::collections::BTreeMap;

use crate::model::FactorName;
use crate::{business, planning};

use super::keys::Keys;

/// Where the files are; their content is checked before the night.
pub(super) fn business(mut keys: Keys) -> business::Settings {
    let default = business::Settings::default();
    let mut one = |key: &'static str| keys.text(key).map(str::to_owned);
    let (customers, events) = (one("customers"), one("events"));
    let (costs, exposure, account) = (one("costs"), one("exposure"), one("account"));
    let (searches, metrics) = (one("searches"), one("metrics"));
    let roadmap = keys.plain_texts("roadmap");
    keys.finish();
    business::Settings {
        customers,
        events,
        roadmap,
        costs,
        exposure,
        searches,
        metrics,
        account: account.unwrap_or(default.account),
    }
}

/// Profiles of weights, formulas and what the teams can do in a quarter.
pub(super) fn planning(mut keys: Keys) -> planning::Settings {
    let profiles = keys.table("profiles");
    let mut found = planning::Settings::default();
    for mut profile in profiles.tables_by_name() {
        let name = profile.name();
        let mut weights = BTreeMap::new();
        for factor in FactorName::ALL {
            if let Some(weight) = profile.maybe_number(factor.name(), 0.0..=1000.0) {
                weights.insert(factor, weight);
            }
        }
        if !weights.values().any(|&weight| weight > 0.0) {
            let fix = "give at least one factor a weight above 0, such as satisfaction = 0.6";
            let path = profiles.path_of(&name);
            profile.page().fault(profile.start(), path, "all weights are 0", fix);
        }
        profile.finish();
        found.profiles.insert(name, weights);
    }
    let formulas = keys.table("formulas");
    for (name, span, item) in formulas.entries() {
        let Some(text) = item.get_ref().as_str() else {
            formulas.type_fault(item, name, "a formula in quotes, such as \"reach / effort\"");
            continue;
        };
        if planning::Framework::named(name).is_some() {
            let fix = "give it a name of its own";
            formulas.page().fault(
                span.start,
                formulas.path_of(name),
                "a framework has that name",
                fix,
            );
        }
        match planning::Expression::read(text) {
            Ok(_) => {
                found.formulas.insert(name.to_owned(), text.to_owned());
            }
            Err(error) => {
                let fix = "use names, numbers, + - * / ( ) and min, max, sqrt, log";
                formulas.wrong(item, name, error.to_string(), fix);
            }
        }
    }
    let capacity = keys.table("capacity");
    for (name, _, item) in capacity.entries() {
        match item.get_ref().as_str().map(planning::weeks) {
            Some(Some(weeks)) => {
                found.capacity.insert(name.to_owned(), weeks);
            }
            _ => {
                capacity.wrong(item, name, "no amount of work", "write \"6w\", \"30d\" or \"1.5m\"")
            }
        }
    }
    keys.finish();
    found
}
