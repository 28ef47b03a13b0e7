//! What a guide ends in: what to do, with which papers, where, at what cost, how long it takes.

use jiff::civil::Date;

/// What is said where the record of a procedure has no fee.
pub const FEE_UNSAID: &str =
    "Hồ sơ thủ tục không ghi mức thu. Hãy hỏi nơi nộp (bộ phận một cửa) trước khi nộp tiền.";
/// What is said where the record of a procedure has no time limit.
pub const TIME_UNSAID: &str = "Hồ sơ thủ tục không ghi thời hạn. Hãy hỏi nơi nộp (bộ phận một cửa); ngày trả kết quả ghi trên giấy hẹn.";

/// One end of a guide. What changes with the law stands with the days on which it holds; [`Outcome::on`] picks.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Outcome {
    /// Name inside the flow.
    pub key: String,
    /// What it comes to, as a heading.
    pub title: String,
    /// What to know first; may be empty.
    pub note: String,
    /// National codes, at least one.
    pub procedures: Vec<Dated<String>>,
    /// What to do, in order.
    pub steps: Vec<Dated<String>>,
    /// What to bring; may be empty.
    pub papers: Vec<Dated<String>>,
    /// Where to hand it in.
    pub place: String,
    /// What it costs, in words; at most one holds on a day.
    pub fee: Vec<Dated<String>>,
    /// How long it may take; at most one holds on a day.
    pub time: Vec<Dated<TimeLimit>>,
    /// What can be done online; at most one holds on a day.
    pub online: Vec<Dated<Online>>,
    /// What the public post does; at most one holds on a day.
    pub postal: Vec<Dated<Postal>>,
    /// What officials may not ask for.
    pub not_asked: Vec<Dated<String>>,
    pub(crate) line: usize,
}

/// A value with the days on which it holds, both included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated<T> {
    /// The value.
    pub value: T,
    /// First day; none: always did.
    pub from: Option<Date>,
    /// Last day; none: until further notice.
    pub to: Option<Date>,
}

impl<T> Dated<T> {
    /// Whether it holds on a day.
    pub fn holds(&self, on: Date) -> bool {
        self.from.is_none_or(|from| from <= on) && self.to.is_none_or(|to| on <= to)
    }

    /// Whether there is a day on which both hold.
    pub(crate) fn meets(&self, other: &Self) -> bool {
        let begins_in_time = |one: &Self, two: &Self| match (one.from, two.to) {
            (Some(from), Some(to)) => from <= to,
            _ => true,
        };
        begins_in_time(self, other) && begins_in_time(other, self)
    }
}

/// How long a matter may take.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TimeLimit {
    /// As it is said: "7 ngày làm việc".
    pub words: String,
    /// As it can be reckoned with; `None` where the record has no unit.
    pub length: Option<Length>,
}

/// A length to reckon with; the day on which the dossier is received is not counted (CAL-02).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// Days on which offices work.
    WorkingDays(u16),
    /// Days of the calendar.
    Days(u16),
}

/// What can be done online (TTHC-11).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Online {
    /// Toàn trình: nothing but the pickup or the post is left to do.
    Full,
    /// Một phần: somebody has to come at some point.
    Part,
    /// There is an online channel, the record does not say how far it goes.
    Some,
    /// Nothing.
    No,
}

/// What the public post does (TTHC-12).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Postal {
    /// Takes the dossier there and brings the result.
    Both,
    /// Brings the result.
    Result,
    /// Takes the dossier there.
    Dossier,
    /// Nothing: one has to come.
    No,
}

impl Online {
    /// In a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::Full => "Nộp trực tuyến toàn trình trên Cổng Dịch vụ công quốc gia, không phải đến nơi.",
            Self::Part => "Nộp trực tuyến một phần: có bước phải đến nơi.",
            Self::Some => "Nộp được qua mạng. Hãy hỏi nơi nộp xem có bước nào phải đến.",
            Self::No => "Không nộp qua mạng: phải đến nơi.",
        }
    }
}

impl Postal {
    /// In a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::Both => "Được gửi hồ sơ và nhận kết quả qua bưu điện (bưu chính công ích).",
            Self::Result => "Được nhận kết quả qua bưu điện (bưu chính công ích).",
            Self::Dossier => "Được gửi hồ sơ qua bưu điện (bưu chính công ích).",
            Self::No => "Không dùng bưu điện: phải đến nơi.",
        }
    }
}

/// An outcome as it stands on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct OutcomeOn<'f> {
    /// National codes.
    pub procedures: Vec<&'f str>,
    /// What to do, in order.
    pub steps: Vec<&'f str>,
    /// What to bring.
    pub papers: Vec<&'f str>,
    /// What it costs, or that it has to be asked.
    pub fee: &'f str,
    /// How long it may take, or that it has to be asked.
    pub time: &'f str,
    /// To reckon the day with.
    pub length: Option<Length>,
    /// What can be done online; `None` when the record is silent.
    pub online: Option<Online>,
    /// What the post does; `None` when the record is silent.
    pub postal: Option<Postal>,
    /// What officials may not ask for.
    pub not_asked: Vec<&'f str>,
}

impl Outcome {
    /// What holds on a day.
    pub fn on(&self, day: Date) -> OutcomeOn<'_> {
        let time = one(&self.time, day);
        OutcomeOn {
            procedures: all(&self.procedures, day),
            steps: all(&self.steps, day),
            papers: all(&self.papers, day),
            fee: one(&self.fee, day).map_or(FEE_UNSAID, String::as_str),
            time: time.map_or(TIME_UNSAID, |time| &time.words),
            length: time.and_then(|time| time.length),
            online: one(&self.online, day).copied(),
            postal: one(&self.postal, day).copied(),
            not_asked: all(&self.not_asked, day),
        }
    }
}

fn one<T>(values: &[Dated<T>], day: Date) -> Option<&T> {
    values
        .iter()
        .find(|dated| dated.holds(day))
        .map(|dated| &dated.value)
}

fn all(values: &[Dated<String>], day: Date) -> Vec<&str> {
    values
        .iter()
        .filter(|dated| dated.holds(day))
        .map(|dated| dated.value.as_str())
        .collect()
}
