//! Whether the letters of a PDF mean what they look like.

use loa_vietnamese::syllable::share_of_syllables;

use crate::read::ReadError;

/// Fewer letters than this say nothing about a font.
const MIN_LETTERS: usize = 200;
/// Share of letters that no Vietnamese or Latin text has, above which the map is broken.
const MAX_FOREIGN: f64 = 0.03;
/// Share of words that can be Vietnamese, below which the text is something else.
const MIN_SYLLABLES: f32 = 0.45;

/// Refuses text whose letters cannot be trusted. `unknown` counts characters that no font explained.
pub(super) fn check(text: &str, unknown: usize) -> Result<(), ReadError> {
    let letters: Vec<char> = text.chars().filter(|letter| is_written(*letter)).collect();
    if letters.len() + unknown < MIN_LETTERS {
        return Ok(());
    }
    let foreign = letters.iter().filter(|letter| !is_latin(**letter)).count() + unknown;
    if foreign as f64 > (letters.len() + unknown) as f64 * MAX_FOREIGN {
        return Err(ReadError::BrokenFontMap);
    }
    // Plain English has few possible syllables too, but then it has no marked letters either.
    let marked = letters.iter().filter(|letter| !letter.is_ascii()).count();
    if marked * 20 > letters.len() && share_of_syllables(text) < MIN_SYLLABLES {
        return Err(ReadError::BrokenFontMap);
    }
    Ok(())
}

/// Letters and what broken maps give in their place.
fn is_written(letter: char) -> bool {
    letter.is_alphabetic() || matches!(letter, '\u{e000}'..='\u{f8ff}' | '\u{fffd}')
}

/// Letters of Vietnamese and of the Latin alphabet as European names use it, and the few Greek ones
/// that stand for quantities.
fn is_latin(letter: char) -> bool {
    matches!(letter, 'A'..='Z' | 'a'..='z' | 'ª' | 'º' | 'À'..='ſ' | 'Ơ' | 'ơ' | 'Ư' | 'ư' | '\u{1ea0}'..='\u{1ef9}')
        || matches!(
            letter,
            'α' | 'β' | 'γ' | 'δ' | 'λ' | 'µ' | 'μ' | 'π' | 'σ' | 'φ' | 'Δ' | 'Σ' | '\u{3a9}' | '\u{2126}'
        )
        || ('\u{f000}'..='\u{f0ff}').contains(&letter)
}
