//! What adopting a version brings: duties of each order, what stands in the way, what somebody should have seen.

use std::collections::{BTreeMap, HashSet};

use jiff::civil::Date;
use loa_calendar::expand::Frame;
use loa_db::id::Id;

use crate::duty::{DutyRole, NewDuty};
use crate::page::encoded;
use crate::plan::actions::name_key;
use crate::plan::store::item::Item;
use crate::plan::time::{self, Due};
use crate::plan::{Head, NameKind, Note, Sheet};

/// Something that a person has to decide before the plan can be adopted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// What.
    pub text: String,
    /// Where it is decided.
    pub href: String,
}

/// All that a person has to decide: years, readings of schedules, names; a name once for all orders that write it.
pub fn decisions(plan: Id, head: &Head, items: &[Item]) -> Vec<Decision> {
    let mut found = Vec::new();
    if head.frame().is_none() {
        found.push(Decision {
            text: "Văn bản không cho biết kế hoạch của năm nào.".to_owned(),
            href: format!("/ke-hoach/{plan}/dau"),
        });
    }
    let mut open: BTreeMap<String, (String, NameKind, Vec<&str>)> = BTreeMap::new();
    for item in items.iter().filter(|item| !item.removed) {
        let sheet = &item.sheet;
        let Some(when) = &sheet.when else { continue };
        if when.is_open(head) {
            let why = match when.day_of_no_calendar(head) {
                Some(_) => "có ngày không có trong lịch",
                None => "hiểu được nhiều cách",
            };
            found.push(Decision {
                text: format!("Nhiệm vụ {}: “{}” {why}.", sheet.number, when.text),
                href: format!("/ke-hoach/{plan}/viec/{}#cach-hieu", item.id),
            });
        }
        // Whom an order without a date means brings no duty, and need not be decided.
        if dates(sheet, head, head.issued_on()).is_empty() {
            continue;
        }
        for named in sheet.all_names().filter(|named| named.is_open()) {
            let entry = open
                .entry(name_key(&named.text))
                .or_insert_with(|| (named.text.clone(), named.kind, Vec::new()));
            entry.2.push(&sheet.number);
        }
    }
    for (text, kind, mut numbers) in open.into_values() {
        numbers.dedup();
        let why = match kind {
            NameKind::Open => "là những đơn vị nào",
            _ => "không có trong danh sách đơn vị: là đơn vị nào",
        };
        found.push(Decision {
            text: format!("“{text}” {why} (nhiệm vụ {})?", numbers.join(", ")),
            href: format!("/ke-hoach/{plan}/ten?cum={}", encoded(&text)),
        });
    }
    found
}

/// The dates of an order that begins on a day.
pub fn dates(sheet: &Sheet, head: &Head, begins_on: Option<Date>) -> Vec<Due> {
    let (Some(when), Some(frame)) = (&sheet.when, head.frame()) else {
        return Vec::new();
    };
    let frame = Frame {
        issued_on: begins_on,
        ..frame
    };
    time::dates(&when.schedule(head), &frame, sheet.floor)
}

/// Units that bear an order, each once, as owner where it is named as both.
pub fn bearers(sheet: &Sheet) -> Vec<(Id, DutyRole)> {
    let owners = sheet.leads.iter().chain(&sheet.implementers);
    let with = |role| move |id: &Id| (*id, role);
    let owners = owners.flat_map(|named| named.units.iter().map(with(DutyRole::Lead)));
    let others = sheet
        .coordinators
        .iter()
        .flat_map(|named| named.units.iter().map(with(DutyRole::Support)));
    let mut seen = HashSet::new();
    owners.chain(others).filter(|(id, _)| seen.insert(*id)).collect()
}

/// The duties of an order (PLAN-01, PLAN-02). Who assists owes one activity in each period.
pub fn duties(
    sheet: &Sheet,
    head: &Head,
    origin: Id,
    position: i64,
    begins_on: Option<Date>,
) -> Vec<NewDuty> {
    let dates = dates(sheet, head, begins_on);
    let duty = |unit: Id, role: DutyRole, date: &Due| NewDuty {
        origin,
        number: sheet.number.clone(),
        title: sheet.title.clone(),
        position,
        unit,
        role,
        period: date.period.clone(),
        opens_on: date.opens_on,
        due_on: date.due_on,
        needs_approval: sheet.needs_approval,
        wanted: match role {
            DutyRole::Lead => date.wanted,
            DutyRole::Support => 1,
        },
    };
    let each = |(unit, role): (Id, DutyRole)| {
        let duty = &duty;
        dates.iter().map(move |date| duty(unit, role, date))
    };
    bearers(sheet).into_iter().flat_map(each).collect()
}

/// Duties of orders that begin on a day which would be overdue on the day on which they are adopted.
pub fn overdue<'a>(
    sheets: impl Iterator<Item = &'a Sheet>,
    head: &Head,
    begins_on: Option<Date>,
    today: Date,
) -> usize {
    let each = sheets.map(|sheet| {
        let dates = dates(sheet, head, begins_on);
        dates.iter().filter(|date| date.due_on < today).count() * bearers(sheet).len()
    });
    each.sum()
}

/// An order before it is adopted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outlook {
    /// The item.
    pub item: Id,
    /// "2.3"
    pub number: String,
    /// What to do.
    pub title: String,
    /// Units that own it.
    pub owners: usize,
    /// Units that assist.
    pub helpers: usize,
    /// Dates of one unit.
    pub dates: usize,
    /// First and last due day.
    pub span: Option<(Date, Date)>,
    /// Duties in all.
    pub duties: usize,
    /// What somebody must have seen: no date, no owner, another owner elsewhere in the document.
    pub lacks: Vec<&'static str>,
}

/// The rule by which the table and the body of a document name different leads for one task.
const LEADS_DIFFER: &str = "P202";

/// The document names another lead elsewhere, and nobody has chosen: the leads are still those that were read.
fn leads_differ(item: &Item, notes: &[Note]) -> bool {
    let Some(read) = &item.original else {
        return false;
    };
    let names = |sheet: &Sheet| -> Vec<String> { sheet.leads.iter().map(|lead| lead.text.clone()).collect() };
    let is_told = |note: &Note| note.code == LEADS_DIFFER && note.number == read.number;
    names(read) == names(&item.sheet) && notes.iter().any(is_told)
}

/// What each order would bring; `notes`: what the reader told of the document.
pub fn outlook(head: &Head, items: &[Item], notes: &[Note]) -> Vec<Outlook> {
    let kept = items.iter().filter(|item| !item.removed);
    kept.map(|item| {
        let sheet = &item.sheet;
        let dates = dates(sheet, head, head.issued_on());
        let bearers = bearers(sheet);
        let owners = bearers.iter().filter(|(_, role)| *role == DutyRole::Lead).count();
        let days = || dates.iter().map(|date| date.due_on);
        let mut lacks = Vec::new();
        if dates.is_empty() {
            lacks.push("không có hạn tính được thành ngày");
        }
        if owners == 0 {
            lacks.push("không có đơn vị chủ trì");
        }
        if leads_differ(item, notes) {
            lacks.push("bảng và lời văn nêu đơn vị chủ trì khác nhau");
        }
        Outlook {
            item: item.id,
            number: sheet.number.clone(),
            title: sheet.title.clone(),
            owners,
            helpers: bearers.len() - owners,
            dates: dates.len(),
            span: days().min().zip(days().max()),
            duties: dates.len() * bearers.len(),
            lacks,
        }
    })
    .collect()
}
