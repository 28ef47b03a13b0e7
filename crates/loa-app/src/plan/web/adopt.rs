//! The page before adopting: what will come, what stands in the way, what a later version changes.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::duty::actions::Changes;
use crate::error::{Error, Result};
use crate::form::Form;
use crate::page::{self, Choice, Chrome, html, refused};
use crate::plan::actions::adopt::{Ticked, adopt, enforce, seen, takes_effect, twin};
use crate::plan::adoption::{Decision, Outlook, decisions, outlook, overdue};
use crate::plan::amendment::{Change, Fate, changes, fates};
use crate::plan::store::item::Item;
use crate::plan::store::{self, Version};
use crate::plan::web::{TwinView, id, number, title_of};
use crate::plan::{State, actions};
use crate::problem::Problems;
use crate::route::Visit;
use crate::text;

struct Row {
    item: String,
    number: String,
    title: String,
    owners: usize,
    helpers: usize,
    dates: String,
    duties: String,
    lacks: String,
}

/// An order that differs from the version in force.
struct Difference {
    number: String,
    title: String,
    changes: Vec<Change>,
}

struct Amendment {
    since: String,
    same: usize,
    added: Vec<Difference>,
    dropped: Vec<Difference>,
    changed: Vec<Difference>,
    /// Duties of added orders that are overdue as soon as they are adopted.
    overdue: usize,
    /// What becomes of the duties; empty while something is left to decide.
    duties: String,
}

#[derive(Template)]
#[template(path = "plan/pages/adopt.html")]
struct AdoptPage {
    chrome: Chrome,
    problems: Problems,
    id: String,
    version: String,
    title: String,
    seen: String,
    decisions: Vec<Decision>,
    lacking: usize,
    ticks: Vec<Choice>,
    twin: Option<TwinView>,
    twin_ticks: Vec<Choice>,
    /// Duties that are overdue as soon as they are adopted, in words; empty for none.
    overdue: String,
    rows: Vec<Row>,
    total: String,
    amendment: Option<Amendment>,
}

fn row(order: Outlook) -> Row {
    let span = order.span.map_or_else(String::new, |(first, last)| {
        if first == last {
            format!("hạn {}", text::day(first))
        } else {
            format!("từ {} đến {}", text::day(first), text::day(last))
        }
    });
    Row {
        item: order.item.to_string(),
        number: order.number,
        title: order.title,
        owners: order.owners,
        helpers: order.helpers,
        dates: match order.dates {
            0 => "–".to_owned(),
            1 => span,
            many => format!("{many} hạn, {span}"),
        },
        duties: number(order.duties),
        lacks: order.lacks.join("; "),
    }
}

/// "12 việc có hạn mới, 570 việc giữ nguyên, 30 việc thôi giao"; what does not happen is left out.
fn told(duties: Changes) -> String {
    let parts = [
        (duties.added, "có hạn mới"),
        (duties.kept, "giữ nguyên"),
        (duties.changed, "đổi"),
        (duties.cancelled, "thôi giao"),
    ];
    let told = parts.iter().filter(|(count, _)| *count > 0);
    let told: Vec<_> = told
        .map(|(count, words)| format!("{} việc {words}", number(*count)))
        .collect();
    if told.is_empty() {
        return "chưa có việc nào có hạn".to_owned();
    }
    told.join(", ")
}

async fn amendment(tx: &mut Tx, version: &Version, items: &[Item]) -> Result<Option<Amendment>> {
    let versions = store::versions(tx, version.plan).await?;
    let Some(before) = versions
        .into_iter()
        .find(|version| version.state == State::Adopted)
    else {
        return Ok(None);
    };
    let old = store::assignment::of_plan(tx, version.plan).await?;
    let new: Vec<&Item> = items.iter().filter(|item| !item.removed).collect();
    let since = takes_effect(&before.head, &version.head, tx.today());
    let mut found = Amendment {
        since: text::day(since),
        overdue: 0,
        duties: String::new(),
        same: 0,
        added: Vec::new(),
        dropped: Vec::new(),
        changed: Vec::new(),
    };
    let sheets: Vec<_> = new.iter().map(|item| &item.sheet).collect();
    for fate in fates(&old, &sheets) {
        let order = |sheet: &crate::plan::Sheet, changes| Difference {
            number: sheet.number.clone(),
            title: sheet.title.clone(),
            changes,
        };
        match fate {
            Fate::Added(to) => {
                let sheet = new.get(to).map(|item| &item.sheet);
                found.overdue += overdue(sheet.into_iter(), &version.head, Some(since), tx.today());
                found
                    .added
                    .extend(new.get(to).map(|item| order(&item.sheet, Vec::new())));
            }
            Fate::Dropped(at) => {
                found
                    .dropped
                    .extend(old.get(at).map(|one| order(&one.sheet, Vec::new())));
            }
            Fate::Kept(at, to) => {
                let (Some(one), Some(item)) = (old.get(at), new.get(to)) else {
                    continue;
                };
                let changes = changes(&one.sheet, &item.sheet, (&before.head, &version.head));
                if changes.is_empty() {
                    found.same += 1;
                } else {
                    found.changed.push(order(&item.sheet, changes));
                }
            }
        }
    }
    Ok(Some(found))
}

async fn adopt_page(visit: &Visit, plan: Id, problems: Problems) -> Result<AdoptPage> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    actions::must_edit(&mut tx, actor).await?;
    let (plan, version) = actions::current(&mut tx, plan).await?;
    if version.state != State::Draft {
        return Err(actions::settled());
    }
    let items = store::item::of_version(&mut tx, version.id).await?;
    let (_, _, notes) = store::texts(&mut tx, version.id).await?.unwrap_or_default();
    let orders = outlook(&version.head, &items, &notes);
    let lacking = orders.iter().filter(|order| !order.lacks.is_empty()).count();
    let total = orders.iter().map(|order| order.duties).sum();
    let tick = Choice::new(
        1,
        format!("Tôi đã xem {lacking} nhiệm vụ có dấu “!” trong bảng trên"),
        false,
    );
    let mut amendment = amendment(&mut tx, &version, &items).await?;
    let late = match &amendment {
        Some(amendment) => amendment.overdue,
        None => {
            let kept = items.iter().filter(|item| !item.removed).map(|item| &item.sheet);
            overdue(kept, &version.head, version.head.issued_on(), tx.today())
        }
    };
    let decisions = decisions(plan.id, &version.head, &items);
    let twin = twin(&mut tx, plan.id, &version.head).await?;
    drop(tx);
    if let Some(amendment) = amendment.as_mut().filter(|_| decisions.is_empty()) {
        // Tried, and not saved.
        let mut trial = visit.app.begin(actor).await?;
        let done = enforce(&mut trial, plan.id, &version, &items).await?;
        amendment.duties = told(done.duties);
    }
    Ok(AdoptPage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        id: plan.id.to_string(),
        version: version.id.to_string(),
        title: title_of(&plan),
        seen: seen(&version, &items),
        decisions,
        lacking,
        ticks: vec![tick],
        twin: twin.as_ref().map(TwinView::of),
        twin_ticks: vec![Choice::new(
            1,
            "Tôi biết kế hoạch ấy đang thực hiện và vẫn ban hành thêm kế hoạch này",
            false,
        )],
        overdue: if late == 0 { String::new() } else { number(late) },
        rows: orders.into_iter().map(row).collect(),
        total: number(total),
        amendment,
    })
}

/// GET /ke-hoach/{plan}/ban-hanh
///
/// # Errors
/// [`Error::NotFound`], [`Error::Changed`] when there is no draft.
pub async fn page(visit: Visit, Path(plan): Path<String>) -> Result<Response> {
    Ok(html(&adopt_page(&visit, id(&plan)?, Problems::new()).await?))
}

/// POST /ke-hoach/{plan}/ban-hanh
///
/// # Errors
/// See [`adopt`].
pub async fn post(visit: Visit, Path(plan): Path<String>, form: Form) -> Result<Response> {
    let actor = visit.actor()?;
    let plan = id(&plan)?;
    let mut tx = visit.app.begin(actor).await?;
    let ticked = Ticked {
        lacking: form.has("da-xem"),
        twice: form.has("van-ban-hanh"),
    };
    match adopt(&mut tx, actor, plan, form.get("da-thay"), ticked).await {
        Ok(done) => {
            tx.save().await?;
            let sentence = format!("Đã ban hành: {} nhiệm vụ, {}.", done.orders, told(done.duties));
            Ok(page::done("/nhiem-vu", &sentence))
        }
        Err(Error::Problem(problems)) => {
            drop(tx);
            Ok(refused(&adopt_page(&visit, plan, problems).await?))
        }
        Err(Error::Changed(sentence)) => {
            drop(tx);
            // A second press, or a colleague who was faster: what was wanted is done.
            let wanted: Id = form.get("ban").parse().unwrap_or_default();
            let mut tx = visit.app.read(actor).await?;
            let versions = store::versions(&mut tx, plan).await?;
            let is_done = versions
                .iter()
                .any(|version| version.id == wanted && version.state == State::Adopted);
            if is_done {
                return Ok(page::done("/nhiem-vu", "Kế hoạch này đã được ban hành."));
            }
            Err(Error::Changed(sentence))
        }
        Err(other) => Err(other),
    }
}
