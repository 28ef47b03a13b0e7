//! Where answers lead. There is no other state: the same address is the same page for everybody.

use crate::answer::Given;
use crate::flow::{Flow, Node, Question};
use crate::outcome::Outcome;

/// How far answers lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Walk<'f> {
    /// What was asked and answered, in order; the part of it that made sense.
    pub given: Vec<Given<'f>>,
    /// Where that leads.
    pub step: Step<'f>,
}

/// Where answers lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<'f> {
    /// To a question.
    Ask(&'f Question),
    /// To the end.
    Outcome(&'f Outcome),
    /// Nowhere: the answer at this place (from 0) does not exist, or the guide had ended before it.
    /// The answers before it are in `given`; walking them alone gives the page to go back to.
    NoSuchAnswer {
        /// Position in the answers.
        at: usize,
    },
}

/// Follows answers, as they stand in the address, through a flow.
///
/// ```
/// let flow = loa_guide::shipped::flows().unwrap().remove(0);
/// let walk = loa_guide::walk::walk(&flow, &["khong-co-cau-nay"]);
/// assert_eq!(walk.step, loa_guide::walk::Step::NoSuchAnswer { at: 0 });
/// ```
pub fn walk<'f, S: AsRef<str>>(flow: &'f Flow, answers: &[S]) -> Walk<'f> {
    let mut given = Vec::new();
    let mut node = flow.questions.first().map(Node::Question);
    for (at, answer) in answers.iter().enumerate() {
        let said = match node {
            Some(Node::Question(question)) => {
                let value = question.read(answer.as_ref());
                value.map(|value| Given { question, value })
            }
            _ => None,
        };
        let Some(said) = said else {
            return Walk {
                given,
                step: Step::NoSuchAnswer { at },
            };
        };
        given.push(said);
        node = flow.after(said.question, &given);
    }
    let step = match node {
        Some(Node::Question(question)) => Step::Ask(question),
        Some(Node::Outcome(outcome)) => Step::Outcome(outcome),
        None => Step::NoSuchAnswer { at: answers.len() },
    };
    Walk { given, step }
}
