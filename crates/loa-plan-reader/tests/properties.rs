//! Laws that hold for any text: reading never fails, spans lie in the source, ids are unique.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "tests say what is wrong by panicking"
)]

use std::collections::HashSet;

use loa_docfile::body::{Body, Place};
use loa_docfile::read::{Limits, read};
use loa_plan_reader::duty::duties;
use loa_plan_reader::plan::{Context, read_plan};
use loa_plan_reader::units::Units;
use proptest::prelude::*;

/// Pieces of plans, to be put together in any order.
const PIECES: &[&str] = &[
    "KẾ HOẠCH\n",
    "Số: 18/KH-UBND\n",
    "Sông Mã, ngày 13 tháng 01 năm 2022\n",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n",
    "ỦY BAN NHÂN DÂN\n",
    "Căn cứ Quyết định số 1/QĐ-UBND ngày 29/12/2021;\n",
    "IV. TỔ CHỨC THỰC HIỆN\n",
    "1. Phòng Nội vụ\n",
    "2. Sở Y tế: ",
    "- Theo dõi, đôn đốc; ",
    "trước ngày 31/02/2022. ",
    "Nơi nhận:\n- Lưu: VT.\n",
    "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n",
    "Phụ lục\n",
    "(Kèm theo Kế hoạch số /KH-UBND ngày / /2022)\n",
    "TT\tNhiệm vụ\tĐơn vị chủ trì\tThời gian thực hiện\n",
    "1\tLàm\tUBND các xã, thị trấn\tHàng tháng\n",
    "2\t\t\t\n",
    "2.1\tTuyên truyền\t\tQuý II, III\n",
    "| a | b |\n|---|---|\n| 1 | 2 |\n",
    "|\n",
    "|\n|\n",
    "**TT**\n|\n",
    "*Đơn vị chủ trì: *Các ",
    "Thời gian thực hiện: Thường xuyên\n",
    "+ Sở Nội vụ chủ trì, phối hợp với ",
    "(((",
    ")",
    ":",
    "\u{0301}",
    "Đ",
    "\u{200b}",
    "\n\n",
    "đ) ",
    "Điều 1. ",
    "99999999999",
    "năm 2026-2030 ",
    "./. LSL\n",
];

fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![8 => proptest::sample::select(PIECES).prop_map(str::to_owned), 1 => "\\PC{0,12}"];
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

fn inside(body: &Body, at: Place) -> bool {
    body.source.get(at.span.start..at.span.end).is_some()
}

const UNITS: &str = "id,parent_id,name,kind,level,unit_code\nh,,UBND huyện Sông Mã,uy-ban,huyen,126\nx,h,UBND xã Mẫu,uy-ban,xa,1\n";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_text_is_read_and_points_into_itself(text in pieces()) {
        let Ok(body) = read("plan.txt", text.as_bytes(), &Limits::default()) else { return Ok(()) };
        let units = Units::from_csv(UNITS).expect("a unit list");
        let context = Context { units: Some(&units), ..Context::default() };
        let (draft, notices) = read_plan(&body, &context);
        let ids: HashSet<&str> = draft.assignments.iter().map(|order| order.id.as_str()).collect();
        prop_assert_eq!(ids.len(), draft.assignments.len());
        for order in &draft.assignments {
            prop_assert!(inside(&body, order.title.at));
            prop_assert!(order.sources.iter().all(|at| inside(&body, *at)));
            prop_assert!(order.units().all(|(_, unit)| inside(&body, unit.at)));
        }
        for notice in &notices {
            prop_assert!(notice.at.into_iter().chain(notice.other).all(|at| inside(&body, at)), "{:?}", notice);
            prop_assert!(!notice.message.vi.is_empty() && !notice.message.en.is_empty());
        }
        let known: Vec<_> = duties(&draft, &context);
        prop_assert!(known.iter().all(|duty| duty.opens <= duty.due && ids.contains(duty.assignment.as_str())));
    }
}

/// A unit that leads and supports ten thousand times over is told of as often, and no rule compares all with all.
#[test]
fn roles_told_over_and_over_are_read_once_each() {
    const TIMES: usize = 6_000;
    let line = "Đơn vị chủ trì: Phòng Kinh tế. Đơn vị phối hợp: Phòng Nội vụ; thời gian: quý III/2026.\n";
    let text = format!(
        "KẾ HOẠCH\nII. NHIỆM VỤ\n1. Rà soát thủ tục\n{}",
        line.repeat(TIMES)
    );
    let body = read("plan.txt", text.as_bytes(), &Limits::default()).expect("a text");
    let (draft, notices) = read_plan(&body, &Context::default());
    let leads: usize = draft.assignments.iter().map(|order| order.leads.len()).sum();
    assert_eq!(leads, TIMES);
    assert!(notices.iter().all(|notice| notice.code != "P203"));
}
