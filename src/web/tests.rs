//! The table of routes, and the document made of it.

use std::collections::BTreeSet;

use super::openapi::document;
use super::routes::{Kind, ROUTES};

#[test]
fn every_route_is_one() {
    let mut seen = BTreeSet::new();
    for route in ROUTES {
        assert!(seen.insert((route.path, route.kind.is_form())), "{} stands twice", route.path);
        let in_path = route.path.matches('{').count();
        assert_eq!(in_path, route.places.len(), "{}", route.path);
        for place in route.places {
            assert!(route.path.contains(&format!("{{{}}}", place.name)) && place.needed);
        }
        let mut names = BTreeSet::new();
        for param in route.places.iter().chain(route.params) {
            assert!(names.insert(param.name), "{} of {} stands twice", param.name, route.path);
            assert!(!param.about.is_empty(), "{} of {}", param.name, route.path);
        }
        assert_eq!(route.kind == Kind::Data, route.shape.is_some(), "{}", route.path);
        assert!(route.tool.is_none() || route.kind == Kind::Data, "{}", route.path);
    }
}

#[test]
fn the_document_says_all_there_is() {
    let document = document(true);
    let data = ROUTES.iter().filter(|route| route.kind == Kind::Data);
    for route in data {
        let operation = &document["paths"][route.path]["get"];
        let params = operation["parameters"].as_array().expect("a list");
        assert_eq!(params.len(), route.places.len() + route.params.len(), "{}", route.path);
        assert!(operation["responses"]["200"]["content"]["application/json"]["schema"].is_object());
    }
    let text = document.to_string();
    for name in text.split("#/components/schemas/").skip(1) {
        let name = name.split('"').next().expect("a name");
        assert!(document["components"]["schemas"][name].is_object(), "{name} is not described");
    }
}
