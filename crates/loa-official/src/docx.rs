//! Official documents as DOCX files (Office Open XML, transitional).
//!
//! The same document always gives the same bytes: the entries carry no time, and the properties only the day of issue.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::document::Document;
use crate::sheet::Sheet;

mod content;
mod package;
mod styles;

/// Why no file could be made.
#[derive(Debug, thiserror::Error)]
pub enum DocxError {
    /// More than the format can hold.
    #[error("the DOCX file could not be put together")]
    Zip(#[from] zip::result::ZipError),
    /// As above, from the compression.
    #[error("the DOCX file could not be written")]
    Io(#[from] std::io::Error),
}

/// The document as a DOCX file.
pub fn write(document: &Document) -> Result<Vec<u8>, DocxError> {
    let sheet = Sheet::of(document);
    let (content, files) = content::document(&sheet);
    let mut parts = vec![
        ("[Content_Types].xml".to_owned(), package::content_types(&files)),
        ("_rels/.rels".to_owned(), package::relationships()),
        ("docProps/core.xml".to_owned(), package::core_properties(&sheet)),
        ("docProps/app.xml".to_owned(), package::app_properties()),
        ("word/document.xml".to_owned(), content),
        (
            "word/_rels/document.xml.rels".to_owned(),
            package::document_relationships(&files),
        ),
        ("word/styles.xml".to_owned(), styles::styles()),
        (
            "word/numbering.xml".to_owned(),
            styles::numbering(sheet.pages.len()),
        ),
        ("word/settings.xml".to_owned(), package::settings()),
        ("word/fontTable.xml".to_owned(), package::font_table()),
    ];
    parts.extend(
        files
            .into_iter()
            .map(|file| (format!("word/{}", file.name), file.content)),
    );
    zipped(parts)
}

fn zipped(parts: Vec<(String, Vec<u8>)>) -> Result<Vec<u8>, DocxError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    for (name, content) in parts {
        zip.start_file(name, options)?;
        zip.write_all(&content)?;
    }
    Ok(zip.finish()?.into_inner())
}

#[cfg(test)]
mod tests;
