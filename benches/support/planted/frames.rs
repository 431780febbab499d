//! The words around what is planted, read from `frames.txt`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::Tongue;

type Lines = Vec<String>;

static FRAMES: LazyLock<BTreeMap<&'static str, Lines>> = LazyLock::new(|| {
    let mut frames: BTreeMap<&str, Lines> = BTreeMap::new();
    let mut head = "";
    for line in include_str!("frames.txt").lines() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(of) = line.strip_prefix('[') {
            head = of.trim_end_matches(']');
            continue;
        }
        // Quoted where blanks at the ends count.
        let words = line.strip_prefix('"').and_then(|line| line.strip_suffix('"')).unwrap_or(line);
        frames.entry(head).or_default().push(words.replace("\\n", "\n"));
    }
    frames
});

/// The lines of a section in a language: a sort, `OPENING` or `CLOSING`.
pub(super) fn frames(section: &str, tongue: Tongue) -> Vec<&'static str> {
    let lines = FRAMES.get(format!("{section} {tongue:?}").as_str()).expect("a section a language");
    lines.iter().map(String::as_str).collect()
}
