//! Passwords: hashed with Argon2id, a few at a time, never on the threads that answer.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use tokio::sync::Semaphore;

use crate::error::{Error, Result};
use crate::problem::Problems;

/// Shortest password, in characters.
pub const SHORTEST: usize = 10;
/// Longest one, in characters.
pub const LONGEST: usize = 200;

/// Each takes 19 MiB and a core for some ten milliseconds.
static TURNS: Semaphore = Semaphore::const_new(2);

/// Passwords that everybody tries first, in the forms of this country.
const COMMON: [&str; 8] = [
    "1234567890",
    "0123456789",
    "matkhau123",
    "password123",
    "qwertyuiop",
    "songma2022",
    "admin12345",
    "abcd123456",
];

/// Is the password good enough?
pub fn check(password: &str, again: &str, login: &str, problems: &mut Problems) {
    let length = password.chars().count();
    let lower = password.to_lowercase();
    if length < SHORTEST {
        problems.add(
            "mat-khau",
            format!("Mật khẩu cần ít nhất {SHORTEST} ký tự. Một câu ngắn dễ nhớ là tốt nhất."),
        );
    } else if length > LONGEST {
        problems.add("mat-khau", format!("Mật khẩu dài nhất {LONGEST} ký tự."));
    } else if COMMON.contains(&lower.as_str())
        || lower == login
        || lower.chars().all(|c| lower.starts_with(c))
    {
        problems.add("mat-khau", "Mật khẩu này dễ đoán: mời chọn mật khẩu khác.");
    } else if password != again {
        problems.add("mat-khau-lai", "Hai lần ghi mật khẩu không giống nhau.");
    }
}

/// The hash to keep, as PHC text.
///
/// # Errors
/// [`Error::Outage`] when hashing fails.
pub async fn hash(password: String) -> Result<String> {
    apart(move || {
        Argon2::default()
            .hash_password(password.as_bytes())
            .map(|hash| hash.to_string())
            .map_err(|error| Error::Outage(error.to_string()))
    })
    .await?
}

/// Is it the password? Takes as long when there is none, so that an answer does not tell which people exist.
///
/// # Errors
/// [`Error::Outage`] when hashing cannot run.
pub async fn matches(password: String, kept: Option<String>) -> Result<bool> {
    apart(move || {
        let Some(kept) = kept else {
            let _ = Argon2::default().hash_password(password.as_bytes());
            return false;
        };
        PasswordHash::new(&kept).is_ok_and(|kept| {
            Argon2::default()
                .verify_password(password.as_bytes(), &kept)
                .is_ok()
        })
    })
    .await
}

async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let outage = |error: &dyn std::fmt::Display| Error::Outage(error.to_string());
    let _turn = TURNS.acquire().await.map_err(|error| outage(&error))?;
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| outage(&error))
}
