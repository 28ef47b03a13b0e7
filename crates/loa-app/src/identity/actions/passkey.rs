//! Passkeys: registered from inside, then a way in of its own (what one has and what one knows or is, in one), or the
//! second factor after a password.

use jiff::SignedDuration;
use loa_db::id::Id;
use loa_db::tx::Tx;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use webauthn_rs::prelude::{
    AuthenticationResult, DiscoverableAuthentication, Passkey, PasskeyAuthentication, PasskeyRegistration,
    PublicKeyCredential, RegisterPublicKeyCredential, Url, Uuid, Webauthn, WebauthnBuilder,
};

use crate::app::App;
use crate::audit;
use crate::error::{Error, Result};
use crate::identity::actions::entry::{self, Opened, count_start};
use crate::identity::actions::factor::step_up;
use crate::identity::actions::{Client, later};
use crate::identity::seal::hex;
use crate::identity::store::passkey::{self, Kept};
use crate::identity::store::step::{self, Step};
use crate::identity::store::{self, outside};
use crate::identity::{Actor, token};
use crate::problem::Problems;

/// Whoever was asked for a key answers within this time.
const PATIENCE: SignedDuration = SignedDuration::from_mins(5);
/// Passkeys of one person.
const MOST: usize = 20;
/// Characters of a name.
pub const NAME_LENGTH: usize = 60;

/// What checks passkeys for the address under which people see Loa; `None` where browsers allow none, as at an address
/// of digits.
pub fn checker(origin: &str) -> Option<Webauthn> {
    let origin = Url::parse(origin).ok()?;
    let domain = origin.domain()?;
    WebauthnBuilder::new(domain, &origin)
        .and_then(|builder| builder.rp_name("Loa").build())
        .ok()
}

/// What a key knows its owner by: never a name.
fn handle(person: Id) -> Uuid {
    Uuid::from_u128(u128::from(person.0.unsigned_abs()))
}

fn refused() -> Error {
    Problems::one("khoa", "Khóa truy cập chưa được nhận. Mời thử lại.").into()
}

fn text(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::Outage(error.to_string()))
}

fn value(value: &impl Serialize) -> Result<Value> {
    serde_json::to_value(value).map_err(|error| Error::Outage(error.to_string()))
}

/// What a browser sends; a problem when it is nothing of the kind.
fn sent<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|_| refused())
}

fn keys(kept: &[Kept]) -> Result<Vec<Passkey>> {
    let key = |one: &Kept| {
        let read = serde_json::from_str(&one.credential);
        read.map_err(|error| Error::Outage(format!("a passkey cannot be read: {error}")))
    };
    kept.iter().map(key).collect()
}

/// Where what was asked of a key is kept; asking anew forgets what was asked before.
async fn keep(tx: &mut Tx, secret: &str, kind: &str, state: String) -> Result<()> {
    let hash = token::hash(secret);
    step::take(tx, &hash).await?;
    let asked = Step {
        kind: kind.to_owned(),
        person: None,
        state,
    };
    let expires = later(tx.now(), PATIENCE);
    step::insert(tx, &hash, &asked, expires).await?;
    Ok(())
}

/// What was asked; it serves one answer, right or wrong.
async fn asked<T: DeserializeOwned>(app: &App, secret: &str, kind: &str) -> Result<T> {
    let hash = token::hash(secret);
    let mut tx = app.db().begin(app.scope(Id(0), None)).await?;
    let found = step::find(&mut tx, &hash, kind).await?;
    let is_first = step::take(&mut tx, &hash).await?;
    tx.save().await?;
    let found = found.filter(|_| is_first);
    let found = found.ok_or_else(|| {
        Error::from(Problems::one(
            "khoa",
            "Đã quá 5 phút nên khóa truy cập chưa được nhận. Mời thử lại.",
        ))
    })?;
    serde_json::from_str(&found.state).map_err(|error| Error::Outage(error.to_string()))
}

fn of_session(actor: &Actor) -> String {
    format!("new passkey of session {}", actor.session)
}

/// Asks the browser for a new key, once the password was right.
///
/// # Errors
/// [`Error::Problem`] on `ten-khoa`.
pub async fn begin_new(app: &App, checker: &Webauthn, actor: &Actor) -> Result<Value> {
    let mut tx = app.begin(actor).await?;
    let person = store::by_id(&mut tx, actor.person)
        .await?
        .ok_or(Error::NotFound)?;
    let known = keys(&passkey::of_person(&mut tx, actor.person).await?)?;
    if known.len() >= MOST {
        let sentence = format!("Đã có {MOST} khóa truy cập: mời bỏ khóa không còn dùng trước.");
        return Err(Problems::one("ten-khoa", sentence).into());
    }
    let known = known.iter().map(|key| key.cred_id().clone()).collect();
    let begun = checker.start_passkey_registration(
        handle(actor.person),
        &person.login,
        &person.full_name,
        Some(known),
    );
    let (challenge, state) = begun.map_err(|error| Error::Outage(format!("no challenge: {error}")))?;
    keep(&mut tx, &of_session(actor), "new passkey", text(&state)?).await?;
    tx.save().await?;
    let mut challenge = value(&challenge)?;
    // So that the key is found without a login.
    if let Some(wanted) = challenge.pointer_mut("/publicKey/authenticatorSelection") {
        wanted["residentKey"] = Value::from("required");
        wanted["requireResidentKey"] = Value::from(true);
    }
    Ok(challenge)
}

/// Takes the new key; gives the new secret of the session.
///
/// # Errors
/// [`Error::Problem`] on `khoa`.
pub async fn finish_new(
    app: &App,
    checker: &Webauthn,
    actor: &Actor,
    credential: &str,
    name: &str,
) -> Result<String> {
    let credential: RegisterPublicKeyCredential = sent(credential)?;
    let state: PasskeyRegistration = asked(app, &of_session(actor), "new passkey").await?;
    let key = checker
        .finish_passkey_registration(&credential, &state)
        .map_err(|error| {
            tracing::info!(%error, "a new passkey was refused");
            refused()
        })?;
    let mut tx = app.begin(actor).await?;
    let id = hex(key.cred_id().as_ref());
    let name = if name.is_empty() { "Khóa truy cập" } else { name };
    passkey::insert(&mut tx, actor.person, &id, &text(&key)?, name).await?;
    audit::record(&mut tx, "passkey.added", "person", Some(actor.person), "").await?;
    let session = step_up(&mut tx, actor).await?;
    tx.save().await?;
    Ok(session)
}

/// Asks the browser for whatever key it has for Loa; gives the question and the secret that must come back.
///
/// # Errors
/// [`Error::TooMany`] when an address asks all the time.
pub async fn begin_entry(app: &App, checker: &Webauthn, address: &str) -> Result<(Value, String)> {
    let begun = checker.start_discoverable_authentication();
    let (challenge, state) = begun.map_err(|error| Error::Outage(format!("no challenge: {error}")))?;
    let secret = token::fresh()?;
    let mut tx = app.db().begin(app.scope(Id(0), None)).await?;
    count_start(&mut tx, address).await?;
    keep(&mut tx, &secret, "passkey", text(&state)?).await?;
    tx.save().await?;
    let mut challenge = value(&challenge)?;
    // The library thinks of offers in a field; here a button was pressed.
    if let Some(whole) = challenge.as_object_mut() {
        whole.remove("mediation");
    }
    Ok((challenge, secret))
}

/// Signs in with a key.
///
/// # Errors
/// [`Error::Problem`] on `khoa`.
pub async fn enter(
    app: &App,
    checker: &Webauthn,
    secret: &str,
    credential: &str,
    client: &Client<'_>,
) -> Result<Opened> {
    let credential: PublicKeyCredential = sent(credential)?;
    let state: DiscoverableAuthentication = asked(app, secret, "passkey").await?;
    let (owner, id) = checker
        .identify_discoverable_authentication(&credential)
        .map_err(|_| refused())?;
    let mut tx = app.db().read(app.scope(Id(0), None)).await?;
    let kept = passkey::by_credential(&mut tx, &hex(id)).await?;
    drop(tx);
    let unknown = || {
        let sentence = "Khóa truy cập này không còn dùng được ở đây. Mời đăng nhập bằng cách khác.";
        Error::from(Problems::one("khoa", sentence))
    };
    let kept = kept
        .filter(|kept| handle(kept.person) == owner)
        .ok_or_else(unknown)?;
    let [mut key] = <[Passkey; 1]>::try_from(keys(std::slice::from_ref(&kept))?).map_err(|_| unknown())?;
    let result = checker.finish_discoverable_authentication_v2(&credential, state, &key);
    let result = result.map_err(|error| {
        tracing::info!(%error, "a passkey was refused");
        refused()
    })?;
    let mut tx = app
        .db()
        .begin(app.scope(kept.locality, Some(kept.person)))
        .await?;
    let today = tx.today();
    let person = store::by_id(&mut tx, kept.person).await?;
    let person = person
        .filter(|person| person.works_on(today))
        .ok_or_else(unknown)?;
    used(&mut tx, &kept, &mut key, &result).await?;
    tx.save().await?;
    entry::open(app, &person, client, "passkey").await
}

async fn used(tx: &mut Tx, kept: &Kept, key: &mut Passkey, result: &AuthenticationResult) -> Result<()> {
    key.update_credential(result);
    passkey::touch(tx, kept.id, &text(key)?).await?;
    Ok(())
}

fn of_step(secret: &str) -> String {
    format!("passkey after {secret}")
}

/// Asks somebody before the second step for one of their keys.
///
/// # Errors
/// [`Error::SignedOut`] when the first step is too long ago; [`Error::Problem`] on `khoa` without a key.
pub async fn begin_second(app: &App, checker: &Webauthn, secret: &str) -> Result<Value> {
    let (person, _, _) = entry::waiting(app, secret).await?;
    let mut tx = app
        .db()
        .begin(app.scope(person.locality, Some(person.id)))
        .await?;
    let known = keys(&passkey::of_person(&mut tx, person.id).await?)?;
    let begun = checker.start_passkey_authentication(&known);
    let (challenge, state) = begun.map_err(|_| refused())?;
    keep(&mut tx, &of_step(secret), "second passkey", text(&state)?).await?;
    tx.save().await?;
    value(&challenge)
}

/// Finishes the second step with a key.
///
/// # Errors
/// As [`begin_second`].
pub async fn second(
    app: &App,
    checker: &Webauthn,
    secret: &str,
    credential: &str,
    client: &Client<'_>,
) -> Result<Opened> {
    let credential: PublicKeyCredential = sent(credential)?;
    let (person, _, first) = entry::waiting(app, secret).await?;
    let state: PasskeyAuthentication = asked(app, &of_step(secret), "second passkey").await?;
    let result = checker.finish_passkey_authentication(&credential, &state);
    let result = result.map_err(|error| {
        tracing::info!(%error, "a passkey was refused");
        refused()
    })?;
    let mut tx = app
        .db()
        .begin(app.scope(person.locality, Some(person.id)))
        .await?;
    let known = passkey::of_person(&mut tx, person.id).await?;
    let pairs = known.iter().zip(keys(&known)?);
    let mut pairs = pairs.filter(|(_, key)| key.cred_id() == result.cred_id());
    // Taken away while it was asked for.
    let (kept, mut key) = pairs.next().ok_or_else(refused)?;
    used(&mut tx, kept, &mut key, &result).await?;
    tx.save().await?;
    entry::finish(app, secret, &person).await?;
    entry::open(app, &person, client, &format!("{first}, passkey")).await
}

/// Takes a key of one's own away, unless it is the last way in.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Changed`] when nothing else would open the door.
pub async fn remove(app: &App, actor: &Actor, id: Id) -> Result<()> {
    let mut tx = app.begin(actor).await?;
    if !passkey::delete(&mut tx, actor.person, id).await? {
        return Err(Error::NotFound);
    }
    let person = store::by_id(&mut tx, actor.person)
        .await?
        .ok_or(Error::NotFound)?;
    let left = passkey::of_person(&mut tx, actor.person).await?.len()
        + outside::of_person(&mut tx, actor.person).await?.len();
    if person.password.is_none() && left == 0 {
        return Err(Error::Changed(
            "Đây là cách đăng nhập duy nhất của bạn. Mời nhờ người quản trị tạo liên kết đặt mật khẩu trước."
                .to_owned(),
        ));
    }
    audit::record(&mut tx, "passkey.removed", "person", Some(actor.person), "").await?;
    tx.save().await?;
    Ok(())
}

/// Calls a key of one's own by another name.
///
/// # Errors
/// [`Error::NotFound`]
pub async fn rename(app: &App, actor: &Actor, id: Id, name: &str) -> Result<()> {
    let mut tx = app.begin(actor).await?;
    if !passkey::rename(&mut tx, actor.person, id, name).await? {
        return Err(Error::NotFound);
    }
    tx.save().await?;
    Ok(())
}
