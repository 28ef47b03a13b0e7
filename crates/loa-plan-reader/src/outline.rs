//! The outline: which numbered line stands over which.

use crate::plan::{Heading, Words};
use crate::text::{Item, Line, NumberStyle};

/// One step of the path to a line.
#[derive(Debug, Clone)]
pub struct Step {
    /// Kind of numbering.
    pub style: NumberStyle,
    /// Number as written; dashes are counted: "-2".
    pub number: String,
    /// Index of the item.
    pub item: usize,
}

/// Follows the outline line by line.
#[derive(Debug, Clone, Default)]
pub struct Outline {
    steps: Vec<Step>,
    /// How many dashes and pluses stood under the present step, by style.
    dashes: usize,
}

impl Outline {
    /// Takes the next line; the path then leads to it.
    pub fn enter(&mut self, item: usize, line: &Line<'_>) {
        let Some(number) = &line.number else { return };
        let same = self.steps.last().is_some_and(|step| step.style == number.style);
        while self.steps.last().is_some_and(|step| step.style >= number.style) {
            self.steps.pop();
        }
        let text = if number.style >= NumberStyle::Dash {
            self.dashes = if same { self.dashes + 1 } else { 1 };
            format!("-{}", self.dashes)
        } else {
            number.text.clone()
        };
        self.steps.push(Step {
            style: number.style,
            number: text,
            item,
        });
    }

    /// Steps from the outermost to the line itself.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// "IV.1-2": the path in one word.
    pub fn path(&self) -> String {
        let mut path = String::new();
        for step in &self.steps {
            let own = step.number.trim_end_matches('.');
            // "2.1" under "2" repeats its parent.
            if let NumberStyle::Path(_) = step.style {
                let parent = own.rsplit_once('.').map_or("", |(parent, _)| parent);
                if !parent.is_empty() && (path == parent || path.ends_with(&format!(".{parent}"))) {
                    path.truncate(path.len() - parent.len());
                    path.push_str(own);
                    continue;
                }
            }
            if !path.is_empty() && !own.starts_with('-') {
                path.push('.');
            }
            path.push_str(own);
        }
        path
    }
}

/// Numbered headings and paragraphs of the body down to the letters.
pub fn read_outline(items: &[Item<'_>], range: std::ops::Range<usize>) -> Vec<Heading> {
    let mut headings = Vec::new();
    let mut open: Vec<NumberStyle> = Vec::new();
    for item in items.get(range).unwrap_or_default() {
        let Some(line) = item.line() else { continue };
        let Some(number) = line
            .number
            .as_ref()
            .filter(|number| number.style < NumberStyle::Dash)
        else {
            continue;
        };
        open.retain(|style| *style < number.style);
        open.push(number.style);
        let level = u8::try_from(open.len()).unwrap_or(u8::MAX);
        headings.push(Heading {
            level,
            number: number.text.clone(),
            words: title_of(line),
        });
    }
    headings
}

fn title_of(line: &Line<'_>) -> Words {
    line.body_cut()
}
