//! Other calamities: a disk that is full, a clock that jumps, a mail server that is away, a database that is gone.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use jiff::{SignedDuration, ToSpan as _};
use tempfile::TempDir;

use crate::check;
use crate::client::{Answer, Form};
use crate::load::{Ledger, Officer, brief, finish, is_sent, locked};
use crate::place::output;
use crate::random::Random;
use crate::rounds::{Stage, TODAY};

/// Pages that people read all day.
const PAGES: [&str; 3] = ["/viec", "/ghi", "/hoat-dong"];

fn engine(is_postgres: bool) -> &'static str {
    if is_postgres { "PostgreSQL" } else { "SQLite" }
}

/// A small disk in memory; it goes with the value.
struct Disk(TempDir);

impl Disk {
    fn mount() -> Result<Self> {
        let at = tempfile::Builder::new().prefix("loa-disk.").tempdir()?;
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=128m,mode=755", "loa-crash"]);
        output(mount.arg(at.path()))?;
        Ok(Self(at))
    }

    fn ballast(&self) -> PathBuf {
        self.0.path().join("ballast")
    }

    /// Fills it to the last byte.
    fn fill(&self) -> Result<()> {
        let mut ballast = File::options().create(true).append(true).open(self.ballast())?;
        for size in [1 << 20, 1 << 12, 1] {
            while ballast.write_all(&vec![0; size]).is_ok() {}
        }
        Ok(())
    }

    fn make_room(&self) -> Result<()> {
        Ok(std::fs::remove_file(self.ballast())?)
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

/// The disk of the data is full: who writes is told so, who reads reads, and with room everything goes on.
pub async fn disk_full(program: &Path, is_postgres: bool, seed: u64) -> Result<String> {
    let name = format!("disk full, {}", engine(is_postgres));
    if output(Command::new("id").arg("-u"))?.trim() != "0" {
        return Ok(format!(
            "{name}: left out, a small disk can be mounted by root only"
        ));
    }
    let begun = Instant::now();
    let disk = Disk::mount()?;
    let folder = tempfile::Builder::new().prefix("loa-crash.").tempdir()?;
    let cluster = is_postgres.then(|| disk.0.path().join("postgres"));
    let home = if is_postgres { &folder } else { &disk.0 };
    let data = home.path().join("data");
    let mut stage = Stage::in_folder(program, is_postgres, seed, folder, data, cluster).await?;
    let (random, ledger) = (Random::new(seed), Ledger::default());
    let officer = stage.people.officer()?;
    officer.log(&ledger, &random, TODAY, "Sự vụ thử 1").await;
    // From now on a page would like to note that its reader was here.
    stage.place.clock.shift(SignedDuration::from_mins(6))?;
    disk.fill()?;
    let (written, refused) = until_refused(officer, &random).await?;
    let with_file = officer.record(&random, TODAY, "Sự vụ thử có tệp", None, true);
    let answer = officer.client().post("/ghi", &with_file).await?;
    if answer.status != 303 && answer.status != 201 {
        honest(&answer, "đã đầy")?;
    }
    tokio::time::sleep(Duration::from_millis(1500)).await;
    for page in PAGES {
        let read = officer.client().get(page).await?;
        let told = brief(&read.body);
        ensure!(
            read.status == 200,
            "{page} on a full disk: {} {told}",
            read.status
        );
    }
    no_half_backup(&stage, &disk)?;
    disk.make_room()?;
    for form in [&refused, &with_file] {
        let again = ledger.insist(officer.client(), "/ghi", form, &random).await;
        again.with_context(|| format!("with room as well: {:?}", locked(&ledger.odd)))?;
    }
    stage.place.still_runs()?;
    // The first, those that found room, the one that was refused, the one with a file.
    let there = written_down(&stage).await?;
    let promised = written + 3;
    ensure!(
        there == promised,
        "{there} records where {promised} were promised"
    );
    check::records(&stage.place, &ledger, Instant::now()).await?;
    press(&stage, &ledger, &random, 5).await?;
    check::deliveries(&stage.place, &stage.receiver).await?;
    check::own_words(&stage.place)?;
    let seconds = begun.elapsed().as_secs();
    Ok(format!(
        "{name}: {written} records found room, then an honest page; {seconds} s"
    ))
}

async fn written_down(stage: &Stage) -> Result<usize> {
    let mut look = stage.place.look().await?;
    let sql = "SELECT what FROM activity WHERE what LIKE 'Sự vụ thử%'";
    let there = look.tx.rows(sql, vec![]).await?.len();
    look.end().await;
    Ok(there)
}

/// A backup that finds no room says so and takes none.
fn no_half_backup(stage: &Stage, disk: &Disk) -> Result<()> {
    let file = disk.0.path().join("sao-luu.tar").display().to_string();
    let mut command = stage.place.beside(&["backup", &file]);
    let done = tokio::task::block_in_place(|| command.output())?;
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    ensure!(
        !done.status.success() && told.contains("sao-luu.tar"),
        "loa backup: {told}"
    );
    for entry in std::fs::read_dir(disk.0.path())? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        ensure!(
            !name.contains("sao-luu"),
            "{name} is left of a backup that was not made"
        );
    }
    Ok(())
}

/// Writes until it is refused; gives how often that went well, and the form that was refused.
async fn until_refused(officer: &Officer, random: &Random) -> Result<(usize, Form)> {
    for number in 0..3000 {
        let marker = format!("Sự vụ thử đầy {number} {}", "chữ ".repeat(400));
        let form = officer.record(random, TODAY, marker.trim(), None, false);
        let answer = officer.client().post("/ghi", &form).await?;
        if answer.status != 303 && answer.status != 201 {
            honest(&answer, "đã đầy")?;
            return Ok((number, form));
        }
    }
    bail!("a full disk never refuses anything")
}

/// The page says what happened, that nothing older is lost, what to do, and a code to read out.
fn honest(answer: &Answer, what: &str) -> Result<()> {
    let says = [what, "vẫn còn", "Mời"]
        .iter()
        .all(|part| answer.body.contains(part));
    ensure!(
        answer.status == 503 && says,
        "no honest page: {} {}",
        answer.status,
        brief(&answer.body)
    );
    Ok(())
}

/// Sends letters to late units.
async fn press(stage: &Stage, ledger: &Ledger, random: &Random, most: usize) -> Result<usize> {
    let mut sent = 0;
    for (at, unit) in stage.people.units().iter().enumerate().take(most) {
        let marker = format!("Thư thử lẻ {at}.");
        if is_sent(stage.people.coordinator(), ledger, unit, &marker, random).await {
            locked(&ledger.letters).push((marker, Instant::now()));
            sent += 1;
        }
    }
    ensure!(sent > 0, "no letter went to anybody");
    Ok(sent)
}

/// The clock jumps to and fro while people work: nothing comes twice, nothing is left behind.
pub async fn clock_jumps(program: &Path, is_postgres: bool, seed: u64, is_short: bool) -> Result<String> {
    let begun = Instant::now();
    let mut stage = Stage::new(program, is_postgres, seed).await?;
    let ledger = Arc::new(Ledger::default());
    let tasks = stage.work(&ledger, seed);
    let clock = stage.place.clock.clone();
    let pause = Duration::from_secs(if is_short { 2 } else { 4 });
    let jumps = if is_short { 1 } else { 3 };
    for _ in 0..jumps {
        clock.next_morning()?;
        tokio::time::sleep(pause).await;
        let back = clock.now();
        for hours in [-25, 26, -3, 24 * 20, -24 * 20] {
            clock.shift(SignedDuration::from_hours(hours))?;
            tokio::time::sleep(pause).await;
        }
        clock.set(back)?;
        tokio::time::sleep(pause).await;
    }
    stage.place.still_runs()?;
    finish(&ledger, tasks).await?;
    if !is_short {
        // What was put by a clock that ran ahead is brought back once a minute.
        tokio::time::sleep(Duration::from_secs(62)).await;
    }
    clock.set((clock.now().date() + 60.days()).at(7, 0, 0, 0))?;
    clock.next_morning()?;
    tokio::time::sleep(pause).await;
    check::records(&stage.place, &ledger, Instant::now()).await?;
    check::letters(&stage.place, &ledger, Instant::now()).await?;
    let delivered = check::deliveries(&stage.place, &stage.receiver).await?;
    ensure!(delivered.messages > 0, "nothing was sent to anybody");
    ensure!(delivered.again == 0, "{} messages came twice", delivered.again);
    check::own_words(&stage.place)?;
    Ok(format!(
        "clock jumps, {}: {} jumps, {} records, {} deliveries, none twice; {} s",
        engine(is_postgres),
        jumps * 7,
        locked(&ledger.records).len(),
        delivered.messages,
        begun.elapsed().as_secs()
    ))
}

/// Nobody takes mail for a day: all of it comes when somebody does, and one digest for everybody.
pub async fn mail_down(program: &Path, is_postgres: bool, seed: u64, is_short: bool) -> Result<String> {
    let begun = Instant::now();
    let stage = Stage::new(program, is_postgres, seed).await?;
    let (ledger, random) = (Ledger::default(), Random::new(seed));
    stage.receiver.is_down.store(true, Ordering::Relaxed);
    let letters = press(&stage, &ledger, &random, 5).await?;
    let hours = if is_short { 3 } else { 1 };
    for _ in 0..24 / hours {
        tokio::time::sleep(Duration::from_millis(2200)).await;
        stage.place.clock.shift(SignedDuration::from_hours(hours))?;
    }
    let refused = stage.receiver.refused.load(Ordering::Relaxed);
    ensure!(refused > letters, "it was tried {refused} times only");
    let taken = stage.receiver.taken().len();
    ensure!(taken == 0, "{taken} messages were taken by somebody who is away");
    stage.receiver.is_down.store(false, Ordering::Relaxed);
    // The longest pause between two tries.
    stage.place.clock.shift(SignedDuration::from_hours(2))?;
    let delivered = check::deliveries(&stage.place, &stage.receiver).await?;
    ensure!(delivered.again == 0, "{} messages came twice", delivered.again);
    check::letters(&stage.place, &ledger, Instant::now()).await?;
    let mut look = stage.place.look().await?;
    let sql = "SELECT d.person_id, COUNT(*) AS digests FROM digest d JOIN message m ON m.id = d.message_id \
               WHERE m.state = 'sent' GROUP BY d.person_id";
    let rows = look.tx.rows(sql, vec![]).await?;
    look.end().await;
    for row in &rows {
        ensure!(
            row.int("digests")? == 1,
            "somebody got {} digests",
            row.int("digests")?
        );
    }
    ensure!(!rows.is_empty(), "nobody got a digest");
    Ok(format!(
        "mail down for a day, {}: refused {refused} times, then {} deliveries, {} of them digests; {} s",
        engine(is_postgres),
        delivered.messages,
        rows.len(),
        begun.elapsed().as_secs()
    ))
}

/// The database is gone for a while: an honest page meanwhile, and nobody has to start anything again.
pub async fn database_gone(program: &Path, seed: u64, away: Duration) -> Result<String> {
    let begun = Instant::now();
    let mut stage = Stage::new(program, true, seed).await?;
    let ledger = Arc::new(Ledger::default());
    let tasks = stage.work(&ledger, seed);
    tokio::time::sleep(Duration::from_secs(2)).await;
    let server = stage.server.as_mut().context("a server")?;
    tokio::task::block_in_place(|| server.stop())?;
    let gone = Instant::now();
    let (mut asked, mut slowest) = (0, Duration::ZERO);
    let client = stage.people.officer()?.client();
    while gone.elapsed() < away {
        for page in ["/viec", "/dang-nhap"] {
            let asking = Instant::now();
            let answer = client.get(page).await?;
            slowest = slowest.max(asking.elapsed());
            honest(&answer, "sự cố").with_context(|| page)?;
            asked += 1;
        }
        let health = client.get("/healthz").await?;
        ensure!(
            health.status == 503,
            "/healthz answers {} without a database",
            health.status
        );
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    ensure!(
        slowest < Duration::from_secs(15),
        "an answer took {} s",
        slowest.as_secs()
    );
    let dishonest = locked(&ledger.refusals).get(&409).copied().unwrap_or(0);
    let server = stage.server.as_mut().context("a server")?;
    tokio::task::block_in_place(|| server.start())?;
    let back = stage.place.ready().await?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    stage.place.still_runs()?;
    finish(&ledger, tasks).await?;
    ensure!(
        dishonest == 0,
        "{dishonest} people were told that somebody else wrote at the same time"
    );
    check::records(&stage.place, &ledger, Instant::now()).await?;
    check::letters(&stage.place, &ledger, Instant::now()).await?;
    let delivered = check::deliveries(&stage.place, &stage.receiver).await?;
    check::own_words(&stage.place)?;
    Ok(format!(
        "database gone for {} s: {asked} pages said so, the slowest after {} ms; back after {} ms; {} records, {} sent \
         again, {} deliveries; {} s",
        away.as_secs(),
        slowest.as_millis(),
        back.as_millis(),
        locked(&ledger.records).len(),
        ledger.resent.load(Ordering::Relaxed),
        delivered.messages,
        begun.elapsed().as_secs()
    ))
}
