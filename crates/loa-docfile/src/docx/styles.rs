//! Word styles: what a paragraph or a run inherits.

use std::collections::HashMap;

use super::xml::{Tag, Xml};
use crate::read::{Limits, ReadError};

/// Longest chain of styles that are based on one another; a longer one is a circle.
const MAX_CHAIN: usize = 32;

/// Properties of a run; `None` is inherited.
#[derive(Debug, Clone, Default)]
pub(super) struct RunLook {
    pub style: Option<String>,
    pub bold: Option<bool>,
    pub italic: Option<bool>,
    pub caps: Option<bool>,
    pub hidden: Option<bool>,
    /// Name of the font for Latin letters.
    pub font: Option<String>,
}

/// Properties of a paragraph; `None` is inherited.
#[derive(Debug, Clone, Default)]
pub(super) struct ParagraphLook {
    pub style: Option<String>,
    pub centred: Option<bool>,
    /// Outline level from 0; 9 is body text.
    pub outline: Option<u8>,
    /// List instance; "0" takes the numbering away.
    pub num: Option<String>,
    pub num_level: Option<usize>,
    /// The paragraph mark was deleted in a tracked change.
    pub deleted: bool,
}

#[derive(Debug, Clone, Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    paragraph: ParagraphLook,
    run: RunLook,
}

/// All styles of a document.
#[derive(Debug, Clone, Default)]
pub(super) struct Styles {
    styles: HashMap<String, Style>,
    default_paragraph: Option<String>,
    defaults: Style,
}

impl Styles {
    /// Reads `styles.xml`.
    pub(super) fn read(text: &str, limits: &Limits) -> Result<Self, ReadError> {
        let mut styles = Self::default();
        let mut xml = Xml::new(text, limits);
        xml.children(|xml, _root| {
            xml.children(|xml, tag| match tag.name() {
                "docDefaults" => read_defaults(xml, &mut styles.defaults),
                "style" => {
                    let id = tag.attribute("styleId").unwrap_or_default();
                    let is_default = tag
                        .attribute("default")
                        .is_some_and(|value| value == "1" || value == "true");
                    if is_default && tag.attribute("type").as_deref() == Some("paragraph") {
                        styles.default_paragraph = Some(id.clone());
                    }
                    styles.styles.insert(id, read_style(xml)?);
                    Ok(())
                }
                _ => xml.skip(),
            })
        })?;
        Ok(styles)
    }

    /// A paragraph's properties with everything inherited filled in. The style's own list level is
    /// left out when the style gives only the list: the list then knows the level of the style.
    pub(super) fn paragraph(&self, own: &ParagraphLook) -> ParagraphLook {
        let mut look = own.clone();
        look.style = own.style.clone().or_else(|| self.default_paragraph.clone());
        for style in self.chain(look.style.as_deref()) {
            let from = &style.paragraph;
            look.centred = look.centred.or(from.centred);
            look.outline = look
                .outline
                .or(from.outline)
                .or_else(|| heading_of_name(&style.name));
            if look.num.is_none() {
                look.num.clone_from(&from.num);
                look.num_level = look.num_level.or(from.num_level);
            }
        }
        look
    }

    /// A run's properties inside a paragraph of that style.
    pub(super) fn run(&self, own: &RunLook, paragraph_style: Option<&str>) -> RunLook {
        let mut look = own.clone();
        let chain = self
            .chain(own.style.as_deref())
            .into_iter()
            .chain(self.chain(paragraph_style));
        for from in chain.map(|style| &style.run) {
            look.bold = look.bold.or(from.bold);
            look.italic = look.italic.or(from.italic);
            look.caps = look.caps.or(from.caps);
            look.hidden = look.hidden.or(from.hidden);
            if look.font.is_none() {
                look.font.clone_from(&from.font);
            }
        }
        look
    }

    /// The styles that a paragraph's numbering may be tied to, nearest first.
    pub(super) fn names(&self, style: Option<&str>) -> Vec<String> {
        let mut names = Vec::new();
        let mut next = style.map(str::to_owned);
        while let Some(id) = next.filter(|_| names.len() < MAX_CHAIN) {
            next = self.styles.get(&id).and_then(|style| style.based_on.clone());
            names.push(id);
        }
        names
    }

    fn chain(&self, style: Option<&str>) -> Vec<&Style> {
        let mut chain = Vec::new();
        let mut next = style.and_then(|id| self.styles.get(id));
        while let Some(style) = next.filter(|_| chain.len() < MAX_CHAIN) {
            chain.push(style);
            next = style.based_on.as_ref().and_then(|id| self.styles.get(id));
        }
        chain.push(&self.defaults);
        chain
    }
}

/// Built-in heading styles keep their English name in every language of the program.
fn heading_of_name(name: &str) -> Option<u8> {
    let level: u8 = name
        .to_lowercase()
        .strip_prefix("heading ")?
        .trim()
        .parse()
        .ok()?;
    (1..=9).contains(&level).then(|| level - 1)
}

fn read_defaults(xml: &mut Xml<'_>, defaults: &mut Style) -> Result<(), ReadError> {
    xml.children(|xml, tag| match tag.name() {
        "rPrDefault" | "pPrDefault" => xml.children(|xml, tag| match tag.name() {
            "rPr" => {
                defaults.run = read_run_look(xml)?;
                Ok(())
            }
            "pPr" => {
                defaults.paragraph = read_paragraph_look(xml)?;
                Ok(())
            }
            _ => xml.skip(),
        }),
        _ => xml.skip(),
    })
}

fn read_style(xml: &mut Xml<'_>) -> Result<Style, ReadError> {
    let mut style = Style::default();
    xml.children(|xml, tag| match tag.name() {
        "name" => {
            style.name = tag.attribute("val").unwrap_or_default();
            xml.skip()
        }
        "basedOn" => {
            style.based_on = tag.attribute("val");
            xml.skip()
        }
        "pPr" => {
            style.paragraph = read_paragraph_look(xml)?;
            Ok(())
        }
        "rPr" => {
            style.run = read_run_look(xml)?;
            Ok(())
        }
        _ => xml.skip(),
    })?;
    Ok(style)
}

/// Reads an `rPr` that has just begun.
pub(super) fn read_run_look(xml: &mut Xml<'_>) -> Result<RunLook, ReadError> {
    let mut look = RunLook::default();
    xml.children(|xml, tag| {
        match tag.name() {
            "rStyle" => look.style = tag.attribute("val"),
            "b" => look.bold = Some(tag.switch()),
            "i" => look.italic = Some(tag.switch()),
            "caps" => look.caps = Some(tag.switch()),
            "vanish" => look.hidden = Some(tag.switch()),
            "rFonts" => look.font = tag.attribute("ascii").or_else(|| tag.attribute("hAnsi")),
            _ => {}
        }
        xml.skip()
    })?;
    Ok(look)
}

/// Reads a `pPr` that has just begun.
pub(super) fn read_paragraph_look(xml: &mut Xml<'_>) -> Result<ParagraphLook, ReadError> {
    let mut look = ParagraphLook::default();
    xml.children(|xml, tag| match tag.name() {
        "numPr" => xml.children(|xml, tag| {
            match tag.name() {
                "numId" => look.num = tag.attribute("val"),
                "ilvl" => look.num_level = level(tag),
                _ => {}
            }
            xml.skip()
        }),
        "rPr" => xml.children(|xml, tag| {
            look.deleted |= tag.name() == "del";
            xml.skip()
        }),
        name => {
            match name {
                "pStyle" => look.style = tag.attribute("val"),
                "jc" => look.centred = tag.attribute("val").map(|value| value == "center"),
                "outlineLvl" => look.outline = tag.number().and_then(|level| u8::try_from(level).ok()),
                _ => {}
            }
            xml.skip()
        }
    })?;
    Ok(look)
}

fn level(tag: &Tag<'_>) -> Option<usize> {
    tag.number().and_then(|level| usize::try_from(level).ok())
}
