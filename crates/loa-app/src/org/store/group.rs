//! Units that a plan names together: `unit_group`, `unit_group_member`.

use std::collections::HashMap;

use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::tx::Tx;

/// A group with its members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Identity.
    pub id: Id,
    /// As the plan names it: "Các cơ quan, đơn vị có liên quan".
    pub name: String,
    /// Its units.
    pub members: Vec<Id>,
}

/// The groups of the locality, by identity.
///
/// # Errors
/// See [`DbError`].
pub async fn groups(tx: &mut Tx) -> Result<Vec<Group>, DbError> {
    let values = params![tx.locality()];
    let sql = "SELECT group_id, unit_id FROM unit_group_member WHERE locality_id = $1 ORDER BY unit_id";
    let mut members: HashMap<Id, Vec<Id>> = HashMap::new();
    for row in tx.rows(sql, values.clone()).await? {
        members
            .entry(row.id("group_id")?)
            .or_default()
            .push(row.id("unit_id")?);
    }
    let sql = "SELECT id, name FROM unit_group WHERE locality_id = $1 ORDER BY id";
    let rows = tx.rows(sql, values).await?;
    rows.iter()
        .map(|row| {
            let id = row.id("id")?;
            Ok(Group {
                id,
                name: row.text("name")?,
                members: members.remove(&id).unwrap_or_default(),
            })
        })
        .collect()
}

/// Writes a group with its members, new or in the place of the one before.
///
/// # Errors
/// [`DbError::Duplicate`] when another group has the name.
pub async fn put(tx: &mut Tx, group: &Group) -> Result<(), DbError> {
    let values = params![tx.locality(), group.id, &group.name];
    tx.execute(
        "INSERT INTO unit_group (locality_id, id, name) VALUES ($1, $2, $3) \
         ON CONFLICT (id) DO UPDATE SET name = excluded.name",
        values,
    )
    .await?;
    clear(tx, group.id).await?;
    let locality = tx.locality();
    let rows = group
        .members
        .iter()
        .map(|unit| params![locality, group.id, *unit])
        .collect();
    tx.insert("unit_group_member (locality_id, group_id, unit_id)", rows)
        .await
}

async fn clear(tx: &mut Tx, group: Id) -> Result<(), DbError> {
    let values = params![tx.locality(), group];
    tx.execute(
        "DELETE FROM unit_group_member WHERE locality_id = $1 AND group_id = $2",
        values,
    )
    .await?;
    Ok(())
}

/// Takes a group away; its units stay. Gives whether there was one.
///
/// # Errors
/// See [`DbError`].
pub async fn remove(tx: &mut Tx, group: Id) -> Result<bool, DbError> {
    clear(tx, group).await?;
    let values = params![tx.locality(), group];
    let removed = tx
        .execute(
            "DELETE FROM unit_group WHERE locality_id = $1 AND id = $2",
            values,
        )
        .await?;
    Ok(removed > 0)
}
