//! Filing: a file that is read as plans are, or the form with a row for each order.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use loa_db::id::Id;

use crate::document::actions::{Prepared, prepare};
use crate::document::register::store::book;
use crate::document::{Purpose, print};
use crate::error::{Error, Result};
use crate::form::Form;
use crate::identity::Action;
use crate::org;
use crate::page::{self, Chrome, html, refused};
use crate::plan::reading;
use crate::problem::Problems;
use crate::route::Visit;
use crate::subplan::actions::{self, Filing, file, reached};
use crate::subplan::clauses::{self, Row};
use crate::subplan::template::{Parts, document};
use crate::subplan::web::one::OnePage;
use crate::subplan::web::{fresh_key, id, key_of};
use crate::subplan::{Borne, Clause, OWN_ROWS};
use crate::text;

/// POST /ke-hoach-don-vi/{subplan}/gui
pub(super) async fn upload(visit: Visit, Path(subplan): Path<String>, form: Form) -> Result<Response> {
    let actor = visit.actor()?;
    let subplan = id(&subplan)?;
    let mut tx = visit.app.read(actor).await?;
    reached(&mut tx, actor, Action::FileSubPlan, subplan).await?;
    drop(tx);
    let kept = async {
        let (prepared, clauses) = understood(&visit, &form).await?;
        let filing = Filing {
            subplan,
            file: Some(&prepared),
            clauses: &clauses,
            key: &key_of(actor.person, &form),
            is_sample: false,
        };
        kept(&visit, &filing).await
    };
    match kept.await {
        Err(Error::Problem(problems)) => {
            let mut tx = visit.app.read(actor).await?;
            Ok(refused(&OnePage::load(&visit, &mut tx, subplan, problems).await?))
        }
        other => other,
    }
}

async fn kept(visit: &Visit, filing: &Filing<'_>) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.begin(actor).await?;
    let ordinal = file(&mut tx, actor, filing).await?;
    tx.save().await?;
    let told = format!("Đã gửi kế hoạch của đơn vị, bản {ordinal}.");
    Ok(page::done(&format!("/ke-hoach-don-vi/{}", filing.subplan), &told))
}

/// A file that was sent: opened and understood away from the threads that answer, then kept.
async fn understood(visit: &Visit, form: &Form) -> Result<(Prepared, Vec<Clause>)> {
    let Some(sent) = form.files.iter().find(|file| file.field == "tep") else {
        return Err(Problems::one("tep", "Chọn tệp kế hoạch của đơn vị để gửi.").into());
    };
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let today = tx.today();
    let tree = org::store::tree::on(&mut tx, today).await?;
    drop(tx);
    let (name, bytes) = (sent.name.clone(), sent.bytes.clone());
    let converter = visit.app.settings().old_word;
    let read = move || {
        let opened = reading::open(&name, &bytes, converter)?;
        clauses::of_document(&reading::understand(&opened, &tree, None, today)?)
    };
    let clauses = tokio::task::spawn_blocking(read)
        .await
        .map_err(|error| Error::Outage(format!("reading a document: {error}")))?;
    let clauses = clauses.map_err(|sentence| Problems::one("tep", sentence))?;
    let prepared = prepare(&visit.app, &sent.name, sent.bytes.clone(), Purpose::Plan).await?;
    Ok((prepared, clauses))
}

/// A row as it is shown, with the order that it is for.
struct RowView {
    row: Row,
    order: Option<Borne>,
}

#[derive(Template)]
#[template(path = "subplan/pages/fill.html")]
struct FillPage {
    chrome: Chrome,
    problems: Problems,
    id: String,
    key: String,
    unit: String,
    plan: String,
    due: String,
    rows: Vec<RowView>,
}

impl FillPage {
    async fn load(visit: &Visit, subplan: Id, sent: Option<Vec<Row>>, problems: Problems) -> Result<Self> {
        let actor = visit.actor()?;
        let mut tx = visit.app.read(actor).await?;
        let (one, call) = reached(&mut tx, actor, Action::FileSubPlan, subplan).await?;
        let orders = actions::borne(&mut tx, &call, one.unit).await?;
        let mut rows = match sent {
            Some(rows) => rows,
            None => actions::rows(&mut tx, &one, &call).await?,
        };
        let own = rows.iter().filter(|row| !row.is_ordered).count();
        rows.extend((own + 1..=OWN_ROWS).map(own_row));
        let today = tx.today();
        let tree = org::store::tree::with_ended(&mut tx, today).await?;
        let view = |row: Row| RowView {
            order: orders
                .iter()
                .find(|order| order.id.to_string() == row.key)
                .cloned(),
            row,
        };
        Ok(Self {
            chrome: Chrome::new(visit).with_problems(&problems),
            problems,
            id: one.id.to_string(),
            key: fresh_key(&tx),
            unit: tree.name(one.unit).to_owned(),
            plan: call.plan_name(),
            due: text::day(call.due_on),
            rows: rows.into_iter().map(view).collect(),
        })
    }
}

fn own_row(at: usize) -> Row {
    Row {
        key: format!("them-{at}"),
        ..Row::default()
    }
}

/// GET /ke-hoach-don-vi/{subplan}/dien
pub(super) async fn page(visit: Visit, Path(subplan): Path<String>) -> Result<Response> {
    let page = FillPage::load(&visit, id(&subplan)?, None, Problems::new()).await?;
    Ok(html(&page))
}

/// The rows as they were sent: those of the orders that the unit bears now, and its own.
fn sent_rows(orders: &[Borne], form: &Form) -> Vec<Row> {
    let get = |name: &str, key: &str| form.get(&format!("{name}-{key}")).to_owned();
    let filled = |row: Row| Row {
        how: get("lam", &row.key),
        who: get("ai", &row.key),
        when: get("khi", &row.key),
        ..row
    };
    let ordered = orders.iter().map(Row::of).map(filled);
    let own = (1..=OWN_ROWS).map(own_row).map(filled).map(|row| Row {
        title: reading::one_line(&get("viec", &row.key)),
        ..row
    });
    ordered.chain(own).collect()
}

/// POST /ke-hoach-don-vi/{subplan}/dien
pub(super) async fn fill(visit: Visit, Path(subplan): Path<String>, form: Form) -> Result<Response> {
    let actor = visit.actor()?;
    let subplan = id(&subplan)?;
    let mut tx = visit.app.read(actor).await?;
    let (one, call) = reached(&mut tx, actor, Action::FileSubPlan, subplan).await?;
    let orders = actions::borne(&mut tx, &call, one.unit).await?;
    drop(tx);
    let rows = sent_rows(&orders, &form);
    let mut problems = Problems::new();
    for fault in rows.iter().filter_map(Row::fault) {
        problems.add("bang", fault);
    }
    let is_blank = rows.iter().all(Row::is_blank);
    problems.unless(
        !is_blank,
        "bang",
        "Chưa ghi dòng nào: mời ghi đơn vị làm thế nào ở ít nhất một dòng.",
    );
    if !problems.is_empty() {
        return Ok(refused(
            &FillPage::load(&visit, subplan, Some(rows), problems).await?,
        ));
    }
    let clauses = clauses::of_rows(&rows);
    let filing = Filing {
        subplan,
        file: None,
        clauses: &clauses,
        key: &key_of(actor.person, &form),
        is_sample: false,
    };
    match kept(&visit, &filing).await {
        Err(Error::Problem(problems)) => {
            let mut shown = Problems::new();
            for problem in problems.all() {
                shown.add("bang", problem.message.clone());
            }
            Ok(refused(
                &FillPage::load(&visit, subplan, Some(rows), shown).await?,
            ))
        }
        other => other,
    }
}

/// GET /ke-hoach-don-vi/{subplan}/mau.docx: the plan to be filled in, as an official document.
pub(super) async fn template(visit: Visit, Path(subplan): Path<String>) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let (one, call) = reached(&mut tx, actor, Action::SeeUnits, id(&subplan)?).await?;
    let orders = actions::borne(&mut tx, &call, one.unit).await?;
    let head = actions::head(&mut tx, call.plan).await?;
    let today = tx.today();
    let tree = org::store::tree::with_ended(&mut tx, today).await?;
    let unit = tree.get(one.unit).ok_or(Error::NotFound)?;
    let above = unit.parent.map(|parent| tree.name(parent));
    let letterhead = book::letterhead_of(&mut tx, one.unit, &unit.name, above).await?;
    drop(tx);
    let document = document(&Parts {
        unit: &unit.name,
        letterhead: &letterhead,
        head: &head,
        orders: &orders,
    });
    print::answer(&visit.app, document, "docx", "ke-hoach-don-vi.docx").await
}
