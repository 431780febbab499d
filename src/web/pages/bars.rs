//! What hits are made of, as bars that can be followed: a list of values, and the months in a row.

use crate::pipeline::answers::{FacetAnswer, ValueAnswer};
use crate::report::html::chart;
use crate::report::html::tags::Out;
use crate::report::phrase;

/// Values that are shown; the others are counted together.
const VALUES: usize = 8;

/// One facet as a list of values with bars. `href` gives where a value leads, `shown` how it reads,
/// `is_chosen` whether the hits are narrowed to it.
pub(super) fn list(
    out: &mut Out,
    title: &str,
    facet: &FacetAnswer,
    href: &dyn Fn(&str) -> String,
    shown: &dyn Fn(&str) -> String,
    is_chosen: &dyn Fn(&str) -> bool,
) {
    if facet.values.is_empty() {
        return;
    }
    let most = facet.values.iter().map(|one| one.records).max().unwrap_or(1).max(1);
    out.raw("<section class=\"facet\"><h2>").text(&phrase::sentence_case(title)).raw("</h2><ul>");
    for one in facet.values.iter().take(VALUES) {
        out.raw("<li><a").attr("href", &href(&one.value));
        if is_chosen(&one.value) {
            out.raw(" aria-current=\"true\"");
        }
        out.raw("><span dir=\"auto\">").text(&shown(&one.value)).raw("</span>");
        chart::bar(out, "lift", one.records as f64, most as f64, None);
        out.raw("<span class=\"n\">").text(&phrase::count(one.records)).raw("</span></a></li>");
    }
    let more = &facet.values[facet.values.len().min(VALUES)..];
    if !more.is_empty() {
        let records: u64 = more.iter().map(|one| one.records).sum();
        out.raw("<li class=\"rest\"><span>");
        let values = phrase::counted(more.len() as u64, "other value", "other values");
        out.text(&values).raw("</span><span class=\"n\">").text(&phrase::count(records));
        out.raw("</span></li>");
    }
    if facet.without > 0 {
        out.raw("<li class=\"rest\"><span>none</span><span class=\"n\">");
        out.text(&phrase::count(facet.without)).raw("</span></li>");
    }
    out.raw("</ul></section>");
}

/// Months as bars in a row; each is a link that narrows the hits to it. Months in which nothing is
/// heard are gaps.
pub(super) fn months(out: &mut Out, facet: &FacetAnswer, href: &dyn Fn(&str) -> String) {
    let months = in_a_row(&facet.values);
    let (Some(first), Some(last)) = (months.first(), months.last()) else { return };
    if months.len() < 2 {
        return;
    }
    let most = months.iter().map(|one| one.1).max().unwrap_or(1).max(1);
    let width = 100.0 / months.len() as f64;
    out.raw("<figure class=\"months\"><figcaption>Records a month</figcaption><svg viewBox=\"0 0 100 30\" preserveAspectRatio=\"none\" role=\"group\" aria-label=\"Records a month\">");
    for (at, (month, records)) in months.iter().enumerate().filter(|(_, one)| one.1 > 0) {
        let height = 29.0 * *records as f64 / most as f64 + 1.0;
        let words = format!("{month}: {}", phrase::counted(*records, "record", "records"));
        out.raw("<a").attr("href", &href(month)).attr("aria-label", &words).raw("><title>");
        out.text(&words).raw("</title><rect class=\"whole\" y=\"0\" height=\"30\"");
        out.at("x", at as f64 * width).at("width", width).raw("/><rect class=\"part\"");
        out.at("x", at as f64 * width + 0.12 * width).at("width", 0.76 * width);
        out.at("y", 30.0 - height).at("height", height).raw("/></a>");
    }
    out.raw("</svg><div class=\"x\"><span>").text(&first.0).raw("</span><span>");
    out.text(&format!("most: {}", phrase::count(most))).raw("</span><span>");
    out.text(&last.0).raw("</span></div></figure>");
}

/// Every month from the first to the last: at most twenty years of them.
fn in_a_row(values: &[ValueAnswer]) -> Vec<(String, u64)> {
    let number = |month: &str| -> Option<i32> {
        let (year, month) = month.split_once('-')?;
        Some(year.parse::<i32>().ok()? * 12 + month.parse::<i32>().ok()? - 1)
    };
    let counted: Vec<(i32, u64)> =
        values.iter().filter_map(|one| Some((number(&one.value)?, one.records))).collect();
    let (Some(first), Some(last)) =
        (counted.iter().map(|one| one.0).min(), counted.iter().map(|one| one.0).max())
    else {
        return Vec::new();
    };
    let first = first.max(last.saturating_sub(239));
    (first..=last)
        .map(|month| {
            let records = counted.iter().find(|one| one.0 == month).map_or(0, |one| one.1);
            (format!("{:04}-{:02}", month.div_euclid(12), month.rem_euclid(12) + 1), records)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_without_records_are_gaps() {
        let value = |value: &str, records| ValueAnswer { value: value.to_owned(), records };
        let row = in_a_row(&[value("2025-11", 3), value("2026-02", 1)]);
        let shown: Vec<String> = row.iter().map(|(month, n)| format!("{month} {n}")).collect();
        assert_eq!(shown, ["2025-11 3", "2025-12 0", "2026-01 0", "2026-02 1"]);
        assert!(in_a_row(&[]).is_empty());
        assert_eq!(in_a_row(&[value("0001-01", 1), value("2026-01", 1)]).len(), 240);
    }
}
