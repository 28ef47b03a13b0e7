//! Pages of readers: asking for letters, confirming, leaving; and for editors how many there are.
//!
//! Nobody is signed in on the public ones and nothing is set in the browser. A link of a letter only opens a page: mail
//! servers open every link to look what is behind it, so it is a button that confirms, and that leaves.

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::activity::Language;
use crate::app::App;
use crate::clock::moment_text;
use crate::error::{Error, Result};
use crate::form::{Form, drain};
use crate::identity::Action;
use crate::org;
use crate::page::{self, Choice, Chrome, html, refused};
use crate::portal::Site;
use crate::portal::frame::{Frame, any_site_at, frame};
use crate::problem::Problems;
use crate::route::{Access, Network, Routes, Visit};
use crate::subscription::{ADDRESS_CHARACTERS, Link, Pace, Wishes, actions, store};

/// The routes of this slice.
pub fn routes(routes: Routes) -> Routes {
    routes
        .get("/toa-soan/nhan-tin", Access::May(Action::SeeArticles), counts)
        .open("/cong/{site}/nhan-tin", form)
        .open_post("/cong/{site}/nhan-tin", ask)
        .open("/cong/{site}/nhan-tin/da-gui", asked)
        .open("/cong/{site}/nhan-tin/xong", entered)
        .open("/cong/{site}/nhan-tin/xac-nhan/{token}", confirmation)
        .open_post("/cong/{site}/nhan-tin/xac-nhan/{token}", confirm)
        .open("/cong/{site}/nhan-tin/thoi/{token}", leaving)
        .one_click("/cong/{site}/nhan-tin/thoi/{token}", leave)
}

#[derive(Template)]
#[template(path = "subscription/pages/form.html")]
struct FormPage {
    frame: Frame,
    problems: Problems,
    /// There is a mail server.
    is_ready: bool,
    address: String,
    sections: Vec<Choice>,
    languages: Vec<Choice>,
    paces: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "subscription/pages/press.html")]
struct PressPage {
    frame: Frame,
    heading: &'static str,
    sentences: Vec<String>,
    action: String,
    button: &'static str,
}

#[derive(Template)]
#[template(path = "subscription/pages/told.html")]
struct ToldPage {
    frame: Frame,
    heading: &'static str,
    sentences: Vec<String>,
    /// Back to the form.
    asks_again: bool,
}

/// A site that the public reads, in a unit of work of its locality.
async fn placed(app: &App, slug: &str) -> Result<(Tx, Site)> {
    let place = linked(app, slug).await?;
    Some(place)
        .filter(|(_, site)| site.is_open)
        .ok_or(Error::NotFound)
}

/// The same for whoever has a link of a letter, also while the site is closed: nobody stays on a list because of that.
async fn linked(app: &App, slug: &str) -> Result<(Tx, Site)> {
    let mut tx = app.db().read(app.scope(Id(0), None)).await?;
    let site = any_site_at(&mut tx, slug).await?;
    let scope = app.scope(site.locality, None);
    Ok((tx.scoped_to(scope), site))
}

/// The same, to change something.
async fn linked_to_write(app: &App, slug: &str) -> Result<(Tx, Site)> {
    let (tx, site) = linked(app, slug).await?;
    drop(tx);
    let tx = app.db().begin(app.scope(site.locality, None)).await?;
    Ok((tx, site))
}

/// A page that is of one reader, or of one moment: nobody keeps it. Where it leads to on other sites learns nothing of its
/// address, as on every page; a policy that hides it from our own too would make older browsers send forms from nowhere.
fn private(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn answered(made: Result<Response>) -> Response {
    private(made.unwrap_or_else(Error::into_response))
}

async fn form_page(
    app: &App,
    slug: &str,
    headers: &HeaderMap,
    sent: &Form,
    problems: Problems,
) -> Result<FormPage> {
    let (mut tx, site) = placed(app, slug).await?;
    let frame = frame(&mut tx, &site, &page::base(app, headers)).await?;
    let chosen: Vec<&str> = sent.all("chuyen-muc").collect();
    let is_all = chosen.is_empty() || chosen.contains(&"moi");
    let mut sections = vec![Choice::new("moi", "Mọi chuyên mục", is_all)];
    sections.extend(frame.sections().map(|section| {
        let id = section.id.to_string();
        let is_chosen = chosen.contains(&id.as_str());
        Choice::new(id, section.title.clone(), is_chosen)
    }));
    let wanted = Language::with_key(sent.get("tieng"));
    let mut languages = vec![Choice::new("", "Mọi thứ tiếng", wanted.is_none())];
    languages.extend(
        Language::ALL
            .into_iter()
            .map(|one| Choice::new(one.key(), format!("Tiếng {}", one.label()), wanted == Some(one))),
    );
    let pace = Pace::with_key(sent.get("nhip")).unwrap_or(Pace::Weekly);
    Ok(FormPage {
        frame,
        problems,
        is_ready: actions::takes_readers(app),
        address: sent.get("thu").chars().take(ADDRESS_CHARACTERS).collect(),
        sections,
        languages,
        paces: Pace::ALL
            .into_iter()
            .map(|one| Choice::new(one.key(), one.label(), one == pace))
            .collect(),
    })
}

/// `/cong/{site}/nhan-tin`
async fn form(State(app): State<App>, Path(slug): Path<String>, headers: HeaderMap) -> Response {
    let made = form_page(&app, &slug, &headers, &Form::default(), Problems::new()).await;
    answered(made.map(|page| html(&page)))
}

/// `POST /cong/{site}/nhan-tin`
async fn ask(
    State(app): State<App>,
    Path(slug): Path<String>,
    headers: HeaderMap,
    Network(network): Network,
    sent: Form,
) -> Response {
    let made = match was_asked(&app, &slug, &sent, &network).await {
        Err(Error::Problem(problems)) => form_page(&app, &slug, &headers, &sent, problems)
            .await
            .map(|page| refused(&page)),
        done => done,
    };
    answered(made)
}

async fn was_asked(app: &App, slug: &str, sent: &Form, network: &str) -> Result<Response> {
    let (mut tx, site) = placed(app, slug).await?;
    let known = crate::newsroom::store::section::of_unit(&mut tx, site.unit).await?;
    drop(tx);
    let mut problems = Problems::new();
    let ready = "Trang này chưa gửi thư được. Mời xem tin ngay trên trang, hoặc qua RSS.";
    problems.unless(actions::takes_readers(app), "thu", ready);
    let must = Some("Mời ghi địa chỉ thư điện tử.");
    let address = sent.text("thu", ADDRESS_CHARACTERS, must, &mut problems);
    let chosen: Vec<&str> = sent.all("chuyen-muc").collect();
    let own = known
        .into_iter()
        .map(|section| section.id)
        .filter(|id| chosen.contains(&id.to_string().as_str()));
    let own: Vec<Id> = own.collect();
    let is_all = chosen.contains(&"moi");
    let some = "Mời chọn ít nhất một chuyên mục.";
    problems.unless(is_all || !own.is_empty(), "chuyen-muc", some);
    let pace = Pace::with_key(sent.get("nhip"));
    problems.unless(pace.is_some(), "nhip", "Mời chọn bao lâu gửi một thư.");
    let (Some(pace), true) = (pace, problems.is_empty()) else {
        return Err(problems.into());
    };
    let wishes = Wishes {
        sections: if is_all { Vec::new() } else { own },
        language: Language::with_key(sent.get("tieng")),
        pace,
    };
    let mut tx = app.db().begin(app.scope(site.locality, None)).await?;
    actions::ask(app, &mut tx, &site, &address, wishes, network).await?;
    tx.save().await?;
    Ok(page::to(&format!("/cong/{}/nhan-tin/da-gui", site.slug)).into_response())
}

/// A page of sentences. `asks_again`: and back to the form.
async fn told(
    app: &App,
    (mut tx, site): (Tx, Site),
    headers: &HeaderMap,
    heading: &'static str,
    sentences: Vec<String>,
    asks_again: bool,
) -> Result<ToldPage> {
    Ok(ToldPage {
        frame: frame(&mut tx, &site, &page::base(app, headers)).await?,
        heading,
        sentences,
        asks_again,
    })
}

/// `/cong/{site}/nhan-tin/da-gui`: the same for every address.
async fn asked(State(app): State<App>, Path(slug): Path<String>, headers: HeaderMap) -> Response {
    let sentences = vec![
        "Trong vài phút tới, một thư được gửi đến địa chỉ vừa ghi. Mời mở thư ấy, mở liên kết rồi bấm nút “Nhận tin”. \
         Chưa bấm thì chưa có tin nào gửi đi."
            .to_owned(),
        "Không thấy thư thì mời xem cả mục thư rác, hoặc kiểm tra lại địa chỉ đã ghi.".to_owned(),
    ];
    let made = async {
        let place = placed(&app, &slug).await?;
        told(&app, place, &headers, "Mời mở hộp thư", sentences, false).await
    };
    answered(made.await.map(|page| html(&page)))
}

/// `/cong/{site}/nhan-tin/xong`
async fn entered(State(app): State<App>, Path(slug): Path<String>, headers: HeaderMap) -> Response {
    let made = async { in_list(&app, placed(&app, &slug).await?, &headers).await };
    answered(made.await)
}

/// What whoever confirmed is told.
async fn in_list(app: &App, place: (Tx, Site), headers: &HeaderMap) -> Result<Response> {
    let sentence = match place.1.is_open {
        true => "Từ nay có bài mới thì có thư.",
        false => "Trang này đang tạm đóng; khi mở lại, có bài mới thì có thư.",
    };
    let sentences = vec![
        sentence.to_owned(),
        "Trong mỗi thư có liên kết “Thôi nhận tin”: bấm là địa chỉ được xóa ngay.".to_owned(),
    ];
    let page = told(app, place, headers, "Bà con đã nhận tin", sentences, false).await?;
    Ok(html(&page))
}

/// What a link says that has had its time, or is none: of a site that is closed, nothing.
async fn dead(app: &App, slug: &str, headers: &HeaderMap) -> Result<Response> {
    let sentences = vec![
        "Liên kết này đã dùng rồi, hoặc đã quá 48 giờ. Chưa nhận được tin thì mời đăng ký lại.".to_owned(),
    ];
    let page = told(
        app,
        placed(app, slug).await?,
        headers,
        "Liên kết không còn dùng được",
        sentences,
        true,
    )
    .await?;
    let mut response = html(&page);
    *response.status_mut() = StatusCode::GONE;
    Ok(response)
}

/// `/cong/{site}/nhan-tin/xac-nhan/{token}`: a button, since whoever opens a link need not be its reader.
async fn confirmation(
    State(app): State<App>,
    Path((slug, token)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let made = async {
        let (mut tx, site) = linked(&app, &slug).await?;
        let Some(ask) = actions::asked(&app, &mut tx, site.unit, &token).await? else {
            drop(tx);
            return dead(&app, &slug, &headers).await;
        };
        let until = moment_text(ask.expires_at);
        Ok(html(&PressPage {
            frame: frame(&mut tx, &site, &page::base(&app, &headers)).await?,
            heading: "Nhận tin qua thư điện tử",
            sentences: vec![
                format!("{}. Liên kết này dùng được đến {until}.", ask.wishes.pace.label()),
                format!(
                    "Bấm nút là bà con đồng ý để {} giữ địa chỉ thư này, chỉ để gửi tin.",
                    site.name
                ),
            ],
            action: format!("/cong/{slug}/nhan-tin/xac-nhan/{}", page::encoded(&token)),
            button: "Nhận tin",
        }))
    };
    answered(made.await)
}

/// `POST /cong/{site}/nhan-tin/xac-nhan/{token}`
async fn confirm(
    State(app): State<App>,
    Path((slug, token)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let made = async {
        let (mut tx, site) = linked_to_write(&app, &slug).await?;
        if !actions::confirm(&app, &mut tx, site.unit, &token).await? {
            drop(tx);
            return dead(&app, &slug, &headers).await;
        }
        tx.save().await?;
        match site.is_open {
            true => Ok(page::to(&format!("/cong/{}/nhan-tin/xong", site.slug)).into_response()),
            // Nothing of a closed site has an address.
            false => in_list(&app, linked(&app, &slug).await?, &headers).await,
        }
    };
    answered(made.await)
}

/// `/cong/{site}/nhan-tin/thoi/{token}`
async fn leaving(
    State(app): State<App>,
    Path((slug, token)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let made = async {
        let (mut tx, site) = linked(&app, &slug).await?;
        if Link::Leave.read(app.key()?, site.unit, &token).is_none() {
            drop(tx);
            return dead(&app, &slug, &headers).await;
        }
        Ok(html(&PressPage {
            frame: frame(&mut tx, &site, &page::base(&app, &headers)).await?,
            heading: "Thôi nhận tin",
            sentences: vec![format!(
                "Bấm nút là không còn thư nào của {} gửi đến, và địa chỉ thư được xóa ngay.",
                site.name
            )],
            action: format!("/cong/{slug}/nhan-tin/thoi/{}", page::encoded(&token)),
            button: "Thôi nhận tin",
        }))
    };
    answered(made.await)
}

/// `POST /cong/{site}/nhan-tin/thoi/{token}`: the button of the page, or of a mail program, which follows no redirect
/// (RFC 8058).
async fn leave(
    State(app): State<App>,
    Path((slug, token)): Path<(String, String)>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    // What programs send with it says nothing that is not in the address.
    drain(body).await;
    let made = async {
        let (mut tx, site) = linked_to_write(&app, &slug).await?;
        if !actions::leave(&app, &mut tx, site.unit, &token).await? {
            drop(tx);
            return dead(&app, &slug, &headers).await;
        }
        tx.save().await?;
        let sentences = vec!["Không còn thư nào gửi đến nữa. Địa chỉ thư đã được xóa.".to_owned()];
        let place = linked(&app, &slug).await?;
        let page = told(&app, place, &headers, "Đã thôi nhận tin", sentences, true).await?;
        Ok(html(&page))
    };
    answered(made.await)
}

struct CountRow {
    unit: String,
    weekly: i64,
    daily: i64,
}

#[derive(Template)]
#[template(path = "subscription/pages/counts.html")]
struct CountsPage {
    chrome: Chrome,
    rows: Vec<CountRow>,
    is_ready: bool,
}

/// `/toa-soan/nhan-tin`: how many readers get letters; who they are nobody sees.
async fn counts(visit: Visit) -> Result<Response> {
    let actor = visit.actor()?;
    let units: Vec<Id> = actor.reach(Action::SeeArticles).iter().copied().collect();
    let mut tx = visit.app.read(actor).await?;
    let found = store::counts(&mut tx, &units).await?;
    let today = tx.today();
    let tree = org::store::tree::with_ended(&mut tx, today).await?;
    let mut rows: Vec<CountRow> = found
        .into_iter()
        .map(|(unit, weekly, daily)| CountRow {
            unit: tree.name(unit).to_owned(),
            weekly,
            daily,
        })
        .collect();
    rows.sort_by_cached_key(|row| loa_vietnamese::collate::sort_key(&row.unit));
    Ok(html(&CountsPage {
        chrome: Chrome::new(&visit),
        rows,
        is_ready: actions::takes_readers(&visit.app),
    }))
}
