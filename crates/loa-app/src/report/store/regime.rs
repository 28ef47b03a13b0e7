//! How a locality reports: its days, ends and forms.

use jiff::civil::Date;
use loa_db::error::DbError;
use loa_db::params;
use loa_db::tx::Tx;

/// How a locality reports by a form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Regime {
    /// Day of the last month by which units report.
    pub units_day: i64,
    /// Day of the last month by which the locality reports.
    pub due_day: i64,
    /// Whom the locality's report goes to, a line each.
    pub addressee: String,
    /// Nơi nhận, a line each.
    pub recipients: String,
    /// On whose behalf it is signed.
    pub authority: String,
    /// Lines of the position.
    pub position: String,
    /// Who signs.
    pub signer: String,
}

/// The regime of a form; `None` while nobody set it.
///
/// # Errors
/// See [`DbError`].
pub async fn of(tx: &mut Tx, form: &str) -> Result<Option<Regime>, DbError> {
    let sql = "SELECT units_day, due_day, addressee, recipients, authority, position, signer FROM report_regime \
               WHERE locality_id = $1 AND form = $2";
    let row = tx.row(sql, params![tx.locality(), form]).await?;
    row.map(|row| {
        Ok(Regime {
            units_day: row.int("units_day")?,
            due_day: row.int("due_day")?,
            addressee: row.text("addressee")?,
            recipients: row.text("recipients")?,
            authority: row.text("authority")?,
            position: row.text("position")?,
            signer: row.text("signer")?,
        })
    })
    .transpose()
}

/// Sets the regime of a form.
///
/// # Errors
/// See [`DbError`].
pub async fn put(tx: &mut Tx, form: &str, regime: &Regime) -> Result<(), DbError> {
    let sql = "INSERT INTO report_regime (locality_id, form, units_day, due_day, addressee, recipients, authority, position, \
               signer, set_by, set_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
               ON CONFLICT (locality_id, form) DO UPDATE SET units_day = $3, due_day = $4, addressee = $5, recipients = $6, \
               authority = $7, position = $8, signer = $9, set_by = $10, set_at = $11";
    let values = params![
        tx.locality(),
        form,
        regime.units_day,
        regime.due_day,
        &regime.addressee,
        &regime.recipients,
        &regime.authority,
        &regime.position,
        &regime.signer,
        tx.person(),
        tx.now()
    ];
    tx.execute(sql, values).await?;
    Ok(())
}

/// The form as the locality changed it for periods that end on this day; `None`: as the program brings it.
///
/// # Errors
/// See [`DbError`].
pub async fn own_form(tx: &mut Tx, form: &str, on: Date) -> Result<Option<String>, DbError> {
    let sql = "SELECT definition FROM report_form WHERE locality_id = $1 AND form = $2 AND valid_from <= $3 \
               ORDER BY valid_from DESC, id DESC LIMIT 1";
    let row = tx.row(sql, params![tx.locality(), form, on]).await?;
    row.map(|row| row.text("definition")).transpose()
}

/// Keeps a form as the locality changed it; empty: from that day on as the program brings it.
///
/// # Errors
/// See [`DbError`].
pub async fn put_form(tx: &mut Tx, form: &str, valid_from: Date, definition: &str) -> Result<(), DbError> {
    let row = params![
        tx.new_id(),
        tx.locality(),
        form,
        valid_from,
        definition,
        tx.person(),
        tx.now()
    ];
    tx.insert(
        "report_form (id, locality_id, form, valid_from, definition, changed_by, changed_at)",
        vec![row],
    )
    .await
}
