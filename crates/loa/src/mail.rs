//! `loa mail test`: does the mail server take a letter?

use jiff::Timestamp;
use loa_app::mail::{Letter, MailSettings, Mailer};
use loa_calendar::language::Language;
use loa_db::id::Id;

use crate::cli::Exit;
use crate::config::Config;
use crate::message::Problem;
use crate::terminal::printable;
use crate::{output, serve};

/// Sends a letter to an address by each server, one after the other, so that the second one is known to work too.
pub fn run(config: &Config, to: &str, language: Language) -> Result<Exit, Problem> {
    let Some(mail) = &config.mail else {
        return Err(Problem::mail(
            "smtp_url",
            ("chưa đặt khóa này", "this key is not set"),
        ));
    };
    let mut told = String::new();
    serve::runtime()?.block_on(async {
        for server in &mail.servers {
            let alone = MailSettings {
                servers: vec![server.clone()],
                from: mail.from.clone(),
            };
            let refused = |reason: &str| Problem::mail(server.name, (reason, reason));
            let mailer = Mailer::new(&alone).map_err(|error| refused(&error.to_string()))?;
            mailer.send(&letter(to, language)).await.map_err(|failure| {
                let reason = failure.reason().strip_prefix(&format!("{}: ", server.name));
                refused(&printable(reason.unwrap_or(failure.reason())))
            })?;
            told += &match language {
                Language::Vi => format!("{}: máy chủ đã nhận thư gửi {to}.\n", server.name),
                Language::En => format!("{}: the server took the letter to {to}.\n", server.name),
            };
        }
        Ok(())
    })?;
    output::print(told.as_bytes())?;
    Ok(Exit::Clean)
}

fn letter(to: &str, language: Language) -> Letter {
    let now = Timestamp::now();
    Letter {
        id: format!("thu-{}", Id::new(now)),
        at: now,
        name: to.to_owned(),
        to: to.to_owned(),
        subject: language
            .choose("Loa gửi thử thư", "A letter to try Loa's mail")
            .to_owned(),
        body: language
            .choose(
                "Nhận được thư này nghĩa là Loa gửi thư được.\n",
                "If you read this, Loa can send mail.\n",
            )
            .to_owned(),
    }
}
