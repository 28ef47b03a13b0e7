//! Articles for tests: whole, so that a test says only what matters to it.

use jiff::Timestamp;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::newsroom::{Article, Revision, Section, Standing, State, store};

/// The section "tin" of a unit, opened where it is not there.
pub async fn section(tx: &mut Tx, unit: Id, title: &str) -> Id {
    let section = Section {
        id: tx.new_id(),
        unit,
        slug: "tin".to_owned(),
        title: title.to_owned(),
        origin: None,
    };
    store::section::open(tx, &section, 1).await.unwrap();
    let found = store::section::by_slug(tx, unit, "tin").await.unwrap();
    found.unwrap().id
}

/// One whose first words the public reads since a moment.
pub fn published(draft: Article, at: Timestamp) -> Article {
    Article {
        standing: Standing {
            state: State::Published,
            public: Some(1),
            ..Standing::NEW
        },
        first_public_at: Some(at),
        changed_at: Some(at),
        ..draft
    }
}

/// The first words of an article.
pub fn words(of: &Article, title: &str) -> Revision {
    Revision {
        ordinal: 1,
        section: of.section,
        language: of.language,
        title: title.to_owned(),
        lead: "Tóm tắt <của> bài".to_owned(),
        source: String::new(),
        body: "<p>Nội dung</p>".to_owned(),
        picture: None,
        audio: None,
        written_by: Id(0),
        writer: String::new(),
        written_at: Timestamp::UNIX_EPOCH,
    }
}
