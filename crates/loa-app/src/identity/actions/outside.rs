//! Signing in by an account elsewhere. An account becomes somebody's only by an invitation or from inside: a name or an
//! e-mail that looks alike proves nothing.

use jiff::SignedDuration;
use loa_db::id::Id;
use loa_db::tx::Tx;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::audit;
use crate::clock::moment_text;
use crate::error::{Error, Result};
use crate::identity::actions::entry::{Entry, count_start, proved};
use crate::identity::actions::own::open_invitation;
use crate::identity::actions::{Client, later};
use crate::identity::oidc::{Begun, Failure, Provider, Who};
use crate::identity::store::people::{close_invitations, use_invitation};
use crate::identity::store::step::{self, Step};
use crate::identity::store::{self, Person, outside, reach};
use crate::identity::{Actor, token};
use crate::outbox::{self, Channel};

/// Who goes to the provider comes back within this time.
const PATIENCE: SignedDuration = SignedDuration::from_mins(10);
/// The kind of step that waits for the provider.
const OUTSIDE: &str = "outside";

/// What somebody wants at the provider.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Purpose {
    /// To sign in, then to this path.
    SignIn(String),
    /// To link the account with themselves; they are inside.
    Link,
    /// To take up an invitation: the secret of its link.
    Invitation(String),
}

#[derive(Serialize, Deserialize)]
struct Kept {
    begun: Begun,
    purpose: Purpose,
}

/// Why an account elsewhere did not open the door; each is a page of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// The provider does not answer.
    Down,
    /// The browser came back too late, twice, or from somewhere else.
    Lost,
    /// The person or the provider said no.
    Refused,
    /// Nobody here has this account.
    Unknown,
    /// Somebody else here has it.
    Taken,
    /// The invitation no longer works.
    DeadLink,
}

/// What came of it.
pub enum Outcome {
    /// They are in, or before the second step; then to this path.
    Entered(Entry, String),
    /// The account is linked.
    Linked,
    /// It did not work.
    Stopped(Stop),
}

/// Where to send the browser, with the secret that it must bring back.
///
/// # Errors
/// [`Error::Outage`] of our own. The provider being down is no error.
pub async fn begin(
    app: &App,
    provider: &Provider,
    redirect: &str,
    purpose: Purpose,
    actor: Option<&Actor>,
    address: &str,
) -> Result<Option<(String, String)>> {
    let mut tx = app.db().begin(app.scope(Id(0), None)).await?;
    count_start(&mut tx, address).await?;
    tx.save().await?;
    let (away, begun) = match provider.begin(redirect).await {
        Ok(found) => found,
        Err(failure) => {
            tracing::warn!(%failure, "signing in by an account elsewhere cannot begin");
            return Ok(None);
        }
    };
    let secret = token::fresh()?;
    let kept =
        serde_json::to_vec(&Kept { begun, purpose }).map_err(|error| Error::Outage(error.to_string()))?;
    let step = Step {
        kind: OUTSIDE.to_owned(),
        person: actor.map(|actor| (actor.person, actor.locality)),
        state: app.key()?.seal(OUTSIDE, &kept)?,
    };
    let mut tx = app.db().begin(app.scope(Id(0), None)).await?;
    let expires = later(tx.now(), PATIENCE);
    step::insert(&mut tx, &token::hash(&secret), &step, expires).await?;
    tx.save().await?;
    Ok(Some((away, secret)))
}

/// What the browser brings back from the provider.
pub struct Back<'a> {
    /// What it had to bring back.
    pub secret: &'a str,
    /// The same, as it went by the provider.
    pub state: &'a str,
    /// Empty when the provider said no.
    pub code: &'a str,
    /// Where it came back to.
    pub redirect: &'a str,
}

/// The browser is back from the provider.
///
/// # Errors
/// [`Error::Outage`]
pub async fn finish(
    app: &App,
    provider: &Provider,
    back: &Back<'_>,
    actor: Option<&Actor>,
    client: &Client<'_>,
) -> Result<Outcome> {
    let stopped = |stop| Ok(Outcome::Stopped(stop));
    let Some((step, kept)) = kept(app, back.secret).await? else {
        return stopped(Stop::Lost);
    };
    if kept.begun.state != back.state || back.state.is_empty() {
        return stopped(Stop::Lost);
    }
    if back.code.is_empty() {
        return stopped(Stop::Refused);
    }
    let who = match provider.finish(back.redirect, back.code, &kept.begun).await {
        Ok(who) => who,
        Err(failure) => {
            tracing::warn!(%failure, "signing in by an account elsewhere failed");
            return stopped(match failure {
                Failure::Down(_) => Stop::Down,
                Failure::Refused(_) => Stop::Refused,
            });
        }
    };
    match kept.purpose {
        Purpose::SignIn(next) => sign_in(app, provider, &who, next, client).await,
        Purpose::Invitation(secret) => take_up(app, provider, &who, &secret, client).await,
        Purpose::Link => match actor.filter(|actor| step.person == Some((actor.person, actor.locality))) {
            Some(actor) => link(app, provider, &who, actor).await,
            None => stopped(Stop::Lost),
        },
    }
}

/// What was kept; it serves once.
async fn kept(app: &App, secret: &str) -> Result<Option<(Step, Kept)>> {
    if secret.is_empty() || secret.len() > 100 {
        return Ok(None);
    }
    let hash = token::hash(secret);
    let mut tx = app.db().begin(app.scope(Id(0), None)).await?;
    let found = step::find(&mut tx, &hash, OUTSIDE).await?;
    let is_first = step::take(&mut tx, &hash).await?;
    tx.save().await?;
    let Some(step) = found.filter(|_| is_first) else {
        return Ok(None);
    };
    let opened = app.key()?.open(OUTSIDE, &step.state);
    let kept = opened.and_then(|opened| serde_json::from_slice(&opened).ok());
    Ok(kept.map(|kept| (step, kept)))
}

async fn sign_in(
    app: &App,
    provider: &Provider,
    who: &Who,
    next: String,
    client: &Client<'_>,
) -> Result<Outcome> {
    let mut tx = app.db().read(app.scope(Id(0), None)).await?;
    let Some((person, locality)) = outside::owner(&mut tx, &provider.issuer, &who.subject).await? else {
        return Ok(Outcome::Stopped(Stop::Unknown));
    };
    drop(tx);
    let mut tx = app.db().begin(app.scope(locality, Some(person))).await?;
    let today = tx.today();
    let found = store::by_id(&mut tx, person).await?;
    let Some(found) = found.filter(|person| person.works_on(today)) else {
        return Ok(Outcome::Stopped(Stop::Unknown));
    };
    outside::touch(&mut tx, &provider.issuer, &who.subject).await?;
    tx.save().await?;
    let entry = proved(app, &found, client, "outside account").await?;
    Ok(Outcome::Entered(entry, next))
}

/// Is the account somebody else's?
async fn is_taken(tx: &mut Tx, provider: &Provider, who: &Who, person: Id) -> Result<bool> {
    let owner = outside::owner(tx, &provider.issuer, &who.subject).await?;
    Ok(owner.is_some_and(|(owner, _)| owner != person))
}

async fn link(app: &App, provider: &Provider, who: &Who, actor: &Actor) -> Result<Outcome> {
    let mut tx = app.begin(actor).await?;
    if is_taken(&mut tx, provider, who, actor.person).await? {
        return Ok(Outcome::Stopped(Stop::Taken));
    }
    if outside::owner(&mut tx, &provider.issuer, &who.subject)
        .await?
        .is_none()
    {
        outside::insert(&mut tx, actor.person, &provider.issuer, &who.subject, &who.name).await?;
        audit::record(
            &mut tx,
            "outside_account.linked",
            "person",
            Some(actor.person),
            "",
        )
        .await?;
    }
    tx.save().await?;
    Ok(Outcome::Linked)
}

/// Takes up an invitation with an account elsewhere in place of a password.
pub(in crate::identity) async fn take_up(
    app: &App,
    provider: &Provider,
    who: &Who,
    secret: &str,
    client: &Client<'_>,
) -> Result<Outcome> {
    let (found, person) = match open_invitation(app, secret).await {
        Err(Error::NotFound) => return Ok(Outcome::Stopped(Stop::DeadLink)),
        other => other?,
    };
    let mut tx = app.db().begin(app.scope(found.locality, Some(person.id))).await?;
    if is_taken(&mut tx, provider, who, person.id).await? {
        return Ok(Outcome::Stopped(Stop::Taken));
    }
    if !use_invitation(&mut tx, &token::hash(secret)).await? {
        return Ok(Outcome::Stopped(Stop::DeadLink));
    }
    if outside::owner(&mut tx, &provider.issuer, &who.subject)
        .await?
        .is_none()
    {
        let account = outside::insert(&mut tx, person.id, &provider.issuer, &who.subject, &who.name).await?;
        tell_linked(app, &mut tx, provider, who, &person, account).await?;
    }
    store::end_other_sessions(&mut tx, person.id, Id(0)).await?;
    close_invitations(&mut tx, person.id).await?;
    audit::record(
        &mut tx,
        "outside_account.linked",
        "person",
        Some(person.id),
        "invitation",
    )
    .await?;
    tx.save().await?;
    let entry = proved(app, &person, client, "outside account").await?;
    Ok(Outcome::Entered(entry, "/".to_owned()))
}

/// Whoever held the link may not be the person: they are told where they are reached already, not where the link went.
async fn tell_linked(
    app: &App,
    tx: &mut Tx,
    provider: &Provider,
    who: &Who,
    person: &Person,
    account: Id,
) -> Result<()> {
    let channel = if reach::email(tx, person.id).await?.is_some() {
        Channel::Mail
    } else if app.settings().webhook.is_some() && person.phone.is_some() {
        Channel::Webhook
    } else {
        return Ok(());
    };
    let mut body = format!(
        "Chào {},\n\nLúc {}, tài khoản {} ở {} đã được nối với tài khoản Loa “{}” của bạn, bằng một liên kết do người quản trị tạo. \
         Từ nay ai dùng được tài khoản đó thì đăng nhập được vào Loa với tên bạn.\n\nNếu bạn không làm việc này, hãy báo ngay người \
         quản trị.\n",
        person.full_name,
        moment_text(tx.now()),
        who.name,
        provider.name,
        person.login,
    );
    let site = &app.settings().public_url;
    if !site.is_empty() {
        body += &format!("\nXem và bỏ tài khoản đã nối: {site}/tai-khoan\n");
    }
    let message = outbox::New {
        person: person.id,
        channel,
        subject: "Tài khoản Loa của bạn vừa được nối với một tài khoản khác",
        body: &body,
        key: &format!("linked:{account}"),
    };
    outbox::put(tx, message).await?;
    Ok(())
}

/// Takes an account of one's own away, unless it is the last way in.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Changed`] when nothing else would open the door.
pub async fn unlink(app: &App, actor: &Actor, id: Id) -> Result<()> {
    let mut tx = app.begin(actor).await?;
    let person = store::by_id(&mut tx, actor.person)
        .await?
        .ok_or(Error::NotFound)?;
    let accounts = outside::of_person(&mut tx, actor.person).await?;
    if !outside::delete(&mut tx, actor.person, id).await? {
        return Err(Error::NotFound);
    }
    let keys = store::factor::factors(&mut tx, actor.person).await?.passkeys;
    if person.password.is_none() && accounts.len() == 1 && keys == 0 {
        return Err(Error::Changed(
            "Đây là cách đăng nhập duy nhất của bạn. Mời nhờ người quản trị tạo liên kết đặt mật khẩu trước."
                .to_owned(),
        ));
    }
    audit::record(
        &mut tx,
        "outside_account.unlinked",
        "person",
        Some(actor.person),
        "",
    )
    .await?;
    tx.save().await?;
    Ok(())
}
