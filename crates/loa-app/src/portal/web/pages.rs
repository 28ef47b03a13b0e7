//! Pages for people: first page, sections, articles, who answers.

use askama::Template;
use jiff::Timestamp;
use loa_db::id::Id;
use loa_db::tx::Tx;
use serde_json::json;

use crate::assets;
use crate::catalogue::Kind;
use crate::clock::{vietnam, vietnam_time};
use crate::error::{Error, Result};
use crate::form::Form;
use crate::newsroom::body;
use crate::newsroom::store::public::{After, Headline, Of, Public, Recording, Tongue};
use crate::newsroom::store::{public, section};
use crate::page;
use crate::portal::count::Counted;
use crate::portal::frame::{Around, Frame};
use crate::portal::shelf::Made;
use crate::portal::web::{Wanted, found, library, notices};
use crate::portal::{LATEST, Site};
use crate::text;

mod recognition;

/// What stands in place of the title of an article that was withdrawn.
const GONE: &str = "Bài đã gỡ";
const HTML: &str = "text/html; charset=utf-8";

/// An article in a list.
struct Entry {
    href: String,
    title: String,
    lead: String,
    lang: &'static str,
    /// Of the title and of the lead, which may be those of the article of record.
    title_lang: &'static str,
    lead_lang: &'static str,
    section: String,
    section_href: String,
    day: String,
    moment: String,
    picture: Option<(String, String)>,
}

impl Entry {
    fn new(around: &Around, one: Headline) -> Self {
        let home = format!("/cong/{}", around.site.slug);
        let (section, below) = around.section(one.section);
        Self {
            href: format!("{home}/tin/{}", one.slug),
            title: one.title,
            lead: one.lead,
            lang: one.language.of_text(),
            title_lang: one.title_in.of_text(),
            lead_lang: one.lead_in.of_text(),
            section: section.to_owned(),
            section_href: format!("{home}{below}"),
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
    /// The address below that of the site.
    list: String,
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
    /// The day on which it was withdrawn, where it was.
    gone_on: String,
    spoken: String,
    address: String,
    /// The address that stands on paper.
    printed: String,
    image: String,
    /// The image is a card of 1200 × 630 points.
    is_card: bool,
    /// Where the article of record was put right since this version: its address.
    stale: Option<String>,
    /// The recording: its address and size.
    audio: Option<(String, String)>,
    /// The same in other languages.
    tongues: Vec<TongueView>,
    data: String,
    /// The way up, for programs.
    trail: String,
}

/// The same in another language.
struct TongueView {
    lang: &'static str,
    label: &'static str,
    href: String,
    has_audio: bool,
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

pub(super) fn rendered(page: &impl Template) -> Result<(&'static str, String)> {
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
///
/// # Errors
/// [`Error::NotFound`] when there is no such article to go on after: nobody is to fill the shelf with pages of that kind.
async fn entries(
    tx: &mut Tx,
    around: &Around,
    of: Of<'_>,
    query: &str,
) -> Result<(Vec<Entry>, Option<String>)> {
    let after = after(query);
    let mut found = public::headlines(tx, around.site.unit, of, after, LATEST + 2).await?;
    if after != After::NOTHING {
        let is_it = |first: &Headline| (first.first_public_at, first.id) == (after.first_public_at, after.id);
        match found.first().is_some_and(is_it) {
            true => drop(found.remove(0)),
            // It was withdrawn since, or stands in another list.
            false if public::was_at(tx, around.site.unit, after).await? => {}
            false => return Err(Error::NotFound),
        }
    }
    let goes_on = page::cut(&mut found, LATEST);
    let last = found.last().filter(|_| goes_on);
    let next = last.map(|last| {
        query_of(After {
            first_public_at: last.first_public_at,
            id: last.id,
        })
    });
    Ok((
        found.into_iter().map(|one| Entry::new(around, one)).collect(),
        next,
    ))
}

/// A page of a site.
pub async fn drawn(tx: &mut Tx, mut frame: Frame, wanted: Wanted<'_>, query: &str) -> Result<Made> {
    if wanted == Wanted::Recognition {
        let (kind, text) = recognition::drawn(tx, frame).await?;
        return Ok(Made::new(kind, text));
    }
    let site = &frame.site.clone();
    // Whether a page helped is asked where somebody was looking for something.
    frame.page = match wanted {
        Wanted::Home => Some(String::new()),
        Wanted::Section(slug) => Some(format!("chuyen-muc/{slug}")),
        Wanted::Article(slug) => Some(format!("tin/{slug}")),
        Wanted::Contact => Some("lien-he".to_owned()),
        _ => None,
    };
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
            let (entries, next) = entries(tx, &frame, Of::Section(&found), query).await?;
            rendered(&SectionPage {
                data: crumbs(
                    &frame,
                    &[(&found.title, &format!("{}/chuyen-muc/{slug}", frame.home))],
                ),
                title: found.title,
                list: format!("/chuyen-muc/{}", found.slug),
                entries,
                next,
                frame,
            })
        }
        Wanted::Language(language) => {
            let (entries, next) = entries(tx, &frame, Of::Language(language), query).await?;
            let title = format!("Tiếng {}", language.label());
            let list = format!("/tieng/{}", language.key());
            rendered(&SectionPage {
                data: crumbs(&frame, &[(&title, &format!("{}{list}", frame.home))]),
                title,
                list,
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
            let tongues = match found.origin {
                None if !found.has_versions => Vec::new(),
                origin => public::tongues(tx, origin.unwrap_or(found.headline.id)).await?,
            };
            let printed = frame.printed(tx, Kind::Article, found.headline.id).await?;
            rendered(&ArticlePage {
                printed,
                ..article(frame, site, found, tongues)
            })
        }
        Wanted::Contact => rendered(&ContactPage {
            data: organization(&frame),
            about,
            frame,
        }),
        Wanted::Library => library::list(tx, site, frame, query).await,
        Wanted::Document(id) => library::one(tx, site, frame, id).await,
        Wanted::Search => found::search(tx, site, frame, query).await,
        Wanted::Notices => notices::list(tx, site, frame, query).await,
        Wanted::Notice(slug) => notices::one(tx, site, frame, slug).await,
        Wanted::Quarter(key) => notices::quarter(tx, site, frame, key).await,
        _ => {
            let (entries, next) = entries(tx, &frame, Of::All, query).await?;
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
    Ok(Made {
        counted,
        ..Made::new(kind, text)
    })
}

/// "08:30 12/03/2022"
fn at(moment: Timestamp) -> String {
    let local = vietnam_time(moment);
    let day = text::day(local.date());
    format!("{:02}:{:02} {day}", local.hour(), local.minute())
}

/// The picture that stands beside a shared link, and whether it was made for that.
fn image(frame: &Frame, found: &Public) -> (String, bool) {
    let one = &found.headline;
    match (found.card_at, &one.picture) {
        _ if found.is_withdrawn => (String::new(), false),
        // Programs keep a picture under its address.
        (Some(made), _) => {
            let made = made.max(one.changed_at).as_second();
            (format!("{}/the/{}.png?v={made}", frame.home, one.slug), true)
        }
        (None, Some(picture)) => (format!("{}/anh/{}.jpg", frame.home, picture.file), false),
        (None, None) => (String::new(), false),
    }
}

/// Where a recording is heard: its name says what it is, as players and plain servers go by it.
fn heard_at(home: &str, one: Recording) -> String {
    format!("{home}/nghe/{}.{}", one.file, one.kind.ending())
}

fn article(mut frame: Frame, site: &Site, mut found: Public, tongues: Vec<Tongue>) -> ArticlePage {
    let is_changed = found.headline.changed_at > found.headline.first_public_at;
    let minutes = body::seconds(&body::plain(&found.body)).div_ceil(60).max(1);
    let address = format!("{}/tin/{}", frame.home, found.headline.slug);
    let (image, is_card) = image(&frame, &found);
    let home = format!("/cong/{}", site.slug);
    let record = tongues.first().map(|first| format!("{home}/tin/{}", first.slug));
    let own = found.headline.language;
    let tongues: Vec<TongueView> = match found.is_withdrawn {
        true => Vec::new(),
        false => tongues
            .into_iter()
            .map(|one| TongueView {
                lang: one.language.key(),
                label: one.language.label(),
                href: format!("{home}/tin/{}", one.slug),
                has_audio: one.has_audio,
            })
            .collect(),
    };
    if found.is_withdrawn {
        GONE.clone_into(&mut found.headline.title);
    }
    let (section, below) = frame.section(found.headline.section);
    let above = format!("{}{below}", frame.home);
    let mut trail = vec![(section, above.as_str())];
    if !found.is_withdrawn {
        trail.push((&found.headline.title, &address));
    }
    let trail = crumbs(&frame, &trail);
    // Why something was withdrawn is not asked about.
    frame.page = frame.page.filter(|_| !found.is_withdrawn);
    ArticlePage {
        trail,
        data: news(&frame, &found, &address, &image),
        spoken: format!("Đọc to khoảng {minutes} phút"),
        printed: String::new(),
        body: found.body,
        notice: found.notice,
        is_withdrawn: found.is_withdrawn,
        gone_on: text::day(vietnam(found.headline.changed_at)),
        changed: is_changed.then(|| at(found.headline.changed_at)),
        address,
        image,
        is_card,
        stale: record.filter(|_| found.is_stale),
        audio: found
            .audio
            .map(|one| (heard_at(&home, one), text::size(one.bytes))),
        tongues: tongues.into_iter().filter(|one| one.lang != own.key()).collect(),
        entry: Entry::new(&frame, found.headline),
        frame,
    }
}

/// JSON that may stand in a page: no sign in it ends the element around it.
fn embedded(value: &serde_json::Value) -> String {
    value.to_string().replace('<', "\\u003c")
}

pub(super) fn crumbs(frame: &Frame, below: &[(&str, &str)]) -> String {
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
        "isAccessibleForFree": true,
        "articleSection": frame.section(one.section).0,
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
