//! Registers of documents: what goes out under a number of one's own, what comes in, how each stands.
//!
//! A number is given once and for all (DOC-13): a document that is cancelled or recalled keeps its number and its row. Signing
//! happens outside: what was given out and what came back signed are both kept.

use jiff::Timestamp;
use jiff::civil::Date;
use loa_db::id::Id;
use loa_official::document::Document;
use loa_official::kind::Kind;

pub mod actions;
pub mod compare;
pub mod diff;
pub mod reading;
pub mod sheet;
pub mod store;
pub mod web;

/// Characters of each field, by the metadata of Annex VI of Decree 30/2020 (DOC-28).
pub mod most {
    /// Symbol behind the number, or number and symbol of an author.
    pub const SYMBOL: usize = 30;
    /// Trích yếu.
    pub const SUBJECT: usize = 500;
    /// Author.
    pub const AUTHOR: usize = 200;
    /// Name of who signs.
    pub const SIGNER: usize = 50;
    /// Position of who signs.
    pub const POSITION: usize = 100;
    /// To whom it goes.
    pub const RECIPIENTS: usize = 1000;
    /// Remarks, reasons, who keeps the copy.
    pub const NOTE: usize = 500;
    /// Copies.
    pub const COPIES: i64 = 999;
}

/// Where a document goes, seen from the unit whose register it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Văn bản đi.
    Out,
    /// Văn bản đến.
    In,
}

impl Way {
    /// In the database.
    pub fn key(self) -> &'static str {
        match self {
            Way::Out => "out",
            Way::In => "in",
        }
    }

    /// The way with this key.
    pub fn with_key(key: &str) -> Option<Self> {
        [Way::Out, Way::In].into_iter().find(|way| way.key() == key)
    }
}

/// How a document stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// It has its number.
    Reserved,
    /// It was signed, outside.
    Signed,
    /// It went out and is in force.
    Issued,
    /// It was called back after it had gone out (DOC-25).
    Recalled,
    /// It never went out; its number is not given again.
    Cancelled,
    /// It came in.
    Received,
}

/// What can be done with a document that has a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// Note that it was signed.
    Sign,
    /// Let it go out.
    Issue,
    /// Call it back.
    Recall,
    /// Give it up before it went out.
    Cancel,
}

impl Step {
    /// All of them.
    pub const ALL: [Step; 4] = [Step::Sign, Step::Issue, Step::Recall, Step::Cancel];
}

impl State {
    /// All of them.
    pub const ALL: [State; 6] = [
        State::Reserved,
        State::Signed,
        State::Issued,
        State::Recalled,
        State::Cancelled,
        State::Received,
    ];

    /// In the database.
    pub fn key(self) -> &'static str {
        match self {
            State::Reserved => "reserved",
            State::Signed => "signed",
            State::Issued => "issued",
            State::Recalled => "recalled",
            State::Cancelled => "cancelled",
            State::Received => "received",
        }
    }

    /// The state with this key.
    pub fn with_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }

    /// For people.
    pub fn word(self) -> &'static str {
        match self {
            State::Reserved => "Đã lấy số",
            State::Signed => "Đã ký",
            State::Issued => "Đã ban hành",
            State::Recalled => "Đã thu hồi",
            State::Cancelled => "Đã hủy số",
            State::Received => "Đã vào sổ",
        }
    }

    /// It went out, or came in: whom it went to sees it.
    pub fn is_out(self) -> bool {
        matches!(self, State::Issued | State::Recalled | State::Received)
    }

    /// How it stands after a step; `None`: it cannot be taken (DOC-13, DOC-25).
    pub fn after(self, step: Step) -> Option<State> {
        match (self, step) {
            (State::Reserved, Step::Sign) => Some(State::Signed),
            (State::Signed, Step::Issue) => Some(State::Issued),
            (State::Issued, Step::Recall) => Some(State::Recalled),
            (State::Reserved | State::Signed, Step::Cancel) => Some(State::Cancelled),
            _ => None,
        }
    }
}

/// How the signed file was found beside what was given out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checked {
    /// It was not: no file, or nothing to hold it against.
    Not,
    /// The same text.
    Same,
    /// It differs, and a person answers for that.
    Confirmed,
    /// A scan without text: a person answers for it.
    Unread,
}

impl Checked {
    const ALL: [(Checked, &'static str, &'static str); 4] = [
        (Checked::Not, "", "không có bản để so"),
        (
            Checked::Same,
            "same",
            "Loa đã so: cùng nội dung với bản đã đưa ra",
        ),
        (
            Checked::Confirmed,
            "confirmed",
            "có chỗ khác bản đã đưa ra, người giữ sổ đã xác nhận",
        ),
        (
            Checked::Unread,
            "unread",
            "bản quét không có lớp chữ, người giữ sổ đã tự so và xác nhận",
        ),
    ];

    /// In the database.
    pub fn key(self) -> &'static str {
        let row = Self::ALL.iter().find(|row| row.0 == self);
        row.map_or("", |row| row.1)
    }

    /// What was found under this key.
    pub fn with_key(key: &str) -> Option<Self> {
        let row = Self::ALL.iter().find(|row| row.1 == key);
        row.map(|row| row.0)
    }

    /// For people.
    pub fn words(self) -> &'static str {
        let row = Self::ALL.iter().find(|row| row.0 == self);
        row.map_or("", |row| row.2)
    }
}

/// In the database and in books: its code, and for the two kinds that have none "CV" and "ThC".
pub fn key_of(kind: Kind) -> &'static str {
    kind.code().unwrap_or(match kind {
        Kind::OpenLetter => "ThC",
        _ => "CV",
    })
}

/// The kind with this key.
pub fn kind_with_key(key: &str) -> Option<Kind> {
    let mut kinds = Kind::ALL.iter().map(|row| row.0);
    kinds.find(|kind| key_of(*kind) == key)
}

/// The sequence from which a document takes its number (DOC-12).
pub fn book_of(kind: Kind, by_kind: bool) -> &'static str {
    if by_kind { key_of(kind) } else { "chung" }
}

/// The book of what comes in.
pub const INCOMING: &str = "den";

/// "05", "18": below ten with a nought in front (DOC-11).
pub fn padded(number: i64) -> String {
    format!("{number:02}")
}

/// The symbol behind the number: "BC-UBND"; of a công văn "UBND-NV", where the drafting unit is known (DOC-11).
pub fn symbol(kind: Kind, abbreviation: &str, drafter: &str) -> String {
    match kind.code() {
        Some(code) => format!("{code}-{abbreviation}"),
        None if drafter.is_empty() => abbreviation.to_owned(),
        None => format!("{abbreviation}-{drafter}"),
    }
}

/// What a symbol is made of: letters, digits, hyphens, ampersands and slashes, without spaces (DOC-11, DOC-16).
pub fn is_symbol(text: &str) -> bool {
    let is_sign = |sign: char| sign.is_alphanumeric() || "-&/.".contains(sign);
    !text.is_empty() && text.chars().count() <= most::SYMBOL && text.chars().all(is_sign)
}

/// A document in a register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Official {
    /// Identity.
    pub id: Id,
    /// In whose register it stands: who issues it, or where it came in.
    pub unit: Id,
    /// Out or in.
    pub way: Way,
    /// What it is.
    pub kind: Kind,
    /// The year of the register.
    pub year: i64,
    /// The sequence.
    pub book: String,
    /// Number of the register.
    pub number: i64,
    /// Symbol behind the number; of what came in number and symbol of its author.
    pub symbol: String,
    /// Trích yếu.
    pub subject: String,
    /// How it stands.
    pub state: State,
    /// Of what came in: who issued it.
    pub author: String,
    /// Who signs.
    pub signer: String,
    /// As what.
    pub position: String,
    /// Nơi nhận, in words.
    pub recipients: String,
    /// Unit or person that keeps the copy.
    pub kept_by: String,
    /// Copies.
    pub copies: Option<i64>,
    /// Ngày chuyển.
    pub moved_on: Option<Date>,
    /// Ký nhận.
    pub taken_by: String,
    /// Ghi chú.
    pub note: String,
    /// Day of the document.
    pub dated_on: Option<Date>,
    /// Ngày đến.
    pub arrived_on: Option<Date>,
    /// By when it is to be dealt with.
    pub due_on: Option<Date>,
    /// First day on which it holds; `None`: the day of issue.
    pub valid_from: Option<Date>,
    /// Last day on which it holds; `None`: until it is replaced or recalled.
    pub valid_to: Option<Date>,
    /// The document that it takes the place of.
    pub replaces: Option<Id>,
    /// A file that was given out, of a document written elsewhere.
    pub given_file: Option<Id>,
    /// The file that came back signed.
    pub signed_file: Option<Id>,
    /// How the two were found.
    pub checked: Checked,
    /// Why a person answers for a difference.
    pub check_note: String,
    /// Why it was recalled or cancelled.
    pub reason: String,
    /// Who took the number.
    pub made_by: Id,
    /// When.
    pub made_at: Timestamp,
    /// When it went out.
    pub issued_at: Option<Timestamp>,
    /// When it was recalled or cancelled.
    pub ended_at: Option<Timestamp>,
}

impl Official {
    /// "07/BC-UBND", or as its author numbered it.
    pub fn code(&self) -> String {
        match self.way {
            Way::Out => format!("{}/{}", padded(self.number), self.symbol),
            Way::In => self.symbol.clone(),
        }
    }

    /// "Báo cáo Kết quả tuyên truyền …"; of a công văn "V/v …" (DOC-06).
    pub fn title(&self) -> String {
        match self.kind {
            Kind::Letter => format!("Công văn V/v {}", self.subject),
            kind => format!("{} {}", kind.name(), self.subject),
        }
    }

    /// Does it hold on a day? `is_replaced`: another one that went out took its place.
    pub fn is_in_force(&self, day: Date, is_replaced: bool) -> bool {
        let begins = self.valid_from.or(self.dated_on);
        let begun = begins.is_none_or(|begins| begins <= day);
        let ended = self.valid_to.is_some_and(|ends| ends < day);
        matches!(self.state, State::Issued | State::Received) && begun && !ended && !is_replaced
    }

    /// How it stands on a day, in words: force is said where it matters.
    pub fn standing(&self, today: Date, is_replaced: bool) -> &'static str {
        match self.state {
            State::Issued if is_replaced => "Đã được thay thế",
            State::Issued if self.is_in_force(today, is_replaced) => "Còn hiệu lực",
            State::Issued if self.valid_to.is_some_and(|day| day < today) => "Hết hiệu lực",
            State::Issued => "Chưa có hiệu lực",
            state => state.word(),
        }
    }
}

/// A document that wants a number.
#[derive(Debug, Clone)]
pub struct NewOfficial {
    /// Who issues it.
    pub unit: Id,
    /// What it is.
    pub kind: Kind,
    /// Symbol behind the number.
    pub symbol: String,
    /// Trích yếu.
    pub subject: String,
    /// Who signs, when it is known.
    pub signer: String,
    /// As what.
    pub position: String,
    /// Nơi nhận, in words.
    pub recipients: String,
    /// Units of the locality that it goes to: they find it in their library once it has gone out.
    pub to: Vec<Id>,
    /// Unit or person that keeps the copy.
    pub kept_by: String,
    /// Copies.
    pub copies: Option<i64>,
    /// Ghi chú.
    pub note: String,
    /// First day on which it holds.
    pub valid_from: Option<Date>,
    /// Last day on which it holds.
    pub valid_to: Option<Date>,
    /// What it takes the place of.
    pub replaces: Option<Id>,
    /// Its parts, when it was written here: they get the number, and its text is theirs.
    pub content: Option<Box<Document>>,
    /// Its text, when it was written elsewhere.
    pub text: String,
    /// The file, when it was written elsewhere.
    pub file: Option<Id>,
    /// The same person who asks again under the same key gets the same document; empty: asked once.
    pub key: String,
}

impl NewOfficial {
    /// A document with these parts and nothing else.
    pub fn new(unit: Id, kind: Kind, symbol: impl Into<String>, subject: impl Into<String>) -> Self {
        Self {
            unit,
            kind,
            symbol: symbol.into(),
            subject: subject.into(),
            signer: String::new(),
            position: String::new(),
            recipients: String::new(),
            to: Vec::new(),
            kept_by: String::new(),
            copies: None,
            note: String::new(),
            valid_from: None,
            valid_to: None,
            replaces: None,
            content: None,
            text: String::new(),
            file: None,
            key: String::new(),
        }
    }
}

/// What a unit that a document goes to has to do with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Chủ trì.
    Lead,
    /// Phối hợp.
    Support,
    /// Nhận.
    Know,
}

impl Part {
    const ALL: [Part; 3] = [Part::Lead, Part::Support, Part::Know];

    /// In the database.
    pub fn key(self) -> &'static str {
        match self {
            Part::Lead => "lead",
            Part::Support => "support",
            Part::Know => "know",
        }
    }

    /// The part with this key.
    pub fn with_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.key() == key)
    }

    /// For people.
    pub fn word(self) -> &'static str {
        match self {
            Part::Lead => "Chủ trì",
            Part::Support => "Phối hợp",
            Part::Know => "Nhận",
        }
    }
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may stop where it stands"
)]
pub(crate) mod tests;
