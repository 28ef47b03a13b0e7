//! How elements make their text look, and how lists count.

use super::tag::Tag;

/// What an element says about the look of its text; `None` leaves it as it is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Effect {
    pub bold: Option<bool>,
    pub italic: Option<bool>,
    pub centred: Option<bool>,
    pub heading: Option<u8>,
}

impl Effect {
    pub(super) fn of(tag: &Tag<'_>) -> Self {
        let mut effect = Self::default();
        match tag.name.as_str() {
            "b" | "strong" => effect.bold = Some(true),
            "i" | "em" => effect.italic = Some(true),
            "center" => effect.centred = Some(true),
            "th" => (effect.bold, effect.centred) = (Some(true), Some(true)),
            name => {
                let level = name.strip_prefix('h').and_then(|level| level.parse().ok());
                if let Some(level) = level.filter(|level| (1..=6).contains(level)) {
                    (effect.heading, effect.bold) = (Some(level), Some(true));
                }
            }
        }
        if let Some(weight) = tag.style("font-weight") {
            effect.bold =
                Some(weight.starts_with("bold") || weight.parse::<u32>().is_ok_and(|weight| weight >= 600));
        }
        if let Some(style) = tag.style("font-style") {
            effect.italic = Some(style.starts_with("italic") || style.starts_with("oblique"));
        }
        let align = tag
            .style("text-align")
            .or_else(|| tag.attribute("align").map(|value| value.to_lowercase()));
        if let Some(align) = align.filter(|_| tag.name != "table") {
            effect.centred = Some(align == "center" || align == "-webkit-center" || align == "middle");
        }
        effect
    }

    /// This element inside one with the look `outer`.
    pub(super) fn over(self, outer: Self) -> Self {
        Self {
            bold: self.bold.or(outer.bold),
            italic: self.italic.or(outer.italic),
            centred: self.centred.or(outer.centred),
            heading: self.heading.or(outer.heading),
        }
    }
}

/// A list and its count.
#[derive(Debug)]
pub(super) struct List {
    kind: Kind,
    next: i64,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Bullet,
    Bare,
    Number,
    Letter { upper: bool },
    Roman { upper: bool },
}

impl List {
    pub(super) fn of(tag: &Tag<'_>) -> Self {
        let style = tag.style("list-style-type").or_else(|| tag.style("list-style"));
        let kind = match (tag.attribute("type").as_deref(), style.as_deref()) {
            (_, Some(style)) if style.starts_with("none") => Kind::Bare,
            (Some("a"), _) | (_, Some("lower-alpha" | "lower-latin")) => Kind::Letter { upper: false },
            (Some("A"), _) | (_, Some("upper-alpha" | "upper-latin")) => Kind::Letter { upper: true },
            (Some("i"), _) | (_, Some("lower-roman")) => Kind::Roman { upper: false },
            (Some("I"), _) | (_, Some("upper-roman")) => Kind::Roman { upper: true },
            _ if tag.name == "ol" => Kind::Number,
            _ => Kind::Bullet,
        };
        Self {
            kind,
            next: tag
                .attribute("start")
                .and_then(|start| start.trim().parse().ok())
                .unwrap_or(1),
        }
    }

    /// The marker of the entry that begins.
    pub(super) fn next(&mut self, tag: &Tag<'_>) -> Option<String> {
        let count = tag
            .attribute("value")
            .and_then(|value| value.trim().parse().ok())
            .unwrap_or(self.next);
        self.next = count.saturating_add(1);
        let case = |text: String, upper: bool| if upper { text.to_uppercase() } else { text };
        match self.kind {
            Kind::Bare => None,
            Kind::Bullet => Some("-".to_owned()),
            Kind::Number => Some(format!("{count}.")),
            Kind::Letter { upper } => Some(format!("{}.", case(crate::count::letter(count), upper))),
            Kind::Roman { upper } => Some(format!("{}.", case(crate::count::roman(count), upper))),
        }
    }
}
