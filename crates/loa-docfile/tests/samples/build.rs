//! Builds small files of every kind. All names in them are invented.

use std::io::{Cursor, Write};

use lopdf::content::{Content, Operation};
use lopdf::{Document, Object, Stream, dictionary};
use zip::write::{SimpleFileOptions, ZipWriter};

/// Zips parts.
pub fn archive(parts: &[(&str, String)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default())
            .expect("a part begins");
        zip.write_all(text.as_bytes()).expect("a part is written");
    }
    zip.finish().expect("the archive ends").into_inner()
}

const WORD: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main""#;

/// The parts of a Word document with that body; two lists are defined, 1 of "1." and "a)", 2 of "I." that
/// goes with the style `Heading1`.
pub fn docx_parts(body: &str) -> Vec<(&'static str, String)> {
    let styles = format!(
        r#"<w:styles {WORD}>
        <w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
        <w:style w:type="paragraph" w:styleId="Base"><w:name w:val="Base"/><w:rPr><w:b/></w:rPr><w:pPr><w:jc w:val="center"/></w:pPr></w:style>
        <w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/><w:basedOn w:val="Base"/>
          <w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style></w:styles>"#
    );
    let level = |index: usize, format: &str, text: &str, more: &str| {
        format!(
            r#"<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{format}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>"#
        )
    };
    let numbering = format!(
        r#"<w:numbering {WORD}><w:abstractNum w:abstractNumId="7">{}{}{}</w:abstractNum>
        <w:abstractNum w:abstractNumId="8">{}</w:abstractNum>
        <w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>
        <w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>
        <w:num w:numId="3"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
        </w:numbering>"#,
        level(0, "decimal", "%1.", ""),
        level(1, "decimal", "%1.%2.", ""),
        level(2, "lowerLetter", "%3)", ""),
        level(0, "upperRoman", "%1.", r#"<w:pStyle w:val="H1"/>"#),
    );
    let document = format!("<w:document {WORD}><w:body>{body}</w:body></w:document>");
    vec![
        ("[Content_Types].xml", "<Types/>".to_owned()),
        ("word/document.xml", document),
        ("word/styles.xml", styles),
        ("word/numbering.xml", numbering),
    ]
}

/// A Word document with that body.
pub fn docx(body: &str) -> Vec<u8> {
    archive(&docx_parts(body))
}

/// A body with what plans have: headings, lists, a table with merged cells and automatic numbers.
pub const DOCX_BODY: &str = r#"
<w:p><w:pPr><w:pStyle w:val="H1"/></w:pPr><w:r><w:t>MỤC ĐÍCH</w:t></w:r></w:p>
<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>Giao Sở Mẫu</w:t></w:r></w:p>
<w:p><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>Trước ngày 30/6/2026</w:t></w:r></w:p>
<w:p><w:pPr><w:numPr><w:ilvl w:val="2"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t xml:space="preserve">Xây  dựng</w:t><w:tab/><w:t>kế hoạch</w:t></w:r></w:p>
<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>Giao Phòng Mẫu</w:t></w:r></w:p>
<w:p><w:pPr><w:pStyle w:val="H1"/></w:pPr><w:r><w:t>TỔ CHỨC</w:t></w:r></w:p>
<w:p><w:r><w:t>Cơ quan</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:del><w:r><w:delText>cũ</w:delText></w:r></w:del><w:ins><w:r><w:t xml:space="preserve"> mới</w:t></w:r></w:ins><w:r><w:br/><w:t>dòng hai</w:t></w:r></w:p>
<w:tbl><w:tblGrid><w:gridCol/><w:gridCol/><w:gridCol/></w:tblGrid>
<w:tr><w:tc><w:p><w:r><w:t>TT</w:t></w:r></w:p></w:tc><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p><w:r><w:t>Nhiệm vụ</w:t></w:r></w:p></w:tc></w:tr>
<w:tr><w:tc><w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr></w:pPr></w:p></w:tc><w:tc><w:p><w:r><w:t>Rà soát</w:t></w:r></w:p></w:tc><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>Sở Mẫu</w:t></w:r></w:p></w:tc></w:tr>
<w:tr><w:tc><w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr></w:pPr></w:p></w:tc><w:tc><w:p><w:r><w:t>Tổng hợp</w:t></w:r></w:p></w:tc><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr>
</w:tbl>"#;

/// The parts of a spreadsheet: a visible sheet with a title, a header and two rows, and a hidden one.
pub fn xlsx_parts() -> Vec<(&'static str, String)> {
    let main = r#"xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main""#;
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let text =
        |place: &str, text: &str| format!(r#"<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>"#);
    let sheet = format!(
        r#"<worksheet {main}><sheetData><row r="1">{}</row><row r="3">{}{}{}{}</row>
        <row r="4"><c r="A4"><v>1</v></c>{}{}<c r="D4" s="1"><v>46204</v></c></row>
        <row r="5"><c r="A5"><v>2.5</v></c>{}<c r="D5" s="1"><v>46204.5</v></c></row></sheetData>
        <mergeCells count="2"><mergeCell ref="A1:D1"/><mergeCell ref="C4:C5"/></mergeCells></worksheet>"#,
        text("A1", "PHỤ LỤC"),
        text("A3", "TT"),
        text("B3", "Nhiệm vụ"),
        text("C3", "Chủ trì"),
        text("D3", "Thời hạn"),
        text("B4", "Rà soát&#10;hồ sơ"),
        text("C4", "Sở Mẫu"),
        text("B5", "Tổng hợp"),
    );
    let hidden = format!(
        r#"<worksheet {main}><sheetData><row r="1">{}</row></sheetData></worksheet>"#,
        text("A1", "ẩn")
    );
    let relation = |id: usize, kind: &str, target: &str| {
        format!(r#"<Relationship Id="r{id}" Type="{office}/{kind}" Target="{target}"/>"#)
    };
    vec![
        ("[Content_Types].xml", "<Types/>".to_owned()),
        (
            "_rels/.rels",
            format!(
                r#"<Relationships xmlns="{package}">{}</Relationships>"#,
                relation(1, "officeDocument", "xl/workbook.xml")
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                r#"<workbook {main} xmlns:r="{office}"><sheets><sheet name="Một" sheetId="1" r:id="r1"/><sheet name="Hai" sheetId="2" state="hidden" r:id="r2"/></sheets></workbook>"#
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                r#"<Relationships xmlns="{package}">{}{}{}</Relationships>"#,
                relation(1, "worksheet", "worksheets/sheet1.xml"),
                relation(2, "worksheet", "worksheets/sheet2.xml"),
                relation(3, "styles", "styles.xml"),
            ),
        ),
        (
            "xl/styles.xml",
            format!(
                r#"<styleSheet {main}><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#
            ),
        ),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/worksheets/sheet2.xml", hidden),
    ]
}

/// A piece of a page: points from the left and from the bottom.
pub enum Mark<'t> {
    /// Text in the upright or the bold face.
    Text {
        x: i64,
        y: i64,
        size: i64,
        bold: bool,
        text: &'t str,
    },
    /// A line from a point, so far to the right and up.
    Line { x: i64, y: i64, dx: i64, dy: i64 },
}

/// Text in the upright face, size 14.
pub fn at(x: i64, y: i64, text: &str) -> Mark<'_> {
    Mark::Text {
        x,
        y,
        size: 14,
        bold: false,
        text,
    }
}

/// Every code means the letter with that number of the list.
const LETTERS: &str = " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyzÀÁÂĐàáâãèéêìíòóôõùúăđĩơưạảấầẩậắặẽếềểễệỉịọỏốồổộớờởợụủứừửữựỳỹỦỘẠƯỞỤẾÒÃĨỆýỗẻẵỡ“”–";

/// A PDF with those pages (A4), in a font of two-byte codes with a map to Unicode, every letter half as
/// wide as its size.
pub fn pdf(pages: &[Vec<Mark<'_>>]) -> Vec<u8> {
    pdf_with_map(pages, LETTERS)
}

/// The same with another list of letters for the map, one for each code.
pub fn pdf_with_map(pages: &[Vec<Mark<'_>>], letters: &str) -> Vec<u8> {
    let mut document = Document::with_version("1.5");
    let map: String = letters
        .chars()
        .zip(1_u32..)
        .map(|(letter, code)| {
            format!(
                "1 beginbfchar <{code:04x}> <{:04x}> endbfchar\n",
                u32::from(letter)
            )
        })
        .collect();
    let map = document.add_object(Stream::new(dictionary! {}, map.into_bytes()));
    let mut font = |name: &str| {
        let below =
            dictionary! { "Type" => "Font", "Subtype" => "CIDFontType2", "BaseFont" => name, "DW" => 500 };
        let below = document.add_object(below);
        document.add_object(dictionary! {
            "Type" => "Font", "Subtype" => "Type0", "BaseFont" => name, "Encoding" => "Identity-H",
            "DescendantFonts" => vec![below.into()], "ToUnicode" => map,
        })
    };
    let fonts = dictionary! { "R" => font("Sample"), "B" => font("Sample-Bold") };
    let resources = document.add_object(dictionary! { "Font" => fonts });
    let tree = document.new_object_id();
    let kids: Vec<Object> = pages
        .iter()
        .map(|marks| {
            let content = Content {
                operations: marks.iter().flat_map(operations).collect::<Vec<_>>(),
            };
            let content = document.add_object(Stream::new(
                dictionary! {},
                content.encode().expect("a content stream"),
            ));
            let page = dictionary! { "Type" => "Page", "Parent" => tree, "Contents" => content };
            document.add_object(page).into()
        })
        .collect();
    let count = i64::try_from(kids.len()).expect("few pages");
    let node = dictionary! {
        "Type" => "Pages", "Kids" => kids, "Count" => count, "Resources" => resources,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
    };
    document.objects.insert(tree, Object::Dictionary(node));
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("a PDF");
    bytes
}

fn operations(mark: &Mark<'_>) -> Vec<Operation> {
    match mark {
        Mark::Text {
            x,
            y,
            size,
            bold,
            text,
        } => {
            let code = |letter| {
                LETTERS
                    .chars()
                    .position(|other| other == letter)
                    .expect("a letter of the list")
                    + 1
            };
            let codes: Vec<u8> = text
                .chars()
                .flat_map(|letter| (code(letter) as u16).to_be_bytes())
                .collect();
            let face = if *bold { "B" } else { "R" };
            vec![
                Operation::new("BT", vec![]),
                Operation::new("Tf", vec![face.into(), (*size).into()]),
                Operation::new("Td", vec![(*x).into(), (*y).into()]),
                Operation::new("Tj", vec![Object::string_literal(codes)]),
                Operation::new("ET", vec![]),
            ]
        }
        Mark::Line { x, y, dx, dy } => vec![
            Operation::new("m", vec![(*x).into(), (*y).into()]),
            Operation::new("l", vec![(x + dx).into(), (y + dy).into()]),
            Operation::new("S", vec![]),
        ],
    }
}

/// The lines of a table: edges of the columns from the left, of the rows from the top.
pub fn ruled(columns: &[i64], rows: &[i64]) -> Vec<Mark<'static>> {
    let (left, right) = (columns[0], columns[columns.len() - 1]);
    let (top, bottom) = (rows[0], rows[rows.len() - 1]);
    let across = rows.iter().map(|y| Mark::Line {
        x: left,
        y: *y,
        dx: right - left,
        dy: 0,
    });
    let down = columns.iter().map(|x| Mark::Line {
        x: *x,
        y: bottom,
        dx: 0,
        dy: top - bottom,
    });
    across.chain(down).collect()
}

/// Three pages: a head in two columns, wrapped text over a page's end, a table over two pages whose
/// last row on the first of them goes on on the second.
pub fn plan_pdf() -> Vec<u8> {
    pdf(&plan_pages())
}

/// Its pages.
pub fn plan_pages() -> Vec<Vec<Mark<'static>>> {
    let columns = [50, 90, 300, 420, 545];
    let header = |y: i64| {
        vec![
            at(60, y, "TT"),
            at(110, y, "Nhiệm vụ"),
            at(310, y, "Chủ trì"),
            at(430, y, "Thời hạn"),
        ]
    };
    let mut first = vec![
        at(70, 780, "ỦY BAN NHÂN DÂN"),
        at(300, 780, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        at(90, 762, "XÃ NHÃ NAM"),
        at(340, 762, "Độc lập - Tự do"),
        Mark::Text {
            x: 270,
            y: 700,
            size: 14,
            bold: true,
            text: "KẾ HOẠCH",
        },
        at(
            110,
            660,
            "Thực hiện nhiệm vụ của ủy ban, xã xây dựng kế hoạch này",
        ),
        at(
            80,
            642,
            "sau, gồm các việc nêu dưới đây và các việc khác sẽ được giao",
        ),
        at(80, 624, "trong năm."),
    ];
    for line in 0..10 {
        first.push(at(
            110,
            600 - 36 * line,
            "Các cơ quan, đơn vị có liên quan phối hợp thực hiện việc",
        ));
        first.push(at(80, 582 - 36 * line, "được giao."));
    }
    first.push(at(
        110,
        220,
        "Trong quá trình thực hiện, nếu có khó khăn cơ quan gửi",
    ));
    first.push(Mark::Text {
        x: 80,
        y: 60,
        size: 10,
        bold: false,
        text: "1 Theo Quy chế của ủy ban.",
    });
    let mut second = vec![at(290, 800, "2"), at(80, 770, "báo cáo về ủy ban.")];
    second.extend(ruled(&columns, &[700, 680, 640, 600]));
    second.extend(header(685));
    second.extend([
        at(60, 660, "1"),
        at(95, 660, "Rà soát hồ sơ"),
        at(305, 660, "Sở Tài chính"),
        at(430, 660, "30/6/2026"),
    ]);
    second.extend([
        at(60, 620, "2"),
        at(95, 620, "Xây dựng quy chế phối hợp và"),
        at(305, 620, "Sở Tài chính"),
        at(430, 620, "Quý II"),
    ]);
    let mut third = vec![at(290, 800, "3")];
    third.extend(ruled(&columns, &[780, 760, 720, 680]));
    third.extend(header(765));
    third.push(at(95, 740, "trình ủy ban ban hành"));
    third.extend([
        at(60, 700, "3"),
        at(95, 700, "Tổng hợp"),
        at(305, 700, "Sở Tài chính"),
        at(430, 700, "Quý IV"),
    ]);
    vec![first, second, third]
}

/// A web page with a layout table, lists and a table with spans.
pub const HTML: &str = r##"<!doctype html><html><head><title>bỏ</title><style>p{}</style></head><body><nav>menu</nav>
<table><tr><td>trái</td><td><p align=center><b>KẾ HOẠCH</b><p>Căn cứ Luật<sup><a href="#1">[1]</a></sup>, rộng 5 m<sup>2</sup>;
<h2>I. Mục đích</h2><ol type=a><li>Một<li>Hai<ul><li>con</ul></ol><div style="display:none">ẩn <div>x</div></div>
<script>if(a<b){"<p>"}</script><p>dòng một<br>dòng hai<br><br>đoạn khác</p>
<table><tr><th rowspan=2>TT<th colspan=2>Nhiệm vụ</tr><tr><th>a<th>b</tr><tr><td>1<td>x<td><p>p1<p>p2</tr><tr><td rowspan=9>2<td>z</table>
</td></tr></table><footer>chân</footer></body></html>"##;
