//! P111: the text speaks of an annex that the document does not have (DOC-22).

use crate::closing::is_annex_label;
use crate::lint::passage::Passage;
use crate::lint::reading::{Pattern, Reading};
use crate::lint::{Finding, Groups, Rule};
use crate::notice::Severity;
use crate::text::{Word, begins_with_any, contains_any, roman};

/// The rule.
pub static RULE: Rule = Rule {
    code: "P111",
    severity: Severity::Warning,
    name: ("Thiếu phụ lục được nhắc tới", "Annex cited but missing"),
    explanation: (
        "Nghị định 30/2020/NĐ-CP, Phụ lục I: văn bản có phụ lục thì trong văn bản phải có chỉ dẫn về phụ lục đó. Ngược lại, khi nội dung dẫn tới một phụ lục mà tệp không có, các đơn vị không biết nhiệm vụ và thời hạn của mình. Kiểm tra xem phụ lục có nằm ở tệp khác không, hoặc số phụ lục có bị gõ nhầm.",
        "Decree 30/2020/NĐ-CP, Annex I: a document with annexes must point to them. When the text points to an annex that the file does not hold, units cannot know their tasks and terms. See whether the annex is another file, or its number a slip.",
    ),
    example: (
        "Chi tiết tại Phụ lục III kèm theo Kế hoạch này.",
        "Chi tiết tại Phụ lục kèm theo Kế hoạch này.",
    ),
    check,
};

/// Documents whose own annexes are cited ("Phụ lục I Nghị định số …").
const OTHERS: &[&str] = &[
    "nghi dinh",
    "thong tu",
    "quyet dinh so",
    "quyet dinh nay",
    "luat",
    "ke hoach so",
    "cong van",
    "nghi quyet",
    "huong dan",
    "de an",
    "chuong trinh so",
    "van ban so",
    "bao cao",
];

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let labels = reading
        .draft
        .annexes
        .iter()
        .map(|annex| label_number(&annex.label.text))
        .collect::<Vec<_>>();
    let mut groups = Groups::default();
    for hit in reading.find(&Pattern::new("phụ lục")) {
        let Some(passage) = reading.passage(&hit) else {
            continue;
        };
        if passage.line.is_some_and(is_annex_label)
            || of_another(passage, hit.words.end)
            || is_caption(passage)
        {
            continue;
        }
        let number = cited_number(passage.words.get(hit.words.end..).unwrap_or_default());
        let unnumbered =
            number.is_none() && contains_any(near(passage, hit.words.end), &["kem theo", "dinh kem"]);
        let there = match number {
            Some(number) => labels.contains(&Some(number)) || number == 1 && labels.contains(&None),
            None => !unnumbered || !labels.is_empty(),
        };
        if !there {
            let end = hit.words.end + usize::from(number.is_some()) * numbered_words(passage, hit.words.end);
            let name = number.map_or_else(
                || "Phụ lục".to_owned(),
                |number| format!("Phụ lục {}", as_roman(number)),
            );
            groups.add(name, passage.place_of(hit.words.start..end));
        }
    }
    let finding = |(name, group): (&str, crate::lint::Group)| {
        let (vi, en) = group.places();
        let message = (
            format!("Nội dung dẫn tới “{name}”{vi} nhưng tệp không có phụ lục đó."),
            format!("The text points to “{name}”{en}, which the file does not hold."),
        );
        Finding::new(
            message,
            (
                "Kèm phụ lục vào tệp, hoặc sửa chỉ dẫn.",
                "Add the annex to the file, or correct the reference.",
            ),
        )
        .at(group.at)
        .other(group.other)
    };
    groups.iter().map(finding).collect()
}

/// The words behind the citation, as far as they belong to it.
fn near<'a>(passage: &'a Passage<'_>, from: usize) -> &'a [Word] {
    let end = passage.words.len().min(from + 9);
    passage.words.get(from..end).unwrap_or_default()
}

fn of_another(passage: &Passage<'_>, from: usize) -> bool {
    contains_any(near(passage, from), OTHERS) && !contains_any(near(passage, from), &["ke hoach nay"])
}

fn is_caption(passage: &Passage<'_>) -> bool {
    begins_with_any(&passage.words, &["( kem theo", "( ban hanh kem"]).is_some()
}

/// Number behind "Phụ lục": "số 02", "II", "1".
fn cited_number(words: &[Word]) -> Option<u8> {
    let skip = begins_with_any(words, &["so"]).unwrap_or(0);
    let word = words.get(skip)?;
    let value = word
        .folded
        .parse::<u8>()
        .ok()
        .or_else(|| word.capital.then(|| roman(&word.folded)).flatten());
    value.filter(|value| (1..=39).contains(value))
}

fn numbered_words(passage: &Passage<'_>, from: usize) -> usize {
    1 + begins_with_any(passage.words.get(from..).unwrap_or_default(), &["so"]).unwrap_or(0)
}

/// Number of a label: "PHỤ LỤC II", "Phụ lục số 01".
pub fn label_number(label: &str) -> Option<u8> {
    let words = crate::text::words(label);
    let at = begins_with_any(&words, &["phu luc"])?;
    cited_number(words.get(at..)?)
}

/// 4 is "IV".
pub fn as_roman(number: u8) -> String {
    let tens = usize::from(number / 10).min(3);
    let ones = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];
    format!(
        "{}{}",
        "X".repeat(tens),
        ones.get(usize::from(number % 10)).copied().unwrap_or_default()
    )
}
