//! People of a locality, their roles, links for setting a password, delegation.

use jiff::Timestamp;
use jiff::civil::Date;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::row::Row;
use loa_db::tx::Tx;

use crate::identity::Role;
use crate::identity::store::{Person, RoleGrant, person};

/// Everybody of the locality, by identity.
///
/// # Errors
/// See [`DbError`].
pub async fn people(tx: &mut Tx) -> Result<Vec<Person>, DbError> {
    let values = params![tx.locality()];
    let sql = "SELECT id, locality_id, login, full_name, phone, password, left_on FROM person \
               WHERE locality_id = $1 ORDER BY id";
    let rows = tx.rows(sql, values).await?;
    rows.iter().map(person).collect()
}

/// Every role that a person was ever given, by identity.
///
/// # Errors
/// See [`DbError`].
pub async fn grants_of(tx: &mut Tx, person: Id) -> Result<Vec<RoleGrant>, DbError> {
    let values = params![tx.locality(), person];
    let rows = tx
        .rows(
            "SELECT id, person_id, unit_id, role, valid_from, valid_to FROM role_grant \
             WHERE locality_id = $1 AND person_id = $2 ORDER BY id",
            values,
        )
        .await?;
    let mut grants = Vec::with_capacity(rows.len());
    for row in &rows {
        let Some(role) = Role::with_key(&row.text("role")?) else {
            continue;
        };
        grants.push(RoleGrant {
            id: row.id("id")?,
            person: row.id("person_id")?,
            unit: row.id("unit_id")?,
            role,
            valid_from: row.date("valid_from")?,
            valid_to: row.date_or_null("valid_to")?,
        });
    }
    Ok(grants)
}

/// Lets a role end: `to` is the first day on which it no longer holds.
///
/// # Errors
/// See [`DbError`].
pub async fn end_grant(tx: &mut Tx, grant: Id, to: Date) -> Result<(), DbError> {
    let values = params![tx.locality(), grant, to];
    tx.execute(
        "UPDATE role_grant SET valid_to = $3 WHERE locality_id = $1 AND id = $2",
        values,
    )
    .await?;
    Ok(())
}

/// Sets name and telephone.
///
/// # Errors
/// See [`DbError`].
pub async fn set_details(
    tx: &mut Tx,
    person: Id,
    full_name: &str,
    phone: Option<String>,
) -> Result<(), DbError> {
    let values = params![tx.locality(), person, full_name, phone];
    tx.execute(
        "UPDATE person SET full_name = $3, phone = $4 WHERE locality_id = $1 AND id = $2",
        values,
    )
    .await?;
    Ok(())
}

/// Sets the first day on which a person no longer works here; `None`: they do.
///
/// # Errors
/// See [`DbError`].
pub async fn set_left(tx: &mut Tx, person: Id, on: Option<Date>) -> Result<(), DbError> {
    let values = params![tx.locality(), person, on];
    tx.execute(
        "UPDATE person SET left_on = $3 WHERE locality_id = $1 AND id = $2",
        values,
    )
    .await?;
    Ok(())
}

/// A link by which a person sets a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// The person.
    pub person: Id,
    /// The locality.
    pub locality: Id,
    /// It no longer works from then on.
    pub expires_at: Timestamp,
}

/// Writes a link; only the hash of its secret.
///
/// # Errors
/// See [`DbError`].
pub async fn insert_invitation(
    tx: &mut Tx,
    token_hash: &str,
    person: Id,
    expires_at: Timestamp,
) -> Result<(), DbError> {
    let values = params![
        token_hash,
        tx.locality(),
        person,
        tx.person(),
        tx.now(),
        expires_at
    ];
    tx.execute(
        "INSERT INTO invitation (token_hash, locality_id, person_id, created_by, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
        values,
    )
    .await?;
    Ok(())
}

/// The link with this secret, while it works.
///
/// # Errors
/// See [`DbError`].
pub async fn invitation(tx: &mut Tx, token_hash: &str) -> Result<Option<Invitation>, DbError> {
    let values = params![token_hash, tx.now()];
    let row = tx
        .row(
            "SELECT person_id, locality_id, expires_at FROM invitation \
             WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2",
            values,
        )
        .await?;
    row.map(|row| {
        Ok(Invitation {
            person: row.id("person_id")?,
            locality: row.id("locality_id")?,
            expires_at: row.moment("expires_at")?,
        })
    })
    .transpose()
}

/// Marks a link as used; gives whether it was this call that did so.
///
/// # Errors
/// See [`DbError`].
pub async fn use_invitation(tx: &mut Tx, token_hash: &str) -> Result<bool, DbError> {
    let values = params![token_hash, tx.now()];
    let used = tx
        .execute(
            "UPDATE invitation SET used_at = $2 \
             WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2",
            values,
        )
        .await?;
    Ok(used > 0)
}

/// Links of a person that were not used work no longer.
///
/// # Errors
/// See [`DbError`].
pub async fn close_invitations(tx: &mut Tx, person: Id) -> Result<(), DbError> {
    let values = params![tx.locality(), person, tx.now()];
    tx.execute(
        "UPDATE invitation SET used_at = $3 WHERE locality_id = $1 AND person_id = $2 AND used_at IS NULL",
        values,
    )
    .await?;
    Ok(())
}

/// Somebody who stands in for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delegation {
    /// Identity.
    pub id: Id,
    /// Who is away.
    pub person: Id,
    /// Who acts for them.
    pub delegate: Id,
    /// First day.
    pub valid_from: Date,
    /// Last day.
    pub valid_to: Date,
    /// It was called off then.
    pub ended_at: Option<Timestamp>,
}

fn delegation(row: &Row) -> Result<Delegation, DbError> {
    Ok(Delegation {
        id: row.id("id")?,
        person: row.id("person_id")?,
        delegate: row.id("delegate_id")?,
        valid_from: row.date("valid_from")?,
        valid_to: row.date("valid_to")?,
        ended_at: row.moment_or_null("ended_at")?,
    })
}

/// Delegations by a person and to a person that have a day from `since` on, the earliest first; called off or not.
///
/// # Errors
/// See [`DbError`].
pub async fn delegations(tx: &mut Tx, person: Id, since: Date) -> Result<Vec<Delegation>, DbError> {
    let values = params![tx.locality(), person, since];
    let rows = tx
        .rows(
            "SELECT id, person_id, delegate_id, valid_from, valid_to, ended_at FROM delegation \
             WHERE locality_id = $1 AND (person_id = $2 OR delegate_id = $2) AND valid_to >= $3 \
             ORDER BY valid_from, id",
            values,
        )
        .await?;
    rows.iter().map(delegation).collect()
}

/// Delegations that hold on a day.
///
/// # Errors
/// See [`DbError`].
pub async fn delegations_on(tx: &mut Tx, day: Date) -> Result<Vec<Delegation>, DbError> {
    let rows = tx
        .rows(
            "SELECT id, person_id, delegate_id, valid_from, valid_to, ended_at FROM delegation \
             WHERE locality_id = $1 AND valid_from <= $2 AND valid_to >= $2 AND ended_at IS NULL ORDER BY id",
            params![tx.locality(), day],
        )
        .await?;
    rows.iter().map(delegation).collect()
}

/// Writes a delegation.
///
/// # Errors
/// See [`DbError`].
pub async fn insert_delegation(tx: &mut Tx, delegation: &Delegation) -> Result<(), DbError> {
    let values = params![
        delegation.id,
        tx.locality(),
        delegation.person,
        delegation.delegate,
        delegation.valid_from,
        delegation.valid_to,
        tx.now()
    ];
    tx.execute(
        "INSERT INTO delegation (id, locality_id, person_id, delegate_id, valid_from, valid_to, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        values,
    )
    .await?;
    Ok(())
}

/// Calls off a delegation by a person; gives whether there was one.
///
/// # Errors
/// See [`DbError`].
pub async fn end_delegation(tx: &mut Tx, person: Id, id: Id) -> Result<bool, DbError> {
    let values = params![tx.locality(), person, id, tx.now()];
    let ended = tx
        .execute(
            "UPDATE delegation SET ended_at = $4 \
             WHERE locality_id = $1 AND person_id = $2 AND id = $3 AND ended_at IS NULL",
            values,
        )
        .await?;
    Ok(ended > 0)
}

/// Calls off what a person who leaves was to do for others, and others for them, from a day on.
///
/// # Errors
/// See [`DbError`].
pub async fn cut_delegations(tx: &mut Tx, person: Id, from: Date, last: Date) -> Result<(), DbError> {
    let values = params![tx.locality(), person, from, tx.now()];
    tx.execute(
        "UPDATE delegation SET ended_at = $4 WHERE locality_id = $1 AND (person_id = $2 OR delegate_id = $2) \
         AND valid_from >= $3 AND ended_at IS NULL",
        values,
    )
    .await?;
    let values = params![tx.locality(), person, last];
    tx.execute(
        "UPDATE delegation SET valid_to = $3 WHERE locality_id = $1 AND (person_id = $2 OR delegate_id = $2) \
         AND valid_to > $3 AND ended_at IS NULL",
        values,
    )
    .await?;
    Ok(())
}
