//! Every route, every role, one's own unit, another one, the one above: against the permission table. A route with
//! parameters that has no sample here fails, so that nobody forgets it: add a line to [`sample`].

use std::io::Cursor;

use axum::http::{Method, StatusCode};
use jiff::civil::date;
use loa_db::id::Id;
use loa_db::params;
use loa_db::tx::Tx;
use tokio::sync::Mutex;

use crate::catalogue;
use crate::document::{self, Purpose};
use crate::duty::{self, DutyRole, NewDuty, ProofState};
use crate::identity::actions::{Client, NewPerson, add_person, open_session};
use crate::identity::store::{self, people};
use crate::identity::{COOKIE, Role, token};
use crate::inspection::{self, Programme};
use crate::library;
use crate::newsroom;
use crate::newsroom::samples;
use crate::notice;
use crate::org;
use crate::page;
use crate::plan;
use crate::portal;
use crate::recognition;
use crate::report;
use crate::route::{Access, Row};
use crate::subplan;
use crate::subscription;
use crate::testing::{Answer, Site, on_each_engine};
use crate::urging::{self, store::urge::NewUrge};
use crate::wiring;

mod hostile;
mod private;

/// Where the thing is that somebody asks for, seen from the unit for which they have their role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Own,
    Other,
    Above,
    /// The role is for the root, the thing is of a commune.
    Below,
}

impl Place {
    /// The unit that the thing is of.
    fn unit(self, site: &Site) -> Id {
        let key = match self {
            Place::Own | Place::Below => "ubnd-04189",
            Place::Other => "ubnd-04171",
            Place::Above => "huyen-songma",
        };
        site.units[key]
    }
}

/// What a request asks for.
struct Asked {
    path: String,
    fields: Vec<(&'static str, String)>,
    about: About,
}

/// Whose the thing is that a request is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum About {
    /// Nothing in particular.
    Nothing,
    /// One unit's, or one person's.
    One,
    /// The whole locality's: roles for a part of it do not reach it.
    All,
}

/// A site with the plan that is being looked over in it.
struct Walk {
    site: Site,
    plan: Mutex<Option<Id>>,
}

impl Walk {
    fn of(site: Site) -> Self {
        Self {
            site,
            plan: Mutex::new(None),
        }
    }

    /// A draft, one of its orders and a name in it; made anew when somebody gave the last one up.
    async fn plan(&self) -> (String, String, String) {
        let mut kept = self.plan.lock().await;
        let mut tx = self.site.tx().await;
        let mut version = None;
        if let Some(plan) = *kept {
            let (_, found) = plan::actions::current(&mut tx, plan).await.unwrap();
            version = Some(found).filter(|found| found.state == plan::State::Draft);
        }
        drop(tx);
        if version.is_none() {
            let mut browser = self.site.browser();
            let coordinator = self.site.people["coordinator"];
            let cookie = session(&self.site, coordinator).await.0;
            browser.cookies.insert(COOKIE.to_owned(), cookie);
            let document = include_bytes!("../../../examples/song-ma-2022/ke-hoach.docx");
            let answer = browser
                .post_files("/ke-hoach", &[], &[("tep", "ke-hoach.docx", document)])
                .await;
            let plan: Id = answer.location().split('/').nth(2).unwrap().parse().unwrap();
            let mut tx = self.site.tx().await;
            version = Some(plan::actions::current(&mut tx, plan).await.unwrap().1);
            *kept = Some(plan);
        }
        let mut tx = self.site.tx().await;
        let items = plan::store::item::of_version(&mut tx, version.unwrap().id)
            .await
            .unwrap();
        let item = items
            .iter()
            .find(|item| !item.removed && item.sheet.all_names().next().is_some());
        let item = item.unwrap();
        let name = item.sheet.all_names().next().unwrap().text.clone();
        (kept.unwrap().to_string(), item.id.to_string(), name)
    }
}

/// Something that a route is about: a thing of `unit`, or for what is everybody's own a thing of `owner`. It is made
/// anew each time, so that a request may use it up. `None`: the route needs one and this table has none.
async fn sample(walk: &Walk, row: &Row, unit: Id, owner: Id) -> Option<Asked> {
    let site = &walk.site;
    let mut fields = Vec::new();
    let mut about = if row.path.contains('{') {
        About::One
    } else {
        About::Nothing
    };
    let is_post = row.method == Method::POST;
    let path = match row.path {
        "/don-vi/moi" if is_post => {
            about = About::One;
            fields.push(("cap-tren", unit.to_string()));
            row.path.to_owned()
        }
        "/nguoi/moi" if is_post => {
            about = About::One;
            fields.push(("don-vi", unit.to_string()));
            row.path.to_owned()
        }
        "/don-doc/soan" | "/don-doc/gui" => {
            about = About::One;
            fields.push(("don-vi", unit.to_string()));
            row.path.to_owned()
        }
        "/van-ban/so-di/moi" | "/van-ban/so-den/moi" if is_post => {
            about = About::One;
            fields.push(("don-vi", unit.to_string()));
            row.path.to_owned()
        }
        path if path.contains("{official}") => {
            fields.push(("don-vi", unit.to_string()));
            let id = official(site, unit, path.ends_with("/giao")).await;
            path.replace("{official}", &id.to_string())
        }
        path if path.contains("{urge}") => path.replace("{urge}", &urge(site, unit).await),
        "/tong-quan/lien-ket/{link}/thu-hoi" => row
            .path
            .replace("{link}", &overview(site, unit).await.0.to_string()),
        "/xem/{overview}" => row.path.replace("{overview}", &overview(site, unit).await.1),
        "/don-vi/nhom/{group}" | "/don-vi/nhom/{group}/xoa" => {
            row.path.replace("{group}", &group(site, unit).await)
        }
        path if path.contains("{plan}") => {
            about = About::All;
            let (plan, item, name) = walk.plan().await;
            let path = path.replace("{plan}", &plan).replace("{item}", &item);
            match (path.ends_with("/ten"), is_post) {
                (true, true) => {
                    fields.push(("cum", name));
                    path
                }
                (true, false) => format!("{path}?cum={}", page::encoded(&name)),
                _ => path,
            }
        }
        path if path.contains("{call}") || path.contains("{subplan}") => {
            let (call, subplan) = subplan(walk, unit).await;
            path.replace("{call}", &call).replace("{subplan}", &subplan)
        }
        "/toa-soan/moi" | "/niem-yet/moi" => {
            about = About::One;
            fields.push(("don-vi", unit.to_string()));
            format!("{}?don-vi={unit}", row.path)
        }
        "/bieu-duong/moi" => {
            about = About::One;
            fields.push(("don-vi", unit.to_string()));
            format!("/bieu-duong/moi?don-vi={unit}")
        }
        path if path.contains("{entry}") => {
            let is_reply = path.ends_with("/tra-loi");
            path.replace("{entry}", &recognition(site, unit, is_reply).await.to_string())
        }
        path if path.contains("{article}") => {
            if path.ends_with("/tieng") && is_post {
                fields.push(("tieng", "blt".to_owned()));
            }
            if path.ends_with("{surface}") && is_post {
                fields.extend([("theo-ban", "1".to_owned()), ("chu", "Chữ".to_owned())]);
            }
            let path = path
                .replace("{surface}", "ap-phich")
                .replace("{name}", "anh-chia-se.png");
            let audio = file(site, unit)
                .await
                .parse()
                .ok()
                .filter(|_| path.ends_with("/ghi-am"));
            path.replace("{article}", &article_with(site, unit, audio).await.to_string())
        }
        path if path.starts_with("/niem-yet/{notice}") => path.replace(
            "{notice}",
            &notice(site, unit, notice::State::Draft).await.id.to_string(),
        ),
        path if path.starts_with("/cong/{site}") => {
            about = About::Nothing;
            let (home, slug, picture) = public_site(site, unit).await;
            let path = match path.contains("{token}") {
                true => path.replace("{token}", &reader(site, unit, path).await),
                false => path.to_owned(),
            };
            let path = path.replace("/cong/{site}", &home).replace("{slug}", &slug);
            if path.ends_with("/danh-gia") {
                fields.push(("y", "co".to_owned()));
            }
            let path = match path.contains("{document}") {
                true => path.replace("{document}", &disclosed(site, unit).await),
                false => path,
            };
            let path = match path.contains("{notice}") {
                true => path.replace("{notice}", &notice(site, unit, notice::State::Posted).await.slug),
                false => path.replace("{quarter}", "2022-2"),
            };
            let card = format!("{slug}.png");
            let path = path.replace("{section}", "tin").replace("{picture}", &picture);
            let path = path.replace("{language}", "blt").replace("{name}", &card);
            path.replace("{recording}", &picture.replace("jpg", "mp3"))
        }
        "/t/{code}" => {
            about = About::Nothing;
            public_site(site, unit).await;
            let mut tx = site.tx().await;
            let code = catalogue::actions::short(&mut tx, unit, catalogue::Kind::Site, unit, "trang-mau");
            let code = code.await.unwrap();
            tx.save().await.unwrap();
            row.path.replace("{code}", &code)
        }
        path if path.contains("{unit}") => path.replace("{unit}", &unit.to_string()),
        path if path.contains("{person}") => {
            let person = person(site, Role::Officer, unit).await;
            let mut tx = site.tx().await;
            let grants = people::grants_of(&mut tx, person).await.unwrap();
            let path = path.replace("{person}", &person.to_string());
            path.replace("{grant}", &grants[0].id.to_string())
        }
        path if path.contains("{session}") => {
            path.replace("{session}", &session(site, owner).await.1.to_string())
        }
        path if path.contains("{delegation}") => path.replace("{delegation}", &delegation(site, owner).await),
        path if path.contains("{account}") => {
            let account = outside_account(site, owner).await;
            path.replace("{account}", &account)
        }
        path if path.contains("{passkey}") => path.replace("{passkey}", &passkey(site, owner).await),
        "/moi/{token}" | "/moi/{token}/ngoai" => row.path.replace("{token}", &link(site, owner).await),
        path if path.contains("{duty}") => path.replace("{duty}", &duty_of(site, unit).await.to_string()),
        path if path.contains("{proof}") => path.replace("{proof}", &proof(site, unit).await),
        "/lich/{secret}" => row
            .path
            .replace("{secret}", &format!("{}.ics", feed(site, owner).await)),
        path if path.contains("{activity}") => {
            let activity = activity(site, unit, owner).await;
            path.replace("{activity}", &activity.to_string())
        }
        path if path.contains("{file}") => path.replace("{file}", &file(site, unit).await),
        "/bao-cao/cai-dat" | "/bao-cao/mo-ky" => {
            about = About::All;
            row.path.to_owned()
        }
        "/bao-cao/ky/{round}" | "/bao-cao/ky/{round}/bang.xlsx" | "/bao-cao/ky/{round}/cham-diem" => {
            about = About::Nothing;
            row.path
                .replace("{round}", &report(site, unit).await.0.to_string())
        }
        path if path.contains("{programme}") => {
            about = About::All;
            let path = path.replace("{programme}", &programme(site).await.to_string());
            path.replace("{name}", "ke-hoach-kiem-tra.docx")
        }
        path if path.contains("{inspection}") => {
            let path = path.replace("{inspection}", &inspection(site, unit).await);
            path.replace("{name}", "bien-ban.docx")
        }
        path if path.contains("{report}") => {
            let (_, report) = report(site, unit).await;
            let path = path.replace("{report}", &report.to_string());
            let path = path.replace("{edition}", "1").replace("{name}", "so-lieu.xlsx");
            match (path.ends_with("/so-lieu"), is_post) {
                (true, true) => {
                    fields.push(("chi-tieu", "hoat-dong".to_owned()));
                    path
                }
                (true, false) => format!("{path}?chi-tieu=hoat-dong"),
                _ => path,
            }
        }
        path if path.contains('{') => return None,
        path => path.to_owned(),
    };
    Some(Asked { path, fields, about })
}

/// A call for the sub-plan of one unit, and that sub-plan. A plan asks each unit once, so each sample is of its own plan.
async fn subplan(walk: &Walk, unit: Id) -> (String, String) {
    let mut tx = walk.site.tx().await;
    let head = plan::Head::default();
    let plan = plan::store::insert_plan(&mut tx, &head, None).await.unwrap();
    let new = subplan::store::NewCall {
        plan,
        order: None,
        due_on: tx.today(),
        words: "",
        key: &plan.to_string(),
    };
    let call = subplan::store::insert_call(&mut tx, &new).await.unwrap();
    let made = subplan::store::insert(&mut tx, call, plan, &[unit])
        .await
        .unwrap();
    tx.save().await.unwrap();
    (call.to_string(), made[0].to_string())
}

/// A draft of a unit, of somebody else's, whose words somebody may have read aloud.
async fn article_with(site: &Site, unit: Id, audio: Option<Id>) -> Id {
    let mut tx = site.tx().await;
    let section = samples::section(&mut tx, unit, "Tin").await;
    let id = tx.new_id();
    let new = samples::draft(id, unit, section);
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
async fn recognition(site: &Site, unit: Id, is_told: bool) -> Id {
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
async fn public_site(site: &Site, unit: Id) -> (String, String, String) {
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
async fn notice(site: &Site, unit: Id, state: notice::State) -> notice::Notice {
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
async fn disclosed(site: &Site, unit: Id) -> String {
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
async fn reader(site: &Site, unit: Id, path: &str) -> String {
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

async fn person(site: &Site, role: Role, unit: Id) -> Id {
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
async fn session(site: &Site, owner: Id) -> (String, Id) {
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

/// The round of a quarter and in it the report of a unit, sent once so that there is an edition.
async fn report(site: &Site, unit: Id) -> (Id, Id) {
    let mut tx = site.tx().await;
    let there = report::store::rounds(&mut tx).await.unwrap().into_iter().next();
    let round = match there {
        Some(round) => round,
        None => {
            let regime = report::store::regime::Regime {
                units_day: 15,
                due_day: 17,
                ..Default::default()
            };
            let period = report::period("2022-Q1").unwrap();
            let id = tx.new_id();
            let round = report::actions::round_of(id, "tuyen-truyen-cchc", period, &regime).unwrap();
            report::actions::open(&mut tx, &round).await.unwrap();
            round
        }
    };
    let reports = report::store::of_round(&mut tx, round.id).await.unwrap();
    let mut found = reports.into_iter().find(|report| report.unit == unit).unwrap();
    found.standing.state = report::State::Draft;
    if found.standing.edition == 0 {
        found.standing.edition = 1;
        let content = report::actions::content(&mut tx, &round, &found, report::actions::Silent::Draft).await;
        let new = report::store::edition::NewEdition {
            report: found.id,
            ordinal: 1,
            totals: "{}".to_owned(),
            content: report::store::kept(&content.unwrap()),
            digest: String::new(),
            composed_at: found.composed_at,
        };
        report::store::edition::insert(&mut tx, &[new], None)
            .await
            .unwrap();
    }
    report::store::set_standing(&mut tx, &found).await.unwrap();
    tx.save().await.unwrap();
    (round.id, found.id)
}

async fn group(site: &Site, unit: Id) -> String {
    let mut tx = site.tx().await;
    let name = format!("Nhóm {}", tx.new_id());
    let id = org::actions::save_group(&mut tx, None, &name, &[unit])
        .await
        .unwrap();
    tx.save().await.unwrap();
    id.to_string()
}

async fn delegation(site: &Site, owner: Id) -> String {
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

async fn outside_account(site: &Site, owner: Id) -> String {
    let mut tx = site.tx().await;
    let subject = tx.new_id().to_string();
    let id = store::outside::insert(&mut tx, owner, "https://noi-khac.example", &subject, "mẫu").await;
    let id = id.unwrap();
    with_password(&mut tx, owner).await;
    tx.save().await.unwrap();
    id.to_string()
}

async fn passkey(site: &Site, owner: Id) -> String {
    let mut tx = site.tx().await;
    let credential = tx.new_id().to_string();
    let id = store::passkey::insert(&mut tx, owner, &credential, "{}", "mẫu").await;
    let id = id.unwrap();
    with_password(&mut tx, owner).await;
    tx.save().await.unwrap();
    id.to_string()
}

/// So that what is taken away is not the last way in.
async fn with_password(tx: &mut Tx, owner: Id) {
    store::set_password(tx, owner, "mẫu").await.unwrap();
}

async fn link(site: &Site, owner: Id) -> String {
    let mut tx = site.tx().await;
    let secret = token::fresh().unwrap();
    let expires = tx.now() + jiff::SignedDuration::from_hours(1);
    people::insert_invitation(&mut tx, &token::hash(&secret), owner, expires)
        .await
        .unwrap();
    tx.save().await.unwrap();
    secret
}

/// A document of a unit's register that went to the same unit, or one that came in there.
async fn official(site: &Site, unit: Id, is_incoming: bool) -> Id {
    let mut tx = site.tx().await;
    let id = tx.new_id();
    let (way, state) = if is_incoming {
        ("in", "received")
    } else {
        ("out", "issued")
    };
    let key = id.to_string();
    let values = params![
        id,
        tx.locality(),
        unit,
        way,
        state,
        id,
        site.people["office"],
        tx.now(),
        key.as_str()
    ];
    tx.execute(
        "INSERT INTO official_document (id, locality_id, unit_id, way, kind, year, book, number, symbol, subject, state, \
         author, signer, position, recipients, kept_by, taken_by, note, checked, check_note, reason, made_by, made_at, \
         request_key) VALUES ($1, $2, $3, $4, 'BC', 2022, 'BC', $6, 'BC-UBND', 'Bản mẫu', $5, '', '', '', '', '', '', '', \
         '', '', '', $7, $8, $9)",
        values,
    )
    .await
    .unwrap();
    let values = params![tx.locality(), id, unit, tx.now()];
    tx.execute(
        "INSERT INTO document_receipt (locality_id, document_id, unit_id, role, sent_at) VALUES ($1, $2, $3, 'know', $4)",
        values,
    )
    .await
    .unwrap();
    tx.save().await.unwrap();
    id
}

/// A letter of urging to a unit.
async fn urge(site: &Site, unit: Id) -> String {
    let mut tx = site.tx().await;
    let new = NewUrge {
        unit,
        by_mail: false,
        letter: "Kính gửi",
        short: "Gấp",
        duties: &[],
        official: None,
    };
    let id = urging::store::urge::insert(&mut tx, &new).await.unwrap();
    tx.save().await.unwrap();
    id.to_string()
}

/// A link to the overview of a unit: its identity and its secret.
async fn overview(site: &Site, unit: Id) -> (Id, String) {
    let mut tx = site.tx().await;
    let (id, secret) = (tx.new_id(), token::fresh().unwrap());
    let expires = tx.now() + jiff::SignedDuration::from_hours(1);
    urging::store::overview::insert(&mut tx, id, unit, &token::hash(&secret), expires)
        .await
        .unwrap();
    tx.save().await.unwrap();
    (id, secret)
}

/// A programme of inspections.
async fn programme(site: &Site) -> Id {
    let mut tx = site.tx().await;
    let new = Programme {
        id: tx.new_id(),
        year: 2022,
        title: "Kiểm tra mẫu".to_owned(),
        number: String::new(),
        issued_on: None,
        within: String::new(),
        plan: None,
        first_on: date(2022, 1, 1),
        last_on: date(2022, 12, 31),
    };
    let key = new.id.to_string();
    let id = inspection::store::insert_programme(&mut tx, &new, &key)
        .await
        .unwrap();
    tx.save().await.unwrap();
    id
}

/// A visit to a unit that is ahead.
async fn inspection(site: &Site, unit: Id) -> String {
    let programme = programme(site).await;
    let mut tx = site.tx().await;
    let id = tx.new_id();
    let visit = inspection::actions::fresh(id, programme, unit, date(2022, 4, 20), "", "");
    inspection::store::insert(&mut tx, &visit).await.unwrap();
    tx.save().await.unwrap();
    id.to_string()
}

async fn feed(site: &Site, owner: Id) -> String {
    let mut tx = site.tx().await;
    let secret = token::fresh().unwrap();
    store::feed::set(&mut tx, owner, Some(&token::hash(&secret)))
        .await
        .unwrap();
    tx.save().await.unwrap();
    secret
}

async fn duty_of(site: &Site, unit: Id) -> Id {
    let mut tx = site.tx().await;
    let origin = tx.new_id();
    let new = NewDuty {
        origin,
        number: "2.3".to_owned(),
        title: "Truyền thanh xã".to_owned(),
        position: 3,
        unit,
        role: DutyRole::Lead,
        period: "Tháng 04/2022".to_owned(),
        opens_on: date(2022, 4, 1),
        due_on: date(2022, 4, 30),
        needs_approval: true,
        wanted: 1,
    };
    duty::actions::reconcile(&mut tx, origin, vec![new])
        .await
        .unwrap();
    let made = duty::store::of_origin(&mut tx, origin).await.unwrap();
    tx.save().await.unwrap();
    made[0].id
}

/// Something that a unit did.
async fn activity(site: &Site, unit: Id, person: Id) -> Id {
    let mut tx = site.tx().await;
    let id = tx.new_id();
    let values = params![
        id,
        tx.locality(),
        unit,
        person,
        id.to_string(),
        "Phát thanh",
        "Bản mẫu",
        tx.today(),
        tx.now(),
        "bà con",
        "Thái",
        true,
        id.to_string()
    ];
    tx.execute(
        "INSERT INTO activity (id, locality_id, unit_id, person_id, code, what, place, happened_on, filed_at, audience, \
         language, is_sample, request_key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        values,
    )
    .await
    .unwrap();
    tx.save().await.unwrap();
    id
}

/// A photo of something that a unit did.
async fn file(site: &Site, unit: Id) -> String {
    let activity = activity(site, unit, site.people["office"]).await;
    let mut png = Cursor::new(Vec::new());
    let picture = image::RgbImage::new(8, 8);
    picture.write_to(&mut png, image::ImageFormat::Png).unwrap();
    let bytes = png.into_inner().into();
    let mut tx = site.tx().await;
    let file = document::actions::keep(&site.app, &mut tx, "anh.png", bytes, Purpose::Photo)
        .await
        .unwrap();
    let values = params![tx.locality(), activity, file, 0_i64];
    let sql =
        "INSERT INTO activity_file (locality_id, activity_id, file_id, position) VALUES ($1, $2, $3, $4)";
    tx.execute(sql, values).await.unwrap();
    tx.save().await.unwrap();
    file.to_string()
}

/// A proof that waits for somebody to look at it.
async fn proof(site: &Site, unit: Id) -> String {
    let duty = duty_of(site, unit).await;
    let id = activity(site, unit, site.people["office"]).await;
    let mut tx = site.tx().await;
    duty::store::give(&mut tx, duty, id, ProofState::Waiting)
        .await
        .unwrap();
    let proofs = duty::store::proof::of_duty(&mut tx, duty).await.unwrap();
    tx.save().await.unwrap();
    proofs[0].id.to_string()
}

/// What the table says.
fn is_allowed(access: Access, role: Role, place: Place, about: About) -> bool {
    let within = match about {
        About::Nothing => true,
        About::One => matches!(place, Place::Own | Place::Below),
        About::All => place == Place::Below,
    };
    match access {
        Access::Public => true,
        Access::SignedIn => within,
        Access::May(action) => {
            let is_far = !(action.is_from_above() && about == About::One && place == Place::Own);
            action.allowed_to().contains(&role) && within && is_far
        }
        Access::MayEverywhere(action) => action.allowed_to().contains(&role) && place == Place::Below,
    }
}

async fn ask(site: &Site, row: &Row, asked: &Asked, cookie: Option<String>) -> Answer {
    let mut browser = site.browser();
    if let Some(cookie) = cookie {
        browser.cookies.insert(COOKIE.to_owned(), cookie);
    }
    if row.method == Method::GET {
        return browser.get(&asked.path).await;
    }
    let fields: Vec<(&str, &str)> = asked
        .fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    browser.post(&asked.path, &fields).await
}

#[tokio::test]
async fn every_route_does_what_the_permission_table_says() {
    on_each_engine(async |site| {
        let walk = Walk::of(site);
        let site = &walk.site;
        let (_, _, rows) = wiring::routes(&site.app);
        assert!(rows.len() > 30, "the routes were found");
        let stranger = person(site, Role::Officer, site.units["ubnd-04171"]).await;
        for role in Role::ALL {
            let here = person(site, role, Place::Own.unit(site)).await;
            let top = person(site, role, Place::Above.unit(site)).await;
            for row in &rows {
                for place in [Place::Own, Place::Other, Place::Above, Place::Below] {
                    let visitor = if place == Place::Below { top } else { here };
                    let is_mine = matches!(place, Place::Own | Place::Below);
                    let owner = if is_mine { visitor } else { stranger };
                    let asked = sample(&walk, row, place.unit(site), owner).await;
                    let asked =
                        asked.unwrap_or_else(|| panic!("{} has no sample: add a line to `sample`", row.path));
                    if asked.about != About::One && matches!(place, Place::Other | Place::Above) {
                        continue;
                    }
                    let allowed = is_allowed(row.access, role, place, asked.about);
                    let cookie = session(site, visitor).await.0;
                    let answer = ask(site, row, &asked, Some(cookie)).await;
                    let told = format!(
                        "{} {} as {} for what is {place:?}: {} {}",
                        row.method,
                        asked.path,
                        role.key(),
                        answer.status,
                        answer.text.chars().take(400).collect::<String>()
                    );
                    let is_denied = matches!(answer.status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND);
                    assert!(!answer.status.is_server_error(), "{told}");
                    assert_eq!(is_denied, !allowed, "{told}");
                    let asks_to_sign_in = answer.location().starts_with("/dang-nhap?");
                    assert!(!asks_to_sign_in, "{told}");
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn whoever_is_not_signed_in_sees_what_is_public() {
    on_each_engine(async |site| {
        let walk = Walk::of(site);
        let site = &walk.site;
        let (_, _, rows) = wiring::routes(&site.app);
        let owner = person(site, Role::Administrator, site.units["huyen-songma"]).await;
        for row in &rows {
            let asked = sample(&walk, row, site.units["ubnd-04189"], owner).await.unwrap();
            let answer = ask(site, row, &asked, None).await;
            let told = format!("{} {}: {}", row.method, asked.path, answer.status);
            let asks_to_sign_in = answer.location().starts_with("/dang-nhap?");
            assert_eq!(asks_to_sign_in, row.access != Access::Public, "{told}");
            let is_denied = matches!(answer.status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND);
            assert!(!is_denied && !answer.status.is_server_error(), "{told}");
        }
    })
    .await;
}

#[tokio::test]
async fn things_of_another_locality_are_not_there() {
    on_each_engine(async |site| {
        let elsewhere = Walk::of(site.elsewhere().await);
        let site = &site;
        let (_, _, rows) = wiring::routes(&site.app);
        for row in rows.iter().filter(|row| row.path.contains('{')) {
            if row.access == Access::Public {
                continue;
            }
            let asked = sample(
                &elsewhere,
                row,
                elsewhere.site.units["huyen-songma"],
                elsewhere.site.people["leader"],
            )
            .await;
            let asked = asked.unwrap();
            for role in [
                Role::Coordinator,
                Role::Administrator,
                Role::Inspector,
                Role::Officer,
            ] {
                let visitor = person(site, role, site.units["huyen-songma"]).await;
                let cookie = session(site, visitor).await.0;
                let answer = ask(site, row, &asked, Some(cookie)).await;
                let wanted = match row.access {
                    Access::May(action) | Access::MayEverywhere(action)
                        if !action.allowed_to().contains(&role) =>
                    {
                        StatusCode::FORBIDDEN
                    }
                    _ => StatusCode::NOT_FOUND,
                };
                assert_eq!(
                    answer.status,
                    wanted,
                    "{} {} as {}",
                    row.method,
                    asked.path,
                    role.key()
                );
            }
        }
    })
    .await;
}
