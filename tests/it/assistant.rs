//! `earful mcp`: the protocol spoken through the real binary, line by line.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use serde_json::{Value, json};

use crate::support::{Workspace, demo};

struct Assistant {
    child: Child,
    to: Option<ChildStdin>,
    from: BufReader<ChildStdout>,
    number: u64,
}

impl Assistant {
    fn of(workspace: &Workspace) -> Assistant {
        let mut command = workspace.command(&["mcp"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("the binary starts");
        let (to, from) = (child.stdin.take(), child.stdout.take().expect("its output"));
        let mut assistant = Assistant { child, to, from: BufReader::new(from), number: 0 };
        let about = json!({
            "protocolVersion": "2025-06-18", "capabilities": {},
            "clientInfo": { "name": "tests", "version": "1" },
        });
        let begun = assistant.ask("initialize", about);
        assert_eq!(begun["result"]["serverInfo"]["name"], "earful");
        assert!(begun["result"]["instructions"].as_str().expect("words").contains("evidence"));
        assistant.tell(&json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }));
        assistant
    }

    fn tell(&mut self, message: &Value) {
        let to = self.to.as_mut().expect("its input");
        writeln!(to, "{message}").and_then(|()| to.flush()).expect("told");
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        self.number += 1;
        let number = self.number;
        self.tell(&json!({ "jsonrpc": "2.0", "id": number, "method": method, "params": params }));
        let mut line = String::new();
        self.from.read_line(&mut line).expect("an answer");
        let answer: Value = serde_json::from_str(&line).expect("JSON and nothing else");
        assert_eq!(answer["id"], number, "{answer}");
        answer
    }

    /// A tool's data, or its words where it refuses.
    fn call(&mut self, name: &str, arguments: Value) -> Result<Value, String> {
        let answer = self.ask("tools/call", json!({ "name": name, "arguments": arguments }));
        let result = &answer["result"];
        let text = result["content"][0]["text"].as_str().unwrap_or_else(|| panic!("{answer}"));
        match result["isError"].as_bool() {
            Some(true) => Err(text.to_owned()),
            _ => Ok(serde_json::from_str(text).expect("JSON")),
        }
    }
}

impl Drop for Assistant {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn tools_answer_with_evidence() {
    let workspace = demo();
    let mut assistant = Assistant::of(workspace);
    let listed = assistant.ask("tools/list", json!({}));
    let tools = listed["result"]["tools"].as_array().expect("tools");
    let names: Vec<&str> = tools.iter().filter_map(|tool| tool["name"].as_str()).collect();
    for name in ["search", "themes", "theme", "why", "compare", "record", "counts", "changes"] {
        assert!(names.contains(&name), "{name} of {names:?}");
    }
    for tool in tools {
        assert_eq!(tool["inputSchema"]["type"], "object", "{tool}");
        assert_eq!(tool["annotations"]["readOnlyHint"], true, "{tool}");
        assert!(tool["description"].as_str().is_some_and(|words| words.len() > 20), "{tool}");
    }
    let themes = assistant.call("themes", json!({ "limit": 3 })).expect("themes");
    assert_eq!(themes["themes"].as_array().expect("a list").len(), 3);
    let first = themes["themes"][0]["id"].as_str().expect("an id").to_owned();
    let theme = assistant.call("theme", json!({ "theme": first })).expect("a theme");
    let quote = &theme["opportunity"]["quotes"][0];
    let record = assistant.call("record", json!({ "id": quote["record"] })).expect("a record");
    let words = quote["text"].as_str().expect("words");
    assert!(record["text"].as_str().expect("a text").contains(words), "a quote is of its record");
    let why = assistant.call("why", json!({ "theme": first })).expect("a rank");
    assert_eq!(why, workspace.json(&["why", &first, "--json"])[0]);
    let found =
        assistant.call("search", json!({ "q": "refund", "limit": 2, "source": ["tickets"] }));
    let found = found.expect("hits");
    assert_eq!(found["hits"].as_array().expect("hits").len(), 2);
    assert_eq!(found["hits"][0]["source"], "tickets");
    let compared = json!({ "first": "kind=review", "second": "kind=ticket" });
    assert!(assistant.call("compare", compared).expect("parts")["themes"].is_array());
}

#[test]
fn refusals_are_read_by_the_assistant() {
    let mut assistant = Assistant::of(demo());
    for (name, arguments, words) in [
        ("theme", json!({ "theme": "T-99999" }), "no theme T-99999"),
        ("theme", json!({}), "theme is missing"),
        ("search", json!({ "q": "(crash" }), "cannot be read"),
        ("search", json!({ "query": "crash" }), "no parameter \"query\": there are q"),
        ("search", json!({ "limit": 1000 }), "from 1 to 100"),
        ("search", json!({ "q": { "a": 1 } }), "expected a text"),
        ("record", json!({ "id": "../../salt" }), "32 hexadecimal digits"),
        ("compare", json!({ "first": "nobody=1", "second": "kind=review" }), "there are"),
    ] {
        let refused = assistant.call(name, arguments).expect_err("a refusal");
        assert!(refused.contains(words), "{name} says {refused}");
    }
    let unknown = assistant.ask("tools/call", json!({ "name": "delete", "arguments": {} }));
    assert!(
        unknown["error"]["message"].as_str().is_some_and(|words| words.contains("no tool delete"))
    );
    // It is still there.
    assert!(assistant.call("themes", json!({})).is_ok());
}

#[test]
fn it_ends_when_the_assistant_does() {
    let mut assistant = Assistant::of(demo());
    drop(assistant.to.take());
    for _ in 0..100 {
        if let Some(status) = assistant.child.try_wait().expect("a process") {
            assert!(status.success(), "{status}");
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    panic!("it does not end");
}
