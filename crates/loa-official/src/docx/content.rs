//! The text of a DOCX file: paragraphs, rules, boxes, columns, tables; sections with their heads and feet.

use crate::docx::package::{R, W};
use crate::docx::styles;
use crate::layout::{self, Style, Twips};
use crate::sheet::{Columns, Grid, Line, Marker, Pages, Piece, Rule, Sheet, Slot, Stamp};
use crate::xml::Xml;

/// Of boxes of urgency (DOC-23).
pub(super) const RED: &str = "FF0000";
const BLACK: &str = "000000";
/// Height of a paragraph that Word wants after a table.
const THIN: Twips = 40;

/// A head or foot of pages.
pub(super) struct File {
    /// "header" or "footer".
    pub kind: &'static str,
    /// Its name in the folder of the text.
    pub name: String,
    /// Its bytes.
    pub content: Vec<u8>,
}

impl File {
    /// What sections call it by.
    pub fn id(&self) -> String {
        self.name.trim_end_matches(".xml").to_owned()
    }
}

/// The text, and the heads and feet that it refers to.
pub(super) fn document(sheet: &Sheet) -> (Vec<u8>, Vec<File>) {
    let mut files = vec![
        page_number_head(),
        part("header", "plain", |xml| gap(xml, THIN, false)),
    ];
    files.push(part("footer", "plain", |xml| gap(xml, THIN, false)));
    let mut xml = Xml::new();
    xml.element("w:document", &[("xmlns:w", W), ("xmlns:r", R)], |xml| {
        xml.element("w:body", &[], |xml| {
            let last = sheet.pages.len().saturating_sub(1);
            for (place, pages) in sheet.pages.iter().enumerate() {
                Text { xml, pages: place }.pieces(&pages.pieces);
                let (head, foot) = first_page(pages, place, &mut files);
                let end = |xml: &mut Xml| section(xml, pages, &head, &foot);
                match (place == last, pages.pieces.last()) {
                    (false, _) => thin(xml, end),
                    (true, Some(Piece::Line(_))) => end(xml),
                    (true, _) => {
                        gap(xml, THIN, false);
                        end(xml);
                    }
                }
            }
        });
    });
    (xml.into_bytes(), files)
}

fn part(kind: &'static str, name: &str, inside: impl FnOnce(&mut Xml)) -> File {
    let mut xml = Xml::new();
    let root = if kind == "header" { "w:hdr" } else { "w:ftr" };
    xml.element(root, &[("xmlns:w", W), ("xmlns:r", R)], inside);
    File {
        kind,
        name: format!("{kind}-{name}.xml"),
        content: xml.into_bytes(),
    }
}

/// The number of the page, which Word fills in.
fn page_number_head() -> File {
    part("header", "number", |xml| {
        xml.element("w:p", &[], |xml| {
            xml.element("w:pPr", &[], |xml| {
                xml.value("w:pStyle", styles::id(Style::PageNumber));
            });
            let mut field = |kind: &str| {
                xml.element("w:r", &[], |xml| {
                    xml.empty("w:fldChar", &[("w:fldCharType", kind)]);
                });
                if kind == "begin" {
                    xml.element("w:r", &[], |xml| {
                        xml.text("w:instrText", &[("xml:space", "preserve")], " PAGE ");
                    });
                }
                if kind == "separate" {
                    xml.element("w:r", &[], |xml| xml.text("w:t", &[], "2"));
                }
            };
            ["begin", "separate", "end"].into_iter().for_each(&mut field);
        });
    })
}

/// Which head and foot the first page of these has; new ones where something stands in them.
fn first_page(pages: &Pages, place: usize, files: &mut Vec<File>) -> (String, String) {
    let (mut head, mut foot) = ("header-plain".to_owned(), "footer-plain".to_owned());
    if let Some(corner) = &pages.corner {
        let file = part("header", &format!("corner-{place}"), |xml| {
            Text { xml, pages: place }.line(corner);
        });
        head = file.id();
        files.push(file);
    }
    if let Some(contact) = &pages.contact {
        let rule = Rule {
            length: pages.room(),
            room: pages.room(),
            after: 0,
        };
        let file = part("footer", &format!("contact-{place}"), |xml| {
            let mut text = Text { xml, pages: place };
            text.rule(&rule);
            text.line(contact);
        });
        foot = file.id();
        files.push(file);
    }
    (head, foot)
}

fn section(xml: &mut Xml, pages: &Pages, first_head: &str, first_foot: &str) {
    xml.element("w:sectPr", &[], |xml| {
        for (part, kind, id) in [
            ("w:headerReference", "default", "header-number"),
            ("w:headerReference", "first", first_head),
            ("w:footerReference", "default", "footer-plain"),
            ("w:footerReference", "first", first_foot),
        ] {
            xml.empty(part, &[("w:type", kind), ("r:id", id)]);
        }
        let (width, height) = (pages.width.to_string(), pages.height.to_string());
        let mut size = vec![("w:w", width.as_str()), ("w:h", &height)];
        if pages.width > pages.height {
            size.push(("w:orient", "landscape"));
        }
        xml.empty("w:pgSz", &size);
        let margins = &pages.margins;
        let sides = [
            ("w:top", margins.top),
            ("w:right", margins.right),
            ("w:bottom", margins.bottom),
            ("w:left", margins.left),
            ("w:header", layout::EDGE),
            ("w:footer", layout::EDGE),
            ("w:gutter", 0),
        ]
        .map(|(side, twips)| (side, twips.to_string()));
        xml.empty(
            "w:pgMar",
            &sides.each_ref().map(|(side, twips)| (*side, twips.as_str())),
        );
        xml.empty("w:pgNumType", &[("w:start", "1")]);
        xml.empty("w:titlePg", &[]);
    });
}

/// A paragraph of exactly that height with nothing in it.
fn gap(xml: &mut Xml, height: Twips, keep: bool) {
    xml.element("w:p", &[], |xml| {
        xml.element("w:pPr", &[], |xml| {
            if keep {
                xml.empty("w:keepNext", &[]);
            }
            exact_height(xml, height);
        });
    });
}

/// A paragraph that Word wants although there is nothing to show, and what it ends.
fn thin(xml: &mut Xml, end: impl FnOnce(&mut Xml)) {
    xml.element("w:p", &[], |xml| {
        xml.element("w:pPr", &[], |xml| {
            exact_height(xml, THIN);
            end(xml);
        });
    });
}

fn exact_height(xml: &mut Xml, height: Twips) {
    let height = height.to_string();
    let spacing = [
        ("w:before", "0"),
        ("w:after", "0"),
        ("w:line", height.as_str()),
        ("w:lineRule", "exact"),
    ];
    xml.empty("w:spacing", &spacing);
    xml.element("w:rPr", &[], |xml| xml.value("w:sz", 2));
}

struct Text<'a> {
    xml: &'a mut Xml,
    /// Which pages these are, for the counts.
    pages: usize,
}

impl Text<'_> {
    fn pieces(&mut self, pieces: &[Piece]) {
        for piece in pieces {
            match piece {
                Piece::Line(line) => self.line(line),
                Piece::Rule(rule) => self.rule(rule),
                Piece::Stamp(stamp) => self.stamp(stamp),
                Piece::Columns(columns) => self.columns(columns),
                Piece::Table(grid) => self.table(grid),
                Piece::Gap { height } => gap(self.xml, *height, true),
            }
        }
    }

    fn line(&mut self, line: &Line) {
        let look = line.style.look();
        let pages = self.pages;
        self.xml.element("w:p", &[], |xml| {
            xml.element("w:pPr", &[], |xml| {
                xml.value("w:pStyle", styles::id(line.style));
                if line.keep && !look.keep {
                    xml.empty("w:keepNext", &[]);
                }
                if let Some(count) = line.marker.as_ref().and_then(|marker| marker.count) {
                    let (level, number) = styles::place_in_list(count, pages);
                    xml.element("w:numPr", &[], |xml| {
                        xml.value("w:ilvl", level);
                        xml.value("w:numId", number);
                    });
                }
                let (left, hanging) = (line.left.to_string(), line.hanging.to_string());
                if line.left > 0 || line.hanging > 0 {
                    xml.empty("w:ind", &[("w:left", &left), ("w:hanging", &hanging)]);
                }
                if line.stand != look.stand {
                    xml.value("w:jc", styles::stand(line.stand));
                }
                if line.heading > 0 {
                    xml.value("w:outlineLvl", line.heading - 1);
                }
            });
            if let Some(Marker {
                text, count: None, ..
            }) = &line.marker
            {
                run(xml, &format!("{text} "), false, false);
            }
            for part in &line.runs {
                run(xml, &part.text, part.bold, part.italic);
            }
        });
    }

    /// The lower border of an empty paragraph, which is indented from both sides.
    fn rule(&mut self, rule: &Rule) {
        let side = ((rule.room - rule.length) / 2).max(0).to_string();
        let after = rule.after.to_string();
        self.xml.element("w:p", &[], |xml| {
            xml.element("w:pPr", &[], |xml| {
                xml.empty("w:keepNext", &[]);
                xml.element("w:pBdr", &[], |xml| border(xml, "w:bottom", 6, BLACK));
                let height = layout::RULE_HEIGHT.to_string();
                xml.empty(
                    "w:spacing",
                    &[
                        ("w:before", "0"),
                        ("w:after", &after),
                        ("w:line", &height),
                        ("w:lineRule", "exact"),
                    ],
                );
                xml.empty("w:ind", &[("w:left", &side), ("w:right", &side)]);
                xml.element("w:rPr", &[], |xml| xml.value("w:sz", 2));
            });
        });
    }

    fn stamp(&mut self, stamp: &Stamp) {
        gap(self.xml, stamp.before, true);
        let colour = if stamp.line.style.look().red { RED } else { BLACK };
        let width = stamp.width.to_string();
        let pages = self.pages;
        self.xml.element("w:tbl", &[], |xml| {
            table_properties(
                xml,
                stamp.width,
                0,
                |xml| xml.value("w:jc", "center"),
                Some(colour),
            );
            xml.element("w:tblGrid", &[], |xml| xml.empty("w:gridCol", &[("w:w", &width)]));
            xml.element("w:tr", &[], |xml| {
                let height = stamp.height.to_string();
                xml.element("w:trPr", &[], |xml| {
                    xml.empty("w:trHeight", &[("w:val", &height), ("w:hRule", "exact")]);
                    xml.value("w:jc", "center");
                });
                xml.element("w:tc", &[], |xml| {
                    xml.element("w:tcPr", &[], |xml| {
                        xml.empty("w:tcW", &[("w:w", &width), ("w:type", "dxa")]);
                        xml.value("w:vAlign", "center");
                    });
                    Text { xml, pages }.line(&stamp.line);
                });
            });
        });
    }

    fn columns(&mut self, columns: &Columns) {
        if columns.before > 0 {
            gap(self.xml, columns.before, true);
        }
        let pages = self.pages;
        self.xml.element("w:tbl", &[], |xml| {
            table_properties(xml, columns.widths.iter().sum(), 0, |_| {}, None);
            table_grid(xml, &columns.widths);
            for row in &columns.rows {
                xml.element("w:tr", &[], |xml| {
                    xml.element("w:trPr", &[], |xml| xml.empty("w:cantSplit", &[]));
                    for (width, pieces) in columns.widths.iter().zip(row) {
                        xml.element("w:tc", &[], |xml| {
                            xml.element("w:tcPr", &[], |xml| {
                                xml.empty("w:tcW", &[("w:w", &width.to_string()), ("w:type", "dxa")]);
                            });
                            Text { xml, pages }.pieces(pieces);
                            // A cell ends with a paragraph.
                            if !matches!(
                                pieces.last(),
                                Some(Piece::Line(_) | Piece::Rule(_) | Piece::Gap { .. })
                            ) {
                                gap(xml, THIN, false);
                            }
                        });
                    }
                });
            }
        });
    }

    fn table(&mut self, grid: &Grid) {
        let pages = self.pages;
        self.xml.element("w:tbl", &[], |xml| {
            let width = grid.widths.iter().sum();
            table_properties(xml, width, layout::CELL_INSET, |_| {}, Some(BLACK));
            table_grid(xml, &grid.widths);
            // What is still covered from above: rows left, first column, columns.
            let mut hanging: Vec<(usize, &Slot)> = Vec::new();
            for (place, row) in grid.rows.iter().enumerate() {
                xml.element("w:tr", &[], |xml| {
                    xml.element("w:trPr", &[], |xml| {
                        xml.empty("w:cantSplit", &[]);
                        if place < grid.head {
                            xml.empty("w:tblHeader", &[]);
                        }
                    });
                    let mut slots: Vec<(&Slot, bool)> =
                        hanging.iter().map(|(_, slot)| (*slot, true)).collect();
                    slots.extend(row.iter().map(|slot| (slot, false)));
                    slots.sort_by_key(|(slot, _)| slot.column);
                    for (slot, is_covered) in slots {
                        cell(xml, &grid.widths, slot, is_covered, pages);
                    }
                });
                hanging.iter_mut().for_each(|(left, _)| *left -= 1);
                hanging.extend(
                    row.iter()
                        .filter(|slot| slot.rows > 1)
                        .map(|slot| (slot.rows - 1, slot)),
                );
                hanging.retain(|(left, _)| *left > 0);
            }
        });
        gap(self.xml, grid.after, false);
    }
}

fn cell(xml: &mut Xml, widths: &[Twips], slot: &Slot, is_covered: bool, pages: usize) {
    let width: Twips = widths.iter().skip(slot.column).take(slot.columns).sum();
    xml.element("w:tc", &[], |xml| {
        xml.element("w:tcPr", &[], |xml| {
            xml.empty("w:tcW", &[("w:w", &width.to_string()), ("w:type", "dxa")]);
            if slot.columns > 1 {
                xml.value("w:gridSpan", slot.columns);
            }
            if is_covered {
                xml.empty("w:vMerge", &[]);
            } else if slot.rows > 1 {
                xml.value("w:vMerge", "restart");
            }
            xml.value("w:vAlign", "center");
        });
        if is_covered {
            xml.empty("w:p", &[]);
        } else {
            slot.lines.iter().for_each(|line| Text { xml, pages }.line(line));
        }
    });
}

fn table_properties(
    xml: &mut Xml,
    width: Twips,
    inset: Twips,
    place: impl FnOnce(&mut Xml),
    lines: Option<&str>,
) {
    xml.element("w:tblPr", &[], |xml| {
        xml.empty("w:tblW", &[("w:w", &width.to_string()), ("w:type", "dxa")]);
        place(xml);
        if let Some(colour) = lines {
            xml.element("w:tblBorders", &[], |xml| {
                for side in ["w:top", "w:left", "w:bottom", "w:right", "w:insideH", "w:insideV"] {
                    border(xml, side, if colour == RED { 12 } else { 4 }, colour);
                }
            });
        }
        xml.empty("w:tblLayout", &[("w:type", "fixed")]);
        xml.element("w:tblCellMar", &[], |xml| {
            let inset = inset.to_string();
            for side in ["w:left", "w:right"] {
                xml.empty(side, &[("w:w", &inset), ("w:type", "dxa")]);
            }
        });
    });
}

fn table_grid(xml: &mut Xml, widths: &[Twips]) {
    xml.element("w:tblGrid", &[], |xml| {
        for width in widths {
            xml.empty("w:gridCol", &[("w:w", &width.to_string())]);
        }
    });
}

/// A line of so many eighths of a point.
fn border(xml: &mut Xml, side: &str, eighths: u32, colour: &str) {
    let eighths = eighths.to_string();
    xml.empty(
        side,
        &[
            ("w:val", "single"),
            ("w:sz", &eighths),
            ("w:space", "0"),
            ("w:color", colour),
        ],
    );
}

fn run(xml: &mut Xml, text: &str, bold: bool, italic: bool) {
    xml.element("w:r", &[], |xml| {
        if bold || italic {
            xml.element("w:rPr", &[], |xml| {
                if bold {
                    xml.empty("w:b", &[]);
                    xml.empty("w:bCs", &[]);
                }
                if italic {
                    xml.empty("w:i", &[]);
                    xml.empty("w:iCs", &[]);
                }
            });
        }
        xml.text("w:t", &[("xml:space", "preserve")], text);
    });
}
