//! Telling people: the unit that is criticised, and who wrote the criticism once it replied.

use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::error::Result;
use crate::identity::Action;
use crate::identity::store::{grants_today, reach};
use crate::org::store::tree;
use crate::outbox::{self, Channel};
use crate::problem::Problems;
use crate::recognition::store;
use crate::recognition::{Act, Entry};
use crate::text;
use crate::urging;
use crate::urging::people::People;

/// By which ways messages go.
#[derive(Debug, Clone, Copy)]
pub struct Ways<'a> {
    /// There is a program that takes messages.
    pub by_webhook: bool,
    /// The address that people type; empty: unknown.
    pub site: &'a str,
}

/// Tells the unit that it may reply, and by when. Its term only runs when somebody who can answer is told (COM-02).
///
/// # Errors
/// [`crate::error::Error::Problem`] on `viec` when nobody can answer for it, or none of those can be told.
pub async fn unit(tx: &mut Tx, entry: &Entry, ways: Ways<'_>) -> Result<()> {
    let people = People::load(tx).await?.addressed(entry.subject);
    hears(tx, entry.subject, &people, ways).await?;
    let due = entry.standing.due_on.map(text::day).unwrap_or_default();
    let body = format!(
        "Đơn vị được nêu trong một lời phê bình dự định đăng công khai: “{}”. Mời đọc và trả lời trước khi hết ngày {due}. Trả \
         lời của đơn vị được đăng cùng lời phê bình.",
        entry.title
    );
    let key = format!("{}:told:{}", entry.id, entry.standing.round);
    say(
        tx,
        entry,
        &people,
        (&key, "Đơn vị cần trả lời lời phê bình", &body),
        ways,
    )
    .await
}

/// Is there somebody among these people who answers for a unit and whom messages reach?
async fn hears(tx: &mut Tx, unit: Id, people: &[Id], ways: Ways<'_>) -> Result<()> {
    let today = tx.today();
    let tree = tree::with_ended(tx, today).await?;
    let mut able = Vec::new();
    for person in people {
        let grants = grants_today(tx, *person).await?;
        let answers = grants.iter().any(|grant| {
            Action::AnswerCriticism.allowed_to().contains(&grant.role)
                && tree.carried(grant.unit).contains(&unit)
        });
        able.extend(answers.then_some(*person));
    }
    let known = reach::all(tx).await?;
    let reached = able.iter().filter_map(|person| known.get(person));
    let mut reached = reached.filter(|one| urging::actions::channel(one, ways.by_webhook).is_some());
    let sentence = match (able.is_empty(), reached.next()) {
        (false, Some(_)) => return Ok(()),
        (true, _) => {
            "Đơn vị này chưa có đầu mối hoặc lãnh đạo dùng Loa, nên không ai trả lời được. Mời người quản trị mời một người của \
             đơn vị, rồi bấm lại."
        }
        (false, None) => {
            "Chưa có cách báo cho đơn vị: đầu mối, lãnh đạo của đơn vị chưa ghi địa chỉ thư. Mời họ ghi ở trang Tài khoản, hoặc \
             người quản trị ghi giúp, rồi bấm lại."
        }
    };
    Err(Problems::one("viec", sentence).into())
}

/// Tells who wrote it that the unit said something.
///
/// # Errors
/// [`crate::error::Error::Outage`]
pub async fn writers(tx: &mut Tx, entry: &Entry, ways: Ways<'_>) -> Result<()> {
    let steps = store::steps(tx, entry.id).await?;
    let mut people: Vec<Id> = steps
        .iter()
        .filter(|step| step.act == Act::Write)
        .filter_map(|step| step.by)
        .collect();
    people.sort();
    people.dedup();
    let body = format!("Đơn vị đã gửi ý kiến về “{}”. Mời đọc.", entry.title);
    // Of each turn once: a second correction is news as well.
    let key = format!("{}:said:{}", entry.id, entry.turn);
    say(tx, entry, &people, (&key, "Đơn vị đã gửi ý kiến", &body), ways).await
}

async fn say(
    tx: &mut Tx,
    entry: &Entry,
    people: &[Id],
    (key, subject, body): (&str, &str, &str),
    ways: Ways<'_>,
) -> Result<()> {
    let known = reach::all(tx).await?;
    let page = match ways.site {
        "" => String::new(),
        site => format!("\n\nXem tại {site}/bieu-duong/{}", entry.id),
    };
    let body = format!("{body}{page}");
    for person in people {
        let reach = known.get(person);
        let Some(channel) = reach.and_then(|reach| urging::actions::channel(reach, ways.by_webhook)) else {
            continue;
        };
        let key = format!("recognition:{key}:{person}");
        let message = outbox::New {
            person: *person,
            channel,
            subject: if channel == Channel::Paste { "" } else { subject },
            body: &body,
            key: &key,
        };
        outbox::put(tx, message).await?;
    }
    Ok(())
}
