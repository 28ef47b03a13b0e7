//! Rounds of `kill -9` at random moments while people work, with backups in between and a drill with the last one.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use jiff::civil::{Date, date};
use tempfile::TempDir;
use tokio::task::JoinHandle;

use crate::check::{self, Delivered};
use crate::clock::FakeClock;
use crate::load::{Ledger, PASSWORD, People, Promise, brief, finish, locked};
use crate::place::{PATIENCE, Place};
use crate::postgres::Postgres;
use crate::random::Random;
use crate::receiver::Receiver;

/// The day of the sample district on which work begins: a Wednesday.
pub const TODAY: Date = date(2022, 4, 20);

/// Who is killed, and on which engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Victim {
    /// Loa, on SQLite.
    OnSqlite,
    /// Loa, on PostgreSQL.
    OnPostgres,
    /// PostgreSQL itself.
    Postgres,
}

impl Victim {
    /// All of them.
    pub const ALL: [Victim; 3] = [Victim::OnSqlite, Victim::OnPostgres, Victim::Postgres];

    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Victim::OnSqlite => "SQLite, Loa killed",
            Victim::OnPostgres => "PostgreSQL, Loa killed",
            Victim::Postgres => "PostgreSQL itself killed",
        }
    }

    /// On the command line.
    pub fn key(self) -> &'static str {
        match self {
            Victim::OnSqlite => "sqlite",
            Victim::OnPostgres => "postgres",
            Victim::Postgres => "server",
        }
    }
}

/// Everything that a trial needs, in a folder that goes with it.
pub struct Stage {
    /// Where the program is.
    pub program: PathBuf,
    /// The server, where there is one.
    pub server: Option<Postgres>,
    /// The installation.
    pub place: Place,
    /// Who gets messages.
    pub receiver: Arc<Receiver>,
    /// People at work.
    pub people: People,
    folder: TempDir,
}

impl Stage {
    /// A sample district on an engine, served, with its people signed in.
    pub async fn new(program: &Path, is_postgres: bool, seed: u64) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("loa-crash.").tempdir()?;
        let data = folder.path().join("data");
        Self::in_folder(program, is_postgres, seed, folder, data, None).await
    }

    /// The same with its data, and that of the server, elsewhere.
    pub async fn in_folder(
        program: &Path,
        is_postgres: bool,
        seed: u64,
        folder: TempDir,
        data: PathBuf,
        cluster: Option<PathBuf>,
    ) -> Result<Self> {
        open_to_others(folder.path())?;
        let clock = Arc::new(FakeClock::new(folder.path(), TODAY.at(9, 30, 0, 0))?);
        let receiver = Receiver::start(seed).await?;
        let home = folder.path().join("postgres");
        let cluster = cluster.unwrap_or_else(|| home.clone());
        let make = || tokio::task::block_in_place(|| Postgres::new(&home, &cluster));
        let server = is_postgres.then(make).transpose()?;
        let url = server.as_ref().map(|server| server.create("loa")).transpose()?;
        let mut place = Place::new(program, data, url, clock, Some(receiver.clone()))?;
        tokio::task::block_in_place(|| place.found(date(2022, 4, 18)))?;
        place.start()?;
        place.ready().await?;
        let people = People::gather(&place, TODAY).await?;
        Ok(Self {
            program: program.to_owned(),
            server,
            place,
            receiver,
            people,
            folder,
        })
    }

    /// Sets everybody to work.
    pub fn work(&self, ledger: &Arc<Ledger>, seed: u64) -> Vec<JoinHandle<()>> {
        let clock = self.place.clock.clone();
        self.people.work(ledger, seed, move || clock.now().date())
    }

    /// A file in the folder of the trial.
    pub fn file(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    /// Keeps the folder, for who looks for what went wrong.
    pub fn keep(self) -> PathBuf {
        self.folder.keep()
    }
}

fn open_to_others(folder: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755))?;
    Ok(())
}

/// A backup that was made.
struct Backup {
    file: String,
    begun: Instant,
}

/// What a trial showed.
#[derive(Debug, Clone, Copy, Default)]
struct Shown {
    backups: usize,
    slowest: Duration,
    restored: usize,
    delivered: Delivered,
}

/// So many rounds; one line tells of them.
pub async fn run(program: &Path, victim: Victim, rounds: u64, seed: u64) -> Result<String> {
    let begun = Instant::now();
    let mut stage = Stage::new(program, victim != Victim::OnSqlite, seed).await?;
    let ledger = Arc::new(Ledger::default());
    match killed(&mut stage, victim, rounds, seed, &ledger).await {
        Ok(shown) => {
            let records = locked(&ledger.records).len();
            let letters = locked(&ledger.letters).len();
            Ok(format!(
                "{}: {rounds} rounds, {} acknowledged writes ({records} records, {letters} letters), {} sent again, \
                 {} deliveries, {} of them doubled under the same key, {} backups, {} records in the restored one, \
                 back after at most {} ms, refusals {:?}, {} s",
                victim.name(),
                records + letters,
                ledger.resent.load(Ordering::Relaxed),
                shown.delivered.messages,
                shown.delivered.again,
                shown.backups,
                shown.restored,
                shown.slowest.as_millis(),
                locked(&ledger.refusals),
                begun.elapsed().as_secs(),
            ))
        }
        Err(error) => {
            ledger.is_over.store(true, Ordering::Relaxed);
            Err(error.context(format!(
                "{}; what is left of it: {}",
                victim.name(),
                stage.keep().display()
            )))
        }
    }
}

async fn killed(
    stage: &mut Stage,
    victim: Victim,
    rounds: u64,
    seed: u64,
    ledger: &Arc<Ledger>,
) -> Result<Shown> {
    let random = Random::new(seed);
    let tasks = stage.work(ledger, seed);
    // Twenty days and ten backups, however many rounds there are.
    let (day, each) = ((rounds / 20).max(1), (rounds / 10).max(2));
    let mut open: Option<(Backup, JoinHandle<Result<bool>>)> = None;
    let mut made: Vec<Backup> = Vec::new();
    let mut shown = Shown::default();
    for round in 1..=rounds {
        if round % each == 0 && open.is_none() {
            open = Some(backup(stage, round));
        }
        tokio::time::sleep(random.pause(100, 900)).await;
        blow(stage, victim)?;
        let until = Instant::now();
        shown.slowest = shown.slowest.max(stage.place.ready().await?);
        stage.place.still_runs()?;
        check::records(&stage.place, ledger, until).await?;
        check::letters(&stage.place, ledger, until).await?;
        if round % day == 0 {
            stage.place.clock.next_morning()?;
        }
        if open.as_ref().is_some_and(|(_, task)| task.is_finished()) {
            made.extend(ended(open.take(), victim).await?);
        }
        if round % 20 == 0 {
            crate::say(&format!("  {} of {rounds} rounds", round));
        }
    }
    made.extend(ended(open.take(), victim).await?);
    if made.is_empty() {
        // All were cut off with the server; one in peace is the last.
        made.extend(ended(Some(backup(stage, rounds + 1)), Victim::OnSqlite).await?);
    }
    finish(ledger, tasks).await?;
    shown.delivered = check::deliveries(&stage.place, &stage.receiver).await?;
    ensure!(shown.delivered.messages > 0, "nothing was sent to anybody");
    check::records(&stage.place, ledger, Instant::now()).await?;
    check::letters(&stage.place, ledger, Instant::now()).await?;
    every_word(stage, ledger).await?;
    check::own_words(&stage.place)?;
    shown.backups = made.len();
    let last = made.last().context("no backup was made")?;
    shown.restored = drill(stage, last, ledger).await?;
    Ok(shown)
}

/// Kills, and starts again what was killed.
fn blow(stage: &mut Stage, victim: Victim) -> Result<()> {
    match (victim, &mut stage.server) {
        (Victim::Postgres, Some(server)) => tokio::task::block_in_place(|| {
            server.kill()?;
            server.start()
        }),
        _ => {
            stage.place.kill()?;
            stage.place.start()
        }
    }
}

fn backup(stage: &Stage, round: u64) -> (Backup, JoinHandle<Result<bool>>) {
    let file = stage.file(&format!("sao-luu-{round}.tar"));
    let mut command = stage.place.beside(&["backup", &file]);
    let begun = Instant::now();
    let task = tokio::task::spawn_blocking(move || {
        let done = command.output()?;
        if !done.status.success() {
            crate::say(&format!(
                "  a backup ended: {}",
                String::from_utf8_lossy(&done.stderr).trim()
            ));
        }
        Ok(done.status.success())
    });
    (Backup { file, begun }, task)
}

/// Only a server that is killed may cut a backup off, and then it must say so.
async fn ended(open: Option<(Backup, JoinHandle<Result<bool>>)>, victim: Victim) -> Result<Option<Backup>> {
    let Some((backup, task)) = open else {
        return Ok(None);
    };
    let is_made = tokio::time::timeout(PATIENCE, task)
        .await
        .context("a backup does not end")???;
    ensure!(is_made || victim == Victim::Postgres, "a backup was not made");
    ensure!(
        is_made || !Path::new(&backup.file).exists(),
        "half a backup bears the name of a whole one"
    );
    Ok(is_made.then_some(backup))
}

/// Everything that was sent was promised in the end: nobody is left with a form that nobody has.
async fn every_word(stage: &Stage, ledger: &Ledger) -> Result<()> {
    let mut look = stage.place.look().await?;
    let sql = "SELECT COUNT(*) AS records FROM activity WHERE what LIKE 'Sự vụ thử%'";
    let row = look.tx.row(sql, vec![]).await?.context("a count")?;
    let there = row.int("records")?;
    look.end().await;
    let promised = i64::try_from(locked(&ledger.records).len())?;
    ensure!(
        there == promised,
        "{promised} records were promised, {there} are there"
    );
    Ok(())
}

/// The last backup, restored into a place with nothing in it, served and read.
async fn drill(stage: &Stage, last: &Backup, ledger: &Ledger) -> Result<usize> {
    let url = stage
        .server
        .as_ref()
        .map(|server| server.create("dien_tap"))
        .transpose()?;
    let data = PathBuf::from(stage.file("dien-tap"));
    let mut place = Place::new(&stage.program, data, url, stage.place.clock.clone(), None)?;
    place.loa(&["restore", &last.file, "--check"])?;
    place.loa(&["restore", &last.file])?;
    place.start()?;
    place.ready().await?;
    check::records(&place, ledger, last.begun).await?;
    check::letters(&place, ledger, last.begun).await?;
    check::own_words(&place)?;
    let before: Vec<Promise> = {
        let all = locked(&ledger.records);
        all.iter().filter(|one| one.at <= last.begun).cloned().collect()
    };
    if let Some(newest) = before.last() {
        let client = place.client()?.signed_in(&newest.login, PASSWORD).await?;
        let page = client.get(&newest.page).await?;
        let is_shown = page.status == 200 && page.body.contains(&newest.marker);
        ensure!(
            is_shown,
            "{} after the restore: {} {}",
            newest.page,
            page.status,
            brief(&page.body)
        );
    }
    Ok(before.len())
}
