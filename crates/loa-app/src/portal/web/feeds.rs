//! The same for programs: feeds and lists of addresses.

use askama::Template;
use jiff::Timestamp;
use jiff::fmt::rfc2822;
use loa_db::tx::Tx;

use crate::activity::Language;
use crate::error::{Error, Result};
use crate::newsroom::store::public::{After, Headline, Of};
use crate::newsroom::store::{public, section};
use crate::portal::web::Wanted;
use crate::portal::{LATEST, Site};

/// Addresses in one list: what the form allows.
const MOST_ADDRESSES: i64 = 50_000;

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

fn item(home: &str, one: Headline) -> Item {
    Item {
        address: format!("{home}/tin/{}", one.slug),
        title: one.title,
        lead: one.lead,
        section: one.section.1,
        languages: (one.title_in.of_text(), one.lead_in.of_text()),
        published: in_mail_form(one.first_public_at),
        first: whole(one.first_public_at),
        changed: whole(one.changed_at),
    }
}

/// A feed, or the list of addresses, of a site.
pub async fn drawn(
    tx: &mut Tx,
    site: &Site,
    wanted: Wanted<'_>,
    base: &str,
) -> Result<(&'static str, String)> {
    let home = format!("{base}/cong/{}", site.slug);
    if wanted == Wanted::Sitemap {
        return sitemap(tx, site, &home).await;
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
    let items = found.into_iter().map(|one| item(&home, one)).collect();
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

async fn sitemap(tx: &mut Tx, site: &Site, home: &str) -> Result<(&'static str, String)> {
    let found = public::addresses(tx, site.unit, MOST_ADDRESSES - 100).await?;
    let newest = found.iter().map(|(_, changed)| *changed).max();
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
    let articles = found
        .into_iter()
        .map(|(slug, changed)| (format!("{home}/tin/{slug}"), whole(changed)));
    addresses.extend(articles);
    rendered("application/xml; charset=utf-8", &Sitemap { addresses })
}

/// `/sitemap.xml`: the list of every site's list.
pub fn index(sites: &[Site], base: &str) -> Result<(&'static str, String)> {
    let addresses = sites
        .iter()
        .map(|site| format!("{base}/cong/{}/sitemap.xml", site.slug));
    let page = SitemapIndex {
        addresses: addresses.collect(),
    };
    rendered("application/xml; charset=utf-8", &page)
}
