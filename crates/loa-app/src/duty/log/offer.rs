//! The duties that something done may prove, as choices of a form, and those that were chosen.

use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::duty::log::{MOST_DUTIES, OTHER};
use crate::duty::web::line::Line;
use crate::duty::{Duty, Horizon, Standing, State, actions, store};
use crate::error::Result;
use crate::form::Form;
use crate::identity::{Action, Actor};
use crate::org::{self, Tree};
use crate::page::Choice;
use crate::problem::Problems;

/// Duties that are shown before others are folded away.
const SHOWN: usize = 4;
/// Days that a met duty can still be given more proof.
const OPEN_DAYS: i64 = 400;

/// What somebody may choose.
pub struct Offer {
    /// What presses and what is ticked.
    pub duties: Vec<Choice>,
    /// The rest, folded away.
    pub later: Vec<Choice>,
    /// None of these.
    pub other: Choice,
}

impl Offer {
    /// The duties of one's own units; `ticked`: their identities, or [`OTHER`], as a form sends them.
    ///
    /// # Errors
    /// [`crate::error::Error::Outage`]
    pub async fn load(tx: &mut Tx, actor: &Actor, ticked: &[&str]) -> Result<Self> {
        let today = tx.today();
        let tree = org::store::tree::with_ended(tx, today).await?;
        let own = actions::own_units(actor, &tree);
        let mut duties = actions::offered(tx, actor).await?;
        let last = loa_calendar::day::plus_days(today, OPEN_DAYS).unwrap_or(today);
        for unit in &own {
            let more = store::of_unit(tx, *unit, today, last).await?;
            duties.extend(
                more.into_iter()
                    .filter(|duty| duty.state == State::Met && duty.opens_on <= today),
            );
        }
        for id in ticked
            .iter()
            .filter_map(|id| id.parse::<Id>().ok())
            .take(MOST_DUTIES)
        {
            if duties.iter().any(|duty| duty.id == id) {
                continue;
            }
            let other = store::by_id(tx, id).await?;
            duties.extend(other.filter(|duty| actor.may(Action::LogActivity, duty.unit)));
        }
        let [duties, later] = choices_of_duty(&duties, &tree, today, own.len() > 1, ticked);
        let label = "Việc khác, không có trong danh sách";
        Ok(Self {
            duties,
            later,
            other: Choice::new(OTHER, label, ticked.contains(&OTHER)),
        })
    }
}

/// The duties that a form chose; `None` when they are too many to look at.
///
/// # Errors
/// [`crate::error::Error::Forbidden`] when one is not the actor's to prove.
pub async fn ticked(
    tx: &mut Tx,
    actor: &Actor,
    form: &Form,
    problems: &mut Problems,
) -> Result<Option<Vec<Duty>>> {
    let ticked: Vec<&str> = form.all("viec").collect();
    if ticked.is_empty() {
        problems.add("viec", "Mời chọn việc đã làm, hoặc chọn “Việc khác”.");
    }
    if ticked.len() > MOST_DUTIES {
        problems.add(
            "viec",
            format!("Mỗi bản ghi chỉ chứng minh nhiều nhất {MOST_DUTIES} việc."),
        );
        return Ok(None);
    }
    let mut duties = Vec::new();
    for text in ticked.into_iter().filter(|text| *text != OTHER) {
        let found = match text.parse() {
            Ok(id) => store::by_id(tx, id).await?,
            Err(_) => None,
        };
        let Some(duty) = found else {
            problems.add("viec", "Có việc đã chọn không còn trong danh sách. Mời chọn lại.");
            continue;
        };
        actor.must(Action::LogActivity, duty.unit)?;
        duties.push(duty);
    }
    Ok(Some(duties))
}

/// What to choose from, and what is folded away because there is no hurry: on a phone every line more is a swipe more.
/// What was ticked already stands first.
fn choices_of_duty(
    duties: &[Duty],
    tree: &Tree,
    today: jiff::civil::Date,
    many_units: bool,
    ticked: &[&str],
) -> [Vec<Choice>; 2] {
    let horizon = Horizon::of(today);
    let choice = |duty: &Duty| {
        let line = Line::new(duty, &horizon, tree);
        let unit = if many_units { line.owner.as_str() } else { "" };
        let parts = [line.title.as_str(), line.period.as_str(), unit];
        let parts = parts.into_iter().filter(|part| !part.is_empty());
        let label = format!("{} {}", line.number, parts.collect::<Vec<_>>().join(", "));
        let stands = format!("{} {}", line.standing.word(), line.beside);
        let hint = format!("{} {}, hạn {}", line.standing.glyph(), stands.trim(), line.due);
        let is_ticked = ticked.contains(&line.id.as_str());
        let is_pressing = is_ticked || !matches!(line.standing, Standing::Ahead | Standing::Met);
        (
            is_pressing,
            Choice::new(&line.id, label.trim(), is_ticked).hinted(hint),
        )
    };
    let (pressing, rest): (Vec<_>, Vec<_>) = duties
        .iter()
        .map(choice)
        .partition(|(is_pressing, _)| *is_pressing);
    let [mut first, mut later] =
        [pressing, rest].map(|part| part.into_iter().map(|(_, choice)| choice).collect::<Vec<_>>());
    first.sort_by_key(|choice| !choice.chosen);
    let free = SHOWN.saturating_sub(first.len()).min(later.len());
    first.extend(later.drain(..free));
    [first, later]
}
