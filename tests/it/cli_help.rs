//! What `--help` says, of the program and of every verb.

use insta::assert_snapshot;

use crate::support::Workspace;

const VERBS: &[&str] = &[
    "demo",
    "init",
    "detect",
    "preset",
    "catalogue",
    "ingest",
    "read",
    "run",
    "search",
    "theme",
    "show",
    "themes",
    "why",
    "compare",
    "impact",
    "rank",
    "roadmap",
    "plan",
    "fixes",
    "write",
    "counter",
    "needs",
    "demand",
    "competitors",
    "markets",
    "replay",
    "verify",
    "report",
    "deliver",
    "runs",
    "serve",
    "mcp",
    "export",
    "audit",
    "forget",
    "eval",
    "completions",
];

#[test]
fn the_program() {
    let workspace = Workspace::empty();
    assert_snapshot!("help", workspace.transcript(&["--help"]));
}

#[test]
fn every_verb() {
    let workspace = Workspace::empty();
    for verb in VERBS {
        assert_snapshot!(format!("help_{verb}"), workspace.transcript(&[verb, "--help"]));
    }
    for verb in ["rename", "split", "move", "track"] {
        let typed = ["theme", verb, "--help"];
        assert_snapshot!(format!("help_theme_{verb}"), workspace.transcript(&typed));
    }
    for verb in ["drafts", "tell"] {
        let typed = ["roadmap", verb, "--help"];
        assert_snapshot!(format!("help_roadmap_{verb}"), workspace.transcript(&typed));
    }
    assert_snapshot!("help_themes_show", workspace.transcript(&["themes", "show", "--help"]));
}

#[test]
fn no_verb_is_left_out() {
    let help = Workspace::empty().ok(&["--help"]).out;
    let listed: Vec<&str> = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|verb| *verb != "help")
        .collect();
    assert_eq!(listed, VERBS);
}

#[test]
fn the_version_is_the_packages() {
    let said = Workspace::empty().ok(&["--version"]).out;
    assert_eq!(said.trim(), concat!("earful ", env!("CARGO_PKG_VERSION")));
}

#[test]
fn completions_for_every_shell() {
    let workspace = Workspace::empty();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = workspace.ok(&["completions", shell]).out;
        for verb in VERBS {
            assert!(script.contains(verb), "{shell} does not know {verb}");
        }
    }
}
