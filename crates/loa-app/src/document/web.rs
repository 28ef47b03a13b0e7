//! Sending files to those who may see what they belong to.

use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;
use loa_db::tx::Tx;

use crate::app::App;
use crate::document::register;
use crate::document::sending::Sending;
use crate::document::store::{self, File};
use crate::error::{Error, Result};
use crate::files::Hash;
use crate::identity::{Action, Actor};
use crate::route::{Access, Routes, Visit};

/// Bytes behind an identity never change, so a browser may keep them for a day; nobody in between may.
const CACHE: &str = "private, max-age=86400";

/// The routes of this slice.
pub fn routes(routes: Routes) -> Routes {
    routes
        .get("/tep/{file}", Access::May(Action::SeeUnits), whole)
        .get("/tep/{file}/nho", Access::May(Action::SeeUnits), small)
        .with(register::web::routes)
}

async fn whole(visit: Visit, Path(id): Path<String>, headers: HeaderMap) -> Result<Response> {
    let file = seen(&visit, &id).await?;
    let hash = file.hash.clone();
    sent(&visit.app, &file, &hash, &headers).await
}

async fn small(visit: Visit, Path(id): Path<String>, headers: HeaderMap) -> Result<Response> {
    let file = seen(&visit, &id).await?;
    let hash = file.small.clone().ok_or(Error::NotFound)?;
    sent(&visit.app, &file, &hash, &headers).await
}

/// A file that the visitor may see. One that they may not see is not there.
async fn seen(visit: &Visit, id: &str) -> Result<File> {
    let actor = visit.actor()?;
    let id = id.parse().map_err(|_| Error::NotFound)?;
    let mut tx = visit.app.read(actor).await?;
    let file = store::by_id(&mut tx, id).await?.ok_or(Error::NotFound)?;
    if may_see(&mut tx, actor, &file).await? {
        Ok(file)
    } else {
        Err(Error::NotFound)
    }
}

/// Who gave it; who sees a unit that shows it, filed it as its sub-plan, issued it or got it as a document; who reads the plan that was
/// read from it (a draft: of the whole locality).
async fn may_see(tx: &mut Tx, actor: &Actor, file: &File) -> Result<bool> {
    if file.by == Some(actor.person) {
        return Ok(true);
    }
    let mut units = store::units_that_show(tx, file.id).await?;
    units.extend(store::units_that_filed(tx, file.id).await?);
    units.extend(store::units_that_print(tx, file.id).await?);
    units.extend(store::units_that_post(tx, file.id).await?);
    if units.iter().any(|unit| actor.may(Action::SeeUnits, *unit)) {
        return Ok(true);
    }
    let units = register::store::units_with_file(tx, file.id).await?;
    if units.iter().any(|unit| actor.may(Action::SeeUnits, *unit)) {
        return Ok(true);
    }
    if !actor.may_somewhere(Action::SeePlans) {
        return Ok(false);
    }
    let states = store::plans_read_from(tx, file.id).await?;
    let in_force = states.iter().any(|state| state == "adopted");
    Ok(in_force || !states.is_empty() && actor.may_for_all(Action::SeePlans))
}

/// A file as it goes out to whoever is signed in and may see it.
///
/// # Errors
/// As [`Sending::sent`].
pub async fn sent(app: &App, file: &File, hash: &Hash, asked: &HeaderMap) -> Result<Response> {
    let sending = Sending::new(hash, file.kind.media_type(), CACHE);
    sending.named(file).sent(app, asked).await
}
