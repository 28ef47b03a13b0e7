//! Bytes to text: UTF-8, UTF-16, Windows-1258, and the font encodings TCVN3 and VNI.

use crate::read::ReadError;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1258};
use loa_vietnamese::fold::nfc;
use loa_vietnamese::legacy;

/// Text of the bytes, NFC, without the byte order mark.
///
/// A byte order mark decides; else valid UTF-8 is UTF-8, zero bytes in every other place are UTF-16, and
/// the rest is TCVN3 or VNI where the words say so, else Windows-1258. In a file that is UTF-8 but for a
/// few bytes, each bad sequence becomes U+FFFD, so that a reader sees the damage. Text that was set in
/// TCVN3 or VNI and saved as Unicode is put right too. Line breaks stay as they are.
///
/// # Errors
/// [`ReadError::UnknownFormat`] for binary content: zero bytes, or control characters beyond one in a hundred.
pub fn decode(bytes: &[u8]) -> Result<String, ReadError> {
    if let Some(text) = plain_utf8(bytes) {
        return Ok(nfc(&from_fonts(text.to_owned())));
    }
    let text = match encoding(bytes)? {
        Some((encoding, skip)) => {
            let body = bytes.get(skip..).unwrap_or_default();
            from_fonts(encoding.decode_without_bom_handling(body).0.into_owned())
        }
        None => {
            let view = legacy::windows_1252(bytes);
            match legacy::recognise(&view) {
                Some(encoding) => legacy::decode(encoding, &view),
                None => WINDOWS_1258.decode_without_bom_handling(bytes).0.into_owned(),
            }
        }
    };
    if is_binary(&text) {
        return Err(ReadError::UnknownFormat);
    }
    Ok(nfc(&text))
}

/// UTF-8 without a byte order mark or control characters: most files, told in two sweeps.
fn plain_utf8(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    // `0xc2` begins the control characters above ASCII.
    let suspect = |byte: &u8| matches!(byte, 0..=8 | 14..=31 | 0x7f | 0xc2);
    (!text.starts_with('\u{feff}') && !bytes.iter().any(suspect)).then_some(text)
}

/// The encoding and the length of its mark; `None`: one byte a letter.
fn encoding(bytes: &[u8]) -> Result<Option<(&'static Encoding, usize)>, ReadError> {
    if let Some(found) = Encoding::for_bom(bytes) {
        return Ok(Some(found));
    }
    if bytes.contains(&0) {
        return wide(bytes)
            .map(|encoding| Some((encoding, 0)))
            .ok_or(ReadError::UnknownFormat);
    }
    let utf8 = std::str::from_utf8(bytes).is_ok() || is_mostly_utf8(bytes);
    Ok(utf8.then_some((UTF_8, 0)))
}

/// Unicode without a single letter that only Vietnamese has may be the letters of an old font.
fn from_fonts(text: String) -> String {
    let vietnamese = |sign: char| matches!(sign, '\u{1ea0}'..='\u{1ef9}' | 'ơ' | 'Ơ' | 'ư' | 'Ư');
    if text.is_ascii() || text.contains(vietnamese) {
        return text;
    }
    match legacy::recognise(&text) {
        Some(encoding) => legacy::decode(encoding, &text),
        None => text,
    }
}

/// UTF-16 without a mark: the spaces and line ends of any text have a zero byte, always on the same side.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let (mut even, mut odd, mut pairs) = (0_usize, 0_usize, 0_usize);
    for pair in bytes.chunks_exact(2) {
        even += usize::from(pair.first() == Some(&0));
        odd += usize::from(pair.last() == Some(&0));
        pairs += 1;
    }
    let found =
        |zeros: usize, others: usize| others == 0 && zeros * 3 > pairs && bytes.len().is_multiple_of(2);
    if found(odd, even) {
        Some(UTF_16LE)
    } else if found(even, odd) {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// At least two good sequences for each bad one. Vietnamese in any one-byte encoding has next to none.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|sign| !sign.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good >= bad * 2
}

/// Control characters that no text has, more than one in a hundred.
fn is_binary(text: &str) -> bool {
    let control =
        |sign: char| sign.is_control() && !matches!(sign, '\n' | '\r' | '\t' | '\u{c}' | '\u{b}' | '\u{85}');
    let controls = text.chars().filter(|sign| control(*sign)).count();
    text.contains('\0') || controls * 100 > text.chars().count()
}
