use proptest::prelude::*;

use super::*;
use crate::report::form::shipped;

fn form() -> Form {
    Form::read(shipped("tuyen-truyen-cchc").unwrap()).unwrap()
}

fn fact(channel: &str, language: &str, audience: &str, activities: i64) -> Fact {
    Fact {
        channel: channel.to_owned(),
        language: language.to_owned(),
        audience: audience.to_owned(),
        activities,
        pieces: activities * 2,
        people: activities * 30,
        minutes: activities * 5,
        cost: activities * 1000,
    }
}

#[test]
fn what_the_ledger_holds_is_counted_as_the_form_says() {
    let facts = [
        fact("radio", "blt", "people", 3),
        fact("radio", "vi", "", 1),
        fact("meeting", "hmn", "people", 2),
        fact("", "vi", "officials", 1),
    ];
    let owed = Owed {
        due: 8,
        on_time: 5,
        late: 1,
        open: 2,
    };
    let inspected = Inspected {
        visits: 2,
        findings: 3,
        settled: 1,
    };
    let figures = counted(&form(), &facts, owed, inspected);
    for (key, want) in [
        ("phat-thanh", 4),
        ("luot-phat", 8),
        ("phut-phat", 20),
        ("long-ghep", 2),
        ("long-ghep-nguoi", 60),
        ("hoat-dong", 7),
        ("chua-ro", 1),
        ("tin-bai", 0),
        ("kinh-phi", 7000),
        ("nhiem-vu", 8),
        ("nhiem-vu-con-no", 2),
        ("phat-thanh@tieng:blt", 3),
        ("phat-thanh@tieng:vi", 1),
        ("phat-thanh@doi-tuong:khac", 1),
        ("hoat-dong@tieng:hmn", 2),
        // A unit counts once, however often a team was there (REP-10).
        ("don-vi", 1),
        ("don-vi-kiem-tra", 1),
        ("phat-hien", 3),
        ("phat-hien-xong", 1),
    ] {
        assert_eq!(figures.get(key), Some(&want), "{key}");
    }
    assert_eq!(value(&form(), &figures, "ty-le-hoan-thanh"), Some(63));
    assert_eq!(value(&form(), &Figures::new(), "ty-le-hoan-thanh"), None);
    assert!(!figures.contains_key("ty-le-hoan-thanh"));
}

#[test]
fn a_figure_put_right_keeps_its_parts_in_step() {
    let figures = counted(
        &form(),
        &[fact("radio", "blt", "people", 3)],
        Owed::default(),
        Inspected::default(),
    );
    let correction = Correction {
        value: 5,
        reason: "Hai lần phát chưa ghi".to_owned(),
        by: "Mẫu".to_owned(),
        at: 0,
    };
    let right = corrected(&figures, &[("phat-thanh".to_owned(), correction)].into());
    assert_eq!(right.get("phat-thanh"), Some(&5));
    assert_eq!(right.get("phat-thanh@tieng:dieu-chinh"), Some(&2));
    assert_eq!(right.get("luot-phat"), figures.get("luot-phat"));
}

/// A tree of units: each hangs on one before it, or on none; figures, corrections, some with a report of their own.
fn nodes() -> impl Strategy<Value = Vec<(usize, i64, Option<i64>, bool)>> {
    let node = (
        0_usize..60,
        -5_i64..1000,
        proptest::option::of(0_i64..1000),
        any::<bool>(),
    );
    proptest::collection::vec(node, 1..60)
}

proptest! {
    /// The sum of a unit is its own figure and the sums of those directly below it; of the whole tree, every part once.
    #[test]
    fn a_roll_up_is_the_sum_of_its_parts(drawn in nodes()) {
        let key = "hoat-dong".to_owned();
        let tree: Vec<Node> = drawn.iter().enumerate().map(|(at, (above, counted, correction, _))| {
            let counted = Figures::from([(key.clone(), *counted), (format!("{key}@tieng:vi"), *counted)]);
            let corrections: Corrections = correction.iter().map(|value| {
                let correction = Correction { value: *value, reason: String::new(), by: String::new(), at: 0 };
                (key.clone(), correction)
            }).collect();
            Node {
                unit: Id(at as i64 + 1),
                parent: (at > 0).then(|| Id((above % at.max(1)) as i64 + 1)).filter(|_| above % 7 != 0),
                own: corrected(&counted, &corrections),
                reported: None,
            }
        }).collect();
        let sums = roll_up(&tree);
        let of = |figures: &Figures, key: &str| figures.get(key).copied().unwrap_or(0);
        let parts = |figures: &Figures| -> i64 {
            figures.iter().filter(|(known, _)| known.starts_with("hoat-dong@tieng:")).map(|(_, value)| value).sum()
        };
        for node in &tree {
            let below = tree.iter().filter(|other| other.parent == Some(node.unit));
            let want = of(&node.own, &key) + below.map(|other| of(&sums[&other.unit], &key)).sum::<i64>();
            prop_assert_eq!(of(&sums[&node.unit], &key), want);
            prop_assert_eq!(parts(&sums[&node.unit]), want);
        }
        let tops: i64 = tree.iter().filter(|node| node.parent.is_none()).map(|node| of(&sums[&node.unit], &key)).sum();
        let all: i64 = tree.iter().map(|node| of(&node.own, &key)).sum();
        prop_assert_eq!(tops, all);
        // What was reported holds: those above add it, whatever those below it say.
        let mut frozen = tree.clone();
        for (node, (.., is_reported)) in frozen.iter_mut().zip(&drawn) {
            node.reported = is_reported.then(|| sums[&node.unit].clone());
            if *is_reported { node.own = Figures::from([(key.clone(), -1)]); }
        }
        let again = roll_up(&frozen);
        for (node, (.., is_reported)) in frozen.iter().zip(&drawn) {
            if *is_reported { prop_assert_eq!(&again[&node.unit], &sums[&node.unit]); }
        }
    }
}
