//! What is told of mail servers and of a program that takes messages. Values are not repeated, they hold passwords.

use loa_app::mail::{self, MailError, MailSettings, Server};
use loa_app::webhook::{self, WebhookSettings};

use crate::config::Setting;
use crate::message::Problem;

/// The keys of mail servers, the preferred one first.
const SERVERS: [&str; 2] = ["smtp_url", "smtp_url_2"];

fn text(values: &[Setting], name: &str) -> String {
    let found = values.iter().find(|setting| setting.key == name);
    found.map(|setting| setting.value.clone()).unwrap_or_default()
}

fn bad(values: &[Setting], name: &str, wanted: (&str, &str)) -> Problem {
    let found = values.iter().find(|setting| setting.key == name);
    Problem::bad_setting(found.map_or(name, |setting| setting.place.as_str()), "", wanted)
}

/// Mail: a server and a sender, or neither.
pub fn mail(values: &[Setting]) -> Result<Option<MailSettings>, Problem> {
    let from = text(values, "mail_from");
    let servers: Vec<Server> = SERVERS
        .into_iter()
        .map(|name| Server {
            name,
            url: text(values, name),
        })
        .filter(|server| !server.url.is_empty())
        .collect();
    match (servers.first(), from.is_empty()) {
        (None, true) => return Ok(None),
        (Some(first), _) if first.name != "smtp_url" => {
            return Err(bad(
                values,
                "smtp_url",
                (
                    "một địa chỉ, vì đã đặt smtp_url_2",
                    "an address, since smtp_url_2 is set",
                ),
            ));
        }
        (None, false) => {
            return Err(bad(
                values,
                "smtp_url",
                (
                    "một địa chỉ, vì đã đặt mail_from",
                    "an address, since mail_from is set",
                ),
            ));
        }
        (Some(_), true) => {
            return Err(bad(
                values,
                "mail_from",
                ("người gửi, vì đã đặt smtp_url", "a sender, since smtp_url is set"),
            ));
        }
        (Some(_), false) => {}
    }
    let settings = MailSettings { servers, from };
    match mail::check(&settings) {
        Ok(()) => Ok(Some(settings)),
        Err(MailError::Server(name)) => Err(bad(
            values,
            name,
            (
                "smtps://người-dùng:mật-khẩu@máy-chủ hoặc smtp://máy-chủ:cổng",
                "smtps://user:password@host or smtp://host:port",
            ),
        )),
        Err(MailError::From) => Err(bad(
            values,
            "mail_from",
            (
                "địa chỉ thư, ví dụ Loa <loa@songma.example.vn>",
                "a mail address, such as Loa <loa@songma.example.vn>",
            ),
        )),
    }
}

/// A program that takes messages, or none.
pub fn webhook(values: &[Setting]) -> Result<Option<WebhookSettings>, Problem> {
    let settings = WebhookSettings {
        url: text(values, "webhook_url"),
        token: text(values, "webhook_token"),
    };
    if settings.url.is_empty() {
        if settings.token.is_empty() {
            return Ok(None);
        }
        return Err(bad(
            values,
            "webhook_url",
            (
                "một địa chỉ, vì đã đặt webhook_token",
                "an address, since webhook_token is set",
            ),
        ));
    }
    if webhook::address(&settings.url).is_err() {
        return Err(bad(
            values,
            "webhook_url",
            (
                "địa chỉ bắt đầu bằng https:// hoặc http://",
                "an address that begins with https:// or http://",
            ),
        ));
    }
    Ok(Some(settings))
}
