//! The end of the document: recipients, signature, annexes with their captions (DOC-17, DOC-21, DOC-22).

use crate::citation::{cited_date, cited_number};
use crate::plan::{Annex, DocumentDate, Signer, Words};
use crate::text::{Item, Line, NumberStyle, Word, begins_with, begins_with_any, find, is_capitals};

/// What the caption of an annex says of its document.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Caption {
    /// The whole caption.
    pub words: Words,
    /// Type of the document: "Kế hoạch".
    pub kind: Option<Words>,
    /// Number with symbol.
    pub number: Option<Words>,
    /// Date.
    pub date: Option<DocumentDate>,
    /// Issuer.
    pub issuer: Option<Words>,
}

/// The end of the document.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Closing {
    /// Index of the first item of the closing (recipients or signature); the number of items when there is none.
    pub start: usize,
    /// Index of the first item behind recipients and signature.
    pub end: usize,
    /// Recipients.
    pub recipients: Vec<Words>,
    /// Who signed.
    pub signer: Option<Signer>,
    /// Annexes.
    pub annexes: Vec<Annex>,
    /// Captions of the annexes, in order.
    pub captions: Vec<Caption>,
}

/// Reads the closing.
pub fn read_closing(items: &[Item<'_>]) -> Closing {
    let annexes = read_annexes(items);
    let captions = items
        .iter()
        .filter_map(Item::line)
        .filter_map(read_caption)
        .collect();
    let heading = items
        .iter()
        .position(|item| item.line().is_some_and(is_recipients_heading));
    let Some(heading) = heading else {
        let (signer, start, end) = read_signature(items, items.len().saturating_sub(12), items.len());
        let found = signer.is_some();
        let (start, end) = if found {
            (start, end)
        } else {
            (items.len(), items.len())
        };
        return Closing {
            start,
            end,
            recipients: Vec::new(),
            signer,
            annexes,
            captions,
        };
    };
    let (recipients, after) = read_recipients(items, heading);
    let (signer, first, last) =
        read_signature(items, heading.saturating_sub(8), (after + 14).min(items.len()));
    let start = if signer.is_some() {
        heading.min(first)
    } else {
        heading
    };
    let end = if signer.is_some() { after.max(last) } else { after };
    Closing {
        start,
        end,
        recipients,
        signer,
        annexes,
        captions,
    }
}

fn is_recipients_heading(line: &Line<'_>) -> bool {
    begins_with(&line.words, "noi nhan").is_some()
        && line.words.iter().filter(|word| word.is_word).count() <= 6
        || begins_with(&line.words, "noi nhan :").is_some()
}

/// Lines "- …;" behind the heading; a line without a dash goes on with the one above it.
fn read_recipients(items: &[Item<'_>], heading: usize) -> (Vec<Words>, usize) {
    let mut recipients: Vec<Words> = Vec::new();
    let mut after = heading + 1;
    if let Some(line) = items.get(heading).and_then(Item::line) {
        for part in line.text.split('\n').skip(1) {
            let start = part.as_ptr() as usize - line.text.as_ptr() as usize;
            add_recipient(&mut recipients, &line.cut(start..start + part.len()));
        }
    }
    for (at, item) in items.iter().enumerate().skip(heading + 1) {
        let Some(line) = item.line() else { break };
        let dashed = matches!(&line.number, Some(number) if number.style >= NumberStyle::Dash);
        let filed = begins_with_any(&line.words, &["luu", "nhu tren", "nhu dieu"]).is_some();
        let last_closed = recipients.last().is_none_or(|last| {
            last.text.ends_with('.') && begins_with(&crate::text::words(&last.text), "luu").is_some()
        });
        let wrapped = !dashed
            && !recipients.is_empty()
            && !last_closed
            && !is_signature_line(line)
            && line.text.len() < 90
            && !is_annex_label(line);
        let bare = recipients.is_empty() && line.text.trim_end().ends_with(';');
        if !(dashed || filed || wrapped || bare)
            || is_signature_line(line)
            || (dashed && last_closed && !recipients.is_empty())
        {
            break;
        }
        for part in line.text.split('\n') {
            let start = part.as_ptr() as usize - line.text.as_ptr() as usize;
            add_recipient(&mut recipients, &line.cut(start..start + part.len()));
        }
        after = at + 1;
    }
    for recipient in &mut recipients {
        let tidy = recipient.text.trim_end_matches([';', '.', ',', ' ']).to_owned();
        recipient.text = tidy;
    }
    (recipients, after)
}

fn add_recipient(recipients: &mut Vec<Words>, words: &Words) {
    let text = words.text.trim();
    let own = text.trim_start_matches(['-', '–', '+', '•', ' ']).to_owned();
    if own.is_empty() {
        return;
    }
    match recipients.last_mut() {
        Some(last) if own == text && !last.text.ends_with([';', '.']) => {
            last.text = format!("{} {own}", last.text);
            last.at.span = last.at.span.cover(words.at.span);
        }
        _ => recipients.push(Words {
            text: own,
            at: words.at,
        }),
    }
}

/// Marks of the power to sign (DOC-17).
const POWERS: &[&str] = &["tm .", "t / m", "kt .", "tl .", "tuq .", "q ."];

/// Offices of signers.
const OFFICES: &[&str] = &[
    "pho thu tuong",
    "thu tuong",
    "pho chu tich",
    "chu tich",
    "pho tong giam doc",
    "tong giam doc",
    "pho giam doc",
    "giam doc",
    "bo truong",
    "thu truong",
    "pho bi thu",
    "bi thu",
    "truong doan",
    "pho truong doan",
    "chanh van phong",
    "pho chanh van phong",
    "truong phong",
    "pho truong phong",
    "pho chu nhiem",
    "chu nhiem",
    "cuc truong",
    "pho cuc truong",
    "truong ban",
    "pho truong ban",
    "vien truong",
    "hieu truong",
    "chi cuc truong",
    "chanh thanh tra",
    "vu truong",
    "tong cuc truong",
];

fn is_signature_line(line: &Line<'_>) -> bool {
    let first = line.text.split('\n').next().unwrap_or_default();
    let power = begins_with_any(&line.words, POWERS).is_some();
    let office = begins_with_any(&line.words, OFFICES).is_some();
    is_capitals(first) && (power || office)
}

/// Signature between `from` and `to`: the signer, first and last item of it.
fn read_signature(items: &[Item<'_>], from: usize, to: usize) -> (Option<Signer>, usize, usize) {
    let window = || items.iter().enumerate().take(to).skip(from);
    let Some(first) = window()
        .find(|(_, item)| item.line().is_some_and(is_signature_line))
        .map(|(at, _)| at)
    else {
        return (None, to, to);
    };
    let mut signer = Signer::default();
    let mut last = first;
    for (at, item) in window().skip_while(|(at, _)| *at < first) {
        let Some(line) = item.line() else { break };
        let mut stop = false;
        for part in line.text.split('\n') {
            let start = part.as_ptr() as usize - line.text.as_ptr() as usize;
            let words: Vec<Word> = crate::text::words(part);
            if is_capitals(part) && !is_annex_label(line) {
                read_office(line, start, part, &mut signer);
            } else if signer.name.is_none() && is_personal_name(part, &words) {
                signer.name = Some(tidy_name(&line.cut(start..start + part.len())));
                stop = true;
            } else if at > first && words.iter().any(|word| word.is_word) && !is_signed_mark(&words) {
                stop = true;
            }
        }
        last = at;
        if stop {
            break;
        }
    }
    (Some(signer), first, last + 1)
}

fn tidy_name(words: &Words) -> Words {
    Words {
        text: words.text.trim().trim_end_matches(['.', ',', ';']).to_owned(),
        at: words.at,
    }
}

fn is_signed_mark(words: &[Word]) -> bool {
    begins_with_any(words, &["( da ky", "da ky", "( ky"]).is_some()
}

/// One line in capitals: power, office or both.
fn read_office(line: &Line<'_>, start: usize, part: &str, signer: &mut Signer) {
    let words = crate::text::words(part);
    let cut = |from: usize, to: usize| -> Option<Words> {
        let (first, last) = (words.get(from)?, words.get(to.checked_sub(1)?)?);
        Some(line.cut(start + first.range.start..start + last.range.end))
    };
    let is_power = |at: usize| begins_with_any(&words[at..], POWERS).is_some();
    let is_office = |at: usize| begins_with_any(&words[at..], OFFICES).is_some();
    let mut at = 0;
    while at < words.len() {
        let collective = begins_with_any(&words[at..], &["tm .", "t / m"]);
        let power = begins_with_any(&words[at..], POWERS);
        let mut end = at + power.unwrap_or(0);
        // A collective runs up to the next power or office; "KT. CHỦ TỊCH" takes its own office.
        if collective.is_some() {
            while end < words.len() && !is_power(end) && !is_office(end) {
                end += 1;
            }
            signer.on_behalf = signer.on_behalf.take().or_else(|| cut(at, end));
        } else if power.is_some() {
            end += begins_with_any(&words[end..], OFFICES).unwrap_or(1);
            while end < words.len() && !is_power(end) && !(is_office(end) && words[end - 1].folded != ",") {
                end += 1;
            }
            signer.acting = signer.acting.take().or_else(|| cut(at, end));
        } else if is_office(at) {
            end = words.len();
            if signer.position.is_none() {
                signer.position = cut(at, end);
            }
        } else {
            end = at + 1;
        }
        at = end.max(at + 1);
    }
}

/// "Nguyễn Văn Mẫu": two to six words, each with a capital.
fn is_personal_name(part: &str, words: &[Word]) -> bool {
    let named: Vec<&Word> = words.iter().filter(|word| word.is_word).collect();
    let only_letters = part
        .chars()
        .all(|c| c.is_alphabetic() || c.is_whitespace() || matches!(c, '.' | '-' | '\''));
    let office = begins_with_any(words, &["phu luc", "noi nhan", "mau so", "ke hoach"]).is_some();
    (2..=6).contains(&named.len()) && only_letters && !office && named.iter().all(|word| word.capital)
}

/// "PHỤ LỤC II", "Phụ lục", "Mẫu biểu số 01": a line of its own.
pub fn is_annex_label(line: &Line<'_>) -> bool {
    let words = &line.words;
    let Some(length) = begins_with_any(
        words,
        &[
            "phu luc so",
            "phu luc",
            "mau bieu so",
            "mau so",
            "bieu mau so",
            "bieu so",
        ],
    ) else {
        return false;
    };
    let capital = words.first().is_some_and(|word| word.capital);
    let rest: Vec<&Word> = words.iter().skip(length).filter(|word| word.is_word).collect();
    let label_only = rest.len() <= 1 && rest.iter().all(|word| word.folded.len() <= 5);
    let first_line_ends = line.text.split('\n').next().is_some_and(|first| first.len() < 24);
    capital && (label_only || first_line_ends || is_capitals(&line.text) && rest.len() <= 40)
}

fn read_annexes(items: &[Item<'_>]) -> Vec<Annex> {
    let mut annexes = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let Some(line) = item.line().filter(|line| is_annex_label(line)) else {
            continue;
        };
        let mut annex = Annex {
            label: line.cut(0..line.text.len()),
            ..Annex::default()
        };
        for item in items.iter().skip(at + 1).take(4) {
            let Some(line) = item.line().filter(|line| !is_annex_label(line)) else {
                break;
            };
            if let Some(caption) = read_caption(line) {
                annex.caption = Some(caption.words);
                break;
            }
            if annex.title.is_none() {
                annex.title = Some(line.cut(0..line.text.len()));
            }
        }
        annexes.push(annex);
    }
    annexes
}

/// "(Kèm theo Kế hoạch số 18/KH-UBND ngày 13/01/2022 của UBND huyện …)".
pub fn read_caption(line: &Line<'_>) -> Option<Caption> {
    let words = &line.words;
    let open = words.iter().position(|word| word.folded == "(")?;
    let inside = words.get(open + 1..)?;
    let behind = begins_with_any(inside, &["kem theo", "ban hanh kem theo", "ban hanh kem"])?;
    let start = open + 1 + behind;
    let close = words
        .iter()
        .rposition(|word| word.folded == ")")
        .unwrap_or(words.len());
    let mut caption = Caption {
        words: line.cut_words(open..words.len()),
        ..Caption::default()
    };
    let named = find(words.get(start..close)?, "so").map(|at| start + at);
    if let Some(number_word) = named {
        caption.kind = Some(line.cut_words(start..number_word)).filter(|kind| kind.text.len() < 40);
        let first = (number_word + 1..close).find(|at| words[*at].is_word || words[*at].folded == "/")?;
        caption.number = cited_number(line, first);
    }
    let day = words
        .get(start..close)?
        .iter()
        .position(|word| word.folded.starts_with("ngay"))
        .map(|at| start + at);
    let mut from = start;
    if let Some((date, behind)) = day.and_then(|at| cited_date(line, at)) {
        caption.date = Some(date);
        from = behind;
    }
    let by = words
        .get(from..close)
        .and_then(|rest| find(rest, "cua"))
        .map(|at| from + at + 1);
    if let Some(by) = by.filter(|by| *by < close) {
        caption.issuer = Some(line.cut_words(by..close));
    }
    Some(caption)
}
