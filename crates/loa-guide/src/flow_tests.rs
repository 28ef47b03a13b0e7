use jiff::civil::date;
use proptest::prelude::*;

use crate::drawing::svg;
use crate::flow::Flow;
use crate::leaflet::{Block, leaflet};
use crate::outcome::{FEE_UNSAID, Length, TIME_UNSAID};
use crate::outline::{Branch, outline};
use crate::path::paths;
use crate::samples::SMALL;
use crate::walk::{Step, walk};

fn small() -> Flow {
    Flow::parse(SMALL).unwrap()
}

/// Where an address leads: `?` and the question, `=` and the outcome, `!` and the place of the wrong answer.
fn leads_to(flow: &Flow, address: &str) -> String {
    let answers: Vec<&str> = address.split('/').filter(|part| !part.is_empty()).collect();
    match walk(flow, &answers).step {
        Step::Ask(question) => format!("?{}", question.key),
        Step::Outcome(outcome) => format!("={}", outcome.key),
        Step::NoSuchAnswer { at } => format!("!{at}"),
    }
}

#[test]
fn an_address_leads_to_a_question_an_outcome_or_the_answer_that_is_wrong() {
    let flow = small();
    for (address, expected) in [
        ("", "?lan-dau"),
        ("co", "?ngay"),
        ("co/2015-12-31", "?ai"),
        ("co/2016-01-01", "=moi"),
        ("co/2015-12-31/minh", "=lai"),
        ("khong/minh", "=moi"),
        ("khong/nguoi-khac", "=lai"),
        ("Co", "!0"),
        ("co/2016-02-30", "!1"),
        ("co/2016-01-01T00:00", "!1"),
        ("khong/minh/minh", "!2"),
    ] {
        assert_eq!(leads_to(&flow, address), expected, "{address}");
    }
}

#[test]
fn what_was_answered_comes_back_in_words_and_as_an_address() {
    let flow = small();
    let given = walk(&flow, &["co", "2015-12-31", "minh"]).given;
    let told: Vec<String> = given.iter().map(|given| given.label().into_owned()).collect();
    assert_eq!(told, ["Có", "31/12/2015", "Chính mình"]);
    assert_eq!(crate::answer::address(&flow, &given[..2]), "mau/co/2015-12-31");
}

#[test]
fn values_hold_on_their_days() {
    let flow = small();
    let (new, again) = (&flow.outcomes[0], &flow.outcomes[1]);
    assert_eq!(new.on(date(2026, 12, 31)).fee, "10.000 đồng");
    assert_eq!(new.on(date(2027, 1, 1)).fee, "20.000 đồng");
    assert_eq!(new.on(date(2027, 1, 1)).length, Some(Length::WorkingDays(3)));
    assert_eq!(again.on(date(2026, 12, 31)).steps, ["Nộp tờ khai."]);
    assert_eq!(again.on(date(2027, 1, 1)).steps, ["Nộp tờ khai.", "Ký sổ."]);
    assert_eq!(
        (again.on(date(2027, 1, 1)).fee, again.on(date(2027, 1, 1)).time),
        (FEE_UNSAID, TIME_UNSAID)
    );
}

/// Each row breaks the sample in one way: what stands there, what stands there instead, what is said of it.
const BROKEN: &[(&str, &str, &str)] = &[
    (
        "key = \"mau\"",
        "key = \"Mẫu\"",
        "Dòng 1: “Mẫu” đứng trong địa chỉ trang: chỉ dùng chữ thường không dấu, số và gạch nối.",
    ),
    ("title = \"Mẫu\"\n", "", "Dòng 1: thiếu “title”."),
    (
        "lead =",
        "lede =",
        "Dòng 3: không có mục “lede”. Ở đây chỉ có: key, title, lead, language, checked_on, source, question, outcome.",
    ),
    (
        "2026-11-27",
        "\"hôm nay\"",
        "Dòng 4: “checked_on” phải là một ngày viết như 2026-07-01.",
    ),
    (
        "\"1.004884\"]\n\n",
        "\"1.4884\"]\n\n",
        "Dòng 5: “1.4884” không phải mã thủ tục dạng 1.001193.",
    ),
    (
        "label = \"Người khác\", go = \"lai\"",
        "label = \"Người khác\", go = \"xa\"",
        "Dòng 25, câu hỏi “ai”: dẫn tới “xa”, nhưng không có câu hỏi hay kết quả nào tên ấy.",
    ),
    (
        "label = \"Người khác\", go = \"lai\"",
        "label = \"Người khác\", go = \"ngay\"",
        "Dòng 25, câu hỏi “ai”: dẫn ngược về “ngay” thì thành vòng lặp; chỉ dẫn tới câu hỏi đứng sau.",
    ),
    (
        "label = \"Người khác\", go = \"lai\"",
        "label = \"Người khác\", go = \"ai\"",
        "Dòng 25, câu hỏi “ai”: dẫn ngược về “ai” thì thành vòng lặp; chỉ dẫn tới câu hỏi đứng sau.",
    ),
    (
        "label = \"Người khác\", go = \"lai\"",
        "label = \"Người khác\"",
        "Dòng 25, câu hỏi “ai”: trả lời “Người khác” không dẫn tới đâu.",
    ),
    (
        "go = \"moi\"\n\n",
        "\n\n",
        "Dòng 13, câu hỏi “ngay”: trả lời từ ngày 01/01/2016 không dẫn tới đâu.",
    ),
    (
        "key = \"co\", go = \"ngay\"",
        "key = \"co\", go = \"ai\"",
        "Dòng 13, câu hỏi “ngay”: không đường nào dẫn tới câu hỏi này.",
    ),
    (
        "before = 2016-01-01",
        "before = \"đầu năm\"",
        "Dòng 17, câu hỏi “ngay”: “before” phải là một ngày viết như 2026-07-01.",
    ),
    (
        "ai = [\"minh\"]",
        "ai = [\"toi\"]",
        "Dòng 27, câu hỏi “ai”: câu hỏi “ai” không có trả lời “toi”.",
    ),
    (
        "lan-dau = \"co\", ai",
        "lan-dau = \"khong\", ngay = { from = 2016-01-01 }, ai",
        "Dòng 27, câu hỏi “ai”: quy tắc thứ 1 không bao giờ xảy ra.",
    ),
    (
        "lan-dau = \"co\", ai",
        "lan = \"co\", ai",
        "Dòng 27, câu hỏi “ai”: quy tắc nói đến câu hỏi “lan”, không có.",
    ),
    (
        "kind = \"date\"",
        "kind = \"ngày\"",
        "Dòng 13, câu hỏi “ngay”: “kind” là choice, yes-no hoặc date, không có “ngày”.",
    ),
    (
        "procedures = [\"1.001193\"]",
        "procedures = [\"1.001193.000.00.00.H52\"]",
        "Dòng 32, kết quả “moi”: “1.001193.000.00.00.H52” không phải mã thủ tục dạng 1.001193.",
    ),
    (
        "procedures = [\"1.001193\"]",
        "procedures = [\"2.000635\"]",
        "Dòng 29, kết quả “moi”: mã “2.000635” chưa ghi trong “source” của tệp.",
    ),
    (
        "to = 2026-12-31",
        "to = 2027-01-01",
        "Dòng 29, kết quả “moi”: “fee” có hai giá trị cùng hiệu lực trong một ngày.",
    ),
    (
        "working_days = 3",
        "working_days = -3",
        "Dòng 36, kết quả “moi”: “working_days” phải là một số từ 0 trở lên.",
    ),
    (
        "\"toan-trinh\"",
        "\"muc-do-4\"",
        "Dòng 37, kết quả “moi”: “online” không có giá trị “muc-do-4”; chọn: toan-trinh, mot-phan, co, khong.",
    ),
    (
        "key = \"lai\"",
        "key = \"ai\"",
        "Dòng 41: tên “ai” đã dùng ở trên; mỗi câu hỏi, kết quả một tên.",
    ),
    (
        "steps = [\"Nộp tờ khai.\"]\n",
        "",
        "Dòng 29, kết quả “moi”: thiếu “steps”.",
    ),
    (
        "papers = [\"Giấy cũ\"]",
        "papers = [1]",
        "Dòng 46, kết quả “lai”: “papers” phải là chữ, đặt trong dấu nháy kép.",
    ),
];

#[test]
fn a_broken_flow_says_what_and_where() {
    for &(part, instead, expected) in BROKEN {
        assert!(SMALL.contains(part), "{part}");
        let problems = Flow::parse(&SMALL.replacen(part, instead, 1)).unwrap_err();
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert!(
            told.iter().any(|told| told == expected),
            "{instead}\n{expected}\n{told:#?}"
        );
    }
    let lost = SMALL.replace("go = \"lai\"", "go = \"moi\"");
    assert_eq!(
        Flow::parse(&lost).unwrap_err().last().unwrap().to_string(),
        "Dòng 41, kết quả “lai”: không đường nào dẫn tới kết quả này."
    );
    let not_toml = Flow::parse("key = \"mau\"\ntitle = ").unwrap_err();
    assert!(
        not_toml[0]
            .to_string()
            .starts_with("Dòng 2: tệp chưa đúng dạng TOML"),
        "{not_toml:?}"
    );
}

#[test]
fn all_problems_are_told_at_once_and_in_order() {
    let text = SMALL
        .replace("title = \"Mẫu\"\n", "")
        .replace("place = \"Một cửa\"\n", "");
    let problems = Flow::parse(&text).unwrap_err();
    let lines: Vec<usize> = problems.iter().map(|problem| problem.line).collect();
    assert_eq!(lines, [1, 28, 39]);
}

#[test]
fn too_many_ways_are_refused() {
    let mut text = SMALL.split("[[question]]").next().unwrap().to_owned();
    for number in 0..11 {
        let next = if number == 10 {
            "moi".to_owned()
        } else {
            format!("c{}", number + 1)
        };
        text += &format!(
            "[[question]]\nkey = \"c{number}\"\ntitle = \"?\"\nkind = \"yes-no\"\ngo = \"{next}\"\n"
        );
    }
    text += "[[outcome]]\nkey = \"moi\"\ntitle = \"Xong\"\nprocedures = [\"1.001193\"]\nsteps = [\"Nộp.\"]\nplace = \"Một cửa\"\n";
    assert_eq!(
        Flow::parse(&text).unwrap_err()[0].message,
        "có hơn 1000 đường đi, không ai kiểm hết được; hãy chia thành nhiều tệp."
    );
}

fn leaves(branch: &Branch) -> usize {
    let below: usize = branch.branches.iter().map(leaves).sum();
    if branch.is_outcome { 1 } else { below }
}

#[test]
fn tree_drawing_and_leaflet_tell_the_same_flow() {
    let flow = small();
    let tree = outline(&flow).unwrap();
    assert_eq!((leaves(&tree), paths(&flow).len()), (5, 5));
    assert_eq!(tree.branches[0].branches[0].answer, "trước ngày 01/01/2016");
    let drawing = svg(&flow);
    assert!(drawing.contains("2 kết quả, 5 đường đi"));
    assert_eq!(drawing.matches("marker-end").count(), 7);
    let bullets: Vec<String> = leaflet(&flow, date(2026, 11, 27))
        .into_iter()
        .filter_map(|block| match block {
            Block::Bullets(lines) => Some(lines),
            _ => None,
        })
        .flatten()
        .collect();
    assert_eq!(
        bullets[..6],
        [
            "Có → câu 2",
            "Không → câu 3",
            "Nếu ngày ấy trước ngày 01/01/2016 → câu 3",
            "Ngày khác → kết quả 1",
            "Nếu chọn “Chính mình” và câu 1 là “Có” → kết quả 2",
            "Chính mình, trường hợp khác → kết quả 1",
        ]
    );
}

proptest! {
    #[test]
    fn walking_never_fails_and_says_the_same_again(
        answers in prop::collection::vec(prop_oneof![
            Just("co".to_owned()), Just("khong".to_owned()), Just("minh".to_owned()),
            "[12][0-9]{3}-[01][0-9]-[0-3][0-9]", "\\PC{0,12}",
        ], 0..6)
    ) {
        let flow = small();
        let once = walk(&flow, &answers);
        prop_assert!(once.given.len() <= answers.len());
        let keys: Vec<String> = once.given.iter().map(|given| given.key().into_owned()).collect();
        prop_assert_eq!(&keys[..], &answers[..keys.len()]);
        if let Step::NoSuchAnswer { at } = once.step {
            prop_assert_eq!(at, once.given.len());
            let back = walk(&flow, &answers[..at]).step;
            let leads_on = !matches!(back, Step::NoSuchAnswer { .. });
            prop_assert!(leads_on);
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,200}", cut in 0..SMALL.len()) {
        let _ = Flow::parse(&text);
        let cut = SMALL.floor_char_boundary(cut);
        let _ = Flow::parse(&SMALL[..cut]);
    }
}
