//! Documents as tools write them, and as nobody should.

use super::*;
use proptest::prelude::*;

const LONGEST: Longest = Longest { field: 1000, unit: 4000 };

/// What each unit has at the selectors, joined by `|`, and its line.
fn units(document: &str, path: &str, selectors: &[&str]) -> Result<Vec<(String, u64)>, String> {
    let mut found = Vec::new();
    let input = std::io::BufReader::with_capacity(1 << 10, document.as_bytes());
    read(input, path, LONGEST, &mut |unit, line| {
        let told = match unit {
            Ok(unit) => selectors
                .iter()
                .map(|selector| unit.values(selector).join("+"))
                .collect::<Vec<_>>()
                .join("|"),
            Err(reason) => reason.to_owned(),
        };
        found.push((told, line));
        Ok(())
    })
    .map_err(|error| crate::sources::reason_of(&error))
    .map(|_| found)
}

#[test]
fn elements_are_found_by_local_names() {
    let feed = "\u{feff}junk <?xml version='1.0'?>\n<!DOCTYPE f>\n<f:Feed xmlns:f='u/5.6'>\
        <Brand>B</Brand><Product id='p&amp;1'><ExternalId>SKU</ExternalId><Reviews>\n\
        <Review id=\"1\"\n removed='true'><Text>a<!-- c -->&amp;<![CDATA[<b>]]>&#x21;<i>in</i>&nbsp;</Text>\
        <Tag>x</Tag><Tag>y</Tag><Who id='7'/></Review>\n<Review f:id='2'/></Reviews></Product>\
        <Product><Reviews><Review id='3'><Text/></Review></Reviews><ExternalId>late</ExternalId></Product>\
        </f:Feed>";
    let selectors = [
        "attr:id",
        "attr:removed",
        "Text",
        "Tag",
        "Tag[*]",
        "Tag[2]",
        "Who/attr:id",
        "../../ExternalId",
        "../../attr:id",
        "../../../Brand",
        "../../../../No",
        "No/Way",
    ];
    let found = units(feed, "Product/Reviews/Review", &selectors).expect("a good document");
    assert_eq!(
        found,
        [
            ("1|true|a&<b>!in&nbsp;|x|x+y|y|7|SKU|p&1|B||".to_owned(), 4),
            ("2|||||||SKU|p&1|B||".to_owned(), 6),
            ("3||||||||||B|".replace("||B", "|B") + "|", 6),
        ]
    );
    assert_eq!(units(feed, "/Feed/Brand", &[""]).expect("a good document").len(), 1);
    assert_eq!(
        units("<a><r>1</r><r>2</r></a>", "r", &[""]).expect("good"),
        [("1".into(), 1), ("2".into(), 1)]
    );
}

#[test]
fn trouble_is_told_with_its_line() {
    let told = |document: &str| units(document, "r", &["x"]).expect_err("a bad document");
    assert_eq!(told("<a>\n<r>"), "bad_xml: the file ends inside 2 open elements at line 2");
    assert_eq!(told("<a>\n<r></x>"), "bad_xml: tags do not match at line 2");
    assert_eq!(told("<a>\n<r"), "bad_xml: markup is never closed at line 2");
    assert_eq!(told("no markup"), "bad_xml: there is no element in its first bytes");
    assert_eq!(told("<?xml version='1.0'?>\n"), "bad_xml: there is no element at line 2");
    let bomb = "<!DOCTYPE a [<!ENTITY l 'lol'>\n<!ENTITY m '&l;&l;&l;'>]><a><r>&m;</r></a>";
    assert_eq!(
        told(bomb),
        "bad_xml: it defines entities of its own, which are not expanded, at line 2"
    );
    let deep = format!("<a>{}", "<r>".repeat(100_000));
    assert_eq!(told(&deep), "bad_xml: elements are nested more than 256 deep at line 1");
    let wide = format!("<a><r>{}</r></a>", "x".repeat(1 << 20));
    assert!(told(&wide).starts_with("bad_xml: a text or tag of more than 65536 bytes near line 1"));
    assert!(
        told(&format!("<a><r b='{}'/></a>", "x".repeat(1 << 20))).starts_with("bad_xml: a text")
    );
}

#[test]
fn large_units_are_left_out_and_the_others_stay() {
    let long = "x".repeat(2000);
    let many = "<t>x</t>".repeat(2000);
    let document =
        format!("<a><s>{many}{long}</s><r><t>{long}</t></r><r>{many}</r><r><t>ok</t></r></a>");
    let found = units(&document, "r", &["t", "../s"]).expect("a good document");
    let told: Vec<&str> = found.iter().map(|(told, _)| &told[..2.min(told.len())]).collect();
    assert_eq!(told[2], "ok");
    assert_eq!(found[0].0, "field_too_large");
    assert_eq!(found[1].0, "field_too_large");
}

proptest! {
    #[test]
    fn any_bytes_survive(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = units(&String::from_utf8_lossy(&bytes), "r", &["x", "attr:y", "../z"]);
    }

    #[test]
    fn any_markup_survives(text in "(</?(a|r|x)( y='1')?/?>|<!\\[CDATA\\[|\\]\\]>|&(lt|#0|x);|<!--|-->|<\\?|<!DOCTYPE| |x){0,40}") {
        let _ = units(&format!("<a>{text}"), "r/x", &["x", "x[*]", "attr:y", "../z", "../../../z"]);
    }

    #[test]
    fn broken_documents_survive(cut in 0usize..400, flip in 0usize..400, byte in any::<u8>()) {
        let document = "<?xml version=\"1.0\"?><f><p><e>1</e><r id=\"1\"><t>a &amp; b</t></r><r/></p></f>";
        let mut bytes = document.as_bytes().to_vec();
        let at = flip % bytes.len();
        bytes[at] = byte;
        bytes.truncate(cut.max(1));
        let _ = units(&String::from_utf8_lossy(&bytes), "p/r", &["t", "attr:id", "../e"]);
    }

    #[test]
    fn what_is_written_is_read(texts in proptest::collection::vec("[a-z<>&'\" ]{0,12}", 0..6)) {
        let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('\'', "&#39;");
        let rows: String = texts
            .iter()
            .map(|text| format!("<r a='{}'><t>{}</t></r>", escape(text), escape(text)))
            .collect();
        let found = units(&format!("<a>{rows}</a>"), "r", &["t", "attr:a"]).expect("a good document");
        let read: Vec<String> = found.into_iter().map(|(told, _)| told).collect();
        let written: Vec<String> = texts.iter().map(|text| format!("{text}|{text}")).collect();
        prop_assert_eq!(read, written);
    }

    #[test]
    fn units_of_broken_documents_name_a_line(cut in 1usize..400, flip in 0usize..400, byte in any::<u8>()) {
        let document = "<?xml version=\"1.0\"?>\n<f><p>\n<r id=\"1\"><t>a\n&amp; b</t></r>\n<r/>\n<r\nid='3'/></p>\n</f>";
        let mut bytes = document.as_bytes().to_vec();
        let at = flip % bytes.len();
        bytes[at] = byte;
        bytes.truncate(cut);
        let text = String::from_utf8_lossy(&bytes);
        if let Ok(found) = units(&text, "p/r", &["t", "attr:id"]) {
            let breaks = text.matches(['\n', '\r']).count() as u64;
            prop_assert!(found.len() <= text.matches('r').count());
            prop_assert!(found.iter().all(|(_, line)| (1..=breaks + 1).contains(line)));
        }
    }
}
