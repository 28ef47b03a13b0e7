//! The two encodings that old Vietnamese office files use: TCVN3 (ABC, fonts `.Vn…`) and VNI-Windows (fonts `VNI-…`).
//!
//! Both put Vietnamese shapes on Western code points by means of the font, so such text arrives as Latin-1 letters in
//! Unicode: "Céng hßa" (TCVN3) or "Coäng hoøa" (VNI) for "Cộng hòa". All functions take and give that Latin-1 view;
//! [`windows_1252`] makes it from bytes. Recognise before anything normalises the text.
//!
//! Source of the code tables: TCVN 5712:1993 (set VN3) and the VNI-Windows character set.

use std::cmp::Ordering;

use crate::fold::nfc;
use crate::letter::{VOWELS, is_distinctive, is_vowel, split_tone, with_tone};
use crate::syllable::is_possible;

mod tables;

use tables::{TCVN3, TCVN3_LETTERS, VNI_LONE, VNI_MARKS, WINDOWS_1252_HIGH};

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
/// Judged by the words that the encoding reads differently: decoded most must be possible syllables, as they stand
/// clearly fewer. Ask about as much text of one font as there is.
pub fn recognise(text_as_latin1: &str) -> Option<Encoding> {
    if text_as_latin1.is_ascii() || text_as_latin1.chars().any(is_unicode_vietnamese) {
        return None;
    }
    let tcvn3 = Evidence::gather(Encoding::Tcvn3, text_as_latin1);
    let vni = Evidence::gather(Encoding::Vni, text_as_latin1);
    match (tcvn3.convinces(), vni.convinces()) {
        (true, true) => match tcvn3.compare_share(&vni) {
            Ordering::Greater => Some(Encoding::Tcvn3),
            Ordering::Less => Some(Encoding::Vni),
            // "Löu" alone is "lửu" or "lưu". A few words of TCVN3 would have one of the codes that are no letters.
            Ordering::Equal if vni.marked < 2 => None,
            Ordering::Equal if text_as_latin1.contains(|c| matches!(c, '\u{A8}'..='\u{BE}')) => {
                Some(Encoding::Tcvn3)
            }
            Ordering::Equal => Some(Encoding::Vni),
        },
        (true, false) => Some(Encoding::Tcvn3),
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
            let is_foreign = !is_possible(&word.to_lowercase()) && !is_abbreviation(word);
            self.foreign += u64::from(is_foreign);
            self.marked += u64::from(is_foreign && !word.is_ascii());
            return;
        }
        let decoded = decoded.to_lowercase();
        self.marked += 1;
        self.decoded += u64::from(is_possible(&decoded));
        self.as_is += u64::from(has_usual_case(word) && is_possible(&word.to_lowercase()));
        self.longest = self.longest.max(decoded.chars().count());
    }

    fn convinces(&self) -> bool {
        let is_clean = self.foreign == 0 && self.decoded == self.marked;
        match self.marked {
            0 => false,
            // One word alone: "café" and "5 µm" must not pass.
            1 => is_clean && self.as_is == 0 && self.longest >= 3,
            _ if is_clean => self.decoded > self.as_is,
            _ => {
                let fits = self.decoded * 4 >= self.marked * 3 && self.as_is * 2 <= self.marked;
                fits && self.decoded >= self.as_is + 2
            }
        }
    }

    /// By the share of the marked words that decoding makes possible.
    fn compare_share(&self, other: &Self) -> Ordering {
        (self.decoded * other.marked).cmp(&(other.decoded * self.marked))
    }
}

/// Short and all in capitals: "UBND", "VII".
fn is_abbreviation(word: &str) -> bool {
    word.chars().all(char::is_uppercase) && word.chars().nth(5).is_none()
}

/// Small letters, a capital first, or capitals throughout. "thÓ" is no word as it stands.
fn has_usual_case(word: &str) -> bool {
    let no_lower = !word.chars().any(char::is_lowercase);
    no_lower || !word.chars().skip(1).any(char::is_uppercase)
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
    TCVN3_LETTERS.get(c as usize).copied().unwrap_or(c)
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
    if lower != c && !c.is_ascii() && is_vowel(c) {
        return code_of(lower);
    }
    (is_western(c) && tcvn3_letter(c) == c).then_some(c)
}

/// Whether the code page under the legacy fonts has this character.
fn is_western(c: char) -> bool {
    (c as u32) < 0x100 || WINDOWS_1252_HIGH.contains(&c)
}

/// Toned capitals of TCVN3 were typed as lower case in fonts of capitals only or by caps lock: a word with a capital
/// behind its first letter and no sure small letter was meant so. A word of one capital and toned letters, or of toned
/// letters only, follows its neighbours in the line: "X· HéI" is "XÃ HỘI", "Sè: 18/KH-UBND" stays "Số".
fn restore_capitals(text: &str) -> String {
    text.split_inclusive('\n').map(restore_capitals_in_line).collect()
}

fn restore_capitals_in_line(line: &str) -> String {
    // Without toned letters there is nothing to restore.
    if !line.chars().any(|c| split_tone(c).0 != c && c.is_lowercase()) {
        return line.to_owned();
    }
    let words: Vec<&str> = line.split_inclusive(|c: char| !c.is_alphabetic()).collect();
    let looks: Vec<Look> = words.iter().map(|word| Look::of(word)).collect();
    let mut next_sure = vec![None; words.len()];
    let mut sure = None;
    for (slot, look) in next_sure.iter_mut().zip(&looks).rev() {
        *slot = sure;
        sure = look.is_capital().or(sure);
    }
    let mut restored = String::with_capacity(line.len());
    let mut last_sure = None;
    for ((word, look), next_sure) in words.iter().zip(&looks).zip(next_sure) {
        let follows =
            last_sure != Some(false) && next_sure != Some(false) && (last_sure, next_sure) != (None, None);
        match look {
            Look::Capitals => restored.push_str(&word.to_uppercase()),
            Look::Open if follows => restored.push_str(&word.to_uppercase()),
            _ => restored.push_str(word),
        }
        last_sure = look.is_capital().or(last_sure);
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
    /// No letters, or an abbreviation.
    Silent,
}

impl Look {
    fn of(word: &str) -> Self {
        let letters = || word.chars().filter(|c| c.is_alphabetic());
        // Toned lower-case letters say nothing; these do: a–z and ă â đ ê ô ơ ư, which have capitals of their own.
        if letters().any(|c| c.is_lowercase() && split_tone(c).0 == c) {
            return Look::Lower;
        }
        if letters().skip(1).any(char::is_uppercase) {
            let lower: String = letters().flat_map(char::to_lowercase).collect();
            return if is_possible(&lower) {
                Look::Capitals
            } else {
                Look::Silent
            };
        }
        if letters().next().is_some() {
            Look::Open
        } else {
            Look::Silent
        }
    }

    /// `None` when the word does not tell.
    fn is_capital(&self) -> Option<bool> {
        match self {
            Look::Capitals => Some(true),
            Look::Lower => Some(false),
            Look::Open | Look::Silent => None,
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
    with_tone(shaped, tone)
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
    let (toneless, tone) = split_tone(c);
    if !is_vowel(c) || c.is_ascii() {
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
