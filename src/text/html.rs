//! HTML to the words a reader would see, and character references to characters.
//!
//! Takes the HTML of a mail, a ticket or a post; gives plain text with the line breaks that the
//! page would show, list marks, and none of what the writer did not write: scripts, styles,
//! quoted mail. The tokens are those of HTML5; the tree is a stack of open tags, so that the time
//! is linear in the text however deep it nests. Both ways in (mail in sources, named cleanings in
//! intake) need it, which is why it stands among the words.

use std::collections::HashMap;
use std::convert::Infallible;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, State, Tokenizer};

/// Tags that stand on lines of their own (HTML, section 15.3, `display: block` and table rows).
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "tr",
    "ul",
];

/// Tags that have no end (HTML, section 13.1.2).
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];

/// Tags that go with all they hold.
const DROPPED: &[&str] = &["blockquote", "head", "script", "style", "template", "title"];

/// The text of an HTML fragment or document.
///
/// White space runs become one blank, the start and the end of a block start a line, `<br>` always
/// does, `<li>` gives `- `, the end of a table cell a blank, `pre` keeps its white space. Dropped
/// with all they hold: head, script, style, title, template, blockquote, `.gmail_quote`,
/// `.yahoo_quoted`, `aside.quote`; and everything from `#divRplyFwdMsg` or `#appendonsend` on.
/// Links keep their text; images go, except that `img.emoji` leaves its `alt`.
pub fn html_text(html: &str) -> String {
    let mut page = Page::default();
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| {
        page.event(event);
        None::<Infallible>
    });
    emitter.naively_switch_states(true);
    let Ok(()) = Tokenizer::new_with_emitter(html, emitter).finish();
    page.out
}

/// The text with its HTML character references (`&amp;`, `&#39;`, `&#x2019;`) resolved once; what
/// is none stays as it is. NULs go.
pub fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    // A tokeniser that waits for the end of a title sees references and nothing else.
    let emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| {
        if let CallbackEvent::String { value } = event {
            out.push_str(&String::from_utf8_lossy(value));
        }
        None::<Infallible>
    });
    let text = text.replace('\0', "");
    let mut tokens = Tokenizer::new_with_emitter(text.as_str(), emitter);
    tokens.set_state(State::RcData);
    let Ok(()) = tokens.finish();
    out
}

/// What is known of the page so far.
#[derive(Default)]
struct Page {
    out: String,
    /// How many pieces at the end of `out` are a single blank.
    blanks: usize,
    /// Open tags, and whether each is dropped with what it holds.
    stack: Vec<(Vec<u8>, bool)>,
    /// How often each tag is open, so that a stray end tag costs nothing.
    open: HashMap<Vec<u8>, u32>,
    /// How many of the open tags are dropped.
    dropped: u32,
    /// From here on the page repeats an older mail.
    ended: bool,
    /// The start tag being read.
    name: Vec<u8>,
    attribute: Option<Attribute>,
    class: Option<String>,
    id: Option<String>,
    alt: Option<String>,
}

#[derive(Clone, Copy)]
enum Attribute {
    Class,
    Id,
    Alt,
}

fn is_one_of(name: &[u8], list: &[&str]) -> bool {
    list.iter().any(|one| one.as_bytes() == name)
}

impl Page {
    fn event(&mut self, event: CallbackEvent<'_>) {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.name.clear();
                self.name.extend_from_slice(name);
                (self.attribute, self.class, self.id, self.alt) = (None, None, None, None);
            }
            CallbackEvent::AttributeName { name } => {
                self.attribute = match name {
                    b"class" => Some(Attribute::Class),
                    b"id" => Some(Attribute::Id),
                    b"alt" => Some(Attribute::Alt),
                    _ => None,
                };
            }
            CallbackEvent::AttributeValue { value } => {
                let place = match self.attribute {
                    Some(Attribute::Class) => &mut self.class,
                    Some(Attribute::Id) => &mut self.id,
                    Some(Attribute::Alt) => &mut self.alt,
                    None => return,
                };
                place.get_or_insert_with(|| String::from_utf8_lossy(value).into_owned());
            }
            CallbackEvent::CloseStartTag { self_closing } => {
                let name = std::mem::take(&mut self.name);
                self.start(&name);
                if self_closing {
                    self.end(&name);
                }
                self.name = name;
            }
            CallbackEvent::EndTag { name } => self.end(name),
            CallbackEvent::String { value } => self.text(&String::from_utf8_lossy(value)),
            _ => {}
        }
    }

    fn start(&mut self, name: &[u8]) {
        if matches!(self.id.as_deref(), Some("divRplyFwdMsg" | "appendonsend")) {
            self.ended = true;
        }
        if self.ended {
            return;
        }
        if is_one_of(name, VOID) {
            if self.dropped > 0 {
                return;
            }
            match name {
                b"br" => self.piece("\n"),
                b"hr" => self.line(),
                b"img" if self.has_class("emoji") => {
                    if let Some(alt) = self.alt.take() {
                        self.piece(&alt);
                    }
                }
                _ => {}
            }
            return;
        }
        let dropped = is_one_of(name, DROPPED)
            || self.has_class("gmail_quote")
            || self.has_class("yahoo_quoted")
            || (name == b"aside" && self.has_class("quote"));
        self.stack.push((name.to_vec(), dropped));
        *self.open.entry(name.to_vec()).or_default() += 1;
        self.dropped += u32::from(dropped);
        if self.dropped > 0 {
            return;
        }
        if is_one_of(name, BLOCKS) {
            self.line();
        }
        if name == b"li" {
            self.piece("- ");
        }
    }

    fn end(&mut self, name: &[u8]) {
        if self.ended || is_one_of(name, VOID) || !self.is_open(name) {
            return;
        }
        while let Some((tag, dropped)) = self.stack.pop() {
            if let Some(count) = self.open.get_mut(&tag) {
                *count -= 1;
            }
            self.dropped -= u32::from(dropped);
            if self.dropped == 0 && !dropped {
                if is_one_of(&tag, BLOCKS) {
                    self.line();
                } else if is_one_of(&tag, &["td", "th"]) {
                    self.piece(" ");
                }
            }
            if tag == name {
                return;
            }
        }
    }

    fn text(&mut self, text: &str) {
        if self.ended || self.dropped > 0 {
            return;
        }
        if self.is_open(b"pre") {
            self.piece(text);
            return;
        }
        let mut words = String::with_capacity(text.len());
        let mut gap = false;
        for c in text.chars() {
            if matches!(c, ' ' | '\t' | '\r' | '\n' | '\x0c') {
                gap = true;
                continue;
            }
            if std::mem::take(&mut gap) {
                words.push(' ');
            }
            words.push(c);
        }
        if gap {
            words.push(' ');
        }
        let words =
            if self.at_line_start() { words.strip_prefix(' ').unwrap_or(&words) } else { &words };
        if !words.is_empty() {
            self.piece(words);
        }
    }

    fn has_class(&self, class: &str) -> bool {
        self.class.as_deref().is_some_and(|all| all.split_whitespace().any(|one| one == class))
    }

    fn is_open(&self, name: &[u8]) -> bool {
        self.open.get(name).is_some_and(|&count| count > 0)
    }

    fn at_line_start(&self) -> bool {
        self.out.is_empty() || self.out.ends_with('\n')
    }

    fn piece(&mut self, text: &str) {
        self.blanks = if text == " " { self.blanks + 1 } else { 0 };
        self.out.push_str(text);
    }

    /// Starts a line unless one has just been started.
    fn line(&mut self) {
        self.out.truncate(self.out.len() - std::mem::take(&mut self.blanks));
        if !self.at_line_start() {
            self.out.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_page_becomes_what_a_reader_sees() {
        let page = "<html><head><title>T</title><style>p{}</style></head><body>\n<p>Hi  <b>team</b>,</p>\n\
            <div>it<br>breaks:<ul><li>one</li><li>two &amp; a <a href=x>link</a></ul></div>\
            <table><tr><td>a</td><td>b</td></tr><tr><th>c</th></tr></table>\
            <pre>x\n  y</pre><img src=x alt=no><img class='big emoji' alt=':)'><script>alert(1)</script>\
            <template>t</template></body></html>";
        assert_eq!(
            html_text(page),
            "Hi team,\nit\nbreaks:\n- one\n- two & a link\na b\nc\nx\n  y\n:)\n"
        );
    }

    #[test]
    fn quoted_mail_goes() {
        assert_eq!(html_text("New.<blockquote>old<p>old</blockquote> More."), "New. More.");
        assert_eq!(html_text("a<div class='x gmail_quote'>On … wrote:<br>b</div>c"), "ac");
        assert_eq!(html_text("a<aside class=quote>b</aside><aside>c</aside>"), "a\nc\n");
        assert_eq!(html_text("a<hr><div id=appendonsend></div>b"), "a\n");
        assert_eq!(html_text("a<div id=divRplyFwdMsg>b</div>c"), "a");
    }

    #[test]
    fn broken_html_is_read_to_its_end() {
        assert_eq!(html_text("1 < 2 & 3 > 2 </p></b><x>y<p"), "1 < 2 & 3 > 2 y");
        assert_eq!(html_text("<p>a<p>b</div>c</p>d"), "a\nbc\nd");
        assert_eq!(html_text("a<o:p/>b<!-- c --> d<![if !x]>e"), "ab de");
    }

    #[test]
    fn time_is_linear_in_nesting() {
        // With a walk of the stack for every tag this is 2e10 steps, which is minutes.
        let deep = 200_000;
        for tag in ["div", "b", "blockquote", "pre"] {
            let page = format!("{}x{}", format!("<{tag}>y").repeat(deep), "</i>".repeat(deep));
            assert!(html_text(&page).len() <= page.len());
            let page =
                format!("{}x{}", format!("<{tag}>").repeat(deep), format!("</{tag}>").repeat(deep));
            assert_eq!(html_text(&page).trim(), if tag == "blockquote" { "" } else { "x" });
        }
    }

    #[test]
    fn references_become_characters() {
        assert_eq!(
            unescape("Tom &amp; Anna&#39;s &#x1F600; caf&eacute; &yuml;&nbsp;&euro;&#146; &rarr;"),
            "Tom & Anna's 😀 café ÿ\u{a0}€’ →"
        );
        assert_eq!(unescape("AT&T; R&D &unknown; &#xD800; &"), "AT&T; R&D &unknown; \u{fffd} &");
        assert_eq!(unescape("&amp;lt; &lt;b&gt; &ampx &#99999999999;"), "&lt; <b> &x \u{fffd}");
        assert_eq!(unescape("a </title> b <c> & </x"), "a </title> b <c> & </x");
    }

    proptest! {
        #[test]
        fn any_text_survives(text in any::<String>()) {
            let _ = html_text(&text);
            let _ = unescape(&text);
        }

        #[test]
        fn any_tags_survive(text in "(<(p|div|li|td|pre|br|hr|blockquote|script|title|a href='|img class=emoji alt=x)/?>?|</(p|div|td|pre|blockquote|script)>|<!--|-->|&(amp|#x?[0-9a-f]{0,9});?|[ \n]|é){0,40}") {
            let once = html_text(&text);
            prop_assert!(once.len() <= 3 * text.len() + 2);
        }

        #[test]
        fn plain_words_stay(words in proptest::collection::vec("[a-zé0-9.,!]{1,8}", 1..20)) {
            let text = words.join(" ");
            prop_assert_eq!(html_text(&text), text.clone());
            prop_assert_eq!(html_text(&html_text(&text)), text.clone());
            prop_assert_eq!(unescape(&format!("{text} &")), format!("{text} &"));
        }
    }
}
