//! An edition as clauses: the lines and rows of a document with what the reader of plans made of them, or the rows of the
//! form.

use crate::plan::document::{Line, Piece};
use crate::plan::reading::{Reading, one_line};
use crate::plan::{Part, Sheet};
use crate::subplan::{Borne, Clause, MOST_CELL, MOST_CLAUSES};

/// The clauses of a document, in its order. What the reader found stays with the line or row that says it.
///
/// # Errors
/// A sentence for the person who sent it.
pub fn of_document(reading: &Reading) -> Result<Vec<Clause>, String> {
    let mut clauses = Vec::new();
    let mut open: Vec<(usize, &Sheet)> = reading.sheets.iter().filter_map(placed).collect();
    for piece in &reading.pieces {
        match piece {
            Piece::Line(line) => clauses.extend(clause(&line.marker, words_of(line), line.at, &mut open)),
            Piece::Table(rows) => {
                for row in rows {
                    clauses.extend(row_clause(row, &mut open));
                }
            }
        }
    }
    if clauses.len() > MOST_CLAUSES {
        return Err(format!(
            "Văn bản có {} dòng, nhiều hơn mức {MOST_CLAUSES}. Mời gửi riêng phần kế hoạch, bỏ các tài liệu kèm theo.",
            clauses.len()
        ));
    }
    Ok(clauses)
}

/// An order with the place at which it begins.
fn placed(sheet: &Sheet) -> Option<(usize, &Sheet)> {
    let at = sheet.title_at.or(sheet.sources.first().copied())?;
    Some((at.0, sheet))
}

fn words_of(line: &Line) -> String {
    one_line(&line.text)
}

fn row_clause(row: &[crate::plan::document::Box_], open: &mut Vec<(usize, &Sheet)>) -> Option<Clause> {
    let lines = || row.iter().flat_map(|cell| &cell.lines);
    let start = lines().map(|line| line.at.0).min()?;
    let end = lines().map(|line| line.at.1).max()?;
    let cells: Vec<String> = row
        .iter()
        .map(|cell| one_line(&cell.lines.iter().map(words_of).collect::<Vec<_>>().join(" ")))
        .filter(|cell| !cell.is_empty())
        .collect();
    // The number of a row moves when a row is put in above; it is kept apart from the words.
    let (number, cells) = match cells.split_first() {
        Some((first, rest)) if is_number(first) && !rest.is_empty() => (first.as_str(), rest),
        _ => ("", cells.as_slice()),
    };
    let mut clause = clause(number, cells.join(" | "), (start, end), open)?;
    // What stands in the row is the number that people see; a line's own is only a part of it.
    if !number.is_empty() {
        number.clone_into(&mut clause.number);
    }
    Some(clause)
}

/// "2.3", and numbers that the reader gives where one place orders several things: "IV.1.a/1", "IV.6#2".
fn is_number(text: &str) -> bool {
    let text = text.trim_end_matches(['.', ')']);
    text.chars().count() <= 12
        && text
            .chars()
            .all(|sign| sign.is_alphanumeric() || ['.', '/', '#'].contains(&sign))
        && !text.is_empty()
}

fn clause(number: &str, text: String, at: (usize, usize), open: &mut Vec<(usize, &Sheet)>) -> Option<Clause> {
    if text.is_empty() {
        return None;
    }
    let mut own: Vec<&Sheet> = Vec::new();
    open.retain(|(start, sheet)| {
        let is_here = (at.0..at.1).contains(start);
        if is_here {
            own.push(sheet);
        }
        !is_here
    });
    let joined = |each: &dyn Fn(&Sheet) -> String| {
        let mut all: Vec<String> = own.iter().map(|sheet| each(sheet)).collect();
        all.retain(|text| !text.is_empty());
        all.dedup();
        all.join("; ")
    };
    let first = own
        .first()
        .map(|sheet| sheet.number.as_str())
        .filter(|number| !number.is_empty());
    Some(Clause {
        number: first.unwrap_or(number.trim()).to_owned(),
        title: joined(&|sheet| sheet.title.clone()),
        who: joined(&|sheet| {
            let names = Part::ALL.iter().flat_map(|part| sheet.names(*part));
            names
                .map(|named| named.text.as_str())
                .collect::<Vec<_>>()
                .join(", ")
        }),
        when: joined(&|sheet| {
            sheet
                .when
                .as_ref()
                .map_or_else(String::new, |when| when.text.clone())
        }),
        text,
        ..Clause::default()
    })
}

/// A row of the form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// Key of its fields: the identity of the order, or "them-1".
    pub key: String,
    /// Number and title of the order of the plan above; empty for a row of the unit's own.
    pub number: String,
    /// See above; what the unit wrote, for a row of its own.
    pub title: String,
    /// It is for an order of the plan above.
    pub is_ordered: bool,
    /// How.
    pub how: String,
    /// Who.
    pub who: String,
    /// When.
    pub when: String,
}

impl Row {
    /// A row for an order, not filled in yet.
    pub fn of(order: &Borne) -> Self {
        Self {
            key: order.id.to_string(),
            number: order.number.clone(),
            title: order.title.clone(),
            is_ordered: true,
            ..Self::default()
        }
    }

    /// With what was written into it before.
    #[must_use]
    pub fn filled(self, clause: &Clause) -> Self {
        Self {
            how: clause.how.clone(),
            who: clause.who.clone(),
            when: clause.when.clone(),
            ..self
        }
    }

    /// Nothing was written into it.
    pub fn is_blank(&self) -> bool {
        let written = [&self.how, &self.who, &self.when];
        written.iter().all(|text| text.is_empty()) && (self.is_ordered || self.title.is_empty())
    }

    /// What is wrong with it.
    pub fn fault(&self) -> Option<String> {
        if self.is_blank() {
            return None;
        }
        let name = match (self.number.as_str(), self.is_ordered) {
            ("", true) => format!("Nhiệm vụ “{}”", self.title),
            (number, true) => format!("Nhiệm vụ {number}"),
            (_, false) => "Việc thêm của đơn vị".to_owned(),
        };
        if self.title.is_empty() {
            return Some(format!("{name}: mời ghi việc phải làm."));
        }
        if self.is_ordered && self.how.is_empty() {
            return Some(format!("{name}: mời ghi đơn vị làm thế nào."));
        }
        let all = [&self.title, &self.how, &self.who, &self.when];
        let is_long = !self.is_ordered && self.title.chars().count() > MOST_CELL
            || all.iter().skip(1).any(|text| text.chars().count() > MOST_CELL);
        is_long.then(|| format!("{name}: một ô dài quá {MOST_CELL} chữ cái, mời viết gọn lại."))
    }

    fn clause(&self) -> Clause {
        let named = [
            ("Cách làm", &self.how),
            ("Người làm", &self.who),
            ("Thời gian", &self.when),
        ];
        let told = named.iter().filter(|(_, text)| !text.is_empty());
        let told: Vec<String> = told
            .map(|(name, text)| format!("{name}: {}", one_line(text)))
            .collect();
        Clause {
            number: self.number.clone(),
            text: format!("{} | {}", self.title, told.join(" | ")),
            title: self.title.clone(),
            who: self.who.clone(),
            when: self.when.clone(),
            how: self.how.clone(),
            order: if self.is_ordered {
                self.key.clone()
            } else {
                String::new()
            },
        }
    }
}

/// The clauses of a form; rows that were left blank are none.
pub fn of_rows(rows: &[Row]) -> Vec<Clause> {
    rows.iter()
        .filter(|row| !row.is_blank())
        .map(Row::clause)
        .collect()
}
