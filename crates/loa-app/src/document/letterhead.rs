//! The head of documents that a unit issues, read from its name and that of the unit above (DOC-05, DOC-11, DOC-15).

use loa_official::document::{Issuer, Signature};

/// What stands at head and foot of what a unit issues: kept per unit, else read from its name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Letterhead {
    /// Cơ quan chủ quản, or empty (DOC-05).
    pub superior: String,
    /// Lines of the name.
    pub issuer: String,
    /// "UBND" of "07/BC-UBND".
    pub abbreviation: String,
    /// "NV" of "12/UBND-NV": who drafts the công văn of the unit.
    pub drafter: String,
    /// Địa danh (DOC-15).
    pub place: String,
    /// On whose behalf is signed: "TM. ỦY BAN NHÂN DÂN", or empty (DOC-17).
    pub authority: String,
    /// "CHỦ TỊCH", "TRƯỞNG PHÒNG"
    pub position: String,
    /// Name of who signs; empty until somebody wrote it down.
    pub signer: String,
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
                issuer: format!("ỦY BAN NHÂN DÂN\n{}", whose.to_uppercase()),
                abbreviation: "UBND".to_owned(),
                place: place_in(name).unwrap_or(whose).to_owned(),
                authority: "TM. ỦY BAN NHÂN DÂN".to_owned(),
                position: "CHỦ TỊCH".to_owned(),
                ..Self::default()
            },
            None => Self {
                superior: above.map(superior).unwrap_or_default(),
                issuer: name.to_uppercase(),
                abbreviation: initials(name),
                place: above
                    .and_then(place_in)
                    .or(place_in(name))
                    .unwrap_or_default()
                    .to_owned(),
                position: head_of(name).to_owned(),
                ..Self::default()
            },
        }
    }

    /// Who issues, as documents name it.
    pub fn named(&self) -> Issuer {
        Issuer {
            superior: some(&self.superior),
            name: self.issuer.lines().map(str::to_owned).collect(),
        }
    }

    /// Who signs.
    pub fn signature(&self) -> Signature {
        Signature {
            authority: some(&self.authority),
            position: self.position.clone(),
            name: self.signer.clone(),
        }
    }
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
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
        "Phòng" => "TRƯỞNG PHÒNG",
        "Ban" => "TRƯỞNG BAN",
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
            let issuer = head.named();
            assert_eq!(issuer.superior.as_deref(), superior, "{name}");
            assert_eq!(issuer.name, lines, "{name}");
            assert_eq!(head.abbreviation, abbreviation, "{name}");
            assert_eq!(head.place, place, "{name}");
        }
    }
}
