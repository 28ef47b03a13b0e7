//! Nothing is lost: the built program under work that is killed, cut off, filled up and set back, and what must hold
//! afterwards. `scripts/crash.sh [ROUNDS|short]` builds and runs it.

#![expect(clippy::print_stdout, reason = "a trial tells what it saw")]

mod check;
mod client;
mod clock;
mod load;
mod place;
mod postgres;
mod random;
mod receiver;
mod rounds;
mod scenes;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::rounds::Victim;

/// What was asked for.
struct Asked {
    program: PathBuf,
    rounds: u64,
    is_short: bool,
    seed: u64,
    /// Empty: everything.
    only: Vec<String>,
}

const USAGE: &str = "crash [--rounds N] [--short] [--seed N] [sqlite|postgres|server|disk|clock|mail|gone]…";

fn asked() -> Result<Asked> {
    let program = std::env::var_os("LOA_BIN").context("LOA_BIN names no program")?;
    let mut asked = Asked {
        program: std::path::absolute(program)?,
        rounds: 200,
        is_short: false,
        seed: u64::from(std::process::id()),
        only: Vec::new(),
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut number = || arguments.next().and_then(|text| text.parse().ok()).context(USAGE);
        match argument.as_str() {
            "--rounds" => asked.rounds = number()?,
            "--seed" => asked.seed = number()?,
            "--short" => (asked.is_short, asked.rounds) = (true, 5),
            "sqlite" | "postgres" | "server" | "disk" | "clock" | "mail" | "gone" => {
                asked.only.push(argument);
            }
            _ => bail!(USAGE),
        }
    }
    Ok(asked)
}

/// A line for who watches.
pub fn say(line: &str) {
    println!("{line}");
}

impl Asked {
    fn wants(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == name)
    }

    /// Both engines, or the one of a short trial.
    fn engines(&self) -> &'static [bool] {
        if self.is_short { &[false] } else { &[false, true] }
    }
}

async fn all(asked: &Asked) -> Result<()> {
    let (program, seed) = (&asked.program, asked.seed);
    for victim in Victim::ALL {
        if asked.wants(victim.key()) {
            say(&rounds::run(program, victim, asked.rounds, seed).await?);
        }
    }
    for is_postgres in [false, true] {
        if asked.wants("disk") {
            say(&scenes::disk_full(program, is_postgres, seed).await?);
        }
    }
    for is_postgres in asked.engines() {
        if asked.wants("clock") {
            say(&scenes::clock_jumps(program, *is_postgres, seed, asked.is_short).await?);
        }
        if asked.wants("mail") {
            say(&scenes::mail_down(program, *is_postgres, seed, asked.is_short).await?);
        }
    }
    if asked.wants("gone") {
        let away = Duration::from_secs(if asked.is_short { 20 } else { 60 });
        say(&scenes::database_gone(program, seed, away).await?);
    }
    Ok(())
}

#[tokio::main]
async fn main() -> ExitCode {
    let begun = Instant::now();
    let asked = match asked() {
        Ok(asked) => asked,
        Err(error) => {
            say(&format!("{error:#}"));
            return ExitCode::from(64);
        }
    };
    say(&format!("seed {}", asked.seed));
    match all(&asked).await {
        Ok(()) => {
            say(&format!("nothing was lost; {} s", begun.elapsed().as_secs()));
            ExitCode::SUCCESS
        }
        Err(error) => {
            say(&format!(
                "{error:#}\nonce more with the same moments: --seed {}",
                asked.seed
            ));
            ExitCode::FAILURE
        }
    }
}
