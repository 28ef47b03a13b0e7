//! Every way through a flow.

use std::collections::BTreeSet;

use jiff::ToSpan as _;
use jiff::civil::{Date, date};

use crate::answer::{Given, Value, span};
use crate::flow::{Flow, Kind, Lead, Node, Question, lead};
use crate::outcome::Outcome;

/// More ways than this are more than anybody can check; a flow that has them is refused.
pub const MOST_PATHS: usize = 1_000;

/// One way through a flow. Dates stand for all days that rules do not tell apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path<'f> {
    /// What is asked and answered, in order.
    pub given: Vec<Given<'f>>,
    /// Where it ends.
    pub outcome: &'f Outcome,
}

/// Every way through a flow, in the order of its answers; at most [`MOST_PATHS`].
pub fn paths(flow: &Flow) -> Vec<Path<'_>> {
    survey(flow).paths
}

/// An answer that leads elsewhere than others.
pub(crate) struct Turn<'f> {
    pub value: Value<'f>,
    /// The label, or the days it stands for.
    pub label: String,
}

/// What all ways through a flow show of it.
#[derive(Default)]
pub(crate) struct Survey<'f> {
    pub paths: Vec<Path<'f>>,
    /// Answers after which nothing comes.
    pub dead_ends: Vec<Vec<Given<'f>>>,
    /// Keys of questions and outcomes that were reached.
    pub reached: BTreeSet<&'f str>,
    /// Question and position of rules that decided at least once.
    pub used_rules: BTreeSet<(&'f str, usize)>,
    /// Question and answer that decided where no rule did; the answer is empty for a date.
    pub used_answers: BTreeSet<(&'f str, &'f str)>,
    /// There were more ways than are followed.
    pub is_cut: bool,
}

pub(crate) fn survey(flow: &Flow) -> Survey<'_> {
    let mut survey = Survey::default();
    if let Some(first) = flow.questions.first() {
        survey.follow(flow, Node::Question(first), &mut Vec::new());
    }
    survey
}

impl<'f> Survey<'f> {
    fn follow(&mut self, flow: &'f Flow, node: Node<'f>, given: &mut Vec<Given<'f>>) {
        // A way that asks more often than there are questions goes round in a circle.
        if self.paths.len() + self.dead_ends.len() >= MOST_PATHS || given.len() > flow.questions.len() {
            self.is_cut = true;
            return;
        }
        let question = match node {
            Node::Outcome(outcome) => {
                self.reached.insert(&outcome.key);
                return self.paths.push(Path {
                    given: given.clone(),
                    outcome,
                });
            }
            Node::Question(question) => question,
        };
        self.reached.insert(&question.key);
        for turn in turns(flow, question) {
            given.push(Given {
                question,
                value: turn.value,
            });
            let next = lead(question, given).and_then(|lead| self.used(flow, given, lead));
            match next {
                Some(next) => self.follow(flow, next, given),
                None => self.dead_ends.push(given.clone()),
            }
            given.pop();
        }
    }

    fn used(&mut self, flow: &'f Flow, given: &[Given<'f>], lead: Lead<'f>) -> Option<Node<'f>> {
        let last = given.last()?;
        let question = last.question.key.as_str();
        match (lead.rule, last.value) {
            (Some(position), _) => {
                self.used_rules.insert((question, position));
            }
            (None, Value::Chosen(answer)) => {
                self.used_answers.insert((question, &answer.key));
            }
            (None, Value::Date(_)) => {
                self.used_answers.insert((question, ""));
            }
        }
        flow.node(&lead.go.to)
    }
}

/// The answers to a question, dates as the spans that rules tell apart.
pub(crate) fn turns<'f>(flow: &Flow, question: &'f Question) -> Vec<Turn<'f>> {
    if question.kind == Kind::Date {
        return spans(flow, &question.key);
    }
    let chosen = |answer| Turn {
        value: Value::Chosen(answer),
        label: answer.label.clone(),
    };
    question.answers.iter().map(chosen).collect()
}

fn spans<'f>(flow: &Flow, question: &str) -> Vec<Turn<'f>> {
    let boundaries: Vec<Date> = flow.boundaries(question).into_iter().collect();
    let Some(&first) = boundaries.first() else {
        return vec![Turn {
            value: Value::Date(date(2000, 1, 1)),
            label: span(None, None),
        }];
    };
    let eve = first.saturating_sub(1.day());
    let mut turns = vec![Turn {
        value: Value::Date(eve),
        label: span(None, Some(first)),
    }];
    for (position, from) in boundaries.iter().enumerate() {
        let before = boundaries.get(position + 1).copied();
        turns.push(Turn {
            value: Value::Date(*from),
            label: span(Some(*from), before),
        });
    }
    turns
}
