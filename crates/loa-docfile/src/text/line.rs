//! One source line without its marks: emphasis, escapes, links and entities of Markdown are taken off,
//! runs of spaces made one, and the way back to the source is kept.

use loa_vietnamese::letter::is_letter;
use std::ops::Range;

/// Emphasis that is open where a line begins.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Marks {
    bold: bool,
    italic: bool,
    /// Inside a fence nothing is a mark.
    pub literal: bool,
}

impl Marks {
    /// Emphasis goes on.
    pub fn is_open(self) -> bool {
        self.bold || self.italic
    }

    /// Closes what is open; a stray sign must not colour the rest of the document.
    pub fn reset(&mut self) {
        self.bold = false;
        self.italic = false;
    }
}

/// A line that has text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Line {
    /// Bytes of the source, without the space around.
    pub span: Range<usize>,
    /// What a reader sees.
    pub text: String,
    /// Offsets in `text` and in the source, as in [`crate::body::Paragraph::steps`].
    pub steps: Vec<(u32, u32)>,
    /// Characters of `text`.
    pub width: usize,
    /// Letters and digits, and how many of them are emphasised.
    pub letters: usize,
    pub bold: usize,
    pub italic: usize,
    /// The first letter is emphasised.
    pub begins_bold: bool,
    /// Emphasis goes on in the next line.
    pub open: bool,
    /// `#` to `######`.
    pub heading: Option<u8>,
    /// Spaces before the line; a tab counts four.
    pub indent: usize,
    /// An empty line stands before it.
    pub gap: bool,
}

/// Reads `source[range]`, one line without its line break. `None`: nothing to see (empty, a rule,
/// emphasis around nothing).
pub(crate) fn read(source: &str, range: Range<usize>, marks: &mut Marks) -> Option<Line> {
    let raw = source.get(range.clone())?;
    let body = raw.trim();
    let begin = range.start + (raw.len() - raw.trim_start().len());
    let mut line = Line {
        span: begin..begin + body.len(),
        indent: indent(raw),
        ..Line::default()
    };
    if body.is_empty() || is_rule(body) {
        return None;
    }
    let mut at = 0;
    if !marks.literal {
        let (level, skip) = opening(body);
        line.heading = level;
        at = skip;
    }
    let tail = source.get(begin..).unwrap_or_default();
    Reader {
        body,
        tail,
        begin,
        at,
        space: None,
        link: None,
        line: &mut line,
        marks,
    }
    .run();
    line.width = line.text.chars().count();
    line.open = marks.is_open();
    // A star alone is the ornament below the issuer of party documents.
    (!line.text.is_empty() && line.text != "*").then_some(line)
}

fn indent(raw: &str) -> usize {
    raw.bytes()
        .skip_while(|byte| *byte == b'\x0c')
        .take_while(|byte| *byte == b' ' || *byte == b'\t')
        .map(|b| if b == b'\t' { 4 } else { 1 })
        .sum()
}

/// `-----`, `____`, `* * *`, `* *`: one sign and nothing else. `**` alone is emphasis.
pub(crate) fn is_rule(body: &str) -> bool {
    let body = body.trim();
    let mut signs = body.bytes().filter(|byte| *byte != b' ');
    let Some(first) = signs.next() else { return false };
    let mut count = 1;
    for sign in signs {
        if sign != first {
            return false;
        }
        count += 1;
    }
    count >= 3 && matches!(first, b'-' | b'_' | b'=') || count >= 2 && first == b'*' && body.contains(' ')
}

/// Heading level and the bytes to skip before the text.
fn opening(body: &str) -> (Option<u8>, usize) {
    let hashes = body.bytes().take_while(|byte| *byte == b'#').count();
    if (1..=6).contains(&hashes) && body.as_bytes().get(hashes).is_none_or(|byte| *byte == b' ') {
        return (u8::try_from(hashes).ok(), hashes);
    }
    let quotes = body
        .bytes()
        .take_while(|byte| *byte == b'>' || *byte == b' ')
        .count();
    (None, if body.starts_with("> ") { quotes } else { 0 })
}

struct Reader<'a> {
    body: &'a str,
    /// The source from `begin` on.
    tail: &'a str,
    begin: usize,
    at: usize,
    /// Where a space was seen that has not been written yet.
    space: Option<usize>,
    /// Link text ends at the first offset, the address at the second.
    link: Option<(usize, usize)>,
    line: &'a mut Line,
    marks: &'a mut Marks,
}

impl Reader<'_> {
    fn run(&mut self) {
        loop {
            let rest = self.body.get(self.at..).unwrap_or_default();
            let here = self.at;
            let plain = rest.find(is_special).unwrap_or(rest.len());
            if plain > 0 {
                self.at += plain;
                self.put(rest.get(..plain).unwrap_or_default(), here);
                continue;
            }
            let Some(sign) = rest.chars().next() else { break };
            self.at += sign.len_utf8();
            if sign.is_whitespace() {
                self.space.get_or_insert(here);
            } else if !is_hidden(sign) && (self.marks.literal || !self.mark(sign, here)) {
                self.put(sign.encode_utf8(&mut [0; 4]), here);
            }
        }
    }

    fn rest(&self) -> &str {
        self.body.get(self.at..).unwrap_or_default()
    }

    /// Handles a sign of Markdown; false when it is an ordinary character.
    fn mark(&mut self, sign: char, here: usize) -> bool {
        match sign {
            '*' => self.stars(here),
            '_' => self.underscore(here),
            '\\' => self.escape(),
            '&' => self.entity(here),
            '<' => self.line_break(here),
            '[' => self.link_start(),
            '!' => self.rest().starts_with('[') && link(self.rest().get(1..).unwrap_or_default()).is_some(),
            ']' => self.link_end(here),
            _ => false,
        }
    }

    fn stars(&mut self, here: usize) -> bool {
        let run = 1 + self.rest().bytes().take_while(|byte| *byte == b'*').count();
        let before = self.body.get(..here).and_then(|text| text.chars().next_back());
        let after = self.body.get(here + run..).and_then(|text| text.chars().next());
        let lonely = before.is_none_or(char::is_whitespace) && after.is_none_or(char::is_whitespace);
        // `(*)` is a footnote mark, `*` alone an ornament or a bullet, unless another one closes it.
        let bullet = lonely && !self.marks.italic && !closes_later(self.tail, here + 1);
        if run == 1 && (bullet || before == Some('(') && after == Some(')')) {
            return false;
        }
        self.at = here + run;
        match run {
            1 => self.marks.italic = !self.marks.italic,
            2 => self.marks.bold = !self.marks.bold,
            3 => {
                self.marks.italic = !self.marks.italic;
                self.marks.bold = !self.marks.bold;
            }
            _ => {}
        }
        true
    }

    /// `_word_`; inside a word (`KH20_TT`) and in dotted lines (`____`) it is an ordinary sign.
    fn underscore(&mut self, here: usize) -> bool {
        let before = self.body.get(..here).and_then(|text| text.chars().next_back());
        let after = self.rest().chars().next();
        let word = |sign: Option<char>| sign.is_some_and(|sign| sign.is_alphanumeric() || sign == '_');
        let opens = !self.marks.italic && !word(before) && after.is_some_and(char::is_alphanumeric);
        let opens = opens && self.rest().contains('_');
        let closes = self.marks.italic && !word(after) && before.is_some_and(|sign| !sign.is_whitespace());
        if opens || closes {
            self.marks.italic = opens;
        }
        opens || closes
    }

    fn escape(&mut self) -> bool {
        let Some(next) = self.rest().chars().next() else {
            return false;
        };
        if !next.is_ascii_punctuation() {
            return false;
        }
        let here = self.at;
        self.at += 1;
        self.put(next.encode_utf8(&mut [0; 4]), here);
        true
    }

    fn entity(&mut self, here: usize) -> bool {
        const NAMES: [(&str, char); 6] = [
            ("nbsp;", ' '),
            ("#160;", ' '),
            ("amp;", '&'),
            ("lt;", '<'),
            ("gt;", '>'),
            ("quot;", '"'),
        ];
        let Some((name, sign)) = NAMES.iter().find(|(name, _)| self.rest().starts_with(name)) else {
            return false;
        };
        self.at += name.len();
        if *sign == ' ' {
            self.space.get_or_insert(here);
        } else {
            self.put(sign.encode_utf8(&mut [0; 4]), here);
        }
        true
    }

    fn line_break(&mut self, here: usize) -> bool {
        let Some(length) = break_tag(self.body.get(here..).unwrap_or_default()) else {
            return false;
        };
        self.at = here + length;
        self.space = None;
        if !self.line.text.is_empty() && !self.line.text.ends_with('\n') {
            self.write("\n", here);
        }
        true
    }

    fn link_start(&mut self) -> bool {
        if self.link.is_some() {
            return false;
        }
        let Some((text, end)) = link(self.rest()) else {
            return false;
        };
        self.link = Some((self.at + text, self.at + end));
        true
    }

    fn link_end(&mut self, here: usize) -> bool {
        match self.link {
            Some((at, end)) if at == here => {
                self.at = end;
                self.link = None;
                true
            }
            _ => false,
        }
    }

    /// Writes text without spaces in it that stands at byte `here` of the line.
    fn put(&mut self, text: &str, here: usize) {
        if let Some(space) = self.space.take()
            && !self.line.text.is_empty()
            && !self.line.text.ends_with('\n')
        {
            self.write(" ", space);
        }
        let letters = text.chars().filter(|c| is_letter(*c) || c.is_numeric()).count();
        if self.line.letters == 0 && letters > 0 {
            self.line.begins_bold = self.marks.bold;
        }
        self.line.letters += letters;
        self.line.bold += if self.marks.bold { letters } else { 0 };
        self.line.italic += if self.marks.italic { letters } else { 0 };
        self.write(text, here);
    }

    fn write(&mut self, written: &str, here: usize) {
        let (text, source) = (narrow(self.line.text.len()), narrow(self.begin + here));
        let in_step = self
            .line
            .steps
            .last()
            .is_some_and(|(t, s)| source - s.min(&source) == text - t);
        if !in_step {
            self.line.steps.push((text, source));
        }
        self.line.text.push_str(written);
    }
}

/// Ends a run of ordinary text.
fn is_special(sign: char) -> bool {
    sign.is_whitespace() || is_hidden(sign) || matches!(sign, '*' | '_' | '\\' | '&' | '<' | '[' | '!' | ']')
}

/// Takes no room and says nothing.
fn is_hidden(sign: char) -> bool {
    matches!(sign, '\u{200b}' | '\u{feff}' | '\u{ad}' | '\u{200c}' | '\u{200d}')
}

/// An odd number of single stars follows in the paragraph: the one before them opens emphasis.
fn closes_later(tail: &str, from: usize) -> bool {
    let bytes = tail.as_bytes();
    let mut count = 0_usize;
    let mut at = from;
    let end = bytes.len().min(from + 800);
    while at < end {
        let run = bytes.iter().skip(at).take_while(|byte| **byte == b'*').count();
        let next = bytes.get(at + 1).copied().unwrap_or(b'\n');
        if bytes.get(at) == Some(&b'\n') && matches!(next, b'\n' | b'|' | b'*' | b'-') {
            break;
        }
        count += usize::from(run % 2 == 1);
        at += run.max(1);
    }
    count % 2 == 1
}

/// Offsets are kept in 32 bits; [`super::read_text`] refuses larger files.
pub(crate) fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// Bytes of `<br>`, `<br/>`, `<br />` at the start of `text`.
pub(crate) fn break_tag(text: &str) -> Option<usize> {
    let tag = text.get(..3)?;
    if !tag.eq_ignore_ascii_case("<br") {
        return None;
    }
    let tail = text.get(3..)?;
    let end = tail.bytes().take(4).position(|byte| byte == b'>')?;
    tail.get(..end)?
        .bytes()
        .all(|byte| byte == b' ' || byte == b'/')
        .then_some(3 + end + 1)
}

/// `text](address)`: where the text ends and where the whole ends.
fn link(rest: &str) -> Option<(usize, usize)> {
    // A bounded look ahead keeps lines full of brackets linear.
    let close = rest.bytes().take(200).position(|byte| byte == b']')?;
    let address = rest.get(close + 1..)?.strip_prefix('(')?;
    let end = address
        .bytes()
        .take(400)
        .position(|byte| byte == b')' || byte == b' ')?;
    (address.as_bytes().get(end) == Some(&b')')).then_some((close, close + 2 + end + 1))
}
