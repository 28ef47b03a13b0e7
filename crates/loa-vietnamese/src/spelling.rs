//! Comparison that minds the words but not the ways to spell them.

use crate::fold::{Plain, nfc, plain_blank};
use crate::letter::{is_letter, with_tone};
use crate::syllable::{onset_and_rhyme, take_apart, tone_places};

/// Lower-case form that is equal for two spellings of the same words; tones count.
///
/// Evens out: normal form and look-alikes ([`nfc`]), place of the tone mark ("hoà", "hòa"; "uỷ", "ủy"; the slip "qúy"
/// too), `i` for `y` as the only vowel after `h k l m s t qu` ("kĩ", "kỹ"; "quí", "quý"), kinds and number of blanks,
/// invisible characters, dashes. "giữ", "gì", "quý" keep their tone where it is.
pub fn key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    let mut word = String::new();
    for c in nfc(text).chars() {
        if is_letter(c) {
            word.extend(c.to_lowercase());
            continue;
        }
        let plain = match plain_blank(c) {
            Plain::Dropped => continue,
            Plain::As(plain) => plain,
            Plain::Other => plain_dash(c),
        };
        push_word(&mut key, &mut word);
        if !plain.is_whitespace() {
            key.push(plain);
        } else if !key.is_empty() && !key.ends_with(' ') {
            key.push(' ');
        }
    }
    push_word(&mut key, &mut word);
    if key.ends_with(' ') {
        key.pop();
    }
    key
}

/// [`key`] without anything but letters and digits: "Trung tâm Truyền thông – Văn hoá" and "trung tâm truyền thông -
/// văn hóa" are equal. For names of units.
pub fn squash(text: &str) -> String {
    key(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// En dash, em dash and minus read as hyphens.
fn plain_dash(c: char) -> char {
    match c {
        '\u{2012}'..='\u{2015}' | '\u{2212}' => '-',
        other => other,
    }
}

fn push_word(key: &mut String, word: &mut String) {
    match respelled(word) {
        Some(respelled) => key.push_str(&respelled),
        None => key.push_str(word),
    }
    word.clear();
}

/// One spelling for a lower-case syllable; `None` for other words.
fn respelled(word: &str) -> Option<String> {
    let letters = take_apart(word)?;
    let (onset, rhyme) = onset_and_rhyme(&letters.toneless)?;
    let rhyme = match rhyme.strip_prefix('i') {
        Some(rest) if onset == "qu" => format!("y{rest}"),
        Some("") if matches!(onset, "h" | "k" | "l" | "m" | "s" | "t") => "y".to_owned(),
        _ => rhyme.to_owned(),
    };
    let (tone_at, _) = tone_places(&rhyme);
    let toned = rhyme.chars().enumerate().map(|(at, c)| match at == tone_at {
        true => with_tone(c, letters.tone).unwrap_or(c),
        false => c,
    });
    Some(onset.chars().chain(toned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_the_same_words_are_equal() {
        for (one, other) in [
            ("Uỷ ban nhân dân", "ỦY BAN NHÂN DÂN"),
            ("hoà", "hòa"),
            ("khoẻ", "khỏe"),
            ("thuý", "thúy"),
            ("quý", "qúy"),
            ("quý", "quí"),
            ("quỳnh", "quình"),
            ("Kỹ thuật", "kĩ thuật"),
            ("giá", "gía"),
            ("tiếng", "tíêng"),
            ("của", "cuả"),
            ("Đắk Lắk", "\u{0189}ắk Lắk"),
            ("Điện Biên", "\u{00D0}iện Biên"),
            ("hội đồng", "ho\u{302}\u{323}i đo\u{302}\u{300}ng"),
            ("xã\u{A0}Sông  Mã", " Xã Sông\nMã "),
            ("truy\u{AD}ền thông\u{200B}", "truyền thông"),
            ("2021 – 2025", "2021 - 2025"),
        ] {
            assert_eq!(key(one), key(other));
        }
    }

    #[test]
    fn different_words_stay_different() {
        for (one, other) in [
            ("hòa", "hỏa"),
            ("thúy", "thúi"),
            ("tai", "tay"),
            ("của", "cửa"),
            ("gì", "gi"),
            ("giữ", "giũ"),
            ("Mường Sai", "Mường Sài"),
            ("sông mã", "sôngmã"),
            ("vi", "vy"),
        ] {
            assert_ne!(key(one), key(other));
        }
    }

    #[test]
    fn the_key_is_readable() {
        for (text, expected) in [
            ("GIỮ GÌN GIẾNG", "giữ gìn giếng"),
            ("Hoàng Quý, khoảng 2 km", "hoàng quý, khoảng 2 km"),
            ("Internet “PAPI”", "internet “papi”"),
        ] {
            assert_eq!(key(text), expected);
        }
    }

    #[test]
    fn unit_names_without_what_stands_between_the_letters() {
        assert_eq!(
            squash("Trung tâm Truyền thông – Văn hoá"),
            squash("TRUNG TÂM TRUYỀN THÔNG-VĂN HÓA")
        );
        assert_eq!(squash("Tổ dân phố số 2 (mới)"), "tổdânphốsố2mới");
    }
}
