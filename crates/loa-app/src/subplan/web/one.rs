//! One sub-plan: what the plan above orders of the unit, its editions, what they take up, why one was returned.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::clock::moment_text;
use crate::duty::Standing;
use crate::error::{Error, Result};
use crate::form::Form;
use crate::identity::Action;
use crate::org;
use crate::page::{self, Choice, Chrome, html, refused};
use crate::problem::Problems;
use crate::route::Visit;
use crate::subplan::actions::{self, reached};
use crate::subplan::coverage::Found;
use crate::subplan::progress::{Progress, State};
use crate::subplan::store::edition::{self, Edition};
use crate::subplan::store::{Call, Subplan};
use crate::subplan::web::{fresh_key, id, lateness, standing};
use crate::subplan::{Borne, Clause, Remark};
use crate::text;

/// Clauses that a person can choose from when they say where an order stands.
const MOST_CHOICES: usize = 200;
/// Characters of a clause in a list of choices.
const CHOICE_CHARACTERS: usize = 90;

pub(super) struct EditionView {
    pub(super) ordinal: i64,
    pub(super) name: String,
    pub(super) href: String,
    pub(super) filed: String,
    pub(super) verdict: String,
    pub(super) is_in_force: bool,
    pub(super) is_shown: bool,
}

/// A clause in a table.
pub(super) struct ClauseView {
    pub(super) at: usize,
    pub(super) number: String,
    pub(super) title: String,
    pub(super) how: String,
    pub(super) who: String,
    pub(super) when: String,
    pub(super) is_order: bool,
}

impl ClauseView {
    pub(super) fn new((at, clause): (usize, &Clause)) -> Self {
        Self {
            at,
            number: clause.number.clone(),
            title: clause.shown().to_owned(),
            how: clause.how.clone(),
            who: clause.who.clone(),
            when: clause.when.clone(),
            is_order: clause.is_order(),
        }
    }
}

/// An order of the plan above with how it was found.
pub(super) struct CoverView {
    pub(super) id: String,
    pub(super) number: String,
    pub(super) title: String,
    pub(super) told: String,
    pub(super) is_missing: bool,
    /// A person said where it stands, and may take that back.
    pub(super) is_told: bool,
}

impl CoverView {
    pub(super) fn new(order: &Borne, found: Found, clauses: &[Clause]) -> Self {
        let place = |clause: usize| clauses.get(clause).map_or_else(String::new, place);
        let told = match found {
            Found::Written(clause) => format!("có, {}", place(clause)),
            Found::Number(one) => format!("có, {}: cùng số, giống {} % chữ", place(one.clause), one.share),
            Found::Words(one) => format!("có, {}: giống {} % chữ", place(one.clause), one.share),
            Found::Told(clause) => format!("có, {}: do người xem chỉ ra", place(clause)),
            Found::Missing(None) => "chưa thấy trong kế hoạch".to_owned(),
            Found::Missing(Some(one)) => format!(
                "chưa thấy trong kế hoạch; gần nhất là {}, giống {} % chữ",
                place(one.clause),
                one.share
            ),
        };
        Self {
            id: order.id.to_string(),
            number: order.number.clone(),
            title: order.title.clone(),
            told,
            is_missing: found.is_missing(),
            is_told: matches!(found, Found::Told(_)),
        }
    }
}

/// "mục 2.3 “Phát tin, bài …”"
pub(super) fn place(clause: &Clause) -> String {
    let shown: String = clause.shown().chars().take(CHOICE_CHARACTERS).collect();
    let more = if clause.shown().chars().count() > CHOICE_CHARACTERS {
        "…"
    } else {
        ""
    };
    match clause.number.as_str() {
        "" => format!("mục “{shown}{more}”"),
        number => format!("mục {number} “{shown}{more}”"),
    }
}

/// A remark with the clause that it is on.
pub(super) struct RemarkView {
    pub(super) place: String,
    pub(super) words: String,
}

pub(super) fn remark_views(remarks: &[Remark], clauses: &[Clause]) -> Vec<RemarkView> {
    let view = |remark: &Remark| {
        let clause = remark.clause.and_then(|clause| clauses.get(clause));
        RemarkView {
            place: clause.map_or_else(
                || "Cả kế hoạch".to_owned(),
                |clause| {
                    let told = place(clause);
                    told.replacen("mục", "Mục", 1)
                },
            ),
            words: remark.words.clone(),
        }
    };
    remarks.iter().map(view).collect()
}

#[derive(Template)]
#[template(path = "subplan/pages/one.html")]
pub(super) struct OnePage {
    chrome: Chrome,
    problems: Problems,
    id: String,
    key: String,
    unit: String,
    unit_id: String,
    call_id: String,
    plan: String,
    title: String,
    due: String,
    words: String,
    standing: Standing,
    late: String,
    orders: Vec<Borne>,
    editions: Vec<EditionView>,
    /// The edition that is shown, 0 for none.
    shown: i64,
    is_last: bool,
    clauses: Vec<ClauseView>,
    others: usize,
    covers: Vec<CoverView>,
    missing: usize,
    choices: Vec<Choice>,
    remarks: Vec<RemarkView>,
    may_file: bool,
    may_judge: bool,
    sees_call: bool,
}

impl OnePage {
    pub(super) async fn load(visit: &Visit, tx: &mut Tx, subplan: Id, problems: Problems) -> Result<Self> {
        let actor = visit.actor()?;
        let (one, call) = reached(tx, actor, Action::SeeUnits, subplan).await?;
        let today = tx.today();
        let tree = org::store::tree::with_ended(tx, today).await?;
        let editions = edition::of_subplan(tx, one.id).await?;
        let asked = visit.fields().get("ban").parse().unwrap_or(one.progress.latest);
        let Shown {
            ordinal,
            clauses,
            covers,
            remarks,
        } = shown(tx, (&one, &call), &editions, asked).await?;
        let orders = actions::borne(tx, &call, one.unit).await?;
        let is_last = ordinal == one.progress.latest;
        let may_file = actor.may(Action::FileSubPlan, one.unit);
        let missing = covers.iter().filter(|cover| cover.is_missing).count();
        let all = clauses.iter().enumerate().map(ClauseView::new);
        let (ordering, others): (Vec<_>, Vec<_>) = all.partition(|clause| clause.is_order);
        let view = |edition: &Edition| edition_view(edition, one.progress, ordinal);
        Ok(Self {
            chrome: Chrome::new(visit).with_problems(&problems),
            problems,
            id: one.id.to_string(),
            key: fresh_key(tx),
            unit: tree.name(one.unit).to_owned(),
            unit_id: one.unit.to_string(),
            call_id: call.id.to_string(),
            plan: call.plan_name(),
            title: call.title.clone(),
            due: text::day(call.due_on),
            words: call.words.clone(),
            standing: standing(&one, &call, today),
            late: lateness(&one, &call, today),
            editions: editions.iter().map(view).collect(),
            shown: ordinal,
            is_last,
            others: others.len(),
            clauses: ordering,
            choices: match may_file && is_last && missing > 0 {
                true => clause_choices(&clauses),
                false => Vec::new(),
            },
            covers,
            missing,
            remarks,
            orders,
            may_file,
            may_judge: one.progress.state == State::Filed && actor.may(Action::CallSubPlans, one.unit),
            sees_call: actor.may(Action::SeePlans, one.unit),
        })
    }
}

/// The clauses among which somebody points out where an order stands.
fn clause_choices(clauses: &[Clause]) -> Vec<Choice> {
    let choice = |(at, clause)| Choice::new(at, place(clause).replacen("mục ", "", 1), false);
    clauses
        .iter()
        .enumerate()
        .take(MOST_CHOICES)
        .map(choice)
        .collect()
}

/// What of one edition is shown; of none while nothing was filed.
#[derive(Default)]
struct Shown {
    ordinal: i64,
    clauses: Vec<Clause>,
    covers: Vec<CoverView>,
    remarks: Vec<RemarkView>,
}

/// The edition that was asked for, else the last one.
async fn shown(
    tx: &mut Tx,
    (one, call): (&Subplan, &Call),
    editions: &[Edition],
    asked: i64,
) -> Result<Shown> {
    let found = editions.iter().find(|edition| edition.ordinal == asked);
    let Some(edition) = found.or(editions.last()) else {
        return Ok(Shown::default());
    };
    let clauses = edition::clauses(tx, edition.id).await?;
    let covered = actions::covered(tx, one, call, edition, &clauses).await?;
    let covers = covered
        .iter()
        .map(|(order, found)| CoverView::new(order, *found, &clauses));
    let remarks = edition::remarks(tx, edition.id).await?;
    Ok(Shown {
        ordinal: edition.ordinal,
        covers: covers.collect(),
        remarks: remark_views(&remarks, &clauses),
        clauses,
    })
}

fn edition_view(edition: &Edition, progress: Progress, shown: i64) -> EditionView {
    let judged = edition.judged_at.map_or_else(String::new, |at| {
        let by = if edition.judge.is_empty() {
            String::new()
        } else {
            format!(", {}", edition.judge)
        };
        format!(" ({}{by})", moment_text(at))
    });
    let word = match edition.is_accepted {
        Some(true) => "Đã chấp nhận",
        Some(false) => "Trả lại",
        None if edition.ordinal < progress.latest => "Đơn vị gửi bản mới trước khi xem",
        None => "Chờ xem",
    };
    EditionView {
        ordinal: edition.ordinal,
        name: edition.file_name.clone(),
        href: edition
            .file
            .map_or_else(String::new, |file| format!("/tep/{file}")),
        filed: format!("{}, {}", moment_text(edition.filed_at), edition.filer),
        verdict: format!("{word}{judged}"),
        is_in_force: progress.in_force == Some(edition.ordinal),
        is_shown: shown == edition.ordinal,
    }
}

/// GET /ke-hoach-don-vi/{subplan}
pub(super) async fn page(visit: Visit, Path(subplan): Path<String>) -> Result<Response> {
    let mut tx = visit.app.read(visit.actor()?).await?;
    let page = OnePage::load(&visit, &mut tx, id(&subplan)?, Problems::new()).await?;
    Ok(html(&page))
}

/// POST /ke-hoach-don-vi/{subplan}/co-muc
pub(super) async fn tell(visit: Visit, Path(subplan): Path<String>, form: Form) -> Result<Response> {
    let actor = visit.actor()?;
    let subplan = id(&subplan)?;
    let mut tx = visit.app.begin(actor).await?;
    reached(&mut tx, actor, Action::FileSubPlan, subplan).await?;
    let chosen = form.get("muc");
    let clause = chosen.parse::<usize>().ok();
    let asked = (form.get("ban").parse::<i64>(), form.get("viec").parse::<Id>());
    let done = match asked {
        // An empty choice is none; taking back is asked for by its own button.
        (Ok(ban), Ok(order)) if clause.is_some() || chosen == "bo" => {
            actions::tell(&mut tx, actor, subplan, ban, order, clause).await
        }
        _ => Err(Problems::one("muc", "Mời chọn mục của kế hoạch có nhiệm vụ này.").into()),
    };
    match done {
        Ok(()) => {
            tx.save().await?;
            let told = if clause.is_some() {
                "Đã ghi: kế hoạch có nhiệm vụ này."
            } else {
                "Đã bỏ."
            };
            Ok(page::done(&format!("/ke-hoach-don-vi/{subplan}#doi-chieu"), told))
        }
        Err(Error::Problem(problems)) => {
            Ok(refused(&OnePage::load(&visit, &mut tx, subplan, problems).await?))
        }
        Err(other) => Err(other),
    }
}
