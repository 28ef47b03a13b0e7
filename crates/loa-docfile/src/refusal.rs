//! Why a file cannot be read, as sentences for people: Vietnamese, English.

use crate::read::ReadError;

/// A refusal in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// Stable code: "R101".
    pub code: &'static str,
    /// What is the matter, in one line.
    pub name: (&'static str, &'static str),
    /// What to do.
    pub advice: (&'static str, &'static str),
}

/// Neither name nor bytes say what it is.
pub const UNKNOWN_FORMAT: Refusal = Refusal {
    code: "R101",
    name: ("Không nhận ra loại tệp", "Unknown kind of file"),
    advice: (
        "Lưu văn bản thành .docx, .xlsx, .pdf có lớp chữ, .txt hoặc .md rồi đọc lại.",
        "Save the document as .docx, .xlsx, .pdf with text, .txt or .md and read it again.",
    ),
};
/// Cut short, or changed.
pub const DAMAGED: Refusal = Refusal {
    code: "R102",
    name: ("Tệp bị hỏng", "Damaged file"),
    advice: (
        "Tải hoặc chép lại tệp gốc; nếu tệp gốc vẫn mở được thì lưu thành tệp mới rồi đọc tệp đó.",
        "Download or copy the original again; if it still opens, save it as a new file and read that.",
    ),
};
/// Over a limit.
pub const TOO_LARGE: Refusal = Refusal {
    code: "R103",
    name: ("Tệp vượt giới hạn", "The file is over a limit"),
    advice: (
        "Tách văn bản thành nhiều tệp, hoặc bỏ ảnh và phần không cần rồi lưu lại.",
        "Part the document into several files, or remove pictures and what is not needed and save it again.",
    ),
};
/// Password or rights management.
pub const ENCRYPTED: Refusal = Refusal {
    code: "R104",
    name: ("Tệp đặt mật khẩu", "Encrypted file"),
    advice: (
        "Mở tệp bằng mật khẩu, bỏ mật khẩu rồi lưu lại.",
        "Open the file with its password, remove the password and save it again.",
    ),
};
/// A PDF of pictures.
pub const NO_TEXT_LAYER: Refusal = Refusal {
    code: "R105",
    name: ("PDF quét, không có lớp chữ", "Scanned PDF without text"),
    advice: (
        "Xin bản .docx, hoặc chạy nhận dạng chữ (OCR) tiếng Việt rồi soát lại trước khi dùng.",
        "Ask for the .docx, or run character recognition for Vietnamese and check the result before use.",
    ),
};
/// A PDF whose letters lie.
pub const BROKEN_FONT_MAP: Refusal = Refusal {
    code: "R106",
    name: (
        "PDF có phông chữ hỏng bảng mã",
        "PDF whose letters cannot be trusted",
    ),
    advice: (
        "Xin bản .docx; chữ chép từ PDF này không đúng như mắt nhìn thấy nên không được dùng.",
        "Ask for the .docx; text copied from this PDF differs from what is seen and must not be used.",
    ),
};
/// An old Word file.
pub const NEEDS_CONVERSION: Refusal = Refusal {
    code: "R107",
    name: ("Tệp Word đời cũ (.doc, .rtf)", "Old Word file (.doc, .rtf)"),
    advice: (
        "Cài LibreOffice để Loa tự chuyển, hoặc mở tệp và lưu thành .docx.",
        "Install LibreOffice so that Loa can convert it, or open the file and save it as .docx.",
    ),
};

impl ReadError {
    /// What is the matter and what to do.
    pub fn refusal(&self) -> Refusal {
        match self {
            ReadError::UnknownFormat => UNKNOWN_FORMAT,
            ReadError::Damaged(_) => DAMAGED,
            ReadError::TooLarge(_) => TOO_LARGE,
            ReadError::Encrypted => ENCRYPTED,
            ReadError::NoTextLayer => NO_TEXT_LAYER,
            ReadError::BrokenFontMap => BROKEN_FONT_MAP,
            ReadError::NeedsConversion => NEEDS_CONVERSION,
        }
    }

    /// The detail that only this file has; empty where there is none.
    pub fn detail(&self) -> (&str, &str) {
        match self {
            ReadError::Damaged(detail) => (detail, detail),
            ReadError::TooLarge(what) => (limit_in_vietnamese(what), what),
            _ => ("", ""),
        }
    }
}

fn limit_in_vietnamese(what: &str) -> &str {
    match what {
        "cells" | "table cells" => "quá nhiều ô",
        "file size" => "dung lượng tệp",
        "unpacked size" => "dung lượng sau khi giải nén",
        "pages" => "quá nhiều trang",
        "text" => "quá nhiều chữ",
        "nested elements" => "lồng nhau quá sâu",
        "letters on a page" | "page content" | "drawing operations" => "một trang có quá nhiều nội dung",
        other => other,
    }
}
