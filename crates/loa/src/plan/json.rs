//! The JSON format `loa-plan/1` (docs/loa-plan-1.schema.json).

use loa_docfile::body::{Body, Place};
use loa_plan_reader::assignment::{Assignment, NamedUnit, Origin, Timing};
use loa_plan_reader::duty::Duty;
use loa_plan_reader::notice::Notice;
use loa_plan_reader::plan::{LegalBasis, PlanDraft, Signer, Words};
use serde::Serialize;

use crate::language::Language;
use crate::source::line_of;

/// Name of the format.
pub const FORMAT: &str = "loa-plan/1";

/// A compiled plan.
#[derive(Serialize)]
pub struct Plan<'a> {
    format: &'static str,
    head: Head<'a>,
    signer: Option<Signature<'a>>,
    recipients: Vec<&'a str>,
    legal_bases: Vec<Basis<'a>>,
    outline: Vec<Heading<'a>>,
    annexes: Vec<Annex<'a>>,
    assignments: Vec<Order<'a>>,
    duties: Vec<DutyRow<'a>>,
    notices: Vec<NoticeRow<'a>>,
}

#[derive(Serialize)]
struct Head<'a> {
    r#type: Option<&'a str>,
    issuer: Option<&'a str>,
    parent_issuer: Option<&'a str>,
    number: Option<&'a str>,
    place: Option<&'a str>,
    date: Option<String>,
    title: Option<&'a str>,
    plan_years: Option<(i16, i16)>,
}

#[derive(Serialize)]
struct Signature<'a> {
    on_behalf: Option<&'a str>,
    acting: Option<&'a str>,
    position: Option<&'a str>,
    name: Option<&'a str>,
}

#[derive(Serialize)]
struct Basis<'a> {
    text: &'a str,
    r#type: Option<&'a str>,
    number: Option<&'a str>,
    date: Option<String>,
    issuer: Option<&'a str>,
    subject: Option<&'a str>,
    source: Source,
}

#[derive(Serialize)]
struct Heading<'a> {
    level: u8,
    number: &'a str,
    title: &'a str,
    source: Source,
}

#[derive(Serialize)]
struct Annex<'a> {
    label: &'a str,
    title: Option<&'a str>,
    caption: Option<&'a str>,
}

#[derive(Serialize)]
struct Order<'a> {
    id: &'a str,
    group: Option<&'a str>,
    title: &'a str,
    leads: Vec<&'a str>,
    coordinators: Vec<&'a str>,
    implementers: Vec<&'a str>,
    schedule: Option<ScheduleRow<'a>>,
    product: Option<&'a str>,
    origin: &'static str,
    sources: Vec<Source>,
}

#[derive(Serialize)]
struct ScheduleRow<'a> {
    text: &'a str,
    kind: &'static str,
    norm: String,
    inherited: bool,
    windows: Vec<Window>,
}

#[derive(Serialize)]
struct Window {
    opens: String,
    due: String,
}

#[derive(Serialize)]
struct DutyRow<'a> {
    assignment: &'a str,
    unit: &'a str,
    unit_id: Option<&'a str>,
    unit_code: Option<&'a str>,
    role: &'static str,
    opens: String,
    due: String,
    period: &'a str,
}

#[derive(Serialize)]
struct NoticeRow<'a> {
    code: &'a str,
    severity: &'static str,
    message: &'a str,
    hint: &'a str,
    source: Option<Source>,
    assignment: Option<&'a str>,
}

/// Where words stand: as a person counts, from 1.
#[derive(Serialize)]
struct Source {
    page: Option<u32>,
    paragraph: u32,
    row: Option<u32>,
    cell: Option<u32>,
    line: usize,
    /// Characters of the running text, from 0, end excluded.
    chars: (usize, usize),
}

fn source(body: &Body, at: Place) -> Source {
    let count = |end: usize| body.source.get(..end).map_or(0, |text| text.chars().count());
    let start = count(at.span.start);
    let inside = body.source.get(at.span.start..at.span.end).map_or(0, |text| text.chars().count());
    Source {
        page: at.page,
        paragraph: at.block,
        row: at.row,
        cell: at.cell,
        line: line_of(body, at),
        chars: (start, start + inside),
    }
}

fn text(words: Option<&Words>) -> Option<&str> {
    words.map(|words| words.text.as_str())
}

/// Everything that was compiled from one document.
pub struct Compiled<'a> {
    /// The document.
    pub body: &'a Body,
    /// What was read.
    pub draft: &'a PlanDraft,
    /// Dated duties.
    pub duties: &'a [Duty],
    /// Notices.
    pub notices: &'a [Notice],
    /// Windows of each assignment, in the draft's order.
    pub windows: &'a [Vec<(jiff::civil::Date, jiff::civil::Date)>],
}

impl<'a> Plan<'a> {
    /// The document in the format.
    pub fn new(compiled: &Compiled<'a>, language: Language) -> Self {
        let Compiled { body, draft, duties, notices, windows } = *compiled;
        let orders = draft.assignments.iter().enumerate();
        Self {
            format: FORMAT,
            head: head(draft),
            signer: draft.signer.as_ref().map(signature),
            recipients: draft.recipients.iter().map(|line| line.text.as_str()).collect(),
            legal_bases: draft.legal_bases.iter().map(|basis| legal_basis(body, basis)).collect(),
            outline: (draft.outline.iter())
                .map(|heading| Heading {
                    level: heading.level,
                    number: &heading.number,
                    title: &heading.words.text,
                    source: source(body, heading.words.at),
                })
                .collect(),
            annexes: (draft.annexes.iter())
                .map(|annex| Annex {
                    label: &annex.label.text,
                    title: text(annex.title.as_ref()),
                    caption: text(annex.caption.as_ref()),
                })
                .collect(),
            assignments: orders
                .map(|(at, order)| assignment(body, order, windows.get(at).map_or(&[], Vec::as_slice)))
                .collect(),
            duties: duties.iter().map(duty).collect(),
            notices: notices.iter().map(|one| notice(body, one, language)).collect(),
        }
    }
}

fn head(draft: &PlanDraft) -> Head<'_> {
    let head = &draft.head;
    Head {
        r#type: text(head.kind.as_ref()),
        issuer: text(head.issuer.as_ref()),
        parent_issuer: text(head.parent_issuer.as_ref()),
        number: text(head.number.as_ref()),
        place: text(head.place.as_ref()),
        date: head.date.map(|date| date.to_string()),
        title: text(head.title.as_ref()),
        plan_years: head.plan_years,
    }
}

fn signature(signer: &Signer) -> Signature<'_> {
    Signature {
        on_behalf: text(signer.on_behalf.as_ref()),
        acting: text(signer.acting.as_ref()),
        position: text(signer.position.as_ref()),
        name: text(signer.name.as_ref()),
    }
}

fn legal_basis<'a>(body: &Body, basis: &'a LegalBasis) -> Basis<'a> {
    Basis {
        text: &basis.words.text,
        r#type: basis.kind.as_deref(),
        number: basis.number.as_deref(),
        date: basis.date.map(|date| date.to_string()),
        issuer: basis.issuer.as_deref(),
        subject: basis.subject.as_deref(),
        source: source(body, basis.words.at),
    }
}

fn assignment<'a>(body: &Body, order: &'a Assignment, windows: &[(jiff::civil::Date, jiff::civil::Date)]) -> Order<'a> {
    let names = |units: &'a [NamedUnit]| units.iter().map(|unit| unit.name.as_str()).collect();
    Order {
        id: &order.id,
        group: order.group.as_deref(),
        title: &order.title.text,
        leads: names(&order.leads),
        coordinators: names(&order.coordinators),
        implementers: names(&order.implementers),
        schedule: order.timing.as_ref().map(|timing| schedule(timing, windows)),
        product: text(order.product.as_ref()),
        origin: match order.origin {
            Origin::Table => "table",
            Origin::Prose => "prose",
        },
        sources: order.sources.iter().map(|place| source(body, *place)).collect(),
    }
}

fn schedule<'a>(timing: &'a Timing, windows: &[(jiff::civil::Date, jiff::civil::Date)]) -> ScheduleRow<'a> {
    ScheduleRow {
        text: &timing.words.text,
        kind: timing.schedule.kind(),
        norm: timing.schedule.to_string(),
        inherited: timing.inherited,
        windows: windows.iter().map(|(opens, due)| Window { opens: opens.to_string(), due: due.to_string() }).collect(),
    }
}

fn duty(duty: &Duty) -> DutyRow<'_> {
    DutyRow {
        assignment: &duty.assignment,
        unit: &duty.unit,
        unit_id: duty.unit_id.as_deref(),
        unit_code: duty.unit_code.as_deref(),
        role: duty.role.key(),
        opens: duty.opens.to_string(),
        due: duty.due.to_string(),
        period: &duty.period,
    }
}

fn notice<'a>(body: &Body, notice: &'a Notice, language: Language) -> NoticeRow<'a> {
    NoticeRow {
        code: notice.code,
        severity: notice.severity.key(),
        message: language.pick(&notice.message),
        hint: language.pick(&notice.hint),
        source: notice.at.map(|at| source(body, at)),
        assignment: notice.assignment.as_deref(),
    }
}
