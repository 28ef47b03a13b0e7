//! Every route, every role, one's own unit, another one, the one above: against the permission table. A route with
//! parameters that has no sample here fails, so that nobody forgets it: add a line to [`sample`].

use axum::http::Method;
use loa_db::id::Id;
use tokio::sync::Mutex;

use crate::catalogue;
use crate::identity::store::people as grants;
use crate::identity::{COOKIE, Role};
use crate::notice;
use crate::page;
use crate::plan;
use crate::route::Row;
use crate::testing::Site;

mod hostile;
mod people;
mod private;
mod publication;
mod table;
mod work;

use people::{delegation, feed, link, outside_account, passkey, person, session};
use publication::{article_with, disclosed, notice, public_site, reader, recognition};
use work::{
    activity, duty_of, file, group, inspection, official, overview, programme, proof, report, subplan, urge,
};

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
            let path = path.replace("{recording}", &picture.replace("jpg", "mp3"));
            path.replace("{part}", "1.xml")
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
            let grants = grants::grants_of(&mut tx, person).await.unwrap();
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
