//! What differs between two editions.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;

use crate::error::{Error, Result};
use crate::identity::Action;
use crate::org;
use crate::page::{Chrome, html};
use crate::route::Visit;
use crate::subplan::actions::reached;
use crate::subplan::difference::{Change, difference};
use crate::subplan::store::edition;
use crate::subplan::web::id;

/// Differences that are shown.
const MOST_SHOWN: usize = 300;

struct ChangeView {
    kind: &'static str,
    number: String,
    before: String,
    after: String,
}

impl ChangeView {
    fn new(change: &Change<'_>) -> Self {
        let (kind, number, before, after) = match change {
            Change::Added(clause) => ("Thêm", &clause.number, "", clause.text.as_str()),
            Change::Removed(clause) => ("Bỏ", &clause.number, clause.text.as_str(), ""),
            Change::Changed(old, new) => ("Sửa", &new.number, old.text.as_str(), new.text.as_str()),
        };
        Self {
            kind,
            number: number.clone(),
            before: before.to_owned(),
            after: after.to_owned(),
        }
    }
}

#[derive(Template)]
#[template(path = "subplan/pages/difference.html")]
struct DifferencePage {
    chrome: Chrome,
    id: String,
    unit: String,
    from: i64,
    to: i64,
    changes: Vec<ChangeView>,
    more: usize,
}

/// GET /ke-hoach-don-vi/{subplan}/khac?tu=1&den=2; without numbers the last two.
pub(super) async fn page(visit: Visit, Path(subplan): Path<String>) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let (one, _) = reached(&mut tx, actor, Action::SeeUnits, id(&subplan)?).await?;
    let fields = visit.fields();
    let latest = one.progress.latest;
    let asked = |name: &str, otherwise: i64| fields.get(name).parse().unwrap_or(otherwise).clamp(0, latest);
    let (from, to) = (asked("tu", latest - 1).max(0), asked("den", latest));
    let editions = edition::of_subplan(&mut tx, one.id).await?;
    let mut texts = Vec::new();
    for ordinal in [from, to] {
        let found = editions.iter().find(|edition| edition.ordinal == ordinal);
        texts.push(match found {
            Some(edition) => edition::clauses(&mut tx, edition.id).await?,
            None => Vec::new(),
        });
    }
    let today = tx.today();
    let tree = org::store::tree::with_ended(&mut tx, today).await?;
    let unit = tree.name(one.unit).to_owned();
    drop(tx);
    let compare = move || match texts.as_slice() {
        [before, after] => difference(before, after).iter().map(ChangeView::new).collect(),
        _ => Vec::new(),
    };
    let mut changes: Vec<ChangeView> = tokio::task::spawn_blocking(compare)
        .await
        .map_err(|error| Error::Outage(error.to_string()))?;
    let more = changes.len().saturating_sub(MOST_SHOWN);
    changes.truncate(MOST_SHOWN);
    Ok(html(&DifferencePage {
        chrome: Chrome::new(&visit),
        id: one.id.to_string(),
        unit,
        from,
        to,
        changes,
        more,
    }))
}
