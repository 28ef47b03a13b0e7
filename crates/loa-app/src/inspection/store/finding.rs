//! Findings with their duties.

use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::tx::Tx;

use crate::duty::store::of_origins;
use crate::inspection::Finding;

/// Which findings; 0 stands for all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// Of one visit.
    pub inspection: Id,
    /// Of one programme.
    pub programme: Id,
    /// Of one unit.
    pub unit: Id,
}

impl Wanted {
    /// All of them.
    pub const ALL: Wanted = Wanted {
        inspection: Id(0),
        programme: Id(0),
        unit: Id(0),
    };
}

/// Findings of some units (`None`: of all) with how their duties stand, the latest first, at most 2,000.
///
/// # Errors
/// See [`DbError`].
pub async fn listed(tx: &mut Tx, wanted: Wanted, units: Option<Vec<Id>>) -> Result<Vec<Finding>, DbError> {
    let sql = "SELECT f.id, f.inspection_id, f.item_id, f.unit_id, f.what, f.basis, f.remedy, f.due_on, f.found_on, \
               (SELECT COUNT(*) FROM inspection_reply r WHERE r.inspection_id = f.inspection_id \
                AND r.kind IN ('explained', 'nothing') AND r.said_at <= v.concluded_at) AS replies \
               FROM finding f JOIN inspection v ON v.id = f.inspection_id \
               WHERE f.locality_id = $1 AND f.found_on <= $5 AND ($2 = 0 OR f.inspection_id = $2) AND ($3 = 0 OR v.programme_id = $3) \
               AND ($4 = 0 OR f.unit_id = $4) AND ($6 OR f.unit_id IN LIST($7)) \
               ORDER BY f.found_on DESC, f.id DESC LIMIT 2000";
    let Wanted {
        inspection,
        programme,
        unit,
    } = wanted;
    let of_all = units.is_none();
    let values = params![
        tx.locality(),
        inspection,
        programme,
        unit,
        tx.today(),
        of_all,
        tx.list(units.unwrap_or_default())
    ];
    let rows = tx.rows(sql, values).await?;
    let ids: Vec<Id> = rows.iter().map(|row| row.id("id")).collect::<Result<_, _>>()?;
    let mut duties = of_origins(tx, ids).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in &rows {
        let id = row.id("id")?;
        found.push(Finding {
            id,
            inspection: row.id("inspection_id")?,
            item: row.id("item_id")?,
            unit: row.id("unit_id")?,
            what: row.text("what")?,
            basis: row.text("basis")?,
            remedy: row.text("remedy")?,
            due_on: row.date("due_on")?,
            found_on: row.date("found_on")?,
            duty: duties.remove(&id),
            was_answered: row.int("replies")? > 0,
        });
    }
    Ok(found)
}

/// The findings of a visit, in the order in which they were written.
///
/// # Errors
/// See [`DbError`].
pub async fn of_inspection(tx: &mut Tx, inspection: Id) -> Result<Vec<Finding>, DbError> {
    let wanted = Wanted {
        inspection,
        ..Wanted::ALL
    };
    let mut found = listed(tx, wanted, None).await?;
    found.reverse();
    Ok(found)
}

/// Writes a finding.
///
/// # Errors
/// See [`DbError`].
pub async fn insert(tx: &mut Tx, new: &Finding) -> Result<(), DbError> {
    let row = params![
        new.id,
        tx.locality(),
        new.inspection,
        new.item,
        new.unit,
        &new.what,
        &new.basis,
        &new.remedy,
        new.due_on,
        new.found_on
    ];
    tx.insert(
        "finding (id, locality_id, inspection_id, item_id, unit_id, what, basis, remedy, due_on, found_on)",
        vec![row],
    )
    .await
}
