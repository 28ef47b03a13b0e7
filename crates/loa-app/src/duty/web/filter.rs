//! What the board shows, as its address says it.

use jiff::civil::Date;
use loa_calendar::period::{Days, Period};
use loa_db::id::Id;

use crate::duty::store::board::Wanted;
use crate::duty::web::line::{inside, period_words};
use crate::duty::{Horizon, Standing, State};
use crate::form::Form;
use crate::page::Choice;

/// Which units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// All.
    All,
    /// Communes, wards, towns.
    Communes,
    /// Everybody else.
    Offices,
}

impl Kind {
    /// All of them with their words.
    pub const ALL: [(Kind, &'static str); 3] = [
        (Kind::All, "Tất cả đơn vị"),
        (Kind::Offices, "Cơ quan, đơn vị"),
        (Kind::Communes, "Xã, phường, thị trấn"),
    ];

    /// In addresses.
    pub fn key(self) -> &'static str {
        match self {
            Kind::All => "",
            Kind::Communes => "xa",
            Kind::Offices => "co-quan",
        }
    }
}

/// What comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// The latest.
    Lateness,
    /// By name of the unit, in Vietnamese order.
    Name,
    /// As the plan and the list of units have it.
    Plan,
}

impl Sort {
    /// All of them with their words.
    pub const ALL: [(Sort, &'static str); 3] = [
        (Sort::Lateness, "Chậm nhất trước"),
        (Sort::Name, "Theo tên đơn vị"),
        (Sort::Plan, "Theo thứ tự kế hoạch"),
    ];

    /// In addresses.
    pub fn key(self) -> &'static str {
        match self {
            Sort::Lateness => "",
            Sort::Name => "ten",
            Sort::Plan => "ke-hoach",
        }
    }
}

/// Parts of a year that can be chosen: in addresses, and the ending of the period's code.
const PARTS: [(&str, &str); 17] = [
    ("", ""),
    ("quy-1", "-Q1"),
    ("quy-2", "-Q2"),
    ("quy-3", "-Q3"),
    ("quy-4", "-Q4"),
    ("thang-1", "-01"),
    ("thang-2", "-02"),
    ("thang-3", "-03"),
    ("thang-4", "-04"),
    ("thang-5", "-05"),
    ("thang-6", "-06"),
    ("thang-7", "-07"),
    ("thang-8", "-08"),
    ("thang-9", "-09"),
    ("thang-10", "-10"),
    ("thang-11", "-11"),
    ("thang-12", "-12"),
];

/// What the board shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// Year.
    pub year: i16,
    /// Part of the year, as in addresses; empty: the whole.
    pub part: &'static str,
    /// Which units.
    pub kind: Kind,
    /// Only what stands so.
    pub standing: Option<Standing>,
    /// Only this unit.
    pub unit: Option<Id>,
    /// Only this assignment.
    pub origin: Option<Id>,
    /// What comes first.
    pub sort: Sort,
    /// Page of the list, from 1.
    pub page: usize,
}

impl Filter {
    /// Of an address; what makes no sense is as if it were not there.
    pub fn of(form: &Form, today: Date) -> Self {
        let year = form.get("nam").parse().ok();
        let part = PARTS.iter().find(|(key, _)| *key == form.get("ky"));
        let kind = Kind::ALL.iter().find(|(kind, _)| kind.key() == form.get("loai"));
        let sort = Sort::ALL
            .iter()
            .find(|(sort, _)| sort.key() == form.get("sap-xep"));
        let id = |name: &str| form.get(name).parse::<Id>().ok().filter(|id| id.0 > 0);
        Self {
            year: year
                .filter(|year| (2000..=2200).contains(year))
                .unwrap_or(today.year()),
            part: part.map_or("", |(key, _)| key),
            kind: kind.map_or(Kind::All, |(kind, _)| *kind),
            standing: Standing::with_key(form.get("trang-thai")),
            unit: id("don-vi"),
            origin: id("nhiem-vu"),
            sort: sort.map_or(Sort::Lateness, |(sort, _)| *sort),
            page: form.get("trang").parse().unwrap_or(1).clamp(1, 100_000),
        }
    }

    /// First and last due day.
    pub fn days(&self) -> Days {
        let year = self.year;
        let number = |prefix: &str| {
            self.part
                .strip_prefix(prefix)
                .and_then(|number| number.parse::<i8>().ok())
        };
        let period = match (number("quy-"), number("thang-")) {
            (Some(quarter), _) => Period::Quarter { year, quarter },
            (None, Some(month)) => Period::Month { year, month },
            (None, None) => Period::Year(year),
        };
        let whole = Days {
            first: Date::new(year, 1, 1).unwrap_or(Date::MIN),
            last: Date::new(year, 12, 31).unwrap_or(Date::MAX),
        };
        period.civil().unwrap_or(whole)
    }

    /// "quý I/2022"
    pub fn label(&self) -> String {
        let ending = PARTS.iter().find(|(key, _)| *key == self.part);
        inside(&period_words(&format!(
            "{}{}",
            self.year,
            ending.map_or("", |part| part.1)
        )))
    }

    /// The duties that it asks for, as the store finds them, of all units.
    pub fn wanted(&self, horizon: &Horizon) -> Wanted {
        let days = self.days();
        let after = |day: Date| day.tomorrow().unwrap_or(Date::MAX);
        let (late, near) = (horizon.late_until, horizon.near_until);
        let (state, first, last) = match self.standing {
            None | Some(Standing::Queued) => (None, Date::MIN, Date::MAX),
            Some(Standing::Late) => (Some(State::Open), Date::MIN, late),
            Some(Standing::Near) => (Some(State::Open), after(late), near),
            Some(Standing::Ahead) => (Some(State::Open), after(near), Date::MAX),
            Some(Standing::Returned) => (Some(State::Returned), Date::MIN, Date::MAX),
            Some(Standing::Waiting) => (Some(State::Waiting), Date::MIN, Date::MAX),
            Some(Standing::Met) => (Some(State::Met), Date::MIN, Date::MAX),
            Some(Standing::NotOrdered) => (Some(State::Cancelled), Date::MIN, Date::MAX),
        };
        Wanted {
            first: days.first.max(first),
            last: days.last.min(last),
            state,
            units: None,
            origin: self.origin,
        }
    }

    /// A list is shown, not the whole board.
    pub fn is_list(&self) -> bool {
        self.standing.is_some() || self.unit.is_some() || self.origin.is_some()
    }

    /// The same for what stands so.
    #[must_use]
    pub fn standing(&self, standing: Standing) -> Self {
        Self {
            standing: Some(standing),
            page: 1,
            ..self.clone()
        }
    }

    /// The same for one cell of the matrix.
    #[must_use]
    pub fn cell(&self, unit: Id, origin: Id) -> Self {
        Self {
            standing: None,
            unit: Some(unit),
            origin: Some(origin),
            page: 1,
            ..self.clone()
        }
    }

    /// The same on another page.
    #[must_use]
    pub fn on_page(&self, page: usize) -> Self {
        Self { page, ..self.clone() }
    }

    /// The whole board of the same period.
    #[must_use]
    pub fn board(&self) -> Self {
        Self {
            standing: None,
            unit: None,
            origin: None,
            page: 1,
            ..self.clone()
        }
    }

    /// Behind the path: `?nam=2022&ky=quy-1`.
    pub fn query(&self) -> String {
        let mut query = format!("?nam={}", self.year);
        let mut put = |name: &str, value: &str| {
            if !value.is_empty() {
                query.push_str(&format!("&{name}={value}"));
            }
        };
        put("ky", self.part);
        put("loai", self.kind.key());
        put("trang-thai", self.standing.map_or("", Standing::key));
        put("don-vi", &self.unit.map(|id| id.to_string()).unwrap_or_default());
        put(
            "nhiem-vu",
            &self.origin.map(|id| id.to_string()).unwrap_or_default(),
        );
        put("sap-xep", self.sort.key());
        if self.page > 1 {
            put("trang", &self.page.to_string());
        }
        query
    }

    /// The parts of a year to choose from.
    pub fn parts(&self) -> Vec<Choice> {
        let label = |key: &str| match key.split_once('-') {
            Some(("quy", quarter)) => {
                let roman = ["I", "II", "III", "IV"];
                let at = quarter.parse::<usize>().unwrap_or(1).saturating_sub(1);
                format!("Quý {}", roman.get(at).unwrap_or(&"I"))
            }
            Some((_, month)) => format!("Tháng {month}"),
            None => "Cả năm".to_owned(),
        };
        let choice = |(key, _): &(&str, &str)| Choice::new(key, label(key), *key == self.part);
        PARTS.iter().map(choice).collect()
    }

    /// Kinds of units to choose from.
    pub fn kinds(&self) -> Vec<Choice> {
        let choice = |(kind, label): &(Kind, &str)| Choice::new(kind.key(), *label, *kind == self.kind);
        Kind::ALL.iter().map(choice).collect()
    }

    /// Orders to choose from.
    pub fn sorts(&self) -> Vec<Choice> {
        let choice = |(sort, label): &(Sort, &str)| Choice::new(sort.key(), *label, *sort == self.sort);
        Sort::ALL.iter().map(choice).collect()
    }

    /// Standings to choose from: those that the server knows of.
    pub fn standings(&self) -> Vec<Choice> {
        let all = Choice::new("", "Tất cả", self.standing.is_none());
        let known = Standing::ALL
            .into_iter()
            .filter(|standing| *standing != Standing::Queued);
        let choice = |standing: Standing| {
            Choice::new(standing.key(), standing.word(), self.standing == Some(standing))
        };
        std::iter::once(all).chain(known.map(choice)).collect()
    }
}
