//! A flow as a leaflet to print: the same questions and outcomes, to be followed with a finger.

use jiff::civil::Date;

use crate::answer::spoken;
use crate::flow::{Flow, Question};
use crate::outcome::Outcome;
use crate::sign::Signs;

/// A piece of a leaflet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading; 1 is the title.
    Heading {
        /// From 1 to 3.
        level: u8,
        /// Its words.
        text: String,
    },
    /// A paragraph.
    Paragraph(String),
    /// A list without numbers.
    Bullets(Vec<String>),
    /// A list whose order matters.
    Steps(Vec<String>),
}

/// The leaflet as it holds on a day.
pub fn leaflet(flow: &Flow, on: Date) -> Vec<Block> {
    let signs = Signs::new(flow);
    let mut blocks = vec![
        heading(1, flow.title.clone()),
        Block::Paragraph(flow.lead.clone()),
    ];
    blocks.push(heading(2, "Trả lời lần lượt".to_owned()));
    blocks.push(Block::Paragraph(
        "Bắt đầu từ câu 1. Chọn trả lời đúng với mình rồi đi tiếp tới chỗ ghi sau mũi tên.".to_owned(),
    ));
    for question in &flow.questions {
        ask(&mut blocks, flow, &signs, question);
    }
    blocks.push(heading(2, "Kết quả".to_owned()));
    for (position, outcome) in flow.outcomes.iter().enumerate() {
        end(&mut blocks, outcome, position + 1, on);
    }
    blocks.push(Block::Paragraph(format!(
        "Tờ này đúng vào ngày {}. Số liệu đối chiếu với danh mục thủ tục ngày {}.",
        spoken(on),
        spoken(flow.checked_on)
    )));
    blocks
}

fn heading(level: u8, text: String) -> Block {
    Block::Heading { level, text }
}

fn ask<'f>(blocks: &mut Vec<Block>, flow: &'f Flow, signs: &Signs<'f>, question: &'f Question) {
    let number = signs.number(&question.key).unwrap_or_default();
    blocks.push(heading(3, format!("Câu {number}. {}", question.title)));
    if !question.help.is_empty() {
        blocks.push(Block::Paragraph(question.help.clone()));
    }
    if !question.rules.is_empty() {
        blocks.push(Block::Paragraph(
            "Xem từ trên xuống: dòng nào đúng trước thì đi theo dòng ấy.".to_owned(),
        ));
    }
    let shown = signs.of(question);
    let lines = shown
        .iter()
        .map(|sign| format!("{} → {}", sign.label, target(flow, signs, sign.to)));
    blocks.push(Block::Bullets(lines.collect()));
}

fn target(flow: &Flow, signs: &Signs<'_>, key: &str) -> String {
    if let Some(number) = signs.number(key) {
        return format!("câu {number}");
    }
    let position = flow.outcomes.iter().position(|outcome| outcome.key == key);
    position.map_or_else(String::new, |position| format!("kết quả {}", position + 1))
}

fn end(blocks: &mut Vec<Block>, outcome: &Outcome, number: usize, on: Date) {
    let now = outcome.on(on);
    blocks.push(heading(3, format!("Kết quả {number}. {}", outcome.title)));
    if !outcome.note.is_empty() {
        blocks.push(Block::Paragraph(outcome.note.clone()));
    }
    let owned = |words: &[&str]| words.iter().map(|text| (*text).to_owned()).collect();
    blocks.push(Block::Steps(owned(&now.steps)));
    if !now.papers.is_empty() {
        blocks.push(Block::Paragraph("Giấy tờ cần mang:".to_owned()));
        blocks.push(Block::Bullets(owned(&now.papers)));
    }
    let mut facts = vec![
        format!("Nộp ở đâu: {}", outcome.place),
        format!("Phí, lệ phí: {}", now.fee),
        format!("Bao lâu: {}", now.time),
    ];
    facts.extend(now.online.map(|online| format!("Qua mạng: {}", online.words())));
    facts.extend(
        now.postal
            .map(|postal| format!("Qua bưu điện: {}", postal.words())),
    );
    facts.push(format!("Mã thủ tục: {}", now.procedures.join(", ")));
    blocks.push(Block::Bullets(facts));
    if !now.not_asked.is_empty() {
        blocks.push(Block::Paragraph("Cán bộ không được đòi:".to_owned()));
        blocks.push(Block::Bullets(owned(&now.not_asked)));
    }
}
