//! Nothing by which somebody signs in is ever logged, however much is logged.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use loa_db::params;
use tracing_subscriber::EnvFilter;

use crate::identity::tests::factor::with_codes;
use crate::testing::{PASSWORD, on_each_engine};
use crate::wiring;

/// Everything that is logged in this process, by whatever thread.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn secrets_are_never_logged_nor_noted() {
    let log = Log::default();
    let kept = log.clone();
    let all = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(wiring::log_filter("trace")))
        .with_writer(move || kept.clone());
    all.init();
    on_each_engine(async |site| {
        let (secret, spare) = with_codes(&site, "officer").await;
        let wrong = "mật khẩu sai của cán bộ";
        let mut browser = site.browser();
        browser
            .post("/dang-nhap", &[("ten", "officer"), ("mat-khau", wrong)])
            .await;
        browser
            .post("/dang-nhap", &[("ten", "officer"), ("mat-khau", PASSWORD)])
            .await;
        let step = browser.cookies["loa_buoc"].clone();
        let code = secret.code(Timestamp::now()).unwrap();
        browser
            .post("/dang-nhap/ma", &[("ma", "000001"), ("ma-du-phong", "")])
            .await;
        browser.post("/dang-nhap/ma", &[("ma", &code)]).await;
        let session = browser.cookies["loa_phien"].clone();
        let fields = [("mat-khau", PASSWORD), ("ma-du-phong", spare.as_str())];
        let page = browser.post("/tai-khoan/ma/du-phong", &fields).await.text;
        let fresh = page.split("<li>").nth(1).unwrap().split('<').next().unwrap();
        let renewed = browser.cookies["loa_phien"].clone();

        let officer = site.people["officer"];
        let mut administrator = site.signed_in("administrator").await;
        let page = administrator
            .post(&format!("/nguoi/{officer}/lien-ket"), &[])
            .await
            .text;
        let link = page.split("/moi/").nth(1).unwrap().split('"').next().unwrap();
        let next = "một câu dễ nhớ của cán bộ";
        let fields = [("mat-khau", next), ("mat-khau-lai", next)];
        site.browser().post(&format!("/moi/{link}"), &fields).await;

        let mut tx = site.tx().await;
        let sql = "SELECT detail FROM audit_entry WHERE locality_id = $1";
        let noted = tx.rows(sql, params![site.locality]).await.unwrap();
        let noted: String = noted
            .iter()
            .map(|row| row.text("detail").unwrap() + "\n")
            .collect();
        let logged = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
        assert!(logged.contains("answered"), "the log was kept");
        let groups = secret.groups();
        let key = site.app.key().unwrap().to_hex();
        for (what, secret) in [
            ("password", PASSWORD),
            ("wrong password", wrong),
            ("new password", next),
            ("secret of the codes", &groups),
            ("secret of the codes", &groups.replace(' ', "")),
            ("code", &code),
            ("recovery code", &spare),
            ("new recovery code", fresh),
            ("step", &step),
            ("session", &session),
            ("session", &renewed),
            ("link", link),
            ("key", &key),
        ] {
            for (where_to, text) in [("log", &logged), ("audit", &noted)] {
                let line = text.lines().find(|line| has(line, secret));
                assert_eq!(line, None, "{what} in the {where_to}");
            }
        }
    })
    .await;
}

/// As a word of its own: six digits stand in some longer number sooner or later.
fn has(text: &str, secret: &str) -> bool {
    text.match_indices(secret).any(|(at, found)| {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let after = text.get(at + found.len()..).and_then(|text| text.chars().next());
        let parts = |sign: Option<char>| sign.is_none_or(|sign| !sign.is_ascii_digit());
        secret.len() > 6 || (parts(before) && parts(after))
    })
}
