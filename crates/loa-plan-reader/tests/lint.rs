//! The linter: a clean plan is silent, each rule finds its own example, and the founding plan says what it is known to say.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "tests"
)]

use std::collections::BTreeMap;
use std::path::PathBuf;

use loa_docfile::body::Body;
use loa_docfile::read::{Limits, read};
use loa_plan_reader::lint::{RULES, rule};
use loa_plan_reader::notice::{Notice, Severity};
use loa_plan_reader::plan::{Context, read_plan};
use loa_plan_reader::units::Units;

/// Where in the plan a piece of text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slot {
    Number,
    Date,
    Basis,
    /// The sentence that points to the annex.
    Reference,
    /// Behind the orders of the first unit.
    Order,
    /// In place of the block of the second unit.
    Unit,
    End,
    Filing,
    Signature,
    AnnexTitle,
    Caption,
    /// Behind the last row.
    Row,
}

/// A plan, invented, that follows every rule. What stands at a slot can be replaced.
const CLEAN: &[(Option<Slot>, &str)] = &[
    (
        None,
        "ỦY BAN NHÂN DÂN\nXÃ MẪU\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n",
    ),
    (Some(Slot::Number), "Số: 12/KH-UBND"),
    (Some(Slot::Date), "Mẫu, ngày 05 tháng 3 năm 2026"),
    (
        None,
        "KẾ HOẠCH\n\nTuyên truyền cải cách hành chính xã Mẫu năm 2026\n",
    ),
    (
        Some(Slot::Basis),
        "Căn cứ Quyết định số 15/QĐ-UBND ngày 02/01/2026 của UBND tỉnh về giao nhiệm vụ năm 2026.",
    ),
    (
        None,
        "UBND xã Mẫu ban hành Kế hoạch tuyên truyền như sau:\n\nI. MỤC ĐÍCH\n\n1. Giúp người dân hiểu thủ tục hành chính.\n\n2. Nâng chất lượng phục vụ.\n\nII. NHIỆM VỤ\n",
    ),
    (Some(Slot::Reference), "1. Nhiệm vụ cụ thể: có Phụ lục kèm theo."),
    (
        None,
        "III. TỔ CHỨC THỰC HIỆN\n\n1. Phòng Văn hóa - Xã hội\n\n- Báo cáo kết quả tuyên truyền năm 2026 cho UBND xã chậm nhất ngày 15/12/2026.",
    ),
    (Some(Slot::Order), ""),
    (
        Some(Slot::Unit),
        "2. Phòng Kinh tế\n- In, căng treo khẩu hiệu, cụm pa nô tuyên truyền tại trung tâm xã.",
    ),
    (
        Some(Slot::End),
        "Trên đây là Kế hoạch tuyên truyền năm 2026, yêu cầu các đơn vị triển khai thực hiện./.",
    ),
    (None, "Nơi nhận:\n- Thường trực Đảng ủy;\n- Các đơn vị liên quan;"),
    (Some(Slot::Filing), "- Lưu: VT, VX."),
    (
        Some(Slot::Signature),
        "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\nNguyễn Văn Mẫu\n",
    ),
    (Some(Slot::AnnexTitle), "Phụ lục\nDANH MỤC NHIỆM VỤ NĂM 2026"),
    (
        Some(Slot::Caption),
        "(Kèm theo Kế hoạch số 12/KH-UBND ngày 05 tháng 3 năm 2026 của UBND xã Mẫu)",
    ),
    (
        None,
        "TT\tNhiệm vụ\tĐơn vị chủ trì\tĐơn vị phối hợp\tThời gian thực hiện",
    ),
    (
        None,
        "1\tXây dựng chuyên mục trên trang thông tin điện tử xã\tVăn phòng HĐND và UBND xã\tPhòng Kinh tế\tThường xuyên",
    ),
    (
        None,
        "2\tTuyên truyền qua hệ thống truyền thanh các bản\tPhòng Văn hóa - Xã hội\tCông an xã\tHằng tháng",
    ),
    (
        None,
        "3\tIn, căng treo khẩu hiệu, cụm pa nô tuyên truyền\tPhòng Kinh tế\tPhòng Văn hóa - Xã hội\tTrước ngày 02/10/2026",
    ),
    (
        None,
        "4\tTổ chức tọa đàm về dịch vụ công trực tuyến\tPhòng Văn hóa - Xã hội\tĐoàn Thanh niên xã\tQuý II năm 2026",
    ),
    (
        None,
        "5\tKiểm tra việc niêm yết thủ tục hành chính\tVăn phòng HĐND và UBND xã\tCông an xã\tMột quý một lần",
    ),
    (
        None,
        "6\tBáo cáo kết quả tuyên truyền năm 2026\tPhòng Văn hóa - Xã hội\tPhòng Kinh tế\tChậm nhất ngày 15/12/2026",
    ),
    (Some(Slot::Row), ""),
];

const UNITS: &str = "id,parent_id,name,kind,level,unit_code,valid_from,valid_to,successors,aliases
xa,,UBND xã Mẫu,uy-ban,xa,99999,,,,
kinh-te,xa,Phòng Kinh tế,phong,xa,,2025-07-01,,,
van-hoa,xa,Phòng Văn hóa - Xã hội,phong,xa,,2025-07-01,,,
van-phong,xa,Văn phòng HĐND và UBND xã,van-phong,xa,,2025-07-01,,,
ha-tang,xa,Phòng Hạ tầng,phong,xa,,,2025-06-30,kinh-te,
cong-an,xa,Công an xã,cong-an,xa,,,,,
doan,xa,Đoàn Thanh niên xã,to-chuc-ctxh,xa,,,,,";

/// The plan with `text` at the slot. Rows are written here with tabs between the cells and go into a pipe table.
fn plan(slot: Option<Slot>, text: &str) -> String {
    let mut whole = String::new();
    for (at, own) in CLEAN {
        let text = if at.is_some() && *at == slot { text } else { own };
        if !own.contains('\t') && *at != Some(Slot::Row) {
            whole.push_str(text);
            whole.push_str("\n\n");
            continue;
        }
        for row in text.lines() {
            whole.push_str(&format!("| {} |\n", row.replace('\t', " | ")));
            if row.starts_with("TT") {
                whole.push_str("|---|---|---|---|---|\n");
            }
        }
    }
    whole
}

/// Where the example of a rule belongs.
fn slot(code: &str) -> Slot {
    match code {
        "P101" => Slot::Signature,
        "P102" | "P103" => Slot::Number,
        "P104" => Slot::Date,
        "P105" | "P106" | "P107" | "P108" => Slot::Basis,
        "P109" => Slot::End,
        "P110" => Slot::Filing,
        "P111" | "P112" => Slot::Reference,
        "P113" => Slot::AnnexTitle,
        "P114" => Slot::Caption,
        "P202" | "P212" | "P115" | "P217" | "P223" | "P503" => Slot::Unit,
        "P116" | "P301" | "P304" | "P305" | "P308" | "P401" | "P402" | "P403" | "P404" | "P405" | "P406"
        | "P407" | "P408" => Slot::Order,
        _ => Slot::Row,
    }
}

fn body_of(text: &str) -> Body {
    read("plan.txt", text.as_bytes(), &Limits::default()).expect("text can be read")
}

fn notices(text: &str) -> Vec<Notice> {
    let units = Units::from_csv(UNITS).expect("a good list");
    let context = Context {
        units: Some(&units),
        ..Context::default()
    };
    read_plan(&body_of(text), &context).1
}

fn show(notices: &[Notice]) -> String {
    notices
        .iter()
        .map(|notice| format!("{} {}\n", notice.code, notice.message.vi))
        .collect()
}

#[test]
fn a_clean_plan_is_silent() {
    let found = notices(&plan(None, ""));
    assert!(found.is_empty(), "{}", show(&found));
}

/// P309 needs a plan of several years: its example stands in one.
fn adapted(code: &str, text: &str) -> String {
    let plan = plan(Some(slot(code)), text);
    if code == "P309" {
        plan.replace("xã Mẫu năm 2026\n", "xã Mẫu giai đoạn 2026 - 2027\n")
    } else {
        plan
    }
}

#[test]
fn every_rule_finds_its_bad_example_and_passes_its_good_one() {
    let mut wrong = String::new();
    for rule in RULES {
        for (text, expected) in [(rule.example.0, true), (rule.example.1, false)] {
            let found = notices(&adapted(rule.code, text));
            let own = found.iter().filter(|notice| notice.code == rule.code).count();
            if (own > 0) != expected {
                wrong.push_str(&format!(
                    "{} on {text}: {own} notices\n{}\n",
                    rule.code,
                    show(&found)
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn the_list_of_rules_is_in_order_and_explains_itself() {
    for pair in RULES.windows(2) {
        assert!(
            pair[0].code < pair[1].code,
            "{} stands before {}",
            pair[0].code,
            pair[1].code
        );
    }
    for one in RULES {
        let law = ["Nghị định", "Bộ luật", "Luật", "văn bản"]
            .iter()
            .any(|word| one.explanation.0.contains(word));
        assert!(
            law && one.explanation.0.chars().count() > 150 && one.explanation.1.len() > 150,
            "{} says too little",
            one.code
        );
        assert!(
            !one.name.0.is_empty() && !one.name.1.is_empty() && one.example.0 != one.example.1,
            "{}",
            one.code
        );
        assert!(one.code.len() == 4 && one.code.starts_with('P'), "{}", one.code);
        assert_eq!(
            rule(&one.code.to_lowercase()).map(|found| found.code),
            Some(one.code)
        );
    }
}

/// Codes with the words that the notices point at.
type Pointed = &'static [(&'static str, &'static str)];

/// Text at a slot, and the notices that come of it as (code, words pointed at).
const CASES: &[(Slot, &str, Pointed)] = &[
    (
        Slot::Order,
        "- Gửi báo cáo trước ngày 30/02/2026.",
        &[("P301", "ngày 30/02/2026")],
    ),
    (
        Slot::Order,
        "- Gửi danh sách đăng ký trước ngày 27/02/2026.",
        &[("P302", "trước ngày 27/02/2026")],
    ),
    (
        Slot::Order,
        "- Xử lý hồ sơ tiếp nhận trước ngày 27/02/2026 theo quy định.",
        &[],
    ),
    (
        Slot::Order,
        "- Hội thi diễn ra ngày 15/9/2026 (thứ Tư).",
        &[("P305", "ngày 15/9/2026 (thứ Tư")],
    ),
    (
        Slot::Order,
        "- Hội thi diễn ra thứ Ba, ngày 15 tháng 9 năm 2026.",
        &[],
    ),
    (
        Slot::Order,
        "- Kiểm tra trong 05 ngày làm việc, từ ngày 07/9/2026 đến ngày 11/9/2026.",
        &[],
    ),
    (
        Slot::Order,
        "- Đợt cao điểm từ ngày 20/12 đến ngày 10/01/2027.",
        &[],
    ),
    (
        Slot::Order,
        "- Xử lý hành vi vi phạm, trực tiếp tiếp nhận phản ánh; luôn luôn lắng nghe.",
        &[],
    ),
    (
        Slot::Order,
        "- Phê bình nơi có biểu hiện những nhiễu, phiền hà.",
        &[("P403", "những nhiễu")],
    ),
    (Slot::Order, "- Đây là vấn đề nhân rộng mô hình.", &[]),
    (
        Slot::Order,
        "- Báo cáo các quan, đơn vị theo quy định kỹ thuật.",
        &[("P403", "các quan,")],
    ),
    (
        Slot::Order,
        "- Nộp tại chính quyền để nghị quyết được thực hiện, hằng quý định kỳ có người dẫn.",
        &[],
    ),
    (
        Slot::Order,
        "- Đăng tại hdnd.mau.example.vn để người dân biết.",
        &[],
    ),
    (
        Slot::Order,
        "- Tuyên truyền viên đi Đắk Lắk, dùng logo và website; đọc ở QĐ-TTg, UBMTTQ.",
        &[],
    ),
    (
        Slot::Order,
        "- Đề nghị các quuyền sở hữu được bảo vệ.",
        &[("P402", "quuyền")],
    ),
    (
        Slot::Order,
        "- Số hóa hồ sơ lưu trữ của UBND huyện Mẫu Lâm bàn giao.",
        &[],
    ),
    (
        Slot::Order,
        "- Rà soát hồ sơ do UBND huyện giải quyết từ trước ngày 01/7/2025.",
        &[],
    ),
    (
        Slot::Order,
        "- Đề nghị UBND huyện cử cán bộ tham gia; tiếp nhận con dấu từ Phòng Nội vụ (cũ).",
        &[("P502", "UBND huyện"), ("P503", "UBND huyện")],
    ),
    (
        Slot::Order,
        "- Hướng dẫn người dân đổi chứng minh nhân dân sang thẻ căn cước.",
        &[],
    ),
    (
        Slot::Order,
        "- Phấn đấu đạt chuyển đổi số mức 3; tuyên truyền về dịch vụ công.",
        &[],
    ),
    (
        Slot::Order,
        "- Hướng dẫn nộp sổ hộ khẩu; tiếp nhận hồ sơ của Phòng Nội vụ (cũ).",
        &[("P401", "sổ hộ khẩu")],
    ),
    (
        Slot::Order,
        "- Việc thực hiện Nghị định số 61/2018/NĐ-CP trong giai đoạn 2018 - 2025 đã đạt kết quả tốt.",
        &[],
    ),
    (
        Slot::Order,
        "- Thực hiện Nghị định số 61/2018/NĐ-CP.",
        &[("P108", "61/2018/NĐ-CP")],
    ),
    (
        Slot::Order,
        "- Cấp độ an toàn thông tin mức độ 3 của hệ thống truyền thanh.",
        &[],
    ),
    (Slot::Order, "- Nhân dân bản Huổi nằm ven suối.", &[]),
    (
        Slot::Order,
        "- Thực hiện Quyết định số 30/QĐ-UBND của UBND huyện trước đây.",
        &[],
    ),
    (
        Slot::Basis,
        "Căn cứ Nghị định số 118/2025/NĐ-CP ngày 09/6/2025 thay thế Nghị định số 61/2018/NĐ-CP.",
        &[],
    ),
    (
        Slot::Basis,
        "Thực hiện Quyết định số 15/QĐ-UBND ngày 02/01/2026 của UBND tỉnh, UBND xã Mẫu ban hành kế hoạch như sau:",
        &[],
    ),
    (Slot::Number, "Số:      /KH-UBND", &[]),
    (Slot::Date, "Mẫu, ngày      tháng 3 năm 2026", &[]),
    (Slot::Number, "Số: 0012/KH-UBND", &[("P102", "0012/KH-UBND")]),
    (
        Slot::Reference,
        "1. Nhiệm vụ theo Phụ lục II ban hành kèm theo Nghị định số 30/2020/NĐ-CP; có Phụ lục kèm theo.",
        &[],
    ),
    (
        Slot::Caption,
        "(Kèm theo Kế hoạch số     /KH-UBND ngày    tháng 3 năm 2026)",
        &[],
    ),
    (
        Slot::Caption,
        "(Kèm theo Kế hoạch số 12/KH-UBND ngày 06/3/2026 của UBND xã Mẫu)",
        &[("P114", "06/3/2026")],
    ),
    (
        Slot::Row,
        "8\tIn tờ rơi hướng dẫn nộp hồ sơ trực tuyến\tPhòng Kinh tế\tCông an xã\tQuý III năm 2026",
        &[("P117", "In tờ rơi hướng dẫn nộp hồ sơ trực tuyến")],
    ),
    (
        Slot::Row,
        "7\tIn tờ rơi hướng dẫn nộp hồ sơ trực tuyến\tPhòng Kinh tế\tCông an xã\tTrong tháng 02/2026",
        &[("P302", "Trong tháng 02/2026")],
    ),
    (
        Slot::Row,
        "7\tIn tờ rơi hướng dẫn nộp hồ sơ trực tuyến\t\t\t",
        &[("P201", "In tờ rơi hướng dẫn nộp hồ sơ trực tuyến")],
    ),
];

#[test]
fn a_notice_points_at_the_words() {
    let mut wrong = String::new();
    for (slot, text, expected) in CASES {
        let whole = plan(Some(*slot), text);
        let body = body_of(&whole);
        // Grouped notes on orders of the text come with any order.
        let found: Vec<Notice> = notices(&whole)
            .into_iter()
            .filter(|notice| !matches!(notice.code, "P212" | "P223"))
            .collect();
        let pointed: Vec<(&str, &str)> = found
            .iter()
            .map(|notice| {
                (
                    notice.code,
                    notice
                        .at
                        .map_or("", |at| &body.source[at.span.start..at.span.end]),
                )
            })
            .collect();
        if pointed != *expected {
            wrong.push_str(&format!("{text}: {pointed:?}\n{}\n", show(&found)));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn swapping_two_leads_makes_a_conflict_and_an_open_group_none() {
    let clean = plan(None, "");
    for (from, to, expected) in [
        ("2. Phòng Kinh tế\n", "2. Công an xã\n", 1),
        ("2. Phòng Kinh tế\n", "2. Các cơ quan, đơn vị\n", 0),
    ] {
        let found = notices(&clean.replace(from, to));
        assert_eq!(
            found.iter().filter(|notice| notice.code == "P202").count(),
            expected,
            "{to}\n{}",
            show(&found)
        );
    }
}

/// The founding plan; `None` where the folder of documents is absent.
fn founding_plan() -> Option<String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/plans/docs/D01.txt");
    match std::fs::read_to_string(&path) {
        Ok(text) => Some(text),
        Err(_) if std::env::var("CI").is_ok_and(|ci| ci == "true") => panic!("{} is missing", path.display()),
        Err(_) => {
            eprintln!("skipped: no {}", path.display());
            None
        }
    }
}

#[test]
fn the_founding_plan_says_what_it_is_known_to_say() {
    let Some(text) = founding_plan() else { return };
    let body = body_of(&text);
    let (_, notices) = read_plan(&body, &Context::default());
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for notice in &notices {
        *counts.entry(notice.code).or_default() += 1;
    }
    let expected = [
        ("P105", 1),
        ("P113", 1),
        ("P115", 1),
        ("P202", 1),
        ("P212", 1),
        ("P213", 1),
        ("P223", 1),
        ("P403", 8),
        ("P406", 3),
        ("P407", 1),
    ];
    assert_eq!(
        counts.into_iter().collect::<Vec<_>>(),
        expected,
        "{}",
        show(&notices)
    );
    let conflict = notices
        .iter()
        .find(|notice| notice.code == "P202")
        .expect("the lead conflict");
    assert_eq!(
        (conflict.severity, conflict.assignment.as_deref()),
        (Severity::Error, Some("5"))
    );
    let words =
        |at: Option<loa_docfile::body::Place>| at.map_or("", |at| &body.source[at.span.start..at.span.end]);
    assert_eq!(words(conflict.at), "Phòng Nội vụ");
    assert!(
        words(conflict.other).starts_with("In, căng treo băng zôn"),
        "{}",
        words(conflict.other)
    );
}

#[test]
fn nothing_is_too_strange_to_look_at() {
    let whole = plan(None, "");
    for cut in (0..whole.len())
        .step_by(37)
        .filter(|cut| whole.is_char_boundary(*cut))
    {
        let _ = notices(&whole[..cut]);
        let _ = notices(&whole[cut..]);
    }
    for text in [
        "",
        "\t\t\t",
        "Phụ lục",
        "ngày 99/99/9999",
        "- \u{301}\u{301}",
        "mức độ 3",
        "Số: /",
        "(Kèm theo",
    ] {
        for slot in [Slot::Number, Slot::Order, Slot::Row, Slot::Caption] {
            let _ = notices(&plan(Some(slot), text));
        }
    }
}

/// A text whose letters cannot be trusted gives one notice, not one a word; made-up forms of one word cost no time.
#[test]
fn a_broken_text_gives_one_notice() {
    let broken: String = ('b'..='z')
        .flat_map(|one| ('b'..='z').map(move |other| format!("{one}ậ{other}ở ỵ{one}{other} ")))
        .collect();
    let found = notices(&plan(Some(Slot::Order), &format!("- {broken}.")));
    assert_eq!(
        found.iter().filter(|notice| notice.code == "P402").count(),
        1,
        "{}",
        show(&found)
    );
    let forms: String = (0..4096_u32)
        .map(|bits| {
            (0..12)
                .map(|at| if bits >> at & 1 == 1 { 'Ô' } else { 'ô' })
                .collect::<String>()
                + " "
        })
        .collect();
    assert!(notices(&plan(Some(Slot::Order), &format!("- {forms}"))).len() < 20);
}

#[test]
fn a_hint_names_the_law_of_the_day_and_the_office_of_the_issuer() {
    let levels = "- Hướng dẫn sử dụng dịch vụ công trực tuyến mức độ 3.";
    let office = "- Phối hợp với Phòng Tài chính - Kế hoạch.";
    for (text, from, to, code, hint) in [
        (levels, "", "", "P401", "Nghị định 42/2022/NĐ-CP"),
        (
            levels,
            "tháng 3 năm 2026",
            "tháng 8 năm 2026",
            "P401",
            "Nghị định 224/2026/NĐ-CP",
        ),
        (office, "", "", "P503", "Nay là Phòng Kinh tế."),
        (
            office,
            "XÃ MẪU",
            "PHƯỜNG MẪU",
            "P503",
            "Nay là Phòng Kinh tế, Hạ tầng và Đô thị.",
        ),
        (
            office,
            "XÃ MẪU",
            "TỈNH MẪU",
            "P503",
            "(phường, đặc khu: Phòng Kinh tế, Hạ tầng và Đô thị)",
        ),
    ] {
        let plan = plan(Some(Slot::Order), text);
        let found = notices(&if from.is_empty() {
            plan
        } else {
            plan.replace(from, to)
        });
        let told = found.iter().find(|notice| notice.code == code);
        assert!(
            told.is_some_and(|notice| notice.hint.vi.contains(hint)),
            "{hint}\n{:?}",
            told.map(|notice| &notice.hint.vi)
        );
    }
}
