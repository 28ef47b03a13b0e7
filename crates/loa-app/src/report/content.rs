//! A report as it reads: sentences whose figures can be opened, annexes, and where the sums come from. What an edition keeps.

use std::collections::BTreeMap;

use jiff::civil::Date;
use loa_official::document::Table;
use serde::{Deserialize, Serialize};

use crate::report::figure::{Corrections, Figures};

/// A report as it was composed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Content {
    /// Name of the unit in the period.
    pub name: String,
    /// "Quý I năm 2022"
    pub period: String,
    /// First day that counts.
    pub first_on: Date,
    /// Last day that counts.
    pub last_on: Date,
    /// Trích yếu.
    pub subject: String,
    /// Heading of the fragment for the parent report.
    pub fragment: String,
    /// The outline.
    pub sections: Vec<Section>,
    /// Annexes.
    pub annexes: Vec<Annex>,
    /// What was counted of the unit's own work.
    pub own: Figures,
    /// What was put right of it.
    pub corrections: Corrections,
    /// The units directly below, with what they count for.
    pub parts: Vec<Part>,
    /// Own figures, put right, and those of all parts.
    pub totals: Figures,
    /// What people wrote.
    pub narrative: BTreeMap<String, String>,
}

/// A part of the outline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// 1: part; 2: section.
    pub level: u8,
    /// Heading.
    pub title: String,
    /// Paragraphs.
    pub paragraphs: Vec<Paragraph>,
    /// Belongs to the fragment.
    pub is_fragment: bool,
}

/// A paragraph.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Paragraph {
    /// With a dash in front.
    pub is_item: bool,
    /// What it says, piece by piece.
    pub pieces: Vec<Piece>,
}

/// Words, or a figure that can be opened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Piece {
    /// The characters.
    pub text: String,
    /// Key of the figure that they show.
    pub figure: Option<String>,
}

/// An annex.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Annex {
    /// Title.
    pub title: String,
    /// On its side.
    pub is_landscape: bool,
    /// What stands in it.
    pub table: Table,
}

/// A unit directly below.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// Identity of its report.
    pub report: i64,
    /// Name in the period.
    pub name: String,
    /// The edition that it counts with; 0: its draft as it is now.
    pub edition: i64,
    /// The unit has not reported: the ledger tells.
    pub is_silent: bool,
    /// Its figures with everything below it.
    pub totals: Figures,
    /// What it holds up.
    pub highlight: String,
    /// That was taken into the report.
    pub is_taken: bool,
}

impl Paragraph {
    /// Plain words.
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            is_item: false,
            pieces: vec![Piece {
                text: text.into(),
                figure: None,
            }],
        }
    }

    /// The same with a dash in front.
    pub fn item(text: impl Into<String>) -> Self {
        Self {
            is_item: true,
            ..Self::text(text)
        }
    }

    /// The whole of it.
    pub fn line(&self) -> String {
        self.pieces.iter().map(|piece| piece.text.as_str()).collect()
    }
}
