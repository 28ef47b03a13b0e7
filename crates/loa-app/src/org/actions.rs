//! What can be done with units.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use loa_calendar::language::Language;
use loa_db::id::Id;
use loa_db::tx::Tx;
use loa_plan_reader::notice::Sentence;
use loa_plan_reader::units::Units;

use crate::audit;
use crate::error::{Error, Result};
use crate::org::change::{self, Change, Draft, Fault, Missing, Proposal};
use crate::org::list::{self, BadRow, ListFile};
use crate::org::store::group::{self, Group};
use crate::org::store::{self, Locality, Succession};
use crate::org::{Unit, mapping, twin};
use crate::problem::Problems;
use crate::text;

pub mod ending;

/// Sentences about one file; the rest is counted.
const MOST_SENTENCES: usize = 50;

/// "Since ever": the first day of units whose list names none.
pub const EVER: Date = Date::constant(1900, 1, 1);

/// Founds a locality with the units of a list; `root` is the key of the unit at its top, `basis` what orders the
/// successions that the list tells. Gives the identities of the units by key.
///
/// # Errors
/// [`Error::NotFound`] when the list has no such root; [`Error::Problem`] on the field `tep` when a unit would stand
/// below itself or below one that is not there.
pub async fn found(
    tx: &mut Tx,
    name: &str,
    root: &str,
    list: &Units,
    basis: &str,
) -> Result<HashMap<String, Id>> {
    let ids: HashMap<String, Id> = list
        .all()
        .iter()
        .map(|unit| (unit.id.clone(), tx.new_id()))
        .collect();
    let top = *ids.get(root).ok_or(Error::NotFound)?;
    let locality = Locality {
        id: tx.locality(),
        name: name.to_owned(),
        root: None,
        help_phone: None,
        units_revision: tx.new_id(),
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
    let until: HashMap<Id, Option<Date>> = units.iter().map(|unit| (unit.id, unit.valid_to)).collect();
    for unit in list.all() {
        let Some(id) = ids.get(&unit.id).copied() else {
            continue;
        };
        for successor in unit.successors.iter().filter_map(|key| ids.get(key)) {
            let succession = Succession {
                unit: id,
                successor: *successor,
                on: until.get(&id).copied().flatten().unwrap_or(EVER),
                basis: basis.to_owned(),
            };
            store::put_succession(tx, &succession).await?;
        }
    }
    let first = units.iter().map(|unit| unit.valid_from).min().unwrap_or(EVER);
    stands(tx, &[], first, "tep").await?;
    let detail = format!("{} units", units.len());
    audit::record(tx, "locality.founded", "locality", Some(tx.locality()), &detail).await?;
    Ok(ids)
}

/// The code by which the national list knows the locality: that of the unit at its top, which may have ended; or empty.
///
/// # Errors
/// [`Error::Outage`]
pub async fn own_code(tx: &mut Tx) -> Result<String> {
    let Some(root) = store::locality(tx).await?.and_then(|locality| locality.root) else {
        return Ok(String::new());
    };
    let history = store::history(tx, root).await?;
    Ok(history.last().map(|root| root.code.clone()).unwrap_or_default())
}

/// Reads a list of units, the national list (only its part below the code `under`), or a table from old codes to new.
///
/// # Errors
/// [`Error::Problem`] on the field `tep`: one sentence for every bad row, with its line.
pub fn read_list(bytes: &[u8], under: &str) -> Result<ListFile> {
    list::read(bytes, under).map_err(|rows| told(&rows).into())
}

fn told(rows: &[BadRow]) -> Problems {
    let mut problems = Problems::new();
    for row in rows.iter().take(MOST_SENTENCES) {
        problems.add("tep", row.sentence(Language::Vi));
    }
    if rows.len() > MOST_SENTENCES {
        problems.add("tep", format!("Và {} dòng khác.", rows.len() - MOST_SENTENCES));
    }
    problems
}

/// What the file would change among the units of a day. Writes nothing.
///
/// # Errors
/// [`Error::Problem`] on the field `tep` with every row that cannot be done.
pub async fn compare(tx: &mut Tx, file: &ListFile, day: Date, missing: Missing) -> Result<Proposal> {
    let proposal = propose(tx, file, day, missing).await?;
    proposal.map_err(|rows| told(&rows).into())
}

/// The same for who tells bad rows in another way.
///
/// # Errors
/// [`Error::Outage`]
pub async fn propose(
    tx: &mut Tx,
    file: &ListFile,
    day: Date,
    missing: Missing,
) -> Result<std::result::Result<Proposal, Vec<BadRow>>> {
    let tree = store::tree::on(tx, day).await?;
    let compared = match file {
        ListFile::Units(list) => {
            let list = list.clone().with_keys_of(tree.all());
            change::compare(tree.all(), &list, day, missing)
        }
        ListFile::Mapping(rows) => {
            let proposal = mapping::propose(tree.all(), rows, day);
            match twin::twins(tree.all(), &proposal) {
                bad if bad.is_empty() => Ok(proposal),
                bad => Err(bad),
            }
        }
    };
    let mut proposal = match compared {
        Ok(proposal) => proposal,
        Err(rows) => return Ok(Err(rows)),
    };
    let later = first_later(tx, day).await?;
    let ids = store::keys(tx).await?;
    // What begins later, as an earlier import of the list has written it.
    let is_there = |change: &Change| {
        let (Some(unit), Some(draft), None) = (later.get(&change.key), &change.after, &change.before) else {
            return false;
        };
        *unit == drafted(draft, unit.id, &ids, change.from, change.until, unit.position)
    };
    let all = proposal.changes.len();
    proposal.changes.retain(|change| !is_there(change));
    proposal.same += all - proposal.changes.len();
    let mut bad = Vec::new();
    for change in &proposal.changes {
        if let Some(unit) = later.get(&change.key) {
            let (name, day) = (proposal.name(&change.key), text::day(unit.valid_from));
            bad.push(BadRow::new(
                change.line,
                format!("{name} đã có thay đổi ghi từ ngày {day}, sau ngày áp dụng của tệp này."),
                format!("{name} has a change from {day} already, after the day from which this file holds."),
            ));
        }
    }
    Ok(if bad.is_empty() { Ok(proposal) } else { Err(bad) })
}

/// Of units that change after a day: what they are from the first such day on, by key.
async fn first_later(tx: &mut Tx, day: Date) -> Result<HashMap<String, Unit>> {
    let mut first = HashMap::new();
    for unit in store::versions(tx).await? {
        if unit.valid_from > day && unit.valid_to.is_none_or(|to| to > unit.valid_from) {
            first.entry(unit.key.clone()).or_insert(unit);
        }
    }
    Ok(first)
}

/// Does what a proposal says, all of it or nothing.
///
/// # Errors
/// [`Error::Problem`] on the field `tep` when a unit would stand below itself or below one that is not there.
pub async fn apply(tx: &mut Tx, proposal: &Proposal, basis: &str) -> Result<()> {
    store::lock(tx).await?;
    let before = store::versions(tx).await?;
    let mut ids = store::keys(tx).await?;
    let fresh: Vec<&Change> = proposal
        .changes
        .iter()
        .filter(|change| !ids.contains_key(&change.key))
        .collect();
    for change in &fresh {
        ids.insert(change.key.clone(), tx.new_id());
    }
    let mut next = before.iter().map(|unit| unit.position).max().unwrap_or(-1) + 1;
    let mut begin = |change: &Change, draft: &Draft, id: Id| {
        let unit = drafted(draft, id, &ids, change.from, change.until, next);
        next += 1;
        unit
    };
    // Units that are new come first: others may stand below them from now on.
    let new_units: Vec<Unit> = fresh
        .iter()
        .filter_map(|change| Some(begin(change, change.after.as_ref()?, *ids.get(&change.key)?)))
        .collect();
    store::insert_units(tx, &new_units).await?;
    let known = proposal
        .changes
        .iter()
        .filter(|change| fresh.iter().all(|fresh| fresh.key != change.key));
    // A unit may change and, later, end: then it is the version written here that ends.
    let mut begun: HashMap<&str, Date> = HashMap::new();
    for change in known {
        let Some(id) = ids.get(&change.key).copied() else {
            continue;
        };
        match (&change.before, &change.after) {
            (Some(old), Some(draft)) => {
                let unit = drafted(draft, id, &ids, change.from, old.valid_to, old.position);
                put_after(tx, old, &unit).await?;
                begun.insert(&change.key, change.from);
            }
            (Some(old), None) => {
                let start = begun.get(change.key.as_str()).copied().unwrap_or(old.valid_from);
                store::close_version(tx, id, start, change.from).await?;
            }
            (None, Some(draft)) => store::put_version(tx, &begin(change, draft, id)).await?,
            (None, None) => {}
        }
    }
    for change in &proposal.changes {
        for successor in change.successors.iter().filter_map(|key| ids.get(key)) {
            let Some(unit) = ids.get(&change.key) else {
                continue;
            };
            let on = change.until.unwrap_or(change.from);
            let succession = Succession {
                unit: *unit,
                successor: *successor,
                on,
                basis: basis.to_owned(),
            };
            store::put_succession(tx, &succession).await?;
        }
    }
    for (position, key) in (0..).zip(&proposal.order) {
        if let Some(id) = ids.get(key) {
            store::set_position(tx, *id, position, proposal.day).await?;
        }
    }
    stands(tx, &before, proposal.day, "tep").await?;
    let detail = format!("{} changes from {}", proposal.changes.len(), proposal.day);
    audit::record(tx, "units.imported", "locality", Some(tx.locality()), &detail).await?;
    Ok(())
}

fn drafted(
    draft: &Draft,
    id: Id,
    ids: &HashMap<String, Id>,
    from: Date,
    to: Option<Date>,
    position: i64,
) -> Unit {
    Unit {
        id,
        key: draft.key.clone(),
        parent: draft.parent.as_ref().and_then(|key| ids.get(key).copied()),
        name: draft.name.clone(),
        kind: draft.kind.clone(),
        level: draft.level.clone(),
        code: draft.code.clone(),
        aliases: draft.aliases.clone(),
        position,
        valid_from: from,
        valid_to: to,
    }
}

/// Writes what a unit is from a day on; what it was before ends the day before.
async fn put_after(tx: &mut Tx, old: &Unit, new: &Unit) -> Result<()> {
    if old.valid_from < new.valid_from {
        store::close_version(tx, old.id, old.valid_from, new.valid_from).await?;
    }
    store::put_version(tx, new).await?;
    Ok(())
}

/// Refuses changes by which the tree would no longer hang together, on whatever day.
async fn stands(tx: &mut Tx, before: &[Unit], from: Date, field: &'static str) -> Result<()> {
    let mut problems = Problems::new();
    for sentence in unsound(tx, before, from).await? {
        problems.add(field, sentence.vi);
    }
    Ok(problems.or(())?)
}

/// Where the tree does not hang together from a day on, though it did with the versions of `before`.
///
/// # Errors
/// [`Error::Outage`]
pub async fn unsound(tx: &mut Tx, before: &[Unit], from: Date) -> Result<Vec<Sentence>> {
    let after = store::versions(tx).await?;
    let known: HashSet<Fault> = change::faults(before, from)
        .into_iter()
        .map(|(fault, _)| fault)
        .collect();
    let names: HashMap<Id, &str> = after.iter().map(|unit| (unit.id, unit.name.as_str())).collect();
    let name = |id: &Id| names.get(id).copied().unwrap_or("–");
    let fresh = change::faults(&after, from);
    let fresh = fresh.iter().filter(|(fault, _)| !known.contains(fault));
    let told = fresh.take(MOST_SENTENCES).map(|(fault, day)| {
        let day = text::day(*day);
        match fault {
            Fault::ParentGone { unit, parent } => {
                let (unit, parent) = (name(unit), name(parent));
                Sentence::new(
                    format!(
                        "{unit} trực thuộc {parent}, nhưng từ ngày {day} đơn vị cấp trên này không còn: chuyển hoặc kết \
                         thúc trước."
                    ),
                    format!("{unit} stands below {parent}, which is not there from {day} on: move or end it first."),
                )
            }
            Fault::Circle(unit) => {
                let unit = name(unit);
                Sentence::new(
                    format!("{unit} sẽ trực thuộc chính nó từ ngày {day}."),
                    format!("{unit} would stand below itself from {day} on."),
                )
            }
        }
    });
    Ok(told.collect())
}

/// What a person wrote about a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitForm {
    /// Name.
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// Kind.
    pub kind: String,
    /// Level.
    pub level: String,
    /// Code, or empty.
    pub code: String,
    /// The unit above.
    pub parent: Option<Id>,
    /// First day.
    pub from: Date,
}

impl UnitForm {
    fn unit(&self, id: Id, key: &str, to: Option<Date>, position: i64) -> Unit {
        Unit {
            id,
            key: key.to_owned(),
            parent: self.parent,
            name: self.name.clone(),
            kind: self.kind.clone(),
            level: self.level.clone(),
            code: self.code.clone(),
            aliases: self.aliases.clone(),
            position,
            valid_from: self.from,
            valid_to: to,
        }
    }
}

/// No other unit of that name stands below the same unit at the same time.
fn alone(versions: &[Unit], unit: &Unit) -> Result<()> {
    let told = |twin: &Unit| {
        let sentence = format!(
            "Đã có “{}” ở nơi này. Mời ghi tên khác, hoặc sửa đơn vị đang có.",
            twin.name
        );
        Problems::one("ten", sentence).into()
    };
    twin::twin(versions, unit).map_or(Ok(()), |twin| Err(told(twin)))
}

/// A unit that was not there before.
///
/// # Errors
/// [`Error::Problem`] on `ten` when one of that name stands there already, on `cap-tren` when the unit above is not there
/// from that day on.
pub async fn add_unit(tx: &mut Tx, form: &UnitForm) -> Result<Id> {
    store::lock(tx).await?;
    let before = store::versions(tx).await?;
    let id = tx.new_id();
    let position = before.iter().map(|unit| unit.position).max().unwrap_or(-1) + 1;
    let unit = form.unit(id, &format!("don-vi-{id}"), None, position);
    alone(&before, &unit)?;
    store::insert_units(tx, std::slice::from_ref(&unit)).await?;
    stands(tx, &before, form.from, "cap-tren").await?;
    audit::record(tx, "unit.added", "unit", Some(id), "").await?;
    Ok(id)
}

/// The version of a unit that a change from this day on would follow.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Problem`] on `tu` when the unit is not there on that day, or something is known of it
/// after that day which the change would run into.
async fn version_before(tx: &mut Tx, id: Id, from: Date) -> Result<Unit> {
    let history = store::history(tx, id).await?;
    if history.is_empty() {
        return Err(Error::NotFound);
    }
    let holds = |unit: &&Unit| unit.valid_from <= from && unit.valid_to.is_none_or(|to| to > from);
    let Some(at) = history.iter().position(|unit| holds(&unit)) else {
        let sentence = format!("Ngày {} đơn vị này không còn hoặc chưa có.", text::day(from));
        return Err(Problems::one("tu", sentence).into());
    };
    let (Some(version), later) = (history.get(at), history.get(at + 1)) else {
        return Err(Error::NotFound);
    };
    match later {
        Some(later) if version.valid_from != from => {
            let sentence = format!(
                "Đơn vị này đã có thay đổi ghi từ ngày {}: chọn từ ngày đó trở đi, hoặc đúng ngày {} để sửa lại lần ghi \
                 trước.",
                text::day(later.valid_from),
                text::day(version.valid_from)
            );
            Err(Problems::one("tu", sentence).into())
        }
        _ => Ok(version.clone()),
    }
}

/// Another name, place, kind, level or code of a unit from a day on.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Problem`] on `tu`, `ten` or `cap-tren`.
pub async fn change_unit(tx: &mut Tx, id: Id, form: &UnitForm) -> Result<()> {
    store::lock(tx).await?;
    let old = version_before(tx, id, form.from).await?;
    let before = store::versions(tx).await?;
    let new = form.unit(id, &old.key, old.valid_to, old.position);
    if !change::same_name(&old.name, &new.name) || old.parent != new.parent {
        alone(&before, &new)?;
    }
    put_after(tx, &old, &new).await?;
    stands(tx, &before, form.from, "cap-tren").await?;
    audit::record(tx, "unit.changed", "unit", Some(id), &form.from.to_string()).await?;
    Ok(())
}

/// Writes a group with its members; a new one when `id` is `None`.
///
/// # Errors
/// [`Error::NotFound`] for a group or a unit that is not there; [`Error::Problem`] on `ten` when the name is taken.
pub async fn save_group(tx: &mut Tx, id: Option<Id>, name: &str, members: &[Id]) -> Result<Id> {
    store::lock(tx).await?;
    let groups = group::groups(tx).await?;
    if id.is_some_and(|id| groups.iter().all(|group| group.id != id)) {
        return Err(Error::NotFound);
    }
    let taken = |group: &Group| Some(group.id) != id && change::same_name(&group.name, name);
    if groups.iter().any(taken) {
        return Err(Problems::one("ten", "Đã có nhóm mang tên này.").into());
    }
    let known: HashSet<Id> = store::keys(tx).await?.into_values().collect();
    let mut members = members.to_vec();
    members.sort_unstable();
    members.dedup();
    if members.iter().any(|member| !known.contains(member)) {
        return Err(Error::NotFound);
    }
    let id = id.unwrap_or_else(|| tx.new_id());
    let name = name.to_owned();
    group::put(tx, &Group { id, name, members }).await?;
    audit::record(tx, "group.saved", "unit_group", Some(id), "").await?;
    Ok(id)
}

/// Takes a group away.
///
/// # Errors
/// [`Error::NotFound`]
pub async fn remove_group(tx: &mut Tx, id: Id) -> Result<()> {
    if !group::remove(tx, id).await? {
        return Err(Error::NotFound);
    }
    audit::record(tx, "group.removed", "unit_group", Some(id), "").await?;
    Ok(())
}
