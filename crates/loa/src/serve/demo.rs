//! `loa demo`: a district to try Loa with, on data that is thrown away.

mod plan;

use std::path::PathBuf;
use std::time::Instant;

use jiff::civil::Date;
use loa_app::app::{App, DemoPerson, Settings};
use loa_app::clock::Clock;
use loa_app::identity::actions::{Client, NewPerson, add_person, open_session, resume};
use loa_app::identity::{Role, password, store};
use loa_app::org;
use loa_db::id::Id;
use loa_plan_reader::units::{Unit, Units};

use crate::cli::Exit;
use crate::config::Config;
use crate::message::Problem;
use crate::{input, output};
use loa_calendar::language::Language;

/// The day on which the demonstration lives unless another is asked for.
pub const TODAY: Date = Date::constant(2022, 4, 18);
/// The district of the sample plan.
const UNITS: &str = include_str!("../../../../examples/song-ma-2022/units.csv");

/// The sample plan.
const PLAN: (&str, &[u8]) = (
    "ke-hoach.docx",
    include_bytes!("../../../../examples/song-ma-2022/ke-hoach.docx"),
);

/// What was asked for.
pub struct Demo {
    /// Where the data goes; `None`: a folder that goes with the program.
    pub data: Option<PathBuf>,
    /// The day that counts as today.
    pub today: Date,
    /// A plan of one's own.
    pub plan: Option<PathBuf>,
    /// Units of one's own.
    pub units: Option<PathBuf>,
}

/// Invented people: name, what they do, login, where they work, role. The first unit of the kind takes them.
const PEOPLE: &[(&str, &str, &str, Place, Role)] = &[
    (
        "Lò Thị Mẫu",
        "Điều phối",
        "dieuphoi",
        Place::Root,
        Role::Coordinator,
    ),
    (
        "Cầm Văn Mẫu",
        "Cán bộ đầu mối",
        "canbo",
        Place::Commune(7),
        Role::Officer,
    ),
    (
        "Sồng A Mẫu",
        "Cán bộ đầu mối",
        "canbo2",
        Place::Commune(1),
        Role::Officer,
    ),
    (
        "Hà Thị Mẫu",
        "Cán bộ đầu mối",
        "phong",
        Place::Office(1),
        Role::Officer,
    ),
    (
        "Quàng Văn Mẫu",
        "Biên tập",
        "bientap",
        Place::Named("tt-ttvh"),
        Role::Editor,
    ),
    ("Vì Thị Mẫu", "Kiểm tra", "kiemtra", Place::Root, Role::Inspector),
    ("Nguyễn Văn Mẫu", "Lãnh đạo", "lanhdao", Place::Root, Role::Leader),
    (
        "Trần Thị Mẫu",
        "Quản trị",
        "quantri",
        Place::Root,
        Role::Administrator,
    ),
];

#[derive(Debug, Clone, Copy)]
enum Place {
    Root,
    /// The n-th commune.
    Commune(usize),
    /// The n-th office below the root.
    Office(usize),
    /// By its key, else the first office.
    Named(&'static str),
}

/// `loa demo`
pub fn run(config: &Config, demo: &Demo, language: Language) -> Result<Exit, Problem> {
    super::log(config);
    let begun = Instant::now();
    let folder = tempfile::Builder::new()
        .prefix("loa-demo-")
        .tempdir()
        .map_err(|error| Problem::database("loa-demo", &error.to_string()))?;
    let data = demo.data.clone().unwrap_or_else(|| folder.path().to_owned());
    let config = Config {
        data,
        ..config.clone()
    };
    super::runtime()?.block_on(async {
        let db = super::open(&config, &config.data).await?;
        let clock = Clock::default();
        clock.move_to(demo.today);
        let files = super::files(&config.data)?;
        let app = App::new(db.clone(), clock.clone(), Settings::default(), files.clone());
        let (people, is_new) = found(&app, demo).await?;
        if is_new {
            adopt(&app, demo).await?;
        }
        let settings = Settings {
            demo: Some(loa_app::app::Demo {
                people: people.clone(),
            }),
            old_word: Some(super::old_word),
            ..Settings::default()
        };
        let app = App::new(db, clock, settings, files);
        super::answer(&app, config.listen, |address| {
            told(&people, &address.to_string(), begun, language);
        })
        .await
    })
}

fn told(people: &[DemoPerson], address: &str, begun: Instant, language: Language) {
    let say = |vi: &'static str, en: &'static str| language.choose(vi, en);
    let mut text = format!("\n  http://{address}\n\n");
    text.push_str(say(
        "Người mẫu (mật khẩu như nhau):\n",
        "Sample people (one password):\n",
    ));
    for person in people {
        text.push_str(&format!(
            "  {:<10} {:<20} {}\n",
            person.login, person.password, person.job
        ));
    }
    let milliseconds = begun.elapsed().as_millis();
    text.push_str(&format!(
        "\n{} {milliseconds} ms. {}\n",
        say("Sẵn sàng sau", "Ready after"),
        say(
            "Dừng: Ctrl+C; dữ liệu tạm sẽ được xóa.",
            "Stop with Ctrl+C; temporary data is removed."
        ),
    ));
    output::tell(&text);
}

/// Founds the locality with its units and people, unless the data folder has one already.
async fn found(app: &App, demo: &Demo) -> Result<(Vec<DemoPerson>, bool), Problem> {
    let list = match &demo.units {
        Some(file) => input::units(file)?,
        None => Units::from_csv(UNITS).map_err(|error| Problem::bad_units("units.csv", &error))?,
    };
    let root = root(&list).ok_or_else(|| {
        Problem::demo((
            "danh sách không có ủy ban nhân dân nào",
            "the list has no people's committee",
        ))
    })?;
    let secret = "loa-dung-thu-2022";
    let chosen: Vec<(&Unit, usize)> = (0..PEOPLE.len())
        .filter_map(|at| Some((unit_of(&list, root, PEOPLE.get(at)?.3)?, at)))
        .collect();
    let people = chosen.iter().filter_map(|(unit, at)| {
        let (name, job, login, _, _) = PEOPLE.get(*at)?;
        Some(DemoPerson {
            name: (*name).to_owned(),
            job: format!("{job}, {}", unit.name),
            login: (*login).to_owned(),
            password: secret.to_owned(),
        })
    });
    let people: Vec<DemoPerson> = people.collect();
    let mut tx = app
        .db()
        .begin(app.scope(Id::new(app.clock().now()), None))
        .await
        .map_err(|error| failed(&error))?;
    let there = org::store::localities(&mut tx)
        .await
        .map_err(|error| failed(&error))?;
    if !there.is_empty() {
        return Ok((people, false));
    }
    let name = root.name.strip_prefix("UBND ").unwrap_or(&root.name);
    let name = capitalised(name);
    let units = org::actions::found(&mut tx, &name, &root.id, &list)
        .await
        .map_err(|error| failed(&error))?;
    let hash = password::hash(secret.to_owned())
        .await
        .map_err(|error| failed(&error))?;
    for (unit, at) in chosen {
        let (Some((full_name, _, login, _, role)), Some(unit)) = (PEOPLE.get(at), units.get(&unit.id)) else {
            continue;
        };
        let new = NewPerson {
            login,
            full_name,
            password_hash: Some(&hash),
            unit: *unit,
            role: *role,
        };
        add_person(&mut tx, new).await.map_err(|error| failed(&error))?;
    }
    tx.save().await.map_err(|error| failed(&error))?;
    Ok((people, true))
}

fn failed(error: &dyn std::fmt::Display) -> Problem {
    let told = error.to_string();
    Problem::demo((&told, &told))
}

/// Brings the plan in and adopts it as the coordinator would.
async fn adopt(app: &App, demo: &Demo) -> Result<(), Problem> {
    let own = demo.plan.as_deref().map(|file| {
        let bytes =
            std::fs::read(file).map_err(|error| Problem::cannot_open(&input::name_of(file), &error))?;
        Ok((input::name_of(file), bytes))
    });
    let (name, bytes) = own
        .transpose()?
        .unwrap_or_else(|| (PLAN.0.to_owned(), PLAN.1.to_vec()));
    let mut tx = app
        .db()
        .read(app.scope(Id(0), None))
        .await
        .map_err(|error| failed(&error))?;
    let login = PEOPLE.first().map_or("", |person| person.2);
    let person = store::by_login(&mut tx, login)
        .await
        .map_err(|error| failed(&error))?;
    drop(tx);
    let Some(person) = person else { return Ok(()) };
    let client = Client {
        address: "",
        agent: "loa demo",
    };
    let secret = open_session(app, &person, &client)
        .await
        .map_err(|error| failed(&error))?;
    let actor = resume(app, &secret).await.map_err(|error| failed(&error))?;
    let Some(actor) = actor else { return Ok(()) };
    let brought = plan::bring(app, &actor, &name, &bytes)
        .await
        .map_err(|error| failed(&error))?;
    tracing::info!(duties = brought.duties, "the plan was brought in");
    Ok(())
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// The people's committee with the most units below it.
fn root(list: &Units) -> Option<&Unit> {
    let below = |unit: &Unit| {
        let children = list
            .all()
            .iter()
            .filter(|child| child.parent.as_deref() == Some(&unit.id));
        children.count()
    };
    list.all()
        .iter()
        .filter(|unit| unit.kind == "uy-ban")
        .max_by_key(|unit| below(unit))
}

fn unit_of<'a>(list: &'a Units, root: &'a Unit, place: Place) -> Option<&'a Unit> {
    let below = || {
        list.all()
            .iter()
            .filter(|unit| unit.parent.as_deref() == Some(&root.id))
    };
    let office = |at: usize| below().filter(|unit| unit.kind != "uy-ban").nth(at);
    match place {
        Place::Root => Some(root),
        Place::Commune(at) => below().filter(|unit| unit.kind == "uy-ban").nth(at),
        Place::Office(at) => office(at),
        Place::Named(key) => list.get(key).or_else(|| office(0)),
    }
}
