//! `loa demo`: a district to try Loa with, on data that is thrown away.

pub mod card;
mod inspection;
mod newsroom;
pub mod people;
pub mod plan;
mod report;
mod subplan;
mod words;
mod work;

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::time::Instant;

use jiff::civil::Date;
use loa_app::app::{App, DemoPerson, Settings};
use loa_app::clock::Clock;
use loa_app::identity::password;
use loa_app::org;
use loa_app::org::founding::locality_name;
use loa_db::id::Id;
use loa_plan_reader::units::{Unit, Units};

use crate::cli::Exit;
use crate::config::Config;
use crate::message::Problem;
use crate::serve::demo::people::{PASSWORD, Sample, cast, root, shown};
use crate::{database, input, output};
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

/// The plan of a demonstration.
pub enum Plan {
    /// The sample plan.
    Sample,
    /// One's own.
    Own(PathBuf),
    /// None yet: bringing one in is what somebody wants to try.
    Without,
}

/// What was asked for.
pub struct Demo {
    /// Where the data goes; `None`: a folder that goes with the program.
    pub data: Option<PathBuf>,
    /// The day that counts as today.
    pub today: Date,
    /// The plan that is in force.
    pub plan: Plan,
    /// Units of one's own.
    pub units: Option<PathBuf>,
}

/// `loa demo`
pub fn run(config: &Config, demo: &Demo, language: Language) -> Result<Exit, Problem> {
    // A line for each request would push the people and their passwords out of sight.
    let is_default = config.log == "info";
    super::log(&Config {
        log: if is_default {
            "warn".to_owned()
        } else {
            config.log.clone()
        },
        ..config.clone()
    });
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
        let db = database::open(&config).await?;
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
            key: Some(super::key::key(&config)?),
            public_url: config.public_url.clone(),
            oidc: config.oidc.clone(),
            old_word: Some(super::old_word),
            printer: Some(crate::print::pdf),
            drawer: Some(crate::print::handout),
            ..Settings::default()
        };
        let app = App::new(db, clock, settings, super::files_in(&config.data)?);
        let plan = plan_of(demo)?;
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
fn plan_of(demo: &Demo) -> Result<Option<(String, Vec<u8>)>, Problem> {
    let file = match &demo.plan {
        Plan::Without => return Ok(None),
        Plan::Sample => return Ok(Some((PLAN.0.to_owned(), PLAN.1.to_vec()))),
        Plan::Own(file) => file,
    };
    let name = input::name_of(file);
    let bytes = std::fs::read(file).map_err(|error| Problem::cannot_open(&name, &error))?;
    Ok(Some((name, bytes)))
}

/// Founds the locality with its units and people on the first day of the year; where there is a plan, brings it in and
/// adopts it as the coordinator would, and has the work logged until yesterday. Nothing of it when the data has a
/// locality already.
async fn set_up(
    app: &App,
    list: &Units,
    root: &Unit,
    cast: &[(&Sample, &Unit)],
    plan: Option<(String, Vec<u8>)>,
) -> loa_app::error::Result<()> {
    let today = app.today();
    app.clock().move_to(today.first_of_year());
    let locality = Id::new(app.clock().now());
    let mut tx = app.db().begin(app.scope(locality, None)).await?;
    if !org::store::localities(&mut tx).await?.is_empty() {
        app.clock().move_to(today);
        return Ok(());
    }
    let name = locality_name(&root.name);
    let units = org::actions::found(&mut tx, &name, &root.id, list, "").await?;
    let hash = password::hash(PASSWORD.to_owned()).await?;
    people::enter(&mut tx, cast, &units, &hash).await?;
    tx.save().await?;
    if let Some(plan) = plan {
        fill(app, list, cast, &units, &hash, plan, today).await?;
    }
    app.clock().move_to(today);
    Ok(())
}

/// A plan in force and the work that it led to.
async fn fill(
    app: &App,
    list: &Units,
    cast: &[(&Sample, &Unit)],
    units: &HashMap<String, Id>,
    hash: &str,
    (file, bytes): (String, Vec<u8>),
    today: Date,
) -> loa_app::error::Result<()> {
    let Some(coordinator) = people::signed_in(app, people::COORDINATOR).await? else {
        return Ok(());
    };
    let brought = plan::bring(app, &coordinator, &file, &bytes, today).await?;
    let mut tx = app.begin(&coordinator).await?;
    let officers = people::officers(&mut tx, &coordinator, cast, units, hash).await?;
    tx.save().await?;
    let inspector = people::signed_in(app, people::INSPECTOR).await?;
    app.clock().move_to(today);
    let cast = work::Cast {
        coordinator,
        inspector,
        officers,
        communes: communes(list, units),
    };
    let records = work::log(app, &cast, brought.on).await?;
    let reporting = report::Cast {
        coordinator: &cast.coordinator,
        leader: people::signed_in(app, people::LEADER).await?,
        officers: &cast.officers,
    };
    report::first_quarter(app, &reporting, brought.on).await?;
    let leader = reporting.leader.as_ref();
    let articles = newsroom::log(app, &cast, leader, brought.on).await?;
    let subplans = subplan::log(app, &cast, brought.on).await?;
    let visits = inspection::log(app, &cast, brought.on).await?;
    tracing::info!(
        duties = brought.duties,
        records,
        subplans,
        visits,
        articles,
        "the plan was brought in"
    );
    Ok(())
}

/// The units that have villages.
fn communes(list: &Units, units: &HashMap<String, Id>) -> HashSet<Id> {
    let communes = list
        .all()
        .iter()
        .filter(|unit| unit.kind == "uy-ban" && unit.level == "xa");
    communes.filter_map(|unit| units.get(&unit.id).copied()).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop where it stands")]
mod tests;
