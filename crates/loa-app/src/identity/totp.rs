//! Codes of an app on the phone (RFC 6238): six digits, a new one every 30 seconds.

use fast_qr::convert::svg::SvgBuilder;
use fast_qr::qr::QRBuilder;
use jiff::Timestamp;
use totp_rs::{Builder, Totp};

use crate::error::{Error, Result};
use crate::identity::seal;

/// Bytes of a secret, as RFC 4226 asks for.
const LENGTH: usize = 20;
/// Codes of the step before and of the one after are taken too: clocks of phones differ.
const SKEW: u16 = 1;

/// What phone and server share.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Vec<u8>);

impl Secret {
    /// A new one.
    ///
    /// # Errors
    /// [`Error::Outage`] when the machine gives no randomness.
    pub fn fresh() -> Result<Self> {
        Ok(Self(seal::random::<LENGTH>()?.to_vec()))
    }

    /// As it was kept.
    pub fn of(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// To be kept, sealed.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// For typing into an app: letters and digits in groups of four.
    pub fn groups(&self) -> String {
        let letters: Vec<char> = totp_rs::Secret::from(self.0.clone())
            .to_base32()
            .chars()
            .collect();
        let groups = letters.chunks(4).map(|group| group.iter().collect::<String>());
        groups.collect::<Vec<_>>().join(" ")
    }

    fn codes(&self, issuer: &str, account: &str) -> Result<Totp> {
        // A colon parts the two names in the address that the app reads.
        let plain = |name: &str| name.replace(':', " ");
        Builder::new()
            .with_secret(self.0.clone())
            .with_skew(SKEW)
            .with_issuer(Some(plain(issuer)))
            .with_account_name(plain(account))
            .build()
            .map_err(|error| Error::Outage(format!("a secret for codes is none: {error}")))
    }

    /// The step for which a code is right at a moment; the same step must not be taken twice.
    ///
    /// # Errors
    /// [`Error::Outage`] when the secret is none.
    pub fn step(&self, code: &str, at: Timestamp) -> Result<Option<i64>> {
        let Some(code) = digits(code) else {
            return Ok(None);
        };
        let seconds = u64::try_from(at.as_second()).unwrap_or_default();
        let step = self.codes("Loa", "-")?.check(&code, seconds);
        Ok(step.and_then(|step| i64::try_from(step).ok()))
    }

    /// The code at a moment, for tests and samples.
    ///
    /// # Errors
    /// [`Error::Outage`] when the secret is none.
    pub fn code(&self, at: Timestamp) -> Result<String> {
        let seconds = u64::try_from(at.as_second()).unwrap_or_default();
        Ok(self.codes("Loa", "-")?.generate(seconds).to_string())
    }

    /// A picture for the camera of the phone, as SVG.
    ///
    /// # Errors
    /// [`Error::Outage`] when the names are longer than such a picture holds.
    pub fn picture(&self, issuer: &str, account: &str) -> Result<String> {
        let outage = |error: &dyn std::fmt::Display| Error::Outage(format!("no QR code: {error}"));
        let address = self.codes(issuer, account)?.to_url();
        let address = address.map_err(|error| outage(&error))?;
        let picture = QRBuilder::new(address).build().map_err(|error| outage(&error))?;
        Ok(SvgBuilder::default().to_str(&picture))
    }
}

/// Six digits, typed with or without blanks.
pub fn digits(code: &str) -> Option<String> {
    let code: String = code.chars().filter(|sign| !sign.is_whitespace()).collect();
    (code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit())).then_some(code)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop where it stands")]
mod tests {
    use super::*;

    /// The secret of RFC 6238, appendix B; its codes there have eight digits, of which these are the last six.
    fn sample() -> Secret {
        Secret::of(b"12345678901234567890".to_vec())
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
            (20_000_000_000, "353130"),
        ] {
            let at = Timestamp::from_second(seconds).unwrap();
            assert_eq!(sample().code(at).unwrap(), code);
            assert_eq!(sample().step(code, at).unwrap(), Some(seconds / 30));
        }
    }

    #[test]
    fn a_step_before_and_after_is_taken_and_no_more() {
        let at = |seconds| Timestamp::from_second(seconds).unwrap();
        // The code is that of the seconds 30 to 59, step 1.
        for (typed_at, taken) in [
            (0, true),
            (29, true),
            (59, true),
            (89, true),
            (90, false),
            (600, false),
        ] {
            let step = sample().step("287082", at(typed_at)).unwrap();
            assert_eq!(step, taken.then_some(1), "{typed_at}");
        }
        for typed in ["287 082", " 287082 "] {
            assert_eq!(sample().step(typed, at(59)).unwrap(), Some(1), "{typed}");
        }
        for wrong in ["", "28708", "2870822", "28708a", "٢٨٧٠٨٢", "287083"] {
            assert_eq!(sample().step(wrong, at(59)).unwrap(), None, "{wrong}");
        }
    }

    #[test]
    fn apps_take_the_picture_and_the_letters() {
        assert_eq!(sample().groups(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        let address = sample()
            .codes("Loa: Huyện Sông Mã", "canbo")
            .unwrap()
            .to_url()
            .unwrap();
        assert!(
            address.starts_with("otpauth://totp/Loa%20%20Huy%E1%BB%87n"),
            "{address}"
        );
        let picture = sample().picture("Loa", &"a".repeat(100)).unwrap();
        assert!(picture.starts_with("<svg") && !picture.contains("style="));
    }
}
