//! Legal bases: which documents a plan rests on (DOC-08, DOC-16).

use crate::citation::{cited_date, cited_number};
use crate::head::BASIS_OPENINGS;
use crate::plan::LegalBasis;
use crate::text::{Item, Line, NumberStyle, begins_with, begins_with_any, find};
use crate::unit_names::begins_unit;

/// Types of documents that are cited.
const CITED: &[(&str, &str)] = &[
    ("nghi quyet lien tich", "Nghị quyết liên tịch"),
    ("nghi quyet", "Nghị quyết"),
    ("nghi dinh", "Nghị định"),
    ("quyet dinh", "Quyết định"),
    ("thong tu lien tich", "Thông tư liên tịch"),
    ("thong tu", "Thông tư"),
    ("chi thi", "Chỉ thị"),
    ("ke hoach hanh dong", "Kế hoạch hành động"),
    ("ke hoach", "Kế hoạch"),
    ("chuong trinh hanh dong", "Chương trình hành động"),
    ("chuong trinh", "Chương trình"),
    ("cong van", "Công văn"),
    ("van ban", "Văn bản"),
    ("thong bao", "Thông báo"),
    ("ket luan", "Kết luận"),
    ("huong dan", "Hướng dẫn"),
    ("cong dien", "Công điện"),
    ("to trinh", "Tờ trình"),
    ("bao cao", "Báo cáo"),
    ("quy dinh", "Quy định"),
    ("phap lenh", "Pháp lệnh"),
    ("bo luat", "Bộ luật"),
    ("luat", "Luật"),
    ("de an", "Đề án"),
];

/// Reads the bases behind the head; gives them and the index of the first item behind them.
pub fn read_bases(items: &[Item<'_>], start: usize, end: usize) -> (Vec<LegalBasis>, usize) {
    let mut bases = Vec::new();
    let mut behind = start;
    for (at, item) in items.iter().enumerate().take(end.min(start + 60)).skip(start) {
        let Some(line) = item.line() else { continue };
        let numbered = line
            .number
            .as_ref()
            .is_some_and(|number| number.style < NumberStyle::Dash);
        if numbered {
            break;
        }
        if begins_with_any(line.body_words(), BASIS_OPENINGS).is_some() {
            bases.extend(cited_in(line));
            behind = at + 1;
        }
    }
    (bases, behind)
}

/// One entry for each document cited in the paragraph; one for the paragraph when it cites none by type.
fn cited_in(line: &Line<'_>) -> Vec<LegalBasis> {
    let paragraph = line.body_cut();
    let mut found: Vec<(usize, LegalBasis)> = Vec::new();
    let mut at = line.body;
    while at < line.words.len() {
        let here = &line.words[at..];
        let Some((length, kind)) = CITED
            .iter()
            .find_map(|(folded, kind)| Some((begins_with(here, folded)?, *kind)))
        else {
            at += 1;
            continue;
        };
        let basis = read_cited(line, at, length, kind);
        // "Kế hoạch" without number inside another citation is that document's subject.
        let own =
            basis.number.is_some() || (found.is_empty() && matches!(kind, "Luật" | "Bộ luật" | "Pháp lệnh"));
        let within_subject =
            found.last().is_some_and(|(_, last)| last.number.is_some()) && !separated(line, at);
        if own && !within_subject {
            found.push((at, basis));
        }
        at += length;
    }
    let ends: Vec<usize> = found
        .iter()
        .skip(1)
        .map(|(at, _)| *at)
        .chain([line.words.len()])
        .collect();
    let mut bases: Vec<LegalBasis> = Vec::with_capacity(found.len());
    for ((at, mut basis), end) in found.into_iter().zip(ends) {
        basis.subject = subject(line, at, end);
        bases.push(LegalBasis {
            words: paragraph.clone(),
            ..basis
        });
    }
    if bases.is_empty() {
        bases.push(LegalBasis {
            words: paragraph,
            ..LegalBasis::default()
        });
    }
    bases
}

/// A new citation begins behind ";" or "và", or behind an opening word.
fn separated(line: &Line<'_>, at: usize) -> bool {
    let before = at
        .checked_sub(1)
        .and_then(|at| line.words.get(at))
        .map(|word| word.folded.as_str());
    matches!(before, Some(";" | "va" | "cu" | "hien" | "khai" | ","))
}

fn read_cited(line: &Line<'_>, at: usize, length: usize, kind: &str) -> LegalBasis {
    let words = &line.words;
    let mut basis = LegalBasis {
        kind: Some(kind.to_owned()),
        ..LegalBasis::default()
    };
    let near = words.len().min(at + length + 6);
    let number = (at + length..near).find_map(|index| Some((index, cited_number(line, index)?)));
    if let Some((_, number)) = &number {
        basis.number = Some(number.text.clone());
    }
    let from = number.map_or(at + length, |(index, _)| index);
    let close = words.len().min(from + 14);
    let day = (from..close).find(|index| words[*index].folded.starts_with("ngay"));
    let behind = match day.and_then(|index| cited_date(line, index)) {
        Some((date, behind)) => {
            basis.date = date.on();
            behind
        }
        None => from,
    };
    basis.issuer = issuer(line, behind);
    basis
}

/// "của Thủ tướng Chính phủ": up to the words that begin the subject.
fn issuer(line: &Line<'_>, from: usize) -> Option<String> {
    let words = line.words.get(from..)?;
    let by = words.iter().take(8).position(|word| word.folded == "cua")?;
    let start = from + by + 1;
    let stops = [
        "ve",
        "ban hanh",
        "quy dinh",
        "phe duyet",
        "sua doi",
        "huong dan",
        "thuc hien",
        "trien khai",
        "giao",
        "cong bo",
        "thong qua",
        "dieu chinh",
        "tai",
    ];
    let end = (start + 1..line.words.len()).take(16).find(|at| {
        let here = &line.words[*at..];
        let word = &line.words[*at];
        // Behind a comma the sentence may go on with who issues the plan: "… của Tỉnh ủy, Đảng ủy xã xây dựng …".
        let goes_on = word.folded == "," && begins_unit(&line.text, &line.words[at + 1..]);
        goes_on
            || matches!(word.folded.as_str(), ";" | "." | "(" | ":")
            || !word.capital && begins_with_any(here, &stops).is_some()
    });
    let end = end.unwrap_or((start + 10).min(line.words.len()));
    Some(
        line.cut_words(start..end)
            .text
            .trim_end_matches([',', ' '])
            .to_owned(),
    )
    .filter(|name| !name.is_empty())
}

/// What the cited document is about: behind "về việc", "về", or the verb of the act.
fn subject(line: &Line<'_>, at: usize, end: usize) -> Option<String> {
    let words = line.words.get(at..end)?;
    let start = ["ve viec", "ve", "ban hanh", "quy dinh", "phe duyet", "sua doi"]
        .iter()
        .filter_map(|words_of| find(words, words_of))
        .min()?;
    let skip = begins_with_any(&words[start..], &["ve viec", "ve"]).unwrap_or(0);
    let text = line.cut_words(at + start + skip..end).text;
    Some(text.trim_end_matches([';', '.', ',', ' ']).to_owned()).filter(|text| !text.is_empty())
}
