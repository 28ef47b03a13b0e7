//! The conclusion of a visit: findings that become duties with days; looking again.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use loa_calendar::day::plus_days;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::audit;
use crate::duty::actions::{Verdict as Judgement, judge, reconcile};
use crate::duty::{self, DutyRole, NewDuty, ProofState};
use crate::error::{Error, Result};
use crate::identity::{Action, Actor};
use crate::inspection::actions::{add, fresh, held, step};
use crate::inspection::checklist::again;
use crate::inspection::store::{self, answer, finding, period};
use crate::inspection::{Answer, Finding, Inspection, Item, Kind, Step, Verdict, holding};
use crate::problem::Problems;
use crate::text;

/// Something is put right within this time, or a finding is not the way.
const MOST_DAYS: i64 = 730;
/// Duties of findings stand behind all of a plan.
const POSITION: i64 = 900_000;

/// A finding as a person wrote it down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// What was looked at.
    pub item: Id,
    /// What was found.
    pub what: String,
    /// What orders otherwise.
    pub basis: String,
    /// What must be done.
    pub remedy: String,
    /// By when.
    pub due_on: Date,
}

/// Concludes a visit: what was known is frozen, findings become duties of the unit whose proof a person must accept. In a
/// visit that looks again, waiting proof of what was found before is judged by what the team saw. `seen` are the answers
/// of what is not as it should be, as the person had them before them.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]; [`Error::Changed`] when an answer came in between; [`Error::Problem`] on
/// `ket-luan`.
pub async fn conclude(
    tx: &mut Tx,
    actor: &Actor,
    id: Id,
    words: &str,
    findings: &[Written],
    seen: &HashSet<Id>,
) -> Result<usize> {
    let (visit, programme) = held(tx, actor, Action::Inspect, id).await?;
    step(&visit, Step::Conclude)?;
    let items = store::items(tx, id).await?;
    let answers = answer::of_inspection(tx, id).await?;
    let holds = holding(&answers);
    if holds.is_empty() {
        let sentence = "Phiếu chưa có câu trả lời nào nên chưa kết luận được.";
        return Err(Problems::one("ket-luan", sentence).into());
    }
    let bad: HashMap<Id, Id> = holds
        .iter()
        .filter(|(_, answer)| answer.verdict == Verdict::Bad)
        .map(|(item, answer)| (*item, answer.id))
        .collect();
    let is_other = bad.len() != seen.len() || !bad.values().all(|answer| seen.contains(answer));
    if is_other || findings.iter().any(|written| !bad.contains_key(&written.item)) {
        let sentence = "Có mục vừa được trả lời lại. Mời mở lại trang kết luận.";
        return Err(Error::Changed(sentence.to_owned()));
    }
    in_time(tx.today(), findings)?;
    let known = period::known_of(tx, &visit, &programme).await?;
    for item in &items {
        let words = item.origin.and_then(|origin| known.get(&origin));
        if let Some(known) = words {
            store::set_known(tx, item.id, &known.words).await?;
        }
    }
    for written in findings {
        find(tx, &visit, written).await?;
    }
    for item in items.iter().filter(|item| item.kind == Kind::Finding) {
        if let Some(answer) = holds.get(&item.id) {
            look_at_proof(tx, actor, item, answer).await?;
        }
    }
    store::set_concluded(tx, id, words).await?;
    let detail = format!("{} findings", findings.len());
    audit::record(tx, "inspection.concluded", "inspection", Some(id), &detail).await?;
    Ok(findings.len())
}

fn in_time(today: Date, findings: &[Written]) -> Result<()> {
    let last = plus_days(today, MOST_DAYS);
    for written in findings {
        let sentence = match last {
            _ if written.due_on <= today => "Hạn khắc phục phải sau hôm nay.",
            Some(last) if written.due_on > last => "Hạn khắc phục quá hai năm nữa. Mời xem lại năm.",
            _ => continue,
        };
        return Err(Problems::one("ket-luan", sentence).into());
    }
    Ok(())
}

/// A finding and what the unit owes because of it.
async fn find(tx: &mut Tx, visit: &Inspection, written: &Written) -> Result<()> {
    let id = tx.new_id();
    let today = tx.today();
    let new = Finding {
        id,
        inspection: visit.id,
        item: written.item,
        unit: visit.unit,
        what: written.what.clone(),
        basis: written.basis.clone(),
        remedy: written.remedy.clone(),
        due_on: written.due_on,
        found_on: today,
        duty: None,
        was_answered: false,
    };
    finding::insert(tx, &new).await?;
    let owed = NewDuty {
        origin: id,
        number: "KT".to_owned(),
        title: format!("Khắc phục sau kiểm tra: {}", written.remedy),
        position: POSITION,
        unit: visit.unit,
        role: DutyRole::Lead,
        period: format!("kiểm tra ngày {}", text::day(visit.on())),
        // What was mended before the conclusion counts.
        opens_on: visit.on().min(today),
        due_on: written.due_on,
        needs_approval: true,
        wanted: 1,
    };
    reconcile(tx, id, vec![owed]).await?;
    audit::record(
        tx,
        "finding.written",
        "finding",
        Some(id),
        &written.due_on.to_string(),
    )
    .await?;
    Ok(())
}

/// What a team saw decides about proof that waits: nobody types it twice. What came after they looked they did not see.
async fn look_at_proof(tx: &mut Tx, actor: &Actor, item: &Item, answer: &Answer) -> Result<()> {
    let Some(finding) = item.finding else {
        return Ok(());
    };
    let judgement = match answer.verdict {
        Verdict::Good => Judgement::Accept,
        Verdict::Bad if answer.remark.is_empty() => Judgement::Return("Kiểm tra lại: chưa đạt.".to_owned()),
        Verdict::Bad => Judgement::Return(answer.remark.clone()),
        Verdict::Skipped => return Ok(()),
    };
    for owed in duty::store::of_origin(tx, finding).await? {
        let proofs = duty::store::proof::of_duty(tx, owed.id).await?;
        for proof in proofs
            .into_iter()
            .filter(|proof| proof.state == ProofState::Waiting && proof.given_at <= answer.said_at)
        {
            let files = duty::store::proof::files(tx, proof.activity).await?;
            judge(tx, actor, proof.id, &proof.seen(&files), &judgement).await?;
        }
    }
    Ok(())
}

/// Makes a visit that looks again at what was found and is not accepted as put right.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]; [`Error::Problem`] on `lai` when there is nothing to look at, or a visit
/// that looks again is ahead already.
pub async fn look_again(tx: &mut Tx, actor: &Actor, id: Id, on: Date) -> Result<Id> {
    let (visit, programme) = held(tx, actor, Action::PlanInspection, id).await?;
    let problem = |sentence: &str| Error::from(Problems::one("lai", sentence));
    if on < tx.today() {
        return Err(problem("Ngày kiểm tra lại đã qua."));
    }
    let findings = finding::of_inspection(tx, id).await?;
    let items = again(&findings);
    if items.is_empty() {
        return Err(problem("Không còn phát hiện nào phải kiểm tra lại."));
    }
    let others = store::listed(tx, programme.id, visit.unit).await?;
    if others
        .iter()
        .any(|other| other.again_of == Some(id) && other.state.is_open())
    {
        return Err(problem("Đã có một cuộc kiểm tra lại chưa xong."));
    }
    let reason = format!(
        "Kiểm tra lại {} phát hiện của lần {}",
        items.len(),
        text::day(visit.on())
    );
    let new = Inspection {
        again_of: Some(id),
        ..fresh(tx.new_id(), programme.id, visit.unit, on, &visit.team, &reason)
    };
    add(tx, &new).await?;
    store::add_items(tx, new.id, &items).await?;
    Ok(new.id)
}
