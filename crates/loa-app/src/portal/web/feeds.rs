//! The same for programs: feeds and lists of addresses.

use std::collections::HashMap;

use askama::Template;
use jiff::Timestamp;
use jiff::fmt::rfc2822;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::activity::Language;
use crate::error::{Error, Result};
use crate::newsroom::store::public::{After, Headline, Of};
use crate::newsroom::store::{public, section};
use crate::portal::frame::Around;
use crate::portal::web::Wanted;
use crate::portal::{LATEST, Site};

/// Articles in one list of addresses: the form allows 50,000 addresses, some are those of pages beside the articles.
pub const MOST_ARTICLES: i64 = 49_900;

struct Item {
    address: String,
    title: String,
    lead: String,
    section: String,
    /// Of the title and of what it says in short, which may be those of the article of record.
    languages: (&'static str, &'static str),
    /// As RSS writes it.
    published: String,
    /// As Atom writes it.
    first: String,
    changed: String,
}

#[derive(Template)]
#[template(path = "portal/pages/rss.xml", escape = "html")]
struct Rss {
    title: String,
    home: String,
    own: String,
    about: String,
    language: &'static str,
    items: Vec<Item>,
}

#[derive(Template)]
#[template(path = "portal/pages/atom.xml", escape = "html")]
struct Atom {
    title: String,
    home: String,
    own: String,
    changed: String,
    items: Vec<Item>,
}

#[derive(Template)]
#[template(path = "portal/pages/sitemap.xml", escape = "html")]
struct Sitemap {
    addresses: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "portal/pages/sitemap_index.xml", escape = "html")]
struct SitemapIndex {
    addresses: Vec<String>,
}

fn rendered(kind: &'static str, page: &impl Template) -> Result<(&'static str, String)> {
    let text = page.render();
    let text = text.map_err(|error| Error::Outage(format!("a feed does not render: {error}")))?;
    Ok((kind, text))
}

fn in_mail_form(moment: Timestamp) -> String {
    let zoned = moment.to_zoned(jiff::tz::TimeZone::UTC);
    rfc2822::to_string(&zoned).unwrap_or_default()
}

fn whole(moment: Timestamp) -> String {
    // Programs that read feeds know seconds, few know more.
    let seconds = Timestamp::from_second(moment.as_second()).unwrap_or(moment);
    seconds.to_string()
}

fn item(around: &Around, home: &str, one: Headline) -> Item {
    Item {
        address: format!("{home}/tin/{}", one.slug),
        title: one.title,
        lead: one.lead,
        section: around.section(one.section).0.to_owned(),
        languages: (one.title_in.of_text(), one.lead_in.of_text()),
        published: in_mail_form(one.first_public_at),
        first: whole(one.first_public_at),
        changed: whole(one.changed_at),
    }
}

/// A feed, or the list of addresses, of a site.
pub async fn drawn(
    tx: &mut Tx,
    around: &Around,
    wanted: Wanted<'_>,
    base: &str,
) -> Result<(&'static str, String)> {
    let site = &around.site;
    let home = format!("{base}/cong/{}", site.slug);
    match wanted {
        Wanted::Sitemap => return sitemap(tx, site, &home, None).await,
        Wanted::SitemapPart(part) => return sitemap(tx, site, &home, Some(part)).await,
        _ => {}
    }
    let section = match wanted {
        Wanted::Rss(Some(slug)) => {
            let found = section::by_slug(tx, site.unit, slug).await?;
            Some(found.ok_or(Error::NotFound)?)
        }
        _ => None,
    };
    let of = match (wanted, &section) {
        (Wanted::LanguageRss(language), _) => Of::Language(language),
        (_, Some(section)) => Of::Section(section),
        _ => Of::All,
    };
    let found = public::headlines(tx, site.unit, of, After::NOTHING, LATEST).await?;
    let newest = found.iter().map(|one| one.changed_at).max();
    let items = found.into_iter().map(|one| item(around, &home, one)).collect();
    let (title, below) = match of {
        Of::Section(section) => (
            format!("{}: {}", site.name, section.title),
            format!("/chuyen-muc/{}", section.slug),
        ),
        Of::Language(language) => (
            format!("{}: tiếng {}", site.name, language.label()),
            format!("/tieng/{}", language.key()),
        ),
        Of::All => (site.name.clone(), String::new()),
    };
    if wanted == Wanted::Atom {
        let own = format!("{home}/atom.xml");
        let changed = whole(newest.unwrap_or(Timestamp::UNIX_EPOCH));
        let kind = "application/atom+xml; charset=utf-8";
        return rendered(
            kind,
            &Atom {
                title,
                home,
                own,
                changed,
                items,
            },
        );
    }
    let home = format!("{home}{below}");
    let own = format!("{home}/rss.xml");
    let language = match of {
        Of::Language(language) => language.of_text(),
        _ => Language::Vietnamese.key(),
    };
    let about = match site.about.lines().find(|line| !line.trim().is_empty()) {
        Some(line) => line.to_owned(),
        None => title.clone(),
    };
    let kind = "application/rss+xml; charset=utf-8";
    rendered(
        kind,
        &Rss {
            title,
            home,
            own,
            about,
            language,
            items,
        },
    )
}

/// How many lists so many articles take.
fn lists(many: i64) -> i64 {
    (many - 1).div_euclid(MOST_ARTICLES).max(0) + 1
}

fn list_of_lists(addresses: Vec<String>) -> Result<(&'static str, String)> {
    rendered("application/xml; charset=utf-8", &SitemapIndex { addresses })
}

/// The list of addresses of a site; where it has too many for one, the list of its lists, or the how many-th of them, from 1.
async fn sitemap(tx: &mut Tx, site: &Site, home: &str, part: Option<i64>) -> Result<(&'static str, String)> {
    let (many, newest) = public::many(tx, site.unit).await?;
    let lists = lists(many);
    let part = match part {
        None if lists > 1 => {
            let all = (1..=lists).map(|part| format!("{home}/sitemap/{part}.xml"));
            return list_of_lists(all.collect());
        }
        part => part.unwrap_or(1),
    };
    if part > lists {
        return Err(Error::NotFound);
    }
    let mut addresses = match part {
        1 => beside(tx, site, home, newest).await?,
        _ => Vec::new(),
    };
    let piece = ((part - 1) * MOST_ARTICLES, MOST_ARTICLES);
    let articles = public::addresses(tx, site.unit, piece).await?;
    let articles = articles
        .into_iter()
        .map(|(slug, changed)| (format!("{home}/tin/{slug}"), whole(changed)));
    addresses.extend(articles);
    rendered("application/xml; charset=utf-8", &Sitemap { addresses })
}

/// Addresses of pages of a site beside its articles, with when each last changed.
async fn beside(
    tx: &mut Tx,
    site: &Site,
    home: &str,
    newest: Option<Timestamp>,
) -> Result<Vec<(String, String)>> {
    let mut addresses = vec![(home.to_owned(), newest.map(whole).unwrap_or_default())];
    for page in ["lien-he", "van-ban", "niem-yet"] {
        addresses.push((format!("{home}/{page}"), String::new()));
    }
    for section in section::of_unit(tx, site.unit).await? {
        addresses.push((format!("{home}/chuyen-muc/{}", section.slug), String::new()));
    }
    for language in public::languages(tx, site.unit).await? {
        addresses.push((format!("{home}/tieng/{}", language.key()), String::new()));
    }
    if crate::recognition::store::public::is_any(tx, site.unit).await? {
        addresses.push((format!("{home}/bieu-duong"), String::new()));
    }
    Ok(addresses)
}

/// `/sitemap.xml`: the lists of every site. `large`: units whose site has more articles than one list holds, with how many; no
/// list of lists may name another one.
pub fn index(sites: &[Site], large: &HashMap<Id, i64>, base: &str) -> Result<(&'static str, String)> {
    let mut addresses = Vec::new();
    for site in sites {
        let home = format!("{base}/cong/{}", site.slug);
        match large.get(&site.unit) {
            None => addresses.push(format!("{home}/sitemap.xml")),
            Some(many) => {
                addresses.extend((1..=lists(*many)).map(|part| format!("{home}/sitemap/{part}.xml")));
            }
        }
    }
    list_of_lists(addresses)
}
