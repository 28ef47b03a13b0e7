//! What the texts of a head and of a closing are, by their words.

use super::start::{self, Start};
use loa_vietnamese::fold::fold;

/// Without signs of emphasis before it.
pub(crate) fn bare(text: &str) -> &str {
    text.trim_start_matches(['*', '_', ' '])
}

fn folded(text: &str) -> String {
    fold(text)
        .split(|sign: char| sign.is_whitespace() || sign == '*' || sign == '_')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The national title, its motto, or the name of the Party above a head.
pub(crate) fn is_motto(text: &str) -> bool {
    let begins_well = text
        .trim_start_matches(['*', '_', ' ', '\t'])
        .starts_with(['C', 'c', 'Đ', 'đ', 'D', 'd']);
    if text.len() > 200 || !begins_well {
        return false;
    }
    let text = folded(text);
    text.starts_with("cong hoa xa hoi chu nghia")
        || text.starts_with("dang cong san viet nam") && text.len() < 30
        || text.starts_with("doc lap") && text.contains("hanh phuc")
}

/// `Hà Nội, ngày 14 tháng 7 năm 2026` and nothing more; day and month may be blank or dotted.
pub(crate) fn is_date(text: &str) -> bool {
    if text.len() > 200 {
        return false;
    }
    let begins_well = bare(text).chars().next().is_some_and(char::is_uppercase);
    let text = folded(text);
    let Some(at) = text.find("ngay") else { return false };
    let (place, day) = text.split_at(at);
    let place = place.trim_end();
    let placed = place.is_empty() || begins_well && place.ends_with(',') && place.chars().count() <= 45;
    let rest = day
        .replacen("ngay", "", 1)
        .replacen("thang", "", 1)
        .replacen("nam", "", 1);
    placed
        && !place.contains(|sign: char| sign.is_ascii_digit() || "/;:".contains(sign))
        && (day.contains("thang") || day.contains('/') && !place.is_empty())
        && rest
            .chars()
            .all(|sign| sign.is_ascii_digit() || " ./-….".contains(sign))
}

/// An office that signs: `TM. ỦY BAN NHÂN DÂN`, `T/M BAN THƯỜNG VỤ`, `PHÓ GIÁM ĐỐC`.
pub(crate) fn is_office(text: &str) -> bool {
    const FOR: [&str; 10] = [
        "TM.", "T/M", "TM ", "KT.", "K/T", "TL.", "T/L", "TUQ.", "TUN.", "Q. ",
    ];
    const MORE: [&str; 7] = [
        "THỦ TRƯỞNG",
        "HIỆU TRƯỞNG",
        "TỔNG GIÁM ĐỐC",
        "ĐẠI DIỆN",
        "NGƯỜI ",
        "CHỈ HUY",
        "TỔNG ",
    ];
    let text = bare(text);
    let short = text.len() <= 160;
    short
        && (FOR.iter().any(|word| text.starts_with(word))
            || start::is_capitals(text)
                && (start::is_new_office(text) || MORE.iter().any(|word| text.starts_with(word))))
}

/// Two to six words that begin with capitals, as a person's name does; a rank or degree may stand before.
pub(crate) fn is_name(text: &str) -> bool {
    let text = text.trim_matches(['*', '_', ' ']);
    let mut words = 0;
    for word in text.split_whitespace() {
        words += 1;
        let letters = |sign: char| sign.is_alphabetic() || sign == '.';
        if words > 6 || !word.starts_with(char::is_uppercase) || !word.chars().all(letters) {
            return false;
        }
    }
    words >= 2 && !start::has_no_small_letter(text) && !text.ends_with('.')
}

/// A person's name, by its surname: one of a list in a cell.
pub(crate) fn is_person(text: &str) -> bool {
    const SURNAMES: [&str; 52] = [
        "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ",
        "Ngô", "Dương", "Lý", "Đinh", "Trương", "Đoàn", "Lâm", "Mai", "Tô", "Hà", "Cao", "Tạ", "Lương",
        "Vương", "Trịnh", "Đào", "Lò", "Quàng", "Cầm", "Vi", "Tòng", "Giàng", "Sùng", "Vàng", "Thào", "Hứa",
        "Nông", "Triệu", "Ma", "Chu", "Thái", "Kiều", "Quách", "Phùng", "Tống", "Hầu", "Mùa", "Lưu", "Châu",
    ];
    let words: Vec<&str> = text.split(' ').take(6).collect();
    let [surname, .., last] = words.as_slice() else {
        return false;
    };
    words.len() < 6
        && SURNAMES.contains(surname)
        && last.starts_with(char::is_uppercase)
        && words.iter().all(|word| word.chars().all(char::is_alphabetic))
        && !start::has_no_small_letter(text)
}

/// What stands below an office: another one, a name, `(Đã ký)`.
pub(crate) fn is_signed(text: &str) -> bool {
    let note = text.trim_matches(['*', '_', ' ']);
    let note = note.starts_with('(') && note.ends_with(')') && note.chars().count() <= 30;
    note || is_office(text) || is_name(text)
}

pub(crate) fn is_item(text: &str) -> bool {
    matches!(start::start(text), Start::Bullet | Start::Dash)
}

pub(crate) fn is_recipients(text: &str) -> bool {
    text.len() <= 40 && folded(text).starts_with("noi nhan")
}

/// `Số: 12/KH-UBND`, also with blanks in it.
pub(crate) fn is_number_line(text: &str) -> bool {
    let text = folded(text);
    let rest = text.strip_prefix("so");
    text.len() <= 60
        && rest.is_some_and(|rest| {
            rest.starts_with([':', ' ', '.', '-', '/']) && rest.contains('/') || rest.trim() == ":"
        })
}

/// `V/v tổ chức …` below the number.
pub(crate) fn is_subject(text: &str) -> bool {
    let text = folded(text);
    text.starts_with("v/v") || text.starts_with("ve viec")
}

pub(crate) fn is_rule(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|sign| "-_=*—– ".contains(sign))
}

pub(crate) fn is_annex(text: &str) -> bool {
    let text = folded(text);
    ["phu luc", "danh muc", "bieu mau", "mau so"]
        .iter()
        .any(|word| text.starts_with(word))
}

pub(crate) fn is_table_head(text: &str) -> bool {
    let text = folded(text);
    matches!(text.split(' ').next(), Some("tt" | "stt"))
}
