//! What stands in an official document, part by part.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::kind::Kind;

/// An official document. All text is plain and NFC; nothing in it is markup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// What it is.
    pub kind: Kind,
    /// Who issues it (components 2 of the layout, DOC-05).
    pub issuer: Issuer,
    /// Number of the register; `None` while it has none: "Số:       /BC-UBND".
    pub number: Option<u32>,
    /// Symbol behind the number: "BC-UBND", of a công văn "UBND-NV" (DOC-11).
    pub symbol: String,
    /// Địa danh: "Sông Mã" (DOC-15).
    pub place: String,
    /// Day of issue; `None`: "ngày     tháng     năm 2022" is left open with the year of `year`.
    pub date: Option<Date>,
    /// Year for an open date.
    pub year: i16,
    /// Trích yếu, without "V/v" (DOC-06).
    pub subject: String,
    /// Kính gửi (DOC-20): for Tờ trình, Báo cáo to a superior, and Công văn; empty where there are none.
    pub addressees: Vec<String>,
    /// Căn cứ, each without its final sign (DOC-08).
    pub bases: Vec<String>,
    /// Of a decision or resolution: who decides, in capitals on its own line ("CHỦ TỊCH ỦY BAN NHÂN DÂN HUYỆN"), before the bases.
    pub authority: Option<String>,
    /// The body. The writers put "./." behind its last paragraph (DOC-10).
    pub body: Vec<Block>,
    /// Who signs; minutes have two or more, side by side from left to right.
    pub signatures: Vec<Signature>,
    /// Nơi nhận (DOC-21), each without dash and final sign, without "Như trên" and "Lưu": the writers put them.
    pub recipients: Vec<String>,
    /// Who keeps a copy beside VT: "NV" gives "- Lưu: VT, NV."; copies: "- Lưu: VT, NV, 03b."
    pub archive: Archive,
    /// Annexes of the same file (DOC-19, DOC-22).
    pub annexes: Vec<Annex>,
    /// HOẢ TỐC … (DOC-23).
    pub urgency: Option<Urgency>,
    /// XEM XONG TRẢ LẠI …
    pub circulation: Option<Circulation>,
    /// Symbol of who typed it and copies: ("PL", 300) gives "PL.(300)".
    pub typist: Option<(String, u32)>,
    /// Address, e-mail, telephone of the issuer at the foot of page 1; empty where not wanted.
    pub contact: String,
    /// The issuer as running text names it: "Ủy ban nhân dân huyện Sông Mã"; empty: made of its name where that is safe
    /// ([`crate::wording::in_text`]), else left out.
    #[serde(default)]
    pub issuer_in_text: String,
    /// Information on a signature at the top right of page 1, of an attachment in a file of its own or of an electronic copy:
    /// [`crate::wording::attachment_mark`], [`crate::wording::copy_mark`] (DOC-19, DOC-24).
    #[serde(default)]
    pub corner: Option<String>,
    /// What makes a copy on paper of it (DOC-24), below the text.
    #[serde(default)]
    pub copied: Option<Copied>,
}

/// The block of a copy on paper, under the text that was copied (DOC-24).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copied {
    /// SAO Y …
    pub form: CopyForm,
    /// Who makes the copy.
    pub issuer: Issuer,
    /// Number among all copies of the year; `None` while it has none.
    pub number: Option<u32>,
    /// Abbreviation of who makes it: "UBND" gives "05/SY-UBND".
    pub abbreviation: String,
    /// Địa danh.
    pub place: String,
    /// Day of the copy; `None` leaves it open.
    pub date: Option<Date>,
    /// Year for an open date.
    pub year: i16,
    /// Who signs.
    pub signature: Signature,
    /// As those of a document.
    pub recipients: Vec<String>,
    /// As that of a document.
    pub archive: Archive,
}

/// How something was copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the words stand beside each")]
pub enum CopyForm {
    /// SAO Y, SY
    Whole,
    /// TRÍCH SAO, TrS
    Extract,
    /// SAO LỤC, SL
    OfCopy,
}

/// Who issues a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issuer {
    /// Cơ quan chủ quản trực tiếp, not bold; `None` for a UBND (DOC-05).
    pub superior: Option<String>,
    /// Lines of the name, bold: ["ỦY BAN NHÂN DÂN", "HUYỆN SÔNG MÃ"].
    pub name: Vec<String>,
}

/// A block of the body or of an annex. Numbers are made by the writers from the order of blocks (DOC-09).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Block {
    /// "I. TITLE", bold capitals; starts the count of [`Block::Section`] anew. The text is given in capitals or not: it is shown in capitals.
    Part(String),
    /// "1. Title", bold; starts the count of [`Block::Point`] anew.
    Section(String),
    /// "a) text", by the Vietnamese alphabet.
    Point(String),
    /// "Điều 1. Title" of decisions: bold number and title, then the text behind it; counted through the whole body, and anew
    /// in an annex (a regulation that a decision issues has its own article 1). Starts the count of [`Block::Section`] anew.
    Article {
        /// Bold, behind the number; may be empty.
        title: String,
        /// Upright, in the same paragraph.
        text: String,
    },
    /// Running text.
    Paragraph(Vec<Run>),
    /// "- text"
    Item(String),
    /// A line in the middle, bold: "QUYẾT ĐỊNH:"
    Centred(String),
    /// A table.
    Table(Table),
}

/// A stretch of running text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// The characters.
    pub text: String,
    /// Bold.
    pub bold: bool,
    /// Italic.
    pub italic: bool,
}

/// A table with ruled lines; its head is repeated on each page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Widths of columns as shares of the text width: [1, 6, 2].
    pub columns: Vec<u32>,
    /// How each column stands.
    pub align: Vec<Align>,
    /// Head rows, bold and centred.
    pub head: Vec<Vec<Cell>>,
    /// Rows.
    pub rows: Vec<Vec<Cell>>,
}

/// How text stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "they say it themselves")]
pub enum Align {
    Left,
    Centre,
    Right,
}

/// A cell. Cells that are covered by another are left out of their row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// Its text; a line break is `\n`.
    pub text: String,
    /// Bold.
    pub bold: bool,
    /// Columns covered, 1 for a plain cell.
    pub columns: u32,
    /// Rows covered, 1 for a plain cell.
    pub rows: u32,
}

/// A sign-off (DOC-17).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// On whose behalf: "TM. ỦY BAN NHÂN DÂN"; `None` for a head who signs for their own body.
    pub authority: Option<String>,
    /// "CHỦ TỊCH", or "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH": lines in capitals.
    pub position: String,
    /// Name, without titles.
    pub name: String,
}

/// Who keeps copies beside the records office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archive {
    /// Symbol of the drafting unit, or empty.
    pub unit: String,
    /// Copies kept, or `None`.
    pub copies: Option<u32>,
}

impl Archive {
    /// Who keeps the copies, as "Lưu:" and the register name them: "VT, NV".
    pub fn keepers(&self) -> String {
        match self.unit.trim_end_matches('.') {
            "" => "VT".to_owned(),
            unit => format!("VT, {unit}"),
        }
    }
}

/// An annex: pages of their own, numbered from 1 (DOC-03).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Annex {
    /// Title, shown in capitals; the writers put "Phụ lục" with a Roman number where there are two or more, and "(Kèm theo …)".
    pub title: String,
    /// Its pages lie on their side.
    pub is_landscape: bool,
    /// What stands in it.
    pub body: Vec<Block>,
}

/// How urgent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the words stand beside each")]
pub enum Urgency {
    /// HOẢ TỐC
    Express,
    /// THƯỢNG KHẨN
    VeryUrgent,
    /// KHẨN
    Urgent,
}

/// Who may see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the words stand beside each")]
pub enum Circulation {
    /// XEM XONG TRẢ LẠI
    ReturnAfterReading,
    /// LƯU HÀNH NỘI BỘ
    Internal,
}

impl Run {
    /// Upright text.
    pub fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            bold: false,
            italic: false,
        }
    }
}

impl Block {
    /// A paragraph of upright text.
    pub fn text(text: impl Into<String>) -> Self {
        Block::Paragraph(vec![Run::plain(text)])
    }
}

impl Cell {
    /// A plain cell.
    pub fn of(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            bold: false,
            columns: 1,
            rows: 1,
        }
    }
}

impl Document {
    /// A document with these parts and nothing else in it.
    pub fn new(kind: Kind, issuer: Issuer, symbol: impl Into<String>, subject: impl Into<String>) -> Self {
        Self {
            kind,
            issuer,
            number: None,
            symbol: symbol.into(),
            place: String::new(),
            date: None,
            year: 0,
            subject: subject.into(),
            addressees: Vec::new(),
            bases: Vec::new(),
            authority: None,
            body: Vec::new(),
            signatures: Vec::new(),
            recipients: Vec::new(),
            archive: Archive {
                unit: String::new(),
                copies: None,
            },
            annexes: Vec::new(),
            urgency: None,
            circulation: None,
            typist: None,
            contact: String::new(),
            issuer_in_text: String::new(),
            corner: None,
            copied: None,
        }
    }
}
