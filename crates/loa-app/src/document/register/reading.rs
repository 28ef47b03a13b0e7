//! What a file of a register says.

use std::panic::{AssertUnwindSafe, catch_unwind};

use axum::body::Bytes;
use loa_docfile::read::{Limits, ReadError, read};

use crate::error::{Error, Result};
use crate::form::FILE_BYTES;
use crate::problem::Problems;

/// What reading one file may cost.
const LIMITS: Limits = Limits {
    file_bytes: FILE_BYTES,
    unpacked_bytes: 96 << 20,
    depth: 128,
    pages: 500,
    cells: 30_000,
    text_bytes: 1 << 20,
};

/// The text of a file, read in a thread of its own; empty where it has none that can be trusted.
///
/// # Errors
/// A sentence on the field of the file: it is damaged, locked, or larger than what is read.
pub async fn text_of(name: &str, bytes: Bytes) -> Result<String> {
    let name = name.to_owned();
    let reading = tokio::task::spawn_blocking(move || {
        // Readers promise not to panic; a promise broken by a strange file must not end the request without a word.
        let read = catch_unwind(AssertUnwindSafe(|| read(&name, &bytes, &LIMITS)));
        read.unwrap_or(Err(ReadError::Damaged(name)))
    });
    let read = reading.await.map_err(|error| Error::Outage(error.to_string()))?;
    let sentence = match read {
        Ok(body) => return Ok(body.source),
        Err(ReadError::NoTextLayer | ReadError::BrokenFontMap) => return Ok(String::new()),
        Err(ReadError::Encrypted) => "Tệp bị khóa bằng mật khẩu. Mời bỏ mật khẩu rồi gửi lại.",
        Err(ReadError::TooLarge(_)) => "Tệp quá lớn để đọc. Mời gửi tệp gọn hơn.",
        Err(_) => "Tệp bị hỏng hoặc không phải văn bản. Mời xuất lại tệp rồi gửi.",
    };
    Err(Problems::one("tep", sentence).into())
}
