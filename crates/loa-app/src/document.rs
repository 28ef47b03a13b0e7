//! Files that people give: what they are by their content, what is taken for which purpose, how they are made safe.
//!
//! A name or a declared type proves nothing: the bytes decide. Pictures are drawn anew, so that nothing but the picture
//! stays (no place, no camera, no thumbnail of what was cut away); films lose their notes.

use std::io::Cursor;

pub mod actions;
pub mod film;
pub mod letterhead;
pub mod picture;
pub mod print;
pub mod register;
pub mod sending;
pub mod store;
pub mod web;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A photo.
    Jpeg,
    /// A picture.
    Png,
    /// A photo or a picture.
    Webp,
    /// A document as printed or scanned.
    Pdf,
    /// Word.
    Docx,
    /// Excel.
    Xlsx,
    /// Word before 2007.
    Doc,
    /// Text with the looks of Word, of the same time.
    Rtf,
    /// Sound.
    Mp3,
    /// Sound.
    M4a,
    /// Film.
    Mp4,
    /// Film of an iPhone.
    Mov,
    /// A web page.
    Html,
    /// Plain text.
    Txt,
    /// Text with signs for headings and tables.
    Md,
}

impl Kind {
    const ALL: [(Kind, &'static str, &'static str); 15] = [
        (Kind::Jpeg, "image/jpeg", "jpg"),
        (Kind::Png, "image/png", "png"),
        (Kind::Webp, "image/webp", "webp"),
        (Kind::Pdf, "application/pdf", "pdf"),
        (
            Kind::Docx,
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "docx",
        ),
        (
            Kind::Xlsx,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "xlsx",
        ),
        (Kind::Doc, "application/msword", "doc"),
        (Kind::Rtf, "application/rtf", "rtf"),
        (Kind::Mp3, "audio/mpeg", "mp3"),
        (Kind::M4a, "audio/mp4", "m4a"),
        (Kind::Mp4, "video/mp4", "mp4"),
        (Kind::Mov, "video/quicktime", "mov"),
        (Kind::Html, "text/html; charset=utf-8", "html"),
        (Kind::Txt, "text/plain; charset=utf-8", "txt"),
        (Kind::Md, "text/markdown; charset=utf-8", "md"),
    ];

    fn row(self) -> (&'static str, &'static str) {
        let row = Self::ALL.iter().find(|row| row.0 == self);
        row.map_or(("application/octet-stream", "bin"), |row| (row.1, row.2))
    }

    /// For the header `Content-Type`.
    pub fn media_type(self) -> &'static str {
        self.row().0
    }

    /// The ending of names, without the dot.
    pub fn ending(self) -> &'static str {
        self.row().1
    }

    /// The kind with this media type.
    pub fn with_media_type(media_type: &str) -> Option<Self> {
        let row = Self::ALL.iter().find(|row| row.1 == media_type);
        row.map(|row| row.0)
    }

    /// Loa draws it anew.
    pub fn is_picture(self) -> bool {
        matches!(self, Kind::Jpeg | Kind::Png | Kind::Webp)
    }

    /// A browser shows or plays it; everything else is only ever downloaded.
    pub fn is_shown(self) -> bool {
        self.is_picture() || matches!(self, Kind::Mp3 | Kind::M4a | Kind::Mp4 | Kind::Mov)
    }
}

/// What a file is given for; decides which kinds are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A photo of what was done.
    Photo,
    /// Anything else that proves it.
    Proof,
    /// A plan document.
    Plan,
    /// A document of a register, given out or come in.
    Official,
    /// The same, signed.
    Signed,
    /// Somebody reads something aloud.
    Sound,
}

impl Purpose {
    /// The field of forms.
    pub fn field(self) -> &'static str {
        match self {
            Purpose::Photo => "anh",
            Purpose::Proof | Purpose::Plan | Purpose::Official | Purpose::Signed => "tep",
            Purpose::Sound => "ghi-am",
        }
    }

    /// Largest file in bytes.
    pub fn most_bytes(self) -> usize {
        crate::form::FILE_BYTES
    }

    /// The kinds that are taken.
    pub fn kinds(self) -> &'static [Kind] {
        use Kind::{Doc, Docx, Html, Jpeg, M4a, Md, Mov, Mp3, Mp4, Pdf, Png, Rtf, Txt, Webp, Xlsx};
        match self {
            Purpose::Photo => &[Jpeg, Png, Webp],
            Purpose::Proof => &[Jpeg, Png, Webp, Pdf, Docx, Xlsx, Mp3, M4a, Mp4, Mov],
            Purpose::Plan => &[Docx, Doc, Rtf, Pdf, Xlsx, Html, Txt, Md],
            Purpose::Official => &[Pdf, Docx],
            Purpose::Signed => &[Pdf],
            Purpose::Sound => &[Mp3, M4a],
        }
    }

    /// The kinds in words.
    pub fn words(self) -> &'static str {
        match self {
            Purpose::Photo => "ảnh JPEG, PNG hoặc WebP",
            Purpose::Proof => {
                "ảnh JPEG, PNG, WebP, văn bản PDF, DOCX, bảng XLSX, âm thanh MP3, M4A hoặc phim MP4, MOV"
            }
            Purpose::Official => "văn bản PDF hoặc DOCX",
            Purpose::Signed => "văn bản PDF đã ký",
            Purpose::Sound => "âm thanh MP3 hoặc M4A",
            Purpose::Plan => "văn bản DOCX, DOC, RTF, PDF, bảng XLSX, trang HTML hoặc chữ thường TXT, MD",
        }
    }

    /// For the attribute `accept`. Without HEIC in it, iPhones send JPEG.
    pub fn accept(self) -> &'static str {
        match self {
            Purpose::Photo => "image/jpeg,image/png,image/webp",
            Purpose::Proof => {
                "image/jpeg,image/png,image/webp,application/pdf,.docx,.xlsx,audio/mpeg,audio/mp4,.m4a,video/mp4,video/quicktime"
            }
            Purpose::Official => ".pdf,.docx",
            Purpose::Signed => ".pdf",
            Purpose::Sound => "audio/mpeg,audio/mp4,.mp3,.m4a",
            Purpose::Plan => ".docx,.doc,.rtf,.pdf,.xlsx,.html,.htm,.txt,.md",
        }
    }
}

/// Files in a ZIP container, and bytes that they may unpack to.
const MOST_ENTRIES: usize = 5_000;
const MOST_UNPACKED: u128 = 200 * 1024 * 1024;

/// Why a file is not taken, as the end of a sentence that begins with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal(pub String);

/// What a file is for a purpose, by its content. The name only tells kinds of plain text apart.
///
/// # Errors
/// [`Refusal`]
pub fn recognise(name: &str, bytes: &[u8], purpose: Purpose) -> Result<Kind, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal("là tệp rỗng. Mời chọn lại.".to_owned()));
    }
    if bytes.len() > purpose.most_bytes() {
        let most = purpose.most_bytes() / 1024 / 1024;
        return Err(Refusal(format!("nặng quá {most} MB. Mời chọn tệp nhẹ hơn.")));
    }
    let kind = kind_of(name, bytes)?.filter(|kind| purpose.kinds().contains(kind));
    kind.ok_or_else(|| {
        Refusal(format!(
            "không phải loại tệp nhận được ở đây ({}).",
            purpose.words()
        ))
    })
}

fn kind_of(name: &str, bytes: &[u8]) -> Result<Option<Kind>, Refusal> {
    if bytes.starts_with(b"PK\x03\x04") {
        return office(bytes);
    }
    let told = infer::get(bytes).map_or("", |kind| kind.mime_type());
    Ok(match told {
        "image/jpeg" => Some(Kind::Jpeg),
        "image/png" => Some(Kind::Png),
        "image/webp" => Some(Kind::Webp),
        "image/heif" | "image/heic" | "image/avif" => {
            return Err(Refusal(
                "là ảnh kiểu HEIC, Loa chưa đọc được. Mời gửi ảnh JPEG (trên iPhone: Cài đặt, Camera, Định dạng, \
                 chọn Tương thích nhất), hoặc chụp lại màn hình ảnh đó."
                    .to_owned(),
            ));
        }
        "application/pdf" => Some(Kind::Pdf),
        "application/msword" => Some(Kind::Doc),
        "application/rtf" => Some(Kind::Rtf),
        "audio/mpeg" => Some(Kind::Mp3),
        "audio/m4a" | "audio/mp4" | "audio/x-m4a" => Some(Kind::M4a),
        "video/mp4" | "video/x-m4v" => Some(Kind::Mp4),
        "video/quicktime" => Some(Kind::Mov),
        "text/html" => Some(Kind::Html),
        _ if is_sound(bytes) => Some(Kind::Mp3),
        _ if is_text(bytes) => Some(text_kind(name, bytes)),
        _ => None,
    })
}

/// Word and Excel of today are ZIP containers; what is in them tells which.
fn office(bytes: &[u8]) -> Result<Option<Kind>, Refusal> {
    let Ok(archive) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        return Err(Refusal("bị hỏng, không mở được. Mời lưu lại rồi gửi.".to_owned()));
    };
    let unpacked = archive.decompressed_size().unwrap_or(u128::MAX);
    if archive.len() > MOST_ENTRIES || unpacked > MOST_UNPACKED {
        return Err(Refusal("mở ra quá lớn. Mời gửi tệp gọn hơn.".to_owned()));
    }
    let names: Vec<String> = archive
        .file_names()
        .filter_map(|name| name.ok().map(|name| name.to_string()))
        .collect();
    if names
        .iter()
        .any(|name| name.to_lowercase().ends_with("vbaproject.bin"))
    {
        return Err(Refusal(
            "có mã lệnh (macro). Mời lưu thành DOCX hoặc XLSX rồi gửi.".to_owned(),
        ));
    }
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    Ok(if !has("[Content_Types].xml") {
        None
    } else if has("word/document.xml") {
        Some(Kind::Docx)
    } else if has("xl/workbook.xml") {
        Some(Kind::Xlsx)
    } else {
        None
    })
}

/// The head of a frame of MPEG layer III, as sound without notes in front begins.
fn is_sound(bytes: &[u8]) -> bool {
    let Some([first, second, third]) = bytes.first_chunk::<3>() else {
        return false;
    };
    let is_layer = *first == 0xff && second & 0xe6 == 0xe2 && second & 0x18 != 0x08;
    is_layer && third & 0xf0 != 0xf0 && third & 0xf0 != 0 && third & 0x0c != 0x0c
}

/// Text in whatever encoding: none of the signs that only machines use.
fn is_text(bytes: &[u8]) -> bool {
    let is_wide = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    let is_plain = |byte: &u8| *byte >= 0x20 && *byte != 0x7f || matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c);
    is_wide || bytes.iter().all(is_plain)
}

fn text_kind(name: &str, bytes: &[u8]) -> Kind {
    let head = String::from_utf8_lossy(bytes.get(..512).unwrap_or(bytes)).to_lowercase();
    let head = head.trim_start_matches('\u{feff}').trim_start();
    let name = name.to_lowercase();
    if head.starts_with("<!doctype html")
        || head.starts_with("<html")
        || name.ends_with(".html")
        || name.ends_with(".htm")
    {
        Kind::Html
    } else if name.ends_with(".md") {
        Kind::Md
    } else {
        Kind::Txt
    }
}

/// A name with the ending of its kind.
pub fn name_for(name: &str, kind: Kind) -> String {
    let ending = kind.ending();
    let stem = match name.rsplit_once('.') {
        Some((stem, last)) if !stem.is_empty() && last.len() <= 5 => stem,
        _ => name,
    };
    let stem = if stem.trim().is_empty() { "tep" } else { stem };
    format!("{stem}.{ending}")
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may stop where it stands"
)]
pub(crate) mod tests;
