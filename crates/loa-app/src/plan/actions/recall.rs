//! The way back from adopting by mistake: while nothing was done for a plan, its duties are cancelled and its version is
//! looked over again.

use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::audit;
use crate::duty::{self, Duty};
use crate::error::{Error, Result};
use crate::identity::Actor;
use crate::plan::State;
use crate::plan::actions;
use crate::plan::store::{self, Plan, Version};
use crate::problem::Problems;

/// What would go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recall {
    /// The plan.
    pub plan: Plan,
    /// Its version in force.
    pub version: Version,
    /// Orders in force.
    pub orders: Vec<Id>,
    /// Their duties that are owed, in the order of their identity.
    pub duties: Vec<Duty>,
    /// Why it cannot be, and what to do instead.
    pub refusal: Option<&'static str>,
}

/// What taking a plan out of force would do.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`]; [`Error::Changed`] when no version is in force.
pub async fn outlook(tx: &mut Tx, actor: &Actor, plan: Id) -> Result<Recall> {
    actions::must_edit(tx, actor).await?;
    let plan = store::plan(tx, plan).await?.ok_or(Error::NotFound)?;
    let versions = store::versions(tx, plan.id).await?;
    let has = |state| versions.iter().any(|version| version.state == state);
    let (has_draft, has_replaced) = (has(State::Draft), has(State::Replaced));
    let in_force = versions
        .into_iter()
        .find(|version| version.state == State::Adopted);
    let version = in_force.ok_or_else(not_in_force)?;
    let mut orders = Vec::new();
    let mut duties = Vec::new();
    for order in store::assignment::of_plan(tx, plan.id).await? {
        orders.push(order.id);
        duties.extend(duty::store::of_origin(tx, order.id).await?);
    }
    duties.retain(|duty| duty.state != duty::State::Cancelled);
    duties.sort_by_key(|duty| duty.id);
    let refusal = if has_replaced {
        Some(
            "Bản này đã thay một bản trước, nên không thu hồi được. Muốn trở lại bản trước thì tải văn bản ấy lên làm bản sửa đổi.",
        )
    } else if has_draft {
        Some(
            "Kế hoạch đang có một bản chờ ban hành. Ban hành bản ấy làm bản sửa đổi, hoặc bỏ nó rồi thu hồi.",
        )
    } else if duties.iter().any(is_begun) {
        Some(
            "Đã có đơn vị gửi minh chứng hoặc được gia hạn, nên không thu hồi được. Muốn sửa thì tải văn bản mới lên làm bản sửa đổi: việc đã làm giữ nguyên, nhiệm vụ thừa thôi giao.",
        )
    } else {
        None
    };
    Ok(Recall {
        plan,
        version,
        orders,
        duties,
        refusal,
    })
}

fn not_in_force() -> Error {
    Error::Changed("Kế hoạch này không có bản nào đang thực hiện, nên không có gì để thu hồi.".to_owned())
}

/// Somebody gave proof, be it returned, or got more time.
fn is_begun(duty: &Duty) -> bool {
    duty.state != duty::State::Open || duty.recorded > 0 || duty.extended_to.is_some()
}

/// Takes the version in force back: its duties are cancelled, it becomes a draft again. `version`: what the person saw.
///
/// # Errors
/// See [`outlook`]; [`Error::Problem`] on `thu-hoi` when it cannot be.
pub async fn recall(tx: &mut Tx, actor: &Actor, plan: Id, version: Id) -> Result<Recall> {
    actions::must_edit(tx, actor).await?;
    // Who amends at the same time waits here, and who gives proof below.
    if !store::hold_plan(tx, plan).await? {
        return Err(Error::NotFound);
    }
    for duty in outlook(tx, actor, plan).await?.duties {
        duty::store::hold(tx, duty.id).await?;
    }
    let found = outlook(tx, actor, plan).await?;
    if found.version.id != version {
        return Err(not_in_force());
    }
    if let Some(sentence) = found.refusal {
        return Err(Problems::one("thu-hoi", sentence).into());
    }
    for order in &found.orders {
        duty::actions::reconcile(tx, *order, Vec::new()).await?;
        store::assignment::end(tx, *order).await?;
    }
    if !store::recall::to_draft(tx, found.version.id).await? {
        return Err(not_in_force());
    }
    audit::record(
        tx,
        "plan.recalled",
        "plan_version",
        Some(found.version.id),
        &format!("{} orders, {} duties", found.orders.len(), found.duties.len()),
    )
    .await?;
    Ok(found)
}
