//! The tables of units: `locality`, `unit`, `unit_version`, `unit_successor`, `unit_group`, `unit_group_member`.

use std::collections::HashMap;

use jiff::civil::Date;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::row::Row;
use loa_db::tx::Tx;

use crate::org::Unit;

pub mod group;
pub mod tree;

/// A locality: the tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locality {
    /// Identity.
    pub id: Id,
    /// "Huyện Sông Mã"
    pub name: String,
    /// The unit at the top.
    pub root: Option<Id>,
    /// Whom officers call for help.
    pub help_phone: Option<String>,
    /// Changes with its units; see [`tree`].
    pub units_revision: Id,
}

/// The locality of the unit of work.
///
/// # Errors
/// See [`DbError`].
pub async fn locality(tx: &mut Tx) -> Result<Option<Locality>, DbError> {
    let sql = "SELECT id AS locality_id, name AS locality_name, root_unit_id, help_phone, units_revision FROM locality WHERE id = $1";
    let row = tx.row(sql, params![tx.locality()]).await?;
    row.as_ref().map(named).transpose()
}

/// A locality of the columns `locality_id, locality_name, root_unit_id, help_phone, units_revision`.
///
/// # Errors
/// See [`DbError`].
pub fn named(row: &Row) -> Result<Locality, DbError> {
    Ok(Locality {
        id: row.id("locality_id")?,
        name: row.text("locality_name")?,
        root: row.id_or_null("root_unit_id")?,
        help_phone: row.text_or_null("help_phone")?,
        units_revision: row.id("units_revision")?,
    })
}

/// The locality of this database while there is no other in it: whose pages these are before anybody is known.
///
/// # Errors
/// See [`DbError`].
pub async fn only_locality(tx: &mut Tx) -> Result<Option<Locality>, DbError> {
    let sql = "SELECT id AS locality_id, name AS locality_name, root_unit_id, help_phone, units_revision FROM locality ORDER BY id LIMIT 2";
    match tx.rows(sql, params![]).await?.as_slice() {
        [only] => named(only).map(Some),
        _ => Ok(None),
    }
}

/// The localities of this database, oldest first.
///
/// # Errors
/// See [`DbError`].
pub async fn localities(tx: &mut Tx) -> Result<Vec<Id>, DbError> {
    let rows = tx.rows("SELECT id FROM locality ORDER BY id", params![]).await?;
    rows.iter().map(|row| row.id("id")).collect()
}

/// Keeps others from founding a locality until this unit of work ends: which there are is to be asked after it.
///
/// # Errors
/// See [`DbError`].
pub async fn hold_foundings(tx: &mut Tx) -> Result<(), DbError> {
    tx.hold_table("locality").await
}

/// Writes a new locality.
///
/// # Errors
/// See [`DbError`].
pub async fn insert_locality(tx: &mut Tx, locality: &Locality) -> Result<(), DbError> {
    let values = params![
        locality.id,
        &locality.name,
        locality.root,
        locality.help_phone.clone(),
        tx.now(),
        locality.units_revision
    ];
    tx.execute(
        "INSERT INTO locality (id, name, root_unit_id, help_phone, created_at, units_revision) VALUES ($1, $2, $3, $4, $5, $6)",
        values,
    )
    .await?;
    Ok(())
}

/// Says which unit is at the top.
///
/// # Errors
/// See [`DbError`].
pub async fn set_root(tx: &mut Tx, root: Id) -> Result<(), DbError> {
    let values = params![tx.locality(), root, tx.new_id()];
    let sql = "UPDATE locality SET root_unit_id = $2, units_revision = $3 WHERE id = $1";
    tx.execute(sql, values).await?;
    Ok(())
}

/// Units or successions were written: what was kept of them ([`tree`]) no longer holds. A number that nothing else has,
/// not the next one: a unit of work that is given up must leave nothing behind that another could find.
async fn changed(tx: &mut Tx) -> Result<(), DbError> {
    let values = params![tx.locality(), tx.new_id()];
    tx.execute("UPDATE locality SET units_revision = $2 WHERE id = $1", values)
        .await?;
    Ok(())
}

/// Makes whoever else changes the units or the administrators of the locality wait until this unit of work is over.
///
/// # Errors
/// See [`DbError`].
pub async fn lock(tx: &mut Tx) -> Result<(), DbError> {
    let values = params![tx.locality()];
    tx.execute(
        "UPDATE locality SET created_at = created_at WHERE id = $1",
        values,
    )
    .await?;
    Ok(())
}

/// Every version of every unit, the oldest first.
///
/// # Errors
/// See [`DbError`].
pub async fn versions(tx: &mut Tx) -> Result<Vec<Unit>, DbError> {
    let values = params![tx.locality()];
    let rows = tx
        .rows(
            "SELECT unit.id, unit.key, v.parent_id, v.name, v.kind, v.level, v.code, v.aliases, v.position, \
             v.valid_from, v.valid_to \
             FROM unit_version v JOIN unit ON unit.id = v.unit_id \
             WHERE v.locality_id = $1 ORDER BY v.valid_from, v.position, unit.id",
            values,
        )
        .await?;
    rows.iter().map(unit).collect()
}

/// The versions of one unit, the oldest first; those that hold on no day are left out. Empty: no such unit here.
///
/// # Errors
/// See [`DbError`].
pub async fn history(tx: &mut Tx, id: Id) -> Result<Vec<Unit>, DbError> {
    let values = params![tx.locality(), id];
    let rows = tx
        .rows(
            "SELECT unit.id, unit.key, v.parent_id, v.name, v.kind, v.level, v.code, v.aliases, v.position, \
             v.valid_from, v.valid_to \
             FROM unit_version v JOIN unit ON unit.id = v.unit_id \
             WHERE v.locality_id = $1 AND v.unit_id = $2 AND (v.valid_to IS NULL OR v.valid_to > v.valid_from) \
             ORDER BY v.valid_from",
            values,
        )
        .await?;
    rows.iter().map(unit).collect()
}

/// The identities of all units that there ever were, by their keys.
///
/// # Errors
/// See [`DbError`].
pub async fn keys(tx: &mut Tx) -> Result<HashMap<String, Id>, DbError> {
    let values = params![tx.locality()];
    let rows = tx
        .rows("SELECT id, key FROM unit WHERE locality_id = $1", values)
        .await?;
    rows.iter()
        .map(|row| Ok((row.text("key")?, row.id("id")?)))
        .collect()
}

/// The names by which units are called on a day, and for those that are not there then the last name they had.
///
/// # Errors
/// See [`DbError`].
pub async fn names(tx: &mut Tx, on: Date) -> Result<HashMap<Id, String>, DbError> {
    let mut names = HashMap::new();
    for unit in versions(tx).await? {
        // The oldest come first, so a later version that has begun by then takes the place of an earlier one.
        if unit.valid_from <= on || !names.contains_key(&unit.id) {
            names.insert(unit.id, unit.name);
        }
    }
    Ok(names)
}

pub(super) fn unit(row: &Row) -> Result<Unit, DbError> {
    Ok(Unit {
        id: row.id("id")?,
        key: row.text("key")?,
        parent: row.id_or_null("parent_id")?,
        name: row.text("name")?,
        kind: row.text("kind")?,
        level: row.text("level")?,
        code: row.text("code")?,
        aliases: row.text("aliases")?.lines().map(str::to_owned).collect(),
        position: row.int("position")?,
        valid_from: row.date("valid_from")?,
        valid_to: row.date_or_null("valid_to")?,
    })
}

/// Writes new units, each with one version.
///
/// # Errors
/// See [`DbError`].
pub async fn insert_units(tx: &mut Tx, units: &[Unit]) -> Result<(), DbError> {
    let (locality, now) = (tx.locality(), tx.now());
    let rows = units
        .iter()
        .map(|unit| params![unit.id, locality, &unit.key, now])
        .collect();
    tx.insert("unit (id, locality_id, key, created_at)", rows).await?;
    insert_versions(tx, units).await
}

/// Writes versions of units that are there.
///
/// # Errors
/// See [`DbError`].
pub async fn insert_versions(tx: &mut Tx, units: &[Unit]) -> Result<(), DbError> {
    let locality = tx.locality();
    let rows = units
        .iter()
        .map(|unit| {
            params![
                tx.new_id(),
                locality,
                unit.id,
                unit.parent,
                &unit.name,
                &unit.kind,
                &unit.level,
                &unit.code,
                unit.aliases.join("\n"),
                unit.position,
                unit.valid_from,
                unit.valid_to
            ]
        })
        .collect();
    tx.insert(
        "unit_version (id, locality_id, unit_id, parent_id, name, kind, level, code, aliases, position, valid_from, valid_to)",
        rows,
    )
    .await?;
    changed(tx).await
}

/// Writes a version: in the place of the one that begins on the same day, else beside the others.
///
/// # Errors
/// See [`DbError`].
pub async fn put_version(tx: &mut Tx, unit: &Unit) -> Result<(), DbError> {
    let values = params![
        tx.locality(),
        unit.id,
        unit.valid_from,
        unit.parent,
        &unit.name,
        &unit.kind,
        &unit.level,
        &unit.code,
        unit.aliases.join("\n"),
        unit.position,
        unit.valid_to
    ];
    let replaced = tx
        .execute(
            "UPDATE unit_version SET parent_id = $4, name = $5, kind = $6, level = $7, code = $8, aliases = $9, \
             position = $10, valid_to = $11 \
             WHERE locality_id = $1 AND unit_id = $2 AND valid_from = $3",
            values,
        )
        .await?;
    if replaced == 0 {
        return insert_versions(tx, std::slice::from_ref(unit)).await;
    }
    changed(tx).await
}

/// Lets the version that began on `from` end on `to`, its first day of not holding.
///
/// # Errors
/// See [`DbError`].
pub async fn close_version(tx: &mut Tx, unit: Id, from: Date, to: Date) -> Result<(), DbError> {
    let values = params![tx.locality(), unit, from, to];
    tx.execute(
        "UPDATE unit_version SET valid_to = $4 WHERE locality_id = $1 AND unit_id = $2 AND valid_from = $3",
        values,
    )
    .await?;
    changed(tx).await
}

/// Sets the place in lists of the versions that hold on a day or later.
///
/// # Errors
/// See [`DbError`].
pub async fn set_position(tx: &mut Tx, unit: Id, position: i64, from: Date) -> Result<(), DbError> {
    let values = params![tx.locality(), unit, position, from];
    tx.execute(
        "UPDATE unit_version SET position = $3 \
         WHERE locality_id = $1 AND unit_id = $2 AND position <> $3 AND (valid_to IS NULL OR valid_to > $4)",
        values,
    )
    .await?;
    changed(tx).await
}

/// One unit that carries on the work of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Succession {
    /// The unit before.
    pub unit: Id,
    /// The one that took over, or a part of it.
    pub successor: Id,
    /// Since when.
    pub on: Date,
    /// What orders it: "Nghị quyết 1681/NQ-UBTVQH15", or empty.
    pub basis: String,
}

/// All successions of the locality, by day.
///
/// # Errors
/// See [`DbError`].
pub async fn successions(tx: &mut Tx) -> Result<Vec<Succession>, DbError> {
    let values = params![tx.locality()];
    let rows = tx
        .rows(
            "SELECT unit_id, successor_id, on_date, basis FROM unit_successor \
             WHERE locality_id = $1 ORDER BY on_date, unit_id, successor_id",
            values,
        )
        .await?;
    let succession = |row: &Row| {
        Ok(Succession {
            unit: row.id("unit_id")?,
            successor: row.id("successor_id")?,
            on: row.date("on_date")?,
            basis: row.text("basis")?,
        })
    };
    rows.iter().map(succession).collect()
}

/// Writes a succession; one that is there keeps its day and gets the new basis.
///
/// # Errors
/// See [`DbError`].
pub async fn put_succession(tx: &mut Tx, succession: &Succession) -> Result<(), DbError> {
    let values = params![
        tx.locality(),
        succession.unit,
        succession.successor,
        succession.on,
        &succession.basis
    ];
    tx.execute(
        "INSERT INTO unit_successor (locality_id, unit_id, successor_id, on_date, basis) \
         VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (unit_id, successor_id) DO UPDATE SET basis = excluded.basis",
        values,
    )
    .await?;
    changed(tx).await
}

/// Takes the successors of a unit away.
///
/// # Errors
/// See [`DbError`].
pub async fn clear_successors(tx: &mut Tx, unit: Id) -> Result<(), DbError> {
    let values = params![tx.locality(), unit];
    tx.execute(
        "DELETE FROM unit_successor WHERE locality_id = $1 AND unit_id = $2",
        values,
    )
    .await?;
    changed(tx).await
}
