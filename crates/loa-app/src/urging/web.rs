//! Pages of urging: units that are late, letters before they go, what was sent.

use std::collections::HashMap;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use loa_db::id::Id;

use crate::clock::moment_text;
use crate::duty::Horizon;
use crate::error::{Error, Result};
use crate::form::Form;
use crate::identity::Action;
use crate::org;
use crate::page::{self, Chrome, html, refused};
use crate::problem::Problems;
use crate::route::{Access, Routes, Visit};
use crate::text;
use crate::urging::actions::urge::{Decided, Draft, MOST_UNITS, Way, drafts, send};
use crate::urging::letter::{LONGEST, SHORT};
use crate::urging::store::urge::{self, Urge};

mod overview;

/// Letters on a page of the history.
const PAGE: i64 = 50;

/// Routes of this slice.
pub fn routes(routes: Routes) -> Routes {
    let may = Access::May(Action::Urge);
    routes
        .get("/don-doc", may, units)
        .post("/don-doc/soan", may, compose)
        .post("/don-doc/gui", may, go)
        .get("/don-doc/da-gui", may, sent)
        .get("/don-doc/da-gui/{urge}", may, letter)
        .get("/tong-quan", Access::May(Action::SeeBoard), overview::page)
        .post(
            "/tong-quan/lien-ket",
            Access::May(Action::ShareOverview),
            overview::make,
        )
        .post(
            "/tong-quan/lien-ket/{link}/thu-hoi",
            Access::May(Action::ShareOverview),
            overview::end,
        )
        .get("/xem/{overview}", Access::Public, overview::shared)
}

struct UnitRow {
    id: String,
    name: String,
    late: i64,
    oldest: String,
    last: String,
    is_today: bool,
    is_ticked: bool,
}

#[derive(Template)]
#[template(path = "urging/pages/units.html")]
struct UnitsPage {
    chrome: Chrome,
    problems: Problems,
    rows: Vec<UnitRow>,
    more: usize,
    extended: i64,
}

async fn units_page(visit: &Visit, problems: Problems) -> Result<UnitsPage> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let today = tx.today();
    let late_until = Horizon::of(today).late_until;
    let reach: Vec<Id> = actor.reach(Action::Urge).iter().copied().collect();
    let mut owing = urge::owing(&mut tx, &reach, late_until).await?;
    // Asked for by a link of the board: ticked, and in sight.
    let fields = visit.fields();
    let ticked: Vec<Id> = fields
        .all("don-vi")
        .filter_map(|unit| unit.parse().ok())
        .collect();
    owing.sort_by_key(|one| !ticked.contains(&one.unit));
    let names = org::store::names(&mut tx, today).await?;
    let last = urge::last_days(&mut tx, owing.iter().take(MOST_UNITS).map(|one| one.unit)).await?;
    let row = |one: &urge::Owing| UnitRow {
        id: one.unit.to_string(),
        name: names.get(&one.unit).cloned().unwrap_or_default(),
        late: one.late,
        oldest: text::day(one.oldest),
        last: last
            .get(&one.unit)
            .map_or_else(|| "chưa".to_owned(), |day| text::day(*day)),
        is_today: last.get(&one.unit) == Some(&today),
        is_ticked: ticked.contains(&one.unit),
    };
    Ok(UnitsPage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        rows: owing.iter().take(MOST_UNITS).map(row).collect(),
        more: owing.len().saturating_sub(MOST_UNITS),
        extended: urge::extended(&mut tx, &reach, late_until).await?,
    })
}

async fn units(visit: Visit) -> Result<Response> {
    Ok(html(&units_page(&visit, Problems::new()).await?))
}

struct DraftView {
    unit: String,
    name: String,
    count: usize,
    letter: String,
    short: String,
    reached: String,
    others: Vec<(String, Option<String>)>,
    refusal: Option<&'static str>,
    /// A công văn can be drafted.
    is_official: bool,
    /// Where it is said what stands at the head of a công văn, while nobody did.
    rule: Option<String>,
    /// What is chosen: mail, official, other, none.
    way: &'static str,
}

impl DraftView {
    fn of(draft: Draft) -> Self {
        let can_send = !draft.reached.is_empty();
        Self {
            unit: draft.unit.to_string(),
            name: draft.name,
            count: draft.lines.len(),
            letter: draft.letter,
            short: draft.short,
            reached: draft.reached.join(", "),
            others: draft.others,
            refusal: draft.refusal,
            is_official: draft.issuer.is_some_and(|(_, is_known)| is_known),
            rule: draft
                .issuer
                .filter(|(_, is_known)| !is_known)
                .map(|(issuer, _)| format!("/van-ban/quy-uoc/{issuer}")),
            way: if can_send { "mail" } else { "none" },
        }
    }

    /// As it was sent, right or wrong.
    fn sent(self, form: &Form) -> Self {
        let field = |name: &str| form.get(&format!("{name}-{}", self.unit)).to_owned();
        let (letter, short) = (field("thu"), field("ngan"));
        let way = match field("cach").as_str() {
            "mail" => "mail",
            "other" => "other",
            "official" => "official",
            _ => "none",
        };
        Self {
            letter: if letter.is_empty() { self.letter } else { letter },
            short: if short.is_empty() { self.short } else { short },
            way,
            ..self
        }
    }
}

#[derive(Template)]
#[template(path = "urging/pages/compose.html")]
struct ComposePage {
    chrome: Chrome,
    problems: Problems,
    drafts: Vec<DraftView>,
    sendable: usize,
}

/// The units that are named, each once.
fn named(form: &Form) -> Result<Vec<Id>> {
    let mut units = Vec::new();
    for text in form.all("don-vi") {
        let unit = text.parse::<Id>().map_err(|_| Error::NotFound)?;
        if !units.contains(&unit) {
            units.push(unit);
        }
    }
    Ok(units)
}

async fn compose_page(visit: &Visit, form: &Form, problems: Problems) -> Result<ComposePage> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let settings = visit.app.settings();
    let found = drafts(
        &mut tx,
        actor,
        &named(form)?,
        &settings.public_url,
        settings.webhook.is_some(),
    )
    .await?;
    let sendable = found.iter().filter(|draft| draft.refusal.is_none()).count();
    let views = found.into_iter().map(DraftView::of);
    let views: Vec<DraftView> = if problems.is_empty() {
        views.collect()
    } else {
        views.map(|view| view.sent(form)).collect()
    };
    Ok(ComposePage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        drafts: views,
        sendable,
    })
}

async fn compose(visit: Visit, form: Form) -> Result<Response> {
    let units = named(&form)?;
    let problem = match units.len() {
        0 => Some("Mời chọn ít nhất một đơn vị.".to_owned()),
        1..=MOST_UNITS => None,
        _ => Some(format!("Mỗi lần nhiều nhất {MOST_UNITS} đơn vị.")),
    };
    if let Some(sentence) = problem {
        let problems = Problems::one("don-vi", sentence);
        return Ok(refused(&units_page(&visit, problems).await?));
    }
    Ok(html(&compose_page(&visit, &form, Problems::new()).await?))
}

fn decided(form: &Form, problems: &mut Problems) -> Result<Vec<Decided>> {
    let mut found = Vec::new();
    for unit in named(form)?.into_iter().take(MOST_UNITS) {
        let field = |name: &str| form.get(&format!("{name}-{unit}")).to_owned();
        let way = match field("cach").as_str() {
            "mail" => Way::Mail,
            "other" => Way::Other,
            "official" => Way::Official,
            _ => continue,
        };
        let (letter, short) = (field("thu"), field("ngan"));
        let is_long = letter.chars().count() > LONGEST || short.chars().count() > 2 * SHORT;
        if is_long {
            problems.add(
                "gui",
                format!(
                    "Thư dài quá {LONGEST} chữ cái, hoặc tin ngắn dài quá {} chữ cái.",
                    2 * SHORT
                ),
            );
        }
        if letter.is_empty() || short.is_empty() {
            problems.add("gui", "Thư và tin ngắn không được để trống.");
        }
        found.push(Decided {
            unit,
            way,
            letter,
            short,
        });
    }
    if found.is_empty() {
        problems.add("gui", "Chưa chọn gửi cho đơn vị nào.");
    }
    Ok(found)
}

async fn go(visit: Visit, form: Form) -> Result<Response> {
    let actor = visit.actor()?;
    let mut problems = Problems::new();
    let decided = decided(&form, &mut problems)?;
    if !problems.is_empty() {
        return Ok(refused(&compose_page(&visit, &form, problems).await?));
    }
    let by_webhook = visit.app.settings().webhook.is_some();
    let mut tx = visit.app.begin(actor).await?;
    let urged = match send(&mut tx, actor, &decided, by_webhook).await {
        Err(Error::Problem(problems)) => {
            drop(tx);
            return Ok(refused(&compose_page(&visit, &form, problems).await?));
        }
        other => other?,
    };
    tx.save().await?;
    let told = [
        (urged.sent, "đơn vị được gửi thư"),
        (urged.official, "công văn đã lấy số, chờ ký"),
        (urged.noted, "đơn vị được ghi là đã báo bằng cách khác"),
        (
            urged.left,
            "đơn vị không gửi: không còn việc quá hạn, hoặc vừa đôn đốc rồi",
        ),
    ];
    let told = told.iter().filter(|(count, _)| *count > 0);
    let told: Vec<String> = told.map(|(count, words)| format!("{count} {words}")).collect();
    Ok(page::done("/don-doc/da-gui", &format!("{}.", told.join("; "))))
}

struct SentRow {
    id: String,
    unit: String,
    at: String,
    by: String,
    way: String,
    duties: String,
    official: Option<String>,
}

impl SentRow {
    fn of(urge: &Urge, names: &HashMap<Id, String>) -> Self {
        Self {
            id: urge.id.to_string(),
            unit: names.get(&urge.unit).cloned().unwrap_or_default(),
            at: moment_text(urge.at),
            by: urge.by.clone(),
            way: way(urge),
            official: urge.official.as_ref().map(|(id, _)| id.to_string()),
            duties: match urge.duties {
                (all, 0) => format!("{all} việc, đã xong cả"),
                (all, open) => format!("{all} việc, còn {open}"),
            },
        }
    }
}

/// "thư: 2 đã gửi, 1 đang chờ"
fn way(urge: &Urge) -> String {
    if let Some((_, code)) = &urge.official {
        return format!("công văn số {code}");
    }
    if !urge.by_mail {
        return "báo bằng cách khác".to_owned();
    }
    let (sent, waiting, failed) = urge.messages;
    let parts = [
        (sent, "đã gửi"),
        (waiting, "đang chờ gửi"),
        (failed, "không gửi được"),
    ];
    let told = parts.iter().filter(|(count, _)| *count > 0);
    let told: Vec<String> = told.map(|(count, words)| format!("{count} {words}")).collect();
    format!("thư: {}", told.join(", "))
}

#[derive(Template)]
#[template(path = "urging/pages/sent.html")]
struct SentPage {
    chrome: Chrome,
    rows: Vec<SentRow>,
    next: Option<String>,
}

async fn sent(visit: Visit) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let form = visit.fields();
    let from = form.get("truoc").parse().unwrap_or(Id(i64::MAX));
    let found = urge::before(&mut tx, None, from, PAGE).await?;
    let next = found
        .last()
        .filter(|_| found.len() as i64 == PAGE)
        .map(|last| last.id.to_string());
    let reach = actor.reach(Action::Urge);
    let today = tx.today();
    let names = org::store::names(&mut tx, today).await?;
    let shown = found.iter().filter(|urge| reach.contains(&urge.unit));
    Ok(html(&SentPage {
        chrome: Chrome::new(&visit),
        rows: shown.map(|urge| SentRow::of(urge, &names)).collect(),
        next,
    }))
}

#[derive(Template)]
#[template(path = "urging/pages/letter.html")]
struct LetterPage {
    chrome: Chrome,
    row: SentRow,
    letter: String,
    short: String,
}

async fn letter(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    let actor = visit.actor()?;
    let id: Id = id.parse().map_err(|_| Error::NotFound)?;
    let mut tx = visit.app.read(actor).await?;
    let urge = urge::by_id(&mut tx, id).await?.ok_or(Error::NotFound)?;
    actor.must(Action::Urge, urge.unit)?;
    let today = tx.today();
    let names = org::store::names(&mut tx, today).await?;
    Ok(html(&LetterPage {
        chrome: Chrome::new(&visit),
        row: SentRow::of(&urge, &names),
        letter: urge.letter,
        short: urge.short,
    }))
}
