//! Articles that somebody should look at again: told of once a date.

use loa_calendar::day::plus_months;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::error::{Error, Result};
use crate::identity::store::reach;
use crate::newsroom::store::{self, review};
use crate::newsroom::{Act, Article};
use crate::outbox::{self, Channel};
use crate::text;
use crate::urging;

/// Months until it is looked at again.
const MONTHS: u32 = 6;
/// Articles that are looked at in one go.
const PIECE: i64 = 200;

/// Somebody looked, and it is still right: the next day is set.
///
/// # Errors
/// [`Error::Changed`] when its day has not come.
pub(super) fn confirm(tx: &Tx, article: &mut Article) -> Result<()> {
    let today = tx.today();
    if article.review_on.is_none_or(|day| day > today) {
        let sentence = "Bài chưa đến ngày xem lại, hoặc đã có người xem. Mời mở lại bài.";
        return Err(Error::Changed(sentence.to_owned()));
    }
    article.review_on = plus_months(today, MONTHS);
    Ok(())
}

/// Tells who wrote and who approved each article whose day has come, each once of each date; gives how many messages are new.
///
/// # Errors
/// [`Error::Outage`]
pub async fn tell_due(tx: &mut Tx, by_webhook: bool, site: &str) -> Result<usize> {
    let known = reach::all(tx).await?;
    let (mut last, mut put) = (Id(0), 0);
    loop {
        let due = review::behind(tx, last, PIECE).await?;
        let Some(end) = due.last() else { break };
        last = end.id;
        for one in &due {
            let approver = store::last_by(tx, one.id, Act::Approve).await?;
            let mut people = vec![one.written_by];
            people.extend(approver.filter(|person| *person != one.written_by));
            for person in people {
                let reach = known.get(&person);
                let Some(channel) = reach.and_then(|reach| urging::actions::channel(reach, by_webhook))
                else {
                    continue;
                };
                put += usize::from(say(tx, one, person, channel, site).await?);
            }
        }
    }
    Ok(put)
}

async fn say(tx: &mut Tx, one: &review::Due, person: Id, channel: Channel, site: &str) -> Result<bool> {
    let key = format!("review:{}:{}:{person}", one.id, one.review_on);
    let page = match site {
        "" => String::new(),
        site => format!("\n\nXem tại {site}/toa-soan/{}", one.id),
    };
    let body = format!(
        "Bài “{}” đến ngày xem lại ({}). Mời đọc lại: còn đúng thì bấm “Vẫn đúng”, không thì mở bản sửa.{page}",
        one.title,
        text::day(one.review_on)
    );
    let message = outbox::New {
        person,
        channel,
        subject: "Bài đến ngày xem lại",
        body: &body,
        key: &key,
    };
    Ok(outbox::put(tx, message).await?.is_some())
}
