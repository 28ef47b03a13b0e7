//! Every route as every role, for things of its own, of others, above and below: what the table says, and nothing else.

use axum::http::{Method, StatusCode};

use super::{About, Asked, Place, Walk, person, sample, session};
use crate::identity::{COOKIE, Role};
use crate::route::{Access, Row};
use crate::testing::{Answer, Site, on_each_engine};
use crate::wiring;

/// What the table says.
fn is_allowed(access: Access, role: Role, place: Place, about: About) -> bool {
    let within = match about {
        About::Nothing => true,
        About::One => matches!(place, Place::Own | Place::Below),
        About::All => place == Place::Below,
    };
    match access {
        Access::Public => true,
        Access::SignedIn => within,
        Access::May(action) => {
            let is_far = !(action.is_from_above() && about == About::One && place == Place::Own);
            action.allowed_to().contains(&role) && within && is_far
        }
        Access::MayEverywhere(action) => action.allowed_to().contains(&role) && place == Place::Below,
    }
}

async fn ask(site: &Site, row: &Row, asked: &Asked, cookie: Option<String>) -> Answer {
    let mut browser = site.browser();
    if let Some(cookie) = cookie {
        browser.cookies.insert(COOKIE.to_owned(), cookie);
    }
    if row.method == Method::GET {
        return browser.get(&asked.path).await;
    }
    let fields: Vec<(&str, &str)> = asked
        .fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    browser.post(&asked.path, &fields).await
}

#[tokio::test]
async fn every_route_does_what_the_permission_table_says() {
    on_each_engine(async |site| {
        let walk = Walk::of(site);
        let site = &walk.site;
        let (_, _, rows) = wiring::routes(&site.app);
        assert!(rows.len() > 30, "the routes were found");
        let stranger = person(site, Role::Officer, site.units["ubnd-04171"]).await;
        for role in Role::ALL {
            let here = person(site, role, Place::Own.unit(site)).await;
            let top = person(site, role, Place::Above.unit(site)).await;
            for row in &rows {
                for place in [Place::Own, Place::Other, Place::Above, Place::Below] {
                    let visitor = if place == Place::Below { top } else { here };
                    let is_mine = matches!(place, Place::Own | Place::Below);
                    let owner = if is_mine { visitor } else { stranger };
                    let asked = sample(&walk, row, place.unit(site), owner).await;
                    let asked =
                        asked.unwrap_or_else(|| panic!("{} has no sample: add a line to `sample`", row.path));
                    if asked.about != About::One && matches!(place, Place::Other | Place::Above) {
                        continue;
                    }
                    let allowed = is_allowed(row.access, role, place, asked.about);
                    let cookie = session(site, visitor).await.0;
                    let answer = ask(site, row, &asked, Some(cookie)).await;
                    let told = format!(
                        "{} {} as {} for what is {place:?}: {} {}",
                        row.method,
                        asked.path,
                        role.key(),
                        answer.status,
                        answer.text.chars().take(400).collect::<String>()
                    );
                    let is_denied = matches!(answer.status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND);
                    assert!(!answer.status.is_server_error(), "{told}");
                    assert_eq!(is_denied, !allowed, "{told}");
                    let asks_to_sign_in = answer.location().starts_with("/dang-nhap?");
                    assert!(!asks_to_sign_in, "{told}");
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn whoever_is_not_signed_in_sees_what_is_public() {
    on_each_engine(async |site| {
        let walk = Walk::of(site);
        let site = &walk.site;
        let (_, _, rows) = wiring::routes(&site.app);
        let owner = person(site, Role::Administrator, site.units["huyen-songma"]).await;
        for row in &rows {
            let asked = sample(&walk, row, site.units["ubnd-04189"], owner).await.unwrap();
            let answer = ask(site, row, &asked, None).await;
            let told = format!("{} {}: {}", row.method, asked.path, answer.status);
            let asks_to_sign_in = answer.location().starts_with("/dang-nhap?");
            assert_eq!(asks_to_sign_in, row.access != Access::Public, "{told}");
            let is_denied = matches!(answer.status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND);
            assert!(!is_denied && !answer.status.is_server_error(), "{told}");
        }
    })
    .await;
}

#[tokio::test]
async fn things_of_another_locality_are_not_there() {
    on_each_engine(async |site| {
        let elsewhere = Walk::of(site.elsewhere().await);
        let site = &site;
        let (_, _, rows) = wiring::routes(&site.app);
        for row in rows.iter().filter(|row| row.path.contains('{')) {
            if row.access == Access::Public {
                continue;
            }
            let asked = sample(
                &elsewhere,
                row,
                elsewhere.site.units["huyen-songma"],
                elsewhere.site.people["leader"],
            )
            .await;
            let asked = asked.unwrap();
            for role in [
                Role::Coordinator,
                Role::Administrator,
                Role::Inspector,
                Role::Officer,
            ] {
                let visitor = person(site, role, site.units["huyen-songma"]).await;
                let cookie = session(site, visitor).await.0;
                let answer = ask(site, row, &asked, Some(cookie)).await;
                let wanted = match row.access {
                    Access::May(action) | Access::MayEverywhere(action)
                        if !action.allowed_to().contains(&role) =>
                    {
                        StatusCode::FORBIDDEN
                    }
                    _ => StatusCode::NOT_FOUND,
                };
                assert_eq!(
                    answer.status,
                    wanted,
                    "{} {} as {}",
                    row.method,
                    asked.path,
                    role.key()
                );
            }
        }
    })
    .await;
}
