//! A year of reminders: 100,000 duties of 2,000 units on SQLite, a mail server that counts, a clock that is moved. What
//! must hold is asserted; what it took is printed. `cargo run --release -p loa-bench --example year [UNITS]`

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measurement that cannot be set up has nothing to tell"
)]

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::civil::{Date, date};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan as _};
use loa_app::app::{App, Settings};
use loa_app::clock::Clock;
use loa_app::duty::actions::reconcile;
use loa_app::duty::{self, DutyRole, NewDuty, State};
use loa_app::files::Files;
use loa_app::identity::Role;
use loa_app::identity::actions::{NewPerson, add_person};
use loa_app::identity::store::reach::set_email;
use loa_app::job::{self, Lane};
use loa_app::mail::{MailSettings, Mailer, Server};
use loa_app::urging::jobs::REMIND;
use loa_app::urging::ladder::Rung;
use loa_app::wiring::DUTIES;
use loa_app::{org, urging};
use loa_bench::sample_units;
use loa_calendar::working_day::WorkCalendar;
use loa_db::db::Db;
use loa_db::id::Id;
use loa_db::migrate::migrate;
use loa_db::params;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Duties of a unit: one a week but two.
const EACH: usize = 50;

/// Recipients in the order of their letters.
type Letters = Arc<Mutex<Vec<String>>>;

async fn takes(stream: TcpStream, letters: Letters) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 mau\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        let answer: &[u8] = if line.starts_with("EHLO") || line.starts_with("HELO") {
            b"250 mau\r\n"
        } else if let Some(to) = line.strip_prefix("RCPT TO:") {
            letters
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(to.to_owned());
            b"250 ok\r\n"
        } else if line == "DATA" {
            write.write_all(b"354 go on\r\n").await?;
            while lines.next_line().await?.is_some_and(|line| line != ".") {}
            b"250 taken\r\n"
        } else {
            b"250 ok\r\n"
        };
        write.write_all(answer).await?;
        if line == "QUIT" {
            break;
        }
    }
    Ok(())
}

/// A mail server on a free port.
async fn server(letters: &Letters) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let letters = letters.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(takes(stream, letters.clone()));
        }
    });
    format!("smtp://{address}")
}

async fn app(folder: &std::path::Path, letters: &Letters) -> App {
    let address = format!("sqlite:{}", folder.join("loa.db").display());
    let db = Db::open(&address).await.expect("a database");
    migrate(&db).await.expect("a schema");
    let servers = vec![Server {
        name: "smtp_url",
        url: server(letters).await,
    }];
    let from = "loa@mau.example.vn".to_owned();
    let settings = Settings {
        mailer: Some(Mailer::new(&MailSettings { servers, from }).expect("a mailer")),
        ..Settings::default()
    };
    let clock = Clock::default();
    clock.set(moment(date(2022, 1, 1), 3));
    App::new(db, clock, settings, Files::in_folder(folder).expect("a folder"))
}

fn moment(day: Date, hour: i8) -> Timestamp {
    let zone = TimeZone::fixed(Offset::constant(7));
    zone.to_timestamp(day.at(hour, 30, 0, 0)).expect("a moment")
}

/// A locality with so many units, an officer in each, a coordinator above.
async fn found(app: &App, units: usize) -> (Id, Vec<Id>) {
    let locality = Id::new(app.clock().now());
    let mut tx = app
        .db()
        .begin(app.scope(locality, None))
        .await
        .expect("a transaction");
    let ids = org::actions::found(&mut tx, "Tỉnh Mẫu", "xa-0", &sample_units("tinh", units), "")
        .await
        .expect("a locality");
    let mut found = Vec::new();
    for at in 0..=units {
        let login = format!("mau-{at}");
        let new = NewPerson {
            login: &login,
            full_name: "Người Mẫu",
            password_hash: None,
            unit: ids[&format!("xa-{at}")],
            role: if at == 0 { Role::Coordinator } else { Role::Officer },
        };
        let person = add_person(&mut tx, new).await.expect("a person");
        let address = format!("{login}@mau.example.vn");
        set_email(&mut tx, person, Some(&address))
            .await
            .expect("an address");
        found.push(ids[&format!("xa-{at}")]);
    }
    tx.save().await.expect("kept");
    (locality, found.split_off(1))
}

/// First and last day of the duties of every unit.
fn days(at: usize) -> (Date, Date) {
    let first = date(2022, 1, 3) + (i64::try_from(at).expect("few")).weeks();
    // Windows of one, two, three and four weeks.
    let length = 7 * (i64::try_from(at % 4).expect("few") + 1) - 1;
    (first, first + length.days())
}

/// The working day on which a rung comes, reckoned by walking day by day. A duty that opens within the days off before its
/// last day has one morning left: the first one, on which it ends in law.
fn rung_day(rung: Rung, opens_on: Date, due_on: Date) -> Date {
    let calendar = WorkCalendar::vietnam();
    let last = calendar.previous_working_day(due_on).expect("a day");
    let end = calendar.next_working_day(due_on).expect("a day");
    match rung {
        Rung::Late => calendar.add_working_days(end, 1).expect("a day"),
        Rung::Overdue => calendar.add_working_days(end, 5).expect("a day"),
        _ => {
            if rung == Rung::Day && last < opens_on {
                return calendar.next_working_day(opens_on).expect("a day");
            }
            let mut day = last;
            for _ in 0..rung.days_ahead().unwrap_or(0) {
                day = calendar.previous_working_day(day - 1.day()).expect("a day");
            }
            day
        }
    }
}

struct Year {
    app: App,
    locality: Id,
    letters: Letters,
    /// Duties with their days and the day on which they are proven.
    duties: HashMap<Id, (Date, Date, Option<Date>)>,
}

impl Year {
    async fn new(folder: &std::path::Path, units: usize) -> Self {
        let letters = Letters::default();
        let app = app(folder, &letters).await;
        let (locality, units) = found(&app, units).await;
        let mut duties = HashMap::new();
        for at in 0..EACH {
            let mut tx = app
                .db()
                .begin(app.scope(locality, None))
                .await
                .expect("a transaction");
            let origin = tx.new_id();
            let (opens_on, due_on) = days(at);
            let wanted = units.iter().map(|unit| NewDuty {
                origin,
                number: at.to_string(),
                title: "Phát tin cải cách hành chính".to_owned(),
                position: 1,
                unit: *unit,
                role: DutyRole::Lead,
                period: format!("đợt {at}"),
                opens_on,
                due_on,
                needs_approval: false,
                wanted: 1,
            });
            reconcile(&mut tx, origin, wanted.collect())
                .await
                .expect("duties");
            let made = duty::store::of_origin(&mut tx, origin).await.expect("duties");
            tx.save().await.expect("kept");
            for (place, duty) in made.iter().enumerate() {
                // Of ten duties one is never proven, the others at some time before, on or after their last day.
                let shift = i64::try_from((place * 7 + at * 3) % 30).expect("few") - 20;
                let proven = (place % 10 != 0).then(|| due_on + shift.days());
                duties.insert(duty.id, (opens_on, due_on, proven.map(|day| day.max(opens_on))));
            }
        }
        Self {
            app,
            locality,
            letters,
            duties,
        }
    }

    /// Lets a moment come: what the schedule puts, and everything that is due.
    async fn moment(&self, day: Date, hour: i8) -> Duration {
        self.app.clock().set(moment(day, hour));
        let begun = Instant::now();
        if hour == 7 {
            let scope = self.app.scope(self.locality, None);
            let mut tx = self.app.db().begin(scope).await.expect("a transaction");
            let now = tx.now();
            job::put(&mut tx, REMIND, "", now, None).await.expect("a job");
            tx.save().await.expect("kept");
        }
        job::run_due(&self.app, DUTIES.handlers, Lane::Work, || false)
            .await
            .expect("work");
        let took = begun.elapsed();
        job::run_due(&self.app, DUTIES.handlers, Lane::Send, || false)
            .await
            .expect("letters");
        took
    }

    async fn prove(&self, day: Date) {
        let scope = self.app.scope(self.locality, None);
        let mut tx = self.app.db().begin(scope).await.expect("a transaction");
        for (id, (.., proven)) in &self.duties {
            if *proven == Some(day) {
                let settled = duty::store::settle(&mut tx, *id, State::Met, *proven, 1).await;
                settled.expect("proof");
            }
        }
        tx.save().await.expect("kept");
    }

    /// Every reminder that is to be: each rung that fits and comes before the proof, on its day. Proof is given after the
    /// morning.
    fn wanted(&self, until: Date) -> HashSet<(Id, &'static str, Date)> {
        let mut wanted = HashSet::new();
        for (id, (opens_on, due_on, proven)) in &self.duties {
            for rung in Rung::ALL {
                let day = rung_day(rung, *opens_on, *due_on);
                let is_open = proven.is_none_or(|proven| day <= proven);
                if rung.fits(*opens_on, *due_on) && day >= *opens_on && day < until && is_open {
                    wanted.insert((*id, rung.key(), day));
                }
            }
        }
        wanted
    }

    async fn given(&self) -> Vec<(Id, String, Date)> {
        let scope = self.app.scope(self.locality, None);
        let mut tx = self.app.db().read(scope).await.expect("reading");
        let sql = "SELECT duty_id, rung, on_day FROM reminder WHERE locality_id = $1";
        let rows = tx.rows(sql, params![self.locality]).await.expect("rows");
        let given = rows.iter().map(|row| {
            let (duty, rung) = (row.id("duty_id"), row.text("rung"));
            let day = row.date("on_day").expect("a day");
            (duty.expect("a duty"), rung.expect("a rung"), day)
        });
        given.collect()
    }
}

#[tokio::main]
async fn main() {
    let units = std::env::args()
        .nth(1)
        .and_then(|text| text.parse().ok())
        .unwrap_or(2000);
    let folder = tempfile::tempdir().expect("a folder");
    let begun = Instant::now();
    let year = Year::new(folder.path(), units).await;
    println!(
        "{} duties of {units} units made in {:.1} s",
        year.duties.len(),
        begun.elapsed().as_secs_f64()
    );
    let (mut worst, mut most) = (Duration::ZERO, 0);
    let end = date(2023, 2, 1);
    let mut day = date(2022, 1, 2);
    while day < end {
        for hour in [3, 7, 13, 21] {
            let before = count(&year.letters);
            let took = year.moment(day, hour).await;
            let new = year.letters.lock().unwrap_or_else(PoisonError::into_inner)[before..].to_vec();
            if !new.is_empty() {
                assert!(
                    urging::is_hour(moment(day, hour)),
                    "{day} {hour}: a letter at a wrong time"
                );
                assert_eq!(hour, 7, "{day}: in the morning");
                let people: HashSet<&String> = new.iter().collect();
                assert_eq!(people.len(), new.len(), "{day}: one letter a person");
            }
            if hour == 7 {
                worst = worst.max(took);
                most = most.max(new.len());
            }
            if hour == 7 {
                year.prove(day).await;
            }
        }
        day = day.tomorrow().expect("a day");
    }
    let given = year.given().await;
    let wanted = year.wanted(end);
    let by_rung = given.iter().fold(BTreeMap::new(), |mut sum, (_, rung, _)| {
        *sum.entry(rung.clone()).or_insert(0) += 1;
        sum
    });
    let set: HashSet<(Id, &str, Date)> = given
        .iter()
        .map(|(duty, rung, day)| (*duty, rung.as_str(), *day))
        .collect();
    assert_eq!(set.len(), given.len(), "each once");
    let (missing, strange) = (wanted.difference(&set).count(), set.difference(&wanted).count());
    println!(
        "{} reminders {by_rung:?}, {} letters, at most {most} a morning",
        given.len(),
        count(&year.letters)
    );
    println!("missing {missing}, on a wrong day or after proof {strange}");
    for (duty, rung, day) in set.symmetric_difference(&wanted).take(5) {
        println!("  {rung} on {day}: {:?}", year.duties.get(duty));
    }
    println!(
        "the slowest morning took {} ms, all of it {:.0} s",
        worst.as_millis(),
        begun.elapsed().as_secs_f64()
    );
    assert_eq!((missing, strange), (0, 0));
}

fn count(letters: &Letters) -> usize {
    letters.lock().unwrap_or_else(PoisonError::into_inner).len()
}
