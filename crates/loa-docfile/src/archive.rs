//! Zip archives: entries by name, with a count of every byte that comes out.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::read::{Limits, ReadError};

/// An archive and what may still be unpacked from it.
pub(crate) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    bytes_left: usize,
}

impl<'a> Archive<'a> {
    pub(crate) fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, ReadError> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
        Ok(Self {
            zip,
            bytes_left: limits.unpacked_bytes,
        })
    }

    /// Whether an entry of that name is there.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.zip.index_for_name(name).is_some()
    }

    /// Whether any entry lies in that folder (with its slash).
    pub(crate) fn has_folder(&self, folder: &str) -> bool {
        self.zip
            .file_names()
            .flatten()
            .any(|name| name.starts_with(folder))
    }

    /// An entry's bytes, `None` when there is no such entry. Stops as soon as more comes out than is
    /// left, whatever the header says.
    pub(crate) fn entry(&mut self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        let Some(index) = self.zip.index_for_name(name) else {
            return Ok(None);
        };
        let mut out = Vec::new();
        self.unpack(index, &mut out)?;
        Ok(Some(out))
    }

    /// Unpacks everything once and throws it away: for programs that unpack by themselves without a limit.
    pub(crate) fn check_size(&mut self) -> Result<(), ReadError> {
        for index in 0..self.zip.len() {
            let mut entry = self.zip.by_index(index).map_err(|error| damaged(&error))?;
            let mut limited = (&mut entry).take(self.bytes_left as u64 + 1);
            // A broken entry that nobody needs does no harm; one that is needed fails later.
            let count = std::io::copy(&mut limited, &mut std::io::sink()).unwrap_or(0);
            drop(entry);
            self.spend(usize::try_from(count).unwrap_or(usize::MAX))?;
        }
        Ok(())
    }

    fn unpack(&mut self, index: usize, out: &mut Vec<u8>) -> Result<(), ReadError> {
        let mut entry = self.zip.by_index(index).map_err(|error| damaged(&error))?;
        // What the header says only saves growing in steps; it is not believed.
        out.reserve(
            usize::try_from(entry.size())
                .unwrap_or(0)
                .min(self.bytes_left / 4),
        );
        let read = (&mut entry).take(self.bytes_left as u64 + 1).read_to_end(out);
        let failed = read
            .err()
            .map(|error| ReadError::Damaged(format!("archive entry: {error}")));
        drop(entry);
        self.spend(out.len())?;
        failed.map_or(Ok(()), Err)
    }

    fn spend(&mut self, count: usize) -> Result<(), ReadError> {
        self.bytes_left = self
            .bytes_left
            .checked_sub(count)
            .ok_or(ReadError::TooLarge("unpacked size"))?;
        Ok(())
    }
}

fn damaged(error: &ZipError) -> ReadError {
    match error {
        ZipError::UnsupportedArchive(text) if *text == ZipError::PASSWORD_REQUIRED => ReadError::Encrypted,
        other => ReadError::Damaged(format!("archive: {other}")),
    }
}
