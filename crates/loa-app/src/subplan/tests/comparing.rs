//! What an edition takes up, and what differs between two: tables of phrases as plans write them.

use std::collections::HashMap;

use super::*;
use crate::subplan::Borne;
use crate::subplan::coverage::{Found, coverage};
use crate::subplan::difference::{Change, difference};

/// Orders of the plan of 2022 that a commune bears.
const ORDERS: [(&str, &str); 7] = [
    ("1", "Phổ biến nội dung CCHC trong nội bộ từng cơ quan, đơn vị"),
    (
        "2.1",
        "Nâng cao chất lượng cổng, trang thông tin điện tử của huyện, của xã",
    ),
    (
        "2.3",
        "Phát tin, bài về CCHC qua hệ thống truyền thanh các xã, thị trấn",
    ),
    ("3", "Tổ chức tọa đàm về CCHC"),
    (
        "4",
        "Tuyên truyền về thủ tục hành chính qua dịch vụ bưu chính công ích và dịch vụ công trực tuyến mức độ 3, mức độ 4",
    ),
    ("5", "In, treo khẩu hiệu, dựng cụm pa nô tuyên truyền"),
    ("IV.6#2", "tổ chức thực hiện"),
];

fn orders() -> Vec<Borne> {
    let order = |(at, (number, title)): (i64, &(&str, &str))| Borne {
        id: Id(at),
        number: (*number).to_owned(),
        title: (*title).to_owned(),
        product: String::new(),
        leads: true,
        time: String::new(),
        meaning: String::new(),
    };
    (1..).zip(&ORDERS).map(order).collect()
}

fn clause(number: &str, text: &str) -> Clause {
    Clause {
        number: number.to_owned(),
        text: text.to_owned(),
        ..Clause::default()
    }
}

#[test]
fn an_order_is_found_by_number_and_words_or_by_words_and_else_missing() {
    let orders = orders();
    for (number, text, want) in [
        (
            "2.3",
            "Phát tin, bài về CCHC qua hệ thống truyền thanh xã | Ban Văn hóa | Hàng tháng",
            "2.3 number",
        ),
        (
            "1",
            "Đài truyền thanh xã phát các tin, bài về cải cách hành chính qua hệ thống loa",
            "2.3 words",
        ),
        (
            "3",
            "Phát tin, bài tuyên truyền trên hệ thống truyền thanh của xã, mỗi tháng 2 lần",
            "2.3 words",
        ),
        (
            "IV.2",
            "Treo 02 khẩu hiệu và dựng cụm pa-nô tại trung tâm xã",
            "5 words",
        ),
        (
            "4.",
            "Vận động nhân dân nộp hồ sơ qua dịch vụ công trực tuyến, dịch vụ bưu chính công ích",
            "4 number",
        ),
        (
            "a",
            "Quán triệt, phổ biến nội dung cải cách hành chính trong nội bộ cơ quan",
            "1 words",
        ),
        (
            "2",
            "Cập nhật trang thông tin điện tử xã, nâng cao chất lượng tin",
            "2.1 words",
        ),
        // The number alone is no proof, and words that every order has are none either.
        ("5", "Bảo đảm kinh phí thực hiện", ""),
        (
            "",
            "Tuyên truyền cải cách hành chính trên địa bàn xã năm 2022",
            "",
        ),
        ("", "Chào mừng Đại hội thể dục thể thao xã", ""),
        // Words that say nothing: the number has to tell where they stand.
        ("IV.6#2", "tổ chức thực hiện | Trưởng bản", "IV.6#2 number"),
        ("III", "TỔ CHỨC THỰC HIỆN", ""),
    ] {
        let found = coverage(&orders, &[clause(number, text)], &HashMap::new());
        let told: Vec<String> = orders
            .iter()
            .zip(&found)
            .filter_map(|(order, found)| match found {
                Found::Number(_) => Some(format!("{} number", order.number)),
                Found::Words(_) => Some(format!("{} words", order.number)),
                _ => None,
            })
            .collect();
        assert_eq!(told.join(", "), want, "{number} {text}: {found:?}");
    }
}

#[test]
fn what_a_person_says_counts_only_where_nothing_was_found() {
    let orders = orders();
    let clauses = [
        clause("1", "Quán triệt tại hội nghị cơ quan"),
        clause("2", "Tọa đàm với đoàn viên"),
    ];
    let told = HashMap::from([(Id(1), 0), (Id(5), 7)]);
    let found = coverage(&orders, &clauses, &told);
    assert_eq!(found[0], Found::Told(0));
    assert!(
        found[4].is_missing(),
        "a clause that is not there is none: {found:?}"
    );
    // Written into the form for an order is the order, whatever its words.
    let written = Clause {
        order: Id(5).to_string(),
        ..clause("", "Xem trên")
    };
    assert_eq!(
        coverage(&orders, &[written], &HashMap::new())[4],
        Found::Written(0)
    );
    // One clause as long as a book holds every word, and proves nothing.
    let book: String = (0..400).map(|at| format!("chữ{at} ")).collect();
    let all: String = ORDERS.iter().map(|order| format!("{} ", order.1)).collect();
    let found = coverage(&orders, &[clause("", &format!("{all}{book}"))], &HashMap::new());
    assert!(found.iter().all(|found| found.is_missing()), "{found:?}");
}

#[test]
fn a_difference_is_what_came_what_went_and_what_reads_otherwise() {
    let edition = |texts: &[&str]| -> Vec<Clause> { texts.iter().map(|text| clause("", text)).collect() };
    let cases: [(&[&str], &[&str], &str); 6] = [
        (&["a b", "c d"], &["a b", "c d"], ""),
        (&[], &["mở đầu"], "+mở đầu"),
        (&["mở đầu", "kết thúc"], &["kết thúc"], "-mở đầu"),
        (
            &["Phát tin mỗi tháng một lần", "Họp bản"],
            &["Phát tin mỗi tháng hai lần", "Họp bản"],
            "Phát tin mỗi tháng một lần>Phát tin mỗi tháng hai lần",
        ),
        (
            &["Họp bản", "Treo khẩu hiệu", "Kinh phí"],
            &["Họp bản", "Tập huấn", "Treo 2 khẩu hiệu", "Kinh phí"],
            "+Tập huấn;Treo khẩu hiệu>Treo 2 khẩu hiệu",
        ),
        (&["một", "hai", "ba"], &["ba", "một"], "-một;-hai;+một"),
    ];
    for (before, after, want) in cases {
        let (old, new) = (edition(before), edition(after));
        let told: Vec<String> = difference(&old, &new)
            .iter()
            .map(|change| match change {
                Change::Added(clause) => format!("+{}", clause.text),
                Change::Removed(clause) => format!("-{}", clause.text),
                Change::Changed(old, new) => format!("{}>{}", old.text, new.text),
            })
            .collect();
        assert_eq!(told.join(";"), want, "{before:?} → {after:?}");
    }
    // A number that moved is no difference; the order that a row was written for makes it the same row.
    assert_eq!(difference(&[clause("1", "Họp")], &[clause("2", "Họp")]), []);
    let row = |text: &str| Clause {
        order: "x".to_owned(),
        ..clause("", text)
    };
    assert!(matches!(
        difference(&[row("Loa xã")], &[row("Họp bản")])[..],
        [Change::Changed(..)]
    ));
}
