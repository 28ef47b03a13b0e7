//! A composed report in the official form (DOC-01 to DOC-22, REP-13), and its fragment for the parent report.

use loa_official::document::{Annex, Block, Document, Run};
use loa_official::kind::Kind;

use crate::document::letterhead::Letterhead;
use crate::report::content::{Content, Paragraph, Section};

/// Whom a report goes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ends {
    /// Kính gửi, a line each.
    pub addressees: Vec<String>,
    /// Nơi nhận, a line each.
    pub recipients: Vec<String>,
}

/// The report as an official document, without a number: that is the register's.
pub fn official(content: &Content, head: &Letterhead, ends: &Ends) -> Document {
    let symbol = format!("BC-{}", head.abbreviation);
    let mut document = Document::new(Kind::Report, head.named(), symbol, content.subject.clone());
    document.year = content.last_on.year();
    document.place.clone_from(&head.place);
    document.addressees.clone_from(&ends.addressees);
    document.recipients.clone_from(&ends.recipients);
    document.archive.unit.clone_from(&head.drafter);
    document.signatures = vec![head.signature()];
    document.body = body(content);
    document.annexes = content
        .annexes
        .iter()
        .map(|annex| Annex {
            title: annex.title.clone(),
            is_landscape: annex.is_landscape,
            body: vec![Block::Table(annex.table.clone())],
        })
        .collect();
    document
}

fn body(content: &Content) -> Vec<Block> {
    let days = format!(
        "{} báo cáo kết quả thông tin, tuyên truyền {} (số liệu từ ngày {} đến ngày {}) như sau:",
        content.name,
        content.period,
        crate::text::day(content.first_on),
        crate::text::day(content.last_on)
    );
    let mut blocks = vec![Block::text(days)];
    for (at, section) in content.sections.iter().enumerate() {
        let is_part = section.level == 1;
        let next = content.sections.get(at + 1);
        let has_below = is_part && next.is_some_and(|next| next.level != 1);
        blocks.push(match is_part {
            true => Block::Part(section.title.clone()),
            false => Block::Section(section.title.clone()),
        });
        if section.paragraphs.is_empty() && !has_below {
            blocks.push(Block::text("Không có."));
        }
        blocks.extend(section.paragraphs.iter().map(block));
    }
    if !content.annexes.is_empty() {
        // An annex counts only when the text refers to it (DOC-22).
        blocks.push(Block::Paragraph(vec![Run {
            text: "(Có phụ lục số liệu kèm theo)".to_owned(),
            bold: false,
            italic: true,
        }]));
    }
    blocks
}

fn block(paragraph: &Paragraph) -> Block {
    match paragraph.is_item {
        true => Block::Item(paragraph.line()),
        false => Block::text(paragraph.line()),
    }
}

/// The part that the parent report takes in (REP-09, I.4): a heading and its paragraphs.
pub fn fragment(content: &Content) -> (String, Vec<String>) {
    let inside = content.sections.iter().filter(|section| section.is_fragment);
    let paragraphs = inside.flat_map(|section: &Section| section.paragraphs.iter());
    let lines = paragraphs.map(|paragraph| match paragraph.is_item {
        true => format!("- {}", paragraph.line()),
        false => paragraph.line(),
    });
    (content.fragment.clone(), lines.collect())
}
