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
        self.raw("<").raw(tag).raw(">").text(text).raw("</").raw(name).raw(">")
    }

    /// The finished page.
    pub(super) fn finish(self) -> String {
        self.0
    }
}
