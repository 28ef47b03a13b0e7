//! The signs of a question: which answers, under which conditions, lead where. Drawing and leaflet show the same.

use crate::answer::span;
use crate::flow::{Answer, Condition, Flow, Kind, Question, Rule, Test};
use crate::path::{Survey, survey};

/// One sign.
pub(crate) struct Sign<'f> {
    /// "Có"; "Nếu chọn “Có” và câu 1 là “Ở Việt Nam”".
    pub label: String,
    /// Key of what it leads to.
    pub to: &'f str,
}

/// The signs of a flow.
pub(crate) struct Signs<'f> {
    flow: &'f Flow,
    survey: Survey<'f>,
}

impl<'f> Signs<'f> {
    pub fn new(flow: &'f Flow) -> Self {
        Self {
            flow,
            survey: survey(flow),
        }
    }

    /// How many ways there are through the flow.
    pub fn ways(&self) -> usize {
        self.survey.paths.len()
    }

    /// The signs of a question in the order in which they are tried, rules first; only those that are ever followed.
    pub fn of(&self, question: &'f Question) -> Vec<Sign<'f>> {
        let mut signs = Vec::new();
        for rule in &question.rules {
            let said: Vec<String> = rule
                .when
                .iter()
                .map(|condition| self.condition_words(question, condition))
                .collect();
            signs.push(Sign {
                label: format!("Nếu {}", said.join(" và ")),
                to: &rule.go.to,
            });
        }
        let fallback = question.go.as_ref();
        let is_used = |answer: &str| {
            self.survey
                .used_answers
                .contains(&(question.key.as_str(), answer))
        };
        for answer in question.answers.iter().filter(|answer| is_used(&answer.key)) {
            let rest = question.rules.iter().any(|rule| may_take(rule, question, answer));
            let label = format!("{}{}", answer.label, if rest { ", trường hợp khác" } else { "" });
            signs.extend(
                answer
                    .go
                    .as_ref()
                    .or(fallback)
                    .map(|go| Sign { label, to: &go.to }),
            );
        }
        if question.kind == Kind::Date && is_used("") {
            let label = if question.rules.is_empty() {
                "Ngày nào cũng vậy"
            } else {
                "Ngày khác"
            };
            signs.extend(fallback.map(|go| Sign {
                label: label.to_owned(),
                to: &go.to,
            }));
        }
        signs
    }

    /// The number of a question, from 1.
    pub fn number(&self, key: &str) -> Option<usize> {
        self.flow
            .questions
            .iter()
            .position(|question| question.key == key)
            .map(|position| position + 1)
    }

    fn condition_words(&self, here: &Question, condition: &Condition) -> String {
        let before = self
            .number(&condition.question)
            .filter(|_| condition.question != here.key);
        let begin = before.map(|number| format!("câu {number} là "));
        match &condition.test {
            Test::OneOf(keys) => {
                let asked = self.flow.question(&condition.question);
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
}

/// Whether a rule of the question can take this answer elsewhere.
fn may_take(rule: &Rule, question: &Question, answer: &Answer) -> bool {
    rule.when
        .iter()
        .filter(|condition| condition.question == question.key)
        .all(|condition| matches!(&condition.test, Test::OneOf(keys) if keys.contains(&answer.key)))
}
