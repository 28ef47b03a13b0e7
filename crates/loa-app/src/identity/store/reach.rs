//! Where people can be reached.

use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::tx::Tx;

use crate::job::{Doing, Failure};
use crate::outbox::Recipient;

/// The recipient of a message.
pub fn find(tx: &mut Tx, person: Id) -> Doing<'_, Option<Recipient>> {
    Box::pin(async move { recipient(tx, person).await.map_err(Failure::from) })
}

async fn recipient(tx: &mut Tx, person: Id) -> Result<Option<Recipient>, DbError> {
    let sql = "SELECT full_name, email, phone, left_on FROM person WHERE locality_id = $1 AND id = $2";
    let Some(row) = tx.row(sql, params![tx.locality(), person]).await? else {
        return Ok(None);
    };
    Ok(Some(Recipient {
        name: row.text("full_name")?,
        email: row.text_or_null("email")?,
        phone: row.text_or_null("phone")?,
        is_here: row.date_or_null("left_on")?.is_none_or(|day| day > tx.today()),
    }))
}

/// Sets or clears the mail address.
pub async fn set_email(tx: &mut Tx, person: Id, email: Option<&str>) -> Result<(), DbError> {
    let sql = "UPDATE person SET email = $3 WHERE locality_id = $1 AND id = $2";
    tx.execute(sql, params![tx.locality(), person, email]).await?;
    Ok(())
}
