//! Fonts of a PDF: what a character code means, how wide it is, how the letters look.

use std::collections::HashMap;

use lopdf::{Dictionary, Document, Encoding, Object, dictionary};

use super::cmap::ToUnicode;
use super::glyph_order::GlyphOrder;

/// Most bytes that a ToUnicode map may unpack to.
const MAX_MAP_BYTES: usize = 4 << 20;

/// A font, ready to decode strings.
#[derive(Debug, Default)]
pub(super) struct Font {
    /// Codes have two bytes.
    wide: bool,
    /// Codes are UTF-16 themselves.
    utf16: bool,
    map: ToUnicode,
    /// Codes are glyph numbers of a font whose order is known; only where there is no map.
    order: Option<GlyphOrder>,
    /// Meaning of one-byte codes by the font's encoding, where the map is silent.
    simple: HashMap<u8, String>,
    /// In thousandths of the font size.
    widths: HashMap<u32, f64>,
    default_width: f64,
    pub bold: bool,
    pub italic: bool,
}

/// One character of a string.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Code {
    /// U+FFFD when the font does not say what it means.
    pub text: String,
    /// In thousandths of the font size.
    pub width: f64,
    /// The one-byte code 32, to which word spacing applies.
    pub is_space: bool,
}

impl Font {
    pub(super) fn read(document: &Document, dict: &Dictionary) -> Self {
        let name = name_of(document, dict, b"BaseFont");
        let wide = name_of(document, dict, b"Subtype") == "Type0";
        let descendant = descendant(document, dict).filter(|_| wide);
        let carrier = descendant.unwrap_or(dict);
        let descriptor = dict_of(document, carrier, b"FontDescriptor");
        let lower = name.to_lowercase();
        let flags = descriptor.map_or(0, |descriptor| number_of(document, descriptor, b"Flags") as i64);
        let weight = descriptor.map_or(0.0, |descriptor| number_of(document, descriptor, b"FontWeight"));
        let mut font = Self {
            wide,
            utf16: wide && name_of(document, dict, b"Encoding").contains("UTF16")
                || name_of(document, dict, b"Encoding").contains("UCS2"),
            map: read_map(document, dict),
            bold: ["bold", "black", "heavy"].iter().any(|word| lower.contains(word))
                || flags & 1 << 18 != 0
                || weight >= 600.0,
            italic: lower.contains("italic") || lower.contains("oblique") || flags & 1 << 6 != 0,
            ..Self::default()
        };
        if wide {
            font.default_width = carrier
                .get(b"DW")
                .map_or(1000.0, |_| number_of(document, carrier, b"DW"));
            font.read_wide_widths(document, carrier);
            if font.map.is_empty() && !font.utf16 {
                font.order = GlyphOrder::of(&name, font.widths.keys().copied());
            }
        } else {
            font.default_width = if lower.contains("courier") { 600.0 } else { 500.0 };
            font.read_widths(document, dict, descriptor);
            font.read_encoding(document, dict);
        }
        font
    }

    /// Splits a string into characters.
    pub(super) fn decode<'s>(&'s self, bytes: &'s [u8]) -> impl Iterator<Item = Code> + 's {
        let step = if self.wide { 2 } else { 1 };
        bytes.chunks(step).map(|chunk| {
            let code = chunk.iter().fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte));
            let width = self.widths.get(&code).copied().unwrap_or(self.default_width);
            Code {
                text: self.meaning(code),
                width,
                is_space: !self.wide && code == 32,
            }
        })
    }

    fn meaning(&self, code: u32) -> String {
        if let Some(text) = self.map.get(code) {
            return text.to_owned();
        }
        if self.utf16 {
            return char::from_u32(code)
                .unwrap_or(char::REPLACEMENT_CHARACTER)
                .to_string();
        }
        if let Some(order) = self.order {
            return order
                .letter(code)
                .unwrap_or(char::REPLACEMENT_CHARACTER)
                .to_string();
        }
        let simple = u8::try_from(code).ok().and_then(|code| self.simple.get(&code));
        match simple {
            Some(text) => text.clone(),
            None if !self.wide && code == 32 => " ".to_owned(),
            None => char::REPLACEMENT_CHARACTER.to_string(),
        }
    }

    /// `W` of a composite font: `c [w …]` or `first last w`.
    fn read_wide_widths(&mut self, document: &Document, carrier: &Dictionary) {
        let Some(items) = array_of(document, carrier, b"W") else {
            return;
        };
        let mut rest = items;
        while let [first, second, after @ ..] = rest {
            let first = as_number(document, first) as u32;
            match resolve(document, second) {
                Object::Array(widths) => {
                    for (code, width) in (first..).zip(widths) {
                        self.widths.insert(code, as_number(document, width));
                    }
                    rest = after;
                }
                last => {
                    let [width, after @ ..] = after else { return };
                    let last = (as_number(document, last) as u32).min(0xffff);
                    for code in first..=last {
                        self.widths.insert(code, as_number(document, width));
                    }
                    rest = after;
                }
            }
        }
    }

    fn read_widths(&mut self, document: &Document, dict: &Dictionary, descriptor: Option<&Dictionary>) {
        let first = number_of(document, dict, b"FirstChar") as u32;
        let missing = descriptor.map_or(0.0, |descriptor| number_of(document, descriptor, b"MissingWidth"));
        if missing > 0.0 {
            self.default_width = missing;
        }
        // The glyphs of a Type 3 font are measured in a space of their own.
        let matrix = array_of(document, dict, b"FontMatrix").and_then(<[Object]>::first);
        let scale = matrix.map_or(1.0, |scale| as_number(document, scale) * 1000.0);
        for (code, width) in (first..=255).zip(array_of(document, dict, b"Widths").unwrap_or_default()) {
            self.widths.insert(code, as_number(document, width) * scale);
        }
    }

    fn read_encoding(&mut self, document: &Document, dict: &Dictionary) {
        let encoding = dict.get_deref(b"Encoding", document).ok();
        let base = match encoding {
            Some(Object::Name(name)) => Some(name.clone()),
            Some(Object::Dictionary(dict)) => dict
                .get(b"BaseEncoding")
                .and_then(Object::as_name)
                .ok()
                .map(<[u8]>::to_vec),
            _ => None,
        };
        let base = base.unwrap_or_else(|| b"WinAnsiEncoding".to_vec());
        let base = dictionary! { "Type" => "Font", "Encoding" => Object::Name(base) };
        if let Ok(base) = base.get_font_encoding_with_limit(document, MAX_MAP_BYTES) {
            self.simple
                .extend((0..=255).filter_map(|code| Some((code, decode_byte(&base, code)?))));
        }
        let Some(Object::Dictionary(encoding)) = encoding else {
            return;
        };
        let mut code = 0_u8;
        for item in array_of(document, encoding, b"Differences").unwrap_or_default() {
            match resolve(document, item) {
                Object::Integer(start) => code = u8::try_from(*start).unwrap_or(0),
                Object::Name(name) => {
                    match glyph_meaning(document, name) {
                        Some(text) => self.simple.insert(code, text),
                        None => self.simple.remove(&code),
                    };
                    code = code.wrapping_add(1);
                }
                _ => {}
            }
        }
    }
}

fn decode_byte(encoding: &Encoding<'_>, code: u8) -> Option<String> {
    encoding
        .bytes_to_string(&[code])
        .ok()
        .filter(|text| !text.is_empty())
}

/// A glyph's name as text: by the list of Adobe, which the library knows, or `uni1EA1` and `u1EA1`.
fn glyph_meaning(document: &Document, name: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(name).ok()?;
    let text = text.split('.').next().unwrap_or(text);
    let code = text.strip_prefix("uni").or_else(|| text.strip_prefix('u'));
    let code = code
        .filter(|code| (4..=6).contains(&code.len()))
        .and_then(|code| u32::from_str_radix(code, 16).ok());
    if let Some(letter) = code.and_then(char::from_u32) {
        return Some(letter.to_string());
    }
    let differences = vec![Object::Integer(65), Object::Name(text.as_bytes().to_vec())];
    let font = dictionary! {
        "Type" => "Font",
        "Encoding" => dictionary! { "Type" => "Encoding", "Differences" => differences },
    };
    let encoding = font.get_font_encoding_with_limit(document, MAX_MAP_BYTES).ok()?;
    // For a name that the library does not know it falls back to its standard encoding, code 65 an "A".
    decode_byte(&encoding, 65).filter(|letter| letter != "A" || text == "A")
}

fn read_map(document: &Document, dict: &Dictionary) -> ToUnicode {
    let stream = dict.get_deref(b"ToUnicode", document).and_then(Object::as_stream);
    let data = stream.and_then(|stream| stream.get_plain_content_with_limit(MAX_MAP_BYTES));
    data.map_or_else(|_| ToUnicode::default(), |data| ToUnicode::parse(&data))
}

fn descendant<'d>(document: &'d Document, dict: &'d Dictionary) -> Option<&'d Dictionary> {
    let first = array_of(document, dict, b"DescendantFonts")?.first()?;
    resolve(document, first).as_dict().ok()
}

pub(super) fn resolve<'d>(document: &'d Document, object: &'d Object) -> &'d Object {
    document
        .dereference(object)
        .map_or(&Object::Null, |(_, object)| object)
}

pub(super) fn dict_of<'d>(
    document: &'d Document,
    dict: &'d Dictionary,
    key: &[u8],
) -> Option<&'d Dictionary> {
    dict.get_deref(key, document).and_then(Object::as_dict).ok()
}

pub(super) fn array_of<'d>(document: &'d Document, dict: &'d Dictionary, key: &[u8]) -> Option<&'d [Object]> {
    dict.get_deref(key, document)
        .and_then(Object::as_array)
        .ok()
        .map(Vec::as_slice)
}

pub(super) fn name_of(document: &Document, dict: &Dictionary, key: &[u8]) -> String {
    let name = dict.get_deref(key, document).and_then(Object::as_name);
    name.map_or_else(
        |_| String::new(),
        |name| String::from_utf8_lossy(name).into_owned(),
    )
}

/// 0 for anything that is no number.
pub(super) fn as_number(document: &Document, object: &Object) -> f64 {
    resolve(document, object).as_float().map_or(0.0, f64::from)
}

fn number_of(document: &Document, dict: &Dictionary, key: &[u8]) -> f64 {
    dict.get(key).map_or(0.0, |object| as_number(document, object))
}
