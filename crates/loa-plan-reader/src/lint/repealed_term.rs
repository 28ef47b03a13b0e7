//! P401: a term that the law has replaced before the plan was issued (TTHC-11).

use std::sync::LazyLock;

use jiff::civil::{Date, date};

use crate::lint::passage::Passage;
use crate::lint::reading::{Hit, Pattern, Reading};
use crate::lint::{Finding, Group, Groups, Rule};
use crate::notice::{Sentence, Severity};
use crate::text::{Word, begins_with, contains_any};

/// The rule.
pub static RULE: Rule = Rule {
    code: "P401",
    severity: Severity::Warning,
    name: ("Thuật ngữ đã bị thay thế", "Term no longer in use"),
    explanation: (
        "Từ ngày 15/8/2022, Nghị định 42/2022/NĐ-CP bỏ bốn mức độ dịch vụ công trực tuyến, thay bằng dịch vụ công trực tuyến toàn trình và một phần; Nghị định 224/2026/NĐ-CP giữ hai loại này từ ngày 01/7/2026; sổ hộ khẩu hết giá trị từ 01/01/2023 (Luật Cư trú 2020); chứng minh nhân dân hết giá trị từ 01/01/2025 (Luật Căn cước 2023). Kế hoạch dùng từ cũ thường là chép từ năm trước, và người dân sẽ hỏi về thứ không còn. Kế hoạch ban hành trước ngày thay thế không bị nhắc.",
        "Since 15 August 2022 Decree 42/2022/NĐ-CP knows no four levels of online services but full and partial ones, and so does Decree 224/2026/NĐ-CP since 1 July 2026; the household book is void since 1 January 2023 (Residence Law 2020), the old identity card since 1 January 2025 (Identity Law 2023). A plan with the old word was mostly copied from an earlier year, and people will ask for what no longer exists. Plans issued before the change are left alone.",
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
    /// The same by a later law, for plans from its day on.
    later: Option<(Date, &'static str)>,
    /// Only close to one of these (folded); empty: anywhere.
    beside: &'static [&'static str],
}

impl Term {
    /// What a plan of that day says instead.
    fn by(&self, issued: Date) -> &'static str {
        self.later
            .filter(|(since, _)| *since <= issued)
            .map_or(self.by, |(_, by)| by)
    }
}

const ONLINE: &[&str] = &["truc tuyen", "dich vu cong", "dvc", "dvctt"];

/// Decree 224/2026/NĐ-CP, which replaced 42/2022/NĐ-CP on this day: full is the rule, partial needs a reason.
const FULL_OR_PARTIAL: Option<(Date, &str)> = Some((
    date(2026, 7, 1),
    "“toàn trình”, hoặc “một phần” có nêu lý do (Nghị định 224/2026/NĐ-CP)",
));
const FULL: Option<(Date, &str)> = Some((date(2026, 7, 1), "“toàn trình” (Nghị định 224/2026/NĐ-CP)"));

/// Sources: Decree 42/2022/NĐ-CP (in force from 15/08/2022 to 30/06/2026); Residence Law 68/2020/QH14, article 38; Identity Law 26/2023/QH15, article 46.
const TERMS: &[Term] = &[
    Term {
        phrase: "mức độ 3",
        since: date(2022, 8, 15),
        by: "“toàn trình” hoặc “một phần” (Nghị định 42/2022/NĐ-CP)",
        later: FULL_OR_PARTIAL,
        beside: ONLINE,
    },
    Term {
        phrase: "mức độ 4",
        since: date(2022, 8, 15),
        by: "“toàn trình” (Nghị định 42/2022/NĐ-CP)",
        later: FULL,
        beside: ONLINE,
    },
    Term {
        phrase: "mức 3",
        since: date(2022, 8, 15),
        by: "“toàn trình” hoặc “một phần” (Nghị định 42/2022/NĐ-CP)",
        later: FULL_OR_PARTIAL,
        beside: ONLINE,
    },
    Term {
        phrase: "mức 4",
        since: date(2022, 8, 15),
        by: "“toàn trình” (Nghị định 42/2022/NĐ-CP)",
        later: FULL,
        beside: ONLINE,
    },
    Term {
        phrase: "sổ hộ khẩu",
        since: date(2023, 1, 1),
        by: "thông tin về cư trú trong Cơ sở dữ liệu quốc gia về dân cư (Luật Cư trú 2020)",
        later: None,
        beside: &[],
    },
    Term {
        phrase: "chứng minh nhân dân",
        since: date(2025, 1, 1),
        by: "“căn cước” (Luật Căn cước 2023)",
        later: None,
        beside: &[],
    },
];

static PATTERNS: LazyLock<Vec<Pattern>> =
    LazyLock::new(|| TERMS.iter().map(|term| Pattern::new(term.phrase)).collect());

/// Clauses that speak of the past or of the change.
const ABOUT: &[&str] = &[
    "truoc day",
    "( cu )",
    "thay the",
    "bai bo",
    "het gia tri",
    "truoc khi sap xep",
];

/// Does the clause around the hit speak of the past or of the change itself ("đổi … sang …")?
pub fn speaks_of_change(passage: &Passage<'_>, hit: &Hit) -> bool {
    let clause = passage.clause(&hit.words);
    let words = passage.words.get(clause.clone()).unwrap_or_default();
    let before = passage
        .words
        .get(clause.start..hit.words.start)
        .unwrap_or_default();
    let behind = passage.words.get(hit.words.end..clause.end).unwrap_or_default();
    let from = before.iter().any(|word| {
        ["đổi", "chuyển"]
            .iter()
            .any(|verb| passage.is_written(word, verb))
    });
    let to = behind.iter().any(|word| passage.is_written(word, "sang"));
    contains_any(words, ABOUT) || from && to || contains_any(before, &["chuyen tu"])
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
        let by = term.by(issued);
        let hint = Sentence::new(format!("Dùng {by}."), format!("Use {by}."));
        Some(Finding {
            hint,
            ..Finding::new(message, ("", "")).at(group.at).other(group.other)
        })
    };
    groups.iter().filter_map(finding).collect()
}

fn ends_with(words: &[Word], phrase: &str) -> bool {
    let length = phrase.split(' ').count();
    words
        .len()
        .checked_sub(length)
        .is_some_and(|at| begins_with(&words[at..], phrase).is_some())
}

/// Words before and behind a term within which its subject stands.
const CLOSE: usize = 14;
const CLOSE_BEHIND: usize = 5;

fn counts(passage: &Passage<'_>, term: &Term, hit: &Hit) -> bool {
    // The clause before, and a few words behind: "dịch vụ công trực tuyến mức độ 3", "mức độ 4 dịch vụ công".
    let clause = passage.clause(&hit.words);
    let first = clause.start.max(hit.words.start.saturating_sub(CLOSE));
    let last = clause.end.min(hit.words.end + CLOSE_BEHIND);
    let near = passage.words.get(first..last).unwrap_or_default();
    let beside = term.beside.is_empty() || contains_any(near, term.beside);
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
    // Communes are ranked by levels of digital transformation as well.
    let before = passage.words.get(..hit.words.start).unwrap_or_default();
    let ranked = ["chuyen doi so", "chuyen doi so dat", "chuyen doi so cap xa"]
        .iter()
        .any(|phrase| ends_with(before, phrase));
    beside && !decimal && !ranked && !speaks_of_change(passage, hit)
}
