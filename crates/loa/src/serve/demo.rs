//! `loa demo`: a district to try Loa with, on data that is thrown away.

mod plan;

use std::path::PathBuf;
use std::time::Instant;

use jiff::civil::Date;
use loa_app::app::{App, DemoPerson, Settings};
use loa_app::clock::Clock;
use loa_app::identity::actions::{Client, NewPerson, add_person, open_session, resume};
use loa_app::identity::{Actor, Role, password, store};
use loa_app::org;
use loa_db::id::Id;
use loa_plan_reader::units::{Unit, Units};
use loa_vietnamese::letter::capitalised;

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
    /// Bring no plan in: to practise that.
    pub without_plan: bool,
}

/// An invented person.
struct Sample {
    name: &'static str,
    job: &'static str,
    login: &'static str,
    /// The first unit of the kind takes them.
    place: Place,
    role: Role,
}

const fn sample(
    name: &'static str,
    job: &'static str,
    login: &'static str,
    place: Place,
    role: Role,
) -> Sample {
    Sample {
        name,
        job,
        login,
        place,
        role,
    }
}

/// The first one runs the plan.
const PEOPLE: &[Sample] = &[
    sample(
        "Lò Thị Mẫu",
        "Điều phối",
        "dieuphoi",
        Place::Root,
        Role::Coordinator,
    ),
    sample(
        "Cầm Văn Mẫu",
        "Cán bộ đầu mối",
        "canbo",
        Place::Commune(7),
        Role::Officer,
    ),
    sample(
        "Sồng A Mẫu",
        "Cán bộ đầu mối",
        "canbo2",
        Place::Commune(1),
        Role::Officer,
    ),
    sample(
        "Hà Thị Mẫu",
        "Cán bộ đầu mối",
        "phong",
        Place::Office(1),
        Role::Officer,
    ),
    sample(
        "Quàng Văn Mẫu",
        "Biên tập",
        "bientap",
        Place::Named("tt-ttvh"),
        Role::Editor,
    ),
    sample("Vì Thị Mẫu", "Kiểm tra", "kiemtra", Place::Root, Role::Inspector),
    sample("Nguyễn Văn Mẫu", "Lãnh đạo", "lanhdao", Place::Root, Role::Leader),
    sample(
        "Trần Thị Mẫu",
        "Quản trị",
        "quantri",
        Place::Root,
        Role::Administrator,
    ),
];

/// What all of them type.
const PASSWORD: &str = "loa-dung-thu-2022";

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
        let cast = cast(&list, root);
        let people: Vec<DemoPerson> = cast.iter().map(|(sample, unit)| shown(sample, unit)).collect();
        let settings = Settings {
            demo: Some(loa_app::app::Demo {
                people: people.clone(),
            }),
            old_word: Some(super::old_word),
            ..Settings::default()
        };
        let app = App::new(db, clock, settings, super::files(&config.data)?);
        let plan = if demo.without_plan {
            None
        } else {
            Some(plan_of(demo)?)
        };
        set_up(&app, &list, root, &cast, plan).await.map_err(|error| {
            let told = error.to_string();
            Problem::demo((&told, &told))
        })?;
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

/// The plan that was asked for: its name and bytes.
fn plan_of(demo: &Demo) -> Result<(String, Vec<u8>), Problem> {
    let Some(file) = &demo.plan else {
        return Ok((PLAN.0.to_owned(), PLAN.1.to_vec()));
    };
    let name = input::name_of(file);
    let bytes = std::fs::read(file).map_err(|error| Problem::cannot_open(&name, &error))?;
    Ok((name, bytes))
}

/// Who works where; whoever finds no place stays away.
fn cast<'a>(list: &'a Units, root: &'a Unit) -> Vec<(&'static Sample, &'a Unit)> {
    PEOPLE
        .iter()
        .filter_map(|sample| Some((sample, unit_of(list, root, sample.place)?)))
        .collect()
}

fn shown(sample: &Sample, unit: &Unit) -> DemoPerson {
    DemoPerson {
        name: sample.name.to_owned(),
        job: format!("{}, {}", sample.job, unit.name),
        login: sample.login.to_owned(),
        password: PASSWORD.to_owned(),
    }
}

/// Founds the locality with its units and people, then brings the plan in and adopts it as the coordinator would;
/// nothing of it when the data has a locality already.
async fn set_up(
    app: &App,
    list: &Units,
    root: &Unit,
    cast: &[(&Sample, &Unit)],
    plan: Option<(String, Vec<u8>)>,
) -> loa_app::error::Result<()> {
    let locality = Id::new(app.clock().now());
    let mut tx = app.db().begin(app.scope(locality, None)).await?;
    if !org::store::localities(&mut tx).await?.is_empty() {
        return Ok(());
    }
    let name = capitalised(root.name.strip_prefix("UBND ").unwrap_or(&root.name));
    let units = org::actions::found(&mut tx, &name, &root.id, list).await?;
    let hash = password::hash(PASSWORD.to_owned()).await?;
    for (sample, unit) in cast {
        let Some(unit) = units.get(&unit.id) else { continue };
        let new = NewPerson {
            login: sample.login,
            full_name: sample.name,
            password_hash: Some(&hash),
            unit: *unit,
            role: sample.role,
        };
        add_person(&mut tx, new).await?;
    }
    tx.save().await?;
    let Some((file, bytes)) = plan else { return Ok(()) };
    let Some(coordinator) = coordinator(app).await? else {
        return Ok(());
    };
    let brought = plan::bring(app, &coordinator, &file, &bytes).await?;
    tracing::info!(duties = brought.duties, "the plan was brought in");
    Ok(())
}

/// The person who runs the plan, signed in.
async fn coordinator(app: &App) -> loa_app::error::Result<Option<Actor>> {
    let login = PEOPLE.first().map_or("", |sample| sample.login);
    let mut tx = app.db().read(app.scope(Id(0), None)).await?;
    let person = store::by_login(&mut tx, login).await?;
    drop(tx);
    let Some(person) = person else { return Ok(None) };
    let client = Client {
        address: "",
        agent: "loa demo",
    };
    let secret = open_session(app, &person, &client).await?;
    resume(app, &secret).await
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
