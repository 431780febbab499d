//! Cautions that hold for nearly all of the ranking: said once, above it.

use super::OpportunityView;
use crate::report::phrase;

/// Ranked themes below which each says its own.
const FEW: usize = 4;

/// What a caution says of many themes; `None` for one that is of a theme alone.
fn words(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "few_authors" => "few customers speak in them",
        "short_history" => "there is less dated history than a trend needs",
        "undated" => "part of their feedback carries no date",
        "unrated" => "none of their feedback is rated",
        "copies" => "some of their feedback is copies of other feedback, which counts once",
        "loose_theme" => "their statements are only loosely alike",
        _ => return None,
    })
}

/// The kinds of caution that at least three in four of the ranked themes carry, with how many do,
/// in the order in which the first theme that has one names it. Empty where fewer than four are
/// ranked.
pub(super) fn common(ranked: &[OpportunityView]) -> Vec<(&'static str, usize)> {
    if ranked.len() < FEW {
        return Vec::new();
    }
    let mut found: Vec<(&'static str, usize)> = Vec::new();
    for caveat in ranked.iter().flat_map(|one| &one.caveats) {
        let Some(words) = words(&caveat.kind) else { continue };
        let has = |one: &&OpportunityView| one.caveats.iter().any(|own| own.kind == caveat.kind);
        let many = ranked.iter().filter(has).count();
        if many * 4 >= ranked.len() * 3 && !found.contains(&(words, many)) {
            found.push((words, many));
        }
    }
    found
}

/// Whether a caution is said above the ranking already.
pub(super) fn is_common(kind: &str, common: &[(&'static str, usize)]) -> bool {
    words(kind).is_some_and(|words| common.iter().any(|(said, _)| *said == words))
}

/// The sentence for each.
pub(super) fn sentences(ranked: usize, common: &[(&'static str, usize)]) -> Vec<String> {
    let of = |many: usize| match many == ranked {
        true => format!("all {}", phrase::count(ranked as u64)),
        false => format!("{} of the {}", phrase::count(many as u64), phrase::count(ranked as u64)),
    };
    common
        .iter()
        .map(|(words, many)| format!("Caution for {} ranked themes: {words}.", of(*many)))
        .collect()
}
