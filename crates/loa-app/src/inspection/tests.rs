//! Rules of inspections: who is proposed, which answer holds, how far a visit has come, what stands in minutes.

use jiff::Timestamp;
use jiff::civil::date;
use loa_db::id::Id;
use proptest::prelude::*;

use crate::document::letterhead::Letterhead;
use crate::inspection::minutes::{Looked, Minutes, document};
use crate::inspection::risk::{Facts, ranked};
use crate::inspection::{
    Answer, Finding, Inspection, Programme, Reply, ReplyKind, State, Step, Verdict, actions, holding, said_at,
};

mod conclude;
mod sheet;

fn facts(unit: i64) -> Facts {
    Facts {
        unit: Id(unit),
        due: 10,
        late: 0,
        returned: 0,
        activities: 4,
        findings: 0,
        visited_on: Some(date(2022, 1, 5)),
    }
}

#[test]
fn points_and_reasons_follow_from_what_is_known() {
    let today = date(2022, 4, 18);
    for (facts, points, reasons) in [
        (facts(1), 0, "Kiểm tra lần cuối 05/01/2022"),
        (
            Facts {
                late: 3,
                visited_on: None,
                ..facts(1)
            },
            // 3 × 2, 30% of 20, never visited.
            6 + 6 + 8,
            "3 việc quá hạn (30% số việc đã đến hạn); chưa kiểm tra lần nào",
        ),
        (
            Facts {
                activities: 0,
                ..facts(1)
            },
            16,
            "Chưa ghi việc nào trong kỳ; kiểm tra lần cuối 05/01/2022",
        ),
        // Nothing was due yet: saying nothing is no silence.
        (
            Facts {
                activities: 0,
                due: 0,
                ..facts(1)
            },
            0,
            "Kiểm tra lần cuối 05/01/2022",
        ),
        (
            Facts {
                visited_on: Some(date(2019, 4, 1)),
                ..facts(1)
            },
            9,
            "Kiểm tra lần cuối 01/04/2019",
        ),
        (
            Facts {
                returned: 2,
                findings: 1,
                ..facts(1)
            },
            2 + 4,
            "Kiểm tra lần cuối 05/01/2022; 2 minh chứng bị trả lại; 1 phát hiện chưa khắc phục",
        ),
        // However much is late, it does not outweigh everything else by itself.
        (
            Facts {
                late: 1000,
                due: 1000,
                ..facts(1)
            },
            30 + 20,
            "1.000 việc quá hạn (100% số việc đã đến hạn); kiểm tra lần cuối 05/01/2022",
        ),
    ] {
        let found = ranked(vec![facts.clone()], today);
        assert_eq!(
            (found[0].points, found[0].reasons.as_str()),
            (points, reasons),
            "{facts:?}"
        );
    }
    let silent = Facts {
        activities: 0,
        ..facts(3)
    };
    let order = ranked(vec![facts(1), facts(2), silent], today);
    let units: Vec<Id> = order.iter().map(|one| one.unit).collect();
    assert_eq!(
        units,
        [Id(3), Id(1), Id(2)],
        "of equals the first named comes first"
    );
}

fn moment(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

#[test]
fn a_clock_that_is_plainly_wrong_counts_as_now() {
    let (since, now) = (moment(1_000), moment(2_000));
    for (told, want) in [
        ("1970-01-01T00:20:00Z", 1_200),
        ("1970-01-01T00:00:01Z", 2_000),
        ("2050-01-01T00:00:00Z", 2_000),
        ("", 2_000),
        ("hôm nay", 2_000),
    ] {
        assert_eq!(said_at(told, since, now), moment(want), "{told}");
    }
}

/// What can happen to a visit.
#[derive(Debug, Clone, Copy)]
enum Event {
    Step(Step),
    Answer { item: i64, verdict: usize, said: i64 },
}

fn event() -> impl Strategy<Value = Event> {
    let step = prop_oneof![
        Just(Step::Visit),
        Just(Step::Conclude),
        Just(Step::Close),
        Just(Step::Cancel)
    ];
    prop_oneof![
        step.prop_map(Event::Step),
        (0..3_i64, 0..3_usize, 0..5_i64).prop_map(|(item, verdict, said)| Event::Answer {
            item,
            verdict,
            said
        }),
    ]
}

proptest! {
    /// Whatever happens in whatever order: every answer is kept, what holds at the conclusion holds for ever, and no
    /// visit goes back.
    #[test]
    fn no_answer_is_lost_and_no_visit_goes_back(events in proptest::collection::vec(event(), 0..40)) {
        let rank = |state: State| match state {
            State::Planned => 0,
            State::Visited => 1,
            State::Concluded => 2,
            State::Closed | State::Cancelled => 3,
        };
        let mut state = State::Planned;
        let mut kept: Vec<Answer> = Vec::new();
        let mut sent = 0;
        let mut concluded = None;
        let table = |kept: &[Answer]| {
            let mut holds: Vec<(Id, Id)> = holding(kept).into_iter().map(|(item, one)| (item, one.id)).collect();
            holds.sort();
            holds
        };
        for event in events {
            match event {
                Event::Step(step) => {
                    if let Some(next) = state.after(step) {
                        prop_assert!(rank(next) > rank(state));
                        state = next;
                    }
                    if state == State::Concluded && concluded.is_none() {
                        concluded = Some(table(&kept));
                    }
                }
                Event::Answer { item, verdict, said } => {
                    sent += 1;
                    kept.push(Answer {
                        id: Id(sent),
                        item: Id(item),
                        verdict: Verdict::ALL[verdict],
                        remark: String::new(),
                        person: String::new(),
                        said_at: moment(said),
                        filed_at: moment(sent),
                        is_late: !state.is_open(),
                    });
                }
            }
            if let Some(concluded) = &concluded {
                prop_assert_eq!(&table(&kept), concluded);
            }
        }
        prop_assert_eq!(kept.len(), usize::try_from(sent).unwrap());
        // Of each item the one said last holds; of two said at once the one that came last.
        for (item, answer) in holding(&kept) {
            let others = kept.iter().filter(|one| one.item == item && !one.is_late);
            prop_assert!(others.map(|one| (one.said_at, one.id)).max() == Some((answer.said_at, answer.id)));
        }
    }
}

#[test]
fn minutes_hold_what_was_seen_said_and_found_and_both_sides_sign() {
    let visit = Inspection {
        state: State::Concluded,
        visited_on: Some(date(2022, 4, 12)),
        team: "Vì Thị Mẫu, Phó Trưởng phòng Nội vụ\nLò Văn Mẫu, chuyên viên".to_owned(),
        present: "Cầm Văn Mẫu, Chủ tịch UBND xã".to_owned(),
        conclusion: "Đơn vị có cố gắng".to_owned(),
        concluded_at: Some(moment(1_650_000_000)),
        ..actions::fresh(Id(1), Id(2), Id(3), date(2022, 4, 11), "", "")
    };
    let programme = Programme {
        id: Id(2),
        year: 2022,
        title: "Kế hoạch kiểm tra CCHC năm 2022".to_owned(),
        number: "25/KH-UBND".to_owned(),
        issued_on: Some(date(2022, 2, 10)),
        within: String::new(),
        plan: None,
        first_on: date(2022, 1, 1),
        last_on: date(2022, 3, 31),
    };
    let looked = [
        Looked {
            heading: "2.3 Truyền thanh xã".to_owned(),
            known: "3 kỳ: 2 đạt, 1 quá hạn".to_owned(),
            verdict: Some(Verdict::Bad),
            remark: "Loa bản Nà Dìa hỏng".to_owned(),
        },
        Looked {
            heading: "Có sổ theo dõi".to_owned(),
            known: String::new(),
            verdict: None,
            remark: String::new(),
        },
    ];
    let replies = [Reply {
        kind: ReplyKind::Explained,
        words: "Loa đang sửa".to_owned(),
        person: "Cầm Văn Mẫu".to_owned(),
        at: moment(1_649_900_000),
    }];
    let findings = [Finding {
        id: Id(9),
        inspection: Id(1),
        item: Id(4),
        unit: Id(3),
        what: "Loa bản Nà Dìa hỏng".to_owned(),
        basis: "Nhiệm vụ 2.3, 18/KH-UBND".to_owned(),
        remedy: "Sửa loa".to_owned(),
        due_on: date(2022, 5, 12),
        found_on: date(2022, 4, 12),
        duty: None,
        was_answered: true,
    }];
    let minutes = document(&Minutes {
        visit: &visit,
        programme: &programme,
        unit: "UBND xã Đứa Mòn",
        head: &Letterhead::of("UBND huyện Sông Mã", None),
        looked: &looked,
        replies: &replies,
        findings: &findings,
        open: &[],
    });
    assert_eq!(minutes.number, None);
    let signers: Vec<&str> = minutes.signatures.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(
        signers,
        ["Cầm Văn Mẫu", "Vì Thị Mẫu"],
        "names without titles (DOC-17)"
    );
    let text = loa_official::text::plain(&minutes).join("\n");
    for told in [
        "BIÊN BẢN",
        "ĐOÀN KIỂM TRA",
        "/BB-ĐKT",
        "ngày 12 tháng 4 năm 2022",
        "Căn cứ Kế hoạch kiểm tra CCHC năm 2022 số 25/KH-UBND ngày 10/02/2022",
        "Lò Văn Mẫu, chuyên viên",
        "1\t2.3 Truyền thanh xã\t3 kỳ: 2 đạt, 1 quá hạn\tChưa đạt\tLoa bản Nà Dìa hỏng",
        "2\tCó sổ theo dõi\t\tKhông kiểm tra\t",
        "Loa đang sửa (Cầm Văn Mẫu",
        "Đơn vị có cố gắng",
        "1\tLoa bản Nà Dìa hỏng\tNhiệm vụ 2.3, 18/KH-UBND\tSửa loa\t12/05/2022",
        "ĐẠI DIỆN ĐƠN VỊ ĐƯỢC KIỂM TRA",
        "TM. ĐOÀN KIỂM TRA",
    ] {
        assert!(text.contains(told), "{told}: {text}");
    }
    assert!(loa_official::docx::write(&minutes).unwrap().starts_with(b"PK"));
}
