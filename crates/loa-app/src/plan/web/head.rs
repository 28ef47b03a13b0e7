//! The form that corrects the head of a draft.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use jiff::civil::Date;

use crate::error::{Error, Result};
use crate::form::Form;
use crate::page::{self, Chrome, html, refused};
use crate::plan::web::id;
use crate::plan::{Head, MOST_SHORT, MOST_TITLE, actions};
use crate::problem::Problems;
use crate::route::Visit;

#[derive(Template)]
#[template(path = "plan/pages/head.html")]
struct HeadPage {
    chrome: Chrome,
    problems: Problems,
    id: String,
    title: String,
    number: String,
    issuer: String,
    day: String,
    month: String,
    year: String,
    first: String,
    last: String,
    signer: String,
}

impl HeadPage {
    fn of(visit: &Visit, plan: &str, head: &Head) -> Self {
        let date = head.issued_on();
        // Of a date without its day, what is known is shown.
        let mut parts = head.date.split('-');
        let mut part = || {
            parts
                .next()
                .unwrap_or_default()
                .trim_start_matches('0')
                .to_owned()
        };
        let (year, month, day) = (part(), part(), part());
        let years = head.years.or_else(|| date.map(|date| (date.year(), date.year())));
        Self {
            chrome: Chrome::new(visit),
            problems: Problems::new(),
            id: plan.to_owned(),
            title: head.title.clone(),
            number: head.number.clone(),
            issuer: head.issuer.clone(),
            day,
            month,
            year,
            first: years.map_or_else(String::new, |years| years.0.to_string()),
            last: years.map_or_else(String::new, |years| years.1.to_string()),
            signer: head.signer.clone(),
        }
    }

    fn again(visit: &Visit, plan: &str, form: &Form, problems: Problems) -> Self {
        let get = |name: &str| form.get(name).to_owned();
        Self {
            chrome: Chrome::new(visit).with_problems(&problems),
            problems,
            id: plan.to_owned(),
            title: get("ten"),
            number: get("so"),
            issuer: get("co-quan"),
            day: get("ngay-ngay"),
            month: get("ngay-thang"),
            year: get("ngay-nam"),
            first: get("nam-dau"),
            last: get("nam-cuoi"),
            signer: get("nguoi-ky"),
        }
    }
}

/// GET /ke-hoach/{plan}/dau
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]
pub async fn page(visit: Visit, Path(plan): Path<String>) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    actions::must_edit(&mut tx, actor).await?;
    let (_, version) = actions::current(&mut tx, id(&plan)?).await?;
    Ok(html(&HeadPage::of(&visit, &plan, &version.head)))
}

/// What the form says, laid on the head as it was.
fn head_of(form: &Form, before: &Head) -> Result<Head> {
    let mut problems = Problems::new();
    let title = form.text(
        "ten",
        MOST_TITLE,
        Some("Ghi tên kế hoạch, ví dụ Kế hoạch tuyên truyền năm 2022."),
        &mut problems,
    );
    let number = form.text("so", MOST_SHORT, None, &mut problems);
    let issuer = form.text(
        "co-quan",
        MOST_SHORT,
        Some("Ghi cơ quan ban hành."),
        &mut problems,
    );
    let signer = form.text("nguoi-ky", MOST_SHORT, None, &mut problems);
    let date: Option<Date> = form.date("ngay", &mut problems);
    let first = form.year("nam-dau", &mut problems);
    let last = if form.has("nam-cuoi") {
        form.year("nam-cuoi", &mut problems)
    } else {
        first
    };
    let years = first.zip(last);
    if let Some((first, last)) = years {
        problems.unless(
            first <= last && last - first <= 10,
            "nam-cuoi",
            "Năm cuối không trước năm đầu và không cách quá 10 năm.",
        );
    }
    problems.or(()).map_err(Error::from)?;
    Ok(Head {
        title,
        number,
        issuer,
        signer,
        date: date.map_or_else(|| before.date.clone(), |date| date.to_string()),
        years,
        corrected: true,
        ..before.clone()
    })
}

/// POST /ke-hoach/{plan}/dau
///
/// # Errors
/// See [`actions::correct_head`].
pub async fn save(visit: Visit, Path(plan): Path<String>, form: Form) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.begin(actor).await?;
    actions::must_edit(&mut tx, actor).await?;
    let (_, version) = actions::current(&mut tx, id(&plan)?).await?;
    let head = match head_of(&form, &version.head) {
        Ok(head) => head,
        Err(Error::Problem(problems)) => {
            return Ok(refused(&HeadPage::again(&visit, &plan, &form, problems)));
        }
        Err(other) => return Err(other),
    };
    actions::correct_head(&mut tx, actor, version.plan, head).await?;
    tx.save().await?;
    Ok(page::done(
        &format!("/ke-hoach/{plan}/soat"),
        "Đã sửa phần đầu văn bản; thời gian và nhóm đơn vị đã được tính lại.",
    ))
}
