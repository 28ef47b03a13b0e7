//! The tables of people: `person`, `role_grant`, `delegation`, `invitation`, `session`, `sign_in_failure`.

use jiff::Timestamp;
use jiff::civil::Date;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::tx::Tx;

use crate::identity::Role;
use crate::org::store::{Locality, named};

pub mod factor;
pub mod feed;
pub mod outside;
pub mod passkey;
pub mod people;
pub mod reach;
pub mod step;

/// A person of the locality.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Identity.
    pub id: Id,
    /// The locality.
    pub locality: Id,
    /// What they type to sign in: lower case, without blanks.
    pub login: String,
    /// "Lò Thị Mẫu"
    pub full_name: String,
    /// Telephone, as told.
    pub phone: Option<String>,
    /// PHC text; `None` until the invitation is taken up.
    pub password: Option<String>,
    /// First day on which they no longer work here.
    pub left_on: Option<Date>,
}

/// A role as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleGrant {
    /// Identity.
    pub id: Id,
    /// Who has it.
    pub person: Id,
    /// For which unit and everything below.
    pub unit: Id,
    /// The role.
    pub role: Role,
    /// First day.
    pub valid_from: Date,
    /// First day on which it no longer holds.
    pub valid_to: Option<Date>,
}

impl Person {
    /// Do they work here on that day?
    pub fn works_on(&self, day: Date) -> bool {
        self.left_on.is_none_or(|left| left > day)
    }
}

impl RoleGrant {
    /// Does it hold on that day?
    pub fn holds_on(&self, day: Date) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|to| to > day)
    }

    /// Is its last day over by then, or did it never have one?
    pub fn is_over(&self, day: Date) -> bool {
        self.valid_to.is_some_and(|to| to <= day || to <= self.valid_from)
    }
}

/// A session of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Identity, to name it on a page; the secret is not kept.
    pub id: Id,
    /// The person.
    pub person: Id,
    /// The locality.
    pub locality: Id,
    /// Browser.
    pub agent: String,
    /// Network address when it began.
    pub address: String,
    /// Beginning.
    pub created_at: Timestamp,
    /// Last seen, to a few minutes.
    pub seen_at: Timestamp,
    /// End.
    pub expires_at: Timestamp,
}

fn person(row: &loa_db::row::Row) -> Result<Person, DbError> {
    Ok(Person {
        id: row.id("id")?,
        locality: row.id("locality_id")?,
        login: row.text("login")?,
        full_name: row.text("full_name")?,
        phone: row.text_or_null("phone")?,
        password: row.text_or_null("password")?,
        left_on: row.date_or_null("left_on")?,
    })
}

/// The person with a login, of whatever locality: the sign-in page knows none yet.
///
/// # Errors
/// See [`DbError`].
pub async fn by_login(tx: &mut Tx, login: &str) -> Result<Option<Person>, DbError> {
    let sql =
        "SELECT id, locality_id, login, full_name, phone, password, left_on FROM person WHERE login = $1";
    let row = tx.row(sql, params![login]).await?;
    row.as_ref().map(person).transpose()
}

/// A person of the locality.
///
/// # Errors
/// See [`DbError`].
pub async fn by_id(tx: &mut Tx, id: Id) -> Result<Option<Person>, DbError> {
    let sql = "SELECT id, locality_id, login, full_name, phone, password, left_on FROM person \
               WHERE locality_id = $1 AND id = $2";
    let row = tx.row(sql, params![tx.locality(), id]).await?;
    row.as_ref().map(person).transpose()
}

/// Writes a new person.
///
/// # Errors
/// [`DbError::Duplicate`] when the login is taken.
pub async fn insert(tx: &mut Tx, person: &Person) -> Result<(), DbError> {
    let values = params![
        person.id,
        person.locality,
        &person.login,
        &person.full_name,
        person.phone.clone(),
        person.password.clone(),
        person.left_on,
        tx.now()
    ];
    tx.execute(
        "INSERT INTO person (id, locality_id, login, full_name, phone, password, left_on, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        values,
    )
    .await?;
    Ok(())
}

/// Sets the hash of a password.
///
/// # Errors
/// See [`DbError`].
pub async fn set_password(tx: &mut Tx, person: Id, password: &str) -> Result<(), DbError> {
    let values = params![tx.locality(), person, password];
    tx.execute(
        "UPDATE person SET password = $3 WHERE locality_id = $1 AND id = $2",
        values,
    )
    .await?;
    Ok(())
}

/// Writes a role.
///
/// # Errors
/// See [`DbError`].
pub async fn insert_grant(tx: &mut Tx, grant: &RoleGrant) -> Result<(), DbError> {
    let values = params![
        grant.id,
        tx.locality(),
        grant.person,
        grant.unit,
        grant.role.key(),
        grant.valid_from,
        grant.valid_to,
        tx.person(),
        tx.now()
    ];
    tx.execute(
        "INSERT INTO role_grant (id, locality_id, person_id, unit_id, role, valid_from, valid_to, given_by, given_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        values,
    )
    .await?;
    Ok(())
}

/// The roles that hold for a person today: their own first, then those of whom they stand in for.
///
/// # Errors
/// See [`DbError`].
pub async fn grants_today(tx: &mut Tx, person: Id) -> Result<Vec<RoleGrant>, DbError> {
    let values = params![tx.locality(), person, tx.today()];
    let rows = tx
        .rows(
            "SELECT g.id, g.person_id, g.unit_id, g.role, g.valid_from, g.valid_to \
             FROM role_grant g JOIN person p ON p.id = g.person_id \
             WHERE g.locality_id = $1 AND g.valid_from <= $3 AND (g.valid_to IS NULL OR g.valid_to > $3) \
             AND (p.left_on IS NULL OR p.left_on > $3) \
             AND g.person_id IN (\
                 SELECT CAST($2 AS BIGINT) UNION ALL SELECT d.person_id FROM delegation d \
                 WHERE d.delegate_id = $2 AND d.ended_at IS NULL AND d.valid_from <= $3 AND d.valid_to >= $3) \
             ORDER BY CASE WHEN g.person_id = $2 THEN 0 ELSE 1 END, g.id",
            values,
        )
        .await?;
    let grant = |row: &loa_db::row::Row| {
        Ok(Role::with_key(&row.text("role")?).map(|role| RoleGrant {
            id: row.id("id").unwrap_or_default(),
            person: row.id("person_id").unwrap_or_default(),
            unit: row.id("unit_id").unwrap_or_default(),
            role,
            valid_from: row.date("valid_from").unwrap_or_default(),
            valid_to: row.date_or_null("valid_to").unwrap_or_default(),
        }))
    };
    let grants: Result<Vec<Option<RoleGrant>>, DbError> = rows.iter().map(grant).collect();
    Ok(grants?.into_iter().flatten().collect())
}

/// Roles that others than this person can use today, their own or somebody's in whose place they are, with the units for
/// which they were given. Who has not set a password yet cannot use any.
///
/// # Errors
/// See [`DbError`].
pub async fn held_by_others(tx: &mut Tx, person: Id) -> Result<Vec<(Role, Id)>, DbError> {
    let values = params![tx.locality(), person, tx.today()];
    let rows = tx
        .rows(
            "SELECT DISTINCT g.role, g.unit_id FROM role_grant g JOIN person p ON p.id = g.person_id \
             WHERE g.locality_id = $1 AND g.valid_from <= $3 AND (g.valid_to IS NULL OR g.valid_to > $3) \
             AND (p.left_on IS NULL OR p.left_on > $3) \
             AND (p.id <> $2 AND p.password IS NOT NULL OR EXISTS (\
                 SELECT 1 FROM delegation d JOIN person s ON s.id = d.delegate_id \
                 WHERE d.person_id = g.person_id AND d.delegate_id <> $2 AND d.ended_at IS NULL \
                 AND d.valid_from <= $3 AND d.valid_to >= $3 \
                 AND s.password IS NOT NULL AND (s.left_on IS NULL OR s.left_on > $3)))",
            values,
        )
        .await?;
    let held: Result<Vec<_>, DbError> = rows
        .iter()
        .map(|row| Ok((Role::with_key(&row.text("role")?), row.id("unit_id")?)))
        .collect();
    let known = held?
        .into_iter()
        .filter_map(|(role, unit)| role.map(|role| (role, unit)));
    Ok(known.collect())
}

/// Writes a session; `token_hash` is what is kept of its secret.
///
/// # Errors
/// See [`DbError`].
pub async fn insert_session(tx: &mut Tx, session: &Session, token_hash: &str) -> Result<(), DbError> {
    let values = params![
        token_hash,
        session.id,
        session.locality,
        session.person,
        &session.agent,
        &session.address,
        session.created_at,
        session.seen_at,
        session.expires_at
    ];
    tx.execute(
        "INSERT INTO session (token_hash, id, locality_id, person_id, agent, address, created_at, seen_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        values,
    )
    .await?;
    Ok(())
}

fn session(row: &loa_db::row::Row) -> Result<Session, DbError> {
    Ok(Session {
        id: row.id("session_id")?,
        person: row.id("person_id")?,
        locality: row.id("locality_id")?,
        agent: row.text("agent")?,
        address: row.text("address")?,
        created_at: row.moment("created_at")?,
        seen_at: row.moment("seen_at")?,
        expires_at: row.moment("expires_at")?,
    })
}

/// The session with this secret, unless it has ended, whose it is and where: every request asks this, so it asks once.
///
/// # Errors
/// See [`DbError`].
pub async fn live_session(
    tx: &mut Tx,
    token_hash: &str,
) -> Result<Option<(Session, Person, Locality)>, DbError> {
    let values = params![token_hash, tx.now()];
    let row = tx
        .row(
            "SELECT s.id AS session_id, s.person_id, s.agent, s.address, s.created_at, s.seen_at, s.expires_at, \
             p.id, p.locality_id, p.login, p.full_name, p.phone, p.password, p.left_on, \
             l.name AS locality_name, l.root_unit_id, l.help_phone, l.units_revision \
             FROM session s JOIN person p ON p.locality_id = s.locality_id AND p.id = s.person_id \
             JOIN locality l ON l.id = s.locality_id \
             WHERE s.token_hash = $1 AND s.ended_at IS NULL AND s.expires_at > $2",
            values,
        )
        .await?;
    row.map(|row| Ok((session(&row)?, person(&row)?, named(&row)?)))
        .transpose()
}

/// Sessions of a person that have not ended, the last seen first.
///
/// # Errors
/// See [`DbError`].
pub async fn sessions(tx: &mut Tx, person: Id) -> Result<Vec<Session>, DbError> {
    let values = params![tx.locality(), person, tx.now()];
    let rows = tx
        .rows(
            "SELECT id AS session_id, person_id, locality_id, agent, address, created_at, seen_at, expires_at \
             FROM session WHERE locality_id = $1 AND person_id = $2 AND ended_at IS NULL AND expires_at > $3 \
             ORDER BY seen_at DESC, id DESC",
            values,
        )
        .await?;
    rows.iter().map(session).collect()
}

/// Notes that a session was seen and lives on until `expires_at`.
///
/// # Errors
/// See [`DbError`].
pub async fn touch_session(tx: &mut Tx, id: Id, expires_at: Timestamp) -> Result<(), DbError> {
    let values = params![tx.locality(), id, tx.now(), expires_at];
    tx.execute(
        "UPDATE session SET seen_at = $3, expires_at = $4 WHERE locality_id = $1 AND id = $2",
        values,
    )
    .await?;
    Ok(())
}

/// The session goes on under another secret.
///
/// # Errors
/// See [`DbError`].
pub async fn renew_session(tx: &mut Tx, id: Id, token_hash: &str) -> Result<(), DbError> {
    let values = params![tx.locality(), id, token_hash];
    tx.execute(
        "UPDATE session SET token_hash = $3 WHERE locality_id = $1 AND id = $2",
        values,
    )
    .await?;
    Ok(())
}

/// Ends a session of a person; gives whether there was one.
///
/// # Errors
/// See [`DbError`].
pub async fn end_session(tx: &mut Tx, person: Id, id: Id) -> Result<bool, DbError> {
    let values = params![tx.locality(), person, id, tx.now()];
    let ended = tx
        .execute(
            "UPDATE session SET ended_at = $4 \
             WHERE locality_id = $1 AND person_id = $2 AND id = $3 AND ended_at IS NULL",
            values,
        )
        .await?;
    Ok(ended > 0)
}

/// Ends all sessions of a person but one.
///
/// # Errors
/// See [`DbError`].
pub async fn end_other_sessions(tx: &mut Tx, person: Id, but: Id) -> Result<u64, DbError> {
    let values = params![tx.locality(), person, but, tx.now()];
    tx.execute(
        "UPDATE session SET ended_at = $4 \
         WHERE locality_id = $1 AND person_id = $2 AND id <> $3 AND ended_at IS NULL",
        values,
    )
    .await
}

/// Notes a failed attempt and forgets those before `forget`.
///
/// # Errors
/// See [`DbError`].
pub async fn note_failure(
    tx: &mut Tx,
    login_hash: &str,
    address_hash: &str,
    forget: Timestamp,
) -> Result<(), DbError> {
    tx.execute("DELETE FROM sign_in_failure WHERE at < $1", params![forget])
        .await?;
    let values = params![tx.new_id(), login_hash, address_hash, tx.now()];
    tx.execute(
        "INSERT INTO sign_in_failure (id, login_hash, address_hash, at) VALUES ($1, $2, $3, $4)",
        values,
    )
    .await?;
    Ok(())
}

/// Failures since a moment from an address: all of them, and those for one login.
///
/// # Errors
/// See [`DbError`].
pub async fn failures(
    tx: &mut Tx,
    login_hash: &str,
    address_hash: &str,
    since: Timestamp,
) -> Result<(i64, i64), DbError> {
    let row = tx
        .row(
            "SELECT COUNT(*) AS total, COALESCE(SUM(CASE WHEN login_hash = $1 THEN 1 ELSE 0 END), 0) AS own \
             FROM sign_in_failure WHERE address_hash = $2 AND at >= $3",
            params![login_hash, address_hash, since],
        )
        .await?;
    row.map_or(Ok((0, 0)), |row| Ok((row.int("total")?, row.int("own")?)))
}

/// Failures for a login since a moment, from wherever.
///
/// # Errors
/// See [`DbError`].
pub async fn failures_of_login(tx: &mut Tx, login_hash: &str, since: Timestamp) -> Result<i64, DbError> {
    let sql = "SELECT COUNT(*) AS many FROM sign_in_failure WHERE login_hash = $1 AND at >= $2";
    let row = tx.row(sql, params![login_hash, since]).await?;
    row.map_or(Ok(0), |row| row.int("many"))
}

/// A role with its person, for lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The person.
    pub person: Person,
    /// Their role.
    pub grant: RoleGrant,
}

/// Every role that was ever given, with its person; the sorting is the caller's.
///
/// # Errors
/// See [`DbError`].
pub async fn holders(tx: &mut Tx) -> Result<Vec<Holder>, DbError> {
    let values = params![tx.locality()];
    let rows = tx
        .rows(
            "SELECT p.id, p.locality_id, p.login, p.full_name, p.phone, p.password, p.left_on, \
             g.id AS grant_id, g.person_id, g.unit_id, g.role, g.valid_from, g.valid_to \
             FROM role_grant g JOIN person p ON p.id = g.person_id \
             WHERE g.locality_id = $1 ORDER BY g.id",
            values,
        )
        .await?;
    let mut holders = Vec::with_capacity(rows.len());
    for row in &rows {
        // A role that this program does not know gives nothing.
        let Some(role) = Role::with_key(&row.text("role")?) else {
            continue;
        };
        holders.push(Holder {
            person: person(row)?,
            grant: RoleGrant {
                id: row.id("grant_id")?,
                person: row.id("person_id")?,
                unit: row.id("unit_id")?,
                role,
                valid_from: row.date("valid_from")?,
                valid_to: row.date_or_null("valid_to")?,
            },
        });
    }
    Ok(holders)
}
