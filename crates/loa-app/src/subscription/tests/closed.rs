//! While a site is closed: nobody is kept on its list, nothing goes out, nothing is lost.

use super::*;

impl Post {
    /// Opens the site, or closes it.
    async fn is_open(&self, is_open: bool) {
        let mut tx = self.site.tx().await;
        let mut own = portal::store::of_unit(&mut tx, self.unit).await.unwrap().unwrap();
        own.is_open = is_open;
        portal::store::set(&mut tx, &own).await.unwrap();
        tx.save().await.unwrap();
    }
}

#[tokio::test]
async fn readers_of_a_closed_site_leave_and_what_was_not_told_is_told_later() {
    on_each_engine(async |site| {
        let post = Post::of(site).await;
        let day = date(2022, 4, 18);
        post.joins("lo@mau.example.vn", &[], day.at(8, 0, 0, 0)).await;
        post.asks("la@mau.example.vn", &[]).await;
        let confirm = link(&post.passes(day.at(8, 10, 0, 0)).await[0], "/xac-nhan/");
        post.publishes("Bài một", 0, Language::Vietnamese, day.at(9, 0, 0, 0))
            .await;
        post.is_open(false).await;
        let closed = post.morning(date(2022, 4, 19)).await;
        assert_eq!(closed, Vec::<String>::new(), "nothing goes out");

        // A link of a letter works all the same; nothing else of the site is there.
        let mut anybody = post.site.browser();
        let forged = format!("{HOME}/nhan-tin/thoi/{}", "0".repeat(70));
        for path in [
            forged.as_str(),
            "/cong/dua-mon/nhan-tin",
            "/cong/dua-mon/nhan-tin/xong",
        ] {
            assert_eq!(anybody.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(anybody.get(&confirm).await.status, StatusCode::OK);
        let done = anybody.post(&confirm, &[]).await;
        assert_eq!(done.status, StatusCode::OK);
        assert!(
            done.text.contains("đang tạm đóng") && !done.text.contains("/chuyen-muc/"),
            "{}",
            done.text
        );

        // Open again: who was there before is told of what is still public.
        post.is_open(true).await;
        post.publishes(
            "Bài hai",
            0,
            Language::Vietnamese,
            date(2022, 4, 19).at(9, 0, 0, 0),
        )
        .await;
        let letters = post.morning(date(2022, 4, 20)).await;
        let to = |name: &str| {
            letters
                .iter()
                .find(|letter| letter.contains(&format!("To: {name}@")))
        };
        let (old, new) = (to("lo").unwrap(), to("la").unwrap());
        assert!(old.contains("Bài một") && old.contains("Bài hai"), "{old}");
        assert!(!new.contains("Bài một") && new.contains("Bài hai"), "{new}");

        post.is_open(false).await;
        let leave = link(old, "/thoi/");
        let page = anybody.get(&leave).await;
        assert!(
            page.text.contains("Thôi nhận tin</button>") && !page.text.contains("/van-ban"),
            "{}",
            page.text
        );
        assert_eq!(anybody.post(&leave, &[]).await.status, StatusCode::OK);
        assert_eq!(post.kept().await, [0, 1, 1]);
    })
    .await;
}
