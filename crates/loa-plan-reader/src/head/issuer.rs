//! The issuing body and the one above it, from the lines in capitals beside the Quốc hiệu (DOC-05).

use loa_vietnamese::letter::capitalised;

use crate::head::{document_number, is_motto, written_date};
use crate::plan::Words;
use crate::text::{Line, Word, begins_with, begins_with_any, is_capitals};

/// Issuer and the body above it, from the lines in capitals beside the Quốc hiệu.
pub fn issuing_bodies<'a>(lines: impl Iterator<Item = &'a Line<'a>>) -> (Option<Words>, Option<Words>) {
    let mut names: Vec<Words> = Vec::new();
    for line in lines {
        if document_number(line).is_some() || written_date(line).is_some() {
            continue;
        }
        for part in line.text.split('\n') {
            let start = part.as_ptr() as usize - line.text.as_ptr() as usize;
            let part = before_motto(part);
            let words = crate::text::words(part);
            let cites = part.contains('/') && part.contains(|c: char| c.is_ascii_digit());
            let is_name = !cites
                && is_capitals(part)
                && !is_motto(&words)
                && words.len() >= 2
                && begins_with(&words, "chu nghia viet nam").is_none();
            if !is_name
                || begins_with_any(
                    &words,
                    &[
                        "phu luc",
                        "thu vien",
                        "cac noi dung",
                        "hoa toc",
                        "khan",
                        "thuong khan",
                    ],
                )
                .is_some()
            {
                continue;
            }
            let name = Words {
                text: part.trim().trim_end_matches(['-', '_', '*', ' ']).to_owned(),
                at: line.place(start..start + part.len()),
            };
            match names.last_mut() {
                Some(last) if continues_name(&last.text, &words) => {
                    last.text = format!("{} {}", last.text, name.text);
                    last.at.span = last.at.span.cover(name.at.span);
                }
                _ => names.push(name),
            }
        }
    }
    let readable = |name: Words| {
        // A body set up by a decision is named without it.
        let own = name.text.split(" THEO QUYẾT ĐỊNH").next().unwrap_or_default();
        Words {
            text: readable_name(own),
            at: name.at,
        }
    };
    let issuer = names.pop().map(readable);
    (names.pop().map(readable), issuer)
}

/// Where columns were read line by line the motto stands behind the issuer: "ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI …".
fn before_motto(part: &str) -> &str {
    let words = crate::text::words(part);
    let motto = (1..words.len()).find(|at| is_motto(&words[*at..]));
    match motto.and_then(|at| words.get(at)) {
        Some(word) => part.get(..word.range.start).unwrap_or(part).trim_end(),
        None => part,
    }
}

/// Does a line go on with the name of the line above? "ỦY BAN NHÂN DÂN" / "TỈNH NGHỆ AN" is one name;
/// "UBND TỈNH LÀO CAI" / "SỞ CÔNG THƯƠNG" are two.
fn continues_name(above: &str, words: &[Word]) -> bool {
    let complete = {
        let above = crate::text::words(above);
        let committee = begins_with_any(&above, &["uy ban nhan dan", "hoi dong nhan dan", "ubnd", "hdnd"]);
        committee.is_none_or(|length| above.len() > length)
    };
    let level = [
        "tinh",
        "thanh pho",
        "huyen",
        "quan",
        "thi xa",
        "thi tran",
        "xa",
        "phuong",
        "dac khu",
        "tp",
    ];
    let names_level = begins_with_any(words, &level).is_some();
    let body = [
        "so",
        "phong",
        "uy ban",
        "ubnd",
        "hdnd",
        "hoi dong",
        "ban",
        "trung tam",
        "chi cuc",
        "cuc",
        "doan",
        "dang uy",
        "van phong",
        "bo",
        "thanh tra",
        "ban chi dao",
        "hoi",
        "lien doan",
        "mat tran",
        "truong",
        "benh vien",
        "dang bo",
        "chi bo",
        "huyen uy",
        "tinh uy",
        "cong an",
    ];
    let begins_body = begins_with_any(words, &body).is_some();
    // A level ends an open "ỦY BAN NHÂN DÂN"; words that are neither a level nor a body go on with any name.
    if names_level { !complete } else { !begins_body }
}

/// Words of an administrative name that stay small.
const SMALL: &[&str] = &[
    "tỉnh",
    "huyện",
    "quận",
    "xã",
    "phường",
    "của",
    "và",
    "các",
    "về",
    "thị",
    "trấn",
    "đặc",
    "khu",
    "số",
    "theo",
    "cấp",
];

/// "ỦY BAN NHÂN DÂN HUYỆN SÔNG MÃ" as one writes it in a sentence: "UBND huyện Sông Mã".
pub fn readable_name(capitals: &str) -> String {
    if !is_capitals(capitals) {
        return capitals.to_owned();
    }
    let mut name = String::new();
    for word in capitals.split_whitespace() {
        if !name.is_empty() {
            name.push(' ');
        }
        let lower = word.to_lowercase();
        let keep = matches!(word, "UBND" | "HĐND" | "UBMTTQ" | "MTTQ" | "HTX" | "TP" | "TP.")
            || word.chars().any(|c| c.is_ascii_digit());
        if keep {
            name.push_str(word);
        } else if SMALL.contains(&lower.as_str()) && !name.is_empty() {
            name.push_str(&lower);
        } else {
            name.push_str(&capitalised(&lower));
        }
    }
    let name = name
        .replace("Ủy Ban Nhân Dân", "UBND")
        .replace("Uỷ Ban Nhân Dân", "UBND");
    let name = name
        .replace("Hội Đồng Nhân Dân", "HĐND")
        .replace("thị Trấn", "thị trấn");
    sentence_case_body(&name)
}

/// Kind words take one capital (DOC-30): "Văn phòng Chính phủ", "Đoàn kiểm tra", "Ban Chỉ đạo".
fn sentence_case_body(name: &str) -> String {
    const KINDS: &[(&str, &str)] = &[
        ("Văn Phòng", "Văn phòng"),
        ("Thủ Tướng Chính Phủ", "Thủ tướng Chính phủ"),
        ("Chính Phủ", "Chính phủ"),
        ("Đoàn Kiểm Tra", "Đoàn kiểm tra"),
        ("Trung Tâm", "Trung tâm"),
        ("Thành Phố", "Thành phố"),
        ("Nhà Nước", "Nhà nước"),
        ("Đảng Ủy", "Đảng ủy"),
        ("Đảng Uỷ", "Đảng uỷ"),
        ("Đảng Bộ", "Đảng bộ"),
        ("Chi Cục", "Chi cục"),
        ("Ban Chỉ Đạo", "Ban Chỉ đạo"),
        ("Chủ Tịch", "Chủ tịch"),
    ];
    KINDS.iter().fold(name.to_owned(), |name, (capitals, right)| {
        name.replace(capitals, right)
    })
}

#[cfg(test)]
mod tests {
    use super::readable_name;

    #[test]
    fn capitals_become_readable() {
        assert_eq!(
            readable_name("ỦY BAN NHÂN DÂN HUYỆN SÔNG MÃ"),
            "UBND huyện Sông Mã"
        );
        assert_eq!(readable_name("SỞ CÔNG THƯƠNG"), "Sở Công Thương");
        assert_eq!(readable_name("VĂN PHÒNG CHÍNH PHỦ"), "Văn phòng Chính phủ");
    }
}
