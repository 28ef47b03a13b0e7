//! P105: a legal basis does not end as the decree has it (DOC-08).

use crate::lint::reading::Reading;
use crate::lint::{Finding, Rule};
use crate::notice::Severity;
use crate::plan::Words;
use crate::text::{begins_with_any, words};

/// The rule.
pub static RULE: Rule = Rule {
    code: "P105",
    severity: Severity::Note,
    name: ("Cách trình bày căn cứ", "Form of the legal bases"),
    explanation: (
        "Nghị định 30/2020/NĐ-CP, Phụ lục I: mỗi căn cứ ban hành ghi một dòng riêng, cuối dòng có dấu chấm phẩy, dòng cuối cùng kết thúc bằng dấu chấm. Căn cứ viết liền với câu “… xây dựng Kế hoạch như sau” làm người đọc khó tách căn cứ với nội dung.",
        "Decree 30/2020/NĐ-CP, Annex I: each legal basis has a line of its own that ends with a semicolon, the last one with a full stop. A basis that runs on into “… issues the plan as follows” is hard to tell from the content.",
    ),
    example: (
        "Căn cứ Quyết định số 15/QĐ-UBND ngày 02/01/2026 của UBND tỉnh về giao nhiệm vụ, UBND xã Mẫu ban hành Kế hoạch như sau:",
        "Căn cứ Quyết định số 15/QĐ-UBND ngày 02/01/2026 của UBND tỉnh về giao nhiệm vụ.",
    ),
    check,
};

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let mut paragraphs: Vec<&Words> = Vec::new();
    for basis in reading
        .draft
        .legal_bases
        .iter()
        .filter(|basis| basis.kind.is_some())
    {
        let opens = begins_with_any(
            &words(&basis.words.text),
            &["can cu", "theo de nghi", "xet de nghi"],
        )
        .is_some();
        if opens && paragraphs.last().is_none_or(|last| last.at != basis.words.at) {
            paragraphs.push(&basis.words);
        }
    }
    let last = paragraphs.len().saturating_sub(1);
    let wrong = |(at, words): (usize, &&Words)| {
        let end = words.text.trim_end().chars().last();
        if at == last {
            !matches!(end, Some('.' | ';'))
        } else {
            end != Some(';')
        }
    };
    let found: Vec<&Words> = paragraphs
        .iter()
        .enumerate()
        .filter(|(at, words)| wrong((*at, words)))
        .map(|(_, words)| *words)
        .collect();
    let Some(first) = found.first() else {
        return Vec::new();
    };
    let merged = first.text.trim_end().ends_with(':');
    let message = match (merged, found.len()) {
        (true, 1) => (
            "Căn cứ viết liền một đoạn với câu ban hành kế hoạch (“… như sau:”).".to_owned(),
            "A legal basis and the sentence that issues the plan (“… như sau:”) are one paragraph."
                .to_owned(),
        ),
        (_, 1) => (
            "Dòng căn cứ không kết thúc bằng dấu chấm phẩy (dòng cuối: dấu chấm).".to_owned(),
            "A legal basis does not end with a semicolon (the last one: a full stop).".to_owned(),
        ),
        (_, count) => (
            format!("{count} dòng căn cứ không kết thúc bằng dấu chấm phẩy (dòng cuối: dấu chấm)."),
            format!("{count} legal bases do not end with a semicolon (the last one: a full stop)."),
        ),
    };
    vec![Finding::new(message, ("Mỗi căn cứ một dòng, cuối dòng “;”, dòng cuối “.”; câu ban hành viết thành đoạn riêng.", "One line a basis, ending “;”, the last “.”; give the issuing sentence a paragraph of its own.")).at(first.at).other(found.get(1).map(|words| words.at))]
}
