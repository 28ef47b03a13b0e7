//! Vietnamese letters: a vowel letter and its tone taken apart and put together.
//!
//! All functions take precomposed (NFC) characters; see [`crate::fold::nfc`].

/// The six tones, in dictionary order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tone {
    /// Level, no mark: `ma`.
    Ngang,
    /// Grave: `mà`.
    Huyen,
    /// Hook above: `mả`.
    Hoi,
    /// Tilde: `mã`.
    Nga,
    /// Acute: `má`.
    Sac,
    /// Dot below: `mạ`.
    Nang,
}

impl Tone {
    /// All tones in dictionary order.
    pub const ALL: [Tone; 6] = [
        Tone::Ngang,
        Tone::Huyen,
        Tone::Hoi,
        Tone::Nga,
        Tone::Sac,
        Tone::Nang,
    ];
}

/// A letter of any script. The Latin ones are told without the table of Unicode, which costs ten times as much.
#[inline]
pub fn is_letter(c: char) -> bool {
    match c {
        '\0'..='\x7f' => c.is_ascii_alphabetic(),
        '\u{d7}' | '\u{f7}' => false,
        '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => true,
        _ => c.is_alphabetic(),
    }
}

/// The first letter large, the rest as it is.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// Every vowel letter: one row a letter, one column a tone (order of [`Tone::ALL`]).
pub(crate) const VOWELS: [[char; 6]; 24] = [
    ['a', 'à', 'ả', 'ã', 'á', 'ạ'],
    ['ă', 'ằ', 'ẳ', 'ẵ', 'ắ', 'ặ'],
    ['â', 'ầ', 'ẩ', 'ẫ', 'ấ', 'ậ'],
    ['e', 'è', 'ẻ', 'ẽ', 'é', 'ẹ'],
    ['ê', 'ề', 'ể', 'ễ', 'ế', 'ệ'],
    ['i', 'ì', 'ỉ', 'ĩ', 'í', 'ị'],
    ['o', 'ò', 'ỏ', 'õ', 'ó', 'ọ'],
    ['ô', 'ồ', 'ổ', 'ỗ', 'ố', 'ộ'],
    ['ơ', 'ờ', 'ở', 'ỡ', 'ớ', 'ợ'],
    ['u', 'ù', 'ủ', 'ũ', 'ú', 'ụ'],
    ['ư', 'ừ', 'ử', 'ữ', 'ứ', 'ự'],
    ['y', 'ỳ', 'ỷ', 'ỹ', 'ý', 'ỵ'],
    ['A', 'À', 'Ả', 'Ã', 'Á', 'Ạ'],
    ['Ă', 'Ằ', 'Ẳ', 'Ẵ', 'Ắ', 'Ặ'],
    ['Â', 'Ầ', 'Ẩ', 'Ẫ', 'Ấ', 'Ậ'],
    ['E', 'È', 'Ẻ', 'Ẽ', 'É', 'Ẹ'],
    ['Ê', 'Ề', 'Ể', 'Ễ', 'Ế', 'Ệ'],
    ['I', 'Ì', 'Ỉ', 'Ĩ', 'Í', 'Ị'],
    ['O', 'Ò', 'Ỏ', 'Õ', 'Ó', 'Ọ'],
    ['Ô', 'Ồ', 'Ổ', 'Ỗ', 'Ố', 'Ộ'],
    ['Ơ', 'Ờ', 'Ở', 'Ỡ', 'Ớ', 'Ợ'],
    ['U', 'Ù', 'Ủ', 'Ũ', 'Ú', 'Ụ'],
    ['Ư', 'Ừ', 'Ử', 'Ữ', 'Ứ', 'Ự'],
    ['Y', 'Ỳ', 'Ỷ', 'Ỹ', 'Ý', 'Ỵ'],
];

/// ASCII letter under each row of [`VOWELS`], in lower case.
const BASES: &[u8; 24] = b"aaaeeiooouuyaaaeeiooouuy";

/// Row of [`VOWELS`] and tone of one character; `row` is [`NONE`] for other characters.
#[derive(Clone, Copy)]
struct Entry {
    row: u8,
    tone: u8,
}

const NONE: u8 = u8::MAX;

/// Blocks that hold all marked vowels: U+0000–U+01BF and U+1EA0–U+1EFF.
const LOW_END: u32 = 0x1C0;
const HIGH_START: u32 = 0x1EA0;
const HIGH_END: u32 = 0x1F00;

static LOW: [Entry; LOW_END as usize] = table(0);
static HIGH: [Entry; (HIGH_END - HIGH_START) as usize] = table(HIGH_START);

/// Inverse of [`VOWELS`] for the `N` characters from `start` on, built by the compiler.
const fn table<const N: usize>(start: u32) -> [Entry; N] {
    let mut table = [Entry { row: NONE, tone: 0 }; N];
    let mut row = 0;
    while row < VOWELS.len() {
        let mut tone = 0;
        while tone < 6 {
            let code = VOWELS[row][tone] as u32;
            if code >= start && ((code - start) as usize) < N {
                table[(code - start) as usize] = Entry {
                    row: row as u8,
                    tone: tone as u8,
                };
            }
            tone += 1;
        }
        row += 1;
    }
    table
}

fn entry(c: char) -> Option<Entry> {
    let code = c as u32;
    let entry = if code < LOW_END {
        LOW.get(code as usize)
    } else {
        HIGH.get(code.checked_sub(HIGH_START)? as usize)
    };
    entry.copied().filter(|entry| entry.row != NONE)
}

/// Letter without its tone, and the tone: `ế` → (`ê`, sắc), `Đ` → (`Đ`, ngang).
///
/// Keeps case and the shape marks (`ă â ê ô ơ ư đ`). Any other character comes back as it is.
pub fn split_tone(c: char) -> (char, Tone) {
    entry(c)
        .and_then(|entry| {
            let letter = *VOWELS.get(usize::from(entry.row))?.first()?;
            let tone = *Tone::ALL.get(usize::from(entry.tone))?;
            Some((letter, tone))
        })
        .unwrap_or((c, Tone::Ngang))
}

/// The vowel letter with that tone in place of its own: (`ê`, sắc) → `ế`.
///
/// `None` when `vowel` is no Vietnamese vowel letter.
pub fn with_tone(vowel: char, tone: Tone) -> Option<char> {
    let entry = entry(vowel)?;
    VOWELS.get(usize::from(entry.row))?.get(tone as usize).copied()
}

/// Whether this is one of the vowel letters (`a ă â e ê i o ô ơ u ư y`), any tone and case.
pub fn is_vowel(c: char) -> bool {
    entry(c).is_some()
}

/// Lower-case ASCII letter under a Vietnamese letter: `Ế` → `e`, `Đ` → `d`, `B` → `b`.
///
/// `None` for everything that is neither a Vietnamese nor an ASCII letter.
pub fn base(c: char) -> Option<char> {
    if c.is_ascii_alphabetic() {
        return Some(c.to_ascii_lowercase());
    }
    match c {
        'đ' | 'Đ' => Some('d'),
        _ => entry(c)
            .and_then(|entry| BASES.get(usize::from(entry.row)))
            .map(|base| char::from(*base)),
    }
}

/// Whether the letter exists only in Vietnamese among the languages met in such documents:
/// `ă đ ơ ư` and every letter outside Latin-1, any tone and case.
pub fn is_distinctive(c: char) -> bool {
    matches!(c, 'đ' | 'Đ') || (c as u32 > 0xFF && entry(c).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_vowel_comes_apart_and_together_again() {
        for row in VOWELS {
            for (tone, c) in Tone::ALL.into_iter().zip(row) {
                assert_eq!(split_tone(c), (row[0], tone), "{c}");
                assert_eq!(with_tone(row[0], tone), Some(c));
                assert_eq!(with_tone(c, Tone::Ngang), Some(row[0]));
                assert!(is_vowel(c));
            }
        }
    }

    #[test]
    fn other_characters_have_no_tone_and_no_vowel() {
        for c in ['b', 'Đ', 'ñ', 'ü', '1', ' ', 'щ', '界', '\u{301}'] {
            assert_eq!(split_tone(c), (c, Tone::Ngang));
            assert_eq!(with_tone(c, Tone::Sac), None);
            assert!(!is_vowel(c));
        }
    }

    #[test]
    fn base_letters() {
        for (c, expected) in [
            ('Ế', Some('e')),
            ('ự', Some('u')),
            ('Đ', Some('d')),
            ('Z', Some('z')),
            ('ñ', None),
            ('7', None),
        ] {
            assert_eq!(base(c), expected, "{c}");
        }
    }
}
