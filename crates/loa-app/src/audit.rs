//! Who did what, when, to which thing; rows are only ever added.

use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::tx::Tx;

/// What is noted where nobody is signed in and no job does it: whoever may use the machine did it.
const BY_HAND: &str = "from the command line";

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
    let by = match (tx.person(), tx.job()) {
        (Some(_), _) => String::new(),
        (None, Some(job)) => format!("by job {job}"),
        (None, None) => BY_HAND.to_owned(),
    };
    let parts = [detail, &by].into_iter().filter(|part| !part.is_empty());
    let detail = parts.collect::<Vec<_>>().join(", ");
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

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop where it stands")]
mod tests {
    use super::*;
    use crate::testing::on_each_engine;

    #[tokio::test]
    async fn what_is_done_without_signing_in_is_noted_as_such() {
        on_each_engine(async |site| {
            let person = site.people.get("administrator").copied();
            for (person, detail, want) in [
                (person, "officer", "officer"),
                (None, "officer", "officer, from the command line"),
                (None, "", "from the command line"),
            ] {
                let scope = site.app.scope(site.locality, person);
                let mut tx = site.app.db().begin(scope).await.unwrap();
                record(&mut tx, "person.invited", "person", None, detail)
                    .await
                    .unwrap();
                let sql = "SELECT detail FROM audit_entry WHERE locality_id = $1 AND action = $2";
                let row = tx.row(sql, params![site.locality, "person.invited"]).await;
                assert_eq!(row.unwrap().unwrap().text("detail").unwrap(), want);
            }
        })
        .await;
    }
}
