//! The form that calls units for their sub-plans.

use askama::Template;
use axum::response::Response;
use jiff::civil::Date;
use loa_db::id::Id;

use crate::error::{Error, Result};
use crate::form::Form;
use crate::page::{self, Choice, Chrome, DateFields, html, refused};
use crate::problem::Problems;
use crate::route::Visit;
use crate::subplan::MOST_WORDS;
use crate::subplan::actions::calling::{Offer, call, offer};
use crate::subplan::store::NewCall;
use crate::subplan::web::{fresh_key, key_of, plans_in_force, ways};

/// Units that are listed one by one; where there are more, all are called.
const MOST_LISTED: usize = 300;

#[derive(Template)]
#[template(path = "subplan/pages/call.html")]
struct CallPage {
    chrome: Chrome,
    problems: Problems,
    key: String,
    /// The plan that was chosen: identity and title.
    chosen: Option<(String, String)>,
    /// Those to choose from.
    plans: Vec<(String, String)>,
    orders: Vec<Choice>,
    due: DateFields,
    words: String,
    scopes: Vec<Choice>,
    units: Vec<Choice>,
    count: usize,
    called: usize,
    most_words: usize,
}

/// GET /ke-hoach-don-vi/goi
pub(super) async fn page(visit: Visit) -> Result<Response> {
    let fields = visit.fields();
    let page = call_page(&visit, fields.get("ke-hoach"), None, Problems::new()).await?;
    Ok(html(&page))
}

async fn call_page(visit: &Visit, plan: &str, sent: Option<&Form>, problems: Problems) -> Result<CallPage> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let plans = plans_in_force(&mut tx).await?;
    let chosen = plans.iter().find(|(id, _)| id == plan).cloned();
    let found = match chosen.as_ref().and_then(|(id, _)| id.parse::<Id>().ok()) {
        Some(plan) => offer(&mut tx, actor, plan).await?,
        None => Offer {
            orders: Vec::new(),
            due_on: None,
            units: Vec::new(),
            called: 0,
        },
    };
    let blank = Form::default();
    let form = sent.unwrap_or(&blank);
    Ok(CallPage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        key: fresh_key(&tx),
        chosen,
        plans,
        orders: order_choices(&found, sent),
        due: match sent {
            Some(form) => DateFields::sent(form, "han"),
            None => DateFields::of(found.due_on),
        },
        words: form.get("loi").to_owned(),
        scopes: scopes(found.units.len(), form),
        units: unit_choices(&found, form),
        count: found.units.len(),
        called: found.called,
        most_words: MOST_WORDS,
    })
}

/// All units, or, where they can be listed, those that are ticked.
fn scopes(count: usize, form: &Form) -> Vec<Choice> {
    let is_some = form.get("pham-vi") == "chon";
    let mut scopes = vec![Choice::new("tat-ca", format!("Tất cả {count} đơn vị"), !is_some)];
    if count <= MOST_LISTED {
        scopes.push(Choice::new("chon", "Chỉ những đơn vị đánh dấu dưới đây", is_some));
    }
    scopes
}

/// The units one by one; none where there are too many of them.
fn unit_choices(found: &Offer, form: &Form) -> Vec<Choice> {
    if found.units.len() > MOST_LISTED {
        return Vec::new();
    }
    let ticked: Vec<&str> = form.all("don-vi").collect();
    let choice = |(id, name): &(Id, String)| {
        let is_ticked = ticked.contains(&id.to_string().as_str());
        Choice::new(id, name.clone(), is_ticked)
    };
    found.units.iter().map(choice).collect()
}

/// The orders that seem to ask for sub-plans, the first one chosen, and none of them.
fn order_choices(found: &Offer, sent: Option<&Form>) -> Vec<Choice> {
    let first = found.orders.first().map(|(id, _)| id.to_string());
    let order = match sent {
        Some(form) => form.get("viec").to_owned(),
        None => first.unwrap_or_default(),
    };
    let choice = |(id, title): &(Id, String)| Choice::new(id, title.clone(), id.to_string() == order);
    let mut choices: Vec<Choice> = found.orders.iter().map(choice).collect();
    let is_none = !choices.iter().any(|choice| choice.chosen);
    choices.push(Choice::new("khong", "Không có nhiệm vụ nào như vậy", is_none));
    choices
}

/// POST /ke-hoach-don-vi/goi
pub(super) async fn send(visit: Visit, form: Form) -> Result<Response> {
    match sent(&visit, &form).await {
        Err(Error::Problem(problems)) => {
            let page = call_page(&visit, form.get("ke-hoach"), Some(&form), problems).await?;
            Ok(refused(&page))
        }
        other => other,
    }
}

fn due_of(form: &Form, problems: &mut Problems) -> Option<Date> {
    let due = form.date("han", problems);
    if due.is_none() && problems.on("han").is_none() {
        problems.add("han", "Mời ghi hạn gửi.");
    }
    due
}

async fn sent(visit: &Visit, form: &Form) -> Result<Response> {
    let actor = visit.actor()?;
    let mut problems = Problems::new();
    let Ok(plan) = form.get("ke-hoach").parse::<Id>() else {
        return Err(Problems::one("ke-hoach", "Mời chọn kế hoạch.").into());
    };
    let due = due_of(form, &mut problems);
    let words = form.text("loi", MOST_WORDS, None, &mut problems);
    let order = match form.get("viec") {
        "" | "khong" => None,
        text => Some(
            text.parse()
                .map_err(|_| Problems::one("viec", "Mời chọn lại nhiệm vụ."))?,
        ),
    };
    let mut tx = visit.app.begin(actor).await?;
    let units = match form.get("pham-vi") {
        "chon" => {
            let ticked: Result<Vec<Id>, _> = form.all("don-vi").map(str::parse).collect();
            ticked.map_err(|_| Error::NotFound)?
        }
        _ => {
            let found = offer(&mut tx, actor, plan).await?;
            found.units.into_iter().map(|(id, _)| id).collect()
        }
    };
    let Some(due_on) = due.filter(|_| problems.is_empty()) else {
        return Err(problems.into());
    };
    let new = NewCall {
        plan,
        order,
        due_on,
        words: &words,
        key: &key_of(actor.person, form),
    };
    let (id, count) = match repeated(&mut tx, &new).await? {
        Some(there) => there,
        None => call(&mut tx, actor, &new, &units, ways(visit)).await?,
    };
    tx.save().await?;
    let told = format!("Đã gọi {count} đơn vị gửi kế hoạch.");
    Ok(page::done(&format!("/ke-hoach-don-vi/dot/{id}"), &told))
}

/// The call that the same request made before, with its number of units.
async fn repeated(tx: &mut loa_db::tx::Tx, new: &NewCall<'_>) -> Result<Option<(Id, usize)>> {
    use crate::subplan::store;
    let Some(there) = store::call_by_request(tx, new.key).await? else {
        return Ok(None);
    };
    Ok(Some((there, store::of_call(tx, there).await?.len())))
}
