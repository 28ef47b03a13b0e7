//! The leader's page: how a plan stands, on one sheet. It names units and no person.

use std::collections::BTreeMap;

use jiff::civil::Date;
use loa_db::id::Id;

/// Units that are named.
pub const MOST_UNITS: usize = 10;

/// Duties of one order that one unit owes, counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// Order in the plan.
    pub position: i64,
    /// Number in the plan.
    pub number: String,
    /// What to do.
    pub title: String,
    /// Who owes it.
    pub unit: Id,
    /// All of them.
    pub all: i64,
    /// Proven.
    pub met: i64,
    /// Proven, and waiting to be accepted.
    pub waiting: i64,
    /// Overdue.
    pub late: i64,
    /// Overdue for five working days or more.
    pub overdue: i64,
    /// Near.
    pub near: i64,
    /// The earliest last day of what is overdue.
    pub oldest: Option<Date>,
}

/// Sums.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    /// All duties.
    pub all: i64,
    /// Proven.
    pub met: i64,
    /// Waiting to be accepted.
    pub waiting: i64,
    /// Overdue.
    pub late: i64,
    /// Overdue for five working days or more.
    pub overdue: i64,
    /// Near.
    pub near: i64,
    /// The earliest last day of what is overdue.
    pub oldest: Option<Date>,
}

impl Sum {
    fn add(&mut self, count: &Count) {
        self.all += count.all;
        self.met += count.met;
        self.waiting += count.waiting;
        self.late += count.late;
        self.overdue += count.overdue;
        self.near += count.near;
        self.oldest = match (self.oldest, count.oldest) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
    }

    /// Proven ones of a hundred of those that were due or are proven; `None` when there are none.
    pub fn percent(&self) -> Option<i64> {
        let due = self.met + self.waiting + self.late;
        (due > 0).then(|| (100 * self.met) / due)
    }
}

/// One order with its sum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Number in the plan.
    pub number: String,
    /// What to do.
    pub title: String,
    /// Its duties.
    pub sum: Sum,
}

/// The sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overview {
    /// All duties.
    pub sum: Sum,
    /// By order of the plan.
    pub orders: Vec<Order>,
    /// Units with something overdue for long, the most first.
    pub units: Vec<(Id, Sum)>,
}

impl Overview {
    /// Of counted duties.
    pub fn of(counts: &[Count]) -> Self {
        let mut overview = Self::default();
        let mut orders: BTreeMap<(i64, &str, &str), Sum> = BTreeMap::new();
        let mut units: BTreeMap<Id, Sum> = BTreeMap::new();
        for count in counts {
            overview.sum.add(count);
            let key = (count.position, count.number.as_str(), count.title.as_str());
            orders.entry(key).or_default().add(count);
            units.entry(count.unit).or_default().add(count);
        }
        overview.orders = orders
            .into_iter()
            .map(|((_, number, title), sum)| Order {
                number: number.to_owned(),
                title: title.to_owned(),
                sum,
            })
            .collect();
        overview.units = units.into_iter().filter(|(_, sum)| sum.overdue > 0).collect();
        overview
            .units
            .sort_by_key(|(unit, sum)| (std::cmp::Reverse(sum.overdue), sum.oldest, *unit));
        overview
    }
}
