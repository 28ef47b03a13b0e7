//! When an order is due: words read with the years of the plan, the choice of a person, dates.

use jiff::civil::Date;
use loa_calendar::expand::{Frame, Occurrence, expand};
use loa_calendar::language::Language;
use loa_calendar::meaning;
use loa_calendar::phrase::{ColumnKind, Context, read_phrase};
use loa_calendar::recurrence::Frequency;
use loa_calendar::schedule::{Ambiguity, Schedule, Term, When};
use loa_plan_reader::lint::dates::written_dates;
use loa_plan_reader::text::words;
use loa_vietnamese::fold::fold;

use crate::plan::{Choice, Column, Head, Timing};

impl Column {
    const ALL: [Column; 4] = [Column::Period, Column::Completion, Column::Prose, Column::Unknown];

    fn kind(self) -> ColumnKind {
        match self {
            Column::Completion => ColumnKind::Completion,
            Column::Period => ColumnKind::Period,
            Column::Prose => ColumnKind::Prose,
            Column::Unknown => ColumnKind::Unknown,
        }
    }
}

/// What the head of the plan tells the reader of phrases.
fn context(head: &Head, column: Column) -> Context<'_> {
    Context {
        plan_years: head.frame().map(|frame| (frame.first.year(), frame.last.year())),
        issued_on: head.issued_on(),
        column: column.kind(),
        heading: Some(head.title.as_str()).filter(|title| !title.is_empty()),
    }
}

impl Timing {
    /// Reads words.
    pub fn read(text: &str, column: Column, head: &Head) -> Self {
        let schedule = read_phrase(text, &context(head, column));
        Self {
            text: text.to_owned(),
            column,
            norm: schedule.to_string(),
            kind: schedule.kind().to_owned(),
            choice: None,
            at: None,
        }
    }

    /// Words that the reader of documents understood as `norm`: under the heading that gives the same.
    pub fn as_read(text: &str, norm: &str, head: &Head) -> Self {
        let readings = Column::ALL.map(|column| Self::read(text, column, head));
        let first = readings.first().cloned().unwrap_or_default();
        readings
            .into_iter()
            .find(|reading| reading.norm == norm)
            .unwrap_or(first)
    }

    /// Everything that the words can mean, before any choice.
    pub fn readings(&self, head: &Head) -> Schedule {
        read_phrase(&self.text, &context(head, self.column))
    }

    /// What holds: the reading that a person chose, else the first.
    pub fn schedule(&self, head: &Head) -> Schedule {
        let mut schedule = self.readings(head);
        match self.choice {
            Some(Choice::Each) => {
                if let Some(terms) = self.each(head) {
                    schedule.terms = terms;
                }
            }
            Some(Choice::Other(at)) => {
                if let Some(terms) = schedule.others.get(at) {
                    schedule.terms = terms.clone();
                }
            }
            Some(Choice::AsRead) | None => {}
        }
        schedule
    }

    /// A person has to choose before the plan can be adopted.
    pub fn is_open(&self, head: &Head) -> bool {
        self.choice.is_none() && !self.choices(head).is_empty()
    }

    /// A day in the words that no calendar has, as it is written: "31/02/2022". Whatever was read beside it rests on
    /// another day.
    pub fn day_of_no_calendar(&self, head: &Head) -> Option<String> {
        let is_moved = self.readings(head).ambiguities.contains(&Ambiguity::NoSuchDay);
        // Without a year 29 February may exist, unless the reader found the year and it does not.
        let year = match head.frame() {
            Some(frame) if is_moved => frame.first.year(),
            _ => 2024,
        };
        let words = words(&self.text);
        let dates = written_dates(&words);
        let wrong = dates
            .iter()
            .find(|date| date.on(Some(date.year.unwrap_or(year))).is_none());
        let Some(wrong) = wrong else {
            return is_moved.then(|| self.text.clone());
        };
        let found = words.get(wrong.words.clone()).unwrap_or_default();
        let (first, last) = (found.first()?, found.last()?);
        self.text
            .get(first.range.start..last.range.end)
            .map(str::to_owned)
    }

    /// The ways in which the words can be read, in words; empty when there is one only.
    pub fn choices(&self, head: &Head) -> Vec<(Choice, String)> {
        let schedule = self.readings(head);
        let asks = |one| schedule.ambiguities.contains(&one);
        let must = asks(Ambiguity::OnceOrEach)
            || asks(Ambiguity::DayMonth)
            || asks(Ambiguity::NoSuchDay)
            || !schedule.others.is_empty();
        if !must {
            return Vec::new();
        }
        let once = match schedule.main().map(|term| &term.when) {
            Some(When::Window { .. }) if asks(Ambiguity::OnceOrEach) => {
                format!("Một lần, {}", terms_in_words(&schedule.terms))
            }
            _ if asks(Ambiguity::NoSuchDay) => {
                format!("Lấy ngày cuối tháng: {}", terms_in_words(&schedule.terms))
            }
            _ => format!("Đúng như đã đọc: {}", terms_in_words(&schedule.terms)),
        };
        let mut choices = vec![(Choice::AsRead, once)];
        if asks(Ambiguity::OnceOrEach)
            && let Some(terms) = self.each(head)
        {
            let each = format!(
                "Mỗi {} một lần ({} lần): {}",
                self.listed().map_or("kỳ", |(unit, _)| unit),
                terms.len(),
                terms_in_words(&terms)
            );
            choices.push((Choice::Each, each));
        }
        for (at, terms) in schedule.others.iter().enumerate() {
            let other = format!("Hiểu cách khác: {}", terms_in_words(terms));
            choices.push((Choice::Other(at), other));
        }
        choices
    }

    /// The quarters, months or years of a list: "quý" with ["ii", "iii"].
    fn listed(&self) -> Option<(&'static str, Vec<String>)> {
        const UNITS: [(&str, &str); 3] = [("quy", "quý"), ("thang", "tháng"), ("nam", "năm")];
        let folded = fold(&self.text);
        let words: Vec<&str> = folded
            .split(|letter: char| !letter.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect();
        UNITS.iter().find_map(|(key, unit)| {
            let begin = words.iter().position(|word| word == key)? + 1;
            let mut found: Vec<String> = Vec::new();
            for word in words.get(begin..).unwrap_or_default() {
                if is_number_of(key, word) {
                    found.push((*word).to_owned());
                } else if *word != "va" && word != key {
                    break;
                }
            }
            (found.len() >= 2).then_some((*unit, found))
        })
    }

    /// One term for each member of the list.
    fn each(&self, head: &Head) -> Option<Vec<Term>> {
        let (unit, members) = self.listed()?;
        let written = fold(&self.text)
            .split(|letter: char| !letter.is_ascii_digit())
            .find_map(|digits| {
                digits
                    .parse::<i16>()
                    .ok()
                    .filter(|year| (1990..=2100).contains(year))
            });
        let year = written.or_else(|| head.frame().map(|frame| frame.first.year()))?;
        let mut terms = Vec::new();
        for member in members {
            let words = match unit {
                "năm" => format!("năm {member}"),
                _ => format!("{unit} {}/{year}", member.to_uppercase()),
            };
            terms.extend(read_phrase(&words, &context(head, self.column)).terms);
        }
        (terms.len() >= 2).then_some(terms)
    }

    /// The meaning as a sentence.
    pub fn in_words(&self, head: &Head) -> String {
        terms_in_words(&self.schedule(head).terms)
    }

    /// What a person should look at: words not understood, days assumed.
    pub fn remarks(&self, head: &Head) -> Vec<String> {
        let schedule = self.readings(head);
        let rest: Vec<&str> = schedule
            .rest
            .iter()
            .filter_map(|range| self.text.get(range.clone()))
            .collect();
        let mut remarks = Vec::new();
        if !rest.is_empty() && schedule.is_known() {
            remarks.push(format!(
                "Phần “{}” chưa hiểu, chưa tính vào hạn.",
                rest.join("”, “")
            ));
        }
        let told = schedule
            .ambiguities
            .iter()
            .filter(|one| **one != Ambiguity::OnceOrEach);
        remarks.extend(told.map(|one| meaning::ambiguity(*one, Language::Vi).to_owned()));
        remarks
    }
}

fn is_number_of(unit: &str, word: &str) -> bool {
    match unit {
        "quy" => matches!(word, "i" | "ii" | "iii" | "iv" | "1" | "2" | "3" | "4"),
        "thang" => word.parse::<u8>().is_ok_and(|month| (1..=12).contains(&month)) && word.len() <= 2,
        _ => {
            word.len() == 4
                && word
                    .parse::<i16>()
                    .is_ok_and(|year| (1990..=2100).contains(&year))
        }
    }
}

/// Obligations as a sentence.
pub fn terms_in_words(terms: &[Term]) -> String {
    if terms.is_empty() {
        return "không hiểu".to_owned();
    }
    let each: Vec<String> = terms
        .iter()
        .map(|term| meaning::term(term, Language::Vi))
        .collect();
    each.join("; ")
}

/// A dated occurrence and how many activities it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// First day.
    pub opens_on: Date,
    /// Last day.
    pub due_on: Date,
    /// "Tháng 2/2022"
    pub period: String,
    /// Activities that it takes, at least 1.
    pub wanted: i64,
}

/// Every occurrence of a schedule in a stretch of time; what is to be done all the time takes `floor` in each period.
pub fn dates(schedule: &Schedule, frame: &Frame, floor: i64) -> Vec<Due> {
    let wanted = |term: &Term| match &term.when {
        When::Continuous { .. } => floor.max(1),
        When::Recurring(recurrence) => recurrence
            .count
            .or(recurrence.at_least)
            .map_or(1, |count| i64::from(count).clamp(1, 100)),
        _ => 1,
    };
    let terms: Vec<&Term> = schedule.terms.iter().filter(|term| !term.comment).collect();
    let first = terms.first().map_or(1, |term| wanted(term));
    if terms.iter().all(|term| wanted(term) == first) {
        return expand(schedule, frame)
            .iter()
            .map(|one| due(one, first))
            .collect();
    }
    let mut found: Vec<Due> = Vec::new();
    for term in terms {
        let alone = Schedule {
            terms: vec![term.clone()],
            ..Schedule::default()
        };
        found.extend(expand(&alone, frame).iter().map(|one| due(one, wanted(term))));
    }
    found
}

fn due(one: &Occurrence, wanted: i64) -> Due {
    let words = meaning::period(one.period, Language::Vi);
    let mut letters = words.chars();
    let period = letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default();
    Due {
        opens_on: one.opens,
        due_on: one.due,
        period,
        wanted,
    }
}

/// A schedule that is to be done all the time, and so has a floor.
pub fn is_continuous(schedule: &Schedule) -> bool {
    schedule
        .terms
        .iter()
        .any(|term| matches!(term.when, When::Continuous { .. }))
}

/// Periodic, but the words do not say how often.
pub fn is_unsaid(schedule: &Schedule) -> bool {
    schedule.terms.iter().any(
        |term| matches!(&term.when, When::Recurring(recurrence) if recurrence.frequency == Frequency::Unsaid),
    )
}
