use std::io::Read;

use crate::document::{Align, Annex, Block, Cell, Document, Issuer, Signature, Table, Urgency};
use crate::docx::write;
use crate::kind::Kind;

fn plan() -> Document {
    let issuer = Issuer {
        superior: None,
        name: vec!["ỦY BAN NHÂN DÂN".to_owned(), "HUYỆN SÔNG MÃ".to_owned()],
    };
    let mut plan = Document::new(
        Kind::Plan,
        issuer,
        "KH-UBND",
        "Tuyên truyền <cải cách> & hành chính",
    );
    plan.body = vec![
        Block::Part("Mục đích".to_owned()),
        Block::Section("Mục đích".to_owned()),
        Block::text("Thực hiện."),
    ];
    plan.signatures = vec![Signature {
        authority: Some("TM. ỦY BAN NHÂN DÂN".to_owned()),
        position: "CHỦ TỊCH".to_owned(),
        name: "Nguyễn Văn Mẫu".to_owned(),
    }];
    let wide = Cell {
        rows: 2,
        ..Cell::of("a")
    };
    plan.annexes = vec![Annex {
        title: "Biểu".to_owned(),
        is_landscape: true,
        body: vec![Block::Table(Table {
            columns: vec![1, 3],
            align: vec![Align::Centre, Align::Left],
            head: vec![vec![Cell::of("TT"), Cell::of("Nội dung")]],
            rows: vec![vec![wide, Cell::of("b")], vec![Cell::of("c")]],
        })],
    }];
    plan
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    assert_eq!(write(&plan()).unwrap(), write(&plan()).unwrap());
}

#[test]
fn every_part_is_well_formed_and_text_is_never_markup() {
    let bytes = write(&plan()).unwrap();
    let zip = zip::ZipArchive::new(std::io::Cursor::new(bytes.as_slice())).unwrap();
    let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    for name in names {
        let text = part(&bytes, &name);
        let mut reader = quick_xml::Reader::from_str(&text);
        let mut depth = 0_i32;
        loop {
            match reader.read_event().unwrap() {
                quick_xml::events::Event::Start(_) => depth += 1,
                quick_xml::events::Event::End(_) => depth -= 1,
                quick_xml::events::Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(depth, 0, "{name}");
    }
    assert!(part(&bytes, "word/document.xml").contains("&lt;cải cách&gt; &amp; hành chính"));
}

#[test]
fn rows_under_a_tall_cell_have_its_continuation() {
    let text = part(&write(&plan()).unwrap(), "word/document.xml");
    assert_eq!(text.matches("<w:vMerge w:val=\"restart\"/>").count(), 1);
    assert_eq!(text.matches("<w:vMerge/>").count(), 1);
    assert_eq!(text.matches("<w:tblHeader/>").count(), 1);
    assert_eq!(text.matches("w:orient=\"landscape\"").count(), 1);
}

#[test]
fn the_box_of_an_urgency_has_its_size_in_millimetres() {
    for (urgency, width) in [
        (Urgency::Express, 30),
        (Urgency::VeryUrgent, 40),
        (Urgency::Urgent, 20),
    ] {
        let mut plan = plan();
        plan.urgency = Some(urgency);
        let text = part(&write(&plan).unwrap(), "word/document.xml");
        let value = |mark: &str| {
            text.split_once(mark)
                .unwrap()
                .1
                .split('"')
                .next()
                .unwrap()
                .parse::<f64>()
                .unwrap()
        };
        let height = value("<w:trHeight w:val=\"") / 56.6929;
        let shown = value("<w:jc w:val=\"center\"/></w:trPr><w:tc><w:tcPr><w:tcW w:w=\"") / 56.6929;
        assert!(
            (height - 8.0).abs() < 0.1 && (shown - f64::from(width)).abs() < 0.1,
            "{shown} × {height}"
        );
    }
}
