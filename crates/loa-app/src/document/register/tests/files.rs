//! Files of a few lines: a Word document, and the same as a PDF whose letters have a map.

use std::fmt::Write as _;

use crate::document::tests::zipped;

/// A Word document of paragraphs.
pub fn docx(lines: &[&str]) -> Vec<u8> {
    let mut body = String::new();
    for line in lines {
        write!(
            body,
            "<w:p><w:r><w:t xml:space=\"preserve\">{line}</w:t></w:r></w:p>"
        )
        .unwrap();
    }
    let document = format!(
        "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}</w:body></w:document>"
    );
    zipped(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", document.as_bytes()),
    ])
}

/// A PDF of one page: lines from top to bottom, or at the place that they name in points.
pub fn pdf(lines: &[(i32, i32, &str)]) -> Vec<u8> {
    let all: String = lines.iter().map(|line| line.2).collect();
    let mut letters: Vec<char> = all.chars().collect();
    letters.sort_unstable();
    letters.dedup();
    let code = |letter: char| letters.iter().position(|known| *known == letter).unwrap() + 1;
    let mut map = String::new();
    for letter in &letters {
        writeln!(
            map,
            "1 beginbfchar <{:04x}> <{:04x}> endbfchar",
            code(*letter),
            u32::from(*letter)
        )
        .unwrap();
    }
    let mut page = String::new();
    for (x, y, text) in lines {
        let hex: String = text
            .chars()
            .map(|letter| format!("{:04x}", code(letter)))
            .collect();
        writeln!(page, "BT /F 12 Tf 1 0 0 1 {x} {y} Tm <{hex}> Tj ET").unwrap();
    }
    let stream = |text: &str| format!("<< /Length {} >>\nstream\n{text}endstream", text.len());
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>".to_owned(),
        stream(&page),
        "<< /Type /Font /Subtype /Type0 /BaseFont /Sample /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>".to_owned(),
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Sample /DW 500 >>".to_owned(),
        stream(&map),
    ];
    let mut file = String::from("%PDF-1.5\n");
    let mut places = String::new();
    for (number, object) in (1..).zip(&objects) {
        writeln!(places, "{:010} 00000 n ", file.len()).unwrap();
        write!(file, "{number} 0 obj\n{object}\nendobj\n").unwrap();
    }
    let start = file.len();
    let count = objects.len() + 1;
    write!(
        file,
        "xref\n0 {count}\n0000000000 65535 f \n{places}trailer << /Size {count} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    )
    .unwrap();
    file.into_bytes()
}

/// Lines one below the other.
pub fn below(lines: &[&'static str]) -> Vec<(i32, i32, &'static str)> {
    lines
        .iter()
        .zip((1..).map(|at| 800 - 20 * at))
        .map(|(line, y)| (60, y, *line))
        .collect()
}
