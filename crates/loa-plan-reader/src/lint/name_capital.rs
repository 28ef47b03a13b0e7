//! P406: a name without its capital ("xã Chiềng khương", "Ủy ban mặt trận Tổ quốc"; DOC-29, DOC-30).

use std::sync::LazyLock;

use loa_vietnamese::letter::capitalised;

use crate::lint::reading::{Pattern, Reading};
use crate::lint::{Finding, Group, Groups, Rule};
use crate::notice::{Sentence, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    code: "P406",
    severity: Severity::Note,
    name: ("Tên riêng thiếu chữ hoa", "Name without its capital"),
    explanation: (
        "Nghị định 30/2020/NĐ-CP, Phụ lục II: tên đơn vị hành chính viết hoa chữ cái đầu của mọi âm tiết (xã Chiềng Khương); tên cơ quan, tổ chức viết hoa chữ đầu của từ chỉ loại hình và từ chỉ chức năng (Ủy ban Mặt trận Tổ quốc, Phòng Nội vụ). Một đơn vị viết lúc hoa lúc thường trong cùng văn bản còn làm cho việc tìm và giao việc theo tên bị lệch.",
        "Decree 30/2020/NĐ-CP, Annex II: names of administrative units take a capital on every syllable (xã Chiềng Khương); names of bodies take one on the word for the kind and on that for the function (Ủy ban Mặt trận Tổ quốc, Phòng Nội vụ). A unit written both ways in one document also upsets searching and giving out work by name.",
    ),
    example: (
        "- Tổ chức tuyên truyền tại xã Chiềng khương.",
        "- Tổ chức tuyên truyền tại xã Chiềng Khương.",
    ),
    check,
};

/// Words in front of the name of an administrative unit, folded.
const LEVELS: &[&str] = &["xa", "phuong", "tran", "huyen", "tinh", "ban", "thon", "quan"];

/// First syllables of place names that never stand alone as the name of a commune or ward.
const FIRST_SYLLABLES: &[&str] = &[
    "Chiềng", "Mường", "Nậm", "Huổi", "Púng", "Phiêng", "Sông", "Vĩnh", "Điện", "Thuận", "Quỳnh", "Nghĩa",
    "Hưng", "Thạnh", "Phước", "Đắk", "Krông", "Ea",
];

/// Bodies whose second capital is often forgotten: wrong, right.
const BODIES: &[(&str, &str)] = &[
    ("Ủy ban mặt trận Tổ quốc", "Ủy ban Mặt trận Tổ quốc"),
    ("Uỷ ban mặt trận Tổ quốc", "Uỷ ban Mặt trận Tổ quốc"),
    ("Ủy ban Mặt trận tổ quốc", "Ủy ban Mặt trận Tổ quốc"),
    ("Ủy ban mặt trận tổ quốc", "Ủy ban Mặt trận Tổ quốc"),
    ("Bộ công an", "Bộ Công an"),
    ("Bộ tài chính", "Bộ Tài chính"),
    ("Sở nội vụ", "Sở Nội vụ"),
    ("Sở tài chính", "Sở Tài chính"),
    ("Sở tư pháp", "Sở Tư pháp"),
    ("Phòng nội vụ", "Phòng Nội vụ"),
    ("Sở xây dựng", "Sở Xây dựng"),
    ("Sở y tế", "Sở Y tế"),
    ("Sở công thương", "Sở Công Thương"),
    ("Sở Công thương", "Sở Công Thương"),
];

static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    BODIES
        .iter()
        .map(|(wrong, _)| Pattern::new(&wrong.to_lowercase()))
        .collect()
});

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let mut groups = Groups::default();
    for ((wrong, right), pattern) in BODIES.iter().zip(PATTERNS.iter()) {
        for hit in reading.find_written(pattern) {
            if let Some(passage) = reading
                .passage(&hit)
                .filter(|passage| passage.cut(hit.words.clone()) == *wrong)
            {
                groups.add(format!("{wrong}\t{right}"), passage.place_of(hit.words));
            }
        }
    }
    places(reading, &mut groups);
    units(reading, &mut groups);
    let finding = |(key, group): (&str, Group)| {
        let (wrong, right) = key.split_once('\t').unwrap_or((key, ""));
        let (vi, en) = group.places();
        let message = (
            format!("“{wrong}”{vi}: tên riêng viết “{right}”."),
            format!("“{wrong}”{en}: the name is written “{right}”."),
        );
        let hint = Sentence::new(format!("Viết “{right}”."), format!("Write “{right}”."));
        Finding {
            hint,
            ..Finding::new(message, ("", "")).at(group.at).other(group.other)
        }
    };
    groups.iter().map(finding).collect()
}

/// "xã Chiềng khương": a first syllable that needs a second, and the second is small.
fn places(reading: &Reading<'_>, groups: &mut Groups) {
    for syllable in FIRST_SYLLABLES {
        for hit in reading.find_written(&Pattern::new(&syllable.to_lowercase())) {
            let Some(passage) = reading.passage(&hit) else {
                continue;
            };
            let at = hit.words.start;
            let (Some(before), Some(first), Some(second)) = (
                at.checked_sub(1).and_then(|at| passage.words.get(at)),
                passage.words.get(at),
                passage.words.get(at + 1),
            ) else {
                continue;
            };
            let level = LEVELS.contains(&before.folded.as_str());
            let small = first.capital
                && second.is_word
                && !second.capital
                && second.folded.chars().all(char::is_alphabetic);
            // A name may go on behind: "xã Vĩnh và …" has no second syllable, "và" is no name.
            let ends = passage
                .words
                .get(at + 2)
                .is_none_or(|next| !next.is_word || next.capital);
            if level && small && ends {
                let written = passage.cut(at..at + 2);
                let right = written.split(' ').map(capitalised).collect::<Vec<_>>().join(" ");
                groups.add(format!("{written}\t{right}"), passage.place_of(at..at + 2));
            }
        }
    }
}

/// "phòng Nội vụ" where the document itself also writes "Phòng Nội vụ".
fn units(reading: &Reading<'_>, groups: &mut Groups) {
    let mut known: Vec<&str> = Vec::new();
    for (_, unit) in reading
        .draft
        .assignments
        .iter()
        .flat_map(|assignment| assignment.units())
    {
        let kind = ["Phòng ", "Sở ", "Văn phòng ", "Trung tâm "]
            .iter()
            .any(|kind| unit.name.starts_with(kind));
        let named = unit
            .name
            .split(' ')
            .nth(1)
            .is_some_and(|word| word.starts_with(char::is_uppercase));
        if kind && named && !known.contains(&unit.name.as_str()) {
            known.push(&unit.name);
        }
    }
    for name in known {
        let small: String = name
            .chars()
            .take(1)
            .flat_map(char::to_lowercase)
            .chain(name.chars().skip(1))
            .collect();
        for hit in reading.find_written(&Pattern::new(&name.to_lowercase())) {
            if let Some(passage) = reading
                .passage(&hit)
                .filter(|passage| passage.cut(hit.words.clone()) == small)
            {
                groups.add(format!("{small}\t{name}"), passage.place_of(hit.words));
            }
        }
    }
}
