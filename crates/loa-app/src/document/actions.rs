//! Taking files: looked at, made safe and kept before the unit of work, noted inside it.

use axum::body::Bytes;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::app::App;
use crate::document::{Kind, Purpose, Refusal, film, name_for, picture, recognise, store};
use crate::error::{Error, Result};
use crate::files::Hash;
use crate::problem::Problems;

/// A file whose bytes are kept; no row speaks of it yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// Name for people, with the ending of its kind.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Its bytes.
    pub hash: Hash,
    /// How many.
    pub size: i64,
    /// Of a picture.
    pub picture: Option<Small>,
}

/// What is known of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Small {
    /// Bytes of the small form.
    pub hash: Hash,
    /// Points from left to right of the large one.
    pub width: i64,
    /// Points from top to bottom.
    pub height: i64,
}

/// Looks at a file, makes it safe and keeps its bytes. Slow for pictures: not inside a unit of work that writes.
///
/// # Errors
/// [`Error::Problem`] on the field of the purpose, with a sentence that names the file; [`Error::Outage`] when bytes
/// cannot be kept.
pub async fn prepare(app: &App, name: &str, bytes: Bytes, purpose: Purpose) -> Result<Prepared> {
    let refused = |Refusal(why): Refusal| {
        let name = if name.is_empty() { "không tên" } else { name };
        Error::Problem(Problems::one(purpose.field(), format!("Tệp “{name}” {why}")))
    };
    let kind = recognise(name, &bytes, purpose).map_err(refused)?;
    if kind.is_picture() && purpose != Purpose::Plan {
        let drawn = picture::drawn(bytes).await.map_err(refused)?;
        let small = Small {
            width: i64::from(drawn.width),
            height: i64::from(drawn.height),
            hash: kept(app, drawn.small.into()).await?.0,
        };
        let (hash, size) = kept(app, drawn.full.into()).await?;
        return Ok(Prepared {
            name: name_for(name, Kind::Jpeg),
            kind: Kind::Jpeg,
            hash,
            size,
            picture: Some(small),
        });
    }
    let bytes = match kind {
        Kind::Mp4 | Kind::M4a | Kind::Mov => {
            let mut bytes = bytes.to_vec();
            film::without_notes(&mut bytes);
            bytes.into()
        }
        Kind::Mp3 => film::without_tags(&bytes),
        _ => bytes,
    };
    let (hash, size) = kept(app, bytes).await?;
    Ok(Prepared {
        name: name_for(name, kind),
        kind,
        hash,
        size,
        picture: None,
    })
}

async fn kept(app: &App, bytes: Bytes) -> Result<(Hash, i64)> {
    let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let (hash, bytes) = tokio::task::spawn_blocking(move || (Hash::of(&bytes), bytes))
        .await
        .map_err(|error| Error::Outage(error.to_string()))?;
    app.files().put(&hash, bytes).await?;
    Ok((hash, size))
}

/// Notes a file whose bytes are kept.
///
/// # Errors
/// [`Error::Outage`]
pub async fn note(tx: &mut Tx, file: &Prepared) -> Result<Id> {
    Ok(store::insert(tx, file).await?)
}

/// [`prepare`] and [`note`] in one, for files that cost no time.
///
/// # Errors
/// See [`prepare`].
pub async fn keep(app: &App, tx: &mut Tx, name: &str, bytes: Bytes, purpose: Purpose) -> Result<Id> {
    let file = prepare(app, name, bytes, purpose).await?;
    note(tx, &file).await
}
