//! What people trusted Loa with is not public (PUB-06, COM-04, COM-06): everything that the database holds is looked for in
//! everything that anybody may read. What may be public is listed; a new table or column is not, until somebody lists it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use axum::http::{Method, StatusCode, header};
use loa_db::copy;
use loa_db::id::Id;
use loa_db::params;
use loa_db::tx::Tx;
use loa_db::value::Value;

use super::{Walk, sample, session};
use crate::document;
use crate::document::tests::photo_with_place;
use crate::identity::COOKIE;
use crate::identity::store::{people, reach};
use crate::newsroom::{self, Act, body};
use crate::portal;
use crate::route::Access;
use crate::testing::{Answer, Browser, Site, on_each_engine};
use crate::wiring;

/// Begins every word that was put somewhere in order to be found: letters and digits, so that addresses keep it.
const MARK: &str = "zqm";
const MARK_LENGTH: usize = 8;
/// Shorter texts are words that any page may hold.
const LEAST_CHARACTERS: usize = 10;
/// What was done by chance before everything is read.
const ROUNDS: usize = 40;
const ARTICLES: usize = 5;

/// Words that stand nowhere else.
#[derive(Default)]
struct Marks {
    made: u32,
    chance: u64,
}

impl Marks {
    /// "zqm00017"
    fn next(&mut self) -> String {
        self.made += 1;
        format!("{MARK}{:05}", self.made)
    }

    /// Below `most`; the same row of numbers each time.
    fn draw(&mut self, most: usize) -> usize {
        self.chance = self
            .chance
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.chance >> 33).unwrap() % most
    }
}

/// The marks in a text.
fn marks_in(text: &str) -> BTreeSet<String> {
    text.match_indices(MARK)
        .filter_map(|(at, _)| text.get(at..at + MARK_LENGTH))
        .map(str::to_owned)
        .collect()
}

/// A photo that says where it was taken, by whom and of whom.
fn photo(mark: &str) -> Vec<u8> {
    let plain = photo_with_place(64, 48);
    let comment = format!("Chup boi {mark}, 0912 345 678");
    let length = u16::try_from(comment.len() + 2).unwrap().to_be_bytes();
    [&plain[..2], b"\xff\xfe", &length, comment.as_bytes(), &plain[2..]].concat()
}

/// A browser in which a person is signed in, whatever became of their password.
async fn of_person(site: &Site, login: &str) -> Browser {
    let mut browser = site.browser();
    let secret = session(site, site.people[login]).await.0;
    browser.cookies.insert(COOKIE.to_owned(), secret);
    browser
}

/// Who writes and who lets out, and what they have written.
struct Newsroom {
    unit: Id,
    writer: Browser,
    desk: Browser,
    articles: Vec<Id>,
}

impl Newsroom {
    /// A site for the commune, and one that is closed for its neighbour, each with marks in all fields that the public does
    /// not read.
    async fn of(site: &Site, marks: &mut Marks) -> Self {
        let unit = site.units["ubnd-04189"];
        let mut tx = site.tx().await;
        for person in site.people.values() {
            let (name, mail) = (format!("Lò Thị {}", marks.next()), marks.next());
            // Digits that no page has: of a telephone, of an identity card.
            let phone = format!("09{:08}", 31_415_926 + marks.draw(1_000_000));
            people::set_details(&mut tx, *person, &name, Some(phone))
                .await
                .unwrap();
            let mail = format!("{mail}@example.invalid");
            reach::set_email(&mut tx, *person, Some(&mail)).await.unwrap();
        }
        let neighbour = site.units["ubnd-04171"];
        let mut closed = portal::Site::of(neighbour, site.locality, &format!("Xã {}", marks.next()));
        closed.about = marks.next();
        closed.officer = marks.next();
        closed.is_open = false;
        portal::store::set(&mut tx, &closed).await.unwrap();
        tx.save().await.unwrap();
        Self {
            unit,
            writer: of_person(site, "officer").await,
            desk: of_person(site, "coordinator").await,
            articles: Vec::new(),
        }
    }

    /// The fields of an article, each with a mark of its own.
    fn words(section: Id, unit: Id, marks: &mut Marks) -> Vec<(&'static str, String)> {
        vec![
            ("don-vi", unit.to_string()),
            ("chuyen-muc", section.to_string()),
            ("tieng", "vi".to_owned()),
            ("tieu-de", format!("Bài {}", marks.next())),
            ("tom-tat", format!("Tóm tắt {}", marks.next())),
            (
                "noi-dung",
                format!("## {}\n\nGọi {}.", marks.next(), marks.next()),
            ),
            ("anh-mo-ta", format!("Trong ảnh {}", marks.next())),
            ("anh-dong-y", format!("Chị {} đồng ý", marks.next())),
        ]
    }

    /// Writes an article, or writes on.
    async fn write(&mut self, site: &Site, at: Option<Id>, marks: &mut Marks) {
        let mut tx = site.tx().await;
        let section = newsroom::store::section::of_unit(&mut tx, self.unit)
            .await
            .unwrap()[0]
            .id;
        let mut fields = Self::words(section, self.unit, marks);
        let path = match at {
            Some(id) => {
                let turn = newsroom::store::by_id(&mut tx, id).await.unwrap().unwrap().turn;
                fields.push(("luot", turn.to_string()));
                format!("/toa-soan/{id}/sua")
            }
            None => "/toa-soan/moi".to_owned(),
        };
        drop(tx);
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let (name, bytes) = (format!("{} 0987.654.321.jpg", marks.next()), photo(&marks.next()));
        let files: &[_] = match marks.draw(3) {
            0 => &[],
            _ => &[("anh", name.as_str(), bytes.as_slice())],
        };
        let answer = self.writer.post_files(&path, &fields, files).await;
        let is_new = at.is_none();
        assert!(
            answer.status == StatusCode::SEE_OTHER || (!is_new && answer.status.is_client_error()),
            "{path}: {} {}",
            answer.status,
            answer.text
        );
        if is_new {
            let id = answer.location().rsplit('/').next().unwrap();
            self.articles.push(id.parse().unwrap());
        }
    }

    /// Does something by chance: most of it cannot be done, as the article stands.
    async fn step(&mut self, site: &Site, marks: &mut Marks) {
        let id = self.articles[marks.draw(self.articles.len())];
        if marks.draw(4) == 0 {
            self.write(site, Some(id), marks).await;
            return;
        }
        let mut tx = site.tx().await;
        let article = newsroom::store::by_id(&mut tx, id).await.unwrap().unwrap();
        drop(tx);
        // None of them has a day on which it is looked at again.
        let can: Vec<Act> = Act::ALL
            .into_iter()
            .filter(|act| article.standing.after(*act).is_some() && *act != Act::Confirm)
            .collect();
        let act = can[marks.draw(can.len())];
        let fields = [
            ("viec", act.key().to_owned()),
            ("luot", article.turn.to_string()),
            ("nhan-xet", format!("Vì {}", marks.next())),
        ];
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let answer = match act {
            Act::Submit | Act::Correct => &mut self.writer,
            _ => &mut self.desk,
        }
        .post(&format!("/toa-soan/{id}/lam"), &fields)
        .await;
        // Who let something out alone does not approve it afterwards.
        let is_own = act == Act::Approve && article.standing.is_forced;
        let done = answer.status == StatusCode::SEE_OTHER;
        assert!(done || is_own, "{act:?}: {} {}", answer.status, answer.text);
    }
}

/// Every text of the database, by table and column; of JSON what stands in it.
async fn texts(site: &Site) -> BTreeMap<String, BTreeSet<String>> {
    fn put(all: &mut BTreeSet<String>, text: &str) {
        match serde_json::from_str(text) {
            Ok(value @ (serde_json::Value::Object(_) | serde_json::Value::Array(_))) => inner(all, &value),
            _ => drop(all.insert(text.to_owned())),
        }
    }
    fn inner(all: &mut BTreeSet<String>, value: &serde_json::Value) {
        match value {
            serde_json::Value::String(text) => put(all, text),
            serde_json::Value::Array(values) => values.iter().for_each(|value| inner(all, value)),
            serde_json::Value::Object(fields) => fields.values().for_each(|value| inner(all, value)),
            _ => {}
        }
    }
    let mut tx = site.tx().await;
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for table in copy::tables(&mut tx).await.unwrap() {
        let mut take = |row: Vec<Value>| {
            for (column, value) in table.columns.iter().zip(row) {
                if let Value::Text(Some(text)) = value {
                    put(
                        found
                            .entry(format!("{}.{}", table.name, column.name))
                            .or_default(),
                        &text,
                    );
                }
            }
            ControlFlow::Continue(())
        };
        let _ = copy::each(&mut tx, &table, None, &mut take).await.unwrap();
    }
    found
}

/// The sum of the points of a public picture: by it a browser tells whether it has them already.
async fn sum(tx: &mut Tx, file: Id) -> String {
    let file = document::store::by_id(tx, file).await.unwrap();
    let small = file.and_then(|file| file.small);
    small.map_or_else(String::new, |small| small.as_str().to_owned())
}

/// All that may be public, in one text: what sites, sections and units are called, and the words of articles as they were let
/// out.
async fn allowed(site: &Site, news: &Newsroom, all: &BTreeMap<String, BTreeSet<String>>) -> String {
    let mut may = ["image/jpeg", "image/png", "application/pdf"]
        .map(str::to_owned)
        .to_vec();
    for column in [
        "unit_version.name",
        "unit_version.code",
        "locality.name",
        "news_section.title",
        "news_section.slug",
        // What can be found and opened by a short address is public; what is taken back leaves both.
        "catalogue_entry.place",
        "short_address.code",
    ] {
        may.extend(all.get(column).into_iter().flatten().cloned());
    }
    let mut tx = site.tx().await;
    for open in portal::store::open_sites(&mut tx, 100).await.unwrap() {
        may.extend([open.slug, open.name, open.about, open.officer, open.phone]);
        may.extend([open.email, open.address, open.hours]);
        if let Some(emblem) = open.emblem {
            may.push(sum(&mut tx, emblem).await);
        }
    }
    // Files of notices that are posted, and of documents that somebody made public.
    for sql in [
        "SELECT f.sha256 FROM notice n JOIN file f ON f.id = n.file_id WHERE n.locality_id = $1 AND n.state = 'posted'",
        "SELECT f.sha256 FROM disclosure d JOIN official_document o ON o.id = d.document_id \
         JOIN file f ON f.id = o.signed_file_id WHERE d.locality_id = $1 AND d.word = 'public'",
    ] {
        let rows = tx.rows(sql, params![site.locality]).await.unwrap();
        may.extend(rows.iter().map(|row| row.text("sha256").unwrap()));
    }
    for id in &news.articles {
        let article = newsroom::store::by_id(&mut tx, *id).await.unwrap().unwrap();
        if article.first_public_at.is_none() {
            continue;
        }
        // An address that was public once stays, and says what the title was.
        may.extend([article.slug, article.notice]);
        let sql = "SELECT last_public FROM article WHERE locality_id = $1 AND id = $2";
        let row = tx.row(sql, params![site.locality, *id]).await.unwrap().unwrap();
        let last = row.int("last_public").unwrap();
        let words = newsroom::store::revision_of(&mut tx, *id, last)
            .await
            .unwrap()
            .unwrap();
        // Of what was withdrawn no words.
        if article.standing.public.is_some() {
            may.extend([words.title, words.lead, body::plain(&words.body), words.body]);
            if let Some(picture) = words.picture {
                may.push(picture.alt);
                may.push(sum(&mut tx, picture.file).await);
            }
        }
    }
    may.join("\n")
}

fn unescaped(text: &str) -> String {
    let signs = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("\u{a0}", " "),
        ("&amp;", "&"),
    ];
    signs
        .iter()
        .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// Addresses on this site that an answer names.
fn named(text: &str) -> impl Iterator<Item = String> + '_ {
    let behind = ["href=\"", "src=\"", "<loc>", "<link>", "content=\"", "action=\""];
    behind.into_iter().flat_map(move |before| {
        text.split(before).skip(1).filter_map(|rest| {
            let address = rest.split(['"', '<', '#']).next()?;
            let path = unescaped(address.strip_prefix("http://loa.test").unwrap_or(address));
            path.starts_with('/').then_some(path)
        })
    })
}

/// Asks for everything that somebody may read whom nobody knows: every public route with whatever could stand in it, and
/// every address that an answer names.
async fn everything_public(site: &Site, pool: &BTreeSet<String>) -> Vec<(String, Answer)> {
    let sites = texts(site).await.remove("site.slug").unwrap_or_default();
    let mut open: Vec<String> = Vec::new();
    for row in wiring::routes(&site.app).2 {
        if row.method != Method::GET || row.access != Access::Public {
            continue;
        }
        let mut paths = vec![String::new()];
        for part in row.path.split('/').skip(1) {
            let values: Vec<&str> = match part {
                "{site}" => sites.iter().map(String::as_str).collect(),
                part if part.starts_with('{') => pool.iter().map(String::as_str).collect(),
                part => vec![part],
            };
            let longer = paths
                .iter()
                .flat_map(|path| values.iter().map(move |value| format!("{path}/{value}")));
            paths = longer.collect();
        }
        open.extend(paths);
    }
    let mut anybody = site.browser();
    let mut seen = BTreeSet::new();
    let mut answers = Vec::new();
    while let Some(path) = open.pop() {
        if !seen.insert(path.clone()) || path.starts_with("/tinh/") {
            continue;
        }
        let answer = anybody.get(&path).await;
        assert!(!answer.status.is_server_error(), "{path}: {}", answer.status);
        if answer.status == StatusCode::OK {
            open.extend(named(&answer.text));
            answers.push((path, answer));
        }
    }
    answers
}

/// What an answer gives away: texts of the database that may not be public, and of pictures what was not drawn.
fn leaks(answer: &Answer, secrets: &BTreeSet<&str>, may: &BTreeSet<String>) -> Vec<String> {
    let headers: Vec<String> = answer
        .headers
        .iter()
        .map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value.as_bytes())))
        .collect();
    let text = format!("{}\n{}", headers.join("\n"), unescaped(&answer.text));
    let decoded = crate::form::Form::parse(&format!("a={}", text.replace(['&', '+'], " ")));
    let text = format!("{text}\n{}", decoded.get("a"));
    let mut told: Vec<String> = secrets
        .iter()
        .filter(|secret| text.contains(**secret))
        .map(|secret| (*secret).to_owned())
        .collect();
    told.extend(marks_in(&text).into_iter().filter(|mark| !may.contains(mark)));
    let is_picture = answer
        .headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"image/jpeg"));
    if is_picture {
        for word in ["Exif", "GPS", "Chup boi", "http://ns.adobe.com", "Photoshop"] {
            if answer
                .bytes
                .windows(word.len())
                .any(|bytes| bytes == word.as_bytes())
            {
                told.push(format!("a picture that says {word}"));
            }
        }
    }
    told
}

#[tokio::test]
async fn what_is_not_let_out_is_nowhere_in_what_the_public_reads() {
    on_each_engine(async |site| {
        let walk = Walk::of(site);
        let (unit, owner) = (walk.site.units["ubnd-04189"], walk.site.people["officer"]);
        // One of everything that Loa knows, made for the table of permissions.
        for row in wiring::routes(&walk.site.app).2 {
            sample(&walk, &row, unit, owner).await;
        }
        let site = &walk.site;
        // What the pages say by themselves.
        let plain: String = everything_public(site, &BTreeSet::new())
            .await
            .into_iter()
            .map(|(_, answer)| unescaped(&answer.text))
            .collect();
        let mut marks = Marks::default();
        let mut news = Newsroom::of(site, &mut marks).await;
        for _ in 0..ARTICLES {
            news.write(site, None, &mut marks).await;
        }
        for round in 0..ROUNDS {
            news.step(site, &mut marks).await;
            if (round + 1) % (ROUNDS / 2) == 0 {
                nothing_leaks(site, &mut news, &plain).await;
            }
        }
    })
    .await;
}

/// Texts of the database that nobody may read who is not signed in.
fn secrets<'a>(all: &'a BTreeMap<String, BTreeSet<String>>, may: &str, plain: &str) -> BTreeSet<&'a str> {
    let every = all.values().flatten().map(String::as_str);
    let is_secret = |text: &&str| {
        let is_day = text.parse::<jiff::civil::Date>().is_ok();
        let is_long = text.chars().count() >= LEAST_CHARACTERS;
        is_long && !is_day && !may.contains(text) && !plain.contains(text)
    };
    every.filter(is_secret).collect()
}

/// Every picture that was ever put into an article, and titles with pictures of what is public now.
async fn pictures(site: &Site, news: &Newsroom) -> (Vec<Id>, Vec<(String, Option<Id>)>) {
    let mut tx = site.tx().await;
    let (mut every, mut public) = (Vec::new(), Vec::new());
    for id in &news.articles {
        let article = newsroom::store::by_id(&mut tx, *id).await.unwrap().unwrap();
        for kept in newsroom::store::revisions(&mut tx, *id).await.unwrap() {
            let words = newsroom::store::revision_of(&mut tx, *id, kept.ordinal).await;
            let words = words.unwrap().unwrap();
            let file = words.picture.map(|picture| picture.file);
            every.extend(file);
            if article.standing.public == Some(kept.ordinal) {
                public.push((words.title, file));
            }
        }
    }
    (every, public)
}

async fn nothing_leaks(site: &Site, news: &mut Newsroom, plain: &str) {
    let all = texts(site).await;
    let may = allowed(site, news, &all).await;
    let may_marks = marks_in(&may);
    let secrets = secrets(&all, &may, plain);
    let hidden: BTreeSet<String> = secrets.iter().flat_map(|text| marks_in(text)).collect();
    let (many, marked) = (secrets.len(), hidden.difference(&may_marks).count());
    assert!(many > 200 && marked > 40, "{many} secrets, {marked} marks");

    let columns = ["site.slug", "article.slug", "news_section.slug"];
    let mut pool: BTreeSet<String> = columns
        .into_iter()
        .flat_map(|column| all[column].clone())
        .collect();
    let (every, public) = pictures(site, news).await;
    pool.extend(every.iter().map(|file| format!("{file}.jpg")));
    let answers = everything_public(site, &pool).await;
    let mut told = Vec::new();
    for (path, answer) in &answers {
        let leaks = leaks(answer, &secrets, &may_marks);
        told.extend(leaks.into_iter().map(|what| format!("{path}: {what}")));
    }
    told.truncate(20);
    assert!(told.is_empty(), "{}", told.join("\n"));

    // What was let out is there: the right pages were read.
    let read: String = answers
        .iter()
        .map(|(_, answer)| unescaped(&answer.text))
        .collect();
    let is_there = |(title, _): &(String, Option<Id>)| read.contains(title.as_str());
    assert!(public.iter().all(is_there), "{public:?}");
    let shown: BTreeSet<Id> = public.iter().filter_map(|(_, file)| *file).collect();
    let seen = answers.iter().filter(|(path, _)| path.contains("/anh/")).count();
    assert!(seen >= shown.len(), "{seen} of {} pictures", shown.len());
    let inside = news.desk.get(&format!("/toa-soan/{}", news.articles[0])).await;
    assert!(!marks_in(&inside.text).is_subset(&may_marks), "inside it is read");
}
