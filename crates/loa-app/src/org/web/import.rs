//! Importing a list: the file, then what it would change, then doing that. Between the two steps the list travels in
//! the form; the server reads and checks it anew.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use loa_db::tx::Tx;

use crate::error::{Error, Result};
use crate::files::Hash;
use crate::form::Form;
use crate::org::actions;
use crate::org::change::{Change, ChangeKind, Missing, Proposal};
use crate::org::list::ListFile;
use crate::org::store;
use crate::page::{self, Choice, Chrome, DateFields, html, refused};
use crate::problem::Problems;
use crate::route::Visit;
use crate::text;

/// Bytes of a list that goes through a form: some five thousand units.
const LIST_BYTES: usize = 500_000;

#[derive(Template)]
#[template(path = "org/pages/import.html")]
struct ImportPage {
    chrome: Chrome,
    problems: Problems,
    date: DateFields,
    missing: Vec<Choice>,
    code: String,
    basis: String,
}

impl ImportPage {
    fn new(visit: &Visit, form: &Form, date: DateFields, code: String, problems: Problems) -> Self {
        let ends = form.get("thieu") == "ket-thuc";
        Self {
            chrome: Chrome::new(visit).with_problems(&problems),
            problems,
            date,
            missing: vec![
                Choice::new("giu", "Giữ nguyên", !ends),
                Choice::new(
                    "ket-thuc",
                    "Kết thúc từ ngày áp dụng (tệp là danh sách đầy đủ)",
                    ends,
                ),
            ],
            code,
            basis: form.get("can-cu").to_owned(),
        }
    }
}

/// One row of the differences.
struct Line {
    kind: String,
    name: String,
    before: String,
    after: String,
    from: String,
    line: String,
}

#[derive(Template)]
#[template(path = "org/pages/differences.html")]
struct DifferencesPage {
    chrome: Chrome,
    problems: Problems,
    day: String,
    counts: Vec<(String, usize)>,
    same: usize,
    lines: Vec<Line>,
    notes: Vec<String>,
    list: String,
    iso_day: String,
    missing: String,
    code: String,
    basis: String,
    seen: String,
}

/// The code of the unit at the top, for the national list.
async fn own_code(tx: &mut Tx) -> Result<String> {
    let tree = store::tree(tx, tx.today()).await?;
    Ok(tree.root().map(|root| root.code.clone()).unwrap_or_default())
}

/// The form for a file.
pub async fn page(visit: Visit) -> Result<Response> {
    let mut tx = visit.app.read(visit.actor()?).await?;
    let code = own_code(&mut tx).await?;
    let date = DateFields::of(Some(tx.today()));
    let page = ImportPage::new(&visit, &Form::default(), date, code, Problems::new());
    Ok(html(&page))
}

/// What is asked beside the file.
struct Order {
    day: Date,
    missing: Missing,
    code: String,
    basis: String,
}

fn order(form: &Form, day: Option<Date>, problems: &mut Problems) -> Order {
    if day.is_none() && problems.on("tu").is_none() {
        problems.add("tu", "Mời ghi ngày áp dụng, ví dụ 01 07 2025.");
    }
    Order {
        day: day.unwrap_or_default(),
        missing: if form.get("thieu") == "ket-thuc" {
            Missing::End
        } else {
            Missing::Stay
        },
        code: form.text("ma", 10, None, problems),
        basis: form.text("can-cu", 300, None, problems),
    }
}

/// Shows what a file would change; writes nothing.
pub async fn compare(visit: Visit, form: Form) -> Result<Response> {
    let mut tx = visit.app.read(visit.actor()?).await?;
    let mut problems = Problems::new();
    let day = form.date("tu", &mut problems);
    let order = order(&form, day, &mut problems);
    let file = form.files.iter().find(|file| file.field == "tep");
    problems.unless(file.is_some(), "tep", "Mời chọn một tệp CSV.");
    let bytes = file.map(|file| file.bytes.clone()).unwrap_or_default();
    let read = match problems.or(()) {
        Ok(()) => actions::read_list(&bytes, &order.code),
        Err(problems) => Err(problems.into()),
    };
    let compared = match read {
        Ok(file) => differences(&visit, &mut tx, &file, &order, Problems::new()).await,
        Err(error) => Err(error),
    };
    match compared {
        Ok(page) => Ok(html(&page)),
        Err(Error::Problem(problems)) => {
            let date = DateFields::sent(&form, "tu");
            Ok(refused(&ImportPage::new(
                &visit, &form, date, order.code, problems,
            )))
        }
        Err(other) => Err(other),
    }
}

async fn differences(
    visit: &Visit,
    tx: &mut Tx,
    file: &ListFile,
    order: &Order,
    problems: Problems,
) -> Result<DifferencesPage> {
    let proposal = actions::compare(tx, file, order.day, order.missing).await?;
    let tree = store::tree(tx, order.day).await?;
    let list = file.to_csv(tree.all());
    if list.len() > LIST_BYTES {
        let sentence =
            "Danh sách này quá dài để nhập qua trang web: mời chia nhỏ, hoặc dùng lệnh loa org import.";
        return Err(Problems::one("tep", sentence).into());
    }
    let mut counts: Vec<(String, usize)> = Vec::new();
    let mut lines = Vec::new();
    for change in &proposal.changes {
        let old_parent = change.before.as_ref().and_then(|unit| unit.parent);
        let old_parent = old_parent.and_then(|id| tree.get(id));
        let kinds = change.kinds(old_parent.map(|unit| unit.key.as_str()));
        for kind in &kinds {
            match counts.iter_mut().find(|(label, _)| label == kind.label()) {
                Some((_, count)) => *count += 1,
                None => counts.push((kind.label().to_owned(), 1)),
            }
        }
        lines.push(line(
            &proposal,
            change,
            &kinds,
            old_parent.map(|unit| unit.name.as_str()),
        ));
    }
    Ok(DifferencesPage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        day: text::day(order.day),
        counts,
        same: proposal.same,
        lines,
        seen: seen(&proposal),
        notes: proposal.notes,
        list,
        iso_day: order.day.to_string(),
        missing: if order.missing == Missing::End {
            "ket-thuc"
        } else {
            "giu"
        }
        .to_owned(),
        code: order.code.clone(),
        basis: order.basis.clone(),
    })
}

fn line(proposal: &Proposal, change: &Change, kinds: &[ChangeKind], old_parent: Option<&str>) -> Line {
    let labels: Vec<&str> = kinds.iter().map(|kind| kind.label()).collect();
    let parent = |name: Option<&str>| format!("trực thuộc {}", name.unwrap_or("–"));
    let has = |kind| kinds.contains(&kind);
    let (mut before, mut after) = (Vec::new(), Vec::new());
    if let Some(old) = &change.before {
        if has(ChangeKind::Renamed) || has(ChangeKind::Ended) {
            before.push(old.name.clone());
        }
        if has(ChangeKind::Moved) {
            before.push(parent(old_parent));
        }
        if has(ChangeKind::Detailed) {
            before.push(details(&old.kind, &old.level, &old.code, &old.aliases));
        }
    }
    if let Some(new) = &change.after {
        if has(ChangeKind::Renamed) || has(ChangeKind::Added) {
            after.push(new.name.clone());
        }
        if has(ChangeKind::Moved) || has(ChangeKind::Added) {
            after.push(parent(new.parent.as_deref().map(|key| proposal.name(key))));
        }
        if has(ChangeKind::Detailed) || has(ChangeKind::Added) {
            after.push(details(&new.kind, &new.level, &new.code, &new.aliases));
        }
        if let Some(last) = change.until.and_then(|until| until.yesterday().ok()) {
            after.push(format!("đến hết ngày {}", text::day(last)));
        }
    }
    if !change.successors.is_empty() {
        let names: Vec<&str> = change.successors.iter().map(|key| proposal.name(key)).collect();
        after.push(format!("kế thừa: {}", names.join(", ")));
    }
    let name = change.before.as_ref().map(|unit| unit.name.as_str());
    Line {
        kind: labels.join(", "),
        name: name.unwrap_or_else(|| proposal.name(&change.key)).to_owned(),
        before: before.join("; "),
        after: after.join("; "),
        from: text::day(change.from),
        line: if change.line == 0 {
            String::new()
        } else {
            change.line.to_string()
        },
    }
}

fn details(kind: &str, level: &str, code: &str, aliases: &[String]) -> String {
    let mut parts = vec![
        crate::org::words(&crate::org::KINDS, kind).to_owned(),
        crate::org::words(&crate::org::LEVELS, level).to_owned(),
    ];
    if !code.is_empty() {
        parts.push(format!("mã {code}"));
    }
    if !aliases.is_empty() {
        parts.push(format!("tên khác: {}", aliases.join(", ")));
    }
    parts.retain(|part| !part.is_empty());
    parts.join(", ")
}

/// Stands for what was shown, so that nothing else is done.
fn seen(proposal: &Proposal) -> String {
    let told = format!("{} {:?} {:?}", proposal.day, proposal.changes, proposal.order);
    Hash::of(told.as_bytes()).as_str().chars().take(32).collect()
}

/// Does what was shown. When somebody changed units in between, shows what it would be now.
pub async fn apply(visit: Visit, form: Form) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.begin(actor).await?;
    store::lock(&mut tx).await?;
    let mut problems = Problems::new();
    let day = form.get("ngay").parse::<Date>().ok();
    let day = day.filter(|day| (1900..=2200).contains(&day.year()));
    let order = order(&form, day, &mut problems);
    let list = form.get("danh-sach");
    if list.len() > LIST_BYTES {
        problems.add("tep", "Danh sách này quá dài.");
    }
    let read = match problems.or(()) {
        Ok(()) => actions::read_list(list.as_bytes(), &order.code),
        Err(problems) => Err(problems.into()),
    };
    let applied = match read {
        Ok(file) => {
            let proposal = actions::compare(&mut tx, &file, order.day, order.missing).await;
            match proposal {
                Ok(proposal) if seen(&proposal) != form.get("da-xem") => {
                    let sentence =
                        "Đơn vị vừa có thay đổi khác, chưa ghi gì. Dưới đây là những khác biệt lúc này.";
                    let problems = Problems::one("khac-biet", sentence);
                    let page = differences(&visit, &mut tx, &file, &order, problems).await?;
                    let mut response = refused(&page);
                    *response.status_mut() = StatusCode::CONFLICT;
                    return Ok(response);
                }
                Ok(proposal) => {
                    let count = proposal.changes.len();
                    actions::apply(&mut tx, &proposal, &order.basis)
                        .await
                        .map(|()| count)
                }
                Err(error) => Err(error),
            }
        }
        Err(error) => Err(error),
    };
    match applied {
        Ok(count) => {
            tx.save().await?;
            Ok(page::done("/don-vi", &format!("Đã áp dụng {count} thay đổi.")))
        }
        Err(Error::Problem(problems)) => {
            let date = DateFields::of(day);
            Ok(refused(&ImportPage::new(
                &visit, &form, date, order.code, problems,
            )))
        }
        Err(other) => Err(other),
    }
}
