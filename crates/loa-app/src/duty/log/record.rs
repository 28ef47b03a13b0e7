//! One activity: what it says, shows and proves; putting it right.

use askama::Template;
use axum::extract::{FromRequest as _, Path, Request};
use axum::response::Response;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::activity::channel::Channel;
use crate::activity::{self, Activity, Told};
use crate::clock::moment_text;
use crate::document::Purpose;
use crate::duty::log::OTHER;
use crate::duty::log::entry::{
    self, Attachment, Typed, choices_of_audience, choices_of_channel, choices_of_language,
};
use crate::duty::log::offer::{Offer, ticked};
use crate::duty::log::store::{self, Proven};
use crate::duty::store as duties;
use crate::duty::web::board::tree_of;
use crate::duty::web::line::Line;
use crate::duty::{Horizon, ProofState, Standing, actions};
use crate::error::{Error, Result};
use crate::form::{Form, drain};
use crate::identity::{self, Action, Actor};
use crate::page::{self, Choice, Chrome, html, refused};
use crate::problem::Problems;
use crate::route::Visit;
use crate::text;

/// A file in words.
struct FileView {
    id: String,
    name: String,
    size: String,
    is_picture: bool,
    width: i64,
    height: i64,
    taken: String,
}

/// What it proves, in words.
struct ProvenView {
    line: Line,
    standing: Standing,
    reason: String,
}

/// Its earlier words.
struct BeforeView {
    replaced: String,
    facts: Vec<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "duty/pages/log_record.html")]
struct RecordPage {
    chrome: Chrome,
    id: String,
    code: String,
    facts: Vec<(&'static str, String)>,
    files: Vec<FileView>,
    proven: Vec<ProvenView>,
    before: Vec<BeforeView>,
    is_sample: bool,
    may_correct: bool,
}

/// An activity that the visitor may see; one of another unit is not there.
async fn seen(tx: &mut Tx, actor: &Actor, id: &str) -> Result<Activity> {
    let id = id.parse().map_err(|_| Error::NotFound)?;
    let found = activity::store::by_id(tx, id).await?;
    found
        .filter(|activity| actor.may(Action::SeeUnits, activity.unit))
        .ok_or(Error::NotFound)
}

/// Its officer may put it right while nobody accepted any of what it proves.
fn may_correct(actor: &Actor, activity: &Activity, proven: &[Proven]) -> bool {
    activity.person == actor.person
        && actor.may(Action::LogActivity, activity.unit)
        && proven.iter().all(Proven::is_open)
}

fn facts(told: &Told) -> Vec<(&'static str, String)> {
    let people = told
        .people
        .map(|people| format!("{} người", text::number(people)));
    let counted_in = told.channel.map_or("lần", Channel::counted_in);
    let pieces = told
        .pieces
        .map(|pieces| format!("{} {counted_in}", text::number(pieces)));
    let cost = told.cost_dong.map(|cost| format!("{} đồng", text::number(cost)));
    let rows = [
        ("Việc đã làm", Some(told.what.clone())),
        ("Ngày làm", Some(text::day(told.happened_on))),
        (
            "Ở đâu",
            Some(told.place.clone()).filter(|place| !place.is_empty()),
        ),
        (
            "Hình thức",
            told.channel.map(|channel| channel.label().to_owned()),
        ),
        ("Số lượng", pieces),
        ("Số phút phát", told.minutes.map(text::number)),
        ("Tiếng", Some(told.language.label().to_owned())),
        ("Số người", people),
        (
            "Đối tượng",
            told.audience.map(|audience| audience.label().to_owned()),
        ),
        ("Kinh phí", cost),
    ];
    rows.into_iter()
        .filter_map(|(label, value)| value.map(|value| (label, value)))
        .collect()
}

fn view(shown: activity::store::ShownFile) -> FileView {
    let (width, height) = shown.file.points.unwrap_or((0, 0));
    let longest = width.max(height).max(1);
    // The small form: at most 320 points long.
    let scaled = |side: i64| if longest > 320 { side * 320 / longest } else { side };
    FileView {
        id: shown.file.id.to_string(),
        is_picture: shown.file.small.is_some(),
        width: scaled(width),
        height: scaled(height),
        size: text::size(shown.file.size),
        taken: shown.taken_at.map(moment_text).unwrap_or_default(),
        name: shown.file.name,
    }
}

/// `/hoat-dong/{activity}`
pub async fn page(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let activity = seen(&mut tx, actor, &id).await?;
    let day = activity.told.happened_on;
    let tree = tree_of(&mut tx, day, day).await?;
    let horizon = Horizon::of(tx.today());
    let proofs = store::of_activity(&mut tx, activity.id).await?;
    let mut proven = Vec::new();
    for proof in &proofs {
        let duty = duties::by_id(&mut tx, proof.duty).await?.ok_or(Error::NotFound)?;
        let reason = proof.reason.clone().unwrap_or_default();
        proven.push(ProvenView {
            line: Line::new(&duty, &horizon, &tree),
            standing: proof.state.standing(),
            reason: if proof.state == ProofState::Returned {
                reason
            } else {
                String::new()
            },
        });
    }
    let person = identity::store::by_id(&mut tx, activity.person).await?;
    let person = person.map_or_else(|| "–".to_owned(), |person| person.full_name);
    let mut told = facts(&activity.told);
    told.push(("Người ghi", format!("{person}, {}", tree.name(activity.unit))));
    told.push(("Ghi lúc", moment_text(activity.filed_at)));
    let files = activity::store::files(&mut tx, activity.id).await?;
    let before = activity::store::before(&mut tx, activity.id).await?;
    let before = before.into_iter().map(|(told, count, at)| {
        let mut facts = facts(&told);
        facts.push(("Số tệp", text::number(count)));
        BeforeView {
            replaced: moment_text(at),
            facts,
        }
    });
    Ok(html(&RecordPage {
        chrome: Chrome::new(&visit),
        id: activity.id.to_string(),
        facts: told,
        files: files.into_iter().map(view).collect(),
        proven,
        before: before.collect(),
        is_sample: activity.is_sample,
        may_correct: may_correct(actor, &activity, &proofs),
        code: activity.code,
    }))
}

#[derive(Template)]
#[template(path = "duty/pages/log_edit.html")]
struct EditPage {
    chrome: Chrome,
    problems: Problems,
    id: String,
    code: String,
    returned: Vec<String>,
    offer: Offer,
    typed: Typed,
    languages: Vec<Choice>,
    channels: Vec<Choice>,
    audiences: Vec<Choice>,
    files: Vec<Choice>,
    received: Vec<Choice>,
    photo: Purpose,
    proof: Purpose,
}

impl EditPage {
    async fn load(
        visit: &Visit,
        tx: &mut Tx,
        activity: &Activity,
        proofs: &[Proven],
        typed: Typed,
        sent: Option<&Form>,
    ) -> Result<Self> {
        let without = sent.map(without).unwrap_or_default();
        let proven: Vec<String> = match proofs {
            [] => vec![OTHER.to_owned()],
            proofs => proofs.iter().map(|proof| proof.duty.to_string()).collect(),
        };
        let ticked: Vec<&str> = match sent {
            Some(form) => form.all("viec").collect(),
            None => proven.iter().map(String::as_str).collect(),
        };
        let offer = Offer::load(tx, visit.actor()?, &ticked).await?;
        let files = activity::store::files(tx, activity.id).await?;
        let files = files.into_iter().map(|shown| {
            let label = format!("{} ({})", shown.file.name, text::size(shown.file.size));
            Choice::new(shown.file.id, label, without.contains(&shown.file.id))
        });
        let returned = proofs.iter().filter(|proof| proof.state == ProofState::Returned);
        Ok(Self {
            chrome: Chrome::new(visit),
            problems: Problems::new(),
            id: activity.id.to_string(),
            code: activity.code.clone(),
            offer,
            returned: returned.filter_map(|proof| proof.reason.clone()).collect(),
            languages: choices_of_language(&typed.language),
            channels: choices_of_channel(&typed.channel),
            audiences: choices_of_audience(&typed.audience),
            typed,
            files: files.collect(),
            received: Vec::new(),
            photo: Purpose::Photo,
            proof: Purpose::Proof,
        })
    }
}

/// An activity that the visitor may put right.
async fn open(tx: &mut Tx, actor: &Actor, id: &str) -> Result<(Activity, Vec<Proven>)> {
    let activity = seen(tx, actor, id).await?;
    let proofs = store::of_activity(tx, activity.id).await?;
    if may_correct(actor, &activity, &proofs) {
        Ok((activity, proofs))
    } else if activity.person == actor.person {
        let sentence =
            "Bản ghi này đã được duyệt nên không sửa được nữa. Việc làm thêm xin ghi thành bản ghi mới.";
        Err(Error::Changed(sentence.to_owned()))
    } else {
        Err(Error::Forbidden)
    }
}

/// `/hoat-dong/{activity}/sua`
pub async fn edit(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let (activity, proofs) = open(&mut tx, actor, &id).await?;
    let typed = Typed::of(&activity.told);
    Ok(html(
        &EditPage::load(&visit, &mut tx, &activity, &proofs, typed, None).await?,
    ))
}

/// `POST /hoat-dong/{activity}/sua`
pub async fn save(visit: Visit, Path(id): Path<String>, request: Request) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    if let Err(error) = open(&mut tx, actor, &id).await {
        drop(tx);
        drain(request.into_body()).await;
        return Err(error);
    }
    drop(tx);
    let form = Form::from_request(request, &()).await?;
    let mut problems = Problems::new();
    let attachments = entry::attachments(&visit, &form, &mut problems).await?;
    match keep(&visit, &id, &form, &attachments, problems).await {
        Err(Error::Problem(problems)) => {
            let received = entry::received(&visit, attachments).await?;
            let mut tx = visit.app.read(actor).await?;
            let (activity, proofs) = open(&mut tx, actor, &id).await?;
            let typed = Typed::sent(&form);
            let page = EditPage::load(&visit, &mut tx, &activity, &proofs, typed, Some(&form)).await?;
            Ok(refused(&EditPage {
                chrome: Chrome::new(&visit).with_problems(&problems),
                problems,
                received,
                ..page
            }))
        }
        done => done,
    }
}

fn without(form: &Form) -> Vec<Id> {
    form.all("bo-tep").filter_map(|text| text.parse().ok()).collect()
}

async fn keep(
    visit: &Visit,
    id: &str,
    form: &Form,
    attachments: &[Attachment],
    mut problems: Problems,
) -> Result<Response> {
    let actor = visit.actor()?;
    let told = entry::told(form, &mut problems);
    let mut tx = visit.app.begin(actor).await?;
    let chosen = ticked(&mut tx, actor, form, &mut problems).await?;
    let (Some(told), Some(chosen)) = (told, chosen) else {
        return Err(problems.into());
    };
    problems.or(())?;
    let id: Id = id.parse().map_err(|_| Error::NotFound)?;
    let chosen: Vec<Id> = chosen.iter().map(|duty| duty.id).collect();
    // Held first, so that what is found about its proofs still holds when it is written.
    activity::store::hold(&mut tx, id).await?;
    let proofs = store::of_activity(&mut tx, id).await?;
    let before: Vec<Id> = proofs.iter().map(|proof| proof.duty).collect();
    let mut all = [before.as_slice(), &chosen].concat();
    all.sort();
    all.dedup();
    for duty in &all {
        duties::hold(&mut tx, *duty).await?;
    }
    open(&mut tx, actor, &id.to_string()).await?;
    let with = entry::note(&mut tx, attachments).await?;
    let activity = activity::actions::correct(&mut tx, actor, id, told, &without(form), &with).await?;
    // Returned proof is given once more, and duties are settled by the day that it shows now.
    actions::prove(&mut tx, actor, id, &chosen).await?;
    let mut gone = before;
    gone.retain(|duty| !chosen.contains(duty));
    actions::withdraw(&mut tx, actor, id, &gone).await?;
    tx.save().await?;
    Ok(page::done(
        &format!("/hoat-dong/{id}"),
        &format!("Đã sửa bản ghi {}.", activity.code),
    ))
}
