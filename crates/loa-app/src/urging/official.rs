//! A letter of urging as an official document: the công văn đôn đốc (PLAN-05), with the unit's own overdue duties as a table.

use jiff::civil::Date;
use loa_official::document::{Align, Block, Cell, Document, Table};
use loa_official::kind::Kind;

use crate::document::letterhead::Letterhead;
use crate::document::register::symbol;
use crate::text;
use crate::urging::Line;
use crate::urging::letter::answer_by;

/// What the letter is about, without "V/v".
const SUBJECT: &str = "đôn đốc thực hiện nhiệm vụ quá hạn theo kế hoạch";

/// The document, without a number: nothing is numbered before somebody decides that it goes. `to`: name of the unit.
pub fn document(to: &str, lines: &[Line], head: &Letterhead, today: Date) -> Document {
    let symbol = symbol(Kind::Letter, &head.abbreviation, &head.drafter);
    let mut letter = Document::new(Kind::Letter, head.named(), symbol, SUBJECT);
    letter.place.clone_from(&head.place);
    letter.year = today.year();
    letter.addressees = vec![to.to_owned()];
    letter.body = vec![
        Block::text(format!(
            "Đến hết ngày {}, {to} còn {} nhiệm vụ quá hạn chưa hoàn thành theo kế hoạch, cụ thể:",
            text::day(today.yesterday().unwrap_or(today)),
            lines.len()
        )),
        Block::Table(table(lines, today)),
        Block::text(format!(
            "Đề nghị {to} khẩn trương thực hiện các nhiệm vụ nêu trên; gửi kết quả kèm minh chứng, hoặc nêu rõ lý do chậm và \
             thời gian hoàn thành, trước ngày {}",
            text::day(answer_by(today))
        )),
    ];
    letter.signatures = vec![head.signature()];
    letter.archive.unit.clone_from(&head.drafter);
    letter
}

fn table(lines: &[Line], today: Date) -> Table {
    let heads = ["TT", "Nhiệm vụ", "Hạn", "Quá hạn (ngày)"];
    let row = |(at, line): (usize, &Line)| {
        vec![
            Cell::of(at.to_string()),
            Cell::of(line.task()),
            Cell::of(text::day(line.due_on)),
            Cell::of(line.days_late(today).to_string()),
        ]
    };
    Table {
        columns: vec![1, 7, 2, 2],
        align: vec![Align::Centre, Align::Left, Align::Centre, Align::Centre],
        head: vec![heads.map(Cell::of).to_vec()],
        rows: (1..).zip(lines).map(row).collect(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use loa_db::id::Id;

    use super::*;
    use crate::urging::Part;

    #[test]
    fn the_letter_names_every_overdue_duty_of_the_unit_and_has_no_number() {
        let line = |number: &str, due_on| Line {
            duty: Id(1),
            number: number.to_owned(),
            title: "Phát tin, bài".to_owned(),
            period: "tháng 3/2022".to_owned(),
            unit: "UBND xã Mẫu".to_owned(),
            due_on,
            extended_to: None,
            is_returned: false,
            part: Part::Own,
        };
        let lines = [line("2.1", date(2022, 3, 31)), line("2.2", date(2022, 4, 15))];
        let head = Letterhead {
            issuer: "ỦY BAN NHÂN DÂN\nHUYỆN MẪU".to_owned(),
            abbreviation: "UBND".to_owned(),
            drafter: "NV".to_owned(),
            place: "Mẫu".to_owned(),
            authority: "TM. ỦY BAN NHÂN DÂN".to_owned(),
            position: "CHỦ TỊCH".to_owned(),
            signer: "Lò Văn Mẫu".to_owned(),
            ..Letterhead::default()
        };
        let letter = document("UBND xã Mẫu", &lines, &head, date(2022, 4, 18));
        assert_eq!((letter.number, letter.date), (None, None));
        assert_eq!(letter.issuer.name, ["ỦY BAN NHÂN DÂN", "HUYỆN MẪU"]);
        let text = loa_official::text::plain(&letter).join("\n");
        for told in [
            "/UBND-NV",
            "V/v đôn đốc thực hiện nhiệm vụ quá hạn theo kế hoạch",
            "Kính gửi: UBND xã Mẫu",
            "còn 2 nhiệm vụ quá hạn",
            "1\tNhiệm vụ 2.1 – Phát tin, bài, tháng 3/2022\t31/03/2022\t18",
            "2\tNhiệm vụ 2.2 – Phát tin, bài, tháng 3/2022\t15/04/2022\t3",
            "trước ngày 21/04/2022./.",
            "TM. ỦY BAN NHÂN DÂN",
            "- Lưu: VT, NV.",
        ] {
            assert!(text.contains(told), "{told}: {text}");
        }
    }
}
