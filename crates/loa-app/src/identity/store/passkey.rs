//! Passkeys of people: what is public of them, and when they were used.

use jiff::Timestamp;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::row::Row;
use loa_db::tx::Tx;

/// A passkey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Identity.
    pub id: Id,
    /// Whose.
    pub person: Id,
    /// Of this locality.
    pub locality: Id,
    /// Public key and counter, as JSON.
    pub credential: String,
    /// As its owner calls it.
    pub name: String,
    /// Since when.
    pub created_at: Timestamp,
    /// Last used.
    pub used_at: Option<Timestamp>,
}

fn kept(row: &Row) -> Result<Kept, DbError> {
    Ok(Kept {
        id: row.id("id")?,
        person: row.id("person_id")?,
        locality: row.id("locality_id")?,
        credential: row.text("credential")?,
        name: row.text("name")?,
        created_at: row.moment("created_at")?,
        used_at: row.moment_or_null("used_at")?,
    })
}

/// The passkeys of a person, the oldest first.
///
/// # Errors
/// See [`DbError`].
pub async fn of_person(tx: &mut Tx, person: Id) -> Result<Vec<Kept>, DbError> {
    let values = params![tx.locality(), person];
    let rows = tx
        .rows(
            "SELECT id, person_id, locality_id, credential, name, created_at, used_at FROM passkey \
             WHERE locality_id = $1 AND person_id = $2 ORDER BY id",
            values,
        )
        .await?;
    rows.iter().map(kept).collect()
}

/// The passkey with what it calls itself, of whatever locality: nobody is known yet.
///
/// # Errors
/// See [`DbError`].
pub async fn by_credential(tx: &mut Tx, credential_id: &str) -> Result<Option<Kept>, DbError> {
    let sql = "SELECT id, person_id, locality_id, credential, name, created_at, used_at FROM passkey \
               WHERE credential_id = $1";
    let row = tx.row(sql, params![credential_id]).await?;
    row.as_ref().map(kept).transpose()
}

/// Writes a new one.
///
/// # Errors
/// [`DbError::Duplicate`] when it is there already.
pub async fn insert(
    tx: &mut Tx,
    person: Id,
    credential_id: &str,
    credential: &str,
    name: &str,
) -> Result<Id, DbError> {
    let id = tx.new_id();
    let values = params![
        id,
        tx.locality(),
        person,
        credential_id,
        credential,
        name,
        tx.now()
    ];
    tx.execute(
        "INSERT INTO passkey (id, locality_id, person_id, credential_id, credential, name, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        values,
    )
    .await?;
    Ok(id)
}

/// Notes that one was used; `credential` holds its new counter.
///
/// # Errors
/// See [`DbError`].
pub async fn touch(tx: &mut Tx, id: Id, credential: &str) -> Result<(), DbError> {
    let values = params![tx.locality(), id, credential, tx.now()];
    tx.execute(
        "UPDATE passkey SET credential = $3, used_at = $4 WHERE locality_id = $1 AND id = $2",
        values,
    )
    .await?;
    Ok(())
}

/// Calls one of a person's by another name; gives whether there was one.
///
/// # Errors
/// See [`DbError`].
pub async fn rename(tx: &mut Tx, person: Id, id: Id, name: &str) -> Result<bool, DbError> {
    let values = params![tx.locality(), person, id, name];
    let sql = "UPDATE passkey SET name = $4 WHERE locality_id = $1 AND person_id = $2 AND id = $3";
    Ok(tx.execute(sql, values).await? > 0)
}

/// Takes one of a person's away; gives whether there was one.
///
/// # Errors
/// See [`DbError`].
pub async fn delete(tx: &mut Tx, person: Id, id: Id) -> Result<bool, DbError> {
    let values = params![tx.locality(), person, id];
    let sql = "DELETE FROM passkey WHERE locality_id = $1 AND person_id = $2 AND id = $3";
    Ok(tx.execute(sql, values).await? > 0)
}

/// Takes every passkey of a person away.
///
/// # Errors
/// See [`DbError`].
pub async fn delete_all(tx: &mut Tx, person: Id) -> Result<u64, DbError> {
    let values = params![tx.locality(), person];
    let sql = "DELETE FROM passkey WHERE locality_id = $1 AND person_id = $2";
    tx.execute(sql, values).await
}
