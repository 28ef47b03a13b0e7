//! What can be done with the readings of plans: bring one in, correct it, decide what it leaves open, give it up.

use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::audit;
use crate::document::{self, actions::Prepared};
use crate::error::{Error, Result};
use crate::files::Hash;
use crate::identity::{Action, Actor};
use crate::org;
use crate::plan::amendment::{Fate, carry_decisions, fates};
use crate::plan::reading::Reading;
use crate::plan::store::item::{Item, NewItem};
use crate::plan::store::{self, NewVersion, Plan, Version};
use crate::plan::{Choice, Head, MOST_ORDERS, Named, Part, Sheet, State, Timing};
use crate::problem::Problems;

pub mod adopt;
pub mod recall;

/// What somebody else did in between.
fn changed() -> Error {
    Error::Changed("Có người khác vừa sửa nhiệm vụ này. Mời xem lại rồi sửa tiếp.".to_owned())
}

/// What is told of a version that is no draft.
pub fn settled() -> Error {
    Error::Changed("Bản này đã được ban hành hoặc đã bỏ, không sửa được nữa.".to_owned())
}

/// Stops who may not edit the plans of the locality.
///
/// # Errors
/// [`Error::Forbidden`]
pub async fn must_edit(tx: &mut Tx, actor: &Actor) -> Result<()> {
    let root = root(tx).await?;
    actor.must(Action::EditPlan, root)
}

/// The unit at the top of the locality, to which its plans belong.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn root(tx: &mut Tx) -> Result<Id> {
    let locality = org::store::locality(tx).await?;
    locality.and_then(|locality| locality.root).ok_or(Error::NotFound)
}

/// Where a reading goes: a plan of its own, or the next version of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bring {
    /// A plan of its own.
    New,
    /// A new version of this plan.
    VersionOf(Id),
    /// A plan of its own, made from this one of the year before.
    CopyOf(Id),
}

/// What tells a document from others, for [`store::draft_with_digest`].
pub fn digest(source: &str, into: Bring) -> String {
    let whose = match into {
        Bring::New => String::new(),
        Bring::VersionOf(id) => format!("plan {id}"),
        Bring::CopyOf(id) => format!("copy {id}"),
    };
    Hash::of(format!("{whose}\0{source}").as_bytes())
        .as_str()
        .to_owned()
}

/// Keeps a reading as a draft; gives the plan. The same document is looked over once at a time: bringing it again
/// leads to the draft that is there.
///
/// # Errors
/// [`Error::NotFound`] when the plan is not there, [`Error::Changed`] when somebody brings the same at the same time.
pub async fn keep(
    tx: &mut Tx,
    file_name: &str,
    file: Option<&Prepared>,
    reading: &Reading,
    into: Bring,
) -> Result<Id> {
    let digest = digest(&reading.source, into);
    if let Some(plan) = store::draft_with_digest(tx, &digest).await? {
        return Ok(plan);
    }
    let plan = match into {
        Bring::New => store::insert_plan(tx, &reading.head, None).await?,
        Bring::CopyOf(id) => store::insert_plan(tx, &reading.head, Some(id)).await?,
        Bring::VersionOf(id) => {
            if !store::hold_plan(tx, id).await? {
                return Err(Error::NotFound);
            }
            id
        }
    };
    let file = match file {
        Some(file) => Some(document::actions::note(tx, file).await?),
        None => None,
    };
    let new = NewVersion {
        plan,
        file,
        file_name,
        digest: &digest,
        source: &reading.source,
        pieces: &reading.pieces,
        head: &reading.head,
        notes: &reading.notes,
    };
    let version = store::insert_version(tx, &new).await?;
    let items = match into {
        Bring::VersionOf(_) => with_decisions(tx, plan, &reading.sheets).await?,
        Bring::New | Bring::CopyOf(_) => reading.sheets.iter().map(as_read).collect(),
    };
    store::item::insert(tx, version, 1, &items).await?;
    audit::record(
        tx,
        "plan.read",
        "plan_version",
        Some(version),
        &format!("{} orders", reading.sheets.len()),
    )
    .await?;
    Ok(plan)
}

fn as_read(sheet: &Sheet) -> NewItem {
    NewItem {
        original: Some(sheet.clone()),
        sheet: sheet.clone(),
    }
}

/// What persons decided for the version in force holds for the orders that stay the same.
async fn with_decisions(tx: &mut Tx, plan: Id, sheets: &[Sheet]) -> Result<Vec<NewItem>> {
    let old = store::assignment::of_plan(tx, plan).await?;
    let mut items: Vec<NewItem> = sheets.iter().map(as_read).collect();
    for fate in fates(&old, &sheets.iter().collect::<Vec<_>>()) {
        if let Fate::Kept(at, to) = fate
            && let (Some(before), Some(after)) = (old.get(at), items.get_mut(to))
        {
            carry_decisions(&before.sheet, &mut after.sheet);
        }
    }
    Ok(items)
}

/// A plan with its version that is being looked over, else the one in force, else the last.
///
/// # Errors
/// [`Error::NotFound`]
pub async fn current(tx: &mut Tx, plan: Id) -> Result<(Plan, Version)> {
    let plan = store::plan(tx, plan).await?.ok_or(Error::NotFound)?;
    let mut versions = store::versions(tx, plan.id).await?;
    let wanted = [State::Draft, State::Adopted];
    let at = wanted
        .iter()
        .find_map(|state| versions.iter().rposition(|version| version.state == *state))
        .or(versions.len().checked_sub(1))
        .ok_or(Error::NotFound)?;
    Ok((plan, versions.swap_remove(at)))
}

/// An order of a draft that the actor may edit, held until the end of the unit of work. `stamp`: the change that they
/// saw last.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], [`Error::Changed`] when it is no draft any more or somebody was faster.
pub async fn hold_item(
    tx: &mut Tx,
    actor: &Actor,
    plan: Id,
    item: Id,
    stamp: Option<i64>,
) -> Result<(Version, Item)> {
    must_edit(tx, actor).await?;
    let found = store::item::by_id(tx, item).await?.ok_or(Error::NotFound)?;
    let versions = store::versions(tx, plan).await?;
    let version = versions
        .into_iter()
        .find(|version| version.id == found.version)
        .ok_or(Error::NotFound)?;
    if !store::hold_draft(tx, version.id).await? {
        return Err(settled());
    }
    // Read again: who held it before may have changed it.
    let found = store::item::by_id(tx, item).await?.ok_or(Error::NotFound)?;
    if stamp.is_some_and(|stamp| stamp != found.stamp()) {
        return Err(changed());
    }
    Ok((version, found))
}

/// The draft of a plan that the actor may edit, held until the end of the unit of work.
///
/// # Errors
/// See [`hold_item`].
pub async fn hold_draft(tx: &mut Tx, actor: &Actor, plan: Id) -> Result<(Plan, Version)> {
    must_edit(tx, actor).await?;
    let (plan, version) = current(tx, plan).await?;
    if !store::hold_draft(tx, version.id).await? {
        return Err(settled());
    }
    let versions = store::versions(tx, plan.id).await?;
    let version = versions
        .into_iter()
        .find(|found| found.id == version.id)
        .ok_or(Error::NotFound)?;
    Ok((plan, version))
}

async fn save(tx: &mut Tx, item: &Item, what: &str) -> Result<()> {
    store::item::update(tx, item).await?;
    audit::record(tx, what, "plan_item", Some(item.id), &item.sheet.number).await?;
    Ok(())
}

/// Writes what a person corrected.
///
/// # Errors
/// See [`hold_item`].
pub async fn correct(tx: &mut Tx, actor: &Actor, plan: Id, item: Id, stamp: i64, sheet: Sheet) -> Result<()> {
    let (_, mut found) = hold_item(tx, actor, plan, item, Some(stamp)).await?;
    if found.sheet == sheet {
        return Ok(());
    }
    found.sheet = sheet;
    save(tx, &found, "plan.corrected").await
}

/// Takes an order out, or back in.
///
/// # Errors
/// See [`hold_item`].
pub async fn set_removed(tx: &mut Tx, actor: &Actor, plan: Id, item: Id, removed: bool) -> Result<()> {
    let (_, mut found) = hold_item(tx, actor, plan, item, None).await?;
    if found.removed == removed {
        return Ok(());
    }
    found.removed = removed;
    found.sheet.merged_into = None;
    let what = if removed { "plan.removed" } else { "plan.restored" };
    save(tx, &found, what).await
}

/// Brings an order back to what was read.
///
/// # Errors
/// See [`hold_item`]; [`Error::NotFound`] for an order that a person added.
pub async fn reset(tx: &mut Tx, actor: &Actor, plan: Id, item: Id) -> Result<()> {
    let (_, mut found) = hold_item(tx, actor, plan, item, None).await?;
    let original = found.original.clone().ok_or(Error::NotFound)?;
    if found.sheet == original && !found.removed {
        return Ok(());
    }
    found.sheet = original;
    found.removed = false;
    save(tx, &found, "plan.reset").await
}

/// Merges an order that says the same into another one, which takes over its places and what it lacks itself.
///
/// # Errors
/// See [`hold_item`]; [`Error::Problem`] on `vao` when both are the same or the other one was taken out.
pub async fn merge(tx: &mut Tx, actor: &Actor, plan: Id, item: Id, into: Id) -> Result<()> {
    let (version, mut gone) = hold_item(tx, actor, plan, item, None).await?;
    let mut kept = store::item::by_id(tx, into).await?.ok_or(Error::NotFound)?;
    if kept.version != version.id {
        return Err(Error::NotFound);
    }
    if kept.id == gone.id || kept.removed {
        return Err(Problems::one("vao", "Chọn một nhiệm vụ khác đang còn trong kế hoạch.").into());
    }
    if gone.removed && gone.sheet.merged_into == Some(kept.id) {
        return Ok(());
    }
    absorb(&mut kept.sheet, &gone.sheet);
    gone.removed = true;
    gone.sheet.merged_into = Some(kept.id);
    save(tx, &gone, "plan.merged").await?;
    save(tx, &kept, "plan.merged_into").await
}

/// What a merged order leaves: its places, its words, and values where the other has none.
fn absorb(kept: &mut Sheet, gone: &Sheet) {
    let told = crate::plan::Retold {
        title: gone.title.clone(),
        leads: gone.leads.iter().map(|named| named.text.clone()).collect(),
        when: gone
            .when
            .as_ref()
            .map_or_else(String::new, |when| when.text.clone()),
        at: gone.title_at,
    };
    kept.retold.push(told);
    kept.retold.extend(gone.retold.iter().cloned());
    let new: Vec<_> = (gone.sources.iter())
        .filter(|at| !kept.sources.contains(at))
        .copied()
        .collect();
    kept.sources.extend(new);
    for part in Part::ALL {
        if kept.names(part).is_empty() {
            *kept.names_mut(part) = gone.names(part).to_vec();
        }
    }
    if kept.when.is_none() {
        kept.when.clone_from(&gone.when);
    }
    if kept.product.is_empty() {
        kept.product.clone_from(&gone.product);
        kept.product_at = gone.product_at;
    }
}

/// Adds an order that the reader missed, at the end of the draft; gives its identity.
///
/// # Errors
/// See [`hold_draft`]; [`Error::Problem`] when there are too many.
pub async fn add(tx: &mut Tx, actor: &Actor, plan: Id, sheet: Sheet) -> Result<Id> {
    let (_, version) = hold_draft(tx, actor, plan).await?;
    let items = store::item::of_version(tx, version.id).await?;
    if items.len() >= MOST_ORDERS {
        return Err(Problems::one(
            "viec",
            format!("Một kế hoạch có nhiều nhất {MOST_ORDERS} nhiệm vụ."),
        )
        .into());
    }
    // A second press of the button must not add it twice.
    if let Some(twin) = items
        .iter()
        .find(|item| item.original.is_none() && item.sheet == sheet)
    {
        return Ok(twin.id);
    }
    let position = items.iter().map(|item| item.position).max().unwrap_or(0) + 1;
    let number = sheet.number.clone();
    let new = NewItem {
        original: None,
        sheet,
    };
    let ids = store::item::insert(tx, version.id, position, &[new]).await?;
    let id = ids.first().copied().ok_or(Error::NotFound)?;
    audit::record(tx, "plan.added", "plan_item", Some(id), &number).await?;
    Ok(id)
}

/// Says which units an open or unknown name stands for, in every order of the draft that writes it, or in one. Gives
/// how many orders changed.
///
/// # Errors
/// See [`hold_draft`].
pub async fn decide_name(
    tx: &mut Tx,
    actor: &Actor,
    plan: Id,
    only: Option<Id>,
    name: &str,
    units: &[Id],
) -> Result<usize> {
    let (_, version) = hold_draft(tx, actor, plan).await?;
    let key = name_key(name);
    let mut count = 0;
    for mut item in store::item::of_version(tx, version.id).await? {
        if only.is_some_and(|only| only != item.id) || item.removed {
            continue;
        }
        let before = item.sheet.clone();
        for part in Part::ALL {
            for named in item.sheet.names_mut(part) {
                let is_open = !matches!(
                    named.kind,
                    crate::plan::NameKind::One | crate::plan::NameKind::Group
                );
                if is_open && name_key(&named.text) == key {
                    named.units = units.to_vec();
                    named.decided = true;
                }
            }
        }
        if item.sheet != before {
            save(tx, &item, "plan.named").await?;
            count += 1;
        }
    }
    Ok(count)
}

/// One key for spellings of a name.
pub fn name_key(name: &str) -> String {
    loa_vietnamese::fold::fold(name.trim())
}

/// Chooses a reading where the words of a schedule leave it open.
///
/// # Errors
/// See [`hold_item`].
pub async fn choose(tx: &mut Tx, actor: &Actor, plan: Id, item: Id, choice: Choice) -> Result<()> {
    let (version, mut found) = hold_item(tx, actor, plan, item, None).await?;
    let Some(when) = &mut found.sheet.when else {
        return Err(Error::NotFound);
    };
    let known = when
        .choices(&version.head)
        .into_iter()
        .any(|(known, _)| known == choice);
    if !known {
        return Err(Problems::one("cach-hieu", "Chọn một trong các cách hiểu.").into());
    }
    if when.choice == Some(choice) {
        return Ok(());
    }
    when.choice = Some(choice);
    save(tx, &found, "plan.chosen").await
}

/// Corrects the head. Names of groups depend on who issues, dates on the year and the day of issue: both are read
/// again where no person decided them.
///
/// # Errors
/// See [`hold_draft`].
pub async fn correct_head(tx: &mut Tx, actor: &Actor, plan: Id, head: Head) -> Result<()> {
    let (plan, version) = hold_draft(tx, actor, plan).await?;
    if version.head == head {
        return Ok(());
    }
    let on = head.issued_on().unwrap_or(tx.today());
    let tree = org::store::tree::on(tx, on).await?;
    let directory = crate::plan::Directory::new(&tree, &head.issuer);
    for mut item in store::item::of_version(tx, version.id).await? {
        let before = item.sheet.clone();
        reread(&mut item.sheet, &head, &directory);
        if item.sheet != before {
            store::item::update(tx, &item).await?;
        }
    }
    store::set_head(tx, version.id, &head).await?;
    let in_force = store::versions(tx, plan.id)
        .await?
        .iter()
        .any(|version| version.state == State::Adopted);
    if !in_force {
        store::name_plan(tx, plan.id, &head).await?;
    }
    audit::record(
        tx,
        "plan.head_corrected",
        "plan_version",
        Some(version.id),
        &head.number,
    )
    .await?;
    Ok(())
}

fn reread(sheet: &mut Sheet, head: &Head, directory: &crate::plan::Directory) {
    for part in Part::ALL {
        for named in sheet.names_mut(part) {
            if !named.decided {
                *named = Named::read(&named.text, named.at, directory);
            }
        }
    }
    if let Some(when) = &mut sheet.when {
        *when = Timing {
            at: when.at,
            choice: when.choice,
            ..Timing::read(&when.text, when.column, head)
        };
    }
}

/// Gives a draft up.
///
/// # Errors
/// See [`hold_draft`].
pub async fn give_up(tx: &mut Tx, actor: &Actor, plan: Id) -> Result<()> {
    let (_, version) = hold_draft(tx, actor, plan).await?;
    store::drop_draft(tx, version.id).await?;
    audit::record(tx, "plan.dropped", "plan_version", Some(version.id), "").await?;
    Ok(())
}
