//! What is made of an article to hang up, to read aloud, to stand beside a shared link: a few words, large.

/// What it is made for; decides the size of the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A picture of 1200 × 630 points, as programs that share links want it. PNG.
    Card,
    /// A sheet of A4 for the wall. PDF.
    PosterA4,
    /// A sheet of A3 for the wall. PDF.
    PosterA3,
    /// Sheets of A4 in large type, to be read aloud. PDF.
    Reading,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handout {
    /// What it is made for.
    pub form: Form,
    /// The language of its words, as in HTML.
    pub language: &'static str,
    /// Who gives it out.
    pub unit: String,
    /// Its largest words.
    pub title: String,
    /// The others, a paragraph each.
    pub lines: Vec<String>,
    /// Whom to ask.
    pub foot: String,
    /// Where more is found; posters show it as a code as well.
    pub address: String,
    /// How long it takes to read aloud; empty where that does not matter.
    pub spoken: String,
}
