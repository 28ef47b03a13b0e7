//! `loa dev fill`: an empty database with as many sample units, plans, duties and records as are asked for, to measure
//! with. Units, people, plans and duties come about as they do for people; the records of the work, of which there are
//! millions, are written by a few statements that give the states which the rules of duties would give.

mod plan;
mod province;
mod work;

use std::time::Instant;

use jiff::civil::Date;
use loa_app::app::{App, Settings};
use loa_app::clock::Clock;
use loa_app::error::{Error, Result};
use loa_app::identity::actions::{NewPerson, add_person};
use loa_app::identity::{Role, password};
use loa_app::org;
use loa_calendar::language::Language;
use loa_db::id::Id;

use crate::cli::Exit;
use crate::config::Config;
use crate::fill::province::Province;
use crate::message::Problem;
use crate::serve::demo::{people::PASSWORD, people::signed_in, plan::bring};
use crate::{database, output, serve};

/// Who runs the plans of the sample province.
const COORDINATOR: &str = "dieuphoi";

/// What was asked for.
#[derive(Debug, Clone, Copy)]
pub struct Fill {
    /// Units, with the province and its departments.
    pub units: usize,
    /// Years with a plan, of which the last is the one of `today`.
    pub years: i16,
    /// Up to when there is work.
    pub today: Date,
}

/// Fills the database of a configuration, which must hold no locality yet.
pub fn run(config: &Config, fill: &Fill, language: Language) -> std::result::Result<Exit, Problem> {
    serve::log(config);
    serve::runtime()?.block_on(async {
        let db = database::open(config).await?;
        let settings = Settings {
            key: Some(serve::key::key(config)?),
            ..Settings::default()
        };
        let app = App::new(db, Clock::default(), settings, serve::files_in(&config.data)?);
        let begun = Instant::now();
        let told = filled(&app, fill).await;
        let told = told.map_err(|error| match error {
            Error::Changed(_) => Problem::has_locality(&database::place(config)),
            error => database::refused(&error, config),
        })?;
        output::tell(&told.words(begun.elapsed().as_secs(), language));
        Ok(Exit::Clean)
    })
}

/// How much there is now.
struct Filled {
    units: usize,
    duties: usize,
    records: u64,
}

impl Filled {
    fn words(&self, seconds: u64, language: Language) -> String {
        let Self {
            units,
            duties,
            records,
        } = self;
        language.choose(
            format!(
                "Đã tạo dữ liệu mẫu: {units} đơn vị, {duties} nhiệm vụ, {records} bản ghi, sau {seconds} giây.\n\
                 Đăng nhập: {COORDINATOR}, lanhdao, dieuphoi-1 (huyện), canbo-1 (xã); mật khẩu {PASSWORD}\n"
            ),
            format!(
                "Sample data made: {units} units, {duties} duties, {records} records, after {seconds} s.\n\
                 Sign in as: {COORDINATOR}, lanhdao, dieuphoi-1 (district), canbo-1 (commune); password {PASSWORD}\n"
            ),
        )
    }
}

async fn filled(app: &App, fill: &Fill) -> Result<Filled> {
    let first = (fill.today.year() - fill.years + 1).max(2000);
    let province = Province::new(fill.units);
    app.clock().move_to(Date::new(first, 1, 1).unwrap_or(fill.today));
    found(app, &province).await?;
    let mut duties = 0;
    for year in first..=fill.today.year() {
        app.clock().move_to(Date::new(year, 1, 2).unwrap_or(fill.today));
        let added = ordered(app, &province, year, fill.today).await?;
        tracing::info!(year, duties = added, "the plans of a year are in force");
        duties += added;
    }
    app.clock().move_to(fill.today);
    let records = work::log(app, COORDINATOR, first).await?;
    Ok(Filled {
        units: province.list.all().len(),
        duties,
        records,
    })
}

/// The plans of the districts for a year, adopted; gives how many duties they made.
async fn ordered(app: &App, province: &Province, year: i16, today: Date) -> Result<usize> {
    let coordinator = signed_in(app, COORDINATOR).await?;
    let coordinator = coordinator.ok_or_else(|| Error::Outage("nobody runs the plan".to_owned()))?;
    let mut duties = 0;
    for district in 1..=province.districts {
        let text = plan::text(district, year);
        let name = format!("ke-hoach-{district}-{year}.txt");
        let brought = bring(app, &coordinator, &name, text.as_bytes(), today).await?;
        let open = || Error::Outage("the sample plan leaves something open".to_owned());
        duties += brought.duties.ok_or_else(open)?;
    }
    Ok(duties)
}

/// The units with somebody in each who logs work, and those above them who look at it.
async fn found(app: &App, province: &Province) -> Result<()> {
    let locality = Id::new(app.clock().now());
    let mut tx = app.db().begin(app.scope(locality, None)).await?;
    org::store::hold_foundings(&mut tx).await?;
    if !org::store::localities(&mut tx).await?.is_empty() {
        return Err(Error::Changed("a locality is there already".to_owned()));
    }
    let ids = org::actions::found(&mut tx, province::NAME, province::ROOT, &province.list, "").await?;
    let hash = password::hash(PASSWORD.to_owned()).await?;
    for (login, role, unit) in province.people() {
        let Some(unit) = ids.get(&unit).copied() else {
            continue;
        };
        let full_name = match role {
            Role::Officer => "Cán bộ Mẫu",
            Role::Coordinator => "Điều phối Mẫu",
            _ => "Người Mẫu",
        };
        let new = NewPerson {
            login: &login,
            full_name,
            password_hash: Some(&hash),
            unit,
            role,
        };
        add_person(&mut tx, new).await?;
    }
    tx.save().await?;
    Ok(())
}
