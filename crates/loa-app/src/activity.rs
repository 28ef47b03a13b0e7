//! What was done: what, where, when, by whom, for whom, in which language, at what cost, with photos and files.
//!
//! The day that an activity shows is apart from the moment at which it was told. Its words stand as they were told; who
//! puts them right leaves the earlier ones behind.

use jiff::Timestamp;
use jiff::civil::Date;
use loa_db::id::Id;

use crate::activity::channel::Channel;
use crate::problem::Problems;
use crate::text;

pub mod actions;
pub mod channel;
pub mod store;

/// Characters of what was done, and of where.
pub const WHAT_CHARACTERS: usize = 2000;
/// See [`WHAT_CHARACTERS`].
pub const PLACE_CHARACTERS: usize = 200;
/// People who took part, and đồng, at most: more is a slip of the pen.
pub const MOST_PEOPLE: i64 = 1_000_000;
/// See [`MOST_PEOPLE`].
pub const MOST_DONG: i64 = 1_000_000_000_000;
/// Pieces, and minutes on the air, at most.
pub const MOST_PIECES: i64 = 100_000;
/// Photos of one activity.
pub const MOST_PHOTOS: usize = 3;
/// Other files of one activity.
pub const MOST_OTHER_FILES: usize = 5;
/// Years before today that an activity may have happened.
const YEARS_BACK: i16 = 3;

/// A language in which people were spoken to; its key is its ISO 639-3 code (Vietnamese: 639-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// Tiếng Việt
    Vietnamese,
    /// Tiếng Thái
    Thai,
    /// Tiếng Mông
    Hmong,
    /// Tiếng Xinh Mun
    XinhMun,
    /// Tiếng Khơ Mú
    Khmu,
    /// Tiếng Anh: on public sites (Decree 42/2022, article 7), never told to people.
    English,
}

impl Language {
    /// All of them, in the order of lists.
    pub const ALL: [Language; 6] = [
        Language::Vietnamese,
        Language::Thai,
        Language::Hmong,
        Language::XinhMun,
        Language::Khmu,
        Language::English,
    ];

    /// Those in which people are spoken to (BRD-12).
    pub const SPOKEN: [Language; 5] = [
        Language::Vietnamese,
        Language::Thai,
        Language::Hmong,
        Language::XinhMun,
        Language::Khmu,
    ];

    /// Is it written, in a script that is settled? Of the others the sound counts, what is written beside it is Vietnamese
    /// (BRD-13).
    pub fn is_written(self) -> bool {
        !matches!(self, Language::XinhMun | Language::Khmu)
    }

    /// The language of what is written in texts of this language, for `lang`.
    pub fn of_text(self) -> &'static str {
        match self.is_written() {
            true => self.key(),
            false => Language::Vietnamese.key(),
        }
    }

    /// In the database and in forms.
    pub fn key(self) -> &'static str {
        match self {
            Language::Vietnamese => "vi",
            Language::Thai => "blt",
            Language::Hmong => "hmn",
            Language::XinhMun => "puo",
            Language::Khmu => "kjg",
            Language::English => "en",
        }
    }

    /// The language with this key.
    pub fn with_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.key() == key)
    }

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            Language::Vietnamese => "Việt",
            Language::Thai => "Thái",
            Language::Hmong => "Mông",
            Language::XinhMun => "Xinh Mun",
            Language::Khmu => "Khơ Mú",
            Language::English => "Anh",
        }
    }
}

/// Who was spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Audience {
    /// Người dân
    People,
    /// Cán bộ, công chức, viên chức
    Officials,
    /// Doanh nghiệp
    Business,
}

impl Audience {
    /// All of them, in the order of lists.
    pub const ALL: [Audience; 3] = [Audience::People, Audience::Officials, Audience::Business];

    /// In the database and in forms.
    pub fn key(self) -> &'static str {
        match self {
            Audience::People => "people",
            Audience::Officials => "officials",
            Audience::Business => "business",
        }
    }

    /// The audience with this key.
    pub fn with_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|audience| audience.key() == key)
    }

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            Audience::People => "Người dân",
            Audience::Officials => "Cán bộ, công chức, viên chức",
            Audience::Business => "Doanh nghiệp, hợp tác xã, hộ kinh doanh",
        }
    }
}

/// The words of a language or an audience as it is kept; words that are none of ours stay as they are.
pub fn words(key: &str) -> &str {
    let language = Language::with_key(key).map(Language::label);
    let audience = Audience::with_key(key).map(Audience::label);
    language.or(audience).unwrap_or(key)
}

/// What somebody tells of something done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What was done, in their words.
    pub what: String,
    /// Where, or empty where the words above say it.
    pub place: String,
    /// The day that it shows.
    pub happened_on: Date,
    /// By which way; `None` while nobody said it.
    pub channel: Option<Channel>,
    /// How many pieces in the unit of the channel; one where nothing is told.
    pub pieces: Option<i64>,
    /// Minutes on the air.
    pub minutes: Option<i64>,
    /// For whom.
    pub audience: Option<Audience>,
    /// How many took part.
    pub people: Option<i64>,
    /// In which language.
    pub language: Language,
    /// What it cost, in đồng.
    pub cost_dong: Option<i64>,
}

impl Told {
    /// What is wrong with it on this day, by the fields of the form.
    pub fn problems(&self, today: Date) -> Problems {
        let mut problems = Problems::new();
        if self.happened_on > today {
            let sentence = format!("Ngày làm chưa tới: hôm nay là {}.", text::day(today));
            problems.add("ngay", sentence);
        } else if self.happened_on.year() < today.year() - YEARS_BACK {
            let sentence = format!("Ngày làm đã quá {YEARS_BACK} năm: mời xem lại năm.");
            problems.add("ngay", sentence);
        }
        let length = |text: &str| text.chars().count();
        problems.unless(!self.what.trim().is_empty(), "lam-gi", "Mời ghi đã làm gì.");
        problems.unless(
            length(&self.what) <= WHAT_CHARACTERS,
            "lam-gi",
            "Phần này dài quá.",
        );
        problems.unless(
            length(&self.place) <= PLACE_CHARACTERS,
            "noi",
            "Phần này dài quá.",
        );
        let within = |value: Option<i64>, most| value.is_none_or(|value| (0..=most).contains(&value));
        problems.unless(
            within(self.people, MOST_PEOPLE),
            "so-nguoi",
            "Số người không đúng.",
        );
        problems.unless(
            within(self.cost_dong, MOST_DONG),
            "kinh-phi",
            "Số tiền không đúng.",
        );
        let pieces = within(self.pieces, MOST_PIECES);
        problems.unless(pieces, "so-luong", "Số lượng không đúng.");
        let minutes = within(self.minutes, MOST_PIECES);
        problems.unless(minutes, "so-phut", "Số phút không đúng.");
        problems
    }
}

/// A file that shows an activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// The file.
    pub file: Id,
    /// When the photo was taken, as the phone says.
    pub taken_at: Option<Timestamp>,
}

/// An activity before it is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewActivity {
    /// Whose it is.
    pub unit: Id,
    /// What is told.
    pub told: Told,
    /// Photos and files, in their order.
    pub files: Vec<Shown>,
    /// A sample of a demonstration.
    pub is_sample: bool,
}

/// An activity as it is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    /// Identity.
    pub id: Id,
    /// Whose it is.
    pub unit: Id,
    /// Who told it.
    pub person: Id,
    /// "2022-0317": the year in which it was told, and its number in that year.
    pub code: String,
    /// What is told.
    pub told: Told,
    /// The moment at which it was told.
    pub filed_at: Timestamp,
    /// A sample of a demonstration.
    pub is_sample: bool,
}

/// The number of people that a text tells by itself ("45 người dự"): `None` when it tells none, or several.
pub fn people_in(text: &str) -> Option<i64> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut found = Vec::new();
    for pair in words.windows(2) {
        let [number, noun] = pair else { continue };
        let noun = noun
            .trim_end_matches(|sign: char| !sign.is_alphabetic())
            .to_lowercase();
        let digits: String = number.chars().filter(|sign| *sign != '.').collect();
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        if noun == "người" && is_number {
            found.extend(digits.parse::<i64>().ok().filter(|number| *number <= MOST_PEOPLE));
        }
    }
    match found.as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop where it stands")]
mod tests {
    use super::*;

    #[test]
    fn a_text_tells_how_many_only_when_it_is_plain() {
        for (text, want) in [
            ("Họp bản Nà Dìa, 45 người dự.", Some(45)),
            ("Họp bản, 1.250 người", Some(1250)),
            ("45 người, trong đó 20 người là nữ", None),
            ("Họp 2 bản", None),
            ("người người", None),
            ("99999999999999999999 người", None),
            ("2.000.000 người", None),
            ("", None),
        ] {
            assert_eq!(people_in(text), want, "{text}");
        }
    }
}
