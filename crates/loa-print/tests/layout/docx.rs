//! DOCX files, read back part by part.

use std::collections::HashMap;
use std::io::Read;

use loa_official::document::Document;
use loa_official::docx::write;

use crate::samples;

fn part(document: &Document, name: &str) -> String {
    let bytes = write(document).unwrap();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// Value of the attribute behind that mark.
fn value<'a>(text: &'a str, mark: &str) -> Option<&'a str> {
    text.split_once(mark)?.1.split('"').next()
}

/// Styles by the name that people see: half points, bold, italic.
fn styles(text: &str) -> HashMap<String, (u32, bool, bool)> {
    let styles = text
        .split("<w:style ")
        .skip(1)
        .filter(|style| style.contains("w:type=\"paragraph\""));
    let read = |style: &str| {
        let size = value(style, "<w:sz w:val=\"").unwrap_or("28").parse().unwrap();
        (
            value(style, "<w:name w:val=\"").unwrap().to_owned(),
            (size, style.contains("<w:b/>"), style.contains("<w:i/>")),
        )
    };
    styles.map(read).collect()
}

#[test]
fn styles_have_the_sizes_of_the_decree() {
    // Half points from and to, bold, italic: the table of DOC-03.
    let wanted: [(&str, u32, u32, bool, bool); 26] = [
        ("Quốc hiệu", 24, 26, true, false),
        ("Tiêu ngữ", 26, 28, true, false),
        ("Cơ quan chủ quản", 24, 26, false, false),
        ("Cơ quan ban hành", 24, 26, true, false),
        ("Số, ký hiệu", 26, 26, false, false),
        ("Địa danh, ngày tháng", 26, 28, false, true),
        ("Tên loại", 26, 28, true, false),
        ("Trích yếu", 26, 28, true, false),
        ("Trích yếu công văn", 24, 26, false, false),
        ("Căn cứ ban hành", 26, 28, false, true),
        ("Thân bài", 26, 28, false, false),
        ("Phần", 26, 28, true, false),
        ("Mục", 26, 28, true, false),
        ("Quyền hạn, chức vụ", 26, 28, true, false),
        ("Họ và tên người ký", 26, 28, true, false),
        ("Kính gửi", 26, 28, false, false),
        ("Nơi nhận", 24, 24, true, true),
        ("Danh sách nơi nhận", 22, 22, false, false),
        ("Phụ lục", 28, 28, true, false),
        ("Tên phụ lục", 26, 28, true, false),
        ("Kèm theo văn bản", 26, 28, false, true),
        ("Mức độ khẩn", 26, 28, true, false),
        ("Phạm vi lưu hành", 26, 28, true, false),
        ("Người soạn thảo", 22, 22, false, false),
        ("Địa chỉ liên hệ", 22, 24, false, false),
        ("Số trang", 26, 28, false, false),
    ];
    let text = part(&samples::report(), "word/styles.xml");
    let styles = styles(&text);
    for (name, least, most, bold, italic) in wanted {
        let (size, is_bold, is_italic) = styles[name];
        assert!(
            (least..=most).contains(&size) && is_bold == bold && is_italic == italic,
            "{name}: {size} {is_bold} {is_italic}"
        );
    }
    assert!(
        text.contains("<w:rFonts w:ascii=\"Times New Roman\"") && text.contains("<w:lang w:val=\"vi-VN\"")
    );
}

#[test]
fn pages_have_the_margins_of_the_decree_and_begin_at_one() {
    for (name, document) in samples::all() {
        let text = part(&document, "word/document.xml");
        let sections: Vec<&str> = text.split("<w:sectPr>").skip(1).collect();
        assert_eq!(sections.len(), 1 + document.annexes.len(), "{name}");
        for section in sections {
            let margin = |side: &str| {
                value(section, &format!("w:{side}=\""))
                    .unwrap()
                    .parse::<f64>()
                    .unwrap()
                    / 56.6929
            };
            assert!(
                (20.0..=25.0).contains(&margin("top")) && (20.0..=25.0).contains(&margin("bottom")),
                "{name}"
            );
            assert!(
                (30.0..=35.0).contains(&margin("left")) && (15.0..=20.0).contains(&margin("right")),
                "{name}"
            );
            assert!(
                section.contains("<w:titlePg/>") && section.contains("<w:pgNumType w:start=\"1\"/>"),
                "{name}"
            );
        }
    }
    assert!(part(&samples::report(), "word/header-number.xml").contains(" PAGE "));
}

#[test]
fn every_reference_leads_somewhere() {
    for (name, document) in samples::all() {
        let text = part(&document, "word/document.xml");
        let relations = part(&document, "word/_rels/document.xml.rels");
        for id in text
            .split("r:id=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
        {
            assert!(relations.contains(&format!("Id=\"{id}\"")), "{name}: {id}");
        }
        let styles = part(&document, "word/styles.xml");
        for style in text
            .split("<w:pStyle w:val=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
        {
            assert!(
                styles.contains(&format!("w:styleId=\"{style}\"")),
                "{name}: {style}"
            );
        }
        let numbering = part(&document, "word/numbering.xml");
        for number in text
            .split("<w:numId w:val=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
        {
            assert!(
                numbering.contains(&format!("w:numId=\"{number}\"")),
                "{name}: {number}"
            );
        }
    }
}
