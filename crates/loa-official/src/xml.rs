//! Writes XML: elements that are closed where they were opened.

use quick_xml::escape::escape;

/// An XML file in the making.
pub(crate) struct Xml {
    written: String,
}

impl Xml {
    pub fn new() -> Self {
        Self {
            written: "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n".to_owned(),
        }
    }

    /// An element with nothing in it.
    pub fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.begin(name, attributes);
        self.written.push_str("/>");
    }

    /// An element with what `inside` writes.
    pub fn element(&mut self, name: &str, attributes: &[(&str, &str)], inside: impl FnOnce(&mut Self)) {
        self.begin(name, attributes);
        self.written.push('>');
        inside(self);
        self.written.push_str("</");
        self.written.push_str(name);
        self.written.push('>');
    }

    /// An element with one attribute `w:val`.
    #[allow(clippy::needless_pass_by_value, reason = "most are plain numbers and words")]
    pub fn value(&mut self, name: &str, value: impl ToString) {
        self.empty(name, &[("w:val", &value.to_string())]);
    }

    /// An element with text in it.
    pub fn text(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.element(name, attributes, |xml| xml.written.push_str(&escape(text)));
    }

    pub fn into_bytes(self) -> Vec<u8> {
        self.written.into_bytes()
    }

    fn begin(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.written.push('<');
        self.written.push_str(name);
        for (key, value) in attributes {
            self.written.push(' ');
            self.written.push_str(key);
            self.written.push_str("=\"");
            self.written.push_str(&escape(*value));
            self.written.push('"');
        }
    }
}
