//! The conclusion: findings proposed from what is not as it should be, what the unit said beside them.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use jiff::civil::Date;
use loa_db::id::Id;

use crate::error::{Error, Result};
use crate::form::Form;
use crate::identity::Action;
use crate::inspection::actions::conclude::{Written, conclude};
use crate::inspection::actions::reached;
use crate::inspection::store::{self, answer as kept, finding};
use crate::inspection::web::sheet::heading;
use crate::inspection::{Answer, Item, Kind, ReplyKind, Verdict, WORDS_CHARACTERS, holding};
use crate::org;
use crate::page::{self, Chrome, DateFields, html, refused};
use crate::problem::Problems;
use crate::route::Visit;

/// Days to put something right, unless a person says otherwise.
const DAYS: i64 = 30;

/// A finding to be.
struct Draft {
    item: String,
    /// The answer that it comes from.
    answer: String,
    heading: String,
    is_ticked: bool,
    what: String,
    basis: String,
    remedy: String,
    due: DateFields,
}

#[derive(Template)]
#[template(path = "inspection/pages/conclude.html")]
struct ConcludePage {
    chrome: Chrome,
    problems: Problems,
    id: String,
    unit: String,
    drafts: Vec<Draft>,
    /// What the unit said: words, by whom and when.
    replies: Vec<(String, String)>,
    /// It said something, if only that it has nothing to say.
    was_heard: bool,
    conclusion: String,
    can_conclude: bool,
}

/// What is not as it should be becomes a finding, in the words of the checklist.
fn draft(item: &Item, answer: &Answer, plan: &str, due: Option<Date>, is_owed: bool) -> Draft {
    let remark = answer.remark.as_str();
    let what = match (item.kind, remark) {
        (Kind::Own, "") => item.title.clone(),
        (Kind::Own, remark) => format!("{}: {remark}", item.title),
        (_, "") => format!("Chưa đạt: {}", item.title),
        (_, remark) => remark.to_owned(),
    };
    let basis = match (item.kind, item.number.as_str()) {
        (Kind::Duty, "") => plan.to_owned(),
        (Kind::Duty, number) => format!("Nhiệm vụ {number}, {plan}")
            .trim_end_matches(", ")
            .to_owned(),
        _ => String::new(),
    };
    let remedy = match item.kind {
        Kind::Own => "Khắc phục và báo cáo".to_owned(),
        _ => format!("Thực hiện đúng: {}", item.title),
    };
    Draft {
        item: item.id.to_string(),
        answer: answer.id.to_string(),
        heading: heading(item),
        is_ticked: !is_owed,
        what,
        basis,
        remedy,
        due: DateFields::of(due),
    }
}

async fn loaded(visit: &Visit, id: &str, sent: Option<&Form>, problems: Problems) -> Result<ConcludePage> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let id: Id = id.parse().map_err(|_| Error::NotFound)?;
    let (inspection, programme) = reached(&mut tx, actor, Action::Inspect, id).await?;
    let today = tx.today();
    let tree = org::store::tree::with_ended(&mut tx, today).await?;
    let items = store::items(&mut tx, id).await?;
    let answers = kept::of_inspection(&mut tx, id).await?;
    let holds = holding(&answers);
    let plan = match programme.plan {
        Some(plan) => crate::plan::store::plan(&mut tx, plan).await?,
        None => None,
    };
    let plan = plan.map(|plan| plan.number).unwrap_or_default();
    let before = match inspection.again_of {
        Some(before) => finding::of_inspection(&mut tx, before).await?,
        None => Vec::new(),
    };
    let due = loa_calendar::day::plus_days(today, DAYS);
    let mut drafts = Vec::new();
    for item in &items {
        let Some(answer) = holds
            .get(&item.id)
            .filter(|answer| answer.verdict == Verdict::Bad)
        else {
            continue;
        };
        // What was found before and is not accepted as put right is owed already.
        let is_owed = before
            .iter()
            .any(|finding| Some(finding.id) == item.finding && !finding.is_settled());
        let draft = draft(item, answer, &plan, due, is_owed);
        drafts.push(match sent {
            Some(form) if form.all("xem").any(|answer| answer == draft.answer) => typed(draft, form),
            _ => draft,
        });
    }
    let replies = kept::replies(&mut tx, id).await?;
    Ok(ConcludePage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        id: id.to_string(),
        unit: tree.name(inspection.unit).to_owned(),
        drafts,
        was_heard: replies.iter().any(|reply| reply.kind != ReplyKind::Agreed),
        replies: replies
            .into_iter()
            .map(|reply| {
                let said = format!("{}, {}", reply.person, crate::clock::moment_text(reply.at));
                let words = match reply.words.as_str() {
                    "" => reply.kind.label().to_owned(),
                    words => words.to_owned(),
                };
                (words, said)
            })
            .collect(),
        conclusion: sent.map_or_else(String::new, |form| form.get("ket-luan").to_owned()),
        can_conclude: inspection.state == crate::inspection::State::Visited && !holds.is_empty(),
    })
}

/// A draft as it was sent, right or wrong.
fn typed(draft: Draft, form: &Form) -> Draft {
    let field = |name: &str| form.get(&format!("{name}-{}", draft.item)).to_owned();
    Draft {
        is_ticked: form.all("muc").any(|item| item == draft.item),
        what: field("thay"),
        basis: field("can-cu"),
        remedy: field("lam"),
        due: DateFields::sent(form, &format!("han-{}", draft.item)),
        ..draft
    }
}

/// `/kiem-tra/{inspection}/ket-luan`
pub async fn page(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    Ok(html(&loaded(&visit, &id, None, Problems::new()).await?))
}

/// The findings that were ticked.
fn written(form: &Form, problems: &mut Problems) -> Result<Vec<Written>> {
    let mut found: Vec<Written> = Vec::new();
    for text in form.all("muc").take(500) {
        let item: Id = text.parse().map_err(|_| Error::NotFound)?;
        let field = |name: &str| form.get(&format!("{name}-{item}")).to_owned();
        let (what, basis, remedy) = (field("thay"), field("can-cu"), field("lam"));
        let is_long = [&what, &basis, &remedy]
            .iter()
            .any(|words| words.chars().count() > WORDS_CHARACTERS);
        if what.is_empty() || remedy.is_empty() || is_long {
            problems.add(
                "ket-luan",
                format!("Mỗi phát hiện phải ghi thấy gì và phải làm gì, mỗi ô nhiều nhất {WORDS_CHARACTERS} chữ cái."),
            );
        }
        let part = |ending: &str| form.get(&format!("han-{item}-{ending}")).to_owned();
        let (day, month, year) = (part("ngay"), part("thang"), part("nam"));
        let fields = Form::of(&[("han-ngay", &day), ("han-thang", &month), ("han-nam", &year)]);
        let mut own = Problems::new();
        let Some(due_on) = fields.date("han", &mut own) else {
            let about: String = what.chars().take(60).collect();
            problems.add("ket-luan", format!("Mời ghi hạn khắc phục có thật cho: {about}"));
            continue;
        };
        if !found.iter().any(|known| known.item == item) {
            found.push(Written {
                item,
                what,
                basis,
                remedy,
                due_on,
            });
        }
    }
    Ok(found)
}

/// `POST /kiem-tra/{inspection}/ket-luan`
pub async fn send(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    match concluded(&visit, &id, &form).await {
        Err(Error::Problem(problems)) => Ok(refused(&loaded(&visit, &id, Some(&form), problems).await?)),
        done => done,
    }
}

async fn concluded(visit: &Visit, id: &str, form: &Form) -> Result<Response> {
    let actor = visit.actor()?;
    let inspection: Id = id.parse().map_err(|_| Error::NotFound)?;
    let mut tx = visit.app.begin(actor).await?;
    reached(&mut tx, actor, Action::Inspect, inspection).await?;
    let mut problems = Problems::new();
    let words = form.text("ket-luan", WORDS_CHARACTERS, None, &mut problems);
    let findings = written(form, &mut problems)?;
    problems.or(())?;
    let seen = form.all("xem").filter_map(|answer| answer.parse().ok()).collect();
    let many = conclude(&mut tx, actor, inspection, &words, &findings, &seen).await?;
    tx.save().await?;
    let sentence = match many {
        0 => "Đã kết luận, không có phát hiện nào.".to_owned(),
        many => format!("Đã kết luận: {many} phát hiện thành việc có hạn của đơn vị."),
    };
    Ok(page::done(&format!("/kiem-tra/{inspection}"), &sentence))
}
