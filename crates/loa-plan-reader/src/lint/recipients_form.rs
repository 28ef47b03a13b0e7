//! P110: the list of recipients is not closed as the decree has it (DOC-21).

use loa_docfile::body::Format;

use crate::lint::reading::Reading;
use crate::lint::{Finding, Rule};
use crate::notice::Severity;
use crate::text::{begins_with, contains_any, words};

/// The rule.
pub static RULE: Rule = Rule {
    code: "P110",
    severity: Severity::Note,
    name: ("Cách trình bày nơi nhận", "Form of the recipients"),
    explanation: (
        "Nghị định 30/2020/NĐ-CP, Phụ lục I: mỗi nơi nhận một dòng, đầu dòng có gạch, cuối dòng có dấu chấm phẩy; dòng cuối cùng là “Lưu: VT, …” kết thúc bằng dấu chấm. Dòng Lưu cho biết bản gốc nằm ở đâu; thiếu nó hoặc ngoặc chưa đóng thì tờ trình ký thường bị trả lại.",
        "Decree 30/2020/NĐ-CP, Annex I: one recipient a line, a dash in front, a semicolon behind; the last line is “Lưu: VT, …” with a full stop. That line says where the original is kept; without it, or with an open bracket, a document is often sent back before signing.",
    ),
    example: ("- Lưu: VT, VX (Mẫu", "- Lưu: VT, VX (Mẫu)."),
    check,
};

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let recipients = &reading.draft.recipients;
    let Some(last) = recipients.last().filter(|_| reading.body.format != Format::Pdf) else {
        return Vec::new();
    };
    let source = |words: &crate::plan::Words| reading.source(words.at).trim_end().to_owned();
    let last_words = words(&last.text);
    let filed = begins_with(&last_words, "luu").is_some();
    let end = source(last);
    let mut problems: Vec<(String, String)> = Vec::new();
    let mut tell = |vi: &str, en: &str| problems.push((vi.to_owned(), en.to_owned()));
    if !filed {
        tell(
            "không có dòng “Lưu: VT, …” ở cuối",
            "no line “Lưu: VT, …” at the end",
        );
    } else {
        if last_words.get(1).is_none_or(|word| word.folded != ":") {
            tell("sau “Lưu” không có dấu hai chấm", "no colon behind “Lưu”");
        }
        if !contains_any(&last_words, &["vt", "van thu", "vp", "vpdu", "vpub"]) {
            tell("dòng Lưu không ghi “VT”", "the line “Lưu” does not name “VT”");
        }
        if end.matches('(').count() != end.matches(')').count() {
            tell(
                "ngoặc đơn ở dòng Lưu chưa đóng",
                "the bracket in the line “Lưu” is not closed",
            );
        } else if !end.trim_end_matches(['*', '_']).ends_with('.') {
            tell("dòng cuối không có dấu chấm", "no full stop behind the last line");
        }
    }
    let open = recipients
        .iter()
        .rev()
        .skip(1)
        .filter(|words| !source(words).ends_with([';', ',', ':', '.']))
        .count();
    if open > 0 {
        tell(
            &format!("{open} dòng không có dấu chấm phẩy"),
            &format!("{open} lines without a semicolon"),
        );
    }
    if problems.is_empty() {
        return Vec::new();
    }
    let (vi, en): (Vec<_>, Vec<_>) = problems.into_iter().unzip();
    let message = (
        format!("Nơi nhận: {}.", vi.join("; ")),
        format!("Recipients: {}.", en.join("; ")),
    );
    vec![
        Finding::new(
            message,
            (
                "Dòng cuối theo mẫu “- Lưu: VT, <đơn vị soạn thảo>.”.",
                "The last line has the form “- Lưu: VT, <drafting unit>.”.",
            ),
        )
        .at(last.at),
    ]
}
