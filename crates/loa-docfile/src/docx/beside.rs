//! Heads and closings that are set with tabs or rows of blanks instead of a table: issuer and motto,
//! recipients and signature side by side.

use crate::read::ReadError;
use crate::writer::{GridCell, GridRow, Line, Writer};

/// So many blanks in a row stand for a tab.
const BLANKS: &str = "     ";
/// A longer side is running text.
const MAX_SIDE: usize = 120;

/// Lines that may turn out to stand in two columns.
#[derive(Debug, Default)]
pub(super) struct Beside {
    lines: Vec<(Line, Option<(String, String)>)>,
}

impl Beside {
    /// Takes a line that belongs to the columns, or writes what is pending and then the line.
    pub(super) fn take(&mut self, line: Line, writer: &mut Writer) -> Result<(), ReadError> {
        let sides = split(&line);
        let begins = sides.as_ref().is_some_and(|(left, _)| !left.is_empty());
        let goes_on = !self.lines.is_empty() && (sides.is_some() || self.is_recipient(&line));
        if begins || goes_on {
            self.lines.push((line, sides));
            return Ok(());
        }
        self.end(writer)?;
        writer.paragraph(line, None)
    }

    /// Writes what is pending: a table where it is a head or a closing, else paragraphs.
    pub(super) fn end(&mut self, writer: &mut Writer) -> Result<(), ReadError> {
        let mut lines = std::mem::take(&mut self.lines);
        let named = lines
            .iter()
            .position(|(_, sides)| sides.as_ref().is_some_and(is_named));
        // What stands before the first line of the head or closing has a tab for reasons of its own.
        let start = named
            .filter(|start| lines.len() - start >= 2)
            .unwrap_or(lines.len());
        for (line, _) in lines.drain(..start) {
            writer.paragraph(line, None)?;
        }
        let rows = lines.into_iter().map(|(line, sides)| {
            let (left, right) = sides.unwrap_or_else(|| (line.text.clone(), String::new()));
            let cells = [left, right].into_iter().zip(0..).map(|(text, column)| {
                let lines = vec![Line {
                    marker: None,
                    text,
                    look: line.look,
                }];
                GridCell {
                    column,
                    col_span: 1,
                    row_span: 1,
                    lines,
                }
            });
            GridRow {
                cells: cells.collect(),
                ..GridRow::default()
            }
        });
        writer.table(rows.collect(), None)
    }

    /// A recipient below others, with nothing beside it.
    fn is_recipient(&self, line: &Line) -> bool {
        let closing = self
            .lines
            .iter()
            .any(|(_, sides)| sides.as_ref().is_some_and(|(left, _)| is_recipients(left)));
        closing
            && line.text.trim_start().starts_with(['-', '–', '+'])
            && line.text.chars().count() <= MAX_SIDE
    }
}

/// The motto of the state or of the party on the right, or the list of recipients on the left.
fn is_named((left, right): &(String, String)) -> bool {
    right.contains("VIỆT NAM") || is_recipients(left)
}

fn is_recipients(left: &str) -> bool {
    left.to_lowercase().starts_with("nơi nhận")
}

/// What stands left and right of the first gap; the left may be empty.
fn split(line: &Line) -> Option<(String, String)> {
    if line.marker.is_some() || line.look.heading.is_some() {
        return None;
    }
    let text = line.text.trim_end();
    let (left, right) = text.split_once('\t').or_else(|| text.split_once(BLANKS))?;
    let (left, right) = (left.trim().to_owned(), right.trim().replace('\t', " "));
    let fits = |side: &str| side.chars().count() <= MAX_SIDE;
    let says = right.chars().any(char::is_alphabetic);
    (says && fits(&left) && fits(&right) && !text.contains('\n')).then_some((left, right))
}
