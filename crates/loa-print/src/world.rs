//! All that typst can see: one template, one file of data, four fonts.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

const TEMPLATE: &str = include_str!("sheet.typ");
const FACES: [&[u8]; 4] = [
    include_bytes!("../../../web/dist-print/tinos-regular.ttf"),
    include_bytes!("../../../web/dist-print/tinos-bold.ttf"),
    include_bytes!("../../../web/dist-print/tinos-italic.ttf"),
    include_bytes!("../../../web/dist-print/tinos-bold-italic.ttf"),
];

/// Ids are numbers that typst never takes back, so these two are all.
static MAIN: LazyLock<FileId> = LazyLock::new(|| id("/sheet.typ"));
static DATA: LazyLock<FileId> = LazyLock::new(|| id("/sheet.json"));

fn id(path: &str) -> FileId {
    // Both are plain names below the root; the root itself would be found to be no file.
    let path = VirtualPath::new(path).or_else(|_| VirtualPath::new("/"));
    match path {
        Ok(path) => RootedPath::new(VirtualRoot::Project, path).intern(),
        Err(_) => unreachable!("the root is a path"),
    }
}

/// The fonts, and what else is the same for all documents.
pub(crate) struct Fonts {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    template: Source,
}

impl Fonts {
    /// `None` where a font cannot be read.
    pub fn load() -> Option<Self> {
        let fonts: Vec<Font> = FACES
            .iter()
            .map(|face| Font::new(Bytes::new(*face), 0))
            .collect::<Option<_>>()?;
        Some(Self {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            template: Source::new(*MAIN, TEMPLATE.to_owned()),
        })
    }

    /// Whether every face can show it.
    pub fn have(&self, c: char) -> bool {
        c.is_ascii()
            || self
                .fonts
                .iter()
                .all(|font| font.info().coverage.contains(u32::from(c)))
    }
}

/// One document to draw.
pub(crate) struct Job<'a> {
    fonts: &'a Fonts,
    data: Bytes,
}

impl<'a> Job<'a> {
    pub fn new(fonts: &'a Fonts, data: String) -> Self {
        Self {
            fonts,
            data: Bytes::from_string(data),
        }
    }
}

impl World for Job<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.fonts.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        *MAIN
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == *MAIN {
            Ok(self.fonts.template.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == *DATA {
            Ok(self.data.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
