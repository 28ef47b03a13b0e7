//! The secret address of a person's calendar: made, renewed, ended, and whose it is.

use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::app::App;
use crate::audit;
use crate::error::Result;
use crate::identity::store::{self, Person};
use crate::identity::{Actor, token};

/// Gives a person a new calendar address; the one before no longer works. The secret is told this once.
///
/// # Errors
/// [`crate::error::Error::Outage`]
pub async fn renew(tx: &mut Tx, actor: &Actor) -> Result<String> {
    let secret = token::fresh()?;
    store::feed::set(tx, actor.person, Some(&token::hash(&secret))).await?;
    audit::record(tx, "feed.renewed", "person", Some(actor.person), "").await?;
    Ok(secret)
}

/// Ends a person's calendar address.
///
/// # Errors
/// [`crate::error::Error::Outage`]
pub async fn end(tx: &mut Tx, actor: &Actor) -> Result<()> {
    store::feed::set(tx, actor.person, None).await?;
    audit::record(tx, "feed.ended", "person", Some(actor.person), "").await?;
    Ok(())
}

/// The person of a calendar address; `None` when there is none, or they have left.
///
/// # Errors
/// [`crate::error::Error::Outage`]
pub async fn person_of(app: &App, secret: &str) -> Result<Option<Person>> {
    if secret.len() > 100 {
        return Ok(None);
    }
    let scope = app.scope(Id(0), None);
    let mut tx = app.db().read(scope).await?;
    let person = store::feed::person_of(&mut tx, &token::hash(secret)).await?;
    Ok(person.filter(|person| person.left_on.is_none_or(|day| day > scope.today)))
}
