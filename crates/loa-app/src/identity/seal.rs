//! Secrets that the program itself must read again. They are sealed with the key of the installation, which stands
//! outside of the database: whoever gets hold of a copy of the database alone cannot use them.

use std::fmt;

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hmac;

use crate::error::{Error, Result};

/// Bytes of a key.
const LENGTH: usize = 32;

/// The key of the installation.
#[derive(Clone, PartialEq, Eq)]
pub struct Key([u8; LENGTH]);

impl fmt::Debug for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Key(…)")
    }
}

impl Key {
    /// A new one.
    ///
    /// # Errors
    /// [`Error::Outage`] when the machine gives no randomness.
    pub fn fresh() -> Result<Self> {
        Ok(Self(random()?))
    }

    /// As it is written: 64 hexadecimal digits.
    pub fn to_hex(&self) -> String {
        hex(&self.0)
    }

    /// The reverse; `None` when it is no key.
    pub fn from_hex(text: &str) -> Option<Self> {
        let bytes = bytes(text.trim())?;
        Some(Self(bytes.try_into().ok()?))
    }

    /// Seals a secret. It opens only for the same purpose, which says whose it is and what for.
    ///
    /// # Errors
    /// [`Error::Outage`] when the machine gives no randomness.
    pub fn seal(&self, purpose: &str, secret: &[u8]) -> Result<String> {
        let nonce: [u8; NONCE_LEN] = random()?;
        let mut sealed = secret.to_vec();
        self.cipher()?
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(purpose.as_bytes()),
                &mut sealed,
            )
            .map_err(|_| Error::Outage("a secret cannot be sealed".to_owned()))?;
        Ok(hex(&[nonce.as_slice(), &sealed].concat()))
    }

    /// What was sealed; `None` when it was changed, is another's, or was sealed with another key.
    pub fn open(&self, purpose: &str, sealed: &str) -> Option<Vec<u8>> {
        let mut sealed = bytes(sealed)?;
        let (nonce, secret) = sealed.split_at_mut_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let opened = self.cipher().ok()?;
        let opened = opened.open_in_place(nonce, Aad::from(purpose.as_bytes()), secret);
        opened.ok().map(|secret| secret.to_vec())
    }

    /// A sum of a text that only this key makes, of 64 hexadecimal digits: the same text has the same sum for the same
    /// purpose. By it something is known again that is not kept, and what a link says is known to be ours.
    pub fn sum(&self, purpose: &str, text: &str) -> String {
        let own = hmac::Key::new(hmac::HMAC_SHA256, &self.0);
        let own = hmac::sign(&own, purpose.as_bytes());
        let own = hmac::Key::new(hmac::HMAC_SHA256, own.as_ref());
        hex(hmac::sign(&own, text.as_bytes()).as_ref())
    }

    fn cipher(&self) -> Result<LessSafeKey> {
        let key = UnboundKey::new(&CHACHA20_POLY1305, &self.0);
        key.map(LessSafeKey::new)
            .map_err(|_| Error::Outage("the key of the installation is none".to_owned()))
    }
}

/// Random bytes.
///
/// # Errors
/// [`Error::Outage`] when the machine gives none.
pub fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0_u8; N];
    getrandom::fill(&mut bytes).map_err(|error| Error::Outage(error.to_string()))?;
    Ok(bytes)
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| {
        char::from(byte)
            .to_digit(16)
            .and_then(|digit| u8::try_from(digit).ok())
    };
    let pairs = hex.as_bytes().chunks(2);
    let byte = |pair: &[u8]| match pair {
        [high, low] => Some(digit(*high)? * 16 + digit(*low)?),
        _ => None,
    };
    pairs.map(byte).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop where it stands")]
mod tests {
    use super::*;

    #[test]
    fn a_secret_opens_for_its_purpose_with_its_key_and_unchanged() {
        let key = Key::fresh().unwrap();
        let sealed = key.seal("totp 7", b"secret").unwrap();
        assert_ne!(
            sealed,
            key.seal("totp 7", b"secret").unwrap(),
            "never twice the same"
        );
        assert_eq!(key.open("totp 7", &sealed).unwrap(), b"secret");
        assert_eq!(key.open("totp 8", &sealed), None);
        assert_eq!(Key::fresh().unwrap().open("totp 7", &sealed), None);
        let last = if sealed.ends_with('0') { '1' } else { '0' };
        let changed = format!("{}{last}", sealed.get(..sealed.len() - 1).unwrap());
        for broken in ["", "0", "zz", "é", &changed, sealed.get(..30).unwrap()] {
            assert_eq!(key.open("totp 7", broken), None, "{broken}");
        }
    }

    #[test]
    fn a_sum_is_of_its_key_its_purpose_and_its_text() {
        let key = Key::fresh().unwrap();
        let sum = key.sum("reader", "lo@mau.vn");
        assert_eq!((sum.len(), &sum), (64, &key.sum("reader", "lo@mau.vn")));
        for other in [
            key.sum("reader", "lo@mau.v"),
            key.sum("readerlo", "@mau.vn"),
            Key::fresh().unwrap().sum("reader", "lo@mau.vn"),
        ] {
            assert_ne!(sum, other);
        }
    }

    #[test]
    fn a_key_survives_its_file_and_is_not_shown() {
        let key = Key::fresh().unwrap();
        assert_eq!(Key::from_hex(&format!("{}\n", key.to_hex())), Some(key.clone()));
        for none in ["", "12", "xyz", &"g".repeat(64), &"a".repeat(66)] {
            assert_eq!(Key::from_hex(none), None, "{none}");
        }
        assert!(!format!("{key:?}").contains(&key.to_hex()));
    }
}
