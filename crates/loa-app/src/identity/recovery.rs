//! Codes for whoever has lost the phone: ten, each good for one sign-in.

use crate::error::Result;
use crate::identity::{seal, token};

/// How many are given at once.
pub const MANY: usize = 10;
/// Signs of a code: 80 bits, too many to be tried even where only the hash is at hand.
const LENGTH: usize = 16;
/// Small letters and digits that are not taken for one another.
const SIGNS: &[u8; 32] = b"23456789abcdefghijkmnpqrstuvwxyz";

/// A new set, as people read it: `k7mq-2xvr-9tda-hw4e`.
///
/// # Errors
/// [`crate::error::Error::Outage`] when the machine gives no randomness.
pub fn fresh() -> Result<Vec<String>> {
    (0..MANY).map(|_| one()).collect()
}

fn one() -> Result<String> {
    let bytes: [u8; LENGTH] = seal::random()?;
    let signs: Vec<char> = bytes
        .iter()
        .filter_map(|byte| SIGNS.get(usize::from(byte & 31)))
        .map(|sign| char::from(*sign))
        .collect();
    let groups = signs.chunks(4).map(|group| group.iter().collect::<String>());
    Ok(groups.collect::<Vec<_>>().join("-"))
}

/// What is kept of a code, however it was typed; `None` when it cannot be one.
pub fn hash(typed: &str) -> Option<String> {
    let signs: String = typed
        .chars()
        .filter(|sign| !sign.is_whitespace() && *sign != '-')
        .flat_map(char::to_lowercase)
        .collect();
    let is_code = signs.len() == LENGTH && signs.bytes().all(|sign| SIGNS.contains(&sign));
    is_code.then(|| token::hash(&signs))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop where it stands")]
mod tests {
    use super::*;

    #[test]
    fn codes_differ_and_are_known_however_they_are_typed() {
        let codes = fresh().unwrap();
        let hashes: std::collections::HashSet<_> = codes.iter().map(|code| hash(code).unwrap()).collect();
        assert_eq!((codes.len(), hashes.len()), (MANY, MANY));
        let code = &codes[0];
        for typed in [
            code.to_uppercase(),
            code.replace('-', ""),
            format!(" {} ", code.replace('-', " ")),
        ] {
            assert_eq!(hash(&typed), hash(code));
        }
        for none in [
            "",
            "123456",
            "0000-0000-0000-0000",
            "k7mq-2xvr-9tda-hw4",
            "ký tự-ký tự-ký t",
        ] {
            assert_eq!(hash(none), None);
        }
    }
}
