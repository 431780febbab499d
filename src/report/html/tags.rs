//! Markup that cannot be forgotten to escape: fixed text is markup, everything else is escaped.

use crate::report::escape;

/// A page being written. Only `&'static str` gets in as it is; what is computed is text, an escaped
/// attribute or a coordinate.
#[derive(Default)]
pub(super) struct Out(String);

impl Out {
    /// Markup that stands in this program's source.
    pub(super) fn raw(&mut self, markup: &'static str) -> &mut Out {
        self.0.push_str(markup);
        self
    }

    /// Any text, shown as it is; the blank before a per-cent sign does not break.
    pub(super) fn text(&mut self, text: &str) -> &mut Out {
        self.0.push_str(&escape::html(text).replace(" %", "\u{a0}%"));
        self
    }

    /// A sentence of ours with titles between quotation marks in it: one that is written from right to
    /// left keeps its letters, and the sentence its order.
    pub(super) fn sentence(&mut self, words: &str) -> &mut Out {
        let mut rest = words;
        while let Some((before, from)) = rest.split_once('“') {
            let Some((title, after)) = from.split_once('”') else { break };
            if title.chars().any(is_right_to_left) {
                self.text(before).raw("“<bdi>").text(title).raw("</bdi>”");
            } else {
                self.text(&rest[..rest.len() - after.len()]);
            }
            rest = after;
        }
        self.text(rest)
    }

    /// ` name="value"`.
    pub(super) fn attr(&mut self, name: &'static str, value: &str) -> &mut Out {
        self.raw(" ").raw(name).raw("=\"");
        self.0.push_str(&escape::html(value));
        self.raw("\"")
    }

    /// ` name="1.25"`: a coordinate with at most two decimals; 0 when it is not finite.
    pub(super) fn at(&mut self, name: &'static str, value: f64) -> &mut Out {
        self.raw(" ").raw(name).raw("=\"").coordinate(value).raw("\"")
    }

    /// A coordinate with at most two decimals, as inside a path.
    pub(super) fn coordinate(&mut self, value: f64) -> &mut Out {
        self.0.push_str(&crate::report::phrase::rounded(value, 2).to_string());
        self
    }

    /// An element without attributes around text; `tag` may carry fixed attributes.
    pub(super) fn tagged(&mut self, tag: &'static str, text: &str) -> &mut Out {
        let name = tag.split(' ').next().unwrap_or(tag);
        self.raw("<").raw(tag).raw(">");
        let out = if matches!(name, "li" | "p") { self.sentence(text) } else { self.text(text) };
        out.raw("</").raw(name).raw(">")
    }

    /// The finished page.
    pub(super) fn finish(self) -> String {
        self.0
    }
}

/// Letters of the scripts that are written from right to left: Hebrew, Arabic, Syriac, Thaana and
/// NKo with their presentation forms (Unicode Standard, section 9; strong types R and AL of UAX 9).
fn is_right_to_left(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_from_right_to_left_stand_apart() {
        let mut out = Out::default();
        out.sentence("“אפליקציה” hurts most, not “<b>”, “open");
        assert_eq!(out.finish(), "“<bdi>אפליקציה</bdi>” hurts most, not “&lt;b&gt;”, “open");
    }
}
