//! The parts of a DOCX file around its text.

use crate::docx::content::File;
use crate::layout;
use crate::sheet::Sheet;
use crate::xml::Xml;

const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.";
/// The namespace of the text.
pub(super) const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
/// The namespace of references to other parts.
pub(super) const R: &str = OFFICE;

/// Parts beside the text that have no variants; kind of relationship and file name.
const FIXED: [(&str, &str); 4] = [
    ("styles", "styles.xml"),
    ("numbering", "numbering.xml"),
    ("settings", "settings.xml"),
    ("fontTable", "fontTable.xml"),
];

pub(super) fn content_types(files: &[File]) -> Vec<u8> {
    let mut xml = Xml::new();
    let namespace = "http://schemas.openxmlformats.org/package/2006/content-types";
    xml.element("Types", &[("xmlns", namespace)], |xml| {
        let relations = "application/vnd.openxmlformats-package.relationships+xml";
        xml.empty("Default", &[("Extension", "rels"), ("ContentType", relations)]);
        xml.empty(
            "Default",
            &[("Extension", "xml"), ("ContentType", "application/xml")],
        );
        let mut part =
            |name: &str, kind: &str| xml.empty("Override", &[("PartName", name), ("ContentType", kind)]);
        part("/word/document.xml", &format!("{WORD}document.main+xml"));
        for (kind, file) in FIXED {
            part(&format!("/word/{file}"), &format!("{WORD}{kind}+xml"));
        }
        for file in files {
            part(
                &format!("/word/{}", file.name),
                &format!("{WORD}{}+xml", file.kind),
            );
        }
        part(
            "/docProps/core.xml",
            "application/vnd.openxmlformats-package.core-properties+xml",
        );
        part(
            "/docProps/app.xml",
            "application/vnd.openxmlformats-officedocument.extended-properties+xml",
        );
    });
    xml.into_bytes()
}

fn relation(xml: &mut Xml, id: &str, kind: &str, target: &str) {
    xml.empty("Relationship", &[("Id", id), ("Type", kind), ("Target", target)]);
}

pub(super) fn relationships() -> Vec<u8> {
    let mut xml = Xml::new();
    xml.element("Relationships", &[("xmlns", RELATIONS)], |xml| {
        relation(
            xml,
            "rId1",
            &format!("{OFFICE}/officeDocument"),
            "word/document.xml",
        );
        let core = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties";
        relation(xml, "rId2", core, "docProps/core.xml");
        relation(
            xml,
            "rId3",
            &format!("{OFFICE}/extended-properties"),
            "docProps/app.xml",
        );
    });
    xml.into_bytes()
}

pub(super) fn document_relationships(files: &[File]) -> Vec<u8> {
    let mut xml = Xml::new();
    xml.element("Relationships", &[("xmlns", RELATIONS)], |xml| {
        for (kind, file) in FIXED {
            relation(xml, kind, &format!("{OFFICE}/{kind}"), file);
        }
        for file in files {
            relation(xml, &file.id(), &format!("{OFFICE}/{}", file.kind), &file.name);
        }
    });
    xml.into_bytes()
}

pub(super) fn core_properties(sheet: &Sheet) -> Vec<u8> {
    let mut xml = Xml::new();
    let namespaces = [
        (
            "xmlns:cp",
            "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
        ),
        ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
        ("xmlns:dcterms", "http://purl.org/dc/terms/"),
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    ];
    xml.element("cp:coreProperties", &namespaces, |xml| {
        xml.text("dc:title", &[], &sheet.title);
        xml.text("dc:creator", &[], &sheet.author);
        xml.text("dc:language", &[], "vi-VN");
        if let Some(date) = sheet.date {
            let moment = format!("{date}T00:00:00Z");
            xml.text("dcterms:created", &[("xsi:type", "dcterms:W3CDTF")], &moment);
        }
    });
    xml.into_bytes()
}

pub(super) fn app_properties() -> Vec<u8> {
    let mut xml = Xml::new();
    let namespace = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties";
    xml.element("Properties", &[("xmlns", namespace)], |xml| {
        xml.text("Application", &[], "Loa");
    });
    xml.into_bytes()
}

pub(super) fn settings() -> Vec<u8> {
    let mut xml = Xml::new();
    xml.element("w:settings", &[("xmlns:w", W)], |xml| {
        xml.value("w:defaultTabStop", layout::FIRST_LINE);
        xml.value("w:characterSpacingControl", "doNotCompress");
        xml.element("w:compat", &[], |xml| {
            // Tables begin where the text begins, as in Word 2013 and later.
            let uri = "http://schemas.microsoft.com/office/word";
            xml.empty(
                "w:compatSetting",
                &[("w:name", "compatibilityMode"), ("w:uri", uri), ("w:val", "15")],
            );
        });
        xml.empty("w:themeFontLang", &[("w:val", "vi-VN")]);
        xml.value("w:decimalSymbol", ",");
        xml.value("w:listSeparator", ";");
    });
    xml.into_bytes()
}

pub(super) fn font_table() -> Vec<u8> {
    let mut xml = Xml::new();
    xml.element("w:fonts", &[("xmlns:w", W)], |xml| {
        xml.element("w:font", &[("w:name", layout::FONT)], |xml| {
            // Drawn with the same widths where the machine has no Times New Roman.
            xml.value("w:altName", "Liberation Serif");
            xml.value("w:family", "roman");
            xml.value("w:pitch", "variable");
        });
    });
    xml.into_bytes()
}
