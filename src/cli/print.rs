//! Printing: customers' text made inert, colours only where they are wanted, tables that line up.

use std::io::{self, IsTerminal, Write};

use super::args::Colour;

pub use crate::report::escape::visible as inert;

/// How a piece of text stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// A heading or a name.
    Bold,
    /// Less important.
    Dim,
    /// A matched word.
    Match,
    /// Something is wrong.
    Bad,
}

/// Where results go, and whether they may be coloured.
pub struct Printer {
    out: Box<dyn Write>,
    coloured: bool,
    /// The first error in writing: the rest is not tried.
    broken: Option<io::Error>,
}

impl Printer {
    /// Results to standard output.
    pub fn new(colour: Colour) -> Printer {
        let coloured = match colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => {
                io::stdout().is_terminal()
                    && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
            }
        };
        Printer { out: Box::new(io::BufWriter::new(io::stdout().lock())), coloured, broken: None }
    }

    /// One line of our own words; customers' text in it must have been through [`inert`].
    pub fn line(&mut self, text: impl AsRef<str>) {
        self.bytes(text.as_ref().as_bytes());
        self.bytes(b"\n");
    }

    /// An empty line.
    pub fn gap(&mut self) {
        self.bytes(b"\n");
    }

    /// Bytes as they are: a rendered report, a JSON line.
    pub fn bytes(&mut self, bytes: &[u8]) {
        if self.broken.is_none()
            && let Err(error) = self.out.write_all(bytes)
        {
            self.broken = Some(error);
        }
    }

    /// Text in a style, where colours are wanted.
    pub fn styled(&self, style: Style, text: &str) -> String {
        if !self.coloured {
            return text.to_owned();
        }
        let code = match style {
            Style::Bold => "1",
            Style::Dim => "2",
            Style::Match => "1;33",
            Style::Bad => "31",
        };
        format!("\x1b[{code}m{text}\x1b[0m")
    }

    /// Writes what is buffered. A reader that went away (`| head`) is not an error.
    pub fn finish(mut self) -> io::Result<()> {
        let result = match self.broken.take() {
            Some(error) => Err(error),
            None => self.out.flush(),
        };
        match result {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            other => other,
        }
    }
}

/// The first `width` characters, the last of them an ellipsis when something was cut.
pub fn shortened(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let mut cut: String = text.chars().take(width.saturating_sub(1)).collect();
    cut.truncate(cut.trim_end().len());
    cut.push('…');
    cut
}

/// Rows of equal length as lines whose columns line up, two blanks between them; columns named in
/// `right` end at their right edge. The last column is never padded.
pub fn table(rows: &[Vec<String>], right: &[usize]) -> Vec<String> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    rows.iter()
        .map(|row| {
            let mut line = String::new();
            for (column, cell) in row.iter().enumerate() {
                if column > 0 {
                    line.push_str("  ");
                }
                let padding = " ".repeat(widths[column] - cell.chars().count());
                if right.contains(&column) {
                    line.push_str(&padding);
                    line.push_str(cell);
                } else {
                    line.push_str(cell);
                    if column + 1 < row.len() {
                        line.push_str(&padding);
                    }
                }
            }
            line
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up() {
        let rows = [["1", "Refund"], ["12", "Login"]].map(|row| row.map(str::to_owned).to_vec());
        assert_eq!(table(&rows, &[0]), [" 1  Refund", "12  Login"]);
        assert_eq!(shortened("abcdef", 4), "abc…");
    }
}
