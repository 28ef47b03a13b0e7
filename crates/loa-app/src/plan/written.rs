//! A plan written here: a table pasted from Word or Excel becomes a document like any other, and is read like one.

use crate::plan::{MOST_ORDERS, MOST_TITLE};

/// Columns of a pasted table.
const MOST_COLUMNS: usize = 12;

/// The cells of text with tabs between them, as Word and Excel put it on the clipboard: a cell with tabs or line breaks
/// stands in quotes, quotes in it are doubled. Blank rows are left out.
///
/// # Errors
/// A sentence: too many rows, too many columns, a cell that is too long.
pub fn cells(text: &str) -> Result<Vec<Vec<String>>, String> {
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut cell = String::new();
    let mut letters = text.chars().peekable();
    let mut is_quoted = false;
    while let Some(letter) = letters.next() {
        match letter {
            '"' if is_quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' if is_quoted => is_quoted = false,
            // A quote inside plain words is one of the words.
            '"' if cell.trim().is_empty() && closes(letters.clone()) => {
                cell.clear();
                is_quoted = true;
            }
            '\t' if !is_quoted => row.push(taken(&mut cell)?),
            '\n' if !is_quoted => {
                row.push(taken(&mut cell)?);
                keep(&mut rows, &mut row)?;
            }
            letter => cell.push(letter),
        }
    }
    row.push(taken(&mut cell)?);
    keep(&mut rows, &mut row)?;
    Ok(rows)
}

/// Does a quoted cell end properly: a single quote before a tab, a line break or the end?
fn closes(mut letters: std::iter::Peekable<std::str::Chars<'_>>) -> bool {
    let mut left = MOST_TITLE * 2;
    while let Some(letter) = letters.next() {
        left = left.saturating_sub(1);
        if left == 0 {
            return false;
        }
        if letter != '"' {
            continue;
        }
        match letters.peek() {
            Some('"') => {
                letters.next();
            }
            Some('\t' | '\n') | None => return true,
            Some(_) => return false,
        }
    }
    false
}

fn taken(cell: &mut String) -> Result<String, String> {
    let text = std::mem::take(cell).trim().to_owned();
    if text.chars().count() > MOST_TITLE * 2 {
        return Err(format!("Một ô có nhiều nhất {} chữ cái.", MOST_TITLE * 2));
    }
    Ok(text)
}

fn keep(rows: &mut Vec<Vec<String>>, row: &mut Vec<String>) -> Result<(), String> {
    let row = std::mem::take(row);
    if row.iter().all(String::is_empty) {
        return Ok(());
    }
    if row.len() > MOST_COLUMNS {
        return Err(format!(
            "Bảng có {} cột; nhiều nhất {MOST_COLUMNS} cột.",
            row.len()
        ));
    }
    if rows.len() > MOST_ORDERS {
        return Err(format!("Bảng có nhiều nhất {MOST_ORDERS} dòng."));
    }
    rows.push(row);
    Ok(())
}

/// The header that a table of so many columns has when it was pasted without one.
fn header(rows: &[Vec<String>]) -> Option<&'static [&'static str]> {
    const NUMBERED: [&[&str]; 6] = [
        &["TT", "Nhiệm vụ"],
        &["TT", "Nhiệm vụ", "Thời gian thực hiện"],
        &["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời gian thực hiện"],
        &[
            "TT",
            "Nhiệm vụ",
            "Cơ quan chủ trì",
            "Cơ quan phối hợp",
            "Thời gian thực hiện",
        ],
        &[
            "TT",
            "Nhiệm vụ",
            "Cơ quan chủ trì",
            "Cơ quan phối hợp",
            "Thời gian thực hiện",
            "Sản phẩm",
        ],
        &[
            "TT",
            "Nhiệm vụ",
            "Cơ quan chủ trì",
            "Cơ quan phối hợp",
            "Thời gian thực hiện",
            "Sản phẩm",
            "Ghi chú",
        ],
    ];
    let first = rows.first()?;
    let folded = |cell: &String| loa_vietnamese::fold::fold(cell);
    let names = [
        "nhiem vu",
        "noi dung",
        "cong viec",
        "chu tri",
        "thoi gian",
        "tien do",
    ];
    let named = first
        .iter()
        .filter(|cell| cell.chars().count() < 60 && names.iter().any(|name| folded(cell).contains(name)));
    if named.count() >= 2 {
        return None;
    }
    let width = rows.iter().map(Vec::len).max().unwrap_or_default();
    let numbers = rows
        .iter()
        .filter(|row| row.first().is_some_and(|cell| is_number(cell)));
    let is_numbered = numbers.count() * 2 >= rows.len();
    let columns = NUMBERED.get(if is_numbered { width } else { width + 1 }.saturating_sub(2))?;
    Some(if is_numbered { columns } else { columns.get(1..)? })
}

fn is_number(cell: &str) -> bool {
    !cell.is_empty()
        && cell.len() <= 8
        && cell
            .chars()
            .all(|letter| letter.is_ascii_digit() || matches!(letter, '.' | 'I' | 'V' | 'X' | ')'))
}

/// A web page with the title and the table, for the reader of documents.
///
/// # Errors
/// A sentence when there is no row, or nothing tells the columns apart.
pub fn document(title: &str, date: &str, rows: &[Vec<String>]) -> Result<String, String> {
    if rows.is_empty() {
        return Err("Dán hoặc ghi ít nhất một dòng.".to_owned());
    }
    let width = rows.iter().map(Vec::len).max().unwrap_or_default();
    if width < 2 {
        return Err(
            "Các cột phải cách nhau bằng phím Tab: chép cả bảng từ Word hoặc Excel rồi dán vào đây, hoặc ghi vào các dòng ở trên."
                .to_owned(),
        );
    }
    let mut html = String::from("<!doctype html><html><body>");
    html += &format!("<p>{}</p><p>KẾ HOẠCH</p>", escaped(date));
    html += &format!("<p>{}</p><table>", escaped(title));
    let mut line = |cells: &mut dyn Iterator<Item = &str>| {
        html += "<tr>";
        for cell in cells {
            html += &format!("<td>{}</td>", escaped(cell).replace('\n', "<br>"));
        }
        html += "</tr>";
    };
    if let Some(header) = header(rows) {
        line(&mut header.iter().copied());
    }
    for row in rows {
        let missing = std::iter::repeat_n("", width.saturating_sub(row.len()));
        line(&mut row.iter().map(String::as_str).chain(missing));
    }
    html += "</table></body></html>";
    Ok(html)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
