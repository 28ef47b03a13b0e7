//! The board: numbers that lead to their lists, what needs a push, units × assignments.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::civil::Date;
use loa_db::id::Id;
use loa_db::tx::Tx;
use loa_vietnamese::collate::sort_key;

use crate::duty::store;
use crate::duty::store::board::{Count, Mark, Wanted, Window, counts, marks};
use crate::duty::store::extension::{self, Moved};
use crate::duty::web::filter::{Filter, Kind, Sort};
use crate::duty::web::line::Line;
use crate::duty::{Horizon, Standing};
use crate::error::Result;
use crate::identity::{Action, Actor};
use crate::org::{self, Tree, Unit};

/// Lines on one page of a list.
pub const PAGE_LINES: usize = 100;
/// Lines of a list that are counted; of more it is only said that there are more.
const COUNTED: usize = 500;
/// Lines of the list on the board itself.
const URGENT_LINES: usize = 10;

/// A number with its list.
#[derive(Debug, Clone)]
pub struct Number {
    /// How they stand.
    pub standing: Standing,
    /// How many.
    pub count: i64,
    /// The list.
    pub href: String,
}

/// An assignment: a column.
#[derive(Debug, Clone)]
pub struct Column {
    /// What it is the origin of.
    pub origin: Id,
    /// Number in the plan, or its place in the table.
    pub number: String,
    /// What to do.
    pub title: String,
    /// Order in the plan.
    pub position: i64,
}

/// A unit and an assignment.
#[derive(Debug, Clone)]
pub struct Cell {
    /// The worst of its duties.
    pub standing: Standing,
    /// How many stand so.
    pub count: i64,
    /// How many there are.
    pub total: i64,
    /// The evidence; empty where nothing is ordered.
    pub href: String,
    /// How many stand how.
    pub each: Vec<(Standing, i64)>,
}

/// A unit: a row.
#[derive(Debug, Clone)]
pub struct UnitRow {
    /// Identity, as in addresses.
    pub id: String,
    /// Whole name.
    pub name: String,
    /// Name in the table.
    pub short: String,
    /// In the order of the columns.
    pub cells: Vec<Cell>,
    /// The worst of them.
    pub standing: Standing,
    /// "2 quá hạn, 1 sắp hạn"
    pub summary: String,
    order: (i64, i64, i64, Option<Date>),
}

/// Rows of one kind of unit.
#[derive(Debug, Clone)]
pub struct Group {
    /// "Xã, phường, thị trấn"
    pub name: &'static str,
    /// Its units.
    pub rows: Vec<UnitRow>,
}

/// What is late, returned or near; an extension in force moves the day.
#[derive(Debug, Clone)]
pub struct Urgent {
    /// The first lines.
    pub lines: Vec<Line>,
    /// How many there are beside them.
    pub more: usize,
    /// How many have more time and are not among them.
    pub extended: usize,
}

/// All of the board.
#[derive(Debug, Clone)]
pub struct Board {
    /// Numbers by standing.
    pub numbers: Vec<Number>,
    /// What needs a push.
    pub urgent: Urgent,
    /// Assignments.
    pub columns: Vec<Column>,
    /// Units.
    pub groups: Vec<Group>,
}

impl Board {
    /// Units, worst first; for phones.
    pub fn worst_first(&self) -> Vec<&UnitRow> {
        let mut rows: Vec<&UnitRow> = self.groups.iter().flat_map(|group| &group.rows).collect();
        rows.sort_by_key(|row| row.order);
        rows
    }
}

/// The units that somebody may see the duties of, with their names in a period.
pub struct Scope {
    /// Units of the period.
    pub tree: Arc<Tree>,
    /// Those that somebody may see.
    reach: Arc<HashSet<Id>>,
    /// Of these only such.
    kind: Kind,
    /// They are every unit that there ever was.
    is_everybody: bool,
}

impl Scope {
    /// Units as they were at the end of some days, and those that ended within them (ADM-01).
    ///
    /// # Errors
    /// [`crate::error::Error::Outage`]
    pub async fn load(
        tx: &mut Tx,
        actor: &Actor,
        action: Action,
        kind: Kind,
        (first, last): (Date, Date),
    ) -> Result<Self> {
        Ok(Self {
            tree: tree_of(tx, first, last).await?,
            reach: actor.reach(action),
            kind,
            is_everybody: kind == Kind::All && actor.may_for_all(action),
        })
    }

    /// The units that are shown.
    pub fn units(&self) -> Vec<Id> {
        self.reach
            .iter()
            .copied()
            .filter(|unit| self.fits(*unit))
            .collect()
    }

    fn fits(&self, unit: Id) -> bool {
        let is_commune = || self.tree.get(unit).is_some_and(Unit::is_commune);
        match self.kind {
            Kind::All => true,
            Kind::Communes => is_commune(),
            Kind::Offices => !is_commune(),
        }
    }

    /// The duties that a filter asks for, of the units that are shown.
    fn wanted(&self, filter: &Filter, horizon: &Horizon) -> Wanted {
        let units = match filter.unit {
            Some(unit) => Some(Vec::from_iter(
                Some(unit).filter(|unit| self.reach.contains(unit) && self.fits(*unit)),
            )),
            None if self.is_everybody => None,
            None => Some(self.units()),
        };
        Wanted {
            units,
            ..filter.wanted(horizon)
        }
    }
}

/// Units as they were on the last day of a period, or are today when it still runs; units that ended within it too.
///
/// # Errors
/// [`crate::error::Error::Outage`]
pub async fn tree_of(tx: &mut Tx, first: Date, last: Date) -> Result<Arc<Tree>> {
    let end = last.min(tx.today()).max(first);
    Ok(org::store::tree::between(tx, first, end).await?)
}

/// The whole board.
///
/// # Errors
/// [`crate::error::Error::Outage`]
pub async fn board(tx: &mut Tx, filter: &Filter, scope: &Scope) -> Result<Board> {
    let horizon = Horizon::of(tx.today());
    let days = filter.days();
    let found = counts(tx, &scope.units(), (days.first, days.last), &horizon).await?;
    let columns = columns(tx, &found).await?;
    let numbers = numbers(&found, filter);
    Ok(Board {
        urgent: urgent(tx, filter, scope, &columns, &numbers).await?,
        numbers,
        groups: groups(&found, &columns, filter, &scope.tree),
        columns,
    })
}

fn numbers(found: &[Count], filter: &Filter) -> Vec<Number> {
    let number = |standing: Standing| {
        let same = found.iter().filter(|count| count.standing == standing);
        Number {
            standing,
            count: same.map(|count| count.count).sum(),
            href: format!("/bang-dieu-hanh{}", filter.standing(standing).query()),
        }
    };
    let shown = [
        Standing::Late,
        Standing::Returned,
        Standing::Near,
        Standing::Waiting,
        Standing::Met,
        Standing::Ahead,
    ];
    shown.into_iter().map(number).collect()
}

async fn columns(tx: &mut Tx, found: &[Count]) -> Result<Vec<Column>> {
    let mut samples: HashMap<Id, Id> = HashMap::new();
    for count in found {
        let sample = samples.entry(count.origin).or_insert(count.sample);
        *sample = (*sample).max(count.sample);
    }
    let duties = store::by_ids(tx, samples.into_values()).await?;
    let mut columns: Vec<Column> = duties
        .into_values()
        .map(|duty| Column {
            origin: duty.origin,
            number: duty.number,
            title: duty.title,
            position: duty.position,
        })
        .collect();
    columns.sort_by_key(|column| (column.position, column.origin));
    for (at, column) in (1..).zip(&mut columns) {
        if column.number.is_empty() {
            column.number = format!("({at})");
        }
    }
    Ok(columns)
}

fn groups(found: &[Count], columns: &[Column], filter: &Filter, tree: &Tree) -> Vec<Group> {
    let mut by_unit: HashMap<Id, HashMap<Id, Vec<&Count>>> = HashMap::new();
    for count in found {
        let of_unit = by_unit.entry(count.unit).or_default();
        of_unit.entry(count.origin).or_default().push(count);
    }
    let place: HashMap<Id, usize> = (0..).zip(tree.all()).map(|(at, unit)| (unit.id, at)).collect();
    let mut rows: Vec<(bool, usize, UnitRow)> = by_unit
        .iter()
        .map(|(unit, cells)| {
            let known = tree.get(*unit);
            let row = unit_row(*unit, known, cells, columns, filter);
            let is_commune = known.is_some_and(Unit::is_commune);
            (is_commune, place.get(unit).copied().unwrap_or(usize::MAX), row)
        })
        .collect();
    rows.sort_by_key(|row| row.1);
    match filter.sort {
        Sort::Lateness => rows.sort_by_key(|row| row.2.order),
        Sort::Name => rows.sort_by_cached_key(|row| sort_key(&row.2.short)),
        Sort::Plan => {}
    }
    let group = |name: &'static str, communes: bool| {
        let own = rows.iter().filter(|row| row.0 == communes);
        Group {
            name,
            rows: own.map(|row| row.2.clone()).collect(),
        }
    };
    let mut groups = vec![
        group("Cơ quan, đơn vị", false),
        group("Xã, phường, thị trấn", true),
    ];
    groups.retain(|group| !group.rows.is_empty());
    groups
}

fn unit_row(
    unit: Id,
    known: Option<&Unit>,
    cells: &HashMap<Id, Vec<&Count>>,
    columns: &[Column],
    filter: &Filter,
) -> UnitRow {
    let all = || cells.values().flatten();
    let sum = |standing| -> i64 {
        let same = all().filter(|count| count.standing == standing);
        same.map(|count| count.count).sum()
    };
    let summary: Vec<String> = Standing::ALL
        .into_iter()
        .map(|standing| (standing, sum(standing)))
        .filter(|(_, count)| *count > 0)
        .map(|(standing, count)| format!("{count} {}", standing.word().to_lowercase()))
        .collect();
    let first_late = all()
        .filter(|count| count.standing == Standing::Late)
        .map(|count| count.first_due)
        .min();
    UnitRow {
        id: unit.to_string(),
        name: known.map_or("–", |unit| unit.name.as_str()).to_owned(),
        short: known.map_or("–", Unit::short_name).to_owned(),
        cells: columns
            .iter()
            .map(|column| cell(unit, column, cells.get(&column.origin), filter))
            .collect(),
        standing: Standing::of_many(all().map(|count| count.standing)),
        summary: summary.join(", "),
        order: (
            -sum(Standing::Late),
            -sum(Standing::Returned),
            -sum(Standing::Near),
            first_late,
        ),
    }
}

fn cell(unit: Id, column: &Column, found: Option<&Vec<&Count>>, filter: &Filter) -> Cell {
    let mut each: Vec<(Standing, i64)> = found
        .into_iter()
        .flatten()
        .map(|count| (count.standing, count.count))
        .collect();
    each.sort();
    let standing = Standing::of_many(each.iter().map(|(standing, _)| *standing));
    let count = each.iter().find(|(known, _)| *known == standing);
    let total = each.iter().map(|(_, count)| count).sum();
    let only = found.and_then(|found| found.first()).filter(|_| total == 1);
    Cell {
        standing,
        count: count.map_or(0, |(_, count)| *count),
        total,
        href: match only {
            _ if total == 0 => String::new(),
            Some(one) => format!("/viec/{}", one.sample),
            None => format!("/bang-dieu-hanh{}", filter.cell(unit, column.origin).query()),
        },
        each,
    }
}

/// What is late, returned or near, the first lines: late first, what has more time at the end.
async fn urgent(
    tx: &mut Tx,
    filter: &Filter,
    scope: &Scope,
    columns: &[Column],
    numbers: &[Number],
) -> Result<Urgent> {
    const PRESSING: [Standing; 3] = [Standing::Late, Standing::Returned, Standing::Near];
    let horizon = Horizon::of(tx.today());
    let days = filter.days();
    let due = (days.first, days.last.min(horizon.near_until));
    let moved = extension::in_force(tx, &scope.units(), due).await?;
    let is_moved: HashSet<Id> = moved.iter().map(|one| one.duty).collect();
    let mut found = Vec::new();
    for standing in PRESSING {
        // By due day they come in order; for any other one all must be known.
        let most = match filter.sort {
            Sort::Lateness => URGENT_LINES.saturating_sub(found.len()),
            Sort::Name | Sort::Plan => usize::MAX,
        };
        let wanted = scope.wanted(&filter.standing(standing), &horizon);
        found.extend(first_but(tx, &wanted, &is_moved, most).await?);
    }
    order(&mut found, filter.sort, scope, columns, &horizon);
    found.truncate(URGENT_LINES);
    let mut lines = lines(tx, &found, &scope.tree, &horizon).await?;
    let near: Vec<Moved> = moved
        .iter()
        .filter(|one| one.until <= horizon.near_until)
        .copied()
        .collect();
    let room = near.iter().take(URGENT_LINES.saturating_sub(lines.len()));
    let duties = store::by_ids(tx, room.clone().map(|one| one.duty)).await?;
    for (one, duty) in room.filter_map(|one| Some((one, duties.get(&one.duty)?))) {
        lines.push(Line::moved(duty, one.until, &horizon, &scope.tree));
    }
    let pressing = numbers
        .iter()
        .filter(|number| PRESSING.contains(&number.standing));
    let all: i64 = pressing.map(|number| number.count).sum();
    let extended = moved.len() - near.len();
    let all = usize::try_from(all).unwrap_or_default().saturating_sub(extended);
    Ok(Urgent {
        more: all.saturating_sub(lines.len()),
        lines,
        extended,
    })
}

/// The first duties of a list without some, read in pieces: there may be very many.
async fn first_but(tx: &mut Tx, wanted: &Wanted, without: &HashSet<Id>, most: usize) -> Result<Vec<Mark>> {
    let piece = most.max(50);
    let (mut found, mut skip) = (Vec::new(), 0);
    while found.len() < most {
        let read = marks(tx, wanted, Window { skip, most: piece }).await?;
        let is_last = read.len() < piece;
        found.extend(read.into_iter().filter(|mark| !without.contains(&mark.id)));
        if is_last {
            break;
        }
        skip += piece;
    }
    found.truncate(most);
    Ok(found)
}

/// One page of a list.
pub struct Listed {
    /// Its lines.
    pub lines: Vec<Line>,
    /// Lines of all pages, as far as they were looked at.
    pub found: usize,
    /// Lines that were counted: where more were found, there may be many more.
    pub counted: usize,
}

/// The page of the list that a filter asks for.
///
/// # Errors
/// [`crate::error::Error::Outage`]
pub async fn list(tx: &mut Tx, filter: &Filter, scope: &Scope) -> Result<Listed> {
    let horizon = Horizon::of(tx.today());
    let skip = (filter.page - 1).saturating_mul(PAGE_LINES);
    // What stands the same comes in the order of the list from the database; else all must be known to be ordered.
    let is_ordered = filter.standing.is_some() && filter.sort == Sort::Lateness;
    let first = Window {
        skip: 0,
        most: COUNTED + 1,
    };
    let mut window = match is_ordered {
        true if skip < COUNTED => first,
        true => Window {
            skip,
            most: PAGE_LINES + 1,
        },
        false => Window::ALL,
    };
    let mut found = marked(tx, filter, scope, &horizon, window).await?;
    // Behind the last page there is nothing to go by.
    if found.is_empty() && window.skip > 0 {
        window = first;
        found = marked(tx, filter, scope, &horizon, window).await?;
    }
    let shown = found.iter().skip(skip - window.skip).take(PAGE_LINES);
    let shown: Vec<Mark> = shown.copied().collect();
    Ok(Listed {
        lines: lines(tx, &shown, &scope.tree, &horizon).await?,
        found: window.skip + found.len(),
        counted: window.skip + (window.most - 1),
    })
}

/// A piece of the duties that a filter asks for, in its order.
async fn marked(
    tx: &mut Tx,
    filter: &Filter,
    scope: &Scope,
    horizon: &Horizon,
    window: Window,
) -> Result<Vec<Mark>> {
    if filter.standing == Some(Standing::Queued) {
        return Ok(Vec::new());
    }
    let mut found = marks(tx, &scope.wanted(filter, horizon), window).await?;
    let columns = match filter.sort {
        Sort::Plan => positions(tx, &found).await?,
        _ => Vec::new(),
    };
    order(&mut found, filter.sort, scope, &columns, horizon);
    Ok(found)
}

async fn positions(tx: &mut Tx, found: &[Mark]) -> Result<Vec<Column>> {
    let counts: Vec<Count> = found
        .iter()
        .map(|mark| Count {
            unit: mark.unit,
            origin: mark.origin,
            standing: Standing::Ahead,
            count: 1,
            first_due: mark.due_on,
            sample: mark.id,
        })
        .collect();
    columns(tx, &counts).await
}

fn order(found: &mut [Mark], sort: Sort, scope: &Scope, columns: &[Column], horizon: &Horizon) {
    let rank = |mark: &Mark| {
        let standing = Standing::of(mark.state, mark.due_on, horizon);
        Standing::ALL.iter().position(|known| *known == standing)
    };
    // Lists come by due day; sorting keeps that among equals.
    match sort {
        Sort::Lateness => found.sort_by_key(rank),
        Sort::Name => {
            let keys: HashMap<Id, Vec<u8>> = scope
                .tree
                .all()
                .iter()
                .map(|unit| (unit.id, sort_key(unit.short_name())))
                .collect();
            found.sort_by(|one, other| keys.get(&one.unit).cmp(&keys.get(&other.unit)));
        }
        Sort::Plan => {
            let places: HashMap<Id, usize> = (0..)
                .zip(columns)
                .map(|(at, column)| (column.origin, at))
                .collect();
            found.sort_by_key(|mark| places.get(&mark.origin).copied());
        }
    }
}

async fn lines(tx: &mut Tx, found: &[Mark], tree: &Tree, horizon: &Horizon) -> Result<Vec<Line>> {
    let duties = store::by_ids(tx, found.iter().map(|mark| mark.id)).await?;
    let known = found.iter().filter_map(|mark| duties.get(&mark.id));
    Ok(known.map(|duty| Line::new(duty, horizon, tree)).collect())
}

/// Every duty of the period in full, for a sheet.
///
/// # Errors
/// [`crate::error::Error::Outage`]
pub async fn all_duties(tx: &mut Tx, filter: &Filter, scope: &Scope) -> Result<Vec<crate::duty::Duty>> {
    const PIECE: usize = 5000;
    let horizon = Horizon::of(tx.today());
    let found = marked(tx, filter, scope, &horizon, Window::ALL).await?;
    let mut all = Vec::with_capacity(found.len());
    for piece in found.chunks(PIECE) {
        let mut duties = store::by_ids(tx, piece.iter().map(|mark| mark.id)).await?;
        all.extend(piece.iter().filter_map(|mark| duties.remove(&mark.id)));
    }
    Ok(all)
}
