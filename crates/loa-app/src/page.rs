//! The frame around every page, and answers that are no pages.

use askama::Template;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::app::App;
use crate::assets;
use crate::identity::Action;
use crate::org::store::Locality;
use crate::route::{Access, Visit};
use crate::text;

/// What the frame shows; every page struct has one as `chrome`.
#[derive(Debug, Clone, Default)]
pub struct Chrome {
    /// "Huyện Sông Mã"; empty where it is not known.
    pub locality: String,
    /// Who is signed in.
    pub person: Option<SignedIn>,
    /// Links of the pages that the person may open.
    pub nav: Vec<NavLink>,
    /// What was just done.
    pub flash: Option<String>,
    /// It was not done by the person, or not done at all.
    pub is_news: bool,
    /// "18/04/2022" while the clock is moved.
    pub moved_today: Option<String>,
    /// Whom to call for help.
    pub phone: Option<String>,
    /// Path of the mark.
    pub mark: String,
    /// Path of the mark for home screens.
    pub home_mark: String,
    /// Path of what a phone wants to know that puts Loa on its home screen.
    pub web_manifest: String,
    /// Path of the style sheet.
    pub css: String,
    /// Path of the script of all pages.
    pub js: String,
    /// Path of the script of officers' pages.
    pub officer_js: Option<String>,
    /// The page shows a form with problems.
    pub has_problems: bool,
}

/// The person on whose behalf the page is shown.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Identity, for the queue on the phone.
    pub id: String,
    /// Full name.
    pub name: String,
    /// Where they work.
    pub unit: String,
}

/// A link of the navigation.
#[derive(Debug, Clone)]
pub struct NavLink {
    /// Path.
    pub href: &'static str,
    /// Words.
    pub label: &'static str,
    /// It is this page or one below it.
    pub current: bool,
}

/// An option of a list, a radio button, a tick box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// What else helps to choose, under the label; mostly empty.
    pub hint: String,
    /// It is the one that holds.
    pub chosen: bool,
}

impl Choice {
    /// An option.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "identities and keys are handed over as they are"
    )]
    pub fn new(value: impl ToString, label: impl Into<String>, chosen: bool) -> Self {
        Self {
            value: value.to_string(),
            label: label.into(),
            hint: String::new(),
            chosen,
        }
    }

    /// With more to choose by.
    #[must_use]
    pub fn hinted(self, hint: String) -> Self {
        Self { hint, ..self }
    }
}

/// The three fields of a date as they are shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DateFields {
    /// Day of the month.
    pub day: String,
    /// Month.
    pub month: String,
    /// Year.
    pub year: String,
}

impl DateFields {
    /// As a date is written.
    pub fn of(date: Option<jiff::civil::Date>) -> Self {
        date.map_or_else(Self::default, |date| Self {
            day: date.day().to_string(),
            month: date.month().to_string(),
            year: date.year().to_string(),
        })
    }

    /// As they were sent, right or wrong.
    pub fn sent(form: &crate::form::Form, name: &str) -> Self {
        let part = |ending| form.get(&format!("{name}-{ending}")).to_owned();
        Self {
            day: part("ngay"),
            month: part("thang"),
            year: part("nam"),
        }
    }
}

/// Path, words and who may open the page, as in its route.
const NAVIGATION: &[(&str, &str, Access)] = &[
    ("/bang-dieu-hanh", "Bảng điều hành", Access::May(Action::SeeBoard)),
    ("/viec", "Việc của tôi", Access::May(Action::SeeOwnDuties)),
    ("/ghi", "Ghi một việc", Access::May(Action::LogActivity)),
    ("/hoat-dong", "Hoạt động", Access::May(Action::SeeUnits)),
    ("/minh-chung", "Duyệt minh chứng", Access::May(Action::JudgeProof)),
    ("/don-doc", "Đôn đốc", Access::May(Action::Urge)),
    ("/kiem-tra", "Kiểm tra", Access::May(Action::SeeInspection)),
    (
        "/nhiem-vu",
        "Nhiệm vụ và kỳ hạn",
        Access::May(Action::SeeAssignments),
    ),
    ("/ke-hoach", "Kế hoạch", Access::May(Action::SeePlans)),
    ("/bao-cao", "Báo cáo", Access::May(Action::SeeReports)),
    (
        "/ke-hoach-don-vi",
        "Kế hoạch của đơn vị",
        Access::May(Action::SeeUnits),
    ),
    ("/van-ban", "Văn bản", Access::May(Action::SeeUnits)),
    ("/toa-soan", "Tòa soạn", Access::May(Action::SeeArticles)),
    ("/lich", "Lịch", Access::May(Action::SeeOwnDuties)),
    ("/don-vi", "Đơn vị", Access::May(Action::SeeUnits)),
    ("/nguoi", "Người dùng", Access::May(Action::ManagePeople)),
    ("/nhat-ky", "Nhật ký", Access::MayEverywhere(Action::ManagePeople)),
];

impl Chrome {
    /// The frame of a page for a visitor.
    pub fn new(visit: &Visit) -> Self {
        let app = &visit.app;
        let actor = visit.actor.as_ref();
        let current = |href: &str| {
            visit
                .path
                .strip_prefix(href)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let nav = NAVIGATION
            .iter()
            .filter(|(_, _, access)| actor.is_some_and(|actor| access.is_open_to(actor)))
            .map(|(href, label, _)| NavLink {
                href,
                label,
                current: current(href),
            });
        let (locality, phone) = match (actor, &visit.only_locality) {
            (Some(actor), _) => (actor.locality_name.clone(), actor.help_phone.clone()),
            (None, Some(only)) => (only.name.clone(), only.help_phone.clone()),
            (None, None) => (String::new(), None),
        };
        Self {
            locality,
            phone,
            person: actor.map(|actor| SignedIn {
                id: actor.person.to_string(),
                name: actor.name.clone(),
                unit: actor.unit_name.clone(),
            }),
            nav: nav.collect(),
            flash: visit
                .flash
                .as_deref()
                .map(|flash| flash.trim_start_matches(NEWS).to_owned()),
            is_news: visit
                .flash
                .as_deref()
                .is_some_and(|flash| flash.starts_with(NEWS)),
            moved_today: app.clock().is_moved().then(|| text::day(app.today())),
            officer_js: actor
                .is_some_and(|actor| {
                    let works_outside = [Action::LogActivity, Action::Inspect];
                    works_outside
                        .into_iter()
                        .any(|action| actor.may_somewhere(action))
                })
                .then(|| assets::address("officer.js")),
            ..Self::bare()
        }
    }

    /// The frame without a visitor.
    pub fn bare() -> Self {
        Self {
            mark: assets::address("loa.svg"),
            home_mark: assets::address("loa-192.png"),
            web_manifest: assets::address("loa.webmanifest"),
            css: assets::address("loa.css"),
            js: assets::address("loa.js"),
            ..Self::default()
        }
    }

    /// The same frame on a page that shows problems.
    pub fn with_problems(self, problems: &crate::problem::Problems) -> Self {
        Self {
            has_problems: !problems.is_empty(),
            ..self
        }
    }
}

/// A rendered page.
pub fn html(template: &impl Template) -> Response {
    with_status(StatusCode::OK, template)
}

/// A form shown again with what is wrong with it.
pub fn refused(template: &impl Template) -> Response {
    with_status(StatusCode::UNPROCESSABLE_ENTITY, template)
}

fn with_status(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(text) => (status, Html(text)).into_response(),
        Err(error) => crate::error::Error::Outage(format!("a page does not render: {error}")).into_response(),
    }
}

#[derive(Template)]
#[template(path = "page/message.html")]
struct MessagePage<'a> {
    chrome: Chrome,
    heading: &'a str,
    sentence: &'a str,
    code: Option<String>,
}

/// What a page of one sentence says. It goes with the response, so that the page can be written anew by whoever knows
/// the locality or the person: an error does not.
#[derive(Debug, Clone)]
pub struct Plain {
    /// Heading.
    pub heading: &'static str,
    /// Sentence.
    pub sentence: String,
    /// By which those who run the machine find what is down in the log.
    pub code: Option<String>,
}

impl Plain {
    /// The page, where nothing is known about who asks.
    pub fn page(&self, locality: Option<Locality>) -> Html<String> {
        let (name, phone) = locality.map_or_else(Default::default, |only| (only.name, only.help_phone));
        self.within(Chrome {
            locality: name,
            phone,
            ..Chrome::bare()
        })
    }

    /// The page in the frame of whoever asks.
    pub fn within(&self, chrome: Chrome) -> Html<String> {
        let page = MessagePage {
            chrome,
            heading: self.heading,
            sentence: &self.sentence,
            code: self.code.clone(),
        };
        // The template is as simple as can be; should it fail all the same, the sentence still arrives.
        Html(page.render().unwrap_or_else(|_| self.sentence.clone()))
    }
}

impl IntoResponse for Plain {
    fn into_response(self) -> Response {
        let mut response = self.page(None).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// The longest name that a server can have, with its port.
const LONGEST_HOST: usize = 253 + ":65535".len();

/// "https://…": what stands in front of every path, as people type it: as configured, else as this request says. What cannot
/// be the name of a server is not taken over.
pub fn base(app: &App, headers: &HeaderMap) -> String {
    let settings = app.settings();
    if !settings.public_url.is_empty() {
        return settings.public_url.clone();
    }
    let is_of_host = |sign: u8| sign.is_ascii_alphanumeric() || b"-.:[]_".contains(&sign);
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let host = host.filter(|host| host.len() <= LONGEST_HOST && host.bytes().all(is_of_host));
    let scheme = if settings.is_https { "https" } else { "http" };
    format!("{scheme}://{}", host.unwrap_or("localhost"))
}

/// The address of one of our pages with all that stands in front of it.
pub fn absolute(visit: &Visit, headers: &HeaderMap, path: &str) -> String {
    format!("{}{path}", base(&visit.app, headers))
}

/// Cuts a list to one page of which one more was read; did it go on?
pub fn cut<T>(found: &mut Vec<T>, most: i64) -> bool {
    let most = usize::try_from(most).unwrap_or_default();
    let goes_on = found.len() > most;
    found.truncate(most);
    goes_on
}

/// On to another page of ours, by GET.
pub fn to(path: &str) -> Redirect {
    Redirect::to(path)
}

/// The cookie that carries one sentence over a redirect.
pub const FLASH: &str = "loa_xong";

/// Stands before a sentence that tells of no success.
const NEWS: char = '!';

/// On to another page, which then says what the person should know.
pub fn news(path: &str, sentence: &str) -> Response {
    done(path, &format!("{NEWS}{sentence}"))
}

/// On to another page, which then says what was done.
pub fn done(path: &str, sentence: &str) -> Response {
    let mut response = to(path).into_response();
    let cookie = format!(
        "{FLASH}={}; Path=/; Max-Age=60; HttpOnly; SameSite=Lax",
        encoded(sentence)
    );
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

/// Signs that stand for themselves in an address and a cookie.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/');

/// Percent-encoded: letters, digits and `-._~/` stay.
pub fn encoded(text: &str) -> String {
    utf8_percent_encode(text, PLAIN).to_string()
}

/// The reverse of [`encoded`]; bytes that are no text become U+FFFD.
pub fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// An Excel workbook to keep; the name is of plain letters.
pub fn workbook(name: &str, bytes: Vec<u8>) -> Response {
    let headers = [
        (
            header::CONTENT_TYPE,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned(),
        ),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
    ];
    (headers, bytes).into_response()
}

/// A table to keep; the mark in front tells Excel that it is UTF-8. The name is of plain letters.
pub fn csv(name: &str, text: &str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
    ];
    (headers, format!("\u{feff}{text}")).into_response()
}

/// Does the client ask for JSON (the queue of the phone)?
pub fn wants_json(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with("application/json"))
}

/// The path, when it is one of ours: nothing that a browser takes for another site.
pub fn local_path(path: &str) -> Option<&str> {
    let fine = path.starts_with('/')
        && !path.starts_with("//")
        && path.len() <= 500
        && path
            .bytes()
            .all(|byte| byte > b' ' && byte < 0x7f && byte != b'\\');
    fine.then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_ours_are_followed() {
        for path in ["/", "/viec", "/lich?thang=2022-04"] {
            assert_eq!(local_path(path), Some(path));
        }
        for path in [
            "",
            "viec",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a b",
            "/a\nb",
        ] {
            assert_eq!(local_path(path), None, "{path}");
        }
    }

    #[test]
    fn sentences_survive_a_cookie() {
        for text in ["Đã ban hành: 8 nhiệm vụ; 100%", "%zz%", ""] {
            assert_eq!(decoded(&encoded(text)), text);
        }
    }
}
