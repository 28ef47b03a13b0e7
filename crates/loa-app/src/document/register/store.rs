//! The tables of registers: `official_document`, `official_text`, `document_receipt`, `register_number`, `register_rule`,
//! `letterhead`.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::row::Row;
use loa_db::tx::Tx;

use crate::document::register::{Checked, Official, Part, State, Way, kind_with_key};

pub mod book;
pub mod list;

fn wrong(column: &'static str) -> DbError {
    DbError::Column {
        column,
        problem: "not one of its words".to_owned(),
    }
}

fn official(row: &Row) -> Result<Official, DbError> {
    Ok(Official {
        id: row.id("id")?,
        unit: row.id("unit_id")?,
        way: Way::with_key(&row.text("way")?).ok_or_else(|| wrong("way"))?,
        kind: kind_with_key(&row.text("kind")?).ok_or_else(|| wrong("kind"))?,
        year: row.int("year")?,
        book: row.text("book")?,
        number: row.int("number")?,
        symbol: row.text("symbol")?,
        subject: row.text("subject")?,
        state: State::with_key(&row.text("state")?).ok_or_else(|| wrong("state"))?,
        author: row.text("author")?,
        signer: row.text("signer")?,
        position: row.text("position")?,
        recipients: row.text("recipients")?,
        kept_by: row.text("kept_by")?,
        copies: row.int_or_null("copies")?,
        moved_on: row.date_or_null("moved_on")?,
        taken_by: row.text("taken_by")?,
        note: row.text("note")?,
        dated_on: row.date_or_null("dated_on")?,
        arrived_on: row.date_or_null("arrived_on")?,
        due_on: row.date_or_null("due_on")?,
        valid_from: row.date_or_null("valid_from")?,
        valid_to: row.date_or_null("valid_to")?,
        replaces: row.id_or_null("replaces_id")?,
        given_file: row.id_or_null("given_file_id")?,
        signed_file: row.id_or_null("signed_file_id")?,
        checked: Checked::with_key(&row.text("checked")?).ok_or_else(|| wrong("checked"))?,
        check_note: row.text("check_note")?,
        reason: row.text("reason")?,
        made_by: row.id("made_by")?,
        made_at: row.moment("made_at")?,
        issued_at: row.moment_or_null("issued_at")?,
        ended_at: row.moment_or_null("ended_at")?,
    })
}

/// Documents of the locality, in the order of their identities as given; what is not there is left out.
///
/// # Errors
/// See [`DbError`].
pub async fn by_ids(tx: &mut Tx, ids: &[Id]) -> Result<Vec<Official>, DbError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = "SELECT id, unit_id, way, kind, year, book, number, symbol, subject, state, author, signer, position, \
               recipients, kept_by, copies, moved_on, taken_by, note, dated_on, arrived_on, due_on, valid_from, valid_to, \
               replaces_id, given_file_id, signed_file_id, checked, check_note, reason, made_by, made_at, issued_at, ended_at \
               FROM official_document WHERE locality_id = $1 AND id IN LIST($2)";
    let values = params![tx.locality(), tx.list(ids.iter().copied())];
    let mut found: HashMap<Id, Official> = HashMap::new();
    for row in tx.rows(sql, values).await? {
        let one = official(&row)?;
        found.insert(one.id, one);
    }
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

/// A document of the locality.
///
/// # Errors
/// See [`DbError`].
pub async fn by_id(tx: &mut Tx, id: Id) -> Result<Option<Official>, DbError> {
    Ok(by_ids(tx, &[id]).await?.pop())
}

/// What a person entered under a key.
///
/// # Errors
/// See [`DbError`].
pub async fn by_request(tx: &mut Tx, person: Id, key: &str) -> Result<Option<Official>, DbError> {
    let sql = "SELECT id FROM official_document WHERE locality_id = $1 AND made_by = $2 AND request_key = $3";
    let row = tx.row(sql, params![tx.locality(), person, key]).await?;
    match row {
        Some(row) => by_id(tx, row.id("id")?).await,
        None => Ok(None),
    }
}

/// Holds a document until the unit of work ends; says whether it is there.
///
/// # Errors
/// See [`DbError`].
pub async fn hold(tx: &mut Tx, id: Id) -> Result<bool, DbError> {
    let sql = "UPDATE official_document SET state = state WHERE locality_id = $1 AND id = $2";
    Ok(tx.execute(sql, params![tx.locality(), id]).await? == 1)
}

/// What is kept of a document beside its row.
#[derive(Debug, Clone, Copy)]
pub struct Beside<'a> {
    /// Its parts as JSON, when it was written here.
    pub content: Option<&'a str>,
    /// Its text.
    pub text: &'a str,
    /// What it is found by, folded.
    pub folded: &'a str,
    /// The key under which it was asked for.
    pub key: &'a str,
}

/// Writes a document.
///
/// # Errors
/// [`DbError::Duplicate`] when number and symbol, or the key of the person, are there already.
pub async fn insert(tx: &mut Tx, new: &Official, beside: Beside<'_>) -> Result<(), DbError> {
    let row = params![
        new.id,
        tx.locality(),
        new.unit,
        new.way.key(),
        super::key_of(new.kind),
        new.year,
        &new.book,
        new.number,
        &new.symbol,
        &new.subject,
        new.state.key(),
        &new.author,
        &new.signer,
        &new.position,
        &new.recipients,
        &new.kept_by,
        new.copies,
        new.moved_on,
        &new.taken_by,
        &new.note,
        new.dated_on,
        new.arrived_on,
        new.due_on,
        new.valid_from,
        new.valid_to,
        new.replaces,
        beside.content,
        new.given_file,
        new.signed_file,
        new.checked.key(),
        &new.check_note,
        &new.reason,
        new.made_by,
        new.made_at,
        new.issued_at,
        new.ended_at,
        beside.key
    ];
    tx.insert(
        "official_document (id, locality_id, unit_id, way, kind, year, book, number, symbol, subject, state, author, signer, position, recipients, kept_by, copies, moved_on, taken_by, note, dated_on, arrived_on, due_on, valid_from, valid_to, replaces_id, content, given_file_id, signed_file_id, checked, check_note, reason, made_by, made_at, issued_at, ended_at, request_key)",
        vec![row],
    )
    .await?;
    let text = params![new.id, tx.locality(), beside.text, beside.folded];
    tx.insert(
        "official_text (document_id, locality_id, text, folded)",
        vec![text],
    )
    .await
}

/// Writes how a document stands now: what steps change of it.
///
/// # Errors
/// See [`DbError`].
pub async fn change(tx: &mut Tx, one: &Official) -> Result<(), DbError> {
    let values = params![
        tx.locality(),
        one.id,
        one.state.key(),
        &one.signer,
        &one.position,
        one.dated_on,
        one.signed_file,
        one.checked.key(),
        &one.check_note,
        &one.reason,
        one.issued_at,
        one.ended_at,
        one.moved_on,
        &one.taken_by,
        one.due_on
    ];
    tx.execute(
        "UPDATE official_document SET state = $3, signer = $4, position = $5, dated_on = $6, signed_file_id = $7, \
         checked = $8, check_note = $9, reason = $10, issued_at = $11, ended_at = $12, moved_on = $13, taken_by = $14, \
         due_on = $15 WHERE locality_id = $1 AND id = $2",
        values,
    )
    .await?;
    Ok(())
}

/// The parts of a document that was written here, as JSON.
///
/// # Errors
/// See [`DbError`].
pub async fn content(tx: &mut Tx, id: Id) -> Result<Option<String>, DbError> {
    let sql = "SELECT content FROM official_document WHERE locality_id = $1 AND id = $2";
    let row = tx.row(sql, params![tx.locality(), id]).await?;
    row.map_or(Ok(None), |row| row.text_or_null("content"))
}

/// The text of a document; empty where none is known.
///
/// # Errors
/// See [`DbError`].
pub async fn text(tx: &mut Tx, id: Id) -> Result<String, DbError> {
    let sql = "SELECT text FROM official_text WHERE locality_id = $1 AND document_id = $2";
    let row = tx.row(sql, params![tx.locality(), id]).await?;
    row.map_or(Ok(String::new()), |row| row.text("text"))
}

/// Of some documents those whose place another one took that went out.
///
/// # Errors
/// See [`DbError`].
pub async fn replaced(tx: &mut Tx, ids: impl IntoIterator<Item = Id>) -> Result<HashSet<Id>, DbError> {
    let sql = "SELECT replaces_id FROM official_document \
               WHERE locality_id = $1 AND replaces_id IN LIST($2) AND replaces_id IS NOT NULL AND state = 'issued'";
    let values = params![tx.locality(), tx.list(ids)];
    let rows = tx.rows(sql, values).await?;
    rows.iter().map(|row| row.id("replaces_id")).collect()
}

/// The documents that took the place of one, the oldest first, whether they went out or not.
///
/// # Errors
/// See [`DbError`].
pub async fn that_replace(tx: &mut Tx, id: Id) -> Result<Vec<Official>, DbError> {
    let sql = "SELECT id FROM official_document \
               WHERE locality_id = $1 AND replaces_id = $2 AND replaces_id IS NOT NULL ORDER BY id";
    let rows = tx.rows(sql, params![tx.locality(), id]).await?;
    let ids: Vec<Id> = rows.iter().map(|row| row.id("id")).collect::<Result<_, _>>()?;
    by_ids(tx, &ids).await
}

/// What came in at a unit with this number and symbol before.
///
/// # Errors
/// See [`DbError`].
pub async fn come_in_before(tx: &mut Tx, unit: Id, symbol: &str) -> Result<Vec<Official>, DbError> {
    let sql = "SELECT id FROM official_document \
               WHERE locality_id = $1 AND unit_id = $2 AND symbol = $3 AND way = 'in' ORDER BY id DESC LIMIT 20";
    let rows = tx.rows(sql, params![tx.locality(), unit, symbol]).await?;
    let ids: Vec<Id> = rows.iter().map(|row| row.id("id")).collect::<Result<_, _>>()?;
    by_ids(tx, &ids).await
}

/// A unit that a document went to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The unit.
    pub unit: Id,
    /// What it has to do with it.
    pub part: Part,
    /// When it was sent there.
    pub sent_at: Timestamp,
    /// When somebody said that it was read, and who.
    pub read: Option<(Timestamp, String)>,
}

/// The units that a document goes to: who has to deal with it first.
///
/// # Errors
/// See [`DbError`].
pub async fn receipts(tx: &mut Tx, id: Id) -> Result<Vec<Receipt>, DbError> {
    let sql = "SELECT r.unit_id, r.role, r.sent_at, r.read_at, p.full_name \
               FROM document_receipt r LEFT JOIN person p ON p.id = r.read_by \
               WHERE r.locality_id = $1 AND r.document_id = $2 ORDER BY r.unit_id";
    let rows = tx.rows(sql, params![tx.locality(), id]).await?;
    let receipt = |row: &Row| {
        Ok(Receipt {
            unit: row.id("unit_id")?,
            part: Part::with_key(&row.text("role")?).ok_or_else(|| wrong("role"))?,
            sent_at: row.moment("sent_at")?,
            read: row.moment_or_null("read_at")?.zip(row.text_or_null("full_name")?),
        })
    };
    let mut found: Vec<Receipt> = rows.iter().map(receipt).collect::<Result<_, DbError>>()?;
    found.sort_by_key(|one| one.part);
    Ok(found)
}

/// Notes that a document goes to some units; who is among them already keeps the moment and whether it was read.
///
/// # Errors
/// See [`DbError`].
pub async fn send_to(tx: &mut Tx, id: Id, units: &[(Id, Part)]) -> Result<(), DbError> {
    let sql = "INSERT INTO document_receipt (locality_id, document_id, unit_id, role, sent_at) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (locality_id, document_id, unit_id) DO UPDATE SET role = excluded.role";
    for (unit, part) in units {
        let values = params![tx.locality(), id, *unit, part.key(), tx.now()];
        tx.execute(sql, values).await?;
    }
    Ok(())
}

/// Takes a document back from the units that have not read it and are not among some.
///
/// # Errors
/// See [`DbError`].
pub async fn keep_only(tx: &mut Tx, id: Id, units: impl IntoIterator<Item = Id>) -> Result<(), DbError> {
    let sql = "DELETE FROM document_receipt \
               WHERE locality_id = $1 AND document_id = $2 AND read_at IS NULL AND NOT (unit_id IN LIST($3))";
    let values = params![tx.locality(), id, tx.list(units)];
    tx.execute(sql, values).await?;
    Ok(())
}

/// Sets the moment of sending of those that have not read it: now it goes out.
///
/// # Errors
/// See [`DbError`].
pub async fn sent_now(tx: &mut Tx, id: Id) -> Result<(), DbError> {
    let sql = "UPDATE document_receipt SET sent_at = $3 WHERE locality_id = $1 AND document_id = $2 AND read_at IS NULL";
    tx.execute(sql, params![tx.locality(), id, tx.now()]).await?;
    Ok(())
}

/// Notes that a document was read in a unit; says whether that is new.
///
/// # Errors
/// See [`DbError`].
pub async fn mark_read(tx: &mut Tx, id: Id, unit: Id) -> Result<bool, DbError> {
    let sql = "UPDATE document_receipt SET read_at = $4, read_by = $5 \
               WHERE locality_id = $1 AND document_id = $2 AND unit_id = $3 AND read_at IS NULL";
    let values = params![tx.locality(), id, unit, tx.now(), tx.person()];
    Ok(tx.execute(sql, values).await? == 1)
}

/// Units that may see a file as one of a document: whose register it stands in, and those that it went to.
///
/// # Errors
/// See [`DbError`].
pub async fn units_with_file(tx: &mut Tx, file: Id) -> Result<Vec<Id>, DbError> {
    let sql = "SELECT id, unit_id, state FROM official_document \
               WHERE locality_id = $1 AND given_file_id = $2 AND given_file_id IS NOT NULL \
               UNION SELECT id, unit_id, state FROM official_document \
               WHERE locality_id = $1 AND signed_file_id = $2 AND signed_file_id IS NOT NULL";
    let rows = tx.rows(sql, params![tx.locality(), file]).await?;
    let mut units = Vec::new();
    for row in &rows {
        units.push(row.id("unit_id")?);
        let state = State::with_key(&row.text("state")?).ok_or_else(|| wrong("state"))?;
        if state.is_out() {
            let receipts = receipts(tx, row.id("id")?).await?;
            units.extend(receipts.iter().map(|receipt| receipt.unit));
        }
    }
    Ok(units)
}

/// Keeps the text of a document that became known later, and what it is found by.
///
/// # Errors
/// See [`DbError`].
pub async fn set_text(tx: &mut Tx, id: Id, text: &str, folded: &str) -> Result<(), DbError> {
    let sql = "UPDATE official_text SET text = $3, folded = $4 WHERE locality_id = $1 AND document_id = $2";
    tx.execute(sql, params![tx.locality(), id, text, folded]).await?;
    Ok(())
}
