//! The page on which somebody decides whether the public reads a document.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use loa_db::id::Id;

use crate::clock::moment_text;
use crate::error::{Error, Result};
use crate::form::Form;
use crate::identity::{self, Action};
use crate::library::{REASON_CHARACTERS, Word, actions};
use crate::page::{self, Choice, Chrome, html, refused};
use crate::problem::Problems;
use crate::route::{Access, Routes, Visit};

/// The routes of this slice.
pub fn routes(routes: Routes) -> Routes {
    let disclose = Access::May(Action::Disclose);
    routes.get("/van-ban/{official}/cong-khai", disclose, page).post(
        "/van-ban/{official}/cong-khai",
        disclose,
        decide,
    )
}

#[derive(Template)]
#[template(path = "library/pages/decide.html")]
struct DecidePage {
    chrome: Chrome,
    problems: Problems,
    id: String,
    code: String,
    title: String,
    turn: i64,
    /// "Đang công khai"; empty while nothing was decided.
    standing: &'static str,
    decided: String,
    reason: String,
    obstacle: &'static str,
    /// Of its file nothing could be read.
    is_unread: bool,
    choices: Vec<Choice>,
    typed: String,
}

async fn loaded(visit: &Visit, id: &str, sent: &Form, problems: Problems) -> Result<DecidePage> {
    let actor = visit.actor()?;
    let id: Id = id.parse().map_err(|_| Error::NotFound)?;
    let mut tx = visit.app.read(actor).await?;
    let (one, before) = actions::reached(&mut tx, actor, id).await?;
    let last = before.as_ref().map(|before| before.word);
    let (obstacle, is_unread) = match last {
        Some(Word::Public | Word::Secret) => (None, false),
        _ => {
            let looked = actions::looked(&visit.app, &mut tx, &one).await?;
            (actions::obstacle(&one, looked), looked.is_unread)
        }
    };
    let decided = match &before {
        Some(before) => {
            let who = identity::store::by_id(&mut tx, before.decided_by).await?;
            let who = who.map(|who| who.full_name).unwrap_or_default();
            format!("{who}, {}", moment_text(before.decided_at))
        }
        None => String::new(),
    };
    let choices = Word::ALL
        .into_iter()
        .filter(|word| word.may_follow(last) && !(*word == Word::Public && obstacle.is_some()))
        .map(|word| Choice::new(word.key(), word.offer(), sent.get("quyet-dinh") == word.key()))
        .collect();
    Ok(DecidePage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        id: id.to_string(),
        code: one.code(),
        title: one.title(),
        turn: before.as_ref().map_or(0, |before| before.turn),
        standing: last.map_or("", Word::label),
        decided,
        reason: before.map(|before| before.reason).unwrap_or_default(),
        is_unread: is_unread && obstacle.is_none(),
        obstacle: obstacle.unwrap_or_default(),
        choices,
        typed: sent.get("ly-do").to_owned(),
    })
}

/// `/van-ban/{official}/cong-khai`
async fn page(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    let page = loaded(&visit, &id, &Form::default(), Problems::new()).await?;
    Ok(html(&page))
}

/// `POST /van-ban/{official}/cong-khai`
async fn decide(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    match decided(&visit, &id, &form).await {
        Err(Error::Problem(problems)) => Ok(refused(&loaded(&visit, &id, &form, problems).await?)),
        done => done,
    }
}

async fn decided(visit: &Visit, id: &str, form: &Form) -> Result<Response> {
    let actor = visit.actor()?;
    let document: Id = id.parse().map_err(|_| Error::NotFound)?;
    // Whose it is comes before what is wrong with the form.
    let mut tx = visit.app.read(actor).await?;
    let (one, _) = actions::reached(&mut tx, actor, document).await?;
    let looked = actions::looked(&visit.app, &mut tx, &one).await?;
    drop(tx);
    let word = Word::with_key(form.get("quyet-dinh"));
    let word = word.ok_or_else(|| Problems::one("quyet-dinh", "Mời chọn một quyết định."))?;
    let mut problems = Problems::new();
    let reason = form.text("ly-do", REASON_CHARACTERS, None, &mut problems);
    problems.or(())?;
    let turn = form.turn("luot")?;
    let is_looked_over = form.has("da-xem");
    let mut tx = visit.app.begin(actor).await?;
    let decision = (turn, word);
    let one = actions::decide(
        &mut tx,
        actor,
        document,
        decision,
        &reason,
        is_looked_over,
        looked,
    )
    .await?;
    tx.save().await?;
    visit.app.shelf().stir();
    let told = format!("Văn bản số {}: {}.", one.code(), word.label().to_lowercase());
    Ok(page::done(&format!("/van-ban/{id}/cong-khai"), &told))
}
