//! A TOML text whose every value knows its line, and the problems found in it.

use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::answer::written;
use crate::problem::Problem;

/// A value with its place in the text.
pub(crate) type Item<'t> = Spanned<DeValue<'t>>;

/// What is being read, and what was found wrong so far.
pub(crate) struct Source<'t> {
    text: &'t str,
    pub problems: Vec<Problem>,
}

/// A table that is being read.
pub(crate) struct Fields<'a, 't> {
    table: &'a DeTable<'t>,
    pub line: usize,
    /// As [`Problem::place`].
    pub place: String,
}

impl<'t> Source<'t> {
    pub fn new(text: &'t str) -> Self {
        Self {
            text,
            problems: Vec::new(),
        }
    }

    /// From 1.
    pub fn line(&self, offset: usize) -> usize {
        self.text
            .bytes()
            .take(offset)
            .filter(|byte| *byte == b'\n')
            .count()
            + 1
    }

    pub fn line_of(&self, item: &Item<'_>) -> usize {
        self.line(item.span().start)
    }

    pub fn blame(&mut self, line: usize, place: &str, message: impl Into<String>) {
        let problem = Problem {
            line,
            place: place.to_owned(),
            message: message.into(),
        };
        // A table may be read twice: for its days and for its value.
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    /// The item as a table, in which only these names may stand.
    pub fn fields<'a>(&mut self, item: &'a Item<'t>, place: &str, names: &[&str]) -> Option<Fields<'a, 't>> {
        let line = self.line_of(item);
        let Some(table) = item.get_ref().as_table() else {
            self.blame(line, place, "chỗ này phải là một bảng { tên = giá trị }.");
            return None;
        };
        let fields = Fields {
            table,
            line,
            place: place.to_owned(),
        };
        self.only(&fields, names);
        Some(fields)
    }

    /// The whole text as a table.
    pub fn root<'a>(&mut self, table: &'a DeTable<'t>, names: &[&str]) -> Fields<'a, 't> {
        let fields = Fields {
            table,
            line: 1,
            place: String::new(),
        };
        self.only(&fields, names);
        fields
    }

    fn only(&mut self, fields: &Fields<'_, 't>, names: &[&str]) {
        for name in fields
            .table
            .keys()
            .filter(|name| !names.contains(&name.get_ref().as_ref()))
        {
            let known = names.join(", ");
            let message = format!("không có mục “{}”. Ở đây chỉ có: {known}.", name.get_ref());
            self.blame(self.line(name.span().start), &fields.place, message);
        }
    }

    /// Words that must be there.
    pub fn text(&mut self, fields: &Fields<'_, 't>, name: &str) -> String {
        let text = self.text_if_any(fields, name);
        if text.is_empty() && fields.table.get(name).is_none_or(|item| item.get_ref().is_str()) {
            self.blame(fields.line, &fields.place, format!("thiếu “{name}”."));
        }
        text
    }

    /// Words that may be missing; empty then.
    pub fn text_if_any(&mut self, fields: &Fields<'_, 't>, name: &str) -> String {
        let Some(item) = fields.table.get(name) else {
            return String::new();
        };
        self.words(item, &fields.place, name)
    }

    /// The item as words.
    pub fn words(&mut self, item: &Item<'t>, place: &str, name: &str) -> String {
        if let Some(text) = item.get_ref().as_str() {
            return text.trim().to_owned();
        }
        self.blame(
            self.line_of(item),
            place,
            format!("“{name}” phải là chữ, đặt trong dấu nháy kép."),
        );
        String::new()
    }

    /// The parts of an array; of anything else, itself.
    pub fn items<'a>(&self, fields: &Fields<'a, 't>, name: &str) -> Vec<&'a Item<'t>> {
        match fields.item(name) {
            Some(item) => item
                .get_ref()
                .as_array()
                .map_or(vec![item], |array| array.iter().collect()),
            None => Vec::new(),
        }
    }

    /// A name that can stand in an address.
    pub fn key(&mut self, fields: &Fields<'_, 't>) -> String {
        let key = self.text(fields, "key");
        let is_slug = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        if !key.is_empty() && !key.split('-').all(is_slug) {
            let message =
                format!("“{key}” đứng trong địa chỉ trang: chỉ dùng chữ thường không dấu, số và gạch nối.");
            self.blame(fields.line, &fields.place, message);
        }
        key
    }

    /// A day that may be missing.
    pub fn date_if_any(&mut self, fields: &Fields<'_, 't>, name: &str) -> Option<Date> {
        let item = fields.item(name)?;
        let text = match item.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Datetime(day) => day.to_string(),
            _ => String::new(),
        };
        let day = written(&text);
        if day.is_none() {
            let message = format!("“{name}” phải là một ngày viết như 2026-07-01.");
            self.blame(self.line_of(item), &fields.place, message);
        }
        day
    }

    /// A small count that may be missing.
    pub fn count_if_any(&mut self, fields: &Fields<'_, 't>, name: &str) -> Option<u16> {
        let item = fields.item(name)?;
        let digits = item.get_ref().as_integer().filter(|count| count.radix() == 10);
        let count = digits.and_then(|count| count.as_str().parse().ok());
        if count.is_none() {
            self.blame(
                self.line_of(item),
                &fields.place,
                format!("“{name}” phải là một số từ 0 trở lên."),
            );
        }
        count
    }
}

impl<'a, 't> Fields<'a, 't> {
    pub fn item(&self, name: &str) -> Option<&'a Item<'t>> {
        self.table.get(name)
    }

    /// Names and values, in the order of the alphabet.
    pub fn entries(&self) -> impl Iterator<Item = (&'a str, &'a Item<'t>)> + use<'a, 't> {
        self.table
            .iter()
            .map(|(name, item)| (name.get_ref().as_ref(), item))
    }
}
