//! What can stop a request: the person can put it right, somebody was faster, it is not theirs, something is down.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use loa_db::error::DbError;

use crate::page::{self, Plain};
use crate::problem::Problems;
use crate::request;

/// Seconds after which programs may ask again where everybody asks at once.
const BUSY: u64 = 5;

/// Result of actions and handlers.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a request was not done. Nothing of it was kept.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What was sent is wrong; forms show it beside the fields.
    #[error("problems with what was sent")]
    Problem(Problems),
    /// Nobody is signed in. `0`: where the person wanted to go; `1`: something that they sent is not kept.
    #[error("not signed in")]
    SignedOut(String, bool),
    /// The person's roles do not allow it.
    #[error("not allowed")]
    Forbidden,
    /// There is no such thing, or not in this locality.
    #[error("not found")]
    NotFound,
    /// Somebody else changed it in between; the sentence says what.
    #[error("changed by somebody else")]
    Changed(String),
    /// Too many attempts or requests; try again after so many seconds.
    #[error("too many attempts")]
    TooMany(u64),
    /// So many people ask at once that nobody else gets a turn; try again in a moment.
    #[error("too many at once")]
    Busy,
    /// What was sent is larger than the limit (the sentence says which).
    #[error("too large")]
    TooLarge(String),
    /// A disk has no room left, for the database or for files. Logged where it is answered.
    #[error("{0}")]
    Full(String),
    /// Something the program needs does not work. Logged where it is answered.
    #[error("{0}")]
    Outage(String),
}

impl From<Problems> for Error {
    fn from(problems: Problems) -> Self {
        Self::Problem(problems)
    }
}

impl From<DbError> for Error {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Duplicate(_) | DbError::Dangling | DbError::Busy => {
                tracing::info!(%error, "a conflict in the database");
                Self::Changed("Có người khác vừa ghi cùng lúc. Mời thử lại.".to_owned())
            }
            DbError::Full => Self::Full(error.to_string()),
            other => Self::Outage(other.to_string()),
        }
    }
}

impl Error {
    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Error::Problem(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Error::SignedOut(..) => StatusCode::UNAUTHORIZED,
            Error::Forbidden => StatusCode::FORBIDDEN,
            Error::NotFound => StatusCode::NOT_FOUND,
            Error::Changed(_) => StatusCode::CONFLICT,
            Error::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Error::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Error::Busy | Error::Full(_) | Error::Outage(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// Heading and sentence for a person.
    pub fn told(&self) -> (&'static str, String) {
        match self {
            Error::Problem(problems) => (
                "Chưa ghi được",
                problems
                    .all()
                    .iter()
                    .map(|problem| problem.message.as_str())
                    .collect::<Vec<_>>()
                    .join(" "),
            ),
            Error::SignedOut(..) => ("Cần đăng nhập", "Mời đăng nhập để xem trang này.".to_owned()),
            Error::Forbidden => (
                "Bạn không có quyền xem trang này",
                "Nếu việc này là của bạn, hãy nhờ người điều phối giao vai trò.".to_owned(),
            ),
            Error::NotFound => (
                "Không có trang này",
                "Địa chỉ có thể bị gõ thiếu, hoặc nội dung đã được chuyển đi.".to_owned(),
            ),
            Error::Changed(sentence) => ("Nội dung đã thay đổi", sentence.clone()),
            Error::TooMany(seconds) => (
                "Thử quá nhiều lần",
                format!("Mời đợi {} phút rồi thử lại.", seconds.div_ceil(60).max(1)),
            ),
            Error::Busy => (
                "Đang có nhiều người dùng cùng lúc",
                "Mời đợi ít giây rồi mở lại trang.".to_owned(),
            ),
            Error::TooLarge(sentence) => ("Nội dung gửi lên quá lớn", sentence.clone()),
            Error::Full(_) => (
                "Máy chủ hết chỗ",
                "Chưa ghi được, vì ổ đĩa của máy chủ đã đầy. Những gì đã ghi trước đó vẫn còn và vẫn xem được. Mời báo \
                 người quản trị dọn ổ đĩa, rồi gửi lại."
                    .to_owned(),
            ),
            Error::Outage(_) => (
                "Hệ thống đang gặp sự cố",
                "Những gì đã ghi trước đó vẫn còn. Mời thử lại sau ít phút.".to_owned(),
            ),
        }
    }
}

impl Error {
    /// What the form says from which this came, with everything that was typed: what is wrong with it, or above this field
    /// that somebody else was faster.
    ///
    /// # Errors
    /// Any other, as it is.
    pub fn in_form(self, field: &'static str) -> Result<Problems> {
        match self {
            Error::Problem(problems) => Ok(problems),
            Error::Changed(sentence) => {
                let sentence = format!("{sentence} Chữ bạn viết còn ở dưới đây.");
                Ok(Problems::one(field, sentence))
            }
            other => Err(other),
        }
    }

    /// Writes down what is for those who run the program; once, where the error is answered.
    pub fn log(&self) {
        if let Error::Full(problem) | Error::Outage(problem) = self {
            tracing::error!(%problem, "a request failed");
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        self.log();
        if let Error::SignedOut(next, is_sent) = &self {
            let lost = if *is_sent { "&chua-ghi=1" } else { "" };
            return page::to(&format!("/dang-nhap?tiep={}{lost}", page::encoded(next))).into_response();
        }
        let status = self.status();
        let (heading, sentence) = self.told();
        let retry = match self {
            Error::TooMany(seconds) => Some(seconds),
            Error::Busy => Some(BUSY),
            _ => None,
        };
        let code = match self {
            Error::Full(_) | Error::Outage(_) => request::code(),
            _ => None,
        };
        let plain = Plain {
            heading,
            sentence,
            code,
        };
        let mut response = (status, plain).into_response();
        if let Some(value) = retry.and_then(|seconds| seconds.to_string().parse().ok()) {
            response.headers_mut().insert("retry-after", value);
        }
        response
    }
}
