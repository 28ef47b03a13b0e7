//! Finding: the search of a site, and short addresses.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use loa_db::id::Id;
use loa_db::tx::Tx;

use super::pages::rendered;
use crate::app::App;
use crate::catalogue::{Entry, Kind, Short, store, words};
use crate::error::Result;
use crate::form::Form;
use crate::library::{self, Word};
use crate::newsroom;
use crate::notice;
use crate::page::{Plain, encoded};
use crate::portal::frame::Frame;
use crate::portal::{self, Site};
use crate::text;

/// What is shown of what was found; whoever does not see it there types another word.
const MOST: i64 = 50;
/// Characters of a search.
const MOST_CHARACTERS: usize = 100;

/// What somebody types, as far as it counts.
fn asked(query: &str) -> String {
    let form = Form::parse(query);
    form.get("q").chars().take(MOST_CHARACTERS).collect()
}

/// What counts of that which stands behind `?` of a search.
pub fn behind(query: &str) -> String {
    match asked(query) {
        asked if asked.is_empty() => String::new(),
        asked => format!("?q={}", encoded(&asked)),
    }
}

struct Found {
    href: String,
    title: String,
    lead: String,
    kind: &'static str,
    day: String,
}

impl Found {
    fn new(site: &Site, one: Entry) -> Self {
        Self {
            href: format!("/cong/{}/{}", site.slug, one.place),
            kind: one.kind.label(),
            day: text::day(one.dated_on),
            title: one.title,
            lead: one.lead,
        }
    }
}

#[derive(Template)]
#[template(path = "portal/pages/search.html")]
struct SearchPage {
    frame: Frame,
    found: Vec<Found>,
    /// There were words to look for.
    is_asked: bool,
    is_cut: bool,
}

/// `/cong/{site}/tim?q=…`
pub(super) async fn search(
    tx: &mut Tx,
    site: &Site,
    mut frame: Frame,
    query: &str,
) -> Result<(&'static str, String)> {
    let asked = asked(query);
    let words = words(&asked);
    let mut found = match words.is_empty() {
        true => Vec::new(),
        false => store::find(tx, site.unit, &words, MOST + 1).await?,
    };
    let is_cut = i64::try_from(found.len()).is_ok_and(|many| many > MOST);
    if is_cut {
        found.pop();
    }
    frame.asked = asked;
    rendered(&SearchPage {
        is_asked: !words.is_empty(),
        is_cut,
        found: found.into_iter().map(|one| Found::new(site, one)).collect(),
        frame,
    })
}

/// `/t/{code}`: on to wherever the thing is now. It may move, so nobody is to remember where it was: 307, looked at each time.
pub async fn short(State(app): State<App>, Path(code): Path<String>) -> Response {
    let mut response = match led(&app, &code).await {
        Ok(Led::To(path)) => Redirect::temporary(&path).into_response(),
        Ok(Led::Gone) => told(
            StatusCode::GONE,
            "Nội dung này đã được gỡ",
            "Địa chỉ ngắn này đúng, nhưng nội dung của nó không còn công khai. Mời hỏi cơ quan đã in địa chỉ này.",
        ),
        Ok(Led::Nowhere) => told(
            StatusCode::NOT_FOUND,
            "Không có địa chỉ ngắn này",
            "Mời xem lại từng chữ trên giấy, pa nô: chữ thường không dấu, gạch nối giữa các chữ, ví dụ khai-sinh. Hoặc mở trang \
             công khai của xã ở địa chỉ /cong rồi tìm.",
        ),
        Err(error) => error.into_response(),
    };
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// Where a code leads.
enum Led {
    /// Nobody gave this code.
    Nowhere,
    /// To something that the public does not read any more.
    Gone,
    /// To this path.
    To(String),
}

async fn led(app: &App, code: &str) -> Result<Led> {
    if !portal::is_part(code) {
        return Ok(Led::Nowhere);
    }
    let mut tx = app.db().read(app.scope(Id(0), None)).await?;
    let Some(short) = store::at(&mut tx, code).await? else {
        return Ok(Led::Nowhere);
    };
    let mut tx = tx.scoped_to(app.scope(short.locality, None));
    Ok(place(&mut tx, &short).await?.map_or(Led::Gone, Led::To))
}

fn told(status: StatusCode, heading: &'static str, sentence: &str) -> Response {
    let plain = Plain {
        heading,
        sentence: sentence.to_owned(),
        code: None,
    };
    (status, plain).into_response()
}

/// Where a thing is now; `None`: the public does not read it any more.
async fn place(tx: &mut Tx, short: &Short) -> Result<Option<String>> {
    let site = portal::store::of_unit(tx, short.unit).await?;
    let Some(site) = site.filter(|site| site.is_open) else {
        return Ok(None);
    };
    let home = format!("/cong/{}", site.slug);
    Ok(match short.kind {
        Kind::Site => Some(home),
        Kind::Article => {
            let article = newsroom::store::by_id(tx, short.target).await?;
            let article = article.filter(|article| article.first_public_at.is_some());
            article.map(|article| format!("{home}/tin/{}", article.slug))
        }
        Kind::Notice => {
            let one = notice::store::by_id(tx, short.target).await?;
            let one = one.filter(|one| one.state != notice::State::Draft);
            one.map(|one| format!("{home}/niem-yet/{}", one.slug))
        }
        Kind::Document => {
            let decided = library::store::of_document(tx, short.target).await?;
            let decided = decided.filter(|one| matches!(one.word, Word::Public | Word::Withdrawn));
            decided.map(|one| format!("{home}/van-ban/{}", one.document))
        }
    })
}
