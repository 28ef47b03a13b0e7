//! The part of a ToUnicode map that says which text a character code stands for.

use std::collections::HashMap;

/// Most codes that a map may name; the two-byte codes of one font are no more than this.
const MAX_CODES: usize = 70_000;

/// Character code to text.
#[derive(Debug, Default)]
pub(super) struct ToUnicode(HashMap<u32, String>);

#[derive(Debug, PartialEq)]
enum Token<'a> {
    Hex(Vec<u8>),
    Open,
    Close,
    Word(&'a [u8]),
}

impl ToUnicode {
    /// Reads the map; what is not understood is passed over, as the rest is still worth having.
    pub(super) fn parse(data: &[u8]) -> Self {
        let mut map = Self::default();
        let mut operands: Vec<Token<'_>> = Vec::new();
        let mut rest = data;
        while let Some((token, after)) = next_token(rest) {
            rest = after;
            match token {
                Token::Word(b"endbfchar") => map.add_chars(&std::mem::take(&mut operands)),
                Token::Word(b"endbfrange") => map.add_ranges(&std::mem::take(&mut operands)),
                Token::Word(_) => operands.clear(),
                operand => operands.push(operand),
            }
        }
        map
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn get(&self, code: u32) -> Option<&str> {
        self.0.get(&code).map(String::as_str)
    }

    fn put(&mut self, code: u32, units: &[u16]) {
        let text: String = char::decode_utf16(units.iter().copied())
            .flatten()
            .filter(|letter| *letter != '\0')
            .collect();
        if !text.is_empty() && self.0.len() < MAX_CODES {
            self.0.insert(code, text);
        }
    }

    fn add_chars(&mut self, operands: &[Token<'_>]) {
        for pair in operands.chunks_exact(2) {
            if let [Token::Hex(code), Token::Hex(text)] = pair {
                self.put(number(code), &utf16(text));
            }
        }
    }

    fn add_ranges(&mut self, operands: &[Token<'_>]) {
        let mut tokens = operands.iter();
        while let (Some(Token::Hex(low)), Some(Token::Hex(high))) = (tokens.next(), tokens.next()) {
            let (low, high) = (number(low), number(high));
            match tokens.next() {
                Some(Token::Hex(text)) => self.add_range(low, high, &utf16(text)),
                Some(Token::Open) => {
                    let mut code = low;
                    for token in tokens.by_ref().take_while(|token| **token != Token::Close) {
                        if let Token::Hex(text) = token {
                            self.put(code, &utf16(text));
                        }
                        code = code.saturating_add(1);
                    }
                }
                _ => return,
            }
        }
    }

    fn add_range(&mut self, low: u32, high: u32, first: &[u16]) {
        let mut units = first.to_vec();
        for code in (low..=high).take(MAX_CODES) {
            self.put(code, &units);
            if let Some(last) = units.last_mut() {
                *last = last.wrapping_add(1);
            }
        }
    }
}

fn number(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .take(4)
        .fold(0, |sum, byte| sum << 8 | u32::from(*byte))
}

fn utf16(bytes: &[u8]) -> Vec<u16> {
    match bytes {
        [single] => vec![u16::from(*single)],
        _ => bytes
            .as_chunks::<2>()
            .0
            .iter()
            .map(|pair| u16::from_be_bytes(*pair))
            .collect(),
    }
}

fn next_token(data: &[u8]) -> Option<(Token<'_>, &[u8])> {
    let start = data
        .iter()
        .position(|byte| !byte.is_ascii_whitespace() && *byte != 0)?;
    let data = data.get(start..)?;
    let (first, rest) = data.split_first()?;
    match first {
        b'%' => {
            let end = rest
                .iter()
                .position(|byte| matches!(byte, b'\n' | b'\r'))
                .unwrap_or(rest.len());
            Some((Token::Word(b""), rest.get(end..)?))
        }
        b'<' if rest.first() != Some(&b'<') => {
            let end = rest.iter().position(|byte| *byte == b'>').unwrap_or(rest.len());
            let digits: Vec<u8> = rest
                .get(..end)?
                .iter()
                .filter_map(|byte| hex_digit(*byte))
                .collect();
            let bytes = digits
                .chunks(2)
                .map(|pair| pair.iter().fold(0, |sum, digit| sum << 4 | digit))
                .collect();
            Some((Token::Hex(bytes), rest.get(end + 1..).unwrap_or_default()))
        }
        b'[' => Some((Token::Open, rest)),
        b']' => Some((Token::Close, rest)),
        _ => {
            let end = rest
                .iter()
                .position(|byte| byte.is_ascii_whitespace() || b"<[]/%".contains(byte));
            let end = end.unwrap_or(rest.len()) + 1;
            Some((Token::Word(data.get(..end)?), data.get(end..).unwrap_or_default()))
        }
    }
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}
