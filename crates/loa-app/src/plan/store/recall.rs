//! A version in force becomes a draft again.

use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::tx::Tx;

/// Takes a version out of force, to be looked over again; `false` when it is not in force any more.
///
/// # Errors
/// See [`DbError`].
pub async fn to_draft(tx: &mut Tx, version: Id) -> Result<bool, DbError> {
    let values = params![tx.locality(), version];
    let changed = tx
        .execute(
            "UPDATE plan_version SET state = 'draft', adopted_by = NULL, adopted_at = NULL \
             WHERE locality_id = $1 AND id = $2 AND state = 'adopted'",
            values,
        )
        .await?;
    Ok(changed > 0)
}
