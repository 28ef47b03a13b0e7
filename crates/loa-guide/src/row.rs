//! The signs of a question: which answers, under which conditions, lead where. Drawing and leaflet show the same.

use crate::answer::span;
use crate::flow::{Condition, Flow, Kind, Question, Test};

/// One sign.
pub(crate) struct Row<'f> {
    /// "Có"; "nếu câu 1 là “Ở Việt Nam” và chọn “Có”".
    pub label: String,
    /// Key of what it leads to.
    pub to: &'f str,
}

/// The signs of a question in the order in which they are tried, rules first.
pub(crate) fn rows<'f>(flow: &Flow, question: &'f Question) -> Vec<Row<'f>> {
    let mut rows = Vec::new();
    for rule in &question.rules {
        let said: Vec<String> = rule
            .when
            .iter()
            .map(|condition| condition_words(flow, question, condition))
            .collect();
        rows.push(Row {
            label: format!("Nếu {}", said.join(" và ")),
            to: &rule.go.to,
        });
    }
    let fallback = question.go.as_ref();
    for answer in &question.answers {
        let go = answer.go.as_ref().or(fallback);
        rows.extend(go.map(|go| Row {
            label: answer.label.clone(),
            to: &go.to,
        }));
    }
    if question.kind == Kind::Date {
        let label = if question.rules.is_empty() {
            "Ngày nào cũng vậy"
        } else {
            "Ngày khác"
        };
        rows.extend(fallback.map(|go| Row {
            label: label.to_owned(),
            to: &go.to,
        }));
    }
    rows
}

/// The number of a question in its flow, from 1.
pub(crate) fn number(flow: &Flow, key: &str) -> Option<usize> {
    flow.questions
        .iter()
        .position(|question| question.key == key)
        .map(|position| position + 1)
}

fn condition_words(flow: &Flow, here: &Question, condition: &Condition) -> String {
    let asked = flow.question(&condition.question);
    let is_here = condition.question == here.key;
    let before = number(flow, &condition.question).filter(|_| !is_here);
    let begin = before.map(|number| format!("câu {number} là "));
    match &condition.test {
        Test::OneOf(keys) => {
            let answers = asked.map_or(&[][..], |question| &question.answers);
            let labels: Vec<String> = answers
                .iter()
                .filter(|answer| keys.contains(&answer.key))
                .map(|answer| format!("“{}”", answer.label))
                .collect();
            format!("{}{}", begin.as_deref().unwrap_or("chọn "), labels.join(" hoặc "))
        }
        Test::Within { from, before } => {
            format!(
                "{}{}",
                begin.as_deref().unwrap_or("ngày ấy "),
                span(*from, *before)
            )
        }
    }
}
