//! Looking at an edition: its orders with room for remarks, what it leaves out, the two buttons.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::error::{Error, Result};
use crate::form::Form;
use crate::identity::Action;
use crate::org;
use crate::page::{self, Chrome, html, refused};
use crate::problem::Problems;
use crate::route::Visit;
use crate::subplan::actions::judging::{Verdict, judge as decide};
use crate::subplan::actions::{self, reached};
use crate::subplan::progress::State;
use crate::subplan::store::edition;
use crate::subplan::web::one::{ClauseView, CoverView, RemarkView, remark_views};
use crate::subplan::web::{id, ways};
use crate::subplan::{MOST_CELL, MOST_WORDS, Remark};

/// Clauses that can be remarked on one by one; on the rest in the general remark.
const MOST_SHOWN: usize = 300;

/// A clause with what is being written on it.
struct Asked {
    clause: ClauseView,
    typed: String,
}

#[derive(Template)]
#[template(path = "subplan/pages/judge.html")]
struct JudgePage {
    chrome: Chrome,
    problems: Problems,
    id: String,
    unit: String,
    plan: String,
    /// The edition, 0 for none.
    ordinal: i64,
    is_open: bool,
    has_before: bool,
    href: String,
    orders: Vec<Asked>,
    others: Vec<Asked>,
    hidden: usize,
    covers: Vec<CoverView>,
    before: Vec<RemarkView>,
    general: String,
    most_words: usize,
}

async fn judge_page(
    visit: &Visit,
    tx: &mut Tx,
    subplan: Id,
    form: &Form,
    problems: Problems,
) -> Result<JudgePage> {
    let actor = visit.actor()?;
    let (one, call) = reached(tx, actor, Action::CallSubPlans, subplan).await?;
    let editions = edition::of_subplan(tx, one.id).await?;
    let last = editions.last();
    let (mut covers, mut clauses) = (Vec::new(), Vec::new());
    if let Some(last) = last {
        clauses = edition::clauses(tx, last.id).await?;
        let covered = actions::covered(tx, &one, &call, last, &clauses).await?;
        covers.extend(
            covered
                .iter()
                .map(|(order, found)| CoverView::new(order, *found, &clauses)),
        );
    }
    let before = match editions.iter().rev().nth(1) {
        Some(before) => {
            let old = edition::clauses(tx, before.id).await?;
            remark_views(&edition::remarks(tx, before.id).await?, &old)
        }
        None => Vec::new(),
    };
    let today = tx.today();
    let tree = org::store::tree::with_ended(tx, today).await?;
    let asked = |clause: ClauseView| Asked {
        typed: form.get(&format!("gop-y-{}", clause.at)).to_owned(),
        clause,
    };
    let shown = clauses.iter().enumerate().take(MOST_SHOWN).map(ClauseView::new);
    let (orders, others): (Vec<Asked>, Vec<Asked>) = shown.map(asked).partition(|one| one.clause.is_order);
    Ok(JudgePage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        id: one.id.to_string(),
        unit: tree.name(one.unit).to_owned(),
        plan: call.plan_name(),
        ordinal: one.progress.latest,
        is_open: one.progress.state == State::Filed,
        has_before: one.progress.latest > 1,
        href: last
            .and_then(|last| last.file)
            .map_or_else(String::new, |file| format!("/tep/{file}")),
        orders,
        others,
        hidden: clauses.len().saturating_sub(MOST_SHOWN),
        covers,
        before,
        general: form.get("gop-y").to_owned(),
        most_words: MOST_WORDS,
    })
}

/// GET /ke-hoach-don-vi/{subplan}/xet
pub(super) async fn page(visit: Visit, Path(subplan): Path<String>) -> Result<Response> {
    let mut tx = visit.app.read(visit.actor()?).await?;
    let page = judge_page(&visit, &mut tx, id(&subplan)?, &Form::default(), Problems::new()).await?;
    Ok(html(&page))
}

/// Remarks as they were sent: on clauses in their order, then on all of it.
fn remarks_of(form: &Form, problems: &mut Problems) -> Vec<Remark> {
    let mut found: Vec<Remark> = form
        .fields()
        .filter(|(_, words)| !words.is_empty())
        .filter_map(|(name, words)| {
            let clause = name.strip_prefix("gop-y-")?.parse().ok()?;
            Some(Remark {
                clause: Some(clause),
                words: words.to_owned(),
            })
        })
        .collect();
    let is_long = found
        .iter()
        .any(|remark| remark.words.chars().count() > MOST_CELL);
    let long = format!("Một góp ý dài quá {MOST_CELL} chữ cái, mời viết gọn lại.");
    problems.unless(!is_long, "gop-y", &long);
    found.sort_by_key(|remark| remark.clause);
    found.dedup_by_key(|remark| remark.clause);
    let general = form.text("gop-y", MOST_WORDS, None, problems);
    if !general.is_empty() {
        found.push(Remark {
            clause: None,
            words: general,
        });
    }
    found
}

const BOTH: &str = "Bạn bấm Chấp nhận nhưng đã ghi góp ý. Xóa góp ý rồi bấm lại, hoặc bấm Trả lại.";

fn verdict_of(form: &Form, problems: &mut Problems) -> Verdict {
    let remarks = remarks_of(form, problems);
    match form.get("kq") {
        "nhan" => {
            // A slip of the finger would lose the remarks and let the plan pass.
            problems.unless(remarks.is_empty(), "kq", BOTH);
            Verdict::Accept
        }
        "tra-lai" => Verdict::Return(remarks),
        _ => {
            problems.add("kq", "Mời bấm Chấp nhận hoặc Trả lại.");
            Verdict::Accept
        }
    }
}

/// POST /ke-hoach-don-vi/{subplan}/xet
pub(super) async fn judge(visit: Visit, Path(subplan): Path<String>, form: Form) -> Result<Response> {
    let actor = visit.actor()?;
    let subplan = id(&subplan)?;
    let mut tx = visit.app.begin(actor).await?;
    let (one, call) = reached(&mut tx, actor, Action::CallSubPlans, subplan).await?;
    let mut problems = Problems::new();
    let verdict = verdict_of(&form, &mut problems);
    let ordinal = form.get("ban").parse().unwrap_or(0);
    if one.progress.latest == 0 {
        problems.add("kq", "Đơn vị chưa gửi bản nào.");
    } else {
        problems.unless(ordinal > 0, "kq", "Mời mở lại trang rồi bấm lại.");
    }
    let decided = match problems.or(()) {
        Ok(()) => decide(&mut tx, actor, subplan, ordinal, &verdict, ways(&visit)).await,
        Err(problems) => Err(problems.into()),
    };
    match decided {
        Ok(()) => {
            tx.save().await?;
            let told = match verdict {
                Verdict::Accept => "Đã chấp nhận kế hoạch của đơn vị.",
                Verdict::Return(_) => "Đã trả lại kế hoạch kèm góp ý.",
            };
            Ok(page::done(&format!("/ke-hoach-don-vi/dot/{}", call.id), told))
        }
        Err(Error::Problem(problems)) => Ok(refused(
            &judge_page(&visit, &mut tx, subplan, &form, problems).await?,
        )),
        Err(other) => Err(other),
    }
}
