//! Where answers go: standard output, or a file that is whole or not there at all.

use std::io::{ErrorKind, IsTerminal as _, Write as _};
use std::path::Path;

use crate::message::Problem;

/// Prints. A reader that has seen enough (`| head`) is no error.
pub fn print(bytes: &[u8]) -> Result<(), Problem> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Problem::cannot_write("-", &error)),
        _ => Ok(()),
    }
}

/// Prints for people who wait: on standard error, where nothing can be done about a failure.
pub fn tell(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Tells what only a person at a terminal wants to know.
pub fn tell_waiting(text: &str) {
    if std::io::stderr().is_terminal() {
        tell(text);
    }
}

/// Whether a person sits at standard output.
pub fn is_terminal() -> bool {
    std::io::stdout().is_terminal()
}

/// Writes a file beside its place first and then renames it: nobody ever sees half of it.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    // A link keeps pointing to its target; a device or pipe must not be replaced by a file.
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let special = std::fs::metadata(&target).is_ok_and(|data| !data.is_file());
    let outcome = if special {
        std::fs::write(&target, bytes)
    } else {
        replace(&target, bytes)
    };
    outcome.map_err(|error| Problem::cannot_write(&path.display().to_string(), &error))
}

fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".loa-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let kept = std::fs::metadata(path).map_or(0o666, |data| data.permissions().mode() & 0o777);
        builder.permissions(std::fs::Permissions::from_mode(kept));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}
