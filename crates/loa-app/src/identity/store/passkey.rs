//! Passkeys of people: what is public of them, and how often they were used.

use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::tx::Tx;

/// Takes every passkey of a person away.
///
/// # Errors
/// See [`DbError`].
pub async fn delete_all(tx: &mut Tx, person: Id) -> Result<u64, DbError> {
    let values = params![tx.locality(), person];
    let sql = "DELETE FROM passkey WHERE locality_id = $1 AND person_id = $2";
    tx.execute(sql, values).await
}
