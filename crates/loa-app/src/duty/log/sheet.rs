//! Activities of a month as a workbook, with real dates and numbers.

use std::collections::HashMap;

use loa_db::id::Id;
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use crate::activity::channel::Channel;
use crate::activity::{Activity, Audience};
use crate::clock::vietnam;
use crate::duty::Standing;
use crate::duty::log::list::{Found, standing};
use crate::error::{Error, Result};
use crate::sheet::{DATE, column, cut, heads, row};

const TITLES: [(&str, f64); 16] = [
    ("Mã", 12.0),
    ("Ngày làm", 12.0),
    ("Đơn vị", 32.0),
    ("Việc đã làm", 60.0),
    ("Ở đâu", 24.0),
    ("Tiếng", 10.0),
    ("Đối tượng", 18.0),
    ("Số người", 10.0),
    ("Kinh phí (đồng)", 14.0),
    ("Cho nhiệm vụ", 14.0),
    ("Minh chứng", 14.0),
    ("Người ghi", 24.0),
    ("Ngày ghi", 12.0),
    ("Hình thức", 24.0),
    ("Số lượng", 10.0),
    ("Số phút", 10.0),
];

/// The bytes of the workbook; `people` are the names of who told of them.
///
/// # Errors
/// [`Error::Outage`] when the writer refuses, as for more rows than a sheet has.
pub fn workbook(found: &Found, people: &HashMap<Id, String>) -> Result<Vec<u8>> {
    let mut book = Workbook::new();
    let written = write(book.add_worksheet(), found, people);
    let bytes = written.and_then(|()| book.save_to_buffer());
    bytes.map_err(|error| Error::Outage(format!("workbook: {error}")))
}

fn write(
    sheet: &mut Worksheet,
    found: &Found,
    people: &HashMap<Id, String>,
) -> std::result::Result<(), XlsxError> {
    heads(sheet, "Hoạt động", &TITLES)?;
    let date = Format::new().set_num_format(DATE);
    let number = Format::new().set_num_format("#,##0");
    for (at, activity) in (1..).zip(&found.activities) {
        let at = row(at);
        let told = &activity.told;
        let person = people.get(&activity.person).map_or("–", String::as_str);
        for (place, words) in [
            (0, code(activity)),
            (2, found.tree.name(activity.unit).to_owned()),
            (3, told.what.clone()),
            (4, told.place.clone()),
            (5, told.language.label().to_owned()),
            (6, told.audience.map_or("", Audience::label).to_owned()),
            (9, numbers(found, activity.id)),
            (
                10,
                standing(found.proven(activity.id))
                    .map_or("Việc khác", Standing::word)
                    .to_owned(),
            ),
            (11, person.to_owned()),
            (13, told.channel.map_or("", Channel::label).to_owned()),
        ] {
            sheet.write_string(at, place, cut(&words))?;
        }
        sheet.write_datetime_with_format(at, 1, told.happened_on, &date)?;
        sheet.write_datetime_with_format(at, 12, vietnam(activity.filed_at), &date)?;
        for (place, value) in [
            (7, told.people),
            (8, told.cost_dong),
            (14, told.pieces),
            (15, told.minutes),
        ] {
            if let Some(value) = value {
                // Both are far below what a cell holds exactly.
                sheet.write_number_with_format(at, place, value as f64, &number)?;
            }
        }
    }
    let last = row(found.activities.len()).max(1);
    sheet.autofilter(0, 0, last, column(TITLES.len() - 1))?;
    Ok(())
}

fn code(activity: &Activity) -> String {
    match activity.is_sample {
        true => format!("{} (mẫu)", activity.code),
        false => activity.code.clone(),
    }
}

/// "2.3, 5": numbers of what it proves.
fn numbers(found: &Found, activity: Id) -> String {
    let proven = found.proven(activity).iter().map(|proven| proven.number.as_str());
    let mut numbers: Vec<&str> = Vec::new();
    for number in proven.filter(|number| !number.is_empty()) {
        if !numbers.contains(&number) {
            numbers.push(number);
        }
    }
    numbers.join(", ")
}
