//! What was read out of a plan document, every value with its place, and the one function that reads it.

use std::ops::Range;

use jiff::civil::Date;
use loa_calendar::phrase::{ColumnKind, Context as PhraseContext};
use loa_docfile::body::{Body, Place};

use crate::assignment::Assignment;
use crate::closing::read_closing;
use crate::head::{HeadRead, read_head};
use crate::labelled::read_labelled;
use crate::legal_basis::read_bases;
use crate::lint::{self, Facts};
use crate::merge::merge;
use crate::notice::Notice;
use crate::outline::read_outline;
use crate::prose::read_prose;
use crate::task_table::read_table;
use crate::text::{Item, NumberStyle, begins_with_any, is_capitals, items};
use crate::units::Units;

/// Words of the document and where they stand.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Words {
    /// NFC, as written, spaces made one.
    pub text: String,
    /// Where.
    pub at: Place,
}

/// A date whose day, and even month, may be left blank for the stamp ("ngày    tháng 7 năm 2026").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DocumentDate {
    /// Year.
    pub year: i16,
    /// Month, 1 to 12.
    pub month: Option<i8>,
    /// Day of the month.
    pub day: Option<i8>,
    /// Where.
    pub at: Place,
}

impl DocumentDate {
    /// The civil date, when it is whole and exists.
    pub fn on(&self) -> Option<Date> {
        Date::new(self.year, self.month?, self.day?).ok()
    }
}

impl std::fmt::Display for DocumentDate {
    /// ISO 8601, as far as it is known: `2022-01-13`, `2026-07`, `2026`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}", self.year)?;
        let Some(month) = self.month else { return Ok(()) };
        write!(f, "-{month:02}")?;
        let Some(day) = self.day else { return Ok(()) };
        write!(f, "-{day:02}")
    }
}

/// The head of the document (DOC-04 to DOC-06, DOC-11, DOC-14).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Head {
    /// Type of document in sentence case: "Kế hoạch".
    pub kind: Option<Words>,
    /// Issuing body in the usual short form: "UBND huyện Sông Mã".
    pub issuer: Option<Words>,
    /// The body above it, where the head names one.
    pub parent_issuer: Option<Words>,
    /// Number with symbol: "18/KH-UBND"; "/KH-SCT" where the number is blank.
    pub number: Option<Words>,
    /// Place of issue: "Sông Mã".
    pub place: Option<Words>,
    /// Date of issue.
    pub date: Option<DocumentDate>,
    /// Type and subject in one line.
    pub title: Option<Words>,
    /// First and last year that the plan is for.
    pub plan_years: Option<(i16, i16)>,
}

/// Who signed (DOC-17).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Signer {
    /// "TM. ỦY BAN NHÂN DÂN"
    pub on_behalf: Option<Words>,
    /// "KT. CHỦ TỊCH", "TL. …", "TUQ. …"
    pub acting: Option<Words>,
    /// "PHÓ CHỦ TỊCH"
    pub position: Option<Words>,
    /// Name.
    pub name: Option<Words>,
}

/// One cited document (DOC-08, DOC-16).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LegalBasis {
    /// The whole paragraph.
    pub words: Words,
    /// "Quyết định"
    pub kind: Option<String>,
    /// "5307/QĐ-UBND"
    pub number: Option<String>,
    /// Date of the cited document.
    pub date: Option<Date>,
    /// Who issued it.
    pub issuer: Option<String>,
    /// What it is about.
    pub subject: Option<String>,
}

/// A numbered heading or paragraph of the outline.
#[derive(Debug, Clone, PartialEq)]
pub struct Heading {
    /// Depth from 1.
    pub level: u8,
    /// The number as written: "IV", "1.2", "đ".
    pub number: String,
    /// The line without its number.
    pub words: Words,
}

/// An annex found in the document.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Annex {
    /// "Phụ lục I"
    pub label: Words,
    /// Title below the label.
    pub title: Option<Words>,
    /// "(Kèm theo Kế hoạch số …)"
    pub caption: Option<Words>,
}

/// What a plan document says, before a person has looked it over.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PlanDraft {
    /// Head.
    pub head: Head,
    /// Signature.
    pub signer: Option<Signer>,
    /// Lines of "Nơi nhận" without dashes.
    pub recipients: Vec<Words>,
    /// Cited documents, one entry a document.
    pub legal_bases: Vec<LegalBasis>,
    /// Numbered lines of the body.
    pub outline: Vec<Heading>,
    /// Annexes.
    pub annexes: Vec<Annex>,
    /// What is ordered, table rows first, then what only the prose says.
    pub assignments: Vec<Assignment>,
}

/// What the reader is told beside the document.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// The units that exist, for matching names and spreading groups.
    pub units: Option<&'a Units>,
    /// Plan year, when the document's own is missing or to be overruled.
    pub year: Option<i16>,
    /// The day to judge from ("late", "before today"); no day, no such notice.
    pub today: Option<Date>,
}

/// Reads a plan. Never fails; what is unclear, wrong or missing is in the notices, which stand in the
/// order of the document.
pub fn read_plan(body: &Body, context: &Context<'_>) -> (PlanDraft, Vec<Notice>) {
    let items = items(body);
    let draft = read_draft(&items, context);
    let notices = lint::check(&Facts {
        body,
        items: &items,
        draft: &draft,
        context,
    });
    (draft, notices)
}

fn read_draft(items: &[Item<'_>], context: &Context<'_>) -> PlanDraft {
    let closing = read_closing(items);
    let HeadRead { mut head, end } = read_head(items, &closing.captions);
    if let Some(year) = context.year {
        head.plan_years = Some((year, year));
    }
    let (legal_bases, bases_end) = read_bases(items, end, closing.start);
    let phrase = PhraseContext {
        plan_years: head.plan_years,
        issued_on: head.date.and_then(|date| date.on()),
        column: ColumnKind::Prose,
        heading: None,
    };
    let kind = head
        .kind
        .as_ref()
        .map(|kind| kind.text.as_str())
        .unwrap_or_default();
    let mut table = Vec::new();
    for item in items {
        if let Item::Table(rows) = item {
            table.extend(read_table(rows, &phrase).unwrap_or_default());
        }
    }
    let body = bases_end..closing.start.max(bases_end);
    let annex = closing.end.max(body.end)..items.len();
    let mut prose = read_orders(items, body.clone(), kind, &phrase);
    if carries_plan(items, annex.clone()) {
        prose.extend(read_orders(items, annex, kind, &phrase));
    }
    PlanDraft {
        outline: read_outline(items, body),
        assignments: merge(table, prose),
        head,
        signer: closing.signer,
        recipients: closing.recipients,
        legal_bases,
        annexes: closing.annexes,
    }
}

/// Orders of running text, in its order: labelled blocks, sentences and unit blocks.
fn read_orders(
    items: &[Item<'_>],
    range: Range<usize>,
    kind: &str,
    phrase: &PhraseContext<'_>,
) -> Vec<Assignment> {
    let mut labelled = read_labelled(items, range.clone(), phrase);
    let mut prose = read_prose(items, range, &labelled.taken, kind, phrase);
    labelled.give_terms(&mut prose);
    let mut orders = std::mem::take(&mut labelled.orders);
    orders.extend(prose);
    orders.sort_by_key(|order| order.sources.first().map(|at| (at.block, at.span.start)));
    orders
}

/// Behind the signature of a decision stands the plan that it issues: a type in capitals, then its own sections.
fn carries_plan(items: &[Item<'_>], range: Range<usize>) -> bool {
    let lines = || {
        items
            .get(range.clone())
            .unwrap_or_default()
            .iter()
            .filter_map(Item::line)
    };
    let sections = lines()
        .filter(|line| {
            line.number
                .as_ref()
                .is_some_and(|number| number.style == NumberStyle::Roman)
        })
        .count();
    let kinds = ["ke hoach", "chuong trinh", "de an", "phuong an", "quy che"];
    sections >= 2
        && lines().any(|line| {
            begins_with_any(&line.words, &kinds).is_some()
                && is_capitals(line.text.split('\n').next().unwrap_or_default())
        })
}
