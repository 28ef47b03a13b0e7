//! Who did what, when, to which thing; rows are only ever added.

use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::tx::Tx;

/// Notes an action in the same unit of work. `detail` holds no personal data and no secrets.
///
/// # Errors
/// See [`DbError`].
pub async fn record(
    tx: &mut Tx,
    action: &str,
    thing: &str,
    id: Option<Id>,
    detail: &str,
) -> Result<(), DbError> {
    let values = params![
        tx.new_id(),
        tx.locality(),
        tx.now(),
        tx.person(),
        action,
        thing,
        id,
        detail
    ];
    tx.execute(
        "INSERT INTO audit_entry (id, locality_id, at, person_id, action, thing, thing_id, detail) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        values,
    )
    .await?;
    Ok(())
}
