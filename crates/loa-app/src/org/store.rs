//! The tables of units: `locality`, `unit`, `unit_version`, `unit_successor`, `unit_group`, `unit_group_member`.

use jiff::civil::Date;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::row::Row;
use loa_db::tx::Tx;

use crate::org::{Tree, Unit};

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
}

/// The locality of the unit of work.
///
/// # Errors
/// See [`DbError`].
pub async fn locality(tx: &mut Tx) -> Result<Option<Locality>, DbError> {
    let sql = "SELECT id, name, root_unit_id, help_phone FROM locality WHERE id = $1";
    let row = tx.row(sql, params![tx.locality()]).await?;
    row.map(|row| {
        Ok(Locality {
            id: row.id("id")?,
            name: row.text("name")?,
            root: row.id_or_null("root_unit_id")?,
            help_phone: row.text_or_null("help_phone")?,
        })
    })
    .transpose()
}

/// The localities of this database, oldest first.
///
/// # Errors
/// See [`DbError`].
pub async fn localities(tx: &mut Tx) -> Result<Vec<Id>, DbError> {
    let rows = tx.rows("SELECT id FROM locality ORDER BY id", params![]).await?;
    rows.iter().map(|row| row.id("id")).collect()
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
        tx.now()
    ];
    tx.execute(
        "INSERT INTO locality (id, name, root_unit_id, help_phone, created_at) VALUES ($1, $2, $3, $4, $5)",
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
    let values = params![tx.locality(), root];
    tx.execute("UPDATE locality SET root_unit_id = $2 WHERE id = $1", values)
        .await?;
    Ok(())
}

/// The units of the locality as they were on a day.
///
/// # Errors
/// See [`DbError`].
pub async fn tree(tx: &mut Tx, on: Date) -> Result<Tree, DbError> {
    let root = locality(tx).await?.and_then(|locality| locality.root);
    let values = params![tx.locality(), on];
    let rows = tx
        .rows(
            "SELECT unit.id, unit.key, v.parent_id, v.name, v.kind, v.level, v.code, v.aliases, v.position, \
             v.valid_from, v.valid_to \
             FROM unit_version v JOIN unit ON unit.id = v.unit_id \
             WHERE v.locality_id = $1 AND v.valid_from <= $2 AND (v.valid_to IS NULL OR v.valid_to > $2) \
             ORDER BY v.position, unit.id",
            values,
        )
        .await?;
    let units = rows.iter().map(unit).collect::<Result<_, _>>()?;
    Ok(Tree::new(units, root))
}

fn unit(row: &Row) -> Result<Unit, DbError> {
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
    .await
}
