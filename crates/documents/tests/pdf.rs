//! PDFs that a word processor printed (LibreOffice, from sentences of our own), and what qpdf made
//! of them: objects in compressed streams, and passwords.

use std::path::Path;

use documents::{Document, DocumentError, Format, Language, read_file};

fn read(name: &str) -> Result<Document, DocumentError> {
    read_file(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files").join(name))
}

/// What was printed: a head and a page number on each of three pages, a table, two columns, and
/// text across the page again.
fn office_text() -> String {
    const FACTS: &str = "全市新建改造公园12个，新增停车位3000个，改造管网30公里，公交线路增加5条，\
                         老旧小区改造20个。";
    let points: String =
        "一二三四五六七八九十".chars().map(|n| format!("第{n}项，{FACTS}{FACTS}\n")).collect();
    format!(
        "公园和管网\n\
         今年新建口袋公园12个，改造老旧管网30公里，新增公交线路5条。\n\
         指标\t单位\t今年\n新建公园\t个\t12\n改造管网\t公里\t30\n新增公交线路\t条\t5\n\
         以下两栏。\n{points}以上两栏。\n{points}{points}"
    )
}

#[test]
fn a_printed_document_gives_its_text_in_reading_order() {
    for name in ["office.pdf", "office-objects.pdf"] {
        let document = read(name).expect(name);
        assert_eq!(document.text, office_text(), "{name}");
        assert_eq!(document.format, Format::Pdf { pages: 3 });
        assert_eq!(document.notes, []);
    }
}

#[test]
fn a_file_that_opens_only_with_a_password_says_so() {
    let error = read("locked.pdf").expect_err("nobody gave the password");
    assert!(matches!(error, DocumentError::PdfEncrypted), "{error:?}");
    assert!(error.message(Language::Chinese).contains("密码"));
}

#[test]
fn a_file_that_only_its_owner_may_change_is_read() {
    let document = read("unlocked.pdf").expect("it opens without a password");
    assert!(document.text.ends_with("今年新建口袋公园12个，改造老旧管网30公里。\n"));
}
