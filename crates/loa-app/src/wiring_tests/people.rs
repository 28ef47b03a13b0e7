//! People and what is their own, made anew for each request of the walk.

use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::identity::actions::{Client, NewPerson, add_person, open_session};
use crate::identity::store::{self, people};
use crate::identity::{Role, token};
use crate::testing::Site;

pub async fn person(site: &Site, role: Role, unit: Id) -> Id {
    let mut tx = site.tx().await;
    let login = format!("mau-{}", tx.new_id());
    let new = NewPerson {
        login: &login,
        full_name: "Người mẫu",
        password_hash: None,
        unit,
        role,
    };
    let person = add_person(&mut tx, new).await.unwrap();
    tx.save().await.unwrap();
    person
}

/// A session of a person: its secret and its identity.
pub async fn session(site: &Site, owner: Id) -> (String, Id) {
    let mut tx = site.tx().await;
    let owner = store::by_id(&mut tx, owner).await.unwrap().unwrap();
    drop(tx);
    let client = Client {
        address: "127.0.0.1",
        agent: "test",
    };
    let secret = open_session(&site.app, &owner, &client).await.unwrap();
    let mut tx = site.tx().await;
    let opened = store::live_session(&mut tx, &token::hash(&secret)).await.unwrap();
    (secret, opened.unwrap().0.id)
}

pub async fn delegation(site: &Site, owner: Id) -> String {
    let mut tx = site.tx().await;
    let one = people::Delegation {
        id: tx.new_id(),
        person: owner,
        delegate: site.people["leader"],
        valid_from: tx.today(),
        valid_to: tx.today(),
        ended_at: None,
    };
    people::insert_delegation(&mut tx, &one).await.unwrap();
    tx.save().await.unwrap();
    one.id.to_string()
}

pub async fn outside_account(site: &Site, owner: Id) -> String {
    let mut tx = site.tx().await;
    let subject = tx.new_id().to_string();
    let id = store::outside::insert(&mut tx, owner, "https://noi-khac.example", &subject, "mẫu").await;
    let id = id.unwrap();
    with_password(&mut tx, owner).await;
    tx.save().await.unwrap();
    id.to_string()
}

pub async fn passkey(site: &Site, owner: Id) -> String {
    let mut tx = site.tx().await;
    let credential = tx.new_id().to_string();
    let id = store::passkey::insert(&mut tx, owner, &credential, "{}", "mẫu").await;
    let id = id.unwrap();
    with_password(&mut tx, owner).await;
    tx.save().await.unwrap();
    id.to_string()
}

/// So that what is taken away is not the last way in.
pub async fn with_password(tx: &mut Tx, owner: Id) {
    store::set_password(tx, owner, "mẫu").await.unwrap();
}

pub async fn link(site: &Site, owner: Id) -> String {
    let mut tx = site.tx().await;
    let secret = token::fresh().unwrap();
    let expires = tx.now() + jiff::SignedDuration::from_hours(1);
    people::insert_invitation(&mut tx, &token::hash(&secret), owner, expires)
        .await
        .unwrap();
    tx.save().await.unwrap();
    secret
}

pub async fn feed(site: &Site, owner: Id) -> String {
    let mut tx = site.tx().await;
    let secret = token::fresh().unwrap();
    store::feed::set(&mut tx, owner, Some(&token::hash(&secret)))
        .await
        .unwrap();
    tx.save().await.unwrap();
    secret
}
