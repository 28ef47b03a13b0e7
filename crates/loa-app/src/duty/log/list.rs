//! Activities of a month.

use std::collections::HashMap;
use std::sync::Arc;

use askama::Template;
use axum::response::Response;
use jiff::civil::Date;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::activity::store::Wanted;
use crate::activity::{self, Activity};
use crate::duty::log::sheet;
use crate::duty::log::store::{self, Proven};
use crate::duty::web::board::tree_of;
use crate::duty::web::near_pages;
use crate::duty::{ProofState, Standing};
use crate::error::Result;
use crate::form::Form;
use crate::identity::{self, Action, Actor};
use crate::org::Tree;
use crate::page::{self, Choice, Chrome, html};
use crate::route::Visit;
use crate::text;

/// Lines of one page.
const PAGE_LINES: usize = 100;
/// Lines that a sheet reads at once.
const PIECE: usize = 5000;
/// Months to choose from, back from this one.
const MONTHS: i32 = 24;

/// An activity as a line.
struct Entry {
    id: String,
    code: String,
    day: String,
    what: String,
    unit: String,
    people: String,
    language: &'static str,
    standing: Option<Standing>,
    is_sample: bool,
}

#[derive(Template)]
#[template(path = "duty/pages/log_list.html")]
struct ListPage {
    chrome: Chrome,
    month: String,
    months: Vec<Choice>,
    units: Vec<Choice>,
    entries: Vec<Entry>,
    total: String,
    people: String,
    pages: Vec<Choice>,
    workbook: String,
    may_log: bool,
}

/// "2022-04" as its first and last day.
fn month(text: &str) -> Option<(Date, Date)> {
    let first: Date = format!("{text}-01").parse().ok()?;
    (text.len() == 7 && (1900..=2200).contains(&first.year())).then(|| (first, first.last_of_month()))
}

fn key(day: Date) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

fn words(day: Date) -> String {
    format!("Tháng {:02}/{:04}", day.month(), day.year())
}

/// What an address asks for: the activities of a month, of one unit or of all that the visitor may see.
pub struct Found {
    /// First day of the month.
    pub first: Date,
    /// The unit that was chosen.
    pub unit: Option<Id>,
    wanted: Wanted,
    /// Units of the month.
    pub tree: Arc<Tree>,
    /// A piece of them, the latest day first.
    pub activities: Vec<Activity>,
    /// What each of them proves.
    pub proofs: HashMap<Id, Vec<Proven>>,
}

impl Found {
    /// By the fields `thang` and `don-vi`; nothing of the list is read yet.
    ///
    /// # Errors
    /// [`crate::error::Error::Outage`]
    pub async fn load(tx: &mut Tx, actor: &Actor, form: &Form) -> Result<Self> {
        let today = tx.today();
        let now = (today.first_of_month(), today.last_of_month());
        let (first, last) = month(form.get("thang")).unwrap_or(now);
        let reach = actor.reach(Action::SeeUnits);
        let unit: Option<Id> = form.get("don-vi").parse().ok();
        Ok(Self {
            first,
            unit,
            tree: tree_of(tx, first, last).await?,
            wanted: Wanted {
                first,
                last,
                units: match unit {
                    Some(unit) => Some(Vec::from_iter(Some(unit).filter(|unit| reach.contains(unit)))),
                    None => actor.units(Action::SeeUnits),
                },
            },
            activities: Vec::new(),
            proofs: HashMap::new(),
        })
    }

    /// Reads one more piece of the list; says whether there was one.
    async fn read(&mut self, tx: &mut Tx, skip: usize, most: usize) -> Result<bool> {
        let piece = activity::store::listed(tx, &self.wanted, skip, most).await?;
        let ids = piece.iter().map(|activity| activity.id);
        self.proofs.extend(store::of_activities(tx, ids).await?);
        let is_more = !piece.is_empty();
        self.activities.extend(piece);
        Ok(is_more)
    }

    /// What an activity proves.
    pub fn proven(&self, activity: Id) -> &[Proven] {
        self.proofs.get(&activity).map_or(&[], Vec::as_slice)
    }

    fn entry(&self, activity: &Activity) -> Entry {
        Entry {
            id: activity.id.to_string(),
            code: activity.code.clone(),
            day: text::day(activity.told.happened_on),
            what: shortened(&activity.told.what),
            unit: self.tree.name(activity.unit).to_owned(),
            people: activity.told.people.map(text::number).unwrap_or_default(),
            language: activity.told.language.label(),
            standing: standing(self.proven(activity.id)),
            is_sample: activity.is_sample,
        }
    }

    /// "thang=2022-04&don-vi=…"
    fn query(&self) -> String {
        let unit = self.unit.map(|unit| unit.to_string()).unwrap_or_default();
        format!("thang={}&don-vi={unit}", key(self.first))
    }
}

/// `/hoat-dong.xlsx?thang=2022-04&don-vi=…`
pub async fn workbook(visit: Visit) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let mut found = Found::load(&mut tx, actor, &visit.fields()).await?;
    while found.read(&mut tx, found.activities.len(), PIECE).await? {}
    let people = identity::store::people::people(&mut tx).await?;
    drop(tx);
    let names = people.into_iter().map(|person| (person.id, person.full_name));
    let names: HashMap<Id, String> = names.collect();
    let name = format!("hoat-dong-{}.xlsx", key(found.first));
    let bytes = tokio::task::spawn_blocking(move || sheet::workbook(&found, &names))
        .await
        .map_err(|error| crate::error::Error::Outage(error.to_string()))??;
    Ok(page::workbook(&name, bytes))
}

/// `/hoat-dong?thang=2022-04&don-vi=…&trang=2`
pub async fn page(visit: Visit) -> Result<Response> {
    let actor = visit.actor()?;
    let form = visit.fields();
    let mut tx = visit.app.read(actor).await?;
    let today = tx.today();
    let mut found = Found::load(&mut tx, actor, &form).await?;
    let reach = actor.reach(Action::SeeUnits);
    let (many, people) = activity::store::totals(&mut tx, &found.wanted).await?;
    let total = usize::try_from(many).unwrap_or_default();
    let at = form.get("trang").parse::<usize>().unwrap_or(1).max(1);
    let last_page = total.div_ceil(PAGE_LINES).max(1);
    let at = at.min(last_page);
    found.read(&mut tx, (at - 1) * PAGE_LINES, PAGE_LINES).await?;
    let shown = found.activities.iter();
    let entries = shown.map(|activity| found.entry(activity)).collect();
    let (first, unit, tree) = (found.first, found.unit, &found.tree);
    let unit_text = unit.map(|unit| unit.to_string()).unwrap_or_default();
    let query = found.query();
    Ok(html(&ListPage {
        chrome: Chrome::new(&visit),
        month: words(first),
        months: months(today, first),
        units: std::iter::once(Choice::new("", "Mọi đơn vị", unit.is_none()))
            .chain(
                tree.all()
                    .iter()
                    .filter(|unit| reach.contains(&unit.id))
                    .map(|one| {
                        let value = one.id.to_string();
                        let chosen = value == unit_text;
                        Choice::new(value, one.name.clone(), chosen)
                    }),
            )
            .collect(),
        entries,
        total: text::number(many),
        people: text::number(people),
        pages: near_pages(at, last_page)
            .map(|page| {
                let href = format!("/hoat-dong?{query}&trang={page}");
                Choice::new(href, page.to_string(), page == at)
            })
            .collect(),
        workbook: format!("/hoat-dong.xlsx?{query}"),
        may_log: actor.may_somewhere(Action::LogActivity),
    }))
}

/// The months of the last years, and the one that is shown.
fn months(today: Date, shown: Date) -> Vec<Choice> {
    let back = |months: i32| {
        today
            .first_of_month()
            .checked_sub(jiff::Span::new().months(months))
            .ok()
    };
    let mut months: Vec<Date> = (0..MONTHS).filter_map(back).collect();
    if !months.contains(&shown) {
        months.push(shown);
        months.sort();
        months.reverse();
    }
    months
        .into_iter()
        .map(|month| Choice::new(key(month), words(month), month == shown))
        .collect()
}

/// The first words.
fn shortened(what: &str) -> String {
    const MOST: usize = 160;
    let line = what.replace(['\n', '\t'], " ");
    if line.chars().count() <= MOST {
        return line;
    }
    let cut: String = line.chars().take(MOST).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole);
    format!("{whole}…")
}

/// One word for all that an activity proves: what needs a person first. Nothing where it proves nothing.
pub fn standing(proofs: &[Proven]) -> Option<Standing> {
    let has = |state| proofs.iter().any(|proven| proven.state == state);
    let first = [ProofState::Returned, ProofState::Waiting, ProofState::Accepted]
        .into_iter()
        .find(|state| has(*state));
    first.map(ProofState::standing)
}
