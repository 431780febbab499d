//! Markup that cannot be forgotten to escape: fixed text is markup, everything else is escaped.

use super::links::{Links, Records, segment};
use crate::report::escape;

/// A page being written. Only `&'static str` gets in as it is; what is computed is text, an escaped
/// attribute or a coordinate.
pub(crate) struct Out(String, Links);

impl Out {
    /// An empty page of that kind.
    pub(crate) fn new(links: Links) -> Out {
        Out(String::new(), links)
    }

    /// What follows is of that kind.
    pub(crate) fn linking(&mut self, links: Links) {
        self.1 = links;
    }

    /// A heading within a theme: its title is the page's in the one, one of many in the other.
    pub(crate) fn part(&mut self, text: &'static str) -> &mut Out {
        match self.is_site() {
            true => self.raw("<h2>").raw(text).raw("</h2>"),
            false => self.raw("<h4>").raw(text).raw("</h4>"),
        }
    }

    /// Whether it is a page of `earful serve`.
    pub(crate) fn is_site(&self) -> bool {
        self.1 == Links::Site
    }

    /// Text that opens these records, where there is a search to open them with.
    pub(crate) fn records(&mut self, text: &str, records: &Records) -> &mut Out {
        if !self.is_site() {
            return self.text(text);
        }
        self.link(&records.href(), text)
    }

    /// A count that opens these records; nothing opens no record, and is not a link.
    pub(crate) fn number(&mut self, number: u64, records: &Records) -> &mut Out {
        let text = crate::report::phrase::count(number);
        if number == 0 { self.text(&text) } else { self.records(&text, records) }
    }

    /// A link around text.
    pub(crate) fn link(&mut self, href: &str, text: &str) -> &mut Out {
        self.raw("<a").attr("href", href).raw(">").text(text).raw("</a>")
    }

    /// The title of a theme, which opens its page: a place in the file, where it is `paged` there.
    pub(crate) fn theme(&mut self, id: &str, title: &str, paged: bool) -> &mut Out {
        let href = match self.1 {
            Links::Site => theme_page(id),
            Links::File if paged => format!("#{id}"),
            Links::File => {
                return self.raw("<span dir=\"auto\">").text(title).raw("</span>");
            }
        };
        self.raw("<a dir=\"auto\"").attr("href", &href).raw(">").text(title).raw("</a>")
    }

    /// Markup that stands in this program's source.
    pub(crate) fn raw(&mut self, markup: &'static str) -> &mut Out {
        self.0.push_str(markup);
        self
    }

    /// Any text, shown as it is; the blank before a per-cent sign does not break.
    pub(crate) fn text(&mut self, text: &str) -> &mut Out {
        self.0.push_str(&escape::html(text).replace(" %", "\u{a0}%"));
        self
    }

    /// A sentence of ours with titles between quotation marks in it: one that is written from right to
    /// left keeps its letters, and the sentence its order.
    pub(crate) fn sentence(&mut self, words: &str) -> &mut Out {
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
    pub(crate) fn attr(&mut self, name: &'static str, value: &str) -> &mut Out {
        self.raw(" ").raw(name).raw("=\"");
        self.0.push_str(&escape::html(value));
        self.raw("\"")
    }

    /// ` name="1.25"`: a coordinate with at most two decimals; 0 when it is not finite.
    pub(crate) fn at(&mut self, name: &'static str, value: f64) -> &mut Out {
        self.raw(" ").raw(name).raw("=\"").coordinate(value).raw("\"")
    }

    /// A coordinate with at most two decimals, as inside a path.
    pub(crate) fn coordinate(&mut self, value: f64) -> &mut Out {
        self.0.push_str(&crate::report::phrase::rounded(value, 2).to_string());
        self
    }

    /// An element without attributes around text; `tag` may carry fixed attributes.
    pub(crate) fn tagged(&mut self, tag: &'static str, text: &str) -> &mut Out {
        let name = tag.split(' ').next().unwrap_or(tag);
        self.raw("<").raw(tag).raw(">");
        let out = if matches!(name, "li" | "p") { self.sentence(text) } else { self.text(text) };
        out.raw("</").raw(name).raw(">")
    }

    /// The finished page.
    pub(crate) fn finish(self) -> String {
        self.0
    }
}

/// The address of a theme's page.
pub(crate) fn theme_page(id: &str) -> String {
    format!("/themes/{}", segment(id))
}

/// The address of a record's page, by its id here; `ordinal` is a statement of it.
pub(crate) fn record_page(id: &str, ordinal: Option<u16>) -> String {
    let place = ordinal.map(|number| format!("#s{}", number + 1)).unwrap_or_default();
    format!("/records/{}{place}", segment(id))
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
        let mut out = Out::new(Links::File);
        out.sentence("“אפליקציה” hurts most, not “<b>”, “open");
        assert_eq!(out.finish(), "“<bdi>אפליקציה</bdi>” hurts most, not “&lt;b&gt;”, “open");
    }
}
