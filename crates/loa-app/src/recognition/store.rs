//! Entries with what they rest on, what the units said, what was done.

use jiff::Timestamp;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::row::Row;
use loa_db::tx::Tx;

use crate::recognition::{Act, Basis, Entry, Kind, Reply, ReplyKind, Shown, Standing, State};

pub mod proven;
pub mod public;

fn unknown(column: &'static str) -> DbError {
    DbError::Column {
        column,
        problem: "not one of its words".to_owned(),
    }
}

/// An entry without the activities that it rests on.
fn entry(row: &Row) -> Result<Entry, DbError> {
    Ok(Entry {
        id: row.id("id")?,
        unit: row.id("unit_id")?,
        subject: row.id("subject_id")?,
        standing: Standing {
            kind: Kind::with_key(&row.text("kind")?).ok_or_else(|| unknown("kind"))?,
            state: State::with_key(&row.text("state")?).ok_or_else(|| unknown("state"))?,
            round: row.int("round")?,
            is_replied: row.bool("is_replied")?,
            term_days: row.int("term_days")?,
            due_on: row.date_or_null("due_on")?,
            until: row.date_or_null("until")?,
        },
        title: row.text("title")?,
        words: row.text("words")?,
        basis: Basis {
            activities: Vec::new(),
            finding: row.id_or_null("finding_id")?,
            document: row.id_or_null("document_id")?,
            decision: row.id_or_null("decision_id")?,
        },
        first_public_at: row.moment_or_null("first_public_at")?,
        ended_at: row.moment_or_null("ended_at")?,
        turn: row.int("turn")?,
    })
}

/// An entry of the locality.
///
/// # Errors
/// See [`DbError`].
pub async fn by_id(tx: &mut Tx, id: Id) -> Result<Option<Entry>, DbError> {
    let sql = "SELECT id, unit_id, subject_id, kind, state, title, words, finding_id, document_id, decision_id, term_days, round, \
               is_replied, due_on, until, first_public_at, ended_at, turn FROM recognition WHERE locality_id = $1 AND id = $2";
    let row = tx.row(sql, params![tx.locality(), id]).await?;
    let Some(mut found) = row.as_ref().map(entry).transpose()? else {
        return Ok(None);
    };
    let sql = "SELECT activity_id FROM recognition_activity WHERE entry_id = $2 AND +locality_id = $1 ORDER BY activity_id";
    let rows = tx.rows(sql, params![tx.locality(), id]).await?;
    let activities: Result<Vec<Id>, DbError> = rows.iter().map(|row| row.id("activity_id")).collect();
    found.basis.activities = activities?;
    Ok(Some(found))
}

/// Holds an entry until the unit of work ends, so that what happens to it happens one after the other.
///
/// # Errors
/// See [`DbError`].
pub async fn hold(tx: &mut Tx, id: Id) -> Result<bool, DbError> {
    let sql = "UPDATE recognition SET turn = turn + 1 WHERE locality_id = $1 AND id = $2";
    Ok(tx.execute(sql, params![tx.locality(), id]).await? == 1)
}

/// Writes a new entry with what it rests on.
///
/// # Errors
/// See [`DbError`].
pub async fn insert(tx: &mut Tx, new: &Entry) -> Result<(), DbError> {
    let standing = new.standing;
    let row = params![
        new.id,
        tx.locality(),
        new.unit,
        new.subject,
        standing.kind.key(),
        standing.state.key(),
        &new.title,
        &new.words,
        new.basis.finding,
        new.basis.document,
        new.basis.decision,
        standing.term_days,
        standing.round,
        standing.is_replied,
        standing.due_on,
        standing.until,
        new.turn,
        tx.person(),
        tx.now()
    ];
    tx.insert(
        "recognition (id, locality_id, unit_id, subject_id, kind, state, title, words, finding_id, document_id, decision_id, term_days, round, is_replied, due_on, until, turn, created_by, created_at)",
        vec![row],
    )
    .await?;
    rest_on(tx, new).await
}

async fn rest_on(tx: &mut Tx, one: &Entry) -> Result<(), DbError> {
    let locality = tx.locality();
    let activities = one.basis.activities.iter();
    let rows = activities.map(|id| params![one.id, *id, locality]).collect();
    tx.insert("recognition_activity (entry_id, activity_id, locality_id)", rows)
        .await
}

/// Writes an entry that is held as it stands now, without what it rests on.
///
/// # Errors
/// See [`DbError`].
pub async fn change(tx: &mut Tx, one: &Entry) -> Result<(), DbError> {
    let standing = one.standing;
    let values = params![
        tx.locality(),
        one.id,
        standing.state.key(),
        &one.title,
        &one.words,
        one.basis.finding,
        one.basis.document,
        one.basis.decision,
        standing.term_days,
        standing.round,
        standing.is_replied,
        standing.due_on,
        standing.until,
        one.first_public_at,
        one.ended_at
    ];
    let sql = "UPDATE recognition SET state = $3, title = $4, words = $5, finding_id = $6, document_id = $7, decision_id = $8, \
               term_days = $9, round = $10, is_replied = $11, due_on = $12, until = $13, first_public_at = $14, ended_at = $15 \
               WHERE locality_id = $1 AND id = $2";
    tx.execute(sql, values).await.map(drop)
}

/// Writes what an entry that is held rests on now.
///
/// # Errors
/// See [`DbError`].
pub async fn change_basis(tx: &mut Tx, one: &Entry) -> Result<(), DbError> {
    let sql = "DELETE FROM recognition_activity WHERE locality_id = $1 AND entry_id = $2";
    tx.execute(sql, params![tx.locality(), one.id]).await?;
    rest_on(tx, one).await
}

/// Entries that some units publish or, once they know of them, are about; before one, the latest first.
///
/// # Errors
/// See [`DbError`].
pub async fn listed(tx: &mut Tx, units: &[Id], before: Id, most: i64) -> Result<Vec<Entry>, DbError> {
    // What a unit may not know yet is left out by the same rule as [`Standing::is_known`].
    let sql = "SELECT id, unit_id, subject_id, kind, state, title, words, finding_id, document_id, decision_id, term_days, round, \
               is_replied, due_on, until, first_public_at, ended_at, turn FROM recognition \
               WHERE locality_id = $1 AND id < $3 AND (unit_id IN LIST($2) OR subject_id IN LIST($2) \
               AND (kind = 'criticism' AND round > 0 AND state <> 'draft' OR state IN ('public', 'ended', 'withdrawn') AND kind = 'praise')) \
               ORDER BY id DESC LIMIT $4";
    let units = tx.list(units.iter().copied());
    let values = params![tx.locality(), units, before, most];
    let rows = tx.planned_rows(sql, values).await?;
    rows.iter().map(entry).collect()
}

/// Criticisms that wait for the reply of some units.
///
/// # Errors
/// See [`DbError`].
pub async fn awaiting(tx: &mut Tx, subjects: &[Id]) -> Result<Vec<Entry>, DbError> {
    let sql = "SELECT id, unit_id, subject_id, kind, state, title, words, finding_id, document_id, decision_id, term_days, round, \
               is_replied, due_on, until, first_public_at, ended_at, turn FROM recognition \
               WHERE locality_id = $1 AND subject_id IN LIST($2) AND state = 'told' AND NOT is_replied ORDER BY due_on, id LIMIT 100";
    let subjects = tx.list(subjects.iter().copied());
    let rows = tx.planned_rows(sql, params![tx.locality(), subjects]).await?;
    rows.iter().map(entry).collect()
}

/// Notes what was done; `words`: those that were written.
///
/// # Errors
/// See [`DbError`].
pub async fn insert_step(tx: &mut Tx, entry: Id, act: Act, remark: &str, words: &str) -> Result<(), DbError> {
    let row = params![
        tx.new_id(),
        tx.locality(),
        entry,
        act.key(),
        remark,
        words,
        tx.person(),
        tx.now()
    ];
    tx.insert(
        "recognition_step (id, locality_id, entry_id, kind, remark, words, person_id, made_at)",
        vec![row],
    )
    .await
}

/// What was done with an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What.
    pub act: Act,
    /// Why.
    pub remark: String,
    /// Identity of who did it; `None`: the program at its moment.
    pub by: Option<Id>,
    /// Their name.
    pub person: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// What was done with an entry, in its order.
///
/// # Errors
/// See [`DbError`].
pub async fn steps(tx: &mut Tx, entry: Id) -> Result<Vec<Step>, DbError> {
    let sql = "SELECT s.kind, s.remark, s.person_id, who.full_name AS person, s.made_at FROM recognition_step s \
               LEFT JOIN person who ON who.id = s.person_id \
               WHERE s.entry_id = $2 AND +s.locality_id = $1 ORDER BY s.id LIMIT 1000";
    let rows = tx.rows(sql, params![tx.locality(), entry]).await?;
    rows.iter()
        .map(|row| {
            Ok(Step {
                act: Act::with_key(&row.text("kind")?).ok_or_else(|| unknown("kind"))?,
                remark: row.text("remark")?,
                by: row.id_or_null("person_id")?,
                person: row.text_or_null("person")?,
                at: row.moment("made_at")?,
            })
        })
        .collect()
}

/// Keeps what the unit says.
///
/// # Errors
/// See [`DbError`].
pub async fn reply(tx: &mut Tx, entry: Id, kind: ReplyKind, round: i64, words: &str) -> Result<Id, DbError> {
    let shown = match kind {
        ReplyKind::Reply => Shown::Shown,
        ReplyKind::Correction => Shown::Waiting,
    };
    let id = tx.new_id();
    let row = params![
        id,
        tx.locality(),
        entry,
        kind.key(),
        round,
        words,
        shown.key(),
        "",
        tx.person(),
        tx.now()
    ];
    tx.insert(
        "recognition_reply (id, locality_id, entry_id, kind, round, words, state, reason, said_by, said_at)",
        vec![row],
    )
    .await?;
    Ok(id)
}

/// What the unit said of an entry, in its order.
///
/// # Errors
/// See [`DbError`].
pub async fn replies(tx: &mut Tx, entry: Id) -> Result<Vec<Reply>, DbError> {
    let sql = "SELECT r.id, r.kind, r.round, r.words, r.state, r.reason, who.full_name AS person, r.said_at FROM recognition_reply r \
               JOIN person who ON who.id = r.said_by WHERE r.entry_id = $2 AND +r.locality_id = $1 ORDER BY r.id LIMIT 100";
    let rows = tx.rows(sql, params![tx.locality(), entry]).await?;
    rows.iter()
        .map(|row| {
            Ok(Reply {
                id: row.id("id")?,
                kind: ReplyKind::with_key(&row.text("kind")?).ok_or_else(|| unknown("kind"))?,
                round: row.int("round")?,
                words: row.text("words")?,
                shown: Shown::with_key(&row.text("state")?).ok_or_else(|| unknown("state"))?,
                reason: row.text("reason")?,
                person: row.text("person")?,
                at: row.moment("said_at")?,
            })
        })
        .collect()
}

/// Decides about a correction that waits; says whether it did.
///
/// # Errors
/// See [`DbError`].
pub async fn judge(tx: &mut Tx, entry: Id, reply: Id, shown: Shown, reason: &str) -> Result<bool, DbError> {
    let sql = "UPDATE recognition_reply SET state = $4, reason = $5, judged_by = $6, judged_at = $7 \
               WHERE locality_id = $1 AND entry_id = $2 AND id = $3 AND kind = 'correction' AND state = 'waiting'";
    let values = params![
        tx.locality(),
        entry,
        reply,
        shown.key(),
        reason,
        tx.person(),
        tx.now()
    ];
    Ok(tx.execute(sql, values).await? == 1)
}

/// What corrections of some entries wait for whoever publishes them: how many of each.
///
/// # Errors
/// See [`DbError`].
pub async fn waiting_corrections(tx: &mut Tx, entries: &[Id]) -> Result<Vec<(Id, i64)>, DbError> {
    let sql = "SELECT entry_id, COUNT(*) AS many FROM recognition_reply \
               WHERE entry_id IN LIST($2) AND +locality_id = $1 AND kind = 'correction' AND state = 'waiting' GROUP BY entry_id";
    let entries = tx.list(entries.iter().copied());
    let rows = tx.planned_rows(sql, params![tx.locality(), entries]).await?;
    rows.iter()
        .map(|row| Ok((row.id("entry_id")?, row.int("many")?)))
        .collect()
}
