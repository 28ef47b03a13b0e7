//! Normal form and folding: one form for text that people consider the same when they search.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::{decompose_canonical, is_combining_mark};

use crate::letter::base;

/// Canonical composition (NFC), with what typing and old converters get wrong put right.
///
/// - look-alikes of `Đ` and `đ` (`Ð`, `Ɖ`, `ð`, `ɖ`) become the Vietnamese letter;
/// - Cyrillic letters that look Latin become Latin, inside words that also have Latin letters;
/// - a tone mark typed before the circumflex or breve composes all the same.
///
/// Legacy text must be decoded first ([`crate::legacy`]): there `Ð` is a vowel.
pub fn nfc(text: &str) -> String {
    if text.chars().all(is_settled) {
        return text.to_owned();
    }
    let mut chars: Vec<char> = text.nfd().map(vietnamese_d).collect();
    replace_cyrillic(&mut chars);
    order_marks(&mut chars);
    chars.into_iter().nfc().collect()
}

/// Characters that NFC leaves alone whatever stands beside them, and that are no look-alikes.
fn is_settled(c: char) -> bool {
    vietnamese_d(c) == c
        && matches!(c, '\0'..='\u{2FF}' | '\u{1EA0}'..='\u{1EF9}' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205E}')
}

fn vietnamese_d(c: char) -> char {
    match c {
        '\u{00D0}' | '\u{0189}' => 'Đ',
        '\u{00F0}' | '\u{0256}' => 'đ',
        other => other,
    }
}

/// Works on decomposed text, so that a mark after a replaced letter composes with it.
fn replace_cyrillic(chars: &mut [char]) {
    let is_cyrillic = |c: &char| matches!(c, '\u{400}'..='\u{52F}');
    if !chars.iter().any(is_cyrillic) {
        return;
    }
    for word in chars.split_mut(|c| !c.is_alphabetic() && !is_combining_mark(*c)) {
        let has_latin = word.iter().any(|c| base(*c).is_some());
        let all_alike = word
            .iter()
            .filter(|c| is_cyrillic(c))
            .all(|c| latin_look_alike(*c).is_some());
        if has_latin && all_alike {
            for c in word {
                *c = latin_look_alike(*c).unwrap_or(*c);
            }
        }
    }
}

fn latin_look_alike(c: char) -> Option<char> {
    const CYRILLIC: &str = "аеорсухіАВЕКМНОРСТУХІ";
    const LATIN: &str = "aeopcyxiABEKMHOPCTYXI";
    CYRILLIC
        .chars()
        .zip(LATIN.chars())
        .find_map(|(cyrillic, latin)| (cyrillic == c).then_some(latin))
}

/// Moves circumflex and breve before a tone mark: both marks have one canonical class, so normalization keeps them
/// as typed, and `é` + circumflex would not become `ế`.
fn order_marks(chars: &mut [char]) {
    for at in 2..chars.len() {
        let Some([vowel, tone, shape]) = chars.get_mut(at - 2..=at) else {
            continue;
        };
        let shaped = match *shape {
            '\u{302}' => matches!(*vowel, 'a' | 'e' | 'o' | 'A' | 'E' | 'O'),
            '\u{306}' => matches!(*vowel, 'a' | 'A'),
            _ => false,
        };
        if shaped && matches!(*tone, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}') {
            std::mem::swap(tone, shape);
        }
    }
}

/// Lower case without tone marks and accents, `đ` → `d`: "Uỷ ban" and "ủy bàn" both give "uy ban".
///
/// For search and comparison only, never stored as text. Punctuation and line breaks stay; every other kind of blank
/// becomes a space, a non-breaking hyphen a hyphen, and invisible characters go. Takes any normal form.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        fold_char(c, |c| folded.push(c));
    }
    folded
}

#[inline]
fn fold_char(c: char, mut push: impl FnMut(char)) {
    if c.is_ascii() {
        push(c.to_ascii_lowercase());
    } else if let Some(base) = base(c) {
        push(base);
    } else {
        fold_other(c, push);
    }
}

fn fold_other(c: char, mut push: impl FnMut(char)) {
    match plain_blank(c) {
        Plain::Dropped => return,
        Plain::As(c) => return push(c),
        Plain::Other => {}
    }
    decompose_canonical(vietnamese_d(c), |part| {
        if is_combining_mark(part) {
            return;
        }
        for lower in part.to_lowercase().filter(|c| !is_combining_mark(*c)) {
            push(base(lower).unwrap_or(lower));
        }
    });
}

/// What stands for a blank, hyphen or invisible character where only the reading counts.
pub(crate) enum Plain {
    As(char),
    Dropped,
    /// Neither blank nor hyphen nor invisible.
    Other,
}

pub(crate) fn plain_blank(c: char) -> Plain {
    match c {
        '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}' => Plain::As(' '),
        '\u{2010}' | '\u{2011}' => Plain::As('-'),
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}' => {
            Plain::Dropped
        }
        _ => Plain::Other,
    }
}

/// Folded text that remembers where each of its bytes came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folded {
    text: String,
    /// For each folded byte the byte offset of the original character; one more entry for the end.
    starts: Vec<usize>,
}

/// [`fold`], with the way back to the original text.
pub fn fold_with_offsets(text: &str) -> Folded {
    let mut folded = Folded {
        text: String::with_capacity(text.len()),
        starts: Vec::with_capacity(text.len() + 1),
    };
    for (at, c) in text.char_indices() {
        fold_char(c, |c| {
            folded.text.push(c);
            folded.starts.resize(folded.text.len(), at);
        });
    }
    folded.starts.push(text.len());
    folded
}

impl Folded {
    /// The folded text, equal to what [`fold`] gives.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Bytes of the original text that gave these bytes of the folded text, on character boundaries.
    ///
    /// Marks and invisible characters after the last character belong to it. Offsets behind the end count as the end.
    pub fn to_original(&self, folded: Range<usize>) -> Range<usize> {
        let start = self.original_start(folded.start);
        start..self.original_start(folded.end).max(start)
    }

    fn original_start(&self, folded: usize) -> usize {
        let end = self.starts.last().copied().unwrap_or_default();
        self.starts.get(folded).copied().unwrap_or(end)
    }

    /// Offset in the folded text of the first character that came from this byte of the original text or a later one.
    pub fn to_folded(&self, original: usize) -> usize {
        self.starts
            .partition_point(|start| *start < original)
            .min(self.text.len())
    }

    /// Where the phrase (folded already) stands as whole words; ranges of bytes of the original text, in order.
    ///
    /// An empty phrase is found nowhere.
    pub fn find_words<'a>(&'a self, phrase: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        self.text
            .match_indices(phrase)
            .filter(move |(at, found)| {
                let before = self.text.get(..*at).and_then(|text| text.chars().next_back());
                let after = self
                    .text
                    .get(at + found.len()..)
                    .and_then(|text| text.chars().next());
                !found.is_empty() && !is_word(before) && !is_word(after)
            })
            .map(|(at, found)| self.to_original(at..at + found.len()))
    }
}

#[cfg(test)]
#[path = "fold_tests.rs"]
pub(crate) mod tests;
