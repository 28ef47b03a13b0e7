//! The states once more, on the rows themselves: acts drawn by chance through the actions, compared with a drawer of paper.

use super::*;
use crate::identity::Actor;
use crate::identity::actions::{Client, open_session, resume};
use crate::identity::store as people;
use crate::subplan::Remark;
use crate::subplan::actions::Filing;
use crate::subplan::actions::calling::Ways;
use crate::subplan::actions::judging::{Verdict, judge};

async fn actor(site: &Site, login: &str) -> Actor {
    let mut tx = site.tx().await;
    let person = people::by_id(&mut tx, site.people[login]).await.unwrap().unwrap();
    drop(tx);
    let client = Client {
        address: "127.0.0.1",
        agent: "test",
    };
    let secret = open_session(&site.app, &person, &client).await.unwrap();
    resume(&site.app, &secret).await.unwrap().unwrap()
}

#[tokio::test]
async fn no_path_through_the_actions_loses_an_edition_or_changes_an_accepted_one() {
    on_each_engine(async |site: Site| {
        called(&site).await;
        let id = of(&site, OFFICER).await.id;
        let (officer, coordinator) = (actor(&site, "officer").await, actor(&site, "coordinator").await);
        let ways = Ways {
            site: "",
            by_webhook: false,
        };
        // Numbers that mix well enough and are the same each time.
        let mut drawn: u64 = 7;
        let mut drawer: Vec<(String, Option<bool>)> = Vec::new();
        for step in 0..60 {
            drawn = drawn
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let (act, edition) = ((drawn >> 33) % 4, ((drawn >> 40) % 8) as i64);
            let mut tx = site
                .app
                .begin(if act < 2 { &officer } else { &coordinator })
                .await
                .unwrap();
            let done = if act < 2 {
                let text = format!("Bản thứ {step}");
                let clauses = [Clause {
                    text: text.clone(),
                    ..Clause::default()
                }];
                let filing = Filing {
                    subplan: id,
                    file: None,
                    clauses: &clauses,
                    key: &text,
                    is_sample: true,
                };
                let filed = actions::file(&mut tx, &officer, &filing).await;
                drawer.push((text, None));
                assert_eq!(filed.unwrap(), drawer.len() as i64);
                true
            } else {
                let verdict = match act {
                    2 => Verdict::Accept,
                    _ => Verdict::Return(vec![Remark {
                        clause: None,
                        words: "Sửa lại.".to_owned(),
                    }]),
                };
                // Most often the last one, as people do.
                let edition = if edition < 5 { drawer.len() as i64 } else { edition };
                let told = judge(&mut tx, &coordinator, id, edition, &verdict, ways).await;
                let open =
                    drawer.len() as i64 == edition && drawer.last().is_some_and(|last| last.1.is_none());
                // The same verdict once more is the same press; it changes nothing.
                let repeated = drawer.len() as i64 == edition
                    && drawer.last().is_some_and(|last| last.1 == Some(act == 2));
                assert_eq!(told.is_ok(), open || repeated, "step {step}: {told:?}");
                if open {
                    drawer.last_mut().unwrap().1 = Some(act == 2);
                }
                told.is_ok()
            };
            if done {
                tx.save().await.unwrap();
            } else {
                drop(tx);
            }
            let mut tx = site.tx().await;
            let mut there = Vec::new();
            for one in edition::of_subplan(&mut tx, id).await.unwrap() {
                let clauses = edition::clauses(&mut tx, one.id).await.unwrap();
                there.push((clauses[0].text.clone(), one.is_accepted));
            }
            assert_eq!(there, drawer, "step {step}");
            let now = store::by_id(&mut tx, id).await.unwrap().unwrap();
            let accepted = drawer.iter().rposition(|one| one.1 == Some(true));
            assert_eq!(
                now.progress.in_force,
                accepted.map(|at| at as i64 + 1),
                "step {step}"
            );
        }
        assert!(
            drawer.iter().any(|one| one.1 == Some(true)) && drawer.iter().any(|one| one.1 == Some(false))
        );
    })
    .await;
}
