//! A document as Markdown and as one HTML page.

use super::{BLANK, Block, Document, Line};
use crate::report::escape;

/// The document in GitHub's dialect of Markdown: tables and block quotations, no raw HTML.
pub fn markdown(document: &Document) -> String {
    let mut out = format!("# {}\n\n", escape::markdown(&document.title));
    for block in &document.blocks {
        match block {
            Block::Section(title) => out.push_str(&format!("## {}\n\n", escape::markdown(title))),
            Block::Question(title) => out.push_str(&format!("### {}\n\n", escape::markdown(title))),
            Block::Paragraph(line) => out.push_str(&format!("{}\n\n", line_md(line))),
            Block::Bullets(lines) => {
                lines.iter().for_each(|line| out.push_str(&format!("- {}\n", line_md(line))));
                out.push('\n');
            }
            Block::Table(head, right, rows) => table_md(&mut out, head, right, rows),
            Block::Quote(words, who) => {
                let words = escape::markdown(words);
                out.push_str(&format!("> {words}\n>\n> {}\n\n", line_md(who)));
            }
        }
    }
    let end = out.trim_end().len();
    out.truncate(end);
    out.push('\n');
    out
}

fn table_md(out: &mut String, head: &[String], right: &[usize], rows: &[Vec<String>]) {
    let row = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| escape::markdown(cell)).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    out.push_str(&row(head));
    let rules: Vec<&str> =
        (0..head.len()).map(|at| if right.contains(&at) { "--:" } else { "---" }).collect();
    out.push_str(&format!("| {} |\n", rules.join(" | ")));
    rows.iter().for_each(|cells| out.push_str(&row(cells)));
    out.push('\n');
}

fn line_md(line: &Line) -> String {
    let mut out = escape::markdown(&line.words);
    if !line.opens.is_empty() {
        let each: Vec<String> = line.opens.iter().map(|command| code(command)).collect();
        out.push_str(&format!(" ({})", each.join(", ")));
    }
    if !line.blank.is_empty() {
        let before = if out.is_empty() { "" } else { " " };
        out.push_str(&format!("{before}`{BLANK}` (owner: {})", escape::markdown(&line.blank)));
    }
    out
}

/// A command between backticks: one line without a backtick of its own.
fn code(command: &str) -> String {
    format!("`{}`", escape::visible(command).replace('`', "'"))
}

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}\
h1{font-size:1.6rem;line-height:1.25}h2{font-size:1.25rem;margin-top:2rem;border-bottom:1px solid #999}h3{font-size:1rem;margin-bottom:.25rem}\
table{border-collapse:collapse;margin:.5rem 0 1rem;font-size:.9rem}th,td{border:1px solid #999;padding:.2rem .5rem;text-align:left}\
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}blockquote{margin:.5rem 0 1rem;padding-left:1rem;border-left:4px solid #555}\
blockquote footer{font-size:.85rem;color:#444}code{font-size:.85em;overflow-wrap:anywhere}mark{background:#fff3bf;padding:0 .2rem}\
.scroll{overflow-x:auto}@media print{body{margin:0;max-width:none}code{font-size:.75em}}";

/// The document as one page that fetches nothing.
pub fn html(document: &Document) -> String {
    let title = escape::html(&document.title);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\"><title>{title}</title>\
         <style>{STYLE}</style></head><body><main>\n<h1 dir=\"auto\">{title}</h1>\n"
    );
    for block in &document.blocks {
        match block {
            Block::Section(title) => {
                out.push_str(&format!("<h2>{}</h2>\n", escape::html(title)));
            }
            Block::Question(title) => {
                out.push_str(&format!("<h3 dir=\"auto\">{}</h3>\n", escape::html(title)));
            }
            Block::Paragraph(line) => {
                out.push_str(&format!("<p dir=\"auto\">{}</p>\n", line_html(line)));
            }
            Block::Bullets(lines) => {
                out.push_str("<ul>");
                for line in lines {
                    out.push_str(&format!("<li dir=\"auto\">{}</li>", line_html(line)));
                }
                out.push_str("</ul>\n");
            }
            Block::Table(head, right, rows) => table_html(&mut out, head, right, rows),
            Block::Quote(words, who) => out.push_str(&format!(
                "<blockquote><p dir=\"auto\">{}</p><footer>{}</footer></blockquote>\n",
                escape::html(words),
                line_html(who)
            )),
        }
    }
    out.push_str("</main></body></html>\n");
    out
}

fn table_html(out: &mut String, head: &[String], right: &[usize], rows: &[Vec<String>]) {
    let class = |at: usize| if right.contains(&at) { " class=\"n\"" } else { "" };
    out.push_str("<div class=\"scroll\"><table><thead><tr>");
    for (at, cell) in head.iter().enumerate() {
        out.push_str(&format!("<th scope=\"col\"{}>{}</th>", class(at), escape::html(cell)));
    }
    out.push_str("</tr></thead><tbody>");
    for row in rows {
        out.push_str("<tr>");
        for (at, cell) in row.iter().enumerate() {
            let cell = escape::html(cell);
            out.push_str(&match at {
                0 => format!("<th scope=\"row\" dir=\"auto\">{cell}</th>"),
                _ => format!("<td{} dir=\"auto\">{cell}</td>", class(at)),
            });
        }
        out.push_str("</tr>");
    }
    out.push_str("</tbody></table></div>\n");
}

fn line_html(line: &Line) -> String {
    let mut out = escape::html(&line.words);
    if !line.opens.is_empty() {
        let each: Vec<String> =
            line.opens.iter().map(|one| format!("<code>{}</code>", escape::html(one))).collect();
        out.push_str(&format!(" ({})", each.join(", ")));
    }
    if !line.blank.is_empty() {
        let before = if out.is_empty() { "" } else { " " };
        let what = escape::html(&line.blank);
        out.push_str(&format!("{before}<mark>{BLANK} (owner: {what})</mark>"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hostile() -> Document {
        let evil = "<script>x</script> | `rm` [a](javascript:b)\n# head";
        Document {
            title: evil.to_owned(),
            blocks: vec![
                Block::Paragraph(Line::new(evil).opens("earful show `x`").blank(evil)),
                Block::Table(vec![evil.to_owned()], vec![], vec![vec![evil.to_owned()]]),
                Block::Quote(evil.to_owned(), Line::new(evil)),
            ],
        }
    }

    #[test]
    fn customers_words_never_act() {
        let md = markdown(&hostile());
        assert!(!md.contains("<script>") && !md.contains("[a]("), "{md}");
        assert!(md.lines().filter(|line| line.starts_with('#')).count() == 1, "{md}");
        assert!(md.contains("`earful show 'x'`"), "{md}");
        let page = html(&hostile());
        assert!(!page.contains("<script>"), "{page}");
    }

    #[test]
    fn a_blank_is_marked() {
        let line = Line::new("Target:").blank("a number");
        assert_eq!(line_md(&line), "Target: `____` (owner: a number)");
        assert!(line_html(&line).contains("<mark>____ (owner: a number)</mark>"));
    }
}
