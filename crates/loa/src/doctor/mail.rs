//! The mail servers answer.

use std::time::Duration;

use loa_app::mail::{MailSettings, Mailer};

use crate::doctor::{Finding, Patient};

/// A server that lets letters wait so long lets people wait for their links too.
const PATIENCE: Duration = Duration::from_secs(5);

/// Each server that is set greets back and takes the password; no letter is sent.
pub async fn check(patient: &Patient) -> Vec<Finding> {
    let Some(mail) = &patient.config.mail else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    for server in &mail.servers {
        let alone = MailSettings {
            servers: vec![server.clone()],
            from: mail.from.clone(),
        };
        let met = match Mailer::patient(&alone, PATIENCE) {
            Ok(mailer) => mailer.greet().await,
            Err(error) => Err(error.to_string()),
        };
        let place = format!("{} ({})", server.name, server.place());
        findings.push(match met {
            Ok(()) => Finding::good(
                format!("Máy chủ thư {place} trả lời"),
                format!("The mail server {place} answers"),
            ),
            Err(reason) => Finding::bad(
                (
                    format!("Máy chủ thư {place} không dùng được: {reason}"),
                    format!("The mail server {place} cannot be used: {reason}"),
                ),
                (
                    "Xem tên máy chủ, cổng, tường lửa và mật khẩu trong khóa này; gửi thử một thư: loa mail test --to ĐỊA-CHỈ.",
                    "Check the name, port, firewall and password in this key; send a letter to try: loa mail test --to ADDRESS.",
                ),
            ),
        });
    }
    findings
}
