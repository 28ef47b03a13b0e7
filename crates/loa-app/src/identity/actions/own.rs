//! What people do for themselves: set a password by a link, change it, name who stands in for them.

use std::collections::HashSet;

use jiff::ToSpan as _;
use jiff::civil::Date;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::app::App;
use crate::audit;
use crate::error::{Error, Result};
use crate::identity::actions::entry::{self, Entry};
use crate::identity::actions::factor::step_up;
use crate::identity::actions::{Client, MOST_OWN, MOST_TOTAL, WINDOW, earlier};
use crate::identity::store::people::{
    Delegation, Invitation, close_invitations, delegations, end_delegation, grants_of, insert_delegation,
    invitation, set_details, use_invitation,
};
use crate::identity::store::{self, Holder, Person, reach};
use crate::identity::{Actor, name_key, network, password, token};
use crate::org;
use crate::problem::Problems;

/// Somebody stands in for at most so many days.
const LONGEST_ABSENCE_DAYS: i64 = 366;

/// The person of a link that still works.
///
/// # Errors
/// [`Error::NotFound`] when it is used up, too old, or no link at all.
pub async fn invited(app: &App, secret: &str) -> Result<Person> {
    Ok(open_invitation(app, secret).await?.1)
}

/// The link that still works, with its person.
///
/// # Errors
/// As [`invited`].
pub async fn open_invitation(app: &App, secret: &str) -> Result<(Invitation, Person)> {
    if secret.len() > 100 {
        return Err(Error::NotFound);
    }
    let mut tx = app.db().read(app.scope(Id(0), None)).await?;
    let found = invitation(&mut tx, &token::hash(secret))
        .await?
        .ok_or(Error::NotFound)?;
    drop(tx);
    let mut tx = app.db().read(app.scope(found.locality, None)).await?;
    let today = tx.today();
    let person = store::by_id(&mut tx, found.person).await?;
    let person = person
        .filter(|person| person.works_on(today))
        .ok_or(Error::NotFound)?;
    Ok((found, person))
}

/// Sets the password of a link, once, and ends all sessions. Who has a second factor is asked for it all the same:
/// otherwise whoever makes links could get round it.
///
/// # Errors
/// [`Error::NotFound`] as [`invited`]; [`Error::Problem`] on `mat-khau` or `mat-khau-lai`.
pub async fn accept(app: &App, secret: &str, typed: &str, again: &str, client: &Client<'_>) -> Result<Entry> {
    let (found, person) = open_invitation(app, secret).await?;
    let mut problems = Problems::new();
    password::check(typed, again, &person.login, &mut problems);
    problems.or(())?;
    let hash = password::hash(typed.to_owned()).await?;
    let mut tx = app.db().begin(app.scope(found.locality, Some(person.id))).await?;
    if !use_invitation(&mut tx, &token::hash(secret)).await? {
        return Err(Error::NotFound);
    }
    store::set_password(&mut tx, person.id, &hash).await?;
    store::end_other_sessions(&mut tx, person.id, Id(0)).await?;
    close_invitations(&mut tx, person.id).await?;
    audit::record(&mut tx, "password.set", "person", Some(person.id), "").await?;
    tx.save().await?;
    entry::proved(app, &person, client, "link").await
}

/// Checks one's own password before something that must not happen to a phone left lying about. Who has none, because
/// they sign in by an account elsewhere or with a passkey, is not asked.
///
/// # Errors
/// [`Error::Problem`] on `field`; [`Error::TooMany`] after many wrong attempts.
pub async fn confirm_password(
    app: &App,
    actor: &Actor,
    typed: &str,
    address: &str,
    field: &'static str,
) -> Result<Person> {
    let mut tx = app.read(actor).await?;
    let person = store::by_id(&mut tx, actor.person)
        .await?
        .ok_or(Error::NotFound)?;
    if person.password.is_none() {
        return Ok(person);
    }
    let login_hash = token::hash(&person.login);
    let address_hash = token::hash(&network::counted(address));
    let since = earlier(tx.now(), WINDOW);
    let (total, own) = store::failures(&mut tx, &login_hash, &address_hash, since).await?;
    drop(tx);
    if own >= MOST_OWN || total >= MOST_TOTAL {
        return Err(Error::TooMany(WINDOW.as_secs().unsigned_abs()));
    }
    let typed = typed.chars().take(password::LONGEST).collect();
    if password::matches(typed, person.password.clone()).await? {
        return Ok(person);
    }
    let mut tx = app.begin(actor).await?;
    store::note_failure(&mut tx, &login_hash, &address_hash, since).await?;
    tx.save().await?;
    Err(Problems::one(field, "Mật khẩu đang dùng chưa đúng.").into())
}

/// Changes one's own password; ends all other sessions, and this one gets a new secret, which is given back.
///
/// # Errors
/// [`Error::Problem`] on `mat-khau-cu`, `mat-khau` or `mat-khau-lai`; [`Error::TooMany`] after many wrong attempts.
pub async fn change_password(
    app: &App,
    actor: &Actor,
    old: &str,
    typed: &str,
    again: &str,
    address: &str,
) -> Result<String> {
    let mut tx = app.read(actor).await?;
    let person = store::by_id(&mut tx, actor.person)
        .await?
        .ok_or(Error::NotFound)?;
    drop(tx);
    let mut problems = Problems::new();
    password::check(typed, again, &person.login, &mut problems);
    problems.or(())?;
    confirm_password(app, actor, old, address, "mat-khau-cu").await?;
    let hash = password::hash(typed.to_owned()).await?;
    let mut tx = app.begin(actor).await?;
    store::set_password(&mut tx, actor.person, &hash).await?;
    let session = step_up(&mut tx, actor).await?;
    close_invitations(&mut tx, actor.person).await?;
    audit::record(&mut tx, "password.changed", "person", Some(actor.person), "").await?;
    tx.save().await?;
    Ok(session)
}

/// Sets one's own telephone number and mail address.
///
/// # Errors
/// [`Error::NotFound`]
pub async fn set_contact(
    tx: &mut Tx,
    actor: &Actor,
    phone: Option<String>,
    email: Option<&str>,
) -> Result<()> {
    let person = store::by_id(tx, actor.person).await?.ok_or(Error::NotFound)?;
    set_details(tx, actor.person, &person.full_name, phone).await?;
    reach::set_email(tx, actor.person, email).await?;
    audit::record(tx, "person.described", "person", Some(actor.person), "").await?;
    Ok(())
}

/// Who can stand in for somebody: people who sign in, with a role today in a unit where the person has one of their
/// own or below it, each with the first role that fits. In the order of names.
///
/// # Errors
/// [`Error::Outage`]
pub async fn stand_ins(tx: &mut Tx, person: Id) -> Result<Vec<Holder>> {
    let today = tx.today();
    let tree = org::store::tree::on(tx, today).await?;
    let own = grants_of(tx, person).await?;
    let units: HashSet<Id> = own
        .iter()
        .filter(|grant| grant.holds_on(today))
        .flat_map(|grant| tree.subtree(grant.unit))
        .collect();
    let mut found: Vec<Holder> = Vec::new();
    for holder in store::holders(tx).await? {
        let fits = holder.person.id != person
            && holder.person.works_on(today)
            && holder.person.password.is_some()
            && holder.grant.holds_on(today)
            && units.contains(&holder.grant.unit);
        if fits && found.iter().all(|known| known.person.id != holder.person.id) {
            found.push(holder);
        }
    }
    found.sort_by_cached_key(|holder| name_key(&holder.person.full_name));
    Ok(found)
}

/// Lets somebody act with one's own roles from a day to a day, both inclusive.
///
/// # Errors
/// [`Error::Problem`] on `nguoi`, `tu` or `den`.
pub async fn delegate(tx: &mut Tx, actor: &Actor, to: Id, from: Date, until: Date) -> Result<()> {
    org::store::lock(tx).await?;
    let today = tx.today();
    let mut problems = Problems::new();
    let fits = stand_ins(tx, actor.person)
        .await?
        .iter()
        .any(|holder| holder.person.id == to);
    problems.unless(fits, "nguoi", "Mời chọn một người trong danh sách.");
    problems.unless(from >= today, "tu", "Ngày bắt đầu phải từ hôm nay trở đi.");
    let longest = from.checked_add(LONGEST_ABSENCE_DAYS.days()).unwrap_or(from);
    if until < from {
        problems.add("den", "Ngày cuối phải từ ngày bắt đầu trở đi.");
    } else if until > longest {
        problems.add("den", "Vắng mặt dài nhất là một năm.");
    }
    let known = delegations(tx, actor.person, today).await?;
    let overlaps = |other: &Delegation| {
        other.person == actor.person
            && other.ended_at.is_none()
            && other.valid_from <= until
            && from <= other.valid_to
    };
    if problems.is_empty() && known.iter().any(overlaps) {
        problems.add(
            "tu",
            "Trong thời gian này đã có người làm thay: mời kết thúc lần đó trước.",
        );
    }
    problems.or(())?;
    let delegation = Delegation {
        id: tx.new_id(),
        person: actor.person,
        delegate: to,
        valid_from: from,
        valid_to: until,
        ended_at: None,
    };
    insert_delegation(tx, &delegation).await?;
    audit::record(
        tx,
        "delegation.given",
        "person",
        Some(to),
        &format!("{from}/{until}"),
    )
    .await?;
    Ok(())
}

/// Calls off a delegation of one's own.
///
/// # Errors
/// [`Error::NotFound`]
pub async fn call_off(tx: &mut Tx, actor: &Actor, id: Id) -> Result<()> {
    if !end_delegation(tx, actor.person, id).await? {
        return Err(Error::NotFound);
    }
    audit::record(tx, "delegation.ended", "delegation", Some(id), "").await?;
    Ok(())
}
