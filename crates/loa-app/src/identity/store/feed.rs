//! The secret address of a person's calendar; only its hash is kept.

use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::tx::Tx;

use crate::identity::store::{Person, person};

/// The person whose calendar has this secret, of whatever locality: a calendar program signs in nowhere.
///
/// # Errors
/// See [`DbError`].
pub async fn person_of(tx: &mut Tx, feed_token_hash: &str) -> Result<Option<Person>, DbError> {
    let sql = "SELECT id, locality_id, login, full_name, phone, password, left_on FROM person WHERE feed_token_hash = $1";
    let row = tx.row(sql, params![feed_token_hash]).await?;
    row.as_ref().map(person).transpose()
}

/// Has this person a calendar address?
///
/// # Errors
/// See [`DbError`].
pub async fn has(tx: &mut Tx, id: Id) -> Result<bool, DbError> {
    let sql = "SELECT id FROM person WHERE locality_id = $1 AND id = $2 AND feed_token_hash IS NOT NULL";
    Ok(tx.row(sql, params![tx.locality(), id]).await?.is_some())
}

/// Gives a person a calendar address, or takes it away.
///
/// # Errors
/// See [`DbError`].
pub async fn set(tx: &mut Tx, id: Id, feed_token_hash: Option<&str>) -> Result<(), DbError> {
    let values = params![tx.locality(), id, feed_token_hash.map(str::to_owned)];
    tx.execute(
        "UPDATE person SET feed_token_hash = $3 WHERE locality_id = $1 AND id = $2",
        values,
    )
    .await?;
    Ok(())
}
