//! The founding plan (huyện Sông Mã, 2022) and a list of its units, read from the shared folder: what must come out.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "tests say what is wrong by panicking"
)]

use std::path::{Path, PathBuf};

use loa_docfile::body::Body;
use loa_docfile::read::{Limits, read};
use loa_plan_reader::assignment::{Origin, Role};
use loa_plan_reader::duty::{Duty, duties};
use loa_plan_reader::notice::Notice;
use loa_plan_reader::plan::{Context, PlanDraft, read_plan};
use loa_plan_reader::units::Units;

/// The shared folder beside the checkout. Absent on a machine of one's own: the tests say so and pass; in CI they fail.
fn shared() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(
        std::env::var("CI").is_err(),
        "the shared folder must be there in CI"
    );
    #[expect(clippy::print_stderr, reason = "says why nothing was tested")]
    {
        eprintln!("skipped: no shared folder beside the checkout");
    }
    None
}

struct Founding {
    body: Body,
    draft: PlanDraft,
    notices: Vec<Notice>,
    duties: Vec<Duty>,
}

fn founding() -> Option<Founding> {
    let shared = shared()?;
    let bytes = std::fs::read(shared.join("plans/docs/D01.txt")).expect("the founding plan");
    let units = std::fs::read_to_string(shared.join("data/org-units-songma-2022.csv")).expect("the units");
    let units = Units::from_csv(&units).expect("a unit list");
    let body = read("D01.txt", &bytes, &Limits::default()).expect("a readable text");
    let context = Context {
        units: Some(&units),
        ..Context::default()
    };
    let (draft, notices) = read_plan(&body, &context);
    let duties = duties(&draft, &context);
    Some(Founding {
        body,
        draft,
        notices,
        duties,
    })
}

#[test]
fn the_table_gives_eight_rows_and_row_two_is_a_group() {
    let Some(plan) = founding() else { return };
    let rows: Vec<_> = plan
        .draft
        .assignments
        .iter()
        .filter(|order| order.origin == Origin::Table)
        .collect();
    let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(ids, ["1", "2.1", "2.2", "2.3", "3", "4", "5", "6"]);
    let grouped = rows.iter().filter(|row| {
        row.group
            .as_deref()
            .is_some_and(|group| group.starts_with("2 Tuyên truyền"))
    });
    assert_eq!(grouped.count(), 3);
}

#[test]
fn the_body_orders_what_the_table_does_not_have() {
    let Some(plan) = founding() else { return };
    let own: Vec<_> = plan
        .draft
        .assignments
        .iter()
        .filter(|order| order.origin == Origin::Prose)
        .collect();
    assert!(own.len() >= 8, "{}", own.len());
    let begins = |words: &str| {
        own.iter()
            .find(|order| order.title.text.starts_with(words))
            .unwrap_or_else(|| panic!("no order {words}"))
    };
    for words in [
        "Căn cứ nội dung Kế hoạch",
        "Định kỳ báo cáo",
        "Theo dõi, kiểm tra, đôn đốc",
        "Lồng ghép việc kiểm tra",
        "Tham mưu UBND huyện bố trí kinh phí",
        "Niêm yết công khai",
        "Chỉ đạo các xã, thị trấn niêm yết",
        "Tiếp nhận, đăng tải ý kiến",
        "Tăng cường công tác tuyên truyền",
    ] {
        begins(words);
    }
    let plans = begins("gửi Kế hoạch tuyên truyền CCHC năm 2022");
    let timing = plans.timing.as_ref().expect("a time");
    assert_eq!(
        (timing.words.text.as_str(), timing.schedule.to_string().as_str()),
        ("trong tháng 02/2022", "BY=2022-02-28")
    );
}

/// PLAN-02: weekly column in ISO weeks 2 to 52; 19 communes by 12 months.
#[test]
fn recurring_rows_become_dated_duties() {
    let Some(plan) = founding() else { return };
    let led = |id: &str| -> Vec<&Duty> {
        plan.duties
            .iter()
            .filter(|duty| duty.assignment == id && duty.role == Role::Lead)
            .collect()
    };
    let weekly = led("2.2");
    assert_eq!(weekly.len(), 51);
    assert!(
        weekly
            .iter()
            .all(|duty| duty.unit_id.as_deref() == Some("tt-ttvh"))
    );
    assert_eq!(
        (weekly[0].period.as_str(), weekly[50].period.as_str()),
        ("2022-W02", "2022-W52")
    );
    let monthly = led("2.3");
    assert_eq!(monthly.len(), 19 * 12);
    let communes: std::collections::BTreeSet<_> = monthly
        .iter()
        .filter_map(|duty| duty.unit_code.as_deref())
        .collect();
    assert_eq!(communes.len(), 19);
}

/// PLAN-03.
#[test]
fn every_office_and_commune_owes_its_own_plan_by_the_end_of_february() {
    let Some(plan) = founding() else { return };
    let order = plan
        .draft
        .assignments
        .iter()
        .find(|order| order.title.text.starts_with("gửi Kế hoạch"))
        .expect("the order");
    let owed: Vec<&Duty> = plan
        .duties
        .iter()
        .filter(|duty| duty.assignment == order.id)
        .collect();
    assert!(owed.iter().all(|duty| duty.due.to_string() == "2022-02-28"));
    let communes = owed
        .iter()
        .filter(|duty| duty.unit_id.as_deref().is_some_and(|id| id.starts_with("ubnd-")))
        .count();
    assert_eq!(communes, 19);
    let offices: Vec<&str> = owed
        .iter()
        .filter_map(|duty| duty.unit_id.as_deref())
        .filter(|id| !id.starts_with("ubnd-"))
        .collect();
    assert!(
        offices.contains(&"phong-noi-vu")
            && offices.contains(&"vp-hdnd-ubnd")
            && offices.contains(&"tt-ttvh"),
        "{offices:?}"
    );
    assert_eq!(offices.len(), 14);
}

/// PLAN-04: contradictions are shown, not solved.
#[test]
fn contradictions_are_reported_with_their_words() {
    let Some(plan) = founding() else { return };
    let words = |notice: &Notice| {
        notice
            .at
            .and_then(|at| plan.body.source.get(at.span.start..at.span.end))
            .unwrap_or_default()
    };
    let conflict = plan
        .notices
        .iter()
        .find(|notice| notice.assignment.as_deref() == Some("5") && notice.other.is_some());
    let conflict = conflict.expect("the lead of row 5 against IV.6");
    assert!(
        conflict.message.vi.contains("Phòng Nội vụ")
            && conflict.message.vi.contains("Trung tâm Truyền thông"),
        "{conflict:?}"
    );
    let ambiguous = plan
        .notices
        .iter()
        .find(|notice| words(notice).contains("Quý II, III"))
        .expect("the doubtful quarters");
    assert_eq!(ambiguous.assignment.as_deref(), Some("3"));
}

#[test]
fn every_value_points_at_its_words() {
    let Some(plan) = founding() else { return };
    let same = |text: &str, span: loa_docfile::body::Span| {
        let source = plan.body.source.get(span.start..span.end).unwrap_or_default();
        let plain = |text: &str| loa_plan_reader::text::plain(&text.replace('*', ""));
        assert!(
            plain(source).contains(&plain(text)) || plain(text).contains(&plain(source)),
            "{text:?} is not at {source:?}"
        );
        assert!(!source.is_empty());
    };
    let head = &plan.draft.head;
    for words in [&head.issuer, &head.number, &head.place] {
        let words = words.as_ref().expect("a whole head");
        same(&words.text, words.at.span);
    }
    for order in &plan.draft.assignments {
        for (_, unit) in order.units() {
            same(&unit.name, unit.at.span);
        }
        if let Some(timing) = &order.timing {
            same(&timing.words.text, timing.words.at.span);
        }
    }
}
