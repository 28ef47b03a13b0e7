//! Sites of units.

use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::row::Row;
use loa_db::tx::Tx;

use crate::portal::Site;

fn site(row: &Row) -> Result<Site, DbError> {
    Ok(Site {
        unit: row.id("unit_id")?,
        locality: row.id("locality_id")?,
        slug: row.text("slug")?,
        host: row.text_or_null("host")?,
        name: row.text("name")?,
        about: row.text("about")?,
        officer: row.text("officer")?,
        phone: row.text("phone")?,
        email: row.text("email")?,
        address: row.text("address")?,
        hours: row.text("hours")?,
        emblem: row.id_or_null("emblem_id")?,
        is_open: row.bool("is_open")?,
    })
}

/// The site of a unit of the locality.
///
/// # Errors
/// See [`DbError`].
pub async fn of_unit(tx: &mut Tx, unit: Id) -> Result<Option<Site>, DbError> {
    let sql = "SELECT unit_id, locality_id, slug, host, name, about, officer, phone, email, address, hours, emblem_id, is_open \
               FROM site WHERE locality_id = $1 AND unit_id = $2";
    let row = tx.row(sql, params![tx.locality(), unit]).await?;
    row.as_ref().map(site).transpose()
}

/// The site at an address, of whichever locality: addresses are of all of them.
///
/// # Errors
/// See [`DbError`].
pub async fn at(tx: &mut Tx, slug: &str) -> Result<Option<Site>, DbError> {
    let sql = "SELECT unit_id, locality_id, slug, host, name, about, officer, phone, email, address, hours, emblem_id, is_open \
               FROM site WHERE slug = $1";
    let row = tx.row(sql, params![slug]).await?;
    row.as_ref().map(site).transpose()
}

/// The site under a host name.
///
/// # Errors
/// See [`DbError`].
pub async fn under(tx: &mut Tx, host: &str) -> Result<Option<Site>, DbError> {
    let sql = "SELECT unit_id, locality_id, slug, host, name, about, officer, phone, email, address, hours, emblem_id, is_open \
               FROM site WHERE host = $1";
    let row = tx.row(sql, params![host]).await?;
    row.as_ref().map(site).transpose()
}

/// Every site that the public can read, of all localities: address and whose it is.
///
/// # Errors
/// See [`DbError`].
pub async fn open_sites(tx: &mut Tx, most: i64) -> Result<Vec<Site>, DbError> {
    let sql = "SELECT unit_id, locality_id, slug, host, name, about, officer, phone, email, address, hours, emblem_id, is_open \
               FROM site WHERE is_open ORDER BY slug LIMIT $1";
    let rows = tx.rows(sql, params![most]).await?;
    rows.iter().map(site).collect()
}

/// Sets up the site of a unit.
///
/// # Errors
/// [`DbError::Duplicate`] when the address or the host is another one's.
pub async fn set(tx: &mut Tx, new: &Site) -> Result<(), DbError> {
    let values = params![
        new.unit,
        tx.locality(),
        &new.slug,
        new.host.as_deref(),
        &new.name,
        &new.about,
        &new.officer,
        &new.phone,
        &new.email,
        &new.address,
        &new.hours,
        new.emblem,
        new.is_open,
        tx.person(),
        tx.now()
    ];
    let sql = "INSERT INTO site (unit_id, locality_id, slug, host, name, about, officer, phone, email, address, hours, emblem_id, \
               is_open, changed_by, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) \
               ON CONFLICT (unit_id) DO UPDATE SET slug = $3, host = $4, name = $5, about = $6, officer = $7, phone = $8, email = $9, \
               address = $10, hours = $11, emblem_id = $12, is_open = $13, changed_by = $14, changed_at = $15";
    tx.execute(sql, values).await.map(drop)
}
