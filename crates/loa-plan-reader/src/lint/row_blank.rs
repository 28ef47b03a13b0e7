//! P222: a line or row of dots where text should be.

use crate::lint::names::table_of;
use crate::lint::passage::Passage;
use crate::lint::reading::Reading;
use crate::lint::{Finding, Groups, Rule};
use crate::notice::Severity;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P222",
    severity: Severity::Warning,
    name: ("Dòng chấm: thiếu nội dung", "A row of dots: text is missing"),
    explanation: (
        "Một dòng chỉ có dấu chấm thay cho nội dung: phần văn bản đã bị lược bỏ khi đăng lại, hoặc mẫu chưa điền. Nhiệm vụ ở đó không đọc được, nên bản kế hoạch này chưa đầy đủ; hãy lấy bản gốc. Biểu mẫu đính kèm để điền không bị nhắc. (Nội dung là một thành phần bắt buộc của văn bản: Nghị định 30/2020/NĐ-CP, Điều 8.)",
        "A line of nothing but dots stands for text: a publisher cut it out, or a form was not filled in. The tasks there cannot be read and the plan is not whole; find the original. Blank forms attached to be filled in are not reported. (The content is a required part of a document: Decree 30/2020/NĐ-CP, article 8.)",
    ),
    example: (
        "7\t…..................................\t\t\t",
        "7\tLập danh sách cộng tác viên truyền thanh cơ sở\tPhòng Kinh tế\tCông an xã\tTrước ngày 30/6/2026",
    ),
    check,
};

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let tables: Vec<u32> = reading.draft.assignments.iter().filter_map(table_of).collect();
    let closing = reading.closing().map_or(usize::MAX, |span| span.start);
    let mut groups = Groups::default();
    for passage in reading.passages.iter().filter(|passage| is_dots(passage)) {
        let at = passage.whole();
        let inside = if passage.line.is_some() {
            at.span.start < closing
        } else {
            tables.contains(&at.block)
        };
        if inside {
            groups.add("", at);
        }
    }
    let finding = |(_, group): (&str, crate::lint::Group)| {
        let (vi, en) = group.places();
        let message = (
            format!("Nội dung bị thay bằng dấu chấm{vi}."),
            format!("Text is replaced by dots{en}."),
        );
        Finding::new(
            message,
            (
                "Lấy bản đầy đủ hoặc điền nội dung còn thiếu.",
                "Find the whole document, or fill in what is missing.",
            ),
        )
        .at(group.at)
        .other(group.other)
    };
    groups.iter().map(finding).collect()
}

/// Nothing but dots, at least six of them.
fn is_dots(passage: &Passage<'_>) -> bool {
    let only = passage.words.first().is_some_and(|word| !word.is_word)
        && passage
            .text
            .chars()
            .all(|c| matches!(c, '.' | '…' | '_' | ';') || c.is_whitespace());
    let dots = |c| match c {
        '.' | '_' => 1,
        '…' => 3,
        _ => 0,
    };
    only && passage.text.chars().map(dots).sum::<usize>() >= 6
}
