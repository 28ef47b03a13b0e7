//! A pull reader over one XML part, with a depth limit.

use std::borrow::Cow;

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::read::{Limits, ReadError};

/// What stands next in the part.
pub(crate) enum Node<'a> {
    /// An element begins; an empty element gives a start and an end.
    Start(Tag<'a>),
    /// The innermost open element ends.
    End,
    /// Text, references resolved.
    Text(Cow<'a, str>),
    /// The part ends.
    Eof,
}

/// A start tag. Namespace prefixes are dropped: office programs choose them freely.
pub(crate) struct Tag<'a>(BytesStart<'a>);

impl Tag<'_> {
    /// Name without prefix.
    pub(crate) fn name(&self) -> &str {
        local(self.0.name().into_inner())
    }

    /// Value of the attribute with that local name.
    pub(crate) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        attributes.with_checks(false);
        let found = attributes
            .flatten()
            .find(|attribute| local(attribute.key.into_inner()) == name)?;
        Some(
            found
                .normalized_value(XmlVersion::Implicit1_0)
                .map_or_else(|_| found.value.to_string(), String::from),
        )
    }

    /// The `val` attribute as a number.
    pub(crate) fn number(&self) -> Option<i64> {
        self.attribute("val")?.trim().parse().ok()
    }

    /// The `val` attribute as an on/off switch; the bare element means on.
    pub(crate) fn switch(&self) -> bool {
        !self
            .attribute("val")
            .is_some_and(|value| matches!(value.as_str(), "0" | "false" | "off" | "none"))
    }
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// The reader of a part.
pub(crate) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    depth: usize,
    max_depth: usize,
    max_text: usize,
}

impl<'a> Xml<'a> {
    pub(crate) fn new(text: &'a str, limits: &Limits) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.allow_dangling_amp = true;
        Self {
            reader,
            depth: 0,
            max_depth: limits.depth,
            max_text: limits.text_bytes,
        }
    }

    /// The next node; comments and declarations are passed over.
    pub(crate) fn next(&mut self) -> Result<Node<'a>, ReadError> {
        loop {
            let event = self.reader.read_event();
            match event.map_err(|error| ReadError::Damaged(format!("XML: {error}")))? {
                Event::Start(start) => {
                    self.depth += 1;
                    if self.depth > self.max_depth {
                        return Err(ReadError::TooLarge("nested elements"));
                    }
                    return Ok(Node::Start(Tag(start)));
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Node::End);
                }
                Event::Text(text) => return Ok(Node::Text(text.xml10_content())),
                Event::CData(data) => return Ok(Node::Text(data.xml10_content())),
                Event::GeneralRef(reference) => return Ok(Node::Text(resolve(&reference).into())),
                Event::Eof if self.depth > 0 => return Err(ReadError::Damaged("XML: cut short".to_owned())),
                Event::Eof => return Ok(Node::Eof),
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
    }

    /// Calls `child` for every direct child of the element that has just begun, through its end.
    /// The child must be consumed by the callback.
    pub(crate) fn children(
        &mut self,
        mut child: impl FnMut(&mut Self, &Tag<'a>) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        loop {
            match self.next()? {
                Node::Start(tag) => child(self, &tag)?,
                Node::Text(_) => {}
                Node::End | Node::Eof => return Ok(()),
            }
        }
    }

    /// Passes over the rest of the element that has just begun.
    pub(crate) fn skip(&mut self) -> Result<(), ReadError> {
        let mut open = 1_usize;
        while open > 0 {
            match self.next()? {
                Node::Start(_) => open += 1,
                Node::End => open -= 1,
                Node::Text(_) => {}
                Node::Eof => break,
            }
        }
        Ok(())
    }

    /// The text of the element that has just begun, through its end.
    pub(crate) fn text(&mut self) -> Result<String, ReadError> {
        let mut out = String::new();
        let mut open = 1_usize;
        while open > 0 {
            match self.next()? {
                Node::Start(_) => open += 1,
                Node::End => open -= 1,
                Node::Text(text) if out.len() + text.len() > self.max_text => {
                    return Err(ReadError::TooLarge("text"));
                }
                Node::Text(text) => out.push_str(&text),
                Node::Eof => break,
            }
        }
        Ok(out)
    }
}

/// Character references and the five named ones of XML. A document type's own names are not known:
/// nothing can be blown up through them.
fn resolve(reference: &BytesRef<'_>) -> String {
    if let Ok(Some(letter)) = reference.resolve_char_ref() {
        return letter.to_string();
    }
    let name = reference.xml10_content();
    match name.as_ref() {
        "lt" => "<",
        "gt" => ">",
        "amp" => "&",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    }
    .to_owned()
}

/// A part's bytes as text: UTF-8, or UTF-16 with its byte order mark.
pub(crate) fn decode(bytes: Vec<u8>) -> String {
    let wide = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = rest.as_chunks::<2>().0.iter().map(|pair| unit(*pair));
        char::decode_utf16(units)
            .map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect()
    };
    match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        // A large part is not held twice.
        _ => String::from_utf8(bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()),
    }
}
