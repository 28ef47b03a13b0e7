//! Letters to readers: the one that asks back, and the round of each morning.
//!
//! A round gives each reader whose day has come one job and sets their next day, in one unit of work: whoever dies in the
//! middle, a day has one letter. A job tells of what was public by the moment of its round, which stands in it, so a
//! second try tells the same under the same name.

use askama::Template;
use jiff::{SignedDuration, Timestamp};
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::activity::Language;
use crate::app::App;
use crate::clock::{moment_text, vietnam};
use crate::identity::seal::Key;
use crate::job::schedule::{Missed, Recurring, daily};
use crate::job::{self, Doing, Failure, Handler, Job, Kind, Lane, Outcome, Run};
use crate::mail::{Circular, Letter, Mailer};
use crate::portal::{self, Site};
use crate::subscription::store::{self, News, Subscriber};
use crate::subscription::{Link, MOST_ARTICLES, MOST_REFUSALS, Reader, seal_purpose};
use crate::text;

/// Asks back whether an address is whose it seems to be.
pub const CONFIRM: Kind = Kind {
    name: "subscription.confirm",
    lane: Lane::Send,
    tries: 12,
};

/// Finds whose letter is due.
pub const ROUND: Kind = Kind {
    name: "subscription.round",
    lane: Lane::Work,
    tries: 12,
};

/// Writes one letter.
pub const LETTER: Kind = Kind {
    name: "subscription.letter",
    lane: Lane::Send,
    tries: 20,
};

/// Forgets what has had its time.
pub const FORGET: Kind = Kind {
    name: "subscription.forget",
    lane: Lane::Work,
    tries: 8,
};

/// Letters of one round; the rest waits for the next one, so that what officers must hear is not behind all of them.
const MOST_LETTERS: usize = 200;
/// Between two rounds of a morning.
const PAUSE: SignedDuration = SignedDuration::from_secs(60);
/// Units of work that were begun before a round may end after it by no more than this.
const SETTLING: SignedDuration = SignedDuration::from_secs(120);
/// Articles that are looked through for those that a reader wants.
const LOOKED_THROUGH: i64 = 500;
/// What a letter comes to while the site is closed: nothing is told, and the next one tells it (`told_until` stays).
const CLOSED: &str = "the site is closed";
/// Stands before why a mail server refuses a letter for good.
const REFUSED: &str = "refused: ";
/// How long tries and sums of those who left are kept.
const KEPT: (SignedDuration, SignedDuration) =
    (SignedDuration::from_hours(24), SignedDuration::from_hours(4 * 24));

/// [`ROUND`], every morning at half past six.
pub const MORNING: Recurring = Recurring {
    kind: ROUND,
    next: |after| daily(after, 6, 30),
    missed: Missed::Last,
};

/// [`FORGET`], every hour.
pub const HOURLY: Recurring = Recurring {
    kind: FORGET,
    next: |after| {
        let hour = after.as_second().div_euclid(3600) + 1;
        Timestamp::from_second(hour * 3600).unwrap_or(Timestamp::MAX)
    },
    missed: Missed::Last,
};

/// [`CONFIRM`], as it is done.
pub const CONFIRMING: Handler = Handler {
    kind: CONFIRM,
    run: Run::Outside(ask_back, nothing),
};

/// [`ROUND`], as it is done.
pub const GOING_ROUND: Handler = Handler {
    kind: ROUND,
    run: Run::Within(|_, tx, job| Box::pin(go_round(tx, job))),
};

/// [`LETTER`], as it is done.
pub const WRITING: Handler = Handler {
    kind: LETTER,
    run: Run::Outside(write, note),
};

/// [`FORGET`], as it is done.
pub const FORGETTING: Handler = Handler {
    kind: FORGET,
    run: Run::Within(|_, tx, _| {
        Box::pin(async move {
            let now = tx.now();
            let ago = |by| now.checked_sub(by).unwrap_or(now);
            store::forget(tx, ago(KEPT.0), ago(KEPT.1))
                .await
                .map_err(Failure::from)
        })
    }),
};

async fn go_round(tx: &mut Tx, job: &Job) -> Result<(), Failure> {
    // A round that goes on does so on the day and up to the moment of its first one.
    let begun = match job.payload.parse::<i64>() {
        Ok(micros) => Timestamp::from_microsecond(micros).unwrap_or(job.due_at),
        Err(_) => job.due_at,
    };
    let today = vietnam(begun);
    let until = begun.checked_sub(SETTLING).unwrap_or(begun).as_microsecond();
    let most = i64::try_from(MOST_LETTERS).unwrap_or(i64::MAX);
    let due = store::due(tx, today, most).await?;
    let now = tx.now();
    for (reader, pace) in &due {
        let key = format!("{reader}:{today}");
        job::put(tx, LETTER, &format!("{reader}:{until}"), now, Some(&key)).await?;
        store::put_off(tx, *reader, pace.next(today)).await?;
    }
    if due.len() == MOST_LETTERS {
        let next = now.checked_add(PAUSE).unwrap_or(now);
        job::put(tx, ROUND, &begun.as_microsecond().to_string(), next, None).await?;
    }
    Ok(())
}

/// What of the application letters need.
struct Post<'a> {
    mailer: &'a Mailer,
    key: &'a Key,
    base: &'a str,
}

fn post(app: &App) -> Result<Post<'_>, Failure> {
    let settings = app.settings();
    // Whoever runs it may set these any time: until then letters wait.
    let later = |name: &str| Failure::Later(format!("{name} is not set."));
    let base = Some(settings.public_url.as_str()).filter(|url| !url.is_empty());
    Ok(Post {
        mailer: settings.mailer.as_ref().ok_or_else(|| later("smtp_url"))?,
        key: settings.key.as_ref().ok_or_else(|| later("secret_key"))?,
        base: base.ok_or_else(|| later("public_url"))?,
    })
}

fn opened(key: &Key, unit: Id, reader: &Reader) -> Result<String, Failure> {
    let address = key.open(&seal_purpose(unit), &reader.sealed);
    let address = address.and_then(|bytes| String::from_utf8(bytes).ok());
    address.ok_or_else(|| Failure::Never("The address was sealed with another key.".to_owned()))
}

/// The site of a unit while the public reads it.
async fn site_of(tx: &mut Tx, unit: Id) -> Result<Option<Site>, Failure> {
    let site = portal::store::of_unit(tx, unit).await?;
    Ok(site.filter(|site| site.is_open))
}

#[derive(Template)]
#[template(path = "subscription/pages/confirm_letter.txt", escape = "none")]
struct ConfirmLetter<'a> {
    site: &'a Site,
    link: String,
    until: String,
}

fn ask_back<'a>(app: &'a App, job: &'a Job) -> Doing<'a, String> {
    Box::pin(async move {
        let post = post(app)?;
        let mut tx = app.db().read(app.scope(job.locality, None)).await?;
        let id: Id = job
            .payload
            .parse()
            .map_err(|_| Failure::Never("no ask".to_owned()))?;
        let found = store::ask(&mut tx, id).await?;
        let Some(ask) = found.filter(|ask| ask.expires_at > tx.now()) else {
            return Ok(String::new());
        };
        let Some(site) = site_of(&mut tx, ask.unit).await? else {
            return Ok(String::new());
        };
        drop(tx);
        let token = Link::Confirm.token(post.key, ask.unit, &ask.id.to_string());
        let text = ConfirmLetter {
            link: format!("{}/cong/{}/nhan-tin/xac-nhan/{token}", post.base, site.slug),
            until: moment_text(ask.expires_at),
            site: &site,
        };
        let letter = Letter {
            id: format!("xac-nhan-{}", ask.id),
            at: ask.asked_at,
            name: String::new(),
            to: opened(post.key, ask.unit, &ask.reader)?,
            subject: one_line(&format!("Xác nhận nhận tin của {}", site.name)),
            body: drawn(&text)?,
        };
        post.mailer.send(&letter).await.map(str::to_owned)
    })
}

/// A subject is one line, whatever stands in names.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn drawn(template: &impl Template) -> Result<String, Failure> {
    template
        .render()
        .map_err(|error| Failure::Never(format!("a letter does not render: {error}")))
}

/// An article in a letter.
struct Item {
    title: String,
    lead: String,
    address: String,
    lang: &'static str,
    /// "tiếng Thái"; empty for Vietnamese.
    spoken: String,
    day: String,
}

impl Item {
    fn new(home: &str, one: News) -> Self {
        Self {
            address: format!("{home}/tin/{}", one.slug),
            title: one.title,
            lead: one.lead,
            lang: one.language.key(),
            spoken: match one.language {
                Language::Vietnamese => String::new(),
                other => format!("tiếng {}", other.label()),
            },
            day: text::day(vietnam(one.first_public_at)),
        }
    }
}

#[derive(Template)]
#[template(path = "subscription/pages/letter.txt", escape = "none")]
struct PlainLetter<'a> {
    site: &'a Site,
    home: &'a str,
    items: &'a [Item],
    more: usize,
    leave: &'a str,
}

#[derive(Template)]
#[template(path = "subscription/pages/letter.html")]
struct HtmlLetter<'a> {
    site: &'a Site,
    home: &'a str,
    items: &'a [Item],
    more: usize,
    leave: &'a str,
}

/// What a job of [`LETTER`] was given: whom, and up to which moment.
fn given(job: &Job) -> Result<(Id, Timestamp), Failure> {
    let parsed = job.payload.split_once(':').and_then(|(id, until)| {
        let until = Timestamp::from_microsecond(until.parse().ok()?).ok()?;
        Some((id.parse().ok()?, until))
    });
    parsed.ok_or_else(|| Failure::Never(format!("no letter: {}", job.payload)))
}

/// The letter to a reader of a site; `None` when there is nothing to tell.
async fn composed(
    tx: &mut Tx,
    post: &Post<'_>,
    site: &Site,
    to: &Subscriber,
    until: Timestamp,
) -> Result<Option<Circular>, Failure> {
    let span = (to.told_until, until);
    let mut news = store::news(tx, to.unit, to.wishes.language, span, LOOKED_THROUGH).await?;
    news.retain(|one| to.wishes.wants(one.section));
    let Some(first) = news.first().map(|one| one.title.clone()) else {
        return Ok(None);
    };
    let many = news.len();
    news.truncate(MOST_ARTICLES);
    let more = many - news.len();
    let home = format!("{}/cong/{}", post.base, site.slug);
    let items: Vec<Item> = news.into_iter().map(|one| Item::new(&home, one)).collect();
    let token = Link::Leave.token(post.key, to.unit, &to.reader.sum);
    let leave = format!("{home}/nhan-tin/thoi/{token}");
    let (items, home) = (items.as_slice(), home.as_str());
    let plain = PlainLetter {
        site,
        home,
        items,
        more,
        leave: &leave,
    };
    let html = HtmlLetter {
        site,
        home,
        items,
        more,
        leave: &leave,
    };
    Ok(Some(Circular {
        letter: Letter {
            id: format!("tin-{}-{}", to.id, until.as_microsecond()),
            at: until,
            name: String::new(),
            to: opened(post.key, to.unit, &to.reader)?,
            subject: one_line(&match many {
                1 => format!("{}: {first}", site.name),
                _ => format!("{}: {first} và {} tin khác", site.name, many - 1),
            }),
            body: drawn(&plain)?,
        },
        html: drawn(&html)?,
        list: format!("nhan-tin.{}", site.slug),
        leave,
    }))
}

fn write<'a>(app: &'a App, job: &'a Job) -> Doing<'a, String> {
    Box::pin(async move {
        let (id, until) = given(job)?;
        let post = post(app)?;
        let mut tx = app.db().read(app.scope(job.locality, None)).await?;
        let found = store::by_id(&mut tx, id).await?;
        // Who has left, or was told of it already, gets nothing.
        let Some(reader) = found.filter(|reader| reader.told_until < until) else {
            return Ok(String::new());
        };
        let Some(site) = site_of(&mut tx, reader.unit).await? else {
            return Ok(CLOSED.to_owned());
        };
        let Some(circular) = composed(&mut tx, &post, &site, &reader, until).await? else {
            return Ok(String::new());
        };
        drop(tx);
        let sent = post.mailer.send_circular(&circular).await;
        sent.map(str::to_owned).map_err(|failure| match failure {
            Failure::Never(reason) => Failure::Never(format!("{REFUSED}{reason}")),
            other => other,
        })
    })
}

/// Enhanced codes by which a server says that there is no such box (RFC 3463); a relay that takes nothing from here at all
/// says others, and is no reason to forget readers.
const NO_BOX: [&str; 6] = ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"];

fn is_of_box(reason: &str) -> bool {
    let mut words = reason.split(|sign: char| !(sign.is_ascii_digit() || sign == '.'));
    words.any(|word| NO_BOX.contains(&word))
}

/// Of an ask nothing is noted: it is there until it is confirmed or has had its time.
fn nothing<'a>(_: &'a mut Tx, _: &'a Job, _: Outcome<'a>) -> Doing<'a, ()> {
    Box::pin(async { Ok(()) })
}

fn note<'a>(tx: &'a mut Tx, job: &'a Job, outcome: Outcome<'a>) -> Doing<'a, ()> {
    Box::pin(async move {
        let Ok((id, until)) = given(job) else {
            return Ok(());
        };
        match outcome {
            Outcome::Done(CLOSED) => {}
            Outcome::Done(_) => store::told(tx, id, until).await?,
            // What was not told goes into the next letter; a server that is down is no fault of the reader's.
            Outcome::GivenUp(reason) if reason.starts_with(REFUSED.trim_end()) && is_of_box(reason) => {
                store::refused(tx, id, MOST_REFUSALS).await?;
            }
            _ => {}
        }
        Ok(())
    })
}
