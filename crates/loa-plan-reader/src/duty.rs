//! Assignments spread over units and time: the dated duties of a plan (PLAN-01, PLAN-02).

use jiff::civil::Date;
use loa_calendar::expand::{Frame, Occurrence, expand};

use crate::assignment::{Assignment, Role};
use crate::plan::{Context, PlanDraft};
use crate::units::{Meaning, Unit};

/// One occurrence of an assignment for one unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Duty {
    /// Id of the assignment.
    pub assignment: String,
    /// Name of the unit: the list's, else the document's.
    pub unit: String,
    /// Id in the unit list.
    pub unit_id: Option<String>,
    /// Code of the administrative unit.
    pub unit_code: Option<String>,
    /// Role of the unit.
    pub role: Role,
    /// First day on which it can be done.
    pub opens: Date,
    /// Last day.
    pub due: Date,
    /// "2022-W07", "2022-03", "2022".
    pub period: String,
}

/// The stretch of time in which the plan is run.
pub fn frame(draft: &PlanDraft, context: &Context<'_>) -> Option<Frame> {
    let issued_on = draft.head.date.and_then(|date| date.on());
    let (first, last) = match (context.year, draft.head.plan_years) {
        (Some(year), _) => (year, year),
        (None, Some(years)) => years,
        (None, None) => (issued_on?.year(), issued_on?.year()),
    };
    Some(Frame {
        issued_on,
        first: Date::new(first, 1, 1).ok()?,
        last: Date::new(last, 12, 31).ok()?,
    })
}

/// Dated duties of every assignment, in the order of the draft; groups are spread over the unit list.
pub fn duties(draft: &PlanDraft, context: &Context<'_>) -> Vec<Duty> {
    let Some(frame) = frame(draft, context) else {
        return Vec::new();
    };
    let issuer = issuer(draft, context);
    let mut duties = Vec::new();
    for assignment in &draft.assignments {
        let Some(timing) = &assignment.timing else {
            continue;
        };
        let occurrences = expand(&timing.schedule, &frame);
        if occurrences.is_empty() {
            continue;
        }
        for bearer in bearers(assignment, issuer, &frame, context) {
            duties.extend(
                occurrences
                    .iter()
                    .map(|occurrence| bearer.duty(&assignment.id, occurrence)),
            );
        }
    }
    duties
}

/// The unit of the list that issued the plan.
pub fn issuer<'a>(draft: &PlanDraft, context: &Context<'a>) -> Option<&'a Unit> {
    let name = &draft.head.issuer.as_ref()?.text;
    context.units?.named(name).next()
}

struct Bearer<'a> {
    name: &'a str,
    unit: Option<&'a Unit>,
    role: Role,
}

impl Bearer<'_> {
    fn duty(&self, assignment: &str, occurrence: &Occurrence) -> Duty {
        Duty {
            assignment: assignment.to_owned(),
            unit: self.unit.map_or(self.name, |unit| &unit.name).to_owned(),
            unit_id: self.unit.map(|unit| unit.id.clone()),
            unit_code: self
                .unit
                .map(|unit| unit.code.clone())
                .filter(|code| !code.is_empty()),
            role: self.role,
            opens: occurrence.opens,
            due: occurrence.due,
            period: occurrence.period.to_string(),
        }
    }
}

/// Units that bear an assignment, each once, in its highest role. An open group ("có liên quan") bears nothing
/// until a person lists it.
fn bearers<'a>(
    assignment: &'a Assignment,
    issuer: Option<&'a Unit>,
    frame: &Frame,
    context: &Context<'a>,
) -> Vec<Bearer<'a>> {
    let day = frame.issued_on.or(Some(frame.first));
    let mut bearers: Vec<Bearer<'a>> = Vec::new();
    for (role, named) in assignment.units() {
        let Some(units) = context.units else {
            bearers.push(Bearer {
                name: &named.name,
                unit: None,
                role,
            });
            continue;
        };
        let found = match units.meaning(&named.name, issuer, day) {
            Meaning::One(unit) => vec![Some(unit)],
            Meaning::Group(members) => members.into_iter().map(Some).collect(),
            Meaning::Unknown => vec![None],
            Meaning::Open => Vec::new(),
        };
        for unit in found {
            let known = unit.is_some_and(|unit| {
                bearers
                    .iter()
                    .any(|bearer| bearer.unit.is_some_and(|other| other.id == unit.id))
            });
            if !known {
                bearers.push(Bearer {
                    name: &named.name,
                    unit,
                    role,
                });
            }
        }
    }
    bearers
}
