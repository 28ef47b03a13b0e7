//! The running application: what every request can reach.

use std::sync::Arc;

use jiff::civil::Date;
use loa_db::db::Db;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::tx::{Scope, Tx};

use crate::clock::{Clock, vietnam};
use crate::document::print::{Drawer, Printer};
use crate::error::{Error, Result};
use crate::files::{Files, Hash};
use crate::identity::Actor;
use crate::identity::oidc::Provider;
use crate::identity::seal::Key;
use crate::mail::Mailer;
use crate::org::{self, store::Locality};
use crate::portal::shelf::Shelf;
use crate::webhook::Webhook;

/// Makes a `.docx` of at most so many bytes out of an old Word file; `None` when that cannot be done.
pub type OldWord = fn(&[u8], usize) -> Option<Vec<u8>>;

/// What the one who runs it decides.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The address that people type, without a slash at the end; empty: as the request says.
    pub public_url: String,
    /// Cookies only over HTTPS.
    pub is_https: bool,
    /// Addresses of people are told by a proxy in front (`X-Forwarded-For`, its last entry).
    pub behind_proxy: bool,
    /// A demonstration: sample people are offered on the sign-in page.
    pub demo: Option<Demo>,
    /// The key with which secrets are sealed that the program must read again.
    pub key: Option<Key>,
    /// Where people have accounts elsewhere by which they can sign in.
    pub oidc: Option<Provider>,
    /// Numbers for a program that watches; `None`: nobody gets them.
    pub numbers: Option<Numbers>,
    /// For old Word files, where the one who runs it has a program for that.
    pub old_word: Option<OldWord>,
    /// Makes pages of official documents.
    pub printer: Option<Printer>,
    /// Draws posters and pictures.
    pub drawer: Option<Drawer>,
    /// For letters, where there is a mail server.
    pub mailer: Option<Mailer>,
    /// For messages by a program of one's own, where there is one.
    pub webhook: Option<Webhook>,
}

/// What `/metrics` answers.
#[derive(Debug, Clone)]
pub struct Numbers {
    /// Hash of the word that whoever asks has to know.
    pub word: Hash,
    /// The text of now.
    pub told: fn(&App) -> String,
}

/// Sample people of a demonstration.
#[derive(Debug, Clone, Default)]
pub struct Demo {
    /// Name, what they do, login and password.
    pub people: Vec<DemoPerson>,
}

/// A sample person.
#[derive(Debug, Clone)]
pub struct DemoPerson {
    /// "Lò Thị Mẫu"
    pub name: String,
    /// "Điều phối, Phòng Nội vụ"
    pub job: String,
    /// What to type.
    pub login: String,
    /// What to type.
    pub password: String,
}

/// Cheap to clone; all clones are the same application.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    db: Db,
    clock: Clock,
    settings: Settings,
    files: Files,
    shelf: Shelf,
}

impl App {
    /// An application over a migrated database and a place for files.
    pub fn new(db: Db, clock: Clock, settings: Settings, files: Files) -> Self {
        Self(Arc::new(Inner {
            db,
            clock,
            settings,
            files,
            shelf: Shelf::default(),
        }))
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// Where the bytes of files are kept.
    pub fn files(&self) -> &Files {
        &self.0.files
    }

    /// Public pages that are kept.
    pub fn shelf(&self) -> &Shelf {
        &self.0.shelf
    }

    /// What the one who runs it decided.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// The key with which secrets are sealed.
    ///
    /// # Errors
    /// [`Error::Outage`] when the one who runs it gave none.
    pub fn key(&self) -> Result<&Key> {
        let missing = || Error::Outage("secret_key is not set".to_owned());
        self.settings().key.as_ref().ok_or_else(missing)
    }

    /// Today in Vietnam.
    pub fn today(&self) -> Date {
        vietnam(self.clock().now())
    }

    /// Begins a unit of work of a person, which may write.
    ///
    /// # Errors
    /// See [`Db::begin`].
    pub async fn begin(&self, actor: &Actor) -> Result<Tx, DbError> {
        let scope = Scope {
            address: actor.address,
            ..self.scope(actor.locality, Some(actor.person))
        };
        self.db().begin(scope).await
    }

    /// Begins reading for a person.
    ///
    /// # Errors
    /// See [`Db::read`].
    pub async fn read(&self, actor: &Actor) -> Result<Tx, DbError> {
        self.db()
            .read(self.scope(actor.locality, Some(actor.person)))
            .await
    }

    /// The locality whose pages these are for whoever is not known: the only one there is.
    ///
    /// # Errors
    /// See [`Db::read`].
    pub async fn only_locality(&self) -> Result<Option<Locality>, DbError> {
        let mut tx = self.db().read(self.scope(Id(0), None)).await?;
        org::store::only_locality(&mut tx).await
    }

    /// Now, for a locality (`Id(0)` before anybody is known).
    pub fn scope(&self, locality: Id, person: Option<Id>) -> Scope {
        let now = self.clock().now();
        Scope {
            locality,
            person,
            address: None,
            job: None,
            now,
            today: vietnam(now),
        }
    }
}
