//! Every format of the report on the small fixture, and what an HTML page must and must not hold.

use insta::assert_snapshot;

use crate::support::{demo, redact_made_by, small};

fn report(ending: &str) -> String {
    let file = String::from_utf8(small().report(ending)).expect("a report is text");
    redact_made_by(&file)
}

#[test]
fn markdown() {
    assert_snapshot!("report_md", report("md"));
}

#[test]
fn csv() {
    let file = |name: &str| {
        let bytes = std::fs::read(small().newest_run().join(name)).expect("published");
        redact_made_by(&String::from_utf8(bytes).expect("text"))
    };
    assert_snapshot!("opportunities_csv", file("opportunities.csv"));
    assert_snapshot!("themes_csv", file("themes.csv"));
}

#[test]
fn the_page_fetches_nothing() {
    for workspace in [demo(), small()] {
        let page = String::from_utf8(workspace.report("html")).expect("text");
        assert!(page.starts_with("<!doctype html>") || page.starts_with("<!DOCTYPE html>"));
        assert!(page.contains("Content-Security-Policy"));
        assert!(policy(&page).contains("default-src 'none';"), "{}", policy(&page));
        let lower = page.to_lowercase();
        for fetching in [
            " src=",
            "<link",
            "<iframe",
            "<object",
            "<embed",
            "<base",
            "@import",
            "url(",
            "fetch(",
            "xmlhttprequest",
            "websocket",
            "sendbeacon",
            "import(",
        ] {
            assert!(!lower.contains(fetching), "the page holds {fetching}");
        }
        // Addresses may be read (in quotes of customers), never followed: no attribute holds one.
        for scheme in ["http:", "https:", "//", "data:", "javascript:", "file:"] {
            for attribute in ["href=", "action=", "xlink:href=", "srcset=", "poster="] {
                for quote in ["\"", "'", ""] {
                    let bad = format!("{attribute}{quote}{scheme}");
                    assert!(!lower.contains(&bad), "the page holds {bad}");
                }
            }
        }
    }
}

/// The page's own policy on what it may load and run.
fn policy(page: &str) -> String {
    let after = page.split("Content-Security-Policy\" content=\"").nth(1).expect("a policy");
    after.split('"').next().expect("an end").replace("&#39;", "'")
}

/// Opportunities with a section of their own on the page; the others are in the table.
const ONE_BY_ONE: usize = 25;

#[test]
fn the_page_leads_to_every_theme() {
    for workspace in [demo(), small()] {
        let page = String::from_utf8(workspace.report("html")).expect("text");
        let view = workspace.view();
        let ranked = view["opportunities"].as_array().expect("opportunities");
        assert!(!ranked.is_empty());
        for (at, one) in ranked.iter().enumerate() {
            let id = one["theme"].as_str().expect("an id");
            let named = page
                .match_indices(id)
                .any(|(at, _)| !page[at + id.len()..].starts_with(|c: char| c.is_ascii_digit()));
            assert!(named, "{id} is not on the page");
            if at < ONE_BY_ONE {
                assert!(page.contains(&format!("id=\"{id}\"")), "{id} has no place on the page");
                assert!(page.contains(&format!("href=\"#{id}\"")), "nothing leads to {id}");
            }
        }
        // Every link inside the page has its place, and places have one name each.
        let places: Vec<&str> =
            page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let distinct: std::collections::BTreeSet<&&str> = places.iter().collect();
        assert_eq!(distinct.len(), places.len(), "two places have one name");
        for link in page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(places.contains(&link), "#{link} leads nowhere");
        }
    }
}

#[test]
fn the_scripts_on_the_page_are_those_the_policy_names() {
    let page = String::from_utf8(small().report("html")).expect("text");
    let policy = policy(&page);
    assert!(!policy.contains("unsafe"), "{policy}");
    for element in ["script", "style"] {
        let count = page.matches(&format!("<{element}")).count();
        let allowed = policy
            .split(';')
            .find(|part| part.trim().starts_with(&format!("{element}-src")))
            .expect("a part of the policy");
        assert!(count >= 1 && allowed.matches("'sha256-").count() == count, "{allowed}");
    }
    for handler in [" onclick=", " onload=", " onerror=", " onmouseover=", " onfocus="] {
        assert!(!page.contains(handler), "{handler}");
    }
}
