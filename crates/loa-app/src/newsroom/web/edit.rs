//! Writing an article: one form, which also works without scripts.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::activity::{Audience, Language};
use crate::assets;
use crate::document::Purpose;
use crate::document::actions::{Prepared, note, prepare};
use crate::duty;
use crate::error::{Error, Result};
use crate::form::Form;
use crate::identity::{Action, Actor};
use crate::newsroom::actions::{self, Written};
use crate::newsroom::body::plain;
use crate::newsroom::store::{self, section, term};
use crate::newsroom::{
    Article, BODY_CHARACTERS, LEAD_CHARACTERS, Picture, REMARK_CHARACTERS, Revision, TITLE_CHARACTERS,
};
use crate::org;
use crate::page::{self, Choice, Chrome, DateFields, html, refused};
use crate::problem::Problems;
use crate::route::Visit;
use crate::text;

#[derive(Template)]
#[template(path = "newsroom/pages/edit.html")]
struct EditPage {
    chrome: Chrome,
    script: String,
    problems: Problems,
    /// Empty for one that is begun.
    id: String,
    turn: i64,
    action: String,
    unit: String,
    unit_id: String,
    title: String,
    lead: String,
    source: String,
    sections: Vec<Choice>,
    audiences: Vec<Choice>,
    languages: Vec<Choice>,
    duties: Vec<Choice>,
    record: Option<Record>,
    lang: &'static str,
    sound: Purpose,
    audio: String,
    review_on: DateFields,
    photo: Purpose,
    /// The picture that it has.
    picture: String,
    alt: String,
    consent: String,
}

/// What the form says beside the fields of text.
struct Options {
    sections: Vec<Choice>,
    duties: Vec<Choice>,
}

async fn options(tx: &mut Tx, actor: &Actor, unit: Id, chosen: (Option<Id>, Option<Id>)) -> Result<Options> {
    let sections = section::of_unit(tx, unit).await?;
    let mut choices: Vec<Choice> = sections
        .iter()
        .map(|section| Choice::new(section.id, section.title.as_str(), Some(section.id) == chosen.0))
        .collect();
    // A section that has ended stays that of its articles.
    if let Some(id) = chosen
        .0
        .filter(|id| sections.iter().all(|section| section.id != *id))
        && let Some(ended) = section::by_id(tx, id).await?.filter(|ended| ended.unit == unit)
    {
        choices.push(Choice::new(ended.id, ended.title, true));
    }
    // Who was asked to translate leaves it as it is.
    let is_own = actor.may(Action::WriteArticle, unit);
    let by_section = Choice::new("", "Theo chuyên mục", chosen.1.is_none());
    let mut duties = match is_own || chosen.1.is_none() {
        true => vec![by_section],
        false => Vec::new(),
    };
    let mut offered = duty::actions::offered(tx, actor).await?;
    offered.retain(|duty| is_own && duty.unit == unit);
    if let Some(id) = chosen.1.filter(|id| offered.iter().all(|duty| duty.id != *id)) {
        let own = duty::store::by_id(tx, id).await?;
        offered.extend(own.filter(|duty| duty.unit == unit));
    }
    duties.extend(offered.into_iter().map(|duty| {
        let label = format!(
            "{} {} ({}, hạn {})",
            duty.number,
            duty.title,
            duty.period,
            text::day(duty.due_on)
        );
        Choice::new(duty.id, label.trim(), Some(duty.id) == chosen.1)
    }));
    Ok(Options {
        sections: choices,
        duties,
    })
}

fn audiences(chosen: &str) -> Vec<Choice> {
    let all = Audience::ALL.map(|one| Choice::new(one.key(), one.label(), one.key() == chosen));
    std::iter::once(Choice::new("", "Mọi người", chosen.is_empty()))
        .chain(all)
        .collect()
}

fn languages(chosen: &str) -> Vec<Choice> {
    Language::ALL
        .map(|one| Choice::new(one.key(), one.label(), one.key() == chosen))
        .to_vec()
}

/// What a version is made from, beside its form.
struct Record {
    ordinal: i64,
    /// There are newer words than those that stand here.
    is_old: bool,
    language: &'static str,
    lang: &'static str,
    title: String,
    lead: String,
    body: String,
    /// What words of it are called in the other language: the word, how it is said, a note.
    terms: Vec<(String, String, String)>,
}

/// The words that a form is begun with; of one that was sent, those that stood beside it then.
async fn record(tx: &mut Tx, article: &Article, sent: Option<&Form>) -> Result<Option<Record>> {
    let Some(origin) = article.origin else {
        return Ok(None);
    };
    let of = actions::version::record_of(tx, origin).await?;
    let now = actions::version::model(tx, &of).await?;
    let seen = match sent.and_then(|form| form.get("theo-ban").parse().ok()) {
        Some(ordinal) => store::revision_of(tx, of.id, ordinal).await?,
        None => None,
    };
    let current = now.ordinal;
    let words = seen.unwrap_or(now);
    let terms = term::of_language(tx, article.language).await?;
    let text = format!("{} {} {}", words.title, words.lead, plain(&words.body));
    let terms = actions::term::within(terms, &text);
    Ok(Some(Record {
        ordinal: words.ordinal,
        is_old: words.ordinal != current,
        language: words.language.label(),
        lang: words.language.of_text(),
        title: words.title,
        lead: words.lead,
        body: words.body,
        terms: terms
            .into_iter()
            .map(|term| (term.word, term.rendering, term.note))
            .collect(),
    }))
}

/// The form of an article that is begun (`at` is `None`) or written on.
async fn form_page(
    visit: &Visit,
    at: Option<(&Article, &Revision)>,
    sent: Option<&Form>,
    problems: Problems,
) -> Result<EditPage> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let query = visit.fields();
    let unit = match at {
        Some((article, _)) => article.unit,
        None => actor.seat_named(
            Action::WriteArticle,
            sent.map_or(query.get("don-vi"), |form| form.get("don-vi")),
        )?,
    };
    match at {
        Some((article, _)) if actions::allows(actor, Action::WriteArticle, article) => {}
        _ => actor.must(Action::WriteArticle, unit)?,
    }
    let record = match at {
        Some((article, _)) => record(&mut tx, article, sent).await?,
        None => None,
    };
    let field = |name: &str, stands: String| sent.map_or(stands, |form| form.get(name).to_owned());
    let words = at.map(|(_, words)| words);
    let picture = words.and_then(|words| words.picture.as_ref());
    let key = |name: &str, stands: Option<Id>| match sent {
        Some(form) => form.get(name).parse().ok(),
        None => stands,
    };
    let chosen = (
        key("chuyen-muc", words.map(|words| words.section)),
        key("viec", at.and_then(|(article, _)| article.duty)),
    );
    let options = options(&mut tx, actor, unit, chosen).await?;
    let today = tx.today();
    let tree = org::store::tree::with_ended(&mut tx, today).await?;
    let audience = at
        .and_then(|(article, _)| article.audience)
        .map_or("", Audience::key);
    let language = words.map_or(Language::Vietnamese, |words| words.language);
    let id = at.map(|(article, _)| article.id.to_string()).unwrap_or_default();
    Ok(EditPage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        script: assets::address("article.js"),
        action: match at {
            Some(_) => format!("/toa-soan/{id}/sua"),
            None => "/toa-soan/moi".to_owned(),
        },
        id,
        turn: at.map_or(0, |(article, _)| article.turn),
        unit: tree.name(unit).to_owned(),
        unit_id: unit.to_string(),
        title: field(
            "tieu-de",
            words.map(|words| words.title.clone()).unwrap_or_default(),
        ),
        lead: field(
            "tom-tat",
            words.map(|words| words.lead.clone()).unwrap_or_default(),
        ),
        source: field(
            "noi-dung",
            words.map(|words| words.source.clone()).unwrap_or_default(),
        ),
        sections: options.sections,
        audiences: audiences(&field("doi-tuong", audience.to_owned())),
        languages: languages(&field("tieng", language.key().to_owned())),
        duties: options.duties,
        record,
        lang: language.of_text(),
        sound: Purpose::Sound,
        audio: words
            .and_then(|words| words.audio)
            .map(|audio| audio.to_string())
            .unwrap_or_default(),
        review_on: match sent {
            Some(form) => DateFields::sent(form, "xem-lai"),
            None => DateFields::of(at.and_then(|(article, _)| article.review_on)),
        },
        photo: Purpose::Photo,
        picture: picture
            .map(|picture| picture.file.to_string())
            .unwrap_or_default(),
        alt: field(
            "anh-mo-ta",
            picture.map(|picture| picture.alt.clone()).unwrap_or_default(),
        ),
        consent: field(
            "anh-dong-y",
            picture.map(|picture| picture.consent.clone()).unwrap_or_default(),
        ),
    })
}

/// `/toa-soan/moi`, of a unit with `?don-vi=`
pub async fn blank(visit: Visit) -> Result<Response> {
    Ok(html(&form_page(&visit, None, None, Problems::new()).await?))
}

/// `POST /toa-soan/moi`
pub async fn begin(visit: Visit, form: Form) -> Result<Response> {
    match begun(&visit, &form).await {
        Err(Error::Problem(problems)) => Ok(refused(&form_page(&visit, None, Some(&form), problems).await?)),
        done => done,
    }
}

async fn begun(visit: &Visit, form: &Form) -> Result<Response> {
    let actor = visit.actor()?;
    let unit = actor.seat_named(Action::WriteArticle, form.get("don-vi"))?;
    let (written, uploads) = written(visit, form, None).await?;
    let mut tx = visit.app.begin(actor).await?;
    let written = with_uploads(&mut tx, written, uploads).await?;
    let id = actions::begin(&mut tx, actor, unit, written).await?;
    tx.save().await?;
    Ok(page::done(&format!("/toa-soan/{id}"), "Đã lưu bài."))
}

/// `/toa-soan/{article}/sua`
pub async fn page(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    let (article, words) = loaded(&visit, &id).await?;
    if !article.standing.is_open() {
        return Ok(page::news(
            &format!("/toa-soan/{id}"),
            "Bài đang chờ duyệt hoặc đã duyệt, đã đăng: trả lại hoặc mở bản sửa thì mới viết tiếp được.",
        ));
    }
    let at = Some((&article, &words));
    Ok(html(&form_page(&visit, at, None, Problems::new()).await?))
}

async fn loaded(visit: &Visit, id: &str) -> Result<(Article, Revision)> {
    let actor = visit.actor()?;
    let id: Id = id.parse().map_err(|_| Error::NotFound)?;
    let mut tx = visit.app.read(actor).await?;
    let article = actions::reached(&mut tx, actor, Action::WriteArticle, id).await?;
    let words = actions::latest(&mut tx, &article).await?;
    Ok((article, words))
}

/// `POST /toa-soan/{article}/sua`
pub async fn save(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    let (article, words) = loaded(&visit, &id).await?;
    let problems = match saved(&visit, &article, &words, &form).await {
        Err(error) => error.in_form("noi-dung")?,
        done => return done,
    };
    let at = Some((&article, &words));
    Ok(refused(&form_page(&visit, at, Some(&form), problems).await?))
}

async fn saved(visit: &Visit, article: &Article, words: &Revision, form: &Form) -> Result<Response> {
    let actor = visit.actor()?;
    let turn = form.turn("luot")?;
    let (written, uploads) = written(visit, form, Some((article, words))).await?;
    let mut tx = visit.app.begin(actor).await?;
    let written = with_uploads(&mut tx, written, uploads).await?;
    actions::write(&mut tx, actor, article.id, turn, written).await?;
    tx.save().await?;
    Ok(page::done(&format!("/toa-soan/{}", article.id), "Đã lưu bài."))
}

/// New files of an article, whose bytes are kept.
#[derive(Default)]
struct Uploads {
    picture: Option<Prepared>,
    audio: Option<Prepared>,
}

async fn upload(visit: &Visit, form: &Form, purpose: Purpose) -> Result<Option<Prepared>> {
    let Some(upload) = form.files.iter().find(|file| file.field == purpose.field()) else {
        return Ok(None);
    };
    let bytes = upload.bytes.clone();
    prepare(&visit.app, &upload.name, bytes, purpose).await.map(Some)
}

/// The picture that is shown from now on: a new one, whose file is not noted yet, or the one that stays.
fn pictured(form: &Form, before: Option<&Picture>, is_new: bool, problems: &mut Problems) -> Option<Picture> {
    let keeps = before.filter(|_| !form.has("anh-bo"));
    let alt = form.text("anh-mo-ta", REMARK_CHARACTERS, None, problems);
    let consent = form.text("anh-dong-y", REMARK_CHARACTERS, None, problems);
    let file = match (is_new, keeps) {
        (true, _) => Id(0),
        (false, Some(keeps)) => keeps.file,
        (false, None) => return None,
    };
    let sentence = "Mời tả ảnh cho người không nhìn thấy.";
    problems.unless(!alt.is_empty(), "anh-mo-ta", sentence);
    let sentence = "Mời ghi ai đồng ý cho đăng ảnh, hoặc vì sao không cần (ảnh sự kiện công khai).";
    problems.unless(!consent.is_empty(), "anh-dong-y", sentence);
    Some(Picture { file, alt, consent })
}

/// What was written, and new files.
async fn written(
    visit: &Visit,
    form: &Form,
    at: Option<(&Article, &Revision)>,
) -> Result<(Written, Uploads)> {
    let mut problems = Problems::new();
    let is_version = at.is_some_and(|(article, _)| article.origin.is_some());
    let must = |sentence| (!is_version).then_some(sentence);
    let title = form.text(
        "tieu-de",
        TITLE_CHARACTERS,
        Some("Mời ghi tiêu đề."),
        &mut problems,
    );
    let lead = form.text(
        "tom-tat",
        LEAD_CHARACTERS,
        Some("Mời ghi tóm tắt."),
        &mut problems,
    );
    let source = form.text(
        "noi-dung",
        BODY_CHARACTERS,
        must("Mời viết nội dung bài."),
        &mut problems,
    );
    let section = form.get("chuyen-muc").parse().ok();
    problems.unless(section.is_some(), "chuyen-muc", "Mời chọn chuyên mục.");
    let language = match at.filter(|_| is_version) {
        // A version stays one of its language.
        Some((article, _)) => Some(article.language),
        None => Language::with_key(form.get("tieng")),
    };
    problems.unless(language.is_some(), "tieng", "Mời chọn tiếng.");
    let review_on = form.date("xem-lai", &mut problems);
    let duty = match form.get("viec") {
        "" => None,
        id => Some(id.parse().map_err(|_| Error::NotFound)?),
    };
    let before = at.map(|(_, words)| words);
    let has_new = form.files.iter().any(|file| file.field == "anh");
    let picture = pictured(
        form,
        before.and_then(|words| words.picture.as_ref()),
        has_new,
        &mut problems,
    );
    let (Some(section), Some(language), true) = (section, language, problems.is_empty()) else {
        return Err(problems.into());
    };
    let uploads = Uploads {
        picture: upload(visit, form, Purpose::Photo).await?,
        audio: upload(visit, form, Purpose::Sound).await?,
    };
    let written = Written {
        section,
        title,
        lead,
        source,
        picture,
        audio: before
            .and_then(|words| words.audio)
            .filter(|_| !form.has("ghi-am-bo")),
        model: form.get("theo-ban").parse().ok(),
        audience: Audience::with_key(form.get("doi-tuong")),
        language,
        duty,
        review_on,
        is_sample: false,
    };
    Ok((written, uploads))
}

async fn with_uploads(tx: &mut Tx, mut written: Written, uploads: Uploads) -> Result<Written> {
    if let (Some(prepared), Some(picture)) = (uploads.picture, &mut written.picture) {
        picture.file = note(tx, &prepared).await?;
    }
    if let Some(prepared) = uploads.audio {
        written.audio = Some(note(tx, &prepared).await?);
    }
    Ok(written)
}
