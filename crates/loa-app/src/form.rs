//! What a person sent: fields as clean text, files within their limits, from either kind of form.

use std::future::poll_fn;
use std::pin::Pin;

use axum::RequestExt as _;
use axum::body::{Body, Bytes, HttpBody as _};
use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{StatusCode, header};
use jiff::civil::Date;
use loa_vietnamese::fold::nfc;

use crate::error::Error;
use crate::problem::Problems;

/// Bytes of a form without files.
const PLAIN_BYTES: usize = 2 * 1024 * 1024;
/// Bytes of one file.
pub const FILE_BYTES: usize = 20 * 1024 * 1024;
/// Bytes of everything that is sent at once.
pub const REQUEST_BYTES: usize = 64 * 1024 * 1024;
/// Bytes that are read of one request. What is over the limits is read and thrown away: an answer that goes out while a
/// phone is still sending breaks its line, the phone never hears it and tries again for ever.
pub const READ_BYTES: usize = 2 * REQUEST_BYTES;
/// Fields and files of one form.
const PARTS: usize = 2000;

/// The fields and files of a form.
#[derive(Debug, Default, Clone)]
pub struct Form {
    fields: Vec<(String, String)>,
    /// Files that were chosen; empty choices are left out.
    pub files: Vec<Upload>,
}

/// A file that was sent.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Name of the field.
    pub field: String,
    /// Name on the sender's machine, without folders.
    pub name: String,
    /// Content.
    pub bytes: Bytes,
}

impl Form {
    /// A form of given fields, for tests and for addresses.
    pub fn of(fields: &[(&str, &str)]) -> Self {
        let fields = fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), clean(value)));
        Self {
            fields: fields.collect(),
            files: Vec::new(),
        }
    }

    /// The fields of `a=1&b=2`.
    pub fn parse(text: &str) -> Self {
        let pairs = form_urlencoded::parse(text.as_bytes()).take(PARTS);
        let fields = pairs.map(|(name, value)| (name.into_owned(), clean(&value)));
        Self {
            fields: fields.collect(),
            files: Vec::new(),
        }
    }

    /// The first value of a field, trimmed; empty when it was not sent.
    pub fn get(&self, name: &str) -> &str {
        self.fields
            .iter()
            .find(|(known, _)| known == name)
            .map_or("", |(_, value)| value.as_str())
    }

    /// All values of a field that are not empty.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let values = self.fields.iter().filter(move |(known, _)| known == name);
        values
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// Is there a value (a ticked box has one)?
    pub fn has(&self, name: &str) -> bool {
        !self.get(name).is_empty()
    }

    /// Every field, in the order of the form.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// A text of at most `most` characters; a problem when it is longer, or empty although it must not be.
    pub fn text(
        &self,
        name: &'static str,
        most: usize,
        must: Option<&str>,
        problems: &mut Problems,
    ) -> String {
        let value = self.get(name);
        let length = value.chars().count();
        if let Some(sentence) = must.filter(|_| value.is_empty()) {
            problems.add(name, sentence);
        } else if length > most {
            problems.add(
                name,
                format!("Dài quá {most} chữ cái (đang có {length}): mời viết gọn lại."),
            );
        }
        value.to_owned()
    }

    /// A date of three fields, `name-ngay`, `name-thang`, `name-nam`; `None` when all are empty.
    pub fn date(&self, name: &'static str, problems: &mut Problems) -> Option<Date> {
        let part = |ending: &str| {
            self.get(&format!("{name}-{ending}"))
                .trim_start_matches("tháng")
                .trim()
        };
        let (day, month, year) = (part("ngay"), part("thang"), part("nam"));
        if day.is_empty() && month.is_empty() && year.is_empty() {
            return None;
        }
        let date = (|| {
            let year: i16 = year.parse().ok()?;
            let year = if year < 100 { year + 2000 } else { year };
            (1900..=2200)
                .contains(&year)
                .then(|| Date::new(year, month.parse().ok()?, day.parse().ok()?).ok())?
        })();
        if date.is_none() {
            problems.add(name, "Ngày này không có thật. Ví dụ đúng: 25 02 2022.");
        }
        date
    }

    /// Which state of a thing the page showed: the number that its form carries, so that nobody changes what they have not seen.
    ///
    /// # Errors
    /// [`Error::Changed`] when there is none.
    pub fn turn(&self, name: &str) -> Result<i64, Error> {
        let sentence = "Trang này đã cũ. Mời mở lại rồi làm lại.";
        let turn = self.get(name).parse();
        turn.map_err(|_| Error::Changed(sentence.to_owned()))
    }

    /// A year in four digits; a problem when it is none.
    pub fn year(&self, name: &'static str, problems: &mut Problems) -> Option<i16> {
        let year = self.get(name).parse().ok();
        let year = year.filter(|year| (2000..=2100).contains(year));
        problems.unless(year.is_some(), name, "Ghi năm bằng bốn chữ số, ví dụ 2022.");
        year
    }

    /// A whole number of at least 0, written with or without dots; `None` when empty.
    pub fn count(&self, name: &'static str, most: i64, problems: &mut Problems) -> Option<i64> {
        let value = self.get(name);
        if value.is_empty() {
            return None;
        }
        let digits: String = value.chars().filter(|c| !matches!(c, '.' | ' ')).collect();
        match digits.parse::<i64>() {
            Ok(number)
                if (0..=most).contains(&number) && digits.bytes().all(|byte| byte.is_ascii_digit()) =>
            {
                Some(number)
            }
            _ => {
                problems.add(
                    name,
                    format!("Mời ghi một số từ 0 đến {}, ví dụ 45.", crate::text::number(most)),
                );
                None
            }
        }
    }
}

/// NFC, plain line ends, no control characters, nothing blank around.
pub fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text: String = text
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .filter(|c| !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'))
        .collect();
    nfc(text.trim())
}

/// The last part of a file name, of a sane length.
fn bare_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = clean(last).replace(['\n', '\t'], " ");
    let length = name.chars().count();
    // The ending tells the kind; keep it.
    name.chars().skip(length.saturating_sub(120)).collect()
}

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Error;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Error> {
        let kind = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned();
        if kind.starts_with("multipart/form-data") {
            return multipart(request).await;
        }
        let body = plain(request.into_body()).await?;
        Ok(Self::parse(&String::from_utf8_lossy(&body)))
    }
}

/// Reads what is left of a body and throws it away, before an answer that does not need it.
pub async fn drain(mut body: Body) {
    let mut left = READ_BYTES;
    while let Some(Ok(bytes)) = chunk(&mut body).await {
        let Some(rest) = left.checked_sub(bytes.len()) else {
            return;
        };
        left = rest;
    }
}

async fn chunk(body: &mut Body) -> Option<Result<Bytes, axum::Error>> {
    let frame = poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await?;
    Some(frame.map(|frame| frame.into_data().unwrap_or_default()))
}

fn cut() -> Error {
    let sentence = "Chưa nhận được trọn vẹn nội dung gửi lên. Mời gửi lại.";
    Problems::one("tep", sentence).into()
}

fn large() -> Error {
    Error::TooLarge(format!(
        "Mỗi tệp nặng nhất {} MB, mỗi lần gửi nặng nhất {} MB.",
        FILE_BYTES / 1024 / 1024,
        REQUEST_BYTES / 1024 / 1024
    ))
}

async fn plain(mut body: Body) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    while let Some(more) = chunk(&mut body).await {
        bytes.extend_from_slice(&more.map_err(|_| cut())?);
        if bytes.len() > PLAIN_BYTES {
            drain(body).await;
            return Err(Error::TooLarge("Biểu mẫu dài quá mức cho phép.".to_owned()));
        }
    }
    Ok(bytes)
}

async fn multipart(request: Request) -> Result<Form, Error> {
    let mut parts: Multipart = request.extract().await.map_err(|_| cut())?;
    let form = fields(&mut parts).await;
    if let Err(Error::TooLarge(_)) = form {
        while let Ok(Some(mut part)) = parts.next_field().await {
            while let Ok(Some(_)) = part.chunk().await {}
        }
    }
    form
}

async fn fields(parts: &mut Multipart) -> Result<Form, Error> {
    let broken = |error: MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => large(),
        _ => cut(),
    };
    let mut form = Form::default();
    let (mut count, mut total) = (0, 0);
    while let Some(mut part) = parts.next_field().await.map_err(broken)? {
        count += 1;
        if count > PARTS {
            return Err(large());
        }
        let field = part.name().unwrap_or_default().to_owned();
        let file = part.file_name().map(bare_name);
        let most = if file.is_some() { FILE_BYTES } else { PLAIN_BYTES };
        let mut bytes = Vec::new();
        while let Some(chunk) = part.chunk().await.map_err(broken)? {
            total += chunk.len();
            if bytes.len() + chunk.len() > most || total > REQUEST_BYTES {
                return Err(large());
            }
            bytes.extend_from_slice(&chunk);
        }
        match file {
            // A file field where nothing was chosen.
            Some(name) if name.is_empty() && bytes.is_empty() => {}
            Some(name) => form.files.push(Upload {
                field,
                name,
                bytes: bytes.into(),
            }),
            None => form.fields.push((field, clean(&String::from_utf8_lossy(&bytes)))),
        }
    }
    Ok(form)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_arrive_clean() {
        let form = Form::parse("a=+Ho%CC%A3p%0D%0Aba%CC%89n+&b=%3Cscript%3E&c=1&c=2&d=%E2%80%AEx");
        assert_eq!(form.get("a"), "Họp\nbản");
        assert_eq!(form.get("b"), "<script>");
        assert_eq!(form.all("c").collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(form.get("d"), "x", "signs that turn text round are gone");
        assert_eq!(form.get("nothing"), "");
    }

    #[test]
    fn dates_are_forgiving_but_real() {
        let date = |day: &str, month: &str, year: &str| {
            let form = Form::of(&[("x-ngay", day), ("x-thang", month), ("x-nam", year)]);
            let mut problems = Problems::new();
            let date = form.date("x", &mut problems);
            (date.map(|date| date.to_string()), problems.is_empty())
        };
        for (day, month, year, want) in [
            ("1", "2", "2022", Some("2022-02-01")),
            ("01", "tháng 2", "22", Some("2022-02-01")),
            ("31", "2", "2022", None),
            ("x", "2", "2022", None),
            ("1", "", "", None),
            ("1", "2", "20220", None),
        ] {
            assert_eq!(
                date(day, month, year),
                (want.map(str::to_owned), want.is_some()),
                "{day} {month} {year}"
            );
        }
        assert_eq!(date("", "", ""), (None, true));
    }

    #[test]
    fn names_of_files_have_no_folders() {
        for (name, want) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\ảnh\\họp.jpg", "họp.jpg"),
            ("", ""),
        ] {
            assert_eq!(bare_name(name), want);
        }
        assert!(bare_name(&format!("{}.jpg", "a".repeat(500))).ends_with(".jpg"));
    }
}
