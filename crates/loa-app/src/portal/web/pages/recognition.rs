//! `/cong/{site}/bieu-duong`: units that are praised and, apart and for a time, criticised, with what these say (COM-02).

use askama::Template;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::clock::vietnam;
use crate::document::register;
use crate::error::Result;
use crate::inspection::store::finding::{self, Wanted as Findings};
use crate::org::{self, Tree};
use crate::portal::frame::Frame;
use crate::portal::web::pages::rendered;
use crate::recognition::store::{self, proven, public};
use crate::recognition::{Entry, Kind, ReplyKind, public_replies};
use crate::text;

/// Entries of a kind on the page.
const MOST: i64 = 50;

/// What the unit said.
struct Said {
    heading: &'static str,
    words: Vec<String>,
    day: String,
}

/// Praise or criticism as the public reads it.
struct Shown {
    id: String,
    title: String,
    subject: String,
    /// The site of the unit; empty when it has none.
    href: String,
    day: String,
    words: Vec<String>,
    /// What it rests on: counts and documents, no person.
    basis: Vec<String>,
    until: String,
    said: Vec<Said>,
}

#[derive(Template)]
#[template(path = "portal/pages/recognition.html")]
struct RecognitionPage {
    frame: Frame,
    praise: Vec<Shown>,
    criticism: Vec<Shown>,
}

fn lines(text: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim);
    lines.filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// "12 hoạt động từ 01/03/2022 đến 15/04/2022, 340 lượt người", then how many by each way. Words of officers may name
/// people: they are not told.
async fn counts(tx: &mut Tx, entry: &Entry) -> Result<Vec<String>> {
    let activities = public::activities(tx, entry.id).await?;
    let proven = proven::accepted(tx, entry.subject, &activities).await?;
    let (Some(first), Some(last)) = (proven.first(), proven.last()) else {
        return Ok(Vec::new());
    };
    let people: i64 = proven.iter().filter_map(|one| one.people).sum();
    let mut told = format!("{} hoạt động đã được kiểm tra, chấp nhận", proven.len());
    told.push_str(&match first.happened_on == last.happened_on {
        true => format!(", ngày {}", text::day(first.happened_on)),
        false => format!(
            ", từ {} đến {}",
            text::day(first.happened_on),
            text::day(last.happened_on)
        ),
    });
    if people > 0 {
        told.push_str(&format!(", {} lượt người", text::number(people)));
    }
    let mut ways: Vec<(&str, usize)> = Vec::new();
    for channel in proven.iter().filter_map(|one| one.channel) {
        match ways.iter_mut().find(|(known, _)| *known == channel.label()) {
            Some((_, many)) => *many += 1,
            None => ways.push((channel.label(), 1)),
        }
    }
    let ways = ways.into_iter().map(|(way, many)| format!("{way}: {many}"));
    Ok(std::iter::once(told).chain(ways).collect())
}

/// "Kết luận kiểm tra ngày …", "Quyết định số 12/QĐ-UBND ngày …": number and day; subjects may name people.
async fn grounds(tx: &mut Tx, entry: &Entry) -> Result<Vec<String>> {
    let mut told = Vec::new();
    if let Some(id) = entry.basis.finding {
        let wanted = Findings {
            unit: entry.subject,
            ..Findings::ALL
        };
        let found = finding::listed(tx, wanted, None).await?;
        if let Some(finding) = found.into_iter().find(|finding| finding.id == id) {
            told.push(format!("Kết luận kiểm tra ngày {}", text::day(finding.found_on)));
        }
    }
    let documents: Vec<Id> = [entry.basis.document, entry.basis.decision]
        .into_iter()
        .flatten()
        .collect();
    for one in register::store::by_ids(tx, &documents).await? {
        let day = one.dated_on.map(|day| format!(" ngày {}", text::day(day)));
        told.push(format!(
            "{} số {}{}",
            one.kind.name(),
            one.code(),
            day.unwrap_or_default()
        ));
    }
    Ok(told)
}

async fn shown(tx: &mut Tx, tree: &Tree, entry: Entry) -> Result<Shown> {
    let basis = match entry.standing.kind {
        Kind::Praise => counts(tx, &entry).await?,
        Kind::Criticism => grounds(tx, &entry).await?,
    };
    let replies = store::replies(tx, entry.id).await?;
    let site = crate::portal::store::of_unit(tx, entry.subject).await?;
    Ok(Shown {
        id: entry.id.to_string(),
        subject: tree.name(entry.subject).to_owned(),
        href: site
            .filter(|site| site.is_open)
            .map(|site| format!("/cong/{}", site.slug))
            .unwrap_or_default(),
        day: entry
            .first_public_at
            .map(vietnam)
            .map(text::day)
            .unwrap_or_default(),
        words: lines(&entry.words),
        basis,
        until: entry.standing.until.map(text::day).unwrap_or_default(),
        said: public_replies(&replies, entry.standing.round)
            .into_iter()
            .map(|one| Said {
                heading: match one.kind {
                    ReplyKind::Reply => "Đơn vị trả lời",
                    ReplyKind::Correction => "Đơn vị đính chính",
                },
                words: lines(&one.words),
                day: text::day(vietnam(one.at)),
            })
            .collect(),
        title: entry.title,
    })
}

/// The page of a site.
pub async fn drawn(tx: &mut Tx, frame: Frame) -> Result<(&'static str, String)> {
    let today = tx.today();
    let tree = org::store::tree::with_ended(tx, today).await?;
    let mut shelves = [Vec::new(), Vec::new()];
    for (kind, shelf) in Kind::ALL.into_iter().zip(&mut shelves) {
        for entry in public::of_site(tx, frame.site.unit, kind, MOST).await? {
            shelf.push(shown(tx, &tree, entry).await?);
        }
    }
    let [praise, criticism] = shelves;
    rendered(&RecognitionPage {
        frame,
        praise,
        criticism,
    })
}
