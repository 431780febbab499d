//! Expressions on invented units.

use super::change::percent_decoded;
use super::*;
use crate::model::Mark;
use crate::sources::preset::Sort;
use proptest::prelude::*;

fn with(from: &str, change: impl FnOnce(&mut preset::Change)) -> Expression {
    let mut made = preset::Change::of(Expression::Select(from.into()));
    change(&mut made);
    Expression::With(Box::new(made))
}

fn literal(text: &str) -> Literal {
    Literal { text: text.into(), bare: false }
}

fn found(expression: &Expression, json: &str) -> (Vec<String>, Mark) {
    let mut selectors = Selectors::default();
    let compiled = Compiled::new(expression, &mut selectors).expect("a good expression");
    let value: Value = serde_json::from_str(json).expect("good JSON");
    let unit = Context {
        file: "in/feed-de.json",
        folder: "in",
        selectors: selectors.all(),
        side: &Side::default(),
        document: &BTreeMap::new(),
        cells: Cells::Json(&value),
    };
    let values = compiled.values(&unit);
    (values.texts.into_iter().map(Cow::into_owned).collect(), values.mark)
}

fn eval(expression: &Expression, json: &str) -> Vec<String> {
    found(expression, json).0
}

#[test]
fn ids_stay_exact() {
    let select = Expression::Select("/id".into());
    assert_eq!(eval(&select, r#"{"id":18446744073709551617}"#), ["18446744073709551617"]);
    assert_eq!(eval(&select, r#"{"id":9007199254740993}"#), ["9007199254740993"]);
    assert_eq!(eval(&select, r#"{"id":114467436023.0}"#), ["114467436023"]);
    assert_eq!(eval(&select, r#"{"id":"00123"}"#), ["00123"]);
}

#[test]
fn pointers_lists_and_files() {
    let tags = Expression::Select("/tags/*/name".into());
    assert_eq!(eval(&tags, r#"{"tags":[{"name":"a"},{"x":1},{"name":"b"}]}"#), ["a", "b"]);
    assert_eq!(eval(&Expression::Select("tags".into()), r#"{"tags":["a",null,2]}"#), ["a", "2"]);
    assert!(eval(&Expression::Select("/who".into()), r#"{"who":{"mail":"x"}}"#).is_empty());
    assert_eq!(eval(&Expression::Select("@stem".into()), "{}"), ["feed-de"]);
}

#[test]
fn changes_apply_in_their_order() {
    let link = with("/link", |change| {
        change.regex = Some("[?&]reviewId=([^&]+)".into());
        change.percent_decode = true;
    });
    assert_eq!(eval(&link, r#"{"link":"https://x/?reviewId=gp%3AAOq%zz&a=1"}"#), ["gp:AOq%zz"]);
    let fallback = Expression::First(vec![link, Expression::Hash(vec!["/a".into()])]);
    assert_eq!(eval(&fallback, r#"{"a":"1"}"#)[0].len(), 18);
    let made = Expression::Template("{/a}:{/b}".into());
    assert_eq!(eval(&made, r#"{"a":"1","b":2}"#), ["1:2"]);
    assert!(eval(&made, r#"{"a":"1"}"#).is_empty());
    let mapped = with("/s", |change| {
        change.map.insert("good".into(), literal("1"));
        change.split = Some(";".into());
    });
    assert_eq!(eval(&mapped, r#"{"s":"good; other ;"}"#), ["1"]);
}

#[test]
fn values_know_what_they_are() {
    let select = |path: &str| Expression::Select(path.into());
    let mark = |list, bare| Mark { list, bare, way: 0 };
    assert_eq!(found(&select("/a"), r#"{"a":7}"#).1, mark(false, true));
    assert_eq!(found(&select("/a"), r#"{"a":"7"}"#).1, mark(false, false));
    assert_eq!(found(&select("/a"), r#"{"a":["x"]}"#).1, mark(true, false));
    assert_eq!(found(&select("/a/*/b"), r#"{"a":[{"b":1},{"b":2}]}"#).1, mark(true, true));
    let int = with("/a", |change| change.sort = Some(Sort::Int));
    assert_eq!(found(&int, r#"{"a":"1,024"}"#), (vec!["1024".into()], mark(false, true)));
    assert!(eval(&int, r#"{"a":"many"}"#).is_empty());
    let truth = with("/a", |change| change.sort = Some(Sort::Bool));
    assert_eq!(found(&truth, r#"{"a":"Yes"}"#), (vec!["true".into()], mark(false, true)));
    let text = with("/a", |change| change.sort = Some(Sort::String));
    assert_eq!(found(&text, r#"{"a":509974}"#), (vec!["509974".into()], mark(false, false)));
    let ways = Expression::First(vec![select("/a"), select("/b")]);
    assert_eq!(found(&ways, r#"{"b":"x"}"#).1.way, 1);
}

#[test]
fn elements_are_picked_by_what_they_say() {
    let pick = Expression::Pick {
        array: "/answers".into(),
        conditions: vec![("/field/ref".into(), "nps".into())],
        take: "/number".into(),
    };
    let json =
        r#"{"answers":[{"field":{"ref":"x"},"number":1},{"field":{"ref":"nps"},"number":9}]}"#;
    assert_eq!(eval(&pick, json), ["9"]);
    assert!(eval(&pick, r#"{"answers":null}"#).is_empty());
}

#[test]
fn hashes_are_those_of_any_other_reader() {
    // printf '1\x1f\x1f2' | sha256sum
    let hash = Expression::Hash(vec!["/a".into(), "/b".into(), "/c".into()]);
    assert_eq!(eval(&hash, r#"{"a":1,"c":"2"}"#), ["h:45302af42fce1e64"]);
}

#[test]
fn faults_are_named() {
    let mut selectors = Selectors::default();
    for bad in [
        Expression::Select(" ".into()),
        Expression::First(Vec::new()),
        Expression::Template("{open".into()),
        Expression::Hash(Vec::new()),
    ] {
        assert!(Compiled::new(&bad, &mut selectors).is_err());
    }
}

proptest! {
    #[test]
    fn percent_decoding_never_panics(text in "[%0-9a-fé]{0,20}") {
        let _ = percent_decoded(&text);
    }
}
