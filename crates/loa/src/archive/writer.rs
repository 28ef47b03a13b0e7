//! Writes an archive beside its place and gives it its name when all of it is on the disk.

use std::fs::File;
use std::io::{self, BufWriter, Seek as _, SeekFrom, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;

use crate::archive::{
    ABOUT, ABOUT_TEXT, MANIFEST, Manifest, Part, SUM, header, hex, sum_line, sum_of, summed,
};

/// Half-written archives begin like this.
pub const UNFINISHED: &str = ".loa-sao-luu-";
/// Rows are told by far fewer bytes; packing harder takes more time than it saves room.
const PACKING: u32 = 3;

/// An archive on its way.
pub struct Writer {
    tar: tar::Builder<Summed>,
    target: PathBuf,
}

/// A file and the sum of all that went into it.
struct Summed {
    file: BufWriter<NamedTempFile>,
    sum: Sha256,
}

impl Write for Summed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.sum.update(bytes.get(..written).unwrap_or(bytes));
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Writer {
    /// Begins one that will be called like this. It holds secrets: nobody else may read it.
    pub fn begin(target: &Path) -> io::Result<Self> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(UNFINISHED);
        let file = builder.tempfile_in(folder_of(target))?;
        let summed = Summed {
            file: BufWriter::with_capacity(1 << 20, file),
            sum: Sha256::new(),
        };
        let mut writer = Self {
            tar: tar::Builder::new(summed),
            target: target.to_owned(),
        };
        writer.add(ABOUT, ABOUT_TEXT.as_bytes())?;
        Ok(writer)
    }

    /// Adds an entry.
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> io::Result<Part> {
        self.tar
            .append_data(&mut header(bytes.len() as u64), name, bytes)?;
        Ok(Part {
            name: name.to_owned(),
            bytes: bytes.len() as u64,
            sha256: sum_of(bytes),
        })
    }

    /// Adds an entry packed with gzip.
    pub fn add_packed(&mut self, name: &str, bytes: &[u8]) -> io::Result<Part> {
        let mut packed = GzEncoder::new(Vec::new(), Compression::new(PACKING));
        packed.write_all(bytes)?;
        self.add(name, &packed.finish()?)
    }

    /// Adds what was written into a file, from its beginning.
    pub fn add_from(&mut self, name: &str, mut file: File) -> io::Result<Part> {
        file.seek(SeekFrom::Start(0))?;
        let (sum, bytes) = summed(&mut file)?;
        file.seek(SeekFrom::Start(0))?;
        self.tar.append_data(&mut header(bytes), name, file)?;
        Ok(Part {
            name: name.to_owned(),
            bytes,
            sha256: hex(&sum),
        })
    }

    /// Adds the bytes of a file under their hash; nothing is summed twice.
    pub fn add_file(&mut self, hash: &str, bytes: &[u8]) -> io::Result<()> {
        let name = format!("files/{}/{hash}", hash.get(..2).unwrap_or("00"));
        self.tar.append_data(&mut header(bytes.len() as u64), name, bytes)
    }

    /// Writes what stands at the end, waits until the disk has everything, and gives the archive its name. Gives its size.
    pub fn finish(mut self, manifest: &Manifest) -> io::Result<u64> {
        let text = serde_json::to_vec_pretty(manifest)?;
        self.add(MANIFEST, &text)?;
        let sum = self.tar.get_ref().sum.clone().finalize();
        let text = sum_line(&sum);
        self.add(SUM, &text)?;
        let summed = self.tar.into_inner()?;
        let file = summed.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.as_file().sync_all()?;
        let bytes = file.as_file().metadata()?.len();
        file.persist(&self.target).map_err(|error| error.error)?;
        sync_folder(folder_of(&self.target))?;
        Ok(bytes)
    }
}

/// Waits until a new name in a folder is on the disk.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    // Windows has no such thing for folders.
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// The folder that a file lies in.
pub fn folder_of(file: &Path) -> &Path {
    file.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}
