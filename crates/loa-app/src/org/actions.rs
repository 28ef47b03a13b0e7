//! What can be done with units.

use std::collections::HashMap;

use jiff::civil::Date;
use loa_db::id::Id;
use loa_db::tx::Tx;
use loa_plan_reader::units::Units;

use crate::error::Result;
use crate::org::Unit;
use crate::org::store::{self, Locality};

/// "Since ever": the first day of units whose list names none.
const EVER: Date = Date::constant(1900, 1, 1);

/// Founds a locality with the units of a list; `root` is the key of the unit at its top. Gives the identities of the
/// units by key.
///
/// # Errors
/// [`crate::error::Error::NotFound`] when the list has no such root.
pub async fn found(tx: &mut Tx, name: &str, root: &str, list: &Units) -> Result<HashMap<String, Id>> {
    let ids: HashMap<String, Id> = list
        .all()
        .iter()
        .map(|unit| (unit.id.clone(), tx.new_id()))
        .collect();
    let top = *ids.get(root).ok_or(crate::error::Error::NotFound)?;
    let locality = Locality {
        id: tx.locality(),
        name: name.to_owned(),
        root: None,
        help_phone: None,
    };
    store::insert_locality(tx, &locality).await?;
    let units: Vec<Unit> = (0..)
        .zip(list.all())
        .filter_map(|(position, unit)| {
            Some(Unit {
                id: *ids.get(&unit.id)?,
                key: unit.id.clone(),
                parent: unit.parent.as_ref().and_then(|parent| ids.get(parent).copied()),
                name: unit.name.clone(),
                kind: unit.kind.clone(),
                level: unit.level.clone(),
                code: unit.code.clone(),
                aliases: unit.aliases.clone(),
                position,
                valid_from: unit.valid_from.unwrap_or(EVER),
                // The list names the last day, a version the first day after it.
                valid_to: unit.valid_to.and_then(|last| last.tomorrow().ok()),
            })
        })
        .collect();
    store::insert_units(tx, &units).await?;
    store::set_root(tx, top).await?;
    Ok(ids)
}
