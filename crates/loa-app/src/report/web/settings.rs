//! How the locality reports: its days and ends. A person confirms them; nothing is composed by itself before (REP-06).

use askama::Template;
use axum::response::Response;
use loa_db::tx::Tx;

use crate::audit;
use crate::document::letterhead::Letterhead;
use crate::document::register::store::book;
use crate::error::{Error, Result};
use crate::form::Form;
use crate::org;
use crate::page::{self, Chrome, html, refused};
use crate::problem::Problems;
use crate::report::store::regime::{self, Regime};
use crate::report::{PROPOSED_DAYS, form};
use crate::route::Visit;

/// Characters of a field.
const LINE: usize = 200;
const LINES: usize = 2000;

#[derive(Template)]
#[template(path = "report/pages/settings.html")]
struct SettingsPage {
    chrome: Chrome,
    problems: Problems,
    is_set: bool,
    typed: Typed,
}

#[derive(Default)]
struct Typed {
    units_day: String,
    due_day: String,
    addressee: String,
    recipients: String,
    authority: String,
    position: String,
    signer: String,
}

impl Typed {
    fn of(regime: Regime) -> Self {
        Self {
            units_day: regime.units_day.to_string(),
            due_day: regime.due_day.to_string(),
            addressee: regime.addressee,
            recipients: regime.recipients,
            authority: regime.authority,
            position: regime.position,
            signer: regime.signer,
        }
    }

    fn sent(form: &Form) -> Self {
        let field = |name| form.get(name).to_owned();
        Self {
            units_day: field("ngay-don-vi"),
            due_day: field("ngay-gui"),
            addressee: field("kinh-gui"),
            recipients: field("noi-nhan"),
            authority: field("thay-mat"),
            position: field("chuc-vu"),
            signer: field("nguoi-ky"),
        }
    }
}

/// The key of the form that is set here.
fn key() -> Result<String> {
    let first = form::all_shipped().into_iter().next();
    first.map(|form| form.key).ok_or(Error::NotFound)
}

async fn proposed(tx: &mut Tx) -> Result<Typed> {
    let today = tx.today();
    let tree = org::store::tree::on(tx, today).await?;
    let head = match tree.root() {
        Some(root) => book::letterhead_of(tx, root.id, &root.name, None).await?,
        None => Letterhead::default(),
    };
    let (units, due) = PROPOSED_DAYS;
    Ok(Typed {
        units_day: units.to_string(),
        due_day: due.to_string(),
        authority: head.authority,
        position: head.position,
        signer: head.signer,
        ..Typed::default()
    })
}

/// `/bao-cao/cai-dat`
pub async fn page(visit: Visit) -> Result<Response> {
    let mut tx = visit.app.read(visit.actor()?).await?;
    let there = regime::of(&mut tx, &key()?).await?;
    let is_set = there.is_some();
    let typed = match there {
        Some(regime) => Typed::of(regime),
        None => proposed(&mut tx).await?,
    };
    Ok(html(&SettingsPage {
        chrome: Chrome::new(&visit),
        problems: Problems::new(),
        is_set,
        typed,
    }))
}

fn told(form: &Form) -> Result<Regime> {
    let mut problems = Problems::new();
    // After the cut-off on the 14th there is a working day at least (REP-02); no month has more than 28 for sure.
    let mut day = |name: &'static str| {
        let value = form.count(name, 99, &mut problems);
        let value = value.filter(|day| (15..=28).contains(day));
        if value.is_none() && problems.on(name).is_none() {
            problems.add(name, "Mời ghi một ngày từ 15 đến 28: số liệu chốt vào ngày 14.");
        }
        value
    };
    let (units_day, due_day) = (day("ngay-don-vi"), day("ngay-gui"));
    if units_day.zip(due_day).is_some_and(|(units, due)| due < units) {
        problems.add(
            "ngay-gui",
            "Ngày gửi lên cấp trên không thể trước ngày các đơn vị gửi.",
        );
    }
    let addressee = form.text(
        "kinh-gui",
        LINES,
        Some("Mời ghi báo cáo gửi cho ai."),
        &mut problems,
    );
    let recipients = form.text("noi-nhan", LINES, None, &mut problems);
    let authority = form.text("thay-mat", LINE, None, &mut problems);
    let position = form.text("chuc-vu", LINE, Some("Mời ghi chức vụ người ký."), &mut problems);
    let signer = form.text("nguoi-ky", LINE, None, &mut problems);
    let regime = Regime {
        units_day: units_day.unwrap_or_default(),
        due_day: due_day.unwrap_or_default(),
        addressee,
        recipients,
        authority,
        position,
        signer,
    };
    Ok(problems.or(regime)?)
}

/// `POST /bao-cao/cai-dat`
pub async fn save(visit: Visit, form: Form) -> Result<Response> {
    let regime = match told(&form) {
        Ok(regime) => regime,
        Err(Error::Problem(problems)) => {
            return Ok(refused(&SettingsPage {
                chrome: Chrome::new(&visit).with_problems(&problems),
                problems,
                is_set: true,
                typed: Typed::sent(&form),
            }));
        }
        Err(error) => return Err(error),
    };
    let mut tx = visit.app.begin(visit.actor()?).await?;
    regime::put(&mut tx, &key()?, &regime).await?;
    let days = format!("{}/{}", regime.units_day, regime.due_day);
    audit::record(&mut tx, "report.set", "report", None, &days).await?;
    tx.save().await?;
    Ok(page::done("/bao-cao", "Đã đặt chế độ báo cáo."))
}
