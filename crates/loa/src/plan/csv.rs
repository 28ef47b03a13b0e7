//! Duties as CSV, one a row, for Excel and LibreOffice Calc.

use crate::plan::compiled::{Compiled, Entry};
use crate::plan::words::{one_line, plan_name, role};
use loa_calendar::language::Language;

/// Tells Excel that the file is UTF-8; without it Vietnamese letters are wrong.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// All duties of the plans: header, then a row each; dates are ISO.
pub fn duties(plans: &[&Compiled], language: Language) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
    // Writing text to memory cannot fail.
    let _ = writer.write_record(header(language));
    for plan in plans {
        for row in rows(plan, language) {
            let _ = writer.write_record(row.iter().map(|cell| harmless(cell)));
        }
    }
    writer.into_inner().unwrap_or_default()
}

fn header(language: Language) -> [&'static str; 12] {
    language.choose(
        [
            "Kế hoạch",
            "Mã nhiệm vụ",
            "Nhóm",
            "Nhiệm vụ",
            "Đơn vị",
            "Mã đơn vị",
            "Vai trò",
            "Từ ngày",
            "Hạn",
            "Kỳ",
            "Thời gian (nguyên văn)",
            "Sản phẩm",
        ],
        [
            "plan",
            "assignment",
            "group",
            "title",
            "unit",
            "unit_code",
            "role",
            "opens",
            "due",
            "period",
            "schedule",
            "product",
        ],
    )
}

fn rows<'a>(plan: &'a Compiled, language: Language) -> impl Iterator<Item = [String; 12]> + 'a {
    plan.entries()
        .flat_map(move |Entry { order, duties, .. }| duties.iter().map(move |duty| (order, duty)))
        .map(move |(order, duty)| {
            let text = |words: Option<&str>| words.map(one_line).unwrap_or_default();
            [
                plan_name(plan).to_owned(),
                duty.assignment.clone(),
                text(order.group.as_deref()),
                text(Some(&order.title.text)),
                duty.unit.clone(),
                duty.unit_code.clone().unwrap_or_default(),
                role(duty.role, language).to_owned(),
                duty.opens.to_string(),
                duty.due.to_string(),
                duty.period.clone(),
                text(order.timing.as_ref().map(|timing| timing.words.text.as_str())),
                text(order.product.as_ref().map(|product| product.text.as_str())),
            ]
        })
}

/// A cell that no spreadsheet takes for a formula: one that begins like a formula gets an apostrophe before it.
pub fn harmless(cell: &str) -> String {
    match cell.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => {
            format!("'{cell}")
        }
        _ => cell.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for (cell, want) in [
            ("=HYPERLINK(\"http://a\")", "'=HYPERLINK(\"http://a\")"),
            ("+84", "'+84"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("Báo cáo = số liệu", "Báo cáo = số liệu"),
            ("", ""),
        ] {
            assert_eq!(harmless(cell), want);
        }
    }
}
