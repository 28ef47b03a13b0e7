//! The tables of programmes, visits, what is looked at in them, and the questions that are asked of every unit.

use jiff::civil::Date;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::row::Row;
use loa_db::tx::Tx;

use crate::inspection::checklist::NewItem;
use crate::inspection::{Inspection, Item, Kind, Programme, State};

pub mod answer;
pub mod finding;
pub mod period;
pub mod risk;

pub(crate) fn unknown(column: &'static str) -> DbError {
    DbError::Column {
        column,
        problem: "not one of its words".to_owned(),
    }
}

fn programme(row: &Row) -> Result<Programme, DbError> {
    Ok(Programme {
        id: row.id("id")?,
        year: row.int("year")?,
        title: row.text("title")?,
        number: row.text("number")?,
        issued_on: row.date_or_null("issued_on")?,
        within: row.text("within")?,
        plan: row.id_or_null("plan_id")?,
        first_on: row.date("first_on")?,
        last_on: row.date("last_on")?,
    })
}

/// Every programme, the latest first.
///
/// # Errors
/// See [`DbError`].
pub async fn programmes(tx: &mut Tx) -> Result<Vec<Programme>, DbError> {
    let sql = "SELECT id, year, title, number, issued_on, within, plan_id, first_on, last_on \
               FROM inspection_programme WHERE locality_id = $1 ORDER BY year DESC, id DESC";
    let rows = tx.rows(sql, params![tx.locality()]).await?;
    rows.iter().map(programme).collect()
}

/// A programme of the locality.
///
/// # Errors
/// See [`DbError`].
pub async fn programme_by_id(tx: &mut Tx, id: Id) -> Result<Option<Programme>, DbError> {
    let sql = "SELECT id, year, title, number, issued_on, within, plan_id, first_on, last_on \
               FROM inspection_programme WHERE locality_id = $1 AND id = $2";
    let row = tx.row(sql, params![tx.locality(), id]).await?;
    row.as_ref().map(programme).transpose()
}

/// Writes a programme; gives the one that the same form made before.
///
/// # Errors
/// See [`DbError`].
pub async fn insert_programme(tx: &mut Tx, new: &Programme, key: &str) -> Result<Id, DbError> {
    let values = params![
        new.id,
        tx.locality(),
        new.year,
        &new.title,
        &new.number,
        new.issued_on,
        &new.within,
        new.plan,
        new.first_on,
        new.last_on,
        tx.person(),
        tx.now(),
        key
    ];
    let sql = "INSERT INTO inspection_programme (id, locality_id, year, title, number, issued_on, within, plan_id, first_on, \
               last_on, created_by, created_at, request_key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
               ON CONFLICT (created_by, request_key) DO NOTHING";
    tx.execute(sql, values).await?;
    let sql =
        "SELECT id FROM inspection_programme WHERE locality_id = $1 AND created_by = $2 AND request_key = $3";
    let row = tx.row(sql, params![tx.locality(), tx.person(), key]).await?;
    row.map_or(Ok(new.id), |row| row.id("id"))
}

/// Holds a programme until the unit of work ends.
///
/// # Errors
/// See [`DbError`].
pub async fn hold_programme(tx: &mut Tx, id: Id) -> Result<bool, DbError> {
    let sql = "UPDATE inspection_programme SET year = year WHERE locality_id = $1 AND id = $2";
    Ok(tx.execute(sql, params![tx.locality(), id]).await? == 1)
}

fn inspection(row: &Row) -> Result<Inspection, DbError> {
    Ok(Inspection {
        id: row.id("id")?,
        programme: row.id("programme_id")?,
        unit: row.id("unit_id")?,
        again_of: row.id_or_null("again_of")?,
        planned_on: row.date("planned_on")?,
        team: row.text("team")?,
        reason: row.text("reason")?,
        state: State::with_key(&row.text("state")?).ok_or_else(|| unknown("state"))?,
        visited_on: row.date_or_null("visited_on")?,
        present: row.text("present")?,
        conclusion: row.text("conclusion")?,
        concluded_at: row.moment_or_null("concluded_at")?,
        concluded_on: row.date_or_null("concluded_on")?,
        concluded_by: row.text_or_null("concluder")?,
        closed_at: row.moment_or_null("closed_at")?,
        closed_by: row.text_or_null("closer")?,
    })
}

/// A visit of the locality.
///
/// # Errors
/// See [`DbError`].
pub async fn by_id(tx: &mut Tx, id: Id) -> Result<Option<Inspection>, DbError> {
    let sql = "SELECT v.id, v.programme_id, v.unit_id, v.again_of, v.planned_on, v.team, v.reason, v.state, v.visited_on, \
               v.present, v.conclusion, v.concluded_at, v.concluded_on, c.full_name AS concluder, v.closed_at, \
               e.full_name AS closer \
               FROM inspection v LEFT JOIN person c ON c.id = v.concluded_by LEFT JOIN person e ON e.id = v.closed_by \
               WHERE v.locality_id = $1 AND v.id = $2";
    let row = tx.row(sql, params![tx.locality(), id]).await?;
    row.as_ref().map(inspection).transpose()
}

/// Visits of a programme, or of all with `programme` 0; of a unit, or of all with `unit` 0: the
/// latest 2,000, earliest first.
///
/// # Errors
/// See [`DbError`].
pub async fn listed(tx: &mut Tx, programme: Id, unit: Id) -> Result<Vec<Inspection>, DbError> {
    let sql = "SELECT v.id, v.programme_id, v.unit_id, v.again_of, v.planned_on, v.team, v.reason, v.state, v.visited_on, \
               v.present, v.conclusion, v.concluded_at, v.concluded_on, c.full_name AS concluder, v.closed_at, \
               e.full_name AS closer \
               FROM inspection v LEFT JOIN person c ON c.id = v.concluded_by LEFT JOIN person e ON e.id = v.closed_by \
               WHERE v.locality_id = $1 AND ($2 = 0 OR v.programme_id = $2) AND ($3 = 0 OR v.unit_id = $3) \
               ORDER BY v.planned_on DESC, v.id DESC LIMIT 2000";
    let rows = tx.rows(sql, params![tx.locality(), programme, unit]).await?;
    rows.iter().rev().map(inspection).collect()
}

/// Visits to some units (`None`: to all) of every programme: the latest 2,000, earliest first.
///
/// # Errors
/// See [`DbError`].
pub async fn seen(tx: &mut Tx, units: Option<Vec<Id>>) -> Result<Vec<Inspection>, DbError> {
    let Some(units) = units else {
        return listed(tx, Id(0), Id(0)).await;
    };
    let sql = "SELECT v.id, v.programme_id, v.unit_id, v.again_of, v.planned_on, v.team, v.reason, v.state, v.visited_on, \
               v.present, v.conclusion, v.concluded_at, v.concluded_on, c.full_name AS concluder, v.closed_at, \
               e.full_name AS closer \
               FROM inspection v LEFT JOIN person c ON c.id = v.concluded_by LEFT JOIN person e ON e.id = v.closed_by \
               WHERE v.locality_id = $1 AND v.unit_id IN LIST($2) ORDER BY v.planned_on DESC, v.id DESC LIMIT 2000";
    let list = tx.list(units);
    let rows = tx.rows(sql, params![tx.locality(), list]).await?;
    rows.iter().rev().map(inspection).collect()
}

/// Writes a visit.
///
/// # Errors
/// See [`DbError`].
pub async fn insert(tx: &mut Tx, new: &Inspection) -> Result<(), DbError> {
    let row = params![
        new.id,
        tx.locality(),
        new.programme,
        new.unit,
        new.again_of,
        new.planned_on,
        &new.team,
        &new.reason,
        new.state.key(),
        &new.present,
        &new.conclusion,
        tx.person(),
        tx.now()
    ];
    tx.insert(
        "inspection (id, locality_id, programme_id, unit_id, again_of, planned_on, team, reason, state, present, conclusion, created_by, created_at)",
        vec![row],
    )
    .await
}

/// Holds a visit until the unit of work ends, so that what happens to it happens one after the other.
///
/// # Errors
/// See [`DbError`].
pub async fn hold(tx: &mut Tx, id: Id) -> Result<bool, DbError> {
    let sql = "UPDATE inspection SET state = state WHERE locality_id = $1 AND id = $2";
    Ok(tx.execute(sql, params![tx.locality(), id]).await? == 1)
}

/// Sets day, team and reason.
///
/// # Errors
/// See [`DbError`].
pub async fn arrange(tx: &mut Tx, id: Id, on: Date, team: &str, reason: &str) -> Result<(), DbError> {
    let sql =
        "UPDATE inspection SET planned_on = $3, team = $4, reason = $5 WHERE locality_id = $1 AND id = $2";
    tx.execute(sql, params![tx.locality(), id, on, team, reason])
        .await
        .map(drop)
}

/// The team was there.
///
/// # Errors
/// See [`DbError`].
pub async fn set_visited(tx: &mut Tx, id: Id, on: Date, present: &str) -> Result<(), DbError> {
    let sql = "UPDATE inspection SET state = $3, visited_on = $4, visited_at = $6, present = $5 WHERE locality_id = $1 AND id = $2";
    let values = params![tx.locality(), id, State::Visited.key(), on, present, tx.now()];
    tx.execute(sql, values).await.map(drop)
}

/// The conclusion.
///
/// # Errors
/// See [`DbError`].
pub async fn set_concluded(tx: &mut Tx, id: Id, words: &str) -> Result<(), DbError> {
    let sql = "UPDATE inspection SET state = $3, conclusion = $4, concluded_by = $5, concluded_at = $6, concluded_on = $7 \
               WHERE locality_id = $1 AND id = $2";
    let values = params![
        tx.locality(),
        id,
        State::Concluded.key(),
        words,
        tx.person(),
        tx.now(),
        tx.today()
    ];
    tx.execute(sql, values).await.map(drop)
}

/// Closed, or given up before it took place.
///
/// # Errors
/// See [`DbError`].
pub async fn set_ended(tx: &mut Tx, id: Id, state: State) -> Result<(), DbError> {
    let sql =
        "UPDATE inspection SET state = $3, closed_by = $4, closed_at = $5 WHERE locality_id = $1 AND id = $2";
    let values = params![tx.locality(), id, state.key(), tx.person(), tx.now()];
    tx.execute(sql, values).await.map(drop)
}

fn item(row: &Row) -> Result<Item, DbError> {
    Ok(Item {
        id: row.id("id")?,
        key: row.text("key")?,
        kind: Kind::with_key(&row.text("kind")?).ok_or_else(|| unknown("kind"))?,
        number: row.text("number")?,
        title: row.text("title")?,
        origin: row.id_or_null("origin")?,
        finding: row.id_or_null("finding_id")?,
        known: row.text("known")?,
    })
}

/// What is looked at in a visit, in its order.
///
/// # Errors
/// See [`DbError`].
pub async fn items(tx: &mut Tx, inspection: Id) -> Result<Vec<Item>, DbError> {
    let sql = "SELECT id, key, kind, number, title, origin, finding_id, known FROM inspection_item \
               WHERE inspection_id = $2 AND +locality_id = $1 ORDER BY position, id";
    let rows = tx.rows(sql, params![tx.locality(), inspection]).await?;
    rows.iter().map(item).collect()
}

/// Adds what is not there yet; the same key is the same item.
///
/// # Errors
/// See [`DbError`].
pub async fn add_items(tx: &mut Tx, inspection: Id, new: &[NewItem]) -> Result<u64, DbError> {
    let mut added = 0;
    for one in new {
        let values = params![
            tx.new_id(),
            tx.locality(),
            inspection,
            &one.key,
            one.kind.key(),
            one.position,
            &one.number,
            &one.title,
            one.origin,
            one.finding
        ];
        let sql = "INSERT INTO inspection_item (id, locality_id, inspection_id, key, kind, position, number, title, origin, \
                   finding_id, known) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '') \
                   ON CONFLICT (inspection_id, key) DO NOTHING";
        added += tx.execute(sql, values).await?;
    }
    Ok(added)
}

/// Keeps what is known of an item when its visit is concluded.
///
/// # Errors
/// See [`DbError`].
pub async fn set_known(tx: &mut Tx, item: Id, known: &str) -> Result<(), DbError> {
    let sql = "UPDATE inspection_item SET known = $3 WHERE locality_id = $1 AND id = $2";
    tx.execute(sql, params![tx.locality(), item, known])
        .await
        .map(drop)
}

/// The questions that are asked now, in their order.
///
/// # Errors
/// See [`DbError`].
pub async fn questions(tx: &mut Tx) -> Result<Vec<(Id, String)>, DbError> {
    let sql = "SELECT id, title FROM inspection_question WHERE locality_id = $1 AND ended_at IS NULL ORDER BY position, id";
    let rows = tx.rows(sql, params![tx.locality()]).await?;
    rows.iter()
        .map(|row| Ok((row.id("id")?, row.text("title")?)))
        .collect()
}

/// Was there ever a list of the locality's own?
///
/// # Errors
/// See [`DbError`].
pub async fn has_questions(tx: &mut Tx) -> Result<bool, DbError> {
    let sql = "SELECT id FROM inspection_question WHERE locality_id = $1 LIMIT 1";
    Ok(tx.row(sql, params![tx.locality()]).await?.is_some())
}

/// Asks these questions from now on. One whose words stay keeps its identity.
///
/// # Errors
/// See [`DbError`].
pub async fn set_questions(tx: &mut Tx, titles: &[String]) -> Result<(), DbError> {
    let there = questions(tx).await?;
    for (id, _) in there.iter().filter(|(_, title)| !titles.contains(title)) {
        let sql = "UPDATE inspection_question SET ended_at = $3 WHERE locality_id = $1 AND id = $2";
        tx.execute(sql, params![tx.locality(), *id, tx.now()]).await?;
    }
    for (position, title) in (1_i64..).zip(titles) {
        if let Some((id, _)) = there.iter().find(|(_, known)| known == title) {
            let sql = "UPDATE inspection_question SET position = $3 WHERE locality_id = $1 AND id = $2";
            tx.execute(sql, params![tx.locality(), *id, position]).await?;
            continue;
        }
        let row = params![tx.new_id(), tx.locality(), position, title];
        tx.insert(
            "inspection_question (id, locality_id, position, title)",
            vec![row],
        )
        .await?;
    }
    Ok(())
}
