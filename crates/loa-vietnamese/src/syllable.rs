//! Is a word a possible Vietnamese syllable: onset + rhyme + tone.
//!
//! Used to find typing slips and to judge whether text taken out of a file is Vietnamese at all. The tables hold the
//! spelling of the standard language, a few sounds that live on in names and imitative words included; a possible
//! syllable need not exist as a word.

use crate::fold::nfc;
use crate::letter::{Tone, base, is_letter, is_vowel, split_tone};

// The tables are in byte order, for binary search.

/// Onsets as written. `gi` and `qu` are handled apart, because their vowel letter belongs to the onset.
const ONSETS: &[&str] = &[
    "", "b", "c", "ch", "d", "g", "gh", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p", "ph", "r",
    "s", "t", "th", "tr", "v", "x", "đ",
];

/// Rhymes with any tone.
const OPEN_RHYMES: &[&str] = &[
    "a", "ai", "am", "an", "ang", "anh", "ao", "au", "ay", "e", "em", "en", "eng", "eo", "i", "ia", "im",
    "in", "inh", "iu", "iêm", "iên", "iêng", "iêu", "o", "oa", "oai", "oam", "oan", "oang", "oanh", "oao",
    "oay", "oe", "oem", "oen", "oeo", "oi", "om", "on", "ong", "oong", "oăm", "oăn", "oăng", "u", "ua", "ui",
    "um", "un", "ung", "uy", "uya", "uyn", "uynh", "uyu", "uyên", "uân", "uâng", "uây", "uê", "uên", "uênh",
    "uêu", "uôi", "uôm", "uôn", "uông", "uơ", "y", "yêm", "yên", "yêng", "yêu", "âm", "ân", "âng", "âu",
    "ây", "ê", "êm", "ên", "ênh", "êu", "ô", "ôi", "ôm", "ôn", "ông", "ăm", "ăn", "ăng", "ơ", "ơi", "ơm",
    "ơn", "ư", "ưa", "ưi", "ưng", "ưu", "ươi", "ươm", "ươn", "ương", "ươu",
];

/// Rhymes that end in a stop (`p t c ch`): only sắc and nặng.
const STOP_RHYMES: &[&str] = &[
    "ac", "ach", "ap", "at", "ec", "ep", "et", "ich", "ip", "it", "iêc", "iêp", "iêt", "oac", "oach", "oap",
    "oat", "oc", "oet", "ooc", "op", "ot", "oăc", "oăt", "uc", "up", "ut", "uych", "uyp", "uyt", "uyêt",
    "uât", "uêch", "uôc", "uôt", "yêt", "âc", "âp", "ât", "êch", "êp", "êt", "ôc", "ôp", "ôt", "ăc", "ăp",
    "ăt", "ơp", "ơt", "ưc", "ưt", "ươc", "ươp", "ươt",
];

/// Rhymes after `qu`, any tone.
const OPEN_RHYMES_AFTER_QU: &[&str] = &[
    "a", "ai", "an", "ang", "anh", "ao", "au", "ay", "e", "en", "eng", "eo", "i", "in", "inh", "y", "yn",
    "ynh", "yên", "ân", "âng", "ây", "ê", "ên", "ênh", "êu", "ăm", "ăn", "ăng", "ơ", "ơn",
];

/// Rhymes after `qu` that end in a stop.
const STOP_RHYMES_AFTER_QU: &[&str] = &[
    "ac", "ach", "ap", "at", "ec", "et", "ich", "it", "ych", "yt", "yêt", "ât", "êch", "êt", "ôc", "ăc",
    "ăp", "ăt", "ơt",
];

/// Syllables of place names (mostly of the Central Highlands and the north) outside the standard spelling, without
/// tone.
const NAME_SYLLABLES: &[&str] = &[
    "băk", "ka", "kan", "kar", "kon", "kông", "lăk", "păk", "păc", "plei", "plông", "sêrê", "đăk", "êa",
    "êđê",
];

/// Whether the word could be a Vietnamese syllable, with its tone mark where the old or the new rule puts it.
///
/// `word` must be NFC and lower case, without blanks or punctuation. "hoà" and "hòa" are possible; "hỏat", "nghành"
/// and "cuả" are not.
pub fn is_possible(word: &str) -> bool {
    let Some(letters) = take_apart(word) else {
        return false;
    };
    let Some((onset, rhyme)) = onset_and_rhyme(&letters.toneless) else {
        return NAME_SYLLABLES.contains(&letters.toneless.as_str());
    };
    if is_stopped(rhyme) && !matches!(letters.tone, Tone::Sac | Tone::Nang) {
        return false;
    }
    let Some(tone_at) = letters.tone_at else {
        return true;
    };
    let rhyme_at = onset.chars().count();
    let (first, second) = tone_places(rhyme);
    tone_at == rhyme_at + first || second.is_some_and(|second| tone_at == rhyme_at + second)
}

/// Share of the words of a text that are possible syllables, 0.0 … 1.0; 0.0 for text without words.
///
/// Words are runs of letters. Words beside a digit, single letters that are no word (list letters) and impossible words
/// all in capitals (abbreviations) do not count, unless a letter is foreign to both alphabets. Vietnamese prose gives
/// 0.97 and more, English about 0.3, text with a broken font map little.
pub fn share_of_syllables(text: &str) -> f32 {
    let (mut possible, mut all) = (0_u32, 0_u32);
    for (_, verdict) in judge_words(text) {
        all += 1;
        possible += u32::from(verdict);
    }
    if all == 0 {
        return 0.0;
    }
    possible as f32 / all as f32
}

/// The words of a text (as written, NFC) that count for [`share_of_syllables`], each with whether it is possible.
pub fn judge_words(text: &str) -> Vec<(String, bool)> {
    let text = nfc(text);
    let mut words = Vec::new();
    let mut word = String::new();
    let mut beside_digit = false;
    for c in text.chars().chain([' ']) {
        if is_letter(c) || unicode_normalization::char::is_combining_mark(c) {
            word.push(c);
            continue;
        }
        beside_digit |= c.is_ascii_digit();
        if !word.is_empty() && (!beside_digit || has_foreign_letter(&word)) {
            words.extend(judge(&word).map(|verdict| (word.clone(), verdict)));
        }
        word.clear();
        beside_digit = c.is_ascii_digit();
    }
    words
}

/// A letter that is neither Vietnamese nor ASCII.
fn has_foreign_letter(word: &str) -> bool {
    word.chars().any(|c| base(c).is_none())
}

/// `None` when the word does not count.
pub(crate) fn judge(word: &str) -> Option<bool> {
    let lower = word.to_lowercase();
    if is_possible(&lower) {
        return Some(true);
    }
    if has_foreign_letter(word) {
        return Some(false);
    }
    let abbreviation = word.chars().all(char::is_uppercase);
    let list_letter = word.chars().nth(1).is_none();
    (!abbreviation && !list_letter).then_some(false)
}

/// A word with its tone taken off.
pub(crate) struct Letters {
    pub(crate) toneless: String,
    pub(crate) tone: Tone,
    /// Index of the letter that carried the mark, counted in characters.
    tone_at: Option<usize>,
}

/// `None` for an empty or overlong word and for more than one tone mark.
pub(crate) fn take_apart(word: &str) -> Option<Letters> {
    let mut letters = Letters {
        toneless: String::with_capacity(word.len()),
        tone: Tone::Ngang,
        tone_at: None,
    };
    for (index, c) in word.chars().enumerate() {
        // The longest syllable is "nghiêng".
        if index >= 7 {
            return None;
        }
        let (letter, tone) = split_tone(c);
        if tone != Tone::Ngang {
            if letters.tone_at.is_some() {
                return None;
            }
            letters.tone = tone;
            letters.tone_at = Some(index);
        }
        letters.toneless.push(letter);
    }
    (!letters.toneless.is_empty()).then_some(letters)
}

/// Cuts a toneless lower-case word into onset and rhyme, when both are known and may stand together.
///
/// The `u` of `qu` belongs to the onset, and so does the `i` of `gi`, except where it is the whole vowel or begins
/// `iê`: "già" is gi + à, but "gì" is g + ì and "giếng" is g + iếng.
pub(crate) fn onset_and_rhyme(toneless: &str) -> Option<(&str, &str)> {
    let (after_qu, known) = if is_stopped(toneless) {
        (STOP_RHYMES_AFTER_QU, STOP_RHYMES)
    } else {
        (OPEN_RHYMES_AFTER_QU, OPEN_RHYMES)
    };
    if let Some(rhyme) = toneless.strip_prefix("qu") {
        return after_qu
            .binary_search(&rhyme)
            .is_ok()
            .then(|| toneless.split_at(2));
    }
    let is_known = |rhyme: &str| known.binary_search(&rhyme).is_ok();
    if let Some(after_gi) = toneless.strip_prefix("gi") {
        let (onset, with_i) = toneless.split_at(1);
        if !matches!(with_i, "ia" | "iu") && is_known(with_i) {
            return Some((onset, with_i));
        }
        let front = after_gi.starts_with(['i', 'y', 'ê']);
        return (!front && is_known(after_gi)).then(|| toneless.split_at(2));
    }
    let (onset, rhyme) = toneless.split_at(toneless.find(is_vowel)?);
    (ONSETS.binary_search(&onset).is_ok() && agrees(onset, rhyme) && is_known(rhyme))
        .then_some((onset, rhyme))
}

/// Ends in one of the stops that take only two of the tones.
fn is_stopped(toneless: &str) -> bool {
    toneless.ends_with(['p', 't', 'c']) || toneless.ends_with("ch")
}

/// `k gh ngh` stand before `i e ê y`, their partners `c g ng` before the others; some rhymes need no onset or one.
fn agrees(onset: &str, rhyme: &str) -> bool {
    let front = rhyme.starts_with(['i', 'e', 'ê', 'y']);
    match onset {
        "k" | "gh" | "ngh" if !front => false,
        "c" | "g" | "ng" if front => false,
        "" => !rhyme.starts_with("iê"),
        // Only a few onsets write y for i.
        _ if rhyme == "y" => matches!(onset, "h" | "k" | "l" | "m" | "s" | "t" | "th" | "v"),
        _ => !rhyme.starts_with("yê"),
    }
}

/// Letter of a toneless rhyme that carries the tone mark, counted in characters from its start, and the second
/// possible one: `oa oe uy` at the end of a word have it on the first letter by the old rule ("hòa"), on the second
/// by the new one ("hoà").
pub(crate) fn tone_places(rhyme: &str) -> (usize, Option<usize>) {
    if matches!(rhyme, "oa" | "oe" | "uy") {
        return (0, Some(1));
    }
    let vowels: Vec<char> = rhyme.chars().take_while(|c| is_vowel(*c)).collect();
    let closed = rhyme.chars().count() > vowels.len();
    if let Some(shaped) = vowels
        .iter()
        .rposition(|c| matches!(c, 'ă' | 'â' | 'ê' | 'ô' | 'ơ' | 'ư'))
    {
        return (shaped, None);
    }
    let place = match vowels.len() {
        0 | 1 => 0,
        2 if !closed => 0,
        _ => 1,
    };
    (place, None)
}

#[cfg(test)]
#[path = "syllable_tests.rs"]
mod tests;
