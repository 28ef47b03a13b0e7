//! What every public page shows around its content, and the site that it belongs to.

use std::ops::Deref;
use std::sync::Arc;

use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::app::App;
use crate::assets;
use crate::catalogue::{self, Kind};
use crate::error::{Error, Result};
use crate::newsroom::Section;
use crate::newsroom::store::{public, section};
use crate::org;
use crate::portal::{REASONS, Site, is_address, store};
use crate::recognition;
use crate::text;

/// What every page of a site shows: read once, and kept until something of the unit changes.
pub struct Around {
    /// Path of the style sheet.
    pub css: String,
    /// Path of the mark.
    pub mark: String,
    /// Path of the script.
    pub js: String,
    /// Whose page it is.
    pub site: Site,
    /// Every section that it ever had, and whether articles are still written for it.
    sections: Vec<(Section, bool)>,
    /// Other languages in which there is something: key and label.
    pub languages: Vec<(&'static str, &'static str)>,
    /// Units are praised or criticised there.
    pub has_recognition: bool,
    /// The unit ended on this day, and who carries on: history, not news.
    pub ended: Option<(String, String)>,
}

impl Around {
    /// The sections that articles are written for.
    pub fn sections(&self) -> impl Iterator<Item = &Section> {
        let open = self.sections.iter().filter(|(_, is_open)| *is_open);
        open.map(|(section, _)| section)
    }

    /// The title of a section, and its address below that of the site; of one that is newer than what was read, the first page.
    pub fn section(&self, id: Id) -> (&str, String) {
        match self.sections.iter().find(|(section, _)| section.id == id) {
            Some((section, _)) => (&section.title, format!("/chuyen-muc/{}", section.slug)),
            None => ("Tin, bài", String::new()),
        }
    }
}

/// What `portal/pages/base.html` shows: what stands on every page of the site, and what on this one.
pub struct Frame {
    around: Arc<Around>,
    /// What was typed into the field of the search.
    pub asked: String,
    /// "https://…", in front of every path.
    pub base: String,
    /// "https://…/cong/dua-mon"
    pub home: String,
    /// The address below the site by which readers say whether the page helped; `None`: they are not asked.
    pub page: Option<String>,
    /// Why it did not, to choose from: keys and words.
    pub reasons: [(&'static str, &'static str); 4],
}

impl Deref for Frame {
    type Target = Around;

    fn deref(&self) -> &Around {
        &self.around
    }
}

impl Frame {
    /// The frame of a page of a site; `base` as [`page::base`](crate::page::base) gives it.
    pub fn new(around: Arc<Around>, base: &str) -> Self {
        Self {
            asked: String::new(),
            base: base.to_owned(),
            home: format!("{base}/cong/{}", around.site.slug),
            page: None,
            reasons: REASONS,
            around,
        }
    }

    /// The address that stands on paper: the short one of a thing; empty when it has none.
    ///
    /// # Errors
    /// [`Error::Outage`]
    pub async fn printed(&self, tx: &mut Tx, kind: Kind, target: Id) -> Result<String> {
        let code = catalogue::store::code_of(tx, kind, target).await?;
        Ok(code
            .map(|code| format!("{}/t/{code}", self.base))
            .unwrap_or_default())
    }
}

/// What stands around the pages of a site that the public may read, and the count of changes of its unit before which
/// it was read.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Outage`]
pub async fn around(app: &App, slug: &str) -> Result<(Arc<Around>, i64)> {
    if let Some(known) = app.shelf().around(slug) {
        return Ok(known);
    }
    let mut tx = app.db().read(app.scope(Id(0), None)).await?;
    let found = site_at(&mut tx, slug).await?;
    drop(tx);
    // Taken before anything is read that may change, the site itself included.
    let version = app.shelf().version(found.unit);
    let mut tx = app.db().read(app.scope(found.locality, None)).await?;
    let site = site_at(&mut tx, slug).await?;
    let around = Arc::new(read(&mut tx, site).await?);
    app.shelf().keep_around(slug, version, &around);
    Ok((around, version))
}

/// The frame of a page that nobody keeps.
///
/// # Errors
/// [`Error::Outage`]
pub async fn frame(tx: &mut Tx, site: &Site, base: &str) -> Result<Frame> {
    let around = read(tx, site.clone()).await?;
    Ok(Frame::new(Arc::new(around), base))
}

async fn read(tx: &mut Tx, site: Site) -> Result<Around> {
    let today = tx.today();
    let tree = org::store::tree::with_ended(tx, today).await?;
    let ended = tree
        .get(site.unit)
        .and_then(|unit| unit.valid_to)
        .filter(|day| *day <= today);
    let heirs: Vec<String> = tree.heirs(site.unit).map(|heir| heir.name.clone()).collect();
    let languages = public::languages(tx, site.unit).await?.into_iter();
    Ok(Around {
        css: assets::address("loa.css"),
        mark: assets::address("loa.svg"),
        js: assets::address("portal.js"),
        sections: section::ever_of_unit(tx, site.unit).await?,
        languages: languages
            .map(|language| (language.key(), language.label()))
            .collect(),
        has_recognition: recognition::store::public::is_any(tx, site.unit).await?,
        ended: ended.map(|day| (text::day(day), heirs.join(", "))),
        site,
    })
}

/// The site at an address, whether the public may read it or not: for links of letters, which work in either case.
///
/// # Errors
/// [`Error::NotFound`]
pub async fn any_site_at(tx: &mut Tx, slug: &str) -> Result<Site> {
    // What cannot be an address is not asked for.
    let site = match is_address(slug) {
        true => store::at(tx, slug).await?,
        false => None,
    };
    site.ok_or(Error::NotFound)
}

/// The site at an address, if the public may read it.
///
/// # Errors
/// [`Error::NotFound`]
pub async fn site_at(tx: &mut Tx, slug: &str) -> Result<Site> {
    let site = any_site_at(tx, slug).await?;
    Some(site).filter(|site| site.is_open).ok_or(Error::NotFound)
}
