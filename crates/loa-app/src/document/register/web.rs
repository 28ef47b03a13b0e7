//! Pages of registers: the library, each register, each document with what is done with it.

use std::collections::HashMap;

use jiff::civil::Date;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::document::register::Official;
use crate::document::register::store::{self, Receipt};
use crate::error::{Error, Result};
use crate::identity::{Action, Actor};
use crate::org;
use crate::org::Tree;
use crate::page::Choice;
use crate::route::{Access, Routes};

mod books;
mod incoming;
mod library;
mod one;
mod reserve;
mod rule;
mod signing;
mod steps;

/// Units to choose from on one page.
const MOST_UNITS: usize = 400;

/// The routes of registers.
pub fn routes(routes: Routes) -> Routes {
    let see = Access::May(Action::SeeUnits);
    let keep = Access::May(Action::KeepRegister);
    routes
        .get("/van-ban", see, library::page)
        .get("/van-ban/so-di", see, books::outgoing)
        .get("/van-ban/so-di.xlsx", see, books::outgoing_sheet)
        .get("/van-ban/so-di/moi", keep, reserve::page)
        .post("/van-ban/so-di/moi", keep, reserve::take)
        .get("/van-ban/so-den", see, books::incoming)
        .get("/van-ban/so-den.xlsx", see, books::incoming_sheet)
        .get("/van-ban/so-den/moi", keep, incoming::page)
        .post("/van-ban/so-den/moi", keep, incoming::enter)
        .get("/van-ban/quy-uoc/{unit}", keep, rule::page)
        .post("/van-ban/quy-uoc/{unit}", keep, rule::save)
        .post("/van-ban/quy-uoc/{unit}/so", keep, rule::open)
        .get("/van-ban/{official}", see, one::page)
        .get("/van-ban/{official}/so-sanh", see, one::compare)
        .get("/van-ban/{official}/ban-thao.docx", see, one::draft_docx)
        .get("/van-ban/{official}/ban-thao.pdf", see, one::draft_pdf)
        .post("/van-ban/{official}/ky", keep, signing::sign)
        .post("/van-ban/{official}/phat-hanh", keep, steps::issue)
        .post("/van-ban/{official}/thu-hoi", keep, steps::recall)
        .post("/van-ban/{official}/huy", keep, steps::cancel)
        .post("/van-ban/{official}/giao", keep, steps::assign)
        .post("/van-ban/{official}/da-doc", keep, steps::read)
}

/// A document that the visitor may see, with the units that it goes to. One that they may not see is not there.
async fn seen(tx: &mut Tx, actor: &Actor, id: &str) -> Result<(Official, Vec<Receipt>)> {
    let id = id.parse().map_err(|_| Error::NotFound)?;
    let one = store::by_id(tx, id).await?.ok_or(Error::NotFound)?;
    let receipts = store::receipts(tx, id).await?;
    let went_to = |receipt: &Receipt| one.state.is_out() && actor.may(Action::SeeUnits, receipt.unit);
    if actor.may(Action::SeeUnits, one.unit) || receipts.iter().any(went_to) {
        Ok((one, receipts))
    } else {
        Err(Error::NotFound)
    }
}

/// The units for which somebody may do something, in the order of lists.
fn units_for(actor: &Actor, action: Action, tree: &Tree) -> Vec<Id> {
    let reach = actor.reach(action);
    let units = tree.all().iter().map(|unit| unit.id);
    units
        .filter(|unit| reach.contains(unit) && !tree.has_ended(*unit))
        .collect()
}

/// The unit that is meant: the one that is named, or the first for which the visitor has a role.
fn meant(actor: &Actor, action: Action, named: &str) -> Result<Id> {
    if named.is_empty() {
        return actor.seats(action).next().ok_or(Error::NotFound);
    }
    let unit = named.parse().map_err(|_| Error::NotFound)?;
    actor
        .reach(action)
        .contains(&unit)
        .then_some(unit)
        .ok_or(Error::NotFound)
}

fn choices(units: &[Id], tree: &Tree, chosen: &[Id]) -> Vec<Choice> {
    let units = units.iter().take(MOST_UNITS);
    units
        .map(|unit| Choice::new(unit, tree.name(*unit), chosen.contains(unit)))
        .collect()
}

async fn names(tx: &mut Tx, on: Date) -> Result<HashMap<Id, String>> {
    Ok(org::store::names(tx, on).await?)
}
