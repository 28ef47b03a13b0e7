//! The units of a locality as a tree, kept in this process while nobody changes them: nearly every request asks for it.
//!
//! Whoever writes units gives the locality a new revision in the same unit of work. What is kept is found by that
//! revision, so a change is seen by the next request on every node, and what was read in a unit of work that was given
//! up is never found again. Revisions are unique in the world: one place serves every database of the process.

use std::collections::HashSet;
use std::sync::{Arc, LazyLock};

use jiff::civil::Date;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::tx::Tx;
use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{DefaultHashBuilder, OptionsBuilder, Weighter};

use crate::org::store::{Locality, unit};
use crate::org::{Tree, Unit};

/// Units that are kept at most, about 30 MB.
const MOST_UNITS: u64 = 60_000;

/// In one piece: of several, each with its share of the room, none would hold the three trees of a province.
static KEPT: LazyLock<Cache<(Revision, Question), Answer, BySize>> = LazyLock::new(|| {
    let mut options = OptionsBuilder::new();
    options
        .shards(1)
        .estimated_items_capacity(1000)
        .weight_capacity(MOST_UNITS);
    #[expect(clippy::expect_used, reason = "both sizes are given")]
    let options = options.build().expect("sizes");
    Cache::with_options(
        options,
        BySize,
        DefaultHashBuilder::default(),
        DefaultLifecycle::default(),
    )
});

/// What was asked about the units of a revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Question {
    On(Date),
    WithEnded(Date),
    Between(Date, Date),
    Below(Id, Date),
    Ever,
}

#[derive(Clone)]
enum Answer {
    Tree(Arc<Tree>),
    Units(Arc<HashSet<Id>>),
}

#[derive(Clone)]
struct BySize;

impl Weighter<(Revision, Question), Answer> for BySize {
    fn weight(&self, _: &(Revision, Question), answer: &Answer) -> u64 {
        match answer {
            Answer::Tree(tree) => tree.all().len() as u64 + 1,
            // An identity is much less than a unit with its names.
            Answer::Units(units) => units.len() as u64 / 16 + 1,
        }
    }
}

/// Units of a locality as some unit of work left them. With the locality, so that no slip in a revision could ever show
/// one locality the units of another.
type Revision = (Id, Id);

/// Revision of the units, and the one at the top.
type Units = (Revision, Option<Id>);

async fn units(tx: &mut Tx) -> Result<Units, DbError> {
    let locality = tx.locality();
    let sql = "SELECT units_revision, root_unit_id FROM locality WHERE id = $1";
    let row = tx.row(sql, params![locality]).await?;
    row.map_or(Ok(((locality, Id(0)), None)), |row| {
        let revision = (locality, row.id("units_revision")?);
        Ok((revision, row.id_or_null("root_unit_id")?))
    })
}

fn kept_tree(revision: Revision, question: Question) -> Option<Arc<Tree>> {
    match KEPT.get(&(revision, question)) {
        Some(Answer::Tree(tree)) => Some(tree),
        _ => None,
    }
}

fn keep_tree(revision: Revision, question: Question, tree: Tree) -> Arc<Tree> {
    let tree = Arc::new(tree);
    KEPT.insert((revision, question), Answer::Tree(tree.clone()));
    tree
}

/// The units of the locality as they were on a day.
///
/// # Errors
/// See [`DbError`].
pub async fn on(tx: &mut Tx, day: Date) -> Result<Arc<Tree>, DbError> {
    let (revision, root) = units(tx).await?;
    if let Some(tree) = kept_tree(revision, Question::On(day)) {
        return Ok(tree);
    }
    let tree = Tree::new(units_on(tx, day).await?, root);
    Ok(keep_tree(revision, Question::On(day), tree))
}

/// Units as they were on the last of some days, and those that had ended by then but were there on the first (ADM-01).
///
/// # Errors
/// See [`DbError`].
pub async fn between(tx: &mut Tx, first: Date, last: Date) -> Result<Arc<Tree>, DbError> {
    let (revision, root) = units(tx).await?;
    if let Some(tree) = kept_tree(revision, Question::Between(first, last)) {
        return Ok(tree);
    }
    let end = on(tx, last).await?;
    let before = units_on(tx, first).await?;
    let gone: Vec<Unit> = before
        .into_iter()
        .filter(|unit| end.get(unit.id).is_none())
        .collect();
    if gone.is_empty() {
        KEPT.insert(
            (revision, Question::Between(first, last)),
            Answer::Tree(end.clone()),
        );
        return Ok(end);
    }
    let tree = Tree::new(end.all().iter().cloned().chain(gone).collect(), root);
    Ok(keep_tree(revision, Question::Between(first, last), tree))
}

/// The unit at the top of the locality on a day: the one that it was founded with, and once that has ended the nearest above it
/// that is there.
///
/// # Errors
/// See [`DbError`].
pub async fn top(tx: &mut Tx, day: Date) -> Result<Option<Id>, DbError> {
    let (_, mut above) = units(tx).await?;
    let tree = on(tx, day).await?;
    // No tree is as deep as it has units: a circle of parents ends too.
    for _ in 0..=tree.all().len() {
        let Some(unit) = above.filter(|unit| tree.get(*unit).is_none()) else {
            return Ok(above);
        };
        above = super::history(tx, unit).await?.pop().and_then(|last| last.parent);
    }
    Ok(None)
}

/// The units on a day, with those that had ended by then and whose work others carry on, under their last names.
///
/// # Errors
/// See [`DbError`].
pub async fn with_ended(tx: &mut Tx, day: Date) -> Result<Arc<Tree>, DbError> {
    let units = units(tx).await?;
    with_ended_of(tx, units, day).await
}

async fn with_ended_of(tx: &mut Tx, (revision, root): Units, day: Date) -> Result<Arc<Tree>, DbError> {
    if let Some(tree) = kept_tree(revision, Question::WithEnded(day)) {
        return Ok(tree);
    }
    let tree = Tree::new(units_on(tx, day).await?, root);
    let ended = ended(tx, &tree, day).await?;
    Ok(keep_tree(
        revision,
        Question::WithEnded(day),
        tree.with_ended(ended),
    ))
}

/// How far roles reach that were given for some units, one after the other: such a unit and everything below it on a day,
/// with what was handed on to them. For the one at the top every unit that there ever was: units that have ended keep
/// their history, and somebody must be able to see it.
///
/// # Errors
/// See [`DbError`].
pub async fn reaches(tx: &mut Tx, seats: &[Id], day: Date) -> Result<Vec<Arc<HashSet<Id>>>, DbError> {
    let units = units(tx).await?;
    reaches_of(tx, units, seats, day).await
}

/// [`with_ended`] and [`reaches`] for a locality that was just read: the database is asked for nothing that is kept.
///
/// # Errors
/// See [`DbError`].
pub async fn seen_from(
    tx: &mut Tx,
    locality: &Locality,
    seats: &[Id],
    day: Date,
) -> Result<(Arc<Tree>, Vec<Arc<HashSet<Id>>>), DbError> {
    let units = ((locality.id, locality.units_revision), locality.root);
    let tree = with_ended_of(tx, units, day).await?;
    Ok((tree, reaches_of(tx, units, seats, day).await?))
}

async fn reaches_of(
    tx: &mut Tx,
    (revision, root): Units,
    seats: &[Id],
    day: Date,
) -> Result<Vec<Arc<HashSet<Id>>>, DbError> {
    let mut found = Vec::new();
    for seat in seats.iter().copied() {
        let question = match root {
            Some(root) if root == seat => Question::Ever,
            _ => Question::Below(seat, day),
        };
        if let Some(Answer::Units(units)) = KEPT.get(&(revision, question)) {
            found.push(units);
            continue;
        }
        let units = match question {
            Question::Ever => super::keys(tx).await?.into_values().collect(),
            _ => with_ended_of(tx, (revision, root), day).await?.subtree(seat),
        };
        let units = Arc::new(units);
        KEPT.insert((revision, question), Answer::Units(units.clone()));
        found.push(units);
    }
    Ok(found)
}

async fn units_on(tx: &mut Tx, day: Date) -> Result<Vec<Unit>, DbError> {
    let values = params![tx.locality(), day];
    let rows = tx
        .rows(
            "SELECT unit.id, unit.key, v.parent_id, v.name, v.kind, v.level, v.code, v.aliases, v.position, \
             v.valid_from, v.valid_to \
             FROM unit_version v JOIN unit ON unit.id = v.unit_id \
             WHERE v.locality_id = $1 AND v.valid_from <= $2 AND (v.valid_to IS NULL OR v.valid_to > $2) \
             ORDER BY v.position, unit.id",
            values,
        )
        .await?;
    rows.iter().map(unit).collect()
}

/// Units that had ended by a day, each with who carries on its work.
async fn ended(tx: &mut Tx, tree: &Tree, day: Date) -> Result<Vec<(Unit, Vec<Id>)>, DbError> {
    let values = params![tx.locality(), day];
    let rows = tx
        .rows(
            "SELECT unit.id, unit.key, v.parent_id, v.name, v.kind, v.level, v.code, v.aliases, v.position, \
             v.valid_from, v.valid_to, s.successor_id \
             FROM unit_successor s JOIN unit ON unit.id = s.unit_id JOIN unit_version v ON v.unit_id = s.unit_id \
             WHERE s.locality_id = $1 AND s.on_date <= $2 AND v.valid_to <= $2 AND v.valid_to > v.valid_from \
             ORDER BY v.valid_from, v.position, unit.id, s.successor_id",
            values,
        )
        .await?;
    let mut ended: Vec<(Unit, Vec<Id>)> = Vec::new();
    for row in &rows {
        let (version, successor) = (unit(row)?, row.id("successor_id")?);
        if tree.get(version.id).is_some() {
            continue;
        }
        match ended.iter_mut().find(|(known, _)| known.id == version.id) {
            Some((known, successors)) => {
                *known = version;
                if !successors.contains(&successor) {
                    successors.push(successor);
                }
            }
            None => ended.push((version, vec![successor])),
        }
    }
    Ok(ended)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_trees_of_a_whole_province_stay() {
        let unit = |at: i64| Unit {
            id: Id(at),
            key: at.to_string(),
            parent: None,
            name: "UBND xã Mẫu".to_owned(),
            kind: "uy-ban".to_owned(),
            level: "xa".to_owned(),
            code: String::new(),
            aliases: Vec::new(),
            position: at,
            valid_from: date(2022, 1, 1),
            valid_to: None,
        };
        let revision = (Id(1), Id(1));
        let days: Vec<Date> = (1..=8).map(|day| date(2022, 4, day)).collect();
        for day in &days {
            let units = (1..=4000).map(unit).collect();
            keep_tree(revision, Question::On(*day), Tree::new(units, None));
        }
        for day in days {
            assert!(kept_tree(revision, Question::On(day)).is_some(), "{day}");
        }
    }
}
