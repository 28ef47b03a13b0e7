//! Notices with the words they speak of: the line of the document, and a caret under them.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Level, Origin, Renderer, Snippet};
use loa_docfile::body::{Body, Format, Place};
use loa_plan_reader::notice::{Notice, Severity};
use unicode_width::UnicodeWidthChar as _;

use crate::language::pick;
use crate::plan::words::{one_line, severity};
use crate::source::Index;
use crate::terminal::{Terminal, printable};
use loa_calendar::language::Language;

/// Columns that line number and margin take, at most.
const MARGIN: usize = 14;
/// Least columns of text shown of a line.
const LEAST: usize = 24;

/// What a drawing needs to know of the document.
pub struct Pen<'a> {
    /// The file as it was named.
    pub file: &'a str,
    /// The document.
    pub body: &'a Body,
    /// Its lines.
    pub index: &'a Index<'a>,
    /// Where it is drawn.
    pub terminal: &'a Terminal,
}

impl Pen<'_> {
    /// A notice, drawn; ends with a line break.
    pub fn draw(&self, notice: &Notice) -> String {
        let language = self.terminal.language;
        let message = printable(&one_line(pick(language, &notice.message)));
        let hint = printable(&one_line(pick(language, &notice.hint)));
        let title = level(notice.severity, language)
            .primary_title(message)
            .id(notice.code);
        let mut group = title.elements(Vec::<Origin<'_>>::new());
        let mut labels = Vec::new();
        let places = [
            (notice.at, AnnotationKind::Primary),
            (notice.other, AnnotationKind::Context),
        ];
        for (mark, (place, kind)) in MARKS.iter().zip(places) {
            if let Some(place) = place {
                let drawn = self.snippet(place, kind, mark);
                labels.push((drawn.label, self.label(place)));
                group = group.element(drawn.snippet);
            }
        }
        if labels.is_empty() {
            group = group.element(Origin::path(self.file.to_owned()));
        }
        if !hint.is_empty() {
            group = group.element(
                Level::HELP
                    .with_name(language.choose("cách sửa", "help"))
                    .message(hint),
            );
        }
        let renderer = if self.terminal.colour {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        // Lines are cut to the width here; the renderer must not cut them again.
        let renderer = renderer
            .decor_style(DecorStyle::Unicode)
            .term_width(usize::MAX / 4);
        let mut text = renderer.render(&[group]) + "\n";
        for (drawn, label) in labels {
            text = text.replacen(&drawn, &label, 1);
        }
        text
    }

    fn snippet<'g>(&self, place: Place, kind: AnnotationKind, mark: &'static str) -> Drawn<'g> {
        let point = self.index.point(place.span.start);
        let line = self.index.line_text(point.line);
        let begin = place
            .span
            .start
            .saturating_sub(self.index.line_start(point.line))
            .min(line.len());
        let length = place.span.end.saturating_sub(place.span.start);
        let end = begin.saturating_add(length).min(line.len());
        let width = self.terminal.width.saturating_sub(MARGIN).max(LEAST);
        let view = view(line, begin, end, width);
        let column = view
            .text
            .get(..view.begin)
            .map_or(0, |before| before.chars().count())
            + 1;
        let annotation = kind.span(view.begin..view.end);
        Drawn {
            snippet: Snippet::source(view.text)
                .line_start(point.line)
                .path(mark)
                .annotation(annotation),
            label: format!("{mark}:{}:{column}", point.line),
        }
    }

    /// Where a place is: as editors jump to it, or in words for a file that has no lines of its own.
    fn label(&self, place: Place) -> String {
        let point = self.index.point(place.span.start);
        match self.body.format {
            Format::Text => format!("{}:{}:{}", self.file, point.line, point.column),
            _ => format!("{}, {}", self.file, told(place, self.terminal.language)),
        }
    }
}

/// Stand for the place while the renderer draws: it writes a column after the path, which would be that of the
/// piece of the line that is shown.
const MARKS: [&str; 2] = ["\u{e000}", "\u{e001}"];

struct Drawn<'g> {
    snippet: Snippet<'g, Annotation<'g>>,
    /// What the renderer writes for the place.
    label: String,
}

fn level(kind: Severity, language: Language) -> Level<'static> {
    let level = match kind {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    level.with_name(severity(kind, language))
}

/// "dòng 46" of a text; "trang 3, đoạn 12, hàng 5, cột 2" in a file that has no lines of its own.
pub fn place_in_words(body: &Body, index: &Index<'_>, place: Place, language: Language) -> String {
    match body.format {
        Format::Text => format!("{} {}", language.choose("dòng", "line"), index.line_of(place)),
        _ => told(place, language),
    }
}

fn told(place: Place, language: Language) -> String {
    let named = [
        (place.page, language.choose("trang", "page")),
        (Some(place.block), language.choose("đoạn", "paragraph")),
        (place.row, language.choose("hàng", "row")),
        (place.cell, language.choose("cột", "column")),
    ];
    let parts = named
        .iter()
        .filter_map(|(number, word)| number.map(|number| format!("{word} {number}")));
    parts.collect::<Vec<_>>().join(", ")
}

/// A piece of a line around the words concerned, byte offsets in the piece.
#[derive(Debug, PartialEq, Eq)]
struct View {
    text: String,
    begin: usize,
    end: usize,
}

/// Cuts a line to so many columns: the words first, a third of what is left before them, the rest behind.
fn view(line: &str, begin: usize, end: usize, width: usize) -> View {
    let columns = |text: &str| {
        text.chars()
            .map(|letter| letter.width().unwrap_or(1))
            .sum::<usize>()
    };
    let (begin, end) = (floor(line, begin), floor(line, end).max(floor(line, begin)));
    let (before, words, behind) = (
        line.get(..begin).unwrap_or_default(),
        line.get(begin..end).unwrap_or_default(),
        line.get(end..).unwrap_or_default(),
    );
    // Never more of the line than can be shown is looked at: some documents are one line of megabytes.
    let spare = width.saturating_sub(columns(head(words, width)));
    let share = (spare / 3).max(spare.saturating_sub(columns(head(behind, width))));
    let kept_before = tail(before, share);
    let words = head(words, width);
    let room = width.saturating_sub(columns(kept_before) + columns(words));
    let kept_behind = if words.len() < end - begin {
        ""
    } else {
        head(behind, room)
    };
    let mark = |missing: bool| if missing { "…" } else { "" };
    let lead = mark(kept_before.len() < before.len());
    let follow = mark(words.len() + kept_behind.len() < line.len() - begin);
    // Breaks and control characters become spaces of the same length in bytes, so that offsets stay.
    let clean = |text: &str| text.chars().map(clean_letter).collect::<String>();
    let text = format!(
        "{lead}{}{}{}{follow}",
        clean(kept_before),
        clean(words),
        clean(kept_behind)
    );
    let begin = lead.len() + clean(kept_before).len();
    View {
        end: begin + clean(words).len(),
        text,
        begin,
    }
}

fn clean_letter(letter: char) -> char {
    let hidden = matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if letter.is_control() || hidden {
        ' '
    } else {
        letter
    }
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

/// The beginning of a text, at most so many columns.
fn head(text: &str, width: usize) -> &str {
    let mut used = 0;
    let end = text.char_indices().find(|(_, letter)| {
        used += letter.width().unwrap_or(1);
        used > width
    });
    end.and_then(|(end, _)| text.get(..end)).unwrap_or(text)
}

/// The end of a text, at most so many columns.
fn tail(text: &str, width: usize) -> &str {
    let mut used = 0;
    let last = text.char_indices().rev().find(|(_, letter)| {
        used += letter.width().unwrap_or(1);
        used > width
    });
    last.and_then(|(at, letter)| text.get(at + letter.len_utf8()..))
        .unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_any_length_shows_the_words_concerned() {
        let long = "Thực hiện nhiệm vụ ".repeat(200);
        for (line, words) in [
            ("Phòng Nội vụ chủ trì, hạn ngày 31/02/2022.", "31/02/2022"),
            (&*long, "nhiệm vụ"),
            ("ấ", "ấ"),
            ("", ""),
        ] {
            for (begin, _) in line.match_indices(words) {
                for width in [24, 60, 200] {
                    let view = view(line, begin, begin + words.len(), width);
                    assert_eq!(&view.text[view.begin..view.end], words);
                    assert!(view.text.chars().count() <= width + 2, "{}", view.text);
                }
            }
        }
    }

    #[test]
    fn what_is_cut_off_is_marked() {
        assert_eq!(
            view("abcdefghij", 4, 6, 6),
            View {
                text: "…defghi…".into(),
                begin: 4,
                end: 6
            }
        );
        assert_eq!(
            view("abcdefghij", 0, 10, 6),
            View {
                text: "abcdef…".into(),
                begin: 0,
                end: 6
            }
        );
        assert_eq!(view("aấb", 2, 9, 24).text, "aấb", "offsets inside a letter");
    }
}
