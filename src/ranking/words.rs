//! Numbers as a reader expects them in a sentence.

/// `4120` as `4,120`.
pub(super) fn grouped(number: u32) -> String {
    group(&number.to_string())
}

fn group(digits: &str) -> String {
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number with so many decimals, grouped, with a true minus sign and never a minus zero.
pub(super) fn decimals(number: f64, places: usize) -> String {
    let plain = format!("{:.places$}", number.abs());
    let (whole, rest) = plain.split_at(plain.find('.').unwrap_or(plain.len()));
    let zero = plain.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    let sign = if number < 0.0 && !zero { "−" } else { "" };
    format!("{sign}{}{rest}", group(whole))
}

/// A share as `7.6 %`; below one percent with two decimals.
pub(super) fn percent(share: f64) -> String {
    let places = if share > 0.0 && share < 0.01 { 2 } else { 1 };
    let text = decimals(100.0 * share, places);
    format!("{} %", text.strip_suffix(".0").unwrap_or(&text))
}

/// `1 customer`, `4,120 customers`.
pub(super) fn plural(count: u32, noun: &str) -> String {
    format!("{} {noun}{}", grouped(count), if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_like_a_person() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(4120), "4,120");
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(decimals(-1234.5, 2), "−1,234.50");
        assert_eq!(decimals(-0.001, 2), "0.00");
        assert_eq!(percent(0.0757), "7.6 %");
        assert_eq!(percent(0.25), "25 %");
        assert_eq!(percent(0.00123), "0.12 %");
        assert_eq!(percent(0.0), "0 %");
        assert_eq!(plural(1, "customer"), "1 customer");
        assert_eq!(plural(4120, "customer"), "4,120 customers");
    }
}
