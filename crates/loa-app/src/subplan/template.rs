//! A sub-plan to be filled in as an official document (Decree 30/2020/NĐ-CP): its head, its basis, and one row for each
//! order that the unit bears. What only the unit knows is left open.

use loa_official::document::{Align, Block, Cell, Document, Table};
use loa_official::kind::Kind;

use crate::document::letterhead::Letterhead;
use crate::plan::Head;
use crate::subplan::Borne;

/// What the document is made of.
pub struct Parts<'a> {
    /// Name of the unit.
    pub unit: &'a str,
    /// Head and foot of its documents.
    pub letterhead: &'a Letterhead,
    /// Head of the plan above.
    pub head: &'a Head,
    /// What the unit bears of it.
    pub orders: &'a [Borne],
}

/// What a unit fills in. Its year is that of the plan above, its place that of the unit or of the plan above.
pub fn document(parts: &Parts<'_>) -> Document {
    let head = parts.head;
    let subject = format!("Thực hiện {} tại {}", named(head), parts.unit);
    let letterhead = parts.letterhead;
    let symbol = format!("KH-{}", letterhead.abbreviation);
    let mut document = Document::new(Kind::Plan, letterhead.named(), symbol, subject);
    // Where it is issued: the place of the unit, else that of the plan above (DOC-15).
    document.place = match letterhead.place.as_str() {
        "" => head.place.clone(),
        own => own.to_owned(),
    };
    document.year = head
        .years
        .map(|years| years.0)
        .or(head.issued_on().map(|day| day.year()))
        .unwrap_or_default();
    document.bases = vec![format!("Căn cứ {}{}", named(head), about(head))];
    document.body = vec![
        Block::text(format!("{} ban hành kế hoạch thực hiện như sau:", parts.unit)),
        Block::Part("Mục đích, yêu cầu".to_owned()),
        Block::Section("Mục đích".to_owned()),
        Block::text("…"),
        Block::Section("Yêu cầu".to_owned()),
        Block::text("…"),
        Block::Part("Nhiệm vụ".to_owned()),
        Block::text(
            "Các nhiệm vụ dưới đây do kế hoạch cấp trên giao cho đơn vị. Ghi cách làm, người làm và thời gian của đơn vị vào từng dòng; thêm dòng cho việc của riêng đơn vị.",
        ),
        Block::Table(table(parts.orders)),
        Block::Part("Tổ chức thực hiện".to_owned()),
        Block::text("…"),
    ];
    document.signatures = vec![letterhead.signature()];
    if !head.issuer.is_empty() {
        document.recipients = vec![head.issuer.clone()];
    }
    document
}

/// "Kế hoạch số 18/KH-UBND ngày 13/01/2022 của UBND huyện Sông Mã"
fn named(head: &Head) -> String {
    let mut told = if head.kind.is_empty() {
        "Kế hoạch".to_owned()
    } else {
        head.kind.clone()
    };
    if !head.number.is_empty() {
        told += &format!(" số {}", head.number);
    }
    if let Some(day) = head.issued_on() {
        told += &format!(
            " ngày {:02} tháng {:02} năm {}",
            day.day(),
            day.month(),
            day.year()
        );
    }
    if !head.issuer.is_empty() {
        told += &format!(" của {}", head.issuer);
    }
    told
}

/// " về …": the title without its kind.
fn about(head: &Head) -> String {
    let title = head
        .title
        .strip_prefix(head.kind.as_str())
        .unwrap_or(&head.title)
        .trim();
    let mut letters = title.chars();
    match letters.next() {
        None => String::new(),
        Some(first) => format!(" về {}{}", first.to_lowercase(), letters.as_str()),
    }
}

fn table(orders: &[Borne]) -> Table {
    let head = [
        "TT",
        "Nhiệm vụ",
        "Kế hoạch cấp trên giao",
        "Cách làm",
        "Người thực hiện",
        "Thời gian thực hiện",
    ];
    let cell = |text: &str| Cell {
        bold: true,
        ..Cell::of(text)
    };
    let row = |order: &Borne| {
        let given = match order.time.as_str() {
            "" => order.role().to_owned(),
            time => format!("{}, {time}", order.role()),
        };
        let texts = [order.number.clone(), order.title.clone(), given];
        let open = [String::new(), String::new(), String::new()];
        texts.into_iter().chain(open).map(Cell::of).collect()
    };
    Table {
        columns: vec![2, 8, 5, 6, 5, 5],
        align: vec![
            Align::Centre,
            Align::Left,
            Align::Left,
            Align::Left,
            Align::Left,
            Align::Left,
        ],
        head: vec![head.iter().map(|text| cell(text)).collect()],
        rows: orders.iter().map(row).collect(),
    }
}
