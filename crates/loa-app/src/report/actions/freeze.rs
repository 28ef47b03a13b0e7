//! Keeps drafts of silent units as editions at the moment at which the report above counts with them: what it says can be traced
//! for ever, whatever these units tell later.

use std::collections::HashMap;

use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::error::Result;
use crate::files::Hash;
use crate::report::actions::{count, form_on, part_of, sums};
use crate::report::content::{Content, Part};
use crate::report::figure::Figures;
use crate::report::store::edition::{self, NewEdition};
use crate::report::store::{self, kept};
use crate::report::{Report, Round, period_words};

/// Keeps the drafts that a report counts with.
///
/// # Errors
/// [`crate::error::Error::Outage`]
pub async fn freeze(tx: &mut Tx, round: &Round, report: &Report) -> Result<()> {
    if store::below(tx, round.id, report.unit).await?.is_empty() {
        return Ok(());
    }
    let all = store::of_round(tx, round.id).await?;
    let silent = silent_below(&all, report.unit);
    if silent.is_empty() {
        return Ok(());
    }
    let sums = sums(tx, &all).await?;
    let mut below: HashMap<Id, Vec<&Report>> = HashMap::new();
    for report in &all {
        if let Some(parent) = report.parent {
            below.entry(parent).or_default().push(report);
        }
    }
    let editions: Vec<NewEdition> = silent
        .iter()
        .map(|report| {
            let parts = below.get(&report.unit).into_iter().flatten();
            let parts = parts.map(|part| {
                let sum = sums.get(&part.unit).cloned().unwrap_or_default();
                part_of(part, sum, part.standing.with_frozen_draft().edition)
            });
            let totals = sums.get(&report.unit).cloned().unwrap_or_default();
            edition_of(round, report, &totals, parts.collect())
        })
        .collect();
    edition::insert(tx, &editions, None).await?;
    let ids: Vec<Id> = silent.iter().map(|report| report.id).collect();
    edition::count_frozen(tx, &ids).await?;
    let form = form_on(tx, &round.form, round.last_on).await?;
    let drafts: Vec<Report> = silent.into_iter().cloned().collect();
    count(tx, &form, round, &drafts).await
}

/// Silent units below one, reached through silent ones: what others reported holds with everything below it.
fn silent_below(all: &[Report], top: Id) -> Vec<&Report> {
    let mut found: Vec<&Report> = Vec::new();
    let mut above = vec![top];
    while let Some(unit) = above.pop() {
        let below = all
            .iter()
            .filter(|report| report.parent == Some(unit) && !report.standing.has_reported());
        for report in below {
            above.push(report.unit);
            found.push(report);
        }
    }
    found
}

/// Figures only: nobody wrote anything that stands for it.
fn edition_of(round: &Round, report: &Report, totals: &Figures, parts: Vec<Part>) -> NewEdition {
    let content = Content {
        name: report.name.clone(),
        period: period_words(&round.period),
        first_on: round.first_on,
        last_on: round.last_on,
        subject: String::new(),
        fragment: String::new(),
        sections: Vec::new(),
        annexes: Vec::new(),
        own: report.figures.clone(),
        corrections: report.corrections.clone(),
        parts,
        totals: totals.clone(),
        narrative: Default::default(),
    };
    let text = kept(&content);
    NewEdition {
        report: report.id,
        ordinal: report.standing.with_frozen_draft().edition,
        totals: kept(totals),
        digest: Hash::of(text.as_bytes()).as_str().to_owned(),
        content: text,
        composed_at: report.composed_at,
    }
}
