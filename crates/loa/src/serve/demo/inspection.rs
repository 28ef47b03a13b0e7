//! Inspections of a demonstration: a programme of the year, one visit concluded with a finding, one that is ahead.

use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use loa_app::app::App;
use loa_app::error::Result;
use loa_app::identity::Actor;
use loa_app::inspection::actions::answer::{Said, answer, reply};
use loa_app::inspection::actions::conclude::{Written, conclude};
use loa_app::inspection::actions::{Chosen, choose, visit, write_programme};
use loa_app::inspection::{Item, Kind, Programme, ReplyKind, Verdict, risk, store};
use loa_calendar::day::plus_days;
use loa_calendar::working_day::WorkCalendar;
use loa_db::id::Id;
use loa_db::tx::{Scope, Tx};

use super::work::Cast;

/// Days before today on which the programme was written, a team was at a unit, and its visit was concluded.
const WRITTEN_BEFORE: i64 = 30;
const HELD_BEFORE: i64 = 12;
const CONCLUDED_BEFORE: i64 = 7;
/// Days from today to the visit that is ahead.
const AHEAD: i64 = 2;
const TEAM: &str = "Vì Thị Mẫu, Phòng Nội vụ, trưởng đoàn\nLường Văn Mẫu, Phòng Văn hóa và Thông tin";

/// Writes the programme and holds the first visit, as far as that lies after the day on which the plan began; gives how
/// many visits there are.
pub async fn log(app: &App, cast: &Cast, since: Date) -> Result<usize> {
    let today = app.today();
    let (Some(inspector), Some(first), Some(second)) =
        (&cast.inspector, cast.officers.first(), cast.officers.get(1))
    else {
        return Ok(0);
    };
    let units = [first, second].map(|officer| officer.grants.first().map(|grant| grant.unit));
    let (written_on, [Some(ahead), Some(held)]) = (workday(today, -WRITTEN_BEFORE), units) else {
        return Ok(0);
    };
    if written_on < since {
        return Ok(0);
    }
    let tx = app.begin(inspector).await?;
    let mut tx = at(app, tx, inspector, written_on, 9);
    let programme = programme(&tx, today);
    let id = write_programme(&mut tx, inspector, programme.clone(), "mau").await?;
    let facts = store::risk::facts(&mut tx, None, (programme.first_on, programme.last_on)).await?;
    let ranked = risk::ranked(facts, written_on);
    for (unit, on) in [
        (held, workday(today, -HELD_BEFORE)),
        (ahead, workday(today, AHEAD)),
    ] {
        let reason = ranked.iter().find(|one| one.unit == unit);
        let chosen = Chosen {
            unit,
            reason: reason.map_or_else(String::new, |one| one.reasons.clone()),
        };
        choose(&mut tx, inspector, id, &[chosen], on, TEAM).await?;
    }
    let visits = store::listed(&mut tx, id, held).await?;
    let many = visits.len() + 1;
    for one in visits {
        tx = hold(app, tx, inspector, second, one.id).await?;
    }
    tx.save().await?;
    Ok(many)
}

fn programme(tx: &Tx, today: Date) -> Programme {
    Programme {
        id: tx.new_id(),
        year: i64::from(today.year()),
        title: format!("Kiểm tra công tác tuyên truyền CCHC năm {} (mẫu)", today.year()),
        number: String::new(),
        issued_on: None,
        within: format!("Kiểm tra CCHC năm {} (mẫu)", today.year()),
        plan: None,
        first_on: today.first_of_year(),
        last_on: today.last_of_year(),
    }
}

/// The team answers, the unit explains itself, and what was not as it should be becomes a finding.
async fn hold(app: &App, tx: Tx, inspector: &Actor, officer: &Actor, id: Id) -> Result<Tx> {
    let today = app.today();
    let held_on = workday(today, -HELD_BEFORE);
    let mut tx = at(app, tx, inspector, held_on, 14);
    let items = store::items(&mut tx, id).await?;
    let bad = items
        .iter()
        .find(|item| item.kind == Kind::Question && item.title.starts_with("Pa nô"))
        .or(items.last());
    for (number, item) in items.iter().enumerate() {
        let said = said(item, bad);
        answer(&mut tx, inspector, id, &said, &[], &format!("mau-{number}")).await?;
    }
    let present = format!("{}, cán bộ đầu mối", officer.name);
    visit(&mut tx, inspector, id, held_on, &present).await?;
    tx = at(app, tx, officer, workday(held_on, 2), 9);
    let words = "Gió làm rách tấm ở cổng chợ, đơn vị đang đặt in lại. (mẫu)";
    reply(&mut tx, officer, id, ReplyKind::Explained, words, "mau").await?;
    let concluded_on = workday(today, -CONCLUDED_BEFORE);
    tx = at(app, tx, inspector, concluded_on, 15);
    let finding = bad.map(|item| Written {
        item: item.id,
        what: "Pa nô ở cổng chợ rách, mờ chữ. (mẫu)".to_owned(),
        basis: "Kế hoạch tuyên truyền CCHC năm 2022".to_owned(),
        remedy: "Thay pa nô ở cổng chợ. (mẫu)".to_owned(),
        due_on: workday(today, 20),
    });
    let findings: Vec<Written> = finding.into_iter().collect();
    let words = "Đơn vị có nhiều cố gắng; còn một việc phải khắc phục. (mẫu)";
    let answers = store::answer::of_inspection(&mut tx, id).await?;
    let bad = answers
        .iter()
        .filter(|answer| answer.verdict == Verdict::Bad)
        .map(|answer| answer.id)
        .collect();
    conclude(&mut tx, inspector, id, words, &findings, &bad).await?;
    Ok(tx)
}

fn said(item: &Item, bad: Option<&Item>) -> Said {
    let is_bad = bad.is_some_and(|bad| bad.id == item.id);
    Said {
        key: item.key.clone(),
        title: String::new(),
        verdict: match is_bad {
            true => Verdict::Bad,
            false => Verdict::Good,
        },
        remark: match is_bad {
            true => "Pa nô ở cổng chợ rách, mờ chữ. (mẫu)".to_owned(),
            false => String::new(),
        },
        at: String::new(),
    }
}

/// The unit of work goes on on behalf of somebody on a day.
pub(super) fn at(app: &App, tx: Tx, actor: &Actor, day: Date, hour: i8) -> Tx {
    let zone = TimeZone::fixed(Offset::constant(7));
    let now = zone.to_timestamp(day.at(hour, 0, 0, 0));
    let scope = app.scope(actor.locality, Some(actor.person));
    tx.scoped_to(Scope {
        now: now.unwrap_or(scope.now),
        today: day,
        ..scope
    })
}

/// The working day so many days from another, or the next one.
pub(super) fn workday(day: Date, days: i64) -> Date {
    let day = plus_days(day, days).unwrap_or(day);
    WorkCalendar::vietnam().next_working_day(day).unwrap_or(day)
}
