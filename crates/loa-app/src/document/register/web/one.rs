//! One document: how it stands, its files, whom it went to, what is done next.

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use loa_db::id::Id;
use loa_db::tx::Tx;
use loa_official::document::Document;

use super::{MOST_UNITS, choices, names, seen};
use crate::clock::moment_text;
use crate::document::print;
use crate::document::register::diff::{Change, Clause, versions};
use crate::document::register::store::Receipt;
use crate::document::register::{Official, Part, Way, sheet, store};
use crate::document::store as files;
use crate::error::{Error, Result};
use crate::form::Form;
use crate::identity::{self, Action};
use crate::org;
use crate::page::{Choice, Chrome, DateFields, html};
use crate::problem::Problems;
use crate::route::Visit;

/// Clauses of a comparison on a page.
const MOST_CLAUSES: usize = 2_000;

/// What was typed on the page, right or wrong.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    pub day: DateFields,
    pub signer: String,
    pub position: String,
    pub reason: String,
    /// A file that was sent: identity and name.
    pub received: Option<(String, String)>,
    /// How it differs from what was given out.
    pub differences: Vec<Clause>,
    pub moved: DateFields,
    pub taken_by: String,
    pub due: DateFields,
    pub lead: Option<Id>,
    pub to: Vec<Id>,
    is_sent: bool,
}

impl Typed {
    /// As it was sent.
    pub fn sent(form: &Form) -> Self {
        let units = form.all("den").chain(form.all("phoi-hop"));
        Self {
            day: DateFields::sent(form, "ngay"),
            signer: form.get("nguoi-ky").to_owned(),
            position: form.get("chuc-vu").to_owned(),
            reason: form.get("ly-do").to_owned(),
            received: None,
            differences: Vec::new(),
            moved: DateFields::sent(form, "chuyen"),
            taken_by: form.get("ky-nhan").to_owned(),
            due: DateFields::sent(form, "han"),
            lead: form.get("chu-tri").parse().ok(),
            to: units.filter_map(|unit| unit.parse().ok()).collect(),
            is_sent: true,
        }
    }
}

struct Fact {
    name: &'static str,
    told: String,
}

struct Sent {
    unit: String,
    unit_id: String,
    part: &'static str,
    at: String,
    read: Option<String>,
    may_read: bool,
}

struct Linked {
    href: String,
    label: String,
}

/// The page of a document.
#[derive(Template)]
#[template(path = "document/pages/one.html")]
pub struct OnePage {
    chrome: Chrome,
    problems: Problems,
    id: String,
    code: String,
    title: String,
    state: &'static str,
    is_out: bool,
    back: String,
    facts: Vec<Fact>,
    files: Vec<Linked>,
    check: String,
    links: Vec<Linked>,
    receipts: Vec<Sent>,
    typed: Typed,
    units: Vec<Choice>,
    may_sign: bool,
    may_issue: bool,
    may_recall: bool,
    may_cancel: bool,
    may_assign: bool,
    may_disclose: bool,
    leads: Vec<Choice>,
}

impl OnePage {
    /// The page, with what was typed on it.
    ///
    /// # Errors
    /// [`Error::NotFound`] for who may not see it.
    pub async fn load(visit: &Visit, id: &str, typed: Typed, problems: Problems) -> Result<Self> {
        use crate::document::register::Step;
        let actor = visit.actor()?;
        let mut tx = visit.app.read(actor).await?;
        let today = tx.today();
        let (one, receipts) = seen(&mut tx, actor, id).await?;
        let names = names(&mut tx, today).await?;
        let name = |unit: Id| names.get(&unit).cloned().unwrap_or_default();
        let keeps = actor.may(Action::KeepRegister, one.unit);
        let may = |step| keeps && one.way == Way::Out && one.state.after(step).is_some();
        let is_replaced = !store::replaced(&mut tx, [one.id]).await?.is_empty();
        let to: Vec<String> = receipts.iter().map(|receipt| name(receipt.unit)).collect();
        let mut facts = facts(&one, &to);
        facts.insert(
            0,
            Fact {
                name: match one.way {
                    Way::Out => "Cơ quan ban hành",
                    Way::In => "Nơi nhận vào sổ",
                },
                told: name(one.unit),
            },
        );
        let may_assign = keeps && one.way == Way::In;
        let is_choosing = may(Step::Issue) || may_assign;
        let tree = org::store::tree::on(&mut tx, today).await?;
        let all: Vec<Id> = match is_choosing {
            true => tree.all().iter().map(|unit| unit.id).take(MOST_UNITS).collect(),
            false => Vec::new(),
        };
        let chosen = |part: Option<Part>| -> Vec<Id> {
            let of = receipts
                .iter()
                .filter(|one| part.is_none_or(|part| one.part == part));
            of.map(|one| one.unit).collect()
        };
        let typed = if typed.is_sent {
            typed
        } else {
            fresh(&one, &receipts, today)
        };
        let leads = std::iter::once(Choice::new("", "Chọn đơn vị", typed.lead.is_none()));
        let lead = typed
            .lead
            .map_or_else(|| chosen(Some(Part::Lead)), |lead| vec![lead]);
        Ok(Self {
            chrome: Chrome::new(visit).with_problems(&problems),
            problems,
            id: one.id.to_string(),
            code: one.code(),
            title: one.title(),
            state: one.standing(today, is_replaced),
            is_out: one.way == Way::Out,
            back: format!(
                "{}?don-vi={}&nam={}",
                if one.way == Way::Out {
                    "/van-ban/so-di"
                } else {
                    "/van-ban/so-den"
                },
                one.unit,
                one.year
            ),
            files: files_of(&mut tx, &one, visit.app.settings().printer.is_some()).await?,
            check: check(&one),
            links: links(&mut tx, &one).await?,
            facts,
            units: choices(&all, &tree, &typed.to),
            leads: leads.chain(choices(&all, &tree, &lead)).collect(),
            receipts: receipts
                .iter()
                .map(|receipt| {
                    sent(
                        receipt,
                        name(receipt.unit),
                        one.state.is_out() && actor.may(Action::KeepRegister, receipt.unit),
                    )
                })
                .collect(),
            typed,
            may_sign: may(Step::Sign),
            may_issue: may(Step::Issue),
            may_recall: may(Step::Recall),
            may_cancel: may(Step::Cancel),
            may_assign,
            may_disclose: one.way == Way::Out && actor.may(Action::Disclose, one.unit),
        })
    }
}

/// What the forms of the page begin with.
fn fresh(one: &Official, receipts: &[Receipt], today: jiff::civil::Date) -> Typed {
    let of = |part: Part| {
        receipts
            .iter()
            .filter(move |one| one.part == part)
            .map(|one| one.unit)
    };
    Typed {
        day: DateFields::of(Some(today)),
        signer: one.signer.clone(),
        position: one.position.clone(),
        moved: DateFields::of(Some(one.moved_on.unwrap_or(today))),
        taken_by: one.taken_by.clone(),
        due: DateFields::of(one.due_on),
        lead: of(Part::Lead).next(),
        to: of(Part::Know).chain(of(Part::Support)).collect(),
        ..Typed::default()
    }
}

/// The columns of the register with something in them, and what else is known.
fn facts(one: &Official, to: &[String]) -> Vec<Fact> {
    let cells = sheet::line(one, to);
    let columns = sheet::columns(one.way).iter().zip(&cells);
    let mut facts: Vec<Fact> = columns
        .map(|((name, _), cell)| Fact {
            name,
            told: cell.told(),
        })
        .collect();
    let more = [
        ("Chức vụ người ký", one.position.clone()),
        (
            "Hạn giải quyết",
            one.due_on.map(crate::text::day).unwrap_or_default(),
        ),
        (
            "Có hiệu lực từ",
            one.valid_from.map(crate::text::day).unwrap_or_default(),
        ),
        (
            "Hết hiệu lực sau ngày",
            one.valid_to.map(crate::text::day).unwrap_or_default(),
        ),
        ("Lấy số lúc", moment_text(one.made_at)),
        ("Ban hành lúc", one.issued_at.map(moment_text).unwrap_or_default()),
        (
            "Thu hồi hoặc hủy lúc",
            one.ended_at.map(moment_text).unwrap_or_default(),
        ),
    ];
    facts.extend(more.map(|(name, told)| Fact { name, told }));
    facts.retain(|fact| !fact.told.is_empty());
    facts
}

fn check(one: &Official) -> String {
    match (one.signed_file, one.check_note.as_str()) {
        (None, _) => String::new(),
        (Some(_), "") => format!("Bản đã ký: {}.", one.checked.words()),
        (Some(_), note) => format!("Bản đã ký: {}. Lý do: {note}", one.checked.words()),
    }
}

fn sent(receipt: &Receipt, unit: String, is_theirs: bool) -> Sent {
    let read = receipt.read.as_ref();
    Sent {
        unit,
        unit_id: receipt.unit.to_string(),
        part: receipt.part.word(),
        at: moment_text(receipt.sent_at),
        read: read.map(|(at, who)| format!("{}, {who}", moment_text(*at))),
        may_read: is_theirs && read.is_none(),
    }
}

async fn files_of(tx: &mut Tx, one: &Official, has_printer: bool) -> Result<Vec<Linked>> {
    let mut found = Vec::new();
    if store::content(tx, one.id).await?.is_some() {
        for ending in ["docx", "pdf"]
            .into_iter()
            .filter(|ending| has_printer || *ending == "docx")
        {
            found.push(Linked {
                href: format!("/van-ban/{}/ban-thao.{ending}", one.id),
                label: format!("Bản đưa ra để ký ({})", ending.to_uppercase()),
            });
        }
    }
    let signed = match one.way {
        Way::Out => "Bản đã ký",
        Way::In => "Tệp văn bản",
    };
    for (id, label) in [(one.given_file, "Bản đưa ra để ký"), (one.signed_file, signed)] {
        let Some(id) = id else { continue };
        if let Some(file) = files::by_id(tx, id).await? {
            found.push(Linked {
                href: format!("/tep/{id}"),
                label: format!("{label}: {} ({})", file.name, crate::text::size(file.size)),
            });
        }
    }
    Ok(found)
}

async fn links(tx: &mut Tx, one: &Official) -> Result<Vec<Linked>> {
    let mut found = Vec::new();
    if let Some(id) = one.replaces
        && let Some(before) = store::by_id(tx, id).await?
    {
        found.push(Linked {
            href: format!("/van-ban/{id}"),
            label: format!("Thay thế {} số {}", before.kind.name(), before.code()),
        });
        found.push(Linked {
            href: format!("/van-ban/{}/so-sanh", one.id),
            label: "Xem chỗ khác với văn bản trước".to_owned(),
        });
    }
    for after in store::that_replace(tx, one.id).await? {
        found.push(Linked {
            href: format!("/van-ban/{}", after.id),
            label: format!(
                "Được thay thế bằng {} số {} ({})",
                after.kind.name(),
                after.code(),
                after.state.word().to_lowercase()
            ),
        });
    }
    Ok(found)
}

/// `/van-ban/{official}`
pub async fn page(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    Ok(html(
        &OnePage::load(&visit, &id, Typed::default(), Problems::new()).await?,
    ))
}

struct Group {
    change: &'static str,
    clause: Option<Clause>,
    /// Clauses left out here because nothing became of them.
    left_out: usize,
}

#[derive(Template)]
#[template(path = "document/pages/compare.html")]
struct ComparePage {
    chrome: Chrome,
    id: String,
    old: String,
    new: String,
    groups: Vec<Group>,
    counts: String,
    is_cut: bool,
}

/// `/van-ban/{official}/so-sanh`: with what it takes the place of.
pub async fn compare(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let (one, _) = seen(&mut tx, actor, &id).await?;
    let before = match one.replaces {
        Some(before) => Some(seen(&mut tx, actor, &before.to_string()).await?.0),
        None => None,
    };
    let new = store::text(&mut tx, one.id).await?;
    let old = match &before {
        Some(before) => store::text(&mut tx, before.id).await?,
        None => String::new(),
    };
    drop(tx);
    let clauses = tokio::task::spawn_blocking(move || versions(&old, &new))
        .await
        .map_err(|error| Error::Outage(error.to_string()))?;
    let many = |change| clauses.iter().filter(|clause| clause.change == change).count();
    let counts = format!(
        "{} đoạn sửa, {} đoạn thêm, {} đoạn bỏ",
        many(Change::Changed),
        many(Change::Added),
        many(Change::Removed)
    );
    let groups = grouped(clauses);
    Ok(html(&ComparePage {
        chrome: Chrome::new(&visit),
        id: one.id.to_string(),
        old: before.map_or_else(
            || "không thay thế văn bản nào".to_owned(),
            |one| format!("{} số {}", one.kind.name(), one.code()),
        ),
        new: format!("{} số {}", one.kind.name(), one.code()),
        is_cut: groups.len() > MOST_CLAUSES,
        groups: groups.into_iter().take(MOST_CLAUSES).collect(),
        counts,
    }))
}

/// Each clause that changed, with the one before it; the others counted.
fn grouped(clauses: Vec<Clause>) -> Vec<Group> {
    let changed: Vec<bool> = clauses
        .iter()
        .map(|clause| clause.change != Change::Same)
        .collect();
    let is_changed = |at: usize| changed.get(at).copied().unwrap_or(false);
    let mut groups = Vec::new();
    let mut left_out = 0;
    for (at, clause) in clauses.into_iter().enumerate() {
        if !is_changed(at) && !is_changed(at + 1) {
            left_out += 1;
            continue;
        }
        if left_out > 0 {
            groups.push(Group {
                change: "",
                clause: None,
                left_out,
            });
            left_out = 0;
        }
        groups.push(Group {
            change: clause.change.word(),
            clause: Some(clause),
            left_out: 0,
        });
    }
    if left_out > 0 {
        groups.push(Group {
            change: "",
            clause: None,
            left_out,
        });
    }
    groups
}

/// `/van-ban/{official}/ban-thao.docx`: the document as it is given out to be signed.
pub async fn draft_docx(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    draft(&visit, &id, "docx").await
}

/// `/van-ban/{official}/ban-thao.pdf`: the same, printed.
pub async fn draft_pdf(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    draft(&visit, &id, "pdf").await
}

async fn draft(visit: &Visit, id: &str, ending: &str) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let (one, _) = seen(&mut tx, actor, id).await?;
    if !actor.may(identity::Action::SeeUnits, one.unit) {
        return Err(Error::NotFound);
    }
    let kept = store::content(&mut tx, one.id).await?;
    drop(tx);
    // A document that was written elsewhere has its own file: its page has the link.
    let Some(kept) = kept else {
        return Ok(crate::page::to(&format!("/van-ban/{}", one.id)).into_response());
    };
    let document: Document =
        serde_json::from_str(&kept).map_err(|error| Error::Outage(format!("a kept document: {error}")))?;
    let name = loa_vietnamese::fold::fold(&one.code()).replace(['/', '&', '.'], "-");
    print::answer(&visit.app, document, ending, &format!("{name}.{ending}")).await
}
