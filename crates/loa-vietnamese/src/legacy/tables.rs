//! Code tables, as data.

use crate::letter::Tone;

/// TCVN3: code point of the Latin-1 view, and the letter.
///
/// Toned capitals have no code; the last rows are the capitals that have.
pub(super) const TCVN3: &[(char, char)] = &[
    ('\u{B5}', 'à'),
    ('\u{B6}', 'ả'),
    ('\u{B7}', 'ã'),
    ('\u{B8}', 'á'),
    ('\u{B9}', 'ạ'),
    ('\u{A8}', 'ă'),
    ('\u{BB}', 'ằ'),
    ('\u{BC}', 'ẳ'),
    ('\u{BD}', 'ẵ'),
    ('\u{BE}', 'ắ'),
    ('\u{C6}', 'ặ'),
    ('\u{A9}', 'â'),
    ('\u{C7}', 'ầ'),
    ('\u{C8}', 'ẩ'),
    ('\u{C9}', 'ẫ'),
    ('\u{CA}', 'ấ'),
    ('\u{CB}', 'ậ'),
    ('\u{AE}', 'đ'),
    ('\u{CC}', 'è'),
    ('\u{CE}', 'ẻ'),
    ('\u{CF}', 'ẽ'),
    ('\u{D0}', 'é'),
    ('\u{D1}', 'ẹ'),
    ('\u{AA}', 'ê'),
    ('\u{D2}', 'ề'),
    ('\u{D3}', 'ể'),
    ('\u{D4}', 'ễ'),
    ('\u{D5}', 'ế'),
    ('\u{D6}', 'ệ'),
    ('\u{D7}', 'ì'),
    ('\u{D8}', 'ỉ'),
    ('\u{DC}', 'ĩ'),
    ('\u{DD}', 'í'),
    ('\u{DE}', 'ị'),
    ('\u{DF}', 'ò'),
    ('\u{E1}', 'ỏ'),
    ('\u{E2}', 'õ'),
    ('\u{E3}', 'ó'),
    ('\u{E4}', 'ọ'),
    ('\u{AB}', 'ô'),
    ('\u{E5}', 'ồ'),
    ('\u{E6}', 'ổ'),
    ('\u{E7}', 'ỗ'),
    ('\u{E8}', 'ố'),
    ('\u{E9}', 'ộ'),
    ('\u{AC}', 'ơ'),
    ('\u{EA}', 'ờ'),
    ('\u{EB}', 'ở'),
    ('\u{EC}', 'ỡ'),
    ('\u{ED}', 'ớ'),
    ('\u{EE}', 'ợ'),
    ('\u{EF}', 'ù'),
    ('\u{F1}', 'ủ'),
    ('\u{F2}', 'ũ'),
    ('\u{F3}', 'ú'),
    ('\u{F4}', 'ụ'),
    ('\u{AD}', 'ư'),
    ('\u{F5}', 'ừ'),
    ('\u{F6}', 'ử'),
    ('\u{F7}', 'ữ'),
    ('\u{F8}', 'ứ'),
    ('\u{F9}', 'ự'),
    ('\u{FA}', 'ỳ'),
    ('\u{FB}', 'ỷ'),
    ('\u{FC}', 'ỹ'),
    ('\u{FD}', 'ý'),
    ('\u{FE}', 'ỵ'),
    ('\u{A1}', 'Ă'),
    ('\u{A2}', 'Â'),
    ('\u{A3}', 'Ê'),
    ('\u{A4}', 'Ô'),
    ('\u{A5}', 'Ơ'),
    ('\u{A6}', 'Ư'),
    ('\u{A7}', 'Đ'),
];

/// [`TCVN3`] by code point; the others stand for themselves.
pub(super) static TCVN3_LETTERS: [char; 256] = {
    let mut letters = ['\0'; 256];
    let mut code = 0;
    while code < 256 {
        letters[code] = code as u8 as char;
        code += 1;
    }
    let mut row = 0;
    while row < TCVN3.len() {
        letters[TCVN3[row].0 as usize] = TCVN3[row].1;
        row += 1;
    }
    letters
};

/// VNI: letters with a character of their own, lower case and capital.
pub(super) const VNI_LONE: &[(char, char)] = &[
    ('\u{F1}', 'đ'),
    ('\u{D1}', 'Đ'),
    ('\u{EC}', 'ì'),
    ('\u{CC}', 'Ì'),
    ('\u{E6}', 'ỉ'),
    ('\u{C6}', 'Ỉ'),
    ('\u{F3}', 'ĩ'),
    ('\u{D3}', 'Ĩ'),
    ('\u{ED}', 'í'),
    ('\u{CD}', 'Í'),
    ('\u{F2}', 'ị'),
    ('\u{D2}', 'Ị'),
    ('\u{F4}', 'ơ'),
    ('\u{D4}', 'Ơ'),
    ('\u{F6}', 'ư'),
    ('\u{D6}', 'Ư'),
    ('\u{EE}', 'ỵ'),
    ('\u{CE}', 'Ỵ'),
];

/// VNI: the character behind a base letter, the shape (`^` circumflex, `(` breve) and the tone it adds.
///
/// Its capital stands behind capital letters.
pub(super) const VNI_MARKS: &[(char, Option<char>, Tone)] = &[
    ('ø', None, Tone::Huyen),
    ('û', None, Tone::Hoi),
    ('õ', None, Tone::Nga),
    ('ù', None, Tone::Sac),
    ('ï', None, Tone::Nang),
    ('â', Some('^'), Tone::Ngang),
    ('à', Some('^'), Tone::Huyen),
    ('å', Some('^'), Tone::Hoi),
    ('ã', Some('^'), Tone::Nga),
    ('á', Some('^'), Tone::Sac),
    ('ä', Some('^'), Tone::Nang),
    ('ê', Some('('), Tone::Ngang),
    ('è', Some('('), Tone::Huyen),
    ('ú', Some('('), Tone::Hoi),
    ('ü', Some('('), Tone::Nga),
    ('é', Some('('), Tone::Sac),
    ('ë', Some('('), Tone::Nang),
];

/// Windows-1252 from 0x80 on; the five free bytes keep their number.
pub(super) const WINDOWS_1252_HIGH: [char; 32] = [
    '\u{20AC}', '\u{81}', '\u{201A}', '\u{192}', '\u{201E}', '\u{2026}', '\u{2020}', '\u{2021}', '\u{2C6}',
    '\u{2030}', '\u{160}', '\u{2039}', '\u{152}', '\u{8D}', '\u{17D}', '\u{8F}', '\u{90}', '\u{2018}',
    '\u{2019}', '\u{201C}', '\u{201D}', '\u{2022}', '\u{2013}', '\u{2014}', '\u{2DC}', '\u{2122}', '\u{161}',
    '\u{203A}', '\u{153}', '\u{9D}', '\u{17E}', '\u{178}',
];
