//! Pages for people: first page, sections, articles, who answers.

use askama::Template;
use jiff::Timestamp;
use loa_db::id::Id;
use loa_db::tx::Tx;
use serde_json::json;

use crate::assets;
use crate::clock::{vietnam, vietnam_time};
use crate::error::{Error, Result};
use crate::form::Form;
use crate::newsroom::store::public::{After, Headline, Public};
use crate::newsroom::store::{public, section};
use crate::newsroom::{Section, body};
use crate::portal::count::Counted;
use crate::portal::frame::{Frame, frame};
use crate::portal::shelf::Made;
use crate::portal::web::Wanted;
use crate::portal::{LATEST, Site};
use crate::text;

const HTML: &str = "text/html; charset=utf-8";

/// An article in a list.
struct Entry {
    href: String,
    title: String,
    lead: String,
    lang: &'static str,
    section: String,
    section_href: String,
    day: String,
    moment: String,
    picture: Option<(String, String)>,
}

impl Entry {
    fn new(site: &Site, one: Headline) -> Self {
        let home = format!("/cong/{}", site.slug);
        Self {
            href: format!("{home}/tin/{}", one.slug),
            title: one.title,
            lead: one.lead,
            lang: one.language.key(),
            section: one.section.1,
            section_href: format!("{home}/chuyen-muc/{}", one.section.0),
            day: text::day(vietnam(one.first_public_at)),
            moment: one.first_public_at.to_string(),
            picture: one
                .picture
                .map(|picture| (format!("{home}/anh/{}.jpg", picture.file), picture.alt)),
        }
    }
}

#[derive(Template)]
#[template(path = "portal/pages/home.html")]
struct HomePage {
    frame: Frame,
    about: Vec<String>,
    entries: Vec<Entry>,
    next: Option<String>,
    data: String,
}

#[derive(Template)]
#[template(path = "portal/pages/section.html")]
struct SectionPage {
    frame: Frame,
    title: String,
    slug: String,
    entries: Vec<Entry>,
    next: Option<String>,
    data: String,
}

#[derive(Template)]
#[template(path = "portal/pages/article.html")]
struct ArticlePage {
    frame: Frame,
    entry: Entry,
    body: String,
    notice: String,
    is_withdrawn: bool,
    changed: Option<String>,
    spoken: String,
    address: String,
    image: String,
    data: String,
}

#[derive(Template)]
#[template(path = "portal/pages/contact.html")]
struct ContactPage {
    frame: Frame,
    about: Vec<String>,
    data: String,
}

#[derive(Template)]
#[template(path = "portal/pages/index.html")]
struct IndexPage {
    css: String,
    mark: String,
    sites: Vec<(String, String)>,
}

fn rendered(page: &impl Template) -> Result<(&'static str, String)> {
    let text = page.render();
    let text = text.map_err(|error| Error::Outage(format!("a page does not render: {error}")))?;
    Ok((HTML, text))
}

/// `/cong`
pub fn index(sites: &[Site]) -> Result<(&'static str, String)> {
    rendered(&IndexPage {
        css: assets::address("loa.css"),
        mark: assets::address("loa.svg"),
        sites: sites
            .iter()
            .map(|site| (site.slug.clone(), site.name.clone()))
            .collect(),
    })
}

/// Where a list goes on, out of `?sau=`: a moment and an identity.
fn after(query: &str) -> After {
    let form = Form::parse(query);
    let parts = form.get("sau").split_once('.');
    let parsed = parts.and_then(|(moment, id)| {
        let moment = Timestamp::from_microsecond(moment.parse().ok()?).ok()?;
        Some(After {
            first_public_at: moment,
            id: id.parse::<Id>().ok()?,
        })
    });
    parsed.unwrap_or(After::NOTHING)
}

/// What stands behind `?` of a list that goes on after this article.
fn query_of(after: After) -> String {
    format!("?sau={}.{}", after.first_public_at.as_microsecond(), after.id)
}

/// What counts of that which stands behind `?` of an address: nothing, or where a list goes on.
pub fn behind(query: &str) -> String {
    let after = after(query);
    match after == After::NOTHING {
        true => String::new(),
        false => query_of(after),
    }
}

/// The articles of one page, and what stands behind `?` of the next.
async fn entries(
    tx: &mut Tx,
    site: &Site,
    section: Option<&Section>,
    query: &str,
) -> Result<(Vec<Entry>, Option<String>)> {
    let mut found = public::headlines(tx, site.unit, section, after(query), LATEST + 1).await?;
    let goes_on = i64::try_from(found.len()).is_ok_and(|many| many > LATEST);
    if goes_on {
        found.pop();
    }
    let last = found.last().filter(|_| goes_on);
    let next = last.map(|last| {
        query_of(After {
            first_public_at: last.first_public_at,
            id: last.id,
        })
    });
    Ok((found.into_iter().map(|one| Entry::new(site, one)).collect(), next))
}

/// A page of a site.
pub async fn drawn(tx: &mut Tx, site: &Site, wanted: Wanted<'_>, base: &str, query: &str) -> Result<Made> {
    let mut frame = frame(tx, site, base).await?;
    frame.page = Some(match wanted {
        Wanted::Section(slug) => format!("chuyen-muc/{slug}"),
        Wanted::Article(slug) => format!("tin/{slug}"),
        Wanted::Contact => "lien-he".to_owned(),
        _ => String::new(),
    });
    let mut counted = None;
    let about: Vec<String> = site
        .about
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect();
    let drawn = match wanted {
        Wanted::Section(slug) => {
            let found = section::by_slug(tx, site.unit, slug)
                .await?
                .ok_or(Error::NotFound)?;
            let (entries, next) = entries(tx, site, Some(&found), query).await?;
            rendered(&SectionPage {
                data: crumbs(
                    &frame,
                    &[(&found.title, &format!("{}/chuyen-muc/{slug}", frame.home))],
                ),
                title: found.title,
                slug: found.slug,
                entries,
                next,
                frame,
            })
        }
        Wanted::Article(slug) => {
            let found = public::by_slug(tx, site.unit, slug)
                .await?
                .ok_or(Error::NotFound)?;
            counted = (!found.is_withdrawn).then_some(Counted {
                locality: site.locality,
                unit: site.unit,
                article: found.headline.id,
                language: found.headline.language,
            });
            rendered(&article(frame, site, found))
        }
        Wanted::Contact => rendered(&ContactPage {
            data: organization(&frame),
            about,
            frame,
        }),
        _ => {
            let (entries, next) = entries(tx, site, None, query).await?;
            rendered(&HomePage {
                data: organization(&frame),
                about,
                entries,
                next,
                frame,
            })
        }
    };
    let (kind, text) = drawn?;
    Ok(Made { kind, text, counted })
}

fn article(mut frame: Frame, site: &Site, found: Public) -> ArticlePage {
    let moment = |moment: Timestamp| {
        let local = vietnam_time(moment);
        format!(
            "{:02}:{:02} {}",
            local.hour(),
            local.minute(),
            text::day(local.date())
        )
    };
    let is_changed = found.headline.changed_at > found.headline.first_public_at;
    let changed = is_changed.then(|| moment(found.headline.changed_at));
    let words = body::plain(&found.body);
    let minutes = body::seconds(&words).div_ceil(60).max(1);
    let address = format!("{}/tin/{}", frame.home, found.headline.slug);
    let picture = found.headline.picture.as_ref().filter(|_| !found.is_withdrawn);
    let image = picture.map(|picture| format!("{}/anh/{}.jpg", frame.home, picture.file));
    let image = image.unwrap_or_default();
    let data = match found.is_withdrawn {
        true => crumbs(&frame, &[]),
        false => news(&frame, &found, &address, &image),
    };
    // Why something was withdrawn is not asked about.
    frame.page = frame.page.filter(|_| !found.is_withdrawn);
    ArticlePage {
        spoken: format!("Đọc to khoảng {minutes} phút"),
        body: found.body,
        notice: found.notice,
        is_withdrawn: found.is_withdrawn,
        changed,
        address,
        image,
        data,
        entry: Entry::new(site, found.headline),
        frame,
    }
}

/// JSON that may stand in a page: no sign in it ends the element around it.
fn embedded(value: &serde_json::Value) -> String {
    value.to_string().replace('<', "\\u003c")
}

fn crumbs(frame: &Frame, below: &[(&str, &str)]) -> String {
    let all = std::iter::once((frame.site.name.as_str(), frame.home.as_str())).chain(below.iter().copied());
    let items: Vec<_> = (1..)
        .zip(all)
        .map(|(position, (name, address)): (usize, _)| {
            json!({ "@type": "ListItem", "position": position, "name": name, "item": address })
        })
        .collect();
    embedded(&json!({
        "@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items
    }))
}

fn publisher(frame: &Frame) -> serde_json::Value {
    json!({ "@type": "GovernmentOrganization", "name": frame.site.name, "url": frame.home })
}

fn organization(frame: &Frame) -> String {
    let site = &frame.site;
    let mut value = publisher(frame);
    if let Some(fields) = value.as_object_mut() {
        fields.insert("@context".to_owned(), json!("https://schema.org"));
        for (name, text) in [
            ("telephone", &site.phone),
            ("email", &site.email),
            ("address", &site.address),
            ("description", &site.about),
        ] {
            if !text.is_empty() {
                fields.insert(name.to_owned(), json!(text));
            }
        }
    }
    embedded(&value)
}

fn news(frame: &Frame, found: &Public, address: &str, image: &str) -> String {
    let one = &found.headline;
    let mut value = json!({
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": one.title,
        "description": one.lead,
        "inLanguage": one.language.key(),
        "articleSection": one.section.1,
        "datePublished": one.first_public_at.to_string(),
        "dateModified": one.changed_at.to_string(),
        "mainEntityOfPage": address,
        "url": address,
        "publisher": publisher(frame),
        "author": publisher(frame),
    });
    if let Some(fields) = value.as_object_mut().filter(|_| !image.is_empty()) {
        fields.insert("image".to_owned(), json!([image]));
    }
    embedded(&value)
}
