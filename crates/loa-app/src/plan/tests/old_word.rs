//! Old Word files, with and without a program that converts them.

use axum::http::StatusCode;

use super::{EXAMPLE, upload};
use crate::app::Settings;
use crate::testing::{Site, on_each_engine};

#[tokio::test]
async fn old_word_files_are_read_where_they_can_be_converted() {
    on_each_engine(async |site: Site| {
        let mut browser = site.signed_in("coordinator").await;
        let (rtf, bytes) = ("cu.rtf", b"{\\rtf1\\ansi a}");
        let answer = browser.post_files("/ke-hoach", &[], &[("tep", rtf, bytes)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text.contains("lưu thành .docx rồi tải lên lại"));

        let site = site.with_settings(Settings {
            old_word: Some(|bytes, _| bytes.starts_with(b"{\\rtf1").then(|| EXAMPLE.to_vec())),
            ..Settings::default()
        });
        let mut browser = site.signed_in("coordinator").await;
        let plan = upload(&mut browser, rtf, bytes).await;
        let page = browser.get(&format!("{plan}/soat")).await.text;
        assert!(page.contains("18/KH-UBND"));
        let mut tx = site.tx().await;
        let sql = "SELECT name, media_type FROM file WHERE locality_id = $1";
        let rows = tx.rows(sql, loa_db::params![site.locality]).await.unwrap();
        let kept = (rows[0].text("name").unwrap(), rows[0].text("media_type").unwrap());
        assert_eq!(kept, ("cu.rtf".to_owned(), "application/rtf".to_owned()));
    })
    .await;
}
