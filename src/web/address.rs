//! Addresses: the pairs of a query and of a form, read.

use crate::report::html::links::address;

/// Names and values in the order they are written.
pub(super) type Pairs = Vec<(String, String)>;

/// More pairs than any page makes.
const MOST_PAIRS: usize = 200;

/// Reads the pairs of a query or a form (`application/x-www-form-urlencoded`): a `+` is a blank,
/// bytes that are no UTF-8 become the sign for it. `None` for more pairs than any page makes.
pub(super) fn pairs(query: &str) -> Option<Pairs> {
    let found: Pairs = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .take(MOST_PAIRS + 1)
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name, true), decoded(value, true))
        })
        .collect();
    (found.len() <= MOST_PAIRS).then_some(found)
}

/// A piece of an address as it was before it was encoded.
pub(super) fn decoded(text: &str, plus_is_blank: bool) -> String {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'%' => match (digit(at + 1), digit(at + 2)) {
                (Some(high), Some(low)) => {
                    out.push((high * 16 + low) as u8);
                    at += 2;
                }
                _ => out.push(b'%'),
            },
            b'+' if plus_is_blank => out.push(b' '),
            byte => out.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// The same address with these values in the place of all of a name, and from the first hit on.
pub(super) fn replaced(path: &str, pairs: &Pairs, name: &str, values: &[&str]) -> String {
    let kept = pairs
        .iter()
        .filter(|(other, value)| other != name && other != "offset" && !value.is_empty());
    let kept = kept.map(|(name, value)| (name.as_str(), value.as_str()));
    address(path, kept.chain(values.iter().map(|value| (name, *value))))
}

/// The same address with one more pair.
pub(super) fn with(path: &str, pairs: &Pairs, name: &str, value: &str) -> String {
    let values: Vec<&str> = pairs
        .iter()
        .filter(|one| one.0 == name && one.1 != value)
        .map(|one| one.1.as_str())
        .chain([value])
        .collect();
    replaced(path, pairs, name, &values)
}

/// The same address without one pair.
pub(super) fn without(path: &str, pairs: &Pairs, name: &str, value: &str) -> String {
    let values: Vec<&str> = pairs
        .iter()
        .filter(|one| one.0 == name && one.1 != value)
        .map(|one| one.1.as_str())
        .collect();
    replaced(path, pairs, name, &values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn queries_as_browsers_write_them() {
        let read = pairs("q=not+received%21&segment=country%3DDE&empty=&flag&%zz=1&b=%C3%BC%ff");
        let read = read.expect("few pairs");
        let shown: Vec<(&str, &str)> =
            read.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(
            shown,
            [
                ("q", "not received!"),
                ("segment", "country=DE"),
                ("empty", ""),
                ("flag", ""),
                ("%zz", "1"),
                ("b", "ü\u{fffd}"),
            ]
        );
        assert!(pairs(&"a=1&".repeat(201)).is_none());
        assert_eq!(decoded("a+b", false), "a+b");
    }

    #[test]
    fn addresses_that_differ_in_one_pair() {
        let pairs = pairs("q=crash&source=a&source=b&offset=20").expect("few pairs");
        assert_eq!(
            with("/search", &pairs, "source", "c"),
            "/search?q=crash&source=a&source=b&source=c"
        );
        assert_eq!(without("/search", &pairs, "source", "a"), "/search?q=crash&source=b");
        assert_eq!(
            replaced("/search", &pairs, "offset", &["40"]),
            "/search?q=crash&source=a&source=b&offset=40"
        );
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(all in proptest::collection::vec((any::<String>(), any::<String>()), 0..8)) {
            let written = address("/", all.iter().map(|(a, b)| (a.as_str(), b.as_str())));
            let query = written.strip_prefix("/?").unwrap_or("");
            prop_assert_eq!(pairs(query).expect("few pairs"), all);
        }

        #[test]
        fn any_query_is_read(query in any::<String>()) {
            let _ = pairs(&query);
        }
    }
}
