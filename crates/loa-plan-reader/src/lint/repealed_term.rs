//! P401: a term that the law has replaced before the plan was issued (TTHC-11).

use std::sync::LazyLock;

use jiff::civil::{Date, date};

use crate::lint::passage::Passage;
use crate::lint::reading::{Hit, Pattern, Reading};
use crate::lint::{Finding, Group, Groups, Rule};
use crate::notice::{Sentence, Severity};
use crate::text::contains_any;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P401",
    severity: Severity::Warning,
    name: ("Thuật ngữ đã bị thay thế", "Term no longer in use"),
    explanation: (
        "Từ ngày 15/8/2022, Nghị định 42/2022/NĐ-CP bỏ bốn mức độ dịch vụ công trực tuyến, thay bằng dịch vụ công trực tuyến toàn trình và một phần; sổ hộ khẩu hết giá trị từ 01/01/2023 (Luật Cư trú 2020); chứng minh nhân dân hết giá trị từ 01/01/2025 (Luật Căn cước 2023). Kế hoạch dùng từ cũ thường là chép từ năm trước, và người dân sẽ hỏi về thứ không còn. Kế hoạch ban hành trước ngày thay thế không bị nhắc.",
        "Since 15 August 2022 Decree 42/2022/NĐ-CP knows no four levels of online services but full and partial ones; the household book is void since 1 January 2023 (Residence Law 2020), the old identity card since 1 January 2025 (Identity Law 2023). A plan with the old word was mostly copied from an earlier year, and people will ask for what no longer exists. Plans issued before the change are left alone.",
    ),
    example: (
        "- Hướng dẫn người dân sử dụng dịch vụ công trực tuyến mức độ 3, mức độ 4.",
        "- Hướng dẫn người dân sử dụng dịch vụ công trực tuyến toàn trình, một phần.",
    ),
    check,
};

/// A word that was replaced.
struct Term {
    phrase: &'static str,
    /// Last day before the change is the one before.
    since: Date,
    /// What stands in its place.
    by: &'static str,
    /// Only in a paragraph with one of these (folded); empty: anywhere.
    beside: &'static [&'static str],
}

const ONLINE: &[&str] = &["truc tuyen", "dich vu cong", "dvc", "dvctt"];

/// Sources: Decree 42/2022/NĐ-CP (in force 15/08/2022); Residence Law 68/2020/QH14, article 38; Identity Law 26/2023/QH15, article 46.
const TERMS: &[Term] = &[
    Term {
        phrase: "mức độ 3",
        since: date(2022, 8, 15),
        by: "“toàn trình” hoặc “một phần” (Nghị định 42/2022/NĐ-CP)",
        beside: ONLINE,
    },
    Term {
        phrase: "mức độ 4",
        since: date(2022, 8, 15),
        by: "“toàn trình” (Nghị định 42/2022/NĐ-CP)",
        beside: ONLINE,
    },
    Term {
        phrase: "mức 3",
        since: date(2022, 8, 15),
        by: "“toàn trình” hoặc “một phần” (Nghị định 42/2022/NĐ-CP)",
        beside: ONLINE,
    },
    Term {
        phrase: "mức 4",
        since: date(2022, 8, 15),
        by: "“toàn trình” (Nghị định 42/2022/NĐ-CP)",
        beside: ONLINE,
    },
    Term {
        phrase: "sổ hộ khẩu",
        since: date(2023, 1, 1),
        by: "thông tin về cư trú trong Cơ sở dữ liệu quốc gia về dân cư (Luật Cư trú 2020)",
        beside: &[],
    },
    Term {
        phrase: "chứng minh nhân dân",
        since: date(2025, 1, 1),
        by: "“căn cước” (Luật Căn cước 2023)",
        beside: &[],
    },
];

static PATTERNS: LazyLock<Vec<Pattern>> =
    LazyLock::new(|| TERMS.iter().map(|term| Pattern::new(term.phrase)).collect());

/// Paragraphs that speak of the past or of the change.
const ABOUT: &[&str] = &[
    "truoc day",
    "( cu )",
    "thay the",
    "bai bo",
    "het gia tri",
    "chuyen tu",
    "truoc khi sap xep",
];

/// Does the passage speak of the past or of the change itself?
pub fn speaks_of_change(passage: &Passage<'_>) -> bool {
    contains_any(&passage.words, ABOUT)
}

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let Some(issued) = reading.issued_from() else {
        return Vec::new();
    };
    let mut groups = Groups::default();
    for (term, pattern) in TERMS
        .iter()
        .zip(PATTERNS.iter())
        .filter(|(term, _)| term.since <= issued)
    {
        for hit in reading.find_written(pattern) {
            if let Some(passage) = reading
                .passage(&hit)
                .filter(|passage| counts(passage, term, &hit))
            {
                groups.add(term.phrase, passage.place_of(hit.words));
            }
        }
    }
    let finding = |(phrase, group): (&str, Group)| {
        let term = TERMS.iter().find(|term| term.phrase == phrase)?;
        let (vi, en) = group.places();
        let since = term.since.strftime("%d/%m/%Y");
        let message = (
            format!("“{phrase}”{vi} không còn dùng từ {since}."),
            format!("“{phrase}”{en} is out of use since {since}."),
        );
        let hint = Sentence::new(format!("Dùng {}.", term.by), format!("Use {}.", term.by));
        Some(Finding {
            hint,
            ..Finding::new(message, ("", "")).at(group.at).other(group.other)
        })
    };
    groups.iter().filter_map(finding).collect()
}

fn counts(passage: &Passage<'_>, term: &Term, hit: &Hit) -> bool {
    let beside = term.beside.is_empty() || contains_any(&passage.words, term.beside);
    // "mức độ 3.500" is a quantity.
    let decimal = passage
        .words
        .get(hit.words.end)
        .zip(passage.words.get(hit.words.end - 1))
        .is_some_and(|(sign, last)| {
            matches!(sign.folded.as_str(), "." | "%")
                && sign.range.start == last.range.end
                && passage
                    .words
                    .get(hit.words.end + 1)
                    .is_some_and(|next| next.range.start == sign.range.end && next.is_word)
        });
    beside && !decimal && !speaks_of_change(passage)
}
