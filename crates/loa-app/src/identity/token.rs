//! Secrets that are handed to a browser or put into a link; only their hashes are kept.

use crate::error::{Error, Result};
use crate::files::Hash;

/// Signs that may stand in an address and a cookie.
const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// A new secret of 192 bits: 32 signs.
///
/// # Errors
/// [`Error::Outage`] when the machine gives no randomness.
pub fn fresh() -> Result<String> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| Error::Outage(error.to_string()))?;
    let signs = bytes
        .iter()
        .filter_map(|byte| SIGNS.get(usize::from(byte & 63)))
        .map(|sign| char::from(*sign));
    Ok(signs.collect())
}

/// What is kept of a secret: SHA-256 in hex. Enough, because the secret has more bits than can be tried.
pub fn hash(secret: &str) -> String {
    Hash::of(secret.as_bytes()).as_str().to_owned()
}
