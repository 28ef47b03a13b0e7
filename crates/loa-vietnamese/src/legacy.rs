//! The two encodings that old Vietnamese office files use: TCVN3 (ABC, fonts `.Vn…`) and VNI-Windows (fonts `VNI-…`).
//!
//! Both put Vietnamese shapes on Western code points by means of the font, so such text arrives as Latin-1 letters in
//! Unicode: "Céng hßa" (TCVN3) or "Coäng hoøa" (VNI) for "Cộng hòa". All functions take and give that Latin-1 view;
//! [`windows_1252`] makes it from bytes. Recognise before anything normalises the text.
//!
//! Source of the code tables: TCVN 5712:1993 (set VN3) and the VNI-Windows character set.

use crate::fold::nfc;
use crate::letter::{VOWELS, is_distinctive};
use crate::syllable::{is_possible, judge};

mod tables;

use tables::{TCVN3, VNI_LONE, VNI_MARKS, WINDOWS_1252_HIGH};

/// A legacy encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// TCVN 5712 set VN3, "ABC": one character a letter; toned capitals exist only as fonts (`.VnTimeH`).
    Tcvn3,
    /// VNI-Windows: a base letter and, behind it, a character for its marks.
    Vni,
}

/// What the name of a font says about the text set in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FontHint {
    /// Encoding of the text.
    pub encoding: Encoding,
    /// The font shows every letter as a capital; see [`decode_capitals`].
    pub is_capitals: bool,
}

/// Encoding that a font name tells: `.VnTime`, `.VnArialH` → TCVN3, `VNI-Times` → VNI; `None` for Unicode fonts.
///
/// Word files also hold Unicode text in these fonts, so ask [`recognise`] too.
pub fn font_hint(font_name: &str) -> Option<FontHint> {
    let name = font_name.trim().to_ascii_lowercase();
    if let Some(family) = name.strip_prefix(".vn") {
        return Some(FontHint {
            encoding: Encoding::Tcvn3,
            is_capitals: family.ends_with('h'),
        });
    }
    name.starts_with("vni-").then_some(FontHint {
        encoding: Encoding::Vni,
        is_capitals: false,
    })
}

/// Unicode view of bytes in Windows-1252, as old files without a declared encoding hold them; never fails.
///
/// Bytes that the code page leaves free become the control characters of the same number.
pub fn windows_1252(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|byte| {
            byte.checked_sub(0x80)
                .and_then(|index| WINDOWS_1252_HIGH.get(usize::from(index)).copied())
                .unwrap_or(char::from(*byte))
        })
        .collect()
}

/// Vietnamese (NFC) from the Latin-1 view of legacy text; never fails, foreign characters stay.
///
/// TCVN3 words that are clearly set in capitals ("CéNG HßA") get their toned letters in capitals.
pub fn decode(encoding: Encoding, text: &str) -> String {
    match encoding {
        Encoding::Tcvn3 => restore_capitals(&text.chars().map(tcvn3_letter).collect::<String>()),
        Encoding::Vni => decode_vni(text),
    }
}

/// [`decode`] for a run whose font shows capitals only (`.VnTimeH`): the text as it looks.
pub fn decode_capitals(encoding: Encoding, text: &str) -> String {
    decode(encoding, text).to_uppercase()
}

/// Latin-1 view of Vietnamese text in that encoding; `None` when a character does not exist there or would be read
/// back as a letter.
///
/// TCVN3 has no toned capitals: they come out as lower case, as in files where the font made the capitals.
pub fn encode(encoding: Encoding, text: &str) -> Option<String> {
    let mut legacy = String::with_capacity(text.len());
    for c in nfc(text).chars() {
        match encoding {
            Encoding::Tcvn3 => legacy.push(encode_tcvn3(c)?),
            Encoding::Vni => push_vni(c, &mut legacy)?,
        }
    }
    Some(legacy)
}

/// Encoding in which this Latin-1 view is Vietnamese; `None` for Unicode Vietnamese, other languages, and text too
/// short to tell.
///
/// Judged by the words that the encoding reads differently: decoded most must be possible syllables, as they stand at
/// most half.
pub fn recognise(text_as_latin1: &str) -> Option<Encoding> {
    if text_as_latin1.is_ascii() || text_as_latin1.chars().any(is_unicode_vietnamese) {
        return None;
    }
    let tcvn3 = Evidence::gather(Encoding::Tcvn3, text_as_latin1);
    let vni = Evidence::gather(Encoding::Vni, text_as_latin1);
    // Compares shares of marked words by cross-multiplication.
    let prefers_vni = vni.decoded * tcvn3.marked > tcvn3.decoded * vni.marked;
    match (tcvn3.convinces(), vni.convinces()) {
        (true, true) if prefers_vni => Some(Encoding::Vni),
        (true, _) => Some(Encoding::Tcvn3),
        (false, true) => Some(Encoding::Vni),
        (false, false) => None,
    }
}

/// Letters and marks that no legacy text contains. `Đ` and `đ` are left out, because normalising makes them of the
/// TCVN3 vowels `Ð` and `ð`.
fn is_unicode_vietnamese(c: char) -> bool {
    let mark = matches!(
        c,
        '\u{300}'..='\u{303}' | '\u{306}' | '\u{309}' | '\u{31B}' | '\u{323}'
    );
    mark || (is_distinctive(c) && !matches!(c, 'Đ' | 'đ'))
}

/// Counts of words that the encoding reads differently, or should.
#[derive(Default)]
struct Evidence {
    marked: u64,
    /// Possible syllables when decoded.
    decoded: u64,
    /// Possible syllables as they stand.
    as_is: u64,
    /// Longest marked word in letters, decoded.
    longest: usize,
    /// Other words that are no possible syllables.
    foreign: u64,
}

impl Evidence {
    fn gather(encoding: Encoding, text: &str) -> Self {
        let mut evidence = Self::default();
        for word in text.split(|c: char| !is_word_character(encoding, c)) {
            evidence.add(encoding, word);
        }
        evidence
    }

    fn add(&mut self, encoding: Encoding, word: &str) {
        if word.is_empty() {
            return;
        }
        let decoded = decode(encoding, word);
        if decoded == word {
            let is_foreign = judge(word) == Some(false);
            self.foreign += u64::from(is_foreign);
            self.marked += u64::from(is_foreign && !word.is_ascii());
            return;
        }
        let decoded = decoded.to_lowercase();
        let is_decoded = is_possible(&decoded);
        self.marked += 1;
        self.decoded += u64::from(is_decoded);
        self.as_is += u64::from(is_possible(&word.to_lowercase()));
        self.longest = self.longest.max(decoded.chars().count());
    }

    fn convinces(&self) -> bool {
        let fits = self.decoded * 4 >= self.marked * 3 && self.as_is * 2 <= self.marked;
        match self.marked {
            0 => false,
            // One word alone: "café" and "5 µm" must not pass.
            1 => fits && self.longest >= 3 && self.foreign == 0,
            _ => fits && self.decoded >= self.as_is + 2,
        }
    }
}

fn is_word_character(encoding: Encoding, c: char) -> bool {
    let c = without_symbol_offset(c);
    c.is_ascii_alphabetic()
        || match encoding {
            Encoding::Tcvn3 => tcvn3_letter(c) != c || (!c.is_ascii() && c.is_alphabetic()),
            Encoding::Vni => !c.is_ascii() && c.is_alphabetic(),
        }
}

/// Word stores text of fonts marked as symbol fonts at U+F020–U+F0FF.
fn without_symbol_offset(c: char) -> char {
    match c {
        '\u{F020}'..='\u{F0FF}' => char::from_u32(c as u32 - 0xF000).unwrap_or(c),
        other => other,
    }
}

fn tcvn3_letter(c: char) -> char {
    let c = without_symbol_offset(c);
    TCVN3
        .iter()
        .find_map(|(code, letter)| (*code == c).then_some(*letter))
        .unwrap_or(c)
}

fn encode_tcvn3(c: char) -> Option<char> {
    let code_of = |letter: char| {
        TCVN3
            .iter()
            .find_map(|(code, found)| (*found == letter).then_some(*code))
    };
    if let Some(code) = code_of(c) {
        return Some(code);
    }
    let lower = c.to_lowercase().next().unwrap_or(c);
    if lower != c && !c.is_ascii() && crate::letter::is_vowel(c) {
        return code_of(lower);
    }
    (is_western(c) && tcvn3_letter(c) == c).then_some(c)
}

/// Whether the code page under the legacy fonts has this character.
fn is_western(c: char) -> bool {
    (c as u32) < 0x100 || WINDOWS_1252_HIGH.contains(&c)
}

/// Toned capitals of TCVN3 were typed as lower case in fonts of capitals only or by caps lock; a word whose plain
/// letters are all capitals, two at least, must have been meant so. A word with one plain capital at its start, or
/// none, follows its neighbours in the line: "X· HéI", "ñY BAN".
fn restore_capitals(text: &str) -> String {
    text.split_inclusive('\n').map(restore_capitals_in_line).collect()
}

fn restore_capitals_in_line(line: &str) -> String {
    let words: Vec<&str> = line.split_inclusive(|c: char| !c.is_alphabetic()).collect();
    let looks: Vec<Look> = words.iter().map(|word| Look::of(word)).collect();
    let decided = |look: &&Look| matches!(look, Look::Capitals | Look::Lower);
    let is_capital = |look: Option<&Look>| look == Some(&Look::Capitals);
    let mut restored = String::with_capacity(line.len());
    let mut last = None;
    for (at, (word, look)) in words.iter().zip(&looks).enumerate() {
        let next = looks.iter().skip(at).find(decided);
        let last_or_next = last.or(next);
        match look {
            Look::Capitals => restored.push_str(&word.to_uppercase()),
            Look::Open if is_capital(last_or_next) && next != Some(&Look::Lower) => {
                restored.push_str(&word.to_uppercase());
            }
            _ => restored.push_str(word),
        }
        if decided(&look) {
            last = Some(look);
        }
    }
    restored
}

/// What the letters of a decoded TCVN3 word say about capitals.
#[derive(PartialEq, Eq)]
enum Look {
    Capitals,
    Lower,
    /// Could be either.
    Open,
    /// No letters.
    Blank,
}

impl Look {
    fn of(word: &str) -> Self {
        let letters = || word.chars().filter(|c| c.is_alphabetic());
        let sure_capitals = letters().filter(|c| c.is_uppercase()).count();
        // Toned lower-case letters say nothing; these do: a–z and ă â đ ê ô ơ ư, which have capitals of their own.
        let sure_lower = letters().any(|c| c.is_lowercase() && crate::letter::split_tone(c).0 == c);
        match (letters().count(), sure_lower, sure_capitals) {
            (0, ..) => Look::Blank,
            (_, true, _) => Look::Lower,
            (_, false, 2..) => Look::Capitals,
            _ => Look::Open,
        }
    }
}

fn decode_vni(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut chars = text.chars().map(without_symbol_offset).peekable();
    while let Some(c) = chars.next() {
        let joined = chars.peek().and_then(|mark| vni_pair(c, *mark));
        if joined.is_some() {
            chars.next();
        }
        decoded.push(joined.or_else(|| vni_lone(c)).unwrap_or(c));
    }
    decoded
}

/// Letter of a base and a mark; the base decides about capitals.
fn vni_pair(base: char, mark: char) -> Option<char> {
    let mark = mark.to_lowercase().next()?;
    let base_letter = vni_lone(base).unwrap_or(base);
    let row = VOWELS.iter().find(|row| row.first() == Some(&base_letter))?;
    let lower = base_letter.to_lowercase().next()?;
    let (shape, tone) = VNI_MARKS
        .iter()
        .find_map(|(code, shape, tone)| (*code == mark).then_some((*shape, *tone)))?;
    let Some(shape) = shape else {
        // i takes no marks, and y has its own character for the dot below.
        let lone = lower == 'i' || (lower == 'y' && mark == 'ï') || matches!(lower, 'ă' | 'â' | 'ê' | 'ô');
        return if lone {
            None
        } else {
            row.get(tone as usize).copied()
        };
    };
    let shaped = match (lower, shape) {
        ('a', '^') => 'â',
        ('e', '^') => 'ê',
        ('o', '^') => 'ô',
        ('a', '(') => 'ă',
        _ => return None,
    };
    let shaped = match base_letter.is_uppercase() {
        true => shaped.to_uppercase().next()?,
        false => shaped,
    };
    crate::letter::with_tone(shaped, tone)
}

fn vni_lone(c: char) -> Option<char> {
    VNI_LONE
        .iter()
        .find_map(|(code, letter)| (*code == c).then_some(*letter))
}

fn push_vni(c: char, legacy: &mut String) -> Option<()> {
    if let Some((code, _)) = VNI_LONE.iter().find(|(_, letter)| *letter == c) {
        legacy.push(*code);
        return Some(());
    }
    let (toneless, tone) = crate::letter::split_tone(c);
    if !crate::letter::is_vowel(c) || c.is_ascii() {
        let read_back_otherwise =
            vni_lone(c).is_some() || VNI_MARKS.iter().any(|(mark, ..)| is_mark(*mark, c));
        let plain = is_western(c) && !read_back_otherwise;
        return plain.then(|| legacy.push(c));
    }
    let (base, shape) = match toneless {
        'â' => ('a', Some('^')),
        'ê' => ('e', Some('^')),
        'ô' => ('o', Some('^')),
        'ă' => ('a', Some('(')),
        'Â' => ('A', Some('^')),
        'Ê' => ('E', Some('^')),
        'Ô' => ('O', Some('^')),
        'Ă' => ('A', Some('(')),
        other => (other, None),
    };
    let (mark, ..) = VNI_MARKS
        .iter()
        .find(|(_, of_shape, of_tone)| (*of_shape, *of_tone) == (shape, tone))?;
    let base_code = VNI_LONE
        .iter()
        .find_map(|(code, letter)| (*letter == base).then_some(*code))
        .unwrap_or(base);
    legacy.push(base_code);
    match c.is_uppercase() {
        true => legacy.extend(mark.to_uppercase()),
        false => legacy.push(*mark),
    }
    Some(())
}

fn is_mark(mark: char, c: char) -> bool {
    mark == c || mark.to_uppercase().next() == Some(c)
}

#[cfg(test)]
mod tests;
