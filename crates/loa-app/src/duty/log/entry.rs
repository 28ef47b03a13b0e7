//! The fields of the form about something done, for the first time and for putting it right.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::activity::channel::Channel;
use crate::activity::{
    self, Audience, Language, MOST_DONG, MOST_OTHER_FILES, MOST_PEOPLE, MOST_PHOTOS, MOST_PIECES,
    PLACE_CHARACTERS, Shown, Told, WHAT_CHARACTERS, people_in,
};
use crate::document::Purpose;
use crate::document::actions::{Prepared, note as note_file, prepare};
use crate::document::store as files;
use crate::duty::Duty;
use crate::error::{Error, Result};
use crate::form::{Form, Upload};
use crate::page::{Choice, DateFields};
use crate::problem::Problems;
use crate::route::Visit;
use crate::text;

/// The fields as they are shown, right or wrong.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// Day.
    pub day: DateFields,
    /// What was done.
    pub what: String,
    /// Where.
    pub place: String,
    /// Key of the channel.
    pub channel: String,
    /// How many pieces.
    pub pieces: String,
    /// How many minutes.
    pub minutes: String,
    /// How many.
    pub people: String,
    /// What it cost.
    pub cost: String,
    /// Key of the language.
    pub language: String,
    /// Key of the audience.
    pub audience: String,
}

impl Typed {
    /// Today, in Vietnamese.
    pub fn fresh(today: Date) -> Self {
        Self {
            day: DateFields::of(Some(today)),
            language: Language::Vietnamese.key().to_owned(),
            ..Self::default()
        }
    }

    /// As it was sent.
    pub fn sent(form: &Form) -> Self {
        let field = |name| form.get(name).to_owned();
        Self {
            day: DateFields::sent(form, "ngay"),
            what: field("lam-gi"),
            place: field("noi"),
            channel: field("hinh-thuc"),
            pieces: field("so-luong"),
            minutes: field("so-phut"),
            people: field("so-nguoi"),
            cost: field("kinh-phi"),
            language: field("tieng"),
            audience: field("doi-tuong"),
        }
    }

    /// As it was told before.
    pub fn of(told: &Told) -> Self {
        let number = |value: Option<i64>| value.map(text::number).unwrap_or_default();
        Self {
            day: DateFields::of(Some(told.happened_on)),
            what: told.what.clone(),
            place: told.place.clone(),
            channel: told.channel.map_or("", Channel::key).to_owned(),
            pieces: number(told.pieces),
            minutes: number(told.minutes),
            people: number(told.people),
            cost: number(told.cost_dong),
            language: told.language.key().to_owned(),
            audience: told.audience.map_or("", Audience::key).to_owned(),
        }
    }

    /// Something stands in the fields that are folded away.
    pub fn has_details(&self) -> bool {
        let details = [
            &self.place,
            &self.channel,
            &self.pieces,
            &self.minutes,
            &self.people,
            &self.cost,
            &self.audience,
        ];
        details.iter().any(|field| !field.is_empty())
    }
}

/// The languages to choose from.
pub fn choices_of_language(chosen: &str) -> Vec<Choice> {
    Language::SPOKEN
        .map(|one| Choice::new(one.key(), one.label(), one.key() == chosen))
        .to_vec()
}

/// The channels to choose from.
pub fn choices_of_channel(chosen: &str) -> Vec<Choice> {
    let first = Choice::new("", "Theo lời kể hoặc tên nhiệm vụ", chosen.is_empty());
    let channels = Channel::ALL.map(|one| Choice::new(one.key(), one.label(), one.key() == chosen));
    std::iter::once(first).chain(channels).collect()
}

/// The audiences to choose from.
pub fn choices_of_audience(chosen: &str) -> Vec<Choice> {
    Audience::ALL
        .map(|one| Choice::new(one.key(), one.label(), one.key() == chosen))
        .to_vec()
}

/// What the fields tell; `None` when a field that must be there is not. Every problem is noted.
pub fn told(form: &Form, problems: &mut Problems) -> Option<Told> {
    let what = form.text(
        "lam-gi",
        WHAT_CHARACTERS,
        Some("Mời ghi đã làm gì, ở đâu, bao nhiêu người."),
        problems,
    );
    let place = form.text("noi", PLACE_CHARACTERS, None, problems);
    let counted = form.count("so-nguoi", MOST_PEOPLE, problems);
    let cost_dong = form.count("kinh-phi", MOST_DONG, problems);
    let pieces = form.count("so-luong", MOST_PIECES, problems);
    let minutes = form.count("so-phut", MOST_PIECES, problems);
    let channel = Channel::with_key(form.get("hinh-thuc"));
    let is_listed = channel.is_some() || !form.has("hinh-thuc");
    problems.unless(is_listed, "hinh-thuc", "Mời chọn trong danh sách.");
    let language = Language::with_key(form.get("tieng"));
    problems.unless(language.is_some(), "tieng", "Mời chọn đã nói bằng tiếng nào.");
    let audience = Audience::with_key(form.get("doi-tuong"));
    problems.unless(
        audience.is_some() || !form.has("doi-tuong"),
        "doi-tuong",
        "Mời chọn trong danh sách.",
    );
    let before = problems.all().len();
    let happened_on = form.date("ngay", problems);
    if happened_on.is_none() && problems.all().len() == before {
        problems.add("ngay", "Mời ghi ngày làm việc này.");
    }
    Some(Told {
        people: counted.or_else(|| people_in(&what)),
        what,
        place,
        happened_on: happened_on?,
        channel,
        pieces,
        minutes,
        audience,
        language: language?,
        cost_dong,
    })
}

/// The channel that somebody chose, or the one that their words or those of the duties speak of.
pub fn channel(told: &Told, duties: &[Duty]) -> Option<Channel> {
    let said = || {
        let ordered = duties.iter().map(|duty| duty.title.as_str());
        let texts: Vec<&str> = std::iter::once(told.what.as_str()).chain(ordered).collect();
        Channel::said_in(&texts)
    };
    told.channel.or_else(said)
}

/// A file that came with the form, or with an earlier sending of it.
#[derive(Debug, Clone)]
pub enum Attachment {
    /// Its bytes are kept; no row yet.
    New(Box<Prepared>, Option<Timestamp>),
    /// Kept when the form came back with problems.
    Received(Box<files::File>),
}

impl Attachment {
    /// Tells the same file from others.
    pub fn trace(&self) -> &str {
        match self {
            Attachment::New(file, _) => file.hash.as_str(),
            Attachment::Received(file) => file.hash.as_str(),
        }
    }

    fn is_picture(&self) -> bool {
        match self {
            Attachment::New(file, _) => file.kind.is_picture(),
            Attachment::Received(file) => file.kind.is_picture(),
        }
    }
}

/// Looks at every file of the form and keeps its bytes. The same bytes twice are one file.
///
/// # Errors
/// [`Error::Outage`]; what is wrong with a file is noted instead.
pub async fn attachments(visit: &Visit, form: &Form, problems: &mut Problems) -> Result<Vec<Attachment>> {
    let mut found = received_before(visit, form).await?;
    let sent = |field: &'static str| form.files.iter().filter(move |file| file.field == field);
    let too_many = sent("anh").count() > MOST_PHOTOS || sent("tep").count() > MOST_PHOTOS + MOST_OTHER_FILES;
    if !too_many {
        let moments: Vec<Option<Timestamp>> = form
            .all("anh-luc")
            .map(|text| taken(text, visit.app.clock().now()))
            .collect();
        for (at, file) in sent("anh").enumerate() {
            let moment = moments.get(at).copied().flatten();
            add(visit, file, Purpose::Photo, moment, &mut found, problems).await?;
        }
        for file in sent("tep") {
            add(visit, file, Purpose::Proof, None, &mut found, problems).await?;
        }
    }
    let photos = found.iter().filter(|one| one.is_picture()).count();
    if too_many && sent("anh").count() > MOST_PHOTOS || photos > MOST_PHOTOS {
        problems.add(
            "anh",
            format!("Nhiều nhất {MOST_PHOTOS} ảnh cho một việc. Mời bớt lại."),
        );
    }
    if too_many && sent("tep").count() > MOST_OTHER_FILES || found.len() - photos > MOST_OTHER_FILES {
        problems.add(
            "tep",
            format!("Nhiều nhất {MOST_OTHER_FILES} tệp khác cho một việc. Mời bớt lại."),
        );
    }
    Ok(found)
}

async fn add(
    visit: &Visit,
    file: &Upload,
    purpose: Purpose,
    moment: Option<Timestamp>,
    found: &mut Vec<Attachment>,
    problems: &mut Problems,
) -> Result<()> {
    match prepare(&visit.app, &file.name, file.bytes.clone(), purpose).await {
        Ok(ready) if found.iter().any(|one| one.trace() == ready.hash.as_str()) => Ok(()),
        Ok(ready) => {
            found.push(Attachment::New(Box::new(ready), moment));
            Ok(())
        }
        Err(Error::Problem(told)) => {
            for problem in told.all() {
                problems.add(problem.field, problem.message.clone());
            }
            Ok(())
        }
        Err(error) => Err(error),
    }
}

/// When a photo was taken, as the phone says; nonsense is nothing.
fn taken(text: &str, now: Timestamp) -> Option<Timestamp> {
    let moment: Timestamp = text.parse().ok()?;
    let day = SignedDuration::from_hours(24);
    let is_sane = moment <= now.checked_add(day).ok()? && moment.as_second() > 946_684_800;
    is_sane.then_some(moment)
}

/// Files that this person sent with a form that came back; nobody else's, and none that shows something already.
async fn received_before(visit: &Visit, form: &Form) -> Result<Vec<Attachment>> {
    let actor = visit.actor()?;
    let mut ids: Vec<Id> = form.all("da-gui").filter_map(|text| text.parse().ok()).collect();
    ids.truncate(MOST_PHOTOS + MOST_OTHER_FILES);
    ids.dedup();
    let mut found: Vec<Attachment> = Vec::new();
    if ids.is_empty() {
        return Ok(found);
    }
    let mut tx = visit.app.read(actor).await?;
    for id in ids {
        let file = files::by_id(&mut tx, id)
            .await?
            .filter(|file| file.by == Some(actor.person));
        let Some(file) = file else { continue };
        let is_new = found.iter().all(|one| one.trace() != file.hash.as_str());
        if is_new && !activity::store::is_shown(&mut tx, id).await? {
            found.push(Attachment::Received(Box::new(file)));
        }
    }
    Ok(found)
}

/// Rows for files that have none yet.
///
/// # Errors
/// [`Error::Outage`]
pub async fn note(tx: &mut Tx, attachments: &[Attachment]) -> Result<Vec<Shown>> {
    let mut shown = Vec::new();
    for attachment in attachments {
        shown.push(match attachment {
            Attachment::New(file, taken_at) => Shown {
                file: note_file(tx, file).await?,
                taken_at: *taken_at,
            },
            Attachment::Received(file) => Shown {
                file: file.id,
                taken_at: None,
            },
        });
    }
    Ok(shown)
}

/// Keeps files for the next try of a form that came back, as boxes that are ticked.
///
/// # Errors
/// [`Error::Outage`]
pub async fn received(visit: &Visit, attachments: Vec<Attachment>) -> Result<Vec<Choice>> {
    let mut choices = Vec::new();
    if attachments.is_empty() {
        return Ok(choices);
    }
    let mut tx = visit.app.begin(visit.actor()?).await?;
    for attachment in attachments {
        let (id, name, size) = match attachment {
            Attachment::New(file, _) => (note_file(&mut tx, &file).await?, file.name, file.size),
            Attachment::Received(file) => (file.id, file.name, file.size),
        };
        choices.push(Choice::new(id, format!("{name} ({})", text::size(size)), true));
    }
    tx.save().await?;
    Ok(choices)
}
