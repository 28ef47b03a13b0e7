//! A guide: questions, where answers lead, outcomes.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::answer::{Given, Value, written};
use crate::outcome::Outcome;
use crate::problem::Problem;
use crate::{check, reading};

/// A guide that was found sound: every path of it ends in an outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Flow {
    /// Its part of the address: `khai-sinh`.
    pub key: String,
    /// What it is about, as a heading.
    pub title: String,
    /// What it is for, in a sentence or two.
    pub lead: String,
    /// Language of its words, as in HTML: `vi`.
    pub language: String,
    /// The day on which its facts were last compared with the catalogue.
    pub checked_on: Date,
    /// National codes of the procedures whose records its facts come from.
    pub source: Vec<String>,
    /// The first one is asked first; each leads only to later ones.
    pub questions: Vec<Question>,
    /// Where it can end.
    pub outcomes: Vec<Outcome>,
}

/// Something to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Question {
    /// Name inside the flow.
    pub key: String,
    /// The question itself.
    pub title: String,
    /// What helps to answer it; may be empty.
    pub help: String,
    /// What an answer is.
    pub kind: Kind,
    /// What can be chosen; none for a date.
    pub answers: Vec<Answer>,
    /// Tried in order before what the answer itself says; the first that holds decides.
    pub rules: Vec<Rule>,
    /// Where answers go that are led by nothing else.
    pub go: Option<Go>,
    pub(crate) line: usize,
}

/// What an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One of several.
    Choice,
    /// `co` or `khong`.
    YesNo,
    /// A day, in the address as `2024-08-01`.
    Date,
}

/// Something to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Answer {
    /// Its part of the address.
    pub key: String,
    /// What people read.
    pub label: String,
    /// Where it leads when no rule says otherwise.
    pub go: Option<Go>,
    pub(crate) line: usize,
}

/// Where certain answers lead.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rule {
    /// All of these hold.
    pub when: Vec<Condition>,
    /// Then it goes on here.
    pub go: Go,
}

/// What an answer that was given must be.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Condition {
    /// Key of the question; one that was not asked fulfils nothing.
    pub question: String,
    /// What its answer must be.
    pub test: Test,
}

/// What an answer must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// One of these keys.
    OneOf(Vec<String>),
    /// A day from the first (included) and before the second (not included).
    Within {
        /// First day that will do.
        from: Option<Date>,
        /// First day that will not do any more.
        before: Option<Date>,
    },
}

/// The key of a question or an outcome to go to.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Go {
    /// The key.
    pub to: String,
    pub(crate) line: usize,
}

/// A question or an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Node<'f> {
    /// To be asked.
    Question(&'f Question),
    /// The end.
    Outcome(&'f Outcome),
}

/// What led on from a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lead<'f> {
    pub go: &'f Go,
    /// Position of the rule that decided, if one did.
    pub rule: Option<usize>,
}

impl Flow {
    /// Reads a flow from TOML and makes sure that it is sound.
    ///
    /// At the top `key`, `title`, `lead`, `checked_on`, `source` (codes) and, if not `vi`, `language`. Then
    /// `[[question]]` with `key`, `title`, `help`, `kind` (`choice`, which may be left out, `yes-no`, `date`),
    /// `answers` of `{ key, label, go }`, `rules` of `{ when, go }` and `go`; then `[[outcome]]` with the fields of
    /// [`Outcome`]. Yes and no are called `co` and `khong` and need no label. What holds only for some days is a
    /// table with `text`, `from`, `to`; a time limit has `working_days` or `days` and, if it needs them, words in
    /// `text`. Outcomes name only procedures that stand in `source`; questions lead only to later ones.
    ///
    /// ```
    /// let flow = loa_guide::flow::Flow::parse(r#"
    ///     key = "khai-tu"
    ///     title = "Đăng ký khai tử"
    ///     lead = "Người thân mới mất: làm giấy gì, ở đâu."
    ///     checked_on = 2026-11-27
    ///     source = ["1.000656", "1.005461"]
    ///
    ///     [[question]]
    ///     key = "lan-dau"
    ///     title = "Đã đăng ký khai tử lần nào chưa?"
    ///     kind = "yes-no"
    ///     rules = [{ when = { lan-dau = "co" }, go = "dang-ky-lai" }]
    ///     go = "khai-tu"
    ///
    ///     [[outcome]]
    ///     key = "khai-tu"
    ///     title = "Đăng ký khai tử"
    ///     procedures = ["1.000656"]
    ///     steps = ["Điền tờ khai, nộp ở bộ phận một cửa."]
    ///     place = "Bộ phận một cửa của xã"
    ///     fee = [{ text = "5.000 đồng", to = 2026-12-31 }, { text = "Miễn phí", from = 2027-01-01 }]
    ///
    ///     [[outcome]]
    ///     key = "dang-ky-lai"
    ///     title = "Đăng ký lại khai tử"
    ///     procedures = ["1.005461"]
    ///     steps = ["Điền tờ khai, nộp ở bộ phận một cửa."]
    ///     place = "Bộ phận một cửa của xã"
    ///     time = { working_days = 5 }
    /// "#).unwrap();
    /// assert_eq!(loa_guide::path::paths(&flow).len(), 2);
    /// ```
    ///
    /// # Errors
    /// All problems that were found, in the order of the file.
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        let flow = reading::read(text)?;
        let problems = check::check(&flow);
        if problems.is_empty() {
            Ok(flow)
        } else {
            Err(problems)
        }
    }

    /// The question or outcome of a key.
    pub fn node(&self, key: &str) -> Option<Node<'_>> {
        self.question(key).map(Node::Question).or_else(|| {
            self.outcomes
                .iter()
                .find(|outcome| outcome.key == key)
                .map(Node::Outcome)
        })
    }

    /// The question of a key.
    pub fn question(&self, key: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.key == key)
    }

    /// Where answers lead, the last of which is the answer to the question.
    pub fn after(&self, question: &Question, given: &[Given<'_>]) -> Option<Node<'_>> {
        self.node(&lead(question, given)?.go.to)
    }

    /// Days at which rules begin to tell answers to a question apart.
    pub(crate) fn boundaries(&self, question: &str) -> BTreeSet<Date> {
        let rules = self.questions.iter().flat_map(|question| &question.rules);
        let tests = rules
            .flat_map(|rule| &rule.when)
            .filter(|condition| condition.question == question);
        tests
            .flat_map(|condition| match condition.test {
                Test::Within { from, before } => [from, before],
                Test::OneOf(_) => [None, None],
            })
            .flatten()
            .collect()
    }
}

impl Question {
    /// What an address part answers; `None` when there is no such answer.
    pub fn read(&self, part: &str) -> Option<Value<'_>> {
        match self.kind {
            Kind::Date => written(part).map(Value::Date),
            Kind::Choice | Kind::YesNo => self
                .answers
                .iter()
                .find(|answer| answer.key == part)
                .map(Value::Chosen),
        }
    }
}

impl Condition {
    /// Whether what was answered fulfils it.
    pub fn holds(&self, given: &[Given<'_>]) -> bool {
        given
            .iter()
            .any(|given| given.question.key == self.question && self.test.allows(given.value))
    }
}

impl Test {
    fn allows(&self, value: Value<'_>) -> bool {
        match (self, value) {
            (Self::OneOf(keys), Value::Chosen(answer)) => keys.contains(&answer.key),
            (Self::Within { from, before }, Value::Date(day)) => {
                from.is_none_or(|from| from <= day) && before.is_none_or(|before| day < before)
            }
            _ => false,
        }
    }
}

/// What leads on from a question: its rules, then the answer, then the question itself.
pub(crate) fn lead<'f>(question: &'f Question, given: &[Given<'_>]) -> Option<Lead<'f>> {
    let fulfilled = |rule: &Rule| rule.when.iter().all(|condition| condition.holds(given));
    if let Some(position) = question.rules.iter().position(fulfilled) {
        let rule = question.rules.get(position)?;
        return Some(Lead {
            go: &rule.go,
            rule: Some(position),
        });
    }
    let chosen = given.last().and_then(|given| match given.value {
        Value::Chosen(answer) => question.answers.iter().find(|one| one.key == answer.key),
        Value::Date(_) => None,
    });
    let go = chosen
        .and_then(|answer| answer.go.as_ref())
        .or(question.go.as_ref())?;
    Some(Lead { go, rule: None })
}
