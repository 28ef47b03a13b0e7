//! Which lines make one paragraph.

use super::line::{Line, narrow};
use super::sign;
use super::start::{self, Start};
use crate::body::{Look, Paragraph, Place, Span};

/// What kind of place the lines stand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Setting {
    /// Running text of the document.
    Prose,
    /// A cell of a table: narrow lines, the wrap width is unknown.
    Cell,
    /// A cell of the invisible tables of head, recipients and signature: short lines that stay lines.
    Layout,
}

/// How the document was wrapped, from its own lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Wrap {
    /// Characters of a full line; `None`: lines are whole paragraphs.
    width: Option<usize>,
    /// Characters of a full first line, shorter in web copies.
    first: usize,
    /// Paragraphs are set apart by empty lines.
    spaced: bool,
}

impl Wrap {
    /// A line that goes on with a small letter was broken by the program, so its width tells.
    pub fn of<'a>(parts: impl Iterator<Item = &'a [Line]>) -> Self {
        let (mut first, mut rest, mut starts, mut gaps) = (Vec::new(), Vec::new(), 0_usize, 0_usize);
        let mut fresh = true;
        for pair in parts.flat_map(|lines| lines.windows(2)) {
            let [a, b] = pair else { continue };
            let begins = a.gap || start::start(&a.text) != Start::Text;
            fresh = fresh || begins;
            if matches!(
                start::start(&b.text),
                Start::Number | Start::Bullet | Start::Opener
            ) {
                starts += 1;
                gaps += usize::from(b.gap);
            }
            if !b.gap && !a.open && start::is_continued_by(&b.text) && !start::is_terminal(&a.text) {
                if fresh {
                    first.push(a.width);
                } else {
                    rest.push(a.width);
                }
            }
            fresh = b.gap;
        }
        if first.len() + rest.len() < 3 {
            return Self::default();
        }
        let first = high(first, 85);
        let width = high(rest, 95).max(first);
        Self {
            width: Some(width),
            first: if first == 0 { width } else { first },
            spaced: gaps * 2 > starts,
        }
    }

    /// How surely the author ended the line: the next word would have fitted.
    fn ending(&self, lines: usize, a: &Line, b: &Line) -> Ending {
        let Some(limit) = self.limit(lines, a) else {
            return Ending::Sure;
        };
        let used = a.width + 1 + first_word(b);
        let terminal = start::is_terminal(&a.text);
        if !terminal && (is_mixed(a) || start::wants_more(&a.text)) || used + 2 > limit {
            Ending::Wrapped
        } else if used * 100 < limit * 62 || !terminal && lines == 1 && !is_hung(a, b) {
            Ending::Sure
        } else if is_mixed(a) {
            Ending::Wrapped
        } else {
            Ending::Likely
        }
    }

    /// The line has no room for the next word, whatever it says.
    fn is_full(&self, lines: usize, a: &Line, b: &Line) -> bool {
        self.limit(lines, a)
            .is_some_and(|limit| a.width + 1 + first_word(b) + 2 > limit)
    }

    /// Characters that fit in the line: first lines hold fewer, unless this one shows that they do not.
    fn limit(&self, lines: usize, a: &Line) -> Option<usize> {
        self.width.map(|width| {
            if lines == 1 && a.width <= self.first + 3 {
                self.first
            } else {
                width
            }
        })
    }

    fn is_overlong(&self, line: &Line) -> bool {
        self.width.is_some_and(|width| line.width > width + 20)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd)]
enum Ending {
    Wrapped,
    Likely,
    Sure,
}

/// The first line of a paragraph begins further right than the next one, as first lines do.
fn is_hung(a: &Line, b: &Line) -> bool {
    (3..=14).contains(&a.indent) && a.indent >= b.indent + 3
}

/// The end of a page cuts this sentence, as far as the two lines tell.
pub(crate) fn is_cut(a: &Line, b: &Line) -> bool {
    let full = a.width + a.indent >= 60 && !start::is_terminal(&a.text);
    full && b.indent <= a.indent && a.bold == 0 && b.bold == 0
}

/// Signs of emphasis inside a line took room when the line was broken.
fn is_mixed(line: &Line) -> bool {
    let part = |count: usize| count > 0 && count < line.letters;
    part(line.bold) || part(line.italic)
}

/// The width that so many of a hundred do not exceed.
fn high(mut widths: Vec<usize>, percent: usize) -> usize {
    widths.sort_unstable();
    let at = (widths.len() * percent / 100).min(widths.len().saturating_sub(1));
    widths.get(at).copied().unwrap_or(0)
}

fn first_word(line: &Line) -> usize {
    line.text.chars().take_while(|sign| *sign != ' ').count()
}

/// The lines of the paragraph so far.
struct Group<'a> {
    lines: &'a [Line],
    letters: usize,
    bold: usize,
    capitals: bool,
}

impl<'a> Group<'a> {
    fn new() -> Self {
        Self {
            lines: &[],
            letters: 0,
            bold: 0,
            capitals: true,
        }
    }

    /// Takes `lines`, the former ones and one more.
    fn grow(&mut self, lines: &'a [Line]) {
        self.lines = lines;
        if let Some(line) = lines.last() {
            self.letters += line.letters;
            self.bold += line.bold;
            self.capitals &= start::is_capitals(&line.text);
        }
    }

    fn len(&self) -> usize {
        self.lines.len()
    }

    fn is_bold(&self) -> bool {
        self.letters > 0 && self.bold == self.letters
    }

    /// A heading by its look: all bold, or all capitals.
    fn is_title(&self) -> bool {
        self.letters > 0 && (self.is_bold() || self.capitals)
    }

    /// How the paragraph begins.
    fn start(&self) -> Option<Start> {
        self.lines.first().map(|line| start::start(&line.text))
    }

    /// Nothing but `Điều 1.`, `a)` or the first words of a footnote: the text stands on the next line.
    fn is_bare_number(&self) -> bool {
        let [only] = self.lines else { return false };
        let text = only.text.as_str();
        let note = text.len() < 40 && text.starts_with('[') && text.find(']').is_some_and(|at| at < 5);
        note && !start::is_terminal(text)
            || text.len() <= 24 && start::number(&format!("{text} A")) == Some(text.len())
    }
}

/// Puts footnotes and page numbers that cut a sentence in two behind its paragraph.
pub(crate) fn notes_aside(mut lines: Vec<Line>) -> Vec<Line> {
    let mut at = 1;
    while at < lines.len() {
        let Some((note, end)) = note_in(&lines, at) else {
            at += 1;
            continue;
        };
        let mut set_gap = |index: usize, gap: bool| {
            if let Some(line) = lines.get_mut(index) {
                line.gap = gap;
            }
        };
        set_gap(at, true);
        set_gap(note, false);
        set_gap(end, true);
        if let Some(range) = lines.get_mut(at..end) {
            range.rotate_left(note - at);
        }
        at = end;
    }
    lines
}

/// A note that begins at `at`: the line after it, and the line after the paragraph that it cut.
fn note_in(lines: &[Line], at: usize) -> Option<(usize, usize)> {
    let (before, first) = (lines.get(at - 1)?, lines.get(at)?);
    let page = start::is_page_number(&first.text);
    if !page && !start::is_note(&first.text) || start::is_terminal(&before.text) || before.heading.is_some() {
        return None;
    }
    let tail = lines.get(at..)?;
    let note = if page {
        1
    } else {
        1 + tail
            .iter()
            .take(5)
            .position(|line| start::is_terminal(&line.text))?
    };
    let rest = tail.get(note..)?;
    if !start::is_continued_by(&rest.first()?.text) {
        return None;
    }
    let next = rest.windows(2).take(60).position(|pair| {
        let [a, b] = pair else { return true };
        match start::start(&b.text) {
            Start::Number | Start::Opener => true,
            Start::Text => b.gap && start::is_terminal(&a.text),
            _ => start::is_terminal(&a.text),
        }
    });
    let length = next.map_or(rest.len().min(60), |position| position + 1);
    Some((at + note, at + note + length))
}

/// Groups lines into paragraphs; `block`, `row` and `cell` of the places are left to the caller.
pub(crate) fn paragraphs(lines: &[Line], setting: Setting, wrap: &Wrap) -> Vec<Paragraph> {
    let widest = lines.iter().map(|line| line.width).max().unwrap_or(0);
    let people = setting == Setting::Cell && lines.iter().all(|line| sign::is_person(&line.text));
    let mut out = Vec::new();
    let mut from = 0;
    let mut group = Group::new();
    for at in 1..=lines.len() {
        group.grow(lines.get(from..at).unwrap_or_default());
        let ends = match (group.lines.last(), lines.get(at)) {
            (Some(last), Some(next)) => match setting {
                Setting::Prose => prose_breaks(&group, last, next, wrap),
                Setting::Cell => people || cell_breaks(&group, last, next, widest),
                Setting::Layout => layout_breaks(&group, last, next),
            },
            _ => true,
        };
        if ends {
            out.extend(build(group.lines));
            group = Group::new();
            from = at;
        }
    }
    out
}

fn prose_breaks(group: &Group<'_>, a: &Line, b: &Line, wrap: &Wrap) -> bool {
    let terminal = start::is_terminal(&a.text);
    let continued = start::is_continued_by(&b.text) && !(terminal && b.text.starts_with('('));
    let begins = start::start(&b.text);
    // A note that was put aside stands before its paragraph in the source.
    if a.heading.is_some() || b.heading.is_some() || b.span.start < a.span.end {
        return true;
    }
    if b.gap {
        let goes_on = if group.is_title() {
            title_goes_on(group, a, b)
        } else {
            continued
        };
        return !goes_on || begins != Start::Text || terminal;
    }
    if group.is_bare_number() && !continued && begins == Start::Text {
        return false;
    }
    let ending = wrap.ending(group.len(), a, b);
    let full = ending == Ending::Wrapped;
    match begins {
        Start::Number => return !(wrap.is_full(group.len(), a, b) && start::wants_number(&a.text)),
        Start::Opener => return terminal || !full || group.is_title(),
        Start::Bullet => {
            return terminal || !wrap.is_full(group.len(), a, b) || group.is_title() || !has_word_dash(b);
        }
        Start::Letter => return terminal || !full || b.begins_bold,
        Start::Dash => return terminal,
        Start::Text => {}
    }
    if wrap.is_overlong(a) || wrap.is_overlong(b) {
        return terminal || !continued;
    }
    if continued {
        return group.len() == 1 && start::is_kind(&a.text);
    }
    if wrap.width.is_none() {
        return true;
    }
    if a.open && !start::is_new_office(&b.text) {
        return false;
    }
    if changes_look(group, a, b) {
        return terminal || !full || group.is_title();
    }
    let (over, under) = (start::is_capitals(&a.text), start::is_capitals(&b.text));
    if over && start::has_no_small_letter(&b.text) && group.capitals {
        // `2026 - 2030` ends a title; the time of a stamp stands alone.
        let years = b.text.bytes().take_while(u8::is_ascii_digit).count() == 4;
        let figures = !under && !years && ending == Ending::Sure;
        return figures || start::is_new_office(&b.text) || starts_part(a, b);
    }
    if over != under && (group.capitals || !full) {
        return true;
    }
    let indented = b.indent >= 2 && b.indent > a.indent + 1 && group.len() > 1;
    if terminal {
        indented || !full
    } else {
        (indented || ending == Ending::Sure) && !wrap.spaced
    }
}

/// An empty line stands in the middle of a heading: its first half ends with a word that wants more, or
/// the second goes on with a small letter, and both look alike.
fn title_goes_on(group: &Group<'_>, a: &Line, b: &Line) -> bool {
    let alike = if group.is_bold() {
        b.letters > 0 && b.bold == b.letters
    } else {
        start::is_capitals(&b.text)
    };
    let open = start::wants_more(&a.text) || a.text.ends_with(['-', '–']) || start::is_continued_by(&b.text);
    alike && open && !start::is_kind(&a.text) && !start::is_kind(&b.text) && !start::is_new_office(&b.text)
}

/// Lines of a head that are no title in several lines.
fn starts_part(a: &Line, b: &Line) -> bool {
    let issuer = start::is_issuer(&b.text) && !start::wants_more(&a.text) && a.width < 50;
    issuer || start::is_kind(&a.text) || start::is_kind(&b.text)
}

/// `- Kế hoạch` may be the second half of a name; `+` and `•` never are.
fn has_word_dash(line: &Line) -> bool {
    line.text.starts_with(['-', '–'])
}

/// Bold text ends and plain text begins, or the other way, at a line break.
fn changes_look(group: &Group<'_>, a: &Line, b: &Line) -> bool {
    let title = group.is_bold();
    let bold = b.letters > 0 && b.bold == b.letters;
    let slanted = a.letters > 0 && a.italic == a.letters;
    let slants = b.letters > 0 && b.italic == b.letters;
    title && !b.begins_bold || !title && bold && a.bold == 0 || slanted != slants && b.letters > 12
}

fn cell_breaks(group: &Group<'_>, a: &Line, b: &Line, widest: usize) -> bool {
    let terminal = start::is_terminal(&a.text);
    let continued = start::is_continued_by(&b.text);
    let itemised = group.start() == Some(start::start(&b.text));
    match start::start(&b.text) {
        Start::Number => return !start::wants_number(&a.text),
        Start::Bullet => return terminal || itemised || !has_word_dash(b) || b.gap,
        Start::Dash => return terminal,
        Start::Opener | Start::Letter => return terminal || b.gap,
        Start::Text => {}
    }
    if continued {
        return b.gap && terminal;
    }
    if a.open {
        return false;
    }
    b.gap || terminal && (a.width + 1 + first_word(b)) * 4 < widest * 3
}

fn layout_breaks(group: &Group<'_>, a: &Line, b: &Line) -> bool {
    if start::is_new_office(&b.text) && !a.text.ends_with(',') {
        return true;
    }
    if a.open && !b.gap {
        return false;
    }
    let begins = start::start(&b.text);
    if begins != Start::Text {
        // `LĐ, P. TH` wraps inside a recipient line.
        return begins != Start::Dash && begins != Start::Letter || start::is_terminal(&a.text);
    }
    if b.gap {
        return true;
    }
    if start::is_continued_by(&b.text) {
        return false;
    }
    let item = matches!(group.start(), Some(Start::Bullet | Start::Dash));
    !item || start::is_terminal(&a.text)
}

/// Lines to a paragraph: joined by a space, or by nothing after a hyphen inside a symbol (`57-` / `NQ/TW`).
pub(crate) fn build(lines: &[Line]) -> Option<Paragraph> {
    let (first, last) = (lines.first()?, lines.last()?);
    let span = Span {
        start: first.span.start,
        end: last.span.end,
    };
    let mut paragraph = Paragraph {
        place: Place {
            span,
            ..Place::default()
        },
        ..Paragraph::default()
    };
    let (mut letters, mut bold, mut italic, mut end) = (0, 0, 0, first.span.start);
    for line in lines {
        let text = &mut paragraph.text;
        if !text.is_empty() && !is_split_symbol(text, &line.text) {
            paragraph.steps.push((narrow(text.len()), narrow(end)));
            text.push(' ');
        }
        let base = narrow(text.len());
        paragraph.steps.extend(
            line.steps
                .iter()
                .map(|(at, source)| (base.saturating_add(*at), *source)),
        );
        text.push_str(&line.text);
        letters += line.letters;
        bold += line.bold;
        italic += line.italic;
        end = line.span.end;
    }
    paragraph.look = Look {
        heading: first.heading,
        bold: letters > 0 && bold == letters,
        italic: letters > 0 && italic == letters,
        centred: lines.iter().all(|line| line.indent >= 12),
    };
    Some(paragraph)
}

/// `Kế hoạch số 92/KH-` and `UBND`: a symbol cut in two.
fn is_split_symbol(text: &str, next: &str) -> bool {
    let mut signs = text.chars().rev();
    let cut = matches!(signs.next(), Some('-' | '/'));
    let word = signs.next().is_some_and(char::is_alphanumeric);
    cut && word
        && next
            .chars()
            .next()
            .is_some_and(|sign| sign.is_uppercase() || sign.is_numeric())
}
