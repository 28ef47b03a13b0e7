//! An installation under trial: the built program, its folder, its database, the time that it sees.

use std::fs::File;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use jiff::Timestamp;
use jiff::civil::Date;
use loa_db::db::Db;
use loa_db::id::Id;
use loa_db::tx::{Scope, Tx};

use crate::client::Client;
use crate::clock::FakeClock;
use crate::receiver::Receiver;

/// How long anything may take that is only waited for.
pub const PATIENCE: Duration = Duration::from_secs(90);

/// A port that nobody has.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// Runs a command to its good end; gives what it printed.
pub fn output(command: &mut Command) -> Result<String> {
    // Without its environment, which is nobody's business.
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    let name = words.join(" ");
    let done = tokio::task::block_in_place(|| command.output()).with_context(|| name.clone())?;
    let told = String::from_utf8_lossy(&done.stdout).into_owned();
    if !done.status.success() {
        bail!(
            "{name}: {}\n{told}{}",
            done.status,
            String::from_utf8_lossy(&done.stderr)
        );
    }
    Ok(told)
}

/// Where the program keeps its data, and the site while it runs.
pub struct Place {
    program: PathBuf,
    /// Folder of the data.
    pub data: PathBuf,
    log: PathBuf,
    /// `None`: SQLite in the folder.
    pub database_url: Option<String>,
    /// The time there.
    pub clock: Arc<FakeClock>,
    /// `None`: nothing is sent.
    receiver: Option<Arc<Receiver>>,
    port: u16,
    site: Option<Child>,
}

impl Place {
    /// A place with nothing in it.
    pub fn new(
        program: &Path,
        data: PathBuf,
        database_url: Option<String>,
        clock: Arc<FakeClock>,
        receiver: Option<Arc<Receiver>>,
    ) -> Result<Self> {
        Ok(Self {
            program: program.to_owned(),
            log: data.with_extension("log"),
            data,
            database_url,
            clock,
            receiver,
            port: free_port()?,
            site: None,
        })
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        let surroundings =
            std::env::vars_os().filter(|(name, _)| !name.to_string_lossy().starts_with("LOA_"));
        command
            .env_clear()
            .envs(surroundings)
            .env("LOA_DATA", &self.data)
            .env("LOA_LANG", "en")
            .env("LOA_LOG", "warn,loa_app::job=info")
            .envs(self.database_url.iter().map(|url| ("LOA_DATABASE_URL", url)))
            .args(arguments)
            .stdin(Stdio::null());
        command
    }

    /// Runs a command of the program to its good end, at the time of the place; gives what it printed.
    pub fn loa(&self, arguments: &[&str]) -> Result<String> {
        output(self.command(arguments).envs(self.clock.environment()))
    }

    /// A command of the program, at the time of the place, to be run beside everything else.
    pub fn beside(&self, arguments: &[&str]) -> Command {
        let mut command = self.command(arguments);
        command.envs(self.clock.environment());
        command
    }

    fn log_file(&self) -> Result<File> {
        Ok(File::options().create(true).append(true).open(&self.log)?)
    }

    /// The sample district of the demonstration on a day, with its plan in force and the work of months.
    pub fn found(&self, today: Date) -> Result<()> {
        let told = self.data.with_extension("demo");
        let data = self.data.display().to_string();
        let today = today.to_string();
        let arguments = [
            "demo",
            "--listen",
            "127.0.0.1:0",
            "--data",
            &data,
            "--today",
            &today,
        ];
        let mut command = self.command(&arguments);
        let mut demo = command
            .stderr(File::create(&told)?)
            .stdout(Stdio::null())
            .spawn()?;
        let begun = Instant::now();
        let is_ready = loop {
            if std::fs::read_to_string(&told)?.contains("Ready") {
                break true;
            }
            if demo.try_wait()?.is_some() || begun.elapsed() > PATIENCE {
                break false;
            }
            std::thread::sleep(Duration::from_millis(50));
        };
        Command::new("kill")
            .args(["-TERM", &demo.id().to_string()])
            .status()?;
        demo.wait()?;
        ensure!(
            is_ready,
            "loa demo does not start: {}",
            std::fs::read_to_string(&told)?
        );
        Ok(())
    }

    /// Starts the site.
    pub fn start(&mut self) -> Result<()> {
        let listen = format!("127.0.0.1:{}", self.port);
        let mut command = self.beside(&["serve", "--listen", &listen]);
        if let Some(receiver) = &self.receiver {
            command.env("LOA_SMTP_URL", format!("smtp://127.0.0.1:{}", receiver.smtp_port));
            command.env("LOA_MAIL_FROM", "Loa <loa@mau.example.vn>");
            command.env(
                "LOA_WEBHOOK_URL",
                format!("http://127.0.0.1:{}/", receiver.webhook_port),
            );
        }
        let log = self.log_file()?;
        self.site = Some(command.stdout(Stdio::null()).stderr(log).spawn()?);
        Ok(())
    }

    /// `kill -9` of the site.
    pub fn kill(&mut self) -> Result<()> {
        let mut site = self.site.take().context("the site does not run")?;
        ensure!(
            site.try_wait()?.is_none(),
            "the site ended by itself: see {}",
            self.log.display()
        );
        site.kill()?;
        site.wait()?;
        Ok(())
    }

    /// Has it been running without a break?
    pub fn still_runs(&mut self) -> Result<()> {
        let ended = self.site.as_mut().map(Child::try_wait).transpose()?;
        ensure!(
            ended == Some(None),
            "the site ended by itself: see {}",
            self.log.display()
        );
        Ok(())
    }

    /// Somebody's way to the site.
    pub fn client(&self) -> Result<Client> {
        Client::new(self.port)
    }

    /// Waits until the site answers and its database does; gives how long that took.
    pub async fn ready(&self) -> Result<Duration> {
        let begun = Instant::now();
        let client = self.client()?;
        loop {
            if client
                .get("/healthz")
                .await
                .is_ok_and(|answer| answer.status == 200)
            {
                return Ok(begun.elapsed());
            }
            ensure!(
                begun.elapsed() < PATIENCE,
                "the site is not ready after {} s: see {}",
                PATIENCE.as_secs(),
                self.log.display()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Its database, opened beside the site. Nobody may hold it while the site is killed: SQLite would have less to mend.
    pub async fn look(&self) -> Result<Look> {
        let embedded = || format!("sqlite:{}", self.data.join("loa.db").display());
        let address = self.database_url.clone().unwrap_or_else(embedded);
        let db = Db::open(&address).await?;
        let now = Timestamp::now();
        let scope = Scope {
            locality: Id(0),
            person: None,
            address: None,
            job: None,
            now,
            today: self.clock.now().date(),
        };
        let tx = db.read(scope).await?;
        Ok(Look { db, tx })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(mut site) = self.site.take() {
            let _ = site.kill();
            let _ = site.wait();
        }
    }
}

/// A look into the database, on one state of it.
pub struct Look {
    db: Db,
    /// What it reads in.
    pub tx: Tx,
}

impl Look {
    /// Lets go.
    pub async fn end(self) {
        drop(self.tx);
        self.db.close().await;
    }
}
