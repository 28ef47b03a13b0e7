//! The plan of a demonstration: brought in, decided as a person would, adopted.

use jiff::civil::Date;
use loa_app::app::App;
use loa_app::error::{Error, Result};
use loa_app::identity::Actor;
use loa_app::org;
use loa_app::plan::actions::{self, Bring};
use loa_app::plan::store::item::Item;
use loa_app::plan::{actions::adopt, reading, store};
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::serve;

/// What came of it.
pub struct Brought {
    /// Duties that exist now; `None`: the plan waits as a draft, because more is open than the demonstration decides.
    pub duties: Option<usize>,
    /// The day on which that happened.
    pub on: Date,
}

/// Brings a document in on behalf of the coordinator and adopts it, on the day of its date if that lies between the day
/// that the clock shows and `latest`. The clock stays there.
///
/// # Errors
/// [`Error::Outage`] with the reader's sentence when the document cannot be read.
pub async fn bring(app: &App, actor: &Actor, name: &str, bytes: &[u8], latest: Date) -> Result<Brought> {
    let opened = reading::open(name, bytes, Some(serve::old_word)).map_err(Error::Outage)?;
    let earliest = app.today();
    let on = opened.issued_on.unwrap_or(latest).min(latest).max(earliest);
    app.clock().move_to(on);
    let mut tx = app.begin(actor).await?;
    let day = opened.issued_on.unwrap_or(on);
    let tree = org::store::tree::on(&mut tx, day).await?;
    let read = reading::understand(&opened, &tree, None, day).map_err(Error::Outage)?;
    let plan = actions::keep(&mut tx, name, None, &read, Bring::New).await?;
    decide(&mut tx, actor, plan).await?;
    let (_, version) = actions::current(&mut tx, plan).await?;
    let items = store::item::of_version(&mut tx, version.id).await?;
    let seen = adopt::seen(&version, &items);
    tx.save().await?;
    let mut tx = app.begin(actor).await?;
    let ticked = adopt::Ticked {
        lacking: true,
        twice: false,
    };
    match adopt::adopt(&mut tx, actor, plan, &seen, ticked).await {
        Ok(adopted) => {
            tx.save().await?;
            Ok(Brought {
                duties: Some(adopted.duties.added),
                on,
            })
        }
        // A plan of one's own may leave more open: that is for the review page.
        Err(Error::Problem(_)) => Ok(Brought { duties: None, on }),
        Err(other) => Err(other),
    }
}

/// Decides what the sample plan leaves open: a schedule that can be read as once or as once each is once each; a group
/// that nobody has listed bears nothing.
async fn decide(tx: &mut Tx, actor: &Actor, plan: Id) -> Result<()> {
    let (_, version) = actions::current(tx, plan).await?;
    let items = store::item::of_version(tx, version.id).await?;
    for item in items.iter().filter(|item| !item.removed) {
        let Some(when) = &item.sheet.when else { continue };
        if let Some((choice, _)) = when.choices(&version.head).last()
            && when.is_open(&version.head)
        {
            actions::choose(tx, actor, plan, item.id, *choice).await?;
        }
    }
    let open: Vec<String> = items.iter().flat_map(open_names).collect();
    for name in open {
        actions::decide_name(tx, actor, plan, None, &name, &[]).await?;
    }
    Ok(())
}

fn open_names(item: &Item) -> Vec<String> {
    let names = item.sheet.all_names().filter(|named| named.is_open());
    names.map(|named| named.text.clone()).collect()
}
