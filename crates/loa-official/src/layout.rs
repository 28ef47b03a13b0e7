//! How each part of an official document looks: one table for the DOCX file and the PDF pages (Decree 30/2020/NĐ-CP, Annex I;
//! DOC-01 to DOC-24).

use serde::Serialize;

/// Twentieths of a point, which is what DOCX counts in: 1 mm is 56.7 of them.
pub type Twips = i32;

/// Twips of a length in millimetres, never less than it, since the decree's figures are lower bounds.
pub const fn mm(millimetres: Twips) -> Twips {
    (millimetres * 14_400 + 253) / 254
}

/// Twips of a length in points.
pub const fn pt(points: Twips) -> Twips {
    points * 20
}

/// Short side of an A4 page (DOC-01).
pub const PAGE_SHORT: Twips = 11_906;
/// Long side of it.
pub const PAGE_LONG: Twips = 16_838;
/// Margins, the least that are allowed (DOC-01).
pub const MARGINS: Margins = Margins {
    top: mm(20),
    bottom: mm(20),
    left: mm(30),
    right: mm(15),
};
/// From the edge of the paper to the page number, which stands in the top margin (DOC-03), and from the lower edge to the contact line.
pub const EDGE: Twips = mm(10);
/// Width of the left column of the head: issuer and number; the rest is the right one's.
pub const HEAD_LEFT: Twips = mm(62);
/// Width of the left column of the end: who gets it; the rest is the signature's.
pub const END_LEFT: Twips = mm(70);
/// Where a signature and a seal go (DOC-18).
pub const SIGNATURE_ROOM: Twips = pt(72);
/// First line of a paragraph (DOC-07: 1 cm or 1.27 cm).
pub const FIRST_LINE: Twips = 720;
/// Between the ruled line of a table and its text.
pub const CELL_INSET: Twips = pt(4);
/// Height of a line in Times New Roman when it is single, in 2048ths of its size.
pub const SINGLE: i64 = 2355;
/// What of it lies below the letters' foot line.
pub const BELOW: i64 = 443;
/// The family that the decree names (DOC-02).
pub const FONT: &str = "Times New Roman";
/// What the rule under the issuer and the trích yếu is of the text above it, in hundredths: between a third and a half (DOC-05, DOC-06).
pub const RULE_SHARE: Twips = 40;

/// From the text above a rule to the rule.
pub const RULE_HEIGHT: Twips = pt(3);

/// Margins of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "they say it themselves")]
pub struct Margins {
    pub top: Twips,
    pub bottom: Twips,
    pub left: Twips,
    pub right: Twips,
}

/// Which part of a document a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[allow(missing_docs, reason = "the table says each in its own words")]
pub enum Style {
    National,
    Motto,
    Superior,
    Issuer,
    Number,
    PlaceDate,
    Kind,
    Subject,
    LetterSubject,
    Urgency,
    Circulation,
    Addressee,
    AddresseeItem,
    Authority,
    Base,
    Part,
    Section,
    Body,
    Centred,
    End,
    TableHead,
    Cell,
    SignatureAuthority,
    SignatureName,
    RecipientsHead,
    Recipient,
    AnnexName,
    AnnexTitle,
    AttachedTo,
    Typist,
    Contact,
    Corner,
    PageNumber,
    CopyForm,
}

/// How the text of a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "they say it themselves")]
pub enum Stand {
    Left,
    Centre,
    Right,
    Justified,
}

/// How a line looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Look {
    /// What people see in the list of styles.
    pub name: &'static str,
    /// Size in half points.
    pub half_points: u32,
    /// Bold.
    pub bold: bool,
    /// Italic.
    pub italic: bool,
    /// Shown in capitals.
    pub capitals: bool,
    /// Red instead of black (DOC-23).
    pub red: bool,
    /// How it stands.
    pub stand: Stand,
    /// Indent of its first line.
    pub first_line: Twips,
    /// Space above.
    pub before: Twips,
    /// Space below.
    pub after: Twips,
    /// Height of a line in hundredths of a single one (DOC-07: single to 1.5).
    pub line: u32,
    /// On the same page as what follows.
    pub keep: bool,
}

use Stand::{Centre, Justified, Left, Right};

/// A row of the table: name, size in points, looks, stand.
const fn look(name: &'static str, points: u32, marks: &str, stand: Stand) -> Look {
    let (mut bold, mut italic, mut capitals, mut red, mut keep) = (false, false, false, false, false);
    let mut left = marks.as_bytes();
    while let [mark, rest @ ..] = left {
        match mark {
            b'b' => bold = true,
            b'i' => italic = true,
            b'C' => capitals = true,
            b'r' => red = true,
            b'k' => keep = true,
            _ => {}
        }
        left = rest;
    }
    Look {
        name,
        half_points: points * 2,
        bold,
        italic,
        capitals,
        red,
        stand,
        first_line: 0,
        before: 0,
        after: 0,
        line: 100,
        keep,
    }
}

impl Look {
    /// With space above and below, in points.
    const fn spaced(mut self, before: Twips, after: Twips) -> Self {
        self.before = pt(before);
        self.after = pt(after);
        self
    }

    /// As running text stands (DOC-07).
    const fn running(mut self) -> Self {
        self.first_line = FIRST_LINE;
        self.after = pt(6);
        self.line = 115;
        self
    }
}

impl Style {
    /// All of them with their looks, in the order of the decree's table. Marks: b bold, i italic, C capitals, r red, k kept with
    /// what follows.
    pub const ALL: [(Style, Look); 34] = [
        (Style::National, look("Quốc hiệu", 12, "bC", Centre)),
        (Style::Motto, look("Tiêu ngữ", 13, "b", Centre)),
        (Style::Superior, look("Cơ quan chủ quản", 12, "C", Centre)),
        (Style::Issuer, look("Cơ quan ban hành", 12, "bC", Centre)),
        (Style::Number, look("Số, ký hiệu", 13, "", Centre).spaced(6, 0)),
        (
            Style::PlaceDate,
            look("Địa danh, ngày tháng", 13, "i", Centre).spaced(6, 0),
        ),
        (Style::Kind, look("Tên loại", 14, "bCk", Centre).spaced(14, 0)),
        (Style::Subject, look("Trích yếu", 14, "bk", Centre)),
        (
            Style::LetterSubject,
            look("Trích yếu công văn", 12, "", Centre).spaced(6, 0),
        ),
        (Style::Urgency, look("Mức độ khẩn", 13, "bCr", Centre)),
        (Style::Circulation, look("Phạm vi lưu hành", 13, "bC", Centre)),
        (Style::Addressee, look("Kính gửi", 14, "", Centre).spaced(12, 6)),
        (Style::AddresseeItem, look("Nơi kính gửi", 14, "", Left)),
        (
            Style::Authority,
            look("Thẩm quyền ban hành", 14, "bCk", Centre).spaced(6, 12),
        ),
        (Style::Base, look("Căn cứ ban hành", 14, "i", Justified).running()),
        (Style::Part, look("Phần", 14, "bCk", Justified).running()),
        (Style::Section, look("Mục", 14, "bk", Justified).running()),
        (Style::Body, look("Thân bài", 14, "", Justified).running()),
        (Style::Centred, look("Dòng giữa", 14, "bk", Centre).spaced(6, 12)),
        (Style::End, look("Dấu kết thúc", 14, "", Right).spaced(6, 6)),
        (Style::TableHead, look("Đầu bảng", 13, "b", Centre).spaced(2, 2)),
        (Style::Cell, look("Ô bảng", 13, "", Left).spaced(2, 2)),
        (
            Style::SignatureAuthority,
            look("Quyền hạn, chức vụ", 14, "bCk", Centre),
        ),
        (Style::SignatureName, look("Họ và tên người ký", 14, "b", Centre)),
        (Style::RecipientsHead, look("Nơi nhận", 12, "bi", Left)),
        (Style::Recipient, look("Danh sách nơi nhận", 11, "", Left)),
        (Style::AnnexName, look("Phụ lục", 14, "bk", Centre)),
        (Style::AnnexTitle, look("Tên phụ lục", 14, "bCk", Centre)),
        (
            Style::AttachedTo,
            look("Kèm theo văn bản", 14, "ik", Centre).spaced(0, 12),
        ),
        (Style::Typist, look("Người soạn thảo", 11, "", Left).spaced(6, 0)),
        (Style::Contact, look("Địa chỉ liên hệ", 11, "", Centre)),
        (Style::Corner, look("Thông tin ký số", 10, "", Right)),
        (Style::PageNumber, look("Số trang", 14, "", Centre)),
        (Style::CopyForm, look("Hình thức sao", 14, "bC", Centre)),
    ];

    /// How it looks.
    pub fn look(self) -> Look {
        let row = Self::ALL.iter().find(|row| row.0 == self);
        row.map_or_else(|| look("Thân bài", 14, "", Justified), |row| row.1.clone())
    }
}

/// Width and height of the box of an urgency (DOC-23).
pub const fn urgency_box(urgency: crate::document::Urgency) -> (Twips, Twips) {
    let width = match urgency {
        crate::document::Urgency::Express => 30,
        crate::document::Urgency::VeryUrgent => 40,
        crate::document::Urgency::Urgent => 20,
    };
    (mm(width), mm(8))
}
