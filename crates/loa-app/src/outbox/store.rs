//! All SQL that writes messages.

use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::row::Row;
use loa_db::tx::Tx;

use crate::outbox::{Channel, Message, New, State};

/// Inserts it unless one with its key is there; was it?
pub async fn insert(tx: &mut Tx, id: Id, new: &New<'_>) -> Result<bool, DbError> {
    let sql = "INSERT INTO message (id, locality_id, person_id, channel, subject, body, unique_key, state, attempts, created_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', 0, $8) ON CONFLICT (locality_id, unique_key) DO NOTHING";
    let values = params![
        id,
        tx.locality(),
        new.person,
        new.channel.key(),
        new.subject,
        new.body,
        new.key,
        tx.now()
    ];
    Ok(tx.execute(sql, values).await? == 1)
}

/// One message of the locality.
pub async fn by_id(tx: &mut Tx, id: Id) -> Result<Option<Message>, DbError> {
    let sql = "SELECT id, person_id, channel, subject, body, unique_key, state, attempts, way, error, created_at, sent_at \
        FROM message WHERE locality_id = $1 AND id = $2";
    let row = tx.row(sql, params![tx.locality(), id]).await?;
    row.as_ref().map(message).transpose()
}

/// Messages to a person, the newest first.
pub async fn to_person(tx: &mut Tx, person: Id, most: i64) -> Result<Vec<Message>, DbError> {
    let sql = "SELECT id, person_id, channel, subject, body, unique_key, state, attempts, way, error, created_at, sent_at \
        FROM message WHERE locality_id = $1 AND person_id = $2 ORDER BY id DESC LIMIT $3";
    let rows = tx.rows(sql, params![tx.locality(), person, most]).await?;
    rows.iter().map(message).collect()
}

fn message(row: &Row) -> Result<Message, DbError> {
    let channel = row.text("channel")?;
    let state = row.text("state")?;
    Ok(Message {
        id: row.id("id")?,
        person: row.id("person_id")?,
        channel: Channel::ALL
            .into_iter()
            .find(|known| known.key() == channel)
            .unwrap_or(Channel::Paste),
        subject: row.text("subject")?,
        body: row.text("body")?,
        key: row.text("unique_key")?,
        state: State::ALL
            .into_iter()
            .find(|known| known.key() == state)
            .unwrap_or(State::Failed),
        attempts: row.int("attempts")?,
        way: row.text_or_null("way")?,
        error: row.text_or_null("error")?,
        created_at: row.moment("created_at")?,
        sent_at: row.moment_or_null("sent_at")?,
    })
}

/// It was taken, by this way.
pub async fn sent(tx: &mut Tx, id: Id, way: &str) -> Result<(), DbError> {
    let sql = "UPDATE message SET state = 'sent', attempts = attempts + 1, way = $3, error = NULL, sent_at = $4 \
        WHERE locality_id = $1 AND id = $2 AND state <> 'sent'";
    tx.execute(sql, params![tx.locality(), id, way, tx.now()]).await?;
    Ok(())
}

/// The words with which it goes.
pub async fn say(tx: &mut Tx, id: Id, subject: &str, body: &str) -> Result<(), DbError> {
    let sql =
        "UPDATE message SET subject = $3, body = $4 WHERE locality_id = $1 AND id = $2 AND state = 'waiting'";
    tx.execute(sql, params![tx.locality(), id, subject, body]).await?;
    Ok(())
}

/// It is needless, unless it has gone.
pub async fn drop_waiting(tx: &mut Tx, id: Id) -> Result<(), DbError> {
    let sql = "UPDATE message SET state = 'dropped' WHERE locality_id = $1 AND id = $2 AND state = 'waiting'";
    tx.execute(sql, params![tx.locality(), id]).await?;
    Ok(())
}

/// It shall not go, unless it has gone.
pub async fn call_off(tx: &mut Tx, id: Id, reason: &str) -> Result<(), DbError> {
    let sql = "UPDATE message SET state = 'dropped', error = $3 \
        WHERE locality_id = $1 AND id = $2 AND state IN ('waiting', 'failed')";
    tx.execute(sql, params![tx.locality(), id, reason]).await?;
    Ok(())
}

/// It shall go after all that failed, or was called off for this reason; what became needless stays so.
pub async fn put_back(tx: &mut Tx, id: Id, reason: &str) -> Result<(), DbError> {
    let sql = "UPDATE message SET state = 'waiting', attempts = 0, error = NULL \
        WHERE locality_id = $1 AND id = $2 AND (state = 'failed' OR (state = 'dropped' AND error = $3))";
    tx.execute(sql, params![tx.locality(), id, reason]).await?;
    Ok(())
}

/// It did not go.
pub async fn not_sent(tx: &mut Tx, id: Id, state: State, reason: &str) -> Result<(), DbError> {
    let sql = "UPDATE message SET state = $3, attempts = attempts + 1, error = $4 \
        WHERE locality_id = $1 AND id = $2 AND state <> 'sent'";
    tx.execute(sql, params![tx.locality(), id, state.key(), reason])
        .await?;
    Ok(())
}
