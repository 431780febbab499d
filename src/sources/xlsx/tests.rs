//! Workbooks made part by part.

use super::*;
use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A zip archive of these parts.
pub(crate) fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        let stored = zip::CompressionMethod::Stored;
        let options = SimpleFileOptions::default();
        // An OpenDocument says what it is in plain bytes.
        let options =
            if *name == "mimetype" { options.compression_method(stored) } else { options };
        writer.start_file(*name, options).expect("a part");
        writer.write_all(bytes).expect("writing to memory");
    }
    writer.finish().expect("writing to memory").into_inner()
}

/// A workbook of one sheet with these rows of XML, shared strings and properties.
pub(crate) fn workbook(rows: &str, strings: &[&str], properties: &str) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>";
    let top = format!(
        "<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"r1\" Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    let book = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\">{properties}<sheets><sheet name=\"Notes\" sheetId=\"1\" r:id=\"rId1\"/><sheet name=\"Data\" sheetId=\"2\" r:id=\"rId2\"/></sheets></workbook>"
    );
    let relations = format!(
        "<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"rId1\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet2.xml\"/><Relationship Id=\"rId3\" Type=\"{OFFICE}/sharedStrings\" Target=\"sharedStrings.xml\"/><Relationship Id=\"rId4\" Type=\"{OFFICE}/styles\" Target=\"styles.xml\"/></Relationships>"
    );
    let styles = format!(
        "<styleSheet xmlns=\"{MAIN}\"><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"22\"/><xf numFmtId=\"46\"/></cellXfs></styleSheet>"
    );
    let shared: String = strings.iter().map(|text| format!("<si><t>{text}</t></si>")).collect();
    let shared = format!("<sst xmlns=\"{MAIN}\">{shared}</sst>");
    let sheet = |rows: &str| {
        format!(
            "<worksheet xmlns=\"{MAIN}\"><dimension ref=\"A1:XFD1048576\"/><sheetData>{rows}</sheetData></worksheet>"
        )
    };
    let first = sheet("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>notes</t></is></c></row>");
    zipped(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", top.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/styles.xml", styles.as_bytes()),
        ("xl/sharedStrings.xml", shared.as_bytes()),
        ("xl/worksheets/sheet1.xml", first.as_bytes()),
        ("xl/worksheets/sheet2.xml", sheet(rows).as_bytes()),
    ])
}

fn rows(bytes: &[u8], sheet: Option<&str>) -> Result<Vec<(u64, String)>, String> {
    let mut found = Vec::new();
    let sheet = sheet.map_or(Sheets::First, Sheets::Named);
    read(bytes, sheet, 64 << 20, 1 << 20, &mut |row| {
        found.push((row.number, row.cells.join("|")));
        Ok(())
    })
    .map_err(|error| crate::sources::reason_of(&error))
    .map(|()| found)
}

#[test]
fn open_documents_are_workbooks_too() {
    let cell = |text: &str| {
        format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let number = "<table:table-cell office:value-type=\"float\" office:value=\"4\"><text:p>4</text:p></table:table-cell>";
    let day = "<table:table-cell office:value-type=\"date\" office:date-value=\"2026-05-02\"><text:p>2 May</text:p></table:table-cell>";
    let content = format!(
        "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet>\
         <table:table table:name=\"Data\"><table:table-row>{}{}{}</table:table-row>\
         <table:table-row>{}{number}{day}</table:table-row></table:table>\
         </office:spreadsheet></office:body></office:document-content>",
        cell("Comment"),
        cell("Stars"),
        cell("Day"),
        cell("The lid came loose"),
    );
    let manifest = "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>";
    let book = zipped(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_bytes()),
        ("META-INF/manifest.xml", manifest.as_bytes()),
    ]);
    assert_eq!(
        rows(&book, None).expect("a workbook"),
        [(1, "Comment|Stars|Day".to_owned()), (2, "The lid came loose|4|2026-05-02".to_owned())]
    );
}

#[test]
fn cells_are_what_a_person_sees() {
    let book = workbook(
        "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"C1\" t=\"s\"><v>1</v></c></row>\
         <row r=\"3\"><c r=\"A3\"><v>114467436023</v></c><c r=\"B3\"><v>1.5</v></c><c r=\"C3\" s=\"1\"><v>45943.541</v></c>\
         <c r=\"D3\" t=\"b\"><v>1</v></c><c r=\"E3\" t=\"e\"><v>#NAME?</v></c><c r=\"F3\" s=\"2\"><v>1.5</v></c><c r=\"G3\" s=\"1\"><v>0.25</v></c></row>\
         <row r=\"4\"><c r=\"A4\" s=\"1\"/></row>\
         <row><c t=\"str\"><v>no place</v></c></row>",
        &["ID_x000D_", "Größe &amp; <r/>"],
        "",
    );
    assert_eq!(
        rows(&book, Some("Data")).expect("a workbook"),
        [
            (1, "ID\r||Größe &".to_owned()),
            (3, "114467436023|1.5|2025-10-13T12:59:02.400|true|#NAME?|36:00:00|06:00:00".into()),
            (4, String::new()),
            (5, "no place".into()),
        ]
    );
    assert_eq!(rows(&book, None).expect("a workbook"), [(1, "notes".to_owned())]);
    assert_eq!(rows(&book, Some("Gone")).expect("a workbook"), [(1, "notes".to_owned())]);
}

#[test]
fn the_other_epoch_is_known() {
    let row = "<row r=\"1\"><c r=\"A1\" s=\"1\"><v>44481</v></c></row>";
    let book = workbook(row, &[], "<workbookPr date1904=\"1\"/>");
    assert_eq!(
        rows(&book, Some("Data")).expect("a workbook"),
        [(1, "2025-10-13T00:00:00".to_owned())]
    );
}

#[test]
fn a_million_empty_rows_cost_nothing() {
    let empty = "<row r=\"7\"/>".repeat(1_000_000);
    let far = "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>";
    let book = workbook(&format!("{empty}{far}"), &[], "");
    let found = rows(&book, Some("Data")).expect("a workbook");
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].0, found[0].1.len()), (1_048_576, 16_384));
}

#[test]
fn hostile_workbooks_are_refused() {
    let told = |book: &[u8]| rows(book, Some("Data")).expect_err("a bad workbook");
    let good = workbook("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>", &[], "");
    assert_eq!(told(b""), "empty_file");
    assert_eq!(told(b"PK\x03\x04 no"), "bad_xlsx: it is no whole zip archive");
    assert_eq!(told(&good[..good.len() / 2]), "bad_xlsx: it is no whole zip archive");
    assert_eq!(
        told(&zipped(&[("a.txt", b"x")])),
        "bad_xlsx: it is no workbook, or it is locked with a password"
    );
    assert_eq!(
        told(&workbook(&" ".repeat(65 << 20).replace("  ", "<a>"), &[], "")),
        "decompression_limit"
    );
    let cell = format!("<row><c t=\"str\"><v>{}</v></c></row>", "x".repeat(2 << 20));
    assert_eq!(told(&workbook(&cell, &[], "")), "bad_xlsx: a cell of more than 1048576 bytes");
    let beyond = "<row r=\"1\"><c r=\"XFE1\"><v>1</v></c></row>";
    assert!(told(&workbook(beyond, &[], "")).starts_with("bad_xlsx: "));
    assert!(
        told(&workbook("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>9</v></c></row>", &[], ""))
            .starts_with("bad_xlsx: ")
    );
}

/// Each case is a whole workbook: a part of the cases of other properties.
fn fewer() -> ProptestConfig {
    let cases = ProptestConfig::default().cases.div_ceil(4);
    ProptestConfig { cases, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(fewer())]

    #[test]
    fn any_bytes_survive(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = rows(&bytes, None);
    }

    #[test]
    fn broken_workbooks_survive(at in 0usize..4000, byte in any::<u8>(), cut in 0usize..8000, twice in any::<bool>()) {
        let mut book = workbook("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" s=\"1\"><v>4</v></c></row>", &["x"], "");
        let at = at % book.len();
        book[at] = byte;
        if twice {
            book.extend_from_within(at..);
        }
        book.truncate(cut.max(1));
        let _ = rows(&book, Some("Data"));
    }

    #[test]
    fn any_sheet_survives(rows_text in "(<row( r=\"[0-9]{1,10}\")?>|</row>|<c( r=\"[A-Z]{0,8}[0-9]{0,11}\")?( t=\"(s|b|e|d|n|str|inlineStr)\")?( s=\"[0-9]{1,3}\")?>|</c>|<v>|</v>|<is><t>|</t></is>|-?[0-9.eE]{1,8}|x){0,24}") {
        let _ = rows(&workbook(&rows_text, &["x"], ""), Some("Data"));
    }
}
