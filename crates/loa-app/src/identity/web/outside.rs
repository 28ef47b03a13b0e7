//! Pages around an account elsewhere: on the way to its provider, back from there, linking and unlinking.

use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use loa_db::id::Id;

use crate::error::{Error, Result};
use crate::form::Form;
use crate::identity::actions::Client;
use crate::identity::actions::outside::{self as actions, Back, Outcome, Purpose, Stop};
use crate::identity::actions::own::{self, confirm_password};
use crate::identity::oidc::Provider;
use crate::identity::store;
use crate::identity::web::factor::problems_of;
use crate::identity::web::fields::parsed;
use crate::identity::web::second::{entered, set_step, step_of};
use crate::page::{self, Chrome, html, local_path, refused};
use crate::problem::Problems;
use crate::route::Visit;

/// Where providers send browsers back to.
pub const BACK: &str = "/dang-nhap/ngoai/ve";

#[derive(Template)]
#[template(path = "identity/pages/outside_told.html")]
struct ToldPage {
    chrome: Chrome,
    heading: String,
    sentence: String,
    is_inside: bool,
}

fn told(visit: &Visit, provider: &Provider, stop: Stop) -> Response {
    let name = &provider.name;
    let (status, heading, sentence) = match stop {
        Stop::Down => (
            StatusCode::SERVICE_UNAVAILABLE,
            format!("{name} đang không trả lời"),
            "Mời thử lại sau ít phút. Trong lúc đó, ai có mật khẩu Loa vẫn đăng nhập bằng mật khẩu được.",
        ),
        Stop::Lost => (
            StatusCode::BAD_REQUEST,
            "Lần đăng nhập này không còn dùng được".to_owned(),
            "Có thể đã quá 10 phút, hoặc trang này được mở lại lần hai. Mời làm lại từ đầu.",
        ),
        Stop::Refused => (
            StatusCode::FORBIDDEN,
            format!("{name} chưa xác nhận bạn"),
            "Có thể bạn đã bấm không đồng ý. Mời làm lại từ đầu, hoặc đăng nhập bằng mật khẩu.",
        ),
        Stop::Unknown => (
            StatusCode::FORBIDDEN,
            "Tài khoản này chưa nối với ai trong Loa".to_owned(),
            "Đăng nhập Loa bằng mật khẩu rồi nối tài khoản ở Tài khoản, Cách đăng nhập; hoặc nhờ người quản trị của địa phương gửi liên kết mời. Loa không tự nối theo tên hay thư điện tử.",
        ),
        Stop::Taken => (
            StatusCode::CONFLICT,
            "Tài khoản này đã nối với người khác".to_owned(),
            "Mỗi tài khoản chỉ nối với một người trong Loa. Mời đăng xuất khỏi tài khoản ấy rồi dùng tài khoản của chính bạn.",
        ),
        Stop::DeadLink => (
            StatusCode::NOT_FOUND,
            "Liên kết mời không còn dùng được".to_owned(),
            "Mời nhờ người quản trị tạo liên kết khác.",
        ),
    };
    let page = ToldPage {
        chrome: Chrome::new(visit),
        heading,
        sentence: sentence.to_owned(),
        is_inside: visit.actor.is_some(),
    };
    let mut response = html(&page);
    *response.status_mut() = status;
    set_step(&visit.app, &mut response, "");
    response
}

/// On to the provider.
pub async fn start(visit: Visit, headers: HeaderMap) -> Result<Response> {
    let Some(provider) = visit
        .app
        .settings()
        .oidc
        .clone()
        .filter(|_| visit.actor.is_none())
    else {
        return Ok(page::to("/").into_response());
    };
    let fields = visit.fields();
    let next = local_path(fields.get("tiep")).unwrap_or("/").to_owned();
    go(&visit, &headers, &provider, Purpose::SignIn(next)).await
}

/// On to the provider with an invitation.
pub async fn start_invited(visit: Visit, headers: HeaderMap, Path(token): Path<String>) -> Result<Response> {
    let Some(provider) = visit.app.settings().oidc.clone() else {
        return Ok(page::to(&format!("/moi/{}", page::encoded(&token))).into_response());
    };
    match own::invited(&visit.app, &token).await {
        Ok(_) => go(&visit, &headers, &provider, Purpose::Invitation(token)).await,
        Err(Error::NotFound) => Ok(told(&visit, &provider, Stop::DeadLink)),
        Err(other) => Err(other),
    }
}

async fn go(visit: &Visit, headers: &HeaderMap, provider: &Provider, purpose: Purpose) -> Result<Response> {
    let redirect = page::absolute(visit, headers, BACK);
    let begun = actions::begin(&visit.app, provider, &redirect, purpose, None, &visit.address).await?;
    let Some((address, secret)) = begun else {
        return Ok(told(visit, provider, Stop::Down));
    };
    let mut response = page::to(&address).into_response();
    set_step(&visit.app, &mut response, &secret);
    Ok(response)
}

/// Back from the provider.
pub async fn back(visit: Visit, headers: HeaderMap) -> Result<Response> {
    let Some(provider) = visit.app.settings().oidc.clone() else {
        return Ok(page::to("/").into_response());
    };
    let fields = visit.fields();
    let back = Back {
        secret: &step_of(&headers),
        state: fields.get("state"),
        code: fields.get("code"),
        redirect: &page::absolute(&visit, &headers, BACK),
    };
    let client = Client {
        address: &visit.address,
        agent: &visit.agent,
    };
    let outcome = actions::finish(&visit.app, &provider, &back, visit.actor.as_ref(), &client).await?;
    Ok(match outcome {
        Outcome::Entered(entry, next) => {
            let mut response = entered(&visit.app, &entry, &next);
            if matches!(entry, crate::identity::actions::entry::Entry::Session(_)) {
                set_step(&visit.app, &mut response, "");
            }
            response
        }
        Outcome::Linked => {
            let sentence = format!(
                "Đã nối tài khoản. Từ nay bạn đăng nhập bằng {} được.",
                provider.name
            );
            let mut response = page::done("/tai-khoan/dang-nhap", &sentence);
            set_step(&visit.app, &mut response, "");
            response
        }
        Outcome::Stopped(stop) => told(&visit, &provider, stop),
    })
}

#[derive(Template)]
#[template(path = "identity/pages/outside_link.html")]
struct LinkPage {
    chrome: Chrome,
    problems: Problems,
    login: String,
    has_password: bool,
    provider: String,
    /// Where to go on, once the password was right.
    address: Option<String>,
}

async fn link_form(
    visit: &Visit,
    provider: &Provider,
    address: Option<String>,
    problems: Problems,
) -> Result<LinkPage> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let person = store::by_id(&mut tx, actor.person)
        .await?
        .ok_or(Error::NotFound)?;
    Ok(LinkPage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        has_password: person.password.is_some(),
        login: person.login,
        provider: provider.name.clone(),
        address,
    })
}

/// Asks for the password before an account elsewhere is linked.
pub async fn link_page(visit: Visit) -> Result<Response> {
    match visit.app.settings().oidc.clone() {
        Some(provider) => Ok(html(&link_form(&visit, &provider, None, Problems::new()).await?)),
        None => Ok(page::to("/tai-khoan/dang-nhap").into_response()),
    }
}

/// Shows where to go on. A form may not lead away from here, that is part of the content policy; a link may.
pub async fn link(visit: Visit, headers: HeaderMap, form: Form) -> Result<Response> {
    let actor = visit.actor()?;
    let Some(provider) = visit.app.settings().oidc.clone() else {
        return Ok(page::to("/tai-khoan/dang-nhap").into_response());
    };
    let password = form.get("mat-khau");
    if let Err(error) = confirm_password(&visit.app, actor, password, &visit.address, "mat-khau").await {
        let (status, problems) = problems_of(error)?;
        let mut response = refused(&link_form(&visit, &provider, None, problems).await?);
        *response.status_mut() = status;
        return Ok(response);
    }
    let redirect = page::absolute(&visit, &headers, BACK);
    let begun = actions::begin(
        &visit.app,
        &provider,
        &redirect,
        Purpose::Link,
        Some(actor),
        &visit.address,
    )
    .await?;
    let Some((address, secret)) = begun else {
        return Ok(told(&visit, &provider, Stop::Down));
    };
    let mut response = html(&link_form(&visit, &provider, Some(address), Problems::new()).await?);
    set_step(&visit.app, &mut response, &secret);
    Ok(response)
}

/// Takes an account away.
pub async fn unlink(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    let id: Id = parsed(&id)?;
    match actions::unlink(&visit.app, visit.actor()?, id).await {
        Ok(()) => Ok(page::done("/tai-khoan/dang-nhap", "Đã bỏ nối tài khoản.")),
        Err(Error::Changed(sentence)) => Ok(page::news("/tai-khoan/dang-nhap", &sentence)),
        Err(other) => Err(other),
    }
}
