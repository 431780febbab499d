//! The columns of a sheet: names as people write them, in one or more header rows.
//!
//! Takes the header rows of a file and what the settings say each holds; answers which column a
//! selector means, and what a row says over a column.

use std::collections::HashSet;

use csv::ByteRecord;
use regex::Regex;
use serde_json::Value;

use super::preset::Header;
use super::selector;

/// Names of a sheet's columns, as matched: case, outer blanks and runs of blanks do not count.
#[derive(Debug, Clone, Default)]
pub(super) struct Columns {
    names: Vec<String>,
    keys: Vec<String>,
    /// Role and cells of every header row.
    rows: Vec<(String, Vec<String>)>,
}

/// A name as it is compared.
pub(super) fn key(name: &str) -> String {
    name.split(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}' | '\u{ad}'))
        .filter(|piece| !piece.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}

/// What stands between the cells of a sheet, whatever separates them, or makes a cell another text
/// than it holds.
pub(super) const BETWEEN: [char; 8] = ['"', '\\', '\n', '\r', ',', ';', '\t', '|'];

/// Adds all that can be the name of a column in a stretch of a sheet, as names are compared.
pub(super) fn add_names(stretch: &[u8], names: &mut HashSet<String>) {
    let text = String::from_utf8_lossy(stretch);
    names.extend(text.split(BETWEEN).filter(|cell| !cell.is_empty()).map(key));
}

/// A selector that names columns by a pattern: `~pattern` the first, `~pattern[*]` all.
#[derive(Debug, Clone)]
pub(super) struct ColumnPattern {
    pattern: Regex,
    all: bool,
}

impl ColumnPattern {
    /// Reads a selector; `None` where it is no pattern, or none that can be read.
    pub(super) fn of(selector: &str) -> Option<ColumnPattern> {
        let written = selector.strip_prefix('~')?;
        let (written, all) = match written.strip_suffix("[*]") {
            Some(written) => (written, true),
            None => (written, false),
        };
        Some(ColumnPattern { pattern: Regex::new(written).ok()?, all })
    }
}

impl Columns {
    /// Reads the header rows; `rows` are as many as `header` names. Cells that a merged cell left
    /// empty take the value to their left where the settings say so.
    pub(super) fn new(rows: &[ByteRecord], header: &Header) -> Columns {
        let width = rows.iter().map(ByteRecord::len).max().unwrap_or_default();
        let mut named: Vec<(String, Vec<String>)> = Vec::new();
        for (row, role) in rows.iter().zip(&header.rows) {
            let mut cells: Vec<String> =
                row.iter().map(|cell| String::from_utf8_lossy(cell).trim().to_owned()).collect();
            if header.rows.len() > 1 {
                cells.resize(width, String::new());
            }
            if header.fill_right.contains(role) {
                for at in 1..cells.len() {
                    if cells[at].is_empty() {
                        cells[at] = cells[at - 1].clone();
                    }
                }
            }
            named.push((role.clone(), cells));
        }
        let names = named
            .iter()
            .find(|(role, _)| role == "name")
            .or(named.first())
            .map(|(_, cells)| cells.clone())
            .unwrap_or_default();
        // Without a header columns are called by their place.
        let names: Vec<String> = match header.none {
            true => (1..=width).map(|number| format!("column_{number}")).collect(),
            false => names,
        };
        Columns { keys: names.iter().map(|name| key(name)).collect(), names, rows: named }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    /// The name of a column as the file writes it.
    pub(super) fn name(&self, column: usize) -> &str {
        self.names.get(column).map_or("", String::as_str)
    }

    /// What the header row of a role says over a column; empty where there is no such row.
    pub(super) fn over(&self, role: &str, column: usize) -> &str {
        match self.rows.iter().find(|(other, _)| other == role) {
            Some((_, cells)) => cells.get(column).map_or("", String::as_str),
            None if role == "name" => self.name(column),
            None => "",
        }
    }

    /// The same, with a pointer followed into the cell's JSON.
    pub(super) fn inside(&self, role: &str, column: usize, pointer: Option<&str>) -> String {
        let cell = self.over(role, column);
        let Some(pointer) = pointer else { return cell.to_owned() };
        let Ok(value) = serde_json::from_str::<Value>(cell) else { return String::new() };
        let steps = selector::steps(pointer);
        selector::walk(&value, &steps).first().unwrap_or_default().to_owned()
    }

    /// The first hundred names, for a message.
    pub(super) fn listed(&self) -> String {
        let mut listed = self
            .names
            .iter()
            .take(100)
            .map(|name| name.chars().filter(|c| !c.is_control()).take(60).collect::<String>())
            .collect::<Vec<_>>()
            .join(", ");
        if self.names.len() > 100 {
            listed.push_str(", …");
        }
        listed
    }

    /// Every column of a name.
    pub(super) fn all(&self, name: &str) -> Vec<usize> {
        let wanted = key(name);
        (0..self.keys.len()).filter(|&at| self.keys[at] == wanted).collect()
    }

    /// The columns whose name, or else whose question, a pattern matches; and whether it asks for a
    /// list.
    pub(super) fn matching(&self, pattern: &ColumnPattern) -> (Vec<usize>, bool) {
        let ColumnPattern { pattern, all } = pattern;
        if *all {
            let names = self.names.iter().enumerate();
            let hits = names.filter(|(_, name)| pattern.is_match(name)).map(|(at, _)| at);
            return (hits.collect(), true);
        }
        let rows = self.rows.iter().filter(|(role, _)| role == "title");
        let rows = std::iter::once(&self.names).chain(rows.map(|(_, cells)| cells));
        let first =
            rows.filter_map(|cells| cells.iter().position(|cell| pattern.is_match(cell))).next();
        (first.into_iter().collect(), false)
    }

    /// The columns a selector means: the first of that name, `Name[2]` the second, `Name[*]` all,
    /// `~pattern` the first whose name matches, else whose question does, `~pattern[*]` all whose name
    /// does; and whether it asks for a list.
    pub(super) fn find(&self, selector: &str) -> (Vec<usize>, bool) {
        if selector.starts_with('~') {
            let pattern = ColumnPattern::of(selector);
            return pattern.map_or_else(|| (Vec::new(), false), |pattern| self.matching(&pattern));
        }
        let mut plain = self.all(selector);
        if !plain.is_empty() {
            plain.truncate(1);
            return (plain, false);
        }
        // Records of JSON kept as a sheet: what lies inside has its way there in its name.
        if let Some(way) = selector.strip_prefix('/') {
            let mut found = self.all(way);
            if found.is_empty() {
                found = self.all(&way.replace('/', "."));
            }
            found.truncate(1);
            return (found, false);
        }
        let Some((name, place)) = selector.strip_suffix(']').and_then(|rest| rest.rsplit_once('['))
        else {
            return (Vec::new(), false);
        };
        let all = self.all(name);
        match place {
            "*" => (all, true),
            number => {
                let nth = number.parse::<usize>().ok().and_then(|nth| nth.checked_sub(1));
                (nth.and_then(|nth| all.get(nth).copied()).into_iter().collect(), false)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(rows: &[&[&str]], roles: &[&str], fill: &[&str]) -> Columns {
        let rows: Vec<ByteRecord> = rows.iter().map(|row| ByteRecord::from(row.to_vec())).collect();
        let own = |list: &[&str]| list.iter().map(|one| (*one).to_owned()).collect();
        Columns::new(
            &rows,
            &Header { rows: own(roles), fill_right: own(fill), ..Header::default() },
        )
    }

    #[test]
    fn headers_are_matched_as_people_write_them() {
        let header =
            columns(&[&[" Review\u{a0} ID", "Comment", "comment", "a[1]"]], &["name"], &[]);
        assert_eq!(header.find("review id").0, [0]);
        assert_eq!(header.find("Comment").0, [1]);
        assert_eq!(header.find("Comment[2]").0, [2]);
        assert_eq!(header.find("Comment[*]"), (vec![1, 2], true));
        assert_eq!(header.find("a[1]").0, [3]);
        assert!(header.find("Comment[3]").0.is_empty() && header.find("Comment[0]").0.is_empty());
        assert_eq!(header.find("~(?i)^comm").0, [1]);
        assert_eq!(header.find("~(?i)^comm[*]"), (vec![1, 2], true));
        assert!(header.find("~^nobody").0.is_empty());
        let header = columns(&[&["user/name", "place.id", "text"]], &["name"], &[]);
        let found = ["/user/name", "/place/id", "/text"].map(|one| header.find(one).0);
        assert_eq!(found, [[0], [1], [2]]);
    }

    #[test]
    fn header_rows_have_roles() {
        let header = columns(
            &[&["id", "Why?", "", "How?"], &["", "Open", "Other"]],
            &["title", "sub"],
            &["title"],
        );
        assert_eq!(header.find("why?").0, [1]);
        assert_eq!((header.over("title", 2), header.over("sub", 2)), ("Why?", "Other"));
        assert_eq!((header.over("sub", 3), header.over("import", 0)), ("", ""));
        let header =
            columns(&[&["Q1"], &["{\"ImportId\":\"QID1_TEXT\"}"]], &["name", "import"], &[]);
        assert_eq!(header.inside("import", 0, Some("/ImportId")), "QID1_TEXT");
        assert_eq!(header.inside("name", 0, Some("/ImportId")), "");
    }
}
