//! The bank of terms: what a word is called in another language.

use askama::Template;
use axum::response::Response;
use loa_db::id::Id;

use crate::activity::Language;
use crate::error::{Error, Result};
use crate::form::Form;
use crate::identity::Action;
use crate::newsroom::REMARK_CHARACTERS;
use crate::newsroom::actions;
use crate::newsroom::store::term::{self, Term};
use crate::page::{self, Chrome, html, refused};
use crate::problem::Problems;
use crate::route::Visit;

/// Characters of a word.
const WORD_CHARACTERS: usize = 200;

struct Row {
    id: String,
    word: String,
    rendering: String,
    note: String,
}

#[derive(Template)]
#[template(path = "newsroom/pages/terms.html")]
struct TermsPage {
    chrome: Chrome,
    problems: Problems,
    /// Key, label, is it shown?
    tabs: Vec<(&'static str, &'static str, bool)>,
    language: Language,
    rows: Vec<Row>,
    may_write: bool,
    word: String,
    rendering: String,
    note: String,
}

/// The language that the address names, the first of the region else.
fn language(key: &str) -> Language {
    let known = Language::with_key(key).filter(|language| *language != Language::Vietnamese);
    known.unwrap_or(Language::Thai)
}

async fn loaded(visit: &Visit, sent: Option<&Form>, problems: Problems) -> Result<TermsPage> {
    let actor = visit.actor()?;
    let query = visit.fields();
    let shown = language(sent.unwrap_or(&query).get("tieng"));
    let mut tx = visit.app.read(actor).await?;
    let terms = term::of_language(&mut tx, shown).await?;
    let field = |name: &str| sent.map(|form| form.get(name).to_owned()).unwrap_or_default();
    Ok(TermsPage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        tabs: Language::ALL
            .into_iter()
            .skip(1)
            .map(|one| (one.key(), one.label(), one == shown))
            .collect(),
        language: shown,
        rows: terms
            .into_iter()
            .map(|term| Row {
                id: term.id.to_string(),
                word: term.word,
                rendering: term.rendering,
                note: term.note,
            })
            .collect(),
        may_write: actor.may_somewhere(Action::WriteArticle),
        word: field("tu"),
        rendering: field("noi-la"),
        note: field("ghi-chu"),
    })
}

/// `/toa-soan/thuat-ngu?tieng=blt`
pub async fn page(visit: Visit) -> Result<Response> {
    Ok(html(&loaded(&visit, None, Problems::new()).await?))
}

/// `POST /toa-soan/thuat-ngu`: writes a term, or takes out the one that `bo` names.
pub async fn change(visit: Visit, form: Form) -> Result<Response> {
    match changed(&visit, &form).await {
        Err(Error::Problem(problems)) => Ok(refused(&loaded(&visit, Some(&form), problems).await?)),
        done => done,
    }
}

async fn changed(visit: &Visit, form: &Form) -> Result<Response> {
    let actor = visit.actor()?;
    let language = language(form.get("tieng"));
    let mut tx = visit.app.begin(actor).await?;
    let done = if form.has("bo") {
        let id: Id = form
            .get("bo")
            .parse()
            .map_err(|_| Problems::one("tu", "Từ này không còn."))?;
        actions::term::delete(&mut tx, actor, id).await?;
        "Đã bỏ từ này."
    } else {
        let mut problems = Problems::new();
        let new = Term {
            id: Id(0),
            word: form.text(
                "tu",
                WORD_CHARACTERS,
                Some("Mời ghi từ tiếng Việt."),
                &mut problems,
            ),
            folded: String::new(),
            rendering: form.text(
                "noi-la",
                WORD_CHARACTERS,
                Some("Mời ghi nói là gì."),
                &mut problems,
            ),
            note: form.text("ghi-chu", REMARK_CHARACTERS, None, &mut problems),
        };
        problems.or(())?;
        actions::term::put(&mut tx, actor, language, new).await?;
        "Đã ghi từ này."
    };
    tx.save().await?;
    Ok(page::done(
        &format!("/toa-soan/thuat-ngu?tieng={}", language.key()),
        done,
    ))
}
