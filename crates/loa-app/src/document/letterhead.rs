//! The head of documents that a unit issues, read from its name and that of the unit above (DOC-05, DOC-11, DOC-15).

use loa_official::document::Issuer;

/// What a unit writes at the head of its documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letterhead {
    /// Superior body and name.
    pub issuer: Issuer,
    /// "UBND", "PNV": behind the kind in symbols.
    pub abbreviation: String,
    /// "Sông Mã"
    pub place: String,
    /// On whose behalf a head signs: "TM. ỦY BAN NHÂN DÂN"; `None` for a head of an office.
    pub authority: Option<String>,
    /// "CHỦ TỊCH", "TRƯỞNG PHÒNG"
    pub position: String,
}

/// Words before the proper name of a place, as they stand in names of units.
const PLACES: [&str; 8] = [
    "đặc khu",
    "thị trấn",
    "thành phố",
    "thị xã",
    "phường",
    "huyện",
    "tỉnh",
    "xã",
];

impl Letterhead {
    /// Of a unit with this name, below one with that name.
    pub fn of(name: &str, above: Option<&str>) -> Self {
        match committee_of(name) {
            Some(whose) => Self {
                issuer: Issuer {
                    superior: None,
                    name: vec!["ỦY BAN NHÂN DÂN".to_owned(), whose.to_uppercase()],
                },
                abbreviation: "UBND".to_owned(),
                place: place_in(name).unwrap_or(whose).to_owned(),
                authority: Some("TM. ỦY BAN NHÂN DÂN".to_owned()),
                position: "CHỦ TỊCH".to_owned(),
            },
            None => Self {
                issuer: Issuer {
                    superior: above.map(superior),
                    name: vec![name.to_uppercase()],
                },
                abbreviation: initials(name),
                place: above
                    .and_then(place_in)
                    .or(place_in(name))
                    .unwrap_or_default()
                    .to_owned(),
                authority: None,
                position: head_of(name).to_owned(),
            },
        }
    }
}

/// "huyện Sông Mã" of "UBND huyện Sông Mã".
fn committee_of(name: &str) -> Option<&str> {
    ["UBND ", "Ủy ban nhân dân ", "Uỷ ban nhân dân "]
        .iter()
        .find_map(|begin| name.strip_prefix(begin))
}

/// The superior body may be shortened (DOC-05).
fn superior(above: &str) -> String {
    match committee_of(above) {
        Some(whose) => format!("UBND {}", whose.to_uppercase()),
        None => above.to_uppercase(),
    }
}

/// The proper name behind the kind of a place: "Sông Mã".
fn place_in(name: &str) -> Option<&str> {
    let lower = name.to_lowercase();
    PLACES.iter().find_map(|kind| {
        let at = lower.find(&format!("{kind} "))?;
        // Letters of Vietnamese keep their length when they become small.
        name.get(at + kind.len() + 1..)
            .map(str::trim)
            .filter(|place| !place.is_empty())
    })
}

/// First letters of the words, as offices shorten their names; "và" and signs are left out.
fn initials(name: &str) -> String {
    name.split(|sign: char| !sign.is_alphanumeric())
        .filter(|word| !word.is_empty() && word.to_lowercase() != "và")
        .flat_map(|word| {
            let is_short_form = word.chars().count() > 1 && word.chars().all(char::is_uppercase);
            word.chars()
                .take(if is_short_form { 8 } else { 1 })
                .collect::<Vec<_>>()
        })
        .flat_map(char::to_uppercase)
        .collect()
}

fn head_of(name: &str) -> &'static str {
    match name.split_whitespace().next().unwrap_or_default() {
        "Phòng" | "Ban" => "TRƯỞNG PHÒNG",
        "Văn" => "CHÁNH VĂN PHÒNG",
        "Thanh" => "CHÁNH THANH TRA",
        _ => "THỦ TRƯỞNG ĐƠN VỊ",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_follows_from_names() {
        for (name, above, superior, lines, abbreviation, place) in [
            (
                "UBND huyện Sông Mã",
                None,
                None,
                vec!["ỦY BAN NHÂN DÂN", "HUYỆN SÔNG MÃ"],
                "UBND",
                "Sông Mã",
            ),
            (
                "UBND xã Chiềng Khương",
                Some("UBND huyện Sông Mã"),
                None,
                vec!["ỦY BAN NHÂN DÂN", "XÃ CHIỀNG KHƯƠNG"],
                "UBND",
                "Chiềng Khương",
            ),
            (
                "Phòng Nội vụ",
                Some("UBND huyện Sông Mã"),
                Some("UBND HUYỆN SÔNG MÃ"),
                vec!["PHÒNG NỘI VỤ"],
                "PNV",
                "Sông Mã",
            ),
            (
                "Văn phòng HĐND và UBND",
                Some("UBND huyện Sông Mã"),
                Some("UBND HUYỆN SÔNG MÃ"),
                vec!["VĂN PHÒNG HĐND VÀ UBND"],
                "VPHĐNDUBND",
                "Sông Mã",
            ),
        ] {
            let head = Letterhead::of(name, above);
            assert_eq!(head.issuer.superior.as_deref(), superior, "{name}");
            assert_eq!(head.issuer.name, lines, "{name}");
            assert_eq!(head.abbreviation, abbreviation, "{name}");
            assert_eq!(head.place, place, "{name}");
        }
    }
}
