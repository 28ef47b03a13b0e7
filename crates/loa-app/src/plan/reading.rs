//! A document file read into sheets: what the reader of plans found, as persons will see and edit it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::civil::Date;
use loa_docfile::body::{Body, Place};
use loa_docfile::read::{Limits, ReadError, read};
use loa_plan_reader::assignment::{Assignment, NamedUnit, Origin, Retelling};
use loa_plan_reader::notice::Notice;
use loa_plan_reader::plan::{Context, PlanDraft, Words, read_plan};

use crate::app::OldWord;
use crate::form::FILE_BYTES;
use crate::org::Tree;
use crate::plan::document::{Piece, pieces};
use crate::plan::{At, Directory, Head, MOST_ORDERS, Named, Note, Retold, Sheet, Timing};

/// What one upload may cost: a plan of some 500 pages.
const LIMITS: Limits = Limits {
    file_bytes: FILE_BYTES,
    unpacked_bytes: 96 << 20,
    depth: 128,
    pages: 1_000,
    cells: 30_000,
    text_bytes: 1 << 20,
};

/// Everything that was read from a document.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reading {
    /// The running text that places point into.
    pub source: String,
    /// Its lines and tables.
    pub pieces: Vec<Piece>,
    /// The head.
    pub head: Head,
    /// One an order.
    pub sheets: Vec<Sheet>,
    /// What the reader has to tell.
    pub notes: Vec<Note>,
}

/// A document that was opened, before anything is understood.
pub struct Opened {
    body: Body,
    /// Date of issue, when it is whole.
    pub issued_on: Option<Date>,
}

/// Opens a file: finds out what it is, takes its text. Old Word files go through `converter`, where there is one.
///
/// # Errors
/// A sentence for the person who sent it: what is wrong and what to do.
pub fn open(name: &str, bytes: &[u8], converter: Option<OldWord>) -> Result<Opened, String> {
    // Readers promise not to panic; a promise broken by a strange file must not end the request without a word.
    catch_unwind(AssertUnwindSafe(|| open_file(name, bytes, converter))).unwrap_or_else(|_| Err(fault()))
}

fn open_file(name: &str, bytes: &[u8], converter: Option<OldWord>) -> Result<Opened, String> {
    if let Some(ending) = foreign_ending(name) {
        return Err(format!(
            "Loa không đọc tệp .{ending} làm kế hoạch. Chọn tệp Word (.docx), Excel (.xlsx), PDF có lớp chữ, .txt, .md hoặc trang web (.html)."
        ));
    }
    let refused = |error: ReadError| refusal(&error);
    let body = match read(name, bytes, &LIMITS) {
        Err(ReadError::NeedsConversion) => {
            let converted = converter
                .and_then(|convert| convert(bytes, LIMITS.file_bytes))
                .ok_or_else(|| {
                    "Tệp Word đời cũ (.doc, .rtf). Mở tệp, lưu thành .docx rồi tải lên lại.".to_owned()
                })?;
            read(name, &converted, &LIMITS).map_err(refused)?
        }
        outcome => outcome.map_err(refused)?,
    };
    if body.source.trim().is_empty() {
        return Err(
            "Tệp không có chữ nào. Mở tệp xem có nội dung không; có thể đã lưu nhầm tệp trống.".to_owned(),
        );
    }
    let (draft, _) = read_plan(&body, &Context::default());
    let issued_on = draft.head.date.and_then(|date| date.on());
    Ok(Opened { body, issued_on })
}

/// The ending of a name that says another kind of file than a plan comes in: "jpg". A name without an ending, or with
/// one that names no kind ("ke-hoach 18.2022"), leaves it to the bytes.
fn foreign_ending(name: &str) -> Option<String> {
    const KNOWN: [&str; 14] = [
        "docx", "docm", "dotx", "doc", "rtf", "xlsx", "xlsm", "pdf", "txt", "md", "markdown", "html", "htm",
        "xhtml",
    ];
    let (_, ending) = name.trim().rsplit_once('.')?;
    let ending = ending.to_ascii_lowercase();
    let is_kind = (1..=8).contains(&ending.len())
        && ending.starts_with(|letter: char| letter.is_ascii_lowercase())
        && ending.chars().all(|letter| letter.is_ascii_alphanumeric());
    let is_foreign = is_kind && !KNOWN.contains(&ending.as_str());
    is_foreign.then_some(ending)
}

/// Why a file cannot be read and what to do. What a library says of a damaged file is for the log.
pub fn refusal(error: &ReadError) -> String {
    let told = error.refusal();
    tracing::info!(code = told.code, %error, "a document could not be read");
    match error.detail() {
        // The same in both languages: the words of a library, or of a rule without Vietnamese.
        (detail, same) if detail == same => format!("{}. {}", told.name.0, told.advice.0),
        (detail, _) => format!("{} ({detail}). {}", told.name.0, told.advice.0),
    }
}

fn fault() -> String {
    "Loa gặp lỗi của chính mình khi đọc tệp. Mời thử lưu tệp sang .docx hoặc .txt rồi tải lên lại.".to_owned()
}

/// Reads the plan in a document, among the units of a tree. `written`: the head, where it is known from elsewhere.
///
/// # Errors
/// A sentence, as [`open`].
pub fn understand(
    opened: &Opened,
    tree: &Tree,
    written: Option<Head>,
    today: Date,
) -> Result<Reading, String> {
    let body = &opened.body;
    let units = tree.for_reader();
    let years = written.as_ref().and_then(|head| head.years);
    let context = Context {
        units: Some(&units),
        year: years.map(|years| years.0),
        today: Some(today),
    };
    let (draft, mut notices) =
        catch_unwind(AssertUnwindSafe(|| read_plan(body, &context))).map_err(|_| fault())?;
    if draft.assignments.len() > MOST_ORDERS {
        return Err(format!(
            "Văn bản có {} nhiệm vụ, nhiều hơn mức {MOST_ORDERS}. Mời tách thành nhiều văn bản.",
            draft.assignments.len()
        ));
    }
    if written.is_some() {
        // Rules of the document as a whole do not ask anything of a table.
        notices.retain(|notice| !notice.code.starts_with("P1"));
    }
    let head = written.unwrap_or_else(|| head(&draft));
    let directory = Directory::new(tree, &head.issuer);
    let sheet = |order: &Assignment| sheet(order, &head, &directory);
    Ok(Reading {
        source: body.source.clone(),
        pieces: pieces(body),
        sheets: draft.assignments.iter().map(sheet).collect(),
        notes: notices.iter().map(note).collect(),
        head,
    })
}

fn at(place: Place) -> Option<At> {
    (place.span.end > place.span.start).then_some(At(place.span.start, place.span.end))
}

fn head(draft: &PlanDraft) -> Head {
    let head = &draft.head;
    let words = |words: &Option<Words>| {
        words
            .as_ref()
            .map_or_else(String::new, |words| one_line(&words.text))
    };
    let place = |words: &Option<Words>| words.as_ref().and_then(|words| at(words.at));
    let signer = draft.signer.as_ref().and_then(|signer| signer.name.as_ref());
    let places = [
        ("issuer", place(&head.issuer)),
        ("number", place(&head.number)),
        ("place", place(&head.place)),
        ("date", head.date.and_then(|date| at(date.at))),
        ("title", place(&head.title)),
        ("signer", signer.and_then(|name| at(name.at))),
    ];
    Head {
        kind: words(&head.kind),
        issuer: words(&head.issuer),
        number: words(&head.number),
        place: words(&head.place),
        date: head.date.map_or_else(String::new, |date| date.to_string()),
        title: words(&head.title),
        years: head.plan_years,
        signer: signer.map_or_else(String::new, |name| name.text.clone()),
        places: places
            .into_iter()
            .filter_map(|(field, at)| Some((field.to_owned(), at?)))
            .collect(),
        corrected: false,
    }
}

fn sheet(order: &Assignment, head: &Head, directory: &Directory) -> Sheet {
    let names = |units: &[NamedUnit]| {
        units
            .iter()
            .map(|unit| Named::read(&one_line(&unit.name), at(unit.at), directory))
            .collect()
    };
    let when = order.timing.as_ref().map(|timing| Timing {
        at: at(timing.words.at),
        ..Timing::as_read(&one_line(&timing.words.text), &timing.schedule.to_string(), head)
    });
    Sheet {
        number: order.id.clone(),
        group: order.group.as_deref().map(one_line).unwrap_or_default(),
        title: one_line(&order.title.text),
        title_at: at(order.title.at),
        product: order
            .product
            .as_ref()
            .map_or_else(String::new, |words| one_line(&words.text)),
        product_at: order.product.as_ref().and_then(|words| at(words.at)),
        leads: names(&order.leads),
        coordinators: names(&order.coordinators),
        implementers: names(&order.implementers),
        when,
        floor: 1,
        needs_approval: false,
        is_row: order.origin == Origin::Table,
        sources: order.sources.iter().filter_map(|place| at(*place)).collect(),
        retold: order.retold.iter().map(retold).collect(),
        carried: None,
        merged_into: None,
    }
}

fn retold(retelling: &Retelling) -> Retold {
    Retold {
        title: one_line(&retelling.title.text),
        leads: retelling.leads.iter().map(|unit| one_line(&unit.name)).collect(),
        when: retelling
            .timing
            .as_ref()
            .map_or_else(String::new, |timing| one_line(&timing.words.text)),
        at: at(retelling.title.at),
    }
}

fn note(notice: &Notice) -> Note {
    Note {
        code: notice.code.to_owned(),
        severity: notice.severity.key().to_owned(),
        message: one_line(&notice.message.vi),
        hint: one_line(&notice.hint.vi),
        at: notice.at.and_then(at),
        other: notice.other.and_then(at),
        number: notice.assignment.clone().unwrap_or_default(),
    }
}

/// One line: breaks become spaces.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
