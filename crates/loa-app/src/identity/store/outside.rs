//! Accounts elsewhere by which people sign in.

use jiff::Timestamp;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::tx::Tx;

/// An account elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Identity.
    pub id: Id,
    /// As it is called there.
    pub name: String,
    /// Since when.
    pub created_at: Timestamp,
}

/// Whose account it is, with the locality: found by what only the provider can say of it.
///
/// # Errors
/// See [`DbError`].
pub async fn owner(tx: &mut Tx, issuer: &str, subject: &str) -> Result<Option<(Id, Id)>, DbError> {
    let sql = "SELECT person_id, locality_id FROM outside_account WHERE issuer = $1 AND subject = $2";
    let row = tx.row(sql, params![issuer, subject]).await?;
    row.map(|row| Ok((row.id("person_id")?, row.id("locality_id")?)))
        .transpose()
}

/// Notes that it was used.
///
/// # Errors
/// See [`DbError`].
pub async fn touch(tx: &mut Tx, issuer: &str, subject: &str) -> Result<(), DbError> {
    let values = params![tx.locality(), issuer, subject, tx.now()];
    tx.execute(
        "UPDATE outside_account SET used_at = $4 WHERE locality_id = $1 AND issuer = $2 AND subject = $3",
        values,
    )
    .await?;
    Ok(())
}

/// Links an account with a person.
///
/// # Errors
/// [`DbError::Duplicate`] when it is linked with somebody already.
pub async fn insert(tx: &mut Tx, person: Id, issuer: &str, subject: &str, name: &str) -> Result<Id, DbError> {
    let id = tx.new_id();
    let values = params![id, tx.locality(), person, issuer, subject, name, tx.now()];
    tx.execute(
        "INSERT INTO outside_account (id, locality_id, person_id, issuer, subject, name, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        values,
    )
    .await?;
    Ok(id)
}

/// The accounts of a person.
///
/// # Errors
/// See [`DbError`].
pub async fn of_person(tx: &mut Tx, person: Id) -> Result<Vec<Account>, DbError> {
    let values = params![tx.locality(), person];
    let rows = tx
        .rows(
            "SELECT id, name, created_at FROM outside_account \
             WHERE locality_id = $1 AND person_id = $2 ORDER BY id",
            values,
        )
        .await?;
    let account = |row: &loa_db::row::Row| {
        Ok(Account {
            id: row.id("id")?,
            name: row.text("name")?,
            created_at: row.moment("created_at")?,
        })
    };
    rows.iter().map(account).collect()
}

/// Takes an account of a person away; gives whether there was one.
///
/// # Errors
/// See [`DbError`].
pub async fn delete(tx: &mut Tx, person: Id, id: Id) -> Result<bool, DbError> {
    let values = params![tx.locality(), person, id];
    let sql = "DELETE FROM outside_account WHERE locality_id = $1 AND person_id = $2 AND id = $3";
    Ok(tx.execute(sql, values).await? > 0)
}
