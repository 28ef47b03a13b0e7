//! All SQL that writes reminders, digests, letters of urging and links of the leader's page.

use jiff::civil::Date;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::row::Row;
use loa_db::tx::Tx;

use crate::urging::ladder::Rung;
use crate::urging::{Line, Part, Reached};

pub mod overview;
pub mod urge;

/// Before every due day.
const LONG_AGO: Date = Date::constant(1900, 1, 1);

/// Open duties with their last day in these, extension included, that have not been on the rung for that day.
///
/// # Errors
/// See [`DbError`].
pub async fn reached(
    tx: &mut Tx,
    rung: Rung,
    first: Option<Date>,
    last: Date,
) -> Result<Vec<Reached>, DbError> {
    let values = || {
        params![
            tx.locality(),
            first.unwrap_or(LONG_AGO),
            last,
            rung.key(),
            tx.today()
        ]
    };
    let (ordered, extended) = (values(), values());
    let sql = "SELECT id, unit_id, opens_on, due_on FROM duty \
               WHERE locality_id = $1 AND due_on >= $2 AND due_on <= $3 AND state IN ('open', 'returned') \
               AND opens_on <= $5 AND (extended_to IS NULL OR extended_to <= due_on) AND NOT EXISTS \
               (SELECT 1 FROM reminder r WHERE r.duty_id = duty.id AND r.due_on = duty.due_on AND r.rung = $4)";
    let mut rows = tx.rows(sql, ordered).await?;
    let sql = "SELECT id, unit_id, opens_on, extended_to AS due_on FROM duty \
               WHERE locality_id = $1 AND extended_to >= $2 AND extended_to <= $3 AND extended_to IS NOT NULL \
               AND state IN ('open', 'returned') AND opens_on <= $5 AND extended_to > due_on AND NOT EXISTS \
               (SELECT 1 FROM reminder r WHERE r.duty_id = duty.id AND r.due_on = duty.extended_to AND r.rung = $4)";
    rows.extend(tx.rows(sql, extended).await?);
    let found = |row: &Row| {
        Ok(Reached {
            duty: row.id("id")?,
            unit: row.id("unit_id")?,
            opens_on: row.date("opens_on")?,
            due_on: row.date("due_on")?,
            rung,
        })
    };
    rows.iter().map(found).collect()
}

/// Notes that duties have been on their rungs.
///
/// # Errors
/// See [`DbError`]; [`DbError::Duplicate`] when another node was faster.
pub async fn insert_reminders(tx: &mut Tx, reached: &[Reached]) -> Result<(), DbError> {
    let (locality, today) = (tx.locality(), tx.today());
    let rows = reached
        .iter()
        .map(|one| params![locality, one.duty, one.due_on, one.rung.key(), today]);
    let rows = rows.collect();
    tx.insert("reminder (locality_id, duty_id, due_on, rung, on_day)", rows)
        .await
}

/// Writes a digest that has its message, with what it tells of.
///
/// # Errors
/// See [`DbError`].
pub async fn insert_digest(
    tx: &mut Tx,
    id: Id,
    person: Id,
    message: Id,
    items: &[(Id, Rung, Part)],
) -> Result<(), DbError> {
    let (locality, today) = (tx.locality(), tx.today());
    let sql =
        "INSERT INTO digest (id, locality_id, person_id, on_day, message_id) VALUES ($1, $2, $3, $4, $5)";
    tx.execute(sql, params![id, locality, person, today, message])
        .await?;
    let rows = items
        .iter()
        .map(|(duty, rung, part)| params![locality, id, *duty, rung.key(), part.key()]);
    let rows = rows.collect();
    tx.insert("digest_item (locality_id, digest_id, duty_id, rung, part)", rows)
        .await
}

/// A digest of an earlier day whose message has not gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unsent {
    /// The digest.
    pub id: Id,
    /// Who was to have it.
    pub person: Id,
    /// Its message.
    pub message: Id,
}

/// Digests of earlier days that have not gone.
///
/// # Errors
/// See [`DbError`].
pub async fn unsent(tx: &mut Tx) -> Result<Vec<Unsent>, DbError> {
    let sql = "SELECT d.id, d.person_id, d.message_id FROM message m JOIN digest d ON d.message_id = m.id \
               WHERE m.locality_id = $1 AND m.state = 'waiting' AND d.locality_id = $1 AND d.on_day < $2 ORDER BY d.id";
    let rows = tx.rows(sql, params![tx.locality(), tx.today()]).await?;
    let found = |row: &Row| {
        Ok(Unsent {
            id: row.id("id")?,
            person: row.id("person_id")?,
            message: row.id("message_id")?,
        })
    };
    rows.iter().map(found).collect()
}

/// What a digest tells of: duties that are still open.
///
/// # Errors
/// See [`DbError`].
pub async fn items(tx: &mut Tx, digest: Id) -> Result<Vec<(Id, Rung, Part)>, DbError> {
    let sql = "SELECT i.duty_id, i.rung, i.part FROM digest_item i JOIN duty d ON d.id = i.duty_id \
               WHERE i.locality_id = $1 AND i.digest_id = $2 AND d.state IN ('open', 'returned') ORDER BY i.duty_id";
    let rows = tx.rows(sql, params![tx.locality(), digest]).await?;
    let found = |row: &Row| {
        let rung = Rung::with_key(&row.text("rung")?).unwrap_or(Rung::Late);
        let part = Part::with_key(&row.text("part")?).unwrap_or(Part::Own);
        Ok((row.id("duty_id")?, rung, part))
    };
    rows.iter().map(found).collect()
}

/// A digest by its message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Digest {
    /// The digest.
    pub id: Id,
    /// Its day.
    pub on_day: Date,
}

/// The digest that a message is; `None` when it is something else.
///
/// # Errors
/// See [`DbError`].
pub async fn digest_of(tx: &mut Tx, message: Id) -> Result<Option<Digest>, DbError> {
    let sql = "SELECT id, on_day FROM digest WHERE locality_id = $1 AND message_id = $2";
    let row = tx.row(sql, params![tx.locality(), message]).await?;
    let found = |row: Row| {
        Ok(Digest {
            id: row.id("id")?,
            on_day: row.date("on_day")?,
        })
    };
    row.map(found).transpose()
}

/// The lines of a digest: duties that are still open, earliest first.
///
/// # Errors
/// See [`DbError`].
pub async fn lines_of(tx: &mut Tx, digest: Id) -> Result<Vec<Line>, DbError> {
    let sql = "SELECT d.id, d.number, d.title, d.period, d.due_on, d.extended_to, d.state, d.unit_id, i.part \
               FROM digest_item i JOIN duty d ON d.id = i.duty_id \
               WHERE i.locality_id = $1 AND i.digest_id = $2 AND d.state IN ('open', 'returned') \
               ORDER BY d.due_on, d.position, d.id";
    let rows = tx.rows(sql, params![tx.locality(), digest]).await?;
    lines(tx, &rows).await
}

/// Rows of duties as lines, with the names that units have today or had last.
pub(crate) async fn lines(tx: &mut Tx, rows: &[Row]) -> Result<Vec<Line>, DbError> {
    let names = crate::org::store::names(tx, tx.today()).await?;
    let line = |row: &Row| {
        Ok(Line {
            duty: row.id("id")?,
            number: row.text("number")?,
            title: row.text("title")?,
            period: row.text("period")?,
            unit: names.get(&row.id("unit_id")?).cloned().unwrap_or_default(),
            due_on: row.date("due_on")?,
            extended_to: row.date_or_null("extended_to")?,
            is_returned: row.text("state")? == "returned",
            part: Part::with_key(&row.text("part")?).unwrap_or(Part::Own),
        })
    };
    rows.iter().map(line).collect()
}

/// Takes away what digests of before a day told of: their messages say it.
///
/// # Errors
/// See [`DbError`].
pub async fn tidy(tx: &mut Tx, before: Date) -> Result<u64, DbError> {
    let sql = "DELETE FROM digest WHERE locality_id = $1 AND on_day < $2";
    tx.execute(sql, params![tx.locality(), before]).await
}
