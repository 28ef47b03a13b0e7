//! Letters to units that are late: written, sent or noted as told, and not too many.

use jiff::ToSpan as _;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::audit;
use crate::document::letterhead::Letterhead;
use crate::document::register::store::book;
use crate::document::register::{NewOfficial, Official, actions as register};
use crate::duty::Horizon;
use crate::error::{Error, Result};
use crate::identity::store::reach;
use crate::identity::{Action, Actor};
use crate::outbox::{self, Channel};
use crate::problem::Problems;
use crate::urging::Line;
use crate::urging::actions::channel;
use crate::urging::letter::{Ends, letter, short};
use crate::urging::official::document;
use crate::urging::people::People;
use crate::urging::store::urge::{self, NewUrge};

/// Units in one go.
pub const MOST_UNITS: usize = 100;
/// Days of a week on which a unit is sent a letter, at most.
const DAYS_A_WEEK: i64 = 3;

/// A letter to be, with what is known of whom it reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The unit.
    pub unit: Id,
    /// Its name.
    pub name: String,
    /// What it owes.
    pub lines: Vec<Line>,
    /// The letter.
    pub letter: String,
    /// The short text.
    pub short: String,
    /// Who gets it by machine.
    pub reached: Vec<String>,
    /// Who cannot be reached by machine, with a telephone number.
    pub others: Vec<(String, Option<String>)>,
    /// Why nothing is sent to the unit now.
    pub refusal: Option<&'static str>,
    /// Who would issue a công văn, and whether it is known what stands at its head.
    pub issuer: Option<(Id, bool)>,
}

/// The unit for which the actor urges another one: it issues the letters.
fn issuer(actor: &Actor, unit: Id) -> Option<Id> {
    let urges = |role| Action::Urge.allowed_to().contains(&role);
    let grant = actor
        .grants
        .iter()
        .find(|grant| urges(grant.role) && grant.reach.contains(&unit));
    grant.map(|grant| grant.unit)
}

/// Why nothing more is sent to a unit; `None` when something may be.
///
/// # Errors
/// [`Error::Outage`]
async fn refusal(tx: &mut Tx, unit: Id, is_late: bool) -> Result<Option<&'static str>> {
    if !is_late {
        return Ok(Some("Đơn vị không còn việc nào quá hạn."));
    }
    let since = tx.today().checked_sub(6.days()).unwrap_or(tx.today());
    let (days, is_today) = urge::days_since(tx, unit, since).await?;
    Ok(if is_today {
        Some("Hôm nay đã đôn đốc đơn vị này rồi.")
    } else if days >= DAYS_A_WEEK {
        Some("Tuần này đã đôn đốc đơn vị này ba ngày: mời gọi điện, hoặc đợi.")
    } else {
        None
    })
}

/// The letters to units, in the order in which they are named.
///
/// # Errors
/// [`Error::Forbidden`] for a unit that is not theirs to urge; [`Error::NotFound`] for one that is not there.
pub async fn drafts(
    tx: &mut Tx,
    actor: &Actor,
    units: &[Id],
    site: &str,
    by_webhook: bool,
) -> Result<Vec<Draft>> {
    let today = tx.today();
    let late_until = Horizon::of(today).late_until;
    let people = People::load(tx).await?;
    let reach = reach::all(tx).await?;
    let names = crate::org::store::names(tx, today).await?;
    let mut drafts = Vec::new();
    for unit in units.iter().copied().take(MOST_UNITS) {
        actor.must(Action::Urge, unit)?;
        let name = names.get(&unit).cloned().ok_or(Error::NotFound)?;
        let lines = urge::late_lines(tx, unit, late_until).await?;
        let ends = Ends {
            to: &name,
            from: &actor.name,
            from_unit: &actor.unit_name,
            site,
        };
        let (mut reached, mut others) = (Vec::new(), Vec::new());
        for person in people.addressed(unit) {
            let Some(known) = reach.get(&person) else { continue };
            match channel(known, by_webhook) {
                Some(_) => reached.push(known.name.clone()),
                None => others.push((known.name.clone(), known.phone.clone())),
            }
        }
        let issuer = match issuer(actor, unit) {
            Some(issuer) => Some((issuer, book::letterhead(tx, issuer).await?.is_some())),
            None => None,
        };
        drafts.push(Draft {
            issuer,
            unit,
            letter: letter(ends, &lines, today),
            short: short(ends, &lines, today),
            refusal: refusal(tx, unit, !lines.is_empty()).await?,
            name,
            lines,
            reached,
            others,
        });
    }
    Ok(drafts)
}

/// How a unit is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// By a letter that goes by machine.
    Mail,
    /// In another way, which is noted.
    Other,
    /// By a công văn, which gets a number and is signed outside.
    Official,
}

/// What a person decided about one letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The unit.
    pub unit: Id,
    /// How the unit is told.
    pub way: Way,
    /// The letter as it was edited.
    pub letter: String,
    /// The short text as it was edited.
    pub short: String,
}

/// What became of letters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Urged {
    /// Letters on their way.
    pub sent: usize,
    /// Noted as told.
    pub noted: usize,
    /// Official letters that have their number.
    pub official: usize,
    /// Not sent: nothing is overdue any more, or it was enough.
    pub left: usize,
}

/// Sends letters or notes them as told. A unit that was urged today, by whomever, is left alone.
///
/// # Errors
/// [`Error::Forbidden`] for a unit that is not theirs to urge.
pub async fn send(tx: &mut Tx, actor: &Actor, decided: &[Decided], by_webhook: bool) -> Result<Urged> {
    let mut urged = Urged::default();
    // Two who press at once come one after the other.
    crate::org::store::lock(tx).await?;
    let late_until = Horizon::of(tx.today()).late_until;
    let people = People::load(tx).await?;
    let reach = reach::all(tx).await?;
    for one in decided {
        actor.must(Action::Urge, one.unit)?;
        let lines = urge::late_lines(tx, one.unit, late_until).await?;
        if refusal(tx, one.unit, !lines.is_empty()).await?.is_some() {
            urged.left += 1;
            continue;
        }
        let duties: Vec<Id> = lines.iter().map(|line| line.duty).collect();
        let official = match one.way {
            Way::Official => Some(numbered(tx, actor, one.unit, &lines).await?),
            Way::Mail | Way::Other => None,
        };
        let new = NewUrge {
            unit: one.unit,
            by_mail: one.way == Way::Mail,
            letter: official.as_ref().map_or(&one.letter, |(_, text)| text),
            short: &one.short,
            duties: &duties,
            official: official.as_ref().map(|(official, _)| official.id),
        };
        let id = urge::insert(tx, &new).await?;
        audit::record(tx, "unit.urged", "unit", Some(one.unit), "").await?;
        match one.way {
            Way::Mail => {}
            Way::Other => {
                urged.noted += 1;
                continue;
            }
            Way::Official => {
                urged.official += 1;
                continue;
            }
        }
        urged.sent += 1;
        for person in people.addressed(one.unit) {
            let Some(channel) = reach.get(&person).and_then(|known| channel(known, by_webhook)) else {
                continue;
            };
            let body = match channel {
                Channel::Mail => &one.letter,
                Channel::Webhook | Channel::Paste => &one.short,
            };
            let key = format!("urge:{id}:{person}");
            let message = outbox::New {
                person,
                channel,
                subject: "Đôn đốc thực hiện kế hoạch",
                body,
                key: &key,
            };
            if let Some(message) = outbox::put(tx, message).await? {
                urge::add_message(tx, id, message).await?;
            }
        }
    }
    Ok(urged)
}

/// The công văn to a unit, with the next number of the register, and its text.
async fn numbered(tx: &mut Tx, actor: &Actor, unit: Id, lines: &[Line]) -> Result<(Official, String)> {
    let today = tx.today();
    let issuer = issuer(actor, unit).ok_or(Error::Forbidden)?;
    let head: Letterhead = book::letterhead(tx, issuer).await?.ok_or_else(|| {
        let sentence = "Chưa có thể thức của cơ quan ban hành công văn. Mời ghi một lần, rồi làm lại.";
        Error::from(Problems::one("gui", sentence))
    })?;
    let names = crate::org::store::names(tx, today).await?;
    let name = names.get(&unit).cloned().ok_or(Error::NotFound)?;
    let mut letter = document(&name, lines, &head, today);
    let new = NewOfficial {
        signer: head.signer,
        position: head.position.replace('\n', ", "),
        recipients: name,
        to: vec![unit],
        kept_by: letter.archive.keepers(),
        content: Some(Box::new(letter.clone())),
        ..NewOfficial::new(issuer, letter.kind, letter.symbol.clone(), letter.subject.clone())
    };
    let official = register::reserve(tx, actor, new).await?;
    letter.number = u32::try_from(official.number).ok();
    let text = loa_official::text::plain(&letter).join("\n");
    Ok((official, text))
}
