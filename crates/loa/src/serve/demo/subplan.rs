//! Sub-plans of a demonstration: called for when the plan says by when, filed by most units, by one too late, returned
//! once, by some not at all.

use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use loa_app::app::App;
use loa_app::error::{Error, Result};
use loa_app::identity::Actor;
use loa_app::plan;
use loa_app::subplan::actions::calling::{Ways, call, offer};
use loa_app::subplan::actions::judging::{Verdict, judge};
use loa_app::subplan::actions::{self, Filing};
use loa_app::subplan::clauses::{Row, of_rows};
use loa_app::subplan::store::{self, NewCall, Subplan};
use loa_app::subplan::{Clause, Remark};
use loa_calendar::day::plus_days;
use loa_calendar::working_day::WorkCalendar;
use loa_db::id::Id;
use loa_db::tx::{Scope, Tx};

use super::work::Cast;

/// Units that file nothing, at most.
const MISSING: usize = 7;
/// Days before the due day on which units are called, and on which the first of them files.
const CALLED_BEFORE: i64 = 20;
const FILED_BEFORE: i64 = 14;
const WAYS: Ways<'_> = Ways {
    site: "",
    by_webhook: false,
};

/// Calls for sub-plans and has them filed and judged, as far as that lies between the day on which the plan began and
/// today; gives how many were filed.
pub async fn log(app: &App, cast: &Cast, since: Date) -> Result<usize> {
    let today = app.today();
    let coordinator = &cast.coordinator;
    let mut tx = app.begin(coordinator).await?;
    let Some(plan) = in_force(&mut tx).await? else {
        return Ok(0);
    };
    let offered = offer(&mut tx, coordinator, plan).await?;
    let Some(due_on) = offered.due_on else {
        return Ok(0);
    };
    let called_on = workday(due_on, -CALLED_BEFORE).max(since);
    if called_on >= today || offered.units.is_empty() {
        return Ok(0);
    }
    tx = at(app, tx, coordinator, called_on, 9);
    let units: Vec<Id> = offered.units.iter().map(|(unit, _)| *unit).collect();
    let new = NewCall {
        plan,
        // The work of the demonstration logs that duty itself.
        order: None,
        due_on,
        words: "Gửi bản có chữ ký qua Phòng Nội vụ. (mẫu)",
        key: "mau",
    };
    let (id, _) = call(&mut tx, coordinator, &new, &units, WAYS).await?;
    let subplans = store::of_call(&mut tx, id).await?;
    let last = cast
        .officers
        .len()
        .saturating_sub(MISSING.min(cast.officers.len() / 4));
    let mut filed = 0;
    for (number, officer) in cast.officers.iter().take(last).enumerate() {
        let unit = officer.grants.first().map(|grant| grant.unit);
        let Some(one) = subplans.iter().find(|one| Some(one.unit) == unit) else {
            continue;
        };
        let day = match number {
            1 => workday(due_on, 4),
            _ => workday(due_on, i64::try_from(number % 10).unwrap_or(0) - FILED_BEFORE),
        };
        if day < called_on || day >= today {
            continue;
        }
        tx = at(app, tx, officer, day, 10);
        file(&mut tx, officer, one, number).await?;
        filed += 1;
        let verdict = match number {
            0 => Verdict::Return(vec![Remark {
                clause: Some(0),
                words: "Ghi rõ ai làm và làm khi nào. (mẫu)".to_owned(),
            }]),
            _ if number % 3 == 0 => continue,
            _ => Verdict::Accept,
        };
        let judged_on = workday(day, 2);
        if judged_on < today {
            tx = at(app, tx, coordinator, judged_on, 15);
            judge(&mut tx, coordinator, one.id, 1, &verdict, WAYS).await?;
        }
    }
    tx.save().await?;
    Ok(filed)
}

async fn in_force(tx: &mut Tx) -> Result<Option<Id>> {
    let versions = plan::store::versions(tx, Id(0)).await?;
    let found = versions
        .iter()
        .find(|version| version.state == plan::State::Adopted);
    Ok(found.map(|version| version.plan))
}

/// The unit of work goes on on behalf of somebody on a day.
fn at(app: &App, tx: Tx, actor: &Actor, day: Date, hour: i8) -> Tx {
    let zone = TimeZone::fixed(Offset::constant(7));
    let now = zone.to_timestamp(day.at(hour, 0, 0, 0));
    let scope = app.scope(actor.locality, Some(actor.person));
    tx.scoped_to(Scope {
        now: now.unwrap_or(scope.now),
        today: day,
        ..scope
    })
}

/// Files what the form would: every order with how it is done; of every fourth unit one order is left out.
async fn file(tx: &mut Tx, officer: &Actor, one: &Subplan, number: usize) -> Result<()> {
    const HOW: [&str; 3] = [
        "Lồng ghép trong họp bản, giao ban",
        "Phát trên loa truyền thanh",
        "Giao cán bộ chuyên môn thực hiện",
    ];
    let called = store::call(tx, one.call).await?.ok_or(Error::NotFound)?;
    let mut rows = actions::rows(tx, one, &called).await?;
    for (at, row) in rows.iter_mut().enumerate() {
        let is_left_out = number % 4 == 2 && at == 1;
        let how = HOW.get((at + number) % HOW.len()).filter(|_| !is_left_out);
        *row = Row {
            how: how.map_or_else(String::new, |how| format!("{how} (mẫu)")),
            when: if is_left_out || number == 0 {
                ""
            } else {
                "Theo kế hoạch cấp trên"
            }
            .to_owned(),
            ..row.clone()
        };
    }
    let clauses: Vec<Clause> = of_rows(&rows);
    let filing = Filing {
        subplan: one.id,
        file: None,
        clauses: &clauses,
        key: "mau",
        is_sample: true,
    };
    actions::file(tx, officer, &filing).await?;
    Ok(())
}

/// The working day on or before the day that lies so many days from another one.
fn workday(day: Date, days: i64) -> Date {
    let wanted = plus_days(day, days).unwrap_or(day);
    WorkCalendar::vietnam()
        .previous_working_day(wanted)
        .unwrap_or(wanted)
}
