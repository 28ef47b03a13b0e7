//! A letter of urging to a unit, and the same in the length of a message on a phone.

use jiff::civil::Date;
use loa_calendar::working_day::WorkCalendar;

use crate::text;
use crate::urging::Line;

/// Characters of the short text: one message on a phone.
pub const SHORT: usize = 500;
/// Characters of a letter that a person has edited, at most.
pub const LONGEST: usize = 8000;
/// Working days that a unit has to answer.
const ANSWER_DAYS: u32 = 3;

/// Whom a letter goes to, and from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ends<'a> {
    /// Name of the unit.
    pub to: &'a str,
    /// Full name of who signs.
    pub from: &'a str,
    /// Name of their unit.
    pub from_unit: &'a str,
    /// Address of the pages, or empty.
    pub site: &'a str,
}

/// The day by which an answer is asked for.
pub fn answer_by(today: Date) -> Date {
    let day = WorkCalendar::vietnam().add_working_days(today, ANSWER_DAYS);
    day.unwrap_or(today)
}

/// The letter, with every overdue duty of the unit.
pub fn letter(ends: Ends<'_>, lines: &[Line], today: Date) -> String {
    let mut told = format!(
        "Kính gửi: {}\n\nĐến hết ngày {}, đơn vị còn {} việc chưa hoàn thành theo kế hoạch:\n\n",
        ends.to,
        text::day(today.yesterday().unwrap_or(today)),
        lines.len()
    );
    for (at, line) in lines.iter().enumerate() {
        told += &format!("{}. {}: {}.\n", at + 1, line.task(), line.state(today));
    }
    told += &format!(
        "\nĐề nghị đơn vị thực hiện, ghi kết quả vào Loa{}, hoặc cho biết lý do chậm trước ngày {}.\n\n{}\n{}\n",
        page(ends.site, " tại "),
        text::day(answer_by(today)),
        ends.from,
        ends.from_unit
    );
    told
}

/// At most [`SHORT`] characters; what finds no place is counted.
pub fn short(ends: Ends<'_>, lines: &[Line], today: Date) -> String {
    let head = format!("{}: {} việc quá hạn.", ends.to, lines.len());
    let foot = format!(
        " Đề nghị làm và ghi kết quả trước {}.{}",
        text::day(answer_by(today)),
        page(ends.site, " ")
    );
    let room = SHORT.saturating_sub(head.chars().count() + foot.chars().count());
    let mut told = String::new();
    for (at, line) in lines.iter().enumerate() {
        let next = format!(" • {}, hạn {}.", line.brief(), text::day(line.due_on));
        let rest = format!(" Và {} việc nữa.", lines.len() - at);
        let is_last = at + 1 == lines.len();
        let spare = if is_last { 0 } else { rest.chars().count() };
        if told.chars().count() + next.chars().count() + spare > room {
            if told.chars().count() + rest.chars().count() <= room {
                told += &rest;
            }
            break;
        }
        told += &next;
    }
    format!("{head}{told}{foot}")
}

fn page(site: &str, before: &str) -> String {
    if site.is_empty() {
        return String::new();
    }
    format!("{before}{site}/viec")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use loa_db::id::Id;

    use super::*;
    use crate::urging::Part;

    fn line(number: usize) -> Line {
        Line {
            duty: Id(1),
            number: format!("2.{number}"),
            title: "Phát tin, bài qua hệ thống truyền thanh".to_owned(),
            period: "tháng 3/2022".to_owned(),
            unit: "UBND xã Mẫu".to_owned(),
            due_on: date(2022, 3, 31),
            extended_to: None,
            is_returned: number == 1,
            part: Part::Own,
        }
    }

    #[test]
    fn the_short_text_fits_one_message_and_loses_no_count() {
        let ends = Ends {
            to: "UBND xã Mẫu",
            from: "Lò Thị Mẫu",
            from_unit: "Phòng Nội vụ",
            site: "https://loa.example.vn",
        };
        let today = date(2022, 4, 18);
        for count in 1..40 {
            let lines: Vec<Line> = (1..=count).map(line).collect();
            let told = short(ends, &lines, today);
            assert!(told.chars().count() <= SHORT, "{told}");
            let listed = told.matches(", hạn ").count();
            let rest = told.split("Và ").nth(1).and_then(|rest| rest.split(' ').next());
            let rest: usize = rest.and_then(|rest| rest.parse().ok()).unwrap_or(0);
            assert_eq!(listed + rest, count, "{told}");
        }
        let told = letter(ends, &[line(1), line(2)], today);
        assert!(told.contains("1. Nhiệm vụ 2.1 – Phát tin, bài qua hệ thống truyền thanh, tháng 3/2022: hạn 31/03/2022, quá hạn 18 ngày; minh chứng bị trả lại, cần sửa.\n"), "{told}");
        assert!(
            told.contains("Đến hết ngày 17/04/2022, đơn vị còn 2 việc")
                && told.contains("trước ngày 21/04/2022")
        );
    }
}
