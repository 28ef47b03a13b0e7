//! How wide text is in Times New Roman, for the lines that are as long as the text above them.
//!
//! The figures are those of Tinos, which is made to have the widths of Times New Roman. Letters of Vietnamese are as wide as the
//! letter below their marks; only the horned ones and đ have a width of their own.

use crate::layout::Twips;

/// Units of the figures in one em.
const EM: i64 = 2048;

/// Widths of the characters from space to tilde.
#[rustfmt::skip]
const REGULAR: [u16; 95] = [
    512, 682, 836, 1024, 1024, 1706, 1593, 369, 682, 682, 1024, 1155, 512, 682, 512, 569,
    1024, 1024, 1024, 1024, 1024, 1024, 1024, 1024, 1024, 1024, 569, 569, 1155, 1155, 1155, 909,
    1886, 1479, 1366, 1366, 1479, 1251, 1139, 1479, 1479, 682, 797, 1479, 1251, 1821, 1479, 1479,
    1139, 1479, 1366, 1139, 1251, 1479, 1479, 1933, 1479, 1479, 1251, 682, 569, 682, 961, 1024,
    682, 909, 1024, 909, 1024, 909, 682, 1024, 1024, 569, 569, 1024, 569, 1593, 1024, 1024,
    1024, 1024, 682, 797, 569, 1024, 1024, 1479, 1024, 1024, 909, 983, 410, 983, 1108,
];
#[rustfmt::skip]
const BOLD: [u16; 95] = [
    512, 682, 1137, 1024, 1024, 2048, 1706, 569, 682, 682, 1024, 1167, 512, 682, 512, 569,
    1024, 1024, 1024, 1024, 1024, 1024, 1024, 1024, 1024, 1024, 682, 682, 1167, 1167, 1167, 1024,
    1905, 1479, 1366, 1479, 1479, 1366, 1251, 1593, 1593, 797, 1024, 1593, 1366, 1933, 1479, 1593,
    1251, 1593, 1479, 1139, 1366, 1479, 1479, 2048, 1479, 1479, 1366, 682, 569, 682, 1190, 1024,
    682, 1024, 1139, 909, 1139, 909, 682, 1024, 1139, 569, 682, 1139, 569, 1706, 1139, 1024,
    1139, 1139, 909, 797, 682, 1139, 1024, 1479, 1024, 1024, 909, 807, 451, 807, 1065,
];

/// Upright and bold widths of the others.
const OTHERS: [(char, u16, u16); 12] = [
    ('Đ', 1479, 1479),
    ('đ', 1024, 1139),
    ('Ơ', 1479, 1593),
    ('ơ', 1083, 1134),
    ('Ư', 1589, 1630),
    ('ư', 1110, 1229),
    ('–', 1024, 1024),
    ('…', 2048, 2048),
    ('“', 909, 1024),
    ('”', 909, 1024),
    ('‘', 682, 682),
    ('’', 682, 682),
];

/// Width of a text in one line.
pub fn width(text: &str, half_points: u32, is_bold: bool) -> Twips {
    let units: i64 = text.chars().map(|c| i64::from(advance(c, is_bold))).sum();
    let twips = units * i64::from(half_points) * 10 / EM;
    Twips::try_from(twips).unwrap_or(Twips::MAX)
}

fn advance(c: char, is_bold: bool) -> u16 {
    let (toneless, _) = loa_vietnamese::letter::split_tone(c);
    if let Some((_, upright, bold)) = OTHERS.iter().find(|row| row.0 == toneless) {
        return if is_bold { *bold } else { *upright };
    }
    let plain = match toneless {
        'ă' | 'â' => 'a',
        'ê' => 'e',
        'ô' => 'o',
        'Ă' | 'Â' => 'A',
        'Ê' => 'E',
        'Ô' => 'O',
        other => other,
    };
    let table = if is_bold { &BOLD } else { &REGULAR };
    let place = u32::from(plain)
        .checked_sub(32)
        .and_then(|place| table.get(place as usize));
    // As wide as most letters.
    place.copied().unwrap_or(1024)
}
