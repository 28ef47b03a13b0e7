//! Looking at an edition: accepting it, or returning it with remarks.

use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::audit;
use crate::error::{Error, Result};
use crate::identity::actions as identity;
use crate::identity::{Action, Actor};
use crate::problem::Problems;
use crate::subplan::Remark;
use crate::subplan::actions::calling::{News, Teller, Ways};
use crate::subplan::actions::{held, last, prove};
use crate::subplan::progress::{Act, Refusal};
use crate::subplan::store;
use crate::subplan::store::edition;

/// What is decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is in force from now on.
    Accept,
    /// The unit is to file another one.
    Return(Vec<Remark>),
}

/// Why somebody may not judge what they filed themselves.
pub const OWN: &str = "Bản này do chính bạn gửi, nên cần một người điều phối khác xem.";

/// Another edition was filed in the meantime.
pub fn overtaken() -> Error {
    Error::Changed("Đơn vị vừa gửi bản mới. Mời xem bản mới rồi hãy quyết định.".to_owned())
}

/// Judges an edition by its number. Nobody judges what they filed themselves while somebody else may; where there is
/// nobody else it is allowed, and the audit record says so. Doing the same once more changes nothing.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]; [`Error::Problem`] on `kq`; [`Error::Changed`] when the unit filed another
/// edition or somebody judged this one otherwise.
pub async fn judge(
    tx: &mut Tx,
    actor: &Actor,
    subplan: Id,
    ordinal: i64,
    verdict: &Verdict,
    ways: Ways<'_>,
) -> Result<()> {
    let (mut one, call) = held(tx, actor, Action::CallSubPlans, subplan).await?;
    let (edition, clauses) = last(tx, one.id).await?.ok_or(Error::NotFound)?;
    let is_accepted = *verdict == Verdict::Accept;
    let act = if is_accepted {
        Act::Accept(ordinal)
    } else {
        Act::Return(ordinal)
    };
    one.progress = match one.progress.after(act) {
        Ok(progress) => progress,
        Err(Refusal::NoEdition) => return Err(Error::NotFound),
        Err(Refusal::Overtaken) => return Err(overtaken()),
        // Pressed twice, or the answer got lost.
        Err(Refusal::Judged)
            if edition.is_accepted == Some(is_accepted) && edition.judged_by == tx.person() =>
        {
            return Ok(());
        }
        Err(Refusal::Judged) => {
            let sentence = format!("Bản này vừa được {} xem. Mời mở lại trang.", edition.judge);
            return Err(Error::Changed(sentence));
        }
    };
    let is_own = edition.filed_by == Some(actor.person);
    if is_own {
        let alone = identity::alone_for(tx, actor, Action::CallSubPlans).await?;
        if !alone.contains(&one.unit) {
            return Err(Problems::one("kq", OWN).into());
        }
    }
    let remarks: &[Remark] = match verdict {
        Verdict::Accept => &[],
        Verdict::Return(remarks) => remarks,
    };
    check(remarks, is_accepted, clauses.len())?;
    if !edition::judge(tx, edition.id, is_accepted).await? {
        return Err(overtaken());
    }
    edition::insert_remarks(tx, edition.id, remarks).await?;
    store::keep(tx, &one).await?;
    let (action, news) = match is_accepted {
        true => ("subplan.accepted", News::Accepted(ordinal)),
        false => ("subplan.returned", News::Returned(ordinal, remarks.len())),
    };
    let own = if is_own {
        ": told by the same person, nobody else may judge"
    } else {
        ""
    };
    let detail = format!("edition {ordinal}{own}");
    audit::record(tx, action, "subplan", Some(one.id), &detail).await?;
    if is_accepted {
        // Sent before the duty opened: it is proven now at the latest.
        prove(tx, actor, &one, &call, edition.file, false).await?;
    }
    let teller = Teller::load(tx).await?;
    teller.tell(tx, &call, (one.id, one.unit), news, ways).await
}

fn check(remarks: &[Remark], is_accepted: bool, clauses: usize) -> Result<()> {
    let mut problems = Problems::new();
    let none = "Trả lại thì mời ghi ít nhất một góp ý.";
    problems.unless(is_accepted || !remarks.is_empty(), "gop-y", none);
    let is_there = |remark: &Remark| remark.clause.is_none_or(|clause| clause < clauses);
    problems.unless(
        remarks.iter().all(is_there),
        "gop-y",
        "Có góp ý cho một mục không có trong bản này.",
    );
    problems.or(()).map_err(Error::from)
}
