//! The checklist of a visit: one item for each order that the unit owes something of, then what is asked of every unit.

use std::collections::HashMap;

use loa_db::id::Id;

use crate::duty::{Duty, Horizon, Standing};
use crate::inspection::{Finding, Kind};

/// An item before it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewItem {
    /// Tells it apart within the visit.
    pub key: String,
    /// What it is about.
    pub kind: Kind,
    /// Order in the list.
    pub position: i64,
    /// Number in the plan, or empty.
    pub number: String,
    /// What to look at.
    pub title: String,
    /// The order whose duties it is about.
    pub origin: Option<Id>,
    /// The finding that it is about.
    pub finding: Option<Id>,
}

/// Behind all orders of a plan.
const QUESTIONS_FROM: i64 = 1_000_000;
/// What the team adds stands at the end.
pub const OWN_FROM: i64 = 2_000_000;

/// The items of a first visit: each order once, in the order of the plan; then the questions. A month that is owed twelve
/// times is one thing to look at: its duties are told beside it.
pub fn drawn(duties: &[Duty], questions: &[(Id, String)]) -> Vec<NewItem> {
    let mut seen = std::collections::HashSet::new();
    let mut items: Vec<NewItem> = duties
        .iter()
        .filter(|duty| seen.insert(duty.origin))
        .map(|duty| NewItem {
            key: format!("v-{}", duty.origin),
            kind: Kind::Duty,
            position: duty.position.clamp(0, QUESTIONS_FROM - 1),
            number: duty.number.clone(),
            title: duty.title.clone(),
            origin: Some(duty.origin),
            finding: None,
        })
        .collect();
    items.sort_by_key(|item| item.position);
    items.extend(
        (QUESTIONS_FROM..)
            .zip(questions)
            .map(|(position, (id, title))| NewItem {
                key: format!("h-{id}"),
                kind: Kind::Question,
                position,
                number: String::new(),
                title: title.clone(),
                origin: None,
                finding: None,
            }),
    );
    items
}

/// The items of a visit that looks again: what was found and is not accepted as put right.
pub fn again(findings: &[Finding]) -> Vec<NewItem> {
    let open = findings.iter().filter(|finding| !finding.is_settled());
    (1..)
        .zip(open)
        .map(|(position, finding)| NewItem {
            key: format!("p-{}", finding.id),
            kind: Kind::Finding,
            position,
            number: String::new(),
            title: format!(
                "{}. Phải làm: {}",
                finding.what.trim_end_matches(['.', ' ']),
                finding.remedy
            ),
            origin: Some(finding.id),
            finding: Some(finding.id),
        })
        .collect()
}

/// What is known of the duties of one order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// "12 kỳ: 9 đạt, 2 quá hạn, 1 chưa đến kỳ"
    pub words: String,
    /// The duty to look at: one that needs a person first, else the last.
    pub duty: Option<Id>,
}

/// What is known of each order's duties on a day.
pub fn known(duties: &[Duty], horizon: &Horizon) -> HashMap<Id, Known> {
    let mut by_origin: HashMap<Id, Vec<&Duty>> = HashMap::new();
    for duty in duties {
        by_origin.entry(duty.origin).or_default().push(duty);
    }
    let tell = |duties: Vec<&Duty>| {
        let count = |standing: Standing| {
            let many = duties
                .iter()
                .filter(|duty| duty.standing(horizon) == standing)
                .count();
            (many > 0).then(|| format!("{many} {}", standing.word().to_lowercase()))
        };
        let order = [
            Standing::Met,
            Standing::Late,
            Standing::Returned,
            Standing::Waiting,
            Standing::Near,
            Standing::Ahead,
        ];
        let parts: Vec<String> = order.into_iter().filter_map(count).collect();
        let many = duties.len();
        let words = match duties.as_slice() {
            [only] => only.standing(horizon).word().to_owned(),
            _ => format!("{many} kỳ: {}", parts.join(", ")),
        };
        let pressing = duties.iter().min_by_key(|duty| {
            let rank = match duty.standing(horizon) {
                Standing::Late => 0,
                Standing::Returned => 1,
                Standing::Waiting => 2,
                _ => 3,
            };
            (rank, std::cmp::Reverse(duty.due_on))
        });
        Known {
            words,
            duty: pressing.map(|duty| duty.id),
        }
    };
    by_origin
        .into_iter()
        .map(|(origin, duties)| (origin, tell(duties)))
        .collect()
}
