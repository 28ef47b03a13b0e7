//! An approved edition goes out: it gets its number in the register of the unit, and its document is kept as it was given
//! out, so that the file of an edition is the same for ever (DOC-12, DOC-25). Signing and sending are the register's.

use loa_db::id::Id;
use loa_db::tx::Tx;
use loa_official::document::Document;

use crate::audit;
use crate::document::letterhead::Letterhead;
use crate::document::register::store::book;
use crate::document::register::{
    NewOfficial, Official, State as Registered, actions as register, store as officials,
};
use crate::error::{Error, Result};
use crate::files::Hash;
use crate::identity::{Action, Actor};
use crate::problem::Problems;
use crate::report::actions::held;
use crate::report::content::Content;
use crate::report::document::{Ends, official};
use crate::report::store::edition::{self, Issue};
use crate::report::store::{self, kept, regime};
use crate::report::{Report, Round, State};
use crate::text;

fn lines(text: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim);
    lines.filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// Head and ends of a unit's report: of the whole as the locality set them, of a unit as its letterhead has them.
///
/// # Errors
/// [`Error::Outage`]
pub async fn ends(tx: &mut Tx, round: &Round, report: &Report) -> Result<(Letterhead, Ends)> {
    let above = match report.parent {
        Some(parent) => {
            let all = store::of_round(tx, round.id).await?;
            all.into_iter().find(|one| one.unit == parent).map(|one| one.name)
        }
        None => None,
    };
    let mut head = book::letterhead_of(tx, report.unit, &report.name, above.as_deref()).await?;
    let Some(above) = above else {
        let set = regime::of(tx, &round.form).await?.unwrap_or_default();
        if !set.position.is_empty() {
            head.authority = set.authority;
            head.position = set.position;
            head.signer = set.signer;
        }
        let ends = Ends {
            addressees: lines(&set.addressee),
            recipients: lines(&set.recipients),
        };
        return Ok((head, ends));
    };
    let ends = Ends {
        addressees: vec![above],
        recipients: Vec::new(),
    };
    Ok((head, ends))
}

/// The document of an edition: as it went out, or, before that, as it would go out now.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Outage`]
pub async fn document(tx: &mut Tx, round: &Round, report: &Report, ordinal: i64) -> Result<Document> {
    let issues = edition::issues(tx, report.id).await?;
    if let Some(issue) = issues.iter().find(|issue| issue.ordinal == ordinal) {
        return read(issue);
    }
    let one = edition::one(tx, report.id, ordinal)
        .await?
        .ok_or(Error::NotFound)?;
    composed(tx, round, report, &one.read()?).await
}

/// A document as it was kept.
fn read(issue: &Issue) -> Result<Document> {
    if Hash::of(issue.document.as_bytes()).as_str() != issue.digest {
        let sentence = format!("the document of issue {} is not what was issued", issue.official);
        return Err(Error::Outage(sentence));
    }
    serde_json::from_str(&issue.document)
        .map_err(|error| Error::Outage(format!("issue {}: {error}", issue.official)))
}

/// The document of a report as it reads now.
///
/// # Errors
/// [`Error::Outage`]
pub async fn composed(tx: &mut Tx, round: &Round, report: &Report, content: &Content) -> Result<Document> {
    let (head, ends) = ends(tx, round, report).await?;
    Ok(official(content, &head, &ends))
}

/// What of a report was issued, the latest first, with how it stands in the register.
///
/// # Errors
/// [`Error::Outage`]
pub async fn issued(tx: &mut Tx, report: Id) -> Result<Vec<(i64, Official)>> {
    let mut found = Vec::new();
    for issue in edition::issues(tx, report).await? {
        if let Some(official) = officials::by_id(tx, issue.official).await? {
            found.push((issue.ordinal, official));
        }
    }
    Ok(found)
}

/// Has the edition that stands its number? Then it is not sent back: it is amended by a later one (DOC-25).
///
/// # Errors
/// [`Error::Outage`]
pub async fn has_number(tx: &mut Tx, report: &Report) -> Result<bool> {
    let issues = edition::issues(tx, report.id).await?;
    for issue in issues
        .iter()
        .filter(|issue| issue.ordinal == report.standing.edition)
    {
        let official = officials::by_id(tx, issue.official).await?;
        // A number that was given up binds nobody.
        if official.is_some_and(|official| official.state != Registered::Cancelled) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// May the actor give the report as it stands a number? Approving is another act, of somebody else or the same.
pub fn may_issue(actor: &Actor, report: &Report) -> bool {
    matches!(report.standing.state, State::Approved | State::Accepted)
        && actor.may(Action::KeepRegister, report.unit)
}

/// What does not yet bind anybody is not replaced: the number of an earlier edition goes out, or is given up, first.
fn must_have_gone_out(before: &[(i64, Official)]) -> Result<()> {
    let waits = |official: &&Official| matches!(official.state, Registered::Reserved | Registered::Signed);
    let Some(waiting) = before.iter().map(|(_, official)| official).find(waits) else {
        return Ok(());
    };
    let sentence = format!(
        "Bản trước của báo cáo này đã lấy số {} nhưng chưa phát hành. Mời phát hành bản ấy hoặc hủy số của nó, rồi lấy số cho \
         bản này.",
        waiting.code()
    );
    Err(Problems::one("so", sentence).into())
}

/// Takes the next number of the unit's register for the edition that stands; `false`: it had one. A later edition
/// replaces what was issued before, and says so.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Changed`] when the report is not what the person saw, or not approved;
/// [`Error::Problem`] while the number of an earlier edition waits; what [`register::reserve`] says.
pub async fn issue(tx: &mut Tx, actor: &Actor, id: Id, revision: i64) -> Result<(Official, bool)> {
    let (round, report) = held(tx, actor, id, Some(revision)).await?;
    actor.must(Action::KeepRegister, report.unit)?;
    if !may_issue(actor, &report) {
        let sentence = "Báo cáo chưa được duyệt nên chưa lấy số được. Mời mở lại trang báo cáo.";
        return Err(Error::Changed(sentence.to_owned()));
    }
    let ordinal = report.standing.edition;
    let before = issued(tx, id).await?;
    if let Some((_, there)) = before.iter().find(|(issued, _)| *issued == ordinal) {
        if there.state == Registered::Cancelled {
            let sentence = format!(
                "Số {} của bản này đã hủy. Mời trả lại báo cáo để sửa và duyệt lại: bản mới lấy số mới.",
                there.code()
            );
            return Err(Problems::one("so", sentence).into());
        }
        return Ok((there.clone(), false));
    }
    must_have_gone_out(&before)?;
    let one = edition::one(tx, id, ordinal).await?.ok_or(Error::NotFound)?;
    let mut document = composed(tx, &round, &report, &one.read()?).await?;
    // A number that was given up never stood for a document: nothing replaces it.
    let replaced = before
        .iter()
        .map(|(_, official)| official)
        .find(|official| official.state != Registered::Cancelled);
    if let Some(replaced) = replaced {
        let day = replaced.dated_on.map(|day| format!(" ngày {}", text::day(day)));
        let told = format!(
            "Báo cáo này thay thế Báo cáo số {}{}",
            replaced.code(),
            day.unwrap_or_default()
        );
        document.body.insert(0, loa_official::document::Block::text(told));
    }
    let signature = document.signatures.first().cloned();
    let signature = signature.ok_or_else(|| Error::Outage("a report without a signature".to_owned()))?;
    let new = NewOfficial {
        signer: signature.name,
        // The register and its forms have one line for it.
        position: signature.position.replace('\n', ", "),
        recipients: document
            .addressees
            .iter()
            .chain(&document.recipients)
            .cloned()
            .collect::<Vec<_>>()
            .join("; "),
        kept_by: document.archive.keepers(),
        to: report.parent.into_iter().collect(),
        replaces: replaced.map(|replaced| replaced.id),
        content: Some(Box::new(document.clone())),
        key: format!("report:{id}:{ordinal}"),
        ..NewOfficial::new(
            report.unit,
            document.kind,
            document.symbol.clone(),
            document.subject.clone(),
        )
    };
    let official = register::reserve(tx, actor, new).await?;
    // As the register keeps it.
    document.number = u32::try_from(official.number).ok();
    document.year = tx.today().year();
    let document = kept(&document);
    let new = Issue {
        ordinal,
        official: official.id,
        digest: Hash::of(document.as_bytes()).as_str().to_owned(),
        document,
        issued_at: tx.now(),
    };
    edition::insert_issue(tx, one.id, id, &new).await?;
    audit::record(tx, "report.issued", "report", Some(id), &official.code()).await?;
    Ok((official, true))
}
