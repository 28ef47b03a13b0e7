//! A PostgreSQL server of one's own that can be killed with all its processes and started again.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};

use crate::place::{free_port, output};

/// A server with its data below a folder.
pub struct Postgres {
    folder: PathBuf,
    port: u16,
    /// Not root: the server refuses to run as that.
    owner: Option<&'static str>,
    child: Option<Child>,
}

impl Postgres {
    /// Makes a cluster and starts it. `data` may lie on another disk; its log of writes does not.
    pub fn new(folder: &Path, data: &Path) -> Result<Self> {
        let is_root = output(Command::new("id").arg("-u"))?.trim() == "0";
        fs::create_dir_all(folder)?;
        let mut server = Self {
            folder: folder.to_owned(),
            port: free_port()?,
            owner: is_root.then_some("postgres"),
            child: None,
        };
        if let Some(owner) = server.owner {
            for folder in [folder, data] {
                fs::create_dir_all(folder)?;
                fs::set_permissions(folder, Permissions::from_mode(0o755))?;
                output(Command::new("chown").arg(owner).arg(folder))?;
            }
        }
        let cluster = data.join("cluster");
        let mut init = server.command("initdb");
        init.args([
            "-U",
            "loa",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        ]);
        init.arg("-D").arg(&cluster).arg("-X").arg(folder.join("wal"));
        output(&mut init)?;
        std::os::unix::fs::symlink(&cluster, folder.join("data"))?;
        server.start()?;
        Ok(server)
    }

    fn command(&self, program: &str) -> Command {
        let mut command = match self.owner {
            None => Command::new(program),
            Some(owner) => {
                let mut command = Command::new("setpriv");
                command
                    .arg(format!("--reuid={owner}"))
                    .arg(format!("--regid={owner}"));
                command.arg("--clear-groups").arg(program);
                command
            }
        };
        command.current_dir(&self.folder).stdin(Stdio::null());
        command
    }

    /// Starts it and waits until it answers.
    pub fn start(&mut self) -> Result<()> {
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.folder.join("postgres.log"))?;
        let begun = Instant::now();
        loop {
            let mut command = self.command("postgres");
            command.arg("-D").arg(self.folder.join("data"));
            command.args(["-p", &self.port.to_string(), "-c", "listen_addresses=127.0.0.1"]);
            command
                .arg("-c")
                .arg(format!("unix_socket_directories={}", self.folder.display()));
            command.args(["-c", "max_connections=100", "-c", "shared_buffers=32MB"]);
            // A killed process loses nothing of what the system has; only a power cut would.
            command.args(["-c", "fsync=off"]);
            let mut child = command
                .stdout(log.try_clone()?)
                .stderr(log.try_clone()?)
                .spawn()?;
            while child.try_wait()?.is_none() {
                if self.answers() {
                    self.child = Some(child);
                    return Ok(());
                }
                ensure!(
                    begun.elapsed() < Duration::from_secs(60),
                    "PostgreSQL does not start"
                );
                std::thread::sleep(Duration::from_millis(50));
            }
            // What a killed server leaves behind may be held for a moment.
            ensure!(
                begun.elapsed() < Duration::from_secs(60),
                "PostgreSQL does not start"
            );
            std::thread::sleep(Duration::from_millis(200));
        }
    }

    fn answers(&self) -> bool {
        let mut ask = Command::new("pg_isready");
        ask.args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string()]);
        ask.status().is_ok_and(|status| status.success())
    }

    /// `kill -9` of the server and of everything that it started.
    pub fn kill(&mut self) -> Result<()> {
        let mut child = self.child.take().context("PostgreSQL does not run")?;
        let mut all = vec![child.id()];
        all.extend(children(child.id()));
        let mut kill = Command::new("kill");
        kill.arg("-9").args(all.iter().map(ToString::to_string));
        // Some end by themselves between the look and the blow.
        let _ = kill.stderr(Stdio::null()).status()?;
        child.wait()?;
        let begun = Instant::now();
        while all.iter().any(|id| Path::new(&format!("/proc/{id}")).exists()) {
            ensure!(
                begun.elapsed() < Duration::from_secs(20),
                "PostgreSQL does not die"
            );
            std::thread::sleep(Duration::from_millis(10));
        }
        Ok(())
    }

    /// Stops it as a system does, without waiting for anybody.
    pub fn stop(&mut self) -> Result<()> {
        if let Some(mut child) = self.child.take() {
            let stopped = Command::new("kill")
                .args(["-INT", &child.id().to_string()])
                .status()?;
            if !stopped.success() {
                bail!("PostgreSQL cannot be stopped");
            }
            child.wait()?;
        }
        Ok(())
    }

    /// Makes a database; gives its address.
    pub fn create(&self, name: &str) -> Result<String> {
        let port = self.port.to_string();
        let mut create = Command::new("createdb");
        create.args(["-h", "127.0.0.1", "-p", &port, "-U", "loa", name]);
        output(&mut create)?;
        Ok(format!("postgres://loa@127.0.0.1:{port}/{name}"))
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let _ = self.stop();
    }
}

/// Processes that a process started.
fn children(of: u32) -> Vec<u32> {
    let Ok(processes) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    let parent = |id: &u32| {
        let told = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
        // The name in brackets may hold anything; the parent is the second word behind it.
        let (_, rest) = told.rsplit_once(')')?;
        rest.split_whitespace().nth(1)?.parse::<u32>().ok()
    };
    let names = processes.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok());
    names.filter(|id| parent(id) == Some(of)).collect()
}
