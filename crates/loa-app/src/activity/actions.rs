//! Recording what was done, once however often it is sent, and putting its words right.

use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::activity::{Activity, MOST_OTHER_FILES, MOST_PHOTOS, NewActivity, Shown, Told, store};
use crate::audit;
use crate::error::{Error, Result};
use crate::identity::{Action, Actor};
use crate::problem::Problems;

/// Records an activity; says whether it is new. The same person with the same key gets the activity that was recorded
/// first, whatever is told now: that is an answer that was lost, or a button pressed twice.
///
/// # Errors
/// [`Error::Forbidden`] when the actor may not log for the unit, [`Error::Problem`] on the fields of the form: a day to
/// come, numbers beyond reason, a photo that shows another activity already (PLAN-06).
pub async fn record(
    tx: &mut Tx,
    actor: &Actor,
    new: NewActivity,
    request_key: &str,
) -> Result<(Activity, bool)> {
    let year = i64::from(tx.today().year());
    // From here on whoever records something waits for this unit of work, so the look below sees all before it.
    let number = store::next_number(tx, year).await?;
    if let Some(there) = store::by_request(tx, actor.person, request_key).await? {
        return Ok((there, false));
    }
    actor.must(Action::LogActivity, new.unit)?;
    new.told.problems(tx.today()).or(())?;
    fresh(tx, actor, &new.files, Id(0)).await?;
    let code = format!("{year}-{number:04}");
    let activity = keep(tx, actor.person, code, new, request_key).await?;
    Ok((activity, true))
}

/// Records what the program itself saw happen, as work of this person: whether they might was asked when it was decided.
/// With the same key it is recorded once.
///
/// # Errors
/// [`Error::Problem`] for what nobody could tell either.
pub async fn witness(
    tx: &mut Tx,
    person: Id,
    new: NewActivity,
    request_key: &str,
) -> Result<(Activity, bool)> {
    let year = i64::from(tx.today().year());
    let number = store::next_number(tx, year).await?;
    if let Some(there) = store::by_request(tx, person, request_key).await? {
        return Ok((there, false));
    }
    new.told.problems(tx.today()).or(())?;
    let code = format!("{year}-{number:04}");
    let activity = keep(tx, person, code, new, request_key).await?;
    Ok((activity, true))
}

async fn keep(
    tx: &mut Tx,
    person: Id,
    code: String,
    new: NewActivity,
    request_key: &str,
) -> Result<Activity> {
    let activity = Activity {
        id: tx.new_id(),
        unit: new.unit,
        person,
        code,
        told: new.told,
        filed_at: tx.now(),
        is_sample: new.is_sample,
    };
    store::insert(tx, &activity, request_key).await?;
    store::show(tx, activity.id, &new.files, 0).await?;
    audit::record(
        tx,
        "activity.recorded",
        "activity",
        Some(activity.id),
        &activity.code,
    )
    .await?;
    Ok(activity)
}

/// Puts right what its officer told; the earlier words are kept. Whether it may still be changed is the caller's to say.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Forbidden`] for everybody else; [`Error::Problem`] as in [`record`].
pub async fn correct(
    tx: &mut Tx,
    actor: &Actor,
    id: Id,
    told: Told,
    without: &[Id],
    with: &[Shown],
) -> Result<Activity> {
    if !store::hold(tx, id).await? {
        return Err(Error::NotFound);
    }
    let mut activity = store::by_id(tx, id).await?.ok_or(Error::NotFound)?;
    if activity.person != actor.person {
        return Err(Error::Forbidden);
    }
    actor.must(Action::LogActivity, activity.unit)?;
    told.problems(tx.today()).or(())?;
    let files = store::files(tx, id).await?;
    if told == activity.told && without.is_empty() && with.is_empty() {
        return Ok(activity);
    }
    store::keep_before(tx, &activity, files.len()).await?;
    for file in without {
        store::unshow(tx, id, *file).await?;
    }
    fresh(tx, actor, with, id).await?;
    let next = files.iter().map(|file| file.position + 1).max().unwrap_or(0);
    store::show(tx, id, with, next).await?;
    enough(tx, id).await?;
    activity.told = told;
    store::change(tx, &activity).await?;
    audit::record(tx, "activity.corrected", "activity", Some(id), &activity.code).await?;
    Ok(activity)
}

/// Stops photos that show another activity already: one photo is no proof of two things (PLAN-06).
async fn fresh(tx: &mut Tx, actor: &Actor, files: &[Shown], own: Id) -> Result<()> {
    for shown in files {
        let Some((code, unit)) = store::photo_shown_elsewhere(tx, shown.file, own).await? else {
            continue;
        };
        let whose = if actor.may(Action::SeeUnits, unit) {
            format!("bản ghi {code}")
        } else {
            "một bản ghi khác".to_owned()
        };
        let sentence =
            format!("Có ảnh đã dùng cho {whose}. Mỗi ảnh chỉ chứng minh một việc: mời chọn ảnh khác.");
        return Err(Problems::one("anh", sentence).into());
    }
    Ok(())
}

async fn enough(tx: &mut Tx, id: Id) -> Result<()> {
    let files = store::files(tx, id).await?;
    let photos = files.iter().filter(|shown| shown.file.kind.is_picture()).count();
    let mut problems = Problems::new();
    problems.unless(
        photos <= MOST_PHOTOS,
        "anh",
        &format!("Nhiều nhất {MOST_PHOTOS} ảnh."),
    );
    let others = files.len() - photos;
    problems.unless(
        others <= MOST_OTHER_FILES,
        "tep",
        &format!("Nhiều nhất {MOST_OTHER_FILES} tệp khác."),
    );
    problems.or(()).map_err(Error::from)
}
