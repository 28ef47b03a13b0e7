"""Lays out ke-hoach.txt as ke-hoach.docx by Decree 30/2020/NĐ-CP.

Run by hand after a change of the text: `pip install python-docx && python3 make_docx.py`. The same text gives the
same bytes. DOC-… are the rules of the official format.
"""

import datetime
import io
import re
import zipfile
from pathlib import Path

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

HERE = Path(__file__).parent
HEAD_WIDTHS = (Mm(63), Mm(102))
CLOSING_WIDTHS = (Mm(82), Mm(83))
ANNEX_WIDTHS = (Mm(13), Mm(84), Mm(54), Mm(61), Mm(40))
DAY_OF_PLAN = datetime.datetime(2022, 1, 13)


def main():
    head, body, recipients, signature, annex, rows = parts((HERE / "ke-hoach.txt").read_text(encoding="utf-8"))
    doc = Document()
    set_up(doc)
    add_head(doc, head)
    add_body(doc, body)
    add_closing(doc, recipients, signature)
    add_annex(doc, annex, rows)
    (HERE / "ke-hoach.docx").write_bytes(same_bytes_every_time(doc))


def parts(text):
    """Cuts the text at the lines that the official format fixes."""
    lines = text.splitlines()
    title, recipients, annex = (lines.index(mark) for mark in ("KẾ HOẠCH", "Nơi nhận:", "Phụ lục"))
    signature = next(i for i in range(recipients, annex) if lines[i].startswith("TM. "))
    table = next(i for i in range(annex, len(lines)) if "\t" in lines[i])
    filled = [[line for line in part if line.strip()] for part in (
        lines[:title], lines[title:recipients], lines[recipients:signature], lines[signature:annex], lines[annex:table])]
    return *filled, [line.split("\t") for line in lines[table:] if line]


def set_up(doc):
    """Page (DOC-01), font (DOC-02), page numbers (DOC-03)."""
    style = doc.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(14)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), "Times New Roman")
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    style.element.rPr.append(language)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    section = doc.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    set_margins(section)
    section.different_first_page_header_footer = True
    add_page_number(section)
    properties = doc.core_properties
    properties.title = "Kế hoạch tuyên truyền cải cách hành chính (văn bản mẫu)"
    properties.author = properties.last_modified_by = "Loa"
    properties.comments = ""
    properties.created = properties.modified = DAY_OF_PLAN


def set_margins(section):
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = Mm(10)


def add_page_number(section):
    section.header.is_linked_to_previous = False
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = ALIGN.CENTER
    for kind in ("begin", None, "end"):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = "PAGE"
        run._r.append(mark)


def add_head(doc, head):
    """National name (DOC-04), issuer (DOC-05), number (DOC-11), place and date (DOC-14) in an invisible table."""
    committee, district, _, nation, motto, _, number, place_and_date = head
    table = invisible_table(doc, 2, HEAD_WIDTHS)
    left, right = table.rows[0].cells
    put(left.paragraphs[0], committee, size=12, bold=True, align=ALIGN.CENTER)
    put(left.add_paragraph(), district, size=12, bold=True, align=ALIGN.CENTER)
    add_rule(left.add_paragraph(), Mm(22))
    put(right.paragraphs[0], nation, size=12, bold=True, align=ALIGN.CENTER)
    put(right.add_paragraph(), motto, size=13, bold=True, align=ALIGN.CENTER)
    add_rule(right.add_paragraph(), Mm(21))
    left, right = table.rows[1].cells
    put(left.paragraphs[0], number, size=13, align=ALIGN.CENTER)
    put(right.paragraphs[0], place_and_date, size=13, italic=True, align=ALIGN.CENTER)


def add_body(doc, body):
    """Title (DOC-06), paragraphs (DOC-07), legal basis (DOC-08), outline (DOC-09)."""
    kind, subject, *paragraphs = body
    put(doc.add_paragraph(), kind, bold=True, align=ALIGN.CENTER, before=18)
    put(doc.add_paragraph(), subject, bold=True, align=ALIGN.CENTER)
    add_rule(doc.add_paragraph(), Mm(55))
    for text in paragraphs:
        paragraph = doc.add_paragraph()
        layout = paragraph.paragraph_format
        layout.first_line_indent, layout.line_spacing = Mm(12.7), 1.1
        is_title = not text.endswith((".", ";", ":"))
        layout.keep_with_next = is_title
        subject_of_point = re.match(r"\d+\. [^.:]{1,60}:", text)
        if subject_of_point:
            put(paragraph, subject_of_point.group(), bold=True, align=ALIGN.JUSTIFY, before=6)
            put(paragraph, text[subject_of_point.end():], align=ALIGN.JUSTIFY, before=6)
        else:
            put(paragraph, text, bold=is_title, italic=text.startswith("Căn cứ"), align=ALIGN.JUSTIFY, before=6)


def add_closing(doc, recipients, signature):
    """Signature (DOC-17), recipients (DOC-21)."""
    put(doc.add_paragraph(), "", size=6)
    left, right = invisible_table(doc, 1, CLOSING_WIDTHS).rows[0].cells
    put(left.paragraphs[0], recipients[0], size=12, bold=True, italic=True)
    for recipient in recipients[1:]:
        put(left.add_paragraph(), recipient, size=11)
    on_behalf, position, name = signature
    put(right.paragraphs[0], on_behalf, bold=True, align=ALIGN.CENTER)
    put(right.add_paragraph(), position, bold=True, align=ALIGN.CENTER)
    put(right.add_paragraph(), name, bold=True, align=ALIGN.CENTER, before=72)


def add_annex(doc, annex, rows):
    """Annex (DOC-22): pages of its own, numbered from 1, on landscape paper for the wide table."""
    section = doc.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    set_margins(section)
    section.different_first_page_header_footer = False
    add_page_number(section)
    numbering = OxmlElement("w:pgNumType")
    numbering.set(qn("w:start"), "1")
    section._sectPr.insert_element_before(numbering, "w:cols", "w:titlePg", "w:docGrid")
    label, title, attached_to = annex
    put(doc.add_paragraph(), label, bold=True, align=ALIGN.CENTER)
    put(doc.add_paragraph(), title, bold=True, align=ALIGN.CENTER)
    put(doc.add_paragraph(), attached_to, italic=True, align=ALIGN.CENTER)
    add_rule(doc.add_paragraph(), Mm(95), after=8)
    table = doc.add_table(rows=0, cols=len(ANNEX_WIDTHS), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for index, texts in enumerate(rows):
        row = table.add_row()
        mark_row(row, "w:cantSplit")
        if index == 0:
            mark_row(row, "w:tblHeader")
        is_group = not any(texts[2:])
        for column, (cell, text, width) in enumerate(zip(row.cells, texts, ANNEX_WIDTHS, strict=True)):
            cell.width = width
            centred = index == 0 or column in (0, 4)
            put(cell.paragraphs[0], text, size=12, bold=index == 0 or is_group,
                align=ALIGN.CENTER if centred else ALIGN.LEFT, before=2, after=2)
    set_grid(table, ANNEX_WIDTHS)


def mark_row(row, name):
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def invisible_table(doc, rows, widths):
    table = doc.add_table(rows=rows, cols=2)
    table.autofit = False
    for row in table.rows:
        for cell, width in zip(row.cells, widths):
            cell.width = width
    set_grid(table, widths)
    return table


def set_grid(table, widths):
    for column, width in zip(table.columns, widths):
        column.width = width


def put(paragraph, text, size=14, bold=False, italic=False, align=ALIGN.LEFT, before=0, after=0):
    paragraph.alignment = align
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(after)
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold, italic


def add_rule(paragraph, indent, after=2):
    """A line under the text: the lower edge of an empty paragraph, drawn in by `indent` on both sides."""
    put(paragraph, "", size=2, after=after)
    layout = paragraph.paragraph_format
    layout.left_indent = layout.right_indent = indent
    layout.line_spacing = Pt(3)
    edges, edge = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for key, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "000000")):
        edge.set(qn(f"w:{key}"), value)
    edges.append(edge)
    paragraph._p.get_or_add_pPr().insert_element_before(
        edges, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr")


def same_bytes_every_time(doc):
    """Without the picture of the empty template, and with one time for all members of the archive."""
    package_rels = doc.part.package.rels
    for key in [key for key, rel in package_rels.items() if rel.reltype.endswith("/thumbnail")]:
        del package_rels[key]
    raw, fixed = io.BytesIO(), io.BytesIO()
    doc.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(fixed, "w") as target:
        for name in source.namelist():
            member = zipfile.ZipInfo(name, DAY_OF_PLAN.timetuple()[:6])
            member.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(member, source.read(name))
    return fixed.getvalue()


if __name__ == "__main__":
    main()
