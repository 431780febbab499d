//! Texts that Atlassian keeps as a tree: the document format of Jira Cloud's third API.
//!
//! Takes the JSON of a document; gives its words as plain text, a line for each block, `- ` before
//! the items of lists. Code, quotes, pictures and attachments are left out, as they are where the
//! same text is wiki markup.

use serde_json::{Map, Value};

/// The text of a document; `None` of any other object.
pub(super) fn text(object: &Map<String, Value>) -> Option<String> {
    let is = |key: &str, wanted: &str| object.get(key).and_then(Value::as_str) == Some(wanted);
    let content = object.get("content")?.as_array()?;
    if !is("type", "doc") {
        return None;
    }
    let mut out = String::new();
    blocks(content, &mut out);
    Some(out.trim_matches('\n').to_owned())
}

/// Appends nodes. As deep as the tree, which the parser of JSON bounds.
fn blocks(nodes: &[Value], out: &mut String) {
    for node in nodes {
        let kind = node["type"].as_str().unwrap_or_default();
        let inner = node["content"].as_array().map_or(&[][..], Vec::as_slice);
        match kind {
            "text" => out.push_str(node["text"].as_str().unwrap_or_default()),
            "hardBreak" => out.push('\n'),
            "mention" | "status" => {
                out.push_str(node["attrs"]["text"].as_str().unwrap_or_default())
            }
            "emoji" => {
                let attrs = &node["attrs"];
                let seen = attrs["text"].as_str().or(attrs["shortName"].as_str());
                out.push_str(seen.unwrap_or_default());
            }
            "codeBlock" | "blockquote" | "media" | "mediaSingle" | "mediaGroup" => line(out),
            "listItem" | "taskItem" | "decisionItem" => {
                line(out);
                out.push_str("- ");
                blocks(inner, out);
                line(out);
            }
            "paragraph" if out.ends_with("- ") => blocks(inner, out),
            "tableCell" | "tableHeader" => {
                let mut cell = String::new();
                blocks(inner, &mut cell);
                out.push_str(&cell.trim().replace('\n', " "));
                out.push(' ');
            }
            "paragraph" | "heading" => {
                line(out);
                blocks(inner, out);
                // An empty line between blocks, as wiki markup has it.
                out.push_str("\n\n");
            }
            _ => {
                line(out);
                blocks(inner, out);
                line(out);
            }
        }
    }
}

/// Begins a new line unless one has just begun.
fn line(out: &mut String) {
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn words_come_out_of_the_tree() {
        let document = json!({"type": "doc", "version": 1, "content": [
            {"type": "heading", "attrs": {"level": 2}, "content": [{"type": "text", "text": "What"}]},
            {"type": "paragraph", "content": [
                {"type": "text", "text": "It "},
                {"type": "text", "text": "smells", "marks": [{"type": "strong"}]},
                {"type": "hardBreak"},
                {"type": "mention", "attrs": {"id": "1", "text": "@ann"}},
                {"type": "emoji", "attrs": {"shortName": ":cry:", "text": "😢"}},
            ]},
            {"type": "codeBlock", "content": [{"type": "text", "text": "trace"}]},
            {"type": "blockquote", "content": [
                {"type": "paragraph", "content": [{"type": "text", "text": "old"}]}]},
            {"type": "bulletList", "content": [
                {"type": "listItem", "content": [
                    {"type": "paragraph", "content": [{"type": "text", "text": "one"}]}]},
                {"type": "listItem", "content": [
                    {"type": "paragraph", "content": [{"type": "text", "text": "two"}]}]},
            ]},
        ]});
        let text = text(document.as_object().expect("an object")).expect("a document");
        let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
        assert_eq!(lines, ["What", "It smells", "@ann😢", "- one", "- two"]);
        assert_eq!(super::text(json!({"type": "page"}).as_object().expect("an object")), None);
    }
}
