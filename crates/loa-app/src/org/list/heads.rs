//! The columns of the list of a locality: each has an English name, as in files of other programs, and a Vietnamese one,
//! as in the list that an administrator takes out of Loa.

use loa_vietnamese::fold::fold;

/// English and Vietnamese name of each column, in the order of written lists.
pub const OWN: [(&str, &str); 10] = [
    ("id", "mã"),
    ("name", "tên"),
    ("parent_id", "trực thuộc"),
    ("kind", "loại"),
    ("level", "cấp"),
    ("unit_code", "mã hành chính"),
    ("aliases", "tên khác"),
    ("valid_from", "từ ngày"),
    ("valid_to", "đến ngày"),
    ("successors", "kế thừa"),
];

/// The English name of a column, whichever of the two stands there; with or without marks and capitals.
pub fn column(title: &str) -> String {
    let folded = fold(title).replace('_', " ");
    let words: Vec<&str> = folded.split_whitespace().collect();
    let words = words.join(" ");
    let known = OWN.iter().find(|(_, vi)| fold(vi) == words);
    known.map_or_else(|| title.trim().to_lowercase(), |(en, _)| (*en).to_owned())
}
