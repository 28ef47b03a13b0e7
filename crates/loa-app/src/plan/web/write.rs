//! Writing a plan here, and making the plan of the year after.

use std::collections::HashMap;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use jiff::civil::Date;
use loa_db::id::Id;

use crate::duty::{self, DutyRole, Horizon, Standing};
use crate::error::{Error, Result};
use crate::form::Form;
use crate::org;
use crate::page::{self, Chrome, html, refused};
use crate::plan::actions::{self, Bring};
use crate::plan::reading::{self, Reading};
use crate::plan::renewal::{Late, next_year};
use crate::plan::store;
use crate::plan::web::{id, keep, off_thread, read_answer};
use crate::plan::{Column, Head, MOST_SHORT, MOST_TITLE, State, Timing, written};
use crate::problem::Problems;
use crate::route::Visit;
use crate::text;

#[derive(Template)]
#[template(path = "plan/pages/write.html")]
struct WritePage {
    chrome: Chrome,
    problems: Problems,
    title: String,
    number: String,
    issuer: String,
    day: String,
    month: String,
    year: String,
    for_year: String,
    table: String,
    rows: Vec<RowView>,
    can_grow: bool,
}

/// Rows of the form at first, and how many more a press of the button gives.
const ROWS: usize = 5;
/// Rows of the form at most; a longer table is pasted.
const MOST_ROWS: usize = 60;

/// One row of the form.
#[derive(Default)]
struct RowView {
    at: usize,
    number: String,
    task: String,
    leads: String,
    supports: String,
    when: String,
    error: String,
}

impl RowView {
    fn sent(form: &Form, at: usize) -> Self {
        let get = |name: &str| reading::one_line(form.get(&format!("{name}-{at}")));
        Self {
            at,
            number: get("tt"),
            task: get("viec"),
            leads: get("chu-tri"),
            supports: get("phoi-hop"),
            when: get("thoi-gian"),
            error: String::new(),
        }
    }

    fn is_blank(&self) -> bool {
        let all = [&self.number, &self.task, &self.leads, &self.supports, &self.when];
        all.iter().all(|value| value.is_empty())
    }

    /// What is wrong with it, without the number of the row.
    fn fault(&self, head: &Head) -> Option<String> {
        let is_long = |text: &str, most| text.chars().count() > most;
        if self.task.is_empty() {
            return Some("ghi việc phải làm ở cột Nhiệm vụ.".to_owned());
        }
        if is_long(&self.task, MOST_TITLE) {
            return Some(format!(
                "nhiệm vụ dài quá {MOST_TITLE} chữ cái: mời viết gọn lại."
            ));
        }
        let short = [&self.number, &self.leads, &self.supports, &self.when];
        if short.iter().any(|text| is_long(text, MOST_SHORT)) {
            return Some(format!("một ô dài quá {MOST_SHORT} chữ cái: mời viết gọn lại."));
        }
        let day = Timing::read(&self.when, Column::Period, head).day_of_no_calendar(head)?;
        Some(format!("“{day}” không có trong lịch. Ghi lại ngày đúng."))
    }
}

/// The rows of the form: as many as were sent.
fn rows_of(form: &Form) -> Vec<RowView> {
    let sent: usize = form.get("so-dong").parse().unwrap_or(ROWS);
    let count = sent.clamp(ROWS, MOST_ROWS);
    (1..=count).map(|at| RowView::sent(form, at)).collect()
}

/// The rows that say something, as cells under the names of their columns. A row without a number gets its place.
fn typed_cells(form: &Form, head: &Head, problems: &mut Problems) -> Vec<Vec<String>> {
    let mut cells: Vec<Vec<String>> = Vec::new();
    for row in rows_of(form).into_iter().filter(|row| !row.is_blank()) {
        if let Some(fault) = row.fault(head) {
            problems.add("dong", format!("Dòng {}: {fault}", row.at));
        }
        let number = match row.number.is_empty() {
            true => (cells.len() + 1).to_string(),
            false => row.number,
        };
        cells.push(vec![number, row.task, row.leads, row.supports, row.when]);
    }
    if !cells.is_empty() {
        let names = [
            "TT",
            "Nhiệm vụ",
            "Cơ quan chủ trì",
            "Cơ quan phối hợp",
            "Thời gian thực hiện",
        ];
        cells.insert(0, names.map(str::to_owned).to_vec());
    }
    cells
}

impl WritePage {
    fn again(visit: &Visit, form: &Form, problems: Problems) -> Self {
        let get = |name: &str| form.get(name).to_owned();
        let mut rows = rows_of(form);
        for row in &mut rows {
            let own = format!("Dòng {}: ", row.at);
            let mut told = problems.all().iter().filter(|problem| problem.field == "dong");
            row.error = told
                .find(|problem| problem.message.starts_with(&own))
                .map_or_else(String::new, |problem| problem.message.clone());
        }
        Self {
            chrome: Chrome::new(visit).with_problems(&problems),
            problems,
            title: get("ten"),
            number: get("so"),
            issuer: get("co-quan"),
            day: get("ngay-ngay"),
            month: get("ngay-thang"),
            year: get("ngay-nam"),
            for_year: get("nam"),
            table: get("bang"),
            can_grow: rows.len() < MOST_ROWS,
            rows,
        }
    }

    /// The form with empty rows below what was typed.
    fn grown(visit: &Visit, form: &Form) -> Self {
        let mut page = Self::again(visit, form, Problems::new());
        let count = page.rows.len();
        let more = (count + 1..=MOST_ROWS).take(ROWS);
        page.rows.extend(more.map(|at| RowView {
            at,
            ..RowView::default()
        }));
        page.can_grow = page.rows.len() < MOST_ROWS;
        page
    }
}

/// GET /ke-hoach/viet
///
/// # Errors
/// [`Error::Forbidden`]
pub async fn page(visit: Visit) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    actions::must_edit(&mut tx, actor).await?;
    let tree = org::store::tree::on(&mut tx, visit.app.today()).await?;
    let issuer = tree.root().map_or("", |root| root.name.as_str());
    let year = visit.app.today().year().to_string();
    let form = Form::of(&[("co-quan", issuer), ("nam", &year)]);
    Ok(html(&WritePage::again(&visit, &form, Problems::new())))
}

/// The head that the form writes, the table's cells, and the field that they come from.
fn written_head(form: &Form) -> Result<(Head, Vec<Vec<String>>, &'static str)> {
    let mut problems = Problems::new();
    let title = form.text(
        "ten",
        MOST_TITLE,
        Some("Ghi tên kế hoạch, ví dụ Tuyên truyền cải cách hành chính năm 2022."),
        &mut problems,
    );
    let number = form.text("so", MOST_SHORT, None, &mut problems);
    let issuer = form.text(
        "co-quan",
        MOST_SHORT,
        Some("Ghi cơ quan ban hành."),
        &mut problems,
    );
    let date = form.date("ngay", &mut problems);
    let year = form.year("nam", &mut problems);
    let title = reading::one_line(&title);
    let kind = "Kế hoạch";
    let title = if loa_vietnamese::fold::fold(&title).starts_with("ke hoach") {
        title
    } else {
        format!("{kind} {title}")
    };
    let head = Head {
        kind: kind.to_owned(),
        issuer,
        number,
        date: date.map_or_else(String::new, |date| date.to_string()),
        title,
        years: year.map(|year| (year, year)),
        ..Head::default()
    };
    let pasted = written::cells(form.get("bang")).unwrap_or_else(|sentence| {
        problems.add("bang", sentence);
        Vec::new()
    });
    let typed = typed_cells(form, &head, &mut problems);
    let (cells, field) = match (typed.is_empty(), pasted.is_empty()) {
        (true, _) => (pasted, "bang"),
        (false, true) => (typed, "dong"),
        (false, false) => {
            problems.add(
                "bang",
                "Chỉ dùng một cách: ghi vào các dòng ở trên, hoặc dán bảng vào đây. Xóa một trong hai.",
            );
            (typed, "dong")
        }
    };
    if cells.is_empty() && problems.on("bang").is_none() {
        problems.add("dong", "Dán hoặc ghi ít nhất một dòng.");
    }
    problems.or(()).map_err(Error::from)?;
    Ok((head, cells, field))
}

fn dated(date: Option<Date>) -> String {
    date.map_or_else(String::new, |date| {
        format!(
            "…, ngày {:02} tháng {:02} năm {}",
            date.day(),
            date.month(),
            date.year()
        )
    })
}

/// `field`: where the cells come from, for what is wrong with them.
async fn read_table(
    visit: &Visit,
    head: Head,
    cells: Vec<Vec<String>>,
    field: &'static str,
) -> Result<Reading> {
    let actor = visit.actor()?;
    let wrong = |sentence: String| Error::from(Problems::one(field, sentence));
    let document = written::document(&head.title, &dated(head.issued_on()), &cells).map_err(wrong)?;
    let today = visit.app.today();
    let mut tx = visit.app.read(actor).await?;
    actions::must_edit(&mut tx, actor).await?;
    let tree = org::store::tree::on(&mut tx, head.issued_on().unwrap_or(today)).await?;
    drop(tx);
    let reading = off_thread(move || {
        let opened = reading::open("bang.html", document.as_bytes(), None)?;
        reading::understand(&opened, &tree, Some(head), today)
    });
    let reading = reading.await?.map_err(wrong)?;
    if reading.sheets.is_empty() {
        return Err(wrong(
            "Không đọc được nhiệm vụ nào. Dòng đầu nên là tên cột: TT, Nhiệm vụ, Chủ trì, Phối hợp, Thời gian."
                .to_owned(),
        ));
    }
    Ok(reading)
}

/// POST /ke-hoach/viet
///
/// # Errors
/// [`Error::Forbidden`]
pub async fn write(visit: Visit, form: Form) -> Result<Response> {
    if form.get("lam") == "them" {
        return Ok(html(&WritePage::grown(&visit, &form)));
    }
    let kept = async {
        let (head, cells, field) = written_head(&form)?;
        let reading = read_table(&visit, head, cells, field).await?;
        let plan = keep(&visit, "viết trong Loa", None, &reading, Bring::New).await?;
        Ok((plan, reading))
    };
    match kept.await {
        Ok((plan, reading)) => Ok(read_answer(plan, &reading)),
        Err(Error::Problem(problems)) => Ok(refused(&WritePage::again(&visit, &form, problems))),
        Err(other) => Err(other),
    }
}

/// POST /ke-hoach/{plan}/nam-sau
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`]; [`Error::Changed`] when no version is in force.
pub async fn renew(visit: Visit, Path(plan): Path<String>) -> Result<Response> {
    let actor = visit.actor()?;
    let plan = id(&plan)?;
    let mut tx = visit.app.read(actor).await?;
    actions::must_edit(&mut tx, actor).await?;
    let versions = store::versions(&mut tx, plan).await?;
    if versions.is_empty() {
        return Err(Error::NotFound);
    }
    let in_force = versions.iter().find(|version| version.state == State::Adopted);
    let Some(version) = in_force else {
        return Err(Error::Changed(
            "Chỉ lập được kế hoạch năm sau từ kế hoạch đã ban hành.".to_owned(),
        ));
    };
    let orders = store::assignment::of_plan(&mut tx, plan).await?;
    let horizon = Horizon::of(tx.today());
    let mut late: HashMap<Id, Late> = HashMap::new();
    for order in &orders {
        for duty in duty::store::of_origin(&mut tx, order.id).await? {
            if duty.role == DutyRole::Lead && duty.standing(&horizon) == Standing::Late {
                let found = late.entry(order.id).or_default();
                found.count += 1;
                if !found.units.contains(&duty.unit) {
                    found.units.push(duty.unit);
                }
            }
        }
    }
    let tree = org::store::tree::on(&mut tx, visit.app.today()).await?;
    drop(tx);
    let reading = next_year(&version.head, &orders, &late, &tree).ok_or(Error::NotFound)?;
    let name = format!("lập từ kế hoạch {}", text::day_or_dash(version.head.issued_on()));
    let new = keep(&visit, &name, None, &reading, Bring::CopyOf(plan)).await?;
    Ok(page::done(
        &format!("/ke-hoach/{new}/soat"),
        &format!(
            "Đã lập kế hoạch năm sau: {} nhiệm vụ, trong đó {} việc còn nợ được chuyển tiếp. Mời soát lại thời gian.",
            reading.sheets.len(),
            reading.notes.len()
        ),
    ))
}
