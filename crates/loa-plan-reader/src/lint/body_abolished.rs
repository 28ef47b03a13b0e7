//! P503: a body or level that the reforms of 2025 abolished before the plan was issued (GEN-02, ADM-02, ADM-04).

use std::borrow::Cow;
use std::sync::LazyLock;

use jiff::civil::{Date, date};

use crate::lint::passage::Passage;
use crate::lint::reading::{Hit, Pattern, Reading};
use crate::lint::{Finding, Group, Groups, Rule};
use crate::notice::{Sentence, Severity};
use crate::text::{Word, begins_with_any, contains_any, words};

/// The rule.
pub static RULE: Rule = Rule {
    code: "P503",
    severity: Severity::Warning,
    name: (
        "Cơ quan, cấp hành chính không còn",
        "Body or level that no longer exists",
    ),
    explanation: (
        "Từ ngày 01/3/2025 các bộ được sắp xếp lại theo Nghị quyết 176/2025/QH15, các sở theo Nghị định 45/2025/NĐ-CP; từ ngày 01/7/2025 không còn cấp huyện và các phòng của cấp huyện (Luật Tổ chức chính quyền địa phương 72/2025/QH15, Nghị định 150/2025/NĐ-CP). Kế hoạch giao việc cho cơ quan không còn thì không ai nhận. Tên cơ quan trong văn bản cũ được viện dẫn không bị nhắc.",
        "The ministries were rearranged on 1 March 2025 (Resolution 176/2025/QH15), the provincial departments with them (Decree 45/2025/NĐ-CP); since 1 July 2025 there is no district level and none of its offices (Law on the Organisation of Local Government 72/2025/QH15, Decree 150/2025/NĐ-CP). Nobody takes on what a plan gives to a body that is gone. Names inside citations of older documents are left alone.",
    ),
    example: (
        "2. Sở Thông tin và Truyền thông\n- Hướng dẫn tuyên truyền trên hệ thống truyền thanh trước ngày 30/9/2026.",
        "2. Sở Khoa học và Công nghệ\n- Hướng dẫn tuyên truyền trên hệ thống truyền thanh trước ngày 30/9/2026.",
    ),
    check,
};

/// Which issuers a row concerns.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    /// Anybody.
    All,
    /// People's committees: other bodies have offices of the same name inside.
    Committees,
}

struct Abolished {
    name: &'static str,
    since: Date,
    by: &'static str,
    of: Of,
}

const fn body(name: &'static str, since: Date, by: &'static str) -> Abolished {
    Abolished {
        name,
        since,
        by,
        of: Of::All,
    }
}

const fn office(name: &'static str, by: &'static str) -> Abolished {
    Abolished {
        name,
        since: TWO_LEVELS,
        by,
        of: Of::Committees,
    }
}

/// Ministries and departments: Resolution 176/2025/QH15 (18/02/2025), Decree 45/2025/NĐ-CP, both from this day.
const MERGED: Date = date(2025, 3, 1);
/// Offices of a commune and of a ward or special zone (Decree 150/2025/NĐ-CP, ADM-04).
const ECONOMY: &str = "Phòng Kinh tế";
const ECONOMY_OF_WARD: &str = "Phòng Kinh tế, Hạ tầng và Đô thị";

/// Local government of two levels (Resolution 203/2025/QH15, Law 72/2025/QH15).
const TWO_LEVELS: Date = date(2025, 7, 1);

/// The bodies, longest name first where one begins like another.
const ABOLISHED: &[Abolished] = &[
    body("Bộ Kế hoạch và Đầu tư", MERGED, "Bộ Tài chính"),
    body("Bộ Giao thông vận tải", MERGED, "Bộ Xây dựng"),
    body(
        "Bộ Thông tin và Truyền thông",
        MERGED,
        "Bộ Khoa học và Công nghệ (báo chí, xuất bản: Bộ Văn hóa, Thể thao và Du lịch)",
    ),
    body(
        "Bộ Tài nguyên và Môi trường",
        MERGED,
        "Bộ Nông nghiệp và Môi trường",
    ),
    body(
        "Bộ Nông nghiệp và Phát triển nông thôn",
        MERGED,
        "Bộ Nông nghiệp và Môi trường",
    ),
    body(
        "Bộ Lao động - Thương binh và Xã hội",
        MERGED,
        "Bộ Nội vụ (và Bộ Giáo dục và Đào tạo, Bộ Y tế theo lĩnh vực)",
    ),
    body("Sở Kế hoạch và Đầu tư", MERGED, "Sở Tài chính"),
    body("Sở Giao thông vận tải", MERGED, "Sở Xây dựng"),
    body(
        "Sở Thông tin và Truyền thông",
        MERGED,
        "Sở Khoa học và Công nghệ (báo chí, xuất bản: Sở Văn hóa, Thể thao và Du lịch)",
    ),
    body(
        "Sở Tài nguyên và Môi trường",
        MERGED,
        "Sở Nông nghiệp và Môi trường",
    ),
    body(
        "Sở Nông nghiệp và Phát triển nông thôn",
        MERGED,
        "Sở Nông nghiệp và Môi trường",
    ),
    body(
        "Sở Lao động - Thương binh và Xã hội",
        MERGED,
        "Sở Nội vụ (và Sở Giáo dục và Đào tạo, Sở Y tế theo lĩnh vực)",
    ),
    body("UBND huyện", TWO_LEVELS, "UBND cấp xã hoặc sở, theo phân cấp"),
    body("UBND các huyện", TWO_LEVELS, "UBND các xã, phường"),
    body("UBND cấp huyện", TWO_LEVELS, "UBND cấp xã"),
    body(
        "Ủy ban nhân dân huyện",
        TWO_LEVELS,
        "Ủy ban nhân dân cấp xã hoặc sở, theo phân cấp",
    ),
    body(
        "Ủy ban nhân dân các huyện",
        TWO_LEVELS,
        "Ủy ban nhân dân các xã, phường",
    ),
    body("Ủy ban nhân dân cấp huyện", TWO_LEVELS, "Ủy ban nhân dân cấp xã"),
    body("Công an huyện", MERGED, "Công an cấp xã hoặc Công an tỉnh"),
    body("UBND thị trấn", TWO_LEVELS, "UBND xã hoặc phường mới"),
    body("UBND thị xã", TWO_LEVELS, "UBND xã hoặc phường mới"),
    body("UBND các xã, thị trấn", TWO_LEVELS, "UBND các xã, phường"),
    body("UBND các xã, phường, thị trấn", TWO_LEVELS, "UBND các xã, phường"),
    office("Phòng Tài chính - Kế hoạch", ECONOMY),
    office("Phòng Văn hóa và Thông tin", "Phòng Văn hóa - Xã hội"),
    office("Phòng Nội vụ", "Phòng Văn hóa - Xã hội"),
    office("Phòng Giáo dục và Đào tạo", "Phòng Văn hóa - Xã hội"),
    office("Phòng Lao động - Thương binh và Xã hội", "Phòng Văn hóa - Xã hội"),
    office("Phòng Tài nguyên và Môi trường", ECONOMY),
    office("Phòng Nông nghiệp và Phát triển nông thôn", ECONOMY),
    office("Phòng Tư pháp", "Văn phòng HĐND và UBND"),
];

static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    ABOLISHED
        .iter()
        .map(|body| Pattern::new(&body.name.to_lowercase()))
        .collect()
});

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let Some(issued) = reading.issued_from().filter(|day| *day >= MERGED) else {
        return Vec::new();
    };
    let issuer = reading
        .draft
        .head
        .issuer
        .as_ref()
        .map(|issuer| words(&issuer.text))
        .unwrap_or_default();
    let committee = begins_with_any(&issuer, &["ubnd", "uy ban nhan dan"]).is_some();
    let mut groups = Groups::default();
    for (body, pattern) in ABOLISHED.iter().zip(PATTERNS.iter()) {
        if body.since > issued || body.of == Of::Committees && !committee {
            continue;
        }
        for hit in reading.find(pattern) {
            let Some(passage) = reading.passage(&hit) else {
                continue;
            };
            if is_name(passage, &hit)
                && !cited(reading, passage, &hit)
                && !speaks_of_merger(passage, &hit)
                && !is_former(passage, &hit)
                && !left_something(passage, &hit)
            {
                groups.add(body.name, passage.place_of(hit.words));
            }
        }
    }
    groups
        .iter()
        .filter_map(|(name, group)| finding(name, group, &issuer))
        .collect()
}

/// A ward's office for the economy has another name than a commune's; who is neither is told both.
fn successor(by: &'static str, issuer: &[Word]) -> Cow<'static, str> {
    if by != ECONOMY {
        return Cow::Borrowed(by);
    }
    if contains_any(issuer, &["phuong", "dac khu"]) {
        Cow::Borrowed(ECONOMY_OF_WARD)
    } else if contains_any(issuer, &["xa"]) {
        Cow::Borrowed(ECONOMY)
    } else {
        Cow::Owned(format!("{ECONOMY} (phường, đặc khu: {ECONOMY_OF_WARD})"))
    }
}

fn finding(name: &str, group: Group, issuer: &[Word]) -> Option<Finding> {
    let body = ABOLISHED.iter().find(|body| body.name == name)?;
    let (vi, en) = group.places();
    let since = body.since.strftime("%d/%m/%Y");
    let message = (
        format!("“{name}”{vi} không còn từ {since}."),
        format!("“{name}”{en} no longer exists since {since}."),
    );
    let by = successor(body.by, issuer);
    let hint = Sentence::new(format!("Nay là {by}."), format!("Now {by}."));
    Some(Finding {
        hint,
        ..Finding::new(message, ("", "")).at(group.at).other(group.other)
    })
}

/// A capital in front, as names have it: "sở giao thông" in a sentence is no certain name.
fn is_name(passage: &Passage<'_>, hit: &Hit) -> bool {
    passage
        .words
        .get(hit.words.start)
        .is_some_and(|word| word.capital)
}

/// Inside the citation of another document: "Quyết định số 15/QĐ-UBND … của UBND huyện …".
fn cited(reading: &Reading<'_>, passage: &Passage<'_>, hit: &Hit) -> bool {
    let from = hit.words.start.saturating_sub(24);
    let before = passage.words.get(from..hit.words.start).unwrap_or_default();
    let number = before.windows(3).any(|words| matches!(words, [number, slash, symbol] if slash.folded == "/" && number.folded.chars().all(|c| c.is_ascii_digit()) && symbol.capital));
    let at = passage.place_of(hit.words.clone()).span;
    let basis = reading
        .draft
        .legal_bases
        .iter()
        .any(|basis| basis.words.at.span.start <= at.start && at.end <= basis.words.at.span.end);
    number
        || basis
        || contains_any(
            before,
            &["quyet dinh so", "ke hoach so", "cong van so", "van ban so"],
        )
}

/// The clause tells of the change itself.
fn speaks_of_merger(passage: &Passage<'_>, hit: &Hit) -> bool {
    let clause = passage.words.get(passage.clause(&hit.words)).unwrap_or_default();
    let about = [
        "thay the",
        "bai bo",
        "het hieu luc",
        "chuyen tu",
        "truoc khi sap xep",
        "ket thuc hoat dong",
    ];
    contains_any(clause, &about)
}

/// "… (cũ)", "… trước đây" behind the name, "nguyên …", "các cựu …" in front of it.
fn is_former(passage: &Passage<'_>, hit: &Hit) -> bool {
    let behind = name_end(passage, hit);
    let near = passage.words.get(behind..).unwrap_or_default();
    let near = near.get(..near.len().min(4)).unwrap_or_default();
    let old = near
        .iter()
        .take_while(|word| word.folded != "," && word.folded != ";")
        .any(|word| passage.is_written(word, "cũ"));
    let before = passage
        .words
        .get(hit.words.start.saturating_sub(3)..hit.words.start)
        .unwrap_or_default();
    old || contains_any(near, &["truoc day", "nay la"]) || contains_any(before, &["nguyen", "cac cuu"])
}

/// Index behind the whole name: "UBND huyện **Lục Yên**".
fn name_end(passage: &Passage<'_>, hit: &Hit) -> usize {
    let more = passage.words.iter().skip(hit.words.end);
    hit.words.end + more.take_while(|word| word.capital && word.is_word).count()
}

/// What a body did or left behind while it existed: records "của UBND huyện … bàn giao", files that it "giải quyết
/// trước ngày …", what is taken over "từ" it. Nobody is given work by that.
fn left_something(passage: &Passage<'_>, hit: &Hit) -> bool {
    let clause = passage.clause(&hit.words);
    let before = passage
        .words
        .get(clause.start..hit.words.start)
        .unwrap_or_default();
    let behind = passage
        .words
        .get(name_end(passage, hit)..clause.end)
        .unwrap_or_default();
    let things = [
        "ho so",
        "tai lieu",
        "du lieu",
        "so lieu",
        "tai san",
        "tru so",
        "van ban",
        "ket qua",
        "con dau",
        "co so vat chat",
        "luu tru",
    ];
    let owner = before.last().is_some_and(|word| {
        ["của", "do", "từ"]
            .iter()
            .any(|link| passage.is_written(word, link))
    });
    let past = begins_with_any(
        behind,
        &[
            "ban giao",
            "chuyen giao",
            "de lai",
            "giai quyet",
            "ban hanh",
            "da",
        ],
    );
    let earlier = behind.iter().zip(behind.iter().skip(1)).any(|(one, two)| {
        passage.is_written(one, "trước")
            && (passage.is_written(two, "ngày") || passage.is_written(two, "khi"))
    });
    owner && contains_any(before, &things) || past.is_some() && (owner || earlier)
}
