//! Importing a list: the file, then what it would change, then doing that. Between the two steps the list travels in
//! the form; the server reads and checks it anew.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use loa_calendar::language::Language;
use loa_db::tx::Tx;

use crate::error::{Error, Result};
use crate::files::Hash;
use crate::form::Form;
use crate::identity::Action;
use crate::org::actions;
use crate::org::change::{ChangeKind, Missing, Proposal};
use crate::org::difference::{Difference, Differences, Part};
use crate::org::list::{List, ListFile};
use crate::org::{Unit, store};
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

/// The form for a file.
pub async fn page(visit: Visit) -> Result<Response> {
    let mut tx = visit.app.read(visit.actor()?).await?;
    let code = actions::own_code(&mut tx).await?;
    let date = DateFields::of(Some(tx.today()));
    let page = ImportPage::new(&visit, &Form::default(), date, code, Problems::new());
    Ok(html(&page))
}

/// The units of today whose list the person may change, as a file of the kind that is imported.
pub async fn list(visit: Visit) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let today = tx.today();
    let tree = store::tree::on(&mut tx, today).await?;
    let versions = store::versions(&mut tx).await?;
    let successions = store::successions(&mut tx).await?;
    let may = |unit: &Unit| actor.may(Action::ManageUnits, unit.id);
    let list = List::of(&tree, &versions, &successions, may);
    Ok(page::csv("don-vi.csv", &list.for_people()))
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
    let tree = store::tree::on(tx, order.day).await?;
    let list = file.to_csv(tree.all());
    if list.len() > LIST_BYTES {
        let sentence =
            "Danh sách này quá dài để nhập qua trang web: mời chia nhỏ, hoặc dùng lệnh loa org import.";
        return Err(Problems::one("tep", sentence).into());
    }
    let differences = Differences::of(&proposal, &tree);
    let count = |(kind, count): &(ChangeKind, usize)| (kind.label(Language::Vi).to_owned(), *count);
    Ok(DifferencesPage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        day: text::day(order.day),
        counts: differences.counts.iter().map(count).collect(),
        same: proposal.same,
        lines: differences.lines.iter().map(line).collect(),
        seen: seen(&proposal),
        notes: proposal.notes.into_iter().map(|note| note.vi).collect(),
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

/// A row of the table.
fn line(difference: &Difference) -> Line {
    let labels: Vec<&str> = difference
        .kinds
        .iter()
        .map(|kind| kind.label(Language::Vi))
        .collect();
    let told = |parts: &[Part]| -> String {
        let parts: Vec<String> = parts.iter().map(|part| part.told(Language::Vi)).collect();
        parts.join("; ")
    };
    Line {
        kind: labels.join(", "),
        name: difference.name.clone(),
        before: told(&difference.before),
        after: told(&difference.after),
        from: text::day(difference.from),
        line: match difference.line {
            0 => String::new(),
            line => line.to_string(),
        },
    }
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
