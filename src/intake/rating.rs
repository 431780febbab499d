//! A rating as written to a rating on its scale.
//!
//! Takes `4`, `4.5`, `4,5`, `5/5`, `4 stars`, `★★★★☆`, `1,024`; gives the raw number and its place
//! between the worst (0) and the best (1). What cannot be read or lies outside the scale is no
//! rating; the record stays.

use crate::model::Rating;

use super::Scale;

/// The rating, if there is one on the scale.
pub(super) fn read(text: &str, scale: &Scale) -> Option<Rating> {
    let text = text.trim();
    if scale.missing.iter().any(|missing| missing.trim() == text) {
        return None;
    }
    let raw = number(text, scale)?;
    let on_scale = raw.is_finite() && raw >= scale.min && raw <= scale.max && scale.max > scale.min;
    on_scale.then(|| Rating {
        kind: scale.kind,
        raw,
        unit: (raw - scale.min) / (scale.max - scale.min),
    })
}

fn number(text: &str, scale: &Scale) -> Option<f64> {
    if let Ok(number) = text.parse::<f64>() {
        return Some(number);
    }
    let stars = text.chars().filter(|&c| matches!(c, '★' | '⭐')).count();
    if stars > 0 && text.chars().all(|c| matches!(c, '★' | '⭐' | '☆' | ' ' | '\u{fe0f}')) {
        return Some(stars as f64);
    }
    match text.to_lowercase().as_str() {
        "true" | "yes" | "up" | "thumbs up" | "good" | "positive" => return Some(scale.max),
        "false" | "no" | "down" | "thumbs down" | "bad" | "negative" => return Some(scale.min),
        _ => {}
    }
    let end = text
        .char_indices()
        .find(|&(at, c)| !(c.is_ascii_digit() || matches!(c, '.' | ',') || (at == 0 && c == '-')))
        .map_or(text.len(), |(at, _)| at);
    let (digits, rest) = text.split_at(end);
    let raw = decimal(digits)?;
    let rest = rest.trim().to_lowercase();
    if let Some(out_of) = rest.strip_prefix('/').or_else(|| rest.strip_prefix("out of")) {
        // `4/10` on a scale of five is not four.
        let top = decimal(out_of.trim().split(' ').next().unwrap_or_default())?;
        return (top == scale.max).then_some(raw);
    }
    let unit = rest.trim_end_matches('s').trim_end_matches('.');
    matches!(unit, "" | "star" | "point" | "pt").then_some(raw)
}

/// A number with one kind of separator: `4,5` is four and a half, `1,024` a thousand and some.
pub(super) fn decimal(text: &str) -> Option<f64> {
    let text = text.trim();
    let last = text.rfind([',', '.']);
    let plain = match last {
        None => text.to_owned(),
        Some(at) => {
            let separator = &text[at..=at];
            let other = if separator == "," { "." } else { "," };
            let repeated = text.matches(separator).count() > 1;
            let thousands = separator == ","
                && text.len() - at == 4
                && !text.contains('.')
                && text
                    .trim_start_matches('-')
                    .find(',')
                    .is_some_and(|first| (1..=3).contains(&first));
            if repeated && text.contains(other) {
                return None;
            }
            if repeated || thousands {
                text.replace(separator, "")
            } else {
                text.replace(other, "").replace(',', ".")
            }
        }
    };
    let digits = plain.strip_prefix('-').unwrap_or(&plain);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return None;
    }
    plain.parse().ok()
}

/// What a customer is worth: a number, with or without a currency and separators.
pub(super) fn money(text: &str) -> Option<f64> {
    let bare: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '$' | '€' | '£' | '¥' | '\'' | '_'))
        .collect();
    let bare = bare.trim_matches(|c: char| c.is_ascii_uppercase());
    bare.parse::<f64>().ok().or_else(|| decimal(bare)).filter(|value| value.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RatingKind;
    use proptest::prelude::*;

    fn stars() -> Scale {
        Scale {
            kind: RatingKind::Stars,
            min: 1.0,
            max: 5.0,
            missing: vec!["-99".into()],
            others: Vec::new(),
        }
    }

    fn raw(text: &str) -> Option<f64> {
        read(text, &stars()).map(|rating| rating.raw)
    }

    #[test]
    fn ratings_as_people_write_them() {
        for (text, want) in [
            ("5", 5.0),
            ("4.0", 4.0),
            ("4,5", 4.5),
            ("3/5", 3.0),
            ("2 out of 5", 2.0),
            ("4 stars", 4.0),
            ("1 Star", 1.0),
            ("★★★☆☆", 3.0),
        ] {
            assert_eq!(raw(text), Some(want), "{text}");
        }
        for text in ["", "-99", "1,024", "0", "6", "NaN", "inf", "4/10", "1.2.3", "great", "3x"] {
            assert_eq!(raw(text), None, "{text}");
        }
        assert_eq!(read("3", &stars()).map(|rating| rating.unit), Some(0.5));
    }

    #[test]
    fn money_as_exports_write_it() {
        assert_eq!(money("$1,200.50"), Some(1200.5));
        assert_eq!(money("1.200,50 €"), Some(1200.5));
        assert_eq!(money("USD 1,200"), Some(1200.0));
        assert_eq!(money("1200"), Some(1200.0));
        assert_eq!(money("many"), None);
        assert_eq!(money("inf"), None);
    }

    proptest! {
        #[test]
        fn any_text_gives_a_rating_on_the_scale_or_none(text in any::<String>(), digits in "[-0-9.,/ ★a-z]{0,12}") {
            for text in [text, digits] {
                if let Some(rating) = read(&text, &stars()) {
                    prop_assert!((0.0..=1.0).contains(&rating.unit));
                }
                let _ = money(&text);
            }
        }
    }
}
