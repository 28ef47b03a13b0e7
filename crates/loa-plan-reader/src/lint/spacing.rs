//! P408: blanks in front of punctuation, or none behind it, in one note each.

use loa_docfile::body::Format;
use loa_vietnamese::letter::is_letter;

use crate::lint::passage::Passage;
use crate::lint::reading::Reading;
use crate::lint::{Finding, Group, Groups, Rule};
use crate::notice::Severity;
use crate::text::Word;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P408",
    severity: Severity::Note,
    name: ("Dấu cách trước, sau dấu câu", "Blanks around punctuation"),
    explanation: (
        "Dấu phẩy, chấm phẩy, hai chấm viết liền chữ trước và cách chữ sau một dấu cách. Sai chỗ này không đổi nghĩa nhưng văn thư thường trả lại để sửa, và ký hiệu bị tách (“NĐ -CP”) thì không tra được văn bản. Tệp PDF không bị xét vì dấu cách trong đó không đáng tin. (Kỹ thuật trình bày được kiểm tra trước khi ký: Nghị định 30/2020/NĐ-CP, Điều 12.)",
        "Commas, semicolons and colons stand close to the word before and one blank before the next. It changes no meaning, but a registry often sends such drafts back, and a symbol torn apart (“NĐ -CP”) cannot be looked up. PDF files are not looked at: their blanks cannot be trusted. (The layout is checked before signing: Decree 30/2020/NĐ-CP, article 12.)",
    ),
    example: (
        "- Rà soát , tổng hợp kết quả tuyên truyền.",
        "- Rà soát, tổng hợp kết quả tuyên truyền.",
    ),
    check,
};

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    if !matches!(reading.body.format, Format::Text | Format::Docx) {
        return Vec::new();
    }
    let mut groups = Groups::default();
    for passage in reading.passages {
        for (at, sign) in passage.words.iter().enumerate().filter(|(_, word)| !word.is_word) {
            if let Some((kind, range)) = wrong(passage, at, sign) {
                groups.add(kind, passage.place_of(range));
            }
        }
    }
    let finding = |(kind, group): (&str, Group)| {
        let (vi, en) = group.places();
        let words = reading.source(group.at);
        let message = match kind {
            "before" => (
                format!("“{words}”{vi}: thừa dấu cách trước dấu câu."),
                format!("“{words}”{en}: a blank in front of the sign."),
            ),
            "behind" => (
                format!("“{words}”{vi}: thiếu dấu cách sau dấu câu."),
                format!("“{words}”{en}: no blank behind the sign."),
            ),
            _ => (
                format!("“{words}”{vi}: ký hiệu văn bản bị tách bằng dấu cách."),
                format!("“{words}”{en}: a symbol torn apart by a blank."),
            ),
        };
        Finding::new(message, ("Sửa dấu cách.", "Correct the blanks."))
            .at(group.at)
            .other(group.other)
    };
    groups.iter().map(finding).collect()
}

fn wrong(passage: &Passage<'_>, at: usize, sign: &Word) -> Option<(&'static str, std::ops::Range<usize>)> {
    let before = at.checked_sub(1).and_then(|at| passage.words.get(at))?;
    let after = passage.words.get(at + 1)?;
    let gap_before = passage.text.get(before.range.end..sign.range.start)?;
    let touches_after = sign.range.end == after.range.start;
    let letters = |word: &Word| passage.written(word).chars().all(is_letter);
    match sign.folded.as_str() {
        "," | ";" if gap_before == " " && before.is_word && after.is_word => Some(("before", at - 1..at + 1)),
        "," | ";"
            if gap_before.is_empty()
                && touches_after
                && letters(before)
                && letters(after)
                && before.is_word
                && after.is_word =>
        {
            Some(("behind", at - 1..at + 2))
        }
        // "78/2021/NĐ -CP": a symbol of a cited document.
        "-" if gap_before == " "
            && touches_after
            && is_symbol(passage, before)
            && is_symbol(passage, after)
            && cites(passage, at) =>
        {
            Some(("symbol", at - 1..at + 2))
        }
        _ => None,
    }
}

fn is_symbol(passage: &Passage<'_>, word: &Word) -> bool {
    word.is_word
        && passage.written(word).chars().count() <= 6
        && passage.written(word).chars().all(char::is_uppercase)
}

/// A slash stands close before the symbol.
fn cites(passage: &Passage<'_>, at: usize) -> bool {
    let Some([slash, symbol]) = at.checked_sub(2).and_then(|from| passage.words.get(from..at)) else {
        return false;
    };
    slash.folded == "/" && slash.range.end == symbol.range.start
}
