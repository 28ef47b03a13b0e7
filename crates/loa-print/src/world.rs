//! All that typst can see: one template, one file of data, four fonts.

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

/// Names of the two files. typst numbers names and never takes a number back, so there are no others.
fn id(path: &str) -> Option<FileId> {
    let path = VirtualPath::new(path).ok()?;
    Some(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// The fonts, and what else is the same for all documents.
pub(crate) struct Fonts {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    template: Source,
    data: FileId,
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
            template: Source::new(id("/sheet.typ")?, TEMPLATE.to_owned()),
            data: id("/sheet.json")?,
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
        self.fonts.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main() {
            Ok(self.fonts.template.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.fonts.data {
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
