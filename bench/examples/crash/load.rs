//! People at work: each keeps sending until an answer came in whole, and notes what was promised to them.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use jiff::civil::Date;
use loa_db::id::Id;
use loa_db::params;
use tokio::task::JoinHandle;

use crate::client::{Answer, Client, Form};
use crate::place::Place;
use crate::random::Random;

/// What the sample people type.
pub const PASSWORD: &str = "loa-dung-thu-2022";
/// Officers who log work.
const OFFICERS: usize = 12;
/// How many of them at the same time.
const WRITERS: usize = 5;

/// Somebody to whom an answer came in whole.
#[derive(Debug, Clone)]
pub struct Promise {
    /// Words that only this one carries.
    pub marker: String,
    /// When the answer was there.
    pub at: Instant,
    /// The page of the record.
    pub page: String,
    /// What it proves.
    pub duty: Option<i64>,
    /// A file came with it.
    pub has_file: bool,
    /// Who wrote it.
    pub login: String,
}

/// What was promised, and what else came back.
#[derive(Default)]
pub struct Ledger {
    /// Records.
    pub records: Mutex<Vec<Promise>>,
    /// Markers of letters to units, with when they were promised.
    pub letters: Mutex<Vec<(String, Instant)>>,
    /// Every marker that was ever sent.
    pub sent: AtomicU64,
    /// Requests that were sent once more.
    pub resent: AtomicU64,
    /// Answers that promised nothing, by status; 0: none came.
    pub refusals: Mutex<BTreeMap<u16, u64>>,
    /// Answers that nobody should get.
    pub odd: Mutex<Vec<String>>,
    /// No new work is begun.
    pub is_over: AtomicBool,
}

/// The value, whoever stopped while holding it.
pub fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Ledger {
    fn is_over(&self) -> bool {
        self.is_over.load(Ordering::Relaxed)
    }

    /// Sends a form until an answer promises something or somebody has to look; `None`: the latter.
    pub async fn insist(&self, client: &Client, path: &str, form: &Form, random: &Random) -> Option<Answer> {
        self.sent.fetch_add(1, Ordering::Relaxed);
        loop {
            let answer = client.post(path, form).await.unwrap_or_default();
            match answer.status {
                200 | 201 => return Some(answer),
                303 if !answer.location.starts_with("/dang-nhap") => return Some(answer),
                // Nobody answered; the database is away or full; somebody else wrote at the same time.
                0 | 409 | 503 | 507 => {}
                status => {
                    let told = format!(
                        "{path} was answered {status} {}: {}",
                        answer.location,
                        brief(&answer.body)
                    );
                    locked(&self.odd).push(told);
                    return None;
                }
            }
            *locked(&self.refusals).entry(answer.status).or_default() += 1;
            self.resent.fetch_add(1, Ordering::Relaxed);
            tokio::time::sleep(random.pause(20, 120)).await;
        }
    }
}

/// What a page says of what is wrong.
pub fn brief(page: &str) -> String {
    let (_, told) = page.split_once("error-summary").unwrap_or(("", page));
    let (_, told) = told.split_once("<main").unwrap_or(("", told));
    let mut is_tag = false;
    let mut words = String::new();
    for sign in told.chars() {
        match sign {
            '<' => is_tag = true,
            '>' => (is_tag, words) = (false, words + " "),
            sign if !is_tag => words.push(sign),
            _ => {}
        }
    }
    let words: Vec<&str> = words.split_whitespace().collect();
    words.join(" ").chars().take(400).collect()
}

/// An officer with what their unit still owes.
pub struct Officer {
    login: String,
    unit: String,
    client: Client,
    owed: Mutex<Vec<i64>>,
}

/// Everybody, signed in.
pub struct People {
    officers: Vec<Arc<Officer>>,
    coordinator: Client,
    /// The day that records show.
    day: Date,
    /// Late units.
    units: Vec<String>,
}

impl People {
    /// Gives everybody an address (half of them mail, the others a telephone) and signs the officers in.
    pub async fn gather(place: &Place, day: Date) -> Result<Self> {
        let mut look = place.look().await?;
        let people = look
            .tx
            .rows("SELECT id, login, full_name FROM person ORDER BY id", vec![])
            .await?;
        let sql = "SELECT p.login, d.id, d.unit_id FROM duty d JOIN role_grant g ON g.unit_id = d.unit_id AND g.role = 'officer' \
                   JOIN person p ON p.id = g.person_id WHERE d.state = 'open' AND d.opens_on <= $1 AND d.due_on >= $1 \
                   ORDER BY p.login, d.unit_id, d.id";
        let owed = look.tx.rows(sql, params![day.to_string()]).await?;
        let mut by_login: BTreeMap<String, (Id, Vec<i64>)> = BTreeMap::new();
        for row in &owed {
            let unit = row.id("unit_id")?;
            let own = by_login.entry(row.text("login")?).or_insert((unit, Vec::new()));
            if own.0 == unit {
                own.1.push(row.id("id")?.0);
            }
        }
        let sql = "SELECT DISTINCT unit_id FROM duty WHERE due_on < $1 AND state IN ('open', 'returned') ORDER BY unit_id";
        let units = look.tx.rows(sql, params![day.to_string()]).await?;
        let units: Result<Vec<String>, _> = units
            .iter()
            .map(|row| row.id("unit_id").map(|id| id.to_string()))
            .collect();
        look.end().await;
        let administrator = place.client()?.signed_in("quantri", PASSWORD).await?;
        for (at, row) in people.iter().enumerate() {
            let reach = match at % 2 {
                0 => ("thu-dien-tu", format!("{}@mau.example.vn", row.text("login")?)),
                _ => ("dien-thoai", format!("09123456{at:02}")),
            };
            let form = Form::of(&[("ho-ten", &row.text("full_name")?), (reach.0, &reach.1)]);
            let path = format!("/nguoi/{}/sua", row.id("id")?);
            let answer = administrator.post(&path, &form).await?;
            if answer.status != 303 {
                bail!("{path}: {} {}", answer.status, answer.body);
            }
        }
        let mut officers = Vec::new();
        for (login, (unit, owed)) in by_login.into_iter().take(OFFICERS) {
            let client = place.client()?.signed_in(&login, PASSWORD).await?;
            let owed = Mutex::new(owed);
            officers.push(Arc::new(Officer {
                login,
                unit: unit.to_string(),
                client,
                owed,
            }));
        }
        Ok(Self {
            officers,
            coordinator: place.client()?.signed_in("dieuphoi", PASSWORD).await?,
            day,
            units: units?,
        })
    }

    /// The first of the officers, for single words.
    pub fn officer(&self) -> Result<&Officer> {
        self.officers
            .first()
            .map(AsRef::as_ref)
            .context("nobody logs work")
    }

    /// Who presses letters.
    pub fn coordinator(&self) -> &Client {
        &self.coordinator
    }

    /// Units that are late.
    pub fn units(&self) -> &[String] {
        &self.units
    }

    /// Sets everybody to work, until the ledger is over.
    pub fn work(
        &self,
        ledger: &Arc<Ledger>,
        seed: u64,
        today: impl Fn() -> Date + Send + 'static,
    ) -> Vec<JoinHandle<()>> {
        let mut tasks = Vec::new();
        for writer in 0..WRITERS {
            let own: Vec<Arc<Officer>> = self
                .officers
                .iter()
                .skip(writer)
                .step_by(WRITERS)
                .cloned()
                .collect();
            let (ledger, day) = (ledger.clone(), self.day);
            let random = Random::new(seed.wrapping_add(writer as u64 + 1));
            tasks.push(tokio::spawn(async move {
                for number in 0_u64.. {
                    let officer = own.get(usize::try_from(number).unwrap_or(0) % own.len().max(1));
                    let Some(officer) = officer.filter(|_| !ledger.is_over()) else {
                        break;
                    };
                    officer
                        .log(&ledger, &random, day, &format!("Sự vụ thử {writer}-{number}"))
                        .await;
                    tokio::time::sleep(random.pause(0, 60)).await;
                }
            }));
        }
        let (ledger, units, client) = (ledger.clone(), self.units.clone(), self.coordinator.clone());
        tasks.push(tokio::spawn(async move {
            letters(&client, &ledger, &units, &Random::new(seed), today).await;
        }));
        tasks
    }
}

impl Officer {
    /// Their way to the site.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Logs one thing: as a phone does with its own key, or as a page without scripts; with a file now and then.
    pub async fn log(&self, ledger: &Ledger, random: &Random, day: Date, marker: &str) {
        let proves = random.below(4) == 0;
        let duty = proves.then(|| locked(&self.owed).pop()).flatten();
        let has_file = random.below(6) == 0;
        let form = self.record(random, day, marker, duty, has_file);
        let Some(answer) = ledger.insist(&self.client, "/ghi", &form, random).await else {
            return;
        };
        let page = match answer.body.split_once("\"href\":\"") {
            Some((_, rest)) => rest.split('"').next().unwrap_or_default().to_owned(),
            None => answer.location,
        };
        let promise = Promise {
            marker: marker.to_owned(),
            at: Instant::now(),
            page,
            duty,
            has_file,
            login: self.login.clone(),
        };
        locked(&ledger.records).push(promise);
    }

    /// The form of one thing done.
    pub fn record(
        &self,
        random: &Random,
        day: Date,
        marker: &str,
        duty: Option<i64>,
        has_file: bool,
    ) -> Form {
        let key = random.uuid();
        let is_phone = random.below(2) == 0;
        let duty = duty.map_or_else(|| "khac".to_owned(), |duty| Id(duty).to_string());
        let (of_day, month, year) = (
            day.day().to_string(),
            day.month().to_string(),
            day.year().to_string(),
        );
        let mut form = Form::of(&[
            ("khoa", &key),
            ("don-vi", &self.unit),
            ("viec", &duty),
            ("lam-gi", marker),
            ("ngay-ngay", &of_day),
            ("ngay-thang", &month),
            ("ngay-nam", &year),
            ("tieng", "vi"),
        ]);
        form.phone_key = is_phone.then_some(key);
        form.file = has_file.then(|| {
            (
                "tep",
                "minh-chung.pdf".to_owned(),
                format!("%PDF-1.4\n% {marker}\n%%EOF\n"),
            )
        });
        form
    }
}

/// Presses letters to late units, each once a day.
async fn letters(
    client: &Client,
    ledger: &Ledger,
    units: &[String],
    random: &Random,
    today: impl Fn() -> Date,
) {
    let mut done: HashMap<Date, HashSet<String>> = HashMap::new();
    let mut number = 0;
    while !ledger.is_over() {
        tokio::time::sleep(random.pause(100, 400)).await;
        let today = done.entry(today()).or_default();
        let Some(unit) = units.iter().find(|unit| !today.contains(*unit)) else {
            continue;
        };
        number += 1;
        let marker = format!("Thư thử {number}.");
        if is_sent(client, ledger, unit, &marker, random).await {
            locked(&ledger.letters).push((marker, Instant::now()));
        }
        today.insert(unit.clone());
    }
}

/// Presses one letter; is it promised? A unit that was urged lately gets none.
pub async fn is_sent(client: &Client, ledger: &Ledger, unit: &str, marker: &str, random: &Random) -> bool {
    let field = |name: &str| format!("{name}-{unit}");
    let form = Form::of(&[
        ("don-vi", unit),
        (&field("cach"), "mail"),
        (&field("thu"), marker),
        (&field("ngan"), marker),
    ]);
    let answer = ledger.insist(client, "/don-doc/gui", &form, random).await;
    // "được gửi thư", as a cookie carries it.
    answer.is_some_and(|answer| {
        answer
            .cookies
            .contains("%C4%91%C6%B0%E1%BB%A3c%20g%E1%BB%ADi%20th%C6%B0")
    })
}

/// Lets everybody finish what they have in hand.
pub async fn finish(ledger: &Ledger, tasks: Vec<JoinHandle<()>>) -> Result<()> {
    ledger.is_over.store(true, Ordering::Relaxed);
    let all = async {
        for task in tasks {
            task.await?;
        }
        anyhow::Ok(())
    };
    let in_time = tokio::time::timeout(Duration::from_secs(120), all).await;
    in_time.context("somebody never got an answer")??;
    let odd = locked(&ledger.odd);
    match odd.first() {
        Some(first) => bail!("{} answers that nobody should get, the first: {first}", odd.len()),
        None => Ok(()),
    }
}
