//! All SQL of the log.

use std::fmt::Write as _;

use jiff::Timestamp;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::row::Row;
use loa_db::tx::Tx;

use crate::audit::chain::{Entry, Head, Link};

/// Adds an entry, of now.
pub async fn insert(
    tx: &mut Tx,
    action: &str,
    thing: &str,
    id: Option<Id>,
    detail: &str,
) -> Result<(), DbError> {
    let address = tx.address().map(|address| address.to_string());
    let values = params![
        tx.new_id(),
        tx.locality(),
        tx.now(),
        tx.person(),
        address,
        action,
        thing,
        id,
        detail
    ];
    tx.execute(
        "INSERT INTO audit_entry (id, locality_id, at, person_id, address, action, thing, thing_id, detail) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        values,
    )
    .await?;
    Ok(())
}

fn entry(row: &Row) -> Result<Entry, DbError> {
    Ok(Entry {
        id: row.id("id")?,
        locality: row.id("locality_id")?,
        at: row.moment("at")?,
        person: row.id_or_null("person_id")?,
        address: row.text_or_null("address")?,
        action: row.text("action")?,
        thing: row.text("thing")?,
        thing_id: row.id_or_null("thing_id")?,
        detail: row.text("detail")?,
    })
}

/// Localities with entries that have no place yet.
pub async fn unsealed_localities(tx: &mut Tx) -> Result<Vec<Id>, DbError> {
    // Asked twice a second: never a walk through all entries, which DISTINCT would be on SQLite.
    let sql = "SELECT l.id AS locality_id FROM locality l WHERE EXISTS (SELECT 1 FROM audit_entry e \
        WHERE e.locality_id = l.id AND e.seq IS NULL) ORDER BY l.id";
    let rows = tx.rows(sql, Vec::new()).await?;
    rows.iter().map(|row| row.id("locality_id")).collect()
}

/// The end of the chain, which nobody else moves until this unit of work ends.
pub async fn lock_head(tx: &mut Tx) -> Result<Head, DbError> {
    let start = Head::START;
    let sql = "INSERT INTO audit_head (locality_id, seq, hash) VALUES ($1, $2, $3) \
        ON CONFLICT (locality_id) DO NOTHING";
    tx.execute(sql, params![tx.locality(), start.seq, start.hash])
        .await?;
    let sql = "UPDATE audit_head SET seq = seq WHERE locality_id = $1 RETURNING seq, hash";
    let row = tx.row(sql, params![tx.locality()]).await?;
    Ok(row.as_ref().map(head_of).transpose()?.unwrap_or(Head::START))
}

/// The end of the chain, as it is kept.
pub async fn head(tx: &mut Tx) -> Result<Option<Head>, DbError> {
    let sql = "SELECT seq, hash FROM audit_head WHERE locality_id = $1";
    let row = tx.row(sql, params![tx.locality()]).await?;
    row.as_ref().map(head_of).transpose()
}

/// The entry at the last place.
pub async fn last(tx: &mut Tx) -> Result<Head, DbError> {
    let sql = "SELECT seq, hash FROM audit_entry WHERE locality_id = $1 AND seq IS NOT NULL \
        ORDER BY seq DESC LIMIT 1";
    let row = tx.row(sql, params![tx.locality()]).await?;
    Ok(row.as_ref().map(head_of).transpose()?.unwrap_or(Head::START))
}

fn head_of(row: &Row) -> Result<Head, DbError> {
    Ok(Head {
        seq: row.int("seq")?,
        hash: row.text_or_null("hash")?.unwrap_or_default(),
    })
}

/// Moves the end of the chain.
pub async fn set_head(tx: &mut Tx, head: &Head) -> Result<(), DbError> {
    let sql = "UPDATE audit_head SET seq = $2, hash = $3 WHERE locality_id = $1";
    tx.execute(sql, params![tx.locality(), head.seq, &head.hash])
        .await?;
    Ok(())
}

/// Entries without a place, the oldest first.
pub async fn unsealed(tx: &mut Tx, most: i64) -> Result<Vec<Entry>, DbError> {
    let sql = "SELECT id, locality_id, at, person_id, address, action, thing, thing_id, detail FROM audit_entry \
        WHERE locality_id = $1 AND seq IS NULL ORDER BY id LIMIT $2";
    let rows = tx.rows(sql, params![tx.locality(), most]).await?;
    rows.iter().map(entry).collect()
}

/// Gives entries their places.
pub async fn place(tx: &mut Tx, links: &[Link]) -> Result<(), DbError> {
    let locality = tx.locality();
    let rows = links
        .iter()
        .map(|link| params![link.entry.id, locality, link.seq, &link.hash])
        .collect();
    tx.update(
        "UPDATE audit_entry SET seq = CAST(v.column3 AS BIGINT), hash = v.column4 FROM (VALUES ROWS(4)) AS v \
         WHERE audit_entry.id = CAST(v.column1 AS BIGINT) \
         AND audit_entry.locality_id = CAST(v.column2 AS BIGINT) AND audit_entry.seq IS NULL",
        rows,
    )
    .await
}

/// Entries behind a place, in their order.
pub async fn links(tx: &mut Tx, after: i64, most: i64) -> Result<Vec<Link>, DbError> {
    let sql = "SELECT id, locality_id, at, person_id, address, action, thing, thing_id, detail, seq, hash \
        FROM audit_entry WHERE locality_id = $1 AND seq > $2 ORDER BY seq LIMIT $3";
    let rows = tx.rows(sql, params![tx.locality(), after, most]).await?;
    let link = |row: &Row| {
        Ok(Link {
            seq: row.int("seq")?,
            hash: row.text_or_null("hash")?.unwrap_or_default(),
            entry: entry(row)?,
        })
    };
    rows.iter().map(link).collect()
}

/// Which entries somebody wants to see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Of this person.
    pub person: Option<Id>,
    /// Of this action.
    pub action: Option<String>,
    /// From this moment on.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
    /// Older than the entry of this moment with this identity.
    pub before: Option<(Timestamp, Id)>,
}

/// An entry with the name of who did it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The entry.
    pub entry: Entry,
    /// Full name.
    pub name: Option<String>,
    /// Full name of the person to whom it was done.
    pub about: Option<String>,
    /// Its place in the chain, once it has one.
    pub seq: Option<i64>,
}

/// Entries of the locality, the newest first. One statement for each way to look, so that each has its index.
pub async fn list(tx: &mut Tx, wanted: &Wanted, most: i64) -> Result<Vec<Named>, DbError> {
    let until = wanted.until.unwrap_or(Timestamp::MAX);
    let (at, id) = wanted.before.unwrap_or((until, Id(0)));
    let mut values = params![
        tx.locality(),
        wanted.from.unwrap_or(Timestamp::MIN),
        at.min(until),
        id,
        most
    ];
    let sql = match (wanted.person, &wanted.action) {
        (Some(person), action) => {
            values.extend(params![person, action.as_deref().unwrap_or_default()]);
            "SELECT e.id, e.locality_id, e.at, e.person_id, e.address, e.action, e.thing, e.thing_id, e.detail, e.seq, \
            p.full_name, about.full_name AS about FROM audit_entry e \
            LEFT JOIN person p ON p.id = e.person_id AND p.locality_id = e.locality_id \
            LEFT JOIN person about ON e.thing = 'person' AND about.id = e.thing_id AND about.locality_id = e.locality_id \
            WHERE e.locality_id = $1 AND e.at >= $2 AND e.at <= $3 AND (e.at < $3 OR e.id < $4) \
            AND e.person_id = $6 AND ($7 = '' OR e.action = $7) ORDER BY e.at DESC, e.id DESC LIMIT $5"
        }
        (None, Some(action)) => {
            values.extend(params![action]);
            "SELECT e.id, e.locality_id, e.at, e.person_id, e.address, e.action, e.thing, e.thing_id, e.detail, e.seq, \
            p.full_name, about.full_name AS about FROM audit_entry e \
            LEFT JOIN person p ON p.id = e.person_id AND p.locality_id = e.locality_id \
            LEFT JOIN person about ON e.thing = 'person' AND about.id = e.thing_id AND about.locality_id = e.locality_id \
            WHERE e.locality_id = $1 AND e.at >= $2 AND e.at <= $3 AND (e.at < $3 OR e.id < $4) \
            AND e.action = $6 ORDER BY e.at DESC, e.id DESC LIMIT $5"
        }
        (None, None) => {
            "SELECT e.id, e.locality_id, e.at, e.person_id, e.address, e.action, e.thing, e.thing_id, e.detail, e.seq, \
            p.full_name, about.full_name AS about FROM audit_entry e \
            LEFT JOIN person p ON p.id = e.person_id AND p.locality_id = e.locality_id \
            LEFT JOIN person about ON e.thing = 'person' AND about.id = e.thing_id AND about.locality_id = e.locality_id \
            WHERE e.locality_id = $1 AND e.at >= $2 AND e.at <= $3 AND (e.at < $3 OR e.id < $4) \
            ORDER BY e.at DESC, e.id DESC LIMIT $5"
        }
    };
    let rows = tx.rows(sql, values).await?;
    let named = |row: &Row| {
        Ok(Named {
            entry: entry(row)?,
            name: row.text_or_null("full_name")?,
            about: row.text_or_null("about")?,
            seq: row.int_or_null("seq")?,
        })
    };
    rows.iter().map(named).collect()
}

/// Has the person of this unit of work done this to the thing since then?
pub async fn has_done(
    tx: &mut Tx,
    action: &str,
    thing: Option<Id>,
    since: Timestamp,
) -> Result<bool, DbError> {
    let sql = "SELECT id FROM audit_entry WHERE locality_id = $1 AND person_id = $2 AND at >= $3 \
        AND action = $4 AND thing_id = $5 LIMIT 1";
    let values = params![tx.locality(), tx.person(), since, action, thing];
    Ok(tx.row(sql, values).await?.is_some())
}

/// Identity and name of everybody in the locality.
pub async fn people(tx: &mut Tx) -> Result<Vec<(Id, String)>, DbError> {
    let sql = "SELECT id, full_name, login FROM person WHERE locality_id = $1";
    let rows = tx.rows(sql, params![tx.locality()]).await?;
    let person = |row: &Row| {
        let mut name = row.text("full_name")?;
        let _ = write!(name, " ({})", row.text("login")?);
        Ok((row.id("id")?, name))
    };
    rows.iter().map(person).collect()
}
