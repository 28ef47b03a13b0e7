//! The fixed words and signs of official documents: numbers, dates, symbols, letters of points, lines of recipients.

use jiff::civil::Date;

use crate::document::{Archive, CopyForm, Document, Issuer};
use crate::kind::Kind;

/// Room for a number or a day that is written in by hand or by the records system.
const OPEN: &str = "       ";
const OPEN_DAY: &str = "     ";

/// Points go by the Vietnamese alphabet (DOC-09).
const LETTERS: &str = "abcdđeghiklmnopqrstuvxy";

/// "05", "18" (DOC-11).
pub fn number(number: u32) -> String {
    format!("{number:02}")
}

/// "Số: 18/KH-UBND"; "Số:        /KH-UBND" while there is no number. Nothing at all where there is no symbol either: an open letter.
pub fn number_line(given: Option<u32>, symbol: &str) -> String {
    match (given, symbol) {
        (None, "") => String::new(),
        (Some(given), "") => format!("Số: {}", number(given)),
        (Some(given), symbol) => format!("Số: {}/{symbol}", number(given)),
        (None, symbol) => format!("Số:{OPEN}/{symbol}"),
    }
}

/// "ngày 13 tháng 01 năm 2022": days below 10 and the months 1 and 2 have two figures (DOC-14).
pub fn date(date: Date) -> String {
    let month = match date.month() {
        month @ (1 | 2) => format!("{month:02}"),
        month => month.to_string(),
    };
    format!("ngày {:02} tháng {month} năm {}", date.day(), date.year())
}

/// "ngày     tháng     năm 2022"
pub fn open_date(year: i16) -> String {
    format!("ngày{OPEN_DAY}tháng{OPEN_DAY}năm {year}")
}

/// "Sông Mã, ngày 13 tháng 01 năm 2022" (DOC-14).
pub fn date_line(place: &str, day: Date) -> String {
    placed(place, &date(day))
}

/// "Sông Mã, ngày     tháng     năm 2022"
pub fn open_date_line(place: &str, year: i16) -> String {
    placed(place, &open_date(year))
}

fn placed(place: &str, date: &str) -> String {
    if place.is_empty() {
        date.to_owned()
    } else {
        format!("{place}, {date}")
    }
}

/// What stands behind the number: "KH-UBND"; of a công văn the issuer and who drafted it, "UBND-NV" (DOC-11).
pub fn symbol(kind: Kind, issuer_abbreviation: &str, unit: &str) -> String {
    match kind.code() {
        Some(code) => joined(code, issuer_abbreviation),
        None if kind == Kind::Letter => joined(issuer_abbreviation, unit),
        None => String::new(),
    }
}

fn joined(first: &str, second: &str) -> String {
    let groups = [first, second].into_iter().filter(|group| !group.is_empty());
    groups.collect::<Vec<_>>().join("-")
}

/// "a", "b", "c", "d", "đ", "e", "g" … for 1, 2, 3 …; behind "y" come "aa", "ab" …; nothing for 0 (DOC-09).
pub fn letter(count: u32) -> String {
    let letters = LETTERS.chars().count() as u32;
    let mut rest = count;
    let mut backwards = Vec::new();
    while rest > 0 {
        rest -= 1;
        backwards.extend(LETTERS.chars().nth((rest % letters) as usize));
        rest /= letters;
    }
    backwards.iter().rev().collect()
}

/// "I", "IV", "XII"; nothing for 0.
pub fn roman(count: u32) -> String {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut rest = count;
    let mut written = String::new();
    for (value, sign) in SIGNS {
        while rest >= value {
            written.push_str(sign);
            rest -= value;
        }
    }
    written
}

/// The lines with ";" behind each and "." behind the last (DOC-08, DOC-20).
pub fn ended(lines: &[String]) -> Vec<String> {
    let last = lines.len().saturating_sub(1);
    let bare = lines.iter().map(|line| line.trim_end_matches([';', '.', ' ']));
    bare.enumerate()
        .map(|(place, line)| format!("{line}{}", if place == last { "." } else { ";" }))
        .collect()
}

/// The last words of the text with "./." behind them (DOC-10): "…thực hiện." becomes "…thực hiện./."
pub fn closed(text: &str) -> String {
    let bare = text.trim_end();
    let bare = bare.strip_suffix("./.").unwrap_or(bare);
    format!("{}./.", bare.trim_end_matches(['.', ';', ',', ' ']))
}

/// The lines below "Nơi nhận:" (DOC-20, DOC-21): "- Như trên;" where the document is addressed to somebody, then those who get it,
/// then "- Lưu: VT, NV."
pub fn recipients(addressed: bool, recipients: &[String], archive: &Archive) -> Vec<String> {
    let above = addressed.then(|| "- Như trên;".to_owned());
    let named = recipients.iter().map(|one| {
        let bare = one
            .trim()
            .trim_start_matches("- ")
            .trim_end_matches([';', '.', ' ']);
        format!("- {bare};")
    });
    above.into_iter().chain(named).chain([kept(archive)]).collect()
}

/// "- Lưu: VT, NV, 03b."
fn kept(archive: &Archive) -> String {
    let mut line = format!("- Lưu: {}", archive.keepers());
    if let Some(copies) = archive.copies {
        line.push_str(&format!(", {}b", number(copies)));
    }
    line.push('.');
    line
}

/// "PL.(300)": who typed it and how many copies.
pub fn typist(symbol: &str, copies: u32) -> String {
    format!("{symbol}.({copies})")
}

/// "Phụ lục" for the only one, "Phụ lục II" for one of several (DOC-22); `count` begins at 1.
pub fn annex_name(count: u32, of: usize) -> String {
    if of < 2 {
        "Phụ lục".to_owned()
    } else {
        format!("Phụ lục {}", roman(count))
    }
}

/// "(Kèm theo Kế hoạch số 18/KH-UBND ngày 13 tháng 01 năm 2022 của Ủy ban nhân dân huyện Sông Mã)". While the document has no
/// number or no day its place is left open, as the electronic original wants it (DOC-22).
pub fn attached_to(document: &Document) -> String {
    let number = document
        .number
        .map_or_else(|| OPEN.to_owned(), |given| format!(" {}", number(given)));
    let symbol = &document.symbol;
    let number = if symbol.is_empty() {
        String::new()
    } else {
        format!(" số{number}/{symbol}")
    };
    let date = document.date.map_or_else(|| open_date(document.year), date);
    let issuer = if document.issuer_in_text.is_empty() {
        in_text(&document.issuer)
    } else {
        Some(document.issuer_in_text.clone())
    };
    let of = issuer.map_or_else(String::new, |issuer| format!(" của {issuer}"));
    format!("(Kèm theo {}{number} {date}{of})", document.kind.name())
}

/// The issuer as running text names it, where its name follows a rule: councils and committees of places, of whose names every
/// syllable has a capital (DOC-29, DOC-30). "PHÒNG VĂN HÓA - XÃ HỘI" does not say which of its syllables have one.
pub fn in_text(issuer: &Issuer) -> Option<String> {
    const BODIES: [&str; 2] = ["Ủy ban nhân dân", "Hội đồng nhân dân"];
    const UNITS: [&str; 7] = ["tỉnh", "thành phố", "huyện", "thị xã", "thị trấn", "phường", "xã"];
    let lower = loa_vietnamese::fold::nfc(&issuer.name.join(" ")).to_lowercase();
    let (body, rest) = BODIES
        .iter()
        .find_map(|body| Some((body, lower.strip_prefix(&body.to_lowercase())?.trim_start())))?;
    let (unit, name) = UNITS
        .iter()
        .find_map(|unit| Some((unit, rest.strip_prefix(unit)?.strip_prefix(' ')?)))?;
    let name: Vec<String> = name.split_whitespace().map(capitalised).collect();
    Some(format!("{body} {unit} {}", name.join(" ")))
}

fn capitalised(syllable: &str) -> String {
    let mut letters = syllable.chars();
    let first: String = letters
        .next()
        .map(|first| first.to_uppercase().collect())
        .unwrap_or_default();
    first + letters.as_str()
}

/// What stands at the top right of an attachment that is a file of its own (DOC-19): "18/KH-UBND; 2026-11-22T14:03:05+07:00".
pub fn attachment_mark(number: u32, symbol: &str, signed_at: &str) -> String {
    format!("{}/{symbol}; {signed_at}", self::number(number))
}

/// What stands at the top right of an electronic copy (DOC-24): form, who made it, when.
pub fn copy_mark(form: CopyForm, issuer: &str, copied_at: &str) -> String {
    format!("{}; {issuer}; {copied_at}", copy_name(form))
}

/// "SAO Y"
pub fn copy_name(form: CopyForm) -> &'static str {
    match form {
        CopyForm::Whole => "SAO Y",
        CopyForm::Extract => "TRÍCH SAO",
        CopyForm::OfCopy => "SAO LỤC",
    }
}

/// "SY-UBND"
pub fn copy_symbol(form: CopyForm, abbreviation: &str) -> String {
    let code = match form {
        CopyForm::Whole => "SY",
        CopyForm::Extract => "TrS",
        CopyForm::OfCopy => "SL",
    };
    joined(code, abbreviation)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn archive(unit: &str, copies: Option<u32>) -> Archive {
        Archive {
            unit: unit.to_owned(),
            copies,
        }
    }

    fn strings(lines: &[&str]) -> Vec<String> {
        lines.iter().map(|line| (*line).to_owned()).collect()
    }

    #[test]
    fn numbers_and_dates_have_the_figures_that_the_decree_wants() {
        assert_eq!([number(5), number(18), number(100)], ["05", "18", "100"]);
        let line = |y, m, d| date_line("Sông Mã", Date::new(y, m, d).unwrap());
        assert_eq!(line(2022, 1, 13), "Sông Mã, ngày 13 tháng 01 năm 2022");
        assert_eq!(line(2026, 3, 5), "Sông Mã, ngày 05 tháng 3 năm 2026");
        assert_eq!(line(2026, 12, 1), "Sông Mã, ngày 01 tháng 12 năm 2026");
        assert_eq!(line(2019, 6, 29), "Sông Mã, ngày 29 tháng 6 năm 2019");
        assert_eq!(
            open_date_line("Sông Mã", 2022),
            "Sông Mã, ngày     tháng     năm 2022"
        );
        assert_eq!(number_line(Some(5), "UBND-NV"), "Số: 05/UBND-NV");
        assert_eq!(number_line(None, "BC-UBND"), "Số:       /BC-UBND");
        assert_eq!(number_line(None, ""), "");
    }

    #[test]
    fn a_symbol_has_the_code_of_its_kind_but_a_letter_has_the_unit() {
        for (kind, issuer, unit, wanted) in [
            (Kind::Plan, "UBND", "NV", "KH-UBND"),
            (Kind::Submission, "UBND", "", "TTr-UBND"),
            (Kind::Letter, "UBND", "NV", "UBND-NV"),
            (Kind::Letter, "BNV", "", "BNV"),
            (Kind::OpenLetter, "UBND", "VP", ""),
        ] {
            assert_eq!(symbol(kind, issuer, unit), wanted);
        }
    }

    #[test]
    fn points_go_by_the_vietnamese_alphabet() {
        let first: Vec<String> = (1..=7).map(letter).collect();
        assert_eq!(first.join(" "), "a b c d đ e g");
        assert_eq!(
            [letter(23), letter(24), letter(25), letter(47), letter(0)],
            ["y", "aa", "ab", "ba", ""]
        );
    }

    #[test]
    fn roman_numbers() {
        for (count, wanted) in [
            (1, "I"),
            (4, "IV"),
            (9, "IX"),
            (14, "XIV"),
            (48, "XLVIII"),
            (99, "XCIX"),
            (0, ""),
        ] {
            assert_eq!(roman(count), wanted);
        }
    }

    #[test]
    fn lines_and_texts_end_as_they_should_whatever_sign_was_there() {
        assert_eq!(
            ended(&strings(&["Căn cứ A;", "Căn cứ B.", "Căn cứ C;"])),
            ["Căn cứ A;", "Căn cứ B;", "Căn cứ C."]
        );
        for text in [
            "Đề nghị thực hiện",
            "Đề nghị thực hiện.",
            "Đề nghị thực hiện./.",
            "Đề nghị thực hiện; ",
        ] {
            assert_eq!(closed(text), "Đề nghị thực hiện./.");
        }
    }

    #[test]
    fn recipients_end_with_the_records_office() {
        let lines = recipients(
            true,
            &strings(&["TT Huyện ủy (b/c);", "- Các xã, thị trấn"]),
            &archive("NV", None),
        );
        assert_eq!(
            lines,
            [
                "- Như trên;",
                "- TT Huyện ủy (b/c);",
                "- Các xã, thị trấn;",
                "- Lưu: VT, NV."
            ]
        );
        assert_eq!(recipients(false, &[], &archive("", None)), ["- Lưu: VT."]);
        assert_eq!(
            recipients(false, &[], &archive("NV", Some(3))),
            ["- Lưu: VT, NV, 03b."]
        );
    }

    #[test]
    fn an_annex_names_its_document_and_leaves_open_what_is_not_known() {
        let issuer = Issuer {
            superior: None,
            name: strings(&["ỦY BAN NHÂN DÂN", "HUYỆN SÔNG MÃ"]),
        };
        let mut document = Document::new(Kind::Plan, issuer, "KH-UBND", "Tuyên truyền");
        document.year = 2022;
        assert_eq!(
            attached_to(&document),
            "(Kèm theo Kế hoạch số       /KH-UBND ngày     tháng     năm 2022 của Ủy ban nhân dân huyện Sông Mã)"
        );
        document.number = Some(18);
        document.date = Date::new(2022, 1, 13).ok();
        document.issuer.name = strings(&["PHÒNG NỘI VỤ"]);
        assert_eq!(
            attached_to(&document),
            "(Kèm theo Kế hoạch số 18/KH-UBND ngày 13 tháng 01 năm 2022)"
        );
        assert_eq!([annex_name(1, 1), annex_name(2, 2)], ["Phụ lục", "Phụ lục II"]);
    }

    #[test]
    fn attachments_and_copies_are_marked() {
        assert_eq!(
            attachment_mark(18, "KH-UBND", "2026-11-22T14:03:05+07:00"),
            "18/KH-UBND; 2026-11-22T14:03:05+07:00"
        );
        assert_eq!(
            copy_mark(CopyForm::Whole, "UBND xã Sông Mã", "2026-11-22T14:03:05+07:00"),
            "SAO Y; UBND xã Sông Mã; 2026-11-22T14:03:05+07:00"
        );
        assert_eq!(copy_symbol(CopyForm::Extract, "UBND"), "TrS-UBND");
    }
}
