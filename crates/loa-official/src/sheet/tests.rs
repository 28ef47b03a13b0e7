use crate::document::{Annex, Archive, Block, Cell, Document, Issuer, Signature, Table};
use crate::kind::Kind;
use crate::sheet::{Piece, Sheet};
use crate::text::plain;
use crate::width::width;

fn strings(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

fn document(kind: Kind, symbol: &str, subject: &str) -> Document {
    let issuer = Issuer {
        superior: None,
        name: strings(&["ỦY BAN NHÂN DÂN", "XÃ SÔNG MÃ"]),
    };
    let mut document = Document::new(kind, issuer, symbol, subject);
    document.place = "Sông Mã".to_owned();
    document.year = 2026;
    document.archive = Archive {
        unit: "VHXH".to_owned(),
        copies: None,
    };
    document
}

fn texts(blocks: &[Block]) -> Vec<String> {
    let pieces = super::body::blocks(blocks, 9000, 1);
    let text = |piece: &Piece| match piece {
        Piece::Line(line) => Some(line.text()),
        _ => None,
    };
    pieces.iter().filter_map(text).collect()
}

#[test]
fn numbers_come_from_the_order_of_blocks() {
    let part = |text: &str| Block::Part(text.to_owned());
    let section = |text: &str| Block::Section(text.to_owned());
    let point = |text: &str| Block::Point(text.to_owned());
    let article = |text: &str| Block::Article {
        title: String::new(),
        text: text.to_owned(),
    };
    let blocks = [
        part("mục đích"),
        section("A"),
        point("x"),
        point("y"),
        section("B"),
        point("z"),
        part("Kết quả"),
        section("C"),
    ];
    let wanted = [
        "I. MỤC ĐÍCH",
        "1. A",
        "a) x",
        "b) y",
        "2. B",
        "a) z",
        "II. KẾT QUẢ",
        "1. C",
    ];
    assert_eq!(texts(&blocks), wanted);
    let blocks = [
        article("M"),
        section("N"),
        section("O"),
        article("P"),
        section("Q"),
    ];
    assert_eq!(texts(&blocks), ["Điều 1. M", "1. N", "2. O", "Điều 2. P", "1. Q"]);
}

#[test]
fn a_letter_is_read_from_head_to_records_office() {
    let mut letter = document(Kind::Letter, "UBND-VHXH", "báo cáo\nsố liệu");
    letter.addressees = strings(&["Sở Nội vụ", "Sở Tài chính"]);
    letter.body = vec![Block::text("Đề nghị trả lời trước ngày 20 tháng 6 năm 2026.")];
    letter.signatures = vec![Signature {
        authority: Some("TM. ỦY BAN NHÂN DÂN".to_owned()),
        position: "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH".to_owned(),
        name: "Lò Thị Mẫu".to_owned(),
    }];
    let wanted = [
        "ỦY BAN NHÂN DÂN",
        "XÃ SÔNG MÃ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số:       /UBND-VHXH",
        "V/v báo cáo số liệu",
        "Sông Mã, ngày     tháng     năm 2026",
        "Kính gửi:",
        "- Sở Nội vụ;",
        "- Sở Tài chính.",
        "Đề nghị trả lời trước ngày 20 tháng 6 năm 2026./.",
        "Nơi nhận:",
        "- Như trên;",
        "- Lưu: VT, VHXH.",
        "TM. ỦY BAN NHÂN DÂN",
        "KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
        "Lò Thị Mẫu",
    ];
    assert_eq!(plain(&letter), wanted);
}

/// Places of a grid that are covered, each by one cell.
fn covered(rows: &[Vec<Cell>], head: &[Vec<Cell>]) -> Vec<usize> {
    let table = Table {
        columns: vec![1, 2, 1],
        align: Vec::new(),
        head: head.to_vec(),
        rows: rows.to_vec(),
    };
    let Piece::Table(grid) = super::table::grid(&table, 9355) else {
        panic!("a table gives a table")
    };
    assert_eq!(grid.widths.iter().sum::<i32>(), 9355);
    let mut places = vec![0; grid.widths.len() * grid.rows.len()];
    for (row, slots) in grid.rows.iter().enumerate() {
        for slot in slots {
            for y in row..row + slot.rows {
                for x in slot.column..slot.column + slot.columns {
                    places[y * grid.widths.len() + x] += 1;
                }
            }
        }
    }
    places
}

proptest::proptest! {
    #[test]
    fn a_table_covers_each_place_once_whatever_its_cells_claim(
        spans in proptest::collection::vec(proptest::collection::vec((0_u32..5, 0_u32..5), 0..5), 1..6),
        head in 0_usize..3,
    ) {
        let cell = |(columns, rows): &(u32, u32)| Cell { columns: *columns, rows: *rows, ..Cell::of("x") };
        let all: Vec<Vec<Cell>> = spans.iter().map(|row| row.iter().map(cell).collect()).collect();
        let (head, rows) = all.split_at(head.min(all.len()));
        proptest::prop_assert!(covered(rows, head).iter().all(|times| *times == 1));
    }
}

#[test]
fn annexes_have_pages_of_their_own_and_numbers_when_there_are_two() {
    let mut plan = document(Kind::Plan, "KH-UBND", "Tuyên truyền");
    let annex = |is_landscape| Annex {
        title: "Phân công".to_owned(),
        is_landscape,
        body: vec![Block::Part("Chung".to_owned())],
    };
    plan.annexes = vec![annex(false), annex(true)];
    let sheet = Sheet::of(&plan);
    let sizes: Vec<bool> = sheet
        .pages
        .iter()
        .map(|pages| pages.width > pages.height)
        .collect();
    assert_eq!(sizes, [false, false, true]);
    let lines = plain(&plan);
    assert_eq!(
        lines.iter().filter(|line| line.starts_with("Phụ lục I")).count(),
        2
    );
    assert_eq!(lines.iter().filter(|line| *line == "I. CHUNG").count(), 2);
}

#[test]
fn the_fixed_head_fits_its_columns() {
    // Measured with the fonts of the pages: 250.34 and 159.14 points.
    let points = |text: &str, size: u32| width(text, size * 2, true) / 20;
    assert_eq!(points("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12), 250);
    assert_eq!(points("Độc lập - Tự do - Hạnh phúc", 13), 159);
}

/// Every rule of the head with the width of the text above it.
fn rules(pieces: &[Piece], above: &mut i32, found: &mut Vec<(i32, i32)>) {
    for piece in pieces {
        match piece {
            Piece::Line(line) => *above = line.width(),
            Piece::Rule(rule) => found.push((rule.length, *above)),
            Piece::Columns(columns) => columns
                .rows
                .iter()
                .flatten()
                .for_each(|column| rules(column, above, found)),
            _ => {}
        }
    }
}

#[test]
fn rules_are_as_long_as_the_decree_wants() {
    let plan = document(Kind::Plan, "KH-UBND", "Tuyên truyền");
    let mut found = Vec::new();
    rules(&super::head::head(&plan, 9354), &mut 0, &mut found);
    let [issuer, motto, subject] = found[..] else {
        panic!("three rules: {found:?}")
    };
    assert_eq!(motto.0, motto.1, "of the Tiêu ngữ: as long as its text (DOC-04)");
    // The longest line of the issuer is the first one, a rule stands below the last.
    let name = width("ỦY BAN NHÂN DÂN", 24, true);
    for (length, text) in [(issuer.0, name), subject] {
        assert!(
            length * 3 >= text && length * 2 <= text,
            "a third to a half of the text (DOC-05, DOC-06)"
        );
    }
}
