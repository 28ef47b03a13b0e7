//! The public face: one site per unit, at an address of its own, read by whoever likes, with nobody signed in.
//!
//! Pages are made once and kept; what changes in the database makes them anew, on every node. Nothing here knows who asks.

use loa_db::id::Id;

use crate::newsroom::slug;

pub mod actions;
pub mod count;
pub mod export;
pub mod frame;
pub mod links;
pub mod shelf;
pub mod store;
pub mod web;

/// Characters of a name, of who answers, of an address.
pub const LINE_CHARACTERS: usize = 200;
/// Characters of what a site says of its unit.
pub const ABOUT_CHARACTERS: usize = 5000;
/// Days for which something stays in feeds and on first pages is not limited: a site shows the latest.
pub const LATEST: i64 = 20;

/// Why a page did not help, of words that are ready: what people write could tell who they are.
pub const REASONS: [(&str, &str); 4] = [
    ("kho-hieu", "Chữ khó hiểu"),
    ("thieu", "Thiếu điều cần tìm"),
    ("cu", "Thông tin đã cũ"),
    ("kho-doc", "Khó mở, khó đọc trên máy"),
];

/// The public site of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Whose it is.
    pub unit: Id,
    /// The locality.
    pub locality: Id,
    /// The part of its address: `/cong/slug`.
    pub slug: String,
    /// The host name under which it is found as well.
    pub host: Option<String>,
    /// "UBND xã Đứa Mòn"
    pub name: String,
    /// What it says of the unit, as paragraphs.
    pub about: String,
    /// Who answers: an office or a person who agreed (COM-06).
    pub officer: String,
    /// Telephone of the office.
    pub phone: String,
    /// Address for electronic mail.
    pub email: String,
    /// Where to come.
    pub address: String,
    /// When it is open.
    pub hours: String,
    /// The emblem that the unit uploaded.
    pub emblem: Option<Id>,
    /// The public can read it.
    pub is_open: bool,
}

impl Site {
    /// A site of a unit before somebody sets it up.
    pub fn of(unit: Id, locality: Id, name: &str) -> Self {
        Self {
            unit,
            locality,
            slug: address(name),
            host: None,
            name: name.to_owned(),
            about: String::new(),
            officer: String::new(),
            phone: String::new(),
            email: String::new(),
            address: String::new(),
            hours: String::new(),
            emblem: None,
            is_open: true,
        }
    }
}

/// The address that a name proposes: "dua-mon" of "UBND xã Đứa Mòn".
fn address(name: &str) -> String {
    let plain = slug(name);
    let place = [
        "ubnd-xa-",
        "ubnd-phuong-",
        "ubnd-thi-tran-",
        "ubnd-huyen-",
        "ubnd-tinh-",
    ]
    .iter()
    .find_map(|before| plain.strip_prefix(before));
    place.unwrap_or(&plain).to_owned()
}

/// May this stand in an address: plain letters, digits and single hyphens?
pub fn is_address(text: &str) -> bool {
    (2..=60).contains(&text.len()) && slug(text) == text
}

/// Can this be the last part of an address of ours? Anything else is looked up nowhere.
pub fn is_part(text: &str) -> bool {
    let is_sign = |sign: u8| sign.is_ascii_alphanumeric() || sign == b'-';
    (1..=200).contains(&text.len()) && text.bytes().all(is_sign)
}

/// May this be the name of a host of one's own?
pub fn is_host(text: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty()
            && part.len() <= 63
            && !part.starts_with('-')
            && !part.ends_with('-')
            && part
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    text.len() <= 200 && text.contains('.') && text.split('.').all(is_part)
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "a test may stop where it stands"
)]
mod tests;
