//! What a cell says, the same in every format that people read: the shared shape of the tables.
//!
//! Takes parts of the view, gives plain unescaped text.

use super::phrase;
use super::view::sentences::Scale;
use super::view::{
    AreaView, CorrectionView, FactorView, ImpactView, OpportunityView, SegmentView, SourceView,
    SubthemeView, TrackedView, View, WindowView,
};

/// Heads of the ranked table, as every format prints them.
pub(super) const RANKED: [&str; 6] =
    ["Rank (90 % interval)", "Opportunity", "Customers", "Effect on ratings", "Score", "Status"];

/// Heads of the table of what was read, as every format prints them; all but the first are numbers.
pub(super) const SOURCES: [&str; 12] = [
    "Source",
    "Files",
    "Records",
    "Kept",
    "Known or replaced",
    "Taken back",
    "Left out",
    "Unreadable",
    "In corpus",
    "Dated",
    "Rated",
    "With author",
];

/// ` · named by Jo · pinned`: what people did to a theme that is shown beside its title; nothing
/// where they did nothing.
pub(super) fn by_hand(named_by: Option<&str>, pinned: bool) -> String {
    let named = named_by.map(|by| format!(" · named by {by}")).unwrap_or_default();
    format!("{named}{}", if pinned { " · pinned" } else { "" })
}

/// Heads of the table of corrections, as every format prints them.
pub(super) const CORRECTIONS: [&str; 6] =
    ["Entry", "What it does", "Statements", "By", "On", "Why"];

/// Cells of that table.
pub(super) fn correction(one: &CorrectionView) -> [String; 6] {
    let does = match one.idle.is_empty() {
        true => one.words.clone(),
        false => format!("{} Does nothing tonight: {}", one.words, one.idle),
    };
    [
        one.id.clone(),
        does,
        phrase::count(one.statements.into()),
        one.by.clone(),
        phrase::iso_short(&one.on),
        one.why.clone(),
    ]
}

/// Moves of evidence that are spelled out; JSON holds all.
pub(super) const REHOMED: usize = 40;

/// Heads of the table of saved searches, as every format prints them.
pub(super) const TRACKED: [&str; 7] =
    ["Search", "Records", "Customers", "Complain or ask", "Score", "Beside rank", "Status"];

/// Cells of that table, but for the first.
pub(super) fn tracked(one: &TrackedView) -> [String; 6] {
    let unless = |text: Option<String>| text.unwrap_or_else(|| "–".to_owned());
    [
        phrase::count(one.records.into()),
        phrase::count(one.customers.into()),
        phrase::count(one.wanting.into()),
        unless(one.score.map(|score| phrase::decimal(score, 1))),
        unless(one.beside.map(|rank| rank.to_string())),
        one.status.clone(),
    ]
}

/// `1–3`: the ranks it could have.
pub(super) fn interval(one: &OpportunityView) -> String {
    phrase::span(one.rank_interval[0], one.rank_interval[1])
}

/// What a theme splits into, in a sentence; `None` for one that is not split.
pub(crate) fn subthemes(parts: &[SubthemeView]) -> Option<String> {
    let one = |part: &SubthemeView| {
        let statements = phrase::counted(part.statements.into(), "statement", "statements");
        format!("{} ({}, {statements})", part.title, part.id)
    };
    let all: Vec<String> = parts.iter().map(one).collect();
    (!all.is_empty()).then(|| format!("Splits into: {}.", all.join("; ")))
}

/// `312 (7.6 %)`; `341 (8.3 %, 29 by votes)`.
pub(super) fn customers(one: &OpportunityView) -> String {
    format!(
        "{} ({}{})",
        phrase::count(u64::from(one.customers)),
        phrase::percent(one.customers_share),
        by_votes(one)
    )
}

/// `, 29 by votes`; nothing where nobody voted.
pub(super) fn by_votes(one: &OpportunityView) -> String {
    match one.evidence.voters {
        0 => String::new(),
        voters => format!(", {} by votes", phrase::count(u64::from(voters))),
    }
}

/// `−0.123 stars`.
pub(super) fn impact(impact: &ImpactView) -> String {
    let scale = Scale::of(&impact.scale);
    format!("{}{}", scale.effect(impact.impact), scale.unit)
}

/// `−0.161 to −0.085`; words where there is none.
pub(super) fn impact_interval(impact: &ImpactView) -> String {
    let scale = Scale::of(&impact.scale);
    match impact.interval {
        Some([low, high]) => format!("{} to {}", scale.effect(low), scale.effect(high)),
        None => "no interval: too few customers rated".to_owned(),
    }
}

/// The title of the page.
pub(super) fn page_title(view: &View) -> String {
    let today = phrase::iso_date(&view.run.today);
    if view.run.company.is_empty() {
        format!("What customers want changed, {today}")
    } else {
        format!("{}: what customers want changed, {today}", view.run.company)
    }
}

/// `100 × 0.40 × 0.731 ÷ 1.00`: how a factor's points come about.
pub(super) fn arithmetic(factor: &FactorView, weights: f64) -> String {
    format!(
        "100 × {} × {} ÷ {}",
        phrase::decimal(factor.weight, 2),
        phrase::decimal(factor.scaled, 3),
        phrase::decimal(weights, 2)
    )
}

/// Sum of the weights that count for this opportunity.
pub(super) fn weights(one: &OpportunityView) -> f64 {
    one.factors.iter().filter(|factor| factor.raw.is_some()).map(|factor| factor.weight).sum()
}

/// `18.4 + 12.0 + 3.1 = 33.5`.
pub(super) fn sum(one: &OpportunityView) -> String {
    let parts: Vec<String> = one
        .factors
        .iter()
        .filter(|factor| factor.raw.is_some() && factor.weight > 0.0)
        .map(|factor| phrase::decimal(factor.shown, 1))
        .collect();
    format!("{} = {}", parts.join(" + "), phrase::decimal(one.score, 1))
}

/// `312 customers`, or that the data cannot say.
pub(crate) fn raw(factor: &FactorView) -> String {
    match factor.raw {
        Some(1.0) if factor.unit == "customers" => "1 customer".to_owned(),
        Some(raw) => format!("{} {}", phrase::measure(raw), factor.unit).trim().to_owned(),
        None => "not measurable here".to_owned(),
    }
}

/// `24 of 200`.
pub(super) fn of(part: u32, all: u32) -> String {
    format!("{} of {}", phrase::count(u64::from(part)), phrase::count(u64::from(all)))
}

/// `2.3 ×`.
pub(super) fn lift(segment: &SegmentView) -> String {
    format!("{} ×", phrase::decimal(segment.lift, 1))
}

/// What its segments say, in a sentence.
pub(super) fn segments(one: &OpportunityView) -> String {
    let outstanding: Vec<&SegmentView> =
        one.segments.iter().filter(|segment| segment.leads()).collect();
    let plain = match (one.segments.is_empty(), outstanding.first()) {
        (true, _) => {
            "No segment can be compared: the records name none (country, plan, version), or too few \
             of its feedback do."
                .to_owned()
        }
        (false, None) => {
            "It is heard about as often everywhere: no segment stands out beyond chance.".to_owned()
        }
        (false, Some(first)) => format!(
            "It stands out most in {} ({}): {} of its feedback, {} the company’s share.",
            first.value,
            first.name,
            of(first.feedback, first.all),
            lift(first)
        ),
    };
    let turned = one
        .segments
        .iter()
        .filter_map(|segment| Some(mixed(segment, segment.reversed_within.as_ref()?)));
    std::iter::once(plain).chain(turned).collect::<Vec<_>>().join(" ")
}

/// What is said of a segment whose difference is made by the mix of others: like is not compared
/// with like over all.
fn mixed(segment: &SegmentView, within: &str) -> String {
    let (over_all, in_each) = match segment.lift >= 1.0 {
        true => ("more", "more often in none"),
        false => ("less", "less often in none"),
    };
    format!(
        "In {} ({}) it is heard {over_all} often over all, but {in_each} of the segments of \
         {within}: their mix makes the difference, not {} itself.",
        segment.value, segment.name, segment.name
    )
}

/// `41 of 1,000, 4.1 % (95 % interval 3.0 % to 5.5 %)`.
pub(super) fn window(window: &WindowView) -> String {
    if window.all == 0 {
        // A share of nothing says nothing, and its interval even less.
        return "nothing dated".to_owned();
    }
    format!(
        "{}, {} (95 % interval {} to {})",
        of(window.feedback, window.all),
        phrase::percent(window.share),
        phrase::percent(window.interval[0]),
        phrase::percent(window.interval[1])
    )
}

/// How an area sums up.
pub(super) fn area(area: &AreaView) -> String {
    format!(
        "{} want something changed here, in {} and {}.",
        phrase::sentence_case(&phrase::counted(area.customers, "customer", "customers")),
        phrase::counted(area.themes.len() as u64, "theme", "themes"),
        phrase::counted(area.feedback, "piece of feedback", "pieces of feedback")
    )
}

/// `99 %`, of the source's feedback; a dash when it has none.
pub(super) fn known(part: u64, source: &SourceView) -> String {
    if source.corpus == 0 {
        "–".to_owned()
    } else {
        phrase::percent(phrase::share(part, source.corpus))
    }
}

/// Every reason something of this source was left out, in words.
pub(super) fn left_out(source: &SourceView) -> Vec<String> {
    let by_reason = |what: &'static str, reasons: &[super::view::Reason]| -> Vec<String> {
        reasons
            .iter()
            .map(|one| {
                format!("{} {what}: {}", phrase::count(one.count), phrase::reason(&one.code))
            })
            .collect()
    };
    let mut out = by_reason("left out", &source.skipped);
    out.extend(by_reason("unreadable", &source.rejected));
    if source.units.cut > 0 {
        out.push(format!(
            "{} cut short: longer than [intake] max_text_bytes allows",
            phrase::counted(source.units.cut, "text", "texts"),
        ));
    }
    out.extend(source.refused.iter().map(|file| {
        format!(
            "file {} refused: {}",
            file.file,
            phrase::reason(file.refused.as_deref().unwrap_or("unknown"))
        )
    }));
    out.extend(source.notes.iter().map(|note| format!("file {}: {}", note.file, note.words)));
    out
}

/// Moves between themes that are spelled out; JSON holds all.
pub(super) const FLOWS: usize = 12;

/// What is said of those that are not.
pub(super) fn more_flows(all: usize) -> Option<String> {
    let more = all.checked_sub(FLOWS).filter(|&more| more > 0)? as u64;
    let moves = phrase::counted(more, "smaller move", "smaller moves");
    Some(format!("{} of the same feedback between themes: see report.json.", moves))
}
