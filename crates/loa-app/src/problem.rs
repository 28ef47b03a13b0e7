//! What a person can put right: sentences tied to the fields of a form.

/// One sentence about one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Name of the field; it is also the anchor on the page.
    pub field: &'static str,
    /// What is wrong and what to do, in Vietnamese.
    pub message: String,
}

/// All that is wrong with what was sent; empty when nothing is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// Nothing wrong so far.
    pub fn new() -> Self {
        Self::default()
    }

    /// One problem.
    pub fn one(field: &'static str, message: impl Into<String>) -> Self {
        let mut problems = Self::new();
        problems.add(field, message);
        problems
    }

    /// Notes a problem; the first one of a field is shown beside it.
    pub fn add(&mut self, field: &'static str, message: impl Into<String>) {
        self.0.push(Problem {
            field,
            message: message.into(),
        });
    }

    /// Notes a problem unless something holds.
    pub fn unless(&mut self, holds: bool, field: &'static str, message: &str) {
        if !holds {
            self.add(field, message);
        }
    }

    /// The sentence beside a field.
    pub fn on(&self, field: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|problem| problem.field == field)
            .map(|problem| problem.message.as_str())
    }

    /// Nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every problem, in the order of the form.
    pub fn all(&self) -> &[Problem] {
        &self.0
    }

    /// The value, or the problems.
    ///
    /// # Errors
    /// The problems themselves, when there are any.
    pub fn or<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() { Ok(value) } else { Err(self) }
    }
}
