//! From a pattern to words: `the app {crashes|dies} {|again }in <city>`.
//!
//! Takes a pattern (alternatives in braces, nested as needed; places to fill in angle brackets), a
//! stream and what fills the places; appends one reading of it. One pattern with a few choices
//! reads in hundreds of ways, which is what keeps a million invented records from repeating.

use super::rng::Rng;

/// What fills the places of a pattern in one record, so that all its sentences agree.
#[derive(Clone, Debug)]
pub struct Slots {
    /// `<city>`
    pub city: &'static str,
    /// `<hotel>`
    pub hotel: &'static str,
    /// `<airline>`
    pub airline: &'static str,
    /// `<month>`: a month in the near past or future.
    pub month: &'static str,
    /// `<device>`: `Android phone`, `iPhone`, `laptop`, …
    pub device: &'static str,
    /// `<version>`: of the app.
    pub version: &'static str,
    /// `<amount>`: with its currency.
    pub amount: String,
    /// `<more>`: a larger amount in the same currency.
    pub more: String,
    /// `<few>`: 2 to 9.
    pub few: u32,
    /// `<days>`: 10 to 60.
    pub days: u32,
}

/// Appends one reading of `pattern`.
pub fn expand(pattern: &str, rng: &mut Rng, slots: &Slots, out: &mut String) {
    let mut rest = pattern;
    while let Some(at) = rest.find(['{', '<']) {
        out.push_str(&rest[..at]);
        let open = &rest[at..];
        if let Some(after) = open.strip_prefix('<') {
            let Some(end) = after.find('>') else {
                return;
            };
            fill(&after[..end], slots, out);
            rest = &after[end + 1..];
        } else {
            let end = closing(open);
            let inside = &open[1..end];
            let chosen = rng.below(alternatives(inside).count());
            if let Some(chosen) = alternatives(inside).nth(chosen) {
                expand(chosen, rng, slots, out);
            }
            rest = &open[(end + 1).min(open.len())..];
        }
    }
    out.push_str(rest);
}

fn fill(name: &str, slots: &Slots, out: &mut String) {
    use std::fmt::Write;
    let text = match name {
        "city" => slots.city,
        "hotel" => slots.hotel,
        "airline" => slots.airline,
        "month" => slots.month,
        "device" => slots.device,
        "version" => slots.version,
        "amount" => &slots.amount,
        "more" => &slots.more,
        "few" | "days" => {
            let number = if name == "few" { slots.few } else { slots.days };
            // Writing to a String cannot fail.
            let _ = write!(out, "{number}");
            return;
        }
        other => unreachable!("the bank tests expand every pattern; `{other}` is not a place"),
    };
    out.push_str(text);
}

/// Place of the brace that closes the one at 0; the end when there is none.
fn closing(open: &str) -> usize {
    let mut depth = 0;
    for (at, byte) in open.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    return at;
                }
            }
            _ => {}
        }
    }
    open.len()
}

/// The alternatives between a pair of braces, cut at the bars outside inner braces.
fn alternatives(inside: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0;
    inside.split(move |letter: char| {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        letter == '|' && depth == 0
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn slots() -> Slots {
        Slots {
            city: "Porto",
            hotel: "Hotel Linde",
            airline: "Norvia",
            month: "May",
            device: "phone",
            version: "5.2",
            amount: "€80".into(),
            more: "€120".into(),
            few: 3,
            days: 20,
        }
    }

    #[test]
    fn reads_every_alternative() {
        let mut seen = std::collections::BTreeSet::new();
        let mut rng = Rng::at(7, &[]);
        for _ in 0..200 {
            let mut out = String::new();
            expand("{a|b{c|d}|} in <city>.", &mut rng, &slots(), &mut out);
            seen.insert(out);
        }
        let seen: Vec<&str> = seen.iter().map(String::as_str).collect();
        assert_eq!(seen, [" in Porto.", "a in Porto.", "bc in Porto.", "bd in Porto."]);
    }
}
