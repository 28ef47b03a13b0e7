//! A person's duties for the calendar on their phone: a private address, and the file behind it (RFC 5545).

use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use jiff::civil::Date;
use loa_calendar::ics::{Lines, date};
use loa_calendar::working_day::WorkCalendar;

use crate::duty::actions::units_of;
use crate::duty::web::line::period_words;
use crate::duty::{Duty, State, store};
use crate::error::{Error, Result};
use crate::identity::{self, feed};
use crate::org::{self, Tree};
use crate::page::{self, Chrome, html};
use crate::route::Visit;
use crate::text::day;

/// Days before and after today that the file tells of.
const BEFORE_DAYS: i64 = 60;
const AFTER_DAYS: i64 = 400;
/// Events in one file: calendar programs give up on endless ones.
const EVENTS: usize = 2000;
/// Characters of a title: calendars show one line.
const TITLE_CHARACTERS: usize = 120;

#[derive(Template)]
#[template(path = "duty/pages/feed.html")]
struct FeedPage {
    chrome: Chrome,
    has_address: bool,
    /// The new address, shown this once.
    address: String,
}

/// `/lich/dong-bo`
pub async fn page(visit: Visit) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    Ok(html(&FeedPage {
        chrome: Chrome::new(&visit),
        has_address: identity::store::feed::has(&mut tx, actor.person).await?,
        address: String::new(),
    }))
}

/// POST `/lich/dong-bo`: a new address. It stands in the answer itself, since only its hash is kept.
pub async fn renew(visit: Visit, headers: HeaderMap) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.begin(actor).await?;
    let secret = feed::renew(&mut tx, actor).await?;
    tx.save().await?;
    let mut response = html(&FeedPage {
        chrome: Chrome::new(&visit),
        has_address: true,
        address: format!("{}/lich/{secret}.ics", page::absolute(&visit, &headers, "")),
    });
    // The address is a secret: no copy of this page stays in the browser.
    response.headers_mut().insert(
        header::CACHE_CONTROL,
        header::HeaderValue::from_static("no-store"),
    );
    Ok(response)
}

/// POST `/lich/dong-bo/bo`
pub async fn end(visit: Visit) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.begin(actor).await?;
    feed::end(&mut tx, actor).await?;
    tx.save().await?;
    Ok(page::done(
        "/lich/dong-bo",
        "Địa chỉ lịch cũ không còn dùng được.",
    ))
}

/// `/lich/{secret}.ics`
pub async fn file(visit: Visit, Path(name): Path<String>, headers: HeaderMap) -> Result<Response> {
    let secret = name.strip_suffix(".ics").ok_or(Error::NotFound)?;
    let person = feed::person_of(&visit.app, secret)
        .await?
        .ok_or(Error::NotFound)?;
    let scope = visit.app.scope(person.locality, Some(person.id));
    let mut tx = visit.app.db().read(scope).await?;
    let today = tx.today();
    let tree = org::store::tree::with_ended(&mut tx, today).await?;
    let grants = identity::store::grants_today(&mut tx, person.id).await?;
    let units = units_of(grants.iter().map(|grant| (grant.role, grant.unit)), &tree);
    let edge = |days: i64| loa_calendar::day::plus_days(today, days).unwrap_or(today);
    let mut duties = Vec::new();
    for unit in units {
        duties.extend(store::of_unit(&mut tx, unit, edge(-BEFORE_DAYS), edge(AFTER_DAYS)).await?);
    }
    duties.sort_by_key(|duty| duty.due_on);
    duties.truncate(EVENTS);
    let text = calendar(&duties, &tree, &page::absolute(&visit, &headers, ""), tx.now());
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CACHE_CONTROL, "private, max-age=900"),
        (header::CONTENT_DISPOSITION, "inline; filename=\"loa.ics\""),
    ];
    Ok((headers, text).into_response())
}

/// The calendar file of duties.
pub fn calendar(duties: &[Duty], tree: &Tree, site: &str, now: Timestamp) -> String {
    let mut lines = Lines::default();
    lines.put("BEGIN", "VCALENDAR");
    lines.put("VERSION", "2.0");
    lines.put(
        "PRODID",
        concat!("-//Loa//viec ", env!("CARGO_PKG_VERSION"), "//VI"),
    );
    lines.put("CALSCALE", "GREGORIAN");
    lines.put("METHOD", "PUBLISH");
    lines.say("X-WR-CALNAME", "Loa: việc của tôi");
    lines.put("REFRESH-INTERVAL;VALUE=DURATION", "PT6H");
    lines.put("X-PUBLISHED-TTL", "PT6H");
    for duty in duties {
        event(&mut lines, duty, tree, site, now, duty.due_on, false);
        if let Some(until) = duty.extended_to {
            event(&mut lines, duty, tree, site, now, until, true);
        }
    }
    lines.put("END", "VCALENDAR");
    lines.text
}

/// One whole day: the due day, or the last day of the extension, which never takes the due day's place.
fn event(
    lines: &mut Lines,
    duty: &Duty,
    tree: &Tree,
    site: &str,
    now: Timestamp,
    on: Date,
    is_extension: bool,
) {
    let (ending, label) = match (is_extension, duty.state) {
        (true, _) => ("-gia-han", "Hạn gia hạn"),
        (false, State::Met) => ("", "Đạt"),
        (false, State::Waiting) => ("", "Chờ duyệt"),
        (false, State::Returned) => ("", "Trả lại"),
        (false, State::Open | State::Cancelled) => ("", "Hạn"),
    };
    let title: String = duty.title.chars().take(TITLE_CHARACTERS).collect();
    lines.put("BEGIN", "VEVENT");
    lines.put("UID", &format!("{}{ending}@loa", duty.id));
    lines.put("DTSTAMP", &now.strftime("%Y%m%dT%H%M%SZ").to_string());
    lines.put("SEQUENCE", &duty.revision.to_string());
    lines.put("DTSTART;VALUE=DATE", &date(on));
    if let Ok(end) = on.tomorrow() {
        lines.put("DTEND;VALUE=DATE", &date(end));
    }
    lines.say("SUMMARY", &format!("{label}: {title}").replace('\n', " "));
    let mut about = format!(
        "{} {}\n{} ({})\nKỳ: {}\nHạn: {}",
        duty.number,
        duty.title,
        tree.owner(duty.unit),
        duty.role.label(),
        period_words(&duty.period),
        day(duty.due_on)
    );
    if let Some(until) = duty.extended_to {
        about.push_str(&format!("\nGia hạn đến: {}", day(until)));
    }
    lines.say("DESCRIPTION", about.trim());
    lines.put("URL", &format!("{site}/viec/{}", duty.id));
    // A due day does not fill the day: people stay free for meetings.
    lines.put("TRANSP", "TRANSPARENT");
    if matches!(duty.state, State::Open | State::Returned) {
        for early in [3, 1] {
            alarm(lines, &title, on, early);
        }
    }
    lines.put("END", "VEVENT");
}

/// At nine in the morning, so many days before the last working day on or before the day (REP-04, PLAN-05).
fn alarm(lines: &mut Lines, title: &str, on: Date, early: i64) {
    let last = WorkCalendar::vietnam().previous_working_day(on).unwrap_or(on);
    let rest = last.until(on).map_or(0, |span| i64::from(span.get_days()));
    let days = rest + early - 1;
    let trigger = match days {
        0 => "-PT15H".to_owned(),
        days => format!("-P{days}DT15H"),
    };
    lines.put("BEGIN", "VALARM");
    lines.put("ACTION", "DISPLAY");
    lines.put("TRIGGER", &trigger);
    lines.say("DESCRIPTION", &format!("Sắp hạn: {title}").replace('\n', " "));
    lines.put("END", "VALARM");
}
