//! The end of a unit, and taking that back.

use std::collections::HashSet;

use jiff::civil::Date;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::audit;
use crate::error::{Error, Result};
use crate::org::actions::{stands, version_before};
use crate::org::change::{self, Fault};
use crate::org::store::{self, Succession};
use crate::org::{Unit, twin};
use crate::problem::Problems;
use crate::text;

/// Ends a unit: `from` is its first day of not being there. The successors take the place of those known before.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Problem`] on `tu`, or on `ke-thua` when a successor is not there on that day.
pub async fn end_unit(tx: &mut Tx, id: Id, from: Date, successors: &[Id], basis: &str) -> Result<()> {
    store::lock(tx).await?;
    let history = store::history(tx, id).await?;
    let last = history.last().ok_or(Error::NotFound)?;
    let before = store::versions(tx).await?;
    // One that has ended on that day already may still be given its successors.
    if last.valid_to != Some(from) {
        let old = version_before(tx, id, from).await?;
        if old.valid_from != last.valid_from {
            let sentence = format!(
                "Đơn vị này còn thay đổi ghi từ ngày {}: không thể kết thúc trước ngày đó.",
                text::day(last.valid_from)
            );
            return Err(Problems::one("tu", sentence).into());
        }
        store::close_version(tx, id, old.valid_from, from).await?;
    }
    let tree = store::tree::on(tx, from).await?;
    if let Some(stranger) = successors
        .iter()
        .find(|other| tree.get(**other).is_none() || **other == id)
    {
        let name = store::names(tx, from).await?.remove(stranger).unwrap_or_default();
        let sentence = format!("{name} không có trong ngày {}.", text::day(from));
        return Err(Problems::one("ke-thua", sentence).into());
    }
    store::clear_successors(tx, id).await?;
    for successor in successors {
        let succession = Succession {
            unit: id,
            successor: *successor,
            on: from,
            basis: basis.to_owned(),
        };
        store::put_succession(tx, &succession).await?;
    }
    stands(tx, &before, from, "tu").await?;
    audit::record(tx, "unit.ended", "unit", Some(id), &from.to_string()).await?;
    Ok(())
}

/// The last version of an ended unit as it would go on, or why that cannot be: what has changed since.
///
/// # Errors
/// [`Error::NotFound`]
pub async fn reopened(tx: &mut Tx, id: Id) -> Result<std::result::Result<Unit, String>> {
    let history = store::history(tx, id).await?;
    let last = history.last().ok_or(Error::NotFound)?;
    let Some(day) = last.valid_to else {
        return Ok(Err("Đơn vị này đang hoạt động.".to_owned()));
    };
    let successions = store::successions(tx).await?;
    let heirs: HashSet<Id> = successions
        .iter()
        .filter(|one| one.unit == id)
        .map(|one| one.successor)
        .collect();
    let versions = store::versions(tx).await?;
    let has_moved_on = |unit: &&Unit| {
        let is_later = unit.valid_from > day || unit.valid_to.is_some_and(|to| to > day);
        heirs.contains(&unit.id) && is_later && unit.valid_to.is_none_or(|to| to > unit.valid_from)
    };
    if let Some(heir) = versions.iter().find(has_moved_on) {
        let sentence = format!("{} đã nhận việc và có thay đổi từ đó.", heir.name);
        return Ok(Err(sentence));
    }
    let open = Unit {
        valid_to: None,
        ..last.clone()
    };
    if twin::twin(&versions, &open).is_some() {
        let sentence = format!("Nay đã có đơn vị khác mang tên {}.", open.name);
        return Ok(Err(sentence));
    }
    let after: Vec<Unit> = versions
        .iter()
        .map(|unit| match unit {
            unit if unit.id == id && unit.valid_from == open.valid_from => open.clone(),
            unit => unit.clone(),
        })
        .collect();
    let known: HashSet<Fault> = change::faults(&versions, day)
        .into_iter()
        .map(|(fault, _)| fault)
        .collect();
    let is_fresh = |(fault, _): &(Fault, Date)| !known.contains(fault);
    if change::faults(&after, day).iter().any(is_fresh) {
        return Ok(Err("Đơn vị cấp trên không còn nữa.".to_owned()));
    }
    Ok(Ok(open))
}

/// Takes the end of a unit back, with its successors, while nothing has changed since.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Changed`] when something has changed since.
pub async fn reopen(tx: &mut Tx, id: Id) -> Result<()> {
    store::lock(tx).await?;
    let open = reopened(tx, id)
        .await?
        .map_err(|reason| Error::Changed(format!("{reason} Không cho hoạt động lại được, chưa ghi gì.")))?;
    store::put_version(tx, &open).await?;
    store::clear_successors(tx, id).await?;
    audit::record(tx, "unit.reopened", "unit", Some(id), "").await?;
    Ok(())
}
