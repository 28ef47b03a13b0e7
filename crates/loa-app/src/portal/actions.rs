//! Setting up the site of a unit.

use loa_db::tx::Tx;

use crate::audit;
use crate::catalogue;
use crate::error::{Error, Result};
use crate::identity::{Action, Actor};
use crate::newsroom::store::public;
use crate::portal::{Site, is_address, is_host, store};
use crate::problem::Problems;

/// Sets up the site of a unit. An address that was public once stays with its unit: it stands on posters.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Problem`] on `dia-chi`, `ten-mien` when it cannot be an address, or is another one's.
pub async fn set(tx: &mut Tx, actor: &Actor, mut new: Site) -> Result<()> {
    actor.must(Action::EditSite, new.unit)?;
    let mut problems = Problems::new();
    let before = store::of_unit(tx, new.unit).await?;
    let is_kept = before.as_ref().is_none_or(|before| before.slug == new.slug);
    problems.unless(
        is_kept,
        "dia-chi",
        "Địa chỉ đã công khai thì giữ mãi: nó có trên pa nô, áp phích.",
    );
    // A host name leads whoever types it: it is given by who answers for the whole locality.
    let has_other_host = before.and_then(|before| before.host) != new.host;
    let may_name = !has_other_host || actor.may_for_all(Action::EditSite);
    problems.unless(
        may_name,
        "ten-mien",
        "Tên miền riêng do người điều phối của cả địa phương đặt.",
    );
    let sentence = "Địa chỉ chỉ gồm chữ không dấu, số và gạch nối, ví dụ dua-mon.";
    problems.unless(is_address(&new.slug), "dia-chi", sentence);
    let is_fine = new.host.as_deref().is_none_or(is_host);
    problems.unless(is_fine, "ten-mien", "Tên miền viết như duamon.sonla.gov.vn.");
    if let Some(other) = store::at(tx, &new.slug).await? {
        let is_own = other.unit == new.unit;
        problems.unless(is_own, "dia-chi", "Địa chỉ này đã có đơn vị khác dùng.");
    }
    problems.or(())?;
    new.locality = tx.locality();
    store::set(tx, &new).await.map_err(|error| match error {
        loa_db::error::DbError::Duplicate(_) => {
            Error::from(Problems::one("ten-mien", "Tên miền này đã có đơn vị khác dùng."))
        }
        other => other.into(),
    })?;
    catalogue::actions::short(tx, new.unit, catalogue::Kind::Site, new.unit, &new.slug).await?;
    public::note_change(tx, new.unit).await?;
    audit::record(tx, "site.set", "unit", Some(new.unit), "").await?;
    Ok(())
}
