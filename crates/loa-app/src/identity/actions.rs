//! Signing in and out, and who a session belongs to.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};
use loa_db::id::Id;
use loa_db::tx::{Scope, Tx};

use crate::app::App;
use crate::audit;
use crate::error::{Error, Result};
use crate::identity::actions::entry::Entry;
use crate::identity::store::{self, Person, RoleGrant, Session};
use crate::identity::{Action, Actor, Grant, Role, network, password, seal, token};
use crate::org::{self, store::Locality};
use crate::problem::Problems;
use crate::route::ip;

pub mod entry;
pub mod factor;
pub mod outside;
pub mod own;
pub mod passkey;
pub mod people;

/// A session ends when it was not used for so long: officers open Loa once a week on their own phone.
const IDLE: SignedDuration = SignedDuration::from_hours(24 * 30);
/// How exactly "last seen" is kept.
const SEEN: SignedDuration = SignedDuration::from_mins(5);
/// Attempts are counted over so long.
const WINDOW: SignedDuration = SignedDuration::from_mins(15);
/// Wrong passwords for one login from one network, and from one network in all. Counting by network alone or by both
/// together, never by login alone, keeps strangers from locking somebody out.
const MOST_OWN: i64 = 8;
const MOST_TOTAL: i64 = 60;
/// Wrong passwords for one login from wherever: beyond that only browsers that are known may try, each counted by itself.
const MOST_EVERYWHERE: i64 = 100;

/// The actor of a session's secret; `None` when it has ended, or its person has left.
///
/// # Errors
/// [`Error::Outage`] when the database does not answer.
pub async fn resume(app: &App, secret: &str) -> Result<Option<Actor>> {
    if secret.len() > 100 {
        return Ok(None);
    }
    let mut tx = app.db().read(app.scope(Id(0), None)).await?;
    let Some((session, person, locality)) = store::live_session(&mut tx, &token::hash(secret)).await? else {
        return Ok(None);
    };
    let scope = app.scope(session.locality, Some(session.person));
    let mut tx = tx.scoped_to(scope);
    let actor = load(&mut tx, &session, person, locality).await?;
    drop(tx);
    // Who only reads must be able to while nothing can be written.
    if actor.is_some()
        && scope.now.duration_since(session.seen_at) > SEEN
        && let Err(error) = touch(app, scope, session.id).await
    {
        tracing::warn!(%error, "that somebody was here is not noted");
    }
    Ok(actor)
}

async fn touch(app: &App, scope: Scope, session: Id) -> Result<()> {
    let mut tx = app.db().begin(scope).await?;
    store::touch_session(&mut tx, session, later(scope.now, IDLE)).await?;
    tx.save().await?;
    Ok(())
}

async fn load(tx: &mut Tx, session: &Session, person: Person, locality: Locality) -> Result<Option<Actor>> {
    if person.left_on.is_some_and(|day| day <= tx.today()) {
        return Ok(None);
    }
    let given = store::grants_today(tx, person.id).await?;
    let lacks_factor = lacks_factor(tx, person.id, &given).await?;
    let today = tx.today();
    let seats: Vec<Id> = given.iter().map(|grant| grant.unit).collect();
    let (tree, reaches) = org::store::tree::seen_from(tx, &locality, &seats, today).await?;
    let unit_name = seats.first().map_or("", |seat| tree.name(*seat)).to_owned();
    let grants = given.iter().zip(reaches).map(|(grant, reach)| Grant {
        role: grant.role,
        unit: grant.unit,
        reach,
    });
    let grants = grants.collect();
    Ok(Some(Actor {
        person: person.id,
        name: person.full_name,
        locality: locality.id,
        locality_name: locality.name,
        help_phone: locality.help_phone,
        root: locality.root,
        session: session.id,
        address: None,
        lacks_factor,
        unit_name,
        grants,
    }))
}

/// Must they have a second factor and have none? Asked only of those for whom it can be a must.
async fn lacks_factor(tx: &mut Tx, person: Id, given: &[RoleGrant]) -> Result<bool> {
    let can_be = |role: &Role| factor::MUST_ROLES.contains(role);
    if !given.iter().any(|grant| can_be(&grant.role)) {
        return Ok(false);
    }
    let missing = store::factor::missing(tx, person).await?;
    Ok(given.iter().any(|grant| missing.contains(&grant.role)))
}

/// The units for which nobody else may do what this person may.
///
/// # Errors
/// [`Error::Outage`]
pub async fn alone_for(tx: &mut Tx, actor: &Actor, action: Action) -> Result<HashSet<Id>> {
    let others = store::held_by_others(tx, actor.person).await?;
    let others = others
        .into_iter()
        .filter(|(role, _)| action.allowed_to().contains(role));
    let today = tx.today();
    let mut alone = HashSet::clone(&actor.reach(action));
    let seats: Vec<Id> = others.map(|(_, seat)| seat).collect();
    for others in org::store::tree::reaches(tx, &seats, today).await? {
        alone.retain(|unit| !others.contains(unit));
    }
    Ok(alone)
}

fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.checked_add(by).unwrap_or(Timestamp::MAX)
}

fn earlier(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.checked_sub(by).unwrap_or(Timestamp::MIN)
}

/// Where an attempt comes from.
pub struct Client<'a> {
    /// Network address.
    pub address: &'a str,
    /// Browser.
    pub agent: &'a str,
}

/// Signs in with a password. The secret of a session is always a fresh one, whatever the browser had before.
///
/// # Errors
/// [`Error::Problem`] with the same sentence whether the login or the password is wrong; [`Error::TooMany`].
pub async fn sign_in(app: &App, login: &str, typed: &str, client: &Client<'_>, known: &str) -> Result<Entry> {
    let login = plain_login(login);
    let login_hash = token::hash(&login);
    let scope = app.scope(Id(0), None);
    let mut tx = app.db().read(scope).await?;
    let since = earlier(scope.now, WINDOW);
    let person = store::by_login(&mut tx, &login).await?;
    let is_known = person
        .as_ref()
        .is_some_and(|person| is_known_browser(app, person.id, known));
    let address_hash = if is_known {
        token::hash(&format!("browser {known}"))
    } else {
        token::hash(&network::counted(client.address))
    };
    let (total, own) = store::failures(&mut tx, &login_hash, &address_hash, since).await?;
    if own >= MOST_OWN || total >= MOST_TOTAL {
        return Err(Error::TooMany(WINDOW.as_secs().unsigned_abs()));
    }
    if !is_known && store::failures_of_login(&mut tx, &login_hash, since).await? >= MOST_EVERYWHERE {
        let sentence = "Tên đăng nhập này đang bị thử sai từ nhiều nơi, nên chỉ máy đã từng đăng nhập mới dùng được mật \
                        khẩu. Mời dùng máy ấy hoặc khóa truy cập, hoặc đợi 15 phút.";
        return Err(Problems::one("ten", sentence).into());
    }
    drop(tx);
    let kept = person.as_ref().and_then(|person| person.password.clone());
    let fits = password::matches(typed.chars().take(password::LONGEST).collect(), kept).await?;
    let works = |person: &Person| person.left_on.is_none_or(|day| day > scope.today);
    let Some(person) = person.filter(|person| fits && works(person)) else {
        let mut tx = app.db().begin(scope).await?;
        store::note_failure(&mut tx, &login_hash, &address_hash, since).await?;
        tx.save().await?;
        let sentence = "Tên đăng nhập hoặc mật khẩu chưa đúng.";
        return Err(Problems::one("ten", sentence).into());
    };
    entry::proved(app, &person, client, "password").await
}

/// What makes a browser known as one in which a person has signed in. It opens nothing; it only is counted by itself.
///
/// # Errors
/// [`Error::Outage`] without a key.
pub fn known_browser(app: &App, person: Id) -> Result<String> {
    app.key()?.seal(&format!("browser of {person}"), &[])
}

fn is_known_browser(app: &App, person: Id, known: &str) -> bool {
    let opens = |key: &seal::Key| key.open(&format!("browser of {person}"), known).is_some();
    known.len() < 200 && app.key().is_ok_and(opens)
}

/// Opens a session for a person who proved who they are.
///
/// # Errors
/// [`Error::Outage`]
pub async fn open_session(app: &App, person: &Person, client: &Client<'_>) -> Result<String> {
    open_session_by(app, person, client, "").await
}

/// The same, noting how they proved it.
async fn open_session_by(app: &App, person: &Person, client: &Client<'_>, how: &str) -> Result<String> {
    let secret = token::fresh()?;
    let scope = Scope {
        address: ip(client.address),
        ..app.scope(person.locality, Some(person.id))
    };
    let mut tx = app.db().begin(scope).await?;
    let now = tx.now();
    let session = Session {
        id: tx.new_id(),
        person: person.id,
        locality: person.locality,
        agent: client.agent.to_owned(),
        address: client.address.to_owned(),
        created_at: now,
        seen_at: now,
        expires_at: later(now, IDLE),
    };
    store::insert_session(&mut tx, &session, &token::hash(&secret)).await?;
    audit::record(&mut tx, "session.opened", "person", Some(person.id), how).await?;
    tx.save().await?;
    Ok(secret)
}

/// Ends a session of one's own.
///
/// # Errors
/// [`Error::NotFound`] when there is no such session.
pub async fn end_session(tx: &mut Tx, actor: &Actor, id: Id) -> Result<()> {
    if !store::end_session(tx, actor.person, id).await? {
        return Err(Error::NotFound);
    }
    audit::record(tx, "session.ended", "session", Some(id), "").await?;
    Ok(())
}

/// A new person with a password and one role; for founding a locality and for samples. Others are invited.
///
/// # Errors
/// [`Error::Changed`] when the login is taken.
pub async fn add_person(tx: &mut Tx, new: NewPerson<'_>) -> Result<Id> {
    let person = Person {
        id: tx.new_id(),
        locality: tx.locality(),
        login: plain_login(new.login),
        full_name: new.full_name.to_owned(),
        phone: None,
        password: new.password_hash.map(str::to_owned),
        left_on: None,
    };
    enter(tx, &person, new.unit, new.role).await?;
    audit::record(tx, "person.added", "person", Some(person.id), new.role.key()).await?;
    Ok(person.id)
}

/// Writes a person with the first role, from today on.
async fn enter(tx: &mut Tx, person: &Person, unit: Id, role: Role) -> Result<()> {
    store::insert(tx, person).await?;
    let grant = RoleGrant {
        id: tx.new_id(),
        person: person.id,
        unit,
        role,
        valid_from: tx.today(),
        valid_to: None,
    };
    store::insert_grant(tx, &grant).await?;
    Ok(())
}

/// A person to be.
#[derive(Debug, Clone, Copy)]
pub struct NewPerson<'a> {
    /// What they will type to sign in.
    pub login: &'a str,
    /// Full name.
    pub full_name: &'a str,
    /// PHC text.
    pub password_hash: Option<&'a str>,
    /// Their unit.
    pub unit: Id,
    /// Their role there.
    pub role: Role,
}

/// Lower case, without blanks: what is typed on a phone begins with a capital.
pub fn plain_login(login: &str) -> String {
    let text = crate::form::clean(login).to_lowercase();
    text.split_whitespace()
        .collect::<String>()
        .chars()
        .take(100)
        .collect()
}
