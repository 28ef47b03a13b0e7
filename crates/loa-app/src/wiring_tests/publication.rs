//! What newsrooms and public sites hold, made anew for each request of the walk.

use jiff::civil::date;
use loa_db::id::Id;

use super::{file, official};
use crate::document;
use crate::document::Purpose;
use crate::library;
use crate::newsroom;
use crate::newsroom::samples;
use crate::notice;
use crate::portal;
use crate::recognition;
use crate::subscription;
use crate::testing::Site;

/// A draft of a unit, of somebody else's, whose words somebody may have read aloud.
pub async fn article_with(site: &Site, unit: Id, audio: Option<Id>) -> Id {
    let mut tx = site.tx().await;
    let section = samples::section(&mut tx, unit, "Tin").await;
    let id = tx.new_id();
    let new = newsroom::Article::begun(id, unit, section);
    newsroom::store::insert(&mut tx, &new).await.unwrap();
    let words = newsroom::Revision {
        audio,
        ..samples::words(&new, "Bài mẫu")
    };
    newsroom::store::keep_revision(&mut tx, id, &words).await.unwrap();
    tx.save().await.unwrap();
    id
}

/// A criticism on the site of a unit, a draft of somebody else's; or one about the unit, which was told of it.
pub async fn recognition(site: &Site, unit: Id, is_told: bool) -> Id {
    let mut tx = site.tx().await;
    let (of, subject) = match is_told {
        true => (site.units["huyen-songma"], unit),
        false => (unit, site.units["tt-ttvh"]),
    };
    let mut standing = recognition::Standing::new(recognition::Kind::Criticism, 5, Some(tx.today()));
    if is_told {
        let today = tx.today();
        standing = standing.after(recognition::Act::Tell, today).unwrap();
    }
    let new = recognition::Entry {
        id: tx.new_id(),
        unit: of,
        subject,
        standing,
        title: "Mẫu".to_owned(),
        words: "Nội dung".to_owned(),
        basis: recognition::Basis::default(),
        first_public_at: None,
        ended_at: None,
        turn: 0,
    };
    recognition::store::insert(&mut tx, &new).await.unwrap();
    tx.save().await.unwrap();
    new.id
}

/// The site of a unit with an article that the public reads: its address, that of the article, that of a picture.
pub async fn public_site(site: &Site, unit: Id) -> (String, String, String) {
    let emblem = file(site, unit).await;
    let id = article_with(site, unit, emblem.parse().ok()).await;
    let mut tx = site.tx().await;
    let card = newsroom::surface::Surface::Card;
    newsroom::store::surface::put(&mut tx, (id, unit), card, "Bài mẫu", (1, None))
        .await
        .unwrap();
    let mut found = newsroom::store::by_id(&mut tx, id).await.unwrap().unwrap();
    found.standing.state = newsroom::State::Published;
    found.standing.public = Some(1);
    found.first_public_at = Some(tx.now());
    found.changed_at = Some(tx.now());
    newsroom::store::change(&mut tx, &found).await.unwrap();
    newsroom::store::public::note_change(&mut tx, unit).await.unwrap();
    let mut new = portal::Site::of(unit, site.locality, "UBND xã mẫu");
    new.slug = format!("don-vi-{unit}");
    new.emblem = Some(emblem.parse().unwrap());
    portal::store::set(&mut tx, &new).await.unwrap();
    tx.save().await.unwrap();
    (format!("/cong/{}", new.slug), found.slug, format!("{emblem}.jpg"))
}

/// A notice of a unit with a file.
pub async fn notice(site: &Site, unit: Id, state: notice::State) -> notice::Notice {
    let mut tx = site.tx().await;
    let bytes = b"%PDF-1.5\n".to_vec().into();
    let file = document::actions::keep(&site.app, &mut tx, "a.pdf", bytes, Purpose::Official)
        .await
        .unwrap();
    let id = tx.new_id();
    let new = notice::Notice {
        id,
        unit,
        slug: id.to_string(),
        written: notice::Written {
            matter: notice::Matter::numbered(7).unwrap(),
            title: "Thông báo mẫu".to_owned(),
            source: "Nội dung".to_owned(),
            decided_on: date(2022, 4, 12),
            posted_from: date(2022, 4, 15),
            posted_until: Some(date(2022, 5, 20)),
            places: "Trụ sở".to_owned(),
            loud_days: None,
            file: Some(file),
            duty: None,
        },
        body: "<p>Nội dung</p>".to_owned(),
        state,
        activity: None,
        posted_at: Some(tx.now()),
        withdrawn_at: None,
        reason: String::new(),
        turn: 0,
        written_by: site.people["coordinator"],
    };
    notice::store::insert(&mut tx, &new).await.unwrap();
    notice::store::change(&mut tx, &new).await.unwrap();
    tx.save().await.unwrap();
    new
}

/// A document of a unit with a file that the public reads.
pub async fn disclosed(site: &Site, unit: Id) -> String {
    let id = official(site, unit, false).await;
    let mut tx = site.tx().await;
    let bytes = b"%PDF-1.5\n".to_vec().into();
    let file = document::actions::keep(&site.app, &mut tx, "a.pdf", bytes, Purpose::Signed)
        .await
        .unwrap();
    let one = document::register::store::by_id(&mut tx, id).await.unwrap();
    let mut one = one.unwrap();
    one.dated_on = Some(tx.today());
    one.signed_file = Some(file);
    document::register::store::change(&mut tx, &one).await.unwrap();
    let decision = library::Disclosure {
        document: id,
        unit,
        word: library::Word::Public,
        reason: String::new(),
        turn: 1,
        decided_by: site.people["coordinator"],
        decided_at: tx.now(),
    };
    let listed = library::store::Listed {
        kind: "BC",
        dated_on: tx.today(),
        folded: "bao cao",
    };
    library::store::set(&mut tx, &decision, listed).await.unwrap();
    tx.save().await.unwrap();
    id.to_string()
}

/// The last part of the link of a letter to a reader who has not confirmed it, or who leaves.
pub async fn reader(site: &Site, unit: Id, path: &str) -> String {
    let key = site.app.key().unwrap();
    let sum = subscription::reader_sum(key, unit, "lo@mau.example.vn");
    if path.contains("/thoi/") {
        return subscription::Link::Leave.token(key, unit, &sum);
    }
    let mut tx = site.tx().await;
    let now = tx.now();
    let ask = subscription::store::Ask {
        id: tx.new_id(),
        unit,
        reader: subscription::Reader {
            sum,
            sealed: String::new(),
        },
        wishes: subscription::Wishes {
            sections: Vec::new(),
            language: None,
            pace: subscription::Pace::Weekly,
        },
        asked_at: now,
        expires_at: now + subscription::PATIENCE,
    };
    subscription::store::insert_ask(&mut tx, &ask).await.unwrap();
    tx.save().await.unwrap();
    subscription::Link::Confirm.token(key, unit, &ask.id.to_string())
}
