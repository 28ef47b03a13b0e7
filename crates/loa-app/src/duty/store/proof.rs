//! Proofs with the activities that they point to, and their judgement.

use jiff::Timestamp;
use jiff::civil::Date;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::row::Row;
use loa_db::tx::Tx;

use crate::duty::store::board::Window;
use crate::duty::{ProofState, State};
use crate::identity::token;

/// A proof with what was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// Identity.
    pub id: Id,
    /// What it proves.
    pub duty: Id,
    /// What was done.
    pub activity: Id,
    /// What was decided.
    pub state: ProofState,
    /// When it was given.
    pub given_at: Timestamp,
    /// Who judged it.
    pub checked_by: Option<String>,
    /// When.
    pub checked_at: Option<Timestamp>,
    /// Why it was returned.
    pub reason: Option<String>,
    /// Unit of the activity.
    pub unit: Id,
    /// Who told it.
    pub told_by: Id,
    /// Their name.
    pub person: String,
    /// "2022-0317"
    pub code: String,
    /// In the officer's words.
    pub what: String,
    /// Where.
    pub place: String,
    /// The day that it shows.
    pub happened_on: Date,
    /// The moment at which it was told.
    pub filed_at: Timestamp,
    /// For whom.
    pub audience: String,
    /// How many took part.
    pub people: Option<i64>,
    /// In which language.
    pub language: String,
    /// A sample of a demonstration.
    pub is_sample: bool,
}

impl Proof {
    /// What somebody saw who judges it: changes with everything that happens to the proof, its activity and files.
    pub fn seen(&self, files: &[ProofFile]) -> String {
        let files = files.iter().map(|file| file.id.to_string());
        let told = format!(
            "{} {} {} {} {:?} {} {} {}",
            self.given_at.as_microsecond(),
            super::seen(self.checked_at),
            self.happened_on,
            self.language,
            self.people,
            files.collect::<Vec<_>>().join(" "),
            self.place,
            self.what
        );
        token::hash(&told)
    }
}

fn proof(row: &Row) -> Result<Proof, DbError> {
    Ok(Proof {
        id: row.id("id")?,
        duty: row.id("duty_id")?,
        activity: row.id("activity_id")?,
        state: ProofState::with_key(&row.text("state")?).ok_or_else(|| super::unknown("state"))?,
        given_at: row.moment("given_at")?,
        checked_by: row.text_or_null("checker")?,
        checked_at: row.moment_or_null("checked_at")?,
        reason: row.text_or_null("reason")?,
        unit: row.id("unit_id")?,
        person: row.text("person")?,
        told_by: row.id("person_id")?,
        code: row.text("code")?,
        what: row.text("what")?,
        place: row.text("place")?,
        happened_on: row.date("happened_on")?,
        filed_at: row.moment("filed_at")?,
        audience: row.text("audience")?,
        people: row.int_or_null("people")?,
        language: row.text("language")?,
        is_sample: row.bool("is_sample")?,
    })
}

/// The proofs of a duty, the latest first.
///
/// # Errors
/// See [`DbError`].
pub async fn of_duty(tx: &mut Tx, duty: Id) -> Result<Vec<Proof>, DbError> {
    let sql = "SELECT p.id, p.duty_id, p.activity_id, p.state, p.given_at, c.full_name AS checker, p.checked_at, p.reason, \
               a.unit_id, a.person_id, who.full_name AS person, a.code, a.what, a.place, a.happened_on, a.filed_at, a.audience, \
               a.people, a.language, a.is_sample \
               FROM proof p JOIN activity a ON a.id = p.activity_id JOIN person who ON who.id = a.person_id \
               LEFT JOIN person c ON c.id = p.checked_by \
               WHERE p.locality_id = $1 AND p.duty_id = $2 ORDER BY p.given_at DESC, p.id DESC";
    let rows = tx.rows(sql, params![tx.locality(), duty]).await?;
    rows.iter().map(proof).collect()
}

/// A proof of the locality.
///
/// # Errors
/// See [`DbError`].
pub async fn by_id(tx: &mut Tx, id: Id) -> Result<Option<Proof>, DbError> {
    let sql = "SELECT p.id, p.duty_id, p.activity_id, p.state, p.given_at, c.full_name AS checker, p.checked_at, p.reason, \
               a.unit_id, a.person_id, who.full_name AS person, a.code, a.what, a.place, a.happened_on, a.filed_at, a.audience, \
               a.people, a.language, a.is_sample \
               FROM proof p JOIN activity a ON a.id = p.activity_id JOIN person who ON who.id = a.person_id \
               LEFT JOIN person c ON c.id = p.checked_by \
               WHERE p.locality_id = $1 AND p.id = $2";
    let row = tx.row(sql, params![tx.locality(), id]).await?;
    row.as_ref().map(proof).transpose()
}

/// A proof that nobody has judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unchecked {
    /// Identity.
    pub id: Id,
    /// Unit of its duty.
    pub unit: Id,
    /// Who told of the activity.
    pub told_by: Id,
    /// It counts only once somebody accepts it.
    pub waits: bool,
}

/// A piece of the proofs that nobody has judged, of some units or of every unit that there ever was, the oldest first:
/// those that wait for it, or those that count already. Without those of cancelled duties; says whether there may be more.
///
/// # Errors
/// See [`DbError`].
pub async fn unchecked(
    tx: &mut Tx,
    units: Option<&[Id]>,
    waits: bool,
    window: Window,
) -> Result<(Vec<Unchecked>, bool), DbError> {
    let state = if waits {
        ProofState::Waiting
    } else {
        ProofState::Accepted
    };
    let mut values = params![tx.locality(), state.key(), window.most, window.skip];
    let sql = if let Some(units) = units {
        values.push(tx.list(units.iter().copied()));
        "SELECT p.id, p.unit_id, a.person_id, d.state FROM \
         (SELECT id, unit_id, duty_id, activity_id, given_at FROM proof \
         WHERE locality_id = $1 AND unit_id IN LIST($5) AND state = $2 AND checked_at IS NULL \
         ORDER BY given_at, id LIMIT $3 OFFSET $4) p \
         JOIN duty d ON d.id = p.duty_id JOIN activity a ON a.id = p.activity_id ORDER BY p.given_at, p.id"
    } else {
        "SELECT p.id, p.unit_id, a.person_id, d.state FROM \
         (SELECT id, unit_id, duty_id, activity_id, given_at FROM proof \
         WHERE locality_id = $1 AND state = $2 AND checked_at IS NULL \
         ORDER BY given_at, id LIMIT $3 OFFSET $4) p \
         JOIN duty d ON d.id = p.duty_id JOIN activity a ON a.id = p.activity_id ORDER BY p.given_at, p.id"
    };
    let rows = tx.planned_rows(sql, values).await?;
    let mut found = Vec::new();
    for row in &rows {
        if row.text("state")? != State::Cancelled.key() {
            found.push(Unchecked {
                id: row.id("id")?,
                unit: row.id("unit_id")?,
                told_by: row.id("person_id")?,
                waits,
            });
        }
    }
    Ok((found, rows.len() == window.most))
}

/// Keeps a judgement, when the proof still is as it was seen; says whether it did.
///
/// # Errors
/// See [`DbError`].
pub async fn judge(
    tx: &mut Tx,
    seen: &Proof,
    state: ProofState,
    reason: Option<&str>,
) -> Result<bool, DbError> {
    let values = params![
        tx.locality(),
        seen.id,
        state.key(),
        tx.person(),
        tx.now(),
        reason.map(str::to_owned),
        seen.given_at,
        super::seen(seen.checked_at)
    ];
    let changed = tx
        .execute(
            "UPDATE proof SET state = $3, checked_by = $4, checked_at = $5, reason = $6 \
             WHERE locality_id = $1 AND id = $2 AND given_at = $7 AND COALESCE(checked_at, 0) = $8",
            values,
        )
        .await?;
    Ok(changed == 1)
}

/// Returns a proof whatever was decided about it.
///
/// # Errors
/// See [`DbError`].
pub async fn retract(tx: &mut Tx, duty: Id, activity: Id, reason: &str) -> Result<(), DbError> {
    let values = params![tx.locality(), duty, activity, tx.person(), tx.now(), reason];
    let sql = "UPDATE proof SET state = 'returned', checked_by = $4, checked_at = $5, reason = $6 \
               WHERE activity_id = $3 AND duty_id = $2 AND +locality_id = $1";
    tx.execute(sql, values).await.map(drop)
}

/// A file of an activity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProofFile {
    /// Identity.
    pub id: Id,
    /// Name.
    pub name: String,
    /// "image/jpeg"
    pub media_type: String,
    /// Bytes.
    pub size: i64,
}

/// The files of an activity, in their order.
///
/// # Errors
/// See [`DbError`].
pub async fn files(tx: &mut Tx, activity: Id) -> Result<Vec<ProofFile>, DbError> {
    let sql = "SELECT f.id, f.name, f.media_type, f.size_bytes FROM activity_file a JOIN file f ON f.id = a.file_id \
               WHERE a.locality_id = $1 AND a.activity_id = $2 ORDER BY a.position";
    let rows = tx.rows(sql, params![tx.locality(), activity]).await?;
    rows.iter()
        .map(|row| {
            Ok(ProofFile {
                id: row.id("id")?,
                name: row.text("name")?,
                media_type: row.text("media_type")?,
                size: row.int("size_bytes")?,
            })
        })
        .collect()
}

/// What a unit did, for its page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// "2022-0317"
    pub code: String,
    /// In the officer's words.
    pub what: String,
    /// Where.
    pub place: String,
    /// The day that it shows.
    pub happened_on: Date,
    /// How many took part.
    pub people: Option<i64>,
    /// Duties that it proves, or may prove.
    pub duties: i64,
    /// A sample of a demonstration.
    pub is_sample: bool,
}

/// What a unit did from the first to the last day, the latest first; at most so many.
///
/// # Errors
/// See [`DbError`].
pub async fn done_by(
    tx: &mut Tx,
    unit: Id,
    first: Date,
    last: Date,
    most: i64,
) -> Result<Vec<Done>, DbError> {
    let sql = "SELECT a.code, a.what, a.place, a.happened_on, a.people, a.is_sample, \
               (SELECT COUNT(*) FROM proof p WHERE p.activity_id = a.id AND p.state <> 'returned') AS duties \
               FROM activity a WHERE a.locality_id = $1 AND a.unit_id = $2 AND a.happened_on >= $3 \
               AND a.happened_on <= $4 ORDER BY a.happened_on DESC, a.id DESC LIMIT $5";
    let rows = tx
        .rows(sql, params![tx.locality(), unit, first, last, most])
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Done {
                code: row.text("code")?,
                what: row.text("what")?,
                place: row.text("place")?,
                happened_on: row.date("happened_on")?,
                people: row.int_or_null("people")?,
                duties: row.int("duties")?,
                is_sample: row.bool("is_sample")?,
            })
        })
        .collect()
}
