//! How often letters are asked for.

use tokio::task::JoinHandle;

use super::*;

impl Post {
    /// Asks from a network address, beside whatever else goes on.
    fn asks_from(&self, network: &str, address: &str) -> JoinHandle<StatusCode> {
        let mut browser = self.site.browser();
        let network = HeaderValue::try_from(network).unwrap();
        browser.headers.insert("x-forwarded-for", network);
        let address = address.to_owned();
        tokio::spawn(async move {
            let fields = [
                ("thu", address.as_str()),
                ("chuyen-muc", "moi"),
                ("nhip", "daily"),
            ];
            browser.post(&format!("{HOME}/nhan-tin"), &fields).await.status
        })
    }

    /// What comes of asking six times at once, from these networks for these addresses.
    async fn six_ask(&self, of: impl Fn(usize) -> (String, String)) -> Vec<StatusCode> {
        let asks: Vec<_> = (0..6)
            .map(|number| {
                let (from, to) = of(number);
                self.asks_from(&from, &to)
            })
            .collect();
        let mut statuses = Vec::new();
        for ask in asks {
            statuses.push(ask.await.unwrap());
        }
        statuses
    }
}

#[tokio::test]
async fn whoever_has_a_whole_network_has_one_limit_also_when_they_ask_at_once() {
    on_each_engine(async |site| {
        let post = Post::of(site).await;
        for number in 1..actions::MOST_OF_NETWORK {
            let (from, to) = (
                format!("2001:db8:1:2::{number:x}"),
                format!("lo{number}@mau.example.vn"),
            );
            assert_eq!(post.asks_from(&from, &to).await.unwrap(), StatusCode::SEE_OTHER);
        }
        // One place is left for those who ask at once.
        let inside = |number| {
            (
                format!("2001:db8:1:2:{number:x}::9"),
                format!("la{number}@mau.example.vn"),
            )
        };
        let statuses = post.six_ask(inside).await;
        let taken = statuses.iter().filter(|status| **status == StatusCode::SEE_OTHER);
        assert_eq!(taken.count(), 1, "{statuses:?}");
        let beside = post
            .asks_from("2001:db8:1:3::1", "lu@mau.example.vn")
            .await
            .unwrap();
        assert_eq!(beside, StatusCode::SEE_OTHER, "the next network is another one's");

        // So it is with letters to one address, from wherever they are asked for.
        let before = post.kept().await[0];
        let around = |number| (format!("192.0.2.{number}"), "li@mau.example.vn".to_owned());
        let statuses = post.six_ask(around).await;
        assert!(
            statuses.iter().all(|status| *status == StatusCode::SEE_OTHER),
            "{statuses:?}"
        );
        assert_eq!(post.kept().await[0] - before, actions::MOST_OF_READER);
    })
    .await;
}
