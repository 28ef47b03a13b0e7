//! Tags and what their names and attributes say.

use html5gum::StartTag;

/// A start tag.
pub(super) struct Tag<'t> {
    pub name: String,
    pub self_closing: bool,
    start: &'t StartTag<()>,
}

impl<'t> Tag<'t> {
    pub(super) fn new(start: &'t StartTag<()>) -> Self {
        let name = String::from_utf8_lossy(&start.name).into_owned();
        Self {
            name,
            self_closing: start.self_closing,
            start,
        }
    }

    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let value = self.start.attributes.get(name.as_bytes())?;
        Some(String::from_utf8_lossy(value).into_owned())
    }

    pub(super) fn number(&self, name: &str) -> Option<u32> {
        self.attribute(name)?.trim().parse().ok()
    }

    /// The value of a property in the `style` attribute, in small letters.
    pub(super) fn style(&self, property: &str) -> Option<String> {
        let style = self.attribute("style")?.to_lowercase();
        style.split(';').find_map(|part| {
            let (name, value) = part.split_once(':')?;
            (name.trim() == property).then(|| value.trim().to_owned())
        })
    }

    pub(super) fn is_hidden(&self) -> bool {
        self.start.attributes.contains_key(b"hidden".as_slice())
            || self
                .style("display")
                .is_some_and(|value| value.starts_with("none"))
            || self.style("visibility").is_some_and(|value| value == "hidden")
            || self.style("mso-hide").is_some_and(|value| value == "all")
    }
}

/// Elements that never hold anything.
pub(super) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Elements that are no part of the document: code, controls, what surrounds the text on a site.
pub(super) fn is_skipped(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "noscript"
            | "template"
            | "head"
            | "svg"
            | "math"
            | "iframe"
            | "object"
            | "video"
            | "audio"
            | "canvas"
            | "button"
            | "select"
            | "textarea"
            | "nav"
            | "footer"
            | "aside"
            | "dialog"
            | "title"
    )
}

/// Elements that begin and end a line.
pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "li"
            | "ul"
            | "ol"
            | "menu"
            | "dl"
            | "dt"
            | "dd"
            | "table"
            | "caption"
            | "thead"
            | "tbody"
            | "tfoot"
            | "tr"
            | "td"
            | "th"
            | "section"
            | "article"
            | "main"
            | "header"
            | "blockquote"
            | "pre"
            | "hr"
            | "center"
            | "form"
            | "fieldset"
            | "legend"
            | "address"
            | "figure"
            | "figcaption"
            | "body"
            | "html"
            | "nav"
            | "footer"
            | "aside"
            | "details"
            | "summary"
            | "option"
    )
}
