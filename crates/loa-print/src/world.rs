//! All that typst can see: two templates, one file of data, the fonts.

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

/// What is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Template {
    /// An official document.
    Sheet,
    /// A poster, a copy to read aloud, a card.
    Handout,
}

/// How many of the faces are those of official documents.
const OFFICIAL: usize = 4;
const FACES: [&[u8]; 7] = [
    include_bytes!("../../../web/dist-print/tinos-regular.ttf"),
    include_bytes!("../../../web/dist-print/tinos-bold.ttf"),
    include_bytes!("../../../web/dist-print/tinos-italic.ttf"),
    include_bytes!("../../../web/dist-print/tinos-bold-italic.ttf"),
    include_bytes!("../../../web/dist-print/sans-regular.ttf"),
    include_bytes!("../../../web/dist-print/sans-bold.ttf"),
    include_bytes!("../../../web/dist-print/tai-viet.ttf"),
];

/// Names of the files. typst numbers names and never takes a number back, so there are no others.
fn id(path: &str) -> Option<FileId> {
    let path = VirtualPath::new(path).ok()?;
    Some(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// The fonts, and what else is the same for all documents.
pub(crate) struct Fonts {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    sheet: Source,
    handout: Source,
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
            sheet: Source::new(id("/sheet.typ")?, include_str!("sheet.typ").to_owned()),
            handout: Source::new(id("/handout.typ")?, include_str!("handout.typ").to_owned()),
            data: id("/sheet.json")?,
        })
    }

    /// Whether every face of official documents can show it.
    pub fn have(&self, c: char) -> bool {
        let shows = |font: &Font| font.info().coverage.contains(u32::from(c));
        c.is_ascii() || self.fonts.iter().take(OFFICIAL).all(shows)
    }

    /// Whether a face of handouts can show it, one for each script.
    pub fn speak(&self, c: char) -> bool {
        let shows = |font: &Font| font.info().coverage.contains(u32::from(c));
        c.is_ascii() || self.fonts.iter().skip(OFFICIAL).any(shows)
    }
}

/// One document to draw.
pub(crate) struct Job<'a> {
    fonts: &'a Fonts,
    template: Template,
    data: Bytes,
}

impl<'a> Job<'a> {
    pub fn new(fonts: &'a Fonts, template: Template, data: String) -> Self {
        Self {
            fonts,
            template,
            data: Bytes::from_string(data),
        }
    }
}

impl Job<'_> {
    fn source_of_template(&self) -> &Source {
        match self.template {
            Template::Sheet => &self.fonts.sheet,
            Template::Handout => &self.fonts.handout,
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
        self.source_of_template().id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main() {
            Ok(self.source_of_template().clone())
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
