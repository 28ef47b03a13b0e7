//! Versions of an article in other languages: who is asked, how far each has come, what was recorded.

use askama::Template;
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::activity::Language;
use crate::document;
use crate::error::{Error, Result};
use crate::form::Form;
use crate::identity::{Action, Actor};
use crate::newsroom::actions::version::Asked;
use crate::newsroom::{Article, actions, store};
use crate::org::{self, Tree};
use crate::page::{self, Choice, Chrome, html, refused};
use crate::problem::Problems;
use crate::route::Visit;

/// People to choose from.
const MOST_PEOPLE: i64 = 500;

#[derive(Template)]
#[template(path = "newsroom/pages/versions.html")]
struct VersionsPage {
    chrome: Chrome,
    problems: Problems,
    id: String,
    turn: i64,
    title: String,
    /// The language of a version that is there; of an article of record `None`.
    language: Option<&'static str>,
    languages: Vec<Choice>,
    translators: Vec<Choice>,
    speakers: Vec<Choice>,
}

/// Those whose role allows what they are asked for, each once.
fn people(
    candidates: &[store::version::Candidate],
    (tree, action): (&Tree, Action),
    chosen: Option<Id>,
) -> Vec<Choice> {
    let nobody = Choice::new("", "Chưa giao", chosen.is_none());
    let mut able: Vec<_> = candidates
        .iter()
        .filter(|one| action.allowed_to().contains(&one.role))
        .collect();
    able.dedup_by_key(|one| one.id);
    let all = able.into_iter().map(|one| {
        let label = format!("{} ({})", one.name, tree.name(one.unit));
        Choice::new(one.id, label, Some(one.id) == chosen)
    });
    std::iter::once(nobody).chain(all).collect()
}

/// The unit, those above it and those below: people who may be asked.
fn around(tree: &Tree, unit: Id) -> Vec<Id> {
    let mut units: Vec<Id> = tree.subtree(unit).into_iter().collect();
    let mut at = tree.get(unit).and_then(|unit| unit.parent);
    while let Some(above) = at {
        units.push(above);
        at = tree.get(above).and_then(|unit| unit.parent);
    }
    units
}

async fn reached(tx: &mut Tx, actor: &Actor, id: &str) -> Result<Article> {
    let id: Id = id.parse().map_err(|_| Error::NotFound)?;
    let article = actions::reached(tx, actor, Action::WriteArticle, id).await?;
    // Who was asked to make it does not ask others.
    actor.must(Action::WriteArticle, article.unit)?;
    Ok(article)
}

async fn loaded(visit: &Visit, id: &str, sent: Option<&Form>, problems: Problems) -> Result<VersionsPage> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let article = reached(&mut tx, actor, id).await?;
    let words = actions::latest(&mut tx, &article).await?;
    let there = store::version::versions(&mut tx, article.id).await?;
    let today = tx.today();
    let tree = org::store::tree::with_ended(&mut tx, today).await?;
    let units = around(&tree, article.unit);
    let candidates = store::version::candidates(&mut tx, &units, MOST_PEOPLE).await?;
    let stands = article.origin;
    let person = |field: &str, stands: Option<Id>| match sent {
        Some(form) => form.get(field).parse().ok(),
        None => stands,
    };
    let translator = person("nguoi-dich", stands.and_then(|origin| origin.translator));
    let speaker = person("nguoi-nghe", stands.and_then(|origin| origin.speaker));
    let open = Language::ALL.into_iter().filter(|language| {
        ![article.language, words.language].contains(language)
            && there.iter().all(|version| version.language != *language)
    });
    let chosen = sent.map_or("", |form| form.get("tieng"));
    Ok(VersionsPage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        id: article.id.to_string(),
        turn: article.turn,
        title: words.title,
        language: stands.map(|_| article.language.label()),
        languages: open
            .map(|language| Choice::new(language.key(), language.label(), language.key() == chosen))
            .collect(),
        translators: people(&candidates, (&tree, Action::WriteArticle), translator),
        speakers: people(&candidates, (&tree, Action::SeeArticles), speaker),
    })
}

/// `/toa-soan/{article}/tieng`: a new version of an article of record; of a version, who makes it.
pub async fn page(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    Ok(html(&loaded(&visit, &id, None, Problems::new()).await?))
}

/// `POST /toa-soan/{article}/tieng`
pub async fn change(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    match changed(&visit, &id, &form).await {
        Err(Error::Problem(problems)) => Ok(refused(&loaded(&visit, &id, Some(&form), problems).await?)),
        done => done,
    }
}

async fn changed(visit: &Visit, id: &str, form: &Form) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.begin(actor).await?;
    let article = reached(&mut tx, actor, id).await?;
    let asked = Asked {
        translator: form.get("nguoi-dich").parse().ok(),
        speaker: form.get("nguoi-nghe").parse().ok(),
    };
    if article.origin.is_some() {
        actions::version::ask(&mut tx, actor, article.id, form.turn("luot")?, asked).await?;
        tx.save().await?;
        return Ok(page::done(
            &format!("/toa-soan/{id}"),
            "Đã ghi ai dịch, ai đọc lại.",
        ));
    }
    let language = Language::with_key(form.get("tieng"));
    let language = language.ok_or_else(|| Problems::one("tieng", "Mời chọn tiếng."))?;
    let new = actions::version::begin(&mut tx, actor, article.id, language, asked).await?;
    tx.save().await?;
    let done = format!("Đã mở bản tiếng {}.", language.label());
    Ok(page::done(&format!("/toa-soan/{new}"), &done))
}

/// `POST /toa-soan/{article}/van-dung`
pub async fn keep(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    let actor = visit.actor()?;
    let article: Id = id.parse().map_err(|_| Error::NotFound)?;
    let mut tx = visit.app.begin(actor).await?;
    actions::reached(&mut tx, actor, Action::SeeArticles, article).await?;
    actions::version::keep(&mut tx, actor, article, form.turn("luot")?).await?;
    tx.save().await?;
    visit.app.shelf().stir();
    Ok(page::done(
        &format!("/toa-soan/{id}"),
        "Đã ghi: bản này vẫn đúng.",
    ))
}

/// `/toa-soan/{article}/ghi-am`: what was recorded, as it is worked on.
pub async fn sound(visit: Visit, Path(id): Path<String>, headers: HeaderMap) -> Result<Response> {
    let actor = visit.actor()?;
    let id: Id = id.parse().map_err(|_| Error::NotFound)?;
    let mut tx = visit.app.read(actor).await?;
    let article = actions::reached(&mut tx, actor, Action::SeeArticles, id).await?;
    let words = actions::latest(&mut tx, &article).await?;
    let file = words.audio.ok_or(Error::NotFound)?;
    let file = document::store::by_id(&mut tx, file)
        .await?
        .ok_or(Error::NotFound)?;
    drop(tx);
    let hash = file.hash.clone();
    document::web::sent(&visit.app, &file, &hash, &headers).await
}
