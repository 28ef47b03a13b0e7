//! Answers that were given.

use std::borrow::Cow;

use jiff::civil::Date;

use crate::flow::{Answer, Flow, Question};

/// An answer to a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given<'f> {
    /// What was asked.
    pub question: &'f Question,
    /// What was answered.
    pub value: Value<'f>,
}

/// What was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value<'f> {
    /// One of the answers of the question.
    Chosen(&'f Answer),
    /// A day.
    Date(Date),
}

impl<'f> Given<'f> {
    /// Its part of the address.
    pub fn key(&self) -> Cow<'f, str> {
        match self.value {
            Value::Chosen(answer) => Cow::Borrowed(&answer.key),
            Value::Date(day) => Cow::Owned(day.to_string()),
        }
    }

    /// What people read: the label, or the day as 01/8/2024.
    pub fn label(&self) -> Cow<'f, str> {
        match self.value {
            Value::Chosen(answer) => Cow::Borrowed(&answer.label),
            Value::Date(day) => Cow::Owned(spoken(day)),
        }
    }
}

/// The address of what comes after answers, below that of the guides: `khai-sinh/co/khong`.
pub fn address(flow: &Flow, given: &[Given<'_>]) -> String {
    let mut address = flow.key.clone();
    for given in given {
        address.push('/');
        address.push_str(&given.key());
    }
    address
}

/// A day in the one spelling that addresses and files have: 2024-08-01.
pub(crate) fn written(text: &str) -> Option<Date> {
    text.parse().ok().filter(|_| text.len() == "2024-08-01".len())
}

/// A day as official documents write it: 01/8/2024, 15/12/2024.
pub(crate) fn spoken(day: Date) -> String {
    // The month has a zero only where it could be taken for another one: 01 and 02.
    let zero = if day.month() < 3 { "0" } else { "" };
    format!("{:02}/{zero}{}/{}", day.day(), day.month(), day.year())
}

/// Days between two boundaries, in words: "từ ngày 01/8/2024".
pub(crate) fn span(from: Option<Date>, before: Option<Date>) -> String {
    match (from, before) {
        (Some(from), Some(before)) => format!("từ ngày {} đến trước ngày {}", spoken(from), spoken(before)),
        (Some(from), None) => format!("từ ngày {}", spoken(from)),
        (None, Some(before)) => format!("trước ngày {}", spoken(before)),
        (None, None) => "ngày nào cũng được".to_owned(),
    }
}
