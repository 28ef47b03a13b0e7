//! Word's automatic numbering: the definitions, and the counters that run through the document.

use std::collections::{HashMap, HashSet};

use super::xml::{Tag, Xml};
use crate::count::{letter, roman};
use crate::read::{Limits, ReadError};

/// Levels that a list has in Word.
pub(super) const LEVELS: usize = 9;

/// What one level draws.
#[derive(Debug, Clone)]
struct Level {
    start: i64,
    format: String,
    /// Text with `%1` to `%9` for the counters.
    text: String,
    /// All counters in Arabic digits.
    legal: bool,
    /// After which level (from 1) the counter restarts; 0 never.
    restart: Option<i64>,
    style: Option<String>,
}

impl Default for Level {
    fn default() -> Self {
        let format = "decimal".to_owned();
        Self {
            start: 1,
            format,
            text: String::new(),
            legal: false,
            restart: None,
            style: None,
        }
    }
}

#[derive(Debug, Clone, Default)]
struct List {
    levels: [Level; LEVELS],
    /// Named list style that this list stands for or borrows from.
    style_link: Option<String>,
    num_style_link: Option<String>,
}

#[derive(Debug, Clone, Default)]
struct Instance {
    list: String,
    starts: HashMap<usize, i64>,
    levels: HashMap<usize, Level>,
}

/// All list definitions and the state of their counters.
#[derive(Debug, Clone, Default)]
pub(super) struct Numbering {
    lists: HashMap<String, List>,
    instances: HashMap<String, Instance>,
    counters: HashMap<String, [Option<i64>; LEVELS]>,
    started: HashSet<(String, usize)>,
}

impl Numbering {
    /// Reads `numbering.xml`.
    pub(super) fn read(text: &str, limits: &Limits) -> Result<Self, ReadError> {
        let mut numbering = Self::default();
        let mut xml = Xml::new(text, limits);
        xml.children(|xml, _root| {
            xml.children(|xml, tag| match tag.name() {
                "abstractNum" => {
                    let id = tag.attribute("abstractNumId").unwrap_or_default();
                    numbering.lists.insert(id, read_list(xml)?);
                    Ok(())
                }
                "num" => {
                    let id = tag.attribute("numId").unwrap_or_default();
                    numbering.instances.insert(id, read_instance(xml)?);
                    Ok(())
                }
                _ => xml.skip(),
            })
        })?;
        numbering.follow_links();
        Ok(numbering)
    }

    /// A list may only name a list style; the list that carries that style has the levels.
    fn follow_links(&mut self) {
        let carriers: HashMap<String, String> = self
            .lists
            .iter()
            .filter_map(|(id, list)| Some((list.style_link.clone()?, id.clone())))
            .collect();
        for instance in self.instances.values_mut() {
            let link = self
                .lists
                .get(&instance.list)
                .and_then(|list| list.num_style_link.as_ref());
            if let Some(carrier) = link.and_then(|link| carriers.get(link)) {
                instance.list.clone_from(carrier);
            }
        }
    }

    /// The level that a paragraph style is tied to inside that list.
    pub(super) fn level_of_style(&self, num: &str, style: &str) -> Option<usize> {
        let list = self.lists.get(&self.instances.get(num)?.list)?;
        list.levels
            .iter()
            .position(|level| level.style.as_deref() == Some(style))
    }

    /// Counts one paragraph and gives what Word draws before it; `None` for nothing.
    pub(super) fn next(&mut self, num: &str, level: usize) -> Option<String> {
        let level = level.min(LEVELS - 1);
        let instance = self.instances.get(num)?;
        let list = self.lists.get(&instance.list)?;
        let define = |index: usize| instance.levels.get(&index).or_else(|| list.levels.get(index));
        let start = |index: usize| {
            let own = instance.starts.get(&index).copied();
            own.or_else(|| define(index).map(|level| level.start))
                .unwrap_or(1)
        };
        let counters = self.counters.entry(instance.list.clone()).or_default();
        let restarts = instance.starts.contains_key(&level) && self.started.insert((num.to_owned(), level));
        for (index, counter) in counters.iter_mut().enumerate() {
            match index {
                _ if index < level => *counter = Some(counter.unwrap_or_else(|| start(index))),
                _ if index == level => {
                    let before = counter.filter(|_| !restarts);
                    *counter = Some(before.map_or_else(|| start(index), |count| count.saturating_add(1)));
                }
                _ => {
                    let after = define(index).and_then(|level| level.restart);
                    if after.is_none_or(|after| after > i64::try_from(level).unwrap_or(0)) {
                        *counter = None;
                    }
                }
            }
        }
        draw(
            define(level)?,
            &counters.map(|counter| counter.unwrap_or(1)),
            define,
        )
    }
}

fn draw<'l>(
    level: &Level,
    counters: &[i64; LEVELS],
    define: impl Fn(usize) -> Option<&'l Level>,
) -> Option<String> {
    if level.format == "bullet" {
        return level.text.chars().next().map(|sign| bullet(sign).to_string());
    }
    let mut out = String::new();
    let mut letters = level.text.chars().peekable();
    while let Some(letter) = letters.next() {
        let digit = letters
            .peek()
            .and_then(|next| next.to_digit(10))
            .filter(|digit| *digit > 0);
        let (true, Some(digit)) = (letter == '%', digit) else {
            out.push(letter);
            continue;
        };
        letters.next();
        let index = digit as usize - 1;
        let Some(count) = counters.get(index) else {
            continue;
        };
        let format = define(index).map_or("decimal", |level| level.format.as_str());
        let format = if level.legal && format != "none" {
            "decimal"
        } else {
            format
        };
        out.push_str(&write_number(*count, format));
    }
    Some(out).filter(|out| !out.trim().is_empty())
}

/// Signs of symbol fonts lie in the private area and mean nothing outside them.
fn bullet(sign: char) -> char {
    match sign {
        '\u{e000}'..='\u{f8ff}' | '\u{b7}' => '•',
        'o' => '◦',
        other => other,
    }
}

fn write_number(count: i64, format: &str) -> String {
    match format {
        "none" => String::new(),
        "lowerLetter" => letter(count),
        "upperLetter" => letter(count).to_uppercase(),
        "lowerRoman" => roman(count),
        "upperRoman" => roman(count).to_uppercase(),
        "decimalZero" => format!("{count:02}"),
        _ => count.to_string(),
    }
}

fn read_list(xml: &mut Xml<'_>) -> Result<List, ReadError> {
    let mut list = List::default();
    xml.children(|xml, tag| match tag.name() {
        "lvl" => {
            let level = read_level(xml)?;
            if let Some(slot) = level_index(tag).and_then(|index| list.levels.get_mut(index)) {
                *slot = level;
            }
            Ok(())
        }
        "styleLink" => {
            list.style_link = tag.attribute("val");
            xml.skip()
        }
        "numStyleLink" => {
            list.num_style_link = tag.attribute("val");
            xml.skip()
        }
        _ => xml.skip(),
    })?;
    Ok(list)
}

fn read_instance(xml: &mut Xml<'_>) -> Result<Instance, ReadError> {
    let mut instance = Instance::default();
    xml.children(|xml, tag| match tag.name() {
        "abstractNumId" => {
            instance.list = tag.attribute("val").unwrap_or_default();
            xml.skip()
        }
        "lvlOverride" => {
            let index = level_index(tag).unwrap_or(0);
            xml.children(|xml, tag| match tag.name() {
                "startOverride" => {
                    instance.starts.extend(tag.number().map(|start| (index, start)));
                    xml.skip()
                }
                "lvl" => {
                    instance.levels.insert(index, read_level(xml)?);
                    Ok(())
                }
                _ => xml.skip(),
            })
        }
        _ => xml.skip(),
    })?;
    Ok(instance)
}

fn level_index(tag: &Tag<'_>) -> Option<usize> {
    tag.attribute("ilvl")?.trim().parse().ok()
}

fn read_level(xml: &mut Xml<'_>) -> Result<Level, ReadError> {
    let mut level = Level::default();
    read_level_children(xml, &mut level)?;
    Ok(level)
}

/// New number formats stand in a choice with a fallback for old programs; both say `numFmt`, and the
/// last one read, the fallback, is the one that we know.
fn read_level_children(xml: &mut Xml<'_>, level: &mut Level) -> Result<(), ReadError> {
    xml.children(|xml, tag| {
        match tag.name() {
            "AlternateContent" | "Choice" | "Fallback" => return read_level_children(xml, level),
            "start" => level.start = tag.number().unwrap_or(1),
            "numFmt" => level.format = tag.attribute("val").unwrap_or_default(),
            "lvlText" => level.text = tag.attribute("val").unwrap_or_default(),
            "isLgl" => level.legal = tag.switch(),
            "lvlRestart" => level.restart = tag.number(),
            "pStyle" => level.style = tag.attribute("val"),
            _ => {}
        }
        xml.skip()
    })
}
