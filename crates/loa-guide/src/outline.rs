//! A flow as a tree of words, for the keeper who checks it and for people who do not see the drawing.

use crate::answer::Given;
use crate::flow::{Flow, Node};
use crate::path::turns;

/// A question or an outcome with the answer that leads to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// The answer that leads here; empty at the root.
    pub answer: String,
    /// Title of the question or outcome.
    pub title: String,
    /// Its key.
    pub key: String,
    /// An end.
    pub is_outcome: bool,
    /// Where its answers lead, in their order.
    pub branches: Vec<Branch>,
}

/// The whole tree; `None` for a flow without questions. What several answers lead to stands below each of them,
/// since what comes after may depend on the way that was taken.
pub fn outline(flow: &Flow) -> Option<Branch> {
    let first = flow.questions.first()?;
    Some(branch(
        flow,
        Node::Question(first),
        String::new(),
        &mut Vec::new(),
    ))
}

fn branch<'f>(flow: &'f Flow, node: Node<'f>, answer: String, given: &mut Vec<Given<'f>>) -> Branch {
    let question = match node {
        Node::Outcome(outcome) => {
            return Branch {
                answer,
                title: outcome.title.clone(),
                key: outcome.key.clone(),
                is_outcome: true,
                branches: Vec::new(),
            };
        }
        Node::Question(question) => question,
    };
    let mut branches = Vec::new();
    // A sound flow never asks more often than it has questions.
    if given.len() < flow.questions.len() {
        for turn in turns(flow, question) {
            given.push(Given {
                question,
                value: turn.value,
            });
            if let Some(next) = flow.after(question, given) {
                branches.push(branch(flow, next, turn.label, given));
            }
            given.pop();
        }
    }
    Branch {
        answer,
        title: question.title.clone(),
        key: question.key.clone(),
        is_outcome: false,
        branches,
    }
}
