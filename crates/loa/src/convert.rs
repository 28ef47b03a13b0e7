//! Old Word files through LibreOffice, where it is installed.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::message::Problem;
use loa_docfile::read::ReadError;

/// Longest a conversion may take; the first start on a slow machine makes a profile.
const TIME_LIMIT: Duration = Duration::from_secs(60);
/// How often to look whether it is done.
const PAUSE: Duration = Duration::from_millis(40);
/// Names under which LibreOffice is installed.
const PROGRAMS: &[&str] = &["soffice", "libreoffice"];

/// Why there is no converted file.
#[derive(Debug)]
pub enum Failure {
    /// LibreOffice is not there.
    NoProgram,
    /// It took too long.
    TooSlow,
    /// It made a file over the limit.
    TooLarge,
    /// It ended without a file.
    NoResult,
    /// The system refused something.
    System(std::io::Error),
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Failure::System(error)
    }
}

impl Failure {
    /// The sentence for a file.
    pub fn problem(&self, file: &str) -> Problem {
        match self {
            Failure::NoProgram => Problem::cannot_read(file, &ReadError::NeedsConversion),
            Failure::TooLarge => Problem::cannot_read(file, &ReadError::TooLarge("file size")),
            Failure::TooSlow => Problem::cannot_convert(file, ("quá 60 giây", "over 60 seconds")),
            Failure::NoResult => {
                Problem::cannot_convert(file, ("LibreOffice không tạo ra tệp", "LibreOffice made no file"))
            }
            Failure::System(error) => {
                let detail = error.to_string();
                Problem::cannot_convert(file, (&detail, &detail))
            }
        }
    }
}

/// The document as `.docx`. LibreOffice runs with a profile of its own in a folder that is gone afterwards, so
/// that neither an open window nor settings of the user change the outcome.
pub fn to_docx(bytes: &[u8], limit: usize) -> Result<Vec<u8>, Failure> {
    let folder = tempfile::Builder::new().prefix("loa-").tempdir()?;
    let old = folder.path().join("document.doc");
    std::fs::write(&old, bytes)?;
    let mut child = start(folder.path(), &old)?;
    wait(&mut child)?.ok_or(Failure::TooSlow)?;
    let Ok(file) = File::open(folder.path().join("document.docx")) else {
        return Err(Failure::NoResult);
    };
    let mut converted = Vec::new();
    file.take(limit as u64 + 1).read_to_end(&mut converted)?;
    if converted.len() > limit {
        Err(Failure::TooLarge)
    } else {
        Ok(converted)
    }
}

fn start(folder: &Path, old: &Path) -> Result<Child, Failure> {
    for program in PROGRAMS {
        let mut command = Command::new(program);
        command
            .arg(format!(
                "-env:UserInstallation=file://{}/profile",
                folder.display()
            ))
            .args([
                "--headless",
                "--norestore",
                "--nolockcheck",
                "--convert-to",
                "docx:MS Word 2007 XML",
                "--outdir",
            ])
            .arg(folder)
            .arg(old)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        match command.spawn() {
            Ok(child) => return Ok(child),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Failure::NoProgram)
}

/// Waits; `None` when the time was up and the program was ended.
fn wait(child: &mut Child) -> Result<Option<ExitStatus>, Failure> {
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if started.elapsed() >= TIME_LIMIT {
            end(child);
            return Ok(None);
        }
        std::thread::sleep(PAUSE);
    }
}

/// Ends the program and what it started: `soffice` is a script that waits for the real one.
fn end(child: &mut Child) {
    #[cfg(unix)]
    if let Some(group) = i32::try_from(child.id())
        .ok()
        .and_then(rustix::process::Pid::from_raw)
    {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = child.kill();
    let _ = child.wait();
}
