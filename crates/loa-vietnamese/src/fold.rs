//! Folding: one form for text that people consider the same when they search or compare.

use unicode_normalization::UnicodeNormalization as _;

/// Canonical composition (NFC), with look-alike letters put right (`Ð`, `Ɖ` → `Đ`; `ð` → `đ`).
pub fn nfc(text: &str) -> String {
    text.nfc()
        .map(|c| match c {
            '\u{00D0}' | '\u{0189}' => 'Đ',
            '\u{00F0}' | '\u{0256}' => 'đ',
            other => other,
        })
        .collect()
}

/// Lower case without tone marks and accents, `đ` → `d`: "Uỷ ban" and "ủy bàn" both give "uy ban".
///
/// For search and comparison only, never stored as text. Spaces and punctuation stay.
pub fn fold(text: &str) -> String {
    text.nfd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'đ' | 'ð' | '\u{0256}' => 'd',
            other => other,
        })
        .collect()
}
