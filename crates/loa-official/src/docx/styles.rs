//! Paragraph styles with Vietnamese names, and the counts that Word keeps by itself.

use crate::docx::package::W;
use crate::layout::{self, Look, Stand, Style};
use crate::sheet::Count;
use crate::xml::Xml;

pub(super) fn styles() -> Vec<u8> {
    let mut xml = Xml::new();
    xml.element("w:styles", &[("xmlns:w", W)], |xml| {
        xml.element("w:docDefaults", &[], |xml| {
            xml.element("w:rPrDefault", &[], |xml| {
                xml.element("w:rPr", &[], |xml| {
                    fonts(xml);
                    xml.value("w:color", "000000");
                    size(xml, 28);
                    xml.empty(
                        "w:lang",
                        &[("w:val", "vi-VN"), ("w:eastAsia", "vi-VN"), ("w:bidi", "vi-VN")],
                    );
                });
            });
            xml.element("w:pPrDefault", &[], |xml| {
                xml.element("w:pPr", &[], |xml| {
                    xml.empty(
                        "w:spacing",
                        &[
                            ("w:before", "0"),
                            ("w:after", "0"),
                            ("w:line", "240"),
                            ("w:lineRule", "auto"),
                        ],
                    );
                });
            });
        });
        xml.element(
            "w:style",
            &[
                ("w:type", "paragraph"),
                ("w:default", "1"),
                ("w:styleId", "Normal"),
            ],
            |xml| {
                xml.value("w:name", "Normal");
                xml.empty("w:qFormat", &[]);
            },
        );
        xml.element(
            "w:style",
            &[
                ("w:type", "table"),
                ("w:default", "1"),
                ("w:styleId", "TableNormal"),
            ],
            |xml| {
                xml.value("w:name", "Normal Table");
                xml.value("w:uiPriority", 99);
                xml.empty("w:semiHidden", &[]);
            },
        );
        for (style, look) in &Style::ALL {
            paragraph_style(xml, *style, look);
        }
    });
    xml.into_bytes()
}

/// Name of a style inside the file.
pub(super) fn id(style: Style) -> String {
    format!("{style:?}")
}

fn fonts(xml: &mut Xml) {
    let font = layout::FONT;
    xml.empty(
        "w:rFonts",
        &[
            ("w:ascii", font),
            ("w:hAnsi", font),
            ("w:eastAsia", font),
            ("w:cs", font),
        ],
    );
}

fn size(xml: &mut Xml, half_points: u32) {
    xml.value("w:sz", half_points);
    xml.value("w:szCs", half_points);
}

fn paragraph_style(xml: &mut Xml, style: Style, look: &Look) {
    let id = id(style);
    xml.element(
        "w:style",
        &[
            ("w:type", "paragraph"),
            ("w:customStyle", "1"),
            ("w:styleId", &id),
        ],
        |xml| {
            xml.value("w:name", look.name);
            xml.value("w:basedOn", "Normal");
            xml.empty("w:qFormat", &[]);
            xml.element("w:pPr", &[], |xml| {
                if look.keep {
                    xml.empty("w:keepNext", &[]);
                }
                let (before, after) = (look.before.to_string(), look.after.to_string());
                let line = (240 * look.line / 100).to_string();
                let spacing = [
                    ("w:before", before.as_str()),
                    ("w:after", &after),
                    ("w:line", &line),
                    ("w:lineRule", "auto"),
                ];
                xml.empty("w:spacing", &spacing);
                if look.first_line > 0 {
                    xml.empty("w:ind", &[("w:firstLine", &look.first_line.to_string())]);
                }
                xml.value("w:jc", stand(look.stand));
            });
            xml.element("w:rPr", &[], |xml| {
                if look.bold {
                    xml.empty("w:b", &[]);
                    xml.empty("w:bCs", &[]);
                }
                if look.italic {
                    xml.empty("w:i", &[]);
                    xml.empty("w:iCs", &[]);
                }
                if look.red {
                    xml.value("w:color", super::content::RED);
                }
                size(xml, look.half_points);
            });
        },
    );
}

/// The word for how text stands.
pub(super) fn stand(stand: Stand) -> &'static str {
    match stand {
        Stand::Left => "left",
        Stand::Centre => "center",
        Stand::Right => "right",
        Stand::Justified => "both",
    }
}

/// Parts with their sections, and articles with their clauses; each run of pages counts from the start.
pub(super) fn numbering(pages: usize) -> Vec<u8> {
    let mut xml = Xml::new();
    xml.element("w:numbering", &[("xmlns:w", W)], |xml| {
        list(xml, "0", [("upperRoman", "%1."), ("decimal", "%2.")]);
        list(xml, "1", [("decimal", "Điều %1."), ("decimal", "%2.")]);
        for place in 0..pages {
            for (count, list) in [(Count::Part, 0), (Count::Article, 1)] {
                let number = place_in_list(count, place).1.to_string();
                xml.element("w:num", &[("w:numId", &number)], |xml| {
                    xml.value("w:abstractNumId", list);
                    for level in ["0", "1"] {
                        xml.element("w:lvlOverride", &[("w:ilvl", level)], |xml| {
                            xml.value("w:startOverride", 1);
                        });
                    }
                });
            }
        }
    });
    xml.into_bytes()
}

fn list(xml: &mut Xml, id: &str, levels: [(&str, &str); 2]) {
    xml.element("w:abstractNum", &[("w:abstractNumId", id)], |xml| {
        xml.value("w:multiLevelType", "multilevel");
        for (level, (format, text)) in ["0", "1"].into_iter().zip(levels) {
            xml.element("w:lvl", &[("w:ilvl", level)], |xml| {
                xml.value("w:start", 1);
                xml.value("w:numFmt", format);
                xml.value("w:suff", "space");
                xml.value("w:lvlText", text);
                xml.value("w:lvlJc", "left");
                xml.element("w:pPr", &[], |xml| {
                    xml.empty(
                        "w:ind",
                        &[("w:left", "0"), ("w:firstLine", &layout::FIRST_LINE.to_string())],
                    );
                });
                xml.element("w:rPr", &[], |xml| {
                    xml.empty("w:b", &[]);
                    xml.value("w:i", 0);
                });
            });
        }
    });
}

/// Level and number of the list that keeps a count in the pages at that place.
pub(super) fn place_in_list(count: Count, pages: usize) -> (u32, usize) {
    match count {
        Count::Part => (0, pages * 2 + 1),
        Count::Section => (1, pages * 2 + 1),
        Count::Article => (0, pages * 2 + 2),
        Count::Clause => (1, pages * 2 + 2),
    }
}
