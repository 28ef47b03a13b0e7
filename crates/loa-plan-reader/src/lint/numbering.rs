//! P115: numbers of the outline that come twice or leave a gap (DOC-09).

use crate::lint::reading::Reading;
use crate::lint::{Finding, Rule, brief};
use crate::notice::Severity;
use crate::plan::Heading;
use crate::text::roman;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P115",
    severity: Severity::Warning,
    name: ("Đánh số trùng hoặc nhảy số", "Numbers doubled or left out"),
    explanation: (
        "Mục, khoản, điểm được viện dẫn bằng số của nó (“điểm a khoản 2 mục IV”). Hai mục cùng số hoặc một số bị bỏ làm cho viện dẫn, báo cáo và giao việc không còn rõ; nhảy số còn có thể là dấu hiệu mất một đoạn. Nghị định 30/2020/NĐ-CP, Phụ lục I: mục đánh bằng số La Mã, khoản bằng số Ả Rập, điểm theo thứ tự chữ cái tiếng Việt a, b, c, d, đ, e, g, h, i, k.",
        "Sections and points are cited by their number (“point a of 2 in IV”). A number used twice or left out makes citations, reports and orders unclear, and a gap may mean that a passage is lost. Decree 30/2020/NĐ-CP, Annex I: sections take Roman, clauses Arabic numbers, points the letters of the Vietnamese alphabet a, b, c, d, đ, e, g, h, i, k.",
    ),
    example: (
        "2. Văn phòng HĐND và UBND xã: Phối hợp thực hiện.\n2. Công an xã: Bảo đảm trật tự.",
        "2. Văn phòng HĐND và UBND xã: Phối hợp thực hiện.\n3. Công an xã: Bảo đảm trật tự.",
    ),
    check,
};

/// Letters of points in the order of the alphabet.
const LETTERS: &str = "abcdđeghiklmnopqrstuvxy";

/// A number of the outline: kind, what stands before its last part, value.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Ordinal {
    kind: u8,
    prefix: String,
    value: usize,
}

fn ordinal(number: &str) -> Option<Ordinal> {
    let (prefix, last) = number.rsplit_once(['.', ' ']).unwrap_or(("", number));
    let lower = last.to_lowercase();
    let (kind, value) = if let Ok(value) = last.parse::<usize>() {
        (1, value)
    } else if last.starts_with(char::is_uppercase) && roman(&lower).is_some() {
        (2, usize::from(roman(&lower)?))
    } else {
        let mut letters = last.chars();
        let (letter, None) = (letters.next()?, letters.next()) else {
            return None;
        };
        (
            if letter.is_lowercase() { 3 } else { 4 },
            LETTERS.chars().position(|known| lower.starts_with(known))? + 1,
        )
    };
    Some(Ordinal {
        kind,
        prefix: prefix.to_owned(),
        value,
    })
}

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    outline(&reading.draft.outline)
}

fn outline(headings: &[Heading]) -> Vec<Finding> {
    let mut findings = Vec::new();
    // The last heading of each level above.
    let mut open: Vec<Option<(Ordinal, &Heading)>> = Vec::new();
    for heading in headings {
        let level = usize::from(heading.level);
        open.truncate(level + 1);
        open.resize(level + 1, None);
        let here = ordinal(&heading.number);
        let before = open.get(level).cloned().flatten();
        if let (Some(here), Some((last, above))) = (&here, &before) {
            findings.extend(compare(last, above, here, heading));
        }
        if let Some(slot) = open.get_mut(level) {
            *slot = here.map(|ordinal| (ordinal, heading)).or(before);
        }
    }
    findings
}

fn compare(last: &Ordinal, above: &Heading, here: &Ordinal, heading: &Heading) -> Option<Finding> {
    if here.kind != last.kind || here.prefix != last.prefix {
        return None;
    }
    let number = &heading.number;
    let (first, second) = (brief(&above.words.text), brief(&heading.words.text));
    let message = if here.value == last.value {
        (
            format!("Hai mục cùng số {number}: “{first}” và “{second}”."),
            format!("Two items have the number {number}: “{first}” and “{second}”."),
        )
    } else if here.value > last.value + 1 {
        let above = &above.number;
        let (vi, en) = if (above.as_str(), number.as_str()) == ("d", "e") {
            (", thiếu đ", ", đ is missing")
        } else {
            ("", "")
        };
        (
            format!("Nhảy số: sau mục {above} là mục {number}{vi} (“{second}”)."),
            format!("A number is left out: {number} follows {above}{en} (“{second}”)."),
        )
    } else {
        return None;
    };
    Some(
        Finding::new(message, HINT)
            .at(heading.words.at)
            .other(Some(above.words.at)),
    )
}

/// What to do.
pub const HINT: (&str, &str) = (
    "Đánh số lại cho liên tục; nếu nhảy số, kiểm tra có mất đoạn nào không.",
    "Number them in one run; where one is left out, see whether a passage is lost.",
);
