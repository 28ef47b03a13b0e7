//! What must hold, asked of the database and of those who received something.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use jiff::SignedDuration;
use loa_db::id::Id;
use loa_db::params;
use loa_db::tx::Tx;

use crate::load::{Ledger, Promise, locked};
use crate::place::Place;
use crate::receiver::Receiver;

/// Every record that was promised before a moment is there once, with its file and what it proves; nothing is there twice.
pub async fn records(place: &Place, ledger: &Ledger, until: Instant) -> Result<()> {
    // What was promised is copied first: what comes in meanwhile may be there or not.
    let promised: Vec<Promise> = locked(&ledger.records)
        .iter()
        .filter(|one| one.at <= until)
        .cloned()
        .collect();
    let mut look = place.look().await?;
    let told = in_order(&mut look.tx, &promised).await;
    look.end().await;
    told
}

async fn in_order(tx: &mut Tx, promised: &[Promise]) -> Result<()> {
    let rows = tx
        .rows(
            "SELECT id, what FROM activity WHERE what LIKE 'Sự vụ thử%'",
            vec![],
        )
        .await?;
    let mut there: HashMap<String, Id> = HashMap::new();
    for row in &rows {
        let what = row.text("what")?;
        ensure!(
            there.insert(what.clone(), row.id("id")?).is_none(),
            "“{what}” is there twice"
        );
    }
    let sql = "SELECT activity_id, COUNT(*) AS files FROM activity_file GROUP BY activity_id";
    let mut files: HashMap<Id, i64> = HashMap::new();
    for row in tx.rows(sql, vec![]).await? {
        files.insert(row.id("activity_id")?, row.int("files")?);
    }
    let sql = "SELECT p.activity_id, p.duty_id, d.state FROM proof p JOIN duty d ON d.id = p.duty_id";
    let mut proofs: HashMap<Id, Vec<(i64, String)>> = HashMap::new();
    for row in tx.rows(sql, vec![]).await? {
        let proof = (row.id("duty_id")?.0, row.text("state")?);
        proofs.entry(row.id("activity_id")?).or_default().push(proof);
    }
    for one in promised {
        let marker = &one.marker;
        let id = there
            .get(marker)
            .with_context(|| format!("“{marker}” was promised and is not there"))?;
        let of_it = files.get(id).copied().unwrap_or(0);
        ensure!(of_it == i64::from(one.has_file), "“{marker}” has {of_it} files");
        let proven: Vec<i64> = proofs
            .get(id)
            .into_iter()
            .flatten()
            .map(|(duty, _)| *duty)
            .collect();
        let wanted: Vec<i64> = one.duty.into_iter().collect();
        ensure!(proven == wanted, "“{marker}” proves {proven:?}, not {wanted:?}");
    }
    let open = proofs
        .values()
        .flatten()
        .find(|(_, state)| state == "open" || state == "cancelled");
    ensure!(open.is_none(), "a duty has proof and is {open:?}");
    once_each(tx).await
}

/// What must be there as often as something else: numbers of records, entries of the log, jobs of messages.
async fn once_each(tx: &mut Tx) -> Result<()> {
    let sql = "SELECT a.code FROM activity a LEFT JOIN audit_entry e \
               ON e.thing_id = a.id AND e.action = 'activity.recorded' GROUP BY a.id, a.code HAVING COUNT(e.id) <> 1";
    nothing(tx, sql, "a record is not in the log once").await?;
    let sql = "SELECT n.year FROM activity_number n LEFT JOIN activity a ON a.code LIKE CAST(n.year AS TEXT) || '-%' \
               GROUP BY n.year, n.last HAVING COUNT(a.id) <> n.last";
    nothing(tx, sql, "a number of records was lost").await?;
    let sql = "SELECT person_id, on_day FROM digest GROUP BY person_id, on_day HAVING COUNT(*) > 1";
    nothing(tx, sql, "somebody has two digests of a day").await
}

async fn nothing(tx: &mut Tx, sql: &'static str, told: &str) -> Result<()> {
    let found = tx.rows(sql, vec![]).await?.len();
    ensure!(found == 0, "{told} ({found} times)");
    Ok(())
}

/// Letters that were promised before a moment are there once, no letter twice.
pub async fn letters(place: &Place, ledger: &Ledger, until: Instant) -> Result<()> {
    let promised: Vec<String> = {
        let all = locked(&ledger.letters);
        all.iter()
            .filter(|(_, at)| *at <= until)
            .map(|(marker, _)| marker.clone())
            .collect()
    };
    let mut look = place.look().await?;
    let rows = look
        .tx
        .rows("SELECT letter FROM urge WHERE letter LIKE 'Thư thử%'", vec![])
        .await?;
    let mut there = HashSet::new();
    for row in &rows {
        let letter = row.text("letter")?;
        ensure!(!there.contains(&letter), "the letter “{letter}” is there twice");
        there.insert(letter);
    }
    look.end().await;
    let lost = promised.iter().find(|marker| !there.contains(*marker));
    ensure!(
        lost.is_none(),
        "the letter “{}” was promised and is not there",
        lost.map_or("", |one| one)
    );
    Ok(())
}

/// What was delivered.
#[derive(Debug, Clone, Copy, Default)]
pub struct Delivered {
    /// Messages.
    pub messages: usize,
    /// Deliveries of a message that had come already, under the same name.
    pub again: usize,
}

/// Waits until nothing is left to be done: every message that was to go went, under one name, and nobody got anything
/// that is not written down. Time is moved on beyond the leases of nodes that died.
pub async fn deliveries(place: &Place, receiver: &Receiver) -> Result<Delivered> {
    nothing_open(place).await?;
    let mut look = place.look().await?;
    let sql = "SELECT kind, error FROM job WHERE state IN ('failed', 'cancelled')";
    let failed = look.tx.rows(sql, vec![]).await?;
    if let Some(row) = failed.first() {
        let (kind, error) = (row.text("kind")?, row.text_or_null("error")?);
        bail!("{} jobs failed, one of them {kind}: {error:?}", failed.len());
    }
    let sql = "SELECT id, state, unique_key FROM message WHERE channel <> 'paste'";
    let messages = look.tx.rows(sql, vec![]).await?;
    let sql = "SELECT unique_key FROM job WHERE kind = 'message.send'";
    let jobs = look.tx.rows(sql, vec![]).await?;
    look.end().await;
    let jobs = jobs.iter().map(|row| row.text_or_null("unique_key"));
    let jobs = jobs.collect::<Result<HashSet<Option<String>>, _>>()?;
    let taken = receiver.taken();
    let (mut known, mut sent) = (HashSet::new(), 0);
    for row in &messages {
        let (name, state, key) = (
            row.id("id")?.to_string(),
            row.text("state")?,
            row.text("unique_key")?,
        );
        ensure!(jobs.contains(&Some(name.clone())), "{key} has no job");
        match state.as_str() {
            "sent" => {
                ensure!(
                    taken.contains_key(&name),
                    "{key} counts as sent and nobody got it"
                );
                sent += 1;
            }
            // A digest with nothing left to say, or whose lines the next one told.
            "dropped" => ensure!(key.starts_with("digest:"), "{key} was dropped"),
            other => bail!("{key} is {other}"),
        }
        known.insert(name);
    }
    let strange = taken.keys().find(|name| !known.contains(*name));
    ensure!(
        strange.is_none(),
        "somebody got {strange:?}, which is not written down"
    );
    let again = taken.values().map(|count| count - 1).sum();
    Ok(Delivered {
        messages: sent,
        again,
    })
}

/// Waits until nothing is left to be done; time is moved on beyond the leases of those that died.
async fn nothing_open(place: &Place) -> Result<()> {
    let begun = Instant::now();
    loop {
        let mut look = place.look().await?;
        let open = open(&mut look.tx, place).await?;
        look.end().await;
        if open.is_empty() {
            return Ok(());
        }
        ensure!(
            begun.elapsed() < Duration::from_secs(100),
            "left undone: {}",
            open.join("; ")
        );
        place.clock.shift(SignedDuration::from_mins(3))?;
        tokio::time::sleep(Duration::from_millis(1500)).await;
    }
}

/// What is still to be done by now, or waits for no moment.
async fn open(tx: &mut Tx, place: &Place) -> Result<Vec<String>> {
    let sql = "SELECT kind, run_at, attempts, error FROM job WHERE state = 'waiting'";
    let mut open = Vec::new();
    for row in tx.rows(sql, vec![]).await? {
        let told = (
            row.text("kind")?,
            row.int("attempts")?,
            row.text_or_null("error")?,
        );
        open.push(format!("{told:?}"));
    }
    let sql = "SELECT COUNT(*) AS unsealed FROM audit_entry WHERE seq IS NULL";
    let unsealed = tx
        .row(sql, params![])
        .await?
        .context("a count")?
        .int("unsealed")?;
    if unsealed > 0 {
        open.push(format!("{unsealed} entries of the log are not sealed"));
    }
    open.truncate(5);
    if !open.is_empty() {
        open.push(format!("it is {}", place.clock.now()));
    }
    Ok(open)
}

/// The program's own commands find nothing wrong with the data.
pub fn own_words(place: &Place) -> Result<()> {
    let told = place.loa(&["audit", "verify"])?;
    ensure!(told.contains("whole"), "loa audit verify: {told}");
    doctor(place)
}

/// What `loa doctor` says of rows and files; the clock and the disk of a trial are of no account.
fn doctor(place: &Place) -> Result<()> {
    let mut command = place.beside(&["doctor", "--deep"]);
    let done = tokio::task::block_in_place(|| command.output())?;
    let told = String::from_utf8_lossy(&done.stdout);
    let allowed = [
        "No backup was ever made",
        "The clock",
        // One scene has a small disk.
        "free on the disk",
        "clocks of this machine",
        "newest backup",
        "last backup",
    ];
    let bad = told.lines().filter(|line| line.starts_with('✗'));
    let bad: Vec<&str> = bad
        .filter(|line| !allowed.iter().any(|known| line.contains(known)))
        .collect();
    ensure!(bad.is_empty(), "loa doctor: {}", bad.join("\n"));
    ensure!(
        told.contains("files are whole"),
        "loa doctor: {told}{}",
        String::from_utf8_lossy(&done.stderr)
    );
    Ok(())
}
