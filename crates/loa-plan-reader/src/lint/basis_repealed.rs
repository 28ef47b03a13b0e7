//! P108: a document is cited that was replaced before the plan was issued.

use std::ops::Range;
use std::sync::LazyLock;

use jiff::civil::{Date, date};

use crate::lint::passage::Passage;
use crate::lint::reading::{Hit, Pattern, Reading};
use crate::lint::{Finding, Groups, Rule};
use crate::notice::{Sentence, Severity};
use crate::text::{Word, begins_with_any, contains_any};

/// The rule.
pub static RULE: Rule = Rule {
    code: "P108",
    severity: Severity::Warning,
    name: (
        "Viện dẫn văn bản đã hết hiệu lực",
        "Citing a document no longer in force",
    ),
    explanation: (
        "Văn bản đã bị thay thế không còn là căn cứ để ban hành hay tổ chức thực hiện (căn cứ ban hành: Nghị định 30/2020/NĐ-CP, Phụ lục I). Danh mục trong chương trình chỉ gồm những văn bản hay được viện dẫn trong cải cách hành chính, thông tin cơ sở, văn thư và ngân sách, mỗi văn bản kèm ngày bị thay thế và văn bản thay thế; không có trong danh mục không có nghĩa là còn hiệu lực. Câu nói về việc sửa đổi, thay thế, bãi bỏ, và câu kể kết quả đã đạt không bị nhắc.",
        "A document that was replaced is no basis to issue or carry out a plan (on legal bases: Decree 30/2020/NĐ-CP, Annex I). The program's list has only documents often cited in administrative reform, grassroots information, records and budget, each with the day it was replaced and by what; a document that is not listed may be out of force all the same. Sentences about amending, replacing or repealing, and those that tell what was achieved, are left alone.",
    ),
    example: (
        "Căn cứ Nghị định số 61/2018/NĐ-CP ngày 23/4/2018 của Chính phủ về cơ chế một cửa;",
        "Căn cứ Nghị định số 118/2025/NĐ-CP ngày 09/6/2025 của Chính phủ về cơ chế một cửa;",
    ),
    check,
};

/// One replaced document.
struct Replaced {
    number: &'static str,
    /// First day on which it was no longer in force.
    since: Date,
    by: &'static str,
    /// The day was checked against the text of the successor; else the reader is asked to.
    checked: bool,
}

/// Replaced documents with the day and the successor.
const REPLACED: &[Replaced] = &[
    Replaced {
        number: "61/2018/NĐ-CP",
        since: date(2025, 7, 1),
        by: "Nghị định 118/2025/NĐ-CP",
        checked: true,
    },
    Replaced {
        number: "107/2021/NĐ-CP",
        since: date(2025, 7, 1),
        by: "Nghị định 118/2025/NĐ-CP",
        checked: true,
    },
    Replaced {
        number: "01/2018/TT-VPCP",
        since: date(2025, 9, 15),
        by: "Thông tư 03/2025/TT-VPCP",
        checked: false,
    },
    Replaced {
        number: "42/2022/NĐ-CP",
        since: date(2026, 7, 1),
        by: "Nghị định 224/2026/NĐ-CP",
        checked: true,
    },
    Replaced {
        number: "64/2014/NĐ-CP",
        since: date(2026, 7, 1),
        by: "Nghị định 154/2026/NĐ-CP",
        checked: true,
    },
    Replaced {
        number: "13/2023/NĐ-CP",
        since: date(2026, 1, 1),
        by: "Luật 91/2025/QH15 và Nghị định 356/2025/NĐ-CP",
        checked: true,
    },
    Replaced {
        number: "52/2016/QĐ-TTg",
        since: date(2024, 7, 1),
        by: "Nghị định 49/2024/NĐ-CP",
        checked: true,
    },
    Replaced {
        number: "83/2015/QH13",
        since: date(2026, 1, 1),
        by: "Luật Ngân sách nhà nước 89/2025/QH15",
        checked: true,
    },
    Replaced {
        number: "34/2007/PL-UBTVQH11",
        since: date(2023, 7, 1),
        by: "Luật 10/2022/QH15",
        checked: true,
    },
    Replaced {
        number: "110/2004/NĐ-CP",
        since: date(2020, 3, 5),
        by: "Nghị định 30/2020/NĐ-CP",
        checked: true,
    },
    Replaced {
        number: "01/2011/TT-BNV",
        since: date(2020, 3, 5),
        by: "Nghị định 30/2020/NĐ-CP",
        checked: true,
    },
    Replaced {
        number: "77/2015/QH13",
        since: date(2025, 3, 1),
        by: "Luật Tổ chức chính quyền địa phương 65/2025/QH15, từ 16/6/2025 là 72/2025/QH15",
        checked: false,
    },
    Replaced {
        number: "65/2025/QH15",
        since: date(2025, 6, 16),
        by: "Luật Tổ chức chính quyền địa phương 72/2025/QH15",
        checked: false,
    },
];

static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    REPLACED
        .iter()
        .map(|replaced| Pattern::new(replaced.number))
        .collect()
});

/// Clauses that speak of the replacement itself.
const ABOUT: &[&str] = &["thay the", "bai bo", "het hieu luc", "sua doi", "truoc day"];

/// "Thực hiện Nghị định … trong giai đoạn 2018 - 2025 đã đạt …" reports what was done under it; a legal basis does not.
fn reports(passage: &Passage<'_>, hit: &Hit, clause: Range<usize>) -> bool {
    let basis = begins_with_any(&passage.words, &["can cu"]).is_some();
    let behind = passage.words.get(hit.words.end..clause.end).unwrap_or_default();
    !basis && behind.iter().any(|word| passage.is_written(word, "đã"))
}

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let Some(issued_on) = reading.issued_on else {
        return Vec::new();
    };
    let mut groups = Groups::default();
    for (replaced, pattern) in REPLACED
        .iter()
        .zip(PATTERNS.iter())
        .filter(|(replaced, _)| replaced.since <= issued_on)
    {
        for hit in reading.find(pattern) {
            let Some(passage) = reading.passage(&hit) else {
                continue;
            };
            // "161/2018/NĐ-CP" and "1/61/2018" are other documents.
            let glued = hit
                .words
                .start
                .checked_sub(1)
                .and_then(|at| passage.words.get(at))
                .is_some_and(|word: &Word| word.folded == "/");
            let clause = passage.clause(&hit.words);
            let about = contains_any(passage.words.get(clause.clone()).unwrap_or_default(), ABOUT);
            if !glued && !about && !reports(passage, &hit, clause) {
                groups.add(replaced.number, passage.place_of(hit.words));
            }
        }
    }
    let finding = |(number, group): (&str, crate::lint::Group)| {
        let replaced = REPLACED.iter().find(|replaced| replaced.number == number)?;
        let (vi, en) = group.places();
        let since = replaced.since.strftime("%d/%m/%Y");
        let message = (
            format!("“{number}” đã hết hiệu lực từ {since}{vi}."),
            format!("“{number}” is out of force since {since}{en}."),
        );
        let mut finding = Finding::new(message, ("", "")).at(group.at).other(group.other);
        let (vi, en) = if replaced.checked {
            ("", "")
        } else {
            (
                " Đối chiếu lại ngày hiệu lực trước khi sửa.",
                " Check the day before you change it.",
            )
        };
        finding.hint = Sentence::new(
            format!("Thay bằng {}.{vi}", replaced.by),
            format!("Cite {} instead.{en}", replaced.by),
        );
        Some(finding)
    };
    groups.iter().filter_map(finding).collect()
}
