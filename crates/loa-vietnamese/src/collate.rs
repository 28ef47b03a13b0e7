//! Vietnamese order of words and names.
//!
//! Letters first, over the whole text (`a ă â b c d đ e ê … u ư v w x y z`); then tones (ngang, huyền, hỏi, ngã, sắc,
//! nặng); then case, small before capital. Blanks and punctuation count as one gap and come before everything, so
//! "Bản A" stands before "Bảng"; runs of digits compare as numbers, so "Tổ 2" stands before "Tổ 10".

use std::cmp::Ordering;

use unicode_normalization::char::{decompose_canonical, is_combining_mark};

use crate::fold::{Plain, nfc, plain_blank};
use crate::letter::split_tone;

/// The alphabet, with the four letters of foreign words and symbols in their usual places.
const ALPHABET: [char; 33] = [
    'a', 'ă', 'â', 'b', 'c', 'd', 'đ', 'e', 'ê', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'ô', 'ơ',
    'p', 'q', 'r', 's', 't', 'u', 'ư', 'v', 'w', 'x', 'y', 'z',
];

// First bytes of the units on the first level. Units delimit themselves, so the end of a level compares before any.
const END: u8 = 0;
const GAP: u8 = 1;
const NUMBER: u8 = 2;
const LETTER: u8 = 0x20;
const OTHER: u8 = 0x60;
/// On the second level, before a mark that is no Vietnamese tone.
const FOREIGN_MARK: u8 = 0x10;

/// Compares in Vietnamese order. Equal only for texts with the same normal form.
pub fn compare(one: &str, other: &str) -> Ordering {
    sort_key(one).cmp(&sort_key(other))
}

/// Bytes whose order is the Vietnamese order of the texts; to be computed once for each text of a long list.
///
/// ```
/// use loa_vietnamese::collate::sort_key;
///
/// let mut names = ["Đứa Mòn", "Bó Sinh", "Chiềng Sơ", "Chiềng Cang"];
/// names.sort_by_cached_key(|name| sort_key(name));
/// assert_eq!(names, ["Bó Sinh", "Chiềng Cang", "Chiềng Sơ", "Đứa Mòn"]);
/// ```
pub fn sort_key(text: &str) -> Vec<u8> {
    let text = nfc(text);
    let mut levels = Levels::default();
    for c in text.chars() {
        levels.push(c);
    }
    levels.end_number();
    let mut key = levels.letters;
    for level in [&levels.tones, &levels.cases] {
        key.push(END);
        key.extend_from_slice(level);
    }
    key.push(END);
    key.extend_from_slice(text.as_bytes());
    key
}

#[derive(Default)]
struct Levels {
    letters: Vec<u8>,
    tones: Vec<u8>,
    cases: Vec<u8>,
    /// Digits of a number that has not ended yet, without leading zeros; `None` outside numbers.
    number: Option<Vec<u8>>,
    /// A gap is written only when something follows it.
    gap: bool,
}

impl Levels {
    fn push(&mut self, c: char) {
        if let Some(digit) = c.to_digit(10) {
            self.begin_unit(false);
            let number = self.number.get_or_insert_default();
            if digit > 0 || !number.is_empty() {
                number.extend(u8::try_from(digit));
            }
        } else if c.is_alphanumeric() {
            self.begin_unit(true);
            self.push_letter(c);
        } else if !is_combining_mark(c) && !matches!(plain_blank(c), Plain::Dropped) {
            self.end_number();
            self.gap = true;
        }
    }

    fn begin_unit(&mut self, ends_number: bool) {
        if ends_number || self.gap {
            self.end_number();
        }
        if std::mem::take(&mut self.gap) && !self.letters.is_empty() {
            self.letters.push(GAP);
        }
    }

    /// A number is its length and its digits: more digits are a greater number.
    fn end_number(&mut self) {
        if let Some(number) = self.number.take() {
            let length = u16::try_from(number.len()).unwrap_or(u16::MAX);
            self.letters.push(NUMBER);
            self.letters.extend(length.to_be_bytes());
            self.letters.extend(number);
        }
    }

    fn push_letter(&mut self, c: char) {
        let lower = c.to_lowercase().next().unwrap_or(c);
        let (toneless, tone) = split_tone(lower);
        let mut place = place_in_alphabet(toneless);
        if place.is_none() && !lower.is_ascii() {
            decompose_canonical(lower, |part| match place {
                None => place = place_in_alphabet(part),
                Some(_) => {
                    let [.., high, low] = (part as u32).to_be_bytes();
                    self.tones.extend([FOREIGN_MARK, high, low]);
                }
            });
        }
        match place {
            Some(place) => self.letters.push(LETTER + place),
            None => {
                self.letters.push(OTHER);
                self.letters.extend(lower.encode_utf8(&mut [0; 4]).as_bytes());
            }
        }
        self.tones.push(1 + tone as u8);
        self.cases.push(if c == lower { 1 } else { 2 });
    }
}

fn place_in_alphabet(letter: char) -> Option<u8> {
    let place = ALPHABET.iter().position(|known| *known == letter)?;
    u8::try_from(place).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::fold::tests::any_text;

    #[test]
    fn names_in_order() {
        for list in [
            // The alphabet, tones, case.
            "an, ăn, ân, bạn, cá, dạ, đa, em, êm, gì, hỏi, ít, kỹ, oi, ôi, ơi, pin, quý, tạ, uy, ưa, vẫn, xã, ý",
            "ba, Ba, bà, bả, bã, bá, bạ, băn, bằn, bắn, bân, bấn",
            "hoa, hòa, hỏa, Hỏa, họa, hóa đơn",
            // A gap before any letter.
            "Bàn, bản, Bản A, Bản Bá, Bản Bạ, Bàn Cờ, bảng, Bảng, Bàng La",
            "Bà Rịa, Bà Rịa - Vũng Tàu, Bà Sa",
            // Numbers.
            "1, 2, 02a, 10, Quận 1, Quận 2, Quận 10, Quận 10a, Quận 11, Quận Ba Đình",
            // Letters of others.
            "sen, señ, Señ, seo, z, Ж, 界",
            // The communes of a district of 2022, the districts of a province.
            "Bó Sinh, Chiềng Cang, Chiềng En, Chiềng Khoong, Chiềng Khương, Chiềng Phung, Chiềng Sơ, Đứa Mòn, \
             Huổi Một, Mường Cai, Mường Hung, Mường Lầm, Mường Sai, Nà Nghịu, Nậm Mằn, Nậm Ty, Pú Pẩu, Sông Mã, \
             Yên Hưng",
            "Bắc Yên, Mai Sơn, Mộc Châu, Mường La, Phù Yên, Quỳnh Nhai, Sông Mã, Sốp Cộp, Sơn La, Thuận Châu, \
             Vân Hồ, Yên Châu",
        ] {
            let names: Vec<&str> = list.split(", ").collect();
            assert_order(&names);
        }
    }

    fn assert_order(names: &[&str]) {
        let mut sorted = names.to_vec();
        sorted.reverse();
        sorted.sort_by(|one, other| compare(one, other));
        assert_eq!(sorted, names);
    }

    proptest! {
        #[test]
        fn the_order_is_total(one in any_text(), other in any_text()) {
            prop_assert_eq!(compare(&one, &other).is_eq(), nfc(&one) == nfc(&other));
            prop_assert_eq!(sort_key(&nfc(&one)), sort_key(&one));
            let longer = format!("{} x", one);
            prop_assert!(compare(&one, &longer).is_lt());
        }
    }
}
