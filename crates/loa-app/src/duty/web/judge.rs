//! Proof to judge: one record a page, the next one opens by itself.

use std::collections::HashSet;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::duty::Horizon;
use crate::duty::actions::{self, Verdict};
use crate::duty::store;
use crate::duty::store::board::Window;
use crate::duty::store::proof::Unchecked;
use crate::duty::web::board::tree_of;
use crate::duty::web::line::Line;
use crate::duty::web::mine::{ProofView, REASON_CHARACTERS};
use crate::error::{Error, Result};
use crate::form::Form;
use crate::identity::actions as identity;
use crate::identity::{Action, Actor};
use crate::page::{self, Choice, Chrome, html, refused};
use crate::problem::Problems;
use crate::route::Visit;
use crate::text;

/// Proofs of the queue that are looked at; of more it is only said that there are more.
const LOOKED_AT: usize = 1000;
/// Reasons that are often given.
const SENTENCES: [&str; 5] = [
    "Ảnh chưa rõ, mời chụp lại cho thấy rõ việc đã làm.",
    "Chưa ghi rõ làm ở đâu và bao nhiêu người dự.",
    "Ngày ghi không khớp với việc đã làm, mời xem lại.",
    "Việc này không thuộc nhiệm vụ được giao, mời chọn đúng nhiệm vụ.",
    "Thiếu tài liệu kèm theo: biên bản, bài phát hoặc ảnh.",
];

#[derive(Template)]
#[template(path = "duty/pages/judge.html")]
struct JudgePage {
    chrome: Chrome,
    problems: Problems,
    record: Option<Record>,
    left: String,
    /// Of them those that count only once they are accepted.
    waiting: String,
    sentences: Vec<Choice>,
    reason: String,
    /// Asked once already: proof is accepted although a reason is there.
    is_sure: bool,
}

struct Record {
    proof: ProofView,
    line: Line,
    after: String,
    whose: Whose,
}

/// Who told what is to be judged.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    Theirs,
    /// The judge, while somebody else may judge it.
    Own,
    /// The judge, and nobody else may judge it.
    OwnAlone,
}

/// Proofs that nobody has judged and this person may, in their order: one more of them than are looked at.
async fn queue(tx: &mut Tx, actor: &Actor) -> Result<Vec<Unchecked>> {
    let most = LOOKED_AT + 1;
    let units = actor.units(Action::JudgeProof);
    let mut alone: Option<HashSet<Id>> = None;
    let mut queue = Vec::new();
    for waits in [true, false] {
        let mut window = Window { skip: 0, most };
        while queue.len() < most {
            let (piece, is_more) = store::proof::unchecked(tx, units.as_deref(), waits, window).await?;
            if alone.is_none() && piece.iter().any(|one| one.told_by == actor.person) {
                alone = Some(identity::alone_for(tx, actor, Action::JudgeProof).await?);
            }
            let is_alone = |unit: Id| alone.as_ref().is_some_and(|alone| alone.contains(&unit));
            let may = |one: &Unchecked| one.told_by != actor.person || is_alone(one.unit);
            queue.extend(piece.into_iter().filter(may));
            if !is_more {
                break;
            }
            window.skip += most;
        }
    }
    queue.truncate(most);
    Ok(queue)
}

async fn judge_page(
    visit: &Visit,
    tx: &mut Tx,
    id: Option<Id>,
    form: &Form,
    problems: Problems,
) -> Result<JudgePage> {
    let actor = visit.actor()?;
    let queue = queue(tx, actor).await?;
    let record = match id {
        Some(id) => Some(record(tx, actor, id, &queue).await?),
        None => None,
    };
    let chosen = form.get("cau");
    let sentences = (1..).zip(SENTENCES).map(|(at, sentence)| {
        let value = at.to_string();
        let is_chosen = chosen == value;
        Choice::new(value, sentence, is_chosen)
    });
    let is_sure = problems.on("kq") == Some(BOTH);
    Ok(JudgePage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        record,
        is_sure,
        left: text::up_to(queue.len(), LOOKED_AT),
        waiting: text::up_to(queue.iter().filter(|one| one.waits).count(), LOOKED_AT),
        sentences: sentences.collect(),
        reason: form.get("ly-do").to_owned(),
    })
}

async fn record(tx: &mut Tx, actor: &Actor, id: Id, queue: &[Unchecked]) -> Result<Record> {
    let proof = store::proof::by_id(tx, id).await?.ok_or(Error::NotFound)?;
    let duty = actions::reached(tx, actor, Action::JudgeProof, proof.duty).await?;
    let whose = if proof.told_by != actor.person {
        Whose::Theirs
    } else if identity::alone_for(tx, actor, Action::JudgeProof)
        .await?
        .contains(&duty.unit)
    {
        Whose::OwnAlone
    } else {
        Whose::Own
    };
    let tree = tree_of(tx, duty.opens_on, duty.due_on).await?;
    let horizon = Horizon::of(tx.today());
    let place = queue.iter().position(|known| known.id == id);
    let after = place.and_then(|at| queue.get(at + 1));
    Ok(Record {
        line: Line::new(&duty, &horizon, &tree),
        proof: ProofView::load(tx, proof, &duty, &tree).await?,
        after: after.map(|next| next.id.to_string()).unwrap_or_default(),
        whose,
    })
}

/// `/minh-chung`: the first record of the queue.
pub async fn first(visit: Visit) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let first = queue(&mut tx, actor).await?.first().map(|first| first.id);
    let page = judge_page(&visit, &mut tx, first, &Form::default(), Problems::new()).await?;
    Ok(html(&page))
}

/// `/minh-chung/{proof}`
pub async fn one(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    let actor = visit.actor()?;
    let id = id.parse::<Id>().map_err(|_| Error::NotFound)?;
    let mut tx = visit.app.read(actor).await?;
    let page = judge_page(&visit, &mut tx, Some(id), &Form::default(), Problems::new()).await?;
    Ok(html(&page))
}

/// POST `/minh-chung/{proof}`
pub async fn judge(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    let actor = visit.actor()?;
    let id = id.parse::<Id>().map_err(|_| Error::NotFound)?;
    let mut tx = visit.app.begin(actor).await?;
    let proof = store::proof::by_id(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let duty = actions::reached(&mut tx, actor, Action::JudgeProof, proof.duty).await?;
    let mut problems = Problems::new();
    let verdict = verdict(&form, &mut problems);
    let Some(verdict) = verdict.filter(|_| problems.is_empty()) else {
        return Ok(refused(
            &judge_page(&visit, &mut tx, Some(id), &form, problems).await?,
        ));
    };
    let queue = queue(&mut tx, actor).await?;
    let tree = tree_of(&mut tx, duty.opens_on, duty.due_on).await?;
    let whose = tree.name(duty.unit);
    actions::judge(&mut tx, actor, id, form.get("thay"), &verdict).await?;
    tx.save().await?;
    let place = queue.iter().position(|known| known.id == id);
    let next = place
        .and_then(|at| queue.get(at + 1))
        .or_else(|| queue.iter().find(|known| known.id != id));
    let path = next.map_or_else(
        || "/minh-chung".to_owned(),
        |next| format!("/minh-chung/{}", next.id),
    );
    let told = match verdict {
        Verdict::Accept => format!("Đã duyệt đạt: {whose}, {}.", duty.title),
        Verdict::Return(_) => format!("Đã trả lại: {whose}, {}.", duty.title),
    };
    let told: String = told.chars().take(200).collect();
    Ok(page::done(&path, &told))
}

const BOTH: &str =
    "Bạn bấm Đạt nhưng đã chọn hoặc ghi lý do trả lại. Đạt thì bấm Đạt lần nữa, không thì bấm Trả lại.";

fn verdict(form: &Form, problems: &mut Problems) -> Option<Verdict> {
    match form.get("kq") {
        // A slip of the finger beside a chosen reason would lose the reason and let the proof pass.
        "dat" if !form.get("chac").is_empty() => Some(Verdict::Accept),
        "dat" if !(form.get("cau").is_empty() && form.get("ly-do").trim().is_empty()) => {
            problems.add("kq", BOTH);
            None
        }
        "dat" => Some(Verdict::Accept),
        "tra-lai" => {
            let own = form.text("ly-do", REASON_CHARACTERS, None, problems);
            let at = form.get("cau").parse::<usize>().ok();
            let ready = at.and_then(|at| SENTENCES.get(at.checked_sub(1)?));
            let reason: Vec<&str> = ready
                .copied()
                .into_iter()
                .chain([own.as_str()])
                .filter(|part| !part.is_empty())
                .collect();
            if reason.is_empty() {
                problems.add("cau", "Mời chọn hoặc ghi lý do trả lại.");
            }
            Some(Verdict::Return(reason.join(" ")))
        }
        _ => {
            problems.add("kq", "Mời bấm Đạt hoặc Trả lại.");
            None
        }
    }
}
