//! The head of the document: type, issuer, number, place and date, subject, plan years (DOC-04 to DOC-06,
//! DOC-11, DOC-14).

pub mod issuer;

use loa_docfile::body::Place;

use crate::citation::{date_at, symbol};
use crate::closing::Caption;
use crate::head::issuer::issuing_bodies;
use crate::plan::{DocumentDate, Head, Words};
use crate::text::{Item, Line, NumberStyle, Word, begins_with, begins_with_any, is_capitals};

/// Types of administrative documents (Decree 30/2020, article 7), with the few legal ones that carry plans.
const TYPES: &[(&str, &str)] = &[
    ("ke hoach", "Kế hoạch"),
    ("quyet dinh", "Quyết định"),
    ("chuong trinh", "Chương trình"),
    ("thong bao", "Thông báo"),
    ("cong dien", "Công điện"),
    ("chi thi", "Chỉ thị"),
    ("huong dan", "Hướng dẫn"),
    ("nghi quyet", "Nghị quyết"),
    ("phuong an", "Phương án"),
    ("de an", "Đề án"),
    ("du an", "Dự án"),
    ("bao cao", "Báo cáo"),
    ("to trinh", "Tờ trình"),
    ("quy che", "Quy chế"),
    ("quy dinh", "Quy định"),
    ("thong cao", "Thông cáo"),
    ("bien ban", "Biên bản"),
    ("hop dong", "Hợp đồng"),
    ("ket luan", "Kết luận"),
];

/// First words of a legal basis or of the sentence that opens the body.
pub const BASIS_OPENINGS: &[&str] = &[
    "can cu",
    "thuc hien",
    "trien khai thuc hien",
    "trien khai",
    "tren co so",
    "xet de nghi",
    "theo de nghi",
    "sau khi xem xet",
    "sau khi thong nhat",
    "thi hanh",
    "tiep tuc thuc hien",
    "thuc hien tot",
    "nham",
];

/// The head and the index of the first item behind it.
pub struct HeadRead {
    /// The head.
    pub head: Head,
    /// Index of the first item after the title.
    pub end: usize,
}

/// Reads the head. `captions` are the lines "(Kèm theo Kế hoạch số …)" of the annexes, which fill what a head lacks.
pub fn read_head(items: &[Item<'_>], captions: &[Caption]) -> HeadRead {
    let start = start_of_head(items);
    let (kind_at, kind) = match find_type(items, start) {
        Some((at, kind)) => (Some(at), Some(kind)),
        None => (None, None),
    };
    let last = kind_at.unwrap_or_else(|| (start + 16).min(items.len()));
    let mut head = Head {
        kind,
        ..Head::default()
    };
    // Behind the type a head in linear text may still hold number and date.
    let reach = items.get(start..last).unwrap_or_default();
    let lines = || reach.iter().filter_map(Item::line);
    head.number = lines().find_map(document_number);
    (head.place, head.date) = place_and_date(lines());
    let bodies = issuing_bodies(lines());
    (head.parent_issuer, head.issuer) = bodies;
    let end = match kind_at {
        Some(at) => read_title(items, at, &mut head),
        None => subject_of_letter(items, start, last, &mut head),
    };
    fill_from_captions(&mut head, captions);
    HeadRead { head, end }
}

/// The head begins at the Quốc hiệu or, where there is none, at the number; site chrome stands before it.
fn start_of_head(items: &[Item<'_>]) -> usize {
    let motto = |line: &Line<'_>| {
        let text = line.text.as_str();
        is_motto(&line.words)
            && is_capitals(
                text.get(..line.words.get(3).map_or(0, |word| word.range.end))
                    .unwrap_or(text),
            )
    };
    let near = items.iter().take(400);
    let at = near.clone().position(|item| item.line().is_some_and(motto));
    let number = near
        .clone()
        .position(|item| item.line().is_some_and(|line| document_number(line).is_some()));
    let kind = near
        .clone()
        .position(|item| item.line().is_some_and(|line| type_of(line).is_some()));
    match (at, number, kind) {
        // The issuer stands in the lines before the motto.
        (Some(motto), number, _) => motto.min(number.unwrap_or(motto)).saturating_sub(6),
        (None, Some(number), Some(kind)) => number.min(kind).saturating_sub(4),
        (None, Some(at), None) | (None, None, Some(at)) => at.saturating_sub(4),
        (None, None, None) => 0,
    }
}

fn is_motto(words: &[Word]) -> bool {
    begins_with_any(
        words,
        &["cong hoa xa hoi", "dang cong san viet nam", "doc lap - tu do"],
    )
    .is_some()
}

fn find_type<'a>(items: &'a [Item<'a>], start: usize) -> Option<(usize, Words)> {
    let items = items.get(start..)?.iter().enumerate().take(40);
    items
        .filter_map(|(at, item)| Some((start + at, item.line()?)))
        .find_map(|(at, line)| Some((at, type_of(line)?)))
}

/// "KẾ HOẠCH" alone on its line, or in capitals at the start of a line with the title.
fn type_of(line: &Line<'_>) -> Option<Words> {
    let (length, name) = TYPES
        .iter()
        .find_map(|(folded, name)| Some((begins_with(&line.words, folded)?, *name)))?;
    let written = line.bytes(0..length);
    let capitals = is_capitals(line.text.get(written.clone())?);
    let rest = line.words.get(length..)?;
    let alone = rest.iter().all(|word| !word.is_word && word.folded != ":");
    let line_end = line.text.get(written.end..)?.starts_with('\n');
    let title_follows = capitals && rest.first().is_some_and(|word| word.is_word) && !rest.is_empty();
    (capitals && (alone || line_end || title_follows)).then(|| Words {
        text: name.to_owned(),
        at: line.place(written),
    })
}

/// "Số: 18/KH-UBND", "Số:277    /KH-UBND", "Số 45-KH/ĐU", "Số:      /KH-SCT".
fn document_number(line: &Line<'_>) -> Option<Words> {
    let words = &line.words;
    let so = words.first().filter(|word| word.folded == "so")?;
    let text = line.text.get(so.range.end..)?;
    let text = text.split('\n').next()?;
    let value = text.trim_start_matches([':', ' ', '.', '…', '_']);
    let colon = text.trim_start().starts_with(':');
    // "SỐ 1050/QĐ-SCT" in capitals goes on with the name of the issuer: "ĐOÀN KIỂM TRA THEO QUYẾT ĐỊNH SỐ …".
    if !colon && line.text.get(so.range.clone()).is_some_and(is_capitals) {
        return None;
    }
    let start = line.text.len() - line.text.get(so.range.end..)?.len() + (text.len() - value.len());
    let symbol = symbol(value)?;
    (colon || symbol.text.starts_with(|c: char| c.is_ascii_digit())).then(|| Words {
        text: symbol.text,
        at: line.place(start..start + symbol.length),
    })
}

/// "Sông Mã, ngày 13 tháng 01 năm 2022"; day and month may be blank.
fn place_and_date<'a>(lines: impl Iterator<Item = &'a Line<'a>>) -> (Option<Words>, Option<DocumentDate>) {
    for line in lines {
        let Some((date, day_at)) = written_date(line) else {
            continue;
        };
        let before = line.words.get(..day_at).unwrap_or_default();
        // "Số: /GM-SYT Sơn La, ngày …": the number stands before the place where columns were read line by line.
        let numbered = document_number(line).map(|number| number.text);
        let symbol_end = numbered.and_then(|number| {
            let symbol = number.rsplit(['/', '-']).next()?.to_owned();
            before
                .iter()
                .position(|word| line.text.get(word.range.clone()) == Some(symbol.as_str()))
                .map(|at| at + 1)
        });
        let from = before
            .iter()
            .rposition(|word| word.range.start == 0 || line_starts(line, word))
            .unwrap_or(0);
        let from = from.max(symbol_end.unwrap_or(0));
        let place: Vec<&Word> = before
            .iter()
            .skip(from)
            .filter(|word| word.is_word || word.folded == ".")
            .collect();
        let named = place
            .first()
            .zip(place.last())
            .map(|(first, last)| first.range.start..last.range.end);
        let named = named.filter(|range| {
            range.len() <= 60
                && line
                    .words
                    .first()
                    .is_none_or(|word| word.folded != "so" || from > 0)
        });
        return (named.map(|range| line.cut(range)), Some(date));
    }
    (None, None)
}

fn line_starts(line: &Line<'_>, word: &Word) -> bool {
    line.text
        .get(..word.range.start)
        .is_some_and(|before| before.ends_with('\n'))
}

/// The first "ngày … tháng … năm …" of a line and the index of its "ngày".
fn written_date(line: &Line<'_>) -> Option<(DocumentDate, usize)> {
    let words = &line.words;
    (0..words.len()).find_map(|at| Some((date_at(line, at)?, at)))
}

/// Lines of the title behind the type; gives the index of the first item behind it.
fn read_title(items: &[Item<'_>], kind_at: usize, head: &mut Head) -> usize {
    let Some(first) = items.get(kind_at).and_then(Item::line) else {
        return kind_at;
    };
    let kind = head.kind.clone().unwrap_or_default();
    let length = TYPES
        .iter()
        .find_map(|(folded, _)| begins_with(&first.words, folded))
        .unwrap_or(0);
    let mut title = String::new();
    let mut at: Option<Place> = None;
    if let Some(rest) = first.words.get(length).filter(|_| first.words.len() > length) {
        title.push_str(&first.text[rest.range.start..].replace('\n', " "));
        at = Some(first.place(rest.range.start..first.text.len()));
    }
    let mut end = kind_at + 1;
    for (index, item) in items.iter().enumerate().skip(kind_at + 1).take(8) {
        let Some(line) = item.line() else { break };
        if !is_title_line(line, &title) {
            break;
        }
        if !line.words.iter().any(|word| word.is_word) {
            end = index + 1;
            continue;
        }
        if !title.is_empty() {
            title.push(' ');
        }
        title.push_str(&line.text.replace('\n', " "));
        let place = line.place(0..line.text.len());
        at = Some(at.map_or(place, |so_far| Place {
            span: so_far.span.cover(place.span),
            ..so_far
        }));
        end = index + 1;
    }
    let title = title.trim().trim_end_matches(['-', '_']).trim();
    head.plan_years = plan_years(title).or(head.date.map(|date| (date.year, date.year)));
    let text = format!("{} {}", kind.text, title).trim().to_owned();
    head.title = Some(Words {
        text,
        at: at.unwrap_or(kind.at),
    });
    end
}

fn is_title_line(line: &Line<'_>, so_far: &str) -> bool {
    let words = &line.words;
    let numbered = line
        .number
        .as_ref()
        .is_some_and(|number| number.style != NumberStyle::Dash);
    let capitals = is_capitals(&line.text);
    let bracket = words.first().is_some_and(|word| word.folded == "(");
    // The line right under the type is the title, though it may begin like a basis: "thực hiện Nghị quyết …".
    let openings = if so_far.is_empty() {
        &["can cu"]
    } else {
        BASIS_OPENINGS
    };
    let opening = !capitals && begins_with_any(words, openings).is_some();
    let addressee = begins_with_any(
        words,
        &[
            "kinh gui",
            "thua lenh",
            "chu tich uy ban",
            "bo truong",
            "thu tuong chinh phu",
            "giam doc",
            "uy ban nhan dan",
        ],
    )
    .is_some();
    let dashes_only = !words.iter().any(|word| word.is_word);
    let longer_than_a_title = line.text.len() > 600;
    // After a title in capitals, small letters are the body; a sentence behind a full stop as well.
    let body = !so_far.is_empty() && (is_capitals(so_far) && !capitals || so_far.ends_with('.'));
    dashes_only
        || !(numbered || bracket || opening || addressee && !so_far.is_empty() || longer_than_a_title || body)
}

/// A letter has no type line; its subject stands behind "V/v".
fn subject_of_letter(items: &[Item<'_>], start: usize, last: usize, head: &mut Head) -> usize {
    for (at, item) in items.iter().enumerate().take(last).skip(start) {
        let Some(line) = item.line() else { continue };
        if let Some(length) = begins_with_any(&line.words, &["v / v", "ve viec"]) {
            head.title = Some(line.cut_words(length..line.words.len()));
            head.plan_years = head.date.map(|date| (date.year, date.year));
            return at + 1;
        }
    }
    start
}

/// Years named in a title: "năm 2022"; "giai đoạn 2026 - 2030"; "đến năm 2030".
pub fn plan_years(title: &str) -> Option<(i16, i16)> {
    let words = crate::text::words(title);
    let year = |word: Option<&Word>| {
        word.and_then(|word| word.folded.parse::<i16>().ok())
            .filter(|year| (1990..=2100).contains(year))
    };
    let mut found: Option<(i16, i16)> = None;
    for at in 0..words.len() {
        let Some(first) = year(words.get(at)) else {
            continue;
        };
        let before = at
            .checked_sub(1)
            .and_then(|at| words.get(at))
            .map(|word| word.folded.as_str());
        let range = words
            .get(at + 1)
            .is_some_and(|word| word.folded == "-")
            .then(|| year(words.get(at + 2)))
            .flatten();
        if let Some(last) = range.filter(|last| *last >= first) {
            return Some((first, last));
        }
        // A year in "ngày 04/9/2025" or "1899/QĐ-TTg" belongs to a cited document.
        let own = matches!(before, Some("nam" | "doan" | "(")) || at + 1 == words.len();
        if own && before != Some("/") {
            let until = at >= 2 && begins_with(&words[at - 2..], "den nam").is_some();
            found = Some(match found {
                Some((first, _)) if until => (first, year(words.get(at))?),
                _ => (first, first),
            });
        }
    }
    found
}

/// The caption of an annex is sometimes the only place with number, date and issuer in full (D01).
fn fill_from_captions(head: &mut Head, captions: &[Caption]) {
    for caption in captions {
        if head.number.is_none() {
            head.number.clone_from(&caption.number);
        }
        if head.date.is_none() {
            head.date = caption.date;
        }
        if head.issuer.is_none() {
            head.issuer.clone_from(&caption.issuer);
        }
        if head.kind.is_none() {
            head.kind.clone_from(&caption.kind);
        }
    }
    if head.plan_years.is_none() {
        head.plan_years = head.date.map(|date| (date.year, date.year));
    }
}

#[cfg(test)]
mod tests {
    use super::plan_years;

    #[test]
    fn a_title_names_its_years() {
        assert_eq!(
            plan_years("Tuyên truyền cải cách hành chính năm 2022"),
            Some((2022, 2022))
        );
        assert_eq!(
            plan_years("PHÁT TRIỂN KINH TẾ SỐ GIAI ĐOẠN 2026 - 2030"),
            Some((2026, 2030))
        );
        assert_eq!(
            plan_years("THỰC HIỆN QUYẾT ĐỊNH SỐ 1899/QĐ-TTG NGÀY 04/9/2025 CỦA THỦ TƯỚNG"),
            None
        );
    }
}
