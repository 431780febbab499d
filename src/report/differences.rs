//! Two reports held against each other: where they differ, and what stands there in each.
//!
//! Takes the bytes of a report and those it should have; gives the JSON paths at which they differ
//! (`opportunities[0].score`) with both values. What differs in bytes alone (a blank, the order of
//! keys, a spelling of the same number) is named by the path of the line it stands in.

use serde_json::Value;

use super::view::{QuoteView, View};

/// One place in which two reports differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Where, as a path of keys and places: `opportunities[0].quotes[1].text`.
    pub path: String,
    /// What the report says there, as JSON; `nothing` where it has no such place.
    pub given: String,
    /// What it should say.
    pub right: String,
}

/// What a report holds, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Numbers.
    pub numbers: u64,
    /// Texts.
    pub texts: u64,
}

/// Where a report differs from the right one, in the order of the right one; nothing where every
/// byte is the same.
pub fn differences(given: &[u8], right: &[u8]) -> Vec<Difference> {
    if given == right {
        return Vec::new();
    }
    let mut found = Vec::new();
    if let (Ok(one), Ok(other)) = (serde_json::from_slice(given), serde_json::from_slice(right)) {
        walk(&one, &other, &mut String::new(), &mut found);
    }
    if found.is_empty() {
        found.push(in_bytes(given, right));
    }
    found
}

/// Numbers and texts in the bytes of a report; nothing where they are no JSON.
pub fn held(report: &[u8]) -> Held {
    let mut held = Held::default();
    if let Ok(value) = serde_json::from_slice::<Value>(report) {
        count(&value, &mut held);
    }
    held
}

fn count(value: &Value, held: &mut Held) {
    match value {
        Value::Number(_) => held.numbers += 1,
        Value::String(_) => held.texts += 1,
        Value::Array(values) => values.iter().for_each(|one| count(one, held)),
        Value::Object(map) => map.values().for_each(|one| count(one, held)),
        Value::Bool(_) | Value::Null => {}
    }
}

/// The value at a path such as `opportunities[0].score`; `None` where there is none.
pub fn at_path<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    let mut here = value;
    for step in path.split('.') {
        let (key, rest) = step.split_at(step.find('[').unwrap_or(step.len()));
        if !key.is_empty() {
            here = here.get(key)?;
        }
        for place in rest.split('[').skip(1) {
            here = here.get(place.strip_suffix(']')?.parse::<usize>().ok()?)?;
        }
    }
    Some(here)
}

fn walk(given: &Value, right: &Value, path: &mut String, found: &mut Vec<Difference>) {
    let length = path.len();
    match (given, right) {
        (Value::Object(one), Value::Object(other)) => {
            for (key, right) in other {
                step(path, key);
                match one.get(key) {
                    Some(given) => walk(given, right, path, found),
                    None => found.push(difference(path, None, Some(right))),
                }
                path.truncate(length);
            }
            for (key, given) in one.iter().filter(|(key, _)| !other.contains_key(*key)) {
                step(path, key);
                found.push(difference(path, Some(given), None));
                path.truncate(length);
            }
        }
        (Value::Array(one), Value::Array(other)) => {
            for at in 0..one.len().max(other.len()) {
                path.push_str(&format!("[{at}]"));
                match (one.get(at), other.get(at)) {
                    (Some(given), Some(right)) => walk(given, right, path, found),
                    (given, right) => found.push(difference(path, given, right)),
                }
                path.truncate(length);
            }
        }
        // Numbers are compared as they are written: their digits are kept.
        (one, other) if one == other => {}
        (one, other) => found.push(difference(path, Some(one), Some(other))),
    }
}

fn step(path: &mut String, key: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(key);
}

fn difference(path: &str, given: Option<&Value>, right: Option<&Value>) -> Difference {
    let words = |value: Option<&Value>| {
        value.map_or_else(|| "nothing".to_owned(), std::string::ToString::to_string)
    };
    Difference { path: path.to_owned(), given: words(given), right: words(right) }
}

/// The first line in which two reports differ byte for byte.
fn in_bytes(given: &[u8], right: &[u8]) -> Difference {
    let same = given.iter().zip(right).take_while(|(one, other)| one == other).count();
    let start = |bytes: &[u8]| {
        let before = &bytes[..same.min(bytes.len())];
        before.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1)
    };
    let line = |bytes: &[u8]| {
        let rest = &bytes[start(bytes).min(bytes.len())..];
        let end = rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len());
        String::from_utf8_lossy(&rest[..end]).trim().to_owned()
    };
    Difference {
        path: format!("{} (byte {same})", path_of(right, start(right))),
        given: line(given),
        right: line(right),
    }
}

/// The path of the line that begins at byte `at` of a report as it is written: one key or value a
/// line.
fn path_of(report: &[u8], at: usize) -> String {
    let text = String::from_utf8_lossy(report);
    let mut steps: Vec<Step> = Vec::new();
    let mut begins = 0;
    for line in text.lines() {
        let words = line.trim_end_matches(',').trim();
        if words.starts_with(['}', ']']) {
            steps.pop();
        }
        let mut key = None;
        if let Some((name, _)) = words.strip_prefix('"').and_then(|rest| rest.split_once("\": ")) {
            key = Some(name.to_owned());
        }
        let is_end = words.starts_with(['}', ']']) && key.is_none();
        if !is_end && let Some(last) = steps.last_mut() {
            last.to(key);
        }
        if begins >= at {
            break;
        }
        match words.chars().last() {
            Some('{') if !words.ends_with("\"{") => steps.push(Step::Key(None)),
            Some('[') => steps.push(Step::Place(None)),
            _ => {}
        }
        begins += line.len() + 1;
    }
    let mut path = String::new();
    for one in &steps {
        match one {
            Step::Key(Some(key)) => step(&mut path, key),
            Step::Place(Some(at)) => path.push_str(&format!("[{at}]")),
            _ => {}
        }
    }
    if path.is_empty() { "the whole".to_owned() } else { path }
}

enum Step {
    Key(Option<String>),
    Place(Option<usize>),
}

impl Step {
    fn to(&mut self, key: Option<String>) {
        match self {
            Step::Key(of) => *of = key.or(of.take()),
            Step::Place(at) => *at = Some(at.map_or(0, |at| at + 1)),
        }
    }
}

impl View {
    /// Every quote with its path in `report.json`, in the order of the file.
    pub fn quoted(&self) -> Vec<(String, &QuoteView)> {
        let mut found = Vec::new();
        for (at, one) in self.opportunities.iter().enumerate() {
            for (name, quotes) in [("quotes", &one.quotes), ("counter_quotes", &one.counter_quotes)]
            {
                let path = |place| format!("opportunities[{at}].{name}[{place}]");
                found.extend(quotes.iter().enumerate().map(|(place, one)| (path(place), one)));
            }
        }
        let themes = self.themes.iter().enumerate();
        found
            .extend(themes.filter_map(|(at, one)| {
                Some((format!("themes[{at}].quote"), one.quote.as_ref()?))
            }));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RIGHT: &str = "{\n  \"a\": 1.50,\n  \"b\": [\n    {\n      \"c\": \"x\"\n    },\n    {\n      \"c\": \"y\"\n    }\n  ]\n}\n";

    fn differs(given: &str) -> Vec<(String, String, String)> {
        let found = differences(given.as_bytes(), RIGHT.as_bytes());
        found.into_iter().map(|one| (one.path, one.given, one.right)).collect()
    }

    fn one(path: &str, given: &str, right: &str) -> Vec<(String, String, String)> {
        vec![(path.to_owned(), given.to_owned(), right.to_owned())]
    }

    #[test]
    fn what_differs_is_named_with_both_values() {
        assert_eq!(differs(RIGHT), []);
        assert_eq!(differs(&RIGHT.replace("1.50", "1.51")), one("a", "1.51", "1.50"));
        assert_eq!(differs(&RIGHT.replace("1.50", "1.5")), one("a", "1.5", "1.50"));
        assert_eq!(differs(&RIGHT.replace("\"y\"", "\"z\"")), one("b[1].c", "\"z\"", "\"y\""));
        assert_eq!(differs(&RIGHT.replace("\"a\"", "\"e\"")).len(), 2, "one key gone, one more");
    }

    #[test]
    fn bytes_that_mean_the_same_are_named_by_their_line() {
        let found = differs(&RIGHT.replace("\"y\"", "\"\\u0079\""));
        assert!(found[0].0.starts_with("b[1].c (byte "), "{found:?}");
        let found = differs(&RIGHT.replace("\n    },", "\n     },"));
        assert!(found[0].0.starts_with("b[0]"), "{found:?}");
        let broken = differs(&RIGHT.replace("1.50", "1.5x"));
        assert!(broken[0].0.starts_with("a (byte "), "{broken:?}");
        assert_eq!((&*broken[0].1, &*broken[0].2), ("\"a\": 1.5x,", "\"a\": 1.50,"));
    }

    #[test]
    fn paths_lead_to_values() {
        let value: Value = serde_json::from_str(RIGHT).expect("JSON");
        assert_eq!(at_path(&value, "b[1].c"), Some(&Value::from("y")));
        assert_eq!(at_path(&value, "b[2].c"), None);
        assert_eq!(at_path(&value, "b.c"), None);
        assert_eq!(held(RIGHT.as_bytes()), Held { numbers: 1, texts: 2 });
    }
}
