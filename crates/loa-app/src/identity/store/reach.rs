//! Where people can be reached.

use std::collections::HashMap;

use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::row::Row;
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

/// By which means somebody who works here can be reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// Full name.
    pub name: String,
    /// There is a mail address.
    pub has_email: bool,
    /// Telephone.
    pub phone: Option<String>,
}

/// Everybody who works here today.
pub async fn all(tx: &mut Tx) -> Result<HashMap<Id, Reach>, DbError> {
    let sql = "SELECT id, full_name, email, phone FROM person \
        WHERE locality_id = $1 AND (left_on IS NULL OR left_on > $2)";
    let rows = tx.rows(sql, params![tx.locality(), tx.today()]).await?;
    let reach = |row: &Row| {
        let reach = Reach {
            name: row.text("full_name")?,
            has_email: row.text_or_null("email")?.is_some(),
            phone: row.text_or_null("phone")?,
        };
        Ok((row.id("id")?, reach))
    };
    rows.iter().map(reach).collect()
}

/// The mail address of a person.
pub async fn email(tx: &mut Tx, person: Id) -> Result<Option<String>, DbError> {
    let sql = "SELECT email FROM person WHERE locality_id = $1 AND id = $2";
    let row = tx.row(sql, params![tx.locality(), person]).await?;
    row.map_or(Ok(None), |row| row.text_or_null("email"))
}

/// Sets or clears the mail address.
pub async fn set_email(tx: &mut Tx, person: Id, email: Option<&str>) -> Result<(), DbError> {
    let sql = "UPDATE person SET email = $3 WHERE locality_id = $1 AND id = $2";
    tx.execute(sql, params![tx.locality(), person, email]).await?;
    Ok(())
}
