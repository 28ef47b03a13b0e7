//! The JSON format `loa-plan/1` (docs/loa-plan-1.schema.json).

use loa_calendar::expand::Occurrence;
use loa_docfile::body::Place;
use loa_plan_reader::assignment::{Assignment, NamedUnit, Origin, Timing};
use loa_plan_reader::duty::Duty;
use loa_plan_reader::notice::{Notice, Severity};
use loa_plan_reader::plan::{self, LegalBasis, PlanDraft, Signer, Words};
use serde::Serialize;

use crate::language::pick;
use crate::message::Problem;
use crate::plan::compiled::{Compiled, Outcome};
use crate::source::Index;
use loa_calendar::language::Language;

/// Name of the format.
pub const FORMAT: &str = "loa-plan/1";

/// A compiled plan; of a file that cannot be read, one notice that says why.
#[derive(Serialize)]
pub struct Plan<'a> {
    format: &'static str,
    file: &'a str,
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

#[derive(Serialize, Default)]
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

/// One notice.
#[derive(Serialize)]
pub struct NoticeRow<'a> {
    code: &'a str,
    severity: &'static str,
    message: &'a str,
    hint: &'a str,
    source: Option<Source>,
    /// A second place that the message speaks of.
    related: Option<Source>,
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

fn source(index: &Index<'_>, at: Place) -> Source {
    Source {
        page: at.page,
        paragraph: at.block,
        row: at.row,
        cell: at.cell,
        line: index.line_of(at),
        chars: index.characters(at.span),
    }
}

fn text(words: Option<&Words>) -> Option<&str> {
    words.map(|words| words.text.as_str())
}

/// Documents to print: one, to be read by people too, or several, one a line.
pub fn documents(outcomes: &[Outcome], language: Language) -> Vec<u8> {
    let mut text = Vec::new();
    for outcome in outcomes {
        let compact = outcomes.len() > 1;
        match &outcome.result {
            Ok(compiled) => write(
                &mut text,
                &Plan::new(compiled, &Index::new(&compiled.body), language),
                compact,
            ),
            Err(problem) => write(
                &mut text,
                &Plan::unreadable(&outcome.file, problem, language),
                compact,
            ),
        }
    }
    text
}

fn write(text: &mut Vec<u8>, plan: &Plan<'_>, compact: bool) {
    // Writing plain structs to memory cannot fail.
    let _ = if compact {
        serde_json::to_writer(&mut *text, plan)
    } else {
        serde_json::to_writer_pretty(&mut *text, plan)
    };
    text.push(b'\n');
}

impl<'a> Plan<'a> {
    /// The document in the format.
    pub fn new(compiled: &'a Compiled, index: &Index<'_>, language: Language) -> Self {
        let draft = &compiled.draft;
        Self {
            format: FORMAT,
            file: &compiled.file,
            head: head(draft),
            signer: draft.signer.as_ref().map(signature),
            recipients: draft.recipients.iter().map(|line| line.text.as_str()).collect(),
            legal_bases: draft
                .legal_bases
                .iter()
                .map(|basis| legal_basis(index, basis))
                .collect(),
            outline: draft
                .outline
                .iter()
                .map(|heading| outline(index, heading))
                .collect(),
            annexes: draft.annexes.iter().map(annex).collect(),
            assignments: compiled
                .entries()
                .map(|entry| assignment(index, entry.order, entry.occurrences))
                .collect(),
            duties: compiled.duties.iter().map(duty).collect(),
            notices: compiled
                .notices
                .iter()
                .map(|one| notice(index, one, language))
                .collect(),
        }
    }

    /// The document of a file that cannot be read.
    pub fn unreadable(file: &'a str, problem: &'a Problem, language: Language) -> Self {
        Self {
            format: FORMAT,
            file,
            head: Head::default(),
            signer: None,
            recipients: Vec::new(),
            legal_bases: Vec::new(),
            outline: Vec::new(),
            annexes: Vec::new(),
            assignments: Vec::new(),
            duties: Vec::new(),
            notices: vec![unreadable(problem, language)],
        }
    }
}

fn outline<'a>(index: &Index<'_>, heading: &'a plan::Heading) -> Heading<'a> {
    Heading {
        level: heading.level,
        number: &heading.number,
        title: &heading.words.text,
        source: source(index, heading.words.at),
    }
}

fn annex(annex: &plan::Annex) -> Annex<'_> {
    Annex {
        label: &annex.label.text,
        title: text(annex.title.as_ref()),
        caption: text(annex.caption.as_ref()),
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

fn legal_basis<'a>(index: &Index<'_>, basis: &'a LegalBasis) -> Basis<'a> {
    Basis {
        text: &basis.words.text,
        r#type: basis.kind.as_deref(),
        number: basis.number.as_deref(),
        date: basis.date.map(|date| date.to_string()),
        issuer: basis.issuer.as_deref(),
        subject: basis.subject.as_deref(),
        source: source(index, basis.words.at),
    }
}

fn assignment<'a>(index: &Index<'_>, order: &'a Assignment, found: &[Occurrence]) -> Order<'a> {
    let names = |units: &'a [NamedUnit]| units.iter().map(|unit| unit.name.as_str()).collect();
    Order {
        id: &order.id,
        group: order.group.as_deref(),
        title: &order.title.text,
        leads: names(&order.leads),
        coordinators: names(&order.coordinators),
        implementers: names(&order.implementers),
        schedule: order.timing.as_ref().map(|timing| schedule(timing, found)),
        product: text(order.product.as_ref()),
        origin: match order.origin {
            Origin::Table => "table",
            Origin::Prose => "prose",
        },
        sources: order.sources.iter().map(|place| source(index, *place)).collect(),
    }
}

fn schedule<'a>(timing: &'a Timing, found: &[Occurrence]) -> ScheduleRow<'a> {
    ScheduleRow {
        text: &timing.words.text,
        kind: timing.schedule.kind(),
        norm: timing.schedule.to_string(),
        inherited: timing.inherited,
        windows: found
            .iter()
            .map(|one| Window {
                opens: one.opens.to_string(),
                due: one.due.to_string(),
            })
            .collect(),
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

/// A notice in the format.
pub fn notice<'a>(index: &Index<'_>, notice: &'a Notice, language: Language) -> NoticeRow<'a> {
    NoticeRow {
        code: notice.code,
        severity: notice.severity.key(),
        message: pick(language, &notice.message),
        hint: pick(language, &notice.hint),
        source: notice.at.map(|at| source(index, at)),
        related: notice.other.map(|at| source(index, at)),
        assignment: notice.assignment.as_deref(),
    }
}

/// The notice of a file that cannot be read.
pub fn unreadable(problem: &Problem, language: Language) -> NoticeRow<'_> {
    NoticeRow {
        code: problem.code,
        severity: Severity::Error.key(),
        message: pick(language, &problem.message),
        hint: problem.hint(language),
        source: None,
        related: None,
        assignment: None,
    }
}
