//! The way in after the first proof: a session at once, or a second step where the person has a second factor.

use jiff::SignedDuration;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::app::App;
use crate::audit;
use crate::clock::moment_text;
use crate::error::{Error, Result};
use crate::identity::actions::{Client, WINDOW, earlier, later, open_session_by};
use crate::identity::seal::Key;
use crate::identity::store::factor::{self, Factors};
use crate::identity::store::step::{self, Step};
use crate::identity::store::{self, Person};
use crate::identity::totp::{self, Secret};
use crate::identity::{network, recovery, token};
use crate::problem::Problems;

/// The second step must follow the first within this time.
const PATIENCE: SignedDuration = SignedDuration::from_mins(10);
/// Wrong codes for one person within [`WINDOW`], from wherever they come: a code has six digits only. Whoever gets as far
/// as being counted here has given the password, so strangers cannot lock anybody out by it.
const MOST_CODES: i64 = 10;
/// Ways in that begin without a proof, for one network within [`WINDOW`]: each leaves a row for some minutes. Whole
/// offices come from one address.
const MOST_STARTS: i64 = 300;
/// The kind of step that waits for the second factor.
const SECOND: &str = "second";

/// Where somebody stands who gave a proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// Inside.
    Session(Opened),
    /// Before the second step; the secret of what is kept of the first.
    Second(String),
}

/// A session that has just begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// Its secret.
    pub secret: String,
    /// Whose it is.
    pub person: Id,
    /// What the person should know now.
    pub notice: Option<String>,
}

/// A person gave one proof, `how`: lets them in, or asks for the second factor.
///
/// # Errors
/// [`Error::Outage`]
pub async fn proved(app: &App, person: &Person, client: &Client<'_>, how: &str) -> Result<Entry> {
    let scope = app.scope(person.locality, Some(person.id));
    let mut tx = app.db().read(scope).await?;
    let has = factor::factors(&mut tx, person.id).await?;
    let asks = asks_for_second(&mut tx, person.id, has).await?;
    drop(tx);
    if !asks {
        return Ok(Entry::Session(open(app, person, client, how).await?));
    }
    let secret = token::fresh()?;
    let mut tx = app.db().begin(scope).await?;
    let waiting = Step {
        kind: SECOND.to_owned(),
        person: Some((person.id, person.locality)),
        state: how.to_owned(),
    };
    let expires = later(tx.now(), PATIENCE);
    step::insert(&mut tx, &token::hash(&secret), &waiting, expires).await?;
    tx.save().await?;
    Ok(Entry::Second(secret))
}

/// Codes of an app are always asked for. Passkeys alone are one more way in, and a second factor only where a role makes
/// one a must: else whoever has one in the phone could not sign in at another machine.
async fn asks_for_second(tx: &mut Tx, person: Id, has: Factors) -> Result<bool> {
    if has.totp || has.passkeys == 0 {
        return Ok(has.totp);
    }
    let rule = factor::rule(tx).await?;
    let roles = store::grants_today(tx, person).await?;
    Ok(roles.iter().any(|grant| rule.contains(&grant.role)))
}

/// Opens the session and tells what happened meanwhile.
///
/// # Errors
/// [`Error::Outage`]
pub async fn open(app: &App, person: &Person, client: &Client<'_>, how: &str) -> Result<Opened> {
    let secret = open_session_by(app, person, client, how).await?;
    let scope = app.scope(person.locality, Some(person.id));
    let mut tx = app.db().read(scope).await?;
    let waits = factor::reset_waits(&mut tx, person.id).await?;
    drop(tx);
    if !waits {
        return Ok(Opened {
            secret,
            person: person.id,
            notice: None,
        });
    }
    let mut tx = app.db().begin(scope).await?;
    let at = factor::tell_reset(&mut tx, person.id).await?;
    tx.save().await?;
    let notice = at.map(|at| {
        format!(
            "Người quản trị đã bỏ xác thực hai lớp của bạn lúc {}. Nếu bạn không nhờ việc này, hãy gọi người quản trị. \
             Mời đặt lại ở Tài khoản, Cách đăng nhập.",
            moment_text(at)
        )
    });
    Ok(Opened {
        secret,
        person: person.id,
        notice,
    })
}

/// Who stands before the second step, with what they can answer.
///
/// # Errors
/// [`Error::SignedOut`] when the first step is too long ago.
pub async fn waiting(app: &App, secret: &str) -> Result<(Person, Factors, String)> {
    if secret.is_empty() || secret.len() > 100 {
        return Err(begin_again());
    }
    let mut tx = app.db().read(app.scope(Id(0), None)).await?;
    let found = step::find(&mut tx, &token::hash(secret), SECOND).await?;
    let found = found.ok_or_else(begin_again)?;
    let (person, locality) = found.person.ok_or_else(begin_again)?;
    let mut tx = tx.scoped_to(app.scope(locality, Some(person)));
    let today = tx.today();
    let known = store::by_id(&mut tx, person).await?;
    let known = known.filter(|person| person.works_on(today));
    let known = known.ok_or_else(begin_again)?;
    let has = factor::factors(&mut tx, person).await?;
    Ok((known, has, found.state))
}

fn begin_again() -> Error {
    Error::SignedOut("/".to_owned(), false)
}

/// The second step with a code; gives the session, which has a secret of its own.
///
/// # Errors
/// [`Error::Problem`] on `ma` or `ma-du-phong`; [`Error::TooMany`]; [`Error::SignedOut`] when the first step is too long ago.
pub async fn second(app: &App, secret: &str, typed: &Typed<'_>, client: &Client<'_>) -> Result<Opened> {
    let (person, _, first) = waiting(app, secret).await?;
    let used = verify(app, &person, typed).await?;
    finish(app, secret, &person).await?;
    let mut opened = open(app, &person, client, &format!("{first}, {}", used.how())).await?;
    if let Used::Recovery(left) = used {
        let sentence = format!("Đã dùng một mã dự phòng, còn {left} mã.");
        opened.notice = Some(
            opened
                .notice
                .map_or(sentence.clone(), |notice| format!("{sentence} {notice}")),
        );
    }
    Ok(opened)
}

/// Ends the waiting: the same first step serves one sign-in.
///
/// # Errors
/// [`Error::SignedOut`] when it was used meanwhile.
pub async fn finish(app: &App, secret: &str, person: &Person) -> Result<()> {
    let scope = app.scope(person.locality, Some(person.id));
    let mut tx = app.db().begin(scope).await?;
    if !step::take(&mut tx, &token::hash(secret)).await? {
        return Err(begin_again());
    }
    tx.save().await?;
    Ok(())
}

/// A code as it was typed: one of the app, or one for recovery.
#[derive(Clone, Copy)]
pub struct Typed<'a> {
    /// Of the app; looked at when the other is empty.
    pub code: &'a str,
    /// For recovery.
    pub recovery: &'a str,
}

/// Which one it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Used {
    /// A code of the app.
    App,
    /// One for recovery; so many are left.
    Recovery(i64),
}

impl Used {
    fn how(self) -> &'static str {
        match self {
            Used::App => "code",
            Used::Recovery(_) => "recovery code",
        }
    }
}

/// Checks a code of a person and uses it up. Attempts at one account wait for each other, so that many at once are
/// counted like one after the other.
///
/// # Errors
/// [`Error::Problem`] on `ma` or `ma-du-phong`; [`Error::TooMany`]
pub async fn verify(app: &App, person: &Person, typed: &Typed<'_>) -> Result<Used> {
    let mut tx = app
        .db()
        .begin(app.scope(person.locality, Some(person.id)))
        .await?;
    let since = earlier(tx.now(), WINDOW);
    let kept = factor::hold_totp(&mut tx, person.id).await?;
    let counted = token::hash(&format!("code {}", person.id));
    let (wrong, _) = store::failures(&mut tx, &counted, &counted, since).await?;
    if wrong >= MOST_CODES {
        return Err(Error::TooMany(WINDOW.as_secs().unsigned_abs()));
    }
    let used = match kept {
        Some(_) if !typed.recovery.is_empty() => with_recovery(&mut tx, person.id, typed.recovery).await?,
        Some(kept) => with_app(app, &mut tx, person.id, &kept, typed.code).await?,
        None => None,
    };
    let Some(used) = used else {
        store::note_failure(&mut tx, &counted, &counted, since).await?;
        audit::record(&mut tx, "second_factor.refused", "person", Some(person.id), "").await?;
        tx.save().await?;
        return Err(wrong_code(typed).into());
    };
    tx.save().await?;
    Ok(used)
}

fn wrong_code(typed: &Typed<'_>) -> Problems {
    if typed.recovery.is_empty() {
        Problems::one(
            "ma",
            "Mã chưa đúng hoặc đã dùng rồi. Mời đợi mã tiếp theo rồi ghi lại; nếu vẫn sai thì xem điện thoại có đúng giờ không.",
        )
    } else {
        let sentence = "Mã dự phòng chưa đúng hoặc đã dùng rồi. Mời ghi mã khác trong danh sách của bạn.";
        Problems::one("ma-du-phong", sentence)
    }
}

async fn with_recovery(tx: &mut Tx, person: Id, typed: &str) -> Result<Option<Used>> {
    let Some(hash) = recovery::hash(typed) else {
        return Ok(None);
    };
    if !factor::use_recovery_code(tx, person, &hash).await? {
        return Ok(None);
    }
    Ok(Some(Used::Recovery(
        factor::recovery_codes_left(tx, person).await?,
    )))
}

async fn with_app(
    app: &App,
    tx: &mut Tx,
    person: Id,
    kept: &factor::Totp,
    typed: &str,
) -> Result<Option<Used>> {
    if totp::digits(typed).is_none() {
        return Ok(None);
    }
    let secret = app.key()?.open(&purpose(person), &kept.secret).ok_or_else(|| {
        Error::Outage(
            "the secret of an app's codes was sealed with another key: secret_key is not the one of this data".to_owned(),
        )
    })?;
    let step = Secret::of(secret).step(typed, app.clock().outside())?;
    match step {
        Some(step) if factor::use_step(tx, person, step).await? => Ok(Some(Used::App)),
        _ => Ok(None),
    }
}

/// What the secret of a person's codes is sealed for.
pub fn purpose(person: Id) -> String {
    format!("totp {person}")
}

/// How many people's codes a key opens, and how many it does not: those were sealed with another one. No key opens none.
///
/// # Errors
/// [`Error::Outage`]
pub async fn opened_by(tx: &mut Tx, key: Option<&Key>) -> Result<(usize, usize)> {
    let kept = factor::totp_secrets(tx).await?;
    let opens = |key: &Key, kept: &(Id, String)| key.open(&purpose(kept.0), &kept.1).is_some();
    let opened = key.map_or(0, |key| kept.iter().filter(|kept| opens(key, kept)).count());
    Ok((opened, kept.len() - opened))
}

/// Counts the beginning of a way in that asks for no proof yet.
///
/// # Errors
/// [`Error::TooMany`]
pub async fn count_start(tx: &mut Tx, address: &str) -> Result<()> {
    let network = network::counted(address);
    let (kind, from) = (token::hash("start"), token::hash(&format!("start {network}")));
    let since = earlier(tx.now(), WINDOW);
    let (begun, _) = store::failures(tx, &kind, &from, since).await?;
    if begun >= MOST_STARTS {
        return Err(Error::TooMany(WINDOW.as_secs().unsigned_abs()));
    }
    store::note_failure(tx, &kind, &from, since).await?;
    Ok(())
}
