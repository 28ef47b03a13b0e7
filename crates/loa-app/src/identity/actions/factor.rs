//! The second factor of one's own: set up, taken away, new recovery codes. Of others: taken away, asked for.

use jiff::{SignedDuration, Timestamp};
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::app::App;
use crate::audit;
use crate::error::{Error, Result};
use crate::identity::actions::entry::{Typed, purpose, verify};
use crate::identity::actions::own::confirm_password;
use crate::identity::actions::people::managed;
use crate::identity::store::{self, factor};
use crate::identity::totp::Secret;
use crate::identity::{Action, Actor, Role, recovery, token};
use crate::problem::Problems;

/// Roles for which an administrator can make a second factor a must: those that reach everybody's work.
pub const MUST_ROLES: [Role; 2] = [Role::Administrator, Role::Coordinator];
/// A secret that is shown and not confirmed within this time is thrown away.
const OFFERED: SignedDuration = SignedDuration::from_mins(30);

/// A secret that was shown to a person and is not theirs yet. Nothing is kept of it: it travels with the form, sealed.
pub struct Offer {
    /// The secret.
    pub secret: Secret,
    /// For the form.
    pub sealed: String,
}

/// A new secret for a person.
///
/// # Errors
/// [`Error::Outage`]
pub fn offer(app: &App, person: Id) -> Result<Offer> {
    let secret = Secret::fresh()?;
    let now = app.clock().outside().as_second().to_be_bytes();
    let content = [now.as_slice(), secret.bytes()].concat();
    let sealed = app.key()?.seal(&offered_to(person), &content)?;
    Ok(Offer { secret, sealed })
}

/// The secret that a form brings back; `None` when it is too old or not this person's.
///
/// # Errors
/// [`Error::Outage`]
pub fn offered(app: &App, person: Id, sealed: &str) -> Result<Option<Offer>> {
    let Some(content) = app.key()?.open(&offered_to(person), sealed) else {
        return Ok(None);
    };
    let Some((at, secret)) = content.split_first_chunk::<8>() else {
        return Ok(None);
    };
    let at = Timestamp::from_second(i64::from_be_bytes(*at)).unwrap_or_default();
    let age = app.clock().outside().duration_since(at);
    Ok((age <= OFFERED).then(|| Offer {
        secret: Secret::of(secret.to_vec()),
        sealed: sealed.to_owned(),
    }))
}

fn offered_to(person: Id) -> String {
    format!("totp offered to {person}")
}

/// What a change of the second factor gives back.
pub struct Changed {
    /// The new secret of the session.
    pub session: String,
    /// To be shown once.
    pub codes: Vec<String>,
}

/// Sets up codes of an app, confirmed by the password and a first code. Other sessions end, this one gets a new secret.
///
/// # Errors
/// [`Error::Problem`] on `mat-khau` or `ma`; [`Error::TooMany`]; [`Error::Changed`] when there are codes already.
pub async fn set_up(
    app: &App,
    actor: &Actor,
    offer: &Offer,
    password: &str,
    code: &str,
    address: &str,
) -> Result<Changed> {
    let step = offer.secret.step(code, app.clock().outside())?;
    let Some(step) = step else {
        let sentence = "Mã chưa đúng. Mời ghi 6 chữ số đang hiện trong ứng dụng; điện thoại phải đúng giờ.";
        return Err(Problems::one("ma", sentence).into());
    };
    confirm_password(app, actor, password, address, "mat-khau").await?;
    let sealed = app.key()?.seal(&purpose(actor.person), offer.secret.bytes())?;
    let mut tx = app.begin(actor).await?;
    if factor::totp(&mut tx, actor.person).await?.is_some() {
        return Err(already());
    }
    factor::insert_totp(&mut tx, actor.person, &sealed, step).await?;
    audit::record(&mut tx, "second_factor.set", "person", Some(actor.person), "code").await?;
    let codes = new_codes(&mut tx, actor.person).await?;
    let session = step_up(&mut tx, actor).await?;
    tx.save().await?;
    Ok(Changed { session, codes })
}

fn already() -> Error {
    Error::Changed("Bạn đã đặt mã từ ứng dụng rồi. Muốn đổi điện thoại thì bỏ mã cũ trước.".to_owned())
}

async fn new_codes(tx: &mut Tx, person: Id) -> Result<Vec<String>> {
    let codes = recovery::fresh()?;
    let hashes: Vec<String> = codes.iter().filter_map(|code| recovery::hash(code)).collect();
    factor::replace_recovery_codes(tx, person, &hashes).await?;
    Ok(codes)
}

/// The session goes on under another secret, and all others end: what somebody may have got hold of before is worthless.
///
/// # Errors
/// [`Error::Outage`]
pub async fn step_up(tx: &mut Tx, actor: &Actor) -> Result<String> {
    let secret = token::fresh()?;
    store::end_other_sessions(tx, actor.person, actor.session).await?;
    store::renew_session(tx, actor.session, &token::hash(&secret)).await?;
    Ok(secret)
}

/// Password and code, before something about the second factor changes.
async fn confirmed(app: &App, actor: &Actor, password: &str, typed: &Typed<'_>, address: &str) -> Result<()> {
    confirm_password(app, actor, password, address, "mat-khau").await?;
    let mut tx = app.read(actor).await?;
    let person = store::by_id(&mut tx, actor.person)
        .await?
        .ok_or(Error::NotFound)?;
    drop(tx);
    verify(app, &person, typed).await?;
    Ok(())
}

/// Takes one's own codes away.
///
/// # Errors
/// [`Error::Problem`] on `mat-khau`, `ma` or `ma-du-phong`; [`Error::TooMany`]
pub async fn remove(
    app: &App,
    actor: &Actor,
    password: &str,
    typed: &Typed<'_>,
    address: &str,
) -> Result<Changed> {
    confirmed(app, actor, password, typed, address).await?;
    let mut tx = app.begin(actor).await?;
    factor::delete_totp(&mut tx, actor.person).await?;
    audit::record(
        &mut tx,
        "second_factor.removed",
        "person",
        Some(actor.person),
        "code",
    )
    .await?;
    let session = step_up(&mut tx, actor).await?;
    tx.save().await?;
    let codes = Vec::new();
    Ok(Changed { session, codes })
}

/// Ten new recovery codes; those before no longer work.
///
/// # Errors
/// [`Error::Problem`] on `mat-khau`, `ma` or `ma-du-phong`; [`Error::TooMany`]
pub async fn renew_codes(
    app: &App,
    actor: &Actor,
    password: &str,
    typed: &Typed<'_>,
    address: &str,
) -> Result<Changed> {
    confirmed(app, actor, password, typed, address).await?;
    let mut tx = app.begin(actor).await?;
    let codes = new_codes(&mut tx, actor.person).await?;
    audit::record(&mut tx, "recovery_codes.made", "person", Some(actor.person), "").await?;
    let session = step_up(&mut tx, actor).await?;
    tx.save().await?;
    Ok(Changed { session, codes })
}

/// Takes everything away by which somebody shows a second time who they are, for a phone that was lost. Their sessions
/// end; they are told when they next sign in.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]
pub async fn reset(tx: &mut Tx, actor: &Actor, person: Id) -> Result<()> {
    managed(tx, actor, person).await?;
    reset_by_hand(tx, person).await
}

/// The same for whoever runs the machine.
///
/// # Errors
/// [`Error::Outage`]
pub async fn reset_by_hand(tx: &mut Tx, person: Id) -> Result<()> {
    factor::delete_totp(tx, person).await?;
    store::passkey::delete_all(tx, person).await?;
    factor::insert_reset(tx, person).await?;
    store::end_other_sessions(tx, person, Id(0)).await?;
    audit::record(tx, "second_factor.reset", "person", Some(person), "").await?;
    Ok(())
}

/// Says for which roles of the locality a second factor is a must.
///
/// # Errors
/// [`Error::Forbidden`]
pub async fn set_rule(tx: &mut Tx, actor: &Actor, roles: &[Role]) -> Result<()> {
    if !actor.may_for_all(Action::ManagePeople) {
        return Err(Error::Forbidden);
    }
    let roles: Vec<Role> = MUST_ROLES
        .into_iter()
        .filter(|role| roles.contains(role))
        .collect();
    factor::set_rule(tx, &roles).await?;
    let keys: Vec<&str> = roles.iter().map(|role| role.key()).collect();
    audit::record(
        tx,
        "second_factor.asked",
        "locality",
        Some(tx.locality()),
        &keys.join(", "),
    )
    .await?;
    Ok(())
}
