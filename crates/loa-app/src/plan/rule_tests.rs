//! Tables of what the rules of plans say, without a database.

use jiff::civil::date;
use loa_db::id::Id;

use crate::plan::amendment::{Fate, fates};
use crate::plan::document::{Line, Marks, Piece, Shown};
use crate::plan::store::assignment::Assignment;
use crate::plan::time::dates;
use crate::plan::written::cells;
use crate::plan::{At, Choice, Column, Head, Sheet, Timing};

fn head() -> Head {
    Head {
        date: "2022-01-13".to_owned(),
        years: Some((2022, 2022)),
        ..Head::default()
    }
}

#[test]
fn words_that_leave_a_choice_are_offered_as_choices() {
    let head = head();
    for (text, each) in [
        ("Quý II, III năm 2022", Some("30/06/2022, 30/09/2022")),
        ("Quý I, II, III", Some("31/03/2022, 30/06/2022, 30/09/2022")),
        ("Tháng 3, 4 năm 2022", Some("31/03/2022, 30/04/2022")),
        // Members that do not touch are read as so many terms: nothing is left open.
        ("Quý I, IV", None),
        ("Hàng tháng", None),
        ("Trong năm 2022", None),
        ("", None),
    ] {
        let mut when = Timing::read(text, Column::Period, &head);
        assert_eq!(when.is_open(&head), each.is_some(), "{text}");
        when.choice = Some(Choice::Each);
        let Some(each) = each else { continue };
        let due = dates(&when.schedule(&head), &head.frame().unwrap(), 1);
        let due: Vec<String> = due.iter().map(|due| crate::text::day(due.due_on)).collect();
        assert_eq!(due.join(", "), each, "{text}");
        when.choice = Some(Choice::AsRead);
        assert!(!when.is_open(&head));
        assert_eq!(
            dates(&when.schedule(&head), &head.frame().unwrap(), 1).len(),
            1,
            "{text}"
        );
    }
}

#[test]
fn a_floor_holds_in_each_report_period_and_counts_hold_where_they_stand() {
    let head = head();
    for (text, floor, count, wanted) in [
        ("Thường xuyên", 3, 4, 3),
        ("Một tuần một lần", 3, 51, 1),
        ("Hàng tháng", 1, 12, 1),
        ("Mỗi quý ít nhất 02 lần", 1, 4, 2),
        ("Khi có yêu cầu", 1, 0, 0),
    ] {
        let when = Timing::read(text, Column::Period, &head);
        let due = dates(&when.schedule(&head), &head.frame().unwrap(), floor);
        assert_eq!(
            (due.len(), due.first().map_or(0, |due| due.wanted)),
            (count, wanted),
            "{text}"
        );
    }
}

#[test]
fn orders_of_two_versions_find_each_other() {
    let sheet = |number: &str, title: &str| Sheet {
        number: number.to_owned(),
        title: title.to_owned(),
        ..Sheet::default()
    };
    let old: Vec<Assignment> = [
        ("1", "Tổ chức tọa đàm về cải cách hành chính"),
        ("2", "Phát tin bài trên đài huyện"),
        ("3", "In băng rôn"),
        ("4", "Họp giao ban"),
        ("5", "Họp giao ban"),
    ]
    .iter()
    .map(|(number, title)| Assignment {
        id: Id(1),
        plan: Id(1),
        item: Id(1),
        position: 1,
        begins_on: Some(date(2022, 1, 13)),
        sheet: sheet(number, title),
    })
    .collect();
    let new = [
        // Renumbered, reworded under its number, another task under an old number, twins by their numbers.
        sheet("7", "Tổ chức toạ đàm về cải cách hành chính"),
        sheet("2", "Phát tin bài, phóng sự trên đài phát thanh huyện"),
        sheet("3", "Thi viết dành cho học sinh"),
        sheet("5", "Họp giao ban"),
        sheet("4", "Họp giao ban"),
    ];
    let found = fates(&old, &new.iter().collect::<Vec<_>>());
    let want = [
        Fate::Kept(0, 0),
        Fate::Kept(1, 1),
        Fate::Added(2),
        Fate::Kept(4, 3),
        Fate::Kept(3, 4),
        Fate::Dropped(2),
    ];
    assert_eq!(found, want);
    assert_eq!(fates(&[], &[]), []);
}

#[test]
fn tables_from_the_clipboard_become_cells() {
    for (text, want) in [
        ("a\tb\n\nc\td\n", vec![vec!["a", "b"], vec!["c", "d"]]),
        ("\"hai\ndòng\"\tb", vec![vec!["hai\ndòng", "b"]]),
        ("\"nói \"\"có\"\"\"\tb", vec![vec!["nói \"có\"", "b"]]),
        ("chuyên mục \"CCHC\"\tb", vec![vec!["chuyên mục \"CCHC\"", "b"]]),
        (
            "\"mở mà không đóng\tb\nc",
            vec![vec!["\"mở mà không đóng", "b"], vec!["c"]],
        ),
        ("\"", vec![vec!["\""]]),
        ("", vec![]),
    ] {
        assert_eq!(cells(text).unwrap(), want, "{text}");
    }
    assert!(cells(&"x".repeat(5000)).is_err());
}

#[test]
fn marks_fall_on_the_words_and_nest() {
    // The running text is "1) Họp **quý**"; the program drew the number, the stars are no words.
    let line = Line {
        marker: "1)".to_owned(),
        text: "Họp quý".to_owned(),
        at: (0, "1) Họp **quý**".len()),
        steps: vec![(0, 3), (6, 11)],
        strong: false,
    };
    let source = "1) Họp **quý**";
    let quarter = source.find("quý").unwrap();
    let sheet = Sheet {
        title_at: Some(At(3, quarter + "quý".len())),
        product_at: Some(At(quarter, quarter + "quý".len())),
        // Nonsense from elsewhere does no harm.
        sources: vec![At(9000, 9001), At(5, 4), At(4, 5)],
        ..Sheet::default()
    };
    let shown = Marks::new(&Head::default(), std::iter::once(&sheet), &[]).show(&[Piece::Line(line)]);
    let [Shown::Line(line)] = shown.as_slice() else {
        panic!("one line");
    };
    let text: String = line.runs.iter().map(|run| run.text.as_str()).collect();
    assert_eq!(text, "1) Họp quý");
    let of = |at: At| {
        let runs = line.runs.iter().filter(|run| run.anchors.contains(&at.anchor()));
        runs.map(|run| (run.text.as_str(), run.is_marked))
            .collect::<Vec<_>>()
    };
    assert_eq!(of(sheet.product_at.unwrap()), [("quý", true)]);
    assert_eq!(of(sheet.title_at.unwrap()).len(), 1, "an anchor stands once");
    assert!(
        line.runs
            .iter()
            .filter(|run| run.text != "1) ")
            .all(|run| run.is_marked)
    );
}
