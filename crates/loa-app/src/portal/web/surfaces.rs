//! What is made of an article beside its page: its words, what it looks like, whether it still holds.

use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use loa_db::id::Id;
use loa_db::tx::Tx;
use loa_official::handout::{Form as Shape, Handout};

use crate::app::App;
use crate::catalogue;
use crate::clock::moment_text;
use crate::document::{self, print};
use crate::error::{Error, Result};
use crate::files::Hash;
use crate::form::Form;
use crate::identity::{Action, Actor};
use crate::newsroom::actions::surface::{self as surfaces, Decision};
use crate::newsroom::store::public;
use crate::newsroom::surface::{Made, Surface};
use crate::newsroom::{Article, Revision, actions, body, store as newsroom};
use crate::page::{self, Chrome, html, refused};
use crate::portal::shelf::{self, Kept};

use crate::portal::{Site, store};
use crate::problem::Problems;
use crate::route::Visit;
use crate::text;

#[derive(Template)]
#[template(path = "portal/pages/surface.html")]
struct SurfacePage {
    chrome: Chrome,
    problems: Problems,
    id: String,
    surface: Surface,
    title: String,
    /// The words of the article that it is made from.
    seen: i64,
    words: String,
    most: String,
    rows: String,
    lang: &'static str,
    /// "Hà Thị Mai, 08:00 ngày 12/03/2022", of what was made.
    made: Option<String>,
    is_stale: bool,
    may_write: bool,
    /// How long it takes to read aloud.
    spoken: String,
    /// Files that it is given as: name and label.
    files: Vec<(&'static str, &'static str)>,
    is_picture: bool,
}

/// The files of a surface.
fn files(surface: Surface) -> &'static [(&'static str, &'static str)] {
    match surface {
        Surface::Card => &[("anh-chia-se.png", "Tải ảnh PNG")],
        Surface::Message => &[],
        Surface::Poster => &[
            ("ap-phich-a4.pdf", "Tải áp phích A4 (PDF)"),
            ("ap-phich-a3.pdf", "Tải áp phích A3 (PDF)"),
        ],
        Surface::Reading => &[("ban-doc.pdf", "Tải bản đọc (PDF)")],
    }
}

/// An article, the words that its surfaces are made from, and what was made.
struct Found {
    article: Article,
    words: Revision,
    made: Option<Made>,
    site: Option<Site>,
    /// Its short address, once it was public.
    code: Option<String>,
}

async fn found(tx: &mut Tx, actor: &Actor, id: &str, surface: Surface) -> Result<Found> {
    let id: Id = id.parse().map_err(|_| Error::NotFound)?;
    let article = actions::reached(tx, actor, Action::SeeArticles, id).await?;
    Ok(Found {
        words: surfaces::model(tx, &article).await?,
        made: newsroom::surface::one(tx, id, surface).await?,
        site: store::of_unit(tx, article.unit).await?,
        code: catalogue::store::code_of(tx, catalogue::Kind::Article, id).await?,
        article,
    })
}

impl Found {
    /// Where the page of the article is found. Its address is that of the title with which it goes out: until then the one by its
    /// identity, which leads there afterwards.
    fn address(&self, base: &str) -> String {
        if let Some(code) = &self.code {
            return format!("{base}/t/{code}");
        }
        let name = match self.article.first_public_at {
            Some(_) => self.article.slug.clone(),
            None => self.article.id.to_string(),
        };
        let site = self.site.as_ref().map_or("", |site| site.slug.as_str());
        format!("{base}/cong/{site}/tin/{name}")
    }

    fn words(&self, surface: Surface, base: &str) -> String {
        match &self.made {
            Some(made) => made.words.clone(),
            None => surface.proposed(&self.words, &self.address(base)),
        }
    }
}

async fn loaded(
    visit: &Visit,
    (id, key, base): (&str, &str, &str),
    sent: Option<&Form>,
    problems: Problems,
) -> Result<SurfacePage> {
    let surface = Surface::with_key(key).ok_or(Error::NotFound)?;
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let found = found(&mut tx, actor, id, surface).await?;
    drop(tx);
    let stands = found.words(surface, base);
    let words = sent.map_or(stands, |form| form.get("chu").to_owned());
    let made = found.made.as_ref().map(|made| {
        let by = made.by.as_deref().unwrap_or("Loa tự làm khi đăng");
        format!("{by}, {}", moment_text(made.at))
    });
    Ok(SurfacePage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        id: found.article.id.to_string(),
        surface,
        title: found.words.title.clone(),
        seen: found.words.ordinal,
        most: surface.characters().to_string(),
        rows: match surface {
            Surface::Card => "2".to_owned(),
            Surface::Message | Surface::Poster => "8".to_owned(),
            Surface::Reading => "20".to_owned(),
        },
        lang: found.words.language.of_text(),
        is_stale: found.made.as_ref().is_some_and(|made| made.stale_at.is_some()),
        made,
        may_write: actions::allows(actor, surfaces::needed(surface), &found.article),
        spoken: text::spoken(body::seconds(&words)),
        words,
        files: match visit.app.settings().drawer {
            Some(_) => files(surface).to_vec(),
            None => Vec::new(),
        },
        is_picture: surface == Surface::Card && visit.app.settings().drawer.is_some(),
    })
}

/// `/toa-soan/{article}/be-mat/{surface}`
pub async fn page(
    visit: Visit,
    Path((id, key)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response> {
    let base = page::base(&visit.app, &headers);
    let at = (id.as_str(), key.as_str(), base.as_str());
    Ok(html(&loaded(&visit, at, None, Problems::new()).await?))
}

/// `POST /toa-soan/{article}/be-mat/{surface}`
pub async fn change(
    visit: Visit,
    Path((id, key)): Path<(String, String)>,
    headers: HeaderMap,
    form: Form,
) -> Result<Response> {
    match changed(&visit, (&id, &key), &form).await {
        Err(Error::Problem(problems)) => {
            let base = page::base(&visit.app, &headers);
            let at = (id.as_str(), key.as_str(), base.as_str());
            Ok(refused(&loaded(&visit, at, Some(&form), problems).await?))
        }
        done => done,
    }
}

async fn changed(visit: &Visit, (id, key): (&str, &str), form: &Form) -> Result<Response> {
    let surface = Surface::with_key(key).ok_or(Error::NotFound)?;
    let actor = visit.actor()?;
    let article: Id = id.parse().map_err(|_| Error::NotFound)?;
    let mut tx = visit.app.begin(actor).await?;
    actions::reached(&mut tx, actor, surfaces::needed(surface), article).await?;
    let mut problems = Problems::new();
    let words = form.text("chu", surface.characters(), None, &mut problems);
    problems.or(())?;
    let sentence = "Trang này đã cũ. Mời mở lại rồi làm lại.";
    let seen = form
        .get("theo-ban")
        .parse()
        .map_err(|_| Error::Changed(sentence.to_owned()))?;
    let (decision, done) = match form.get("viec") {
        "van-dung" => (Decision::Keep, "Đã ghi: vẫn đúng."),
        _ => (Decision::Say(words), "Đã lưu."),
    };
    surfaces::decide(&mut tx, actor, article, surface, (seen, decision)).await?;
    tx.save().await?;
    visit.app.shelf().stir();
    Ok(page::done(&format!("/toa-soan/{id}/be-mat/{key}"), done))
}

/// What is drawn for a file name.
fn shape(name: &str) -> Option<(Surface, Shape)> {
    Some(match name {
        "anh-chia-se.png" => (Surface::Card, Shape::Card),
        "ap-phich-a4.pdf" => (Surface::Poster, Shape::PosterA4),
        "ap-phich-a3.pdf" => (Surface::Poster, Shape::PosterA3),
        "ban-doc.pdf" => (Surface::Reading, Shape::Reading),
        _ => return None,
    })
}

/// `/toa-soan/{article}/tai/{name}`: a surface as a file.
pub async fn file(
    visit: Visit,
    Path((id, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response> {
    let (surface, shape) = shape(&name).ok_or(Error::NotFound)?;
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let found = found(&mut tx, actor, &id, surface).await?;
    drop(tx);
    let base = page::base(&visit.app, &headers);
    let words = found.words(surface, &base);
    let handout = handout(&found, shape, &words, &found.address(&base));
    let bytes = print::drawn(&visit.app, handout).await?;
    // As every other file: a browser shows pictures, PDF files are kept.
    let (kind, way) = match name.ends_with("png") {
        true => ("image/png", "inline"),
        false => ("application/pdf", "attachment"),
    };
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("{way}; filename=\"{}-{name}\"", found.article.slug),
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (
            header::CONTENT_SECURITY_POLICY,
            document::sending::POLICY.to_owned(),
        ),
    ];
    Ok((headers, bytes).into_response())
}

fn handout(found: &Found, shape: Shape, words: &str, address: &str) -> Handout {
    let site = found.site.as_ref();
    let mut lines = words.lines().map(str::trim).filter(|line| !line.is_empty());
    let title = match shape {
        Shape::Reading => found.words.title.clone(),
        _ => lines.next().unwrap_or_default().to_owned(),
    };
    Handout {
        form: shape,
        language: found.words.language.of_text(),
        unit: site.map(|site| site.name.clone()).unwrap_or_default(),
        title,
        lines: lines.map(str::to_owned).collect(),
        foot: site.map(asks).unwrap_or_default(),
        address: address.to_owned(),
        spoken: match shape {
            Shape::Reading => format!("Đọc to khoảng {}", text::spoken(body::seconds(words))),
            _ => String::new(),
        },
    }
}

/// The picture of shared links of an article that the public reads.
///
/// # Errors
/// [`Error::NotFound`] when it reads none; [`Error::Outage`]
pub async fn card(app: &App, site: &Site, slug: &str, base: &str) -> Result<Arc<Kept>> {
    let mut tx = app.db().read(app.scope(site.locality, None)).await?;
    let public = public::by_slug(&mut tx, site.unit, slug).await?;
    let public = public
        .filter(|found| !found.is_withdrawn)
        .ok_or(Error::NotFound)?;
    let made = newsroom::surface::one(&mut tx, public.headline.id, Surface::Card).await?;
    let made = made.ok_or(Error::NotFound)?;
    let id = public.headline.id;
    let article = newsroom::by_id(&mut tx, id).await?.ok_or(Error::NotFound)?;
    // Made anew it is another picture; until then this one holds, whatever else changes at the unit.
    let revision = article.standing.public.unwrap_or_default();
    let named = Hash::of(format!("{}\n{}", site.name, asks(site)).as_bytes());
    let named: String = named.as_str().chars().take(12).collect();
    let key = format!("the/{id}/{}/{revision}/{named}", made.at.as_microsecond());
    let words = surfaces::model(&mut tx, &article).await?;
    // What was put right must not go on standing there, whether or not somebody looked at the card since.
    let told = match made.stale_at {
        Some(_) => Surface::Card.proposed(&words, ""),
        None => made.words,
    };
    let found = Found {
        words,
        site: Some(site.clone()),
        made: None,
        code: None,
        article,
    };
    drop(tx);
    let handout = handout(&found, Shape::Card, &told, &found.address(base));
    let draw = async { Ok(shelf::Made::new("image/png", print::shared(app, handout).await?)) };
    Box::pin(app.shelf().kept_or(&key, draw)).await
}

/// Whom to ask.
fn asks(site: &Site) -> String {
    match site.phone.is_empty() {
        true => site.address.clone(),
        false => format!("Hỏi: {}", site.phone),
    }
}
