//! Links of articles to pages of ours, looked up in the database; those to others are asked by a chain of jobs.

use jiff::{SignedDuration, Timestamp};
use loa_db::tx::Tx;

use crate::app::App;
use crate::error::Result;
use crate::job::{self, Doing, Failure, Handler, Job, Kind, Lane, Outcome, Run, schedule};
use crate::newsroom::actions::links;
use crate::newsroom::fetch::Asker;
use crate::newsroom::link::{Found, Verdict, is_public};
use crate::newsroom::store::{link, public, section};
use crate::portal::store;

/// Links are gathered, those of ours are looked up.
pub const GATHER: Kind = Kind {
    name: "links.gather",
    lane: Lane::Work,
    tries: 12,
};

/// Some links of others are asked; its end puts the next go.
pub const ASK: Kind = Kind {
    name: "links.ask",
    lane: Lane::Send,
    tries: 8,
};

/// Links of ours that are looked up in one week.
const MOST_INSIDE: i64 = 20_000;

/// The next Sunday, at three in the morning.
fn weekly(after: Timestamp) -> Timestamp {
    let mut next = schedule::daily(after, 3, 0);
    for _ in 0..7 {
        if crate::clock::vietnam(next).weekday() == jiff::civil::Weekday::Sunday {
            break;
        }
        next = schedule::daily(next, 3, 0);
    }
    next
}

/// [`GATHER`], every week.
pub const WEEKLY: schedule::Recurring = schedule::Recurring {
    kind: GATHER,
    next: weekly,
    missed: schedule::Missed::Last,
};

/// [`GATHER`], as it is done.
pub const GATHERING: Handler = Handler {
    kind: GATHER,
    run: Run::Within(|app, tx, _: &Job| {
        Box::pin(async move {
            gather(tx, &app.settings().public_url)
                .await
                .map_err(Failure::from)
        })
    }),
};

/// [`ASK`], as it is done.
pub const ASKING: Handler = Handler {
    kind: ASK,
    run: Run::Outside(ask, note),
};

/// Gathers the links, looks up those of ours, and lets those of others be asked.
///
/// # Errors
/// [`crate::error::Error::Outage`]
pub async fn gather(tx: &mut Tx, base: &str) -> Result<()> {
    links::gather(tx, base).await?;
    let now = tx.now();
    for (id, path) in link::unasked(tx, true, now, MOST_INSIDE).await? {
        let found = inside(tx, &path).await?;
        link::note(tx, id, &found).await?;
    }
    if !link::unasked(tx, false, now, 1).await?.is_empty() {
        put(tx, now, 0).await?;
    }
    Ok(())
}

/// Is there a page of ours at a path? Of what is no public page nothing is said.
///
/// # Errors
/// [`crate::error::Error::Outage`]
pub async fn inside(tx: &mut Tx, path: &str) -> Result<Found> {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let good = || Found::new(Verdict::Good, "");
    let gone = |words: &str| Found::new(Verdict::Gone, words);
    let (slug, rest) = match parts.as_slice() {
        ["cong", slug, rest @ ..] => (*slug, rest),
        _ => return Ok(good()),
    };
    let Some(site) = store::at(tx, slug).await?.filter(|site| site.is_open) else {
        return Ok(gone("không có trang công khai này"));
    };
    // What another locality shows is its own.
    if site.locality != tx.locality() {
        return Ok(good());
    }
    Ok(match rest {
        ["tin", slug] => match public::by_slug(tx, site.unit, slug).await? {
            None => gone("không có bài này"),
            Some(found) if found.is_withdrawn => gone("bài đã gỡ"),
            Some(_) => good(),
        },
        ["chuyen-muc", slug, ..] => match section::by_slug(tx, site.unit, slug).await? {
            None => gone("không có chuyên mục này"),
            Some(_) => good(),
        },
        _ => good(),
    })
}

/// Lets the next links be asked. `since`: when this week's round began; `go`: the how many-th.
async fn put(tx: &mut Tx, since: Timestamp, go: i64) -> Result<()> {
    let payload = format!("{} {go}", since.as_microsecond());
    let at = tx
        .now()
        .checked_add(SignedDuration::from_secs(1))
        .unwrap_or(since);
    job::put(tx, ASK, &payload, at, Some(&payload)).await?;
    Ok(())
}

/// The round and the how many-th go.
fn round(job: &Job) -> Result<(Timestamp, i64), Failure> {
    let told = || Failure::Never(format!("no round: {}", job.payload));
    let (since, go) = job.payload.split_once(' ').ok_or_else(told)?;
    let since = since
        .parse()
        .ok()
        .and_then(|micros| Timestamp::from_microsecond(micros).ok());
    since.zip(go.parse().ok()).ok_or_else(told)
}

fn ask<'a>(app: &'a App, job: &'a Job) -> Doing<'a, String> {
    Box::pin(async move {
        let (since, _) = round(job)?;
        let mut tx = app.db().read(app.scope(job.locality, None)).await?;
        let wanted = link::unasked(&mut tx, false, since, links::MOST_ASKED).await?;
        drop(tx);
        let asker = Asker::new(is_public, &app.settings().public_url);
        let asker = asker.map_err(|error| Failure::Later(error.to_string()))?;
        Ok(links::written(&links::ask(asker, wanted).await))
    })
}

fn note<'a>(tx: &'a mut Tx, job: &'a Job, outcome: Outcome<'a>) -> Doing<'a, ()> {
    Box::pin(async move {
        let Outcome::Done(told) = outcome else {
            return Ok(());
        };
        let (since, go) = round(job)?;
        let found = links::read(told);
        let is_left = links::note(tx, &found, since).await?;
        // A go that asked nothing would be followed by another one for ever.
        if is_left && !found.is_empty() {
            put(tx, since, go + 1).await?;
        }
        Ok(())
    })
}
