//! What people have beside a password: codes of an app, recovery codes; who must have it; who was told that it is gone.

use jiff::Timestamp;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::tx::Tx;

use crate::identity::Role;

/// Codes of an app, as they are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Totp {
    /// Sealed.
    pub secret: String,
    /// The last time step that was used.
    pub last_step: i64,
    /// Since when.
    pub created_at: Timestamp,
}

/// The codes of a person; nobody else works on them until this unit of work ends.
///
/// # Errors
/// See [`DbError`].
pub async fn hold_totp(tx: &mut Tx, person: Id) -> Result<Option<Totp>, DbError> {
    let values = params![tx.locality(), person, tx.now()];
    tx.execute(
        "UPDATE totp SET tried_at = $3 WHERE locality_id = $1 AND person_id = $2",
        values,
    )
    .await?;
    totp(tx, person).await
}

/// The codes of a person.
///
/// # Errors
/// See [`DbError`].
pub async fn totp(tx: &mut Tx, person: Id) -> Result<Option<Totp>, DbError> {
    let values = params![tx.locality(), person];
    let sql = "SELECT secret, last_step, created_at FROM totp WHERE locality_id = $1 AND person_id = $2";
    let row = tx.row(sql, values).await?;
    row.map(|row| {
        Ok(Totp {
            secret: row.text("secret")?,
            last_step: row.int("last_step")?,
            created_at: row.moment("created_at")?,
        })
    })
    .transpose()
}

/// Whose codes are kept here, and their secrets as they are sealed.
///
/// # Errors
/// See [`DbError`].
pub async fn totp_secrets(tx: &mut Tx) -> Result<Vec<(Id, String)>, DbError> {
    let sql = "SELECT person_id, secret FROM totp WHERE locality_id = $1 ORDER BY person_id";
    let rows = tx.rows(sql, params![tx.locality()]).await?;
    rows.iter()
        .map(|row| Ok((row.id("person_id")?, row.text("secret")?)))
        .collect()
}

/// Sets the codes of a person; `step` is the one by which they were confirmed.
///
/// # Errors
/// [`DbError::Duplicate`] when there are some already.
pub async fn insert_totp(tx: &mut Tx, person: Id, secret: &str, step: i64) -> Result<(), DbError> {
    let values = params![person, tx.locality(), secret, step, tx.now()];
    tx.execute(
        "INSERT INTO totp (person_id, locality_id, secret, last_step, created_at, tried_at) \
         VALUES ($1, $2, $3, $4, $5, $5)",
        values,
    )
    .await?;
    Ok(())
}

/// Uses a time step; gives whether it was not used before.
///
/// # Errors
/// See [`DbError`].
pub async fn use_step(tx: &mut Tx, person: Id, step: i64) -> Result<bool, DbError> {
    let values = params![tx.locality(), person, step];
    let used = tx
        .execute(
            "UPDATE totp SET last_step = $3 WHERE locality_id = $1 AND person_id = $2 AND last_step < $3",
            values,
        )
        .await?;
    Ok(used > 0)
}

/// Takes the codes of a person away, with those for recovery.
///
/// # Errors
/// See [`DbError`].
pub async fn delete_totp(tx: &mut Tx, person: Id) -> Result<bool, DbError> {
    replace_recovery_codes(tx, person, &[]).await?;
    let values = params![tx.locality(), person];
    let sql = "DELETE FROM totp WHERE locality_id = $1 AND person_id = $2";
    Ok(tx.execute(sql, values).await? > 0)
}

/// Gives a person another set of recovery codes; those before no longer work.
///
/// # Errors
/// See [`DbError`].
pub async fn replace_recovery_codes(tx: &mut Tx, person: Id, hashes: &[String]) -> Result<(), DbError> {
    let values = params![tx.locality(), person];
    let sql = "DELETE FROM recovery_code WHERE locality_id = $1 AND person_id = $2";
    tx.execute(sql, values).await?;
    for hash in hashes {
        let values = params![tx.new_id(), tx.locality(), person, hash];
        tx.execute(
            "INSERT INTO recovery_code (id, locality_id, person_id, code_hash) VALUES ($1, $2, $3, $4)",
            values,
        )
        .await?;
    }
    Ok(())
}

/// Uses a recovery code; gives whether it was one that had not been used.
///
/// # Errors
/// See [`DbError`].
pub async fn use_recovery_code(tx: &mut Tx, person: Id, hash: &str) -> Result<bool, DbError> {
    let values = params![tx.locality(), person, hash, tx.now()];
    let used = tx
        .execute(
            "UPDATE recovery_code SET used_at = $4 \
             WHERE locality_id = $1 AND person_id = $2 AND code_hash = $3 AND used_at IS NULL",
            values,
        )
        .await?;
    Ok(used > 0)
}

/// How many recovery codes a person has left.
///
/// # Errors
/// See [`DbError`].
pub async fn recovery_codes_left(tx: &mut Tx, person: Id) -> Result<i64, DbError> {
    let values = params![tx.locality(), person];
    let sql = "SELECT COUNT(*) AS many FROM recovery_code \
               WHERE locality_id = $1 AND person_id = $2 AND used_at IS NULL";
    let row = tx.row(sql, values).await?;
    row.map_or(Ok(0), |row| row.int("many"))
}

/// Roles of the locality for which a second factor is a must.
///
/// # Errors
/// See [`DbError`].
pub async fn rule(tx: &mut Tx) -> Result<Vec<Role>, DbError> {
    let values = params![tx.locality()];
    let sql = "SELECT role FROM second_factor_rule WHERE locality_id = $1 ORDER BY role";
    let rows = tx.rows(sql, values).await?;
    let keys: Result<Vec<String>, DbError> = rows.iter().map(|row| row.text("role")).collect();
    Ok(keys?.iter().filter_map(|key| Role::with_key(key)).collect())
}

/// Sets them.
///
/// # Errors
/// See [`DbError`].
pub async fn set_rule(tx: &mut Tx, roles: &[Role]) -> Result<(), DbError> {
    let values = params![tx.locality()];
    let sql = "DELETE FROM second_factor_rule WHERE locality_id = $1";
    tx.execute(sql, values).await?;
    for role in roles {
        let values = params![tx.locality(), role.key()];
        let sql = "INSERT INTO second_factor_rule (locality_id, role) VALUES ($1, $2)";
        tx.execute(sql, values).await?;
    }
    Ok(())
}

/// What a person has by which they can show a second time who they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Factors {
    /// Codes of an app.
    pub totp: bool,
    /// Passkeys.
    pub passkeys: i64,
}

/// What a person has.
///
/// # Errors
/// See [`DbError`].
pub async fn factors(tx: &mut Tx, person: Id) -> Result<Factors, DbError> {
    let values = params![tx.locality(), person];
    let row = tx
        .row(
            "SELECT (SELECT COUNT(*) FROM totp WHERE locality_id = $1 AND person_id = $2) AS totp, \
             (SELECT COUNT(*) FROM passkey WHERE locality_id = $1 AND person_id = $2) AS passkeys",
            values,
        )
        .await?;
    row.map_or(Ok(Factors::default()), |row| {
        Ok(Factors {
            totp: row.int("totp")? > 0,
            passkeys: row.int("passkeys")?,
        })
    })
}

/// Roles for which this person, who has no second factor at all, must have one; none when they have one.
///
/// # Errors
/// See [`DbError`].
pub async fn missing(tx: &mut Tx, person: Id) -> Result<Vec<Role>, DbError> {
    let values = params![tx.locality(), person];
    let rows = tx
        .rows(
            "SELECT role FROM second_factor_rule WHERE locality_id = $1 \
             AND NOT EXISTS (SELECT 1 FROM totp WHERE locality_id = $1 AND person_id = $2) \
             AND NOT EXISTS (SELECT 1 FROM passkey WHERE locality_id = $1 AND person_id = $2)",
            values,
        )
        .await?;
    let keys: Result<Vec<String>, DbError> = rows.iter().map(|row| row.text("role")).collect();
    Ok(keys?.iter().filter_map(|key| Role::with_key(key)).collect())
}

/// Notes that somebody took the second factor of a person away.
///
/// # Errors
/// See [`DbError`].
pub async fn insert_reset(tx: &mut Tx, person: Id) -> Result<(), DbError> {
    let values = params![tx.new_id(), tx.locality(), person, tx.now()];
    tx.execute(
        "INSERT INTO factor_reset (id, locality_id, person_id, at) VALUES ($1, $2, $3, $4)",
        values,
    )
    .await?;
    Ok(())
}

/// When that last happened without the person having been told; from now on they are.
///
/// # Errors
/// See [`DbError`].
pub async fn tell_reset(tx: &mut Tx, person: Id) -> Result<Option<Timestamp>, DbError> {
    let values = params![tx.locality(), person];
    let sql = "SELECT at FROM factor_reset WHERE locality_id = $1 AND person_id = $2 AND told_at IS NULL \
               ORDER BY id DESC";
    let Some(row) = tx.row(sql, values).await? else {
        return Ok(None);
    };
    let at = row.moment("at")?;
    let values = params![tx.locality(), person, tx.now()];
    let sql = "UPDATE factor_reset SET told_at = $3 \
               WHERE locality_id = $1 AND person_id = $2 AND told_at IS NULL";
    tx.execute(sql, values).await?;
    Ok(Some(at))
}

/// Is there something to tell them?
///
/// # Errors
/// See [`DbError`].
pub async fn reset_waits(tx: &mut Tx, person: Id) -> Result<bool, DbError> {
    let values = params![tx.locality(), person];
    let sql = "SELECT id FROM factor_reset WHERE locality_id = $1 AND person_id = $2 AND told_at IS NULL";
    Ok(tx.row(sql, values).await?.is_some())
}
