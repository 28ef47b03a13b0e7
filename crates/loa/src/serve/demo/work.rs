//! The work of a demonstration up to yesterday: sample people log it, have it judged and are given more time, through
//! the same actions as people. The same units, plan and day give the same work.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use loa_app::activity::{self, NewActivity, Shown, Told};
use loa_app::app::App;
use loa_app::clock::vietnam;
use loa_app::document::Purpose;
use loa_app::document::actions::{Prepared, note, prepare};
use loa_app::duty::actions::{self as duties, Verdict};
use loa_app::duty::{Duty, ends_on, store};
use loa_app::error::{Error, Result};
use loa_app::identity::Actor;
use loa_calendar::day::plus_days;
use loa_calendar::working_day::WorkCalendar;
use loa_db::id::Id;
use loa_db::tx::{Scope, Tx};

use super::card::card;
use super::words::{self, Telling};

/// Records at most; the latest ones, where a plan gives more.
const MOST_RECORDS: usize = 350;
/// Days around today whose duties are looked at.
const DAYS: i64 = 400;
/// Photos, and proofs that a person must accept; the first two are returned, then so many wait, the rest is accepted.
const LOOKED_AT: usize = 10;
const RETURNED: usize = 2;
const WAITING: usize = 5;

/// Why proof is returned; the first one goes to the officer of the sign-in page.
const REASONS: [&str; RETURNED] = [
    "Ảnh chưa rõ, mời chụp lại cho thấy rõ việc đã làm. (mẫu)",
    "Chưa ghi rõ làm ở đâu và bao nhiêu người dự. (mẫu)",
];
const MORE_TIME: &str = "Chờ hướng dẫn của cấp trên mới làm tiếp được. (mẫu)";

/// Who does what in the demonstration.
pub struct Cast {
    /// Who runs the plan.
    pub coordinator: Actor,
    /// Who looks at proof as well.
    pub inspector: Option<Actor>,
    /// Who logs for units, in the order of the list; the first one is shown on the sign-in page.
    pub officers: Vec<Actor>,
    /// Units with villages.
    pub communes: HashSet<Id>,
}

/// Something that somebody did at a moment.
struct Deed<'a> {
    at: Timestamp,
    by: &'a Actor,
    does: Does,
}

enum Does {
    /// From now on a person must accept the proof of a duty.
    Watch(Id),
    /// Logs work, for a duty or for none.
    Log(Id, Telling, Date, Option<Id>, Option<u32>),
    /// Judges the proof of a duty.
    Judge(Id, Verdict),
    /// Gives a duty more time.
    Extend(Id, Date),
}

/// A duty that an officer did: on which day, and when they told of it.
struct Done<'a> {
    duty: &'a Duty,
    by: &'a Actor,
    is_shown: bool,
    throw: u64,
    worked_on: Date,
    filed_on: Date,
}

/// Logs the work from the day on which the plan begins until yesterday; gives how many records.
pub async fn log(app: &App, cast: &Cast, since: Date) -> Result<usize> {
    let today = app.today();
    let mut tx = app.begin(&cast.coordinator).await?;
    let (first, last) = (plus_days(today, -DAYS), plus_days(today, DAYS));
    let all = store::due_between(&mut tx, first.unwrap_or(today), last.unwrap_or(today)).await?;
    drop(tx);
    let deeds = deeds(cast, &all, since, today);
    let photos = photos(app, &deeds).await?;
    let records = deeds.iter().filter(|deed| deed.is_record()).count();
    let mut tx = app.begin(&cast.coordinator).await?;
    for (at, deed) in deeds.into_iter().enumerate() {
        tx = tx.scoped_to(Scope {
            now: deed.at,
            today: vietnam(deed.at),
            ..app.scope(cast.coordinator.locality, Some(deed.by.person))
        });
        deed.perform(&mut tx, at, &photos).await?;
    }
    tx.save().await?;
    Ok(records)
}

/// Everything that happens, in its order.
fn deeds<'a>(cast: &'a Cast, all: &'a [Duty], since: Date, today: Date) -> Vec<Deed<'a>> {
    let yesterday = today.yesterday().unwrap_or(today);
    let span = (since, yesterday);
    let mut done: Vec<Done<'_>> = Vec::new();
    let mut left: Vec<&Duty> = Vec::new();
    let mut deeds: Vec<Deed<'a>> = Vec::new();
    for (number, officer) in cast.officers.iter().enumerate() {
        let Some(unit) = officer.grants.first().map(|grant| grant.unit) else {
            continue;
        };
        let own = all
            .iter()
            .filter(|duty| duty.unit == unit && duty.opens_on < today);
        for (at, duty) in own.enumerate() {
            let throw = throw(number, at);
            let Some(worked_on) = worked_on(duty, throw, span, today, number == 0) else {
                left.push(duty);
                continue;
            };
            done.push(Done {
                duty,
                by: officer,
                is_shown: number == 0,
                throw,
                worked_on,
                filed_on: workday(plus(worked_on, (throw >> 5) % 3), (worked_on, yesterday)),
            });
        }
        if cast.communes.contains(&unit) {
            deeds.extend(village_work(officer, unit, number, span));
        }
    }
    done.sort_by_key(|done| (done.filed_on, done.by.person, done.duty.id));
    let extra = (done.len() + deeds.len()).saturating_sub(MOST_RECORDS);
    let done = done.split_off(extra.min(done.len()));
    deeds.extend(logged(cast, &done, span));
    if let Some(late) = left.iter().find(|duty| ends_on(duty.due_on) < today) {
        let given_on = workday(plus(ends_on(late.due_on), 2), span);
        let until = workday(plus(today, 10), (today, Date::MAX));
        deeds.push(Deed::at(
            given_on,
            9,
            &cast.coordinator,
            Does::Extend(late.id, until),
        ));
    }
    deeds.sort_by_key(|deed| deed.at);
    deeds
}

/// The day on which a duty was done; `None`: it was not.
fn worked_on(duty: &Duty, throw: u64, span: (Date, Date), today: Date, is_diligent: bool) -> Option<Date> {
    let first = duty.opens_on.max(span.0);
    let length = days(first, duty.due_on).max(0).cast_unsigned();
    let share = throw % 100;
    let day = if ends_on(duty.due_on) < today {
        match share {
            // Somebody who tries things out finds a page that is not all red.
            _ if is_diligent => plus(first, (throw >> 8) % (length + 1)),
            0..6 => return None,
            6..12 => plus(ends_on(duty.due_on), 2 + (throw >> 8) % 9),
            _ => plus(first, length - (throw >> 8) % length.clamp(1, 20)),
        }
    } else if length > 100 {
        // A year is long.
        (share < 15).then(|| plus(first, (throw >> 8) % days(first, today).max(1).cast_unsigned()))?
    } else {
        (share < 55 && !is_diligent)
            .then(|| plus(first, (throw >> 8) % days(first, today).max(1).cast_unsigned()))?
    };
    let day = workday(day, (first, span.1));
    (day >= first && day <= span.1).then_some(day)
}

/// One or two meetings in villages.
fn village_work(officer: &Actor, unit: Id, number: usize, span: (Date, Date)) -> Vec<Deed<'_>> {
    let length = days(span.0, span.1).max(1).cast_unsigned();
    let times = 1 + number % 2;
    let work = (0..times).filter_map(|time| {
        let throw = throw(number, 1000 + time);
        let day = workday(plus(span.0, (throw >> 8) % length), span);
        let does = Does::Log(unit, words::of_village(throw >> 3), day, None, None);
        (day <= span.1).then(|| Deed::at(day, 16, officer, does))
    });
    work.collect()
}

/// Records of what was done, and what became of their proofs.
fn logged<'a>(cast: &'a Cast, done: &[Done<'a>], span: (Date, Date)) -> Vec<Deed<'a>> {
    let (coordinator, inspector) = (&cast.coordinator, cast.inspector.as_ref());
    let looked_at = looked_at(done, span.1);
    let mut deeds = Vec::new();
    for done in done {
        let duty = done.duty.id;
        let rank = looked_at.iter().position(|id| *id == duty);
        let photo = rank.and_then(|rank| u32::try_from(rank + 1).ok());
        let telling = words::of_duty(&done.duty.title, done.throw >> 3);
        let does = Does::Log(done.duty.unit, telling, done.worked_on, Some(duty), photo);
        let hour = 13 + (done.throw >> 40) % 4;
        deeds.push(Deed::at(done.filed_on, hour, done.by, does));
        if rank.is_some() {
            let day = workday(done.duty.opens_on.max(span.0), span).min(done.filed_on);
            deeds.push(Deed::at(day, 8, coordinator, Does::Watch(duty)));
        }
        let verdict = match rank {
            Some(rank) if rank < RETURNED => {
                let reason = REASONS.get(rank).copied().unwrap_or(MORE_TIME);
                Verdict::Return(reason.to_owned())
            }
            Some(rank) if rank < RETURNED + WAITING => continue,
            // Not everything is looked at.
            None if done.throw % 3 == 0 => continue,
            _ => Verdict::Accept,
        };
        let judge = inspector.filter(|_| done.throw % 4 == 0).unwrap_or(coordinator);
        let day = plus(done.filed_on, 1 + (done.throw >> 12) % 4);
        if let Some(day) = WorkCalendar::vietnam().next_working_day(day)
            && day <= span.1
        {
            deeds.push(Deed::at(day, 10, judge, Does::Judge(duty, verdict)));
        }
    }
    deeds
}

/// The latest done duties, one a unit, for a person to look at; first those that were returned, which takes some days:
/// one of the officer who is shown, one of somebody else.
fn looked_at(done: &[Done<'_>], last: Date) -> Vec<Id> {
    let had_time = |done: &Done<'_>| plus(done.filed_on, 8) <= last;
    let shown = done.iter().rev().find(|done| done.is_shown && had_time(done));
    let mut units = HashSet::new();
    let others = done.iter().rev().filter(|done| !done.is_shown);
    let others: Vec<&Done<'_>> = others.filter(|done| units.insert(done.duty.unit)).collect();
    let returned = others.iter().copied().find(|done| had_time(done));
    let is_returned = |id: Id| returned.is_some_and(|returned| returned.duty.id == id);
    let rest = others
        .iter()
        .map(|done| done.duty.id)
        .filter(|id| !is_returned(*id));
    let first = shown.into_iter().chain(returned).map(|done| done.duty.id);
    first.chain(rest).take(LOOKED_AT).collect()
}

/// The photos of records, ready before anything is written.
async fn photos(app: &App, deeds: &[Deed<'_>]) -> Result<HashMap<u32, Prepared>> {
    let mut photos = HashMap::new();
    for deed in deeds {
        let Does::Log(.., Some(number)) = &deed.does else {
            continue;
        };
        let name = format!("anh-mau-{number}.png");
        let photo = prepare(app, &name, card(*number).into(), Purpose::Photo).await?;
        photos.insert(*number, photo);
    }
    Ok(photos)
}

impl<'a> Deed<'a> {
    /// On a day in an hour, at a minute that differs from person to person and is always the same.
    fn at(day: Date, hour: u64, by: &'a Actor, does: Does) -> Self {
        let zone = TimeZone::fixed(Offset::constant(7));
        let minute = by.name.bytes().map(u64::from).sum::<u64>() % 60;
        let hour = i8::try_from(hour).unwrap_or(8);
        let minute = i8::try_from(minute).unwrap_or(0);
        let at = zone.to_timestamp(day.at(hour, minute, 0, 0));
        Self {
            at: at.unwrap_or(Timestamp::UNIX_EPOCH),
            by,
            does,
        }
    }

    fn is_record(&self) -> bool {
        matches!(self.does, Does::Log(..))
    }

    async fn perform(self, tx: &mut Tx, number: usize, photos: &HashMap<u32, Prepared>) -> Result<()> {
        match self.does {
            Does::Watch(duty) => duties::set_approval(tx, self.by, duty, true).await,
            Does::Extend(duty, until) => duties::extend(tx, self.by, duty, until, MORE_TIME).await,
            Does::Judge(duty, verdict) => judge(tx, self.by, duty, &verdict).await,
            Does::Log(unit, telling, worked_on, duty, photo) => {
                let mut files = Vec::new();
                if let Some(photo) = photo.and_then(|photo| photos.get(&photo)) {
                    files.push(Shown {
                        file: note(tx, photo).await?,
                        taken_at: None,
                    });
                }
                let new = NewActivity {
                    unit,
                    told: told(telling, worked_on),
                    files,
                    is_sample: true,
                };
                let (record, _) =
                    activity::actions::record(tx, self.by, new, &format!("mau-{number}")).await?;
                let of: Vec<Id> = duty.into_iter().collect();
                duties::prove(tx, self.by, record.id, &of).await
            }
        }
    }
}

async fn judge(tx: &mut Tx, judge: &Actor, duty: Id, verdict: &Verdict) -> Result<()> {
    let proofs = store::proof::of_duty(tx, duty).await?;
    let proof = proofs.into_iter().next().ok_or(Error::NotFound)?;
    let files = store::proof::files(tx, proof.activity).await?;
    duties::judge(tx, judge, proof.id, &proof.seen(&files), verdict).await?;
    Ok(())
}

fn told(telling: Telling, worked_on: Date) -> Told {
    Told {
        what: telling.what,
        place: telling.place,
        happened_on: worked_on,
        channel: telling.channel,
        pieces: telling.pieces,
        minutes: telling.minutes,
        audience: Some(telling.audience),
        people: telling.people,
        language: telling.language,
        cost_dong: None,
    }
}

/// The same number for the same pair every time, spread over all numbers (the mixing step of SplitMix64).
fn throw(one: usize, other: usize) -> u64 {
    let pair = (one as u64) << 32 | other as u64;
    let mut mixed = pair.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// The working day on or before, else on or after the first day; may still lie beyond the last one.
fn workday(day: Date, (first, last): (Date, Date)) -> Date {
    let calendar = WorkCalendar::vietnam();
    let before = calendar.previous_working_day(day.min(last)).unwrap_or(day);
    if before >= first {
        return before;
    }
    calendar.next_working_day(first).unwrap_or(first)
}

fn plus(day: Date, days: u64) -> Date {
    let days = i64::try_from(days).unwrap_or(0);
    plus_days(day, days).unwrap_or(day)
}

fn days(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}
