//! Somebody on the way in: kept for some minutes, found by the secret in the browser, used once.

use jiff::Timestamp;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::tx::Tx;

/// What is kept of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What is waited for.
    pub kind: String,
    /// The person, where it is known, with the locality.
    pub person: Option<(Id, Id)>,
    /// What else belongs to it.
    pub state: String,
}

/// Keeps a step until `expires_at`, and forgets those that are over.
///
/// # Errors
/// See [`DbError`].
pub async fn insert(
    tx: &mut Tx,
    token_hash: &str,
    step: &Step,
    expires_at: Timestamp,
) -> Result<(), DbError> {
    let now = tx.now();
    tx.execute("DELETE FROM sign_in_step WHERE expires_at < $1", params![now])
        .await?;
    let values = params![
        token_hash,
        &step.kind,
        step.person.map(|(_, locality)| locality),
        step.person.map(|(person, _)| person),
        &step.state,
        expires_at
    ];
    tx.execute(
        "INSERT INTO sign_in_step (token_hash, kind, locality_id, person_id, state, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
        values,
    )
    .await?;
    Ok(())
}

/// The step of a secret and a kind, while it holds.
///
/// # Errors
/// See [`DbError`].
pub async fn find(tx: &mut Tx, token_hash: &str, kind: &str) -> Result<Option<Step>, DbError> {
    let values = params![token_hash, kind, tx.now()];
    let row = tx
        .row(
            "SELECT kind, locality_id, person_id, state FROM sign_in_step \
             WHERE token_hash = $1 AND kind = $2 AND expires_at > $3",
            values,
        )
        .await?;
    row.map(|row| {
        let person = row.id_or_null("person_id")?;
        Ok(Step {
            kind: row.text("kind")?,
            person: person.zip(row.id_or_null("locality_id")?),
            state: row.text("state")?,
        })
    })
    .transpose()
}

/// Uses a step up; gives whether it was this call that did so.
///
/// # Errors
/// See [`DbError`].
pub async fn take(tx: &mut Tx, token_hash: &str) -> Result<bool, DbError> {
    let sql = "DELETE FROM sign_in_step WHERE token_hash = $1";
    Ok(tx.execute(sql, params![token_hash]).await? > 0)
}
